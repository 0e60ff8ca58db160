"""Open answers, as an author asks for them."""

import pytest

from is248.data.absence import is_absent
from is248.wording import NBSP
from text_world import project_with, text_survey

ANSWERS = {"1120": "Folk", "1121": "Folk og kurs", "1149": "Kurs", "3103": "Penger", "3114": "Vet ikke", "3419": "  "}
CODING = "question,unit,theme\nbehov,1120,Folk\nbehov,1121,Folk\nbehov,1121,Kurs\nbehov,1149,Kurs\nbehov,3103,Økonomi\n"


@pytest.fixture
def survey(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(project_with(tmp_path, CODING)))
    earlier = tmp_path / "data/demo/2023/coding.csv"
    earlier.parent.mkdir()
    earlier.write_text("question,unit,theme\nbehov,1120,Bolig\n", encoding="utf-8")
    return text_survey(behov=ANSWERS, plan={"1120": "1", "1121": "2"}, plan_annet={"1120": "Time", "1121": "Moss"})


@pytest.fixture
def needs(survey):
    return survey.question("behov")


def test_the_answers_are_counted_without_blank_ones_and_those_of_units_that_were_not_asked(survey, needs):
    assert (needs.n, needs.who, needs.pct_of_all) == (5, "fem kommuner", 100 * 5 / 11)
    assert survey.question("plan_annet").n == 1


@pytest.mark.parametrize("question", ["behov", "plan_annet"])
def test_the_units_are_those_that_are_counted(survey, question):
    assert survey.question(question).units.sum() == survey.question(question).n


def test_a_theme_has_its_number_and_its_percent_of_the_answers(needs):
    assert (needs["Kurs"].name, needs["Kurs"].n, needs["Kurs"].pct) == ("Kurs", 2, 40)


@pytest.mark.parametrize("theme", ["Bolig", "Transport"])  # of another edition, and one that answers had till now
def test_a_theme_that_no_answer_has_is_absent(needs, theme):
    assert needs[theme].n.reason == f"no answer of 2024 to behov has the theme «{theme}»"
    assert is_absent(needs.quotes(theme))


@pytest.mark.parametrize(("written", "meant"), [("Boliger", "Bolig"), ("Kursene", "Kurs")])
def test_a_theme_that_looks_like_another_is_a_mistake(needs, written, meant):
    told = rf"'{written}' \(did you mean {meant}\?\); there are: Folk; Kurs; Økonomi"
    for ask in (needs.__getitem__, needs.quotes):
        with pytest.raises(ValueError, match=told):
            ask(written)


def test_the_most_frequent_themes_are_named_with_their_numbers_and_no_more_than_are_asked_for(needs):
    assert str(needs.highest(2)) == f"Folk (2{NBSP}svar) og Kurs (2{NBSP}svar)"
    assert str(needs.highest(1).quoted.small) == f"«Folk» (2{NBSP}svar)"  # Kurs has as many; the alphabet decides
    assert str(needs.highest(9, of="pct").small) == (
        f"folk (40{NBSP}prosent), kurs (40{NBSP}prosent) og økonomi (20{NBSP}prosent)"
    )


def test_lists_groups_quotes_and_entries_are_those_of_the_analysis(needs, survey):
    assert needs.list()._repr_markdown_() == "- Folk (2)\n- Kurs (2)"
    assert needs.list(1, "size_group", "<2000")._repr_markdown_() == "- Kurs (1)"
    assert needs.by("size_group").highest("pct", head="<2000").keys == ["Kurs"]
    assert [quote.id for quote in needs.quotes("Folk", n=2).quotes] == ["behov:1121", "behov:1120"]
    assert [quote.id for quote in needs.quotes("Folk", "Kurs", "Bolig").quotes] == ["behov:1121", "behov:1149"]
    assert survey.question("plan_annet").partners().groups == [("Klepp", "Time")]


def test_what_nobody_has_coded_is_absent_and_the_answers_are_not(survey):
    other = survey.question("plan_annet")
    uncoded = (other.list(), other.by("county"), other.highest(), other["Kurs"], other.quotes("Kurs"))
    assert {found.reason for found in uncoded} == {"nobody has coded the 1 answers to plan_annet"}
    assert other.n == 1


def test_a_question_that_nobody_answered_has_no_themes(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(project_with(tmp_path, None)))
    nobody = text_survey(behov={}).question("behov")
    assert (nobody.n, nobody.who) == (0, "ingen kommuner")
    assert nobody.highest().reason == "nobody answered behov"
    assert nobody.list().reason == "nobody answered behov"
