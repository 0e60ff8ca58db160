"""Write the HTML book from Pandoc's documents: a page per chapter, search, and no request to any other host."""

import base64
import html
import json
import re
import shutil
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import fontTools
import panflute as pf
from fontTools import subset

from is248.figures import FONT_FILES, schemes
from is248.project import root
from is248.publish.book import Book, BookError, Page
from is248.publish.colophon import byline
from is248.publish.drawings import inlined
from is248.publish.elements import shown_in
from is248.publish.pandoc import ReadPage, Target, caption_text, run, surroundings, to_doc, to_json
from is248.publish.places import located
from is248.publish.provenance import as_script, catalogue_of, linked, marked_in
from is248.publish.staging import notice, write_changed, write_pictures
from is248.publish.styles import as_classes, stylesheet
from is248.steps import Memory, all_made, digest, keep, kept
from is248.templates import template
from is248.wording import NBSP

_LONG = 40  # rows from which a printed table may break over pages
_WIDE = 8  # columns of cells from which a long table scrolls in a box of its own on any screen
_LETTERS = "U+0020-007E,U+00A0-017F,U+2010-2027,U+202F,U+2032,U+2212,U+2248,U+2260-2265,U+2190-2193"
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class _Shell:
    """What every page of the site shows of the others."""

    book: Book
    pages: list[ReadPage]

    @staticmethod
    def href(page: Page) -> str:
        """Return a page's address, seen from the site's top."""
        return page.file.with_suffix(".html").as_posix()


@dataclass(frozen=True)
class _Around:
    """What a page takes of the rest of the book.

    Attributes
    ----------
    addresses : dict of str to str
        Of everything that the page leads to, seen from the site's top, by id; of pages by the stem of their file.
    numbers : dict of str to str
        Of the page's headings, by id.
    figures : dict of str to str
        Its figures' drawings, in HTML, by label.
    sizes : dict of str to (int, int)
        Of the authors' own pictures, in points, by label.
    words : dict of str to str
        «Tabell» and «Figur».
    """

    addresses: dict[str, str]
    numbers: dict[str, str]
    figures: dict[str, str]
    sizes: dict[str, tuple[int, int]]
    words: dict[str, str]


def write_site(
    book: Book,
    pages: list[ReadPage],
    targets: dict[str, Target],
    folder: Path,
    executor: Executor | None = None,
    memory: Memory | None = None,
    live: bool = False,
) -> None:
    """Write all pages, figures, styles, fonts and the search index into a folder.

    Parameters
    ----------
    book : Book
        The assembled book.
    pages, targets
        From `pandoc.read_book`.
    folder : Path
        Becomes dist/<year>/html.
    executor : Executor, optional
        Where pages are made; in threads unless given.
    memory : Memory, optional
        What is known of pages that have not changed.
    live : bool
        Whether the pages are the preview's, which load again at every save.
    """
    memory, shell, template_of_page = memory or Memory(), _Shell(book, pages), template("page.html")
    given = [(read.text, read.page.bare, _around(read, shell, targets)) for read in pages]
    made = all_made(_made, given, surroundings(), executor, memory)
    told = {"site": shell, "notice": notice(book.edition), "byline": byline(book.edition), "live": live}
    others = [(read.page.file, read.page.appendix, read.name) for read in pages]
    around = (book.edition, book.config, told["notice"], others)
    catalogue, values = catalogue_of(book, memory), book.values
    frame = (root() / "templates" / "page.html").read_bytes()
    index = []
    for place, (read, (body, entries, _)) in enumerate(zip(pages, made, strict=True)):
        href = shell.href(read.page)
        shown = marked_in(body, values)
        panels = memory.made(("panels", href), (catalogue, shown), partial(catalogue.panels, shown, read.page))
        page = memory.made(
            ("html", href),
            (*around, frame, read.sections, place, body, panels),
            lambda read=read, place=place, body=body, panels=panels: template_of_page.render(
                told, read=read, place=place, body=linked(body, panels), panels=as_script(panels)
            ),
        )
        write_changed(folder / href, page)
        index += [
            {"href": f"{href}#{id}", "page": read.name, "title": title, "text": text} for id, title, text in entries
        ]
    write_assets(folder, "book.css", "site.css", "theme.js", "contents.js", "tables.js", "values.js", "site.js")
    colours = schemes.stylesheet(figure for *_, around in given for figure in around.figures.values())
    write_changed(folder / "assets" / "styles.css", stylesheet(styles for *_, styles in made) + colours)
    script = f"window.searchIndex = {json.dumps(index, ensure_ascii=False, separators=(',', ':'))};\n"
    write_changed(folder / "assets" / "search-index.js", script)
    write_pictures(book, folder / "figures")


