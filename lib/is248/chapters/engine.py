"""The papermill engine `is248`: it executes a notebook, and resolves the prose's inline values.

`` `{python} expr` `` in a markdown cell, or in a cell option such as a caption, is evaluated in the
kernel right after the cell before (Jupyter's `user_expressions`). The result is kept in the cell's
metadata under `user_expressions`, where Quarto and MyST look for it too.

papermill finds it by the entry point in pyproject.toml (`papermill_engine.py`).
"""

import ast
import json
import logging
import re
from functools import cached_property
from queue import Empty

from jupyter_core.utils import ensure_async, run_sync
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient

from is248.chapters import conditions
from is248.chapters.inline import INLINE
from is248.chapters.kernels import FORKS, KernelManager, why_ended
from is248.chapters.limits import LOOK, START, Limits
from is248.chapters.options import options
from is248.data.absence import MIME as ABSENT

# The origins of what was printed and the tests that were asked for since the last time; none may be imported yet.
_ROOM = "__import__('sys').modules.get('is248.{}')"
_TAKEN = "__import__('json').dumps(getattr({}, '{}', list)())"
_ORIGINS = _TAKEN.format(_ROOM.format("wording.origins"), "take_noted")
_NOTED = f"[{_ORIGINS}, {_TAKEN.format(_ROOM.format('analysis.significance'), 'take_asked')}]"
NOTED = ("origins", "tests")  # what an inline value may carry besides its expression and result
# What is called significant in the chapter: said before its first cell, so that all that follows knows it.
USE_LEVEL = "__import__('is248.analysis.significance', fromlist=['']).use_level({})"
_TRUTH = "__import__('is248.wording.lexicon', fromlist=['']).truth(({0}), {0!r})"  # of a condition's test
# What the cell did that a chapter may not.
_SEEN = "__import__('is248.chapters.guard', fromlist=['']).seen()"
# What the author of something that failed may have meant; of the last cell, or of an expression.
_HINT = "__import__('is248.chapters.hints', fromlist=['']).hint(get_ipython().user_ns, {!r})"
_NUMBER = re.compile(r"^(np\.\w+\()?-?\d+(\.\d*)?(e[-+]?\d+)?\)?$")

logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # a build that is broken off leaves tasks, which it tells of


class InlineError(Exception):
    """An inline expression that raises, or gives nothing to print."""

    def __init__(self, cell_index: int, expression: str, reason: str):
        self.cell_index, self.expression, self.reason = cell_index, expression, reason
        super().__init__(cell_index, expression, reason)


class Stopped(Exception):
    """A chapter that can't go on, for another reason than an exception of Python's; of no cell before the first one."""

    def __init__(self, cell_index: int | None, reason: str):
        self.cell_index, self.reason = cell_index, reason
        super().__init__(cell_index, reason)


