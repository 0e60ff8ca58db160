"""Tables: totals, rates and percents, what the prose asks them for, and the HTML that carries them."""

import math

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from is248.analysis.tables import MIME, Column, Table, composition, fte, inhabitants, rates
from is248.data.groupings import GROUPINGS, TOTAL, Grouping
from is248.wording import NBSP, Quantity, join, number, round_half_up

COUNTS = ["units", "under_18", "adults", "all"]


@st.composite
def divided_units(draw):
    """Draw some units with inhabitants and FTE, and a division of them into one to four groups."""
    groups = [f"g{n}" for n in range(draw(st.integers(1, 4)))]
    n = draw(st.integers(len(groups), 12))
    whole, positions = st.integers(0, 100_000), st.floats(0, 500).map(lambda value: round(value, 2))
    units = pd.DataFrame(
        {
            "inhabitants_under_18": draw(st.lists(whole, min_size=n, max_size=n)),
            "inhabitants_adults": draw(st.lists(st.integers(1, 100_000), min_size=n, max_size=n)),
            "fte_children": draw(st.lists(positions, min_size=n, max_size=n)),
            "fte_adults": draw(st.lists(positions, min_size=n, max_size=n)),
        },
        index=[f"{code:04d}" for code in range(n)],
    )
    units.loc[units.index[0], "inhabitants_under_18"] += 1
    units["inhabitants"] = units["inhabitants_under_18"] + units["inhabitants_adults"]
    units["fte"] = units["fte_children"] + units["fte_adults"]
    of_unit = groups + draw(st.lists(st.sampled_from(groups), min_size=n - len(groups), max_size=n - len(groups)))
    labels = {group: group.upper() for group in groups}
    return units, Grouping("size_group", "Gruppe", labels, labels, pd.Series(of_unit, index=units.index))


# --- the numbers --------------------------------------------------------------------------------


@given(divided_units())
def test_totals_are_the_sums_of_the_groups_and_of_the_units(drawn):
    units, grouping = drawn
    for table, sums in (
        (inhabitants(units, grouping), {"under_18": "inhabitants_under_18", "adults": "inhabitants_adults"}),
        (fte(units, grouping), {"fte_children": "fte_children", "fte_adults": "fte_adults", "fte": "fte"}),
    ):
        for key, column in sums.items():
            assert table.total(key) == pytest.approx(math.fsum(table.values.loc[table.rows, key]))
            assert table.total(key) == pytest.approx(math.fsum(units[column]))


@given(divided_units())
def test_a_rate_is_the_ratio_of_the_groups_sums_and_not_a_mean_of_rates(drawn):
    units, grouping = drawn
    table = fte(units, grouping)
    people = {"_children": "inhabitants_under_18", "_adults": "inhabitants_adults", "": "inhabitants"}
    for group in grouping.groups:
        members = units[grouping.of_unit == group]
        for suffix, column in people.items():
            rate = table.values.at[group, f"rate{suffix}"]
            if members[column].sum() == 0:
                assert pd.isna(rate)
            else:
                assert rate == pytest.approx(10_000 * members[f"fte{suffix}"].sum() / members[column].sum())


@given(divided_units())
def test_percents_come_from_unrounded_counts_and_add_up_before_rounding(drawn):
    table = inhabitants(*drawn)
    for key in COUNTS:
        column = table.values[f"{key}_pct"]
        assert column[TOTAL] == 100
        assert math.fsum(column.drop(TOTAL)) == pytest.approx(100)
        for row in table.rows:
            assert column[row] == pytest.approx(100 * table.values.at[row, key] / table.values.at[TOTAL, key])


@given(divided_units(), st.randoms())
def test_a_table_does_not_depend_on_the_order_of_the_units(drawn, random):
    units, grouping = drawn
    order = list(units.index)
    random.shuffle(order)
    pd.testing.assert_frame_equal(fte(units.loc[order], grouping).values, fte(units, grouping).values)
    pd.testing.assert_frame_equal(inhabitants(units.loc[order], grouping).values, inhabitants(units, grouping).values)


