"""Import of a survey export: read, understand, check, write. Nothing else writes survey data."""

import hashlib
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table

from is248.data import checks
from is248.data.changes import divided_units, on_borders_of, units_file, units_of
from is248.data.codebook import load_codebook
from is248.data.edition import years
from is248.data.personal import load_masker
from is248.data.problems import DataError, Problem, grouped, several
from is248.data.responses import LAST_YEAR, RESPONSES, number_texts, read_responses, responses_before, responses_folder
from is248.intake import review, rules
from is248.intake.answers import Answers, understand
from is248.intake.exports import Export, read_export
from is248.project import ProjectError, root

WARNINGS = "import-warnings.csv"  # what only the import sees, kept for `check_data`
_KEPT = ["file", "row", "unit", "column", "value", "expected", "heading", "rule"]  # of a problem
_SHOWN = 10  # lines of one rule on the screen; the page has every cell
_LARGE = 5_000_000  # bytes of a file that takes a while


@dataclass(frozen=True)
class Checked:
    """What an import or a check found."""

    answers: Answers
    found: review.Review
    report: Path  # the page with one table per rule
    written: Path | None = None  # the responses file, after an import


def import_file(path: Path | str, year: int) -> Checked:
    """Import a survey export into data/<year>/responses.csv.

    Columns are known by the codebook's names or by the words of the questions, in any order. Personal data
    are left out. The file is written whole or not at all: an import that fails leaves the last one as it was.

    Parameters
    ----------
    path : Path or str
        An SPSS .sav, a CSV (semicolon, comma or tab; UTF-8, -16 or Windows; decimal comma or point) or an .xlsx.
    year : int
        The survey year; it has a codebook and a units file.

    Raises
    ------
    ProjectError
        If the file, the codebook or the units file can't be read, or no column has the units' codes.
    DataError
        If a rule of severity error is broken. The report has been written, the responses have not.
    """
    folder = Path("data") / str(year)
    answers, problems = _understood(read_export(Path(path)), folder, year)
    found = review.review(problems, review.load_decisions(folder))
    report = review.write_report(year, answers, found, rules.checkable(answers))
    review.stop_at_errors(found)
    responses = _responses(answers)
    write_whole(folder / WARNINGS, _kept_warnings([p for p, _ in found.decided] + found.open, _digest(responses)))
    return Checked(answers, found, report, write_whole(folder / RESPONSES, responses))


def check_data(year: int) -> Checked:
    """Check the responses of a year once more, with the decisions that have been made since.

    Raises ProjectError if the year has no responses, and DataError if decisions.csv can't be used.
    """
    folder = responses_folder(year) if year in years() else Path("data") / str(year)
    path = root() / folder / RESPONSES
    if not path.is_file():
        imported = Path("data") / str(year) / RESPONSES
        if folder != imported.parent and (root() / imported).is_file():
            raise ProjectError(f"params/{year}.yml says synthetic: true, but {imported} is there; set it to false.")
        raise ProjectError(
            f"There are no responses of {year} in {folder}. Import the export first: is248 import FILE --year {year}"
        )
    export = replace(read_export(path), file=str(folder / RESPONSES))
    answers, problems = _understood(export, folder, year, decimal=".")
    kept = _kept(folder)
    if kept is not None:  # what the import saw, it saw better than the file it made can tell
        problems = [p for p in problems if rules.RULES[p.rule].needs != "export"] + kept
    found = review.review(problems, review.load_decisions(folder))
    checked = [rule for rule in rules.checkable(answers) if rule.needs != "export" or kept is not None]
    return Checked(answers, found, review.write_report(year, answers, found, checked))


def _understood(export: Export, folder: Path, year: int, decimal: str | None = None) -> tuple[Answers, list[Problem]]:
    """Return an export's answers, with last year's beside them, and what breaks a rule."""
    codebook, units = load_codebook(year), _units(year)
    masker = load_masker(units["name"])
    answers = understand(export, codebook, units, masker, decimal)
    if "unit" not in answers.headings:
        raise ProjectError(
            f"{export.file} has no column with the units' codes. It should be called unit or kommunenummer."
        )
    if not set(answers.headings) - {"unit", "status"}:
        raise ProjectError(
            f"{export.file} has no column that the codebook of {year} knows. Columns are known by the "
            f"questions' ids in data/codebook/{year}.yml, or by their words."
        )
    answers = _with_last_year(answers, folder, year)
    return answers, rules.check(answers, masker)


