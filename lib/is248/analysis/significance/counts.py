"""Tests of counts alone; they know no survey. statsmodels has the 2×2 case and Holm's method only, so these are ours.

A test that can't be done is `UNDEFINED`, with p 1: no answers of a coming year can stop the book here.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats

FEW = 5  # the chi-square distribution is trusted where no expected count is lower (Cochran 1954)


class Result(NamedTuple):
    """A test statistic, its degrees of freedom and its p; df 0 and p 1 where there is nothing to test."""

    statistic: float
    df: int
    p: float


UNDEFINED = Result(0.0, 0, 1.0)


def generalised_cmh(counts: np.ndarray) -> Result:
    """Return the generalised Cochran–Mantel–Haenszel test of general association, of groups × outcomes × strata.

    Within every stratum, groups and outcomes are compared with all tables that have the same margins. The
    differences from the expected counts are summed over the strata, and weighed by the inverse of their covariance.
    Cells of 0 or 100 percent do no harm. Groups, outcomes or strata without units lower the rank of the covariance,
    which is the number of degrees of freedom, and change nothing else. There is no continuity correction. With one
    stratum of N units it is Pearson's chi-square times (N − 1) / N.

    Notes
    -----
    Landis, Heyman and Koch (1978), International Statistical Review 46; Agresti, Categorical Data Analysis, 8.4.
    """
    counts = np.asarray(counts, dtype=float)
    counts = counts[:, :, counts.sum(axis=(0, 1)) > 1]  # one unit alone can't differ
    n, by_group, by_outcome = counts.sum(axis=(0, 1)), counts.sum(axis=1), counts.sum(axis=0)
    difference = (counts.sum(axis=2) - expected(counts)).ravel()
    covariance = np.einsum(
        "abk,cdk,k->acbd", _spread(by_group, n), _spread(by_outcome, n), 1 / (n - 1), optimize=True
    ).reshape(difference.size, difference.size)
    variances, directions = np.linalg.eigh(covariance)
    varies = variances > 1e-9 * max(variances.max(initial=0), 1)
    if not varies.any():
        return UNDEFINED
    statistic = float((((directions.T @ difference)[varies]) ** 2 / variances[varies]).sum())
    df = int(varies.sum())
    return Result(statistic, df, float(stats.chi2.sf(statistic, df)))


def expected(counts: np.ndarray) -> np.ndarray:
    """Return the counts (groups × outcomes) that the margins of the strata lead one to expect."""
    n = counts.sum(axis=(0, 1))
    return np.einsum("gk,ok,k->go", counts.sum(axis=1), counts.sum(axis=0), 1 / np.where(n > 0, n, 1))


def _spread(margin: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return for every stratum diag(m) − mm'/n of a margin m: how its categories vary together."""
    return np.einsum("ik,ij->ijk", margin, np.eye(len(margin))) - np.einsum("ik,jk,k->ijk", margin, margin, 1 / n)


def exact_cmh(counts: np.ndarray) -> float:
    """Return the exact p of the Cochran–Mantel–Haenszel test of 2 groups × 2 outcomes × strata.

    A county can have six units and a trust three. Too few for the chi-square distribution, which would call
    two of three units remarkable where chance does it once in 140 times. So p is summed over all tables with the same
    margins that are as probable as the one found, or less: the two-sided p of Fisher's test, which this is with one
    stratum, as R's `fisher.test` and `mantelhaen.test(exact = TRUE)` have it.
    """
    counts = np.asarray(counts).round().astype(int)
    counts = counts[:, :, counts.sum(axis=(0, 1)) > 0]  # scipy knows no draw from nothing: nan
    chance, lowest = np.ones(1), 0
    for stratum in np.moveaxis(counts, 2, 0):
        n, in_group, with_outcome = stratum.sum(), stratum[0].sum(), stratum[:, 0].sum()
        possible = np.arange(max(0, in_group + with_outcome - n), min(in_group, with_outcome) + 1)
        chance = np.convolve(chance, stats.hypergeom.pmf(possible, n, with_outcome, in_group))
        lowest += possible[0]
    found = chance[counts[0, 0].sum() - lowest]
    return float(chance[chance <= found * (1 + 1e-7)].sum().clip(max=1))  # R's own allowance for equal chances


def exact_mcnemar(up: int, down: int) -> float:
    """Return the exact p of McNemar's test: of `up` units that went from no to yes, and `down` from yes to no."""
    return float(stats.binomtest(up, up + down).pvalue) if up + down else 1.0


def cochran_armitage(chosen: np.ndarray, base: np.ndarray, scores: np.ndarray | None = None) -> float:
    """Return Cochran and Armitage's z for a trend in shares; positive where they rise, 0 if nothing varies.

    `chosen` and `base` are units by group, in order; the groups are equally far from each other unless they have
    `scores`, such as years. z is standard normal where there is no trend.
    """
    chosen, base = np.asarray(chosen, dtype=float), np.asarray(base, dtype=float)
    n = base.sum()
    if n == 0:
        return 0.0
    share, score = chosen.sum() / n, np.arange(len(base)) if scores is None else np.asarray(scores, dtype=float)
    centred = score - (base * score).sum() / n
    variance = share * (1 - share) * (base * centred**2).sum()
    return float((centred * chosen).sum() / np.sqrt(variance)) if variance > 1e-12 else 0.0


def linear_by_linear(first: np.ndarray, second: np.ndarray) -> Result:
    """Return Mantel's test of linear association, (n − 1) r², of two scores per unit."""
    if len(np.unique(first)) < 2 or len(np.unique(second)) < 2:
        return UNDEFINED
    statistic = float((len(first) - 1) * np.corrcoef(first, second)[0, 1] ** 2)
    return Result(statistic, 1, float(stats.chi2.sf(statistic, 1)))


def holm(p: np.ndarray) -> np.ndarray:
    """Return p-values corrected for their number by Holm's method, in the order given."""
    p = np.asarray(p, dtype=float)
    order = p.argsort()
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(1, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    return corrected
