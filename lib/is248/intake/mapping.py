"""columns.csv: which column of the codebook a heading of the export is, as a person has confirmed it once."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from is248.data import checks
from is248.data.codebook import alike
from is248.data.problems import DataError, Problem
from is248.intake.headings import plain
from is248.project import root

MAPPING = "columns.csv"
LEFT_OUT = "-"  # instead of a column: what stands there is no answer to any question
COLUMNS = ["heading", "nth", "column", "nearest", "by", "date", "comment"]

_ANY = pa.Column(str, nullable=True, required=False)
SCHEMA = pa.DataFrameSchema(
    {
        "heading": checks.TEXT,
        "nth": pa.Column(
            str,
            pa.Check.str_matches(r"^[1-9]\d*$", error="1, or 2 for the second column with this heading"),
            nullable=True,
            required=False,
        ),
        "column": checks.TEXT,
        "nearest": _ANY,
        "by": checks.TEXT,
        "date": checks.DATE,
        "comment": _ANY,
    },
    strict=True,
)


@dataclass(frozen=True)
class Confirmed:
    """One line of the file."""

    file: str
    row: int  # of the file
    heading: str
    nth: int  # which one of the columns with this heading
    column: str  # of the codebook; `LEFT_OUT` for none

    def problem(self, value: str, expected: str) -> Problem:
        """Return a problem of the line."""
        return Problem(self.file, self.row, "", self.column, value, expected)


def load_mapping(folder: Path, columns: Collection[str]) -> list[Confirmed]:
    """Return the lines of columns.csv beside the data; none if there is no file.

    DataError if a line lacks its column, author or date, names a column that is none of `columns`, or says otherwise
    than another line.
    """
    file = folder / MAPPING
    if not (root() / file).is_file():
        return []
    frame = checks.checked(file, SCHEMA)
    nth = pd.to_numeric(frame["nth"]).fillna(1).astype(int) if "nth" in frame else pd.Series(1, frame.index)
    lines = [
        Confirmed(str(file), row + 2, plain(heading), int(number), column)
        for row, heading, number, column in zip(frame.index, frame["heading"], nth, frame["column"], strict=True)
    ]
    if problems := [*_unknown(lines, columns), *_contradictions(lines)]:
        raise DataError(problems)
    return lines


def _unknown(lines: list[Confirmed], columns: Collection[str]) -> list[Problem]:
    known = {LEFT_OUT, *columns}
    return [
        Problem(
            line.file,
            line.row,
            "",
            "column",
            line.column,
            f"a column of the codebook{alike(line.column, sorted(known))}",
        )
        for line in lines
        if line.column not in known
    ]


def _contradictions(lines: list[Confirmed]) -> list[Problem]:
    headings = Counter((line.heading, line.nth) for line in lines)
    columns = Counter(line.column for line in lines if line.column != LEFT_OUT)
    return [
        Problem(line.file, line.row, "", "heading", line.heading, "each heading once; two lines are about it")
        for line in lines
        if headings[line.heading, line.nth] > 1
    ] + [
        Problem(line.file, line.row, "", "column", line.column, "each column once; two headings can't both be it")
        for line in lines
        if columns[line.column] > 1 and headings[line.heading, line.nth] == 1
    ]
