"""The whole way: a changed number follows everywhere it should and nowhere else, and a failed build changes nothing."""

import csv
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from typer.testing import CliRunner

from is248 import build as builder
from is248.build import build
from is248.chapters.execution import ChapterError, Run
from is248.cli import app
from is248.project import ProjectError
from is248.publish.assembly.book import BookError
from is248.publish.reading.staging import SYNTHETIC_NOTICE
from page_values import with_expressions
from pdf_text import page_texts
from projects import REAL, SMALL_BOOK, copy_small_book, edit_csv, keep_in_book

# Eigersund: Rogaland, Helse Stavanger HF, Helse Vest RHF, 10 000-20 000 inhabitants, not one of the ten largest.
UNIT, MORE = "1101", 1000.0
GROUPS = {
    "6.2": "10000-20000",
    "6.4": "Rogaland",
    "6.6": "Helse Stavanger HF",
    "6.8": "Helse Vest RHF",
    "6.10": "Resten av landet",
    "B.1": UNIT,
}
TABLES = {
    "tbl-arsverk-storrelse": "6.2",
    "tbl-arsverk-fylke": "6.4",
    "tbl-arsverk-hf": "6.6",
    "tbl-arsverk-region": "6.8",
    "tbl-arsverk-ti-storste": "6.10",
    "tbl-grunnlagsdata": "B.1",
}
# What depends on the adults' FTE: of the six columns all but the two of the children.
ADULTS = {
    *("Årsverk til voksne", "Årsverk totalt"),
    *("Årsverk pr. 10 000 innbyggere ≥18 år", "Årsverk pr. 10 000 innbyggere"),
}
CHAPTER = "chapters/06-arsverk-fordelt.ipynb"


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """Two projects, each with its book: the data as they are, and Eigersund with 1000 FTE more for adults."""

    def more_fte(rows):
        [unit] = [row for row in rows if row["unit"] == UNIT]
        unit["arsverk_voksne__1__1"] = str(float(unit["arsverk_voksne__1__1"] or 0) + MORE)

    folder = tmp_path_factory.mktemp("books")
    before, after = copy_small_book(folder / "before"), copy_small_book(folder / "after")
    edit_csv(after / "data" / "demo" / "2024" / "responses.csv", more_fte)
    with pytest.MonkeyPatch.context() as patch:
        for project in (before, after):
            patch.setenv("IS248_ROOT", str(project))
            assert build(2024, "pandoc") == project / "dist" / "2024"
    return before / "dist" / "2024", after / "dist" / "2024"


@pytest.fixture(scope="module")
def shown(books):
    """The pages of both books; a test must not change them."""
    return tuple(map(pages, books))


def cells(dist: Path, name: str = "tables.csv", value: str = "value") -> dict[tuple, str]:
    with (dist / "data" / name).open(encoding="utf-8", newline="") as file:
        keys = ("table", "row", "group", "measure")
        return {tuple(row[key] for key in keys if key in row): row[value] for row in csv.DictReader(file)}


def changed(before: dict, after: dict) -> set:
    assert list(before) == list(after)
    return {key for key in before if before[key] != after[key]}


