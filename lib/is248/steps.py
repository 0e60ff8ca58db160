"""Steps of the build whose results are kept: what nothing has changed for is not made again.

A result lies in build/cache under the hash of all that it is made of: the step, what it is given, the library's own
files, Python and the packages. With it lies a checksum: what is not as it was written is made again. `make clean` takes
all of them away.
"""

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from is248 import files
from is248.project import ProjectError, root

KEEPS = "IS248_KEEPS"  # in the environment of the processes of a build: figures are kept one by one there
CACHE = "IS248_CACHE"  # in the environment: another folder of results, for a build that takes none of those kept


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
    made_of = (part for file in files for part in (str(file.relative_to(top)), file.read_bytes()))
    return digest(sys.version, json.dumps(versions()), *made_of)


def versions() -> dict[str, str]:
    """Return the versions of Python and of all packages that are installed, by name.

    They are read from the names of the packages' folders: importlib.metadata takes a third of a second for them.
    """
    found = {"python": sys.version.split()[0]}
    places = [place for place in map(Path, sys.path) if place.is_dir()]
    for folder in (folder for place in places for folder in sorted(place.glob("*.dist-info"))):
        name, _, version = folder.stem.rpartition("-")
        found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), version)  # the first one is imported
    return dict(sorted(found.items()))


def data_files() -> list[Path]:
    """Return the files of data/ that a book may be made of: all but those of data/published, and hidden ones."""
    top = root() / "data"
    there = ((file, file.relative_to(top).parts) for file in top.rglob("*"))
    hidden = (".", "~$")  # of editors and of systems
    return sorted(
        file
        for file, parts in there
        if parts[0] != "published" and not any(part.startswith(hidden) for part in parts) and file.is_file()
    )


def library(*rooms: str) -> tuple[Path, ...]:
    """Return the files of some packages or modules of the library; of `""`, all."""
    top = Path(__file__).parent
    files = [file for room in rooms for file in ([top / room] if "." in room else (top / room).rglob("*.py"))]
    project = root()
    return tuple(file for file in files if file.is_relative_to(project))


def kept(key: str) -> object | None:
    """Return a result that is kept; None if there is none, or it is not as it was written."""
    file = _file(key)
    try:
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
    except (OSError, ValueError):  # not ours to read, or no text any longer
        return None
    result = text[len(_entry(key, "")) - 1 : -1]
    return json.loads(result) if text == _entry(key, result) else None


def keep(key: str, result: object) -> None:
    """Keep a result, which JSON can hold; ProjectError if the folder can't be written."""
    file = _file(key)
    try:
        if file.is_symlink() or (file.exists() and not file.is_dir()):
            file.unlink()
        elif file.is_dir():
            shutil.rmtree(file)
        files.write(file, _entry(key, json.dumps(result)))
    except OSError as error:
        raise ProjectError(
            f"Results can't be kept in {file.parent}: {error.strerror}. Let it be written there, or take it away with: "
            "make clean"
        ) from None


def _entry(key: str, result: str) -> str:
    """Return what a file of the cache has: JSON, with a checksum of the key and the result."""
    return f'{{"checksum": "{digest(key, result)}", "result": {result}}}'


def _file(key: str) -> Path:
    return Path(os.environ.get(CACHE) or root() / "build" / "cache") / f"{key}.json"


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
