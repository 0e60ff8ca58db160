"""Books made by a Dask cluster: a real scheduler and workers, in processes of their own, of which some are killed."""

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from distributed import Client
from typer.testing import CliRunner

import reliability
from is248 import current
from is248.build import build
from is248.cli import app
from is248.cluster import _executor_of, build_all
from is248.project import ProjectError, root

YEAR = reliability.YEAR
DASK = "DASK_DISTRIBUTED__SCHEDULER__"  # settings of the scheduler, as docs/scale.md has them


@pytest.fixture
def small(monkeypatch) -> Iterator[Path]:
    """A project with a book of one chapter."""
    origin = root()
    with reliability.project() as top:
        monkeypatch.setenv("IS248_ROOT", str(top))
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(origin / "lib"), *filter(None, sys.path)]))
        yield top


@contextmanager
def cluster(folder: Path, *workers: str) -> Iterator[str]:
    """Start a scheduler, and a worker for each text of options; give the scheduler's address."""
    known, started = folder / "scheduler.json", []
    around = os.environ | {f"{DASK}NO_WORKERS_TIMEOUT": "5s"}

    def start(kind: str, *options: str) -> None:
        with (folder / f"{kind}.log").open("a") as log:
            command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--scheduler-file", str(known), *options]
            started.append(subprocess.Popen([*command, "--no-dashboard"], env=around, stdout=log, stderr=log))

    start("scheduler", "--host", "127.0.0.1", "--port", "0")
    for options in workers:
        start("worker", "--nthreads", "1", "--local-directory", str(folder), *options.split())
    try:
        with client(folder) as asked:
            workers and asked.wait_for_workers(len(workers))
            yield asked.scheduler.address
    finally:
        for process in started:
            process.kill()  # a worker whose scheduler goes at the same time may wait for ever
        for process in started:
            process.wait()


def client(folder: Path) -> Client:
    while not (folder / "scheduler.json").is_file():
        time.sleep(0.1)
    return Client(scheduler_file=str(folder / "scheduler.json"), set_as_default=False)


def slow_chapter(top: Path) -> None:
    """Let the chapter take so long that there is a middle to be killed in."""
    path = top / reliability.CHAPTER
    notebook = nbformat.read(path, 4)
    notebook.cells[2].source += "\nimport time\ntime.sleep(8)"
    nbformat.write(notebook, path)


def at_work(asked: Client) -> str:
    """Wait until a worker executes something; return its address."""
    while True:
        if busy := [worker for worker, tasks in asked.processing().items() if tasks]:
            return busy[0]
        time.sleep(0.1)


def files_of(book: Path) -> dict[str, bytes]:
    """Return the files of a book; the manifest has the seconds."""
    return {str(file.relative_to(book)): file.read_bytes() for file in current.outputs(book)}


@pytest.mark.slow
def test_workers_make_the_same_book_byte_for_byte(small, tmp_path):
    with cluster(tmp_path, "--no-nanny", "--nanny") as scheduler:
        shown = CliRunner().invoke(app, ["book", "--year", str(YEAR), "--scheduler", scheduler])
        assert shown.exit_code == 0, shown.output
    assert files_of(build(YEAR, target=small / "build" / "here")) == files_of(small / "dist" / str(YEAR))


@pytest.mark.slow
def test_two_years_at_once_are_the_same_books_as_one_after_the_other(small, tmp_path):
    params = (small / "params" / f"{YEAR}.yml").read_text("utf-8")
    before = params.replace(str(YEAR), str(YEAR - 1)).replace("not_comparable", "# not_comparable")
    (small / "params" / f"{YEAR - 1}.yml").write_text(before, "utf-8")
    years = [option for year in (YEAR - 1, YEAR) for option in ("--year", str(year))]
    with cluster(tmp_path, "--no-nanny", "--no-nanny") as scheduler:
        shown = CliRunner().invoke(app, ["book", *years, "--scheduler", scheduler])
        assert shown.exit_code == 0, shown.output
    for year in (YEAR - 1, YEAR):
        assert f"The book is in dist/{year}" in shown.output
        assert files_of(build(year, target=small / "build" / "here")) == files_of(small / "dist" / str(year))


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_leaves_its_work_to_the_others(small, tmp_path):
    slow_chapter(small)
    with cluster(tmp_path, "--no-nanny", "--no-nanny") as scheduler, client(tmp_path) as asked:
        making = reliability.start(small, "book", "--year", str(YEAR), "--scheduler", scheduler)
        processes = asked.run(os.getpid)
        os.kill(processes[at_work(asked)], signal.SIGKILL)
        output, _ = making.communicate()
        assert making.returncode == 0, output
        assert len(asked.scheduler_info()["workers"]) == 1
    assert files_of(build(YEAR, target=small / "build" / "here")) == files_of(small / "dist" / str(YEAR))


@pytest.mark.slow
@pytest.mark.parametrize("what", ["workers", "scheduler"])
def test_losing_all_workers_or_the_scheduler_is_told_in_a_sentence(small, tmp_path, what):
    slow_chapter(small)
    with cluster(tmp_path, "--no-nanny") as scheduler, client(tmp_path) as asked:
        making = reliability.start(small, "book", "--year", str(YEAR), "--scheduler", scheduler)
        [worker] = asked.run(os.getpid).values()
        at_work(asked)
        os.kill(asked.run_on_scheduler(os.getpid) if what == "scheduler" else worker, signal.SIGKILL)
        output, _ = making.communicate()
    assert making.returncode == 1
    assert "were lost" in output and "Traceback" not in output
    assert not (small / "dist" / str(YEAR)).exists()


@pytest.mark.slow
def test_work_is_done_by_a_worker_in_the_same_project_and_one_that_sees_other_files_is_refused(small, tmp_path):
    with cluster(tmp_path, "--no-nanny") as scheduler, client(tmp_path) as asked:
        with _executor_of(scheduler) as executor:
            assert executor.submit(root).result() == small
            assert [executor.submit(os.getpid).result()] == list(asked.run(os.getpid).values())
        (small / "data" / "references.bib").open("a").write("\n")
        asked.run(lambda: __import__("is248.cluster").cluster.__dict__.update(_LIBRARY="of last week"))
        with pytest.raises(ProjectError, match=r"other files in .*Start it again"):
            build_all([YEAR], "pandoc", lambda *news: None, scheduler)


def test_no_scheduler_and_no_workers_are_told(small, tmp_path):
    """One after the other: what is left of a client that found nobody must not end while the next one starts."""
    there = sum(isinstance(one, Client) for one in gc.get_objects())
    with pytest.raises(ProjectError, match=r"No scheduler answers at nowhere. Start one with: dask scheduler"):
        build_all([YEAR], "pandoc", lambda *news: None, "nowhere")
    assert sum(isinstance(one, Client) for one in gc.get_objects()) == there
    with cluster(tmp_path) as scheduler, pytest.raises(ProjectError, match=f"no workers.*dask worker {scheduler}"):
        build_all([YEAR], "pandoc", lambda *news: None, scheduler)
