"""Chapters run in this process, as the engine runs them, on a survey whose codebook a test has changed."""

import ast
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch

import is248
from is248.chapters import conditions
from is248.chapters.engine import inline_expressions
from is248.chapters.source import read_chapter
from is248.data.absence import Absent, AbsentError, is_absent, tolerant
from is248.data.codebook import Break, Codebook
from is248.survey import Survey


@dataclass
class Ran:
    """What a chapter gave: its cells' values, its inline values by cell and expression, and what stopped it."""

    shown: list = field(default_factory=list)
    values: dict[tuple[int, str], object] = field(default_factory=dict)
    stops: list[str] = field(default_factory=list)


def with_question(survey: Survey, id: str, **changes) -> Survey:
    """Return a survey whose codebook says something else of one question."""
    book = survey.codebook
    questions = [q.model_copy(update=changes) if q.id == id else q for q in book.questions]
    return with_codebook(survey, book.model_copy(update={"questions": questions}))


def with_break(survey: Survey, id: str, year: int) -> Survey:
    """Return a survey with a break before a year in the series of one question."""
    own = Break(year=year, note="Prøve: nytt spørsmål.")
    return with_question(survey, id, breaks=[*survey.codebook.question(id).breaks, own])


def with_codebook(survey: Survey, book: Codebook) -> Survey:
    """Return a survey with another codebook of its year."""
    fresh = Codebook.model_validate(book.model_dump())
    return replace(survey, answers=replace(survey.answers, codebook=fresh))


def without_questions(survey: Survey, gone: set[str]) -> Survey:
    """Return a survey that didn't ask some questions, nor those that only follow them; the edition before did."""
    book = survey.codebook
    while more := {q.id for q in book.questions if q.id not in gone and q.gate and q.gate.question in gone}:
        gone = gone | more
    kept = [question for question in book.questions if question.id not in gone]
    sections = {chapter: part for chapter, part in book.sections.items() if chapter in {q.section for q in kept}}
    lacking = with_codebook(survey, book.model_copy(update={"questions": kept, "sections": sections}))
    coding = survey.coding
    vars(lacking)["other_codebooks"] = [book, *survey.other_codebooks]
    vars(lacking)["coding"] = coding[~coding["question"].isin(gone)]
    return lacking


def run(path: Path, survey: Survey) -> Ran:
    """Run a chapter's cells, conditions and inline expressions; an error stops it, as it stops the book."""
    cells = read_chapter(path).cells
    outside = conditions.outside([c.source if c.cell_type == "markdown" else "" for c in cells], survey.year)
    names, ran = dict(vars(is248)), Ran()
    names["year"] = survey.year
    names |= {"_is248_value": _or_absent, "_is248_absent": lambda error: Absent(str(error))}
    names |= {"_is248_absent_error": AbsentError}
    with patch("is248.survey.open_survey", lambda year: survey):
        _run_cells(path, cells, outside, names, ran, survey.year)
    return ran


def _run_cells(path: Path, cells: list, outside: set[int], names: dict, ran: Ran, year: int) -> None:
    for number, cell in enumerate(cells, 1):
        try:
            if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", []):
                value = _executed(cell.source, names)
                ran.shown += [] if value is None or number - 1 in outside else [value]
            if number - 1 not in outside:
                ran.values |= {(number, e): value for e, value in _asked(cell, year, names).items()}
        except Exception as error:  # noqa: BLE001  (whatever it is, the book would stop)
            ran.stops.append(f"{path.name}, cell {number}: {type(error).__name__}: {error}")


def _executed(source: str, names: dict) -> object:
    tree = tolerant().visit(ast.parse(source))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None


def _asked(cell, year: int, names: dict) -> dict[str, object]:
    tests = {}
    if cell.cell_type == "markdown":
        for test in conditions.tests(cell.source):
            held = _or_absent(lambda test=test: bool(eval(test, names)))
            tests[test] = None if is_absent(held) else held
    text = conditions.decided(cell.source, year, tests.get, lambda test: "") if tests else cell.source
    expressions = (
        [e for e in inline_expressions(cell) if e in text] if cell.cell_type == "markdown" else inline_expressions(cell)
    )
    return {e: _or_absent(lambda e=e: _printed(eval(e, names))) for e in expressions}


def _printed(value: object) -> object:
    """Return a value as it prints; ValueError if the engine would refuse it."""
    if is_absent(value):
        return value
    text = value._repr_markdown_() if hasattr(value, "_repr_markdown_") else value
    if not isinstance(text, str | int) or str(text).strip() in ("", "None", "nan"):
        raise ValueError(f"gives {value!r}, which is nothing to print")
    return str(text)


def _or_absent(compute):
    try:
        return compute()
    except AbsentError as error:
        return Absent(str(error))
