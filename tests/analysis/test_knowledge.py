"""The knowledge base: the bibliography is whole and clean, and chapter 1 cites what the data say that it discusses."""

import json
import re
from functools import cache
from types import SimpleNamespace

import nbformat
import pypandoc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.analysis import knowledge
from is248.analysis.markup import to_html
from is248.chapters import execution
from is248.project import root
from is248.survey import open_survey

PRINTED = 166  # references in the printed list of 2024
SEARCHES = ("nordisk", "pubmed-psykisk-helse", "pubmed-rus")
THEMES = (
    *("tjenesteutvikling", "populasjoner", "utdanning", "velferd-og-kriminalitet", "helseulikheter", "natur"),
    *("kunst-og-kultur", "teknologi", "rus-og-avhengighet", "psykososiale-tiltak", "stigma", "ensomhet"),
    *("helsepersonell", "grupper-og-tilstander", "helseokonomi", "rus-og-psykisk-helse", "rusbehandling"),
    *("rus-i-sammenheng", "rus-barrierer"),
)
UNDATED = {"anthunbrygga", "kaspersenforfroya"}  # so in the printed list
NO_PUBLISHER = {"almvik2021samfunnsdeltakelse", "wangensteen2023foreldre"}  # the chapter of 2023 doesn't name it
REQUIRED = {
    "": set(),  # of a work the chapter of 2023 says no more than who, when and what about
    "article-journal": {"container-title"},
    "book": {"publisher"},
    "chapter": {"container-title", "publisher"},
    "report": set(),
    "webpage": {"URL"},
}
RESIDUE = re.compile(r"<|>|&\w+;|\*\*|\bet al\b|\ufffd|\u00ad|[ﬀ-ﬆ]| - |[(\[]\s|\s[,.;:?)]|\\")
SLIP = re.compile(r"\d|\bRed\b|[()*&]|[a-zæøå][ÆØÅ]")  # «GjØra»


@pytest.fixture(scope="module")
def text() -> str:
    return (root() / knowledge.BIBLIOGRAPHY).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def entries(text) -> list[dict]:
    return json.loads(pypandoc.convert_text(text, "csljson", format="biblatex"))


@pytest.fixture(scope="module")
def sections() -> dict[str, set[str]]:
    """What each section of chapter 1 cites, by the end of its label."""
    prose = _prose("01-kunnskapsgrunnlag")
    found = re.split(r"^#+ .*\{#sec-(?:kunnskap-)?([\w-]+)[^}]*\}$", prose, flags=re.MULTILINE)
    return {label: _cited(body) for label, body in zip(found[1::2], found[2::2], strict=True)}


@cache
def _prose(chapter: str) -> str:
    notebook = nbformat.read(root() / f"chapters/{chapter}.ipynb", as_version=4)
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def _cited(prose: str) -> set[str]:
    return {key for key in re.findall(r"(?<!\w)@([\w-]+)", prose) if not key.lower().startswith(("sec-", "tbl-"))}


def test_all_references_of_the_printed_list_are_there(survey):
    assert len(knowledge.references(survey)) == PRINTED


def test_the_keywords_are_those_that_pandoc_reads(entries):
    words = {entry["id"]: set(entry.get("keyword", "").split(", ")) for entry in entries}
    for edition in ("is248-2023", "is248-2024"):
        own = {key: found - {edition} for key, found in words.items() if edition in found}
        for word in set().union(*own.values()):
            tagged = knowledge.references(_year(int(edition[-4:])), word)
            assert set(tagged) == {key for key, found in own.items() if word in found}, word


def test_no_key_stands_twice(text, entries):
    keys = re.findall(r"^@\w+\{([^,\s]+),", text, flags=re.MULTILINE)
    assert len(keys) == len(set(keys)) == len(entries)


def test_no_work_stands_twice(entries):
    works = [(_names(entry)[0], entry["title"].casefold()) for entry in entries]
    assert len(works) == len(set(works))


def test_every_reference_has_what_its_kind_needs(entries):
    lacking = {
        entry["id"]: missing
        for entry in entries
        if (
            missing := {"title", "language", *REQUIRED[entry["type"]]}
            - {k for k, v in entry.items() if v}
            - ({"publisher"} if entry["id"] in NO_PUBLISHER else set())
        )
        or not _names(entry)
    }
    assert lacking == {}


