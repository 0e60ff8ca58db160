"""Values that an SPSS file declares to be no answer; those among them that look like one are told."""

import pandas as pd

from is248.data.codebook import Codebook, Option
from is248.intake.cells import Labels, cell_text, label_reader
from is248.intake.exports import Export, Seen
from is248.intake.labels import NO_ANSWER, box_says, same_words
from is248.intake.numbers import STAND_INS

_USUAL = STAND_INS | {7, 8, 9}  # codes of no answer: with a declaration, the file says it twice


def drop_missing(
    export: Export, codebook: Codebook, places: dict[str, int], given: dict[str, pd.Series], labels: dict[str, Labels]
) -> tuple[list[Seen], dict[str, pd.Series]]:
    """Empty the cells that the file declares to be no answer.

    Return the declared values that are options, ticks or numbers all the same, and where boxes have been emptied.
    """
    seen, emptied = [], {}
    boxes = {column for question in codebook.of_type("multiple") for column in codebook.columns(question.id)}
    numbers = {
        column
        for question in codebook.of_type("number", "fte")
        for column in (*codebook.columns(question.id), *codebook.sum_columns(question.id))
    }
    for column, place in places.items():
        if place not in export.missing:
            continue
        cells, no_answer = given[column], _within(given[column], export.missing[place])
        expected = "an answer; the file declares it to be none, and it was left out"
        if column in boxes:
            told, emptied[column] = _ticks(cells[no_answer], labels[column]), no_answer
        elif column in numbers:
            told = _numbers(cells[no_answer], labels[column])
        else:
            question = codebook.ids.get(column)
            of_option = _options(codebook.options(column) if question else [], labels[column])
            kept = no_answer & cells.isin(of_option)
            told, no_answer = {code: of_option[code] for code in cells[kept]}, no_answer & ~kept
            expected = "no answer, as the file declares; it was read as this option"
        names = sorted(cell_text(code) + (f" «{name}»" if name else "") for code, name in told.items())
        seen += [Seen("declared_missing", name, expected, place=place) for name in names]
        given[column] = cells.mask(no_answer)
    return seen, emptied


def _numbers(cells: pd.Series, in_file: Labels) -> Labels:
    """Return the values that may be numbers: not below 0, no usual code, and not called «Ikke oppgitt»."""

    def says_nothing(cell: float | str) -> bool:
        word = same_words(in_file.get(cell, ""))
        named = NO_ANSWER.fullmatch(word) and word not in ("ingen", "intet", "none")  # 0 «Ingen» is a number
        return bool(named) or (not isinstance(cell, str) and (cell < 0 or cell in _USUAL))

    return {cell: in_file.get(cell, "") for cell in cells.unique() if not says_nothing(cell)}


def _options(options: list[Option], in_file: Labels) -> dict[float, str]:
    """Return the codes that stand for an option, by their label or, without one, by the codebook; with its name."""
    code_of = label_reader(options)
    named = {code: label for code, label in in_file.items() if code_of(label) is not None}
    return {float(option.code): option.label for option in options if option.code not in in_file} | named


def _ticks(cells: pd.Series, in_file: Labels) -> Labels:
    """Return the values among the cells that would be ticks, with their names."""
    named = {cell: in_file.get(cell, "ticked" if cell == 1 else "") for cell in cells.unique()}
    return {cell: name for cell, name in named.items() if cell == 1 or box_says(name) == 1}


def _within(cells: pd.Series, ranges: list[tuple]) -> pd.Series:
    """Return which cells lie in one of the ranges, lowest and highest value, of numbers or of texts."""
    different = cells.dropna().unique()
    inside = [c for c in different if any(isinstance(c, str) == isinstance(a, str) and a <= c <= b for a, b in ranges)]
    return cells.isin(inside)
