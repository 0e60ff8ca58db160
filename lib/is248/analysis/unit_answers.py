"""What each unit answered, beside its size group, its county and the country: the contents of «Finn min kommune».

Answers in own words and numbers (of users, of kroner) are left out: of one unit they may be of few persons.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from is248.analysis import population
from is248.analysis.by_unit import GROUPS, PERCENT, by_unit
from is248.analysis.counts import of_units
from is248.analysis.tables import MIME
from is248.data.codebook import Question
from is248.data.codebook.asking import worded
from is248.data.core import Core
from is248.wording import round_half_up

KIND = "units"
TYPES = ("single", "scale", "multiple")


@dataclass(frozen=True)
class UnitAnswers:
    """The results of all units, for the pages that the publisher makes of them.

    `data` has `questions` (id, chapter, text, options), `shares` (of each option, in percent, by question: of the
    country, and of every group of `size_group` and `county`), `rates` (FTE per 10 000 inhabitants of the same), `years`
    and `units`: code, name, groups, inhabitants, fte (by year: children, adults, all) and answers (by question: the
    places of the chosen options; None where it was not asked or not answered).
    """

    data: dict

    def _repr_mimebundle_(self, **_: object) -> dict:
        return {"text/plain": f"The answers of {len(self.data['units'])} units", MIME: {"kind": KIND} | self.data}


def unit_answers(core: Core) -> UnitAnswers:
    """Return what every unit answered to the questions with given answers, and its FTE in whole numbers."""
    questions, compared = core.codebook.of_type(*TYPES), by_unit(core)
    groups = {key: core.grouping(key) for key in GROUPS}
    answers = [_answers(core, question) for question in questions]
    before = compared.last_year.drop(index=list(core.edition.not_comparable), errors="ignore")
    fte = {core.year_before: before, core.year: core.units[["fte_children", "fte_adults", "fte"]]}
    return UnitAnswers({
        "questions": [_described(core, question) for question in questions],
        "shares": _shares(core, questions, compared.groups),
        "rates": _rates(core),
        "labels": {key: {group: made.labels[group] for group in made.groups} for key, made in groups.items()},
        "source": core.answers_source(),
        "years": [int(year) for year in fte],
        "units": [
            {
                "code": code,
                "name": unit["name"],
                **{key: made.of_unit[code] for key, made in groups.items()},
                "inhabitants": int(unit["inhabitants"]),
                "imputed": bool(unit["imputed"]),
                "fte": [_row(frame, code) for frame in fte.values()],
                "answers": [chosen.get(code) for chosen in answers],
            }
            for code, unit in core.units.iterrows()
        ],
    })  # fmt: skip


def _described(core: Core, question: Question) -> dict:
    options = list(core.responses.options(question.id).values())
    text = worded(core.codebook, question.id)
    return {"id": question.id, "chapter": question.section, "text": text, "options": options}


def _answers(core: Core, question: Question) -> dict[str, list[int]]:
    """Return the places of the options that each unit chose, by unit; without those that did not answer."""
    chosen = of_units(core, question.id)
    return {unit: list(map(int, row.nonzero()[0])) for unit, row in zip(chosen.index, chosen.to_numpy(), strict=True)}


def _shares(core: Core, questions: list[Question], percent: pd.DataFrame) -> dict[str, dict[str, list]]:
    """Return the percent of each option by grouping and group; None where the group's answers are not shown."""
    found: dict[str, dict[str, list]] = {}
    rows = [[(q.id, label, PERCENT) for label in core.responses.options(q.id).values()] for q in questions]
    for (by, group), column in percent.items():
        shares = dict(zip(percent.index, column, strict=True))
        found.setdefault(by or "country", {})[group] = [_whole(shares[row] for row in options) for options in rows]
    return found


def _rates(core: Core) -> dict[str, dict[str, list]]:
    """Return FTE per 10 000 inhabitants of the target group: children, adults, all."""
    columns = [column.key for column in population.RATES if column.kind.startswith("rate")]
    tables = {key: population.fte(core, key).values[columns] for key in GROUPS}
    tables["unit"] = population.base_data(core).values[columns]
    return {key: {row: _whole(values.loc[row]) for row in values.index} for key, values in tables.items()}


def _row(frame: pd.DataFrame, code: str) -> list[int | None]:
    return _whole(frame.loc[code]) if code in frame.index else [None] * 3


def _whole(values: Iterable[float]) -> list[int | None]:
    return [None if pd.isna(value) else int(round_half_up(value)) for value in values]
