"""Cells mean the same however they are written: codes and labels, boxes, numbers, status."""

import pandas as pd
import pyreadstat
import pytest

from is248.data.codebook import load_codebook
from is248.data.problems import DataError
from is248.data.responses import number_text
from is248.intake import cells
from is248.intake.importing import import_file
from survey_world import LABELS, answers, found, imported, sav, spss_frame, with_cell


def test_the_label_decides_where_spss_has_other_codes(world, expected):
    frame = spss_frame()
    frame["plan"] = frame["plan"].map({1: 10, 2: 20, 3: 30})
    labels = LABELS | {"plan": {10.0: "ja", 20.0: "Nei.", 30.0: "Vet ikke"}}
    assert import_file(sav(world, frame, labels), 2025).found.open == []
    assert imported(world) == expected


def test_codes_that_changed_places_are_never_taken_by_their_number(world):
    labels = LABELS | {"plan": {1.0: "Nei", 2.0: "Ja, delvis", 3.0: "Vet ikke"}}
    with pytest.raises(DataError) as error:
        import_file(sav(world, spss_frame(), labels), 2025)
    assert {(p.rule, p.column, p.value) for p in error.value.problems} == {
        ("value_outside_options", "plan", "2 «Ja, delvis»")
    }


def boxes(frame: pd.DataFrame) -> list[str]:
    multiple = [q.id for q in load_codebook(2024).questions if q.type == "multiple"]
    return [column for column in frame if column.split("__")[0] in multiple]


@pytest.mark.parametrize("kind", ["sav", "words"])
def test_nei_in_a_box_means_that_it_is_empty_also_where_an_option_is_called_nei(demo, tmp_path, kind):
    """Labels 0 Nei and 1 Ja on every box, or the words themselves: the boxes come back as they were."""
    if kind == "sav":
        numbers = demo[boxes(demo)].apply(pd.to_numeric)
        path = tmp_path / "eksport.sav"
        frame = pd.concat([demo[["unit", "status"]], numbers], axis=1)
        labels = {column: {0: "Nei", 1: "Ja"} for column in numbers}
        pyreadstat.write_sav(frame, path, variable_value_labels=labels)
    else:
        path = tmp_path / "eksport.csv"
        words = demo[["unit", "status", *boxes(demo)]].replace(
            {column: {"0": "Nei", "1": "Ja"} for column in boxes(demo)}
        )
        words.to_csv(path, index=False)
    read_back = pd.read_csv(import_file(path, 2024).written, dtype="str", keep_default_na=False)
    changed = [column for column in boxes(demo) if not (read_back[column] == demo[column]).all()]
    assert changed == []


@pytest.mark.parametrize(
    ("kurs", "nei", "ticks"),
    [
        (["Kurs", None], [None, "Nei"], [0, 1]),  # labels alone: ticked
        (["Ja", "Nei"], ["Nei", "Ja"], [0, 1]),  # the box says «Ja» too: empty
        (["Ja", "Nei"], ["Nei", "Nei"], [0, 0]),  # as all boxes beside it
        (["X", None], [None, "Nei"], [0, None]),
        (["1", "0"], [None, "Nei"], [0, None]),
        (["Ja", None], [None, "Nei"], [0, None]),
        (["Kurs", "x"], ["x", "Nei"], [1, None]),
    ],
)
def test_nei_in_the_box_of_nei(kurs, nei, ticks):
    columns = {"a": pd.Series(kurs, dtype=object), "b": pd.Series(nei, dtype=object)}
    boxes, unread, _ = cells.ticks(columns, {"a": ["Kurs"], "b": ["Nei"]}, {}, {})
    assert [None if record in unread["b"] else boxes["b"][record] for record in (0, 1)] == ticks


@pytest.mark.parametrize(
    ("words", "tick"), [({1.0: "Nei"}, 1), ({0.0: "Ikke valgt", 1.0: "Nei"}, 1), ({1.0: "Nei", 2.0: "Ja"}, 0)]
)
def test_a_code_that_spss_calls_nei_in_the_box_of_nei(words, tick):
    columns = {"a": pd.Series([0.0]), "b": pd.Series([1.0])}
    assert cells.ticks(columns, {"a": ["Kurs"], "b": ["Nei"]}, {"b": words}, {})[0]["b"][0] == tick


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1250", "1250"),
        ("1 250", "1250"),
        ("1\u00a0250,50", "1250.5"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1.250.000", "1250000"),
        ("12.5", "12.5"),
        ("0,125", "0.125"),
        ("1,250", "1.25"),
        (",5", "0.5"),
    ],
)
def test_numbers_as_people_write_them(text, number):
    export = with_cell("30116", "team_fte", text)
    assert {problem.rule for problem in found(export)} <= {"impossible_number", "absent_but_answered", "unlikely_fte"}
    assert number_text(answers(export).frame["team_fte"][5]) == number


@pytest.mark.parametrize("number", [1.125, 12.375, 250.004, 3.0, 0.5, 1250000.0])
def test_a_cell_that_a_workbook_has_as_a_number_has_no_separators_to_read(number):
    export = with_cell("1103", "tilskudd", number)
    assert {problem.rule for problem in found(export)} == ({"thousands_lost"} if number % 1 else set())
    assert answers(export).frame["tilskudd"][1] == number


def test_free_texts_are_masked_and_what_was_masked_is_counted():
    told = answers(with_cell("1101", "kommentar", "Ring Kari Nordmann på 912 34 567, eller kari@kommune.no"))
    assert told.frame["kommentar"][0] == "Ring [navn] på [telefon], eller [e-post]"
    assert dict(told.masked) == {"name": 1, "phone": 1, "email": 1}
