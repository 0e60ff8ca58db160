"""What the tests of the import share: the small survey in a folder of its own, and its responses."""

from pathlib import Path

import pytest

import survey_world
from survey_world import faultless, read


@pytest.fixture
def world(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    return survey_world.make_world(tmp_path)


@pytest.fixture
def expected(world) -> str:
    return read(world, faultless())
