"""The rows of a lying chart: where each stands on the page, and what is written in front of it."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import pandas as pd

from is248.analysis.tables import Table
from is248.data.groupings import TOTAL
from is248.figures import content
from is248.figures.style import HEIGHT, INK, MOST, MUTED, SMALLEST, text_width, wrapped
from is248.wording import number

_ROOM = 2.25  # inches for the rows' labels: about 34 letters
_ACROSS = 5.4  # inches for a heading
_SHORT = 40  # letters of a label where the page is too low for the whole ones
_APART = 0.1  # inches before the total row, and before a heading


@dataclass(frozen=True)
class Rows:
    """The places of the rows, in inches from the top."""

    centres: list[float]  # the middle of each row
    labels: list[str]
    bases: list[str]  # how many units are behind each row, or nothing
    headings: list[tuple[float, str]]  # of sections, after their middle
    slot: float  # what each row has for its bars
    size: float  # of the letters, in points
    height: float  # all rows together

    @property
    def label_width(self) -> float:
        """Inches that labels and bases take, left of the axes."""
        lines = [line for label in self.labels for line in label.split("\n")]
        return max(text_width(line, self.size) for line in lines) + self.base_width + 0.1

    @property
    def base_size(self) -> float:
        """Size of the letters of the bases, in points."""
        return max(SMALLEST, 0.85 * self.size)

    @property
    def base_width(self) -> float:
        """Inches of the widest base, with air."""
        widest = max(text_width(base, self.base_size) for base in self.bases)
        return widest + 0.06 if widest else 0.0

    def place(self, axes: plt.Axes) -> None:
        """Set the vertical axis to inches, without labels."""
        axes.set_ylim(self.height, 0)
        axes.set_yticks([])
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="y", visible=False)

    def label(self, axes: plt.Axes) -> None:
        """Set the vertical axis to inches, and write labels, bases and headings."""
        self.place(axes)
        axes.set_yticks(self.centres, self.labels, fontsize=self.size, linespacing=1.05)
        axes.tick_params(axis="y", pad=4 + 72 * self.base_width)
        beside = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
        for centre, base in zip(self.centres, self.bases, strict=True):
            if base:
                axes.annotate(base, (0, centre), (-4, 0), ha="right", color=MUTED, fontsize=self.base_size, **beside)
        letters = {"color": INK, "fontsize": self.size, "fontweight": "semibold", "linespacing": 1.05}
        for middle, heading in self.headings:
            axes.annotate(heading, (0, middle), (0, 0), **letters, **beside)


def lay_out(table: Table, slot: float, smallest: float, above: float, size: float = 10) -> Rows:
    """Return the places of a table's rows: as airy as one page allows. Raises ValueError if they don't fit it.

    `slot` and `smallest` are the inches for the bars of one row, where there is room and where there is little; `above`
    those for what else is in the figure; `size` the points of the letters, where there is room.
    """
    for most in (MOST, _SHORT):
        for percent in range(100, 39, -2):
            height = slot * percent / 100
            if height < smallest:
                break
            rows = _placed(table, height, min(size, max(SMALLEST + 0.5, 72 * height / 1.35)), most)
            if rows.height <= HEIGHT - above:
                return rows
    raise ValueError(
        f"a figure of the table «{table.title}» with {len(table.values)} rows is higher than a page; "
        "draw fewer rows, fewer years or fewer series, or use panels"
    )


def _placed(table: Table, slot: float, size: float, most: int) -> Rows:
    y, section, centres, labels, headings = 0.0, "", [], [], []
    line = 1.18 * size / 72
    for row in table.values.index:
        if table.sections.get(row, section) != section:
            section = table.sections[row]
            heading = wrapped(section, _ACROSS, size, "semibold")
            high = line * (heading.count("\n") + 1)
            y += _APART if centres else 0
            headings.append((y + high / 2, heading))
            y += high + 0.02
        if row == TOTAL and centres:
            y += _APART
        text = wrapped(content.label(table, row), _ROOM, size, most=most)
        lines = text.count("\n") + 1
        high = max(slot, line * lines + (0.04 if lines > 1 else 0))
        centres.append(y + high / 2)
        labels.append(text)
        y += high
    return Rows(centres, labels, _bases(table), headings, slot, size, y)


def _bases(table: Table) -> list[str]:
    """Return the number of units behind each row; a base in FTE is no number of units."""
    bases = [column.key for column in table.columns if column.kind == "base" and column.measure.startswith("Antall")]
    if not bases:
        return [""] * len(table.values)
    numbers = table.values[bases[0]]
    return ["" if pd.isna(base) else f"(n = {number(base)})".replace(" ", "\u00a0") for base in numbers]
