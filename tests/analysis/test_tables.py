"""Tables: what the prose asks them for, and the HTML that carries them."""

import math

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from is248.analysis.markup import to_html
from is248.analysis.population import base_data, fte, inhabitants
from is248.analysis.tables import MIME, Column, Table, table
from is248.data.absence import AbsentError, is_absent
from is248.data.groupings import GROUPINGS, REST, TOTAL, grouping
from is248.wording import NBSP, Quantity, number, round_half_up

# --- what the prose asks for --------------------------------------------------------------------


@pytest.fixture
def four() -> Table:
    """Two of the four are equal; 2.5 and 0.4 + 0.4 show what rounding too early would do."""
    rows = ["p", "q", "r", "s", TOTAL]
    cells = {
        Column("a", "Antall"): pd.Series([2.5, 7.0, 2.5, 0.4, 12.4], rows),
        Column("b", "Annet", decimals=1): pd.Series([1.0, math.nan, 3.0, 0.4, 4.4], rows),
    }
    return table("Gruppe", cells, labels={"p": "Første", "q": "<b>&"})


def test_a_cell_is_a_quantity_with_the_columns_decimals(four):
    assert str(four.value("p", "a")) == "3" and four.value("p", "a") == 2.5
    assert str(four.total("b")) == "4,4"


def test_sums_and_shares_are_computed_before_rounding(four):
    assert four.sum(["p", "r"], "a") == 5
    assert str(four.sum(["s", "s"], "a")) == "1"  # 0.4 + 0.4, not 0 + 0
    assert str(four.share(["p", "r"], "a", 1)) == "40,3"
    assert four.share("q", "a") == pytest.approx(100 * 7 / 12.4)
    assert str(four.part("p", "b", "a")) == "40"


def test_growth_is_in_percent_of_the_first(four):
    assert str(four.growth("a", "p", "q")) == "180,0"
    assert str(four.growth("a", "q", "p")) == "−64,3"


def test_the_highest_and_lowest_rows_leave_out_the_total_and_empty_cells(four):
    assert four.highest("a").keys == ["q"]
    assert four.lowest("a").keys == ["s"]
    assert four.highest("b", 9).keys == ["r", "p", "s"]
    assert four.spread("a") == pytest.approx(6.6)


def test_the_rest_of_the_country_is_in_no_ranking_of_the_largest():
    rows = ["Oslo", REST, "Bergen"]
    shares = table("Kommune", {Column("rate", "Årsverk"): pd.Series([5.0, 9.0, 4.0], rows)})
    assert (shares.highest("rate").keys, shares.lowest("rate", 3).keys) == (["Oslo"], ["Bergen", "Oslo"])


def test_rows_are_named_with_their_numbers_in_words(four):
    assert str(four.highest("a")) == "<b>& (7)"
    assert str(four.lowest("a", 2)) == "s (0), Første (3) og r (3)"  # who prints the same is named too


def test_percentages_say_so_and_size_groups_are_spoken_of_as_municipalities():
    groups = ["<2000", "Bydeler i Oslo"]
    names = pd.DataFrame({"grouping": "size_group", "group": groups, "label": groups, "short": groups})
    sizes = grouping("size_group", pd.DataFrame({"size_group": groups}), names)
    shares = table(sizes, {Column("pct", "Prosent"): pd.Series([12.0, 40.0], groups)})
    assert str(shares.highest()) == f"bydeler i Oslo (40{NBSP}prosent)"
    assert str(shares.lowest()) == f"kommuner med færre enn 2000 innbyggere (12{NBSP}prosent)"


@pytest.mark.parametrize("ask", [
    lambda table: table.value("p", "c"),
    lambda table: table.total("c"),
    lambda table: table.sum("p", "c"),
    lambda table: table.share("p", "c"),
    lambda table: table.highest("c"),
    lambda table: table.spread("c"),
    lambda table: table.value("p", "a", year=2020),
])  # fmt: skip
def test_an_unknown_column_names_those_there_are(four, ask):
    with pytest.raises(ValueError, match="say which column is meant, by kind, head and year: there are a; b"):
        ask(four)


