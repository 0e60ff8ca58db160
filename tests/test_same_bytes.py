"""The same book gives the same bytes, wherever and whenever it is made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tiny_book import tiny_project

MAKE = """
import os, sys
if {cores} and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}})
from nbformat.v4 import new_code_cell
from is248 import build
from concurrent.futures import ThreadPoolExecutor
from tiny_book import PARAMETERS, TITLE, made_book, publish, write_chapter
plan = '#| label: {{0}}-plan\\n#| {{0}}-cap: Planer.\\nplan'
write_chapter(
    TITLE,
    PARAMETERS,
    ["from is248 import *\\nsurvey = open_survey(year)\\nplan = survey.question('handlingsplan_vold')"],
    ["#| label: tbl-plan\\n#| tbl-cap: Planer.\\nplan.answer('ja').by('county').table()"],
    ["#| label: fig-plan\\n#| fig-cap: Planer.\\nplan.answer('ja').by('county').figure()"],
    ["survey.question('ohd_situasjoner').list()"],
    "Se @tbl-plan, @fig-plan og [@npr]. Det er `{{python}} plan.answer('ja').pct` prosent.",
)
book = made_book()
folder = publish(book).folder
build._write_numbers(book, folder, ThreadPoolExecutor(1))
"""


def files_of(folder: Path, one_core: bool, **environment: str) -> dict[str, bytes]:
    """Make the tiny book in a folder, by a process of its own, and return its files."""
    folder.mkdir()
    tiny_project(folder)
    paths = os.pathsep.join([*sys.path, str(Path(__file__).parent)])
    around = os.environ | environment | {"IS248_ROOT": str(folder), "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", MAKE.format(cores=one_core)], env=around, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    made = folder / "dist"
    return {path.relative_to(made).as_posix(): path.read_bytes() for path in sorted(made.rglob("*")) if path.is_file()}


@pytest.mark.slow
def test_two_folders_zones_languages_seeds_and_numbers_of_cores_give_the_same_bytes(tmp_path):
    here = files_of(tmp_path / "en", False, TZ="UTC", LC_ALL="C", LANG="C", PYTHONHASHSEED="1", PYTHONUTF8="1")
    there = files_of(
        tmp_path / "to mapper unna æøå",
        True,
        TZ="Pacific/Kiritimati",
        LC_ALL="C.UTF-8",
        LANG="nb_NO.UTF-8",
        PYTHONHASHSEED="77",
    )
    assert list(here) == list(there)
    assert not [name for name in here if here[name] != there[name]]
    endings = {Path(name).suffix for name in here}
    assert {".html", ".pdf", ".csv", ".xlsx", ".woff2"} <= endings
