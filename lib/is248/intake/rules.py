"""What a unit's answers have to be. One small rule each; the registry `RULES` has them all.

An error stops the import. A warning is for a person to decide on (`review.py`). What is impossible is an
error; what is unlikely, or depends on how the question was understood, is a warning.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from is248.data.checks import Problem
from is248.data.codebook import Question
from is248.intake.answers import STATUSES, SUM, Answers, number_text

# The stated bounds. A change is judged on the FTE of a whole question, or on one number.
CHANGE = {
    "årsverk": (5, 0.5),
    "personer": (50, 0.5),
    "prosent": (40, 0.0),
}  # more than both: at least, and share
OTHER_CHANGE = (50, 1.0)
HIGHEST_RATE = {"adults": 200, "children": 500, None: 500}  # FTE per 10 000 inhabitants of the target group
# (appendix of base data 2024: at most 152 for adults and 422 for children)
LARGEST = 1_000_000  # no unit has as many persons, FTE or anything else but kroner
TOLERANCE = 0.05  # FTE: the sums in the form are rounded
MOVED = 0.02  # how near a number is to ten, a hundred or a thousand times last year's

Finding = tuple[int | str | None, str, str, str]  # record or unit code, column, value, expected


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes
    ----------
    name : str
        As in the decisions file.
    severity : str
        error or warning.
    title : str
        Heading of its table in the report.
    action : str
        What a researcher does about it.
    find : callable
        Yields record (or the code of a unit that has none), column, value and what is expected.
    needs : str
        `export`: looks at what is not kept with the answers, so that only the import can check it;
        `last_year`: needs last year's answers, or last year's FTE; `last_answers`: needs the answers.
    """

    name: str
    severity: Literal["error", "warning"]
    title: str
    action: str
    find: Callable[[Answers], Iterable[Finding]]
    needs: Literal["", "export", "last_year", "last_answers"] = ""

    def problems(self, answers: Answers) -> Iterator[Problem]:
        """Yield a problem for everything that breaks the rule."""
        for record, column, value, expected in self.find(answers):
            heading = answers.headings.get(column, "")
            without_row = record is None or isinstance(record, str)
            yield Problem(
                answers.file,
                None if without_row else int(answers.rows[record]),
                _unit(answers, record if without_row else answers.frame["unit"][record]),
                column,
                value,
                expected,
                "" if heading == column else heading,
                self.name,
                self.action,
            )

    def can_check(self, answers: Answers) -> bool:
        """Return whether there is what the rule needs."""
        if self.needs == "last_answers":
            return answers.last_year is not None
        return self.needs != "last_year" or answers.last_year is not None or answers.last_fte is not None


RULES: dict[str, Rule] = {}


def check(answers: Answers, mask: Callable[[str], tuple[str, object]]) -> list[Problem]:
    """Return everything that breaks a rule, errors first.

    Parameters
    ----------
    answers : Answers
        What the units answered.
    mask : callable
        Masks personal data; a value in a message may be a text that someone wrote into the wrong cell.
    """
    amounts = {question.id for question in answers.codebook.questions if question.unit == "kroner"}

    def masked(problem: Problem) -> Problem:
        if problem.column in amounts and not any(character.isalpha() for character in problem.value):
            return problem  # an amount of eight digits is no telephone number
        return replace(problem, value=mask(problem.value)[0])

    by_severity = sorted(RULES.values(), key=lambda rule: rule.severity)
    rules = [rule for rule in by_severity if rule.can_check(answers)]
    return [masked(problem) for rule in rules for problem in rule.problems(answers)]


def _rule(severity: str, title: str, action: str, needs: str = ""):
    def register(find: Callable[[Answers], Iterable[Finding]]):
        RULES[find.__name__] = Rule(find.__name__, severity, title, action, find, needs)
        return find

    return register


def _unit(answers: Answers, code: str | None) -> str:
    if code is None or code != code:
        return ""
    return f"{code} {answers.units['name'][code]}" if code in answers.units.index else ""


def _questions(answers: Answers, *types: str) -> Iterator[Question]:
    return (question for question in answers.codebook.questions if question.type in types)


def _where(mask: pd.Series) -> pd.Index:
    return mask.index[mask.to_numpy(dtype=bool)]


