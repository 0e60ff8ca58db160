"""What fits by construction, for any answers; and what the build is told when the data don't fit."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from is248 import open_survey
from is248.analysis import fte, population
from is248.analysis.tables import NOT_ANSWERED
from is248.cli import app
from is248.data.codebook import Codebook
from is248.data.estimates import CompleteFte
from is248.data.history import History
from is248.data.problems import Problem
from is248.data.responses import Responses
from is248.intake import review
from is248.project import root
from is248.years import consistency
from is248.years.consistency import inconsistencies
from small_survey import CODEBOOK, HISTORY, UNITS, small_survey

YEAR = 2024

# --- for any answers

_CODE = st.sampled_from(["1", "2", "3", None])
_TICK = st.sampled_from(["0", "1", None])


@st.composite
def _surveys(draw):
    """Return the small survey with other answers, the follow-up against its gate too."""
    several = st.lists(_CODE, min_size=5, max_size=5)
    ticks = st.lists(_TICK, min_size=5, max_size=5)
    frame = pd.DataFrame(
        {
            "status": ["gjennomfort"] * 4 + ["ikke_deltatt"],
            "plan": draw(several),
            "kjent": draw(several),
            "tiltak__1": draw(ticks),
            "tiltak__2": draw(ticks),
        },
        index=UNITS,
        dtype=object,
    )
    return replace(small_survey(), answers=Responses(CODEBOOK, frame))


@given(_surveys())
def test_the_answers_add_up_and_with_the_units_without_one_they_are_all_units(survey):
    plan, kjent = survey.question("plan"), survey.question("kjent")
    table = plan.table(not_answered=True)
    assert sum(table.n(row) for row in table.rows) == table.n() == plan.n
    assert table.n() + table.n(NOT_ANSWERED) == plan.n + plan.missing == len(survey.units)
    follow_up = kjent.table(not_answered=True, of_all=True)
    assert follow_up.n() + follow_up.n(NOT_ANSWERED) == len(survey.units)


@given(_surveys())
def test_a_question_has_one_distribution_in_all_forms_of_tables(survey):
    plan = survey.question("plan")
    table, by_size, cells = plan.table(), plan.by("size_group").shares, plan.answer("ja").by("size_group").table()
    for code, name in enumerate(plan.options, 1):
        shares = plan.answer(name).by("size_group")
        found = (by_size.total("n", answer=code), cells.total("n", answer=code), plan.answer(name).n)
        assert {*found, shares.together(shares.grouping.groups).n} == {table.n(plan.options[name].label)}
    assert by_size.total("base") == cells.total("base") == table.n()
    assert sum(by_size.value(group, "base") for group in by_size.rows) == table.n()


@given(_surveys())
def test_ticks_are_as_many_in_the_groups_as_in_the_country(survey):
    measures = survey.question("tiltak")
    country, groups = measures.table(), measures.by("size_group").shares
    assert [groups.total("n", answer=code) for code in (1, 2)] == [country.n(row) for row in country.rows]
    assert groups.total("base") == country.n() == measures.base


@given(st.integers(0, 2**32 - 1))
def test_fte_by_service_by_education_and_by_unit_have_one_total(seed):
    options = [{"code": code, "name": f"rad_{code}", "label": f"Rad {code}"} for code in (1, 2, 3)]
    question = {"id": "arsverk", "section": "3", "text": "Årsverk?", "type": "fte", "since": YEAR}
    question |= {"unit": "årsverk", "services": options, "educations": options[:2]}
    codebook = Codebook.model_validate({"year": YEAR, "title": "Prøve", "scales": {}, "questions": [question]})
    pairs = pd.MultiIndex.from_product([(1, 2, 3), (1, 2)], names=["service", "education"])
    numbers = np.random.default_rng(seed).gamma(0.5, 9, size=(5, 6))
    complete = CompleteFte(pd.DataFrame(numbers, UNITS, pairs), pd.Series(False, index=UNITS))
    survey = replace(small_survey(), answers=Responses(codebook, pd.DataFrame(index=UNITS)))
    survey._complete["arsverk"] = complete
    total = numbers.sum()
    assert complete.by_unit.sum() == pytest.approx(total)
    assert fte.by_service(survey, "arsverk").total("n") == pytest.approx(total)
    assert fte.by_education(survey, "arsverk").total("n") == pytest.approx(total)
    assert fte.matrix(survey, "arsverk").total("base") == pytest.approx(total)
    services = [fte.by_education(survey, "arsverk", service=f"rad_{code}").total("n") for code in (1, 2, 3)]
    assert services == pytest.approx([fte.by_service(survey, "arsverk").n(f"rad_{code}") for code in (1, 2, 3)])


def test_fte_by_size_county_trust_and_region_have_one_total(survey):
    keys = ("fte_children", "fte_adults", "fte")
    groupings = ("size_group", "county", "trust", "region")
    totals = [[population.fte(survey, by).total(key) for key in keys] for by in groupings]
    assert totals[1:] == [pytest.approx(totals[0])] * 3
    assert [population.base_data(survey).total(key) for key in keys] == pytest.approx(totals[0])
    assert totals[0][:2] == [
        pytest.approx(fte.by_service(survey, question).total("n")) for question in ("arsverk_barn", "arsverk_voksne")
    ]


# --- what the data decide


@pytest.fixture(scope="module")
def survey():
    return open_survey(YEAR)


@pytest.fixture(scope="module")
def everything(survey):
    """All that does not fit in the demonstration's answers, which takes some seconds to find."""
    return inconsistencies(survey)


