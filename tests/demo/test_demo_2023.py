"""The demo responses of 2023 give what is printed of that year, and what the history has of it."""

import functools
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from is248.analysis import fte, layouts
from is248.data.history import load_history
from is248.intake.importing import check_data
from is248.intake.rules import RULES
from is248.survey import open_survey
from is248.wording import round_half_up

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import compare_published  # noqa: E402
from demo import published  # noqa: E402
from demo.report_tables import TABLES  # noqa: E402
from demo.series import PUBLISHED  # noqa: E402

YEAR = 2023
tables = functools.cache(published.tables)
OF_2023 = PUBLISHED | {"23.3": "digitale_verktoy", "23.4": "selvhjelpsverktoy"}


@pytest.fixture(scope="module")
def survey():
    return open_survey(YEAR)


def in_print(number: str, year: int) -> pd.DataFrame:
    """Return the cells of a table in the edition of a year that are about 2023."""
    cells = tables(year)[number].stack([0, 1], future_stack=True).dropna().reset_index()
    cells.columns = ["row", "group", "measure", "value"]
    if year != YEAR:
        cells = cells[cells["group"].str.contains(str(YEAR)) & ~cells["group"].str.contains("endring")]
    cells.insert(0, "table", number)
    return cells.assign(value=[f"{value:g}" for value in cells["value"]], misprint=False)


def differing(number: str, table, printed: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return the printed cells that a table doesn't have, or has otherwise."""
    cells = pd.DataFrame(table.records()).assign(table=number)
    cells["value"] = ["" if pd.isna(value) else str(value) for value in cells["value"]]
    found = compare_published.compare(cells, printed, number)
    wrong = found[~found["match"] & (found["value"] != "")]
    return list(wrong[["row", "group", "measure", "value", "obtained"]].itertuples(index=False, name=None))


WITH_2023 = [number for number in TABLES if len(in_print(number, 2024))]


def as_in_2024(survey, number: str):
    """Return a printed table of 2024 with its column of 2023 alone, made of the answers of 2023."""
    entry = TABLES[number]
    asked, *more = entry.arguments
    how = {key: value for key, value in entry.options.items() if key in ("not_answered", "of_all", "percent")}
    match entry.form:
        case "frequency" | "multiple_response" if isinstance(asked, str):
            return survey.question(asked).table([YEAR], **how)
        case "frequency" | "multiple_response":
            return survey.battery(asked).table([YEAR], **how)
        case "percent_by_year":
            return layouts.percentages(survey, asked, [YEAR])
        case "crosstab":
            names = list(survey.question(asked).options)
            return survey.question(asked).answer(*names[:1]).by(more[0], [YEAR]).table()
        case "agreement":
            battery = survey.battery(asked)
            names = [option.name for option in next(iter(battery)).options.values() if option.code in more[0]]
            return battery.answer(*names).table([YEAR], coverage=entry.options.get("coverage", False))
        case "sums_by_year":
            made = fte.sums_by_year(survey, asked, percent=entry.options.get("percent", False))
            columns = tuple(column for column in made.columns if column.year == YEAR)
            return replace(made, columns=columns, values=made.values[[column.key for column in columns]])
    raise ValueError(f"table {number} has the form {entry.form}, which has no years")


def test_the_tables_of_2024_with_a_column_of_2023_are_those_of_a_series():
    assert {TABLES[number].form for number in WITH_2023} == {
        *("frequency", "multiple_response", "percent_by_year", "crosstab", "agreement", "sums_by_year", "fte_by_year")
    }
    assert (len(WITH_2023), sum(len(in_print(number, 2024)) for number in WITH_2023)) == (44, 516)


@pytest.mark.parametrize("number", [number for number in WITH_2023 if number != "3.1"])
def test_the_column_of_2023_is_as_printed_in_2024(survey, number):
    assert differing(number, as_in_2024(survey, number), in_print(number, 2024)) == []


def test_the_fte_of_2023_are_as_printed_in_2024(survey):
    printed = tables(2024)["3.1"]["2023", "Årsverk"]
    adults, children = (survey.complete_fte(f"arsverk_{target}").by_unit.sum() for target in ("voksne", "barn"))
    assert (round(adults), round(children)) == (printed["Voksne"], printed["Barn og unge"])


@pytest.mark.parametrize("number", OF_2023)
def test_the_tables_of_the_edition_of_2023_are_as_printed(survey, number):
    assert differing(number, survey.question(OF_2023[number]).table(), in_print(number, YEAR)) == []


KNOWN = list(pd.read_csv(ROOT / f"data/published/{YEAR}/known_values.csv", keep_default_na=False).itertuples())


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: f"{known.question} {known.measure}")
def test_what_the_text_of_2023_alone_says_is_so(survey, known):
    question = survey.question(known.question)
    obtained = {
        "answered": lambda: question.n,
        "percent_of_all": lambda: question.pct_of_all,
        "percent": lambda: question.answer(known.answer).pct,
        "theme": lambda: question.list().counts[known.answer],
    }[known.measure]()
    assert round_half_up(obtained) == known.value


