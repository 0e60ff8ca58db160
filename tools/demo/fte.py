"""FTE by unit, service and education: appendix B, chapter 3 and chapter 6 at the same time.

1. Totals per unit (adults, children), in hundredths, that round to appendix B and sum to chapter 6.
2. A country-wide table of service by education, unrounded, that rounds to chapter 3.
3. Every unit's total divided on services and educations, so that the units' tables sum to the country's.
"""

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_matrix, hstack, lil_matrix

from demo.published import random
from demo.status import NO_FTE_ANSWER

STEP = 100  # FTE are made in hundredths
FAR, FEW, NONE = 1, 2, 3  # the three answers to "does the municipality have FTE of its own"
EDUCATIONS = 5


def _interval(value: float, margin: float = 0.0) -> tuple[float, float]:
    """Return what rounds to this whole number."""
    return value - 0.5 + margin, value + 0.49 - margin


def _groups(units: pd.DataFrame, tables: dict[str, pd.DataFrame]):
    """Yield every row of FTE in chapter 6: the units it sums, and its cells."""
    trusts = units["trust"].str.upper().str.replace(".", "")
    ten = units["name"].where(units["county"] != "Oslo", "Oslo")
    largest = units["inhabitants"].groupby(ten).sum().nlargest(10).index
    keys = {
        "6.2": units["size_group"],
        "6.4": units["county"],
        "6.6": trusts,
        "6.8": units["region"],
        "6.10": ten.where(ten.isin(largest), "Resten av landet"),
    }
    for table, key in keys.items():
        for row, cells in tables[table].droplevel(0, axis=1).iterrows():
            inside = np.ones(len(units), bool) if row == "Totalt" else (key == row).to_numpy()
            if not inside.any():
                raise ValueError(f"table {table} has a row {row!r} without units")
            yield inside, cells


