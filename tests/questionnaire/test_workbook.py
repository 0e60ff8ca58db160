"""The help form for FTE: sums that check themselves, cells that can be written in, and its numbers read again."""

import io
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from is248.data.codebook import load_codebook
from is248.data.problems import DataError
from is248.data.responses import read_responses
from is248.project import ProjectError, root
from is248.questionnaire.form import form_of
from is248.questionnaire.last_year import last_year
from is248.questionnaire.page import Filled
from is248.questionnaire.workbook import ALIKE, FIRST, KEYS, UNIT_CELL, help_form, read_help_forms


@pytest.fixture(scope="module")
def forms():
    return {year: form_of(load_codebook(year)) for year in (2023, 2024)}


def cells_of(form) -> list[str]:
    return [name for block in form.blocks for cells in block.cells for row in cells.names for name in row]


def write(path: Path, form, unit: str, numbers: dict, filled: Filled | None = None) -> Path:
    """Fill in a help form as a unit does."""
    book = openpyxl.load_workbook(io.BytesIO(help_form(form, filled or Filled())))
    where = {row[0]: row[1:] for row in book[KEYS].values}
    book[FIRST][UNIT_CELL] = unit
    for name, number in numbers.items():
        sheet, cell = where[name]
        book[sheet][cell] = number
    book.save(path)
    return path


@pytest.mark.parametrize("year", [2023, 2024])
def test_only_cells_of_the_codebook_can_be_written_in_and_take_no_negative_number(forms, year):
    book = openpyxl.load_workbook(io.BytesIO(help_form(forms[year])))
    where = {(sheet, cell): name for name, sheet, cell in book[KEYS].values if cell}
    assert sorted(where.values()) == sorted(cells_of(forms[year]))
    for sheet in book.worksheets[1:-1]:
        assert sheet.protection.sheet
        unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
        named = {cell for of, cell in where if of == sheet.title}
        assert named <= unlocked and len(unlocked - named) <= 1  # beside them the FTE in all
        (rule,) = sheet.data_validations.dataValidation
        assert rule.operator == "greaterThanOrEqual" and rule.formula1 == "0"
        assert all(cell in rule.sqref for cell in named)
        formulas = [c.value for row in sheet.iter_rows() for c in row if str(c.value).startswith("=")]
        assert any(ALIKE in formula for formula in formulas) and sheet.conditional_formatting
    assert help_form(forms[year]) == help_form(forms[year])


def test_sums_of_a_list_span_its_cells(forms):
    book = openpyxl.load_workbook(io.BytesIO(help_form(forms[2023])))
    sheet = book["Voksne"]
    sums = {row: sheet.cell(row, 2).value for row in range(1, 40) if sheet.cell(row, 1).value == "Sum"}
    where = {name: cell for name, of, cell in book[KEYS].values if of == "Voksne"}
    first, second = sums.values()
    assert first == f"=SUM({where['arsverk_voksne__11__sum']}:{where['arsverk_voksne__16__sum']})"
    assert second == f"=SUM({where['arsverk_voksne__sum__11']}:{where['arsverk_voksne__sum__19']})"
    check = next(c.value for c in sheet["B"] if ALIKE in str(c.value))
    assert all(f"B{row}" in check for row in sums)


def test_what_units_wrote_is_read_under_the_codebooks_columns(forms, tmp_path):
    form = forms[2023]
    write(tmp_path / "a.xlsx", form, "1103", {"arsverk_voksne__11__sum": 12.5, "arsverk_voksne__sum__15": 12.5})
    write(tmp_path / "c.xlsx", form, "1106", {"arsverk_barn__13__sum": 0, "arsverk_barn__sum__19": 0})
    read = read_help_forms(tmp_path.glob("*.xlsx"), form)
    assert list(read.index) == ["1103", "1106"] and list(read.columns) == cells_of(form)
    assert read.loc["1103"].dropna().to_dict() == {"arsverk_voksne__11__sum": 12.5, "arsverk_voksne__sum__15": 12.5}
    assert read.at["1106", "arsverk_barn__13__sum"] == 0 and pd.isna(read.at["1106", "arsverk_barn__11__sum"])


