"""A new year: the files that an edition starts from, made of the edition before.

YAML is changed line by line, as text: so the comments of its authors stay.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from is248 import files
from is248.data import changes, checks
from is248.data.carried import lists_of
from is248.data.edition import FILL_IN, year_before, years
from is248.data.history import FILE as HISTORY
from is248.data.responses import LAST_YEAR, has_responses, responses_anywhere
from is248.project import ProjectError, root
from is248.reading import read_text
from is248.survey import Survey, open_survey
from is248.years.freezing import Frozen, freeze
from is248.years.units import PEOPLE, start_text, units_start

CONFIG = Path("_quarto.yml")
POPULATION, BY_AGE = changes.FOLDER / "population.csv", changes.FOLDER / "population-by-age.csv"
_ANEW_PARAMS = {  # what no edition has of the one before
    "date": "the day of publication, such as {year}-12-10",
    "report_number": 'in quotes, such as "{year}:01234"; without one, take the line out',
    "isbn": 'in quotes, such as "978-82-14-07069-9"; without one, take the line out',
}
_DRAFT = (
    "draft: true             # something may still be last year's: every page says so; take the line out when none is\n"
)
_ANEW_PEOPLE = {  # what an edition of real answers has not of a demonstration
    "authors": 'such as ["Nordmann, Kari", "Nordmann, Ola"]',
    "client": "who commissioned the report, such as Helsedirektoratet",
}


@dataclass(frozen=True)
class NewYear:
    """What `new_year` did."""

    year: int
    before: int  # the edition that it was made from
    made: list[Path]  # files that are new; relative to the project
    kept: list[Path]  # files that were there already and were left as they are
    frozen: Frozen  # what became of the numbers of the edition before in the history
    synthetic: bool  # whether these numbers are invented
    later: str = ""  # why `last_year.csv` could not be made yet; empty if it could

    @property
    def gap(self) -> str:
        """The years in between that have no edition: `2025–2030`; empty if there are none."""
        first, last = self.before + 1, self.year - 1
        return "" if first > last else str(first) if first == last else f"{first}–{last}"


def new_year(year: int) -> NewYear:
    """Make the files that a year's edition starts from, and carry the numbers of the edition before into the history.

    The edition before is the newest there is; it need not be that of the year before. A file that is there already
    is never written, so a second run makes only what is missing. Before anything is written it raises ProjectError, if
    there is a later edition, none before, the edition before has no responses, or the year has responses already.
    """
    before = edition_before(year)
    survey = open_survey(before)
    texts, last_year = dict(_start_files(before, year)), Path(f"data/{year}") / LAST_YEAR
    frozen = freeze(survey)
    kept = [path for path in texts if (root() / path).exists()]
    made = [path for path in texts if path not in kept]
    files.write_all({path: texts[path] for path in made})
    made += [POPULATION] if _add_population(survey) else []
    _quarto_takes(year)
    units = changes.units_file(year)
    if units in kept and checks.read(units)["source"].str.startswith(FILL_IN, na=False).all():
        _write_units(before, year)  # of the municipal changes as they are now
    known = contents_of(last_year) if (root() / last_year).is_file() else ""
    later = _write_last_year(last_year, survey, year)
    if not later:
        (kept if known == contents_of(last_year) else made).append(last_year)
    return NewYear(year, before, made, kept, frozen, survey.edition.synthetic, later)


def _quarto_takes(year: int) -> None:
    """Let Quarto in the project itself take this year's book where none is named."""
    text = contents_of(CONFIG)
    named = re.sub(r'(?m)^(profile:\s*\n\s+default:\s*)"?\d{4}"?', rf'\1"{year}"', text)
    if named != text:
        files.write(CONFIG, named)


def again(file: Path, year: int) -> None:
    """Make a file of a year anew from what it follows from: the units, last year's FTE, or the rows of the history.

    The history gets the rows that are lacking, such as groups that a chapter shows for the first time. What has been
    written into the units file of inhabitants and sources is kept, unit by unit. ProjectError for other files, or if
    the files that it is made of don't fit together.
    """
    before, last_year = year_before(year), Path(f"data/{year}") / LAST_YEAR
    if file == changes.units_file(year):
        _write_units(before, year)
    elif file == last_year:
        if why := _write_last_year(last_year, open_survey(before), year):
            raise ProjectError(f"{last_year} can't be made yet. {why}")
    elif file == Path(HISTORY):
        freeze(open_survey(before))
    else:
        raise ProjectError(
            f"{file} is not made anew: people write it. Files that are: {changes.units_file(year)}, {last_year}, "
            f"{HISTORY}. To begin with another one from the start, delete it: is248 new-year {year}"
        )


def _write_units(before: int, year: int) -> None:
    """Write the units file of a year anew, of the municipal changes as they are now; rows that are filled in stay."""
    file, made = changes.units_file(year), units_start(before, year)
    known = {row["code"]: row for row in checks.read(file).fillna("").to_dict("records")}
    rows = [known[row["code"]] if _filled_in(known.get(row["code"]), row) else row for row in made.to_dict("records")]
    files.write(file, pd.DataFrame(rows, columns=made.columns).to_csv(index=False, lineterminator="\n"))


