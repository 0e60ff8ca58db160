"""Surveys of few units: a real `Survey`, made of a codebook, a frame of answers and groups."""

import pandas as pd

from is248.data.codebook import Codebook
from is248.data.edition import Edition
from is248.data.history import History
from is248.data.responses import Responses
from is248.survey import Survey

YES_NO = [{"code": 1, "label": "Ja"}, {"code": 2, "label": "Nei"}, {"code": 3, "label": "Vet ikke"}]
PLAN = {"id": "plan", "section": "1", "text": "Plan?", "type": "single", "options": YES_NO[:2]}  # and since when
CODEBOOK = Codebook.model_validate(
    {
        "year": 2024,
        "title": "Prøve",
        "scales": {"svar": {"options": YES_NO}},
        "questions": [
            {
                "id": "plan",
                "section": "1",
                "text": "Plan?",
                "type": "single",
                "scale": "svar",
                "since": 2023,
                "battery": "planer",
                "label": "Plan",
                "breaks": [{"year": 2023, "note": "Nytt skjema."}],
            },
            {
                "id": "kjent",
                "section": "1",
                "text": "Kjent?",
                "type": "single",
                "scale": "svar",
                "since": 2024,
                "gate": {"question": "plan", "options": [1]},
                "battery": "planer",
                "label": "Kjent",
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


NO_HISTORY = HISTORY[:0]
NO_BOUNDS = {"theme": 1, "group": 1}  # of five units, most groups are small


def made_survey(
    codebook: Codebook,
    frame: pd.DataFrame,
    units: pd.DataFrame,
    labels: dict,
    history=NO_HISTORY,
    least_units=NO_BOUNDS,
) -> Survey:
    """Return a survey of these answers.

    Parameters
    ----------
    codebook, frame, history
        As in `Responses` and `History`.
    units : DataFrame, indexed by unit code
        A column for each grouping.
    labels : dict of str to dict
        Grouping -> (group -> label), in the report's order.
    """
    names = pd.DataFrame(
        [(key, group, label, label) for key, groups in labels.items() for group, label in groups.items()],
        columns=["grouping", "group", "label", "short"],
    )
    edition = Edition(
        year=codebook.year,
        title="Prøve",
        subtitle="Prøve",
        authors=["Prøve"],
        client="Prøve",
        date="2024-12-01",
        population_since=2020,
        least_units=least_units,
    )
    return Survey(edition, units, names, pd.DataFrame(), History(history), Responses(codebook, frame))


def small_survey(history: pd.DataFrame = HISTORY) -> Survey:
    """Return a survey of three questions, five units and two earlier years."""
    units = pd.DataFrame({"size_group": ["small", "small", "small", "large", "large"]}, index=UNITS)
    return made_survey(CODEBOOK, FRAME, units, {"size_group": {"small": "Små", "large": "Store"}}, history)
