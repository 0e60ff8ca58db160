"""Answers to questions with options: who answered, and what, so that the printed counts come out.

A unit's answers hang together: large units answer "Ja" more often where the report says so, a unit that is
well off in one item of a battery tends to be so in the next, and the same units leave questions out.
"""

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, linprog, milp
from scipy.sparse import coo_matrix

from demo import assumptions
from demo.published import YEAR, random

STATUS = {"complete": "gjennomfort", "skipped": "gjennomfort", "partial": "delvis", "absent": "ikke_deltatt"}
SIZE_ORDER = [
    "<2000",
    "2000-5000",
    "5000-10000",
    "10000-20000",
    "20000-50000",
    "50000 og større",
    "Bydeler i Oslo",
]


class Answers:
    """The columns of responses.csv, filled question by question."""

    def __init__(self, units: pd.DataFrame, part: pd.Series, codebook):
        self.units, self.part, self.codebook, self.year = units, part, codebook, codebook.year
        self.columns: dict[str, pd.Series] = {}
        self.size = units["size_group"].map({group: i for i, group in enumerate(SIZE_ORDER)}).astype(float)
        # What is known of single groups is known of the year of the printed tables.
        known = (assumptions.ANSWERING, assumptions.TICKS, assumptions.BOTH) if self.year == YEAR else ({}, {}, {})
        self.answering, self.ticks, self.both = known
        care = self.random("care").normal(size=len(units))
        # Those that reported little but FTE come last; one unit left the last chapters out.
        late = part.map({"complete": 0.0, "skipped": -0.5, "partial": -50.0, "absent": -1000.0}).to_numpy()
        self.care = pd.Series(care + late, index=units.index)
        self.traits: dict[str, np.ndarray] = {}

    def random(self, name: str) -> np.random.Generator:
        """Return random numbers of this name and the answers' year."""
        return random(name, self.year)

    # --- who answers

    def respondents(self, question: str, number: int, among: pd.Index | None = None) -> pd.Index:
        """Choose who answers: those asked first, then, where the print has more answers than that, others."""
        order = self.care + 0.6 * self.random(f"who {question}").normal(size=len(self.units))
        here = self.part != "absent"
        first = order[here & self.units.index.isin(among)] if among is not None else order[here]
        rest = order[here & ~self.units.index.isin(first.index)]
        ranked = [*first.sort_values(ascending=False).index, *rest.sort_values(ascending=False).index]
        for by, group, most in self.answering.get(question, []):
            inside = [unit for unit in ranked if self.units.at[unit, by] == group]
            ranked = [unit for unit in ranked if unit not in set(inside[most:])]
        if number > len(ranked):
            raise ValueError(f"{question}: {number} answers, but only {len(ranked)} units took part")
        return self.units.index[self.units.index.isin(ranked[:number])]

    def chose(self, question: str, codes) -> pd.Index:
        """Return the units that gave one of these answers."""
        if question in self.columns:
            return self.units.index[self.columns[question].isin(list(codes))]
        ticked = pd.concat([self.columns[f"{question}__{code}"] for code in codes], axis=1)
        return self.units.index[(ticked == 1).any(axis=1)]

    def asked(self, question: str) -> pd.Index | None:
        """Return the units that the gate lets through; None where everyone is asked."""
        gate = self.codebook.question(question).gate
        return None if gate is None else self.chose(gate.question, gate.options)

    # --- what they answer

    def leaning(self, question: str, who: pd.Index, slope: float) -> np.ndarray:
        """Return how much each unit leans to the first option: by size, by what it is like, and by chance."""
        asked = self.codebook.question(question)
        trait = asked.battery or f"chapter {asked.section}"
        if trait not in self.traits:
            self.traits[trait] = self.random(f"trait {trait}").normal(size=len(self.units))
        common = pd.Series(self.traits[trait], index=self.units.index)[who].to_numpy()
        size = (self.size[who].to_numpy() - 2.2) / 1.7
        return slope * size + 0.6 * common + self.random(f"what {question}").normal(size=len(who))

    def near(self, share: float, groups: dict[str, str], who: pd.Index) -> tuple[int, pd.Index]:
        """Return the number of a group's units that is nearest to a percentage, and the units: grouping -> group."""
        inside = who[(self.units.loc[who, list(groups)] == pd.Series(groups)).all(axis=1)]
        return int(np.floor(share * len(inside) / 100 + 0.5)), inside

    def single(
        self, question: str, counts: dict[int, int], who: pd.Index, slope: float = 0.0, limits=(), tilt=None
    ) -> None:
        """Give each unit one option.

        Parameters
        ----------
        question : str
            Its id.
        counts : dict
            How many choose each option, in the order from the one that units with a high leaning choose.
        who : Index
            The units that answer.
        slope : float
            How much leaning grows with size.
        limits : iterable of (units, codes, least, most)
            So many of these units choose one of these codes.
        tilt : Series by unit code, optional
            What else the leaning depends on.
        """
        lean = self.leaning(question, who, slope) + (0 if tilt is None else tilt[who].to_numpy())
        chosen = choose(question, counts, who, lean, limits, self._unsure(question), self.year)
        values = pd.Series(pd.NA, index=self.units.index, dtype="Int64")
        values[who] = chosen
        self.columns[question] = values

    def combined(self, question: str, counts: dict[int, int], who: pd.Index, slope: float, limits) -> list[int]:
        """Return options of something that is no question itself, chosen as for a single one."""
        lean = self.leaning(question, who, slope)
        return choose(f"{question} combined", counts, who, lean, limits, set(), self.year)

    def _unsure(self, question: str) -> set[int]:
        words = ("Vet ikke", "Ikke aktuelt", "Har ikke erfaring", "Vi har ikke samarbeid")
        return {o.code for o in self.codebook.options(question) if o.label.startswith(words)}

    def multiple(
        self,
        question: str,
        counts: dict[int, int],
        who: pd.Index,
        slope: float = 0.0,
        alone: tuple[int, ...] = (),
        sure: dict[int, Callable[[pd.Index], Iterable[str]]] | None = None,
    ) -> None:
        """Let the units tick options, each at least one where there are enough.

        `alone` are options that exclude the others. Options with a known number in a group (assumptions.TICKS),
        or of units that ticked another option too (assumptions.BOTH), keep the units they were given. So do those in
        `sure`: option -> which of the units that are left surely tick it.
        """
        held = {code for asked, code in self.ticks if asked == question}
        first, second, both = self.both.get(question, (None, None, 0))
        held |= {first, second, *(sure or {})}
        rng = self.random(f"ticks {question}")
        ticks = pd.DataFrame(False, index=who, columns=list(counts))
        lean = pd.Series(self.leaning(question, who, slope), index=who)
        free = who
        for code in alone:
            lowest = (lean[free] + rng.normal(size=len(free))).sort_values(kind="stable").index[: counts[code]]
            ticks.loc[lowest, code] = True
            free = free[~free.isin(lowest)]
        for code, count in counts.items():
            if code not in alone:
                order = (0.5 * lean[free] + rng.normal(size=len(free))).sort_values(ascending=False, kind="stable")
                known = [self.near(share, {by: group}, free) for by, group, share in self._known_ticks(question, code)]
                if code in (sure or {}):
                    surely = pd.Index(sure[code](free))
                    known.append((len(surely), surely))
                if code == second:
                    known.append((both, free[ticks.loc[free, first]]))
                ticks.loc[first_of(order.index, count, known), code] = True
        movable = [code for code in ticks.columns if code not in held and code not in alone]
        for unit in free[~ticks.loc[free].any(axis=1)]:
            many = ticks.loc[free].sum(axis=1).where(ticks.loc[free, movable].any(axis=1), 0)
            many = many.sort_values(ascending=False, kind="stable")
            if many.iloc[0] < 2:
                break
            giver = many.index[0]
            given = [code for code in movable if ticks.at[giver, code]]
            code = given[int(rng.integers(len(given)))]
            ticks.loc[giver, code], ticks.loc[unit, code] = False, True
        for code in counts:
            values = pd.Series(pd.NA, index=self.units.index, dtype="Int64")
            values[who] = ticks[code].astype(int)
            self.columns[f"{question}__{code}"] = values

    def _known_ticks(self, question: str, code: int) -> list[tuple[str, str, float]]:
        return self.ticks.get((question, code), [])

    def number(self, question: str, values: pd.Series) -> None:
        """Keep numbers; units that are not in the series gave none."""
        self.columns[question] = values.reindex(self.units.index)

    def text(self, question: str, values: dict[str, str]) -> None:
        """Keep texts, by unit."""
        self.columns[question] = pd.Series(values, dtype=object).reindex(self.units.index)

    # --- the file

    def responses(self) -> pd.DataFrame:
        """Return responses.csv as text."""
        frame = pd.DataFrame({"unit": self.units.index, "status": self.part.map(STATUS).to_numpy()})
        written = {}
        for question in self.codebook.questions:
            for column in self.codebook.columns(question.id):
                if column not in self.columns:
                    raise ValueError(f"{column} has no answers")
                written[column] = [plain(value) for value in self.columns[column]]
        return pd.concat([frame, pd.DataFrame(written)], axis=1)


