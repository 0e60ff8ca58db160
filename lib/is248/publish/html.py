"""Write the HTML book from Pandoc's documents: a page per chapter, search, and no request to any other host."""

import copy
import html
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import panflute as pf
from fontTools import subset

from is248.figures import FONT_FILES
from is248.project import root
from is248.publish.book import Book, BookError, Page
from is248.publish.elements import shown_in
from is248.publish.pandoc import ReadPage, Target, caption_text, run, to_json
from is248.publish.staging import notice, write_figures
from is248.templates import template
from is248.wording import NBSP

_LONG = 40  # rows from which a printed table may break over pages
_WIDE = 8  # columns of cells from which a long table scrolls in a box of its own on any screen
_LETTERS = "U+0020-007E,U+00A0-017F,U+2010-2027,U+202F,U+2032,U+2212,U+2248,U+2260-2265,U+2190-2193"
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class _Site:
    """The book as pages of HTML."""

    book: Book
    pages: list[ReadPage]
    targets: dict[str, Target]

    @staticmethod
    def href(page: Page) -> str:
        """Return a page's address, seen from the site's top."""
        return page.file.with_suffix(".html").as_posix()

    @cached_property
    def references(self) -> str:
        """The address of the page with the list of references; empty without one."""
        return next((self.href(read.page) for read in self.pages if _has_references(read.doc)), "")


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
    site, shell = _Site(book, pages, targets), template("page.html")
    with ThreadPoolExecutor() as pool:
        bodies = list(pool.map(lambda read: _body(read, site), pages))
    told = {"site": site, "notice": notice(book.edition), "date": norwegian_date(book.edition.date)}
    for place, (read, body) in enumerate(zip(pages, bodies, strict=True)):
        path = folder / site.href(read.page)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shell.render(told, read=read, place=place, body=body), encoding="utf-8")
    write_assets(folder, "book.css", "site.css", "site.js")
    index = [entry for read in pages for entry in _search_entries(read, site.href(read.page))]
    script = f"window.searchIndex = {json.dumps(index, ensure_ascii=False, separators=(',', ':'))};\n"
    (folder / "assets" / "search-index.js").write_text(script, encoding="utf-8")
    write_figures(book, folder / "figures")


def _has_references(doc: pf.Doc) -> bool:
    return any(isinstance(block, pf.Div) and block.identifier == "refs" for block in doc.content)


_MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)


def norwegian_date(date) -> str:
    """Return a date as «11. desember 2024»."""
    return f"{date.day}. {_MONTHS[date.month - 1]} {date.year}"


def _body(read: ReadPage, site: _Site) -> str:
    """Return a page's own part of the HTML."""
    doc, numbers = copy.deepcopy(read.doc), read.page.numbers
    forms = {pf.Div: _table, pf.Table: _plain_table, pf.Figure: _figure}

    def transform(element, doc):
        if isinstance(element, pf.Header):
            return _heading(element, site.targets)
        if isinstance(element, pf.Link):
            return _link(element, read, site)
        if type(element) in forms and element.identifier in numbers:
            return forms[type(element)](element, numbers[element.identifier], site.book)
        return None if shown_in(element, "html") else []

    doc.walk(transform)
    return _finished(run(["-f", "json", "-t", "html5", "--wrap=none", "--mathml"], to_json(doc)))


def _finished(page: str) -> str:
    """Return Pandoc's HTML with letters for the footnotes, as citations have numbers, and boxes nobody can tick."""
    page = re.sub(
        r'(class="footnote-ref"[^>]*><sup>)(\d+)(?=</sup>)', lambda found: found[1] + note_letter(int(found[2])), page
    )
    page = re.sub(r'(<section id="footnotes"[^>]*>)\s*<hr />\s*<ol>', r'\1\n<ol type="a">', page)
    return page.replace('<input type="checkbox"', '<input type="checkbox" disabled=""')


def note_letter(number: int) -> str:
    """Return a footnote's letter: a for the first, aa for the 27th."""
    before, last = divmod(number - 1, 26)
    return (note_letter(before) if before else "") + chr(ord("a") + last)


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


def _link(link: pf.Link, read: ReadPage, site: _Site) -> pf.Link:
    """Point a link inside the book at the page where its target stands."""
    file, mark, anchor = link.url.partition("#")
    if mark and not file and anchor.startswith("ref-"):
        link.url = f"{read.page.up}{site.references}#{anchor}"
    elif mark and not file and anchor in site.targets:
        page = site.targets[anchor].page
        link.url = f"#{anchor}" if page is read.page else f"{read.page.up}{site.href(page)}#{anchor}"
    elif file.endswith((".ipynb", ".qmd")):
        known = {other.page.file.stem: site.href(other.page) for other in site.pages}
        if Path(file).stem not in known:
            raise BookError(f"{read.page.source}: the link to {file} leads to no page of the book.")
        link.url = read.page.up + known[Path(file).stem] + mark + anchor
    return link


