"""Render the book with Quarto, where it is installed; the engine in _extensions/is248 hands it the pages."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from is248 import files
from is248.project import root
from is248.publish.assembly.book import Book, BookError
from is248.publish.pdf.tagging import finished
from is248.publish.reading.staging import profile, write_changed

# Quarto prints these and goes on; a book with a hole in it must not be published.
_COMPLAINTS = re.compile(r".*Unable to resolve crossref.*|.*Citeproc: citation.*|^WARN.*|^ERROR.*", re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_HARMLESS = ("verapdf",)
_PAGE = re.compile(r"\[\s*(\d+)/(\d+)\]")  # how Quarto tells of a page, before its file
_PROGRAMS = {"quarto": ("quarto",), "pandoc": ("quarto", "pandoc"), "typst": ("quarto", "typst")}
OLDEST = (1, 9)
STAGED = "IS248_STAGED"  # in the environment: the engine finds the pages, made by the build that has called Quarto


def available() -> bool:
    """Tell whether a Quarto that is new enough is installed."""
    found = re.match(r"(\d+)\.(\d+)", _version("quarto") if shutil.which("quarto") else "")
    return bool(found) and tuple(map(int, found.groups())) >= OLDEST


def programs() -> dict[str, str]:
    """Return the versions of Quarto, and of the Pandoc and Typst that it brings."""
    return {name: _version(*command) for name, command in _PROGRAMS.items()}


def _version(*command: str) -> str:
    said = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False).stdout
    return next(iter(re.findall(r"\d+(?:\.\d+)+", said)), "")


def write_profile(book: Book) -> None:
    """Write what Quarto in the project itself takes of this edition, _quarto-<year>.yml, if it is another one."""
    write_changed(root() / f"_quarto-{book.edition.year}.yml", profile(book.edition, book.config))


def hand_over(book: Book, texts: list[str], site: Path, file: str, **more: str) -> None:
    """Write the pages in Typst, and tell Quarto's engine, in a file, where all of them are, and their titles.

    A page has the name that _quarto.yml gives its file, also where the year has a file of its own.

    Parameters
    ----------
    book : Book
        The assembled book, staged.
    texts : list of str
        Its pages in Typst, from `typst.texts`.
    site : Path
        The folder with html/, where its finished pages are.
    file : str
        Where it is told, with `{}` for the year.
    **more : str
        What else is kept there.
    """
    year = book.edition.year
    folder, pages = f"build/{year}/book", {}
    for page, text in zip(book.pages, texts, strict=True):
        name = page.file.with_suffix("").as_posix()
        write_changed(root() / folder / f"{name}.typ", text)
        pages[name] = page.title
    places = {"site": str(site), "book": folder, "output": f"build/{year}/quarto"}
    files.write(file.format(year), json.dumps({**places, "pages": pages, **more}))


def render(book: Book, folder: Path, report: Callable[[Path, None, str], None]) -> None:
    """Render HTML and PDF into dist.

    Parameters
    ----------
    book : Book
        The assembled book, staged.
    folder : Path
        Becomes dist/<year>: has the finished pages in html/, which Quarto's take the place of; gets the PDF.
    report : callable
        Told how many pages Quarto has made.

    Raises
    ------
    BookError
        If Quarto fails, or complains of anything.
    """
    output = root() / "build" / str(book.edition.year) / "quarto"
    for format in ("html", "rapport-typst"):
        command = ["quarto", "render", str(root()), "--profile", str(book.edition.year), "--to", format]
        status, log = _said(command, lambda n, of: report(Path("Quarto"), None, f"pages: Quarto makes {n} of {of}"))
        complaints = [c for c in _COMPLAINTS.findall(log) if not any(word in c for word in _HARMLESS)]
        if status or complaints:
            raise BookError(f"Quarto ({format}):\n" + ("\n".join(complaints) or log[-3000:]))
        for file in [page.file.with_suffix(".html") for page in book.pages] if format == "html" else []:
            shutil.copy(output / file, folder / "html" / file)
    pdf = f"{book.edition.pdf_name}.pdf"
    (folder / pdf).write_bytes(finished((output / pdf).read_bytes()))


def _said(command: list[str], told: Callable[[str, str], None]) -> tuple[int, str]:
    """Return a command's exit status and all that it says, without colours; tell of each page as it comes."""
    surroundings = os.environ | {"NO_COLOR": "1", STAGED: "1"}
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "errors": "replace"}
    lines = []
    with subprocess.Popen(command, env=surroundings, **pipe) as process:
        for line in process.stdout:
            lines.append(_COLOUR.sub("", line))
            if page := _PAGE.match(lines[-1]):
                told(*page.groups())
    return process.returncode, "".join(lines)
