"""The help form for counting FTE: a workbook whose sums check themselves, and what reads it again.

Numbers are written in open cells, and in no others; which cell is which of the codebook's columns stands in a hidden
sheet, so that nothing depends on where it lies.
"""

import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from is248.data.changes import units_of
from is248.data.problems import DataError, Problem
from is248.intake.rules.together import TOLERANCE
from is248.project import ProjectError
from is248.questionnaire.form import Block, Cells, Form
from is248.questionnaire.page import BLANK, Filled, shown
from is248.questionnaire.saving import saved

FIRST, KEYS, UNIT_CELL = "Les dette først", "celler", "B3"
ALIKE, APART = "Summene stemmer", "Summene er ulike: se over tallene"
_SHEETS = {"adults": "Voksne", "children": "Barn og unge", None: "Årsverk"}
_OPEN = PatternFill("solid", fgColor="FFF8E1")
_WRONG, _RIGHT = PatternFill("solid", bgColor="F8D7DA"), PatternFill("solid", bgColor="D8EFDD")
_EDGE = Border(*[Side("thin", color="7B8794")] * 4)
_font = partial(Font, name="Calibri")
_TOP = Alignment(wrap_text=True, vertical="top")
_TYPED = re.compile(r"\d+(?:[.,]\d{1,2})?")  # 12,5 and 12.5; not 1.234, which may be a thousand
_WIDTH = 60  # letters of the first column
_HOW = (
    "Her kan dere telle årsverk før dere fyller ut skjemaet. Skriv bare i de gule rutene; summene regnes ut.",
    "Skriv årsverk som tall, for eksempel 12,5. Skriv 0, eller la ruten stå tom, der dere ikke har noen.",
    "Hvert årsverk skal stå ett sted. Arbeider noen i flere tjenester, deles årsverket mellom dem.",
    "Nederst på hvert ark står det om summene stemmer.",
)


def help_form(form: Form, filled: Filled = BLANK) -> bytes:
    """Return the help form for FTE as a workbook, blank or with last year's numbers of a unit in it."""
    year = form.codebook.year
    book = Workbook()
    book.properties.title, book.properties.creator = f"Hjelpeskjema for årsverk {year}", "IS-24/8"
    book.properties.created = datetime(year, 1, 1)
    keys = [("year", str(year), "")]
    _first_sheet(book.active, year, filled)
    for block in form.blocks:
        if block.kind == "fte":
            name = _SHEETS[block.items[0].question.target]
            sheet = book.create_sheet(name if name not in book.sheetnames else f"{name} {len(book.sheetnames)}")
            keys += [(column, sheet.title, cell) for column, cell in _sheet(sheet, block, filled).items()]
    hidden = book.create_sheet(KEYS)
    hidden.sheet_state = "veryHidden"
    for key in keys:
        hidden.append(key)
    return saved(book)


def _first_sheet(sheet: Worksheet, year: int, filled: Filled) -> None:
    sheet.title = FIRST
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 44, 50
    _landscape(sheet)
    sheet["A1"], sheet["A1"].font = f"Hjelpeskjema for årsverk {year}", _font(bold=True, size=16)
    sheet["A3"] = "Kommunenummer eller bydelsnummer"
    _open(sheet, UNIT_CELL, filled.unit.split(" ")[0])
    sheet[UNIT_CELL].number_format = "@"
    notes = [*_HOW, *(["Fjorårets årsverk er fylt ut. Rett det som er endret."] if filled.values else [])]
    for row, line in enumerate(notes, start=5):
        sheet.cell(row, 1, line).alignment = _TOP
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        sheet.row_dimensions[row].height = 32
    sheet.protection.sheet = True


def _sheet(sheet: Worksheet, block: Block, filled: Filled) -> dict[str, str]:
    """Fill a sheet with the tables of a question of FTE; return the cell of each of the codebook's columns."""
    question, found, totals, row = block.items[0].question, {}, [], 3
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _WIDTH, 18
    _say(sheet, 1, block.text, _font(bold=True, size=14))
    _landscape(sheet)
    if total := filled.total(question.id):
        sheet["A2"] = total
    for cells in block.cells:
        row = _table(sheet, row, cells, filled, found, totals)
    _check(sheet, row, totals if question.lists else [])
    sheet.freeze_panes, sheet.protection.sheet = "B3", True
    numbers = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    numbers.errorTitle, numbers.error = "Årsverk", "Skriv et tall som er 0 eller mer, for eksempel 12,5."
    numbers.showErrorMessage = True
    sheet.add_data_validation(numbers)
    for cell in found.values():
        numbers.add(cell)
    return found


