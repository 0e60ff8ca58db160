"""What several commands have."""

from typing import Annotated

import typer

Year = Annotated[int | None, typer.Option("--year", help="The edition; the newest params file unless given.")]


def begin_to_import() -> None:
    """Let the process that kernels are forked from import the library while this one does."""
    from is248.chapters import kernels

    if kernels.FORKS:
        kernels.forkserver()
