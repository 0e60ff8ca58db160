"""The edition of 2023 is made of the chapters of 2024: what it has runs, and nothing refers to what it lacks."""

import functools
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from nbformat import NotebookNode

from is248.analysis.tables import MIME
from is248.chapters.absence import LeftOut, of_year
from is248.chapters.engine import options
from is248.chapters.source import read_chapter
from is248.data.edition import load_edition
from is248.figures import style
from is248.project import root
from is248.publish.assembly.contents import chapter_files, read_config, sources
from without_kernel import execute_here

YEAR = 2023
ANNET = root() / "chapters" / "25-annet.ipynb"
REFERENCE = re.compile(r"(?<![\w.])@((?:[Tt]bl|[Ff]ig|[Ss]ec)-[\w-]*\w)")


@pytest.fixture(autouse=True, scope="module")
def one_drawing_of_each():
    """Figures are drawn for the page alone: half of a chapter's time is their drawing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "both", lambda draw, *given: style.Drawings(*[draw(style.WIDE, *given)] * 2))
        yield


@functools.cache
def executed(path: Path, year: int = YEAR) -> NotebookNode:
    return execute_here(read_chapter(path), year)


@functools.cache
def edition() -> tuple[dict[Path, NotebookNode], dict[Path, LeftOut]]:
    return of_year({path: executed(path) for path in PATHS}, YEAR)


def kept() -> dict[Path, NotebookNode]:
    return edition()[0]


def labels(notebook: NotebookNode) -> list[str]:
    """The labels of a chapter's sections, tables and figures, in order."""
    found = []
    for cell in notebook.cells:
        label = options(cell).get("label", "") if cell.cell_type == "code" else ""
        found += [label] if label.startswith(("tbl-", "fig-")) else []
        found += re.findall(r"\{#((?:tbl|fig|sec)-[\w-]+)", cell.source)
    return found


def records_of(cell: NotebookNode) -> list[dict]:
    """Return the cells of a table."""
    return cell.outputs[0].data[MIME]["records"]


PATHS = [root() / file for file in sources(read_config(), load_edition(YEAR)).values()]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_chapter_runs_with_the_answers_of_2023(path):
    executed(path)


def test_most_chapters_of_2024_are_in_the_book_of_2023():
    without = {path.stem[:2] for path, lacks in edition()[1].items() if lacks.chapter}
    assert without == {"04", "16", "23", "24"}


def test_what_only_2023_prints_comes_first_as_tables_23_1_to_23_5():
    assert load_edition(YEAR).numbers[ANNET.stem] == 23
    tables = [label for label in labels(kept()[ANNET]) if label.startswith("tbl-")]
    printed = pd.read_csv(root() / "data/published/2023/tables.csv", dtype={"table": str, "value": float})
    cells = {options(cell).get("label"): cell for cell in kept()[ANNET].cells if cell.cell_type == "code"}
    for place, label in enumerate(tables[:4], 1):
        found = {(record["row"], record["measure"]): record["value"] for record in records_of(cells[label])}
        there = printed[(printed["table"] == f"23.{place}") & (printed["row"] != "Total")]
        for cell in there.itertuples():
            assert found[cell.row, cell.measure] == cell.value, (label, cell.row, cell.measure)
    of_two = {(record["row"], record["measure"]): record["value"] for record in records_of(cells[tables[4]])}
    assert tables[4] == "tbl-annet-kompetansetiltak" and of_two["Ja", "Prosent"] == 26


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
    newest, left_out = of_year({ANNET: executed(ANNET, 2024)}, 2024)
    assert len([label for label in labels(newest[ANNET]) if label.startswith("tbl-")]) == 13
    assert not any("teknologi_i_bruk" in cell.source for cell in newest[ANNET].cells if cell.get("outputs"))
    assert "tbl-annet-kompetansetiltak" not in labels(newest[ANNET])
    why = {reason for reason in left_out[ANNET].why if not reason.startswith("the condition ")}
    open_answers = ("teknologi_i_bruk_hva", "flyktninger_bosetting_hvordan")
    asked = ("teknologi_i_bruk", *open_answers, "any of kompetansetiltak_andre")
    assert why == {"a section of other editions", *(f"2024 did not ask {question}" for question in asked)}
