"""A cell that ends Python, has no end, takes too much or does what a chapter may not is an error that names it."""

import os
import threading
import time
from multiprocessing import active_children
from pathlib import Path

import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from is248.chapters.execution import ChapterError, execute
from is248.chapters.kernels import pool
from is248.chapters.limits import Clock, Limits, limits_of
from is248.data.edition import load_edition
from projects import copy_project

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
FEW = Limits(seconds=1, gigabytes=0.3, megabytes_shown=1)


def chapter(*sources):
    """Return a notebook: a text is a markdown cell, a text in a list a code cell."""
    made = [new_code_cell(source[0]) if isinstance(source, list) else new_markdown_cell(source) for source in sources]
    for cell in made:
        cell.metadata["tags"] = []
    return new_notebook(cells=made, metadata={"kernelspec": KERNEL, "papermill": {}})


def message(*sources, limits: Limits = FEW) -> str:
    with pytest.raises(ChapterError) as error:
        execute(chapter(["x = 1"], *sources), {}, limits=limits)
    return str(error.value)


# --- Python that ends ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import os\nos.kill(os.getpid(), 9)", "Python itself ended in this cell: it was killed; the machine"),
        ("import os\nos._exit(0)", "the cell ends Python itself (exit code 0); take os._exit"),
        ("import os\nos._exit(3)", "the cell ends Python itself (exit code 3)"),
        ("import os, threading\nthreading.Timer(0.05, os._exit, (5,)).start()", "exit code 5"),
        ("import ctypes\nctypes.string_at(0)", "crashed (SIGSEGV)"),
        ("import os\nos.abort()", "gave up (SIGABRT)"),
        ("import sys\nsys.exit()", "the cell ends the program (exit)"),
        ("import sys\nsys.exit(0)", "the cell ends the program (exit)"),
        ("import sys\nsys.exit('nei')", "the cell ends the program (exit)"),
        ("raise SystemExit", "the cell ends the program (exit)"),
        ("exit()", "the cell ends the program (exit)"),
        ("quit()", "the cell ends the program (exit)"),
    ],
)
def test_a_cell_that_ends_python_is_named_the_last_one_too(code, words):
    told = message([code])
    assert told.startswith("cell 2: ") and words in told


@pytest.mark.parametrize(
    "text",
    [
        "Det er `{python} __import__('os')._exit(0)`.",
        "Det er `{python} __import__('os').kill(__import__('os').getpid(), 9)`.",
        "[Ja]{.when test=\"__import__('os')._exit(3)\"}",
    ],
)
def test_a_value_or_condition_that_ends_python_names_its_cell(text):
    told = message(text, ["y = 1"])
    assert told.startswith("cell 2: ") and ("ends Python" in told or "Python itself ended" in told)


def test_a_value_that_exits_is_an_error():
    expression = "__import__('sys').exit()"
    assert message(f"Det er `{{python}} {expression}`.").startswith(f"cell 2: inline `{expression}`")


def test_a_kernel_that_ends_before_its_first_cell_is_told(monkeypatch):
    monkeypatch.setattr("is248.chapters.kernels._be_kernel", os._exit)  # with too many arguments: it ends at once
    with pytest.raises(ChapterError, match="its kernel could not be started"):
        execute(chapter(["x = 1"]), {})


def test_a_kernel_that_is_killed_from_outside_is_told_by_its_cell():
    before = set(active_children())

    def kill() -> None:
        while not (new := set(active_children()) - before):
            time.sleep(0.05)
        time.sleep(1)
        new.pop().kill()

    threading.Thread(target=kill).start()
    told = message(["import time\ntime.sleep(3600)"], limits=Limits())
    assert "Python itself ended" in told or "could not be started" in told  # a slow machine had not come further


