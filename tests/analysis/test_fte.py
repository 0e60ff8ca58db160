"""FTE over the years: the same numbers, whichever way they are asked for."""

from dataclasses import replace

import pytest

from chapter_runs import without_questions
from is248.analysis import fte, population
from is248.data.absence import is_absent
from is248.survey import Survey, open_survey

FTE = {"Voksne": "arsverk_voksne", "Barn og unge": "arsverk_barn"}


@pytest.fixture(scope="module")
def survey() -> Survey:
    return open_survey(2024)


def test_the_rates_of_the_editions_year_are_those_of_the_tables_by_group(survey):
    over_time, by_size = (
        fte.rates_by_year(survey, "arsverk_barn", "arsverk_voksne"),
        population.fte(survey, "size_group"),
    )
    for key in ("rate_children", "rate_adults", "rate"):
        assert over_time.value("2024", key) == pytest.approx(by_size.total(key))


def test_growth_per_inhabitant_is_the_growth_of_fte_less_that_of_the_population(survey):
    rates, by_year, people = (
        fte.rates_by_year(survey, "arsverk_barn", "arsverk_voksne"),
        fte.by_year(survey, FTE),
        population.by_year(survey),
    )
    grown = by_year.value("Voksne", "fte", year=2023) / by_year.value("Voksne", "fte", year=2016)
    more_people = people.value("2023", "adults") / people.value("2016", "adults")
    assert 1 + rates.growth("rate_adults", "2016", "2023") / 100 == pytest.approx(grown / more_people)


def test_the_change_by_unit_adds_up_to_the_change_of_the_country(survey):
    by_county, country = fte.change(survey, "county"), fte.by_year(survey, FTE)
    assert by_county.total("adults") == pytest.approx(country.value("Voksne", "change"), abs=0.6)  # history is rounded
    assert by_county.total("children") == pytest.approx(country.value("Barn og unge", "change"), abs=0.6)


def test_units_that_cannot_be_compared_are_left_out_and_named(survey):
    assert survey.edition.not_comparable == ["5001"]
    assert "uten Trondheim" in fte.change(survey, "county").note
    assert "uten Trondheim" in fte.by_year(survey, FTE).note


def test_fte_by_service_and_education_has_the_margins_of_the_single_tables(survey):
    matrix, by_service = fte.matrix(survey, "arsverk_voksne"), fte.by_service(survey, "arsverk_voksne")
    for service in matrix.rows:
        assert matrix.value(service, "base") == pytest.approx(by_service.n(service))
    by_education = fte.by_education(survey, "arsverk_voksne")
    for education in ("helsefag_hoyere", "ufaglaerte"):
        assert matrix.total("n", head=education) == pytest.approx(by_education.n(education))


def test_a_service_or_education_that_only_another_edition_has_is_absent(survey):
    earlier = open_survey(2023)
    assert is_absent(fte.by_education(earlier, "arsverk_voksne").n("helsefag_hoyere"))
    with pytest.raises(ValueError, match="there is no row 'tryllekunstnere'"):
        fte.by_education(earlier, "arsverk_voksne").n("tryllekunstnere")


def test_the_parts_of_a_year_are_its_hundred_percent(survey):
    parts = fte.parts_by_year(
        survey, {"Voksne": "arsverk_hovedforlop_voksne", "Barn og unge": "arsverk_hovedforlop_barn"}
    )
    assert parts.sections["Voksne|2024"] == "Voksne"
    assert parts.values.sum(axis=1).between(98.5, 101.5).all()  # some earlier years are known in whole percent only
    assert parts.values.loc["Voksne|2024"].sum() == pytest.approx(100)


def test_percentages_are_of_all_fte_of_the_table_or_of_the_service(survey):
    by_unit = survey.complete_fte("arsverk_voksne")
    whole, first = by_unit.by_unit.sum(), by_unit.fte.sum().groupby(level="education").sum().iloc[0]
    education, service = fte.by_education(survey, "arsverk_voksne"), fte.by_service(survey, "arsverk_voksne")
    row = education.rows[0]
    assert (education.n(row), education.pct(row)) == pytest.approx((first, 100 * first / whole))
    for table in (education, service):
        assert (sum(table.pct(row) for row in table.rows), table.pct("Totalt")) == pytest.approx((100, 100))
    crossed = fte.matrix(survey, "arsverk_voksne")
    percents = crossed.values[[column.key for column in crossed.columns if column.kind == "pct"]]
    assert percents.sum(axis=1).to_list() == pytest.approx([100] * len(crossed.values))
    assert crossed.values.at["Totalt", percents.columns[0]] == pytest.approx(100 * first / whole)


@pytest.mark.parametrize("gone", ["arsverk_hovedforlop_1_barn", "arsverk_hovedforlop_3_barn"])
def test_parts_of_which_one_was_not_asked_have_no_percent_of_their_sum(survey, gone):
    lacking = without_questions(survey, {gone})
    divided = {"Voksne": "arsverk_hovedforlop_voksne", "Barn og unge": "arsverk_hovedforlop_barn"}
    assert is_absent(fte.sums_by_year(lacking, divided["Barn og unge"], percent=True))
    sums = fte.sums_by_year(lacking, divided["Barn og unge"])
    assert len(sums.rows) == 2 and is_absent(sums.total("n"))
    assert set(fte.parts_by_year(lacking, divided).sections.values()) == {"Voksne"}
    of_both = fte.against_pathways(lacking, {head: (FTE[head], divided[head]) for head in divided})
    assert [is_absent(of_both.pct("share", head=head)) for head in (*divided, "Totalt")] == [False, True, True]


def test_where_no_fte_of_a_target_group_are_reported_there_is_no_percent_of_them(survey):
    known = survey.complete_fte("arsverk_barn")
    none = replace(survey, _complete={"arsverk_barn": replace(known, fte=known.fte * 0)})
    parts = {"Barn og unge": ("arsverk_barn", "arsverk_hovedforlop_barn")}
    made = fte.against_pathways(none, parts)
    assert none.complete_fte("arsverk_barn").by_unit.sum() == 0
    assert is_absent(made.pct("share", head="Barn og unge")) and "–" in str(made._repr_mimebundle_())
