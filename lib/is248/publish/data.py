"""The book's numbers as files: one CSV per table and figure, all tables in one CSV and in one workbook."""

import csv
from pathlib import Path

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as SheetTable
from openpyxl.worksheet.worksheet import Worksheet

from is248.publish.book import Book, Exhibit
from is248.publish.workbooks import add_row, heads, new_workbook, save
from is248.wording.signs import one_line, unescaped, unrun

_FIELDS = ["table", "row", "group", "measure", "value"]
_TEST_FIELDS = [
    *("chapter", "question", "outcome", "by", "control", "method", "n", "groups"),
    *("statistic", "df", "p", "significant", "conclusion", "note"),
]


def write_data(book: Book, folder: Path) -> None:
    """Write tables.csv, tables.xlsx, tests.csv, and <label>.csv for every table and figure.

    Numbers stand as they are printed, with a point before the decimals. <label>.csv has the unrounded
    number beside it. tests.csv has every test of difference or change that was run, unrounded. A text that a
    spreadsheet would run begins with an apostrophe.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = [exhibit for exhibit in book.exhibits if exhibit.kind == "table"]
    _write_csv(folder / "tables.csv", _FIELDS, [[t.number, *_cells(r)] for t in tables for r in t.data["records"]])
    for exhibit in book.exhibits:
        rows = [[*_cells(record), _plain(record["unrounded"])] for record in exhibit.data["records"]]
        _write_csv(folder / f"{exhibit.label}.csv", [*_FIELDS[1:], "unrounded"], rows)
    _write_csv(folder / "tests.csv", _TEST_FIELDS, [[test[field] for field in _TEST_FIELDS] for test in book.tests])
    _write_workbook(book, tables, folder / "tables.xlsx")


def _cells(record: dict) -> list[str]:
    return [*(one_line(record[key]) for key in ("row", "group", "measure")), _plain(record["value"])]


def _plain(value: float | str | None) -> str:
    if value is None or isinstance(value, str):
        return one_line(value or "")
    return str(int(value)) if value == int(value) else repr(value)


def _write_csv(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(map(unrun, row) for row in rows)


def _write_workbook(book: Book, tables: list[Exhibit], path: Path) -> None:
    """Write a workbook for screen readers too: one table per sheet, head in the first row, no merged cells."""
    workbook = new_workbook(book.edition, book.edition.title)
    workbook.properties.language = book.config["lang"]
    contents = workbook.active
    contents.title = "Innhold"
    add_row(contents, ["Ark", "Tabell"])
    for exhibit in tables:
        name = f"Tabell {exhibit.number}"
        add_row(contents, [name, unescaped(exhibit.caption)])
        contents.cell(contents.max_row, 1).hyperlink = f"#'{name}'!A1"
        _write_sheet(workbook.create_sheet(name), exhibit)
    _finish(contents, "Innhold")
    save(workbook, path)


def _write_sheet(sheet: Worksheet, exhibit: Exhibit) -> None:
    columns: dict[str, None] = {}
    rows: dict[str, dict[str, float | None]] = {}
    for record in exhibit.data["records"]:
        column = f"{record['group']}: {record['measure']}" if record["group"] else record["measure"]
        columns[column] = None
        rows.setdefault(record["row"], {})[column] = record["value"]
    add_row(sheet, heads(["Rad", *columns]))
    for row, values in rows.items():
        add_row(sheet, [row, *(_number(values.get(column)) for column in columns)])
    _finish(sheet, "T" + exhibit.number.replace(".", "_"))


def _number(value: float | str | None) -> float | int | str | None:
    return int(value) if isinstance(value, float) and value == int(value) else value


def _finish(sheet: Worksheet, name: str) -> None:
    """Name the table, freeze its head, and make the columns as wide as their contents."""
    table = SheetTable(displayName=name, ref=f"A1:{get_column_letter(sheet.max_column)}{sheet.max_row}")
    sheet.add_table(table)
    sheet.freeze_panes = "B2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for index, column in enumerate(sheet.iter_cols(), 1):
        longest = max(len(str(cell.value or "")) for cell in column[1:]) if sheet.max_row > 1 else 10
        sheet.column_dimensions[get_column_letter(index)].width = min(60, max(14, longest + 2))
