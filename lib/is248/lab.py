"""JupyterLab with a chapter on the left and its live preview on the right; one Ctrl-C ends both."""

import importlib.util
import json
import socket
import threading
from pathlib import Path

from rich.console import Console

from is248 import faults
from is248.ending import start_following
from is248.preview import find_chapter, serve, stop_if_taken
from is248.project import ProjectError, root

_PORT = 8248  # of the preview
_STALE = "  The library or _quarto.yml has changed: end this with Ctrl-C, and start make lab again."
_WORKSPACE = "is248"  # JupyterLab's name for a layout of its window


def open_lab(chapter: str, year: int | None, open_browser: bool, console: Console) -> None:
    """Start the preview of a chapter and, as soon as its page can be had, JupyterLab with both; wait for Ctrl-C.

    A chapter that can't be shown is opened in JupyterLab alone, to be mended there.

    Parameters
    ----------
    chapter : str
        Part of the file's name; without one, JupyterLab opens on the chapters, and there is no preview.
    year : int, optional
        The edition that the preview shows; the newest unless given.
    open_browser : bool
        Whether JupyterLab opens its page.
    console : Console
        Where the preview tells what it does.

    Raises
    ------
    ProjectError
        If there is no such chapter, or it is a page that JupyterLab doesn't show as a notebook.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise ProjectError("JupyterLab is not installed: `make lab` installs it; without make, see README.md.")
    browser = [] if open_browser else ["--no-browser"]
    if not chapter:
        _run(lab_options(["--LabApp.default_url=/lab/tree/chapters", *browser]))
        return
    file = find_chapter(chapter)
    if file.suffix != ".ipynb":
        raise ProjectError(f"{file} is no notebook. Name a chapter, such as: make lab CHAPTER=13")
    stop_if_taken(_PORT)
    workspaces = root() / "build" / "lab"
    _write_workspace(file, f"http://localhost:{_PORT}/html/{file.with_suffix('.html')}", workspaces)
    layout = [f"--LabApp.workspaces_dir={workspaces}", f"--LabApp.default_url=/lab/workspaces/{_WORKSPACE}"]
    lab = _Lab(lab_options([*layout, *browser]))
    threading.Thread(target=lab.start_behind_preview, daemon=True).start()
    try:
        serve(chapter, year, _PORT, False, console, lambda: console.print(_STALE))
    except Exception as error:
        console.print("[bold red]Not shown:[/]", end=" ")
        console.print(f"{faults.told(error)}\nMend it, and start again.", markup=False)
        _run(lab.options)
    finally:
        lab.end()


def _run(options: list[str]) -> None:
    """Run JupyterLab until it ends."""
    process = start_following("jupyterlab", options)
    try:
        process.wait()
    finally:
        process.terminate()
        process.wait()


def lab_options(options: list[str]) -> list[str]:
    """Return with what JupyterLab starts on the project; what it saves is in the chapters' one form."""
    settings = [
        f"--ServerApp.root_dir={root()}",
        "--FileContentsManager.pre_save_hook=is248.authoring.layout.before_saving",
        "--ServerApp.answer_yes=True",  # Ctrl-C ends it at once, as it ends the preview
        "--log-level=WARN",
    ]
    return [*settings, *options]


class _Lab:
    """JupyterLab in a process of its own."""

    def __init__(self, options: list[str]):
        self.options, self.process, self.ended = options, None, threading.Event()

    def start_behind_preview(self) -> None:
        """Start it when the preview answers; what JupyterLab shows there is not loaded again by itself."""
        while not self.ended.wait(0.2):
            with socket.socket() as asked:
                if asked.connect_ex(("localhost", _PORT)) == 0:
                    self.process = start_following("jupyterlab", self.options)
                    return

    def end(self) -> None:
        """End it, if it was started."""
        self.ended.set()
        if self.process:
            self.process.terminate()
            self.process.wait()


def _write_workspace(file: Path, preview: str, folder: Path) -> None:
    """Write the layout of JupyterLab's window: the chapter on the left, its preview on the right."""
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    notebook, page = f"notebook:{file.as_posix()}", f"help-doc:{preview}"
    sides = [{"type": "tab-area", "currentIndex": 0, "widgets": [widget]} for widget in (notebook, page)]
    split = {"type": "split-area", "orientation": "horizontal", "sizes": [0.5, 0.5], "children": sides}
    closed = {"collapsed": True, "widgets": []}
    data = {
        "layout-restorer:data": {"main": {"dock": split, "current": notebook}, "left": closed, "right": closed},
        notebook: {"data": {"path": file.as_posix(), "factory": "Notebook"}},
        page: {"data": {"url": preview, "text": "Forhåndsvisning"}},
    }
    WorkspacesManager(str(folder)).save(_WORKSPACE, json.dumps({"data": data, "metadata": {"id": _WORKSPACE}}))