def _table(sheet: Worksheet, row: int, cells: Cells, filled: Filled, found: dict[str, str], totals: list[str]) -> int:
    """Write a table below the last one; return the row after it."""
    _say(sheet, row, cells.title, _font(bold=True))
    if cells.asked:
        row += 1
        _say(sheet, row, cells.asked, _font(italic=True))
    width = max(len(cells.columns), 1)
    if cells.columns:
        row += 1
        for place, head in enumerate([*(option.asked for option in cells.columns), "Sum"], start=2):
            sheet.cell(row, place, head).alignment = _TOP
            sheet.column_dimensions[get_column_letter(place)].width = 18
        sheet.row_dimensions[row].height = 64
    first = row + 1
    for option, names in zip(cells.rows, cells.names, strict=True):
        row += 1
        _say(sheet, row, option.asked)
        for place, name in enumerate(names, start=2):
            found[name] = f"{get_column_letter(place)}{row}"
            _open(sheet, found[name], filled.values.get(name))
        if cells.columns:
            sheet.cell(row, width + 2, f"=SUM(B{row}:{get_column_letter(width + 1)}{row})")
    last, row = row, row + 1
    sheet.cell(row, 1, "Sum").font = _font(bold=True)
    for place in range(2, width + 2 + bool(cells.columns)):
        letter = get_column_letter(place)
        sheet.cell(row, place, f"=SUM({letter}{first}:{letter}{last})").font = _font(bold=True)
    totals.append(f"{get_column_letter(width + 1 + bool(cells.columns))}{row}")
    return row + 2


def _check(sheet: Worksheet, row: int, totals: list[str]) -> None:
    """Write whether two lists have one sum, and whether all of it is what the unit knows to be its FTE."""
    lines = {}
    if totals:
        a, b = totals
        _say(sheet, row, "Stemmer årsverk etter tjeneste med årsverk etter utdanning?")
        lines[row] = f'=IF(ABS({a}-{b})<={TOLERANCE},"{ALIKE}","{APART}")'
    else:
        _say(sheet, row, "Stemmer summen med årsverkene dere har i alt? (Skriv dem her om dere vil.)")
        _open(sheet, f"B{row}", None)
        row += 1
        sums = "+".join(_sums(sheet))
        lines[row] = f'=IF(B{row - 1}="","",IF(ABS(B{row - 1}-({sums}))<={TOLERANCE},"{ALIKE}","{APART}"))'
    for place, formula in lines.items():
        sheet.cell(place, 2, formula).font = _font(bold=True)
        right, wrong = (f'$B${place}="{text}"' for text in (ALIKE, APART))
        sheet.conditional_formatting.add(f"B{place}", FormulaRule([right], fill=_RIGHT))
        sheet.conditional_formatting.add(f"B{place}", FormulaRule([wrong], fill=_WRONG))


def _sums(sheet: Worksheet) -> list[str]:
    """Return the cells with the sum of a whole table."""
    rows = [cell.row for cell in sheet["A"] if cell.value == "Sum"]
    return [f"{get_column_letter(max(c.column for c in sheet[row] if c.value is not None))}{row}" for row in rows]


