"""The book's numbers as files: CSV for programs, unrounded, and for people workbooks and CSV as Excel reads it."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from is248.data.codebook import Codebook, load_codebook
from is248.data.codebook.asking import asked_of, worded
from is248.publish.assembly.book import Book, Exhibit
from is248.publish.assembly.colophon import about, as_text
from is248.publish.assembly.shape import NONE, NORWEGIAN, Cell, Number, Shape, plain
from is248.publish.files.datapackage import FIELDS, OWN_FIELDS, TEST_FIELDS, write_package
from is248.publish.files.workbooks import Workbook, columns_named, workbook
from is248.publish.files.written import shapes_of
from is248.steps import Memory
from is248.wording.signs import one_line, unrun

_DASH = f"{NONE} : det er ikke noe tall her, for eksempel fordi ingen har svart eller fordi tallet ikke vises."
_DATE = re.compile(r"\d{1,4}[-./]\d{1,4}([-./]\d{1,4})?|0\d+")  # what Excel takes for a date, or another number
_KINDS = {"table": "Tabell", "figure": "Figur"}


def write_data(book: Book, folder: Path, memory: Memory | None = None) -> None:
    """Write tables.csv, tables.xlsx, tests.csv, datapackage.json, and three files for every table and figure.

    <label>.csv is for programs: every cell in a row of its own, as printed and unrounded, with a point before the
    decimals. <label>.xlsx and <label>-norsk.csv have the page's rows and columns. tests.csv has all tests,
    unrounded. A text that a spreadsheet would run begins with an apostrophe in CSV. `memory` is the preview's: files of
    what has not changed are not written again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    memory, codebook, shapes = memory or Memory(), load_codebook(book.edition.year), shapes_of(book)
    for one, shape in shapes.values():
        files = _Files(book, one, shape, codebook)
        memory.made(("files", one.label), (files.title, one.data, shape), lambda files=files: files.write(folder))
    tables = [exhibit for exhibit in book.exhibits if exhibit.kind == "table"]
    _write_csv(folder / "tables.csv", FIELDS, [[t.number, *_cells(r)] for t in tables for r in t.data["records"]])
    _write_csv(folder / "tests.csv", TEST_FIELDS, [[test[field] for field in TEST_FIELDS] for test in book.tests])
    _write_workbook(book, list(shapes.values()), folder / "tables.xlsx")
    write_package(book, codebook, folder)


class _Files:
    """The files of one table or figure."""

    def __init__(self, book: Book, exhibit: Exhibit, shape: Shape, codebook: Codebook):
        self.book, self.exhibit, self.shape, self.codebook = book, exhibit, shape, codebook
        self.title = f"{sheet_name(exhibit)}. {as_text(exhibit.caption)}"

    def write(self, folder: Path) -> bool:
        """Write them; a table that comes from no data has none for programs."""
        if self.exhibit.data["records"] is not None:
            _write_csv(folder / f"{self.exhibit.label}.csv", OWN_FIELDS, self._records())
        self._write_norwegian(folder / f"{self.exhibit.label}{NORWEGIAN}")
        self._write_workbook(folder / f"{self.exhibit.label}.xlsx")
        return True

    def _records(self) -> list[list[str]]:
        """Return the cells, each with the printed name of its row and the heading that it stands under."""
        records = self.exhibit.data["records"]
        rows = list(dict.fromkeys(record["row"] for record in records))
        names = dict(zip(rows, self.shape.names, strict=True))
        return [[*_cells(record), _plain(record["unrounded"]), *names[record["row"]]] for record in records]

    def _write_norwegian(self, path: Path) -> None:
        """Write the table with semicolons and decimal commas, its head first, and what is told of it below."""
        below = [self.title, *lines_about(self.exhibit, self.shape), *about(self.book.edition)]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
            writer.writerow(map(_typed, columns_named(self.shape.heads)))
            writer.writerows(map(_typed, row) for row in self.shape.rows)
            writer.writerows([[], *([_typed(line)] for line in below)])

    def _write_workbook(self, path: Path) -> None:
        """Write the table as a workbook of its own, with the questions behind it on a second sheet."""
        made = Workbook(self.book.edition, self.title, self.book.config["lang"])
        _add_sheet(made, self.exhibit, self.shape)
        made.add_lines("Om tallene", self.title, [*self._asked(), *about(self.book.edition)])
        path.write_bytes(made.content())

    def _asked(self) -> Iterable[str]:
        for id in self.exhibit.data["questions"]:
            yield f"Spørsmål: {worded(self.codebook, id)} Stilt til: {asked_of(self.codebook, id)}."


def sheet_name(exhibit: Exhibit) -> str:
    """Return what a table or figure is called: «Tabell 6.2»."""
    return f"{_KINDS[exhibit.kind]} {exhibit.number}"


def lines_about(exhibit: Exhibit, shape: Shape) -> list[str]:
    """Return what has to be known of a table or figure: its note, which has the base, its source, and its signs."""
    source = exhibit.data["source"] and f"Kilde: {exhibit.data['source']}"
    dash = _DASH if any(NONE in row for row in shape.rows) else ""
    return [plain(line) for line in (exhibit.data["note"], source, dash) if line]


def _typed(cell: Cell) -> str:
    """Return a cell as a Norwegian types it; a text that would be run, or taken for a date, behind an apostrophe."""
    if isinstance(cell, Number):
        return cell.digits
    return f"'{cell}" if _DATE.fullmatch(cell) else unrun(cell)


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


def _write_workbook(book: Book, shown: list[tuple[Exhibit, Shape]], path: Path) -> None:
    """Write all tables and figures: a cover, the contents, the notes, and each on a sheet of its own."""
    what = ["Alle bokens tabeller, og tallene bak figurene. Hvert ark har én tabell.", "Arket Innhold fører til dem."]
    made = workbook(book.edition, book.edition.title, what, book.config["lang"])
    links = {sheet_name(one): sheet_name(one) for one, _ in shown}
    captions = [[sheet_name(one), as_text(one.caption)] for one, _ in shown]
    made.add_table("Innhold", "Innhold", [], ["Ark", "Tabell eller figur"], captions, links=links)
    notes = [[sheet_name(one), plain(one.data["note"]), plain(one.data["source"])] for one, _ in shown]
    made.add_table("Noter", "Noter og kilder", [_DASH], ["Ark", "Note", "Kilde"], notes, links=links)
    for one, shape in shown:
        _add_sheet(made, one, shape)
    path.write_bytes(made.content())


def _add_sheet(made: Workbook, exhibit: Exhibit, shape: Shape) -> None:
    name = sheet_name(exhibit)
    lines = lines_about(exhibit, shape)
    title = f"{name}. {as_text(exhibit.caption)}"
    made.add_table(name, title, lines, shape.heads, shape.rows, fixed=1 + shape.sectioned)
