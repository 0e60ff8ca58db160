"""Rules for single cells: numbers that can't be, text for numbers, a decimal comma that was lost."""

import pytest

from is248.intake.importing import import_file
from is248.intake.rules import RULES
from survey_world import LABELS, faultless, found, imported, sav, slightly_other, spss_frame, with_cell


def test_a_lost_decimal_comma_is_told_by_last_years_number():
    last_year = slightly_other().assign(brukere=["250", "3102", "5200", "40", None, None])
    problems = found(with_cell("1103", "brukere", "31020"), last_year)
    assert [(p.rule, p.unit, p.value) for p in problems] == [("decimal_comma_lost", "1103 Stavanger", "31020")]
    assert "3102" in problems[0].expected


def test_a_lost_decimal_comma_in_one_cell_of_the_fte_is_not_told_twice():
    last_year = slightly_other()
    problems = found(with_cell("4601", "fte__3__2", "675"), last_year)
    assert [(p.rule, p.column) for p in problems] == [("decimal_comma_lost", "fte__3__2")]


@pytest.mark.parametrize(
    ("column", "value"),
    [("brukere", "15222"), ("andel", "100,5"), ("team_fte", "1000001"), ("fte__1__1", "99999999")],
)
def test_numbers_that_cannot_be_stop_the_import(column, value):
    problems = found(with_cell("1101", column, value))
    assert {p.rule for p in problems if RULES[p.rule].severity == "error"} == {"impossible_number"}


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("tilskudd", "1E+20", "text_for_number"),
        ("team_fte", "9e200", "text_for_number"),
        ("tilskudd", "100000000000", "impossible_number"),
        ("brukere", "997", "stand_in"),
        ("brukere", "9997", "stand_in"),
        ("tilskudd", "99998", "stand_in"),
        ("tilskudd", "999997", "stand_in"),
        ("brukere", "0,5", "thousands_lost"),
        ("brukere", "17,33", "thousands_lost"),
        ("andel", "0,9", "below_one_percent"),
    ],
)
def test_numbers_that_stand_for_something_else(column, value, rule):
    assert rule in {p.rule for p in found(with_cell("1101", column, value))}


@pytest.mark.parametrize("days", ["45292", "46387"])  # 1 January 2024, 31 December 2026
def test_a_date_of_the_years_around_the_surveys_is_told(days):
    assert [(p.rule, p.value) for p in found(with_cell("4601", "brukere", days))] == [("stand_in", days)]


@pytest.mark.parametrize(
    ("cells", "rules"),
    [
        (["0,25", "1", "0", "0,5"], {"shares_for_percent"}),
        (["0,25", "0,75 %", "0", "0,5"], {"shares_for_percent"}),
        (["0,25 %", "0,75 %", "0", "1"], set()),
        (["0,25", "20", "0", "0,5"], {"below_one_percent"}),
    ],
)
def test_shares_are_no_percent(cells, rules):
    assert {p.rule for p in found(faultless().assign(andel=[*cells, None, None]))} == rules


@pytest.mark.parametrize("text", ["12.500", "2.125"])
def test_a_point_in_a_column_that_has_one_elsewhere_and_a_file_with_commas_is_told(text):
    export = with_cell("1103", "team_fte", text)
    export.loc[0, "team_fte"] = "3.5"
    assert ("decimals_or_thousands", text) in {(p.rule, p.value) for p in found(export)}


def test_an_agency_without_inhabitants_may_have_users_and_fte():
    export = with_cell("30116", "brukere", "900")
    export.loc[export["unit"] == "30116", ["status", "egne", "fte__1__1"]] = ["gjennomfort", "1", "250"]
    assert found(export) == []


@pytest.mark.parametrize("text", ["ti", "10-12", "01.05.2025", "#REF!", "2,5 årsverk", "1.2.3", "∞", "1,2,3"])
def test_text_where_a_number_belongs(text):
    problems = found(with_cell("1101", "team_fte", text))
    assert [(p.rule, p.value) for p in problems] == [("text_for_number", text)]


def test_a_label_with_other_words_is_a_warning_of_the_column(world, expected):
    done = import_file(sav(world, spss_frame(), LABELS | {"plan": {1.0: "Ja", 2.0: "Har ikke plan"}}), 2025)
    assert [(p.rule, p.column, p.value) for p in done.found.open] == [("other_label", "plan", "2 «Har ikke plan»")]
    assert imported(world) == expected


def test_a_unit_with_its_old_code_is_told_with_the_one_it_has_now():
    export = slightly_other().assign(unit=["3001", "1507", "4601", "9999", "30101", "30116"])
    told = {p.value: p.expected for p in found(export) if p.rule == "unknown_unit"}
    assert set(told) == {"3001", "1507", "9999"}
    assert set(told.values()) == {
        "a code of data/reference/units-2025.csv; 3001 is now 3101; 1507 is now 1508 and 1580"
    }
