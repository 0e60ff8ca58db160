"""Cells that show a question: its section with a label, sentences whose words are tested, and its table with a caption.

They are a beginning in the house's form, in which the author writes on.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from is248 import files
from is248.authoring.layout import tidy_notebook, written
from is248.authoring.outline import CHAPTERS, slug
from is248.chapters.source import as_saved
from is248.data.codebook import Codebook, Question, codebook_years, load_codebook
from is248.data.codebook.models import alike
from is248.project import ProjectError, root

_SUMMARY = re.compile(r"^## Oppsummering\b", re.MULTILINE)
_PLACE = "Prosentene er av kommunene og bydelene som har svart."


def add_table(id: str, chapter: str = "") -> Path:
    """Put the section of a question before a chapter's Oppsummering, or at its end; return the chapter's file.

    Without a chapter (a part of its file's name) it is the one whose number the codebook gives the question.
    ProjectError if no codebook asks the question, it is one on FTE, or there is not one such chapter.
    """
    book, question = _newest(id)
    file = _chapter(chapter or f"{int(question.section):02}-")
    notebook = as_saved(root() / file)
    chapter_slug = _chapter_slug(notebook)
    cells = section(book, question, chapter_slug)
    if label := next((c.id for c in cells if any(c.id == known.id for known in notebook.cells)), ""):
        raise ProjectError(f"{file} has a cell {label} already: the question {id} is shown there.")
    place = next((n for n, c in enumerate(notebook.cells) if _SUMMARY.search(c.source)), len(notebook.cells))
    notebook.cells[place:place] = cells
    files.write(file, written(tidy_notebook(notebook)))
    return file


def _newest(id: str) -> tuple[Codebook, Question]:
    """Return a question as the newest codebook that asks it has it."""
    books = [load_codebook(year) for year in codebook_years()]
    for book in books:
        if id in book.ids and book.ids[id].type == "fte":
            raise ProjectError(f"{id} is a question on FTE: chapters 3 and 6 have words of their own for them.")
        if id in book.ids:
            return book, book.ids[id]
    known = sorted({known for book in books for known in book.ids})
    raise ProjectError(f"No codebook has a question {id}{alike(id, known)}.")


def _chapter(part: str) -> Path:
    found = [path.relative_to(root()) for path in sorted((root() / CHAPTERS).glob("*.ipynb")) if part in path.name]
    exact = [path for path in found if path.stem == part]
    if len(exact or found) != 1:
        told = ", ".join(path.stem for path in found) or "none"
        raise ProjectError(
            f"«{part}» names {told}; say one chapter: is248 add-table QUESTION --chapter 26-digital-hjelp"
        )
    return (exact or found)[0]


def _chapter_slug(notebook: NotebookNode) -> str:
    found = re.search(r"\{#sec-([\w-]+)", notebook.cells[0].source)
    return found[1] if found else "kapittel"


def section(book: Codebook, question: Question, chapter: str) -> Sequence[NotebookNode]:
    """Return the cells that show a question, or the whole battery that it is an item of."""
    items = [q for q in book.questions if q.battery and q.battery == question.battery]
    id = question.battery if len(items) > 1 else question.id
    asked, name = ("battery" if len(items) > 1 else "question"), re.sub(r"^(?=\d)", "q", id)
    label = f"{chapter}-{slug(id.replace('_', ' '))}"
    title = question.text.rstrip("?. ") if len(items) < 2 else slug(id.replace("_", " ")).replace("-", " ").capitalize()
    code = [f'{name} = survey.{asked}("{id}")']
    text, show = _text(question, name, len(items), label)
    code += [f"{name}_first = {name}.answer({_first(book, question)})"] if question.type in ("single", "scale") else []
    caption = f"{title}, `{{python}} year`."
    return [
        new_markdown_cell(f"## {title} {{#sec-{label}}}", id=f"sec-{label}"[:64]),
        new_code_cell("\n".join(code), id=f"navn-{label}"[:64]),
        new_markdown_cell(text, id=f"tekst-{label}"[:64]),
        new_code_cell(f"#| label: tbl-{label}\n#| tbl-cap: {caption}\n{show}", id=f"tbl-{label}"[:64]),
    ]


def _first(book: Codebook, question: Question) -> str:
    """Return the names of the answers that a sentence is about: the first of two or three, or the upper two steps."""
    names = [option.name for option in book.options(question.id) if not option.missing]
    return ", ".join(f'"{name}"' for name in names[: 2 if question.type == "scale" and len(names) > 3 else 1])


def _text(question: Question, name: str, items: int, label: str) -> tuple[str, str]:
    """Return what is said of a question, and the code of its table."""
    first, table = f"{name}_first", f'{name}.table(years="all")'
    who = f"`{{python}} {name}.who`"
    since = f"`{{python}} {first}.year_before`"
    quoted = f"`{{python}} {first}.quoted`"
    match question.type:
        case "single" | "scale" if items > 1:
            changed = f"{first}.changed(at='for', quoted=True)"
            table = f"{name}.table()"
            lines = [
                f"@Tbl-{label} viser svarene. {_PLACE}",
                f"Andelen som svarer {quoted}, er høyest for `{{python}} {first}.highest().quoted`.",
                f"Siden {since} har den `{{python}} {changed}`.",
            ]
        case "single" | "scale":
            lines = [
                f"{who} har svart (@tbl-{label}). {_PLACE}",
                f"Oftest svarer de `{{python}} {name}.highest().quoted`.",
                f"Siden {since} har andelen som svarer {quoted}, `{{python}} {first}.change`.",
            ]
        case "multiple":
            lines = [
                f"{who} har svart, og de kunne gi flere svar (@tbl-{label}). {_PLACE}",
                f"Oftest svarer de `{{python}} {name}.highest(3).quoted`.",
            ]
        case "number":
            table = f'{name}.by("size_group")'
            lines = [
                f"{who} har oppgitt et tall, til sammen `{{python}} {name}.total` {question.unit} (@tbl-{label}).",
                f"Siden `{{python}} {name}.year_before` har summen `{{python}} {name}.change`.",
            ]
        case _:
            table = f"{name}.by(None)"
            lines = [
                f"{who} har skrevet noe (@tbl-{label}).",
                f"Oftest handler det om `{{python}} {name}.highest(2)`.",
            ]
    return "\n".join(lines), table
