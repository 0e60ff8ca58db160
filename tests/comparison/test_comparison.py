"""The comparison of two finished books; the books here are small ones, written by hand."""

import csv
import json
import re
from dataclasses import replace
from html import escape, unescape
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from is248 import comparison
from is248.cli import app
from is248.comparison.builds import Exhibit, Page, read_build
from is248.comparison.corrections import ChangedSentence, compare_builds
from is248.comparison.editions import compare_editions
from is248.comparison.indicators import Indicator, Value, highlights
from is248.comparison.page import by_difference
from is248.comparison.questions import Questionnaire, Shown, shown_by_label
from is248.data.codebook import load_codebook
from is248.project import ProjectError
from is248.publish.staging import SYNTHETIC_NOTICE

UNKNOWN = Questionnaire()
HEAD = ["row", "group", "measure", "value", "unrounded"]
SETTING = Exhibit("tbl-x", "9.1", "Om noe.", "chapters/09-x.html")


def number(row: str, group: str, measure: str, value: float) -> list[str]:
    return [row, group, measure, f"{value:.0f}", repr(value)]


def share(row: str, percent: float, base: int, group: str = "") -> list[list[str]]:
    """A row with its percentage and base, as a figure has them."""
    return [number(row, group, "Prosent", percent), number(row, group, "Antall svar", base)]


def book(
    folder: Path, year: int, tables: dict[str, list[list[str]]], prose: str = "<p>Ingenting.</p>", tests=()
) -> Path:
    """Write a finished book of one chapter; its tables are numbered as they stand."""
    (folder / "data").mkdir(parents=True)
    (folder / "html" / "chapters").mkdir(parents=True)
    manifest = {"year": year, "chapters": {"index.qmd": {}, "chapters/09-medvirkning.ipynb": {}}}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    captions = "".join(
        f'<figure class="exhibit table" id="{label}"><table><caption><span class="caption-text">'
        f'<span class="exhibit-number">Tabell\u00a09.{place}.</span> Om {escape(label)}.</span></caption>'
        "<tr><td>12</td></tr></table></figure>"
        for place, label in enumerate(tables, 1)
    )
    heading = '<h1><span class="header-section-number">9</span> Medvirkning</h1>'
    page = f"<html><body><nav><p>Meny</p></nav><main>{heading}{prose}{captions}</main></body></html>"
    (folder / "html" / "chapters" / "09-medvirkning.html").write_text(page, "utf-8")
    (folder / "html" / "index.html").write_text("<main><h1>Om boken</h1></main>", "utf-8")
    for label, cells in tables.items():
        write_csv(folder / "data" / f"{label}.csv", [HEAD, *cells])
    fields = ["chapter", "question", "outcome", "by", "control", "method", "conclusion"]
    write_csv(folder / "data" / "tests.csv", [fields, *tests])
    return folder