@pytest.mark.parametrize("by", GROUPINGS)
def test_all_ways_of_dividing_the_country_have_the_same_totals(survey, by):
    assert survey.inhabitants(by).total("units") == 373
    assert survey.inhabitants(by).total("all") == 5550203
    assert survey.fte(by).total("fte") == pytest.approx(survey.units["fte"].sum())


def test_the_composition_of_every_row_is_100_percent_of_its_units(survey):
    table = composition(survey.grouping("county"), survey.grouping("size_group"))
    assert table.rows == survey.grouping("county").groups
    assert table.values.sum(axis=1).to_list() == pytest.approx([100] * 15)
    assert table.value("Oslo", "Bydeler i Oslo") == 100
    finnmark = survey.units[survey.units["county"] == "Finnmark"]
    assert table.value("Finnmark", "<2000") == 100 * (finnmark["size_group"] == "<2000").mean()


def test_base_data_stand_county_by_county_in_the_order_of_the_file_with_the_country_last(survey):
    table = survey.base_data
    counties = survey.units["county"]
    assert list(dict.fromkeys(counties[row] for row in table.rows)) == survey.grouping("county").groups
    for county in survey.grouping("county").groups:
        assert [row for row in table.rows if counties[row] == county] == list(counties.index[counties == county])
    assert table.values.index[-1] == TOTAL


def test_a_unit_without_inhabitants_has_no_rate():
    sums = pd.DataFrame([[0, 487, 487, 0, 0, 0]], ["30116"], [
        "fte_children", "fte_adults", "fte", "inhabitants_under_18", "inhabitants_adults", "inhabitants"
    ])  # fmt: skip
    assert rates(sums).loc["30116", ["rate_children", "rate_adults", "rate"]].isna().all()


# --- what the prose asks for --------------------------------------------------------------------


@pytest.fixture
def table() -> Table:
    """Two of the four are equal; 2.5 and 0.4 + 0.4 show what rounding too early would do."""
    values = pd.DataFrame(
        {"a": [2.5, 7.0, 2.5, 0.4, 12.4], "b": [1.0, math.nan, 3.0, 0.4, 4.4]}, index=["p", "q", "r", "s", TOTAL]
    )
    columns = (Column("a", "Antall", decimals=0), Column("b", "Annet", decimals=1))
    return Table("Gruppe", columns, values, labels={"p": "Første", "q": "<b>&"})


def test_a_cell_is_a_quantity_with_the_columns_decimals(table):
    assert str(table.value("p", "a")) == "3" and table.value("p", "a") == 2.5
    assert str(table.total("b")) == "4,4"


def test_sums_and_shares_are_computed_before_rounding(table):
    assert table.sum(["p", "r"], "a") == 5
    assert str(table.sum(["s", "s"], "a")) == "1"  # 0.4 + 0.4, not 0 + 0
    assert str(table.share(["p", "r"], "a", 1)) == "40,3"
    assert table.share("q", "a") == pytest.approx(100 * 7 / 12.4)
    assert str(table.part("p", "b", "a")) == "40"


def test_growth_is_in_percent_of_the_first(table):
    assert str(table.growth("a", "p", "q")) == "180,0"
    assert str(table.growth("a", "q", "p")) == "−64,3"


def test_the_highest_and_lowest_rows_leave_out_the_total_and_empty_cells(table):
    assert table.highest("a") == ["q"]
    assert table.lowest("a") == ["s"]
    assert table.highest("b", 9) == ["r", "p", "s"]
    assert table.spread("a") == pytest.approx(6.6)


def test_rows_are_named_with_their_numbers_in_words(table):
    assert table.top("a") == "<b>& (7)"
    assert table.bottom("a", 2) == "s (0), Første (3) og r (3)"  # who prints the same is named too
    assert table.named(["p", "s"], "b") == "Første (1,0) og s (0,4)"


