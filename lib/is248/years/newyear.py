"""A new year: the files that an edition starts from, made of the edition before; and what is left to do in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from is248.analysis.knowledge import BIBLIOGRAPHY
from is248.data import changes, checks
from is248.data.codebook import Codebook, Question, load_codebook
from is248.data.coding import CODING
from is248.data.edition import FILL_IN, years
from is248.data.responses import LAST_YEAR, has_responses
from is248.intake.importing import RESPONSES
from is248.project import ProjectError, root
from is248.survey import Survey, open_survey
from is248.years.freezing import Frozen, freeze

REFERENCE = Path("data/reference")
POPULATION, BY_AGE = REFERENCE / "population.csv", REFERENCE / "population-by-age.csv"
PEOPLE = ["inhabitants_under_18", "inhabitants_adults"]
_ANEW = ("units", "fte")  # files of a year that are not last year's over again
_COMPARED = ("type", "text", "label", "unit", "target")


@dataclass(frozen=True)
class NewYear:
    """What `new_year` did.

    Attributes
    ----------
    year, before : int
        The new edition's year, and that of the edition it was made from.
    made, kept : list of Path
        Files that are new, and files that were there already and were left as they are; relative to the project.
    frozen : Frozen
        What became of the numbers of the edition before in the history.
    synthetic : bool
        Whether these numbers are invented.
    later : str
        Why `last_year.csv` could not be made yet; empty if it could.
    """

    year: int
    before: int
    made: list[Path]
    kept: list[Path]
    frozen: Frozen
    synthetic: bool
    later: str = ""

    @property
    def gap(self) -> str:
        """The years in between that have no edition: `2025–2030`; empty if there are none."""
        first, last = self.before + 1, self.year - 1
        return "" if first > last else str(first) if first == last else f"{first}–{last}"


@dataclass(frozen=True)
class Step:
    """One point of the checklist: what to do, where, and whether it is done."""

    what: str
    done: bool


@dataclass(frozen=True)
class Reworded:
    """How a questionnaire differs from the one before.

    Attributes
    ----------
    added, dropped : dict of str to str
        Ids and words of questions that are new, or no longer asked.
    reworded : dict of str to list of str
        What was changed in questions that have kept their id.
    """

    added: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    reworded: dict[str, list[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.reworded)

    @property
    def lines(self) -> list[str]:
        """All of it, one line each."""
        found = [f"new: {id}: {text}" for id, text in self.added.items()]
        found += [f"no longer asked: {id}: {text}" for id, text in self.dropped.items()]
        return found + [f"changed: {id}: {what}" for id, list_ in self.reworded.items() for what in list_]


def new_year(year: int) -> NewYear:
    """Make the files that a year's edition starts from, and carry the numbers of the edition before into the history.

    The edition before is the newest there is; it need not be that of the year before. A file that is there already
    is never written, so a second run makes only what is missing.

    Parameters
    ----------
    year : int
        Later than every edition there is.

    Raises
    ------
    ProjectError
        If there is a later edition, none before, the edition before has no responses, or the year has responses
        already. Nothing has been written then.
    """
    if any((root() / folder / RESPONSES).is_file() for folder in (Path(f"data/{year}"), Path(f"data/demo/{year}"))):
        raise ProjectError(
            f"{year} has its responses already, so it has been started. "
            f"To see what is left to do: is248 new-year {year} --check"
        )
    before = edition_before(year)
    if not has_responses(before):
        raise ProjectError(
            f"The edition of {before} has no responses, so there is nothing to carry forward. "
            f"Import them first: is248 import FILE --year {before}"
        )
    survey = open_survey(before)
    units = units_start(before, year)
    frozen = freeze(survey)
    made, kept = [], []
    for path, text in [*_start_files(before, year), (_units(year), units.to_csv(index=False, lineterminator="\n"))]:
        (made if _write_new(path, text) else kept).append(path)
    if _add_population(survey):
        made.append(POPULATION)
    if _tag_references(before, year):
        made.append(BIBLIOGRAPHY)
    last_year, later = Path(f"data/{year}") / LAST_YEAR, ""
    if (root() / last_year).is_file():
        kept.append(last_year)
    else:
        try:
            _write_new(last_year, last_year_of(survey, year))
            made.append(last_year)
        except ProjectError as error:  # a unit that was divided has no inhabitants to divide by yet
            later = str(error)
    return NewYear(year, before, made, kept, frozen, survey.edition.synthetic, later)


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


def edition_before(year: int) -> int:
    """Return the edition that a new year is made from: the newest before it.

    Raises
    ------
    ProjectError
        If there is none, or the year is not a new one.
    """
    known = years()
    earlier = [one for one in known if one < year]
    if known and known[-1] > year:
        raise ProjectError(
            f"{year} is no new year: there is an edition of {known[-1]} already. "
            f"The next one can be {known[-1] + 1} or a later year."
        )
    if not earlier:
        raise ProjectError(
            f"There is no edition before {year} to start from; there are: {', '.join(map(str, known)) or 'none'}."
        )
    return earlier[-1]


# --- the files


def _units(year: int) -> Path:
    return REFERENCE / f"units-{year}.csv"


def _text(file: Path | str) -> str:
    path = root() / file
    if not path.is_file():
        raise ProjectError(f"The file {file} is missing; the new year's is made from it.")
    return path.read_text(encoding="utf-8-sig")


def _write_new(file: Path, text: str) -> bool:
    """Write a file unless it is there already; return whether it was written."""
    path = root() / file
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def _start_files(before: int, year: int) -> Iterator[tuple[Path, str]]:
    yield Path(f"params/{year}.yml"), params_start(_text(f"params/{before}.yml"), before, year)
    codebook = _text(f"data/codebook/{before}.yml")
    yield Path(f"data/codebook/{year}.yml"), codebook_start(codebook, before, year)
    for path in lists_of(before):
        yield _of_year(path, before, year), _text(path)


def lists_of(year: int) -> list[Path]:
    """Return the reference files of a year that begin as a copy of last year's, such as plans-2024.csv."""
    own = [path.relative_to(root()) for path in sorted((root() / REFERENCE).glob(f"*-{year}.csv"))]
    return [path for path in own if path.stem.removesuffix(f"-{year}") not in _ANEW]


