"""The text alternatives: the whole finding in few words, with its base and its breaks; nothing that takes a test."""

from dataclasses import replace

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from is248 import figures
from is248.analysis.tables import Column, Table
from is248.data.groupings import TOTAL, Grouping
from is248.figures import content, style

SIZES = ["small", "middle", "large"]
GROUPING = Grouping("size_group", {"small": "Små", "middle": "Mellom", "large": "Store"}, {}, pd.Series(dtype=object))
BASE = Column("base", "Antall svar")
LONG = "Et svar som er så langt at ingen vil høre det lest opp for hver av gruppene, og derfor "


@pytest.fixture(autouse=True)
def not_written(monkeypatch):
    """Leave out what takes the longest, the drawing as a file; the text has nothing to do with it."""
    monkeypatch.setattr(style, "svg", lambda figure: plt.close(figure) or "<svg></svg>")


def of_groups(series: dict[Column, list], base: list | None = None) -> Table:
    """Return a table of three groups and the country."""
    columns = {column.key: numbers for column, numbers in series.items()} | ({BASE.key: base} if base else {})
    values = pd.DataFrame(columns, index=[*SIZES, TOTAL], dtype=float)
    return Table("Kommunestørrelse", (*series, *([BASE] if base else [])), values, GROUPING)


def of_years(series: dict[str, list], *breaks: int, first: int = 2021) -> Table:
    """Return a table of years in the rows, with breaks."""
    columns = {Column("pct", "Prosent", name): numbers for name, numbers in series.items()}
    years = range(first, first + len(next(iter(series.values()))))
    values = pd.DataFrame({c.key: numbers for c, numbers in columns.items()}, index=list(map(str, years)), dtype=float)
    told = tuple((year, "Nytt skjema.") for year in breaks)
    return Table("År", tuple(columns), values, row_years={str(year): year for year in years}, breaks=told)


def years_beside(numbers: dict[int, list], *breaks: int, base: dict[int, list] | None = None) -> Table:
    """Return a table of groups with a column of percent per year, and the bases of each year."""
    series = {Column("pct", "Prosent", year=year): cells for year, cells in numbers.items()}
    series |= {Column("base", "Antall svar", year=year): cells for year, cells in (base or {}).items()}
    return replace(of_groups(series), breaks=tuple((year, "Nytt skjema.") for year in breaks))


def percents(*names: str) -> list[Column]:
    return [Column("pct", "Prosent", name) for name in names]


def test_bars_tell_the_base_each_group_and_the_country():
    [column] = percents("")
    assert figures.bars(of_groups({column: [20, 41, 61, 38]}, base=[6, 71, 180, 257])).alt == (
        "Liggende søylediagram som viser prosent etter kommunestørrelse (3 grupper). "
        "Grunnlaget er 257 svar, 6–180 i hver gruppe. "
        "Andelen er 20 prosent i Små, 41 prosent i Mellom og 61 prosent i Store; i hele landet er den 38 prosent."
    )


def long_names(table: Table) -> Table:
    grouping = replace(GROUPING, labels={size: f"{LONG}{LONG}{size}" for size in SIZES})
    return replace(table, grouping=grouping, labels=grouping.labels)


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([20, 41, 61, 38], "ligger mellom 20 og 61 prosent i gruppene; i hele landet er den 38 prosent."),
        ([61, 41, 20, 38], "ligger mellom 20 og 61 prosent i gruppene; i hele landet er den 38 prosent."),
        ([40.4, 40, 39.6, 40], "er 40 prosent i alle; i hele landet er den 40 prosent."),
    ],
)
def test_of_many_groups_a_share_has_its_ends_and_names_no_group(numbers, told):
    """Which group is highest takes a test, and a figure has none."""
    alt = figures.bars(long_names(of_groups({percents("")[0]: numbers}))).alt
    assert alt.endswith(f"(3 grupper). Andelen {told}")


