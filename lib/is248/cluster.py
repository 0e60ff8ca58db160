"""Books made by the workers of a Dask cluster: `is248 book --year 2023 --year 2024 --scheduler tcp://host:8786`.

The executor is distributed's own (`Client.get_executor`): what submits work to it knows concurrent.futures alone.
Workers share the project's folder, under the same path. One that sees other files or packages than the build is
refused.
"""

import gc
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path

from is248 import current
from is248.build import Report, build
from is248.project import ProjectError, root
from is248.steps import KEEPS, digest, digest_of

_ANSWERS = 10  # seconds in which a scheduler does
_ONE = threading.Lock()
# As this process has imported it.
_LIBRARY = digest(*(file.read_bytes() for file in sorted(Path(__file__).parent.rglob("*.py"))))


def build_all(years: list[int | None], renderer: str, report: Report, scheduler: str) -> list[Path]:
    """Build several years' books at once with the workers of a scheduler; return their folders.

    Raises
    ------
    ProjectError
        If there is no scheduler or worker, or they are lost. What chapters gave before is kept for the next build.
    """
    with ThreadPoolExecutor(len(years)) as beside, _executor_of(scheduler) as executor:
        return list(beside.map(lambda year: build(year, renderer, report, executor), years))


@contextmanager
def _executor_of(scheduler: str) -> Iterator[Executor]:
    try:
        from distributed import Client, KilledWorker
        from distributed.scheduler import NoWorkerError
    except ImportError:
        raise ProjectError("--scheduler needs Dask: pip install --require-hashes -r requirements-dev.txt") from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # a lost scheduler is told in a sentence
    client = None
    with suppress(OSError, ValueError):
        client = Client(scheduler, timeout=_ANSWERS, set_as_default=False)
    if client is None:
        gc.collect()  # what there is of it ends now: while another client starts, Dask would wait for itself for ever
        raise ProjectError(f"No scheduler answers at {scheduler}. Start one with: dask scheduler")
    with client:
        if not client.scheduler_info()["workers"]:
            raise ProjectError(f"The scheduler {scheduler} has no workers. Start one with: dask worker {scheduler}")
        try:
            yield _Cluster(client.get_executor(pure=False))
        except (KilledWorker, NoWorkerError, CancelledError) as error:
            raise ProjectError(
                f"The workers of {scheduler}, or the scheduler itself, were lost ({type(error).__name__}). The last "
                "book is as it was. Start them again, with more memory if it was that, and build again."
            ) from None


class _Cluster(Executor):
    """Submits work together with what it is to be done on."""

    def __init__(self, executor: Executor):
        self._executor, self._of = executor, (str(root()), _seen())

    def submit(self, function, /, *given, **named) -> Future:
        """Run the call in a worker."""
        return self._executor.submit(_done, *self._of, partial(function, *given, **named))


def _seen() -> str:
    """Return the hash of all that a book is made of, as this process sees it."""
    return digest(_LIBRARY, digest_of(current.inputs()))


def _done(folder: str, made_of: str, work: Callable[[], object]) -> object:
    """Do some work in a worker, as a process of the build's own pool does it: one thing at a time."""
    multiprocessing.current_process().daemon = False  # Dask's workers are daemons, and these can have no kernels
    with _ONE:
        os.environ |= {"IS248_ROOT": folder, KEEPS: "1"}
        _stop_at_others(folder, made_of)
        return work()


@cache
def _stop_at_others(folder: str, made_of: str) -> None:
    if _seen() != made_of:
        raise ProjectError(
            f"The worker {os.uname().nodename}, process {os.getpid()}, has other files in {folder}, other packages or "
            "another Python than the build, or began before the library was changed. Start it again."
        )
