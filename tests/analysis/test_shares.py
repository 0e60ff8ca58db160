"""How answers divide: bases, groups, years, and the numbers that the prose asks for."""

import pandas as pd
import pytest

from is248.analysis.shares import both_answers, chose, distribution, share, ticked
from is248.data.groupings import TOTAL
from small_survey import small_survey


@pytest.fixture
def survey():
    return small_survey()


def test_a_distribution_adds_up_to_100_in_every_group(survey):
    table = distribution(survey, "plan", by="size_group")
    assert list(table.values.index) == ["small", "large", TOTAL]
    assert table.values.filter(regex="^pct").sum(axis=1).tolist() == pytest.approx([100, 100, 100])
    assert table.base("small") == 3
    assert table.pct("small", answers=[1]) == pytest.approx(200 / 3)


def test_the_whole_country_is_the_sum_of_the_groups(survey):
    table = distribution(survey, "plan", by="size_group")
    groups = table.values.loc[table.rows].filter(regex="^n|base").sum()
    assert (groups == table.values.loc[TOTAL].filter(regex="^n|base")).all()


def test_a_distribution_by_year_has_a_row_per_year_with_its_own_base(survey):
    table = distribution(survey, "plan", years=[2023, 2024])
    assert table.years == [2023, 2024]
    assert (table.base(year=2023), table.base()) == (4, 4)
    assert table.pct(answers=[1], year=2023) == 25
    assert table.change(answers=[1], across_breaks=True) == 25


def test_several_questions_and_years_stand_under_their_questions(survey):
    table = distribution(survey, {"Plan": "plan", "Kjent": "kjent"}, years=[2024])
    assert table.sections == {"Plan|2024": "Plan", "Kjent|2024": "Kjent"}
    assert table.label("Plan|2024") == "2024"
    assert table.pct("Plan", answers=[1]) == 50


def test_an_option_left_out_leaves_the_base(survey):
    table = distribution(survey, "plan", without=(3,))
    assert table.base() == 3
    assert "uten «Vet ikke»" in table.note


def test_a_share_by_group_is_of_those_in_the_group_that_answered(survey):
    table = share(survey, "plan", [1], by="size_group")
    assert table.pct("small") == pytest.approx(200 / 3)
    assert table.pct("large") == 0
    assert table.pct() == 50
    assert table.base("large") == 1


def test_a_share_by_group_and_year_takes_earlier_groups_from_the_history(survey):
    table = share(survey, "plan", [1], by="size_group", years=[2023, 2024])
    assert table.pct("small", 2023) == 50
    assert table.pct("small") == pytest.approx(200 / 3)


def test_shares_of_several_questions_without_groups_have_a_row_each(survey):
    table = share(survey, {"Plan": "plan", "Kjent": "kjent"}, [1])
    assert table.pct("Kjent") == 100
    assert table.base("Plan") == 4
    both = share(survey, {"Plan": "plan", "Kjent": "kjent"}, [1], by="size_group")
    assert both.pct("small", head="Kjent") == 100


def test_only_some_units_are_looked_at(survey):
    planned = chose(survey, "plan", [1])
    assert planned.sum() == 2
    assert share(survey, "plan", [1], by="size_group", among=planned).pct() == 100


def test_ticks_by_group_are_of_those_that_answered_or_of_all(survey):
    assert ticked(survey, "tiltak", "size_group").value("small", "pct_1") == pytest.approx(200 / 3)
    assert ticked(survey, "tiltak", "size_group", of_all=True).value(TOTAL, "pct_1") == 40
    assert chose(survey, "tiltak", [2]).sum() == 1


def test_two_questions_are_crossed_for_those_that_answered_both(survey):
    table = both_answers(survey, "plan", "kjent")
    assert table.value("Ja", "base") == 1
    assert pd.isna(table.values.at["Nei", "pct1"])  # nobody: no percentage


def test_a_year_in_which_one_of_several_questions_was_not_asked_is_empty_for_it(survey):
    table = share(survey, {"Plan": "plan", "Kjent": "kjent"}, [1], years="all")
    assert table.years == [2022, 2023, 2024]
    assert table.series("Plan", across_breaks=True) == {2022: 31, 2023: 25, 2024: 50}
    assert list(table.series("Kjent", across_breaks=True)) == [2024]
