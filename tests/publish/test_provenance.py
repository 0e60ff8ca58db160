"""What stands behind a value on its page: its code, its links, and data that no text of anybody's can end."""

import nbformat

from is248.publish.assembly.definitions import Definitions
from is248.publish.assembly.sources import Sources
from is248.publish.site.provenance import linked
from pages import text

PANELS = {
    "values": {"a1": {"places": [[0, "rad «Ja», kolonne «Prosent»"]]}, "b2": {"questions": ["plan"]}, "c3": {}},
    "questions": {"plan": {"text": "Plan?", "of": "alle"}},
    "asking": "d.html#sporsmal-",
    "exhibits": [{"href": "#tbl-plan", "name": "Tabell 1.1", "file": "x.csv"}],
    "method": None,
}


def span(key: str, words: str) -> str:
    return f'<span class="value" data-value="{key}" title="Av «x»">{words}</span>'


def test_the_code_behind_a_value_is_what_defines_its_names_and_nothing_else():
    known = Definitions()
    known.read(
        nbformat.v4.new_code_cell("import os\nplan = survey.question('plan')\nother = 1\nhave = plan.answer('ja')")
    )
    known.read(nbformat.v4.new_code_cell("other = 2"))
    assert known.behind("have.pct") == ["plan = survey.question('plan')", "have = plan.answer('ja')"]
    assert known.behind("other") == ["other = 2"]
    assert known.behind("year") == []


def test_the_edition_s_year_says_that_it_is_and_a_number_of_nobody_s_shows_its_code():
    notebook = nbformat.v4.new_notebook()
    injected = nbformat.v4.new_code_cell("# Parameters\nyear = 2024\n", metadata={"tags": ["injected-parameters"]})
    notebook.cells = [injected]
    known = Sources(notebook)
    cell = text("I `{python} year` og `{python} n`.", year="2024", n="3")
    assert [told for _, told in known.marks(cell)] == ["Året for denne utgaven.", "Beregnet: n"]
    assert [value["expression"] for value in known.values.values()] == ["year", "n"]


def test_a_value_links_to_its_cell_or_else_to_its_question():
    body = linked(f"<p>{span('a1', '69')} og {span('b2', '12')}</p>", PANELS)
    assert 'data-value="a1" href="#tbl-plan">69</a>' in body
    assert 'data-value="b2" href="d.html#sporsmal-plan">12</a>' in body


def test_a_value_that_leads_nowhere_or_stands_in_a_link_or_has_one_is_no_link():
    for inside in (span("c3", "3"), f'<a href="x">{span("a1", "69")}</a>', span("a1", '<a href="#ref-x">1</a>')):
        assert '<span class="value" data-value=' in linked(inside, PANELS)
    assert linked(span("unknown", "7"), PANELS) == "7"


def test_a_value_with_spans_in_it_is_kept_whole():
    assert linked(span("a1", '<span class="nocase">FIT</span>'), PANELS).endswith('<span class="nocase">FIT</span></a>')
