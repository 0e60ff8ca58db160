"""`Responses`: what the units answered in one edition, question by question."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from is248.codebook import Codebook, Question, load_codebook
from is248.edition import load_edition
from is248.project import ProjectError, root

ANSWERED = ("gjennomfort", "delvis")


def responses_folder(year: int) -> Path:
    """Return the folder with the responses: data/<year>, or data/demo/<year> while they are synthetic."""
    return Path("data/demo" if load_edition(year).synthetic else "data") / str(year)


def has_responses(year: int) -> bool:
    """Tell whether an edition's responses are there."""
    return (root() / responses_folder(year) / "responses.csv").is_file()


@dataclass(frozen=True)
class Responses:
    """The answers of all units to all questions of one edition.

    Attributes
    ----------
    codebook : Codebook
        What was asked, of whom, with which answers.
    frame : DataFrame of str, one row per unit, indexed by unit code
        As in responses.csv: `status`, and one or more columns per question; missing where not answered.
    """

    codebook: Codebook
    frame: pd.DataFrame

    def question(self, question: str) -> Question:
        """Return the question with this id."""
        return self.codebook.question(question)

    def options(self, question: str) -> dict[int, str]:
        """Return codes and labels of a question's answers, in the report's order; not the missing ones."""
        return {option.code: option.label for option in self.codebook.options(question) if not option.missing}

    def battery(self, name: str) -> dict[str, str]:
        """Return the items of a battery: printed label -> question id."""
        return {item.label: item.id for item in self.codebook.questions if item.battery == name}

    @property
    def status(self) -> pd.Series:
        """Each unit's status: gjennomfort, delvis or ikke_deltatt."""
        return self.frame["status"]

    @property
    def took_part(self) -> pd.Series:
        """The units that answered at least the questions on FTE."""
        return self.status.isin(ANSWERED)

    def codes(self, question: str) -> pd.Series:
        """Return the option code that each unit chose; missing where the question was not answered."""
        return pd.to_numeric(self.frame[question]).astype("Int64")

    def numbers(self, question: str) -> pd.Series:
        """Return the number that each unit gave; missing where the question was not answered."""
        return pd.to_numeric(self.frame[question]).astype(float)

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
        if self.question(question).type == "multiple":
            return self.frame.index.to_series().isin(self.ticks(question).index)
        return self.frame[question].notna()

    def asked(self, question: str) -> pd.Series:
        """Return which units the gate lets through to the question; all of them where there is no gate."""
        gate = self.question(question).gate
        if gate is None:
            return pd.Series(True, index=self.frame.index)
        if self.question(gate.question).type == "multiple":
            return self.ticks(gate.question)[list(gate.options)].any(axis=1).reindex(self.frame.index, fill_value=False)
        return self.codes(gate.question).isin(gate.options).fillna(False).astype(bool)

    def fte(self, question: str) -> pd.DataFrame:
        """Return FTE by service and education, one row per unit, unrounded; 0 where none was reported.

        Returns
        -------
        DataFrame
            Columns are pairs (service code, education code).
        """
        asked = self.question(question)
        pairs = [(s.code, e.code) for s in asked.services for e in asked.educations]
        fte = self.frame[[f"{question}__{service}__{education}" for service, education in pairs]]
        fte = fte.apply(pd.to_numeric).fillna(0.0).astype(float)
        fte.columns = pd.MultiIndex.from_tuples(pairs, names=["service", "education"])
        return fte


def load_responses(year: int) -> Responses:
    """Read an edition's codebook and responses.

    Raises
    ------
    ProjectError
        If there are no responses for the year.
    """
    file = responses_folder(year) / "responses.csv"
    path = root() / file
    if not path.is_file():
        raise ProjectError(
            f"The responses of {year} are missing: {file}. First import the export: is248 import FILE --year {year}"
        )
    frame = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""]).set_index("unit")
    return Responses(load_codebook(year), frame)


def load_last_year(year: int) -> pd.DataFrame:
    """Read the FTE that units had the year before the edition's, one column per question on FTE.

    Raises
    ------
    ProjectError
        If the file is missing.
    """
    file = responses_folder(year) / "last_year.csv"
    path = root() / file
    if not path.is_file():
        raise ProjectError(f"The file {file} with the FTE of {year - 1} by unit is missing.")
    return pd.read_csv(path, dtype={"unit": "str"}).set_index("unit").astype(float)