def test_percentages_say_so_and_size_groups_are_spoken_of_as_municipalities():
    shares = pd.DataFrame({"pct": [12.0, 40.0]}, index=["<2000", "Bydeler i Oslo"])
    table = Table("Kommunestørrelse", (Column("pct", "Prosent"),), shares)
    assert table.top() == f"bydeler i Oslo (40{NBSP}prosent)"
    assert table.bottom() == f"kommuner med færre enn 2000 innbyggere (12{NBSP}prosent)"


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.integers(1, 8))
def test_ranked_rows_are_in_order_and_lowest_is_highest_from_the_other_end(values, n):
    rows = [f"r{i}" for i in range(len(values))]
    table = Table("", (Column("a", "Antall"),), pd.DataFrame({"a": [*map(float, values), 99.0]}, index=[*rows, TOTAL]))
    highest, lowest = table.highest("a", n), table.lowest("a", n)
    assert [table.value(row, "a") for row in highest] == sorted(values, reverse=True)[:n]
    assert [table.value(row, "a") for row in lowest] == sorted(values)[:n]
    assert TOTAL not in highest + lowest
    every = table.highest("a", len(rows))
    alike = [row for row in every if table.value(row, "a") == table.value(highest[-1], "a")]
    named = [*(row for row in highest if row not in alike), *alike]
    if len(alike) <= max(5, n):
        assert table.top("a", n) == join(f"{row} ({number(table.value(row, 'a'))})" for row in named)
    else:
        assert table.top("a", n).endswith(f"grupper ({number(table.value(highest[-1], 'a'))})")


@pytest.mark.parametrize("ask", [
    lambda table: table.value("p", "c"),
    lambda table: table.total("c"),
    lambda table: table.sum("p", "c"),
    lambda table: table.share("p", "c"),
    lambda table: table.highest("c"),
    lambda table: table.spread("c"),
])  # fmt: skip
def test_an_unknown_column_names_those_there_are(table, ask):
    with pytest.raises(ValueError, match="there is no column 'c'; there are a, b"):
        ask(table)


@pytest.mark.parametrize("ask", [
    lambda table: table.value("z", "a"),
    lambda table: table.sum(["p", "z"], "a"),
    lambda table: table.share("z", "a"),
    lambda table: table.growth("a", "p", "z"),
])  # fmt: skip
def test_an_unknown_row_names_those_there_are(table, ask):
    with pytest.raises(ValueError, match="there is no row 'z'; there are p, q, r, s, Totalt"):
        ask(table)


@pytest.mark.parametrize("ask", [
    lambda table: table.value("q", "b"),
    lambda table: table.part("q", "b", "a"),
    lambda table: table.sum(["p", "q"], "b"),
    lambda table: table.share("q", "b"),
])  # fmt: skip
def test_an_empty_cell_is_an_error_and_not_a_zero(table, ask):
    with pytest.raises(ValueError, match="'q', 'b'.* empty|empty"):
        ask(table)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_share_of_nothing_is_an_error():
    empty = Table("", (Column("a", "Antall"),), pd.DataFrame({"a": [0.0, 0.0]}, index=["p", TOTAL]))
    with pytest.raises((ValueError, ZeroDivisionError)):
        str(empty.share("p", "a"))
    with pytest.raises((ValueError, ZeroDivisionError)):
        str(empty.part("p", "a", "a"))
    with pytest.raises((ValueError, ZeroDivisionError)):
        str(empty.growth("a", "p", TOTAL))


# --- what the notebook carries ------------------------------------------------------------------


def test_records_hold_every_number_as_printed_and_unrounded(table):
    records = table.records()
    assert len(records) == 10
    assert records[0] == {"row": "p", "group": "", "measure": "Antall", "value": 3.0, "unrounded": 2.5}
    [empty] = [r for r in records if r["value"] is None]
    assert (empty["row"], empty["measure"], empty["unrounded"]) == ("q", "Annet", None)


