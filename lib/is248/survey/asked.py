"""What a question of any kind tells of the units that answered it, and one with numbers of its years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from is248.analysis.provenance import UNITS as WHO
from is248.data.absence import Absent, is_absent
from is248.data.core import Core
from is248.wording import UNIT, AllYears, Origin, Quantity, Years, capital, plainly, units, year_from

COMPARABLE = "Årene med tall på spørsmålet som kan sammenliknes: siden siste brudd i serien."
BEFORE = "Det siste av de tidligere årene som kan sammenliknes."


def asked_for(years: list[int] | str | None, known: Iterable[int]) -> list[int | Absent]:
    """Return the years that an author asks a table or figure for, all of them spelt out.

    ValueError if they are neither a list of years, nor "all".
    """
    if isinstance(years, str | float | int) and years != "all":
        raise ValueError(f'years={years!r}: the years are a list, years=[2023, 2024], or years="all"')
    found = list(known) if isinstance(years, str) else list(years or [])
    if odd := [year for year in found if not (is_absent(year) or isinstance(year, int | float))]:
        raise ValueError(f"years={years!r}: {odd[0]!r} is no year; years are numbers, [2023, 2024]")
    return found


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
    def asked_since(self) -> int:
        """The first year of the series, as the codebook says, whatever years there are numbers of."""
        told = "Det første året spørsmålet ble stilt, slik det står i kodeboken."
        return year_from(self.core.codebook.question(self.id).since, told, [self.id])

    @property
    def n(self) -> Quantity:
        """How many units answered."""
        n = float(self.units.sum())
        return Quantity(n, origin=self._origin(n))

    def _origin(self, n: float, of_all: bool = False) -> Origin:
        """Return where a number of answers comes from, or its percent of all units."""
        every = len(self.units)
        whole = f"{plainly(n)} av {plainly(float(every))} {WHO}" if of_all else units(n, UNIT)
        value = 100 * n / every if of_all else n
        counted = {"n": n, "of": every if of_all else None, "value": value}
        year = getattr(self, "year", self.core.year)
        return Origin(f"{capital(whole)} svarte på spørsmålet.", (self.id,), year, **counted)

    @property
    def who(self) -> str:
        """The same with its noun: «76 kommuner»."""
        return units(self.n)

    @property
    def pct_of_all(self) -> Quantity:
        """How many of all units answered, in percent."""
        n = float(self.units.sum())
        return Quantity(100 * n / len(self.units), origin=self._origin(n, of_all=True))


class Counted(Asked):
    """A question whose answers are numbers or can be counted, in this year and earlier ones."""

    @property
    def years(self) -> Years:
        """The years with numbers, oldest first, on both sides of breaks; they print as «2021–2024»."""
        return AllYears(
            self.core.years(self.id), self.core.year, self._years("Årene det finnes tall for på spørsmålet.")
        )

    def _years(self, told: str) -> Origin:
        return Origin(told, (self.id,))

    @property
    def breaks(self) -> dict[int, str]:
        """The breaks of the series up to the edition's year: the first year after each, and why."""
        declared = sorted(self.core.breaks([self.id]))
        return {
            year: " ".join(why for other, why in declared if other == year)
            for year, _ in declared
            if year <= self.core.year
        }

    def broken(self, year: int) -> int | Absent:
        """Return a year that the text tells of a break in, also when there is a later one; absent if it has none."""
        told = "Det første året etter et brudd i serien: tall fra før kan ikke sammenliknes."
        return year_from(year, told, [self.id]) if year in self.breaks else Absent(f"{self.id} has no break in {year}")

    def comparable(self, by: str | None = None, until: int | None = None) -> Years:
        """Return the years that can be compared with the edition's (or `until`): since the last break before it."""
        until = until or self.core.year
        since = max((year for year, _ in self.core.breaks([self.id], by) if year <= until), default=0)
        years = (year for year in self.years if since <= year <= until)
        return Years(years, self.core.year, self._years(COMPARABLE))

    @property
    def year_before(self) -> int | Absent:
        """The last of the earlier years that can be compared."""
        years = self.comparable()
        if len(years) < 2:
            return Absent(f"{self.id} has no earlier year to compare")
        return year_from(years[-2], BEFORE, [self.id])
