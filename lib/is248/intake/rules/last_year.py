"""Rules for answers beside last year's, where the years can be compared."""

from collections.abc import Iterator

from is248.data.problems import Problem, Rules
from is248.data.responses import number_texts
from is248.intake.answers import Answers
from is248.intake.rules.cells import moved

RULES = Rules()

# The stated bounds. A change is judged on the FTE of a whole question, or on one number.
CHANGE = {"årsverk": (5, 0.5), "personer": (50, 0.5), "prosent": (40, 0.0)}  # more than both: at least, and share
OTHER_CHANGE = (50, 1.0)


@RULES.rule(
    "warning",
    "Large changes from last year",
    "Ask the unit whether the change is real. Decide that it stands, or correct the export.",
    needs="last_year",
)
def large_change(answers: Answers) -> Iterator[Problem]:
    """FTE and other numbers have not changed by more than the stated bounds, where the years can be compared."""
    for question in answers.codebook.of_type("number", "fte"):
        if question.type == "number" and any(found.year == answers.codebook.year for found in question.breaks):
            continue  # a break in FTE is in their categories; the totals can be compared
        columns = answers.columns(question)
        now, before = answers.total(question), answers.total_before(question)
        for column in columns:  # a lost comma is told by its own rule
            now = now.mask(moved(answers.frame[column], answers.before(column)))
        least, share = CHANGE.get(question.unit, OTHER_CHANGE)
        change = (now - before).abs()
        large = answers.shown(question, now.index[(change > least) & (change > share * before)])
        found = large + " (last year " + number_texts(before[large.index].round(4)) + ")"
        bound = f"a change of at most {least} {question.unit or ''}".rstrip() + (f" or {share:.0%}" if share else "")
        yield from answers.problems(question.id, found, bound)


@RULES.rule(
    "warning",
    "Last year's FTE left untouched",
    "Last year's numbers stood in the form. Decide that they still hold, or ask the unit.",
    needs="last_answers",
)
def untouched(answers: Answers) -> Iterator[Problem]:
    """FTE by service and education are not, cell by cell, what they were last year."""
    for question in answers.codebook.of_type("fte"):
        columns = answers.columns(question)
        if set(columns) <= set(answers.last_year):
            now = answers.frame[columns].fillna(0)
            before = answers.last_year[columns].fillna(0).reindex(answers.frame["unit"]).to_numpy()
            same = now.index[(now == before).all(axis=1) & now.gt(0).any(axis=1)]
            yield from answers.problems(
                question.id, answers.shown(question, same), "numbers of this year; all are last year's"
            )
