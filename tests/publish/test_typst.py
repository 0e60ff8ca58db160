"""The PDF: what Typst is told, and what stops it."""

import re

import pytest
from pypdf import PdfReader

from is248.publish.assembly.book import BookError
from is248.publish.pdf.typst import _made, write_pdf
from is248.publish.reading.pandoc import FROM, run
from is248.publish.reading.staging import SYNTHETIC_NOTICE


@pytest.fixture(scope="module")
def source(small, read, staged) -> str:
    """The Typst file of the book; the PDF is made too."""
    write_pdf(small, *read, staged, staged / "book.pdf")
    return next(staged.glob("*.typ")).read_text(encoding="utf-8")


def test_chapters_and_appendices_start_with_their_own_numbers(source):
    starts = re.findall(r"^#start-\w+\(\d?\)", source, re.MULTILINE)
    assert starts == ["#start-chapter(1)", "#start-chapter(2)", "#start-appendices()", "#start-chapter(1)"]


def test_the_title_page_is_the_editions_with_its_notice(source, small):
    assert f'title: "{small.edition.title}"' in source
    assert "published: datetime(year: 2026, month: 11, day: 29)" in source
    assert f'notice: "{SYNTHETIC_NOTICE}"' in source


def test_a_table_and_a_figure_stand_with_their_notes_and_a_figure_never_breaks(source):
    assert "#exhibit(breaks: true, note-below: [" in source and "#table([12])" in source
    assert "#exhibit(breaks: false, note-below: [" in source
    assert 'image("figures/fig-en.svg", alt: "Søylene viser \\"alt\\"."' in source


def test_a_lists_lead_in_stays_with_it(source):
    assert re.search(r"#lead-in\[\s+Det er kjent", source)


BOX = "Et avsnitt.\n\n::: {.callout .note}\n::: {.callout-title}\nSlik tolker vi det\n:::\n\nInnhold.\n:::"
QUESTION = "::: {#sporsmal-plan}\n**Har kommunen en plan/strategi?\\***\\\nStilt til alle.\n:::"


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        (f"Først.\n\n{BOX}", r"^Først\.\s+#lead-in\[\s+Et avsnitt\.\s+\]\s+#boxed"),
        (QUESTION, r'#whole\[\s+#block\[\s+#strong\[Har kommunen en #box\("plan/strategi\?\*"\)\]'),
    ],
)
def test_a_box_stands_with_the_paragraph_before_it_and_a_question_whole_with_its_star(text, set_as, tmp_path):
    assert re.search(set_as, _made(run(["-f", FROM, "-t", "json"], text), {}, (), {}, {}, str(tmp_path), ()))


def test_the_pdf_has_every_chapter(source, staged, small):
    pdf = PdfReader(staged / "book.pdf")
    text = "".join(page.extract_text() for page in pdf.pages)
    assert all(page.title in text for page in small.pages)


def test_what_typst_cannot_set_stops_the_book_with_the_page_and_the_line_that_it_was_made_of(
    small, read, staged, tmp_path
):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "report.typ").write_text("#let report(body) = body", encoding="utf-8")
    with pytest.raises(
        BookError, match=r"index.qmd: the PDF can't be set: unknown variable: start-chapter\n  #start-chapter\(1\)"
    ):
        write_pdf(small, *read, tmp_path, tmp_path / "book.pdf")
    assert not (tmp_path / "book.pdf").exists()
