"""A section for a question: its cells run, and say nothing that the linter stops at."""

from pathlib import Path

import pytest

from chapter_runs import run
from is248.authoring.exhibits import add_table
from is248.authoring.outline import new_chapter
from is248.chapters.linter import check_prose
from is248.data.absence import is_absent
from is248.project import ProjectError
from is248.survey import open_survey
from projects import copy_project

# one of each kind: single, scale in a battery, several answers, a number, an open answer
QUESTIONS = [
    "handlingsplan_vold",
    "henvendelser_barn_psykisk",
    "barn_parorende_tiltak",
    "rph_arsverk",
    "vold_kommentar",
]


def test_sections_for_questions_of_every_kind_run_and_are_in_the_houses_form(tmp_path, monkeypatch):
    project = copy_project(tmp_path / "project", responses=True)
    monkeypatch.setenv("IS248_ROOT", str(project))
    file = new_chapter(26, "Nye spørsmål")
    for id in QUESTIONS:
        assert add_table(id, "26-") == file
    ran = run(project / file, open_survey(2024))
    assert not ran.stops and len(ran.shown) == len(QUESTIONS)
    assert not any(map(is_absent, ran.shown))
    assert {finding.rule for finding in check_prose([project / file])} == {"fill-in"}
    text = (project / file).read_text(encoding="utf-8")
    assert text.index("tbl-nye-sporsmal-rph-arsverk") < text.index("## Oppsummering")


@pytest.mark.parametrize(
    ("id", "chapter", "why"),
    [
        ("handlingsplan_vald", "", "did you mean handlingsplan_vold"),
        ("arsverk_voksne", "", "a question on FTE"),
        ("handlingsplan_vold", "99", "names none"),
    ],
)
def test_what_can_not_be_shown_is_told_and_nothing_is_written(project, id, chapter, why):
    before = {path: path.read_bytes() for path in Path(project / "chapters").glob("*.ipynb")}
    with pytest.raises(ProjectError, match=why):
        add_table(id, chapter)
    assert before == {path: path.read_bytes() for path in Path(project / "chapters").glob("*.ipynb")}
