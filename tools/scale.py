"""Measure the pages of many units, and print the table of docs/scale.md: `make scale`.

The units of 2024 are repeated with their answers. It is time of the processor, so that other work matters little. Each
run has a process of its own, for its memory. The book has to be built: what is kept of it is taken.
"""

import dataclasses
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from is248 import build, open_survey
from is248.analysis import population
from is248.analysis.by_unit import GROUPS, by_unit
from is248.analysis.unit_answers import unit_answers
from is248.project import root
from is248.publish.files import packages
from is248.publish.reading import pandoc
from is248.publish.site import html
from is248.steps import Memory
from is248.survey import Survey

YEAR, COPIES, RUNS = 2024, (1, 3, 9, 27), 3
WANTED = 10_000
HEADS = (
    "| units | counting for all pages | writing the pages | one page | county workbooks | results | pages on disk "
    "| search and list | memory |"
)


def repeated(survey: Survey, times: int) -> Survey:
    """Return an edition with its units some times over, with codes and names of their own."""
    codes = [f"{code}{'' if copy == 0 else f'{copy:03}'}" for copy in range(times) for code in survey.units.index]
    units = pd.concat([survey.units] * times).set_axis(codes)
    frame = pd.concat([survey.responses.frame] * times).set_axis(codes)
    return dataclasses.replace(survey, units=units, answers=dataclasses.replace(survey.responses, frame=frame))


def timed(work) -> tuple[float, object]:
    """Return the seconds of CPU that this process took for something, and what came of it."""
    began = time.process_time()
    done = work()
    return time.process_time() - began, done


def workbooks(many: Survey) -> dict[str, bytes]:
    """Return the county governors' workbooks, as the build makes them."""
    rates = {by: population.fte(many, by) for by in GROUPS}
    return packages.Packages(many, rates, population.base_data(many), by_unit(many)).files()


def measure(times: int) -> dict[str, float]:
    """Return what the units, some times over, take: seconds of CPU, GB at the peak, MB on the disk."""
    many = repeated(open_survey(YEAR), times)
    seconds, answers = timed(lambda: unit_answers(many))
    packed, _ = timed(lambda: workbooks(many))
    with tempfile.TemporaryDirectory() as place:
        memory, folder = Memory(), Path(place)
        book = build.execute_edition(YEAR).assemble()
        staged = root() / "build" / str(YEAR) / "book"
        pages, targets = pandoc.read_book(book, staged)
        write = lambda units: html.write_site(book, pages, targets, folder, memory=memory, units=units)  # noqa: E731
        write(None)  # the book itself: what follows is of the units alone
        without, _ = timed(lambda: write(None))
        written, _ = timed(lambda: write(answers.data))
        size = sum(file.stat().st_size for file in (folder / "kommuner").iterdir())
        looked_up = [folder / "assets" / "search-index.js", folder / "kommuner" / "index.html"]
        index = sum(file.stat().st_size for file in looked_up)
    return {
        "units": len(answers.data["units"]),
        "count": seconds,
        "write": written - without,
        "packages": packed,
        "index": index / 1e6,
        "results": len(json.dumps(answers.data)) / 1e6,
        "disk": size / 1e6,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }


def medians(times: int) -> dict[str, float]:
    """Return the median of some runs, each in a process of its own."""
    command = [sys.executable, __file__, str(times)]
    runs = [json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout) for _ in range(RUNS)]
    return pd.DataFrame(runs).median().to_dict()


def main() -> None:
    """Measure one number of copies, or all of them for the page."""
    if sys.argv[1:]:
        print(json.dumps(measure(int(sys.argv[1]))))
        return
    found = [medians(times) for times in COPIES]
    low, high = found[0], found[-2]  # the last size is measured to see whether the line holds
    slopes = {key: (high[key] - low[key]) / (high["units"] - low["units"]) for key in low}
    wanted = {key: low[key] + slopes[key] * (WANTED - low["units"]) for key in low} | {"units": WANTED}
    print(f"{HEADS}\n{'|---' * HEADS.count(' | ')}|---|\n{rows(found, wanted)}")


def rows(found: list[dict[str, float]], wanted: dict[str, float]) -> str:
    """Return the table's rows: what was measured, and the straight line at 10 000 units."""
    named = [(f"{one['units']:.0f}", one) for one in found] + [(f"{WANTED} (estimate)", wanted)]
    each = (
        "| {} | {count:.1f} s | {write:.1f} s | {per:.1f} ms | {packages:.1f} s | {results:.1f} MB | {disk:.0f} MB "
        "| {index:.1f} MB | {memory:.2f} GB |"
    )
    return "\n".join(each.format(name, per=1000 * one["write"] / one["units"], **one) for name, one in named)


if __name__ == "__main__":
    main()
