"""What the tests of a new year share: a copy of the project with its responses, and one with a new year in it."""

from pathlib import Path

import pytest

from is248.years import start
from projects import copy_project

YEAR = 2025


@pytest.fixture
def whole(tmp_path, monkeypatch) -> Path:
    """A copy of the project with the responses of 2024, to start a year in; nothing of 2024 is frozen yet."""
    project = copy_project(tmp_path / "project", responses=True)
    history = project / "data" / "history.csv"
    rows = history.read_text(encoding="utf-8").splitlines(keepends=True)
    history.write_text("".join(row for row in rows if f",{YEAR - 1}," not in row), encoding="utf-8")
    monkeypatch.setenv("IS248_ROOT", str(project))
    return project


@pytest.fixture
def started(whole) -> Path:
    """A copy of the project with a new year in it."""
    start.new_year(YEAR)
    return whole
