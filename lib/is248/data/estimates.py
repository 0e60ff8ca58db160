"""FTE of units that gave none: last year's, split by this year's key."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class CompleteFte:
    """FTE of all units, those that did not take part included."""

    fte: pd.DataFrame  # one row per unit, columns are pairs (service code, education code); unrounded
    imputed: pd.Series  # by unit, whether its FTE are last year's, split by this year's key

    @property
    def by_unit(self) -> pd.Series:
        """Every unit's FTE."""
        return self.fte.sum(axis=1)

    @property
    def imputed_share(self) -> float:
        """The imputed part of all FTE, in percent."""
        return 100 * self.by_unit[self.imputed].sum() / self.by_unit.sum()


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
