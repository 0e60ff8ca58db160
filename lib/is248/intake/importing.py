"""Import of a survey export: read, understand, check, write. Nothing else writes survey data."""

import csv
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from is248.data import checks
from is248.data.changes import divided_units, on_borders_of
from is248.data.codebook import Codebook, load_codebook
from is248.data.edition import years
from is248.data.personal import load_masker
from is248.data.problems import DataError, Problem
from is248.data.responses import LAST_YEAR, RESPONSES, number_text, read_responses, responses_before, responses_folder
from is248.intake import review, rules
from is248.intake.answers import Answers, understand
from is248.intake.exports import read_export
from is248.project import ProjectError, root

WARNINGS = "import-warnings.csv"  # what only the import sees, kept for `check_data`
_SHOWN = 10  # problems of one rule on the screen; the page has them all


@dataclass(frozen=True)
class Checked:
    """What an import or a check found.

    Attributes
    ----------
    answers : Answers
        What the units answered; unknown and lacking columns and the counts of personal data too.
    found : Review
        Open and decided warnings.
    report : Path
        The page with one table per rule.
    written : Path or None
        The responses file, after an import.
    """

    answers: Answers
    found: review.Review
    report: Path
    written: Path | None = None


def import_file(path: Path | str, year: int) -> Checked:
    """Import a survey export into data/<year>/responses.csv.

    Columns are known by the codebook's names or by the words of the questions, in any order. Personal data
    are left out. The file is written whole or not at all: an import that fails leaves the last one as it was.

    Parameters
    ----------
    path : Path or str
        An SPSS .sav, a CSV (semicolon, comma or tab; UTF-8 or Latin-1; decimal comma or point) or an .xlsx.
    year : int
        The survey year; it has a codebook and a units file.

    Raises
    ------
    ProjectError
        If the file, the codebook or the units file can't be read, or no column has the units' codes.
    DataError
        If a rule of severity error is broken. The report has been written, the responses have not.
    """
    export = read_export(Path(path))
    codebook, units = load_codebook(year), _units(year)
    masker = load_masker(units["name"])
    answers = understand(export, codebook, units, masker)
    if "unit" not in answers.headings:
        raise ProjectError(
            f"{export.file} has no column with the units' codes. It should be called unit or kommunenummer."
        )
    if not set(answers.headings) - {"unit", "status"}:
        raise ProjectError(
            f"{export.file} has no column that the codebook of {year} knows. Columns are known by the "
            f"questions' ids in data/codebook/{year}.yml, or by their words."
        )
    folder = Path("data") / str(year)
    answers = _with_last_year(answers, folder, year)
    problems = rules.check(answers, masker)
    found = review.review(problems, review.load_decisions(folder))
    report = review.write_report(year, answers, found, rules.checkable(answers))
    review.stop_at_errors(found)
    lines = list(_lines(answers))
    digest = _digest(lines)
    _write(folder / WARNINGS, _kept_warnings([p for p, _ in found.decided] + found.open, digest))
    return Checked(answers, found, report, _write(folder / RESPONSES, lines))


def check_data(year: int) -> Checked:
    """Check the responses of a year once more, with the decisions that have been made since.

    Raises
    ------
    ProjectError
        If the year has no responses.
    DataError
        If decisions.csv can't be used.
    """
    folder = _folder(year)
    path = root() / folder / RESPONSES
    if not path.is_file():
        imported = Path("data") / str(year) / RESPONSES
        if folder != imported.parent and (root() / imported).is_file():
            raise ProjectError(f"params/{year}.yml says synthetic: true, but {imported} is there; set it to false.")
        raise ProjectError(
            f"There are no responses of {year} in {folder}. Import the export first: is248 import FILE --year {year}"
        )
    units = _units(year)
    masker = load_masker(units["name"])
    export = replace(read_export(path), file=str(folder / RESPONSES))
    answers = understand(export, load_codebook(year), units, masker, decimal=".")
    answers = _with_last_year(answers, folder, year)
    kept = _kept(folder)
    problems = rules.check(answers, masker)
    if kept is not None:  # what the import saw, it saw better than the file it made can tell
        problems = [p for p in problems if rules.RULES[p.rule].needs != "export"] + kept
    found = review.review(problems, review.load_decisions(folder))
    checked = [rule for rule in rules.checkable(answers) if rule.needs != "export" or kept is not None]
    return Checked(answers, found, review.write_report(year, answers, found, checked))


