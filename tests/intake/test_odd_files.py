"""Files with one odd thing each: read right, refused with the true reason, or warned of with unit, column and value.

What a case expects is READ, for the same answers as the faultless export has and nothing to tell; a text, for the
message that the import stops with; rule, column and value of the problem; or a list of those that are among others.
"""

import datetime
import re

import numpy as np
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

import survey_world
from is248.intake.letters import clean_text
from odd_files import cell, csv, in_part, packed, place, sav, told, understood, workbook, xlsx
from survey_world import faultless

READ = "read"


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    path = tmp_path_factory.mktemp("odd") / "eksport.csv"
    path.write_bytes(csv())
    return understood(path).frame


def see(folder, name, content, what, expected):
    """Import one file, and compare what is said of it with what is expected."""
    path = folder / name
    path.write_bytes(content(folder) if callable(content) else content)
    message, problems, answers = told(path)
    if isinstance(what, tuple):
        assert (message, set(problems)) == ("", {what})
    elif isinstance(what, list):
        assert set(what) <= set(problems) | {problem[:2] for problem in problems}
    elif what == READ:
        assert (message, problems) == ("", [])
        assert answers.frame.sort_values("unit", ignore_index=True).equals(
            expected.sort_values("unit", ignore_index=True)
        )
    else:
        assert what in message


# --- numbers as people type them

