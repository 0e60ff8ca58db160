"""A chapter as its author saved it, read into the one form that all the rest takes.

What is no notebook is told here, what is wrong in one in `mistakes.py`: before anything is executed, and in every
command that reads chapters.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from is248.chapters.inline import shielded
from is248.chapters.markdown import without_comments
from is248.chapters.mistakes import in_chapter
from is248.chapters.options import options
from is248.faults import in_words
from is248.project import ProjectError, root

_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_SETTINGS = re.compile(r"\s*---[ \t]*\n(?:.*\n)*?---[ \t]*\n")  # at the top of a .qmd page
_CHUNK = re.compile(r"^```\{python\}[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_CALLOUT_TITLE = re.compile(
    r"^(:::+[ \t]*(?:\{[^}\n]*\.)?callout-[^\n]*\n(?:[ \t]*\n)*)#{1,6}[ \t]+(.+?)[ \t]*$", re.MULTILINE
)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
_SAVE_ANEW = "open it in JupyterLab and save it"
_GET_BACK = "git restore {0} gets the last one that was committed"


class ChapterError(ProjectError):
    """A chapter that can't be read or executed: which cell, which line, and why."""


def all_there() -> list[Path]:
    """Return all files in chapters/ that are chapters, whether the book names them or not."""
    return sorted(path for path in (root() / "chapters").glob("*") if path.suffix in (".ipynb", ".qmd"))


def read_chapter(path: Path) -> NotebookNode:
    """Read a chapter: a notebook, or a .qmd page such as the front page as if it were one.

    Raises
    ------
    ChapterError
        If the file is missing or no notebook, or its author made mistakes; it tells all of them.
    """
    notebook = as_saved(path)
    found = in_chapter(notebook)
    if found:
        raise ChapterError("\n".join(f"{relative(path)}, {mistake}" for mistake in found))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if options(cell).get("eval") is False:
                cell.cell_type = "raw"
                del cell["outputs"], cell["execution_count"]
        else:
            cell.source = _CALLOUT_TITLE.sub(r"\1[\2]{.callout-title}\n", shielded(without_comments(cell.source)))
    return notebook


def read_chapters(paths: Iterable[Path]) -> dict[Path, NotebookNode]:
    """Read chapters; the error tells of all that can't be read."""
    chapters, wrong = {}, []
    for path in paths:
        try:
            chapters[path] = read_chapter(path)
        except ChapterError as error:
            wrong.append(str(error))
    if wrong:
        raise ChapterError("\n\n".join(wrong))
    return chapters


def relative(path: Path) -> Path:
    """Return a path as seen from the project's top, if it is inside."""
    return path.relative_to(root()) if path.is_relative_to(root()) else path


def as_saved(path: Path) -> NotebookNode:
    """Return a file as a notebook, with its author's mistakes.

    Raises
    ------
    ChapterError
        If there is no such file, or it is no notebook.
    """
    text = _text(path)
    notebook = _from_qmd(text, relative(path)) if path.suffix == ".qmd" else _from_json(text, path)
    kernel = notebook.metadata.setdefault("kernelspec", NotebookNode())
    language = kernel.get("language") or notebook.metadata.get("language_info", {}).get("name", "python")
    if language.lower() != "python":
        raise ChapterError(f"{relative(path)} is written in {language}; the chapters are in Python.")
    notebook.metadata["kernelspec"] = nbformat.from_dict(_KERNEL | kernel)
    notebook.metadata.setdefault("papermill", NotebookNode())  # papermill expects it, and tags in every cell
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
        cell.source = cell.source.replace("\r\n", "\n").replace("\r", "\n")
    return notebook