def _of_year(path: Path, before: int, year: int) -> Path:
    return path.with_name(path.name.replace(f"-{before}.csv", f"-{year}.csv"))


def params_start(text: str, before: int, year: int) -> str:
    """Return the params file of a new year: the one before with the year put in, and a mark where the date goes."""
    text = re.sub(r"^#.*\n", "", text)
    text = re.sub(rf"(?m)^(year|title|subtitle):.*\b{before}\b", lambda line: _renewed(line[0], before, year), text)
    text = re.sub(r"(?m)^date:.*$", f"date: {FILL_IN}   # the day of publication, such as {year}-12-10", text)
    text = re.sub(r"(?m)^not_comparable:.*\n", "", text)  # said of one change between two years
    text = re.sub(r"(?m)^synthetic:\s*true.*\n", "", text)
    hint = '# Units whose FTE can\'t be compared with the year before stand in not_comparable, such as: ["5001"]\n'
    return f"# The edition of {year}. Made from that of {before}; {FILL_IN} marks what is not known yet.\n{hint}{text}"


def codebook_start(text: str, before: int, year: int) -> str:
    """Return the codebook of a new year: the one before, with the year put in."""
    line = rf"(?m)^(year:|title:|# The questionnaire of\b).*\b{before}\b"
    return re.sub(line, lambda found: _renewed(found[0], before, year), text)


def _renewed(line: str, before: int, year: int) -> str:
    return re.sub(rf"\b{before}\b", str(year), line)


def mark(before: int) -> str:
    """Return what `source` says in the row of a unit whose inhabitants are still those of the edition before."""
    return f"{FILL_IN}: still {before}"


def units_start(before: int, year: int) -> pd.DataFrame:
    """Return the units that a year starts with: those before, after the municipal changes in between.

    Inhabitants are carried over; those of units that became one are added, and those of units that were divided are
    empty. `source` marks them all.

    Returns
    -------
    DataFrame of str
        Columns as units-<year>.csv.

    Raises
    ------
    ProjectError
        If a change is about a code that is no unit then.
    """
    units = checks.read(_units(before)).fillna("").assign(source=mark(before))
    file = changes.CHANGES_FILE
    found = checks.checked(checks.read(file), checks.CHANGES, str(file))
    for when, links in found[found["year"].between(before + 1, year)].groupby("year"):
        if unknown := sorted(set(links["from_code"]) - set(units["code"])):
            raise ProjectError(f"{file} has changes of {when} for {', '.join(unknown)}: no unit before it.")
        units = _after(units, links, int(when), before)
    return units


