"""The executed chapters that readers can download: what the book shows, and nothing behind it."""

import json
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from is248.chapters.execution import Run
from is248.data.edition import load_edition
from is248.publish.assembly.contents import read_config
from is248.publish.assembly.numbering import assemble
from is248.publish.reading.pandoc import read_book
from is248.publish.reading.staging import stage
from is248.publish.site.html import write_site
from is248.publish.site.notebooks import write_notebooks
from pages import edition_with, figure, table, text

FILE = Path("chapters/01-en.ipynb")


def secret(source: str, **data: str):
    """A cell that shows what no reader may see."""
    output = new_output("display_data", data or {"text/plain": "1103 Hemmelig kommune"})
    return new_code_cell(source, outputs=[output, new_output("stream", name="stderr", text="1103 Hemmelig kommune")])


def published(tmp_path, edition=None, notebooks: str = "notebooks") -> Path:
    """The site of a book of one chapter."""
    cells = [
        text("# Én {#sec-en}\n\nDet er `{python} x`.", x="12 prosent"),
        table("tbl-en"),
        figure("fig-en"),
        secret("#| include: false\nsurvey.responses"),
        new_code_cell("themes.list()", outputs=[new_output("display_data", {"text/markdown": "- Tema (3)"})]),
    ]
    config = read_config()
    config["book"] |= {"chapters": [str(FILE)], "appendices": []}
    notebook = new_notebook(cells=cells, metadata={"tests_asked": []})
    runs = {FILE: Run(FILE, notebook, 0.0, False, "")}
    book = assemble(edition or load_edition(2024), config, runs)
    stage(book, tmp_path / "staged")
    write_site(book, *read_book(book, tmp_path / "staged"), tmp_path / "html", notebooks=notebooks)
    write_notebooks(book, runs, tmp_path / "html" / "notebooks")
    return tmp_path / "html"


def test_a_notebook_has_the_values_the_tables_and_the_figures_and_nothing_that_the_page_does_not_show(tmp_path):
    file = published(tmp_path) / "notebooks" / "01-en.ipynb"
    notebook = nbformat.read(file, 4)
    nbformat.validate(notebook)
    first, numbers, drawing, hidden, themes = notebook.cells
    assert "Det er 12 prosent." in first.source
    assert set(numbers.outputs[0].data) == {"text/html"} and set(drawing.outputs[0].data) == {"image/svg+xml"}
    assert hidden.source.endswith("survey.responses") and hidden.outputs == []
    assert themes.outputs[0].data == {"text/markdown": "- Tema (3)"}
    raw = file.read_text(encoding="utf-8")
    assert "Hemmelig" not in raw and "vnd.is248" not in raw
    assert not any(cell["metadata"] for cell in json.loads(raw)["cells"])


def test_pages_lead_to_their_source_their_notebook_and_where_mistakes_are_told(tmp_path):
    linked = edition_with(repository="https://git.example/is248/blob/main/", issues="https://git.example/is248/new")
    page = (published(tmp_path / "with", linked) / "chapters" / "01-en.html").read_text(encoding="utf-8")
    assert '<a href="https://git.example/is248/blob/main/chapters/01-en.ipynb">Se kilden</a>' in page
    assert '<a href="https://git.example/is248/new">Rapporter en feil</a>' in page
    assert '<a href="../notebooks/01-en.ipynb" download>' in page
    without = edition_with(repository="", issues="")
    page = (published(tmp_path / "without", without, "") / "chapters" / "01-en.html").read_text(encoding="utf-8")
    assert "Se kilden" not in page and "Rapporter en feil" not in page and ".ipynb" not in page
