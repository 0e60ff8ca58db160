"""Inline values: what may stand in a sentence, what stops the build, and the kernels they are evaluated in."""

import ast
import json
import re

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from is248.chapters.engine import InlineError, inline_expressions, inline_text, options
from is248.chapters.execution import ChapterError, execute
from is248.chapters.kernels import KernelManager
from is248.wording import number

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


@pytest.fixture(scope="module")
def shell() -> InteractiveShell:
    """A Python as in a kernel, with what chapters import; its answers are those that a kernel gives."""
    shell = InteractiveShell.instance()
    done = shell.run_cell(
        "import datetime, decimal\n"
        "import numpy as np\nimport pandas as pd\n"
        "from is248 import *\n"
        "survey = open_survey(2024)\n"
        "class Silent:\n    def __repr__(self):\n        return ''\n"
        "class Drawn:\n    def _repr_html_(self):\n        return '<b>x</b>'\n"
    )
    assert done.success
    return shell


def text_of(shell: InteractiveShell, expression: str) -> str:
    return inline_text(shell.user_expressions({"0": expression})["0"], 3, expression)


def chapter(*cells) -> nbformat.NotebookNode:
    """Return a notebook: a text is a markdown cell, a text in a list a code cell."""
    made = [new_code_cell(cell[0]) if isinstance(cell, list) else new_markdown_cell(cell) for cell in cells]
    for cell in made:
        cell.metadata["tags"] = []  # as `read_chapter` does
    return new_notebook(cells=made, metadata=KERNEL | {"papermill": {}})


def values_of(cell) -> list[str]:
    return [inline_text(item["result"], 0, item["expression"]) for item in cell.metadata["user_expressions"]]


# --- what may stand in a sentence ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("'økt'", "økt"),
        ('"it\'s"', "it's"),
        ("'«»–\\u202f'", "«»–\u202f"),
        ("2024", "2024"),
        ("Quantity(12606.5)", "12\u202f607"),
        ("Quantity(-2.94, 1)", "−2,9"),
        ("number(5550203)", "5\u202f550\u202f203"),
        ("population.fte(survey, 'county').total('fte_adults')", "12\u202f607"),
    ],
)
def test_a_text_a_whole_number_and_a_quantity_print_as_they_are(shell, expression, text):
    assert text_of(shell, expression) == text


_PRINTED = re.compile(r"(?!\s*(?:None|nan|NaN|-?\d+\.\d+)?\s*\Z)")  # by itself


@given(st.text().filter(lambda text: _PRINTED.match(text) is not None))
def test_any_text_comes_through_unchanged(shell, text):
    assert text_of(shell, repr(text)) == text


@given(st.floats(-1e12, 1e12), st.integers(0, 3))
def test_any_quantity_comes_through_as_it_prints(shell, value, decimals):
    assert text_of(shell, f"Quantity({value!r}, {decimals})") == number(value, decimals)


@given(st.floats())
def test_no_bare_float_is_printed(shell, value):
    with pytest.raises(InlineError, match="cell|gives"):
        text_of(shell, f"float({str(value)!r})")


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("-5", "gives -5; say how it is printed: number(-5)"),
        ("np.int64(-5)", "gives np.int64(-5); say how it is printed: number(np.int64(-5))"),
        ("-1.5", "gives -1.5; say how it is printed: number(-1.5, 1)"),
        ("f'{41.27:.1f}'", "gives 41.3, with a point; a number is printed by number(…, 1)"),
        ("str(-0.5)", "gives -0.5, with a point"),
    ],
)
def test_a_number_that_is_not_norwegian_is_told_with_what_prints_it(shell, expression, told):
    with pytest.raises(InlineError) as error:
        text_of(shell, expression)
    assert error.value.reason.startswith(told)


@pytest.mark.parametrize("expression", ["None", "''", "'  '", "'\\n'", "'None'", "Silent()"])
def test_nothing_to_print_is_an_error(shell, expression):
    with pytest.raises(InlineError):
        text_of(shell, expression)


@pytest.mark.parametrize(
    "expression",
    [
        "1.5",
        "-1.5e-07",
        "np.float64(1.5)",
        "np.int64(5)",
        "survey.units['fte'].sum()",
        "len(survey.units) / 3",
        "survey.units['fte']",
        "survey.units",
        "survey",
        "population.fte(survey, 'county')",
        "survey.grouping('county')",
        "survey.question('rph')",
        "survey.question('rph').by('county')",
        "['Oslo', 'Bergen']",
        "('Oslo', 'Bergen')",
        "{'Oslo': 1}",
        "{'Oslo'}",
        "set()",
        "range(3)",
        "True",
        "...",
        "b'Oslo'",
        "1 + 2j",
        "decimal.Decimal('1.5')",
        "datetime.date(2024, 1, 1)",
        "Exception('x')",
        "number",
        "Quantity",
        "(name for name in survey.units['name'])",
        "Drawn()",
    ],
)
def test_a_value_that_is_no_text_or_number_is_an_error(shell, expression):
    with pytest.raises(InlineError) as error:
        text_of(shell, expression)
    assert error.value.expression == expression
    assert error.value.cell_index == 3


