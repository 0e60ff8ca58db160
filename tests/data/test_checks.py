"""Every check of the data against a file that breaks it: the message says where, what, and what was expected."""

import re

import pytest

from is248.analysis import population
from is248.data.checks import SIZE_LIMITS, DataError, size_fits, with_size_groups
from is248.data.problems import grouped
from is248.project import ProjectError
from is248.survey import open_survey
from projects import edit_csv

UNITS, FTE = "data/reference/units-2024.csv", "data/reference/fte-2024.csv"
GROUPS, POPULATION = "data/reference/groups.csv", "data/reference/population.csv"


def problems(project, file: str, change) -> list[str]:
    """Change a data file's rows and return the lines of the message that follows."""
    edit_csv(project / file, change)
    with pytest.raises(DataError) as error:
        open_survey(2024)
    first, *lines = str(error.value).splitlines()
    n = len(error.value.problems)
    assert first == f"The data have {n} problem{'s' if n > 1 else ''}:"
    assert len(lines) == len(grouped(error.value.problems))
    return [line.strip() for line in lines]


def put(row: int, **values):
    """Return a change of one row, numbered as an editor numbers the file's lines."""

    def change(rows):
        rows[row - 2].update(values)

    return change


def rows_of(lines) -> set[str]:
    return {found.group() for line in lines if (found := re.search(r"row \d+", line))}


# --- one value ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "expected"),
    [
        (UNITS, 2, "inhabitants_under_18", "-1", "a whole number, 0 or more"),
        (UNITS, 2, "inhabitants_under_18", "", "a"),
        (UNITS, 2, "inhabitants_adults", "1.5", "a whole number"),
        (UNITS, 2, "inhabitants_adults", "mange", "a whole number"),
        (UNITS, 2, "inhabitants_adults", "11 935", "a whole number"),
        (UNITS, 2, "name", "", "a value"),
        (UNITS, 2, "county", "", "a value"),
        (UNITS, 2, "source", "", "a value"),
        (FTE, 2, "fte_adults", "-0.5", "a number, 0 or more"),
        (FTE, 2, "fte_children", "", "a value"),
        (FTE, 2, "fte_children", "12,5", "a number, with a point before the decimals"),
    ],
)
def test_a_wrong_value_is_told_with_file_row_unit_column_value_and_expectation(
    project, file, row, column, value, expected
):
    [line] = problems(project, file, put(row, **{column: value}))
    assert line.startswith(f"{file}, row {row} (1101")
    assert f"): {column} is {value!r}; expected {expected}" in line


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "NaN"])
@pytest.mark.parametrize(("file", "column"), [(FTE, "fte_adults"), (UNITS, "inhabitants_adults")])
def test_what_is_no_number_is_no_number_either_when_python_calls_it_one(project, file, column, value):
    [line] = problems(project, file, put(3, **{column: value}))
    assert line.startswith(f"{file}, row 3 (1103")
    assert f"{column} is {value!r}" in line


@pytest.mark.parametrize("code", ["301", "30 1", "abcd", "1101.0", "123456", " 1101"])
def test_a_code_that_is_none_is_told(project, code):
    lines = problems(project, UNITS, put(2, code=code))
    assert (
        f"{UNITS}, row 2 ({code}): code is {code!r}; expected a code of four or five digits, zeros in front kept"
        in lines
    )


def test_many_wrong_values_are_all_told_at_once(project):
    def change(rows):
        rows[0]["inhabitants_adults"] = "x"
        rows[5]["inhabitants_under_18"] = "-7"
        rows[7]["name"] = ""

    lines = problems(project, UNITS, change)
    assert sorted(rows_of(lines)) == ["row 2", "row 7", "row 9"]
    assert len(lines) == 3


