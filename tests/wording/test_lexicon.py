"""The words of size: each is said within its limits only. The limits stand here as numbers, not as the library's."""

import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from is248 import wording
from is248.data.absence import Absent, AbsentError
from is248.wording import (
    AREA,
    COUNTY,
    DISTRICT,
    GROUP,
    MUNICIPALITY,
    UNIT,
    Change,
    Quantity,
    UntrueStatement,
    compare,
    fraction,
    holds,
    lexicon,
    majority,
    quantifier,
    share_of,
    units,
)
from is248.wording.lexicon import NoTruthValue, truth

numbers = st.floats(-1e9, 1e9)
decimals = st.integers(0, 3)
shares = st.floats(0, 100)
percents = st.builds(Quantity, shares, st.integers(0, 1))

# --- fractions


# From the first to the last hundredth of a percent that a phrase is said of.
_PHRASES = [
    (0, 0, "ingen kommuner"),
    (0.01, 8.99, "færre enn én av ti kommuner"),
    (9, 11, "hver tiende kommune"),
    (11.01, 18.49, "mer enn én av ti kommuner"),
    (18.5, 21.5, "hver femte kommune"),
    (21.51, 23.49, "mer enn én av fem kommuner"),
    (23.5, 26.5, "hver fjerde kommune"),
    (26.51, 31.49, "mer enn én av fire kommuner"),
    (31.5, 35, "hver tredje kommune"),
    (35.01, 37.99, "mer enn én av tre kommuner"),
    (38, 42, "fire av ti kommuner"),
    (42.01, 44.99, "mer enn fire av ti kommuner"),
    (45, 48.99, "nesten halvparten av kommunene"),
    (49, 51, "halvparten av kommunene"),
    (51.01, 55, "litt over halvparten av kommunene"),
    (55.01, 57.99, "mer enn halvparten av kommunene"),
    (58, 62, "seks av ti kommuner"),
    (62.01, 64.99, "mer enn seks av ti kommuner"),
    (65, 68.49, "to av tre kommuner"),
    (68.5, 71.5, "sju av ti kommuner"),
    (71.51, 73.49, "mer enn sju av ti kommuner"),
    (73.5, 76.5, "tre av fire kommuner"),
    (76.51, 78.49, "mer enn tre av fire kommuner"),
    (78.5, 81.5, "fire av fem kommuner"),
    (81.51, 88.49, "mer enn fire av fem kommuner"),
    (88.5, 91.5, "ni av ti kommuner"),
    (91.51, 95, "mer enn ni av ti kommuner"),
    (95.01, 99.99, "nesten alle kommunene"),
    (100, 100, "alle kommunene"),
]


@pytest.mark.parametrize(("first", "last", "words"), _PHRASES)
def test_a_share_gets_the_fraction_that_is_near_it_and_a_larger_one_never_gets_it_again(first, last, words):
    hundredths = range(round(100 * first), round(100 * last) + 1)
    assert {fraction(hundredth / 100, MUNICIPALITY) for hundredth in hundredths} == {words}


def test_no_share_is_left_out_here_and_the_noise_of_a_sum_does_not_decide():
    assert sum(round(100 * last) - round(100 * first) + 1 for first, last, _ in _PHRASES) == 10_001
    assert fraction(100.00000000001, MUNICIPALITY) == "alle kommunene"


# What each phrase says, read from its Norwegian and not from the module's limits.
_SAID = {
    **{"ingen": 0, "hver tiende": 10, "hver femte": 20, "hver fjerde": 25, "hver tredje": 100 / 3, "fire av ti": 40},
    **{"halvparten": 50, "seks av ti": 60, "to av tre": 200 / 3, "sju av ti": 70, "tre av fire": 75},
    **{"fire av fem": 80, "ni av ti": 90, "alle": 100, "én av ti": 10, "én av fem": 20, "én av fire": 25},
    "én av tre": 100 / 3,
}