def plain(value) -> str:
    """Return a value as responses.csv has it."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, str):
        return value
    return f"{float(value):.10g}"


def first_of(order: pd.Index, count: int, known: list[tuple[int, pd.Index]]) -> list[str]:
    """Return the first units, so many in all and so many (number, units) of some groups that don't overlap."""
    fixed = [unit for number, inside in known for unit in order[order.isin(inside)][:number]]
    for _, inside in known:
        order = order[~order.isin(inside)]
    return [*fixed, *order[: count - len(fixed)]]


def choose(
    name: str, counts: dict[int, int], who: pd.Index, lean: np.ndarray, limits, unsure: set[int], year: int
) -> list[int]:
    """Return an option for each unit: the more it leans, the further to the front, within the limits."""
    if sum(counts.values()) != len(who):
        raise ValueError(f"{name}: {sum(counts.values())} answers for {len(who)} units")
    codes = [code for code, count in counts.items() if count]
    position = (np.argsort(np.argsort(-lean, kind="stable"), kind="stable") + 0.5) / len(who)
    share = np.array([counts[code] for code in codes]) / len(who)
    middle = np.cumsum(share) - share / 2
    cost = (position[:, None] - middle[None, :]) ** 2
    for j, code in enumerate(codes):
        if code in unsure:  # not more or less than the others: anyone, at random
            cost[:, j] = 0.45 * random(f"unsure {name}", year).random(len(who)) ** 2
    known = [
        (np.flatnonzero(who.isin(units)), [codes.index(code) for code in some if code in codes], least, most)
        for units, some, least, most in limits
    ]
    return [codes[j] for j in _assign(cost, np.array([counts[code] for code in codes]), known, name)]


