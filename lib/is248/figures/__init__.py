"""The chart forms of the report. Each figure carries its data and a text that says what it shows.

One style for all: drawn by matplotlib with seaborn's ground, at the width of the page, in colours that colour-blind
readers can tell apart and that have a contrast of at least 3:1 to the white paper (the ratios stand beside them in
`palette`). `style` has paper and letters, `rows` the places of lying bars, `content` the numbers and the text
alternative.
"""

from is248.figures.bar_charts import bars, grouped, panels, rates
from is248.figures.content import Figure
from is248.figures.contrast import contrast
from is248.figures.line_charts import lines, population
from is248.figures.stacked_bars import stacked
from is248.figures.style import FONT_FILES

__all__ = [
    "FONT_FILES",
    "Figure",
    "bars",
    "contrast",
    "grouped",
    "lines",
    "panels",
    "population",
    "rates",
    "stacked",
]
