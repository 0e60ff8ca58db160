"""No real answers in git: what is tracked, or about to be committed, is looked into, whatever it is called.

The rule: a file holds answers if it has rows of ten units or more, known by code or name, with anything beside them
that is not public. Public are the columns of the files in data/reference and data/published, FTE in whole numbers
among them. Answers are allowed in data/demo/<year>, where params/<year>.yml says that they are synthetic. A file of a
kind that keeps data, but can't be looked into here, is refused as well.
"""

import csv
import io
import json
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat

from is248.data.carried import HISTORY
from is248.data.codebook import codebook_years, load_codebook
from is248.data.edition import load_edition, years
from is248.project import ProjectError, root

LEAST = 10  # units from which a file is one of answers
_LINES = 2  # words or numbers beside the unit, in a text that is no table
_DEEPEST = 3  # archives within archives
_Table = list[list[str]]
_MOSTLY = 0.6  # of a column's cells that are units
_PUBLIC = {
    *("code", "kommunenummer", "name", "navn", "county", "trust", "region", "size_group", "source"),
    *("inhabitants_under_18", "inhabitants_adults", "from_code", "to_code", "year", "kind"),
    *("fte_total", "fte_adults", "fte_children"),
    *("fte_total_per_10k", "fte_adults_per_10k", "fte_children_per_10k"),
}
_READERS = {b"$FL": (".sav", pyreadstat.read_sav), b"<stata_dta>": (".dta", pyreadstat.read_dta)}
# What begins like this keeps data, and can't be read with the book's packages.
_CLOSED = {
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"PAR1": "Parquet",
    b"ARROW1": "Feather",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"\x1f\x8b": "gzip (R data, or a packed file)",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstandard",
    b"SQLite format 3": "SQLite",
    b"RDX": "R data",
    b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc2\xea\x81\x60": "SAS",
    b"ASCII SPSS PORT": "portable SPSS",
    b"\x89HDF": "HDF",
}
_TAG = re.compile(r"<[^>]*>")
_CELL = re.compile(r"</t[dh]>|</table:table-cell>|<w:tab/>")
_ROW = re.compile(r"</tr>|</table:table-row>|</w:tr>|</w:p>|<br ?/?>")
_WORDS = re.compile(r"[^\s|;,\t\[\](){}\"':=]+")


def check_committed(staged: bool = False) -> list[str]:
    """Return what is wrong with files that git has, or is about to commit: file, and why it is refused.

    Parameters
    ----------
    staged : bool
        Whether to look at what is staged alone, as it stands there, and not at all that is tracked.

    Raises
    ------
    ProjectError
        If the project is no copy made with git.
    """
    listed = ["diff", "--cached", "--name-only", "--diff-filter=ACMRT", "-z"] if staged else ["ls-files", "-z"]
    files = [file for file in git(*listed).decode("utf-8", "surrogateescape").split("\0") if file]
    return [f"{file}: {why}" for file in files if not _synthetic(file) and (why := holds_answers(_looked_into(file)))]


def _looked_into(file: str) -> bytes:
    """Return what of a file may be answers: of the history not the units' FTE, which every edition prints."""
    if file != HISTORY.as_posix():
        return _staged(file)
    fte = {question.id.encode() for year in codebook_years() for question in load_codebook(year).of_type("fte")}
    rows = (line.split(b",") for line in _staged(file).splitlines())
    return b"\n".join(b",".join(row) for row in rows if row[0] not in fte or any(row[2:3]))


def _staged(file: str) -> bytes:
    """Return a file as it stands in git's index; a submodule has nothing."""
    found = subprocess.run(["git", "-C", root(), "cat-file", "blob", f":{file}"], capture_output=True)
    return found.stdout


def git(*arguments: str) -> bytes:
    """Return what git says in the project; ProjectError where there is no git."""
    try:
        return subprocess.run(["git", "-C", root(), *arguments], check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError):
        raise ProjectError("git is not installed, or this folder is not a copy made with git clone.") from None