# --- which units


@_rule(
    "error",
    "Units that the units file does not have",
    "Correct the code in the export, or leave the row out.",
)
def unknown_unit(answers: Answers) -> Iterator[Finding]:
    """Every record has the code of a unit."""
    code = answers.frame["unit"]
    for record in _where(~code.isin(answers.units.index)):
        value = code[record] if isinstance(code[record], str) else ""
        yield record, "unit", value, f"a code of data/reference/units-{answers.codebook.year}.csv"


@_rule("error", "Units that stand twice", "Find out which answer counts, and leave the other out of the export.")
def repeated_unit(answers: Answers) -> Iterator[Finding]:
    """No unit has two records."""
    code = answers.frame["unit"]
    first = dict(zip(code[::-1], answers.rows[::-1], strict=True))
    for record in _where(code.duplicated() & code.isin(answers.units.index)):
        yield record, "unit", code[record], f"each unit once; it stands in row {first[code[record]]} too"


@_rule(
    "warning",
    "Units without a row",
    "If the unit did not answer, decide so: it counts as not taking part. If it did, add its row.",
    needs="export",
)
def missing_unit(answers: Answers) -> Iterator[Finding]:
    """Every unit has a record."""
    for code in answers.units.index.difference(answers.frame["unit"].dropna(), sort=False):
        yield code, "unit", "missing", "a row for every unit"


@_rule("error", "Two columns for one question", "Leave one of the columns out of the export.", needs="export")
def repeated_column(answers: Answers) -> Iterator[Finding]:
    """No two columns hold the answers to the same question."""
    for heading, first in answers.repeated:
        yield None, heading, "one more column", f"each question once; the column {first!r} has it too"


# --- what stands in a cell


@_rule(
    "error",
    "Answers that are none of the options",
    "Correct the answer in the export, or add the option to the codebook.",
)
def value_outside_options(answers: Answers) -> Iterator[Finding]:
    """A closed question is answered with one of its options, by code or label."""
    for record, value in answers.unread.get("status", pd.Series(dtype=object)).items():
        yield record, "status", value, f"one of {', '.join(STATUSES)}"
    for question in _questions(answers, "single", "scale", "multiple"):
        options = answers.codebook.options(question.id)
        expected = "1 or 0 (Ja or Nei, a tick or nothing)"
        if question.type != "multiple":
            expected = "one of " + ", ".join(f"{option.code} «{option.label}»" for option in options)
        for column in answers.columns(question):
            for record, value in answers.unread.get(column, pd.Series(dtype=object)).items():
                yield record, column, value, expected


@_rule(
    "error",
    "Text where a number belongs",
    "Write the number alone in the export, or empty the cell; a remark belongs in a comment column.",
)
def text_for_number(answers: Answers) -> Iterator[Finding]:
    """A number is a number. A date here often is Excel's reading of 1.5."""
    for question in _questions(answers, "number", "fte"):
        columns = [*answers.columns(question), *(c for c in answers.sums if c.startswith(f"{question.id}__"))]
        for column in columns:
            for record, value in answers.unread.get(column, pd.Series(dtype=object)).items():
                yield record, column, value, f"a number of {question.unit or 'something'}, such as 12,5"


@_rule("error", "Negative numbers", "Correct the number in the export.")
def negative_number(answers: Answers) -> Iterator[Finding]:
    """No number is below 0."""
    for question in _questions(answers, "number", "fte"):
        sums = [column for column in answers.sums if column.startswith(f"{question.id}__")]
        for column in [*answers.columns(question), *sums]:
            values = answers.sums[column] if column in sums else answers.frame[column]
            for record in _where(values < 0):
                yield record, column, number_text(values[record]), "0 or more"


