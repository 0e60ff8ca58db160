"""Several questions with the same answers."""

from dataclasses import replace

import pandas as pd
import pytest

from is248.data.absence import is_absent
from is248.data.codebook import load_codebook
from is248.data.history import History
from is248.survey import open_survey
from is248.wording import Noun
from small_survey import CODEBOOK, FRAME, UNITS, made_survey, small_survey


@pytest.fixture(scope="module")
def edition():
    return open_survey(2024)


@pytest.fixture(scope="module")
def earlier():
    return open_survey(2023)


def test_a_battery_has_its_questions_by_id_and_ranks_them(edition):
    causes = edition.battery("tud_arsaker")
    large = causes.answer("svaert_stor_grad", "stor_grad")
    assert (
        large["tud_arsak_bolig"].pct == edition.question("tud_arsak_bolig").answer("svaert_stor_grad", "stor_grad").pct
    )
    assert large.highest(len(causes)).keys[0] == max(large, key=lambda answer: answer.pct).question.id
    with pytest.raises(ValueError, match="there is no item 'bolig'"):
        causes["bolig"]


def test_a_question_that_only_another_edition_asks_is_absent_in_the_battery(earlier):
    assert is_absent(earlier.battery("boligsituasjon")["bolig_rop"])
    assert is_absent(earlier.battery("boligsituasjon").answer("god").by("size_group")["bolig_rop"])


def test_a_battery_of_any_other_edition_is_absent():
    survey = small_survey()
    vars(survey)["other_codebooks"] = [load_codebook(2023), CODEBOOK]
    assert survey.battery("parorendestrategi").reason == "2024 did not ask any of parorendestrategi"


def test_a_battery_of_the_authors_own_leaves_out_what_the_edition_lacks(earlier):
    asked = {"Voksne": "har_brukertall_voksne", "Vold": "handlingsplan_vold"}
    known = [label for label in asked if not is_absent(earlier.question(asked[label]))]
    battery = earlier.battery(asked)
    assert is_absent(battery) if not known else list(battery.items) == known


def test_an_answer_to_all_the_questions_is_named_once():
    yes, no = (small_survey().battery("planer").answer(name) for name in ("ja", "nei"))
    assert (yes.spoken, no.quoted) == ("ja", "«nei»")


def test_changes_are_told_of_the_questions_where_a_test_finds_them(edition):
    topics = Noun("påstand", "påstander", "påstandene")
    agree = edition.battery("fastleger_pastander").answer("enig", "delvis_enig")
    since = max(year for answer in agree for year in answer.years[:-1])
    told, changes = agree.changed(topics, at="for", since=since), agree.changes(since)
    for id, change in changes.items():
        assert (agree[id].question.spoken in told) == bool(change.direction) or "alle påstandene" in told


def test_all_questions_of_a_battery_are_compared_with_one_year(edition):
    rows, lacking = edition.history.rows, "fastleger_hjelp"
    before = edition.battery("fastleger_pastander").answer("enig", "delvis_enig").year_before
    gone = rows[(rows["question"] != lacking) | (rows["year"] != before)]
    agree = replace(edition, history=History(gone)).battery("fastleger_pastander").answer("enig", "delvis_enig")
    assert agree[lacking].year_before < before == agree.year_before
    assert set(agree.changes()) == {answer.question.id for answer in agree} - {lacking}
    assert agree[lacking].question.spoken in agree.changed().partition("(uten tall å sammenlikne med:")[2]


def test_the_question_that_fewest_answered_is_absent_where_nobody_did(edition):
    frame = edition.answers.frame.assign(tud_arsak_bolig=None)
    nobody = replace(edition, answers=replace(edition.answers, frame=frame)).battery("tud_arsaker")
    assert edition.battery("tud_arsaker").lowest_base() > 0
    assert nobody.lowest_base().reason == "nobody answered tud_arsak_bolig"


def test_the_years_of_a_battery_go_on_to_those_of_the_edition():
    battery = small_survey().battery("planer")
    assert (str(battery.years), battery.years.lately) == ("2022–2024", "de siste tre årene")


def test_the_text_alternative_tells_of_the_answers_that_the_prose_is_about():
    plans = small_survey().battery("planer")
    every_year = plans.figure(years="all", about=["nei"]).alt
    assert "Tallene er andelen som svarer «nei»." in every_year
    assert "For «Plan» er andelen 75 og 25 prosent i 2023–2024." in every_year
    assert "For «Plan» er andelen 75 prosent i 2024." in plans.figure(about=["ja", "nei"]).alt
    assert "som svarer «ja» eller «nei»." in plans.figure(about=["ja", "nei"]).alt


def test_a_figure_stays_where_the_answers_that_it_is_about_are_of_another_edition(earlier):
    cooperation = earlier.battery("samarbeid_hovedforlop_3")
    assert cooperation.figure(about=["har_ikke_erfaring"]).alt == cooperation.figure().alt


def test_nothing_is_told_of_a_question_that_nobody_answered():
    frame = FRAME.assign(kjent=None)
    units, labels = pd.DataFrame({"size_group": ["small"] * 5}, index=UNITS), {"size_group": {"small": "Små"}}
    alt = made_survey(CODEBOOK, frame, units, labels).battery("planer").figure(about=["ja"]).alt
    assert "For «Plan» er andelen 50 prosent i 2024." in alt and "«Kjent»" not in alt
