"""Tests of difference: against known examples, exact enumeration and permutation; then on a small survey."""

import itertools
import json
from dataclasses import replace
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from is248.analysis import significance
from is248.analysis.counts import of_units
from is248.analysis.significance import Units, counts, paired
from is248.analysis.significance import years as over_years
from is248.analysis.significance.counts import (
    cochran_armitage,
    exact_cmh,
    exact_mcnemar,
    generalised_cmh,
    holm,
    linear_by_linear,
)
from is248.analysis.significance.years import Share
from is248.data.codebook import Codebook
from is248.data.groupings import Grouping
from small_survey import made_survey

# ---------------------------------------------------------------- examples whose results are known

# R, ?UCBAdmissions: admitted or not, man or woman, department. Columns first, as R has it.
UCB = np.array(
    [512, 313, 89, 19, 353, 207, 17, 8, 120, 205, 202, 391, 138, 279, 131, 244, 53, 138, 94, 299, 22, 351, 24, 317]
).reshape(2, 2, 6, order="F")
# R, ?mantelhaen.test, from Agresti (1990): income, job satisfaction, gender.
SATISFACTION = np.array(
    [1, 2, 0, 0, 3, 3, 1, 2, 11, 17, 8, 4, 2, 3, 5, 2, 1, 0, 0, 0, 1, 3, 0, 1, 2, 5, 7, 9, 1, 1, 3, 6]
).reshape(4, 4, 2, order="F")


def textbook_cmh(counts: np.ndarray, correction: float = 0) -> float:
    """The Mantel–Haenszel chi-square of a 2 × 2 × K table, written out stratum by stratum."""
    difference, variance = 0.0, 0.0
    for k in range(counts.shape[2]):
        (a, b), (c, d) = counts[:, :, k]
        n = a + b + c + d
        difference += a - (a + b) * (a + c) / n
        variance += (a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))
    return (abs(difference) - correction) ** 2 / variance


def test_admissions_at_berkeley_have_the_chi_square_that_r_gives_without_correction():
    statistic, df, p = generalised_cmh(UCB)
    assert (round(statistic, 4), df) == (1.5246, 1)
    assert statistic == pytest.approx(textbook_cmh(UCB))
    assert p == pytest.approx(stats.chi2.sf(1.5246, 1), abs=1e-4)


def test_the_textbook_formula_has_the_chi_square_that_r_prints_with_correction():
    assert round(textbook_cmh(UCB, correction=0.5), 4) == 1.4269


def test_job_satisfaction_has_the_generalised_chi_square_that_r_prints():
    statistic, df, p = generalised_cmh(SATISFACTION)
    assert (round(statistic, 4), df, round(p, 4)) == (10.2001, 9, 0.3345)


def test_with_one_stratum_it_is_pearsons_chi_square_but_for_one_unit():
    table = SATISFACTION.sum(axis=2)
    n = table.sum()
    pearson = stats.chi2_contingency(table, correction=False)
    statistic, df, _ = generalised_cmh(table[:, :, None])
    assert (statistic, df) == (pytest.approx(pearson.statistic * (n - 1) / n), pearson.dof)


def test_the_lady_tasting_tea():
    assert exact_cmh(np.array([[3, 1], [1, 3]])[:, :, None]) == pytest.approx(34 / 70)  # Fisher 1935


def test_smoking_and_lung_patients_have_the_trend_that_r_prints():
    # R, ?prop.trend.test: smokers 83, 90, 129, 70 of patients 86, 93, 136, 82; X-squared = 8.2249, p = 0.004132
    z = cochran_armitage([83, 90, 129, 70], [86, 93, 136, 82])
    assert z < 0
    assert round(z**2, 4) == 8.2249
    assert round(stats.chi2.sf(z**2, 1), 6) == 0.004132


def test_holm_multiplies_the_lowest_with_their_number_and_keeps_the_order():
    # By hand: 0.01 × 4, 0.02 × 3, 0.03 × 2 (not below the one before), 0.5 × 1
    assert holm([0.03, 0.01, 0.5, 0.02]) == pytest.approx([0.06, 0.04, 0.5, 0.06])
    assert holm([0.6, 0.7]) == pytest.approx([1, 1])
    assert holm([]).size == 0


# ---------------------------------------------------------------- against chance itself


def every_assignment(strata: list[tuple[list[int], list[int]]], size: tuple[int, int]):
    """Every way to shuffle the outcomes among the units of each stratum, as tables of equal probability."""
    shuffles = [list(itertools.permutations(outcomes)) for _, outcomes in strata]
    for chosen in itertools.product(*shuffles):
        counts = np.zeros((*size, len(strata)))
        for k, ((groups, _), outcomes) in enumerate(zip(strata, chosen, strict=True)):
            np.add.at(counts, (groups, outcomes, k), 1)
        yield counts


TWO_STRATA = [([0, 0, 1, 2, 2], [0, 1, 1, 0, 2]), ([0, 1, 1, 2], [0, 0, 1, 1])]


def test_over_all_shuffles_the_statistic_has_its_degrees_of_freedom_as_mean():
    # A quadratic form in the inverse covariance has the rank as its mean: exactly if mean and covariance are exact.
    statistics = [generalised_cmh(counts).statistic for counts in every_assignment(TWO_STRATA, (3, 3))]
    assert np.mean(statistics) == pytest.approx(generalised_cmh(next(every_assignment(TWO_STRATA, (3, 3)))).df)


