"""The import: every kind of export gives the same responses, whole or not at all, without personal data."""

import csv
import os
import re
import subprocess
import sys
import tracemalloc
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import survey_world
from is248.build import build
from is248.data.changes import divided_units
from is248.data.checks import DataError
from is248.data.codebook import load_codebook
from is248.data.personal import load_masker
from is248.data.responses import load_last_year
from is248.intake import importing
from is248.intake.answers import understand
from is248.intake.exports import Export
from is248.intake.importing import check_data, check_data_command, import_command, import_file
from is248.intake.review import COLUMNS
from is248.project import ProjectError, root
from is248.survey import open_survey
from projects import copy_project
from survey_world import FTE, faultless, imported, write_csv


@pytest.fixture
def world(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    return survey_world.make_world(tmp_path)


def read(world: Path, export: pd.DataFrame, **options) -> str:
    """Import an export as CSV and return the responses file."""
    import_file(write_csv(export, world / "eksport.csv", **options), 2025)
    return imported(world)


@pytest.fixture
def expected(world) -> str:
    return read(world, faultless())


# --- the same answers, however they are written


def test_responses_have_the_codebooks_columns_and_one_row_per_unit_in_the_units_order(expected):
    heading, *rows = csv.reader(expected.splitlines())
    assert heading == survey_world.COLUMNS
    assert [row[0] for row in rows] == survey_world.CODES
    assert rows[0][:9] == ["1101", "gjennomfort", "1", "4.5", "2", "3.25", "1", "0", "0"]


def test_the_responses_file_is_itself_an_export(world, expected):
    import_file(world / "data/2025/responses.csv", 2025)
    assert imported(world) == expected


@st.composite
def exports(draw) -> tuple[pd.DataFrame, dict]:
    """Draw the faultless export in another order, with other signs and in another file format."""
    frame = faultless()
    frame = frame.iloc[draw(st.permutations(range(len(frame))))]
    sep = draw(st.sampled_from([";", ",", "\t"]))
    if draw(st.booleans()):  # a decimal point instead of the comma
        frame[[*FTE, "andel", "team_fte"]] = frame[[*FTE, "andel", "team_fte"]].replace(",", ".", regex=True)
    missing = draw(st.sampled_from([None, "", " ", "NA", "#NULL!", "-"]))
    frame = frame.where(frame.notna(), missing)
    if draw(st.booleans()):  # labels instead of codes
        frame["plan"] = frame["plan"].replace({"1": "Ja", "2": "Nei", "3": "Vet ikke"})
        frame["tiltak__1"] = frame["tiltak__1"].replace({"1": "Kurs", "0": "Ikke valgt"})
    if draw(st.booleans()):  # empty boxes instead of zeros
        ticks = ["tiltak__1", "tiltak__2", "tiltak__3"]
        frame[ticks] = frame[ticks].replace({"0": missing})
    if draw(st.booleans()):  # the zero in front lost
        frame["unit"] = frame["unit"].replace({"0301": "301"})
    if draw(st.booleans()):
        frame = frame.rename(columns={"unit": "Kommunenummer", "plan": "Har kommunen en handlingsplan?"})
    if draw(st.booleans()):
        frame = frame.rename(columns={"tiltak__2": "Hvilke tiltak? - Veiledning", "egne": "EGNE"})
    if draw(st.booleans()):
        frame = frame.assign(**{"Løpenummer": "17"})
    frame = frame[draw(st.permutations(list(frame.columns)))]
    return frame, {"sep": sep, "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "cp1252"]))}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(exports())
def test_order_encoding_separator_and_missing_values_make_no_difference(world, expected, export):
    frame, options = export
    assert read(world, frame, **options) == expected


def test_a_utf16_file_and_a_line_that_names_the_separator_make_no_difference(world, expected):
    assert read(world, faultless(), sep="\t", encoding="utf-16") == expected
    path = world / "eksport.csv"
    path.write_bytes(b"sep=;\r\n" + faultless().to_csv(sep=";", index=False, lineterminator="\r\n").encode("cp1252"))
    import_file(path, 2025)
    assert imported(world) == expected


def test_an_xlsx_workbook_gives_the_same(world, expected):
    frame = faultless()
    numbers = [*FTE, "egne", "plan", "plan_kjent", "brukere", "andel", "team_fte", "tilskudd", "unit"]
    frame[numbers] = frame[numbers].replace(",", ".", regex=True).astype(float)
    frame.to_excel(world / "eksport.xlsx", index=False)
    import_file(world / "eksport.xlsx", 2025)
    assert imported(world) == expected


def test_a_number_cell_of_a_workbook_has_one_meaning(world):
    frame = faultless().astype(object)
    frame.loc[0, "tilskudd"] = 1.25
    frame.loc[1, "tilskudd"] = 1250
    frame.to_excel(world / "eksport.xlsx", index=False)
    assert import_file(world / "eksport.xlsx", 2025).found.open == []
    assert pd.read_csv(world / "data/2025/responses.csv")["tilskudd"].tolist()[:2] == [1.25, 1250]


def test_headings_below_an_empty_line_and_rows_that_end_early_are_read(world, expected):
    book = openpyxl.Workbook()
    book.active.append([])
    for row in [survey_world.COLUMNS, *faultless().to_numpy().tolist(), [None, "  ", None]]:
        book.active.append(row)
    book.save(world / "eksport.xlsx")
    import_file(world / "eksport.xlsx", 2025)
    assert imported(world) == expected


# --- SPSS

LABELS = {
    "plan": {1.0: "Ja", 2.0: "Nei", 3.0: "Vet ikke"},
    "tiltak__1": {1.0: "Valgt", 2.0: "Ikke valgt"},
    "status": {1.0: "Gjennomført", 2.0: "Delvis", 3.0: "Ikke deltatt"},
}


def sav(world: Path, frame: pd.DataFrame, labels: dict, column_labels: dict | None = None) -> Path:
    path = world / "eksport.sav"
    pyreadstat.write_sav(frame, path, column_labels=column_labels or {}, variable_value_labels=labels)
    return path


def spss_frame() -> pd.DataFrame:
    frame = faultless()
    frame["status"] = frame["status"].map({"Gjennomført": 1, "Delvis": 2, "Ikke deltatt": 3})
    frame["tiltak__1"] = frame["tiltak__1"].map({"1": 1, "0": 2})
    texts = ["unit", "kommentar"]
    numbers = [column for column in frame if column not in texts]
    frame[numbers] = frame[numbers].replace(",", ".", regex=True).astype(float)
    frame[texts] = frame[texts].fillna("")
    return frame


def test_an_spss_file_is_read_with_its_value_labels(world, expected):
    import_file(sav(world, spss_frame(), LABELS), 2025)
    assert imported(world) == expected


def test_the_label_decides_where_spss_has_other_codes(world, expected):
    frame = spss_frame()
    frame["plan"] = frame["plan"].map({1: 10, 2: 20, 3: 30})
    labels = LABELS | {"plan": {10.0: "ja", 20.0: "Nei.", 30.0: "Vet ikke"}}
    assert import_file(sav(world, frame, labels), 2025).found.open == []
    assert imported(world) == expected


def test_a_label_with_other_words_is_a_warning_of_the_column(world, expected):
    done = import_file(sav(world, spss_frame(), LABELS | {"plan": {1.0: "Ja", 2.0: "Har ikke plan"}}), 2025)
    assert [(p.rule, p.column, p.value) for p in done.found.open] == [("other_label", "plan", "2 «Har ikke plan»")]
    assert imported(world) == expected


def test_codes_that_changed_places_are_never_taken_by_their_number(world):
    labels = LABELS | {"plan": {1.0: "Nei", 2.0: "Ja, delvis", 3.0: "Vet ikke"}}
    with pytest.raises(DataError) as error:
        import_file(sav(world, spss_frame(), labels), 2025)
    assert {(p.rule, p.column, p.value) for p in error.value.problems} == {("value_outside_options", "plan", "2")}


def test_long_names_of_spss_columns_are_known_too(world, expected):
    frame = spss_frame().rename(columns={"plan": "s_13_1", "unit": "knr"})
    labels = {name: values for name, values in LABELS.items() if name != "plan"}
    import_file(sav(world, frame, labels, {"s_13_1": "Har kommunen en handlingsplan?"}), 2025)
    assert imported(world) == expected


# --- what the export has and the codebook lacks, and the reverse


def test_unknown_columns_and_lacking_questions_are_listed(world):
    export = faultless().drop(columns=["andel", "tiltak__1", "tiltak__2", "tiltak__3"]).assign(nytt_sporsmal="1")
    done = import_file(write_csv(export, world / "eksport.csv"), 2025)
    assert done.answers.unknown == ["nytt_sporsmal"]
    assert done.answers.lacking == ["tiltak", "andel"]
    assert "nytt_sporsmal" not in imported(world)
    assert "nytt_sporsmal" in done.report.read_text(encoding="utf-8")


def test_columns_whose_names_look_alike_are_kept_apart(world, expected):
    codebook = world / "data/codebook/2025.yml"
    alike = '  - {id: tiltak_1, section: "13", text: "Noe annet?", type: number, unit: stykk, since: 2025}\n'
    codebook.write_text(codebook.read_text() + alike)
    rows = list(csv.DictReader(read(world, faultless().assign(tiltak_1="7")).splitlines()))
    assert (rows[0]["tiltak__1"], rows[0]["tiltak_1"]) == ("1", "7")
    done = import_file(write_csv(faultless().rename(columns={"tiltak__1": "Tiltak 1"}), world / "e.csv"), 2025)
    assert done.answers.unknown == ["Tiltak 1"]  # which of the two?


def test_an_export_without_status_gets_it_from_its_answers(world, expected):
    assert read(world, faultless().drop(columns="status")) == expected


def test_units_without_a_row_are_not_taking_part(world, expected):
    done = import_file(write_csv(faultless().iloc[:5], world / "eksport.csv"), 2025)
    assert [p.rule for p in done.found.open] == ["missing_unit"]
    assert imported(world) == expected


def test_fte_known_by_education_only_are_put_under_the_codebooks_service(world, expected):
    export = faultless().assign(fte__sum__1=None, fte__sum__2=None)
    small = export["unit"] == "0301"
    export.loc[small, ["fte__sum__1", "fte__sum__2"]] = ["1,5", "2"]
    export.loc[small, FTE] = None
    assert read(world, export) == expected


def test_a_battery_of_zeros_that_was_not_asked_is_not_answered(world):
    codebook = world / "data/codebook/2025.yml"
    gate = "gate: {question: plan, options: [1]},\n     options: [{code: 1, label: Kurs}"
    codebook.write_text(codebook.read_text().replace("options: [{code: 1, label: Kurs}", gate))
    export = faultless()
    export.loc[export["unit"] == "4601", ["tiltak__1", "tiltak__2"]] = "0"
    rows = {row["unit"]: row for row in csv.DictReader(read(world, export).splitlines())}
    assert rows["4601"]["tiltak__1"] == ""
    assert rows["1103"]["tiltak__1"] == "0"


@pytest.mark.parametrize("path", sorted((survey_world.PROJECT / "data/codebook").glob("*.yml")))
def test_every_column_of_the_books_codebooks_is_known_by_its_own_name(path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(survey_world.PROJECT))
    codebook = load_codebook(int(path.stem))
    columns = [column for question in codebook.questions for column in codebook.columns(question.id)]
    headings = [*columns, "status", "UNIT"]
    empty = pd.DataFrame(index=range(1), columns=range(len(headings)), dtype=object)
    units = pd.DataFrame({"name": ["Eigersund"]}, index=["1101"])
    masker = load_masker(units["name"])
    answers = understand(Export("e.csv", headings, empty, np.array([2])), codebook, units, masker)
    assert (answers.unknown, answers.lacking, answers.repeated) == ([], [], [])
    assert [*answers.frame] == ["unit", "status", *columns]


# --- files that can't be read


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("e.csv", b"", "no headings"),
        ("e.csv", b"unit;plan\n", "no records"),
        ("e.csv", b"unit\n1101\n", "one column"),
        ("e.csv", b"unit;plan;egne\n1101;1;1\n1103;1\n", "row 3: 2 cells, but there are 3 headings"),
        ("e.csv", b"unit,andel,egne\n1101,12,5,1\n", "row 2: 4 cells"),
        ("e.csv", b'unit;plan\n1101;"1\n', "line 2: this can't be read as CSV"),
        ("e.csv", b'unit;plan\n1101;"Ja "visst" Ja"\n', "one inside an answer is not doubled"),
        ("e.csv", b"plan;egne\n1;1\n", "no column with the units' codes"),
        ("e.csv", b"unit;s_1\n1101;1\n", "no column that the codebook of 2025 knows"),
        ("e.xlsx", b"not a workbook", "no .xlsx workbook"),
        ("e.sav", b"not SPSS", "can't be read as an SPSS file"),
        ("e.xls", b"", "the import reads .sav"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(world, name, content, message):
    (world / name).write_bytes(content)
    with pytest.raises(ProjectError, match=re.escape(message)):
        import_file(world / name, 2025)
    assert not (world / "data/2025").exists()


def test_a_missing_file_year_or_list_of_names_is_named(world):
    with pytest.raises(ProjectError, match="no file"):
        import_file(world / "borte.csv", 2025)
    path = write_csv(faultless(), world / "eksport.csv")
    with pytest.raises(ProjectError, match="2031"):
        import_file(path, 2031)
    (world / "data/reference/person-names.csv").unlink()
    with pytest.raises(ProjectError, match="names can't be masked"):
        import_file(path, 2025)


# --- personal data

SECRETS = {
    "Kontaktperson": "Kari Nordmann",
    "Navn på hovedansvarlig for utfyllingen": "Xerxes Blomqvatn",
    "E-post": "kari.nordmann@kommune.no",
    "q_77": "ola@bydel.oslo.no",  # nothing but the contents tells
    "Tlf.nr": "91234567",
    "Postadresse": "Storgata 12, 7030 Trondheim",
    "Fødselsnummer": "01019012345",
}


def test_columns_of_personal_data_are_dropped_and_counted(world, expected, capsys):
    export = faultless().assign(**SECRETS)
    path = write_csv(export, world / "eksport.csv")
    import_command(path, 2025)
    assert imported(world) == expected
    said = capsys.readouterr().out
    assert "12 email" in said and "6 phone" in said and "6 address" in said and "6 number" in said
    written = [p.read_text(encoding="utf-8") for p in world.rglob("*") if p.is_file() and "25" in str(p.parent)]
    for secret in SECRETS.values():
        assert all(secret not in text for text in [*written, said])


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ring Kari Nordmann på 912 34 567.", "Ring [navn] på [telefon]."),
        ("+47 22 33 44 55 eller 22.33.44.55, 004791234567", "[telefon] eller [telefon], [telefon]"),
        ("kari.nordmann@kommune.no, kari (at) kommune (dot) no", "[e-post], [e-post]"),
        ("Hilsen Ingvild S. Rønnestrand", "Hilsen [navn]"),
        ("Nordmann, Kari; K. Nordmann; KARI NORDMANN; kari nordmann", "[navn]; [navn]; [navn]; [navn]"),
        ("Kontaktperson: Xerxes Blomqvatn", "Kontaktperson: [navn]"),
        ("Karis gruppe og Anne-Marie Lies kurs", "[navn] gruppe og [navn] kurs"),
        ("Mohammed Al-Rashid og Piotr Kowalski", "[navn] og [navn]"),
        ("Bo\u0301 Storgata 12 B, 7030 Trondheim", "Bó [adresse]"),
        ("Karl Johans gate 5; Postboks 123 Sentrum, 0101 Oslo", "[adresse]; [adresse]"),
        ("Fnr 010190 12345", "Fnr [personnummer]"),
        ("Pasienten er født 01.02.1990", "Pasienten er født [personnummer]"),
        ("Berit Os i Os, Dag Solstad, Siw Johansson", "[navn] i Os, [navn], [navn]"),
        ("hilsen kari; kontakt: Liv; dr. Hansen", "hilsen [navn]; kontakt: [navn]; dr. [navn]"),
        ("(+47) 908 07 060, tlf 815 44 488, 9080 7060", "[telefon], tlf [telefon], [telefon]"),
        ("Bor i Kirkeveien 3a, 0368 Oslo", "Bor i [adresse]"),
        ("@karinordmann og linkedin.com/in/kari-nordmann", "[e-post] og linkedin.com/in/[navn]"),
        ("kari\u200b.nordmann＠kommune.no", "[e-post]"),
    ],
)
def test_personal_data_inside_a_free_text_are_masked(world, text, masked):
    export = faultless()
    export.loc[0, "kommentar"] = text
    rows = list(csv.DictReader(read(world, export).splitlines()))
    assert rows[0]["kommentar"] == masked


@pytest.mark.parametrize(
    "text",
    [
        "Samarbeid med Nordre Follo, Indre Fossen, Strand, Vik og Lund",
        "Per i dag 12 plasser, 12 500 000 kroner, 20 prosent i 2024 mot 15 i 2023",
        "Blå Kors, Kirkens Bymisjon, St. Olavs hospital, Helse Bergen, FACT Ung og Marte Meo",
        "Solbakken 10 plasser, Haugen 5 årsverk, legevakt 116117 og 24.12.2025",
        "Bo- og dagtilbud. Hans behov er dekket. Dag og natt. SARA:SV er i bruk.",
        "Vi mener at tilbudet er bra. Vi har 3,5 årsverk",
    ],
)
def test_other_words_and_numbers_stay(world, text):
    masker = load_masker(["Eigersund", "Nordre Follo", "Strand", "Vik", "Lund", "Bergen", "Indre Fosen"])
    assert masker(text)[0] == text


def test_a_name_in_a_column_of_its_own_is_found_again_in_the_units_texts(world):
    export = faultless().assign(Kontaktperson=["Zaphod Beebleqvist", *[None] * 5])
    export.loc[0, "kommentar"] = "Spør Zaphod, eller beebleqvist"
    rows = list(csv.DictReader(read(world, export).splitlines()))
    assert rows[0]["kommentar"] == "Spør [navn], eller [navn]"


def test_a_message_does_not_show_what_it_complains_about(world, capsys):
    export = faultless()
    export.loc[0, "brukere"] = "Ring Kari Nordmann, kari@kommune.no"
    export.loc[1, "andel"] = "91234567"
    export.loc[2, "plan"] = "ola nordmann"
    export.loc[3, "unit"] = "kari@kommune.no"
    with pytest.raises(ProjectError) as error:
        import_command(write_csv(export, world / "eksport.csv"), 2025)
    page = (world / "build/2025/check-data.html").read_text(encoding="utf-8")
    said = capsys.readouterr().out + str(error.value) + page
    assert "[telefon]" in said and "[e-post]" in said and "[navn]" in said
    assert not re.search("nordmann|91234567|kari@", said, re.IGNORECASE)


def test_an_export_without_headings_does_not_show_its_first_row(world, capsys):
    frame = faultless().assign(navn="Kari Nordmann")
    frame.to_csv(world / "eksport.csv", sep=";", index=False, header=False)
    with pytest.raises(ProjectError) as error:
        import_command(world / "eksport.csv", 2025)
    assert "Kari" not in str(error.value) + capsys.readouterr().out


# --- whole or not at all


@pytest.mark.parametrize("moment", ["before writing", "half written", "before moving"])
def test_an_import_that_is_killed_leaves_the_last_responses_as_they_were(world, expected, moment):
    export = write_csv(faultless().assign(brukere="77"), world / "nytt.csv")
    program = f"""
import os, signal
from pathlib import Path
from is248.intake import importing
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
moment = {moment!r}
if moment == "before writing":
    importing._write = die
elif moment == "before moving":
    Path.replace = die
else:
    lines = importing._lines
    def half(answers):
        rows = list(lines(answers))
        return [*rows[:3], Deadly(rows[3])]
    class Deadly(list):
        def __iter__(self):
            die()
    importing._lines, importing._digest = half, lambda lines: "x"
importing.import_file({str(export)!r}, 2025)
"""
    killed = subprocess.run([sys.executable, "-c", program], env=os.environ, check=False)
    assert killed.returncode == -9
    assert imported(world) == expected
    import_file(world / "eksport.csv", 2025)
    assert imported(world) == expected


def test_an_import_with_errors_leaves_the_last_responses_as_they_were(world, expected):
    with pytest.raises(DataError):
        import_file(write_csv(faultless().assign(plan="9"), world / "nytt.csv"), 2025)
    assert imported(world) == expected


def test_a_full_disk_leaves_no_half_file(world, expected, monkeypatch):
    monkeypatch.setattr(importing.os, "fsync", lambda _: (_ for _ in ()).throw(OSError("no space left")))
    with pytest.raises(OSError, match="no space"):
        import_file(write_csv(faultless(), world / "nytt.csv"), 2025)
    assert imported(world) == expected
    assert [path for path in (world / "data/2025").iterdir() if path.suffix == ".tmp"] == []


# --- warnings and decisions


def decide(world: Path, **line: str) -> None:
    path = world / "data/2025/decisions.csv"
    path.parent.mkdir(exist_ok=True)
    filled = {"decision": "står", "by": "SO", "date": "2025-09-01", "comment": "ringt kommunen"} | line
    pd.DataFrame([filled], columns=COLUMNS).to_csv(path, index=False)


def against_the_gate(value: str = "1") -> pd.DataFrame:
    export = faultless()
    export.loc[export["unit"] == "4601", "plan_kjent"] = value
    return export


GATE = {"unit": "4601", "column": "plan_kjent", "rule": "against_gate", "value": "1 (plan: 2)"}


def test_a_decided_warning_is_not_asked_again_unless_its_value_changes(world):
    assert len(import_file(write_csv(against_the_gate(), world / "e.csv"), 2025).found.open) == 1
    decide(world, **GATE)
    done = check_data(2025)
    assert (len(done.found.open), len(done.found.decided)) == (0, 1)
    done = import_file(write_csv(against_the_gate("3"), world / "e.csv"), 2025)
    assert [p.value for p in done.found.open] == ["3 (plan: 2)"]
    assert [d["value"] for d in done.found.stale] == ["1 (plan: 2)"]


def test_the_lines_for_the_open_warnings_are_ready_to_be_decided(world):
    import_file(write_csv(against_the_gate(), world / "e.csv"), 2025)
    lines = pd.read_csv(world / "build/2025/open-warnings.csv", dtype=str, keep_default_na=False)
    lines[["decision", "by", "date"]] = ["står", "SO", "2025-09-01"]
    lines.to_csv(world / "data/2025/decisions.csv", index=False)
    assert check_data(2025).found.open == []


def test_a_decision_is_the_same_for_every_file_format(world):
    import_file(write_csv(against_the_gate(), world / "e.csv"), 2025)
    decide(world, **GATE)
    frame = spss_frame()
    frame.loc[frame["unit"] == "4601", "plan_kjent"] = 1.0
    assert import_file(sav(world, frame, LABELS), 2025).found.open == []


def test_an_error_cannot_be_decided_away(world):
    decide(world, unit="1101", column="plan", rule="value_outside_options", value="9")
    with pytest.raises(DataError):
        import_file(write_csv(faultless().assign(plan="9"), world / "e.csv"), 2025)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("rule", "mot_gate", "one of unknown_unit"),
        ("date", "1.9.25", "2025-09-01"),
        ("decision", "", "a value"),
    ],
)
def test_a_line_of_decisions_that_cannot_be_used_is_named(world, key, value, message):
    import_file(write_csv(against_the_gate(), world / "e.csv"), 2025)
    decide(world, **(GATE | {key: value}))
    with pytest.raises(DataError, match=message) as error:
        check_data(2025)
    assert "decisions.csv, row 2" in str(error.value)