NO_NUMBER = [
    *(
        "12 5",
        "1 2500",
        "12  500",
        "3\n4",
        "2-3",
        "2–3",
        "2 til 3",
        "ca. 3",
        ">5",
        "<5",
        "5+",
        "~3",
        "2,5 årsverk",
        "3 stk",
    ),
    *("½", "1½", "1/2", "1.5.", "1,2,3", "1.25.000", "1,25.5", "01.5", "01.05", "1. mai", "01.mai", "1.5.2025", "1:30"),
    *("12²", "１２", "١٢", "0x1F", "inf", "-inf", "∞", "1e999", "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "TRUE", "SANN"),
    *(
        "kr 100",
        "100,-",
        "(5)",
        "5-",
        "- 5",
        "+-5",
        "12 %",
        "'12",
        "12'",
        "=3",
        "3 og 4",
        "3; 4",
        "3 (4)",
        "O",
        "l2",
        "1O",
    ),
    *(f"1{sign}2" for sign in ("\u200b", "\u00ad", "\ufeff", "\u2060", "&shy;", "\u200d\u200c")),
    *("vet ikke", "ingen", "?", "x", "1,", "1 000 5", "1_000", "1 .5", "1, 5", "&lt;5"),
]
NUMBERS = {
    "12,5": 12.5, "12.5": 12.5, ",5": 0.5, "0,125": 0.125, "007": 7, "+5": 5, "1 250": 1250, "1\u00a0250": 1250,
    "1\u202f250,5": 1250.5, "1\u2009250": 1250, "1'250": 1250, "1’250": 1250, "1.250,5": 1250.5, "1,250.5": 1250.5,
    "1.250.000": 1250000, "1 250 000,25": 1250000.25, "0.30000000000000004": 0.30000000000000004, "1e-3": 0.001,
    "12&nbsp;": 12, " 12 ": 12, "\ufeff12": 12, "1,250": 1.25,
}  # fmt: skip


@pytest.mark.parametrize("text", NO_NUMBER)
def test_what_is_not_one_number_is_none(text, tmp_path):
    path = tmp_path / "e.csv"
    path.write_bytes(csv(cell("team_fte", text)))
    message, problems, _ = told(path)  # a value with letters is not shown as it is
    assert (message, {problem[:2] for problem in problems}) == ("", {("text_for_number", "team_fte")})


@pytest.mark.parametrize("text", NUMBERS)
def test_what_is_one_number_is_read(text, tmp_path):
    path = tmp_path / "e.csv"
    path.write_bytes(csv(cell("tilskudd" if NUMBERS[text] > 2000 else "team_fte", text)))
    assert NUMBERS[text] in understood(path).frame.iloc[0][["team_fte", "tilskudd"]].tolist()


@pytest.mark.parametrize(
    ("column", "text", "problem"),
    [
        ("team_fte", "-5", ("negative_number", "-5")),
        ("team_fte", "−5", ("negative_number", "-5")),
        ("team_fte", "–5", ("negative_number", "-5")),
        ("brukere", "1e3", ("decimals_or_thousands", "1e3")),
        ("tilskudd", "1,25E+06", ("decimals_or_thousands", "1,25E+06")),
        ("brukere", "1,250", ("decimals_or_thousands", "1,250")),
        ("brukere", "1.250", ("decimals_or_thousands", "1.250")),
        ("tilskudd", "1,250", ("decimals_or_thousands", "1,250")),
        ("team_fte", "1.250", ("decimals_or_thousands", "1.250")),
        ("brukere", "12,5", ("thousands_lost", "12.5")),
        ("brukere", "999", ("stand_in", "999")),
        ("brukere", "9999", ("stand_in", "9999")),
        ("tilskudd", "99999", ("stand_in", "99999")),
        ("brukere", "-9", ("negative_number", "-9")),
        ("andel", "0,125 %", None),
        ("andel", "12,5 prosent", None),
        ("andel", "12,5 pst.", None),
        ("andel", "999", ("impossible_number", "999")),
    ],
)
def test_numbers_that_a_person_has_to_see(column, text, problem, tmp_path):
    path = tmp_path / "e.csv"
    path.write_bytes(csv(cell(column, text)))
    message, problems, _ = told(path)
    if problem is None:
        assert (message, problems) == ("", [])
    else:
        assert (problem[0], column, problem[1]) in problems


def test_a_file_with_decimal_points_has_a_point_in_its_persons_for_thousands_or_is_warned_of(tmp_path):
    frame = cell("brukere", "1.250").replace(r"^(\d+),(\d+)$", r"\1.\2", regex=True)
    path = tmp_path / "e.csv"
    path.write_bytes(csv(frame))
    assert told(path)[1] == [("decimals_or_thousands", "brukere", "1.250")]


@pytest.mark.parametrize("text", ["1.250", "1,250"])
def test_a_file_with_both_decimal_signs_settles_nothing(text, tmp_path):
    frame = cell("fte__1__1", text, unit="4601")
    frame.loc[0, "fte__1__1"] = "4.5"
    path = tmp_path / "e.csv"
    path.write_bytes(csv(frame))
    assert ("decimals_or_thousands", "fte__1__1", text) in told(path)[1]


# --- choices and boxes


@pytest.mark.parametrize(
    ("column", "text", "what"),
    [
        ("plan", "ja", READ),
        ("plan", " JA ", READ),
        ("plan", "«Ja»", READ),
        ("plan", "Ja.", READ),
        ("plan", "1.0", READ),
        ("plan", "&quot;Ja&quot;", READ),
        ("plan", "J\u00ada", READ),
        ("plan", "Ja; Nei", ("value_outside_options", "plan", "Ja; Nei")),
        ("plan", "1;2", ("value_outside_options", "plan", "1;2")),
        ("plan", "1 2", ("value_outside_options", "plan", "1 2")),
        ("plan", "1,2", ("value_outside_options", "plan", "1,2")),
        ("plan", "1.5", ("value_outside_options", "plan", "1.5")),
        ("plan", "1 Nei", ("value_outside_options", "plan", "1 Nei")),
        ("plan", "Nei (1)", ("value_outside_options", "plan", "Nei (1)")),
        ("plan", "9", ("value_outside_options", "plan", "9")),
        ("plan", "-1", ("value_outside_options", "plan", "-1")),
        ("plan", "TRUE", ("value_outside_options", "plan", "TRUE")),
        ("plan", "Ikke ja", ("value_outside_options", "plan", "Ikke ja")),
        ("plan", "Jada", ("value_outside_options", "plan", "Jada")),
        ("plan", "１", ("value_outside_options", "plan", "１")),
        ("plan", "#N/A", ("value_outside_options", "plan", "#N/A")),
        *(
            ("plan", text, ("value_outside_options", "plan", text))
            for text in ("Ja!?", "~Ja", "⛔ Ja", "☐ Nei", "[ ] Ja", "J\u0336a\u0336", "Ja +", "¬Ja", "/Ja", "Jª")
        ),
        *(("tiltak__1", text, READ) for text in ("☑ Kurs", "✔ «Kurs».", "(Kurs)", "Krysset av")),
        *(
            ("tiltak__1", text, ("value_outside_options", "tiltak__1", text))
            for text in ("☐ Kurs", "✗ Kurs", "[ ] Kurs", "Kurs??", "X?", "≠ 1", "-1", "Kurs ⛔")
        ),
        ("status", "4: Fullført", READ),
        ("status", "Levert [2]", READ),
        *(
            ("status", text, ("value_outside_options", "status", text))
            for text in ("Levert (0)", "Besvart: 0", "0 - Ferdig", "Fullført: 2", "Ferdig?", "☐ Ferdig")
        ),
        ("tiltak__1", "ja", READ),
        ("tiltak__1", "X", READ),
        ("tiltak__1", "Kurs", READ),
        ("tiltak__1", "Selected", READ),
        ("tiltak__1", "TRUE", READ),
        ("tiltak__1", "Veiledning", ("value_outside_options", "tiltak__1", "Veiledning")),
        ("tiltak__1", "2", ("value_outside_options", "tiltak__1", "2")),
        ("tiltak__1", "Kurs; Veiledning", ("value_outside_options", "tiltak__1", "Kurs; Veiledning")),
        ("tiltak__1", "Vet ikke", ("value_outside_options", "tiltak__1", "Vet ikke")),
        ("tiltak__1", "0,5", ("value_outside_options", "tiltak__1", "0,5")),
        ("tiltak__2", "Not selected", READ),
        ("tiltak__2", "Ikke valgt", READ),
        ("tiltak__2", "USANN", READ),
        ("tiltak__2", None, READ),
        ("status", "Kanskje", ("value_outside_options", "status", "Kanskje")),
        ("status", "1", ("value_outside_options", "status", "1")),
    ],
)
def test_answers_to_closed_questions(column, text, what, tmp_path, expected):
    see(tmp_path, "e.csv", csv(cell(column, text)), what, expected)


# --- which unit


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("1101.0", READ),
        ("1101,0", READ),
        ("1101 Eigersund", READ),
        ("1101 og 1112", ("unknown_unit", "unit", "1101 og 1112")),
        ("1101 1103", ("unknown_unit", "unit", "1101 1103")),
        ("1101, 1103", ("unknown_unit", "unit", "1101  1103")),
        ("1101/1103", ("unknown_unit", "unit", "1101/1103")),
        ("1101 Stavanger", ("unknown_unit", "unit", "1101 Stavanger")),
        *(
            (text, ("unknown_unit", "unit", "1101 " + text.replace("1101", "").strip(": ")))
            for text in ("1101 (?)", "~ 1101", "1101: ??", "1101 Eigersund??", "? 1101")
        ),
        ("1.101", ("unknown_unit", "unit", "1.101")),
        ("1 101", ("unknown_unit", "unit", "1 101")),
        ("11 01", ("unknown_unit", "unit", "11 01")),
        ("110", ("unknown_unit", "unit", "110")),
        ("1101x", ("unknown_unit", "unit", "1101x")),
        ("-1101", ("unknown_unit", "unit", "-1101")),
        ("1101.5", ("unknown_unit", "unit", "1101.5")),
        ("1,101E+03", ("unknown_unit", "unit", "1,101E+03")),
        ("3001", ("unknown_unit", "unit", "3001")),
        (None, ("unknown_unit", "unit", "")),
        ("Sum", ("unknown_unit", "unit", "Sum")),
        ("unit", ("unknown_unit", "unit", "unit")),
        ("1103", ("repeated_unit", "unit", "1103")),
    ],
)
def test_codes_of_units(text, what, tmp_path, expected):
    see(tmp_path, "e.csv", csv(cell("unit", text)), what, expected)


@pytest.mark.parametrize("text", ["301", "0301.0", "301,0", "301.00"])
def test_the_zero_in_front_comes_back(text, tmp_path, expected):
    see(tmp_path, "e.csv", csv(cell("unit", text, unit="0301")), READ, expected)


COUNTIES = ["Rogaland", "Rogaland", "Vestland", "Vestland", "Oslo", "Oslo"]
NAMES = ["Eigersund", "Stavanger", "Bergen", "Vik", "Gamle Oslo", "Velferdsetaten"]


