"""The demo responses give the published tables, cell by cell; the exceptions are listed with reasons."""

import csv
import sys
from pathlib import Path

import pytest

from is248.survey import open_survey

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from compare_published import COLUMNS, YEAR, compare, printed  # noqa: E402
from demo.report_tables import TABLES  # noqa: E402

MOST_EXCEPTIONS = 41  # the list may get shorter, not longer
CELLS = printed()
NUMBERS = list(dict.fromkeys(CELLS["table"]))


def exceptions() -> dict[tuple[str, ...], tuple[str, str, str]]:
    """Return place -> (printed, obtained, reason)."""
    with (ROOT / f"data/demo/{YEAR}/exceptions.csv").open(encoding="utf-8") as file:
        return {
            tuple(row[column] for column in COLUMNS): (row["printed"], row["obtained"], row["reason"])
            for row in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def survey():
    return open_survey(YEAR)


def test_every_numeric_table_is_in_the_registry():
    assert len(NUMBERS) == 143
    assert list(TABLES) == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_table_is_as_printed(survey, number):
    result = compare(survey, CELLS, number)
    differing = {
        tuple(getattr(cell, column) for column in COLUMNS): (cell.value, cell.obtained)
        for cell in result[~result["match"]].itertuples()
    }
    listed = {place: row[:2] for place, row in exceptions().items() if place[0] == number}
    new = {place: both for place, both in differing.items() if listed.get(place) != both}
    assert not new, "\n".join(f"{' | '.join(p)}: printed {a}, obtained {b}" for p, (a, b) in new.items())
    gone = set(listed) - set(differing)
    assert not gone, f"no longer exceptions, take them off the list: {gone}"


def test_the_list_of_exceptions_does_not_grow_and_gives_reasons():
    listed = exceptions()
    assert len(listed) <= MOST_EXCEPTIONS
    assert all(reason for _, _, reason in listed.values())
