"""Lines: numbers over the years, each line with its name at its end."""

from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np

from is248.analysis.tables import Column, Table
from is248.figures import content, marks, style
from is248.figures.content import Figure
from is248.figures.contrast import legible
from is248.figures.palette import MUTED, palette
from is248.wording import Quantity, Years, capital, number, small, thin

_MILLION = 1e6
_RATE = thin("Årsverk per 10 000 innbyggere")
_NAMES = {"<18 år": "Barn og unge (<18 år)", "≥18 år": "Voksne (≥18 år)"}
_HEIGHT = 3.4
_ROOM = 1.7  # inches for the names at the lines' ends; in a narrow drawing they stand above
_BEFORE = 0.7  # inches for the vertical axis
_SIZE = 9.5
_YEAR = 0.4  # inches of a year below the axis


def lines(table: Table) -> Figure:
    """Draw percents over the years, one line per column of percent; or FTE per 10 000 inhabitants, where it has those.

    Raises ValueError if a row is not a year, or there is no such column.
    """
    rates = [column for column in table.columns if column.kind.startswith("rate")]
    columns, axis, unit = (rates, _RATE, "") if rates else (content.percents(table), "Prosent", " prosent")
    shown = content.drawn(table, columns)
    drawings = style.both(_drawing, shown, {column.name: column for column in columns}, axis, 1.0)
    head = f"Linjediagram som viser {small(axis)} {_when(shown)}."
    known = [(column.name, content.numbers_of(shown, column, shown.rows)) for column in columns]
    return content.finished(drawings, table, shown, head, *content.developments(known, unit))


def _when(table: Table) -> str:
    years = Years(table.row_years[row] for row in table.rows)
    every = len(years) > 1 and years[-1] - years[0] == len(years) - 1
    return f"hvert år fra {years[0]} til {years[-1]}" if every else f"i {years}"


def population(table: Table) -> Figure:
    """Draw numbers of inhabitants over the years, one line per age group.

    The table is that of `population.by_year`: a column of the kind `all` is not drawn. Raises ValueError if a row is
    not a year, or there is no column of counts.
    """
    columns = [column for column in table.columns if column.measure == "Antall" and column.kind != "all"]
    shown = content.drawn(table, columns)
    series = {_age(column): column for column in columns}
    drawings = style.both(_drawing, shown, series, "Millioner innbyggere", _MILLION)
    head = f"Linjediagram som viser antall innbyggere {_when(shown)}."
    return content.finished(drawings, table, shown, head, [_growth(shown, c, name) for name, c in series.items()])


def _age(column: Column) -> str:
    age = column.name.removeprefix("Innbyggere ")
    return _NAMES.get(age, capital(age))


def _growth(table: Table, column: Column, name: str) -> str:
    known = content.numbers_of(table, column, table.rows)
    text = content.development(name, known)
    if len(known) > 1 and known[0][1]:
        first, last = known[0][1], known[-1][1]
        return f"{text[:-1]} ({content.signed(Quantity(100 * (last - first) / first, 1))} prosent)."
    return text


