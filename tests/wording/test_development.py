"""Changes and developments in words: they say nothing that the printed numbers don't."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.wording import GROUP, Change, Noun, Quantity, Series, Years, change, changed_in, moved, stable, trend

shares = st.floats(0, 100)
series = st.dictionaries(
    st.integers(2010, 2030), st.builds(Quantity, shares, st.integers(0, 1)), min_size=2, max_size=8
).map(lambda drawn: Series(sorted(drawn.items())))
changes = st.builds(lambda a, b, places: Change(Quantity(a, places), Quantity(b, places)), shares, shares,
                    st.integers(0, 1))  # fmt: skip

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
    ("points", "places", "up", "down"),
    [
        (0.4, 0, "vært uendret", "vært uendret"),
        (0.6, 0, "økt litt", "gått litt ned"),
        (4.4, 0, "økt litt", "gått litt ned"),
        (5, 0, "økt", "gått ned"),
        (9.4, 0, "økt", "gått ned"),
        (10, 0, "økt betydelig", "gått betydelig ned"),
        (0.1, 1, "økt litt", "gått litt ned"),
        (4.9, 1, "økt litt", "gått litt ned"),
        (5, 1, "økt", "gått ned"),
        (9.9, 1, "økt", "gått ned"),
        (10, 1, "økt betydelig", "gått betydelig ned"),
    ],
)
def test_a_change_is_small_below_5_points_and_considerable_from_10_as_printed(points, places, up, down):
    low, high = Quantity(40, places), Quantity(40 + points, places)
    assert (Change(low, high).verb, Change(high, low).verb) == (up, down)


def test_nine_points_are_no_little_decline():
    """The printed report of 2024 calls 33 to 24 percent «en liten nedgang»."""
    assert str(Change(Quantity(33), Quantity(24))) == "gått ned fra 33 til 24 prosent"


@given(changes)
def test_a_change_agrees_with_both_numbers_as_printed(told):
    first, last, words = told.first, told.last, str(told)
    assert told.points == last - first
    assert told.direction == (last.rounded > first.rounded) - (last.rounded < first.rounded)
    if first.rounded == last.rounded:
        assert words == f"vært uendret på {last} prosent"
    else:
        assert words.endswith(f" fra {first} til {last} prosent")
        assert words.startswith("økt") == (last.rounded > first.rounded)


# --- changes in groups

_GROUPS = "ABCDEFGHIJKLMNOP"


def by_group(*points: float) -> dict[str, Change]:
    return {name: Change(Quantity(50), Quantity(50 + p)) for name, p in zip(_GROUPS, points, strict=False)}


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ((1, 2, 3), "økt i alle gruppene"),
        ((-1, -2), "gått ned i alle gruppene"),
        ((0, 0.3), "vært uendret i alle gruppene"),
        ((1, 2, -3), "økt i alle gruppene unntatt C"),
        ((0, 1, -2, 3, 1, 4, 2), "økt i alle gruppene unntatt A og C"),
        ((1, 1, 1, 1, -3, 0, -1), "økt i alle gruppene unntatt E, F og G"),
        ((1, 1, 1, -3, 0, -1), "økt i tre av seks grupper, gått ned i to og vært uendret i én"),  # not fewer than half
        ((1,) * 5 + (-1,) * 4, "økt i fem av ni grupper og gått ned i fire"),  # more than three exceptions
        ((1, -2, 0, 1, 1, -3, 0), "økt i tre av sju grupper, gått ned i to og vært uendret i to"),
        ((0, -1), "gått ned i én av to grupper og vært uendret i én"),
        ((1,) * 7 + (-1,) * 7, "økt i 7 av 14 grupper og gått ned i 7"),
        ((5,), "økt i én gruppe"),
    ],
)
def test_changes_in_groups_are_told_with_every_exception(points, words):
    assert changed_in(by_group(*points), GROUP) == words


def test_a_battery_has_its_own_noun_and_preposition():
    assert changed_in(by_group(1, 2), Noun("tema", "temaer", "temaene", "ett"), "for") == "økt for alle temaene"


@given(st.lists(changes, min_size=2, max_size=16))
def test_all_groups_is_said_of_all_groups_only(drawn):
    words = changed_in(dict(zip(_GROUPS, drawn, strict=False)))
    signs = [told.direction for told in drawn]
    for verb, sign in {"økt": 1, "gått ned": -1, "vært uendret": 0}.items():
        assert (words == f"{verb} i alle gruppene") == (set(signs) == {sign})
        if words.startswith(f"{verb} i alle gruppene unntatt "):
            named = set(re.split(", | og ", words.split(" unntatt ")[1]))
            assert named == {name for name, other in zip(_GROUPS, signs, strict=False) if other != sign}


def test_no_groups_is_nothing_to_tell():
    with pytest.raises(ValueError, match="there are no groups"):
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
    with pytest.raises(ValueError, match="there are no years"):
        form(Years())


# --- series


def yearly(*values: float, first: int = 2021) -> Series:
    return Series({first + i: Quantity(value) for i, value in enumerate(values)})


def test_a_series_prints_year_by_year_alone_and_beside_another():
    told = yearly(41, 43, 44)
    assert str(told) == "41 prosent i 2021, 43 prosent i 2022 og 44 prosent i 2023"
    assert str(told.earlier) == "41 prosent i 2021 og 43 prosent i 2022"
    assert (
        told.beside(yearly(16, 19, 20)) == "41 og 16 prosent i 2021, 43 og 19 prosent i 2022 og 44 og 20 prosent i 2023"
    )
    assert (told.lowest, told.highest, told.development) == (41, 44, "vært stabil")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((42, 45), "økt litt"),
        ((40, 40), "vært uendret"),
        ((50, 50, 50), "vært uendret"),
        ((40, 42, 44), "vært stabil"),
        ((40, 45.4, 41), "vært stabil"),  # 5 points from the lowest to the highest, as printed
        ((40, 45.5, 41), "økt fram til 2022 og deretter gått ned"),  # 6
        ((40, 45, 46), "økt hvert år"),
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


@pytest.mark.parametrize(
    ("values", "is_stable"), [((40, 45), False), ((40, 45, 40), True), ((40, 45.49, 40), True), ((40, 45.5, 40), False)]
)
def test_a_series_is_stable_with_three_years_or_more_at_most_5_points_apart(values, is_stable):
    assert stable(yearly(*values)) == is_stable


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
        assert len(values) >= 3 and max(values) - min(values) <= 5
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
