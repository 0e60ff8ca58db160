"""Finding columns: which column of an export holds what, by the codebook's names, by words, or as a person confirmed.

Nothing is guessed: a heading that is none of these is told, with the questions whose words are the nearest.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

import pandas as pd

from is248.data.codebook import Codebook
from is248.data.personal import KINDS, Masker, heading_kind
from is248.intake.exports import Export
from is248.intake.headings import Headings, may_be_cut, normal, plain, variants
from is248.intake.mapping import LEFT_OUT, Confirmed
from is248.intake.spellings import unit_name

UNIT_HEADINGS = (
    "unit kommunenummer kommunenr kommune_nr knr kommunekode enhetskode enhetsnummer enhetsnr bydelsnr "
    "kommunenummer_bydelsnummer bydelsnummer"
)
STATUS_HEADINGS = "status svarstatus statoverall samlet_status besvarelsesstatus"
_HEADINGS = {"unit": UNIT_HEADINGS, "status": STATUS_HEADINGS}
# names of units, or other codes, stand under these too: they are the code's column only where codes stand in it,
# or where no column has codes and the units' own names stand in it
_OF_UNITS = "kommune bydel kommune_bydel kommunen_bydelen enhet kommune_eller_bydel velg_kommune navn_pa_kommune code"
_NO_STATUS = {"response_type", "svartype"}  # the long names of Qualtrics' `Status`: was it a preview?
# a copy's heading: «brukere.1», «Hvor mange brukere?2», «plan (2)»
_NUMBERED = re.compile(r"(.*[^\s._-])(?:[\s._-]+[(\[]?|[(\[]|(?<!\d))(\d{1,2})[)\]]?", re.DOTALL)
_WITH_CODE = re.compile(r"(?<!\d)\d{4,6}(?!\d)")


@dataclass
class Found:
    """Where the columns of the codebook stand in an export."""

    places: dict[str, int] = field(default_factory=dict)  # by the codebook's column
    by_words: dict[str, str] = field(default_factory=dict)  # column -> the heading that named it by words
    confirmed: dict[str, str] = field(default_factory=dict)  # column -> its heading, where columns.csv says so
    lists: dict[str, int] = field(default_factory=dict)  # places that may have all answers to a question in one cell
    repeated: list[tuple[str, str]] = field(default_factory=list)  # headings that hold what another one holds, and why
    left_out: set[int] = field(default_factory=set)  # places that columns.csv leaves out
    stale: list[Confirmed] = field(default_factory=list)  # lines whose heading the export lacks
    overruled: list[tuple[Confirmed, str]] = field(default_factory=list)  # lines, and what the words say instead


def find_columns(
    export: Export, codebook: Codebook, mapping: Collection[Confirmed] = (), units: Collection[str] = ()
) -> Found:
    """Return where in the export each column of the codebook stands; `units` are the names of the units."""
    headings, found = Headings(codebook), Found()
    taken = _confirm(export, mapping, headings, found)
    cut = may_be_cut([plain(heading) for heading in export.headings])
    for place, heading in enumerate(export.headings):
        if place in taken:
            continue
        if column := _named(export, headings, place, cut[place]):
            if column in found.places:
                if not _says_nothing_else(export, place, found.places[column]):
                    found.repeated.append((heading, _also(export, found.places[column])))
            else:
                found.places[column] = place
                if normal(heading) != normal(column):
                    found.by_words[column] = heading
        elif question := headings.find_list(heading) or headings.find_list(export.labels.get(place, "")):
            if question in found.lists:
                found.repeated.append((heading, _also(export, found.lists[question])))
            found.lists.setdefault(question, place)
    found.repeated += _numbered(export, codebook, headings, found, taken)
    _find_unit_and_status(export, found, taken, set(map(unit_name, units)))
    return found


def _says_nothing_else(export: Export, place: int, other: int) -> bool:
    """Return whether a column is empty, or has the cells of another one."""
    cells = export.cells[place]
    return bool(cells.isna().all()) or cells.equals(export.cells[other])


def _also(export: Export, place: int) -> str:
    return f"the column {export.headings[place]!r} has it too"


def _numbered(
    export: Export, codebook: Codebook, headings: Headings, found: Found, taken: set[int]
) -> Iterator[tuple[str, str]]:
    """Yield headings that are another one with a number, as programs name copies, or an option that there isn't.

    A copy with the same cells says nothing else.
    """
    options = {q.id: [option.code for option in codebook.options(q.id)] for q in codebook.of_type("multiple")}
    for place in set(range(len(export.headings))) - set(found.places.values()) - taken:
        number = _NUMBERED.fullmatch(plain(export.headings[place]))
        if not number or export.cells[place].isna().all():
            continue
        other, question = found.places.get(headings.find(number[1])), normal(number[1])
        if other is not None and not export.cells[place].equals(export.cells[other]):
            yield export.headings[place], _also(export, other)
        elif question in options and int(number[2]) not in options[question]:
            codes = ", ".join(map(str, options[question]))
            yield export.headings[place], f"the options of {question} have the numbers {codes}"


def _named(export: Export, headings: Headings, place: int, cut: bool) -> str | None:
    """Return the column that heading and long name both allow: where they name two, neither is believed."""
    long = export.labels.get(place, "")
    named = {headings.find(export.headings[place], cut)}
    if long:
        named.add(headings.find(long, cut=may_be_cut([plain(long)])[0]))
    named -= {None, "unit", "status"}
    return named.pop() if len(named) == 1 else None


def _confirm(export: Export, mapping: Collection[Confirmed], headings: Headings, found: Found) -> set[int]:
    """Place what a person has confirmed, and return the places."""
    where: dict[tuple[str, int], int] = {}
    seen: Counter = Counter()
    for place, heading in enumerate(map(plain, export.headings)):
        seen[heading] += 1
        where[heading, seen[heading]] = place
    for line in mapping:
        place = where.get((line.heading, line.nth))
        if place is None:
            found.stale.append(line)
            continue
        named = _named(export, headings, place, cut=False)
        if named not in (None, line.column):
            found.overruled.append((line, named))
        if line.column == LEFT_OUT:
            found.left_out.add(place)
        else:
            found.places[line.column] = place
            found.confirmed[line.column] = export.headings[place]
    return set(found.places.values()) | found.left_out


def _find_unit_and_status(export: Export, found: Found, taken: set[int], units: set[str]) -> None:
    labels = [export.labels.get(place, "") for place in range(len(export.headings))]
    wanted = [
        set(map(normal, [*variants(heading), *variants(label)])) if normal(label) not in _NO_STATUS else set()
        for heading, label in zip(export.headings, labels, strict=True)
    ]
    free = [place for place in range(len(wanted)) if place not in taken | set(found.places.values())]
    for column, headings in _HEADINGS.items():
        if column in found.places:
            continue
        names = headings.split()
        if column == "unit":
            for says in (_WITH_CODE.search, lambda text: unit_name(text) in units):
                names += [name for name in _OF_UNITS.split() if _mostly(export, wanted, name, says)]
        first = next((name for name in names if any(name in wanted[place] for place in free)), None)
        if first:
            place, *others = (place for place in free if first in wanted[place])
            found.places[column] = place
            found.repeated += [(export.headings[other], _also(export, place)) for other in others]


def _mostly(export: Export, wanted: list[set[str]], name: str, says: Callable[[str], object]) -> bool:
    """Return whether most filled cells below a heading say what is asked."""
    place = next((place for place, names in enumerate(wanted) if name in names), None)
    if place is None:
        return False
    cells = export.cells[place].dropna()
    return bool(len(cells)) and cells.map(lambda cell: bool(says(str(cell)))).mean() > 0.5


def lacking(codebook: Codebook, places: Collection[str], margins: Collection[str] = ()) -> list[str]:
    """Return the questions of which the export has no column, and the columns that other questions lack."""
    found = {column.split("__")[0] for column in places}
    names = []
    for question in codebook.questions:
        columns = (codebook.sum_columns if question.id in margins else codebook.columns)(question.id)
        there = any(column in places for column in columns)
        names += [column for column in columns if there and column not in places]
        names += [] if question.id in found else [question.id]
    return names


def other_columns(
    export: Export, cells: pd.DataFrame, taken: Collection[int], masker: Masker
) -> tuple[dict[int, str], Counter, list[int]]:
    """Return what else there is: headings, what is dropped, and the columns with persons' names.

    The headings are those that the codebook lacks; of what is dropped there are cells by heading and kind.
    """
    unknown, dropped, names = {}, Counter(), []
    for place, heading in enumerate(export.headings):
        if place in taken:
            continue
        filled = cells[place].dropna()
        kind = (
            heading_kind(normal(heading).split("_"))
            or heading_kind(normal(export.labels.get(place, "")).split("_"))
            or _kind_of_content(filled, masker)
        )
        if kind:
            dropped[_shown(heading, place, masker), kind] += len(filled)
            names += [place] if kind == "name" else []
        elif heading or len(filled):
            unknown[place] = _shown(heading, place, masker)
    return unknown, dropped, names


def _shown(heading: str, place: int, masker: Masker) -> str:
    return masker(heading or f"(column {place + 1}, no heading)")[0]


def _kind_of_content(filled: pd.Series, masker: Masker) -> str | None:
    """Return the kind of personal data that most cells of a column consist of."""
    texts = [cell for cell in filled.head(200) if isinstance(cell, str)]
    kinds = Counter(kind for text in texts for kind, mark in KINDS.items() if masker(text)[0] == mark)
    kind, count = kinds.most_common(1)[0] if kinds else (None, 0)
    return kind if count > len(texts) / 2 else None
