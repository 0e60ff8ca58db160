"""`Responses`: what the units answered in one edition, question by question."""

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from is248.data import checks, written
from is248.data.absence import Absent
from is248.data.changes import on_borders_of
from is248.data.codebook import SUM, Codebook, load_codebook
from is248.data.edition import load_edition
from is248.data.problems import DataError
from is248.project import ProjectError, root

RESPONSES = "responses.csv"
LAST_YEAR = "last_year.csv"
ANSWERED = ("gjennomfort", "delvis")


def responses_folder(year: int) -> Path:
    """Return the folder with the responses: data/<year>, or data/demo/<year> while they are synthetic."""
    return Path("data/demo" if load_edition(year).synthetic else "data") / str(year)


def has_responses(year: int) -> bool:
    """Tell whether an edition's responses are there."""
    return (root() / responses_folder(year) / RESPONSES).is_file()


def responses_anywhere(year: int) -> bool:
    """Tell whether a year has responses, real or synthetic ones; its params file needn't be filled in for that."""
    return any((root() / folder / str(year) / RESPONSES).is_file() for folder in ("data", "data/demo"))


def responses_before(folder: Path) -> Path:
    """Return the file with the responses of the year before those in a folder of `responses_folder`'s kind."""
    return folder.parent / str(int(folder.name) - 1) / RESPONSES


def number_text(value: float) -> str:
    """Return a number as responses.csv has it: «12.5», «12», and nothing where it is missing."""
    if value != value or value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))


def number_texts(values: pd.Series) -> pd.Series:
    """Return numbers as responses.csv has them; each different one is written once, for most are alike."""
    places, different = pd.factorize(values)
    texts = np.array([*map(number_text, different), ""], dtype=object)
    return pd.Series(texts[places], values.index, dtype=object)


@dataclass(frozen=True)
class Responses:
    """The answers of all units to all questions of one edition."""

    codebook: Codebook  # what was asked, of whom, with which answers
    # text by unit code, as in responses.csv: `status`, and one or more columns per question; missing where not answered
    frame: pd.DataFrame
    file: Path = Path(RESPONSES)  # where they were read, for messages

    def options(self, question: str) -> dict[int, str]:
        """Return codes and labels of a question's answers, in the report's order; not the missing ones."""
        return {option.code: option.label for option in self.codebook.options(question) if not option.missing}

    @property
    def took_part(self) -> pd.Series:
        """The units that answered at least the questions on FTE."""
        return self.frame["status"].isin(ANSWERED)

    def codes(self, question: str) -> pd.Series:
        """Return the option code that each unit chose; missing where the question was not answered."""
        return pd.to_numeric(self.frame[question]).astype("Int64")

    def numbers(self, question: str) -> pd.Series:
        """Return the number that each unit gave; missing where the question was not answered."""
        return _numeric(self.frame[[question]], self.file)[question]

    def texts(self, question: str) -> pd.Series:
        """Return the free-text answers; units without one are left out."""
        return self.frame[question].dropna()

    def ticks(self, question: str) -> pd.DataFrame:
        """Return a battery's ticks: one row per unit that answered it, one true/false column per code."""
        codes = list(self.options(question))
        ticks = self.frame[[f"{question}__{code}" for code in codes]].dropna(how="all")
        ticks.columns = codes
        return ticks == "1"

    def answered(self, question: str) -> pd.Series:
        """Return which units answered the question."""
        if self.codebook.question(question).type == "multiple":
            return self.frame.index.to_series().isin(self.ticks(question).index)
        return self.frame[question].notna()

    def asked(self, question: str) -> pd.Series:
        """Return which units the gate lets through to the question; all of them where there is no gate."""
        gate = self.codebook.question(question).gate
        if gate is None:
            return pd.Series(True, index=self.frame.index)
        if self.codebook.question(gate.question).type == "multiple":
            return self.ticks(gate.question)[list(gate.options)].any(axis=1).reindex(self.frame.index, fill_value=False)
        return self.codes(gate.question).isin(gate.options).fillna(False).astype(bool)

    def has_margins(self, question: str) -> bool:
        """Tell whether FTE were given by service and by education apart, and not by both."""
        return has_margins(self.codebook, self.frame, question)

    def fte(self, question: str) -> pd.DataFrame | Absent:
        """Return FTE by unit (rows) and (service code, education code); unrounded, 0 where none was reported.

        Absent where the form asked for services and educations apart.
        """
        if self.has_margins(question):
            return Absent(f"{self.codebook.year} has {question} by service and by education apart")
        asked = self.codebook.question(question)
        pairs = [(s.code, e.code) for s in asked.services for e in asked.educations]
        fte = self.frame[[f"{question}__{service}__{education}" for service, education in pairs]]
        fte = _numeric(fte, self.file).fillna(0.0)
        fte.columns = pd.MultiIndex.from_tuples(pairs, names=["service", "education"])
        return fte

    def margin(self, question: str, level: str) -> pd.DataFrame | Absent:
        """Return FTE by unit (rows) and by code of the `service` or `education`, of a form that asked for these apart.

        Absent where no unit has given them.
        """
        asked = self.codebook.question(question)
        codes = [option.code for option in (asked.services if level == "service" else asked.educations)]
        columns = [f"{question}__{c}__{SUM}" if level == "service" else f"{question}__{SUM}__{c}" for c in codes]
        fte = _numeric(self.frame[columns], self.file).set_axis(pd.Index(codes, name=level), axis=1)
        return fte.fillna(0.0) if fte.notna().any(axis=None) else Absent(f"no unit gave {question} by {level}")

    def fte_by_unit(self, question: str) -> pd.Series:
        """Return each unit's FTE; 0 where none was reported."""
        if not self.has_margins(question):
            return self.fte(question).sum(axis=1)
        return fte_of_margins(_numeric(self.frame[self.codebook.sum_columns(question)], self.file)).fillna(0.0)


