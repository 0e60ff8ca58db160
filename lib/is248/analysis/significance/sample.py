"""Tests of units: their outcomes are counted by group (and stratum), tested, and put into words.

"Ikke testet" where nothing can be compared: nobody answered, one group only, everyone answered the same. Such a test
is not significant, its p is 1, and its note says why.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from is248.analysis.significance.counts import (
    FEW,
    UNDEFINED,
    Result,
    cochran_armitage,
    exact_cmh,
    exact_mcnemar,
    expected,
    generalised_cmh,
    holm,
    linear_by_linear,
)
from is248.analysis.significance.results import Association, Paired, StandsOut, Test, Trend
from is248.data.checks import OSLO_DISTRICTS
from is248.data.groupings import Grouping
from is248.wording import join, share_of

# As the method appendix abbreviates and explains them.
_GENERALISED = "Generalisert CMH"
_TREND = "Cochran–Armitage"
_CONTRASTS = "Hver mot resten (eksakt, Holm)"
_LINEAR = "Mantel, lineær"
_PAIRED = "McNemar, eksakt"

_NOBODY = "Ikke testet: ingen har svart."
_ONE_GROUP = "Ikke testet: bare én gruppe har svart."
_SAME_ANSWER = "Ikke testet: alle har svart det samme."
_NOTHING_LEFT = "Ikke testet: innenfor størrelsesgruppene er det ingenting å sammenlikne."


@dataclass(frozen=True)
class Units:
    """What is tested of the units that answered."""

    outcomes: pd.Series  # by unit code: whether it chose what is looked at (bool), or the code of its answer
    text: str  # what that is, for the method appendix
    question: str = ""  # the question's id, or nothing


@dataclass(frozen=True)
class _Sample:
    """Counts of units (groups × outcomes × strata), and what they are counts of."""

    units: Units
    grouping: Grouping
    control: str
    groups: list[str]  # those that have units
    counts: np.ndarray
    note: str

    @property
    def defect(self) -> str:
        """Why the counts can't be tested; "" if they can."""
        if not self.counts.sum():
            return _NOBODY
        if len(self.groups) < 2:
            return _ONE_GROUP
        return _SAME_ANSWER if (self.counts.sum(axis=(0, 2)) > 0).sum() < 2 else ""

    @property
    def few(self) -> str:
        """A warning of cells that are too small for the chi-square distribution; "" if there are none."""
        cells = expected(self.counts)[:, self.counts.sum(axis=(0, 2)) > 0]
        few = int((cells < FEW).sum())
        return f"Forventet antall er under {FEW} i {few} av {cells.size} celler." if few else ""

    def test(self, kind: type[Test], method: str, result: Result, *notes: str, **own) -> Test:
        """Return the result with what it is a result of."""
        return kind(
            outcome=self.units.text,
            question=self.units.question,
            by=self.grouping.title,
            control=self.control,
            method=method,
            n=int(self.counts.sum()),
            groups=len(self.groups),
            **result._asdict(),
            note=" ".join(filter(None, [self.note, *notes])),
            **own,
        )


def difference(units: Units, by: Grouping, control: Grouping | None = None) -> Test:
    """Return one joint test of whether the groups answered differently.

    With a control only units of the same group of it are compared. A group of it that has units of one group only
    leaves the test: so does Oslo, which is a county and a size group.
    """
    sample = _sample(units, by, control)
    if sample.defect:
        return sample.test(Test, _GENERALISED, UNDEFINED, sample.defect)
    result = generalised_cmh(sample.counts)
    return sample.test(Test, _GENERALISED, result, sample.few if result.df else _NOTHING_LEFT)


def trend(units: Units, by: Grouping) -> Trend:
    """Return the test of whether a share rises or falls with the size of the municipality; Oslo is left out.

    ValueError if the groups have no order.
    """
    if by.key != "size_group":
        raise ValueError(f"the groups of {by.key!r} have no order; a slope is by size_group")
    ordered = by.of_unit != OSLO_DISTRICTS
    note = "" if ordered.all() else f"{OSLO_DISTRICTS} er ikke med."
    kept = Units(units.outcomes[ordered.reindex(units.outcomes.index)], units.text, units.question)
    sample = _sample(kept, by, None)
    if sample.defect:
        return sample.test(Trend, _TREND, UNDEFINED, note, sample.defect)
    chosen, base = sample.counts[:, 1, 0], sample.counts.sum(axis=(1, 2))
    z, steps = cochran_armitage(chosen, base), np.diff(chosen / base)
    direction = ("up" if z > 0 else "down") if abs(z) > 1e-9 else ""
    result = Result(z**2, 1, float(stats.chi2.sf(z**2, 1)))
    monotone = bool((steps >= 0).all() or (steps <= 0).all())
    ends, bases = (tuple(of_groups[[0, -1]]) for of_groups in (100 * chosen / base, base))
    told = {"direction": direction, "monotone": monotone, "ends": ends, "bases": bases}
    return sample.test(Trend, _TREND, result, note, sample.few, **told)


