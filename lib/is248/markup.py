"""A `Table` as semantic HTML and as Typst."""

import html
import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from is248.groupings import TOTAL
from is248.wording import number

if TYPE_CHECKING:
    from is248.tables import Column, Table

_LONG = 30  # rows from which a table may break over the pages of the PDF
_WIDEST = 30  # letters of a row label that count for the width of its column; the rest wraps
_WIDEST_TEXT = 20  # the same for a column of texts
_GAP = 2.5  # letters that the space between two columns takes
_FITS = 108  # letters that a line of a table holds in the PDF
_FITS_SMALL = 124  # the same in smaller type
_FITS_WIDE = 150  # the same in the smallest type, out into the margins
_TYPST = re.compile(r"([\\#$*_`<>@\[\]~/-])")


def _cell(table: "Table", row: str, columns: tuple["Column", ...]) -> str:
    """Return a cell as it is printed, of the column that has a number there; an en dash where none has."""
    column = next((c for c in columns if pd.notna(table.values.at[row, c.key])), columns[0])
    value = table.values.at[row, column.key]
    if column.decimals is None:
        return "" if pd.isna(value) else str(value)
    return "–" if pd.isna(value) else number(value, column.decimals)


def _upper_heads(table: "Table") -> list[tuple[str, int]]:
    """Return the upper heads with the number of columns that each spans; none if no column has one."""
    spans: list[tuple[str, int]] = []
    for column, *_ in table.shown:
        name = column.upper or column.group
        if spans and spans[-1][0] == name:
            spans[-1] = (name, spans[-1][1] + 1)
        else:
            spans.append((name, 1))
    return spans if any(name for name, _ in spans) else []


def _rows(table: "Table") -> Iterator[tuple[str, str]]:
    """Yield every row, with the section's heading where a new section begins."""
    section = ""
    for row in table.values.index:
        opened = table.sections.get(row, "")
        yield row, opened if opened != section else ""
        section = opened


def _head(column: "Column") -> str:
    return column.head or column.measure


def to_html(table: "Table", kind: str = "report-table") -> str:
    """Return an HTML table: header cells with scope, row headers, a marked total row.

    Quarto leaves it as it is (`data-quarto-disable-processing`); for the PDF there is `to_typst`.

    Parameters
    ----------
    table : Table
        The numbers.
    kind : str
        Its class: `report-table`, whose numbers are in the data files, or `test-table`.
    """
    width = len(table.shown) + 1
    upper = _upper_heads(table)
    rowspan = ' rowspan="2"' if upper else ""
    first = f'<th scope="col"{rowspan}>{html.escape(table.title)}</th>'
    heads = "".join(f'<th scope="col"{_align(first)}>{html.escape(_head(first))}</th>' for first, *_ in table.shown)
    groups = "".join(
        f'<th scope="colgroup" colspan="{span}" style="text-align: center">{html.escape(name)}</th>'
        for name, span in upper
    )
    lines = [f'<table class="{kind}" data-quarto-disable-processing="true">', "<thead>"]
    lines += [f"<tr>{first}{groups}</tr>", f"<tr>{heads}</tr>"] if upper else [f"<tr>{first}{heads}</tr>"]
    lines += ["</thead>", "<tbody>"]
    for row, section in _rows(table):
        if section:
            lines.append(f'<tr class="section"><th scope="rowgroup" colspan="{width}">{html.escape(section)}</th></tr>')
        cells = "".join(
            f"<td{_align(columns[0])}>{html.escape(_cell(table, row, columns))}</td>" for columns in table.shown
        )
        kind = ' class="total"' if row == TOTAL else ""
        lines.append(f'<tr{kind}><th scope="row">{html.escape(table.label(row))}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody>", "</table>"])


def _align(column: "Column") -> str:
    return "" if column.decimals is None else ' style="text-align: right"'


def to_typst(table: "Table") -> str:
    """Return a Typst table for templates/report.typ: the head repeated on every page, total row marked."""
    upper = _upper_heads(table)
    span = "rowspan: 2, " if upper else ""
    heads = [f"  table.cell({span}align: left + bottom)[{_strong(table.title)}],"]
    heads += [f"  table.cell(colspan: {span}, align: center)[{_strong(name)}]," for name, span in upper]
    heads += [f"  table.cell(align: {_typst_align(c)} + bottom)[{_strong(_head(c))}]," for c, *_ in table.shown]
    aligns = ", ".join(["left", *(_typst_align(first) for first, *_ in table.shown)])
    widths = ", ".join(f"{width:g}fr" for width in _widths(table))
    lines = [
        f"#table(columns: ({widths}), align: ({aligns}),",
        " table.header(",
        *heads,
        " ), table.hline(stroke: ink),",
    ]
    for row, section in _rows(table):
        if section:
            lines.append(f"  table.cell(colspan: {len(table.shown) + 1}, inset: (top: 9pt))[{_strong(section)}],")
        texts = [table.label(row), *(_cell(table, row, columns) for columns in table.shown)]
        if row == TOTAL:
            lines.append("  " + ", ".join(f"total-cell[{_strong(text)}]" for text in texts) + ",")
        else:
            lines.append("  " + ", ".join(f"[{_escape(text)}]" for text in texts) + ",")
    return _set_in("\n".join([*lines, ")"]), sum(_widths(table)), long=len(table.values) > _LONG)


def _set_in(text: str, width: float, long: bool) -> str:
    """Return the Typst table in the type and place that it needs, by the functions of report.typ.

    A long table may break over pages, but a turned one can't: it is set as wide as the page allows instead.
    """
    if not long:
        text = f"#block(breakable: false)[{text}]"
    if width <= _FITS:
        return text
    if width <= _FITS_SMALL:
        return f"#small-table[{text}]"
    return f"#wide-table[{text}]" if width <= _FITS_WIDE or long else f"#turned-table[{text}]"


def _typst_align(column: "Column") -> str:
    return "left" if column.decimals is None else "right"


def _widths(table: "Table") -> list[float]:
    """Return each column's width in letters: what its longest cell, or the longest word of its head, needs."""
    labels = [table.label(row) for row in table.values.index]
    needs = [max(*(min(len(label), _WIDEST) for label in labels), *map(len, table.title.split()))]
    for columns in table.shown:
        column = columns[0]
        most = _WIDEST_TEXT if column.decimals is None else math.inf
        cells = [min(len(_cell(table, row, columns)), most) for row in table.values.index]
        needs.append(max(*cells, *map(len, re.split("[ \u00ad-]", _head(column)))))
    return [need + _GAP for need in needs]


def _strong(text: str) -> str:
    return f"*{_escape(text)}*" if text else ""


def _escape(text: str) -> str:
    return _TYPST.sub(r"\\\1", text)
