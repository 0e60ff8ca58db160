"""A spreadsheet for every county: its units, the county and the country."""

import pandas as pd
import pytest
from openpyxl import load_workbook

from is248.analysis.tables import Column, Table, table
from is248.data.edition import load_edition
from is248.data.groupings import TOTAL
from is248.publish.packages import write_packages

COLUMNS = (Column("fte", "Årsverk totalt"), Column("rate", "Årsverk pr. 10 000"))


def made(rows: dict[str, tuple], **more) -> Table:
    values = pd.DataFrame.from_dict(rows, orient="index")
    return table("X", {column: values[place] for place, column in enumerate(COLUMNS)}, **more)


@pytest.fixture
def packages(tmp_path):
    counties = made({"Oslo": (10.5, 2.4), "Møre og Romsdal": (5.0, 1.0), TOTAL: (15.5, 2.0)})
    units = made(
        {"0301": (10.5, 2.4), "1508": (5.0, float("nan"))},
        labels={"0301": "Frogner", "1508": "Ålesund*"}, note="Om tallene.", source="Svar",
    )  # fmt: skip
    county_of = pd.Series({"0301": "Oslo", "1508": "Møre og Romsdal"})
    write_packages(load_edition(2024), counties, units, county_of, tmp_path)
    return tmp_path


def test_every_county_has_a_file_with_a_name_that_every_system_takes(packages):
    assert sorted(file.name for file in packages.iterdir()) == ["more-og-romsdal.xlsx", "oslo.xlsx"]


def test_a_county_has_its_own_units_and_then_itself_and_the_country_in_bold(packages):
    sheet = load_workbook(packages / "more-og-romsdal.xlsx")["Årsverk"]
    assert list(sheet.values) == [
        ("Nummer", "Enhet", "Årsverk totalt", "Årsverk pr. 10 000"),
        ("1508", "Ålesund*", 5, None),
        (None, "Møre og Romsdal", 5, 1),
        (None, "Hele landet", 16, 2),
    ]
    assert [row[1].font.bold for row in sheet] == [True, False, True, True]


def test_the_second_sheet_says_what_the_numbers_are(packages):
    notes = load_workbook(packages / "oslo.xlsx")["Om tallene"]
    assert [row[0] for row in notes.values] == [
        *("Kommunalt psykisk helse- og rusarbeid 2024, Oslo", "Om tallene.", "Kilde: Svar"),
    ]