@pytest.mark.parametrize("ask", [
    lambda table: table.value("z", "a"),
    lambda table: table.sum(["p", "z"], "a"),
    lambda table: table.share("z", "a"),
    lambda table: table.growth("a", "p", "z"),
])  # fmt: skip
def test_an_unknown_row_names_those_there_are(four, ask):
    with pytest.raises(ValueError, match="there is no row 'z'; there are p, q, r, s, Totalt"):
        ask(four)


def test_an_empty_cell_is_absent_and_not_a_zero(four):
    assert is_absent(four.value("q", "b"))
    assert "'q'" in four.value("q", "b").reason


def test_a_row_is_found_by_the_name_that_the_chapters_use_and_is_absent_where_only_another_edition_has_it():
    rows = pd.Series([1.0, 2.0], ["Helsefag", "Ufaglærte"])
    fte_of = table(
        "Utdanning", {Column("n", "Antall"): rows}, aliases={"fag": "Helsefag"}, lacking={"uten": "2023 had"}
    )
    assert fte_of.n("fag") == 1
    assert fte_of.n("uten").reason == "2023 had"
    assert (fte_of.label("fag"), fte_of.label("uten").reason) == ("Helsefag", "2023 had")
    with pytest.raises(ValueError, match="there is no row 'fga'"):
        fte_of.label("fga")


def test_of_several_years_and_heads_the_last_year_is_meant_and_the_head_is_asked_for():
    rows = pd.Series([1.0], ["p"])
    years = table("", {Column("n", "Antall", year=year): rows * year for year in (2023, 2024)})
    assert (years.n("p"), years.n("p", year=2023), str(years.years)) == (2024, 2023, "2023–2024")
    heads = table("", {Column("n", "Antall", head): rows for head in ("Voksne", "Barn")})
    with pytest.raises(ValueError, match="n Voksne; n Barn"):
        heads.n("p")
    assert heads.n("p", head="Barn") == 1


def test_a_share_of_nothing_and_a_growth_from_nothing_are_absent():
    empty = table("", {Column("a", "Antall"): pd.Series([0.0, 0.0], ["p", TOTAL])})
    with pytest.raises(AbsentError, match="nobody is in the base"):
        str(empty.share("p", "a"))
    assert empty.growth("a", "p", TOTAL).reason == "there is no growth in percent from nothing"


# --- what the notebook carries ------------------------------------------------------------------


def test_records_hold_every_number_as_printed_and_unrounded(four):
    records = four.records()
    assert len(records) == 10
    assert records[0] == {"row": "p", "group": "", "measure": "Antall", "value": 3.0, "unrounded": 2.5}
    [empty] = [r for r in records if r["value"] is None]
    assert (empty["row"], empty["measure"], empty["unrounded"]) == ("q", "Annet", None)


@pytest.mark.parametrize("by", GROUPINGS)
def test_the_html_shows_exactly_the_values_of_the_records(survey, by):
    for made in (inhabitants(survey, by), fte(survey, by)):
        cells = BeautifulSoup(to_html(made), "html.parser").select("td")
        assert [cell.get_text() for cell in cells] == [number(r["value"]) for r in made.records()]
        assert all(round_half_up(r["unrounded"]) == r["value"] for r in made.records())


def test_a_table_displays_its_html_its_data_and_a_line_of_text(four):
    shown = four._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain", MIME}
    assert shown[MIME]["kind"] == "table"
    assert shown[MIME]["records"] == four.records()


# --- HTML ---------------------------------------------------------------------------------------


def soup(made: Table) -> BeautifulSoup:
    return BeautifulSoup(to_html(made), "html.parser")


def test_every_head_has_a_scope_and_every_row_its_header(survey):
    page = soup(inhabitants(survey, "county"))
    assert [th["scope"] for th in page.thead.find_all("th")] == ["col", *["colgroup"] * 4, *["col"] * 8]
    for row in page.tbody.find_all("tr"):
        first, *rest = row.find_all(["th", "td"])
        assert first.name == "th" and first["scope"] == "row"
        assert [cell.name for cell in rest] == ["td"] * 8


def test_upper_heads_span_their_columns(survey):
    page = soup(inhabitants(survey, "county"))
    upper, lower = page.thead.find_all("tr")
    assert sum(int(th.get("colspan", 1)) for th in upper.find_all("th")) == 1 + len(lower.find_all("th"))
    assert upper.th["rowspan"] == "2"