# --- what has no end ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        ["while True: pass"],
        ["while True:\n    try:\n        while True: pass\n    except BaseException: pass"],
        ["import time\ntime.sleep(3600)"],
        ["import re\nre.match('(a+)+$', 'a' * 60 + 'b')"],  # in C, and deaf to an interrupt
        ["import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()"],
        ["import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"],
        "Det er `{python} any(iter(int, 1))`.",
        '[Ja]{.when test="__import__(\'time\').sleep(3600)"}',
    ],
)  # fmt: skip
def test_what_has_no_end_is_ended(source):
    assert message(source).startswith("cell 2: the cell takes more than 1 seconds; a loop may have no end. If it needs")


@pytest.mark.parametrize(
    "code",
    [
        "print('x' * 50_000_000)",
        "for _ in range(100_000): print('x' * 100)",
        "while True: print('hei')",
        "from IPython.display import display\nwhile True: display('x' * 1000)",
    ],
)
def test_a_cell_that_shows_too_much_is_ended(code):
    told = message([code], limits=Limits(seconds=120, megabytes_shown=1))
    assert told == "cell 2: the cell shows more than 1 MB; print less, or show a table."


@pytest.mark.parametrize(
    "source",
    [
        ["x = [0] * 100_000_000"],
        ["x = []\nwhile True: x.append(bytearray(1_000_000))"],
        ["import numpy as np\nnp.zeros(100_000_000)"],
        "Det er `{python} len([0] * 100_000_000)`.",
    ],
)
def test_a_cell_that_takes_too_much_memory_is_told_what_it_may_have(source):
    told = message(source, limits=Limits(gigabytes=0.3))
    assert told.startswith("cell 2: ") and "cell_gigabytes in params/<year>.yml" in told


def test_drawing_and_computing_go_on_within_the_memory_of_an_edition():
    drawn = "import matplotlib.pyplot as plt, numpy as np\nplt.plot([1, 2])\nm = np.ones((1500, 1500))\n(m @ m).sum()"
    done = execute(chapter([drawn]), {}, limits=limits_of(load_edition()))
    assert done.cells[0].outputs


def test_the_params_file_sets_the_limits(project):
    params = project / "params" / "2024.yml"
    params.write_text(params.read_text(encoding="utf-8") + "cell_seconds: 7\ncell_gigabytes: 2.5\n", encoding="utf-8")
    assert limits_of(load_edition(2024)) == Limits(7, 2.5)


def test_time_that_a_process_waits_for_its_turn_is_not_counted(monkeypatch):
    """A process that wants to work and is given a tenth of a processor; then one that sleeps."""
    now, worked, state = [0.0], [0.0], psutil.STATUS_RUNNING
    monkeypatch.setattr("is248.chapters.limits.time.monotonic", lambda: now[0])
    monkeypatch.setattr(Clock, "_work", lambda clock: worked[0])
    clock = Clock(os.getpid())
    clock._process = type("Process", (), {"status": lambda self: state})()
    for _ in range(100):
        now[0], worked[0] = now[0] + 1, worked[0] + 0.1
        clock.look()
    assert clock.seconds == pytest.approx(10)
    state = psutil.STATUS_SLEEPING
    now[0] += 5
    assert clock.look() == pytest.approx(15)


# --- what a chapter may not do ------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path, monkeypatch) -> Path:
    """A project whose data a chapter may try to change."""
    folder = copy_project(tmp_path / "project")
    monkeypatch.setenv("IS248_ROOT", str(folder))
    return folder


