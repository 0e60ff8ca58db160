"""What cells show: a table, a figure or a list is taken; all else is refused by name, nothing is dropped in silence."""

import re

import nbformat
import panflute as pf
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from is248.analysis.tables import MIME
from is248.chapters.failures import warned
from is248.data.absence import MIME as ABSENT
from is248.publish.assembly.book import BookError
from is248.publish.assembly.outputs import shown
from is248.publish.reading.pandoc import FROM, run, to_doc
from pages import book, figure, table, text

LABELLED = "#| label: tbl-x\n#| tbl-cap: A.\nx"


def cell(*outputs: dict | str, source: str = "x") -> NotebookNode:
    """A code cell: each output is data by kind, or a text that it prints."""
    made = [
        new_output("stream", name="stdout", text=output) if isinstance(output, str) else new_output(
            "display_data", output
        )
        for output in outputs
    ]  # fmt: skip
    return new_code_cell(source, outputs=made)


def refusal(*outputs, source: str = "x") -> str:
    with pytest.raises(BookError) as error:
        shown(cell(*outputs, source=source))
    return str(error.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text/plain": "5"}, "the value «5», which no reader sees"),
        ({"text/plain": "x" * 500}, "the value «" + "x" * 60 + "…»"),
        ({"text/html": '<table class="dataframe">', "text/plain": "   a\n0  1"}, "a DataFrame; show a table"),
        ({"text/html": "<b>x</b>", "text/plain": "<HTML>"}, "HTML, which the PDF can't have"),
        ({"image/png": "aGVp", "text/plain": "<Figure>"}, "a drawing without data and text alternative"),
        ({"image/svg+xml": "<svg/>", "text/plain": "<Figure>"}, "a drawing without data and text alternative"),
        ({"application/vnd.plotly.v1+json": {}, "text/html": "<div>"}, "a plotly figure, which needs a browser"),
        ({"application/vnd.vegalite.v5+json": {}, "text/plain": "alt.Chart"}, "an altair figure"),
        ({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider()"}, "a widget, which needs"),
        ({"text/latex": "$x$", "text/plain": "x"}, "a formula; write it in a text cell, $…$"),
        ({"application/javascript": "1", "text/plain": "<JS>"}, "a script, which the PDF can't run"),
        ({"application/json": {"a": 1}, "text/plain": "<JSON>"}, "data; write what a reader shall know"),
    ],
)  # fmt: skip
def test_what_no_reader_would_see_is_refused_by_name(data, words):
    assert refusal(data).startswith(f"the cell shows {words}")


def test_what_is_drawn_says_more_than_the_value_beside_it():
    drawn = {"image/png": "aGVp", "text/plain": "<Figure>"}
    assert "a drawing without data" in refusal({"text/plain": "[<Line2D>]"}, drawn)


def test_what_is_printed_is_refused_with_its_words_and_an_empty_line_is_not():
    assert refusal("hei\n  der\n").startswith("the cell prints «hei der», which no reader sees")
    assert shown(cell("\n")) == (None, [])


def test_a_label_without_a_table_or_figure_is_refused():
    assert refusal(source=LABELLED) == "tbl-x shows nothing; the last line of its cell has to be a table or figure."
    assert refusal({"text/markdown": "- a"}, source=LABELLED).startswith("tbl-x shows a list or quotes")
    assert shown(cell({ABSENT: {"reason": "2023 did not ask"}, "text/plain": "x"}, source=LABELLED)) == (None, [])


@pytest.mark.parametrize("second", [{MIME: {"kind": "figure"}}, {"text/markdown": "- a"}])
def test_two_things_in_one_cell_are_refused(second):
    assert refusal({MIME: {"kind": "table"}}, second).startswith("the cell shows more than one table, figure or list")


def test_lists_and_quotes_are_shown_in_their_order():
    assert shown(cell({"text/markdown": "- a", "text/plain": "x"}, {"text/markdown": "> b"})) == (None, ["- a", "> b"])


def test_a_cell_that_hides_what_it_shows_shows_nothing_unless_it_has_a_label():
    assert shown(cell("hei", source="#| include: false\nx")) == (None, [])
    assert shown(cell("hei", source="#| output: false\nx")) == (None, [])
    assert "tbl-x is hidden by" in refusal("hei", source=f"#| include: false\n{LABELLED}")


def test_an_error_that_stopped_nothing_is_told():
    made = new_code_cell("x", outputs=[new_output("error", ename="SystemExit", evalue="0", traceback=[])])
    with pytest.raises(BookError, match="the cell ends with SystemExit: 0"):
        shown(made)


def test_a_refusal_names_chapter_and_cell():
    with pytest.raises(BookError, match=re.escape("chapters/01-a.ipynb, cell 2: the cell prints «hei»")):
        book({"chapters/01-a.ipynb": [text("# A"), cell("hei")]})


def test_warnings_are_told_once_and_without_the_place_of_the_kernel():
    warning = new_output("stream", name="stderr", text="/tmp/ipykernel_17/5.py:1: UserWarning: gammelt\n  warn()\n")
    notebook = nbformat.v4.new_notebook(cells=[text("# A"), new_code_cell("x", outputs=[warning, warning])])
    assert warned(notebook) == ["cell 2 warns: UserWarning: gammelt"]


CAPTIONS = [
    "# er ikke en overskrift.",
    "1. er ikke en liste.",
    "- er ikke et punkt.",
    "> er ikke et sitat.",
    *("(a) Andel.", "A.", "e. Kr.", "iv) halvår.", "| a |", "(1) av to.", "#. Andel."),
    "[i klammer] og ] for seg.",
    "    Andel.",
    '«Ja», "nei" og *uthevet*, `{python} year`: #1.',
]


@pytest.mark.parametrize("caption", CAPTIONS)
@pytest.mark.parametrize("kind", [table, figure])
def test_a_caption_is_printed_as_it_is_written(caption, kind):
    label = "tbl-x" if kind is table else "fig-x"
    made = kind(label)
    made.source = made.source.replace("En tabell.", caption).replace("En figur.", caption)
    made.metadata["user_expressions"] = [
        {"expression": "year", "result": {"status": "ok", "data": {"text/plain": "2024"}}}
    ]
    page = book({"chapters/01-a.ipynb": [text("# A {#sec-a}"), made]}).pages[0]
    [exhibit] = page.exhibits
    assert exhibit.caption.replace("\\", "") == caption.strip().replace("`{python} year`", "2024")
    assert list(page.numbers) == [label]
    read = to_doc(run(["-f", FROM, "-t", "json"], exhibit.caption)).content
    assert [type(block) for block in read] == [pf.Para] and not re.search(r"\\|    ", pf.stringify(read[0]))


def test_a_method_and_an_object_of_the_survey_are_told_with_what_to_ask():
    method = {"text/plain": "<bound method Question.figure of Question(core=Survey(edition=1))>"}
    assert "the method figure itself; a pair of parentheses calls it, .figure()" in refusal(method)
    assert "the By itself; a table of it is .table()" in refusal({"text/plain": "By(outcome=Answer(question=1))"})
