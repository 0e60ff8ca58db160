"""A small survey of 2025 for the tests of the import: codebook, units, and an export without faults."""

import io
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml

from is248.data.codebook import Codebook
from is248.data.personal import Masker, load_masker
from is248.data.problems import Problem
from is248.intake.answers import Answers, understand
from is248.intake.exports import Export
from is248.intake.importing import import_file
from is248.intake.rules import RULES, check

PROJECT = Path(__file__).parents[1]
YEAR = 2025

CODEBOOK = """
year: 2025
title: Prøveskjema
scales:
  ja_nei:
    options:
      - {code: 1, label: Ja}
      - {code: 2, label: Nei}
      - {code: 3, label: Vet ikke}
questions:
  - {id: egne, section: "3", text: "Har kommunen egne årsverk?", type: single, since: 2024,
     options: [{code: 1, label: "Ja, fordelt"}, {code: 2, label: "Ja, få"}, {code: 3, label: Nei}]}
  - {id: fte, section: "3", text: "Hvor mange årsverk?", type: fte, target: adults, unit: årsverk,
     since: 2024,
     gate: {question: egne, options: [1, 2]}, only_education: {question: egne, options: [2], service: 3},
     services: [{code: 1, label: Boliger}, {code: 2, label: Ambulant}, {code: 3, label: Øvrige årsverk}],
     educations: [{code: 1, label: Høyskole}, {code: 2, label: Videregående}]}
  - {id: plan, section: "13", text: "Har kommunen en handlingsplan?", type: single, since: 2019,
     scale: ja_nei}
  - {id: plan_kjent, section: "13", text: "Er planen kjent?", type: scale, since: 2019, scale: ja_nei,
     gate: {question: plan, options: [1]}}
  - {id: tiltak, section: "13", text: "Hvilke tiltak?", type: multiple, since: 2019,
     options: [{code: 1, label: Kurs}, {code: 2, label: Veiledning}, {code: 3, label: Annet}]}
  - {id: brukere, section: "4", text: "Hvor mange brukere?", type: number, unit: personer, since: 2024}
  - {id: andel, section: "4", text: "Hvor stor andel?", type: number, unit: prosent, since: 2024}
  - {id: team_fte, section: "4", text: "Hvor mange årsverk i teamet?", type: number, unit: årsverk,
     since: 2024}
  - {id: tilskudd, section: "4", text: "Hvor stort er tilskuddet?", type: number, unit: kroner, since: 2024}
  - {id: kommentar, section: "13", text: "Har dere kommentarer?", type: text, since: 2019}
"""

UNITS = """code,name,county,trust,region,size_group,inhabitants_under_18,inhabitants_adults,source
1101,Eigersund,Rogaland,A HF,Vest,10000-20000,3286,11935,SSB
1103,Stavanger,Rogaland,A HF,Vest,50000 og større,31345,117703,SSB
4601,Bergen,Vestland,B HF,Vest,50000 og større,57000,234000,SSB
0301,Vik,Vestland,B HF,Vest,2000-5000,600,2100,SSB
30101,Bydel Gamle Oslo,Oslo,C HF,Sør-Øst,Bydeler i Oslo,9000,54118,SSB
30116,Velferdsetaten,Oslo,C HF,Sør-Øst,Bydeler i Oslo,0,0,SSB
"""

CODES = [line.split(",")[0] for line in UNITS.splitlines()[1:]]
FTE = [f"fte__{service}__{education}" for service in (1, 2, 3) for education in (1, 2)]
COLUMNS = [
    *("unit", "status", "egne", *FTE, "plan", "plan_kjent", "tiltak__1", "tiltak__2", "tiltak__3"),
    *("brukere", "andel", "team_fte", "tilskudd", "kommentar"),
]

FAULTLESS = """\
1101|Gjennomført|1|4,5|2|3,25|1|0|0|1|1|1|0|0|250|12,5|3,5|1250000|Vi_mangler_folk
1103|Gjennomført|1|95,5|40|61,25|30|8|5|1|2|0|1|1|3100|20|30|0|
4601|Gjennomført|1|130,5|51|82,75|40|11|6,5|2||1|1|0|5200|22,5|45||Per_i_dag_er_det_bra
0301|Gjennomført|2|||||1,5|2|3|||||40||0,5||
30101|Delvis|1|30|9,5|21|8|2|1||||||||||
30116|Ikke_deltatt|||||||||||||||||
"""


