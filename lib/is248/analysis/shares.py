"""How the answers divide, in all and group by group: the tables behind the figures and the prose.

Every function takes the survey first and returns a `Table`. The base is the units that answered the question,
"Vet ikke" included, unless the function says otherwise; it stands in the column `base`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.analysis.tables import Column, Table
from is248.analysis.tabulate import COUNT, PERCENT, all_years, breaks
from is248.data.groupings import TOTAL

if TYPE_CHECKING:
    from is248.survey import Survey

BASE = "Antall svar"


def chose(survey: Survey, question: str, answers: list[int]) -> pd.Series:
    """Return which units chose one of some answers: true or false by unit code, false where nothing was answered."""
    if survey.responses.question(question).type == "multiple":
        ticks = survey.responses.ticks(question)[answers].any(axis=1)
        return ticks.reindex(survey.units.index, fill_value=False)
    return survey.responses.codes(question).isin(answers).fillna(False).astype(bool)


def _answers(survey: Survey, question: str, among: pd.Series | None, without: tuple[int, ...]) -> pd.Series:
    """Return the option codes that count, of the units that are looked at."""
    codes = survey.responses.codes(question).dropna().astype(int)
    codes = codes[codes.isin(list(survey.responses.options(question))) & ~codes.isin(without)]
    return codes if among is None else codes[among.reindex(codes.index)]


def _cells(survey: Survey, question: str, by: str, year: int, among=None, without=()) -> pd.DataFrame:
    """Return counts by group (rows, total last) and option code (columns), of this year or an earlier one."""
    grouping = survey.grouping(by)
    codes = [code for code in survey.responses.options(question) if code not in without]
    if year == survey.edition.year:
        answers = _answers(survey, question, among, without)
        cells = pd.crosstab(grouping.of_unit.reindex(answers.index), answers)
    else:
        cells = survey.history.cells(question, year)
    cells = cells.reindex(index=grouping.groups, columns=codes, fill_value=0).astype(float)
    cells.loc[TOTAL] = cells.sum()
    return cells


def _whole(survey: Survey, question: str, year: int, among=None, without=()) -> pd.DataFrame:
    """Return the whole country's counts (n) and percentages (pct) by option code, and the base, the same in all rows.

    Counts and base are missing where only the percentages of an earlier year are known.
    """
    codes = [code for code in survey.responses.options(question) if code not in without]
    if year == survey.edition.year:
        counts = _answers(survey, question, among, without).value_counts().reindex(codes, fill_value=0).astype(float)
        base = counts.sum()
    else:
        every = survey.history.counts(question, year)
        counts, base = every.reindex(codes), survey.history.base(question, year) - every.reindex(list(without)).sum()
        if counts.isna().all():
            return pd.DataFrame(
                {"n": counts, "pct": survey.history.percent(question, year).reindex(codes), "base": base}
            )
    return pd.DataFrame({"n": counts, "pct": 100 * counts / base if base else float("nan"), "base": float(base)})


def _of_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Return counts by group and option with their percentages and base: columns n<code>, pct<code> and base."""
    base = cells.sum(axis=1)
    percent = 100 * cells.div(base.where(base > 0), axis=0)
    return pd.concat([cells.add_prefix("n"), percent.add_prefix("pct"), base.rename("base")], axis=1)


