"""Habits of ODK, KoBo and Enketo: groups before the names, lists of ticks, and columns of the tool's own.

ODK writes `del_3-antall`, KoBo `del_3/antall`; a list of ticks is a column with «1 3», columns `tiltak/1` with 1 and 0,
or both. What the tool says of the submission is left out: its `Status` is no status of the unit.
"""

import re
from dataclasses import replace

import pandas as pd

from is248.data.codebook import Codebook
from is248.intake.exports import Export

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
    for place, heading in enumerate(export.headings):
        name = _plain(heading, columns, lists)
        if name in lists:
            ticks = {column: _ticks(export.cells[place], column) for column in codebook.columns(name)}
            found |= {column: (None, cells) for column, cells in ticks.items() if column not in found}
        elif name and (name not in found or found[name][0] is None):
            found[name] = place, export.cells[place]
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


def _ticks(cells: pd.Series, column: str) -> pd.Series:
    """Return a box of a list of ticks: 1 and 0, and nothing where nothing is ticked."""
    code = column.rsplit("__", 1)[1]
    return cells.map(lambda cell: "1" if code in str(cell).split() else "0", na_action="ignore").astype(object)
