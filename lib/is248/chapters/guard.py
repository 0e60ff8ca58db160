"""What a chapter may not do in its kernel: write into the project, start programs, take all memory, leave work behind.

Python tells every opening, deletion and program through its audit events (PEP 578). So what a chapter may not do is
refused in the author's line, and the data stay as they are.
"""

import os
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from is248.project import root

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PER_PROCESSOR = 40_000_000  # bytes that numpy sets aside for a thread on each
_CHANGES = {  # event: how many paths it begins with
    **dict.fromkeys(("os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "os.chown", "os.utime"), 1),
    **dict.fromkeys(("shutil.rmtree", "os.setxattr", "os.removexattr", "os.chflags"), 1),
    **dict.fromkeys(("os.rename", "os.link", "os.symlink"), 2),
}
_PROGRAMS = {
    *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "pty.spawn"),
}
_refused: list[str] = []  # since the cell before
_threads: set[int] | None = None  # those of the kernel itself; None where nothing is guarded
_ENDS = 2  # seconds for a thread to end that is about to


class Refused(PermissionError):
    """What a chapter may not do."""


def guard(gigabytes: float) -> None:
    """Guard this process from now on; for a kernel, before its first cell."""
    global _threads
    _limit_memory(gigabytes)
    linked = [part for part in root().iterdir() if part.is_symlink() and part.name != "build"]
    kept = tuple(part.resolve() for part in (root(), *linked))
    allowed = tuple(Path(folder).resolve() for folder in (root() / "build", tempfile.gettempdir()))
    allowed = tuple(folder for folder in allowed if not any(top.is_relative_to(folder) for top in kept))
    sys.addaudithook(lambda event, given: _look(event, given, kept, allowed))
    _threads = {thread.ident for thread in threading.enumerate()}


def seen() -> str:
    """Return what the cells since the last call did that a chapter may not; empty if nothing."""
    if _threads is None:
        return ""
    found = [f"it tries to change {path}, and a chapter changes no file of the project" for path in _refused]
    _refused.clear()
    started = (thread for thread in threading.enumerate() if thread.ident not in _threads and not thread.daemon)
    if left := [thread for thread in started if not _ends(thread)]:  # a daemon ends with the kernel, and may be its own
        _threads.update(thread.ident for thread in left)
        found.append(f"it leaves a thread running ({left[0].name}); wait for its end in the cell")
    if _has_children():
        found.append("it leaves a process running; wait for its end in the cell")
    return "; ".join(dict.fromkeys(found))


def _limit_memory(gigabytes: float) -> None:
    """Bound the memory, where the system does (Linux)."""
    with suppress(ImportError):
        import resource

        import psutil

        now = getattr(psutil.Process().memory_info(), "data", None)
        if now is not None:
            most = int(now + gigabytes * 1e9 + (os.cpu_count() or 1) * _PER_PROCESSOR)
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _look(event: str, given: tuple, kept: tuple[Path, ...], allowed: tuple[Path, ...]) -> None:
    """Refuse what an audit event tells, if a chapter may not do it."""
    if event == "open":
        if not isinstance(given[2], int) or not given[2] & _WRITING:
            return
        paths = given[:1]
    elif event in _CHANGES:
        paths = given[: _CHANGES[event]]
    elif event in _PROGRAMS:
        raise Refused("a chapter starts no programs and no processes")
    else:
        return
    folder = given[-1] if event in ("os.remove", "os.rmdir") else -1
    for path in paths:
        if not isinstance(path, str | bytes | os.PathLike):
            continue  # an open file
        place = _place(os.fsdecode(path), folder, event == "open")
        top = next((top for top in kept if place.is_relative_to(top)), None)
        if top and not any(place.is_relative_to(one) for one in allowed) and "__pycache__" not in place.parts:
            name = str(top.name / place.relative_to(top) if top != kept[0] else place.relative_to(top))
            _refused.append(name)
            raise Refused(f"a chapter changes no file of the project: {name}")


def _place(name: str, folder: int, followed: bool) -> Path:
    """Return where a path is in truth, seen from a folder that is open, if any; of a link itself, where the link is."""
    path = Path(name)
    if folder >= 0 and not path.is_absolute():
        path = Path(f"/proc/self/fd/{folder}").resolve() / path
    return path.resolve() if followed else path.parent.resolve() / path.name


def _ends(thread: threading.Thread) -> bool:
    thread.join(_ENDS)
    return not thread.is_alive()


def _has_children() -> bool:
    if not hasattr(os, "waitid"):
        return False
    with suppress(ChildProcessError):
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return True
    return False
