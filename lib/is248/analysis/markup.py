"""A `Table` as semantic HTML and as Typst."""

import math
import re
from collections.abc import Iterator
from itertools import groupby, islice
from typing import TYPE_CHECKING

import pandas as pd

from is248.data.groupings import TOTAL
from is248.wording import number
from is248.wording.signs import html_text, one_line, typst_string

if TYPE_CHECKING:
    from is248.analysis.tables import Column, Table

_LONG = 34  # lines from which a table may break over the pages of the PDF
_TALL = 12  # lines from which a row may break, too
_WIDEST = 30  # letters of a row label that count for the width of its column; the rest wraps
_WIDEST_TEXT = 20  # the same for a column of texts
_WISHED = 80  # letters of a label, text or head that a column may get where there is room to spare
_GAP = 2.5  # letters that the space between two columns takes
_FITS = 108  # letters that a line of a table holds in the PDF
_FITS_SMALL = 124  # the same in smaller type
_FITS_WIDE = 150  # the same, out into the margins
_FITS_TURNED = 190  # the same on a page that is turned


def _cell(table: "Table", row: str, columns: tuple["Column", ...]) -> str:
    """Return a cell as it is printed, of the column that has a number there; an en dash where none has."""
    column = next((c for c in columns if pd.notna(table.values.at[row, c.key])), columns[0])
    value = table.values.at[row, column.key]
    if column.decimals is None:
        return "" if pd.isna(value) else str(value)
    return "–" if pd.isna(value) else number(value, column.decimals)


def _upper_heads(table: "Table") -> list[tuple[str, int]]:
    """Return the upper heads with the number of columns that each spans; none if no column has one."""
    spans = [(name, len(list(same))) for name, same in groupby(column.upper for column, *_ in table.shown)]
    return spans if any(name for name, _ in spans) else []


def _rows(table: "Table") -> Iterator[tuple[str, str]]:
    """Yield every row, with the section's heading where a new section begins."""
    section = ""
    for row in table.values.index:
        opened = table.sections.get(row, "")
        yield row, opened if opened != section else ""
        section = opened


