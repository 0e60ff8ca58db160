"""What a unit's answers have to be: `RULES`, one small rule each, and `check`, which returns what breaks them.

In come `Answers`, out `Problem`s. An error stops the import; a warning is for a person to decide on (`review`). What is
impossible is an error; what is unlikely, or depends on how the question was understood, is a warning. `files` has the
rules for the file and what it says twice, `cells` for units and single cells, `headings` for columns that a person has
confirmed, `together` for answers that have to fit each other, `last_year` for changes.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from is248.data.problems import Problem, Rule, Rules
from is248.intake.answers import Answers
from is248.intake.rules import cells, files, headings, last_year, together

RULES = Rules(cells.RULES | files.RULES | headings.RULES | together.RULES | last_year.RULES)


def checkable(answers: Answers) -> list[Rule]:
    """Return the rules for which there is what they need."""
    has = {"": True, "export": True, "last_answers": not answers.last_year.empty}
    has["last_year"] = has["last_answers"] or not answers.last_fte.empty
    return [rule for rule in RULES.values() if has[rule.needs]]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What may stand beside a number and is told as it is: amounts, and the rules' own words
_BESIDE_NUMBERS = _words(
    """
    ca circa cirka omtrent rundt over under mer mindre enn minst maks inntil til fra og eller ingen null
    ukjent vet ikke en ett to tre fire fem seks sju syv åtte ni ti kr nok kroner mill million millioner mrd
    tusen prosent stk antall årsverk åv person personer bruker brukere timer time uke år år dag dager na nan
    true false sann usann x e inf jan feb mar apr mai jun jul aug sep okt nov des last year answers missing
    most at as in one more column
    """
)


def _without_words(value: str, known: set[str]) -> str:
    """Return what stands in a column of numbers without its words: someone may have typed a name there."""

    def shown(found: re.Match) -> str:
        word = found.group()
        keep = word[0] in "[#" or word.casefold() in _BESIDE_NUMBERS or word in known
        keep = keep or not any(map(str.isalpha, word))  # ½
        return word if keep else "[tekst]"

    masked = re.sub(r"\[[^\[\]]+\]|#[A-Z/0]+[!?]?|\b[^\W\d][\w'’-]*|[^\W\d_]+", shown, value)
    return re.sub(r"\[tekst\](?:[\s,.;:/]+\[tekst\])+", "[tekst]", masked)


def check(answers: Answers, mask: Callable[[str], tuple[str, object]]) -> list[Problem]:
    """Return everything that breaks a rule, errors first.

    `mask` masks personal data: a value in a message may be a text that someone wrote into the wrong cell.
    """
    amounts = {question.id for question in answers.codebook.questions if question.unit == "kroner"}

    numbers = {column for _, column, _ in answers.over("number", "fte", sums=True)}
    known = {question.id for question in answers.codebook.questions}

    def masked(problem: Problem) -> Problem:
        if problem.column in amounts and not any(character.isalpha() for character in problem.value):
            return problem  # an amount of eight digits is no telephone number
        value = mask(problem.value)[0]
        of_number = problem.column in numbers and problem.rule not in headings.RULES
        return replace(problem, value=_without_words(value, known) if of_number else value)

    rules = sorted(checkable(answers), key=lambda rule: rule.severity)
    return [masked(problem) for rule in rules for problem in rule(answers)]