def test_mean_and_covariance_of_the_counts_are_those_of_all_shuffles():
    tables = list(every_assignment(TWO_STRATA, (3, 3)))
    sums = np.array([counts.sum(axis=2).ravel() for counts in tables])
    margins = tables[0]
    n, rows, columns = margins.sum(axis=(0, 1)), margins.sum(axis=1), margins.sum(axis=0)
    covariance = np.einsum("abk,cdk,k->acbd", counts._spread(rows, n), counts._spread(columns, n), 1 / (n - 1)).reshape(
        9, 9
    )
    assert sums.mean(axis=0) == pytest.approx(counts.expected(margins).ravel())
    assert np.cov(sums.T, bias=True) == pytest.approx(covariance)


def test_the_exact_p_is_the_part_of_all_shuffles_that_is_as_rare():
    strata = [([0, 0, 1, 1, 1], [0, 0, 1, 1, 0]), ([0, 1, 1, 1], [0, 1, 1, 0])]
    sums = [int(counts[0, 0].sum()) for counts in every_assignment(strata, (2, 2))]
    often = {total: sums.count(total) for total in set(sums)}
    as_rare = sum(number for number in often.values() if number <= often[sums[0]]) / len(sums)
    assert exact_cmh(next(every_assignment(strata, (2, 2)))) == pytest.approx(as_rare)


@pytest.mark.parametrize("cells", [[[5, 1], [1, 5]], [[3, 9], [7, 2]], [[80, 30], [73, 44]], [[1, 12], [6, 9]]])
def test_the_exact_p_of_one_stratum_is_fishers(cells):
    assert exact_cmh(np.array(cells)[:, :, None]) == pytest.approx(stats.fisher_exact(cells).pvalue)


def test_mcnemars_exact_p_is_that_of_the_units_that_changed():
    # R, binom.test(10, 28) and mcnemar.exact of the exact2x2 package: 0.1849
    assert round(exact_mcnemar(10, 18), 4) == round(exact_mcnemar(18, 10), 4) == 0.1849
    assert exact_mcnemar(0, 6) == pytest.approx(2 / 64)
    assert exact_mcnemar(0, 0) == 1


def shuffled(groups, outcomes, strata, rng):
    mixed = outcomes.copy()
    for stratum in np.unique(strata):
        here = strata == stratum
        mixed[here] = rng.permutation(outcomes[here])
    return mixed


def counted(groups, outcomes, strata):
    counts = np.zeros((groups.max() + 1, outcomes.max() + 1, strata.max() + 1))
    np.add.at(counts, (groups, outcomes, strata), 1)
    return counts


def test_the_p_of_the_joint_test_is_close_to_the_one_by_shuffling():
    rng = np.random.default_rng(20240)
    groups, strata = rng.integers(0, 4, 240), rng.integers(0, 3, 240)
    outcomes = (rng.random(240) < 0.25 + 0.1 * (groups == 2) + 0.15 * strata).astype(int)
    found = generalised_cmh(counted(groups, outcomes, strata))
    by_chance = [
        generalised_cmh(counted(groups, shuffled(groups, outcomes, strata, rng), strata)).statistic for _ in range(2000)
    ]
    assert found.df == 3
    assert found.p == pytest.approx(np.mean(np.array(by_chance) >= found.statistic), abs=0.03)


def test_the_p_of_the_trend_is_close_to_the_one_by_shuffling():
    rng = np.random.default_rng(20241)
    groups = np.repeat(np.arange(6), [60, 80, 60, 45, 45, 20])
    outcomes = (rng.random(310) < 0.3 + 0.03 * groups).astype(int)
    base = np.bincount(groups)

    def z(answers):
        return cochran_armitage(np.bincount(groups, weights=answers, minlength=6), base)

    by_chance = np.array([z(rng.permutation(outcomes)) for _ in range(4000)])
    p = 2 * stats.norm.sf(abs(z(outcomes)))
    assert 0.001 < p < 0.9
    assert p == pytest.approx((abs(by_chance) >= abs(z(outcomes))).mean(), abs=0.03)


def test_the_trend_is_the_correlation_of_group_and_answer():
    chosen, base = np.array([3, 5, 9, 4]), np.array([10, 9, 12, 5])
    groups = np.repeat(np.arange(4), base)
    answers = np.concatenate([np.arange(n) < c for c, n in zip(chosen, base, strict=True)])
    assert cochran_armitage(chosen, base) ** 2 == pytest.approx(36 * np.corrcoef(groups, answers)[0, 1] ** 2)
    assert linear_by_linear(groups, answers).statistic == pytest.approx(35 * np.corrcoef(groups, answers)[0, 1] ** 2)


# ---------------------------------------------------------------- what holds for all counts

TABLES = arrays(np.int64, st.tuples(*[st.integers(2, 4)] * 3), elements=st.integers(0, 6))


@given(TABLES, st.randoms(use_true_random=False))
def test_the_names_and_order_of_groups_answers_and_strata_do_not_matter(counts, random):
    found = generalised_cmh(counts)
    mixed = counts
    for axis in range(3):
        order = list(range(counts.shape[axis]))
        random.shuffle(order)
        mixed = mixed.take(order, axis=axis)
    other = generalised_cmh(mixed)
    assert other.df == found.df
    assert other.statistic == pytest.approx(found.statistic, abs=1e-6)


@given(TABLES)
def test_groups_answers_and_strata_without_units_change_nothing(counts):
    found, padded = generalised_cmh(counts), generalised_cmh(np.pad(counts, [(0, 1)] * 3))
    assert padded.df == found.df
    assert padded.statistic == pytest.approx(found.statistic, abs=1e-6)


