"""What differs between two builds of one edition: answers, cells, conclusions of tests, and sentences."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import repeat

from rapidfuzz import fuzz, process

from is248.comparison.answers import CorrectedAnswer, corrected_answers
from is248.comparison.builds import Build, Cell, Exhibit, Page

SAME_SENTENCE = 50  # percent of the signs that two sentences share, to be taken for one that was changed

_WORD = re.compile(" |[^ ]+")
_TEST = ("chapter", "question", "outcome", "by", "control", "method")


@dataclass(frozen=True)
class ChangedCell:
    """A cell that differs; `old` or `new` is None where only one build has it."""

    exhibit: Exhibit
    old: Cell | None
    new: Cell | None

    @property
    def cell(self) -> Cell:
        """The cell as it is now, or as it was."""
        return self.new or self.old

    @property
    def decimals(self) -> int:
        """Decimals as printed: the data files leave out a zero at the end."""
        return max(side.decimals for side in (self.old, self.new) if side)

    @property
    def printed(self) -> bool:
        """Whether a reader of the book sees the difference; otherwise it is in decimals that aren't printed."""
        return self.old is None or self.new is None or self.old.value != self.new.value


@dataclass(frozen=True)
class ChangedSentence:
    """A sentence that differs; `old` is empty for a new one, and `new` for one that is gone."""

    page: Page
    old: str
    new: str

    @property
    def kind(self) -> str:
        """`added`, `removed` or `changed`."""
        return "added" if not self.old else "changed" if self.new else "removed"

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The sentence piece by piece: (`same`, `del` or `ins`, words)."""
        old, new = _WORD.findall(self.old), _WORD.findall(self.new)
        pieces = []
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            marked = [("same", old[a:b])] if kind == "equal" else [("del", old[a:b]), ("ins", new[c:d])]
            pieces += [(mark, "".join(words)) for mark, words in marked if words]
        return pieces


@dataclass(frozen=True)
class FlippedTest:
    """A test of difference with another conclusion than before."""

    test: dict
    old: str
    new: str


@dataclass(frozen=True)
class Corrections:
    """Everything that differs between two builds of one edition, in the order of the book."""

    old: Build  # the build that was kept
    new: Build  # the one after the correction
    answers: list[CorrectedAnswer]
    cells: list[ChangedCell]
    tests: list[FlippedTest]
    sentences: list[ChangedSentence]

    @property
    def nothing(self) -> bool:
        """Whether the two builds say the same."""
        return not (self.answers or self.cells or self.sentences or self.tests)

    @property
    def printed(self) -> list[ChangedCell]:
        """The cells whose printed number or text differs."""
        return [cell for cell in self.cells if cell.printed]


def compare_builds(old: Build, new: Build) -> Corrections:
    """Compare two builds of one edition, answer by answer, cell by cell and sentence by sentence."""
    exhibits = old.exhibits | new.exhibits
    order = [*new.exhibits, *(label for label in old.exhibits if label not in new.exhibits)]
    return Corrections(
        old,
        new,
        list(corrected_answers(old.folder, new.folder)),
        [changed for label in order for changed in _changed_cells(exhibits[label], old, new)],
        list(_flipped(old, new)),
        list(_changed_sentences(old, new)),
    )


def _changed_cells(exhibit: Exhibit, old: Build, new: Build) -> Iterator[ChangedCell]:
    before, after = (_numbered(build.cells.get(exhibit.label, ())) for build in (old, new))
    for key in after | before:
        if before.get(key) != after.get(key):
            yield ChangedCell(exhibit, before.get(key), after.get(key))


def _numbered(cells: tuple[Cell, ...]) -> dict[tuple, Cell]:
    """Return cells by row, group and measure; the second with the same names has a number of its own."""
    found: dict[tuple, Cell] = {}
    seen: Counter = Counter()
    for cell in cells:
        name = (cell.row, cell.group, cell.measure)
        found[*name, seen[name]] = cell
        seen[name] += 1
    return found


def _changed_sentences(old: Build, new: Build) -> Iterator[ChangedSentence]:
    """Yield the sentences that differ, page by page: those that are alike together; what is gone comes first."""
    before, after = ({page.file: page for page in build.pages} for build in (old, new))
    for file, page in (after | before | after).items():
        first, last = (pages[file].sentences if file in pages else () for pages in (before, after))
        for kind, a, b, c, d in SequenceMatcher(None, first, last, autojunk=False).get_opcodes():
            if kind != "equal":
                partners, left = alike(last[c:d], first[a:b], SAME_SENTENCE)
                yield from (ChangedSentence(page, sentence, "") for sentence in left)
                yield from map(ChangedSentence, repeat(page), partners, last[c:d])


def alike(texts: Iterable[str], others: Iterable[str], least: int) -> tuple[list[str], list[str]]:
    """Return for every text the other one that is most like it, each taken once, and the others that are left.

    `least` is the percent of their signs that two must share; a text without such a partner has an empty one.
    """
    partners, left = [], list(others)
    for text in texts:
        best = process.extractOne(text, left, scorer=fuzz.ratio, score_cutoff=least)
        partners.append(best[0] if best else "")
        if best:
            left.remove(best[0])
    return partners, left


def _flipped(old: Build, new: Build) -> Iterator[FlippedTest]:
    before = {tuple(test[name] for name in _TEST): test["conclusion"] for test in old.tests}
    for test in new.tests:
        conclusion = before.get(tuple(test[name] for name in _TEST), test["conclusion"])
        if conclusion != test["conclusion"]:
            yield FlippedTest(test, conclusion, test["conclusion"])
