"""Import of a survey export: read, understand, check, write. Nothing else writes survey data."""

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from is248 import files
from is248.data import checks
from is248.data.changes import divided_units, on_borders_of, units_file, units_of
from is248.data.codebook import load_codebook
from is248.data.edition import years
from is248.data.personal import Masker, load_masker
from is248.data.problems import DataError, Problem, grouped, several
from is248.data.responses import (
    LAST_YEAR,
    RESPONSES,
    Responses,
    number_texts,
    read_responses,
    read_written,
    responses_before,
    responses_folder,
)
from is248.intake import review, rules
from is248.intake.answers import Answers, understand
from is248.intake.exports import Export, read_export
from is248.intake.headings import Headings
from is248.intake.mapping import MAPPING, Confirmed, load_mapping
from is248.intake.summary import answers_by_section, read_otherwise
from is248.project import ProjectError, root
from is248.wording import join
from is248.wording.signs import WORDS_BULLETS, as_read

WARNINGS = "import-warnings.csv"  # what only the import sees, kept for `check_data`
_KEPT = ["file", "row", "unit", "column", "value", "expected", "heading", "rule"]  # of a problem
_LONGEST = 70  # letters of a heading on the screen
_SHOWN = 10  # lines of one rule on the screen; the page has every cell
_HEADS = 3  # rows that may be headings too
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
    mapping = load_mapping(folder, Headings(load_codebook(year)).columns)
    masker = load_masker(_units(year)["name"])
    answers, problems = _understood(_read(Path(path), masker), folder, year, masker, mapping=mapping)
    found = review.review(problems, review.load_decisions(folder))
    report = review.write_report(year, answers, found, rules.checkable(answers))
    review.stop_at_errors(found)
    responses = _responses(answers)
    warnings = _kept_warnings([p for p, _ in found.decided] + found.open, _digest(responses))
    files.write_all({folder / WARNINGS: warnings, folder / RESPONSES: responses})
    return Checked(answers, found, report, root() / folder / RESPONSES)


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
    export = _as_export(read_written(folder / RESPONSES, load_codebook(year)))
    answers, problems = _understood(export, folder, year, load_masker(_units(year)["name"]), decimal=".")
    kept = _kept(folder)
    if kept is not None:  # what the import saw, it saw better than the file it made can tell
        problems = [p for p in problems if rules.RULES[p.rule].needs != "export"] + kept
    found = review.review(problems, review.load_decisions(folder))
    checked = [rule for rule in rules.checkable(answers) if rule.needs != "export" or kept is not None]
    return Checked(answers, found, review.write_report(year, answers, found, checked))


def _read(path: Path, masker: Masker) -> Export:
    """Return an export; a person's name in the file's own name is masked, in messages too."""
    name = masker.file_name(path.name)
    try:
        return replace(read_export(path), file=name)
    except ProjectError as error:
        if name == path.name:
            raise
        raise ProjectError(str(error).replace(path.name, name)) from None


def _as_export(responses: Responses) -> Export:
    """Return what the build reads as the export that the rules check."""
    frame = responses.frame.reset_index().astype(object)
    cells = frame.where(frame.notna(), None).set_axis(range(frame.shape[1]), axis=1)
    return Export(str(responses.file), list(frame), cells, np.arange(2, len(frame) + 2))


def _understood(
    export: Export,
    folder: Path,
    year: int,
    masker: Masker,
    decimal: str | None = None,
    mapping: Collection[Confirmed] = (),
) -> tuple[Answers, list[Problem]]:
    """Return an export's answers, with last year's beside them, and what breaks a rule."""
    codebook, units = load_codebook(year), _units(year)
    answers = understand(export, codebook, units, masker, decimal, mapping)
    sheets = "".join(f" It has {one.value}." for one in export.seen if one.value.startswith("other sheets"))
    if "unit" not in answers.headings:
        raise ProjectError(
            f"{export.file} has no column with the units' codes. It should be called unit or kommunenummer, or "
            f"be confirmed as unit in {folder / MAPPING}.{sheets}"
        )
    if not set(answers.headings) - {"unit", "status"}:
        raise ProjectError(
            f"{export.file} has no column that the codebook of {year} knows. Columns are known by the "
            f"questions' ids in data/codebook/{year}.yml, by their words, or as {folder / MAPPING} says.{sheets}"
        )
    if heads := _more_heads(answers):
        raise ProjectError(
            f"{export.file} has headings once more instead of answers, in row {join(heads, 'and')}. Delete what stands "
            "below the first row of headings and is none of the units'."
        )
    answers = _with_last_year(answers, folder, year)
    return answers, rules.check(answers, masker)


