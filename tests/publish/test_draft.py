"""A page says what its notebook says: the linter's marks go, tests are noted."""

import re

import pytest

from is248.chapters.inline import INLINE
from is248.publish.assembly.book import BookError
from is248.publish.assembly.draft import resolved
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


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Flest får råd (39 prosent) (@tbl-a).", "Flest får råd (39 prosent), se @tbl-a."),
        ("A (1) og B (2) (@tbl-a og @fig-b), mens C.", "A (1) og B (2), se @tbl-a og @fig-b, mens C."),
        ("A (1) (@tbl-a, @fig-b) og B (2) (@fig-c).", "A (1), se @tbl-a, @fig-b og B (2), se @fig-c."),
        ("Råd gis av flest (@tbl-a).", "Råd gis av flest (@tbl-a)."),
        ("Rådet (RPR) [@x] (se @tbl-a) (2024).", "Rådet (RPR) [@x] (se @tbl-a) (2024)."),
    ],
)
def test_a_bracket_beside_a_bracket_is_a_reference_outside_of_it(written, printed):
    assert printed in markdown(text(written))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Flest gir `{python} flest` (@tbl-a).", "Flest gir råd (39 prosent), se @tbl-a."),
        ("Flest gir `{python} flest` (2 av 3 i `{python} år`).", "Flest gir råd (39 prosent; 2 av 3 i 2023)."),
        ("Flest gir `{python} flest` [@x] (2023).", "Flest gir råd (39 prosent) [@x] (2023)."),
        ("$f(x) (y)$ og `f(x) (y)` (z).", "$f(x) (y)$ og `f(x) (y)` (z)."),
    ],
)
def test_a_bracket_that_a_value_ends_with_counts_too(written, printed):
    values = [("flest", "råd (39 prosent)"), ("år", "2023")][: written.count("{python}")]
    found = resolved(written, values, [("k", "Slik (slik)")] * len(values))
    assert re.sub(r"`</?span[^`]*`\{=html\}", "", found) == printed


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("$r = `{python} a` + \\frac{`{python} b`}{2}$", r"$r = 16\,236 + \frac{-0,5}{2}$"),
        ("$$\nx = `{python} a`\n$$", "$$\nx = 16\\,236\n$$"),
        ("$x_{`{python} c`}$", r"$x_{\text{Oslo}}$"),
        ("Se [her](https://x.no/`{python} c`).", "Se [her](https://x.no/Oslo)."),
        ('::: {.callout-note title="I `{python} c`"}', '::: {.callout-note title="I Oslo"}'),
        ("## I `{python} c`", "## I Oslo"),
    ],
)
def test_a_value_in_a_formula_an_address_and_braces_is_as_it_is_needed_there(written, printed):
    known = {"a": "16\u00a0236", "b": "−0,5", "c": "Oslo"}
    values = [(name, known[name]) for name in INLINE.findall(written)]
    assert resolved(written, values, [("k", "Slik")] * len(values)) == printed
