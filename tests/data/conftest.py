"""What the tests of the data share: a small codebook to break."""

import pytest

from is248.data.codebook import Codebook, load_codebook
from small_codebook import FILE, SMALL, YEAR


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Return a function that loads the small codebook with some of its text changed."""
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    path = tmp_path / FILE
    path.parent.mkdir(parents=True)

    def load(*changes: tuple[str, str]) -> Codebook:
        text = SMALL
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        return load_codebook(YEAR)

    return load
