"""Commands that make the book, or show it."""

import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from is248.commands.common import Year, begin_to_import
from is248.project import root
from is248.telling import Progress, console, say

app = typer.Typer()
Renderer = Annotated[str, typer.Option(help="auto, quarto or pandoc. Auto is pandoc, on every machine.")]


@app.command()
def book(
    year: Annotated[
        list[int] | None, typer.Option("--year", help="The edition, or several; the newest params file unless given.")
    ] = None,
    renderer: Renderer = "auto",
    scheduler: Annotated[
        str, typer.Option(help="A Dask scheduler whose workers make the books, tcp://host:8786; see docs/scale.md.")
    ] = "",
) -> None:
    """Build the book: HTML, PDF and data files, in dist/<year>."""
    from is248 import current

    started = time.perf_counter()
    folders = [current.finished(one, renderer) for one in year or [None]]
    made = "nothing has changed"
    if not all(folders):
        with console.status("Building the book") as status:
            progress = Progress(status)
            folders = _built(year or [None], renderer, progress, scheduler)
        made = f"{time.perf_counter() - started:.1f} s; longest took {progress.slowest()}"
    for folder in folders:
        shown = folder.relative_to(root())
        console.print(f"The book is in [bold]{shown}[/]  [dim]{made}[/]")
        pdf = next(folder.glob("*.pdf")).relative_to(root())
        console.print(f"  {shown}/html/index.html\n  {pdf}\n  {shown}/data/tables.xlsx")


def _built(years: list[int | None], renderer: str, progress: Progress, scheduler: str) -> list[Path]:
    """Build books, one after the other on this machine, or all at once by a scheduler's workers."""
    if scheduler:
        from is248.cluster import build_all

        return build_all(years, renderer, progress, scheduler)
    begin_to_import()
    from is248.build import build

    return [build(one, renderer, progress) for one in years]


@app.command()
def execute(year: Year = None) -> None:
    """Execute the chapters, without publishing them."""
    begin_to_import()
    from is248.build import execute_edition

    edition = execute_edition(year, Progress()).edition
    console.print(f"The executed chapters are in [bold]build/{edition.year}/chapters[/]")


@app.command()
def stage(
    year: Year = None,
    pdf: Annotated[
        Path | None, typer.Option(help="A PDF that Quarto has made, to be given the heads of its rows.")
    ] = None,
) -> None:
    """Make the pages that Quarto renders in the project itself; it asks for them."""
    from is248 import current, files

    if pdf:
        from is248.publish.pdf.tagging import finished

        files.write(pdf, finished(pdf.read_bytes()))
    elif not current.staged(year):
        begin_to_import()
        from is248.build import staged_book

        console.print(f"The pages for Quarto are in [bold]{staged_book(year, Progress()).relative_to(root())}[/]")


@app.command()
def preview(
    chapter: Annotated[str, typer.Argument(help="Part of a chapter's file name, such as 06.")] = "",
    year: Year = None,
    port: int = 8248,
    open_browser: Annotated[bool, typer.Option("--browser/--no-browser")] = True,
) -> None:
    """Show a chapter in the browser, and again whenever it is saved."""
    from is248.preview import serve

    serve(chapter, year, port, open_browser, console, _start_again)


def _start_again() -> None:
    """Start this command again in the same terminal: it has imported what has changed."""
    console.print("  The library or _quarto.yml has changed; starting again")
    os.execv(sys.executable, [sys.executable, *sys.argv, *([] if "--no-browser" in sys.argv else ["--no-browser"])])


@app.command()
def lab(
    chapter: Annotated[str, typer.Argument(help="Part of a chapter's file name, such as 06.")] = "",
    year: Year = None,
    open_browser: Annotated[bool, typer.Option("--browser/--no-browser")] = True,
) -> None:
    """Open a chapter in JupyterLab, with its live preview beside it."""
    from is248.lab import open_lab

    open_lab(chapter, year, open_browser, console)


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="The folder of a finished book, such as dist/2024.")],
    quick: Annotated[bool, typer.Option("--quick", help="Compare with the manifest alone; build nothing.")] = False,
) -> None:
    """Prove that a book is what its manifest says, and that this project's data give it, byte by byte."""
    from is248 import verification

    found = verification.differences(folder)
    if not found and not quick:
        begin_to_import()
        found = verification.built_again(folder, Progress())
    for difference in found:
        say(f"  {difference}")
    if found:
        console.print(f"[bold red]{len(found)} differ.[/]")
        raise typer.Exit(1)
    say(f"✓ {folder} is what its manifest says" + ("." if quick else ", and the data here give every byte of it."))
