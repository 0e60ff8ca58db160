"""The whole way, from the params file to dist/<year>/: this is the file to read first."""

import itertools
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

from is248 import current
from is248.analysis import population, significance
from is248.chapters import execution, kernels
from is248.chapters.absence import LeftOut, of_year
from is248.chapters.execution import Run
from is248.chapters.failures import warned
from is248.chapters.source import relative
from is248.data.edition import Edition, load_edition
from is248.data.history_rules import check_history
from is248.data.responses import has_responses
from is248.intake import importing
from is248.intake.review import stop_at_errors
from is248.project import ProjectError, root
from is248.publish import contents, data, html, packages, pandoc, press, quarto, typst
from is248.publish.book import Book
from is248.publish.numbering import assemble
from is248.publish.staging import stage, stage_references
from is248.steps import Memory
from is248.survey import open_survey

FREE_ROUNDS = 3  # of executions in which the level of the tests may rise and fall; two are usual
RENDERERS = ("auto", "quarto", "pandoc")
Report = Callable[[Path, float | None, str], None]


def _silent(path: Path, seconds: float | None, state: str) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Executed:
    """An edition's executed chapters, and what its year did not ask, by the file that _quarto.yml names."""

    edition: Edition
    config: dict
    runs: dict[Path, Run]
    left_out: dict[Path, LeftOut]

    def assemble(self, memory: Memory | None = None) -> Book:
        """Return the book made of them."""
        return assemble(self.edition, self.config, self.runs, memory)


def execute_edition(
    year: int | None = None,
    report: Report = _silent,
    executor: Executor | None = None,
    memory: Memory | None = None,
) -> Executed:
    """Check the data and execute the edition's chapters; without a memory they are written to build/<year>/chapters.

    What the year can't have is left out of them (see `chapters/absence.py`), and told.

    Parameters
    ----------
    year : int, optional
        The newest params file's unless given.
    report : callable
        Told path, seconds and state as it goes (see `execution.execute_chapters`).
    executor : Executor, optional
        Where chapters run; a process pool on this machine unless given.
    memory : Memory, optional
        The preview's: what is known of chapters that have not changed.
    """
    written, memory, edition = memory is None, memory or Memory(), load_edition(year)
    around = execution.surroundings()
    memory.made("data", (edition, around), lambda: _check_data(edition.year))  # before any chapter runs
    config = memory.made("config", ((root() / "_quarto.yml").read_bytes(),), contents.read_config)
    places = {root() / source: file for file, source in contents.sources(config, edition).items()}
    runs = _at_one_level(
        partial(execution.execute_chapters, executor=executor, report=report, memory=memory, around=around),
        list(places),
        edition.parameters,
    )
    if written:
        _write_executed(runs, root() / "build" / str(edition.year) / "chapters")
    for run in runs:
        for warning in warned(run.notebook):
            report(run.path, None, f"{relative(run.path)}, {warning}")
    kept, left_out = of_year({run.path: run.notebook for run in runs}, edition.year, memory)
    for path, lacks in left_out.items():
        report(path, None, lacks.told(path, edition.year))
    own = {places[run.path]: replace(run, notebook=kept[run.path]) for run in runs if run.path in kept}
    lacking = {places[path]: lacks for path, lacks in left_out.items()}
    return Executed(edition, contents.with_chapters(config, list(own)), own, lacking)


def _at_one_level(execute: Callable[..., list[Run]], paths: list[Path], parameters: dict) -> list[Run]:
    """Return executed chapters whose tests are judged at the level that controls the false discoveries of all of them.

    That level is known only when all tests are. So the chapters are executed at a first level, and those where the
    level that is found decides a test otherwise, again. A sentence may be followed by another test then, and the level
    move: after some rounds it may only fall, so that it ends, and calls too little significant rather than too much.
    """
    runs, used = {run.path: run for run in execute(paths, parameters)}, dict.fromkeys(paths, significance.FIRST_LEVEL)
    again, level, rounds = paths, significance.FIRST_LEVEL, 0
    while again:
        rounds += 1
        tests = {path: run.notebook.metadata["tests_asked"] for path, run in runs.items()}
        found = significance.level_of(itertools.chain.from_iterable(tests.values()))
        level = found if rounds <= FREE_ROUNDS else min(found, level)
        again = [p for p in paths if any((t["p"] <= used[p]) != (t["p"] <= level) for t in tests[p])]
        runs |= {run.path: run for run in execute(again, parameters, level=level)} if again else {}
        used |= dict.fromkeys(again, level)
    return [runs[path] for path in paths]


def _write_numbers(book: Book, edition: Edition, folder: Path) -> None:
    """Write the data files, the main findings as text, and the workbooks of the county governors."""
    data.write_data(book, folder / "data")
    press.write_findings(book, folder / "html")
    survey = open_survey(edition.year)
    counties, units = population.fte(survey, "county"), population.base_data(survey)
    packages.write_packages(edition, counties, units, survey.units["county"], folder / "packages")


def _check_data(year: int) -> bool:
    """Stop at data that can't be right; what is only unlikely is for `is248 check-data`."""
    check_history()
    if has_responses(year):
        stop_at_errors(importing.check_data(year).found)
    open_survey(year)
    return True


def _write_executed(runs: list[Run], folder: Path) -> None:
    """Write the executed chapters as notebooks, for nbval and for a look in JupyterLab."""
    written = {execution.write(run, folder) for run in runs}
    for file in set(folder.glob("*")) - written:
        file.unlink()


