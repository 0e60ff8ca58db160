"""Counting: how the units of each group answered a question, in this year or an earlier one, and of how many.

This is the one place that says what a base is. It is the number of units that answered, "Vet ikke" included: of a
question with several answers those that ticked anything or nothing of it; options declared as missing, and those left
out by `without`, don't count as answers. Of an earlier year it is what the history says of the question, or else of
the answer. Who did not answer is in no base.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from is248.data.core import Core
from is248.data.groupings import TOTAL, Grouping


@dataclass(frozen=True)
class Counts:
    """Counts of units by group (rows, the country last) and option code (columns)."""

    n: pd.DataFrame  # counts; missing where only the percentages of an earlier year are known
    base: pd.Series  # of how many units, by row
    pct: pd.DataFrame  # percent of the base, unrounded

    def chosen(self, codes: Collection[int]) -> pd.DataFrame:
        """Return how many chose one of some options: columns n, base and pct, added in counts where these are known."""
        codes = list(codes)
        n = self._sum(self.n, codes, self.base)
        pct = (100 * n / self.base.where(self.base > 0)).fillna(self._sum(self.pct, codes, 100))
        return pd.DataFrame({"n": n, "base": self.base, "pct": pct})

    @staticmethod
    def _sum(numbers: pd.DataFrame, codes: list[int], whole: pd.Series | float) -> pd.Series:
        """Return the sum of some options' numbers: missing if one of them is, unless the others are all that there is.

        An earlier year has no row of an option that it did not offer, and may lack one that it did.
        """
        rest_is_none = numbers.sum(axis=1) == whole
        return numbers[codes].sum(axis=1, min_count=1).where(rest_is_none | numbers[codes].notna().all(axis=1))


def of_units(
    core: Core, question: str, among: pd.Series | None = None, without: Collection[int] = (), of_all: bool = False
) -> pd.DataFrame:
    """Return what each unit answered this year: one row per unit of the base, one true/false column per option.

    `among` (by unit code) are the units that are looked at; options of `without` don't count as answers; with `of_all`
    every unit is in the base, whether it answered or not.
    """
    options = [code for code in core.responses.options(question) if code not in without]
    if core.codebook.question(question).type == "multiple":
        ticks = core.responses.ticks(question)
        found = ticks.loc[~ticks[list(without)].any(axis=1), options]
    else:
        codes = core.responses.codes(question).dropna().astype(int)
        codes = codes[codes.isin(options)]
        found = pd.DataFrame({code: codes == code for code in options}, index=codes.index)
    if of_all:
        found = found.reindex(core.units.index, fill_value=False)
    return found if among is None else found[among.reindex(found.index).fillna(False).astype(bool)]


def counted(
    core: Core,
    question: str,
    year: int | None = None,
    by: str | None = None,
    among: pd.Series | None = None,
    without: Collection[int] = (),
    of_all: bool = False,
) -> Counts:
    """Return how the units of each group answered, this year or in an earlier one, of data/history.csv.

    Without a grouping (`by`) there is one row, the country. The last three are as in `of_units`; all but `without`
    concern the edition's own year.
    """
    grouping = core.grouping(by) if by else None
    if year not in (None, core.year):
        return _earlier(core, question, year, grouping, without)
    return by_group(of_units(core, question, among, without, of_all), grouping)


def by_group(chosen: pd.DataFrame, grouping: Grouping | None) -> Counts:
    """Return how many units chose each option, by group and in all; `chosen` has a true/false column per option."""
    n, base = chosen.sum().astype(float).to_frame(TOTAL).T, pd.Series({TOTAL: float(len(chosen))})
    if grouping:
        of_unit = grouping.of_unit.reindex(chosen.index)
        n = pd.concat([chosen.groupby(of_unit).sum().reindex(grouping.groups, fill_value=0).astype(float), n])
        base = pd.concat([of_unit.value_counts().reindex(grouping.groups, fill_value=0).astype(float), base])
        return _shown(n, base, grouping)
    return Counts(n, base, _percent(n, base))


def _earlier(core: Core, question: str, year: int, grouping: Grouping | None, without: Collection[int]) -> Counts:
    """Return the counts of an earlier year; groups as they were then."""
    options = [code for code in core.responses.options(question) if code not in without]
    if grouping:
        n, base = core.history.cells(question, year), core.history.bases(question, year)
        n, base = _without(n.reindex(grouping.groups), base.reindex(grouping.groups, fill_value=0), options, without)
        country = _earlier(core, question, year, None, without)  # of its own rows: a group's may be lacking
        return _shown(pd.concat([n, country.n]), pd.concat([base, country.base]), grouping)
    every, base = core.history.counts(question, year).to_frame(TOTAL).T, core.history.base(question, year)
    n, base = _without(every, pd.Series({TOTAL: base}), options, without)
    pct = _percent(n, base)
    if pct.isna().all(axis=None):  # only the percentages are known, or no base
        pct = core.history.percent(question, year).reindex(options).astype(float).to_frame(TOTAL).T
    return Counts(n, base, pct)


def _without(
    n: pd.DataFrame, base: pd.Series, options: list[int], without: Collection[int]
) -> tuple[pd.DataFrame, pd.Series]:
    """Return an earlier year's counts of some options, missing where it has none, and the base without the others."""
    others = n.reindex(columns=list(without)).astype(float)
    left_out = others.sum(axis=1).where(others.notna().all(axis=1) | (n.sum(axis=1) == base))
    return n.reindex(columns=options).astype(float), base - left_out


def _shown(n: pd.DataFrame, base: pd.Series, grouping: Grouping) -> Counts:
    """Return counts without those of groups whose answers are not shown."""
    withheld = list(grouping.withheld)
    n.loc[withheld], base[withheld] = float("nan"), float("nan")
    return Counts(n, base, _percent(n, base))


def _percent(n: pd.DataFrame, base: pd.Series) -> pd.DataFrame:
    return 100 * n.div(base.where(base > 0), axis=0)


def without_answer(core: Core, question: str, year: int, asked_only: bool = True) -> float:
    """Return how many units did not answer a question, of those that were asked it or of all."""
    if year != core.year:
        return core.history.without_answer(question, year)
    missing = ~core.responses.answered(question)
    return float((missing & core.responses.asked(question)).sum() if asked_only else missing.sum())