def _with(survey, **columns):
    """Return the survey with other answers in some units: column -> {unit: answer}."""
    frame = survey.responses.frame.copy()
    for column, cells in columns.items():
        for unit, answer in cells.items():
            frame.loc[unit, column] = answer
    return replace(survey, answers=replace(survey.responses, frame=frame))


def _found(check, survey):
    return [(problem.unit or problem.column, problem.value, problem.expected) for problem in check(survey)]


def _small(*rows, plan="1123 ", kjent="1    "):
    """Return the small survey with more years, and its answers one sign per unit."""
    survey = small_survey()
    history = pd.DataFrame(rows, columns=HISTORY.columns)
    frame = survey.responses.frame.assign(
        plan=[sign.strip() or None for sign in plan], kjent=[sign.strip() or None for sign in kjent]
    )
    return replace(survey, history=History(history), answers=Responses(CODEBOOK, frame))


def _year(question, year, counts, base, asked, group=""):
    """Return the rows of a question and year in the history: counts by code, and all that answered."""
    rows = [(question, year, str(code), group, n, base, None) for code, n in enumerate(counts, 1)]
    return rows if group else [*rows, (question, year, "", "", base, asked, None)]


def test_every_message_names_question_or_unit_and_what_was_expected(survey, everything):
    assert everything
    ids = {question.id for question in survey.responses.codebook.questions}
    for problem in everything:
        assert problem.column in ids | {"status"}
        assert problem.rule and problem.value and problem.expected and problem.action
        if problem.rule.startswith(("earlier", "repeated")):
            assert " in 20" in problem.value


def test_check_data_prints_what_does_not_fit_and_stops_nothing(everything, monkeypatch):
    monkeypatch.setattr(consistency, "inconsistencies", lambda survey: everything)  # found once for all tests
    done = CliRunner().invoke(app, ["check-data", "--year", str(YEAR)])
    assert done.exit_code == 0
    assert f"{len(everything)} places where questions, tables or years don't fit each other" in done.output
    assert str(everything[0]) in done.output


def test_a_unit_with_more_fte_of_one_kind_than_fte_is_named(survey):
    unit = "1103"
    assert unit not in str(_found(consistency.parts_within_wholes, survey))
    more = _with(survey, erfaringskonsulenter_voksne_arsverk={unit: "10000"})
    assert ("1103 Stavanger", "10000") in [found[:2] for found in _found(consistency.parts_within_wholes, more)]


def test_a_group_with_more_users_with_a_decision_than_users_is_told(survey):
    found = _found(consistency.decisions_within_users, survey)
    assert {question for question, _, _ in found} == {"antall_brukere_voksne", "antall_brukere_barn"}
    assert (
        "antall_brukere_barn",
        "1989 with decision (method A, estimate, Bydeler i Oslo)",
        "at most 986, all users",
    ) in (found)
    assert not any("Totalt" in value for _, value, _ in found)


