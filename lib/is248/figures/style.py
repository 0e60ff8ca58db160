"""What all figures share: the widths, the letters, the paper, and how colours stand to each other."""

import os
import pickle
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import NamedTuple

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.ticker import MaxNLocator

from is248.figures.drawing import Canvas
from is248.figures.palette import GRID, INK, MUTED
from is248.steps import KEEPS, digest, digest_of, keep, kept, library
from is248.wording.signs import FALLBACK_FILES, FONT_FILES, LAST_RESORT, one_line

WIDE = 6.3  # inches: the text width of an A4 page, and of a screen that has room
NARROW = 3.2  # inches: what a phone has room for, with letters of the same size
HEIGHT = 8.6  # inches: what a page has room for, above the caption
SMALLEST = 8.0  # points: the smallest letters, 11 pixels on a screen
_LEGEND_SIZE = 9.5
_LINE = 1.22 * _LEGEND_SIZE / 72  # inches of a line in the legend
_BETWEEN = 0.05  # inches between the legend's rows
_BESIDE = 0.36  # inches for the patch before a name, and the air on both sides

_FALLBACK = {"Book fallback": FALLBACK_FILES[0], "Book last resort": LAST_RESORT}
_STYLE = {
    "font.family": ["Source Sans Pro", *_FALLBACK],
    "text.parse_math": False,  # a dollar is a dollar
    "font.size": 10,
    "figure.facecolor": "white",
    "axes.facecolor": "none",
    "axes.labelsize": 10,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": GRID,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "legend.frameon": False,
}


def style():
    """Return the context in which a figure is drawn."""
    _load_fonts()
    return plt.rc_context({**sns.axes_style("whitegrid"), **_STYLE})


@cache
def _load_fonts() -> None:
    for file in FONT_FILES:
        font_manager.fontManager.addfont(file)
    for name, file in _FALLBACK.items():
        # In every weight that figures use: matplotlib would warn of those that it has to take another for.
        entries = [
            font_manager.FontEntry(fname=str(file), name=name, weight=weight, size="scalable") for weight in (400, 600)
        ]
        font_manager.fontManager.ttflist.extend(entries)


def canvas(width: float, height: float, rows: int = 1, columns: int = 1, **keywords):
    """Return a figure of some inches, and its axes; all text gets room inside it."""
    figure, axes = plt.subplots(rows, columns, figsize=(width, height), layout="constrained", **keywords)
    figure.get_layout_engine().set(w_pad=0.03, h_pad=0.03)
    return figure, axes


def name_across(axes: plt.Axes, name: str) -> None:
    """Write what the horizontal axis counts: in a narrow drawing from its right end, as the axes have less than all."""
    narrow = axes.figure.get_figwidth() == NARROW
    axes.set_xlabel(wrapped(name, NARROW - 0.2) if narrow else name, loc="right" if narrow else "center")


def svg(figure: plt.Figure) -> str:
    """Return the drawing, and close the figure."""
    for patch in (patch for axes in figure.axes for patch in axes.patches):
        patch.set_in_layout(False)  # bars never leave their axes
    figure.set_dpi(72)
    canvas = Canvas(figure)
    figure.get_layout_engine().execute(figure)
    figure.set_layout_engine(None)  # drawing would lay it out once more
    figure.draw(canvas.renderer)
    plt.close(figure)
    return canvas.renderer.svg()


class Drawings(NamedTuple):
    """The two drawings of a figure."""

    wide: str
    narrow: str


def both(draw: Callable[..., str], *given) -> Drawings:
    """Return what a function draws of the same, for a page and for a phone."""
    return Drawings(draw(WIDE, *given), draw(NARROW, *given))


def kept_drawing(draw: Callable[..., str]) -> Callable[..., str]:
    """Return a function that draws an SVG, which takes one that was drawn of the same where a build keeps results.

    What it is given decides all that is drawn; pickled it is part of the key, with the files that draw.
    """

    @wraps(draw)
    def drawn(*given) -> str:
        if KEEPS not in os.environ:
            return draw(*given)
        key = digest(draw.__module__, draw.__qualname__, _drawn_by(), pickle.dumps(given))
        found = kept(key)
        if found is None:
            found = draw(*given)
            keep(key, found)
        return found

    return drawn


@cache
def _drawn_by() -> str:
    return digest_of(library("figures", "wording", "analysis/tables.py", "data/groupings.py"))


@cache
def _font(weight: str) -> FT2Font:
    return font_manager.get_font([FONT_FILES[2 if weight == "semibold" else 0], *_FALLBACK.values()])


