"""Kill what writes files, at random moments, and write docs/reliability.md with what came of it: `make reliability`.

Everything runs on a copy of the project with a book of one chapter. A kill is SIGKILL: nothing of the process runs any
longer. Then comes the next start, and what is there is looked at. A part of the program is a function that returns a
`Section`; `PARTS` names them, and a part that isn't run keeps its last counts in the document.
"""

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from is248 import current, files
from is248.project import root
from process_kills import process_kills

YEAR = 2024
PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
CHAPTER = Path("chapters/01-planer.ipynb")
MARK = "IS248_RELIABILITY"  # in the environment of all that is started here
CELL = '#| label: tbl-plan\n#| tbl-cap: Planer\nsurvey.question("handlingsplan_vold").table()'
OLD, NEW, TORN = "as it was", "the new one, whole", "neither (a fault)"
PART = "a part of the new files, which the next run completed"
HEAD = """# Reliability

Written by `make reliability`, on a copy of the project with a book of one chapter. A kill is SIGKILL at a random
moment: of the whole run, and every second time of its end, where files are written. Behind it the next command starts,
and what is there then is counted.
"""


@dataclass(frozen=True)
class Section:
    """A part of the document: its heading, and what was counted, in words."""

    title: str
    counts: dict[str, int | str]

    def __str__(self) -> str:
        lines = "".join(f"| {what} | {count} |\n" for what, count in self.counts.items())
        return f"## {self.title}\n\n| what | count |\n|---|---|\n{lines}"


# --- a project to break


