"""Spreadsheets for the county governors: each county's units, beside the county and the country."""

import re
from pathlib import Path

import pandas as pd
from openpyxl.styles import Font

from is248.analysis.tables import Column, Table
from is248.data.edition import Edition
from is248.data.groupings import TOTAL
from is248.publish.workbooks import add_row, new_workbook, save
from is248.wording import round_half_up


def write_packages(edition: Edition, counties: Table, units: Table, county_of: pd.Series, folder: Path) -> None:
    """Write <county>.xlsx for every county: FTE and rates of its units, the county and the country.

    Parameters
    ----------
    edition : Edition
        For the title and the date.
    counties, units : Table
        FTE and rates by county and by unit, with the same columns.
    county_of : Series of str
        Every unit's county, by its code.
    folder : Path
        Becomes dist/<year>/packages.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for county in counties.rows:
        codes = county_of.index[county_of == county]
        _write_package(edition, counties, units, county, codes, folder / f"{_file_name(county)}.xlsx")


def _file_name(county: str) -> str:
    """Return a county's name in letters that every file system takes: more-og-romsdal."""
    plain = county.lower().translate(str.maketrans({"æ": "ae", "ø": "o", "å": "a"}))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _write_package(edition: Edition, counties: Table, units: Table, county: str, codes: pd.Index, path: Path) -> None:
    columns = counties.columns
    workbook = new_workbook(edition, f"{edition.title}: {county}")
    sheet = workbook.active
    sheet.title = "Årsverk"
    add_row(sheet, ["Nummer", "Enhet", *(column.lower for column in columns)])
    for code in codes:
        add_row(sheet, [code, units.label(code), *_cells(units, code, columns)])
    add_row(sheet, ["", county, *_cells(counties, county, columns)])
    add_row(sheet, ["", "Hele landet", *_cells(counties, TOTAL, columns)])
    for row in (sheet[1], sheet[sheet.max_row - 1], sheet[sheet.max_row]):
        for cell in row:
            cell.font = Font(bold=True)
    sheet.freeze_panes = "C2"
    for letter, width in zip("ABCDEFGH", (10, 30, *[18] * 6), strict=True):
        sheet.column_dimensions[letter].width = width
    notes = workbook.create_sheet("Om tallene")
    for line in (f"{edition.title}, {county}", units.note, f"Kilde: {units.source}"):
        add_row(notes, [line])
    notes.column_dimensions["A"].width = 110
    save(workbook, path)


def _cells(table: Table, row: str, columns: tuple[Column, ...]) -> list[int | float | None]:
    values = (table.values.at[row, column.key] for column in columns)
    return [None if value != value else int(round_half_up(value)) for value in values]