def test_the_table_that_a_unit_filled_in_answers_what_decides_it(forms, tmp_path):
    write(tmp_path / "a.xlsx", forms[2024], "1103", {"arsverk_voksne__2__2": 7, "arsverk_barn__sum__1": 0.5})
    read = read_help_forms([tmp_path / "a.xlsx"], forms[2024]).loc["1103"].dropna()
    assert read.to_dict() == {
        "egne_arsverk_voksne": 1,
        "egne_arsverk_barn": 2,
        "arsverk_voksne__2__2": 7,
        "arsverk_barn__sum__1": 0.5,
    }
    write(tmp_path / "b.xlsx", forms[2024], "1103", {"arsverk_barn__2__2": 7, "arsverk_barn__sum__1": 0.5})
    with pytest.raises(DataError, match="egne_arsverk_barn is 'both'; expected one of the two tables"):
        read_help_forms([tmp_path / "b.xlsx"], forms[2024])


def test_a_number_that_was_typed_as_a_text_is_read(forms, tmp_path):
    write(tmp_path / "a.xlsx", forms[2023], "1103", {"arsverk_barn__11__sum": " 3,25", "arsverk_barn__sum__11": "3.25"})
    assert set(read_help_forms([tmp_path / "a.xlsx"], forms[2023]).loc["1103"].dropna()) == {3.25}


@pytest.mark.parametrize(
    ("unit", "numbers", "told"),
    [
        ("1103", {"arsverk_voksne__11__sum": "ca 12"}, r"arsverk_voksne__11__sum \(Voksne, B\d+\) is 'ca 12'"),
        (
            "1103",
            {"arsverk_voksne__11__sum": "1.234"},
            "is '1.234'; expected a number such as 12,5; the cell holds a text",
        ),
        ("1103", {"arsverk_voksne__11__sum": -2, "arsverk_voksne__sum__11": 0}, "is '-2'; expected 0 or more"),
        ("1103", {"arsverk_barn__11__sum": 3, "arsverk_barn__sum__11": 2.5}, "'2,5 by education'; expected 3, the sum"),
        ("9998", {}, "is '9998'; expected the code of a unit"),
    ],
)
def test_what_can_not_be_is_told_with_its_cell(forms, tmp_path, unit, numbers, told):
    write(tmp_path / "a.xlsx", forms[2023], unit, numbers)
    with pytest.raises(DataError, match=told):
        read_help_forms([tmp_path / "a.xlsx"], forms[2023])


def test_another_workbook_and_another_year_are_refused(forms, tmp_path):
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(ProjectError, match="other.xlsx is no help form"):
        read_help_forms([tmp_path / "other.xlsx"], forms[2024])
    with pytest.raises(ProjectError, match="is a help form of 2023, not of 2024"):
        read_help_forms([write(tmp_path / "a.xlsx", forms[2023], "1103", {})], forms[2024])


def test_last_years_fte_stand_in_their_cells_where_the_form_has_the_same(tmp_path, monkeypatch):
    origin = root()
    for file in ("reference/municipal-changes.csv", "reference/units-2024.csv", "demo/2024/responses.csv"):
        (tmp_path / "data" / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(origin / "data" / file, tmp_path / "data" / file)
    shutil.copy(origin / "data/reference/units-2024.csv", tmp_path / "data/reference/units-2025.csv")
    form = form_of(load_codebook(2024).model_copy(update={"year": 2025}))
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    responses = read_responses("data/demo/2024/responses.csv")
    last, asked = last_year(form.codebook), responses["egne_arsverk_voksne"]
    whole, few = asked.index[asked == "1"][0], asked.index[asked == "2"][0]
    for code, name in ((whole, "arsverk_voksne__2__2"), (few, "arsverk_voksne__7__2")):
        given = float(responses.at[code, name])
        assert last.of(code)[name if code == whole else "arsverk_voksne__sum__2"] == given
    assert not any(name.startswith("arsverk_voksne__7") for name in last.of(few))


def test_last_years_fte_are_those_of_the_cells_or_in_all(forms):
    last = last_year(forms[2024].codebook)  # other services and educations than in 2023
    assert last.of("1103") == {} and last.total("1103", "arsverk_voksne") == pytest.approx(412.32)
    assert last.total("30101", "arsverk_barn") is not None and last.total("nowhere", "arsverk_barn") is None
