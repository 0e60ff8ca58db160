"""Norwegian numbers: how they print, how they are rounded, and lists of them."""

import copy
import math
import pickle
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from is248.wording import (
    AbsentError,
    Quantity,
    capital,
    count,
    join,
    listed,
    number,
    percent,
    round_half_up,
    small,
    thin,
)

numbers = st.floats(-1e9, 1e9)
decimals = st.integers(0, 3)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0, 0, "0"),
        (373, 0, "373"),
        (999.5, 0, "1\u202f000"),
        (12607, 0, "12\u202f607"),
        (5550203, 0, "5\u202f550\u202f203"),
        (1.7, 1, "1,7"),
        (23.75, 1, "23,8"),
        (1234.5, 2, "1\u202f234,50"),
        (-110.2, 0, "\u2212110"),
        (-1234.5, 1, "\u22121\u202f234,5"),
        (-0.4, 0, "0"),
    ],
)
def test_numbers_print_as_norwegians_write_them(value, places, text):
    assert number(value, places) == text


@given(numbers, decimals)
def test_a_printed_number_reads_back_as_the_rounded_value(value, places):
    text = number(value, places)
    assert re.fullmatch(r"−?\d{1,3}(\u202f\d{3})*(,\d+)?", text)
    back = Decimal(text.replace("\u202f", "").replace("−", "-").replace(",", "."))
    assert back == round_half_up(value, places)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [(0.5, 0, 1), (1.5, 0, 2), (2.5, 0, 3), (-2.5, 0, -3), (0.285, 2, "0.29"), (1.005, 2, "1.01"), (2.45, 1, "2.5")],
)
def test_halves_are_rounded_up_and_not_to_even(value, places, rounded):
    assert round_half_up(value, places) == Decimal(rounded)


@given(st.decimals(-(10**6), 10**6, places=4), decimals)
@example(Decimal("0.5"), 0)
@example(Decimal("2.675"), 2)
def test_rounding_goes_to_the_nearest_and_halves_away_from_zero(exact, places):
    """Against fractions, which know no rounding: floor(|x| * 10^d + 1/2) / 10^d."""
    scaled = math.floor(abs(Fraction(exact)) * 10**places + Fraction(1, 2))
    expected = Fraction(scaled, 10**places) * (-1 if exact < 0 else 1)
    assert Fraction(round_half_up(float(exact), places)) == expected


@given(numbers, decimals)
def test_rounding_once_is_rounding_for_good(value, places):
    once = round_half_up(value, places)
    assert round_half_up(float(once), places) == once
    noise = abs(Fraction(repr(value))) / 10**13  # what the reading in fourteen digits may move it
    assert abs(Fraction(once) - Fraction(repr(value))) <= Fraction(1, 2 * 10**places) + noise


def test_the_noise_of_a_binary_sum_does_not_decide():
    assert round_half_up(48.49999999999999) == 49


@given(numbers, numbers, decimals)
def test_rounding_keeps_the_order(one, other, places):
    low, high = sorted((one, other))
    assert round_half_up(low, places) <= round_half_up(high, places)


@given(st.floats(-1, 1), decimals)
def test_there_is_no_minus_zero(value, places):
    assert number(value, places).lstrip("−0,") or not number(value, places).startswith("−")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("form", [number, count, lambda value: str(Quantity(value))])
def test_what_is_no_number_is_refused(form, value):
    with pytest.raises(AbsentError, match="there is no number to print: nobody answered"):
        form(value)


@given(numbers, decimals)
def test_a_quantity_prints_rounded_and_calculates_unrounded(value, places):
    quantity = Quantity(value, places)
    assert f"{quantity}" == str(quantity) == repr(quantity) == number(value, places)
    assert quantity == value
    assert quantity + 1 == value + 1
    assert quantity.rounded == round_half_up(value, places)


def test_a_quantity_keeps_its_decimals_without_its_sign():
    assert str(abs(Quantity(-2.94, 1))) == "2,9"


def test_a_quantity_can_still_be_formatted_as_a_float():
    assert f"{Quantity(1.25, 0):.2f}" == "1.25"