def stands_out(units: Units, by: Grouping, control: Grouping | None = None) -> StandsOut:
    """Return which groups' share is higher or lower than that of all the others together.

    Every group is tested against the others (exactly, for groups are small), and the tests are corrected for their
    number by Holm's method: one false alarm in twenty questions, not in twenty groups. Parameters as in `difference`.
    """
    sample = _sample(units, by, control)
    if sample.defect:
        return sample.test(StandsOut, _CONTRASTS, UNDEFINED, sample.defect, noun=by.noun)
    contrasts = _contrasts(sample)
    least = min(contrasts, key=lambda contrast: (contrast["corrected"], contrast["p"]))
    return sample.test(
        StandsOut,
        _CONTRASTS,
        Result(np.nan, 1, least["corrected"]),
        f"p er den laveste av {len(contrasts)} etter korreksjonen.",
        contrasts=contrasts,
        noun=by.noun,
    )


def _contrasts(sample: _Sample) -> list[dict]:
    """Return the test of each group against the others, by record."""
    counts, likely = sample.counts, expected(sample.counts)[:, 1]
    chosen = counts[:, 1].sum(axis=1)
    pairs = [np.stack([group, counts.sum(axis=0) - group]) for group in counts]
    p = np.array([exact_cmh(pair) for pair in pairs])
    corrected = holm(p)
    return [
        {
            "group": key,
            "label": sample.grouping.labels[key],
            "told": f"{sample.grouping.spoken(key)} ({share_of(chosen[i], counts[i].sum())})",
            "p": float(p[i]),
            "corrected": float(corrected[i]),
            "direction": "higher" if chosen[i] > likely[i] else "lower",
        }
        for i, key in enumerate(sample.groups)
    ]


def paired(first: Units, second: Units) -> Paired:
    """Return the test of whether more units gave the first answer than the second, of those that could give both.

    Each unit is compared with itself, exactly (McNemar). Where the units that could give both say otherwise than the
    two shares as they are printed, nothing is found.
    """
    both = pd.concat([first.outcomes, second.outcomes], axis=1, join="inner").to_numpy(dtype=bool)
    more, fewer = int((both[:, 0] & ~both[:, 1]).sum()), int((~both[:, 0] & both[:, 1]).sum())
    apart = first.outcomes.mean() - second.outcomes.mean() if len(both) else 0.0
    agree = (more - fewer) * apart > 0
    return Paired(
        outcome=first.text,
        question=", ".join(dict.fromkeys(filter(None, [first.question, second.question]))),
        by=second.text,
        control="",
        method=_PAIRED,
        n=len(both),
        groups=2,
        **(Result(np.nan, 1, exact_mcnemar(more, fewer) if agree else 1.0) if len(both) else UNDEFINED)._asdict(),
        note="" if len(both) else _NOBODY,
        direction="up" if apart > 0 else "down" if apart < 0 else "",
    )


def association(first: Units, second: Units) -> Association:
    """Return the test of whether two questions' answers, as places on a scale, 0, 1, 2 …, go together."""
    steps = pd.concat([first.outcomes, second.outcomes], axis=1, join="inner").to_numpy()
    result = linear_by_linear(steps[:, 0], steps[:, 1])
    tau = stats.kendalltau(steps[:, 0], steps[:, 1], method="asymptotic").statistic if result.df else 0.0
    return Association(
        outcome=first.text,
        question=f"{first.question}, {second.question}",
        by=second.text,
        control="",
        method=_LINEAR,
        n=len(steps),
        groups=len(np.unique(steps[:, 1])),
        **result._asdict(),
        note="" if result.df else (_SAME_ANSWER if len(steps) else _NOBODY),
        strength=float(tau),
    )


def _sample(units: Units, by: Grouping, control: Grouping | None) -> _Sample:
    """Count the units of each group, outcome and stratum; the outcomes of a yes or no are no, yes."""
    outcomes = units.outcomes
    frame = pd.DataFrame({"outcome": outcomes, "group": by.of_unit.reindex(outcomes.index)})
    frame["stratum"] = control.of_unit.reindex(outcomes.index) if control else ""
    note = ""
    if control:
        alone = frame.groupby("stratum")["group"].transform("nunique") == 1
        left_out = [control.labels[key] for key in control.groups if key in frame.loc[alone, "stratum"].unique()]
        note = f"Ikke med: {join(left_out)}, som bare har enheter i én gruppe." if left_out else ""
        frame = frame[~alone]
    there = set(frame["group"].unique())
    groups = [key for key in by.groups if key in there]
    found = [False, True] if outcomes.dtype == bool else sorted(frame["outcome"].unique())
    axes = [
        pd.Categorical(frame["group"], groups),
        pd.Categorical(frame["outcome"], found),
        pd.Categorical(frame["stratum"], control.groups if control else [""]),
    ]
    counts = np.zeros([len(axis.categories) for axis in axes])
    np.add.at(counts, tuple(axis.codes for axis in axes), 1)
    return _Sample(units, by, control.title if control else "", groups, counts, note)