def import_command(file: Path, year: int) -> None:
    """Import a file, and print what was imported, left out and found."""
    console = Console(markup=False, highlight=False)
    try:
        done = import_file(file, year)
    except DataError as error:
        of_answers = [problem for problem in error.problems if problem.rule in rules.RULES]
        _print_problems(console, of_answers)
        if of_answers != error.problems:
            raise
        raise ProjectError(
            f"Nothing was imported: {len(error.problems)} errors in {Path(file).name}. "
            f"All of them: build/{year}/check-data.html"
        ) from None
    status = done.answers.frame["status"].value_counts()
    console.print(f"Imported {done.answers.file}: {len(done.answers.frame)} rows")
    console.print("  " + ", ".join(f"{count} {name}" for name, count in status.items()))
    _print_list(console, f"Columns that the codebook of {year} does not have (not imported)", done.answers.unknown)
    _print_list(console, "Questions of the codebook that have no column", done.answers.lacking)
    _print_personal(console, done.answers)
    _print_warnings(console, done)
    console.print(f"Written: {done.written.relative_to(root())}")


def check_data_command(year: int) -> None:
    """Check a year's responses, and print how many warnings are open and where the page is.

    Raises
    ------
    ProjectError
        If the responses have errors.
    """
    console = Console(markup=False, highlight=False)
    done = check_data(year)
    console.print(f"Checked {done.answers.file}: {len(done.answers.frame)} rows")
    _print_warnings(console, done)
    if done.found.errors:
        _print_problems(console, done.found.errors)
        raise ProjectError(f"{done.answers.file} has {len(done.found.errors)} errors: {done.report}")


# --- the data around the export


def _folder(year: int) -> Path:
    return responses_folder(year) if year in years() else Path("data") / str(year)


def _units(year: int) -> pd.DataFrame:
    file = Path("data/reference") / f"units-{year}.csv"
    if not (root() / file).is_file():
        raise ProjectError(f"The units file {file} is missing; the import needs to know the units of {year}.")
    units = checks.checked(file, checks.UNITS)
    if twice := checks.unique_codes(units, str(file)):
        raise DataError(twice)
    return units.set_index("code")


def _with_last_year(answers: Answers, folder: Path, year: int) -> Answers:
    """Return the answers with last year's beside them.

    These are last year's responses, on this year's borders; those of a unit that was divided since are an estimate and
    left out. FTE whose categories are others now are taken from last_year.csv beside the data, or from the reference
    data.
    """
    responses = responses_before(folder)
    if (root() / responses).is_file():
        last = _numeric(read_responses(responses), answers.codebook)
        last = last.apply(on_borders_of, year_of_values=year - 1, year_of_borders=year)
        answers = replace(answers, last_year=last.drop(index=divided_units(year - 1, year)))
    fte = {question.id: f"fte_{question.target}" for question in answers.codebook.of_type("fte")}
    sources = (
        (folder / LAST_YEAR, "unit", {question: question for question in fte}),
        (Path("data/reference") / f"fte-{year - 1}.csv", "code", fte),
    )
    for file, key, columns in sources:
        if (root() / file).is_file():
            last = checks.read(file).set_index(key)
            known = {question: last[column] for question, column in columns.items() if column in last}
            return replace(answers, last_fte=pd.DataFrame(known, index=last.index).astype(float))
    return answers


