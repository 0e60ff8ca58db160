"""What two editions both have, number by number: values, bases, change and breaks."""

import re
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass

from is248.comparison.builds import Build, Cell, Exhibit, Shown
from is248.data.groupings import TOTAL
from is248.wording import Quantity

CHANGED = "Spørsmålet er formulert på en annen måte, har andre svar eller er stilt til andre."

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
    breaks: tuple[str, ...] = ()  # why the two can't be compared; empty where nothing is declared

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


def common(old: Build, new: Build, changed: Container[str] = ()) -> list[Indicator]:
    """Return every number that both books have for their own year, in the order of the later book.

    The counts behind percentages are left out. `changed` are the ids of questions that were changed: their numbers have
    a break, declared or not.
    """
    both = [label for label in new.exhibits if label in old.exhibits]
    return [i for label in both for i in _of_label(old, new, label, _breaks(old, new, label, changed))]


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


def _breaks(old: Build, new: Build, label: str, changed: Container[str]) -> tuple[str, ...]:
    """Return why a label's numbers can't be compared: declared breaks, else that a question was changed."""
    asked = new.shown.get(label, Shown()).questions
    return new.breaks(label, old.year) or ((CHANGED,) if any(id in changed for id in asked) else ())


def _of_label(old: Build, new: Build, label: str, breaks: tuple[str, ...]) -> list[Indicator]:
    before, after = own(old, label), own(new, label)
    decimals = decimals_of(before, after)
    return [
        Indicator(
            key,
            Value(before[key].number, _base(before, key), old.exhibits[label]),
            Value(cell.number, _base(after, key), new.exhibits[label]),
            decimals[key[2:]],
            breaks,
        )
        for key, cell in after.items()
        if key in before
        and None not in (cell.number, before[key].number)
        and not _whole(before, after, key)
        and not _behind(after, key)
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
