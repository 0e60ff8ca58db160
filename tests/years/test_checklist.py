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


def test_a_list_that_is_still_last_years_is_not_done(started):
    path = started / "data" / "reference" / f"plans-{YEAR}.csv"
    name = f"data/reference/plans-{YEAR}.csv"
    steps = {step.what.split(":")[0]: step for step in checklist.checklist(YEAR)}
    assert not steps[name].done and "still the list of 2024" in steps[name].what
    path.write_text("kind,title,publisher\nPlaner,Ny plan,Regjeringen\n", encoding="utf-8")
    steps = {step.what.split(":")[0]: step for step in checklist.checklist(YEAR)}
    assert steps[name].done


def test_a_check_of_a_year_that_has_not_been_started_says_how_to_start(whole):
    shown = CliRunner().invoke(app, ["new-year", "2025", "--check"])
    assert shown.exit_code == 1 and "2025 has not been started. First: is248 new-year 2025" in shown.output
