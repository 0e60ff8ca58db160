"""The numbers of a figure as a table, made of the records that its chapter has put beside the drawing."""

import pandas as pd

from is248.analysis.tables import Column, Table, table
from is248.publish.assembly.book import Exhibit


def figure_table(exhibit: Exhibit) -> Table:
    """Return the numbers that a figure shows, as printed: its rows, and a column for each group and measure."""
    records, heads = exhibit.data["records"], exhibit.data["heads"]
    cells: dict[tuple[str, str], dict[str, float | str | None]] = {}
    for record in records:
        cells.setdefault((record["group"], record["measure"]), {})[record["row"]] = record["value"]
    rows = list(dict.fromkeys(record["row"] for record in records))
    columns = {}
    for (group, measure), column in cells.items():
        printed = {"headed": heads.get(group, ""), "measured": heads.get(measure, "")}
        head = Column("n", measure, head=group, decimals=_decimals(column.values()), **printed)
        columns[head] = pd.Series(column, rows)
    return table(exhibit.data["title"], columns, labels=exhibit.data["labels"], sections=exhibit.data["sections"])


def told_by(exhibit: Exhibit, others: tuple[Exhibit, ...]) -> Exhibit | None:
    """Return the table among the others that has every number of a figure, under the same names; None if none has."""
    numbers = _named(exhibit)
    tables = (other for other in others if other.kind == "table")
    return next((table for table in tables if numbers and numbers <= _named(table)), None)


def _named(exhibit: Exhibit) -> set[tuple]:
    return {tuple(record[key] for key in ("row", "group", "measure", "value")) for record in exhibit.data["records"]}


def _decimals(values) -> int | None:
    """Return the decimals of a column as printed; None of texts."""
    known = [value for value in values if value is not None]
    if any(isinstance(value, str) for value in known):
        return None
    return max((len(repr(value).partition(".")[2].rstrip("0")) for value in known), default=0)
