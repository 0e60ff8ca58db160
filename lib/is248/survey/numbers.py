"""Questions that ask for a number, as an author asks for them: `survey.question("rph_arsverk")`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from is248.analysis import layouts
from is248.analysis.provenance import UNITS
from is248.analysis.tables import Table
from is248.data.absence import Absent, first_absent, is_absent
from is248.data.core import Core
from is248.survey.asked import Counted
from is248.wording import Change, Origin, Quantity, plainly


@dataclass(frozen=True)
class Number(Counted):
    """A question that asks for a number: of FTE in a service, persons, percent."""

    year: int  # the year of the numbers

    @property
    def units(self) -> pd.Series:
        """Which units gave a number in its year: true or false by unit code; absent if that is not known."""
        return super().units if self.year == self.core.year else self.core.answered_in(self.year, self.id)

    @property
    def total(self) -> Quantity | Absent:
        """The sum of what the units gave; absent if none gave a number."""
        return sum_of(self.core, self.id, self.year)

    def at(self, year: int) -> Number | Absent:
        """Return the same number in another year; absent where it is not known."""
        if is_absent(year):
            return year
        if year not in self.years or is_absent(replace(self, year=year).total):
            return Absent(f"there is no number of {year} on {self.id}")
        return replace(self, year=year)

    @property
    def before(self) -> Number | Absent:
        """The number in the last of the earlier years that can be compared."""
        return self.at(self.year_before)

    @property
    def change(self) -> Change | Absent:
        """The change of the sum since the year before."""
        before, unit = self.before, self.core.codebook.question(self.id).unit
        lacking = first_absent(before, self.total)
        return Change(before.total, self.total, unit) if lacking is None else lacking

    def by(self, grouping: str) -> Table:
        """Return the median and the mean of what each group's units gave (table 18.4 of 2024)."""
        return layouts.median_and_mean(self.core, self.id, self.core.grouping(grouping))


@dataclass(frozen=True)
class Former:
    """What the history knows of a question that was asked in an earlier year."""

    core: Core
    id: str
    year: int

    @property
    def total(self) -> Quantity:
        """The sum of what the units gave."""
        return sum_of(self.core, self.id, self.year)

    @property
    def n(self) -> Quantity:
        """How many units answered."""
        return self._coverage(0)

    @property
    def pct_of_all(self) -> Quantity:
        """How many of all units answered, in percent."""
        return self._coverage(1)

    def _coverage(self, place: int) -> Quantity:
        n, pct = self.core.history.coverage(self.id, self.year)
        told = f"I {self.year} svarte {plainly(n)} {UNITS}, {plainly(Quantity(pct, 1))} prosent av alle."
        return Quantity((n, pct)[place], origin=Origin(told, (self.id,), self.year, n=n, value=(n, pct)[place]))


def sum_of(core: Core, id: str, year: int) -> Quantity | Absent:
    """Return the sum of the numbers that the units gave in a year, with where it comes from; absent if none did."""
    total, asked = core.total(id, year), core.codebook.ids.get(id)
    if pd.isna(total):
        return Absent(f"there is no number of {year} on {id}")
    what = f"{plainly(total)} {(asked.unit if asked else '') or ''}".strip()
    gave = f" fra {plainly(float(core.responses.answered(id).sum()))} {UNITS}" if year == core.year else f" i {year}"
    return Quantity(total, origin=Origin(f"Summen av svarene{gave}: {what}.", (id,), year, n=total, value=total))
