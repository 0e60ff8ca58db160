"""FTE that a form asks for by service and by education apart are kept as they are given, and computed from."""

import csv

import pandas as pd
import pytest

from is248.analysis import fte
from is248.data.absence import is_absent
from is248.data.codebook import load_codebook
from is248.data.problems import DataError
from is248.data.responses import read_written
from is248.intake.importing import import_command, import_file
from is248.project import root
from is248.survey import open_survey
from survey_world import FTE, faultless, found, with_cell, write_csv

SERVICES, EDUCATIONS = [f"fte__{n}__sum" for n in (1, 2, 3)], [f"fte__sum__{n}" for n in (1, 2)]


def in_two_lists(export: pd.DataFrame) -> pd.DataFrame:
    """Return an export with the sums of its FTE instead of its FTE; empty where it has none."""
    numbers = export[FTE].map(lambda cell: None if cell is None else float(cell.replace(",", ".")))
    out = export.drop(columns=FTE)
    for place, column in enumerate(SERVICES):
        out[column] = numbers.iloc[:, [2 * place, 2 * place + 1]].sum(axis=1, min_count=1)
    for place, column in enumerate(EDUCATIONS):
        out[column] = numbers.iloc[:, [place, 2 + place, 4 + place]].sum(axis=1, min_count=1)
    written = out[[*SERVICES, *EDUCATIONS]].map(lambda n: None if pd.isna(n) else str(n).replace(".", ","))
    return out.drop(columns=[*SERVICES, *EDUCATIONS]).join(written)


def test_two_lists_are_kept_under_their_own_columns(world, capsys):
    import_command(write_csv(in_two_lists(faultless()), world / "e.csv"), 2025)
    rows = list(csv.DictReader((world / "data/2025/responses.csv").open(encoding="utf-8")))
    assert [rows[0][c] for c in (*SERVICES, *EDUCATIONS)] == ["6.5", "4.25", "0", "7.75", "3"]
    assert not set(FTE) & set(rows[0])
    said = " ".join(capsys.readouterr().out.split())
    assert "fte: FTE by service and by education apart" in said and "have no column" not in said
    answers = read_written((world / "data/2025/responses.csv").relative_to(world), load_codebook(2025))
    assert answers.fte_by_unit("fte").to_dict() == pytest.approx(
        {"1101": 10.75, "1103": 239.75, "4601": 321.75, "0301": 3.5, "30101": 71.5, "30116": 0}
    )
    assert is_absent(answers.fte("fte"))


def test_the_written_file_is_itself_an_export(world):
    first = import_file(write_csv(in_two_lists(faultless()), world / "e.csv"), 2025).written.read_text("utf-8")
    import_file(world / "data/2025/responses.csv", 2025)
    assert (world / "data/2025/responses.csv").read_text("utf-8") == first


def test_lists_that_differ_and_a_list_that_is_not_filled_in_are_told():
    export = in_two_lists(faultless())
    export.loc[0, "fte__sum__1"] = "9,75"
    export.loc[1, EDUCATIONS] = None
    told = [(p.rule, p.unit[:4], p.value, p.expected) for p in found(export)]
    assert told == [
        ("fte_sums_differ", "1101", "12.75 by education", "10.75, as by service"),
        ("fte_sums_differ", "1103", "0 by education", "239.75, as by service"),
    ]


def test_a_list_of_impossible_numbers_stops_the_import():
    export = in_two_lists(faultless())
    export.loc[0, "fte__1__sum"] = "-2"
    assert [p.rule for p in found(export)] == ["negative_number"]
    export.loc[0, "fte__1__sum"] = "99999"
    assert [p.rule for p in found(export)] == ["impossible_number"]


@pytest.mark.parametrize("export", [faultless(), in_two_lists(faultless())], ids=["cells", "lists"])
def test_a_unit_that_answered_and_has_no_fte_stops_the_import(export):
    columns = [column for column in export if column.startswith("fte__")]
    export.loc[0, columns] = None
    assert [(p.rule, p.unit) for p in found(export)] == [("no_fte", "1101 Eigersund")]
    export.loc[0, columns[0]] = "0"
    assert "no_fte" not in {p.rule for p in found(export)}


def test_an_export_without_any_column_of_fte_stops_the_import(world):
    with pytest.raises(DataError, match="FTE, by service and education"):
        import_file(write_csv(faultless().drop(columns=FTE), world / "e.csv"), 2025)


def test_who_has_no_fte_of_its_own_needs_none():
    export = with_cell("0301", "egne", "3")
    export.loc[export["unit"] == "0301", FTE] = None
    assert "no_fte" not in {p.rule for p in found(export)}


def test_a_book_of_two_lists_has_the_same_totals_and_lacks_what_crosses_them(demo):
    """The demo of 2024 once more, as a form with two lists would have it."""
    whole = open_survey(2024)
    tables = [fte.by_education(whole, "arsverk_voksne"), fte.by_service(whole, "arsverk_barn")]
    frame = demo.copy()
    for question in whole.codebook.of_type("fte"):
        cells = whole.responses.fte(question.id)
        given = whole.responses.frame[whole.codebook.columns(question.id)].notna().any(axis=1).to_numpy()
        for level, name in (("service", "{0}__{1}__sum"), ("education", "{0}__sum__{1}")):
            for code, sums in cells.T.groupby(level=level).sum().T.items():
                frame[name.format(question.id, code)] = [repr(n) if g else "" for n, g in zip(sums, given, strict=True)]
        frame = frame.drop(columns=whole.codebook.columns(question.id))
    path = whole.responses.file
    frame.to_csv(root() / path, index=False)
    two = open_survey(2024)
    pd.testing.assert_frame_equal(two.units, whole.units)
    for old, new in zip(
        tables, [fte.by_education(two, "arsverk_voksne"), fte.by_service(two, "arsverk_barn")], strict=True
    ):
        pd.testing.assert_frame_equal(new.values, old.values)
    crossed = fte.matrix(two, "arsverk_voksne"), fte.by_education(two, "arsverk_barn", service="helsestasjon")
    assert "by service and by education apart" in fte.matrix(two, "arsverk_voksne").reason
    assert is_absent(crossed[0])
    among = two.units["county"] == "Agder"
    assert fte.by_education(two, "arsverk_voksne", among=among).total("n") == pytest.approx(
        two.units["fte_adults"][among].sum()
    )
