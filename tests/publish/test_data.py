"""The book's numbers as files: for programs unrounded, for people in the page's rows and columns."""

import csv
import io
import json

import pandas as pd
import pytest
from openpyxl import load_workbook

from is248.publish.files.data import write_data
from is248.publish.files.datapackage import OWN_FIELDS
from is248.publish.files.workbooks import Workbook


@pytest.fixture(scope="module")
def files(small, tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    write_data(small, folder)
    return folder


def rows(path, **format) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, **format))


def test_a_table_stands_in_tables_csv_as_printed_and_unrounded_in_its_own_file(files):
    assert rows(files / "tables.csv") == [
        ["table", "row", "group", "measure", "value"],
        ["1.1", "Oslo", "2024", "Prosent", "12"],
        ["1.1", "Oslo", "", "Årsverk", ""],
    ]
    assert rows(files / "tbl-en.csv")[1:] == [
        ["Oslo", "2024", "Prosent", "12", "12.34", "Oslo", ""],
        ["Oslo", "", "Årsverk", "", "", "Oslo", ""],
    ]
    assert rows(files / "fig-en.csv") == [OWN_FIELDS]
    assert len(rows(files / "tests.csv")) == 1


def test_norwegian_csv_has_the_table_first_and_what_is_told_of_it_below(files, small):
    content = (files / "tbl-en-norsk.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == content.count(b"\n")
    head, oslo, empty, *told = rows(files / "tbl-en-norsk.csv", delimiter=";")
    assert (head, oslo, empty) == (["\ufeffFylke", "2024: Prosent", "Årsverk"], ["Oslo", "12", "–"], [])
    assert told[0] == ["Tabell 1.1. En tabell."]
    assert any("syntetiske" in line[0] for line in told) and any("CC BY 4.0" in line[0] for line in told)
    read = pd.read_csv(files / "tbl-en-norsk.csv", sep=";", decimal=",", na_values="–")
    assert read["2024: Prosent"].dtype == float and read["2024: Prosent"].sum() == 12


def test_a_table_is_a_workbook_too_with_a_sheet_on_its_numbers(files):
    book = load_workbook(files / "tbl-en.xlsx")
    assert book.sheetnames == ["Tabell 1.1", "Om tallene"]
    sheet = book["Tabell 1.1"]
    [table] = sheet.tables.values()
    assert sheet["A1"].value == "Tabell 1.1. En tabell."
    assert [[cell.value for cell in row] for row in sheet[table.ref]] == [
        ["Fylke", "2024: Prosent", "Årsverk"],
        ["Oslo", 12, "–"],
    ]


def test_the_large_workbook_has_a_cover_contents_notes_and_all_tables_and_figures(files, small):
    book = load_workbook(files / "tables.xlsx")
    assert book.sheetnames == ["Forside", "Innhold", "Noter", "Tabell 1.1", "Figur 1.1", "Tabell 2.1"]
    assert [row[0].value for row in book["Innhold"].iter_rows(min_row=3)] == ["Tabell 1.1", "Figur 1.1", "Tabell 2.1"]
    assert book["Innhold"]["A3"].hyperlink.location == "'Tabell 1.1'!A1"
    assert any("syntetiske" in row[0].value for row in book["Forside"].iter_rows())
    assert book.properties.language == small.config["lang"]


def test_a_table_that_an_author_wrote_in_markdown_is_a_file_too(files):
    assert rows(files / "tbl-to-norsk.csv", delimiter=";")[:2] == [["\ufeffA", "B"], ["1", "2"]]
    assert not (files / "tbl-to.csv").exists()


def test_the_data_package_describes_every_file_for_programs_as_it_is(files, small):
    package = json.loads((files / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["path"]: resource for resource in package["resources"]}
    assert set(described) == {one.name for one in files.glob("*.csv")} - {one.name for one in files.glob("*-norsk.csv")}
    for name, resource in described.items():
        assert [field["name"] for field in resource["schema"]["fields"]] == rows(files / name)[0]
    assert package["licenses"][0]["name"] == "CC-BY-4.0" and package["synthetic"]


def test_a_workbook_carries_the_edition_and_not_the_day_it_was_made(small):
    made = Workbook(small.edition, "Tittel")
    made.add_lines("Forside", "Tittel", ["=1+1"])
    book = load_workbook(io.BytesIO(made.content()))
    assert (book.properties.title, book.properties.creator) == ("Tittel", small.edition.author)
    assert book.properties.created.date() == book.properties.modified.date() == small.edition.date
    assert (book["Forside"]["A2"].value, book["Forside"]["A2"].data_type) == ("=1+1", "s")


def test_two_writings_give_the_same_bytes(files, small, tmp_path):
    write_data(small, tmp_path)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {
        one.name: one.read_bytes() for one in files.iterdir()
    }


def test_a_sheet_is_printed_as_wide_as_its_table_with_its_heads_on_every_page(small):
    made = Workbook(small.edition, "Tittel")
    made.add_lines("Forside", "Tittel", ["Ord " * 100])
    made.add_table("Ark", "Tittel " * 30, ["Note " * 100], ["Fylke", "Antall"], [["Oslo", 1]] * 90)
    cover, sheet = load_workbook(io.BytesIO(made.content())).worksheets
    [table] = sheet.tables.values()
    above = [sheet.cell(row, 1).value for row in range(1, sheet[table.ref][0][0].row)]
    assert " ".join(above).split() == ["Tittel"] * 30 + ["Note"] * 100
    assert max(map(len, above)) <= 120
    assert sheet.print_title_rows == f"${len(above) + 1}:${len(above) + 1}"
    assert cover.column_dimensions["A"].width < 75 and cover["A2"].alignment.wrap_text
    assert cover.page_setup.paperSize == sheet.page_setup.paperSize == 9
