"""What is left to do for an edition that has been started, as far as the files tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from is248 import files
from is248.analysis.knowledge import BIBLIOGRAPHY
from is248.comparison.questions import Reworded, reworded
from is248.data import checks
from is248.data.changes import units_file
from is248.data.codebook import load_codebook
from is248.data.coding import CODING
from is248.data.edition import FILL_IN, years
from is248.data.responses import LAST_YEAR
from is248.intake.importing import RESPONSES
from is248.project import ProjectError, root
from is248.survey import open_survey
from is248.years.freezing import Frozen, freeze
from is248.years.start import BY_AGE, POPULATION, contents_of, lists_of, of_year, references_of
from is248.years.units import PEOPLE

_FILL_IN = re.compile(rf"(?m)^(\w+): {FILL_IN}")  # a line of a params file


@dataclass(frozen=True)
class Step:
    """One point of the checklist: what to do, where, and whether it is done."""

    what: str
    done: bool


def compare_history(year: int) -> Frozen:
    """Return how the history agrees with the responses of the edition before a year; writes nothing."""
    return freeze(open_survey(_started_from(year)), write=False)


def questionnaires(year: int) -> Reworded:
    """Return how a year's questionnaire differs from that of the edition before."""
    return reworded(load_codebook(_started_from(year)), load_codebook(year))


def _started_from(year: int) -> int:
    """Return the newest edition before one that has been started."""
    if year not in years():
        raise ProjectError(f"{year} has not been started. First: is248 new-year {year}")
    earlier = [one for one in years() if one < year]
    if not earlier:
        raise ProjectError(f"There is no edition before {year} to compare it with.")
    return earlier[-1]


def write_checklist(year: int) -> tuple[Path, list[Step]]:
    """Write the checklist to build/<year>/checklist.md; return the file and the steps."""
    steps = checklist(year)
    lines = [f"{number}. [{'x' if step.done else ' '}] {step.what}" for number, step in enumerate(steps, start=1)]
    text = f"# The edition of {year}\n\n" + "\n".join(lines) + "\n"
    return files.write(f"build/{year}/checklist.md", text), steps


def checklist(year: int) -> list[Step]:
    """Return what a researcher does for an edition, in order, and what of it is done.

    Raises ProjectError if the year has not been started, or a file of it can't be read.
    """
    before, folder = _started_from(year), Path(f"data/{year}")
    params, codebook = f"params/{year}.yml", f"data/codebook/{year}.yml"
    return [
        Step(
            f"{codebook}: write this year's questions into it; the same question keeps its id. Declare a break where "
            f"a question that was changed can't be compared. Then: is248 new-year {year} --check",
            bool(questionnaires(year)),
        ),
        *_steps_for_people(before, year),
        *_steps_for_lists(before, year),
        Step(
            f"{params}: write {_marked(params)}, and look over title, authors, client and reference group; name units "
            f"in not_comparable whose FTE can't be compared with {before}",
            not _FILL_IN.search(contents_of(params)),
        ),
        Step("forord.qmd: read the foreword, and write what is to be said of this edition alone", False),
        Step(f"{folder / LAST_YEAR}: FTE of {before}, for units that don't answer", _there(folder / LAST_YEAR)),
        Step(f"Import the export: is248 import FILE --year {year}", _there(folder / RESPONSES)),
        Step(f"Decide on the warnings: is248 check-data --year {year}, then build/{year}/check-data.html", False),
        Step(
            f"{folder / CODING}: code the open answers (question, unit, theme); until then the book leaves themes out",
            _there(folder / CODING),
        ),
        Step(f"Build the book: is248 book --year {year}", _there(Path(f"dist/{year}/manifest.json"))),
        Step(
            "Read the chapters where the build says that something was left out, and what is new this year; "
            "then: is248 check",
            False,
        ),
    ]


def _marked(params: str) -> str:
    """Return what is still to be filled in of a params file, in words."""
    return ", ".join(_FILL_IN.findall(contents_of(params))) or "what has changed"


def _there(file: Path) -> bool:
    return (root() / file).is_file()


def _step(what: str, lacking: str) -> Step:
    """Return a point that is done when nothing is lacking, and else says what."""
    return Step(f"{what}; {lacking}" if lacking else what, not lacking)


def _steps_for_people(before: int, year: int) -> Iterator[Step]:
    units = checks.read(units_file(year)).fillna("")
    marked = int(units["source"].str.startswith(FILL_IN).sum())
    empty = int((units[PEOPLE] == "").any(axis=1).sum())
    lacking = f"{marked} units still have those of {before}" if marked or empty else ""
    yield _step(
        f"{units_file(year)}: inhabitants on 1 January {year} (is248 fetch-units {year}, or SSB, table 07459)",
        f"{lacking}, {empty} have none" if empty else lacking,
    )
    known = set(checks.read(POPULATION)["year"].astype(int))
    gap = ", ".join(str(one) for one in range(before, year) if one not in known)
    lacking = f"there is none for {gap}, so the series has a gap" if gap else ""
    yield _step(f"{POPULATION}: a row for every year before {year}", lacking)
    newest = int(checks.read(BY_AGE)["year"].astype(int).max())
    yield _step(f"{BY_AGE}: a row for {year}", f"the series ends in {newest}" if newest < year else "")


def _steps_for_lists(before: int, year: int) -> Iterator[Step]:
    for path in lists_of(before):
        own = of_year(path, before, year)
        same = _there(own) and contents_of(own) == contents_of(path)
        lacking = f"it is still the list of {before}" if same else "" if _there(own) else "it is missing"
        yield _step(f"{own}: what is new since {before}", lacking)
    was, now = (references_of(contents_of(BIBLIOGRAPHY), one) for one in (before, year))
    lacking = f"it still stands at those of {before}" if now == was else ""
    yield _step(f"{BIBLIOGRAPHY}: the keyword is248-{year} at what chapter 1 tells of", lacking)
