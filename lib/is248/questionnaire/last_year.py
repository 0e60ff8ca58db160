"""Last year's FTE, on this year's borders, to fill into a unit's form."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from is248.data import checks
from is248.data.changes import on_borders_of, units_of
from is248.data.codebook import SUM, Codebook, Question
from is248.data.responses import LAST_YEAR, RESPONSES, read_responses
from is248.project import root


@dataclass(frozen=True)
class LastYear:
    """What is known of last year's FTE."""

    cells: pd.DataFrame  # units x the columns of the form; none where the categories are others this year
    totals: pd.DataFrame  # units x questions of FTE

    def of(self, unit: str) -> Mapping[str, float]:
        """Return the numbers of a unit by column of the form; empty cells are left out."""
        return self.cells.loc[unit].dropna().to_dict() if unit in self.cells.index else {}

    def total(self, unit: str, question: str) -> float | None:
        """Return a unit's FTE in all; None where it isn't known."""
        if unit in self.totals.index and question in self.totals and pd.notna(self.totals.at[unit, question]):
            return self.totals.at[unit, question]
        given = [number for column, number in self.of(unit).items() if column.startswith(f"{question}__")]
        return sum(given) if given and not any(f"{question}__{SUM}__" in column for column in self.of(unit)) else None


def last_year(codebook: Codebook) -> LastYear:
    """Return last year's FTE of every unit: by cell where the form has the same ones, and in all."""
    year, units = codebook.year, units_of(codebook.year).index
    given = next((file for file in _files(year - 1, RESPONSES) if (root() / file).is_file()), None)
    cells = pd.DataFrame(index=units)
    if given:
        responses = read_responses(given)
        for question in codebook.of_type("fte"):
            cells = cells.join(_cells(responses, question, codebook, year))
    totals = pd.DataFrame(index=units)
    known = next((file for file in _files(year, LAST_YEAR) if (root() / file).is_file()), None)
    if known:
        totals = checks.read(known).set_index("unit").astype(float).reindex(units)
    return LastYear(cells, totals)


def _files(year: int, name: str) -> list[Path]:
    return [Path(folder) / str(year) / name for folder in ("data", "data/demo")]


def _cells(responses: pd.DataFrame, question: Question, codebook: Codebook, year: int) -> pd.DataFrame:
    """Return a question's cells as this year's form has them."""
    names = (codebook.sum_columns if question.lists else codebook.columns)(question.id)
    if not set(names) <= set(responses):
        return pd.DataFrame()
    fte = responses[names].apply(pd.to_numeric, errors="coerce").astype(float)
    if not (rule := question.only_education):
        return _moved(fte, year)
    few = responses[rule.question].isin(list(map(str, rule.options))) if rule.question in responses else False
    lists = {
        f"{question.id}__{SUM}__{education.code}": fte[f"{question.id}__{rule.service}__{education.code}"].where(few)
        for education in question.educations
    }
    return _moved(fte.mask(few), year).join(_moved(pd.DataFrame(lists), year))


def _moved(fte: pd.DataFrame, year: int) -> pd.DataFrame:
    return fte.apply(on_borders_of, year_of_values=year - 1, year_of_borders=year)
