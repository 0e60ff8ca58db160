"""Finish the PDF that Typst has written: row headers in the tag tree, and a file of half the size.

Typst's stable features mark head rows, and have no header cells for rows. Its data cells name their headers
(PDF/UA-1, 7.5), so each gets its row's and its section's among them.
"""

import io
from collections import defaultdict
from collections.abc import Iterator
from itertools import count, pairwise

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String


def finished(pdf: bytes) -> bytes:
    """Return a tagged PDF with row headers, in object streams; the same bytes for the same PDF.

    In every table the first cell of a row is its header, a row of one cell heads the rows below it, and every other
    cell names the headers of its column, its section and its row.
    """
    with Pdf.open(io.BytesIO(pdf)) as book:
        tree = book.Root.StructTreeRoot
        named = list(tree.IDTree.Names) if "/IDTree" in tree else []
        cells = dict(zip(map(bytes, named[::2]), named[1::2], strict=True))
        names = (f"r{number}".encode() for number in count(1))
        for table in _tables(tree):
            cells |= _with_row_headers(table, names)
        cells = {name: cell for name, cell in cells.items() if "/ID" in cell}
        if cells:
            pairs = Array(part for name in sorted(cells) for part in (String(name), cells[name]))
            tree.IDTree = book.make_indirect(Dictionary(Names=pairs))
        out = io.BytesIO()
        # the metadata stay as Typst has written them: the mark of PDF/UA-1, and the day of publication
        streams = ObjectStreamMode.generate
        book.save(out, object_stream_mode=streams, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()


def _tables(element: Dictionary) -> Iterator[Dictionary]:
    waiting = [element]
    while waiting:
        element = waiting.pop()
        if element.get("/S") == "/Table":
            yield element
        else:
            waiting += reversed(_children(element))


def _children(element: Dictionary) -> list[Dictionary]:
    kids = element.get("/K", [])
    return [kid for kid in (kids if isinstance(kids, Array) else [kids]) if isinstance(kid, Dictionary) and "/S" in kid]


def _with_row_headers(table: Dictionary, names: Iterator[bytes]) -> dict[bytes, Dictionary]:
    """Tag the row headers of a table, name the headers of each cell, and return the new headers by name."""
    _part_sections(table)
    heads: dict[int, list[bytes]] = defaultdict(list)
    taken: set[tuple[int, int]] = set()  # places, by row and column, that a cell above reaches down to
    section, found = [], {}
    rows = [row for part in _children(table) if part.S != "/Caption" for row in _children(part)]
    for number, row in enumerate(rows):
        header, column = [], 0
        for at, cell in enumerate(_children(row)):
            while (number, column) in taken:
                column += 1
            of_table = _of_table(cell)
            down, across = int(of_table.get("/RowSpan", 1)), int(of_table.get("/ColSpan", 1))
            taken |= {(number + below, column + beside) for below in range(1, down) for beside in range(across)}
            if cell.S == "/TH" and not len(cell.get("/K", [])):
                cell.S = Name.TD  # nothing stands above the column's own head
                del of_table.Scope, cell.ID
            elif cell.S == "/TH" and _is_section(row, number):
                section = [bytes(cell.ID)]
                of_table.Scope, of_table.Headers = Name.Row, Array()
            elif cell.S == "/TH":
                for beside in range(across):
                    heads[column + beside].append(bytes(cell.ID))
            else:
                of_table.Headers = Array(map(String, [*heads[column], *section, *header]))
                if at == 0 and len(row.K) > 1 and "/K" in cell and len(cell.K):
                    header = [next(names)]
                    cell.S, cell.ID, of_table.Scope = Name.TH, String(header[0]), Name.Row
                    found[header[0]] = cell
            column += across
    return found


def _part_sections(table: Dictionary) -> None:
    """Put the heading of the first section, which Typst has with the heads, before the rows that it heads."""
    parts = _children(table)
    for head, body in pairwise(parts):
        rows = _children(head)
        while (head.S, body.S) == ("/THead", "/TBody") and _is_section(rows[-1], len(rows) - 1):
            row = rows.pop()
            del head.K[-1]
            body.K.insert(0, row)
            row.P = body


def _is_section(row: Dictionary, number: int) -> bool:
    """Tell whether a row of a table is the heading of the rows below it: one header, and not the first row."""
    cells = _children(row)
    return number > 0 and len(cells) == 1 and cells[0].S == "/TH"


def _of_table(cell: Dictionary) -> Dictionary:
    """Return a cell's attributes as one of a table."""
    attributes = cell.get("/A", Array())
    for attribute in attributes if isinstance(attributes, Array) else [attributes]:
        if attribute.get("/O") == "/Table":
            return attribute
    cell.A = Array([Dictionary(O=Name.Table), *(attributes if isinstance(attributes, Array) else [attributes])])
    return cell.A[0]
