"""What a file says twice has to agree: copies of columns, lists beside boxes, and columns about the record itself."""

import numpy as np
import pandas as pd
import pytest

from odd_files import sav, told
from survey_world import answers, faultless, found, with_cell

BOXES = ["tiltak__1", "tiltak__2", "tiltak__3"]


def problems(export: pd.DataFrame) -> set[tuple[str, str, int | None]]:
    return {(p.rule, p.column, p.row) for p in found(export)}


# --- one column more


@pytest.mark.parametrize(
    "heading",
    ["andel.1", "andel_3", "Andel 2", "andel (2)", "Hvor stor andel?2", "Hvor stor andel? 2", "5. Hvor stor andel?_2"],
)
def test_a_copy_with_a_number_behind_its_heading_says_the_same_or_stops(heading):
    export = faultless()
    assert found(export.assign(**{heading: export["andel"]})) == []
    other = export["andel"].where(export["unit"] != "4601", "23")
    assert problems(export.assign(**{heading: other})) == {("repeated_column", heading, None)}
    assert found(export.assign(**{heading: None})) == []


@pytest.mark.parametrize("heading", ["tiltak_0", "tiltak__4", "tiltak[12]", "Tiltak 5"])
def test_a_number_that_no_option_has_stops(heading):
    (problem,) = found(faultless().assign(**{heading: "1"}))
    assert (problem.rule, problem.column) == ("repeated_column", heading)
    assert "the options of tiltak have the numbers 1, 2, 3" in problem.expected


@pytest.mark.parametrize("heading", ["andel 2023", "Hvor stor andel i 2024?", "andel_av_budsjettet", "Rekke 2"])
def test_other_headings_with_numbers_are_columns_of_their_own(heading):
    assert found(faultless().assign(**{heading: "7"})) == []


def test_one_name_in_two_groups_of_odk_stops():
    export = faultless().assign(KEY="uuid", SubmissionDate="2025-04-02")
    export = export.rename(columns={"andel": "del_a-andel"}).assign(**{"del_b-andel": "3"})
    assert problems(export) == {("repeated_column", "andel", None)}


# --- all answers in one cell


def listed(*lists: str | None, heading: str = "Hvilke tiltak?") -> pd.DataFrame:
    export = faultless()
    return export.assign(**{heading: [*lists, *[None] * (len(export) - len(lists))]})


LISTS = ["Kurs;", "Veiledning;Annet;", "Veiledning, Kurs"]


@pytest.mark.parametrize("heading", ["tiltak", "Hvilke tiltak?", "13.4 Hvilke tiltak? (flere kryss mulig)"])
def test_a_column_of_lists_is_read_in_every_tools_file(heading, tmp_path):
    told = answers(listed(*LISTS, heading=heading).drop(columns=BOXES))
    assert told.frame[BOXES].equals(answers(faultless()).frame[BOXES])
    assert told.unknown == []


def test_lists_and_boxes_agree():
    assert found(listed(*LISTS)) == []
    assert problems(listed("Kurs;", "Veiledning;", "Kurs;Veiledning;")) == {("value_outside_options", "tiltak__3", 3)}


def test_a_word_in_a_list_that_is_no_option_stops():
    export = listed("Kurs;", "Veiledning;Annet;", "Kurs;Turgruppe;").drop(columns=BOXES)
    assert problems(export) == {("value_outside_options", column, 4) for column in BOXES}


def test_words_under_the_questions_heading_are_no_lists():
    assert answers(listed("Vi har mest", "Lite", "Kurs")).unknown == ["Hvilke tiltak?"]


# --- the record itself


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Finished", ["True", "True", "False", "True", "False", "False"]),
        ("Innlevert", ["Ja", "Ja", "Nei", "Ja", "Nei", "Nei"]),
        ("submitdate. Fullført dato", ["2025-03-03", "2025-03-04", None, "2025-03-04", None, None]),
        ("Svarstatus", ["Levert", "Svart", "Quota full", "Levert", "Påbegynt", "Ny"]),
    ],
)
def test_a_record_that_was_not_sent_in_is_not_gjennomfort(heading, cells):
    assert problems(faultless().assign(**{heading: cells})) == {("status_said_otherwise", heading, 4)}


