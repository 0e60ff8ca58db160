"""Where a value comes from goes with it: through arithmetic, rounding and words, and is noted when it is printed."""

import pytest

from is248.wording import Change, Origin, Quantity, count, fraction, number, percent, quantifier, units
from is248.wording.origins import take_noted


@pytest.fixture(autouse=True)
def nothing_noted():
    take_noted()


def from_question(value: float, id: str, told: str = "") -> Quantity:
    return Quantity(value, origin=Origin(told or f"{value:g} svarte.", (id,), 2024, value=value))


PLAN, KNOWN = from_question(12, "plan"), from_question(8, "kjent")


def test_a_number_is_noted_when_it_is_printed_and_not_before():
    assert take_noted() == []
    str(PLAN)
    assert take_noted() == [{"told": "12 svarte.", "questions": ["plan"], "year": 2024, "value": 12.0}]
    assert take_noted() == []


@pytest.mark.parametrize(
    "say", [str, number, count, units, fraction, lambda n: str(abs(n)), lambda n: number(round(n, -1))]
)
def test_words_of_a_number_note_its_origin(say):
    say(PLAN)
    assert [origin["questions"] for origin in take_noted()] == [["plan"]]


@pytest.mark.parametrize(
    ("made", "told", "value"),
    [
        (lambda: PLAN - KNOWN, "12 minus 8.", 4),
        (lambda: PLAN + KNOWN, "12 pluss 8.", 20),
        (lambda: PLAN / KNOWN, "12 delt på 8.", 1.5),
        (lambda: PLAN * KNOWN, "12 ganger 8.", 96),
        (lambda: percent(KNOWN, of=PLAN), "8 i prosent av 12.", pytest.approx(66.67, abs=0.01)),
    ],
)
def test_what_is_computed_from_two_numbers_has_the_origins_of_both(made, told, value):
    made = made()
    assert (made.origin.told, made) == (told, value)
    assert set(made.origin.questions) == {"plan", "kjent"}
    assert {part.told for part in made.origin.parts} == {"12 svarte.", "8 svarte."}


def test_an_author_s_factor_has_no_origin_of_its_own():
    for made in (PLAN * 2, 2 * PLAN, PLAN / 3, 100 - PLAN):
        assert (made.origin.told, made.origin.value) == ("12 svarte.", float(made))


def test_arithmetic_prints_as_a_float_does_so_that_an_author_says_how_it_is_rounded():
    assert repr(PLAN - KNOWN) == "4.0"
    assert not hasattr(PLAN - KNOWN, "_repr_markdown_")


def test_arithmetic_with_what_is_no_number_is_left_to_it():
    with pytest.raises(TypeError):
        PLAN + "8"


def test_a_sentence_of_two_numbers_notes_both():
    quantifier(KNOWN, PLAN)
    assert [origin["questions"] for origin in take_noted()] == [["kjent"], ["plan"]]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (41.2, 49.2, "Endringen fra 2023 til 2024: 8,0 prosentpoeng mer."),
        (82.0, 73.0, "Endringen fra 2023 til 2024: 9,0 prosentpoeng mindre."),
        (50.0, 50.0, "Endringen fra 2023 til 2024: ingen."),
    ],
)
def test_a_change_says_its_points_with_both_years_and_its_test(first, last, told):
    before = Quantity(first, origin=Origin("I 2023: 140 av 340.", ("plan",), 2023, value=first))
    now = Quantity(last, origin=Origin("150 av 340.", ("plan",), 2024, value=last))
    str(Change(before, now, significant=True, test={"p": 0.01}))
    [noted] = take_noted()[:1]
    assert noted["told"] == told
    assert [part["told"] for part in noted["parts"]] == ["I 2023: 140 av 340.", "150 av 340."]
    assert noted["test"] == {"p": 0.01}
