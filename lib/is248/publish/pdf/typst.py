"""Write the PDF book from Pandoc's documents: Pandoc writes Typst, and Typst a tagged PDF (PDF/UA-1)."""

import json
import re
from collections.abc import Container, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import panflute as pf
import typst

from is248.data.edition import Edition
from is248.publish.assembly.book import Book, BookError
from is248.publish.assembly.colophon import byline, imprint
from is248.publish.assembly.pictures import TEXT_WIDTH
from is248.publish.assembly.places import located
from is248.publish.assembly.questions import ANCHOR
from is248.publish.assembly.svg import PIXEL
from is248.publish.pdf.behind import numbers_behind, pointers
from is248.publish.pdf.placing import Piece, arranged
from is248.publish.pdf.tagging import finished
from is248.publish.reading.elements import DECIMAL_COMMA, shown_in
from is248.publish.reading.pandoc import FROM, ReadPage, Target, is_page, run, surroundings, to_doc, to_json
from is248.publish.reading.staging import notice
from is248.steps import all_made, digest
from is248.wording.signs import settable, typst_string

_TEMPLATE = "templates/report.typ"
_PAGE = "// page: "  # before each page in the Typst file: where a complaint comes from
_INSIDE = 380  # points that a picture in a box or a list has at least
_ODD = re.compile(r"^[=+\-/]|^\d+[.)]|[^A-Za-z0-9À-ÿ.,;:!?()%«»–-]|\w{41}")  # words that are set as a string


def write_pdf(
    book: Book,
    pages: list[ReadPage],
    targets: dict[str, Target],
    folder: Path,
    pdf: Path,
    executor: Executor | None = None,
) -> None:
    """Write the whole book as one PDF.

    Parameters
    ----------
    book : Book
        The assembled book.
    pages, targets
        From `pandoc.read_book`.
    folder : Path
        The staged book, where the figures lie; the Typst file is kept there, to look at.
    pdf : Path
        The file to write.
    executor : Executor, optional
        Where pages are made; in threads unless given.

    Raises
    ------
    BookError
        If Typst fails, or warns: a missing font or glyph, or a breach of PDF/UA-1.
    """
    source = folder / f"{book.edition.pdf_name}.typ"
    source.write_text("".join(texts(book, pages, targets, folder, executor)), encoding="utf-8")
    published = datetime.combine(book.edition.date, datetime.min.time(), UTC)
    try:
        data, warnings = _compiler(source, folder).compile_with_warnings(
            pdf_standards=["ua-1"], timestamp=int(published.timestamp())
        )
    except typst.TypstError as error:
        raise BookError(_told(error.diagnostic or str(error), source)) from error
    if warnings:
        raise BookError("\n".join(_told(warning.diagnostic or str(warning.message), source) for warning in warnings))
    pdf.write_bytes(finished(data))


def texts(
    book: Book, pages: list[ReadPage], targets: dict[str, Target], folder: Path, executor: Executor | None = None
) -> list[str]:
    """Return each page in Typst, in order.

    Before the first one stands what puts the text through the template, after the last one the part with the figures'
    numbers.
    """
    first_labels = {target.page.file.stem: id for id, target in reversed(targets.items())}
    made = all_made(_made, [_given(read, first_labels, folder) for read in pages], _around(folder), executor)
    appendices = [read.page for read in pages if read.page.appendix][:1]
    parts = []
    for read, text in zip(pages, made, strict=True):
        before = "#start-appendices()\n\n" if read.page in appendices else ""
        before += f"#start-chapter({read.page.counter})\n\n" if read.page.number else ""
        parts.append(f"{before}{_PAGE}{read.page.source}\n\n{text}\n")
    parts[0] = _preamble(book) + parts[0]
    parts[-1] += numbers_behind(book)
    return parts


def _around(folder: Path) -> str:
    """Return the hash of what each page's Typst depends on besides its own text."""
    return digest(surroundings(), (folder / _TEMPLATE).read_text(encoding="utf-8"))


