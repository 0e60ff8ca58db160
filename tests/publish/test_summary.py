"""The Sammendrag is told once: it is the chapters' own summaries, in the book's order."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from is248.publish.assembly.book import BookError, Page
from is248.publish.assembly.summary import with_summaries
from pages import book, table, text

FRONT = [text("# Sammendrag {#sec-sammendrag .unnumbered}\n\nInnledning."), text("::: {#oppsummeringer}\n:::"),
         text("## Til slutt {.unnumbered}\n\nAvslutning.")]  # fmt: skip


def chapter(name: str, summary: str, *more) -> list:
    return [
        text(f"# Om {name} {{#sec-{name}}}\n\nIkke i sammendraget."),
        table(f"tbl-{name}"),
        text(f"## Oppsummering {{#sec-{name}-oppsummering}}\n\n{summary}", n="<12>"),
        *more,
    ]


def summarised(**chapters: list) -> str:
    files = {f"chapters/{place:02d}-{name}.ipynb": cells for place, (name, cells) in enumerate(chapters.items(), 1)}
    made = book({"chapters/sammendrag.ipynb": FRONT} | files, {"chapters/vedlegg-a.ipynb": [text("# Vedlegg")]})
    return made.pages[0].markdown


def test_every_numbered_chapter_is_summarised_in_its_own_words_under_its_title_and_leads_to_it():
    found = summarised(a=chapter("a", "Alt er bra (@tbl-a) [@ose2024]."), b=chapter("b", "Noe annet."))
    assert re.sub(r"\n+", "\n", found).split("\n") == [
        "# Sammendrag {#sec-sammendrag .unnumbered}", "Innledning.",
        "## Om a {#sec-sammendrag-a .unnumbered}", "Alt er bra (@tbl-a) [@ose2024].", "Les mer i @sec-a.",
        "## Om b {#sec-sammendrag-b .unnumbered}", "Noe annet.", "Les mer i @sec-b.",
        "## Til slutt {.unnumbered}", "Avslutning.", "",
    ]  # fmt: skip


def test_the_summary_runs_to_the_end_of_the_page_over_several_cells():
    assert "Først.\n\nSå." in summarised(a=chapter("a", "Først.", text("Så.")))


def test_values_are_those_of_the_chapter_and_keep_their_expression():
    found = summarised(a=chapter("a", "Det er `{python} n` enheter."))
    assert 'title="Beregnet: n"' in found
    assert r"\<12\>" in found


def test_labels_of_headings_in_a_summary_stand_in_the_chapter_alone():
    found = summarised(a=chapter("a", "Kort.\n\n### Mer {#sec-a-mer}\n\nOm @sec-a-mer."))
    assert "### Mer {.unnumbered}" in found
    assert "#sec-a-mer" not in found


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([text("# Om a {#sec-a}\n\nTekst.")], "has no section for the Sammendrag"),
        (chapter("a", ""), "the section Oppsummering is empty"),
        (chapter("a", "Se:", table("tbl-mer")), "holds prose only; move tbl-mer"),
        (chapter("a", "Kort.", text("## Etterpå")), "is the last section; «Etterpå» stands after it"),
        ([text("# Om a\n\n## Oppsummering {#sec-a-oppsummering}\n\nX.")], "the heading needs a label"),
    ],
)
def test_a_chapter_that_cannot_be_summarised_is_named(cells, words):
    with pytest.raises(BookError, match=r"chapters/01-a\.ipynb: ") as told:
        summarised(a=cells)
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("@tbl-mer\n\n: C. {#tbl-mer}", "chapters/01-a.qmd, line 7: an Oppsummering holds prose only"),
        ("Kort.\n\n## Etterpå", "chapters/01-a.qmd, line 7: the Oppsummering is the last section; «Etterpå»"),
    ],
)
def test_what_an_oppsummering_cannot_hold_is_told_with_its_line(tmp_path, monkeypatch, more, place):
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    markdown = f"# A {{#sec-a}}\n\n## Oppsummering {{#sec-a-oppsummering}}\n\n{more}\n"
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "01-a.qmd").write_text(markdown, encoding="utf-8")
    page = Page(Path("chapters/01-a.qmd"), Path("a.qmd"), False, "A", "sec-a", True, markdown, number="1")
    marker = replace(page, markdown="# S\n\n::: {#oppsummeringer}\n:::\n", number="")
    with pytest.raises(BookError, match=re.escape(place)):
        with_summaries([marker, page])


def test_a_book_without_the_marker_needs_no_summaries():
    assert book({"chapters/01-a.ipynb": [text("# A")]}).pages[0].markdown == "# A\n"


def test_a_chapter_without_its_oppsummering_has_no_part_in_the_sammendrag():
    marker = "# Sammendrag\n\n::: {#oppsummeringer}\n:::\n"
    summary = Page(Path("s.ipynb"), Path("s.qmd"), False, "Sammendrag", "", False, marker)
    chapter = replace(summary, title="A", label="sec-a", markdown="# A\n", number="1")
    chapter = replace(chapter, left_out=("sec-a-oppsummering",))
    assert "A" not in with_summaries([summary, chapter])[0].markdown.replace("Sammendrag", "")
