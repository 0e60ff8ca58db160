"""Write the HTML book from Pandoc's documents: a page per chapter, search, and no request to any other host."""

import html
import re
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path

import panflute as pf

from is248.figures import schemes
from is248.project import root
from is248.publish.assembly.book import Book, Page
from is248.publish.assembly.colophon import byline
from is248.publish.assembly.drawings import inlined, numbered
from is248.publish.assembly.rows import LONG
from is248.publish.reading.elements import shown_in
from is248.publish.reading.pandoc import (
    ReadPage,
    Section,
    Target,
    caption_text,
    is_page,
    run,
    surroundings,
    to_doc,
    to_json,
)
from is248.publish.reading.staging import notice, write_changed, write_pictures
from is248.publish.site import exhibits, search, unit_pages
from is248.publish.site.assets import write_assets
from is248.publish.site.citing import Citing, citing
from is248.publish.site.provenance import as_script, catalogue_of, linked, marked_in
from is248.publish.site.styles import as_classes, stylesheet
from is248.steps import Memory, all_made, digest, keep, kept
from is248.templates import template
from is248.wording import NBSP, small

_ASSETS = (
    "book.css",
    "site.css",
    "lookups.css",
    "search.css",
    "theme.js",
    "site.js",
    "lookups.js",
    "contents.js",
    "tables.js",
    "search.js",
    "values.js",
    "search-engine.js",
)
_SLASH = re.compile(r"(?<=\w{3})/(?=\w{3})")  # between words: a narrow column may break behind it
_WIDE = 8  # columns of cells from which a long table scrolls in a box of its own on any screen


@dataclass(frozen=True)
class _Shell:
    """What every page of the site shows of the others."""

    book: Book
    pages: list[ReadPage]

    @staticmethod
    def href(page: Page) -> str:
        """Return a page's address, seen from the site's top."""
        return page.file.with_suffix(".html").as_posix()

    @cached_property
    def references(self) -> str:
        """The address of the page with the list of references; empty if there is none."""
        return next((self.href(read.page) for read in self.pages if '"refs"' in read.text), "")


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
    citing : Citing
        How the edition is cited.
    """

    addresses: dict[str, str]
    numbers: dict[str, str]
    figures: dict[str, str]
    sizes: dict[str, tuple[int, int]]
    words: dict[str, str]
    citing: Citing


def write_site(
    book: Book,
    pages: list[ReadPage],
    targets: dict[str, Target],
    folder: Path,
    executor: Executor | None = None,
    memory: Memory | None = None,
    live: bool = False,
    units: dict | None = None,
    notebooks: str = "",
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
    units : dict, optional
        What each unit answered (`unit_pages.results`), for a page of each.
    notebooks : str
        The folder of the executed notebooks in the site, where they are written.
    """
    words = _words(book)
    memory, shell, template_of_page = memory or Memory(), _Shell(book, pages), template("page.html")
    given = [(read.text, read.page.bare, _around(read, shell, targets)) for read in pages]
    made = all_made(_made, given, surroundings(), executor, memory)
    lookups = [exhibits.FILE] + ([unit_pages.LIST] if units else [])
    told = {
        "citing": citing(book.edition),
        "lookups": lookups,
        "site": shell,
        "notice": notice(book.edition),
        "byline": byline(book.edition),
        "live": live,
        "notebooks": notebooks,
    }
    others = [(read.page.file, read.page.appendix, read.name) for read in pages]
    around = (book.edition, book.config, told["notice"], others, lookups)
    catalogue, values = catalogue_of(book, memory), book.values
    frame = (root() / "templates" / "page.html").read_bytes()
    indexed = []
    for place, (read, (body, entries, _)) in enumerate(zip(pages, made, strict=True)):
        href = shell.href(read.page)
        body = unit_pages.linked(body, units, read.page.up) if units else body
        shown = marked_in(body, values)
        panels = memory.made(("panels", href), (catalogue, shown), partial(catalogue.panels, shown, read.page))
        script = f"assets/values/{read.page.file.stem}.js" if panels["values"] else ""
        page = memory.made(
            ("html", href),
            (*around, frame, read.sections, place, body, panels),
            lambda read=read, place=place, body=body, panels=panels, script=script: template_of_page.render(
                told, read=read, place=place, body=linked(body, panels), panels=script
            ),
        )
        if script:
            memory.made(
                ("script", href), (panels,), lambda at=script, of=panels: write_changed(folder / at, as_script(of))
            )
        memory.made(("written", href), (page,), partial(write_changed, folder / href, page))
        indexed.append((href, read.name, search.weight(read.page), entries))

    def framed(file: Path, title: str, body: str) -> str:
        read = ReadPage(Page(file, file, False, title, "", False, ""), "", (Section("", "", title, 1),))
        return template_of_page.render(told, read=read, place=None, body=body, panels="")

    beside = {exhibits.FILE[0].as_posix(): exhibits.page(book, pages, targets, words, framed)}
    if units:
        frames = [(root() / "templates" / name).read_bytes() for name in ("page.html", "unit.html", "units.html")]
        key = digest("units", surroundings(), *frames, repr((units, live, *around, [read.sections for read in pages])))
        if (of_units := kept(key)) is None:
            of_units = unit_pages.pages_of(units, pages, framed)
            keep(key, of_units)
        beside |= of_units["pages"]
        indexed += of_units["indexed"]
    for file, page in beside.items():
        write_changed(folder / file, page)
    loaded = tuple((root() / "templates" / name).read_bytes() for name in _ASSETS)
    memory.made("assets", loaded, partial(write_assets, folder, *_ASSETS))
    colours = schemes.stylesheet(figure for *_, around in given for figure in around.figures.values())
    write_changed(folder / "assets" / "styles.css", stylesheet(styles for *_, styles in made) + colours)
    write_changed(folder / "assets" / "search-index.js", search.index(indexed, words))
    write_pictures(book, folder / "figures")


