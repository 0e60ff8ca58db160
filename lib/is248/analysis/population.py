"""Inhabitants and FTE of the units, group by group and year by year; no answers but those on FTE are in them."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from is248.analysis.layouts import sourced
from is248.analysis.tables import COUNT, PERCENT, Column, Table, table, with_total
from is248.data import checks
from is248.data.core import PEOPLE_SOURCE, Core
from is248.data.groupings import TOTAL, Grouping
from is248.wording import (
    DISTRICT,
    MUNICIPALITY,
    NBSP,
    Origin,
    Quantity,
    join,
    note,
    number,
    plainly,
    round_half_up,
    units,
)

PER = 10_000  # rates are per 10 000 inhabitants of the target group (design of the report, chapter 6)
UNDER, OVER = "<18 år", "≥18 år"
_POPULATION = "Innbyggere 1. januar: SSB, tabell 07459."


def fte_questions(core: Core) -> tuple[str, ...]:
    """Return the questions that the units' FTE are answers to; none where the edition knows the FTE alone."""
    return tuple(id for id in ("arsverk_voksne", "arsverk_barn") if id in core.codebook.ids)


def _sums(units: pd.DataFrame, grouping: Grouping, columns: list[str]) -> pd.DataFrame:
    """Return the columns' sums per group, in the report's order, with a total row."""
    return with_total(units[columns].groupby(grouping.of_unit).sum().reindex(grouping.groups).astype(float))


_PEOPLE = {  # by the column of the units file
    "inhabitants_under_18": Column("under_18", COUNT, f"Innbyggere {UNDER}"),
    "inhabitants_adults": Column("adults", COUNT, f"Innbyggere {OVER}"),
    "inhabitants": Column("all", COUNT, "Alle innbyggere"),
}


def inhabitants(core: Core, by: str) -> Table:
    """Return units and inhabitants by group (tables 6.1, 6.3, 6.5, 6.7 and 6.9 of the 2024 report).

    Kinds units, under_18, adults, all (numbers) and units_pct, under_18_pct, adults_pct, all_pct (percent of the
    total row).
    """
    grouping, columns = core.grouping(by), {"units": Column("units", COUNT, "Kommuner"), **_PEOPLE}
    counts, cells = _sums(core.units.assign(units=1), grouping, list(columns)), {}
    for name, column in columns.items():
        percent = replace(column, kind=f"{column.kind}_pct", measure=PERCENT)
        cells |= {column: counts[name], percent: 100 * counts[name] / counts.at[TOTAL, name]}
    units = number(len(core.units))
    note = f"Prosent av alle {units} kommuner, bydeler og etater og av alle innbyggere i aldersgruppen."
    return table(grouping, cells, note=note, source=PEOPLE_SOURCE, breaks=core.breaks([], by), counted="innbyggere")


RATES = (
    Column("fte_children", "Årsverk til barn og unge"),
    Column("fte_adults", "Årsverk til voksne"),
    Column("fte", "Årsverk totalt"),
    Column(
        "rate_children",
        f"Årsverk pr. 10 000 innbyggere {UNDER}",
        measured=f"Årsverk per 10{NBSP}000 innbyggere <18{NBSP}år",
    ),
    Column(
        "rate_adults",
        f"Årsverk pr. 10 000 innbyggere {OVER}",
        measured=f"Årsverk per 10{NBSP}000 innbyggere ≥18{NBSP}år",
    ),
    Column("rate", "Årsverk pr. 10 000 innbyggere", measured=f"Årsverk per 10{NBSP}000 innbyggere"),
)


def rates(sums: pd.DataFrame) -> pd.DataFrame:
    """Return sums of FTE (fte_children, fte_adults, fte) with the FTE per 10 000 inhabitants of the target group.

    The latter are rate_children, rate_adults and rate: the ratio of two sums, missing where there are no inhabitants
    (Oslo's two agencies). `sums` has the columns `_SUMMED`.
    """
    out = sums[_SUMMED[:3]].astype(float)
    for fte, people in zip(_SUMMED[:3], _SUMMED[3:], strict=True):
        out[fte.replace("fte", "rate")] = PER * sums[fte] / sums[people].where(sums[people] > 0)
    return out


