"""Whichever publisher renders it, the book is the same: pages, PDF, and what a reader is led to."""

import difflib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from is248.build import build
from is248.data.edition import years
from is248.project import root
from is248.publish import quarto
from projects import copy_project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not quarto.available(), reason="Quarto 1.9 or later is not installed"),
]


@pytest.fixture(scope="module", params=years())
def books(request, tmp_path_factory) -> tuple[Path, Path]:
    """The whole book of a year by Pandoc and Typst, and by Quarto."""
    folder = tmp_path_factory.mktemp("both")
    return tuple(build(request.param, renderer, target=folder / renderer) for renderer in ("pandoc", "quarto"))


def words(soup: BeautifulSoup) -> list[str]:
    """What a page has, in order: its words, and what its tags are and lead to.

    Quarto adds an empty box, and `./` to an address.
    """
    tags = (tag for tag in soup.find_all(True) if tag.get("id") != "title-block-header")
    address = [(tag.name, (tag.get("href") or "").removeprefix("./"), tag.get("id"), tag.get("scope")) for tag in tags]
    return soup.get_text().split() + list(map(str, address))


def test_the_pages_are_the_same(books):
    one, other = ({file.relative_to(book): file for file in book.rglob("*.html")} for book in books)
    assert set(one) == set(other) and len(one) > 30
    for name, file in one.items():
        pages = [words(BeautifulSoup(path.read_bytes(), "lxml")) for path in (file, other[name])]
        assert pages[0] == pages[1], list(difflib.unified_diff(*pages, lineterm="", n=0))[:20]


def test_the_pdfs_have_the_same_pages(books):
    one, other = ([page.extract_text().split() for page in PdfReader(next(book.glob("*.pdf"))).pages] for book in books)
    assert one == other and len(one) > 200


def test_quarto_in_the_project_leaves_what_is_in_git_as_it_was(tmp_path):
    """`quarto render CHAPTER`, as the buttons of editors have it."""
    project = copy_project(tmp_path / "project", responses=True)
    shutil.copytree(root() / ".git", project / ".git")
    for file in ("_quarto-2024.yml", ".gitignore"):
        shutil.copy(root() / file, project)
    (project / ".venv").symlink_to(root() / ".venv")
    before = subprocess.run(["git", "status", "--short"], cwd=project, capture_output=True, text=True, check=True)
    chapter = "chapters/13-vold-i-naere-relasjoner.ipynb"
    surroundings = os.environ | {"IS248_ROOT": str(project), "IS248_CACHE": str(root() / "build" / "cache")}
    subprocess.run(["quarto", "render", chapter, "--to", "html"], cwd=project, check=True, env=surroundings)
    after = subprocess.run(["git", "status", "--short"], cwd=project, capture_output=True, text=True, check=True)
    assert after.stdout == before.stdout
    page = BeautifulSoup((project / "build/2024/quarto" / chapter).with_suffix(".html").read_bytes(), "lxml")
    assert page.h1.get_text().split()[:2] == ["13", "Vold"] and len(page.select("figure.table")) > 5
