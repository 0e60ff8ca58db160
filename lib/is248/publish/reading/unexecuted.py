"""What HTML or PDF could not have of a chapter's texts, for `is248 check`: they are read as a page, not executed."""

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from nbformat import NotebookNode

from is248.chapters.inline import INLINE
from is248.chapters.linter import book_files
from is248.chapters.mistakes import place
from is248.chapters.options import options
from is248.chapters.source import as_saved, read_chapter, relative
from is248.data.edition import load_edition
from is248.project import root
from is248.publish.assembly.book import BookError, Page, way_up
from is248.publish.assembly.contents import read_config, sources
from is248.publish.assembly.draft import as_prose
from is248.publish.assembly.numbering import numbers_of, place_of
from is248.publish.assembly.pictures import with_pictures
from is248.publish.assembly.summary import MARKER
from is248.publish.reading.pandoc import dead_references, outlined
from is248.reading import read_text

_VALUE = "null"  # a word in the place of an inline value


@dataclass(frozen=True)
class Unprintable:
    """Something that a page can't have, as `is248 check` tells it."""

    text: str
    rule: str = "page"

    def __str__(self) -> str:
        return self.text


def unprintable(files: Iterable[Path]) -> list[Unprintable]:
    """Return what the pages of some chapters could not have, and their links to nothing, by chapter, cell and line."""
    year, asked = load_edition().year, [path.resolve() for path in files]
    others = [path for path in book_files() if path not in asked]
    with ThreadPoolExecutor() as pool:
        read = list(pool.map(lambda path: _read(path, year), asked))
    pages, outlines, wrong = ([one[part] for one in read] for part in range(3))
    ids = {id for path in (*asked, *others) for id in _ids(path)}
    ids |= {id for outline in outlines for id, *_ in outline["headings"]}
    config = read_config()
    dead = dead_references([*pages, *map(_page, others)], outlines, ids, read_text(config["bibliography"]))
    twice = _twice(root() / source for source in sources(config, load_edition()).values())
    return [Unprintable(text) for text in dict.fromkeys([*chain.from_iterable(wrong), *dead, *twice])]


def _read(path: Path, year: int) -> tuple[Page, dict, list[str]]:
    """Return a chapter as a page, what leads somewhere on it, and what is wrong with it."""
    source, texts, wrong = relative(path), [], []
    for number, cell in enumerate(read_chapter(path).cells, 1):
        if cell.cell_type != "markdown":
            continue
        try:
            texts.append(_text(cell, source, year))
        except BookError as error:
            wrong.append(f"{source}, {place(cell, number, error.line)}: {error}")
    page = _page(path, "\n\n".join(texts))
    try:
        outline = outlined(replace(page, numbers=numbers_of(page)))
    except BookError as error:
        return page, {"headings": [], "citations": [], "links": []}, [*wrong, *str(error).splitlines()]
    outline["citations"] = [one for one in outline["citations"] if not one[1]]  # of the others the linter tells
    return page, outline, wrong


def _twice(book: Iterable[Path]) -> Iterator[str]:
    """Yield the labels of the newest edition's book that stand in two files."""
    seen: dict[str, Path] = {}
    for path in book:
        for label in _ids(path):
            if seen.setdefault(label, path) != path and label.startswith(("sec-", "tbl-", "fig-")):
                here, there = (place_of(label, relative(one)) for one in (path, seen[label]))
                yield f"{here}: the label {label} stands in {there} already; every label is used once."


def _page(path: Path, markdown: str = "") -> Page:
    source = relative(path)
    return Page(source, source, False, "", "", False, markdown)


def _ids(path: Path) -> Iterator[str]:
    """Yield the labels of a chapter."""
    for cell in as_saved(path).cells:
        if cell.cell_type == "markdown":
            yield from re.findall(r"\{[^{}\n]*#([\w-]+)", cell.source)
        elif label := options(cell).get("label"):
            yield label


def _text(cell: NotebookNode, source: Path, year: int) -> str:
    """Return a cell's text as it would stand on the page if every test held."""
    text, _ = with_pictures(cell, source, way_up(source))
    return INLINE.sub(_VALUE, as_prose(MARKER.sub("", text), year))