def test_what_only_the_import_sees_is_asked_until_it_is_decided(world):
    import_file(write_csv(faultless().iloc[1:], world / "e.csv"), 2025)
    assert [(p.rule, p.unit) for p in check_data(2025).found.open] == [("missing_unit", "1101 Eigersund")]
    decide(world, unit="1101", column="unit", rule="missing_unit", value="missing")
    assert check_data(2025).found.open == []


def test_warnings_of_another_import_are_not_mixed_in(world):
    import_file(write_csv(faultless().iloc[1:], world / "e.csv"), 2025)
    path = world / "data/2025/responses.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("ikke_deltatt", "delvis", 1), encoding="utf-8")
    done = check_data(2025)
    assert done.found.open == []
    assert "only the import itself can check it" in done.report.read_text(encoding="utf-8")


def test_the_check_stops_at_responses_with_errors(world, expected):
    path = world / "data/2025/responses.csv"
    path.write_text(expected.replace("12.5", "tolv"), encoding="utf-8")
    with pytest.raises(ProjectError, match="1 errors"):
        check_data_command(2025)


def test_the_check_of_a_year_without_responses_says_how_to_import(world):
    with pytest.raises(ProjectError, match="is248 import FILE --year 2025"):
        check_data(2025)


class _Page(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def test_the_page_has_one_table_per_rule_and_asks_no_other_host(world):
    export = against_the_gate().iloc[1:]
    export.loc[export["unit"] == "1103", "tilskudd"] = "1.250"
    export.loc[export["unit"] == "1103", "kommentar"] = "<script>alert(1)</script>"
    text = import_file(write_csv(export, world / "e.csv"), 2025).report.read_text(encoding="utf-8")
    page = _Page(text)
    assert page.count("table") == page.count("caption") == 3
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.tags if tag == "th")
    assert page.count("script") == 0 and page.count("h1") == page.count("main") == 1
    assert not re.search(r"(?:src|href)=[\"'](?!#|data:)|url\(|@import|http", text.replace("http-equiv", ""))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