def test_years_are_plausible_and_those_of_the_keys(survey, entries):
    dated = {entry["id"]: entry["issued"]["date-parts"][0][0] for entry in entries if "issued" in entry}
    undated = {entry["id"] for entry in entries} - set(dated)
    assert {entry["id"] for entry in entries if entry["id"] in undated and entry["type"] != "webpage"} == UNDATED
    assert all(1989 <= year <= survey.edition.year for year in dated.values())
    in_key = {key: re.search(r"\D(\d{4})(?:\D|$)", key) for key in dated}
    assert {key: year for key, year in dated.items() if in_key[key] and int(in_key[key][1]) != year} == {}


def test_identifiers_and_addresses_are_well_formed(entries):
    assert all(re.fullmatch(r"10\.\d{4,9}/\S+[^.\s]", entry["DOI"]) for entry in entries if "DOI" in entry)
    assert all(re.fullmatch(r"https://\S+[^.\s]", entry["URL"]) for entry in entries if "URL" in entry)
    identifiers = [entry["DOI"] for entry in entries if "DOI" in entry]
    assert len(identifiers) == len(set(identifiers))


def test_nothing_is_left_of_the_extraction_of_the_text(entries):
    fields = ("title", "container-title", "publisher", "genre", "number", "page")
    dirty = [
        (entry["id"], entry[field]) for entry in entries for field in fields if RESIDUE.search(entry.get(field, ""))
    ]
    assert dirty == []
    assert [name for entry in entries for name in _names(entry) if SLIP.search(name)] == []


def _names(entry: dict) -> list[str]:
    people = entry.get("author") or entry.get("editor") or []
    return [person.get("family") or person["literal"] for person in people]


def test_what_a_search_found_either_has_a_theme_or_is_named_as_not_discussed(survey):
    found = {key for search in SEARCHES for key in knowledge.references(survey, search)}
    themed = {key for theme in (*THEMES, "bokanmeldelse") for key in knowledge.references(survey, theme)}
    left_out = set(knowledge.references(survey, "ovrige"))
    assert themed | left_out == found
    assert themed & left_out == set()


@pytest.mark.parametrize("theme", THEMES)
def test_the_section_of_a_theme_cites_the_references_of_that_theme(survey, sections, theme):
    cited = sections[theme] - {"ose2023kommunalt"}  # the report of the year before, mentioned with them
    assert cited == set(knowledge.references(survey, theme))


def test_the_background_and_the_books_are_all_cited(survey, sections):
    places = (("bakgrunn", "bakgrunn"), ("fagbok", "fagbok"), ("bokanmeldelse", "fagbok"))
    for keyword, section in (*places, ("selvmordsforebygging", "internasjonalt")):
        assert set(knowledge.references(survey, keyword)) <= sections[section]


def test_the_summary_says_nothing_that_the_chapter_has_not_said(sections):
    summary = "kunnskapsgrunnlag-oppsummering"
    before = [cited for section, cited in sections.items() if section != summary]
    assert sections[summary] <= set().union(*before)


def test_no_search_found_more_than_it_hit(survey):
    hits = knowledge.searches(survey)
    reviews = {key for search in SEARCHES[1:] for key in knowledge.references(survey, search)}
    assert len(knowledge.references(survey, "nordisk")) <= hits.sum(["Idunn", "Google Scholar"], "hits")
    assert len(reviews) <= hits.value("PubMed", "hits")


@pytest.mark.parametrize(("make", "rows"), [(knowledge.white_papers, 16), (knowledge.plans, 28)])
def test_every_document_stands_once_under_its_kind(survey, make, rows):
    table = make(survey)
    assert len(set(table.rows)) == len(table.rows) == rows
    kinds = [table.sections[row] for row in table.rows]
    assert kinds == sorted(kinds, key=list(dict.fromkeys(kinds)).index)  # a heading opens once
    assert len(table.records()) == rows  # texts are exported too
    assert f">{table.rows[0]}<" in to_html(table)


def test_the_note_says_which_white_paper_was_not_passed(survey):
    assert knowledge.white_papers(survey).note.startswith("Meld. St. 5 (2024–2025) var ikke behandlet")


