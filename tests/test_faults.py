"""What stops a command is told in a sentence: what is wrong, where, and what to do, with exit status 1."""

import errno
import os
import shutil
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from typer.testing import CliRunner

from is248 import build as builder
from is248 import faults, surroundings
from is248.cli import app
from is248.project import ProjectError
from is248.reading import read_text, read_yaml


def stopped(monkeypatch, error: BaseException):
    def execute_edition(*_):
        raise error

    monkeypatch.setattr(builder, "execute_edition", execute_edition)
    return CliRunner().invoke(app, ["execute"])


def system(number: int, path: str | None = "data/a.csv") -> OSError:
    return OSError(number, os.strerror(number), path) if path else OSError(number, os.strerror(number))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (system(errno.EACCES), ["No permission for data/a.csv", "Excel"]),
        (system(errno.EPERM), ["No permission for data/a.csv"]),
        (system(errno.EROFS), ["data/a.csv can't be written: its disk is read-only", "Copy the project"]),
        (system(errno.ENOSPC), ["The disk is full: data/a.csv", "Make room"]),
        (system(errno.ENOSPC, None), ["The disk is full", "Make room"]),
        (system(errno.EDQUOT), ["The disk is full: data/a.csv"]),
        (system(errno.ENOENT), ["There is no file data/a.csv", "git restore"]),
        (system(errno.EISDIR), ["data/a.csv is a folder where a file should be"]),
        (system(errno.ENOTDIR), ["data/a.csv is a file where a folder should be"]),
        (system(errno.EEXIST), ["data/a.csv is a file where a folder should be"]),
        (system(errno.ELOOP), ["data/a.csv is a link that leads back to itself"]),
        (system(errno.ENAMETOOLONG), ["The path data/a.csv is too long"]),
        (system(errno.EMFILE), ["Too many files are open"]),
        (system(errno.EIO), ["The disk or network drive fails at data/a.csv"]),
        (system(errno.EPIPE, None), ["has ended", "send its output to a file"]),
        (system(errno.EADDRINUSE, "port 8248"), ["port 8248 is taken", "--port"]),
        (system(errno.EXDEV), ["data/a.csv: the system says"]),
        (OSError("AF_UNIX path too long"), ["AF_UNIX path too long"]),
        (
            shutil.Error([("a", "b", "[Errno 13] Permission denied")]),
            ["a can't be copied: [Errno 13] Permission denied"],
        ),
        (BrokenProcessPool("ended abruptly"), ["A process of this command was ended from outside"]),
        (MemoryError(), ["too little memory"]),
        (
            ModuleNotFoundError("No module named 'x'", name="x.y"),
            ["The Python package x.y is not installed", "make book"],
        ),
        (ProjectError("chapters/a: cell 2"), ["chapters/a: cell 2"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_fault_of_the_machine_is_a_sentence(monkeypatch, project, error, words):
    done = stopped(monkeypatch, error)
    assert done.exit_code == 1 and done.output.startswith("Stopped. ")
    assert len(done.output.splitlines()) == 1 and "Traceback" not in done.output
    assert all(word in done.output for word in words), done.output
    assert not (project / "build" / "fault.txt").exists()


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("a\nb"), KeyError("x"), RecursionError(), AttributeError("'list'")]
)
def test_what_nobody_foresaw_goes_to_a_file_and_one_line_names_it(monkeypatch, project, error):
    done = stopped(monkeypatch, error)
    assert done.exit_code == 1 and len(done.output.splitlines()) == 1
    assert f"not yours: {type(error).__name__}" in done.output and "build/fault.txt" in done.output
    written = (project / "build" / "fault.txt").read_text(encoding="utf-8")
    assert "Traceback" in written and "pandas" in written and sys.version in written


def test_where_in_the_library_it_happened_is_told(monkeypatch, project):
    monkeypatch.setattr(faults, "_in_words", lambda error: None)
    try:
        read_yaml(None)
    except TypeError as error:
        assert "reading.py, line " in faults.told(error) and "in read_text" in faults.told(error)


def test_a_report_that_cant_be_written_goes_elsewhere_or_to_the_screen(monkeypatch, project, tmp_path, capsys):
    (project / "build").rmdir() if not any((project / "build").iterdir()) else shutil.rmtree(project / "build")
    (project / "build").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "other"))
    assert f"{tmp_path / 'other' / 'fault.txt'}" in faults.told(ZeroDivisionError())
    monkeypatch.setattr(Path, "write_text", lambda *_, **__: (_ for _ in ()).throw(system(errno.ENOSPC)))
    assert "stands above" in faults.told(ZeroDivisionError())
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_ctrl_c_says_one_line_and_ends_with_130(monkeypatch, project):
    done = stopped(monkeypatch, KeyboardInterrupt())
    assert (done.exit_code, done.output) == (130, "Interrupted. What was there before is as it was.\n")


