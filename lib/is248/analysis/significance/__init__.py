"""Tests of difference: whether groups of units answer differently by more than chance.

`counts` has the tests themselves, `sample` counts units for them, `years` compares years, `results` says in Norwegian
what came of it.
"""

from is248.analysis.significance.results import (
    FALSE_DISCOVERIES,
    FIRST_LEVEL,
    Association,
    OverYears,
    Paired,
    StandsOut,
    Test,
    Trend,
    each_once,
    level_of,
    take_asked,
    use_level,
)
from is248.analysis.significance.sample import Units, association, difference, paired, stands_out, trend
