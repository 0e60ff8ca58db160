"""The executed chapters as readers can download them: the code, and what the book shows of what came out of it."""

from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from is248.chapters.execution import Run
from is248.publish.assembly.book import Book
from is248.publish.assembly.draft import resolved, values
from is248.publish.assembly.outputs import shown

FOLDER = "notebooks"
_KINDS = ("text/html", "image/svg+xml", "text/markdown")


def write_notebooks(book: Book, runs: Mapping[Path, Run], folder: Path) -> None:
    """Write the notebook of each page of the book into a folder.

    Left out are what the page doesn't show (hidden outputs, prints, what the year lacks), the data behind tables and
    figures that the book needs to lay them out, and all metadata: nothing of single units is there that isn't printed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    notebooks = {file.stem: run.notebook for file, run in runs.items()}
    for page in book.pages:
        cells = [_public(cell, index) for index, cell in enumerate(notebooks[page.file.stem].cells)]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        about = {"metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
        text = nbformat.v4.writes(nbformat.from_dict({"cells": cells, **about}))  # it is right, and not checked again
        (folder / f"{page.file.stem}.ipynb").write_text(text + "\n", encoding="utf-8")


def _public(cell: NotebookNode, index: int) -> dict:
    """Return a cell with its values put into its text, or with the output that the book shows."""
    made = {"cell_type": cell.cell_type, "id": cell.id, "metadata": {}, "source": cell.source}
    if cell.cell_type == "raw":
        return made
    if cell.cell_type != "code":
        kept = {"attachments": cell.attachments} if "attachments" in cell else {}
        return made | {"source": resolved(cell.source, values(cell, index))} | kept
    exhibit, texts = shown(cell)
    found = [exhibit] if exhibit else [{"text/markdown": text} for text in texts]
    data = [{kind: bundle[kind] for kind in _KINDS if kind in bundle} for bundle in found]
    outputs = [{"output_type": "display_data", "data": one, "metadata": {}} for one in data]
    return made | {"execution_count": None, "outputs": outputs}