@_rule("error", "Numbers that can't be", "Correct the number in the export; a sign or a digit is probably wrong.")
def impossible_number(answers: Answers) -> Iterator[Finding]:
    """No unit has more persons or FTE than inhabitants, over 100 percent, or over a million of anything."""
    inhabitants = answers.units[["inhabitants_under_18", "inhabitants_adults"]].sum(axis=1)
    persons = answers.frame["unit"].map(inhabitants.where(inhabitants > 0)).astype(float)
    for question in _questions(answers, "number", "fte"):
        if question.unit == "kroner":
            continue
        most = pd.Series(float(LARGEST), index=answers.frame.index)
        if question.unit in ("personer", "årsverk"):
            most = most.clip(upper=persons.fillna(LARGEST))
        elif question.unit == "prosent":
            most[:] = 100
        for column in answers.columns(question):
            for record in _where(answers.frame[column] > most):
                expected = f"at most {number_text(most[record])} {question.unit or ''}".strip()
                because = ", the unit's inhabitants" if most[record] == persons[record] else ""
                yield record, column, number_text(answers.frame[column][record]), expected + because


@_rule(
    "warning",
    "Unlikely numbers of FTE",
    "Compare with the unit's comments, or ask the unit. Decide that it stands, or correct the export.",
)
def unlikely_fte(answers: Answers) -> Iterator[Finding]:
    """FTE per 10 000 inhabitants of the target group are not far above what any unit has had."""
    inhabitants = answers.units.rename(columns={"inhabitants_adults": "adults", "inhabitants_under_18": "children"})
    for question in _questions(answers, "number", "fte"):
        if question.unit != "årsverk":
            continue
        group = inhabitants[question.target] if question.target else inhabitants[["adults", "children"]].sum(axis=1)
        fte = answers.frame[answers.columns(question)].sum(axis=1)
        bound = HIGHEST_RATE[question.target]
        most = bound * answers.frame["unit"].map(group.where(group > 0)).astype(float) / 10_000
        high = _where(fte > most.clip(lower=1))
        for record, value in zip(high, answers.shown(question, high), strict=True):
            expected = f"at most {most[record]:.1f} FTE, which is {bound} per 10 000 inhabitants"
            yield record, question.id, value, expected


@_rule(
    "warning",
    "Numbers that can be read in two ways",
    "See in the form which it is, and decide; if the import took the wrong one, write it without the sign.",
    needs="export",
)
def decimals_or_thousands(answers: Answers) -> Iterator[Finding]:
    """1.250 is one and a quarter or twelve hundred and fifty; the file's other numbers did not settle it."""
    for column, texts in answers.ambiguous.items():
        values = answers.sums[column] if column in answers.sums else answers.frame[column]
        for record, text in texts.items():
            expected = f"a number with one meaning; it was read as {number_text(values[record])}"
            yield record, column, text, expected


@_rule(
    "warning",
    "Decimal comma lost",
    "Ask the unit. If the comma was lost, correct the export; if the number is right, decide that it stands.",
    needs="last_answers",
)
def decimal_comma_lost(answers: Answers) -> Iterator[Finding]:
    """A whole number is not ten, a hundred or a thousand times last year's number."""
    for question in _questions(answers, "number", "fte"):
        for column in answers.columns(question):
            now, before = answers.frame[column], _last_year(answers, column)
            for record in _where(_moved(now, before)):
                expected = f"about {number_text(before[record])}, as last year"
                yield record, column, number_text(now[record]), expected


def _moved(now: pd.Series, before: pd.Series | None) -> pd.Series:
    if before is None:
        return pd.Series(False, index=now.index)
    near = pd.Series(False, index=now.index)
    for factor in (10, 100, 1000):
        near |= (now / factor - before).abs() <= MOVED * before
    return near & (before > 0) & (now % 1 == 0)


@_rule(
    "warning",
    "Options that the export names otherwise",
    "If both names mean the same, decide so. If not, correct the export's codes or the codebook's.",
    needs="export",
)
def other_label(answers: Answers) -> Iterator[Finding]:
    """The export's value labels are the codebook's."""
    for column, code, in_file, label in answers.relabelled:
        yield (
            None,
            column,
            f"{number_text(code)} «{in_file}»",
            f"{number_text(code)} «{label}», as in the codebook",
        )


# --- answers that don't fit each other


