"""Show a chapter in the browser and refresh it on save."""

import errno
import logging
import socket
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from pathlib import Path

from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from rich.console import Console
from tornado import web
from tornado.ioloop import PeriodicCallback

from is248 import build, current, faults, files
from is248.chapters import kernels
from is248.data.edition import load_edition
from is248.project import ProjectError, root
from is248.publish.assembly import contents
from is248.steps import Memory, library


class _QuietServer(Server):
    """livereload without its own log lines, and without the script that it writes into every page.

    The preview's pages name livereload's file themselves: their policy allows no code in the page.
    """

    def _setup_logging(self) -> None:
        logging.getLogger("livereload").setLevel(logging.WARNING)

    def application(self, port: int, host: str | None, **_: object) -> None:
        """Answer at a port: the pages, livereload's script, and the socket that tells of a save."""
        LiveReloadHandler.watcher, LiveReloadHandler.live_css = self.watcher, True
        own = [("/livereload", LiveReloadHandler), ("/livereload.js", LiveReloadJSHandler)]
        web.Application([*own, *self.get_web_handlers("")]).listen(port, address=host)


class _Watcher(Watcher):
    """livereload's watcher, which looks ten times in a second, not every 0.8 seconds."""

    def start(self, callback: Callable[[], None]) -> bool:
        PeriodicCallback(callback, 100).start()
        return True


def find_chapter(name: str) -> Path:
    """Return the one chapter whose file name has `name` in it, or is it, also as a path; without one, the front page.

    Raises
    ------
    ProjectError
        If there is none, or more than one; the message lists the chapters there are.
    """
    files = [file for file, _ in contents.chapter_files(contents.read_config())]
    wanted = Path(name).name.removesuffix(".ipynb").removesuffix(".qmd")
    found = [file for file in files if wanted in file.stem] if name else files[:1]
    starting = [file for file in found if file.stem == wanted] or [
        file for file in found if file.stem.startswith(wanted)
    ]
    if len(found) > 1 and len(starting) == 1:
        found = starting
    if len(found) != 1:
        listing = "\n  ".join(map(str, files))
        raise ProjectError(
            f"{'No chapter' if not found else 'More than one chapter'} is called {name!r}. There are:\n  {listing}"
        )
    return found[0]


class Preview:
    """The HTML of the book in build/preview/<year>, and beside it the PDF: each is made again of what has changed."""

    def __init__(self, year: int | None, console: Console):
        self.year, self.console = year, console
        self.folder = root() / "build" / "preview" / str(load_edition(year).year)
        self.executor, self.memory = kernels.pool(), Memory()
        self._pdf = ThreadPoolExecutor(1)
        self._newest: Future | None = None

    def show(self) -> None:
        """Make the pages, and then, while they are read, the PDF."""
        try:
            self.executor.submit(int)
        except BrokenExecutor:  # a process of it was ended from outside
            self.executor = kernels.pool()
        shown = build.preview(self.year, self.folder, self.executor, self.memory, self._tell)
        if self._newest:
            self._newest.cancel()  # what waits is older than what is shown
        self._newest = self._pdf.submit(self._make_pdf, shown)

    def show_again(self) -> None:
        """Make the pages again after a save; tell what is wrong, and leave them as they are until it is mended."""
        started = time.perf_counter()
        try:
            self.show()
        except Exception as error:
            self._refuse("Not shown:", error)
        else:
            self.console.print(f"  [green]✓[/] shown again  [dim]{time.perf_counter() - started:.1f} s[/]")

    def pdf_made(self) -> None:
        """Wait until the PDF is that of the pages."""
        self._newest.result()

    def _make_pdf(self, shown: build.Shown) -> None:
        try:
            build.preview_pdf(shown, self.folder, self.executor)
        except Exception as error:
            self._refuse("The book can't have this in its PDF:", error)

    def _refuse(self, what: str, error: Exception) -> None:
        """Tell what is wrong; the next save may have mended it."""
        self.console.print(f"[bold red]{what}[/]", end=" ")
        self.console.print(faults.told(error), markup=False)

    def _tell(self, path: Path, seconds: float | None, state: str) -> None:
        """Tell what cells warn of."""
        if "warns: " in state:
            self.console.print(f"  {state}", markup=False)


def stop_if_taken(port: int) -> None:
    """Stop before anything is made if another program answers at the port; ProjectError says what to do."""
    with socket.socket() as asked:
        if asked.connect_ex(("localhost", port)) == 0:
            raise ProjectError(faults.in_words(OSError(errno.EADDRINUSE, ""), f"port {port}"))


def serve(
    chapter: str,
    year: int | None,
    port: int,
    open_browser: bool,
    console: Console,
    renew: Callable[[], None],
) -> None:
    """Serve the HTML book on this machine and render it anew when a file that it depends on is saved.

    `renew` is called when the library, which this process has imported, or _quarto.yml has changed.
    """
    file, edition = find_chapter(chapter), load_edition(year)
    stop_if_taken(port)
    with files.alone(f"preview-{edition.year}"), kernels.all_ended():  # two would write the same pages
        preview = Preview(year, console)
        preview.show()
        server = _QuietServer(watcher=_Watcher())
        chapters = [root() / source for source in contents.sources(contents.read_config(), edition).values()]
        code = set(library(""))
        for watched in {*chapters, *current.inputs()} - code - {root() / "_quarto.yml"}:
            server.watch(str(watched), preview.show_again)
        for watched in {*code, root() / "_quarto.yml"}:
            server.watch(str(watched), renew)
        LiveReloadHandler.DEFAULT_RELOAD_TIME = 0  # livereload passes over a second save within three seconds
        address = f"http://localhost:{port}/html/{file.with_suffix('.html')}"
        console.print(f"[bold]{address}[/]  (refreshed at every save; Ctrl-C ends it)")
        server.serve(
            root=str(preview.folder),
            port=port,
            open_url_delay=0.5 if open_browser else None,
            default_filename="index.html",
        )
