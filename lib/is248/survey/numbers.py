"""Questions that ask for a number, as an author asks for them: `survey.question("rph_arsverk")`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from is248.analysis import layouts
from is248.analysis.tables import Table
from is248.data.absence import Absent, is_absent
from is248.data.core import Core
from is248.wording import Change, Quantity, units


@dataclass(frozen=True)
class Number:
    """A question that asks for a number: of FTE in a service, persons, percent."""

    core: Core
    id: str  # its id in the codebook
    year: int  # the year of the numbers

    @property
    def total(self) -> Quantity:
        """The sum of what the units gave."""
        if self.year == self.core.year:
            return Quantity(self.core.responses.numbers(self.id).sum())
        return Quantity(self.core.history.number(self.id, self.year))

    @property
    def n(self) -> Quantity:
        """How many units gave a number."""
        return Quantity(self.core.responses.answered(self.id).sum())

    @property
    def who(self) -> str:
        """The same with its noun: «23 kommuner»."""
        return units(self.n)

    @property
    def units(self) -> pd.Series:
        """Which units gave a number: true or false by unit code."""
        return self.core.responses.answered(self.id)

    def at(self, year: int) -> Number | Absent:
        """Return the same number in another year; absent where it is not known."""
        if year not in self.core.years(self.id) or pd.isna(replace(self, year=year).total):
            return Absent(f"there is no number of {year} on {self.id}")
        return replace(self, year=year)

    @property
    def before(self) -> Number | Absent:
        """The number in the last of the earlier years that can be compared."""
        since = max((year for year, _ in self.core.breaks([self.id]) if year <= self.core.year), default=0)
        known = [year for year in self.core.years(self.id) if since <= year < self.core.year]
        return self.at(known[-1]) if known else Absent(f"{self.id} has no earlier year to compare")

    @property
    def change(self) -> Change | Absent:
        """The change of the sum since the year before."""
        before = self.before
        return (
            before if is_absent(before) else Change(before.total, self.total, self.core.codebook.question(self.id).unit)
        )

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
        return Quantity(self.core.history.number(self.id, self.year))

    @property
    def n(self) -> Quantity:
        """How many units answered."""
        return Quantity(self.core.history.coverage(self.id, self.year)[0])

    @property
    def pct_of_all(self) -> Quantity:
        """How many of all units answered, in percent."""
        return Quantity(self.core.history.coverage(self.id, self.year)[1])