def _text(path: Path) -> str:
    shown = relative(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ChapterError(f"{shown}: _quarto.yml names this chapter, but there is no such file.") from None
    except OSError as error:
        raise ChapterError(in_words(error, path)) from None
    try:
        text = raw.decode("utf-8-sig")  # some editors write a mark at the start
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ChapterError(
            f"{shown}, line {line}: the file is not UTF-8 (the letters æ, ø and å would be lost); save it as UTF-8."
        ) from None
    if not text.strip():
        raise ChapterError(f"{shown} is empty; {_GET_BACK.format(shown)}.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _from_json(text: str, path: Path) -> NotebookNode:
    shown = relative(path)
    if marks := _CONFLICT.search(text):
        line = text.count("\n", 0, marks.start()) + 1
        raise ChapterError(
            f"{shown}, line {line}: merge-conflict markers. Two versions stand in one file: take one, with "
            f"git checkout --ours {shown} or --theirs, or put them together in an editor."
        )
    try:
        saved = json.loads(text)
    except json.JSONDecodeError as error:
        raise ChapterError(
            f"{shown} is not a readable notebook: line {error.lineno} is no JSON ({error.msg}); "
            f"{_GET_BACK.format(shown)}."
        ) from None
    if not isinstance(saved, dict) or not isinstance(saved.get("nbformat"), int):
        raise ChapterError(f"{shown} is not a readable notebook: it is JSON of another kind.")
    if saved["nbformat"] != 4:
        raise ChapterError(f"{shown} is saved as version {saved['nbformat']} of the notebook format; {_SAVE_ANEW}.")
    cells = saved.get("cells")
    if not isinstance(cells, list):
        raise ChapterError(f"{shown} is not a readable notebook: it has no cells; {_SAVE_ANEW}.")
    for number, cell in enumerate(cells, 1):
        if not _is_cell(cell):
            raise ChapterError(f"{shown} is not a readable notebook: cell {number} is none; {_SAVE_ANEW}.")
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}  # those that an author saved are never used
    _with_ids(cells)
    return nbformat.from_dict({"metadata": {}} | saved | {"nbformat_minor": 5})


def _is_cell(cell: object) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("markdown", "code", "raw"):
        return False
    source = cell.get("source")
    lines = isinstance(source, list) and all(isinstance(line, str) for line in source)
    cell["source"] = "".join(source) if lines else source
    cell.setdefault("metadata", {})
    return isinstance(cell["source"], str) and isinstance(cell["metadata"], dict)


def _with_ids(cells: list[dict]) -> None:
    """Give each cell an id of its own; nbformat's would be others each time."""
    taken: set[str] = set()
    for number, cell in enumerate(cells):
        known = cell.get("id")
        own = isinstance(known, str) and _ID.fullmatch(known) and known not in taken
        cell["id"] = known if own else f"cell-{number}"
        taken.add(cell["id"])


def _from_qmd(text: str, shown: Path) -> NotebookNode:
    """Return a .qmd page as a notebook; each cell knows the line that it begins in.

    Settings of Quarto's at its top (`jupyter: python3`) say nothing here; a title there would be lost.
    """
    cells, line = [], 1
    if settings := _SETTINGS.match(text):
        if title := re.search(r"^(sub)?title:", settings[0], re.MULTILINE):
            raise ChapterError(
                f"{shown}, line {settings[0].count(chr(10), 0, title.start()) + 1}: a chapter's title is its first "
                "heading, # Title {#sec-label}; take it out of the settings between ---."
            )
        text, line = text[settings.end() :], 1 + settings[0].count("\n")
    for i, piece in enumerate(_CHUNK.split(text)):
        if i % 2:
            cell = nbformat.v4.new_code_cell(piece.rstrip("\n"), metadata={"first_line": line + 1})
            tags = options(cell).get("tags", [])
            cell.metadata["tags"] = tags if isinstance(tags, list) else [tags]
            cells.append(cell)
            line += piece.count("\n") + 1
        else:
            if piece.strip():
                above = len(piece) - len(piece.lstrip("\n"))
                cells.append(nbformat.v4.new_markdown_cell(piece.strip("\n"), metadata={"first_line": line + above}))
            line += piece.count("\n")
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": _KERNEL})
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"  # nbformat's own are random
    return notebook
