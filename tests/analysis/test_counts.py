"""Counting: who is in the base, in this year and in earlier ones."""

import pandas as pd
import pytest

from is248.analysis.counts import counted, of_units, without_answer
from is248.data.groupings import TOTAL
from small_survey import HISTORY, small_survey


@pytest.fixture
def survey():
    return small_survey()


def test_the_base_is_those_that_answered_with_vet_ikke(survey):
    found = counted(survey, "plan")
    assert found.n.loc[TOTAL].to_dict() == {1: 2, 2: 1, 3: 1}
    assert found.base[TOTAL] == 4
    assert found.pct.loc[TOTAL].to_dict() == {1: 50, 2: 25, 3: 25}


def test_an_answer_that_does_not_count_leaves_the_base(survey):
    found = counted(survey, "plan", without=(3,))
    assert (found.base[TOTAL], list(found.n)) == (3, [1, 2])


def test_the_base_of_several_answers_is_the_units_that_ticked_anything_or_nothing(survey):
    found = counted(survey, "tiltak")
    assert (found.base[TOTAL], found.n.at[TOTAL, 1], found.n.at[TOTAL, 2]) == (3, 2, 1)
    assert counted(survey, "tiltak", of_all=True).base[TOTAL] == 5


def test_groups_have_their_own_base_and_add_up_to_the_country(survey):
    found = counted(survey, "plan", by="size_group")
    assert found.base.to_dict() == {"small": 3, "large": 1, TOTAL: 4}
    assert (found.n.drop(TOTAL).sum() == found.n.loc[TOTAL]).all()
    assert found.pct.loc["small", 1] == pytest.approx(200 / 3)


def test_only_some_units_are_looked_at(survey):
    planned = of_units(survey, "plan")[1]
    assert counted(survey, "plan", by="size_group", among=planned).base.to_dict() == {"small": 2, "large": 0, TOTAL: 2}


def test_earlier_years_come_from_the_history_with_their_own_base(survey):
    found = counted(survey, "plan", 2023)
    assert (found.base[TOTAL], found.pct.at[TOTAL, 1]) == (4, 25)
    assert pd.isna(found.n.at[TOTAL, 3])
    groups = counted(survey, "plan", 2023, by="size_group")
    assert (groups.base["small"], groups.pct.at["small", 1]) == (2, 50)


def test_a_year_of_which_only_a_percentage_is_known_keeps_it(survey):
    found = counted(survey, "plan", 2022)
    assert pd.isna(found.n.at[TOTAL, 1])
    assert found.pct.at[TOTAL, 1] == 31
    assert found.chosen([1]).at[TOTAL, "pct"] == 31


def test_counts_without_a_base_keep_the_percentage_that_was_printed():
    history = pd.concat(
        [HISTORY, pd.DataFrame([("plan", 2021, "1", "", 7, float("nan"), 11.0)], columns=list(HISTORY))]
    )
    found = counted(small_survey(history), "plan", 2021)
    assert (found.n.at[TOTAL, 1], found.pct.at[TOTAL, 1]) == (7, 11)


def test_several_answers_are_added_in_counts(survey):
    assert counted(survey, "plan").chosen([1, 2]).loc[TOTAL].to_dict() == {"n": 3, "base": 4, "pct": 75}


def test_who_did_not_answer_is_counted_of_those_that_were_asked_or_of_all(survey):
    assert without_answer(survey, "plan", 2024) == 1
    assert (without_answer(survey, "kjent", 2024), without_answer(survey, "kjent", 2024, asked_only=False)) == (1, 4)
    assert without_answer(survey, "plan", 2023) == 2


def test_answers_of_a_year_with_percentages_alone_are_added_and_an_unknown_one_is_not_zero(survey):
    earlier = counted(survey, "plan", 2022)
    assert earlier.chosen([1])["pct"].to_list() == [31]
    assert earlier.chosen([3])["pct"].isna().all() and earlier.chosen([1, 3])["pct"].isna().all()


def with_rows_of_2021(*rows: tuple):
    """A survey whose history has these rows of the question about plans, (option, group, count, base, percent)."""
    found = pd.DataFrame([("plan", 2021, *row) for row in rows], columns=list(HISTORY))
    return small_survey(pd.concat([HISTORY, found.astype({"count": float, "base": float, "percent": float})]))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("1", "", 6, 8, None), ("2", "", 2, 8, None)], (8, 100)),  # nobody gave the third, or it was not offered
        ([("1", "", None, None, 75.0), ("2", "", None, None, 25.0)], (None, 100)),
        ([("1", "", 5, 8, None), ("2", "", 2, 8, None)], (None, None)),  # one said something else: perhaps the third
        ([("1", "", None, None, 62.5), ("2", "", None, None, 25.0)], (None, None)),
    ],
)
def test_an_answer_whose_row_is_lacking_is_none_only_where_the_others_are_all(rows, expected):
    of_country = counted(with_rows_of_2021(*rows), "plan", 2021).chosen([2, 1, 3]).loc[TOTAL]
    assert tuple(None if pd.isna(n) else n for n in of_country[["n", "pct"]]) == expected


@pytest.mark.parametrize(("yes", "base"), [(4, 7), (3, None)])
def test_an_answer_that_is_left_out_is_taken_from_the_base_unless_its_row_is_lacking(yes, base):
    survey = with_rows_of_2021(("1", "", yes, 8, None), ("2", "", 3, 8, None), ("3", "", 1, 8, None))
    rows = survey.history.rows
    lacking = small_survey(rows[~((rows["year"] == 2021) & (rows["option"] == "3"))])
    found = counted(survey if base else lacking, "plan", 2021, without=[3]).base[TOTAL]
    assert found == base if base else pd.isna(found)


def test_groups_have_the_base_of_their_rows_and_the_country_its_own():
    of_groups = [("1", "small", 1, 3, None), ("1", "large", 4, 5, None), ("2", "large", 1, 5, None)]
    found = counted(with_rows_of_2021(("1", "", 5, 8, None), *of_groups), "plan", 2021, "size_group")
    assert found.base.to_dict() == {"small": 3, "large": 5, TOTAL: 8}
    assert found.chosen([2]).loc[["small", "large"], "n"].isna().to_list() == [True, False]
