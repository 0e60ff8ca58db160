"""Tables of FTE: by education and service, year by year, and by pathway. All are summed before rounding.

Rows are addressed by the names of services and educations in the codebook.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from is248.analysis.layouts import of_answers
from is248.analysis.population import fte_questions, rated_of, rates
from is248.analysis.tables import COUNT, PERCENT, Column, Table, with_total
from is248.data.absence import Absent, is_absent
from is248.data.codebook import Option
from is248.data.core import Core
from is248.data.groupings import TOTAL
from is248.data.responses import load_last_year
from is248.wording import join

FTE = "Årsverk"
EDUCATION, SERVICE = "educations", "services"
_NOTE = "Årsverk er summert før avrunding; prosent av alle årsverkene i tabellen."


def _parts(core: Core, questions: str | Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return row -> question, of a battery by its name, and row -> reason of those that only another edition asks."""
    rows = core.items_of(questions) if isinstance(questions, str) else questions
    found = {row: core.find(id) for row, id in rows.items()}
    lacking = {row: asked.reason for row, asked in found.items() if is_absent(asked)}
    return {row: asked.id for row, asked in found.items() if row not in lacking}, lacking


def _options(core: Core, question: str, kind: str) -> list[Option]:
    return getattr(core.codebook.question(question), kind)


def _named(core: Core, question: str, kind: str) -> dict[str, dict[str, str]]:
    """Return what the rows are called in the chapters' code and in prose, and the names that this year lacks."""
    options = _options(core, question, kind)
    elsewhere = (book.ids[question] for book in core.other_codebooks if question in book.ids)
    lacking = {option.name for asked in elsewhere for option in getattr(asked, kind)} - {o.name for o in options}
    return {
        "aliases": {option.name: option.label for option in options},
        "spoken": {option.label: option.in_words for option in options},
        "lacking": dict.fromkeys(lacking, f"{core.year} has none of these {kind} in {question}"),
    }


def _divided(core: Core, title: str, kind: str, parts: Mapping[str, pd.Series], questions: list[str]) -> Table:
    """Return sums of FTE, and their percent of the total, for one or more populations beside each other."""
    cells = {}
    for head, sums in parts.items():
        sums = pd.concat([sums, pd.Series({TOTAL: sums.sum()})])
        cells[Column("n", COUNT, head)], cells[Column("pct", PERCENT, head)] = sums, 100 * sums / sums[TOTAL]
    return of_answers(core, questions, title, cells, note=_NOTE, **_named(core, questions[0], kind))


def by_education(
    core: Core, questions: str | Mapping[str, str], service: str | None = None, among: pd.Series | None = None
) -> Table | Absent:
    """Return FTE by education (tables 3.2, 3.5, 3.7-3.13 and 3.16-3.24 of 2024).

    Of a question on FTE, or of several (upper head -> id), in all services or in one, of all units or of those that
    are true in `among`, by unit code.
    """
    heads = {"": questions} if isinstance(questions, str) else questions
    parts = {}
    for head, question in heads.items():
        complete = core.complete_fte(question)
        sums = complete.sums("education", among)
        if service is not None:
            codes = {option.name: option.code for option in _options(core, question, SERVICE)}
            if service in _named(core, question, SERVICE)["lacking"]:
                return Absent(f"{core.year} has no service {service} in {question}")
            if service not in codes:
                raise ValueError(f"{question} has no service {service!r}; there are {', '.join(codes)}")
            sums = complete.sums_of_service(codes[service], among)
        if is_absent(sums):
            return sums
        labels = {option.code: option.label for option in _options(core, question, EDUCATION)}
        parts[head] = sums.reindex(list(labels)).rename(labels)
    return _divided(core, "Utdanning", EDUCATION, parts, list(heads.values()))


def by_service(core: Core, question: str) -> Table | Absent:
    """Return FTE by service (tables 3.6 and 3.17 of 2024)."""
    labels = {option.code: option.label for option in _options(core, question, SERVICE)}
    sums = core.complete_fte(question).sums("service")
    if is_absent(sums):
        return sums
    return _divided(core, "Tjeneste", SERVICE, {"": sums.reindex(list(labels)).rename(labels)}, [question])