def rising(who: pd.Index, units: pd.DataFrame, total: int, slope: float, fixed: dict[str, int] | None = None):
    """Return limits (units, least, most): a share that rises with size, `total` units in all.

    Parameters
    ----------
    who : Index
        The units that answer.
    units : DataFrame
        All units, with their size_group.
    total : int
        How many choose it.
    slope : float
        On the logit scale, per step of size; negative: falling.
    fixed : dict, optional
        Groups whose number is known.
    """
    groups = {group: who[units.loc[who, "size_group"] == group] for group in SIZE_ORDER}
    fixed = fixed or {}
    open_ = [group for group in SIZE_ORDER if group not in fixed and len(groups[group])]
    left = total - sum(fixed.values())
    n = np.array([len(groups[group]) for group in open_])
    steps = np.array([SIZE_ORDER.index(group) for group in open_])
    low, high = -30.0, 30.0
    for _ in range(80):
        middle = (low + high) / 2
        expected = n / (1 + np.exp(-(middle + slope * steps)))
        low, high = (middle, high) if expected.sum() < left else (low, middle)
    counts = np.floor(expected).astype(int)
    counts[np.argsort(-(expected - counts), kind="stable")[: left - counts.sum()]] += 1
    # Rounding to whole units must not turn the order of two groups.
    sign = 1 if slope > 0 else -1
    for _ in range(50):
        share = sign * counts / n
        bad = np.flatnonzero(share[1:] < share[:-1] - 1e-12)
        if not len(bad):
            break
        counts[bad[0]] -= sign
        counts[bad[0] + 1] += sign
    return [
        (groups[group], count, count) for group, count in [*fixed.items(), *zip(open_, counts.tolist(), strict=True)]
    ]


def _assign(cost: np.ndarray, counts: np.ndarray, limits: list, question: str) -> np.ndarray:
    """Return the column for each row: least cost, with these column sums and limits on groups of rows."""
    if not limits:
        return _cheapest(cost, counts)
    n, k = cost.shape
    rows = np.repeat(np.arange(n), k)
    columns = np.tile(np.arange(k), n)
    variables = np.arange(n * k)
    equal = coo_matrix(
        (np.ones(2 * n * k), (np.concatenate([rows, n + columns]), np.tile(variables, 2))),
        shape=(n + k, n * k),
    )
    entries, bounds = [], []
    for inside, some, least, most in limits:
        place = (inside[:, None] * k + np.array(some, int)[None, :]).ravel()
        for sign, bound in ((1, most), (-1, -least)):
            entries.append((place, sign))
            bounds.append(bound)
    matrix = coo_matrix(
        (
            np.concatenate([np.full(len(place), sign) for place, sign in entries]),
            (
                np.repeat(np.arange(len(entries)), [len(place) for place, _ in entries]),
                np.concatenate([place for place, _ in entries]),
            ),
        ),
        shape=(len(entries), n * k),
    )
    result = linprog(
        cost.ravel(),
        A_ub=matrix.tocsr(),
        b_ub=bounds,
        A_eq=equal.tocsr(),
        b_eq=np.concatenate([np.ones(n), counts]),
        bounds=(0, 1),
        method="highs-ds",
    )
    if not result.success:
        raise ValueError(f"{question}: no answers fit the known numbers of the groups")
    if np.abs(result.x - np.round(result.x)).max() > 1e-6:  # limits across two groupings may need whole numbers
        result = milp(
            cost.ravel(),
            constraints=[
                LinearConstraint(equal.tocsr(), *[np.concatenate([np.ones(n), counts])] * 2),
                LinearConstraint(matrix.tocsr(), -np.inf, bounds),
            ],
            integrality=np.ones(n * k),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0.02},
        )
        if not result.success:
            raise ValueError(f"{question}: no whole answers fit the known numbers of the groups")
    return result.x.reshape(n, k).argmax(axis=1)


def _cheapest(cost: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the least-cost columns without limits: a small flow, as for the others, but in one step."""
    slots = np.repeat(np.arange(len(counts)), counts)
    return slots[linear_sum_assignment(cost[:, slots])[1]]
