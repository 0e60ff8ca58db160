"""Themes, counted from the answers and their coding."""

import pytest

from is248.analysis.texts.themes import answers_given, theme_columns, theme_list, themes
from is248.data.groupings import TOTAL
from text_world import project_with, text_survey

ANSWERS = {"1120": "Folk", "1121": "Folk og kurs", "1149": "Kurs", "3103": "Penger", "3114": "Vet ikke", "3419": "  "}
CODING = """question,unit,theme
behov,1120,Folk
behov,1121,Folk
behov,1121,Kurs
behov,1149,Kurs
behov,3103,Økonomi
"""


@pytest.fixture
def survey(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(project_with(tmp_path, CODING)))
    return text_survey(behov=ANSWERS)


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Return a survey and two of its open questions, by the heads of their columns."""
    monkeypatch.setenv("IS248_ROOT", str(project_with(tmp_path, CODING + "plan_annet,1120,Kurs\n")))
    asked = text_survey(behov=ANSWERS, plan={"1120": "1"}, plan_annet={"1120": "Kurs"})
    return asked, {"Behov": "behov", "Annet": "plan_annet"}


def test_blank_answers_are_none(survey):
    assert answers_given(survey, "behov") == 5


def test_answers_of_units_that_were_not_asked_do_not_count():
    survey = text_survey(plan={"1120": "1", "1121": "2"}, plan_annet={"1120": "Kurs", "1121": "Kurs", "1149": "Kurs"})
    assert answers_given(survey, "plan_annet") == 1


def test_a_question_with_options_is_no_open_one(survey):
    with pytest.raises(ValueError, match="plan is not an open question"):
        answers_given(survey, "plan")


def test_themes_stand_by_frequency_and_equal_ones_by_the_alphabet(survey):
    table = themes(survey, "behov")
    assert {row: table.n(row) for row in table.values.index} == {"Folk": 2, "Kurs": 2, "Økonomi": 1, TOTAL: 5}


def test_the_base_is_the_answers_given_coded_or_not(survey):
    assert themes(survey, "behov").value("Folk", "pct") == 40


def test_groups_stand_beside_each_other_each_with_its_own_base(survey):
    table = themes(survey, "behov", by="size_group")
    assert (table.n("Kurs", head="<2000"), table.n(head="<2000"), table.pct("Kurs", head="<2000")) == (1, 1, 100)
    assert (table.n("Kurs", head="5000-10000"), table.pct("Kurs", head="5000-10000")) == (1, 25)


def test_where_nobody_has_coded_the_answers_the_themes_are_absent_and_say_so(survey):
    survey = text_survey(behov=ANSWERS, plan={"1120": "1"}, plan_annet={"1120": "Kurs"})
    for found in (themes(survey, "plan_annet"), theme_list(survey, "plan_annet")):
        assert found.reason == "nobody has coded the 1 answers to plan_annet"


def test_the_list_has_the_themes_of_several_answers_with_their_numbers(survey):
    assert theme_list(survey, "behov")._repr_markdown_() == "- Folk (2)\n- Kurs (2)"


def test_the_list_of_a_group_has_the_groups_numbers(survey):
    assert theme_list(survey, "behov", least=1, by="size_group", group="<2000")._repr_markdown_() == "- Kurs (1)"


def test_a_group_that_is_none_names_those_there_are(survey):
    with pytest.raises(ValueError, match="there is no group 'huge'; there are 5000-10000, <2000, Bydeler i Oslo"):
        theme_list(survey, "behov", by="size_group", group="huge")


def test_an_empty_list_of_themes_is_absent(survey):
    assert theme_list(survey, "behov", least=9).reason == "no theme of behov has 9 answers"


def test_themes_of_several_questions_stand_beside_each_other_by_frequency(beside):
    table = theme_columns(*beside)
    assert [column.measure for column in table.columns] == ["Behov", "Annet"]
    assert [list(table.values[column.key]) for column in table.columns] == [
        ["Folk (2)", "Kurs (2)", "Økonomi (1)"],
        ["Kurs (1)", "", ""],
    ]


def test_of_every_question_as_many_themes_as_are_asked_for(beside):
    table = theme_columns(*beside, most=2)
    assert list(table.values[table.columns[0].key]) == ["Folk (2)", "Kurs (2)"]
