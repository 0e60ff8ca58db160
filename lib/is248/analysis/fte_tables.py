"""Tables of FTE: by education and service, year by year, and by pathway. All are summed before rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.analysis.tables import Column, Table, rates
from is248.analysis.tabulate import COUNT, PERCENT, all_years, breaks
from is248.data.edition import year_before
from is248.data.groupings import TOTAL
from is248.data.responses import load_last_year
from is248.wording import join

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
    survey: Survey,
    questions: dict[str, str],
    years: list[int] | str = "all",
    change_since: int | None = None,
    without: list[str] | None = None,
) -> Table:
    """Return FTE year by year, and the change in the comparable units (table 3.1 of 2024).

    Parameters
    ----------
    survey : Survey
        One edition's data.
    questions : dict of str to str
        Row -> question on FTE.
    years : list of int or "all"
        The columns.
    change_since : int, optional
        The change is from this year, or else the last in the history, to the edition's; without the units of
        `without` in both.
    without : list of str, optional
        Codes of units whose numbers of the two years can't be compared; else those that params/<year>.yml declares.
    """
    this = survey.edition.year
    years = all_years(survey, next(iter(questions.values()))) if years == "all" else years
    change_since = change_since or max(year for year in years if year < this)
    without = list(survey.edition.not_comparable) if without is None else without
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
    left = join(survey.units.loc[without, "name"]) if without else ""
    note = f"Endringen er regnet uten {left} begge år." if left else ""
    declared = breaks(survey, questions.values())
    return Table("Målgruppe", tuple(columns), values, note=note, breaks=declared)


def sums_by_year(
    survey: Survey, questions: dict[str, str], years: list[int] | str = "all", percent: bool = False
) -> Table:
    """Return sums of numbers year by year, or their percent of the year's total (tables 7.2-7.5 of 2024).

    A year of which only the percentages are known has no column of sums.
    """
    years = all_years(survey, next(iter(questions.values()))) if years == "all" else years
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
    measure, kind = (PERCENT, "pct") if percent else (FTE, "n")
    values = values.dropna(axis=1, how="all").rename(columns=lambda key: key.replace("sum", kind))
    columns = tuple(Column(key, measure, key.split("_")[1]) for key in values)
    return Table("Hovedforløp", columns, values, breaks=breaks(survey, questions.values()))


def fte_rates_by_year(survey: Survey, children: str, adults: str, years: list[int] | str = "all") -> Table:
    """Return FTE per 10 000 inhabitants of the target group, year by year: growth beyond that of the population.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    children, adults : str
        The questions on FTE.
    years : list of int or "all"
        The rows: years with FTE in the history, and the edition's own.

    Returns
    -------
    Table
        Column keys rate_children, rate_adults and rate: FTE per 10 000 inhabitants under 18, 18 and over, and all.
    """
    by_year = fte_by_year(survey, {"fte_children": children, "fte_adults": adults}, years)
    sums = by_year.values.filter(regex=r"^fte_\d{4}$").rename(columns=lambda key: key.split("_")[1]).T
    sums = sums.rename(columns={TOTAL: "fte"})
    people = survey.population.set_axis(survey.population.index.astype(str)).reindex(sums.index)
    values = rates(sums.join(people))[["rate_children", "rate_adults", "rate"]]
    heads = {"rate_children": "Barn og unge", "rate_adults": "Voksne", "rate": "Alle"}
    columns = tuple(Column(key, "Årsverk pr. 10 000 innbyggere", head, decimals=1) for key, head in heads.items())
    note = "Hele landets årsverk delt på innbyggerne i aldersgruppen 1. januar."
    return Table("År", columns, values, note=note, breaks=by_year.breaks)


def parts_by_year(survey: Survey, parts: dict[str, dict[str, str]], years: list[int] | str = "all") -> Table:
    """Return what each of some parts has of their sum, in percent, year by year (figure 7.1 of 2024).

    Parameters
    ----------
    survey : Survey
        One edition's data.
    parts : dict
        Heading -> (part -> question with a number); all headings have the same parts.
    years : list of int or "all"
        One row per heading and year.

    Returns
    -------
    Table
        Column keys pct1, pct2, … in the order of the parts. Row keys are `heading|year`.
    """
    rows, sections, labels = {}, {}, {}
    for heading, questions in parts.items():
        shares = sums_by_year(survey, questions, years, percent=True)
        for year in shares.years:
            key = f"{heading}|{year}"
            rows[key] = shares.values.loc[list(questions), f"pct_{year}"].to_numpy()
            sections[key], labels[key] = heading, str(year)
    names = next(iter(parts.values()))
    values = pd.DataFrame(rows, index=[f"pct{rank}" for rank in range(1, len(names) + 1)]).T
    columns = tuple(Column(key, PERCENT, name) for key, name in zip(values, names, strict=True))
    declared = breaks(survey, [question for questions in parts.values() for question in questions.values()])
    return Table("År", columns, values, labels, sections=sections, breaks=declared)


def fte_matrix(survey: Survey, question: str) -> Table:
    """Return FTE by service (rows) and education (columns), in numbers and in percent of the service's FTE.

    Figures 3.2, 3.3, 3.6 and 3.7 of 2024. Column keys n<code> and pct<code> for every education, and base: the
    service's FTE.
    """
    asked = survey.responses.question(question)
    services = {s.code: s.label for s in asked.services}
    educations = {e.code: e.label for e in asked.educations}
    sums = survey.complete_fte(question).fte.sum().unstack("education").reindex(index=services, columns=educations)
    sums = sums.rename(index=services)
    sums.loc[TOTAL] = sums.sum()
    base = sums.sum(axis=1)
    percent = 100 * sums.div(base, axis=0)
    columns = [Column(f"n{code}", FTE, label) for code, label in educations.items()]
    columns += [Column(f"pct{code}", PERCENT, label) for code, label in educations.items()]
    values = pd.concat([sums.add_prefix("n"), percent.add_prefix("pct"), base.rename("base")], axis=1)
    note = "Årsverk er summert før avrunding; prosent av årsverkene i tjenesten."
    return Table("Tjeneste", (*columns, Column("base", FTE)), values, note=note)


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


def fte_change(survey: Survey, by: str) -> Table:
    """Return how FTE have changed since the edition before, group by group: children, adults and both, in FTE.

    Its FTE of every unit stand in last_year.csv beside the responses. Units that can't be compared
    (params/<year>.yml) are left out.

    Returns
    -------
    Table
        Column keys children, adults and all.
    """
    year, grouping = survey.edition.year, survey.grouping(by)
    units = survey.units.drop(index=list(survey.edition.not_comparable))
    changes = pd.DataFrame(
        {
            "children": units["fte_children"] - load_last_year(year, "arsverk_barn"),
            "adults": units["fte_adults"] - load_last_year(year, "arsverk_voksne"),
        },
        index=units.index,
    )
    changes["all"] = changes["children"] + changes["adults"]
    values = changes.groupby(grouping.of_unit.reindex(changes.index)).sum(min_count=1).reindex(grouping.groups)
    values.loc[TOTAL] = values.sum()
    heads = {"children": "Barn og unge", "adults": "Voksne", "all": "Alle"}
    columns = tuple(Column(key, FTE, head) for key, head in heads.items())
    left = join(survey.units.loc[list(survey.edition.not_comparable), "name"]) if len(units) < len(survey.units) else ""
    note = f"Endring i årsverk fra {year_before(year)}" + (f", uten {left}." if left else ".")
    source = survey.answers_source([year - 1, year])
    return Table(grouping.title, columns, values, grouping.labels, grouping.short, note=note, source=source)
