"""Free text: how many answered, and what the answers are about.

What an answer is about is decided by a person, who reads it and codes it; what is counted here, is counted from
that coding.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from is248.analysis.layouts import of_answers, sourced
from is248.analysis.tables import COUNT, PERCENT, Column, Table, table
from is248.analysis.texts.printable import alphabetical, bullets
from is248.data.absence import Absent, is_absent
from is248.data.coding import written
from is248.data.core import Core
from is248.data.disclosure import identifies
from is248.data.groupings import TOTAL
from is248.wording import Quantity
from is248.wording.signs import escaped

SEVERAL = 2  # answers make a theme in a list: what one unit has written is no finding
NOTE = "Prosent av svarene som er gitt. Et svar kan ha flere temaer."


def given(core: Core, question: str) -> pd.Series:
    """Return the answers to an open question of the units that were asked it, by unit; blank ones are left out."""
    responses = core.responses
    if core.codebook.question(question).type != "text":
        raise ValueError(f"{question} is not an open question: it has answers to count, and no texts")
    texts = written(responses, question)
    return texts[responses.asked(question)[texts.index]]


def answers_given(core: Core, question: str) -> Quantity:
    """Return how many units wrote something, of those that were asked."""
    return Quantity(len(given(core, question)))


def coded(core: Core, question: str) -> pd.DataFrame:
    """Return the rows of coding.csv for the answers to a question; absent if there are answers and none is coded."""
    answers = given(core, question)
    rows = core.coding
    rows = rows[(rows["question"] == question) & rows["unit"].isin(answers.index)]
    if rows.empty and len(answers):
        return Absent(f"nobody has coded the {len(answers)} answers to {question}")
    return rows


def themes(core: Core, question: str, by: str | None = None) -> Table | Absent:
    """Return how many answers to an open question are about each theme.

    Rows are the themes, the most frequent first, equal ones in alphabetical order; the total row is the number of
    answers, coded or not. What so few units wrote that it may identify one of them is no theme. Kinds n and pct; with
    a grouping `by` also with the group as head, of the answers from the group.
    """
    answers, rows = given(core, question), coded(core, question)
    if is_absent(rows):
        return rows
    grouping = core.grouping(by) if by else None
    hidden = grouping.withheld if grouping else ()
    counts: dict[Column, pd.Series] = {}
    for group in ["", *(grouping.groups if grouping else [])]:
        inside = answers.index if not group else answers.index[grouping.of_unit[answers.index] == group]
        found = rows.loc[rows["unit"].isin(inside), "theme"].value_counts().astype(float)
        headed = grouping.labels[group] if group else TOTAL if grouping else ""
        counts[Column("n", COUNT, group, headed=headed)] = pd.concat([found, pd.Series({TOTAL: float(len(inside))})])
    whole = next(iter(counts.values())).drop(TOTAL)
    whole = whole[[not identifies("theme", number, core.edition) for number in whole]]
    order = sorted(whole.index, key=lambda theme: (-whole[theme], alphabetical(theme)))
    cells = {}
    for column, found in counts.items():
        numbers = found.reindex([*order, TOTAL]).fillna(0.0)
        cells[column] = numbers = numbers if column.head not in hidden else numbers * float("nan")
        base = numbers[TOTAL] or float("nan")
        cells[Column("pct", PERCENT, column.head, headed=column.headed)] = 100 * numbers / base
    return sourced(core, table("Tema", cells, note=NOTE), [question], by)


@dataclass(frozen=True)
class ThemeList:
    """Themes as a list of points, each with the number of answers: «Mangler folk (12)»."""

    counts: dict[str, Quantity]

    def _repr_markdown_(self) -> str:
        return bullets(f"{escaped(theme)} ({n})" for theme, n in self.counts.items())


def too_few(core: Core, question: str) -> dict[str, int]:
    """Return the themes of so few answers that they are not told, with their numbers, in alphabetical order."""
    counts = coded(core, question)["theme"].value_counts()
    few = {theme: int(n) for theme, n in counts.items() if identifies("theme", n, core.edition)}
    return {theme: few[theme] for theme in sorted(few, key=alphabetical)}


def theme_list(
    core: Core, question: str, least: int = SEVERAL, by: str | None = None, group: str = ""
) -> ThemeList | Absent:
    """Return the themes of at least so many answers as a list of points, the most frequent first, then by the alphabet.

    Absent if there are none. With `by` and `group`, such as `size_group` and `<2000`, only the answers from this group;
    ValueError if there is no such group.
    """
    found = themes(core, question, by)
    if is_absent(found):
        return found
    if group and group not in core.grouping(by).labels:
        raise ValueError(f"there is no group {group!r}; there are {', '.join(core.grouping(by).groups)}")
    counts = {theme: found.value(theme, "n", head=group) if by else found.n(theme) for theme in found.rows}
    ranked = sorted(counts, key=lambda theme: (-counts[theme], alphabetical(theme)))
    listed = {theme: counts[theme] for theme in ranked if counts[theme] >= max(least, 1)}
    if listed:
        return ThemeList(listed)
    return Absent(f"no theme of {question} has {least} answers" if found.n() else f"nobody answered {question}")


def theme_columns(core: Core, questions: dict[str, str], most: int = 10) -> Table | Absent:
    """Return the most frequent themes of open questions (head -> id) beside each other (table 25.2 of 2024).

    One column of texts per question: at most `most` themes with their number of answers, «Sorggrupper (12)», the most
    frequent first. Rows are numbered from 1; a question with fewer themes has empty cells at the end.
    """
    asked = {head: core.find(question) for head, question in questions.items()}
    questions = {head: questions[head] for head, one in asked.items() if not is_absent(one)}
    if not questions:
        return next(iter(asked.values()))
    found = {head: themes(core, question) for head, question in questions.items()}
    listed = {head: [f"{theme} ({one.n(theme)})" for theme in one.rows[:most]] for head, one in found.items()}
    if not any(listed.values()):
        return Absent(f"nobody answered {' or '.join(questions.values())}")
    ranked = pd.DataFrame({head: pd.Series(texts, dtype=object) for head, texts in listed.items()}).fillna("")
    ranked.index = [str(rank) for rank in range(1, len(ranked) + 1)]
    cells = {Column("text", head, decimals=None): ranked[head] for head in listed}
    note = "Antall svar om temaet i parentes. Et svar kan ha flere temaer."
    return of_answers(core, questions.values(), "Eksempel", cells, note=note)