def matrix(core: Core, question: str) -> Table | Absent:
    """Return FTE by service (rows) and education (columns), in numbers and in percent of the service's FTE.

    Figures 3.2, 3.3, 3.6 and 3.7 of 2024. Kinds n and pct for every education (its code the column's answer), and
    base: the service's FTE. Absent where the form asked for services and educations apart.
    """
    if is_absent(fte := core.complete_fte(question).fte):
        return fte
    services, educations = (
        {option.code: option.label for option in _options(core, question, kind)} for kind in (SERVICE, EDUCATION)
    )
    sums = fte.sum().unstack("education").reindex(index=services, columns=educations)
    sums = with_total(sums.rename(index=services))
    base = sums.sum(axis=1)
    cells = {Column("n", FTE, label, answer=code): sums[code] for code, label in educations.items()}
    cells |= {Column("pct", PERCENT, label, answer=c): 100 * sums[c] / base for c, label in educations.items()}
    note = "Årsverk er summert før avrunding."
    names, heads = (_named(core, question, kind) for kind in (SERVICE, EDUCATION))
    names |= {"heads": heads["aliases"], "lacking": names["lacking"] | heads["lacking"]}
    return of_answers(core, [question], "Tjeneste", cells | {Column("base", FTE): base}, note=note, **names)


def by_year(core: Core, questions: Mapping[str, str]) -> Table | Absent:
    """Return FTE year by year (row -> question), and the change in the comparable units (table 3.1 of 2024).

    The change is from the last year in the history to the edition's, without the units that params/<year>.yml
    declares as not comparable in both.
    """
    years = sorted({year for question in questions.values() for year in core.years(question)})
    earlier = [year for year in years if year < core.year]
    if not earlier:
        return Absent("there are no FTE of earlier years")
    since, without = earlier[-1], list(core.edition.not_comparable)
    cells = {}
    for year in years:
        column = cells[Column("fte", FTE, year=year)] = _sums(core, questions, year)
        column[TOTAL] = column.sum(skipna=False)
    first, last = (_sums(core, questions, year, without) for year in (since, core.year))
    first[TOTAL], last[TOTAL] = first.sum(skipna=False), last.sum(skipna=False)
    head = f"Beregnet endring {since}-{core.year}"
    cells[Column("change", FTE, head)] = last - first
    cells[Column("change_pct", PERCENT, head, decimals=1)] = 100 * (last / first.where(first > 0) - 1)
    note = f"Endringen er regnet uten {join(core.not_comparable)} begge år." if without else ""
    return of_answers(core, questions.values(), "Målgruppe", cells, note=note)


def _sums(core: Core, questions: Mapping[str, str], year: int, without: Collection[str] = ()) -> pd.Series:
    """Return the sum of each question's FTE in a year, without some units."""

    def summed(question: str) -> float:
        if year == core.year:
            return core.complete_fte(question).by_unit.drop(list(without)).sum()
        left_out = sum(core.history.number(question, year, unit) for unit in without)
        return core.history.number(question, year) - left_out

    return pd.Series({row: summed(question) for row, question in questions.items()})


def rates_by_year(core: Core, children: str, adults: str) -> Table | Absent:
    """Return FTE per 10 000 inhabitants of the target group, year by year: growth beyond that of the population.

    Kinds rate_children, rate_adults and rate: FTE per 10 000 inhabitants under 18, 18 and over, and all.
    """
    sums_of = by_year(core, {"fte_children": children, "fte_adults": adults})
    if is_absent(sums_of):
        return sums_of
    fte = [column for column in sums_of.columns if column.kind == "fte"]
    sums = sums_of.values[[column.key for column in fte]].T.set_axis([column.year for column in fte])
    people = core.population.reindex(sums.index)
    both = sums.rename(columns={TOTAL: "fte"}).join(people)
    values = rates(both).set_axis(sums.index.astype(str))
    heads = {"rate_children": "Barn og unge", "rate_adults": "Voksne", "rate": "Alle"}
    cells = {
        Column(kind, "Årsverk pr. 10 000 innbyggere", head, decimals=1): values[kind] for kind, head in heads.items()
    }
    looks = {"row_years": {str(year): year for year in sums.index}, "people": rated_of(both)}
    note = "Hele landets årsverk delt på innbyggerne i aldersgruppen 1. januar."
    return of_answers(core, [children, adults], "År", cells, note=note, **looks)


def sums_by_year(core: Core, questions: str | Mapping[str, str], percent: bool = False) -> Table | Absent:
    """Return sums of numbers year by year, or their percent of the year's total (tables 7.2-7.5 of 2024).

    A year of which only the percentages are known has no column of sums; the edition's own always has one, which is
    empty where nothing was given. `questions` is a battery's name, or row -> id; of parts of which this edition did
    not ask all, it has no percent.
    """
    (questions, lacking), cells = _parts(core, questions), {}
    if not questions or (percent and lacking):
        return Absent(next(iter(lacking.values()), "there are no questions"))
    column = Column("pct", PERCENT) if percent else Column("n", FTE)
    for year in sorted({year for question in questions.values() for year in core.years(question)}):
        sums = pd.Series({row: core.total(question, year) for row, question in questions.items()})
        total = sums.sum(skipna=False)
        if percent and pd.isna(total) and year != core.year:
            sums = pd.Series({row: core.history.share(question, year) for row, question in questions.items()})
        elif percent:
            sums = 100 * sums / (total or float("nan"))
        if sums.notna().any() or year == core.year:
            sums[TOTAL] = 100.0 if percent and sums.notna().all() else float("nan") if lacking else total
            cells[replace(column, year=year)] = sums
    spoken = {row: row.lower() for row in questions}
    return of_answers(core, questions.values(), "Hovedforløp", cells, spoken=spoken, lacking=lacking)


