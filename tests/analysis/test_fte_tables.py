"""FTE over the years: the same numbers, whichever way they are asked for."""

import pytest

from is248.data.groupings import TOTAL
from is248.survey import Survey, open_survey

FTE = {"Voksne": "arsverk_voksne", "Barn og unge": "arsverk_barn"}


@pytest.fixture(scope="module")
def survey() -> Survey:
    return open_survey(2024)


def test_the_rates_of_the_editions_year_are_those_of_the_tables_by_group(survey):
    over_time, by_size = survey.fte_rates_by_year("arsverk_barn", "arsverk_voksne"), survey.fte("size_group")
    for key in ("rate_children", "rate_adults", "rate"):
        assert over_time.value("2024", key) == pytest.approx(by_size.total(key))


def test_growth_per_inhabitant_is_the_growth_of_fte_less_that_of_the_population(survey):
    rates, fte, people = (
        survey.fte_rates_by_year("arsverk_barn", "arsverk_voksne"),
        survey.fte_by_year(FTE),
        survey.inhabitants_by_year(),
    )
    grown = fte.value("Voksne", "fte_2023") / fte.value("Voksne", "fte_2016")
    more_people = people.value("2023", "adults") / people.value("2016", "adults")
    assert 1 + rates.growth("rate_adults", "2016", "2023") / 100 == pytest.approx(grown / more_people)


def test_the_change_by_unit_adds_up_to_the_change_of_the_country(survey):
    by_county, country = survey.fte_change("county"), survey.fte_by_year(FTE)
    assert by_county.total("adults") == pytest.approx(country.value("Voksne", "change"), abs=0.6)  # history is rounded
    assert by_county.total("children") == pytest.approx(country.value("Barn og unge", "change"), abs=0.6)


def test_units_that_cannot_be_compared_are_left_out_and_named(survey):
    assert survey.edition.not_comparable == ["5001"]
    assert "uten Trondheim" in survey.fte_change("county").note
    assert "uten Trondheim" in survey.fte_by_year(FTE).note


def test_fte_by_service_and_education_has_the_margins_of_the_single_tables(survey):
    matrix = survey.fte_matrix("arsverk_voksne")
    by_service = survey.fte_by_service("arsverk_voksne")
    assert matrix.values["base"].to_dict() == pytest.approx(by_service.values["n"].to_dict())
    assert matrix.value(TOTAL, "n1") == pytest.approx(survey.fte_by_education("arsverk_voksne").values["n"].iloc[0])


def test_the_parts_of_a_year_are_its_hundred_percent(survey):
    pathways = {
        h: {f"Forløp {i}": f"arsverk_hovedforlop_{i}_{t}" for i in (1, 2, 3)}
        for h, t in (("Voksne", "voksne"), ("Barn og unge", "barn"))
    }
    parts = survey.parts_by_year(pathways)
    assert parts.sections["Voksne|2024"] == "Voksne"
    assert parts.values.sum(axis=1).between(98.5, 101.5).all()  # some earlier years are known in whole percent only
    assert parts.values.loc["Voksne|2024"].sum() == pytest.approx(100)