def _more_heads(answers: Answers) -> list[str]:
    """Return which of the first rows have headings in most of their cells: of the columns where they stand."""
    headings, heads = Headings(answers.codebook), []
    unknown = ~answers.frame["unit"].head(_HEADS).isin(answers.units.index)
    for record, row in answers.rows.head(_HEADS)[unknown].items():
        cells = {column: str(cells[record]) for column, cells in answers.given.items() if pd.notna(cells[record])}
        same = [column for column, text in cells.items() if headings.find(text) == column]
        heads += [str(row)] if len(same) > len(cells) / 2 else []
    return heads


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
            f"Nothing was imported: {len(error.problems)} errors in {of_answers[0].file}. "
            f"All of them: build/{year}/check-data.html"
        ) from None
    status = done.answers.frame["status"].value_counts()
    console.print(f"Imported {done.answers.file}: {len(done.answers.frame)} rows")
    console.print("  " + ", ".join(f"{count} {name}" for name, count in status.items()))
    _print_summary(console, done.answers)
    _print_unknown(console, done.answers, year)
    _print_list(console, "Questions of the codebook that have no column", done.answers.lacking)
    _print_personal(console, done.answers)
    _print_list(console, "Bullets of Word's own fonts, kept as •", _with_bullets(done.answers))
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
    frame = frame.apply(
        lambda column: number_texts(column) if pd.api.types.is_numeric_dtype(column) else _clean(column)
    )
    return frame.to_csv(index_label="unit", lineterminator="\n")


def _clean(texts: pd.Series) -> pd.Series:
    return texts.map(as_read, na_action="ignore")


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
    digest = _digest((root() / folder / RESPONSES).read_text(encoding="utf-8-sig"))
    kept = checks.read(folder / WARNINGS).fillna("")
    kept = kept[kept["responses"] == digest]
    problems = [
        Problem(**line | {"row": int(line["row"]) if line["row"] else None}, action=rules.RULES[line["rule"]].action)
        for line in kept[_KEPT].to_dict("records")
        if line["rule"]
    ]
    return None if kept.empty else problems


# --- on the screen


def _print_summary(console: Console, answers: Answers) -> None:
    """Print how many units answered section by section, what was read otherwise, and which columns words named."""
    sections = answers_by_section(answers)
    told = ", ".join(f"{section}: {units} ({given})" for section, (units, given) in sections.items())
    console.print(f"Units that answered, by section of the codebook (answers in brackets): {told}")
    for way in read_otherwise(answers, load_masker(answers.units["name"])):
        console.print(f"Read otherwise than written, {way.name}: {way.cells} cells, as {way.example}")
    for title, columns in (("words", answers.found.by_words), (MAPPING, answers.found.confirmed)):
        if columns:
            column, heading = next(iter(columns.items()))
            heading = heading if len(heading) <= _LONGEST else f"{heading[:_LONGEST]} …"
            console.print(f"Columns known by {title}: {len(columns)}, as «{heading}» → {column}")
    for question in sorted(answers.margins):
        console.print(f"{question}: FTE by service and by education apart; what crosses them is absent from the book")


def _print_unknown(console: Console, answers: Answers, year: int) -> None:
    """Print the headings that the codebook lacks, each with the words that are the nearest, if any are near."""
    if answers.nearest:
        console.print(f"Columns that the codebook of {year} does not have (not imported): {len(answers.nearest)}")
        for heading, nth, words in answers.nearest:
            near = " or ".join(f"{column} «{wording}»" for column, wording in words)
            number = f" ({nth})" if nth > 1 else ""
            console.print(f"  {heading}{number}" + (f" -- nearest: {near}" if near else ""))
        console.print(
            f"If one of them is a question, fill in its column in build/{year}/{review.OPEN_COLUMNS} and copy the line "
            f"to data/{year}/{MAPPING}; - leaves it out for good."
        )


def _print_list(console: Console, title: str, names: list[str]) -> None:
    if names:
        console.print(f"{title}: {len(names)}")
        console.print("  " + ", ".join(names))


def _with_bullets(answers: Answers) -> list[str]:
    """Return where a free text had a bullet that only Word's own fonts show: «4204 behov»."""
    own = f"[{WORDS_BULLETS}]"
    return [
        f"{answers.frame['unit'][record]} {column}"
        for _, column, texts in answers.over("text")
        for record in texts.index[texts.str.contains(own, na=False)]
    ]


def _print_personal(console: Console, answers: Answers) -> None:
    dropped = Counter()
    for (_, kind), count in answers.dropped.items():
        dropped[kind] += count
    for title, counts in (("dropped", dropped), ("masked in free texts", answers.masked)):
        if counts:
            amounts = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
            console.print(f"Personal data {title}: {amounts}")
    _print_list(
        console, "Columns dropped as personal data", [f"{heading} ({kind})" for heading, kind in answers.dropped]
    )


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
