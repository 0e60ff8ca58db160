"""What is wrong with a coding file is said with file and row."""

import pytest

from is248.data.coding import load_coding, written
from is248.project import ProjectError
from is248.survey import open_survey
from text_world import project_with, text_survey

HEAD = "question,unit,theme\n"


@pytest.fixture
def load(tmp_path, monkeypatch):
    def loaded(coding):
        monkeypatch.setenv("IS248_ROOT", str(project_with(tmp_path, coding)))
        return load_coding(2024, text_survey(behov={"1120": "Folk", "1121": "Penger", "1149": " "}).responses)

    return loaded


def test_rows_are_read_as_they_stand(load):
    rows = load(HEAD + "behov,1120,Flere folk\nbehov,1120,Kurs\nbehov,1121,Flere folk\n")
    assert rows.to_numpy().tolist() == [
        ["behov", "1120", "Flere folk"],
        ["behov", "1120", "Kurs"],
        ["behov", "1121", "Flere folk"],
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("beho,1120,Folk", "no open question 'beho'; did you mean behov"),
        ("plan,1120,Folk", "no open question 'plan'"),
        ("behov,9999,Folk", "no unit '9999'"),
        ("behov,3103,Folk", "unit 3103 did not answer behov"),
        ("behov,1149,Folk", "unit 1149 did not answer behov"),
        ("behov,1120,", "theme is empty"),
        ("behov,1120,flere  Folk!", "written 'Flere folk' elsewhere"),
        ("behov,1121,Flere folk", "stands twice"),
    ],
)
def test_a_row_that_cannot_be_right_is_named(load, row, message):
    with pytest.raises(ProjectError, match=rf"^data/demo/2024/coding.csv, row 3: .*{message}"):
        load(HEAD + "behov,1121,Flere folk\n" + row + "\n")


def test_all_rows_are_named_but_not_without_end(load):
    with pytest.raises(ProjectError) as error:
        load(HEAD + "behov,9999,Folk\n" * 25)
    lines = str(error.value).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "and 15 more"


def test_before_the_answers_are_coded_there_is_no_file_and_no_theme(load):
    assert load(None).empty


@pytest.mark.parametrize(("coding", "message"), [("a,b\n1,2\n", "expected question"), ("", "can't be read")])
def test_a_file_that_cannot_be_used_says_why(load, coding, message):
    with pytest.raises(ProjectError, match=message):
        load(coding)


def test_every_answer_of_the_demo_to_a_coded_question_is_coded():
    responses = open_survey(2024).responses
    for question, rows in load_coding(2024, responses).groupby("question"):
        assert set(rows["unit"]) == set(written(responses, question).index), question
