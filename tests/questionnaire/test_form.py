"""The form as units see it: every question once, in its order, with its answers and who is asked."""

import io
import re
from collections import Counter

import pypdf
import pytest
from bs4 import BeautifulSoup

from is248.data.codebook import load_codebook
from is248.questionnaire.form import form_of
from is248.questionnaire.page import Filled, html_page, pdf, shown

YEARS = (2023, 2024)


@pytest.fixture(scope="module", params=YEARS)
def form(request):
    return form_of(load_codebook(request.param))


@pytest.fixture(scope="module")
def page(form):
    return BeautifulSoup(html_page(form), "html.parser")


def plain(text: str) -> str:
    return " ".join(text.split())


def test_every_question_is_asked_once(form):
    asked = Counter(item.question.id for block in form.blocks for item in block.items)
    assert asked == Counter(list(form.codebook.ids))


def test_who_is_asked_is_said_by_a_question_further_up(form):
    seen = set()
    for block in form.blocks:
        asked = block.asked + "".join(cells.asked for cells in block.cells)
        for number in re.findall(r"spørsmål (\d+\.\d+(?: \w)?)\.", asked):
            assert number in seen, block
        seen |= {item.number for item in block.items}
        assert bool(asked) == bool(block.items[0].question.gate)


def test_the_page_has_every_question_answer_and_explanation(form, page):
    text = plain(page.get_text(" "))
    for block in form.blocks:
        words = [block.text, block.asked, *(option.asked for option in block.options)]
        words += [item.text for item in block.items if block.is_battery] + block.help.split("\n\n")
        words += [w for c in block.cells for o in c.rows + c.columns for w in (c.title, o.asked, o.help or "")]
        for said in words:
            assert plain(said) in text, said
    for section in form.codebook.guidance:
        assert plain(section.help.split("\n\n")[-1]) in text


def test_every_field_of_the_page_has_a_name_and_what_it_is_called(form, page):
    ids = Counter(tag["id"] for tag in page.find_all(id=True))
    assert max(ids.values()) == 1
    fields = page.find_all(["input", "textarea"])
    for field in fields:
        labels = field.get("aria-labelledby", "").split()
        assert (labels and set(labels) <= set(ids)) or field.find_parent("label"), field
    names = {field["name"] for field in fields}
    columns = {c for q in form.codebook.questions if q.type != "fte" for c in form.codebook.columns(q.id)}
    columns |= {name for block in form.blocks for cells in block.cells for row in cells.names for name in row}
    assert names == columns


def test_headings_step_down_by_one_and_nothing_is_run_or_fetched(page):
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1 and all(now - before <= 1 for before, now in zip(levels, levels[1:], strict=False))
    assert not page.find_all("script") and not page.find_all(style=True)
    assert not page.find_all(src=True) and page.html["lang"] == "nb"


@pytest.mark.slow
def test_the_same_form_gives_the_same_bytes(form):
    assert pdf(form) == pdf(form)


@pytest.mark.parametrize("year", [pytest.param(2023, marks=pytest.mark.slow), 2024])
def test_the_pdf_is_tagged_and_says_the_same(year):
    filled = Filled("1103 Stavanger", {"arsverk_voksne__1__2": 12.5})
    made = pdf(form_of(load_codebook(year)), filled)
    document = pypdf.PdfReader(io.BytesIO(made))
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "nb-NO"
    text = plain(" ".join(page.extract_text() for page in document.pages[:4]))
    assert "Besvares hvis dere svarte «" in text and "1.1 " in text and ("12,5" in text) == (year == 2024)


def test_last_years_numbers_stand_in_their_cells():
    form = form_of(load_codebook(2024))
    filled = Filled("1103 Stavanger", {"arsverk_voksne__1__2": 12.5}, {"arsverk_voksne": 412.324}, 2019)
    page = BeautifulSoup(html_page(form, filled), "html.parser")
    given = {field["name"]: field["value"] for field in page.find_all("input", value=re.compile(","))}
    assert given == {"arsverk_voksne__1__2": "12,5"} and "I 2019: 412,32 årsverk i alt." in page.get_text()
    assert [shown(n) for n in (2.0, 2.5, 2.257, 1234.0)] == ["2", "2,5", "2,26", "1\u202f234"]
