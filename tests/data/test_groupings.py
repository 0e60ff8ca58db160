"""The ways of dividing the units: none is left out, none stands twice, whatever order they come in."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.data.checks import GROUPS, UNITS, checked, groups_of, with_size_groups
from is248.data.groupings import GROUPINGS, REST, grouping, spoken

OF_THE_REPORT = {"size_group": 7, "county": 15, "trust": 21, "region": 4, "ten_largest": 11}
REFERENCE = Path("data/reference")


@pytest.mark.parametrize("key", GROUPINGS)
def test_groups_neither_overlap_nor_leave_a_unit_out(survey, key):
    divided = survey.grouping(key)
    assert divided.of_unit.index.equals(survey.units.index)
    assert divided.of_unit.notna().all()
    assert set(divided.of_unit) == set(divided.groups)
    assert len(divided.groups) == len(set(divided.groups)) == OF_THE_REPORT[key]


@pytest.mark.parametrize("key", GROUPINGS)
def test_an_edition_with_other_counties_is_divided_as_well(key):
    file = REFERENCE / "units-2023.csv"
    units = with_size_groups(checked(file, UNITS)).set_index("code")
    units["inhabitants"] = units["inhabitants_under_18"] + units["inhabitants_adults"]
    names = groups_of(checked(REFERENCE / "groups.csv", GROUPS), 2023)
    divided = grouping(key, units, names)
    assert set(divided.of_unit) == set(divided.groups)
    assert len(divided.groups) == len(set(divided.groups)) == (OF_THE_REPORT | {"county": 11})[key]


@given(data=st.data(), key=st.sampled_from(GROUPINGS))
def test_a_units_group_does_not_depend_on_the_order_of_the_file(survey, data, key):
    order = data.draw(st.permutations(range(len(survey.units))))
    shuffled = grouping(key, survey.units.iloc[order], survey.names)
    expected = survey.grouping(key)
    assert shuffled.groups == expected.groups
    pd.testing.assert_series_equal(shuffled.of_unit.loc[expected.of_unit.index], expected.of_unit, check_names=False)


def test_the_ten_largest_are_the_ones_of_the_report_with_the_rest_of_the_country_first(survey):
    assert survey.grouping("ten_largest").groups == [
        *(REST, "Oslo", "Bergen", "Trondheim", "Stavanger", "Bærum"),
        *("Kristiansand", "Drammen", "Asker", "Lillestrøm", "Fredrikstad"),
    ]


def test_all_units_of_oslo_are_one_municipality(survey):
    of_unit = survey.grouping("ten_largest").of_unit
    assert (of_unit[survey.units["county"] == "Oslo"] == "Oslo").all()
    assert (of_unit == "Oslo").sum() == 17


def test_municipalities_that_share_a_name_are_kept_apart(survey):
    """Herøy and Våler: together they could pass another one, each of them can't."""
    shared = survey.units["name"][survey.units["name"].duplicated(keep=False)]
    assert set(shared) == {"Herøy", "Våler"}
    units = survey.units.copy()
    tenth = units.loc[units["name"] == "Fredrikstad", "inhabitants"].iloc[0]
    units.loc[units["name"] == "Herøy", "inhabitants"] = tenth - 1
    assert "Herøy" not in grouping("ten_largest", units, survey.names).groups
    units.loc[units["name"] == "Herøy", "inhabitants"] = [tenth + 1, 1]
    divided = grouping("ten_largest", units, survey.names)
    assert "Herøy" in divided.groups
    assert (divided.of_unit == "Herøy").sum() == 1


def test_names_have_a_thin_space_between_thousands(survey):
    divided = survey.grouping("size_group")
    assert divided.labels["10000-20000"] == "10\u202f000–20\u202f000"
    assert divided.short["50000 og større"] == "≥50\u202f000"


def test_an_unknown_grouping_names_those_there_are(survey):
    with pytest.raises(ValueError, match="there is no grouping 'fylke'; there are size_group, county, trust, region"):
        survey.grouping("fylke")


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("size_group", ("Kommunestørrelse", "grupper", False, None)),
        ("county", ("Fylke", "fylker", True, "size_group")),
        ("trust", ("HF-område", "HF-områder", True, "size_group")),
        ("region", ("Helseregion", "helseregioner", False, "size_group")),
        ("ten_largest", ("Kommune", "kommuner", False, None)),
    ],
)
def test_a_grouping_has_its_head_its_noun_its_order_and_what_its_tests_are_controlled_for(survey, key, told):
    divided = survey.grouping(key)
    assert (divided.title, divided.noun.many, divided.ranked, divided.control) == told


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("<2000", "kommuner med færre enn 2000 innbyggere"),
        ("2000-5000", "kommuner med 2000-5000 innbyggere"),
        ("50000 og større", "kommuner med minst 50000 innbyggere"),
        ("Bydeler i Oslo", "bydeler i Oslo"),
        ("Agder", "Agder"),
    ],
)
def test_a_group_has_a_name_inside_a_sentence(label, told):
    assert spoken(label) == told
