"""References by DOI and from Zotero's file: what is added, in which form, and what is there already."""

import re

import pypandoc
import pytest

from is248.analysis.knowledge import references
from is248.authoring import bibliography
from is248.authoring.bibliography import add_references, by_doi, from_file, is_doi, read_references
from is248.project import ProjectError, root

ZOTERO = r"""
@article{zot_mote_2025,
	title = {Møte mellom {DNA} og manualer: en \& to},
	volume = {20},
	issn = {0809-9850},
	url = {https://www.idunn.no/doi/10.18261/tph.20.1.5},
	doi = {10.18261/TPH.20.1.5},
	abstract = {Om mye. Også {klammer}, og @article{ikke, title = {x}}},
	pages = {171–173},
	journal = "Tidsskrift for {psykisk} helsearbeid",
	author = {Aaslund, Håvard and {Statistisk sentralbyrå}},
	year = 2025,
	month = mar,
	langid = {norwegian},
	keywords = {rus, psykisk helse},
	file = {PDF:/x/y.pdf:application/pdf},
}
@report{ssb2025, title = {Tall i Norge}, institution = {{SSB}}, date = {2025-02-01}, url = {https://ssb.no/a}}
"""


@pytest.fixture
def zotero(project):
    """Zotero's file with two references, beside a copy of the project."""
    path = project.parent / "zotero.bib"
    path.write_text(ZOTERO, encoding="utf-8")
    return path


def text() -> str:
    return (root() / bibliography.BIBLIOGRAPHY).read_text(encoding="utf-8")


def test_the_books_own_bibliography_is_read_whole():
    found = read_references(text())
    assert [reference.key for reference in found] == re.findall(r"(?m)^@\w+\{([^,]+),", text())
    assert all({"title"} <= set(reference.fields) for reference in found)


def test_zoteros_references_are_added_in_the_bibliographys_own_form(zotero):
    before = text()
    added = add_references(from_file(zotero))
    assert [one.key for one in added.new] == ["zot_mote_2025", "ssb2025"] and added.there == {}
    assert (
        text()
        == before
        + r"""
@article{zot_mote_2025,
  author       = {Aaslund, Håvard and {Statistisk sentralbyrå}},
  title        = {Møte mellom {DNA} og manualer: en \& to},
  journaltitle = {Tidsskrift for {psykisk} helsearbeid},
  volume       = {20},
  pages        = {171--173},
  year         = {2025},
  doi          = {10.18261/tph.20.1.5},
  langid       = {norwegian}
}

@report{ssb2025,
  title       = {{Tall i Norge}},
  institution = {{SSB}},
  date        = {2025-02-01},
  url         = {https://ssb.no/a}
}
"""
    )


def test_what_was_added_is_printed_as_it_was_written(zotero):
    add_references(from_file(zotero))
    printed = pypandoc.convert_text(
        "@zot_mote_2025 @ssb2025",
        "plain",
        "markdown",
        ["--citeproc", f"--bibliography={root() / 'data/references.bib'}"],
    )
    assert "Tall i Norge" in printed and "møte mellom dna og manualer: en & to" in " ".join(printed.casefold().split())


def test_a_second_time_nothing_is_added(zotero):
    add_references(from_file(zotero))
    before = text()
    assert add_references(from_file(zotero)).there == {"zot_mote_2025": "zot_mote_2025", "ssb2025": "ssb2025"}
    assert text() == before


@pytest.mark.parametrize(
    "other",
    [
        "@misc{x, title = {Et annet navn}, doi = {https://doi.org/10.1371/JOURNAL.pgph.0003031}}",
        "@book{x, title = {Tabell 07459: befolkning, etter {Region}, alder, statistikkvariabel og år}, year = 2024}",
    ],
)
def test_a_work_that_is_there_under_another_key_is_not_added(project, other):
    before = text()
    added = add_references(read_references(other))
    assert added.new == () and added.there["x"] in ("ackerman2024nonspecialist", "ssb07459") and text() == before


def test_a_key_that_another_work_has_gets_a_letter(project):
    added = [add_references(read_references(f"@book{{skde, title = {{{title}}}, year = 1}}")) for title in "AB"]
    assert [one.key for each in added for one in each.new] == ["skdeb", "skdec"]


def test_a_new_reference_belongs_to_no_edition_until_it_is_given_one(project, survey, zotero):
    before = references(survey)
    add_references(from_file(zotero))
    assert references(survey) == before


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ("\n@book{a, title = {B", "Line 2 of the references: .*"),
        ("@book{a, title = {B}} @book{a, title = {C}}", "key 'a'"),
        ("Ingen", "has no references"),
        ("@book{a, year = 1}", "no title"),
    ],
)
def test_what_is_no_reference_is_told_and_nothing_written(project, contents, words):
    path, before = project / "a.bib", text()
    path.write_text(contents, encoding="utf-8")
    with pytest.raises(ProjectError, match=words):
        add_references(from_file(path))
    assert text() == before


def test_a_file_that_is_not_there_is_told(project):
    with pytest.raises(ProjectError, match=r"no file b\.bib"):
        from_file(project / "b.bib")


# --- a DOI ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("doi", ["10.1234/abc", "https://doi.org/10.1234/abc", "doi:10.1234/abc"])
def test_a_doi_gives_a_reference_with_a_key_of_name_year_and_word(resolver, project, doi):
    assert is_doi(doi)
    [reference] = add_references([by_doi(doi)]).new
    assert resolver == [("/10.1234/abc", "application/x-bibtex")]
    assert reference.key == "odegard2026care"
    assert str(reference) in text() and "{{Care & Cure in Norway}}" in str(reference)


@pytest.mark.parametrize(
    ("doi", "words"),
    [("10.1234/none", "doesn't know it"), ("10.1234/down", "answers 500"), ("10.1234/data", "gives no reference")],
)
def test_a_doi_without_a_reference_is_told(resolver, doi, words):
    with pytest.raises(ProjectError, match=words):
        by_doi(doi)


def test_without_a_network_the_other_way_is_told(monkeypatch):
    monkeypatch.setattr(bibliography, "RESOLVER", "http://127.0.0.1:9/")
    with pytest.raises(ProjectError, match=r"can't be reached .*is248 add-reference FILE.bib"):
        by_doi("10.1234/abc")


@pytest.mark.parametrize("text", ["zotero.bib", "10.1234", "https://example.no/10.1234"])
def test_what_is_no_doi_is_none(text):
    assert not is_doi(text)
