"""Questions under a new id (`replaces:` in the codebook): renamed, split, or put together of several.

Where the words and the answers are the same, the earlier years of the question that it replaces are its own. Where the
words differ, so are they, behind a break; where the answers differ, the series begins anew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from is248.data.codebook import Break, Codebook, Question
from is248.data.history import History

NOTE = "Spørsmålet er stilt på en annen måte enn før."


def replaced(book: Codebook, others: Iterable[Codebook]) -> Iterator[tuple[Question, Question, Codebook, int]]:
    """Yield the questions that replace another: with that one, its last codebook, and the first year of the new."""
    books = sorted([book, *others], key=lambda one: one.year)
    for question in book.questions:
        first = min((one.year for one in books if question.id in one.ids), default=book.year)
        for old in question.replaces:
            if asked := [one for one in books if one.year < first and old in one.ids]:
                yield question, asked[-1].question(old), asked[-1], first


def same_answers(new: Question, book: Codebook, old: Question, earlier: Codebook) -> bool:
    """Tell whether two questions of two codebooks can be answered in the same way, code by code."""
    answers = ([(o.code, o.name) for o in each.options(q.id)] for each, q in ((book, new), (earlier, old)))
    given, then = answers
    return new.type == old.type and new.unit == old.unit and given == then


def same_words(new: Question, old: Question) -> bool:
    """Tell whether two questions are one, asked of the same units in the same words."""
    gates = [(question.gate.question, question.gate.options) if question.gate else None for question in (new, old)]
    return (new.text, new.label) == (old.text, old.label) and gates[0] == gates[1] and len(new.replaces) == 1


def with_breaks(book: Codebook, others: Iterable[Codebook]) -> Codebook:
    """Return a codebook with a break where a question replaces one with other words or answers."""
    broken = {
        new.id: Break(year=first, note=NOTE)
        for new, old, earlier, first in replaced(book, others)
        if not (same_words(new, old) and same_answers(new, book, old, earlier))
    }
    if not broken:
        return book
    questions = [
        q.model_copy(update={"breaks": [*q.breaks, broken[q.id]]})
        if q.id in broken and broken[q.id].year not in [declared.year for declared in q.breaks]
        else q
        for q in book.questions
    ]
    return Codebook.model_validate(book.model_dump() | {"questions": [q.model_dump() for q in questions]})


def with_earlier(history: History, book: Codebook, others: Iterable[Codebook]) -> History:
    """Return the history in which a question has the earlier years of the one it replaces, if answers are alike."""
    rows, more = history.rows, []
    for new, old, earlier, first in replaced(book, others):
        if len(new.replaces) == 1 and same_answers(new, book, old, earlier) and new.type != "fte":
            own = rows.loc[rows["question"] == new.id, "year"]
            then = rows[(rows["question"] == old.id) & (rows["year"] < first) & ~rows["year"].isin(own)]
            more.append(then.assign(question=new.id))
    return replace(history, rows=pd.concat([rows, *more], ignore_index=True)) if more else history