# --- size


def big_world(world: Path, units: int) -> Path:
    codes = [str(10000 + number) for number in range(units)]
    rows = [f"{c},Enhet {c},X,A HF,Vest,50000 og større,20000,90000,SSB" for c in codes]
    path = world / "data/reference/units-2025.csv"
    path.write_text("\n".join([survey_world.UNITS.splitlines()[0], *rows]) + "\n", encoding="utf-8")
    wide = "".join(
        f'  - {{id: q{n}, section: "5", text: "Spørsmål {n}", type: single, since: 2025, scale: ja_nei}}\n'
        for n in range(300)
    )
    (world / "data/codebook/2025.yml").write_text(survey_world.CODEBOOK + wide, encoding="utf-8")
    random = np.random.default_rng(248)
    export = {"unit": codes, "status": "gjennomfort", "egne": "1"}
    export |= {c: np.char.replace(np.round(random.random(units) * 9, 2).astype(str), ".", ",") for c in FTE}
    export |= {f"q{n}": random.choice(["1", "2", "3", ""], units) for n in range(300)}
    export["kommentar"] = [f"Vi mangler folk i {c}, ring Kari Nordmann" for c in codes]
    return write_csv(pd.DataFrame(export), world / "stor.csv")


def peak(path: Path) -> int:
    tracemalloc.start()
    import_file(path, 2025)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return used


