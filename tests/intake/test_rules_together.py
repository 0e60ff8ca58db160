"""Rules for answers that have to fit each other."""

from survey_world import FTE, faultless, found, with_cell, with_sums


def test_a_total_entered_as_a_service_is_counted_twice():
    export = with_cell("1103", "fte__3__1", "156,75")
    export.loc[export["unit"] == "1103", "fte__3__2"] = "70"
    problems = found(export)
    assert [(p.rule, p.column) for p in problems] == [("fte_counted_twice", "fte__3")]
    assert "sum of all the others" in problems[0].expected


def test_one_equal_number_in_two_services_is_no_double_counting():
    export = with_cell("1101", "fte__1__2", "0")
    export.loc[export["unit"] == "1101", ["fte__2__1", "fte__2__2"]] = ["4,5", "0"]
    assert found(export) == []


def test_fte_by_education_are_compared_with_fte_by_service():
    export = faultless()
    export.loc[0, FTE] = "0"
    sums = {"fte__1__sum": "6", "fte__2__sum": "4", "fte__sum__1": "7", "fte__sum__2": "4"}
    for column, value in sums.items():
        export = with_sums(export, column, "1101", value)
    told = [(p.rule, p.column, p.value) for p in found(export)]
    assert told == [("fte_sums_differ", "fte", "11 by education")]


def test_sums_may_differ_by_their_rounding():
    assert found(with_sums(faultless(), "fte__2__sum", "1101", "4,3")) == []
    assert len(found(with_sums(faultless(), "fte__2__sum", "1101", "4,4"))) == 1


def test_follow_ups_to_a_gate_left_open_are_counted_not_listed():
    problems = found(with_cell("1101", "plan", None))
    assert [(p.unit, p.row, p.value) for p in problems] == [("", None, "2 answers")]
    assert problems[0].expected == "at most 1, as many as plan let through"


def test_a_follow_up_against_the_gate_shows_both_answers():
    problems = found(with_cell("4601", "plan_kjent", "3"))
    assert [(p.unit, p.row, p.column, p.value) for p in problems] == [("4601 Bergen", 4, "plan_kjent", "3 (plan: 2)")]


def test_fte_against_the_gate_are_found_and_zeros_are_not():
    export = with_cell("4601", "egne", "3")
    assert [p.rule for p in found(export)] == ["against_gate"]
    export.loc[export["unit"] == "4601", FTE] = "0"
    assert found(export) == []
