"""Labels of answers that are typed in the prose: next year's form may word them otherwise, and then only tables change.

A chapter's code says which questions it asks, by their ids; the codebooks say what their answers are called. Words that
are no answer to one of these questions are the author's own.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from is248.data.codebook import Codebook, Option

_TEXT = re.compile(r"""(["'])([\w{}.]+)\1""")  # in code: an id, or a pattern of ids, f"samarbeid_{team}_tsb"
_ASKED = re.compile(r"\.(?:question|battery)\(\s*([\"'])(\w+)\1")
_QUOTED = re.compile(r"«([^»\n]+)»")
# «svarer nei», «svarte `…` prosent av kommunene ja»: an answer without quotation marks. \ue000 is an inline value.
_ANSWERED = r"\b(?:svarer|svarte|svart|sier)(?:[\s\ue000]|\b(?:prosent|av|kommunene)\b)+"


def answers_asked(code: str, codebooks: Iterable[Codebook]) -> dict[str, Option]:
    """Return the answers to the questions that some code names, or that decide who gets these, by their words.

    Parameters
    ----------
    code : str
        All cells and inline expressions of a chapter.
    codebooks : iterable of Codebook
        Of all editions, the newest first: a label may stand in the prose for years.
    """
    ids = {re.sub(r"\{[^{}]*\}", r"\\w+", text) for _, text in _TEXT.findall(code)} - {r"\w+"}
    named, found = re.compile("|".join(ids) or "(?!)"), {}
    for book in codebooks:
        asked = [q for q in book.questions if named.fullmatch(q.id) or named.fullmatch(q.battery or "")]
        gates = [book.question(question.gate.question) for question in asked if question.gate]
        for option in (option for question in asked + gates for option in book.options(question.id)):
            for words in (*option.labels, option.in_words):
                found.setdefault(_plain(words), option)
    return found


def unknown_questions(code: str, known: Collection[str]) -> Iterator[tuple[int, str, str]]:
    """Yield place, name and what may be meant for every question or battery that some code asks and no codebook has."""
    for match in _ASKED.finditer(code):
        if match[2] not in known:
            close = get_close_matches(match[2], known, 2, 0.7)
            yield match.start(), match[2], f"; did you mean {' or '.join(close)}?" if close else ""


def _plain(words: str) -> str:
    return " ".join(words.replace("–", "-").lower().split())


def typed_labels(text: str, answers: dict[str, Option]) -> Iterator[tuple[int, str, str]]:
    """Yield place and words of every label that is typed, with what to write in its place.

    Parameters
    ----------
    text : str
        Prose, with a character U+E000 for each one that an inline expression has.
    answers : dict of str to Option
        As `answers_asked` gives them.
    """
    for match in _QUOTED.finditer(text):
        if option := answers.get(_plain(match[1])):
            found = f'`{{python}} question.answer("{option.name}")'
            by_label = match[1] == option.label != option.in_words
            yield match.start(), match[1], f"«{found}.label`»" if by_label else f"{found}.quoted`"
    if labels := "|".join(re.escape(words) for words in sorted(answers, key=len, reverse=True)):
        for match in re.finditer(rf"{_ANSWERED}({labels})(?![\w-])", text, re.IGNORECASE):
            name = answers[_plain(match[1])].name
            yield match.start(1), match[1], f'`{{python}} question.answer("{name}").spoken`'