_SUMMED = ["fte_children", "fte_adults", "fte", "inhabitants_under_18", "inhabitants_adults", "inhabitants"]


def fte(core: Core, by: str) -> Table:
    """Return FTE and FTE per 10 000 inhabitants by group (tables 6.2, 6.4, 6.6, 6.8 and 6.10 of 2024).

    Kinds fte_children, fte_adults, fte (full-time equivalents) and rate_children, rate_adults, rate (per 10 000
    inhabitants under 18, 18 and over, and all).
    """
    grouping = core.grouping(by)
    note = "Årsverk er summert før avrunding. Raten er gruppens årsverk delt på gruppens innbyggere."
    sums = _sums(core.units, grouping, _SUMMED)
    return _rated(core, grouping, rates(sums), {}, note=note, people=rated_of(sums))


def rated_of(sums: pd.DataFrame) -> dict[str, dict[str, tuple[float, float]]]:
    """Return the two sums that the rates of each row are made of, by kind: FTE and inhabitants."""
    pairs = zip(_SUMMED[:3], _SUMMED[3:], strict=True)
    return {fte.replace("fte", "rate"): _pairs(sums[fte], sums[people]) for fte, people in pairs}


def _pairs(fte: pd.Series, people: pd.Series) -> dict[str, tuple[float, float]]:
    return {str(row): (float(fte[row]), float(people[row])) for row in fte.index}


def _rated(core: Core, rows: str | Grouping, values: pd.DataFrame, first: dict[Column, pd.Series], **options) -> Table:
    """Return FTE and rates, behind the columns `first`, with the questions on FTE and the breaks in their series."""
    made = sourced(core, table(rows, first | {c: values[c.kind] for c in RATES}, **options), fte_questions(core))
    return replace(made, source=f"{core.fte_source} {PEOPLE_SOURCE}")


def base_data(core: Core) -> Table:
    """Return FTE and rates of every unit, county by county (appendix B of the 2024 report).

    Units whose FTE are last year's have a star behind their name. Their numbers are whole here, and so in the data
    files: what is published of a unit is what stands in print.
    """
    units = core.units
    order = {county: rank for rank, county in enumerate(core.grouping("county").groups)}
    # Within a county the units stand in the order of the file, which is the report's.
    ordered = units.assign(rank=units["county"].map(order)).sort_values("rank", kind="stable")
    values = rates(with_total(ordered[_SUMMED].astype(float)))
    whole = values.loc[ordered.index].map(lambda n: n if pd.isna(n) else float(round_half_up(n)))
    values = pd.concat([whole, values.loc[[TOTAL]]])
    codes = pd.Series(["" if row == TOTAL else row for row in values.index], index=values.index)
    imputed = f" * : enheten svarte ikke; årsverkene er fra {core.year_before}." if ordered["imputed"].any() else ""
    return _rated(
        core,
        "Kommune eller bydel",
        values,
        {Column("code", "Nummer", decimals=None): codes},
        labels=(ordered["name"] + ordered["imputed"].map({True: "*", False: ""})).to_dict(),
        sections=ordered["county"].to_dict(),
        section_head="Fylke",
        note=f"– : enheten har ingen innbyggere.{imputed}",
    )


def composition(core: Core, by: str, of: str) -> Table:
    """Return how the units of each group of `by` divide on the groups of `of`, in percent (figure 6.7 of 2024)."""
    rows, parts = core.grouping(by), core.grouping(of)
    counts = pd.crosstab(rows.of_unit, parts.of_unit).reindex(index=rows.groups, columns=parts.groups, fill_value=0)
    percent = 100 * counts.div(counts.sum(axis=1), axis=0)
    cells = {Column("pct", PERCENT, part, headed=parts.labels[part]): percent[part] for part in parts.groups}
    note, breaks = "Prosent av kommunene i gruppen.", core.breaks([], by)
    return table(rows, cells, note=note, source=_POPULATION, breaks=breaks)


