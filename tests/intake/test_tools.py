"""An export in each survey tool's own form gives the same responses as the plain one. The files are invented."""

from pathlib import Path

import pytest

from is248.intake.importing import import_command, import_file
from survey_world import imported

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
