"""The command line: `is248 book`, `is248 preview 06`. It only speaks; the work is done elsewhere."""

import typer

from is248.commands import book, chapters, year
from is248.review import commands as review
from is248.telling import Commands

app = typer.Typer(
    cls=Commands, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__
)
for part in (book, chapters, year):
    app.add_typer(part.app)
app.add_typer(review.app, name="review")
