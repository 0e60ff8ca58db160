"""Units from Statistics Norway: answers as documented become files; all else stops with a sentence, nothing written."""

import io
import json
import urllib.error
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from is248.cli import app
from is248.data import changes, checks
from is248.data.edition import FILL_IN
from is248.project import ProjectError
from is248.years import statistics_norway as ssb
from is248.years.fetching import fetch_units, spread

ANSWERS = Path(__file__).parent / "statistics_norway"
MERGER = ["1103,1199,2025,merged", "1108,1199,2025,merged"]
KEPT = ("1103", "1108", "3301", "5610", "5628")


def named(url: str) -> str:
    """Return which of the recorded answers an address asks for."""
    if "/tables/" in url:
        return url.split("/tables/")[1][:5] + "-2025.json"
    kind = "changes-2024" if "changes" in url else "codes"
    return f"{url.split('classifications/')[1][:3]}-{kind}-2025.json"


class Answers(dict):
    """Statistics Norway: file name -> the answer's bytes, or what is raised."""

    def __init__(self):
        super().__init__({path.name: path.read_bytes() for path in ANSWERS.glob("*.json")})
        self.asked = []

    def __call__(self, request, timeout):
        self.asked.append(request.full_url)
        answer = self[named(request.full_url)]
        if isinstance(answer, Exception):
            raise answer
        return io.BytesIO(answer)

    def edit(self, name: str, change) -> None:
        answer = json.loads(self[name])
        change(answer)
        self[name] = json.dumps(answer).encode()


@pytest.fixture
def answers(monkeypatch) -> Answers:
    answers = Answers()
    monkeypatch.setattr(ssb.urllib.request, "urlopen", answers)
    return answers


@pytest.fixture
def small(tmp_path, monkeypatch) -> Path:
    """A project with few units of 2024, and nothing of 2025."""
    here = Path(changes.FOLDER)
    (tmp_path / here).mkdir(parents=True)
    for name in ("population.csv", "population-by-age.csv", "groups.csv"):
        (tmp_path / here / name).write_bytes((ssb_root() / here / name).read_bytes())
    units = pd.read_csv(ssb_root() / here / "units-2024.csv", dtype=str)
    units = units[units["code"].isin(KEPT) | (units["county"] == "Oslo")]
    units.to_csv(tmp_path / here / "units-2024.csv", index=False, lineterminator="\n")
    (tmp_path / here / "municipal-changes.csv").write_text("from_code,to_code,year,kind\n")
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    return tmp_path


def ssb_root() -> Path:
    return Path(__file__).parents[2]


def files_of(project: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in project.rglob("*.csv")}


def test_the_files_of_a_year_are_what_the_answers_say(small, answers):
    done = fetch_units(2025)
    units = changes.units_of(2025)
    assert list(units.index[:4]) == ["1199", "3301", "5610", "5628"] and len(units) == 4 + 17
    counts = answer_counts(answers, "07459-2025.json")
    assert units.at["3301", "inhabitants_under_18"] == counts["3301"][:18].sum()
    assert units.at["3301", "inhabitants_adults"] == counts["3301"][18:].sum()
    assert units.at["3301", "source"] == "SSB 07459 (updated 2025-02-25)"
    assert (small / changes.CHANGES_FILE).read_text().splitlines()[1:] == MERGER
    assert units.at["1199", "trust"] == "Helse Stavanger HF" and any("1199" in line for line in done.told)
    assert units.loc["5628", ["name", "county"]].to_list() == ["Tana", "Finnmark"]
    people = checks.checked("data/reference/population.csv", checks.POPULATION).set_index("year")
    assert people.at[2025, "inhabitants_under_18"] == units["inhabitants_under_18"].sum()
    by_age = (small / "data/reference/population-by-age.csv").read_text().splitlines()[-1].split(",")
    assert sum(map(int, by_age[1:4])) == people.loc[2025, ["inhabitants_under_18", "inhabitants_adults"]].sum()


def answer_counts(answers: Answers, name: str) -> dict:
    answer = json.loads(answers[name])
    cells = pd.Series(answer["value"]).to_numpy().reshape(answer["size"]).sum(axis=(1, 3, 4))
    return dict(zip(answer["dimension"]["Region"]["category"]["index"], cells, strict=True))


def test_a_year_is_open_while_its_params_file_is_not_filled_in(small, answers):
    (small / "params").mkdir()
    (small / "params" / "2025.yml").write_text(f"year: 2025\ndate: {FILL_IN}\nauthors: {FILL_IN}\ndraft: true\n")
    assert fetch_units(2025).units is not None
    (small / "data" / "2025").mkdir()
    (small / "data" / "2025" / "responses.csv").write_text("unit\n")
    with pytest.raises(ProjectError, match="2025 is closed: its responses are there"):
        fetch_units(2025)


def test_the_districts_have_all_inhabitants_of_oslo_and_the_agencies_none(small, answers):
    fetch_units(2025)
    oslo = changes.units_of(2025).query("county == 'Oslo'")
    town = answer_counts(answers, "07459-2025.json")["0301"]
    assert oslo["inhabitants_under_18"].sum() == town[:18].sum()
    assert oslo["inhabitants_adults"].sum() == town[18:].sum()
    assert oslo.loc[["30116", "30117"], "inhabitants_adults"].to_list() == [0, 0]
    assert spread(11, [3, 3, 4]) == [3, 3, 5] and spread(7, [1, 1, 1]) == [3, 2, 2]


