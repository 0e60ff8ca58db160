"""What is known of earlier years: counts, bases and percentages, and what is said where nothing is."""

from math import isnan

import pandas as pd
import pytest

from is248.data.history import History, load_history
from is248.project import ProjectError
from small_survey import HISTORY


@pytest.fixture
def history() -> History:
    rows = [
        ("enig", 2023, "1+2", "", None, 6, 81.0),
        ("enig", 2022, "1", "", 2, 4, None),
        ("enig", 2022, "2", "", 1, 4, None),
        ("arsverk", 2023, "", "", 120.5, None, 40.0),
        ("arsverk", 2023, "", "1103", 20.5, None, None),
    ]
    return History(pd.concat([HISTORY, pd.DataFrame(rows, columns=HISTORY.columns)], ignore_index=True))


def test_years_are_told_oldest_first(history):
    assert history.years("plan") == [2022, 2023]


def test_counts_and_percentages_are_by_option_and_computed_where_they_can_be(history):
    assert history.counts("plan", 2023).to_dict() == {1: 1, 2: 3}
    assert history.percent("plan", 2023).to_dict() == {1: 25, 2: 75}
    assert history.percent("plan", 2022).to_dict() == {1: 31}
    assert history.counts("plan", 2022).isna().all()


def test_the_base_is_all_that_answered_and_the_others_did_not(history):
    assert history.base("plan", 2023) == 4
    assert history.without_answer("plan", 2023) == 2
    assert isnan(history.without_answer("plan", 2022))  # of which there is no row about all
    assert history.base("enig", 2022) == 4


def test_options_that_are_known_together_only_are_known_so(history):
    assert history.together("enig", 2023, [1, 2]) == 81
    assert history.together("enig", 2022, [1, 2]) is None
    assert history.together("enig", 2021, [1, 2]) is None


def test_numbers_are_the_countrys_or_a_units(history):
    assert history.number("arsverk", 2023) == 120.5
    assert history.number("arsverk", 2023, "1103") == 20.5
    assert history.share("arsverk", 2023) == 40
    unknown = (history.number("arsverk", 2023, "9999"), history.number("arsverk", 2001), history.share("arsverk", 2001))
    assert all(map(isnan, unknown))


def test_cells_are_counts_by_group_and_option(history):
    assert history.cells("plan", 2023).loc["small"].to_dict() == {1: 1, 2: 1}


def test_what_is_not_known_is_said(history):
    with pytest.raises(ValueError, match="nothing on 'plan' in 2020"):
        history.counts("plan", 2020)


def test_a_missing_file_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    with pytest.raises(ProjectError, match=r"data/history.csv is missing"):
        load_history(2024)