@given(TABLES)
def test_a_stratum_with_one_group_changes_nothing(counts):
    alone = np.zeros((*counts.shape[:2], 1), dtype=int)
    alone[0, 0], alone[0, 1] = 3, 4
    found, more = generalised_cmh(counts), generalised_cmh(np.concatenate([counts, alone], axis=2))
    assert more.df == found.df
    assert more.statistic == pytest.approx(found.statistic, abs=1e-6)


@given(arrays(np.int64, st.tuples(st.just(2), st.just(2), st.integers(1, 5)), elements=st.integers(0, 9)))
def test_two_by_two_is_the_textbook_formula_and_its_exact_p_a_probability(counts):
    n = counts.sum(axis=(0, 1))
    several = counts[:, :, n > 1].astype(float)
    margins = np.concatenate([several.sum(axis=1), several.sum(axis=0)])
    statistic, df, _ = generalised_cmh(counts)
    if (margins > 0).all(axis=0).any():
        assert (statistic, df) == (pytest.approx(textbook_cmh(several)), 1)
    else:
        assert (statistic, df) == (0, 0)
    assert 0 < exact_cmh(counts) <= 1
    assert exact_cmh(np.pad(counts, [(0, 0), (0, 0), (1, 1)])) == pytest.approx(exact_cmh(counts))


@given(arrays(np.int64, (2, 2, 2), elements=st.integers(0, 4)))
def test_the_exact_p_is_that_of_all_tables_with_the_same_margins(counts):
    found, chances = counts[0, 0].sum(), {0: 1.0}
    for (a, b), (c, d) in np.moveaxis(counts, 2, 0):
        n, row, column = a + b + c + d, a + b, a + c
        ways = {x: comb(column, x) * comb(n - column, row - x) / comb(n, row) for x in range(min(row, column) + 1)}
        chances = {
            total: sum(p * ways.get(total - before, 0) for before, p in chances.items())
            for total in range(max(chances) + len(ways))
        }
    as_rare = [p for p in chances.values() if p <= chances[found] * (1 + 1e-7)]
    assert exact_cmh(counts) == pytest.approx(sum(as_rare))


@given(arrays(np.int64, st.tuples(st.integers(2, 6), st.just(2)), elements=st.integers(0, 20)))
def test_turning_the_answer_turns_the_trend(counts):
    base = counts.sum(axis=1)
    assert cochran_armitage(counts[:, 0], base) == pytest.approx(-cochran_armitage(counts[:, 1], base), abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=25))
def test_holm_never_lowers_a_p_and_keeps_their_order(p):
    corrected = holm(p)
    assert (corrected >= np.array(p)).all()
    assert (corrected <= 1).all()
    assert (np.diff(corrected[np.argsort(p)]) >= 0).all()
    assert corrected.min() == pytest.approx(min(1, len(p) * min(p)))


# ---------------------------------------------------------------- a small survey

SIZES = {"<2000": "<2000", "2000-5000": "2000–5000", "5000-10000": "5000–10 000", "Bydeler i Oslo": "Bydeler i Oslo"}
COUNTIES = {"Nord": "Nord", "Sør": "Sør", "Vest": "Vest", "Oslo": "Oslo"}
CODEBOOK = Codebook.model_validate(
    {
        "year": 2024,
        "title": "Prøve",
        "scales": {
            "ja_nei": {"options": [{"code": 1, "label": "Ja"}, {"code": 2, "label": "Nei"}]},
            "grad": {
                "options": [
                    {"code": 1, "label": "God"},
                    {"code": 2, "label": "Middels"},
                    {"code": 3, "label": "Dårlig"},
                    {"code": 4, "label": "Vet ikke"},
                    {"code": 9, "label": "Ikke aktuelt", "missing": True},
                ]
            },
        },
        "questions": [
            {
                "id": "plan",
                "section": "1",
                "text": "Har dere plan?",
                "type": "single",
                "scale": "ja_nei",
                "since": 2024,
            },
            {"id": "tilbud", "section": "1", "text": "Hvor godt?", "type": "scale", "scale": "grad", "since": 2024},
            {"id": "samarbeid", "section": "1", "text": "Hvor tett?", "type": "scale", "scale": "grad", "since": 2024},
            {
                "id": "tiltak",
                "section": "1",
                "text": "Hvilke tiltak?",
                "type": "multiple",
                "options": [{"code": 1, "label": "Kurs"}, {"code": 2, "label": "Grupper"}],
                "since": 2024,
            },
            {
                "id": "antall",
                "section": "1",
                "text": "Hvor mange?",
                "type": "number",
                "unit": "personer",
                "since": 2024,
            },
        ],
    }
)
# Every county has 12 units of every size, and Oslo 12 of its own.
PLACES = [*itertools.product(list(SIZES)[:3], list(COUNTIES)[:3]), ("Bydeler i Oslo", "Oslo")]
UNITS = pd.DataFrame(
    [(size, county) for size, county in PLACES for _ in range(12)],
    columns=["size_group", "county"],
    index=[f"u{i}" for i in range(12 * len(PLACES))],
)


def world(**answers):
    """A survey with these answers: one per question, or a number of "1" among each place's twelve units."""
    frame = pd.DataFrame(None, index=UNITS.index, columns=["plan", "tilbud", "samarbeid", "tiltak__1", "tiltak__2"])
    for question, given_answers in answers.items():
        frame[question] = given_answers
    frame["status"] = "gjennomfort"
    return made_survey(CODEBOOK, frame.astype(object), UNITS, {"size_group": SIZES, "county": COUNTIES})


