"""Write the PDF book from Pandoc's documents: Pandoc writes Typst, and Typst a tagged PDF (PDF/UA-1)."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path

import panflute as pf
import typst

from is248.figures import FONT_FILES
from is248.project import root
from is248.publish.book import Book, BookError
from is248.publish.html import norwegian_date
from is248.publish.pandoc import ReadPage, Target, run, to_doc, to_json

pf.elements.RAW_FORMATS.add("typst")  # younger than panflute's list

_LONG = 30  # rows from which a table may break over pages
DEMO = "Demonstrasjon: svarene i denne boken er oppdiktet."


def write_pdf(book: Book, pages: list[ReadPage], targets: dict[str, Target], folder: Path, pdf: Path) -> None:
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

    Raises
    ------
    BookError
        If Typst fails, or warns: a missing font or glyph, or a breach of PDF/UA-1.
    """
    blocks: list[pf.Element] = []
    first_appendix = True
    for read in pages:
        if read.page.appendix and first_appendix:
            blocks.append(_raw("#appendix.update(true)"))
            first_appendix = False
        if read.page.number:
            number = ord(read.page.number) - ord("A") + 1 if read.page.appendix else int(read.page.number)
            blocks.append(_raw(f"#start-chapter({number})"))
        blocks += _blocks(read, targets)
    doc = pf.Doc(*blocks)
    doc.api_version = pages[0].doc.api_version
    body = run(["-f", "json", "-t", "typst-citations", "--wrap=none"], to_json(doc))
    source = folder / f"{book.edition.pdf_name}.typ"
    source.write_text(_preamble(book) + body, encoding="utf-8")
    published = datetime.combine(book.edition.date, datetime.min.time(), UTC)
    try:
        data, warnings = typst.compile_with_warnings(
            str(source),
            root=str(folder),
            font_paths=[str(FONT_FILES[0].parent)],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=int(published.timestamp()),
        )
    except typst.TypstError as error:
        raise BookError(f"Typst ({source}): {error}\n  {getattr(error, 'diagnostic', '')}") from error
    if warnings:
        raise BookError(f"Typst ({source}) warns:\n  " + "\n  ".join(str(w.message) for w in warnings))
    pdf.write_bytes(data)


def _raw(text: str) -> pf.RawBlock:
    return pf.RawBlock(text, format="typst")


def _preamble(book: Book) -> str:
    edition = book.edition
    text = (root() / "templates" / "report.typ").read_text(encoding="utf-8")
    values = {
        "title": _quoted(edition.title),
        "subtitle": _quoted(edition.subtitle),
        "author": _quoted(edition.author),
        "lang": _quoted(book.config["lang"]),
        "date": _quoted(norwegian_date(edition.date)),
        "date-parts": f"year: {edition.date.year}, month: {edition.date.month}, day: {edition.date.day}",
        "demo": _quoted(DEMO) if edition.synthetic else "none",
    }
    for key, value in values.items():
        text = text.replace(f"<<{key}>>", value)
    return text


def _quoted(text: str) -> str:
    """Return a Typst string."""
    return json.dumps(text, ensure_ascii=False)


def _blocks(read: ReadPage, targets: dict[str, Target]) -> list[pf.Element]:
    doc = copy.deepcopy(read.doc)

    def transform(element, doc):
        identifier = getattr(element, "identifier", "")
        if isinstance(element, pf.Header) and not targets[identifier].number:
            element.classes.append("unnumbered")
        if isinstance(element, pf.Link):
            return _link(element)
        if isinstance(element, pf.Div) and identifier in read.page.numbers:
            return _table(element)
        if isinstance(element, pf.Div) and "exhibit-note" in element.classes:
            return [_raw("#note["), *element.content, _raw("]")]
        if isinstance(element, pf.Figure) and identifier in read.page.numbers:
            return _figure(element)
        if isinstance(element, pf.Table) and identifier in read.page.numbers:
            return _widths(element, widest=60)
        return None

    return list(doc.walk(transform).content)


def _link(link: pf.Link) -> pf.Link:
    """Point a link that names another page's file at its anchor, which is in the same PDF."""
    file, mark, anchor = link.url.partition("#")
    if mark and file.endswith((".ipynb", ".qmd")):
        link.url = f"#{anchor}"
    return link


def _table(div: pf.Div) -> pf.Table | list:
    """Return a table's HTML as Pandoc's table, with caption and label, total and section rows in bold."""
    *_, caption = div.content
    markup = next(block.text for block in div.content if isinstance(block, pf.RawBlock))
    table = next(b for b in to_doc(run(["-f", "html", "-t", "json"], markup)).content if isinstance(b, pf.Table))
    for row in table.head.content:
        _embolden(row)
    for row in _body_rows(table):
        if {"total", "section"} & set(row.classes):
            _embolden(row)
        if "total" in row.classes:
            for cell in row.content:
                cell.attributes |= {"typst:fill": "total-fill", "typst:stroke": "total-stroke"}
    table.caption = pf.Caption(pf.Plain(*caption.content))
    table.identifier = div.identifier
    if len(_body_rows(table)) > _LONG:
        return _widths(table)
    return [_raw("#keep-together["), _widths(table), _raw("]")]


def _embolden(row: pf.TableRow) -> None:
    for cell in row.content:
        cell.content = [pf.Plain(pf.Strong(*block.content)) for block in cell.content if block.content]


def _body_rows(table: pf.Table) -> list[pf.TableRow]:
    return [row for body in table.content for row in body.content]


def _widths(table: pf.Table, widest: int = 30) -> pf.Table:
    """Give each column the share of the page that its longest cell, or longest word of its head, needs."""
    needs = [3] * table.cols
    for row, head in [*((r, True) for r in table.head.content), *((r, False) for r in _body_rows(table))]:
        cells = row.content
        if any(cell.colspan > 1 for cell in cells) or len(cells) > table.cols:
            continue
        offset = table.cols - len(cells)  # a second row of heads lacks the first column's
        for i, cell in enumerate(cells, offset):
            text = pf.stringify(cell).strip()
            length = max(map(len, text.split(" ")), default=0) if head else len(text)
            needs[i] = max(needs[i], min(length, widest))
    padded = [need + 2.5 for need in needs]
    table.colspec = [(align, need / sum(padded)) for (align, _), need in zip(table.colspec, padded, strict=True)]
    return table


def _figure(figure: pf.Figure) -> list[pf.Element]:
    image = next(inline for inline in figure.content[0].content if isinstance(inline, pf.Image))
    alt = json.dumps(image.attributes["fig-alt"], ensure_ascii=False)
    path = "figures/" + Path(image.url).name
    return [
        _raw(f'#figure(image("{path}", alt: {alt}, width: 100%), caption: ['),
        pf.Plain(*figure.caption.content[0].content),
        _raw(f"]) <{figure.identifier}>"),
    ]
