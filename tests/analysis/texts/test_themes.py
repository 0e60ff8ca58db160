"""Themes and lists of «Annet», counted from the answers and their coding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.analysis.texts.themes import answers_given, specified, theme_columns, theme_list, themes
from is248.data.groupings import TOTAL
from text_world import UNITS, project_with, text_survey

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


@pytest.fixture
def other(tmp_path, monkeypatch):
    """Return the entries of «Annet» of units that wrote this, in the order of the units."""
    monkeypatch.setenv("IS248_ROOT", str(project_with(tmp_path, None)))

    def listed(*texts, **options):
        answers = dict(zip(UNITS.index, texts, strict=False))
        return specified(text_survey(plan=dict.fromkeys(answers, "1"), plan_annet=answers), "plan_annet", **options)

    return listed


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


def test_the_list_of_themes_has_their_numbers(survey):
    assert theme_list(survey, "behov", least=2)._repr_markdown_() == "- Folk (2)\n- Kurs (2)"


def test_the_list_of_a_group_has_the_groups_numbers(survey):
    assert theme_list(survey, "behov", by="size_group", group="<2000")._repr_markdown_() == "- Kurs (1)"


def test_a_group_that_is_none_names_those_there_are(survey):
    with pytest.raises(ValueError, match="there is no group 'huge'; there are 5000-10000, <2000, Bydeler i Oslo"):
        theme_list(survey, "behov", by="size_group", group="huge")


def test_an_empty_list_of_themes_says_so(survey):
    assert theme_list(survey, "behov", least=9)._repr_markdown_() == "*Ingen svar å vise.*"


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


def test_entries_that_differ_in_spelling_are_one(other):
    entries = other("Psykologtjenesten", "psykologtjenesten.", "Psykologtjenseten", "Kommunelegen")
    assert entries.entries == {"Kommunelegen": 1, "Psykologtjenesten": 3}


def test_the_length_of_the_list_and_the_number_of_units_are_two_things(other):
    entries = other("KAD-seng; krisebolig", "KAD-seng")
    assert (entries.n, entries.answers) == (2, 2)
    assert entries._repr_markdown_() == "- KAD\\-seng (2)\n- Krisebolig"


def test_what_one_unit_wrote_twice_counts_once(other):
    assert other("Krisebolig; krisebolig.").entries == {"Krisebolig": 1}


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("Vi har et eget tilbud for unge i kommunen", "Vi har ikke et eget tilbud for unge i kommunen"),
        ("Avtale med sykestua om to senger", "Avtale med sykestua om tre senger"),
        ("Ungdom fra 13 til 18 år i kommunen", "Ungdom fra 13 til 19 år i kommunen"),
    ],
)
def test_another_number_or_a_negation_makes_another_entry(other, one, another):
    assert other(one, another).n == 2


def test_commas_separate_names_where_the_chapter_says_so(other):
    assert other("ATV, Vivat", commas=True).n == 2
    assert other("Ja, i helgene").n == 1


def test_names_of_municipalities_are_masked_in_the_list(other):
    assert other("Avtale med Moss").entries == {"Avtale med [kommunenavn]": 1}


def test_a_list_of_nothing_says_so(other):
    assert other().n == 0
    assert other()._repr_markdown_() == "*Ingen svar å vise.*"


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=8), st.randoms())
def test_the_list_does_not_depend_on_the_order_of_the_units(texts, random):
    def listed(some):
        answers = dict(zip(UNITS.index, some, strict=False))
        survey = text_survey(plan=dict.fromkeys(answers, "1"), plan_annet=answers)
        return specified(survey, "plan_annet").entries if any(text.strip() for text in some) else {}

    shuffled = random.sample(texts, len(texts))
    assert listed(texts) == listed(shuffled)


@pytest.mark.parametrize(
    ("one", "other_one", "entries"),
    [
        ("samtaletilbud for ungdomm", "samtaletilbad for ungdemm", 1),  # 23 of 25 letters are the same: 92 percent
        ("samtaletilbud for ungdom", "samtaletilbad for ungdem", 2),  # 22 of 24
        ("samtaletilbud for ungdomm", "samtaletilbad for angdemm", 2),  # 22 of 25
    ],
)
def test_entries_are_one_where_92_percent_of_the_letters_are_the_same(other, one, other_one, entries):
    assert other(one, other_one).n == entries
