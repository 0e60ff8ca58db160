"""What a question of any kind tells of the units that answered it, and one with numbers of its years."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from is248.data.absence import Absent
from is248.data.core import Core
from is248.wording import Quantity, Years, units


@dataclass(frozen=True)
class Asked:
    """A question of the edition."""

    core: Core
    id: str  # in the codebook

    @property
    def units(self) -> pd.Series:
        """Which units answered: true or false by unit code."""
        return self.core.responses.answered(self.id)

    @property
    def n(self) -> Quantity:
        """How many units answered."""
        return Quantity(self.units.sum())

    @property
    def who(self) -> str:
        """The same with its noun: «76 kommuner»."""
        return units(self.n)

    @property
    def pct_of_all(self) -> Quantity:
        """How many of all units answered, in percent."""
        return Quantity(100 * self.n / len(self.core.units))


class Counted(Asked):
    """A question whose answers are numbers or can be counted, in this year and earlier ones."""

    @property
    def years(self) -> Years:
        """The years with numbers, oldest first, on both sides of breaks; they print as «2021–2024»."""
        return Years(self.core.years(self.id), self.core.year)

    def comparable(self, by: str | None = None, until: int | None = None) -> Years:
        """Return the years that can be compared with the edition's (or `until`): since the last break before it."""
        until = until or self.core.year
        since = max((year for year, _ in self.core.breaks([self.id], by) if year <= until), default=0)
        return Years((year for year in self.years if since <= year <= until), self.core.year)

    @property
    def year_before(self) -> int | Absent:
        """The last of the earlier years that can be compared."""
        years = self.comparable()
        return years[-2] if len(years) > 1 else Absent(f"{self.id} has no earlier year to compare")