@pytest.mark.parametrize(
    ("heading", "values", "what"),
    [
        ("Kommune", NAMES, READ),
        ("Kommunenavn", ["Eigersund kommune", "STAVANGER", *NAMES[2:]], READ),
        ("Kommune", ["Stavanger", "Eigersund", *NAMES[2:]], "unit_said_otherwise"),
        ("Kommune", [*NAMES[1:], NAMES[0]], "unit_said_otherwise"),
        ("Kommune", ["Egersund", *NAMES[1:]], "unit_named_otherwise"),
        ("Kommune", ["Eigersund??", *NAMES[1:]], "unit_named_otherwise"),
        ("Hvor?", ["Bergen", *NAMES[1:]], "unit_said_otherwise"),
        ("Vertskommune", [*NAMES[1:], NAMES[0]], "unit_named_otherwise"),
        ("Kommunenr", survey_world.CODES, READ),
        ("Kommunenr", ["1103", *survey_world.CODES[1:]], "unit_said_otherwise"),
        ("knr", ["1103", *survey_world.CODES[1:]], "unit_said_otherwise"),
        ("Løpenummer", ["1", "2", "3", "4", "5", "6"], READ),
        ("Avdeling", ["Psykisk helse"] * 6, READ),
        ("Kommune", [f"{name}, {county}" for name, county in zip(NAMES, COUNTIES, strict=True)], READ),
        (
            "Sted",
            ["Rogaland: Stavanger", *(f"{c}: {n}" for n, c in zip(NAMES[1:], COUNTIES[1:], strict=True))],
            "unit_said_otherwise",
        ),
        ("Fylke", ["Rogaland fylke", "11 Rogaland", *COUNTIES[2:]], READ),
        ("Fylke", ["Oslo", *COUNTIES[1:]], "unit_said_otherwise"),
        ("Fylke", ["Viken", *COUNTIES[1:]], "unit_named_otherwise"),
        ("Fylkesnr", ["11", "11", "46", "3", "03", "3.0"], READ),
        ("Fylkesnr.", ["46", "11", "46", "3", "03", "3,0"], "unit_said_otherwise"),
        ("Fylke", ["11", "11", "46", "3", "46", "3"], "unit_said_otherwise"),
        ("Fylke", ["1", "1", "2", "2", "3", "3"], READ),
        ("HF", ["A", "A HF", "B", "Helse B HF", "C HF", "C"], READ),
        ("Helseforetak", ["B HF", "A HF", "B HF", "B HF", "C HF", "C HF"], "unit_said_otherwise"),
        ("Helseforetak", ["A HF", "A HF", "B HF", "B HF", "C HF", "D HF"], "unit_named_otherwise"),
        ("Helseregion", ["Helse Vest RHF", "Vest", "Vest", "Sør-Øst", "Sør-Øst", "Sør-Øst"], "unit_said_otherwise"),
        ("Region", ["Jæren", "Jæren", "Sunnhordland", "Indre", "Indre", "Indre"], READ),
        ("form_1_complete", ["2", "2", "2", "1", "0", "0"], READ),
        ("form_1_complete", ["2", "Incomplete", "Complete", "1", "0", "0"], "status_said_otherwise"),
        ("År", ["2025"] * 6, READ),
        ("Årgang", ["2023", *["2025"] * 5], "no_answer_of_the_year"),
        ("Slettet", ["0", "1", *["0"] * 4], "no_answer_of_the_year"),
        ("filter_$", ["1", "Not Selected", *["Selected"] * 4], "no_answer_of_the_year"),
        ("Godkjent", ["Ja", "Nei", *["Ja"] * 4], "no_answer_of_the_year"),
        ("is_test", ["FALSE"] * 6, READ),
        ("Svarstatus", ["Levert", "Levert", "Ferdig", "Fullført", "Påbegynt", "Ny"], READ),
        ("Svarstatus", ["Ny", "Levert", "Ferdig", "Fullført", "Påbegynt", "Ny"], "status_said_otherwise"),
        ("code", ["4601", "1103", "1101", "7777", "8888", "9999"], READ),
    ],
)
def test_two_columns_that_say_which_unit_agree(heading, values, what, tmp_path, expected):
    path = tmp_path / "e.csv"
    path.write_bytes(csv(faultless().assign(**{heading: values})))
    if what == READ:
        see(tmp_path, "e.csv", path.read_bytes(), READ, expected)
    else:
        assert {(rule, column) for rule, column, _ in told(path)[1]} == {(what, heading)}


# --- letters

TWICE = "Vi mangler folk på Røros".encode().decode("cp1252")


def letters(text: str, all_of_it: bool = False):
    """Return the export with a comment; or with one for each unit."""
    frame = cell("kommentar", text)
    if all_of_it:
        frame["kommentar"] = [f"{text} {number}" for number in range(6)]
    return csv(frame)


def raw(text: str, byte: bytes) -> bytes:
    """Return the export with a comment that has a byte in the place of «@»."""
    return letters(text).replace(b"@", byte)


LETTERS = {
    "UTF-8": ("e.csv", csv(), READ),
    "UTF-8 with its mark": ("e.csv", csv(encoding="utf-8-sig"), READ),
    "the mark twice": ("e.csv", b"\xef\xbb\xbf" + csv(encoding="utf-8-sig"), READ),
    "Windows": ("e.csv", csv(encoding="cp1252"), READ),
    "UTF-16": ("e.csv", csv(encoding="utf-16"), READ),
    "UTF-16, big-endian, marked": ("e.csv", b"\xfe\xff" + csv(encoding="utf-16-be"), READ),
    "UTF-16, little-endian": ("e.csv", csv(encoding="utf-16-le"), READ),
    "UTF-16, big-endian": ("e.csv", csv(encoding="utf-16-be"), READ),
    "UTF-32": ("e.csv", csv(encoding="utf-32"), READ),
    "UTF-32, little-endian": ("e.csv", csv(encoding="utf-32-le"), READ),
    "UTF-32, big-endian": ("e.csv", csv(encoding="utf-32-be"), READ),
    "UTF-16 that was cut off": ("e.csv", csv(encoding="utf-16")[:-1], "looks like UTF-16, but can't be read"),
    "Macintosh": ("e.csv", csv(encoding="mac_roman"), "has the letters of Macintosh. Save it as CSV UTF-8"),
    "MS-DOS": ("e.csv", csv(encoding="cp865"), "has the letters of MS-DOS. Save it as CSV UTF-8"),
    "MS-DOS, Western": ("e.csv", csv(encoding="cp850"), "has the letters of MS-DOS"),
    "MS-DOS with æ alone": (
        "e.csv",
        letters("Nærleiken i Sæbø".replace("ø", "o"))
        .replace("Gjennomført".encode(), b"Ferdig")
        .decode()
        .encode("cp850"),
        "has the letters of MS-DOS",
    ),
    "quotations of Windows": ("e.csv", letters("Vi sier ‘mangler’ her på l’Abbaye").decode().encode("cp1252"), None),
    "Sami letters in an alphabet of their own": (
        "e.csv",
        letters("Bokstaven š på Røros").decode().encode("iso8859_10"),
        ("lost_letters", "kommentar", "Bokstaven º på Røros"),
    ),
    "EBCDIC": ("e.csv", csv(encoding="cp500"), "in no way of writing letters that the import knows"),
    "UTF-7": ("e.csv", letters("Røros").decode().encode("utf-7"), "has the letters of UTF-7"),
    "one byte of Windows": (
        "e.csv",
        raw("Vi er p@ Røros", b"\xe5"),
        ("damaged_letters", "kommentar", "Vi er på Røros"),
    ),
    "one byte of Macintosh": ("e.csv", raw("Vi er p@ Røros", b"\x8c"), "mixes UTF-8 with another way"),
    "a byte that is nothing": ("e.csv", raw("Vi er p@ Røros", b"\x81"), "mixes UTF-8 with another way"),
    "letters lost": ("e.csv", letters("R\ufffdros"), ("lost_letters", "kommentar", "R\ufffdros")),
    "Macintosh read as Windows": ("e.csv", letters("R¿ros"), ("lost_letters", "kommentar", "R¿ros")),
    "MS-DOS read as Windows": ("e.csv", letters("R›ros"), ("lost_letters", "kommentar", "R›ros")),
    "as in an address": ("e.csv", letters("R%C3%B8ros"), ("lost_letters", "kommentar", "R%C3%B8ros")),
    "one cell twice": ("e.csv", letters(TWICE), ("damaged_letters", "kommentar", "Vi mangler folk på Røros")),
    "HTML": ("e.csv", csv(change=lambda text: text.replace("er det bra", "&aring;r det bra")), None),
    "zero bytes": ("e.csv", csv().replace(b"bra", b"b\0ra"), "zero bytes, the first in line 4"),
    "the end of MS-DOS": ("e.csv", csv() + b"\x1a", READ),
    "a column of Windows in UTF-8": (
        "e.csv",
        csv(faultless().assign(kommentar="p@ R@ros @re", Merk="på")).replace(b"@", b"\xf8"),
        "mixes UTF-8 with another way of writing letters, from line 2 on",
    ),
}


