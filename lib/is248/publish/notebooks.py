"""The executed chapters as readers can download them: the code, and what the book shows of what came out of it."""

from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from is248.chapters.execution import Run
from is248.publish.book import Book
from is248.publish.draft import resolved, values
from is248.publish.outputs import shown

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
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        (folder / f"{page.file.stem}.ipynb").write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def _public(cell: NotebookNode, index: int) -> NotebookNode:
    """Return a cell with its values put into its text, or with the output that the book shows."""
    if cell.cell_type == "raw":
        return nbformat.v4.new_raw_cell(cell.source, id=cell.id)
    if cell.cell_type != "code":
        text = resolved(cell.source, values(cell, index))
        made = nbformat.v4.new_markdown_cell(text, id=cell.id)
        return made | {"attachments": cell.attachments} if "attachments" in cell else made
    exhibit, texts = shown(cell)
    found = [exhibit] if exhibit else [{"text/markdown": text} for text in texts]
    outputs = [
        nbformat.v4.new_output("display_data", {kind: data[kind] for kind in _KINDS if kind in data}) for data in found
    ]
    return nbformat.v4.new_code_cell(cell.source, id=cell.id, outputs=outputs)