def test_ten_thousand_units_are_imported_in_one_pass_with_memory_in_proportion(world):
    small = big_world(world, 2_000)
    few = peak(small)
    big = big_world(world, 10_000)
    size = big.stat().st_size
    many = peak(big)
    assert sum(1 for _ in (world / "data/2025/responses.csv").open(encoding="utf-8")) == 10_001
    assert "Nordmann" not in imported(world)
    assert many < 30 * size  # cells of one or two letters take eight bytes each, as text and as number
    assert many < 6 * few  # five times the units


# --- the real questionnaire ----------------------------------------------------------------------


@pytest.fixture
def demo(tmp_path, monkeypatch) -> pd.DataFrame:
    """The demo responses of 2024, in a copy of the project that an import may write to."""
    monkeypatch.setenv("IS248_ROOT", str(copy_project(tmp_path / "project", responses=True)))
    path = tmp_path / "project" / "data" / "demo" / "2024" / "responses.csv"
    return pd.read_csv(path, dtype="str", keep_default_na=False)


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


def test_a_box_that_the_export_lacks_is_listed_and_not_taken_as_empty(demo, tmp_path):
    path = tmp_path / "eksport.csv"
    demo.drop(columns=["ohd_tilbud__1", "arsverk_voksne__2__2"]).to_csv(path, index=False)
    done = import_file(path, 2024)
    assert done.answers.lacking == ["arsverk_voksne__2__2", "ohd_tilbud__1"]
    read_back = pd.read_csv(done.written, dtype="str", keep_default_na=False)
    assert (read_back["ohd_tilbud__1"] == "").all()