def _around(read: ReadPage, shell: _Shell, targets: dict[str, Target]) -> _Around:
    """Return what a page takes of the rest of the book, and nothing else: it is made anew when this changes."""
    book, page = shell.book, read.page
    named = set(re.findall(r'"#([^"\\]+)"', read.text))  # by links
    pages = {id: target.page for id, target in targets.items() if id in named}
    addresses = {
        id: f"{'' if other.file == page.file else page.up + shell.href(other)}#{id}" for id, other in pages.items()
    }
    if "#ref-" in read.text:
        listing = next((shell.href(other.page) for other in shell.pages if '"refs"' in other.text), "")
        addresses["refs"] = page.up + listing
    if re.search(r"\.(ipynb|qmd)\b", read.text):
        addresses |= {other.page.file.stem: page.up + shell.href(other.page) for other in shell.pages}
    figures = {exhibit.label: inlined(exhibit) for exhibit in page.exhibits if exhibit.kind == "figure"}
    sizes = {picture.label: picture.size for picture in page.pictures}
    words = {
        kind: book.config["language"][f"crossref-{short}-title"]
        for kind, short in (("table", "tbl"), ("figure", "fig"))
    }
    numbers = {section.id: section.number for section in read.sections}
    return _Around(addresses, numbers, figures, sizes, words)


def _made(text: str, page: Page, around: _Around) -> tuple[str, list[tuple[str, str, str]], dict[str, str]]:
    """Return a page's own part of the HTML, its sections for the search (id, title and text), and its styles."""
    doc = to_doc(text)
    entries = _search_entries(doc)
    forms = {pf.Div: _table, pf.Table: _plain_table, pf.Figure: _figure}

    def transform(element, doc):
        if isinstance(element, pf.Header):
            return _heading(element, around.numbers)
        if isinstance(element, pf.Link):
            return _link(element, page, around)
        if type(element) in forms and element.identifier in page.numbers:
            return forms[type(element)](element, page.numbers[element.identifier], around)
        return None if shown_in(element, "html") else []

    doc.walk(transform)
    body, styles = as_classes(_finished(run(["-f", "json", "-t", "html5", "--wrap=none", "--mathml"], to_json(doc))))
    return body, entries, styles


def _finished(page: str) -> str:
    """Return Pandoc's HTML with letters for footnotes (citations have numbers), no box to tick and no empty head."""
    page = re.sub(
        r'(class="footnote-ref"[^>]*><sup>)(\d+)(?=</sup>)', lambda found: found[1] + note_letter(int(found[2])), page
    )
    page = re.sub(r'(<section id="footnotes"[^>]*>)\s*<hr />\s*<ol>', r'\1\n<ol type="a">', page)
    page = re.sub(r"<th(?: [^>]*)?></th>", "<td></td>", page)
    return page.replace('<input type="checkbox"', '<input type="checkbox" disabled=""')


def note_letter(number: int) -> str:
    """Return a footnote's letter: a for the first, aa for the 27th."""
    before, last = divmod(number - 1, 26)
    return (note_letter(before) if before else "") + chr(ord("a") + last)


def _heading(heading: pf.Header, numbers: dict[str, str]) -> pf.Header:
    number, title = numbers[heading.identifier], pf.stringify(heading).strip()
    if number:
        span = f'<span class="header-section-number">{number}</span> '
        heading.content.insert(0, pf.RawInline(span, format="html"))
    if heading.level > 1:
        label = html.escape(f"Lenke til {title}")
        anchor = f'<a class="anchor" href="#{heading.identifier}" aria-label="{label}">#</a>'
        heading.content.append(pf.RawInline(anchor, format="html"))
    return heading


def _link(link: pf.Link, page: Page, around: _Around) -> pf.Link:
    """Point a link inside the book at the page where its target stands."""
    file, mark, anchor = link.url.partition("#")
    if mark and not file and anchor.startswith("ref-"):
        link.url = f"{around.addresses['refs']}#{anchor}"
    elif mark and not file and anchor in around.addresses:
        link.url = around.addresses[anchor]
    elif file.endswith((".ipynb", ".qmd")):
        if Path(file).stem not in around.addresses:
            where = located(page.source, f"]({link.url}", link.url)
            raise BookError(f"{where}: the link to {file} leads to no page of the book.")
        link.url = around.addresses[Path(file).stem] + mark + anchor
    return link


def _opening(element: pf.Div | pf.Table | pf.Figure, kind: str, number: str, around: _Around, kinds: str = "") -> str:
    """Return the start of a table or figure: a box that scrolls where the screen is narrow."""
    name = html.escape(f"{around.words[kind]} {number}")
    opening = f'<figure class="exhibit {kind}{kinds}" id="{element.identifier}">'
    return f'{opening}<div class="{kind}-scroll" data-name="{name}">'