@pytest.mark.parametrize("case", [name for name in LETTERS if LETTERS[name][2]])
def test_letters(case, tmp_path, expected):
    see(tmp_path, *LETTERS[case], expected)


@pytest.mark.parametrize(
    ("text", "read"),
    [("Se &copy;, &para=7; og &sectio;", "Se ©, &para=7; og &sectio;"), ("R&oslash;ros &#229;", "Røros å"),
     ("Tlf\u200b uten\u00adfor 3\u200b5", "Tlf utenfor 3 5"), ("a &lt; b &amp; c; d &and e;", "a < b & c; d &and e;")],
)  # fmt: skip
def test_entities_and_signs_without_a_look(text, read):
    assert clean_text(text) == read


def test_a_file_that_was_encoded_twice_stops(tmp_path, expected):
    frame = faultless()
    frame = frame.assign(**{f"x{n}": "på Røros" for n in range(6)})
    see(
        tmp_path, "e.csv", csv(frame).decode().encode().decode("cp1252").encode(), "letters that some program", expected
    )


def test_question_marks_where_letters_were_stop(tmp_path, expected):
    frame = faultless().assign(a=["R?ros", "B?rum", "H?", "T?nsberg", "Tr?ndelag", "f?r"])
    see(tmp_path, "e.csv", csv(frame).decode().encode("ascii", errors="replace"), "question marks where", expected)


# --- the form of a CSV


def open_quote(frame, heading: str, first: list[str]):
    """Return the export with another column first, and with a text that opens in one row and closes in the next."""
    frame.insert(0, heading, first)
    frame.insert(3, "Merk", ["a", "@Trygg", "hverdag@", "d", "e", "f"])
    return frame


HEAD, *ROWS = csv().decode().splitlines()
CSVS = {
    "lines end as on an old Macintosh": (csv().replace(b"\r\n", b"\r"), READ),
    "lines end twice": (csv().replace(b"\r\n", b"\r\r\n"), READ),
    "tabs": (csv().replace(b";", b"\t"), READ),
    "all in quotation marks": (faultless().to_csv(index=False, sep=";", quoting=1).encode(), READ),
    "a separator at the end of each row": ("\n".join([HEAD, *(row + ";" for row in ROWS)]).encode(), READ),
    "a separator at all ends": ("\n".join(row + ";" for row in (HEAD, *ROWS)).encode(), READ),
    "a separator at one end": ("\n".join([HEAD, ROWS[0] + ";", *ROWS[1:]]).encode(), "but there are 19 headings"),
    "empty lines": (("\n\n".join([HEAD, *ROWS]) + "\n\n;;;;\n\n").encode(), READ),
    "a line that names the separator": (b"sep=;\r\n" + csv(), READ),
    "a line that names the separator, quoted": (b'"sep=;"\r\n' + csv(), READ),
    "a line that names the separator, filled up": (b"sep=;" + b";" * 18 + b"\n" + csv(), READ),
    "a line that names another": (b"sep=,\r\n" + csv(), "one column"),
    "a title above": (b"Rapport 2025\n\n" + csv(), "one column"),
    "a title of two cells": (
        b"Rapport;2025\n" + csv(),
        "row 2: 19 cells, but there are 2 headings. If these are a title",
    ),
    "a separator too many in the first row alone": (
        "\n".join([HEAD, ROWS[0] + ";", *ROWS[1:]]).encode(),
        "row 2: 20 cells",
    ),
    "a column twice": (csv(faultless().assign(Plan=faultless()["plan"])), READ),
    "a column twice, then empty": (csv(faultless().assign(Plan=None)), READ),
    "dashes for nothing": (csv(faultless().fillna("—")), READ),
    "codes of 99 in many rows": (
        csv(faultless().assign(team_fte=["3,5", "99", "99", "99", None, None])),
        ("stand_in", "team_fte", "99"),
    ),
    "one 98": (csv(cell("brukere", "98")), ("stand_in", "brukere", "98")),
    "ticks for texts": (
        csv(faultless().assign(kommentar=["1", "0", "1", None, None, None])),
        ("ticks_for_texts", "kommentar", "1 and 0 in 3 cells"),
    ),
    "headings again": (csv() + csv(), [("unknown_unit", "unit", "unit")]),
    "a sum below": (csv() + b"Sum" + b";" * 18, ("unknown_unit", "unit", "Sum")),
    "an open quotation mark": (csv(change=lambda t: t.replace("Vi mangler", '"Vi mangler')), "line 2 or below it"),
    "an open one that another closes": (
        csv(change=lambda t: t.replace("Vi mangler folk", '"Vi mangler folk').replace("er det bra", 'er det bra"')),
        "row 2: the answer that begins there goes on into the rows of other units",
    ),
    "an open one in a row that begins with a number of the answer": (
        csv(open_quote(faultless(), "Respons-ID", [str(31234560 + n) for n in range(6)])).replace(b"@", b'"'),
        "row 3: the answer that begins there goes on into the rows of other units",
    ),
    "an open one in a row that begins with a date": (
        csv(open_quote(faultless(), "Levert", [f"{n + 1}.5.2025" for n in range(6)])).replace(b"@", b'"'),
        "row 3: the answer that begins there goes on",
    ),
    "an open one in a row that begins with the unit's name": (
        csv(
            open_quote(faultless().assign(unit=None), "Kommunenr", [f"K-{code}" for code in survey_world.CODES])
        ).replace(b"@", b'"'),
        "row 3: the answer that begins there goes on",
    ),
    "an answer of several lines": (
        csv(cell("kommentar", "Vi mangler:\n- folk;\n- penger; tid;\n\n- 1101;2")),
        None,
    ),
    "a quotation mark inside": (
        csv(change=lambda t: t.replace("Vi mangler folk", '"Vi "mangler" folk"')),
        "not doubled",
    ),
    "commas for decimals and columns": (csv().replace(b";", b","), "cells, but there are 19 headings"),
    "a comma that moves the row": (
        b"unit,brukere,andel,team_fte,tilskudd\n1101,250,12,5,3,\n1103,250,12,3,5\n",
        "row 2: 6 cells, but there are 5 headings",
    ),
    "commas that move all rows": (
        b"unit,brukere,andel,team_fte,tilskudd\n1101,250,12,5,3,\n1103,250,12,5,3,\n",
        "row 2: 6 cells, but there are 5 headings",
    ),
    "a short row": (("\n".join([HEAD, *ROWS[:-1]]) + "\n30116;").encode(), "row 7: 2 cells"),
    "one column twice": (csv(faultless().assign(Plan="1")), ("repeated_column", "Plan", "one more column")),
    "columns without headings": (csv(faultless().assign(**{" ": "7"})), "row 2: column 20 has no heading"),
    "lines for columns": (faultless().T.to_csv(sep=";", header=False).encode(), [("unknown_unit", "unit", "status")]),
}