@given(shares)
@example(49.0)
@example(65.0)
@example(5e-324)
def test_the_fraction_is_true_of_every_share(share):
    words = fraction(share)
    for adverb, is_true in {
        "mer enn ": lambda said: said < share <= said + 10,
        "færre enn ": lambda said: share < said,
        "litt over ": lambda said: said < share <= said + 5,
        "nesten ": lambda said: said - 5 <= share < said,
        "": lambda said: abs(share - said) <= (2 if 0 < said < 100 else 1e-9),
    }.items():
        if words.startswith(adverb):
            assert is_true(_SAID[words.removeprefix(adverb)]), (words, share)
            return


@pytest.mark.parametrize("share", [-0.1, 100.1, 4000])
def test_a_number_that_is_no_share_is_refused(share):
    with pytest.raises(ValueError, match="is no share in percent"):
        fraction(share)


# --- halves, differences, comparisons


@pytest.mark.parametrize(
    ("share", "places", "words"),
    [
        (49.49, 0, "under halvparten"),
        (49.5, 0, "halvparten"),
        (50.49, 0, "halvparten"),
        (50.5, 0, "de fleste"),
        (49.9, 1, "under halvparten"),
        (50, 1, "halvparten"),
        (50.1, 1, "de fleste"),
    ],
)
def test_most_is_more_than_half_as_printed(share, places, words):
    assert majority(Quantity(share, places)) == words


@given(percents)
def test_most_is_more_than_half_and_agrees_with_the_number_as_printed(share):
    words = majority(share)
    assert (words == "de fleste") == (share.rounded > 50)
    assert words != "de fleste" or share > 50
    assert words != "under halvparten" or share < 50
    assert words in ("de fleste", "under halvparten") or str(share) in ("50", "50,0")


def test_the_printed_reports_42_percent_are_not_most():
    assert majority(Quantity(42), "de fleste", otherwise="mange") == "mange"


@pytest.mark.parametrize(
    ("n", "base", "told"),
    [(1, 6, "1 av 6"), (9, 9, "9 av 9"), (0, 9, "0 av 9"), (5, 10, "50\xa0prosent"), (5, 12, "42\xa0prosent")],
)
def test_a_share_of_fewer_than_ten_answers_is_told_in_numbers(n, base, told):
    assert share_of(n, base) == told


@given(numbers, numbers, decimals)
def test_a_comparison_agrees_with_the_numbers_as_printed(one, other, places):
    first, second = Quantity(one, places), Quantity(other, places)
    word = compare(first, second)
    assert (word == "like høy") == (str(first) == str(second))
    assert (word == "høyere") == (str(first) != str(second) and one > other)
    opposite = {"høyere": "lavere", "lavere": "høyere", "like høy": "like høy"}
    assert compare(second, first) == opposite[word]


def test_a_comparison_takes_the_words_of_its_sentence():
    assert compare(Quantity(2), Quantity(1), "større", "mindre", "like stort") == "større"
    assert compare(Quantity(1.2), Quantity(1.4), "større", "mindre", "like stort") == "like stort"


# --- counts


@pytest.mark.parametrize(
    ("n", "noun", "words"),
    [
        (0, MUNICIPALITY, "ingen kommuner"),
        (1, MUNICIPALITY, "én kommune"),
        (1, COUNTY, "ett fylke"),
        (7, AREA, "sju HF-områder"),
        (12, MUNICIPALITY, "tolv kommuner"),
        (13, MUNICIPALITY, "13 kommuner"),
        (345, UNIT, "345 kommuner og bydeler"),
    ],
)
def test_a_count_agrees_with_its_noun(n, noun, words):
    assert units(n, noun) == words


@pytest.mark.parametrize(
    ("n", "of", "words"),
    [
        (0, 17, "ingen av kommunene"),
        (1, 17, "én av 17 kommuner"),
        (4, 17, "4 av 17 kommuner"),
        (4, 13, "4 av 13 kommuner"),
        (4, 12, "fire av tolv kommuner"),
        (4, 7, "fire av sju kommuner"),
        (17, 17, "alle kommunene"),
        (1, 1, "én kommune"),
        (0, 1, "ingen kommuner"),
    ],
)
def test_a_quantifier_says_how_many(n, of, words):
    assert quantifier(n, of) == words