@cache
def text_width(text: str, size: float, weight: str = "regular") -> float:
    """Return how wide a line of text is, in inches."""
    if not text.strip():
        return 0.0
    font = _font(weight)
    font.set_size(100, 72)  # it is matplotlib's own, which drawing gives other sizes
    font.set_text(text, 0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64 / 100 * size / 72  # in 64ths of a point


# Where a word that is wider than its place may be divided: before these parts of compound words.
_PARTS = "tjeneste|forskning|organisasjon|representant|senter|forebygging|utdanning|virksomhet|forvalter|tilbud|problem"
_PARTS += "|kompetanse|kommunale|myndigheter|samarbeid|oppfølging"
MOST = 160  # letters of a text in a figure: its data file has the whole
_LONG_WORD, _PIECE = 45, 12  # letters of a word that no place has room for, and of its pieces


@cache
def wrapped(text: str, inches: float, size: float = 10, weight: str = "regular", most: int = MOST) -> str:
    """Return a text in as few lines as a width has room for, broken after words, slashes and dashes.

    A text that no figure has room for is cut, and ends in …; a word of more letters than a line is broken anywhere.
    """
    text = one_line(text)
    text = text if len(text) <= most else text[: most - 1] + "…"
    text = re.sub(rf"\S{{{_LONG_WORD},}}", lambda word: re.sub(f"(.{{{_PIECE}}})(?=.)", "\\1\v", word[0]), text)
    words = [
        re.sub(rf"(?<=\w{{4}})(?={_PARTS})", "\u00ad\v", word) if text_width(word, size, weight) > inches else word
        for word in text.split(" ")
    ]
    breakable = re.sub(r"(?<=\w)([/–])(?=\w)", "\\1\v", " ".join(words))
    lines: list[str] = []
    for characters in range(len(breakable), 0, -1):
        broken = textwrap.wrap(breakable, characters, break_long_words=False, replace_whitespace=False)
        lines = [re.sub("\u00ad$", "-", line).replace("\u00ad\v", "").replace("\v", "") for line in broken]
        if all(text_width(line, size, weight) <= inches for line in lines):
            break
    return "\n".join(lines)


@dataclass(frozen=True)
class Legend:
    """The names of the colours, above a figure.

    Attributes
    ----------
    rows : list of list of str
        The names, wrapped, as they stand beside and below each other.
    colours : list of str
        In the order of the names.
    widths : list of float
        Inches of each column.
    """

    rows: list[list[str]]
    colours: list[str]
    widths: list[float]

    @property
    def height(self) -> float:
        """Inches, with the air below."""
        return sum(_line_count(row) for row in self.rows) * _LINE + len(self.rows) * _BETWEEN + 0.04

    def draw(self, figure: plt.Figure) -> None:
        """Write the legend at the top of a figure, and leave the rest to the axes."""
        top, colours, inches = figure.get_figheight(), iter(self.colours), figure.dpi_scale_trans
        figure.get_layout_engine().set(rect=(0, 0, 1, 1 - self.height / top))
        y = top - 0.04
        for row in self.rows:
            for column, name in enumerate(row):
                x = 0.04 + sum(self.widths[:column])
                patch = plt.Rectangle((x, y - 0.8 * _LINE), 0.12, 0.12, facecolor=next(colours), transform=inches)
                figure.add_artist(patch)
                for line, text in enumerate(name.split("\n")):
                    place = (x + 0.18, y - (line + 0.75) * _LINE)
                    figure.text(*place, text, va="baseline", fontsize=_LEGEND_SIZE, transform=inches)
            y -= _line_count(row) * _LINE + _BETWEEN


def legend(width: float, names: list[str], colours: list[str]) -> Legend:
    """Return the lowest legend that has all names whole within a width; rather even than broken."""
    best, found = None, None
    for columns in range(1, min(len(names), 10) + 1):
        room = (width - 0.08) / columns - _BESIDE
        for texts in (names, [wrapped(name, room, _LEGEND_SIZE) for name in names]):
            rows = [texts[start : start + columns] for start in range(0, len(texts), columns)]
            widths = [_column_width(texts[column::columns]) for column in range(columns)]
            broken = sum("\n" in text for text in texts)
            rank = (sum(_line_count(row) for row in rows), broken, columns * len(rows) - len(names), -columns)
            if sum(widths) <= width and (best is None or rank < best):
                best, found = rank, Legend(rows, colours, widths)
    return found


def _column_width(names: list[str]) -> float:
    return _BESIDE + max(text_width(line, _LEGEND_SIZE) for name in names for line in name.split("\n"))


def _line_count(row: list[str]) -> int:
    return max(name.count("\n") + 1 for name in row)


def ticks(end: float, most: int, integer: bool = True) -> list[float]:
    """Return round numbers from 0 to the end of an axis."""
    locator = MaxNLocator(most, integer=integer, steps=[1, 2, 2.5, 5, 10])
    return [tick for tick in locator.tick_values(0, end) if 0 <= tick <= end]