def test_last_years_fte_are_taken_from_last_years_responses_where_there_is_no_file(demo):
    own, before = (root() / "data" / "demo" / file for file in ("2024/last_year.csv", "2023/responses.csv"))
    known = load_last_year(2024, "arsverk_voksne")
    own.unlink()
    found, divided = load_last_year(2024, "arsverk_voksne"), divided_units(2023, 2024)
    assert set(divided) == {"1508", "1580"}
    reported = found.dropna().index.difference(divided)  # who did not answer in 2023 has no FTE in its responses
    assert len(reported) > 300
    assert np.allclose(found[reported], known[reported], atol=0.01)  # on the borders of 2024, whatever the codes were
    assert found[divided].sum() == pytest.approx(known[divided].sum(), abs=0.01)
    before.unlink()
    assert load_last_year(2024, "arsverk_voksne").empty
    with pytest.raises(ProjectError, match="Put their FTE of 2023 into data/demo/2024/last_year.csv"):
        open_survey(2024)


def test_a_number_with_a_decimal_comma_in_the_responses_is_told_with_unit_and_column(demo):
    path = root() / "data" / "demo" / "2024" / "responses.csv"
    demo.loc[demo["unit"] == "1101", "arsverk_voksne__1__1"] = "8,5"
    demo.to_csv(path, index=False)
    with pytest.raises(ProjectError, match=r"unit 1101: arsverk_voksne__1__1 is '8,5'; expected a number"):
        open_survey(2024)


def test_answers_that_cannot_be_right_stop_the_build(demo):
    path = root() / "data" / "demo" / "2024" / "responses.csv"
    demo.loc[demo["unit"] == "1101", "arsverk_voksne__1__1"] = "-500"
    demo.to_csv(path, index=False)
    with pytest.raises(DataError, match="1101 Eigersund.*-500"):
        build(2024, "pandoc")
    assert not (root() / "dist").exists()