def _over_years(population: pd.DataFrame, columns: dict[str, Column]) -> Table:
    years = {str(year): int(year) for year in population.index}
    people = population[list(columns)].set_axis(list(years)).astype(float)
    cells = {column: people[name] for name, column in columns.items()}
    return table("År", cells, row_years=years, source=_POPULATION, counted="innbyggere")


def by_year(core: Core) -> Table:
    """Return the country's inhabitants under 18, and 18 and over, year by year (figure 6.1 of 2024)."""
    return _over_years(core.population.loc[core.edition.population_since : core.year], _PEOPLE)


def by_age(core: Core) -> Table:
    """Return the country's inhabitants under 20, 20 to 64, and 65 and over, year by year (figure 20.1 of 2024)."""
    population = checks.read(Path("data/reference/population-by-age.csv")).astype({"year": int}).set_index("year")
    population = population.loc[core.edition.population_since : core.year]
    heads = {"under_20": "Under 20 år", "20_64": "20–64 år", "65_and_over": "65 år og over"}
    return _over_years(population, {f"inhabitants_{age}": Column(age, COUNT, head) for age, head in heads.items()})


def imputed_share(core: Core, question: str = "") -> Quantity:
    """Return the part of all FTE, or of one question's, that is last year's, in percent."""
    asked, units = ((question,) if question else fte_questions(core)), core.units
    silent = plainly(float(units["imputed"].sum()))
    told = f"Årsverkene til {silent} kommuner og bydeler som ikke svarte, i prosent av alle; deres er fra året før."
    origin = Origin(told, asked, core.year)
    if question:
        return Quantity(core.complete_fte(question).imputed_share, origin=origin)
    return Quantity(100 * units.loc[units["imputed"], "fte"].sum() / units["fte"].sum(), 1, origin)


def largest_in(core: Core, by: str, group: str) -> str:
    """Return a group's largest unit with its inhabitants: «Ringsaker (35 612)»."""
    unit = core.units.loc[core.grouping(by).of_unit == group].nlargest(1, "inhabitants").iloc[0]
    note(Origin(f"Den største enheten i gruppen etter innbyggere 1. januar {core.year}.", by=by))
    return f"{unit['name']} ({number(unit['inhabitants'])})"


def municipalities(core: Core) -> Quantity:
    """Return how many municipalities the units are: those of Oslo are one together."""
    oslo = core.units["county"] == "Oslo"
    told = f"Kommunene på listen over kommuner og bydeler 1. januar {core.year}. Oslo er én kommune."
    return Quantity(float((~oslo).sum() + oslo.any()), origin=Origin(told))


def members(core: Core, by: str, group: str) -> list[str]:
    """Return the names of the units in a group, in the order of the units file."""
    of_unit = core.grouping(by).of_unit
    if group not in set(of_unit):
        raise ValueError(f"there is no {by} {group!r}; there are {', '.join(sorted(set(of_unit)))}")
    note(Origin("Navnene på enhetene i gruppen, av listen over kommuner og bydeler.", by=by))
    return core.units.loc[of_unit == group, "name"].to_list()


def silent(core: Core) -> str:
    """Return how many units did not take part, in words: «17 kommuner og to bydeler»."""
    missing = core.units.loc[~core.responses.took_part, "county"]
    note(Origin(f"{len(missing)} av {len(core.units)} kommuner og bydeler svarte ikke.", year=core.year))
    districts = int((missing == "Oslo").sum())
    return join(units(n, noun) for n, noun in ((len(missing) - districts, MUNICIPALITY), (districts, DISTRICT)) if n)
