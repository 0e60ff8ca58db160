"""The codebook: what was asked in a year, of whom, with which answers.

In comes data/codebook/<year>.yml, out a checked `Codebook`; what is wrong is a `CodebookError` with file, line and key.
`models` has the types, `rules` what has to hold, `lines` where in the file a thing stands. It imports `problems` only.
"""

from dataclasses import replace
from functools import cache

import pydantic

from is248.data.codebook.asking import answers, asked_of, is_worded, to_whom, worded
from is248.data.codebook.lines import CodebookError, read_source, read_text, repeated_keys
from is248.data.codebook.models import SUM, Break, Codebook, Gate, OnlyEducation, Option, Question, Scale, alike
from is248.data.codebook.rules import RULES, explain
from is248.project import root


def codebook_years() -> list[int]:
    """Return the editions that have a codebook, the newest first."""
    files = (root() / "data" / "codebook").glob("[0-9][0-9][0-9][0-9].yml")
    return sorted((int(file.stem) for file in files), reverse=True)


def load_codebook(year: int) -> Codebook:
    """Read and check data/codebook/<year>.yml.

    CodebookError if there is no such file, or with file, line and key of everything in it that can't be right: keys
    that are missing, unknown, repeated or of the wrong type, or a broken rule.
    """
    file = f"data/codebook/{year}.yml"
    return _checked(file, read_text(file))


@cache
def _checked(file: str, text: str) -> Codebook:
    """Return the codebook that a text is; a process checks the same text once."""
    source = read_source(file, text)
    problems = [
        source.problem(where, "stands twice; the first one would be lost") for where in repeated_keys(source.tree)
    ]
    try:
        source = replace(source, codebook=Codebook.model_validate(source.contents))
        problems += RULES.problems(source)
    except pydantic.ValidationError as error:
        problems += [source.problem(item["loc"], explain(item)) for item in error.errors()]
    if problems:
        told = sorted({(p.row, p.column, p.expected): p for p in problems}.items())
        raise CodebookError("\n".join(str(problem) for _, problem in told))
    return source.codebook
