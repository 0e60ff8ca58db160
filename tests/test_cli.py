"""The command line: it says what was done, and what a researcher can mend without a traceback."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from is248 import build as builder
from is248.chapters import linter
from is248.cli import app
from is248.project import ProjectError
from is248.years import checklist, start
from is248.years.freezing import Frozen


def run(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_a_mistake_that_can_be_mended_is_told_without_a_traceback(project):
    done = run("book", "--year", "1999")
    assert done.exit_code == 1
    assert "Stopped." in done.output
    assert "Years there are: 2024" in done.output
    assert "Traceback" not in done.output


def test_brackets_in_a_message_are_printed_and_an_error_of_the_program_is_not_hidden(monkeypatch):
    def fails(error):
        def execute_edition(*_):
            raise error

        return execute_edition

    monkeypatch.setattr(builder, "execute_edition", fails(ProjectError("cell [bold]4[/]")))
    assert "cell [bold]4[/]" in run("execute").output
    monkeypatch.setattr(builder, "execute_edition", fails(ZeroDivisionError()))
    told = run("execute")
    assert told.exit_code == 1 and "mistake in the program, not yours: ZeroDivisionError" in told.output


def test_chapters_are_told_as_they_end(monkeypatch, project):
    def execute_edition(year, report):
        for name, seconds, state in (("a", 1.24, "done"), ("b", None, "kept"), ("c", None, "failed"),
                                     ("d", None, "d: left out 1 table")):  # fmt: skip
            report(project / "chapters" / name, seconds, state)
        report(Path("/elsewhere/e"), None, "started")
        return SimpleNamespace(edition=SimpleNamespace(year=year))

    monkeypatch.setattr(builder, "execute_edition", execute_edition)
    assert run("execute", "--year", "2024").output.splitlines() == [
        "  ✓ chapters/a  1.2 s",
        "  ✓ chapters/b  unchanged",
        "  ✗ chapters/c",
        "  d: left out 1 table",
        "The executed chapters are in build/2024/chapters",
    ]


def test_the_book_is_named_with_where_to_begin(monkeypatch, project):
    dist = project / "dist" / "2024"
    dist.mkdir(parents=True)
    (dist / "is-24-8-2024.pdf").touch()

    def build(year, renderer, report):
        report(project / "chapters" / "a", None, "running")
        for name, seconds in ((project / "chapters" / "a", 2.0), (Path("HTML"), 3.0), (Path("PDF"), 1.0)):
            report(name, seconds, "done")
        report(Path("data files"), 0.1, "done")
        report(Path("pages"), None, "pages: 1 of 2 parts made")
        return dist

    monkeypatch.setattr(builder, "build", build)
    told = run("book").output
    assert "longest took HTML 3.0 s, chapters/a 2.0 s, PDF 1.0 s" in told
    assert "1 of 2" not in told  # how far it has come is for a terminal
    for name in ("html/index.html", "is-24-8-2024.pdf", "data/tables.xlsx"):
        assert f"dist/2024/{name}" in told


def test_findings_in_the_prose_are_counted_by_rule_and_fail_the_check(monkeypatch):
    class Finding(SimpleNamespace):
        def __str__(self):
            return f"{self.rule} here"

    found = [Finding(rule="number"), Finding(rule="word"), Finding(rule="number")]
    monkeypatch.setattr(linter, "check_prose", lambda files: found)
    done = run("check")
    assert done.exit_code == 1 and "3 found (number 2, word 1)." in done.output and "word here" in done.output
    monkeypatch.setattr(linter, "check_prose", lambda files: [])
    done = run("check")
    assert done.exit_code == 0 and "Nothing found" in done.output


@pytest.fixture
def started(monkeypatch, project):
    """A new year as the library tells of it."""
    frozen = Frozen(5, 2, [f"line {n}" for n in range(12)], True)
    made, kept = [Path("params/2031.yml")], [Path("data/a.csv")]
    done = start.NewYear(2031, 2024, made, kept, frozen, True, "No inhabitants.")
    monkeypatch.setattr(start, "new_year", lambda year: done)
    monkeypatch.setattr(checklist, "compare_history", lambda year: frozen)
    monkeypatch.setattr(checklist, "questionnaires", lambda year: checklist.Reworded(added={"x": "Nytt?"}))
    monkeypatch.setattr(checklist, "coverage", lambda year: ["in no chapter: x: Nytt?"])
    monkeypatch.setattr(checklist, "old_facts", lambda year: [f"2024: fact {n}" for n in range(12)])
    steps = [checklist.Step("Done [once]", True), checklist.Step("Left", False)]
    monkeypatch.setattr(checklist, "write_checklist", lambda year: (project / "build/2031/checklist.md", steps))


def test_a_new_year_tells_what_was_made_what_waits_and_what_is_left(started):
    told = run("new-year", "2031").output
    for words in (
        "The edition of 2031, made from that of 2024.",
        "+ params/2031.yml",
        "= data/a.csv was there already",
        "Not made yet: data/2031/last_year.csv. No inhabitants.",
        "No edition of 2025–2030",
        "The responses of 2024 are synthetic",
        "data/history.csv: 5 rows added, 2 there already, 12 there with other numbers",
        "… and 2 more",
        "new: x: Nytt?",
        "in no chapter: x: Nytt?",
        "2024: fact 9\n",
        "… and 2 more, in build/2031/checklist.md",
        "  1 ✓ Done [once]",
        "  2 · Left",
        "This list: build/2031/checklist.md",
    ):
        assert words in told


def test_a_check_of_a_new_year_tells_of_the_history_and_makes_nothing(started):
    told = run("new-year", "2031", "--check").output
    assert "data/history.csv: 5 rows" in told and "made from" not in told


def test_the_years_are_listed(project):
    assert run("years").output == "2024\n"