@pytest.mark.parametrize("case", [name for name in CSVS if CSVS[name][1]])
def test_the_form_of_a_csv(case, tmp_path, expected):
    see(tmp_path, "e.csv", *CSVS[case], expected)


def test_an_answer_of_several_lines_with_separators_is_one_answer(tmp_path):
    path = tmp_path / "e.csv"
    path.write_bytes(CSVS["an answer of several lines"][0])
    assert told(path)[:2] == ("", [])


def test_a_long_answer_is_no_open_quotation_mark(tmp_path):
    path = tmp_path / "e.csv"
    path.write_bytes(csv(cell("kommentar", "Vi mangler folk. " * 10_000)))
    assert told(path)[:2] == ("", [])
    assert len(understood(path).frame["kommentar"][0]) > 160_000


# --- workbooks


def put(column: str, value: object, form: str | None = None, **cell_options):
    """Return what puts a value into one cell of the first unit."""

    def change(sheet):
        cell = sheet[place(column)]
        cell.value = value
        if form:
            cell.number_format = form
        for name, option in cell_options.items():
            setattr(cell, name, option)

    return change


def as_error(sheet, column="team_fte", value="#DIV/0!"):
    sheet[place(column)].value, sheet[place(column)].data_type = value, "e"


def first_hidden(sheet):
    sheet.title = "Gammelt"
    other = workbook().active
    new = sheet.parent.create_sheet("Svar")
    for row in other.iter_rows(values_only=True):
        new.append(row)
    sheet["A2"] = 9999
    sheet.sheet_state = "hidden"
    sheet.parent.active = 1


def more_sheets(sheet):
    sheet.parent.create_sheet("Tom")
    sheet.parent.create_sheet("Svar 2").append(["unit", "plan"])


def front_page(sheet):
    sheet.parent.create_sheet("Forside", 0)["A1"] = "Rapport"


def shifted(sheet):
    sheet.insert_rows(1, 3)
    sheet.insert_cols(1, 2)


def first_format(new: bytes, end: bytes = b"", added: bytes = b""):
    """Return what changes the format of all cells that name none: the first one."""

    def change(parts):
        styles, key = parts["xl/styles.xml"], new.split(b"=")[0]
        start = styles.index(b"<cellXfs")
        styles = styles[:start] + re.sub(key + rb'="\d+"', new, styles[start:], count=1)
        parts["xl/styles.xml"] = styles.replace(end.replace(b"<", b"</") + b">", added) if end else styles
        sheet = "xl/worksheets/sheet1.xml"
        parts[sheet] = re.sub(rb' s="\d+"', b"", parts[sheet])

    return change