def _after(units: pd.DataFrame, links: pd.DataFrame, when: int, before: int) -> pd.DataFrame:
    """Return the units after the changes of one year; a new unit stands where the first that it came from stood."""
    old, rows, made = units.set_index("code", drop=False), [], set()
    for code, unit in old.iterrows():
        targets = links.loc[links["from_code"] == code, "to_code"]
        rows += [unit.to_dict()] if targets.empty else []
        for target in targets[~targets.isin(made)]:
            made.add(target)
            of_target = links[links["to_code"] == target]
            rows.append(_changed(old.loc[of_target["from_code"]], of_target.iloc[0], when, before))
    return pd.DataFrame(rows, columns=units.columns)


def _changed(sources: pd.DataFrame, link: pd.Series, when: int, before: int) -> dict:
    """Return the row of a unit with a new code: names and groups are those of the first that it came from."""
    row = sources.iloc[0].to_dict() | {"code": link["to_code"]}
    row["source"] = f"{mark(before)}; {'+'.join(sources['code'])} {link['kind']} {when}: see to name and groups too"
    known = (sources[PEOPLE] != "").all(axis=None) and link["kind"] != "split"
    sums = {column: int(sources[column].astype(int).sum()) if known else "" for column in PEOPLE}
    row |= {column: str(number) for column, number in sums.items()}
    if known and row["size_group"] in checks.SIZE_LIMITS:
        row["size_group"] = _size_group(sum(sums.values()))
    return row


def _size_group(inhabitants: int) -> str:
    return next(group for group, (low, high) in checks.SIZE_LIMITS.items() if low <= inhabitants < high)


def _add_population(survey: Survey) -> bool:
    """Add the row of the edition before to the country's inhabitants; return whether it was lacking."""
    text, year = _text(POPULATION), survey.edition.year
    if re.search(rf"(?m)^{year},", text):
        return False
    under_18, adults = survey.units[PEOPLE].sum()
    row = f"{year},{under_18},{adults},sum of units-{year}.csv\n"
    (root() / POPULATION).write_text(text.rstrip("\n") + "\n" + row, encoding="utf-8")
    return True


def _tag_references(before: int, year: int) -> bool:
    """Let the references of the edition before be the new year's to begin with; return whether it had none."""
    text = _text(BIBLIOGRAPHY)
    if references_of(text, year):
        return False
    tagged = re.sub(rf"(?m)^(\s*keywords\s*=.*\bis248-{before}\b)", rf"\1, is248-{year}", text)
    (root() / BIBLIOGRAPHY).write_text(tagged, encoding="utf-8")
    return tagged != text


def references_of(text: str, year: int) -> list[str]:
    """Return the keys of a bibliography's references that have the keyword of an edition, such as is248-2024."""
    entries = re.split(r"(?m)^@\w+\{", text)[1:]
    return [entry.partition(",")[0] for entry in entries if re.search(rf"\bis248-{year}\b", entry)]


def last_year_of(survey: Survey, year: int) -> str:
    """Return last_year.csv of a new year: every unit's FTE in an edition, on the new year's borders.

    Raises
    ------
    ProjectError
        If the units of the two years don't fit together, or a unit that came of a division has no inhabitants.
    """
    before = survey.edition.year
    asked = [question.id for question in survey.responses.codebook.questions if question.type == "fte"]
    fte = {id: changes.on_borders_of(survey.complete_fte(id).by_unit, before, year) for id in asked}
    return pd.DataFrame(fte).rename_axis("unit").to_csv(float_format="%.10g", lineterminator="\n")


# --- the questionnaire


def reworded(old: Codebook, new: Codebook) -> Reworded:
    """Return the questions that were added, dropped and changed between two questionnaires."""
    was, now = ({question.id: question for question in codebook.questions} for codebook in (old, new))
    found = {id: list(_differences(old, was[id], new, now[id])) for id in now if id in was}
    return Reworded(
        {id: question.text for id, question in now.items() if id not in was},
        {id: question.text for id, question in was.items() if id not in now},
        {id: what for id, what in found.items() if what},
    )


