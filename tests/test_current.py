"""A finished book is taken as it is only if nothing that it is made of, and nothing of its own, has changed."""

import json

import pytest

from is248 import current, steps


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


def test_what_no_book_is_made_of_does_not(finished):
    (finished / "data/published/2024/t.csv").write_text("changed")
    assert current.finished(2024, "auto") is not None


def test_another_renderer_another_year_or_no_book_is_made_anew(finished, monkeypatch):
    assert current.finished(2024, "quarto") is None
    assert current.finished(2023, "auto") is None
    monkeypatch.setattr(current.shutil, "which", lambda name: "/usr/bin/quarto")
    assert current.finished(2024, "auto") is None
