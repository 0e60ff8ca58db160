"""Write the HTML book from Pandoc's documents: a page per chapter, search, and no request to any other host."""

import copy
import html
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

import jinja2
import panflute as pf
from fontTools import subset

from is248.figures import FONT_FILES
from is248.project import root
from is248.publish.book import Book, BookError, notice
from is248.publish.pandoc import ReadPage, Target, caption_text, run, to_json
from is248.wording import NBSP

_LONG = 40  # rows from which a printed table may break over pages
_WIDE = 8  # columns of cells from which a long table scrolls in a box of its own on any screen
_LETTERS = "U+0020-007E,U+00A0-017F,U+2010-2027,U+202F,U+2032,U+2212,U+2248,U+2260-2265,U+2190-2193"
_TAG = re.compile(r"<[^>]+>")


def write_site(book: Book, pages: list[ReadPage], targets: dict[str, Target], folder: Path) -> None:
    """Write all pages, figures, styles, fonts and the search index into a folder.

    Parameters
    ----------
    book : Book
        The assembled book.
    pages, targets
        From `pandoc.read_book`.
    folder : Path
        Becomes dist/<year>/html.
    """
    hrefs = {read.page.file: str(PurePosixPath(read.page.file.with_suffix(".html"))) for read in pages}
    references = next((hrefs[read.page.file] for read in pages if _has_references(read.doc)), "")
    with ThreadPoolExecutor() as pool:
        bodies = list(pool.map(lambda read: _body(read, book, targets, hrefs, references), pages))
    template = jinja2.Environment(
        loader=jinja2.FileSystemLoader(root() / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("page.html")
    for place, (read, body) in enumerate(zip(pages, bodies, strict=True)):
        path = folder / hrefs[read.page.file]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template.render(_context(book, pages, hrefs, place, body)), encoding="utf-8")
    _write_assets(folder, pages, hrefs)
    (folder / "figures").mkdir(exist_ok=True)
    for exhibit in book.exhibits:
        if exhibit.kind == "figure":
            (folder / "figures" / f"{exhibit.label}.svg").write_text(exhibit.body, encoding="utf-8")


def _has_references(doc: pf.Doc) -> bool:
    return any(isinstance(block, pf.Div) and block.identifier == "refs" for block in doc.content)


def _context(book: Book, pages: list[ReadPage], hrefs: dict[Path, str], place: int, body: str) -> dict:
    read, edition = pages[place], book.edition
    front = place == 0
    title = f"{read.page.number} {read.title}".strip()
    items = [
        {
            "href": hrefs[other.page.file],
            "number": other.page.number,
            "title": other.title,
            "label": f"{other.page.number} {other.title}".strip(),
            "current": other is read,
            "appendix": other.page.appendix,
        }
        for other in pages
    ]
    appendices = [item for item in items if item["appendix"]]
    parts = [{"heading": "", "pages": [item for item in items if not item["appendix"]]}]
    if appendices:
        parts.append({"heading": book.config["language"]["section-title-appendices"], "pages": appendices})
    up = "../" * (len(read.page.file.parts) - 1)
    return {
        "lang": book.config["lang"],
        "page_title": edition.title if front else f"{title} – {edition.title}",
        "description": f"{edition.title}. {edition.subtitle}.",
        "book_title": edition.title,
        "subtitle": edition.subtitle,
        "author": edition.author,
        "date": norwegian_date(edition.date),
        "pdf": f"{up}../{edition.pdf_name}.pdf",
        "workbook": f"{up}../data/tables.xlsx",
        "demo": notice(edition),
        "front": front,
        "up": up,
        "parts": parts,
        "previous": items[place - 1] if place else None,
        "next": items[place + 1] if place + 1 < len(items) else None,
        "sections": [section for section in read.sections if section.level == 2],
        "body": jinja2.utils.markupsafe.Markup(body),
    }


_MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)


def norwegian_date(date) -> str:
    """Return a date as «11. desember 2024»."""
    return f"{date.day}. {_MONTHS[date.month - 1]} {date.year}"