@pytest.mark.parametrize("by", GROUPINGS)
def test_the_html_shows_exactly_the_values_of_the_records(survey, by):
    for table in (survey.inhabitants(by), survey.fte(by)):
        cells = BeautifulSoup(table.to_html(), "html.parser").select("td")
        assert [cell.get_text() for cell in cells] == [number(r["value"]) for r in table.records()]
        assert all(round_half_up(r["unrounded"]) == r["value"] for r in table.records())


def test_a_table_displays_its_html_its_data_and_a_line_of_text(table):
    shown = table._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain", MIME}
    assert shown[MIME]["kind"] == "table"
    assert shown[MIME]["records"] == table.records()


# --- HTML ---------------------------------------------------------------------------------------


def soup(table: Table) -> BeautifulSoup:
    return BeautifulSoup(table.to_html(), "html.parser")


def test_every_head_has_a_scope_and_every_row_its_header(survey):
    page = soup(survey.inhabitants("county"))
    assert [th["scope"] for th in page.thead.find_all("th")] == ["col", *["colgroup"] * 4, *["col"] * 8]
    for row in page.tbody.find_all("tr"):
        first, *rest = row.find_all(["th", "td"])
        assert first.name == "th" and first["scope"] == "row"
        assert [cell.name for cell in rest] == ["td"] * 8


def test_upper_heads_span_their_columns(survey):
    page = soup(survey.inhabitants("county"))
    upper, lower = page.thead.find_all("tr")
    assert sum(int(th.get("colspan", 1)) for th in upper.find_all("th")) == 1 + len(lower.find_all("th"))
    assert upper.th["rowspan"] == "2"


def test_a_table_without_upper_heads_has_one_row_of_heads(survey):
    assert len(soup(survey.fte("county")).thead.find_all("tr")) == 1


def test_the_total_row_is_marked_and_is_the_last_and_only_one(survey):
    rows = soup(survey.fte("county")).tbody.find_all("tr")
    assert [row.get("class") for row in rows] == [None] * 15 + [["total"]]
    assert rows[-1].th.get_text() == "Totalt"


def test_numbers_are_right_aligned_and_codes_are_not(survey):
    row = next(row for row in soup(survey.base_data).tbody.find_all("tr") if "Eigersund" in row.get_text())
    code, *numbers = row.find_all("td")
    assert code.get_text() == "1101" and not code.get("style")
    assert all("text-align: right" in cell["style"] for cell in numbers)


def test_a_missing_number_is_a_dash(survey):
    row = next(row for row in soup(survey.base_data).tbody.find_all("tr") if "Velferdsetaten" in row.get_text())
    assert [cell.get_text() for cell in row.find_all("td")][-3:] == ["–", "–", "–"]


def test_base_data_are_divided_by_headings_of_the_counties(survey):
    headings = soup(survey.base_data).select("tr.section th")
    assert [heading.get_text() for heading in headings] == survey.grouping("county").groups
    assert all(heading["scope"] == "rowgroup" and heading["colspan"] == "8" for heading in headings)


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12))
def test_names_are_escaped_wherever_they_stand(name):
    table = Table(
        name,
        (Column("a", name, group=name, head=name, upper=name), Column("t", "Tekst", decimals=None)),
        pd.DataFrame({"a": [1.0], "t": [name]}, index=["p"]),
        labels={"p": name},
        sections={"p": name},
    )
    page = soup(table)
    assert {tag.name for tag in page.find_all(True)} <= {"table", "thead", "tbody", "tr", "th", "td"}
    assert [cell.get_text() for cell in page.find_all(["th", "td"])].count(name) == 6


def test_ampersands_and_angles_are_written_as_entities(table):
    assert "&lt;b&gt;&amp;" in table.to_html()
    assert "<b>" not in table.to_html()


def test_a_table_is_not_changed_by_being_shown(table):
    before = table.values.copy()
    table.to_html(), table.records(), table.highest("a")
    pd.testing.assert_frame_equal(table.values, before)
    assert isinstance(table.value("p", "a"), Quantity)