@given(st.lists(st.sampled_from((*SEARCHES, *THEMES, "ovrige", "rusnevnt")), max_size=3), st.sampled_from(SEARCHES))
def test_one_keyword_more_never_gives_more_references(survey, keywords, another):
    fewer, more = knowledge.references(survey, *keywords, another), knowledge.references(survey, *keywords)
    assert set(fewer) == set(more) & set(knowledge.references(survey, another))


def test_an_unknown_keyword_names_those_there_are(survey):
    with pytest.raises(ValueError, match=r"no keyword 'nattur'; there are .*natur"):
        knowledge.references(survey, "nattur")


def _year(year: int) -> SimpleNamespace:
    return SimpleNamespace(year=year)


def test_an_edition_has_only_its_own_references():
    assert knowledge.references(_year(1999)) == []
    of_2023, of_2024 = (set(knowledge.references(_year(year))) for year in (2023, 2024))
    assert of_2023 - of_2024 and of_2024 - of_2023 and of_2023 & of_2024


def test_a_year_without_references_has_those_of_the_edition_before():
    assert knowledge.references(_year(2031)) == knowledge.references(_year(2024))


def test_cited_is_one_citation():
    assert knowledge.cited(["a2023b", "c2024d"])._repr_markdown_() == "[@a2023b; @c2024d]"


# --- the list of references of a year's book


ENTRIES = """% What this is.

@online{data, title = {Data}}

@book{old, title = {Old}, keywords = {is248-2023}}

@book{both, title = {Both}, keywords = {fagbok, is248-2023, is248-2024}}

% The next ones.

@book{new, title = {New}, keywords = {fagbok, is248-2024}}
"""


@pytest.mark.parametrize(
    ("year", "prose", "kept"),
    [
        (2023, "", ["old", "both"]),
        (2024, "", ["both", "new"]),
        (2031, "", ["both", "new"]),  # the newest edition before
        (1999, "Se @data.", ["data"]),
        (2023, "Se [@new, s. 4] og @newer.", ["old", "both", "new"]),
        (2024, "Se [@older; @data].", ["data", "both", "new"]),
    ],
)
def test_a_years_book_prints_the_references_of_its_edition_and_what_it_cites(year, prose, kept):
    printed = knowledge.bibliography_of(ENTRIES, year, prose)
    assert re.findall(r"@\w+\{(\w+)", printed) == kept
    assert [entry["id"] for entry in json.loads(pypandoc.convert_text(printed, "csljson", format="biblatex"))] == kept


# --- chapter 1 of 2023


@pytest.fixture(scope="module")
def survey_2023():
    return open_survey(2023)


def test_the_chapter_of_2023_cites_every_reference_of_its_edition_and_two_sources_of_facts(survey_2023):
    cited = _cited(_prose("01-kunnskapsgrunnlag-2023"))
    assert cited - {"ose2023kommunalt", "hoffmann2021nearly"} == set(knowledge.references(survey_2023))


def test_the_reviews_about_substance_use_are_as_many_in_the_list_as_in_the_data(survey_2023):
    included = knowledge.searches(survey_2023).value("PubMed, rus", "included")
    assert len(knowledge.references(survey_2023, "pubmed-rus")) == included


def test_no_search_of_2023_included_more_than_it_hit_or_less_than_is_listed(survey_2023):
    found = knowledge.searches(survey_2023)
    keywords = {"Idunn, tidsskrifter og Google Scholar": "nordisk", "PubMed, psykisk helse": "pubmed-psykisk-helse"}
    for database, keyword in keywords.items():
        listed = len(knowledge.references(survey_2023, keyword))
        assert listed <= found.value(database, "included") <= found.value(database, "hits")


def test_the_documents_of_2023_stand_once_each(survey_2023):
    for table, rows in ((knowledge.white_papers(survey_2023), 11), (knowledge.plans(survey_2023), 17)):
        assert len(set(table.rows)) == len(table.rows) == rows


def test_the_chapter_of_2023_can_be_executed():
    [run] = execution.execute_chapters([root() / "chapters/01-kunnskapsgrunnlag-2023.ipynb"], {"year": 2023})
    assert {cell.id for cell in run.notebook.cells if cell.get("outputs")} == {"tbl-nye-meldinger", "tbl-nye-planer"}
