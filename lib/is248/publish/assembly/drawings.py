"""A figure as a page of the HTML has it: its two drawings, of which a style sheet shows one, and its numbers."""

from is248.publish.assembly.book import Exhibit
from is248.wording.signs import html_text

_NUMBERS = "Tallene i figuren"


def inlined(exhibit: Exhibit) -> str:
    """Return both drawings with one text alternative.

    To a screen reader they are one picture that says what it shows; the numbers are in the table below. Their text is
    found, marked and copied by those who see it.
    """
    drawn = "".join(
        svg.replace("<svg ", f'<svg class="{width}" aria-hidden="true" ', 1)
        for width, svg in (("wide", exhibit.body), ("narrow", exhibit.data["narrow"]))
    )
    return f'<div class="drawing" role="img" aria-label="{html_text(exhibit.data["alt"])}">\n{drawn}</div>'


def numbers(exhibit: Exhibit) -> str:
    """Return the figure's numbers as a table, folded; a style sheet sets them to the right.

    Its caption, which the fold shows already, is for screen readers; `numbered` gives it the figure's number.
    """
    table = exhibit.data["html"].replace(' style="text-align: right"', "")
    table = table.replace(">", f'><caption class="visually-hidden">{_NUMBERS}</caption>', 1)
    return (
        '<details class="figure-numbers"><summary>Tallene i figuren</summary>'
        f'<div class="table-scroll" data-name="{_NUMBERS}">{table}</div></details>'
    )


def numbered(folded: str, number: str) -> str:
    """Return what `numbers` returned with the figure's number in its names."""
    return folded.replace(f'"{_NUMBERS}"', f'"Tallene i figur {number}"').replace(
        f">{_NUMBERS}</caption>", f">Tallene i figur {number}</caption>"
    )