def _synthetic(file: str) -> bool:
    """Tell whether a file is of the answers of a demo edition."""
    found = re.fullmatch(r"data/demo/(\d{4})/\w+\.csv", file)
    return bool(found) and int(found[1]) in years() and load_edition(int(found[1])).synthetic


def holds_answers(data: bytes, depth: int = 0) -> str:
    """Return why a file can't be committed, by what is in it; nothing if it can."""
    if closed := next((kind for start, kind in _CLOSED.items() if data.startswith(start)), None):
        return f"this is {closed}, which can't be looked into here; data are kept as CSV, and answers outside git"
    if data.startswith(b"PK"):
        return _archive(data, depth)
    for start, (suffix, reader) in _READERS.items():
        if data.startswith(start):
            return _statistics(data, suffix, reader)
    text = _text(data)
    found = [units for table in _tables_of(text) if (units := _units_in(table)) is not None]
    return _told(max(found) if found else _units_in_lines(text))


def _told(units: int | None) -> str:
    return f"it holds answers of {units} units; such files lie outside git, in data/<year>/" if units else ""


def _archive(data: bytes, depth: int) -> str:
    """Look into a workbook, a document or another archive."""
    if depth == _DEEPEST:
        return "this is an archive in an archive in an archive"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
                return _told(
                    max(
                        (_units_in(_as_text(sheet.values)) for sheet in book.worksheets),
                        default=0,
                        key=lambda units: units or 0,
                    )
                )
            return next(filter(None, (holds_answers(archive.read(name), depth + 1) for name in names)), "")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, KeyError, ValueError):
        return "this archive is damaged or has a password, and can't be looked into"


def _statistics(data: bytes, suffix: str, reader) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        try:
            frame, meta = reader(path)
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError, ValueError):
            return "this is a file of SPSS or Stata that can't be looked into; answers lie outside git"
    return _told(_units_in([list(meta.column_names), *_as_text(frame.itertuples(index=False))]))


def _as_text(rows) -> _Table:
    return [["" if cell is None or cell != cell else str(cell) for cell in row] for row in rows]


def _text(data: bytes) -> str:
    """Return the text of a file, of whatever encoding; rows of HTML and XML become lines."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text


def _rows_of_markup(text: str) -> str:
    return _TAG.sub(" ", _CELL.sub("|", _ROW.sub("\n", text.replace("\n", " ")))) if "</t" in text else text


# --- tables -------------------------------------------------------------------------------------


def _tables_of(text: str) -> Iterator[_Table]:
    """Yield what of a text can be read as a table: CSV of any separator, and the tables and texts inside JSON."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            yield from _in_json(json.loads(text))
            return
        except ValueError:
            pass  # no JSON; a text like others
    yield from _csv(text)


def _csv(text: str) -> Iterator[_Table]:
    lines = text.splitlines()
    csv.field_size_limit(10**9)
    for separator in ",;\t|":
        if sum(separator in line for line in lines) >= LEAST:
            yield list(csv.reader(lines, delimiter=separator))


def _in_json(value: object) -> Iterator[_Table]:
    """Yield the tables in JSON: lists of records or rows, units as keys, columns; and those in its texts."""
    if isinstance(value, str):
        if value.count("\n") + value.count("</tr>") >= LEAST:
            text = _rows_of_markup(value)
            yield from _csv(text)
            yield _lines(text)
        return
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield from _in_json("".join(value) if any("\n" in one for one in value) else "\n".join(value))
        return
    items = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    if len(items) >= LEAST:
        inner = [one for _, one in items]
        yield [[str(key), *_flat(one)] for key, one in items]
        if all(isinstance(one, dict) for one in inner):
            heads = list(dict.fromkeys(key for one in inner for key in one))
            yield [heads, *([str(one.get(key, "")) for key in heads] for one in inner)]
        if all(isinstance(one, list) for one in inner):
            yield [list(map(str, one)) for one in inner]
    if isinstance(value, dict):
        columns = [list(one.values()) if isinstance(one, dict) else one for _, one in items]
        long = [(str(key), column) for (key, _), column in zip(items, columns, strict=True) if isinstance(column, list)]
        if long and min(len(column) for _, column in long) >= LEAST:
            yield [[key for key, _ in long], *(list(map(str, row)) for row in zip(*(c for _, c in long), strict=False))]
    for _, one in items:
        yield from _in_json(one)