class Totals:
    """FTE of every unit for adults and children, and what it answered on having any."""

    def __init__(self, units: pd.DataFrame, tables: dict[str, pd.DataFrame], took_part: pd.Series):
        self.units, self.tables, self.took_part = units, tables, took_part
        self.has = {kind: self._gate(kind) for kind in ("adults", "children")}
        self._solve()

    def _gate(self, kind: str) -> pd.Series:
        """Choose who has few FTE and who none; the rest can divide theirs. Missing: no answer."""
        column, table = f"fte_{kind}", {"adults": "3.4", "children": "3.15"}[kind]
        few, none = self.tables[table]["", "Antall"].iloc[1:3].astype(int)
        rng = random(f"who has few {kind}")
        answers = pd.Series(FAR, index=self.units.index, dtype="Int64")
        answers[~self.took_part] = pd.NA
        printed = self.units[column]
        zero = self.units.index[self.took_part & (printed == 0) & (self.units[f"{column}_per_10k"] == 0)]
        silent = [unit for unit in NO_FTE_ANSWER if unit in zero]
        if kind == "children":  # one more unit answered for adults only
            small = [u for u in zero if u not in silent and self.units.at[u, "size_group"] == "2000-5000"]
            silent.append(small[0])
        answers[silent] = pd.NA
        zero = [unit for unit in zero if unit not in silent]
        # The largest are sure to be among those without: the report names those above 20 000.
        by_size = self.units.loc[zero, "inhabitants"].sort_values()
        order = list(by_size.index[::-1][: min(3, len(by_size))]) + list(by_size.index[: len(by_size) - 3])
        nobody = order[:none] if kind == "children" else zero
        answers[nobody] = NONE
        left = [unit for unit in zero if unit not in nobody]
        target = self.tables[{"adults": "3.5", "children": "3.16"}[kind]].loc["Totalt", ("", "Antall")]
        people = self.units["inhabitants_adults" if kind == "adults" else "inhabitants_under_18"]
        at_least = (self.units[f"{column}_per_10k"] - 0.5) * people / 1e4
        at_most = np.minimum((self.units[f"{column}_per_10k"] + 0.499) * people / 1e4, printed + 0.49)
        free = answers.eq(FAR).fillna(False) & (printed >= 1) & (at_least < 4.9)
        pool = printed[free & (printed <= 5)].index
        wish = at_most[pool] if kind == "adults" else pd.Series(rng.random(len(pool)), index=pool)
        chosen = list(wish.sort_values(ascending=False, kind="stable").index[: few - len(left)])
        # The printed sum asks for more than units with fewer than five FTE can have: some have more.
        middle = (np.maximum(at_least, printed - 0.5) + np.minimum(at_most, 4.99)) / 2
        middle = middle.where(printed <= 5, printed)
        over = list(printed[answers.eq(FAR).fillna(False) & printed.between(6, 9)].index)
        others = [unit for unit in pool if unit not in set(chosen)] + (over if kind == "adults" else [])
        while abs(gap := target - middle[chosen].sum()) > 1:
            a = min(chosen, key=lambda unit: (middle[unit] * np.sign(gap), unit))
            b = min(others, key=lambda unit: (abs(middle[unit] - middle[a] - gap), unit))
            chosen[chosen.index(a)], others[others.index(b)] = b, a
        answers[left] = FEW
        answers[chosen] = FEW
        return answers

    def _solve(self) -> None:
        """Find the totals: near a plausible number, inside every rounding of appendix B and chapter 6."""
        units, n = self.units, len(self.units)
        rng = random("fte totals")
        low, high, wish = np.zeros((2, n)), np.zeros((2, n)), np.zeros((2, n))
        people = {"adults": "inhabitants_adults", "children": "inhabitants_under_18"}
        for k, kind in enumerate(("adults", "children")):
            column = f"fte_{kind}"
            for i, unit in enumerate(units.itertuples()):
                a, b = _interval(getattr(unit, column))
                per, inhabitants = getattr(unit, f"{column}_per_10k"), getattr(unit, people[kind])
                if per == per and inhabitants:
                    a, b = max(a, (per - 0.5) * inhabitants / 1e4), min(b, (per + 0.4999) * inhabitants / 1e4)
                answer = self.has[kind].fillna(0).iloc[i]
                if answer == NONE or answer == 0 and self.took_part.iloc[i]:
                    a = b = 0.0
                elif answer == FEW:
                    a, b = max(a, min(0.1, b)), min(b, 4.99 if a < 4.99 else b)
                a = max(a, 0.0)
                if b < a:
                    raise ValueError(f"no {kind} FTE of {unit.Index} {unit.name} fit appendix B: {a} to {b}")
                low[k, i], high[k, i] = np.ceil(a * STEP - 1e-7) / STEP, np.floor(b * STEP + 1e-7) / STEP
                step = 0.5 if b - a > 0.5 and rng.random() < 0.5 else 0.05
                wish[k, i] = np.clip(np.round(rng.uniform(a, b) / step) * step, low[k, i], high[k, i])
        if (low > high + 1e-9).any():
            raise ValueError(f"no FTE fit appendix B: {units.index[(low > high + 1e-9).any(axis=0)].tolist()}")
        rows, bounds = [], []

        def require(adults: np.ndarray, children: np.ndarray, a: float, b: float) -> None:
            rows.append(np.concatenate([adults, children]))
            bounds.append((a, b))

        zero = np.zeros(n)
        for i, unit in enumerate(units.itertuples()):
            a, b = _interval(unit.fte_total)
            if unit.fte_total_per_10k == unit.fte_total_per_10k and unit.inhabitants:
                a = max(a, (unit.fte_total_per_10k - 0.5) * unit.inhabitants / 1e4)
                b = min(b, (unit.fte_total_per_10k + 0.4999) * unit.inhabitants / 1e4)
            one = zero.copy()
            one[i] = 1
            require(one, one, np.ceil(max(a, 0) * STEP - 1e-7) / STEP, np.floor(b * STEP + 1e-7) / STEP)
        for inside, cells in _groups(units, self.tables):
            inside = inside.astype(float)
            for column, per, x, y, who in (
                (
                    "Årsverk til voksne",
                    "Årsverk pr. 10 000 innbyggere >18 år",
                    inside,
                    zero,
                    "inhabitants_adults",
                ),
                (
                    "Årsverk til barn og unge",
                    "Årsverk pr. 10 000 innbyggere <18 år",
                    zero,
                    inside,
                    "inhabitants_under_18",
                ),
                ("Årsverk totalt", "Årsverk pr. 10 000 innbyggere", inside, inside, "inhabitants"),
            ):
                require(x, y, *_interval(cells[column], 0.08))
                persons = units[who].to_numpy() @ inside
                require(x, y, (cells[per] - 0.499) * persons / 1e4, (cells[per] + 0.499) * persons / 1e4)
        few = {kind: self.has[kind].eq(FEW).fillna(False).to_numpy(float) for kind in self.has}
        # The percentages of 3.5 fit only the upper end of what rounds to its total.
        for x, y, table in ((few["adults"], zero, "3.5"), (zero, few["children"], "3.16")):
            printed = self.tables[table].loc["Totalt", ("", "Antall")]
            require(x, y, printed, printed + 0.4)
        # Variables: the totals, and how far each is from its wish, up and down.
        sums = np.array(rows)
        a, b = np.array(bounds).T
        size = 2 * n
        matrix = lil_matrix((2 * len(rows) + size, 3 * size))
        matrix[: len(rows), :size] = sums
        matrix[len(rows) : 2 * len(rows), :size] = -sums
        limits = np.concatenate([b, -a])
        equal = lil_matrix((size, 3 * size))
        for i in range(size):
            equal[i, i], equal[i, size + i], equal[i, 2 * size + i] = 1, -1, 1
        result = linprog(
            np.concatenate([np.zeros(size), np.ones(2 * size)]),
            A_ub=matrix.tocsr()[: 2 * len(rows)],
            b_ub=limits,
            A_eq=equal.tocsr(),
            b_eq=wish.ravel(),
            bounds=[*zip(low.ravel(), high.ravel(), strict=True), *[(0, None)] * (2 * size)],
            method="highs-ds",
        )
        if not result.success:
            raise ValueError(f"no FTE per unit fit appendix B and chapter 6: {result.message}")
        found = np.round(result.x[:size] * STEP).astype(int).reshape(2, n)
        self.adults = pd.Series(found[0], index=units.index)
        self.children = pd.Series(found[1], index=units.index)


