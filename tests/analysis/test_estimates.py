"""Methods A and B, and the midpoint estimate, on numbers that can be checked by hand."""

import pandas as pd
import pytest

from is248.analysis.estimates import method_a, method_b, midpoints, summary
from is248.data.groupings import TOTAL, Grouping

UNITS = list("abcdef")
SIZE = Grouping(
    "size_group",
    {"small": "Små", "large": "Store"},
    {},
    pd.Series(["small"] * 4 + ["large"] * 2, index=UNITS),
)
PEOPLE = pd.Series([100, 200, 300, 400, 1000, 3000], index=UNITS)


def users(**numbers: float) -> pd.Series:
    return pd.Series(numbers, dtype=float).reindex(UNITS)


def test_method_a_gives_every_unit_the_mean_and_the_median_of_its_size():
    table = method_a(users(a=1, b=2, c=9, e=50), SIZE)
    expected = {"mean": 4, "median": 2, "units": 4, "by_mean": 16, "by_median": 8, "estimate": 12}
    assert {kind: table.value("small", kind) for kind in expected} == expected
    assert table.value(TOTAL, "estimate") == 12 + 100
    assert table.value(TOTAL, "median") == 5.5  # of the four numbers


def test_method_a_averages_whole_persons():
    # 4 * 4/3 = 5.33 and 4 * 1 = 4, which are 5 and 4 persons: their average prints as 5.
    estimate = method_a(users(a=1, b=1, c=2, e=1), SIZE).value("small", "estimate")
    assert (float(estimate), str(estimate)) == (4.5, "5")


def test_method_b_uses_the_inhabitants_of_the_units_with_numbers():
    table = method_b(users(a=1, b=2, e=10), PEOPLE, SIZE, "Innbyggere")
    assert table.value("small", "per_inhabitant") == pytest.approx(3 / 300)
    assert table.value("small", "estimate") == pytest.approx(10)
    assert table.value("large", "estimate") == pytest.approx(40)
    assert table.value(TOTAL, "estimate") == pytest.approx(50)
    assert table.value(TOTAL, "per_inhabitant") == pytest.approx(13 / 1300)


def test_summary_adds_what_is_printed():
    numbers = users(a=1, b=2, e=10)
    pair = (method_a(numbers, SIZE), method_b(numbers, PEOPLE, SIZE, "Innbyggere"))
    table = summary({("Alle", "Voksne"): pair, ("Alle", "Barn"): pair})
    assert table.value("Voksne", "mean") == (26 + 50) / 2
    assert table.value(TOTAL, "a") == 52


def test_midpoints_raise_to_all_units_that_had_patients():
    had = pd.Series([True, True, True, False, True, False], index=UNITS)
    answers = pd.Series([1, 2, None, None, 2, None], index=UNITS, dtype="Int64")
    table = midpoints(answers, had, {1: 2, 2: 5}, SIZE, "Pasienter")
    assert table.value("small", "n", answer=1) == 2 * 3 / 2  # one of two answers, three units
    assert table.value("small", "total") == 10.5
    assert table.value(TOTAL, "total") == 15.5
    assert [column.measure for column in table.columns] == ["2", "5", "Totalt"]


def test_a_group_without_patients_has_none():
    had = pd.Series([True, True, False, False, False, False], index=UNITS)
    answers = pd.Series([1, 2, None, None, None, None], index=UNITS, dtype="Int64")
    table = midpoints(answers, had, {1: 2, 2: 5}, SIZE, "Pasienter")
    assert (table.value("large", "n", answer=1), table.value("large", "total"), table.total("total")) == (0, 0, 7)
