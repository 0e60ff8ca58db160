"""A figure as a page of the HTML has it: its two drawings, of which a style sheet shows one, and its numbers."""

from is248.publish.book import Exhibit
from is248.wording.signs import html_text


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
    """Return the figure's numbers as a table, folded; a style sheet sets them to the right."""
    table = exhibit.data["html"].replace(' style="text-align: right"', "")
    return (
        '<details class="figure-numbers"><summary>Tallene i figuren</summary>'
        f'<div class="table-scroll" data-name="Tallene i figuren">{table}</div></details>'
    )
