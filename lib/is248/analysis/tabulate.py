"""Tables of what the units answered: the few forms that the report's tables have.

Every function takes the survey first and returns a `Table`. Shares are computed from counts; the base is
the units that answered, "Vet ikke" included, unless the function says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from is248.analysis.tables import NOT_ANSWERED, Break, Column, Table
from is248.data.groupings import TOTAL, Grouping
from is248.wording import Quantity, number

if TYPE_CHECKING:
    from is248.survey import Survey

COUNT, PERCENT = "Antall", "Prosent"
ALL_UNITS = "Prosent av alle"


def _valid(survey: Survey, question: str) -> pd.Series:
    """Return the answers that count: option codes, without the options declared as missing."""
    codes = survey.responses.codes(question).dropna().astype(int)
    return codes[codes.isin(list(survey.responses.options(question)))]


def _counts(survey: Survey, question: str, year: int) -> tuple[pd.Series, float]:
    """Return the count of every option (by label) and the base, this year or an earlier one."""
    labels = survey.responses.options(question)
    if year == survey.edition.year:
        codes = _valid(survey, question)
        counts, base = codes.value_counts().reindex(list(labels), fill_value=0), len(codes)
    else:
        counts = survey.history.counts(question, year).reindex(list(labels))
        base = survey.history.base(question, year)
    return counts.astype(float).set_axis(list(labels.values())), float(base)


def _percent(survey: Survey, question: str, year: int) -> pd.Series:
    labels = survey.responses.options(question)
    if year == survey.edition.year:
        counts, base = _counts(survey, question, year)
        return 100 * counts / base
    percent = survey.history.percent(question, year).reindex(list(labels))
    return percent.set_axis(list(labels.values()))


def _without_answer(survey: Survey, question: str, year: int, asked_only: bool) -> float:
    if year != survey.edition.year:
        return survey.history.without_answer(question, year)
    answered = survey.responses.answered(question)
    asked = survey.responses.asked(question)
    return float((~answered & asked).sum() if asked_only else (~answered).sum())


def all_years(survey: Survey, question: str, since: int | None = None) -> list[int]:
    """Return the years with answers to a question: those in data/history.csv, and the edition's own.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    question : str
        The question's id.
    since : int, optional
        The first year that is wanted.
    """
    years = [*survey.history.years(question, before=survey.edition.year), survey.edition.year]
    return [year for year in years if since is None or year >= since]


def _columns(survey: Survey, questions: str | dict[str, str], years: list[int] | str | None):
    """Yield (suffix of the key, upper head, question, year) for every pair of columns."""
    heads = {"": questions} if isinstance(questions, str) else questions
    if years == "all":
        years = all_years(survey, next(iter(heads.values())))
    for year in years or [survey.edition.year]:
        for rank, (head, question) in enumerate(heads.items()):
            upper = " / ".join(filter(None, [str(year) if years else "", head]))
            suffix = (f"_{year}" if years else "") + (f"_{rank}" if len(heads) > 1 else "")
            yield suffix, upper, question, year


def frequency(
    survey: Survey,
    questions: str | dict[str, str],
    years: list[int] | str | None = None,
    not_answered: str = "",
    of_all: bool = False,
    chosen_only: bool = False,
) -> Table:
    """Return how many units chose each option, and their percent of those that answered.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    questions : str or dict
        A question's id, or several with the same options: upper head -> id.
    years : list of int or "all", optional
        The years beside each other, from data/history.csv but for the edition's own.
    not_answered : str, optional
        Label of a row below the total with the number of units that were asked and did not answer.
    of_all : bool
        Count all units without an answer there, also those that the gate did not let through.
    chosen_only : bool
        Leave out options that nobody chose.

    Returns
    -------
    Table
        Row keys are the options' labels; column keys n and pct, with `_<year>` and, where there are several
        questions, `_<rank>` behind.
    """
    columns, values = [], {}
    for suffix, upper, question, year in _columns(survey, questions, years):
        counts, base = _counts(survey, question, year)
        counts[TOTAL] = base
        percent = 100 * counts / base
        if counts.isna().all():  # an earlier year of which only the percentages are known
            percent = _percent(survey, question, year)
        if not_answered:
            counts[NOT_ANSWERED] = _without_answer(survey, question, year, not of_all)
        columns += [Column(f"n{suffix}", COUNT, upper), Column(f"pct{suffix}", PERCENT, upper)]
        values[f"n{suffix}"], values[f"pct{suffix}"] = counts, percent
    frame = pd.DataFrame(values, index=counts.index)
    if chosen_only:
        chosen = frame.filter(regex="^n").sum(axis=1) > 0
        frame = frame[chosen | frame.index.isin([TOTAL, NOT_ANSWERED])]
    labels = {NOT_ANSWERED: not_answered}
    note = "Prosent av de som har svart."
    return Table("Svar", tuple(columns), frame, labels, note=note, breaks=breaks(survey, _ids(questions)))


def percent_by_year(survey: Survey, question: str, years: list[int] | str = "all") -> Table:
    """Return the percent of each option year by year, and how many answered (table 10.3 of 2024)."""
    years = all_years(survey, question) if years == "all" else years
    percent = {year: _percent(survey, question, year) for year in years}
    values = pd.DataFrame({f"pct_{year}": shares for year, shares in percent.items()})
    values.loc[TOTAL] = 100.0
    bases = {f"n_{year}": _counts(survey, question, year)[1] for year in years}
    return replace(_with_bases("Svar", values, bases, years), breaks=breaks(survey, [question]))


def _with_bases(title: str, values: pd.DataFrame, bases: dict[str, float], years: list[int]) -> Table:
    row = "Antall kommuner"
    values = values.join(pd.DataFrame(bases, index=[row]), how="outer").reindex([*values.index, row])
    columns = [Column(f"pct_{year}", PERCENT, str(year)) for year in years]
    columns += [Column(f"n_{year}", COUNT, str(year)) for year in years]
    return Table(title, tuple(columns), values, note="Prosent av de som har svart.")


def multiple_response(
    survey: Survey,
    questions: str | dict[str, str],
    years: list[int] | str | None = None,
    not_answered: str = "",
    percent: str = PERCENT,
    of_all: bool = False,
    total: bool = True,
    total_label: str = "Antall som har svart",
) -> Table:
    """Return how many units ticked each option, and their percent of the units that answered the battery.

    The total row is the number of units that answered, not the sum of the rows.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    questions, years, not_answered
        As in `frequency`.
    percent : str
        Printed head of the percentages.
    of_all : bool
        Add percentages of all units, whether they answered or not.
    total : bool
        Whether there is a total row.
    total_label : str
        What the total row is called, where the base is another than the units that answered.
    """
    columns, values = [], {}
    for suffix, upper, question, year in _columns(survey, questions, years):
        counts, base = _ticked(survey, question, year)
        shares = 100 * counts / base if pd.notna(base) else _percent_ticked(survey, question, year)
        if total:
            counts[TOTAL], shares[TOTAL] = base, 100.0
        everyone = 100 * counts / len(survey.units)
        if not_answered:
            counts[NOT_ANSWERED] = _without_answer(survey, question, year, asked_only=True)
        columns += [Column(f"n{suffix}", COUNT, upper), Column(f"pct{suffix}", percent, upper)]
        values[f"n{suffix}"], values[f"pct{suffix}"] = counts, shares
        if of_all:
            columns.append(Column(f"all{suffix}", ALL_UNITS, upper))
            values[f"all{suffix}"] = everyone
    frame = pd.DataFrame(values, index=counts.index)
    note = "Prosent av de som har svart; det var mulig å gi flere svar."
    labels = {TOTAL: total_label, NOT_ANSWERED: not_answered}
    return Table("Svar", tuple(columns), frame, labels, note=note, breaks=breaks(survey, _ids(questions)))


def breaks(survey: Survey, questions: Iterable[str], by: str | None = None) -> tuple[Break, ...]:
    """Return the breaks declared for the series of some questions, and for a grouping: (year, reason)."""
    declared = [b for question in questions for b in survey.responses.question(question).breaks]
    declared += [b for b in survey.responses.codebook.breaks if b.grouping == by]
    return tuple(dict.fromkeys((b.year, b.note) for b in declared if b.grouping in (None, by)))


def _ids(questions: str | dict[str, str]) -> list[str]:
    return [questions] if isinstance(questions, str) else list(questions.values())


def _ticked(survey: Survey, question: str, year: int) -> tuple[pd.Series, float]:
    labels = survey.responses.options(question)
    if year == survey.edition.year:
        ticks = survey.responses.ticks(question)
        counts, base = ticks.sum(), float(len(ticks))
    else:
        counts, base = survey.history.counts(question, year), survey.history.base(question, year)
    return counts.reindex(list(labels)).astype(float).set_axis(list(labels.values())), base


def _percent_ticked(survey: Survey, question: str, year: int) -> pd.Series:
    labels = survey.responses.options(question)
    return survey.history.percent(question, year).reindex(list(labels)).set_axis(list(labels.values()))


def mentions(survey: Survey, question: str) -> Table:
    """Return how often each option of a battery was ticked, in percent of all ticks (table 16.3 of 2024)."""
    counts = _ticked(survey, question, survey.edition.year)[0]
    counts[TOTAL] = counts.sum()
    frame = pd.DataFrame({"n": counts, "pct": 100 * counts / counts[TOTAL]})
    units = number(len(survey.responses.ticks(question)))
    return Table(
        "Svar",
        (Column("n", COUNT), Column("pct", PERCENT)),
        frame,
        note=f"Prosent av alle svarene; {units} kommuner og bydeler har gitt ett eller flere.",
    )


def statements(survey: Survey, questions: dict[str, str], agree: list[int], years: list[int]) -> Table:
    """Return the percent that chose one of some options, question by question and year by year.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    questions : dict of str to str
        Row -> question id.
    agree : list of int
        The options' codes (tables 12.1 and 19.2 of 2024: "Ja"; "Helt enig" and "Delvis enig").
    years : list of int
        The columns; a question that was not asked in a year has no number there.
    """
    values = pd.DataFrame(index=list(questions), columns=[f"pct_{year}" for year in years], dtype=float)
    for row, question in questions.items():
        for year in years:
            if year == survey.edition.year:
                share = 100 * _valid(survey, question).isin(agree).mean()
            else:
                share = survey.history.agreement(question, year, agree)
            values.at[row, f"pct_{year}"] = share
    columns = tuple(Column(f"pct_{year}", PERCENT, str(year)) for year in years)
    return Table("Spørsmål", columns, values, note="Prosent av de som har svart.")


def agreement(
    survey: Survey, battery: str, agree: list[int], years: list[int] | str = "all", coverage: bool = False
) -> Table:
    """Return the percent that chose one of some options, for each item of a battery and year by year.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    battery : str
        The name of the battery in the codebook (tables 12.1 and 19.2 of 2024).
    agree, years
        As in `statements`.
    coverage : bool
        Add how many units answered any of the items, and their percent of all units.
    """
    items = survey.responses.battery(battery)
    if years == "all":
        years = sorted({year for question in items.values() for year in all_years(survey, question)})
    table = replace(statements(survey, items, agree, years), breaks=breaks(survey, items.values()))
    return with_coverage(survey, table, list(items.values()), years) if coverage else table


def with_coverage(survey: Survey, table: Table, battery: list[str], years: list[int]) -> Table:
    """Return a table of statements with how many units answered any of them, and their percent of all."""
    answered = pd.concat([survey.responses.answered(question) for question in battery], axis=1).any(axis=1)
    row, coverage = "Antall kommuner/bydeler", "Dekningsgrad"
    bases, values = {}, table.values.copy()
    values.loc[coverage] = float("nan")
    for year in years:
        if year == survey.edition.year:
            n, share = float(answered.sum()), 100 * answered.mean()
        else:
            n, share = survey.history.coverage(battery[0], year)
        bases[f"n_{year}"] = n
        values.at[coverage, f"pct_{year}"] = share
    values = values.join(pd.DataFrame(bases, index=[row]), how="outer")
    order = [*table.values.index, row, coverage]
    columns = (*table.columns, *(Column(f"n_{year}", COUNT, str(year)) for year in years))
    return replace(table, columns=columns, values=values.reindex(order))


def battery(survey: Survey, name: str, share: int = 1, head: str = "Prosent som svarer ja") -> Table:
    """Return a battery with one item per row: counts of the options, their sum, and one option's percent.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    name : str
        The battery's name in the codebook (table 20.5 of 2024).
    share : int, default 1
        Code of the option whose percent is printed.
    head : str
        The head of that column.
    """
    questions = survey.responses.battery(name)
    labels = survey.responses.options(next(iter(questions.values())))
    rows = {row: _counts(survey, question, survey.edition.year)[0] for row, question in questions.items()}
    values = pd.DataFrame(rows).T
    return _with_share("Spørsmål", values.set_axis(list(labels), axis=1), labels, share, [(None, "")], head, "Totalt")


def _with_share(title, counts, labels, share, years, head, total, grouping: Grouping | None = None) -> Table:
    """Add to counts (columns: codes, or (year, code) pairs) their sum and one option's percent."""
    columns, values = [], pd.DataFrame(index=counts.index)
    for year, upper in years:
        part = counts if year is None else counts[year]
        suffix = f"_{upper}" if upper else ""
        for code, label in labels.items():
            values[f"n{code}{suffix}"] = part[code]
            columns.append(Column(f"n{code}{suffix}", label, upper))
        values[f"total{suffix}"] = part.sum(axis=1)
        values[f"pct{suffix}"] = 100 * part[share] / part.sum(axis=1)
        columns += [Column(f"total{suffix}", total, upper), Column(f"pct{suffix}", head, upper)]
    names = (grouping.labels, grouping.short) if grouping else ({}, {})
    return Table(title, tuple(columns), values, *names, note="Prosent av de som har svart.")


