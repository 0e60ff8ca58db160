"""Steps of the build whose results are kept: what nothing has changed for is not made again.

A result lies in build/cache under the hash of all that it is made of: the step, what it is given, the library's own
files, Python and the packages. `make clean` takes all of them away.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from is248.project import ProjectError, root

KEEPS = "IS248_KEEPS"  # in the environment of the processes of a build: figures are kept one by one there


def digest(*parts: str | bytes) -> str:
    """Return the hash of some texts or bytes."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode() if isinstance(part, str) else part)
        found.update(b"\0")
    return found.hexdigest()


def digest_of(files: Iterable[Path]) -> str:
    """Return the hash of files of the project, their names included, with Python and the packages."""
    top = root()
    files = sorted(file for file in [*files, top / "requirements.txt"] if file.is_file())
    return digest(sys.version, *(part for file in files for part in (str(file.relative_to(top)), file.read_bytes())))


def library(*rooms: str) -> tuple[Path, ...]:
    """Return the files of some packages or modules of the library; of `""`, all."""
    top = Path(__file__).parent
    files = [file for room in rooms for file in ([top / room] if "." in room else (top / room).rglob("*.py"))]
    project = root()
    return tuple(file for file in files if file.is_relative_to(project))


def kept(key: str) -> object | None:
    """Return a result that is kept, or None."""
    file = _file(key)
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def keep(key: str, result: object) -> None:
    """Keep a result, which JSON can hold."""
    file = _file(key)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    part.replace(file)  # a killed run leaves no half file


def _file(key: str) -> Path:
    return root() / "build" / "cache" / f"{key}.json"


class Memory:
    """What a process remembers that builds again and again, as the preview does.

    A thing is made anew if what it is made of is no longer the same.
    """

    def __init__(self):
        self._things: dict[object, tuple[tuple, object]] = {}

    def recalled(self, name: object, of: tuple) -> object | None:
        """Return the thing of this name if it was made of the same; None if it wasn't, or never made."""
        before, thing = self._things.get(name, ((), None))
        same = len(before) == len(of) and all(a is b or a == b for a, b in zip(before, of, strict=True))
        return thing if same else None

    def made(self, name: object, of: tuple, make: Callable[[], object]) -> object:
        """Return the thing of this name, made now unless it is remembered."""
        thing = self.recalled(name, of)
        if thing is None:
            thing = make()
            self._things[name] = (of, thing)
        return thing


def all_made(
    step: Callable,
    given: list[tuple],
    around: str,
    executor: Executor | None = None,
    memory: Memory | None = None,
) -> list:
    """Return a step's result for each of many things, those that are kept taken from the last time.

    Parameters
    ----------
    step : callable
        A function of a module; its result is something that JSON can hold.
    given : list of tuple
        The arguments of each call. Their notation (`repr`) says all that the result depends on.
    around : str
        The hash of what all calls depend on besides.
    executor : Executor, optional
        Where the calls run; in threads unless given.
    memory : Memory, optional
        What is known of calls with the same arguments.

    Raises
    ------
    ProjectError
        If calls fail, with what all of them say; what the others made is kept.
    """
    memory, failures, keys = memory or Memory(), [], {}
    found = [memory.recalled((step, n), (around, *arguments)) for n, arguments in enumerate(given)]
    for n in [n for n, result in enumerate(found) if result is None]:
        keys[n] = digest(step.__module__, step.__qualname__, around, repr(given[n]))
        found[n] = kept(keys[n])
    with nullcontext(executor) if executor else ThreadPoolExecutor() as workers:
        waiting = {n: workers.submit(step, *given[n]) for n, result in enumerate(found) if result is None}
        for n, future in waiting.items():
            try:
                found[n] = future.result()
                keep(keys[n], found[n])
            except ProjectError as error:
                failures.append(error)
    if failures:
        raise type(failures[0])("\n".join(dict.fromkeys(map(str, failures))))
    for n in keys:
        memory.made((step, n), (around, *given[n]), partial(found.__getitem__, n))
    return found
