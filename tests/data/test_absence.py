"""What an edition lacks is a value: everything made of it lacks too, what can't be absent says why, and cells go on."""

import ast
import math
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

from is248.data.absence import MIME, Absent, AbsentError, first_absent, is_absent, tolerant, tolerate
from is248.survey import open_survey

REASON = "2023 did not ask plan"
PLAN = Absent(REASON)

STEPS = {
    "a word": lambda x: x.answer,
    "a call": lambda x: x("ja", years="all"),
    "an item": lambda x: x["<2000"],
    "+ 1": lambda x: x + 1,
    "1 +": lambda x: 1 + x,
    "- 1": lambda x: x - 1,
    "1 -": lambda x: 1 - x,
    "* 2": lambda x: x * 2,
    "2 *": lambda x: 2 * x,
    "/ 2": lambda x: x / 2,
    "2 /": lambda x: 2 / x,
    "-": operator.neg,
    "abs": abs,
    "~": operator.invert,
    "&": lambda x: x & True,
    "|": lambda x: x | True,
}
ENDS = {
    "a yes or no": bool,
    "a number": float,
    "a whole number": int,
    "a rounded number": round,
    "a place": lambda x: [1, 2][x],
    "a text": str,
    "a text with a form": lambda x: f"{x:.1f}",
    "a list": list,
    "a length": len,
    "a key": lambda x: {x: 1},
    "in": lambda x: "Oslo" in x,
    "==": lambda x: x == 1,
    "!=": lambda x: x != 1,
    "<": lambda x: x < 1,
    "<=": lambda x: x <= 1,
    ">": lambda x: x > 1,
    ">=": lambda x: x >= 1,
    "a mean": lambda x: math.fsum([x, 1]),
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
def test_everything_made_of_what_is_absent_is_absent_for_the_same_reason(names):
    value = PLAN
    for name in names:
        value = STEPS[name](value)
    assert is_absent(value) and value.reason == REASON


@pytest.mark.parametrize("name", ENDS)
def test_what_cannot_be_absent_says_why_there_is_none(name):
    with pytest.raises(AbsentError, match=f"^{REASON}$"):
        ENDS[name](PLAN)


def test_what_python_looks_for_by_itself_is_not_there():
    assert not hasattr(PLAN, "_repr_html_")
    with pytest.raises(AttributeError):
        PLAN.__array__()


def test_an_absent_value_is_seen_in_the_notebook_and_by_the_build():
    assert repr(PLAN) == f"Absent({REASON!r})"
    assert PLAN._repr_mimebundle_() == {"text/plain": f"Not in this edition: {REASON}", MIME: {"reason": REASON}}


def test_of_several_values_the_first_absent_one_is_told():
    other = Absent("2023 did not ask kjent")
    assert first_absent(1, other, PLAN).reason == other.reason
    assert first_absent(0, "", None) is None
    assert not is_absent(None)


# --- cells ----------------------------------------------------------------------------------------


@pytest.fixture
def run(capsys):
    """Run a cell as a kernel does, and return its value and the names that it made; `plan` is absent."""
    shell = InteractiveShell()
    tolerate(shell)
    shell.user_ns["plan"] = PLAN

    def cell(source: str):
        done = shell.run_cell(source)
        done.raise_error()
        return done.result, shell.user_ns

    return cell


def test_a_statement_that_meets_something_absent_makes_its_names_absent_and_the_cell_goes_on(run):
    _, names = run("first, second = plan\nshare = float(plan)\nother = 2\nboth = other + 1")
    assert [names[name].reason for name in ("first", "second", "share")] == [REASON] * 3
    assert names["both"] == 3


def test_a_name_does_not_keep_an_older_value_and_is_there_again_after_a_statement_that_can_be_run(run):
    _, names = run("a = 1\na = float(plan)")
    assert is_absent(names["a"])
    _, names = run("a = 3")
    assert names["a"] == 3


@pytest.mark.parametrize(
    "source",
    [
        "found = [float(x) for x in plan]",
        "for found in plan:\n    last = found",
        "if plan > 3:\n    found = 1\nelse:\n    found = 2",
        "with open(str(plan)) as found:\n    pass",
        "found = 1\nfound += float(plan)",
        "found: float = float(plan)",
        "other = (found := float(plan))",
    ],
)
def test_every_kind_of_statement_makes_its_names_absent(run, source):
    assert run(source)[1]["found"].reason == REASON


def test_what_awaits_is_left_as_it_is():
    """A lambda around it could not await; Jupyter runs it at the top of a cell."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = tolerant().visit(compile("await f()", "cell", "exec", ast.PyCF_ONLY_AST | flags))
    assert ast.unparse(tree) == "await f()" and compile(tree, "cell", "exec", flags)


def test_names_that_live_inside_a_comprehension_are_not_made(run):
    assert "inside" not in run("found = [float(inside) for inside in plan]")[1]


def test_the_value_of_a_cell_is_absent_if_it_cannot_be_had_and_shown_if_it_can(run):
    assert run("other = 2\nfloat(plan)")[0].reason == REASON
    assert run("other = 2\nplan")[0].reason == REASON
    assert run("other = 2\nother")[0] == 2
    assert run("other = 2")[0] is None


def test_functions_and_imports_are_as_they_were(run):
    _, names = run("import math\ndef half(x):\n    half_of = float(x) / 2\n    return half_of\nfour = half(8)")
    assert names["four"] == 4 and "half_of" not in names
    assert is_absent(run("none = half(plan)")[1]["none"])


@pytest.mark.parametrize(
    ("source", "error"), [("x = 1 / 0", ZeroDivisionError), ("x = borte", NameError), ("{}['Oslo']", KeyError)]
)
def test_a_mistake_is_no_absence(run, source, error):
    with pytest.raises(error):
        run(source)


def test_a_shell_tolerates_once(run):
    shell = InteractiveShell()
    tolerate(shell)
    tolerate(shell)
    assert sum(isinstance(one, tolerant) for one in shell.ast_transformers) == 1


# --- where it comes from ----------------------------------------------------------------------------


def test_what_only_another_edition_has_is_absent_and_what_none_has_is_a_mistake():
    survey = open_survey(2023)
    assert survey.reference("act-fact-teams").reason == "2023 has no list act-fact-teams"
    assert is_absent(survey.listed("act-fact-teams", "Antall", "Team", "NAPHA").total("n"))
    assert survey.question("handlingsplan_vold").reason == "2023 did not ask handlingsplan_vold"
    with pytest.raises(ValueError, match="handlingsplan_vlod"):
        survey.question("handlingsplan_vlod")
