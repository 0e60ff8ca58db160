"""Changes and developments in words: they say nothing that the printed numbers don't."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.wording import (
    GROUP,
    AbsentError,
    Change,
    Noun,
    Quantity,
    Series,
    Years,
    change,
    changed_in,
    development,
    moved,
)

shares = st.floats(0, 100)
series = st.dictionaries(
    st.integers(2010, 2030), st.builds(Quantity, shares, st.integers(0, 1)), min_size=2, max_size=8
).map(lambda drawn: Series(sorted(drawn.items())))
changes = st.builds(
    lambda a, b, places, found: Change(Quantity(a, places), Quantity(b, places), significant=found),
    shares, shares, st.integers(0, 1), st.booleans(),
)  # fmt: skip

# --- one change


@pytest.mark.parametrize(
    ("value", "places", "word", "with_size"),
    [
        (23.8, 1, "økt", "økt med 23,8"),
        (-1.5, 1, "gått ned", "gått ned med 1,5"),
        (0, 0, "vært uendret", "vært uendret"),
        (0.04, 1, "vært uendret", "vært uendret"),
        (-0.4, 0, "vært uendret", "vært uendret"),
        (0.05, 1, "økt", "økt med 0,1"),
        (-0.5, 0, "gått ned", "gått ned med 1"),
    ],
)
def test_the_word_for_a_change_agrees_with_the_number_as_printed(value, places, word, with_size):
    assert (change(Quantity(value, places)), moved(Quantity(value, places))) == (word, with_size)


def test_a_change_is_told_in_its_unit_and_in_the_words_of_its_sentence():
    assert moved(Quantity(219), "årsverk") == "økt med 219 årsverk"
    assert [change(Quantity(n), "flere", "færre", "like mange") for n in (2, -2, 0)] == ["flere", "færre", "like mange"]


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_change_that_prints_as_zero_is_no_change(value, places):
    quantity = Quantity(value, places)
    is_zero = not re.search("[1-9]", str(quantity))
    assert (change(quantity) == "vært uendret") == is_zero
    if not is_zero:
        assert (change(quantity) == "økt") == (value > 0)


@pytest.mark.parametrize(
    ("points", "places", "up", "down", "not_found"),
    [
        (0.4, 0, "vært uendret", "vært uendret", "vært uendret"),
        (0.6, 0, "økt", "gått ned", "vært omtrent uendret"),
        (4.4, 0, "økt", "gått ned", "vært omtrent uendret"),
        (4.9, 1, "økt", "gått ned", "vært omtrent uendret"),
        (5, 1, "økt", "gått ned", "ikke endret seg signifikant"),
        (5, 0, "økt", "gått ned", "ikke endret seg signifikant"),
        (9.4, 0, "økt", "gått ned", "ikke endret seg signifikant"),
        (9.9, 1, "økt", "gått ned", "ikke endret seg signifikant"),
        (10, 1, "økt betydelig", "gått betydelig ned", "ikke endret seg signifikant"),
        (10, 0, "økt betydelig", "gått betydelig ned", "ikke endret seg signifikant"),
    ],
)
def test_a_change_is_considerable_from_10_points_and_about_none_below_5_where_none_is_found(
    points, places, up, down, not_found
):
    low, high = Quantity(40, places), Quantity(40 + points, places)
    assert (Change(low, high, significant=True).verb, Change(high, low, significant=True).verb) == (up, down)
    assert Change(low, high, significant=False).verb == Change(high, low, significant=False).verb == not_found


def test_what_no_test_finds_is_no_change_and_both_numbers_are_told():
    """48 and 49 percent are 167 municipalities both years; the printed report of 2024 calls that a rise."""
    told = Change(Quantity(48.1), Quantity(49.0), significant=False)
    assert (str(told), told.direction) == ("vært omtrent uendret (48 og 49 prosent)", 0)
    assert str(Change(Quantity(33), Quantity(24), significant=True)) == "gått ned fra 33 til 24 prosent"
    assert (
        str(Change(Quantity(73), Quantity(62), significant=False)) == "ikke endret seg signifikant (73 og 62 prosent)"
    )


def test_a_sum_is_told_as_it_is():
    assert str(Change(Quantity(436), Quantity(235.6), "årsverk")) == "gått ned fra 436 til 236 årsverk"


@given(changes)
def test_a_change_agrees_with_both_numbers_as_printed_and_with_its_test(told):
    first, last, words = told.first, told.last, str(told)
    assert told.points == last - first
    moved_as_printed = (last.rounded > first.rounded) - (last.rounded < first.rounded)
    assert told.direction == (moved_as_printed if told.significant else 0)
    if first.rounded == last.rounded:
        assert words == f"vært uendret på {last} prosent"
    elif told.significant:
        assert words.endswith(f" fra {first} til {last} prosent")
        assert words.startswith("økt") == (last.rounded > first.rounded)
    else:
        assert words.endswith(f" ({first} og {last} prosent)")
        assert not re.search("økt|ned|betydelig", words)


# --- changes in groups

_GROUPS = "ABCDEFGHIJKLMNOP"


def by_group(*points: float) -> dict[str, Change]:
    """Changes from 50 percent; a test finds those of whole numbers."""
    return {
        name: Change(Quantity(50), Quantity(50 + p), significant=p == int(p))
        for name, p in zip(_GROUPS, points, strict=False)
    }


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ((1, 2, 3), "økt i alle gruppene"),
        ((-1, -2), "gått ned i alle gruppene"),
        ((0.7, 0.3), "ikke endret seg signifikant i noen av gruppene"),
        ((12.5,), "ikke endret seg signifikant i A"),
        ((5,), "økt i én gruppe"),
        ((0.7, 4, -1.5), "økt i B (fra 50 til 54 prosent), men ikke endret seg signifikant i de andre gruppene"),
        ((4, -3, 0.7), "økt i A (fra 50 til 54 prosent) og gått ned i B (fra 50 til 47 prosent), "
                       "men ikke endret seg signifikant i C"),
        ((4, -3), "økt i A (fra 50 til 54 prosent) og gått ned i B (fra 50 til 47 prosent)"),
        ((1,) * 5 + (0.6,), "økt i A (fra 50 til 51 prosent), B (fra 50 til 51 prosent), C (fra 50 til 51 prosent), "
                            "D (fra 50 til 51 prosent) og E (fra 50 til 51 prosent), "
                            "men ikke endret seg signifikant i F"),
        ((1,) * 6 + (0.6,) * 2, "økt i seks av åtte grupper, men ikke endret seg signifikant i de andre gruppene"),
        ((1,) * 7 + (-1,) * 7, "økt i 7 av 14 grupper og gått ned i 7 av 14 grupper"),
    ],
)  # fmt: skip
def test_groups_are_named_where_a_test_finds_a_change(points, words):
    assert changed_in(by_group(*points), GROUP) == words


def test_a_battery_has_its_own_noun_and_preposition():
    assert changed_in(by_group(1, 2), Noun("tema", "temaer", "temaene", "ett"), "for") == "økt for alle temaene"


@given(st.lists(changes, min_size=2, max_size=16))
def test_all_groups_is_said_of_all_groups_only(drawn):
    words = changed_in(dict(zip(_GROUPS, drawn, strict=False)))
    signs = [told.direction for told in drawn]
    assert (words == "ikke endret seg signifikant i noen av gruppene") == (set(signs) == {0})
    for verb, sign in {"økt": 1, "gått ned": -1}.items():
        assert (words == f"{verb} i alle gruppene") == (set(signs) == {sign})
        assert (verb in words) == (sign in signs)


def test_no_groups_is_nothing_to_tell():
    with pytest.raises(AbsentError, match="there are no groups"):
        changed_in({})


# --- years


@pytest.mark.parametrize(
    ("years", "shown", "lately"),
    [
        ([2024], "2024", "i 2024"),
        ([2021, 2022, 2023, 2024], "2021–2024", "de siste fire årene"),
        ([2023, 2024], "2023–2024", "de siste to årene"),
        ([2019, 2021, 2022, 2023, 2024], "2019 og 2021–2024", "i 2019 og 2021–2024"),
        ([2024, 2016, 2019, 2020, 2023], "2016, 2019–2020 og 2023–2024", "i 2016, 2019–2020 og 2023–2024"),
        ([2021, 2022, 2023], "2021–2023", "i 2021–2023"),  # they are not the last ones of an edition of 2024
    ],
)
def test_years_are_the_years_that_there_are(years, shown, lately):
    assert (str(Years(years)), Years(iter(years), now=2024).lately) == (shown, lately)


@given(st.sets(st.integers(2000, 2030), min_size=1))
def test_printed_years_read_back_as_the_years(years):
    read = set()
    for part in re.split(", | og ", str(Years(years))):
        first, _, last = part.partition("–")
        read |= set(range(int(first), int(last or first) + 1))
    assert read == years


@pytest.mark.parametrize("form", [str, lambda years: years.lately])
def test_no_years_is_nothing_to_tell(form):
    with pytest.raises(AbsentError, match="there are no years"):
        form(Years())


# --- series


def yearly(*values: float, first: int = 2021) -> Series:
    return Series({first + i: Quantity(value) for i, value in enumerate(values)})


def test_a_series_prints_year_by_year():
    told = yearly(41, 43, 44)
    assert str(told) == "41 prosent i 2021, 43 prosent i 2022 og 44 prosent i 2023"
    assert (told.lowest, told.highest) == (41, 44)


def told(*values, steady=True, varies=True, moved=lambda a, b: True, closed=False, first=2021):
    return development(yearly(*values, first=first), steady, varies, moved, closed)


@pytest.mark.parametrize(
    ("values", "words", "closed"),
    [
        ((40, 45, 46), "har økt hvert år", "økte hvert år"),
        ((60, 50, 40), "har gått ned hvert år", "gikk ned hvert år"),
        ((40, 42, 44), "har økt hvert år", "økte hvert år"),  # a steady rise comes before «stabil»
        ((40, 60, 60, 70), "har økt betydelig", "økte betydelig"),
        ((40, 45, 45), "har økt", "økte"),
        ((82, 88, 81), "økte fram til 2022 og har siden gått ned", "økte fram til 2022 og gikk ned deretter"),
        ((70, 40, 60), "gikk betydelig ned fram til 2022 og har siden økt betydelig",
         "gikk betydelig ned fram til 2022 og økte betydelig deretter"),
        ((42, 51, 44, 50, 45, 49), "har økt, men ikke jevnt", "økte, men ikke jevnt"),
    ],
)  # fmt: skip
def test_a_series_is_told_by_its_shape_where_tests_find_it(values, words, closed):
    assert (told(*values), told(*values, closed=True)) == (words, closed)


@pytest.mark.parametrize(
    ("values", "words", "closed"),
    [
        ((50, 50, 50), "har vært uendret på 50 prosent", "var uendret på 50 prosent"),
        ((40, 42, 44), "har vært stabil", "var stabil"),
        ((40, 45.4, 41), "har vært stabil", "var stabil"),  # 5 points from the lowest to the highest, as printed
        ((40, 45.5, 41), "har ligget mellom 40 og 46 prosent", "lå mellom 40 og 46 prosent"),
        ((73, 70, 62), "har ligget mellom 62 og 73 prosent", "lå mellom 62 og 73 prosent"),
    ],
)
def test_where_no_test_finds_a_change_none_is_told(values, words, closed):
    nothing = {"steady": False, "varies": False, "moved": lambda a, b: False}
    assert (told(*values, **nothing), told(*values, **nothing, closed=True)) == (words, closed)


def test_a_turn_needs_both_its_changes():
    def up_only(first, last):
        return (first, last) == (2021, 2022)

    assert told(70, 80, 72, steady=False, moved=up_only) == "har variert mellom 70 og 80 prosent"
    assert (
        told(70, 80, 72, steady=False, moved=lambda first, last: True)
        == "økte betydelig fram til 2022 og har siden gått ned"
    )


def test_a_series_with_gaps_has_not_grown_every_year():
    gaps = Series({2019: Quantity(10), 2021: Quantity(20), 2024: Quantity(40)})
    assert development(gaps, True, True, lambda a, b: True) == "har økt ved hver måling"


@given(series, st.booleans(), st.booleans(), st.booleans())
def test_a_series_turned_upside_down_is_told_upside_down(by_year, steady, varies, found):
    words = r"økte?|gått|gikk|stabil|uendret|variert|ligget"
    mirrored = Series({year: Quantity(-quantity, quantity.decimals) for year, quantity in by_year.items()})
    opposite = {"økt": "gått", "gått": "økt", "økte": "gikk", "gikk": "økte"}
    one, other = (re.findall(words, development(s, steady, varies, lambda a, b: found)) for s in (by_year, mirrored))
    assert other == [opposite.get(word, word) for word in one]


def test_one_year_is_no_development():
    with pytest.raises(ValueError, match="two years or more"):
        told(40)


@pytest.mark.parametrize(("risen", "told"), [(5, "A (fra 20 til 40 prosent), B"), (6, "seks av sju grupper, men")])
def test_up_to_five_groups_that_have_changed_are_named(risen, told):
    changes = {name: Change(Quantity(20), Quantity(40), significant=i < risen) for i, name in enumerate("ABCDEFG")}
    assert changed_in(changes).startswith(f"økt i {told}")


@pytest.mark.parametrize(("years", "place"), [([], 0), ([], -1), ([2021], 1), ([2019, 2021], -3)])
def test_a_year_that_there_is_none_of_is_absent(years, place):
    with pytest.raises(AbsentError, match="there is no such one among them"):
        Years(years)[place]
    with pytest.raises(AbsentError, match="there is no such one among them"):
        Years([*years, 2024]).before(2024)[place]