def test_a_file_that_is_there_is_replaced_only_when_asked_for_and_what_differs_is_told(small, answers):
    fetch_units(2025)
    units = small / changes.units_file(2025)
    units.write_text(units.read_text().replace("3301,Drammen", "3301,Drammen by"))
    before = files_of(small)
    refused = CliRunner().invoke(app, ["fetch-units", "2025"])
    assert refused.exit_code == 1 and "name Drammen by → Drammen" in refused.output.replace("\n", " ")
    assert files_of(small) == before
    done = fetch_units(2025, again=True)
    assert done.written == [changes.units_file(2025)] and done.different == [
        f"{changes.units_file(2025)}, 3301: name Drammen by → Drammen"
    ]
    assert fetch_units(2025).written == []


def test_what_new_year_made_is_no_file_of_a_person(small, answers):
    (small / changes.CHANGES_FILE).write_text("\n".join(["from_code,to_code,year,kind", *MERGER, ""]))
    from is248.years.units import start_text

    (small / changes.units_file(2025)).write_text(start_text(2024, 2025))
    assert changes.units_file(2025) in fetch_units(2025).written


@pytest.mark.parametrize(
    ("name", "answer", "told"),
    [
        (
            "07459-2025.json",
            urllib.error.URLError("no route"),
            "table 07459 for 2025: Statistics Norway can't be reached",
        ),
        ("10826-2025.json", TimeoutError("timed out"), "table 10826 for 2025: Statistics Norway can't be reached"),
        ("131-codes-2025.json", urllib.error.HTTPError("", 404, "", None, None), "KLASS 131.*answers 404"),
        ("07459-2025.json", urllib.error.HTTPError("", 429, "", None, None), "answers 429. .*wait a minute"),
        ("10826-2025.json", urllib.error.HTTPError("", 503, "", None, None), "table 10826 .*answers 503. .*later"),
        ("07459-2025.json", b'{"version":"2.0","va', "table 07459 .*cut off"),
        ("104-codes-2025.json", b"<html>", "KLASS 104 .*JSON"),
        ("131-codes-2025.json", b'{"codes":[]}', "KLASS 131 .*at least one code"),
        ("131-changes-2024-2025.json", b'{"odd":1}', "KLASS 131 changes .*codeChanges"),
        ("07459-2025.json", b'{"id":["Region"]}', "table 07459 .*JSON-stat2"),
        ("07459-2025.json", b"[]", "table 07459 .*JSON-stat2"),
    ],
)
def test_what_is_no_answer_is_told_in_a_sentence_and_nothing_is_written(small, answers, name, answer, told):
    answers[name], before = answer, files_of(small)
    with pytest.raises(ProjectError, match=told):
        fetch_units(2025)
    assert files_of(small) == before


def drop_region(answer: dict, region: str) -> None:
    place = answer["dimension"]["Region"]["category"]["index"].pop(region)
    width = len(answer["value"]) // answer["size"][0]
    del answer["value"][place * width : (place + 1) * width]
    answer["size"][0] -= 1
    kept = sorted(answer["dimension"]["Region"]["category"]["index"], key=list(muni_order(answer)).index)
    answer["dimension"]["Region"]["category"]["index"] = {code: n for n, code in enumerate(kept)}


def muni_order(answer: dict) -> list[str]:
    return list(answer["dimension"]["Region"]["category"]["label"])


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("07459-2025.json", lambda a: drop_region(a, "3301"), "table 07459 lacks 3301 Drammen"),
        ("10826-2025.json", lambda a: drop_region(a, "030105a"), "table 10826 lacks 30105 Bydel Frogner"),
        ("07459-2025.json", lambda a: a["value"].__setitem__(4 * 212 + 3, None), "no number for 3301 Drammen"),
        ("07459-2025.json", lambda a: a["value"].pop(), "table 07459 .*1483 numbers, not 1484"),
        ("07459-2025.json", lambda a: a["value"].__setitem__(5, "7"), "number of inhabitants that is none"),
        (
            "131-codes-2025.json",
            lambda a: a["codes"].append({"code": "3399", "name": "Nyby"}),
            "predecessor: 3399 Nyby",
        ),
        ("131-codes-2025.json", lambda a: a["codes"].pop(2), "without a successor: 3301 Drammen"),
        ("104-codes-2025.json", lambda a: a["codes"].pop(2), "KLASS 104 has no county 33"),
    ],
)
def test_a_missing_unit_is_named(small, answers, name, change, told):
    answers.edit(name, change)
    before = files_of(small)
    with pytest.raises(ProjectError, match=told):
        fetch_units(2025)
    assert files_of(small) == before


def test_a_unit_that_stays_and_takes_another_in_is_a_row_of_its_own(small, answers):
    answers.edit("131-codes-2025.json", lambda a: a["codes"].__setitem__(1, {"code": "1103", "name": "Stavanger"}))
    change = {"oldCode": "1108", "newCode": "1103", "changeOccurred": "2025-01-01"}
    answers["131-changes-2024-2025.json"] = json.dumps({"codeChanges": [change]}).encode()
    with pytest.raises(ProjectError, match="no number for 1103"):
        fetch_units(2025)
    answers.edit("07459-2025.json", lambda a: a["value"].__setitem__(slice(212, 424), a["value"][3 * 212 : 4 * 212]))
    fetch_units(2025)
    rows = (small / changes.CHANGES_FILE).read_text().splitlines()[1:]
    assert rows == ["1103,1103,2025,merged", "1108,1103,2025,merged"]


def test_a_closed_year_is_not_fetched(answers, whole):
    for year, why in ((2024, "its responses are there"), (2023, "there is an edition of 2024")):
        with pytest.raises(ProjectError, match=f"{year} is closed: {why}"):
            fetch_units(year, again=True)
    assert answers.asked == []
