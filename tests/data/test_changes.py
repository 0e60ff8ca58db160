"""Values on the borders of another year: nothing is lost, what only got a new code comes back, and all is placed."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from is248.data.changes import divided_units, on_borders_of, successors
from is248.data.checks import CHANGES, DataError, checked, read
from is248.project import ProjectError
from projects import edit_csv

REFERENCE = Path("data/reference")
CHANGES_FILE = REFERENCE / "municipal-changes.csv"


def units(year: int) -> pd.DataFrame:
    return read(REFERENCE / f"units-{year}.csv").set_index("code")


def amounts(codes):
    """Return a strategy: one amount for every unit, between 0 and a million."""
    numbers = st.lists(st.integers(0, 10**6), min_size=len(codes), max_size=len(codes))
    return numbers.map(lambda drawn: pd.Series(drawn, index=codes, dtype=float))


IN_2023, IN_2024 = units(2023), units(2024)
NEW_CODE = set(IN_2023.index) - set(IN_2024.index) - {"1507"}


def test_a_code_is_followed_through_all_years_of_changes(tmp_path, monkeypatch):
    lines = "1,2,2020,renumbered\n2,3,2024,split\n2,4,2024,split\n4,5,2026,renumbered\n"
    file = tmp_path / CHANGES_FILE
    file.parent.mkdir(parents=True)
    codes = re.sub(r"\b(\d),(\d)\b", r"110\1,110\2", lines)
    file.write_text(f"from_code,to_code,year,kind\n{codes}", encoding="utf-8")
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    assert successors("1101", 2026) == ["1103", "1105"]
    assert successors("1101", 2020) == ["1102"]
    assert successors("1103", 2026) == []


# --- the units of 2023 and 2024 -----------------------------------------------------------------


def test_all_units_of_2023_and_2024_are_connected_and_only_alesund_divides():
    changes = checked(CHANGES_FILE, CHANGES)
    changes = changes[changes["year"] == 2024]
    assert set(changes["from_code"]) == set(IN_2023.index) - set(IN_2024.index)
    assert set(changes["to_code"]) == (set(IN_2024.index) - set(IN_2023.index))
    renumbered = changes[changes["kind"] == "renumbered"]
    assert len(renumbered) == len(NEW_CODE) == 113
    assert renumbered["from_code"].is_unique and renumbered["to_code"].is_unique
    split = changes[changes["kind"] == "split"]
    assert split[["from_code", "to_code"]].values.tolist() == [["1507", "1508"], ["1507", "1580"]]


def test_a_unit_with_a_new_code_has_the_name_trust_and_region_it_had():
    changes = read(CHANGES_FILE)
    old = IN_2023.loc[changes["from_code"]].reset_index(drop=True)
    new = IN_2024.loc[changes["to_code"]].reset_index(drop=True)
    split = changes["kind"] == "split"
    assert (old["name"] == new["name"])[~split].all()
    for column in ("trust", "region"):
        assert (old[column] == new[column]).all()
    assert set(zip(old["county"], new["county"], strict=True)) == {
        *(("Viken", "Østfold"), ("Viken", "Akershus"), ("Viken", "Buskerud")),
        *(("Vestfold og Telemark", "Vestfold"), ("Vestfold og Telemark", "Telemark")),
        *(("Troms og Finnmark", "Troms"), ("Troms og Finnmark", "Finnmark")),
        ("Møre og Romsdal", "Møre og Romsdal"),
    }


def test_inhabitants_of_a_unit_change_little_from_one_year_to_the_next():
    """A code that is connected with the wrong unit would stand out."""
    before, after = (frame.filter(like="inhabitants").astype(float).sum(axis=1) for frame in (IN_2023, IN_2024))
    moved = on_borders_of(before, 2023, 2024)
    living_in = after > 0
    change = (moved / after)[living_in & ~moved.index.isin(divided_units(2023, 2024))]
    assert change.between(0.9, 1.1).all()


# --- from one year to another -------------------------------------------------------------------


@settings(max_examples=20)
@given(values=amounts(IN_2024.index))
def test_in_the_same_year_nothing_changes(values):
    pd.testing.assert_series_equal(on_borders_of(values, 2024, 2024), values)


@settings(max_examples=20)
@given(forwards=amounts(IN_2023.index), back=amounts(IN_2024.index))
def test_totals_stay_the_same(forwards, back):
    assert on_borders_of(forwards, 2023, 2024).sum() == pytest.approx(forwards.sum())
    assert on_borders_of(back, 2024, 2023).sum() == back.sum()


@settings(max_examples=20)
@given(values=amounts(IN_2023.index))
def test_there_and_back_every_unit_has_its_amount_again(values):
    again = on_borders_of(on_borders_of(values, 2023, 2024), 2024, 2023)
    pd.testing.assert_series_equal(again, values)


@settings(max_examples=20)
@given(values=amounts(IN_2024.index))
def test_back_and_there_only_the_divided_units_have_another_amount(values):
    again = on_borders_of(on_borders_of(values, 2024, 2023), 2023, 2024)
    divided = divided_units(2023, 2024)
    pd.testing.assert_series_equal(again.drop(divided), values.drop(divided))


def test_a_unit_that_became_two_is_divided_by_inhabitants():
    values = pd.Series(0.0, index=IN_2023.index)
    values["1507"] = 100
    moved = on_borders_of(values, 2023, 2024)
    inhabitants = IN_2024.filter(like="inhabitants").astype(float).sum(axis=1)[["1508", "1580"]]
    assert moved[["1508", "1580"]].to_list() == pytest.approx((100 * inhabitants / inhabitants.sum()).to_list())
    assert divided_units(2023, 2024) == ["1508", "1580"]


def test_going_back_two_that_were_one_are_added():
    values = pd.Series(0.0, index=IN_2024.index)
    values[["1508", "1580"]] = 80.5, 20
    assert on_borders_of(values, 2024, 2023)["1507"] == 100.5
    assert divided_units(2024, 2023) == []


def test_what_is_missing_stays_missing_and_makes_its_sum_missing():
    values = pd.Series(1.0, index=IN_2024.index).drop(["1580", "3101", "1101"])
    moved = on_borders_of(values, 2024, 2023)
    assert moved.index.equals(IN_2023.index)
    assert moved[moved.isna()].index.to_list() == ["1101", "1507", "3001"]
    assert moved.dropna().eq(1).all()


# --- what can't be placed -----------------------------------------------------------------------


def test_codes_of_another_year_are_told():
    values = pd.Series({"1101": 1, "3001": 2, "9999": 3})
    with pytest.raises(ProjectError, match=r"^3001, 9999: no units of 2024; .*units-2024\.csv"):
        on_borders_of(values, 2024, 2023)


def test_a_unit_with_two_values_is_told():
    with pytest.raises(ProjectError, match="^1101: more than one value of 2024"):
        on_borders_of(pd.Series([1, 2], index=["1101", "1101"]), 2024, 2023)


def test_units_without_a_connection_are_told_on_both_sides(project):
    edit_csv(project / CHANGES_FILE, lambda rows: [row for row in rows if row["from_code"] != "3001"])
    expected = (
        r"Units of 2023 that lead to no unit of 2024: 3001\. Units of 2024 that no unit of 2023 leads to: 3101\. "
        r"Add what happened to them to data/reference/municipal-changes\.csv"
    )
    with pytest.raises(ProjectError, match=expected):
        on_borders_of(pd.Series(1.0, index=IN_2023.index), 2023, 2024)


def test_a_kind_that_the_codes_contradict_is_told_with_its_row(project):
    edit_csv(project / CHANGES_FILE, lambda rows: rows[0].update(kind="renumbered"))
    with pytest.raises(DataError, match=r"row 2 \(1507\): kind is 'renumbered'; expected split"):
        divided_units(2023, 2024)


def test_an_unknown_kind_is_told(project):
    edit_csv(project / CHANGES_FILE, lambda rows: rows[0].update(kind="delt"))
    with pytest.raises(DataError, match="kind is 'delt'; expected renumbered, split or merged"):
        divided_units(2023, 2024)


def test_a_year_without_units_is_told():
    with pytest.raises(ProjectError, match=r"The data file data/reference/units-2019\.csv is missing"):
        on_borders_of(pd.Series(dtype=float), 2019, 2024)


# --- later years --------------------------------------------------------------------------------

LATER = {  # code: inhabitants
    2024: {"0001": 100, "0002": 300, "0003": 500, "0004": 40},
    2025: {"0002": 410, "0003": 500, "0005": 40},
    2026: {"0002": 410, "0006": 300, "0007": 100, "0008": 100, "0005": 40},
}
HAPPENED = """from_code,to_code,year,kind
0001,0002,2025,merged
0002,0002,2025,merged
0004,0005,2025,renumbered
0003,0006,2026,split
0003,0007,2026,split
0003,0008,2026,split
"""


def later_units(year: int) -> pd.DataFrame:
    units = pd.DataFrame({"inhabitants_adults": LATER[year]}).rename_axis("code").reset_index()
    texts = dict.fromkeys(("name", "county", "trust", "region", "size_group", "source"), "x")
    return units.assign(inhabitants_under_18=0, **texts)


@pytest.fixture
def later(tmp_path, monkeypatch):
    """A country of four or five units: in 2025 two merge and one gets a new code, in 2026 one becomes three."""
    (tmp_path / REFERENCE).mkdir(parents=True)
    (tmp_path / CHANGES_FILE).write_text(HAPPENED, encoding="utf-8")
    for year in LATER:
        later_units(year).to_csv(tmp_path / REFERENCE / f"units-{year}.csv", index=False)
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (2024, 2025, {"0002": 3, "0003": 10, "0005": 20}),
        (2024, 2026, {"0002": 3, "0006": 6, "0007": 2, "0008": 2, "0005": 20}),
    ],
)
def test_changes_of_all_years_between_are_followed(later, since, until, expected):
    values = pd.Series({"0001": 1.0, "0002": 2.0, "0003": 10.0, "0004": 20.0})
    assert on_borders_of(values, since, until).to_dict() == pytest.approx(expected)


def test_going_back_what_merged_is_divided_by_the_inhabitants_of_the_last_year_before(later):
    values = pd.Series({"0002": 4.0, "0006": 1.0, "0007": 2.0, "0008": 3.0, "0005": 5.0})
    assert on_borders_of(values, 2026, 2024).to_dict() == {"0001": 1.0, "0002": 3.0, "0003": 6.0, "0004": 5.0}
    assert divided_units(2026, 2024) == ["0001", "0002"]
    assert divided_units(2024, 2026) == ["0006", "0007", "0008"]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])  # no example changes the files
@given(data=st.data())
def test_totals_stay_the_same_over_several_years(later, data):
    since, until = data.draw(st.permutations(list(LATER)))[:2]
    values = data.draw(amounts(later_units(since)["code"].to_list()))
    assert on_borders_of(values, since, until).sum() == pytest.approx(values.sum())


def test_a_unit_that_another_becomes_needs_a_row_of_its_own(later):
    lines = HAPPENED.replace("0002,0002,2025,merged\n", "").replace(
        "0001,0002,2025,merged", "0001,0002,2025,renumbered"
    )
    (later / CHANGES_FILE).write_text(lines, encoding="utf-8")
    with pytest.raises(ProjectError, match="^0002: another unit becomes this one, which stays"):
        on_borders_of(pd.Series({"0001": 1.0}), 2024, 2025)


def test_parts_without_inhabitants_are_told(later):
    def emptied(rows):
        for row in rows:
            row["inhabitants_adults"] = 0

    edit_csv(later / REFERENCE / "units-2026.csv", emptied)
    with pytest.raises(ProjectError, match="^0006, 0007, 0008 can't be given a part of what they came from"):
        on_borders_of(pd.Series({"0003": 1.0}), 2025, 2026)


def test_a_missing_value_is_not_taken_for_nothing(later):
    moved = on_borders_of(pd.Series({"0001": 1.0, "0002": np.nan, "0003": 1.0, "0004": 0.0}), 2024, 2025)
    assert moved.isna().to_dict() == {"0002": True, "0003": False, "0005": False}
