"""Where the number in a table's cell comes from, in Norwegian: of what the table says of its rows and columns."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from is248.data.groupings import TOTAL
from is248.wording import Origin, Quantity, plainly

if TYPE_CHECKING:
    from is248.analysis.tables import Column, Table

UNITS = "kommuner og bydeler"
_KINDS = {"mean": "Gjennomsnittet", "median": "Medianen"}
PEOPLE = {"rate_children": "innbyggere under 18 år", "rate_adults": "innbyggere fra 18 år", "rate": "innbyggere"}


def origin(table: Table, row: str, column: Column, value: float) -> Origin:
    """Return where the number in a cell comes from: how many of how many, the sum of what, or the heads it is under."""
    n, of = _counted(table, row, column)
    place = (table.title, row, column.group, column.measure)
    by = table.grouping.key if table.grouping else ""
    asked = {"questions": table.questions, "year": column.year, "by": by, "n": n, "of": of, "value": value}
    return Origin(_told(table, row, column, value, n, of), **asked, cell=place)


def _counted(table: Table, row: str, column: Column) -> tuple[float | None, float | None]:
    """Return what a percentage is of what, or a rate, where the table has both numbers."""
    if column.kind in table.people:
        return table.people[column.kind].get(row, (None, None))
    if not column.kind.endswith("pct"):
        return None, None
    kind = column.kind.removesuffix("_pct") if column.kind != "pct" else "n"
    base = next((c for c in table.columns if c.kind == "base" and c.head in ("", column.head)), None)
    n, whole = _cell(table, row, column, kind), _cell(table, TOTAL, column, kind)
    of = table.values.at[row, base.key] if base else whole
    is_share = n is not None and of and abs(100 * n / of - table.values.at[row, column.key]) < 1e-6
    return (n, of) if is_share else (None, None)


def _cell(table: Table, row: str, beside: Column, kind: str) -> float | None:
    """Return the number of another kind under the same heads, if the table has it."""
    same = (c for c in table.columns if (c.kind, c.year, c.answer) == (kind, beside.year, beside.answer))
    found = [c for c in same if c.head == beside.head] or [c for c in table.columns if c.kind == kind and not c.head]
    known = row in table.values.index and found and not pd.isna(table.values.at[row, found[0].key])
    return table.values.at[row, found[0].key] if known else None


def _told(table: Table, row: str, column: Column, value: float, n: float | None, of: float | None) -> str:
    """Return the sentence."""
    where = _where(table, row, column)
    shown = plainly(Quantity(value, column.decimals))
    if n is not None and of and column.kind in table.people:
        return f"{plainly(n)} årsverk delt på {plainly(of)} {PEOPLE[column.kind]}, ganger 10\u202f000. {where}"
    if n is not None and of:
        counted = UNITS if column.kind.startswith("units") else table.counted
        return f"{plainly(n)} av {plainly(of)} {counted} ({plainly(Quantity(value, 1))} prosent). {where}"
    if column.kind in _KINDS:
        gave = _cell(table, row, column, "n")
        of_whom = f"{plainly(gave)} {UNITS}" if gave else f"{UNITS} som oppga tall"
        return f"{_KINDS[column.kind]} av tallene fra {of_whom}. {where}"
    if table.counted == "årsverk" and (column.kind in ("n", "base") or column.kind.startswith("fte")):
        return f"Summen av {shown} årsverk i {_units(table, row)} {UNITS}. {where}"
    if column.kind == "n":
        return f"{shown} {table.counted}. {where}"
    return f"{column.lower}: {shown}. {where}"


def _units(table: Table, row: str) -> str:
    """Return how many units a row is a sum over."""
    if table.grouping and row in table.grouping.labels:
        return plainly(float((table.grouping.of_unit == row).sum()))
    return plainly(float(table.units)) if table.units else "alle"


def _where(table: Table, row: str, column: Column) -> str:
    """Return the row and the head in words, with the note of the table: «Voksne, 2024.»."""
    label = "hele landet" if row == TOTAL and table.grouping else table.labels.get(row, row)
    head = column.headed or column.head
    words = dict.fromkeys(part for part in (str(label), head, str(column.year or "")) if part)
    return " ".join(filter(None, [f"{table.title}: {', '.join(words)}.", table.note]))


def share_told(
    n: float, base: float, pct: float, did: str, whose: str, group: str = "", year: int | None = None
) -> str:
    """Return how many of whom did what: «239 av 345 kommuner og bydeler som svarte på spørsmålet, svarte «Ja»»."""
    when, where = f"I {year}: " if year else "", f" Gruppe: {group}." if group else ""
    share, comma = f"{plainly(Quantity(pct, 1))} prosent", "," if " som " in whose else ""
    if not base:
        return f"{when}{plainly(base)} {whose}.{where}"
    if isnan(n):  # of an earlier year the history may have the percent alone
        of = f"{share} av {plainly(base)}" if not isnan(base) else share
        return f"{when}{of} {'av ' if isnan(base) else ''}{whose}{comma} {did}, slik det sto i årets rapport.{where}"
    if isnan(base):
        return f"{when}{plainly(n)} {whose}{comma} {did} ({share}), slik det sto i årets rapport.{where}"
    return f"{when}{plainly(n)} av {plainly(base)} {whose}{comma} {did} ({share}).{where}"
