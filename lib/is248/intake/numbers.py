"""Numbers as people and programs write them. A text is one number, in a way that leaves no other, or none.

Digits stand alone, or with marks where thousands end: «1 250», «1.250,5», «1,250.5». Everything else is no number: a
blank elsewhere may stand between two numbers, and a word beside it may change what it says.
"""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from is248.data.responses import number_text

_BOUND = 1e15  # what is larger has digits that no program keeps, and counts nothing
WHOLE = ("personer", "kroner")  # what is counted in whole numbers
# what programs and people write for no answer: 99, 999 and the like
STAND_INS = {*(10**n - less for n in (2, 3, 4, 5, 6) for less in (1, 2, 3)), 888, 8888, 88888, 777, 7777}

_SPACE = "[ \u00a0\u202f\u2009\u2007'’]"
_SIGN = "(?P<sign>[-+−–]?)"
_FORMS = [
    re.compile(_SIGN + form, re.ASCII)
    for form in (
        r"(?P<whole>\d+)",
        r"(?P<whole>0|[1-9]\d*|)(?P<mark>[.,])(?P<decimals>\d+)(?P<power>[eE][+-]?\d{1,3})?",
        r"(?P<whole>\d+)(?P<power>[eE][+-]?\d{1,3})",
        rf"(?P<whole>[1-9]\d{{0,2}}(?P<group>{_SPACE})\d{{3}}(?:(?P=group)\d{{3}})*)(?:(?P<mark>[.,])(?P<decimals>\d+))?",
        r"(?P<whole>[1-9]\d{0,2}(?:\.\d{3})+)(?P<mark>,)(?P<decimals>\d+)",
        r"(?P<whole>[1-9]\d{0,2}(?:,\d{3})+)(?P<mark>\.)(?P<decimals>\d+)",
        r"(?P<whole>[1-9]\d{0,2}(?:\.\d{3}){2,}|[1-9]\d{0,2}(?:,\d{3}){2,})",
    )
]
_THREE = re.compile(r"[-+−–]?[1-9]\d{0,2}([.,])\d{3}", re.ASCII)  # 1.250: one and a quarter, or 1250?
_PERCENT = re.compile(r"\s*(?:%|prosent|pst\.?|pct\.?)$", re.IGNORECASE)


def decimal_sign(columns: Iterable[pd.Series]) -> str | None:
    """Return the decimal sign of the numbers that can be read in one way only, if they all have the same."""
    signs = {_sign(cell) for cells in columns for cell in cells.unique() if isinstance(cell, str)} - {None}
    return signs.pop() if len(signs) == 1 else None


def _sign(text: str) -> str | None:
    """Return the decimal sign that a text shows: 12,5 has a comma, and so has 1.250.000."""
    found = None if _THREE.fullmatch(text) else _match(text)
    if not found:
        return None
    thousands = re.search("[.,]", found["whole"])
    return found.groupdict().get("mark") or (thousands and {".": ",", ",": "."}[thousands[0]])


def _match(text: str) -> re.Match | None:
    return next((found for form in _FORMS if (found := form.fullmatch(text))), None)


def numbers(cells: pd.Series, unit: str | None, decimal: str | None) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return numbers, the cells not understood, and those such as 1.250, which can be read in two ways.

    `decimal` is the file's decimal sign, where its numbers agree on one. A cell that is a number already, as in
    workbooks and SPSS files, is that number.
    """
    places, different = pd.factorize(cells)
    read = [_cell(cell, unit, decimal) for cell in different]
    values = pd.Series(np.array([*read, np.nan], dtype=float)[places], cells.index)
    two = [isinstance(cell, str) and _in_two_ways(cell, unit, decimal) for cell in different]
    unread = cells[values.isna() & cells.notna()]
    unread = unread.map(lambda cell: cell if isinstance(cell, str) else _shown(cell))
    return values, unread, cells[np.array([*two, False], dtype=bool)[places]]


def _shown(number: float) -> str:
    return number_text(number) if abs(number) < _BOUND else f"{number:g}"


def _cell(cell: object, unit: str | None, decimal: str | None) -> float:
    value = number(cell, unit, decimal) if isinstance(cell, str) else float(cell)
    return value if abs(value) < _BOUND else np.nan


def number(text: str, unit: str | None = None, decimal: str | None = None) -> float:
    """Return the number that a text is, NaN if it is none; «50 %» is one of a percentage."""
    if unit == "prosent":
        text = _PERCENT.sub("", text)
    found = _match(text)
    if not found:
        return np.nan
    parts = {"mark": "", "decimals": "", "power": ""} | {k: v or "" for k, v in found.groupdict().items()}
    if (three := _THREE.fullmatch(text)) and (unit in WHOLE or three[1] != (decimal or ",")):
        parts |= {"whole": found["whole"] + parts["decimals"], "decimals": ""}
    whole = re.sub(r"\D", "", parts["whole"])
    sign = "-" if parts["sign"] in ("-", "−", "–") else ""
    return float(f"{sign}{whole or '0'}.{parts['decimals'] or '0'}{parts['power']}")


def _in_two_ways(text: str, unit: str | None, decimal: str | None) -> bool:
    """Tell whether a text may be another number: 1.250, and 1E+05, of which a spreadsheet may have left out digits."""
    three = _THREE.fullmatch(text)
    return bool(three and (unit in WHOLE or three[1] != decimal)) or re.search(r"\d[eE]\+?0*[1-9]", text) is not None
