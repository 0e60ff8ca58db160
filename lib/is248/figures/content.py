"""What a figure consists of besides the drawing: its numbers, and the text that says what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from is248.analysis.tables import MIME, Break, Column, Table
from is248.data.absence import AbsentError
from is248.data.groupings import TOTAL
from is248.wording import Quantity, capital

COUNTRY = "Hele landet"
_LONGEST = 600  # characters of a text alternative


@dataclass(frozen=True)
class Figure:
    """A finished figure."""

    svg: str
    alt: str  # what it shows, for those who don't see it
    records: list[dict]  # the numbers that are drawn, and the rest, as in `Table`
    source: str = ""
    note: str = ""
    questions: tuple[str, ...] = ()
    breaks: tuple[Break, ...] = ()

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        told = {name: getattr(self, name) for name in ("alt", "note", "source", "records")}
        told |= {"kind": "figure", "questions": list(self.questions), "breaks": list(map(list, self.breaks))}
        return {"image/svg+xml": self.svg, "text/plain": self.alt, MIME: told}


def finished(svg: str, table: Table, head: str, sentences: Iterable[str]) -> Figure:
    """Return the figure of a table that holds what is drawn and nothing else.

    The text alternative has as many whole sentences as there is room for, and says how many more there would be.
    """
    alt, waiting = head, [sentence for sentence in sentences if sentence]
    while waiting and len(alt) + len(waiting[0]) < _LONGEST - 30:
        alt += f" {waiting.pop(0)}"
    alt += f" Og {len(waiting)} til." if waiting else ""
    return Figure(svg, alt, table.records(), table.source, table.printed_note, table.questions, table.breaks)


def percents(table: Table) -> list[Column]:
    """Return the table's columns of percent."""
    return [column for column in table.columns if column.kind == "pct"]


def drawn(table: Table, columns: Iterable[Column], total: bool | None = None) -> Table:
    """Return the part of a table that a figure draws: some columns and the base, without units that didn't answer.

    The total row is drawn of groups, unless it is said. Raises AbsentError if nobody answered the questions, ValueError
    if the table has nothing of what is drawn.
    """
    total = table.grouping is not None if total is None else total
    columns = tuple(columns)
    if table.questions and (
        not table.columns or (columns and table.values[[c.key for c in columns]].isna().all(axis=None))
    ):
        raise AbsentError(f"nobody answered {', '.join(table.questions)}")
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


def number_of(table: Table, row: str, column: Column) -> Quantity:
    """Return the number of a cell, as it prints."""
    return Quantity(table.values.at[row, column.key], column.decimals)


def extremes(table: Table, column: Column, unit: str = "", called: str | None = None) -> str:
    """Return a sentence with the highest and the lowest row of a column, and the country's number.

    `unit` is written behind the numbers, with its space. `called` is the column's name, unless something else is given;
    an empty text where there is only one.
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


def numbers_of(table: Table, column: Column, rows: Iterable[str]) -> list[tuple[int, Quantity]]:
    """Return a column's numbers, each with its year; the years that have none are left out."""
    known = [row for row in rows if pd.notna(table.values.at[row, column.key])]
    return [(table.row_years[row], number_of(table, row, column)) for row in known]


def development(called: str, known: list[tuple[object, Quantity]], unit: str = "") -> str:
    """Return a sentence with the numbers of the first and the last year; nothing where there are none."""
    told = [f"{quantity}{unit} i {year}" for year, quantity in known]
    if len(told) > 1:
        return f"{called}: fra {told[0]} til {told[-1]}."
    return f"{called}: {told[0]}." if told else ""


def signed(quantity: Quantity) -> str:
    """Return a number with its sign, plus or minus."""
    return f"+{quantity}" if quantity > 0 else str(quantity)
