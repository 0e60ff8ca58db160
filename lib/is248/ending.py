"""How a command ends before its work is done: told to by a signal it ends as by Ctrl-C, and nothing is left running."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from is248.project import ProjectError

_SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Interrupted(ProjectError):
    """The command was told to end; `status` is its exit status, as a shell counts it."""

    def __init__(self, number: int):
        self.status = 128 + number
        super().__init__(
            f"The command was told to end ({signal.Signals(number).name}). What was finished before is as it was."
        )


@contextmanager
def like_ctrl_c() -> Iterator[None]:
    """Let SIGTERM, and SIGHUP of a closed terminal, end the work within as Ctrl-C does: what it began is put away.

    Raises
    ------
    Interrupted
        If a signal ended the work.
    """
    came: list[int] = []

    def come(number: int, frame: object) -> None:
        came.append(number)
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_IGN)  # the work is being put away
        raise KeyboardInterrupt

    before = {one: signal.getsignal(one) for one in _SIGNALS}
    for one, handler in before.items():
        if handler == signal.SIG_DFL:  # nohup ignores SIGHUP
            signal.signal(one, come)
    try:
        yield
    except KeyboardInterrupt:
        if not came:
            raise
        raise Interrupted(came[0]) from None
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    if came:  # a server takes it for the end of its work
        raise Interrupted(came[0])


# Runs a module as python -m does, but ends with the process that started it, which holds the other end of its input.
_FOLLOWS = """
import fcntl, os, runpy, select, sys
fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
if select.select([0], [], [], 0)[0]:
    sys.exit(1)
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def start_following(module: str, options: list[str]) -> subprocess.Popen:
    """Start `python -m module` so that it ends when this process does, also when this one is killed.

    On a system without signals for pipes (Windows) it goes on.
    """
    if not hasattr(os, "O_ASYNC"):
        return subprocess.Popen([sys.executable, "-m", module, *options])
    return subprocess.Popen([sys.executable, "-c", _FOLLOWS, module, *options], stdin=subprocess.PIPE)
