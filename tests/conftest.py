"""What the tests share: the edition's data as a `Survey`, and a copy of the project to change."""

import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from is248.survey import Survey, open_survey
from projects import copy_project

YEAR = 2024

# The same examples at every run, and no time limit: other work on the machine must not fail a test.
settings.register_profile("book", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("book")


def pytest_collection_modifyitems(items):
    """Begin with the files of few tests, which take longest: at the end three workers would wait for the last one."""
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: tests[item.path])


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A copy of the project that a test may change; the library works on it."""
    copy = copy_project(tmp_path / "project")
    monkeypatch.setenv("IS248_ROOT", str(copy))
    return copy


@pytest.fixture(scope="session")
def survey(tmp_path_factory) -> Survey:
    """The public data alone, the FTE in whole numbers; a test must not change it."""
    copy = copy_project(tmp_path_factory.mktemp("public") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IS248_ROOT", str(copy))
        return open_survey(YEAR)


@pytest.fixture
def demo(tmp_path, monkeypatch) -> pd.DataFrame:
    """The demo responses of 2024, in a copy of the project that an import may write to."""
    monkeypatch.setenv("IS248_ROOT", str(copy_project(tmp_path / "project", responses=True)))
    path = tmp_path / "project" / "data" / "demo" / "2024" / "responses.csv"
    return pd.read_csv(path, dtype="str", keep_default_na=False)


@pytest.fixture(scope="session")
def chromium():
    """Headless Chromium."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "some tests need Chromium or Chrome: sudo apt-get install chromium"
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=options)
        yield browser
        browser.close()