# --- columns ------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [UNITS, FTE, GROUPS, POPULATION])
def test_a_missing_column_and_a_strange_one_are_told(project, file):
    path = project / file
    text = path.read_text(encoding="utf-8")
    head, rest = text.split("\n", 1)
    last = head.rsplit(",", 1)[1]
    path.write_text(head.rsplit(",", 1)[0] + ",tull\n" + rest, encoding="utf-8")
    with pytest.raises(DataError) as error:
        open_survey(2024)
    assert f"{file}: column is 'tull'; expected no such column" in str(error.value)
    assert f"{file}: column is '{last}'; expected a column of this name" in str(error.value)


@pytest.mark.parametrize("file", [UNITS, FTE, GROUPS, POPULATION])
def test_a_missing_file_is_told(project, file):
    (project / file).unlink()
    with pytest.raises(ProjectError, match=f"The data file {re.escape(file)} is missing"):
        open_survey(2024)


@pytest.mark.parametrize("file", [UNITS, FTE, GROUPS, POPULATION])
def test_an_empty_file_is_told(project, file):
    (project / file).write_text("")
    with pytest.raises(ProjectError, match=re.escape(file)):
        open_survey(2024)


@pytest.mark.parametrize("file", [UNITS, FTE])
def test_a_file_with_semicolons_as_excel_saves_it_is_told(project, file):
    path = project / file
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    with pytest.raises(ProjectError, match=re.escape(file)):
        open_survey(2024)


def test_a_file_in_another_encoding_is_told(project):
    path = project / UNITS
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", "replace"))
    with pytest.raises(ProjectError, match=re.escape(UNITS)):
        open_survey(2024)


# --- units --------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [UNITS, FTE])
def test_a_unit_that_stands_twice_is_told_at_its_second_row(project, file):
    lines = problems(project, file, lambda rows: [*rows, dict(rows[4])])
    expected = f"{file}, row 375 (1111): code is '1111'; expected each unit once; it stands further up too"
    assert expected in lines


def test_an_unknown_code_and_the_unit_that_then_lacks_are_told(project):
    lines = problems(project, FTE, put(4, code="9999"))
    assert lines == [
        f"{FTE}, row 4 (9999): code is '9999'; expected a code that is in {UNITS}",
        f"{FTE} (1106 Haugesund): code is 'missing'; expected one row for every unit",
    ]


def test_a_missing_unit_is_told_by_code_and_name(project):
    lines = problems(project, FTE, lambda rows: rows[1:])
    assert lines == [f"{FTE} (1101 Eigersund): code is 'missing'; expected one row for every unit"]


# --- groups -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["county", "trust", "region"])
def test_a_unit_in_an_unknown_group_is_told(project, key):
    lines = problems(project, UNITS, put(2, **{key: "Ukjent"}))
    assert f"{UNITS}, row 2 (1101 Eigersund): {key} is 'Ukjent'; expected a {key} that {GROUPS} has for 2024" in lines


@pytest.mark.parametrize("key", ["county", "trust", "region", "size_group"])
def test_a_group_that_no_unit_belongs_to_is_told(project, key):
    row = {"grouping": key, "group": "Tom", "label": "Tom", "short": "Tom"}
    lines = problems(project, GROUPS, lambda rows: [*rows, row])
    assert len(lines) == 1
    assert lines[0].startswith(f"{GROUPS}, row ")
    assert lines[0].endswith(f": {key} is 'Tom'; expected a group that some unit of 2024 belongs to")


def test_a_group_that_stands_twice_is_told(project):
    lines = problems(project, GROUPS, lambda rows: [*rows, dict(rows[8])])
    assert GROUPS in lines[0] and rows_of(lines) == {"row 52"}


def test_a_grouping_that_groups_csv_lacks_is_told(project):
    lines = problems(project, GROUPS, lambda rows: [row for row in rows if row["grouping"] != "region"])
    assert any("region" in line for line in lines)


def test_a_group_of_other_years_is_no_group_of_the_edition(project):
    lines = problems(project, UNITS, put(2, county="Viken"))
    assert lines == [
        f"{UNITS}, row 2 (1101 Eigersund): county is 'Viken'; expected a county that {GROUPS} has for 2024"
    ]