def parts_by_year(core: Core, parts: Mapping[str, str | Mapping[str, str]]) -> Table | Absent:
    """Return what each of some parts has of their sum, in percent, year by year (figure 7.1 of 2024).

    `parts` is heading -> battery, or (part -> question with a number); all headings have the same parts.
    """
    rows, sections, row_years = {}, {}, {}
    found = {heading: _parts(core, questions) for heading, questions in parts.items()}
    parts = {heading: questions for heading, (questions, lacking) in found.items() if questions and not lacking}
    if not parts:
        return Absent(f"{core.year} did not ask all of these questions of any of {', '.join(found)}")
    most_first = sorted(parts.values(), key=len, reverse=True)
    names = list(dict.fromkeys(name for questions in most_first for name in questions))
    for heading, questions in parts.items():
        shares = sums_by_year(core, questions, percent=True)
        for column in shares.columns:
            row = f"{heading}|{column.year}"
            rows[row] = shares.values[column.key].reindex(names).to_numpy()
            sections[row], row_years[row] = heading, column.year
    values = pd.DataFrame(rows, index=names).T
    asked = [question for questions in parts.values() for question in questions.values()]
    cells = {Column("pct", PERCENT, name): values[name] for name in names}
    labels = {row: str(year) for row, year in row_years.items()}
    return of_answers(core, asked, "År", cells, labels=labels, sections=sections, row_years=row_years)


def against_pathways(core: Core, parts: Mapping[str, tuple[str, str]]) -> Table:
    """Return FTE by service beside FTE by pathway, the latter also in percent (table 7.1 of 2024).

    `parts` is upper head -> (question on FTE, battery of FTE by pathway).
    """
    rows = ["Årsverk rapportert", "Årsverk hovedforløp", "Prosent av årsverkene fordelt på hovedforløp"]
    found = {head: _parts(core, pathways) for head, (fte, pathways) in parts.items()}
    asked = {head: [fte, *found[head][0].values()] for head, (fte, pathways) in parts.items()}
    sums = {
        head: (
            core.complete_fte(fte).by_unit.sum(),
            float("nan") if found[head][1] else sum(core.total(id, core.year) for id in pathways),
        )
        for head, (fte, *pathways) in asked.items()
    }
    sums["Totalt"] = tuple(map(sum, zip(*sums.values(), strict=True)))
    cells = {Column("fte", FTE, head): pd.Series([*pair, None], rows, dtype=float) for head, pair in sums.items()}
    for head, (reported, divided) in sums.items():
        cells[Column("pct", PERCENT, head)] = pd.Series(
            [None, None, 100 * divided / (reported or float("nan"))], rows, dtype=float
        )
    return of_answers(core, sum(asked.values(), []), "Årsverk", cells, aliases={"share": rows[-1]})


def change(core: Core, by: str) -> Table:
    """Return how FTE have changed since the edition before, group by group: children, adults and both, in FTE.

    Its FTE of every unit stand in last_year.csv beside the responses. Units that can't be compared
    (params/<year>.yml) are left out.
    """
    grouping, units = core.grouping(by), core.units.drop(index=list(core.edition.not_comparable))
    children = units["fte_children"] - load_last_year(core.year, "arsverk_barn")
    adults = units["fte_adults"] - load_last_year(core.year, "arsverk_voksne")
    changes = pd.DataFrame({"children": children, "adults": adults, "all": children + adults}, index=units.index)
    sums = changes.groupby(grouping.of_unit.reindex(changes.index)).sum(min_count=1).reindex(grouping.groups)
    values, heads = with_total(sums), {"children": "Barn og unge", "adults": "Voksne", "all": "Alle"}
    cells = {Column(kind, FTE, head): values[kind] for kind, head in heads.items()}
    left = f", uten {join(core.not_comparable)}" if core.not_comparable else ""
    asked = fte_questions(core)
    breaks = [f"Brudd i {year}: {why}" for year, why in core.breaks(asked, by) if core.year_before < year <= core.year]
    note = " ".join([f"Endring i årsverk fra {core.year_before}{left}.", *breaks])
    made = of_answers(core, asked, grouping, cells, note=note)
    return replace(made, source=core.answers_source([core.year_before, core.year]))
