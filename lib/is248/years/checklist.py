"""What is left to do for an edition that has been started, as far as the files tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from is248 import files
from is248.chapters import facts, uses
from is248.comparison.questions import Reworded, reworded
from is248.data import checks
from is248.data.carried import BIBLIOGRAPHY, HISTORY, carried, lists_of
from is248.data.changes import CHANGES_FILE, units_file
from is248.data.codebook import Codebook, codebook_years, load_codebook
from is248.data.coding import CODING
from is248.data.edition import FILL_IN, years
from is248.data.responses import LAST_YEAR
from is248.intake.importing import RESPONSES, check_data
from is248.project import ProjectError, root
from is248.reading import read_yaml
from is248.survey import open_survey
from is248.years.freezing import Frozen, freeze
from is248.years.start import BY_AGE, POPULATION, contents_of
from is248.years.units import PEOPLE, units_start

_YEAR = re.compile(r"(?:\S+\s+){0,4}\S*\b(?:19|20)\d\d\b\S*(?:\s+\S+){0,2}")  # with a few words around it
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
    lines += ["", "## Questions and chapters", "", *(f"- {line}" for line in coverage(year))]
    old = [f"- {fact}" for fact in old_facts(year)]
    lines += ["", f"## Not known to hold for {year}, the oldest first", "", *old] if old else []
    text = f"# The edition of {year}\n\n" + "\n".join(lines) + "\n"
    return files.write(f"build/{year}/checklist.md", text), steps


def checklist(year: int) -> list[Step]:
    """Return what a researcher does for an edition, in order, and what of it is done.

    Each is looked up in the files as they are, so they can be done in any order. Raises ProjectError if the year has
    not been started, or a file of it can't be read.
    """
    before, folder = _started_from(year), _folder(year)
    params, codebook = f"params/{year}.yml", f"data/codebook/{year}.yml"
    old = old_facts(year)
    return [
        Step(
            f"{codebook}: write this year's questions into it; the same question keeps its id. Declare a break where "
            f"a question that was changed can't be compared. Then: is248 new-year {year} --check",
            bool(questionnaires(year)),
        ),
        *_steps_for_borders(before, year),
        *_steps_for_people(before, year),
        *_steps_for_lists(year),
        _step(
            f"The chapters: what is said of the world outside the survey, and read in open answers; see it, and write "
            f'the year behind it, as in {{.fact years="{before}-{year}"}}',
            f"{len(old)} places are not known to hold for {year}" if old else "",
        ),
        Step(
            f"{params}: write {_marked(params)}, and look over title, authors, client and reference group; name units "
            f"in not_comparable whose FTE can't be compared with {before}",
            not _FILL_IN.search(contents_of(params)),
        ),
        Step(f"Import the export: is248 import FILE --year {year}", _there(folder / RESPONSES)),
        _step_for_warnings(year),
        Step(
            f"{folder / CODING}: code the open answers (question, unit, theme); until then the book leaves themes out",
            _there(folder / CODING),
        ),
        Step(f"Build the book: is248 book --year {year}", _there(Path(f"dist/{year}/manifest.json"))),
        Step(
            "Read the chapters where the build says that something was left out, and what is new this year; then: "
            f"is248 check. When nothing is last year's any longer, take draft: true out of {params} and build it again",
            not re.search(r"(?m)^draft:\s*true", contents_of(params)),
        ),
    ]


def coverage(year: int) -> list[str]:
    """Return which questions and chapters don't meet in a year, a line each: to show, left out, or to look at.

    Of the questions in no chapter those that the edition before had neither are left out.
    """
    book, before = load_codebook(year), load_codebook(_started_from(year))
    found = uses.places(chapters_of(year), [load_codebook(one) for one in codebook_years()])
    old = set(uses.unused(before, found))
    lines = [
        f"in no chapter: {id}: {book.question(id).text} (is248 add-table {id})"
        for id in uses.unused(book, found)
        if id not in old
    ]
    lines += [
        f"not asked in {year}, so left out: {id}: {where[0]}{f' and {len(where) - 1} more' if where[1:] else ''}"
        for id, where in uses.gone(book, found).items()
        if id in before.ids
    ]
    for id, names in uses.replaced(book, found).items():
        lines += [f"{id} replaces {old}; look at {place}" for old, where in names.items() for place in where]
    asked = dict.fromkeys(_dated(before))
    return lines + [
        f"a year in it, and word for word as in {before.year}: {place}: {words}"
        for place, words in _dated(book)
        if (place, words) in asked
    ]


def _dated(book: Codebook) -> Iterator[tuple[str, str]]:
    """Yield the words that units read and that name a year: where they stand in the codebook, and those around it."""
    texts = [(f"stems {name}", words) for name, words in book.stems.items()]
    parts = [("guidance", one) for one in book.guidance] + [
        (f"sections {id}", one) for id, one in book.sections.items()
    ]
    texts += [(place, [one.title, one.help or ""]) for place, one in parts]
    for question in book.questions:
        options = [*book.options(question.id), *question.services, *question.educations]
        of_options = [text or "" for one in options for text in (one.asked, one.help)]
        texts.append((question.id, [question.text, *question.form, question.help or "", *of_options]))
    for place, words in texts:
        for text in dict.fromkeys(words):
            yield from ((place, f"«{found[0].strip()}»") for found in _YEAR.finditer(text))


def old_facts(year: int) -> list[facts.Fact]:
    """Return what the chapters say that nobody has found to hold for a year, the oldest first."""
    return facts.stale(chapters_of(year), year)


def chapters_of(year: int) -> list[Path]:
    """Return the chapters and pages of a year's book."""
    names = read_yaml(f"params/{year}.yml").get("chapters", {})
    named = re.findall(r"(?m)^[ \t]*-[ \t]+([\w/-]+\.(?:ipynb|qmd))", contents_of("_quarto.yml"))
    return [(root() / file).with_stem(names.get(Path(file).stem, Path(file).stem)) for file in named]