def test_a_quantity_survives_a_copy_and_another_process():
    for same in (copy.deepcopy(Quantity(1.25, 1)), pickle.loads(pickle.dumps(Quantity(1.25, 1)))):
        assert str(same) == "1,3"


def test_a_part_of_a_whole_is_told_in_percent_and_rounded_once():
    assert (percent(1, of=3), str(percent(1, of=3)), str(percent(2, of=3, decimals=1))) == (100 / 3, "33", "66,7")


@pytest.mark.parametrize(
    ("value", "text"), [(0, "null"), (1, "én"), (12, "tolv"), (13, "13"), (1200, "1\u202f200"), (4.0, "fire")]
)
def test_a_count_is_written_in_words_up_to_twelve(value, text):
    assert count(value) == text


@pytest.mark.parametrize(
    ("items", "text"),
    [
        (["Oslo"], "Oslo"),
        (["Oslo", "Bergen"], "Oslo og Bergen"),
        (["Oslo", "Bergen", "Drammen"], "Oslo, Bergen og Drammen"),
        ((Quantity(n) for n in (1, 2000)), "1 og 2\u202f000"),
    ],
)
def test_a_list_is_joined_with_commas_and_one_og(items, text):
    assert join(items) == text


def test_another_word_may_stand_before_the_last():
    assert join(["Oslo", "Bergen", "Drammen"], "eller") == "Oslo, Bergen eller Drammen"


@given(st.lists(st.from_regex(r"[a-zæøå]{1,8}", fullmatch=True), min_size=1))
def test_a_joined_list_has_every_item_in_order(items):
    assert re.split(r", | og ", join(items)) == items


@pytest.mark.parametrize("listing", [lambda: join([]), lambda: listed([], 3, "kommuner")])
def test_nothing_cannot_be_listed(listing):
    with pytest.raises(AbsentError, match="the list is empty"):
        listing()


@pytest.mark.parametrize(("n", "text"), [(1, "0"), (3, "0, 1 og 2"), (4, "4 kommuner"), (1234, "1\u202f234 kommuner")])
def test_a_long_list_is_given_as_its_number(n, text):
    assert listed(range(n), 3, "kommuner") == text


@given(st.text())
def test_a_capital_changes_nothing_but_the_first_letter(text):
    assert capital(text)[-len(text[1:]) :] == text[1:] or not text[1:]
    assert capital(text)[:1] == text[:1].upper()[:1]


@pytest.mark.parametrize(
    ("text", "thinned"),
    [
        ("5000–10 000", "5000–10\u202f000"),
        ("1 000 000", "1\u202f000\u202f000"),
        ("per 10 000 innbyggere", "per 10\u202f000 innbyggere"),
        ("18 år", "18 år"),
        ("Tabell 6 2024", "Tabell 6 2024"),
    ],
)
def test_thin_spaces_stand_between_thousands_only(text, thinned):
    assert thin(text) == thinned


@pytest.mark.parametrize(("part", "of"), [(5, 3), (-1, 3), (1, -3), (100.2, 100)])
def test_a_part_that_is_no_part_of_the_whole_is_told(part, of):
    with pytest.raises(ValueError, match=f"{part} is no part of {of}: a share lies between 0 and 100"):
        percent(part, of=of)


def test_what_is_divided_by_nobody_is_absent():
    for divided in (lambda: Quantity(3) / 0, lambda: Quantity(3) / Quantity(0), lambda: 5 / Quantity(0)):
        with pytest.raises(AbsentError, match="[35] divided by 0: there is nothing in the base"):
            divided()
    assert Quantity(3) / 2 == 1.5
    assert 3 / Quantity(2) == 1.5


def test_a_name_begins_in_a_small_letter_inside_a_sentence_unless_it_is_an_abbreviation():
    assert [small(text) for text in ("Kommunestørrelse", "HF-område", "KORUS", "Å være", "")] == [
        *("kommunestørrelse", "HF-område", "KORUS", "å være", "")
    ]


def test_a_percent_of_nobody_is_absent():
    with pytest.raises(AbsentError, match="a percent of 0: nobody is in the base"):
        percent(0, of=0)
