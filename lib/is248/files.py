"""Files that people keep: written whole, a folder replaced in one step, one process at a time.

A file is written beside its place, put on the disk, and moved to its place. Its writer holds a lock on it meanwhile,
and locks end with their process. So the next start tells what a killed run left from what a living one is writing, and
takes it away (`sweep`). Windows has no such lock for files that are moved: there a leftover lies until someone deletes
it.
"""

import errno
import json
import os
import re
import secrets
import shutil
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from is248.project import ProjectError, root

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

PART, MOVES = ".is248-part", ".is248-moves"  # a file that is being written; which ones are moved, and where
AGAIN = "verify-"  # how the names of the folders in build/ begin where books are built again
SOCKETS = "is248-"  # how the names of kernels' sockets begin, in the folder for temporary files
_WRITTEN = ("data", "params", "chapters", "docs", "build")  # folders with files that are written whole
_FORMER = re.compile(r"\..+\.csv(\.\w+)?\.(tmp|new)")  # answers, as earlier versions left them
_BESIDE = re.compile(r"\.(\d{4})\.(new|old)")  # a book that is being replaced
_EXCHANGE, _HERE = 2, -100  # RENAME_EXCHANGE and AT_FDCWD of renameat2
_POLL = 0.2  # seconds between two looks at a lock


# --- files


def write(file: Path | str, content: str | bytes) -> Path:
    """Write a file of the project whole or not at all; return its path.

    It keeps its permissions, and a link stays one. Raises OSError if it can't be written; it is as it was then.
    """
    write_all({file: content})
    return root() / file


def write_all(contents: Mapping[Path | str, str | bytes | None]) -> None:
    """Write files that belong together, all of them or none; None takes a file away.

    All are written before the first one is moved to its place. A run that is killed between two moves leaves a list of
    them, and the next start brings it to its end.
    """
    with ExitStack() as held:
        moves = []
        for file, content in contents.items():
            target = _target(root() / file)
            moves.append((None if content is None else _part(held, target, content), target))
        if len(moves) > 1:
            folder = moves[0][1].parent
            told = [[part and os.path.relpath(part, folder), os.path.relpath(to, folder)] for part, to in moves]
            part = _part(held, folder / "together", json.dumps(told))
            moves.append((None, part.replace(part.with_suffix(MOVES))))  # goes when all have been moved
        try:
            _move(moves)
        except BaseException:  # Ctrl-C between two of them
            if len(moves) > 1:
                held.pop_all()  # if it fails again, the next start has all that it needs
            _move(moves)
            raise


def _target(path: Path) -> Path:
    """Return where a file really lies; OSError if it is there and can't be written."""
    path = Path(os.path.realpath(path))
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return path


def _part(held: ExitStack, target: Path, content: str | bytes) -> Path:
    """Write what a file will be beside its place; the lock on it ends with `held`."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        file, part = _new(target)
        held.callback(part.unlink, missing_ok=True)
        held.callback(file.close)
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        if target.exists():
            part.chmod(stat.S_IMODE(target.stat().st_mode))
        os.fsync(file.fileno())
        if not fcntl:
            file.close()  # Windows moves no open file
    except OSError as error:  # about the file that the user knows
        raise type(error)(error.errno, error.strerror or str(error), str(target)) from None
    return part


def _new(target: Path):
    """Return a new file beside another one, open and locked, and its path."""
    while True:
        part = target.with_name(f".{target.name[:50]}.{secrets.token_hex(4)}{PART}")
        file = part.open("xb")
        with suppress(OSError):  # a file system without locks
            if fcntl and not (_locked(file.fileno()) and _is_open(file.fileno(), part)):
                file.close()  # it was swept before it was locked
                continue
        return file, part


def _move(moves: list[tuple[Path | None, Path]]) -> None:
    """Move parts to their places, those that have not been moved yet; then take away what is to go."""
    for part, target in sorted(moves, key=lambda move: move[0] is None):
        if part is None:
            target.unlink(missing_ok=True)
        elif part.exists():
            part.replace(target)
    for folder in {target.parent for _, target in moves}:
        _put_on_disk(folder)


def _put_on_disk(path: Path) -> None:
    """Wait until a file or the names in a folder are on the disk, where the system lets a folder be opened."""
    if path.is_dir() and not fcntl:
        return
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


# --- folders


@contextmanager
def replaced(folder: Path, check: Callable[[Path], None] = lambda fresh: None) -> Iterator[Path]:
    """Give a new folder to fill; it takes the folder's place when all went well and `check` doesn't raise.

    It is one step where system and file system can exchange two folders; else two, and a run that is killed between
    them is mended by `mend`. Whoever calls this holds the lock of the folder.
    """
    mend(folder)
    fresh, old = _beside(folder)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        for path in (*fresh.rglob("*"), fresh):
            _put_on_disk(path)
        check(fresh)
        _put_in_place(fresh, folder, old)
    finally:
        remove(fresh)  # what failed, or after an exchange the last one


def mend(folder: Path) -> None:
    """Put a folder back that a run was killed in replacing, and take away what such a run had made."""
    fresh, old = _beside(folder)
    if os.path.lexists(old) and not os.path.lexists(folder):
        old.rename(folder)
    remove(old)
    remove(fresh)


def _beside(folder: Path) -> tuple[Path, Path]:
    return folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")


def _put_in_place(fresh: Path, folder: Path, old: Path) -> None:
    if not os.path.lexists(folder):
        fresh.rename(folder)
    elif not _exchanged(fresh, folder):
        try:
            folder.rename(old)
            fresh.rename(folder)
        except BaseException:
            mend(folder)
            raise
        remove(old)
    _put_on_disk(folder.parent)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; tell whether they have. The plain way tells why not."""
    if sys.platform != "linux":
        return False
    import ctypes

    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return bool(rename) and rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