def _number(kind: str, number: str, around: _Around) -> str:
    return f'<span class="exhibit-number">{around.words[kind]}{NBSP}{number}.</span> '


def _raw(text: str) -> pf.RawBlock:
    return pf.RawBlock(text, format="html")


def _table(div: pf.Div, number: str, around: _Around) -> list:
    """Return a table with its caption inside."""
    *_, caption = div.content
    table = next(block.text for block in div.content if isinstance(block, pf.RawBlock) and block.format == "html")
    first, rest = table.split("\n", 1)
    kinds = (" long" if rest.count("<tr") > _LONG else "") + (" wide" if _columns(rest) >= _WIDE else "")
    before = f'<caption><span class="caption-text">{_number("table", number, around)}'
    return [
        _raw(_opening(div, "table", number, around, kinds) + first + before),
        pf.Plain(*caption.content),
        _raw(f"</span></caption>\n{rest}</div></figure>"),
    ]


def _columns(table: str) -> int:
    """Return how many columns of cells a table has, its rows' names left out."""
    return max(row.count("<td") for row in table.split("<tr"))


def _plain_table(table: pf.Table, number: str, around: _Around) -> list:
    """Return a table that is written in markdown, numbered as the others."""
    number_inline = pf.RawInline(_number("table", number, around), format="html")
    table.caption = pf.Caption(pf.Plain(number_inline, *table.caption.content[0].content))
    for cell in (cell for row in table.head.content for cell in row.content):
        cell.attributes["scope"] = "colgroup" if cell.colspan > 1 else "col"
    for body in table.content:
        body.row_head_columns = 1
        for row in body.content:
            row.content[0].attributes["scope"] = "row"
    opening = _opening(table, "table", number, around)
    table.identifier = ""  # the box has it
    return [_raw(opening), table, _raw("</div></figure>")]


def _figure(figure: pf.Figure, number: str, around: _Around) -> list:
    drawn = around.figures.get(figure.identifier) or _picture(figure, around.sizes[figure.identifier])
    opening = _opening(figure, "figure", number, around, "" if figure.identifier in around.figures else " picture")
    return [
        _raw(f"{opening}{drawn}</div><figcaption>{_number('figure', number, around)}"),
        pf.Plain(*figure.caption.content[0].content),
        _raw("</figcaption></figure>"),
    ]


def _picture(figure: pf.Figure, size: tuple[int, int]) -> str:
    """Return an author's own picture, with its size, so that the page doesn't jump when it loads."""
    image = next(inline for inline in figure.content[0].content if isinstance(inline, pf.Image))
    alt, style = html.escape(image.attributes["fig-alt"], quote=True), f'style="width: {image.attributes["width"]}"'
    return f'<img src="{image.url}" alt="{alt}" width="{size[0]}" height="{size[1]}" {style} loading="lazy">'


def write_assets(folder: Path, *names: str) -> None:
    """Write these files of templates/, and the fonts, into the folder assets/ of a site."""
    assets = folder / "assets"
    (assets / "fonts").mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(root() / "templates" / name, assets)
    for name, font in fonts().items():
        (assets / "fonts" / name).write_bytes(font)


def _search_entries(doc: pf.Doc) -> list[tuple[str, str, str]]:
    """Return the page's sections for the search: id, title and text, tables included."""
    entries: list[tuple[str, str, list[str]]] = []
    for block in doc.content:
        if isinstance(block, pf.Header) and block.level <= 3:
            entries.append((block.identifier, pf.stringify(block).strip(), []))
        elif entries:
            entries[-1][2].append(_plain(block))
    return [(id, title, " ".join(" ".join(text).split())) for id, title, text in entries]


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


def fonts() -> dict[str, bytes]:
    """Return the book's typeface as small web fonts, file name -> content; made once from the package's files."""
    made = {}
    for source in FONT_FILES:
        key = f"font-{digest(fontTools.version, _LETTERS, source.read_bytes())}"
        font = kept(key)
        if font is None:
            font = base64.b64encode(_web_font(source)).decode()
            keep(key, font)
        made[f"{source.stem}.woff2"] = base64.b64decode(font)
    return made


def _web_font(source: Path) -> bytes:
    with TemporaryDirectory() as folder:
        made = Path(folder) / "font.woff2"
        subset.main([
            str(source), f"--unicodes={_LETTERS}", "--layout-features=*", "--flavor=woff2", f"--output-file={made}",
        ])  # fmt: skip
        return made.read_bytes()
