"""What each unit answered, and the groups that it is compared with: for the packages of the county governors.

Free texts are in none of it, and FTE in whole numbers, in all and not by service: see `data/disclosure.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from is248.analysis.counts import of_units
from is248.data.codebook import Question
from is248.data.core import Core
from is248.data.disclosure import FEW_PERSONS, few_persons
from is248.data.groupings import TOTAL
from is248.data.responses import load_last_year
from is248.wording import number, round_half_up

NO_ANSWER, NOT_ASKED, NOTHING = "Ikke svart", "Ikke stilt", "Ingen av svarene"
PERSONS = "personer"  # what a number counts, of people
FEW = f"Færre enn {FEW_PERSONS}"
BASE, MEDIAN, PERCENT = "Antall svar", "Median", "Prosent"
GROUPS = ("county", "size_group")  # what units are compared with, beside the country


@dataclass(frozen=True)
class ByUnit:
    """All units' answers, with the groups'; the rows are questions."""

    questions: tuple[str, ...]  # their ids, in the order of the report
    answers: pd.DataFrame  # words, by question (rows) and unit code (columns)
    # by (question, answer, what is counted); columns (grouping, group), the country's being ("", TOTAL); whole numbers,
    # missing where nobody answered, or the group's answers are not shown
    groups: pd.DataFrame
    last_year: pd.DataFrame  # FTE by unit in the year before: fte_children, fte_adults, fte; missing where unknown


def by_unit(core: Core) -> ByUnit:
    """Return what every unit answered to the questions with answers or numbers, and how the groups did.

    There are no questions in an edition of which only the FTE are known.
    """
    if core.answers is None:
        return ByUnit((), pd.DataFrame(columns=core.units.index), pd.DataFrame(), _last_year(core))
    asked = core.codebook.of_type("single", "scale", "multiple", "number")
    chosen = {question.id: of_units(core, question.id) for question in asked if question.type != "number"}
    given = {question.id: core.responses.numbers(question.id) for question in asked if question.type == "number"}
    answers = pd.DataFrame(
        {
            question.id: _silent(core, question)
            | (_numbers(question, given) if question.id in given else _words(core, question, chosen))
            for question in asked
        }
    )
    groups = _groups(core, chosen, pd.DataFrame(given))
    order = {question.id: place for place, question in enumerate(asked)}
    groups = groups.iloc[sorted(range(len(groups)), key=lambda row: order[groups.index[row][0]])]
    return ByUnit(tuple(order), answers.reindex(core.units.index).T, groups, _last_year(core))


def _silent(core: Core, question: Question) -> dict[str, str]:
    """Return what is said of every unit that did not answer."""
    asked, took_part = (found.to_numpy() for found in (core.responses.asked(question.id), core.responses.took_part))
    return dict(zip(core.responses.frame.index, np.where(took_part & ~asked, NOT_ASKED, NO_ANSWER), strict=True))


def _words(core: Core, question: Question, chosen: dict[str, pd.DataFrame]) -> dict[str, str]:
    """Return what was answered, of several answers all."""
    answers, labels = chosen[question.id], core.responses.options(question.id)
    words = np.array([labels[code] for code in answers], dtype=object)
    rows = zip(answers.index, answers.to_numpy(dtype=bool), strict=True)
    return {unit: "; ".join(words[row]) or NOTHING for unit, row in rows}


def _numbers(question: Question, given: dict[str, pd.Series]) -> dict[str, str]:
    few = question.unit == PERSONS
    return {
        unit: FEW if few and few_persons(value) else number(value, 0)
        for unit, value in given[question.id].dropna().items()
    }


def _groups(core: Core, chosen: dict[str, pd.DataFrame], given: pd.DataFrame) -> pd.DataFrame:
    """Return how the groups answered: percent of each answer, or the median of the numbers, and how many answered."""
    shares = pd.concat(chosen, axis=1).reindex(core.units.index).astype(float)
    parts = {("", TOTAL): _told(core, shares, given, pd.Series(TOTAL, core.units.index))[TOTAL]}
    for by in GROUPS:
        grouping = core.grouping(by)
        told = _told(core, shares, given, grouping.of_unit)
        told[list(grouping.withheld)] = float("nan")
        parts |= {(by, group): told[group] for group in grouping.groups}
    return pd.DataFrame(parts)


def _told(core: Core, shares: pd.DataFrame, given: pd.DataFrame, of_unit: pd.Series) -> pd.DataFrame:
    """Return the whole numbers of each group (columns) by question, answer, and what is counted."""
    answers, numbers = shares.groupby(of_unit), given.groupby(of_unit)
    labels = {id: core.responses.options(id) for id in dict.fromkeys(shares.columns.get_level_values(0))}
    percent, medians = 100 * answers.mean().T, numbers.median().T
    persons = [id for id in given if core.codebook.question(id).unit == PERSONS]
    medians.loc[persons] = medians.loc[persons].mask(medians.loc[persons].map(few_persons))
    base = answers.count().T.groupby(level=0, sort=False).max()
    parts = [
        percent.set_axis([(id, labels[id][code], PERCENT) for id, code in percent.index]),
        base.set_axis([(id, "", BASE) for id in base.index]),
        medians.set_axis([(id, "", MEDIAN) for id in medians.index]),
        numbers.count().T.set_axis([(id, "", BASE) for id in given]),
    ]
    return pd.concat(parts).map(lambda n: n if pd.isna(n) else float(round_half_up(n)))


def _last_year(core: Core) -> pd.DataFrame:
    known = {"fte_children": "arsverk_barn", "fte_adults": "arsverk_voksne"}
    given = {name: load_last_year(core.year, id) for name, id in known.items() if id in core.codebook.ids}
    made = pd.DataFrame(given, index=core.units.index, columns=list(known), dtype=float)
    return made.assign(fte=made.sum(axis=1, skipna=False))


def last_year_of(made: ByUnit, units: Iterable[str]) -> list[int | None]:
    """Return the FTE of some units together in the year before; nothing where that of one of them is not known."""
    sums = made.last_year.loc[list(units)].sum(skipna=False)
    return [None if pd.isna(n) else int(round_half_up(n)) for n in sums]
