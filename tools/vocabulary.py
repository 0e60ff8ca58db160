"""Write docs/vocabulary.md: every word that a chapter can use, from the objects themselves.

    python tools/vocabulary.py

A word is a public name of the door (`from is248 import *`) or of an object that `survey` gives. Its line is the first
of its docstring; the chapters that use it are counted. Words without a user are to go: a test finds them.
"""

import inspect
import re
from collections.abc import Iterator

import nbformat

import is248
from is248 import files
from is248.analysis import fte, knowledge, methods, population, users
from is248.analysis.ranking import Ranking
from is248.analysis.significance import StandsOut, Test, Trend
from is248.analysis.tables import Table
from is248.chapters import conditions
from is248.chapters.engine import INLINE
from is248.project import root
from is248.survey import Survey
from is248.survey.asked import Asked, Counted
from is248.survey.batteries import Battery, BatteryAnswer, BatteryBy, Several
from is248.survey.groups import By, Group, Tested
from is248.survey.numbers import Former, Number
from is248.survey.outcomes import Answer, Outcome
from is248.survey.questions import Distribution, Question
from is248.survey.texts import Texts, Theme
from is248.wording import Change, Quantity, Series, Years

PAGE = root() / "docs" / "vocabulary.md"
OBJECTS = {
    "The survey: `survey`": (Survey,),
    "A question: `survey.question(id)`": (Asked, Counted, Question, Tested, Distribution),
    "An answer: `question.answer(name)`": (Outcome, Answer),
    'Groups: `answer.by("size_group")`': (Tested, By, Group),
    "Several questions: `survey.battery(name)`": (Several, Battery, BatteryAnswer, BatteryBy),
    "A number: `survey.question(id)` of that type": (Asked, Counted, Number, Former),
    "Open answers: `survey.question(id)` of that type": (Asked, Texts, Theme),
    "Extremes: `.highest(n)`, `.lowest(n)`": (Ranking,),
    "Tests: `.test`, `.slope`, `.stands_out`": (Test, Trend, StandsOut),
    "Change and years: `.change`, `.series`, `.years`": (Change, Series, Years, Quantity),
    "A table": (Table,),
}
MODULES = {"fte": fte, "population": population, "users": users, "knowledge": knowledge, "methods": methods}
# What the publisher, the tests and the library itself call: no words of a chapter.
INSIDE = {
    *(
        "key",
        "record",
        "records",
        "to_html",
        "shown",
        "caveats",
        "printed_note",
        "numbers",
        "tested",
        "restriction",
        "note",
    ),
    *(
        "column",
        "columns",
        "values",
        "codes",
        "in_words",
        "rounded",
        "conclusion",
        "printed_p",
        "shares",
        "parts",
    ),
    *("find", "grouping", "responses", "complete_fte", "answers_source", "fte_source", "codebook", "other_codebooks"),
    *("text", "distribution", "lacking", "changes", "ids", "coverage", "either", "rises", "falls", "direction"),
    *("fte_questions", "rates", "bibliography_of", "test"),
    *("breaks", "years_of", "agencies", "reference", "options", "several", "steps", "comparable", "core"),
    *("tally", "id", "origin", "whose", "did", "row", "about", "rated_of", "told"),
}


def own_words(kind: type) -> Iterator[tuple[str, str]]:
    """Yield the public names of a class that is the project's own, with the first line of each docstring."""
    for name, member in vars(kind).items():
        if name.startswith("_") or name in INSIDE or not (callable(member) or hasattr(member, "__get__")):
            continue
        text = inspect.getdoc(member)
        if text and not isinstance(member, type):
            yield name, text.splitlines()[0]


def code_of_chapters() -> str:
    """Return all code of the chapters: cells, inline expressions and conditions."""
    parts = []
    for path in sorted((root() / "chapters").rglob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            parts += INLINE.findall(cell.source)
            parts += conditions.tests(cell.source) if cell.cell_type == "markdown" else [cell.source]
    return "\n".join(parts)


def uses(name: str, code: str, door: bool = False) -> int:
    """Return how often the chapters use a word: after a full stop, or a word of the door alone."""
    return len(re.findall(rf"(?<![\w.]){name}\b" if door else rf"\.{name}\b", code))


def words() -> dict[str, list[tuple[str, str, int]]]:
    """Return the words by heading: name, what it is, and how often the chapters use it."""
    code = code_of_chapters()
    found = {}
    door = {name: getattr(is248, name) for name in is248.__all__ if name not in MODULES}
    found["The door: `from is248 import *`"] = [
        (name, (inspect.getdoc(value) or "").splitlines()[0], uses(name, code, door=True))
        for name, value in door.items()
    ]
    for heading, kinds in OBJECTS.items():
        told = {name: line for kind in kinds for name, line in own_words(kind)}
        found[heading] = [(name, line, uses(name, code)) for name, line in told.items()]
    for module, members in MODULES.items():
        functions = inspect.getmembers(
            members, lambda one, m=members: inspect.isfunction(one) and one.__module__ == m.__name__
        )
        found[f"`{module}.…(survey, …)`"] = [
            (name, inspect.getdoc(one).splitlines()[0], uses(rf"{module}\.{name}", code, door=True))
            for name, one in functions
            if not name.startswith("_") and name not in INSIDE
        ]
    return found


def page() -> str:
    """Return the page."""
    lines = [
        "# Vocabulary",
        "",
        "Written by `make vocabulary`, from the docstrings; the number is how often chapters use it.",
        "",
    ]
    for heading, told in words().items():
        lines += [f"## {heading}", "", "| word | what it is | uses |", "|---|---|---|"]
        lines += [f"| `{name}` | {line.replace('|', chr(92) + '|')} | {n} |" for name, line, n in told] + [""]
    return "\n".join(lines)


if __name__ == "__main__":
    files.write(PAGE, page())
    told = [word for lines in words().values() for word in lines]
    unused = ", ".join(name for name, _, n in told if not n) or "none"
    print(f"{PAGE.relative_to(root())}: {len(told)} words; without a user: {unused}")
