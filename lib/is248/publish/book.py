"""What a book is: pages in order, with their tables and figures, ready for either publisher."""

from dataclasses import dataclass
from pathlib import Path

from is248.data.edition import Edition
from is248.project import ProjectError


class BookError(ProjectError):
    """A book that can't be put together: which page, and why."""


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
        What the notebook's output carries: kind, note, source, records, and for a figure alt.
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


@dataclass(frozen=True)
class Page:
    """One page of the book, ready to be rendered.

    Attributes
    ----------
    file : Path
        Where it lies in the staged book; the suffix is .qmd.
    source : Path
        The author's file, relative to the project.
    title, label : str
        Its heading, as written, and the heading's label, `sec-…`; the label may be empty.
    number : str
        `6` for a chapter, `B` for an appendix, empty for a page without a number.
    appendix : bool
        Whether it is an appendix.
    markdown : str
        Its contents.
    numbers : dict of str to str
        The number of every table and figure on it, by label, also of those written in markdown.
    exhibits : tuple of Exhibit
        Those that come from code.
    """

    file: Path
    source: Path
    title: str
    label: str
    number: str
    appendix: bool
    markdown: str
    numbers: dict[str, str]
    exhibits: tuple[Exhibit, ...]

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
