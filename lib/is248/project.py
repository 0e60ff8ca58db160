"""Where the project's files are."""

import os
from pathlib import Path


class ProjectError(Exception):
    """Something a researcher can mend; the command line prints the message alone, without a traceback."""


def root() -> Path:
    """Return the project's top folder: the one with `_quarto.yml`.

    The environment variable IS248_ROOT names another one, for instance a copy with changed data.
    """
    chosen = os.environ.get("IS248_ROOT")
    return Path(chosen).resolve() if chosen else Path(__file__).resolve().parents[2]