@pytest.mark.parametrize(
    "expression",
    [
        "float('nan')",
        "np.nan",
        "pd.NA",
        "pd.NaT",
        "f\"{float('nan')}\"",
    ],
)
def test_a_missing_number_is_an_error(shell, expression):
    with pytest.raises(InlineError):
        text_of(shell, expression)


@pytest.mark.parametrize(
    "expression", ["Quantity(100 * x / x)", "number(x / x)", "percent(0, of=x)", "join([])", "Years()"]
)
def test_a_number_of_nobodys_answers_is_absent_and_says_so(expression):
    code = "from is248 import *\nfrom is248.wording import Years\nimport numpy as np\n"
    code += "np.seterr(all='ignore')\nx = np.float64(0)"
    done = execute(chapter([code], f"Det er `{{python}} {expression}`."), {})
    [(status, reason)] = results(done.cells[1])
    assert status == "absent" and re.search("nobody|nothing", reason)


def test_an_expression_that_raises_says_what_was_raised(shell):
    with pytest.raises(InlineError) as error:
        text_of(shell, "holds('øker', 1 > 2)")
    assert error.value.reason.startswith("UntrueStatement: «øker» is no longer true")


# --- where they are found -----------------------------------------------------------------------


def test_expressions_are_read_from_prose_headings_and_the_options_of_code():
    text = new_markdown_cell(
        "# Kapittel `{python} year`\n\nDet er `{python} number(x, 1)` og `{python}  y `, ikke `kode`."
    )
    code = new_code_cell("#| label: tbl-x\n#| tbl-cap: Alle i `{python} year`.\nx = '`{python} no`'")
    assert inline_expressions(text) == ["year", "number(x, 1)", "y"]
    assert inline_expressions(code) == ["year"]
    assert options(code) == {"label": "tbl-x", "tbl-cap": "Alle i `{python} year`."}


def test_a_colon_in_a_caption_is_part_of_the_text():
    code = new_code_cell("#| tbl-cap: I `{python} year`: alle\ntable")
    assert options(code) == {"tbl-cap": "I `{python} year`: alle"}
    assert inline_expressions(code) == ["year"]


def test_a_caption_may_have_quotes_colons_and_several_expressions():
    code = new_code_cell("#| fig-cap: \"Andel: `{python} a` av `{python} b['c']`\"\nfigure")
    assert inline_expressions(code) == ["a", "b['c']"]


# --- when they are evaluated --------------------------------------------------------------------


LOOK_AT_KERNEL = """
import json, pathlib, psutil
from ipykernel.connect import get_connection_info
info = get_connection_info(unpack=True)
channels = ("shell", "iopub", "stdin", "hb", "control")
sockets = [pathlib.Path(f"{info['ip']}-{info[f'{name}_port']}") for name in channels]
tcp = psutil.Process().net_connections(kind="inet")
json.dumps({"transport": info["transport"], "sockets": [s.is_socket() for s in sockets], "tcp": len(tcp)})
"""


@pytest.fixture(scope="module")
def executed() -> nbformat.NotebookNode:
    """A chapter whose `x` changes from cell to cell, and that looks at its own kernel."""
    return execute(
        chapter(
            ["x = 1"],
            "# Nummer `{python} x`",
            "Først `{python} x`, og `{python} f'{x}{x}'`.",
            ["#| label: tbl-x\n#| tbl-cap: Til nå `{python} x`\nx = 2\nx"],
            "Så `{python} x`.",
            ["x = 3"],
            [LOOK_AT_KERNEL],
        ),
        {},
    )


def test_an_inline_value_is_what_the_cells_before_it_gave_not_the_later_ones(executed):
    assert values_of(executed.cells[1]) == ["1"]
    assert values_of(executed.cells[2]) == ["1", "11"]
    assert values_of(executed.cells[4]) == ["2"]


def test_a_caption_sees_its_own_cell(executed):
    assert values_of(executed.cells[3]) == ["2"]


def test_inline_values_are_kept_with_their_expressions_where_quarto_looks(executed):
    assert [item["expression"] for item in executed.cells[2].metadata["user_expressions"]] == ["x", "f'{x}{x}'"]
    assert [item["result"]["status"] for item in executed.cells[2].metadata["user_expressions"]] == ["ok", "ok"]


def test_evaluating_inline_values_shows_nothing_and_counts_no_cell(executed):
    assert [cell.execution_count for cell in executed.cells if cell.cell_type == "code"] == [1, 2, 3, 4]
    assert [len(cell.outputs) for cell in executed.cells if cell.cell_type == "code"] == [0, 1, 0, 1]


def test_kernels_talk_over_ipc_on_all_five_channels(executed):
    found = json.loads(ast.literal_eval(executed.cells[-1].outputs[0].data["text/plain"]))
    assert found["transport"] == "ipc"
    assert found["sockets"] == [True] * 5
    # ipykernel binds one port for the output of subprocesses; it takes a free one in one step, so nobody races for it.
    assert found["tcp"] <= 1


