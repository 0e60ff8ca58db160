"""The documents on chapters: their code runs, and their expressions print what stands beside them."""

import re

import pytest

from is248.chapters import conditions
from is248.chapters.engine import INLINE
from is248.data.absence import is_absent
from is248.project import root
from is248.wording import NBSP
from is248.wording.numbers import THOUSANDS

PAGES = ("docs/edit-a-chapter.md", "docs/code-free-text.md", "README.md")
GUIDE, TEXTS, README = ((root() / page).read_text(encoding="utf-8") for page in PAGES)


def rows(page: str, head: str) -> list[tuple[str, str]]:
    """Return the rows of all tables with a head, the first cell without its backticks."""
    tables = re.findall(rf"^\| {re.escape(head)} \|\n\|[-|]+\|\n((?:\|.*\n)+)", page, re.MULTILINE)
    return [re.fullmatch(r"\| `(.*?)` \| (.*) \|", row).groups() for one in tables for row in one.splitlines()]


def fences(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def names() -> dict:
    """Return what the guide's code cells define, from the top."""
    known: dict = {"year": 2024}
    for code in fences(GUIDE, "python"):
        exec(code, known)
    return known


@pytest.mark.parametrize(("expression", "printed"), rows(GUIDE, "expression | prints"))
def test_an_expression_prints_what_stands_beside_it(names, expression, printed):
    value = str(eval(expression, names))
    assert value.replace(THOUSANDS, " ").replace(NBSP, " ") == printed


@pytest.mark.parametrize("call", [call for call, _ in rows(GUIDE, "call | shows") + rows(TEXTS, "call | gives")])
def test_a_call_shows_something(names, call):
    shown = eval(call, names)
    assert not is_absent(shown)
    assert isinstance(shown, str) or hasattr(shown, "_repr_mimebundle_") or hasattr(shown, "_repr_markdown_")


@pytest.mark.parametrize("prose", fences(GUIDE, "markdown"))
def test_values_and_conditions_of_the_prose_can_be_computed(names, prose):
    assert all(str(eval(expression, names)) for expression in INLINE.findall(prose))
    assert all(eval(test, names) is not None for test in conditions.tests(prose))


@pytest.mark.parametrize("code", fences(README, "python"))
def test_the_examples_of_the_readme_run(names, code):
    exec(code, dict(names))


def test_the_guide_has_its_tables_and_cells():
    assert len(rows(GUIDE, "expression | prints")) > 30
    assert len(rows(GUIDE, "call | shows")) > 5
    assert len(fences(GUIDE, "python")) == 4
