"""Ways of writing that have one meaning are read; what a cell says twice and otherwise is not."""

import pandas as pd
import pytest

from is248.data.codebook import Option
from is248.data.problems import DataError
from is248.intake.cells import codes, label_reader
from is248.intake.importing import import_file
from is248.intake.spellings import plain_code, plain_tick, plain_unit
from is248.project import ProjectError
from survey_world import faultless, found, imported, read, with_cell, write_csv

JA, NEI = Option(code=1, label="Ja"), Option(code=2, label="Nei", aliases=["Nei, aldri"])
FEW, MORE = Option(code=1, label="1-4 pasienter"), Option(code=2, label="5-9 pasienter")


@pytest.mark.parametrize(
    "text",
    [
        "1: Ja",
        "1 - Ja",
        "1 – Ja",
        "1. Ja",
        "(1) Ja",
        "1) ja",
        "1=Ja",
        "Ja [1]",
        "Ja (1)",
        "Ja – 1",
        "01",
        "1,00",
        "1.0",
        "001",
    ],
)
def test_code_and_label_in_one_cell_are_the_code(text):
    assert plain_code(text, [JA, NEI]) == "1"


@pytest.mark.parametrize(
    "text", ["2: Ja", "Ja (2)", "1: Kanskje", "3: Ja", "Ja", "1 2", "11", "1,5", "1; 2", "Ja (1) (2)"]
)
def test_what_disagrees_or_is_more_than_that_stays(text):
    assert plain_code(text, [JA, NEI]) == text


@pytest.mark.parametrize("text", ["A2", "AO02", "a02", "Nei [A2]", "A2: nei, aldri", "Nei (AO02)", "2 Nei"])
def test_limesurveys_codes_have_letters(text):
    assert plain_code(text, [JA, NEI]) == "2"


@pytest.mark.parametrize("text", ["A3", "A0", "B1", "Nei [A1]", "A1: Nei", "1 Nei", "A1 A2", "AA1"])
def test_other_letters_and_codes_that_disagree_stay(text):
    assert plain_code(text, [JA, NEI]) == text


@pytest.mark.parametrize("codes", [(0, 1), (1, 9), (2, 1, 4)])
def test_a_place_in_the_form_is_no_code_where_the_codes_are_others(codes):
    assert plain_code("A1", [Option(code=code, label=f"Svar {code}") for code in codes]) == "A1"


RANGES = [Option(code=1, label="0-10 %"), Option(code=2, label="11-30 %"), Option(code=3, label="2-3")]


@pytest.mark.parametrize("text", ["2–3", "2 - 3", "2 til 3", "2—3", "3: 2-3", "2-3 [3]"])
def test_a_dash_between_figures_is_any_dash(text):
    assert label_reader(RANGES)(plain_code(text, RANGES)) == 3 or plain_code(text, RANGES) == "3"


@pytest.mark.parametrize("text", ["2;3", "2/3", "2,3", "2 3", "2.3", "2:3", "2: 3", "2+3", "0,10", "11,30 %", "0.10 %"])
def test_no_other_sign_between_figures_is_a_dash(text):
    assert label_reader(RANGES)(plain_code(text, RANGES)) is None


def test_a_label_that_begins_with_a_number_is_no_code():
    assert [plain_code(text, [FEW, MORE]) for text in ("1-4 pasienter", "1–4 pasienter", "1: 1-4 pasienter")] == [
        "1-4 pasienter", "1–4 pasienter", "1",
    ]  # fmt: skip
    assert plain_code("2: nei, aldri", [JA, NEI]) == "2"


@pytest.mark.parametrize(
    ("text", "tick"),
    [("Y", "1"), ("N", "0"), ("y", "1"), ("1,00", "1"), ("00", "0"), ("1: Ja", "1"), ("Nei (0)", "0"),
     ("Valgt [1]", "1"), ("Ikke valgt (0)", "0"),
     ("Ja (0)", "Ja (0)"), ("2", "2"), ("Kurs", "Kurs"), ("Nei: 1", "Nei: 1")],
)  # fmt: skip
def test_ticks(text, tick):
    assert plain_tick(text) == tick


NAMES = pd.Series({"1101": "Eigersund", "0301": "Vik", "30101": "Bydel Gamle Oslo", "1112": "Lund", "4601": "Bergen"})


@pytest.mark.parametrize(
    "text",
    ["K-1101", "K1101", "k 1101", "1101", "1101 Eigersund", "1101 - Eigersund kommune", "1101 – Eigersund",
     "1101: Eigersund", "Eigersund (1101)", "Eigersund kommune (1101)", "Eigersund [K-1101]",
     "Eigersund - 1101", "EIGERSUND 1101", "1101,0", "1101 kommune"],
)  # fmt: skip
def test_a_units_code_with_and_without_its_name(text):
    assert plain_unit(text, NAMES) == "1101"


