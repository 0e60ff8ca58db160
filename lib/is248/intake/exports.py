"""`Export`: a survey export as it was written, from SPSS `.sav`, CSV or `.xlsx`. Nothing is interpreted."""

import codecs
import csv
import datetime
import io
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd

from is248.project import ProjectError

_SEPARATORS = ";,\t|"
_NOTHING = {"", ".", "-", "–", "na", "n/a", "#n/a", "nan", "null", "none", "#null!"}
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SAMPLE = 200_000  # bytes: enough to see the separator


@dataclass(frozen=True)
class Export:
    """The cells of an export: a row per record, the columns numbered as `headings`.

    A cell is text without blanks around it, or a number where the file has numbers; missing where it is empty.
    """

    file: str  # its name, for messages
    headings: list[str]  # in the order of the file; a name may stand twice
    cells: pd.DataFrame
    rows: np.ndarray  # where each record stands: line of the sheet or of the CSV file, or the case number of SPSS
    labels: dict[int, str] = field(default_factory=dict)  # the columns' long names (SPSS)
    value_labels: dict[int, dict[float, str]] = field(default_factory=dict)  # what a column's codes stand for (SPSS)


def read_export(path: Path) -> Export:
    """Read an export; the file's ending says what it is.

    Raises
    ------
    ProjectError
        If the file is missing, of another kind, empty, damaged, or has rows of unequal length.
    """
    readers: dict[str, Callable[[Path], Export]] = {".sav": _sav, ".zsav": _sav, ".csv": _csv, ".xlsx": _xlsx}
    if not path.is_file():
        raise ProjectError(f"There is no file {path}.")
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ProjectError(
            f"{path.name} can't be read: the import reads {', '.join(readers)}. Save the export as one of these."
        )
    export = reader(path)
    if export.cells.empty:
        raise ProjectError(f"{path.name} has no records below its headings.")
    return export


def _cleaner() -> Callable[[object], object]:
    """Return what cleans each different cell once, and keeps one copy of it: most cells of an export are alike."""

    @cache
    def clean(cell: object) -> object:
        if not isinstance(cell, str):
            return cell
        text = clean_text(cell)
        return None if text.casefold() in _NOTHING else text

    return clean


def clean_text(text: str) -> str:
    """Return the text in composed letters, without invisible characters and without blanks around it."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _csv(path: Path) -> Export:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as lines:
        skip = lines.readline().lower().startswith("sep=")  # a line that tells Excel the separator
        lines.seek(0)
        sample = lines.read(_SAMPLE)
        separator = _separator(sample, skip, whole=len(sample) < _SAMPLE)
        lines.seek(0)
        records = csv.reader(lines, delimiter=separator, strict=True)
        try:
            return _from_records(path, enumerate(records, start=1), skip)
        except csv.Error as error:
            raise ProjectError(
                f"{path.name}, line {records.line_num}: this can't be read as CSV ({error}). "
                "A quotation mark is left open, or one inside an answer is not doubled."
            ) from error


def _encoding(path: Path) -> str:
    """Return utf-8-sig, utf-16, or the Western European code page where the bytes are neither."""
    raw = path.read_bytes()
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            raw.decode(encoding)
            return encoding
    return "latin-1"


def _separator(sample: str, skip: bool, whole: bool) -> str:
    """Return the separator that divides all records alike, and into most columns."""

    def score(separator: str) -> tuple[bool, int]:
        try:
            records = [r for r in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if r]
        except csv.Error:
            return False, 0
        records = records[skip : None if whole else -1]
        widths = {len(record) for record in records}
        return len(widths) == 1 and widths != {1}, len(records[0]) if records else 0

    return max(_SEPARATORS, key=score)


def _xlsx(path: Path) -> Export:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise ProjectError(f"{path.name} is no .xlsx workbook, or it has a password. Save it anew as .xlsx.") from error
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size
        records = enumerate(sheet.iter_rows(values_only=True), start=1)
        return _from_records(path, ((number, _trimmed(record)) for number, record in records), skip=False)
    finally:
        book.close()


def _trimmed(record: tuple) -> list:
    cells = [_plain(cell) for cell in record]
    while cells and cells[-1] in (None, ""):
        cells.pop()
    return cells


def _plain(cell: object) -> object:
    if isinstance(cell, bool | int | float):
        return float(cell)
    if isinstance(cell, datetime.datetime | datetime.date):
        return f"{cell:%d.%m.%Y}"
    return cell if cell is None or isinstance(cell, str) else str(cell)


def _from_records(path: Path, records: Iterator[tuple[int, list]], skip: bool) -> Export:
    """Return the export: the first record that isn't empty has the headings."""
    ragged_allowed = path.suffix.lower() == ".xlsx"  # a sheet ends each row at its last filled cell
    found = ((number, record) for number, record in records if any(c not in (None, "") for c in record))
    if skip:
        next(found, None)
    _, heading = next(found, (0, []))
    headings = [clean_text(str(cell or "")) for cell in heading]
    while headings and not headings[-1]:
        headings.pop()
    width = len(headings)
    if width < 2:
        raise ProjectError(
            f"{path.name} has {'one column' if width else 'no headings'}; an export has one column per "
            "question, divided by semicolon, comma or tab, and their names in the first line."
        )
    clean, rows, cells = _cleaner(), [], []
    for number, record in found:
        if any(cell not in (None, "") for cell in record[width:]) or (len(record) < width and not ragged_allowed):
            raise ProjectError(
                f"{path.name}, row {number}: {len(record)} cells, but there are {width} headings. "
                "A separator inside an answer needs quotation marks around the answer; "
                "a row that is too short may mean that the file was cut off."
            )
        rows.append(number)
        cells.append([clean(cell) for cell in record[:width]] + [None] * (width - len(record)))
    return Export(
        path.name, headings, pd.DataFrame(cells, columns=range(width), dtype=object), np.array(rows, dtype=int)
    )


def _sav(path: Path) -> Export:
    import pyreadstat  # only here: it takes a while to load, and most work needs no SPSS file

    try:
        try:
            frame, meta = pyreadstat.read_sav(path)
        except (UnicodeDecodeError, pyreadstat.ReadstatError):
            frame, meta = pyreadstat.read_sav(path, encoding="WINDOWS-1252")  # old files name no encoding
    except (UnicodeDecodeError, pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
        raise ProjectError(f"{path.name} can't be read as an SPSS file: {error}.") from error
    names, clean, columns = list(frame.columns), _cleaner(), {}
    for number, name in enumerate(names):
        column = frame[name]
        if not pd.api.types.is_numeric_dtype(column):
            column = pd.Series([None if pd.isna(cell) else clean(_plain(cell)) for cell in column], dtype=object)
        columns[number] = column
    value_labels = {
        names.index(name): {code: clean_text(str(label)) for code, label in labels.items()}
        for name, labels in meta.variable_value_labels.items()
    }
    labels = {n: clean_text(label) for n, label in enumerate(meta.column_labels or ()) if label}
    headings, rows = [clean_text(name) for name in names], np.arange(1, len(frame) + 1)
    return Export(path.name, headings, pd.DataFrame(columns), rows, labels, value_labels)