def make_world(folder: Path) -> Path:
    """Write codebook, units, names and templates into a folder that can be the project's root."""
    for name, text in (("codebook/2025.yml", CODEBOOK), ("reference/units-2025.csv", UNITS)):
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in ("person-names.csv", "other-names.csv", "municipal-changes.csv"):
        shutil.copy(PROJECT / "data/reference" / name, folder / "data/reference")
    shutil.copytree(PROJECT / "templates", folder / "templates")
    (folder / "params").mkdir()
    return folder


def faultless() -> pd.DataFrame:
    """Return an export of all units that breaks no rule: text, decimal comma, missing where not answered."""
    frame = pd.read_csv(io.StringIO(FAULTLESS), sep="|", dtype=object, header=None)
    frame.columns = COLUMNS
    for column in ("status", "kommentar"):
        frame[column] = frame[column].str.replace("_", " ")
    return frame.where(frame.notna(), None)


def write_csv(frame: pd.DataFrame, path: Path, sep: str = ";", encoding: str = "utf-8") -> Path:
    """Write an export as CSV."""
    frame.to_csv(path, sep=sep, index=False, encoding=encoding)
    return path


def imported(root: Path) -> str:
    """Return the text of the responses file."""
    return (root / "data/2025/responses.csv").read_text(encoding="utf-8")


@cache
def masker() -> Masker:
    """Return the masker of the small survey's units, with the project's list of names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IS248_ROOT", str(PROJECT))
        return load_masker(_units()["name"])


def _units() -> pd.DataFrame:
    counts = {"inhabitants_under_18": int, "inhabitants_adults": int}
    return pd.read_csv(io.StringIO(UNITS), dtype=str).astype(counts).set_index("code")


def answers(frame: pd.DataFrame) -> Answers:
    """Return an export of text cells as `Answers`, without a file; its first record stands in row 2."""
    cells = frame.astype(object).where(frame.notna(), None).set_axis(range(frame.shape[1]), axis=1)
    export = Export("eksport.csv", list(frame), cells.reset_index(drop=True), np.arange(2, len(frame) + 2))
    return understand(export, Codebook.model_validate(yaml.safe_load(CODEBOOK)), _units(), masker())


def read(world: Path, export: pd.DataFrame, **options) -> str:
    """Import an export as CSV and return the responses file."""
    import_file(write_csv(export, world / "eksport.csv", **options), YEAR)
    return imported(world)


# The same export as SPSS has it
LABELS = {
    "plan": {1.0: "Ja", 2.0: "Nei", 3.0: "Vet ikke"},
    "tiltak__1": {1.0: "Valgt", 2.0: "Ikke valgt"},
    "status": {1.0: "Gjennomført", 2.0: "Delvis", 3.0: "Ikke deltatt"},
}


def sav(world: Path, frame: pd.DataFrame, labels: dict, column_labels: dict | None = None) -> Path:
    """Write an export as an SPSS file."""
    path = world / "eksport.sav"
    pyreadstat.write_sav(frame, path, column_labels=column_labels or {}, variable_value_labels=labels)
    return path


def spss_frame() -> pd.DataFrame:
    """Return the export without faults in SPSS's codes."""
    frame = faultless()
    frame["status"] = frame["status"].map({"Gjennomført": 1, "Delvis": 2, "Ikke deltatt": 3})
    frame["tiltak__1"] = frame["tiltak__1"].map({"1": 1, "0": 2})
    texts = ["unit", "kommentar"]
    numbers = [column for column in frame if column not in texts]
    frame[numbers] = frame[numbers].replace(",", ".", regex=True).astype(float)
    frame[texts] = frame[texts].fillna("")
    return frame


def with_cell(unit: str, column: str, value: str | None) -> pd.DataFrame:
    """Return the export without faults but for one cell."""
    export = faultless()
    export.loc[export["unit"] == unit, column] = value
    return export


def found(frame: pd.DataFrame, last_year: pd.DataFrame | None = None) -> list[Problem]:
    """Return what the rules say about an export, beside last year's: the errors, or the warnings if there are none."""
    told = answers(frame)
    if last_year is not None:
        told = replace(told, last_year=answers(last_year).frame.set_index("unit"))
    problems = check(told, masker())
    return [problem for problem in problems if RULES[problem.rule].severity == "error"] or problems


def slightly_other() -> pd.DataFrame:
    """Return last year's answers: FTE a quarter higher or lower, in the bounds and not untouched."""
    last = faultless()
    for column in FTE:
        numbers = last[column].str.replace(",", ".").astype(float)
        last[column] = (numbers + numbers.gt(0) * 0.25).map(lambda n: None if pd.isna(n) else str(n))
    return last


def with_sums(export: pd.DataFrame, column: str, unit: str, value: str) -> pd.DataFrame:
    export[column] = None
    export.loc[export["unit"] == unit, column] = value
    return export
