"""Every number that a chapter asks for says of how many it is: shares, counts, groups, sums, rates, changes."""

import pytest

from is248.analysis import fte, knowledge, population
from is248.data.codebook import to_whom, worded
from is248.survey import open_survey
from is248.wording import fact, percent
from is248.wording.origins import take_noted
from small_survey import HISTORY, small_survey


@pytest.fixture(scope="module")
def survey():
    return open_survey(2024)


@pytest.fixture
def plan():
    return small_survey().question("plan")


def test_a_share_is_so_many_of_so_many_who_answered(plan):
    share = plan.answer("ja").pct.origin
    assert share.told == "2 av 4 kommuner og bydeler som svarte på spørsmålet, svarte «Ja» (50,0 prosent)."
    assert (share.n, share.of, share.questions, share.year, share.value) == (2, 4, ("plan",), 2024, 50)
    assert plan.answer("ja").n.origin.told == share.told


def test_a_base_that_is_narrowed_or_all_units_is_said():
    plan = small_survey().question("plan")
    assert plan.answer("ja").pct_of_all.origin.told == "2 av 5 kommuner og bydeler svarte «Ja» (40,0 prosent)."
    without = plan.without("vet_ikke").answer("ja").pct.origin
    assert without.told.startswith("2 av 3 kommuner og bydeler som svarte på spørsmålet med noe annet enn «Vet ikke»")
    kjent = plan.restricted(plan.answer("ja").units).answer("ja").pct.origin
    assert kjent.told.startswith("2 av 2 kommuner og bydeler blant dem som er med her som svarte")


def test_one_answer_stands_in_the_form_and_two_are_two(plan):
    take_noted()
    _ = plan.answer("ja").label, plan.answer("ja", "nei").label
    one, two = take_noted()
    assert one["told"] == "Svaret «Ja», slik det står i skjemaet."
    assert two["told"] == "Svarene «Ja» og «Nei» til sammen, slik de står i skjemaet."


def test_several_ticks_are_ticks():
    told = small_survey().question("tiltak").answer("kurs").pct.origin.told
    assert told == "2 av 3 kommuner og bydeler som svarte på spørsmålet, krysset av for «Kurs» (66,7 prosent)."


def test_a_group_says_its_own_numbers_and_its_name(plan):
    group = plan.answer("ja").by("size_group")["small"]
    assert (group.pct.origin.n, group.pct.origin.of, group.pct.origin.by) == (2, 3, "size_group")
    assert group.pct.origin.told.endswith("(66,7 prosent). Gruppe: små.") or "Gruppe: Små." in group.pct.origin.told
    take_noted()
    str(group)
    assert [origin["by"] for origin in take_noted()] == ["size_group"]


def test_a_count_of_units_and_of_those_who_did_not_answer(plan):
    assert plan.n.origin.told == "4 kommuner og bydeler som svarte på spørsmålet."
    assert plan.missing.origin.told == "Én kommune eller bydel fikk spørsmålet og svarte ikke."


def test_an_earlier_year_is_named_and_a_percentage_without_counts_says_so():
    plan = small_survey(HISTORY).question("plan")
    assert plan.answer("ja").at(2023).pct.origin.told.startswith("I 2023: 1 av 4 kommuner og bydeler")
    assert plan.answer("ja").at(2022).pct.origin.told.startswith("I 2022: 31,0 prosent av kommuner")


def test_the_answers_of_a_battery_and_of_a_ranking_have_their_own_questions():
    battery = small_survey().battery("planer").answer("ja")
    assert [battery[id].pct.origin.questions for id in ("plan", "kjent")] == [("plan",), ("kjent",)]
    assert battery.highest().pct.origin.of == 1
    assert small_survey().question("plan").highest().pct.origin.n == 2


def test_a_combination_says_what_it_is():
    survey = small_survey()
    both = survey.combination("Har plan og kjenner den", survey.question("plan").answer("ja").units)
    assert both.pct.origin.told == (
        "2 av 5 kommuner og bydeler som er med i grunnlaget, har dette: Har plan og kjenner den (40,0 prosent)."
    )


