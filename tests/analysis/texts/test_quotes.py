"""A quote is printed as it was written, but names nobody and gives nobody away."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.analysis.texts.quotes import ANYWHERE, DISTRICT, MOST, attributions, quote, quotes
from is248.survey import Survey, open_survey
from text_world import project_with, text_survey

CODING = "question,unit,theme\nbehov,1121,Folk\nbehov,1120,Folk\nbehov,3103,Folk\nbehov,3103,Kurs\n"


@pytest.fixture
def survey(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(project_with(tmp_path, CODING)))
    return text_survey(behov={"1120": "Vi i Klepp *trenger* folk", "1121": "Folk", "3103": "Alt", "30101": "Tid"})


def many(*groups: tuple[str, str, int]) -> Survey:
    """Return a survey of so many units of each county and size."""
    rows = [(f"{i}-{k}", county, size) for i, (county, size, n) in enumerate(groups) for k in range(n)]
    units = pd.DataFrame(rows, columns=["code", "county", "size_group"]).set_index("code")
    return text_survey(units.assign(name="X", inhabitants=1))


def test_a_quote_is_a_block_with_its_attribution(survey):
    assert quote(survey, "behov", "3103")._repr_markdown_() == f"> Alt\n>\n> ({ANYWHERE})"


def test_the_name_of_a_municipality_is_masked_and_signs_are_no_markup(survey):
    assert quote(survey, "behov", "1120")._repr_markdown_().startswith("> Vi i \\[kommunenavn\\] \\*trenger\\* folk\n")


@pytest.mark.parametrize(
    ("written", "printed"),
    [("Mangler folk..", "Mangler folk."), ("Mangler folk ...", "Mangler folk ..."), ("Mangler folk", "Mangler folk")],
)
def test_a_full_stop_that_was_pressed_twice_is_one(written, printed):
    assert quote(text_survey(behov={"1120": written}), "behov", "1120").text == printed


def test_the_fullest_answers_are_quoted_first_and_those_too_long_last(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(project_with(tmp_path, CODING)))
    survey = text_survey(behov={"1120": "a" * (MOST + 1), "1121": "Folk", "3103": "Mange folk"})
    assert [q.id[-4:] for q in quotes(survey, "behov", ["Folk"], n=3).quotes] == ["3103", "1121", "1120"]


def test_equally_full_quotes_are_the_same_at_every_build_and_not_the_lowest_codes(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(project_with(tmp_path, CODING)))
    survey = text_survey(behov={"1120": "Tid", "1121": "Alt", "3103": "Ord"})
    every = [q.id for q in quotes(survey, "behov", ["Folk"], n=3).quotes]
    assert [q.id for q in quotes(survey, "behov", ["Folk"], n=2).quotes] == every[:2]
    assert every != sorted(every)  # by code, all quotes would come from the first counties


def test_no_answer_is_quoted_twice(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(project_with(tmp_path, CODING)))
    survey = text_survey(behov={"1120": "Folk", "1121": "Folk", "3103": "Folk og kurs"})
    assert [q.text for q in quotes(survey, "behov", ["Kurs", "Folk"], n=3).quotes] == ["Folk og kurs", "Folk"]


def test_an_unknown_theme_is_refused_with_a_list_of_the_themes(survey):
    with pytest.raises(ValueError, match="no answer to behov has the theme 'Bolig'; there are: Folk; Kurs"):
        quotes(survey, "behov", ["Bolig"])


def test_a_unit_is_named_by_its_size_and_not_by_its_county():
    assert set(attributions(many(("Rogaland", "<2000", 5), ("Agder", "<2000", 5)))) == {"færre enn 2000 innbyggere"}


def test_a_size_that_few_have_is_not_named():
    assert set(attributions(many(("Rogaland", "<2000", 3), ("Agder", "2000-5000", 3)))) == {ANYWHERE}


def test_a_single_unit_takes_the_smallest_group_along():
    named = attributions(many(("Rogaland", "<2000", 9), ("Agder", "50000 og større", 6), ("Troms", "2000-5000", 1)))
    assert named.value_counts().to_dict() == {"færre enn 2000 innbyggere": 9, ANYWHERE: 7}


def test_the_largest_size_is_put_into_words():
    assert set(attributions(many(("Agder", "50000 og større", 5)))) == {"minst 50000 innbyggere"}


def test_districts_of_oslo_are_just_that():
    assert set(attributions(many(("Oslo", "Bydeler i Oslo", 15), ("Agder", "<2000", 5)))) == {
        DISTRICT,
        "færre enn 2000 innbyggere",
    }


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Agder", "Troms", "Oslo", "Rogaland"]),
            st.sampled_from(["<2000", "2000-5000", "50000 og større"]),
            st.integers(1, 8),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_at_least_so_many_units_share_every_attribution(groups):
    shared = attributions(many(*groups)).value_counts()
    assert shared.min() >= min(5, shared.sum())


def test_at_least_so_many_units_share_every_attribution_of_the_edition():
    assert attributions(open_survey(2024)).value_counts().min() >= 5
