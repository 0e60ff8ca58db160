"""Columns are known by their names or by the questions' words; the others are listed, those of persons dropped."""

import csv

import numpy as np
import pandas as pd
import pytest

import survey_world
from is248.data.codebook import load_codebook
from is248.data.personal import load_masker
from is248.intake.answers import understand
from is248.intake.exports import Export
from is248.intake.importing import import_command, import_file
from survey_world import LABELS, faultless, imported, read, sav, spss_frame, write_csv


def test_long_names_of_spss_columns_are_known_too(world, expected):
    frame = spss_frame().rename(columns={"plan": "s_13_1", "unit": "knr"})
    labels = {name: values for name, values in LABELS.items() if name != "plan"}
    import_file(sav(world, frame, labels, {"s_13_1": "Har kommunen en handlingsplan?"}), 2025)
    assert imported(world) == expected


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


def test_a_box_that_the_export_lacks_is_listed_and_not_taken_as_empty(demo, tmp_path):
    path = tmp_path / "eksport.csv"
    demo.drop(columns=["ohd_tilbud__1", "arsverk_voksne__2__2"]).to_csv(path, index=False)
    done = import_file(path, 2024)
    assert done.answers.lacking == ["arsverk_voksne__2__2", "ohd_tilbud__1"]
    read_back = pd.read_csv(done.written, dtype="str", keep_default_na=False)
    assert (read_back["ohd_tilbud__1"] == "").all()


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
    assert "Columns dropped as personal data: 7" in said and "Tlf.nr (phone)" in said and "q_77 (email)" in said
    written = [p.read_text(encoding="utf-8") for p in world.rglob("*") if p.is_file() and "25" in str(p.parent)]
    for secret in SECRETS.values():
        assert all(secret not in text for text in [*written, said])


def test_a_renamed_answer_is_read_by_the_name_it_had(world, expected):
    codebook = world / "data/codebook/2025.yml"
    text = codebook.read_text(encoding="utf-8")
    for old, new in (("Ja", "Ja, vedtatt"), ("Kurs", "Opplæring")):
        text = text.replace(f"label: {old}}}", f"label: '{new}', aliases: [{old}]}}")
    codebook.write_text(text, encoding="utf-8")
    export = faultless().replace({"plan": {"1": "Ja"}, "tiltak__1": {"1": "Kurs", "0": ""}})
    export = export.rename(columns={"tiltak__1": "Hvilke tiltak? Kurs"})
    done = import_file(write_csv(export, world / "e.csv"), 2025)
    assert (done.answers.unknown, imported(world)) == ([], expected)