def pages(dist: Path) -> dict[str, BeautifulSoup]:
    files = sorted((dist / "html").rglob("*.html"))
    return {file.stem: BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser") for file in files}


# --- a unit's FTE is changed --------------------------------------------------------------------


def test_the_tables_change_in_the_units_groups_and_the_totals_and_nowhere_else(books):
    found = changed(*map(cells, books))
    may = {(table, row, "", m) for table, group in GROUPS.items() for row in (group, "Totalt") for m in ADULTS}
    assert found <= may
    must = {(table, row, "", measure) for table, row, _, measure in may if "pr." not in measure}
    assert must <= found
    assert {(table, group, "", "Årsverk pr. 10 000 innbyggere") for table, group in GROUPS.items()} <= found


def test_the_units_fte_its_groups_sums_and_the_totals_grow_by_the_same(books):
    before, after = map(cells, books)
    for table, group in GROUPS.items():
        for row in (group, "Totalt"):
            for measure in ("Årsverk til voksne", "Årsverk totalt"):
                key = (table, row, "", measure)
                assert float(after[key]) - float(before[key]) == MORE, key


def test_unrounded_numbers_of_tables_and_figures_follow(books):
    names, others = (
        sorted(f.name for f in (book / "data").glob("*-*.csv") if "-norsk" not in f.name) for book in books
    )
    assert names == others
    for name in names:
        found = changed(*(cells(book, name, "unrounded") for book in books))
        label = Path(name).stem
        number = TABLES.get(label.replace("fig-", "tbl-"))
        measures = {m for m in ADULTS if "pr." in m} if label.startswith("fig-") else ADULTS
        rows = {GROUPS[number], "Totalt"} if number else set()
        assert found == {(row, "", measure) for row in rows for measure in measures}, name


def test_the_figures_that_show_fte_are_drawn_anew_and_the_others_are_the_same(shown):
    before, after = ({figure["id"]: str(figure) for page in book.values() for figure in
                      page.select("figure.figure")} for book in shown)  # fmt: skip
    assert any(label.startswith("fig-arsverk-") for label in before)
    for label, figure in before.items():
        assert (figure == after[label]) == (not label.startswith("fig-arsverk-")), label


def test_text_alternatives_follow(shown):
    before, after = (
        book["06-arsverk-fordelt"].select_one("#fig-arsverk-fylke [role=img]")["aria-label"] for book in shown
    )
    assert "Rogaland" not in before
    assert "Rogaland" in after


def test_the_numbers_in_the_prose_follow_and_the_words_around_them_stay(books, shown):
    before, after = shown
    places = [{file.stem: file for file in (book / "html").rglob("*.html")} for book in books]
    changes = {}
    for name in before:
        values = [
            with_expressions(soup[name], paths[name]) for soup, paths in zip((before, after), places, strict=True)
        ]
        for (expression, old), (same, new) in zip(*values, strict=True):
            assert expression == same
            if old.get_text() != new.get_text():
                changes[name, expression] = (old.get_text(), new.get_text())
    # The imputed part is a share of all FTE, so it follows too.
    fte = ("fte", "imputed_share", "spread", "high_", "low_")
    assert not [expression for _, expression in changes if not any(name in expression for name in fte)]
    assert not [expression for _, expression in changes if "rate_children" in expression and "adults" not in expression]

    assert changes["index", 'total.total("fte")'] == ("16\u202f236", "17\u202f236")
    assert changes["index", 'total.total("fte_adults")'] == ("12\u202f607", "13\u202f607")
    assert changes["06-arsverk-fordelt", 'size_fte.total("fte")'] == ("16\u202f236", "17\u202f236")
    old, new = changes["06-arsverk-fordelt", 'county_fte.highest("rate_adults", 2)']
    assert new.startswith("Rogaland (") and not old.startswith("Rogaland (")


def test_nothing_else_of_the_pages_changes(books):
    for page in zip(*(pages(book).values() for book in books), strict=True):
        rest = []
        for soup in page:
            for element in soup.select(".value, td, .drawing"):
                element.extract()
            rest.append(soup.get_text())
        assert rest[0] == rest[1]


def test_the_pdf_and_the_search_follow(books):
    for book, total in zip(books, ("16236", "17236"), strict=True):
        pdf = "".join(page_texts(book / "is-24-8-2024.pdf"))
        index = (book / "html" / "assets" / "search-index.js").read_text(encoding="utf-8")
        for text in (pdf, index):
            assert total in re.sub(r"\s", "", text)


def test_only_the_countys_package_changes_besides_the_countrys_row(books):
    def rows(file: Path) -> list[tuple]:
        return list(load_workbook(file, read_only=True)["Årsverk"].iter_rows(values_only=True))

    for file in sorted((books[0] / "packages").iterdir()):
        before, after = (rows(book / "packages" / file.name) for book in books)
        differing = {old[1] for old, new in zip(before, after, strict=True) if old != new}
        county = {"Eigersund", "Rogaland"} if file.stem == "rogaland" else set()
        size = {"Kommuner med 10 000–20 000 innbyggere"}  # the unit's, beside each county that has such ones
        assert {"Hele landet"} | county <= differing <= {"Hele landet"} | county | size


def test_the_manifest_tells_which_input_changed(books):
    inputs = [json.loads((book / "manifest.json").read_text())["inputs"] for book in books]
    assert changed(*inputs) == {"data/demo/2024/responses.csv"}


def test_a_synthetic_edition_says_so_on_every_page_and_below_every_table_of_answers(built):
    for soup in pages(built / "dist" / "2024").values():
        assert SYNTHETIC_NOTICE in soup.get_text()
    title, *others = page_texts(built / "dist" / "2024" / "is-24-8-2024.pdf")
    assert "syntetiske" in title
    assert "Kilde: Syntetiske svar på IS-24/8 2024." in notes(built / "dist" / "2024")["tbl-overdoser-planverk"]


@pytest.mark.slow
def test_an_edition_of_real_answers_says_nothing_of_synthetic_ones(built):
    """`synthetic` in the params file decides, and where the answers lie."""
    make_real(built)
    (built / "data" / "demo" / "2024").rename(built / "data" / "2024")
    dist = build(2024, "pandoc")
    for soup in pages(dist).values():
        assert "syntetisk" not in soup.get_text().lower()
    assert "syntetisk" not in "".join(page_texts(dist / "is-24-8-2024.pdf")).lower()
    assert "Kilde: Svar på IS-24/8 2024." in notes(dist)["tbl-overdoser-planverk"]


def test_an_edition_without_responses_stands_on_the_public_fte_alone(built):
    make_real(built)
    keep_in_book(built, [file for file in SMALL_BOOK if "sammendrag" not in file and "overdoser" not in file])
    dist = build(2024, "pandoc")
    assert not any("syntetisk" in soup.get_text().lower() for soup in pages(dist).values())
    assert cells(dist)["6.2", "Totalt", "", "Årsverk totalt"] == "16271"  # appendix B in whole numbers


def make_real(project: Path) -> None:
    params = project / "params" / "2024.yml"
    params.write_text(params.read_text("utf-8").replace("synthetic: true", REAL), "utf-8")


def notes(dist: Path) -> dict[str, str]:
    """Return what stands below every table and figure, by label."""
    figures = [figure for soup in pages(dist).values() for figure in soup.select("figure.exhibit[id]")]
    return {figure["id"]: figure.find_next_sibling().get_text() for figure in figures}


# --- the last good book -------------------------------------------------------------------------


@pytest.fixture
def built(books, tmp_path, monkeypatch) -> Path:
    """A copy of the project with its book and what it kept, to break."""
    copy = tmp_path / "project"
    shutil.copytree(books[0].parents[1], copy)
    monkeypatch.setenv("IS248_ROOT", str(copy))
    return copy


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def edit_chapter(project: Path, edit) -> None:
    notebook = nbformat.read(project / CHAPTER, 4)
    edit(notebook.cells)
    nbformat.write(notebook, project / CHAPTER)


def break_cell(cells):
    next(cell for cell in cells if cell.cell_type == "code" and "open_survey" in cell.source).source += "\n1 / 0"


def break_prose(cells):
    cells[3].source += "\n\nDet er `{python} survey.nothing` enheter."


def break_reference(cells):
    cells[3].source += "\n\nSe @tbl-som-ikke-finnes."


def break_citation(cells):
    cells[3].source += "\n\nDet er kjent [@ukjent2024]."


@pytest.mark.parametrize(
    ("broken", "error", "words"),
    [
        (break_cell, ChapterError, [CHAPTER, "ZeroDivisionError", "1 / 0"]),
        (break_prose, ChapterError, [CHAPTER, "cell 4", "survey.nothing"]),
        (break_reference, BookError, ["06-arsverk-fordelt", "@tbl-som-ikke-finnes"]),
        (break_citation, BookError, ["ukjent2024"]),
    ],
)
def test_a_build_that_fails_leaves_the_last_book_as_it_was(built, broken, error, words):
    before = snapshot(built / "dist")
    edit_chapter(built, broken)
    with pytest.raises(error) as told:
        build(2024, "pandoc")
    assert all(word in str(told.value) for word in words)
    assert snapshot(built / "dist") == before


def test_a_build_that_is_killed_while_it_writes_leaves_the_last_book_as_it_was(built, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    before = snapshot(built / "dist")
    monkeypatch.setattr(builder.typst, "write_pdf", killed)
    with pytest.raises(KeyboardInterrupt):
        build(2024, "pandoc")
    assert snapshot(built / "dist") == before
    assert [path.name for path in (built / "dist").iterdir()] == ["2024"]


def test_the_book_is_replaced_whole_and_an_unchanged_one_is_the_same_again(built):
    before = snapshot(built / "dist" / "2024")
    (built / "dist" / "2024" / "html" / "chapters" / "05-gammelt.html").write_text("gammelt")
    (built / "dist" / ".2024.new").mkdir()
    (built / "dist" / ".2024.new" / "halvferdig.html").write_text("from a build that was killed")
    build(2024, "pandoc")
    after = snapshot(built / "dist" / "2024")
    assert set(after) == set(before)
    differing = {name for name in after if after[name] != before[name] and not name.endswith(".xlsx")}
    assert differing <= {"manifest.json"}  # it has the seconds of each step
    assert [path.name for path in (built / "dist").iterdir()] == ["2024"]
    kept = json.loads(after["manifest.json"])["chapters"]
    assert all(chapter["kept"] for name, chapter in kept.items() if name.startswith("chapters/0"))


def test_a_prose_edit_reaches_the_book_without_executing_anything(built):
    def edit(cells):
        cells[3].source = "Enda en innledning. " + cells[3].source

    edit_chapter(built, edit)
    folder = build(2024, "pandoc")
    assert all(run["kept"] for name, run in json.loads((folder / "manifest.json").read_text())["chapters"].items()
               if name in (CHAPTER, "index.qmd"))  # fmt: skip
    assert "Enda en innledning. Hvor mange" in pages(folder)["06-arsverk-fordelt"].main.get_text()


# --- what is refused ----------------------------------------------------------------------------


def test_a_year_without_a_params_file_is_refused_with_the_years_there_are(project):
    with pytest.raises(ProjectError, match=r"no edition 1999.*Years there are: 2024"):
        build(1999)
    assert not (project / "dist").exists()


def test_data_that_cannot_be_right_stop_the_build_before_any_chapter_runs(project):
    edit_csv(project / "data" / "reference" / "fte-2024.csv", lambda rows: rows[0].update(fte_adults="-3"))
    told = []
    with pytest.raises(ProjectError, match=r"fte-2024\.csv, row 2 \(1101"):
        build(2024, report=lambda *news: told.append(news))
    assert told == []


def test_an_unknown_renderer_is_refused(project):
    with pytest.raises(ProjectError, match="auto, quarto, pandoc"):
        build(2024, "latex")


# --- the command line ---------------------------------------------------------------------------


def test_the_command_line_names_the_book_that_it_made(built):
    done = CliRunner().invoke(app, ["book", "--renderer", "pandoc"])
    assert done.exit_code == 0, done.output
    for file in ("dist/2024/html/index.html", "dist/2024/is-24-8-2024.pdf", "dist/2024/data/tables.xlsx"):
        assert file in done.output
        assert (built / file).is_file()


def test_the_command_line_lists_the_years(project):
    shutil.copy(project / "params" / "2024.yml", project / "params" / "2025.yml")
    assert CliRunner().invoke(app, ["years"]).output.split() == ["2024", "2025"]


# ---------------------------------------------------------------- one level for all tests


def run_of(path: Path, *p: float) -> Run:
    tests = [dict.fromkeys(("question", "outcome", "by", "control", "method"), f"{path}{value}") for value in p]
    tests = [test | {"n": 10, "df": 1, "p": value} for test, value in zip(tests, p, strict=True)]
    return Run(path, nbformat.v4.new_notebook(metadata={"tests_asked": tests}), 0.0, False, "")


def test_chapters_that_the_level_found_decides_otherwise_are_executed_again_at_it():
    first, second, third = (Path(name) for name in "abc")
    told = {
        first: (0.001, 0.6),
        second: (0.019, 0.9),
        third: (0.0005, 0.5, 0.51, 0.52, 0.53),
    }  # Benjamini and Hochberg: 0.001, not 0.019
    executed = []

    def execute(paths, parameters, level=None):
        executed.append((paths, level))
        return [run_of(path, *told[path]) for path in paths]

    runs = builder._at_one_level(execute, [first, second, third], {"year": 2024})
    assert executed == [([first, second, third], None), ([second], 0.001)]
    assert [run.path for run in runs] == [first, second, third]


def test_a_book_without_a_significant_test_calls_none_so():
    executed = []

    def execute(paths, parameters, level=None):
        executed.append((paths, level))
        return [run_of(path, 0.015, *(0.5 + n / 100 for n in range(9))) for path in paths]

    builder._at_one_level(execute, [Path("a")], {})
    assert executed == [([Path("a")], None), ([Path("a")], 0.0)]


def test_a_level_that_would_go_to_and_fro_for_ever_falls_in_the_end():
    executed = []

    def execute(paths, parameters, level=None):
        """Of 22 tests, 0.006 is not found and others are asked in place of it; of those 5, it is."""
        executed.append(level)
        assert len(executed) < 20
        rest = (0.002, 0.003, 0.004) if level and level < 0.005 else [0.5 + n / 100 for n in range(20)]
        return [run_of(path, 0.0005, 0.006, *rest) for path in paths]

    builder._at_one_level(execute, [Path("a")], {})
    assert executed == [None, 0.0005, 0.006, 0.0005]