def remove(path: Path) -> None:
    """Take a folder, file or link away, as far as it can be; the next start tries again."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


# --- one process at a time


@contextmanager
def alone(name: str, tell: Callable[[str], None] | None = None) -> Iterator[bool]:
    """Hold the lock of a name, such as a year, in this project; give whether it had to be waited for.

    The lock is one of an open file, build/<name>.lock, and ends with its process, however that ends.

    Parameters
    ----------
    name : str
        What only one process may do at a time.
    tell : callable, optional
        Told who is waited for. Without it, nothing is waited for.

    Raises
    ------
    ProjectError
        If there is nothing to be told and another process has the lock, or the file system has no locks.
    """
    told, path = "", root() / "build" / f"{name}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    while (file := _taken(path)) is None:
        holder = path.read_text(encoding="utf-8") or "another process"
        if tell is None:
            raise ProjectError(
                f"Another one is at it: {holder} (build/{name}.lock). Wait until it has ended, or end it."
            )
        if holder != told:
            tell(holder)
            told = holder
        time.sleep(_POLL)
    with file:
        file.write(f"process {os.getpid()} on {socket.gethostname()}, since {time.strftime('%H:%M:%S')}".encode())
        file.flush()
        try:
            yield bool(told)
        finally:
            file.truncate(0)


def _taken(path: Path):
    """Return the file of a lock, open, empty and locked; None if another process has it."""
    file = path.open("ab")
    try:
        if _locked(file.fileno()) and _is_open(file.fileno(), path):
            file.truncate(0)
            return file
    except OSError as error:
        file.close()
        raise ProjectError(
            f"{path} can't be locked: {error.strerror}. Put the project on a disk of this machine, where two builds "
            "can't write the same book."
        ) from None
    file.close()
    return None


def _locked(file: int) -> bool:
    """Lock an open file; tell whether no other process has it. The lock ends with the process, or when it is closed."""
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            os.lseek(file, 1 << 30, os.SEEK_SET)  # behind what it says: a locked part can't be read
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    except BlockingIOError:
        return False
    except PermissionError:  # of msvcrt
        if fcntl:
            raise
        return False
    return True


def _is_open(file: int, path: Path) -> bool:
    """Tell whether an open file still is the one of this path."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


# --- what killed runs left


def sweep() -> None:
    """Take away what killed runs left in the project, and their kernels' sockets; nothing of a living process.

    A book that a run was killed in replacing is put back, and files that belong together are all moved to their places
    if it was killed between two of them.
    """
    top = root()
    found = [path for folder in _WRITTEN for path in _below(top / folder)] + list(top.glob(f".*{PART}"))
    for path in [path for path in found if path.suffix == MOVES] + found:
        with suppress(OSError):  # of someone else, or gone by now
            _sweep_file(path)
    for name in {match[1] for path in top.glob("dist/.*") if (match := _BESIDE.fullmatch(path.name))}:
        with suppress(OSError, ProjectError), alone(name):
            mend(top / "dist" / name)
    for place in (top / "build").glob(f"{AGAIN}*/"):
        with suppress(OSError, ProjectError), alone(place.name):
            remove(place)
    with suppress(OSError):  # no folder for temporary files: whoever needs one says so
        _sweep_sockets()


def _below(folder: Path) -> list[Path]:
    """Return the files below a folder that a run may have left."""
    every = ((Path(place), name) for place, _, names in os.walk(folder) for name in names if name.startswith("."))
    return [place / name for place, name in every if name.endswith((PART, MOVES)) or _FORMER.fullmatch(name)]


def _sweep_file(path: Path) -> None:
    """Take away a part, or bring a list of moves to its end, unless a living process has it."""
    if not fcntl or not path.is_file():
        return
    with path.open("rb") as file:
        if not _locked(file.fileno()):
            return
        if path.suffix != MOVES:
            path.unlink()
            return
        moves = [(part and path.parent / part, path.parent / target) for part, target in json.load(file)]
        if all((part.exists() or target.exists()) for part, target in moves if part):
            _move(moves)
        path.unlink()


def _sweep_sockets() -> None:
    """Take away kernels' sockets that nobody listens at, looking twice: one is made before it is listened at."""
    dead = [path for path in Path(tempfile.gettempdir()).glob(f"{SOCKETS}*") if _is_dead(path)]
    if dead:
        time.sleep(_POLL)
    for path in dead:
        if _is_dead(path):
            path.unlink(missing_ok=True)


def _is_dead(path: Path) -> bool:
    """Tell whether a path is a socket of this user that no process listens at."""
    try:
        about = path.lstat()
        if not stat.S_ISSOCK(about.st_mode) or about.st_uid != os.getuid():
            return False
        with socket.socket(socket.AF_UNIX) as asked:
            asked.settimeout(_POLL)
            asked.connect(str(path))
    except ConnectionRefusedError:
        return True
    except OSError:  # gone by now, or busy
        return False
    return False