def test_a_group_whose_years_have_passed_is_told_at_the_units_that_still_belong_to_it(project):
    def ended(rows):
        next(row for row in rows if row["group"] == "Vestfold")["until"] = "2023"

    lines = problems(project, GROUPS, ended)
    [line] = lines
    assert line.startswith("data/reference/units-2024.csv: county, 6 cells (row 190, row 191, ")
    assert line.endswith(f"): Vestfold; expected a county that {GROUPS} has for 2024.")


def test_a_group_that_comes_back_has_a_row_for_each_time(project):
    row = {"grouping": "county", "group": "Troms", "label": "Troms", "short": "Troms", "since": "", "until": "2019"}
    edit_csv(project / GROUPS, lambda rows: [*rows, row])
    assert len(open_survey(2024).grouping("county").groups) == 15


@pytest.mark.parametrize("column", ["since", "until"])
def test_a_groups_year_that_is_none_is_told(project, column):
    [line] = problems(project, GROUPS, put(2, **{column: "snart"}))
    assert line == f"{GROUPS}, row 2: {column} is 'snart'; expected a whole number, or nothing"


@pytest.mark.parametrize(
    ("row", "size", "expected"),
    [
        (2, "<2000", "10000-20000, by its 15221 inhabitants"),
        (2, "20000-50000", "10000-20000, by its 15221 inhabitants"),
        (2, "Ukjent", "10000-20000, by its 15221 inhabitants"),
        (2, "Bydeler i Oslo", "10000-20000: «Bydeler i Oslo» is for the units of Oslo, and for no others"),
    ],
)
def test_a_size_group_in_the_file_that_does_not_hold_the_units_inhabitants_is_told(project, row, size, expected):
    path = project / UNITS
    heading, *lines = path.read_text(encoding="utf-8").splitlines()
    sized = [f"{line},{size if number == row else ''}" for number, line in enumerate(lines, start=2)]
    path.write_text("\n".join([f"{heading},size_group", *sized]) + "\n", encoding="utf-8")
    [line] = problems(project, UNITS, lambda rows: rows)
    assert line.startswith(f"{UNITS}, row {row} (1101 Eigersund): size_group is {size!r}; expected {expected}")


def test_the_size_group_follows_the_inhabitants(project):
    edit_csv(project / UNITS, put(2, inhabitants_under_18="400", inhabitants_adults="1599"))
    edit_csv(project / "data/reference/population.csv", lambda rows: [row for row in rows if row["year"] != "2024"])
    assert open_survey(2024).units.at["1101", "size_group"] == "<2000"


def test_size_limits_meet_without_overlap_or_gap(survey):
    limits = list(SIZE_LIMITS.values())
    assert limits[0][0] == 0 and limits[-1][1] == float("inf")
    assert all(before[1] == after[0] for before, after in zip(limits, limits[1:], strict=False))
    units = survey.units.reset_index()
    assert set(SIZE_LIMITS) | {"Bydeler i Oslo"} == set(units["size_group"])
    for group, (low, _) in SIZE_LIMITS.items():
        at_the_limit = units[units["size_group"] == group].head(1).assign(
            inhabitants_under_18=0, inhabitants_adults=low
        )  # fmt: skip
        assert not size_fits(at_the_limit, UNITS)
        assert low == 0 or size_fits(at_the_limit.assign(inhabitants_adults=low - 1), UNITS)
        assert with_size_groups(at_the_limit.drop(columns="size_group"))["size_group"].to_list() == [group]


def test_a_trust_in_two_regions_is_told_at_the_odd_unit(project):
    lines = problems(project, UNITS, put(2, region="Helse Nord RHF"))
    assert lines == [
        f"{UNITS}, row 2 (1101 Eigersund): region is 'Helse Nord RHF'; "
        "expected Helse Vest RHF, as for the rest of Helse Stavanger HF"
    ]


# --- editions of other years --------------------------------------------------------------------


