"""FTE of units that gave none: last year's, split by this year's key."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from is248.data.absence import Absent, is_absent


@dataclass(frozen=True)
class CompleteFte:
    """FTE of all units, those that did not take part included."""

    # one row per unit, columns are pairs (service code, education code); unrounded. Absent where the form asked for
    # services and educations apart
    fte: pd.DataFrame | Absent
    imputed: pd.Series  # by unit, whether its FTE are last year's, split by this year's key
    # by "service" and by "education", where the form asked for these apart: one row per unit, a column per code
    margins: Mapping[str, pd.DataFrame | Absent] = field(default_factory=dict)
    totals: pd.Series | None = None  # of these, by unit

    @property
    def by_unit(self) -> pd.Series:
        """Every unit's FTE."""
        return self.fte.sum(axis=1) if self.totals is None else self.totals

    def sums(self, level: str, among: pd.Series | None = None) -> pd.Series | Absent:
        """Return the FTE by code of the `service` or `education`, of all units or of those true in `among`."""
        fte = _among(self.margins.get(level, self.fte), among)
        return fte if is_absent(fte) else fte.sum().groupby(level=level).sum()

    def sums_of_service(self, service: int, among: pd.Series | None = None) -> pd.Series | Absent:
        """Return the FTE of one service by code of the education."""
        fte = _among(self.fte, among)
        if is_absent(fte):
            return fte
        fte = fte.xs(service, axis=1, level="service", drop_level=False)
        return fte.sum().groupby(level="education").sum()

    @property
    def imputed_share(self) -> float:
        """The imputed part of all FTE, in percent."""
        return 100 * self.by_unit[self.imputed].sum() / self.by_unit.sum()


def _among(fte: pd.DataFrame | Absent, among: pd.Series | None) -> pd.DataFrame | Absent:
    if is_absent(fte) or among is None:
        return fte
    return fte[among.reindex(fte.index, fill_value=False)]


def complete_fte(fte: pd.DataFrame, took_part: pd.Series, last_year: pd.Series) -> CompleteFte:
    """Give units that did not take part last year's FTE, split by the year's key (report, chapter 2).

    The key is how the FTE of all units that took part (FTE of 0 included) divide on services and educations this year.
    ValueError if a unit that did not take part has no FTE last year either.
    """
    absent = took_part.index[~took_part]
    unknown = [unit for unit in absent if pd.isna(last_year.get(unit))]
    if unknown:
        raise ValueError(f"units without answers and without last year's FTE: {', '.join(unknown)}")
    reported = fte[took_part]
    key = reported.sum() / reported.sum().sum()
    complete = fte.copy()
    for unit in absent:
        complete.loc[unit] = last_year[unit] * key
    return CompleteFte(complete, ~took_part)


def complete_margins(
    margins: Mapping[str, pd.DataFrame | Absent],
    reported: pd.Series,
    took_part: pd.Series,
    last_year: pd.Series,
    reason: Absent,
) -> CompleteFte:
    """Do what `complete_fte` does for FTE by service and by education apart; `reported` has every unit's.

    Last year's FTE are split by each list's own key.
    """
    complete = {
        level: fte if is_absent(fte) else complete_fte(fte, took_part, last_year).fte for level, fte in margins.items()
    }
    return CompleteFte(reason, ~took_part, complete, reported.where(took_part, last_year.reindex(reported.index)))
