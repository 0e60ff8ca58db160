"""An edition's data, as they are and as they come from other people's spreadsheets."""

import pandas as pd
import pytest

from is248.analysis import population
from is248.project import ProjectError
from is248.survey import open_survey
from projects import edit_csv

REFERENCE = "data/reference"


def test_the_edition_has_373_units_with_everything_about_them(survey):
    assert len(survey.units) == 373
    assert survey.units.index.is_unique
    assert not survey.units.isna().any(axis=None)
    assert (
        survey.units["inhabitants"] == survey.units["inhabitants_under_18"] + survey.units["inhabitants_adults"]
    ).all()
    assert (survey.units["fte"] == survey.units["fte_adults"] + survey.units["fte_children"]).all()


def test_codes_are_text_of_four_digits_or_five_for_the_units_of_oslo(survey):
    assert survey.units.index.map(type).unique().to_list() == [str]
    length = survey.units.index.str.len()
    assert (length[survey.units["county"] == "Oslo"] == 5).all()
    assert (length[survey.units["county"] != "Oslo"] == 4).all()


def test_a_code_keeps_the_zero_in_front(project):
    for file in ("units-2024.csv", "fte-2024.csv"):
        edit_csv(project / REFERENCE / file, lambda rows: rows[0].update(code="0101"))
    survey = open_survey(2024)
    assert survey.units.index[0] == "0101"
    assert population.base_data(survey).label("0101") == "Eigersund"


def test_a_byte_order_mark_is_harmless(project, survey):
    for path in (project / REFERENCE).glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    pd.testing.assert_frame_equal(open_survey(2024).units, survey.units)


def test_line_endings_of_windows_are_harmless(project, survey):
    for path in (project / REFERENCE).glob("*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(open_survey(2024).units, survey.units)


def test_rows_may_stand_in_any_order(project, survey):
    edit_csv(project / REFERENCE / "fte-2024.csv", lambda rows: rows[::-1])
    pd.testing.assert_frame_equal(open_survey(2024).units, survey.units)


@pytest.mark.parametrize("name", ["NA", "null", "None", "Nan"])
def test_a_unit_may_be_called_what_others_take_for_a_missing_value(project, name):
    edit_csv(project / REFERENCE / "units-2024.csv", lambda rows: rows[0].update(name=name))
    assert open_survey(2024).units.loc["1101", "name"] == name


def test_fte_may_have_decimals(project):
    edit_csv(project / REFERENCE / "fte-2024.csv", lambda rows: rows[0].update(fte_adults="65.25"))
    survey = open_survey(2024)
    assert survey.units.loc["1101", "fte"] == 81.25
    assert population.fte(survey, "county").total("fte") == pytest.approx(16271.25)


def test_an_unknown_year_lists_the_years_there_are():
    with pytest.raises(ProjectError, match="no edition 2031.*Years there are: .*2024"):
        open_survey(2031)


def test_a_year_without_data_names_the_file_that_is_missing(project):
    text = (project / "params" / "2024.yml").read_text(encoding="utf-8")
    (project / "params" / "2025.yml").write_text(text.replace("year: 2024", "year: 2025"), encoding="utf-8")
    with pytest.raises(ProjectError, match=r"The data file data/reference/units-2025\.csv is missing"):
        open_survey(2025)


# --- the country's inhabitants, year by year ----------------------------------------------------


def test_the_time_series_ends_with_the_sum_of_the_editions_own_units(survey):
    table = population.by_year(survey)
    assert table.rows == [str(year) for year in range(2007, 2025)]
    assert table.value("2024", "all") == survey.units["inhabitants"].sum() == 5550203
    for year in table.rows:
        assert table.value(year, "all") == table.value(year, "under_18") + table.value(year, "adults")


def test_the_time_series_begins_where_the_params_file_says(project):
    path = project / "params" / "2024.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("population_since: 2007", "population_since: 2015"))
    assert population.by_year(open_survey(2024)).rows[0] == "2015"


def test_a_given_last_year_that_agrees_with_the_units_is_accepted(project, survey):
    row = {"year": "2024", "inhabitants_under_18": "1112853", "inhabitants_adults": "4437350", "source": "SSB 07459"}
    edit_csv(project / REFERENCE / "population.csv", lambda rows: [*rows, row])
    assert population.by_year(open_survey(2024)).values.equals(population.by_year(survey).values)


# --- what a chapter asks for --------------------------------------------------------------------


def test_members_are_the_units_of_a_group(survey):
    assert (
        population.members(survey, "county", "Vestfold")
        == survey.units.loc[survey.units["county"] == "Vestfold", "name"].to_list()
    )
    assert population.members(survey, "ten_largest", "Bergen") == ["Bergen"]
    assert len(population.members(survey, "ten_largest", "Oslo")) == 17


def test_members_of_a_group_that_is_none_names_those_there_are(survey):
    with pytest.raises(ValueError, match="there is no county 'Viken'; there are Agder, Akershus"):
        population.members(survey, "county", "Viken")


def test_the_largest_unit_is_named_with_its_inhabitants(survey):
    assert population.largest_in(survey, "county", "Innlandet") == "Ringsaker (35\u202f612)"


def test_the_agencies_are_the_units_of_oslo_without_inhabitants(survey):
    assert survey.agencies["name"].to_list() == ["Velferdsetaten", "Helseetaten"]
    assert (survey.agencies["fte"] > 0).all()


def test_a_table_of_answers_says_where_its_numbers_come_from(survey):
    assert survey.answers_source() == survey.answers_source([2024]) == "Svar på IS-24/8 2024."
    assert survey.answers_source([2023, 2024]) == "Svar på IS-24/8 2024. Tidligere år: rapportens tidligere utgaver."