def has_margins(codebook: Codebook, columns: Container[str], question: str) -> bool:
    """Tell whether these columns have a question's FTE by service and by education apart, and not by both."""
    sums, cells = codebook.sum_columns(question), codebook.columns(question)
    return any(column in columns for column in sums) and not any(column in columns for column in cells)


def fte_of_margins(sums: pd.DataFrame) -> pd.Series:
    """Return the FTE of every row with sums by service and by education: those of the services, where it has any.

    Missing where it has neither. Both lists have the same sum where a unit has filled in both as the form asks.
    """
    of_services = sums[[column for column in sums if column.endswith(f"__{SUM}")]]
    of_educations = sums.drop(columns=of_services.columns)
    by_service, by_education = (part.sum(axis=1, min_count=1) for part in (of_services, of_educations))
    return by_service.where(by_service.fillna(0) > 0, by_education.fillna(by_service))


def load_responses(year: int) -> Responses:
    """Read an edition's codebook and responses; ProjectError if there are no responses for the year."""
    file = responses_folder(year) / RESPONSES
    if not (root() / file).is_file():
        first = f"First import the export: is248 import FILE --year {year}"
        raise ProjectError(f"The responses of {year} are missing: {file}. {first}")
    return read_written(file, load_codebook(year))


def read_written(file: Path, codebook: Codebook) -> Responses:
    """Return the responses in a file that an import has written.

    DataError, with what to do, if it lacks a column, or a cell is not as the import writes it: another program has
    saved it since.
    """
    frame = read_responses(file)
    if problems := written.RULES.problems(frame.reset_index(), str(file), codebook):
        raise DataError(problems)
    return Responses(codebook, frame, file)


def load_last_year(year: int, question: str) -> pd.Series:
    """Return the FTE by unit in the year before the edition's; none if nothing is known of it.

    They stand in last_year.csv beside the responses (columns unit, arsverk_voksne, arsverk_barn); where that
    is missing, they are summed from the responses of the year before, on the borders of the edition's year.
    """
    folder = responses_folder(year)
    own, before = folder / LAST_YEAR, responses_before(folder)
    if (root() / own).is_file():
        frame = read_responses(own)
        if question not in frame:
            raise ProjectError(f"{own} has no column {question}.")
        return _numeric(frame[[question]], own)[question]
    if (root() / before).is_file():
        frame = read_responses(before)
        fte = _numeric(frame[[column for column in frame if column.startswith(f"{question}__")]], before)
        sums = fte[[column for column in fte if SUM in column.split("__")]]
        given = fte.sum(axis=1, min_count=1) if sums.empty else fte_of_margins(sums)
        return on_borders_of(given, year - 1, year)
    return pd.Series(dtype=float)


def read_responses(file: Path) -> pd.DataFrame:
    """Return a file with a row for every unit as text, by unit code; ProjectError if it has no column unit."""
    if by := _other_separator(root() / file):
        raise ProjectError(f"{file} is separated by {by}, as a spreadsheet saves it; it needs commas. {written.CURE}")
    frame = checks.read(file)
    if "unit" not in frame:
        raise ProjectError(f"{file} has no column unit. {written.CURE}")
    return frame.set_index("unit")


def _other_separator(path: Path) -> str:
    """Return what separates the headings of a file where it isn't the comma; nothing where it is."""
    if not path.is_file():
        return ""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        heading = lines.readline()
    marks = {"semicolons": heading.count(";"), "tabs": heading.count("\t")}
    return next((name for name, number in marks.items() if number > heading.count(",")), "")


def _numeric(cells: pd.DataFrame, file: Path) -> pd.DataFrame:
    """Return cells as numbers; stop at the first that is none."""
    numbers = cells.apply(pd.to_numeric, errors="coerce").astype(float)
    wrong = numbers.isna() & cells.notna()
    if wrong.any(axis=None):
        unit, column = wrong.stack().idxmax()
        raise ProjectError(
            f"{file}, unit {unit}: {column} is {cells.at[unit, column]!r}; "
            "expected a number, with a point before the decimals"
        )
    return numbers