@cache
def _compiler(source: Path, folder: Path) -> typst.Compiler:
    """Return Typst's compiler of a file; it remembers what it has set, so that the preview sets only what is new."""
    fonts = [str(folder / "fonts")]
    return typst.Compiler(str(source), root=str(folder), font_paths=fonts, ignore_system_fonts=True)


def _told(diagnostic: str, source: Path) -> str:
    """Return what Typst says of its source, with the place in the author's file that it was made of."""
    lines = source.read_text(encoding="utf-8").splitlines()
    told = []
    for complaint in re.split(r"\n\n(?=error|warning)", diagnostic.strip()):
        found = re.search(rf"{re.escape(source.name)}:(\d+):", complaint)
        number = int(found[1]) if found else 0
        page = next((line.removeprefix(_PAGE) for line in reversed(lines[:number]) if line.startswith(_PAGE)), "")
        words = re.sub(r"#\w+(\(\))?|[\[\]]", " ", lines[number - 1]).strip() if number else ""
        where = f"{located(Path(page), words)}: the PDF can't be set" if page else f"The PDF can't be set ({source})"
        what = complaint.partition("\n")[0].removeprefix("error: ")
        told.append(f"{where}: {what}" + (f"\n  {lines[number - 1].strip()[:100]}" if number else ""))
        told += [f"  {hint}" for hint in re.findall(r"= (hint: .*)", complaint)]
    return "\n".join(told)


def _raw(text: str) -> pf.RawBlock:
    return pf.RawBlock(text, format="typst")


def _preamble(book: Book) -> str:
    """Return the Typst lines that put the text through the template."""
    edition, crossref = book.edition, book.config["crossref"]
    date = edition.date
    headings = {
        "contents": book.config["format"]["rapport-typst"]["toc-title"],
        "figures": crossref["lof-title"],
        "tables": crossref["lot-title"],
    }
    lines = [
        f'#import "{_TEMPLATE}": *',
        "#show: report.with(",
        f"  title: {typst_string(edition.title)}, subtitle: {typst_string(edition.subtitle)},",
        f"  author: {typst_string(edition.author)},",
        f"  byline: ({''.join(f'{typst_string(line)}, ' for line in byline(edition))}),",
        f"  lang: {typst_string(book.config['lang'])},",
        f"  published: datetime(year: {date.year}, month: {date.month}, day: {date.day}),",
        f"  notice: {typst_string(told) if (told := notice(edition)) else 'none'},",
        f"  headings: ({', '.join(f'{key}: {typst_string(value)}' for key, value in headings.items())}),",
        f"  colophon: [{_colophon(edition)}],",
        ")",
    ]
    return "\n".join(lines) + "\n\n"


def _colophon(edition: Edition) -> str:
    doc = to_doc(run(["-f", FROM, "-t", "json"], imprint(edition)))
    doc = doc.walk(lambda element, doc: _words(element) if isinstance(element, pf.Str) else None)
    return run(["-f", "json", "-t", "typst-citations", "--wrap=none"], to_json(doc))


def _given(read: ReadPage, first_labels: dict[str, str], folder: Path) -> tuple:
    """Return what a page's Typst is made of.

    Its text, numbers, headings without a number, headings of other pages, where the figures' numbers are, the folder
    of the figures, and their sizes.
    """
    unnumbered = tuple(section.id for section in read.sections if not section.number)
    links = first_labels if re.search(r"\.(ipynb|qmd)\b", read.text) else {}
    sizes = tuple(re.findall(r"<svg[^>]*>", e.body)[0] for e in read.page.exhibits if e.kind == "figure")
    sizes += tuple(str(picture.size) for picture in read.page.pictures)
    return read.text, read.page.numbers, unnumbered, links, pointers(read.page), str(folder), sizes


