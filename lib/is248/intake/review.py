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
    """Everything the rules found, divided by what has been decided.

    Attributes
    ----------
    errors, open : list of Problem
        What stops the import, and what a person has to decide on.
    decided : list of tuple of Problem and dict
        Warnings with the decision that holds for them.
    stale : list of dict
        Decisions on something that is no longer found: the value has changed.
    """

    errors: list[Problem]
    open: list[Problem]
    decided: list[tuple[Problem, dict]]
    stale: list[dict]


def load_decisions(folder: Path) -> list[dict]:
    """Return the decisions that lie beside the data, oldest first; none if there is no file.

    Raises
    ------
    DataError
        If a line names no rule, or lacks its decision, its author or its date.
    """
    file = folder / DECISIONS
    if not (root() / file).is_file():
        return []
    return checks.checked(file, SCHEMA).fillna("").to_dict("records")


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
    """Raise the errors, if there are any.

    Raises
    ------
    DataError
        With all of them.
    """
    if found.errors:
        raise DataError(found.errors)


def write_report(year: int, answers: Answers, found: Review, checked: Iterable[Rule]) -> Path:
    """Write the page with one table per rule, and a file with the open warnings as lines to decide on.

    Returns
    -------
    Path
        build/<year>/check-data.html. Beside it lies open-warnings.csv with the columns of decisions.csv.
    """
    folder = root() / "build" / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    checked = list(checked)
    page = template("check-data.html").render(
        year=year,
        answers=answers,
        found=found,
        most=MOST_ROWS,
        errors=_by_rule(found.errors),
        open=_by_rule(found.open),
        decided=found.decided,
        silent=[r for r in checked if r.name not in {p.rule for p in (*found.errors, *found.open)}],
        unchecked=[rule for rule in RULES.values() if rule not in checked],
    )
    path = folder / "check-data.html"
    path.write_text(page, encoding="utf-8")
    lines = pd.DataFrame([dict(zip(COLUMNS, p.identity, strict=False)) for p in found.open], columns=COLUMNS)
    lines.to_csv(folder / "open-warnings.csv", index=False, lineterminator="\n")
    return path


def _by_rule(problems: list[Problem]) -> list[tuple[Rule, list[Problem]]]:
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.rule, []).append(problem)
    return [(RULES[name], rows) for name, rows in groups.items()]
