"""Write the PDF book from Pandoc's documents: Pandoc writes Typst, and Typst a tagged PDF (PDF/UA-1)."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path

import panflute as pf
import typst

from is248.figures import FONT_FILES
from is248.publish.book import Book, BookError, notice
from is248.publish.html import norwegian_date
from is248.publish.pandoc import ReadPage, Target, run, to_json


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
            blocks.append(_raw("#start-appendices()"))
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
    """Return the Typst lines that put the text through the template."""
    edition, crossref = book.edition, book.config["crossref"]
    date = edition.date
    headings = {
        "contents": book.config["format"]["rapport-typst"]["toc-title"],
        "figures": crossref["lof-title"],
        "tables": crossref["lot-title"],
    }
    lines = [
        '#import "templates/report.typ": *',
        "#show: report.with(",
        f"  title: {_quoted(edition.title)}, subtitle: {_quoted(edition.subtitle)}, author: {_quoted(edition.author)},",
        f"  date: {_quoted(norwegian_date(date))}, lang: {_quoted(book.config['lang'])},",
        f"  published: datetime(year: {date.year}, month: {date.month}, day: {date.day}),",
        f"  demo: {_quoted(told) if (told := notice(edition)) else 'none'},",
        f"  headings: ({', '.join(f'{key}: {_quoted(value)}' for key, value in headings.items())}),",
        ")",
    ]
    return "\n".join(lines) + "\n\n"


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
        return None

    return list(doc.walk(transform).content)


def _link(link: pf.Link) -> pf.Link:
    """Point a link that names another page's file at its anchor, which is in the same PDF."""
    file, mark, anchor = link.url.partition("#")
    if mark and file.endswith((".ipynb", ".qmd")):
        link.url = f"#{anchor}"
    return link


def _table(div: pf.Div) -> list[pf.Element]:
    *_, caption = div.content
    table = next(block.text for block in div.content if isinstance(block, pf.RawBlock) and block.format == "typst")
    return [
        _raw("#figure(kind: table, caption: ["),
        pf.Plain(*caption.content),
        _raw(f"], [{table}]) <{div.identifier}>"),
    ]


def _figure(figure: pf.Figure) -> list[pf.Element]:
    image = next(inline for inline in figure.content[0].content if isinstance(inline, pf.Image))
    alt = json.dumps(image.attributes["fig-alt"], ensure_ascii=False)
    path = "figures/" + Path(image.url).name
    return [
        _raw(f'#figure(image("{path}", alt: {alt}, width: 100%), caption: ['),
        pf.Plain(*figure.caption.content[0].content),
        _raw(f"]) <{figure.identifier}>"),
    ]
