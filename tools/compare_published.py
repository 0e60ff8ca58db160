"""Compare the tables of the finished book with the printed ones, cell by cell.

    python tools/compare_published.py            one line per table: cells, cells that match
    python tools/compare_published.py 13.1 4.3   also every cell of these tables that differs

It reads dist/2024/data/tables.csv: build the book first (make book). A cell of misprints.csv is compared with what
should have been printed.
"""

import csv
import sys
from pathlib import Path

import pandas as pd

from demo.published import SIZES
from is248.project import root

YEAR = 2024
# The printed names of the total row, which is called one thing in the library.
TOTALS = {
    "Total",
    "Totalt",
    "Antall svar",
    "Antall kommuner",
    "Antall kommuner/bydeler",
    "Antall kommuner/bydeler som har svart",
    "Antall som har oppgitt hva de gjør",
    "Antall som har svart",
    "Antall kommuner som har gjennomført kompetansehevende tiltak",
}
SPELLING = {"Delvis utfyllt": "Delvis utfylt"}
COLUMNS = ["table", "row", "group", "measure"]


def printed(year: int = YEAR) -> pd.DataFrame:
    """Return the published cells: table, row, group, measure, value (text), and whether it is a misprint."""
    folder = root() / "data/published" / str(year)
    with (folder / "misprints.csv").open(encoding="utf-8") as file:
        right = {tuple(row[c] for c in COLUMNS): row["expected"] for row in csv.DictReader(file)}
    with (folder / "tables.csv").open(encoding="utf-8") as file:
        cells = pd.DataFrame(csv.DictReader(file))[[*COLUMNS, "value"]]
    place = list(cells[COLUMNS].itertuples(index=False, name=None))
    cells["misprint"] = [p in right and right[p] != "" for p in place]
    cells["value"] = [right[p] if right.get(p) else value for p, value in zip(place, cells["value"], strict=True)]
    return cells


def obtained(year: int = YEAR) -> pd.DataFrame:
    """Return the cells of the finished book: table, row, group, measure, value (text)."""
    return pd.read_csv(root() / "dist" / str(year) / "data" / "tables.csv", dtype=str, keep_default_na=False)


def _row(name: str, rows: list[str]) -> str | None:
    """Return the row of the book's table that a printed name means."""
    for candidate in (name, SIZES.get(name, name), SPELLING.get(name, name), name.upper().replace(".", "")):
        for row in rows:
            if candidate in (row, row.upper().replace(".", "")):
                return row
    return next((row for row in rows if row in TOTALS), None) if name in TOTALS else None


def corrected(head: str) -> str:
    """Return a printed head with the age that is meant: 18-year-olds are counted there."""
    return head.replace(">18 år", "≥18 år").replace("over 18 år", "fra 18 år")


def compare(book: pd.DataFrame, cells: pd.DataFrame, number: str) -> pd.DataFrame:
    """Return every cell of one table with what the book has, both as text; "" where there is none.

    Cells that the book has and the print has not come last.
    """
    wanted, table = cells[cells["table"] == number], book[book["table"] == number]
    rows = list(dict.fromkeys(table["row"]))
    there = {(cell.row, cell.group, cell.measure): cell.value for cell in table.itertuples()}
    used, found = set(), []
    for cell in wanted.itertuples():
        place = (_row(cell.row, rows), corrected(cell.group), corrected(cell.measure))
        used.add(place)
        found.append(there.get(place, ""))
    result = wanted.assign(obtained=found)
    extra = [(place, value) for place, value in there.items() if place not in used and value != ""]
    more = pd.DataFrame([(number, *place, "", False, value) for place, value in extra], columns=result.columns)
    result = pd.concat([result, more], ignore_index=True) if len(more) else result
    return result.assign(match=[_same(a, b) for a, b in zip(result["value"], result["obtained"], strict=True)])


def _same(a: str, b: str) -> bool:
    return a == b if "" in (a, b) else float(a) == float(b)


def main(chosen: list[str]) -> None:
    """Print how many cells of each table match, and the cells that differ in the chosen tables."""
    book, cells = obtained(), printed()
    result = pd.concat([compare(book, cells, number) for number in dict.fromkeys(cells["table"])], ignore_index=True)
    for number, rows in result.groupby("table", sort=False):
        if not rows["match"].all():
            print(f"{number:>6}  {rows['match'].sum():4} of {len(rows):4}")
            if number in chosen or "all" in chosen:
                for cell in rows[~rows["match"]].itertuples():
                    print(f"        {cell.row} | {cell.group} | {cell.measure}: {cell.value} / {cell.obtained}")
    whole = result.groupby("table")["match"].all()
    print(f"{whole.sum()} of {len(whole)} tables, {result['match'].sum()} of {len(result)} cells as printed")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
    main(sys.argv[1:])