@pytest.mark.parametrize(
    ("base", "note"),
    [
        ([6, 71, 180, 257], "Færre enn ti svar: Små (6)."),
        ([9, 10, 2, 21], "Færre enn ti svar: Små (9) og Store (2)."),
        ([10, 71, 180, 261], ""),
        ([0, 71, 180, 251], ""),  # nobody there is told elsewhere
    ],
)
@pytest.mark.parametrize("form", [figures.bars, figures.stacked, figures.panels])
def test_the_note_of_a_figure_names_the_groups_with_few_answers(form, base, note):
    [column] = percents("Ja")
    assert form(of_groups({column: [20, 41, 61, 38]}, base=base)).table.printed_note == note


def test_few_answers_to_one_of_two_questions_are_not_of_a_year():
    made = of_groups({column: [20, 41, 61, 38] for column in percents("A", "B")}, base=[6, 71, 180, 257])
    assert "minst ett av årene" not in figures.grouped(made).table.printed_note


def test_the_note_has_the_fewest_answers_of_several_years_and_the_tables_own_words_first():
    numbers = {2023: [20, 40, 60, 40], 2024: [25, 35, 60, 41]}
    made = replace(years_beside(numbers, base={2023: [12, 60, 70, 142], 2024: [8, 66, 79, 153]}), note="Prosent.")
    assert figures.grouped(made).table.printed_note == "Prosent. Færre enn ti svar minst ett av årene: Små (8)."


def test_a_table_of_answers_has_its_base_in_the_total_row():
    columns = Column("n", "Antall"), Column("pct", "Prosent")
    cells = {columns[0].key: [120, 30, 150], columns[1].key: [80, 20, 100]}
    table = Table("Svar", columns, pd.DataFrame(cells, index=["Kurs", "Annet", TOTAL], dtype=float))
    assert figures.bars(table).alt == (
        "Liggende søylediagram som viser prosent etter svar (2 rader). Grunnlaget er 150 svar. "
        "Andelen er høyest for «Kurs» (80 prosent) og lavest for «Annet» (20 prosent)."
    )


def test_fte_are_no_number_of_answers():
    column = Column("pct", "Prosent")
    fte = Column("base", "Årsverk")
    values = pd.DataFrame({column.key: [80.0, 20.0], fte.key: [900.0, 400.0]}, index=["A", "B"])
    assert "Grunnlag" not in figures.stacked(Table("Tjeneste", (column, fte), values)).alt


def test_parts_of_groups_tell_each_part_as_long_as_it_is_short():
    yes, no = percents("Ja", "Nei")
    alt = figures.stacked(of_groups({yes: [20, 41, 61, 38], no: [80, 59, 39, 62]}, base=[50, 50, 50, 150])).alt
    assert alt.endswith(
        "Grunnlaget er 150 svar, 50 i hver gruppe. "
        "For «Ja» ligger andelen mellom 20 og 61 prosent i gruppene; i hele landet er den 38 prosent. "
        "For «Nei» ligger andelen mellom 39 og 80 prosent i gruppene; i hele landet er den 62 prosent."
    )


@pytest.mark.parametrize("form", [figures.stacked, figures.panels, figures.grouped])
def test_many_series_tell_the_country_and_the_two_ends(form):
    name = LONG + LONG[:30]
    columns = percents(*(f"{name}{i}" for i in range(4)))
    numbers = [[20, 21, 22, 21], [40, 5, 42, 41], [25, 60, 26, 29], [15, 14, 10, 9]]
    alt = form(of_groups(dict(zip(columns, numbers, strict=True)))).alt
    assert alt.endswith(
        f"I hele landet er andelen høyest for «{name}1» (41 prosent) og lavest for «{name}3» (9 prosent). "
        "I gruppene ligger andelene mellom 5 og 60 prosent."
    )


