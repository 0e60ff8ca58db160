"""Every test of difference that the book ran stands in one table and in one data file, whatever came of it."""

import csv

import pytest

from is248.analysis.markup import to_html
from is248.publish.assembly.shape import Number, shape_of
from is248.publish.assembly.tests_run import table_of
from is248.publish.files.data import write_data
from pages import book, record, run_tests, text

APPENDIX = {"chapters/vedlegg-c.ipynb": [text("# Metode {#sec-metode}\n\n::: {#tester}\n:::\n\nEtter.")]}


@pytest.fixture(scope="module")
def made():
    chapters = {
        "chapters/01-a.ipynb": [text("# A"), run_tests("Plan", "Vold")],
        "chapters/02-b.ipynb": [
            text("# B"),
            run_tests("Ingen", df=0, p=1.0, conclusion="", note="Ikke testet: alle like.", significant=False),
        ],
    }
    return book(chapters, APPENDIX)


def test_the_appendix_says_how_many_were_run_and_shows_each_in_a_numbered_table(made):
    page = made.pages[-1]
    assert "Tre tester er kjørt i to kapitler. @Tbl-tester viser alle, også dem som ikke fant noe." in page.markdown
    assert "En test er her signifikant når p er 0,0123 eller lavere. Det er to tester." in page.markdown
    assert page.numbers == {"tbl-tester": "A.1"}
    assert page.markdown.count('<th scope="row">') == 3
    assert page.markdown.index("Kapittel 1") < page.markdown.index("Vold") < page.markdown.index("Kapittel 2")
    assert "```{=typst}" in page.markdown
    assert page.markdown.rstrip().endswith("Etter.")


def test_a_page_without_a_number_is_no_chapter():
    chapters = {"chapters/01-a.ipynb": [text("# A"), run_tests("Plan")]}
    page = book({"funn.ipynb": [text("# Funn {.unnumbered}"), run_tests("Vold")]} | chapters, APPENDIX).pages[-1]
    assert "To tester er kjørt i ett kapittel og Funn." in page.markdown


def test_a_book_without_tests_says_so_and_has_no_table():
    page = book({"chapters/01-a.ipynb": [text("# A")]}, APPENDIX).pages[-1]
    assert "ikke kjørt noen tester" in page.markdown
    assert page.numbers == {}


def test_a_row_holds_what_the_test_found():
    table = table_of(({"chapter": "1"} | record("Plan"),))
    assert list(table.values.iloc[0]) == [
        *("Kommunestørrelse", "Prøvetest", 345, 1234.5678, 5, "0,012", "signifikant forskjell"),
    ]
    assert "1\u202f234,57" in to_html(table)


def test_what_p_is_can_be_reckoned_with_unless_it_is_below_what_is_printed():
    tests = ({"chapter": "1"} | record("Plan"), {"chapter": "1"} | record("Vold", printed_p="<0,001"))
    shape = shape_of(to_html(table_of(tests)))
    p = shape.heads.index("p")
    assert [row[p] for row in shape.rows] == [Number("0,012"), "<0,001"]


def test_a_test_that_could_not_be_done_says_why_and_has_no_p(made):
    table = table_of(made.tests)
    *_, p, conclusion = table.values.iloc[2]
    assert conclusion == "Ikke testet: alle like."
    assert p == ""


def test_the_data_file_has_every_test_unrounded(made, tmp_path):
    write_data(made, tmp_path)
    with (tmp_path / "tests.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["chapter"], row["outcome"]) for row in rows] == [("1", "Plan"), ("1", "Vold"), ("2", "Ingen")]
    assert (rows[0]["statistic"], rows[0]["p"], rows[2]["note"]) == ("1234.5678", "0.0123", "Ikke testet: alle like.")
