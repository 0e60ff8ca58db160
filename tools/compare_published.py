"""Compare the tables made from the responses with the published ones, cell by cell.

    python tools/compare_published.py            one line per table: cells, cells that match
    python tools/compare_published.py 13.1 4.3   also every cell of these tables that differs

A cell of misprints.csv is compared with what should have been printed.
"""

import csv
import sys
from pathlib import Path

import pandas as pd

from demo.published import SIZES
from demo.report_tables import TABLES, report_table
from is248.groupings import TOTAL
from is248.project import root
from is248.survey import Survey, open_survey

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


def _row(name: str, rows: dict[str, str]) -> str | None:
    """Return the row of a table that a printed name means."""
    for candidate in (name, SIZES.get(name, name), name.upper().replace(".", "")):
        for key, label in rows.items():
            if candidate in (key, label, label.upper().replace(".", "")):
                return key
    return TOTAL if name in TOTALS and TOTAL in rows else None


def compare(survey: Survey, cells: pd.DataFrame, number: str) -> pd.DataFrame:
    """Return every cell of one table with what was obtained, both as text; "" where there is none.

    Cells that the table has and the print has not come last.
    """
    wanted = cells[cells["table"] == number]
    table = report_table(survey, number)
    rows = {row: table.label(row) for row in table.values.index}
    keys = {label: row for row, label in rows.items() if row == TOTAL}
    obtained = {(keys.get(r["row"], r["row"]), r["group"], r["measure"]): r["value"] for r in table.records()}
    used, found = set(), []
    for cell in wanted.itertuples():
        place = (_row(cell.row, rows), cell.group, cell.measure)
        used.add(place)
        found.append(_text(obtained.get(place)))
    result = wanted.assign(obtained=found)
    extra = [(place, value) for place, value in obtained.items() if place not in used and value is not None]
    more = pd.DataFrame([(number, *place, "", False, _text(value)) for place, value in extra], columns=result.columns)
    result = pd.concat([result, more], ignore_index=True) if len(more) else result
    return result.assign(match=[_same(a, b) for a, b in zip(result["value"], result["obtained"], strict=True)])


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _same(a: str, b: str) -> bool:
    return a == b if "" in (a, b) else float(a) == float(b)


def compare_all(survey: Survey) -> pd.DataFrame:
    """Return `compare` of every table; a table that can't be made has an error in place of its numbers."""
    cells, parts = printed(), []
    for number in dict.fromkeys(cells["table"]):
        try:
            parts.append(compare(survey, cells, number))
        except Exception as error:  # reported as what it is: a table that did not come out
            failed = cells[cells["table"] == number]
            parts.append(failed.assign(obtained=f"{type(error).__name__}: {error}", match=False))
    return pd.concat(parts, ignore_index=True)


def main(chosen: list[str]) -> None:
    """Print how many cells of each table match, and the cells that differ in the chosen tables."""
    result = compare_all(open_survey(YEAR))
    for number, rows in result.groupby("table", sort=False):
        if not rows["match"].all():
            print(f"{number:>6}  {rows['match'].sum():4} of {len(rows):4}")
            if number in chosen or "all" in chosen:
                for cell in rows[~rows["match"]].itertuples():
                    print(f"        {cell.row} | {cell.group} | {cell.measure}: {cell.value} / {cell.obtained}")
            elif str(rows["obtained"].iloc[-1])[:1].isupper():
                print("       ", rows["obtained"].iloc[-1][:200])
    whole = result.groupby("table")["match"].all()
    print(f"{whole.sum()} of {len(whole)} tables, {result['match'].sum()} of {len(result)} cells as printed")
    missing = set(result["table"]) ^ set(TABLES)
    if missing:
        print("in one list only:", ", ".join(sorted(missing)))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
    main(sys.argv[1:])
