"""What each unit answered, in words, and how the groups did: nothing that may identify a person."""

import pandas as pd
import pytest

from is248.analysis.by_unit import FEW, by_unit
from is248.data.codebook import Codebook
from is248.data.groupings import TOTAL
from small_survey import made_survey
from text_world import UNITS

COMMON = {"section": "1", "since": 2024}
OPTIONS = [{"code": 1, "label": "Ja"}, {"code": 2, "label": "Nei"}]
CODEBOOK = Codebook.model_validate(
    {
        "year": 2024,
        "title": "Prøve",
        "scales": {},
        "questions": [
            {"id": "plan", "text": "Plan?", "type": "single", "options": OPTIONS} | COMMON,
            {"id": "mal", "text": "Hvilke?", "type": "multiple", "options": OPTIONS} | COMMON
            | {"gate": {"question": "plan", "options": [1]}},
            {"id": "brukere", "text": "Hvor mange?", "type": "number", "unit": "personer"} | COMMON,
            {"id": "annet", "text": "Annet?", "type": "text"} | COMMON,
        ],
    }
)  # fmt: skip
ANSWERS = {  # of Klepp, Time, Karmøy, Moss, and Våler in Østfold, who took no part
    "status": ["gjennomfort"] * 4 + ["ikke_deltatt"],
    "plan": ["1", "1", "2", "1", None],
    "mal__1": ["1", "0", None, "1", None],
    "mal__2": ["1", "0", None, "0", None],
    "brukere": ["3", "0", "1200", "5", None],
    "annet": ["Ola", None, None, None, None],
}


@pytest.fixture(scope="module")
def made():
    units = UNITS.head(5)
    names = {key: {group: group for group in dict.fromkeys(units[key])} for key in ("size_group", "county")}
    return by_unit(
        made_survey(CODEBOOK, pd.DataFrame(ANSWERS, index=units.index), units, names, least_units={"group": 3})
    )


def test_every_answer_is_in_words_but_free_texts(made):
    assert list(made.answers.index) == list(made.questions) == ["plan", "mal", "brukere"]
    assert made.answers["1120"].to_list() == ["Ja", "Ja; Nei", FEW]
    assert made.answers["1121"].to_list() == ["Ja", "Ingen av svarene", "0"]
    assert made.answers["1149"].to_list() == ["Nei", "Ikke stilt", "1\u202f200"]
    assert made.answers["3114"].to_list() == ["Ikke svart"] * 3


def test_groups_have_percent_of_those_that_answered_and_medians(made):
    country = made.groups["", TOTAL].dropna().to_dict()
    assert country["plan", "Ja", "Prosent"] == 75 and country["plan", "", "Antall svar"] == 4
    assert country["mal", "Ja", "Prosent"] == 67 and country["mal", "", "Antall svar"] == 3
    assert ("brukere", "", "Median") not in country  # 4 persons


def test_groups_that_are_withheld_have_no_numbers(made):
    assert made.groups["county", "Østfold"].isna().all()  # of two units
    assert made.groups["county", "Rogaland"].isna().all()  # or the total would give the other away
