"""Workbooks: the answers' sheet, its cells as they are meant, and what a person has to know of the rest.

python-calamine reads the values. It doesn't say what else decides what a value means: that a formula has no result,
that 0,25 is shown as 25 %, that cells are merged or struck out. These are rare, and looked up in the sheet's XML.
"""

import datetime
import functools
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import python_calamine

from is248.data.responses import number_text
from is248.intake import formats
from is248.project import ProjectError

MOST_BYTES = 300_000_000  # of what a workbook unpacks to: 20 000 units with all questions
_SHOWN = 10  # places in a message
_ANEW = "Open it in a spreadsheet program and save it anew as .xlsx."
_CELL = rb"<c\s([^<>/]*?%s[^<>/]*)(?:/>|>(.*?)</c>)"
_FAR = re.compile(rb"\sr=[\"']((?:[A-Z]{4,}|[C-Z][A-Z]{2})\d+|[A-Z]+\d{6,})")  # 2054 columns, 99 999 rows
_WIDE, _LONG = re.compile(rb"\sr=[\"']([A-Z]{3,}\d+)"), re.compile(rb"\sr=[\"']([A-Z]+\d{5,})")
_VALUE = re.compile(rb"<v(?:\s[^<>]*)?>([^<]*)</")
_COMPUTE = re.compile(rb"<(?:\w+:)?calcPr\s[^<>]*\bfullCalcOnLoad=[\"'](?:1|true)")  # no program has computed it yet
_FORMULA = re.compile(rb"<f[\s/>]")
_FILLED = re.compile(rb"<[vt](?:\s[^<>]*)?>\s*[^<\s]")
_RAISED = re.compile(rb"<(?:strike|vertAlign)\b(?![^<>]*(?:val=[\"'](?:0|false|baseline)))")
_PLACES = re.compile(rb"<c(?=\s)[^<>]*?\sr=[\"']([^\"'<>]*)")
_NO_PLACE = re.compile(rb"<c(?=\s)[^<>]*?\sr=[\"'](?![A-Z]{1,3}[1-9]\d*[\"'])([^\"'<>]*)")
_NO_NUMBER = re.compile(rb"<v(?:\s[^<>]*)?>(?!\s*[+-]?[.\d])(?=[^<])")  # of a text, or of a number that is none
_IN_PARTS = re.compile(rb"<v(?:\s[^<>]*)?>[^<]*<!|</v>\s*<(?:v|is)\b|</is>\s*<(?:v|is)\b")

Place = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True)
class Sheet:
    """The cells of the answers' sheet, and what a person has to know."""

    records: Iterator[tuple[int, list]]  # row number, from 1, and its cells
    unread: list[str] = field(default_factory=list)  # other sheets that have something in them
    hidden_rows: set[int] = field(default_factory=set)  # numbered as in `records`
    hidden_columns: set[int] = field(default_factory=set)  # from 0
    notes: list[str] = field(default_factory=list)  # the cells that have one


