"""A break may be declared for any question: no chapter stops, and no sentence compares across it.

The years before the break get other numbers. A value of the prose that changes with them tells of these years; that is
allowed only where the text says that there is a break.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from chapter_runs import run, with_break
from is248.chapters.source import read_chapter
from is248.chapters.uses import asked, named
from is248.data.history import History
from is248.project import root
from is248.survey import Survey, open_survey
from nothing_drawn import nothing_is_drawn

__all__ = ["nothing_is_drawn"]
OTHERS = {2023: "01-kunnskapsgrunnlag.ipynb", 2024: "01-kunnskapsgrunnlag-2023.ipynb"}  # of another year's book
SAMPLE = [  # questions with earlier years, in chapters that take a second
    (2024, "19-", "fastleger_henviser_voksne"),
    (2024, "19-", "fastleger_henviser_barn"),
    (2024, "19-", "fastleger_hjelp"),
    (2024, "21-", "utskrivningsklare_problemer"),
    (2024, "15-", "tud_erfaring"),
    (2024, "hov", "arsverk_barn"),
]
# Cells that tell of a break, or of a time before it: by chapter, the numbers of the cells.
TOLD = {"02-": (19,), "03-": (7, 10, 75), "05-": (9, 12, 48), "07-": (9,), "18-": (18,), "19-": (5,), "25-": (58,)}
TOLD["hov"] = (6, 8)


opened = cache(open_survey)


def chapters_of(year: int) -> list[Path]:
    chapters = [path for path in sorted((root() / "chapters").glob("*.ipynb")) if path.name != OTHERS[year]]
    return [*chapters, root() / "hovedfunn.qmd"]


def questions_of(path: Path, survey: Survey) -> Iterator[str]:
    """The questions with numbers that a chapter names."""
    names = named([survey.codebook])
    code = "\n".join(cell.source for cell in read_chapter(path).cells)
    found = {id for text in re.findall(r"[\"']([\w{}.]+)[\"']", code) for id in asked(text, names)}
    yield from sorted(id for id in found if survey.codebook.question(id).type != "text")


def with_other_past(survey: Survey, id: str) -> Survey:
    """The survey with other numbers of a question in all earlier years."""
    rows = survey.history.rows.copy()
    past = (rows["question"] == id) & (rows["year"] < survey.year)
    answers = past & (rows["option"] != "")
    rows.loc[answers & rows["base"].notna(), "count"] = rows["base"] - rows["count"]
    rows.loc[answers, "percent"] = 100 - rows["percent"]
    rows.loc[past & ~answers, "count"] *= 0.7
    return replace(survey, history=History(rows))


def wrong_with_a_break(path: Path, survey: Survey, id: str) -> list[str]:
    """What stops a chapter when a break is declared for a question, and what it says across the break."""
    broken = with_break(survey, id, survey.year)
    ran, other = run(path, broken), run(path, with_other_past(broken, id))
    told = TOLD.get(path.name[:3], ())
    crossed = [place for place, value in ran.values.items() if repr(value) != repr(other.values.get(place))]
    return ran.stops + [f"{path.name}, {id}: {place}" for place in crossed if place[0] not in told]


@pytest.mark.parametrize(("year", "chapter", "id"), SAMPLE)
def test_a_break_stops_no_chapter_and_nothing_is_said_across_it(year, chapter, id):
    path = next(path for path in chapters_of(year) if path.name.startswith(chapter))
    survey = opened(year)
    assert id in questions_of(path, survey)
    assert wrong_with_a_break(path, survey, id) == []


def test_without_the_break_the_same_sentences_tell_of_the_years_before():
    """The numbers of earlier years are seen by this test at all."""
    path = next(path for path in chapters_of(2024) if path.name.startswith("19-"))
    survey = opened(2024)
    ran, other = run(path, survey), run(path, with_other_past(survey, "fastleger_henviser_barn"))
    assert not ran.stops and ran.values != other.values


def test_numbers_of_several_years_beside_each_other_are_of_years_before_the_first_break():
    path = next(path for path in chapters_of(2024) if path.name.startswith("07-"))
    ran = run(path, with_break(opened(2024), "arsverk_hovedforlop_3_voksne", 2021))
    assert not ran.stops
    assert [ran.values[9, f"before[{end}]"] for end in (0, -1)] == ["2017", "2020"]


@pytest.mark.slow
@pytest.mark.parametrize("year", sorted(OTHERS))
def test_a_break_can_be_declared_for_every_question_of_a_year(year):
    survey = opened(year)
    found = [
        wrong
        for path in chapters_of(year)
        for id in questions_of(path, survey)
        for wrong in wrong_with_a_break(path, survey, id)
    ]
    assert found == []
