"""The units of a new year: those before, after the municipal changes in between."""

import pytest

from is248.data.edition import load_edition
from is248.project import ProjectError
from is248.publish.reading.staging import DRAFT_NOTICE, OLD_PEOPLE, notice
from is248.years.units import PEOPLE, units_start
from projects import add_changes, edit_csv, fill_in

BEFORE, YEAR = 2024, 2025


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


def test_a_unit_that_another_joins_stands_once_with_the_inhabitants_of_both(whole):
    add_changes(whole, "1146,1106,2025,merged", "1106,1106,2025,merged")
    before, after = (units_start(BEFORE, year).set_index("code")["inhabitants_adults"] for year in (BEFORE, YEAR))
    assert after.index.is_unique and "1146" not in after
    assert int(after["1106"]) == int(before["1146"]) + int(before["1106"])


def test_a_unit_that_another_joins_needs_a_row_too(whole):
    add_changes(whole, "1146,1106,2025,renumbered")
    with pytest.raises(ProjectError, match="^1106: another unit becomes this one, which stays"):
        units_start(BEFORE, YEAR)


def test_a_book_with_inhabitants_of_the_year_before_says_on_every_page_that_it_is_a_draft(started):
    fill_in(started, YEAR)
    assert notice(load_edition(YEAR)).startswith(f"{DRAFT_NOTICE} {OLD_PEOPLE}")

    def counted(rows):
        for row in rows:
            row["source"] = "SSB 07459"

    edit_csv(started / "data" / "reference" / f"units-{YEAR}.csv", counted)
    assert OLD_PEOPLE not in notice(load_edition(YEAR))
    params = started / "params" / f"{YEAR}.yml"
    params.write_text(params.read_text(encoding="utf-8").replace("draft: true", "draft: false"), "utf-8")
    assert notice(load_edition(YEAR)) == ""
