"""`Export`: a survey export as it was written, from SPSS `.sav`, CSV or `.xlsx`. Nothing is interpreted."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from is248.intake.kinds import kind_of
from is248.intake.letters import UTF8, clean_text, decoded, mended
from is248.intake.sheets import read_sheet
from is248.intake.spss import Ranges, read_spss
from is248.project import ProjectError

_SEPARATORS = ";,\t|"
# what programs write for nothing
_NOTHING = {"", ".", "-", "–", "—", "−", "na", "n/a", "nan", "null", "none", "#null!"}
_SAMPLE = 200_000  # letters: enough to see the separator
_SHOWN = 10
_MOST_DAMAGED = 20  # cells: with more, it is the file's letters that are wrong
_LOST_LETTER = re.compile(r"(?<=[a-zæøå])\?(?=[a-zæøå])")  # æøå of a program that knows none
csv.field_size_limit(2**31 - 1)  # a long answer is no error

LETTERS = {  # what a cell's letters were, by kind of damage
    "stray": "letters of UTF-8; they were read as Windows has them",
    "twice": "letters that were written once; they were put right",
    "lost": "letters; some were lost before the file was written",
}


@dataclass(frozen=True)
class Seen:
    """Something about the file, or about one cell of it, that a person has to know; a rule tells it."""

    rule: str
    value: str
    expected: str
    row: int | None = None  # as in `Export.rows`; of the headings or the file for None
    place: int | None = None  # of the column


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
    # what a column's codes stand for, and which are declared to be no answer (SPSS)
    value_labels: dict[int, dict[float | str, str]] = field(default_factory=dict)
    missing: dict[int, Ranges] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)


def read_export(path: Path) -> Export:
    """Read an export; its ending and its first bytes say what it is.

    Raises
    ------
    ProjectError
        If the file is missing, of another kind, empty, damaged, or has rows of unequal length; if its letters or cells
        can't be read in one way.
    """
    readers: dict[str, Callable[[Path], Export]] = {"spss": _sav, "text": _csv, "workbook": _xlsx}
    export = readers[kind_of(path)](path)
    if export.cells.empty:
        raise ProjectError(f"{path.name} has no records below its headings.")
    return export


class _Cleaner:
    """Cleans each different cell once, and keeps one copy of it: most cells of an export are alike."""

    def __init__(self):
        self.texts: dict[str, str | None] = {}  # what each text of the file is, cleaned
        self.damaged: dict[str, str] = {}  # what was wrong with the letters of which text

    def __call__(self, cell: object) -> object:
        if not isinstance(cell, str):
            return cell
        if cell not in self.texts:
            text, damage = mended(cell)
            text = clean_text(text)
            self.texts[cell] = None if text.casefold() in _NOTHING else text
            if damage:
                self.damaged[text] = damage
        return self.texts[cell]


def _csv(path: Path) -> Export:
    text = decoded(path.read_bytes(), path.name).rstrip("\x1a")  # the end of an MS-DOS file
    sep = re.match(
        r"(?:\"sep=(.)\"|sep=(.))[;,\t|]*(?:\r?\n|\r|$)", text, re.IGNORECASE
    )  # a line that tells Excel the separator
    if sep:
        text = text[sep.end() :]
    separator = (sep[1] or sep[2]) if sep else _separator(text[:_SAMPLE], whole=len(text) < _SAMPLE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records = _csv_records(path, reader, separator, 2 if sep else 1)
    return _export(path, records, separator)


def _csv_records(path: Path, reader: Iterator[list[str]], separator: str, first: int) -> Iterator[tuple[int, list]]:
    """Yield the records; stop at quotation marks that can't be right."""
    another = re.compile(rf"\n\"?\d{{3,5}}\"?{re.escape(separator)}")  # a unit's row inside an answer
    number, line, width = first, first, 0
    try:
        for number, record in enumerate(reader, start=first):
            width = width or len(record)
            if any("\n" in cell and (another.search(cell) or _swallows(cell, separator, width)) for cell in record):
                raise ProjectError(
                    f"{path.name}, row {number}: the answer that begins there goes on into the rows of other units. A "
                    "quotation mark is left open there, or one inside the answer is not doubled."
                )
            line = first + reader.line_num
            yield number, record
    except csv.Error as error:
        if "unexpected end" in str(error):
            why = f"a quotation mark that opens in line {line} or below it is never closed, or the file was cut off"
        else:
            why = f"line {first - 1 + reader.line_num}: a quotation mark inside an answer is not doubled ({error})"
        raise ProjectError(f"{path.name}: this can't be read as CSV: {why}. Export the answers again.") from error


