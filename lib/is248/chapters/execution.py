"""Execute chapters in parallel, and keep their results.

A result is kept under the hash of what it depends on: code cells, inline expressions, parameters,
library and data. An edit of the prose alone executes nothing.
"""

import copy
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, as_completed
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.parameterize import parameterize_notebook

from is248 import files
from is248.chapters import conditions, kernels
from is248.chapters.engine import inline_expressions
from is248.chapters.failures import FAILURES, told
from is248.chapters.limits import Limits
from is248.chapters.source import ChapterError, read_chapters, relative
from is248.project import ProjectError, root
from is248.steps import Memory, data_files, digest, digest_of, keep, kept, library

_ROOMS = ("data", "analysis", "figures", "survey", "wording", "chapters", "__init__.py", "project.py", "steps.py")


def execute(
    notebook: NotebookNode, parameters: dict, level: float | None = None, limits: Limits | None = None
) -> NotebookNode:
    """Execute a notebook with the parameters and the level of its tests, and return it executed: a pure function.

    What a cell may take is `limits`.

    Raises
    ------
    ChapterError
        If there is a parameter that the notebook doesn't have, a cell fails, or an inline
        expression raises or gives nothing.
    """
    if not any(
        cell.cell_type == "code" or inline_expressions(cell) or conditions.tests(cell.source) for cell in notebook.cells
    ):
        return notebook  # a page of text alone needs no kernel
    known = papermill.inspect_notebook(notebook)
    unknown = sorted(set(parameters) - set(known))
    if unknown:
        raise ChapterError(
            f"unknown parameter: {', '.join(unknown)}. "
            f"The cell tagged `parameters` has: {', '.join(known) or 'nothing'}."
        )
    try:
        done = papermill.execute_notebook(
            notebook,
            None,
            parameters=parameters,
            engine_name="is248",
            progress_bar=False,
            kernel_name="python3",
            level=level,
            limits=limits,
        )
    except FAILURES as error:
        raise ChapterError(told(_parameterized(notebook, parameters), error)) from None
    return _clean(done)


def _parameterized(notebook: NotebookNode, parameters: dict) -> NotebookNode:
    """Return a copy as papermill executes it: with a cell for the parameters, if there are any."""
    return parameterize_notebook(notebook, parameters) if parameters else copy.deepcopy(notebook)


def _clean(notebook: NotebookNode) -> NotebookNode:
    """Take out times and run numbers, so that the same data give the same file."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution", "status"):
            cell.metadata.pop(key, None)
        if cell.metadata.get("tags") is not None:
            cell.metadata["tags"] = [tag for tag in cell.metadata["tags"] if not tag.startswith("papermill-")]
        for output in cell.get("outputs", []):
            output.get("metadata", {}).pop("iopub", None)
    return notebook


# --- what a result depends on -------------------------------------------------------------------


def key(notebook: NotebookNode, parameters: dict, surroundings: str, level: float | None = None) -> str:
    """Return the hash of all that a chapter's result depends on; its prose and captions are not among it."""
    parts = [surroundings, json.dumps(parameters, sort_keys=True), repr(level)]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            parts += ["code", *(line for line in cell.source.split("\n") if not line.startswith("#|"))]
        parts += [part for expression in inline_expressions(cell) for part in ("inline", expression)]
        parts += [part for test in conditions.tests(_prose(cell)) for part in ("test", test)]
    return digest(*parts)


def _prose(cell: NotebookNode) -> str:
    return cell.source if cell.cell_type == "markdown" else ""


def surroundings() -> str:
    """Return the hash of what every chapter depends on: library, data, params, packages and Python."""
    return digest_of(dependencies())


def dependencies() -> list[Path]:
    """Return the files that a chapter's result may depend on, in a fixed order."""
    params = (file for file in (root() / "params").glob("*.yml") if file.is_file())
    return sorted([*data_files(), *params, *library(*_ROOMS)])


def _changed_since(started: float) -> str:
    """Return the names of the files of `dependencies` that were written since a time, in words."""
    names = [relative(file) for file in dependencies() if file.stat().st_mtime >= started]
    return ", ".join(map(str, names)) or "A file of data/, of params/ or of the library"


# --- many chapters ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """One executed chapter: its file, the executed notebook, seconds, and whether it was kept from before."""

    path: Path
    notebook: NotebookNode
    seconds: float
    kept: bool
    key: str


