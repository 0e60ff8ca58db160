"""The tag tree of the PDF: what a screen reader is told of a cell."""

import io

import pikepdf
import pytest
import typst

from is248.publish.pdf.tagging import finished

SOURCE = """
#set document(title: "Tabell")
#set text(lang: "nb")
= Tabell
#table(columns: 3,
  table.header(
    table.cell(rowspan: 2)[Fylke], table.cell(colspan: 2)[Voksne],
    [Årsverk], [Prosent],
  ),
  table.header(level: 2, repeat: false, table.cell(colspan: 3)[Øst]),
  [Akershus], [1], [2],
  [Oslo], [3], [],
  table.header(level: 2, repeat: false, table.cell(colspan: 3)[Vest]),
  [Vestland], [5], [6],
)
"""


@pytest.fixture(scope="module")
def written() -> bytes:
    return typst.compile(SOURCE.encode(), pdf_standards=["ua-1"], timestamp=0)


@pytest.fixture(scope="module")
def rows(written) -> list[list[pikepdf.Dictionary]]:
    """The cells of each row of the finished table."""
    pdf = pikepdf.open(io.BytesIO(finished(written)))
    table = next(part for part in pdf.Root.StructTreeRoot.K[0].K if part.S == "/Table")
    found = [[list(row.K) for row in part.K] for part in table.K]
    assert [len(part.K) for part in table.K if part.S == "/THead"] == [2]
    yield [row for part in found for row in part]
    pdf.close()


def attribute(cell: pikepdf.Dictionary, name: str):
    return next(one for one in cell.A if one.O == "/Table").get(name)


def heads(rows: list, cell: pikepdf.Dictionary) -> list[str]:
    """The places (row and cell) of the headers that a cell names."""
    at = {bytes(head.ID): f"{i}.{j}" for i, row in enumerate(rows) for j, head in enumerate(row) if "/ID" in head}
    return [at[bytes(name)] for name in attribute(cell, "/Headers")]


def test_rows_and_sections_have_a_header_of_the_row_and_columns_of_the_column(rows):
    scopes = [[str(attribute(cell, "/Scope")) if cell.S == "/TH" else "" for cell in row] for row in rows]
    row = ["/Row", "", ""]
    assert scopes == [["/Column"] * 2, ["/Column"] * 2, ["/Row"], row, row, ["/Row"], row]


def test_a_cell_names_its_column_with_what_stands_above_it_its_section_and_its_row(rows):
    assert heads(rows, rows[3][1]) == ["0.1", "1.0", "2.0", "3.0"]
    assert heads(rows, rows[4][2]) == ["0.1", "1.1", "2.0", "4.0"]
    assert heads(rows, rows[6][1]) == ["0.1", "1.0", "5.0", "6.0"]
    assert heads(rows, rows[6][0]) == ["0.0", "5.0"]


def test_every_header_is_found_by_its_name(written):
    with pikepdf.open(io.BytesIO(finished(written))) as pdf:
        names = list(pdf.Root.StructTreeRoot.IDTree.Names)
        assert all(name == cell.ID for name, cell in zip(names[::2], names[1::2], strict=True))
        assert [bytes(name) for name in names[::2]] == sorted(bytes(name) for name in names[::2])


def test_the_same_pdf_gives_the_same_bytes_with_its_own_metadata(written):
    once = finished(written)
    assert once == finished(written)
    with pikepdf.open(io.BytesIO(written)) as before, pikepdf.open(io.BytesIO(once)) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.pdf_version == before.pdf_version == "1.7"


def test_a_head_without_words_is_no_header_and_has_no_name_that_a_cell_could_give():
    table = "#table(columns: 3, table.header([], [Alle], [], [Fylke], [Årsverk], [Prosent]), [Oslo], [1], [2])"
    source = f'#set document(title: "A")\n= A\n{table}'.encode()
    with pikepdf.open(io.BytesIO(finished(typst.compile(source, pdf_standards=["ua-1"], timestamp=0)))) as pdf:
        found = next(part for part in pdf.Root.StructTreeRoot.K[0].K if part.S == "/Table")
        rows = [list(row.K) for part in found.K for row in part.K]
        assert [[str(cell.S), "/ID" in cell] for cell in rows[0]] == [["/TD", False], ["/TH", True], ["/TD", False]]
        assert [heads(rows, cell) for cell in rows[2]] == [["1.0"], ["0.1", "1.1", "2.0"], ["1.2", "2.0"]]
        named = {bytes(cell.ID) for row in rows for cell in row if "/ID" in cell}
        assert {bytes(name) for name in list(pdf.Root.StructTreeRoot.IDTree.Names)[::2]} == named


def test_a_pdf_without_tables_has_no_headers():
    plain = typst.compile(b'#set document(title: "A")\n= A', pdf_standards=["ua-1"], timestamp=0)
    with pikepdf.open(io.BytesIO(finished(plain))) as pdf:
        assert "/IDTree" not in pdf.Root.StructTreeRoot or not list(pdf.Root.StructTreeRoot.IDTree.Names)
