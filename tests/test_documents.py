"""docs/edit-a-chapter.md: its code runs, its calls show something, and its expressions print what stands beside them."""

import re

import pytest

from is248.chapters import conditions
from is248.chapters.engine import INLINE
from is248.data.absence import is_absent
from is248.project import root
from is248.wording import NBSP
from is248.wording.numbers import THOUSANDS

GUIDE = (root() / "docs" / "edit-a-chapter.md").read_text(encoding="utf-8")


def rows(head: str) -> list[tuple[str, str]]:
    """Return the rows of all tables with a head, the first cell without its backticks."""
    tables = re.findall(rf"^\| {re.escape(head)} \|\n\|[-|]+\|\n((?:\|.*\n)+)", GUIDE, re.MULTILINE)
    return [tuple(re.fullmatch(r"\| `(.*?)` \| (.*) \|", row).groups()) for one in tables for row in one.splitlines()]


def fences(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def names() -> dict:
    """Return what the guide's code cells define, from the top."""
    known: dict = {"year": 2024}
    for code in fences("python"):
        exec(code, known)
    return known


@pytest.mark.parametrize(("expression", "printed"), rows("expression | prints"))
def test_an_expression_prints_what_stands_beside_it(names, expression, printed):
    value = str(eval(expression, names))
    assert value.replace(THOUSANDS, " ").replace(NBSP, " ") == printed


@pytest.mark.parametrize("call", [call for call, _ in rows("call | shows")])
def test_a_call_shows_something(names, call):
    shown = eval(call, names)
    assert hasattr(shown, "_repr_mimebundle_") or hasattr(shown, "_repr_markdown_")
    assert not is_absent(shown)


@pytest.mark.parametrize("prose", fences("markdown"))
def test_values_and_conditions_of_the_prose_can_be_computed(names, prose):
    assert all(str(eval(expression, names)) for expression in INLINE.findall(prose))
    assert all(eval(test, names) is not None for test in conditions.tests(prose))
    assert INLINE.search(prose)
