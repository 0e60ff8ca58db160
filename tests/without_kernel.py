"""Chapters executed as the build does it, but here: a shell of its own stands in the place of the kernel."""

from types import SimpleNamespace

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.parameterize import parameterize_notebook

from is248.chapters.engine import InlineClient
from is248.data.absence import tolerate


class _Shell(PapermillNotebookClient):
    """Executes cells here, without a kernel."""

    async def async_execute_cell(self, cell, cell_index, **options):
        if cell.cell_type == "code":
            with capture_output():
                done = self.shell.run_cell(cell.source)
            done.raise_error()
            if done.result is not None:
                cell.outputs = [new_output("execute_result", self.shell.display_formatter.format(done.result)[0])]
        return cell


class _Here(InlineClient, _Shell):
    """The engine of the build, with that client."""

    def __init__(self, notebook: NotebookNode):
        super().__init__(SimpleNamespace(nb=notebook))
        self.shell = InteractiveShell()
        tolerate(self.shell)

    async def _evaluated(self, expressions: list[str]) -> list[dict]:
        return list(self.shell.user_expressions({str(i): asked for i, asked in enumerate(expressions)}).values())


def execute_here(notebook: NotebookNode, year: int) -> NotebookNode:
    """Return a chapter as the engine leaves it for a year."""
    notebook = parameterize_notebook(notebook, {"year": year})
    client = _Here(notebook)
    for number, cell in enumerate(notebook.cells):
        client.execute_cell(cell, number)
    return notebook
