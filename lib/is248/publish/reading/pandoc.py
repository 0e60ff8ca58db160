"""Render the book where there is no Quarto: Pandoc reads and writes, this module numbers and links.

It does for a whole book what Quarto does: number sections, tables and figures, resolve references
between chapters, and set citations. `html.py` and `typst.py` turn the result into pages and a PDF.
"""

import io
import re
import subprocess
from collections.abc import Container
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import panflute as pf
import pypandoc
import typst

from is248.publish.assembly.book import Book, BookError, Page
from is248.publish.assembly.places import located
from is248.publish.reading import citations
from is248.publish.reading.elements import settled
from is248.publish.reading.press import FILE as FINDINGS
from is248.steps import Memory, all_made, digest, digest_of, library
from is248.wording import NBSP, capital

_BESIDE = re.compile(r"(\.\./)+(data|packages)/[\w-]+\.\w+")  # a file that the build writes beside the pages
_SCHEMES = ("https:", "http:", "mailto:", "tel:")  # what a link may lead to outside of the book
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


@dataclass(frozen=True)
class Section:
    """A heading of a page."""

    id: str
    number: str
    title: str
    level: int


@dataclass(frozen=True)
class ReadPage:
    """A page as Pandoc's document (its JSON), with its headings."""

    page: Page
    text: str
    sections: tuple[Section, ...] = ()

    @property
    def doc(self) -> pf.Doc:
        """The document, made anew each time: it may be changed."""
        return to_doc(self.text)

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
        raise BookError(f"Pandoc: {done.stderr.partition('HasCallStack')[0].strip()}")
    return done.stdout


def to_doc(text: str) -> pf.Doc:
    """Return Pandoc's JSON as a document."""
    return pf.load(io.StringIO(text))


def to_json(doc: pf.Doc) -> str:
    """Return a document as Pandoc's JSON."""
    out = io.StringIO()
    pf.dump(doc, out)
    return out.getvalue()


def read_book(
    book: Book, folder: Path, executor: Executor | None = None, memory: Memory | None = None
) -> tuple[list[ReadPage], dict[str, Target]]:
    """Read every page, number it, and resolve references and citations.

    Parameters
    ----------
    book : Book
        From `book.assemble`.
    folder : Path
        The staged book, for bibliography and citation style.
    executor : Executor, optional
        Where pages are read; in threads unless given.
    memory : Memory, optional
        What is known of pages that have not changed.

    Returns
    -------
    pages : list of ReadPage
        In the order of the book.
    targets : dict of str to Target
        Every heading, table and figure by its id.

    Raises
    ------
    BookError
        If there is something that HTML or PDF can't have, a reference leads nowhere, or a citation is not in the
        bibliography.
    """
    bare = [page.bare for page in book.pages]
    outlines = all_made(outlined, [(page,) for page in bare], surroundings(), executor, memory)
    targets: dict[str, Target] = {}
    numbered = [_number(page, outline, targets) for page, outline in zip(bare, outlines, strict=True)]
    references, style = ((folder / book.config[key]) for key in ("bibliography", "csl"))
    entries = references.read_text(encoding="utf-8")
    if dead := dead_references(bare, outlines, targets, entries):
        raise BookError("References that can't be resolved:\n  " + "\n  ".join(dead))
    around = digest(surroundings(), entries, style.read_text(encoding="utf-8"))
    words = {"lang": book.config["lang"], **book.config["language"]}
    given = [
        (outline["text"], renamed, _named(targets, outline), words)
        for outline, (_, renamed) in zip(outlines, numbered, strict=True)
    ]
    resolved, memory = all_made(_resolved, given, around, executor, memory), memory or Memory()
    citing = [blocks for _, blocks in resolved]
    set_in = (citing, words["lang"], str(references), str(style))
    cited = all_made(_cited, [set_in], around, executor, memory)[0] if any(citing) else citing
    texts = [
        memory.made(("cited", page.file), (text, blocks), partial(citations.with_citations, text, blocks))
        for page, (text, _), blocks in zip(bare, resolved, cited, strict=True)
    ]
    return [
        ReadPage(page, text, tuple(sections))
        for page, text, (sections, _) in zip(book.pages, texts, numbered, strict=True)
    ], targets