def write_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def rows_of(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def editions(tmp_path):
    """Compare two editions that have these tables."""

    def compared(old: dict, new: dict, questionnaire: Questionnaire = UNKNOWN):
        first, last = book(tmp_path / "2023", 2023, old), book(tmp_path / "2024", 2024, new)
        return compare_editions(read_build(first), read_build(last), UNKNOWN, questionnaire)

    return compared


@pytest.fixture
def builds(tmp_path):
    """Compare two builds of one edition."""

    def compared(old: dict, new: dict):
        first, last = (book(tmp_path / name, 2024, **parts) for name, parts in (("old", old), ("new", new)))
        return compare_builds(read_build(first), read_build(last), UNKNOWN)

    return compared


# --- reading a finished book ----------------------------------------------------------------------


def test_a_page_is_read_as_sentences_without_menus_tools_tables_and_numbers_of_references(tmp_path):
    prose = (
        '<h2><span class="header-section-number">9.1</span> Erfaringer<a class="anchor">#</a></h2>'
        "<p>Andelen er 12\n prosent.<sup>4</sup> 78 prosent svarte 1. januar.</p>"
        '<div class="exhibit-tools"><a>Last ned</a></div>'
    )
    page = read_build(book(tmp_path / "2024", 2024, {"tbl-a": []}, prose)).pages[1]
    assert page.title == "9 Medvirkning"
    assert page.sentences[1:] == (
        *("Erfaringer", "Andelen er 12 prosent.", "78 prosent svarte 1. januar."),
        "Om tbl-a.",
    )


def test_a_table_has_the_number_and_caption_of_its_page(tmp_path):
    found = read_build(book(tmp_path / "2024", 2024, {"tbl-a": share("Ja", 10, 50)})).exhibits["tbl-a"]
    assert (found.name, found.caption, found.page) == ("tabell 9.1", "Om tbl-a.", "chapters/09-medvirkning.html")


def test_a_folder_without_a_book_says_how_to_build_it(tmp_path):
    with pytest.raises(ProjectError, match="make book YEAR=2023"):
        read_build(tmp_path / "2023")


# --- two editions ---------------------------------------------------------------------------------


def test_a_share_is_told_in_words_with_both_bases(editions):
    (found,) = editions({"fig-a": share("Ja", 13.2, 340)}, {"fig-a": share("Ja", 19.4, 350)}).compared
    assert found.sentence == "Andelen har økt fra 13 til 19 prosent."
    assert (found.old.base, found.new.base) == (340, 350)


def test_other_numbers_are_told_with_their_change_in_percent(editions):
    old, new = ([number("Totalt", "", "Årsverk", value)] for value in (200.4, 210.2))
    (found,) = editions({"tbl-a": old}, {"tbl-a": new}).compared
    assert found.sentence == "Tallet har økt fra 200 til 210 (4,9 prosent)."


def test_the_own_year_of_both_books_is_compared_whether_it_is_a_column_a_row_or_not_named(editions):
    old = {
        "tbl-a": [number("Ja", "2022", "Prosent", 1), number("Ja", "2023", "Prosent", 20)],
        "fig-b": [number("2022", "I stor grad", "Prosent", 2), number("2023", "I stor grad", "Prosent", 30)],
        "fig-c": [number("Individ|2023", "", "Prosent", 40)],
    }
    new = {
        "tbl-a": [number("Ja", "2023", "Prosent", 20), number("Ja", "2024", "Prosent", 21)],
        "fig-b": [number("2023", "I stor grad", "Prosent", 30), number("2024", "I stor grad", "Prosent", 31)],
        "fig-c": [number("Individ|2024", "", "Prosent", 41)],
    }
    found = {i.key: (i.old.number, i.new.number) for i in editions(old, new).compared}
    assert found == {
        ("tbl-a", "Ja", "", "Prosent"): (20, 21),
        ("fig-b", "", "I stor grad", "Prosent"): (30, 31),
        ("fig-c", "Individ", "", "Prosent"): (40, 41),
    }


def test_a_number_that_the_later_book_gives_otherwise_for_the_earlier_year_is_revised(editions):
    old = {"tbl-a": [number("Ja", "2023", "Prosent", 20), number("Nei", "2023", "Prosent", 80)]}
    now = [number("Ja", "2023", "Prosent", 22), number("Nei", "2023", "Prosent", 80)]
    (revision,) = editions(old, {"tbl-a": [*now, number("Ja", "2024", "Prosent", 25)]}).revised
    assert (revision.key[1], str(revision.said), str(revision.now)) == ("Ja", "20", "22")


def test_columns_of_changes_and_the_100_percent_of_a_total_are_no_indicators(editions):
    cells = [number("Ja", "Beregnet endring 2023-2024", "Prosent", 3), number("Totalt", "", "Prosent", 100)]
    answer = number("Totalt", "Ingen endring", "Prosent", 44)
    found = editions({"tbl-a": [*cells, answer]}, {"tbl-a": [*cells, answer]}).indicators
    assert [i.key[2] for i in found] == ["Ingen endring"]


def test_a_count_beside_its_percentage_is_left_to_the_file_but_fte_are_not(editions):
    cells = [number("Ja", "", "Antall", 34), number("Ja", "", "Prosent", 10.0)]
    fte = [number("Ufaglærte", "", "Antall", 34.5), number("Ufaglærte", "", "Prosent", 10.0)]
    found = editions({"tbl-a": cells, "tbl-b": fte}, {"tbl-a": cells, "tbl-b": fte})
    assert [i.key for i in found.indicators if i.behind] == [("tbl-a", "Ja", "", "Antall")]
    assert next(i for i in found.compared if i.key[0] == "tbl-a").new.base == 340


@pytest.fixture
def codebook():
    return load_codebook(2024)


def test_a_declared_break_of_the_question_stands_apart_with_its_reason(editions, codebook):
    shown = {
        "fig-a": Shown(frozenset({"erfaringskonsulenter_voksne"})),
        "fig-b": Shown(frozenset({"rekrutteringsvansker"})),
    }
    old, new = ({label: share("Ja", percent, 300) for label in shown} for percent in (20.0, 40.0))
    found = editions(old, new, Questionnaire(codebook, shown))
    assert [i.key[0] for i in found.compared] == ["fig-b"]
    assert [i.key[0] for i in found.broken] == ["fig-a"]
    assert "erfaringskonsulenter" in found.broken[0].breaks[0]


def test_a_break_of_a_grouping_concerns_the_tables_by_that_grouping_alone(codebook):
    shown = {
        label: Shown(frozenset({"rekrutteringsvansker"}), frozenset({by}))
        for label, by in (("fig-fylke", "county"), ("fig-storrelse", "size_group"))
    }
    questionnaire = Questionnaire(codebook, shown)
    assert "Viken" in questionnaire.breaks("fig-fylke", 2023)[0]
    assert questionnaire.breaks("fig-storrelse", 2023) == []
    assert questionnaire.breaks("fig-fylke", 2024) == []  # declared for 2024: it lies before


def test_rows_of_one_edition_are_named_and_reworded_ones_paired(editions):
    old = share("I svært stor grad", 5, 90) + share("Viken", 5, 90) + share("Ja", 5, 90)
    new = share("I meget stor grad", 5, 90) + share("Akershus", 5, 90) + share("Ja", 5, 90)
    (found,) = editions({"fig-a": old}, {"fig-a": new}).missing
    assert found.reworded == (("I svært stor grad", "I meget stor grad"),)
    assert (found.gone, found.new) == (("Viken",), ("Akershus",))


def test_lists_of_texts_have_other_rows_every_year_and_are_not_compared_row_by_row(editions):
    old, new = ([[title, "", "Nummer", title, title]] for title in ("Meld. St. 23", "Meld. St. 5"))
    assert editions({"tbl-a": old}, {"tbl-a": new}).missing == []


def test_tables_that_differ_in_the_same_rows_stand_together(editions):
    old, new = ({label: share(row, 5, 90) for label in ("fig-a", "fig-b")} for row in ("Viken", "Akershus"))
    assert [len(alike) for alike in by_difference(editions(old, new).missing)] == [2]


def test_tables_of_one_edition_are_listed(editions):
    found = editions({"fig-a": [], "tbl-gone": []}, {"fig-a": [], "tbl-added": []})
    assert ([e.label for e in found.gone], [e.label for e in found.added]) == (["tbl-gone"], ["tbl-added"])


# --- how much it matters --------------------------------------------------------------------------


def percentage(before: float, after: float, base: float | None, key=("tbl-x", "Ja", "", "Prosent")) -> Indicator:
    return Indicator(key, Value(before, base, SETTING), Value(after, base, SETTING), 0)


@given(st.floats(0, 100), st.floats(0, 100), st.integers(1, 5000), st.integers(1, 5000))
def test_a_smaller_base_never_makes_a_change_matter_more(before, after, base, other):
    few, many = sorted((base, other))
    assert percentage(before, after, few).score <= percentage(before, after, many).score + 1e-9


def test_a_base_that_is_not_known_counts_as_fifty():
    assert percentage(20, 40, None).score == percentage(20, 40, 50).score


def test_a_base_that_is_not_known_is_no_larger_than_the_group(editions):
    row = [number("Diakonhjemmet", "", "Prosent", value) for value in (33.3, 66.7)]
    sizes = Questionnaire(sizes={"Diakonhjemmet": 3})
    (found,) = editions({"fig-a": [row[0]]}, {"fig-a": [row[1]]}, sizes).compared
    assert found.score < 1 < replace(found, assumed_base=50).score


def test_fte_matter_by_the_rows_part_of_the_total(editions):
    def column(large, small):
        return [
            number("Boliger", "", "Årsverk", large),
            number("Arbeid", "", "Årsverk", small),
            number("Totalt", "", "Årsverk", large + small),
        ]

    found = editions({"tbl-a": column(900.5, 100.5)}, {"tbl-a": column(990.5, 110.5)}).compared
    scores = {i.key[1]: round(i.score) for i in found}
    assert scores == {"Totalt": 10, "Boliger": 9, "Arbeid": 1}


def test_indicators_that_matter_alike_keep_the_order_of_the_book(editions):
    tables = [{f"fig-{name}": share("Ja", percent, 300) for name in "cab"} for percent in (20.0, 30.0)]
    assert [i.key[0] for i in editions(*tables).compared] == ["fig-c", "fig-a", "fig-b"]


def test_the_changes_told_first_are_one_of_each_question_and_the_whole_country_before_groups():
    of_group = percentage(10, 90, 100, ("fig-fylke", "Oslo", "", "Prosent"))
    first = percentage(10, 40, 100, ("tbl-a", "Ja", "", "Prosent"))
    same_question = percentage(90, 60, 100, ("fig-a", "Nei", "", "Prosent"))
    unchanged = percentage(10, 10.2, 100, ("tbl-b", "Ja", "", "Prosent"))
    shown = {label: Shown(frozenset({"q"})) for label in ("tbl-a", "fig-a")}
    found = highlights([of_group, first, same_question, unchanged], shown, {"Oslo"})
    assert found == [first, of_group]


# --- which questions a table shows ----------------------------------------------------------------


def test_the_questions_of_a_cell_are_found_through_the_variables_it_uses(tmp_path, monkeypatch):
    cells = [
        'levels = {"Individ": "medvirkning_individ"}\nby_county = survey.share(levels, [1], by="county")',
        "#| label: fig-a\n#| fig-cap: Om noe.\nfigures.bars(by_county)",
        '#| label: fig-b\n#| fig-cap: Om noe.\nfigures.bars(survey.frequency("recovery"))',
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    (tmp_path / "chapters").mkdir()
    nbformat.write(notebook, tmp_path / "chapters" / "09-x.ipynb")
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    assert shown_by_label({"medvirkning_individ", "recovery"}) == {
        "fig-a": Shown(frozenset({"medvirkning_individ"}), frozenset({"county"})),
        "fig-b": Shown(frozenset({"recovery"})),
    }


def test_a_table_of_the_units_fte_shows_the_two_questions_on_fte_though_it_names_none():
    assert {"arsverk_voksne", "arsverk_barn"} <= shown_by_label({"arsverk_voksne", "arsverk_barn"})[
        "tbl-arsverk-fylke"
    ].questions


def test_every_question_of_the_book_that_has_a_break_is_found_in_its_chapter():
    codebook = load_codebook(2024)
    shown = shown_by_label({question.id for question in codebook.questions})
    seen = set().union(*(found.questions for found in shown.values()))
    assert {"erfaringskonsulenter_voksne", "arsverk_voksne", "rekrutteringsvansker"} <= seen


# --- two builds of one edition --------------------------------------------------------------------


def test_two_builds_that_say_the_same_have_no_corrections(builds):
    same = {"tables": {"fig-a": share("Ja", 10, 50)}, "prose": "<p>Andelen er 10 prosent.</p>"}
    assert builds(same, same).nothing


def test_a_corrected_cell_is_shown_as_it_was_and_as_it_is(builds):
    found = builds({"tables": {"fig-a": share("Ja", 10, 50)}}, {"tables": {"fig-a": share("Ja", 12, 50)}})
    (cell,) = found.cells
    assert (cell.exhibit.name, cell.old.value, cell.new.value, cell.printed) == ("figur 9.1", "10", "12", True)
    assert [i.key[1] for i in found.largest] == ["Ja"]


def test_a_difference_in_decimals_that_are_not_printed_is_known_as_such(builds):
    (cell,) = builds({"tables": {"fig-a": share("Ja", 10.1, 50)}}, {"tables": {"fig-a": share("Ja", 10.2, 50)}}).cells
    assert not cell.printed


def test_a_corrected_sentence_has_its_changed_words_marked(builds):
    old = "<p>Hver kommune svarte. Andelen har økt fra 13 til 19 prosent.</p>"
    new = "<p>Hver kommune svarte. Andelen har gått ned fra 13 til 9 prosent.</p>"
    (found,) = builds({"tables": {}, "prose": old}, {"tables": {}, "prose": new}).sentences
    assert found.kind == "changed"
    assert [part for part in found.parts if part[0] != "same"] == [
        *(("del", "økt"), ("ins", "gått ned")),
        *(("del", "19"), ("ins", "9")),
    ]


def test_a_sentence_unlike_all_others_is_new_or_gone(builds):
    old, new = "<p>Ingen forskjell mellom fylkene.</p>", "<p>Signifikant høyere: Oslo, 42.</p>"
    found = builds({"tables": {}, "prose": old}, {"tables": {}, "prose": new}).sentences
    assert [(s.kind, s.old or s.new) for s in found] == [
        *(("removed", "Ingen forskjell mellom fylkene."), ("added", "Signifikant høyere: Oslo, 42.")),
    ]


def test_line_breaks_in_the_html_are_no_correction(builds):
    old, new = "<p>Andelen er\n12 prosent.</p>", "<p>Andelen er 12  prosent.</p>"
    assert builds({"tables": {}, "prose": old}, {"tables": {}, "prose": new}).nothing


@given(st.text("ab 1."), st.text("ab 1."))
def test_the_marked_words_give_both_sentences_back(old, new):
    parts = ChangedSentence(Page("x.html", "X", (), ()), old, new).parts
    assert "".join(words for kind, words in parts if kind != "ins") == old
    assert "".join(words for kind, words in parts if kind != "del") == new


def test_a_test_with_another_conclusion_has_flipped(builds):
    test = ["9", "q", "Recovery", "Fylke", "", "Kjikvadrattest"]
    old, new = ({"tables": {}, "tests": [[*test, said]]} for said in ("forskjell", "ingen signifikant forskjell"))
    (found,) = builds(old, new).tests
    assert (found.test["outcome"], found.old, found.new) == ("Recovery", "forskjell", "ingen signifikant forskjell")


# --- the page, the files and the command ----------------------------------------------------------


@pytest.fixture
def run(project):
    """Run `is248 compare` in a copy of the project."""
    return lambda *arguments: CliRunner().invoke(app, ["compare", *map(str, arguments)])


def links(page: Path) -> list[str]:
    return re.findall(r'href="([^"#][^":]*)"', page.read_text("utf-8"))


def test_two_years_are_compared_by_name_and_every_link_leads_to_a_file(project, run):
    old = {"fig-a": share("Ja", 13.2, 340), "tbl-gone": []}
    book(project / "dist" / "2023", 2023, old, f"<p>{SYNTHETIC_NOTICE}</p>")
    book(project / "dist" / "2024", 2024, {"fig-a": share("Ja", 19.4, 350), "fig-b": share("Ja", 1, 9)})
    result = run(2024, 2023)  # in any order
    page = project / "build" / "compare" / "2023-2024" / "index.html"
    assert result.exit_code == 0, result.output
    assert "fig-a (Ja, Prosent): 13 → 19" in result.output
    assert "build/compare/2023-2024/index.html" in result.output
    text = unescape(page.read_text("utf-8"))
    assert "Andelen har økt fra 13 til 19 prosent." in text
    assert SYNTHETIC_NOTICE in text
    assert 'html/chapters/09-medvirkning.html#fig-a"' in text
    assert all((page.parent / link.partition("#")[0]).exists() for link in links(page))
    lines = rows_of(page.with_name("indicators.csv"))
    parts = {line["part"] for line in lines}
    assert {"compared", "behind a percentage", "only in the old", "only in the new"} <= parts
    assert (lines[0]["old"], lines[0]["new"], lines[0]["base_new"]) == ("13.2", "19.4", "350")


def test_the_page_has_breaks_revisions_and_rows_of_one_edition_in_sections_of_their_own(project, run):
    (cell,) = share("Ja", 20, 300, "2023")[:1]
    old = {"tbl-arsverk-fylke": share("Viken", 20, 300), "tbl-a": [cell], "tbl-b": share("Ja", 5, 90)}
    revised = [number("Ja", "2023", "Prosent", 22), number("Ja", "2024", "Prosent", 25)]
    new = {
        "tbl-arsverk-fylke": share("Viken", 50, 300),
        "tbl-a": revised,
        "tbl-b": share("Ja", 5, 90) + share("Nei", 2, 9),
    }
    book(project / "dist" / "2023", 2023, old)
    book(project / "dist" / "2024", 2024, new)
    assert run(2023, 2024).exit_code == 0
    page = (project / "build" / "compare" / "2023-2024" / "index.html").read_text("utf-8")
    breaks, rest = page.split('<h2 id="brudd">')[1].split('<h2 id="revidert">')
    assert "Trondheim" in breaks
    assert "<td>20</td><td>22</td>" in rest
    assert "Bare i 2024: «Nei»." in " ".join(rest.split())


def test_two_folders_of_one_edition_give_cells_and_sentences(project, run, tmp_path):
    old = book(tmp_path / "kept", 2024, {"fig-a": share("Ja", 10, 50)}, "<p>Andelen er 10 prosent.</p>")
    new = book(tmp_path / "2024", 2024, {"fig-a": share("Ja", 12, 50)}, "<p>Andelen er 12 prosent.</p>")
    assert run(old, new).exit_code == 0
    folder = project / "build" / "compare" / "kept-2024"
    text = (folder / "index.html").read_text("utf-8")
    assert "Andelen er <del>10</del> <ins>12</ins> prosent." in text
    assert "Rettet fra 10 til 12 prosent." in text
    assert [line["new"] for line in rows_of(folder / "sentences.csv")] == ["Andelen er 12 prosent."]
    assert [(line["old"], line["new"]) for line in rows_of(folder / "indicators.csv")] == [("10", "12")]


def test_a_book_compared_with_itself_says_that_nothing_has_changed(project, run, tmp_path):
    same = book(tmp_path / "2024", 2024, {"fig-a": share("Ja", 10, 50)})
    assert run(same, same).exit_code == 0
    assert "Ingenting er endret." in (project / "build" / "compare" / "2024-2024" / "index.html").read_text("utf-8")


def test_a_year_that_is_not_built_says_which_command_builds_it(project, run):
    result = run(2022, 2023)
    assert result.exit_code == 1
    assert "make book YEAR=2022" in result.output.replace("\n", "")


def test_make_compare_without_its_two_books_says_how_to_name_them(run):
    assert "make compare OLD=2023 NEW=2024" in run("", "").output


def test_a_number_on_the_command_line_is_a_year_and_anything_else_a_folder(project):
    assert comparison.book_folder("2023") == project / "dist" / "2023"
    assert comparison.book_folder("kept/2023") == Path("kept/2023")
