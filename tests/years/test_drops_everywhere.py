"""Any question may be dropped from the form but those of the FTE: no chapter stops."""

import random
from functools import cache
from pathlib import Path

import pytest

from chapter_runs import run, without_questions
from is248.chapters import conditions
from is248.chapters.source import read_chapter
from is248.project import root
from is248.survey import open_survey
from nothing_drawn import nothing_is_drawn

__all__ = ["nothing_is_drawn"]
OTHERS = {2023: "01-kunnskapsgrunnlag.ipynb", 2024: "01-kunnskapsgrunnlag-2023.ipynb"}  # of another year's book
CORE = {"arsverk_voksne", "arsverk_barn", "egne_arsverk_voksne", "egne_arsverk_barn"}
SAMPLE = [  # members of what a chapter takes apart or asks by name, in chapters that take a second
    (2024, "03-", {"andel_videreutdanning_barn"}),
    (2024, "05-", {"erfaringskonsulenter_voksne"}),
    (2024, "07-", {"arsverk_hovedforlop_1_voksne", "tilbud_hovedforlop_3_barn"}),
    (2024, "08-", {"stor_okning_barn_rus_hvor"}),
    (2024, "19-", {"fastleger_enkeltsaker"}),
    (2024, "25-", {"forebygging_individ_eksempel"}),
    (2023, "07-", {"arsverk_hovedforlop_2_barn", "tilbud_hovedforlop_1_voksne"}),
]
opened = cache(open_survey)


def chapters_of(year: int) -> list[Path]:
    return [path for path in sorted((root() / "chapters").glob("*.ipynb")) if path.name != OTHERS[year]]


def stops(year: int, gone: set[str], paths: list[Path]) -> list[str]:
    survey = without_questions(opened(year), gone)
    return [f"without {', '.join(sorted(gone))}: {stop}" for path in paths for stop in run(path, survey).stops]


@pytest.mark.parametrize(("year", "chapter", "gone"), SAMPLE)
def test_a_dropped_question_stops_no_chapter(year, chapter, gone):
    path = next(path for path in chapters_of(year) if path.name.startswith(chapter))
    assert gone <= opened(year).codebook.ids.keys()
    assert stops(year, gone, [path]) == []


@pytest.mark.parametrize(("chapter", "gone"), [("18-", "nettsider"), ("18-", "akuttilbud"), ("24-", "overdose_korus")])
def test_an_opening_promises_what_was_asked_and_keeps_its_sentences(chapter, gone):
    path = next(path for path in chapters_of(2024) if path.name.startswith(chapter))
    opening = next(cell.source for cell in read_chapter(path).cells if cell.id == "innledning")
    survey = without_questions(opened(2024), {gone})
    held = {test: eval(test, {"survey": survey}) for test in conditions.tests(opening, 2024)}
    assert [test for test, holds in held.items() if not holds] == [f"'{gone}' in survey.codebook.ids"]
    whole, shorter = (conditions.decided(opening, 2024, holds, str) for holds in (lambda test: True, held.get))
    assert shorter.count(".") + shorter.count("?") == whole.count(".") + whole.count("?") and len(shorter) < len(whole)


@pytest.mark.slow
@pytest.mark.parametrize("year", sorted(OTHERS))
def test_each_question_of_a_year_can_be_dropped(year):
    texts = {path: "\n".join(cell.source for cell in read_chapter(path).cells) for path in chapters_of(year)}
    asked = [question.id for question in opened(year).codebook.questions if question.id not in CORE]
    found = [stop for id in asked for stop in stops(year, {id}, [path for path, text in texts.items() if id in text])]
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("year", sorted(OTHERS))
@pytest.mark.parametrize("seed", range(4))
def test_many_questions_can_be_dropped_at_once(year, seed):
    questions = [question for question in opened(year).codebook.questions if question.id not in CORE]
    chance = random.Random(seed)
    sections = chance.sample(sorted({question.section for question in questions}), 2)
    gone = {question.id for question in questions if question.section in sections} if seed % 2 else set()
    gone |= {question.id for question in chance.sample(questions, 12)}
    assert stops(year, gone, chapters_of(year)) == []
