"""Render the staged book with Quarto, where it is installed."""

import re
import shutil
import subprocess
from pathlib import Path

from is248.publish.book import Book, BookError

# Quarto prints these and goes on; a book with a hole in it must not be published.
_COMPLAINTS = re.compile(r"Unable to resolve crossref|Citeproc: citation|^WARN.*", re.MULTILINE)
_HARMLESS = ("verapdf",)
OLDEST = (1, 9)


def available() -> bool:
    """Tell whether a Quarto that is new enough is installed."""
    if not shutil.which("quarto"):
        return False
    done = subprocess.run(["quarto", "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"(\d+)\.(\d+)", done.stdout)
    return bool(version) and tuple(map(int, version.groups())) >= OLDEST


def render(book: Book, staged: Path, folder: Path) -> None:
    """Render HTML and PDF from the staged book into dist.

    Parameters
    ----------
    book : Book
        The assembled book.
    staged : Path
        Where `book.stage` put it.
    folder : Path
        Becomes dist/<year>: gets html/ and the PDF.

    Raises
    ------
    BookError
        If Quarto fails, or complains of a reference or citation that it can't resolve.
    """
    # Rendering one format cleans the output folder of the other, so each has its own.
    outputs = {"html": staged / "_html", "rapport-typst": staged / "_pdf"}
    for format, output in outputs.items():
        command = ["quarto", "render", str(staged), "--to", format, "--output-dir", str(output)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        log = done.stdout + done.stderr
        complaints = [c for c in _COMPLAINTS.findall(log) if not any(word in c for word in _HARMLESS)]
        if done.returncode or complaints:
            raise BookError(f"Quarto ({format}):\n" + ("\n".join(complaints) or log[-3000:]))
    shutil.copytree(outputs["html"], folder / "html")
    shutil.copy(outputs["rapport-typst"] / f"{book.edition.pdf_name}.pdf", folder)
