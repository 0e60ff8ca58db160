"""Statistics Norway's open interfaces: inhabitants from PxWebApi (version 2), municipalities and changes from KLASS.

It asks, and returns what was answered as plain frames and dictionaries; it writes nothing. Whatever else than the
documented answer comes back is a `ProjectError` that names the table.
"""

import http.client
import json
import math
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import date

import pandas as pd

from is248.project import ProjectError

TABLES = "https://data.ssb.no/api/pxwebapi/v2/tables"
KLASS = "https://data.ssb.no/api/klass/v1/classifications"
MUNICIPALITIES, COUNTIES = "131", "104"  # classifications of KLASS
BY_HAND = "docs/add-a-year.md, «Without a network», says how to write the files by hand"
_SECONDS = 60
_AGE = re.compile(r"(\d{3})\+?")
_UNKNOWN = "9999"  # «Uoppgitt» in KLASS 131
_LEAST_AGES = 100  # single years of a whole life
_BOTH = "0"  # both sexes, where a table has them beside the two


@dataclass(frozen=True)
class Inhabitants:
    """A table of inhabitants on 1 January of a year."""

    table: str  # its number, such as 07459
    updated: str  # the day that Statistics Norway last wrote it
    counts: pd.DataFrame  # regions x single years of age (columns 0 to 105); missing where the table has no number

    @property
    def source(self) -> str:
        """What `source` says in a row that the table gave."""
        return f"SSB {self.table} (updated {self.updated})"


def inhabitants(table: str, regions: str, year: int) -> Inhabitants:
    """Return the inhabitants of regions by age.

    Parameters
    ----------
    table : str
        07459 (municipalities) or 10826 (districts of towns).
    regions : str
        Which codes, as PxWebApi writes it: `????` for all of four signs.

    Raises
    ------
    ProjectError
        If Statistics Norway can't be reached, answers with an error, or with something else than a JSON-stat2 dataset
        of these dimensions; or if the table has no such year yet.
    """
    wanted = {"Region": regions, "Kjonn": "*", "Alder": "*", "ContentsCode": "*", "Tid": str(year)}
    query = "".join(f"&valueCodes[{name}]={urllib.parse.quote(codes, safe='*?')}" for name, codes in wanted.items())
    what = f"table {table} for {year}"
    answer = _asked(f"{TABLES}/{table}/data?lang=no&outputFormat=json-stat2{query}", what)
    try:
        cells = _cells(answer)
        updated = date.fromisoformat(str(answer["updated"])[:10]).isoformat()
        counts = _by_age(cells)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise _odd(what, f"JSON-stat2 with Region, Kjonn, Alder, ContentsCode and Tid ({error})") from None
    return Inhabitants(table, updated, counts)


def municipalities(year: int) -> dict[str, str]:
    """Return the municipalities on 1 January of a year, code -> name as in KLASS: «Porsanger - Porsáŋgu - Porsanki»."""
    return {code: name for code, name in _codes(MUNICIPALITIES, year).items() if code != _UNKNOWN}


def counties(year: int) -> dict[str, str]:
    """Return the counties on 1 January of a year, code of two digits -> name as in KLASS."""
    return {code: name for code, name in _codes(COUNTIES, year).items() if not code.startswith("99")}


