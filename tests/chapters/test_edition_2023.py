"""The edition of 2023 is made of the chapters of 2024: what it has runs, and nothing refers to what it lacks."""

import ast
import functools
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from is248.chapters.absent import LeftOut, for_year
from is248.chapters.engine import inline_expressions, options
from is248.chapters.execution import read_chapter
from is248.data.edition import load_edition
from is248.project import root
from is248.publish.contents import chapter_files, read_config, sources

YEAR = 2023
ANNET = root() / "chapters" / "25-annet.ipynb"
REFERENCE = re.compile(r"(?<![\w.])@((?:[Tt]bl|[Ff]ig|[Ss]ec)-[\w-]*\w)")


@functools.cache
def trimmed() -> tuple[dict, dict[Path, LeftOut]]:
    files = sources(read_config(), load_edition(YEAR)).values()
    return for_year([root() / file for file in files], YEAR, read_chapter)


def kept() -> dict:
    return trimmed()[0]


def labels(notebook) -> list[str]:
    """The labels of a chapter's sections, tables and figures, in order."""
    found = []
    for cell in notebook.cells:
        label = options(cell).get("label", "") if cell.cell_type == "code" else ""
        found += [label] if label.startswith(("tbl-", "fig-")) else []
        found += re.findall(r"\{#((?:tbl|fig|sec)-[\w-]+)", cell.source)
    return found


def run(notebook) -> dict[str, object]:
    """Execute a chapter here, without a kernel: what its labelled cells show. Every inline value is printed."""
    names: dict = {}
    shown = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source:
            *first, last = ast.parse(
                cell.source if "parameters" not in cell.metadata.get("tags", []) else f"year = {YEAR}"
            ).body
            value = last.value if isinstance(last, ast.Expr) else None
            exec(compile(ast.Module(first if value else [*first, last], []), "cell", "exec"), names)
            if value:
                shown[options(cell).get("label", "")] = eval(compile(ast.Expression(value), "cell", "eval"), names)
        for expression in inline_expressions(cell):
            printed = eval(expression, names)
            assert str(printed) != "" and printed is not None, expression
    return shown


RUNNING = [path for path in kept() if path.suffix == ".ipynb"]


@pytest.mark.parametrize("path", RUNNING, ids=lambda path: path.stem)
def test_every_chapter_that_2023_has_data_for_runs(path):
    run(kept()[path])


def test_most_chapters_of_2024_are_in_the_book_of_2023():
    without = {path.stem[:2] for path, lacks in trimmed()[1].items() if lacks.chapter}
    assert without == {"04", "16", "23", "24"}


def test_what_only_2023_prints_comes_first_as_tables_23_1_to_23_4():
    assert load_edition(YEAR).numbers[ANNET.stem] == 23
    tables = [label for label in labels(kept()[ANNET]) if label.startswith("tbl-")]
    printed = pd.read_csv(root() / "data/published/2023/tables.csv", dtype={"table": str, "value": float})
    shown = run(kept()[ANNET])
    for place, label in enumerate(tables[:4], 1):
        cells = printed[(printed["table"] == f"23.{place}") & (printed["row"] != "Total")]
        for cell in cells.itertuples():
            ask = shown[label].n if cell.measure == "Antall" else shown[label].pct
            number = float(str(ask(cell.row)))
            assert number == cell.value, (label, cell.row, cell.measure)


def test_every_label_stands_once_and_every_reference_leads_somewhere():
    found = Counter(label for notebook in kept().values() for label in labels(notebook))
    assert [label for label, times in found.items() if times > 1] == []
    prose = (cell.source for book in kept().values() for cell in book.cells if cell.cell_type == "markdown")
    referred = {label[0].lower() + label[1:] for source in prose for label in REFERENCE.findall(source)}
    assert referred <= found.keys()


def test_the_sammendrag_has_a_part_of_each_chapter_but_those_without_oppsummering():
    numbered = [file for file, appendix in chapter_files(read_config()) if re.match(r"\d", file.stem) and not appendix]
    places = {file: root() / source for file, source in sources(read_config(), load_edition(YEAR)).items()}
    for notebook in (kept()[places[file]] for file in numbered if places[file] in kept()):
        own = [label for label in labels(notebook) if label.endswith("-oppsummering")]
        lost = [label for label in notebook.metadata.get("left_out", ()) if label.endswith("-oppsummering")]
        assert len(own) + len(lost) == 1


def test_the_book_of_2024_has_nothing_that_only_2023_prints():
    files = [root() / file for file, _ in chapter_files(read_config())]
    newest, lacks = for_year(files, 2024, read_chapter)
    tables = [label for label in labels(newest[ANNET]) if label.startswith("tbl-")]
    assert not lacks and len(tables) == 13
    assert not any("teknologi_i_bruk" in cell.source for cell in newest[ANNET].cells)
