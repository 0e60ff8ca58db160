"""`Survey`: one edition, as its chapters ask it. A chapter reads no file itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields

import pandas as pd
from IPython import get_ipython

from is248.analysis import layouts
from is248.analysis.tables import Table
from is248.analysis.unit_answers import UnitAnswers, unit_answers
from is248.data.absence import Absent, first_absent, is_absent, tolerate
from is248.data.carried import FOLDER, unchecked
from is248.data.core import Core, open_core
from is248.survey.batteries import Battery, battery_of, named_battery
from is248.survey.numbers import Former, Number
from is248.survey.outcomes import Combination
from is248.survey.questionnaire import Questionnaire
from is248.survey.questions import Question
from is248.survey.texts import Texts


class Survey(Core):
    """One edition's data, and what a chapter asks of them."""

    def question(self, id: str) -> Question | Number | Texts | Absent:
        """Return a question; the codebook's type chooses which kind it is. Absent if this edition did not ask it.

        Raises
        ------
        ValueError
            If no edition has such a question; the message suggests ids that look like it.

        Examples
        --------
        >>> survey = open_survey(2024)
        >>> plan = survey.question("handlingsplan_vold").answer("ja")
        >>> str(plan.pct), str(plan.by("size_group").lowest().names)
        ('69', 'kommuner med færre enn 2000 innbyggere')
        """
        asked = self.find(id)
        if is_absent(asked):
            return asked
        if asked.type == "text":
            return Texts(self, id)
        return Number(self, id, self.year) if asked.type == "number" else Question(self, id)

    def former(self, id: str, year: int) -> Former | Absent:
        """Return what the history knows of a question that was asked in an earlier year, under its name of then."""
        known = year in self.history.years(id)
        return Former(self, id, year) if known else Absent(f"the history has nothing of {year} on {id}")

    def battery(self, items: str | Mapping[str, str]) -> Battery | Absent:
        """Return questions with the same answers: a battery of the codebook, or the author's, label -> question id."""
        return named_battery(self, items) if isinstance(items, str) else battery_of(self, items)

    def combination(self, text: str, chosen: pd.Series) -> Combination | Absent:
        """Return a yes or no of the author's own, of units that gave two answers, say.

        `text` says what it is in the method appendix; `chosen` is true or false by unit code, of the units of the base.
        """
        return chosen if is_absent(chosen) else Combination(self, text, chosen)

    def combinations(
        self, questions: Mapping[str, Collection[str]], names: Mapping[tuple[bool, ...], str]
    ) -> Table | Absent:
        """Return how many units have each combination of offers (table 18.5 of 2024).

        `questions` is a question per offer -> the names of the answers that mean that a unit has it; `names` are the
        rows in order: (has the first offer, the second, …) -> label.
        """
        offers = {id: self.question(id).answer(*answers) for id, answers in questions.items()}
        lacking = first_absent(*offers.values())
        if lacking is not None:
            return lacking
        return layouts.combinations(self, {id: offer.tested.outcomes for id, offer in offers.items()}, names)

    def questionnaire(self) -> Questionnaire:
        """Return all questions of the edition in their order, as the appendix «Spørsmålene» prints them."""
        return Questionnaire(self)

    def participation(self) -> Table:
        """Return how many units took part, wholly or in part (table 2.1 of 2024)."""
        return layouts.participation(self)

    def unit_answers(self) -> UnitAnswers:
        """Return what each unit answered: the contents of the pages of «Finn min kommune»."""
        return unit_answers(self)

    def listed(self, file: str, measure: str, title: str, source: str) -> Table | Absent:
        """Return numbers that others (`source`) have counted: data/reference/<file>-<year>.csv, columns row, count.

        In a draft the source says so where rows have not been found right for the edition.
        """
        numbers = self.reference(file)
        if is_absent(numbers):
            return numbers
        old = unchecked(FOLDER / f"{file}-{self.year}.csv", self.year)
        told = f"{source} Ikke gått gjennom for {self.year}." if old else source
        return layouts.listed(numbers, measure, title, told)


def open_survey(year: int) -> Survey:
    """Read and check the data of an edition; in a notebook, let cells go on where they meet something absent.

    Raises
    ------
    ProjectError
        If the year has no params file, or a data file is missing.
    DataError
        If something in the data can't be right: which file, row, unit and value, and what was expected.
    """
    core = open_core(year)
    if shell := get_ipython():
        tolerate(shell)
    survey = Survey(**{field.name: getattr(core, field.name) for field in fields(core) if field.init})
    vars(survey).update(vars(core))  # what it has read already, too
    return survey