def to_html(table: "Table", kind: str = "report-table") -> str:
    """Return an HTML table: header cells with scope, row headers, a marked total row.

    Quarto leaves it as it is (`data-quarto-disable-processing`); for the PDF there is `to_typst`. Its class is
    `report-table`, whose numbers are in the data files, or `test-table`.
    """
    width = len(table.shown) + 1
    lines = [f'<table class="{kind}" data-quarto-disable-processing="true">', "<thead>"]
    lines += [f"<tr>{heads}</tr>" for heads in _html_heads(table)]
    lines += ["</thead>", "<tbody>"]
    for row, section in _rows(table):
        if section:
            head = f'<tr class="section" data-head="{_html(table.section_head)}">'
            name = f'<span class="section-name">{_html(section)}</span>'
            lines.append(f'{head}<th scope="rowgroup" colspan="{width}">{name}</th></tr>')
        cells = "".join(f"<td{_align(columns[0])}>{_html(_cell(table, row, columns))}</td>" for columns in table.shown)
        kind = ' class="total"' if row == TOTAL else ""
        lines.append(f'<tr{kind}><th scope="row">{_html(table.label(row))}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody>", "</table>"])


def _html_heads(table: "Table") -> list[str]:
    """Return the one or two lines of heads; a column without an upper head stands in both, and none is empty."""
    upper = _upper_heads(table)
    both = ' rowspan="2"' if upper else ""
    lines = [f'<th scope="col"{both}>{_html(table.title)}</th>' if table.title else f"<td{both}></td>", ""]
    remaining = iter(table.shown)
    for name, span in upper or [("", len(table.shown))]:
        below = both if not name else ""
        heads = "".join(
            f'<th scope="col"{below}{_align(columns[0])}>{_html(_lower_head(columns))}</th>'
            for columns in islice(remaining, span)
        )
        if name:
            lines[0] += f'<th scope="colgroup" colspan="{span}" style="text-align: center">{_html(name)}</th>'
        lines[bool(name)] += heads
    return lines if upper else lines[:1]


def _lower_head(columns: tuple["Column", ...]) -> str:
    """Return what stands in a printed column: «Prosent», or of two kinds of rows «Prosent eller antall»."""
    first, *others = dict.fromkeys(column.lower for column in columns)
    return " eller ".join([first, *map(str.lower, others)])


def _align(column: "Column") -> str:
    return "" if column.decimals is None else ' style="text-align: right"'


def to_typst(table: "Table") -> str:
    """Return a Typst table for templates/report.typ: the head repeated on every page, total row marked.

    Both publishers put it into a figure; one that may not break over pages begins with `#whole-table`.
    """
    upper = _upper_heads(table)
    span = "rowspan: 2, " if upper else ""
    heads = [f"  table.cell({span}align: left + bottom)[{_unbroken(table.title)}],"]
    heads += [f"  table.cell(colspan: {span}, align: center)[{_unbroken(name)}]," for name, span in upper]
    heads += [f"  table.cell(align: {_typst_align(c[0])} + bottom)[{_unbroken(_lower_head(c))}]," for c in table.shown]
    aligns = ", ".join(["left", *(_typst_align(first) for first, *_ in table.shown)])
    needed = _needed(table)
    room = _room(sum(needed))
    widths = _shared(needed, _wished(table), room)
    lines = [
        f"#table(columns: ({', '.join(f'{width:.4g}fr' for width in widths)}), align: ({aligns}),",
        " table.header(",
        *heads,
        " ), table.hline(stroke: ink),",
    ]
    height = 0
    for row, section in _rows(table):
        if section:
            head = f"table.cell(colspan: {len(table.shown) + 1}, inset: (top: 9pt))[{_strong(section)}]"
            lines.append(f"  table.header(level: 2, repeat: false, {head}),")
        texts = [table.label(row), *(_cell(table, row, columns) for columns in table.shown)]
        high = _line_count(texts, widths, room)
        height += high + bool(section)
        if row == TOTAL:
            lines.append("  " + ", ".join(f"total-cell[{_strong(text)}]" for text in texts) + ",")
        else:
            cell = "table.cell(breakable: true)" if high > _TALL else ""
            lines.append("  " + ", ".join(f"{cell}[{_escape(text)}]" for text in texts) + ",")
    return _set_in("\n".join([*lines, ")"]), sum(needed), long=height > _LONG)


def _set_in(text: str, width: float, long: bool) -> str:
    """Return the Typst table in the type and place that it needs, by the functions of report.typ.

    A long table may break over pages, but a turned one can't: it is set as wide as the page allows instead.
    """
    if _FITS < width <= _FITS_SMALL:
        text = f"#small-table[{text}]"
    elif width > _FITS_SMALL:
        text = f"#wide-table[{text}]" if width <= _FITS_WIDE or long else f"#turned-table[{text}]"
    return text if long else f"#whole-table[{text}]"


def _typst_align(column: "Column") -> str:
    return "left" if column.decimals is None else "right"


def _room(width: float) -> float:
    """Return how many letters a line holds in the type that a table of this width is set in."""
    return next((room for room in (_FITS, _FITS_SMALL, _FITS_WIDE) if width <= room), _FITS_TURNED)


def _needed(table: "Table") -> list[float]:
    """Return the letters that each column needs: for its longest cell, and the longest word of its heads."""
    labels = [table.label(row) for row in table.values.index]
    needs = [max(*(min(len(label), _WIDEST) for label in labels), *map(len, table.title.split()))]
    for columns, (upper, span) in zip(table.shown, _uppers(table), strict=True):
        column = columns[0]
        most = _WIDEST_TEXT if column.decimals is None else math.inf
        cells = [min(len(_cell(table, row, columns)), most) for row in table.values.index]
        above = max(map(len, upper.split()), default=0) / span
        needs.append(max(*cells, *map(len, re.split("[ \u00ad-]", _lower_head(columns))), above))
    return [need + _GAP for need in needs]


def _wished(table: "Table") -> list[float]:
    """Return the letters that each column would fill if its longest text and its heads were to stand on one line."""
    wishes = [max(map(len, [table.title, *map(table.label, table.values.index)]))]
    for columns, (upper, span) in zip(table.shown, _uppers(table), strict=True):
        texts = [_lower_head(columns), *(_cell(table, row, columns) for row in table.values.index)]
        wishes.append(max(*map(len, texts), len(upper) / span))
    return [min(wish, _WISHED) + _GAP for wish in wishes]


def _uppers(table: "Table") -> list[tuple[str, int]]:
    """Return each shown column's upper head, and how many columns share it."""
    upper = _upper_heads(table) or [("", len(table.shown))]
    return [head for head in upper for _ in range(head[1])]


def _shared(needed: list[float], wished: list[float], room: float) -> list[float]:
    """Return the columns' widths: what they need, and of what is to spare what they wish, each in proportion."""
    lacks = [max(wish - need, 0) for need, wish in zip(needed, wished, strict=True)]
    spare = max(room - sum(needed), 0)
    part = min(spare / sum(lacks), 1) if any(lacks) else 0
    return [need + part * lack for need, lack in zip(needed, lacks, strict=True)]


def _line_count(texts: list[str], widths: list[float], room: float) -> int:
    """Return about how many lines a row takes."""
    wider = room / sum(widths)
    return max(math.ceil(len(text) / (wider * width - _GAP)) for text, width in zip(texts, widths, strict=True))


def _strong(text: str) -> str:
    return f"*{_escape(text)}*" if text else ""


def _unbroken(text: str) -> str:
    """Return a head, whose words are divided at soft hyphens alone: its column has room for them."""
    return _strong(text) if "\u00ad" in text or not text else f"#unbroken[{_strong(text)}]"


def _escape(text: str) -> str:
    return f"#{typst_string(one_line(text))}" if text else ""


def _html(text: str) -> str:
    return html_text(one_line(text))
