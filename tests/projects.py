"""Copies of the project for tests to change and break."""

import csv
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from is248.data.edition import FILL_IN
from is248.project import root

YEAR = 2024  # the demonstration's
PARTS = (
    *("_extensions", "params", "data", "chapters", "templates"),
    *("_quarto.yml", "index.qmd", "hovedfunn.qmd", "forord.qmd", "referanser.qmd", "requirements.txt"),
)

# A book that is made in seconds: a chapter of FTE, one of other answers, and what gathers from chapters.
SMALL_BOOK = (
    *("index.qmd", "chapters/sammendrag.ipynb", "chapters/06-arsverk-fordelt.ipynb", "chapters/24-overdoser.ipynb"),
    *("referanser.qmd", "chapters/vedlegg-a-forkortelser.ipynb", "chapters/vedlegg-b-grunnlagsdata.ipynb"),
)
REAL = "client: Helsedirektoratet\nsynthetic: false"  # what an edition of real answers has in place of synthetic: true
_LABEL = re.compile(r"(?:#|label: )((?:sec|tbl|fig)-[\w-]+)")
_REFERENCE = re.compile(r"@((?:sec|tbl|fig)-[\w-]*\w)", re.IGNORECASE)


def copy_project(target: Path, responses: bool = False) -> Path:
    """Copy what the demonstration's edition is made of into a folder, and the fonts that were made small once already.

    It has no pages of units, which take some seconds.
    Without responses the copy's FTE are those of data/reference/fte-2024.csv, which are easier to change.
    """
    origin = root()
    target.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        if (origin / part).is_dir():
            shutil.copytree(origin / part, target / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        else:
            shutil.copy(origin / part, target / part)
    reopen(target)
    params = target / "params" / f"{YEAR}.yml"
    params.write_text(params.read_text(encoding="utf-8").replace("unit_pages: true", "unit_pages: false"), "utf-8")
    if not responses:
        shutil.rmtree(target / "data" / "demo")
        params.write_text(params.read_text(encoding="utf-8").replace("synthetic: true", REAL), "utf-8")
    keep_fonts(target)
    return target


def reopen(project: Path) -> None:
    """Make the demonstration's year a copy's only edition, and an open one, whatever years came and were closed."""
    for params in (project / "params").glob("*.yml"):
        if params.stem != str(YEAR):
            params.unlink()
        if int(params.stem) > YEAR:
            for path in sorted((project / "data").rglob(f"*{params.stem}*")):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for file in ("data/history.csv", "data/reference/population.csv"):
        edit_csv(project / file, lambda rows: [row for row in rows if int(row["year"]) < YEAR])


def keep_fonts(target: Path) -> None:
    """Copy the fonts that were made small once already into a project."""
    cache = target / "build" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for font in (root() / "build" / "cache").glob("font-*.json"):
        shutil.copy(font, cache)


def copy_small_book(target: Path) -> Path:
    """Copy the project with its responses and `SMALL_BOOK` for its book."""
    return keep_in_book(copy_project(target, responses=True), SMALL_BOOK)


def keep_in_book(project: Path, files: Iterable[str]) -> Path:
    """Leave these files alone in a copy's book; references to others become words."""
    config = project / "_quarto.yml"
    lines = config.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not re.search("- (chapters/|hovedfunn)", line) or line.split()[-1] in files]
    config.write_text("".join(kept), encoding="utf-8")
    texts = {project / file: (project / file).read_text(encoding="utf-8") for file in files}
    labels = {label for text in texts.values() for label in _LABEL.findall(text)}
    for path, text in texts.items():
        path.write_text(
            _REFERENCE.sub(lambda found: found[0] if found[1].lower() in labels else "et annet kapittel", text), "utf-8"
        )
    return project


def fill_in(project: Path, year: int) -> None:
    """Write into the params file of a year that has been started what `new-year` could not know."""
    params = project / "params" / f"{year}.yml"
    known = {"date": f"{year}-12-10", "authors": '["Nordmann, Kari"]', "client": "Helsedirektoratet"}
    lines = params.read_text(encoding="utf-8").splitlines()
    marked = {line: line.partition(":")[0] for line in lines if f": {FILL_IN}" in line}
    filled = [f"{marked[line]}: {known.get(marked[line], '')}" if line in marked else line for line in lines]
    params.write_text("\n".join(filled) + "\n", encoding="utf-8")


def edit_csv(path: Path, change: Callable[[list[dict]], list[dict] | None]) -> None:
    """Rewrite a CSV file after `change` has changed its rows, in place or by returning others."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows, fields = list(reader), reader.fieldnames
    rows = change(rows) or rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def add_changes(project: Path, *rows: str) -> None:
    """Add municipal changes to a copy of the project: from_code,to_code,year,kind."""
    path = project / "data" / "reference" / "municipal-changes.csv"
    path.write_text(path.read_text(encoding="utf-8") + "".join(f"{row}\n" for row in rows), encoding="utf-8")
