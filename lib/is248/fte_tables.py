"""Tables of FTE: by education and service, year by year, and by pathway. All are summed before rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.groupings import TOTAL
from is248.tables import Column, Table
from is248.tabulate import COUNT, PERCENT

if TYPE_CHECKING:
    from is248.survey import Survey

FTE = "Årsverk"
_NOTE = "Årsverk er summert før avrunding; prosent av alle årsverkene i tabellen."


def _fte_table(title: str, parts: dict[str, pd.Series], note: str) -> Table:
    """Return sums of FTE, and their percent of the total, for one or more populations beside each other."""
    columns, values = [], {}
    for rank, (head, sums) in enumerate(parts.items()):
        suffix = f"_{rank}" if len(parts) > 1 else ""
        sums = sums.copy()
        sums[TOTAL] = sums.sum()
        columns += [Column(f"n{suffix}", COUNT, head), Column(f"pct{suffix}", PERCENT, head)]
        values[f"n{suffix}"], values[f"pct{suffix}"] = sums, 100 * sums / sums[TOTAL]
    return Table(title, tuple(columns), pd.DataFrame(values), note=note)


def fte_by_education(
    survey: Survey,
    questions: str | dict[str, str],
    service: int | None = None,
    among: tuple[str, int] | None = None,
) -> Table:
    """Return FTE by education (tables 3.2, 3.5, 3.7-3.13 and 3.16-3.24 of 2024).

    Parameters
    ----------
    survey : Survey
        One edition's data.
    questions : str or dict
        A question on FTE, or several: upper head -> id.
    service : int, optional
        Code of the one service to look at.
    among : (str, int), optional
        A question and the option that the units have to have chosen.
    """
    parts = {}
    for head, question in ({"": questions} if isinstance(questions, str) else questions).items():
        fte = survey.complete_fte(question).fte
        if among:
            fte = fte[(survey.responses.codes(among[0]) == among[1]).fillna(False).astype(bool)]
        if service is not None:
            fte = fte.xs(service, axis=1, level="service", drop_level=False)
        labels = {e.code: e.label for e in survey.responses.question(question).educations}
        parts[head] = fte.sum().groupby(level="education").sum().reindex(list(labels)).rename(labels)
    return _fte_table("Utdanning", parts, _NOTE)


def fte_by_service(survey: Survey, question: str) -> Table:
    """Return FTE by service (tables 3.6 and 3.17 of 2024)."""
    labels = {s.code: s.label for s in survey.responses.question(question).services}
    sums = survey.complete_fte(question).fte.sum().groupby(level="service").sum()
    return _fte_table("Tjeneste", {"": sums.reindex(list(labels)).rename(labels)}, _NOTE)


def fte_by_year(
    survey: Survey, questions: dict[str, str], years: list[int], change_since: int, without: list[str]
) -> Table:
    """Return FTE year by year, and the change in the comparable units (table 3.1 of 2024).

    Parameters
    ----------
    survey : Survey
        One edition's data.
    questions : dict of str to str
        Row -> question on FTE.
    years : list of int
        The columns.
    change_since : int
        The change is from this year to the edition's, computed without the units of `without` in both.
    without : list of str
        Codes of units whose numbers of the two years can't be compared.
    """
    this = survey.edition.year
    by_unit = {row: survey.complete_fte(question).by_unit for row, question in questions.items()}
    values = pd.DataFrame(index=list(questions), columns=[f"fte_{year}" for year in years], dtype=float)
    before, now = pd.Series(dtype=float), pd.Series(dtype=float)
    for row, question in questions.items():
        for year in years:
            values.at[row, f"fte_{year}"] = (
                by_unit[row].sum() if year == this else survey.history.number(question, year)
            )
        now[row] = by_unit[row].drop(without).sum()
        left_out = sum(survey.history.number(question, change_since, unit) for unit in without)
        before[row] = survey.history.number(question, change_since) - left_out
    values.loc[TOTAL] = values.sum()
    before[TOTAL], now[TOTAL] = before.sum(), now.sum()
    values["change"], values["change_pct"] = now - before, 100 * (now / before - 1)
    head = f"Beregnet endring {change_since}-{this}"
    columns = [Column(f"fte_{year}", FTE, str(year)) for year in years]
    columns += [Column("change", FTE, head), Column("change_pct", PERCENT, head, decimals=1)]
    left = ", ".join(survey.units.loc[without, "name"])
    return Table("Målgruppe", tuple(columns), values, note=f"Endringen er regnet uten {left} begge år.")


def sums_by_year(survey: Survey, questions: dict[str, str], years: list[int], percent: bool = False) -> Table:
    """Return sums of numbers year by year, or their percent of the year's total (tables 7.2-7.5 of 2024)."""
    values = pd.DataFrame(index=list(questions), columns=[f"sum_{year}" for year in years], dtype=float)
    for year in years:
        for row, question in questions.items():
            values.at[row, f"sum_{year}"] = (
                survey.responses.numbers(question).sum()
                if year == survey.edition.year
                else survey.history.number(question, year)
            )
    total = values.sum(skipna=False)
    if percent:
        values = 100 * values / total
        for year in years:
            if values[f"sum_{year}"].isna().any():
                known = [survey.history.share(question, year) for question in questions.values()]
                values[f"sum_{year}"] = known
        total = 100.0
    values.loc[TOTAL] = total
    measure = PERCENT if percent else FTE
    columns = tuple(Column(f"sum_{year}", measure, str(year)) for year in years)
    return Table("Hovedforløp", columns, values)


def fte_against_pathways(survey: Survey, parts: dict[str, tuple[str, list[str]]]) -> Table:
    """Return FTE by service beside FTE by pathway, the latter also in percent (table 7.1 of 2024).

    Parameters
    ----------
    survey : Survey
        One edition's data.
    parts : dict
        Upper head -> (question on FTE, questions on FTE by pathway).
    """
    rows = ["Årsverk rapportert", "Årsverk hovedforløp"]
    sums = pd.DataFrame(
        {
            head: [
                survey.complete_fte(fte).by_unit.sum(),
                sum(survey.responses.numbers(q).sum() for q in pathways),
            ]
            for head, (fte, pathways) in parts.items()
        },
        index=rows,
    )
    sums["Totalt"] = sums.sum(axis=1)
    share = (100 * sums.loc[rows[1]] / sums.loc[rows[0]]).rename("Prosent av årsverkene fordelt på hovedforløp")
    values = pd.concat(
        [sums.add_prefix("fte_"), share.to_frame().T.add_prefix("pct_")]
    )  # each measure has its own columns
    columns = [Column(f"fte_{head}", FTE, head) for head in sums] + [
        Column(f"pct_{head}", PERCENT, head) for head in sums
    ]
    return Table("Årsverk", tuple(columns), values)
