"""Freezing: an edition's numbers become rows of the history, once."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from is248.chapters.by_groups import by_groups
from is248.data.groupings import TOTAL
from is248.data.history import load_history
from is248.survey import open_survey
from is248.years.freezing import freeze, rows_of

BEFORE = 2024


@pytest.fixture(scope="module")
def frozen() -> tuple[pd.DataFrame, object]:
    survey = open_survey(BEFORE)
    return rows_of(survey), survey


def test_every_question_of_the_edition_has_rows_for_the_whole_country(frozen):
    rows, survey = frozen
    assert set(rows.loc[rows["group"] == "", "question"]) == {q.id for q in survey.responses.codebook.questions}


def test_no_row_stands_twice(frozen):
    rows, _ = frozen
    assert not rows.duplicated(["question", "year", "option", "group"]).any()


@pytest.mark.parametrize("by", ["size_group", "county", "trust"])
def test_the_groups_add_up_to_the_country(frozen, by):
    rows, survey = frozen
    types = {q.id: q.type for q in survey.responses.codebook.questions}
    rows = rows[rows["question"].map(types).isin(["single", "scale"]) & (rows["option"] != "")]
    shown = by_groups(sorted(Path("chapters").resolve().glob("*.ipynb")), [survey.codebook])
    rows = rows[[by in shown.get(question, ()) for question in rows["question"]]]
    assert rows["question"].nunique() > 5
    rows = rows.assign(count=rows["count"].astype(float))
    country = rows[rows["group"] == ""].set_index(["question", "option"])["count"]
    groups = rows[rows["group"].isin(survey.grouping(by).groups)].groupby(["question", "option"])["count"].sum()
    assert groups.sort_index().to_dict() == country.sort_index().to_dict()


def test_fte_of_all_units_add_up_to_the_country(frozen):
    rows, survey = frozen
    fte = rows[rows["question"] == "arsverk_voksne"].set_index("group")["count"].astype(float)
    assert set(fte.index) == {"", *survey.units.index}
    assert fte.drop("").sum() == pytest.approx(fte[""]) == pytest.approx(survey.units["fte_adults"].sum())


def test_the_source_names_the_responses_and_that_they_are_invented(frozen):
    rows, survey = frozen
    digest = hashlib.sha256(Path(survey.responses.file).resolve().read_bytes()).hexdigest()
    assert set(rows["source"]) == {f"synthetic responses of 2024, sha256 {digest[:12]}"}


def column(table, kind: str) -> pd.Series:
    """The first column of a kind, the total left out."""
    key = next(column.key for column in table.columns if column.kind == kind)
    return table.values[key].drop(TOTAL)


def test_the_frozen_year_reads_as_the_edition_printed_it(whole):
    survey = open_survey(BEFORE)
    question = survey.question("akuttilbud")
    printed = column(question.table(), "pct")
    printed_groups = column(question.answer("ja").by("size_group").table(), "pct")
    battery = {id: survey.question(id) for id in survey.codebook.battery("fastleger_pastander").values()}
    agreed = {id: float(one.answer(*list(one.options)[:2]).pct) for id, one in battery.items()}
    freeze(survey)
    history = load_history(BEFORE + 1)
    labels = survey.responses.options("akuttilbud")
    assert history.percent("akuttilbud", BEFORE).rename(labels).to_dict() == pytest.approx(printed.to_dict())
    cells = history.cells("akuttilbud", BEFORE).loc[survey.grouping("size_group").groups]
    assert (100 * cells[1] / cells.sum(axis=1)).to_dict() == pytest.approx(printed_groups.to_dict())
    for id, share in agreed.items():
        assert history.percent(id, BEFORE).iloc[:2].sum() == pytest.approx(share)


def test_an_edition_is_made_without_its_own_frozen_numbers_and_those_of_later_ones(whole):
    freeze(open_survey(BEFORE))
    assert open_survey(BEFORE).history.rows["year"].max() == BEFORE - 1
    for year in (BEFORE - 1, BEFORE + 1):
        assert load_history(year).rows["year"].max() == year - 1


def test_freezing_twice_changes_nothing(whole):
    survey, path = open_survey(BEFORE), whole / "data" / "history.csv"
    before = path.read_text(encoding="utf-8")
    first = freeze(survey)
    once = path.read_text(encoding="utf-8")
    second = freeze(survey)
    assert 5_000 < first.added < 10_000 and (second.added, second.kept) == (0, first.added)
    assert path.read_text(encoding="utf-8") == once
    assert set(before.splitlines()) <= set(once.splitlines())


def test_a_printed_row_is_kept_and_told_if_the_responses_say_otherwise(whole):
    path, survey = whole / "data" / "history.csv", open_survey(BEFORE)
    yes = survey.question("akuttilbud").answer("ja")
    right = f"akuttilbud,2024,1,,{yes.n:.0f},,{yes.pct},published\n"
    wrong = "akuttilbud,2024,2,,3,,1,published\n"
    path.write_text(path.read_text(encoding="utf-8") + right + wrong, encoding="utf-8")
    done = freeze(survey)
    assert done.kept == 1
    [told] = done.different
    assert told.startswith("akuttilbud, 2024, option 2: the history has 3 (published), the responses give")
    text = path.read_text(encoding="utf-8")
    assert right in text and wrong in text
