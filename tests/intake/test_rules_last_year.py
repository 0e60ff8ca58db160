"""Rules for answers beside last year's."""

import pytest

from survey_world import faultless, found, slightly_other, with_cell


def test_a_large_change_of_fte_names_both_years():
    last_year = slightly_other()
    problems = found(with_cell("4601", "fte__2__1", "290,5"), last_year)
    assert [p.rule for p in problems] == ["large_change"]
    assert problems[0].value == "529.5 (last year 323.25)"


@pytest.mark.parametrize(("users", "asked"), [("375", 0), ("376", 1), ("125", 0), ("124", 1)])
def test_the_bound_of_a_change_is_half_of_last_years_number(users, asked):
    last_year = slightly_other()
    problems = found(with_cell("1101", "brukere", users), last_year)
    assert [p.rule for p in problems] == ["large_change"] * asked


def test_last_years_fte_left_untouched():
    last = slightly_other()
    last[last["unit"] == "1103"] = faultless()[faultless()["unit"] == "1103"]
    last_year = last
    problems = found(faultless(), last_year)
    assert [(p.rule, p.unit, p.column) for p in problems] == [("untouched", "1103 Stavanger", "fte")]