@cache
def surroundings() -> str:
    """Return the hash of what each page depends on besides its own text: this package, and what it takes of others."""
    return digest_of(library("publish", "wording", "templates.py"))


def programs() -> dict[str, str]:
    """Return the versions of the Pandoc and the Typst of .venv, which make the book."""
    return {"pandoc": pypandoc.get_pandoc_version(), "typst": typst.__version__}


def outlined(page: Page) -> dict:
    """Return a page as HTML and PDF can have it, with what stands in it that leads somewhere, or can be led to.

    The keys: text (Pandoc's JSON), headings (id, level, title, whether it has a number), captions by id, citations
    (id, whether it is a reference to something in the book) and links.
    """
    try:
        text = run(["-f", FROM, "-t", "json"], page.markdown)
    except BookError as error:
        line = re.search(r"line (\d+)", str(error))
        fragment = page.markdown.splitlines()[int(line[1]) - 1] if line else ""
        raise BookError(f"{located(page.source, fragment)}: {error}") from None
    doc = settled(to_doc(text), page, run)
    found = {"headings": [], "captions": {}, "citations": [], "links": []}

    def visit(element, doc):
        if isinstance(element, pf.Header):
            title = pf.stringify(element).strip()
            found["headings"].append([element.identifier, element.level, title, "unnumbered" not in element.classes])
        elif isinstance(element, (pf.Div, pf.Figure, pf.Table)) and element.identifier in page.numbers:
            found["captions"][element.identifier] = caption_text(element)
        elif isinstance(element, pf.Cite):
            found["citations"] += [[citation.id, is_reference(citation)] for citation in element.citations]
        elif isinstance(element, pf.Link):
            found["links"].append(element.url)

    doc.walk(visit)
    return found | {"text": to_json(doc)}


def _number(page: Page, outline: dict, targets: dict[str, Target]) -> tuple[list[Section], dict[str, str]]:
    """Note headings, tables and figures of a page as targets; return its headings, and the ids that have to change."""
    sections, renamed, counts = [], {}, [0] * 6
    for id, level, title, has_number in outline["headings"]:
        if level > 1:
            counts[level - 1] += 1
            counts[level:] = [0] * (6 - level)
        number = ".".join([page.number, *map(str, counts[1:level])]) if page.number and has_number else ""
        if id in targets:
            if id.startswith("sec-"):
                raise BookError(f"{page.source}: the label {id} stands on another page already.")
            renamed[id] = id = f"{id}-{page.file.stem}"  # one id in the whole PDF
        sections.append(Section(id, number, title, level))
        targets[id] = Target(page, "sec" if level > 1 else "apx" if page.appendix else "ch", number, title)
    for id, caption in outline["captions"].items():
        targets[id] = Target(page, id.partition("-")[0], page.numbers[id], caption)
    return sections, renamed


def _named(targets: dict[str, Target], outline: dict) -> dict[str, list[str]]:
    """Return kind, number and title of what a page refers to, by id."""
    found = {_target_id(id): targets[_target_id(id)] for id, within in outline["citations"] if within}
    return {id: [target.kind, target.number, target.title] for id, target in sorted(found.items())}


def caption_text(element: pf.Element) -> str:
    """Return the caption of a table or figure as plain text."""
    if isinstance(element, pf.Div):
        return pf.stringify(element.content[-1]).strip()
    return pf.stringify(pf.Div(*element.caption.content)).strip()


def is_reference(citation: pf.Citation) -> bool:
    """Tell a cross-reference (@tbl-x) from a citation of the bibliography."""
    return citation.id.partition("-")[0].lower() in ("fig", "tbl", "sec")


def _target_id(id: str) -> str:
    return id[:1].lower() + id[1:]


def is_page(file: str) -> bool:
    """Tell whether a link names the author's file of a page, `06-arsverk.ipynb`."""
    return file.endswith((".ipynb", ".qmd")) and ":" not in file


