"""No public word tells a change across a declared break, or between a year and one that has no number."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from is248.data.absence import AbsentError, is_absent
from small_survey import CODEBOOK, FRAME, HISTORY, UNITS, made_survey

OLD, NOW = "31", "50"  # what 2022 and 2024 print: nothing may set them beside each other across the break of 2023
LABELS = {"size_group": {"small": "Små", "large": "Store"}}
SIZES = pd.DataFrame({"size_group": ["small", "small", "small", "large", "large"]}, index=UNITS)


def survey_with_break(year: int, grouping: str | None = None):
    plan = CODEBOOK.question("plan").model_copy(update={"breaks": []})
    own = [{"year": year, "note": "Nytt.", "grouping": grouping}]
    contents = CODEBOOK.model_dump() | {"questions": [q.model_dump() for q in (plan, *CODEBOOK.questions[1:])]}
    contents["questions"][0]["breaks"] = own
    return made_survey(type(CODEBOOK).model_validate(contents), FRAME, SIZES, LABELS, HISTORY)


def words_of(thing) -> list[str]:
    """Everything that a public property without arguments says in words or numbers."""
    told = []
    for name in dir(type(thing)):
        if name.startswith("_") or not isinstance(getattr(type(thing), name, None), property):
            continue
        try:
            value = getattr(thing, name)
            told.append("" if is_absent(value) else str(value))
        except (AbsentError, NotImplementedError, AttributeError):
            continue
    return told


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_break_silences_every_way_to_say_a_change(year):
    survey = survey_with_break(year)
    yes = survey.question("plan").answer("ja")
    things = [yes, yes.by("size_group"), yes.by("size_group", years="all"), survey.battery("planer").answer("ja")]
    for told in (words for thing in things for words in words_of(thing)):
        assert not re.search(rf"\b{OLD}\b.*\b{NOW}\b", told), told
    assert is_absent(yes.since(2022))
    if year == 2024:
        assert all(map(is_absent, (yes.before, yes.change, yes.series, yes.development, yes.first)))
        assert is_absent(yes.by("size_group").change)
        assert is_absent(survey.battery("planer").answer("ja").changed())


def test_a_break_of_a_grouping_concerns_the_groups_alone():
    survey = survey_with_break(2024, "size_group")
    yes = survey.question("plan").answer("ja")
    assert not is_absent(yes.change)
    assert is_absent(yes.by("size_group").change)


@settings(max_examples=40)
@given(st.integers(2021, 2026), st.integers(2022, 2024))
def test_numbers_stand_beside_each_other_only_within_the_series(breaks_in, asked_for):
    survey = survey_with_break(breaks_in)
    yes = survey.question("plan").answer("ja")
    comparable = asked_for >= breaks_in or breaks_in > 2024
    if asked_for < 2024:
        told = yes.since(asked_for)
        assert (is_absent(told) and "break" in told.reason) == (not comparable)
    assert all(year >= breaks_in for year in yes.years) or breaks_in > 2024


@pytest.mark.parametrize(("grouping", "of_groups"), [(None, True), ("size_group", True), ("county", False)])
def test_a_break_of_the_whole_codebook_concerns_the_groups_too(grouping, of_groups):
    own = [{"year": 2024, "note": "Nytt.", "grouping": grouping}]
    contents = CODEBOOK.model_dump() | {"breaks": own}
    survey = made_survey(type(CODEBOOK).model_validate(contents), FRAME, SIZES, LABELS, HISTORY)
    yes = survey.question("plan").answer("ja")
    assert ((2024, "Nytt.") in yes.by("size_group", years="all").shares.breaks) == of_groups
    assert is_absent(yes.by("size_group").change) == of_groups
    assert is_absent(yes.change) == (grouping is None)


def test_the_year_before_is_not_counted_from_the_end_of_years_on_both_sides_of_a_break():
    question = survey_with_break(2024).question("plan")
    assert (question.years[0], question.years[-1]) == (2022, 2024)
    for years in (question.years, survey_with_break(2024).battery("planer").years):
        with pytest.raises(ValueError, match="is .year_before"):
            years[-2]