def import_command(file: Path, year: int) -> None:
    """Import a file, and print what was imported, left out and found."""
    console = Console(markup=False, highlight=False)
    if Path(file).is_file() and Path(file).stat().st_size > _LARGE:
        console.print(f"Reading {Path(file).stat().st_size / 1e6:.0f} MB, which may take a minute …")
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
    """Check a year's responses, and print how many warnings are open and where the page is; stop at errors."""
    console = Console(markup=False, highlight=False)
    done = check_data(year)
    console.print(f"Checked {done.answers.file}: {len(done.answers.frame)} rows")
    _print_warnings(console, done)
    if done.found.errors:
        _print_problems(console, done.found.errors)
        raise ProjectError(f"{done.answers.file} has {len(done.found.errors)} errors: {done.report}")


# --- the data around the export


def _units(year: int) -> pd.DataFrame:
    file = units_file(year)
    if not (root() / file).is_file():
        raise ProjectError(f"The units file {file} is missing; the import needs to know the units of {year}.")
    return units_of(year)


def _with_last_year(answers: Answers, folder: Path, year: int) -> Answers:
    """Return the answers with last year's beside them.

    These are last year's responses, on this year's borders; those of a unit that was divided since are an estimate and
    left out. FTE whose categories are others now are taken from last_year.csv beside the data, or from the reference
    data.
    """
    responses = responses_before(folder)
    if (root() / responses).is_file():
        last = read_responses(responses)
        numbers = [column for _, column, _ in answers.over("number", "fte") if column in last]
        last = last[numbers].apply(pd.to_numeric, errors="coerce").astype(float)
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


# --- the files


def _responses(answers: Answers) -> str:
    """Return responses.csv: one line per unit, in the order of the units file."""
    frame = answers.frame.set_index("unit").reindex(answers.units.index)
    frame["status"] = frame["status"].fillna("ikke_deltatt")
    frame = frame.apply(lambda column: number_texts(column) if pd.api.types.is_numeric_dtype(column) else column)
    return frame.to_csv(index_label="unit", lineterminator="\n")


def write_whole(file: Path, text: str) -> Path:
    """Write a file of the project beside its place and move it there when it is whole; return its path."""
    path = root() / file
    fresh = path.with_name(f".{path.name}.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with fresh.open("w", encoding="utf-8", newline="") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        return fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _digest(responses: str) -> str:
    return hashlib.sha256(responses.encode()).hexdigest()[:16]


def _kept_warnings(problems: list[Problem], digest: str) -> str:
    """Return import-warnings.csv; the digest says which responses the warnings belong to."""
    kept = [asdict(problem) for problem in problems if rules.RULES[problem.rule].needs == "export"]
    # The first line has the digest alone, so that an import without such warnings is known too.
    lines = pd.DataFrame([{}, *kept], columns=["responses", *_KEPT], dtype=object).assign(responses=digest)
    return lines.to_csv(index=False, lineterminator="\n")


def _kept(folder: Path) -> list[Problem] | None:
    """Return the warnings of the import that made the responses; None if another one, or none, made them."""
    if not (root() / folder / WARNINGS).is_file():
        return None
    digest = _digest((root() / folder / RESPONSES).read_text(encoding="utf-8"))
    kept = checks.read(folder / WARNINGS).fillna("")
    kept = kept[kept["responses"] == digest]
    problems = [
        Problem(**line | {"row": int(line["row"]) if line["row"] else None}, action=rules.RULES[line["rule"]].action)
        for line in kept[_KEPT].to_dict("records")
        if line["rule"]
    ]
    return None if kept.empty else problems


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
    for rule, rows in review.by_rule(problems):
        table = Table(title=f"{rule.title} ({rule.severity})")
        for heading in ("Unit", "Row", "Column", "Value", "Expected"):
            table.add_column(heading, overflow="fold")
        lines = grouped(rows)
        for alike in lines[:_SHOWN]:
            of = [[p.unit for p in alike], [p.row for p in alike], [p.heading or p.column for p in alike]]
            cells = f" ({len(alike)} cells)" if len(alike) > 1 else ""
            values = several(p.value for p in alike) + cells
            table.add_row(*map(several, of), values, several(p.expected for p in alike[:1]))
        console.print(table)
        if len(lines) > _SHOWN:
            console.print(f"... and {len(lines) - _SHOWN} more lines")
        console.print(rule.action)
