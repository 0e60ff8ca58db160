"""A questionnaire of three questions, five units and two earlier years, for the tests of tables."""

from types import SimpleNamespace

import pandas as pd

from is248.data.codebook import Codebook
from is248.data.groupings import Grouping
from is248.data.history import History
from is248.data.responses import Responses

YES_NO = [{"code": 1, "label": "Ja"}, {"code": 2, "label": "Nei"}, {"code": 3, "label": "Vet ikke"}]
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


def small_survey() -> SimpleNamespace:
    """Return what the forms of tables use of a survey."""
    size = pd.Series(["small", "small", "small", "large", "large"], index=UNITS)
    return SimpleNamespace(
        responses=Responses(CODEBOOK, FRAME),
        history=History(HISTORY),
        units=pd.DataFrame(index=UNITS),
        edition=SimpleNamespace(year=2024),
        grouping=lambda key: Grouping(key, "Størrelse", {"small": "Små", "large": "Store"}, {}, size),
    )