def test_the_statuses_of_surveyxact_and_a_status_beside_them_agree():
    said = {1: [0] * 6, 2: [0, 0, 0, 0, 0, 1], 3: [0, 0, 0, 1, 1, 0], 4: [1, 1, 1, 0, 0, 0], 5: [0] * 6}
    export = faultless().assign(**{f"statoverall_{number}": list(map(str, cells)) for number, cells in said.items()})
    assert problems(export) == {("status_said_otherwise", "statoverall", 5)}


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Intern merknad", [None, "TEST", None, None, None, None]),
        ("Kanal", ["epost", "Preview", "epost", "epost", "epost", "epost"]),
        ("ReviewState", ["approved", "rejected", None, None, None, None]),
        ("Tidspunkt", ["2025-04-01 12:00", "2024-04-02 09:30", "2025-04-01 15:10", "2025-04-08", None, None]),
        ("Gjelder året", ["2025", "2023", "2025", "2025", "2025", "2025"]),
    ],
)
def test_a_cell_that_says_that_the_record_is_no_answer_is_told(heading, cells):
    assert problems(faultless().assign(**{heading: cells})) == {("no_answer_of_the_year", heading, 3)}


@pytest.mark.parametrize("cells", [["2019", "2021", "2020", "1998", "2025", None], ["Testing pågår", *["Bra"] * 5]])
def test_other_years_and_words_say_nothing_of_the_record(cells):
    assert found(faultless().assign(Opprettelse=cells)) == []


def test_a_name_in_the_heading_of_a_column_about_the_unit_is_masked():
    cells = ["Stavanger", "Stavanger", "Bergen", "Vik", "Gamle Oslo", "Velferdsetaten"]
    assert {p.column for p in found(faultless().assign(**{"Kommunen til Grete Solvang": cells}))} == {
        "Kommunen til [navn]"
    }


# --- numbers that are no numbers


@pytest.mark.parametrize(
    ("declared", "value", "label", "is_told"),
    [
        (0, 0, None, True),
        (0, 0, "Ingen", True),
        (40, 40, "Mange", True),
        (0, 0, "Ikke oppgitt", False),
        (-9, -9, None, False),
        (9999, 9999, None, False),
    ],
)
def test_a_number_that_spss_declares_missing_is_told(declared, value, label, is_told, tmp_path):
    path = tmp_path / "e.sav"
    change = lambda f: f.assign(brukere=f["brukere"].where(f["unit"] != "1103", value))  # noqa: E731
    labels = {"brukere": {float(value): label}} if label else {}
    path.write_bytes(sav(tmp_path, change, labels, missing_ranges={"brukere": [declared]}))
    message, said, read = told(path)
    assert message == ""
    assert [problem[:2] for problem in said] == ([("declared_missing", "brukere")] if is_told else [])
    assert np.isnan(read.frame["brukere"][1])


@pytest.mark.parametrize("value", ["1,25", "312500,5"])
def test_kroner_with_decimals_are_told(value):
    assert [(p.rule, p.column) for p in found(with_cell("1103", "tilskudd", value))] == [("thousands_lost", "tilskudd")]


def test_percent_that_are_all_0_or_1_are_told():
    export = faultless().assign(andel=["0", "1", "1", "0", None, None])
    assert {(p.rule, p.row) for p in found(export)} == {("below_one_percent", 3), ("below_one_percent", 4)}
    assert found(export.assign(andel=["0", "1", "1", "2", None, None])) == []


@pytest.mark.parametrize(
    ("text", "is_told"),
    [("å" * 60 + " og da" * 11 + " ", False), ("x" * 255, True), ("æ" * 126, False), ("ø" * 128, True),
     ("x" * 254 + ".", False), ("x" * 253, False), ("x" * 50, False)],
)  # fmt: skip
def test_a_text_that_ends_where_programs_cut_is_told(text, is_told):
    assert {p.rule for p in found(with_cell("1101", "kommentar", text))} == ({"cut_text"} if is_told else set())
