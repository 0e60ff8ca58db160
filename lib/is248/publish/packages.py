"""Spreadsheets for the county governors: each county's units, beside the county and the country."""

import re
from datetime import datetime, time
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from is248.analysis.tables import Column, Table
from is248.data.groupings import TOTAL
from is248.survey import Survey
from is248.wording import round_half_up


def write_packages(survey: Survey, folder: Path) -> None:
    """Write <county>.xlsx for every county: FTE and rates of its units, the county and the country."""
    folder.mkdir(parents=True, exist_ok=True)
    counties = survey.fte("county")
    for county in counties.rows:
        _write_package(survey, counties, county, folder / f"{_file_name(county)}.xlsx")


def _file_name(county: str) -> str:
    """Return a county's name in letters that every file system takes: more-og-romsdal."""
    plain = county.lower().translate(str.maketrans({"æ": "ae", "ø": "o", "å": "a"}))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _write_package(survey: Survey, counties: Table, county: str, path: Path) -> None:
    base, edition = survey.base_data, survey.edition
    columns = counties.columns
    workbook = Workbook()
    workbook.properties.title = f"{edition.title}: {county}"
    workbook.properties.creator = edition.author
    workbook.properties.created = workbook.properties.modified = datetime.combine(edition.date, time())
    sheet = workbook.active
    sheet.title = "Årsverk"
    sheet.append(["Nummer", "Enhet", *(column.head or column.measure for column in columns)])
    for code in survey.units.index[survey.units["county"] == county]:
        sheet.append([code, base.label(code), *_cells(base, code, columns)])
    sheet.append(["", county, *_cells(counties, county, columns)])
    sheet.append(["", "Hele landet", *_cells(counties, TOTAL, columns)])
    for row in (sheet[1], sheet[sheet.max_row - 1], sheet[sheet.max_row]):
        for cell in row:
            cell.font = Font(bold=True)
    sheet.freeze_panes = "C2"
    for letter, width in zip("ABCDEFGH", (10, 30, *[18] * 6), strict=True):
        sheet.column_dimensions[letter].width = width
    notes = workbook.create_sheet("Om tallene")
    for line in (f"{edition.title}, {county}", base.note, f"Kilde: {base.source}"):
        notes.append([line])
    notes.column_dimensions["A"].width = 110
    workbook.save(path)


def _cells(table: Table, row: str, columns: tuple[Column, ...]) -> list[int | float | None]:
    values = (table.values.at[row, column.key] for column in columns)
    return [None if value != value else int(round_half_up(value)) for value in values]