class InlineClient(PapermillNotebookClient):
    """papermill's client, which after each cell evaluates the cell's inline expressions.

    It waits for a kernel as long as it runs, and no longer: the kernel's manager ends one that takes too much.
    """

    level: float | None = None  # the level of the tests, where the book has settled on one
    limits = Limits()
    _shown = 0  # letters of what the cell shows

    def __init__(self, nb_man, **options):
        waits = {"startup_timeout": START, "iopub_timeout": START, "shell_timeout_interval": LOOK}
        hooks = {"on_cell_execute": self._begins, "on_cell_executed": self._goes_on}
        super().__init__(nb_man, kernel_manager_class=KernelManager, **waits, **hooks, **options)

    def create_kernel_manager(self):
        """Create the kernel's manager, which knows the limits."""
        manager = super().create_kernel_manager()
        manager.limits = self.limits
        self.timeout = None if FORKS else int(self.limits.seconds)  # without forks nbclient stops a cell, by the clock
        return manager

    async def async_start_new_kernel(self, **options):
        """Start the kernel; tell it if there is none."""
        try:
            await super().async_start_new_kernel(**options)
        except (OSError, EOFError) as error:
            raise Stopped(None, f"its kernel could not be started ({error}). Try again.") from None

    async def async_start_new_kernel_client(self):
        """Wait for the kernel; tell it if it ends before the first cell."""
        try:
            return await super().async_start_new_kernel_client()
        except RuntimeError as error:
            raise Stopped(None, f"its kernel could not be started ({error}). Try again.") from None

    start_new_kernel = run_sync(async_start_new_kernel)
    start_new_kernel_client = run_sync(async_start_new_kernel_client)

    def _begins(self, cell: NotebookNode, cell_index: int) -> None:
        self._shown = 0
        self.km.begins()

    def _goes_on(self, cell: NotebookNode, cell_index: int, execute_reply: dict) -> None:
        """Stop at a cell that ends the program: papermill would take it for the end of the chapter."""
        content = execute_reply["content"]
        left = any(payload.get("source") == "ask_exit" for payload in content.get("payload", []))
        if left or content.get("ename") == "SystemExit":
            raise Stopped(cell_index, "the cell ends the program (exit); the chapter would end here. Take it away.")

    def process_message(self, msg, cell, cell_index):
        """Take up what a cell shows, up to the limit."""
        self._shown += len(str(msg["content"]))
        if self._shown <= self.limits.megabytes_shown * 1e6 or msg["msg_type"] == "status":
            return super().process_message(msg, cell, cell_index)
        self.km.ends(f"the cell shows more than {self.limits.megabytes_shown:g} MB; print less, or show a table.")
        return None

    async def async_execute_cell(self, cell, cell_index, **options):
        """Execute a cell as nbclient does, then evaluate its conditions and inline expressions in the kernel."""
        try:
            return await self._executed(cell, cell_index, **options)
        except CellTimeoutError as error:
            error.cell_index = cell_index  # nbclient doesn't say where
            raise
        except DeadKernelError:
            raise Stopped(cell_index, why_ended(self.km)) from None

    execute_cell = run_sync(async_execute_cell)

    async def _executed(self, cell: NotebookNode, cell_index: int, **options) -> NotebookNode:
        if cell_index == 0 and self.level is not None:
            await self._evaluated([USE_LEVEL.format(self.level)])
        try:
            cell = await super().async_execute_cell(cell, cell_index, **options)
        except CellExecutionError:
            for output in filter(_is_error, cell.outputs):
                await self._with_hint(output)
            raise
        if _failed(cell) or not cell.source.strip():
            return cell
        text = cell.source if cell.cell_type == "markdown" else ""
        expressions, tested = inline_expressions(cell), dict.fromkeys(conditions.tests(text))
        if text and not expressions and not tested:
            return cell  # words alone ask the kernel nothing
        if cell_index in self._outside:
            _, seen = await self._evaluated([_NOTED, _SEEN])  # what it asked of tests is another edition's
            _stop_at(seen, cell_index)
            elsewhere = {"status": "absent", "data": {}, "metadata": {}, "reason": "a section of other editions"}
            if expressions:
                cell.metadata["user_expressions"] = [{"expression": e, "result": elsewhere} for e in expressions]
            if tested:
                cell.metadata["conditions"] = tested
            return cell
        asked = list(dict.fromkeys(conditions.tests(text, self._year)))
        held = dict(zip(asked, await self._evaluated([_TRUTH.format(test) for test in asked]), strict=True))
        for test, result in held.items():
            if _raised(result):
                await self._with_hint(result, test)
                raise InlineError(cell_index, test, _raised(result))
        tested |= {test: _verdict(result) for test, result in held.items()}
        if tested:
            cell.metadata["conditions"] = tested
        printed = conditions.decided(text, self._year, tested.get, lambda test: "")
        needed = INLINE.findall(printed) if text else expressions
        asked = [expression for expression in dict.fromkeys(expressions) if expression in needed]
        # what the cell itself and its conditions noted is no expression's
        asking = [_NOTED, *(part for e in asked for part in (e, _NOTED)), _SEEN]
        before, *answers, seen = await self._evaluated(asking)
        _stop_at(seen, cell_index)
        results = dict(zip(asked, answers[::2], strict=True))
        noted = dict(zip(asked, map(_noted, answers[1::2]), strict=True))
        for expression, result in results.items():
            if result["status"] == "error":
                await self._with_hint(result, expression)
            inline_text(result, cell_index, expression)  # raises where there is nothing to print
        if expressions:
            skipped = {"status": "skipped", "data": {}}
            cell.metadata["user_expressions"] = [
                {"expression": e, "result": _bare(results.get(e, skipped))} | noted.get(e, {}) for e in expressions
            ]
        if records := [test for found in (_noted(before), *noted.values()) for test in found.get("tests", [])]:
            cell.metadata["tests_asked"] = records
        return cell

    async def _with_hint(self, error: dict, code: str = "") -> None:
        """Add to an error what its author may have meant."""
        if error["ename"] in ("AttributeError", "NameError", "TypeError"):
            [hint] = await self._evaluated([_HINT.format(code)])
            error["evalue"] += ast.literal_eval(hint["data"]["text/plain"]) if hint["status"] == "ok" else ""

    @cached_property
    def _outside(self) -> set[int]:
        """Which cells are of other editions: their section, or the cell itself, says so."""
        sources = [cell.source if cell.cell_type == "markdown" else "" for cell in self.nb.cells]
        only = {n: options(cell).get("only") for n, cell in enumerate(self.nb.cells) if cell.cell_type == "code"}
        marked = {n for n, years in only.items() if years and not conditions.in_years(str(years), self._year)}
        return conditions.outside(sources, self._year) | marked

    @property
    def _year(self) -> int:
        return int(self.nb.metadata.get("papermill", {}).get("parameters", {}).get("year", 0))

    async def _evaluated(self, expressions: list[str]) -> list[dict]:
        """Return Jupyter's answers to some expressions, in order."""
        if not expressions:
            return []
        asked = {str(i): expression for i, expression in enumerate(expressions)}
        self.km.begins()
        message, reply = self.kc.execute("", silent=True, user_expressions=asked, allow_stdin=False), None
        while reply is None or reply["parent_header"].get("msg_id") != message:
            try:
                reply = await ensure_async(self.kc.get_shell_msg(timeout=LOOK))
            except Empty:
                if not await ensure_async(self.km.is_alive()):
                    raise DeadKernelError from None
        results = reply["content"]["user_expressions"]
        return [results[i] for i in asked]


