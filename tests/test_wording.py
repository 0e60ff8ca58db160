"""Norwegian numbers and words: how they print, how they are rounded, and that they say nothing untrue."""

import copy
import math
import pickle
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from is248 import wording
from is248.wording import (
    ALIKE,
    AREA,
    COUNTY,
    GROUP,
    LARGE_SPREAD,
    LITTLE,
    MUCH,
    MUNICIPALITY,
    SMALL_SPREAD,
    STABLE,
    UNIT,
    Quantity,
    UntrueStatement,
    capital,
    change,
    change_noun,
    changed,
    changed_in,
    compare,
    count,
    differences,
    equal,
    fraction,
    from_to,
    holds,
    join,
    last_years,
    lexicon,
    listed,
    majority,
    number,
    quantifier,
    round_half_up,
    since,
    span,
    stable,
    thin,
    trend,
    units,
)

numbers = st.floats(-1e9, 1e9)
decimals = st.integers(0, 3)
shares = st.floats(0, 100)
percent = st.builds(Quantity, shares, st.integers(0, 1))
points = st.builds(Quantity, st.floats(-100, 100), st.integers(0, 1))
series = st.dictionaries(st.integers(2010, 2030), percent, min_size=2, max_size=8).map(
    lambda d: dict(sorted(d.items()))
)


# --- numbers ------------------------------------------------------------------------------------


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
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError):
        number(value)
    with pytest.raises(ValueError):
        str(Quantity(value))


# --- quantities ---------------------------------------------------------------------------------


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


# --- words --------------------------------------------------------------------------------------


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


@given(st.lists(st.from_regex(r"[a-zæøå]{1,8}", fullmatch=True), min_size=1))
def test_a_joined_list_has_every_item_in_order(items):
    assert re.split(r", | og ", join(items)) == items


def test_nothing_cannot_be_listed():
    with pytest.raises(ValueError, match="the list is empty"):
        join([])
    with pytest.raises(ValueError, match="the list is empty"):
        listed([], 3, "kommuner")


@pytest.mark.parametrize(
    ("n", "text"),
    [(1, "0"), (3, "0, 1 og 2"), (4, "4 kommuner"), (1234, "1\u202f234 kommuner")],
)
def test_a_long_list_is_given_as_its_number(n, text):
    assert listed(range(n), 3, "kommuner") == text


def test_words_that_hold_are_printed():
    assert holds("raskere", True) == "raskere"
    assert holds("raskere", Quantity(2.0) > Quantity(1.0)) == "raskere"


@pytest.mark.parametrize("condition", [False, None, 0, Quantity(0)])
def test_words_that_do_not_hold_stop_the_build(condition):
    with pytest.raises(UntrueStatement, match="«raskere» is no longer true for these data; write the sentence anew"):
        holds("raskere", condition)


@pytest.mark.parametrize(
    ("value", "places", "word"),
    [
        (23.8, 1, "økt"),
        (-1.5, 1, "gått ned"),
        (0, 0, "vært uendret"),
        (0.04, 1, "vært uendret"),
        (-0.4, 0, "vært uendret"),
        (0.05, 1, "økt"),
        (-0.5, 0, "gått ned"),
    ],
)
def test_the_word_for_a_change_agrees_with_the_number_as_printed(value, places, word):
    assert change(Quantity(value, places)) == word


@given(numbers, decimals)
def test_a_change_that_prints_as_zero_is_no_change(value, places):
    quantity = Quantity(value, places)
    is_zero = not re.search("[1-9]", str(quantity))
    assert (change(quantity) == "vært uendret") == is_zero
    if not is_zero:
        assert (change(quantity) == "økt") == (value > 0)


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


@pytest.mark.parametrize(
    ("value", "text"), [(0, "null"), (1, "én"), (12, "tolv"), (13, "13"), (1200, "1\u202f200"), (4.0, "fire")]
)
def test_a_count_is_written_in_words_up_to_twelve(value, text):
    assert count(value) == text


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


