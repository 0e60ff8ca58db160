"""Chapters, appendices, tables and figures have the numbers of the printed report; no label stands twice."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from is248.data.edition import load_edition
from is248.publish.assembly.book import BookError
from pages import ANNEX, book, edition_with, figure, small_book, table, text


def test_an_edition_that_says_nothing_has_the_chapters_and_numbers_of_the_files():
    book = small_book(load_edition(2024))
    assert [page.number for page in book.pages] == ["1", "22", "25", "A"]
    assert all(page.source.stem == page.file.stem for page in book.pages)


def test_appendices_have_letters_and_tables_are_counted_apart_from_figures():
    appendices = {f"chapters/vedlegg-{x}.ipynb": [text(f"# {x}"), table(f"tbl-{x}")] for x in "xy"}
    made = book({"chapters/07-a.ipynb": [text("# A"), table("tbl-a"), figure("fig-a"), table("tbl-b")]}, appendices)
    assert made.pages[0].numbers == {"tbl-a": "7.1", "fig-a": "7.1", "tbl-b": "7.2"}
    assert [(page.number, page.counter) for page in made.pages] == [("7", 7), ("A", 1), ("B", 2)]
    assert [exhibit.number for exhibit in made.exhibits] == ["7.1", "7.1", "7.2", "A.1", "B.1"]


def test_what_is_quoted_word_for_word_has_no_number():
    quoted = "# A\n\n~~~ bibtex\nauthor = {{#tbl-x} A}\n~~~\n\n````\n{#fig-y}\n```\n{#fig-z}\n````"
    made = book({"chapters/07-a.ipynb": [text(quoted), table("tbl-a")]})
    assert made.pages[0].numbers == {"tbl-a": "7.1"}


def test_a_label_that_stands_twice_is_told():
    one, two = "chapters/01-a.ipynb", "chapters/02-b.ipynb"
    with pytest.raises(BookError, match="01-a.ipynb: the label tbl-a stands twice"):
        book({one: [text("# A"), table("tbl-a"), table("tbl-a")]})
    with pytest.raises(BookError, match="02-b.ipynb: the label tbl-a stands in chapters/01-a.ipynb already"):
        book({one: [text("# A"), table("tbl-a")], two: [text("# B"), table("tbl-a")]})


def test_a_label_in_two_chapters_is_told_with_file_cell_and_line_of_both(project):
    one, two = "chapters/01-a.ipynb", "chapters/02-b.ipynb"
    saved = {
        one: ["x = 1\n#| label: tbl-ab\n1", "#| label: tbl-a\n#| tbl-cap: A\n1"],
        two: ["#| tbl-cap: B\n#| label: tbl-a"],
    }
    for name, sources in saved.items():
        nbformat.write(new_notebook(cells=[new_code_cell(source) for source in sources]), project / name)
    places = f"^{two}, cell 1, line 2: the label tbl-a stands in {one}, cell 2, line 1 already"
    with pytest.raises(BookError, match=places):
        book({one: [text("# A"), table("tbl-a")], two: [text("# B"), table("tbl-a")]})


def test_a_page_without_a_number_needs_no_digits_in_its_name_and_a_numbered_chapter_does():
    assert book({"chapters/sammendrag.ipynb": [text("# Sammendrag {.unnumbered}")]}).pages[0].number == ""
    with pytest.raises(BookError, match=r"begins with its number, as in 06-metode\.ipynb"):
        book({"chapters/metode.ipynb": [text("# Metode")]})


def test_two_chapters_cannot_have_the_same_number():
    with pytest.raises(BookError, match=r"25-annet.* and .*22-helsefellesskap.* are both chapter 22 of 2024; correct"):
        small_book(edition_with(numbers={ANNEX.stem: 22}))