def _swallows(cell: str, separator: str, width: int) -> bool:
    """Return whether an answer of several lines divides into as many cells as a record: it goes on in other rows."""
    return width > 2 and cell.count(separator) >= width - 1


def _separator(sample: str, whole: bool) -> str:
    """Return the separator that divides all records alike, and into most columns."""

    def score(separator: str) -> tuple[bool, int]:
        try:
            records = [r for r in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if r]
        except csv.Error:
            return False, 0
        records = records[: None if whole else -1]
        widths = {len(record) for record in records}
        return len(widths) == 1 and widths != {1}, len(records[0]) if records else 0

    return max(_SEPARATORS, key=score)


def _xlsx(path: Path) -> Export:
    sheet = read_sheet(path)
    try:
        export = _export(path, sheet.records, None)
    except ProjectError as error:
        if not sheet.unread:
            raise
        other = ", ".join(sheet.unread)
        raise ProjectError(
            f"{error} The first sheet that is shown was read; there are other sheets: {other}."
        ) from error
    rows = sorted(sheet.hidden_rows & set(export.rows.tolist()))
    columns = [
        export.headings[n] or f"column {n + 1}" for n in sorted(sheet.hidden_columns) if n < len(export.headings)
    ]
    seen = [
        ("other sheets: " + ", ".join(sheet.unread), "one sheet; the others were not imported", sheet.unread),
        (
            f"{len(rows)} hidden rows: " + ", ".join(map(str, rows)),
            "rows that are shown; these were imported too",
            rows,
        ),
        (
            f"{len(columns)} hidden columns: " + ", ".join(columns),
            "columns that are shown; these were imported too",
            columns,
        ),
        (
            f"{len(sheet.notes)} notes: " + ", ".join(sheet.notes),
            "values alone; what stands in the notes was not read",
            sheet.notes,
        ),
    ]
    export.seen.extend(Seen("parts_of_workbook", value, expected) for value, expected, found in seen if found)
    return export


def _export(path: Path, records: Iterable[tuple[int, list]], separator: str | None) -> Export:
    """Return the export, its cells cleaned: the first record that isn't empty has the headings."""
    clean = _Cleaner()
    found = ((number, record) for number, record in records if any(c not in (None, "") for c in record))
    _, heading = next(found, (0, []))
    headings = [clean(str(cell or "")) or "" for cell in heading]
    while headings and not headings[-1]:
        headings.pop()
    width = len(headings)
    if width < 2:
        raise ProjectError(
            f"{path.name} has {'one column' if width else 'no headings'}; an export has one column per question, "
            "divided by semicolon, comma or tab, and their names in the first line. Delete what stands above them."
        )
    rows, cells, length = [], [], len(heading)
    labels: dict[int, str] = {}
    for number, record in _without_import_ids(found, labels):
        beyond = next((n for n, cell in enumerate(record[width:], start=width + 1) if cell not in (None, "")), None)
        if beyond and (beyond <= len(heading) or not separator):
            above = " If what stands above it is a title, delete that." if not rows else ""
            raise ProjectError(
                f"{path.name}, row {number}: column {beyond} has no heading. Give it one, or delete it.{above}"
            )
        if not rows and separator not in (None, ","):
            length = max(length, len(record))  # some tools end each line with a separator
        if beyond or (separator and len(record) != length):  # a sheet ends each row at its last filled cell
            if len(record) == len(heading) and not beyond:  # then the rows above were too long, one and all
                number, record = rows[0], [None] * length
            raise _ragged(path, number, record, len(heading))
        rows.append(number)
        cells.append([clean(c) if type(c) is str else c for c in record[:width]] + [None] * (width - len(record)))
    frame = pd.DataFrame(cells, columns=range(width), dtype=object)
    labels = {place: clean(label) or "" for place, label in labels.items() if place < width}
    return _checked(path, Export(path.name, headings, frame, np.array(rows, dtype=int), labels), clean)


