"""Kernels for chapters: forked from a process that has imported the library already, where there is fork.

Starting Python and importing pandas, seaborn and the library is most of what a chapter costs. A fork of a process that
has done it starts in hundredths of a second. jupyter_client's extension point for this is a provisioner, which
pyproject.toml names; the process that is forked is the standard library's fork server.
"""

import multiprocessing
import multiprocessing.forkserver
import os
import sys
import tempfile
import uuid
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import cache
from pathlib import Path

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning import LocalProvisioner
from traitlets import default

from is248 import surroundings
from is248.steps import KEEPS

_PROVISIONER = "is248-fork"
FORKS = "forkserver" in multiprocessing.get_all_start_methods()  # not on Windows


@cache
def forkserver() -> multiprocessing.context.BaseContext:
    """Return the context whose processes are forked from the one that has imported the library; it begins to."""
    surroundings.shorten_temporary_folder()
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # as every kernel has it
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["is248.warm"])
    multiprocessing.forkserver.ensure_running()
    return context


def pool(most: int = 64) -> Executor:
    """Return a pool of processes in which all that the build takes is imported already.

    One more than there are cores: a chapter waits while its kernel starts and ends.
    """
    workers = min((os.cpu_count() or 1) + 1, max(1, most))
    return ProcessPoolExecutor(workers, forkserver() if FORKS else None, _take, ({**os.environ, KEEPS: "1"},))


def _take(environment: dict[str, str]) -> None:
    """Work with the environment of the build: the fork server has that of its own start."""
    os.environ.clear()
    os.environ.update(environment)


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
    """Start a kernel as a fork."""

    async def launch_kernel(self, cmd, **kwargs):
        """Fork, in place of running the command; it names the file with the kernel's channels."""
        self.cwd = str(kwargs.get("cwd") or Path.cwd())
        arguments = (cmd[cmd.index("-f") + 1], self.cwd, kwargs.get("env") or dict(os.environ))
        process = forkserver().Process(target=_be_kernel, args=arguments, daemon=True)
        process.start()
        self.process, self.pid = _Process(process), process.pid
        return self.connection_info


def _be_kernel(connection_file: str, folder: str, environment: dict[str, str]) -> None:
    """Run a kernel in this process until it is told to end."""
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()  # Ctrl-C in the terminal is for the build
    _take(environment)
    os.chdir(folder)
    sys.argv = ["ipykernel_launcher", "-f", connection_file]
    app = IPKernelApp.instance(parent_handle=os.getppid())  # it ends when the fork server does
    app.initialize([*sys.argv[1:], "--HistoryManager.enabled=False"])
    app.start()


class Forking:
    """What a kernel manager needs to start forked kernels, which talk over IPC: on TCP parallel ones race for ports."""

    transport = "ipc" if FORKS else "tcp"

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