def asked(survey, question, answers=None, among=None, without=()) -> Units:
    """The outcomes of a question, or of an outcome of its own (a Series), as the tests take them."""
    if isinstance(question, pd.Series):
        return Units(question if among is None else question[among], question.name)
    labels = survey.responses.options(question)
    text = survey.codebook.question(question).text
    if answers is None:
        codes = survey.responses.codes(question).dropna().astype(int)
        return Units(codes[codes.isin(list(labels))], f"{text} (alle svar)", question)
    chosen = of_units(survey, question, among, without)[list(answers)].any(axis=1)
    return Units(chosen, f"{text} ({' eller '.join(labels[code] for code in answers)})", question)


def _grouping(survey, key):
    return survey.grouping(key) if key else None


def difference(survey, question, by, answers=None, control=None, among=None, without=()):
    units = asked(survey, question, answers, among, without)
    return significance.difference(units, survey.grouping(by), _grouping(survey, control))


def trend(survey, question, answers=None, by="size_group"):
    return significance.trend(asked(survey, question, answers), survey.grouping(by))


def stands_out(survey, question, by, answers=None, control=None, among=None):
    units = asked(survey, question, answers, among)
    return significance.stands_out(units, survey.grouping(by), _grouping(survey, control))


def association(survey, first, second, without=()):
    questions = [survey.question(id) for id in (first, second)]
    lacking = [[name for name in without if name in question.options] for question in questions]
    first, second = (q.without(*names) if names else q for q, names in zip(questions, lacking, strict=True))
    return first.goes_with(second)


def yes(numbers) -> list[str]:
    """«Ja» from so many of the twelve units of each place, in the order of PLACES."""
    return [answer for n in numbers for answer in ["1"] * n + ["2"] * (12 - n)]


LEVEL_ACROSS = yes([6] * 10)
BY_SIZE = yes([2, 2, 2, 6, 6, 6, 10, 10, 10, 12])
NORTH_HIGH = yes([12, 5, 5, 12, 6, 5, 12, 5, 6, 6])


def test_identical_shares_do_not_differ():
    test = difference(world(plan=LEVEL_ACROSS), "plan", by="county", answers=[1], control="size_group")
    assert not test.significant
    assert (test.statistic, test.p, test.df) == (pytest.approx(0), 1, 2)
    assert test.either("noe", "ingenting") == "ingenting"


def test_a_county_that_differs_is_found_with_its_names_and_numbers():
    test = difference(world(plan=NORTH_HIGH), "plan", by="county", answers=[1], control="size_group")
    assert test.significant
    assert (test.outcome, test.by, test.control) == ("Har dere plan? (Ja)", "Fylke", "Kommunestørrelse")
    assert (test.n, test.groups, test.df) == (108, 3, 2)
    assert test.either("noe", "ingenting") == "noe"
    assert test.printed_p == "<0,001"
    assert str(test) == "signifikante forskjeller"


def test_oslo_leaves_the_test_of_counties_that_is_controlled_for_size():
    test = difference(world(plan=NORTH_HIGH), "plan", by="county", answers=[1], control="size_group")
    assert test.note == "Ikke med: Bydeler i Oslo, som bare har enheter i én gruppe."
    uncontrolled = difference(world(plan=NORTH_HIGH), "plan", by="county", answers=[1])
    assert (uncontrolled.n, uncontrolled.groups, uncontrolled.control) == (120, 4, "")


def test_what_is_due_to_size_alone_is_no_difference_of_counties():
    survey = world(plan=BY_SIZE)
    only_small_in_north = (UNITS["county"] != "Nord") | (UNITS["size_group"] == "<2000")
    crude = difference(survey, "plan", by="county", answers=[1], among=only_small_in_north)
    controlled = difference(survey, "plan", by="county", answers=[1], control="size_group", among=only_small_in_north)
    assert crude.significant
    assert not controlled.significant


