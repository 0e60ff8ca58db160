"""A finished book as it lies in dist/<year>: its numbers, its tests, and what stands on its pages."""

import json
import re
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path

import pandas as pd
from lxml import etree, html

from is248.project import ProjectError
from is248.publish.assembly.shape import NORWEGIAN
from is248.publish.reading.staging import SYNTHETIC_NOTICE
from is248.wording.signs import typed

_BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "caption", "figcaption", "dt", "dd"}
_BLOCK_END = "\u2029"
_UNREAD_TAGS = {*("nav", "footer", "script", "style", "details", "button", "tr", "svg", "pre"), "sup"}  # of references
_UNREAD_CLASSES = {"anchor", "exhibit-tools", "title-block", "visually-hidden", "csl-bib-body"}
_LABEL = re.compile(r"(?:tbl|fig)-[\w-]+")
_NUMBERED = re.compile(r"(?:Tabell|Figur)\s+([\w.]+?)[.:]?\s+(.+)")
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-ZÆØÅ«\d])")
_BLANKS = re.compile(r"[ \t\r\n]+")  # not the blank inside a number, which doesn't break


@dataclass(frozen=True)
class Cell:
    """A cell of a table or figure, as data/<label>.csv has it; `value` is as printed."""

    row: str
    group: str
    measure: str
    value: str
    unrounded: str

    @property
    def number(self) -> float | None:
        """The unrounded number; None for a text and for an empty cell."""
        try:
            return float(self.unrounded)
        except ValueError:
            return None

    @property
    def decimals(self) -> int:
        """Decimals as printed."""
        return len(self.value.partition(".")[2])


@dataclass(frozen=True)
class Exhibit:
    """A table or figure as it stands on a page: `number` is printed, as 6.2, and `page` is relative to html/."""

    label: str
    number: str
    caption: str
    page: str

    @property
    def name(self) -> str:
        """«tabell 6.2», or the label of one that stands on no page."""
        return f"{'tabell' if self.label.startswith('tbl-') else 'figur'} {self.number}" if self.number else self.label


@dataclass(frozen=True)
class Shown:
    """What a table or figure shows: the ids of its questions, and the breaks in their series as (year, reason)."""

    questions: frozenset[str] = frozenset()
    breaks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Page:
    """A page of the HTML book."""

    file: str  # relative to html/
    title: str  # its heading, with the number of the chapter
    sentences: tuple[str, ...]  # of headings, paragraphs, captions and notes; cells of tables are left out
    exhibits: tuple[Exhibit, ...]  # its tables and figures, in order


@dataclass(frozen=True)
class Build:
    """A finished book; what its tables and figures have, by their labels."""

    folder: Path  # dist/<year>, or a copy of it
    year: int
    pages: tuple[Page, ...]  # in the order of the book
    cells: dict[str, tuple[Cell, ...]]  # of every table and figure that comes from data
    tests: tuple[dict, ...]  # the records of its tests, as the manifest has them
    synthetic: bool = False  # whether the book says that its answers are invented
    shown: dict[str, Shown] = field(default_factory=dict)

    def breaks(self, label: str, since: int) -> tuple[str, ...]:
        """Return the reasons why a label's numbers can't be compared with those of the year `since`."""
        declared = self.shown.get(label, Shown()).breaks
        return tuple(dict.fromkeys(why for year, why in declared if since < year <= self.year))

    @cached_property
    def exhibits(self) -> dict[str, Exhibit]:
        """Tables and figures with data, by label, in the order of the book; those on no page last."""
        placed = {e.label: e for page in self.pages for e in page.exhibits if e.label in self.cells}
        return placed | {label: Exhibit(label, "", label, "") for label in self.cells if label not in placed}

    def of_question(self, id: str) -> Exhibit | None:
        """The first table or figure that shows a question, of it alone before of several, a table before a figure."""
        found = [label for label in self.exhibits if id in self.shown.get(label, Shown()).questions]
        return (
            self.exhibits[min(found, key=lambda label: (len(self.shown[label].questions), label[:3] == "fig"))]
            if found
            else None
        )

    @cached_property
    def titles(self) -> dict[str, str]:
        """The pages' titles, by file."""
        return {page.file: page.title for page in self.pages}


def read_build(folder: Path) -> Build:
    """Read a finished book; raises ProjectError, which says how to build it, if the folder has none."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        shown = {
            label: Shown(frozenset(data["questions"]), tuple(map(tuple, data["breaks"])))
            for label, data in manifest["exhibits"].items()
        }
        tests = tuple(manifest["tests"])
    except (OSError, ValueError, KeyError):
        command = f"make book YEAR={folder.name}" if folder.name.isdigit() else "make book"
        raise ProjectError(
            f"There is no finished book in {folder}: no manifest.json as this version writes it. Build it: {command}"
        ) from None
    data = folder / "data"
    files = [folder / "html" / Path(file).with_suffix(".html") for file in manifest["chapters"]]
    files = [path for path in files if path.is_file()]
    names = [one.name for one in fields(Cell)]
    cells = {
        path.stem: tuple(Cell(**{name: row[name] for name in names}) for row in _rows(path))
        for path in sorted(data.glob("*.csv"))
        if _LABEL.fullmatch(path.stem) and not path.name.endswith(NORWEGIAN)
    }
    pages = tuple(_read_page(path, folder / "html") for path in files)
    synthetic = any(SYNTHETIC_NOTICE in path.read_text(encoding="utf-8") for path in files)
    return Build(folder, int(manifest["year"]), pages, cells, tests, synthetic, shown)


def _rows(path: Path) -> list[dict]:
    return pd.read_csv(path, dtype=str, keep_default_na=False).map(typed).to_dict("records")


def _read_page(path: Path, folder: Path) -> Page:
    """Read a page's main part, block by block, with blanks and line breaks made one blank."""
    file = path.relative_to(folder).as_posix()
    main = html.fromstring(path.read_text(encoding="utf-8")).find(".//main")
    if main is None:
        return Page(file, file, (), ())
    for element in list(main.iter(etree.Element)):
        # A heading's number is read with the title of the page alone: other numbers move with every new section.
        moves = "header-section-number" in element.classes and next(element.iterancestors("h1"), None) is None
        if element.tag in _UNREAD_TAGS or _UNREAD_CLASSES & set(element.classes) or moves:
            element.drop_tree()
    title = next((text for heading in main.iter("h1") if (text := _text(heading))), file)
    exhibits: dict[str, Exhibit] = {}
    for caption in main.iter("caption", "figcaption"):
        numbered = _NUMBERED.fullmatch(_text(caption))
        number, words = numbered.groups() if numbered else ("", _text(caption))
        caption[:], caption.text = [], words  # without the number: those of tables move with every new one
        labels = (parent.get("id", "") for parent in caption.iterancestors())
        if label := next(filter(_LABEL.fullmatch, labels), ""):
            exhibits.setdefault(label, Exhibit(label, number, words, file))
    for element in main.iter(*_BLOCKS, "br", "img"):
        end = " " if element.tag in ("br", "img") else _BLOCK_END
        element.text, element.tail = f"{end}{element.text or ''}", f"{end}{element.tail or ''}"
    blocks = (_BLANKS.sub(" ", block).strip() for block in main.text_content().split(_BLOCK_END))
    sentences = (sentence for block in blocks if block for sentence in _SENTENCE_END.split(block))
    return Page(file, title, tuple(sentences), tuple(exhibits.values()))


def _text(element: html.HtmlElement) -> str:
    return _BLANKS.sub(" ", element.text_content()).strip()
