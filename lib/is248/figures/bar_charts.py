"""Bars: one number per row, several side by side, or a panel for each series."""

from collections.abc import Iterable
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.text import Text

from is248.analysis.tables import Column, Table
from is248.data.groupings import TOTAL
from is248.figures import content, marks, style
from is248.figures.content import Figure
from is248.figures.palette import COLOURS, PAPER, palette
from is248.figures.rows import lay_out
from is248.wording import number, small, thin

Series = dict[Column, str]  # columns that stand side by side, each with its colour

_BAR = COLOURS["adults"]
_COUNTRY = COLOURS["all"]
_TITLE = 8.5  # points of the panels' titles
AXIS = 0.45  # inches for the ticks and the label below lying bars
_LABEL = 8.5  # points of the numbers above upright bars
_BESIDE = 0.75  # inches beside upright bars
_MANY = 5.2  # inches that lying bars side by side fill before they get thinner
_ROOM = 1.12  # of the longest bar, what the axis below lying bars has, for the numbers at their ends
_THIN = 0.113  # inches of the thinnest, unless the page is full: the numbers at their ends stay legible


def bars(table: Table) -> Figure:
    """Draw one percent per row, with the country as a line through all; of counties and trusts the highest first.

    Raises ValueError if the table has none or several columns of percent, or more rows than fit a page.
    """
    columns = content.percents(table)
    if len(columns) > 1:
        raise ValueError(
            f"bars draws one percent per row, and the table «{table.title}» has {len(columns)} columns of percent "
            f"({', '.join(c.name for c in columns)}); use grouped, panels or stacked"
        )
    whole, table = table, content.drawn(table, columns)
    [column] = columns
    if table.grouping and table.grouping.ranked:
        ranked = table.values.loc[table.rows].sort_values(column.key, ascending=False, kind="stable")
        table = replace(table, values=pd.concat([ranked, table.values.drop(table.rows)]))
    head = f"Liggende søylediagram som viser prosent {_groups(table)}."
    told = [[content.extremes(table, column, " prosent", called="")]]
    if table.grouping:
        told.insert(0, [content.each_group(table, column, " prosent")])
    return content.finished(style.both(_one_each, table, column), whole, table, head, *told)


def grouped(table: Table) -> Figure:
    """Draw several percents per row side by side: years, target groups, levels.

    There is a series per column of percent. Few rows with short names stand upright, many lie. Raises ValueError if the
    table has no column of percent, or more bars than fit a page.
    """
    columns = content.percents(table)
    whole, table = table, content.drawn(table, columns)
    drawings = style.both(_side_by_side, table, columns, [column.name for column in columns], "Prosent")
    head = f"Søylediagram som viser prosent {_groups(table)}."
    if all(column.year and not column.head for column in columns):
        return content.finished(drawings, whole, table, head, *_over_years(table, columns))
    return content.finished(drawings, whole, table, head, *_many(table, columns))


def rates(table: Table) -> Figure:
    """Draw FTE per 10 000 inhabitants by group: one bar for children, one for adults, one for all.

    The table is that of `population.fte`. Its total row is drawn last, as «Hele landet».
    """
    series = {"rate_children": "Barn og unge (<18 år)", "rate_adults": "Voksne (≥18 år)", "rate": "Alle"}
    columns, names = [table.column(kind) for kind in series], list(series.values())
    whole, table = table, content.drawn(table, columns, total=True)
    axis = thin("Årsverk per 10 000 innbyggere")
    drawings = style.both(_side_by_side, table, columns, names, axis)
    head = f"Søylediagram som viser {axis[:1].lower()}{axis[1:]} {_groups(table)}."
    sentences = [content.extremes(table, c, called=called) for c, called in zip(columns, names, strict=True)]
    return content.finished(drawings, whole, table, head, sentences)


def panels(table: Table) -> Figure:
    """Draw many series for many groups: a panel with one bar per group for each column of percent, at most twelve.

    Raises ValueError if there are no or too many columns of percent, or more rows than fit a page.
    """
    columns = content.percents(table)
    if len(columns) > 12:
        raise ValueError(f"panels has room for 12 columns of percent, and the table has {len(columns)}; choose some")
    whole, table = table, content.drawn(table, columns)
    head = f"{len(columns)} liggende søylediagrammer side om side viser prosent {_groups(table)}."
    return content.finished(style.both(_panel_each, table, columns), whole, table, head, *_many(table, columns))


@style.kept_drawing
def _one_each(width: float, table: Table, column: Column) -> str:
    """Draw one bar per row."""
    with style.style():
        rows = lay_out(width, table, slot=0.29, smallest=0.135, above=AXIS)
        figure, axes = style.canvas(width, rows.height + AXIS)
        scale = _end(table, [column], _ROOM) / (width - rows.label_width - 0.1)
        _single(axes, table, column, rows.centres, 0.72 * rows.slot, 0.95 * rows.size, scale)
        rows.label(axes)
        _horizontal(axes, table, [column], column.measure)
        return style.svg(figure)


