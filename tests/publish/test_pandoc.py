"""Pandoc numbers and links: every reference leads somewhere, and has the number of what it leads to."""

import panflute as pf
import pytest

from is248.publish.assembly.book import BookError
from is248.publish.reading.pandoc import read_book, run
from is248.publish.reading.staging import stage
from pages import book, text


def stringified(read) -> str:
    return pf.stringify(read.doc).replace("\u00a0", " ")


def test_headings_tables_and_figures_are_targets_with_their_numbers(read):
    _, targets = read
    found = {id: (target.kind, target.number) for id, target in targets.items()}
    assert {
        "sec-en": ("ch", "1"), "sec-to-mer": ("sec", "2.1"), "tbl-en": ("tbl", "1.1"), "fig-en": ("fig", "1.1"),
        "tbl-to": ("tbl", "2.1"), "sec-vedlagt": ("apx", "A"), "forord": ("ch", ""),
    }.items() <= found.items()  # fmt: skip
    assert targets["tbl-en"].title == "En tabell."


def test_references_say_what_they_lead_to_also_on_other_pages(read):
    front, one, two, _, appendix = read[0]
    assert "Se kapittel 2" in stringified(front)
    assert "Tabell 1.1 viser mer enn figur 1.1." in stringified(one)
    assert "figur 1.1, avsnitt 2.1" in stringified(two)
    assert "vedlegg A" in stringified(appendix)
    assert [page.name for page in read[0]] == ["Forord", "1 Én", "2 To", "Referanser", "A Vedlagt"]


def test_citations_are_set_once_for_the_whole_book(read):
    references = read[0][3]
    assert any("ref-ssb07459" in getattr(block, "identifier", "") for block in references.doc.content[1].content)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Se @tbl-borte.", r"01-a\.ipynb: @tbl-borte leads to nothing in the book"),
        ("Kjent [@borte2024].", r"01-a\.ipynb: @borte2024 is not in the bibliography"),
    ],
)
def test_a_reference_to_nothing_is_told_with_its_page(tmp_path, words, told):
    made = book({"chapters/01-a.ipynb": [text(f"# A\n\n{words}")]})
    stage(made, tmp_path / "staged")
    with pytest.raises(BookError, match=told):
        read_book(made, tmp_path / "staged")


def test_a_label_of_a_section_on_two_pages_is_told(tmp_path):
    made = book({f"chapters/0{n}-a.ipynb": [text(f"# A{n}\n\n## B {{#sec-b}}")] for n in (1, 2)})
    stage(made, tmp_path / "staged")
    with pytest.raises(BookError, match="the label sec-b stands on another page already"):
        read_book(made, tmp_path / "staged")


def test_what_pandoc_warns_of_stops_the_book():
    with pytest.raises(BookError, match="Pandoc: "):
        run(["-f", "markdown", "-t", "no-such-format"], "x")


def test_the_authors_file_is_read_for_the_place_of_a_dead_reference_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("is248.publish.reading.pandoc.located", lambda *given: pytest.fail("the file was read"))
    made = book({"chapters/01-a.ipynb": [text("# A {#sec-a}\n\nSe @sec-a og @sec-a, og [lenken](#sec-a).")]})
    stage(made, tmp_path / "staged")
    read_book(made, tmp_path / "staged")
