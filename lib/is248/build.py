"""The whole way, from the params file to dist/<year>/: this is the file to read first."""

import base64
import itertools
import json
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from is248 import current, files
from is248.analysis import population, significance
from is248.analysis.by_unit import GROUPS, by_unit
from is248.chapters import execution, facts, kernels, uses
from is248.chapters.absence import LeftOut, of_year
from is248.chapters.execution import Run
from is248.chapters.failures import warned
from is248.chapters.limits import limits_of
from is248.chapters.source import relative
from is248.data.edition import Edition, load_edition
from is248.data.history_rules import check_history
from is248.data.responses import has_responses
from is248.intake import importing
from is248.intake.review import stop_at_errors
from is248.project import ProjectError, root
from is248.publish import quarto
from is248.publish.assembly import contents
from is248.publish.assembly.book import Book
from is248.publish.assembly.numbering import assemble
from is248.publish.files import data, packages, sbom
from is248.publish.pdf import typst
from is248.publish.reading import pandoc, press
from is248.publish.reading.staging import stage, stage_references
from is248.publish.site import html, notebooks, unit_pages
from is248.steps import Memory, all_made, digest, digest_of, keep, kept, library, versions
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
    edition = load_edition(year)
    if memory is not None:
        return _executed(edition, report, executor, memory)
    with _alone(edition.year, report):
        return _executed(edition, report, executor)


def _executed(
    edition: Edition, report: Report, executor: Executor | None = None, memory: Memory | None = None
) -> Executed:
    """Execute the edition's chapters; whoever writes them holds the lock of the year."""
    written, memory = memory is None, memory or Memory()
    keep(digest("kept"), True)  # before any chapter runs: that results can be kept
    around = execution.surroundings()
    memory.made("data", (edition, around), lambda: _checked_data(edition.year))  # before any chapter runs
    config = memory.made("config", ((root() / "_quarto.yml").read_bytes(),), contents.config_with_files)
    places = {root() / source: file for file, source in contents.sources(config, edition).items()}
    if old := facts.last_years(edition, list(places), memory):
        report(Path("draft"), None, old)
    if edition.unit_pages and written and has_responses(edition.year):
        places[root() / unit_pages.NOTEBOOK] = unit_pages.NOTEBOOK
    runs = _at_one_level(
        partial(
            execution.execute_chapters,
            executor=executor,
            report=report,
            memory=memory,
            around=around,
            limits=limits_of(edition),
        ),
        list(places),
        edition.parameters,
    )
    if written:
        if unused := uses.told(edition.year, list(places)):
            report(Path("questions"), None, unused)
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


@contextmanager
def _alone(year: int, report: Report) -> Iterator[bool]:
    """Be the only one who makes a year's book, and tell who is waited for; give whether anyone was."""
    with files.alone(str(year), lambda holder: report(Path(str(year)), None, f"{year}: waits for {holder}")) as waited:
        yield waited


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


def _write_numbers(book: Book, folder: Path, executor: Executor) -> None:
    """Write the data files and the workbooks of the county governors."""
    data.write_data(book, folder / "data")
    (folder / "packages").mkdir()
    around = digest(execution.surroundings(), pandoc.surroundings())
    for name, content in all_made(_package_files, [(book.edition.year,)], around, executor)[0].items():
        (folder / "packages" / name).write_bytes(base64.b64decode(content))


def _package_files(year: int) -> dict[str, str]:
    """Return the workbooks of the county governors by name, in base64: a step of the build, made in a worker."""
    survey = open_survey(year)
    rates = {by: population.fte(survey, by) for by in GROUPS}
    made = packages.Packages(survey, rates, population.base_data(survey), by_unit(survey))
    return {name: base64.b64encode(content).decode() for name, content in made.files().items()}


def _checked_data(year: int) -> bool:
    """Stop at data that can't be right; what is only unlikely is for `is248 check-data`. Right ones are known again."""
    key = digest("data", str(year), digest_of([*execution.dependencies(), *library("intake")]))
    if kept(key) is None:
        check_history()
        if has_responses(year):
            stop_at_errors(importing.check_data(year).found)
        open_survey(year)
        keep(key, True)
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
    target: Path | None = None,
) -> Path:
    """Make the whole book and return its folder, dist/<year>.

    The folder is replaced whole or not at all: a build that fails or is killed leaves the last good book. One process
    at a time makes a year's book: another one waits for it, and takes what it has made if nothing has changed since.

    Parameters
    ----------
    year, report, executor
        As for `execute_edition`.
    renderer : {'auto', 'quarto', 'pandoc'}
        Auto is Pandoc and Typst, so that the book is the same on every machine.
    target : Path, optional
        Another folder in place of dist/<year>.
    """
    if renderer not in RENDERERS:
        raise ProjectError(f"There is no renderer {renderer!r}; there are {', '.join(RENDERERS)}.")
    if renderer == "quarto" and not quarto.available():
        raise ProjectError("Quarto 1.9 or later is not installed; --renderer pandoc needs nothing but .venv.")
    chosen = "quarto" if renderer == "quarto" else "pandoc"
    year, seconds = load_edition(year).year, {}
    folder = target or root() / "dist" / str(year)
    with ExitStack() as stack:
        waited = stack.enter_context(_alone(year, report))
        files.mend(folder)
        if waited and not target and (made := current.finished(year, renderer)):
            return made
        edition = load_edition(year)
        made_of = current.digests(current.inputs(), root())  # as they are now: what changes meanwhile is built again
        executor = executor or stack.enter_context(kernels.pool())
        with _timed(seconds, "execute"):
            executed = _executed(edition, report, executor)
        staged = root() / "build" / str(edition.year) / "book"
        with _timed(seconds, "assemble"):
            book = executed.assemble()
            stage(book, staged)
            quarto.write_profile(book)
        fresh = stack.enter_context(files.replaced(folder, partial(_stop_at_gaps, book)))
        with _timed(seconds, "render"), ThreadPoolExecutor(1) as beside:
            executor = _Counted(executor, report)
            with _timed(seconds, "pages read", report):
                read = pandoc.read_book(book, staged, executor)
            if chosen == "pandoc":
                pdf = (book, *read, staged, fresh / f"{edition.pdf_name}.pdf", executor)
                made = beside.submit(_timed(seconds, "PDF", report)(typst.write_pdf), *pdf)
            with _timed(seconds, "HTML", report):
                _write_site(executed, book, read, fresh / "html", executor)
            if chosen == "quarto":
                quarto.hand_over(book, typst.texts(book, *read, staged, executor), fresh, current.STAGED)
                made = beside.submit(_timed(seconds, "Quarto", report)(quarto.render), book, fresh, report)
            with _timed(seconds, "data files", report):
                _write_numbers(book, fresh, executor)
            sbom.write_sbom(edition, book.config, fresh)
            made.result()
        manifest = _manifest(executed, book, chosen, seconds, made_of, fresh)
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (fresh / current.MANIFEST).write_text(text, encoding="utf-8")
    return folder


