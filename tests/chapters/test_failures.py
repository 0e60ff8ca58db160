"""What an author is told when a cell stops the chapter: no traceback, and what to do."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill import PapermillExecutionError

from is248.chapters.execution import ChapterError, execute
from is248.chapters.failures import told

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def chapter(*codes: str):
    cells = [new_code_cell(code, metadata={"tags": []}) for code in codes]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "papermill": {}})


def message(*codes: str) -> str:
    with pytest.raises(ChapterError) as error:
        execute(chapter(*codes), {})
    return str(error.value)


def test_a_command_that_jupyter_does_not_know_is_named():
    assert message("x = 1\n%nosuch x").startswith("cell 1: there is no command %nosuch (a line that begins with %")


HINTS = {  # in a class of the chapter's own, with what was meant
    "sak.andl": "AttributeError: 'Sak' object has no attribute 'andl' (did you mean andel?)",
    "sakk.andel": "NameError: name 'sakk' is not defined (did you mean sak?)",
    "sak.n": "AttributeError: 'Sak' object has no attribute 'n' (ask one of its answers: .answer(\"…\").n)",
    "sak.noe_helt_annet": "AttributeError: 'Sak' object has no attribute 'noe_helt_annet'",
    "percent(1, whole=2)": "TypeError: percent() got an unexpected keyword argument 'whole' (it takes part,",
    "number(1, decimal=2)": "TypeError: number() got an unexpected keyword argument 'decimal' (did you mean decimals?)",
    "number('3', 1)": "TypeError: '3' is no number: number(…) takes one, without quotation marks",
    "open_survey('2024')": "ProjectError: The year '2024' is a text; a number is wanted: 2024.",
}


def test_a_word_of_the_library_that_has_another_value_is_told():
    told = "(a cell above gives `number`, a word of the library, another value; rename that)"
    assert told in message("from is248 import *\nnumber = 3", "number(2.5, 1)")
    assert "word of the library" not in message("from is248 import *\nx = 3", "x(2)")


def test_an_authors_own_error_names_no_line_of_the_library():
    assert "raised in" not in message("from is248 import *\nopen_survey(2024)", "{'a': 1}['b']")


OWN = "from is248 import *\nclass Sak:\n    andel = 1\n    def answer(self): ...\nsak = Sak()"


@pytest.mark.parametrize(("code", "told"), HINTS.items())
def test_what_is_misspelt_comes_with_what_may_have_been_meant(code, told):
    first, line = message(OWN, code).splitlines()[:2]
    assert first.startswith(f"cell 2: {told}") and line == f"  line 1: {code}"


@pytest.mark.parametrize("where", ["Det er `{{python}} {}`.", '[Ja]{{.when test="{}"}}'])
def test_a_hint_is_given_of_the_text_too(where):
    notebook = chapter(OWN)
    notebook.cells.append(new_markdown_cell(where.format("sak.andl"), metadata={"tags": []}))
    with pytest.raises(ChapterError, match=r"'andl' \(did you mean andel\?\)"):
        execute(notebook, {})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("StdinNotImplementedError", "raw_input was called", "nobody answers while the book is made"),
        ("ModuleNotFoundError", "No module named 'x'", "No module named 'x'; the book has the packages"),
        ("RecursionError", "maximum recursion depth exceeded", "a function calls itself without end"),
        ("MemoryError", "", "compute with less at a time, or write more than it has for cell_gigabytes in params/"),
    ],
)  # fmt: skip
def test_what_python_says_comes_with_what_to_do(name, value, words):
    traceback = ["File /lib/x.py:7, in f(x)", "Cell In[1], line 2", f"{name}: {value}"]
    error = PapermillExecutionError(0, 1, "", name, value, traceback)
    first, line = told(chapter("x = 1\nf(x)"), error).splitlines()
    assert first.startswith(f"cell 1: {name}: ") and words in first
    assert line == "  line 2: f(x)"


def test_an_error_inside_the_library_tells_the_authors_line_and_where_it_was_raised():
    traceback = ["Cell In[1], line 1", "File ~/lib/tables.py:80, in Table.value(self)", "File ~/lib/x.py:7, in f(x)"]
    error = PapermillExecutionError(0, 1, "", "KeyError", "'x'", traceback)
    assert told(chapter("f(x)"), error).splitlines() == [
        "cell 1: KeyError: 'x'", "  line 1: f(x)", "  raised in ~/lib/x.py, line 7 (f)"
    ]  # fmt: skip