def code_changes(after: int, year: int) -> list[tuple[str, str, int]]:
    """Return which municipality became which, after 1 January of one year and up to 1 January of another.

    Returns
    -------
    list of (str, str, int)
        Old code, new code, and the first year that has the new one on 1 January; changes of a name are left out.
    """
    what = f"KLASS {MUNICIPALITIES} changes {after}–{year}"
    answer = _asked(f"{KLASS}/{MUNICIPALITIES}/changes.json?from={after}-01-02&to={year}-01-02", what)
    try:
        found = [
            (str(one["oldCode"]), str(one["newCode"]), _first_year(date.fromisoformat(one["changeOccurred"])))
            for one in answer["codeChanges"]
            if one["oldCode"] and one["newCode"] and one["oldCode"] != one["newCode"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise _odd(what, f"codeChanges with oldCode, newCode and changeOccurred ({error})") from None
    return sorted(set(found), key=lambda change: (change[2], *change[:2]))


def _first_year(day: date) -> int:
    return day.year if (day.month, day.day) == (1, 1) else day.year + 1


def _codes(classification: str, year: int) -> dict[str, str]:
    what = f"KLASS {classification} on 1 January {year}"
    answer = _asked(f"{KLASS}/{classification}/codesAt.json?date={year}-01-01", what)
    try:
        codes = {str(one["code"]): str(one["name"]).strip() for one in answer["codes"]}
    except (KeyError, TypeError) as error:
        raise _odd(what, f"codes with code and name ({error})") from None
    if not codes:
        raise _odd(what, "at least one code; there is none")
    return codes


def _asked(url: str, what: str) -> dict:
    """Return what an address answers, as JSON; ProjectError with one sentence if it doesn't."""
    request = urllib.request.Request(url, headers={"Accept": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        raise ProjectError(f"{what}: Statistics Norway answers {error.code}. {_cure(error.code)}") from None
    except (OSError, http.client.HTTPException) as error:  # no network, no answer in time, or half of one
        reason = getattr(error, "reason", None) or error
        raise ProjectError(
            f"{what}: Statistics Norway can't be reached ({reason}). Nothing was written. Run it again where there is "
            f"a network; {BY_HAND}."
        ) from None
    except ValueError:  # no JSON, no UTF-8, or cut off
        raise _odd(what, "JSON; the answer is something else, or was cut off") from None


def _cure(code: int) -> str:
    if code == 429:
        return "It has been asked too often: wait a minute, and run it again."
    if code >= 500:
        return "It is out of order: run it again later."
    return f"There is no such table, year or code (the numbers of 1 January come in February); if there is, {BY_HAND}."


def _odd(what: str, expected: str) -> ProjectError:
    return ProjectError(
        f"{what}: Statistics Norway answered something else than expected: {expected}. Nothing was written. Run it "
        f"again; if it says the same, {BY_HAND}."
    )


def _cells(answer: dict) -> pd.Series:
    """Return the numbers of a JSON-stat2 dataset by the codes of its dimensions; missing where it has none."""
    names = answer["id"]
    codes = [_in_order(answer["dimension"][name]["category"]["index"]) for name in names]
    if [len(of_one) for of_one in codes] != answer["size"]:
        raise ValueError("the sizes of the dimensions are not those of their codes")
    values, number = answer["value"], math.prod(answer["size"])
    if isinstance(values, dict):
        values = [values.get(str(place)) for place in range(number)]
    if len(values) != number:
        raise ValueError(f"{len(values)} numbers, not {number}")
    if any(isinstance(value, bool | str) or (value is not None and value < 0) for value in values):
        raise ValueError("a number of inhabitants that is none")
    return pd.Series(values, pd.MultiIndex.from_product(codes, names=names), dtype=float)


def _in_order(index: list[str] | dict[str, int]) -> list[str]:
    return index if isinstance(index, list) else sorted(index, key=index.__getitem__)


def _by_age(cells: pd.Series) -> pd.DataFrame:
    """Return numbers by region and age; the sexes are added."""
    for name in ("ContentsCode", "Tid"):
        if len(codes := cells.index.unique(name)) != 1:
            raise ValueError(f"{name} is {', '.join(codes)}, not one")
    if set(cells.index.names) != {"Region", "Kjonn", "Alder", "ContentsCode", "Tid"}:
        raise ValueError(f"dimensions {', '.join(cells.index.names)}")
    ages = cells.index.unique("Alder")
    odd = [code for code in ages if not _AGE.fullmatch(code)]
    if odd or len(ages) < _LEAST_AGES:
        raise ValueError(f"ages that are no single years: {', '.join(odd) or len(ages)}")
    if _BOTH in cells.index.unique("Kjonn"):
        cells = cells.xs(_BOTH, level="Kjonn", drop_level=False)
    by_sex = cells.droplevel(["ContentsCode", "Tid"]).unstack("Kjonn")
    counts = by_sex.sum(axis=1, skipna=False).unstack("Alder").rename(columns=lambda code: int(_AGE.fullmatch(code)[1]))
    return counts.sort_index(axis=1)
