"""What a figure consists of besides the drawing: its numbers, and the text that says what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from is248.analysis.tables import MIME, Break, Column, Table
from is248.data.groupings import TOTAL
from is248.wording import Quantity, capital

COUNTRY = "Hele landet"
_LONGEST = 600  # characters of a text alternative


@dataclass(frozen=True)
class Figure:
    """A finished figure.

    Attributes
    ----------
    svg : str
        The drawing.
    alt : str
        What the figure shows, for those who don't see it.
    records : list of dict
        The numbers that are drawn, as in `Table.records`.
    source : str
        Where the numbers come from.
    note : str
        What has to be known to read the numbers, as in `Table.note`.
    questions, breaks : tuple
        As in `Table`.
    """

    svg: str
    alt: str
    records: list[dict]
    source: str = ""
    note: str = ""
    questions: tuple[str, ...] = ()
    breaks: tuple[Break, ...] = ()

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "image/svg+xml": self.svg,
            "text/plain": self.alt,
            MIME: {
                "kind": "figure",
                "alt": self.alt,
                "note": self.note,
                "source": self.source,
                "records": self.records,
                "questions": list(self.questions),
                "breaks": list(map(list, self.breaks)),
            },
        }


def finished(svg: str, alt: str, table: Table) -> Figure:
    """Return the figure of a table that holds what is drawn and nothing else."""
    return Figure(svg, alt, table.records(), table.source, table.printed_note, table.questions, table.breaks)


def percents(table: Table) -> list[Column]:
    """Return the table's columns of percent."""
    return [column for column in table.columns if column.kind == "pct"]


def drawn(table: Table, columns: Iterable[Column], total: bool) -> Table:
    """Return the part of a table that a figure draws: some columns and the base, without units that didn't answer.

    Raises
    ------
    ValueError
        If nothing is left to draw.
    """
    columns = tuple(columns)
    rows = [*table.rows, *([TOTAL] if total and TOTAL in table.values.index else [])]
    if not columns or not rows:
        what = "column of the kind that this figure draws" if not columns else "row"
        raise ValueError(
            f"the table «{table.title}» has no {what}; its columns are {', '.join(c.kind for c in table.columns)}"
        )
    base = [c for c in table.columns if c.kind == "base" and not c.group and c not in columns]
    values = table.values.loc[rows, [c.key for c in (*columns, *base)]]
    return replace(table, columns=(*columns, *base), values=values)


def label(table: Table, row: str) -> str:
    """Return what a row is called beside its bar."""
    if row == TOTAL:
        return COUNTRY if table.grouping else TOTAL
    return table.short.get(row) or table.label(row)


def many(count: int, one: str, several: str) -> str:
    """Return a number with its noun."""
    return f"{count} {one if count == 1 else several}"


def inside(title: str) -> str:
    """Return a head as it is written inside a sentence: «fylke», but «HF-område»."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def told(head: str, sentences: Iterable[str]) -> str:
    """Return a text alternative: as many whole sentences as it has room for, and how many more there would be."""
    text, waiting = head, [sentence for sentence in sentences if sentence]
    while waiting and len(text) + len(waiting[0]) < _LONGEST - 30:
        text += f" {waiting.pop(0)}"
    return f"{text} Og {len(waiting)} til." if waiting else text


def number_of(table: Table, row: str, column: Column) -> Quantity:
    """Return the number of a cell, as it prints."""
    return Quantity(table.values.at[row, column.key], column.decimals)


def extremes(table: Table, column: Column, unit: str = "", called: str | None = None) -> str:
    """Return a sentence with the highest and the lowest row of a column, and the country's number.

    Parameters
    ----------
    table : Table
        What is drawn.
    column : Column
        The series.
    unit : str
        Written behind the numbers, with its space.
    called : str, optional
        What the series is called, instead of the column's name; an empty text where there is only one.
    """
    known = table.values.loc[table.rows, column.key].dropna()
    if known.empty:
        return ""
    high, low = known.idxmax(), known.idxmin()
    most, least = number_of(table, high, column), number_of(table, low, column)
    if len(known) == 1:
        text = f"{table.label(high)} {most}{unit}"
    elif most.rounded == least.rounded:
        text = f"{most}{unit} i alle"
    else:
        text = f"høyest {table.label(high)} ({most}{unit}), lavest {table.label(low)} ({least}{unit})"
    if table.grouping and TOTAL in table.values.index and pd.notna(table.values.at[TOTAL, column.key]):
        text += f", hele landet {number_of(table, TOTAL, column)}{unit}"
    called = column.name if called is None else called
    return f"{called}: {text}." if called else f"{capital(text)}."


def development(table: Table, column: Column, rows: list[str], unit: str = "", called: str = "") -> str:
    """Return a sentence with a column's number in the first and the last year that has one."""
    known = [row for row in rows if pd.notna(table.values.at[row, column.key])]
    if not known:
        return ""
    first, last = (f"{number_of(table, row, column)}{unit} i {table.row_years[row]}" for row in (known[0], known[-1]))
    return (
        f"{called or column.name}: {first}." if len(known) == 1 else f"{called or column.name}: fra {first} til {last}."
    )


def signed(quantity: Quantity) -> str:
    """Return a number with its sign, plus or minus."""
    return f"+{quantity}" if quantity > 0 else str(quantity)