SERVICES = {
    "adults": ("3.6", ["3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"], "Voksne", "3.5"),
    "children": ("3.17", ["3.18", "3.19", "3.20", "3.21", "3.22", "3.24"], "Barn og unge", "3.16"),
}


def country(tables: dict[str, pd.DataFrame], kind: str, total: float) -> np.ndarray:
    """Return the country's FTE by service (rows) and education, unrounded, that round to chapter 3.

    The total is given. Counts and percentages both have to come out, also those that fit only the unrounded.
    """
    services, by_education, head, _ = SERVICES[kind]
    n = len(by_education) * EDUCATIONS
    cells = np.arange(n).reshape(-1, EDUCATIONS)
    rows, limits = [], []

    def at_most(weights: np.ndarray, limit: float) -> None:
        rows.append(weights)
        limits.append(limit)

    def rounds_to(part: np.ndarray, whole: np.ndarray | None, count: float, percent: float) -> None:
        one = np.zeros(n)
        one[part] = 1
        at_most(one, count + 0.47)
        at_most(-one, -(count - 0.47))
        of = np.zeros(n)
        limit = total
        if whole is not None:
            of[whole], limit = 1, 0.0
        for sign, share in ((1, percent + 0.49), (-1, percent - 0.49)):
            at_most(sign * (100 * one - share * of), sign * share * limit)

    for service, table in enumerate(by_education):
        for education in range(EDUCATIONS):
            row = tables[table].iloc[education]
            rounds_to(cells[service, [education]], cells[service], row["", "Antall"], row["", "Prosent"])
        row = tables[services].iloc[service]
        rounds_to(cells[service], None, row["", "Antall"], row["", "Prosent"])
    for education in range(EDUCATIONS):
        row = tables["3.2"].iloc[education]
        rounds_to(cells[:, education], None, row[head, "Antall"], row[head, "Prosent"])
    result = linprog(
        random(f"country {kind}").random(n),
        A_ub=np.array(rows),
        b_ub=limits,
        A_eq=np.ones((1, n)),
        b_eq=[total],
        bounds=(0, None),
        method="highs-ds",
    )
    if not result.success:
        raise ValueError(f"no FTE by service and education ({kind}) fit chapter 3: {result.message}")
    return result.x.reshape(-1, EDUCATIONS)