def distribution(
    survey: Survey,
    questions: str | dict[str, str],
    by: str | None = None,
    years: list[int] | str | None = None,
    among: pd.Series | None = None,
    without: tuple[int, ...] = (),
) -> Table:
    """Return how the answers divide on the options, in counts and percent: what a bar of 100 percent shows.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    questions : str or dict
        A question with one answer, or several with the same options: row label -> id.
    by : str, optional
        A grouping: one row per group, the whole country last.
    years : list of int or "all", optional
        One row per year, from data/history.csv but for the edition's own. With several questions, one row
        per question and year, under the question's label.
    among : Series of bool by unit code, optional
        The units to look at, from `Survey.chose`.
    without : tuple of int
        Options that don't count as answers here, such as "Ikke aktuelt".

    Returns
    -------
    Table
        Column keys n<code> and pct<code> for every option, and base. Rows are groups, years, or labels.
    """
    heads = {"": questions} if isinstance(questions, str) else questions
    first = next(iter(heads.values()))
    labels = {c: label for c, label in survey.responses.options(first).items() if c not in without}
    rows, sections, shown = {}, {}, {}
    this = survey.edition.year
    for head, question in {} if by else heads.items():
        asked = all_years(survey, question) if years == "all" else years
        for year in asked or [this]:
            key = "|".join(filter(None, [head, str(year) if asked else ""])) or TOTAL
            whole = _whole(survey, question, year, among, without)
            counts, percent = (whole[kind].set_axis(f"{kind}{code}" for code in whole.index) for kind in ("n", "pct"))
            rows[key] = pd.concat([counts, percent, pd.Series({"base": whole["base"].iloc[0]})])
            if asked and head:
                sections[key], shown[key] = head, str(year)
    values = _of_cells(_cells(survey, first, by, this, among, without)) if by else pd.DataFrame(rows).T
    columns = [Column(f"n{code}", COUNT, label) for code, label in labels.items()]
    columns += [Column(f"pct{code}", PERCENT, label) for code, label in labels.items()]
    grouping = survey.grouping(by) if by else None
    return Table(
        grouping.title if grouping else ("År" if years and len(heads) == 1 else "Spørsmål"),
        (*columns, Column("base", BASE)),
        values,
        labels=grouping.labels if grouping else shown,
        short=grouping.short if grouping else {},
        sections=sections,
        note=_note(among, without, survey, first),
        breaks=breaks(survey, heads.values(), by),
    )


def share(
    survey: Survey,
    questions: str | dict[str, str],
    answers: list[int],
    by: str | None = None,
    years: list[int] | str | None = None,
    among: pd.Series | None = None,
    without: tuple[int, ...] = (),
) -> Table:
    """Return the percent that chose one of some answers, group by group or year by year.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    questions : str or dict
        A question with one answer, or several: head -> id.
    answers : list of int
        Codes of the options that count: `[1]` for "Ja", `[1, 2]` for the two best. Their counts are added
        before the percent is computed.
    by : str, optional
        A grouping: one row per group, the whole country last. Without it there is one row per question.
    years, among, without
        As in `distribution`.

    Returns
    -------
    Table
        Column keys n, base and pct, with `_<year>` and, where there are several questions by group,
        `_<rank>` behind.
    """
    heads = {"": questions} if isinstance(questions, str) else questions
    given = sorted({y for q in heads.values() for y in all_years(survey, q)}) if years == "all" else years
    columns, parts = [], {}
    for year in given or [survey.edition.year]:
        for rank, (head, question) in enumerate(heads.items()):
            if by:
                cells = _cells(survey, question, by, year, among, without)
                found = pd.DataFrame({"n": cells[answers].sum(axis=1), "base": cells.sum(axis=1)})
                found["pct"] = 100 * found["n"] / found["base"].where(found["base"] > 0)
            elif len(heads) > 1 and year not in all_years(survey, question):  # the others were asked that year
                found = pd.DataFrame(float("nan"), index=[head], columns=["n", "base", "pct"])
            else:
                whole = _whole(survey, question, year, among, without)
                found = whole.loc[answers, ["n", "pct"]].sum(min_count=1).to_frame(head or TOTAL).T
                found["base"] = whole["base"].iloc[0]
            several = by and len(heads) > 1
            suffix = (f"_{year}" if given else "") + (f"_{rank}" if several else "")
            upper = " / ".join(filter(None, [str(year) if given else "", head if several else ""]))
            for key, measure in (("n", COUNT), ("base", BASE), ("pct", PERCENT)):
                parts.setdefault(f"{key}{suffix}", []).append(found[key])
                if Column(f"{key}{suffix}", measure, upper) not in columns:
                    columns.append(Column(f"{key}{suffix}", measure, upper))
    values = pd.DataFrame({key: pd.concat(found) for key, found in parts.items()})
    grouping = survey.grouping(by) if by else None
    first = next(iter(heads.values()))
    labels = [survey.responses.options(first)[code] for code in answers]
    told = f"Andelen som svarte «{'» eller «'.join(labels)}»."
    return Table(
        grouping.title if grouping else "Spørsmål",
        tuple(columns),
        values,
        labels=grouping.labels if grouping else {},
        short=grouping.short if grouping else {},
        note=f"{told} {_note(among, without, survey, first)}",
        breaks=breaks(survey, heads.values(), by),
    )


