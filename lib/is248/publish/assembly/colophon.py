"""Who made the edition, for whom, and how it is cited: the lines of the title page, and the colophon.

The front page has a marker, an empty div `::: {#kolofon}`: there stands a section with the colophon. In the PDF its
facts stand on the page behind the title page. What the params file doesn't say is left out.
"""

import re
from dataclasses import replace

from is248.data.edition import Edition
from is248.publish.assembly.book import Page
from is248.publish.assembly.draft import as_paragraph
from is248.publish.assembly.shape import plain
from is248.wording import join, small
from is248.wording.signs import WORD_JOINER, inline, is_clean, unescaped

_MARKER = re.compile(r"^::::* *\{#kolofon\}\s*^::::*[ ]*$", re.MULTILINE)
DEMONSTRATION = "Demonstrasjonsutgave med syntetiske svar"


def byline(edition: Edition) -> list[str]:
    """Return the lines below the title: by whom, for whom, which report, and when."""
    client = edition.client and f"På oppdrag fra {edition.client}"
    return list(filter(None, [edition.author, client, _report(edition), edition.published]))


def imprint(edition: Edition) -> str:
    """Return the colophon of the PDF as markdown: what kind of edition it is, its facts, and how it is cited."""
    return f"{_statement(edition)}\n\n{_listed(_facts(edition) | {'Slik siterer du': citation(edition)})}"


def with_colophon(pages: list[Page], edition: Edition) -> list[Page]:
    """Return the pages with the colophon as a section in the place of the marker; the PDF has its facts in front."""
    told = "\n\n".join([
        "## Om utgaven {#sec-om-utgaven}\n\n::::: {.colophon}",
        _statement(edition),
        f':::: {{.content-visible when-format="html"}}\n{_listed(_facts(edition))}\n::::',
        f"Slik siterer du boken:\n\n> {citation(edition)}",
        f"Det samme som BibTeX:\n\n```bibtex\n{bibtex(edition)}\n```",
        ":::::",
    ])  # fmt: skip
    return [replace(page, markdown=_MARKER.sub(lambda _: told, page.markdown)) for page in pages]


def about(edition: Edition) -> list[str]:
    """Return what stands in every file beside its numbers: what they are worth, the licence, how they are cited."""
    licence = edition.license and f"Lisens for teksten og tallene: {edition.license}"
    told = [_statement(edition), licence, f"Slik siterer du: {citation(edition)}"]
    return [as_text(line) for line in told if line]


def as_text(markdown: str) -> str:
    """Return a line of markdown as text: without emphasis, with the address of a link in brackets."""
    linked = re.sub(r"(?<!\\)\[([^\]]*)(?<!\\)\]\(([^)\s]+)\)", r"\1 (\2)", markdown)
    return plain(unescaped(re.sub(r"(?<!\\)[*`]", "", linked)))


def _statement(edition: Edition) -> str:
    """Return what a reader of invented answers has to know first; nothing of real ones."""
    if not edition.synthetic:
        return ""
    made, others = "", ""
    if edition.follows:
        made = f", og laget etter {inline(edition.follows)}"
        others = " Verken forfatterne eller oppdragsgiveren har utgitt denne boken."
    return (
        f"**Dette er en demonstrasjonsutgave.** Svarene er syntetiske{made}.{others} "
        "Bruk ingen av tallene som opplysninger om en kommune."
    )


def _facts(edition: Edition) -> dict[str, str]:
    """Return the facts as markdown; the licence alone may hold some, a link."""
    facts = {
        "Forfatter" if len(edition.authors) == 1 else "Forfattere": edition.author,
        "Oppdragsgiver": edition.client,
        "Utgiver": edition.publisher,
        "Rapport": edition.report_number,
        "ISBN": edition.isbn,
        "Dato": edition.published,
        "Versjon": edition.version,
        "Referansegruppe": ", ".join(edition.reference_group),
        "Kontakt": edition.contact,
    }
    told = {name: inline(text) for name, text in facts.items()}
    return told | {"Lisens for teksten": as_paragraph(edition.license)}


def _listed(facts: dict[str, str]) -> str:
    """Return those of the facts that are known as a list of definitions."""
    return "\n\n".join(f"{name}\n:   {text}" for name, text in facts.items() if text)


def citation(edition: Edition) -> str:
    """Return how the edition is cited, as markdown."""
    parts = [
        f"{inline(join(edition.authors))} ({edition.date.year})",
        f"*{inline(edition.title)}: {inline(small(edition.subtitle))}*"
        + (f" [{DEMONSTRATION}]" if edition.synthetic else ""),
        *(
            inline(fact)
            for fact in (_report(edition), edition.publisher, edition.isbn and f"ISBN {edition.isbn}")
            if fact
        ),
    ]
    return ". ".join(parts) + "."


def bibtex(edition: Edition) -> str:
    """Return the edition as an entry of a bibliography in BibLaTeX."""
    fields = {
        "author": " and ".join(name if "," in name else f"{{{name}}}" for name in edition.authors),
        "title": f"{{{edition.title}: {small(edition.subtitle)}}}",
        "type": "Rapport",
        "number": edition.report_number,
        "institution": edition.publisher and f"{{{edition.publisher}}}",
        "date": edition.date.isoformat(),
        "isbn": edition.isbn,
        "note": DEMONSTRATION if edition.synthetic else "",
        "langid": "norwegian",
    }
    lines = [f"  {name.ljust(11)} = {{{text}}}" for name, text in fields.items() if text]
    entry = f"@report{{{edition.pdf_name},\n" + ",\n".join(lines) + "\n}"
    return entry if is_clean(entry) else WORD_JOINER + entry  # no author is asked about a name's signs


def _report(edition: Edition) -> str:
    return edition.report_number and f"Rapport {edition.report_number}"
