"""`History`: aggregates of earlier editions, for the time series."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from is248.data.carried import SYNTHETIC
from is248.data.history_rules import FILE, read_history


@dataclass(frozen=True)
class History:
    """Counts, bases and percentages of earlier years."""

    # columns question, year, option, group, count, base, percent, source. `option` is the option's code, or codes
    # whose answers are known together (`1+2`); it is empty in rows about all who answered (`count`, of `base` units)
    # and for numbers, such as FTE. `group` is empty for the whole country
    rows: pd.DataFrame

    @cached_property
    def _found(self) -> dict[tuple[str, int, bool], pd.DataFrame]:
        """The rows by question, year, and whether they are about groups: each is looked up many times."""
        return dict(iter(self.rows.groupby(["question", "year", self.rows["group"] != ""], sort=False)))

    @cached_property
    def has_synthetic(self) -> bool:
        """Whether some rows were frozen of a demonstration's answers."""
        return bool(self.rows.get("source", pd.Series(dtype=str)).str.startswith(SYNTHETIC).any())

    def years(self, question: str) -> list[int]:
        """Return the years that are known for a question, in the whole country; oldest first."""
        return sorted(year for known, year, groups in self._found if known == question and not groups)

    def of(self, question: str, year: int, by_group: bool = False) -> pd.DataFrame:
        """Return the rows of one question and year; ValueError if there are none, since it was not asked then, say."""
        if (question, year, by_group) not in self._found:
            known = sorted(found for name, found, groups in self._found if (name, groups) == (question, by_group))
            there = f"it has {', '.join(map(str, known))}" if known else "nor in any other year"
            raise ValueError(f'{FILE} has nothing on {question!r} in {year}, {there}; years="all" takes what there is')
        return self._found[question, year, by_group]

    def counts(self, question: str, year: int) -> pd.Series:
        """Return the count of every option, by code; missing where only the percentage is known."""
        return self._options(question, year)["count"]

    def percent(self, question: str, year: int) -> pd.Series:
        """Return every option's percent, from count and base where they are known, by code."""
        rows = self._options(question, year)
        return (100 * rows["count"] / rows["base"]).fillna(rows["percent"])

    def _options(self, question: str, year: int) -> pd.DataFrame:
        """Return the rows about single options, by code; options that are known together only (`1+2`) are none."""
        rows = self.of(question, year)
        single = rows[[option.isdecimal() for option in rows["option"]]]
        return single.astype({"option": int}).set_index("option")

    def base(self, question: str, year: int) -> float:
        """Return the number of units that the percentages are shares of; missing where it is not known."""
        rows = self.of(question, year)
        whole = rows[rows["option"] == ""]
        return float(whole["count"].iloc[0] if len(whole) else rows["base"].iloc[0])

    def without_answer(self, question: str, year: int) -> float:
        """Return the number of units that did not answer; missing where it is not known."""
        if not self.has_whole(question, year):
            return float("nan")
        whole = self._whole(question, year)
        return float(whole["base"] - whole["count"])

    def coverage(self, question: str, year: int) -> tuple[float, float]:
        """Return the number of units that answered, and their percent of all units."""
        return self.number(question, year), self.share(question, year)

    def together(self, question: str, year: int, options: Collection[int]) -> float | None:
        """Return the percent of some options that the file knows together only (`1+2`); None where it doesn't."""
        if len(options) < 2 or (question, year, False) not in self._found:
            return None
        rows = self.of(question, year)
        found = rows.loc[rows["option"] == "+".join(map(str, options)), "percent"]
        return float(found.iloc[0]) if len(found) else None

    def number(self, question: str, year: int, unit: str = "") -> float:
        """Return a sum (of FTE, say), the country's or one unit's; missing where it is not known."""
        known = self.has_whole(question, year, unit)
        return float(self._whole(question, year, unit)["count"]) if known else float("nan")

    def share(self, question: str, year: int) -> float:
        """Return the percent in the row about all, of a year's total or of all units; missing where it is not known."""
        return float(self._whole(question, year)["percent"]) if self.has_whole(question, year) else float("nan")

    def has_whole(self, question: str, year: int, unit: str = "") -> bool:
        """Tell whether a year has a row about all answers to a question, the country's or one unit's."""
        return (question, year, bool(unit)) in self._found and not self._wholes(question, year, unit).empty

    def _wholes(self, question: str, year: int, unit: str = "") -> pd.DataFrame:
        rows = self.of(question, year, by_group=bool(unit))
        return rows[(rows["option"] == "") & (rows["group"] == unit)]

    def _whole(self, question: str, year: int, unit: str = "") -> pd.Series:
        rows = self._wholes(question, year, unit)
        if rows.empty:
            raise ValueError(f"{FILE} has no row without option on {question!r} in {year}")
        return rows.iloc[0]

    def cells(self, question: str, year: int) -> pd.DataFrame:
        """Return counts by group (rows) and option code (columns)."""
        rows = self.of(question, year, by_group=True).astype({"option": int})
        return rows.pivot(index="group", columns="option", values="count").astype(float)

    def bases(self, question: str, year: int) -> pd.Series:
        """Return of how many units the counts of `cells` are, by group."""
        return self.of(question, year, by_group=True).groupby("group")["base"].first().astype(float)


def load_history(before: int) -> History:
    """Return what data/history.csv knows of the years before one; DataError if its numbers can't be right.

    A closed year's own numbers stand there too, and those of later editions; an edition is made without them, so that
    it is the same book again. `history_rules` has what the numbers have to be.
    """
    rows = read_history()
    return History(rows[rows["year"] < before])
