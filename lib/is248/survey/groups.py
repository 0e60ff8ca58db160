"""`By`: an outcome by groups of units, as an author asks for it. It gives values that fit one place in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from is248 import figures
from is248.analysis import layouts
from is248.analysis.ranking import Member, Ranking, ranking
from is248.analysis.significance import StandsOut, Test, Trend, difference, stands_out, trend
from is248.analysis.significance import years as over_years
from is248.analysis.tables import Table
from is248.data.absence import Absent, is_absent
from is248.data.core import Core
from is248.data.groupings import TOTAL, Grouping
from is248.figures import Figure
from is248.survey.asked import asked_for
from is248.wording import FEW_ANSWERS, Change, Origin, Printed, Quantity, Years, changed_in, join, note, share_of, small

if TYPE_CHECKING:
    from is248.survey.outcomes import Outcome


@dataclass(frozen=True)
class Group(Printed):
    """One group's share: n, base and pct; it prints «42 prosent», or of few answers «1 av 6»."""

    name: str
    n: Quantity
    base: Quantity
    pct: Quantity

    def __str__(self) -> str:
        note(self.pct)
        return share_of(float(self.n), float(self.base))


class Tested:
    """A division by groups: `core` and `key` say which, `test` is the joint test of it."""

    core: Core
    key: str
    test: Test

    @cached_property
    def grouping(self) -> Grouping:
        """The division into groups."""
        return self.core.grouping(self.key)

    @property
    def _control(self) -> Grouping | None:
        """What tests are controlled for, by the rule of the grouping: size for county and trust."""
        return self.core.grouping(self.grouping.control) if self.grouping.control else None

    @property
    def differ(self) -> bool | Absent:
        """Whether the groups differ by more than chance; absent if nobody answered."""
        return self.test.significant if self.test.n else Absent(f"nobody answered {self.id}")

    @property
    def differences(self) -> str | Absent:
        """«signifikante forskjeller» or «ingen signifikante forskjeller»."""
        return self._either("signifikante forskjeller", "ingen signifikante forskjeller")

    @property
    def significant(self) -> str | Absent:
        """«signifikante» or «ikke signifikante», of the differences."""
        return self._either("signifikante", "ikke signifikante")

    def _either(self, found: str, otherwise: str) -> str | Absent:
        differ = self.differ
        return differ if is_absent(differ) else found if differ else otherwise


