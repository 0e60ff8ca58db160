"""The colours of a drawing in the dark scheme: each has the hue of the light one, and its contrast to the paper.

A drawing is written in the light colours. A style sheet exchanges them by their names, so that one drawing serves both
schemes, and the PDF.
"""

import colorsys
import re
from collections.abc import Iterable
from functools import cache

from matplotlib.colors import to_hex, to_rgb

from is248.figures.contrast import contrast, text_on
from is248.figures.palette import PAPER

DARK_PAPER = "#14191f"  # `--paper` of templates/book.css
_HIGHEST = 14.0  # contrast in the dark scheme: beyond it all hues are white


@cache
def dark(colour: str) -> str:
    """Return the colour that stands for one in the dark scheme: white is the paper, and what is dark becomes light."""
    if colour == PAPER:
        return DARK_PAPER
    hue, _, saturation = colorsys.rgb_to_hls(*to_rgb(colour))
    wanted, low, high = min(contrast(colour, PAPER) + 0.05, _HIGHEST), 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        lighter = to_hex(colorsys.hls_to_rgb(hue, middle, saturation))
        below = contrast(lighter, DARK_PAPER) < wanted or middle < 0.1
        low, high = (middle, high) if below else (low, middle)
    return to_hex(colorsys.hls_to_rgb(hue, high, saturation))


def on(colour: str) -> str:
    """Return the class of a text that stands on a colour."""
    return f"on-{colour[1:]}"


def stylesheet(drawings: Iterable[str]) -> str:
    """Return the rules that give every colour of some drawings its dark one, and texts on bars what they need there."""
    text = "\n".join(drawings)
    rules = [
        f'.drawing [{what}="{colour}"] {{ {what}: light-dark({colour}, {dark(colour)}); }}'
        for what, colour in sorted(set(re.findall(r'\b(fill|stroke)="(#[0-9a-f]{6})"', text)))
    ]
    rules += [
        f".drawing .{on(colour)}[fill] {{ fill: light-dark({text_on(colour)}, {text_on(dark(colour))}); }}"
        for colour in sorted({f"#{name}" for name in re.findall(r'class="on-([0-9a-f]{6})"', text)})
    ]
    return "".join(f"{rule}\n" for rule in rules)
