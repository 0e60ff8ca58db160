"""The tables and figures of a book as rows and columns; also those that come from no cell's data.

These are the tables that authors have written in markdown, and the table of all tests.
"""

import re
from collections.abc import Iterator

from is248.publish.assembly.book import Book, Exhibit, Page
from is248.publish.assembly.colophon import as_text
from is248.publish.assembly.shape import Shape, shape_of

_RAW = (
    r"^::: \{{#{label}\}}\s+```\{{=html\}}\n(?P<html>.*?)\n```.*?\n```\n\n(?P<caption>[^\n]*)\n\n:::\n\n"
    r"::: \{{\.exhibit-note\}}\n(?P<note>[^\n]*)"
)
_PIPES = r"(?P<lines>(?:^ *\|[^\n]*\n)+)\n:(?P<caption>[^\n]*)\{{#{label}\}}"


def shapes_of(book: Book) -> dict[str, tuple[Exhibit, Shape]]:
    """Return all tables and figures with their rows and columns as on the page, by label, in the order of the book."""
    found = {}
    for page in book.pages:
        there = {one.label: (one, shape_of(one.table_html)) for one in page.exhibits}
        there |= {one.label: (one, shape) for one, shape in _written(page)}
        found |= {label: there[label] for label in page.numbers if label in there}
    return found


def _written(page: Page) -> Iterator[tuple[Exhibit, Shape]]:
    """Yield the tables of a page that are not among its exhibits, each with its shape."""
    own = {exhibit.label for exhibit in page.exhibits}
    for label, number in page.numbers.items():
        if not label.startswith("tbl-") or label in own:
            continue
        if found := _found(_RAW, label, page):
            yield _exhibit(label, number, found["caption"], found["note"]), shape_of(found["html"])
        elif found := _found(_PIPES, label, page):
            head, _, *rows = map(_cells, found["lines"].splitlines())
            yield _exhibit(label, number, found["caption"]), Shape(head, tuple(rows))


def _found(pattern: str, label: str, page: Page) -> re.Match | None:
    return re.search(pattern.format(label=re.escape(label)), page.markdown, re.MULTILINE | re.DOTALL)


def _exhibit(label: str, number: str, caption: str, note: str = "") -> Exhibit:
    data = {"kind": "table", "note": as_text(note), "source": "", "records": None, "questions": [], "breaks": []}
    return Exhibit(label, caption.strip(), data, "", number)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(as_text(cell).strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))
