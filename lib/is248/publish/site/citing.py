"""How a table, a figure or a page is cited: a fold with text to copy, BibTeX and a link that stays."""

from dataclasses import dataclass
from html import escape

from is248.data.edition import Edition
from is248.publish.assembly.colophon import bibtex, citation
from is248.wording import small
from is248.wording.signs import WORD_JOINER, unescaped


@dataclass(frozen=True)
class Citing:
    """The edition as it is cited, and where it is published; the address may be empty."""

    text: str
    entry: str
    address: str

    def fold(self, what: str, title: str, file: str, id: str) -> str:
        """Return the fold as HTML.

        Parameters
        ----------
        what, title : str
            «Tabell 6.2» and its caption, or «Kapittel 6» and its heading.
        file, id : str
            Its address, seen from the site's top, and its id on the page.
        """
        named = f"{what}: {title}".rstrip(".") if what else title
        names, rest = self.text.split("). ", 1)
        link = f"{self.address.rstrip('/')}/{file}#{id}" if self.address else ""
        text = " ".join(filter(None, [f"{names}). {named}. I {rest}", link]))
        entry = self.entry.replace("@report{", "@incollection{").replace(",\n", f"-{id},\n", 1)
        entry = entry.replace("  title       = {", f"  title       = {{{{{named}}}}},\n  booktitle   = {{")
        entry = entry.replace("\n}", f",\n  url         = {{{link}}}\n}}") if link else entry
        where = escape(small(what) or "siden")
        return (
            f'<details class="cite"><summary>Siter {where}</summary>'
            f"<div>{escape(text)}</div><pre><code>{escape(entry)}</code></pre>"
            f'<a href="#{id}">Fast lenke<span class="visually-hidden"> til {where}</span></a></details>'
        )


def citing(edition: Edition) -> Citing:
    """Return how an edition is cited."""
    return Citing(
        unescaped(citation(edition)).replace("*", ""), bibtex(edition).replace(WORD_JOINER, ""), edition.address
    )
