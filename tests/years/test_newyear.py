"""A new year: what is made of the edition before, and a whole book from responses that nobody has seen."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

from invented import invented
from is248.build import build
from is248.cli import app
from is248.data.codebook import load_codebook
from is248.data.edition import FILL_IN, load_edition
from is248.data.history import load_history
from is248.project import ProjectError
from is248.publish.staging import DRAFT_NOTICE, notice
from is248.survey import open_survey
from is248.years import checklist, start
from is248.years.freezing import freeze, rows_of
from is248.years.units import PEOPLE, units_start
from projects import copy_project, edit_csv

BEFORE, YEAR = 2024, 2025
CHAPTERS = ("chapters/06-arsverk-fordelt.ipynb", "chapters/12-selvmordsforebygging.ipynb")
APPENDIX = "chapters/vedlegg-b-grunnlagsdata.ipynb"


def started(folder: Path, year: int, patch) -> Path:
    """Return a copy of the project with a new year in it."""
    project = copy_project(folder / "project", responses=True)
    patch.setenv("IS248_ROOT", str(project))
    start.new_year(year)
    return project


@pytest.fixture
def whole(tmp_path, monkeypatch) -> Path:
    """A copy of the project with the responses of 2024, to start a year in."""
    project = copy_project(tmp_path / "project", responses=True)
    monkeypatch.setenv("IS248_ROOT", str(project))
    return project


def contents(project: Path) -> dict[str, str]:
    files = [path for folder in ("data", "params") for path in (project / folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(project)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


# --- the history


@pytest.fixture(scope="module")
def frozen() -> tuple[pd.DataFrame, object]:
    survey = open_survey(BEFORE)
    return rows_of(survey), survey


def test_every_question_of_the_edition_has_rows_for_the_whole_country(frozen):
    rows, survey = frozen
    assert set(rows.loc[rows["group"] == "", "question"]) == {q.id for q in survey.responses.codebook.questions}


def test_no_row_stands_twice(frozen):
    rows, _ = frozen
    assert not rows.duplicated(["question", "year", "option", "group"]).any()


@pytest.mark.parametrize("by", ["size_group", "county", "trust", "region"])
def test_the_groups_add_up_to_the_country(frozen, by):
    rows, survey = frozen
    types = {q.id: q.type for q in survey.responses.codebook.questions}
    rows = rows[rows["question"].map(types).isin(["single", "scale"]) & (rows["option"] != "")]
    rows = rows.assign(count=rows["count"].astype(float))
    country = rows[rows["group"] == ""].set_index(["question", "option"])["count"]
    groups = rows[rows["group"].isin(survey.grouping(by).groups)].groupby(["question", "option"])["count"].sum()
    assert groups.sort_index().to_dict() == country.sort_index().to_dict()


def test_fte_of_all_units_add_up_to_the_country(frozen):
    rows, survey = frozen
    fte = rows[rows["question"] == "arsverk_voksne"].set_index("group")["count"].astype(float)
    assert set(fte.index) == {"", *survey.units.index}
    assert fte.drop("").sum() == pytest.approx(fte[""]) == pytest.approx(survey.units["fte_adults"].sum())


def test_the_source_names_the_responses_and_that_they_are_invented(frozen):
    rows, survey = frozen
    digest = hashlib.sha256(Path(survey.responses.file).resolve().read_bytes()).hexdigest()
    assert set(rows["source"]) == {f"synthetic responses of 2024, sha256 {digest[:12]}"}


def test_the_frozen_year_reads_as_the_edition_printed_it(whole):
    survey = open_survey(BEFORE)
    printed = survey.frequency("akuttilbud").values
    printed_groups = survey.share("akuttilbud", [1], by="county").values["pct"]
    agreed = survey.agreement("fastleger_pastander", [1, 2], years=[BEFORE]).values[f"pct_{BEFORE}"]
    freeze(survey)
    history = load_history()
    labels = survey.responses.options("akuttilbud")
    assert history.percent("akuttilbud", BEFORE).rename(labels).to_dict() == pytest.approx(
        printed["pct"].drop("Totalt").to_dict()
    )
    cells = history.cells("akuttilbud", BEFORE).loc[survey.grouping("county").groups]
    assert (100 * cells[1] / cells.sum(axis=1)).to_dict() == pytest.approx(printed_groups.drop("Totalt").to_dict())
    for row, question in survey.responses.battery("fastleger_pastander").items():
        assert history.agreement(question, BEFORE, [1, 2]) == pytest.approx(agreed[row])


def test_freezing_twice_changes_nothing(whole):
    survey, path = open_survey(BEFORE), whole / "data" / "history.csv"
    before = path.read_text(encoding="utf-8")
    first = freeze(survey)
    once = path.read_text(encoding="utf-8")
    second = freeze(survey)
    assert first.added > 10_000 and (second.added, second.kept) == (0, first.added)
    assert path.read_text(encoding="utf-8") == once
    assert set(before.splitlines()) <= set(once.splitlines())


def test_a_printed_row_is_kept_and_told_if_the_responses_say_otherwise(whole):
    path, survey = whole / "data" / "history.csv", open_survey(BEFORE)
    counts = survey.frequency("akuttilbud").values["n"]
    right = f"akuttilbud,2024,1,,{counts.iloc[0]:.0f},,{100 * counts.iloc[0] / counts.iloc[-1]:.0f},published\n"
    wrong = "akuttilbud,2024,2,,3,,1,published\n"
    path.write_text(path.read_text(encoding="utf-8") + right + wrong, encoding="utf-8")
    done = freeze(survey)
    assert done.kept == 1
    [told] = done.different
    assert told.startswith("akuttilbud, 2024, option 2: the history has 3 (published), the responses give")
    text = path.read_text(encoding="utf-8")
    assert right in text and wrong in text


# --- the files


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    return started(tmp_path, YEAR, monkeypatch)


def test_nothing_that_was_there_is_overwritten_and_a_second_run_changes_nothing(whole):
    own = whole / "data" / "reference" / f"plans-{YEAR}.csv"
    own.write_text("kind,title,publisher\n", encoding="utf-8")
    before = contents(whole)
    done = start.new_year(YEAR)
    after = contents(whole)
    changed = {name for name, digest in before.items() if after[name] != digest}
    assert changed == {"data/history.csv", "data/reference/population.csv", "data/references.bib"}
    assert own.relative_to(whole) in done.kept
    again = start.new_year(YEAR)
    assert contents(whole) == after
    assert not again.made and again.frozen.added == 0


def test_the_date_is_left_to_fill_in_and_the_program_says_so(project):
    params = project / "params" / f"{YEAR}.yml"
    with pytest.raises(ProjectError, match=f"params/{YEAR}.yml: date is still {FILL_IN}"):
        load_edition(YEAR)
    params.write_text(params.read_text(encoding="utf-8").replace(f"date: {FILL_IN}", "date: 2025-12-10"), "utf-8")
    edition = load_edition(YEAR)
    assert (edition.year, edition.title) == (YEAR, "Kommunalt psykisk helse- og rusarbeid 2025")
    assert not edition.synthetic and not edition.not_comparable


def test_the_codebook_asks_the_same_with_its_series_and_breaks(project):
    old, new = load_codebook(BEFORE), load_codebook(YEAR)
    assert new.year == YEAR and str(YEAR) in new.title
    assert (new.questions, new.scales, new.breaks) == (old.questions, old.scales, old.breaks)
    assert not checklist.questionnaires(YEAR)


def test_the_country_gets_the_row_of_the_finished_year(project):
    rows = pd.read_csv(project / "data" / "reference" / "population.csv").set_index("year")
    units = pd.read_csv(project / "data" / "reference" / f"units-{BEFORE}.csv")
    for column in PEOPLE:
        assert rows.at[BEFORE, column] == units[column].sum()


def test_units_that_have_no_answer_get_the_fte_of_the_edition_before(project):
    fte = pd.read_csv(project / "data" / str(YEAR) / "last_year.csv", dtype={"unit": str}).set_index("unit")
    units = open_survey(BEFORE).units
    assert fte["arsverk_voksne"].to_dict() == pytest.approx(units["fte_adults"].to_dict())


def test_the_units_carry_a_mark_until_their_inhabitants_are_known(project):
    steps = {step.what.split(":")[0]: step for step in checklist.checklist(YEAR)}
    name = f"data/reference/units-{YEAR}.csv"
    assert not steps[name].done and "373 units still have those of 2024" in steps[name].what

    def counted(rows):
        for row in rows:
            row["source"] = "SSB 07459"

    edit_csv(project / name, counted)
    steps = {step.what.split(":")[0]: step for step in checklist.checklist(YEAR)}
    assert steps[name].done


def test_a_list_that_is_still_last_years_is_not_done(project):
    path = project / "data" / "reference" / f"plans-{YEAR}.csv"
    name = f"data/reference/plans-{YEAR}.csv"
    steps = {step.what.split(":")[0]: step for step in checklist.checklist(YEAR)}
    assert not steps[name].done and "still the list of 2024" in steps[name].what
    path.write_text("kind,title,publisher\nPlaner,Ny plan,Regjeringen\n", encoding="utf-8")
    steps = {step.what.split(":")[0]: step for step in checklist.checklist(YEAR)}
    assert steps[name].done


def add_changes(project: Path, *rows: str) -> None:
    path = project / "data" / "reference" / "municipal-changes.csv"
    path.write_text(path.read_text(encoding="utf-8") + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def test_municipal_changes_since_the_edition_before_are_made_in_the_units(whole):
    add_changes(whole, "1103,1199,2025,merged", "1108,1199,2025,merged", "1106,1166,2026,renumbered")
    before = units_start(BEFORE, BEFORE).set_index("code")
    units = units_start(BEFORE, 2025).set_index("code")
    assert {"1103", "1108"}.isdisjoint(units.index) and {"1199", "1106"} <= set(units.index)
    for column in PEOPLE:
        assert int(units.at["1199", column]) == before.loc[["1103", "1108"], column].astype(int).sum()
    assert units.at["1199", "source"].endswith("1103+1108 merged 2025: see to name and groups too")
    later = units_start(BEFORE, 2031).set_index("code")
    assert "1166" in later.index and len(later) == len(before) - 1


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


# --- the questionnaire


def edit_codebook(project: Path, change) -> None:
    path = project / "data" / "codebook" / f"{YEAR}.yml"
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(tree)
    path.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")


def test_questions_that_were_added_dropped_and_reworded_are_listed(project):
    def change(tree):
        questions = tree["questions"]
        one = next(q for q in questions if q["id"] == "akuttilbud")
        one["text"] = "Har dere et akuttilbud?"
        questions.append(one | {"id": "ny_ting", "text": "Har dere noe nytt?", "tables": [], "figures": []})
        questions.remove(next(q for q in questions if q["id"] == "digitale_verktoy"))

    edit_codebook(project, change)
    found = checklist.questionnaires(YEAR)
    assert found.added == {"ny_ting": "Har dere noe nytt?"}
    assert list(found.dropped) == ["digitale_verktoy"]
    assert list(found.reworded) == ["akuttilbud"]
    assert found.reworded["akuttilbud"][0].endswith("→ «Har dere et akuttilbud?»")


def test_a_changed_option_and_gate_are_listed(project):
    def change(tree):
        gated = next(q for q in tree["questions"] if q["id"] == "antall_brukere_barn")
        gated["gate"]["options"] = [2]
        scale = tree["scales"]["ja_nei"]["options"]
        scale[0]["label"] = "Ja, alltid"

    edit_codebook(project, change)
    found = checklist.questionnaires(YEAR).reworded
    assert found["antall_brukere_barn"] == ["gate har_brukertall_barn 1 → har_brukertall_barn 2"]
    assert ["options 1 «Ja» → 1 «Ja, alltid»"] in found.values()


# --- a wrong year


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


def test_a_check_of_a_year_that_has_not_been_started_says_how_to_start(whole):
    shown = CliRunner().invoke(app, ["new-year", "2025", "--check"])
    assert shown.exit_code == 1 and "2025 has not been started. First: is248 new-year 2025" in shown.output


# --- the whole way


@pytest.mark.parametrize("year", [2025, 2031])
def test_a_book_is_made_of_responses_that_nobody_has_seen(tmp_path, monkeypatch, year):
    project = copy_project(tmp_path / "project", responses=True)
    monkeypatch.setenv("IS248_ROOT", str(project))
    run = CliRunner().invoke
    shown = run(app, ["new-year", str(year)])
    assert shown.exit_code == 0, shown.output
    assert ("No edition of 2025–2030" in shown.output) == (year == 2031)
    params = project / "params" / f"{year}.yml"
    params.write_text(params.read_text(encoding="utf-8").replace(f"date: {FILL_IN}", f"date: {year}-12-10"), "utf-8")
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


def test_a_book_with_inhabitants_of_the_year_before_says_on_every_page_that_it_is_a_draft(project):
    params = project / "params" / f"{YEAR}.yml"
    params.write_text(params.read_text(encoding="utf-8").replace(f"date: {FILL_IN}", "date: 2025-12-10"), "utf-8")
    assert notice(load_edition(YEAR)) == DRAFT_NOTICE

    def counted(rows):
        for row in rows:
            row["source"] = "SSB 07459"

    edit_csv(project / "data" / "reference" / f"units-{YEAR}.csv", counted)
    assert notice(load_edition(YEAR)) == ""
