"""Two open questions, eight municipalities and three districts, for the tests of free text."""

from pathlib import Path

import pandas as pd

from is248.data.codebook import Codebook
from is248.survey import Survey
from small_survey import NO_BOUNDS, PLAN, made_survey

PROJECT = Path(__file__).parents[1]
CODEBOOK = Codebook.model_validate(
    {
        "year": 2024,
        "title": "Prøve",
        "scales": {},
        "questions": [
            PLAN | {"since": 2024},
            {"id": "behov", "section": "1", "text": "Hva trengs?", "type": "text", "since": 2024},
            {
                "id": "plan_annet",
                "section": "1",
                "text": "Hva annet?",
                "type": "text",
                "since": 2024,
                "gate": {"question": "plan", "options": [1]},
            },
        ],
    }
)
UNITS = pd.DataFrame(
    [
        ("1120", "Klepp", "Rogaland", "5000-10000", 20000),
        ("1121", "Time", "Rogaland", "5000-10000", 19000),
        ("1149", "Karmøy", "Rogaland", "<2000", 42000),
        ("3103", "Moss", "Østfold", "5000-10000", 50000),
        ("3114", "Våler", "Østfold", "5000-10000", 6000),
        ("3419", "Våler", "Innlandet", "<2000", 3500),
        ("3338", "Nore og Uvdal", "Buskerud", "<2000", 2400),
        ("3340", "Holmestrand", "Buskerud", "<2000", 26000),
        ("30101", "Bydel Gamle Oslo", "Oslo", "Bydeler i Oslo", 60000),
        ("30102", "Bydel Grünerløkka", "Oslo", "Bydeler i Oslo", 60000),
        ("30116", "Velferdsetaten", "Oslo", "Bydeler i Oslo", 0),
    ],
    columns=["code", "name", "county", "size_group", "inhabitants"],
).set_index("code")


def text_survey(units: pd.DataFrame = UNITS, least_units: dict = NO_BOUNDS, **answers: dict[str, str]) -> Survey:
    """Return a survey with these answers: question -> unit code -> answer."""
    frame = pd.DataFrame({question: pd.Series(given) for question, given in answers.items()})
    frame = frame.reindex(index=units.index, columns=["plan", "behov", "plan_annet"]).astype(object)
    frame.insert(0, "status", "gjennomfort")
    labels = {
        key: {group: group.replace("-", "–") for group in dict.fromkeys(units[key])} for key in ("size_group", "county")
    }
    return made_survey(CODEBOOK, frame.where(frame.notna(), None), units, labels, least_units=least_units)


def project_with(folder: Path, coding: str | None) -> Path:
    """Return a project's root with an edition, the list of names and this coding.csv."""
    for name in ("params/2024.yml", "data/reference/person-names.csv", "data/reference/other-names.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((PROJECT / name).read_bytes())
    (folder / "data/demo/2024").mkdir(parents=True)
    if coding is not None:
        (folder / "data/demo/2024/coding.csv").write_text(coding, encoding="utf-8")
    return folder