def make_edition(project, year: int, units: str) -> None:
    """Write params and units of an edition without responses, and an FTE of 1 for each."""
    params = (project / "params/2024.yml").read_text(encoding="utf-8")
    (project / f"params/{year}.yml").write_text(params.replace("year: 2024", f"year: {year}"), encoding="utf-8")
    (project / f"data/reference/units-{year}.csv").write_text(units, encoding="utf-8")
    codes = [line.split(",")[0] for line in units.splitlines()[1:]]
    lines = ["code,fte_adults,fte_children", *(f"{code},1,1" for code in codes)]
    (project / f"data/reference/fte-{year}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def survey_of_2023(project):
    make_edition(project, 2023, (project / "data/reference/units-2023.csv").read_text(encoding="utf-8"))
    return open_survey(2023)


def test_the_units_of_2023_have_the_counties_of_2023(survey_of_2023):
    assert survey_of_2023.grouping("county").groups == [
        *("Oslo", "Rogaland", "Møre og Romsdal", "Nordland", "Viken", "Innlandet", "Vestfold og Telemark"),
        *("Agder", "Vestland", "Trøndelag", "Troms og Finnmark"),
    ]
    in_oslo = survey_of_2023.units["county"] == "Oslo"
    assert (len(survey_of_2023.units), in_oslo.sum()) == (372, 17)


def test_the_units_of_2023_add_up_to_the_country_as_the_series_has_it(survey_of_2023, project):
    """The row of 2023 is there, since 2024 needs it; it isn't counted twice."""
    table = population.by_year(survey_of_2023)
    assert table.rows == [str(year) for year in range(2007, 2024)]
    assert (table.value("2023", "under_18"), table.value("2023", "adults")) == (1112191, 4376793)
    given = population.by_year(open_survey(2024))
    assert given.value("2023", "all") == table.value("2023", "all")


def test_the_edition_of_2024_has_the_groups_it_had(survey):
    assert survey.names.columns.to_list() == ["grouping", "group", "label", "short"]
    assert survey.names.index.equals(survey.names.reset_index().index)
    assert len(survey.names) == 7 + 15 + 21 + 4
    assert not {"Viken", "Vestfold og Telemark", "Troms og Finnmark"} & set(survey.names["group"])


def test_a_later_edition_needs_files_of_its_own_and_the_edition_before_in_the_series(project):
    make_edition(project, 2031, (project / UNITS).read_text(encoding="utf-8"))
    with pytest.raises(DataError) as error:
        open_survey(2031)
    assert [str(problem) for problem in error.value.problems] == [
        f"{POPULATION}: year is 'missing'; expected a row for 2024"
    ]
    counts = {"inhabitants_under_18": "1112853", "inhabitants_adults": "4437350", "source": "SSB"}
    edit_csv(project / POPULATION, lambda rows: [*rows, *({"year": str(year)} | counts for year in range(2024, 2032))])
    assert population.by_year(open_survey(2031)).rows[-1] == "2031"
    assert len(open_survey(2031).grouping("county").groups) == 15
    assert population.by_year(open_survey(2024)).rows[-1] == "2024"


# --- the country's inhabitants ------------------------------------------------------------------


def test_a_first_year_that_the_series_lacks_is_told(project):
    lines = problems(project, POPULATION, lambda rows: rows[1:])
    assert lines == [f"{POPULATION}: year is 'missing'; expected a row for 2007"]


def test_a_country_that_is_not_the_sum_of_its_units_is_told(project):
    row = {"year": "2024", "inhabitants_under_18": "1112853", "inhabitants_adults": "4437351", "source": "SSB"}
    lines = problems(project, POPULATION, lambda rows: [*rows, row])
    assert lines == [
        f"{POPULATION}, row 19: inhabitants_adults is '4437351'; expected 4437350, the sum of the units of 2024"
    ]


def test_a_year_that_stands_twice_is_told(project):
    lines = problems(project, POPULATION, lambda rows: [*rows, dict(rows[3])])
    assert lines[0].startswith(f"{POPULATION}, row ")
    assert "year is '2010'; expected each only once" in lines[0]
