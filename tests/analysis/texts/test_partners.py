"""Groups of municipalities: what was reported, and nothing that was not."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from is248.analysis.texts.partners import merged, partner_groups
from text_world import UNITS, text_survey

NAMES = UNITS["name"]
OUTSIDE_OSLO = [code for code in UNITS.index if UNITS.at[code, "county"] != "Oslo"]
UNIQUE = [code for code in OUTSIDE_OSLO if (NAMES[code] == NAMES).sum() == 1]


def groups(**answers: str):
    """Return the groups that these answers give: code -> answer."""
    return partner_groups(text_survey(behov={code.lstrip("_"): text for code, text in answers.items()}), "behov")


def test_a_group_is_the_partners_and_the_one_who_names_them():
    assert groups(_1120="Time og Karmøy").groups == [("Karmøy", "Klepp", "Time")]


def test_the_same_group_reported_by_several_is_one():
    assert groups(_1120="Time", _1121="Klepp").groups == [("Klepp", "Time")]


def test_a_group_within_another_is_left_out():
    assert groups(_1120="Time, Karmøy", _1121="Klepp").groups == [("Karmøy", "Klepp", "Time")]


def test_a_group_within_another_stands_where_a_municipality_of_another_county_reported_it():
    found = groups(_1120="Time, Moss", _3103="Klepp")
    assert (found.groups, found.counties) == ([("Klepp", "Moss", "Time"), ("Klepp", "Moss")], ["Rogaland", "Østfold"])
    assert (found.n, found.inside) == (2, 1)  # the chapter says that it may be counted twice


def test_groups_that_overlap_or_stand_alone_are_inside_none():
    assert groups(_1120="Time", _1149="Time").inside == 0
    assert groups(_1120="Time, Moss", _3103="Klepp og Time").inside == 0


def test_a_group_that_two_counties_reported_stands_where_most_members_are():
    assert groups(_1120="Time, Moss", _3103="Klepp og Time").counties == ["Rogaland"]


def test_groups_that_overlap_are_not_joined():
    assert groups(_1120="Time", _1149="Time").groups == [("Karmøy", "Time"), ("Klepp", "Time")]


def test_a_municipality_alone_is_no_group():
    assert groups(_1120="Klepp").n == 0


def test_districts_of_oslo_are_no_groups():
    assert groups(_30101="Bydel Grünerløkka, Klepp").n == 0


@pytest.mark.parametrize(
    "text",
    [
        "Time, Karmøy",
        "time/KARMØY",
        "Time; Karmøy.",
        "Time & Karmøy",
        "Time samt Karmøy",
        "Time\nKarmøy",
        "Time og Karmøy kommuner",
        "Time kommune, Karmoy m.fl.",
        "Vi samarbeider med Klepp, Time og Karmøy",
        "Interkommunalt (Time og Karmøy)",
        "Time (vertskommune), Karmøy",
        "Time - Karmøy",
    ],
)
def test_names_are_found_in_many_ways_of_writing(text):
    assert groups(_1120=text).groups == [("Karmøy", "Klepp", "Time")]


def test_a_name_may_hold_the_word_og_itself():
    assert groups(_3340="Nore og Uvdal og Klepp").groups == [("Holmestrand", "Klepp", "Nore og Uvdal")]


def test_what_stands_in_brackets_need_not_be_a_name():
    found = groups(_1120="deler av Holmestrand (tidligere Sande kommune)")
    assert found.groups == [("Holmestrand", "Klepp")]
    assert found.unmatched.empty


def test_a_name_of_two_municipalities_is_the_one_of_the_same_county():
    assert groups(_3103="Våler").counties == ["Østfold"]
    assert groups(_3103="Våler").elsewhere == [{}]


@pytest.mark.parametrize("text", ["Våler (Innlandet)", "Våler i Innlandet"])
def test_the_county_may_stand_behind_the_name(text):
    assert groups(_1120=text).elsewhere == [{"Våler": "Innlandet"}]


def test_a_name_that_may_be_two_is_left_to_a_person():
    found = groups(_1120="Våler")
    assert found.n == 0
    assert found.unmatched.to_numpy().tolist() == [["1120", "Klepp", "Våler", "several units of this name"]]


def test_what_is_no_name_is_left_to_a_person():
    found = groups(_1120="Time og sykehuset")
    assert found.groups == [("Klepp", "Time")]
    assert found.unmatched.to_numpy().tolist() == [["1120", "Klepp", "sykehuset", "no unit of this name"]]


def test_short_words_must_be_spelt_right():
    assert groups(_1120="Tome").n == 0


def test_numbers_are_those_of_the_list():
    found = groups(_1120="Time, Karmøy", _3103="Våler")
    assert (found.n, found.pairs, found.largest) == (2, 1, 3)
    assert groups().largest == 0


def test_groups_are_listed_by_county_and_members_from_elsewhere_named():
    assert groups(_1120="Time, Moss", _3103="Våler")._repr_markdown_() == (
        "**Rogaland**\n\n- Klepp, Moss \\(Østfold\\) og Time\n\n**Østfold**\n\n- Moss og Våler"
    )


reported = st.dictionaries(st.sampled_from(UNIQUE), st.sets(st.sampled_from(UNIQUE), min_size=1), min_size=1)


def written(answers: dict[str, set[str]]) -> dict[str, str]:
    return {f"_{code}": ", ".join(NAMES[sorted(partners)]) for code, partners in answers.items()}


@given(reported)
def test_every_group_was_reported_by_one_of_its_members(answers):
    sets = {tuple(sorted(NAMES[[*({code} | partners)]])) for code, partners in answers.items()}
    for group in groups(**written(answers)).groups:
        assert tuple(sorted(group)) in sets


@given(reported)
def test_everything_reported_is_in_a_group(answers):
    found = [set(group) for group in groups(**written(answers)).groups]
    for code, partners in answers.items():
        whole = set(NAMES[[*({code} | partners)]])
        assert len(whole) == 1 or any(whole <= group for group in found)


@given(reported, st.randoms())
def test_the_order_of_the_answers_and_of_the_names_does_not_matter(answers, random):
    codes = random.sample(list(answers), len(answers))
    turned = {f"_{code}": "/".join(random.sample(list(NAMES[[*answers[code]]]), len(answers[code]))) for code in codes}
    assert groups(**turned).groups == groups(**written(answers)).groups


@given(st.sets(st.frozensets(st.integers(0, 6))))
def test_merging_twice_changes_nothing_more(sets):
    assert merged(merged(sets)) == merged(sets)


@given(st.sampled_from([code for code in UNIQUE if len(NAMES[code]) >= 5]), st.data())
def test_one_wrong_letter_gives_the_same_group(code, data):
    name = NAMES[code]
    place = data.draw(st.integers(1, len(name) - 1))
    letter = data.draw(st.sampled_from("abdegiklmnorstuvy"))
    assume(name[place] not in " " and "og" not in name[place - 1 : place + 2])
    other = next(unit for unit in UNIQUE if unit != code)
    wrong = name[:place] + letter + name[place + 1 :]
    assert groups(**{f"_{other}": wrong}).groups == groups(**{f"_{other}": name}).groups
