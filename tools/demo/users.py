"""Numbers of users that give methods A and B (tables 4.3-4.14), and who has such numbers (4.1, 4.2, 4.12).

Method A fixes each size's mean and median, and with them how many units can have given numbers: a mean of
32.82 is 361 of 11 or 1083 of 33 users, but no number of 12. Method B fixes the inhabitants of these units
together. So the units are chosen by their inhabitants, and then their numbers by the median.
"""

import itertools
from dataclasses import dataclass
from math import comb

import numpy as np
import pandas as pd

from demo.published import SIZES, random

WITH_DECISION, ALL_USERS = 1, 2


@dataclass(frozen=True)
class Source:
    """One estimate: its tables, and how many units of each size gave numbers.

    The numbers of units were found by trying all that the means allow; they meet the means, the sums and the
    rates of the printed tables together, as far as any do (exceptions.csv has the rest).
    """

    method_a: str
    method_b: str | None
    people: str
    units: tuple[int, ...]
    step: float = 1.0  # where no whole numbers fit: averages over the year


SOURCES = {
    ("voksne", WITH_DECISION): Source("4.3", "4.5", "inhabitants_adults", (11, 18, 14, 12, 7, 4, 1)),
    ("voksne", ALL_USERS): Source("4.4", "4.6", "inhabitants_adults", (39, 42, 28, 19, 23, 10, 6)),
    # No whole numbers have the mean and median of 10 000-20 000.
    ("barn", WITH_DECISION): Source("4.7", "4.9", "inhabitants_under_18", (3, 3, 5, 3, 2, 2, 1), 0.05),
    ("barn", ALL_USERS): Source("4.8", "4.10", "inhabitants_under_18", (15, 26, 20, 11, 5, 7, 2)),
}
BOUGHT = {"voksne": "4.13", "barn": "4.14"}


def numbers(tables: dict[str, pd.DataFrame], units: pd.DataFrame, answers) -> dict[str, pd.Series]:
    """Return the answers to the gates, to what the numbers include, and the numbers, by question."""
    found = {}
    for target in ("voksne", "barn"):
        includes = pd.Series(pd.NA, index=units.index, dtype="Int64")
        users = pd.Series(np.nan, index=units.index)
        here = answers.part.index[answers.part.isin(["complete", "skipped"])]
        for kind in (WITH_DECISION, ALL_USERS):
            source = SOURCES[target, kind]
            taken = users[users.notna()].index
            given = _numbers(source, tables, units, here[~here.isin(taken)])
            users[given.index], includes[given.index] = given, kind
        column = ("Voksne" if target == "voksne" else "Barn og unge", "Antall")
        for kind, number in enumerate(tables["4.2"][column].iloc[:2].astype(int), 1):
            missing = number - int((includes == kind).sum())
            rest = answers.care[here[includes[here].isna()]].sort_values(ascending=False).index
            includes[rest[:missing]] = kind
        found[f"antall_brukere_{target}"] = users
        found[f"brukertall_omfatter_{target}"] = includes
        found[f"har_brukertall_{target}"] = _gate(tables["4.1"][column], includes.notna(), answers, f"gate {target}")

        source = Source(BOUGHT[target], None, "inhabitants", ())
        counts = tables["4.12"][column]
        bought = _bought(source, tables, units, answers, int(counts["Ja"]))
        found[f"antall_kjop_{target}"] = bought
        found[f"har_kjopstall_{target}"] = _gate(counts, bought.notna(), answers, f"bought {target}")
    return found


def _gate(counts: pd.Series, gave: pd.Series, answers, name: str) -> pd.Series:
    """Return who says "Ja": those with numbers; where the print has more of them, some said "Nei"."""
    yes, no = int(counts["Ja"]), int(counts["Nei"])
    values = pd.Series(pd.NA, index=gave.index, dtype="Int64")
    order = (answers.care + 0.3 * random(name).normal(size=len(gave))).sort_values(ascending=False)
    order = order[answers.part[order.index] != "absent"].index
    with_numbers, without = order[gave[order]], order[~gave[order]]
    yes_units = [*with_numbers, *without][:yes]
    rest = [unit for unit in [*with_numbers[yes:], *without] if unit not in set(yes_units)]
    values[yes_units] = 1
    values[rest[:no]] = 2
    return values


def _total(cells: pd.Series, units: int, step: float) -> float | None:
    """Return the sum of so many units' users that gives a row's mean and estimate; None if there is none."""
    mean, _, everyone, by_mean = cells.iloc[:4]
    low = max((by_mean - 0.5) / everyone, mean - 0.5) * units
    high = min((by_mean + 0.5) / everyone, mean + 0.5) * units
    total = np.ceil(low / step - 1e-9) * step
    return float(total) if total < high - 1e-9 else None


