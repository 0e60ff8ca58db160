"""Imputation of FTE, on numbers that can be checked by hand."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.data.estimates import complete_fte


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
