"""Rules for responses.csv as the import writes it: what another program has made of it since is told, with the cure.

The build and `make check-data` read it here, so they are of one opinion.
"""

import re
from collections.abc import Iterator

import pandas as pd

from is248.data.codebook import Codebook, Question, alike
from is248.data.problems import Problem, Rules

STATUSES = ("gjennomfort", "delvis", "ikke_deltatt")
CURE = "Import the export once more: that writes the file anew. A spreadsheet changes it when it saves it."

RULES = Rules()  # each is called with the file's rows as text, its name and the codebook

_NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
_CODE = r"\d{4,5}"


@RULES.rule(action=CURE)
def every_column(frame: pd.DataFrame, file: str, codebook: Codebook) -> Iterator[Problem]:
    """The file has every column of the codebook."""
    known = {"unit", "status", *(c for q in codebook.questions for c in columns_of(codebook, frame, q))}
    others = [column for column in frame if column not in known]
    for column in sorted(known - set(frame), key=list(known).index):
        yield Problem(file, None, "", column, None, f"is no column of the file{alike(column, others)}")


def columns_of(codebook: Codebook, frame: pd.DataFrame, question: Question) -> list[str]:
    """Return the columns that hold a question's answers: of FTE, the sums where the file has these alone."""
    sums, cells = codebook.sum_columns(question.id), codebook.columns(question.id)
    return sums if any(c in frame for c in sums) and not any(c in frame for c in cells) else cells


@RULES.rule(action=CURE)
def codes_of_units(frame: pd.DataFrame, file: str, codebook: Codebook) -> Iterator[Problem]:
    """Every row has the code of a unit, with the zero in front."""
    if "unit" in frame:
        for row, code in frame["unit"][~_written(frame["unit"], _CODE)].items():
            dropped = re.fullmatch(r"\d{3}(?:\.0)?", str(code))
            expected = f"0{str(code)[:3]}, with its zero in front" if dropped else "a code of four or five digits"
            yield Problem(file, row + 2, "", "unit", _shown(code), expected)


@RULES.rule(action=CURE)
def numbers(frame: pd.DataFrame, file: str, codebook: Codebook) -> Iterator[Problem]:
    """Numbers have a point before the decimals."""
    for question in codebook.of_type("number", "fte"):
        for column in columns_of(codebook, frame, question):
            if column in frame:
                cells = frame[column].dropna()
                for row in cells.index[~_written(cells, _NUMBER)]:
                    yield _problem(frame, file, row, column, "a number, with a point before the decimals")


@RULES.rule(action=CURE)
def codes(frame: pd.DataFrame, file: str, codebook: Codebook) -> Iterator[Problem]:
    """Answers are the codes of the codebook, boxes 1 or 0, and status one of three words."""
    allowed = {"status": list(STATUSES)}
    for question in codebook.of_type("single", "scale", "multiple"):
        known = [str(option.code) for option in codebook.options(question.id)]
        for column in codebook.columns(question.id):
            allowed[column] = ["0", "1"] if question.type == "multiple" else known
    for column, known in allowed.items():
        if column in frame:
            cells = frame[column].dropna()
            for row in cells.index[~cells.isin(known)]:
                yield _problem(frame, file, row, column, f"one of {', '.join(known)}")


def _problem(frame: pd.DataFrame, file: str, row: int, column: str, expected: str) -> Problem:
    unit = _shown(frame["unit"][row]) if "unit" in frame else ""
    return Problem(file, row + 2, unit, column, _shown(frame[column][row]), expected)


def _written(cells: pd.Series, pattern: str) -> pd.Series:
    """Return which cells are as a pattern says, each different one looked at once."""
    right = [cell for cell in cells.unique() if isinstance(cell, str) and re.fullmatch(pattern, cell, re.ASCII)]
    return cells.isin(right)


def _shown(cell: object) -> str:
    """Return a cell without what somebody may have written into the wrong place."""
    text = "" if pd.isna(cell) else str(cell)
    return text if len(text) <= 12 and not re.search(r"[^\W\d_]{3}", text) else "a text"
