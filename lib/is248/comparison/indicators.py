"""What two editions both have, number by number: values, bases, change, declared breaks, and how much it matters.

How much a change matters (`Indicator.score`):

- A percentage: the change in points, divided by its standard error as for two independent shares, which is at
  least `LEAST_ERROR` points. A small base thus damps it. A base that isn't known counts as `UNKNOWN_BASE`, or
  as the number of units in the group where that is less.
- Any other number (FTE, users, rates): the change in percent, at most 100, times the row's part of the table's
  total. Without a total that the rows add up to, every row has the same part; the total row has 1.
"""

import math
import re
from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass

from is248.comparison.builds import Build, Cell, Exhibit, Shown
from is248.data.groupings import TOTAL
from is248.wording import Change, Quantity, change, number

LEAST_ERROR = 1.0  # percentage points
UNKNOWN_BASE = 50
MOST_TOLD = 10
NOTABLE = 2.0  # a score from which the page shows a change without being asked

_BASES = ("Antall svar", "Total", "Totalt")  # measures that say how many the percentages are shares of
_YEAR = re.compile(r"(?:19|20)\d\d")
_PART = re.compile(r" / |\|")
_SPAN = re.compile(r"\b(?:19|20)\d\d[-–](?:19|20)\d\d\b")  # of a column with changes: «Beregnet endring 2023-2024»

Key = tuple[str, str, str, str]  # label, row, group, measure; row and group without their year


@dataclass(frozen=True)
class Value:
    """A number in one edition: unrounded, its base (None where it isn't known), and where it stands."""

    number: float
    base: float | None
    exhibit: Exhibit


@dataclass(frozen=True)
class Indicator:
    """A number that both editions have."""

    key: Key
    old: Value
    new: Value
    decimals: int  # when printed
    weight: float = 1.0  # the row's part of the table's total, 0 to 1; of no account for percentages
    breaks: tuple[str, ...] = ()  # why the two can't be compared; empty where nothing is declared
    behind: bool = False  # whether it is only the count behind a percentage, or its base
    assumed_base: float = UNKNOWN_BASE  # what counts as the base where it isn't known

    @property
    def percent(self) -> bool:
        """Whether it is a percentage."""
        return _is_percent(self.key[3])

    @property
    def before(self) -> Quantity:
        """The number in the earlier edition."""
        return Quantity(self.old.number, self.decimals)

    @property
    def after(self) -> Quantity:
        """The number in the later edition."""
        return Quantity(self.new.number, self.decimals)

    @property
    def change(self) -> Quantity:
        """The change, unrounded: in percentage points for a percentage."""
        return Quantity(self.new.number - self.old.number, self.decimals)

    @property
    def relative(self) -> float | None:
        """The change in percent of the earlier number; None where that is zero."""
        return 100 * (self.new.number / self.old.number - 1) if self.old.number else None

    @property
    def score(self) -> float:
        """How much the change matters; see the module."""
        if self.percent:
            return abs(self.change) / max(LEAST_ERROR, self._error())
        relative = 100.0 if self.relative is None and self.new.number else abs(self.relative or 0)
        return min(100.0, relative) * self.weight

    def _error(self) -> float:
        """Return the standard error of the difference of the two shares, in percentage points."""
        before, after = (value.base or self.assumed_base for value in (self.old, self.new))
        both = (self.old.number * before + self.new.number * after) / (before + after) / 100
        variance = max(0.0, both * (1 - both))  # a percentage that is no share, above 100, has none
        return 100 * math.sqrt(variance * (1 / before + 1 / after))

    @property
    def sentence(self) -> str:
        """The change in words, judged by the numbers as printed."""
        if self.percent:
            return f"Andelen har {Change(self.before, self.after)}."
        apart = Quantity(float(self.after.rounded - self.before.rounded), self.decimals)
        if not apart.rounded:
            return f"Tallet har vært uendret på {self.after}."
        told = f"Tallet har {change(apart)} fra {self.before} til {self.after}"
        return f"{told} ({number(self.relative, 1)} prosent)." if self.relative is not None else f"{told}."


def highlights(found: list[Indicator], shown: dict[str, Shown], groups: Container[str]) -> list[Indicator]:
    """Return the changes to tell first, at most ten: one of each question, those of all units before those of groups.

    `found` has those that matter most first, `shown` the questions behind each label, where they are known, and
    `groups` the rows that stand for a group of units. Numbers that print as they did before are left out.
    """
    changed = [i for i in found if i.before.rounded != i.after.rounded]
    told: dict = {}
    numbers = set()  # the same sum stands in many tables
    for indicator in sorted(changed, key=lambda i: i.key[1] in groups):
        label, pair = indicator.key[0], (str(indicator.before), str(indicator.after))
        question = (shown[label].questions if label in shown else None) or label
        if question not in told and pair not in numbers:
            told[question] = indicator
            numbers.add(pair)
    return list(told.values())[:MOST_TOLD]


