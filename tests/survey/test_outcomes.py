"""A yes or no of the author's own, and answers of which an earlier year knows the sum alone."""

import pandas as pd
import pytest

from is248.analysis.significance import take_asked
from is248.data.absence import Absent, is_absent
from is248.survey import open_survey
from small_survey import HISTORY, small_survey

CHOSEN = pd.Series({"a": True, "b": False, "d": True})


@pytest.fixture
def both():
    return small_survey().combination("Har plan og kjenner den", CHOSEN)


def test_a_combination_has_the_words_of_an_answer(both):
    assert (both.n, both.base, str(both.pct), both.pct_of_all) == (2, 3, "67", 40)
    assert both.units.to_dict() == {"a": True, "b": False, "c": False, "d": True, "e": False}


def test_its_groups_have_their_own_base_and_add_up_to_the_country(both):
    size = both.by("size_group")
    assert {group: (size[group].n, size[group].base, size[group].pct) for group in size} == {
        "small": (1, 2, 50),
        "large": (1, 1, 100),
    }
    assert size.numbers().loc["Totalt", ["n", "base"]].to_list() == [both.n, both.base]
    assert all(map(is_absent, (size.highest(), size.lowest())))  # one of two and one of one: no difference is found


def test_a_group_without_units_in_the_base_is_absent_and_in_no_ranking():
    size = small_survey().combination("Bare små", CHOSEN[["a", "b"]]).by("size_group")
    assert is_absent(size["large"])
    assert (size.lacking, list(size)) == (["large"], ["small"])


def test_a_combination_of_no_units_has_no_share():
    nobody = small_survey().combination("Ingen", CHOSEN[:0])
    assert (is_absent(nobody.n), nobody.base, is_absent(nobody.pct)) == (True, 0, True)
    assert is_absent(nobody.by("size_group").highest())
    assert is_absent(nobody.by("size_group").slope)  # of no answers no test says that they don't rise


def test_what_is_combined_of_something_absent_is_absent():
    lacking = Absent("2024 did not ask it")
    assert small_survey().combination("Har plan", lacking).by("size_group").highest().reason == lacking.reason


def test_a_combination_is_tested_under_its_own_text():
    edition = open_survey(2024)
    chosen = [edition.question(id).answer("ja") for id in ("akuttilbud", "nettsider")]
    all_units = pd.concat([answer.tested.outcomes for answer in chosen], axis=1, join="inner").all(axis=1)
    both = edition.combination("Har akuttilbud og nettsider", all_units)
    assert both.n == (chosen[0].units & chosen[1].units).sum()
    take_asked()
    told = both.by("size_group").differences
    record, slope = take_asked()
    assert (record["method"], slope["method"]) == ("Generalisert CMH", "Cochran–Armitage")
    assert told in ("signifikante forskjeller", "ingen signifikante forskjeller")
    assert (record["outcome"], record["question"], record["n"]) == ("Har akuttilbud og nettsider", "", both.base)


def test_a_combination_has_a_figure_of_its_groups_and_no_earlier_years(both):
    size = both.by("size_group")
    assert size.shares.value("large", "pct") == 100
    assert is_absent(size.change)


@pytest.fixture
def together():
    """Of 2023 the file knows the sum of the first two answers alone, in percent."""
    known = pd.DataFrame([("plan", 2023, "1+2", "", float("nan"), float("nan"), 62.5)], columns=list(HISTORY))
    return small_survey(known).question("plan")


def test_answers_that_a_year_knows_together_only_are_there_together_only(together):
    assert together.answer("ja", "nei").at(2023).pct == together.answer("nei", "ja").at(2023).pct == 62.5
    assert is_absent(together.answer("ja", "nei").at(2023).n)
    assert "how many answered" in together.answer("ja", "nei").change.reason


@pytest.mark.parametrize("names", [("ja",), ("ja", "vet_ikke")])
def test_other_sums_and_the_parts_are_absent(together, names):
    assert is_absent(together.answer(*names).at(2023))
    assert is_absent(together.answer(*names).change)


def test_there_is_no_change_since_the_year_itself():
    plan = small_survey().question("plan").answer("ja")
    assert not is_absent(plan.since(2023))
    assert plan.since(2024).reason == "plan: a change from 2024 to 2024 is none"


@pytest.mark.parametrize("history", [HISTORY, HISTORY[:0]])
def test_the_first_year_of_a_question_is_the_codebooks_whatever_years_have_numbers(history):
    survey = small_survey(history)
    assert (survey.question("plan").asked_since, survey.question("kjent").asked_since) == (2023, 2024)
    assert survey.battery("planer").asked_since == 2023
