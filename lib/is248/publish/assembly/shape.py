"""A table as it stands on the page, read from its HTML: one head for each column, and the printed cells."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from is248.wording.signs import one_line

NORWEGIAN = "-norsk.csv"  # how the names end of files with a table in this shape
NONE = "–"  # what a cell of numbers shows that has none
_PLAIN = str.maketrans("\u00a0\u202f", "  ")
_NUMBER = re.compile(r"[−-]?\d[\d \u00a0\u202f]*(,\d+)?")


@dataclass(frozen=True)
class Number:
    """A printed number, which a program can calculate with."""

    digits: str  # as Norwegians type it: 12607, -110, 3,0

    @property
    def value(self) -> float | int:
        """The number itself, rounded as it is printed."""
        return float(self.digits.replace(",", ".")) if "," in self.digits else int(self.digits)

    @property
    def decimals(self) -> int:
        """With how many decimals it is printed."""
        return len(self.digits.partition(",")[2])


Cell = str | Number


@dataclass(frozen=True)
class Shape:
    """A table as rows and columns."""

    heads: tuple[str, ...]  # of the columns; an upper head stands before its lower ones: «2024: Prosent»
    rows: tuple[tuple[Cell, ...], ...]  # each as long as the heads
    sectioned: bool = False  # whether the first column has the headings that rows stand under on the page

    @property
    def names(self) -> list[tuple[str, str]]:
        """What each row is called, and the heading that it stands under; an empty text where there is none."""
        return [(row[1], row[0]) if self.sectioned else (row[0], "") for row in self.rows]


def shape_of(html: str) -> Shape:
    """Return a table that `analysis.markup.to_html` has written."""
    table = ElementTree.fromstring(html)
    section, sectioned, rows = "", "", []
    for row in table.iterfind("tbody/tr"):
        if row.get("class") == "section":
            section, sectioned = _text(row[0]), row.get("data-head", "")
        else:
            section = "" if row.get("class") == "total" else section
            rows.append((section, _text(row[0]), *map(_cell, row[1:])))
    heads = [sectioned, *(head.replace("\u00ad", "") for head in _heads(table.findall("thead/tr")))]
    if sectioned:
        return Shape(tuple(heads), tuple(rows), sectioned=True)
    return Shape(tuple(heads[1:]), tuple(row[1:] for row in rows))


def _heads(lines: list[ElementTree.Element]) -> list[str]:
    if len(lines) < 2:
        return [_text(head) for line in lines for head in line]
    (first, *upper), lower = lines[0], iter(lines[1])
    heads = [_text(first)]
    for head in upper:
        name = _text(head)
        below = [] if head.get("rowspan") else [next(lower) for _ in range(int(head.get("colspan", "1")))]
        heads += [": ".join(filter(None, (name, _text(one)))) for one in below] or [name]
    return heads


def _cell(cell: ElementTree.Element) -> Cell:
    """Return a cell; a column of numbers is set to the right."""
    text = _text(cell)
    return number_of(text) if "right" in cell.get("style", "") else text


def number_of(text: str) -> Cell:
    """Return the number that a printed text is; the text itself if it is none."""
    if not _NUMBER.fullmatch(text):
        return text
    return Number(re.sub(r"[ \u00a0\u202f]", "", text).replace("−", "-"))


def _text(element: ElementTree.Element) -> str:
    return plain("".join(element.itertext()))


def plain(text: str) -> str:
    """Return a text of the page as a data file has it: on one line, with blanks that a search finds."""
    return one_line(text.translate(_PLAIN))
