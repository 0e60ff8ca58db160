"""Render the staged book with Quarto, where it is installed."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from is248.publish.book import Book, BookError

# Quarto prints these and goes on; a book with a hole in it must not be published.
_COMPLAINTS = re.compile(r".*Unable to resolve crossref.*|.*Citeproc: citation.*|^WARN.*|^ERROR.*", re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
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
        surroundings = os.environ | {"NO_COLOR": "1"}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)
        log = _COLOUR.sub("", done.stdout + done.stderr)
        complaints = [c for c in _COMPLAINTS.findall(log) if not any(word in c for word in _HARMLESS)]
        if done.returncode or complaints:
            raise BookError(f"Quarto ({format}):\n" + ("\n".join(complaints) or log[-3000:]))
    shutil.copytree(outputs["html"], folder / "html")
    _put_own_numbers(book, folder / "html")
    shutil.copy(outputs["rapport-typst"] / f"{book.edition.pdf_name}.pdf", folder)


def _put_own_numbers(book: Book, folder: Path) -> None:
    """Put the report's own chapter numbers where Quarto, which counts from one, has put its own.

    An extract of the book (chapter 6 alone) keeps the printed report's numbers that way. In the PDF our
    filter sees to it; in the HTML there is no setting for it.
    """
    chapters = [page for page in book.pages if page.number and not page.appendix]
    numbers = {str(place): page.number for place, page in enumerate(chapters, 1)}
    if all(place == number for place, number in numbers.items()):
        return
    for file in folder.rglob("*.html"):
        file.write_text(own_numbers(file.read_text(encoding="utf-8"), numbers), encoding="utf-8")
    search = folder / "search.json"
    entries = json.loads(search.read_text(encoding="utf-8"))
    for entry in entries:
        for field in ("title", "section", "text"):
            entry[field] = own_numbers(entry[field], numbers)
        entry["crumbs"] = [own_numbers(crumb, numbers) for crumb in entry.get("crumbs", [])]
    search.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")


_SPACE = r"(?:&nbsp;|\u00a0|\s)+"
_NUMBERS = re.compile(
    r"(chapter-number['\"]>|header-section-number\">|data-number=\"|<title>|"
    rf"(?:[Ff]igur|[Tt]abell|[Kk]apittel|[Aa]vsnitt){_SPACE}(?:<span>)?|^)"
    rf"(\d+)(?=[.<\"]|{_SPACE})"
)


def own_numbers(text: str, numbers: dict[str, str]) -> str:
    """Replace chapter numbers in Quarto's HTML or search index, where they stand as numbers of something."""
    return _NUMBERS.sub(lambda found: found[1] + numbers.get(found[2], found[2]), text)
