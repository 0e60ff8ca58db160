"""What is told of a fault that no author made: of the machine around the project in words, of the program as a report.

One sentence says what is wrong, where, and what to do. What nobody foresaw goes into a file that can be sent.
"""

import errno
import os
import platform
import re
import shutil
import sys
import tempfile
import traceback
from concurrent.futures import BrokenExecutor
from datetime import datetime
from importlib import metadata
from pathlib import Path

from is248.project import ProjectError, root

REPORT = Path("build") / "fault.txt"
_LITTLE = 1_000_000  # bytes left on a disk that is called full
_FRAME = re.compile(r'File "([^"\n]*[/\\]is248[/\\][^"\n]+|[^"\n]*[/\\]tools[/\\][^"\n]+)", line (\d+), in (\S+)')
_RIGHTS = (
    "no permission for {0}",
    "Close it where it is open (Excel); give yourself the right to it, if another user or an administrator made it; or "
    "copy the project to a folder of your own",
)
_FULL = (
    "the disk is full: {0} can't be written",
    "Make room there; build/ can be deleted, it is made again",
)
_MANY = ("too many files are open on this machine, at {0}", "Close other programs, or raise the limit: ulimit -n 4096")
_KIND = ("{0} is a file where a folder should be, or lies inside a file", "Move that file away")
_PORT = ("{0} is taken by another program, perhaps another preview", "End that, or name another port with --port")
# errno → what is wrong with a file, and what to do
_WORDS = {
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: ("{0} can't be written: its disk is read-only", "Copy the project to a folder that you may write in"),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.ENOENT: (
        "there is no file {0}",
        "Look at its name and folder; git restore gets back what was the project's",
    ),
    errno.EISDIR: ("{0} is a folder where a file should be", "Move that folder away"),
    errno.ENOTDIR: _KIND,
    errno.EEXIST: _KIND,
    errno.ENOTEMPTY: ("{0} was being written to while it was replaced", "Close what writes there, and try again"),
    errno.EBUSY: ("{0} is in use by another program", "Close it there, and try again"),
    errno.ELOOP: ("{0} is a link that leads back to itself", "Delete the link"),
    errno.ENAMETOOLONG: ("the path {0} is too long for this system", "Move the project nearer to the disk's top"),
    errno.EMFILE: _MANY,
    errno.ENFILE: _MANY,
    errno.EADDRINUSE: _PORT,
    errno.EIO: ("the disk or network drive fails at {0}", "Copy the project to another disk"),
    errno.ENOMEM: ("the machine has too little memory, at {0}", "Close other programs, and try again"),
    errno.EPIPE: ("what read {0} has ended", "Let the command run to its end, or send its output to a file"),
}


def told(error: BaseException) -> str:
    """Return what a person is told of anything that stopped a command; what nobody foresaw is written to a file."""
    if isinstance(error, ProjectError):
        return str(error)
    return _in_words(error) or _reported(error)


def in_words(error: OSError, path: Path | str | None = None) -> str:
    """Return an error of the system in words: what is wrong with which file, and what to do.

    Parameters
    ----------
    error : OSError
        As the system raised it.
    path : Path or str, optional
        The file or folder, where the error doesn't name it itself.
    """
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        return f"{_shown(error.args[0][0][0])} can't be copied: {error.args[0][0][2]}."
    place = _shown(error.filename if isinstance(error.filename, str | bytes) else path)
    if not place and error.errno in (errno.ENOSPC, errno.EDQUOT):
        place = _full_folders()
    known = _WORDS.get(error.errno)
    if known is None:
        where = f"{place}: " if place else ""
        return f"{where}the system says «{error.strerror or error}»."
    what, remedy = known
    start = what if what.startswith("{0}") else what[0].upper() + what[1:]  # a path keeps its small letters
    return f"{start.format(place or 'a file')}. {remedy}."


def _in_words(error: BaseException) -> str | None:
    """Return what is told of a fault of the machine; None if it is none."""
    if isinstance(error, OSError):
        return in_words(error)
    if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] != "is248":
        return (
            f"The Python package {error.name} is not installed in {sys.prefix}. `make book` installs what a book "
            "needs, `make lab` and `make test` theirs; without make, see README.md."
        )
    if isinstance(error, MemoryError):
        return "The machine has too little memory for this. Close other programs, and try again."
    if isinstance(error, BrokenExecutor):
        return (
            "A process of this command was ended from outside, mostly because the machine had too little memory. "
            "Close other programs, and try again; what was finished is kept."
        )
    if isinstance(error, UnicodeEncodeError) and any("\ud800" <= letter <= "\udfff" for letter in str(error.object)):
        return "A file or folder has a name that is not UTF-8. Give it another name."
    return None


def _shown(path: Path | str | bytes | None) -> str:
    """Return a path as a person reads it, from the project's top if it is inside."""
    if not path:
        return ""
    path = Path(os.fsdecode(path))
    shown = path.relative_to(root()) if path.is_absolute() and path.is_relative_to(root()) else path
    return "the project's folder" if shown == Path() else str(shown).replace("\n", "\\n")


def _full_folders() -> str:
    """Return the folders that are full, of those that a command writes to."""
    places = [root() / "dist", root() / "build", root(), Path(os.environ.get("TMPDIR") or "/tmp")]
    full = [place for place in places if place.is_dir() and shutil.disk_usage(place).free < _LITTLE]
    return " and ".join(dict.fromkeys(map(_shown, full)))


# --- what nobody foresaw --------------------------------------------------------------------------


def _reported(error: BaseException) -> str:
    """Write all that is known of an error to a file, and return the sentence that names it."""
    lines = traceback.format_exception(error)
    cause = str(error.__cause__) if "RemoteTraceback" in type(error.__cause__).__name__ else ""
    frames = _FRAME.findall(cause or "".join(traceback.format_tb(error.__traceback__)))
    where = " ({}, line {}, in {})".format(_shown(frames[-1][0]), *frames[-1][1:]) if frames else ""
    says = " ".join(str(error).split())
    what = type(error).__name__ + (f": {says[:200]}{'…' * (len(says) > 200)}" if says else "")
    file = _write_report("".join(lines))
    return (
        f"This is a mistake in the program, not yours: {what}{where}. "
        + (f"All that is known of it is in {file}" if file else "All that is known of it stands above")
        + ": send that to those who keep the program, but see first that no answer of a unit stands in it."
    )


def _write_report(lines: str) -> str:
    """Write the report under build/, or where one can; return where, and nothing if it was printed."""
    text = f"{datetime.now():%Y-%m-%d %H:%M}\n{' '.join(sys.argv)}\n{_versions()}\n\n{lines}"
    for folder in (root() / REPORT.parent, Path(os.environ.get("TMPDIR") or "/tmp"), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / REPORT.name).write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue  # the next one may do
        return _shown(folder / REPORT.name)
    print(text, file=sys.stderr)
    return ""


def _versions() -> str:
    """Return what the program ran with."""
    packages = sorted((one.name, one.version) for one in metadata.distributions() if one.name)
    named = ", ".join(f"{name} {version}" for name, version in dict.fromkeys(packages))
    return f"Python {sys.version}\n{platform.platform()}\n{named}"
