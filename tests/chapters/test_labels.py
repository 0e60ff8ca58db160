"""The label of an answer is found where it is typed in the prose, and other words pass."""

import pytest

from is248.chapters.labels import answers_asked, typed_labels
from is248.data.codebook import Codebook

VISITS = [
    {"code": 1, "name": "daglig", "label": "Ja, daglig"},
    {"code": 2, "name": "av_og_til", "label": "1-2 ganger i uken", "spoken": "en eller to ganger"},
    {"code": 3, "name": "nei", "label": "Nei"},
]
MOODS = [
    {"code": 1, "name": "godt", "label": "Strålende"},
    {"code": 2, "name": "middels", "label": "Greit"},
    {"code": 3, "name": "annet", "label": "Annet"},
]


def codebook(year: int = 2024, mood: str = "Strålende") -> Codebook:
    def asked(id: str, options: list[dict], **more) -> dict:
        return {"id": id, "section": "1", "text": id, "type": "single", "options": options, "since": year, **more}

    moods = [{**MOODS[0], "label": mood}, *MOODS[1:]]
    return Codebook.model_validate(
        {
            "year": year,
            "title": "Prøve",
            "scales": {},
            "questions": [
                asked("hundepark", VISITS),
                asked("hundepark_hvorfor", [], type="text", gate={"question": "hundepark", "options": [3]}),
                asked("trivsel_hund", moods, battery="trivsel"),
                asked("trivsel_katt", moods, battery="trivsel"),
            ],
        }
    )


def found(text: str, code: str, *codebooks: Codebook) -> list[tuple[str, str]]:
    answers = answers_asked(code, codebooks or [codebook()])
    return [(words, instead) for _, words, instead in typed_labels(text, answers)]


PARK, MOOD = 'park = survey.question("hundepark")', 'mood = survey.battery("trivsel")'


@pytest.mark.parametrize(
    ("text", "code", "words", "instead"),
    [
        ("Svaret «greit» er nytt.", MOOD, "greit", '`{python} question.answer("middels").quoted`'),
        ("Noen svarte «Annet».", MOOD, "Annet", '«`{python} question.answer("annet").label`»'),
        ("De skriver «ja, daglig».", PARK, "ja, daglig", '`{python} question.answer("daglig").quoted`'),
        # in quotes as spoken, and with another dash than in the form
        ("Det er «en eller to ganger».", PARK, "en eller to ganger", '`{python} question.answer("av_og_til").quoted`'),
        ("Det er «1–2 ganger i uken».", PARK, "1–2 ganger i uken", '`{python} question.answer("av_og_til").quoted`'),
        # plain, as what units answered
        ("\ue000 prosent svarer nei.", PARK, "nei", '`{python} question.answer("nei").spoken`'),
        ("I år svarte \ue000 prosent av kommunene nei (12).", PARK, "nei", '`{python} question.answer("nei").spoken`'),
        # who is asked follows from a question; a name may be put together
        ("De som svarte «nei», sa hvorfor.", 'survey.question("hundepark_hvorfor")', "nei", ".quoted"),
        ("Det er «greit».", 'survey.question(f"trivsel_{animal}")', "greit", ".quoted"),
    ],
)
def test_a_typed_label_is_found_with_what_to_write(text, code, words, instead):
    [(typed, remedy)] = found(text, code)
    assert typed == words
    assert instead in remedy


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hunder kaller det «lufting», og det er «greit å vite».", MOOD),  # no answer
        ("Temaet «Annet» går igjen.", PARK),  # an answer to what this chapter doesn't ask
        ("Svaret «greit» er nytt.", "survey.question(f'{name}')"),  # any question, or none
        ("De sier neimen det de vil, og svarer neit.", PARK),
        ("Det er greit, og ingen har annet å si. Nei.", f"{PARK}; {MOOD}"),
        ("De svarte på annet hold.", MOOD),
        ("Svaret \ue000 er nytt.", MOOD),
    ],
)
def test_other_words_pass(text, code):
    assert found(text, code) == []


def test_a_label_of_an_earlier_edition_is_found_too():
    editions = codebook(), codebook(2023, mood="Fabelaktig")
    assert [words for words, _ in found("Det er «strålende», og før «fabelaktig».", MOOD, *editions)] == [
        "strålende",
        "fabelaktig",
    ]
