"""What stands in a chart: bars, and words beside a place.

matplotlib's own `barh`, `bar_label` and `annotate` look at each mark for the limits of the axes, which are set here,
and find each place anew; a figure of many rows takes half of its time for it.
"""

from collections.abc import Iterable

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.container import BarContainer
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Transform, offset_copy


def bars(
    axes: plt.Axes, upright: bool, places: Iterable, thick: float, lengths: pd.Series, starts: Iterable = 0, **looks
) -> list[Rectangle]:
    """Draw a bar around each place of the axis that the rows stand on; starts and lengths count along the other one."""
    drawn = []
    for place, length, start in zip(places, lengths, np.broadcast_to(starts, len(lengths)), strict=True):
        corner, size = (start, place - thick / 2), (length, thick)
        bar = Rectangle(corner[::-1] if upright else corner, *(size[::-1] if upright else size), **looks)
        drawn.append(axes.add_artist(bar))
    axes.add_container(BarContainer(drawn))
    return drawn


def beside(axes: plt.Axes, right: float, up: float = 0.0) -> Transform:
    """Return the places of data, moved by some points."""
    return offset_copy(axes.transData, axes.figure, right, up, units="points")


def before(axes: plt.Axes, right: float) -> Transform:
    """Return the places of the vertical axis, moved by some points."""
    return offset_copy(axes.get_yaxis_transform(), axes.figure, right, units="points")


def write(axes: plt.Axes, places: Transform, marks: Iterable[tuple[float, float, str]], **looks) -> list[Text]:
    """Write each text at its x and y."""
    return [axes.text(x, y, text, transform=places, **looks) for x, y, text in marks if text]
