"""What a screen reader is told of the PDF book: its tag tree, read with pikepdf."""

import re
from collections.abc import Iterator

import pikepdf
import pytest


@pytest.fixture(scope="module")
def catalog(dist, edition) -> Iterator[pikepdf.Dictionary]:
    with pikepdf.open(dist / f"{edition.pdf_name}.pdf") as pdf:
        yield pdf.Root


def children(element) -> list:
    kids = element.get("/K", [])
    kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


@pytest.fixture(scope="module")
def tags(catalog) -> list:
    """All elements of the tag tree, in reading order."""
    found, waiting = [], [catalog.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        found.append(element)
        waiting += reversed(children(element))
    return found[1:]


def of_kind(tags: list, *kinds: str) -> list:
    return [tag for tag in tags if tag.S in kinds]


def attributes(cell) -> dict:
    return next((one for one in cell.get("/A", []) if one.get("/O") == "/Table"), {})


def headers(cell) -> set[bytes]:
    return {bytes(name) for name in attributes(cell).get("/Headers", [])}


def rows(table) -> list[tuple[str, list]]:
    """The part of a table that each row stands in, and its cells."""
    return [(str(part.S), children(row)) for part in children(table) if part.S != "/Caption" for row in children(part)]


def test_every_row_of_every_table_begins_with_its_header(tags):
    tables = of_kind(tags, "/Table")
    lacking = [
        number
        for number, table in enumerate(tables)
        for part, cells in rows(table)
        if part == "/TBody"
        and len(cells) > 1
        and len(cells[0].get("/K", []))
        and attributes(cells[0]).get("/Scope") != "/Row"
    ]
    assert len(tables) > 150 and not lacking


def test_every_column_of_every_table_has_a_header(tags):
    for table in of_kind(tags, "/Table"):
        heads = [cell for part, cells in rows(table) if part == "/THead" for cell in cells if len(cell.get("/K", []))]
        assert heads and {str(cell.S) for cell in heads} == {"/TH"}
        assert {str(attributes(cell)["/Scope"]) for cell in heads} == {"/Column"}


def test_every_cell_names_headers_of_its_own_table_and_among_them_its_row(tags):
    for table in of_kind(tags, "/Table"):
        ids = {bytes(cell.ID) for _, cells in rows(table) for cell in cells if "/ID" in cell}
        for part, (first, *others) in rows(table):
            of_row = {bytes(first.ID)} if part == "/TBody" and "/ID" in first else set()
            assert headers(first) <= ids
            assert all(of_row <= headers(cell) <= ids for cell in others)


def test_the_alternative_of_a_figure_is_not_its_caption(tags):
    for holder in (tag for tag in tags if {"/Figure", "/Caption"} <= {str(kid.S) for kid in children(tag)}):
        figure = next(kid for kid in children(holder) if kid.S == "/Figure")
        assert len(str(figure.Alt)) > 30
    given = [str(tag.get("/Alt", "")) for tag in of_kind(tags, "/Figure")]
    assert len(given) > 90 and all(given)


def test_no_element_is_empty_but_cells_without_a_number(tags):
    empty = {str(tag.S) for tag in tags if not len(tag.get("/K", [])) and "/Alt" not in tag}
    assert empty <= {"/TD"}


def test_headings_leave_no_level_out(tags):
    levels = [int(str(tag.S)[2:]) for tag in tags if re.fullmatch(r"/H\d", str(tag.S))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels[:-1], levels[1:], strict=True))


def test_lists_are_lists_of_items_with_a_body(tags):
    assert len(of_kind(tags, "/L")) > 80
    assert all({str(item.S) for item in children(tag)} <= {"/LI", "/L", "/Caption"} for tag in of_kind(tags, "/L"))
    assert all([str(kid.S) for kid in children(tag)] == ["/Lbl", "/LBody"] for tag in of_kind(tags, "/LI"))


def test_every_link_is_an_object_with_contents(tags, catalog):
    for tag in of_kind(tags, "/Link"):
        kids = [kid for kid in tag.K if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"]
        assert kids and all(str(kid.Obj.get("/Contents", "")) for kid in kids)


def test_the_language_and_the_title_are_told(catalog):
    assert str(catalog.Lang).startswith("nb")
    assert catalog.ViewerPreferences.DisplayDocTitle and catalog.MarkInfo.Marked
