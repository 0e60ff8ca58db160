"""A `Table` as semantic HTML and as Typst."""

import math
import re
from collections.abc import Iterator
from itertools import groupby, islice
from typing import TYPE_CHECKING, NamedTuple

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


class _Grid(NamedTuple):
    """What is printed of a table: its columns, those that take turns as one, and the cells of each from the top."""

    shown: tuple[tuple["Column", ...], ...]
    cells: list[list[str]]

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells of each row."""
        return list(zip(*self.cells, strict=True))

    @property
    def mixed(self) -> bool:
        """Whether the columns have numbers of one kind in some rows and of another in others: percent, then counts.

        Then the unit is the heading of the rows, and each column has one head.
        """
        heads = [first.upper for first, *_ in self.shown]
        return any(len(columns) > 1 for columns in self.shown) and len(set(heads)) == len(heads)

    @property
    def upper(self) -> list[tuple[str, int]]:
        """The upper heads with the number of columns that each spans; none if no column has one, or one alone."""
        if self.mixed:
            return []
        spans = [(name, len(list(same))) for name, same in groupby(column.upper for column, *_ in self.shown)]
        return spans if any(name for name, _ in spans) else []

    def lower(self, columns: tuple["Column", ...]) -> str:
        """Return what stands nearest a printed column: «Prosent», or its own name where the rows tell the unit."""
        first, *others = dict.fromkeys(column.lower for column in columns)
        return columns[0].name if self.mixed else " eller ".join([first, *map(str.lower, others)])


def _grid(table: "Table") -> _Grid:
    shown, known = table.shown, {column.key: table.values[column.key].tolist() for column in table.columns}
    cells = [[_cell(columns, row) for row in zip(*(known[c.key] for c in columns), strict=True)] for columns in shown]
    return _Grid(shown, cells)


def _cell(columns: tuple["Column", ...], values: tuple) -> str:
    """Return a cell as it is printed, of the column that has a number there; an en dash where none has."""
    there = next((at for at, value in enumerate(values) if not pd.isna(value)), None)
    decimals = columns[there or 0].decimals
    if there is None:
        return "" if decimals is None else "–"
    return str(values[there]) if decimals is None else number(values[there], decimals)


def _rows(table: "Table", grid: _Grid) -> Iterator[tuple[str, str]]:
    """Yield every row, with the heading where a new section begins, or another unit where the rows have several."""
    section = ""
    for row in table.values.index:
        opened = _unit(table, grid, row) if grid.mixed else table.sections.get(row, "")
        yield row, opened if opened != section else ""
        section = opened


def _unit(table: "Table", grid: _Grid, row: str) -> str:
    """Return what the numbers of a row are, in a table where that is not one thing for each column."""
    columns = (column for columns in grid.shown for column in columns)
    return next((column.lower for column in columns if pd.notna(table.values.at[row, column.key])), "")


def to_html(table: "Table", kind: str = "report-table") -> str:
    """Return an HTML table: header cells with scope, row headers, a marked total row.

    Quarto leaves it as it is (`data-quarto-disable-processing`); for the PDF there is `to_typst`. Its class is
    `report-table`, whose numbers are in the data files, or `test-table`.
    """
    grid = _grid(table)
    width = len(grid.shown) + 1
    lines = [f'<table class="{kind}" data-quarto-disable-processing="true">', "<thead>"]
    lines += [f"<tr>{heads}</tr>" for heads in _html_heads(table.title, grid)]
    lines += ["</thead>", "<tbody>"]
    aligns = [_align(first) for first, *_ in grid.shown]
    for (row, section), texts in zip(_rows(table, grid), grid.rows, strict=True):
        if section:
            head = f'<tr class="section" data-head="{_html(table.section_head)}">'
            name = f'<span class="section-name">{_html(section)}</span>'
            lines.append(f'{head}<th scope="rowgroup" colspan="{width}">{name}</th></tr>')
        cells = "".join(f"<td{align}>{_html(text)}</td>" for align, text in zip(aligns, texts, strict=True))
        kind = ' class="total"' if row == TOTAL else ""
        lines.append(f'<tr{kind}><th scope="row">{_html(table.label(row))}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody>", "</table>"])


def _html_heads(title: str, grid: _Grid) -> list[str]:
    """Return the one or two lines of heads; a column without an upper head stands in both, and none is empty."""
    upper = grid.upper
    both = ' rowspan="2"' if upper else ""
    lines = [f'<th scope="col"{both}>{_html(title)}</th>' if title else f"<td{both}></td>", ""]
    remaining = iter(grid.shown)
    for name, span in upper or [("", len(grid.shown))]:
        below = both if not name else ""
        heads = "".join(
            f'<th scope="col"{below}{_align(columns[0])}>{_html(grid.lower(columns))}</th>'
            for columns in islice(remaining, span)
        )
        if name:
            lines[0] += f'<th scope="colgroup" colspan="{span}" style="text-align: center">{_html(name)}</th>'
        lines[bool(name)] += heads
    return lines if upper else lines[:1]


def _align(column: "Column") -> str:
    return "" if column.is_text else ' style="text-align: right"'


def to_typst(table: "Table") -> str:
    """Return a Typst table for templates/report.typ: the head repeated on every page, total row marked.

    Both publishers put it into a figure; one that may not break over pages begins with `#whole-table`.
    """
    grid = _grid(table)
    upper = grid.upper
    span = "rowspan: 2, " if upper else ""
    heads = [f"  table.cell({span}align: left + bottom)[{_unbroken(table.title)}],"]
    heads += [f"  table.cell(colspan: {span}, align: center)[{_unbroken(name)}]," for name, span in upper]
    heads += [f"  table.cell(align: {_typst_align(c[0])} + bottom)[{_unbroken(grid.lower(c))}]," for c in grid.shown]
    aligns = ", ".join(["left", *(_typst_align(first) for first, *_ in grid.shown)])
    needed = _needed(table, grid)
    room = _room(sum(needed))
    widths = _shared(needed, _wished(table, grid), room)
    lines = [
        f"#table(columns: ({', '.join(f'{width:.4g}fr' for width in widths)}), align: ({aligns}),",
        " table.header(",
        *heads,
        " ), table.hline(stroke: ink),",
    ]
    height = 0
    for (row, section), cells in zip(_rows(table, grid), grid.rows, strict=True):
        if section:
            head = f"table.cell(colspan: {len(grid.shown) + 1}, inset: (top: 9pt))[{_strong(section)}]"
            lines.append(f"  table.header(level: 2, repeat: false, {head}),")
        texts = [table.label(row), *cells]
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
    return "left" if column.is_text else "right"


def _room(width: float) -> float:
    """Return how many letters a line holds in the type that a table of this width is set in."""
    return next((room for room in (_FITS, _FITS_SMALL, _FITS_WIDE) if width <= room), _FITS_TURNED)


def _needed(table: "Table", grid: _Grid) -> list[float]:
    """Return the letters that each column needs: for its longest cell, and the longest word of its heads."""
    labels = [table.label(row) for row in table.values.index]
    needs = [max(*(min(len(label), _WIDEST) for label in labels), *map(len, table.title.split()))]
    for columns, cells, (upper, span) in zip(*grid, _uppers(grid), strict=True):
        most = _WIDEST_TEXT if columns[0].decimals is None else math.inf
        above = max(map(len, upper.split()), default=0) / span
        needs.append(
            max(
                *(min(len(cell), most) for cell in cells),
                *map(len, re.split("[ \u00ad-]", grid.lower(columns))),
                above,
            )
        )
    return [need + _GAP for need in needs]


def _wished(table: "Table", grid: _Grid) -> list[float]:
    """Return the letters that each column would fill if its longest text and its heads were to stand on one line."""
    wishes = [max(map(len, [table.title, *map(table.label, table.values.index)]))]
    for columns, cells, (upper, span) in zip(*grid, _uppers(grid), strict=True):
        wishes.append(max(len(grid.lower(columns)), *map(len, cells), len(upper) / span))
    return [min(wish, _WISHED) + _GAP for wish in wishes]


def _uppers(grid: _Grid) -> list[tuple[str, int]]:
    """Return each shown column's upper head, and how many columns share it."""
    upper = grid.upper or [("", len(grid.shown))]
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