# --- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("a: å".encode("latin-1"), "a.yml, line 1: the file is not UTF-8"),
        (b"a: 1\nb:\n\tc: 2\n", "a.yml, line 3: this is not YAML"),
        (b"a: [1, 2\n", "a.yml, line 2: this is not YAML"),
        (b"a: 'x\n", "a.yml, line 2: this is not YAML"),
        (b"a: !!python/object:os.system x\n", "a.yml, line 1: this is not YAML"),
        (b"a: 2024-13-45\n", "a.yml is not YAML"),
        (b"a: *x\n", "a.yml, line 1: this is not YAML"),
        (b"a: \x00\n", "a.yml is not YAML"),
        (b"---\na: 1\n---\nb: 1\n", "a.yml, line 3: this is not YAML"),
    ],
)
def test_a_file_that_is_no_yaml_is_told_with_its_line(project, data, words):
    (project / "a.yml").write_bytes(data)
    with pytest.raises(ProjectError) as told:
        read_yaml("a.yml")
    assert str(told.value).startswith(words) and "\n" not in str(told.value)


def test_what_is_no_file_is_told(project):
    (project / "a").symlink_to("nowhere")
    (project / "b").symlink_to("b")
    (project / "c").mkdir()
    told = {}
    for name in ("a", "b", "c", "d", "_quarto.yml/e"):
        with pytest.raises(ProjectError) as error:
            read_text(name)
        told[name] = str(error.value)
    assert told["a"].startswith("There is no file a.") and told["d"].startswith("There is no file d.")
    assert "link that leads back" in told["b"] and "c is a folder" in told["c"]
    assert "file where a folder should be" in told["_quarto.yml/e"]


# --- surroundings -------------------------------------------------------------------------------


def test_a_long_temporary_folder_gives_way_to_a_short_one(monkeypatch, tmp_path):
    long = tmp_path / ("langt-" * 20)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("TMPDIR", str(long))
    surroundings.shorten_temporary_folder()
    assert len(os.environ["TMPDIR"]) < 60 and Path(os.environ["TMPDIR"]).is_dir()


@pytest.mark.parametrize("home", [None, "", "/etc/passwd", "/proc/nowhere", "relative"])
def test_a_home_that_cant_be_used_gives_way_to_one_in_the_project(monkeypatch, project, home):
    monkeypatch.delenv("HOME", raising=False)
    if home is not None:
        monkeypatch.setenv("HOME", home)
    monkeypatch.setenv("MPLCONFIGDIR", "/proc/nowhere")
    surroundings.prepare()
    assert os.environ["HOME"] == str(project / "build" / "home") and "MPLCONFIGDIR" not in os.environ


def test_a_home_that_can_be_used_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    surroundings.prepare()
    assert os.environ["HOME"] == str(tmp_path)


PROGRAM = "from is248.cli import app; app()"


def command(*arguments: str, folder: Path | None = None, output=subprocess.PIPE, **environment: str):
    path = os.pathsep.join([str(Path(faults.__file__).parents[1])])
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, **environment},
        stdout=output,
        stderr=subprocess.PIPE,
        timeout=250,
    )


def test_letters_that_the_terminal_lacks_stop_nothing(project):
    odd = project.parent / "et prosjekt # 100 % «ære»\nlinje"
    project.rename(odd)
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = command("check", "chapters/borte.qmd", IS248_ROOT=str(odd), folder=odd, **plain)
    assert done.returncode == 1 and b"Traceback" not in done.stderr
    assert done.stdout.startswith(b"Stopped. There is no file chapters/borte.qmd")
    done = command("format", "--check", IS248_ROOT=str(odd), folder=odd, **plain)
    assert done.returncode == 0 and b"All are in it" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_an_output_that_is_full_or_closed_ends_in_a_line(project):
    with Path("/dev/full").open("wb") as full:
        done = command("years", IS248_ROOT=str(project), output=full)
    assert done.returncode == 1 and done.stderr.startswith(b"Stopped. The disk is full")
    reading, writing = os.pipe()
    os.close(reading)
    done = command("years", IS248_ROOT=str(project), output=writing)
    os.close(writing)
    assert done.returncode == 1 and len(done.stderr.splitlines()) <= 1 and b"Traceback" not in done.stderr


@pytest.mark.parametrize("path", ["build", "data/codebook", "data/reference", "params"])
def test_a_file_where_a_folder_should_be_is_told(project, path):
    shutil.rmtree(project / path)
    (project / path).write_text("", encoding="utf-8")
    done = CliRunner().invoke(app, ["check-data"])
    assert done.exit_code == 1 and "mistake in the program" not in done.output, done.output
