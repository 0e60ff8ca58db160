"""The forms of tables, on a questionnaire of four questions and five units."""

from types import SimpleNamespace

import pandas as pd
import pytest

from is248.codebook import Codebook
from is248.groupings import TOTAL, Grouping
from is248.history import History
from is248.responses import Responses
from is248.tables import NOT_ANSWERED
from is248.tabulate import battery, combinations, crosstab, frequency, mentions, multiple_response, statements

YES_NO = [{"code": 1, "label": "Ja"}, {"code": 2, "label": "Nei"}, {"code": 3, "label": "Vet ikke"}]
CODEBOOK = Codebook.model_validate(
    {
        "year": 2024,
        "title": "Prøve",
        "scales": {"svar": {"options": YES_NO}},
        "questions": [
            {"id": "plan", "section": "1", "text": "Plan?", "type": "single", "scale": "svar", "since": 2023},
            {
                "id": "kjent",
                "section": "1",
                "text": "Kjent?",
                "type": "single",
                "scale": "svar",
                "since": 2024,
                "gate": {"question": "plan", "options": [1]},
            },
            {
                "id": "tiltak",
                "section": "1",
                "text": "Tiltak?",
                "type": "multiple",
                "options": [{"code": 1, "label": "Kurs"}, {"code": 2, "label": "Grupper"}],
                "since": 2024,
            },
        ],
    }
)
UNITS = list("abcde")
FRAME = pd.DataFrame(
    {
        "status": ["gjennomfort"] * 4 + ["ikke_deltatt"],
        "plan": ["1", "1", "2", "3", None],
        "kjent": ["1", None, None, None, None],
        "tiltak__1": ["1", "0", "1", None, None],
        "tiltak__2": ["1", "0", "0", None, None],
    },
    index=UNITS,
)
HISTORY = pd.DataFrame(
    [
        ("plan", 2023, "1", "", 1, 4, 25.0),
        ("plan", 2023, "2", "", 3, 4, 75.0),
        ("plan", 2023, "", "", 4, 6, None),
        ("plan", 2023, "1", "small", 1, 2, 50.0),
        ("plan", 2023, "2", "small", 1, 2, 50.0),
        ("plan", 2022, "1", "", None, None, 31.0),
    ],
    columns=["question", "year", "option", "group", "count", "base", "percent"],
)


@pytest.fixture
def survey():
    size = pd.Series(["small", "small", "small", "large", "large"], index=UNITS)
    return SimpleNamespace(
        responses=Responses(CODEBOOK, FRAME),
        history=History(HISTORY),
        units=pd.DataFrame(index=UNITS),
        edition=SimpleNamespace(year=2024),
        grouping=lambda key: Grouping(key, "Størrelse", {"small": "Små", "large": "Store"}, {}, size),
    )


def test_the_base_is_those_that_answered_with_vet_ikke(survey):
    table = frequency(survey, "plan")
    assert table.value("Ja", "n") == 2
    assert table.value("Ja", "pct") == 50
    assert table.total("n") == 4


def test_units_without_an_answer_stand_below_the_total_and_are_no_row_of_it(survey):
    table = frequency(survey, "plan", not_answered="Ikke oppgitt")
    assert table.value(NOT_ANSWERED, "n") == 1
    assert table.rows == ["Ja", "Nei", "Vet ikke"]


def test_a_follow_up_lacks_the_answers_of_those_that_were_asked(survey):
    asked = frequency(survey, "kjent", not_answered="Ikke oppgitt")
    assert asked.value(NOT_ANSWERED, "n") == 1
    everyone = frequency(survey, "kjent", not_answered="Ikke oppgitt", of_all=True)
    assert everyone.value(NOT_ANSWERED, "n") == 4


def test_options_that_nobody_chose_can_be_left_out(survey):
    assert frequency(survey, "kjent", chosen_only=True).rows == ["Ja"]


def test_earlier_years_come_from_the_history_with_their_own_base(survey):
    table = frequency(survey, "plan", years=[2023, 2024], not_answered="Ikke oppgitt")
    assert table.value("Ja", "pct_2023") == 25
    assert table.total("n_2023") == 4
    assert table.value(NOT_ANSWERED, "n_2023") == 2
    assert pd.isna(table.values.at["Vet ikke", "n_2023"])


def test_the_total_of_a_multiple_response_is_the_units_that_answered_also_those_without_a_tick(survey):
    table = multiple_response(survey, "tiltak", of_all=True, not_answered="Ikke oppgitt")
    assert table.total("n") == 3
    assert table.value("Kurs", "pct") == pytest.approx(200 / 3)
    assert table.value("Kurs", "all") == 40
    assert table.value(NOT_ANSWERED, "n") == 2


def test_mentions_are_percentages_of_all_ticks(survey):
    table = mentions(survey, "tiltak")
    assert table.total("n") == 3
    assert table.value("Grupper", "pct") == pytest.approx(100 / 3)


def test_a_year_with_only_a_percentage_keeps_it(survey):
    table = statements(survey, {"Har plan": "plan"}, agree=[1], years=[2021, 2022, 2024])
    assert pd.isna(table.values.at["Har plan", "pct_2021"])
    assert table.value("Har plan", "pct_2022") == 31
    assert table.value("Har plan", "pct_2024") == 50


def test_a_crosstab_has_each_groups_own_base(survey):
    table = crosstab(survey, "plan", "size_group")
    assert table.value("small", "total") == 3
    assert table.value("small", "pct") == pytest.approx(200 / 3)
    assert table.value(TOTAL, "pct") == 50
    both = crosstab(survey, "plan", "size_group", years=[2023, 2024], total=False)
    assert both.value("small", "pct_2023") == 50
    assert TOTAL not in both.values.index


def test_a_battery_has_a_question_per_row(survey):
    table = battery(survey, {"Plan": "plan", "Kjent": "kjent"}, share=1, head="Prosent som svarer ja")
    assert table.value("Kjent", "pct") == 100
    assert table.value("Plan", "total") == 4


def test_combinations_count_units_that_answered_all(survey):
    names = {(True, True): "Begge", (True, False): "Bare plan"}
    table = combinations(survey, ["plan", "kjent"], [1], names)
    assert table.value("Begge", "n") == 1
    assert table.total("n") == 1
