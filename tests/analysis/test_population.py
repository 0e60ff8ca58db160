"""Inhabitants and FTE by group: totals, rates and percents."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.analysis.population import base_data, composition, fte, inhabitants, rates
from is248.data.groupings import GROUPINGS, TOTAL
from small_survey import CODEBOOK, FRAME, made_survey

COUNTS = ["units", "under_18", "adults", "all"]


@st.composite
def divided_units(draw):
    """Draw some units with inhabitants and FTE, and a division of them into one to four groups."""
    groups = [f"g{n}" for n in range(draw(st.integers(1, 4)))]
    n = draw(st.integers(len(groups), 12))
    whole, positions = st.integers(0, 100_000), st.floats(0, 500).map(lambda value: round(value, 2))
    units = pd.DataFrame(
        {
            "inhabitants_under_18": draw(st.lists(whole, min_size=n, max_size=n)),
            "inhabitants_adults": draw(st.lists(st.integers(1, 100_000), min_size=n, max_size=n)),
            "fte_children": draw(st.lists(positions, min_size=n, max_size=n)),
            "fte_adults": draw(st.lists(positions, min_size=n, max_size=n)),
        },
        index=[f"{code:04d}" for code in range(n)],
    )
    units.loc[units.index[0], "inhabitants_under_18"] += 1
    units["inhabitants"] = units["inhabitants_under_18"] + units["inhabitants_adults"]
    units["fte"] = units["fte_children"] + units["fte_adults"]
    of_unit = groups + draw(st.lists(st.sampled_from(groups), min_size=n - len(groups), max_size=n - len(groups)))
    labels = {group: group.upper() for group in groups}
    return made_survey(CODEBOOK, FRAME, units.assign(size_group=of_unit), {"size_group": labels})


@given(divided_units())
def test_totals_are_the_sums_of_the_groups_and_of_the_units(drawn):
    units = drawn.units
    for table, sums in (
        (inhabitants(drawn, "size_group"), {"under_18": "inhabitants_under_18", "adults": "inhabitants_adults"}),
        (fte(drawn, "size_group"), {"fte_children": "fte_children", "fte_adults": "fte_adults", "fte": "fte"}),
    ):
        for key, column in sums.items():
            assert table.total(key) == pytest.approx(math.fsum(table.values.loc[table.rows, table.column(key).key]))
            assert table.total(key) == pytest.approx(math.fsum(units[column]))


@given(divided_units())
def test_a_rate_is_the_ratio_of_the_groups_sums_and_not_a_mean_of_rates(drawn):
    units, grouping = drawn.units, drawn.grouping("size_group")
    table = fte(drawn, "size_group")
    people = {"_children": "inhabitants_under_18", "_adults": "inhabitants_adults", "": "inhabitants"}
    for group in grouping.groups:
        members = units[grouping.of_unit == group]
        for suffix, column in people.items():
            rate = table.values.at[group, table.column(f"rate{suffix}").key]
            if members[column].sum() == 0:
                assert pd.isna(rate)
            else:
                assert rate == pytest.approx(10_000 * members[f"fte{suffix}"].sum() / members[column].sum())


@given(divided_units())
def test_percents_come_from_unrounded_counts_and_add_up_before_rounding(drawn):
    table = inhabitants(drawn, "size_group")
    for key in COUNTS:
        column, counts = (table.values[table.column(kind).key] for kind in (f"{key}_pct", key))
        assert column[TOTAL] == 100
        assert math.fsum(column.drop(TOTAL)) == pytest.approx(100)
        for row in table.rows:
            assert column[row] == pytest.approx(100 * counts[row] / counts[TOTAL])


@given(divided_units(), st.randoms())
def test_a_table_does_not_depend_on_the_order_of_the_units(drawn, random):
    units, grouping = drawn.units, drawn.grouping("size_group")
    order = list(units.index)
    random.shuffle(order)
    other = made_survey(CODEBOOK, FRAME, units.loc[order], {"size_group": grouping.labels})
    for form in (fte, inhabitants):
        pd.testing.assert_frame_equal(form(other, "size_group").values, form(drawn, "size_group").values)


@pytest.mark.parametrize("by", GROUPINGS)
def test_all_ways_of_dividing_the_country_have_the_same_totals(survey, by):
    assert inhabitants(survey, by).total("units") == 373
    assert inhabitants(survey, by).total("all") == 5550203
    assert fte(survey, by).total("fte") == pytest.approx(survey.units["fte"].sum())


def test_the_composition_of_every_row_is_100_percent_of_its_units(survey):
    table = composition(survey, "county", "size_group")
    assert table.rows == survey.grouping("county").groups
    assert table.values.sum(axis=1).to_list() == pytest.approx([100] * 15)
    assert table.value("Oslo", "pct", head="Bydeler i Oslo") == 100
    finnmark = survey.units[survey.units["county"] == "Finnmark"]
    assert table.value("Finnmark", "pct", head="<2000") == 100 * (finnmark["size_group"] == "<2000").mean()


def test_base_data_stand_county_by_county_in_the_order_of_the_file_with_the_country_last(survey):
    table = base_data(survey)
    counties = survey.units["county"]
    assert list(dict.fromkeys(counties[row] for row in table.rows)) == survey.grouping("county").groups
    for county in survey.grouping("county").groups:
        assert [row for row in table.rows if counties[row] == county] == list(counties.index[counties == county])
    assert table.values.index[-1] == TOTAL


def test_a_unit_without_inhabitants_has_no_rate():
    sums = pd.DataFrame([[0, 487, 487, 0, 0, 0]], ["30116"], [
        "fte_children", "fte_adults", "fte", "inhabitants_under_18", "inhabitants_adults", "inhabitants"
    ])  # fmt: skip
    assert rates(sums).loc["30116", ["rate_children", "rate_adults", "rate"]].isna().all()
