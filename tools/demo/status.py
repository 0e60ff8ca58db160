"""Who took part, so that the printed bases by group hold.

Of 2024: 19 units not at all, 9 with little but FTE. Of the year before nothing is printed but how many answered.
"""

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from demo.published import YEAR, random

ABSENT, PARTIAL, SKIPPED = range(3)
# Their zeros in appendix B look like questions on FTE that were never answered.
NO_FTE_ANSWER = ["4621", "5610"]  # Voss, Karasjok
# Large municipalities, one by one needed for the rates of tables 4.5, 4.6, 4.9 and 4.10.
NEEDED = ["1508", "1804", "3103", "3107", "3203", "3207", "4003", "4204", "4601", "5001"]
PRESENT = [*NO_FTE_ANSWER, *NEEDED]
AGENCY = "30116"  # without inhabitants; it reported FTE and no more
ASKED_BEFORE = ["18.6", "18.7", "18.9", "18.11"]  # tables with the year before by size
PARTIAL_BEFORE = 4  # units with little but FTE, beside Oslo's agencies


def participation(units: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.Series:
    """Return each unit's part: complete, partial (FTE only), skipped (without the last pages), absent."""
    rng = random("participation")
    rows, low, high = [], [], []
    n = len(units)

    def require(weights: np.ndarray, at_least: float, at_most: float) -> None:
        rows.append(weights)
        low.append(at_least)
        high.append(at_most)

    def each(kind: int, weights) -> np.ndarray:
        row = np.zeros((3, n))
        row[kind] = weights
        return row.ravel()

    everyone = np.ones(n)
    for key, table, column in (("size_group", "18.6", ("2024", "Total")), ("county", "18.8", ("", "Total"))):
        for group, of in units.groupby(key):
            inside = (units[key] == group).to_numpy(float)
            missing = len(of) - tables[table].loc[group, column]
            require(np.tile(inside, 3), missing, missing)
    for kind, number in ((ABSENT, 19), (PARTIAL, 9), (SKIPPED, 1)):
        require(each(kind, everyone), number, number)
    oslo = (units["county"] == "Oslo").to_numpy(float)
    require(each(ABSENT, oslo), 2, 2)
    # 5 percent of the FTE for adults and 4 percent of those for children are last year's (report, chapter 2).
    require(each(ABSENT, units["fte_adults"]), 0.047 * 12607, 0.053 * 12607)
    require(each(ABSENT, units["fte_children"]), 0.037 * 3629, 0.043 * 3629)
    for unit in range(n):
        row = np.zeros((3, n))
        row[:, unit] = 1
        require(row.ravel(), 0, 1)
    cost = rng.random(3 * n).reshape(3, n)
    cost[ABSENT] += 3.0 * ((units["fte_adults"] <= 5) | (units["fte_children"] == 0)).to_numpy()
    # Nearly all large units of 10 000-20 000 are needed for the rates of tables 4.5 and 4.6.
    cost += 4 * ((units["inhabitants"] - 10_000) / 10_000 * (units["size_group"] == "10000-20000")).to_numpy()
    cost[:, units.index.isin(PRESENT)] += 50
    cost[PARTIAL, units.index == AGENCY] = -5
    result = milp(
        cost.ravel(),
        constraints=LinearConstraint(np.array(rows), low, high),
        integrality=np.ones(3 * n),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.01},
    )
    chosen = result.x.reshape(3, n).round().astype(bool)
    part = pd.Series("complete", index=units.index)
    for kind, name in ((ABSENT, "absent"), (PARTIAL, "partial"), (SKIPPED, "skipped")):
        part[chosen[kind]] = name
    return part


def participation_before(units: pd.DataFrame, tables: dict[str, pd.DataFrame], fte: pd.Series) -> pd.Series:
    """Return each unit's part in the year before: of every size as many took part in full as ever answered.

    Parameters
    ----------
    units : DataFrame
        Those of the year before.
    tables : dict
        The printed tables, which have that year by size.
    fte : Series
        FTE of that year; units with few are the ones that did not take part.
    """
    part = pd.Series("complete", index=units.index)
    agencies = units.index[units["inhabitants"] == 0]
    part[agencies] = "partial"
    rng = random("participation", YEAR - 1)
    order = (fte.rank(pct=True) + 0.5 * rng.random(len(units))).drop(agencies).sort_values()
    absent = []
    for group, of in units.drop(agencies).groupby("size_group", sort=False):
        answered = max(int(tables[table].at[group, (str(YEAR - 1), "Total")]) for table in ASKED_BEFORE)
        absent += list(order.index[order.index.isin(of.index)][: len(of) - answered])
    part[absent] = "absent"
    part[[absent[i] for i in np.linspace(0, len(absent) - 1, PARTIAL_BEFORE).round().astype(int)]] = "partial"
    return part