def test_every_kernel_has_a_short_path_of_its_own():
    managers = [KernelManager(), KernelManager()]
    assert [manager.transport for manager in managers] == ["ipc", "ipc"]
    assert managers[0].ip != managers[1].ip
    assert all(len(f"{manager.ip}-12345") < 107 for manager in managers)


# --- what the year lacks, and conditions --------------------------------------------------------


@pytest.fixture(scope="module")
def lacking() -> nbformat.NotebookNode:
    """A chapter of an edition that did not ask `gone`."""
    parameters = new_code_cell("year = 2024", metadata={"tags": ["parameters"]})
    notebook = chapter(
        ["from is248.data.absence import Absent\ngone, x = Absent('2024 did not ask it'), 1"],
        "Først `{python} gone.pct`, `{python} float(gone)` og `{python} x`.",
        '[Ja `{python} x`.]{.when test="x == 1"} [Nei `{python} 1 / 0`.]{.otherwise} [Å.]{.when test="gone > 1"}',
        '## Før {#sec-a .only years="-2023"}',
        '[Da `{python} 1 / 0`.]{.when test="1 / 0"}',
        "## Nå",
        '[Da `{python} 1 / 0` [ja]{.when test="1 / 0"}.]{.only years="2023"} Nå `{python} x`.',
        ['#| label: tbl-da\n#| tbl-cap: Da `{python} 1 / 0`\n#| only: "2023"\nx'],
    )
    notebook.cells.insert(0, parameters)
    return execute(notebook, {"year": 2024})


def results(cell) -> list[tuple[str, str]]:
    found = [item["result"] for item in cell.metadata["user_expressions"]]
    return [(result["status"], result.get("reason", "")) for result in found]


def test_an_inline_value_that_is_absent_stops_nothing_and_keeps_its_reason(lacking):
    why = ("absent", "2024 did not ask it")
    assert results(lacking.cells[3]) == [why, why, ("ok", "")]
    assert values_of(lacking.cells[3]) == ["", "", "1"]


def test_a_condition_holds_or_not_or_is_absent_and_what_is_not_printed_is_not_evaluated(lacking):
    assert lacking.cells[4].metadata["conditions"] == {"x == 1": True, "gone > 1": None}
    assert [status for status, _ in results(lacking.cells[4])] == ["ok", "skipped"]


def test_a_section_of_other_editions_is_not_evaluated(lacking):
    assert results(lacking.cells[6]) == [("absent", "a section of other editions")]
    assert lacking.cells[6].metadata["conditions"] == {"1 / 0": None}


def test_a_span_and_an_exhibit_of_other_editions_are_not_evaluated(lacking):
    assert results(lacking.cells[8]) == [("skipped", ""), ("ok", "")]
    assert lacking.cells[8].metadata["conditions"] == {"1 / 0": None}
    assert results(lacking.cells[9]) == [("absent", "a section of other editions")]


def test_a_wrong_condition_names_its_cell_and_itself():
    with pytest.raises(ChapterError, match="cell 2: inline `borte`\n.*NameError"):
        execute(chapter(["x = 1"], 'Det er [mer]{.when test="borte"}.'), {})


@pytest.mark.parametrize("test", ["x + 1", "'nei'", "float('nan')", "None", "x > 0, 1"])
def test_a_condition_that_is_no_truth_value_names_its_cell_and_what_it_is(test):
    told = rf"cell 2: inline `{re.escape(test)}`\n  NoTruthValue: `{re.escape(test)}` is .*, not true or false"
    with pytest.raises(ChapterError, match=told):
        execute(chapter(["x = 1"], f'Det er [mer]{{.when test="{test}"}}.'), {})


# --- what an author is told ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("missing", "NameError: name 'missing' is not defined"),
        ("1 / 0", "ZeroDivisionError"),
        ("x +", "SyntaxError"),
        ("None", "gives nothing to print"),
        ("x", "say how it is printed: number(x, 1)"),
    ],
)
def test_a_wrong_inline_expression_names_its_cell_as_the_author_counts_and_itself(expression, reason):
    parameters = new_code_cell("year = 2024", metadata={"tags": ["parameters"]})
    notebook = chapter("# Tittel", ["x = 1.5"], f"Det er `{{python}} {expression}` prosent.")
    notebook.cells.insert(1, parameters)
    with pytest.raises(ChapterError) as error:
        execute(notebook, {"year": 2024})  # papermill adds a cell of its own before it
    first, second = str(error.value).splitlines()[:2]
    assert first == f"cell 4: inline `{expression}`"
    assert reason in second


def test_a_wrong_inline_expression_in_a_caption_names_its_cell():
    notebook = chapter("# Tittel", ["#| label: tbl-x\n#| tbl-cap: I `{python} yaer`\n1"])
    with pytest.raises(ChapterError, match=re.escape("cell 2 (tbl-x): inline `yaer`")):
        execute(notebook, {})