def _flat(value: object) -> list[str]:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [str(one) for one in inner]
    return [str(value)]


def _units_in(table: _Table) -> int | None:
    """Return of how many units a table has answers: 0 where all of it is public, None if its rows are no units'."""
    width = max(map(len, table), default=0)
    if width < 2 or len(table) < LEAST:
        return None
    most = None
    for column in range(width):
        cells = [row[column] if column < len(row) else "" for row in table]
        units = [_unit(cell) for cell in cells]
        found = {unit for unit in units if unit}
        filled = sum(bool(cell.strip()) for cell in cells)
        if len(found) >= LEAST and sum(map(bool, units)) >= _MOSTLY * filled:
            most = max(most or 0, 0 if _is_public(table, column, units) else len(found))
    return most


def _is_public(table: _Table, unit_column: int, units: list[str]) -> bool:
    """Tell whether all that stands beside the units is public."""
    first = next(n for n, unit in enumerate(units) if unit)
    heads = [head.strip().lower() for head in table[first - 1]] if first else []
    for column in range(max(map(len, table))):
        cells = [row[column].strip() for row, unit in zip(table, units, strict=True) if unit and column < len(row)]
        head = heads[column] if column < len(heads) else ""
        if column == unit_column or not any(cells):
            continue
        if head not in _PUBLIC:
            return False
        if head.startswith("fte_") and any(cell and not re.fullmatch(r"\d+", cell) for cell in cells):
            return False
    return True


# --- texts --------------------------------------------------------------------------------------


def _units_in_lines(text: str) -> int | None:
    """Return of how many units a text has lines that begin with the unit and have something behind it."""
    return _units_in(_lines(_rows_of_markup(text)))


def _lines(text: str) -> _Table:
    """Return the words of the lines of a text that begin with a unit, or have it alone behind a name, as YAML has."""
    found, lines = [], text.splitlines()
    for line, after in zip(lines, [*lines[1:], ""], strict=False):
        words = _WORDS.findall(line)
        start = next((n for n, word in enumerate(words[:5]) if _unit(word)), None)
        if start and start > 2 and re.search(r"\d", " ".join(words[:start])):
            continue  # a number before it: a printed table
        if start is not None and re.fullmatch(r"[\s-]*[\w\"']+:\s+\S+", line):
            found.append([words[start], after])
        elif (
            start is not None and sum(any(letter.isdigit() for letter in word) for word in words[start + 1 :]) >= _LINES
        ):
            found.append([words[start], " ".join(words[start + 1 :])])
    return found


@cache
def _known() -> dict[str, str]:
    """Return the code of each unit of any year, by code and by name in small letters."""
    known = {}
    for path in sorted((root() / "data" / "reference").glob("units-*.csv")):
        for code, name in pd.read_csv(path, dtype=str)[["code", "name"]].itertuples(index=False):
            known |= {code.lstrip("0"): code, name.casefold(): code}
    return known


def _unit(cell: str) -> str:
    """Return the code of the unit that a cell names; nothing if it names none."""
    text = cell.strip().casefold().removesuffix(" kommune").removesuffix(".0")
    code, _, name = text.partition(" ")
    known = _known()
    return known.get(text.lstrip("0")) or (known.get(code.lstrip("0"), "") if name in known else "")
