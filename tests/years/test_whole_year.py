"""The whole way: a book from responses that nobody has seen."""

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

from invented import invented
from is248.build import build
from is248.cli import app
from is248.publish.reading.staging import DRAFT_NOTICE
from is248.years import checklist
from projects import copy_project, fill_in

BEFORE = 2024
CHAPTERS = ("chapters/06-arsverk-fordelt.ipynb", "chapters/12-selvmordsforebygging.ipynb")
APPENDIX = "chapters/vedlegg-b-grunnlagsdata.ipynb"


@pytest.mark.slow
@pytest.mark.parametrize("year", [2025, 2031])
def test_a_book_is_made_of_responses_that_nobody_has_seen(tmp_path, monkeypatch, year):
    project = copy_project(tmp_path / "project", responses=True)
    monkeypatch.setenv("IS248_ROOT", str(project))
    run = CliRunner().invoke
    shown = run(app, ["new-year", str(year)])
    assert shown.exit_code == 0, shown.output
    assert ("No edition of 2025–2030" in shown.output) == (year == 2031)
    fill_in(project, year)
    export = tmp_path / "export.csv"
    export.write_text(invented(year, seed=1), encoding="utf-8")
    for command in (["import", str(export), "--year", str(year)], ["check-data", "--year", str(year)]):
        shown = run(app, command)
        assert shown.exit_code == 0, shown.output
    config = yaml.safe_load((project / "_quarto.yml").read_text(encoding="utf-8"))
    config["book"] |= {"chapters": ["index.qmd", *CHAPTERS, "referanser.qmd"], "appendices": [APPENDIX]}
    (project / "index.qmd").write_text("# Forord {.unnumbered}\n\nEn kort bok.\n", encoding="utf-8")
    (project / "_quarto.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    dist = build(year, "pandoc")
    groups = set(pd.read_csv(dist / "data" / "tables.csv", dtype=str)["group"])
    assert {str(BEFORE), str(year)} <= groups
    assert DRAFT_NOTICE in (dist / "html" / "index.html").read_text(encoding="utf-8")
    steps = {step.what.split(":")[0]: step.done for step in checklist.checklist(year)}
    assert steps["Build the book"] and steps["Import the export"]