def _without_import_ids(records: Iterator[tuple[int, list]], labels: dict[int, str]) -> Iterator[tuple[int, list]]:
    """Yield the records without Qualtrics' other two heads: its ids, and the words, which go into `labels`."""
    first = [record for record in (next(records, None), next(records, None)) if record]
    ids = [all(str(cell).startswith('{"ImportId"') for cell in cells if cell not in (None, "")) for _, cells in first]
    if True in ids:
        for _, words in first[: ids.index(True)]:
            labels |= {place: str(text) for place, text in enumerate(words) if text}
        first = first[ids.index(True) + 1 :]
    yield from first
    yield from records


def _ragged(path: Path, number: int, record: list, width: int) -> ProjectError:
    if len(record) > 4 * width:
        return ProjectError(
            f"{path.name}, row {number}: {len(record)} cells, but there are {width} headings. If these are a title, "
            "delete what stands above the headings."
        )
    return ProjectError(
        f"{path.name}, row {number}: {len(record)} cells, but there are {width} headings. "
        "A separator inside an answer needs quotation marks around the answer, and so does a comma in a number where "
        "commas divide the columns; a row that is too short may mean that the file was cut off."
    )


def _checked(path: Path, export: Export, clean: _Cleaner) -> Export:
    """Return the export with its damaged letters seen; ProjectError if there are many, or if æøå were lost in all."""
    texts = [text for text in clean.texts.values() if text and not text.isdigit()]
    lost = [text for text in texts if "?" in text and _LOST_LETTER.search(text)]
    if len(lost) > 2 and all(text.isascii() for text in texts):
        raise ProjectError(f"{path.name} has question marks where æ, ø and å were. Export the answers again. {UTF8}")
    found = [(None, place, heading) for place, heading in enumerate(export.headings) if heading in clean.damaged]
    for place, cells in export.cells.items() if clean.damaged else ():
        hit = cells.index[cells.isin(clean.damaged.keys())]
        found += [(int(export.rows[row]), place, cells[row]) for row in hit]
    if len(found) > _MOST_DAMAGED:
        where = ", ".join(dict.fromkeys(f"row {row}" if row else "the headings" for row, _, _ in found[:_SHOWN]))
        raise ProjectError(
            f"{path.name} has letters that some program has damaged («Ã¸» or another sign for «ø») in {len(found)} "
            f"cells: {where} and so on. Export the answers again, and don't open them in between. {UTF8}"
        )
    for row, place, text in found:
        damage = clean.damaged[text]
        rule = "lost_letters" if damage == "lost" else "damaged_letters"
        export.seen.append(Seen(rule, text, LETTERS[damage], row, place))
    return export


def _sav(path: Path) -> Export:
    given, clean = read_spss(path), _Cleaner()
    names = [clean(name) or "" for name in given.names]
    cells = {n: column if column.dtype == float else column.map(clean) for n, column in given.cells.items()}
    value_labels = {
        n: {clean(code): clean_text(mended(label)[0]) for code, label in labels.items()}
        for n, labels in given.value_labels.items()
    }
    labels = {n: clean_text(mended(label)[0]) for n, label in given.labels.items()}
    frame = pd.DataFrame(cells)
    rows = np.arange(1, len(frame) + 1)
    return _checked(path, Export(path.name, names, frame, rows, labels, value_labels, given.missing), clean)
