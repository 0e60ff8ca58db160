"""The door: what a chapter uses. `from is248 import *` is the one setup line of every chapter."""

from is248 import figures as figures
from is248.survey import Survey, open_survey
from is248.wording import Quantity, capital, change, compare, count, holds, join, listed, number

__all__ = [
    "Quantity",
    "Survey",
    "capital",
    "change",
    "compare",
    "count",
    "figures",
    "holds",
    "join",
    "listed",
    "number",
    "open_survey",
]