FIRST = ("text_for_number", "team_fte", "350 %")
RICH = CellRichText(TextBlock(InlineFont(strike=True), "12"), "5")
NOTE = CellRichText("12", TextBlock(InlineFont(vertAlign="superscript"), "1"))
WORKBOOKS = {
    "as it should be": (xlsx(), READ),
    "a formula without its result": (xlsx(put("team_fte", "=1+2.5")), f"without their results: {place('team_fte')}"),
    "a formula with its result": (
        xlsx(put("team_fte", "=1+2.5"), in_part("<f>1+2.5</f><v></v>", "<f>1+2.5</f><v>3.5</v>")),
        READ,
    ),
    "a formula that gives no text": (
        xlsx(put("tilskudd", "=X1"), in_part('"><f>X1</f><v></v>', '" t="str"><f>X1</f><v></v>')),
        None,
    ),
    "an error": (xlsx(as_error), ("text_for_number", "team_fte", "#DIV/0!")),
    "nothing found": (xlsx(lambda s: as_error(s, "plan", "#N/A")), ("value_outside_options", "plan", "#N/A")),
    "percent of percent": (xlsx(put("andel", 0.125, "0.0%")), READ),
    "percent of FTE": (xlsx(put("team_fte", 3.5, "0%")), ("text_for_number", "team_fte", "350 %")),
    "percent in the first format": (xlsx(put("andel", 0.25), first_format(b'numFmtId="9"')), [FIRST]),
    "all struck out in the first format": (
        xlsx(None, first_format(b'fontId="1"', b"<fonts", b"<font><strike/></font></fonts>")),
        [("unknown_unit", "unit")],
    ),
    **{
        f"shown as {form}": (
            xlsx(put("team_fte", 3.5, form)),
            ("text_for_number", "team_fte", "3.5 [shown otherwise]"),
        )
        for form in (
            *(
                '">"0',
                '0.0" mrd"',
                '0"00"',
                '"over "0',
                '"vet ikke"',
                '0.0"k"',
                "-0.0",
                ";-0",
                '0.0"‰"',
                "0.0‰",
                "\\<0",
            ),
            *('0"+"', '0" år eller mer"', '"$"0', "[$€-2] 0.0", '[>=1]0.0"k";0', '"ca. "0%'),
        )
    },
    **{
        f"shown, {form}": (xlsx(put("team_fte", 3.5, form)), READ)
        for form in (
            *(
                '0.0" årsverk"',
                "0.00_);(0.00)",
                '_-* #,##0.0_-;-* #,##0.0_-;_-* "-"??_-;_-@_-',
                "[$kr-414] 0.0",
                "0.0\\ ",
            ),
            *("[Red]0.0;[Blue]-0.0", '#,##0.0" kr"', "General", "0.0;;;@", "00000.0", "# ?/?", '0.0",-"'),
        )
    },
    "a zero that is not shown": (
        xlsx(put("brukere", 0, "0;-0;;@")),
        ("text_for_number", "brukere", "0 [shown otherwise, 0]"),
    ),
    "a formula that no program has computed": (
        xlsx(put("team_fte", "=1+2.5"), in_part("<f>1+2.5</f><v></v>", "<f>1+2.5</f><v>0</v>")),
        f"without their results: {place('team_fte')}",
    ),
    "two cells in one place": (
        xlsx(None, in_part(f'<c r="{place("team_fte")}"', f'<c r="{place("tilskudd")}"')),
        f"whose place is not clear: {place('tilskudd')}",
    ),
    "a place in small letters": (
        xlsx(put("andel", 0.1, "0%"), in_part(f'r="{place("andel")}"', f'r="{place("andel").lower()}"')),
        f"whose place is not clear: {place('andel').lower()}",
    ),
    "merged in small letters": (
        xlsx(lambda s: s.merge_cells("N2:O2"), in_part('ref="N2:O2"', 'ref="n2:o2"')),
        "merged cells: N2:O2",
    ),
    "two values in a cell": (
        xlsx(put("team_fte", 3.5), in_part("<v>3.5</v>", "<v>3.5</v><v>35</v>")),
        "two values, or a value in parts",
    ),
    "a value in parts": (
        xlsx(put("team_fte", 3.5), in_part("<v>3.5</v>", "<v>3<!-- -->5</v>")),
        "two values, or a value in parts",
    ),
    "percent of percent of percent": (
        xlsx(put("andel", 0.125, "0.0%%")),
        ("text_for_number", "andel", "0.125 [shown otherwise]"),
    ),
    "a number that is none": (
        xlsx(put("team_fte", 3.5), in_part("<v>3.5</v>", "<v>INF</v>")),
        f"numbers that are none: {place('team_fte')}",
    ),
    "a format without a number": (
        xlsx(put("andel", 12.5, '0.0" %"'), in_part('<numFmt numFmtId="164"', "<numFmt", "xl/styles.xml")),
        "is damaged",
    ),
    "a note": (
        xlsx(put("plan", 1, comment=Comment("Feil, skal være Nei", "x"))),
        ("parts_of_workbook", "file", f"1 notes: {place('plan')}"),
    ),
    "a row without height": (
        xlsx(None, in_part('<row r="4"', '<row r="4" ht="0" customHeight="1"')),
        ("parts_of_workbook", "file", "1 hidden rows: 4"),
    ),
    "a column without width": (
        xlsx(None, in_part("<sheetData>", '<cols><col min="3" max="3" width="0" customWidth="1"/></cols><sheetData>')),
        ("parts_of_workbook", "file", "1 hidden columns: egne"),
    ),
    "a percent sign as text": (xlsx(put("andel", 12.5, '0.0"%"')), READ),
    "thousands": (xlsx(put("team_fte", 3.5, "0.0,")), ("text_for_number", "team_fte", "3.5 [shown in thousands]")),
    "separators shown": (xlsx(put("tilskudd", 1250000, "#,##0")), READ),
    "rounded when shown": (xlsx(put("team_fte", 3.5, "0")), READ),
    "kroner": (xlsx(put("tilskudd", 1250000, '"kr" #,##0.00')), READ),
    "TRUE for a number": (xlsx(put("team_fte", True)), ("text_for_number", "team_fte", "TRUE")),
    "TRUE for an answer": (xlsx(put("plan", True)), ("value_outside_options", "plan", "TRUE")),
    "TRUE in a box": (xlsx(put("tiltak__1", True)), READ),
    "a date": (xlsx(put("team_fte", datetime.date(2025, 5, 3))), ("text_for_number", "team_fte", "03.05.2025")),
    "a date and time": (
        xlsx(put("team_fte", datetime.datetime(2025, 5, 3, 4, 5))),
        ("text_for_number", "team_fte", "03.05.2025"),
    ),
    "a time": (xlsx(put("team_fte", datetime.time(3, 5))), ("text_for_number", "team_fte", "03:05:00")),
    "a span of time": (xlsx(put("team_fte", datetime.timedelta(hours=30))), None),
    "days as a number": (xlsx(put("brukere", 45778)), None),
    "a date out of range": (xlsx(put("team_fte", 1e10, "yyyy-mm-dd")), None),
    "a number as text": (xlsx(put("team_fte", "3,5")), READ),
    "two numbers as text": (xlsx(put("team_fte", "3 5")), ("text_for_number", "team_fte", "3 5")),
    "struck out": (
        xlsx(put("team_fte", 3.5, font=Font(strike=True))),
        ("text_for_number", "team_fte", "3.5 [struck out]"),
    ),
    "partly struck out": (
        xlsx(put("team_fte", RICH)),
        ("text_for_number", "team_fte", "125 [partly struck out or raised]"),
    ),
    "a note's sign": (
        xlsx(put("team_fte", NOTE)),
        ("text_for_number", "team_fte", "121 [partly struck out or raised]"),
    ),
    "rich text": (xlsx(put("team_fte", CellRichText(TextBlock(InlineFont(b=True), "3"), ",5"))), READ),
    "a value for two units": (
        xlsx(lambda s: s.merge_cells(f"{place('plan')}:{place('plan', '1103')}")),
        "has merged cells",
    ),
    "a value for two columns": (xlsx(lambda s: s.merge_cells("N2:O2")), "merged cells: N2:O2"),
    "a heading for many columns": (xlsx(lambda s: s.merge_cells("D1:H1")), "merged cells: D1:H1"),
    "empty cells merged": (xlsx(lambda s: s.merge_cells("X20:Y21")), READ),
    "a hidden first sheet": (
        xlsx(first_hidden),
        ("parts_of_workbook", "file", "other sheets: «Gammelt» (hidden)"),
    ),
    "a front page first": (xlsx(front_page), "there are other sheets: «Svar»"),
    "more sheets": (xlsx(more_sheets), ("parts_of_workbook", "file", "other sheets: «Svar 2»")),
    "hidden rows": (
        xlsx(lambda s: s.row_dimensions.__getitem__(3).__setattr__("hidden", True)),
        ("parts_of_workbook", "file", "1 hidden rows: 3"),
    ),
    "hidden columns": (
        xlsx(lambda s: s.column_dimensions.__getitem__("C").__setattr__("hidden", True)),
        ("parts_of_workbook", "file", "1 hidden columns: egne"),
    ),
    "a chart sheet first": (xlsx(lambda s: s.parent.create_chartsheet("Figur", 0) and None), READ),
    "not in the corner": (xlsx(shifted), READ),
    "a title above": (xlsx(lambda s: (s.insert_rows(1), s.__setitem__("A1", "Rapport"))), "one column"),
    "a sum below": (xlsx(lambda s: s.append(["Sum", *[None] * 13, 8550])), ("unknown_unit", "unit", "Sum")),
    "headings in two rows": (
        xlsx(lambda s: (s.insert_rows(2), s.__setitem__("C2", "Ja"))),
        [("unknown_unit", "unit", "")],
    ),
    "nothing in it": (xlsx(lambda s: s.delete_rows(1, 20)), "no sheet with cells in it"),
    "all sheets hidden": (
        packed(xlsx(), in_part('state="visible"', 'state="hidden"', "xl/workbook.xml")),
        "no sheet with cells in it",
    ),
    "far out": (xlsx(put("plan", 1), in_part('r="A7"', 'r="XFD1048576"')), "no answers are that many"),
    "cells without places": (xlsx(None, in_part('<c r="B2" ', "<c ")), "don't say where they stand"),
    "an XML bomb": (
        xlsx(None, in_part("<worksheet", '<!DOCTYPE x [<!ENTITY a "a">]><worksheet')),
        "is no usual workbook",
    ),
    "a part missing": (xlsx(None, lambda parts: parts.pop("xl/worksheets/sheet1.xml")), "is damaged"),
    "without styles": (xlsx(None, lambda parts: parts.pop("xl/styles.xml")), READ),
    "an unknown part": (xlsx(None, lambda parts: parts.update({"xl/vbaProject.bin": b"1"})), READ),
    "a sheet that breaks off": (
        xlsx(None, lambda parts: parts.update({k: v[:1500] for k, v in parts.items() if "sheet1" in k})),
        "is damaged",
    ),
}


