"""The finished book in dist/<year>, read once: its pages, its PDF and its files."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from is248.chapters.absence import of_year
from is248.chapters.engine import INLINE, inline_expressions, inline_text, options
from is248.data.edition import demonstration
from is248.project import root
from is248.publish.assembly.contents import chapter_files, read_config, sources

WIDE = {"width": 1440, "height": 900}
expect.set_options(timeout=60_000)  # for what never comes; a busy machine may take its time


@dataclass(frozen=True)
class HtmlPage:
    """A page of the HTML book and the chapter it was made from."""

    path: Path
    source: Path
    soup: BeautifulSoup

    @property
    def main(self):
        return self.soup.find("main")


@pytest.fixture(scope="session")
def edition():
    return demonstration()


@pytest.fixture(scope="session")
def dist(edition) -> Path:
    """The demonstration's folder; the tests of the book need it built."""
    folder = root() / "dist" / str(edition.year)
    assert (folder / "html" / "index.html").is_file(), f"{folder} is not built: run `make book` first"
    return folder


@pytest.fixture(scope="session")
def pages(dist) -> list[HtmlPage]:
    """All pages, in the order of the book."""
    found = []
    for source, _ in chapter_files(read_config()):
        path = dist / "html" / source.with_suffix(".html")
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        found.append(HtmlPage(path, source, soup))
    return found


@pytest.fixture(scope="session")
def chapter_6(pages) -> HtmlPage:
    return next(page for page in pages if page.source.stem.startswith("06"))


@pytest.fixture(scope="session")
def executed(edition) -> dict[Path, nbformat.NotebookNode]:
    """The edition's chapters as the build executed them, by the file that _quarto.yml names."""
    folder = root() / "build" / str(edition.year) / "chapters"
    own = {file: folder / f"{source.stem}.ipynb" for file, source in sources(read_config(), edition).items()}
    return {file: nbformat.read(path, 4) for file, path in own.items()}


@pytest.fixture(scope="session")
def chapters(edition, executed) -> dict[Path, nbformat.NotebookNode]:
    """The same without what the year does not have."""
    return of_year(executed, edition.year)[0]


@pytest.fixture(scope="session")
def labels_of_code(chapters) -> list[str]:
    """The labels of all tables and figures that the chapters' code displays, in the order of the book."""
    return [
        label
        for notebook in chapters.values()
        for cell in notebook.cells
        if cell.cell_type == "code" and (label := options(cell).get("label", "")).startswith(("tbl-", "fig-"))
    ]


@pytest.fixture(scope="session")
def pdf(dist, edition) -> PdfReader:
    return PdfReader(dist / f"{edition.pdf_name}.pdf")


@pytest.fixture(scope="session")
def computed(chapters) -> dict[Path, list[tuple[str, str]]]:
    """Every inline expression of the book with its value, by chapter, in the order they stand.

    As the build has kept them: nbval, which `make test` runs too, computes all of them anew.
    """
    found = {}
    for source, notebook in chapters.items():
        shown = [item for cell in notebook.cells for item in cell.metadata.get("user_expressions", [])]
        found[source] = [(one["expression"], inline_text(one["result"], 0, one["expression"])) for one in shown]
    return found


@pytest.fixture(scope="session")
def prose_values(computed, chapters, pages) -> dict[Path, list[tuple[str, str]]]:
    """As `computed`, without the captions and headings, where a value carries no mark; citations as their numbers.

    The Sammendrag has the values of the chapters' summaries where its marker stands, without those of the authors'
    reading behind them; the first chapter's stand last.
    """
    found, summaries, marker = {}, {}, {}
    numbers = reference_numbers(pages)
    for source, values in computed.items():
        marked = []
        remaining = iter(values)
        summary, reading = len(values), len(values)
        for cell in chapters[source].cells:
            if "{#oppsummeringer" in cell.source:
                marker[source] = len(marked)
            if cell.source.startswith("## Oppsummering"):
                summary = len(marked)
            if cell.source.startswith("::: {.interpretation}"):
                reading = len(marked)
            if cell.cell_type == "code":
                for _ in inline_expressions(cell):
                    next(remaining)
                continue
            for line in cell.source.split("\n"):
                for _ in INLINE.findall(line):
                    expression, value = next(remaining)
                    if not line.lstrip().startswith("#"):
                        marked.append((expression, _cited(value, numbers)))
        found[source] = marked
        summaries[source] = marked[summary:reading]
    told = sorted(summaries, key=lambda source: "01-kunnskapsgrunnlag" in source.name)
    for source, place in marker.items():
        found[source][place:place] = [value for chapter in told for value in summaries[chapter]]
    return found


def reference_numbers(pages) -> dict[str, str]:
    """Return the number of every reference, by the id that citations lead to."""
    entries = next(page for page in pages if page.source.stem == "referanser").soup.select("#refs .csl-entry")
    return {entry["id"]: re.match(r"\s*(\d+)", entry.get_text())[1] for entry in entries}


def _cited(value: str, numbers: dict[str, str]) -> str:
    """Return a citation as it is printed, any other value as it is."""
    if not value.startswith("[@"):
        return value
    return ",".join(sorted((numbers[f"ref-{key}"] for key in re.findall(r"@([\w-]+)", value)), key=int))


@pytest.fixture
def site(chromium, dist):
    """Open a page; what went wrong while it was open is in `page.troubles`."""
    contexts = []

    def open_page(file: str, viewport=WIDE, scheme: str = "light") -> Page:
        context = chromium.new_context(viewport=viewport, color_scheme=scheme, locale="nb-NO")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.troubles = []
        page.on("console", lambda m: m.type in ("error", "warning") and page.troubles.append(f"console: {m.text}"))
        page.on("pageerror", lambda error: page.troubles.append(f"script: {error}"))
        page.on("requestfailed", lambda request: page.troubles.append(f"not loaded: {request.url}"))
        page.on(
            "request",
            lambda request: (
                urlsplit(request.url).scheme in ("file", "data") or page.troubles.append(f"asked for: {request.url}")
            ),
        )
        page.goto((dist / "html" / file).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
