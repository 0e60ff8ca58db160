"""What the file says twice has to agree: other columns that say which unit a record is of."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from is248.intake.cells import cell_text, unit_codes
from is248.intake.columns import UNIT_HEADINGS
from is248.intake.headings import normal
from is248.intake.labels import same_words

_NAME_HEADINGS = "kommune kommunenavn kommunens_navn navn_pa_kommune navn_pa_kommunen enhet enhetsnavn bydel bydelsnavn"
_KNOWN = {*UNIT_HEADINGS.split(), *_NAME_HEADINGS.split()}
_SAMPLE = 200  # cells that show whether a column is about units
_MOST, _HALF = 0.8, 0.5


@dataclass(frozen=True)
class Remark:
    """What a rule has to tell of a record, or of a column or the file for None."""

    rule: str
    column: str
    record: int | None
    value: str
    expected: str


def disagreements(others: Iterable[tuple[str, pd.Series]], unit: pd.Series, units: pd.DataFrame) -> list[Remark]:
    """Return what other columns (heading and cells) say of the records' units otherwise than their codes do."""
    names = _names(units)
    known = unit[unit.isin(units.index)]
    return [found for heading, cells in others for found in _of_column(heading, cells, known, units, names)]


def _of_column(
    heading: str, cells: pd.Series, unit: pd.Series, units: pd.DataFrame, names: dict[str, set[str]]
) -> Iterator[Remark]:
    filled = cells[cells.notna() & cells.index.isin(unit.index)]
    named = normal(heading) in _KNOWN
    sample = _meant(filled.head(_SAMPLE), units, names)
    if filled.empty or (sample.map(len).eq(0).mean() > 1 - _HALF and not named):
        return
    meant = _meant(filled, units, names)
    some = meant[meant.map(len) > 0]
    other = some[[unit[record] not in found for record, found in some.items()]]
    about_units, agree = len(some) / len(filled), 1 - len(other) / max(1, len(some))
    says = about_units >= _HALF and (named or agree >= _HALF)
    if not says and not named:
        if about_units >= _MOST:
            yield Remark("unit_named_otherwise", heading, None, f"{len(other)} other units", "the units of the codes")
        return
    for record, text in filled[other.index].items():
        rule = "unit_said_otherwise" if says else "unit_named_otherwise"
        yield Remark(rule, heading, record, cell_text(text), _expected(unit[record], units))
    for record, text in filled[meant.map(len) == 0].items() if says else ():
        yield Remark("unit_named_otherwise", heading, record, cell_text(text), _expected(unit[record], units))


def _expected(code: str, units: pd.DataFrame) -> str:
    return f"{units.at[code, 'name']}, which has the code {code} of this row"


def _meant(cells: pd.Series, units: pd.DataFrame, names: dict[str, set[str]]) -> pd.Series:
    """Return the units that each cell may mean, by code or name."""
    codes = unit_codes(cells, units)
    meant = [
        {code} if code in units.index else names.get(_plain(text), set())
        for code, text in zip(codes, map(cell_text, cells), strict=True)
    ]
    return pd.Series(meant, cells.index, dtype=object)


def _names(units: pd.DataFrame) -> dict[str, set[str]]:
    """Return the codes of the units that have a name, or a part of one such as the Norwegian of a Sami one."""
    codes: dict[str, set[str]] = {}
    for code, name in units["name"].items():
        for part in {name, *re.split(r" [-–/] |[/(]", name)}:
            codes.setdefault(_plain(part), set()).add(code)
    return codes


def _plain(name: str) -> str:
    return same_words(name).removesuffix("_kommune").removeprefix("bydel_")