@pytest.mark.parametrize("case", [name for name in WORKBOOKS if WORKBOOKS[name][1]])
def test_workbooks(case, tmp_path, expected):
    see(tmp_path, "e.xlsx", *WORKBOOKS[case], expected)


@pytest.mark.parametrize("case", ["a span of time", "days as a number", "a date out of range"])
def test_a_workbooks_odd_numbers_are_told(case, tmp_path):
    path = tmp_path / "e.xlsx"
    path.write_bytes(WORKBOOKS[case][0])
    message, problems, _ = told(path)
    assert message == "" and len(problems) == 1


STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def test_strict_open_xml_is_read(tmp_path, expected):
    def strict(parts):
        for name, part in parts.items():
            for old, new in STRICT.items():
                part = part.replace(old.encode(), new.encode())
            parts[name] = part

    see(tmp_path, "e.xlsx", xlsx(None, strict), READ, expected)


# --- SPSS


def frame(**values):
    """Return what puts values into columns of the first unit."""

    def change(made):
        for column, value in values.items():
            made.loc[0, column] = value
        return made

    return change


VET = {1.0: "Ja", 2.0: "Nei", 3.0: "Vet ikke"}
SAVS = {
    "as it should be": ({}, READ),
    "a code for a missing number": (
        {"change": frame(brukere=999), "labels": {"brukere": {999.0: "Vet ikke"}}},
        ("text_for_number", "brukere", "999 «Vet ikke»"),
    ),
    "numbers with their own labels": ({"labels": {"brukere": {250.0: "250 ", 0.0: "Ingen"}}}, READ),
    **{
        f"a zero with the label «{label}»": (
            {"change": frame(brukere=0), "labels": {"brukere": {0.0: label}}},
            [("text_for_number", "brukere")],
        )
        for label in ("Ingen data", "Ingen av disse", "Ingen svar gitt", "Ingen?", "Ingenting å oppgi")
    },
    "a tick declared missing": (
        {"missing_ranges": {"tiltak__3": [1]}, "labels": {"tiltak__3": {1.0: "Annet"}}},
        ("declared_missing", "tiltak__3", "1 «Annet»"),
    ),
    "a limit as a label": (
        {"change": frame(brukere=100), "labels": {"brukere": {100.0: "100 eller flere"}}},
        ("text_for_number", "brukere", "100 «100 eller [tekst]»"),
    ),
    "an option declared missing": (
        {"change": frame(plan=3, plan_kjent=np.nan), "labels": {"plan": VET}, "missing_ranges": {"plan": [3]}},
        ("declared_missing", "plan", "3 «Vet ikke»"),
    ),
    "labels turned": ({"change": lambda f: f.assign(plan=4 - f["plan"]),
                       "labels": {"plan": {3.0: "Ja", 2.0: "Nei", 1.0: "Vet ikke"}}}, READ),
    "the ends turned, the middle without labels": (
        {"labels": {"plan": {3.0: "Ja", 1.0: "Vet ikke"}}},
        ("value_outside_options", "plan", "2"),
    ),
    "two codes with one label": (
        {"labels": {"plan": {1.0: "Ja", 2.0: "Ja", 3.0: "Vet ikke"}}},
        None,
    ),
    "boxes the other way round": (
        {"change": lambda f: f.assign(tiltak__2=1 - f["tiltak__2"]),
         "labels": {"tiltak__2": {0.0: "Valgt", 1.0: "Ikke valgt"}}},
        READ,
    ),
    "a box whose zero has the option's name": (
        {"change": lambda f: f.assign(tiltak__2=1 - f["tiltak__2"]),
         "labels": {"tiltak__2": {0.0: "Veiledning", 1.0: "Ikke valgt"}}},
        READ,
    ),
    "a box with another name": (
        {"labels": {"tiltak__2": {0.0: "Nei", 1.0: "Rådgivning"}}},
        ("other_label", "tiltak__2", "1 «Rådgivning»"),
    ),
    "a date": ({"change": frame(team_fte=13963104000.0), "variable_format": {"team_fte": "DATE11"}}, None),
    "a unit's label": ({"change": lambda f: f.assign(unit=f["unit"].astype(float)),
                        "labels": {"unit": {1101.0: "Eigersund", 301.0: "Vik"}}}, READ),
    "a unit's other label": ({"change": lambda f: f.assign(unit=f["unit"].astype(float)),
                              "labels": {"unit": {1101.0: "Stavanger", 301.0: "Vik"}}},
                             ("unit_said_otherwise", "unit", "Stavanger")),
    "padded": ({"change": lambda f: f.assign(unit=f["unit"] + "      ")}, READ),
}  # fmt: skip