def _filled_in(known: dict | None, made: dict) -> bool:
    """Tell whether somebody has written into a unit's row: its source, or inhabitants where it came of the same."""
    if known is None:
        return False
    other = any(known[column] != made[column] for column in PEOPLE)
    return not known["source"].startswith(FILL_IN) or (known["source"] == made["source"] and other)


def edition_before(year: int) -> int:
    """Return the newest edition before a year; ProjectError if it has no responses, or the year is not a new one."""
    if responses_anywhere(year):
        raise ProjectError(
            f"{year} has its responses already, so it has been started. "
            f"To see what is left to do: is248 new-year {year} --check"
        )
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
    before = earlier[-1]
    if not has_responses(before):
        raise ProjectError(
            f"The edition of {before} has no responses, so there is nothing to carry forward. "
            f"Import them first: is248 import FILE --year {before}"
        )
    return before


def contents_of(file: Path | str) -> str:
    """Return the text of a file of the edition before, named relative to the project; it has to be there."""
    path = root() / file
    if not path.is_file():
        raise ProjectError(f"The file {file} is missing; the new year's is made from it.")
    return read_text(path)


def _start_files(before: int, year: int) -> Iterator[tuple[Path, str]]:
    yield Path(f"params/{year}.yml"), params_start(contents_of(f"params/{before}.yml"), before, year)
    codebook = contents_of(f"data/codebook/{before}.yml")
    yield Path(f"data/codebook/{year}.yml"), codebook_start(codebook, before, year)
    for path in lists_of(before):
        yield of_year(path, before, year), contents_of(path)
    yield changes.units_file(year), start_text(before, year)


def of_year(path: Path, before: int, year: int) -> Path:
    """Return the new year's file that a file of the edition before becomes."""
    return path.with_name(path.name.replace(f"-{before}.csv", f"-{year}.csv"))


def params_start(text: str, before: int, year: int) -> str:
    """Return the params file of a new year: the one before with the year put in, and marks for what has to be anew.

    Who made the edition and for whom is carried over, unless the one before was a demonstration.
    """
    text = re.sub(r"^#.*\n", "", text)
    text = _renewed(text, "year:|title:|subtitle:", before, year)
    demonstration = bool(re.search(r"(?m)^synthetic:\s*true", text))
    gone = [
        "not_comparable",
        "synthetic",
        "draft",
        "follows",
        "printed_report",
        "version",
        "chapters",
        "numbers",
        "unit_pages",
        "address",
    ]
    marked = _ANEW_PARAMS | (_ANEW_PEOPLE if demonstration else {})
    for key in [*gone, *marked, *(("publisher", "contact", "reference_group") if demonstration else ())]:
        text = re.sub(rf"(?m)^{key}:.*\n?(?:[ \t-].*\n?)*", "", text)
    marks = "".join(f"{key}: {FILL_IN}   # {what.format(year=year)}\n" for key, what in marked.items())
    text = re.sub(r"(?m)^(subtitle:.*\n(?:[ \t].*\n)*)", lambda line: line[0] + marks, text, count=1)
    hint = '# Units whose FTE can\'t be compared with the year before stand in not_comparable, such as: ["5001"]\n'
    first = f"# The edition of {year}. Made from that of {before}; {FILL_IN} marks what is not known yet.\n"
    return f"{first}{hint}{text}{_DRAFT}"


def codebook_start(text: str, before: int, year: int) -> str:
    """Return the codebook of a new year: the one before, with the year put in."""
    return _renewed(text, r"year:|title:|# The questionnaire of\b", before, year)


def _renewed(text: str, lines: str, before: int, year: int) -> str:
    """Return a text with the new year in the lines that begin in one of these ways."""
    return re.sub(rf"(?m)^({lines}).*\b{before}\b", lambda line: re.sub(rf"\b{before}\b", str(year), line[0]), text)


def _add_population(survey: Survey) -> bool:
    """Add the row of the edition before to the country's inhabitants; return whether it was lacking."""
    text, year = contents_of(POPULATION), survey.edition.year
    if re.search(rf"(?m)^{year},", text):
        return False
    under_18, adults = survey.units[PEOPLE].sum()
    row = f"{year},{under_18},{adults},sum of units-{year}.csv\n"
    files.write(POPULATION, text.rstrip("\n") + "\n" + row)
    return True


def _write_last_year(file: Path, survey: Survey, year: int) -> str:
    """Write last_year.csv of a year; return why it can't be made yet, or nothing."""
    try:
        files.write(file, last_year_of(survey, year))
    except ProjectError as error:  # a unit that was divided has no inhabitants to divide by yet
        return str(error)
    return ""


def last_year_of(survey: Survey, year: int) -> str:
    """Return last_year.csv of a new year: every unit's FTE in an edition, on the new year's borders.

    Raises ProjectError if the units of the two years don't fit together, or a unit that came of a division has no
    inhabitants.
    """
    before = survey.edition.year
    asked = [question.id for question in survey.responses.codebook.of_type("fte")]
    fte = {id: changes.on_borders_of(survey.complete_fte(id).by_unit, before, year) for id in asked}
    return pd.DataFrame(fte).rename_axis("unit").to_csv(float_format="%.10g", lineterminator="\n")
