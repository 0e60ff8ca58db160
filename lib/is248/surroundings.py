"""What a command needs of the machine, made fit before it begins: letters, a temporary folder, a home."""

import os
import sys
import tempfile
from pathlib import Path

from is248.project import root

# A socket's path has 107 bytes at most (macOS: 103). The longest name that is put behind the folder has 40.
_LONGEST = 60
# What matplotlib, IPython and Jupyter write into a home, and the settings that name another folder for it.
_IN_HOME = (".ipython", ".cache/matplotlib", ".config/matplotlib", ".local/share/jupyter/runtime")
_NAMED = (
    *("IPYTHONDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"),
    *("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"),
)


def prepare() -> None:
    """Make the process, and those that it starts, independent of the user's settings where these would stop it."""
    if sys.getfilesystemencoding() != "utf-8" and os.name == "posix":  # LC_ALL=C in its old meaning: no æ in a path
        environment = {**os.environ, "PYTHONUTF8": "1"}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a sign that a terminal can't show stops nothing
    shorten_temporary_folder()
    _find_home()


def shorten_temporary_folder() -> None:
    """Take a temporary folder whose path is short enough for sockets, where the user's is not and there is one."""
    if os.name == "posix" and len(os.fsencode(tempfile.gettempdir())) > _LONGEST:
        os.environ["TMPDIR"], tempfile.tempdir = "/tmp", None
        os.environ["TMPDIR"] = tempfile.gettempdir()  # if one can't write to it, the next one that Python finds


def _find_home() -> None:
    """Give the programs that this one starts a home under build/, where the user's can't be written to."""
    if os.name != "posix":
        return
    for name in _NAMED:
        if name in os.environ and not _writable(Path(os.environ[name])):
            del os.environ[name]
    home = Path(os.environ.get("HOME", ""))
    if not home.is_absolute() or not all(_writable(home / part) for part in _IN_HOME):
        os.environ["HOME"] = str(root() / "build" / "home")


def _writable(folder: Path) -> bool:
    """Tell whether a folder can be made, unless it is there, and written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False  # what is in the way doesn't matter: another folder is taken
    return os.access(folder, os.W_OK | os.X_OK)
