"""The forms of tables, on a questionnaire of three questions and five units."""

import pandas as pd
import pytest

from is248.analysis.tables import NOT_ANSWERED
from is248.analysis.tabulate import (
    all_years,
    battery,
    combinations,
    crosstab,
    frequency,
    mentions,
    multiple_response,
    percent_by_year,
    statements,
)
from is248.data.groupings import TOTAL
from is248.wording import UntrueStatement
from small_survey import small_survey


@pytest.fixture
def survey():
    return small_survey()


def test_the_base_is_those_that_answered_with_vet_ikke(survey):
    table = frequency(survey, "plan")
    assert table.value("Ja", "n") == 2
    assert table.value("Ja", "pct") == 50
    assert table.total("n") == 4


def test_units_without_an_answer_stand_below_the_total_and_are_no_row_of_it(survey):
    table = frequency(survey, "plan", not_answered="Ikke oppgitt")
    assert table.value(NOT_ANSWERED, "n") == 1
    assert table.rows == ["Ja", "Nei", "Vet ikke"]


def test_a_follow_up_lacks_the_answers_of_those_that_were_asked(survey):
    asked = frequency(survey, "kjent", not_answered="Ikke oppgitt")
    assert asked.value(NOT_ANSWERED, "n") == 1
    everyone = frequency(survey, "kjent", not_answered="Ikke oppgitt", of_all=True)
    assert everyone.value(NOT_ANSWERED, "n") == 4


def test_options_that_nobody_chose_can_be_left_out(survey):
    assert frequency(survey, "kjent", chosen_only=True).rows == ["Ja"]


def test_earlier_years_come_from_the_history_with_their_own_base(survey):
    table = frequency(survey, "plan", years=[2023, 2024], not_answered="Ikke oppgitt")
    assert table.value("Ja", "pct_2023") == 25
    assert table.total("n_2023") == 4
    assert table.value(NOT_ANSWERED, "n_2023") == 2
    assert pd.isna(table.values.at["Vet ikke", "n_2023"])


def test_the_total_of_a_multiple_response_is_the_units_that_answered_also_those_without_a_tick(survey):
    table = multiple_response(survey, "tiltak", of_all=True, not_answered="Ikke oppgitt")
    assert table.total("n") == 3
    assert table.value("Kurs", "pct") == pytest.approx(200 / 3)
    assert table.value("Kurs", "all") == 40
    assert table.value(NOT_ANSWERED, "n") == 2


def test_mentions_are_percentages_of_all_ticks(survey):
    table = mentions(survey, "tiltak")
    assert table.total("n") == 3
    assert table.value("Grupper", "pct") == pytest.approx(100 / 3)


def test_a_year_with_only_a_percentage_keeps_it(survey):
    table = statements(survey, {"Har plan": "plan"}, agree=[1], years=[2021, 2022, 2024])
    assert pd.isna(table.values.at["Har plan", "pct_2021"])
    assert table.value("Har plan", "pct_2022") == 31
    assert table.value("Har plan", "pct_2024") == 50


def test_a_crosstab_has_each_groups_own_base(survey):
    table = crosstab(survey, "plan", "size_group")
    assert table.value("small", "total") == 3
    assert table.value("small", "pct") == pytest.approx(200 / 3)
    assert table.value(TOTAL, "pct") == 50
    both = crosstab(survey, "plan", "size_group", years=[2023, 2024], total=False)
    assert both.value("small", "pct_2023") == 50
    assert TOTAL not in both.values.index


def test_a_battery_has_a_question_per_row(survey):
    table = battery(survey, "planer")
    assert table.value("Kjent", "pct") == 100
    assert table.value("Plan", "total") == 4


def test_combinations_count_units_that_answered_all(survey):
    names = {(True, True): "Begge", (True, False): "Bare plan"}
    table = combinations(survey, ["plan", "kjent"], [1], names)
    assert table.value("Begge", "n") == 1
    assert table.total("n") == 1


def test_all_years_are_the_histories_and_the_editions_own(survey):
    assert all_years(survey, "plan") == [2022, 2023, 2024]
    assert all_years(survey, "plan", since=2023) == [2023, 2024]
    assert frequency(survey, "kjent", years="all").years == [2024]
    survey.edition.year = 2023
    assert all_years(survey, "plan") == [2022, 2023]  # a later year is none of an earlier edition's business


def test_a_table_gives_its_numbers_by_row_and_year(survey):
    table = frequency(survey, "plan", years=[2023, 2024])
    assert table.pct("Ja") == 50
    assert table.pct("Ja", 2023) == 25
    assert table.n("Nei", 2023) == 3
    assert table.base() == 4
    assert table.pct(["Ja", "Nei"]) == 75
    assert table.series("Ja") == {2023: 25, 2024: 50}


def test_a_table_with_several_heads_asks_which_one_is_meant(survey):
    table = frequency(survey, {"Plan": "plan", "Kjent": "kjent"})
    assert table.pct("Ja", head="Kjent") == 100
    with pytest.raises(ValueError, match="Plan; Kjent"):
        table.pct("Ja")


def test_a_change_is_in_points_and_taken_from_the_two_years_own_bases(survey):
    assert frequency(survey, "plan", years=[2023, 2024]).change("Ja") == 25


def test_a_change_across_a_declared_break_stops_the_sentence(survey):
    table = percent_by_year(survey, "plan", [2022, 2023])
    with pytest.raises(UntrueStatement, match="Nytt skjema"):
        table.change("Ja")
    assert table.change("Ja", across_breaks=True) == -6
