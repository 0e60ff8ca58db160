"""What HTML or PDF could not have of a chapter's texts, for `is248 check`: they are read as a page, not executed."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from nbformat import NotebookNode

from is248.chapters.inline import INLINE
from is248.chapters.mistakes import place
from is248.chapters.source import read_chapter, relative
from is248.data.edition import load_edition
from is248.publish.assembly.book import BookError, Page, way_up
from is248.publish.assembly.draft import as_prose
from is248.publish.assembly.numbering import numbers_of
from is248.publish.assembly.pictures import with_pictures
from is248.publish.assembly.summary import MARKER
from is248.publish.reading.elements import settled
from is248.publish.reading.pandoc import FROM, run, to_doc

_VALUE = "null"  # a word in the place of an inline value


@dataclass(frozen=True)
class Unprintable:
    """Something that a page can't have, as `is248 check` tells it."""

    text: str
    rule: str = "page"

    def __str__(self) -> str:
        return self.text


def unprintable(files: Iterable[Path]) -> list[Unprintable]:
    """Return what the pages of some chapters could not have, with chapter, cell and line."""
    year = load_edition().year
    with ThreadPoolExecutor() as pool:
        told = pool.map(lambda path: _told(path.resolve(), year), files)
        return [Unprintable(text) for text in dict.fromkeys(chain.from_iterable(told))]


def _told(path: Path, year: int) -> list[str]:
    source, texts, wrong = relative(path), [], []
    for number, cell in enumerate(read_chapter(path).cells, 1):
        if cell.cell_type != "markdown":
            continue
        try:
            texts.append(_text(cell, source, year))
        except BookError as error:
            wrong.append(f"{source}, {place(cell, number, error.line)}: {error}")
    page = Page(source, source, False, "", "", False, "\n\n".join(texts))
    try:
        page = replace(page, numbers=numbers_of(page))
        settled(to_doc(run(["-f", FROM, "-t", "json"], page.markdown)), page, run)
    except BookError as error:
        wrong += str(error).splitlines()
    return wrong


def _text(cell: NotebookNode, source: Path, year: int) -> str:
    """Return a cell's text as it would stand on the page if every test held."""
    text, _ = with_pictures(cell, source, way_up(source))
    return INLINE.sub(_VALUE, as_prose(MARKER.sub("", text), year))