@_rule(
    "warning",
    "Follow-ups answered against the gate",
    "See in the form which of the two answers is meant. Decide that it stands, or correct the export.",
)
def against_gate(answers: Answers) -> Iterator[Finding]:
    """A unit that answered the gate question otherwise did not answer the follow-up."""
    for question in answers.codebook.questions:
        if question.gate is None:
            continue
        gate = answers.codebook.question(question.gate.question)
        broken = answers.answered(question) & ~answers.asked(question) & _has_answer(answers, gate)
        codes = " or ".join(map(str, question.gate.options))
        expected = f"no answer; it is asked where {gate.id} is {codes}"
        against = _where(broken)
        shown = zip(answers.shown(question, against), answers.shown(gate, against), strict=True)
        for record, (value, gate_value) in zip(against, shown, strict=True):
            yield record, question.id, f"{value} ({gate.id}: {gate_value or 'none'})", expected


@_rule(
    "warning",
    "Follow-ups answered by more units than were asked",
    "See the units that left the gate question open. Their answers count in the table; decide that they may.",
)
def more_answers_than_eligible(answers: Answers) -> Iterator[Finding]:
    """A follow-up has no more answers than its gate let units through; those against the gate told apart."""
    for question in answers.codebook.questions:
        if question.gate is None:
            continue
        asked = answers.asked(question)
        gate = answers.codebook.question(question.gate.question)
        given = (answers.answered(question) & (asked | ~_has_answer(answers, gate))).sum()
        if given > asked.sum():
            expected = f"at most {asked.sum()}, as many as {gate.id} let through"
            yield None, question.id, f"{given} answers", expected


def _has_answer(answers: Answers, question: Question) -> pd.Series:
    return answers.frame[answers.columns(question)].notna().any(axis=1)


@_rule(
    "warning",
    "FTE by education and by service that differ",
    "Ask the unit which is right. The book uses the numbers by service and education, not the sums.",
    needs="export",
)
def fte_sums_differ(answers: Answers) -> Iterator[Finding]:
    """The sums that the unit gave are those of its numbers; by education there are as many as by service."""
    for question in _questions(answers, "fte"):
        given = [column for column in answers.sums if column.startswith(f"{question.id}__")]
        grid = answers.frame[answers.columns(question)].fillna(0)
        grid.columns = pd.MultiIndex.from_product(
            [[str(o.code) for o in options] for options in (question.services, question.educations)]
        )
        reported = grid.ne(0).any(axis=1)
        for column in given:
            service, education = column.split("__")[1:]
            own = grid.xs(education, axis=1, level=1) if service == SUM else grid[service]
            total = own.sum(axis=1)
            for record in _where(reported & ((answers.sums[column] - total).abs() > TOLERANCE)):
                expected = f"{number_text(round(total[record], 4))}, the sum of the numbers beside it"
                yield record, column, number_text(answers.sums[column][record]), expected
        by_service = [c for c in given if c.endswith(f"__{SUM}")]
        by_education = [c for c in given if c not in by_service]
        if by_service and by_education:
            services, educations = (
                answers.sums[by_service].sum(axis=1),
                answers.sums[by_education].sum(axis=1),
            )
            both = answers.sums[by_service].notna().any(axis=1) & answers.sums[by_education].notna().any(axis=1)
            for record in _where(~reported & both & ((services - educations).abs() > TOLERANCE)):
                value = f"{number_text(round(educations[record], 4))} by education"
                yield record, question.id, value, f"{number_text(round(services[record], 4))}, as by service"


@_rule(
    "warning",
    "The same FTE counted twice",
    "Ask the unit. FTE that work in two services are divided between them; a total is not a service.",
)
def fte_counted_twice(answers: Answers) -> Iterator[Finding]:
    """No two services have the same numbers in all educations, and none is the sum of the others."""
    grids = {}
    for question in _questions(answers, "fte"):
        for service in question.services:
            columns = [f"{question.id}__{service.code}__{e.code}" for e in question.educations]
            grids[f"{question.id}__{service.code}"] = answers.frame[columns].fillna(0).to_numpy()
    names = list(grids)
    for later, name in enumerate(names):
        # One number alone, or very small ones, are the same too often by chance.
        several = ((grids[name] > 0).sum(axis=1) >= 2) & (grids[name].sum(axis=1) >= 1)
        for earlier in names[:later]:
            if grids[earlier].shape[1] != grids[name].shape[1]:
                continue
            same = several & (grids[earlier] == grids[name]).all(axis=1)
            for record in np.flatnonzero(same):
                value = number_text(round(grids[name][record].sum(), 4))
                yield record, name, value, f"other numbers than {earlier}: all educations have the same FTE"
    for question in _questions(answers, "fte"):
        own = [f"{question.id}__{service.code}" for service in question.services]
        totals = np.column_stack([grids[name].sum(axis=1) for name in own])
        for place, name in enumerate(own):
            others = np.delete(totals, place, axis=1)
            several = ((others > 0).sum(axis=1) >= 2) & (others.sum(axis=1) >= 1)
            for record in np.flatnonzero(several & np.isclose(others.sum(axis=1), totals[:, place], atol=1e-6)):
                value = number_text(round(totals[record, place], 4))
                yield record, name, value, "the FTE of one service; it is the sum of all the others"


