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


def copy_project(target: Path, responses: bool = False) -> Path:
    """Copy what the newest edition is made of into a folder, and the fonts that were made small once already.

    Without responses the copy's FTE are those of data/reference/fte-2024.csv, which are easier to change.
    """
    origin = root()
    target.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        if (origin / part).is_dir():
            shutil.copytree(origin / part, target / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        else:
            shutil.copy(origin / part, target / part)
    for params in sorted((target / "params").glob("*.yml"))[:-1]:
        params.unlink()
    if not responses:
        shutil.rmtree(target / "data" / "demo")
        params = target / "params" / "2024.yml"
        params.write_text(params.read_text(encoding="utf-8").replace("synthetic: true", "synthetic: false"), "utf-8")
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