def read_sheet(path: Path) -> Sheet:
    """Read the first sheet that can be seen.

    Raises
    ------
    ProjectError
        If the workbook is damaged, too large, or has no such sheet; or if cells are merged or formulas have no result.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _sheet(path, archive)
    except ProjectError:
        raise
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        OSError,
        EOFError,
        KeyError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        ElementTree.ParseError,
        python_calamine.CalamineError,
    ) as error:
        raise _damaged(path) from error
    except BaseException as error:  # the reader's own panic is no Exception
        if type(error).__name__ == "PanicException":
            raise _damaged(path) from error
        raise


def _damaged(path: Path) -> ProjectError:
    return ProjectError(f"{path.name} is damaged: a part of the workbook is missing or can't be read. {_ANEW}")


def _sheet(path: Path, archive: zipfile.ZipFile) -> Sheet:
    size = sum(part.file_size for part in archive.infolist())
    if size > MOST_BYTES:
        raise ProjectError(
            f"{path.name} unpacks to {size / 1e6:.0f} MB; a workbook of answers has less than {MOST_BYTES / 1e6:.0f}. "
            "If these are answers, save them as CSV UTF-8."
        )
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise ProjectError(f"{path.name} has a password. Save it without one.")
    sheets = _sheets(path, archive)
    seen = [(name, part) for name, part, hidden in sheets if not hidden]
    filled = [(name, part) for name, part in seen if _FILLED.search(_plain_names(_read(path, archive, part)))]
    if not filled:
        raise ProjectError(f"{path.name} has no sheet with cells in it that is shown. Put the answers on such a sheet.")
    name, part = filled[0]
    other = [f"«{other}»" for other, _ in filled[1:]]
    other += [
        f"«{n}» (hidden)" for n, p, hidden in sheets if hidden and _FILLED.search(_plain_names(_read(path, archive, p)))
    ]
    xml = _plain_names(_read(path, archive, part))
    _stop_at_size(path, xml)
    _stop_at_places(path, xml)
    _stop_at_merged(path, xml)
    _stop_at_formulas(path, xml, computed=not _COMPUTE.search(_read(path, archive, "xl/workbook.xml")))
    parts = [
        _read(path, archive, p) if p in archive.namelist() else b"" for p in ("xl/styles.xml", "xl/sharedStrings.xml")
    ]
    odd = _odd(xml, *parts)
    cells = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name)
    return Sheet(_records(cells, odd), other, *_hidden(xml), _notes(path, archive, part))


def _read(path: Path, archive: zipfile.ZipFile, part: str) -> bytes:
    """Return a part of the workbook; its checksum is checked."""
    raw = archive.read(part)
    start = raw[:200].lower()
    if b"<!doctype" in raw[:2000].lower() or b"\0" in start or (b"encoding=" in start and b"utf-8" not in start):
        raise ProjectError(f"{path.name} is no usual workbook: {part} is written in another way. {_ANEW}")
    return raw


def _plain_names(xml: bytes) -> bytes:
    """Return a part with the names of its elements without the prefix that some programs write."""
    prefix = re.search(rb"<(\w+:)(?:worksheet|sst)[\s>]", xml[:2000])
    return xml.replace(b"<" + prefix[1], b"<").replace(b"</" + prefix[1], b"</") if prefix else xml


def _sheets(path: Path, archive: zipfile.ZipFile) -> list[tuple[str, str, bool]]:
    """Return name, part and whether it is hidden of every sheet that has cells, in their order."""
    targets = {}
    for link in ElementTree.fromstring(_read(path, archive, "xl/_rels/workbook.xml.rels")):
        target = link.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target.removeprefix('./')}"
        if link.get("Type", "").endswith("/worksheet"):
            targets[link.get("Id")] = part
    sheets = []
    for sheet in ElementTree.fromstring(_read(path, archive, "xl/workbook.xml")).iterfind("{*}sheets/{*}sheet"):
        id = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        if id in targets:
            sheets.append((sheet.get("name"), targets[id], sheet.get("state", "visible") != "visible"))
    return sheets


# --- what stops


def _stop_at_size(path: Path, xml: bytes) -> None:
    """Stop where cells have no place, or where the last one is so far out that reading would take all memory."""
    if re.search(rb"<c(?=[\s/>])(?!\sr=)(?![^<>]*\sr=)", xml):
        raise ProjectError(f"{path.name}: the cells of its sheet don't say where they stand. {_ANEW}")
    found = _FAR.search(xml) or (_WIDE.search(xml) and _LONG.search(xml))
    if found:
        raise ProjectError(
            f"{path.name}: its sheet goes as far as cell {found[1].decode()}; no answers are that many. Delete what "
            "stands far out, or save the answers as CSV UTF-8."
        )

    if strange := re.search(rb"<c\s[^<>/]*\br=[\"'](\w+)[^<>/]*>\s*(?!<(?:v|is|f|extLst)\b|</c>)", xml):
        raise ProjectError(
            f"{path.name} is damaged: nobody can tell what cell {strange[1].decode()} has in it. {_ANEW}"
        )


def _stop_at_places(path: Path, xml: bytes) -> None:
    """Stop where the place of a cell is none, or that of another cell, and where its number is none."""
    places = _PLACES.findall(xml)
    odd = _NO_PLACE.findall(xml)
    if not odd and len(set(places)) < len(places):
        odd = sorted(place for place, times in Counter(places).items() if times > 1)
    _stop(path, "cells whose place is not clear", [place.decode(errors="replace") for place in odd], _ANEW.rstrip("."))
    if _IN_PARTS.search(xml):
        raise ProjectError(f"{path.name}: a cell of its sheet has two values, or a value in parts. {_ANEW}")
    cells = (xml[xml.rindex(b"<c ", 0, value.start()) : value.start()] for value in _NO_NUMBER.finditer(xml))
    found = [_PLACES.match(cell)[1].decode() for cell in cells if not re.search(rb"\bt=[\"'](?!n[\"'])", cell)]
    _stop(path, "cells with numbers that are none", found, "Correct them, and save it anew")


def _stop_at_merged(path: Path, xml: bytes) -> None:
    """Stop at merged cells with something in them: it may be for one unit or question, or for all."""
    ranges = re.findall(rb"<mergeCell\s[^<>]*?ref=[\"']([A-Za-z]+\d+):([A-Za-z]+\d+)", xml)
    ranges = [(start.upper(), end.upper()) for start, end in ranges]
    starts = {start for start, end in ranges if start != end}
    cells = (cell for cell in _cells(xml, rb"\br=") if cell[2] and _FILLED.search(cell[2])) if starts else ()
    filled = starts & {b"%s%d" % _place(cell) for cell in cells}
    _stop(
        path,
        "merged cells",
        [f"{a.decode()}:{b.decode()}" for a, b in ranges if a in filled],
        "Split them, so that each unit has its own values and each column its own heading",
    )


def _stop_at_formulas(path: Path, xml: bytes, computed: bool) -> None:
    """Stop at formulas whose result was not kept: a program wrote them, and none has computed them.

    Some programs write 0 for it, and leave it to the next one to compute: then `computed` is false.
    """
    without = []
    for cell in _cells(xml, rb"\br=") if b"<f" in xml else ():
        if cell[2] and _FORMULA.search(cell[2]) and not re.search(rb"\bt=[\"']str", cell[1]):
            value = _VALUE.search(cell[2])
            if not (value and value[1].strip()) or (not computed and value[1].strip() == b"0"):
                without.append((b"%s%d" % _place(cell)).decode())
    _stop(
        path,
        "formulas without their results",
        without,
        "Open it in a spreadsheet program, which computes them, and save it",
    )


def _stop(path: Path, what: str, places: list[str], action: str) -> None:
    if places:
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        raise ProjectError(f"{path.name} has {what}: {', '.join(places[:_SHOWN])}{more}. {action}.")


# --- what a person has to know


def _hidden(xml: bytes) -> tuple[set[int], set[int]]:
    """Return the rows, from 1, and columns, from 0, that are hidden or so small that nobody sees them."""
    unseen = rb"(?:\bhidden=[\"'](?:1|true)|\b(?:ht|width)=[\"']0?(?:\.\d+)?[\"'])"
    rows = re.findall(rb"<row\s(?=[^<>]*%s)[^<>]*?\br=[\"'](\d+)" % unseen, xml)
    columns: set[int] = set()
    for found in re.findall(rb"<col\s([^<>]*%s[^<>]*)>" % unseen, xml):
        ends = [re.search(rb"\b%s=[\"'](\d{1,5})[\"']" % end, found) for end in (b"min", b"max")]
        if all(ends):
            columns |= set(range(int(ends[0][1]) - 1, int(ends[1][1])))
    return set(map(int, rows)), columns


def _notes(path: Path, archive: zipfile.ZipFile, part: str) -> list[str]:
    """Return the cells of a sheet that somebody has put a note on."""
    folder, name = part.rsplit("/", 1)
    links = f"{folder}/_rels/{name}.rels"
    notes: set[str] = set()
    for link in ElementTree.fromstring(_read(path, archive, links)) if links in archive.namelist() else ():
        target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
        if link.get("Type", "").endswith("/comments") and target in archive.namelist():
            found = re.findall(rb"<(?:\w+:)?comment\s[^<>]*\bref=[\"'](\w+)", _read(path, archive, target))
            notes |= {place.decode() for place in found}
    return sorted(notes)


def _odd(xml: bytes, styles: bytes, strings: bytes) -> dict[Place, tuple[str, str]]:
    """Return the cells that mean something else than their value: what kind they are, and what the file says."""
    found: dict[Place, tuple[str, str]] = {}
    for kind, numbers in formats.styles(styles).items():
        without = rb"(?<=<c\s)(?![^<>]*\bs=)\br=|" if 0 in numbers else b""  # the first format is that of all others
        of_format = without + rb"\bs=[\"'](?:%s)[\"']" % b"|".join(b"%d" % number for number in numbers)
        for cell in _cells(xml, rb"(?:%s)" % of_format):
            if kind == "struck out" or not re.search(rb"\bt=[\"'](?!n[\"'])", cell[1]):
                found[_at(cell)] = kind, ""
    struck = _raised(_plain_names(strings))
    if struck or _RAISED.search(xml):
        for cell in _cells(xml, rb"\bt=[\"'](?:s|inlineStr)[\"']"):
            value = _VALUE.search(cell[2] or b"")
            if _RAISED.search(cell[2] or b"") or (value and int(value[1]) in struck):
                found[_at(cell)] = "partly struck out or raised", ""
    for cell in _cells(xml, rb"\bt=[\"']e[\"']") if b't="e"' in xml or b"t='e'" in xml else ():
        value = _VALUE.search(cell[2] or b"")
        found[_at(cell)] = "error", value[1].decode() if value else "#?"
    return found


def _cells(xml: bytes, attribute: bytes) -> Iterator[re.Match]:
    """Yield the cells with an attribute: the attributes, and what is inside."""
    return re.finditer(_CELL % attribute, xml, re.DOTALL)


def _place(cell: re.Match) -> tuple[bytes, int]:
    letters, row = re.search(rb"\br=[\"']([A-Z]+)(\d+)", cell[1]).groups()
    return letters, int(row)


def _at(cell: re.Match) -> Place:
    letters, row = _place(cell)
    return row - 1, _column(letters)


def _column(letters: bytes) -> int:
    return functools.reduce(lambda number, letter: number * 26 + letter - 64, letters, 0) - 1


def _raised(xml: bytes) -> set[int]:
    """Return the numbers of the texts that are struck out or raised in part: 12 and a raised 1 is no 121."""
    if not _RAISED.search(xml):
        return set()
    texts = re.finditer(rb"<si(?:\s[^<>]*)?(?:/>|>(.*?)</si>)", xml, re.DOTALL)
    return {number for number, text in enumerate(texts) if text[1] and _RAISED.search(text[1])}


# --- the cells


def _records(sheet: python_calamine.CalamineSheet, odd: dict[Place, tuple[str, str]]) -> Iterator[tuple[int, list]]:
    """Yield the rows, each as far as its last filled cell."""
    before = [None] * (sheet.start[1] if sheet.start else 0)
    of_row: dict[int, dict[int, tuple[str, str]]] = {}
    for (row, column), what in odd.items():
        of_row.setdefault(row, {})[column] = what
    for number, row in enumerate(sheet.iter_rows()):
        cells = before + [cell if type(cell) is float or cell == "" else _plain(cell) for cell in row]
        for column, (kind, raw) in of_row.get(number, {}).items():
            if column < len(cells):
                cells[column] = _meant(cells[column], kind, raw)
        while cells and cells[-1] in (None, ""):
            cells.pop()
        yield number + 1, cells


def _plain(cell: object) -> object:
    """Return a number as a number, and what a program wrote as something else as the text that it shows."""
    if isinstance(cell, str | float):
        return cell.replace("_x000D_", "") if isinstance(cell, str) else cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime.date):
        return f"{cell:%d.%m.}{cell.year}"
    return float(cell) if isinstance(cell, int) else str(cell)


def _meant(cell: object, kind: str, raw: str) -> object:
    """Return what a cell means that is no plain value: a text as a person sees it, which is no other number."""
    if kind == "error":
        return raw
    if kind == "percent" and isinstance(cell, float):
        return f"{(Decimal(repr(cell)) * 100).normalize():f} %"
    if cell in (None, "") or (isinstance(cell, str) and kind.startswith(("percent", "shown"))):
        return cell
    if (kind.endswith("below 0") and not cell < 0) or (kind.endswith(", 0") and cell != 0):
        return cell
    if kind.startswith("partly") and not re.fullmatch(r"[\W\d]*\d[\W\d]*", str(cell)):
        return cell  # words are words, raised or not
    return f"{number_text(cell) if isinstance(cell, float) else cell} [{kind}]"
