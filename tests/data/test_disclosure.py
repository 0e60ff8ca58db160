"""What may identify is decided in one place, at bounds that the params file sets."""

import pandas as pd
import pytest

from is248.data.absence import is_absent
from is248.data.disclosure import identifies, withheld
from is248.data.edition import Edition, LeastUnits
from pages import edition_with
from text_world import UNITS, text_survey


def edition(**bounds: int) -> Edition:
    return edition_with(least_units=bounds)


@pytest.mark.parametrize("what", ["theme", "quote", "group"])
@pytest.mark.parametrize("bound", [1, 2, 3, 7])
def test_below_the_bound_it_identifies_and_from_it_on_it_does_not(what, bound):
    one = edition(**{what: bound})
    assert [identifies(what, units, one) for units in (bound - 1, bound, bound + 1)] == [True, False, False]


def test_the_bounds_are_the_editions_and_have_defaults():
    assert edition().least_units == LeastUnits(theme=2, quote=5, group=3)
    assert edition(group=4).least_units.theme == 2


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"a": 2, "b": 10, "c": 20}, {"a", "b"}),  # a alone would be the total less the others
        ({"a": 3, "b": 10, "c": 20}, set()),
        ({"a": 4, "b": 10, "c": 20}, set()),
        ({"a": 2, "b": 2, "c": 20}, {"a", "b"}),
        ({"a": 1, "b": 1, "c": 20}, {"a", "b", "c"}),  # together they are two: too few
        ({"a": 1, "b": 1, "c": 1, "d": 9}, {"a", "b", "c"}),
        ({"a": 0, "b": 10, "c": 20}, set()),
        ({"a": 2}, {"a"}),
    ],
)
def test_a_small_group_is_not_the_difference_of_the_total_and_the_rest(sizes, hidden):
    assert withheld(pd.Series(sizes), edition(group=3)) == hidden


def survey_of(*counties: str, **bounds: int):
    """A survey of one question, with a unit in each of these counties."""
    units = UNITS.iloc[: len(counties)].assign(county=list(counties))
    answers = dict.fromkeys(units.index, "1")
    return text_survey(units, least_units=bounds, plan=answers)


@pytest.mark.parametrize(("number", "shown"), [(2, False), (3, True), (4, True)])
def test_the_answers_of_a_county_are_shown_from_the_bound_on(number, shown):
    survey = survey_of(*["Østfold"] * number, *["Rogaland"] * 4, theme=1, group=3)
    plan = survey.question("plan").answer("ja").by("county")
    assert is_absent(plan["Østfold"]) is not shown
    table = plan.table()
    records = {record["value"] for record in table.records() if record["row"] == "Østfold"}
    assert (records == {None}) is not shown
    assert ("Østfold" in table.note) is not shown
    assert table.total("base") == number + 4


@pytest.mark.parametrize(("number", "shown"), [(1, False), (2, True), (3, True)])
def test_a_theme_is_told_from_the_bound_on(number, shown, tmp_path, monkeypatch):
    from text_world import project_with

    codes = list(UNITS.index[:6])
    coding = "question,unit,theme\n" + "".join(f"behov,{code},Folk\n" for code in codes)
    coding += "".join(f"behov,{code},Sjeldent\n" for code in codes[:number])
    monkeypatch.setenv("IS248_ROOT", str(project_with(tmp_path, coding)))
    survey = text_survey(least_units={"theme": 2, "group": 1}, behov=dict.fromkeys(codes, "noe"))
    needs = survey.question("behov")
    assert ("Sjeldent" in needs.by(None).rows) is shown
    assert is_absent(needs["Sjeldent"]) is not shown
    assert ("Sjeldent" in needs.list(least=1)._repr_markdown_()) is shown
    assert needs.quotes("Sjeldent")._repr_markdown_().startswith("> noe")  # a quote tells only how large its unit is
