"""A page says what its notebook says: the linter's marks go, tests are noted."""

import pytest

from is248.publish.assembly.book import BookError
from pages import book, run_tests, table, text


def markdown(*cells) -> str:
    return book({"chapters/01-a.ipynb": [text("# A {#sec-a}"), *cells]}).pages[0].markdown


def test_a_fact_is_plain_text_with_the_citation_that_the_author_wrote():
    page = markdown(text("Det var [`{python} n` pasienter [@x]\ni alt]{.fact}.", n="12"))
    assert "{=html}12`</span>`{=html} pasienter [@x]\ni alt." in page
    assert "Kanskje 8 [@npr]." in markdown(text("[Kanskje [8]{.fact} [@npr].]{.interpretation}"))


def test_an_interpretation_is_plain_text():
    assert "Før. Det kan skyldes mye. Etter." in markdown(text("Før. [Det kan skyldes mye.]{.interpretation} Etter."))


def test_a_cell_that_displays_tests_shows_nothing_and_its_records_are_noted_with_their_chapter():
    made = book(
        {
            "index.qmd": [text("# Forord {.unnumbered}"), run_tests("X")],
            "chapters/01-a.ipynb": [text("# A"), run_tests("Y", "Z"), table("tbl-a")],
        }
    )
    assert [(test["chapter"], test["outcome"]) for test in made.tests] == [("Forord", "X"), ("1", "Y"), ("1", "Z")]
    assert "Not for readers" not in made.pages[1].markdown
    assert list(made.pages[1].numbers) == ["tbl-a"]


def test_a_page_without_a_heading_is_refused_by_name():
    with pytest.raises(BookError, match=r"01-a\.ipynb: the page has no heading"):
        book({"chapters/01-a.ipynb": [text("Bare tekst.")]})
