"""A matplotlib figure as SVG whose letters are text, and whose colours a style sheet can change.

matplotlib's own SVG has ids, clip paths and style attributes, of which a page that holds drawings can have none. This
has rectangles, lines, dots and text, with attributes alone; the letters are set by who shows it.
"""

from functools import cache
from html import escape
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.backend_bases import FigureCanvasBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font, weight_dict

from is248.figures.palette import INK

_FAMILY = "Source Sans Pro, Source Sans 3, sans-serif"
_SIZE = 10  # points of a text that doesn't say its size
_ANCHORS = {0.0: "", 0.5: ' text-anchor="middle"', 1.0: ' text-anchor="end"'}
_PARTS = {"left": 0.0, "center": 0.5, "right": 1.0}  # of a line, what lies before its anchor
_UNSPACED = ("/", "–", "-")  # what a text may be broken behind without a space


_MEASURED: dict[tuple, tuple[float, float, float]] = {}  # of lines of text, by words, size, weight and slant


@cache
def _heights(weight: str | int, slant: str) -> tuple[float, float, float]:
    """Return what letters of one point have above and below their baseline, and the gap between lines."""
    looks = FontProperties(weight=weight, style=slant)
    font = get_font(fontManager._find_fonts_by_props(looks))
    heights, em = font.get_sfnt_table("OS/2"), font.get_sfnt_table("head")["unitsPerEm"]
    return heights["sTypoAscender"] / em, -heights["sTypoDescender"] / em, heights["sTypoLineGap"] / em


class _Line(NamedTuple):
    """A line of a text: where it begins, and how wide it and a space are."""

    text: str
    x: float
    y: float
    width: float
    space: float


class _Element(NamedTuple):
    """A part of the drawing: an area or a line as the `d` of a path, a dot or a text as all but its looks."""

    tag: str
    what: str
    looks: str
    text: str = ""


class Canvas(FigureCanvasBase):
    """What a figure is drawn on, with a point for each of its units."""

    def __init__(self, figure: Figure):
        super().__init__(figure)
        self.renderer = Renderer(*(72 * figure.get_size_inches()))

    def get_renderer(self) -> "Renderer":
        """Return the one renderer, for the layout."""
        return self.renderer