def test_no_fte_is_told_unless_the_unit_has_said_that_it_has_none(survey):
    told = {unit for unit, _, _ in _found(consistency.own_fte_or_none, survey)}
    assert "4621 Voss" in told
    assert "1144 Kvitsøy" not in told
    none = _with(survey, egne_arsverk_voksne={"4621": "3"}, egne_arsverk_barn={"4621": "3"})
    assert "4621 Voss" not in {unit for unit, _, _ in _found(consistency.own_fte_or_none, none)}


def test_fte_of_a_unit_that_did_not_answer_whether_it_has_any_are_told(survey):
    silent = _with(survey, egne_arsverk_voksne={"1103": None})
    told = [found for found in _found(consistency.own_fte_or_none, silent) if found[0] == "1103 Stavanger"]
    assert [value for _, value, _ in told] == ["not answered"]


def test_a_partly_answered_unit_with_other_answers_than_on_fte_is_told(survey):
    before = {unit for unit, _, _ in _found(consistency.partly_answered, survey)}
    partly = _with(survey, status={"1103": "delvis"})
    assert {unit for unit, _, _ in _found(consistency.partly_answered, partly)} == before | {"1103 Stavanger"}


def test_earlier_options_that_dont_add_up_are_told():
    survey = _small(*_year("plan", 2023, [40, 30, 20], 100, 110))
    found = _found(consistency.earlier_years_add_up, survey)
    assert found == [("plan", "40, 30, 20 of 100 in 2023", "options that add up to 100")]
    assert not _found(consistency.earlier_years_add_up, _small(*_year("plan", 2023, [40, 40, 20], 100, 110)))


def test_earlier_groups_that_dont_add_up_to_the_country_are_told():
    country = _year("plan", 2023, [40, 40, 20], 100, 110)
    small = _year("plan", 2023, [30, 20, 10], 60, None, group="small")
    large = _year("plan", 2023, [10, 20, 10], 40, None, group="large")
    assert not _found(consistency.earlier_years_add_up, _small(*country, *small, *large))
    lacking = _small(*country, *small, *large[:-1])
    found = _found(consistency.earlier_years_add_up, lacking)
    assert found == [("plan", "90 in all groups of size_group in 2023", "100, as in the country")]


def test_groups_of_an_earlier_year_that_are_others_now_are_not_compared():
    country = _year("plan", 2023, [40, 40, 20], 100, 110)
    old = _year("plan", 2023, [30, 20, 10], 60, None, group="Viken")
    assert not _found(consistency.earlier_years_add_up, _small(*country, *old))


def test_an_earlier_follow_up_with_more_answers_than_its_gate_let_through_is_told():
    gate = _year("plan", 2023, [40, 40, 20], 100, 110)
    survey = _small(*gate, *_year("kjent", 2023, [30, 8, 3], 41, 41))
    found = _found(consistency.earlier_follow_ups_within_gates, survey)
    assert found == [("kjent", "41 answers in 2023", "at most 40, as many as plan let through")]
    fits = _small(*gate, *_year("kjent", 2023, [30, 7, 3], 40, 40))
    assert not _found(consistency.earlier_follow_ups_within_gates, fits)


def test_an_earlier_question_with_another_number_of_units_is_told():
    tiltak = _year("tiltak", 2023, [30, 20], 90, 109)
    plan, plan_too = _year("plan", 2023, [40, 40, 20], 100, 110), _year("plan", 2022, [40, 40, 20], 100, 110)
    found = _found(consistency.earlier_units_agree, _small(*plan, *plan_too, *tiltak))
    assert len(found) == 1
    assert found[0][2].endswith("as for other questions")
    assert not _found(consistency.earlier_units_agree, _small(*plan, *_year("tiltak", 2023, [30, 20], 91, 110)))


@pytest.fixture
def few(monkeypatch):
    """Let the small survey's few units be enough."""
    monkeypatch.setattr(consistency, "FEWEST", 2)


def test_this_years_counts_equal_to_last_years_are_told(few):
    same = _small(*_year("plan", 2023, [2, 1, 1], 4, 5))
    assert _found(consistency.repeated_from_last_year, same) == [
        ("plan", "2, 1, 1, 4 in 2024", "other counts than in 2023")
    ]
    assert not _found(consistency.repeated_from_last_year, _small(*_year("plan", 2023, [1, 2, 1], 4, 5)))
    older = [*_year("plan", 2022, [2, 1, 1], 4, 5), *_year("plan", 2023, [1, 2, 1], 4, 5)]
    assert not _found(consistency.repeated_from_last_year, _small(*older))


