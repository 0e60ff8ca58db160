"""Workbooks that hold data alone: a text is a text whatever it begins with, and the same book gives the same bytes."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from is248.data.edition import Edition
from is248.wording.signs import one_line

MOST, MOST_OF_A_HEAD = 32_767, 255  # letters that Excel takes in a cell, and in the head of a table's column
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def new_workbook(edition: Edition, title: str) -> Workbook:
    """Return a workbook with one empty sheet, its author and date those of the edition."""
    workbook = Workbook()
    workbook.properties.title, workbook.properties.creator = one_line(title), one_line(edition.author)
    workbook.properties.created = datetime.combine(edition.date, time())
    return workbook


def add_row(sheet: Worksheet, values: Iterable[str | float | None]) -> None:
    """Write a row below the last one; texts are never formulas, errors or dates."""
    row = 1 if sheet.max_row == 1 and sheet.cell(1, 1).value is None else sheet.max_row + 1
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        if isinstance(value, str):
            _write_text(cell, value)
        else:
            cell.value = value


def _write_text(cell: Cell, text: str) -> None:
    text = _cut(one_line(text), MOST)
    cell.value = text
    if text:
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula, and #N/A for an error
        cell.quotePrefix = text[0] in "=+-@"  # so that Excel doesn't either, when someone edits the cell


def _cut(text: str, most: int) -> str:
    """Return a text without what Excel has no room for; it counts in UTF-16."""
    return text if len(text) * 2 <= most else text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def heads(names: Iterable[str]) -> list[str]:
    """Return heads of a table's columns: no two are alike in capital letters, and none is too long."""
    found: dict[str, str] = {}
    for name in names:
        name = head = _cut(one_line(name), MOST_OF_A_HEAD - 6) or "–"
        number = 1
        while head.casefold() in found:
            number += 1
            head = f"{name} ({number})"
        found[head.casefold()] = head
    return list(found.values())


def save(workbook: Workbook, path: Path) -> None:
    """Write a workbook; the times in it, and in its archive, are the edition's."""
    made, created = io.BytesIO(), workbook.properties.created
    workbook.save(made)  # which notes the time of the day
    stamp = b"\\g<1>" + created.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, created.timetuple()[:6])
            part.compress_type, part.create_system, part.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            archive.writestr(
                part, _MODIFIED.sub(stamp, parts.read(name)) if name == "docProps/core.xml" else parts.read(name)
            )