def staged_book(year: int | None = None, report: Report = _silent) -> Path:
    """Make what Quarto makes the book of in the project itself, and return its folder, build/<year>.

    The pages lie there as HTML (site/) and as Typst (book/), with the data files. What nothing has changed for since
    the last time is not made again.
    """
    year = load_edition(year).year
    folder = root() / "build" / str(year)
    with _alone(year, report), kernels.pool() as executor:
        made_of, told = current.made_of(), current.read_staged(year)
        executed = _executed(load_edition(year), report, executor)
        book = executed.assemble()
        stage(book, folder / "book")
        quarto.write_profile(book)
        site = folder / "site"
        read = pandoc.read_book(book, folder / "book", executor)
        _write_site(executed, book, read, site / "html", executor)
        shown = [(e.label, e.number, e.caption, e.data) for e in book.exhibits]
        numbers = digest(repr(book.edition), repr(shown), repr(book.tests), execution.surroundings())
        if told.get("numbers") != numbers:
            shutil.rmtree(site / "packages", ignore_errors=True)
            _write_numbers(book, site, executor)
        texts = typst.texts(book, *read, folder / "book", executor)
        quarto.hand_over(book, texts, site, current.STAGED, made_of=made_of, numbers=numbers)
    return folder


def _write_site(executed: Executed, book: Book, read: tuple, folder: Path, executor: Executor) -> None:
    """Write the HTML, the executed notebooks, and the main findings as text."""
    units = unit_pages.results(executed.runs)
    html.write_site(book, *read, folder, executor, units=units, notebooks=notebooks.FOLDER)
    notebooks.write_notebooks(book, executed.runs, folder / notebooks.FOLDER)
    press.write_findings(book, folder)


def _stop_at_gaps(book: Book, folder: Path) -> None:
    """Stop if a new book is not what its manifest says, or lacks a page or a table."""
    named = (current.read_manifest(folder) or {"outputs": {}})["outputs"]
    found = current.differing(named, current.digests(current.outputs(folder), folder))
    pages = [Path("html") / page.file.with_suffix(".html") for page in book.pages]
    tables = [Path("data") / f"{exhibit.label}.csv" for exhibit in book.exhibits]
    pdf = Path(f"{book.edition.pdf_name}.pdf")
    found += [f"{file} is missing" for file in (*pages, *tables, pdf) if file.as_posix() not in named]
    if found:
        raise ProjectError(
            f"The new book is not whole, so the last one is left as it is: {'; '.join(found[:5])}. Build it again; if "
            "this comes again, look at the disk, or who else writes in the folder."
        )


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
    staged = folder / "references"
    stage_references(book, staged)
    pages, targets = pandoc.read_book(book, staged, executor, memory)
    html.write_site(book, pages, targets, folder / "html", executor, memory, live=True)
    shown = [(e.label, e.number, e.caption, e.data) for e in book.exhibits]
    memory.made("files", (shown, book.tests), lambda: data.write_data(book, folder / "data", memory) or True)
    return Shown(book, pages, targets)


def preview_pdf(shown: Shown, folder: Path, executor: Executor) -> Path:
    """Write the PDF of what the preview shows beside it."""
    staged, pdf = folder / "book", folder / f"{shown.book.edition.pdf_name}.pdf"
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


def _manifest(
    executed: Executed, book: Book, renderer: str, seconds: dict[str, float], made_of: dict[str, str], folder: Path
) -> dict:
    """Return what the book was made of and what it shows, with its tests and the seconds of each step."""
    return {
        "year": executed.edition.year,
        "renderer": renderer,
        "inputs": made_of,
        "outputs": current.digests(current.outputs(folder), folder),
        "versions": versions(),
        "programs": (quarto if renderer == "quarto" else pandoc).programs(),
        "chapters": {
            str(file): {"seconds": round(run.seconds, 2), "kept": run.kept} for file, run in executed.runs.items()
        },
        "left_out": {str(file): asdict(lacks) for file, lacks in executed.left_out.items()},
        "exhibits": {e.label: {key: e.data[key] for key in ("questions", "breaks")} for e in book.exhibits},
        "tests": list(book.tests),
        "seconds": seconds,
    }
