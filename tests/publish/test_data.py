"""The book's numbers as files: rounded as printed, unrounded beside, and a sheet for every table."""

import csv

from openpyxl import load_workbook

from is248.publish.data import new_workbook, write_data


def rows(path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_table_stands_in_tables_csv_as_printed_and_unrounded_in_its_own_file(small, tmp_path):
    write_data(small, tmp_path)
    assert rows(tmp_path / "tables.csv") == [
        ["table", "row", "group", "measure", "value"],
        ["1.1", "Oslo", "2024", "Prosent", "12"],
        ["1.1", "Oslo", "", "Årsverk", ""],
    ]
    assert rows(tmp_path / "tbl-en.csv")[1:] == [
        *(["Oslo", "2024", "Prosent", "12", "12.34"], ["Oslo", "", "Årsverk", "", ""]),
    ]
    assert rows(tmp_path / "fig-en.csv") == [["row", "group", "measure", "value", "unrounded"]]
    assert len(rows(tmp_path / "tests.csv")) == 1


def test_the_workbook_has_a_sheet_for_the_table_with_one_head_and_the_contents_lead_to_it(small, tmp_path):
    write_data(small, tmp_path)
    workbook = load_workbook(tmp_path / "tables.xlsx")
    assert workbook.sheetnames == ["Innhold", "Tabell 1.1"]
    assert list(workbook["Tabell 1.1"].values) == [("Rad", "2024: Prosent", "Årsverk"), ("Oslo", 12, None)]
    assert workbook["Innhold"]["A2"].hyperlink.location or workbook["Innhold"]["A2"].hyperlink.target
    assert workbook.properties.language == small.config["lang"]


def test_a_workbook_carries_the_edition_and_not_the_day_it_was_made(small):
    properties = new_workbook(small.edition, "Tittel").properties
    assert (properties.title, properties.creator) == ("Tittel", small.edition.author)
    assert properties.created.date() == small.edition.date
