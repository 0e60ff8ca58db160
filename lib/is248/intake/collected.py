"""Habits of ODK, KoBo and Enketo: groups before the names, lists of ticks, and columns of the tool's own.

ODK writes `del_3-antall`, KoBo `del_3/antall`; a list of ticks is a column with «1 3», columns `tiltak/1` with 1 and 0,
or both. What the tool says of the submission is left out: its `Status` is no status of the unit.
"""

import re
from dataclasses import replace

import pandas as pd

from is248.data.codebook import Codebook, Option
from is248.intake.cells import cell_text, label_reader
from is248.intake.exports import Export
from is248.intake.labels import box_says
from is248.intake.spellings import plain_tick

HELPER = "hjelp_"  # how fields of our own XLSForm begin that have no answer: notes and sums

_MARKS = ({"KEY", "SubmissionDate"}, {"meta-instanceID"}, {"meta/instanceID"}, {"_uuid", "_submission_time"})
_OWN = {  # of ODK Central
    *("SubmissionDate", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status"),
    *("ReviewState", "DeviceID", "Edits", "FormVersion", "start", "end", "today", "deviceid", "username", "formhub"),
}
_OF_KOBO = re.compile(r"_\w+|meta[-/]\w+|formhub/uuid|__version__")


def collected(export: Export, codebook: Codebook) -> Export:
    """Return an export with plain names and boxes; as it is, if it isn't one of these tools'."""
    if not any(marks <= set(export.headings) for marks in _MARKS):
        return export
    columns = {column for q in codebook.questions for column in (*codebook.columns(q.id), *codebook.sum_columns(q.id))}
    lists = {question.id for question in codebook.of_type("multiple")}
    found: dict[str, tuple[int | None, pd.Series]] = {}
    listed: dict[str, pd.Series] = {}
    for place, heading in enumerate(export.headings):
        name = _plain(heading, columns, lists)
        if name in lists:
            listed |= _ticks(export.cells[place], codebook.options(name), name)
        elif name and name not in found:
            found[name] = place, export.cells[place]
    for column, cells in listed.items():
        place, boxes = found.get(column, (None, None))
        found[column] = place, cells if boxes is None else _agreed(boxes, cells)
    places = {place: new for new, (place, _) in enumerate(found.values()) if place is not None}
    seen = [
        replace(one, place=places.get(one.place)) for one in export.seen if one.place is None or one.place in places
    ]
    cells = pd.DataFrame({new: cells for new, (_, cells) in enumerate(found.values())}, index=export.cells.index)
    return replace(export, headings=list(found), cells=cells, seen=seen)


def _plain(heading: str, columns: set[str], lists: set[str]) -> str | None:
    """Return a heading without its groups; None for a column of the tool's own or a field that only helps."""
    if heading in _OWN or _OF_KOBO.fullmatch(heading):
        return None
    *groups, name = re.split(r"[-/]", heading)
    if groups and groups[-1] in lists and f"{groups[-1]}__{name}" in columns:
        return f"{groups[-1]}__{name}"
    if name.startswith(HELPER):
        return None
    return name if name in columns | lists | {"unit"} else heading


def _ticks(cells: pd.Series, options: list[Option], question: str) -> dict[str, pd.Series]:
    """Return the boxes of a column of lists: 1 and 0, nothing where there is no list, the list where it is no such."""
    chosen = {cell: _chosen(cell_text(cell), options) for cell in cells.dropna().unique()}

    def box(cell: object, code: int) -> str:
        return f"list: {cell_text(cell)}" if chosen[cell] is None else str(int(code in chosen[cell]))

    return {
        f"{question}__{option.code}": cells.map(
            lambda cell, code=option.code: box(cell, code), na_action="ignore"
        ).astype(object)
        for option in options
    }


def _chosen(text: str, options: list[Option]) -> set[int] | None:
    """Return the codes of a list: of codes or labels, between blanks, commas or semicolons; None where one is neither.

    >>> [_chosen(text, [Option(code=1, label="Kurs"), Option(code=3, label="Kurs, lett")])
    ...  for text in ("1 3", "[1;3]", "Kurs, lett", "Kurs; Kurs, lett", "1 9", "1 1")]
    [{1, 3}, {1, 3}, {3}, {1, 3}, None, None]
    """
    of_label, codes = label_reader(options), {str(option.code): option.code for option in options}
    inner = re.sub(r"^(\d+)\.0$", r"\1", text.removeprefix("[").removesuffix("]").strip())
    for parts in ([inner], re.split(r"\s*[;|\n]\s*", inner), re.split(r"\s*,\s*", inner), re.split(r"[\s,;]+", inner)):
        found = [codes.get(part, of_label(part)) for part in parts]
        if None not in found:
            return set(found) if len(set(found)) == len(found) else None
    return None


def _agreed(boxes: pd.Series, listed: pd.Series) -> pd.Series:
    """Return boxes that stand beside a list; both texts where they don't say the same."""
    says = boxes.map(lambda cell: box_says(plain_tick(cell_text(cell))), na_action="ignore")
    differ = listed.eq("1") & ~says.eq(1) | ~listed.eq("1") & says.eq(1)
    both = "box: " + boxes.map(cell_text, na_action="ignore").fillna("") + ", list: " + listed.fillna("")
    return boxes.where(~differ, both).where(~listed.str.startswith("list", na=False), listed)