def test_series_with_short_names_tell_each_of_the_countrys_numbers():
    columns = percents(*(f"Tiltak nummer {i}" for i in range(8)))
    alt = figures.panels(of_groups({c: [10 * i, 20, 70, i] for i, c in enumerate(columns)})).alt
    assert "I hele landet er andelen 0 prosent for «Tiltak nummer 0» (0–70 i gruppene), 1 prosent for " in alt
    assert alt.endswith("og 7 prosent for «Tiltak nummer 7» (20–70 i gruppene).")


def test_parts_of_questions_over_the_years_tell_what_is_largest_now():
    yes, no, unknown = percents("Ja", "Nei", "Vet ikke")
    rows = {"A|2023": ("A", 2023), "A|2024": ("A", 2024), "B|2023": ("B", 2023), "B|2024": ("B", 2024)}
    values = pd.DataFrame(
        {yes.key: [20.0, 30, 10, 40.4], no.key: [30.0, 20, 80, 40], unknown.key: [50.0, 50, 10, 19.6]}, index=[*rows]
    )
    looks = {
        "sections": {row: item for row, (item, _) in rows.items()},
        "row_years": {r: y for r, (_, y) in rows.items()},
    }
    table = Table("Spørsmål", (yes, no, unknown), values, **looks)
    each, counted = content.largest(table, table.columns, {"A": "A|2024", "B": "B|2024"}, " prosent")
    assert each == [
        "For «A» er «Vet ikke» størst i 2024 (50 prosent).",
        "For «B» er «Ja» og «Nei» størst i 2024 (40 prosent).",
    ]
    assert counted == [
        "I den siste søylen er «Vet ikke» størst i 1 av 2 grupper og «Ja» og «Nei» størst i 1 av 2 grupper."
    ]


def test_many_series_of_questions_tell_where_each_is_highest_or_the_ends_of_all():
    def told(names: list[str]) -> str:
        columns = percents(*names)
        values = pd.DataFrame({c.key: [25.0 + i, 25.0 - i] for i, c in enumerate(columns)}, index=["A" * 60, "B" * 60])
        return figures.stacked(Table("Spørsmål", tuple(columns), values)).alt

    assert told([f"Svar {i}" for i in range(4)]).endswith(
        f"For «Svar 3» er andelen høyest for «{'A' * 60}» (28 prosent)."
    )
    assert told([f"{LONG}{i}" for i in range(5)]).endswith(
        f"Av alle er andelen høyest for «{LONG}4» i raden «{'A' * 60}» (29 prosent) "
        f"og lavest for «{LONG}4» i raden «{'B' * 60}» (21 prosent)."
    )


def test_lines_tell_the_first_and_the_last_year_and_the_numbers_only():
    assert figures.lines(of_years({"Voksne": [20, 50, 61], "Barn": [None, 15, 12]})).alt == (
        "Linjediagram som viser prosent hvert år fra 2021 til 2023. "
        "Andelen for «Voksne» går fra 20 prosent i 2021 til 61 prosent i 2023. "
        "Andelen for «Barn» går fra 15 prosent i 2022 til 12 prosent i 2023."
    )


@pytest.mark.parametrize(
    ("years", "told"),
    [(["2016", "2019", "2020"], "i 2016 og 2019–2020"), (["2016", "2018", "2023"], "i 2016, 2018 og 2023")],
)
def test_lines_with_a_gap_between_the_years_are_not_of_every_year(years, told):
    made = of_years({"Voksne": [20, 50, 61]})
    made = replace(made, values=made.values.set_axis(years), row_years={year: int(year) for year in years})
    assert figures.lines(made).alt.startswith(f"Linjediagram som viser prosent {told}. Andelen for «Voksne» går fra 20")