@pytest.mark.parametrize(
    "text", ["030101", "0301 01", "0301.01", "30101", "030101 Gamle Oslo", "Bydel Gamle Oslo (30101)"]
)
def test_oslos_districts(text):
    assert plain_unit(text, NAMES) == "30101"


@pytest.mark.parametrize(
    ("text", "plain"),
    [("1101 og 1112", "1101 og 1112"), ("1101 Lund", "1101 Lund"), ("Lund (1101)", "1101 Lund"), ("9999", "9999"),
     ("Eigersund", "Eigersund"), ("1101/1112", "1101/1112"), ("11011", "11011"), ("301 Vik", "301 Vik"),
     ("Eigersund 1101 1112", "Eigersund 1101 1112")],
)  # fmt: skip
def test_what_is_not_one_unit_stays_for_the_rules(text, plain):
    assert plain_unit(text, NAMES) == plain


def test_the_same_answers_in_other_spellings_give_the_same_responses(world, expected):
    export = faultless()
    export["plan"] = export["plan"].map({"1": "1: Ja", "2": "Nei [2]", "3": "3 – Vet ikke"})
    export["plan_kjent"] = export["plan_kjent"].map({"1": "01", "2": "2,00"})
    for column in ("tiltak__1", "tiltak__2", "tiltak__3"):
        export[column] = export[column].map({"1": "Y", "0": "N"})
    export["unit"] = ["Eigersund (1101)", "1103 - Stavanger kommune", "K-4601", "0301", "0301 01", "30116"]
    export["status"] = ["Levert", "4: Fullført", "Completed", "Ferdig", "Påbegynt", "Ikke startet"]
    assert read(world, export) == expected


@pytest.mark.parametrize(("column", "value"), [("plan", "2: Ja"), ("tiltak__1", "Ja (0)"), ("status", "Kanskje")])
def test_a_cell_that_disagrees_with_itself_stops_the_import(column, value):
    assert [(p.rule, p.column, p.value) for p in found(with_cell("1101", column, value))] == [
        ("value_outside_options", column, value)
    ]


STATUS = {"Gjennomført": "0: Fullført", "Delvis": "1: Påbegynt", "Ikke deltatt": "2: Ikke startet"}


def test_statuses_may_be_numbered_from_zero(world, expected):
    export = faultless()
    assert read(world, export.assign(status=export["status"].map(STATUS))) == expected


@pytest.mark.parametrize("zero", ["1: Fullført", "0: Påbegynt"])
def test_a_zero_before_a_status_that_stands_with_another_number_too_stops(zero):
    export = faultless()
    problems = found(export.assign(status=[zero, *export["status"].map(STATUS)[1:]]))
    assert {p.column for p in problems if p.rule == "value_outside_options"} == {"status"}


@pytest.mark.parametrize("text", ["Ja, og vi kan forde", "Ja, og vi …", "JA, OG VI KAN FORDELE ÅRSVERKENE PÅ TJEN"])
def test_a_label_that_was_cut_is_read_and_told(text):
    labels = ["Ja, og vi kan fordele årsverkene på tjenester", "Ja, men få"]
    options = [Option(code=code, label=label) for code, label in enumerate(labels, 1)]
    values, unread, told = codes(pd.Series([text, "2"], dtype=object), options, {})
    assert (list(values), len(unread), told) == ([1, 2], 0, [(1, text, labels[0])])


@pytest.mark.parametrize("text", ["Ja, og vi kan", "Ja", "Ja, o", "Nei, vi kan ford", "Psykolog", "Ja, …", "Over 90"])
def test_a_label_that_ends_with_a_word_or_is_short_may_be_another_option(text):
    labels = ["Ja, og vi kan fordele årsverkene", "Ja, men få", "Psykolog og lege", "Over 90 %"]
    options = [Option(code=code, label=label) for code, label in enumerate(labels, 1)]
    _, unread, told = codes(pd.Series([text], dtype=object), options, {})
    assert (list(unread), told) == ([text], [])


# --- the habits of tools


def status_columns(*names: str) -> pd.DataFrame:
    """Return the export with one column of 0 and 1 for each status; the last unit has not answered."""
    export = faultless().drop(columns="status")
    of = [3, 3, 3, 3, 2, 0]
    for number, name in enumerate(names):
        export[name] = [str(int(one == number)) for one in of]
    return export