def _stop_at(seen: dict, cell_index: int) -> None:
    """Stop at a cell that did what a chapter may not, by what the kernel has seen of it."""
    if seen["status"] == "ok" and (done := ast.literal_eval(seen["data"]["text/plain"])):
        raise Stopped(cell_index, f"the cell does what a chapter may not: {done}.")


def _noted(answer: dict) -> dict[str, list[dict]]:
    """Return the origins and the tests that an expression has noted, each where there is any."""
    if answer["status"] != "ok":
        return {}
    found = zip(NOTED, ast.literal_eval(answer["data"]["text/plain"]), strict=True)
    return {kind: records for kind, text in found if (records := json.loads(text))}


def _verdict(result: dict) -> bool | None:
    """Return what a test gave; None where it asked something absent."""
    return result["data"]["text/plain"] == "True" if result["status"] == "ok" else None


def _raised(result: dict) -> str:
    """Return what went wrong in a test; that something is absent is no mistake."""
    wrong = result["status"] != "ok" and result["ename"] != "AbsentError"
    return f"{result['ename']}: {result['evalue']}" if wrong else ""


def _failed(cell: NotebookNode) -> bool:
    return any(map(_is_error, cell.get("outputs", [])))


def _is_error(output: NotebookNode) -> bool:
    return output.output_type == "error"


def _bare(result: dict) -> dict:
    reason = absent_reason(result)
    if reason:
        return {"status": "absent", "data": {}, "metadata": {}, "reason": reason}
    return {"status": result["status"], "data": result.get("data", {}), "metadata": {}}


def absent_reason(result: dict) -> str:
    """Return why an evaluated expression has no value in this edition; empty if it has one."""
    if result["status"] == "error" and result["ename"] == "AbsentError":
        return result["evalue"]
    return result.get("reason", "") or result.get("data", {}).get(ABSENT, {}).get("reason", "")


def inline_text(result: dict, cell_index: int, expression: str) -> str:
    """Return the text of an evaluated inline expression.

    Parameters
    ----------
    result : dict
        Jupyter's answer: status, and data by mime type.
    cell_index : int
        Where the expression stands, for the message.
    expression : str
        The expression itself, for the message.

    Raises
    ------
    InlineError
        If the expression raised, or its value is nothing that a sentence can hold: None, an empty
        text, a number without a number of decimals, or an object that doesn't print as text. What is absent is none of
        these: it gives an empty text, and its sentence goes (see `absence.py`).
    """
    if absent_reason(result):
        return ""
    if result["status"] != "ok":
        raise InlineError(cell_index, expression, f"{result['ename']}: {result['evalue']}")
    data = result["data"]
    text = data["text/markdown"] if "text/markdown" in data else _plain_text(data.get("text/plain", ""))
    if text is None:
        shown = data["text/plain"].splitlines()[0][:60]
        decimals = ", 1" if re.search(r"\d[.e]", shown) else ""
        printed = f"; say how it is printed: number({expression}{decimals})"
        advice = printed if _NUMBER.search(shown) else ", which is no text"
        raise InlineError(cell_index, expression, f"gives {shown}{advice}")
    if text.strip() in ("", "None", "nan", "NaN"):
        raise InlineError(cell_index, expression, "gives nothing to print")
    if re.fullmatch(r"-?\d+\.\d+", text.strip()):
        reason = f"gives {text.strip()}, with a point; a number is printed by number(…, 1), 1 being the decimals"
        raise InlineError(cell_index, expression, reason)
    return text


def _plain_text(shown: str) -> str | None:
    """Return the text that Python's notation stands for: a text or a whole number; None for all else."""
    if re.fullmatch(r"\d+", shown) or shown in ("", "None"):
        return shown
    try:
        value = ast.literal_eval(shown)
    except (ValueError, SyntaxError):
        return None
    return value if isinstance(value, str) else None


def inline_expressions(cell: NotebookNode) -> list[str]:
    """Return the inline expressions of a cell, in order: those of the prose, or of a code cell's options."""
    if cell.cell_type == "markdown":
        return INLINE.findall(cell.source)
    if cell.cell_type == "code":
        return [e for value in options(cell).values() if isinstance(value, str) for e in INLINE.findall(value)]
    return []
