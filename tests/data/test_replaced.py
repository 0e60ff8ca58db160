"""A question under a new id has the earlier years of the one that it replaces, or a break."""

import pandas as pd
import pytest

from is248.data.codebook import Codebook
from is248.data.codebook.lines import Source
from is248.data.codebook.rules import RULES
from is248.data.history import History
from is248.data.replaced import NOTE, with_breaks, with_earlier

YES_NO = [{"code": 1, "label": "Ja"}, {"code": 2, "label": "Nei"}]
OLD = {"id": "plan", "section": "1", "text": "Plan?", "type": "single", "options": YES_NO, "since": 2023}
COLUMNS = ["question", "year", "option", "group", "count", "base", "percent", "source"]
HISTORY = History(pd.DataFrame([["plan", 2024, "1", "", 3.0, 4.0, 75.0, ""]], columns=COLUMNS))


def book(year: int, *questions: dict) -> Codebook:
    return Codebook.model_validate({"year": year, "title": "Prøve", "scales": {}, "questions": list(questions)})


BEFORE = book(2024, OLD)


def renamed(**changes) -> dict:
    return OLD | {"id": "ny_plan", "replaces": ["plan"], "since": 2023} | changes


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_same_words_under_another_id_are_the_same_series(year):
    new, others = book(year, renamed()), [BEFORE, *([book(2025, renamed())] if year == 2026 else [])]
    assert with_breaks(new, others) is new
    assert with_earlier(HISTORY, new, others).years("ny_plan") == [2024]


@pytest.mark.parametrize(
    ("changes", "earlier"),
    [
        ({"text": "Har dere en plan?"}, [2024]),
        ({"options": [*YES_NO, {"code": 3, "label": "Vet ikke"}]}, []),
        ({"type": "multiple"}, []),
    ],
)
def test_other_words_are_behind_a_break_and_other_answers_begin_anew(changes, earlier):
    new = book(2025, renamed(**changes))
    [question] = with_breaks(new, [BEFORE]).questions
    assert [(b.year, b.note) for b in question.breaks] == [(2025, NOTE)]
    assert with_earlier(HISTORY, new, [BEFORE]).years("ny_plan") == earlier


def test_both_parts_of_a_divided_question_have_a_break_and_a_declared_one_is_not_told_twice():
    own = [{"year": 2025, "note": "Delt i to."}]
    parts = (renamed(id="a", text="A?", breaks=own), renamed(id="b", text="B?"))
    first, second = with_breaks(book(2025, *parts), [BEFORE]).questions
    assert [b.note for b in first.breaks] == ["Delt i to."] and [b.note for b in second.breaks] == [NOTE]


def test_a_question_that_is_still_asked_is_not_replaced():
    source = Source("data/codebook/2025.yml", None, None, book(2025, OLD, renamed()))
    assert any("is plan, which is asked too" in str(problem) for problem in RULES.problems(source))