def build(
    year: int | None = None,
    renderer: str = "auto",
    report: Report = _silent,
    executor: Executor | None = None,
) -> Path:
    """Make the whole book and return its folder, dist/<year>.

    The folder is replaced whole or not at all: a build that fails or is killed leaves the last good book.

    Parameters
    ----------
    year, report, executor
        As for `execute_edition`.
    renderer : {'auto', 'quarto', 'pandoc'}
        Auto takes Quarto where it is installed, else Pandoc and Typst.
    """
    if renderer not in RENDERERS:
        raise ProjectError(f"There is no renderer {renderer!r}; there are {', '.join(RENDERERS)}.")
    if renderer == "quarto" and not quarto.available():
        raise ProjectError("Quarto 1.9 or later is not installed; --renderer pandoc needs nothing but .venv.")
    chosen = "quarto" if renderer == "quarto" or (renderer == "auto" and quarto.available()) else "pandoc"
    seconds: dict[str, float] = {}
    with ExitStack() as stack:
        executor = executor or stack.enter_context(kernels.pool())
        with _timed(seconds, "execute"):
            executed = execute_edition(year, report, executor)
        edition = executed.edition
        staged = root() / "build" / str(edition.year) / "book"
        with _timed(seconds, "assemble"):
            book = executed.assemble()
            stage(book, staged)
        folder = stack.enter_context(_replaced(root() / "dist" / str(edition.year)))
        with _timed(seconds, "render"), ThreadPoolExecutor(1) as beside:
            if chosen == "quarto":
                quarto.render(book, staged, folder)
                made = None
            else:
                executor = _Counted(executor, report)
                with _timed(seconds, "pages read", report):
                    read = pandoc.read_book(book, staged, executor)
                pdf = (book, *read, staged, folder / f"{edition.pdf_name}.pdf", executor)
                made = beside.submit(_timed(seconds, "PDF", report)(typst.write_pdf), *pdf)
                with _timed(seconds, "HTML", report):
                    html.write_site(book, *read, folder / "html", executor)
            with _timed(seconds, "data files", report):
                _write_numbers(book, edition, folder)
            if made:
                made.result()
        manifest = _manifest(executed, book, chosen, seconds, folder)
        (folder / current.MANIFEST).write_text(
            json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    return root() / "dist" / str(edition.year)


@dataclass(frozen=True)
class Shown:
    """What the preview shows."""

    book: Book
    pages: list[pandoc.ReadPage]
    targets: dict[str, pandoc.Target]


def preview(year: int | None, folder: Path, executor: Executor, memory: Memory, report: Report = _silent) -> Shown:
    """Write the HTML of the book into a folder; what has not changed since the last time is not made again.

    Raises
    ------
    ProjectError
        If there is anything that the book would be refused for, but what Typst alone finds: see `preview_pdf`.
    """
    book = execute_edition(year, report, executor, memory).assemble(memory)
    staged = root() / "build" / "preview" / "references"
    stage_references(book, staged)
    pages, targets = pandoc.read_book(book, staged, executor, memory)
    html.write_site(book, pages, targets, folder / "html", executor, memory)
    shown = [(e.label, e.number, e.caption, e.data) for e in book.exhibits]
    memory.made("files", (shown, book.tests), lambda: data.write_data(book, folder / "data") or True)
    return Shown(book, pages, targets)


def preview_pdf(shown: Shown, folder: Path, executor: Executor) -> Path:
    """Write the PDF of what the preview shows beside it."""
    staged, pdf = root() / "build" / "preview" / "book", folder / f"{shown.book.edition.pdf_name}.pdf"
    stage(shown.book, staged)
    typst.write_pdf(shown.book, shown.pages, shown.targets, staged, pdf, executor)
    return pdf


@contextmanager
def _timed(seconds: dict[str, float], step: str, report: Report = _silent) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[step] = round(time.perf_counter() - started, 2)
    report(Path(step), seconds[step], "done")


class _Counted(Executor):
    """Tells how many of the parts of pages that have to be made are made; kept ones are never submitted."""

    def __init__(self, executor: Executor, report: Report):
        self._executor, self._report, self._all, self._made = executor, report, 0, 0

    def submit(self, function, /, *given, **named) -> Future:
        """Run the call in the executor."""
        self._all += 1
        future = self._executor.submit(function, *given, **named)
        future.add_done_callback(self._ended)
        return future

    def _ended(self, future: Future) -> None:
        self._made += 1
        self._report(Path("pages"), None, f"pages: {self._made} of {self._all} parts made")


@contextmanager
def _replaced(folder: Path) -> Iterator[Path]:
    """Give a new folder to fill, and put it in the old one's place when all went well."""
    fresh, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _manifest(executed: Executed, book: Book, renderer: str, seconds: dict[str, float], folder: Path) -> dict:
    """Return what the book was made of and what it shows, with its tests and the seconds of each step."""
    return {
        "year": executed.edition.year,
        "renderer": renderer,
        "inputs": current.digests(current.inputs(), root()),
        "outputs": current.digests(current.outputs(folder), folder),
        "versions": {"python": sys.version.split()[0]}
        | {name: version(name) for name in ("is248", "pandas", "seaborn", "papermill", "pypandoc-binary", "typst")},
        "chapters": {
            str(file): {"seconds": round(run.seconds, 2), "kept": run.kept} for file, run in executed.runs.items()
        },
        "left_out": {str(file): asdict(lacks) for file, lacks in executed.left_out.items()},
        "exhibits": {e.label: {key: e.data[key] for key in ("questions", "breaks")} for e in book.exhibits},
        "tests": list(book.tests),
        "seconds": seconds,
    }