@pytest.mark.parametrize(
    "names",
    [
        [f"statoverall_{number}" for number in range(1, 6)],
        [f"Samlet status - {word}" for word in ("Ny", "Distribuert", "Noen svar", "Gjennomført", "Frafalt")],
        [f"Samlet status - {word}" for word in ("Ny", "Distribueret", "Nogen svar", "Gennemført", "Frafaldet")],
    ],
)
def test_one_column_for_each_status_is_one_status(world, expected, names):
    done = import_file(write_csv(status_columns(*names), world / "e.csv"), 2025)
    assert (imported(world), done.answers.unknown) == (expected, [])


def test_two_statuses_of_one_unit_stop_the_import(world):
    export = status_columns(*(f"statoverall_{number}" for number in range(1, 6)))
    export.loc[0, "statoverall_3"] = "1"
    with pytest.raises(ProjectError, match="noen svar og gjennomført"):
        import_file(write_csv(export, world / "e.csv"), 2025)


@pytest.mark.parametrize(
    ("yes", "no"),
    [("1,0", "0,0"), ("TRUE", "FALSE"), ("Ja (1)", "Nei (0)"), ("Checked", "Unchecked"), ("X", ""), ("Y", "N")],
)
def test_the_statuses_columns_are_boxes_in_any_spelling(world, expected, yes, no):
    export = status_columns(*(f"statoverall_{number}" for number in range(1, 6)))
    columns = [column for column in export if column.startswith("statoverall")]
    export[columns] = export[columns].replace({"1": yes, "0": no})
    import_file(write_csv(export, world / "e.csv"), 2025)
    assert imported(world) == expected


@pytest.mark.parametrize("text", ["7", "Kanskje", "?", "-1"])
def test_what_a_statuses_box_doesnt_say_stops(world, text):
    export = status_columns(*(f"statoverall_{number}" for number in range(1, 6)))
    export.loc[1, "statoverall_1"] = text
    with pytest.raises(DataError) as error:
        import_file(write_csv(export, world / "e.csv"), 2025)
    assert {(p.rule, p.column, p.row) for p in error.value.problems} == {("value_outside_options", "status", 3)}


@pytest.fixture
def with_annet(world):
    """Return what imports an export with these cells under «Annet», for a codebook that has a text for them."""
    path = world / "data/codebook/2025.yml"
    text = """\
  - {id: tiltak_annet, section: "13", text: "Hvilke andre?", type: text, since: 2024,
     gate: {question: tiltak, options: [3]}}
"""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    def read_cells(cells: list[str | None]) -> tuple[list[str], list[str], list[str]]:
        export = faultless().rename(columns={"tiltak__3": "Hvilke tiltak? [Annet]"})
        export["Hvilke tiltak? [Annet]"] = cells
        done = import_file(write_csv(export, world / "e.csv"), 2025)
        rows = pd.read_csv(done.written, dtype=str, keep_default_na=False)
        return [*rows["tiltak__3"]], [*rows["tiltak_annet"]], [p.rule for p in done.found.open]

    return read_cells


def test_what_was_typed_behind_annet_is_box_and_text_and_told(with_annet):
    boxes, texts, told = with_annet(["Turgruppe", None, "Kafé", None, None, None])
    assert boxes == ["1", "0", "1", "", "", ""]
    assert (texts, told) == (["Turgruppe", "", "Kafé", "", "", ""], ["words_in_a_box"])


def test_a_tick_beside_what_was_typed_is_a_tick_and_no_text(with_annet):
    boxes, texts, _ = with_annet(["Turgruppe", "1,00", "x", None, None, None])
    assert (boxes[:3], texts[:3]) == (["1", "1", "1"], ["Turgruppe", "", ""])


@pytest.mark.parametrize(
    ("yes", "no"),
    [("Checked", "Not checked"), ("Sann", "Usann"), ("Huket av", "Ikke huket av"), ("1.0", "0.0"), ("1: Ja", "0: Nei")],
)
def test_a_box_of_annet_without_a_column_for_its_text_is_a_box(with_annet, yes, no):
    boxes, texts, told = with_annet([no, yes, no, None, None, None])
    assert (boxes, texts, told) == (["0", "1", "0", "", "", ""], [""] * 6, [])


@pytest.mark.parametrize(
    "cells",
    [*([text, None, "Kafé"] for text in ("?", "1?", "-2", "8", "Ikke aktuelt", "(blank)", "!", "ukjent")),
     ["Aktiv", "Inaktiv", "Inaktiv"], ["Kafé", "Nei", None]],
)  # fmt: skip
def test_what_stands_under_annet_and_is_neither_box_nor_words_stops(with_annet, cells):
    with pytest.raises(DataError) as error:
        with_annet([*cells, None, None, None])
    assert {(p.rule, p.column) for p in error.value.problems} == {("value_outside_options", "tiltak__3")}
