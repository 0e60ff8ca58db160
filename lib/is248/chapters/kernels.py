"""Kernels for chapters: forked from a process that has imported the library already, where there is fork.

Starting Python and importing pandas, seaborn and the library is most of what a chapter costs. A fork of a process that
has done it starts in hundredths of a second. jupyter_client's extension point for this is a provisioner, which
pyproject.toml names; the process that is forked is the standard library's fork server.

No process outlives the one that asked for it (`_end_with_asker`): when the build is killed its workers end, then their
kernels, then the fork server, which waits for all of them.
"""

import multiprocessing
import multiprocessing.forkserver
import os
import signal
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from pathlib import Path

import psutil
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning import LocalProvisioner
from traitlets import default

from is248 import surroundings
from is248.chapters.guard import guard
from is248.chapters.limits import Clock, Limits
from is248.steps import KEEPS

_PROVISIONER = "is248-fork"
_PUTS_AWAY = 10  # seconds that a process has to put away its temporary files when the work is broken off
_SIGNALS = {
    9: "it was killed; the machine had too little memory, or somebody ended it",
    11: "compiled code of a package crashed (SIGSEGV)",
    6: "compiled code of a package gave up (SIGABRT)",
    15: "it was told to end (SIGTERM)",
}
FORKS = "forkserver" in multiprocessing.get_all_start_methods()  # not on Windows
_SERVER = multiprocessing.forkserver._forkserver  # the one of this process


@cache
def forkserver() -> multiprocessing.context.BaseContext:
    """Return the context whose processes are forked from the one that has imported the library; it begins to."""
    surroundings.shorten_temporary_folder()
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # as every kernel has it
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["is248.warm"])
    _SERVER.ensure_running()
    return context


def pool(most: int = 64) -> Executor:
    """Return a pool of processes in which all that the build takes is imported already.

    One more than there are cores: a chapter waits while its kernel starts and ends.
    """
    workers = min((os.cpu_count() or 1) + 1, max(1, most))
    return _Pool(workers, forkserver() if FORKS else None, _be_worker, ({**os.environ, KEEPS: "1"},))


class _Pool(ProcessPoolExecutor):
    """Ends its processes at once where the work is broken off: by Ctrl-C, another signal, or an error."""

    def __exit__(self, kind, error, trace):
        if kind is None:
            return super().__exit__(kind, error, trace)
        self.shutdown(wait=False, cancel_futures=True)
        _end_processes()
        return False


@contextmanager
def all_ended() -> Iterator[None]:
    """End the processes of this one when the work within is over, whether they have work or not."""
    try:
        yield
    finally:
        _end_processes()


def _end_processes() -> None:
    """End the processes that this one has asked for; each has some time to put away its temporary files."""
    processes = multiprocessing.active_children()
    for process in processes:
        process.terminate()
    until = time.monotonic() + _PUTS_AWAY
    for process in processes:
        process.join(max(0, until - time.monotonic()))
        process.kill()


def _be_worker(environment: dict[str, str]) -> None:
    """Begin to work in a pool."""
    _end_with_asker()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # kernels are ended, their sockets are put away
    _take(environment)
    if FORKS:
        # The fork server of the build makes our kernels too. CPython would start another one, which imports it all
        # again: it doesn't see that there is one unless this process has started it.
        _SERVER.ensure_running = resource_tracker.ensure_running


def _take(environment: dict[str, str]) -> None:
    """Work with the environment of the build: the fork server has that of its own start."""
    os.environ.clear()
    os.environ.update(environment)


def _end_with_asker() -> None:
    """Let the system end this process when the one that asked for it has ended, however that was.

    That one holds the writing end of a pipe; its closing is a signal (SIGIO) that ends a process even in a C function
    that never returns. Where there is no such signal (Windows), a worker ends when it next wants work.
    """
    if not hasattr(os, "O_ASYNC"):
        return
    import fcntl

    pipe = multiprocessing.parent_process().sentinel
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if wait([pipe], 0):  # it had ended before
        os._exit(1)


