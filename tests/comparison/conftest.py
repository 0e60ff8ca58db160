"""What the tests of the comparison share: two editions, or two builds of one, compared."""

import pytest
from typer.testing import CliRunner

from finished_books import book
from is248.cli import app
from is248.comparison.builds import read_build
from is248.comparison.corrections import compare_builds
from is248.comparison.editions import compare_editions
from is248.comparison.questions import Reworded
from is248.data.codebook import load_codebook
from is248.survey import open_survey


@pytest.fixture
def editions(tmp_path):
    """Compare two editions that have these tables."""

    def compared(old: dict, new: dict, asked: Reworded | None = None, **shown):
        first, last = book(tmp_path / "2023", 2023, old), book(tmp_path / "2024", 2024, new, **shown)
        return compare_editions(read_build(first), read_build(last), asked or Reworded())

    return compared


@pytest.fixture
def builds(tmp_path):
    """Compare two builds of one edition."""

    def compared(old: dict, new: dict):
        first, last = (book(tmp_path / name, 2024, **parts) for name, parts in (("old", old), ("new", new)))
        return compare_builds(read_build(first), read_build(last))

    return compared


@pytest.fixture(scope="session")
def edition():
    return open_survey(2024)


@pytest.fixture
def codebook():
    return load_codebook(2024)


@pytest.fixture
def run(project):
    """Run `is248 compare` in a copy of the project."""
    return lambda *arguments: CliRunner().invoke(app, ["compare", *map(str, arguments)])