def _differences(old: Codebook, was: Question, new: Codebook, now: Question) -> Iterator[str]:
    for key in _COMPARED:
        if getattr(was, key) != getattr(now, key):
            yield f"{key} «{getattr(was, key) or ''}» → «{getattr(now, key) or ''}»"
    lists = {"options": (old.options(was.id), new.options(now.id))}
    lists |= {key: (getattr(was, key), getattr(now, key)) for key in ("services", "educations")}
    for key, (before, after) in lists.items():
        if before != after:
            gone = [f"{option.code} «{option.label}»" for option in before if option not in after]
            come = [f"{option.code} «{option.label}»" for option in after if option not in before]
            yield f"{key} {', '.join(gone) or 'in another order'} → {', '.join(come)}".rstrip(" →")
    if was.gate != now.gate:
        yield f"gate {_gate(was)} → {_gate(now)}"


def _gate(question: Question) -> str:
    gate = question.gate
    return f"{gate.question} {', '.join(map(str, gate.options))}" if gate else "none"


# --- the checklist


def checklist(year: int) -> list[Step]:
    """Return what a researcher does for an edition, in order, and what of it is done.

    Raises
    ------
    ProjectError
        If the year has not been started, or a file of it can't be read.
    """
    before, folder = _started_from(year), Path(f"data/{year}")
    params, codebook = f"params/{year}.yml", f"data/codebook/{year}.yml"
    left = len(re.findall(rf"(?m)^\w+: {FILL_IN}", _text(params)))
    differs = questionnaires(year)
    return [
        Step(
            f"{codebook}: write this year's questions into it; the same question keeps its id. Declare a break where "
            f"a question that was changed can't be compared. Then: is248 new-year {year} --check",
            bool(differs),
        ),
        *_steps_for_people(before, year),
        *_steps_for_lists(before, year),
        Step(
            f"{params}: write the date for {FILL_IN}, and look over the title; name units in not_comparable whose FTE "
            f"can't be compared with {before}",
            not left,
        ),
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


def _there(file: Path) -> bool:
    return (root() / file).is_file()


def _steps_for_people(before: int, year: int) -> Iterator[Step]:
    units = checks.read(_units(year)).fillna("")
    marked = int(units["source"].str.startswith(FILL_IN).sum())
    empty = int((units[PEOPLE] == "").any(axis=1).sum())
    how = f"{marked} units still have those of {before}" + (f", {empty} have none" if empty else "")
    yield Step(
        f"{_units(year)}: inhabitants on 1 January {year} (SSB, table 07459), and the source for {FILL_IN}"
        + (f"; {how}" if marked or empty else ""),
        not (marked or empty),
    )
    known = set(checks.read(POPULATION)["year"].astype(int))
    lacking = [str(one) for one in range(before, year) if one not in known]
    yield Step(
        f"{POPULATION}: a row for every year before {year}"
        + (f"; there is none for {', '.join(lacking)}, so the series has a gap" if lacking else ""),
        not lacking,
    )
    newest = int(checks.read(BY_AGE)["year"].astype(int).max())
    yield Step(
        f"{BY_AGE}: a row for {year}" + (f"; the series ends in {newest}" if newest < year else ""), newest >= year
    )


def _steps_for_lists(before: int, year: int) -> Iterator[Step]:
    for path in lists_of(before):
        own = _of_year(path, before, year)
        same = _there(own) and _text(own) == _text(path)
        state = f"; it is still the list of {before}" if same else "" if _there(own) else "; it is missing"
        yield Step(f"{own}: what is new since {before}{state}", _there(own) and not same)
    was, now = (references_of(_text(BIBLIOGRAPHY), one) for one in (before, year))
    state = f"; it still stands at those of {before}" if now == was else ""
    yield Step(f"{BIBLIOGRAPHY}: the keyword is248-{year} at what chapter 1 tells of{state}", now != was)


def write_checklist(year: int) -> tuple[Path, list[Step]]:
    """Write the checklist to build/<year>/checklist.md; return the file and the steps."""
    steps = checklist(year)
    path = root() / "build" / str(year) / "checklist.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{number}. [{'x' if step.done else ' '}] {step.what}" for number, step in enumerate(steps, start=1)]
    path.write_text(f"# The edition of {year}\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path, steps
