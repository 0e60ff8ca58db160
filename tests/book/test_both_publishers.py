"""Whichever publisher renders it, the book is the same: chapters, numbers, captions, references and data files."""

import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from is248.build import build
from is248.publish import quarto
from projects import copy_small_book

pytestmark = pytest.mark.skipif(not quarto.available(), reason="Quarto 1.9 or later is not installed")


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> tuple[Path, Path]:
    """The same project rendered by Pandoc and by Quarto."""
    project = copy_small_book(tmp_path_factory.mktemp("both") / "project")
    _add_fact_and_quote(project / "chapters" / "06-arsverk-fordelt.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IS248_ROOT", str(project))
        by_pandoc = build(2024, "pandoc").rename(project / "by-pandoc")
        return by_pandoc, build(2024, "quarto")


def _add_fact_and_quote(path: Path) -> None:
    notebook = nbformat.read(path, 4)
    place = next(i for i, cell in enumerate(notebook.cells) if cell.source.startswith("## Oppsummering"))
    prose = (
        'Det var [2982 pasienter]{.fact years="2024-"} [@ssb07459].\n\n> Vi mangler folk.\n>\n> – Kommune i Nordland'
    )
    notebook.cells.insert(place, nbformat.v4.new_markdown_cell(prose))
    nbformat.write(notebook, path)


def pages(book: Path) -> dict[str, BeautifulSoup]:
    files = sorted((book / "html").rglob("*.html"))
    return {
        str(file.relative_to(book)): BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").find("main")
        for file in files
    }


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def numbered(text: str) -> str:
    """«Tabell 6.1: …» and «Tabell 6.1. …» alike."""
    return re.sub(r"^(\w+ [\dA-Z.]+\d)[.:]? ", r"\1 ", plain(text))


def test_the_pages_are_the_same(books):
    assert set(pages(books[0])) == set(pages(books[1]))


@pytest.mark.parametrize(
    "what", ["captions", "references", "headings", "numbers", "data", "citations", "quotes", "cells"]
)
def test_both_books_have_the_same(books, what):
    find = {
        "captions": lambda main: sorted(numbered(c.get_text()) for c in main.select("figcaption, caption")),
        "references": lambda main: [plain(a.get_text()) for a in main.select("a.xref, a.quarto-xref")],
        "headings": lambda main: [plain(h.get_text()).removesuffix("#").strip() for h in main.select("h2")],
        "numbers": lambda main: [plain(v.get_text()) for v in main.select("span.value")],
        "citations": lambda main: [plain(c.get_text()) for c in main.select("span.citation")],
        "quotes": lambda main: [plain(quote.get_text()) for quote in main.select("blockquote")],
        "cells": lambda main: [plain(cell.get_text()) for cell in main.select("td, th")],
        "data": lambda main: [a["href"] for a in main.select("a.data-link")],
    }[what]
    by_pandoc, by_quarto = map(pages, books)
    for name, main in by_pandoc.items():
        assert find(by_quarto[name]) == find(main), name


def test_both_pdfs_have_the_same_captions(books):
    found = []
    for book in books:
        text = "".join(page.extract_text() for page in PdfReader(book / "is-24-8-2024.pdf").pages)
        found.append(set(re.findall(r"(?:Tabell|Figur)\s*(?:\d+|[ABC])\.\d+\.", text)))
    assert found[0] == found[1]
    assert len(found[0]) >= 20
