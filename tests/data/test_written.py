"""The build and check-data read responses.csv alike: what a spreadsheet made of it is told, with the cure."""

import pytest

from is248.data.responses import load_responses
from is248.intake.importing import check_data
from is248.project import ProjectError, root

FILE = "data/demo/2024/responses.csv"


def both_say(message: str) -> None:
    for read in (load_responses, check_data):
        with pytest.raises(ProjectError, match=message) as error:
            read(2024)
        assert "Import the export once more" in str(error.value)


def write(demo, **options) -> None:
    (root() / FILE).write_bytes(demo.to_csv(index=False, **options).encode(options.get("encoding", "utf-8")))


@pytest.mark.parametrize(("sep", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator(demo, sep, name):
    write(demo, sep=sep)
    both_say(f"is separated by {name}, as a spreadsheet saves it")


def edited(column: str, unit: str, value: str):
    def edit(demo):
        demo.loc[demo["unit"] == unit, column] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (edited("unit", "1101", "301"), "unit is '301'; expected 0301, with its zero in front"),
        (edited("unit", "1101", "1101.0"), "unit is '1101.0'; expected a code of four or five digits"),
        (edited("arsverk_voksne__1__1", "1101", "8,5"), r"row 2 \(1101\): arsverk_voksne__1__1 is '8,5'"),
        (edited("antall_bidratt", "1101", "1.feb"), "antall_bidratt is 'a text'; expected a number"),
        (edited("antall_bidratt", "1101", "1E+05"), "antall_bidratt is '1E[+]05'"),
        (edited("handlingsplan_vold", "1101", "1.0"), "handlingsplan_vold is '1.0'; expected one of 1, 2, 3"),
        (edited("ohd_tilbud__1", "1101", "TRUE"), "ohd_tilbud__1 is 'a text'; expected one of 0, 1"),
        (edited("status", "1101", "Levert"), "status is 'a text'; expected one of gjennomfort"),
    ],
)
def test_a_cell_that_the_import_would_not_write(demo, edit, message):
    edit(demo)
    write(demo)
    both_say(message)


def test_a_renamed_and_a_lacking_column(demo):
    write(demo.rename(columns={"handlingsplan_vold": "Handlingsplan_vold2"}))
    both_say(r"handlingsplan_vold is no column of the file \(did you mean Handlingsplan_vold2")
    write(demo.drop(columns="arsverk_voksne__2__2"))
    both_say("arsverk_voksne__2__2 is no column of the file")


def test_a_byte_order_mark_and_windows_line_ends_make_no_difference(demo):
    before = load_responses(2024).frame
    write(demo, encoding="utf-8-sig", lineterminator="\r\n")
    assert load_responses(2024).frame.equals(before)
    check_data(2024)
