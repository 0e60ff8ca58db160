"""«Tabeller og figurer»: a page of the HTML book with every one of them, their chapters and their data."""

from collections.abc import Callable
from pathlib import Path

from is248.publish.assembly.book import Book
from is248.publish.reading.pandoc import ReadPage, Target
from is248.templates import template

FILE = (Path("tabeller-og-figurer.html"), "Tabeller og figurer")


def page(
    book: Book,
    pages: list[ReadPage],
    targets: dict[str, Target],
    words: dict[str, str],
    framed: Callable[[Path, str, str], str],
) -> str:
    """Return the page; `words` are «Tabell» and «Figur», `framed` makes a page of the site."""
    with_data = {exhibit.label for exhibit in book.exhibits}
    listed = [
        (read, [(label, targets[label], label in with_data) for label in read.page.numbers])
        for read in pages
        if read.page.numbers
    ]
    return framed(*FILE, template("exhibits.html").render(title=FILE[1], listed=listed, words=words))
