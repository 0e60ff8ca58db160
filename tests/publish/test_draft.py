"""A page says what its notebook says: facts carry their source, tests are noted."""

import pytest

from is248.publish.book import BookError
from pages import book, run_tests, table, text


def markdown(*cells) -> str:
    return book({"chapters/01-a.ipynb": [text("# A {#sec-a}"), *cells]}).pages[0].markdown


def test_a_fact_has_its_source_in_the_html_alone():
    page = markdown(text('Det var [2982 pasienter]{.fact source="NPR 2023"}.'))
    assert '`<span class="fact" title="Kilde: NPR 2023">`{=html}2982 pasienter`' in page
    assert '<span class="visually-hidden"> (kilde: NPR 2023)</span></span>`{=html}.' in page
    assert "{.fact" not in page
    assert page == markdown(text("Det var [2982 pasienter]{source='NPR 2023' .fact}."))


def test_a_fact_whose_source_is_in_the_bibliography_is_cited_too():
    page = markdown(text('Det var [2982]{.fact source="@npr, tabell 4"} i fjor, [8]{.fact source="@npr"} i år.'))
    assert 'title="Kilde: tabell 4"' in page
    assert 'title="Kilde: se referansen"' in page
    assert page.count(" [@npr]") == 2
    assert " [@a; @b-c]" in markdown(text('[to]{.fact source="@a; @b-c"}'))


def test_a_fact_that_the_author_cites_right_behind_it_is_cited_once():
    assert markdown(text('[Det hjelper]{.fact source="@npr"} [@npr].')).count("@npr") == 1
    assert (
        markdown(text('[Det hjelper]{.fact source="@npr"}, og [det]{.fact source="@ssb"} [@npr].')).count("[@npr]") == 2
    )


def test_a_fact_may_hold_brackets_line_breaks_and_an_inline_value():
    page = markdown(text("[`{python} n` pasienter [@x]\ni alt]{.fact source=\"A & 'B'\"}", n="12"))
    assert "{=html}12`</span>`{=html} pasienter [@x]\ni alt`" in page
    assert "Kilde: A &amp; &#x27;B&#x27;" in page


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