def _say(sheet: Worksheet, row: int, text: str, font: Font | None = None) -> None:
    """Write a line of the first column, as high as its words need."""
    cell = sheet.cell(row, 1, text)
    cell.alignment, cell.font = _TOP, font or _font()
    lines = -(-len(text) * (1.4 if font and font.sz and font.sz > 11 else 1.1) // _WIDTH)
    sheet.row_dimensions[row].height = 16 * max(lines, 1) * (1.25 if font and font.sz and font.sz > 11 else 1)


def _landscape(sheet: Worksheet) -> None:
    """Print a sheet on one page's width."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _open(sheet: Worksheet, cell: str, value: float | str | None) -> None:
    """Let a cell be written in."""
    sheet[cell] = value if value != "" else None
    sheet[cell].protection, sheet[cell].fill, sheet[cell].border = Protection(locked=False), _OPEN, _EDGE


# --- reading


def read_help_forms(files: Iterable[Path], form: Form) -> pd.DataFrame:
    """Return the FTE that units wrote into their help forms.

    Returns
    -------
    DataFrame
        Units, by code, x the codebook's columns of FTE, missing where a cell is empty; and the questions that decide
        which table a unit has, by the table that it filled in.

    Raises
    ------
    ProjectError
        If a file is no help form of this year.
    DataError
        If a cell holds no number of 0 or more, the sums differ, or a unit is unknown or stands twice; all at once.
    """
    units, rows, problems = units_of(form.codebook.year), {}, []
    for file in sorted(files):
        unit, numbers = _read(file, form, problems)
        if unit not in units.index:
            problems.append(Problem(file.name, None, "", UNIT_CELL, unit or "empty", "the code of a unit"))
        elif unit in rows:
            problems.append(Problem(file.name, None, unit, UNIT_CELL, unit, "each unit in one help form"))
        problems += _different_sums(file.name, unit, numbers, form)
        rows.setdefault(unit, _gates(file.name, unit, numbers, form, problems) | numbers)
    if problems:
        raise DataError(problems)
    tables = [cells for block in form.blocks for cells in block.cells]
    columns = list(dict.fromkeys(cells.gate[0] for cells in tables if cells.gate))
    columns += [name for cells in tables for names in cells.names for name in names]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype=float).rename_axis("unit").sort_index()


def _read(file: Path, form: Form, problems: list[Problem]) -> tuple[str, dict[str, float]]:
    year = str(form.codebook.year)
    try:
        book = load_workbook(file, data_only=True)
        keys = [tuple(str(cell or "") for cell in row) for row in book[KEYS].values]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, InvalidFileException):
        raise ProjectError(f"{file.name} is no help form for FTE: is248 questionnaire {year} makes them.") from None
    if keys[0][1] != year:
        raise ProjectError(f"{file.name} is a help form of {keys[0][1]}, not of {year}.")
    unit = str(book[FIRST][UNIT_CELL].value or "").strip().removesuffix(".0")
    unit = unit.zfill(4)
    numbers: dict[str, float] = {}
    for column, sheet, cell in keys[1:]:
        value = book[sheet][cell].value
        if isinstance(value, str) and _TYPED.fullmatch(value.strip()):  # a number that was typed as a text
            value = float(value.strip().replace(",", "."))
        if value is None:
            continue
        if isinstance(value, bool | str) or not isinstance(value, int | float) or value < 0:
            told = "a number such as 12,5; the cell holds a text" if isinstance(value, str) else "0 or more"
            problems.append(Problem(file.name, None, unit, f"{column} ({sheet}, {cell})", str(value), told))
        else:
            numbers[column] = float(value)
    return unit, numbers


def _gates(file: str, unit: str, numbers: dict[str, float], form: Form, problems: list[Problem]) -> dict[str, float]:
    """Return the answers that let a unit fill in the tables that it did."""
    answers: dict[str, float] = {}
    for cells in (cells for block in form.blocks for cells in block.cells if cells.gate):
        question, codes = cells.gate
        if any(name in numbers for names in cells.names for name in names):
            if question in answers:
                told = "one of the two tables of the sheet filled in, not both"
                problems.append(Problem(file, None, unit, question, "both", told))
            answers[question] = float(codes[0])
    return answers


def _different_sums(file: str, unit: str, numbers: dict[str, float], form: Form) -> Iterable[Problem]:
    for block in form.blocks:
        if block.kind == "fte" and block.items[0].question.lists:
            services, educations = (
                sum(numbers.get(name, 0) for names in cells.names for name in names) for cells in block.cells
            )
            if abs(services - educations) > TOLERANCE:
                expected = f"{shown(services)}, the sum by service"
                yield Problem(
                    file, None, unit, block.items[0].question.id, f"{shown(educations)} by education", expected
                )