def dead_references(pages: list[Page], outlines: list[dict], targets: Container[str], bibliography: str) -> list[str]:
    """Return what pages refer to and the book hasn't, each with its place.

    Parameters
    ----------
    pages : list of Page
        All of the book, or some.
    outlines : list of dict
        Of these pages, as `outlined` gives them; there may be fewer.
    targets : container of str
        The ids of the book.
    bibliography : str
        The text of the bibliography.
    """
    dead, known, stems = [], set(_ENTRY.findall(bibliography)), {page.file.stem for page in pages}
    for page, outline in zip(pages, outlines, strict=False):
        for id, within in outline["citations"]:
            if within and _target_id(id) not in targets:
                lacks = "leads to nothing in the book"
            elif not within and id not in known:
                lacks = "is not in the bibliography (write \\@ for the sign)"
            else:
                continue  # most are found: the file is read for the place of the others alone
            dead.append(f"{located(page.source, f'@{id}')}: @{id} {lacks}")
        for url in outline["links"]:
            if _is_dead(url, targets, stems):
                where = located(page.source, f"]({url}", url)
                scheme = re.match(r"\w+:|(?:[\w-]+\.)+(?:no|com|org|net|eu|int|se|dk)(?:/|$)", url)
                remedy = f"; a link begins with {', '.join(_SCHEMES)}" if scheme else ""
                dead.append(f"{where}: the link to {url or 'nothing'} leads to nothing in the book{remedy}")
    return dead


def _is_dead(url: str, targets: Container[str], stems: Container[str] = ()) -> bool:
    """Tell whether a link leads neither out of the book, nor to a page or label of it."""
    file, mark, anchor = url.partition("#")
    if url == FINDINGS or _BESIDE.fullmatch(url) or file.lower().startswith(_SCHEMES):
        return False  # what stands behind an address isn't asked
    if is_page(file):
        return Path(file).stem not in stems
    return bool(file) or not mark or anchor not in targets


def _resolved(
    text: str, renamed: dict[str, str], named: dict[str, list[str]], words: dict[str, str]
) -> tuple[str, list[dict]]:
    """Return a page's JSON with its references written out, and what `citations.cited` takes of it."""
    doc = to_doc(text)

    def visit(element, doc):
        if isinstance(element, pf.Header) and element.identifier in renamed:
            element.identifier = renamed[element.identifier]
        return _reference(element, named, words)

    doc.walk(visit)
    text = to_json(doc)
    return text, citations.citing(text)


def _cited(pages: list[list[dict]], lang: str, bibliography: str, style: str) -> list[list[dict]]:
    """Return the pages' citations as they are set: a step of the build."""
    return citations.cited(pages, lang, bibliography, style, run)


def _reference(element: pf.Element, named: dict[str, list[str]], words: dict[str, str]):
    """Turn @tbl-x into a link «tabell 6.2»; @Tbl-x, at the start of a sentence, into «Tabell 6.2».

    Pandoc reads `@tbl-x [@ose2024]` as one citation; what stands before and behind a label stays.
    """
    if not isinstance(element, pf.Cite) or not any(map(is_reference, element.citations)):
        return None
    links, others = [], [citation for citation in element.citations if not is_reference(citation)]
    for citation in filter(is_reference, element.citations):
        before = [*citation.prefix, pf.Space()] if citation.prefix else []
        links += [pf.Str(","), pf.Space(), *before, _link_to(citation, named, words), *citation.suffix]
    if others:
        links += [pf.Cite(citations=others)]
    return links[2:]


def _link_to(citation: pf.Citation, named: dict[str, list[str]], words: dict[str, str]) -> pf.Link:
    kind, number, title = named[_target_id(citation.id)]
    word = words[f"crossref-{kind}-prefix"] if number else f"«{title}»"
    if citation.id[0].isupper():
        word = capital(word)
    text = f"{word}{NBSP}{number}" if number else word
    if citation.mode == "SuppressAuthor":
        text = number
    return pf.Link(pf.Str(text), url=f"#{_target_id(citation.id)}", classes=["xref"])
