"""A finished book is taken as it is only if nothing that it is made of, and nothing of its own, has changed."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from is248 import cli, commands, current, steps, verification


@pytest.fixture
def finished(tmp_path, monkeypatch):
    """A project with a finished book of 2024."""
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    monkeypatch.setattr(current.shutil, "which", lambda name: None)
    files = ["_quarto.yml", "params/2024.yml", "chapters/01-a.ipynb", "data/history.csv", "data/published/2024/t.csv"]
    for name in [*files, "dist/2024/html/index.html", "dist/2024/data/tables.csv"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    book = tmp_path / "dist" / "2024"
    manifest = {
        "year": 2024,
        "renderer": "pandoc",
        "versions": steps.versions(),
        "inputs": current.digests(current.inputs(), tmp_path),
        "outputs": current.digests(current.outputs(book), book),
    }
    (book / current.MANIFEST).write_text(json.dumps(manifest))
    return tmp_path


@pytest.mark.parametrize(("year", "renderer"), [(None, "auto"), (2024, "auto"), (2024, "pandoc")])
def test_a_book_that_nothing_has_changed_for_is_taken_as_it_is(finished, year, renderer):
    assert current.finished(year, renderer) == finished / "dist" / "2024"


@pytest.mark.parametrize(
    "name",
    ["chapters/01-a.ipynb", "data/history.csv", "params/2024.yml", "_quarto.yml", "dist/2024/data/tables.csv"],
)
def test_a_changed_or_lost_file_makes_it_anew(finished, name):
    (finished / name).write_text("changed")
    assert current.finished(2024, "auto") is None
    (finished / name).unlink()
    assert current.finished(2024, "auto") is None


@pytest.mark.parametrize("name", ["chapters/02-ny.ipynb", "images/kart.png", "dist/2024/html/gammel.html"])
def test_a_new_file_makes_it_anew(finished, name):
    (finished / name).parent.mkdir(exist_ok=True)
    (finished / name).write_text("new")
    assert current.finished(2024, "auto") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"inputs": []}', '{"year": "2024"}', "\xff"])
def test_a_manifest_that_is_none_makes_it_anew(finished, text):
    (finished / "dist/2024/manifest.json").write_text(text, encoding="latin-1")
    assert current.finished(2024, "auto") is None


def test_another_version_of_a_package_makes_it_anew(finished, monkeypatch):
    (finished / "pandas-9.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(finished))
    assert current.finished(2024, "auto") is None


def test_a_book_is_verified_file_by_file(finished):
    book = finished / "dist" / "2024"
    assert verification.differences(book) == []
    (book / "html" / "index.html").write_text("changed")
    (book / "data" / "tables.csv").unlink()
    (book / "html" / ".ny").symlink_to("nowhere")
    (finished / "data" / "history.csv").unlink()
    (finished / "data" / "ny.json").touch()
    assert verification.differences(book) == [
        f"{book}/data/tables.csv is missing",
        f"{book}/html/.ny is new",
        f"{book}/html/index.html has changed",
        "data/history.csv is missing here",
        "data/ny.json is new here",
    ]


def test_a_file_in_the_place_of_a_folder_and_the_other_way_round_are_found(finished):
    book = finished / "dist" / "2024"
    (book / "data" / "tables.csv").unlink()
    (book / "data" / "tables.csv").mkdir()
    shutil.rmtree(book / "html")
    (book / "html").touch()
    assert verification.differences(book) == [
        f"{book}/data/tables.csv is missing", f"{book}/html is new", f"{book}/html/index.html is missing",
    ]  # fmt: skip


def test_what_comes_out_otherwise_when_it_is_built_again_is_named(finished, monkeypatch):
    """Nothing that is kept is taken, and nothing is left of it."""

    def build(year, renderer, report, target):
        assert (year, renderer) == (2024, "pandoc")
        assert steps.kept("a") is None
        steps.keep("a", 1)
        shutil.copytree(finished / "dist" / "2024", target)
        (target / "data" / "tables.csv").write_text("69")
        return target

    steps.keep("a", "kept")
    monkeypatch.setattr(verification, "build", build)
    book = finished / "dist" / "2024"
    assert verification.built_again(book, lambda *_: None) == [
        f"{book}/data/tables.csv has changed when it is built again"
    ]
    assert steps.kept("a") == "kept"
    assert sorted(path.name for path in (finished / "build").iterdir()) == ["cache", "verify-2024.lock"]


def test_the_command_names_what_differs_and_fails(finished, monkeypatch):
    monkeypatch.chdir(finished)
    monkeypatch.setattr(verification, "built_again", lambda folder, report: [])
    monkeypatch.setattr(commands.book, "begin_to_import", lambda: None)
    done = CliRunner().invoke(cli.app, ["verify", "dist/2024"])
    assert (done.exit_code, done.output) == (
        0, "✓ dist/2024 is what its manifest says, and the data here give every byte of it.\n"
    )  # fmt: skip
    (finished / "dist/2024/data/tables.csv").write_text("69")
    done = CliRunner().invoke(cli.app, ["verify", "dist/2024", "--quick"])
    assert (done.exit_code, done.output) == (1, "  dist/2024/data/tables.csv has changed\n1 differ.\n")
    done = CliRunner().invoke(cli.app, ["verify", "dist/1999"])
    assert done.exit_code == 1
    assert "There is no finished book in dist/1999" in done.output


def test_what_no_book_is_made_of_does_not(finished):
    (finished / "data/published/2024/t.csv").write_text("changed")
    assert current.finished(2024, "auto") is not None


def test_another_renderer_another_year_or_no_book_is_made_anew(finished, monkeypatch):
    assert current.finished(2024, "quarto") is None
    assert current.finished(2023, "auto") is None
    monkeypatch.setattr(current.shutil, "which", lambda name: "/usr/bin/quarto")
    assert current.finished(2024, "auto") is None


def test_the_pages_for_quarto_are_made_again_for_a_change_but_not_for_what_quarto_writes_beside_a_chapter(finished):
    told = finished / current.STAGED.format(2024)
    told.parent.mkdir(parents=True)
    assert not current.staged(2024)
    told.write_text(json.dumps({"made_of": current.made_of()}))
    (finished / "chapters" / "01-a.html").write_text("a page on its way")
    assert current.staged(2024) and current.staged(None)
    (finished / "chapters" / "01-a.ipynb").write_text("another sentence")
    assert not current.staged(2024)