@style.kept_drawing
def _drawing(width: float, table: Table, series: dict[str, Column], axis: str, scale: float) -> str:
    """Draw a line per series, with its first number before it and its name and last number behind.

    In a narrow drawing the names stand above.
    """
    if not set(table.rows) <= set(table.row_years):
        raise ValueError(
            f"lines needs a row per year, and the rows of «{table.title}» are {', '.join(table.rows[:3])} …"
        )
    years = [table.row_years[row] for row in table.rows]
    colours, wide = palette(series), width == style.WIDE
    breaks = content.break_years(table)
    with style.style():
        legend = None if wide else style.legend(width, list(series), colours)
        figure, axes = style.canvas(width, _HEIGHT + (legend.height if legend else 0))
        highest = table.values[[c.key for c in series.values()]].max().max() / scale
        top = 1.08 * highest if highest > 0 else 10.0
        starts, ends = [], []
        for (name, column), colour in zip(series.items(), colours, strict=True):
            known = table.values[column.key].dropna()
            if known.empty:
                continue
            places, numbers = known.index.astype(int), known / scale
            for part in np.split(np.arange(len(known)), np.searchsorted(places, breaks)):  # no line crosses a break
                looks = {"linewidth": 2.2, "marker": "o", "markersize": 4, "clip_on": False}
                axes.plot(places[part], numbers.iloc[part], color=colour, **looks)
            first, last = (content.number_of(table, row, column) for row in (known.index[0], known.index[-1]))
            if len(known) > 1:
                starts.append(_Text(first / scale, str(first), legible(colour)))
            name = style.wrapped(f"{name}: {last}", _ROOM, _SIZE, "semibold") if wide else str(last)
            ends.append(_Text(last / scale, name, legible(colour)))
        behind = _ROOM if wide else _widest(ends) + 0.1
        before = _widest(starts) + 0.2
        inches = width - behind - _BEFORE - before
        per_inch = (years[-1] - years[0] or 1) / inches
        axes.set(ylim=(0, top), xlim=(years[0] - before * per_inch, years[-1] + 0.1 * per_inch), ylabel=axis, xlabel="")
        for year in breaks:
            axes.axvline(year - 0.5, color=MUTED, linewidth=0.9, linestyle=(0, (2, 3)))
            marks.write(axes, marks.beside(axes, 0, 2), [(year - 0.5, top, "brudd")], ha="center", fontsize=8)
        _write(axes, starts, years[0], -7, "right", top)
        _write(axes, ends, years[-1], 7, "left", top)
        _name_years(axes, years, inches)
        axes.set_yticks(style.ticks(top, 5, integer=top > 3))
        axes.yaxis.set_major_formatter(lambda value, _: number(value, 0 if top > 3 else 1))
        axes.grid(axis="x", visible=False)
        if legend:
            legend.draw(figure)
        return style.svg(figure)


def _widest(texts: list["_Text"]) -> float:
    return max((style.text_width(text.text, _SIZE, "semibold") for text in texts), default=0)


def _name_years(axes: plt.Axes, years: list[int], inches: float) -> None:
    """Write the years below the axis: the first and the last, and as many between as have room."""
    first, *between, last = years if len(years) > 1 else years * 2
    apart = _YEAR * max(last - first, 1) / inches
    named = [last]
    for year in reversed(between):
        if named[-1] - year >= apart and year - first >= apart:
            named.append(year)
    named = [first, *named[::-1]]
    axes.set_xticks(named, [str(year) for year in named])


def _write(axes: plt.Axes, texts: list["_Text"], year: int, shift: float, align: str, top: float) -> None:
    """Write texts beside the lines' ends, none over another."""
    letters = {"fontsize": _SIZE, "fontweight": "semibold", "linespacing": 1.05, "ha": align, "va": "center"}
    beside = marks.beside(axes, shift)
    for text, place in zip(texts, _apart(texts, top / (_HEIGHT - 0.4)), strict=True):
        marks.write(axes, beside, [(year, place, text.text)], color=text.colour, **letters)


class _Text(NamedTuple):
    """A text at a height of the vertical axis."""

    y: float
    text: str
    colour: str


def _apart(texts: list[_Text], per_inch: float) -> list[float]:
    """Return heights as near to the texts' own as keeps them from lying over each other."""
    height = np.array([1.25 * _SIZE / 72 * (text.text.count("\n") + 1) * per_inch for text in texts])
    order = np.argsort([text.y for text in texts], kind="stable")
    blocks: list[tuple[list[int], float]] = []  # texts that touch, and their common middle
    for index in order:
        members, middle = [index], texts[index].y
        while blocks and middle - height[members].sum() / 2 < blocks[-1][1] + height[blocks[-1][0]].sum() / 2:
            members = blocks.pop()[0] + members
            middle = float(np.mean([texts[member].y for member in members]))
        blocks.append((members, middle))
    places = np.zeros(len(texts))
    for members, middle in blocks:
        bottom = max(0.0, middle - height[members].sum() / 2)
        places[members] = bottom + np.cumsum(height[members]) - height[members] / 2
    return places.tolist()