@given(st.integers(0, 400), st.integers(2, 400))
def test_alle_and_ingen_are_said_of_all_and_none_only(n, of):
    if n > of:
        with pytest.raises(UntrueStatement, match=f"«{n} av {of} kommuner»"):
            quantifier(n, of)
        return
    words = quantifier(n, of)
    assert words.startswith("alle ") == (n == of)
    assert words.startswith("ingen ") == (n == 0)


# --- statements


def test_words_that_hold_are_printed():
    assert holds("raskere", True) == "raskere"
    assert holds("raskere", Quantity(2.0) > Quantity(1.0)) == "raskere"


@pytest.mark.parametrize("condition", [False, np.False_, Quantity(2) < Quantity(1)])
def test_words_that_do_not_hold_stop_the_build(condition):
    with pytest.raises(UntrueStatement, match="«raskere» is no longer true for these data; write the sentence anew"):
        holds("raskere", condition)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Quantity(12606.5), "is 12 607, not true or false; compare it: x > 50"),
        (0, "is 0, not true or false; compare it: x > 50"),
        (float("nan"), "is nan, not true or false"),
        ("Liten kommune", "is Liten kommune, not true or false; write a comparison"),
        *((value, "not true or false; write a comparison") for value in (None, "", (True, 0), majority, object())),
    ],
)
def test_what_is_neither_true_nor_false_is_no_test(value, told):
    with pytest.raises(NoTruthValue, match=re.escape(told)):
        truth(value, "x")
    with pytest.raises(NoTruthValue, match="`the condition` is"):
        holds("raskere", value)


def test_what_is_absent_stays_absent_in_a_test():
    with pytest.raises(AbsentError, match="2023 did not ask it"):
        truth(Absent("2023 did not ask it"))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize(
    "words", [wording.fraction, majority, units, wording.change, lambda value: Change(value, value).verb]
)
def test_words_for_what_is_no_number_are_refused(words, value):
    with pytest.raises(AbsentError, match="there is no number to print"):
        words(Quantity(value))


# --- the table in the method appendix


def test_the_appendix_prints_the_limits_that_are_tried_here():
    sizes = {
        "økt, gått ned": "signifikant endring, under 10 prosentpoeng",
        "økt betydelig, gått betydelig ned": "signifikant endring, 10 prosentpoeng eller mer",
        "omtrent uendret": "ingen signifikant endring, og under 5 prosentpoeng mellom årene",
        "ikke endret seg signifikant": "ingen signifikant endring, 5 prosentpoeng eller mer",
        "stabil": "minst tre år, ingen signifikant endring, og høyst 5 prosentpoeng mellom årene",
        "1 av 6": "andelen i en gruppe der færre enn 10 har svart",
        "de fleste": "over 50 prosent, også når tallet er rundet av",
        "hver tredje": "31,5–35 prosent",
        "litt over halvparten": "mellom 51 og 55 prosent",
    }
    assert sizes.items() <= dict(lexicon()).items()


@given(shares)
def test_every_fraction_is_in_the_lexicon_with_limits_around_it(share):
    limits = [float(limit.replace(",", ".")) for limit in re.findall(r"[\d,]+", dict(lexicon())[fraction(share)])]
    assert min(limits) - 1e-9 <= share <= max(limits) + 1e-9


def test_a_part_of_nobody_is_absent():
    with pytest.raises(AbsentError, match="there are no kommuner to count among"):
        quantifier(0, 0)


@pytest.mark.parametrize(
    ("noun", "all_of_them"),
    [
        (MUNICIPALITY, "alle kommunene"),
        (UNIT, "alle kommunene og bydelene"),
        (COUNTY, "alle fylkene"),
        (AREA, "alle HF-områdene"),
        (DISTRICT, "alle bydelene"),
        (GROUP, "alle gruppene"),
    ],
)
def test_all_of_them_have_their_form(noun, all_of_them):
    assert quantifier(2, 2, noun) == all_of_them
