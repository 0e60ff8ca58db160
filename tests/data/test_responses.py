"""Responses as they are read, the year before them, and what is said of a number that is none."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from is248.data.changes import divided_units
from is248.data.responses import load_last_year, number_text, number_texts, read_responses, responses_before
from is248.project import ProjectError, root
from is248.survey import open_survey


def test_last_years_fte_are_taken_from_last_years_responses_where_there_is_no_file(demo):
    own, before = (root() / "data" / "demo" / file for file in ("2024/last_year.csv", "2023/responses.csv"))
    known = load_last_year(2024, "arsverk_voksne")
    own.unlink()
    found, divided = load_last_year(2024, "arsverk_voksne"), divided_units(2023, 2024)
    assert set(divided) == {"1508", "1580"}
    reported = found.dropna().index.difference(divided)  # who did not answer in 2023 has no FTE in its responses
    assert len(reported) > 300
    assert np.allclose(found[reported], known[reported], atol=0.01)  # on the borders of 2024, whatever the codes were
    assert found[divided].sum() == pytest.approx(known[divided].sum(), abs=0.01)
    before.unlink()
    assert load_last_year(2024, "arsverk_voksne").empty
    with pytest.raises(
        ProjectError,
        match=r"Put their FTE of 2023 into data/demo/2024/last_year.csv .* new-year 2024 --again data/demo/2024",
    ):
        open_survey(2024)


def test_a_number_with_a_decimal_comma_in_the_responses_is_told_with_unit_and_column(demo):
    path = root() / "data" / "demo" / "2024" / "responses.csv"
    demo.loc[demo["unit"] == "1101", "arsverk_voksne__1__1"] = "8,5"
    demo.to_csv(path, index=False)
    with pytest.raises(ProjectError, match=r"[(]1101[)]: arsverk_voksne__1__1 is '8,5'; expected a number"):
        open_survey(2024)


@pytest.mark.parametrize(("number", "text"), [(12.5, "12.5"), (12.0, "12"), (0.1 + 0.2, repr(0.1 + 0.2)), (np.nan, "")])
def test_numbers_are_written_whole_where_they_are_and_exactly_where_not(number, text):
    assert number_text(number) == text
    assert number_texts(pd.Series([number], ["1103"], dtype=float)).to_dict() == {"1103": text}


@pytest.mark.parametrize(
    ("content", "message"), [("unit;plan\n1103;1\n", "is separated by semicolons"), ("", "can't be read as CSV")]
)
def test_a_file_that_is_no_responses_says_why(tmp_path, monkeypatch, content, message):
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    (tmp_path / "responses.csv").write_text(content)
    with pytest.raises(ProjectError, match=message):
        read_responses(Path("responses.csv"))


def test_the_year_before_lies_beside_the_year():
    assert responses_before(Path("data/demo/2024")) == Path("data/demo/2023/responses.csv")
