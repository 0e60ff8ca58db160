"""Free text: how many answered, what the answers are about, and lists of what «Annet» holds.

What an answer is about is decided by a person, who reads it and codes it; what is counted here, is counted from
that coding.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from rapidfuzz import fuzz

from is248.analysis.tables import Column, Table
from is248.analysis.texts.printable import alphabetical, bullets, escaped, mask
from is248.data.coding import CODING, load_coding, plain, written
from is248.data.groupings import TOTAL
from is248.data.responses import responses_folder
from is248.project import ProjectError
from is248.wording import Quantity, capital

if TYPE_CHECKING:
    from is248.survey import Survey

ALIKE = 92  # rapidfuzz ratio from which two entries under «Annet» are one
NOTE = "Prosent av svarene som er gitt. Et svar kan ha flere temaer."
_DECISIVE = {"ikke", "ikkje", "ingen", "uten", "aldri", "to", "tre", "fire", "fem", "seks"}


def given(survey: Survey, question: str) -> pd.Series:
    """Return the answers to an open question of the units that were asked it, by unit; blank ones are left out.

    Raises
    ------
    ValueError
        If there is no such question, or it is not an open one.
    """
    responses = survey.responses
    if responses.question(question).type != "text":
        raise ValueError(f"{question} is not an open question: it has answers to count, and no texts")
    texts = written(responses, question)
    return texts[responses.asked(question)[texts.index]]


def answers_given(survey: Survey, question: str) -> Quantity:
    """Return how many units wrote something, of those that were asked."""
    return Quantity(len(given(survey, question)))


def coded(survey: Survey, question: str) -> pd.DataFrame:
    """Return the rows of coding.csv for the answers to a question.

    Raises
    ------
    ProjectError
        If there are answers and none has been coded, or something in the file can't be right.
    """
    answers = given(survey, question)
    rows = load_coding(survey.edition.year, survey.responses)
    rows = rows[(rows["question"] == question) & rows["unit"].isin(answers.index)]
    if rows.empty and len(answers):
        name = responses_folder(survey.edition.year) / CODING
        raise ProjectError(f"{name} has no row for {question}, which has {len(answers)} answers: they must be coded.")
    return rows


def themes(survey: Survey, question: str, by: str | None = None, least: int = 1) -> Table:
    """Return how many answers to an open question are about each theme.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    question : str
        The id of an open question.
    by : str, optional
        A grouping, such as `size_group`: its groups beside each other.
    least : int
        Leave out themes of fewer answers.

    Returns
    -------
    Table
        Rows are the themes, the most frequent first, equal ones in alphabetical order; the total row is the number
        of answers, coded or not. Column keys n and pct; with `by` also n_<group> and pct_<group>, of the answers
        from the group.
    """
    answers, rows = given(survey, question), coded(survey, question)
    grouping = survey.grouping(by) if by else None
    columns, values = [], {}
    for group in ["", *(grouping.groups if grouping else [])]:
        inside = answers.index if not group else answers.index[grouping.of_unit[answers.index] == group]
        counts = rows.loc[rows["unit"].isin(inside), "theme"].value_counts().astype(float)
        suffix, upper = (f"_{group}", grouping.labels[group]) if group else ("", TOTAL if grouping else "")
        columns += [Column(f"n{suffix}", "Antall", group, upper=upper)]
        columns += [Column(f"pct{suffix}", "Prosent", group, upper=upper)]
        values[f"n{suffix}"] = pd.concat([counts, pd.Series({TOTAL: float(len(inside))})])
    frame = pd.DataFrame(values)
    order = sorted(frame.index.drop(TOTAL), key=lambda theme: (-frame.at[theme, "n"], alphabetical(theme)))
    frame = frame.loc[[*(theme for theme in order if frame.at[theme, "n"] >= least), TOTAL]].fillna(0.0)
    for key in list(frame):
        base = frame.at[TOTAL, key]
        frame[f"pct{key[1:]}"] = 100 * frame[key] / base if base else float("nan")
    return Table("Tema", tuple(columns), frame[[column.key for column in columns]], note=NOTE)


NOTHING = "*Ingen svar å vise.*"  # where a list of answers or themes has nothing in it


@dataclass(frozen=True)
class ThemeList:
    """Themes as a list of points, each with the number of answers: «Mangler folk (12)»."""

    counts: dict[str, Quantity]

    def _repr_markdown_(self) -> str:
        return bullets(f"{escaped(theme)} ({n})" for theme, n in self.counts.items()) if self.counts else NOTHING


def theme_list(survey: Survey, question: str, least: int = 1, by: str | None = None, group: str = "") -> ThemeList:
    """Return the themes of an open question as a list of points, the most frequent first.

    Parameters
    ----------
    survey, question, least
        As in `themes`.
    by, group : str, optional
        Only the answers from this group of the grouping `by`, such as `size_group` and `<2000`.

    Raises
    ------
    ValueError
        If there is no such group.
    """
    table = themes(survey, question, by)
    key = f"n_{group}" if by else "n"
    counts = {theme: table.value(theme, key) for theme in table.rows}
    ranked = sorted(counts, key=lambda theme: (-counts[theme], alphabetical(theme)))
    return ThemeList({theme: counts[theme] for theme in ranked if counts[theme] >= max(least, 1)})


def theme_columns(survey: Survey, questions: dict[str, str], most: int = 10) -> Table:
    """Return the most frequent themes of several open questions beside each other (table 25.2 of 2024).

    Parameters
    ----------
    survey : Survey
        One edition's data.
    questions : dict of str to str
        Head -> id of an open question.
    most : int
        At most so many themes of each question.

    Returns
    -------
    Table
        One column of texts per question, its key the question's id: each theme with the number of answers that are
        about it, «Sorggrupper (12)», the most frequent first. Rows are numbered from 1; a question with fewer
        themes than another has empty cells at the end.
    """
    listed = {
        question: [f"{theme} ({table.value(theme, 'n')})" for theme in table.rows[:most]]
        for question in questions.values()
        for table in [themes(survey, question)]
    }
    values = pd.DataFrame({question: pd.Series(texts, dtype=object) for question, texts in listed.items()}).fillna("")
    values.index = [str(rank) for rank in range(1, len(values) + 1)]
    columns = tuple(Column(question, head, decimals=None) for head, question in questions.items())
    return Table("Eksempel", columns, values, note="Antall svar om temaet i parentes. Et svar kan ha flere temaer.")


@dataclass(frozen=True)
class Specified:
    """What the units wrote in the field behind «Annet».

    Attributes
    ----------
    entries : dict of str to int
        Every entry once, in alphabetical order, with the number of units that wrote it.
    answers : Quantity
        How many units wrote something.
    """

    entries: dict[str, int]
    answers: Quantity

    @property
    def n(self) -> Quantity:
        """How many different entries there are: the length of the list."""
        return Quantity(len(self.entries))

    def _repr_markdown_(self) -> str:
        lines = (escaped(entry) + (f" ({n})" if n > 1 else "") for entry, n in self.entries.items())
        return bullets(lines) if self.entries else NOTHING


def specified(survey: Survey, question: str, commas: bool = False) -> Specified:
    """Return what stands in the open field of «Annet», every entry once.

    Entries that differ in capitals, blanks, signs or a slip of the pen are one, in the spelling that most units
    use. Names of units are masked.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    question : str
        The id of an open question.
    commas : bool
        Whether commas separate entries too, as where names are asked for; semicolons and new lines always do.
    """
    answers = given(survey, question)
    masked = mask(survey)
    separators = re.compile(r"[;\n,•]" if commas else r"[;\n•]")
    wrote: dict[str, set[str]] = {}
    for unit, text in answers.items():
        for part in separators.split(masked(text)):
            entry = " ".join(part.split()).strip(" .-–*")
            if entry:
                wrote.setdefault(entry, set()).add(unit)
    merged: dict[str, set[str]] = {}
    for entry in sorted(wrote, key=lambda entry: (-len(wrote[entry]), alphabetical(entry), entry)):
        same = next((other for other in merged if _same(entry, other)), entry)
        merged.setdefault(same, set()).update(wrote[entry])
    ordered = sorted(merged, key=alphabetical)
    return Specified({capital(entry): len(merged[entry]) for entry in ordered}, Quantity(len(answers)))


def _same(one: str, other: str) -> bool:
    """Tell whether two entries are one. Another number, or a «ikke» more, makes another entry."""
    one, other = plain(one), plain(other)
    return one == other or (_decisive(one) == _decisive(other) and fuzz.ratio(one, other) >= ALIKE)


def _decisive(text: str) -> Counter:
    return Counter(word for word in text.split() if word in _DECISIVE or any(sign.isdigit() for sign in word))