class _Process:
    """A forked process, as jupyter_client looks at `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, process: multiprocessing.Process):
        self._process, self.pid = process, process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


class ForkedKernel(LocalProvisioner):
    """Starts a kernel as a fork, and ends it when a cell takes more than it may."""

    why_ended = ""  # what a cell did that the kernel was ended for
    _clock: Clock | None = None

    async def launch_kernel(self, cmd, **kwargs):
        """Fork, in place of running the command; it names the file with the kernel's channels."""
        self.cwd = str(kwargs.get("cwd") or Path.cwd())
        environment = kwargs.get("env") or dict(os.environ)
        arguments = (cmd[cmd.index("-f") + 1], self.cwd, environment, self.parent.limits.gigabytes)
        process = forkserver().Process(target=_be_kernel, args=arguments, daemon=True)
        process.start()
        self.process, self.pid, self.pgid = _Process(process), process.pid, process.pid
        return self.connection_info

    def begins(self) -> None:
        """Count the time from now: a cell, or values of the text, begin."""
        with suppress(psutil.Error):  # it is dead; `poll` tells
            self._clock = Clock(self.pid)

    async def poll(self) -> int | None:
        """Return the exit code, None while the kernel runs; who waits for a kernel asks every second."""
        code, most = await super().poll(), self.parent.limits.seconds
        with suppress(psutil.Error):
            if code is None and self._clock and not self.why_ended and self._clock.look() > most:
                self.end(
                    f"the cell takes more than {most:g} seconds; a loop may have no end. If it needs them, write "
                    "cell_seconds in params/<year>.yml."
                )
        return code

    def end(self, why: str) -> None:
        """End the kernel for what a cell does."""
        self.why_ended = self.why_ended or why
        self.process.kill()


def why_ended(manager: "Forking") -> str:
    """Return why a kernel that has ended did."""
    provisioner = manager.provisioner
    if why := getattr(provisioner, "why_ended", ""):
        return why
    code = provisioner.process.poll() if provisioner and provisioner.process else None
    if code is not None and 0 <= code < 255:
        return f"the cell ends Python itself (exit code {code}); take os._exit, or what else does it, away."
    how = _SIGNALS.get(-code, f"signal {-code}") if code is not None and code < 0 else "it was ended from outside"
    return f"Python itself ended in this cell: {how}."


def _be_kernel(connection_file: str, folder: str, environment: dict[str, str], gigabytes: float) -> None:
    """Run a kernel in this process until it is told to end."""
    from ipykernel.kernelapp import IPKernelApp
    from tornado.ioloop import IOLoop

    _end_with_asker()
    os.setsid()  # Ctrl-C in the terminal is for the build
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):  # what a cell shows goes through the channels; the terminal is the build's
        os.dup2(nowhere, stream)
    _take(environment)
    os.chdir(folder)
    sys.argv = ["ipykernel_launcher", "-f", connection_file]
    app = IPKernelApp.instance(parent_handle=os.getppid())  # it ends when the fork server does
    app.initialize([*sys.argv[1:], "--HistoryManager.enabled=False"])
    IOLoop.current().add_callback(guard, gigabytes)  # when it runs, with all threads of its own
    app.start()


class Forking:
    """What a kernel manager needs to start forked kernels, which talk over IPC: on TCP parallel ones race for ports."""

    transport = "ipc" if FORKS else "tcp"
    limits = Limits()

    def begins(self) -> None:
        """Count the time of the kernel's work from now; on a kernel that is no fork nothing counts it."""
        if isinstance(self.provisioner, ForkedKernel):
            self.provisioner.begins()

    def ends(self, why: str) -> None:
        """End the kernel for what a cell does."""
        if isinstance(self.provisioner, ForkedKernel):
            self.provisioner.end(why)

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The kernel's specification; it names our provisioner where it names none."""
        spec = super().kernel_spec
        if FORKS and spec is not None:
            spec.metadata.setdefault("kernel_provisioner", {"provisioner_name": _PROVISIONER})
        return spec

    @default("ip")
    def _ip_default(self) -> str:
        if self.transport == "tcp":
            return super()._ip_default()
        # Jupyter's default is one path for all kernels of a folder. The path has to be short (107 bytes).
        return str(Path(tempfile.gettempdir()) / f"is248-{uuid.uuid4().hex[:12]}")


class KernelManager(Forking, AsyncKernelManager):
    """Starts the kernels of chapters."""
