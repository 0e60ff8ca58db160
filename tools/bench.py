"""Time the author's loop and write docs/performance.md: `make bench`. Nothing else should run on the machine.

Everything is timed on a copy of the project, each against the plain way in the same run: papermill with one chapter
after the other in fresh kernels, and then one render in one process.
"""

import dataclasses
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import pandas as pd
from rich.console import Console

from is248 import build, figures, files, open_survey
from is248.analysis import counts
from is248.chapters import kernels
from is248.preview import Preview
from is248.project import root

YEAR = 2024
CHAPTER = "chapters/13-vold-i-naere-relasjoner.ipynb"
SENTENCE, CELL = "Den skal styrke forebyggingen", "plan = survey.question"
TARGETS = {
    "plain": "", "whole": "40 s, and 8 times faster", "nothing": "1 s", "help": "0.3 s", "sentence": "0.5 s",
    "pdf": "5 s", "cell": "3 s", "survey": "0.2 s", "table": "5 ms", "figure": "150 ms", "units": "linear",
}  # fmt: skip


class InTurn(Executor):
    """Runs each call when it is submitted."""

    def submit(self, function, /, *given, **named):
        """Return the result of the call."""
        done = Future()
        done.set_result(function(*given, **named))
        return done


def timed(work, times: int = 1) -> list[float]:
    """Return the seconds that each of some runs took."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return found


def clean(project: Path) -> None:
    """Take away all that was made of the project."""
    for name in ("build", "dist"):
        shutil.rmtree(project / name, ignore_errors=True)


def command(*words: str):
    """Return what runs a command of ours in a process of its own."""
    return lambda: subprocess.run([Path(sys.executable).with_name("is248"), *words], check=True, capture_output=True)


def plainly(project: Path) -> None:
    """Build the whole book the plain way."""
    clean(project)
    kernels.FORKS = False
    try:
        build.build(YEAR, "pandoc", executor=InTurn())
    finally:
        kernels.FORKS = True


def of_the_preview(project: Path) -> dict[str, list[float]]:
    """Return the seconds of a changed sentence, the PDF behind it, and a changed cell."""
    preview, file = Preview(YEAR, Console(quiet=True)), project / CHAPTER
    preview.show()
    preview.pdf_made()
    found, text = {"sentence": [], "pdf": [], "cell": []}, file.read_text(encoding="utf-8")
    for n in range(5):
        file.write_text(text.replace(SENTENCE, f"{SENTENCE} {n}"), encoding="utf-8")
        found["sentence"] += timed(preview.show)
        found["pdf"] += timed(preview.pdf_made)
        file.write_text(text.replace(CELL, f"x = {n}; {CELL}"), encoding="utf-8")
        found["cell"] += timed(preview.show)
        preview.pdf_made()
    file.write_text(text, encoding="utf-8")
    return found


def of_the_survey() -> dict[str, list[float]]:
    """Return the seconds of opening the survey, of a table and of a figure."""
    survey = open_survey(YEAR)
    answer = survey.question("handlingsplan_vold").answer("ja")
    table = answer.by("size_group", years="all").table()
    figures.grouped(table)  # loads the typeface
    return {
        "survey": timed(lambda: open_survey(YEAR), 5),
        "table": timed(lambda: survey.question("handlingsplan_vold").table()._repr_mimebundle_(), 20),
        "figure": timed(lambda: figures.grouped(table), 5),
    }


def of_many_units() -> list[float]:
    """Return the seconds of counting a question by county among 373, 37 300 and 373 000 units."""
    survey, found = open_survey(YEAR), []
    for times in (1, 100, 1000):
        codes = [f"{copy}-{code}" for copy in range(times) for code in survey.units.index]
        units = pd.concat([survey.units] * times).set_axis(codes)
        frame = pd.concat([survey.responses.frame[["status", "handlingsplan_vold"]]] * times).set_axis(codes)
        many = dataclasses.replace(survey, units=units, answers=dataclasses.replace(survey.responses, frame=frame))
        found += [
            statistics.median(timed(lambda core=many: counts.counted(core, "handlingsplan_vold", by="county"), 3))
        ]
    return found


def told(seconds: list[float]) -> str:
    """Return the median, and the spread of several runs."""
    unit, factor = ("ms", 1000) if statistics.median(seconds) < 0.1 else ("s", 1)
    middle, low, high = (factor * found for found in (statistics.median(seconds), min(seconds), max(seconds)))
    spread = f" ({low:.{0 if high >= 100 else 2}f}–{high:.{0 if high >= 100 else 2}f})" if len(seconds) > 1 else ""
    return f"{middle:.{0 if middle >= 100 else 1}f} {unit}{spread}" if middle >= 1 else f"{middle:.2f} {unit}{spread}"


def main() -> None:
    """Time everything, and write the page."""
    page = root() / "docs" / "performance.md"
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        away = shutil.ignore_patterns(".venv", "build", "dist", ".git", ".*_cache", ".hypothesis")
        shutil.copytree(root(), project, ignore=away)
        os.environ["IS248_ROOT"] = str(project)
        seconds = {"plain": timed(lambda: plainly(project))}
        seconds["whole"] = []
        for _ in range(3):
            clean(project)
            seconds["whole"] += timed(command("book", "--renderer", "pandoc"))
        seconds["nothing"] = timed(command("book", "--renderer", "pandoc"), 5)
        seconds["help"] = timed(command("--help"), 5)
        seconds |= of_the_preview(project) | of_the_survey()
        units = of_many_units()
    rows = {
        "plain": "The whole book the plain way",
        "whole": "The whole book from nothing: HTML, PDF, data files",
        "nothing": "The whole book again, nothing changed",
        "help": "`is248 --help`",
        "sentence": "Preview: a changed sentence, until its page is written",
        "pdf": "Preview: the PDF of the book behind it",
        "cell": "Preview: a changed code cell, until its page is written",
        "survey": "Opening the survey",
        "table": "A table, as HTML",
        "figure": "A figure, with six years beside each other",
    }
    lines = [f"| {rows[key]} | {told(found)} | {TARGETS[key]} |" for key, found in seconds.items()]
    counted = ", ".join(f"{1000 * found:.0f} ms" for found in units)
    lines.append(f"| Counting a question by county, 373, 37 300, 373 000 units | {counted} | {TARGETS['units']} |")
    times = statistics.median(seconds["plain"]) / statistics.median(seconds["whole"])
    files.write(
        page,
        "# Performance\n\nWritten by `make bench`: the median, and in brackets the fastest and slowest run. On "
        f"{os.cpu_count()} cores ({platform.machine()}, {platform.system()}, Python {platform.python_version()}), "
        f"with {YEAR}'s book. The plain way is papermill with one chapter after the other in fresh kernels, and one "
        f"render in one process; the build is {times:.1f} times faster.\n\n"
        "| what | time | aim |\n|---|---|---|\n" + "\n".join(lines) + "\n\n" + WHY,
    )
    print(page.read_text(encoding="utf-8"))


WHY = """## What makes it fast

