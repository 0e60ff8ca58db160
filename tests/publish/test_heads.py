"""In a table with two lines of heads every cell names its heads."""

from bs4 import BeautifulSoup

from is248.publish.assembly.heads import with_headers
from is248.wording.signs import html_text

TWO = """<table class="report-table">
<thead>
<tr><th scope="col" rowspan="2">Fylke</th>
<th scope="colgroup" colspan="2">2023 &amp; før</th><th scope="col" rowspan="2">Endring</th></tr>
<tr><th scope="col">Antall</th><th scope="col">Prosent</th></tr>
</thead>
<tbody>
<tr class="section"><th scope="rowgroup" colspan="4">Øst</th></tr>
<tr><th scope="row">Oslo</th><td>1</td><td>2</td><td>3</td></tr>
<tr class="section"><th scope="rowgroup" colspan="4">Vest</th></tr>
<tr><th scope="row">Agder</th><td>4</td><td></td><td>6</td></tr>
</tbody>
</table>"""


def heads(soup: BeautifulSoup) -> list[list[str]]:
    """The heads of each cell of the body, by their words."""
    named = {cell["id"]: cell.get_text() for cell in soup.find_all(id=True)}
    return [[named[id] for id in cell["headers"]] for cell in soup.select("tbody td")]


def test_a_cell_names_its_section_its_row_and_the_heads_of_its_column():
    soup = BeautifulSoup(with_headers(TWO, "tbl-x"), "html.parser")
    east, west = ["Øst", "Oslo"], ["Vest", "Agder"]
    columns = [["2023 & før", "Antall"], ["2023 & før", "Prosent"], ["Endring"]]
    assert heads(soup) == [row + column for row in (east, west) for column in columns]
    assert all(cell["id"].startswith("tbl-x-") for cell in soup.find_all("th"))


def test_what_is_escaped_for_markdown_stays_escaped():
    words = html_text("`{python} v` @sec-a #x <b> \"a\" 'b' & c")
    made = with_headers(TWO.replace("Agder", words), "tbl-x")
    assert f">{words}</th>" in made
    assert "2023 &amp; før</th>" in made


def test_the_text_stays_and_so_does_a_table_with_one_line_of_heads():
    plain, named = (BeautifulSoup(table, "html.parser").get_text() for table in (TWO, with_headers(TWO, "tbl-x")))
    assert named == plain
    one = TWO.replace('<tr><th scope="col">Antall</th><th scope="col">Prosent</th></tr>\n', "")
    assert with_headers(one, "tbl-x") == one
