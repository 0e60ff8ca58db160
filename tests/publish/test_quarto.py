"""Quarto: whether it is there, what stops the book, and what becomes of what it writes."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from is248.data.edition import load_edition, years
from is248.publish import quarto
from is248.publish.assembly.book import BookError
from is248.publish.assembly.contents import read_config
from is248.publish.reading import pandoc
from is248.publish.reading.staging import profile
from pages import book, text


@pytest.mark.parametrize(("version", "enough"), [("1.9.1", True), ("2.0", True), ("1.8.26", False), ("", False)])
def test_a_quarto_that_is_new_enough_is_available(monkeypatch, version, enough):
    monkeypatch.setattr(quarto.shutil, "which", lambda name: "/bin/quarto")
    monkeypatch.setattr(subprocess, "run", lambda *_, **options: SimpleNamespace(stdout=version))
    assert quarto.available() == enough


def test_without_quarto_it_is_not_available(monkeypatch):
    monkeypatch.setattr(quarto.shutil, "which", lambda name: None)
    assert not quarto.available()


def saying(monkeypatch, folder, log: str, code: int = 0) -> None:
    """A program that is called quarto, says something on both streams and writes down how it was asked."""
    program = folder / "bin" / "quarto"
    program.parent.mkdir()
    program.write_text(
        f"#!{sys.executable}\nimport os, sys\nopen({str(folder / 'asked')!r}, 'a').write(' '.join(sys.argv[1:]) + "
        f"' ' + os.environ.get('IS248_STAGED', '') + '\\n')\nsys.stderr.write({log!r})\nsys.exit({code})\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


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
    saying(monkeypatch, tmp_path, log, code)
    with pytest.raises(BookError, match=rf"(?s)Quarto \(html\):.*{words}"):
        quarto.render(small, tmp_path / "dist", lambda *_: None)


def test_quartos_pages_take_the_place_of_the_finished_ones_and_what_lies_beside_them_stays(monkeypatch, tmp_path):
    small = book({"chapters/06-a.ipynb": [text("# A")]})
    output, dist = tmp_path / "build/2024/quarto", tmp_path / "dist"
    for folder in (output, dist / "html"):
        (folder / "chapters").mkdir(parents=True)
        (folder / "chapters/06-a.html").write_text(f"by {folder.name}")
    (dist / "html/tabeller-og-figurer.html").write_text("ours")

    (output / "is-24-8-2024.pdf").write_bytes(b"pdf")
    saying(monkeypatch, tmp_path, "\x1b[1m[ 1/34] index.qmd\x1b[22m\nWARN: verapdf is not installed\n")
    monkeypatch.setattr(quarto, "root", lambda: tmp_path)
    monkeypatch.setattr(quarto, "finished", lambda pdf: pdf + b", finished")
    told = []
    quarto.render(small, dist, lambda *of: told.append(of))
    assert (dist / "html/chapters/06-a.html").read_text() == "by quarto"
    assert (dist / "html/tabeller-og-figurer.html").read_text() == "ours"
    assert (dist / "is-24-8-2024.pdf").read_bytes() == b"pdf, finished"
    asked = [f"render {tmp_path} --profile 2024 --to {format} 1" for format in ("html", "rapport-typst")]
    assert (tmp_path / "asked").read_text().splitlines() == asked
    assert told == [(Path("Quarto"), None, "pages: Quarto makes 1 of 34")] * 2


def test_the_manifest_names_the_programs_that_made_the_book(monkeypatch, tmp_path):
    assert set(pandoc.programs()) == {"pandoc", "typst"} and all(pandoc.programs().values())
    saying(monkeypatch, tmp_path, "")
    program = tmp_path / "bin" / "quarto"
    program.write_text(program.read_text().replace("sys.exit", "print(sys.argv[1].strip('-'), '3.8.3')\nsys.exit"))
    assert quarto.programs() == {"quarto": "3.8.3", "pandoc": "3.8.3", "typst": "3.8.3"}


@pytest.mark.parametrize("year", years())
def test_the_committed_profile_is_what_the_edition_says_of_itself(year):
    written = Path(f"_quarto-{year}.yml").read_text(encoding="utf-8")
    assert written == profile(load_edition(year), read_config())


def test_a_profile_puts_the_edition_into_the_project_and_nothing_beside_it():
    own = yaml.safe_load(profile(load_edition(2024), read_config()))
    assert own["project"] == {"output-dir": "build/2024/quarto"}
    assert own["book"]["title"] == load_edition(2024).title
    assert own["bibliography"] == "build/2024/book/data/references.bib"
    assert own["format"] == {"rapport-typst": {"font-paths": ["build/2024/book/fonts"]}}
    assert "chapters" not in own["book"]  # Quarto would print them twice
