"""Coding: which themes a person found in each open answer, from coding.csv beside responses.csv.

The file has the columns question, unit, theme and one row for each theme of an answer; the theme is the words that
the report prints.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import pandas as pd

from is248.data import checks
from is248.data.problems import Problem, Rules
from is248.data.responses import Responses, responses_folder
from is248.project import ProjectError, root

CODING = "coding.csv"
_COLUMNS = ["question", "unit", "theme"]
_SHOWN = 10  # problems in one message


def written(responses: Responses, question: str) -> pd.Series:
    """Return all answers to an open question that are not blank, whoever gave them."""
    texts = responses.texts(question)
    return texts[texts.str.strip() != ""]


def plain(text: str) -> str:
    """Return a text without capitals, signs and superfluous blanks, to compare it with another."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def load_coding(year: int, responses: Responses) -> pd.DataFrame:
    """Read an edition's coding.csv; no rows while there is no such file: the book can be made before the coding.

    ProjectError, with file and row, if it can't be read or breaks one of the rules below.
    """
    name = responses_folder(year) / CODING
    if not (root() / name).is_file():
        return pd.DataFrame(columns=_COLUMNS, dtype=str)
    rows = checks.read(name).fillna("")
    if list(rows) != _COLUMNS:
        raise ProjectError(f"{name} has the columns {', '.join(rows)}; expected {', '.join(_COLUMNS)}")
    rows = rows.apply(lambda column: column.str.strip())
    if problems := RULES.problems(rows, str(name), responses):
        more = [f"and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
        raise ProjectError("\n".join([*map(str, problems[:_SHOWN]), *more]))
    return rows


def themes_of_editions(question: str) -> set[str]:
    """Return the themes that any edition's answers to an open question are about."""
    files = [checks.read(path.relative_to(root())) for path in (root() / "data").glob(f"**/{CODING}")]
    return set().union(*(rows.loc[rows["question"] == question, "theme"] for rows in files if {*_COLUMNS} <= {*rows}))


RULES = Rules()


@RULES.rule()
def coded_answer(rows: pd.DataFrame, file: str, responses: Responses) -> Iterator[Problem]:
    """Every row is about an answer that was given, once for each theme, and a theme has one spelling."""
    open_questions = [question.id for question in responses.codebook.of_type("text")]
    wrote = {question: set(written(responses, question).index) for question in open_questions}
    seen, spelling = set(), {}
    for line, (question, unit, theme) in enumerate(rows.itertuples(index=False), start=2):
        usual = spelling.setdefault((question, plain(theme)), theme)
        wrong = ""
        if question not in wrote:
            near = difflib.get_close_matches(question, open_questions, n=1)
            wrong = f"there is no open question {question!r}" + (f"; did you mean {near[0]}?" if near else "")
        elif unit not in responses.frame.index:
            wrong = f"there is no unit {unit!r}; units are named by their codes, such as 1103"
        elif unit not in wrote[question]:
            wrong = f"unit {unit} did not answer {question}, so its answer can't have a theme"
        elif not theme:
            wrong = "the theme is empty"
        elif theme != usual:
            wrong = f"the theme {theme!r} is written {usual!r} elsewhere; write it in one way"
        elif (question, unit, theme) in seen:
            wrong = "stands twice"
        if wrong:
            yield Problem(file, line, "", "", None, wrong)
        seen.add((question, unit, theme))
