"""What the tests of a new year share: a copy of the project with its responses, and one with a new year in it."""

import shutil
from pathlib import Path

import pytest

from is248.years import start
from projects import copy_project

YEAR = 2025


@pytest.fixture
def whole(tmp_path, monkeypatch) -> Path:
    """A copy of the project with the responses of 2024, to start a year in."""
    project = copy_project(tmp_path / "project", responses=True)
    monkeypatch.setenv("IS248_ROOT", str(project))
    return project


@pytest.fixture(scope="session")
def once_started(tmp_path_factory) -> Path:
    """A copy of the project with a new year in it, which takes some seconds; a test must not change it."""
    project = copy_project(tmp_path_factory.mktemp("once") / "project", responses=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IS248_ROOT", str(project))
        start.new_year(YEAR)
    return project


@pytest.fixture
def started(once_started, tmp_path, monkeypatch) -> Path:
    """A copy of the project with a new year in it."""
    project = shutil.copytree(once_started, tmp_path / "project")
    monkeypatch.setenv("IS248_ROOT", str(project))
    return project
