"""One kind of problem and one kind of rule: what a person reads, and what a rule adds to what it finds."""

import pytest

from is248.data.problems import DataError, Problem, Rules

RULES = Rules()


@RULES.rule("warning", "Odd numbers", "Ask.")
def odd(numbers):
    """All numbers are even."""
    for row, number in enumerate(numbers):
        if number % 2:
            yield Problem("n.csv", row + 2, "", "n", str(number), "an even number")


@RULES.rule()
def large(numbers):
    """No number is over 10."""
    for number in numbers:
        if number > 10:
            yield Problem("n.csv", None, "", "n", str(number), "at most 10", action="Halve it.")


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (
            Problem("a.csv", 3, "1101 Eigersund", "plan", "7", "1 or 2"),
            "row 3 (1101 Eigersund): plan is '7'; expected 1",
        ),
        (
            Problem("a.csv", 3, "", "plan", "7", "1", heading="Plan"),
            "row 3: plan (in the file: Plan) is '7';",
        ),
        (Problem("a.csv", 3, "", "", None, "stands twice"), "row 3: stands twice"),
        (Problem("a.yml", 3, "", "plan: type", None, "is missing"), "line 3: plan: type is missing"),
    ],
)
def test_a_message_says_where_and_what(problem, message):
    assert message in str(problem)
    assert str(problem).startswith(f"{problem.file}, ")


def test_without_a_row_and_a_unit_the_message_begins_with_the_file():
    assert str(Problem("a.csv", None, "", "n", "7", "1", action="Ask.")) == "a.csv: n is '7'; expected 1. Ask."


def test_a_rule_is_called_with_the_data_and_names_itself_and_what_to_do():
    (problem,) = odd([2, 3])
    assert (problem.rule, problem.action, problem.row) == ("odd", "Ask.", 3)
    assert (odd.severity, odd.title, odd.needs) == ("warning", "Odd numbers", "")
    assert odd([2, 4]) == []


def test_what_a_problem_says_to_do_stands():
    assert large([12])[0].action == "Halve it."


def test_rules_are_told_in_their_order():
    assert list(RULES) == ["odd", "large"]
    assert [(problem.rule, problem.value) for problem in RULES.problems([12, 13])] == [
        *(("odd", "13"), ("large", "12"), ("large", "13")),
    ]


def test_the_error_counts_its_problems_and_tells_them_all():
    assert str(DataError(large([12]))).splitlines()[0] == "The data have 1 problem:"
    error = DataError(RULES.problems([13]))
    assert str(error).splitlines() == ["The data have 2 problems:", *(f"  {problem}" for problem in error.problems)]


def test_a_decision_is_about_unit_column_rule_and_value():
    problem = Problem("a.csv", 3, "1101 Eigersund", "plan", "7", "1", rule="odd")
    assert problem.identity == ("1101", "plan", "odd", "7")
