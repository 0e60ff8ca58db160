"""Where in the authors' files the sentences of a page stand: chapter, cell and line."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from is248.chapters.inline import INLINE
from is248.chapters.mistakes import place
from is248.chapters.source import as_saved
from is248.project import root
from is248.review.units import Unit

_NO_WORDS = re.compile(INLINE.pattern + r"|\{[^{}]*\}|@[\w-]+|^#\| *[\w-]+:")
_ALIKE, _VERY_ALIKE = 0.3, 0.7  # of the words of a sentence and a line those that both have, on one page and another
_FAR = 40  # lines
_RARE = 4  # words of a sentence that its line is looked for by


@dataclass(frozen=True)
class _Line:
    """A line of an author's file: a sentence, or an option of a cell; `at` counts the lines of all files."""

    at: int
    page: int
    place: str
    words: frozenset[str]


class Places:
    """The lines of the authors' files, page by page, from 1."""

    def __init__(self, sources: Iterable[Path]):
        self._by_word: dict[str, list[_Line]] = defaultdict(list)
        self._sources = ["", *map(str, sources)]
        at = 0
        for page, source in enumerate(self._sources[1:], 1):
            for number, cell in enumerate(as_saved(root() / source).cells, 1):
                for row, text in enumerate(cell.source.splitlines(), 1):
                    if cell.cell_type == "markdown" or text.startswith("#|"):
                        at += 1
                        where = f"{source}, {place(cell, number, row)}"
                        line = _Line(at, page, where, _words(_NO_WORDS.sub(" ", text)))
                        for word in line.words:
                            self._by_word[word].append(line)

    def placed(self, units: Iterable[Unit], pages: list[int]) -> Iterator[Unit]:
        """Yield the units with their places; of what no author wrote, a table's row, that of the sentence before it.

        `pages` says which of the sources each page of the document is.
        """
        page, before = 0, _Line(0, 0, "", frozenset())
        for unit in units:
            if unit.page and pages[unit.page - 1] != page:
                page = pages[unit.page - 1]
                before = _Line(before.at, page, self._sources[page], frozenset())
            if page and not unit.row:
                before = self._line(unit, page, before.at) or before
            yield replace(unit, place=before.place)

    def _line(self, unit: Unit, page: int, last: int) -> _Line | None:
        """Return the line that is most like a sentence: one of its page, near the last one; or very like, elsewhere."""
        text = unit.text
        for value in unit.values:
            text = text.replace(value, " ", 1)
        words = _words(text)
        rarest = sorted(words & self._by_word.keys(), key=lambda word: len(self._by_word[word]))[:_RARE]
        best = {}
        for line in {line for word in rarest for line in self._by_word[word]}:
            shared, own = len(words & line.words), line.page == page
            alike = 2 * shared / (len(words) + len(line.words))
            if 2 * shared >= len(words) and alike > (_ALIKE if own else _VERY_ALIKE):
                best[line] = (own, alike - min(abs(line.at - last), _FAR) / 100, -line.at)
        return max(best, key=best.get, default=None)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d]\w*", text.casefold()))