def _body(read: ReadPage, book: Book, targets: dict[str, Target], hrefs: dict[Path, str], references: str) -> str:
    doc = copy.deepcopy(read.doc)
    up = "../" * (len(read.page.file.parts) - 1)

    def transform(element, doc):
        if isinstance(element, pf.Header):
            return _heading(element, targets)
        if isinstance(element, pf.Link):
            return _link(element, read, targets, hrefs, up + references, up)
        if isinstance(element, pf.Div) and element.identifier in read.page.numbers:
            return _table(element, read.page.numbers[element.identifier], book)
        if isinstance(element, pf.Figure) and element.identifier in read.page.numbers:
            return _figure(element, read.page.numbers[element.identifier], book)
        if isinstance(element, pf.Table) and element.identifier in read.page.numbers:
            return _plain_table(element, read.page.numbers[element.identifier], book)
        return None

    doc.walk(transform)
    return run(["-f", "json", "-t", "html5", "--wrap=none"], to_json(doc))


def _heading(heading: pf.Header, targets: dict[str, Target]) -> pf.Header:
    number, title = targets[heading.identifier].number, pf.stringify(heading).strip()
    if number:
        span = f'<span class="header-section-number">{number}</span> '
        heading.content.insert(0, pf.RawInline(span, format="html"))
    if heading.level > 1:
        label = html.escape(f"Lenke til {title}")
        anchor = f'<a class="anchor" href="#{heading.identifier}" aria-label="{label}">#</a>'
        heading.content.append(pf.RawInline(anchor, format="html"))
    return heading


def _link(link: pf.Link, read: ReadPage, targets, hrefs, references: str, up: str) -> pf.Link | None:
    """Point a link inside the book at the page where its target stands."""
    file, mark, anchor = link.url.partition("#")
    if mark and not file and anchor.startswith("ref-"):
        link.url = f"{references}#{anchor}"
    elif mark and not file and anchor in targets:
        page = targets[anchor].page
        link.url = f"#{anchor}" if page is read.page else f"{up}{hrefs[page.file]}#{anchor}"
    elif file.endswith((".ipynb", ".qmd")):
        known = {path.stem: href for path, href in hrefs.items()}
        if Path(file).stem not in known:
            raise BookError(f"{read.page.source}: the link to {file} leads to no page of the book.")
        link.url = up + known[Path(file).stem] + (f"#{anchor}" if anchor else "")
    return link


def _caption(kind: str, number: str, book: Book) -> str:
    return f'<span class="exhibit-number">{book.config["language"][f"crossref-{kind}-title"]}{NBSP}{number}.</span> '


def _table(div: pf.Div, number: str, book: Book) -> list:
    """Return a table with its caption inside, in a box that scrolls where the screen is narrow."""
    *_, caption = div.content
    table = next(block.text for block in div.content if isinstance(block, pf.RawBlock) and block.format == "html")
    opening, rest = table.split("\n", 1)
    name = html.escape(f"{book.config['language']['crossref-tbl-title']} {number}")
    kinds = (" long" if rest.count("<tr") > _LONG else "") + (" wide" if _columns(rest) >= _WIDE else "")
    return [
        pf.RawBlock(
            f'<figure class="exhibit table{kinds}" id="{div.identifier}">'
            f'<div class="table-scroll" data-name="{name}">{opening}'
            f'<caption><span class="caption-text">{_caption("tbl", number, book)}',
            format="html",
        ),
        pf.Plain(*caption.content),
        pf.RawBlock(f"</span></caption>\n{rest}</div></figure>", format="html"),
    ]


def _columns(table: str) -> int:
    """Return how many columns of cells a table has, its rows' names left out."""
    return max(row.count("<td") for row in table.split("<tr"))


def _plain_table(table: pf.Table, number: str, book: Book) -> list:
    """Return a table that is written in markdown, numbered as the others."""
    caption = list(table.caption.content[0].content)
    number_inline = pf.RawInline(_caption("tbl", number, book), format="html")
    table.caption = pf.Caption(pf.Plain(number_inline, *caption))
    for cell in table.head.content[0].content:
        cell.attributes["scope"] = "col"
    for body in table.content:
        body.row_head_columns = 1
        for row in body.content:
            row.content[0].attributes["scope"] = "row"
    identifier, table.identifier = table.identifier, ""
    name = html.escape(f"{book.config['language']['crossref-tbl-title']} {number}")
    return [
        pf.RawBlock(
            f'<figure class="exhibit table" id="{identifier}"><div class="table-scroll" data-name="{name}">',
            format="html",
        ),
        table,
        pf.RawBlock("</div></figure>", format="html"),
    ]


