"""The layouts of the report's tables, on a questionnaire of three questions and five units."""

import pandas as pd
import pytest

from is248.analysis.tables import NOT_ANSWERED
from is248.data.groupings import TOTAL
from small_survey import small_survey


@pytest.fixture
def survey():
    return small_survey()


def test_a_frequency_has_the_answers_their_total_and_the_units_without_one(survey):
    table = survey.question("plan").table(not_answered=True)
    assert table.rows == ["Ja", "Nei", "Vet ikke"]
    assert [table.n(row) for row in table.values.index] == [2, 1, 1, 4, 1]
    assert table.pct("Ja") == 50
    assert table.pct(TOTAL) == 100
    assert pd.isna(table.values.at[NOT_ANSWERED, table.column("pct").key])


def test_a_follow_up_lacks_the_answers_of_those_that_were_asked(survey):
    known = survey.question("kjent")
    assert known.table(not_answered=True).n(NOT_ANSWERED) == 1
    assert known.table(not_answered="Ikke gitt", of_all=True).n(NOT_ANSWERED) == 4
    assert known.table(not_answered="Ikke gitt").label(NOT_ANSWERED) == "Ikke gitt"


def test_answers_that_nobody_gave_can_be_left_out(survey):
    assert survey.question("kjent").table(chosen_only=True).rows == ["Ja"]


def test_years_stand_beside_each_other_each_with_its_own_base(survey):
    table = survey.question("plan").table(years=[2023, 2024], not_answered=True)
    assert (table.pct("Ja", year=2023), table.pct("Ja")) == (25, 50)
    assert (table.total("n", year=2023), table.n(NOT_ANSWERED, year=2023)) == (4, 2)
    assert str(table.years) == "2023–2024"
    assert table.caveats == ""  # the break of 2023 is not between them
    assert "Brudd i 2023: Nytt skjema." in survey.question("plan").table(years="all").printed_note


def test_the_total_of_several_answers_is_the_units_that_answered_also_those_without_a_tick(survey):
    table = survey.question("tiltak").table(of_all=True, not_answered=True)
    assert (table.total("n"), table.n(NOT_ANSWERED)) == (3, 2)
    assert table.pct("Kurs") == pytest.approx(200 / 3)
    assert table.value("Kurs", "all") == 40
    assert TOTAL not in survey.question("tiltak").table(total="").values.index


def test_mentions_are_percentages_of_all_ticks(survey):
    table = survey.question("tiltak").mentions()
    assert table.total("n") == 3
    assert (table.pct("Kurs"), table.pct("Grupper")) == pytest.approx((200 / 3, 100 / 3))
    assert "; 2 kommuner og bydeler har gitt ett eller flere." in table.note  # one of the three ticked nothing


def test_percentages_stand_above_the_number_that_answered(survey):
    table = survey.question("plan").percentages()
    assert table.n("Antall kommuner", year=2024) == 4
    assert (table.pct("Ja", year=2022), table.pct(TOTAL, year=2022)) == (31, 100)


def test_a_crosstab_has_each_groups_own_base(survey):
    size = survey.question("plan").answer("ja").by("size_group")
    table = size.table()
    assert (table.value("small", "base"), table.value(TOTAL, "pct")) == (3, 50)
    assert table.pct("small") == pytest.approx(200 / 3)
    assert [column.measure for column in table.columns] == ["Ja", "Nei", "Vet ikke", "Total", "Prosent ja"]
    assert TOTAL not in size.table(total=False).values.index


def test_a_battery_has_a_question_per_row(survey):
    table = survey.battery("planer").answer("ja").counts()
    assert table.pct("Kjent") == 100
    assert table.value("Plan", "base") == 4


def test_a_year_in_which_one_of_several_questions_was_not_asked_is_empty_for_it(survey):
    table = survey.battery("planer").answer("ja").table()
    assert list(table.years) == [2022, 2023, 2024]
    assert table.pct("Plan", year=2022) == 31
    assert table.value("Kjent", "pct", year=2022).reason.startswith("the cell 'Kjent'")


def test_combinations_count_units_that_answered_about_all(survey):
    names = {(True, True): "Begge", (True, False): "Bare plan"}
    table = survey.combinations({"plan": ["ja"], "kjent": ["ja"]}, names)
    assert (table.n("Begge"), table.total("n")) == (1, 1)


def test_two_questions_are_crossed_for_those_that_answered_both(survey):
    table = survey.question("kjent").across(survey.question("plan"))
    assert table.value("Ja", "base") == 1
    assert table.value("Nei", "base") == 0
    assert pd.isna(table.values.at["Nei", table.column("pct", answer=1).key])  # nobody: no percentage


def test_the_source_of_a_table_is_told(survey):
    assert survey.question("plan").table().source == "Svar på IS-24/8 2024."
    assert "tidligere utgaver" in survey.question("plan").table(years="all").source
