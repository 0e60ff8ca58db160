"""What units answered, as the county governors' workbooks of two builds have it: `packages/<county>.xlsx`.

The responses themselves are in no book. The workbooks have every answer but free text, and FTE as whole numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook


@dataclass(frozen=True)
class CorrectedAnswer:
    """What a unit answered to a question, before and now; `—` as the workbook has it where there is no number."""

    unit: str
    question: str
    old: str | float
    new: str | float


def corrected_answers(old: Path, new: Path) -> Iterator[CorrectedAnswer]:
    """Yield the answers that differ between two books (folders such as dist/2024), unit by unit."""
    before, after = _read(old), _read(new)
    for (county, unit), answers in after.items():
        then = before.get((county, unit), {})
        yield from (
            CorrectedAnswer(unit, asked[1], then[asked], now)
            for asked, now in answers.items()
            if asked in then and then[asked] != now
        )


def _read(folder: Path) -> dict[tuple[str, str], dict[tuple[str, str], str | float]]:
    """Return answers and FTE by county and unit, by the question's id and words."""
    found: dict[tuple[str, str], dict] = {}
    for path in sorted((folder / "packages").glob("*.xlsx")):
        book = load_workbook(path, read_only=True)
        _, heads, *rows = book["Svar"].iter_rows(values_only=True)
        for place, unit in enumerate(heads[2:], start=2):
            answers = found.setdefault((path.stem, _name(unit)), {})
            answers |= {row[:2]: row[place] for row in rows}
        _, heads, *rows = book["Årsverk"].iter_rows(values_only=True)
        for row in rows:
            if (path.stem, _name(row[1])) in found:  # not a group of units
                found[path.stem, _name(row[1])] |= {("", heads[place]): row[place] for place in (3, 4)}
        book.close()
    return found


def _name(unit: str) -> str:
    return unit.rstrip("*")  # the mark of FTE that are last year's
