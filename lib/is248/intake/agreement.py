"""What the file says twice has to agree: other columns that say which unit a record is of, its status or its year."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from is248.intake.cells import STATUSES, cell_text, statuses, unit_codes
from is248.intake.columns import STATUS_HEADINGS, UNIT_HEADINGS
from is248.intake.headings import normal
from is248.intake.labels import box_says, same_words
from is248.intake.spellings import plain_status, plain_tick

_NAME_HEADINGS = "kommune kommunenavn kommunens_navn navn_pa_kommune navn_pa_kommunen enhet enhetsnavn bydel bydelsnavn"
_KNOWN = {*UNIT_HEADINGS.split(), *_NAME_HEADINGS.split()}
_OF_UNIT = {  # columns of the units file that others repeat, by their headings
    **dict.fromkeys(("fylke", "fylkesnavn", "fylke_navn", "county"), "county"),
    **dict.fromkeys(("fylkesnr", "fylkenr", "fylkesnummer", "fylkenummer", "fylkeskode", "fylkekode"), "county"),
    **dict.fromkeys(("helseforetak", "helseforetaksomrade", "hf", "foretak", "trust", "sykehusomrade"), "trust"),
    **dict.fromkeys(("rhf", "helseregion", "region", "regionalt_helseforetak"), "region"),
}
_YEAR = {"ar", "year", "argang", "arstall", "undersokelsesar", "rapporteringsar", "svarar", "survey_year", "periode"}
# columns that say of a record that it is no answer, and those that say that it is one
# columns that say whether a record was sent in; LimeSurvey's has the date of it
_SENT = {"fullfort", "finished", "completed", "complete", "ferdig", "levert", "innlevert", "komplett"}
_SENT_DATE = "submitdate"
_SENT_WORDS = {"2": 1.0, "complete": 1.0, "incomplete": 0.0}  # REDCap's of `<form>_complete`
_NONE = {"test", "testsvar", "testrespondent", "testbesvarelse", "is_test", "preview", "forhandsvisning", "duplikat"}
_NONE |= {"slettet", "deleted", "ugyldig", "invalid", "utelatt", "ekskludert", "excluded", "kassert", "duplicate"}
# what a cell says of its record in any column: of Qualtrics, ODK and KoBo, and what people write
_NO_ANSWERS = _NONE | {"survey_preview", "rejected", "not_approved", "hasissues", "avvist", "slettes", "skal_slettes"}
_NO_ANSWERS |= {"dummy", "skal_ikke_vaere_med", "skal_ikke_telles", "proveinnsending", "prove"}
_SOME = {"filter", "gyldig", "valid", "inkludert", "included", "godkjent", "approved"}
_KIND_OF_OWNER = re.compile(r"\b(?:fylkes?(?:kommune)?|hf|rhf|helse|helseregion|region)\b|^\d+\s+", re.IGNORECASE)
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


def beside(
    others: Iterable[tuple[str, pd.Series]], frame: pd.DataFrame, units: pd.DataFrame, year: int
) -> list[Remark]:
    """Return what other columns say of the records otherwise: status, county, year, and that they are no answers."""
    found: list[Remark] = []
    for heading, cells in others:
        name, texts = normal(heading), cells.dropna().map(cell_text).astype(object)
        if name in STATUS_HEADINGS.split():
            found += _statuses(heading, texts, frame["status"])
        elif name in _SENT or name.endswith("_complete"):
            found += _sent(heading, cells, frame["status"])
        elif name.split("_")[0] == _SENT_DATE:
            found += _sent(heading, cells.notna(), frame["status"])
        elif _OF_UNIT.get(name) in units:
            found += _belongs(heading, texts, frame["unit"], units, _OF_UNIT[name])
        else:
            found += _of_no_answers(heading, name, texts, year)
    return found


def _of_no_answers(heading: str, name: str, texts: pd.Series, year: int) -> Iterator[Remark]:
    """Yield the cells with another year in a column of years or dates of this year, and those that say «Test»."""
    this_year = texts.str.contains(rf"(?<!\d){year}(?!\d)")
    if name in _YEAR or this_year.mean() >= _HALF:
        other = texts[texts.str.contains(r"(?<!\d)(?:19|20)\d\d(?!\d)") & ~this_year]
        yield from (Remark("no_answer_of_the_year", heading, record, text, f"{year}") for record, text in other.items())
    words = {text: same_words(text) in _NO_ANSWERS for text in texts.unique()}
    if name in _NONE | _SOME:
        words |= {text: box_says(plain_tick(text)) == float(name in _NONE) for text in words}
    expected = "a record that is an answer; it was imported"
    for record, text in texts[texts.map(words).eq(True)].items():
        yield Remark("no_answer_of_the_year", heading, record, text, expected)


def _statuses(heading: str, texts: pd.Series, status: pd.Series) -> Iterator[Remark]:
    """Yield other statuses; and words that are none, where most of the column are statuses."""
    says, _ = statuses(texts.map(plain_status), {})
    for record, text in texts[(says != status[texts.index]) & (says.notna() | (says.notna().mean() >= _HALF))].items():
        yield Remark("status_said_otherwise", heading, record, text, f"{status[record]}, as another column says")


def _sent(heading: str, cells: pd.Series, status: pd.Series) -> Iterator[Remark]:
    """Yield the records that were not sent in and have the status gjennomfort, or were and have ikke_deltatt."""

    def says(cell: object) -> float | None:
        text = cell_text(cell)
        return _SENT_WORDS.get(same_words(text), box_says(plain_tick(text)))

    sent = cells.map(says, na_action="ignore")
    other = (sent.eq(0) & status.eq(STATUSES[0])) | (sent.eq(1) & status.eq(STATUSES[2]))
    for record, text in cells[other].map(cell_text).items():
        yield Remark("status_said_otherwise", heading, record, text, f"{status[record]}, as another column says")


def _belongs(heading: str, texts: pd.Series, unit: pd.Series, units: pd.DataFrame, column: str) -> Iterator[Remark]:
    """Yield what isn't the county, trust or region of the record's unit.

    Numbers are those of counties, or codes of the tool; they are compared where most are the unit's own. So are words
    that are no county: «Region» may be another division.
    """
    texts = texts[unit.reindex(texts.index).isin(units.index)]
    own = units[column].map(_parts)
    known, named = set().union(*own), texts.str.contains(r"[^\W\d_]")
    is_known = texts[named].map(lambda text: bool(_parts(text) & known)).astype(bool)
    for record, text in texts[named].items() if column == "county" or is_known.mean() >= _HALF else ():
        if not _parts(text) & own[unit[record]]:
            rule = "unit_said_otherwise" if is_known[record] else "unit_named_otherwise"
            expected = f"{units.at[unit[record], column]}, the {column} of {unit[record]}"
            yield Remark(rule, heading, record, text, expected)
    numbers = texts[~named].str.replace(r"[.,]0+$", "", regex=True).str.zfill(2)
    of_unit = {record: unit[record].zfill(6 if len(unit[record]) > 4 else 4)[:2] for record in numbers.index}
    same = numbers.eq(pd.Series(of_unit, dtype=object))
    for record in numbers.index[~same] if column == "county" and same.mean() >= _HALF else ():
        expected = f"{of_unit[record]}, the number of the county of {unit[record]}"
        yield Remark("unit_said_otherwise", heading, record, texts[record], expected)


def _parts(name: str) -> set[str]:
    """Return the names of a county or trust, of which some have two or three: «Helse Fonna HF» is «Fonna»."""
    parts = re.split(r"\s[-–/]\s|[/(]", _KIND_OF_OWNER.sub("", name))
    return {same_words(part) for part in parts} - {""}


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
    counties = units.get("county", pd.Series("", units.index))
    for code, name, county in zip(units.index, units["name"], counties, strict=True):
        parts = {name, *re.split(r" [-–/] |[/(]", name)}
        for part in parts | {f"{part} {county}" for part in parts} | {f"{county} {part}" for part in parts}:
            codes.setdefault(_plain(part), set()).add(code)
    return codes


def _plain(name: str) -> str:
    return same_words(name).removesuffix("_kommune").removeprefix("bydel_")
