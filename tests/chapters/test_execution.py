"""Executing chapters: in parallel, kept when nothing has changed, and with errors that an author can use."""

import re
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from is248.chapters.engine import inline_text
from is248.chapters.execution import ChapterError, execute_chapters, key, surroundings, write
from is248.chapters.source import read_chapter
from is248.project import ProjectError

PARAMETERS = {"year": 2024}
SMALL_TABLE = """import pandas as pd
from is248 import figures
from is248.analysis.tables import Column, table
rows = ["2023", "2024"]
table = table(
    "År",
    {Column("under_18", "Antall", "<18 år"): pd.Series([1, 2], rows)},
    row_years={row: int(row) for row in rows},
)
"""


class HereAndNow(Executor):
    """Runs what is submitted at once, in this process, and remembers how often it was asked."""

    def __init__(self):
        self.submitted = 0

    def submit(self, function, /, *args, **kwargs):
        self.submitted += 1
        future = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@pytest.fixture
def small(tmp_path, monkeypatch) -> Path:
    """A project with as little as a chapter can depend on: one data file, one params file, packages."""
    for file, text in {
        "data/reference/x.csv": "a\n1\n",
        "params/2024.yml": "year: 2024\n",
        "requirements.txt": "pandas==3\n",
        "_quarto.yml": "",
    }.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    (tmp_path / "chapters").mkdir()
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    return tmp_path


def chapter(folder: Path, name: str, *cells, parameters: bool = True) -> Path:
    """Write a chapter: a text is a markdown cell, a text in a list a code cell."""
    made = [new_code_cell("year = 2023", metadata={"tags": ["parameters"]})] if parameters else []
    made += [new_code_cell(cell[0]) if isinstance(cell, list) else new_markdown_cell(cell) for cell in cells]
    for number, cell in enumerate(made):
        cell.id = f"cell-{number}"
    path = folder / "chapters" / f"{name}.ipynb"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=made, metadata={"kernelspec": kernel}), path)
    return path


def inline_values(notebook) -> list[str]:
    return [
        inline_text(item["result"], 0, item["expression"])
        for cell in notebook.cells
        for item in cell.metadata.get("user_expressions", [])
    ]


# --- what makes a chapter be executed again -----------------------------------------------------


def test_a_prose_edit_executes_nothing_and_an_edit_of_code_data_or_params_does(small):
    def run(*cells):
        executor = HereAndNow()
        [done] = execute_chapters([chapter(small, "01-a", *cells)], PARAMETERS, executor)
        assert done.kept == (executor.submitted == 0)
        return done

    first = run("# Tittel", ["x = 5"], "Det er `{python} x` stykker.")
    assert not first.kept

    prose = run("# Ny tittel", ["x = 5"], "I alt `{python} x` enheter.", "Og en ny setning.")
    assert prose.kept
    assert prose.notebook.cells[-1].source == "Og en ny setning."
    assert inline_values(prose.notebook) == ["5"]

    code = run("# Ny tittel", ["x = 6"], "I alt `{python} x` enheter.")
    assert not code.kept
    assert inline_values(code.notebook) == ["6"]

    expression = run("# Ny tittel", ["x = 6"], "I alt `{python} x + 1` enheter.")
    assert not expression.kept
    assert inline_values(expression.notebook) == ["7"]

    (small / "data" / "reference" / "x.csv").write_text("a\n2\n")
    assert not run("# Ny tittel", ["x = 6"], "I alt `{python} x + 1` enheter.").kept

    (small / "params" / "2024.yml").write_text("year: 2024\n# changed\n")
    assert not run("# Ny tittel", ["x = 6"], "I alt `{python} x + 1` enheter.").kept
    assert run("# Ny tittel", ["x = 6"], "I alt `{python} x + 1` enheter.").kept