def _median(cells: pd.Series, step: float) -> float:
    """Return the median that gives a row's median and its estimate."""
    _, median, everyone, _, by_median = cells.iloc[:5]
    for k in np.arange(max(median - 0.5, 0), median + 0.5, step / 2):
        if np.floor(k + 0.5) == median and np.floor(k * everyone + 0.5) == by_median:
            return float(k)
    raise ValueError(f"no median gives {median} and {by_median}")


def _numbers(source: Source, tables: dict, units: pd.DataFrame, here: pd.Index) -> pd.Series:
    printed_a, printed_b = tables[source.method_a], tables[source.method_b]
    groups = {}
    for (row, size), n in zip(SIZES.items(), source.units, strict=True):
        step = source.step if _total(printed_a.loc[row], n, 1.0) is None else 1.0
        total, median = _total(printed_a.loc[row], n, step), _median(printed_a.loc[row], step)
        people = units.loc[here, source.people][units.loc[here, "size_group"] == size]
        people = people[people > 0]
        rate, everyone, estimate = printed_b.loc[row]
        low = max(total / (rate + 5e-7), total * everyone / (estimate + 0.5))
        high = min(total / (rate - 5e-7), total * everyone / (estimate - 0.5))
        chosen = with_sum(people, n, int(np.ceil(low)), int(np.floor(high)), f"{source.method_a} {size}")
        groups[size] = (people[chosen].sort_values(kind="stable"), total, median, step)
    return spread(groups, printed_a.iloc[-1, 1], source.method_a)


def with_sum(people: pd.Series, n: int, low: int, high: int, name: str) -> pd.Index:
    """Return n units whose inhabitants sum to between low and high, or as near as any that were found."""
    middle = (low + high) / 2
    values = people.to_numpy()

    def miss(total: float) -> float:
        return max(low - total, total - high, 0)

    ways = comb(len(values), n)
    if ways < 1_200_000:
        every = np.fromiter(itertools.chain.from_iterable(itertools.combinations(range(len(values)), n)), np.int16)
        every = every.reshape(ways, n)
        sums = values[every].sum(axis=1)
        return people.index[every[np.maximum(np.maximum(low - sums, sums - high), 0).argmin()]]
    rng = random(f"units {name}")
    nearest, kept = np.inf, None
    for _ in range(400):
        order = rng.permutation(len(values))
        inside, outside = order[:n].copy(), order[n:].copy()
        for _ in range(200):
            gap = middle - values[inside].sum()
            if miss(values[inside].sum()) == 0:
                return people.index[np.sort(inside)]
            # The exchange that comes nearest to closing the gap.
            change = values[outside][None, :] - values[inside][:, None]
            i, j = np.unravel_index(np.abs(change - gap).argmin(), change.shape)
            if abs(gap - change[i, j]) >= abs(gap):
                break
            inside[i], outside[j] = outside[j], inside[i]
        left = miss(values[inside].sum())
        if left < nearest:
            nearest, kept = left, inside.copy()
    return people.index[np.sort(kept)]


@dataclass
class _Group:
    """Numbers of one size, smallest first: bounds of each place, and a plausible shape."""

    units: pd.Index
    total: float
    step: float
    low: np.ndarray
    high: np.ndarray
    shape: np.ndarray

    def values(self, below: int | None = None, cut: float = 0, at_cut: int = 0) -> np.ndarray | None:
        """Return numbers with the group's sum, so many of them at most the cut; None if there are none."""
        low, high = self.low.copy(), self.high.copy()
        if below is not None:
            high[:below] = np.minimum(high[:below], cut)
            low[below:] = np.maximum(low[below:], cut)
            low[below - at_cut : below] = np.maximum(low[below - at_cut : below], cut)
            if (low > high).any():
                return None
        if low.sum() > self.total or high.sum() < self.total:
            return None

        def scaled(factor: float) -> np.ndarray:
            return np.clip(np.floor(self.shape * factor / self.step) * self.step, low, high)

        least, most = 0.0, 1e6
        for _ in range(100):
            middle = (least + most) / 2
            least, most = (middle, most) if scaled(middle).sum() <= self.total else (least, middle)
        found = scaled(least)
        for place in range(len(found) - 1, -1, -1):
            found[place] += min(high[place] - found[place], self.total - found.sum())
        return np.sort(found).round(2)


