"""Workbooks that hold data alone, for screen readers too: a text is a text whatever it begins with.

They follow the rules for accessible spreadsheets: a cover, one table on each sheet with its title above it, each marked
as a table with heads of its own, nothing merged, no formula. The same book gives the same bytes.
"""

import io
import re
import textwrap
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from functools import lru_cache

import xlsxwriter

from is248.data.edition import Edition
from is248.publish.assembly.colophon import about
from is248.publish.assembly.shape import NONE, Cell, Number
from is248.wording.signs import html_text, one_line

MOST, MOST_OF_A_HEAD = 32_767, 255  # letters that Excel takes in a cell, and in the head of a table's column
_PAGE, _WIDEST, _NARROWER = 70, 60, 30  # letters of a cover's line, and of a table's column; longer texts wrap
_ACROSS = 120  # letters of a line on paper that lies
_A4 = 9
_LINE, _TALLEST = 15, 400  # points of a row's line, and of a row
_RUN = "=+-@"  # what begins a formula when someone edits the cell
_LOOKS = {
    "title": {"bold": True, "font_size": 14},
    "cover": {"bold": True, "font_size": 14, "text_wrap": True},
    "head": {"bold": True, "text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "line": {"valign": "top"},
    "quoted": {"text_wrap": True, "valign": "top", "quote_prefix": True},
    "none": {"align": "right", "valign": "top"},
    "link": {"font_color": "#0563C1", "underline": 1, "valign": "top"},
}


class Workbook:
    """A workbook that is being written, sheet by sheet."""

    def __init__(self, edition: Edition, title: str, language: str = "nb"):
        self._made, self._language = io.BytesIO(), language
        self._book = xlsxwriter.Workbook(self._made, {"in_memory": True})
        told = {"title": one_line(title), "author": one_line(edition.author)}
        self._book.set_properties(told | {"created": datetime.combine(edition.date, time())})
        self._looks = {name: self._book.add_format(look) for name, look in _LOOKS.items()}

    def add_lines(self, name: str, title: str, lines: Iterable[str]) -> None:
        """Write a sheet of text, a line in each row: the cover."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, _PAGE)
        self._write(sheet, 0, 0, title, "cover")
        sheet.set_row(0, 1.5 * _height([title], [_PAGE / 1.5]))
        for row, line in enumerate(lines, 1):
            self._write(sheet, row, 0, line, "text")
            sheet.set_row(row, _height([line], [_PAGE]))
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)

    def add_table(
        self,
        name: str,
        title: str,
        lines: Iterable[str],
        heads: Sequence[str],
        rows: Iterable[Sequence[Cell | float | None]],
        fixed: int = 1,
        links: dict[str, str] | None = None,
    ) -> None:
        """Write a sheet with one table below its title and some lines about it.

        `fixed` is how many columns stay in view; `links` are the sheets that texts of the first column lead to.
        """
        sheet, heads, rows = self._book.add_worksheet(name), columns_named(heads), list(rows)
        widths, narrow = _widths(heads, rows, _WIDEST), _widths(heads, rows, _NARROWER)
        if sum(widths) > _ACROSS and sum(narrow) < 1.5 * _ACROSS:
            widths = narrow
        room = max(_ACROSS, sum(widths))  # what is wider makes all of the printed sheet smaller
        above = [(part, "title") for part in textwrap.wrap(title, int(room / 1.5))]
        above += [(part, "line") for line in lines for part in textwrap.wrap(line, room)]
        top = len(above)
        for row, (line, look) in enumerate(above):
            self._write(sheet, row, 0, line, look)
        if rows:
            table = re.sub(r"\W", "_", name)
            columns = [{"header": head, "header_format": self._looks["head"]} for head in heads]
            sheet.add_table(top, 0, top + len(rows), len(heads) - 1, {"name": table, "columns": columns})
        for column, head in enumerate(heads):
            self._write(sheet, top, column, head, "head")
        for row, cells in enumerate(rows, top + 1):
            for column, cell in enumerate(cells):
                if links and not column and cell in links:
                    sheet.write_url(row, 0, f"internal:'{links[cell]}'!A1", self._looks["link"], cell)
                else:
                    self._write(sheet, row, column, NONE if cell in (None, "") else cell)  # none is empty in a table
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for row, cells in enumerate([heads, *rows], top):
            sheet.set_row(row, _height(cells, widths))
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.repeat_rows(top)
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(top + 1, fixed)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # the units' numbers are names

    def _write(self, sheet, row: int, column: int, cell: Cell | float | None, look: str = "text") -> None:
        if isinstance(cell, Number):
            sheet.write_number(row, column, cell.value, self._number_look(cell.decimals))
        elif isinstance(cell, str):
            text, look = _text(cell), "none" if cell == NONE else look
            sheet.write_string(row, column, text, self._looks["quoted" if text[:1] in _RUN and text else look])
        elif cell is not None:
            sheet.write_number(row, column, cell, self._number_look(0))

    def _number_look(self, decimals: int):
        if decimals not in self._looks:
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
            self._looks[decimals] = self._book.add_format({"num_format": pattern, "valign": "top"})
        return self._looks[decimals]

    def content(self) -> bytes:
        """Return the finished file, with the language that the texts are in, which the library has no word for."""
        self._book.close()
        spoken = f"<dc:language>{html_text(self._language)}</dc:language></cp:coreProperties>".encode()
        whole = io.BytesIO()
        with zipfile.ZipFile(self._made) as parts, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in parts.infolist():
                content = parts.read(part)
                part.create_system = 3  # whatever the system, the same bytes
                is_core = part.filename == "docProps/core.xml"
                archive.writestr(part, content.replace(b"</cp:coreProperties>", spoken) if is_core else content)
        return whole.getvalue()


def workbook(edition: Edition, title: str, what: Iterable[str], language: str = "nb") -> Workbook:
    """Return a workbook with its cover: what it holds, whose it is, how it is cited, and what its numbers are worth."""
    made = Workbook(edition, title, language)
    made.add_lines("Forside", title, [*what, *about(edition)])
    return made


@lru_cache(50_000)  # most of the cells of a package are alike
def _text(cell: str) -> str:
    return cut(one_line(cell), MOST)


def columns_named(names: Iterable[str]) -> list[str]:
    """Return heads of a table's columns: no two are alike in capital letters, and none is too long."""
    found: dict[str, str] = {}
    for name in names:
        name = head = cut(one_line(name), MOST_OF_A_HEAD - 6) or "–"
        number = 1
        while head.casefold() in found:
            number += 1
            head = f"{name} ({number})"
        found[head.casefold()] = head
    return list(found.values())


def cut(text: str, most: int) -> str:
    """Return a text without what Excel has no room for; it counts in UTF-16."""
    return text if len(text) * 2 <= most else text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _widths(heads: Sequence[str], rows: list[Sequence[Cell | float | None]], most: int) -> list[int]:
    """Return the width of each column in letters: as its longest cell, and the longest word of its head."""
    return [_width(head, (cells[column] for cells in rows), most) for column, head in enumerate(heads)]


def _width(head: str, cells: Iterable[Cell | float | None], most: int) -> int:
    longest = max((len(cell) if isinstance(cell, str) else 9 for cell in cells), default=9)
    return min(most, max(11, longest + 2, *(len(word) + 4 for word in head.split())))


def _height(cells: Iterable[Cell | float | None], widths: list[int]) -> float:
    """Return the height of a row in points: not every program makes room for texts that wrap."""
    texts = ((len(cell), width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str))
    return min(_TALLEST, _LINE * max((1 + int(1.15 * letters / width) for letters, width in texts), default=1))
