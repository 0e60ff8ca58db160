"""What may identify who answered: one rule for themes, quotes and groups. Its bounds are the edition's `least_units`.

An answer is a municipality's about its services, and no personal data; what it wrote in its own words may be. So
what one unit alone wrote is no theme, a quote is by one of several, and a group of so few units that each can work
out the others' answers is not shown. FTE by unit are published by the survey's own rule (appendix B), so by any group.
Where a unit's own answers are shown, a number of very few persons is told as that.
"""

from typing import Literal

import pandas as pd

from is248.data.edition import Edition

FEW_PERSONS = 5  # fewer than these, of one unit, are told as «færre enn 5», as official statistics do
What = Literal["theme", "quote", "group"]


def identifies(what: What, units: float, edition: Edition) -> bool:
    """Tell whether something of so many units may be traced to one of them.

    Of a theme they are the units that wrote of it; of a quote those with the same attribution; of a group its members,
    whether they answered or not.
    """
    return units < getattr(edition.least_units, what)


def few_persons(number: float) -> bool:
    """Tell whether a unit's number of persons is so small that it may be traced to one of them."""
    return 0 < number < FEW_PERSONS


def withheld(sizes: pd.Series, edition: Edition) -> frozenset[str]:
    """Return the groups, of their numbers of units, whose answers are not shown.

    Beside those that are too small these are the smallest of the others, until what is missing from the total is of
    more than one group and of enough units.
    """
    left = sizes[sizes > 0].sort_values(kind="stable")
    found = [group for group, size in left.items() if identifies("group", size, edition)]
    for group in left.index[len(found) :]:
        if not found or (len(found) > 1 and not identifies("group", left[found].sum(), edition)):
            break
        found.append(group)
    return frozenset(found)
