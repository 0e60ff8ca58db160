"""A question in words: the form's, with whom it was asked of and what could be answered."""

from is248.data.codebook import Codebook
from is248.data.codebook.asking import answers, asked_of, worded

YES_NO = [{"code": 1, "label": "Ja"}, {"code": 2, "label": "Nei"}]
COMMON = {"section": "1", "since": 2024}
BOOK = Codebook.model_validate(
    {
        "year": 2024,
        "title": "Prøve",
        "scales": {},
        "stems": {"tilbud": "Hvor godt er tilbudet til:"},
        "questions": [
            {"id": "plan", "text": "Plan?", "form": "Har dere en plan?", "type": "single", "options": YES_NO} | COMMON,
            {"id": "mal", "text": "Hvilke mål?", "type": "multiple", "options": YES_NO} | COMMON,
            {
                "id": "unge",
                "text": "Tilbud?",
                "label": "Unge",
                "type": "number",
                "unit": "personer",
                "battery": "tilbud",
            }
            | COMMON
            | {"gate": {"question": "plan", "options": [1, 2]}},
        ],
    }
)


def test_a_question_has_the_forms_words_where_they_are_known():
    assert [worded(BOOK, id) for id in ("plan", "mal", "unge")] == [
        *("Har dere en plan?", "Hvilke mål?", "Hvor godt er tilbudet til: Unge"),
    ]


def test_who_was_asked_is_told_by_the_answers_to_the_question_before():
    assert asked_of(BOOK, "plan") == "Alle"
    assert asked_of(BOOK, "unge") == "De som svarte «Ja» eller «Nei» på «Har dere en plan?»"


def test_what_could_be_answered():
    assert answers(BOOK, "plan") == "Ja; Nei"
    assert answers(BOOK, "mal") == "Ja; Nei. Flere svar er mulige"
    assert answers(BOOK, "unge") == "Et tall: personer"
