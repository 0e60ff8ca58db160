"""Tests over the years: whether a share has changed by more than chance.

Nearly the same units answer every year. Where the earlier year's answers are at hand, each unit is compared with
itself; else the counts of the years are compared as if the units were others, which finds less, since a unit tends to
answer as the year before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from is248.analysis.significance.counts import (
    UNDEFINED,
    Result,
    cochran_armitage,
    exact_cmh,
    exact_mcnemar,
    generalised_cmh,
    holm,
)
from is248.analysis.significance.results import OverYears, found
from is248.wording import join

# As the method appendix abbreviates and explains them.
_PAIRED = "McNemar, eksakt"
_COUNTS = "Fisher, eksakt"
_GROUPS = "Fisher, eksakt (Holm)"
_JOINT = "Generalisert CMH"
_TREND = "Cochran–Armitage"
FEW = "halvparten av årets"
PAIRED = 0.8  # of each year's answers: so many have to be of units that answered both years, to be compared one by one


@dataclass(frozen=True)
class Share:
    """How many units chose something in a year, of how many."""

    year: int
    n: float
    base: float
    outcomes: pd.Series | None = None  # by unit code, where the answers are at hand
    taken_as: str = ""  # what is taken for the number of answers, where that isn't known: «… svarene på batteriet»

    @property
    def assumed(self) -> bool:
        """Whether how many answered is not known, and taken to be few."""
        return self.taken_as == FEW


def change(text: str, question: str, before: Share, now: Share) -> OverYears:
    """Return the test of whether a share has changed from one year to another.

    Exactly: McNemar's of the units that answered both years, where the answers of both are at hand and nearly all are
    of such units; else Fisher's of all. Where other units were asked than before, those that came or went may be what
    has changed the share.
    """
    both = _both(before, now)
    if len(both) >= PAIRED * max(before.base, now.base, 1):
        up, down = int((~both[:, 0] & both[:, 1]).sum()), int((both[:, 0] & ~both[:, 1]).sum())
        agrees = (up - down) * _points(before, now) >= 0  # of those who answered both years, as of all
        p = exact_mcnemar(up, down) if agrees else 1.0
        return _over_years(text, question, [before, now], _PAIRED, Result(np.nan, 1, p), n=len(both))
    known = before.base and now.base
    result = Result(np.nan, 1, exact_cmh(_table([before, now]))) if known else UNDEFINED
    return _over_years(text, question, [before, now], _COUNTS, result)


def changes(text: str, question: str, groups: Mapping[str, tuple[Share, Share]]) -> tuple[OverYears, dict[str, bool]]:
    """Return the test of whether a share has changed in any of some groups, and in which it has.

    Each group's is Fisher's, corrected by Holm's method for the number of groups; the test's p is the lowest of them.
    """
    p = holm([exact_cmh(_table(years)) for years in groups.values()])
    shares = next(iter(groups.values()))
    whole = [Share(one.year, *(sum(getattr(g[i], kind) for g in groups.values()) for kind in ("n", "base")))
             for i, one in enumerate(shares)]  # fmt: skip
    test = _over_years(text, question, whole, _GROUPS, Result(np.nan, 1, float(p.min())), groups=len(groups))
    return test, dict(zip(groups, map(found, p), strict=True))


def joint(text: str, question: str, shares: Iterable[Share]) -> OverYears:
    """Return the test of whether a share differs between several years at all."""
    shares = list(shares)
    return _over_years(text, question, shares, _JOINT, generalised_cmh(_table(shares)))


def trend(text: str, question: str, shares: Iterable[Share]) -> OverYears:
    """Return the test of whether a share rises or falls over several years."""
    shares = list(shares)
    z = cochran_armitage(*(np.array([getattr(s, kind) for s in shares]) for kind in ("n", "base", "year")))
    return _over_years(
        text, question, shares, _TREND, Result(z**2, 1, float(stats.chi2.sf(z**2, 1))) if z else UNDEFINED
    )


def _table(shares: Iterable[Share]) -> np.ndarray:
    """Return the counts as years × (yes, no) × one stratum."""
    return np.array([(round(s.n), round(s.base) - round(s.n)) for s in shares])[:, :, None]


def _both(before: Share, now: Share) -> np.ndarray:
    """Return what the units chose that answered both years, one row each; none where the answers aren't at hand."""
    if before.outcomes is None or now.outcomes is None:
        return np.empty((0, 2), dtype=bool)
    return pd.concat([before.outcomes, now.outcomes], axis=1, join="inner").to_numpy(dtype=bool)


def _points(before: Share, now: Share) -> float:
    return now.n / now.base - before.n / before.base if before.base and now.base else 0.0


def _over_years(
    text: str, question: str, shares: list[Share], method: str, result: Result, n: int | None = None, groups: int = 0
) -> OverYears:
    points, unknown = _points(shares[0], shares[-1]), {}
    for share in shares:
        if share.taken_as:
            unknown.setdefault(share.taken_as, []).append(str(share.year))
    return OverYears(
        outcome=text,
        question=question,
        by=f"År ({join(str(s.year) for s in shares)})"
        if len(shares) < 3
        else f"År ({shares[0].year}–{shares[-1].year})",
        control="",
        method=method,
        n=n if n is not None else int(sum(round(s.base) for s in shares)),
        groups=groups or len(shares),
        **result._asdict(),
        note=" ".join(f"Antall svar i {join(years)} er ikke kjent og satt til {of}." for of, years in unknown.items()),
        direction="up" if points > 0 else "down" if points < 0 else "",
        shares=[(s.year, round(float(s.n), 6), float(s.base)) for s in shares],
    )
