"""A small book for the tests of the publishers: two chapters, an appendix and the list of references."""

import pytest

from is248.publish.assembly.book import Book
from is248.publish.reading.pandoc import read_book
from is248.publish.reading.staging import stage
from pages import book, figure, table, text

CHAPTERS = {
    "index.qmd": [text("# Forord {.unnumbered}\n\nSe @sec-to og [kapitlet](chapters/02-to.ipynb#sec-to-mer).")],
    "chapters/01-en.ipynb": [
        text("# Én {#sec-en}\n\nDet er kjent [@ssb07459]. @Tbl-en viser mer enn @fig-en.\n\n- Punkt"),
        table("tbl-en"),
        figure("fig-en"),
    ],
    "chapters/02-to.ipynb": [
        text("# To {#sec-to}\n\n## Mer {#sec-to-mer}\n\nDette viser [@fig-en; @sec-to-mer]."),
        text("| A | B |\n|---|---|\n| 1 | 2 |\n\n: En tabell i teksten. {#tbl-to}"),
    ],
    "referanser.qmd": [text("# Referanser {.unnumbered}\n\n::: {#refs}\n:::")],
}
APPENDICES = {"chapters/vedlegg-x.ipynb": [text("# Vedlagt {#sec-vedlagt}\n\n## Del\n\nTekst om @sec-vedlagt.")]}


@pytest.fixture(scope="session")
def small() -> Book:
    return book(CHAPTERS, APPENDICES)


@pytest.fixture(scope="session")
def staged(small, tmp_path_factory):
    """The folder where the book is staged."""
    folder = tmp_path_factory.mktemp("book") / "staged"
    stage(small, folder)
    return folder


@pytest.fixture(scope="session")
def read(small, staged):
    """The book's pages and targets, as Pandoc reads them."""
    return read_book(small, staged)
