"""What an import made of a file: answers section by section, and what was read otherwise than it is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from is248.data.personal import Masker
from is248.data.responses import number_text
from is248.intake.answers import Answers
from is248.intake.cells import cell_text


@dataclass(frozen=True)
class Way:
    """One way in which cells were read otherwise than they are written."""

    name: str
    cells: int
    example: str  # «Ja» → 1 (plan)


def answers_by_section(answers: Answers) -> dict[str, tuple[int, int]]:
    """Return for every section of the codebook how many units answered some question of it, and how many answers."""
    given: dict[str, list[pd.Series]] = {}
    for question in answers.codebook.questions:
        given.setdefault(question.section, []).append(answers.answered(question))
    sections = {section: pd.concat(parts, axis=1) for section, parts in given.items()}
    return {section: (int(a.any(axis=1).sum()), int(a.sum(axis=None))) for section, a in sections.items()}


def read_otherwise(answers: Answers, mask: Masker) -> list[Way]:
    """Return the ways in which cells were read otherwise than they are written, with an example each.

    Texts are left out: what was masked in them is counted apart. Personal data in the examples are masked.
    """
    found: dict[str, list[tuple[str, str, str]]] = {}
    for column, written, value in _read(answers):
        different = written.notna() & value.notna() & (written != value)
        pairs = pd.DataFrame({"written": written[different], "value": value[different]})
        for (cell, meaning), count in pairs.value_counts(sort=False).items():
            kind = _kind(column, cell, meaning)
            found.setdefault(kind, []).extend([(cell, meaning, column)] * count)
    ways = [
        Way(kind, len(cells), f"«{mask(cell)[0]}» → {value} ({column})")
        for kind, cells in found.items()
        for cell, value, column in cells[:1]
    ]
    return sorted(ways, key=lambda way: -way.cells)


def _read(answers: Answers) -> Iterator[tuple[str, pd.Series, pd.Series]]:
    """Yield every column but texts: its cells as they are written and as responses.csv has them."""
    texts = {question.id for question in answers.codebook.of_type("text")}
    for column, cells in answers.given.items():
        if column not in texts:
            values = answers.values(column)
            if pd.api.types.is_numeric_dtype(values):
                values = values.map(number_text).where(values.notna())
            yield column, cells.map(cell_text, na_action="ignore"), values


def _kind(column: str, written: str, value: str) -> str:
    if column in ("unit", "status"):
        return f"{column} written in another way"
    if re.fullmatch(r"[\d\s.,'+−-]+", written):
        if re.fullmatch(r"0*\d+[.,]?0*", written) and written.lstrip("0").rstrip("0").rstrip(".,") == value.rstrip("0"):
            return "zeros before or behind a number"
        return "decimal comma" if written.replace(",", ".") == value else "blanks or marks in a number"
    return "words for a code" if re.search(r"[^\W\d_]", written) else "other signs"
