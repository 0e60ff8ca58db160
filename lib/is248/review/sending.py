"""A Word document of pages of the book: what is computed is locked, and what it says is kept in it as it was sent."""

import html
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import panflute as pf
import typst
from PIL import Image

from is248.figures import FONT_FILES
from is248.project import root
from is248.publish.assembly.book import Book
from is248.publish.reading.elements import shown_in
from is248.publish.reading.pandoc import ReadPage, run, to_doc, to_json
from is248.publish.reading.staging import notice, write_figures
from is248.review.places import Places
from is248.review.units import COMPUTED, NOTE, Units
from is248.wording import NBSP
from is248.wording.signs import FALLBACK_FILES

NAMESPACE = "urn:is248:review"  # of the part that keeps what was sent
PART = "customXml/item1.xml"
_MARK = re.compile(r'<span class="value" data-value="(\w+)"')
_NOT_IN_WORD = (".svg", ".webp")
_PIXELS = 170  # of a figure, per inch
_READ_SO = (
    "Leseutgave av {what} i {title}, utgaven {year}{version}. Tall på grå bunn, tabeller og figurer er beregnet av "
    "svarene og kan ikke skrives over: kommenter dem, og endre ordene rundt. Endringer spores."
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATION = f'<Relationship Id="sent" Type="{_OFFICE}/relationships/customXml{{}}" Target="{{}}"/>'
_ITEM = {  # the parts that make another one custom data, which Word and LibreOffice keep
    "customXml/_rels/item1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    f'relationships">{_RELATION.format("Props", "itemProps1.xml")}</Relationships>',
    "customXml/itemProps1.xml": f'<ds:datastoreItem xmlns:ds="{_OFFICE}/customXml" '
    'ds:itemID="{5F3C1A52-0B3E-4D4B-9C7E-2A1248024800}"/>',
}


def write_docx(book: Book, pages: list[ReadPage], chosen: list[ReadPage], folder: Path) -> bytes:
    """Return a Word document of some pages of the book.

    Parameters
    ----------
    book : Book
        The assembled book.
    pages : list of ReadPage
        All its pages, from `pandoc.read_book`.
    chosen : list of ReadPage
        Those that are sent; a list of the references that they cite follows.
    folder : Path
        For the figures.
    """
    references = [read for read in pages if '"refs"' in read.text and read not in chosen]
    sent = [*chosen, *(references if any('"#ref-' in read.text for read in chosen) else [])]
    write_figures(book, folder / "figures")
    _draw(folder / "figures", sent)
    made = _Made(book, sent, folder / "figures")
    blocks = [
        made.above(chosen if len(chosen) < len(pages) else []),
        *(block for read in sent for block in made.page(read)),
    ]
    words = {"lang": f"{book.config['lang']}-NO", "title": book.edition.title}
    metadata = [part for name, text in words.items() for part in ("-M", f"{name}={text}")]
    file = folder / "pages.docx"
    template = ["--reference-doc", str(root() / "templates" / "review.docx")]
    run(["-f", "json", "-t", "docx", "-o", str(file), *template, *metadata], to_json(pf.Doc(*blocks)))
    numbers = {read.page.source: number for number, read in enumerate(pages, 1)}
    units = Places(numbers).placed(Units(file).now, [numbers[read.page.source] for read in sent])
    kept = [{"text": unit.text, "values": unit.values, "place": unit.place} for unit in units]
    about = {"year": book.edition.year, "version": version(), "units": kept}
    return _with_parts(file.read_bytes(), json.dumps(about))


def version() -> str:
    """Return the commit that the project is at, with a mark if files have changed since; nothing without git."""
    try:
        command = ["git", "-C", str(root()), "describe", "--always", "--dirty=+", "--exclude=*"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _draw(folder: Path, sent: list[ReadPage]) -> None:
    """Write the pages' drawings as PNG beside them, as Word needs them: Typst draws them, as in the PDF."""
    names = [f"{exhibit.label}.svg" for read in sent for exhibit in read.page.exhibits if exhibit.kind == "figure"]
    names += [picture.file for read in sent for picture in read.page.pictures if picture.file.endswith(_NOT_IN_WORD)]
    for name in (name for name in names if name.endswith(".webp")):
        Image.open(folder / name).save((folder / name).with_suffix(".png"))
    if names := [name for name in names if name.endswith(".svg")]:
        source = '#set page(width: auto, height: auto, margin: 0pt)\n#set text(font: "Source Sans Pro")\n'
        source += "#pagebreak()\n".join(f'#image("{name}")\n' for name in names)
        fonts = sorted({str(file.parent) for file in (*FONT_FILES, *FALLBACK_FILES)})
        drawn = typst.compile(source.encode(), root=str(folder), font_paths=fonts, format="png", ppi=_PIXELS)
        for name, picture in zip(names, drawn if isinstance(drawn, list) else [drawn], strict=True):
            (folder / name).with_suffix(".png").write_bytes(picture)


# --- pages --------------------------------------------------------------------------------------------


def _openxml(text: str, kind: type = pf.RawBlock) -> pf.Element:
    return kind(text, format="openxml")


def _control(tag: str, name: str) -> str:
    """Return the start of a control whose contents can't be edited, and that can't be taken away."""
    about = f'<w:alias w:val="{html.escape(name[:64])}"/><w:tag w:val="{tag[:64]}"/>'
    return f'<w:sdt><w:sdtPr>{about}<w:lock w:val="sdtContentLocked"/></w:sdtPr><w:sdtContent>'


_END = "</w:sdtContent></w:sdt>"


def _styled(style: str, *blocks: pf.Block, id: str = "") -> pf.Div:
    return pf.Div(*blocks, identifier=id, attributes={"custom-style": style})


class _Made:
    """The pages of a book as blocks that Pandoc writes for Word."""

    def __init__(self, book: Book, sent: list[ReadPage], figures: Path):
        self.book, self.figures, self.values = book, figures, 0
        self.first = {read.page.file.stem: read.sections[0].id for read in sent}
        self.ids = {section.id for read in sent for section in read.sections}
        self.ids |= {label for read in sent for label in read.page.numbers}
        self.cited = {id for read in sent for id in re.findall(r'"#(ref-[^"]+)"', read.text)}
        self.words = {kind: book.config["language"][f"crossref-{kind}-title"] for kind in ("tbl", "fig")}
        self.numbers: dict[str, str] = {}

    def above(self, chosen: list[ReadPage]) -> pf.Div:
        """Return what stands at the top: which edition this is, and what the grey means."""
        edition, commit = self.book.edition, version()
        what = " og ".join(f"«{read.name}»" for read in chosen) or "hele boken"
        known = "".join(f", {one}" for one in (edition.version and f"versjon {edition.version}", commit) if one)
        told = _READ_SO.format(what=what, title=edition.title, year=edition.year, version=known)
        return _styled("Leseutgave", *(pf.Para(pf.Str(line)) for line in (told, notice(edition)) if line))

    def page(self, read: ReadPage) -> Iterator[pf.Block]:
        """Yield the blocks of a page."""
        self.numbers = read.page.numbers | {section.id: section.number for section in read.sections}
        doc = read.doc
        tables = iter(_tables(doc, self.numbers))
        taken = None
        for block, after in pairwise([*doc.content, None]):
            note = after if isinstance(after, pf.Div) and "exhibit-note" in after.classes else None
            if block is taken:
                continue
            if isinstance(block, pf.Div | pf.Figure) and block.identifier in read.page.numbers:
                taken = note
                yield from self._exhibit(block, note, tables)
            else:
                held = pf.Div(block)
                held.walk(self._for_word)
                yield from held.content

    def _exhibit(
        self, block: pf.Div | pf.Figure, note: pf.Div | None, tables: Iterator[pf.Table]
    ) -> Iterator[pf.Block]:
        """Yield a table or figure below its caption, which may be edited; all else of it is locked."""
        id, is_figure = block.identifier, isinstance(block, pf.Figure)
        caption = block.caption.content[0] if is_figure else block.content[-1]
        number = f"{self.words[id[:3]]}{NBSP}{self.numbers[id]}: "
        told = pf.Div(_styled("Tabelltittel", pf.Para(pf.Str(number), *caption.content), id=id))
        below = [_styled(NOTE, *note.content)] if note else []
        shown = pf.Div(self._picture(block) if is_figure else next(tables), *below)
        for part in (told, shown):
            part.walk(self._for_word)
        yield from [*told.content, _openxml(_control(id, number + COMPUTED)), *shown.content, _openxml(_END)]

    def _picture(self, figure: pf.Figure) -> pf.Para:
        image = next(inline for inline in figure.content[0].content if isinstance(inline, pf.Image))
        file = self.figures / Path(image.url).name
        file = file.with_suffix(".png") if file.suffix in _NOT_IN_WORD else file
        width = image.attributes.get("width", "100%")
        return pf.Para(pf.Image(pf.Str(image.attributes["fig-alt"]), url=str(file), attributes={"width": width}))

    def _for_word(self, element: pf.Element, _: object):
        """Return what stands in an element's place in Word; None for itself."""
        if isinstance(element, pf.RawBlock) and element.format != "openxml":
            return []
        if any(isinstance(part, pf.RawInline) for part in getattr(element, "content", None) or ()):
            element.content = self._locked(list(element.content))
        if isinstance(element, pf.Header):
            if number := self.numbers.get(element.identifier):
                element.content = [pf.Str(number), pf.Space(), *element.content]
            return element
        if isinstance(element, pf.Link):
            return self._link(element)
        if isinstance(element, pf.Table) and element.identifier in self.numbers:
            number = pf.Str(f"{self.words['tbl']}{NBSP}{self.numbers[element.identifier]}: ")
            element.caption = pf.Caption(pf.Plain(number, *element.caption.content[0].content))
        if isinstance(element, pf.Div) and "callout" in element.classes:
            title, *content = element.content
            return _styled("Boks", pf.Para(pf.Strong(*title.content[0].content)), *content)
        if isinstance(element, pf.Div) and element.identifier == "refs":
            element.content = [entry for entry in element.content if entry.identifier in self.cited]
        return None if shown_in(element, "pdf") else []

    def _locked(self, inlines: list[pf.Inline]) -> list[pf.Inline]:
        """Return a text with each computed value in a control that can't be edited; other HTML goes."""
        found: list[list[pf.Inline]] = [[]]
        for inline in inlines:
            if not isinstance(inline, pf.RawInline) or inline.format == "openxml":
                found[-1].append(inline)
            elif mark := _MARK.match(inline.text):
                self.values += 1
                found[-1].append(_openxml(_control(f"{mark[1]}-{self.values}", COMPUTED), pf.RawInline))
                found.append([])
            elif inline.text == "</span>" and len(found) > 1:
                value = pf.Span(*found.pop(), attributes={"custom-style": COMPUTED})
                found[-1] += [value, _openxml(_END, pf.RawInline)]
        return found[0]

    def _link(self, link: pf.Link):
        """Return a link as it leads in this document; its words where it leads out of it, to a file beside the book."""
        file, _, anchor = link.url.partition("#")
        anchor = anchor or (self.first.get(Path(file).stem, "") if file.endswith((".ipynb", ".qmd")) else "")
        if re.match(r"[a-z][a-z+.-]*:", file):
            return link
        if anchor in self.ids or anchor in self.cited:
            link.url = f"#{anchor}"
            return link
        return list(link.content)


def _tables(doc: pf.Doc, numbers: dict[str, str]) -> list[pf.Table]:
    """Return the page's computed tables, in order, read from their HTML, with the PDF's widths; sums are bold."""
    found = [
        {block.format: block.text for block in div.content if isinstance(block, pf.RawBlock)}
        for div in doc.content
        if isinstance(div, pf.Div) and div.identifier in numbers
    ]
    if not found:
        return []
    tables = list(to_doc(run(["-f", "html", "-t", "json"], "\n\n".join(one["html"] for one in found))).content)
    for table, one in zip(tables, found, strict=True):
        columns = re.search(r"columns: \(([^)]*)\)", one["typst"])
        widths = [float(width) for width in re.findall(r"([\d.]+)fr", columns[1])] if columns else []
        if len(widths) == len(table.colspec):
            table.colspec = [
                (side, width / sum(widths)) for (side, _), width in zip(table.colspec, widths, strict=True)
            ]
    rows = (row for table in tables for body in table.content for row in body.content)
    for cell in (cell for row in rows if {"total", "section"} & set(row.classes) for cell in row.content):
        for block in cell.content:
            block.content = [pf.Strong(*block.content)]
    return tables


# --- the finished document ----------------------------------------------------------------------------


def _with_parts(document: bytes, sent: str) -> bytes:
    """Return a document that tracks changes, and keeps a text in a part of its own, as Word's custom data."""
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    changed = {
        "word/settings.xml": ("<w:doNotTrackMoves", "<w:trackRevisions /><w:doNotTrackMoves"),
        "word/_rels/document.xml.rels": ("</Rel", _RELATION.format("", f"../{PART}") + "</Rel"),
        "[Content_Types].xml": (
            "</Types",
            f'<Override PartName="/customXml/itemProps1.xml" ContentType="{kind}"/></Types',
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as finished:
        for name in made.namelist():
            content = made.read(name)
            finished.writestr(name, content.decode().replace(*changed[name]) if name in changed else content)
        for name, text in {**_ITEM, PART: f'<sent xmlns="{NAMESPACE}">{html.escape(sent)}</sent>'}.items():
            finished.writestr(name, text)
    return out.getvalue()
