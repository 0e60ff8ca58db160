"""The one form of the authors' files: as JupyterLab saves them, without outputs, each sentence on a line of its own.

Git compares lines. In this form a line of a file is a sentence of the prose, and nothing changes but what is edited.
"""

import re
import warnings
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from is248 import files
from is248.chapters.conditions import spans
from is248.chapters.sentences import Block, blocks, sentences
from is248.chapters.source import as_saved, relative
from is248.project import ProjectError
from is248.reading import read_text

# JupyterLab writes more about the kernel, such as the version of Python: that differs from machine to machine.
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.MULTILINE | re.DOTALL)
# A paragraph that begins so is something else to Pandoc or JupyterLab: HTML, code, a definition, an image, a footnote.
_NO_PROSE = re.compile(r"\s|[<:|%]|!\[|\{\{<|\[[^\]]*\]:|Table:")
_RULED = re.compile(r"^[ \t]*[-=+:|][-=+:| ]*$", re.MULTILINE)  # a line of a table, or under a heading
# A line in the middle of a paragraph must not begin so: it would be a heading, an item, a quotation, a citation …
_MARKS = re.compile(r"[#>|:~%=+<-]|\*\s|```|\[-?@|\[\^|\(?(?:\d+|[A-Za-z]|[ivxlc]+)[.)]\s")
_WHOLE = re.compile(r"(`+)[^`]+\1|\$[^$]*\$|<[^<>]*>|\{[^{}]*\}|\]\([^()]*\)")  # what no line ends in


def sentence_lines(text: str) -> str:
    """Return a markdown text with every sentence of its paragraphs on a line of its own.

    Headings, lists, tables, quotations, code and HTML stay as they are, and no line ends within code, mathematics, a
    link or attributes. A line that ends where the author ended it is kept. To Pandoc and to JupyterLab the text is the
    same: a line break in a paragraph is a space.
    """
    return "".join(
        _lines(block.body) + block.after if _is_prose(block) else block.text + block.after for block in blocks(text)
    )


def _is_prose(block: Block) -> bool:
    plain = block.kind == "paragraph" and not block.start
    return plain and not _NO_PROSE.match(block.body.lstrip("\n")) and not _RULED.search(block.body)


def _lines(text: str) -> str:
    """Return a paragraph with a line break in the place of the spaces at each of its ends."""
    whole = [found.span() for found in _WHOLE.finditer(text)]
    done, place = "", 0
    for end in _ends(text):
        start = len(text[:end].rstrip(" "))
        ended = start == end or text[start - 1] == "\n"
        if not (ended or _MARKS.match(text, end) or any(first < end < last for first, last in whole)):
            done, place = f"{done}{text[place:start]}\n", end
    return done + text[place:]


def _ends(text: str) -> list[int]:
    """Return where the sentences of a text end, in order, those too within brackets with attributes; not the last."""
    found = list(accumulate(map(len, sentences(text))))[:-1]
    for span in spans(text):
        inside = range(span.start + 1, span.end)
        found = [end for end in found if end not in inside]
        found += [inside.start + end for end in _ends(span.text)]
    return sorted(found)


def tidy_notebook(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook as it is committed: without outputs and the editor's own data, one sentence on a line.

    Of the metadata, the tags of the cells stay. A cell without an id, or with that of another one, gets a new one.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of every id that it makes
        _, notebook = nbformat.validator.normalize(notebook, nbformat.current_nbformat, nbformat.current_nbformat_minor)
    notebook.nbformat_minor = nbformat.current_nbformat_minor
    notebook.metadata = nbformat.from_dict(_METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({"tags": tags} if (tags := cell.metadata.get("tags")) else {})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        elif cell.cell_type == "markdown":
            cell.source = sentence_lines(cell.source)
    return notebook


def written(notebook: NotebookNode) -> str:
    """Return the text of a notebook's file, byte by byte as Jupyter saves it."""
    return nbformat.writes(notebook, nbformat.NO_CONVERT) + "\n"


def write(text: str, path: Path) -> None:
    """Write a file with the same bytes on every system."""
    files.write(path.absolute(), text)


def read(path: Path) -> NotebookNode:
    """Read a notebook as it stands.

    Raises
    ------
    ProjectError
        If there is no such file, or it is no notebook.
    """
    if not path.is_file():
        raise ProjectError(f"There is no file {relative(path)}.")
    return as_saved(path)


def tidy(path: Path) -> str:
    """Return what a chapter (.ipynb) or page (.qmd) is in its one form.

    Raises
    ------
    ProjectError
        If there is no such file, or it is no notebook.
    """
    if path.suffix == ".ipynb":
        return written(tidy_notebook(read(path)))
    text = _text(path)
    front = found[0] if (found := _FRONT_MATTER.match(text)) else ""
    return front + sentence_lines(text[len(front) :])


def untidy(files: Iterable[Path]) -> dict[Path, str]:
    """Return the files that are not in their one form, with what they are in it."""
    forms = {path: tidy(path) for path in files}
    return {path: form for path, form in forms.items() if _text(path) != form}


def before_saving(model: dict, path: str, **_: object) -> None:
    """Tidy a chapter as JupyterLab is about to save it: Jupyter's `pre_save_hook`; other notebooks stay as they are."""
    if model["type"] == "notebook" and model.get("content") and path.strip("/").startswith("chapters/"):
        model["content"] = tidy_notebook(nbformat.from_dict(model["content"]))


def _text(path: Path) -> str:
    return read_text(path)
