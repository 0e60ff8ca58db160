"""Copies of the project for tests to change and break."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from is248.project import root

PARTS = (
    *("params", "data", "chapters", "templates"),
    *("_quarto.yml", "index.qmd", "referanser.qmd", "requirements.txt"),
)


def copy_project(target: Path) -> Path:
    """Copy what a book is made of into a folder, and the fonts that were made small once already."""
    origin = root()
    target.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        if (origin / part).is_dir():
            shutil.copytree(origin / part, target / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        else:
            shutil.copy(origin / part, target / part)
    fonts = origin / "build" / "cache" / "fonts"
    if fonts.is_dir():
        shutil.copytree(fonts, target / "build" / "cache" / "fonts", ignore=shutil.ignore_patterns("*.part"))
    return target


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
