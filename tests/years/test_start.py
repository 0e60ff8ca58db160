"""A new year: what is made of the edition before, and what is refused."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

from is248.cli import app
from is248.data.codebook import load_codebook
from is248.data.edition import FILL_IN, load_edition
from is248.project import ProjectError
from is248.survey import open_survey
from is248.years import checklist, start
from is248.years.units import PEOPLE
from projects import add_changes, copy_project, edit_csv, fill_in

BEFORE, YEAR = 2024, 2025


def contents(project: Path) -> dict[str, str]:
    files = [path for folder in ("data", "params") for path in (project / folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(project)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_nothing_that_was_there_is_overwritten_and_a_second_run_changes_nothing(whole):
    own = whole / "data" / "reference" / f"plans-{YEAR}.csv"
    own.write_text("kind,title,publisher\n", encoding="utf-8")
    before = contents(whole)
    done = start.new_year(YEAR)
    after = contents(whole)
    changed = {name for name, digest in before.items() if after[name] != digest}
    assert changed == {"data/history.csv", "data/reference/population.csv"}
    assert own.relative_to(whole) in done.kept
    again = start.new_year(YEAR)
    assert contents(whole) == after
    assert not again.made and again.frozen.added == 0


def test_what_has_to_be_anew_is_left_to_fill_in_and_the_program_says_so(started):
    left = "date, report_number, isbn, authors, client"
    with pytest.raises(ProjectError, match=f"params/{YEAR}.yml: {left} are still {FILL_IN}"):
        load_edition(YEAR)
    assert any(f"write {left}, and look over" in step.what for step in checklist.checklist(YEAR))
    fill_in(started, YEAR)
    edition = load_edition(YEAR)
    assert (edition.year, edition.title) == (YEAR, "Kommunalt psykisk helse- og rusarbeid 2025")
    assert not edition.synthetic and not edition.not_comparable and not edition.follows
    assert edition.license == load_edition(BEFORE).license


def test_who_made_a_real_edition_and_for_whom_is_carried_over_and_its_number_is_not():
    before = (
        'year: 2024\ntitle: T 2024\nsubtitle: S\nauthors:\n  - Nordmann, Kari\n  - Nordmann, Ola\nisbn: "1"\n'
        "client: H\nreference_group:\n- Per (KS)\nreport_number: 9\ndate: 2024-12-01\nversion: 3\n"
    )
    known = yaml.safe_load(start.params_start(before, 2024, 2025))
    marked = dict.fromkeys(("date", "report_number", "isbn"), FILL_IN)
    kept = {"authors": ["Nordmann, Kari", "Nordmann, Ola"], "client": "H", "reference_group": ["Per (KS)"]}
    assert known == {"year": 2025, "title": "T 2025", "subtitle": "S", "draft": True} | kept | marked


def test_the_codebook_asks_the_same_with_its_series_and_breaks(started):
    old, new = load_codebook(BEFORE), load_codebook(YEAR)
    assert new.year == YEAR and str(YEAR) in new.title
    assert (new.questions, new.scales, new.breaks) == (old.questions, old.scales, old.breaks)
    assert not checklist.questionnaires(YEAR)


def test_the_country_gets_the_row_of_the_finished_year(started):
    rows = pd.read_csv(started / "data" / "reference" / "population.csv").set_index("year")
    units = pd.read_csv(started / "data" / "reference" / f"units-{BEFORE}.csv")
    for column in PEOPLE:
        assert rows.at[BEFORE, column] == units[column].sum()


def test_units_that_have_no_answer_get_the_fte_of_the_edition_before(started):
    fte = pd.read_csv(started / "data" / str(YEAR) / "last_year.csv", dtype={"unit": str}).set_index("unit")
    units = open_survey(BEFORE).units
    assert fte["arsverk_voksne"].to_dict() == pytest.approx(units["fte_adults"].to_dict())


def test_a_divided_unit_waits_for_its_inhabitants_before_last_years_fte_are_divided(whole):
    add_changes(whole, "1103,1198,2025,split", "1103,1199,2025,split")
    done = start.new_year(2025)
    last_year = whole / "data" / "2025" / "last_year.csv"
    assert done.later and not last_year.exists()

    def counted(rows):
        for row in rows:
            if row["code"] in ("1198", "1199"):
                row["inhabitants_under_18"], row["inhabitants_adults"] = "15000", "60000"

    edit_csv(whole / "data" / "reference" / "units-2025.csv", counted)
    assert not start.new_year(2025).later
    fte = pd.read_csv(last_year, dtype={"unit": str}).set_index("unit")["arsverk_voksne"]
    units = open_survey(BEFORE).units
    assert fte["1198"] == pytest.approx(units.at["1103", "fte_adults"] / 2)


def test_municipal_changes_that_come_after_the_start_are_made_when_it_is_run_again(started):
    add_changes(started, "1103,1199,2025,merged", "1108,1199,2025,merged")
    name = f"data/reference/units-{YEAR}.csv"
    step = next(step for step in checklist.checklist(YEAR) if name in step.what and "municipal" in step.what)
    assert not step.done and f"is248 new-year {YEAR} --again {name}" in step.what

    def counted(rows):
        next(row for row in rows if row["code"] == "1106").update(inhabitants_adults="7", source="SSB 07459")

    edit_csv(started / name, counted)
    shown = CliRunner().invoke(app, ["new-year", str(YEAR), "--again", name])
    assert shown.exit_code == 0, shown.output
    units = pd.read_csv(started / name, dtype=str).set_index("code")
    assert "1199" in units.index and "1103" not in units.index
    assert units.at["1106", "inhabitants_adults"] == "7"
    last_year = f"data/{YEAR}/last_year.csv"
    assert any(f"--again {last_year}" in step.what and not step.done for step in checklist.checklist(YEAR))
    start.again(Path(last_year), YEAR)
    assert all(step.done for step in checklist.checklist(YEAR) if last_year in step.what)


def test_a_file_that_people_write_is_never_made_again(started):
    with pytest.raises(ProjectError, match="people write it"):
        start.again(Path(f"params/{YEAR}.yml"), YEAR)


@pytest.mark.parametrize(
    ("year", "message"),
    [
        (2024, "2024 has its responses already"),
        (2019, "2019 is no new year: there is an edition of 2024 already. The next one can be 2025 or a later year."),
    ],
)
def test_a_year_that_is_not_new_is_told_and_nothing_is_written(whole, year, message):
    before = contents(whole)
    shown = CliRunner().invoke(app, ["new-year", str(year)])
    assert shown.exit_code == 1 and message in shown.output
    assert contents(whole) == before


def test_an_edition_without_responses_can_not_be_carried_forward(tmp_path, monkeypatch):
    project = copy_project(tmp_path / "project")
    monkeypatch.setenv("IS248_ROOT", str(project))
    with pytest.raises(ProjectError, match="The edition of 2024 has no responses"):
        start.new_year(YEAR)
