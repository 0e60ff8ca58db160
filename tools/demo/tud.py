"""Patients under compulsory care outside hospital: the answers by size that give table 15.3."""

import itertools

import numpy as np
import pandas as pd

from demo.published import SIZES


def patients(tables: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.Series]:
    """Return how many units of each size chose each band (columns 1-6), and how many have had such patients.

    Each cell of 15.3 is the number of units in the band, times the band's midpoint, times how many units of
    the size have had patients per unit that gave a number.
    """
    printed = tables["15.3"].copy()
    printed.columns = [measure for _, measure in printed.columns]
    points = np.array([float(measure) for measure in printed.columns[:-1]])
    bands = tables["15.2"]["", "Antall"].iloc[: len(points)].to_numpy()
    answers, have = (
        int(tables["15.2"].loc["Total", ("", "Antall")]),
        int(tables["15.1"].loc["Ja", ("2024", "Antall")]),
    )
    choices = [_fitting(printed.loc[row], points, have - answers) for row in SIZES]
    for chosen in _together(choices, bands, have):
        counts = np.array([c for c, _ in chosen])
        yes = np.array([y for _, y in chosen])
        cells = counts * points * (yes / counts.sum(axis=1))[:, None]
        rows, columns = np.floor(cells.sum(axis=1) + 0.5), np.floor(cells.sum(axis=0) + 0.5)
        total = np.floor(cells.sum() + 0.5)
        wanted = (
            printed.iloc[: len(SIZES)]["Totalt"],
            printed.loc["Totalt"].iloc[:-1],
            printed.loc["Totalt", "Totalt"],
        )
        if (rows == wanted[0]).all() and (columns == wanted[1]).all() and total == wanted[2]:
            sizes = list(SIZES.values())
            return (
                pd.DataFrame(counts, index=sizes, columns=range(1, len(points) + 1)),
                pd.Series(yes, index=sizes),
            )
    raise ValueError("no answers by size give table 15.3")


def _fitting(cells: pd.Series, points: np.ndarray, most_silent: int) -> list[tuple[tuple[int, ...], int]]:
    """Return the (units in each band, units that have had patients) that round to a row of the table."""
    found = []
    printed = cells.iloc[: len(points)].to_numpy()
    options = []
    for value, point in zip(printed, points, strict=True):
        highest = int(np.floor((value + 0.5) / point))
        lowest = int(np.ceil(max(value - 0.5, 0) / point / 1.6)) if value else 0
        options.append(range(lowest, (highest if value else 0) + 1))
    for counts in itertools.product(*options):
        n = sum(counts)
        if not n:
            continue
        for silent in range(most_silent + 1):
            raised = np.array(counts) * points * (n + silent) / n
            if (np.floor(raised + 0.5) == printed).all():
                found.append((counts, n + silent))
    return found


def _together(choices: list, bands: np.ndarray, have: int):
    """Yield one choice per row so that the bands and those with patients sum to the country's."""
    reach = [{}]
    for options in choices:
        step = {}
        for so_far in reach[-1] or [(0,) * (len(bands) + 1)]:
            for i, (counts, yes) in enumerate(options):
                state = (*np.add(so_far[:-1], counts), so_far[-1] + yes)
                if (np.array(state[:-1]) <= bands).all() and state[-1] <= have:
                    step.setdefault(tuple(int(s) for s in state), []).append((so_far, i))
        reach.append(step)
    goal = (*(int(b) for b in bands), have)

    def back(level: int, state: tuple):
        if level == 0:
            yield []
            return
        for before, i in reach[level].get(state, []):
            for rest in back(level - 1, before):
                yield [*rest, choices[level - 1][i]]

    yield from back(len(choices), goal)
