"""Habits of survey tools: what a tool writes in a way of its own, rewritten in the plain way before cells are read.

SurveyXact has one column of 0 and 1 for each status. LimeSurvey has what was typed behind «Annet» in the place of the
box, and «-oth-» where it was the only answer.
"""

import re
from dataclasses import replace

import pandas as pd

from is248.data.codebook import Codebook, Option, Question
from is248.intake.columns import Found
from is248.intake.exports import Export
from is248.intake.headings import is_other, normal

_STATOVERALL = ("ny", "distribuert", "noen svar", "gjennomført", "avvist")  # statoverall_1 to statoverall_5
_STATUS_HEADING = re.compile(r"(?:statoverall|samlet_status|status)_(?P<word>\w+)")
_STATUS_WORD = re.compile("ny|distribue?re?t|nog?en_svar|gj?enn[oe]mfort|avvist|frafal(?:t|det)")
_YES = {"1", "1.0", "1,0", "ja", "x", "valgt", "true", "y", "yes"}
_NO = {"0", "0.0", "0,0", "nei", "ikke valgt", "false", "n", "no"}


def adapt(export: Export, found: Found, codebook: Codebook) -> Export:
    """Return the export with the columns that its tool divides or joins in a way of its own; `found` has them then."""
    cells = export.cells.copy(deep=False)
    headings = list(export.headings)

    def add(heading: str, column: pd.Series) -> int:
        headings.append(heading)
        cells[len(headings) - 1] = column.astype(object).where(column.notna(), None)
        return len(headings) - 1

    if "status" not in found.places and (dummies := _status_dummies(export, found)):
        found.places["status"] = add(headings[min(dummies)], _one_status(export.cells, dummies))
        found.left_out |= set(dummies)
    for question in codebook.of_type("multiple", "single"):
        for option in filter(is_other, codebook.options(question.id)):
            _divide_other(question, option, cells, found, codebook, add)
    return replace(export, cells=cells, headings=headings)


def _status_dummies(export: Export, found: Found) -> dict[int, str]:
    """Return the place and the status of every column of 0 and 1 that has one status."""
    free = set(range(len(export.headings))) - set(found.places.values()) - found.left_out
    dummies = {}
    for place in sorted(free):
        for heading in map(normal, (export.labels.get(place, ""), export.headings[place])):
            match = _STATUS_HEADING.fullmatch(heading)
            if match and match["word"] in ("1", "2", "3", "4", "5") and heading.startswith("statoverall"):
                dummies.setdefault(place, _STATOVERALL[int(match["word"]) - 1])
            elif match and _STATUS_WORD.fullmatch(match["word"]):
                dummies.setdefault(place, match["word"])
    return dummies


def _one_status(cells: pd.DataFrame, dummies: dict[int, str]) -> pd.Series:
    """Return each record's status; where two columns say that it is theirs, both, which is no status."""
    marked = pd.DataFrame({place: _is(cells[place], _YES) for place in dummies})
    return marked.apply(lambda row: " og ".join(dummies[place] for place in marked.columns[row]) or None, axis=1)


def _is(cells: pd.Series, words: set[str]) -> pd.Series:
    return cells.map(lambda cell: str(cell).casefold() in words).astype(bool)


def _divide_other(question: Question, option: Option, cells: pd.DataFrame, found: Found, codebook: Codebook, add):
    """Divide a column that has what was typed behind «Annet» into the box and the text."""
    text, box = f"{question.id}_annet", f"{question.id}__{option.code}"
    if question.type == "single":
        if (place := found.places.get(question.id)) is not None:
            cells[place] = cells[place].replace("-oth-", str(option.code))
        return
    place = found.places.get(box)
    if place is None or text in found.places or text not in codebook.ids:
        return
    labels = {normal(label) for label in option.labels}
    filled = cells[place].dropna()
    typed = ~(_is(filled, _YES | _NO) | filled.map(lambda cell: normal(str(cell)) in labels))
    if typed.any() and not _is(filled, _NO).any():
        heading = found.by_words.get(box) or box
        found.places[text], found.left_out = place, found.left_out | {place}
        found.places[box] = add(heading, cells[place].map(lambda cell: "1", na_action="ignore"))