def _made(
    text: str,
    exhibits: dict[str, str],
    unnumbered: tuple[str, ...],
    first_labels: dict[str, str],
    numbers_at: dict[str, str],
    folder: str,
    sizes: tuple[str, ...],
) -> str:
    """Return a page as Typst."""
    doc = to_doc(text)
    doc.content = list(_held_together(list(doc.content), exhibits, numbers_at))

    def transform(element, doc):
        identifier = getattr(element, "identifier", "")
        if isinstance(element, pf.Header) and identifier in unnumbered:
            element.classes.append("unnumbered")
        if isinstance(element, pf.Link):
            return _link(element, first_labels)
        if isinstance(element, pf.Math):
            return _formula(element)
        if _is_box(element):
            return _box(element)
        if isinstance(element, pf.Div) and element.identifier.startswith(ANCHOR):
            return [_raw("#whole["), element, _raw("]")]
        if isinstance(element, pf.Figure):  # one in a box or a list: the others are set already
            return [_raw("#exhibit["), *_figure(element, _INSIDE), _raw("]")]
        if isinstance(element, pf.Str):
            return _words(element)
        if isinstance(element, pf.Code | pf.CodeBlock):
            element.text = settable(element.text)
            return element
        return None if shown_in(element, "pdf") else []

    written = run(["-f", "json", "-t", "typst-citations", "--wrap=none"], to_json(doc.walk(transform)))
    written = written.replace(' upright(",") ', '","')  # Typst sets a space where there is one beside words
    _, *parts = re.split(r"^// (\w+)\n", written, flags=re.MULTILINE)
    pieces = [
        Piece(kind.rstrip("123456"), text, level=int(kind.removeprefix("heading") or 0) if "heading" in kind else 0)
        for kind, text in zip(parts[::2], parts[1::2], strict=True)
    ]
    inside = any("#figure(kind: image" in piece.text for piece in pieces if piece.kind != "figure")
    if any(piece.kind == "figure" for piece in pieces) and not inside:  # none may pass one in a box: they are numbered
        pieces = arranged(_measured(pieces, Path(folder)))
    return "".join(piece.text for piece in pieces)


def _measured(pieces: list[Piece], folder: Path) -> list[Piece]:
    """Return the pieces of a chapter with the heights that Typst gives them."""
    parts = "".join(f"#height[\n{piece.text}\n]\n" for piece in pieces)
    compiler = typst.Compiler(
        f'#import "/{_TEMPLATE}": *\n#show: strip\n{parts}'.encode(),
        root=str(folder),
        font_paths=[str(folder / "fonts")],
        ignore_system_fonts=True,
    )
    try:
        heights = json.loads(compiler.query("<height>", field="value"))
    except RuntimeError:  # what can't be set stops the book when its pages are made, with the author's place
        return pieces
    return [replace(piece, height=height) for piece, height in zip(pieces, heights, strict=True)]


def _held_together(
    blocks: list[pf.Element], exhibits: Container[str], numbers_at: dict[str, str]
) -> Iterator[pf.Element]:
    """Yield the blocks of a page, each behind a line with its kind.

    A table or figure is one block with its note, and the lead-in of a list or box sticks to it.
    """
    following = iter([*blocks[1:], None])
    taken = None
    for block, after in zip(blocks, following, strict=True):
        if block is taken:
            continue
        if isinstance(block, (pf.Div, pf.Figure)) and block.identifier in exhibits:
            taken = after if _is_note(after) else None
            yield _begins(_kind(block))
            yield from _exhibit(block, taken, numbers_at.get(block.identifier))
        elif isinstance(block, pf.Para) and (isinstance(after, (pf.BulletList, pf.OrderedList)) or _is_box(after)):
            yield from (_begins("lead"), _raw("#lead-in["), block, _raw("]"))
        else:
            kind = f"heading{block.level}" if isinstance(block, pf.Header) else "whole" if _is_box(block) else "text"
            yield from (_begins(kind), block)


def _begins(kind: str) -> pf.RawBlock:
    return _raw(f"// {kind}")


