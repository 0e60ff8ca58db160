"""The XLSForm: pyxform takes it, it has the import's limits and the gates, and a tool's export is imported as it is."""

import csv
import io
import re

import openpyxl
import pandas as pd
import pytest
from pyxform.xls2xform import convert

from is248.data.changes import units_of
from is248.data.codebook import load_codebook
from is248.data.responses import read_responses
from is248.intake.answers import understand
from is248.intake.collected import HELPER
from is248.intake.exports import read_export
from is248.questionnaire.form import form_of
from is248.questionnaire.xlsform import workbook

CODES = ["1103", "1106", "30101", "5601"]


@pytest.fixture(scope="module")
def made() -> dict[int, bytes]:
    """The XLSForms of both years."""
    return {year: workbook(form_of(load_codebook(year))) for year in (2023, 2024)}


@pytest.fixture(scope="module")
def fields(made) -> dict[int, list[dict]]:
    """The survey sheet of both years."""
    found = {}
    for year, content in made.items():
        head, *rows = openpyxl.load_workbook(io.BytesIO(content), read_only=True)["survey"].values
        found[year] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


@pytest.mark.parametrize("year", [pytest.param(2023, marks=pytest.mark.slow), 2024])
def test_pyxform_makes_a_form_of_it_without_a_complaint(made, year):
    warnings = []
    made = convert(io.BytesIO(made[year]), warnings=warnings, file_type=".xlsx")
    assert not warnings and '<instance id="enhet">' in made.xform
    assert made.xform.count("<bind ") > 200


def test_every_column_of_the_codebook_has_its_field(fields):
    for year, rows in fields.items():
        codebook = load_codebook(year)
        names = {row["name"] for row in rows if row["name"] and not row["name"].startswith((HELPER, "del_", "start"))}
        fte = {name for b in form_of(codebook).blocks for c in b.cells for row in c.names for name in row}
        assert names == {q.id for q in codebook.questions if q.type != "fte"} | fte | {"unit"}


def test_the_limits_of_the_import_are_the_forms(fields):
    by_name = {row["name"]: row for row in fields[2024]}
    persons, share = (
        by_name["antall_brukere_voksne"],
        next(r for r in fields[2024] if ". <= 100" in (r["constraint"] or "")),
    )
    assert persons["type"] == "integer" and "innbyggere" in persons["constraint"] and share["type"] == "decimal"
    for question in load_codebook(2024).of_type("number"):
        assert by_name[question.id]["constraint"].startswith(". >= 0") and by_name[question.id]["constraint_message"]
    last = next(r for r in fields[2023] if r["name"] == "arsverk_voksne__sum__19")
    assert last["required"] == "yes" and "coalesce(${arsverk_voksne__11__sum}, 0)" in last["constraint"]
    assert "samme sum" in last["constraint_message"]


def test_gates_are_relevance(fields):
    for year, rows in fields.items():
        by_name = {row["name"]: row for row in rows}
        for question in load_codebook(year).questions:
            if question.gate and question.type != "fte":
                relevant = by_name[question.id]["relevant"]
                assert f"${{{question.gate.question}}}" in relevant
                assert set(re.findall(r"'(\d+)'", relevant)) == set(map(str, question.gate.options))
    few = next(r for r in fields[2024] if r["name"] == "arsverk_voksne__sum__1")
    assert few["relevant"] == "${egne_arsverk_voksne} = '2'"


def submissions(rows: list[dict], responses: pd.DataFrame, groups: str, split: bool, plain: bool) -> list[dict]:
    """Return answers as a tool exports them: the fields in order, groups before their names."""
    out = []
    for code, given in responses.iterrows():
        line, group = {"SubmissionDate": "2025-04-01T10:00:00Z"} if groups == "-" else {"start": "2025-04-01"}, ""
        for row in rows:
            kind = row["type"].split()[0]
            if kind in ("begin_group", "end_group"):
                group = f"{row['name']}{groups}" if kind == "begin_group" and groups else ""
                continue
            name, heading = row["name"], f"{group}{row['name']}"
            ticks = [c for c in given.index if c.startswith(f"{name}__")] if kind == "select_multiple" else []
            if ticks:
                chosen = [c.rsplit("__")[-1] for c in ticks if given[c] == "1"]
                line |= {heading: " ".join(chosen)} if plain or not split else {}
                line |= {f"{heading}/{c.rsplit('__')[-1]}": str(int(given[c] == "1")) for c in ticks} if split else {}
            elif name == "unit":
                line[heading] = code
            else:
                value = given.get(name)
                line[heading] = "" if pd.isna(value) else value
        line |= {
            "meta-instanceID": f"uuid:{code}",
            "KEY": f"uuid:{code}",
            "SubmitterName": "Kari Nordmann",
            "Status": "",
        }
        line |= (
            {"_uuid": code, "_submission_time": "2025", "_status": "submitted_via_web", "__version__": "v1"}
            if groups != "-"
            else {}
        )
        out.append(line)
    return out


def understood(file):
    answers = understand(
        read_export(file), load_codebook(2024), units_of(2024), lambda text, names=(): (text, {}), decimal="."
    )
    return answers, answers.frame.set_index("unit")


@pytest.fixture(scope="module")
def responses() -> pd.DataFrame:
    return read_responses("data/demo/2024/responses.csv").loc[CODES]


@pytest.fixture(scope="module")
def plain_file(responses, tmp_path_factory) -> pd.DataFrame:
    """What the import makes of the same answers in the codebook's own columns."""
    file = tmp_path_factory.mktemp("plain") / "plain.csv"
    responses.drop(columns="status").to_csv(file)
    return understood(file)[1]


@pytest.mark.parametrize(
    ("groups", "split", "plain"),
    [("-", True, True), ("/", True, False), pytest.param("", False, True, marks=pytest.mark.slow)],
)
def test_an_export_of_odk_and_kobo_is_imported_with_no_mapping(
    fields, responses, plain_file, tmp_path, groups, split, plain
):
    lines = submissions(fields[2024], responses, groups, split, plain)
    with (tmp_path / "odk.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    answers, read = understood(tmp_path / "odk.csv")
    assert not answers.unknown and not answers.dropped and not any(map(len, answers.unread.values()))
    asked = [column for q in load_codebook(2024).questions for column in load_codebook(2024).columns(q.id)]
    pd.testing.assert_frame_equal(read[asked], plain_file[asked])
    assert read["status"].to_list() == plain_file["status"].to_list()