# --- shares and counts in words -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "ingen kommuner"),
        (0.3, "færre enn én av ti kommuner"),
        (10, "hver tiende kommune"),
        (14, "mer enn én av ti kommuner"),
        (20, "hver femte kommune"),
        (25, "hver fjerde kommune"),
        (29.1, "mer enn én av fire kommuner"),
        (31.5, "hver tredje kommune"),
        (35, "hver tredje kommune"),
        (35.1, "mer enn én av tre kommuner"),
        (40, "fire av ti kommuner"),
        (46, "nesten halvparten av kommunene"),
        (50, "halvparten av kommunene"),
        (52, "litt over halvparten av kommunene"),
        (57, "mer enn halvparten av kommunene"),
        (66.7, "to av tre kommuner"),
        (75, "tre av fire kommuner"),
        (90, "ni av ti kommuner"),
        (99.7, "nesten alle kommunene"),
        (100, "alle kommunene"),
        (100.00000000001, "alle kommunene"),
    ],
)
def test_a_share_gets_a_fraction_that_is_near_it(share, words):
    assert fraction(share, MUNICIPALITY) == words


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


def test_a_larger_share_never_gets_a_phrase_again_that_a_smaller_one_had():
    phrases = [fraction(hundredth / 100) for hundredth in range(10_001)]
    changes = [phrase for phrase, before in zip(phrases, [None, *phrases], strict=False) if phrase != before]
    assert len(changes) == len(set(changes))


@pytest.mark.parametrize("share", [-0.1, 100.1, 4000])
def test_a_number_that_is_no_share_is_refused(share):
    with pytest.raises(ValueError, match="is no share in percent"):
        fraction(share)


@given(percent)
def test_most_is_more_than_half_and_agrees_with_the_number_as_printed(share):
    words = majority(share)
    assert (words == "de fleste") == (share.rounded > 50)
    assert words != "de fleste" or share > 50
    assert words != "under halvparten" or share < 50
    assert words in ("de fleste", "under halvparten") or str(share) in ("50", "50,0")


def test_the_printed_reports_42_percent_are_not_most():
    assert majority(Quantity(42), "de fleste", otherwise="mange") == "mange"


@pytest.mark.parametrize(
    ("n", "noun", "words"),
    [
        (0, MUNICIPALITY, "ingen kommuner"),
        (1, MUNICIPALITY, "én kommune"),
        (1, COUNTY, "ett fylke"),
        (7, AREA, "sju HF-områder"),
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


# --- differences and changes --------------------------------------------------------------------


@given(percent, percent)
def test_like_many_are_alike_as_printed(first, second):
    apart = abs(first.rounded - second.rounded)
    if apart >= ALIKE:
        with pytest.raises(UntrueStatement, match=f"«like mange» is not true of {first} and {second}"):
            equal(first, second)
    else:
        assert equal(first, second) == ("like mange" if apart == 0 else "omtrent like mange")


@given(percent, percent)
def test_differences_follow_the_lexicon_and_know_no_order(one, other):
    words, apart = differences(one, other), abs(one.rounded - other.rounded)
    assert words == differences(other, one)
    assert (words == "ingen forskjeller") == (apart == 0)
    assert (words == "små forskjeller") == (0 < apart < SMALL_SPREAD)
    assert (words == "store forskjeller") == (apart >= LARGE_SPREAD)


@given(points)
def test_the_words_for_a_change_follow_the_lexicon(quantity):
    verb, noun, size = changed(quantity), change_noun(quantity), abs(quantity.rounded)
    assert (verb == "vært uendret") == (noun == "ingen endring") == (size == 0)
    assert verb.startswith("økt") == noun.endswith("økning") == (quantity.rounded > 0)
    assert verb.endswith("ned") == noun.endswith("nedgang") == (quantity.rounded < 0)
    assert ("litt" in verb) == ("liten" in noun) == (0 < size < LITTLE)
    assert ("betydelig" in verb) == ("betydelig" in noun) == (size >= MUCH)


def test_nine_points_are_no_little_decline():
    """The printed report of 2024 calls 33 to 24 percent «en liten nedgang»."""
    assert from_to(Quantity(33), Quantity(24)) == "gått ned fra 33 til 24 prosent"
    assert change_noun(Quantity(-9)) == "en nedgang"


@given(percent, percent)
def test_a_change_from_to_agrees_with_both_numbers_as_printed(first, last):
    words = from_to(first, last)
    if first.rounded == last.rounded:
        assert words == f"vært uendret på {last} prosent"
    else:
        assert words.endswith(f" fra {first} til {last} prosent")
        assert words.startswith("økt") == (last.rounded > first.rounded)


_GROUPS = "ABCDEFGHIJKLMNOP"


def by_group(*values: float) -> dict[str, Quantity]:
    return {name: Quantity(value) for name, value in zip(_GROUPS, values, strict=False)}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((1, 2, 3), "økt i alle gruppene"),
        ((-1, -2), "gått ned i alle gruppene"),
        ((0, 0.3), "vært uendret i alle gruppene"),
        ((1, 2, -3), "økt i alle gruppene unntatt C"),
        ((0, 1, -2, 3, 1, 4, 2), "økt i alle gruppene unntatt A og C"),
        ((1, -2, 0, 1, 1, -3, 0), "økt i tre av sju grupper, gått ned i to og vært uendret i to"),
        ((0, -1), "gått ned i én av to grupper og vært uendret i én"),
        ((1,) * 7 + (-1,) * 7, "økt i 7 av 14 grupper og gått ned i 7"),
        ((5,), "økt i én gruppe"),
    ],
)
def test_changes_in_groups_are_told_with_every_exception(values, words):
    assert changed_in(by_group(*values), GROUP) == words