def _around(read: ReadPage, shell: _Shell, targets: dict[str, Target]) -> _Around:
    """Return what a page takes of the rest of the book, and nothing else: it is made anew when this changes."""
    book, page = shell.book, read.page
    named = _named(read.text)
    pages = {id: target.page for id, target in targets.items() if id in named}
    addresses = {
        id: f"{'' if other.file == page.file else page.up + shell.href(other)}#{id}" for id, other in pages.items()
    }
    if "#ref-" in read.text:
        addresses["refs"] = page.up + shell.references
    if re.search(r"\.(ipynb|qmd)\b", read.text):
        addresses |= {other.page.file.stem: page.up + shell.href(other.page) for other in shell.pages}
    figures = {exhibit.label: inlined(exhibit) for exhibit in page.exhibits if exhibit.kind == "figure"}
    sizes = {picture.label: picture.size for picture in page.pictures}
    numbers = {section.id: section.number for section in read.sections}
    return _Around(addresses, numbers, figures, sizes, _words(book), citing(book.edition))


@lru_cache(maxsize=200)  # the preview asks it of every page again, and one has changed
def _named(text: str) -> frozenset[str]:
    """Return the ids that a page's links name."""
    return frozenset(re.findall(r'"#([^"\\]+)"', text))


def _words(book: Book) -> dict[str, str]:
    """Return what stands before the numbers: «Tabell» and «Figur»."""
    kinds = (("table", "tbl"), ("figure", "fig"))
    return {kind: book.config["language"][f"crossref-{short}-title"] for kind, short in kinds}


def _made(text: str, page: Page, around: _Around) -> tuple[str, list[search.Entry], dict[str, str]]:
    """Return a page's own part of the HTML, what the search finds on it, and its styles."""
    doc = to_doc(text)
    entries = search.entries(doc, around.numbers | page.numbers)
    forms = {pf.Div: _table, pf.Table: _plain_table, pf.Figure: _figure}

    cited = number = name = ""

    def transform(element, doc):
        nonlocal cited, number, name
        if getattr(element, "identifier", "") in page.numbers and type(element) in forms:
            number = page.numbers[element.identifier]
            name = f"{around.words['table' if element.identifier.startswith('tbl-') else 'figure']}{NBSP}{number}"
            cited = around.citing.fold(name, caption_text(element), _Shell.href(page), element.identifier)
        if isinstance(element, pf.Div) and "exhibit-note" in element.classes:
            element.walk(
                lambda part, _: _raw(_tools(part.text, number, name)) if isinstance(part, pf.RawBlock) else None
            )
            element.content.append(_raw(cited))
        if isinstance(element, pf.Header):
            return _heading(element, around.numbers)
        if isinstance(element, pf.Link):
            return _link(element, around)
        if type(element) in forms and element.identifier in page.numbers:
            return forms[type(element)](element, page.numbers[element.identifier], around)
        return None if shown_in(element, "html") else []

    doc.walk(transform)
    body, styles = as_classes(_finished(run(["-f", "json", "-t", "html5", "--wrap=none", "--mathml"], to_json(doc))))
    return body, entries, styles


def _tools(tools: str, number: str, name: str) -> str:
    """Return what stands below a table or figure with its name, for those who hear a list of links and buttons."""
    name = small(name)
    tools = re.sub(r" download>([^<]+)", rf' download aria-label="\1, {name}">\1', numbered(tools, number))
    return tools.replace("</summary>", f'<span class="visually-hidden">, {name}</span></summary>')


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


def _link(link: pf.Link, around: _Around) -> pf.Link:
    """Point a link inside the book at the page where its target stands."""
    file, mark, anchor = link.url.partition("#")
    if mark and not file and anchor.startswith("ref-"):
        link.url = f"{around.addresses['refs']}#{anchor}"
    elif mark and not file and anchor in around.addresses:
        link.url = around.addresses[anchor]
    elif is_page(file):
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
    first, rest = re.sub(r"(>[^<]*)", lambda text: _SLASH.sub("/<wbr>", text[0]), table).split("\n", 1)
    kinds = (" long" if rest.count("<tr") > LONG else "") + (" wide" if _columns(rest) >= _WIDE else "")
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
