"""Rules for what was seen when the file was read, and for what it says twice."""

from collections.abc import Callable, Iterator

from is248.data.problems import Problem, Rules
from is248.intake.answers import Answers

RULES = Rules()
_KINDS = {  # of remarks of those who read the file: what has to hold, severity, title, and what to do
    "lost_letters": (
        "No letter was lost before the file was written.",
        "error",
        "Letters that were lost",
        "Type the word again in the export: names in it would not be masked.",
    ),
    "damaged_letters": (
        "All letters of the file are written in one way, and once.",
        "warning",
        "Letters that were damaged",
        "See that the words are right now, and decide so. If not, correct them in the export.",
    ),
    "parts_of_workbook": (
        "A workbook has one sheet, without hidden rows and columns.",
        "warning",
        "Parts of the workbook",
        "If the import took the right cells, decide so. If not, save the right ones as a workbook of one sheet.",
    ),
    "words_in_a_box": (
        "A box has a tick in it, and no words.",
        "warning",
        "Boxes with words in them",
        "If the words are what units typed behind the option, decide so. If they are a tool's words for a tick, write "
        "1 and 0 in the export.",
    ),
    "declared_missing": (
        "No option of the codebook and no number is declared missing in the file.",
        "warning",
        "Answers that SPSS takes as none",
        "See in the form whether units gave this answer, and decide that it stands. If not, correct the file in SPSS.",
    ),
    "unit_said_otherwise": (
        "What other columns say of the unit is what the code says.",
        "error",
        "Columns that say another unit",
        "Find out which unit answered, and correct the code or the name in the export.",
    ),
    "status_said_otherwise": (
        "All columns that say the record's status say the same.",
        "error",
        "Columns that say another status",
        "Find out which status is right, and leave the other column out of the export.",
    ),
    "no_answer_of_the_year": (
        "No column says that the record is a test, deleted, filtered out or of another year.",
        "warning",
        "Rows that may be no answers of this year",
        "If they are the answers of this year, decide so. If not, leave the rows out of the export.",
    ),
    "unit_named_otherwise": (
        "The name beside a unit's code is a name of the unit.",
        "warning",
        "Names of units that the units file does not have",
        "If it is the unit of the code, decide so. If not, correct the code or the name in the export.",
    ),
}


def _remarks(rule: str, holds: str) -> Callable[[Answers], Iterator[Problem]]:
    """Return what finds the remarks of a kind."""

    def find(answers: Answers) -> Iterator[Problem]:
        for remark in answers.remarks:
            if remark.rule == rule:
                yield answers.problem(remark.record, remark.column, remark.value, remark.expected)

    find.__name__, find.__doc__ = rule, holds
    return find


for _rule, (_holds, *_told) in _KINDS.items():
    RULES.rule(*_told, needs="export")(_remarks(_rule, _holds))