def _figure(figure: pf.Figure, number: str, book: Book) -> list:
    image = next(inline for inline in figure.content[0].content if isinstance(inline, pf.Image))
    caption = figure.caption.content[0]
    alt = html.escape(image.attributes["fig-alt"], quote=True)
    width, height = _size(next(e.body for e in book.exhibits if e.label == figure.identifier))
    name = html.escape(f"{book.config['language']['crossref-fig-title']} {number}")
    return [
        pf.RawBlock(
            f'<figure class="exhibit figure" id="{figure.identifier}">'
            f'<div class="figure-scroll" data-name="{name}">'
            f'<img src="{image.url}" alt="{alt}" width="{width}" height="{height}" loading="lazy"></div>'
            f"<figcaption>{_caption('fig', number, book)}",
            format="html",
        ),
        pf.Plain(*caption.content),
        pf.RawBlock("</figcaption></figure>", format="html"),
    ]


def _size(svg: str) -> tuple[int, int]:
    """Return the drawing's width and height in points, so that the page doesn't jump when it loads."""
    found = re.search(r'<svg[^>]*?height="([\d.]+)pt"[^>]*?width="([\d.]+)pt"', svg, re.DOTALL)
    if found:
        return round(float(found.group(2))), round(float(found.group(1)))
    found = re.search(r'<svg[^>]*?width="([\d.]+)pt"[^>]*?height="([\d.]+)pt"', svg, re.DOTALL)
    return round(float(found.group(1))), round(float(found.group(2)))


def _write_assets(folder: Path, pages: list[ReadPage], hrefs: dict[Path, str]) -> None:
    assets = folder / "assets"
    (assets / "fonts").mkdir(parents=True, exist_ok=True)
    for name in ("book.css", "site.css", "site.js"):
        shutil.copy(root() / "templates" / name, assets / name)
    for font in fonts():
        shutil.copy(font, assets / "fonts" / font.name)
    index = [entry for read in pages for entry in _search_entries(read, hrefs[read.page.file])]
    script = f"window.searchIndex = {json.dumps(index, ensure_ascii=False, separators=(',', ':'))};\n"
    (assets / "search-index.js").write_text(script, encoding="utf-8")


def _search_entries(read: ReadPage, href: str) -> list[dict]:
    """Return the page's sections for the search: where, title and text, tables included."""
    entries: list[dict] = []
    page = f"{read.page.number} {read.title}".strip()
    for block in read.doc.content:
        if isinstance(block, pf.Header) and block.level <= 3:
            entries.append(
                {
                    "href": f"{href}#{block.identifier}",
                    "page": page,
                    "title": pf.stringify(block).strip(),
                    "text": [],
                }
            )
        elif entries:
            entries[-1]["text"].append(_plain(block))
    return [entry | {"text": " ".join(" ".join(entry["text"]).split())} for entry in entries]


def _plain(block: pf.Element) -> str:
    if isinstance(block, pf.RawBlock):
        return (
            "" if block.format != "html" or "exhibit-tools" in block.text else html.unescape(_TAG.sub(" ", block.text))
        )
    if isinstance(block, pf.Div):
        return " ".join(map(_plain, block.content))
    if isinstance(block, pf.Figure):
        image = next(inline for inline in block.content[0].content if isinstance(inline, pf.Image))
        return f"{caption_text(block)} {image.attributes.get('fig-alt', '')}"
    return _words(block)


def _words(block: pf.Element) -> str:
    """Return the block's words, without the markup of HTML that stands between them."""
    found: list[str] = []

    def visit(element, doc):
        found.append(element.text if isinstance(element, pf.Str | pf.Code | pf.Math) else "")
        if isinstance(element, pf.Space | pf.SoftBreak | pf.LineBreak | pf.Block):
            found.append(" ")

    block.walk(visit)
    return "".join(found)


def fonts() -> list[Path]:
    """Return the book's typeface as small web fonts, made once from the package's files."""
    folder = root() / "build" / "cache" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for source in FONT_FILES:
        target = folder / f"{source.stem}.woff2"
        if not target.exists():
            part = target.with_suffix(".part")
            subset.main([
                str(source), f"--unicodes={_LETTERS}", "--layout-features=*", "--flavor=woff2", f"--output-file={part}",
            ])  # fmt: skip
            part.replace(target)
        made.append(target)
    return made
