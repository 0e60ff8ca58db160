"""Every rule against an export that breaks it, and only it."""

from pathlib import Path

import pandas as pd
import pytest

import survey_world
from is248.data.checks import DataError, Problem
from is248.intake.importing import import_file
from is248.intake.rules import RULES
from survey_world import faultless, write_csv


@pytest.fixture
def world(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    return survey_world.make_world(tmp_path)


def found(world: Path, export: pd.DataFrame, **options) -> list[Problem]:
    """Return everything that the import says about an export, errors and warnings."""
    path = write_csv(export, world / "eksport.csv", **options)
    try:
        return import_file(path, 2025).found.open
    except DataError as error:
        return error.problems


def with_cell(unit: str, column: str, value: str | None) -> pd.DataFrame:
    export = faultless()
    export.loc[export["unit"] == unit, column] = value
    return export


def with_last_year(world: Path, export: pd.DataFrame, year: int = 2024) -> None:
    """Keep an export as the responses of last year."""
    last = export.replace(",", ".", regex=True)
    path = world / f"data/{year}/responses.csv"
    path.parent.mkdir(parents=True)
    last.to_csv(path, index=False)


def slightly_other() -> pd.DataFrame:
    """Return last year's answers: FTE a quarter higher or lower, in the bounds and not untouched."""
    last = faultless()
    for column in survey_world.FTE:
        numbers = last[column].str.replace(",", ".").astype(float)
        last[column] = (numbers + numbers.gt(0) * 0.25).map(lambda n: None if pd.isna(n) else str(n))
    return last


def test_a_faultless_export_breaks_no_rule(world):
    assert found(world, faultless()) == []


def test_a_faultless_export_breaks_no_rule_beside_last_years(world):
    with_last_year(world, slightly_other())
    assert found(world, faultless()) == []


def _twice(export: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([export, export.iloc[[0]]])


def _sums(export: pd.DataFrame, column: str, unit: str, value: str) -> pd.DataFrame:
    export[column] = None
    export.loc[export["unit"] == unit, column] = value
    return export


BROKEN = {
    "unknown_unit": lambda: pd.concat([faultless(), faultless().iloc[[0]].assign(unit="9999")]),
    "repeated_unit": lambda: _twice(faultless()),
    "missing_unit": lambda: faultless().iloc[1:],
    "repeated_column": lambda: faultless().assign(PLAN=faultless()["plan"]),
    "value_outside_options": lambda: with_cell("1103", "plan_kjent", "7"),
    "text_for_number": lambda: with_cell("1101", "brukere", "ca. 250"),
    "negative_number": lambda: with_cell("1103", "fte__1__1", "-95,5"),
    "impossible_number": lambda: with_cell("1101", "andel", "125"),
    "absent_but_answered": lambda: with_cell("1101", "status", "ikke_deltatt"),
    "unlikely_fte": lambda: with_cell("1101", "fte__1__1", "450"),
    "decimals_or_thousands": lambda: with_cell("1103", "tilskudd", "1.250"),
    "against_gate": lambda: with_cell("4601", "plan_kjent", "1"),
    "more_answers_than_eligible": lambda: with_cell("1101", "plan", None),
    "fte_sums_differ": lambda: _sums(faultless(), "fte__1__sum", "1101", "7,5"),
    "fte_counted_twice": lambda: with_cell("1101", "fte__2__1", "4,5").assign(
        fte__2__2=lambda e: e["fte__2__2"].where(e["unit"] != "1101", "2")
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_rule_finds_what_breaks_it_and_no_other_rule_does(world, rule):
    problems = found(world, BROKEN[rule]())
    assert {p.rule for p in problems} == {rule}
    assert len(problems) == 1
    assert problems[0].action and problems[0].expected


def test_every_rule_has_its_broken_export():
    against_last_year = {"decimal_comma_lost", "large_change", "untouched"}  # below
    assert {*BROKEN, *against_last_year, "other_label"} == set(RULES)  # labels: test_importing, with a .sav


def test_a_lost_decimal_comma_is_told_by_last_years_number(world):
    with_last_year(world, slightly_other().assign(brukere=["250", "3102", "5200", "40", None, None]))
    problems = found(world, with_cell("1103", "brukere", "31020"))
    assert [(p.rule, p.unit, p.value) for p in problems] == [("decimal_comma_lost", "1103 Stavanger", "31020")]
    assert "3102" in problems[0].expected


def test_a_lost_decimal_comma_in_one_cell_of_the_fte_is_not_told_twice(world):
    with_last_year(world, slightly_other())
    problems = found(world, with_cell("4601", "fte__3__2", "675"))
    assert [(p.rule, p.column) for p in problems] == [("decimal_comma_lost", "fte__3__2")]


def test_a_large_change_of_fte_names_both_years(world):
    with_last_year(world, slightly_other())
    problems = found(world, with_cell("4601", "fte__2__1", "290,5"))
    assert [p.rule for p in problems] == ["large_change"]
    assert problems[0].value == "529.5 (last year 323.25)"


@pytest.mark.parametrize(("users", "asked"), [("375", 0), ("376", 1), ("125", 0), ("124", 1)])
def test_the_bound_of_a_change_is_half_of_last_years_number(world, users, asked):
    with_last_year(world, slightly_other())
    problems = found(world, with_cell("1101", "brukere", users))
    assert [p.rule for p in problems] == ["large_change"] * asked


def test_last_years_fte_left_untouched(world):
    last = slightly_other()
    last[last["unit"] == "1103"] = faultless()[faultless()["unit"] == "1103"]
    with_last_year(world, last)
    problems = found(world, faultless())
    assert [(p.rule, p.unit, p.column) for p in problems] == [("untouched", "1103 Stavanger", "fte")]


def test_without_last_years_answers_the_reference_fte_are_compared(world):
    (world / "data/reference/fte-2024.csv").write_text(
        "code,fte_adults,fte_children\n1101,11,0\n1103,230,0\n4601,150,0\n"
    )
    problems = found(world, faultless())
    assert [(p.rule, p.unit) for p in problems] == [("large_change", "4601 Bergen")]


def test_without_last_years_answers_the_fte_beside_the_data_are_compared(world):
    (world / "data/2025").mkdir()
    (world / "data/2025/last_year.csv").write_text("unit,fte\n1101,11\n1103,500\n")
    assert [(p.rule, p.unit) for p in found(world, faultless())] == [("large_change", "1103 Stavanger")]


def test_answers_of_another_kind_than_the_reference_are_not_compared(world):
    (world / "data/reference/fte-2024.csv").write_text("code,fte_adults,fte_children\n0301,3,900\n")
    assert found(world, faultless()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("brukere", "15222"), ("andel", "100,5"), ("team_fte", "1000001"), ("fte__1__1", "99999999")],
)
def test_numbers_that_cannot_be_stop_the_import(world, column, value):
    problems = found(world, with_cell("1101", column, value))
    assert {p.rule for p in problems if RULES[p.rule].severity == "error"} == {"impossible_number"}


def test_an_agency_without_inhabitants_may_have_users_and_fte(world):
    export = with_cell("30116", "brukere", "900")
    export.loc[export["unit"] == "30116", ["status", "egne", "fte__1__1"]] = ["gjennomfort", "1", "250"]
    assert found(world, export) == []


def test_a_total_entered_as_a_service_is_counted_twice(world):
    export = with_cell("1103", "fte__3__1", "156,75")
    export.loc[export["unit"] == "1103", "fte__3__2"] = "70"
    problems = found(world, export)
    assert [(p.rule, p.column) for p in problems] == [("fte_counted_twice", "fte__3")]
    assert "sum of all the others" in problems[0].expected


def test_one_equal_number_in_two_services_is_no_double_counting(world):
    export = with_cell("1101", "fte__1__2", "0")
    export.loc[export["unit"] == "1101", ["fte__2__1", "fte__2__2"]] = ["4,5", "0"]
    assert found(world, export) == []


def test_fte_by_education_are_compared_with_fte_by_service(world):
    export = faultless()
    export.loc[0, survey_world.FTE] = None
    sums = {"fte__1__sum": "6", "fte__2__sum": "4", "fte__sum__1": "7", "fte__sum__2": "4"}
    for column, value in sums.items():
        export = _sums(export, column, "1101", value)
    problems = found(world, export)
    assert [(p.rule, p.column, p.value) for p in problems] == [("fte_sums_differ", "fte", "11 by education")]


def test_sums_may_differ_by_their_rounding(world):
    assert found(world, _sums(faultless(), "fte__2__sum", "1101", "4,3")) == []
    assert len(found(world, _sums(faultless(), "fte__2__sum", "1101", "4,4"))) == 1


def test_follow_ups_to_a_gate_left_open_are_counted_not_listed(world):
    problems = found(world, with_cell("1101", "plan", None))
    assert [(p.unit, p.row, p.value) for p in problems] == [("", None, "2 answers")]
    assert problems[0].expected == "at most 1, as many as plan let through"


def test_a_follow_up_against_the_gate_shows_both_answers(world):
    problems = found(world, with_cell("4601", "plan_kjent", "3"))
    assert [(p.unit, p.row, p.column, p.value) for p in problems] == [("4601 Bergen", 4, "plan_kjent", "3 (plan: 2)")]


def test_fte_against_the_gate_are_found_and_zeros_are_not(world):
    export = with_cell("4601", "egne", "3")
    assert [p.rule for p in found(world, export)] == ["against_gate"]
    export.loc[export["unit"] == "4601", survey_world.FTE] = "0"
    assert found(world, export) == []


@pytest.mark.parametrize("text", ["ti", "10-12", "01.05.2025", "#REF!", "2,5 årsverk", "1.2.3", "∞", "1,2,3"])
def test_text_where_a_number_belongs(world, text):
    problems = found(world, with_cell("1101", "team_fte", text))
    assert [(p.rule, p.value) for p in problems] == [("text_for_number", text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1250", "1250"),
        ("1 250", "1250"),
        ("1\u00a0250,50", "1250.5"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1.250.000", "1250000"),
        ("12.5", "12.5"),
        ("0,125", "0.125"),
        ("1,250", "1.25"),
        ("1e3", "1000"),
        (",5", "0.5"),
    ],
)
def test_numbers_as_people_write_them(world, text, number):
    assert found(world, with_cell("1103", "tilskudd", text)) == []
    assert f",{number},\n" in survey_world.imported(world)


def test_a_message_says_where_what_and_what_to_do(world):
    (problem,) = found(world, with_cell("1103", "plan", "Kanskje").rename(columns={"plan": "Plan"}))
    assert str(problem) == (
        "eksport.csv, row 3 (1103 Stavanger): plan (in the file: Plan) is 'Kanskje'; "
        "expected one of 1 «Ja», 2 «Nei», 3 «Vet ikke». "
        "Correct the answer in the export, or add the option to the codebook."
    )


def test_every_error_is_told_at_once_and_nothing_is_written(world):
    export = with_cell("1101", "plan", "7")
    export.loc[export["unit"] == "1103", "brukere"] = "mange"
    assert {p.rule for p in found(world, export)} == {"value_outside_options", "text_for_number"}
    assert not (world / "data/2025/responses.csv").exists()