@pytest.mark.parametrize(
    ("parts", "decimals", "told"),
    [
        ([33.4, 33.3, 33.3], 0, True),  # 33 + 33 + 33
        ([12.5, 12.5, 75], 0, True),  # 13 + 13 + 75
        ([33.4, 33.3, 33.3], 1, False),
        ([25, 25, 50], 0, False),
        ([33.4, 33.3, 45.1], 0, False),  # no parts of a whole: several answers could be given
        ([33.4, 33.3, None], 0, False),
        ([52, 31, 18], 0, True),  # known as an earlier year printed them
        ([52, 31, 19], 0, False),
    ],
)
def test_percentages_that_do_not_add_up_to_their_total_as_printed_are_explained(parts, decimals, told):
    rows = [*"abc"[: len(parts)], TOTAL]
    column = Column("pct", "Prosent", decimals=decimals)
    made = table("Svar", {column: pd.Series([*parts, 100.0], rows)}, note="Prosent av alle.")
    rounded = "Summen kan avvike fra 100 på grunn av avrunding."
    assert made.printed_note == (f"Prosent av alle. {rounded}" if told else "Prosent av alle.")
    counts = table("Svar", {Column("n", "Antall"): pd.Series([33.4, 33.3, 33.3, 100.0], ["a", "b", "c", TOTAL])})
    assert not counts.printed_note


def test_several_breaks_of_a_year_are_told_as_one():
    cells = {Column("n", "Antall", year=year): pd.Series({"p": 1.0}) for year in (2022, 2023)}
    made = table("Gruppe", cells, breaks=((2023, "Nytt spørsmål."), (2023, "Nye svar.")))
    assert made.printed_note == "Brudd i 2023: Nytt spørsmål. Nye svar."


def test_a_table_without_upper_heads_has_one_row_of_heads(survey):
    assert len(soup(fte(survey, "county")).thead.find_all("tr")) == 1


def test_the_total_row_is_marked_and_is_the_last_and_only_one(survey):
    rows = soup(fte(survey, "county")).tbody.find_all("tr")
    assert [row.get("class") for row in rows] == [None] * 15 + [["total"]]
    assert rows[-1].th.get_text() == "Totalt"


def test_numbers_are_right_aligned_and_codes_are_not(survey):
    row = next(row for row in soup(base_data(survey)).tbody.find_all("tr") if "Eigersund" in row.get_text())
    code, *numbers = row.find_all("td")
    assert code.get_text() == "1101" and not code.get("style")
    assert all("text-align: right" in cell["style"] for cell in numbers)


def test_a_missing_number_is_a_dash(survey):
    row = next(row for row in soup(base_data(survey)).tbody.find_all("tr") if "Velferdsetaten" in row.get_text())
    assert [cell.get_text() for cell in row.find_all("td")][-3:] == ["–", "–", "–"]


def test_base_data_are_divided_by_headings_of_the_counties(survey):
    headings = soup(base_data(survey)).select("tr.section th")
    assert [heading.get_text() for heading in headings] == survey.grouping("county").groups
    assert all(heading["scope"] == "rowgroup" and heading["colspan"] == "8" for heading in headings)


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12))
def test_names_are_escaped_wherever_they_stand(name):
    text = Column("t", "Tekst", decimals=None)
    cells = {Column("a", name, head=name, measured=name, headed=name): pd.Series([1234.0], ["p"])}
    made = table(name, cells | {text: pd.Series([name], ["p"])}, labels={"p": name}, sections={"p": name})
    page = soup(made)
    assert {tag.name for tag in page.find_all(True)} <= {"table", "thead", "tbody", "tr", "th", "td", "span"}
    assert [cell.get_text() for cell in page.find_all(["th", "td"])].count(name) == 6


def test_ampersands_and_angles_are_written_as_entities(four):
    assert "&lt;b&gt;&amp;" in to_html(four)
    assert "<b>" not in to_html(four)


def test_a_table_is_not_changed_by_being_shown(four):
    before = four.values.copy()
    to_html(four), four.records(), four.highest("a")
    pd.testing.assert_frame_equal(four.values, before)
    assert isinstance(four.value("p", "a"), Quantity)
