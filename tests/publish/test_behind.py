"""The numbers behind the figures of the PDF: a table for each, or where one has them already."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from is248.publish.assembly.book import Exhibit, Page
from is248.publish.pdf.behind import numbers_behind, pointers
from is248.publish.pdf.records import figure_table


def exhibit(label: str, kind: str, values: dict[str, float | None], number: str = "1.1", **about) -> Exhibit:
    records = [{"row": row, "group": "Voksne", "measure": "Prosent", "value": v} for row, v in values.items()]
    about = {"title": "Svar", "labels": {}, "sections": {}, "heads": {}} | about
    return Exhibit(label, "Alt.", {"kind": kind, "records": records} | about, "", number)


def page(*exhibits: Exhibit) -> Page:
    return Page(Path("chapters/01-en.ipynb"), Path("chapters/01-en.qmd"), False, "En", "sec-en", True, "", exhibits)


FIGURE = exhibit("fig-en", "figure", {"Ja": 40.0, "Nei": 60.0})


def test_a_figure_leads_to_the_table_of_its_chapter_that_has_all_its_numbers():
    more = exhibit("tbl-en", "table", {"Ja": 40.0, "Nei": 60.0, "Vet ikke": 0.0}, "1.2")
    assert pointers(page(FIGURE, more)) == {"fig-en": '#numbers-at(<tbl-en>, "tabell 1.2")'}


def test_a_figure_with_a_number_of_its_own_leads_to_the_last_part():
    other = exhibit("tbl-en", "table", {"Ja": 40.0, "Nei": 59.0})
    assert pointers(page(FIGURE, other)) == {"fig-en": '#numbers-at(<tall-fig-en>, "Tallene bak figurene")'}


def test_a_figure_that_shows_no_numbers_leads_nowhere():
    assert pointers(page(exhibit("fig-tom", "figure", {}))) == {}


def test_the_numbers_stand_as_printed():
    rates = figure_table(exhibit("fig-rater", "figure", {"2023": 29.4, "2024": 29.0}))
    assert [str(rates.value(year, "n")) for year in ("2023", "2024")] == ["29,4", "29,0"]
    assert str(figure_table(FIGURE).value("Ja", "n")) == "40"


def test_rows_and_heads_are_named_as_the_figure_names_them():
    named = {"labels": {"Voksne|2023": "2023"}, "sections": {"Voksne|2023": "Voksne"}, "title": "År"}
    named["heads"] = {"Voksne": "Voksne fra 18 år"}
    shown = figure_table(exhibit("fig-rater", "figure", {"Voksne|2023": 29.4, "Totalt": 29.0}, **named))
    assert (shown.title, shown.sections) == ("År", named["sections"])
    assert [shown.label(row) for row in shown.values.index] == ["2023", "Totalt"]
    assert [column.upper for column in shown.columns] == ["Voksne fra 18 år"]


def test_a_table_that_is_turned_stands_last_in_its_chapter_so_that_pages_are_full():
    groups = [f"Samarbeidsorganisasjoner{number}" for number in range(6)]
    records = [
        {"row": row, "group": group, "measure": "Prosent", "value": 5.0} for row in ("Ja", "Nei") for group in groups
    ]
    wide = replace(FIGURE, label="fig-bred", number="1.1", data=FIGURE.data | {"records": records})
    narrow = replace(FIGURE, label="fig-smal", number="1.2")
    made = numbers_behind(SimpleNamespace(pages=[page(wide, narrow)]))
    assert "#turned-table" in made
    assert made.index("<tall-fig-smal>") < made.index("<tall-fig-bred>")
