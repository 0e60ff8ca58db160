"""Warnings and decisions: what is decided is not asked again, and the page shows what is open."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from is248.data.problems import DataError
from is248.intake.importing import check_data, import_file
from is248.intake.review import COLUMNS
from survey_world import LABELS, faultless, sav, spss_frame, write_csv


def decide(world: Path, **line: str) -> None:
    path = world / "data/2025/decisions.csv"
    path.parent.mkdir(exist_ok=True)
    filled = {"decision": "står", "by": "SO", "date": "2025-09-01", "comment": "ringt kommunen"} | line
    pd.DataFrame([filled], columns=COLUMNS).to_csv(path, index=False)


def against_the_gate(value: str = "1") -> pd.DataFrame:
    export = faultless()
    export.loc[export["unit"] == "4601", "plan_kjent"] = value
    return export


GATE = {"unit": "4601", "column": "plan_kjent", "rule": "against_gate", "value": "1 (plan: 2)"}


def test_a_decided_warning_is_not_asked_again_unless_its_value_changes(world):
    assert len(import_file(write_csv(against_the_gate(), world / "e.csv"), 2025).found.open) == 1
    decide(world, **GATE)
    done = check_data(2025)
    assert (len(done.found.open), len(done.found.decided)) == (0, 1)
    done = import_file(write_csv(against_the_gate("3"), world / "e.csv"), 2025)
    assert [p.value for p in done.found.open] == ["3 (plan: 2)"]
    assert [d["value"] for d in done.found.stale] == ["1 (plan: 2)"]


def test_the_lines_for_the_open_warnings_are_ready_to_be_decided(world):
    import_file(write_csv(against_the_gate(), world / "e.csv"), 2025)
    lines = pd.read_csv(world / "build/2025/open-warnings.csv", dtype=str, keep_default_na=False)
    lines[["decision", "by", "date"]] = ["står", "SO", "2025-09-01"]
    lines.to_csv(world / "data/2025/decisions.csv", index=False)
    assert check_data(2025).found.open == []


def test_a_decision_is_the_same_for_every_file_format(world):
    import_file(write_csv(against_the_gate(), world / "e.csv"), 2025)
    decide(world, **GATE)
    frame = spss_frame()
    frame.loc[frame["unit"] == "4601", "plan_kjent"] = 1.0
    assert import_file(sav(world, frame, LABELS), 2025).found.open == []


def test_an_error_cannot_be_decided_away(world):
    decide(world, unit="1101", column="plan", rule="value_outside_options", value="9")
    with pytest.raises(DataError):
        import_file(write_csv(faultless().assign(plan="9"), world / "e.csv"), 2025)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("rule", "mot_gate", "one of unknown_unit"),
        ("date", "1.9.25", "2025-09-01"),
        ("decision", "", "a value"),
    ],
)
def test_a_line_of_decisions_that_cannot_be_used_is_named(world, key, value, message):
    import_file(write_csv(against_the_gate(), world / "e.csv"), 2025)
    decide(world, **(GATE | {key: value}))
    with pytest.raises(DataError, match=message) as error:
        check_data(2025)
    assert "decisions.csv, row 2" in str(error.value)


def test_what_only_the_import_sees_is_asked_until_it_is_decided(world):
    import_file(write_csv(faultless().iloc[1:], world / "e.csv"), 2025)
    assert [(p.rule, p.unit) for p in check_data(2025).found.open] == [("missing_unit", "1101 Eigersund")]
    decide(world, unit="1101", column="unit", rule="missing_unit", value="missing")
    assert check_data(2025).found.open == []


class _Page(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def test_the_page_has_one_table_per_rule_and_asks_no_other_host(world):
    export = against_the_gate().iloc[1:]
    export.loc[export["unit"] == "1103", "tilskudd"] = "1.250"
    export.loc[export["unit"] == "1103", "kommentar"] = "<script>alert(1)</script>"
    text = import_file(write_csv(export, world / "e.csv"), 2025).report.read_text(encoding="utf-8")
    page = _Page(text)
    assert page.count("table") == page.count("caption") == 3
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.tags if tag == "th")
    assert page.count("script") == 0 and page.count("h1") == page.count("main") == 1
    assert not re.search(r"(?:src|href)=[\"'](?!#|data:)|url\(|@import|http", text.replace("http-equiv", ""))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("file", "text", "unchecked"),
    [
        (None, "", {"large_change": "data", "untouched": "responses", "decimal_comma_lost": "responses"}),
        ("reference/fte-2024.csv", "code,fte_adults,fte_children\n1101,11,0\n", {"untouched": "responses"}),
        ("2025/last_year.csv", "unit,fte\n1101,11\n", {"decimal_comma_lost": "responses"}),
    ],
)
def test_the_page_says_what_a_rule_lacks_that_could_not_be_checked(world, file, text, unchecked):
    if file:
        (world / "data" / file).parent.mkdir(exist_ok=True)
        (world / "data" / file).write_text(text, encoding="utf-8")
    page = import_file(write_csv(faultless(), world / "e.csv"), 2025).report.read_text(encoding="utf-8")
    for rule, lacking in unchecked.items():
        assert re.search(rf"<code>{rule}</code>\): there are no {lacking} of 2024</li>", page)
    assert "only the import itself" not in page
    (world / "data/2025/import-warnings.csv").unlink()
    page = check_data(2025).report.read_text(encoding="utf-8")
    assert "<code>missing_unit</code>): only the import itself can check it" in page
