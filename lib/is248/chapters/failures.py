"""What an author is told when a chapter can't be executed: cell, line, what went wrong, and what to do."""

import re

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill import PapermillExecutionError

from is248.chapters.engine import InlineError, Stopped
from is248.chapters.mistakes import place
from is248.chapters.options import options

FAILURES = (InlineError, Stopped, PapermillExecutionError, CellTimeoutError, DeadKernelError)
_FRAME = re.compile(r"File (?P<file>\S+?):(?P<line>\d+), in (?P<function>[\w.<>]+)")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_MAGIC = re.compile(r"^[ \t]*(%%?\w+)", re.MULTILINE)
_MEMORY = "compute with less at a time, or write more than it has for cell_gigabytes in params/<year>.yml"
_REMEDIES = {
    "StdinNotImplementedError": "nobody answers while the book is made; write the value in the cell",
    "ModuleNotFoundError": "the book has the packages of requirements.txt alone",
    "RecursionError": "a function calls itself without end",
    "MemoryError": _MEMORY,
    "_ArrayMemoryError": _MEMORY,
    "Refused": "what it needs is in the library",
    "KeyboardInterrupt": "the cell was interrupted; run it again",
}


def told(notebook: NotebookNode, error: Exception) -> str:
    """Return what stopped a chapter.

    Parameters
    ----------
    notebook : NotebookNode
        As papermill executes it, with its cell of parameters.
    error : Exception
        One of `FAILURES`.
    """
    index = getattr(error, "cell_index", None)
    if index is None:
        return getattr(error, "reason", "Python itself ended after the last cell.")
    cell = notebook.cells[index]
    label = options(cell).get("label") if cell.cell_type == "code" else None
    where = place(cell, source_number(notebook, index)) + (f" ({label})" if label else "")
    if isinstance(error, InlineError):
        if "first_line" in cell.metadata:  # of a page, the line; of a notebook, the cell
            before = cell.source.partition(error.expression)[0]
            where = place(cell, 0, before.count("\n") + 1)
        remedy = _REMEDIES.get(error.reason.partition(":")[0])
        said = "; ".join(filter(None, (error.reason.removesuffix(": "), remedy)))
        return f"{where}: inline `{error.expression}`\n  {said}"
    if isinstance(error, Stopped):
        return f"{where}: {error.reason}"
    if isinstance(error, CellTimeoutError):
        return f"{where}: the cell takes more than cell_seconds of params/<year>.yml; a loop may have no end."
    return _failed_cell(cell, where, error)


def _failed_cell(cell: NotebookNode, where: str, error: PapermillExecutionError) -> str:
    """Describe a cell that raised: its line, what to do, and where in the library it happened; no traceback."""
    magic = _MAGIC.search(cell.source)
    if not error.evalue and error.ename == "CellExecutionError" and magic:
        return f"{where}: there is no command {magic[1]} (a line that begins with % is one of Jupyter's); take it away."
    if not error.evalue and error.ename == "CellExecutionError":  # not even the memory to say so
        return f"{where}: the cell ended without a word, mostly because memory ran out; {_MEMORY}."
    lines = [line for part in error.traceback for line in _ANSI.sub("", part).splitlines() if line.strip()]
    numbers = re.findall(r"Cell In\[\d+\], line (\d+)", "\n".join(lines))
    remedy = _REMEDIES.get(error.ename)
    what = re.sub(r" \(\d+\.py, line \d+\)$", "", error.evalue)  # the line stands below
    said = "; ".join(filter(None, (what, remedy)))
    message = [f"{where}: {error.ename}: {said}" + ("." if remedy else "")]
    source = cell.source.splitlines()
    if numbers and 0 < int(numbers[0]) <= len(source):
        message.append(f"  line {numbers[0]}: {source[int(numbers[0]) - 1].strip()}")
    frames = [frame for line in lines if (frame := _FRAME.match(line)) and frame["function"] != "_value"]
    if frames and error.ename not in _REMEDIES:
        message.append(f"  raised in {frames[-1]['file']}, line {frames[-1]['line']} ({frames[-1]['function']})")
    return "\n".join(message)


def source_number(notebook: NotebookNode, index: int) -> int:
    """Return a cell's number in the author's notebook, from 1, without the cell that papermill adds."""
    return sum("injected-parameters" not in cell.metadata.get("tags", []) for cell in notebook.cells[: index + 1])


def warned(notebook: NotebookNode) -> list[str]:
    """Return what the cells of an executed chapter warn of, each once: the build tells it, no reader sees it."""
    found = []
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr" and output.text.strip():
                text = re.sub(r"^\S*ipykernel_\d+\S*?: |^\S+\.py:\d+: ", "", output.text.strip(), flags=re.MULTILINE)
                found.append(f"{place(cell, source_number(notebook, index))} warns: {text.splitlines()[0][:200]}")
    return list(dict.fromkeys(found))
