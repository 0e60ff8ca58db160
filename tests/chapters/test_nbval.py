"""nbval itself, as `make test` uses it: it passes on what was executed, and fails on every output that was changed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import nbval.kernel
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from is248.analysis.tables import MIME
from is248.data.edition import demonstration
from is248.project import root

NOTEBOOK = "06-arsverk-fordelt.ipynb"


def verdicts(folder: Path) -> dict[str, list[str]]:
    """Run nbval on the folder's notebook and return what it says of each code cell, and of the values of each cell."""
    shutil.copy(Path(__file__).parents[2] / "conftest.py", folder)  # its kernels over IPC
    report = folder / "report.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "--rootdir",
        folder,
        "--nbval",
    ]
    kept = os.environ | {"IS248_KEEPS": "1"}  # as `make test` runs it
    command += [f"--junitxml={report}", folder / NOTEBOOK]
    subprocess.run(command, capture_output=True, check=False, cwd=folder, env=kept)
    found: dict[str, list[str]] = {"Cell": [], "Values": []}
    for case in ElementTree.parse(report).iter("testcase"):
        (kind,) = (kind for kind in found if kind in case.get("name"))
        failed = case.find("failure") is not None or case.find("error") is not None
        found[kind].append("failed" if failed else "passed")
    return found


@pytest.fixture
def executed() -> nbformat.NotebookNode:
    """Chapter 6 as `make book` executed it."""
    return nbformat.read(root() / "build" / str(demonstration().year) / "chapters" / NOTEBOOK, 4)


def test_every_change_is_found_and_no_other_cell_is_blamed(executed, tmp_path):
    """HTML, drawing, numbers and text, by as little as a digit; a share in the prose, one in a caption, a condition."""
    outputs, values = changed_outputs(executed), changed_values(executed)
    nbformat.write(executed, tmp_path / NOTEBOOK)
    found = verdicts(tmp_path)
    assert len(found["Cell"]) == sum(cell.cell_type == "code" for cell in executed.cells)
    for kind, changed in (("Cell", outputs), ("Values", values)):
        assert {n for n, verdict in enumerate(found[kind]) if verdict == "failed"} == changed, kind


def changed_outputs(executed) -> set[int]:
    """Change the outputs of some code cells, each in another way, and return which."""
    tampered = set()
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    with_data = [n for n, cell in enumerate(code) if any(MIME in output.get("data", {}) for output in cell.outputs)]
    tables = [n for n in with_data if "text/html" in code[n].outputs[-1].data]
    drawings = [n for n in with_data if "image/svg+xml" in code[n].outputs[-1].data]
    assert (len(tables), len(drawings)) == (10, 7)

    def data(n):
        tampered.add(n)
        return code[n].outputs[-1].data

    data(tables[0])["text/html"] = data(tables[0])["text/html"].replace(">77<", ">78<")
    data(tables[1])[MIME]["records"][0]["unrounded"] += 0.001
    data(tables[2])[MIME]["source"] += " "
    svg = data(drawings[0])["image/svg+xml"]
    data(drawings[0])["image/svg+xml"] = re.sub(r"(\d)(?=\" y=)", lambda m: str((int(m[1]) + 1) % 10), svg, count=1)
    assert data(drawings[0])["image/svg+xml"] != svg
    data(drawings[1])[MIME]["alt"] += "!"
    data(drawings[2])["text/plain"] += "!"
    del data(drawings[3])[MIME]
    return tampered


def changed_values(executed) -> set[int]:
    """Change a share in the prose, a value in a caption and how a condition was decided, and return the cells."""
    cells = [cell for cell in executed.cells if {"user_expressions", "conditions"} & set(cell.metadata)]
    prose = next(
        n for n, cell in enumerate(cells) if cell.cell_type == "markdown" and "user_expressions" in cell.metadata
    )
    caption = next(n for n, cell in enumerate(cells) if cell.cell_type == "code")
    decided = next(
        n for n, cell in enumerate(cells) if n != prose and any(cell.metadata.get("conditions", {}).values())
    )
    for n in (prose, caption):
        results = [value["result"] for value in cells[n].metadata["user_expressions"]]
        data = next(result["data"] for result in results if result["status"] == "ok")
        data[next(iter(data))] = "99999"
    held = cells[decided].metadata["conditions"]
    held[next(test for test in held if held[test])] = False
    return {prose, caption, decided}


def test_nbvals_kernels_talk_over_ipc_each_on_a_path_of_its_own():
    managers = [nbval.kernel.KernelManager(), nbval.kernel.KernelManager()]
    assert [manager.transport for manager in managers] == ["ipc", "ipc"]
    assert managers[0].ip != managers[1].ip


def test_make_test_runs_nbval_on_the_executed_chapters():
    makefile = (root() / "Makefile").read_text()
    recipe = makefile.split("\ntest:", 1)[1].split("\n\n", 1)[0]
    assert re.search(r"pytest .*--nbval .*build/.*/chapters", recipe)
    assert "--nbval-lax" not in recipe


@pytest.mark.slow
def test_of_chapters_that_passed_only_changed_ones_run_again(tmp_path):
    """`make test-changed`: a chapter that fails is not kept as passed."""
    shutil.copy(Path(__file__).parents[2] / "conftest.py", tmp_path)
    two = new_output("execute_result", {"text/plain": "2"}, execution_count=1)
    notebook = new_notebook(cells=[new_code_cell("1 + 1", execution_count=1, outputs=[two])])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--nbval", "--changed"]

    def run() -> tuple[int, str]:
        nbformat.write(notebook, tmp_path / NOTEBOOK)
        done = subprocess.run(
            [*command, "--rootdir", tmp_path, tmp_path],
            capture_output=True, text=True, check=False, cwd=tmp_path, env=os.environ | {"IS248_ROOT": str(tmp_path)},
        )  # fmt: skip
        return done.returncode, done.stdout

    assert "1 passed" in run()[1]
    status, told = run()
    assert status == 0 and "no tests ran" in told
    notebook.cells[0].source = "1 + 2"
    assert [run()[0], run()[0]] == [1, 1]


def _slow(code: str):
    return pytest.param(code, marks=pytest.mark.slow)


@pytest.mark.parametrize(
    "code", ["import os\nos._exit(0)", _slow("import os\nos.kill(os.getpid(), 9)"), _slow("while True: pass")]
)
def test_a_kernel_that_ends_or_has_no_end_fails_its_cell_and_those_below(code, tmp_path):
    cells = [new_code_cell("x = 1", execution_count=1), new_code_cell(code, execution_count=2)]
    nbformat.write(new_notebook(cells=cells, metadata={"limits": {"seconds": 2}}), tmp_path / NOTEBOOK)
    assert verdicts(tmp_path)["Cell"] == ["passed", "failed"]


@pytest.mark.slow
@pytest.mark.parametrize("expression", ["__import__('os')._exit(0)", "any(iter(int, 1))"])
def test_a_value_that_ends_python_or_has_no_end_fails(expression, tmp_path):
    cell = new_markdown_cell(f"Det er `{{python}} {expression}`.")
    result = {"status": "ok", "data": {"text/plain": "1"}, "metadata": {}}
    cell.metadata["user_expressions"] = [{"expression": expression, "result": result}]
    cells = [new_code_cell("x = 1", execution_count=1), cell]
    nbformat.write(new_notebook(cells=cells, metadata={"limits": {"seconds": 2}}), tmp_path / NOTEBOOK)
    assert verdicts(tmp_path)["Values"] == ["failed"]
