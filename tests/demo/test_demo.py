"""The demo program gives the committed files, byte for byte, and they are what they say they are."""

import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from is248.data.history import load_history
from is248.data.responses import load_last_year
from is248.intake.importing import check_data
from is248.project import root
from is248.survey import open_survey

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
YEARS = (2024, 2023)
NAMES = ("responses", "coding", "last_year")
FILES = [f"data/demo/{year}/{name}.csv" for year in YEARS for name in NAMES] + ["data/history.csv"]


@pytest.fixture(scope="module", params=YEARS)
def each(request):
    return open_survey(request.param)


@pytest.fixture(scope="module")
def survey():
    return open_survey(2024)


@pytest.mark.slow
def test_the_program_is_deterministic(tmp_path):
    pytest.importorskip("scipy")
    import make_demo

    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data/history.csv", tmp_path / "data")  # what a closed year has frozen stays
    make_demo.write(tmp_path)
    assert sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.csv")) == sorted(FILES)
    for file in FILES:
        assert (tmp_path / file).read_bytes() == (ROOT / file).read_bytes(), f"{file} is not what it was"


def test_the_program_can_write_one_year_alone(tmp_path, monkeypatch):
    import make_demo

    frames = {file: pd.DataFrame({"unit": []}) for file in FILES}
    monkeypatch.setattr(make_demo, "made", lambda: frames)
    make_demo.write(tmp_path, 2023)
    written = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.csv"))
    assert written == sorted(f"data/demo/2023/{name}.csv" for name in NAMES)


def test_units_stand_once_and_in_the_order_of_the_units_file(each):
    assert list(each.responses.frame.index) == list(each.units.index)


def test_columns_are_those_of_the_codebook(each):
    codebook = each.responses.codebook
    columns = [column for question in codebook.questions for column in codebook.columns(question.id)]
    assert list(each.responses.frame.columns) == ["status", *columns]


def test_absent_units_answered_nothing(each):
    answers = each.responses.frame.drop(columns="status")
    assert answers[~each.responses.took_part].isna().all(axis=None)


def test_codes_are_options(each):
    responses = each.responses
    for question in responses.codebook.questions:
        if question.type in ("single", "scale"):
            codes = responses.codes(question.id).dropna()
            assert set(codes) <= set(responses.options(question.id)), question.id


def test_follow_ups_are_answered_against_the_gate_only_where_the_print_says_so(survey):
    responses = survey.responses
    against = {
        question.id: int((responses.answered(question.id) & ~responses.asked(question.id)).sum())
        for question in responses.codebook.questions
        if question.gate and question.type != "fte"
    }
    # Tables 4.1 and 4.2: 240 and 103 have numbers, 246 and 112 say what they include.
    assert {question: n for question, n in against.items() if n} == {
        "brukertall_omfatter_voksne": 6,
        "antall_brukere_voksne": 6,
        "brukertall_omfatter_barn": 9,
        "antall_brukere_barn": 9,
    }


def test_fte_of_units_with_few_stand_under_other_fte(survey):
    responses = survey.responses
    for target in ("voksne", "barn"):
        question = responses.codebook.question(f"arsverk_{target}")
        few = responses.codes(question.only_education.question).isin(question.only_education.options)
        fte = responses.fte(question.id)[few.fillna(False).astype(bool)]
        elsewhere = fte.drop(columns=question.only_education.service, level="service")
        assert elsewhere.sum().sum() == 0


def test_imputed_units_are_flagged_and_their_share_is_known(survey):
    adults, children = (survey.complete_fte(f"arsverk_{target}") for target in ("voksne", "barn"))
    assert adults.imputed.sum() == children.imputed.sum() == 19
    assert round(adults.imputed_share) == 5
    assert round(children.imputed_share) == 4
    last_year = load_last_year(2024, "arsverk_voksne")
    absent = adults.imputed[adults.imputed].index
    assert adults.by_unit[absent].round(6).equals(last_year[absent].round(6).rename(None))


def test_history_says_where_its_numbers_are_from():
    rows = load_history(2024).rows
    assert set(rows["source"]) == {"published", "demo"}
    assert not rows.duplicated(["question", "year", "option", "group"]).any()
    known = rows[rows["base"].notna() & rows["count"].notna() & (rows["option"] != "")]
    assert (known["count"] <= known["base"]).all()


def test_what_the_checks_find_in_the_demo_is_decided_on():
    found = check_data(2024).found
    assert not found.errors
    assert not found.open
    assert not found.stale


def test_rows_that_a_new_year_has_frozen_are_kept(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(root() / "tools"))
    import make_demo

    file = tmp_path / "history.csv"
    file.write_text("question,year,source\na,2023,published\nb,2023,demo\nc,2024,responses sha256 1\n")
    assert make_demo.frozen(file)["question"].to_list() == ["c"]
    assert make_demo.frozen(tmp_path / "none.csv").empty