def test_every_file_of_the_data_is_in_the_key_but_those_of_data_published(small):
    found = [surroundings()]
    for name in ("x.json", "2024/svar.xlsx", "demo/notes.txt", "reference/published/t.csv", "published/2024/t.csv"):
        (small / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (small / "data" / name).write_text("new")
        found.append(surroundings())
    assert found[-1] == found[-2]
    assert len(set(found)) == len(found) - 1


def test_data_that_change_while_a_chapter_is_executed_stop_it_and_nothing_is_kept(small):
    path, data = chapter(small, "01-a", ["x = 5"]), small / "data" / "reference" / "x.csv"

    class Meanwhile(HereAndNow):
        def submit(self, *given):
            done = super().submit(*given)
            data.write_text("a\n3\n")  # an import beside the build
            return done

    with pytest.raises(ProjectError, match=r"data/reference/x\.csv changed while chapters were executed"):
        execute_chapters([path], PARAMETERS, Meanwhile())
    data.write_text("a\n1\n")
    assert not execute_chapters([path], PARAMETERS, HereAndNow())[0].kept


@pytest.mark.parametrize("fault", ["", "{", "[]", '{"outputs": []}', None])
def test_a_damaged_result_is_executed_again_and_never_printed(small, fault):
    path = chapter(small, "01-a", ["x = 5"], "Det er `{python} x` stykker.")
    execute_chapters([path], PARAMETERS, HereAndNow())
    for again in (False, True):
        [run] = execute_chapters([path], PARAMETERS, HereAndNow())
        assert run.kept != again
        assert inline_values(run.notebook) == ["5"]
        [entry] = (small / "build" / "cache").glob("*.json")
        text = entry.read_text()
        entry.write_text(text.replace('"5"', '"7"') if fault is None else fault)
        assert entry.read_text() != text


texts = st.text(st.characters(exclude_characters="`\0", exclude_categories=["Cs"]), max_size=20)


@given(texts, texts, st.sampled_from(["x", "number(x)"]))
def test_the_key_depends_on_code_and_inline_expressions_and_not_on_prose(one, other, expression):
    def notebook(prose, code, inline):
        return new_notebook(cells=[new_markdown_cell(f"{prose} `{{python}} {inline}`"), new_code_cell(code)])

    base = key(notebook(one, "x = 1", expression), PARAMETERS, "same")
    assert key(notebook(other, "x = 1", expression), PARAMETERS, "same") == base
    assert key(notebook(one, "x = 2", expression), PARAMETERS, "same") != base
    assert key(notebook(one, "x = 1", expression + "+ 1"), PARAMETERS, "same") != base
    assert key(notebook(one, "x = 1", expression), {"year": 2025}, "same") != base
    assert key(notebook(one, "x = 1", expression), PARAMETERS, "other") != base


def test_the_order_of_cells_is_part_of_the_key():
    code, prose = new_code_cell("x += 1"), new_markdown_cell("`{python} x`")
    before, after = new_notebook(cells=[prose, code]), new_notebook(cells=[code, prose])
    assert key(before, {}, "") != key(after, {}, "")


# --- what comes out -----------------------------------------------------------------------------


def test_executing_twice_gives_the_same_notebook_byte_for_byte(small):
    cells = (
        "# Tittel `{python} year`",
        [SMALL_TABLE],
        ["#| label: fig-x\n#| fig-cap: I `{python} year`\nfigures.population(table)"],
        ["#| label: tbl-x\n#| tbl-cap: I `{python} year`\ntable"],
        ["print('a')\nobject.__name__"],
    )  # fmt: skip
    path = chapter(small, "01-a", *cells)
    written = []
    for attempt in ("first", "second", "kept"):
        [run] = execute_chapters([path], PARAMETERS, HereAndNow())
        assert run.kept == (attempt == "kept")
        written.append(write(run, small / attempt).read_bytes())
        if attempt == "first":
            for file in (small / "build" / "cache").iterdir():
                file.unlink()
    assert written[0] == written[1] == written[2]
    assert b"<svg" in written[0]


def test_the_years_parameters_replace_the_notebooks_own(small):
    [run] = execute_chapters([chapter(small, "01-a", "# I `{python} year`")], PARAMETERS, HereAndNow())
    assert inline_values(run.notebook) == ["2024"]
    assert "injected-parameters" in run.notebook.cells[1].metadata.tags


def test_results_come_in_the_order_of_the_book_whichever_chapter_ends_first(small):
    paths = [
        chapter(small, "02-slow", ["import time\ntime.sleep(1.5)"], "`{python} 'slow'`"),
        chapter(small, "01-quick", "`{python} 'quick'`"),
    ]
    ended = []
    with ThreadPoolExecutor(2) as executor:
        runs = execute_chapters(
            paths, PARAMETERS, executor, lambda path, seconds, state: ended.append((path.stem, state))
        )
    assert [run.path for run in runs] == paths
    assert [inline_values(run.notebook) for run in runs] == [["slow"], ["quick"]]
    assert [stem for stem, state in ended if state == "done"] == ["01-quick", "02-slow"]


def test_chapters_run_in_the_executor_that_is_given_and_it_is_left_open(small):
    executor = HereAndNow()
    paths = [chapter(small, name, f"# {name}") for name in ("01-a", "02-b")]
    execute_chapters(paths, PARAMETERS, executor)
    assert executor.submitted == 2
    assert executor.submit(int, "3").result() == 3


def test_progress_tells_each_chapter_with_its_seconds(small):
    told = []
    path = chapter(small, "01-a", "# A")
    for _ in range(2):
        execute_chapters([path], PARAMETERS, HereAndNow(), lambda *news: told.append(news))
    assert [(p, state) for p, _, state in told] == [(path, "running"), (path, "done"), (path, "kept")]
    assert told[1][1] > 0


def test_a_page_of_text_needs_no_kernel_and_no_parameters(small):
    page = small / "om.qmd"
    page.write_text("# Om boken {.unnumbered}\n\nBare tekst.\n")
    [run] = execute_chapters([page], PARAMETERS, HereAndNow())
    assert [cell.source for cell in run.notebook.cells] == ["# Om boken {.unnumbered}\n\nBare tekst."]


def test_a_qmd_page_is_a_notebook_with_its_options_and_parameters(small):
    page = small / "index.qmd"
    page.write_text(
        "# Om boken\n\n```{python}\n#| tags: [parameters]\nyear = 2020\n```\n\n"
        "```{python}\nx = year + 1\n```\n\nDet er `{python} x`.\n"
    )
    notebook = read_chapter(page)
    assert [cell.cell_type for cell in notebook.cells] == ["markdown", "code", "code", "markdown"]
    assert notebook.cells[1].metadata["tags"] == ["parameters"]
    [run] = execute_chapters([page], PARAMETERS, HereAndNow())
    assert inline_values(run.notebook) == ["2025"]


def test_outputs_that_an_author_saved_are_not_used(small):
    path = chapter(small, "01-a", ["1 + 1"])
    notebook = nbformat.read(path, 4)
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="gammelt")]
    nbformat.write(notebook, path)
    assert "gammelt" not in nbformat.writes(read_chapter(path))
    [run] = execute_chapters([path], PARAMETERS, HereAndNow())
    assert "gammelt" not in nbformat.writes(run.notebook)


