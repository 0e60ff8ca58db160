"""What data/history.csv has to be: invented faults are named with line, question, year and what to do."""

import pytest

from is248.data.history_rules import check_history, read_history
from is248.data.problems import DataError
from is248.project import root

FILE = "data/history.csv"


@pytest.fixture
def told(project):
    """Return a function that adds lines to the history and gives what is said, and the first line's number."""

    def add(*lines: str, replace: tuple[str, str] = ("", "")) -> tuple[list[str], int]:
        path = project / FILE
        text = path.read_text(encoding="utf-8")
        assert replace[0] in text
        text = text.replace(*replace, 1) if replace[0] else text
        path.write_text(text + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        with pytest.raises(DataError) as error:
            check_history()
        return [str(problem) for problem in error.value.problems], text.count("\n") + 1

    return add


def test_the_history_of_the_project_is_right():
    check_history()
    assert len(read_history()) == (root() / FILE).read_text(encoding="utf-8").count("\n") - 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("handlingsplan_vold,2016,1,,412,317,,demo", "2016, option 1): count is '412'; expected at most 317"),
        ("handlingsplan_vold,2016,1,,50,200,52,demo", "percent is '52'; expected 25, 50 of 200. Correct count"),
        ("handlingsplan_vold,2016,1,,50,200,25.1,demo", "percent is '25.1'; expected 25, 50 of 200"),
        ("handlingsplan_vold,2016,1,,,,104,demo", "2016): percent is '104'; expected a percent, 0 to 100"),
        ("handlingsplan_vold,2016,1,,-3,20,,demo", "count is '-3'; expected a number, 0 or more"),
        ("handlingsplan_vold,2016,1,,mange,20,,demo", "count is 'mange'; expected a number"),
        ("handlingsplan_vold,ifjor,1,,3,20,,demo", "year is 'ifjor'; expected a whole number"),
        ("handlingsplan_vold,2016,77,,3,20,,demo", "option is '77'; expected a code that some codebook gives"),
        ("handlingsplan_vold,2016,1+77,,,,20,demo", "option is '1+77'"),
        ("handlingsplan_vald,2016,1,,3,20,,demo", "did you mean handlingsplan_vold or"),
        ("ukjent_tema_xyz,2023,,,3,20,,demo", "question is 'ukjent_tema_xyz'"),
        ("handlingsplan_vold,2016,1,Nordfylket,3,20,,demo", "group is 'Nordfylket'; expected a group of"),
        ("handlingsplan_vold,2016,1,5001,3,20,,demo", "group is '5001'"),
    ],
)  # fmt: skip
def test_a_line_that_cant_be_right_is_named(told, line, message):
    found, number = told(line)
    assert len(found) == 1 and found[0].startswith(f"{FILE}, row {number} ({line.split(',')[0]}, ")
    assert message in found[0]


def test_the_first_of_two_equal_rows_is_further_up(told):
    found, number = told("handlingsplan_vold,2016,1,,3,20,,demo", "handlingsplan_vold,2016,1,,4,20,,demo")
    assert len(found) == 1 and f"row {number + 1}" in found[0] and "Delete the one that is wrong" in found[0]


def test_groups_have_the_countrys_sum(told):
    sizes = ["<2000", "2000-5000", "5000-10000", "10000-20000", "20000-50000", "50000 og større", "Bydeler i Oslo"]
    lines = [f"handlingsplan_vold,2016,1,{size},2,10,,demo" for size in sizes]
    found, number = told("handlingsplan_vold,2016,1,,15,70,,demo", *lines)
    assert len(found) == 1 and f"row {number} " in found[0]
    assert "count is '15'; expected 14, the sum of all groups of size_group" in found[0]


def test_some_groups_have_no_sum(project):
    path = project / FILE
    lines = ["handlingsplan_vold,2016,1,,15,70,,demo", "handlingsplan_vold,2016,1,<2000,2,10,,demo"]
    path.write_text(path.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")
    check_history()


def test_a_question_of_before_the_codebooks_is_known_in_all(project):
    path = project / FILE
    path.write_text(path.read_text(encoding="utf-8") + "borte_siden,2011,,,30,40,75,published\n", encoding="utf-8")
    check_history()


def test_numbers_are_checked_wherever_the_history_is_loaded(project):
    path = project / FILE
    path.write_text(path.read_text(encoding="utf-8") + "kurs,2016,1,,8,7,,demo\n", encoding="utf-8")
    with pytest.raises(DataError, match="expected at most 7, its base"):
        read_history()
