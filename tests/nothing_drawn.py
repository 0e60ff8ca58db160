"""A fixture of chapters that run without drawing: figures take most of the time, and what they show is in tables."""

import pytest

from is248.figures import style


@pytest.fixture(autouse=True)
def nothing_is_drawn(monkeypatch):
    """Let each figure be an empty drawing."""
    monkeypatch.setenv(style.KEEPS, "1")
    for name, given in {"kept": "<svg/>", "digest": "", "_drawn_by": ""}.items():
        monkeypatch.setattr(style, name, lambda *_, given=given: given)
