"""Every rule against answers that break it, and only it."""

import pandas as pd
import pytest

from is248.intake.rules import RULES
from survey_world import faultless, found, slightly_other, with_cell, with_sums


def test_a_faultless_export_breaks_no_rule():
    assert found(faultless()) == []


def test_a_faultless_export_breaks_no_rule_beside_last_years():
    assert found(faultless(), slightly_other()) == []


def _twice(export: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([export, export.iloc[[0]]])


BROKEN = {
    "unknown_unit": lambda: pd.concat([faultless(), faultless().iloc[[0]].assign(unit="9999")]),
    "repeated_unit": lambda: _twice(faultless()),
    "missing_unit": lambda: faultless().iloc[1:],
    "repeated_column": lambda: faultless().assign(PLAN="1"),
    "value_outside_options": lambda: with_cell("1103", "plan_kjent", "7"),
    "text_for_number": lambda: with_cell("1101", "brukere", "ca. 250"),
    "negative_number": lambda: with_cell("1103", "fte__1__1", "-95,5"),
    "impossible_number": lambda: with_cell("1101", "andel", "125"),
    "absent_but_answered": lambda: with_cell("1101", "status", "ikke_deltatt"),
    "unlikely_fte": lambda: with_cell("1101", "fte__1__1", "450"),
    "decimals_or_thousands": lambda: with_cell("1103", "tilskudd", "1.250"),
    "thousands_lost": lambda: with_cell("1101", "brukere", "1,25"),
    "below_one_percent": lambda: with_cell("1101", "andel", "0,25"),
    "cut_text": lambda: with_cell("1103", "kommentar", "Vi har for få boliger " * 11 + "og altfor lit"),
    "stand_in": lambda: with_cell("1101", "brukere", "999"),
    "ticks_for_texts": lambda: faultless().assign(kommentar=["Ja", "Nei", "x", None, None, None]),
    "unit_said_otherwise": lambda: faultless().assign(knr=["1103", "1103", "4601", "0301", "30101", "30116"]),
    "status_said_otherwise": lambda: faultless().assign(
        Svarstatus=["Fullført", "Påbegynt", "Fullført", "Levert", "Delvis", "Ny"]
    ),
    "no_answer_of_the_year": lambda: faultless().assign(Testsvar=["Nei", "Nei", "Ja", "Nei", "Nei", None]),
    "unit_named_otherwise": lambda: faultless().assign(
        Kommune=["Egersund", "Stavanger", "Bergen", "Vik", "Gamle Oslo", "Velferdsetaten"]
    ),
    "against_gate": lambda: with_cell("4601", "plan_kjent", "1"),
    "more_answers_than_eligible": lambda: with_cell("1101", "plan", None),
    "fte_sums_differ": lambda: with_sums(faultless(), "fte__1__sum", "1101", "7,5"),
    "fte_counted_twice": lambda: with_cell("1101", "fte__2__1", "4,5").assign(
        fte__2__2=lambda e: e["fte__2__2"].where(e["unit"] != "1101", "2")
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_rule_finds_what_breaks_it_and_no_other_rule_does(rule):
    problems = found(BROKEN[rule]())
    assert {p.rule for p in problems} == {rule}
    assert len(problems) == 1
    assert problems[0].action and problems[0].expected


def test_every_rule_has_its_broken_export():
    against_last_year = {"decimal_comma_lost", "large_change", "untouched"}  # test_rules_cells, test_rules_last_year
    of_files = {"lost_letters", "damaged_letters", "parts_of_workbook", "declared_missing"}  # test_odd_files
    of_files |= {"words_in_a_box"}  # test_spellings
    elsewhere = {"other_label", "no_fte", "shares_for_percent"}  # test_rules_cells, test_margins
    elsewhere |= {
        "stale_heading",
        "heading_against_words",
        "no_fte",
        "sign_without_typeface",
    }  # headings, margins, signs
    assert {*BROKEN, *against_last_year, *of_files, *elsewhere} == set(RULES)


def test_a_message_says_where_what_and_what_to_do():
    (problem,) = found(with_cell("1103", "plan", "Kanskje").rename(columns={"plan": "Plan"}))
    assert str(problem) == (
        "eksport.csv, row 3 (1103 Stavanger): plan (in the file: Plan) is 'Kanskje'; "
        "expected one of 1 «Ja», 2 «Nei», 3 «Vet ikke». "
        "Correct the answer in the export, or add the option to the codebook."
    )
