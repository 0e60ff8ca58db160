"""Questions and answers, as an author asks for them."""

import pytest

from is248.data.absence import AbsentError, is_absent
from is248.survey import open_survey
from small_survey import small_survey


@pytest.fixture
def survey():
    return small_survey()


@pytest.fixture(scope="module")
def edition():
    return open_survey(2024)


@pytest.fixture(scope="module")
def earlier():
    return open_survey(2023)


def test_an_answer_has_its_share_number_and_base(survey):
    yes = survey.question("plan").answer("ja")
    assert (yes.pct, yes.n, yes.base, yes.pct_of_all) == (50, 2, 4, 40)
    assert yes.units.to_dict() == {"a": True, "b": True, "c": False, "d": False, "e": False}


def test_several_answers_are_added_in_counts(survey):
    assert survey.question("plan").answer("ja", "nei").pct == 75


def test_answers_are_named_in_the_order_of_the_sentence_and_in_tables_in_that_of_the_report(survey):
    either = survey.question("plan").answer("nei", "ja")
    assert (either.spoken, either.quoted, either.label) == ("nei eller ja", "«nei» eller «ja»", "Ja eller Nei")
    assert either.note.startswith("Andelen som svarte «Ja» eller «Nei».")
    assert either.pct == survey.question("plan").answer("ja", "nei").pct


def test_a_name_that_no_edition_knows_is_a_mistake_with_what_looks_like_it(edition):
    with pytest.raises(ValueError, match="did you mean handlingsplan_vold"):
        edition.question("handlingsplan_vlod")
    with pytest.raises(ValueError, match="has no answer 'vet_ikk' .did you mean vet_ikke"):
        edition.question("handlingsplan_vold").answer("vet_ikk")
    with pytest.raises(ValueError, match="there is no battery 'arsaker'"):
        edition.battery("arsaker")


def test_what_another_edition_asked_is_absent_and_says_so(earlier):
    asked = earlier.question("handlingsplan_vold")
    assert asked.reason == "2023 did not ask handlingsplan_vold"
    assert asked.answer("ja").by("size_group").highest(2).reason == asked.reason


def test_the_codebooks_type_chooses_what_a_question_is(edition):
    kinds = {id: type(edition.question(id)).__name__ for id in ("rph", "rph_arsverk", "vold_kommentar")}
    assert kinds == {"rph": "Question", "rph_arsverk": "Number", "vold_kommentar": "Texts"}


def test_the_years_of_an_answer_are_those_since_the_last_break(survey):
    yes = survey.question("plan").answer("ja")
    assert str(survey.question("plan").years) == "2022–2024"
    assert list(yes.years) == [2023, 2024]  # the break is in 2023
    assert (yes.before.pct, yes.before.year, yes.year_before) == (25, 2023, 2023)
    assert str(yes.change) == "ikke endret seg signifikant (25 og 50 prosent)"
    assert str(yes.series) == "25 prosent i 2023 og 50 prosent i 2024"
    assert is_absent(yes.since(2022))


def test_a_question_of_one_year_has_no_year_before(survey):
    yes = survey.question("kjent").answer("ja")
    assert all(map(is_absent, (yes.before, yes.change, yes.series, yes.development, yes.year_before, yes.first)))


def test_answers_are_ranked_and_named_as_a_sentence_names_them(survey):
    plan = survey.question("plan")
    assert plan.highest().keys == ["ja"]
    assert str(plan.lowest()) == "nei (25\u00a0prosent) og vet ikke (25\u00a0prosent)"  # both print 25
    assert plan.highest(1, besides=("ja",)).keys == ["nei", "vet_ikke"]


def test_a_question_can_be_asked_of_some_units_or_without_an_answer(survey):
    plan = survey.question("plan")
    assert plan.without("vet_ikke").answer("ja").pct == pytest.approx(200 / 3)
    assert survey.question("kjent").restricted(plan.answer("ja").units).base == 1


def test_a_number_has_its_sum_and_that_of_the_year_before(edition):
    fte = edition.question("rph_arsverk")
    assert fte.total > 0 and fte.n > 0
    assert fte.before.year == 2023
    assert fte.change.last == fte.total


def test_how_many_gave_a_number_is_told_of_the_numbers_own_year(edition):
    fte = edition.question("rph_arsverk")
    then = fte.core.answered_in(2023, "rph_arsverk")
    assert fte.before.n == then.sum() != fte.n
    assert fte.before.n.origin.year == 2023
    unknown = fte.core
    unknown._before[2023] = None
    try:
        with pytest.raises(AbsentError):
            float(fte.before.n)
    finally:
        del unknown._before[2023]


def test_an_answer_in_words_is_the_codebooks(edition):
    assert edition.question("erfaringskonsulenter_voksne_rolle").highest().names.startswith("å bidra")


@pytest.mark.parametrize("years", [2023, "alle", "2023", 0.5, ["2023"], [2023, None], ["all"]])
def test_the_years_of_a_table_are_a_list_or_all(edition, years):
    asked = edition.question("handlingsplan_vold")
    for ask in (asked.table, asked.figure, lambda years: asked.answer("ja").by("county", years).table()):
        with pytest.raises(ValueError, match=r'years are a list, years=\[2023, 2024\], or years="all"|is no year'):
            ask(years)


def test_the_text_alternative_of_groups_has_the_share_that_the_prose_is_about_in_each():
    by_size = small_survey().question("plan").by("size_group")
    assert "Tallene er andelen som svarer «ja». Andelen er 67 prosent i Små og 0 prosent i Store" in (
        by_size.figure(about=["ja"]).alt
    )
    assert "Tallene er" not in by_size.figure().alt
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("is248.figures.content._LONGEST", 200)
        assert by_size.figure(about=["ja"]).alt.endswith(
            "svarer «ja». Andelen ligger mellom 0 og 67 prosent i gruppene; i hele landet er den 50 prosent."
        )