def crosstab(
    survey: Survey,
    question: str,
    by: str,
    share: int = 1,
    years: list[int] | str | None = None,
    total: bool = True,
) -> Table:
    """Return how the units of each group answered: counts, their sum, and one option's percent.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    question : str
        A question with one answer.
    by : str
        A grouping of the survey: size_group, county, trust or region.
    share : int, default 1
        Code of the option whose percent is printed.
    years : list of int, optional
        The years beside each other. Earlier years have groups as they were then.
    total : bool
        Whether there is a total row.
    """
    grouping, labels = survey.grouping(by), survey.responses.options(question)
    counts = {}
    years = all_years(survey, question) if years == "all" else years
    for year in years or [survey.edition.year]:
        if year == survey.edition.year:
            codes = _valid(survey, question)
            cells = pd.crosstab(grouping.of_unit.reindex(codes.index), codes)
        else:
            cells = survey.history.cells(question, year)
        cells = cells.reindex(index=grouping.groups, columns=list(labels), fill_value=0).astype(float)
        if total:
            cells.loc[TOTAL] = cells.sum()
        counts[year] = cells
    heads = [(year, str(year) if years else "") for year in counts]
    head = f"Prosent {labels[share].lower()}"
    table = _with_share(grouping.title, pd.concat(counts, axis=1), labels, share, heads, head, "Total", grouping)
    return replace(table, breaks=breaks(survey, [question], by))


