"""What an author is told when a cell stops the chapter: no traceback, and what to do."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook
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