CHANGES = {
    "unlinks": "Path(f).unlink()",
    "unlinks in its folder": "os.chdir(data); os.remove('history.csv')",
    "unlinks by its folder": "os.unlink('history.csv', dir_fd=os.open(data, os.O_RDONLY))",
    "empties": "open(f, 'w')",
    "adds": "open(f, 'ab').write(b'x')",
    "truncates": "os.truncate(f, 0)",
    "writes through a table": "pd.DataFrame().to_csv(f)",
    "moves away": "shutil.move(f, str(Path(data).parents[1]))",
    "puts another in its place": "Path(data, '../../x').write_text('x'); os.replace(Path(data, '../../x'), f)",
    "removes all": "shutil.rmtree(data)",
    "makes unreadable": "os.chmod(f, 0)",
    "writes a new file": "Path(data, 'new.csv').write_text('x')",
    "writes beside the data": "Path(data, '../_quarto.yml').write_text('x')",
    "lets a program do it": "subprocess.run(['rm', '-r', data])",
    "lets a shell do it": "os.system(f'rm -r {data}')",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_cell_that_changes_the_project_is_refused_in_its_line_and_the_data_stay(copy, change):
    before = {file: file.read_bytes() for file in copy.rglob("*") if file.is_file() and "build" not in file.parts}
    imports = "import os, shutil, subprocess\nimport pandas as pd\nfrom pathlib import Path\n"
    names = f"data = {str(copy / 'data')!r}\nf = data + '/history.csv'\n"
    told = message([imports + names + change], limits=Limits())
    assert told.startswith("cell 2: Refused: a chapter ") and f"line 6: {change}" in told
    assert {file: file.read_bytes() for file in before} == before


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    open(f, 'w')\nexcept Exception:\n    pass",
        "import contextlib\nwith contextlib.suppress(OSError): open(f, 'a')",
    ],
)
def test_a_change_that_is_refused_behind_the_authors_back_is_told(copy, code):
    told = message([f"f = {str(copy / 'data' / 'history.csv')!r}\n{code}"], limits=Limits())
    assert told.startswith("cell 2: the cell does what a chapter may not: it tries to change data")
    assert (copy / "data" / "history.csv").stat().st_size


def test_a_cell_of_other_editions_is_told_too():
    leaves = "import threading, time\nthreading.Thread(target=time.sleep, args=(3600,), name='long').start()"
    told = message('## Før {.only years="2023"}', [leaves], limits=Limits())
    assert told.startswith("cell 3: ") and "it leaves a thread running (long)" in told


def test_temporary_files_and_build_may_be_written(copy):
    code = (
        "import tempfile\nfrom pathlib import Path\n"
        f"with tempfile.TemporaryDirectory() as folder: Path(folder, 'x').write_text('x')\n"
        f"Path({str(copy / 'build')!r}).mkdir(exist_ok=True)\nPath({str(copy / 'build' / 'x')!r}).write_text('x')"
    )
    execute(chapter([code]), {})
    assert (copy / "build" / "x").read_text() == "x"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import subprocess\nfor _ in range(5): subprocess.Popen(['sleep', '3600'])", "starts no programs"),
        ("import os\nif not os.fork():\n    while True: pass", "starts no programs"),
        ("!sleep 3600", "starts no programs"),
        ("from concurrent.futures import ProcessPoolExecutor\nProcessPoolExecutor().submit(print)", "AssertionError"),
        (
            "import threading, time\nthreading.Thread(target=time.sleep, args=(3600,), name='long').start()",
            "it leaves a thread running (long)",
        ),
        (
            "from multiprocessing import util\nutil.spawnv_passfds(b'/bin/sleep', [b'sleep', b'3600'], [])",
            "it leaves a process running",
        ),
    ],
)
def test_a_cell_leaves_no_work_behind(code, words):
    before = {process.pid for process in psutil.process_iter()}
    told = message([code], limits=Limits())
    assert told.startswith("cell 2: ") and words in told
    left = [p for p in psutil.process_iter(["cmdline"]) if p.pid not in before and "3600" in (p.info["cmdline"] or [])]
    assert not left


def test_a_large_output_which_zmq_frees_in_a_thread_of_its_own_is_none_left_behind():
    big = "from IPython.display import HTML\nHTML('x' * 2_000_000)"
    execute(chapter([big], ["1"]), {})


def test_a_thread_that_ends_with_its_cell_is_none_left_behind():
    code = "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as t: list(t.map(str, [1, 2]))"
    execute(chapter([code]), {})


# --- processes ----------------------------------------------------------------------------------


def test_the_workers_of_a_pool_have_their_kernels_of_the_pools_own_fork_server():
    """Else each worker starts another one, which imports the library again."""
    look = "import os\nos.getppid()"
    with pool(1) as executor:
        done = executor.submit(execute, chapter([look]), {}).result()
        assert int(done.cells[0].outputs[0].data["text/plain"]) == executor.submit(os.getppid).result()
