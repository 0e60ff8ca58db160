"""Where the project's files are."""

import os
from functools import cache
from pathlib import Path


class ProjectError(Exception):
    """Something a researcher can mend; the command line prints the message alone, without a traceback."""


def root() -> Path:
    """Return the project's top folder: the one with `_quarto.yml`.

    The environment variable IS248_ROOT names another one, for instance a copy with changed data.
    """
    return _resolved(os.environ.get("IS248_ROOT") or str(Path(__file__).parents[2]))


@cache  # a build asks it some thousand times
def _resolved(folder: str) -> Path:
    return Path(folder).resolve()
