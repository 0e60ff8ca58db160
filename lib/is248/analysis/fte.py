"""Tables of FTE: by education and service, year by year, and by pathway. All are summed before rounding.

Rows are addressed by the names of services and educations in the codebook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from is248.analysis.layouts import sourced
from is248.analysis.population import fte_questions, rates
from is248.analysis.tables import COUNT, PERCENT, Column, Table, table, with_total
from is248.data.absence import Absent, is_absent
from is248.data.codebook import Option
from is248.data.core import Core
from is248.data.groupings import TOTAL
from is248.data.responses import load_last_year
from is248.wording import join

FTE = "Årsverk"
EDUCATION, SERVICE = "educations", "services"
_NOTE = "Årsverk er summert før avrunding; prosent av alle årsverkene i tabellen."


def _parts(core: Core, questions: str | Mapping[str, str]) -> Mapping[str, str]:
    """Return row -> question, of a battery of the codebook by its name."""
    if not isinstance(questions, str):
        return questions
    return {q.label or q.id: q.id for q in core.codebook.questions if q.battery == questions}


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
    return sourced(core, table(title, cells, note=_NOTE, **_named(core, questions[0], kind)), questions)


def by_education(
    core: Core, questions: str | Mapping[str, str], service: str | None = None, among: pd.Series | None = None
) -> Table | Absent:
    """Return FTE by education (tables 3.2, 3.5, 3.7-3.13 and 3.16-3.24 of 2024).

    Parameters
    ----------
    core : Core
        One edition's data.
    questions : str or mapping
        A question on FTE, or several: upper head -> id.
    service : str, optional
        Name of the one service to look at.
    among : Series of bool by unit code, optional
        The units to look at.
    """
    heads = {"": questions} if isinstance(questions, str) else questions
    parts = {}
    for head, question in heads.items():
        fte = core.complete_fte(question).fte
        if among is not None:
            fte = fte[among.reindex(fte.index, fill_value=False)]
        if service is not None:
            codes = {option.name: option.code for option in _options(core, question, SERVICE)}
            if service in _named(core, question, SERVICE)["lacking"]:
                return Absent(f"{core.year} has no service {service} in {question}")
            if service not in codes:
                raise ValueError(f"{question} has no service {service!r}; there are {', '.join(codes)}")
            fte = fte.xs(codes[service], axis=1, level="service", drop_level=False)
        labels = {option.code: option.label for option in _options(core, question, EDUCATION)}
        parts[head] = fte.sum().groupby(level="education").sum().reindex(list(labels)).rename(labels)
    return _divided(core, "Utdanning", EDUCATION, parts, list(heads.values()))


def by_service(core: Core, question: str) -> Table:
    """Return FTE by service (tables 3.6 and 3.17 of 2024)."""
    labels = {option.code: option.label for option in _options(core, question, SERVICE)}
    sums = core.complete_fte(question).fte.sum().groupby(level="service").sum()
    return _divided(core, "Tjeneste", SERVICE, {"": sums.reindex(list(labels)).rename(labels)}, [question])


def matrix(core: Core, question: str) -> Table:
    """Return FTE by service (rows) and education (columns), in numbers and in percent of the service's FTE.

    Figures 3.2, 3.3, 3.6 and 3.7 of 2024. Kinds n and pct for every education (its code the column's answer), and
    base: the service's FTE.
    """
    services, educations = (
        {option.code: option.label for option in _options(core, question, kind)} for kind in (SERVICE, EDUCATION)
    )
    sums = core.complete_fte(question).fte.sum().unstack("education").reindex(index=services, columns=educations)
    sums = with_total(sums.rename(index=services))
    base = sums.sum(axis=1)
    cells = {Column("n", FTE, label, answer=code): sums[code] for code, label in educations.items()}
    cells |= {Column("pct", PERCENT, label, answer=c): 100 * sums[c] / base for c, label in educations.items()}
    note = "Årsverk er summert før avrunding; prosent av årsverkene i tjenesten."
    names, heads = (_named(core, question, kind) for kind in (SERVICE, EDUCATION))
    names |= {"heads": heads["aliases"], "lacking": names["lacking"] | heads["lacking"]}
    return sourced(core, table("Tjeneste", cells | {Column("base", FTE): base}, note=note, **names), [question])


def by_year(core: Core, questions: Mapping[str, str]) -> Table | Absent:
    """Return FTE year by year, and the change in the comparable units (table 3.1 of 2024).

    The change is from the last year in the history to the edition's, without the units that params/<year>.yml
    declares as not comparable in both.

    Parameters
    ----------
    core : Core
        One edition's data.
    questions : mapping of str to str
        Row -> question on FTE.
    """
    years = core.years(next(iter(questions.values())))
    earlier = [year for year in years if year < core.year]
    if not earlier:
        return Absent("there are no FTE of earlier years")
    since, without = earlier[-1], list(core.edition.not_comparable)
    by_unit = {row: core.complete_fte(question).by_unit for row, question in questions.items()}
    cells, before, now = {}, {}, {}
    for year in years:
        sums = {
            row: by_unit[row].sum() if year == core.year else core.history.number(question, year)
            for row, question in questions.items()
        }
        cells[Column("fte", FTE, year=year)] = pd.Series(sums)
    for row, question in questions.items():
        now[row] = by_unit[row].drop(without).sum()
        left_out = sum(core.history.number(question, since, unit) for unit in without)
        before[row] = core.history.number(question, since) - left_out
    cells = {column: pd.concat([sums, pd.Series({TOTAL: sums.sum(skipna=False)})]) for column, sums in cells.items()}
    first, last = (pd.Series(sums | {TOTAL: sum(sums.values())}) for sums in (before, now))
    head = f"Beregnet endring {since}-{core.year}"
    cells[Column("change", FTE, head)] = last - first
    cells[Column("change_pct", PERCENT, head, decimals=1)] = 100 * (last / first - 1)
    note = f"Endringen er regnet uten {join(core.not_comparable)} begge år." if without else ""
    return sourced(core, table("Målgruppe", cells, note=note), questions.values())


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
    values = rates(sums.rename(columns={TOTAL: "fte"}).join(people)).set_axis(sums.index.astype(str))
    heads = {"rate_children": "Barn og unge", "rate_adults": "Voksne", "rate": "Alle"}
    cells = {
        Column(kind, "Årsverk pr. 10 000 innbyggere", head, decimals=1): values[kind] for kind, head in heads.items()
    }
    return sourced(
        core,
        table(
            "År",
            cells,
            row_years={str(year): year for year in sums.index},
            note="Hele landets årsverk delt på innbyggerne i aldersgruppen 1. januar.",
        ),
        [children, adults],
    )


def sums_by_year(core: Core, questions: str | Mapping[str, str], percent: bool = False) -> Table:
    """Return sums of numbers year by year, or their percent of the year's total (tables 7.2-7.5 of 2024).

    A year of which only the percentages are known has no column of sums. `questions` is a battery's name, or row -> id.
    """
    questions, cells = _parts(core, questions), {}
    for year in core.years(next(iter(questions.values()))):
        sums = pd.Series(
            {
                row: core.responses.numbers(q).sum() if year == core.year else core.history.number(q, year)
                for row, q in questions.items()
            }
        )
        total = sums.sum(skipna=False)
        if percent:
            known = (
                pd.Series({row: core.history.share(q, year) for row, q in questions.items()})
                if pd.isna(total)
                else sums
            )
            sums, total = known if pd.isna(total) else 100 * sums / total, 100.0
        if sums.notna().any():
            column = Column("pct", PERCENT, year=year) if percent else Column("n", FTE, year=year)
            cells[column] = pd.concat([sums, pd.Series({TOTAL: total})])
    spoken = {row: row.lower() for row in questions}
    return sourced(core, table("Hovedforløp", cells, spoken=spoken), questions.values())


def parts_by_year(core: Core, parts: Mapping[str, str | Mapping[str, str]]) -> Table:
    """Return what each of some parts has of their sum, in percent, year by year (figure 7.1 of 2024).

    Parameters
    ----------
    core : Core
        One edition's data.
    parts : mapping
        Heading -> battery, or (part -> question with a number); all headings have the same parts.
    """
    rows, sections, row_years = {}, {}, {}
    parts = {heading: _parts(core, questions) for heading, questions in parts.items()}
    for heading, questions in parts.items():
        shares = sums_by_year(core, questions, percent=True)
        for column in shares.columns:
            row = f"{heading}|{column.year}"
            rows[row] = shares.values.loc[list(questions), column.key].to_numpy()
            sections[row], row_years[row] = heading, column.year
    names = list(next(iter(parts.values())))
    values = pd.DataFrame(rows, index=names).T
    return sourced(
        core,
        table(
            "År",
            {Column("pct", PERCENT, name): values[name] for name in names},
            labels={row: str(year) for row, year in row_years.items()},
            sections=sections,
            row_years=row_years,
        ),
        [question for questions in parts.values() for question in questions.values()],
    )


def against_pathways(core: Core, parts: Mapping[str, tuple[str, str]]) -> Table:
    """Return FTE by service beside FTE by pathway, the latter also in percent (table 7.1 of 2024).

    Parameters
    ----------
    core : Core
        One edition's data.
    parts : mapping
        Upper head -> (question on FTE, battery of FTE by pathway).
    """
    reported, divided, share = (
        "Årsverk rapportert",
        "Årsverk hovedforløp",
        "Prosent av årsverkene fordelt på hovedforløp",
    )
    sums = {
        head: (
            core.complete_fte(fte).by_unit.sum(),
            sum(core.responses.numbers(q).sum() for q in _parts(core, pathways).values()),
        )
        for head, (fte, pathways) in parts.items()
    }
    sums["Totalt"] = tuple(map(sum, zip(*sums.values(), strict=True)))
    rows = [reported, divided, share]
    cells = {Column("fte", FTE, head): pd.Series([*pair, None], rows, dtype=float) for head, pair in sums.items()}
    cells |= {
        Column("pct", PERCENT, head): pd.Series([None, None, 100 * pair[1] / pair[0]], rows, dtype=float)
        for head, pair in sums.items()
    }
    asked = [id for fte, pathways in parts.values() for id in (fte, *_parts(core, pathways).values())]
    return sourced(core, table("Årsverk", cells, aliases={"share": share}), asked)


def change(core: Core, by: str) -> Table:
    """Return how FTE have changed since the edition before, group by group: children, adults and both, in FTE.

    Its FTE of every unit stand in last_year.csv beside the responses. Units that can't be compared
    (params/<year>.yml) are left out.
    """
    grouping, without = core.grouping(by), list(core.edition.not_comparable)
    units = core.units.drop(index=without)
    changes = pd.DataFrame(
        {
            "children": units["fte_children"] - load_last_year(core.year, "arsverk_barn"),
            "adults": units["fte_adults"] - load_last_year(core.year, "arsverk_voksne"),
        },
        index=units.index,
    )
    changes["all"] = changes["children"] + changes["adults"]
    sums = changes.groupby(grouping.of_unit.reindex(changes.index)).sum(min_count=1).reindex(grouping.groups)
    values = with_total(sums)
    heads = {"children": "Barn og unge", "adults": "Voksne", "all": "Alle"}
    left = f", uten {join(core.not_comparable)}" if without else ""
    made = table(
        grouping.title,
        {Column(kind, FTE, head): values[kind] for kind, head in heads.items()},
        grouping=grouping,
        note=f"Endring i årsverk fra {core.year_before}{left}.",
    )
    return replace(sourced(core, made, fte_questions(core)), source=core.answers_source([core.year - 1, core.year]))