@contextmanager
def project() -> Iterator[Path]:
    """Give a copy of the project with a book of one chapter, which is built; end what was started in it."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder) / "project"
        for part in ("_extensions", "data", "params", "templates"):
            shutil.copytree(root() / part, top / part)
        shutil.copy(root() / "requirements.txt", top)
        params = top / "params" / f"{YEAR}.yml"
        for other in {*params.parent.glob("*.yml")} - {params}:
            other.unlink()
        params.write_text(params.read_text("utf-8").replace("unit_pages: true", "unit_pages: false"), "utf-8")
        (top / "build" / "cache").mkdir(parents=True)
        for font in (root() / "build" / "cache").glob("font-*.json"):
            shutil.copy(font, top / "build" / "cache")
        config = yaml.safe_load((root() / "_quarto.yml").read_text(encoding="utf-8"))
        config["book"] |= {"chapters": ["index.qmd", str(CHAPTER), "referanser.qmd"], "appendices": []}
        (top / "_quarto.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
        (top / "index.qmd").write_text("# Forord {.unnumbered}\n\nEn kort bok.\n", encoding="utf-8")
        (top / "referanser.qmd").write_text("# Referanser {.unnumbered}\n\n::: {#refs}\n:::\n", encoding="utf-8")
        (top / "chapters").mkdir()
        write_chapter(top, 0)
        try:
            yield top
        finally:
            for process in started(top):
                os.kill(process, signal.SIGKILL)


def write_chapter(top: Path, number: int) -> None:
    """Write the chapter with another number in it, in its text and in its cell."""
    cells = [
        new_markdown_cell("# Planer {#sec-planer}"),
        new_code_cell(f"year = {YEAR}", metadata={"tags": ["parameters"]}),
        new_code_cell(f"from is248 import *\n\nsurvey = open_survey(year)  # {number}"),
        new_markdown_cell(f"@Tbl-plan viser planer. Dette er utkast {number}."),
        new_code_cell(CELL),
    ]
    for place, cell in enumerate(cells):
        cell.id = f"cell-{place}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), top / CHAPTER)


def start(top: Path, *words: str) -> subprocess.Popen:
    """Start a command of ours in the project, or a program of tools/."""
    ours = [sys.executable, "-c", "from is248.cli import app; app()"]
    command = [sys.executable, *words] if words[0].endswith(".py") else [*ours, *words]
    library = [str(PAGE.parents[1] / "lib"), *filter(None, [os.environ.get("PYTHONPATH")])]
    surroundings = os.environ | {"IS248_ROOT": str(top), MARK: str(top), "PYTHONPATH": os.pathsep.join(library)}
    return subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def run(top: Path, *words: str) -> float:
    """Run a command to its end, which has to be a good one; return the seconds that it took."""
    begun, process = time.perf_counter(), start(top, *words)
    output, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{' '.join(words)}:\n{output}")
    return time.perf_counter() - begun


def started(top: Path) -> list[int]:
    """Return the processes that were started in a project and are left, where the system tells it."""
    mark = f"{MARK}={top}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (place / "environ").read_bytes():
                found.append(int(place.name))
        except OSError:  # ended by now, or of someone else
            continue
    return found


def kill(top: Path, seconds: float, rng: random.Random, late: bool, *words: str) -> None:
    """Run a command and kill it at a random moment of the time that it takes, or of the end of it."""
    process = start(top, *words)
    try:
        process.wait(rng.uniform(0.75 * seconds if late else 0, 1.05 * seconds))
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()
    run(top, "years")  # the next start


def leftovers(top: Path) -> list[Path]:
    """Return what no run should leave behind the next start."""
    ends = (files.PART, files.MOVES, ".tmp", ".new", ".old")
    return [path for path in top.rglob(".*") if path.name.endswith(ends)]


def snapshot(*places: Path) -> dict[str, bytes]:
    """Return the files below some folders, or of themselves."""
    every = [file for place in places for file in ([place] if place.is_file() else place.rglob("*"))]
    return {str(file): file.read_bytes() for file in every if file.is_file()}


# --- the parts


def kills_of_build(kills: int, rng: random.Random) -> Section:
    """Kill a build; every time the chapter has changed, so that the new book is another one."""
    counts = dict.fromkeys(("kills", OLD, NEW, TORN, "leftovers"), 0)
    with project() as top:
        book = top / "dist" / str(YEAR)
        run(top, "book", "--year", str(YEAR))
        write_chapter(top, 1)
        seconds = run(top, "book", "--year", str(YEAR))
        for number in range(kills):
            before = snapshot(book)
            write_chapter(top, number + 2)
            kill(top, seconds, rng, number % 2 == 1, "book", "--year", str(YEAR))
            manifest = current.read_manifest(book)
            whole = manifest and manifest["outputs"] == current.digests(current.outputs(book), book)
            counts["kills"] += 1
            counts[OLD if snapshot(book) == before else NEW if whole else TORN] += 1
            counts["leftovers"] += len(leftovers(top))
        run(top, "book", "--year", str(YEAR))
        run(top, "verify", "--quick", str(book))
    return Section("Kills of a build", counts)


def builds_at_once(pairs: int, rng: random.Random) -> Section:
    """Start two builds of one year, the second one a little later."""
    counts = dict.fromkeys(("pairs", "both ended well", "one waited and said for whom", "book whole", "leftovers"), 0)
    with project() as top:
        book = top / "dist" / str(YEAR)
        for number in range(pairs):
            write_chapter(top, number)
            first = start(top, "book", "--year", str(YEAR))
            time.sleep(rng.uniform(0, 3))
            second = start(top, "book", "--year", str(YEAR))
            told = [process.communicate()[0] for process in (first, second)]
            counts["pairs"] += 1
            counts["both ended well"] += first.returncode == second.returncode == 0
            if first.returncode or second.returncode:
                print(*told, sep="\n")  # why
            counts["one waited and said for whom"] += any("waits for process" in text for text in told)
            verified = start(top, "verify", "--quick", str(book))
            verified.communicate()
            counts["book whole"] += verified.returncode == 0
            counts["leftovers"] += len(leftovers(top))
    return Section("Two builds of one year at once", counts)


def _kills_of(
    title: str, kills: int, rng: random.Random, prepare: Callable[[Path], None], *words: str, parts: bool = False
) -> Section:
    """Kill a command that writes files in data/ and params/: all are as they were, or all as a whole run makes them.

    With `parts`, it makes them in steps, and the next run makes those that are missing.
    """
    counts = dict.fromkeys(("kills", OLD, NEW, PART, TORN, "leftovers"), 0)
    with project() as top:
        prepare(top)
        words = tuple(word.format(top=top) for word in words)
        places, kept = (top / "data", top / "params"), top.with_name("kept")
        for place in places:
            shutil.copytree(place, kept / place.name)
        before = snapshot(*places)
        seconds = run(top, *words)
        after = snapshot(*places)
        for number in range(kills):
            for place in places:
                shutil.rmtree(place)
                shutil.copytree(kept / place.name, place)
            kill(top, seconds, rng, number % 2 == 1, *words)
            found = snapshot(*places)
            counts["kills"] += 1
            counts["leftovers"] += len(leftovers(top))
            if found in (before, after):
                counts[OLD if found == before else NEW] += 1
                continue
            whole = all(found.get(name) in (before.get(name), after.get(name)) for name in {*found, *before, *after})
            run(top, *words)
            counts[PART if whole and parts and snapshot(*places) == after else TORN] += 1
    return Section(title, counts)


def kills_of_import(kills: int, rng: random.Random) -> Section:
    """Kill an import that puts other responses in the place of those there are."""

    def prepare(top: Path) -> None:
        export = top / "eksport.csv"
        shutil.copy(top / "data" / "demo" / str(YEAR) / "responses.csv", export)
        run(top, "import", str(export), "--year", str(YEAR))
        lines = export.read_text(encoding="utf-8").splitlines(keepends=True)
        export.write_text("".join(lines[:-1]), encoding="utf-8")  # the last unit takes no part

    return _kills_of("Kills of an import", kills, rng, prepare, "import", "{top}/eksport.csv", "--year", str(YEAR))


def kills_of_new_year(kills: int, rng: random.Random) -> Section:
    """Kill the start of a new year; what a killed one has not made yet, the next one makes."""
    return _kills_of(
        "Kills of the start of a year", kills, rng, lambda top: None, "new-year", str(YEAR + 1), parts=True
    )


def kills_of_demo(kills: int, rng: random.Random) -> Section:
    """Kill the making of the demo, over one that was changed."""

    def prepare(top: Path) -> None:
        for file in (top / "data" / "demo").glob("*/*.csv"):
            lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
            file.write_text("".join(lines[:-1]), encoding="utf-8")

    program = str(Path(__file__).with_name("make_demo.py"))
    return _kills_of("Kills of the demo", kills, rng, prepare, program, "{top}")


def kills_of_processes(kills: int, rng: random.Random) -> Section:
    """Kill the command, a worker or the fork server of a build, and look for how long the others live on."""
    counts = process_kills(kills, rng.randrange(1000))
    return Section("What lives on after a kill", {what.replace("_", " "): count for what, count in counts.items()})


PARTS: dict[str, Callable[[int, random.Random], Section]] = {
    "build": kills_of_build,
    "pairs": builds_at_once,
    "import": kills_of_import,
    "new-year": kills_of_new_year,
    "demo": kills_of_demo,
    "processes": kills_of_processes,
}


# --- the document


def document(sections: list[Section], last: str = "") -> str:
    """Return the document: these sections in the place of their last ones, the others as they were."""
    known = {text.partition("\n")[0]: f"## {text.rstrip()}\n" for text in re.split(r"(?m)^## ", last)[1:]}
    known |= {section.title: str(section) for section in sections}
    return "\n".join([HEAD, *known.values()])


def main() -> None:
    """Run the parts that are named, all unless any is."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}")
    arguments.add_argument("--times", type=int, default=10, help="how many kills or pairs of each (10)")
    arguments.add_argument("--seed", type=int, default=248, help="which moments (248)")
    chosen = arguments.parse_args()
    if root() != PAGE.parents[1]:  # another copy's library is what Python finds
        raise SystemExit(f"The library is that of {root()}; this is the program of {PAGE.parents[1]}.")
    for name in chosen.parts or PARTS:
        section = PARTS[name](chosen.times, random.Random(chosen.seed))
        print(section, flush=True)
        files.write(PAGE, document([section], PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""))


if __name__ == "__main__":
    main()
