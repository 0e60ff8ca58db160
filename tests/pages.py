"""Small books for tests of the publisher: executed chapters are written down, nothing is executed."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from is248.analysis.tables import MIME
from is248.chapters.execution import Run
from is248.data.edition import Edition, demonstration, load_edition
from is248.publish.assembly.book import Book
from is248.publish.assembly.contents import read_config
from is248.publish.assembly.numbering import assemble

KNOWLEDGE, ANNEX = Path("chapters/01-kunnskapsgrunnlag.ipynb"), Path("chapters/25-annet.ipynb")
OTHER = "01-kunnskapsgrunnlag-2023"  # takes the first one's place in the book of 2023
RECORDS = [  # a table with one row: a number that is rounded for print, and none
    {"row": "Oslo", "group": "2024", "measure": "Prosent", "value": 12.0, "unrounded": 12.34},
    {"row": "Oslo", "group": "", "measure": "Årsverk", "value": None, "unrounded": None},
]
RIGHT = 'style="text-align: right"'
OF_OSLO = (
    '<table class="report-table">\n<thead><tr><th scope="col" rowspan="2">Fylke</th>'
    '<th scope="colgroup" colspan="1">2024</th><th scope="colgroup" colspan="1"></th></tr>'
    f'<tr><th scope="col" {RIGHT}>Prosent</th><th scope="col" {RIGHT}>Årsverk</th></tr></thead>'
    f'<tbody><tr><th scope="row">Oslo</th><td {RIGHT}>12</td><td {RIGHT}>–</td></tr></tbody></table>'
)
EMPTY = '<table class="figure-table"><thead><tr><th scope="col">Fylke</th></tr></thead><tbody></tbody></table>'


def text(source: str, **values: str) -> NotebookNode:
    """A cell of prose; each value answers the inline expression of its name."""
    cell = nbformat.v4.new_markdown_cell(source)
    cell.metadata["user_expressions"] = [
        {"expression": name, "result": {"status": "ok", "data": {"text/plain": repr(value)}}}
        for name, value in values.items()
    ]
    return cell


def shown(data: dict, source: str = "", **others: str) -> NotebookNode:
    """A cell of code that displays something of the library's own."""
    output = nbformat.v4.new_output("display_data", {MIME: data} | others)
    return nbformat.v4.new_code_cell(source, outputs=[output])


def table(label: str) -> NotebookNode:
    """A cell that displays a table."""
    data = {"kind": "table", "note": "", "source": "", "records": RECORDS, "typst": "#table([12])"}
    data |= {"questions": [], "breaks": [], "title": "Fylke", "labels": {}, "sections": {}, "heads": {}}
    html = OF_OSLO
    return shown(data, f"#| label: {label}\n#| tbl-cap: En tabell.\nx", **{"text/html": html})


def figure(label: str) -> NotebookNode:
    """A cell that displays a figure."""
    data = {"kind": "figure", "note": "", "source": "Svar", "records": [], "alt": 'Søylene viser "alt".'}
    data |= {"questions": [], "breaks": [], "title": "Fylke", "labels": {}, "sections": {}, "heads": {}, "html": EMPTY}
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300.4pt" height="150.6pt"></svg>'
    data |= {"narrow": svg, "html": '<table class="figure-table"><tr><th scope="row">Oslo</th><td>12</td></tr></table>'}
    return shown(data, f"#| label: {label}\n#| fig-cap: En figur.\nx", **{"image/svg+xml": svg})


def run_tests(*outcomes: str, **changed: object) -> NotebookNode:
    """A cell of prose that has asked for tests of difference."""
    cell = nbformat.v4.new_markdown_cell("")
    cell.metadata["tests_asked"] = [record(outcome, **changed) for outcome in outcomes]
    return cell


def record(outcome: str, **changed: object) -> dict:
    """A test of difference as inference.py writes it down."""
    return {
        "outcome": outcome, "question": "sp1", "by": "Kommunestørrelse", "control": "", "method": "Prøvetest", "n": 345,
        "groups": 6, "statistic": 1234.5678, "df": 5, "p": 0.0123, "printed_statistic": "1 234,57",
        "printed_p": "0,012", "significant": True, "conclusion": "signifikant forskjell", "note": "",
    } | changed  # fmt: skip


def book(
    chapters: dict[str, list[NotebookNode]],
    appendices: dict[str, list[NotebookNode]] | None = None,
    edition: Edition | None = None,
) -> Book:
    """The book made of these pages, by file name; of the demonstration, or the newest, unless given."""
    appendices = appendices or {}
    config = read_config()
    config["book"] = {"title": "Prøve", "chapters": list(chapters), "appendices": list(appendices)}
    runs = {}
    for file, cells in (chapters | appendices).items():
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata["tests_asked"] = [test for cell in cells for test in cell.metadata.get("tests_asked", [])]
        runs[Path(file)] = Run(Path(file), notebook, 0.0, False, "")
    return assemble(edition or demonstration() or load_edition(), config, runs)


def edition_with(**changes: dict) -> Edition:
    """The edition of 2024 with something else in its params file."""
    return Edition.model_validate(load_edition(2024).model_dump() | changes)


def small_book(edition: Edition) -> Book:
    """The book of an edition that has three chapters and an appendix, as Quarto's file names them."""
    config = read_config()
    chapters = [str(KNOWLEDGE), "chapters/22-helsefellesskap.ipynb", str(ANNEX)]
    config["book"] |= {"chapters": chapters, "appendices": ["chapters/vedlegg-c-metode.ipynb"]}
    runs = {
        file: Run(file, nbformat.v4.new_notebook(cells=[text(f"# {file.stem} {{#sec-{i}}}"), table(f"tbl-{i}"),
                  text(f"Se @sec-2.\n\n## Oppsummering {{#sec-{i}-oppsummering}}\n\nKort.")]), 0.0, False, "")
        for i, file in enumerate(map(Path, [*chapters, "chapters/vedlegg-c-metode.ipynb"]))
    }  # fmt: skip
    return assemble(edition, config, runs)
