"""Quarto: whether it is there, what stops the book, and the report's own numbers in what it writes."""

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from is248.data.edition import load_edition, years
from is248.publish import quarto
from is248.publish.book import BookError
from is248.publish.contents import read_config
from is248.publish.staging import profile
from pages import book, text


@pytest.mark.parametrize(("version", "enough"), [("1.9.1", True), ("2.0", True), ("1.8.26", False), ("", False)])
def test_a_quarto_that_is_new_enough_is_available(monkeypatch, version, enough):
    monkeypatch.setattr(quarto.shutil, "which", lambda name: "/bin/quarto")
    monkeypatch.setattr(subprocess, "run", lambda *_, **options: SimpleNamespace(stdout=version))
    assert quarto.available() == enough


def test_without_quarto_it_is_not_available(monkeypatch):
    monkeypatch.setattr(quarto.shutil, "which", lambda name: None)
    assert not quarto.available()


@pytest.mark.parametrize(
    ("log", "code", "words"),
    [
        ("WARN: Unable to resolve crossref tbl-x", 0, "Unable to resolve crossref"),
        ("Citeproc: citation x not found", 0, "Citeproc: citation"),
        ("\x1b[33mWARN: \x1b[39mThe key x is unknown", 0, "WARN: The key x is unknown"),
        ("\x1b[31mERROR (jog.lua:173) Don't know how to traverse", 0, "ERROR"),
        ("it broke", 1, "it broke"),
    ],
)
def test_a_failure_or_a_hole_in_the_book_stops_it(monkeypatch, tmp_path, small, log, code, words):
    done = SimpleNamespace(returncode=code, stdout="", stderr=log)
    monkeypatch.setattr(subprocess, "run", lambda *_, **options: done)
    with pytest.raises(BookError, match=rf"(?s)Quarto \(html\):.*{words}"):
        quarto.render(small, tmp_path, tmp_path / "dist")


def written_by_quarto(command, **options):
    """Do what Quarto does, as far as the library depends on it."""
    out = Path(command[command.index("--output-dir") + 1])
    out.mkdir(parents=True)
    page = '<title>1&nbsp; A</title><span class="chapter-number">1</span> Figur&nbsp;1.2 og 1 kommune'
    (out / "a.html").write_text(page, encoding="utf-8")
    (out / "search.json").write_text(json.dumps([{"title": "1 A", "section": "1.1 B", "text": "x", "crumbs": ["1 A"]}]))
    (out / "is-24-8-2024.pdf").write_text("pdf")
    return SimpleNamespace(returncode=0, stdout="", stderr="")


def test_an_extract_of_the_book_has_the_numbers_of_the_report(monkeypatch, tmp_path):
    monkeypatch.setattr(subprocess, "run", written_by_quarto)
    dist = tmp_path / "dist"
    dist.mkdir()
    quarto.render(book({"chapters/06-a.ipynb": [text("# A")]}), tmp_path / "staged", dist)
    page = (dist / "html" / "a.html").read_text(encoding="utf-8")
    assert page == '<title>6&nbsp; A</title><span class="chapter-number">6</span> Figur&nbsp;6.2 og 1 kommune'
    [entry] = json.loads((dist / "html" / "search.json").read_text(encoding="utf-8"))
    assert entry == {"title": "6 A", "section": "6.1 B", "text": "x", "crumbs": ["6 A"]}
    assert (dist / "is-24-8-2024.pdf").is_file()


@pytest.mark.parametrize("year", years())
def test_the_committed_profile_is_what_the_edition_says_of_itself(year):
    written = Path(f"_quarto-{year}.yml").read_text(encoding="utf-8")
    assert written == profile(load_edition(year), read_config())


def test_a_profile_puts_the_edition_into_the_project_and_nothing_beside_it():
    own = yaml.safe_load(profile(load_edition(2024), read_config()))
    assert own["project"] == {"output-dir": "build/2024/quarto"}
    assert own["book"]["title"] == load_edition(2024).title
    assert own["bibliography"] == "build/2024/book/data/references.bib"
    assert own["format"]["rapport-typst"]["font-paths"] == ["build/2024/book/fonts"]
    assert "chapters" not in own["book"]  # Quarto would print them twice