@pytest.mark.parametrize("case", [name for name in SAVS if SAVS[name][1]])
def test_spss_files(case, tmp_path, expected):
    options, what = SAVS[case]
    see(tmp_path, "e.sav", lambda folder: sav(folder, **options), what, expected)


@pytest.mark.parametrize("label", ["Ingen brukere", "Ingen", "ingen personer.", "0"])
def test_a_zero_with_a_label_that_says_none_is_a_zero(label, tmp_path):
    path = tmp_path / "e.sav"
    path.write_bytes(sav(tmp_path, frame(brukere=0), {"brukere": {0.0: label}}))
    assert (told(path)[:2], understood(path).frame["brukere"][0]) == (("", []), 0)


@pytest.mark.parametrize("code", [1.0, 9.0])
def test_a_box_that_spss_declares_missing_has_no_answer(code, tmp_path):
    change = lambda made: made.assign(tiltak__2=made["tiltak__2"].where(made["unit"] != "1103", code))  # noqa: E731
    path = tmp_path / "e.sav"
    path.write_bytes(sav(tmp_path, change, missing_ranges={"tiltak__2": [code]}))
    assert np.isnan(understood(path).frame["tiltak__2"][1])


def test_two_codes_with_one_label_are_neither(tmp_path):
    path = tmp_path / "e.sav"
    path.write_bytes(sav(tmp_path, **SAVS["two codes with one label"][0]))
    values = {value for rule, column, value in told(path)[1] if (rule, column) == ("value_outside_options", "plan")}
    assert values == {"1 «Ja»", "2 «Ja»"}


def test_a_date_of_spss_is_no_number(tmp_path):
    path = tmp_path / "e.sav"
    path.write_bytes(sav(tmp_path, **SAVS["a date"][0]))
    assert {problem[:2] for problem in told(path)[1]} == {("text_for_number", "team_fte")}


# the range has the 40 persons of another unit in it, which a person has to see
@pytest.mark.parametrize(
    ("declared", "is_told"), [([9], []), ([{"lo": 9, "hi": 99}], [("declared_missing", "brukere", "40")])]
)
def test_values_that_spss_declares_missing_are_no_answers(declared, is_told, tmp_path):
    path = tmp_path / "e.sav"
    ranges = {"brukere": declared, "plan": declared}
    labels = {"plan": VET | {9.0: "Ikke besvart"}}
    path.write_bytes(sav(tmp_path, frame(brukere=9, plan=9, plan_kjent=np.nan), labels, missing_ranges=ranges))
    message, problems, answers = told(path)
    assert (message, problems) == ("", is_told)
    assert answers.frame.loc[0, ["brukere", "plan"]].isna().all()


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        (lambda made: made.replace("på".encode(), b"p\xe5 "), [("damaged_letters", "kommentar", "Vi på  Røros")]),
        (lambda made: re.sub(rb"\xc3[\x80-\xbf]", lambda found: found[0].decode().encode("cp1252") + b" ", made), None),
    ],
)
def test_the_letters_of_spss_are_what_their_bytes_say(change, problems, tmp_path):
    path = tmp_path / "e.sav"
    made = sav(tmp_path, lambda f: f.assign(kommentar=["Vi på Røros", *f["kommentar"][1:]]))
    path.write_bytes(change(made))
    assert problems is None or told(path)[1] == problems
    assert understood(path).frame["kommentar"][0].replace(" ", "") == "VipåRøros"


# --- what is right in other clothes


@pytest.mark.parametrize("heading", ["unit", "Kommune", "Velg kommune"])
def test_units_may_stand_with_their_names_alone(heading, tmp_path, expected):
    names = ["Eigersund", "stavanger kommune", "BERGEN", "Vik", "Gamle Oslo", "Velferdsetaten"]
    see(tmp_path, "e.csv", csv(faultless().assign(unit=names).rename(columns={"unit": heading})), READ, expected)


@pytest.mark.parametrize("name", ["Eigersund?", "Eigersund (test)", "Eigersund og Vik", "Oslo"])
def test_a_name_with_anything_beside_it_is_no_unit(name, tmp_path):
    (tmp_path / "e.csv").write_bytes(csv(cell("unit", name)))
    assert {problem[0] for problem in told(tmp_path / "e.csv")[1]} == {"unknown_unit"}


@pytest.mark.parametrize(
    ("column", "text"),
    [("plan", "<p>Ja</p>"), ("plan", '<span style="color:red">Ja</span><br/>'), ("team_fte", "<b>3,5</b>")],
)
def test_tags_around_an_answer_say_nothing(column, text, tmp_path, expected):
    see(tmp_path, "e.csv", csv(cell(column, text)), READ, expected)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("plan", "<s>Ja</s>"),
        ("plan", '<span style="text-decoration:line-through">Ja</span>'),
        ("plan", "Ja<br>Nei"),
        ("tilskudd", "1<br>250"),
        ("brukere", "<div>2</div><div>50</div>"),
    ],
)
def test_tags_inside_an_answer_or_through_it_do(column, text, tmp_path):
    (tmp_path / "e.csv").write_bytes(csv(cell(column, text)))
    assert {problem[0] for problem in told(tmp_path / "e.csv")[1]} <= {"value_outside_options", "text_for_number"}
    assert told(tmp_path / "e.csv")[1]


@pytest.mark.parametrize("text", ["½", "1½", "3¼"])
def test_a_fraction_is_shown_as_it_is(text, tmp_path):
    (tmp_path / "e.csv").write_bytes(csv(cell("team_fte", text)))
    assert told(tmp_path / "e.csv")[1] == [("text_for_number", "team_fte", text)]