@given(st.lists(points, min_size=2, max_size=16))
def test_all_groups_is_said_of_all_groups_only(values):
    words = changed_in(dict(zip(_GROUPS, values, strict=False)))
    signs = [(value.rounded > 0) - (value.rounded < 0) for value in values]
    for verb, sign in {"økt": 1, "gått ned": -1, "vært uendret": 0}.items():
        assert (words == f"{verb} i alle gruppene") == (set(signs) == {sign})
        if words.startswith(f"{verb} i alle gruppene unntatt "):
            named = set(re.split(", | og ", words.split(" unntatt ")[1]))
            assert named == {name for name, other in zip(_GROUPS, signs, strict=False) if other != sign}


def test_no_groups_is_nothing_to_tell():
    with pytest.raises(ValueError, match="there are no groups"):
        changed_in({})


# --- years --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "shown", "last"),
    [
        ([2024], "2024", "i 2024"),
        ([2021, 2022, 2023, 2024], "2021–2024", "de siste fire årene"),
        ([2023, 2024], "2023–2024", "de siste to årene"),
        ([2019, 2021, 2022, 2023, 2024], "2019 og 2021–2024", "i 2019 og 2021–2024"),
        ([2024, 2016, 2019, 2020, 2023], "2016, 2019–2020 og 2023–2024", "i 2016, 2019–2020 og 2023–2024"),
        ([2021, 2022, 2023], "2021–2023", "i 2021–2023"),
    ],
)
def test_years_are_the_years_that_there_are(years, shown, last):
    assert span(years) == shown
    assert last_years(iter(years), 2024) == last


@given(st.sets(st.integers(2000, 2030), min_size=1))
def test_a_span_reads_back_as_its_years(years):
    read = set()
    for part in re.split(", | og ", span(years)):
        first, _, last = part.partition("–")
        read |= set(range(int(first), int(last or first) + 1))
    assert read == years
    assert since(years) == f"fra {min(years)}"


def test_no_years_is_nothing_to_tell():
    with pytest.raises(ValueError, match="there are no years"):
        span([])