class Renderer(RendererBase):
    """Writes what matplotlib draws as SVG. What is filled is a rectangle, and what marks a point is a dot."""

    def __init__(self, width: float, height: float):
        super().__init__()
        self.width, self.height = width, height
        self._elements: list[_Element] = []
        self._lines: list[_Line] = []  # of the text that is drawn now
        self._part: float | None = None  # of it, what lies before its anchor, where that is known
        self._looks = self._turned = self._class = ""

    def svg(self) -> str:
        """Return the drawing."""
        width, height = _plain(self.width), _plain(self.height)
        head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt"'
        letters = f'font-family="{_FAMILY}" font-size="{_SIZE}" fill="{INK}"'
        lines = [f'{head} viewBox="0 0 {width} {height}" {letters}>']
        elements = sorted(self._elements, key=lambda element: element.tag == "text")  # letters lie on top of all else
        for (tag, looks), alike in groupby(elements, key=lambda element: (element.tag, element.looks)):
            parts = list(alike)
            if tag == "path":
                lines.append(f'<path d="{"".join(part.what for part in parts)}"{looks}/>')
            else:
                lines.append(f"<g{looks}>{''.join(f'<{tag} {part.what}>{part.text}</{tag}>' for part in parts)}</g>")
        return "\n".join([*lines, "</svg>\n"])

    def get_text_width_height_descent(self, s, prop, ismath):
        """Return the width of a line of text, its height and what of it is below the baseline; measured once."""
        looks = (s, prop.get_size_in_points(), prop.get_weight(), prop.get_style())
        if looks not in _MEASURED:
            _MEASURED[looks] = super().get_text_width_height_descent(s, prop, ismath)
        return _MEASURED[looks]

    def _get_font_height_metrics(self, prop) -> tuple[float, float, float]:
        """Return what is above and below the baseline and the gap of lines: matplotlib asks, and looks itself else."""
        size = prop.get_size_in_points()
        return tuple(size * part for part in _heights(prop.get_weight(), prop.get_style()))

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size in points."""
        return self.width, self.height

    def flipy(self) -> bool:
        """Tell that SVG counts from the top."""
        return True

    def draw_path(self, gc, path, transform, rgbFace=None):  # noqa: N803 (the name is matplotlib's)
        """Write a filled rectangle, or a line."""
        if rgbFace is not None:
            box = path.get_extents(transform)
            if box.width > 0 and box.height > 0:
                across, down = _plain(box.width), _plain(box.height)
                outline = f"M{_plain(box.x0)} {_plain(self.height - box.y1)}h{across}v{down}h-{across}z"
                self._elements.append(_Element("path", outline, f' fill="{to_hex(rgbFace)}"{_stroke(gc)}'))
        elif stroke := _stroke(gc):
            points = [(_plain(x), _plain(self.height - y)) for x, y in transform.transform(path.vertices)]
            self._elements.append(_Element("path", _line(points), f' fill="none"{stroke}'))

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):  # noqa: N803
        """Write a dot at each point of a line."""
        radius = marker_path.get_extents(marker_trans).width / 2
        for x, y in trans.transform(path.vertices):
            place = f'cx="{_plain(x)}" cy="{_plain(self.height - y)}" r="{_plain(radius)}"'
            self._elements.append(_Element("circle", place, f' fill="{to_hex(rgbFace)}"'))

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Begin a text, if it is one; its id is its class."""
        if s == "text":
            self._lines, self._class = [], f' class="{gid}"' if gid else ""

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Take a line of a text; one that is turned is held at its middle."""
        width, space = (self.get_text_width_height_descent(text, prop, ismath)[0] for text in (s, "\u00a0"))
        self._looks, self._turned = _letters(gc, prop), ""
        self._part = _PARTS[mtext.get_ha()] if mtext else None
        if angle:
            turned = np.deg2rad(angle)
            x, y, self._part = x + width / 2 * np.cos(turned), y - width / 2 * np.sin(turned), 0.5
            self._turned = f' transform="rotate({-angle:g} {_plain(x)} {_plain(y)})"'
            x -= width / 2
        self._lines.append(_Line(s, x, y, width, space))

    def close_group(self, s: str) -> None:
        """Write a text as one element, so that it is found and copied as one."""
        if s != "text" or not self._lines:
            return
        part = _common_part(self._lines) if self._part is None else self._part
        *broken, last = self._lines
        spaced = [(line, "" if line.text.endswith(_UNSPACED) else " ") for line in broken]
        (place, text), *others = [
            (f'x="{_plain(line.x + part * (line.width + bool(space) * line.space))}" y="{_plain(line.y)}"',
             escape(line.text, quote=False) + space)
            for line, space in [*spaced, (last, "")]
        ]  # fmt: skip
        spans = "".join(f"<tspan {place}>{text}</tspan>" for place, text in others)
        looks = f"{self._class}{self._looks}{_ANCHORS[part]}"
        self._elements.append(_Element("text", place + self._turned, looks, text + spans))


def _line(points: list[tuple[str, str]]) -> str:
    """Return a line through some points as the `d` of a path."""
    found = "M{} {}".format(*points[0])
    for (x, y), (across, down) in pairwise(points):
        found += f"V{down}" if across == x else f"H{across}" if down == y else f"L{across} {down}"
    return found


def _common_part(lines: list[_Line]) -> float:
    """Return what part of each line lies before the place that all have in common."""
    return min(_ANCHORS, key=lambda part: np.ptp([line.x + part * line.width for line in lines]))


def _letters(gc, prop) -> str:
    size, weight = prop.get_size_in_points(), prop.get_weight()
    weight = weight_dict.get(weight, weight)
    colour = to_hex(gc.get_rgb())
    looks = f' fill="{colour}"' if colour != INK else ""
    looks += f' font-size="{_plain(size)}"' if size != _SIZE else ""
    looks += f' font-weight="{weight}"' if weight != 400 else ""
    return looks + (' font-style="italic"' if prop.get_style() == "italic" else "")


def _stroke(gc) -> str:
    """Return how a line is drawn, or nothing where none is."""
    width, (_, dashes) = gc.get_linewidth(), gc.get_dashes()
    if not width or not gc.get_rgb()[3]:
        return ""
    dashed = f' stroke-dasharray="{" ".join(map(_plain, dashes))}"' if dashes else ""
    return f' stroke="{to_hex(gc.get_rgb())}" stroke-width="{_plain(width)}"{dashed}'


def _plain(number: float) -> str:
    """Return a number with one decimal, as short as it can be."""
    return f"{round(number, 1) + 0.0:.8g}"
