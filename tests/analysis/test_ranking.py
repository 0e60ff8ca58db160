"""The first of a ranking in words: nobody who prints the same number is left out, and nobody is told twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.analysis.ranking import Member, Ranking, ranking
from is248.data.absence import AbsentError, is_absent
from is248.wording import COUNTY, GROUP, NBSP, Quantity


def ranked(*numbers: float, **asked) -> Ranking:
    """Rank members A, B, C … with these numbers, in the report's order."""
    return ranking([Member(chr(97 + i), chr(65 + i), Quantity(n)) for i, n in enumerate(numbers)], **asked)


def told(made: Ranking) -> str:
    return str(made).replace(NBSP, " ")


def test_the_highest_and_the_lowest_stand_first_with_their_numbers():
    assert told(ranked(10, 42, 41, n=2)) == "B (42 prosent) og C (41 prosent)"
    assert told(ranked(10, 42, 41, n=2, lowest=True)) == "A (10 prosent) og C (41 prosent)"
    assert told(ranked(10, 42, 41, n=9, unit="")) == "B (42), C (41) og A (10)"


def test_a_ranking_has_its_keys_names_and_first_number():
    made = ranked(10, 42, 41, n=2)
    assert (made.keys, list(made), len(made), made.names) == (["b", "c"], ["b", "c"], 2, "B og C")
    assert made.pct == made.number == 42


def test_who_prints_the_same_number_stands_in_the_reports_order():
    assert ranked(39.6, 50, 40.4, n=3).keys == ["b", "a", "c"]  # both print 40; unrounded, C would be first
    assert ranked(39.6, 50, 40.4, 12, lowest=True, n=3).keys == ["d", "a", "c"]


def test_all_that_print_like_the_last_one_asked_for_are_there():
    assert ranked(40.4, 50, 39.6, 39.4, n=2).keys == ["b", "a", "c"]
    assert ranked(50, 50, 40).keys == ["a", "b"]


@pytest.mark.parametrize(
    ("numbers", "asked", "words"),
    [
        ([*[100] * 5, 7], {}, "A (100 prosent), B (100 prosent), C (100 prosent), D (100 prosent) og E (100 prosent)"),
        ([*[100] * 6, 7], {"noun": GROUP}, "seks grupper (100 prosent)"),
        ([*[100] * 13, 7], {"noun": COUNTY}, "13 fylker (100 prosent)"),
        ([40, 50, *[40] * 5], {"n": 2, "noun": COUNTY}, "B (50 prosent) og seks fylker (40 prosent)"),
        ([*[40] * 6, 7], {"n": 6, "unit": ""}, "A (40), B (40), C (40), D (40), E (40) og F (40)"),  # six are asked for
        ([*[40] * 7, 7], {"n": 6, "noun": GROUP}, "sju grupper (40 prosent)"),
    ],
)
def test_more_than_five_with_the_same_number_are_counted_unless_more_are_asked_for(numbers, asked, words):
    assert told(ranked(*numbers, **asked)) == words


def test_counted_ones_are_all_there_and_keep_their_words():
    made = ranked(*[100] * 6, 7, noun=GROUP)
    assert (made.keys, made.names, made.counted) == (list("abcdef"), "seks grupper", "seks grupper (100 kommuner)")
    assert told(made.quoted.small) == "seks grupper (100 prosent)"


def test_names_can_be_quoted_or_small_and_the_numbers_have_their_whole():
    made = ranking([Member("m", "Musikkterapi", Quantity(61)), Member("k", "KBT", Quantity(10))], 2)
    assert told(made.quoted) == "«Musikkterapi» (61 prosent) og «KBT» (10 prosent)"
    assert made.small.names == "musikkterapi og KBT"  # an abbreviation keeps its letters
    assert told(made.small).startswith("musikkterapi (61 prosent) og ")
    assert made.counted == "Musikkterapi (61 kommuner) og KBT (ti kommuner)"
    assert (made.quoted.keys, made.names) == (["m", "k"], "Musikkterapi og KBT")  # the ranking itself stays


@pytest.mark.parametrize(("answers", "words"), [(9, "A (3 av 9)"), (10, "A (33 prosent)"), (11, "A (33 prosent)")])
def test_a_share_of_fewer_than_ten_answers_is_told_as_so_many_of_so_many(answers, words):
    others = [Member("b", "B", Quantity(10), (10, 100))]
    assert told(ranking([Member("a", "A", Quantity(100 / 3), (3, answers)), *others])) == words


@pytest.mark.parametrize("numbers", [(50, 50), (0, 0, 0), (33.4, 33, 32.6), (12,)])
@pytest.mark.parametrize("lowest", [False, True])
def test_where_all_are_alike_none_is_named_as_highest_or_lowest_and_the_number_is_there(numbers, lowest):
    made = ranked(*numbers, lowest=lowest)
    assert len(made) == len(numbers) and made.pct.rounded == round(numbers[0])
    for words in (lambda: str(made), lambda: made.names, lambda: str(made.quoted), lambda: made.small.counted):
        with pytest.raises(AbsentError, match="all that is ranked is alike"):
            words()


@pytest.mark.parametrize(
    ("numbers", "n", "highest", "lowest"),
    [
        ([100, 0, 0, 0], 3, "a", "bcd"),
        ([0, 3, 0.4, 12], 3, "db", "acb"),
        ([5, -2, 0], 2, "ac", "bc"),
        ([1, 2], 2, "ba", "ab"),
    ],
)
def test_what_nobody_chose_is_not_among_the_most_chosen(numbers, n, highest, lowest):
    assert (ranked(*numbers, n=n).keys, ranked(*numbers, n=n, lowest=True).keys) == (list(highest), list(lowest))


def test_a_long_list_of_equals_without_a_noun_is_not_printed():
    made = ranked(*[40] * 6, 7)
    assert made.keys == list("abcdef")
    with pytest.raises(AbsentError, match="6 have the same number: too many to name"):
        str(made)


def test_a_ranking_of_nothing_is_absent_and_says_why():
    nothing = ranking([], 2, lacking="nobody answered plan")
    assert is_absent(nothing) and nothing.reason == "nobody answered plan"
    assert is_absent(nothing.quoted.names)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=16), st.integers(1, 6), st.booleans())
def test_nobody_left_out_prints_a_number_that_is_as_high(numbers, n, lowest):
    made = ranked(*numbers, n=n, lowest=lowest)
    inside = [member.number.rounded for member in made.members]
    outside = [Quantity(number).rounded for i, number in enumerate(numbers) if chr(97 + i) not in made.keys]
    printed = [Quantity(number).rounded for number in numbers]
    chosen = [number for number in printed if number or lowest or not any(printed)]  # nobody is the most chosen by none
    assert len(inside) >= min(n, len(chosen))
    assert inside == sorted(inside, reverse=not lowest)
    assert all(number > inside[-1] if lowest else number < inside[-1] for number in outside)
    for number in set(inside):
        alike = [member.key for member in made.members if member.number.rounded == number]
        assert alike == sorted(alike)


@pytest.mark.parametrize("n", [0, -1, "2", 1.5, None])
def test_how_many_are_ranked_is_a_whole_number(n):
    with pytest.raises(ValueError, match="how many is a whole number from 1"):
        ranked(10, 42, n=n)