def _few_by_education(tables: dict[str, pd.DataFrame], kind: str, total: float, most: np.ndarray) -> np.ndarray:
    """Return FTE by education of the units with few FTE (tables 3.5 and 3.16); at most so much of each."""
    printed = tables[SERVICES[kind][3]].iloc[:EDUCATIONS]
    low, high = printed["", "Antall"] - 0.47, printed["", "Antall"] + 0.47
    low = np.maximum(low, (printed["", "Prosent"] - 0.49) / 100 * total)
    high = np.minimum(high, (printed["", "Prosent"] + 0.49) / 100 * total)
    high = np.minimum(high, most)
    result = linprog(
        np.zeros(EDUCATIONS),
        A_eq=np.ones((1, EDUCATIONS)),
        b_eq=[total],
        bounds=list(zip(np.maximum(low, 0), high, strict=True)),
        method="highs-ds",
    )
    if not result.success:
        raise ValueError(f"no FTE by education fit table {SERVICES[kind][3]}")
    return result.x


def whole(values: np.ndarray, total: int) -> np.ndarray:
    """Round to whole numbers with a given sum: down, and up where the remainders are largest."""
    floor = np.floor(values + 1e-9).astype(int)
    up = np.argsort(-(values - floor).ravel(), kind="stable")[: total - floor.sum()]
    floor.ravel()[up] += 1
    return floor


