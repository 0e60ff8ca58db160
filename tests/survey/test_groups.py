"""Groups of units: extremes, tests and changes, as values that fit one place in a sentence."""

from dataclasses import replace

import pandas as pd
import pytest

from is248.data.absence import AbsentError, is_absent
from is248.data.history import History
from is248.survey import open_survey
from small_survey import CODEBOOK, FRAME, HISTORY, UNITS, made_survey, small_survey


@pytest.fixture(scope="module")
def edition():
    return open_survey(2024)


def test_a_group_has_its_own_share_and_one_without_answers_is_absent():
    size = small_survey().question("plan").answer("ja").by("size_group")
    assert (size["small"].n, size["small"].base, size["large"].pct) == (2, 3, 0)
    known = small_survey().question("kjent").answer("ja").by("size_group")
    assert is_absent(known["large"])
    assert (list(known), known.lacking) == (["small"], ["large"])
    with pytest.raises(ValueError, match="there is no group 'huge'"):
        size["huge"]


def test_where_nobody_answered_there_is_no_extreme_and_no_test_finds_anything():
    frame = FRAME.assign(plan=None)
    survey = made_survey(
        CODEBOOK, frame, pd.DataFrame({"size_group": ["small"] * 5}, index=UNITS), {"size_group": {"small": "Små"}}
    )
    size = survey.question("plan").answer("ja").by("size_group")
    assert all(map(is_absent, (size.highest(), size.lowest(), survey.question("plan").answer("ja").pct)))
    assert all(map(is_absent, (size.differ, size.differences, size.significant)))
    for draw in (size.figure, survey.question("plan").answer("ja").by("size_group", years="all").figure):
        with pytest.raises(AbsentError, match="^nobody answered plan$"):
            draw()


def test_tests_of_county_and_trust_are_controlled_for_size_and_those_of_size_are_not(edition):
    plan = edition.question("handlingsplan_vold").answer("ja")
    controls = {by: plan.by(by).test.control for by in ("county", "trust", "size_group")}
    assert controls == {"county": "Kommunestørrelse", "trust": "Kommunestørrelse", "size_group": ""}


def test_the_groups_change_since_the_last_year_that_can_be_compared():
    size = small_survey().question("plan").answer("ja").by("size_group")
    assert {group: str(change) for group, change in size.changes.items()} == {
        "small": "ikke endret seg signifikant (50 og 67 prosent)"
    }
    assert size.change == "ikke endret seg signifikant i Små (uten tall for begge årene: Store)"


def test_the_groups_are_compared_with_the_same_year_as_the_country(edition):
    rows, evening = edition.history.rows, edition.question("tilbud_kveld").answer("ja")
    assert not is_absent(evening.by("size_group").changes)
    of_groups = (rows["question"] == evening.id) & (rows["year"] == evening.year_before) & (rows["group"] != "")
    found = replace(edition, history=History(rows[~of_groups])).question(evening.id).answer("ja")
    assert found.year_before == evening.year_before
    assert found.by("size_group").change.reason == "tilbud_kveld has no numbers by size_group of 2023"


def test_counties_are_not_compared_across_their_new_borders(edition):
    county = edition.question("tilbud_kveld").answer("ja").by("county")
    assert is_absent(county.changes)
    assert is_absent(county.change)


def test_the_years_shown_are_those_with_numbers_by_group():
    plan = small_survey(HISTORY).question("plan").answer("ja")
    assert list(plan.by("size_group", years="all").years) == [2023, 2024]  # of 2022 only the country is known
    assert list(plan.by("size_group").years) == [2024]


def test_a_group_whose_number_of_the_year_before_is_lacking_is_named_and_not_compared():
    lacking = (HISTORY["group"] == "small") & (HISTORY["option"] == "1")
    others = pd.DataFrame([("plan", 2023, "1", "large", 0, 2, 0.0)], columns=list(HISTORY))
    survey = small_survey(pd.concat([HISTORY[~lacking], others.astype({"count": float, "base": float})]))
    size = survey.question("plan").answer("ja").by("size_group")
    assert list(size.changes) == ["large"] and size.change.endswith("(uten tall for begge årene: Små)")