@dataclass(frozen=True)
class By(Tested):
    """An outcome by groups."""

    outcome: Outcome  # what the units chose
    key: str  # the grouping's key
    shown: list[int] | str | None = None  # the years that table and figure show; without it the edition's own
    short: bool = False  # whether rankings name the groups by their short names

    @property
    def core(self) -> Core:
        """One edition's data."""
        return self.outcome.core

    @property
    def id(self) -> str:
        """The question's id, or nothing."""
        return self.outcome.id

    @cached_property
    def _known(self) -> dict[int, pd.DataFrame]:
        return {}

    def numbers(self, year: int | None = None) -> pd.DataFrame:
        """Return columns n, base and pct by group, the country in the last row."""
        year = year or self.core.year
        if year not in self._known:
            self._known[year] = self.outcome.numbers(self.key, year)
        return self._known[year]

    @property
    def years(self) -> Years:
        """The years that table and figure show, of those that have numbers by group."""
        if self.shown is None:
            return Years([self.core.year])
        asked = [year for year in asked_for(self.shown, self.outcome.question.years) if not is_absent(year)]
        return Years((year for year in asked if self._has_groups(year)), self.core.year)

    def _has_groups(self, year: int) -> bool:
        try:
            return self.numbers(year)["base"].drop(TOTAL).sum() > 0
        except ValueError:  # the history has the country alone
            return False

    # ------------------------------------------------------------ numbers, for the prose

    def __getitem__(self, group: str) -> Group | Absent:
        """Return a group's share; absent if nobody in it answered."""
        if group not in self.grouping.labels:
            raise ValueError(f"there is no group {group!r}; there are {', '.join(self.grouping.groups)}")
        base = self.numbers().at[group, "base"]
        if group in self.grouping.withheld:
            return Absent(f"{group} has so few units that their answers are not shown")
        if not base:
            return Absent(f"nobody in {group} answered")
        return Group(self.grouping.spoken(group), *(self._quantity(group, kind) for kind in ("n", "base", "pct")))

    def _quantity(self, group: str, kind: str) -> Quantity:
        """Return a group's n, base or pct with where it comes from."""
        counted = self.numbers().loc[group]
        return Quantity(
            counted[kind], origin=self.outcome.origin(kind, counted, self.key, self.grouping.spoken(group), group)
        )

    def __iter__(self) -> Iterator[str]:
        """The groups where somebody answered; the others are in no ranking, and are not among «alle gruppene»."""
        numbers = self.numbers().drop(TOTAL)
        return iter(numbers.index[numbers["base"] > 0])

    @property
    def lacking(self) -> list[str]:
        """The groups where nobody answered."""
        base = self.numbers()["base"]
        return [group for group in self.grouping.groups if not base[group]]

    def highest(self, n: int = 1, of: str = "pct") -> Ranking | Absent:
        """Return the n groups with the highest share (or n or base), with all that print like the last of them.

        Absent where the joint test finds no difference between the groups' shares, and of other groups than those by
        size also where none of them stands out: then none of them is named.
        """
        return self._ranking(n, of)

    def lowest(self, n: int = 1, of: str = "pct") -> Ranking | Absent:
        """Return the n groups with the lowest share (or n or base), as `highest` does."""
        return self._ranking(n, of, lowest=True)

    def _ranking(self, n: int, of: str, lowest: bool = False) -> Ranking | Absent:
        told_apart = of != "pct" or self.told_apart
        if is_absent(told_apart):
            return told_apart
        if not told_apart:
            return Absent(
                f"{self.id or self.outcome.tested.text}: the groups by {self.key} aren't told apart by a test"
            )
        numbers, share = self.numbers(), of == "pct"
        members = [
            Member(
                group,
                self._name(group),
                self._quantity(group, of),
                tuple(numbers.loc[group, ["n", "base"]]) if share else None,
            )
            for group in self
        ]
        unit = "prosent" if share else ""
        return ranking(members, n, lowest, "nobody answered", unit=unit, noun=self.grouping.noun)

    def _name(self, group: str) -> str:
        return self.grouping.short[group] if self.short else self.grouping.spoken(group)

    def shortly(self) -> By:
        """Return the same with short names in rankings: «Diakonhjemmet» for «Diakonhjemmet Sykehus»."""
        return replace(self, short=True)

    def where(self, condition: Callable[[float], bool], of: str = "pct") -> list[str]:
        """Return the groups whose share meets a condition; of counts (n or base) also where nobody answered."""
        groups = self if of == "pct" else self.grouping.groups
        return [group for group in groups if condition(self.numbers().at[group, of])]

    def names(self, groups: list[str]) -> str:
        """Return groups in words."""
        about = "Gruppene er valgt etter hva enhetene i hver av dem svarte."
        note(Origin(about, (self.id,) if self.id else (), self.core.year, self.key))
        return join(self._name(group) for group in groups)

    def together(self, groups: list[str]) -> Group:
        """Return several groups as one: their counts by their bases."""
        n, base = self.numbers().loc[groups, ["n", "base"]].sum()
        pct = 100 * n / base if base else float("nan")
        counted, name = pd.Series({"n": n, "base": base, "pct": pct}), self.names(groups)
        numbers = (
            Quantity(counted[kind], origin=self.outcome.origin(kind, counted, self.key, name))
            for kind in ("n", "base", "pct")
        )
        return Group(name, *numbers)

    # ------------------------------------------------------------ tests, which record themselves when they are printed

    @cached_property
    def test(self) -> Test:
        """The joint test of difference, controlled by the rule of the grouping: county and trust for size."""
        return difference(self.outcome.tested, self.grouping, self._control)

    @property
    def differ(self) -> bool | Absent:
        """Whether the groups differ by more than chance; those of size also if their shares rise or fall with it."""
        joint = super().differ
        if self.key != "size_group" or is_absent(joint):
            return joint
        return any([joint, self.slope.significant])  # both are asked, whatever the first says

    @property
    def told_apart(self) -> bool | Absent:
        """Whether highest and lowest may be named: the joint test says so, and one stands out unless they are of size.

        That shares rise with size says nothing of one group, and of size none is named that a few answers put there.
        """
        joint = super().differ
        if is_absent(joint) or not joint:
            return joint
        if self.key == "size_group":
            asked = self.numbers().loc[list(self)].query("base > 0")
            ends = asked["pct"].isin([asked["pct"].max(), asked["pct"].min()])
            return bool(asked.loc[ends, "base"].min() >= FEW_ANSWERS)
        return self.stands_out.significant

    @cached_property
    def slope(self) -> Trend | Absent:
        """The test of whether the share rises or falls with the size of the municipality; absent if nobody answered."""
        pct = self.outcome.pct
        return pct if is_absent(pct) else trend(self.outcome.tested, self.grouping)

    @cached_property
    def stands_out(self) -> StandsOut:
        """The tests of each group against the others."""
        return stands_out(self.outcome.tested, self.grouping, self._control)

    # ------------------------------------------------------------ over the years

    @cached_property
    def changes(self) -> dict[str, Change] | Absent:
        """The change of each group since the year before that the whole country is compared with, as tests find it."""
        about, before = self.id or self.outcome.tested.text, getattr(self.outcome, "year_before", self.core.year)
        if is_absent(before) or before not in self.outcome.comparable(self.key).before(self.core.year):
            return Absent(f"{about} has no earlier year by {self.key} to compare")
        if not self._has_groups(before):
            return Absent(f"{about} has no numbers by {self.key} of {before}")
        numbers = {year: self.numbers(year) for year in (before, self.core.year)}
        known = [group for group in self if pd.notna(numbers[before].at[group, "pct"])]
        if not known:
            return Absent(f"no group by {self.key} answered {about} in both years")
        shares = {
            group: tuple(over_years.Share(year, *of.loc[group, ["n", "base"]]) for year, of in numbers.items())
            for group in known
        }
        text = f"{self.outcome.tested.text}, hver gruppe etter {small(self.grouping.title)}"
        test, significant = over_years.changes(text, self.id, shares)
        pct = {group: [self._pct_in(year, of, group) for year, of in numbers.items()] for group in significant}
        record = test.record()
        return {
            group: Change(*pct[group], significant=test.significant and found, test=record)
            for group, found in significant.items()
        }

    def _pct_in(self, year: int, numbers: pd.DataFrame, group: str) -> Quantity:
        """Return a group's share in a year."""
        outcome = replace(self.outcome, year=year) if hasattr(self.outcome, "year") else self.outcome
        told = (self.key, self.grouping.spoken(group), group)
        return Quantity(numbers.at[group, "pct"], origin=outcome.origin("pct", numbers.loc[group], *told))

    @property
    def change(self) -> str | Absent:
        """How the groups have changed since the year before, to stand after «har»; gaps are named."""
        changes, spoken = self.changes, self.grouping.spoken
        if is_absent(changes):
            return changes
        told = changed_in({spoken(group): change for group, change in changes.items()}, self.grouping.noun)
        lacking = [group for group in self.grouping.groups if group not in changes]
        return f"{told} (uten tall for begge årene: {self.names(lacking)})" if lacking else told

    # ------------------------------------------------------------ what is shown

    def table(self, total: bool = True) -> Table:
        """Return counts of every answer by group, their sum, and the percent of this one (table 18.6 of 2024)."""
        question = self.outcome.question
        parts = {year if self.shown else None: question.tally(year, self.key) for year in self.years}
        made = layouts.answers_in_columns(self.core, [question.id], parts, self.outcome.codes, self.grouping)
        if self.lacking:
            made = replace(made, note=f"{made.note} Ingen svar fra {self.names(self.lacking)}.".strip())
        return made if total else replace(made, values=made.values.drop(TOTAL))

    @cached_property
    def shares(self) -> Table:
        """The table behind the figure: count, base and percent by group."""
        asked = [self.id] if self.id else []
        parts = {("", year if self.shown else None): self.numbers(year) for year in self.years}
        return layouts.shares(self.core, asked, parts, self.grouping, self.outcome.note)

    def figure(self) -> Figure:
        """Return bars by group, side by side where there are several years."""
        return figures.grouped(self.shares) if len(self.years) > 1 else figures.bars(self.shares)