def _opening(element: pf.Div | pf.Table | pf.Figure, kind: str, number: str, book: Book, kinds: str = "") -> str:
    """Return the start of a table or figure: a box that scrolls where the screen is narrow."""
    name = html.escape(f"{_word(kind, book)} {number}")
    opening = f'<figure class="exhibit {kind}{kinds}" id="{element.identifier}">'
    return f'{opening}<div class="{kind}-scroll" data-name="{name}">'


def _word(kind: str, book: Book) -> str:
    """Return «Tabell» or «Figur»."""
    return book.config["language"][f"crossref-{'tbl' if kind == 'table' else 'fig'}-title"]


def _number(kind: str, number: str, book: Book) -> str:
    return f'<span class="exhibit-number">{_word(kind, book)}{NBSP}{number}.</span> '


def _raw(text: str) -> pf.RawBlock:
    return pf.RawBlock(text, format="html")


def _table(div: pf.Div, number: str, book: Book) -> list:
    """Return a table with its caption inside."""
    *_, caption = div.content
    table = next(block.text for block in div.content if isinstance(block, pf.RawBlock) and block.format == "html")
    first, rest = table.split("\n", 1)
    kinds = (" long" if rest.count("<tr") > _LONG else "") + (" wide" if _columns(rest) >= _WIDE else "")
    before = f'<caption><span class="caption-text">{_number("table", number, book)}'
    return [
        _raw(_opening(div, "table", number, book, kinds) + first + before),
        pf.Plain(*caption.content),
        _raw(f"</span></caption>\n{rest}</div></figure>"),
    ]


def _columns(table: str) -> int:
    """Return how many columns of cells a table has, its rows' names left out."""
    return max(row.count("<td") for row in table.split("<tr"))


def _plain_table(table: pf.Table, number: str, book: Book) -> list:
    """Return a table that is written in markdown, numbered as the others."""
    number_inline = pf.RawInline(_number("table", number, book), format="html")
    table.caption = pf.Caption(pf.Plain(number_inline, *table.caption.content[0].content))
    for cell in table.head.content[0].content:
        cell.attributes["scope"] = "col"
    for body in table.content:
        body.row_head_columns = 1
        for row in body.content:
            row.content[0].attributes["scope"] = "row"
    opening = _opening(table, "table", number, book)
    table.identifier = ""  # the box has it
    return [_raw(opening), table, _raw("</div></figure>")]


def _figure(figure: pf.Figure, number: str, book: Book) -> list:
    image = next(inline for inline in figure.content[0].content if isinstance(inline, pf.Image))
    alt = html.escape(image.attributes["fig-alt"], quote=True)
    own = book.pictures.get(figure.identifier)
    size = own.size if own else _size(next(e.body for e in book.exhibits if e.label == figure.identifier))
    style = f' style="width: {image.attributes["width"]}"' if own else ""
    drawn = f'<img src="{image.url}" alt="{alt}" width="{size[0]}" height="{size[1]}"{style} loading="lazy"></div>'
    opening = _opening(figure, "figure", number, book, " picture" if own else "")
    return [
        _raw(f"{opening}{drawn}<figcaption>{_number('figure', number, book)}"),
        pf.Plain(*figure.caption.content[0].content),
        _raw("</figcaption></figure>"),
    ]


def _size(svg: str) -> tuple[int, int]:
    """Return the drawing's width and height in points, so that the page doesn't jump when it loads."""
    width, height = (re.search(rf'<svg[^>]*?\s{side}="([\d.]+)pt"', svg)[1] for side in ("width", "height"))
    return round(float(width)), round(float(height))


def write_assets(folder: Path, *names: str) -> None:
    """Write these files of templates/, and the fonts, into the folder assets/ of a site."""
    assets = folder / "assets"
    (assets / "fonts").mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(root() / "templates" / name, assets)
    for font in fonts():
        shutil.copy(font, assets / "fonts")


def _search_entries(read: ReadPage, href: str) -> list[dict]:
    """Return the page's sections for the search: where, title and text, tables included."""
    entries: list[dict] = []
    for block in read.doc.content:
        if isinstance(block, pf.Header) and block.level <= 3:
            address, title = f"{href}#{block.identifier}", pf.stringify(block).strip()
            entries.append({"href": address, "page": read.name, "title": title, "text": []})
        elif entries:
            entries[-1]["text"].append(_plain(block))
    return [entry | {"text": " ".join(" ".join(entry["text"]).split())} for entry in entries]


def _plain(block: pf.Element) -> str:
    if isinstance(block, pf.RawBlock):
        unread = block.format != "html" or "exhibit-tools" in block.text
        return "" if unread else html.unescape(_TAG.sub(" ", block.text))
    if isinstance(block, pf.Div):
        return " ".join(map(_plain, block.content)) if shown_in(block, "html") else ""
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
