"""Imputation, methods A and B, and the midpoint estimate, on numbers that can be checked by hand."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.analysis.estimates import complete_fte, method_a, method_b, midpoints, summary
from is248.data.groupings import TOTAL, Grouping

UNITS = list("abcdef")
SIZE = Grouping(
    "size_group",
    "Kommunestørrelse",
    {"small": "Små", "large": "Store"},
    {},
    pd.Series(["small"] * 4 + ["large"] * 2, index=UNITS),
)
PEOPLE = pd.Series([100, 200, 300, 400, 1000, 3000], index=UNITS)


def users(**numbers: float) -> pd.Series:
    return pd.Series(numbers, dtype=float).reindex(UNITS)


def test_method_a_gives_every_unit_the_mean_and_the_median_of_its_size():
    table = method_a(users(a=1, b=2, c=9, e=50), SIZE)
    small = table.values.loc["small"]
    assert small["mean"] == 4
    assert small["median"] == 2
    assert small["units"] == 4
    assert small["by_mean"] == 16
    assert small["by_median"] == 8
    assert small["estimate"] == 12
    assert table.value(TOTAL, "estimate") == 12 + 100
    assert table.value(TOTAL, "median") == 5.5  # of the four numbers


def test_method_a_averages_whole_persons():
    # 4 * 4/3 = 5.33 and 4 * 1 = 4: the average of 5 and 4, not of 5.33 and 4.
    assert method_a(users(a=1, b=1, c=2, e=1), SIZE).values.at["small", "estimate"] == 4.5


def test_method_b_uses_the_inhabitants_of_the_units_with_numbers():
    table = method_b(users(a=1, b=2, e=10), PEOPLE, SIZE, "Innbyggere")
    assert table.values.at["small", "per_inhabitant"] == pytest.approx(3 / 300)
    assert table.values.at["small", "estimate"] == pytest.approx(10)
    assert table.values.at["large", "estimate"] == pytest.approx(40)
    assert table.values.at[TOTAL, "estimate"] == pytest.approx(50)
    assert table.values.at[TOTAL, "per_inhabitant"] == pytest.approx(13 / 1300)


def test_summary_adds_what_is_printed():
    numbers = users(a=1, b=2, e=10)
    pair = (method_a(numbers, SIZE), method_b(numbers, PEOPLE, SIZE, "Innbyggere"))
    table = summary({"Alle": {"Voksne": pair, "Barn": pair}})
    assert table.values.at["Voksne", "mean_0"] == (26 + 50) / 2
    assert table.values.at[TOTAL, "a_0"] == 52


def test_midpoints_raise_to_all_units_that_had_patients():
    had = pd.Series([True, True, True, False, True, False], index=UNITS)
    answers = pd.Series([1, 2, None, None, 2, None], index=UNITS, dtype="Int64")
    table = midpoints(answers, had, {1: 2, 2: 5}, SIZE, "Pasienter")
    assert table.values.at["small", "1"] == 2 * 3 / 2  # one of two answers, three units
    assert table.values.at["small", "total"] == 10.5
    assert table.values.at[TOTAL, "total"] == 15.5
    assert [column.measure for column in table.columns] == ["2", "5", "Totalt"]


def fte(rows: list[list[float]]) -> pd.DataFrame:
    columns = pd.MultiIndex.from_tuples([(1, 1), (1, 2)], names=["service", "education"])
    return pd.DataFrame(rows, index=list("abc"), columns=columns)


def test_absent_units_get_last_years_fte_by_this_years_key():
    took_part = pd.Series([True, True, False], index=list("abc"))
    found = complete_fte(fte([[3, 0], [0, 1], [0, 0]]), took_part, pd.Series({"c": 8.0}))
    assert found.fte.loc["c"].to_list() == [6, 2]
    assert found.imputed.to_list() == [False, False, True]
    assert found.imputed_share == pytest.approx(100 * 8 / 12)


def test_an_absent_unit_without_last_years_fte_is_named():
    took_part = pd.Series([True, True, False], index=list("abc"))
    with pytest.raises(ValueError, match="c"):
        complete_fte(fte([[3, 0], [0, 1], [0, 0]]), took_part, pd.Series({"a": 8.0}))


@given(
    st.lists(st.lists(st.floats(0, 500), min_size=2, max_size=2), min_size=3, max_size=3),
    st.floats(0, 500),
)
def test_imputing_changes_neither_the_reported_fte_nor_the_key(rows, last_year):
    rows[0][0] += 1  # somebody has FTE
    took_part = pd.Series([True, True, False], index=list("abc"))
    reported = fte(rows)
    found = complete_fte(reported, took_part, pd.Series({"c": last_year}))
    assert found.fte.loc[["a", "b"]].equals(reported.loc[["a", "b"]])
    assert found.by_unit["c"] == pytest.approx(last_year)
    key = reported.loc[["a", "b"]].sum() / reported.loc[["a", "b"]].sum().sum()
    assert (found.fte.sum() / found.fte.sum().sum()).to_list() == pytest.approx(key.to_list(), abs=1e-9)