def combinations(survey: Survey, questions: list[str], have: list[int], names: dict[tuple[bool, ...], str]) -> Table:
    """Return how many units have each combination of offers (table 18.5 of 2024).

    Parameters
    ----------
    survey : Survey
        One edition's data.
    questions : list of str
        One question per offer. The base is the units that answered all of them.
    have : list of int
        The options that mean that a unit has the offer.
    names : dict
        The rows, in order: (has the first offer, the second, ...) -> its label.
    """
    codes = pd.concat([survey.responses.codes(question) for question in questions], axis=1).dropna()
    found = codes.isin(have).apply(tuple, axis=1).map(names).value_counts()
    counts = found.reindex(list(names.values()), fill_value=0).astype(float)
    counts[TOTAL] = float(len(codes))
    values = pd.DataFrame({"n": counts, "pct": 100 * counts / len(codes)})
    return Table(
        "Tilbud",
        (Column("n", COUNT), Column("pct", PERCENT)),
        values,
        note="Prosent av de som har svart på alle spørsmålene.",
    )


def participation(survey: Survey, names: dict[str, str]) -> Table:
    """Return how many units took part (table 2.1 of 2024); `names` gives each status its label."""
    counts = survey.responses.status.map(names).value_counts().reindex(list(names.values()), fill_value=0)
    counts = counts.astype(float)
    counts[TOTAL] = counts.sum()
    values = pd.DataFrame({"n": counts, "pct": 100 * counts / counts[TOTAL]})
    return Table("Status", (Column("n", COUNT), Column("pct", PERCENT)), values, note="Alle enheter.")


