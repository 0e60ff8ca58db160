"""A table as rows and columns: what the page shows, and numbers that are numbers."""

import pandas as pd
import pytest

from is248.analysis import markup
from is248.analysis.tables import Column, table
from is248.data.groupings import TOTAL
from is248.publish.assembly.shape import Number, number_of, shape_of

NBSP, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("printed", "value", "decimals"),
    [(f"12{THIN}607", 12607, 0), (f"1{NBSP}234,5", 1234.5, 1), ("−110", -110, 0), ("3,0", 3.0, 1), ("0", 0, 0)],
)
def test_a_printed_number_is_one(printed, value, decimals):
    found = number_of(printed)
    assert (found.value, found.decimals) == (value, decimals)


@pytest.mark.parametrize("text", ["–", "", "12 av 20", "0-10 %", "−", "1,", "2024–2025"])
def test_another_text_is_itself(text):
    assert number_of(text) == text


def test_two_heads_are_one_and_sections_a_column():
    cells = {
        Column("n", "Antall", "Voksne", 2024): pd.Series({"a": 1.0, "b": 2.0, TOTAL: 3000.0}),
        Column("pct", "Prosent", "Voksne", 2024, decimals=1): pd.Series({"a": 33.3, "b": float("nan"), TOTAL: 100.0}),
        Column("t", "Hva", decimals=None): pd.Series({"a": "1", "b": "x", TOTAL: ""}),
    }
    made = table("Enhet", cells, labels={"a": "En"}, sections={"a": "Agder", "b": "Oslo"}, section_head="Fylke")
    shape = shape_of(markup.to_html(made))
    assert shape.heads == ("Fylke", "Enhet", "2024 / Voksne: Antall", "2024 / Voksne: Prosent", "Hva")
    assert shape.rows == (
        ("Agder", "En", Number("1"), Number("33,3"), "1"),
        ("Oslo", "b", Number("2"), "–", "x"),
        ("", "Totalt", Number("3000"), Number("100,0"), ""),
    )
    assert shape.names == [("En", "Agder"), ("b", "Oslo"), ("Totalt", "")]


def test_blanks_in_heads_are_ones_that_a_search_finds():
    made = table("År", {Column("r", "x", measured=f"Per 10{NBSP}000 inn\u00adbyggere"): pd.Series({"a": 1.0})})
    assert shape_of(markup.to_html(made)).heads == ("År", "Per 10 000 innbyggere")


def test_a_column_without_an_upper_head_keeps_its_own_among_those_that_have_one():
    table = """<table><thead>
<tr><th rowspan="2">Fylke</th><th colspan="2">2024</th><th rowspan="2">Endring</th></tr>
<tr><th>Antall</th><th>Prosent</th></tr></thead>
<tbody><tr><th>Oslo</th><td>3</td><td>20</td><td>–2</td></tr></tbody></table>"""
    assert shape_of(table).heads == ("Fylke", "2024: Antall", "2024: Prosent", "Endring")