def test_all_options_are_compared_where_none_is_named():
    answers = [code for n in [4, 4, 4, 0, 0, 0, 12, 4, 4, 3] for code in ["1"] * n + ["2", "3"] * ((12 - n) // 2)]
    answers += ["9"] * (120 - len(answers))
    test = difference(world(tilbud=answers), "tilbud", by="size_group")
    assert test.outcome == "Hvor godt? (alle svar)"
    assert test.df == (4 - 1) * (3 - 1)  # nobody said «Vet ikke»
    assert test.n == 120 - answers.count("9")


def test_answers_that_do_not_count_leave_the_base():
    survey = world(tilbud=["4"] * 20 + ["1", "2"] * 50)
    assert difference(survey, "tilbud", by="size_group", answers=[1]).n == 120
    assert difference(survey, "tilbud", by="size_group", answers=[1], without=[4]).n == 100


def test_of_a_battery_the_base_is_the_units_that_answered_it():
    ticked = yes(range(1, 11))
    ticked[:6] = [None] * 6
    survey = world(**{"tiltak__1": [{"1": "1", "2": "0"}.get(a) for a in ticked], "tiltak__2": [None] * 120})
    test = difference(survey, "tiltak", by="size_group", answers=(1,))
    assert (test.outcome, test.n) == ("Hvilke tiltak? (Kurs)", 114)


def test_units_that_ticked_what_does_not_count_leave_the_base_of_a_battery():
    survey = world(**{"tiltak__1": ["1", "0"] * 60, "tiltak__2": ["1"] * 30 + ["0"] * 90})
    assert difference(survey, "tiltak", by="size_group", answers=[1], without=[2]).n == 90


def test_a_trend_over_the_sizes_is_systematic_where_no_group_breaks_it():
    test = trend(world(plan=BY_SIZE), "plan", answers=[1])
    assert test.monotone and test.rises
    assert (test.direction, test.n, test.groups) == ("up", 108, 3)
    assert test.conclusion == "øker systematisk"
    assert test.note == "Bydeler i Oslo er ikke med."
    falling = trend(world(plan=BY_SIZE), "plan", answers=[2])
    assert (falling.direction, falling.conclusion) == ("down", "faller systematisk")


def test_a_trend_that_is_broken_is_significant_but_not_systematic():
    test = trend(world(plan=yes([3, 3, 3, 2, 2, 2, 10, 10, 10, 0])), "plan", answers=[1])
    assert test.significant
    assert not test.monotone
    assert "systematisk" not in test.conclusion


def test_two_sizes_with_the_same_share_do_not_break_a_trend():
    test = trend(world(plan=yes([2, 2, 2, 10, 10, 10, 10, 10, 10, 0])), "plan", answers=[1])
    assert test.monotone and test.significant


def test_equal_shares_have_no_trend():
    test = trend(world(plan=LEVEL_ACROSS), "plan", answers=[1])
    assert (test.direction, test.significant, test.rises) == ("", False, False)


def test_counties_have_no_order():
    with pytest.raises(ValueError, match="no order"):
        trend(world(plan=BY_SIZE), "plan", answers=[1], by="county")


def test_the_group_that_stands_out_is_named():
    test = stands_out(world(plan=NORTH_HIGH), "plan", by="county", answers=[1], control="size_group")
    assert (test._keys("higher"), test._keys("lower")) == (["Nord"], ["Sør", "Vest"])
    assert test.conclusion == "høyere: Nord; lavere: Sør og Vest"
    assert test.p == min(contrast["corrected"] for contrast in test.contrasts)


def test_nothing_stands_out_of_identical_shares():
    test = stands_out(world(plan=LEVEL_ACROSS), "plan", by="county", answers=[1])
    assert (test._keys("higher"), test._keys("lower"), test.significant) == ([], [], False)
    assert test.conclusion == "ingen gruppe skiller seg ut"


def test_some_group_stands_out_just_where_the_whole_is_significant():
    for north in range(6, 13):
        survey = world(plan=yes([north, 6, 6] * 3 + [6]))
        test = stands_out(survey, "plan", by="county", answers=[1], control="size_group")
        assert test.significant == bool(test._keys("higher") + test._keys("lower"))


def test_two_of_three_units_do_not_stand_out_by_the_chi_square_of_large_samples():
    few = pd.Series(True, index=UNITS.index)
    few[UNITS.index[UNITS["county"] == "Oslo"][3:]] = False
    answers = yes([0, 1, 0, 1, 0, 1, 0, 1, 0, 2])
    test = stands_out(world(plan=answers), "plan", by="county", answers=[1], among=few)
    oslo = next(contrast for contrast in test.contrasts if contrast["group"] == "Oslo")
    large_samples = generalised_cmh(np.array([[1, 2], [104, 4]])[:, :, None])  # no and yes, in Oslo and elsewhere
    assert large_samples.p * 4 < 0.001
    assert oslo["p"] > 0.005


def test_answers_that_go_together_are_associated():
    first = ["1", "2", "3"] * 40
    test = association(world(tilbud=first, samarbeid=first), "tilbud", "samarbeid")
    assert (test.significant, test.strength, test.df, test.n) == (True, pytest.approx(1), 1, 120)
    assert test.statistic == pytest.approx(119)
    opposite = association(world(tilbud=first, samarbeid=first[::-1]), "tilbud", "samarbeid")
    assert opposite.strength == pytest.approx(-1)


def test_answers_that_do_not_go_together_are_not_associated():
    test = association(world(tilbud=["1", "2", "3"] * 40, samarbeid=["1"] * 60 + ["2"] * 60), "tilbud", "samarbeid")
    assert (test.significant, test.strength) == (False, pytest.approx(0))
    assert test.conclusion.startswith("ingen signifikant sammenheng")


def test_a_missing_step_leaves_the_association():
    survey = world(tilbud=["1", "2", "4"] * 40, plan=["1", "2", "2"] * 40)
    assert association(survey, "tilbud", "plan").n == 120
    assert association(survey, "tilbud", "plan", without=["vet_ikke"]).n == 80


def test_a_unit_is_compared_with_itself_when_two_answers_are():
    plan, offer = ["1"] * 70 + ["2"] * 50, ["1"] * 60 + ["2"] * 60  # ten say yes to the first alone, none to the other
    survey = world(plan=plan, tilbud=offer)
    units = asked(survey, "plan", [1]), asked(survey, "tilbud", [1])
    test, opposite = paired(*units), paired(*units[::-1])
    assert test.p == opposite.p == pytest.approx(2 * 0.5**10)  # R: binom.test(10, 10)
    assert (str(test), str(opposite)) == ("høyere enn", "lavere enn")
    assert (test.conclusion, opposite.conclusion) == ("høyere", "lavere")
    assert (test.n, test.question) == (120, "plan, tilbud")
    unpaired = generalised_cmh(np.array([[70, 50], [60, 60]])[:, :, None])
    assert unpaired.p > 0.1  # as if the units were others, nothing is found


def test_two_answers_that_can_not_be_told_apart_are_about_alike():
    plan = ["1"] * 62 + ["2"] * 58
    offer = ["2"] * 4 + ["1"] * 64 + ["2"] * 52  # six more say yes to the offer, four fewer
    test = paired(*(asked(world(plan=plan, tilbud=offer), question, [1]) for question in ("plan", "tilbud")))
    assert not test.significant
    assert str(test) == "ikke signifikant ulik"


def test_two_answers_are_about_alike_where_those_who_could_give_both_say_otherwise_than_all():
    plan = ["1"] * 10 + ["2"] * 10 + ["1"] * 10 + [None] * 90  # 20 of 30 of all; of those asked both, ten more than
    offer = ["2"] * 10 + ["2"] * 10 + [None] * 10 + ["1"] * 90  # the offer has, which 90 of 110 have in all
    test = paired(*(asked(world(plan=plan, tilbud=offer), question, [1]) for question in ("plan", "tilbud")))
    assert (test.p, str(test)) == (1, "ikke signifikant ulik")


# ---------------------------------------------------------------- what can't be tested


@pytest.mark.parametrize(
    ("answers", "reason"),
    [([None] * 120, "ingen har svart"), (["1"] * 120, "alle har svart det samme"), (["2"] * 120, "det samme")],
)
def test_a_question_without_differing_answers_is_not_significant_and_says_why(answers, reason):
    survey = world(plan=answers, tilbud=answers)
    found = [
        difference(survey, "plan", by="county", answers=[1], control="size_group"),
        difference(survey, "plan", by="county"),
        trend(survey, "plan", answers=[1]),
        stands_out(survey, "plan", by="county", answers=[1], control="size_group"),
        association(survey, "plan", "tilbud"),
    ]
    for test in found:
        assert (test.significant, test.p, test.statistic, test.df) == (False, 1, 0, 0)
        assert reason in test.note
        assert "ingen" in test.conclusion


def test_one_group_alone_is_not_significant_and_says_why():
    only = UNITS["county"] == "Oslo"
    test = difference(world(plan=BY_SIZE), "plan", by="county", answers=[2], among=only)
    assert (test.p, test.groups, test.note) == (1, 1, "Ikke testet: bare én gruppe har svart.")
    controlled = difference(world(plan=BY_SIZE), "plan", by="county", answers=[2], among=only, control="size_group")
    assert (controlled.p, controlled.n) == (1, 0)
    assert "Bydeler i Oslo" in controlled.note


def test_answers_that_differ_only_between_the_sizes_leave_nothing_to_compare():
    test = difference(world(plan=yes([0, 0, 0, 0, 0, 0, 12, 12, 12, 12])), "plan", "county", [1], control="size_group")
    assert (test.p, test.df) == (1, 0)
    assert "ingenting å sammenlikne" in test.note


@given(st.lists(st.sampled_from(["1", "2", None]), min_size=120, max_size=120) | st.just(["1"] * 119 + ["2"]))
def test_no_answers_stop_the_book(answers):
    survey = world(plan=answers)
    for test in (
        difference(survey, "plan", by="county", answers=[1], control="size_group"),
        trend(survey, "plan", answers=[1]),
        stands_out(survey, "plan", by="county", answers=[1], control="size_group"),
    ):
        assert 0 <= test.p <= 1
        assert json.dumps(test.record(), allow_nan=False)


def test_an_outcome_of_its_own_is_tested_as_a_question_is():
    survey = world(plan=NORTH_HIGH)
    own = survey.responses.codes("plan").eq(1).rename("Har plan")
    alike = {"by": "county", "control": "size_group"}
    asked, made = difference(survey, "plan", answers=[1], **alike), difference(survey, own, **alike)
    assert (made.statistic, made.df, made.p, made.n) == (asked.statistic, asked.df, asked.p, asked.n)
    assert (made.outcome, made.question) == ("Har plan", "")
    assert trend(survey, own).statistic == trend(survey, "plan", [1]).statistic
    assert str(stands_out(survey, own, "county")) == str(stands_out(survey, "plan", "county", [1]))
    few = pd.Series(survey.units.index.isin(survey.units.index[:24]), index=survey.units.index)
    assert difference(survey, own, by="county", among=few).n == 24


def test_results_are_said_in_a_clause_with_their_direction_and_numbers():
    rising, level = world(plan=yes([1, 1, 1, 6, 6, 6, 11, 11, 11, 6])), world(plan=LEVEL_ACROSS)
    up, down = (str(trend(rising, "plan", [answer])).replace("\xa0", " ") for answer in (1, 2))
    assert (
        up == "øker andelen systematisk med kommunestørrelsen (fra 8 prosent i de minste til 92 prosent i de største)"
    )
    assert down == (
        "faller andelen systematisk med kommunestørrelsen (fra 92 prosent i de minste til 8 prosent i de største)"
    )
    assert trend(rising, "plan", [1]).of("andelen med plan").startswith("øker andelen med plan systematisk med kommune")
    assert trend(level, "plan", [1]).of("andelen uten plan,") == (
        "verken øker eller faller andelen uten plan, signifikant med kommunestørrelsen"
    )
    broken = world(plan=yes([3, 3, 3, 2, 2, 2, 10, 10, 10, 0]))
    assert (
        str(trend(broken, "plan", [1])).replace("\xa0", " ")
        == "øker andelen med kommunestørrelsen, men ikke jevnt (fra 25 prosent i de minste til 83 prosent i de største)"
    )
    assert str(trend(level, "plan", [1])) == "verken øker eller faller andelen signifikant med kommunestørrelsen"
    north = stands_out(world(plan=yes([12, 6, 6, 12, 6, 6, 12, 6, 6, 6])), "plan", "county", [1], control="size_group")
    assert str(north) == "er andelen signifikant høyere i Nord (100\xa0prosent) enn ellers"
    assert str(stands_out(level, "plan", "county", [1])) == "skiller ingen fylker seg signifikant ut"


def test_a_slope_whose_ends_go_the_other_way_or_have_few_answers_says_so():
    rising = trend(world(plan=yes([1, 1, 1, 6, 6, 6, 11, 11, 11, 6])), "plan", [1])
    for ends, told in {(5.0, 0.0): "(5 prosent) til de største (0 prosent)", (4.4, 3.6): "(4 prosent) til"}.items():
        odd = replace(rising, ends=ends, bases=(500, 500), monotone=False)
        assert (odd.rises, odd.falls) == (False, False)
        assert f"øker andelen med kommunestørrelsen, men ikke fra de minste {told}" in str(odd).replace("\xa0", " ")
    few = replace(rising, ends=(10.0, 75.0), bases=(10, 4))
    assert few.rises and "(fra 10 prosent i de minste til 3 av 4 i de største)" in str(few).replace("\xa0", " ")
    falling = replace(rising, direction="down", ends=(75.0, 10.0))
    assert falling.falls and not falling.rises


@pytest.mark.parametrize(("north", "direction"), [(0, "lower"), (2, "lower"), (10, "higher"), (12, "higher")])
def test_a_group_is_higher_or_lower_than_the_others_and_not_than_one_half(north, direction):
    for others in (north - 2, north + 2) if 2 < north < 10 else (6,):
        test = stands_out(
            world(plan=yes([north, others, others] * 3 + [6])), "plan", "county", [1], control="size_group"
        )
        assert ("Nord" in test._keys(direction)) and "Nord" not in test._keys(
            {"lower": "higher", "higher": "lower"}[direction]
        )


def test_a_group_can_be_above_the_others_with_a_share_under_one_half():
    test = stands_out(world(plan=yes([5, 0, 0] * 3 + [0])), "plan", "county", [1], control="size_group")
    assert (test._keys("higher"), test.contrasts[0]["told"]) == (["Nord"], "Nord (42\xa0prosent)")
    other = stands_out(world(plan=yes([7, 12, 12] * 3 + [12])), "plan", "county", [1], control="size_group")
    assert (other._keys("lower"), other.contrasts[0]["told"]) == (["Nord"], "Nord (58\xa0prosent)")


# ---------------------------------------------------------------- over the years


def shares_of(*years, first=2021):
    return [Share(first + i, n, base) for i, (n, base) in enumerate(years)]


def test_a_change_of_counts_is_fishers_test():
    test = over_years.change("Plan? (Ja)", "plan", *shares_of((80, 110), (73, 117)))
    assert test.p == pytest.approx(stats.fisher_exact([[80, 30], [73, 44]]).pvalue)
    assert (test.by, test.method, test.n, test.df, test.direction) == (
        "År (2021 og 2022)",
        "Fisher, eksakt",
        227,
        1,
        "down",
    )
    years = [(share.year, share.n, share.base) for share in shares_of((80, 110), (73, 117))]
    assert test.record()["shares"] == years


def test_a_change_of_units_that_answered_both_years_is_mcnemars_test():
    codes = [f"u{i}" for i in range(40)]
    before = pd.Series([True] * 18 + [False] * 22, index=codes)
    now = pd.Series([False] * 14 + [True] * 4 + [False] * 20 + [True] * 2, index=codes).drop(["u39"])
    paired = over_years.change("x", "x", Share(2023, 18, 40, before), Share(2024, 5, 39, now))
    assert (paired.method, paired.n, paired.p) == ("McNemar, eksakt", 39, pytest.approx(exact_mcnemar(1, 14)))
    assert over_years.change("x", "x", Share(2023, 18, 40), Share(2024, 5, 39, now)).method == "Fisher, eksakt"


def test_units_that_changed_the_other_way_than_all_who_answered_are_no_change():
    codes = [f"u{i}" for i in range(10)]
    before, now = pd.Series([True] * 10, index=codes), pd.Series([False] * 10, index=codes)
    assert over_years.change("x", "x", Share(2023, 10, 12, before), Share(2024, 11, 12, now)).p == 1


@pytest.mark.parametrize(("of", "method"), [(12, "McNemar, eksakt"), (13, "Fisher, eksakt")])
def test_units_are_compared_with_themselves_where_four_of_five_answered_both_years(of, method):
    """Else the units that came or went, since others were asked, may be what has changed."""
    codes = [f"u{i}" for i in range(10)]
    before, now = pd.Series([True] * 10, index=codes), pd.Series([False] * 10, index=codes)
    for first, last in ((Share(2023, 10, of, before), Share(2024, 0, 10, now)),
                        (Share(2023, 10, 10, before), Share(2024, 0, of, now))):  # fmt: skip
        assert over_years.change("x", "x", first, last).method == method


def test_nobody_in_one_of_the_years_is_not_tested():
    test = over_years.change("x", "x", *shares_of((0, 0), (5, 10)))
    assert (test.df, test.p, test.significant) == (0, 1, False)


def test_the_groups_that_have_changed_are_those_of_fishers_test_with_holms_correction():
    groups = {"a": shares_of((1, 40), (20, 40)), "b": shares_of((10, 20), (12, 20)), "c": shares_of((9, 20), (1, 20))}
    test, changed = over_years.changes("x", "x", {key: tuple(years) for key, years in groups.items()})
    p = [stats.fisher_exact([[s.n, s.base - s.n] for s in years]).pvalue for years in groups.values()]
    assert test.p == pytest.approx(min(holm(p)))
    assert changed == {"a": True, "b": False, "c": bool(holm(p)[2] <= significance.FIRST_LEVEL)}
    assert (test.n, test.groups) == (160, 3)


def test_several_years_are_tested_for_a_trend_and_for_any_difference():
    shares = shares_of((83, 86), (90, 93), (129, 136), (70, 82))
    assert round(over_years.trend("x", "x", shares).statistic, 4) == 8.2249  # R, ?prop.trend.test
    table = np.array([[83, 3], [90, 3], [129, 7], [70, 12]])
    joint = over_years.joint("x", "x", shares)
    assert (joint.statistic, joint.df) == (pytest.approx(stats.chi2_contingency(table).statistic * 396 / 397), 3)
    assert (joint.by, joint.direction) == ("År (2021–2024)", "down")
    gaps = [replace(share, year=year) for share, year in zip(shares, (2012, 2021, 2022, 2024), strict=True)]
    assert over_years.trend("x", "x", gaps).statistic != pytest.approx(8.2249, abs=0.01)


# ---------------------------------------------------------------- one level for the whole book


def records(*p: float) -> list[dict]:
    return [replace(result_with(value), question=f"q{i}").record() for i, value in enumerate(p)]


def test_the_level_is_that_of_benjamini_and_hochberg():
    # Their own example of 1995: 15 p-values, of which the first four are rejected at 5 percent.
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert significance.level_of(records(*p)) == 0.0095
    assert significance.level_of(records(0.2, 0.9)) == 0
    assert significance.level_of([]) == 0


def test_a_test_that_stands_twice_counts_once_and_one_that_was_not_done_not_at_all():
    once = records(0.03, 0.9)
    assert significance.level_of(once) == significance.level_of(once * 3) == 0
    assert significance.level_of(records(0.03, 0.04)) == 0.04
    undone = replace(result_with(1.0), question="q9", df=0).record()
    assert significance.level_of([*records(0.04), undone]) == 0.04


@pytest.mark.parametrize(("p", "found"), [(0.0199, True), (0.02, True), (0.0201, False)])
def test_what_is_significant_has_the_level_of_the_book_or_lies_below_it(p, found):
    significance.use_level(0.02)
    assert result_with(p).significant == found
    significance.use_level(p)
    assert result_with(p).significant
    significance.use_level(0.0)
    assert not result_with(p).significant
    significance.use_level(significance.FIRST_LEVEL)


# ---------------------------------------------------------------- how a test is printed


def result_with(p: float) -> significance.Test:
    return significance.Test("Plan? (Ja)", "plan", "Fylke", "", "Prøve", 10, 2, 3.14159, 1, p)


@pytest.mark.parametrize(
    ("p", "printed"),
    [
        (0.034, "0,034"),
        (0.00099, "<0,001"),
        (1, "1,000"),
        (0.02, "0,020"),
        (0.020004, "0,020004"),  # not 0,020: it is above the level
        (0.0196, "0,020"),
    ],
)
def test_p_is_printed_in_norwegian_and_on_the_right_side_of_the_level(p, printed):
    assert result_with(p).printed_p == printed


def test_a_test_has_a_record_for_the_appendix():
    record = result_with(0.014).record()
    assert (record["p"], record["printed_p"], record["conclusion"]) == (0.014, "0,014", "signifikant forskjell")
    assert {"outcome", "question", "by", "control", "method", "n", "groups", "statistic", "df", "note"} <= set(record)


def test_a_test_records_itself_when_it_is_asked_what_it_says_and_not_before():
    significance.take_asked()
    first, second = result_with(0.0123), replace(result_with(0.6), question="annet")
    assert significance.take_asked() == []
    assert str(first) == "signifikante forskjeller"
    assert not second.significant
    assert [record["p"] for record in significance.take_asked()] == [0.0123, 0.6]
    assert significance.take_asked() == []
    assert first.either("noe", "ingenting") == "noe"
    assert [record["p"] for record in significance.take_asked()] == [0.0123]  # the next cell that says it


def test_few_expected_units_are_mentioned():
    test = difference(world(plan=yes([1, 0, 0, 0, 1, 0, 0, 0, 1, 0])), "plan", by="county", answers=[1])
    assert test.note == "Forventet antall er under 5 i 4 av 8 celler."


@pytest.mark.parametrize(
    ("each", "note"), [(10, ""), (12, ""), (9, "Forventet antall er under 5 i 4 av 4 celler.")]
)  # so many units in two groups, half of them with a plan
def test_an_expected_count_of_five_is_not_few(each, note):
    index = [f"u{i}" for i in range(2 * each)]
    groups = Grouping("region", {"A": "A", "B": "B"}, {}, pd.Series(["A"] * each + ["B"] * each, index))
    outcomes = pd.Series([True] * each + [False] * each, index)
    assert significance.difference(Units(outcomes, "Plan"), groups).note == note
