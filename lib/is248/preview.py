"""Show a chapter in the browser and refresh it on save."""

import logging
import time
from pathlib import Path

from livereload import Server
from rich.console import Console

from is248.build import write_preview
from is248.chapters import execution
from is248.data.edition import load_edition
from is248.project import ProjectError, root
from is248.publish import contents


class _QuietServer(Server):
    """livereload without its own log lines."""

    def _setup_logging(self) -> None:
        logging.getLogger("livereload").setLevel(logging.WARNING)


def find_chapter(name: str) -> Path:
    """Return the one chapter whose file name has `name` in it; without a name, the front page.

    Raises
    ------
    ProjectError
        If there is none, or more than one; the message lists the chapters there are.
    """
    files = [file for file, _ in contents.chapter_files(contents.read_config())]
    found = [file for file in files if name in file.stem] if name else files[:1]
    starting = [file for file in found if file.stem.startswith(name)]
    if len(found) > 1 and len(starting) == 1:
        found = starting
    if len(found) != 1:
        listing = "\n  ".join(map(str, files))
        raise ProjectError(
            f"{'No chapter' if not found else 'More than one chapter'} is called {name!r}. There are:\n  {listing}"
        )
    return found[0]


def serve(chapter: str, year: int | None, port: int, open_browser: bool, console: Console) -> None:
    """Serve the HTML book on this machine and render it anew when a file that it depends on is saved."""
    file = find_chapter(chapter)
    folder = root() / "build" / "preview" / "html"
    pages = write_preview(year, folder)

    def render() -> None:
        started = time.perf_counter()
        try:
            write_preview(year, folder)
            console.print(f"  [green]✓[/] shown again  [dim]{time.perf_counter() - started:.1f} s[/]")
        except ProjectError as error:
            console.print("[bold red]Not shown:[/]", end=" ")
            console.print(str(error), markup=False)

    server = _QuietServer()
    sources = contents.sources(contents.read_config(), load_edition(year)).values()
    for watched in [*(root() / source for source in sources), *execution.dependencies(), root() / "_quarto.yml"]:
        server.watch(str(watched), render)
    for watched in (root() / "templates").iterdir():
        server.watch(str(watched), render)
    address = f"http://localhost:{port}/html/{pages[file]}"
    console.print(f"[bold]{address}[/]  (refreshed at every save; Ctrl-C ends it)")
    server.serve(
        root=str(folder.parent),
        port=port,
        open_url_delay=0.5 if open_browser else None,
        default_filename="index.html",
    )