def _kind(exhibit: pf.Div | pf.Figure) -> str:
    """Return what `placing.Piece` calls a table or figure."""
    if isinstance(exhibit, pf.Figure):
        return "figure"
    return "table" if _is_whole(exhibit) else "text"


def _is_box(block: pf.Element | None) -> bool:
    return isinstance(block, pf.Div) and "callout" in block.classes


def _is_note(block: pf.Element | None) -> bool:
    return isinstance(block, pf.Div) and "exhibit-note" in block.classes


def _exhibit(block: pf.Div | pf.Figure, note: pf.Div | None, numbers_at: str | None) -> Iterator[pf.Element]:
    """Yield a table or figure with its note, a figure's with where its numbers are; a long table breaks over pages."""
    content = _figure(block) if isinstance(block, pf.Figure) else _table(block)
    kind = f"breaks: {'true' if _kind(block) == 'text' else 'false'}"
    yield _raw(f"#exhibit({kind}, note-below: [" if note else f"#exhibit({kind})[")
    if note:
        yield from note.content
        if numbers_at:
            yield _raw(numbers_at)
        yield _raw("])[")
    yield from content
    yield _raw("]")


def _link(link: pf.Link, first_labels: dict[str, str]) -> pf.Link:
    """Point a link that names another page's file at its anchor, or its heading, which is in the same PDF."""
    file, mark, anchor = link.url.partition("#")
    if is_page(file):
        link.url = f"#{anchor if mark else first_labels[Path(file).stem]}"
    return link


def _words(element: pf.Str) -> pf.Element | None:
    """Return words as a string of Typst's where they may begin something there, or the PDF lacks a sign of them.

    A question's star stays with its last word.
    """
    if not _ODD.search(element.text):
        return None
    text = typst_string(element.text)
    return pf.RawInline(f"#box({text})" if element.text.endswith("?*") else f"#{text};", format="typst")


def _formula(math: pf.Math) -> list[pf.Inline]:
    """Return a formula with its text, as TeX has it, as its alternative."""
    alternative = typst_string(math.text.strip().replace(DECIMAL_COMMA, ","))
    around = [pf.RawInline(text, format="typst") for text in (f"#formula({alternative})[", "]")]
    return [around[0], math, around[1]]


def _box(box: pf.Div) -> list[pf.Element]:
    """Return a callout as the template's box."""
    title, *content = box.content
    words = pf.Plain(*title.content[0].content)
    return [_raw(f'#boxed("{box.classes[1]}", ['), words, _raw("])["), *content, _raw("]")]


def _typst_table(div: pf.Div) -> str:
    return next(block.text for block in div.content if isinstance(block, pf.RawBlock) and block.format == "typst")


def _is_whole(div: pf.Div) -> bool:
    return _typst_table(div).startswith("#whole-table")


def _table(div: pf.Div) -> list[pf.Element]:
    *_, caption = div.content
    return [
        _raw("#figure(kind: table, caption: ["),
        pf.Plain(*caption.content),
        _raw(f"], [{_typst_table(div)}]) <{div.identifier}>"),
    ]


def _figure(figure: pf.Figure, widest: int = TEXT_WIDTH) -> list[pf.Element]:
    image = next(inline for inline in figure.content[0].content if isinstance(inline, pf.Image))
    alt = typst_string(image.attributes["fig-alt"])
    path = "figures/" + Path(image.url).name
    width = image.attributes.get("width", "100%")
    if width.endswith("px"):
        points = round(float(width[:-2]) * PIXEL)
        width = f"{points}pt" if points <= widest else "100%" if widest < TEXT_WIDTH else f"{TEXT_WIDTH}pt"
    return [
        _raw(f'#figure(kind: image, align(left, image("{path}", alt: {alt}, width: {width})), caption: ['),
        pf.Plain(*figure.caption.content[0].content),
        _raw(f"]) <{figure.identifier}>"),
    ]