def common(old: Build, new: Build, sizes: Mapping[str, int]) -> list[Indicator]:
    """Return every number that both books have for their own year, those that matter most first.

    After them come those with a declared break, and last the counts behind percentages. `sizes` are the numbers of
    units in the later edition's groups, by their keys.
    """
    found = [i for label in new.exhibits if label in old.exhibits for i in _of_label(old, new, label, sizes)]
    # The sort is stable: indicators that matter alike keep the order of the book.
    return sorted(found, key=lambda indicator: (indicator.behind, bool(indicator.breaks), -indicator.score))


def own(build: Build, label: str, explicit: int | None = None) -> dict[Key, Cell]:
    """Return the cells of a table that are about the edition's own year; or that name another year.

    A cell that names no year is the edition's own. Columns of changes are left out.
    """
    found = {}
    for cell in build.cells.get(label, ()):
        if _SPAN.search(cell.group):
            continue
        row, of_row = _timeless(cell.row)
        group, of_group = _timeless(cell.group)
        years = of_row + of_group
        if (explicit or build.year) in years or (not years and explicit is None):
            found[(label, row, group, cell.measure)] = cell
    return found


def _timeless(text: str) -> tuple[str, list[int]]:
    """Return a name without the years that are parts of it, and the years."""
    parts = _PART.split(text)
    return " / ".join(p for p in parts if not _YEAR.fullmatch(p)), [int(p) for p in parts if _YEAR.fullmatch(p)]


def _is_percent(measure: str) -> bool:
    return measure.startswith("Prosent")


def _of_label(old: Build, new: Build, label: str, sizes: Mapping[str, int]) -> list[Indicator]:
    before, after = own(old, label), own(new, label)
    weights, decimals = _weights(after), decimals_of(before, after)
    return [
        Indicator(
            key,
            Value(before[key].number, _base(before, key), old.exhibits[label]),
            Value(cell.number, _base(after, key), new.exhibits[label]),
            decimals[key[2:]],
            weights[key[1]],
            new.breaks(label, old.year),
            _behind(after, key),
            min(UNKNOWN_BASE, sizes.get(key[1], UNKNOWN_BASE)),
        )
        for key, cell in after.items()
        if key in before and None not in (cell.number, before[key].number) and not _whole(before, after, key)
    ]


def decimals_of(before: dict[Key, Cell], after: dict[Key, Cell]) -> Counter:
    """Return how many decimals a column prints, by group and measure."""
    most: Counter = Counter()
    for key, cell in (*before.items(), *after.items()):
        most[key[2:]] = max(most[key[2:]], cell.decimals)
    return most


def _whole(before: dict[Key, Cell], after: dict[Key, Cell], key: Key) -> bool:
    """Tell whether it is the 100 percent of a total row, which is no result."""
    return _is_percent(key[3]) and key[1] == TOTAL and before[key].number == after[key].number == 100


def _behind(cells: dict[Key, Cell], key: Key) -> bool:
    """Tell whether a whole number is the count that a percentage beside it is computed from, or its base."""
    label, row, group, measure = key
    if measure == "Antall svar":
        return True
    number_ = cells[key].number
    beside = any(_is_percent(other[3]) and other[:3] == (label, row, group) for other in cells)
    return beside and not _is_percent(measure) and number_ == int(number_)


def _base(cells: dict[Key, Cell], key: Key) -> float | None:
    """Return what a percentage is a share of: from a column of bases, from its count, or from the total row."""
    label, row, group, measure = key
    if not _is_percent(measure):
        return None
    for upper in (group, ""):
        for kind in _BASES:
            cell = cells.get((label, row, upper, kind))
            if cell and cell.number:
                return cell.number
    count, percent = cells.get((label, row, group, "Antall")), cells[key].number
    if count and count.number and percent:
        base = 100 * count.number / percent
        if abs(base - round(base)) < 0.01:
            return float(round(base))
    total = cells.get((label, TOTAL, group, "Antall"))
    return total.number if total and total.number else None


def _weights(cells: dict[Key, Cell]) -> dict[str, float]:
    """Return each row's part of the table's total, by row: its largest part in a column that adds up."""
    columns: dict[tuple[str, str], dict[str, float]] = {}
    for (_, row, group, measure), cell in cells.items():
        if cell.number is not None and not _is_percent(measure):
            columns.setdefault((group, measure), {})[row] = cell.number
    rows = list(dict.fromkeys(key[1] for key in cells))
    parts = [row for row in rows if row != TOTAL]
    weights = {row: 1 / max(1, len(parts)) for row in rows}
    adding = [column for column in columns.values() if _adds_up(column)]
    for row in parts if adding else []:
        weights[row] = max(column.get(row, 0) / column[TOTAL] for column in adding)
    return weights | {TOTAL: 1.0}


def _adds_up(column: dict[str, float]) -> bool:
    total = column.get(TOTAL)
    return bool(total) and abs(math.fsum(v for row, v in column.items() if row != TOTAL) - total) <= 0.01 * abs(total)