def test_two_questions_with_the_same_counts_in_one_year_are_told(few):
    same = _small(*_year("plan", 2023, [2, 1, 1], 4, 5), plan="1223 ", kjent="2123 ")
    assert _found(consistency.repeated_between_questions, same) == [
        ("kjent", "1, 2, 1, 4 in 2024", "other counts than plan")
    ]
    assert not _found(consistency.repeated_between_questions, _small(plan="1223 ", kjent="1123 "))


def test_the_same_counts_in_two_years_are_no_matter_of_two_questions(few):
    years = [*_year("plan", 2023, [2, 1, 1], 4, 5), *_year("kjent", 2022, [2, 1, 1], 4, 5)]
    assert not _found(consistency.repeated_between_questions, _small(*years, plan="1223 ", kjent="     "))


def test_few_answers_that_are_alike_are_not_told():
    assert not _found(consistency.repeated_between_questions, _small(plan="1223 ", kjent="2123 "))


@pytest.fixture
def last_years(survey, tmp_path, monkeypatch):
    """Return a function that writes the answers of the year before, and finds what is repeated."""
    folder = tmp_path / "data/demo"
    (folder / str(YEAR - 1)).mkdir(parents=True)
    monkeypatch.setattr(consistency, "root", lambda: tmp_path)
    monkeypatch.setattr(consistency, "responses_folder", lambda year: folder / str(year))

    def found(frame):
        frame.to_csv(folder / str(YEAR - 1) / "responses.csv", index_label="unit")
        return {problem.column for problem in consistency.repeated_answers(survey)}

    return found


def test_answers_that_are_last_years_unit_by_unit_are_told(survey, last_years):
    frame = survey.responses.frame
    assert {"plan_barn_psykisk_helse", "terapitilbud", "rph"} <= last_years(frame)
    other = frame.assign(rph=frame["rph"].sample(frac=1, random_state=1).to_numpy())
    assert "rph" not in last_years(other)
    assert "terapitilbud" in last_years(other)


def test_without_last_years_answers_nothing_can_be_repeated(survey):
    assert list(consistency.repeated_answers(survey)) == []


@pytest.mark.parametrize(("codes", "moved"), [((1, 2, 3), []), ((2, 1, 3), ["ja", "nei"]), ((1, 2, 4), ["vet_ikke"])])
def test_an_answer_that_another_edition_gives_another_code_is_told(codes, moved):
    contents = CODEBOOK.model_dump() | {"year": 2023}
    for option, code in zip(contents["scales"]["svar"]["options"], codes, strict=True):
        option["code"] = code
    survey = small_survey()
    survey.__dict__["other_codebooks"] = [Codebook.model_validate(contents)]
    told = [(p.column, p.value.split()[-1]) for p in consistency.codes_that_moved(survey)]
    assert told == [(question, name) for question in ("plan", "kjent") for name in moved]


def test_what_is_found_between_tables_and_years_is_decided_on_in_the_same_file():
    assert set(review.BETWEEN_TABLES) == set(consistency.RULES)
    of_a_year, other = (
        Problem("data/history.csv", None, "", "plan", f"{n} in 2021", "10", rule="earlier_years_add_up")
        for n in (12, 13)
    )
    line = dict(zip(review.COLUMNS, of_a_year.identity, strict=False)) | {"decision": "står", "by": "KN"}
    assert review.undecided([of_a_year, other], [line]) == [other]
    assert review.review([], [line]).stale == []


def test_a_decision_on_an_earlier_year_is_not_told_again(demo, everything):
    decisions = root() / "data/demo/2024/decisions.csv"
    unit, column, rule, value = everything[0].identity
    decisions.write_text(
        decisions.read_text(encoding="utf-8") + f'{unit},{column},{rule},"{value}",står,KN,2025-05-20,\n',
        encoding="utf-8",
    )
    left, decided, lines = consistency.still_open(open_survey(YEAR))
    assert (left, decided) == (everything[1:], 1)
    assert lines.read_text(encoding="utf-8").splitlines()[0] == ",".join(review.COLUMNS)
