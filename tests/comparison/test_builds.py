"""Reading a finished book: its pages as sentences, its tables with their numbers."""

import pytest

from finished_books import book, share
from is248.comparison.builds import read_build
from is248.project import ProjectError


def test_a_page_is_read_as_sentences_without_menus_tools_tables_and_numbers_of_references(tmp_path):
    prose = (
        '<h2><span class="header-section-number">9.1</span> Erfaringer<a class="anchor">#</a></h2>'
        "<p>Andelen er 12\n prosent.<sup>4</sup> 78 prosent svarte 1. januar.</p>"
        '<div class="exhibit-tools"><a>Last ned</a></div><figure><svg><text>78</text></svg></figure>'
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


def test_a_book_of_an_earlier_version_that_does_not_say_what_its_tables_show_has_to_be_built_anew(tmp_path):
    folder = book(tmp_path / "2024", 2024, {"tbl-a": []})
    (folder / "manifest.json").write_text('{"year": 2024, "chapters": {}}', "utf-8")
    with pytest.raises(ProjectError, match="make book YEAR=2024"):
        read_build(folder)
