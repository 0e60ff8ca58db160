"""No word of difference or change without its test: groups, years, and both directions."""

import itertools

import pandas as pd
import pytest
from scipy import stats

from is248.analysis.significance import take_asked
from is248.data.absence import is_absent
from is248.data.codebook import Codebook
from small_survey import PLAN, made_survey

SIZES = ["<2000", "2000-5000", "5000-10000", "Bydeler i Oslo"]
COUNTIES = ["Nord", "Sør", "Vest", "Oslo"]
# Every county has 20 units of every size; Oslo has 20 of its own.
PLACES = [*itertools.product(SIZES[:3], COUNTIES[:3]), (SIZES[3], "Oslo")]
UNITS = pd.DataFrame(
    [place for place in PLACES for _ in range(20)],
    columns=["size_group", "county"],
    index=[f"u{i:03}" for i in range(20 * len(PLACES))],
)
LABELS = {"size_group": dict(zip(SIZES, SIZES, strict=True)), "county": dict(zip(COUNTIES, COUNTIES, strict=True))}
CODEBOOK = Codebook.model_validate(
    {"year": 2024, "title": "Prøve", "scales": {}, "questions": [PLAN | {"since": 2021}]}
)


def survey(yes_of_20: list[int], earlier: dict[int, tuple[int, int]] | None = None, answered=20, in_oslo=20):
    """A survey where so many of each place's 20 units have a plan, and so many of how many had in earlier years."""
    answers = [a for n in yes_of_20 for a in ["1"] * n + ["2"] * (20 - n)]
    frame = pd.DataFrame({"status": "gjennomfort", "plan": answers}, index=UNITS.index)
    if answered < 20:  # only so many of the first place
        frame.iloc[answered:20, 1] = None
    frame.iloc[len(frame) - 20 + in_oslo :, 1] = None
    rows = [
        ("plan", year, option, "", count, base, 100 * count / base)
        for year, (n, base) in (earlier or {}).items()
        for option, count in (("1", n), ("2", base - n))
    ]
    history = pd.DataFrame(rows, columns=["question", "year", "option", "group", "count", "base", "percent"])
    return made_survey(CODEBOOK, frame, UNITS, LABELS, history).question("plan").answer("ja")


LEVEL = [10] * 10


def test_groups_that_are_alike_have_no_highest_and_no_lowest():
    for by in (survey(LEVEL).by("size_group"), survey(LEVEL).by("county"), survey([20] * 10).by("size_group")):
        assert (by.differ, by.differences) == (False, "ingen signifikante forskjeller")
        assert all(map(is_absent, (by.highest(), by.lowest(), by.highest(3))))


def test_groups_that_differ_are_named_with_their_numbers():
    size = survey([4, 4, 4, 10, 10, 10, 16, 16, 16, 10]).by("size_group")
    assert size.differences == "signifikante forskjeller"
    assert str(size.highest()) == "kommuner med 5000-10000 innbyggere (80\xa0prosent)"
    assert str(size.lowest()) == "kommuner med færre enn 2000 innbyggere (20\xa0prosent)"


def test_ties_keep_the_reports_order_and_are_told_once():
    county = survey([4, 16, 16, 4, 16, 16, 4, 16, 16, 10]).by("county")
    assert (county.highest().keys, county.highest().names) == (["Sør", "Vest"], "Sør og Vest")


def test_a_rise_with_size_that_the_joint_test_does_not_find_is_a_difference_of_sizes():
    size = survey([8, 8, 8, 10, 10, 10, 13, 13, 12, 10]).by("size_group")
    assert not size.test.significant and size.slope.significant
    assert size.differ
    assert not size.told_apart and is_absent(size.highest()) and is_absent(size.lowest())  # of no group, the trend says


@pytest.mark.parametrize(("answered", "named"), [(10, True), (9, False), (1, False)])
def test_a_size_that_a_few_answers_put_first_or_last_is_not_named_and_nor_is_the_other_end(answered, named):
    for yes_in_oslo, end in ((20, "highest"), (0, "lowest")):
        size = survey([4, 4, 4, 10, 10, 10, 16, 16, 16, yes_in_oslo], in_oslo=answered).by("size_group")
        assert size.differ and size.told_apart is named
        assert [is_absent(size.highest()), is_absent(size.lowest())] == [not named] * 2
        if named:
            assert getattr(size, end)().keys == ["Bydeler i Oslo"]


