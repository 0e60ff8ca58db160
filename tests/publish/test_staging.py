"""The staged book: what its pages are set with, their numbers, references and notice."""

import pypandoc
import pytest

from is248.data.edition import load_edition
from is248.publish.assembly.book import BookError
from is248.publish.pdf.typst import texts
from is248.publish.reading.pandoc import read_book
from is248.publish.reading.staging import DRAFT_NOTICE, SYNTHETIC_NOTICE, citation_style, notice, stage
from pages import ANNEX, edition_with, small_book
from projects import edit_csv


def test_another_number_is_that_of_the_chapter_its_tables_and_references_to_it(tmp_path):
    book = small_book(edition_with(numbers={ANNEX.stem: 23}))
    assert book.pages[2].number == "23"
    assert book.pages[2].numbers == {"tbl-2": "23.1"}
    stage(book, tmp_path)
    pages = texts(book, *read_book(book, tmp_path), tmp_path)
    assert "#start-chapter(23)" in pages[2]
    assert all('#link(<sec-2>)[#"kapittel\xa023";]' in page for page in pages)


def test_a_staged_book_has_the_references_of_its_edition_alone(tmp_path):
    def keys(year: int) -> str:
        stage(small_book(edition_with(year=year)), tmp_path / str(year))
        return (tmp_path / str(year) / "data/references.bib").read_text(encoding="utf-8")

    of_2023, of_2024 = keys(2023), keys(2024)
    assert "{solstad2021boligsosialt," in of_2023 and "{solstad2021boligsosialt," not in of_2024
    assert "{hem2023relasjonens," in of_2024 and "{hem2023relasjonens," not in of_2023
    assert "{ssb07459," not in of_2023 + of_2024  # no chapter of the small book cites it


def test_every_page_says_that_the_answers_are_synthetic():
    assert notice(edition_with(synthetic=True)) == SYNTHETIC_NOTICE
    assert notice(edition_with(synthetic=False, client="Helsedirektoratet")) == ""


def test_an_edition_whose_inhabitants_are_still_the_earlier_ones_is_a_draft(project):
    edition = load_edition(2024)
    assert notice(edition) == ""
    units = project / "data" / "reference" / "units-2024.csv"
    edit_csv(units, lambda rows: rows[7].update(source="FILL-IN: still 2023"))
    assert notice(edition).startswith(DRAFT_NOTICE)
    assert notice(edition.model_copy(update={"synthetic": True})) == SYNTHETIC_NOTICE


def test_a_staged_folder_holds_this_book_alone(tmp_path):
    (tmp_path / "staged").mkdir()
    (tmp_path / "staged" / "old.qmd").write_text("# From another year")
    stage(small_book(load_edition(2024)), tmp_path / "staged")
    assert not (tmp_path / "staged" / "old.qmd").exists()
    for file in ("data/references.bib", "apa-numeric-superscript.csl", "templates/report.typ", "fonts"):
        assert (tmp_path / "staged" / file).exists()


def test_the_citation_style_is_norwegian_and_sorted_and_an_unknown_one_is_told(tmp_path):
    style = citation_style(small_book(load_edition(2024)).config["csl"])
    assert 'default-locale="nb-NO"' in style
    assert "<sort>" in style[style.index("<bibliography") :]
    text = "Se [@a].\n\n::: {#refs}\n:::\n"
    (tmp_path / "style.csl").write_text(style, encoding="utf-8")
    (tmp_path / "a.bib").write_text("@online{a, author = {Ås, B. and others}, title = {T}, url = {https://a.no}}")
    options = ["--citeproc", "--csl", str(tmp_path / "style.csl"), "--bibliography", str(tmp_path / "a.bib")]
    printed = pypandoc.convert_text(text, "plain", format="markdown", extra_args=options)
    assert "Ås, B., et al. (u.å.). T. Hentet fra https://a.no" in " ".join(printed.split())
    with pytest.raises(BookError, match="unknown.csl is not in the package"):
        citation_style("unknown.csl")
