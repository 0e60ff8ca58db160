"""An export in each survey tool's own form gives the same responses as the plain one. The files are invented."""

from pathlib import Path

import pandas as pd
import pytest

from is248.intake.importing import import_command, import_file
from survey_world import answers, faultless, found, imported

BOXES = ["tiltak__1", "tiltak__2", "tiltak__3"]
EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.csv"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_example_of_a_tool_gives_the_plain_responses(world, expected, file):
    done = import_file(file, 2025)
    assert (imported(world), done.answers.lacking, done.found.open) == (expected, [], [])
    assert len(done.answers.unknown) <= 4  # what the tool itself writes: numbers and times of the answers


def test_the_end_of_an_import_says_what_came_in(world, capsys):
    import_command(EXAMPLES[-1], 2025)
    said = " ".join(capsys.readouterr().out.split())
    assert "by section of the codebook (answers in brackets): 3: 5 (10), 13: 4 (11), 4: 4 (13)" in said
    assert "decimal comma: 13 cells, as «4,5» → 4.5 (fte__1__1)" in said
    assert "Read otherwise than written, words for a code:" in said
    assert "Columns known by words: 17, as «3.1 Har kommunen egne årsverk?» → egne" in said


def collected(lists: list[object], **boxes: list[str]) -> pd.DataFrame:
    """Return the export as ODK or KoBo has it, with lists of ticks for the first units, and boxes beside them."""
    export = faultless().drop(columns=BOXES).assign(KEY="uuid", SubmissionDate="2025-04-01")
    export["del_13/tiltak"] = [*lists, *[None] * (len(export) - len(lists))]
    for code, cells in boxes.items():
        export[f"del_13/tiltak/{code[1:]}"] = [*cells, *[None] * (len(export) - len(cells))]
    return export


@pytest.mark.parametrize(
    ("text", "ticked"),
    [("1 3", [1, 3]), ("1,2", [1, 2]), ("2; 3", [2, 3]), ("[2, 3]", [2, 3]), ("[3]", [3]), (3.0, [3]), ("2.0", [2]),
     ("Veiledning", [2]), ("Kurs Annet", [1, 3]), ("kurs, veiledning", [1, 2]), ("3", [3]), ("1|3", [1, 3])],
)  # fmt: skip
def test_a_list_of_ticks_is_read_however_it_is_divided(text, ticked):
    told = answers(collected([text]))
    assert told.frame.loc[0, BOXES].to_list() == [float(code in ticked) for code in (1, 2, 3)]
    assert told.frame.loc[1, BOXES].isna().all()


@pytest.mark.parametrize("text", ["7", "1 9", "1 1", "Kurs Ukjent", "0", "ja", "x", "1-3", "1.5", "13", "?", "1/2"])
def test_a_list_with_anything_else_in_it_stops(text):
    assert {(p.rule, p.column, p.row) for p in found(collected([text]))} == {
        ("value_outside_options", column, 2) for column in BOXES
    }


@pytest.mark.parametrize(("box", "agrees"), [("1", True), ("True", True), ("0", False), (None, False), ("7", False)])
def test_a_list_of_ticks_and_the_boxes_beside_it_agree(box, agrees):
    boxes = {"c1": [box, "0"], "c2": ["0", "1"], "c3": ["1", "0"]}
    problems = {(p.rule, p.column, p.row) for p in found(collected(["1 3", "2"], **boxes))}
    assert problems == (set() if agrees else {("value_outside_options", "tiltak__1", 2)})
