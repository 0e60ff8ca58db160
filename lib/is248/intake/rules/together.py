"""Rules for answers that have to fit each other: gates and follow-ups, sums and their parts, status and answers."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from is248.data.codebook import SUM, Question
from is248.data.problems import Problem, Rules
from is248.data.responses import ANSWERED, number_texts
from is248.intake.answers import Answers

RULES = Rules()

TOLERANCE = 0.05  # FTE: the sums in the form are rounded


# --- gates


@RULES.rule(
    "warning",
    "Follow-ups answered against the gate",
    "See in the form which of the two answers is meant. Decide that it stands, or correct the export.",
)
def against_gate(answers: Answers) -> Iterator[Problem]:
    """A unit that answered the gate question otherwise did not answer the follow-up."""
    for question, gate in _follow_ups(answers):
        broken = answers.answered(question) & ~answers.asked(question) & _has_answer(answers, gate)
        records = broken.index[broken]
        of_gate = answers.shown(gate, records).replace("", "none")
        shown = answers.shown(question, records) + f" ({gate.id}: " + of_gate + ")"
        codes = " or ".join(map(str, question.gate.options))
        yield from answers.problems(question.id, shown, f"no answer; it is asked where {gate.id} is {codes}")


@RULES.rule(
    "warning",
    "Follow-ups answered by more units than were asked",
    "See the units that left the gate question open. Their answers count in the table; decide that they may.",
)
def more_answers_than_eligible(answers: Answers) -> Iterator[Problem]:
    """A follow-up has no more answers than its gate let units through; those against the gate told apart."""
    for question, gate in _follow_ups(answers):
        asked = answers.asked(question)
        given = (answers.answered(question) & (asked | ~_has_answer(answers, gate))).sum()
        if given > asked.sum():
            expected = f"at most {asked.sum()}, as many as {gate.id} let through"
            yield answers.problem(None, question.id, f"{given} answers", expected)


def _follow_ups(answers: Answers) -> Iterator[tuple[Question, Question]]:
    """Yield every question that has a gate, and the question that is its gate."""
    for question in answers.codebook.questions:
        if question.gate:
            yield question, answers.codebook.question(question.gate.question)


def _has_answer(answers: Answers, question: Question) -> pd.Series:
    return answers.frame[answers.columns(question)].notna().any(axis=1)


# --- sums and their parts


@RULES.rule(
    "warning",
    "FTE by education and by service that differ",
    "Ask the unit which is right. The book uses the numbers by service and education, not the sums.",
    needs="export",
)
def fte_sums_differ(answers: Answers) -> Iterator[Problem]:
    """The sums that the unit gave are those of its numbers; by education there are as many as by service."""
    for question in answers.codebook.of_type("fte"):
        if question.id in answers.margins:
            yield from _lists_differ(answers, question, answers.frame[answers.columns(question)])
            continue
        given = answers.sums_of(question)
        grid = answers.frame[answers.columns(question)].fillna(0)
        grid.columns = pd.MultiIndex.from_tuples([column.split("__")[1:] for column in grid])
        reported = grid.ne(0).any(axis=1)
        for column in given:
            service, education = column.split("__")[1:]
            total = (grid.xs(education, axis=1, level=1) if service == SUM else grid[service]).sum(axis=1)
            differ = reported & ((answers.sums[column] - total).abs() > TOLERANCE)
            expected = _rounded(total) + ", the sum of the numbers beside it"
            yield from answers.problems(column, answers.sums[column][differ], expected)
        yield from _lists_differ(answers, question, answers.sums.loc[~reported, given])


def _lists_differ(answers: Answers, question: Question, sums: pd.DataFrame) -> Iterator[Problem]:
    """Yield a problem of every record whose FTE by education are not as many as by service."""
    services = [column for column in sums if column.endswith(f"__{SUM}")]
    by_service, by_education = sums[services], sums.drop(columns=services)
    totals = {"service": by_service.sum(axis=1), "education": by_education.sum(axis=1)}
    both = by_service.notna().any(axis=1) & by_education.notna().any(axis=1)
    if question.id in answers.margins and services and len(by_education.columns):
        both = by_service.notna().any(axis=1) | by_education.notna().any(axis=1)  # each list has a table of its own
    differ = both & ((totals["service"] - totals["education"]).abs() > TOLERANCE)
    found = _rounded(totals["education"][differ]) + " by education"
    yield from answers.problems(question.id, found, _rounded(totals["service"]) + ", as by service")


def _rounded(values: pd.Series) -> pd.Series:
    return number_texts(values.round(4))


@RULES.rule(
    "warning",
    "The same FTE counted twice",
    "Ask the unit. FTE that work in two services are divided between them; a total is not a service.",
)
def fte_counted_twice(answers: Answers) -> Iterator[Problem]:
    """No two services have the same numbers in all educations, and none is the sum of the others."""
    asked = [question for question in answers.codebook.of_type("fte") if question.id not in answers.margins]
    grids = {
        f"{question.id}__{service.code}": answers.frame[
            [f"{question.id}__{service.code}__{education.code}" for education in question.educations]
        ].fillna(0)
        for question in asked
        for service in question.services
    }
    totals = pd.DataFrame({name: grid.sum(axis=1) for name, grid in grids.items()}, index=answers.frame.index)
    for name, earlier in ((name, earlier) for later, name in enumerate(grids) for earlier in list(grids)[:later]):
        if grids[earlier].shape[1] == grids[name].shape[1]:
            same = _telling(grids[name]) & (grids[earlier].to_numpy() == grids[name].to_numpy()).all(axis=1)
            expected = f"other numbers than {earlier}: all educations have the same FTE"
            yield from answers.problems(name, _rounded(totals[name][same]), expected)
    for question in asked:
        own = totals[[f"{question.id}__{service.code}" for service in question.services]]
        for name in own:
            others = own.drop(columns=name)
            of_all = _telling(others) & np.isclose(others.sum(axis=1), own[name], atol=1e-6)
            expected = "the FTE of one service; it is the sum of all the others"
            yield from answers.problems(name, _rounded(own[name][of_all]), expected)


def _telling(fte: pd.DataFrame) -> pd.Series:
    """Return where there is more than one number, and not only very small ones: those are alike too often by chance."""
    return (fte > 0).sum(axis=1).ge(2) & fte.sum(axis=1).ge(1)


# --- status


@RULES.rule(
    "warning",
    "Answers of a unit that did not take part",
    "Correct the status if the unit did answer: while it says ikke_deltatt, the FTE are last year's.",
)
def absent_but_answered(answers: Answers) -> Iterator[Problem]:
    """A unit whose status says that it did not take part has no answers."""
    status = answers.frame["status"]
    given = answers.frame.drop(columns=["unit", "status"]).notna().any(axis=1)
    expected = "gjennomfort or delvis, as there are answers"
    yield from answers.problems("status", status[(status == "ikke_deltatt") & given], expected)


@RULES.rule(
    "error",
    "Units that answered and have no FTE",
    "Ask the unit; write 0 where it has none. If it did not give its FTE, correct its status to ikke_deltatt: "
    "its FTE are then last year's.",
)
def no_fte(answers: Answers) -> Iterator[Problem]:
    """A unit that took part has a number of FTE, be it 0, where it was asked for them."""
    questions = answers.codebook.of_type("fte")
    if not questions:
        return
    given = pd.concat([answers.frame[answers.columns(question)] for question in questions], axis=1).notna().any(axis=1)
    asked = pd.concat([answers.asked(question) for question in questions], axis=1).any(axis=1)
    took_part = answers.frame["status"].isin(ANSWERED)
    expected = "FTE, by service and education, of a unit that has answered"
    yield from answers.problems("status", answers.frame["status"][took_part & asked & ~given], expected)
