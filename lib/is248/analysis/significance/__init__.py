"""Tests of difference: whether groups of units answer differently by more than chance.

`counts` has the tests themselves, `sample` counts units for them, `results` says in Norwegian what came of it.
"""

from is248.analysis.significance.results import LEVEL, Association, StandsOut, Test, Trend, take_asked
from is248.analysis.significance.sample import Units, association, difference, stands_out, trend
