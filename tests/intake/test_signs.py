"""Signs of free texts that the book can't print as they are: told by unit and column, never a stop."""

from pathlib import Path

import pytest

from is248.data import checks
from is248.intake.importing import import_command, import_file
from is248.intake.review import load_decisions
from survey_world import found, imported, with_cell, write_csv


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Bra 👍 jobbet", "«👍» (U+1F44D, thumbs up sign)"),
        ("漢字", "«漢» (U+6F22, cjk unified ideograph-6f22) «字» (U+5B57, cjk unified ideograph-5b57)"),
        ("Egen \ue123 skrift", "(U+E123)"),
    ],
)
def test_a_sign_that_no_typeface_has_is_told_with_unit_and_column(text, signs):
    problems = found(with_cell("1103", "kommentar", text))
    told = [(p.rule, p.unit, p.column, p.value) for p in problems]
    assert told == [("sign_without_typeface", "1103 Stavanger", "kommentar", signs)]


@pytest.mark.parametrize("text", ["Æøå «é» – 1 000 ≥ 5 →", "\uf0b7 punkt", "Привет", "☺ ✓", "a\u200bb", "e\u0301"])
def test_what_can_be_printed_or_mended_is_not_asked_about(text):
    assert found(with_cell("1103", "kommentar", text)) == []


def test_words_bullets_are_kept_as_bullets_and_the_import_says_where(world, capsys):
    path = write_csv(with_cell("1103", "kommentar", "\uf0b7 ett \uf0d8 to \uf0a7 tre"), world / "e.csv")
    import_command(path, 2025)
    assert "kept as •: 1\n  1103 kommentar" in capsys.readouterr().out
    assert "• ett • to • tre" in imported(world)


def test_a_formula_in_the_open_warnings_is_none_in_a_spreadsheet_and_its_decision_holds(world):
    path = write_csv(with_cell("1101", "brukere", "+1.250"), world / "e.csv")
    done = import_file(path, 2025)
    [warning] = [p for p in done.found.open if p.rule == "decimals_or_thousands"]
    lines = checks.read("build/2025/open-warnings.csv")
    assert lines.loc[lines["rule"] == warning.rule, "value"].to_list() == ["+1.250"]  # a number runs nothing
    head = "unit,column,rule,value,decision,by,date,comment\n"
    decided = f"1101,brukere,{warning.rule},'=1+1,stands,AB,2025-09-01,\n"
    (world / "data/2025").mkdir(parents=True, exist_ok=True)
    (world / "data/2025/decisions.csv").write_text(head + decided, encoding="utf-8")
    assert load_decisions(Path("data/2025"))[0]["value"] == "=1+1"
