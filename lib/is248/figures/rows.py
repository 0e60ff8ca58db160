"""The rows of a lying chart: where each stands on the page, and what is written in front of it or above."""

from dataclasses import dataclass
from typing import NamedTuple

import matplotlib.pyplot as plt
import pandas as pd

from is248.analysis.tables import Table
from is248.data.groupings import TOTAL
from is248.figures import content, marks
from is248.figures.style import HEIGHT, MOST, MUTED, NARROW, SMALLEST, WIDE, text_width, wrapped
from is248.wording import number

_ROOM = {WIDE: 2.25, NARROW: 1.2}  # inches for the rows' labels: about 34 letters, or 18
_ACROSS = {WIDE: 5.4, NARROW: NARROW - 0.2}  # inches for a heading
_MOST_LINES = 2  # of a label in front of a bar, in a narrow drawing: longer ones stand above
_SHORT = 40  # letters of a label where the page is too low for the whole ones
_APART = 0.1  # inches before the total row, and before a heading


class Heading(NamedTuple):
    """A text above bars: of a section, or the label of a row."""

    middle: float
    text: str
    weight: str


@dataclass(frozen=True)
class Rows:
    """The places of the rows, in inches from the top."""

    width: float  # of the drawing
    centres: list[float]  # the middle of each row's bars
    labels: list[str]  # in front of the bars; empty where they stand above
    bases: list[str]  # how many units are behind each row, or nothing
    headings: list[Heading]
    slot: float  # what each row has for its bars
    size: float  # of the letters, in points
    height: float  # all rows together

    @property
    def label_width(self) -> float:
        """Inches that labels and bases take, left of the axes."""
        lines = [line for label in self.labels for line in label.split("\n")]
        return max(text_width(line, self.size) for line in lines) + self.base_width + 0.1 if any(lines) else 0.0

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
        letters = {"fontsize": self.size, "linespacing": 1.05}
        left, none = -4 - 72 * self.base_width, [0] * len(self.centres)
        labels, bases = (zip(none, self.centres, texts, strict=True) for texts in (self.labels, self.bases))
        marks.write(axes, marks.before(axes, left), labels, ha="right", va="center_baseline", **letters)
        muted = {"color": MUTED, "fontsize": self.base_size}
        marks.write(axes, marks.before(axes, -4), bases, ha="right", va="center", **muted)
        above = marks.before(axes, 0 if self.width == WIDE else -72 * self.label_width)
        for middle, heading, weight in self.headings:
            [text] = marks.write(axes, above, [(0, middle, heading)], va="center", fontweight=weight, **letters)
            text.set_in_layout(self.width == WIDE)  # in a narrow drawing it is never wider than that


def lay_out(width: float, table: Table, slot: float, smallest: float, above: float, size: float = 10) -> Rows:
    """Return the places of a table's rows: as airy as one page allows. Raises ValueError if they don't fit it.

    `slot` and `smallest` are the inches for the bars of one row, where there is room and where there is little; `above`
    those for what else is in the figure; `size` the points of the letters, where there is room. A narrow drawing may be
    as high as it needs.
    """
    if width == NARROW:
        rows = _placed(width, table, slot, size, MOST)
        long = any(label.count("\n") >= _MOST_LINES for label in rows.labels)
        return _placed(width, table, slot, size, MOST, labels_above=True) if long else rows
    for most in (MOST, _SHORT):
        for percent in range(100, 39, -2):
            height = slot * percent / 100
            if height < smallest:
                break
            rows = _placed(width, table, height, min(size, max(SMALLEST, 72 * height / 1.35)), most)
            if rows.height <= HEIGHT - above:
                return rows
    raise ValueError(
        f"a figure of the table «{table.title}» with {len(table.values)} rows is higher than a page; "
        "draw fewer rows, fewer years or fewer series, or use panels"
    )


def _placed(width: float, table: Table, slot: float, size: float, most: int, labels_above: bool = False) -> Rows:
    y, section, centres, labels, headings, bases = 0.0, "", [], [], [], _bases(table)
    line = 1.18 * size / 72

    def head(text: str, weight: str, letters: int = MOST) -> float:
        """Write a text above what comes, and return where it ends."""
        text = wrapped(text, _ACROSS[width], size, weight, letters)
        high = line * (text.count("\n") + 1)
        headings.append(Heading(y + high / 2, text, weight))
        return y + high + 0.02

    for row, base in zip(table.values.index, bases, strict=True):
        if table.sections.get(row, section) != section:
            section = table.sections[row]
            y += _APART if centres else 0
            y = head(section, "semibold")
        if (row == TOTAL or labels_above) and centres:
            y += _APART
        text = content.label(table, row)
        if labels_above:
            y = head(f"{text} {base}".strip(), "regular", most)
        text = "" if labels_above else wrapped(text, _ROOM[width], size, most=most)
        lines = text.count("\n") + 1
        high = max(slot, line * lines + (0.04 if lines > 1 else 0)) if text else slot
        centres.append(y + high / 2)
        labels.append(text)
        y += high
    bases = [""] * len(bases) if labels_above else bases
    return Rows(width, centres, labels, bases, headings, slot, size, y)


def _bases(table: Table) -> list[str]:
    """Return the number of units behind each row; a base in FTE is no number of units."""
    bases = [column.key for column in table.columns if column.kind == "base" and column.measure.startswith("Antall")]
    if not bases:
        return [""] * len(table.values)
    numbers = table.values[bases[0]]
    return ["" if pd.isna(base) else f"(n = {number(base)})".replace(" ", "\u00a0") for base in numbers]
