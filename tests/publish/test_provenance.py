"""What stands behind a value on its page: its code, its links, and data that no text of anybody's can end."""

from pathlib import Path

import nbformat
import pytest

from is248.data.codebook import load_codebook
from is248.publish.assembly.book import Exhibit, Page
from is248.publish.assembly.definitions import Definitions
from is248.publish.assembly.sources import Sources
from is248.publish.site.provenance import Catalogue, linked
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


# --- the cells that a value stands in -----------------------------------------------------------

PAGE = Page(Path("chapters/14-x.ipynb"), Path("chapters/14-x.qmd"), False, "X", "sec-x", True, "", ())


def places(cells: dict[tuple[str, str, str], float], *asked: dict, codebook=None, **about) -> list[str]:
    """Return the cells that are named of a value that asked these, in a table with these cells."""
    records = [dict(zip(("row", "group", "measure"), key, strict=True), unrounded=n) for key, n in cells.items()]
    data = {
        "kind": "table",
        "questions": asked[0].get("questions", ["plan"]),
        "records": records,
        "labels": {},
        "sections": {},
        "heads": {},
    } | about
    table = Exhibit("tbl-plan", "Plan.", data, "", "14.1")
    origins = [{"told": "prosent", "questions": ["plan"], "cell": ["", "Nei", "", ""]} | one for one in asked]
    value = {"origins": origins, "tests": [], "code": [], "expression": "x"}
    panels = Catalogue(codebook, 0.05, None, None, ((PAGE.file, table),)).panels({"a1": value}, PAGE)
    assert panels["exhibits"][0]["file"].endswith("data/tbl-plan-norsk.csv")
    return [cell for _, cell in panels["values"]["a1"]["places"]]


def test_a_change_names_the_cells_of_both_years_in_the_sentence_s_order():
    cells = {("Nei", year, "Prosent"): n for year, n in {"2024": 20.0, "2021": 11.0}.items()}
    both = places(cells, {"value": 11.0, "year": 2021}, {"value": 20.0, "year": 2024})
    assert both == ["rad «Nei», kolonnene «2021, Prosent» og «2024, Prosent»"]


def test_rows_with_the_same_columns_are_named_together_and_of_many_the_first():
    cells = {(row, "", "Prosent"): float(n) for n, row in enumerate("ABCDEF", 1)}
    asked = [{"value": n, "cell": ["", row, "", ""]} for (row, *_), n in cells.items()]
    assert places(cells, *asked[:2]) == ["radene «A» og «B», kolonne «Prosent»"]
    assert places(cells, *asked) == ["radene «A», «B», «C» og 3 til, kolonne «Prosent»"]


def test_of_cells_with_the_same_number_the_one_of_the_year_and_the_kind_is_named():
    cells = {("Nei", "2023", "Antall"): 50.0, ("Nei", "2024", "Antall"): 50.0, ("Nei", "2024", "Prosent"): 50.0}
    share = {"value": 50.0, "year": 2024, "counted": [20.0, 40.0]}
    assert places(cells, {"told": "50 svarte", "value": 50.0, "year": 2024}) == ["rad «Nei», kolonne «2024, Antall»"]
    assert places(cells, share) == ["rad «Nei», kolonne «2024, Prosent»"]


HOUSING = {
    ("God", "2022", "Prosent"): 28.75,
    ("Svært god", "2022", "Prosent"): 5.0,
    ("Totalt", "2022", "Antall"): 100.0,
    ("Totalt", "2022", "Prosent"): 100.0,
    ("Totalt", "2023", "Antall"): 320.0,
}
TWO_ANSWERS = {"told": "svarte «Dårlig» eller «Svært dårlig» (28,8 prosent).", "counted": [92.0, 320.0], "value": 28.75}


@pytest.mark.parametrize(
    ("asked", "cell"),
    [
        (TWO_ANSWERS | {"year": 2022}, ""),  # another answer happens to have as many
        ({"told": "100 svarte.", "value": 100.0, "year": 2022}, "rad «Totalt», kolonne «2022, Antall»"),
        ({"told": "320 svarte.", "value": 320.0, "year": 2022}, ""),  # another year's
        ({"told": "5 prosentpoeng mer.", "value": 5.0, "year": 2022, "parts": [{"told": "33,8 prosent"}]}, ""),
    ],
)
def test_a_value_without_a_row_is_in_no_cell_that_only_has_the_same_number(asked, cell):
    about = {"questions": ["bolig_rus"], "cell": ["", "", "", ""]}
    assert places(HOUSING, about | asked, codebook=load_codebook(2024)) == [cell]


def test_a_number_in_several_rows_without_a_row_of_its_own_leads_to_the_table():
    cells = {(row, "", "Antall svar"): 126.0 for row in ("Barn", "Voksne")}
    answered = {"told": "126 svarte.", "value": 126.0}
    assert places(cells, answered | {"cell": ["", "", "", ""]}) == [""]
    assert places(cells, answered | {"cell": ["", "Voksne", "", ""]}) == ["rad «Voksne», kolonne «Antall svar»"]


def test_a_value_that_nothing_is_known_of_says_that_its_code_tells_it():
    value = {"origins": [], "tests": [], "code": ["much = 5"], "expression": "count(much)"}
    assert Catalogue(None, 0.05, None, None, ()).panels({"a1": value}, PAGE)["values"]["a1"]["told"] == [
        "Regnet ut i kapitlet. Koden under viser hvordan."
    ]


@pytest.mark.parametrize(
    ("code", "expression"),
    [(['tools = survey.question("handlingsplan_vold")'], "join(tools.items)"), ([], 'of("handlingsplan_vold", "nei")')],
)
def test_a_value_without_an_origin_tells_of_the_questions_that_its_code_names(code, expression):
    data = {"kind": "table", "questions": ["handlingsplan_vold"], "records": [], "labels": {}, "sections": {}}
    shown = Exhibit("tbl-plan", "Plan.", data, "", "13.1")
    value = {"origins": [], "tests": [], "code": code, "expression": expression}
    book = Catalogue(load_codebook(2024), 0.05, None, None, ((PAGE.file, shown),))
    panels = book.panels({"a1": value}, PAGE)
    assert panels["values"]["a1"]["questions"] == ["handlingsplan_vold"]
    assert panels["exhibits"][0]["name"] == "tabell 13.1"


def test_a_row_has_its_printed_name_and_its_heading_and_a_column_its_printed_head():
    key = "Voksne|2023"
    named = {"labels": {key: "2023"}, "sections": {key: "Voksne"}, "heads": {"Prosent": "Prosent av alle"}}
    asked = {"value": 5.0, "cell": ["", "Ja", "", ""]}
    assert places({(key, "Ja", "Prosent"): 5.0}, asked, **named) == [
        "rad «Voksne, 2023», kolonne «Ja, Prosent av alle»"
    ]


def test_a_test_of_two_questions_tells_both():
    value = {"origins": [], "tests": [{"question": "plan, kjent", "df": 0, "control": "", "method": "", "note": ""}]}
    panels = Catalogue(None, 0.05, None, None, ()).panels({"a1": value | {"code": [], "expression": "x"}}, PAGE)
    assert panels["values"]["a1"]["questions"] == ["plan", "kjent"]
