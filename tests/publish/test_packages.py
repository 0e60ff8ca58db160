"""A workbook for every county: its units' answers and FTE, beside their sizes', the county's and the country's."""

import io

import pytest
from openpyxl import load_workbook

from is248.analysis import population
from is248.analysis.by_unit import GROUPS, by_unit
from is248.publish.assembly.rows import slug
from is248.publish.files.packages import Packages
from pages import book, text
from text_world import UNITS, text_survey

SHEETS = ["Forside", "Innhold", "Noter", "Årsverk", "Svar", "Sammenlikning", "Kodebok"]


@pytest.fixture(scope="module")
def rogaland():
    given = {"1120": "1", "1121": "2", "1149": None, "3103": "1", "3114": "1"}
    survey = text_survey(plan=given, behov={"1120": "=Hemmelig"})
    fte = dict.fromkeys(("fte_adults", "inhabitants_adults"), 10.4) | dict.fromkeys(("fte_children", "fte"), 5.5)
    survey.units[[*fte, "inhabitants_under_18"]] = [[*fte.values(), 100]] * len(survey.units)
    survey.units["imputed"] = False
    rates = {by: population.fte(survey, by) for by in GROUPS}
    made = Packages(survey, rates, population.base_data(survey), by_unit(survey))
    files = made.files()
    assert sorted(files) == sorted(f"{slug(county)}.xlsx" for county in set(UNITS["county"]))
    return load_workbook(io.BytesIO(files["rogaland.xlsx"]))


def rows(sheet) -> list[tuple]:
    [table] = sheet.tables.values()
    return [tuple(cell.value for cell in row) for row in sheet[table.ref]]


def test_a_package_has_a_cover_contents_notes_and_a_marked_table_on_each_sheet(rogaland):
    assert rogaland.sheetnames == SHEETS
    for sheet in rogaland.worksheets[1:]:
        heads = rows(sheet)[0]
        assert all(heads) and len(set(heads)) == len(heads) and not sheet.merged_cells.ranges
    assert "Slik siterer du" in " ".join(row[0].value for row in rogaland["Forside"].iter_rows())


def test_the_units_answers_are_words_and_no_free_text_is_there(rogaland):
    assert rows(rogaland["Svar"]) == [
        ("Kode", "Spørsmål", "Klepp", "Time", "Karmøy"),
        ("plan", "Plan?", "Ja", "Nei", "Ikke svart"),
    ]
    every = [str(cell.value) for sheet in rogaland for row in sheet.iter_rows() for cell in row]
    assert not [one for one in every if "Hemmelig" in one or "behov" in one]


def test_the_groups_stand_beside_each_other(rogaland):
    heads, yes, no, answered = rows(rogaland["Sammenlikning"])
    assert heads[4:] == (
        "Rogaland",
        "Kommuner med 5000–10000 innbyggere",
        "Kommuner med færre enn 2000 innbyggere",
        "Hele landet",
    )
    assert (yes[2:5], no[2:5], answered[2:5]) == (
        *(("Ja", "Prosent", 50), ("Nei", "Prosent", 50), ("Antall svar", "Antall svar", 2)),
    )
    assert (yes[-1], answered[-1]) == (75, 4)


def test_fte_are_whole_numbers_of_units_sizes_county_and_country(rogaland):
    heads, *found = rows(rogaland["Årsverk"])
    assert heads[:5] == (
        "Nummer",
        "Enhet eller gruppe",
        "Kommunestørrelse",
        "Årsverk til barn og unge",
        "Årsverk til voksne",
    )
    assert [row[1] for row in found][:3] == ["Klepp", "Time", "Karmøy"]
    assert [row[4] for row in found] == [10, 10, 10, 42, 42, 31, 114]
    assert heads[-1] == "Årsverk totalt 2023"


def test_the_codebook_says_what_was_asked_of_whom(rogaland):
    assert rows(rogaland["Kodebok"])[1] == ("plan", 1, "Plan?", "Alle", "Ja; Nei")


def test_the_book_links_to_every_countys_package_in_html(edition_pages):
    assert "[Møre og Romsdal](../../packages/more-og-romsdal.xlsx)" in edition_pages
    assert edition_pages.count(".xlsx") == 15 and 'when-format="html"' in edition_pages


@pytest.fixture
def edition_pages() -> str:
    made = book({"chapters/01-en.ipynb": [text("# Én {#sec-en}\n\n::: {#pakker}\n:::")]})
    return made.pages[0].markdown