def test_counties_are_named_where_one_of_them_stands_out():
    for yes, named in (([4, 16, 16, 4, 16, 16, 4, 16, 16, 10], True), ([7, 9, 12, 7, 10, 13, 8, 10, 13, 10], False)):
        county = survey(yes).by("county")
        assert county.differ and (county.stands_out.significant, county.told_apart) == (named, named)
        assert is_absent(county.highest()) != named


def test_counties_that_differ_by_their_sizes_alone_are_not_named():
    of_size = {0: 2, 1: 10, 2: 18}
    county = survey([of_size[i // 3] for i in range(9)] + [10]).by("county")
    assert (county.test.control, county.differ, is_absent(county.highest())) == ("Kommunestørrelse", False, True)


def test_both_tests_of_sizes_stand_in_the_appendix_whatever_they_find():
    take_asked()
    assert not survey(LEVEL).by("size_group").differ
    assert [record["method"] for record in take_asked()] == ["Generalisert CMH", "Cochran–Armitage"]


@pytest.mark.parametrize(("answered", "told"), [(9, "9 av 9"), (10, "100\xa0prosent")])
def test_a_group_of_fewer_than_ten_answers_is_told_in_numbers(answered, told):
    answers = survey([20, 0, 0, 6, 6, 6, 6, 6, 6, 0], answered=answered)
    few = UNITS["county"].where(UNITS.index.isin(UNITS.index[:20]), "Sør")  # Nord is the first place alone
    asked = answers.question.core
    named = made_survey(CODEBOOK, asked.responses.frame, UNITS.assign(county=few), LABELS)
    county = named.question("plan").answer("ja").by("county")
    assert str(county["Nord"]) == told
    assert str(county.highest()) == f"Nord ({told})"


# ---------------------------------------------------------------- over the years


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ((60, 200), "økt betydelig fra 30 til 50 prosent"),
        ((140, 200), "gått betydelig ned fra 70 til 50 prosent"),
        ((98, 200), "vært omtrent uendret (49 og 50 prosent)"),
        ((102, 200), "vært omtrent uendret (51 og 50 prosent)"),
        ((88, 200), "ikke endret seg signifikant (44 og 50 prosent)"),
        ((6, 20), "ikke endret seg signifikant (30 og 50 prosent)"),  # the same points as the first, of few units
    ],
)
def test_a_change_is_told_as_fishers_test_finds_it(before, told):
    answer = survey(LEVEL, {2023: before})
    p = stats.fisher_exact([[before[0], before[1] - before[0]], [100, 100]]).pvalue
    assert str(answer.change) == told
    assert (answer.change.direction != 0) == (p <= 0.02)


@pytest.mark.parametrize(("percent", "told"), [(20, "økt betydelig fra 20 til 50 prosent"), (40, None)])
def test_where_it_is_not_known_how_many_answered_half_of_this_years_are_assumed(percent, told):
    answer = survey(LEVEL, {2023: (2 * percent, 200)})
    rows = answer.core.history.rows.assign(base=float("nan"), count=float("nan"))
    unknown = made_survey(CODEBOOK, answer.core.responses.frame, UNITS, LABELS, rows).question("plan").answer("ja")
    take_asked()
    change = unknown.change  # that nothing is found of so few says nothing
    assert str(change) == told if told else is_absent(change)
    assert told or is_absent(unknown.development)
    record = take_asked()[0]
    assert (record["n"], record["method"]) == (300, "Fisher, eksakt")
    assert record["p"] == pytest.approx(stats.fisher_exact([[percent, 100 - percent], [100, 100]]).pvalue)
    assert record["note"] == "Antall svar i 2023 er ikke kjent og satt til halvparten av årets."


@pytest.mark.parametrize(
    ("earlier", "told"),
    [
        ({2022: (20, 200), 2023: (60, 200)}, "har økt hvert år"),
        ({2022: (180, 200), 2023: (140, 200)}, "har gått ned hvert år"),
        ({2022: (60, 200), 2023: (80, 200)}, "har økt betydelig"),  # no test finds the steps, but one finds the trend
        (
            {2021: (20, 200), 2022: (102, 200), 2023: (98, 200)},
            "økte betydelig fram til 2022 og har siden vært omtrent uendret",
        ),
        ({2022: (98, 200), 2023: (102, 200)}, "har vært stabil"),
        ({2022: (60, 200), 2023: (140, 200)}, "økte betydelig fram til 2023 og har siden gått betydelig ned"),
        ({2022: (99, 200), 2023: (111, 200)}, "har ligget mellom 50 og 56 prosent"),
    ],
)
def test_a_development_is_told_as_its_tests_find_it(earlier, told):
    assert survey(LEVEL, earlier).development == told


def test_a_development_that_is_past_is_told_in_the_past():
    answer = survey(LEVEL, {2021: (10, 200), 2022: (40, 200), 2023: (80, 200)})
    assert answer.at(2023).development == "økte hvert år"


def test_the_groups_that_have_risen_since_the_year_before_are_those_where_the_test_finds_it():
    then = {"<2000": 12, "2000-5000": 50, "5000-10000": 28, "Bydeler i Oslo": 0}  # of 60, and of 20 in Oslo; now half
    bases = dict.fromkeys(then, 60) | {"Bydeler i Oslo": 20}
    rows = [
        ("plan", 2023, option, group, count, bases[group], None)
        for group, n in then.items()
        for option, count in (("1", n), ("2", bases[group] - n))
    ]
    rows += [("plan", 2023, "1", "", 90, 200, 45.0), ("plan", 2023, "2", "", 110, 200, 55.0)]
    rows += [("plan", 2022, *row[2:4], bases[row[3]] / 2 if row[3] else 100, *row[5:]) for row in rows]  # as now
    history = pd.DataFrame(rows, columns=["question", "year", "option", "group", "count", "base", "percent"])
    asked = made_survey(CODEBOOK, survey(LEVEL).core.responses.frame, UNITS, LABELS, history).question("plan")
    size = asked.answer("ja").by("size_group")
    assert {group: change.direction for group, change in size.changes.items()} == {
        "<2000": 1, "2000-5000": -1, "5000-10000": 0, "Bydeler i Oslo": 1
    }  # fmt: skip
    assert size.change == (
        "økt i kommuner med færre enn 2000 innbyggere (fra 20 til 50 prosent) og bydeler i Oslo (fra 0 til 50 prosent) "
        "og gått ned i kommuner med 2000-5000 innbyggere (fra 83 til 50 prosent), men ikke endret seg signifikant i "
        "kommuner med 5000-10000 innbyggere"
    )


def test_a_year_that_nobody_answered_has_no_development():
    answer = survey(LEVEL, {2022: (98, 200), 2023: (102, 200)})
    frame = answer.core.responses.frame.assign(plan=None)
    nobody = made_survey(CODEBOOK, frame, UNITS, LABELS, answer.core.history.rows).question("plan").answer("ja")
    assert all(map(is_absent, (nobody.development, nobody.change, nobody.since(2022), nobody.n, nobody.pct)))


@pytest.mark.parametrize(
    ("earlier", "since_before", "since_first"),
    [
        # 50 percent of 200 now; a test finds both halves, a rise and then a fall, or the other way
        (
            {2022: (54, 200), 2023: (136, 200)},
            "gått betydelig ned fra 68 til 50 prosent, etter å ha økt fra 27 prosent i 2022",
            "økt betydelig fra 27 til 50 prosent, men var 68 prosent i 2023",
        ),
        (
            {2022: (96, 200), 2023: (60, 200)},
            "økt betydelig fra 30 til 50 prosent, etter å ha gått ned fra 48 prosent i 2022",
            "vært omtrent uendret (48 og 50 prosent), men var 30 prosent i 2023",
        ),
        # of equal years the last is named, and the one furthest from the turn
        (
            {2021: (54, 200), 2022: (54, 200), 2023: (136, 200)},
            "gått betydelig ned fra 68 til 50 prosent, etter å ha økt fra 27 prosent i 2022",
            "økt betydelig fra 27 til 50 prosent, men var 68 prosent i 2023",
        ),
        # a year between that is no more than chance above one of the ends
        (
            {2022: (54, 200), 2023: (106, 200)},
            "vært omtrent uendret (53 og 50 prosent)",
            "økt betydelig fra 27 til 50 prosent",
        ),
        # no turn: it falls each time
        (
            {2022: (180, 200), 2023: (136, 200)},
            "gått betydelig ned fra 68 til 50 prosent",
            "gått betydelig ned fra 90 til 50 prosent",
        ),
    ],
)
def test_a_change_says_where_the_series_turned_if_tests_find_both_halves(earlier, since_before, since_first):
    answer = survey(LEVEL, earlier)
    assert (str(answer.change), str(answer.since())) == (since_before, since_first)


def test_a_turn_after_the_year_asked_for_is_told_and_one_before_it_is_not():
    answer = survey(LEVEL, {2021: (180, 200), 2022: (54, 200), 2023: (136, 200)})
    assert str(answer.since(2022)) == ("økt betydelig fra 27 til 50 prosent, men var 68 prosent i 2023")