def listed(survey: Survey, file: str, measure: str, title: str, source: str) -> Table:
    """Return numbers that others (`source`) have counted: data/reference/<file>-<year>.csv, columns row, count."""
    counts = survey.reference(file).set_index("row")["count"].astype(float)
    counts[TOTAL] = counts.sum()
    return Table(title, (Column("n", measure),), counts.to_frame("n"), source=source)


def total(survey: Survey, question: str, year: int | None = None) -> Quantity:
    """Return the sum of the numbers that the units gave, this year or an earlier one: of FTE in a service, say."""
    if year not in (None, survey.edition.year):
        return Quantity(survey.history.number(question, year))
    return Quantity(survey.responses.numbers(question).sum())


def median_and_mean(survey: Survey, question: str, by: str) -> Table:
    """Return the median and the mean of the numbers that each group's units gave (table 18.4 of 2024)."""
    grouping, numbers = survey.grouping(by), survey.responses.numbers(question).dropna()
    groups = numbers.groupby(grouping.of_unit.reindex(numbers.index))
    values = pd.DataFrame({"median": groups.median(), "mean": groups.mean(), "n": groups.size()})
    values = values.reindex(grouping.groups).astype(float)
    unit = (survey.responses.question(question).unit or "antall").capitalize()
    columns = (
        Column("median", unit, "Basert på median"),
        Column("mean", unit, "Basert på gjennomsnitt"),
        Column("n", "Antall svar"),
    )
    return Table(grouping.title, columns, values, grouping.labels, grouping.short)
