"""Exports of the small survey with one odd thing each, as files; and what the import says of them."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import yaml

import survey_world
from is248.data.codebook import Codebook
from is248.intake.answers import Answers, understand
from is248.intake.exports import read_export
from is248.intake.rules import RULES, check
from is248.project import ProjectError
from survey_world import FTE, LABELS, faultless, masker, spss_frame

NUMBERS = [*FTE, "egne", "plan", "plan_kjent", "brukere", "andel", "team_fte", "tilskudd", "unit"]


def understood(path: Path) -> Answers:
    """Return a file of the small survey as `Answers`; ProjectError as of `read_export`."""
    codebook = Codebook.model_validate(yaml.safe_load(survey_world.CODEBOOK))
    return understand(read_export(path), codebook, survey_world._units(), masker())


def told(path: Path) -> tuple[str, list[tuple[str, str, str]], Answers | None]:
    """Return what the import says of a file: the message that it stops with, or its problems (rule, column, value).

    These are the errors, or the warnings if there are none.
    """
    try:
        answers = understood(path)
    except ProjectError as error:
        return str(error), [], None
    problems = [problem for problem in check(answers, masker()) if problem.rule != "missing_unit"]
    errors = [problem for problem in problems if RULES[problem.rule].severity == "error"]
    return "", [(p.rule, p.column, p.value) for p in errors or problems], answers


# --- CSV


def csv(
    frame: pd.DataFrame | None = None, change: Callable[[str], str] | None = None, encoding: str = "utf-8"
) -> bytes:
    """Return the export as CSV, its text changed."""
    text = (faultless() if frame is None else frame).to_csv(sep=";", index=False, lineterminator="\r\n")
    return (change(text) if change else text).encode(encoding)


def cell(column: str, value: str | None, unit: str = "1101") -> pd.DataFrame:
    """Return the export with another value in one cell."""
    return survey_world.with_cell(unit, column, value)


# --- workbooks


def workbook(change: Callable | None = None) -> openpyxl.Workbook:
    """Return the export as a workbook of numbers and texts, its first sheet changed."""
    frame = faultless()
    frame[NUMBERS] = frame[NUMBERS].replace(",", ".", regex=True).astype(float)
    book = openpyxl.Workbook()
    book.active.title = "Svar"
    for row in [list(frame), *frame.astype(object).where(frame.notna(), None).to_numpy().tolist()]:
        book.active.append(row)
    if change:
        change(book.active)
    return book


def place(column: str, unit: str = "1101") -> str:
    """Return where a cell stands in `workbook`, such as B2."""
    letters = openpyxl.utils.get_column_letter(survey_world.COLUMNS.index(column) + 1)
    return f"{letters}{survey_world.CODES.index(unit) + 2}"


def xlsx(change: Callable | None = None, parts: Callable[[dict[str, bytes]], object] | None = None) -> bytes:
    """Return the export as .xlsx, its sheet changed, or the parts of its package."""
    raw = io.BytesIO()
    workbook(change).save(raw)
    return packed(raw.getvalue(), parts) if parts else raw.getvalue()


def packed(raw: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """Return a package with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(raw)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return new.getvalue()


def in_part(old: str, new: str, part: str = "xl/worksheets/sheet1.xml") -> Callable[[dict[str, bytes]], None]:
    """Return what replaces a text in a part of a workbook, and fails if it isn't there."""

    def change(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[part]
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return change


# --- SPSS


def sav(folder: Path, change: Callable | None = None, labels: dict | None = None, **options) -> bytes:
    """Return the export as an SPSS file, its frame changed, with other value labels."""
    frame = spss_frame()
    if change:
        frame = change(frame)
    path = folder / "made.sav"
    pyreadstat.write_sav(frame, path, variable_value_labels=LABELS | (labels or {}), **options)
    return path.read_bytes()