@pytest.mark.parametrize(
    ("breaks", "told"),
    [
        ((2021,), "2023. Andelen for «Ja» går fra 20 prosent i 2021 til 61 prosent i 2023."),  # not between the years
        (
            (2022,),
            "2023. Det er brudd i tidsserien i 2022. Andelen for «Ja» går fra 50 prosent i 2022 til 61 prosent i 2023.",
        ),
        ((2022, 2023), "2023. Det er brudd i tidsserien i 2022 og 2023. Andelen for «Ja» er 61 prosent i 2023."),
        ((2024,), "2023. Andelen for «Ja» går fra 20 prosent i 2021 til 61 prosent i 2023."),
    ],
)
def test_no_year_is_compared_across_a_break(breaks, told):
    assert figures.lines(of_years({"Ja": [20, 50, 61]}, *breaks)).alt.endswith(told)


def test_many_lines_tell_the_last_year():
    alt = figures.stacked(of_years({f"Svar nummer {i}": [20 + i, 25 - i] for i in range(9)})).alt
    each = [f"{25 - i} prosent for «Svar nummer {i}»" for i in range(9)]
    assert alt.endswith(f"I 2022 er andelen {', '.join(each[:8])} og {each[8]}.")


def test_lines_with_long_names_tell_the_ends_of_the_last_year():
    alt = figures.stacked(of_years({f"{LONG}{i}": [20, 25 + i] for i in range(6)})).alt
    assert alt.endswith(f"I 2022 er andelen høyest for «{LONG}5» (30 prosent) og lavest for «{LONG}0» (25 prosent).")


def test_years_beside_each_other_tell_every_group_where_these_are_few():
    table = years_beside(
        {2023: [20, 40, 60, 40], 2024: [25, 35, 60, 41]}, base={2023: [5, 6, 7, 18], 2024: [4, 6, 9, 19]}
    )
    assert figures.grouped(table).alt == (
        "Søylediagram som viser prosent etter kommunestørrelse (3 grupper). "
        "Grunnlaget er 18–19 svar, 4–9 i hver gruppe. "
        "I 2024 ligger andelen mellom 25 og 60 prosent i gruppene; i hele landet er den 41 prosent. "
        "Andelen for hele landet går fra 40 prosent i 2023 til 41 prosent i 2024. "
        "Andelen for «Små» går fra 20 prosent i 2023 til 25 prosent i 2024. "
        "Andelen for «Mellom» går fra 40 prosent i 2023 til 35 prosent i 2024. "
        "Andelen for «Store» er 60 prosent både i 2023 og i 2024."
    )


def test_of_many_groups_years_tell_the_country_and_the_ends_of_the_last():
    table = years_beside({2023: [20, 40, 60, 40], 2024: [25, 35, 60, 41]})
    alt = figures.grouped(long_names(table)).alt
    assert alt.endswith("er den 41 prosent. Andelen for hele landet går fra 40 prosent i 2023 til 41 prosent i 2024.")


def test_years_beside_each_other_are_not_compared_across_a_break():
    numbers = {2022: [10, 10, 10, 10], 2023: [20, 40, 60, 40], 2024: [25, 35, 60, 41]}
    alt = figures.grouped(years_beside(numbers, 2023)).alt
    assert "brudd i tidsserien i 2023. " in alt and "2022" not in alt and "hele landet går fra 40 prosent i 2023" in alt
    alone = figures.grouped(years_beside(numbers, 2024)).alt
    assert alone.endswith(
        "brudd i tidsserien i 2024. "
        "I 2024 ligger andelen mellom 25 og 60 prosent i gruppene; i hele landet er den 41 prosent."
    )


def test_answers_of_many_words_in_groups_are_told_by_the_countrys_ends_alone():
    names = [2 * LONG + end for end in ("hører det", "hører det ikke", "hører noe")]
    series = dict(zip(percents(*names), ([81, 82, 83, 80], [2, 1, 3, 5], [17, 17, 14, 15]), strict=True))
    alt = figures.stacked(of_groups(series, base=[6, 71, 180, 257])).alt
    assert alt.endswith(
        f"I hele landet er andelen høyest for «{names[0]}» (80 prosent) og lavest for «{names[1]}» (5 prosent)."
    )