- **Kernels are forked** from a process that has imported the library (`chapters/kernels.py`). Starting Python and
  importing pandas, seaborn and the library was more than half of a chapter. That process has also opened the survey.
- **Steps keep their results** in `build/cache`, under the hash of what they are made of (`steps.py`): a chapter's
  outputs, a page as Pandoc reads it, its references, its HTML, its Typst. The preview also remembers in memory,
  and then passes over the pages that are as they were.
- **Nothing is imported for nothing**: what has not changed is seen from the manifest's hashes (`current.py`).
- **Letters are measured by FreeType**, each text once, not by the outline of every trial of a line break; a figure is
  laid out once, and only what can stick out of the axes is measured for it.
- **Bars, numbers and labels are set by themselves** (`figures/marks.py`): matplotlib's `barh`, `bar_label`, `annotate`
  and ticks look at each mark for the limits of the axes and find each place anew. It was more than half of a figure.
- **A table's cells are read once**, column by column; one by one out of a data frame they took ten times as long.
- **All citations are set in one run of Pandoc** (`publish/reading/pandoc.py`): reading and sorting the bibliography was
  a third of the time of the pages.
- **Text alone asks a kernel nothing**, and what is asked after a cell is asked at once.
- **Figures are kept one by one** (`figures/style.py`), under the hash of what they draw: a changed cell or data file
  draws only what changed. nbval draws all of them, and so finds a drawing that comes out otherwise.
- **History and codebooks are looked up**, not searched and parsed at every question.

## What did not pay

- One run of Pandoc for the whole book: less time in Pandoc, but nothing of it can be kept when a sentence changes.
- More than one process beyond the number of cores: they only wait for each other.

What is left is the drawing: a book from nothing draws each figure twice, wide and narrow, and that is half of the time
of the cells; and Typst, which sets the whole PDF in one thread. A changed data file executes every chapter: what each
reads of it isn't recorded. With the figures kept, that is mostly counting.
"""

if __name__ == "__main__":
    main()