def _numeric(last: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    columns = [column for q in codebook.of_type("number", "fte") for column in codebook.columns(q.id)]
    return last[[column for column in columns if column in last]].apply(pd.to_numeric, errors="coerce").astype(float)


# --- responses.csv


def _lines(answers: Answers) -> Iterator[list[str]]:
    """Yield the heading and one line per unit, in the order of the units file."""
    frame = answers.frame.set_index("unit").reindex(answers.units.index)
    frame["status"] = frame["status"].fillna("ikke_deltatt")
    columns = [frame.index.to_list(), *(_texts(frame[column]) for column in frame)]
    yield ["unit", *frame.columns]
    yield from map(list, zip(*columns, strict=True))


def _texts(values: pd.Series) -> list[str]:
    if not pd.api.types.is_numeric_dtype(values):
        return values.fillna("").to_list()
    numbers, different = pd.factorize(values)
    texts = np.array([*map(number_text, different), ""], dtype=object)
    return texts[numbers].tolist()


def _digest(lines: list[list[str]]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update("\x1f".join(line).encode() + b"\x1e")
    return digest.hexdigest()[:16]


def _write(file: Path, lines: list[list[str]]) -> Path:
    """Write a CSV file beside its place and move it there when it is whole."""
    path = root() / file
    path.parent.mkdir(parents=True, exist_ok=True)
    with _whole(path) as target:
        csv.writer(target, lineterminator="\n").writerows(lines)
    return path


@contextmanager
def _whole(path: Path) -> Iterator[TextIO]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


# --- warnings that only the import can see


def _kept_warnings(problems: list[Problem], digest: str) -> list[list[str]]:
    """Return the lines of import-warnings.csv; the digest says which responses they belong to."""
    fields = ["file", "row", "unit", "column", "value", "expected", "heading", "rule"]
    kept = [asdict(p) for p in problems if rules.RULES[p.rule].needs == "export"]
    rows = [["" if problem[field] is None else str(problem[field]) for field in fields] for problem in kept]
    return [["responses", *fields], [digest, *[""] * len(fields)], *([digest, *row] for row in rows)]


def _kept(folder: Path) -> list[Problem] | None:
    """Return the warnings of the import that made the responses; None if another one, or none, made them."""
    path = root() / folder / WARNINGS
    if not path.is_file():
        return None
    with (root() / folder / RESPONSES).open(encoding="utf-8", newline="") as responses:
        digest = _digest(list(csv.reader(responses)))
    with path.open(encoding="utf-8", newline="") as lines:
        kept = [line for line in csv.DictReader(lines) if line.pop("responses") == digest]
    if not kept:
        return None
    return [
        Problem(**(line | {"row": int(line["row"]) if line["row"] else None}), action=rules.RULES[line["rule"]].action)
        for line in kept
        if line["rule"]
    ]


# --- on the screen


def _print_list(console: Console, title: str, names: list[str]) -> None:
    if names:
        console.print(f"{title}: {len(names)}")
        console.print("  " + ", ".join(names))


def _print_personal(console: Console, answers: Answers) -> None:
    for title, counts in (("dropped", answers.dropped), ("masked in free texts", answers.masked)):
        if counts:
            amounts = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
            console.print(f"Personal data {title}: {amounts}")


def _print_warnings(console: Console, done: Checked) -> None:
    _print_problems(console, done.found.open)
    console.print(
        f"{len(done.found.open)} warnings to decide on, {len(done.found.decided)} decided: "
        f"{done.report.relative_to(root())}"
    )


def _print_problems(console: Console, problems: list[Problem]) -> None:
    for name in dict.fromkeys(problem.rule for problem in problems):
        rows = [problem for problem in problems if problem.rule == name]
        rule = rules.RULES[name]
        table = Table(title=f"{rule.title} ({rule.severity})")
        for heading in ("Unit", "Row", "Column", "Value", "Expected"):
            table.add_column(heading, overflow="fold")
        for p in rows[:_SHOWN]:
            table.add_row(p.unit, str(p.row or ""), p.heading or p.column, p.value, p.expected)
        console.print(table)
        if len(rows) > _SHOWN:
            console.print(f"... and {len(rows) - _SHOWN} more")
        console.print(rule.action)
