"""The close of a year: what stops it, what its folder holds, and that the book can be made again of nothing else."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from rocrate.rocrate import ROCrate
from typer.testing import CliRunner

import reliability
from is248 import closing
from is248.authoring import layout
from is248.build import execute_edition
from is248.cli import app
from is248.data.edition import load_edition
from is248.project import ProjectError, root
from is248.publish.assembly import contents
from is248.publish.reading import staging
from projects import REAL, reopen

YEAR = reliability.YEAR
TEST = "def test_one_thing():\n    assert True\n"
CHAPTER = {0: "# Planer {#sec-planer}", 3: "@Tbl-plan viser planer."}  # texts without typed numbers


def git(project: Path, *words: str) -> None:
    subprocess.run(["git", "-C", project, "-c", "user.name=a", "-c", "user.email=a@b.no", *words], check=True)


def commit(project: Path) -> None:
    git(project, "add", "--all")
    git(project, "commit", "-qm", "All of it.")


@pytest.fixture
def small(monkeypatch):
    """A project with a book of one chapter, as git has it, with the library and one test."""
    origin = root()
    with reliability.project() as top:
        reopen(top)
        shutil.copytree(origin / "lib", top / "lib", ignore=shutil.ignore_patterns("__pycache__"))
        for name in (".gitignore", "LICENSE", "conftest.py", "pyproject.toml"):
            shutil.copy(origin / name, top / name)
        shutil.rmtree(top / "data" / "demo" / str(YEAR - 1))
        (top / "tests").mkdir()
        (top / "tests" / "test_one.py").write_text(TEST, "utf-8")
        notebook = layout.read(top / reliability.CHAPTER)
        for number, text in CHAPTER.items():
            notebook.cells[number].source = text
        (top / reliability.CHAPTER).write_text(layout.written(layout.tidy_notebook(notebook)), "utf-8")
        monkeypatch.setenv("IS248_ROOT", str(top))
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(origin / "lib"), *filter(None, sys.path)]))
        write_profile(top)
        git(top, "init", "-q")
        commit(top)
        yield top


def write_profile(project: Path) -> None:
    """Write what the build would write for Quarto, so that it is committed."""
    text = staging.profile(load_edition(YEAR), contents.read_config())
    (project / f"_quarto-{YEAR}.yml").write_text(text, "utf-8")


def close(*options: str) -> str:
    done = CliRunner().invoke(app, ["close", str(YEAR), *options])
    return f"{done.exit_code}: {done.output}"


def closed(project: Path, *options: str) -> Path:
    """Close the year: the first time the history gets its rows, which are to be committed."""
    assert f"rows of {YEAR}, which later editions need. Commit it" in close(*options)
    commit(project)
    told = close(*options)
    assert told.startswith("0: "), told
    return project / "closed" / str(YEAR)


def files_of(folder: Path, pattern: str = "*") -> dict[str, bytes]:
    every = sorted(path for path in folder.rglob(pattern) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in every}


def built_from(folder: Path, place: Path) -> Path:
    """Make the book as the README says, in an empty folder, of what a closed year holds and nothing else."""
    with zipfile.ZipFile(folder / closing.CODE) as code:
        code.extractall(place)
    if (folder / "responses").is_dir():
        shutil.copytree(folder / "responses", place, dirs_exist_ok=True)
    around = {name: value for name, value in os.environ.items() if name != "IS248_ROOT"}
    around["PYTHONPATH"] = os.pathsep.join([str(place / "lib"), *(path for path in sys.path if "site" in path)])
    command = [sys.executable, "-c", "from is248.cli import app; app()", "book", "--year", str(YEAR)]
    done = subprocess.run(command, cwd=place, env=around, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return place / "dist" / str(YEAR)


@pytest.fixture
def unchecked(monkeypatch):
    """What is checked takes minutes, and has its own tests."""
    monkeypatch.setattr(closing, "_checks", lambda year: [])
    monkeypatch.setattr(closing, "built_again", lambda book, report: [])


@pytest.mark.slow
def test_a_closed_year_gives_the_same_tables_again_and_its_crate_names_every_file(small, unchecked, tmp_path):
    folder = closed(small)
    again = built_from(folder, tmp_path / "in ten years")
    tables = files_of(folder / "book" / "data", "*.csv")
    assert tables == files_of(again / "data", "*.csv") and {"tables.csv", "tbl-plan.csv"} <= set(tables)

    crate = ROCrate(folder)
    listed = {unquote(entity.id) for entity in crate.data_entities}
    assert listed == set(files_of(folder)) - {closing.METADATA}
    assert [author["name"] for author in crate.root_dataset["author"]] == ["Bidragsyterne til IS-24/8-boken"]
    assert "syntetiske svar" in crate.name and crate.license == "https://creativecommons.org/licenses/by/4.0/deed.no"
    for line in (folder / closing.CHECKSUMS).read_text(encoding="utf-8").splitlines():
        sha, _, name = line.partition("  ")
        assert sha == hashlib.sha256((folder / name).read_bytes()).hexdigest()

    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "**The answers are synthetic.**" in readme and (folder / closing.SYNTHETIC).is_file()
    assert (folder / "book" / "packages").is_dir() and not (folder / "responses").exists()
    cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(YEAR) in cited["title"] and cited["authors"] == [{"name": "Bidragsyterne til IS-24/8-boken"}]
    head = subprocess.run(["git", "-C", small, "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    assert cited["commit"] == head.stdout.strip() and cited["commit"] in readme


@pytest.mark.slow
def test_real_answers_stay_where_they_are_unless_they_are_asked_for(small, tmp_path):
    params = small / "params" / f"{YEAR}.yml"
    params.write_text(params.read_text("utf-8").replace("synthetic: true", REAL), "utf-8")
    (small / "data" / "demo" / str(YEAR)).rename(small / "data" / str(YEAR))
    write_profile(small)
    commit(small)
    folder = closed(small)
    answers = (small / "data" / str(YEAR) / "responses.csv").read_bytes()
    assert answers not in files_of(folder).values() and not (folder / "book" / "packages").exists()
    with zipfile.ZipFile(folder / closing.CODE) as code:
        assert f"data/{YEAR}/responses.csv" not in code.namelist()
    assert f"`code/data/{YEAR}/responses.csv`: `" in (folder / "README.md").read_text(encoding="utf-8")
    assert not (folder / closing.SYNTHETIC).exists()

    assert close("--with-responses").startswith("0: ")
    assert (folder / "responses" / "data" / str(YEAR) / "responses.csv").read_bytes() == answers
    again = built_from(folder, tmp_path / "again")
    assert files_of(folder / "book" / "data", "*.csv") == files_of(again / "data", "*.csv")


def test_what_is_not_committed_and_a_draft_stop_it_before_anything_is_made(small):
    (small / "tests" / "test_two.py").write_text(TEST, "utf-8")
    assert "1: " in close() and "not committed" in close() and "tests/test_two.py" in close()
    params = small / "params" / f"{YEAR}.yml"
    params.write_text(params.read_text("utf-8") + "draft: true\n", "utf-8")
    assert f"The edition of {YEAR} is a draft." in close()
    assert not (small / "closed").exists()


@pytest.mark.slow
def test_a_step_that_is_not_done_and_a_check_that_finds_something_stop_it(small, monkeypatch):
    monkeypatch.setattr(closing, "_undone", lambda year: ["Decide on the warnings"])
    assert "Not closed: still to be done:\n  Decide on the warnings" in close()
    execute_edition(YEAR)
    found = dict(closing._checks(YEAR))
    assert not any(found.values()) and len(found) == 5
    (small / "tests" / "test_one.py").write_text(TEST.replace("True", "False"), "utf-8")
    path = small / reliability.CHAPTER
    path.write_text(path.read_text("utf-8").replace("viser planer", "viser at 40 kommuner har planer"), "utf-8")
    prose, form, _, tests, chapters = closing._checks(YEAR)
    assert len(prose[1]) == 1 and not form[1] and any("1 failed" in line for line in tests[1])


def test_a_book_that_comes_out_otherwise_is_not_closed(small, unchecked, monkeypatch):
    monkeypatch.setattr(closing, "_freeze", lambda year: None)
    monkeypatch.setattr(closing, "build", lambda year, report: small / "dist")
    monkeypatch.setattr(closing, "built_again", lambda book, report: ["data/tables.csv has changed"])
    told = close()
    assert "built from nothing, the book is another one:\n  data/tables.csv has changed" in told
    assert not (small / "closed" / str(YEAR)).exists()


def test_packages_that_no_registry_has_are_told(small, monkeypatch, tmp_path):
    (small / closing.LOCK).write_text("is248-no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n", "utf-8")
    with pytest.raises(ProjectError, match="could not be fetched"):
        closing._take_wheels(tmp_path / "wheels")
