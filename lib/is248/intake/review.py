"""What a person decides on: the decisions beside the data, and the page with what is still open."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from is248 import files
from is248.data import checks
from is248.data.problems import DataError, Problem, Rule
from is248.intake import mapping
from is248.intake.answers import Answers
from is248.intake.rules import RULES
from is248.project import root
from is248.templates import template
from is248.wording.signs import typed, unrun

DECISIONS = "decisions.csv"
OPEN_COLUMNS = "open-columns.csv"
OPEN_WARNINGS = "open-warnings.csv"
OPEN_BETWEEN = "open-between-tables.csv"
# what `years/consistency.py` finds between tables and between years; decided on in the same file
BETWEEN_TABLES = (
    "parts_within_wholes",
    "decisions_within_users",
    "own_fte_or_none",
    "partly_answered",
    "earlier_years_add_up",
    "earlier_follow_ups_within_gates",
    "earlier_units_agree",
    "repeated_from_last_year",
    "repeated_between_questions",
    "repeated_answers",
    "codes_that_moved",
)
MOST_ROWS = 500  # of one table: a page that a browser can show
COLUMNS = ["unit", "column", "rule", "value", "decision", "by", "date", "comment"]

SCHEMA = pa.DataFrameSchema(
    {
        "unit": checks.NOTE,
        "column": checks.TEXT,
        "rule": pa.Column(
            str, pa.Check.isin([*RULES, *BETWEEN_TABLES], error=f"one of {', '.join((*RULES, *BETWEEN_TABLES))}")
        ),
        "value": checks.NOTE,
        "decision": checks.TEXT,
        "by": checks.TEXT,
        "date": checks.DATE,
        "comment": checks.NOTE,
    },
    strict=True,
)


@dataclass(frozen=True)
class Review:
    """Everything the rules found, divided by what has been decided."""

    errors: list[Problem]  # they stop the import
    open: list[Problem]  # a person has to decide on them
    decided: list[tuple[Problem, dict]]  # warnings, with the decision that holds for each
    stale: list[dict]  # decisions on something that is no longer found: the value has changed


def load_decisions(folder: Path) -> list[dict]:
    """Return the decisions that lie beside the data, oldest first; none if there is no file.

    Raises DataError if a line names no rule, or lacks its decision, its author or its date.
    """
    file = folder / DECISIONS
    if not (root() / file).is_file():
        return []
    return checks.checked(file, SCHEMA).fillna("").map(typed).to_dict("records")


def review(problems: Iterable[Problem], decisions: list[dict]) -> Review:
    """Divide what the rules found; a decision holds for one unit, column, rule and value."""
    by_identity = {(d["unit"], d["column"], d["rule"], d["value"]): d for d in decisions}
    problems = list(problems)
    warnings = [p for p in problems if RULES[p.rule].severity == "warning"]
    found = {p.identity for p in warnings}
    return Review(
        [p for p in problems if RULES[p.rule].severity == "error"],
        [p for p in warnings if p.identity not in by_identity],
        [(p, by_identity[p.identity]) for p in warnings if p.identity in by_identity],
        [d for identity, d in by_identity.items() if identity not in found and d["rule"] in RULES],
    )


def undecided(problems: Iterable[Problem], decisions: list[dict]) -> list[Problem]:
    """Return the problems between tables and years that nobody has decided on; a decision holds for their value."""
    decided = {(d["unit"], d["column"], d["rule"], d["value"]) for d in decisions}
    return [problem for problem in problems if problem.identity not in decided]


def open_lines(problems: Iterable[Problem]) -> str:
    """Return open problems as lines of decisions.csv."""
    lines = pd.DataFrame([dict(zip(COLUMNS, p.identity, strict=False)) for p in problems], columns=COLUMNS)
    return lines.map(unrun, na_action="ignore").to_csv(index=False, lineterminator="\n")


def stop_at_errors(found: Review) -> None:
    """Raise DataError with all errors, if there are any."""
    if found.errors:
        raise DataError(found.errors)


def write_report(year: int, answers: Answers, found: Review, checked: Iterable[Rule]) -> Path:
    """Write the page with one table per rule, build/<year>/check-data.html, and return where it is.

    Beside it lie open-warnings.csv, the open warnings as lines of decisions.csv, and open-columns.csv, the headings
    that the codebook lacks as lines of columns.csv.
    """
    folder = root() / "build" / str(year)
    checked = list(checked)
    page = template("check-data.html").render(
        year=year,
        answers=answers,
        found=found,
        most=MOST_ROWS,
        errors=by_rule(found.errors),
        open=by_rule(found.open),
        decided=found.decided,
        silent=[r for r in checked if r.name not in {p.rule for p in (*found.errors, *found.open)}],
        unchecked=[rule for rule in RULES.values() if rule not in checked],
    )
    path = folder / "check-data.html"
    headings = [
        {"heading": heading, "nth": nth, "nearest": " | ".join(f"{column}: {wording}" for column, wording in words)}
        for heading, nth, words in answers.nearest
    ]
    columns = pd.DataFrame(headings, columns=mapping.COLUMNS).to_csv(index=False, lineterminator="\n")
    files.write_all({path: page, folder / OPEN_WARNINGS: open_lines(found.open), folder / OPEN_COLUMNS: columns})
    return path


def by_rule(problems: list[Problem]) -> list[tuple[Rule, list[Problem]]]:
    """Return problems rule by rule, in the order that the rules first come in."""
    names = dict.fromkeys(problem.rule for problem in problems)
    return [(RULES[name], [problem for problem in problems if problem.rule == name]) for name in names]
