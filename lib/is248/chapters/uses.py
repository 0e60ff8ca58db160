"""Which questions the chapters ask: where a question is used, what is used in none, and what a year no longer asks."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from is248.chapters.inline import INLINE
from is248.chapters.source import read_chapter, relative
from is248.data.codebook import Codebook, load_codebook

_TEXT = re.compile(r"""f?(["'])([\w{}.]+)\1""")  # in code: an id, or a pattern of ids, f"samarbeid_{team}_tsb"
Names = dict[str, dict[str, None]]
Places = dict[str, list[str]]  # by question's id: the chapters and cells that name it


def places(paths: Iterable[Path], books: Iterable[Codebook]) -> Places:
    """Return where chapters' code and inline values name the questions of some codebooks, themselves or by battery."""
    known = named(books)
    found: Places = defaultdict(list)
    for path in paths:
        for number, cell in enumerate(read_chapter(path).cells, 1):
            code = cell.source if cell.cell_type == "code" else "\n".join(INLINE.findall(cell.source))
            place = f"{relative(path)}, cell {number}"
            for id in dict.fromkeys(id for text in _texts(code) for id in asked(text, known)):
                found[id].append(place)
    return found


def _texts(code: str) -> list[str]:
    return [text for _, text in _TEXT.findall(code)]


def named(books: Iterable[Codebook]) -> Names:
    """Return the ids of the questions behind each name that a chapter can use: a question's own, or a battery's."""
    names: Names = defaultdict(dict)
    for question in (question for book in books for question in book.questions):
        for name in filter(None, (question.id, question.battery)):
            names[name][question.id] = None
    return names


def asked(text: str, names: Names) -> Iterable[str]:
    """Return the ids of the questions that a text in code names; `samarbeid_{team}_tsb` names all that are like it."""
    if text in names:
        return names[text]
    pattern = re.sub(r"\{[^{}]*\}", r"\\w+", text)
    if pattern == text or pattern == r"\w+":
        return ()
    return [id for name, ids in names.items() if re.fullmatch(pattern, name) for id in ids]


def unused(book: Codebook, found: Places, besides: Iterable[str] = ()) -> list[str]:
    """Return the questions that a year asks and no chapter shows; `besides` are those that the library itself takes."""
    gates = {question.gate.question for question in book.questions if question.gate and question.id in found}
    gates -= {question.id for question in book.questions if question.replaces}  # under another name: to be looked at
    return [id for id in book.ids if id not in found and id not in gates and id not in besides]


def gone(book: Codebook, found: Places) -> Places:
    """Return the questions that chapters name and a year does not ask, with the places."""
    return {id: where for id, where in found.items() if id not in book.ids}


def replaced(book: Codebook, found: Places) -> dict[str, Places]:
    """Return what a question takes the place of, by its id, with the places that name it: for an author to look at."""
    return {q.id: {old: found[old] for old in q.replaces if old in found} for q in book.questions if q.replaces}


def told(year: int, chapters: Iterable[Path]) -> str:
    """Return which questions a year asks that none of its chapters shows, in a line; nothing if all are shown."""
    book = load_codebook(year)
    names = unused(book, places(chapters, [book]))
    shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
    return f"in no chapter: {len(names)} of {len(book.questions)} questions: {shown}" if names else ""
