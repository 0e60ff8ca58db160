"""Habits of ODK, KoBo and Enketo: groups before the names, and columns of the tool's own.

ODK writes `del_3-antall`, KoBo `del_3/antall`. What the tool says of the submission is left out: its `Status` is no
status of the unit. That a person has rejected it is kept.
"""

import re
from dataclasses import replace

from is248.data.codebook import Codebook
from is248.intake.exports import Export

HELPER = "hjelp_"  # how fields of our own XLSForm begin that have no answer: notes and sums

_MARKS = ({"KEY", "SubmissionDate"}, {"meta-instanceID"}, {"meta/instanceID"}, {"_uuid", "_submission_time"})
_OWN = {  # of ODK Central
    *("SubmissionDate", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status"),
    *("DeviceID", "Edits", "FormVersion", "start", "end", "today", "deviceid", "username", "formhub"),
}
_OF_KOBO = re.compile(r"(?!_validation_status)_\w+|meta[-/]\w+|formhub/uuid|__version__")


def collected(export: Export, codebook: Codebook) -> Export:
    """Return an export with plain names; as it is, if it isn't one of these tools'."""
    if not any(marks <= set(export.headings) for marks in _MARKS):
        return export
    columns = {column for q in codebook.questions for column in (*codebook.columns(q.id), *codebook.sum_columns(q.id))}
    lists = {question.id for question in codebook.of_type("multiple")}
    names = {place: _plain(heading, columns, lists) for place, heading in enumerate(export.headings)}
    kept = [place for place, name in names.items() if name]
    new = {place: number for number, place in enumerate(kept)}
    seen = [replace(one, place=new.get(one.place)) for one in export.seen if one.place is None or one.place in new]
    cells = export.cells[kept].set_axis(range(len(kept)), axis=1)
    return replace(export, headings=[names[place] for place in kept], cells=cells, seen=seen)


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
