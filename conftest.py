"""nbval: its kernels are started as those that execute the chapters, and it compares what stands in the text too.

It stands here and not in tests/, because nbval runs on build/<year>/chapters.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from queue import Empty

import nbformat
import nbval.kernel
import nbval.plugin
import pytest
from nbval.plugin import IPyNbFile

from is248.chapters.engine import USE_LEVEL
from is248.chapters.execution import surroundings
from is248.chapters.kernels import Forking, why_ended
from is248.chapters.limits import LOOK, START, Limits
from is248.steps import digest, keep, kept


class NbvalKernelManager(Forking, nbval.kernel.KernelManager):
    """nbval's own kernel manager, with kernels that are forked."""


class EndedKernel(Exception):
    """A kernel that has ended, or was ended because a cell takes too much."""


class NbvalKernel(nbval.kernel.RunningKernel):
    """nbval's own kernel, which is waited for as long as it runs, and no longer."""

    def __init__(self, kernel_name, cwd=None, startup_timeout=START):
        super().__init__(kernel_name, cwd=cwd, startup_timeout=START)

    def get_message(self, stream, timeout=None):
        """Return the next message; nbval's own limits end what merely takes long on a busy machine."""
        if timeout is not None and timeout <= LOOK:
            return super().get_message(stream, timeout)  # nbval asks again
        while True:
            try:
                return super().get_message(stream, LOOK)
            except Empty:
                if not self.is_alive():
                    raise EndedKernel(why_ended(self.km)) from None

    def execute_cell_input(self, cell_input, allow_stdin=None):
        """Execute a cell; its time is counted from now."""
        self.km.begins()
        return super().execute_cell_input(cell_input, allow_stdin)


class ChangedValue(Exception):
    """A value of the text that is another when it is computed anew."""


class Values(pytest.Item):
    """The inline values and conditions of a cell, evaluated anew where they stand; nbval itself runs code alone."""

    def __init__(self, name: str, parent: IPyNbFile, cell: nbformat.NotebookNode):
        super().__init__(name, parent)
        self.cell, self.obj = cell, None

    def runtest(self) -> None:
        """Compare what the build has kept with what the kernel says now; what is absent was seen by the build."""
        kept = {item["expression"]: item["result"] for item in self.cell.metadata.get("user_expressions", [])}
        shown = {expression: result["data"] for expression, result in kept.items() if result["status"] == "ok"}
        held = {f"bool({test})": {"text/plain": str(verdict)} for test, verdict in self._conditions()}
        expected = shown | held
        found = self._evaluated(list(expected))
        changed = [
            f"{expression}: {found[expression]} in place of {data}"
            for expression, data in expected.items()
            if found[expression] != data
        ]
        if changed:
            raise ChangedValue("\n".join(changed))

    def _conditions(self) -> list[tuple[str, bool]]:
        return [(test, held) for test, held in self.cell.metadata.get("conditions", {}).items() if held is not None]

    def _evaluated(self, expressions: list[str]) -> dict[str, dict]:
        """Return the kernel's data of some expressions, or the error that they raise."""
        kernel = self.parent.kernel
        kernel.km.begins()
        message = kernel.kc.execute("", silent=True, user_expressions={e: e for e in expressions}, allow_stdin=False)
        while (reply := kernel.get_message("shell"))["parent_header"].get("msg_id") != message:
            pass
        answers = reply["content"]["user_expressions"]
        return {e: answers[e].get("data", answers[e].get("evalue")) for e in expressions}

    def repr_failure(self, excinfo, style=None):
        """Return what has changed, or ended the kernel, without a traceback of this file."""
        told = isinstance(excinfo.value, ChangedValue | EndedKernel)
        return str(excinfo.value) if told else super().repr_failure(excinfo, style)


def _set_up(file: IPyNbFile) -> None:
    """Start the kernel with the limits of the build, and tell it the level that the book's tests are judged at."""
    NbvalKernelManager.limits = Limits(**file.nb.metadata.get("limits", {}))
    _SET_UP(file)
    level = file.nb.metadata.get("level")
    if level is not None:
        file.kernel.kc.execute(USE_LEVEL.format(level), silent=True)


def _collected(file: IPyNbFile) -> Iterator[pytest.Item]:
    """Yield nbval's items of a notebook, each followed by one for the values of its cell or of the text below it."""
    code = iter(list(_CODE_CELLS(file)))
    for number, cell in enumerate(file.nb.cells):
        if cell.cell_type == "code":
            yield next(code)
        if {"user_expressions", "conditions"} & set(cell.metadata):
            yield Values.from_parent(file, name=f"Values {number}", cell=cell)


def pytest_addoption(parser):
    """Add `--changed`: `make test-changed`."""
    parser.addoption("--changed", action="store_true", help="Leave out the chapters that passed as they are.")


def pytest_ignore_collect(collection_path, config):
    """Leave out a chapter that has passed with the same cells, results, library, data and packages."""
    chapter = config.getoption("--changed") and collection_path.suffix == ".ipynb"
    return True if chapter and kept(_passed(collection_path)) else None


def pytest_collection_finish(session):
    """Note the chapters that are run, as they are now."""
    session.config.run = {item.path: _passed(item.path) for item in session.items if item.path.suffix == ".ipynb"}


def pytest_sessionfinish(session, exitstatus):
    """Keep which chapters passed, where all did and none was run in part; that none had to run is no failure."""
    option = session.config.option
    if not option.changed or hasattr(session.config, "workerinput"):
        return
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK
    elif (
        exitstatus == pytest.ExitCode.OK
        and not option.keyword
        and not any("::" in name for name in session.config.args)
    ):
        _around.cache_clear()
        for path, key in getattr(session.config, "run", {}).items():  # of processes side by side none knows all
            if _passed(path) == key:  # no build has made it anew since, and the data are the same
                keep(key, True)


def _passed(chapter: Path) -> str:
    return digest("nbval", chapter.name, chapter.read_bytes(), _around())


_around = cache(surroundings)

nbval.kernel.KernelManager = NbvalKernelManager
nbval.plugin.RunningKernel = NbvalKernel
_CODE_CELLS, IPyNbFile.collect = IPyNbFile.collect, _collected
_SET_UP, IPyNbFile.setup = IPyNbFile.setup, _set_up