# --- compared with last year


@_rule(
    "warning",
    "Answers of a unit that did not take part",
    "Correct the status if the unit did answer: while it says ikke_deltatt, the FTE are last year's.",
)
def absent_but_answered(answers: Answers) -> Iterator[Finding]:
    """A unit whose status says that it did not take part has no answers."""
    absent = answers.frame["status"] == "ikke_deltatt"
    given = answers.frame.drop(columns=["unit", "status"]).notna().any(axis=1)
    for record in _where(absent & given):
        yield record, "status", "ikke_deltatt", "gjennomfort or delvis, as there are answers"


@_rule(
    "warning",
    "Large changes from last year",
    "Ask the unit whether the change is real. Decide that it stands, or correct the export.",
    needs="last_year",
)
def large_change(answers: Answers) -> Iterator[Finding]:
    """FTE and other numbers have not changed by more than the stated bounds, where the years can be compared."""
    for question in _questions(answers, "number", "fte"):
        if question.type == "number" and any(found.year == answers.codebook.year for found in question.breaks):
            continue  # a break in FTE is in their categories; the totals can be compared
        now, before = _totals(answers, question)
        if before is None:
            continue
        for column in answers.columns(question):  # a lost comma is told by its own rule
            now = now.mask(_moved(answers.frame[column], _last_year(answers, column)))
        least, share = CHANGE.get(question.unit, OTHER_CHANGE)
        change = (now - before).abs()
        bound = f"a change of at most {least} {question.unit or ''}".rstrip()
        bound += f" or {share:.0%}" if share else ""
        large = _where((change > least) & (change > share * before))
        for record, value in zip(large, answers.shown(question, large), strict=True):
            last = number_text(round(before[record], 4))
            yield record, question.id, f"{value} (last year {last})", bound


@_rule(
    "warning",
    "Last year's FTE left untouched",
    "Last year's numbers stood in the form. Decide that they still hold, or ask the unit.",
    needs="last_answers",
)
def untouched(answers: Answers) -> Iterator[Finding]:
    """FTE by service and education are not, cell by cell, what they were last year."""
    for question in _questions(answers, "fte"):
        columns = answers.columns(question)
        if not set(columns) <= set(answers.last_year):
            continue
        now = answers.frame[columns].fillna(0)
        before = answers.last_year[columns].fillna(0).reindex(answers.frame["unit"]).to_numpy()
        same = _where((now == before).all(axis=1) & now.gt(0).any(axis=1))
        for record, value in zip(same, answers.shown(question, same), strict=True):
            yield record, question.id, value, "numbers of this year; all are last year's"


def _last_year(answers: Answers, column: str) -> pd.Series | None:
    if answers.last_year is None or column not in answers.last_year:
        return None
    return answers.frame["unit"].map(answers.last_year[column]).astype(float)


def _totals(answers: Answers, question: Question) -> tuple[pd.Series, pd.Series | None]:
    """Return this year's and last year's total of a question, missing where it was not answered."""
    columns = answers.columns(question)
    now = answers.frame[columns].sum(axis=1).where(answers.frame[columns].notna().any(axis=1))
    if answers.last_year is not None and set(columns) & set(answers.last_year):
        last = answers.last_year[[c for c in columns if c in answers.last_year]]
        before = last.sum(axis=1).where(last.notna().any(axis=1))
    elif answers.last_fte is not None and question.id in answers.last_fte:
        before = answers.last_fte[question.id]
    else:
        return now, None
    return now, answers.frame["unit"].map(before).astype(float)