def execute_chapters(
    paths: list[Path],
    parameters: dict,
    executor: Executor | None = None,
    report: Callable[[Path, float | None, str], None] = lambda path, seconds, state: None,
    memory: Memory | None = None,
    around: str = "",
    level: float | None = None,
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
) -> list[Run]:
    """Execute chapters in parallel, those that nothing has changed for taken from the last time.

    Parameters
    ----------
    paths : list of Path
        Notebooks or .qmd pages.
    parameters : dict
        Given to every chapter that has a parameters cell.
    executor : Executor, optional
        Where to run them; a process pool on this machine unless given. `dask.distributed` offers the
        same interface with `Client.get_executor()`.
    report : callable
        Told path, seconds and state (`running`, `kept`, `done`, `failed`) as it goes.
    memory : Memory, optional
        What is known of chapters that have not changed.
    around : str
        Their `surroundings`, where they are known.
    level : float, optional
        The highest p that the chapters call significant; the library's own first level unless given.
    limits : Limits
        What a cell may take.

    Returns
    -------
    list of Run
        In the order of `paths`.

    Raises
    ------
    ChapterError
        If any chapter fails; it tells of all that failed.
    """
    memory, around = memory or Memory(), around or surroundings()
    made_of = {path: (around, parameters, path.read_bytes() if path.is_file() else b"") for path in paths}
    runs = {path: run for path in paths if (run := memory.recalled(("run", path, level), made_of[path]))}
    sources = read_chapters(path for path in paths if path not in runs)
    keys = {path: key(source, parameters, around, level) for path, source in sources.items()}
    failures, waiting, started = [], {}, time.time()
    with ExitStack() as stack:
        executor = executor or stack.enter_context(kernels.pool(len(paths)))
        for path, source in sorted(sources.items(), key=_work, reverse=True):
            results = kept(keys[path])
            if results is not None:
                runs[path] = Run(path, _with_results(source, parameters, results, level, limits), 0.0, True, keys[path])
                report(path, 0.0, "kept")
            else:
                # nbclient cleans up after itself; each chapter is timed where it runs
                own = _own_parameters(source, parameters)
                waiting[executor.submit(_timed, source, own, level, limits)] = path
                report(path, None, "running")
        for path, result in _finished(waiting):
            if isinstance(result, ChapterError):
                failures.append(f"{relative(path)}, {result}")
                report(path, None, "failed")
                continue
            done, seconds = result
            if surroundings() != around:  # it may have read what the key doesn't say
                raise ProjectError(
                    f"{_changed_since(started)} changed while chapters were executed, which may have read it before or "
                    "after. Their results are not kept. Start again."
                )
            results = _results(done)
            keep(keys[path], results)
            notebook = _with_results(sources[path], parameters, results, level, limits)
            runs[path] = Run(path, notebook, seconds, False, keys[path])
            report(path, seconds, "done")
    if failures:
        raise ChapterError("\n\n".join(sorted(failures)))
    for path, run in runs.items():
        memory.made(("run", path, level), made_of[path], lambda run=run: replace(run, kept=True))
    return [runs[path] for path in paths]


def _work(chapter: tuple[Path, NotebookNode]) -> int:
    """Return how many code cells a chapter has: those with the most work begin first, or all wait for the last one."""
    return sum(cell.cell_type == "code" for cell in chapter[1].cells)


def _finished(waiting: dict[Future, Path]) -> Iterator[tuple[Path, object]]:
    for future in as_completed(waiting):
        error = future.exception()
        if error is not None and not isinstance(error, ChapterError):
            raise error
        yield waiting[future], error or future.result()


def _timed(notebook: NotebookNode, parameters: dict, level: float | None, limits: Limits) -> tuple[NotebookNode, float]:
    started = time.perf_counter()
    return execute(notebook, parameters, level, limits), time.perf_counter() - started


def _own_parameters(notebook: NotebookNode, parameters: dict) -> dict:
    """Return no parameters for a page without code, all for one with code."""
    return parameters if any(cell.cell_type == "code" for cell in notebook.cells) else {}


def _results(notebook: NotebookNode) -> dict:
    asked = [record for cell in notebook.cells for record in cell.metadata.get("tests_asked", [])]
    return {
        "outputs": [
            {"outputs": cell.outputs, "execution_count": cell.execution_count}
            for cell in notebook.cells
            if cell.cell_type == "code"
        ],
        "inline": [value for cell in notebook.cells for value in cell.metadata.get("user_expressions", [])],
        "conditions": [cell.metadata["conditions"] for cell in notebook.cells if "conditions" in cell.metadata],
        "tests": list({json.dumps(record): record for record in asked}.values()),  # each once, in order
        "language_info": notebook.metadata.get("language_info"),
    }


def _with_results(
    source: NotebookNode, parameters: dict, results: dict, level: float | None, limits: Limits
) -> NotebookNode:
    """Return the author's notebook as it stands now, with the results put in."""
    own = _own_parameters(source, parameters)
    notebook = _clean(_parameterized(source, own))
    outputs, values, held = (iter(results[key]) for key in ("outputs", "inline", "conditions"))
    notebook.metadata["tests_asked"] = nbformat.from_dict(results["tests"])
    notebook.metadata |= {"level": level, "limits": asdict(limits)}  # nbval's kernel has the same
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cell.update(nbformat.from_dict(next(outputs)))
        expressions = inline_expressions(cell)
        if expressions:
            cell.metadata["user_expressions"] = [nbformat.from_dict(next(values)) for _ in expressions]
        if conditions.tests(_prose(cell)):
            cell.metadata["conditions"] = nbformat.from_dict(next(held))
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = f"injected-{number}"  # papermill's own is random
    if results["language_info"]:
        notebook.metadata["language_info"] = nbformat.from_dict(results["language_info"])
    return notebook


def write(run: Run, folder: Path) -> Path:
    """Write an executed chapter as a notebook, for nbval and for a look in JupyterLab."""
    file = folder / f"{run.path.stem}.ipynb"
    return files.write(file, nbformat.v4.writes(run.notebook) + "\n")  # right as executed: not checked again
