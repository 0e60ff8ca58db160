"""The finished book has the printed tables, cell by cell; the exceptions are listed with their reasons."""

import csv
import re
import sys

import pandas as pd
import pytest

from is248.project import root

sys.path.insert(0, str(root() / "tools"))

from compare_published import COLUMNS, YEAR, compare, obtained, printed  # noqa: E402

MOST_EXCEPTIONS = 44  # the list may get shorter, not longer; twelve of them are a printed table that is left out
CELLS = printed()
NUMBERS = list(dict.fromkeys(CELLS["table"]))
INDEX = list(csv.DictReader((root() / f"data/published/{YEAR}/tables_index.csv").open(encoding="utf-8")))
FIGURES = list(csv.DictReader((root() / f"data/published/{YEAR}/figures_index.csv").open(encoding="utf-8")))


def exceptions() -> dict[tuple[str, ...], tuple[str, str, str]]:
    """Return place -> (printed, obtained, reason)."""
    with (root() / f"data/demo/{YEAR}/exceptions.csv").open(encoding="utf-8") as file:
        return {
            tuple(row[column] for column in COLUMNS): (row["printed"], row["obtained"], row["reason"])
            for row in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def book(dist) -> pd.DataFrame:
    return obtained(YEAR)


def test_the_chapters_have_the_printed_tables_and_figures_with_their_numbers_and_no_others(pages):
    text = " ".join(c.get_text(" ", strip=True) for page in pages for c in page.main.select("caption, figcaption"))
    for word, printed_numbers in (("Tabell", [r["table"] for r in INDEX]), ("Figur", [r["figure"] for r in FIGURES])):
        found = re.findall(rf"{word}\s(\d+\.\d+)\.", text)
        assert found == printed_numbers


@pytest.mark.parametrize("number", NUMBERS)
def test_table_is_as_printed(book, number):
    result = compare(book, CELLS, number)
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