def _marked(params: str) -> str:
    """Return what is still to be filled in of a params file, in words."""
    return ", ".join(_FILL_IN.findall(contents_of(params))) or "what has changed"


def _folder(year: int) -> Path:
    """Return where a year's responses lie; its params file may not be filled in yet."""
    synthetic = re.search(r"(?m)^synthetic:\s*true", contents_of(f"params/{year}.yml"))
    return Path("data/demo" if synthetic else "data") / str(year)


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


def _steps_for_borders(before: int, year: int) -> Iterator[Step]:
    """Yield whether the units, and last year's FTE, are on the borders that the municipal changes give."""
    file, last_year = units_file(year), _folder(year) / LAST_YEAR
    due, there = set(units_start(before, year)["code"]), set(checks.read(file)["code"])
    wrong = ", ".join(sorted(due ^ there)[:5])
    yield _step(
        f"{CHANGES_FILE}: the changes up to {year}, and {file} after them",
        f"they differ in {wrong}: is248 new-year {year} --again {file}" if wrong else "",
    )
    cure = f"is248 new-year {year} --again {last_year}"
    lacking = f"it is missing: {cure}" if not _there(last_year) else ""
    if not lacking and (wrong := sorted(there ^ set(checks.read(last_year)["unit"]))):
        lacking = f"it has other units than {file} ({', '.join(wrong[:5])}): {cure}"
    yield _step(f"{last_year}: FTE of {before}, for units that don't answer", lacking)


def _steps_for_lists(year: int) -> Iterator[Step]:
    left = {one.file: one.what for one in carried(year)}
    for file in lists_of(year):
        yield _step(f"{file}: what is new this year, and the year under checked", left.get(file, ""))
    if HISTORY in left:
        yield Step(f"{HISTORY}: the numbers of earlier years; {left[HISTORY]}", False)
    yield _step(f"{BIBLIOGRAPHY}: the keyword is248-{year} at what chapter 1 tells of", left.get(BIBLIOGRAPHY, ""))


def _step_for_warnings(year: int) -> Step:
    what = f"Decide on the warnings: is248 check-data --year {year}, then build/{year}/check-data.html"
    if not _there(_folder(year) / RESPONSES) or _FILL_IN.search(contents_of(f"params/{year}.yml")):
        return Step(what, False)
    found = check_data(year).found
    left = len(found.errors) + len(found.open)
    return _step(what, f"{left} are open" if left else "")
