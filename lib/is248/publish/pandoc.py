"""Render the book where there is no Quarto: Pandoc reads and writes, this module numbers and links.

It does for a whole book what Quarto does: number sections, tables and figures, resolve references
between chapters, and set citations. `html.py` and `typst.py` turn the result into pages and a PDF.
"""

import io
import json
import re
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import panflute as pf
import pypandoc

from is248.publish.book import Book, BookError, Page
from is248.publish.elements import settled
from is248.publish.places import located
from is248.wording import NBSP, capital

FROM = "markdown"
_ENTRY = re.compile(r"^@\w+\{\s*([^,\s]+)", re.MULTILINE)
pf.elements.RAW_FORMATS.add("typst")  # younger than panflute's list


@dataclass(frozen=True)
class Target:
    """Something a reference can lead to.

    Attributes
    ----------
    page : Page
        Where it stands.
    kind : str
        `fig`, `tbl`, `sec`, `ch` or `apx`: the keys of the prefixes in _quarto.yml.
    number : str
        As printed, or empty.
    title : str
        Plain text of the heading or caption.
    """

    page: Page
    kind: str
    number: str
    title: str


@dataclass
class Section:
    """A heading of a page."""

    id: str
    number: str
    title: str
    level: int


@dataclass
class ReadPage:
    """A page as Pandoc's document, with its headings."""

    page: Page
    doc: pf.Doc
    sections: list[Section] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The page's heading, as plain text."""
        return self.sections[0].title

    @property
    def name(self) -> str:
        """The page's number and heading."""
        return f"{self.page.number} {self.title}".strip()