def divide(seed: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return a table of whole numbers with these row and column sums, shaped like the seed.

    Cells that are 0 in the seed stay 0. Iterative proportional fitting, then rounding by a flow.
    """
    if rows.sum() != columns.sum():
        raise ValueError(f"the rows sum to {rows.sum()}, the columns to {columns.sum()}")
    fitted = seed.astype(float)
    for _ in range(1000):
        sums = fitted.sum(axis=1, keepdims=True)
        fitted *= np.divide(rows[:, None], sums, out=np.zeros_like(sums), where=sums > 0)
        sums = fitted.sum(axis=0, keepdims=True)
        fitted *= np.divide(columns[None, :], sums, out=np.zeros_like(sums), where=sums > 0)
        if np.abs(fitted.sum(axis=1) - rows).max() < 1e-4:
            break
    floor = np.floor(fitted + 1e-6).astype(int)
    open_ = np.argwhere(seed > 0)
    above = (fitted - floor)[tuple(open_.T)]
    missing = np.concatenate([rows - floor.sum(axis=1), columns - floor.sum(axis=0)])
    n = len(open_)
    place = np.concatenate([open_[:, 0], len(rows) + open_[:, 1]])
    up = coo_matrix((np.ones(2 * n), (place, np.tile(np.arange(n), 2))), shape=(len(missing), n))
    # Mostly one up where the remainder is large; further up, or down, only where nothing else sums.
    result = linprog(
        np.concatenate([1 - above, np.full(n, 4.0), np.full(n, 4.0)]),
        A_eq=hstack([up, up, -up]).tocsr(),
        b_eq=missing,
        bounds=[(0, 1)] * n + [(0, None)] * n + [(0, down) for down in floor[tuple(open_.T)]],
        method="highs-ds",
    )
    if not result.success:
        raise ValueError(f"the table can't be rounded with its sums kept: {result.message}")
    steps = np.round(result.x).astype(int)
    floor[tuple(open_.T)] += steps[:n] + steps[n : 2 * n] - steps[2 * n :]
    return floor


def responses(tables: dict[str, pd.DataFrame], units: pd.DataFrame, totals: Totals, kind: str) -> pd.DataFrame:
    """Return FTE by service and education (columns: pairs of codes from 1) of the units that took part."""
    rng = random(f"fte {kind}")
    by_unit = getattr(totals, kind)
    took_part, gate = totals.took_part, totals.has[kind]
    reported = by_unit[took_part]
    everything = country(tables, kind, by_unit.sum() / STEP)
    # Units that did not take part get their FTE by the key of the others: the table is the others' enlarged.
    goal = whole(everything * reported.sum() / by_unit.sum() * STEP, int(reported.sum()))
    services = len(goal)
    pairs = pd.MultiIndex.from_product([range(1, services + 1), range(1, EDUCATIONS + 1)])
    found = pd.DataFrame(0, index=reported.index, columns=pairs)

    few = reported.index[gate[reported.index].eq(FEW).fillna(False)]
    wanted = _few_by_education(tables, kind, reported[few].sum() / STEP, 0.95 * goal[-1] / STEP)
    wanted = whole(wanted * STEP, int(reported[few].sum()))
    shape = rng.gamma(0.7, size=(len(few), EDUCATIONS)) * wanted + 1e-3 * (wanted > 0)
    found.loc[few, [(services, e) for e in range(1, EDUCATIONS + 1)]] = divide(shape, reported[few].to_numpy(), wanted)
    far = reported.index[gate[reported.index].eq(FAR).fillna(False)]
    left = goal.copy()
    left[-1] -= wanted
    size = reported[far].to_numpy()[:, None, None] / STEP
    share = left / left.sum()
    shape = share * rng.gamma(0.8, size=(len(far), services, 1)) * rng.gamma(1.5, size=(len(far), services, EDUCATIONS))
    expected = size * shape / shape.sum(axis=(1, 2), keepdims=True)
    # Small units have whole or half positions in a few places, not a tenth of one everywhere.
    shape = np.where((expected > 0.25) | (size > 60), shape, shape * 1e-3)
    seed = (size * shape).reshape(len(far), -1) * (left.ravel() > 0)
    found.loc[far] = divide(seed, reported[far].to_numpy(), left.ravel())
    return found / STEP


def pathways(tables: dict[str, pd.DataFrame], totals: Totals, kind: str) -> pd.DataFrame:
    """Return FTE by pathway (columns 1-3) of the units that have FTE and took part; they sum to chapter 7."""
    table = {"adults": "7.2", "children": "7.4"}[kind]
    printed = tables[table]["2024", "Årsverk"].iloc[:3].to_numpy()
    has = totals.has[kind].isin([FAR, FEW]).fillna(False).to_numpy(bool)
    by_unit = getattr(totals, kind)[has]
    # The sum of both groups is one less in print than the two parts: all are a little below.
    goal = np.round((printed - 0.12) * STEP).astype(int)
    rng = random(f"pathways {kind}")
    some = by_unit[by_unit > 0]
    weight = np.clip(rng.normal(1, 0.18, len(some)), 0.5, 1.6) * some.to_numpy()
    rows = whole(weight / weight.sum() * goal.sum() / 25, goal.sum() // 25) * 25
    rows[rows.argmax()] += goal.sum() - rows.sum()
    seed = rng.gamma(2.5, size=(len(some), 3)) * goal
    found = divide(seed, rows, goal)
    return pd.DataFrame(found / STEP, index=some.index, columns=[1, 2, 3])
