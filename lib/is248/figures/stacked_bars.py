"""Stacked bars: what each row is made of."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns

from is248.analysis.tables import Column, Table
from is248.figures import content, marks, schemes, style
from is248.figures.bar_charts import AXIS
from is248.figures.content import Figure
from is248.figures.contrast import text_on
from is248.figures.palette import palette
from is248.figures.rows import Rows, lay_out
from is248.wording import join, number, small

_SHOWN_FROM = 6  # percent of the axis: the smallest part that gets its number printed inside
_FULL = 98.0  # percent: the known parts of earlier years are rounded, and fill a bar all the same


def stacked(table: Table, of: str = "percent", about: Sequence[Sequence[str]] = ()) -> Figure:
    """Draw what each row is made of, one bar per row; rows may stand in sections.

    `of` is "percent", with the total row last, or "counts", with their sum at the end of the bar. `about` are
    versions of the text alternative, as `content.finished` takes them, in the place of those that the table gives.
    Raises ValueError if the table has no such columns, or more rows than fit a page.
    """
    if of not in ("percent", "counts"):
        raise ValueError(f"of is 'percent' or 'counts', not {of!r}")
    counts = of == "counts"
    parts = [c for c in table.columns if c.kind == "n"] if counts else content.percents(table)
    shown = content.drawn(table, parts, total=not counts)
    head, *versions = _told(shown, parts, "" if counts else " prosent")
    return content.finished(style.both(_drawing, shown, parts, counts), table, shown, head, *(about or versions))


@style.kept_drawing
def _drawing(width: float, table: Table, parts: list[Column], counts: bool) -> str:
    """Draw the parts of each row end to end."""
    names = [part.name for part in parts]
    colours = palette(names)
    widths = _widths(table, [part.key for part in parts])
    end = 1.1 * widths.sum(axis=1).max() or 1.0 if counts else 100.0
    with style.style():
        legend = style.legend(width, names, colours)
        rows = lay_out(width, table, slot=0.31, smallest=0.135, above=legend.height + AXIS)
        figure, axes = style.canvas(width, rows.height + legend.height + AXIS)
        inches = (width - rows.label_width - 0.2) / end  # per unit of the horizontal axis
        _draw(axes, rows, widths, colours, inches, _SHOWN_FROM * end / 100)
        if counts:
            totals = widths.sum(axis=1)
            _write(axes, rows, totals, [number(total) for total in totals], color=style.INK)
        else:
            missing = ["ikke spurt" if absent else "" for absent in table.values.isna().all(axis=1)]
            _write(axes, rows, 0 * widths.sum(axis=1), missing, color=style.MUTED, fontstyle="italic")
        rows.label(axes)
        axes.set_xlim(0, end)
        style.name_across(axes, parts[0].measure if counts else "Prosent")
        axes.xaxis.set_major_formatter(lambda value, _: number(value))
        axes.grid(visible=False)
        sns.despine(ax=axes, left=True, bottom=True)
        axes.tick_params(axis="x", length=0, colors=style.MUTED, labelsize=9)
        legend.draw(figure)
        return style.svg(figure)


def _draw(axes: plt.Axes, rows: Rows, widths: pd.DataFrame, colours: list[str], inches: float, smallest: float) -> None:
    """Draw the parts end to end, with their numbers where they fit: `inches` are those of a unit of the axis."""
    left = pd.Series(0.0, index=widths.index)
    for part, colour in zip(widths, colours, strict=True):
        looks = {"facecolor": colour, "edgecolor": "white", "linewidth": 1.2 if rows.slot > 0.2 else 0.8}
        room = (widths[part] * inches).where(widths[part] >= smallest, 0)
        marks.bars(axes, False, rows.centres, 0.78 * rows.slot, widths[part], left, **looks)
        texts = map(number, widths[part])
        labels = [text if _width(text, rows) <= place else "" for text, place in zip(texts, room, strict=True)]
        written = zip(left + widths[part] / 2, rows.centres, labels, strict=True)
        letters = {"fontsize": _size(rows), "fontweight": "semibold", "ha": "center", "va": "center_baseline"}
        for text in marks.write(axes, axes.transData, written, color=text_on(colour), **letters):
            text.set(in_layout=False, gid=schemes.on(colour))
        left += widths[part]


def _write(axes: plt.Axes, rows: Rows, places: pd.Series, texts: list[str], **looks) -> None:
    """Write a text behind each place."""
    written = zip(places, rows.centres, texts, strict=True)
    marks.write(axes, marks.beside(axes, 3), written, va="center_baseline", fontsize=_size(rows), **looks)


def _width(text: str, rows: Rows) -> float:
    return style.text_width(text, _size(rows), "semibold") + 0.05


def _size(rows: Rows) -> float:
    return max(style.SMALLEST, min(9.5, 0.95 * rows.size))


def _widths(table: Table, parts: list[str]) -> pd.DataFrame:
    """Return the parts' widths: an option that was not there is nothing, a row that is not known is empty."""
    values = table.values[parts]
    unknown = values.isna().any(axis=1) & (values.sum(axis=1) < _FULL)
    return values.fillna(0.0).mask(unknown, 0.0)


def _told(table: Table, parts: list[Column], unit: str) -> list:
    """Return head and versions of the text alternative, as `content.finished` takes them."""
    measure = "prosent" if unit else parts[0].measure.lower()
    bars = content.many(len(table.values), "søyle", "søyler")
    head = f"Stablet søylediagram som viser {measure} etter {small(table.title)} ({bars})."
    if not set(table.rows) <= set(table.row_years):
        each = [content.extremes(table, part, unit) for part in parts]
        return [head, each, *content.overviews(table, parts, unit)]
    if not table.sections:
        known = [(part.name, content.numbers_of(table, part, table.rows)) for part in parts]
        return [head, *content.developments(known, unit)]
    sections: dict[str, list[str]] = {}
    for row in table.rows:
        sections.setdefault(table.sections[row], []).append(row)
    every, first = (
        [(f"{s}: {part.name}", content.numbers_of(table, part, rows)) for s, rows in sections.items() for part in told]
        for told in (parts, parts[:1])
    )
    each, counted = content.largest(table, parts, {section: rows[-1] for section, rows in sections.items()}, unit)
    head += f" Delene er {join(f'«{part.name}»' for part in parts)}."
    versions = [*content.developments(every, unit)[:2], [*each, *content.developments(first, unit)[0]]]
    return [head, *versions, each, counted]
