"""A book of one chapter, made by the real functions: what an author writes goes in, HTML and PDF come out."""

import base64
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import nbformat
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pypdf import PdfReader

from is248.chapters.absence import of_year
from is248.chapters.execution import Run, execute
from is248.chapters.source import read_chapter
from is248.data.edition import load_edition
from is248.project import root
from is248.publish.assembly.book import Book
from is248.publish.assembly.contents import read_config
from is248.publish.assembly.numbering import assemble
from is248.publish.pdf.typst import write_pdf
from is248.publish.reading.pandoc import read_book
from is248.publish.reading.staging import stage
from is248.publish.site.assets import fonts
from is248.publish.site.html import write_site
from projects import keep_fonts

CHAPTER = Path("chapters/01-prove.ipynb")
PAGES = {CHAPTER: "", Path("referanser.qmd"): "# Referanser {.unnumbered}\n\n::: {#refs}\n:::\n"}
TITLE = "# Prøve {#sec-prove}\n\n"
PARAMETERS = new_code_cell("year = 2023", metadata={"tags": ["parameters"]})


def tiny_project(folder: Path) -> Path:
    """A project of one chapter: data, params and templates are the real ones."""
    origin = root()
    fonts()  # made once
    for part in ("_extensions", "data", "params", "templates", "requirements.txt"):
        (folder / part).symlink_to(origin / part)
    for part in ("chapters", "images", "build/cache"):
        (folder / part).mkdir(parents=True)
    keep_fonts(folder)
    config = yaml.safe_load((origin / "_quarto.yml").read_text(encoding="utf-8"))
    config["book"] |= {"chapters": list(map(str, PAGES)), "appendices": []}
    (folder / "_quarto.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), "utf-8")
    for path, text in PAGES.items():
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def cells(*sources: object) -> list[NotebookNode]:
    """Cells: a text is a markdown cell, a text in a list a code cell, a cell is itself."""
    made = []
    for number, source in enumerate(sources):
        code = isinstance(source, list)
        cell = source if isinstance(source, dict) else new_code_cell(source[0]) if code else new_markdown_cell(source)
        cell.id = f"cell-{number}"
        made.append(cell)
    return made


def write_chapter(*sources: object) -> Path:
    """Write the chapter as JupyterLab saves it."""
    path = root() / CHAPTER
    nbformat.write(new_notebook(cells=cells(*sources)), path)
    return path


def made_book() -> Book:
    """The book as its pages stand in the project: read, executed, of its year, assembled."""
    edition, config = load_edition(2024), read_config()
    executed = {}
    for path in PAGES:
        notebook = read_chapter(root() / path)
        has_parameters = any("parameters" in cell.metadata.tags for cell in notebook.cells)
        executed[path] = execute(notebook, {"year": 2024} if has_parameters else {})
    kept, _ = of_year(executed, 2024)
    return assemble(edition, config, {path: Run(path, kept[path], 0.0, False, "") for path in kept})


@dataclass(frozen=True)
class Made:
    """A finished book: the chapter's HTML, the PDF's text, and the folder with both."""

    html: str
    pdf: str
    folder: Path


def publish(book: Book) -> Made:
    """Write HTML and PDF of a book."""
    folder = root() / "dist"
    staged = root() / "build" / "book"
    stage(book, staged)
    pages, targets = read_book(book, staged)
    write_site(book, pages, targets, folder / "html")
    write_pdf(book, pages, targets, staged, folder / "book.pdf")
    html = (folder / "html" / CHAPTER.with_suffix(".html")).read_text(encoding="utf-8")
    text = "\n".join(page.extract_text() for page in PdfReader(folder / "book.pdf").pages)
    return Made(html, text, folder)


def made(*sources: object) -> Made:
    """HTML and PDF of a chapter."""
    write_chapter(*sources)
    return publish(made_book())


def png(width: int = 8, height: int = 4) -> bytes:
    """A small blue picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x1b\x5e\x8c" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pasted(source: str, name: str = "image.png") -> NotebookNode:
    """A text cell with a picture that was pasted into it in JupyterLab."""
    cell = new_markdown_cell(source)
    cell["attachments"] = {name: {"image/png": base64.b64encode(png(400, 200)).decode()}}
    return cell
