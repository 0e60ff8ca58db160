"""What is left to do for a new year, as far as its files tell."""

from typer.testing import CliRunner

from is248.cli import app
from is248.years import checklist
from projects import edit_csv

YEAR = 2025


def test_the_units_carry_a_mark_until_their_inhabitants_are_known(started):
    steps = {step.what.split(":")[0]: step for step in checklist.checklist(YEAR)}
    name = f"data/reference/units-{YEAR}.csv"
    assert not steps[name].done and "373 units still have those of 2024" in steps[name].what

    def counted(rows):
        for row in rows:
            row["source"] = "SSB 07459"

    edit_csv(started / name, counted)
    steps = {step.what.split(":")[0]: step for step in checklist.checklist(YEAR)}
    assert steps[name].done


def test_a_row_of_a_list_is_last_years_until_somebody_has_checked_it(started):
    name = f"data/reference/plans-{YEAR}.csv"
    assert f"rows are not checked for {YEAR}" in step_for(name).what and not step_for(name).done

    def looked_at(rows):
        for row in rows[1:]:
            row["checked"] = str(YEAR)

    edit_csv(started / name, looked_at)
    assert "1 rows are not checked" in step_for(name).what
    edit_csv(started / name, lambda rows: rows[1:])
    assert step_for(name).done


def test_numbers_of_earlier_years_that_are_invented_are_told_of_an_edition_of_real_answers(started):
    assert "rows are of invented answers" in step_for("data/history.csv").what
    params = started / "params" / f"{YEAR}.yml"
    params.write_text(params.read_text(encoding="utf-8") + "synthetic: true\n", encoding="utf-8")
    assert not any(step.what.startswith("data/history.csv") for step in checklist.checklist(YEAR))


def step_for(name: str) -> checklist.Step:
    return next(step for step in checklist.checklist(YEAR) if step.what.startswith(name))


def test_what_is_said_of_the_world_is_listed_with_its_place_the_oldest_first(started):
    found = checklist.old_facts(YEAR)
    assert found == sorted(found, key=lambda fact: fact.until) and not any(fact.holds(YEAR) for fact in found)
    assert any(fact.text == "2021–2024" and str(fact.file).startswith("chapters/13-") for fact in found)
    assert not any(fact.text == "2020–2025" for fact in found)  # a plan that is in force
    shown = CliRunner().invoke(app, ["new-year", str(YEAR), "--check"])
    assert f"2024: {found[0].file}, cell {found[0].cell + 1}: " in shown.output
    written = (started / f"build/{YEAR}/checklist.md").read_text(encoding="utf-8")
    assert all(str(fact) in written for fact in found)


def test_a_new_question_and_one_that_is_gone_are_told(started):
    codebook = started / "data" / "codebook" / f"{YEAR}.yml"
    text = codebook.read_text(encoding="utf-8")
    codebook.write_text(
        text.replace("id: handlingsplan_vold\n", "id: vold_plan\n    replaces: [handlingsplan_vold]\n").replace(
            "question: handlingsplan_vold,", "question: vold_plan,"
        ),
        "utf-8",
    )
    told = checklist.coverage(YEAR)
    assert any(line.startswith("in no chapter: vold_plan: ") for line in told)
    assert any(line.startswith(f"not asked in {YEAR}, so left out: handlingsplan_vold: chapters/13-") for line in told)
    assert any("vold_plan replaces handlingsplan_vold; look at chapters/13-" in line for line in told)


def test_what_units_read_of_last_year_is_told_until_it_is_written_anew(started):
    def told():
        return [
            line
            for line in checklist.coverage(YEAR)
            if line.startswith(f"a year in it, and word for word as in {YEAR - 1}: ")
        ]

    assert any("stems henvendelser_barn: «siden siste kartlegging (våren 2023) til i»" in line for line in told())
    codebook = started / "data" / "codebook" / f"{YEAR}.yml"
    text = codebook.read_text(encoding="utf-8").replace("(våren 2023)", "(våren 2024)")
    help = 'help: "Svaret skal gjelde 2024."\n    form:'
    codebook.write_text(text.replace("form:", help, 1), "utf-8")  # which last year's did not have
    assert told() == []


def test_a_demonstration_has_its_files_in_data_demo_and_can_be_done():
    left = [step.what for step in checklist.checklist(YEAR - 1) if not step.done]
    assert [what.partition(":")[0] for what in left] in ([], ["Build the book"])


def test_a_check_of_a_year_that_has_not_been_started_says_how_to_start(whole):
    shown = CliRunner().invoke(app, ["new-year", "2025", "--check"])
    assert shown.exit_code == 1 and "2025 has not been started. First: is248 new-year 2025" in shown.output
