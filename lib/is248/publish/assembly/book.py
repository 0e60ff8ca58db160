"""What a book is: pages in order, with their tables and figures, ready for either publisher."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from is248.data.edition import Edition
from is248.project import ProjectError


class BookError(ProjectError):
    """A book that can't be put together: which page, and why; `line` is that of its cell, where it is known."""

    def __init__(self, what: str, line: int = 0):
        self.line = line
        super().__init__(what)


def way_up(file: Path) -> str:
    """Return the way from a page to the top folder of the book: `../` for one in chapters/."""
    return "../" * (len(file.parts) - 1)


@dataclass(frozen=True)
class Exhibit:
    """A table or figure that comes from code.

    Attributes
    ----------
    label : str
        As in cross-references: `tbl-…` or `fig-…`.
    caption : str
        With its inline values put in.
    data : dict
        What the notebook's output carries: kind, note, source, records, questions, breaks, title, by, years, and for a
        figure alt and html; and the code that made it.
    body : str
        A table's HTML, or a figure's SVG.
    number : str
        As printed: 6.2; empty until the book is numbered.
    """

    label: str
    caption: str
    data: dict
    body: str
    number: str = ""

    @property
    def kind(self) -> str:
        """`table` or `figure`."""
        return self.data["kind"]

    @property
    def table_html(self) -> str:
        """A table, or the numbers of a figure, as an HTML table."""
        return self.body if self.kind == "table" else self.data["html"]


@dataclass(frozen=True)
class Picture:
    """A picture of the authors' own.

    Attributes
    ----------
    label : str
        `fig-…`.
    file : str
        Its name in the book's folder of figures.
    data : bytes
        The picture itself.
    size : tuple of int
        Width and height in points.
    """

    label: str
    file: str
    data: bytes
    size: tuple[int, int]


@dataclass(frozen=True)
class Page:
    """One page of the book.

    Attributes
    ----------
    source : Path
        The author's file, relative to the project.
    file : Path
        Where it lies in the staged book; the suffix is .qmd.
    appendix : bool
        Whether it is an appendix.
    title, label : str
        Its heading, as written, and the heading's label, `sec-…`; the label may be empty.
    numbered : bool
        Whether it has a number.
    markdown : str
        Its contents, without code.
    exhibits : tuple of Exhibit
        The tables and figures that come from code.
    pictures : tuple of Picture
        The authors' own.
    tests : tuple of dict
        The records of the tests of difference that it ran, in order.
    left_out : tuple of str
        Labels that it has in other years, and not in this one.
    number : str
        `6` for a chapter, `B` for an appendix; empty for a page without a number, and until the book is numbered.
    numbers : dict of str to str
        The number of every table and figure on it, by label, also of those written in markdown.
    values : dict of str to dict
        Where the values of its prose come from, by the key that their marks have (see `sources.py`).
    """

    source: Path
    file: Path
    appendix: bool
    title: str
    label: str
    numbered: bool
    markdown: str
    exhibits: tuple[Exhibit, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tests: tuple[dict, ...] = ()
    left_out: tuple[str, ...] = ()
    number: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict] = field(default_factory=dict)

    @property
    def bare(self) -> "Page":
        """The page without what stands on it but its text."""
        return replace(self, exhibits=(), pictures=(), tests=(), values={})

    @property
    def up(self) -> str:
        """The way from the page to the top folder of the book."""
        return way_up(self.file)

    @property
    def counter(self) -> int:
        """The number as the publishers count: 2 for appendix B."""
        return ord(self.number) - ord("A") + 1 if self.appendix else int(self.number)


@dataclass(frozen=True)
class Book:
    """All pages in order, with what _quarto.yml and the edition say about the whole.

    `tests` are the records of all tests of difference, in the order of the book, each with its `chapter`.
    """

    edition: Edition
    config: dict
    pages: tuple[Page, ...]
    tests: tuple[dict, ...] = ()

    @property
    def exhibits(self) -> list[Exhibit]:
        """Every table and figure that comes from code, in the order of the book."""
        return [exhibit for page in self.pages for exhibit in page.exhibits]

    @property
    def values(self) -> dict[str, dict]:
        """Where the values of all pages come from: a page may show another one's."""
        return {key: value for page in self.pages for key, value in page.values.items()}

    @property
    def pictures(self) -> dict[str, Picture]:
        """The authors' own pictures by their labels."""
        return {picture.label: picture for page in self.pages for picture in page.pictures}
