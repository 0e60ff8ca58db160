"""A wrong codebook is refused: file, line, question and key are named, and what is wrong."""

import pytest

from is248.data.codebook import CodebookError
from small_codebook import FILE


def test_the_small_codebook_is_in_order(small):
    assert [question.id for question in small().questions] == ["plan", "plan_kjent", "arsverk"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    since: 2023\n", "", "line 9: plan: since is missing"),
        ("sinc", "sinse", "line 14: plan: sinsee is not a key of the codebook (did you mean since?)"),
        ("since: 2023", "since: snart", "line 14: plan: since is 'snart': input should be a valid integer"),
        (
            "since: 2023",
            "since: 2023\n    breaks: [2024]",
            "line 15: plan: breaks[1] is 2024; write it as {year: ",
        ),
        (
            "since: 2023",
            "since: 2023\n    gate: plan",
            "line 15: plan: gate is 'plan'; write it as {question: ",
        ),
        ("type: single", "type: singel", "line 12: plan: type is 'singel': input should be 'single', "),
        (
            '["13.1"]',
            "[13.10]",
            "line 15: plan: tables[1] is read as 13.1, which is no text; write it in quotation",
        ),
        (
            '["13.1"]',
            '["Tabell 13.1"]',
            "line 15: plan: tables[1] is 'Tabell 13.1'; a table or figure is named by",
        ),
        (
            "id: plan\n",
            "id: Handlingsplan mot vold\n",
            "line 9: Handlingsplan mot vold: id is 'Handlingsplan mot",
        ),
        ("id: plan_kjent", "id: plan", "line 16: plan: id is 'plan' once more"),
        (
            "title: Prøve",
            'title: Prøve\nsections: {"14": {title: Mer}}',
            "line 3: sections.14 is the part of no question",
        ),
        (
            "title: Prøve",
            'title: Prøve\nsections: {"3": {title: Årsverk}, "13": {title: Planer}}',
            "line 34: arsverk: only_education.question is 'plan', which the form asks later than arsverk",
        ),
        (
            "code: 2, label: Nei",
            "code: 1, label: Nei",
            "line 7: scales.ja_nei.options[2].code is 1 once more",
        ),
        (
            "code: 2, label: Nei",
            "code: 2, label: Ja",
            "line 7: scales.ja_nei.options[2].label is 'Ja' once more",
        ),
        ("code: 2, label: Nei", "code: 2", "line 7: scales.ja_nei.options[2].label is missing"),
        (
            "label: Nei",
            "label: no",
            "line 7: scales.ja_nei.options[2].label is read as False, which is no text",
        ),
        (
            "scale: ja_nei",
            "scale: ja_nie",
            "line 13: plan: scale is 'ja_nie'; there is no such scale (did you mean",
        ),
        ("    scale: ja_nei\n", "", "line 12: plan: type is single, which needs either options or a scale"),
        (
            "scale: ja_nei",
            "scale: ja_nei\n    services: [{code: 1, label: A}]",
            "line 14: plan: services makes no",
        ),
        ("type: single", "type: number", "line 12: plan: type is number, which needs a unit"),
        (
            "question: plan",
            "question: plann",
            "line 23: plan_kjent: gate.question is 'plann'; there is no such qu",
        ),
        (
            "plan, options: [1]",
            "plan, options: [1, 7]",
            "line 23: plan_kjent: gate.options[2] is 7, but plan has 1",
        ),
        ("plan, options: [1]", "plan, options: []", "line 23: plan_kjent: gate.options is empty"),
        (
            "question: plan,",
            "question: arsverk,",
            "line 23: plan_kjent: gate.options[1] is 1, but arsverk has no ",
        ),
        ("service: 1", "service: 9", "line 33: arsverk: only_education.service is 9; there are 1"),
        ("type: fte", "type: text", "line 29: arsverk: services makes no sense for a question of type text"),
        ("title: Prøve", "title: Prøve\ntitle: Ny", "line 3: title stands twice"),
        ("year: 2024", "year: 2023", "line 1: year is 2023; file name and year have to agree"),
        ("[1]}", "[1}", "line 23: this is not YAML"),
    ],
)
def test_an_error_names_file_line_question_and_key(small, old, new, message):
    with pytest.raises(CodebookError) as error:
        small((old, new))
    assert f"{FILE}, {message}" in str(error.value)


def test_gates_that_lead_back_to_themselves_are_refused(small):
    gate = "scale: ja_nei\n    gate: {question: plan_kjent, options: [1]}"
    with pytest.raises(CodebookError, match=r"gate leads back to itself: plan(_kjent)? → plan(_kjent)? → plan"):
        small(("scale: ja_nei", gate))


def test_all_that_is_wrong_is_told_at_once(small):
    with pytest.raises(CodebookError) as error:
        small(("scale: ja_nei", "scale: nei"), ("question: plan,", "question: plen,"))
    assert [line.split(":")[0] for line in str(error.value).splitlines()] == [
        f"{FILE}, line 13",
        f"{FILE}, line 23",
    ]
