"""What a year's files still have of the edition before: nothing of last year is asserted as this year's.

A list of a year (data/reference/plans-2025.csv) has a column `checked`: the edition that a row was found right for.
`is248 new-year` copies last year's rows as they are, so they are last year's until somebody has looked at each.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from is248.data import checks
from is248.data.edition import FILL_IN, year_before
from is248.project import root
from is248.reading import read_text

FOLDER = Path("data/reference")
BIBLIOGRAPHY = Path("data/references.bib")
CHECKED = "checked"
HISTORY = Path("data/history.csv")
SYNTHETIC = "synthetic responses"  # how the source of numbers begins that were frozen of a demonstration
_OTHERS = ("units", "fte")  # files of a year that are no lists


@dataclass(frozen=True)
class Carried:
    """A file of a year that still has something of an earlier one, in words."""

    file: Path
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


def lists_of(year: int) -> list[Path]:
    """Return the lists of a year, such as data/reference/plans-2024.csv, relative to the project."""
    own = [path.relative_to(root()) for path in sorted((root() / FOLDER).glob(f"*-{year}.csv"))]
    return [path for path in own if path.stem.removesuffix(f"-{year}") not in _OTHERS]


def carried(year: int) -> list[Carried]:
    """Return what an edition's files still have of earlier editions; nothing for a year that is done."""
    return [*_units(year), *_lists(year), *_references(year), *_history(year)]


def _units(year: int) -> Iterator[Carried]:
    file = FOLDER / f"units-{year}.csv"
    if (root() / file).is_file() and (left := checks.read(file)["source"].str.startswith(FILL_IN, na=False).sum()):
        yield Carried(file, f"{left} units still have the inhabitants of another year (`source` says {FILL_IN})")


def _lists(year: int) -> Iterator[Carried]:
    for file in lists_of(year):
        if left := unchecked(file, year):
            yield Carried(file, f"{left} rows are not checked for {year}: correct or delete them, and write {CHECKED}")


def unchecked(file: Path, year: int) -> int:
    """Return how many rows of a list nobody has found right for a year."""
    rows = checks.read(file)
    return len(rows) if CHECKED not in rows else int((rows[CHECKED] != str(year)).sum())


def _references(year: int) -> Iterator[Carried]:
    text = read_text(BIBLIOGRAPHY)
    before, now = (references_of(text, one) for one in (year_before(year), year))
    if before and not now:
        yield Carried(
            BIBLIOGRAPHY, f"no reference has the keyword is248-{year}: chapter 1 has those of an earlier year"
        )
    elif now and now == before:
        yield Carried(BIBLIOGRAPHY, f"the keyword is248-{year} stands at the references of {year_before(year)}")


def _history(year: int) -> Iterator[Carried]:
    """Yield whether the earlier years of real answers were frozen of a demonstration's."""
    if re.search(r"(?m)^synthetic:\s*true", read_text(f"params/{year}.yml")):
        return
    rows = checks.read(HISTORY)
    if left := int((rows["source"].str.startswith(SYNTHETIC, na=False) & (rows["year"].astype(int) < year)).sum()):
        yield Carried(
            HISTORY, f"{left} rows are of invented answers (`source`): take them out, or write the real numbers"
        )


def references_of(text: str, year: int) -> list[str]:
    """Return the keys of a bibliography's references that have the keyword of an edition, such as is248-2024."""
    entries = re.split(r"(?m)^@\w+\{", text)[1:]
    return [entry.partition(",")[0] for entry in entries if re.search(rf"\bis248-{year}\b", entry)]
