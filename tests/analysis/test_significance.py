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
from is248.analysis.significance import Units, counts
from is248.analysis.significance.counts import (
    cochran_armitage,
    exact_cmh,
    generalised_cmh,
    holm,
    linear_by_linear,
)
from is248.data.codebook import Codebook
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


def test_the_exact_p_of_one_stratum_is_fishers_for_a_symmetric_table():
    for cells in ([[5, 1], [1, 5]], [[4, 0], [0, 4]], [[3, 2], [2, 3]]):
        assert exact_cmh(np.array(cells)[:, :, None]) == pytest.approx(stats.fisher_exact(cells).pvalue)


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


def test_the_exact_p_is_the_part_of_all_shuffles_that_is_as_far_off():
    strata = [([0, 0, 1, 1, 1], [0, 0, 1, 1, 0]), ([0, 1, 1, 1], [0, 1, 1, 0])]
    tables = list(every_assignment(strata, (2, 2)))
    found = tables[0]
    expected = counts.expected(found)[0, 0]
    distances = np.array([abs(counts[0, 0].sum() - expected) for counts in tables])
    as_far = (distances >= distances[0] - 1e-9).mean()
    assert exact_cmh(found) == pytest.approx(as_far)


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
    found, expected, chances = counts[0, 0].sum(), 0.0, {0: 1.0}
    for (a, b), (c, d) in np.moveaxis(counts, 2, 0):
        n, row, column = a + b + c + d, a + b, a + c
        ways = {x: comb(column, x) * comb(n - column, row - x) / comb(n, row) for x in range(min(row, column) + 1)}
        chances = {
            total: sum(p * ways.get(total - before, 0) for before, p in chances.items())
            for total in range(max(chances) + len(ways))
        }
        expected += row * column / n if n else 0
    as_far = [p for total, p in chances.items() if abs(total - expected) >= abs(found - expected) - 1e-9]
    assert exact_cmh(counts) == pytest.approx(sum(as_far))


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
    assert (test.higher, test.lower) == (["Nord"], ["Sør", "Vest"])
    assert test.conclusion == "høyere: Nord; lavere: Sør og Vest"
    assert test.p == min(contrast["corrected"] for contrast in test.contrasts)


def test_nothing_stands_out_of_identical_shares():
    test = stands_out(world(plan=LEVEL_ACROSS), "plan", by="county", answers=[1])
    assert (test.higher, test.lower, test.significant) == ([], [], False)
    assert test.conclusion == "ingen gruppe skiller seg ut"


def test_some_group_stands_out_just_where_the_whole_is_significant():
    for north in range(6, 13):
        survey = world(plan=yes([north, 6, 6] * 3 + [6]))
        test = stands_out(survey, "plan", by="county", answers=[1], control="size_group")
        assert test.significant == bool(test.higher + test.lower)


def test_two_of_three_units_do_not_stand_out_by_the_chi_square_of_large_samples():
    few = pd.Series(True, index=UNITS.index)
    few[UNITS.index[UNITS["county"] == "Oslo"][3:]] = False
    answers = yes([0, 1, 0, 1, 0, 1, 0, 1, 0, 2])
    test = stands_out(world(plan=answers), "plan", by="county", answers=[1], among=few)
    oslo = next(contrast for contrast in test.contrasts if contrast["group"] == "Oslo")
    assert stats.chi2.sf(oslo["statistic"], 1) * 4 < 0.001
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
    assert stands_out(survey, own, "county").higher == stands_out(survey, "plan", "county", [1]).higher
    few = pd.Series(survey.units.index.isin(survey.units.index[:24]), index=survey.units.index)
    assert difference(survey, own, by="county", among=few).n == 24


def test_results_are_said_in_a_clause_that_follows_them():
    rising, level = world(plan=yes([1, 1, 1, 6, 6, 6, 11, 11, 11, 6])), world(plan=LEVEL_ACROSS)
    assert str(trend(rising, "plan", [1])) == "øker systematisk med kommunestørrelsen"
    assert str(trend(level, "plan", [1])) == "verken øker eller faller signifikant med kommunestørrelsen"
    outlier = stands_out(world(plan=NORTH_HIGH), "plan", "county", [1], control="size_group")
    assert str(outlier).startswith("er andelen signifikant høyere i ") and str(outlier).endswith(" enn ellers")
    assert str(stands_out(level, "plan", "county", [1])) == "skiller ingen fylker seg signifikant ut"


# ---------------------------------------------------------------- how a test is printed


def result_with(p: float) -> significance.Test:
    return significance.Test("Plan? (Ja)", "plan", "Fylke", "", "Prøve", 10, 2, 3.14159, 1, p)


@pytest.mark.parametrize(
    ("p", "printed"),
    [
        (0.034, "0,034"),
        (0.00099, "<0,001"),
        (1, "1,000"),
        (0.04996, "0,04996"),  # not 0,050: it is below the level
        (0.05, "0,050"),
        (0.05004, "0,050"),
    ],
)
def test_p_is_printed_in_norwegian_and_on_the_right_side_of_the_level(p, printed):
    assert result_with(p).printed_p == printed


def test_a_test_has_a_record_for_the_appendix():
    record = result_with(0.034).record()
    assert (record["p"], record["printed_p"], record["conclusion"]) == (0.034, "0,034", "signifikant forskjell")
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
