"""Rules for columns.csv, where a person has confirmed what headings are."""

from collections.abc import Iterator

from is248.data.problems import Problem, Rules
from is248.intake.answers import Answers
from is248.intake.mapping import LEFT_OUT

RULES = Rules()


@RULES.rule(
    "warning",
    "Lines of columns.csv that the export does not need",
    "Take the line out, or correct its heading: it is compared letter by letter, without HTML.",
    needs="export",
)
def stale_heading(answers: Answers) -> Iterator[Problem]:
    """Every line of columns.csv is about a heading of the export."""
    for line in answers.found.stale:
        yield line.problem(line.heading, "a heading of the export")


@RULES.rule(
    "warning",
    "Lines of columns.csv against the words of the form",
    "The line was followed. Decide that it stands, or take it out.",
    needs="export",
)
def heading_against_words(answers: Answers) -> Iterator[Problem]:
    """No line of columns.csv gives a heading to another question than its words do."""
    for line, named in answers.found.overruled:
        left_out = " (left out)" if line.column == LEFT_OUT else ""
        yield line.problem(line.heading + left_out, f"{named}, by its words")
