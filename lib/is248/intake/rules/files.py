"""Rules for what was seen when the file was read, and for what it says twice."""

from collections.abc import Iterator

from is248.data.problems import Problem, Rules
from is248.intake.answers import Answers

RULES = Rules()


@RULES.rule(
    "error",
    "Letters that were lost",
    "Type the word again in the export: names in it would not be masked.",
    needs="export",
)
def lost_letters(answers: Answers) -> Iterator[Problem]:
    """No letter was lost before the file was written."""
    return _remarks(answers, "lost_letters")


@RULES.rule(
    "warning",
    "Letters that were damaged",
    "See that the words are right now, and decide so. If not, correct them in the export.",
    needs="export",
)
def damaged_letters(answers: Answers) -> Iterator[Problem]:
    """All letters of the file are written in one way, and once."""
    return _remarks(answers, "damaged_letters")


@RULES.rule(
    "warning",
    "Parts of the workbook",
    "If the import took the right cells, decide so. If not, save the right ones as a workbook of one sheet.",
    needs="export",
)
def parts_of_workbook(answers: Answers) -> Iterator[Problem]:
    """A workbook has one sheet, without hidden rows and columns."""
    return _remarks(answers, "parts_of_workbook")


@RULES.rule(
    "warning",
    "Options that SPSS takes as no answer",
    "If the units gave this answer, decide that it stands. If not, leave the value out in SPSS.",
    needs="export",
)
def declared_missing(answers: Answers) -> Iterator[Problem]:
    """No option of the codebook is declared missing in the file."""
    return _remarks(answers, "declared_missing")


@RULES.rule(
    "error",
    "Columns that say another unit",
    "Find out which unit answered, and correct the code or the name in the export.",
    needs="export",
)
def unit_said_otherwise(answers: Answers) -> Iterator[Problem]:
    """What other columns say of the unit is what the code says."""
    return _remarks(answers, "unit_said_otherwise")


@RULES.rule(
    "warning",
    "Names of units that the units file does not have",
    "If it is the unit of the code, decide so. If not, correct the code or the name in the export.",
    needs="export",
)
def unit_named_otherwise(answers: Answers) -> Iterator[Problem]:
    """The name beside a unit's code is a name of the unit."""
    return _remarks(answers, "unit_named_otherwise")


def _remarks(answers: Answers, rule: str) -> Iterator[Problem]:
    for remark in answers.remarks:
        if remark.rule == rule:
            yield answers.problem(remark.record, remark.column, remark.value, remark.expected)