def share_by_year(
    survey: Survey, questions: str | dict[str, str], answers: list[int], years: list[int] | str = "all"
) -> Table:
    """Return the percent that chose one of some answers, one row per year: what a line shows (figure 9.8 of 2024).

    Parameters
    ----------
    survey : Survey
        One edition's data.
    questions : str or dict
        A question with one answer, or several: name of the line -> id.
    answers, years
        As in `share`.

    Returns
    -------
    Table
        Column keys pct, or pct_<rank> where there are several questions. Row keys are the years.
    """
    heads = {"": questions} if isinstance(questions, str) else questions
    found = {head: share(survey, question, answers, years=years) for head, question in heads.items()}
    known = sorted({year for table in found.values() for year in table.years})
    keys = {head: f"pct_{rank}" if len(heads) > 1 else "pct" for rank, head in enumerate(heads)}
    values = pd.DataFrame({keys[head]: table.series() for head, table in found.items()}, index=known, dtype=float)
    first = next(iter(found.values()))
    columns = tuple(Column(keys[head], PERCENT, head) for head in heads)
    all_breaks = breaks(survey, heads.values())
    return Table("År", columns, values.set_axis(map(str, known)), note=first.note, breaks=all_breaks)


def ticked(survey: Survey, question: str, by: str, of_all: bool = False, most: int | None = None) -> Table:
    """Return the percent of each group's units that ticked each option of a question with several answers.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    question : str
        A question of type multiple.
    by : str
        A grouping: one row per group, the whole country last.
    of_all : bool
        Percent of all units in the group; otherwise of those that answered the question.
    most : int, optional
        Only so many options, those that most units ticked, the most frequent first.

    Returns
    -------
    Table
        Column keys n_<code> and pct_<code> for every option, and base.
    """
    grouping, labels = survey.grouping(by), survey.responses.options(question)
    ticks = survey.responses.ticks(question)
    if most is not None:
        chosen = ticks.sum().sort_values(ascending=False, kind="stable").index[:most]
        ticks, labels = ticks[chosen], {code: labels[code] for code in chosen}
    if of_all:
        ticks = ticks.reindex(survey.units.index, fill_value=False)
    groups = grouping.of_unit.reindex(ticks.index)
    counts = ticks.groupby(groups).sum().reindex(grouping.groups, fill_value=0).astype(float)
    base = groups.value_counts().reindex(grouping.groups, fill_value=0).astype(float)
    counts.loc[TOTAL], base[TOTAL] = counts.sum(), base.sum()
    percent = 100 * counts.div(base.where(base > 0), axis=0)
    values = pd.concat([counts.add_prefix("n_"), percent.add_prefix("pct_"), base.rename("base")], axis=1)
    columns = [Column(f"n_{code}", COUNT, label) for code, label in labels.items()]
    columns += [Column(f"pct_{code}", PERCENT, label) for code, label in labels.items()]
    base_words = "alle enhetene i gruppen" if of_all else "de som har svart"
    return Table(
        grouping.title,
        (*columns, Column("base", BASE)),
        values,
        grouping.labels,
        grouping.short,
        note=f"Prosent av {base_words}; det var mulig å gi flere svar.",
    )


def _note(among, without: tuple[int, ...], survey: Survey, question: str) -> str:
    base = "Prosent av de som har svart"
    if among is not None:
        base = "Prosent av de som har svart, blant enhetene som er med her"
    left_out = [option.label for option in survey.responses.codebook.options(question) if option.code in without]
    return f"{base}, uten «{'» og «'.join(left_out)}»." if left_out else f"{base}."


def both_answers(survey: Survey, rows: str, columns: str, among: pd.Series | None = None) -> Table:
    """Return how the units with each answer to one question answered another (figure 14.5 of 2024).

    Returns
    -------
    Table
        As `distribution` of the question `columns`, with one row per option of the question `rows`.
    """
    first, second = (_answers(survey, question, among, ()) for question in (rows, columns))
    both = first.index.intersection(second.index)
    labels = survey.responses.options(rows)
    options = survey.responses.options(columns)
    counts = pd.crosstab(first[both], second[both]).reindex(index=list(labels), columns=list(options), fill_value=0)
    values = _of_cells(counts.set_axis(list(labels.values())).astype(float))
    heads = [Column(f"n{code}", COUNT, label) for code, label in options.items()]
    heads += [Column(f"pct{code}", PERCENT, label) for code, label in options.items()]
    title = survey.responses.question(rows).label or "Svar"
    return Table(
        title, (*heads, Column("base", BASE)), values, note="Prosent av de som har svart på begge spørsmålene."
    )