def spread(groups: dict, median_of_all: float, name: str) -> pd.Series:
    """Return numbers with each group's sum and median, growing with the inhabitants, and the median of all.

    Parameters
    ----------
    groups : dict
        Size -> (inhabitants of its units, smallest first; sum; median; step).
    median_of_all : float
        Kept where it can be.
    name : str
        The table, for the random numbers.
    """
    rng = random(f"spread {name}")
    made = []
    for people, total, median, step in groups.values():
        n = len(people)
        low, high = np.zeros(n), np.full(n, np.inf)
        first, second = (n - 1) // 2, n // 2
        a, b = (median, median) if first == second else (np.floor(median), np.ceil(median))
        high[: first + 1], low[second:] = a, b
        low[first], high[second] = a, b
        shape = np.sort(rng.lognormal(0, 0.55, n))
        made.append(_Group(people.index, total, step, low, high, shape / np.median(shape) * max(median, 0.3)))
    plain = [group.values() for group in made]
    if any(values is None for values in plain):
        raise ValueError(f"no numbers give table {name}")
    chosen = _with_median(made, plain, median_of_all) or plain
    return pd.concat([pd.Series(v, index=g.units) for g, v in zip(made, chosen, strict=True)])


def _with_median(made: list[_Group], plain: list[np.ndarray], cut: float) -> list[np.ndarray] | None:
    """Move numbers across the median of all, group by group, until it is right; None if that can't be."""
    n = sum(len(values) for values in plain)
    if np.floor(np.median(np.concatenate(plain)) + 0.5) == cut:
        return plain
    below = [int((values <= cut).sum()) for values in plain]
    while gap := n // 2 + 1 - sum(below):
        step = int(np.sign(gap))
        moves = []
        for g, (group, values) in enumerate(zip(made, plain, strict=True)):
            wanted = below[g] + step
            if 0 <= wanted <= len(values) and group.values(wanted, cut) is not None:
                place = below[g] if step > 0 else below[g] - 1
                moves.append((abs(np.log1p(values[place]) - np.log1p(cut)), g))
        if not moves:
            return None
        below[min(moves)[1]] += step
    # The two numbers in the middle are the median themselves.
    for g, group in enumerate(made):
        at_cut = [group.values(below[g], cut, 2)] if below[g] >= 2 else [None]
        if at_cut[0] is not None:
            return [at_cut[0] if h == g else other.values(below[h], cut) for h, other in enumerate(made)]
    return None


def _bought(source: Source, tables: dict, units: pd.DataFrame, answers, yes: int) -> pd.Series:
    """Return how many users the units buy services for: as many units as the means allow."""
    printed = tables[source.method_a]
    here = answers.part.index[answers.part.isin(["complete", "skipped"])]
    size = units.loc[here, "size_group"]
    allowed = {}
    for row, group in SIZES.items():
        most = int((size == group).sum())
        even = _median(printed.loc[row], 1.0) % 1 > 0
        allowed[group] = [
            n for n in range(1, most + 1) if _total(printed.loc[row], n, 1.0) is not None and not (even and n % 2)
        ]
    share = yes / len(here)
    target = {group: share * (size == group).sum() for group in allowed}
    mean, by_mean = printed.iloc[-1, 0], printed.iloc[-1, 3]
    ways = []  # per size: (units, their sum, the estimate), nearest to the share of "Ja" first
    for row, group in SIZES.items():
        everyone = printed.loc[row].iloc[2]
        near = sorted(allowed[group], key=lambda n: abs(n - target[group]))[:4]
        sums = [_total(printed.loc[row], n, 1.0) for n in near]
        ways.append([(n, total, total / n * everyone) for n, total in zip(near, sums, strict=True)])
    best = None
    for chosen in itertools.product(*ways):
        n, total, estimate = (sum(part) for part in zip(*chosen, strict=True))
        if n > yes:
            continue
        wrong = (np.floor(total / n + 0.5) != mean) + (np.floor(estimate + 0.5) != by_mean)
        distance = sum(abs(part[0] - t) for part, t in zip(chosen, target.values(), strict=True))
        if best is None or (wrong, distance) < best[0]:
            best = ((wrong, distance), [part[0] for part in chosen], [part[1] for part in chosen])
    groups = {}
    order = answers.care[here] + 0.4 * np.log(units.loc[here, "inhabitants"].clip(lower=1000))
    for (row, group), n, total in zip(SIZES.items(), best[1], best[2], strict=True):
        who = order[size == group].sort_values(ascending=False, kind="stable").index[:n]
        people = units.loc[who, "inhabitants"].sort_values(kind="stable")
        groups[group] = (people, total, _median(printed.loc[row], 1.0), 1.0)
    return spread(groups, printed.iloc[-1, 1], source.method_a).reindex(units.index)