@pytest.mark.parametrize(
    ("question", "by", "differs"),
    [
        ("flyktninger_bosetting", "size_group", True),
        ("flyktninger_bosetting", "county", False),
        ("teknologi_i_bruk", "size_group", True),
        ("teknologi_i_bruk", "county", False),
        ("digitale_verktoy", "size_group", True),
        ("digitale_verktoy", "county", True),
    ],
)
def test_groups_differ_where_the_text_of_2023_says_so(survey, question, by, differs):
    assert survey.question(question).answer("ja").by(by).differ == differs


def test_technology_and_tools_rise_with_size_and_rogaland_stands_out(survey):
    technology, tools = (survey.question(id).answer("ja") for id in ("teknologi_i_bruk", "digitale_verktoy"))
    assert technology.by("size_group").slope.rises and tools.by("size_group").slope.rises
    assert "Rogaland" in str(tools.by("county").stands_out)
    assert tools.by("size_group").highest().keys == ["Bydeler i Oslo"]


def history_of_2023() -> dict[str, list[tuple]]:
    """Return the rows of the history, by question."""
    rows = load_history(YEAR + 1).rows
    rows = rows[rows["year"] == YEAR]
    return {question: list(some.itertuples(index=False)) for question, some in rows.groupby("question")}


def obtained(survey, row) -> tuple[float, float]:
    """Return the number that a row of the history is about, and of how many."""
    responses = survey.responses
    question = responses.codebook.question(row.question)
    if question.type == "fte":
        fte = survey.complete_fte(row.question).by_unit
        return (fte[row.group] if row.group else fte.sum()), np.nan
    if question.type == "number":
        return responses.numbers(row.question).sum(), np.nan
    inside = (survey.units["size_group"] == row.group) | (survey.units["trust"] == row.group) | (row.group == "")
    if row.option == "":
        return (responses.answered(row.question) & inside).sum(), len(survey.units)
    codes = [int(code) for code in row.option.split("+")]
    if question.type == "multiple":
        ticked = responses.ticks(row.question)[codes].any(axis=1).reindex(inside.index, fill_value=False)
        return (ticked & inside).sum(), (responses.answered(row.question) & inside).sum()
    answers = responses.codes(row.question)[inside]
    return answers.isin(codes).sum(), answers.count()


HISTORY = history_of_2023()


def as_known(survey, row) -> bool:
    """Return whether 2023 has the count, the base and the percentage (as printed) of a row of the history."""
    number, base = obtained(survey, row)
    if not np.isnan(row.count) and abs(number - row.count) > 1e-6:
        return False
    if np.isnan(base):  # a sum
        return True
    share = np.isnan(row.percent) or round_half_up(100 * number / base) == round_half_up(row.percent)
    return share and (np.isnan(row.base) or base == row.base)


@pytest.mark.parametrize("question", HISTORY)
def test_the_history_has_of_2023_what_2023_has(survey, question):
    assert [row for row in HISTORY[question] if not as_known(survey, row)] == []


def test_the_history_has_2023():
    assert sum(map(len, HISTORY.values())) == 773


def test_nothing_is_known_of_a_question_before_it_was_asked():
    rows = load_history(YEAR + 1).rows
    assert "henvendelser_voksne_rop" not in set(rows["question"])


def test_the_year_before_has_last_years_fte_of_2024_on_its_own_borders(survey):
    last = pd.read_csv(ROOT / "data/demo/2024/last_year.csv", dtype={"unit": str}).set_index("unit")
    for question in ("arsverk_voksne", "arsverk_barn"):
        now = survey.complete_fte(question).by_unit
        assert now["1507"] == pytest.approx(last.loc[["1508", "1580"], question].sum())  # Ålesund, which was split
        assert now["3005"] == pytest.approx(last.at["3301", question])  # Drammen, which got a new code
        assert now.sum() == pytest.approx(last[question].sum())


def test_as_many_took_part_as_answered_the_questions_by_size(survey):
    complete = survey.units.loc[survey.responses.frame["status"] == "gjennomfort", "size_group"].value_counts()
    for group, number in complete.items():
        answered = [tables(2024)[table].at[group, (str(YEAR), "Total")] for table in ("18.6", "18.7", "18.9", "18.11")]
        assert number == max(answered)


def test_numbers_that_are_parts_are_not_more_than_the_whole(survey):
    responses = survey.responses
    for team in ("act", "fact", "fact_ung"):
        of_team, own = responses.numbers(f"{team}_arsverk"), responses.numbers(f"{team}_arsverk_kommune")
        assert (own[of_team.notna()] <= of_team.dropna()).all()
    for target in ("voksne", "barn"):
        some = responses.numbers(f"erfaringskonsulenter_{target}_arsverk").dropna()
        assert (some <= responses.fte(f"arsverk_{target}").sum(axis=1)[some.index] + 1e-9).all()


def test_a_no_or_not_known_excludes_the_other_answers(survey):
    responses = survey.responses
    for question in responses.codebook.questions:
        alone = [code for code, label in responses.options(question.id).items() if label in ("Nei", "Vet ikke")]
        if question.type == "multiple" and alone:
            ticks = responses.ticks(question.id)
            assert not ticks[ticks[alone].any(axis=1)].drop(columns=alone).any(axis=None), question.id


def test_the_checks_find_nothing_in_2023():
    found = check_data(YEAR).found
    assert {"against_gate", "fte_counted_twice", "large_change"} <= set(RULES)
    assert (found.errors, found.open, found.decided) == ([], [], [])
