"""However the answers are written, the responses are the same; a file that can't be read says why."""

import csv
import re

import openpyxl
import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import survey_world
from is248.data.codebook import Codebook
from is248.intake.headings import Headings
from is248.intake.importing import import_file
from is248.project import ProjectError
from odd_files import told
from survey_world import CODEBOOK, COLUMNS, FTE, LABELS, faultless, imported, read, sav, spss_frame, write_csv


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
    max_examples=25,
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
    assert [p.rule for p in import_file(world / "eksport.xlsx", 2025).found.open] == ["thousands_lost"]
    assert pd.read_csv(world / "data/2025/responses.csv")["tilskudd"].tolist()[:2] == [1.25, 1250]


def test_headings_below_an_empty_line_and_rows_that_end_early_are_read(world, expected):
    book = openpyxl.Workbook()
    book.active.append([])
    for row in [survey_world.COLUMNS, *faultless().to_numpy().tolist(), [None, "  ", None]]:
        book.active.append(row)
    book.save(world / "eksport.xlsx")
    import_file(world / "eksport.xlsx", 2025)
    assert imported(world) == expected


def test_an_spss_file_is_read_with_its_value_labels(world, expected):
    import_file(sav(world, spss_frame(), LABELS), 2025)
    assert imported(world) == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("e.csv", b"", "e.csv is empty"),
        ("e.csv", b";;\n;;\n", "no headings"),
        ("e.csv", b"unit;plan\n", "no records"),
        ("e.csv", b"unit\n1101\n", "one column"),
        ("e.csv", b"unit;plan;egne\n1101;1;1\n1103;1\n", "row 3: 2 cells, but there are 3 headings"),
        ("e.csv", b"unit,andel,egne\n1101,12,5,1\n", "row 2: 4 cells"),
        ("e.csv", b'unit;plan\n1101;"1\n', "can't be read as CSV: a quotation mark that opens in line 2"),
        ("e.csv", b'unit;plan\n1101;"Ja "visst" Ja"\n', "line 2: a quotation mark inside an answer is not doubled"),
        ("e.csv", b"plan;egne\n1;1\n", "no column with the units' codes"),
        ("e.csv", b"unit;s_1\n1101;1\n", "no column that the codebook of 2025 knows"),
        ("e.xlsx", b"not a workbook", "e.xlsx is text, perhaps CSV"),
        ("e.sav", b"not SPSS", "e.sav is text, perhaps CSV"),
        ("e.doc", b"", "the import reads .sav"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(world, name, content, message):
    (world / name).write_bytes(content)
    with pytest.raises(ProjectError, match=re.escape(message)):
        import_file(world / name, 2025)
    assert not (world / "data/2025").exists()


IDS = '{"ImportId":"QID1"}'


def qualtrics(words: list[str], names: list[str]) -> bytes:
    """Return the export as Qualtrics has it: names, words and ids above the answers, and columns of its own."""
    frame = faultless().assign(Status="IP Address", ResponseId="R_1")
    heads = pd.DataFrame([[*words, "Response Type", "Response ID"], [IDS] * frame.shape[1]], columns=frame.columns)
    frame = pd.concat([heads, frame]).set_axis([*names, "Status", "ResponseId"], axis=1)
    return frame.to_csv(sep=",", index=False).encode()


@pytest.mark.parametrize("names", [COLUMNS, [f"Q{number}" for number in range(len(COLUMNS))]])
def test_the_three_heads_of_qualtrics_are_read(tmp_path, names):
    codebook = Codebook.model_validate(yaml.safe_load(CODEBOOK))
    words = dict(reversed(Headings(codebook).wordings))
    words |= {"unit": "Kommunenummer", "status": "Svarstatus"}
    path = tmp_path / "e.csv"
    path.write_bytes(qualtrics([words[column] for column in COLUMNS], names))
    message, problems, answers = told(path)
    assert (message, problems) == ("", [])
    assert answers.frame.equals(survey_world.answers(faultless()).frame)


def test_headings_in_two_rows_are_told_in_one_sentence(world):
    export = pd.concat([pd.DataFrame([COLUMNS], columns=COLUMNS), faultless()])
    with pytest.raises(ProjectError, match="headings once more instead of answers, in row 2. Delete"):
        import_file(write_csv(export, world / "e.csv"), 2025)