def test_a_change_has_both_years_and_its_test(survey):
    change = survey.question("rph").answer("eget").change
    before, now = change.origin.parts
    assert (before.year, now.year) == (2023, 2024)
    assert change.origin.value == pytest.approx(100 * now.n / now.of - 100 * before.n / before.of)
    assert change.origin.test["method"].startswith(("McNemar", "Fisher"))


def test_fte_are_a_sum_over_units_and_a_rate_is_one_sum_by_another(survey):
    counties = population.fte(survey, "county")
    in_county = (survey.units["county"] == "Agder").sum()
    assert f"årsverk i {in_county} kommuner og bydeler" in counties.value("Agder", "fte_adults").origin.told
    rate = counties.value("Agder", "rate_adults").origin
    assert rate.n == pytest.approx(survey.units.loc[survey.units["county"] == "Agder", "fte_adults"].sum())
    assert 10_000 * rate.n / rate.of == pytest.approx(rate.value)
    assert "årsverk delt på" in rate.told and "innbyggere fra 18 år" in rate.told


def test_a_part_of_the_fte_is_a_share_of_them(survey):
    share = fte.by_service(survey, "arsverk_voksne").pct("lavterskel").origin
    assert 100 * share.n / share.of == pytest.approx(share.value)
    assert "årsverk (" in share.told


def test_a_percent_of_two_sums_has_both(survey):
    services = fte.by_service(survey, "arsverk_voksne")
    both = percent(services.n("lavterskel"), of=services.total()).origin
    assert [part.questions for part in both.parts] == [("arsverk_voksne",)] * 2


def test_a_growth_is_no_share_of_the_total(survey):
    over_time = fte.by_year(survey, {"Voksne": "arsverk_voksne", "Barn og unge": "arsverk_barn"})
    assert over_time.value("Voksne", "change_pct").origin.of is None


def test_a_median_is_of_those_who_gave_a_number(survey):
    id = next(q.id for q in survey.codebook.of_type("number") if survey.question(q.id).n > 50)
    table = survey.question(id).by("size_group")
    row = table.rows[0]
    assert table.value(row, "median").origin.told.startswith("Medianen av tallene fra ")
    assert survey.question(id).total.origin.told.startswith("Summen av svarene fra ")


def test_a_year_of_a_series_says_why_it_is_that_year(survey):
    assert survey.question("rph").year_before.origin.questions == ("rph",)
    assert survey.question("rph").years[0].origin.told.startswith("Årene det finnes tall for")


def test_a_question_is_told_in_the_form_s_words_with_whom_it_was_asked():
    codebook = small_survey().codebook
    assert (worded(codebook, "plan"), to_whom(codebook, "plan")) == ("Plan?", "alle")
    assert to_whom(codebook, "kjent") == "dem som svarte «Ja» på «Plan?»"


def test_what_is_listed_is_counted_with_words_for_it(survey):
    nordic, on_health = (knowledge.references(survey, key) for key in ("nordisk", "pubmed-psykisk-helse"))
    both = (nordic | on_health).size
    assert both == len({*nordic, *on_health}) and "stikkordene" in both.origin.told
    assert (nordic | on_health) - on_health == [key for key in nordic if key not in on_health]
    assert knowledge.plans(survey).size.origin.told.startswith("Radene i tabellen")
    assert survey.battery("fastleger_pastander").size.origin.questions[0].startswith("fastleger_")


def test_a_fact_from_elsewhere_says_so_and_the_years_before_one_are_the_series(survey):
    assert fact(2982, years="2023-2024").origin.told.startswith("Et tall fra en annen kilde")
    by_year = population.by_year(survey)
    first, last = by_year.years[0], by_year.years.before(2024)[-1]
    assert "Årene med tall" in first.origin.told == last.origin.told
    assert by_year.value(first, "all") == by_year.value(by_year.rows[0], "all")