@style.kept_drawing
def _panel_each(width: float, table: Table, columns: list[Column]) -> str:
    """Draw a panel per column: in one row or two, and two panels to a row of a narrow drawing."""
    deep = (1 if len(columns) <= 4 else 2) if width == style.WIDE else -(-len(columns) // 2)
    across = -(-len(columns) // deep)
    with style.style():
        room = _across(width, table, across)
        titles = [style.wrapped(column.name, room, _TITLE, "semibold") for column in columns]
        scale = _end(table, columns, _ROOM) / room
        tallest = [max(map(_line_count, titles[start : start + across])) for start in range(0, len(titles), across)]
        above = sum(0.32 + 1.2 * _TITLE / 72 * lines for lines in tallest)
        page = style.HEIGHT - (style.HEIGHT - above) / deep
        rows = lay_out(width, table, 0.22, smallest=0.11, above=page, size=_TITLE)
        figure, grid = style.canvas(width, deep * rows.height + above, deep, across, squeeze=False)
        for index, axes in enumerate(grid.flat):
            if index >= len(columns):
                axes.set_axis_off()
                continue
            size = max(style.SMALLEST, rows.size - 1)
            _single(axes, table, columns[index], rows.centres, 0.74 * rows.slot, size, scale)
            letters = {"fontsize": _TITLE, "fontweight": "semibold", "linespacing": 1.05}
            axes.set_title(titles[index], loc="left", y=1, pad=3, **letters)
            (rows.place if index % across else rows.label)(axes)
            _horizontal(axes, table, columns, "", ticks=3)
        return style.svg(figure)


def _across(width: float, table: Table, across: int) -> float:
    """Return the inches that a panel has beside the rows' labels."""
    labels = lay_out(width, table, 0.22, smallest=0.11, above=0, size=_TITLE).label_width
    return (width - labels - 0.1) / across - 0.08


def _line_count(text: str) -> int:
    return text.count("\n") + 1


def _single(
    axes: plt.Axes, table: Table, column: Column, centres: list, height: float, size: float, scale: float
) -> None:
    """Draw one bar per row with its number, and the country's as a line through all; an inch is `scale` wide."""
    values = table.values[column.key]
    drawn = marks.bars(axes, False, centres, height, values.fillna(0), linewidth=0, zorder=2)
    for row, bar in zip(values.index, drawn, strict=True):
        bar.set_facecolor(_COUNTRY if row == TOTAL else _BAR)
    texts = _label(axes, False, table, column, centres, padding=2.5, fontsize=size, zorder=4)
    if TOTAL in values.index and pd.notna(values[TOTAL]):
        axes.axvline(values[TOTAL], color=style.INK, linewidth=0.8, linestyle=(0, (4, 2)), zorder=3)
        for value, text in zip(values.fillna(0), texts, strict=True):
            if 0 <= values[TOTAL] - value <= scale * (style.text_width(text.get_text(), size) + 0.1):
                text.set_bbox({"facecolor": PAPER, "linewidth": 0, "pad": 0.5})  # a halo covers letters


def _label(
    axes: plt.Axes, upright: bool, table: Table, column: Column, places: Iterable, padding: float, **looks
) -> list[Text]:
    """Write the numbers at the ends of bars; only those that may reach farthest out are measured for the layout."""
    values = table.values[column.key].fillna(0)
    ends = list(zip(values, places, _numbers(table, column), strict=True))
    if upright:
        beside, looks = marks.beside(axes, 0, padding), {"ha": "center", "va": "bottom", **looks}
        texts = marks.write(axes, beside, [(x, y, text) for y, x, text in ends], color=style.INK, **looks)
    else:
        texts = marks.write(axes, marks.beside(axes, padding), ends, color=style.INK, va="center", **looks)
    widest = -1.0
    for _, text in sorted(zip(values, texts, strict=True), key=lambda pair: -pair[0]):
        width = style.text_width(text.get_text(), looks["fontsize"])
        text.set_in_layout(width > widest)
        widest = max(width, widest)
    return texts


@style.kept_drawing
def _side_by_side(width: float, table: Table, columns: list[Column], names: list[str], axis: str) -> str:
    """Draw several numbers per row side by side: upright where they have room, lying otherwise."""
    colours = palette(names)
    with style.style():
        legend = style.legend(width, names, colours)
        draw = _upright if _has_room(width, table, columns) else _lying
        figure = draw(width, table, dict(zip(columns, colours, strict=True)), legend.height, axis)
        legend.draw(figure)
        return style.svg(figure)


def _has_room(width: float, table: Table, columns: list[Column]) -> bool:
    """Return whether the rows can stand upright, with their numbers and names beside each other."""
    slot = (width - _BESIDE) / (len(table.values) + 0.25)
    names = [style.wrapped(content.label(table, row), slot - 0.06) for row in table.values.index]
    fits = all(style.text_width(line, 10) <= slot - 0.04 for name in names for line in name.split("\n"))
    low = max(map(_line_count, names)) <= 3
    values = table.values[[c.key for c in columns]].max().fillna(0)
    widest = max(style.text_width(number(values[c.key], c.decimals), _LABEL) for c in columns)
    without_base = not any(c.kind == "base" for c in table.columns)
    return fits and low and without_base and len(columns) * (widest + 0.045) <= 0.9 * slot


def _upright(width: float, table: Table, series: Series, legend: float, axis: str) -> plt.Figure:
    figure, axes = style.canvas(width, 3.3 + legend)
    places = np.arange(len(table.values)) + 0.25 * (table.values.index == TOTAL)
    slot = (width - _BESIDE) / (places[-1] + 1)
    _beside(axes, True, table, series, places, min(0.84 / len(series), 0.3), _LABEL)
    labels = [style.wrapped(content.label(table, row), slot - 0.06) for row in table.values.index]
    axes.set_xticks(places, labels)
    axes.tick_params(axis="x", length=0)
    axes.grid(axis="x", visible=False)
    axes.set(ylabel=axis, ylim=(0, _end(table, series, 1.08)), xlim=(-0.5, places[-1] + 0.5))
    axes.set_yticks(style.ticks(axes.get_ylim()[1], 6))
    axes.yaxis.set_major_formatter(lambda value, _: number(value))
    return figure


def _lying(width: float, table: Table, series: Series, legend: float, axis: str) -> plt.Figure:
    smallest, gap = 0.085, 1.15
    above = legend + AXIS
    thick = min(0.15, max(_MANY / (gap * len(series) * len(table.values)), _THIN))
    rows = lay_out(width, table, slot=thick * len(series) * gap, smallest=smallest * len(series) * gap, above=above)
    figure, axes = style.canvas(width, rows.height + above)
    height = rows.slot / len(series) / gap
    size = min(8.5, max(style.SMALLEST, 62 * height))
    _beside(axes, False, table, series, np.array(rows.centres), height, size)
    rows.label(axes)
    _horizontal(axes, table, series, axis)
    return figure


def _beside(
    axes: plt.Axes, upright: bool, table: Table, series: Series, places: np.ndarray, thick: float, size: float
) -> None:
    """Draw the series' bars side by side around each row's place, with their numbers."""
    edge = {"edgecolor": "white", "linewidth": 0.5 if upright else 0.4}
    for index, (column, colour) in enumerate(series.items()):
        shifted, values = places + (index - (len(series) - 1) / 2) * thick, table.values[column.key].fillna(0)
        marks.bars(axes, upright, shifted, thick, values, facecolor=colour, **edge)
        _label(axes, upright, table, column, shifted, padding=1.5, fontsize=size)


def _horizontal(axes: plt.Axes, table: Table, columns: Iterable[Column], axis: str, ticks: int = 5) -> None:
    """Set the axis below lying bars: from 0, with room for the numbers at their ends."""
    axes.set_xlim(0, _end(table, columns, _ROOM))
    style.name_across(axes, axis)
    axes.set_xticks(style.ticks(axes.get_xlim()[1], ticks))
    axes.xaxis.set_major_formatter(lambda value, _: number(value))
    axes.tick_params(axis="x", length=0, colors=style.MUTED, labelsize=9)
    axes.set_axisbelow(True)


def _end(table: Table, columns: Iterable[Column], room: float) -> float:
    highest = table.values[[column.key for column in columns]].max().max()
    return highest * room if highest > 0 else 10.0


def _numbers(table: Table, column: Column) -> list[str]:
    return ["–" if pd.isna(value) else number(value, column.decimals) for value in table.values[column.key]]


def _groups(table: Table) -> str:
    one, several = ("gruppe", "grupper") if table.grouping else ("rad", "rader")
    return f"etter {small(table.title)} ({content.many(len(table.rows), one, several)})"


def _many(table: Table, columns: list[Column]) -> list[list[str]]:
    """Return what several series have: the highest and the lowest of each, or an overview."""
    each = [content.extremes(table, column, " prosent") for column in columns]
    return [each, *content.overviews(table, columns, " prosent")]


def _over_years(table: Table, columns: list[Column]) -> list[list[str]]:
    """Return what years side by side have: the last one's extremes, and every row since the last break."""
    years = content.since(table, (column.year for column in columns))
    kept = [column for column in columns if column.year in years]
    now = [content.extremes(table, columns[-1], " prosent")]
    if len(kept) == 1:
        return [now]
    rows = [_development(table, row, kept) for row in table.rows]
    country = [_development(table, TOTAL, kept)] if TOTAL in table.values.index else []
    return [[*now, *country, *rows], [*now, *(country or [content.extremes(table, kept[0], " prosent")])]]


def _development(table: Table, row: str, columns: list[Column]) -> str:
    """Return a sentence with a row's number in the first and the last year that has one."""
    known = [(c.name, content.number_of(table, row, c)) for c in columns if pd.notna(table.values.at[row, c.key])]
    return content.development(content.COUNTRY if row == TOTAL else table.label(row), known, " prosent")
