"""Habits of survey tools: what a tool writes in a way of its own, rewritten in the plain way before cells are read.

Many have all answers to a question in one cell. SurveyXact has one column of 0 and 1 for each status. LimeSurvey has
what was typed behind «Annet» in the place of the box, and «-oth-» where it was the only answer.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import replace

import pandas as pd

from is248.data.codebook import Codebook, Option, Question
from is248.intake.cells import cell_text
from is248.intake.columns import Found
from is248.intake.exports import Export, Seen
from is248.intake.headings import is_other, normal
from is248.intake.labels import NO_ANSWER, box_says, same_words
from is248.intake.lists import agreed, are_lists, boxes_of
from is248.intake.spellings import plain_tick

_Add = Callable[[str, pd.Series], int]  # adds a column with a heading, and returns its place
_STATOVERALL = ("ny", "distribuert", "noen svar", "gjennomført", "avvist")  # statoverall_1 to statoverall_5
_STATUS_HEADING = re.compile(r"(?:statoverall|samlet_status|status)_(?P<word>\w+)")
_STATUS_WORD = re.compile("ny|distribue?re?t|nog?en_svar|gj?enn[oe]mfort|avvist|frafal(?:t|det)")


def adapt(export: Export, found: Found, codebook: Codebook) -> Export:
    """Return the export with the columns that its tool divides or joins in a way of its own; `found` has them then."""
    cells = export.cells.copy(deep=False)
    headings = list(export.headings)
    export = replace(export, cells=cells, headings=headings)  # these two grow below

    def add(heading: str, column: pd.Series) -> int:
        headings.append(heading)
        cells[len(headings) - 1] = column.astype(object).where(column.notna(), None)
        return len(headings) - 1

    if dummies := _status_dummies(export, found):
        place = add("statoverall", _one_status(export, dummies))
        found.places.setdefault("status", place)
        found.left_out |= set(dummies)
    _divide_lists(export, found, codebook, add)
    seen = []
    for question in codebook.of_type("multiple", "single"):
        for option in filter(is_other, codebook.options(question.id)):
            if f"{question.id}_annet" in codebook.ids or question.type == "single":
                texts = _divide_other(question, option, export, found, add)
                expected = f"a tick; the words were read as {question.id}_annet, and as a tick"
                place = found.places.get(f"{question.id}__{option.code}")
                seen += [Seen("words_in_a_box", f"words in {texts} cells", expected, place=place)] if texts else []
    return replace(export, seen=export.seen + seen)


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


def _one_status(export: Export, dummies: dict[int, str]) -> pd.Series:
    """Return each record's status; where two columns say that it is theirs, or one neither, what is no status."""
    said = pd.DataFrame({place: _boxes(export, place) for place in dummies})

    def status(row: pd.Series) -> str | None:
        found = [dummies[place] if says == 1 else f"{dummies[place]}: {says}" for place, says in row.items() if says]
        return " og ".join(found) or None

    return said.apply(status, axis=1)


def _boxes(export: Export, place: int, labels: Collection[str] = ()) -> pd.Series:
    """Return what the cells of a column say as boxes: 1 or 0, 0 too where they are empty, else their texts.

    A box may also say the option's label, one of `labels`.
    """
    own, in_file = set(map(same_words, labels)), export.value_labels.get(place, {})

    def says(cell: object) -> float | str:
        text = in_file.get(cell, cell_text(cell))
        box = 1.0 if same_words(text) in own else box_says(plain_tick(text))
        return text if box is None else box

    cells = export.cells[place].astype(object)
    return cells.map({cell: says(cell) for cell in cells.dropna().unique()}).astype(object).where(cells.notna(), 0.0)


def _divide_lists(export: Export, found: Found, codebook: Codebook, add: _Add) -> None:
    """Divide the columns that have all answers to a question in one cell into its boxes; those beside them agree."""
    for question, place in found.lists.items():
        options = codebook.options(question)
        if normal(export.headings[place]) == normal(question) or are_lists(export.cells[place], options):
            found.left_out.add(place)
            for code, listed in boxes_of(export.cells[place], options).items():
                box = found.places.get(column := f"{question}__{code}")
                if box is None:
                    found.places[column] = add(export.headings[place], listed)
                else:
                    export.cells[box] = agreed(export.cells[box], _boxes(export, box), listed)


def _divide_other(question: Question, option: Option, export: Export, found: Found, add: _Add) -> int:
    """Divide a column that has what was typed behind «Annet» into the box and the text; return how many texts."""
    text, box = f"{question.id}_annet", f"{question.id}__{option.code}"
    if question.type == "single":
        if (place := found.places.get(question.id)) is not None:
            export.cells[place] = export.cells[place].replace("-oth-", str(option.code))
        return 0
    place = found.places.get(box)
    if place is None or text in found.places:
        return 0
    given, says = export.cells[place], _boxes(export, place, option.labels)
    typed = says.map(_is_typed)
    if not typed.any() or (given.notna() & says.eq(0)).any() or _is_a_box(given[typed]):
        return 0
    heading = found.by_words.get(box) or box
    found.left_out |= {place}
    found.places[text], found.places[box] = add(heading, given.where(typed)), add(heading, given.mask(typed, "1"))
    return int(typed.sum())


def _is_typed(says: object) -> bool:
    """Return whether what stands in a box are words of an answer; a sign, a number or «Vet ikke» is none."""
    words = isinstance(says, str) and re.search(r"[^\W\d_]{2}", says)
    return bool(words) and not NO_ANSWER.fullmatch(same_words(says))


def _is_a_box(texts: pd.Series) -> bool:
    """Return whether texts are a tool's words for ticked and empty rather than somebody's: two at most, repeated."""
    return len(texts) > 2 and texts.map(same_words).nunique() <= 2