# --- what an author is told ---------------------------------------------------------------------


def message(small, *chapters, parameters=PARAMETERS) -> str:
    with pytest.raises(ChapterError) as error:
        execute_chapters(list(chapters), parameters, HereAndNow())
    return str(error.value)


def test_a_failing_cell_tells_chapter_cell_and_source_line_and_no_traceback(small):
    path = chapter(
        small, "06-arsverk", "# A", ["#| label: tbl-arsverk\n#| tbl-cap: A.\nshares = {}\n\nshares['Oslo']\n"]
    )
    lines = message(small, path).splitlines()
    assert lines[0] == "chapters/06-arsverk.ipynb, cell 3 (tbl-arsverk): KeyError: 'Oslo'"
    assert lines[1:] == ["  line 5: shares['Oslo']"]


def test_a_cell_that_fails_inside_the_library_shows_the_authors_line(small):
    path = chapter(small, "06-a", "# A", ["from is248 import *\n\njoin(\n    [])"])
    lines = message(small, path).splitlines()
    assert lines[1] == "  line 3: join("
    assert re.fullmatch(r"  raised in \S+\.py, line \d+ \(join\)", lines[2])


def test_a_syntax_error_shows_the_authors_line(small):
    text = message(small, chapter(small, "06-a", "# A", ["x = 1\ny = = 2"]))
    assert text.endswith("cell 3, line 2: Python can't read this: invalid syntax.")


def test_a_wrong_inline_expression_tells_chapter_cell_and_expression(small):
    text = message(small, chapter(small, "06-a", "# A", ["x = 1"], "Det er `{python} y` stykker."))
    assert text.startswith("chapters/06-a.ipynb, cell 4: inline `y`\n  NameError: name 'y' is not defined")


def test_an_untrue_statement_stops_the_chapter_and_says_which(small):
    text = message(small, chapter(small, "06-a", ["from is248 import *"], "Det `{python} holds('øker', 1 > 2)`."))
    assert "cell 3: inline `holds('øker', 1 > 2)`" in text
    assert "«øker» is no longer true for these data" in text


def test_all_chapters_that_fail_are_told(small):
    paths = [
        chapter(small, "01-a", ["1 / 0"]),
        chapter(small, "02-b", "# Går bra"),
        chapter(small, "03-c", "`{python} None`"),
    ]
    text = message(small, *paths)
    assert "chapters/01-a.ipynb, cell 2: ZeroDivisionError" in text
    assert "chapters/03-c.ipynb, cell 2: inline `None`\n  gives nothing to print" in text
    assert "02-b" not in text


def test_a_failing_chapter_is_not_kept(small):
    path = chapter(small, "01-a", ["import pathlib\nassert pathlib.Path('/nowhere').exists()"])
    message(small, path)
    message(small, path)
    assert not list((small / "build").rglob("*.json"))


def test_an_unknown_parameter_is_an_error_and_names_the_known(small):
    text = message(small, chapter(small, "01-a", "# A"), parameters={"year": 2024, "yaer": 2024})
    assert text == "chapters/01-a.ipynb, unknown parameter: yaer. The cell tagged `parameters` has: year."


def test_a_chapter_without_a_parameters_cell_is_an_error(small):
    text = message(small, chapter(small, "01-a", ["x = 1"], parameters=False))
    assert text.startswith("chapters/01-a.ipynb, unknown parameter: year.")


def test_an_inline_value_on_a_page_without_code_is_resolved_or_told(small):
    page = small / "om.qmd"
    page.write_text("# Om boken\n\nDet er `{python} 1 + 1` sider.\n")
    [run] = execute_chapters([page], PARAMETERS, HereAndNow())
    assert inline_values(run.notebook) == ["2"]
    page.write_text("# Om boken\n\nDet er `{python} sider` sider.\n")
    assert message(small, page).startswith("om.qmd, line 3: inline `sider`\n  NameError")


def test_a_missing_chapter_and_one_that_is_no_notebook_are_told(small):
    assert "_quarto.yml names this chapter, but there is no such file" in message(
        small, small / "chapters" / "no.ipynb"
    )
    broken = small / "chapters" / "01-a.ipynb"
    broken.write_text("{ not a notebook")
    assert "01-a.ipynb is not a readable notebook" in message(small, broken)