def run(arguments: list[str], text: str) -> str:
    """Run Pandoc on a text and return what it writes.

    Raises
    ------
    BookError
        If Pandoc fails or warns (a citation that isn't in the bibliography, say).
    """
    command = [pypandoc.get_pandoc_path(), *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode or "[WARNING]" in done.stderr:
        raise BookError(f"Pandoc: {done.stderr.strip()}")
    return done.stdout


def to_doc(text: str) -> pf.Doc:
    """Return Pandoc's JSON as a document."""
    return pf.load(io.StringIO(text))


def to_json(doc: pf.Doc) -> str:
    """Return a document as Pandoc's JSON."""
    out = io.StringIO()
    pf.dump(doc, out)
    return out.getvalue()


def read_book(book: Book, folder: Path) -> tuple[list[ReadPage], dict[str, Target]]:
    """Read every page, number it, and resolve references and citations.

    Parameters
    ----------
    book : Book
        From `book.assemble`.
    folder : Path
        The staged book, for bibliography and citation style.

    Returns
    -------
    pages : list of ReadPage
        In the order of the book.
    targets : dict of str to Target
        Every heading, table and figure by its id.

    Raises
    ------
    BookError
        If a reference leads nowhere, or a citation is not in the bibliography.
    """
    with ThreadPoolExecutor() as pool:
        texts = list(pool.map(_read, book.pages))
    pages = _settled(zip(book.pages, texts, strict=True))
    targets: dict[str, Target] = {}
    for page in pages:
        _number(page, targets)
    entries = (folder / book.config["bibliography"]).read_text(encoding="utf-8")
    _no_dead_references(pages, targets, known=set(_ENTRY.findall(entries)))
    for page in pages:
        page.doc.walk(lambda element, doc: _reference(element, targets, book.config["language"]))
    return _cited(pages, book, folder), targets


def _read(page: Page) -> str:
    """Return a page as Pandoc's JSON."""
    try:
        return run(["-f", FROM, "-t", "json"], page.markdown)
    except BookError as error:
        line = re.search(r"line (\d+)", str(error))
        fragment = page.markdown.splitlines()[int(line[1]) - 1] if line else ""
        raise BookError(f"{located(page.source, fragment)}: {error}") from None


def _settled(read: Iterable[tuple[Page, str]]) -> list[ReadPage]:
    """Return pages as HTML and PDF can have them, or stop at all that they can't have."""
    pages, wrong = [], []
    for page, text in read:
        try:
            pages.append(ReadPage(page, settled(to_doc(text), page, run)))
        except BookError as error:
            wrong.append(str(error))
    if wrong:
        raise BookError("\n".join(wrong))
    return pages


def _number(read: ReadPage, targets: dict[str, Target]) -> None:
    """Number headings, tables and figures of a page, and note them as targets."""
    page, counts = read.page, [0] * 6

    def visit(element, doc):
        if isinstance(element, pf.Header):
            _number_heading(element)
        elif isinstance(element, (pf.Div, pf.Figure, pf.Table)) and element.identifier in page.numbers:
            kind = element.identifier.partition("-")[0]
            targets[element.identifier] = Target(page, kind, page.numbers[element.identifier], caption_text(element))

    def _number_heading(heading: pf.Header) -> None:
        if heading.level > 1:
            counts[heading.level - 1] += 1
            counts[heading.level :] = [0] * (6 - heading.level)
        numbered = page.number and "unnumbered" not in heading.classes
        number = ".".join([page.number, *map(str, counts[1 : heading.level])]) if numbered else ""
        kind = "sec" if heading.level > 1 else "apx" if page.appendix else "ch"
        section = Section(heading.identifier, number, pf.stringify(heading).strip(), heading.level)
        read.sections.append(section)
        if heading.identifier in targets:
            if heading.identifier.startswith("sec-"):
                raise BookError(f"{page.source}: the label {heading.identifier} stands on another page already.")
            heading.identifier = section.id = f"{heading.identifier}-{page.file.stem}"  # one id in the whole PDF
        targets[heading.identifier] = Target(page, kind, number, section.title)

    read.doc.walk(visit)


def caption_text(element: pf.Element) -> str:
    """Return the caption of a table or figure as plain text."""
    if isinstance(element, pf.Div):
        return pf.stringify(element.content[-1]).strip()
    return pf.stringify(pf.Div(*element.caption.content)).strip()


def is_reference(citation: pf.Citation) -> bool:
    """Tell a cross-reference (@tbl-x) from a citation of the bibliography."""
    return citation.id.partition("-")[0].lower() in ("fig", "tbl", "sec")


def _target_id(citation: pf.Citation) -> str:
    return citation.id[:1].lower() + citation.id[1:]


def _no_dead_references(pages: list[ReadPage], targets: dict[str, Target], known: set[str]) -> None:
    """Stop at references to nothing, and at citations that the bibliography lacks."""
    dead = []
    for read in pages:

        def visit(element, doc, read=read):
            for citation in element.citations if isinstance(element, pf.Cite) else ():
                where = partial(located, read.page.source, f"@{citation.id}")
                if is_reference(citation) and _target_id(citation) not in targets:
                    dead.append(f"{where()}: @{citation.id} leads to nothing in the book")
                elif not is_reference(citation) and citation.id not in known:
                    dead.append(f"{where()}: @{citation.id} is not in the bibliography (write \\@ for the sign)")
            if isinstance(element, pf.Link) and _is_dead(element.url, targets):
                where = located(read.page.source, f"]({element.url}", element.url)
                dead.append(f"{where}: the link to {element.url or 'nothing'} leads to nothing in the book")

        read.doc.walk(visit)
    if dead:
        raise BookError("References that can't be resolved:\n  " + "\n  ".join(dead))


def _is_dead(url: str, targets: dict[str, Target]) -> bool:
    """Tell whether a link leads neither out of the book, nor to a page or label of it."""
    file, mark, anchor = url.partition("#")
    if re.match(r"[a-z][a-z+.-]*:", file) or file.endswith((".ipynb", ".qmd")):
        return False  # what stands behind an address isn't asked; of the book's pages html.py tells
    return bool(file) or not mark or anchor not in targets


def _reference(element: pf.Element, targets: dict[str, Target], words: dict[str, str]):
    """Turn @tbl-x into a link «tabell 6.2»; @Tbl-x, at the start of a sentence, into «Tabell 6.2».

    Pandoc reads `@tbl-x [@ose2024]` as one citation; what stands before and behind a label stays.
    """
    if not isinstance(element, pf.Cite) or not any(map(is_reference, element.citations)):
        return None
    links, others = [], [citation for citation in element.citations if not is_reference(citation)]
    for citation in filter(is_reference, element.citations):
        before = [*citation.prefix, pf.Space()] if citation.prefix else []
        links += [pf.Str(","), pf.Space(), *before, _link_to(citation, targets, words), *citation.suffix]
    if others:
        links += [pf.Cite(citations=others)]
    return links[2:]


def _link_to(citation: pf.Citation, targets: dict[str, Target], words: dict[str, str]) -> pf.Link:
    target = targets[_target_id(citation)]
    word = words[f"crossref-{target.kind}-prefix"] if target.number else f"«{target.title}»"
    if citation.id[0].isupper():
        word = capital(word)
    text = f"{word}{NBSP}{target.number}" if target.number else word
    if citation.mode == "SuppressAuthor":
        text = target.number
    return pf.Link(pf.Str(text), url=f"#{_target_id(citation)}", classes=["xref"])


def _cited(pages: list[ReadPage], book: Book, folder: Path) -> list[ReadPage]:
    """Set all citations of the book in one run, so that a reference has one number everywhere."""
    whole = pf.Doc(*(pf.Div(*read.doc.content, classes=["page"]) for read in pages))
    whole.api_version = pages[0].doc.api_version
    config = book.config
    arguments = ["-f", "json", "-t", "json", "--citeproc", "-M", "link-citations=true", "-M", f"lang={config['lang']}"]
    arguments += ["--bibliography", str(folder / config["bibliography"]), "--csl", str(folder / config["csl"])]
    data = json.loads(to_json(whole))
    if config.get("nocite"):
        citation = {
            "citationId": "*", "citationPrefix": [], "citationSuffix": [], "citationNoteNum": 0,
            "citationHash": 0, "citationMode": {"t": "NormalCitation"},
        }  # fmt: skip
        data["meta"]["nocite"] = {"t": "MetaInlines", "c": [{"t": "Cite", "c": [[citation], []]}]}
    done = to_doc(run(arguments, json.dumps(data)))
    out = []
    for read, div in zip(pages, [b for b in done.content if "page" in getattr(b, "classes", [])], strict=True):
        doc = pf.Doc(*div.content)
        doc.api_version = done.api_version
        out.append(ReadPage(read.page, doc, read.sections))
    return out
