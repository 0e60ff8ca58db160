"""The published tables, as the demo program reads them."""

import csv
import zlib
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from is248.data.checks import with_size_groups

ROOT = Path(__file__).resolve().parents[2]
YEAR = 2024  # the edition that is known as a whole
SEED = 248
TOTALS = ("Total", "Totalt", "Antall svar", "Antall kommuner", "Antall kommuner/bydeler")
SIZES = {  # two printed styles for the groups by size
    "< 2000 innbyggere": "<2000",
    "2000-5000 innbyggere": "2000-5000",
    "5000-10000 innbyggere": "5000-10000",
    "10000-20000 innbyggere": "10000-20000",
    "20000-50000 innbyggere": "20000-50000",
    "50000 innbyggere og mer": "50000 og større",
    "Bydel i Oslo": "Bydeler i Oslo",
}


def folder(year: int) -> Path:
    """Return where the tables of an edition are."""
    return ROOT / "data/published" / str(year)


def random(name: str, year: int = YEAR) -> np.random.Generator:
    """Return random numbers of this name's own, so that one question's answers don't depend on another's."""
    return np.random.default_rng([SEED + year - YEAR, zlib.crc32(name.encode())])


def tables(year: int = YEAR) -> dict[str, pd.DataFrame]:
    """Return the printed cells by table: rows in order, columns (group, measure); misprints corrected."""
    right = {}
    misprints = folder(year) / "misprints.csv"
    if misprints.is_file():
        with misprints.open(encoding="utf-8") as file:
            for cell in csv.DictReader(file):
                right[cell["table"], cell["row"], cell["group"], cell["measure"]] = cell["expected"]
    cells = defaultdict(dict)
    with (folder(year) / "tables.csv").open(encoding="utf-8") as file:
        for cell in csv.DictReader(file):
            place = cell["table"], cell["row"], cell["group"], cell["measure"]
            value = right.get(place) or cell["value"]
            cells[cell["table"]].setdefault(cell["row"], {})[cell["group"], cell["measure"]] = (
                float(value) if value else np.nan
            )
    found = {}
    for table, rows in cells.items():
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.columns = pd.MultiIndex.from_tuples(frame.columns)
        found[table] = frame
    return found


def units(year: int = YEAR) -> pd.DataFrame:
    """Return the units with their inhabitants and groups, indexed by code; with printed FTE where there are any."""
    units = with_size_groups(pd.read_csv(ROOT / f"data/reference/units-{year}.csv", dtype={"code": str}))
    printed = folder(year) / "grunnlagsdata.csv"  # appendix B
    if printed.is_file():
        fte = pd.read_csv(printed, dtype={"code": str}).drop(columns="name")
        units = units.merge(fte, on="code", validate="one_to_one")
    units = units.set_index("code")
    units["inhabitants"] = units["inhabitants_under_18"] + units["inhabitants_adults"]
    return units


def history_row(
    question: str, year: int, option="", group="", count=np.nan, base=np.nan, percent=np.nan, source="published"
) -> dict:
    """Return one row of data/history.csv."""
    return {
        "question": question,
        "year": year,
        "option": option,
        "group": group,
        "count": count,
        "base": base,
        "percent": percent,
        "source": source,
    }
