"""What a person decides on: the decisions beside the data, and the page with what is still open."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from is248.data import checks
from is248.data.problems import DataError, Problem, Rule
from is248.intake.answers import Answers
from is248.intake.rules import RULES
from is248.project import root
from is248.templates import template
from is248.wording.signs import typed, unrun

DECISIONS = "decisions.csv"
MOST_ROWS = 500  # of one table: a page that a browser can show
COLUMNS = ["unit", "column", "rule", "value", "decision", "by", "date", "comment"]

_ANY = pa.Column(str, nullable=True)
_FILLED = pa.Column(str, pa.Check.str_length(min_value=1, error="a text"), nullable=False)
SCHEMA = pa.DataFrameSchema(
    {
        "unit": _ANY,
        "column": _FILLED,
        "rule": pa.Column(str, pa.Check.isin(list(RULES), error=f"one of {', '.join(RULES)}")),
        "value": _ANY,
        "decision": _FILLED,
        "by": _FILLED,
        "date": pa.Column(
            str, pa.Check.str_matches(r"^\d{4}-\d\d-\d\d$", error="a date such as 2025-09-01"), nullable=False
        ),
        "comment": _ANY,
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
        [d for identity, d in by_identity.items() if identity not in found],
    )


def stop_at_errors(found: Review) -> None:
    """Raise DataError with all errors, if there are any."""
    if found.errors:
        raise DataError(found.errors)


def write_report(year: int, answers: Answers, found: Review, checked: Iterable[Rule]) -> Path:
    """Write the page with one table per rule, build/<year>/check-data.html, and return where it is.

    Beside it lies open-warnings.csv: the open warnings as lines of decisions.csv.
    """
    folder = root() / "build" / str(year)
    folder.mkdir(parents=True, exist_ok=True)
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
    path.write_text(page, encoding="utf-8")
    lines = pd.DataFrame([dict(zip(COLUMNS, p.identity, strict=False)) for p in found.open], columns=COLUMNS)
    lines.map(unrun, na_action="ignore").to_csv(folder / "open-warnings.csv", index=False, lineterminator="\n")
    return path


def by_rule(problems: list[Problem]) -> list[tuple[Rule, list[Problem]]]:
    """Return problems rule by rule, in the order that the rules first come in."""
    names = dict.fromkeys(problem.rule for problem in problems)
    return [(RULES[name], [problem for problem in problems if problem.rule == name]) for name in names]