def yearly(*values: float, first: int = 2021) -> dict[int, Quantity]:
    return {first + i: Quantity(value) for i, value in enumerate(values)}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((42, 45), "økt litt"),
        ((40, 40), "vært uendret"),
        ((50, 50, 50), "vært uendret"),
        ((40, 42, 44), "vært stabil"),
        ((40, 50, 60), "økt hvert år"),
        ((60, 50, 40), "gått ned hvert år"),
        ((40, 60, 60, 70), "økt betydelig"),
        ((82, 88, 81), "økt fram til 2022 og deretter gått ned"),
        ((70, 40, 60), "gått betydelig ned fram til 2022 og deretter økt betydelig"),
        ((40, 60, 60, 59), "økt betydelig fram til 2023 og deretter gått litt ned"),
        ((42, 51, 44, 50, 45, 49), "variert mellom 42 og 51 prosent"),
    ],
)
def test_a_series_is_told_by_its_shape(values, words):
    assert trend(yearly(*values)) == words


def test_a_series_with_gaps_has_not_grown_every_year():
    assert trend({2019: Quantity(10), 2021: Quantity(20), 2024: Quantity(40)}) == "økt ved hver måling"


@given(series)
def test_the_words_for_a_series_are_true_of_it(by_year):
    words = trend(by_year)
    values = [quantity.rounded for quantity in by_year.values()]
    steps = [b - a for a, b in zip(values, values[1:], strict=False)]
    assert (words == "vært uendret") == (len(set(values)) == 1)
    assert (words == "vært stabil") == (stable(by_year) and len(set(values)) > 1)
    if words == "vært stabil":
        assert len(values) >= 3 and max(values) - min(values) <= STABLE
    elif " fram til " in words:
        turn = list(by_year).index(int(re.search(r"\d{4}", words).group()))
        up = words.startswith("økt")
        assert all((step >= 0) == up or step == 0 for step in steps[:turn])
        assert all((step <= 0) == up or step == 0 for step in steps[turn:])
        assert values[turn] == (max(values) if up else min(values))
    elif words.startswith("variert"):
        assert min(steps) < 0 < max(steps)
        assert words == f"variert mellom {min(by_year.values())} og {max(by_year.values())} prosent"
    elif words.startswith("økt"):
        assert min(steps) >= 0 and values[-1] > values[0]
        assert "hvert år" not in words or (min(steps) > 0 and len(steps) == max(by_year) - min(by_year))
    elif words.startswith("gått"):
        assert max(steps) <= 0 and values[-1] < values[0]


@given(series)
def test_a_series_turned_upside_down_is_told_upside_down(by_year):
    mirrored = {year: Quantity(-quantity, quantity.decimals) for year, quantity in by_year.items()}
    verbs = re.findall("økt|gått|stabil|uendret|variert", trend(by_year))
    opposite = {"økt": "gått", "gått": "økt"}
    assert re.findall("økt|gått|stabil|uendret|variert", trend(mirrored)) == [opposite.get(v, v) for v in verbs]


def test_one_year_is_no_trend():
    with pytest.raises(ValueError, match="two years or more"):
        trend(yearly(40))


# --- the lexicon --------------------------------------------------------------------------------


def test_the_lexicon_prints_the_limits_that_the_functions_use():
    meaning = dict(lexicon())
    assert meaning["litt, liten"] == f"under {LITTLE} prosentpoeng"
    assert meaning["betydelig"] == f"{MUCH} prosentpoeng eller mer"
    assert meaning["store forskjeller"] == f"{LARGE_SPREAD} prosentpoeng eller mer"
    assert meaning["hver tredje"] == "31,5–35 prosent"
    assert meaning["litt over halvparten"] == "mellom 51 og 55 prosent"


@given(shares)
def test_every_fraction_is_in_the_lexicon_with_limits_around_it(share):
    limits = [float(limit.replace(",", ".")) for limit in re.findall(r"[\d,]+", dict(lexicon())[fraction(share)])]
    assert min(limits) - 1e-9 <= share <= max(limits) + 1e-9


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("words", ["fraction", "majority", "units", "changed", "change_noun"])
def test_words_for_what_is_no_number_are_refused(words, value):
    with pytest.raises(ValueError):
        getattr(wording, words)(Quantity(value))
