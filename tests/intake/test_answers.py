"""The whole record: status, FTE of which only the sums are known, batteries not asked, names found again."""

import csv

from survey_world import FTE, faultless, read


def test_an_export_without_status_gets_it_from_its_answers(world, expected):
    assert read(world, faultless().drop(columns="status")) == expected


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


def test_a_name_in_a_column_of_its_own_is_found_again_in_the_units_texts(world):
    export = faultless().assign(Kontaktperson=["Zaphod Beebleqvist", *[None] * 5])
    export.loc[0, "kommentar"] = "Spør Zaphod, eller beebleqvist"
    rows = list(csv.DictReader(read(world, export).splitlines()))
    assert rows[0]["kommentar"] == "Spør [navn], eller [navn]"
