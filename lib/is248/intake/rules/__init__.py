"""What a unit's answers have to be: `RULES`, one small rule each, and `check`, which returns what breaks them.

In come `Answers`, out `Problem`s. An error stops the import; a warning is for a person to decide on (`review`). What is
impossible is an error; what is unlikely, or depends on how the question was understood, is a warning. `files` has the
rules for the file and what it says twice, `cells` for units and single cells, `together` for answers that have to fit
each other, `last_year` for changes.
"""

from collections.abc import Callable
from dataclasses import replace

from is248.data.problems import Problem, Rule, Rules
from is248.intake.answers import Answers
from is248.intake.rules import cells, files, last_year, together

RULES = Rules(cells.RULES | files.RULES | together.RULES | last_year.RULES)


def checkable(answers: Answers) -> list[Rule]:
    """Return the rules for which there is what they need."""
    has = {"": True, "export": True, "last_answers": not answers.last_year.empty}
    has["last_year"] = has["last_answers"] or not answers.last_fte.empty
    return [rule for rule in RULES.values() if has[rule.needs]]


def check(answers: Answers, mask: Callable[[str], tuple[str, object]]) -> list[Problem]:
    """Return everything that breaks a rule, errors first.

    `mask` masks personal data: a value in a message may be a text that someone wrote into the wrong cell.
    """
    amounts = {question.id for question in answers.codebook.questions if question.unit == "kroner"}

    def masked(problem: Problem) -> Problem:
        if problem.column in amounts and not any(character.isalpha() for character in problem.value):
            return problem  # an amount of eight digits is no telephone number
        return replace(problem, value=mask(problem.value)[0])

    rules = sorted(checkable(answers), key=lambda rule: rule.severity)
    return [masked(problem) for rule in rules for problem in rule(answers)]
