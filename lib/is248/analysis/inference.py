"""Tests of difference: whether groups of units answer differently by more than chance.

"Signifikant" and "systematisk" are printed of nothing else than a `Test`. The functions of counts alone
(`generalised_cmh`, `exact_cmh`, `cochran_armitage`, `linear_by_linear`, `holm`) know no survey; the functions of
a survey (`difference`, `trend`, `stands_out`, `association`) count the answers, and say in Norwegian what was tested.

A test that can't be done (nobody answered, one group only, everyone answered the same) is not significant; its
p is 1, and its note says why. No answers of a coming year can therefore stop the book here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from is248.analysis.tables import MIME
from is248.data.groupings import spoken
from is248.wording import join, number, round_half_up

if TYPE_CHECKING:
    from is248.survey import Survey

LEVEL = 0.05  # the report's level of significance
FEW = 5  # the chi-square distribution is trusted where no expected count is lower (Cochran 1954)
OUTSIDE_THE_ORDER = "Bydeler i Oslo"  # the size group that is no step between the smallest and the largest

# As the method appendix abbreviates and explains them.
_GENERALISED = "Generalisert CMH"
_TREND = "Cochran–Armitage"
_CONTRASTS = "Hver mot resten (eksakt, Holm)"
_LINEAR = "Mantel, lineær"

_MANY = {"Fylke": "fylker", "HF-område": "HF-områder", "Helseregion": "helseregioner"}

_NOBODY = "Ikke testet: ingen har svart."
_ONE_GROUP = "Ikke testet: bare én gruppe har svart."
_SAME_ANSWER = "Ikke testet: alle har svart det samme."
_NOTHING_LEFT = "Ikke testet: innenfor størrelsesgruppene er det ingenting å sammenlikne."


# ---------------------------------------------------------------- tests of counts


class Result(NamedTuple):
    """A test statistic, its degrees of freedom and its p; df 0 and p 1 where there is nothing to test."""

    statistic: float
    df: int
    p: float


UNDEFINED = Result(0.0, 0, 1.0)


def generalised_cmh(counts: np.ndarray) -> Result:
    """Return the generalised Cochran–Mantel–Haenszel test of general association.

    Within every stratum, groups and outcomes are compared with all tables that have the same margins. The
    differences from the expected counts are summed over the strata, and weighed by the inverse of their covariance.
    Cells of 0 or 100 percent do no harm. Groups, outcomes or strata without units lower the rank of the covariance,
    which is the number of degrees of freedom, and change nothing else. There is no continuity correction.

    Parameters
    ----------
    counts : array, groups × outcomes × strata
        Numbers of units.

    Returns
    -------
    Result
        With one stratum of N units: Pearson's chi-square times (N − 1) / N.

    Notes
    -----
    Landis, Heyman and Koch (1978), International Statistical Review 46; Agresti, Categorical Data Analysis, 8.4.
    """
    counts = np.asarray(counts, dtype=float)
    counts = counts[:, :, counts.sum(axis=(0, 1)) > 1]  # one unit alone can't differ
    n, by_group, by_outcome = counts.sum(axis=(0, 1)), counts.sum(axis=1), counts.sum(axis=0)
    difference = (counts.sum(axis=2) - _expected(counts)).ravel()
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


def _expected(counts: np.ndarray) -> np.ndarray:
    """Return the counts (groups × outcomes) that the margins of the strata lead one to expect."""
    n = counts.sum(axis=(0, 1))
    return np.einsum("gk,ok,k->go", counts.sum(axis=1), counts.sum(axis=0), 1 / np.where(n > 0, n, 1))


def _spread(margin: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return for every stratum diag(m) − mm'/n of a margin m: how its categories vary together."""
    return np.einsum("ik,ij->ijk", margin, np.eye(len(margin))) - np.einsum("ik,jk,k->ijk", margin, margin, 1 / n)


def exact_cmh(counts: np.ndarray) -> float:
    """Return the exact p of the Cochran–Mantel–Haenszel test with one degree of freedom.

    A county can have six units and a trust three. Too few for the chi-square distribution, which would call
    two of three units remarkable where chance does it once in 140 times. So p is summed over all tables with the same
    margins that lie as far from the expected count as the one found, or farther.

    Parameters
    ----------
    counts : array, 2 groups × 2 outcomes × strata
        Numbers of units.
    """
    counts = np.asarray(counts).round().astype(int)
    counts = counts[:, :, counts.sum(axis=(0, 1)) > 0]  # scipy knows no draw from nothing: nan
    chance, lowest, expected = np.ones(1), 0, _expected(counts)[0, 0]
    for stratum in np.moveaxis(counts, 2, 0):
        n, in_group, with_outcome = stratum.sum(), stratum[0].sum(), stratum[:, 0].sum()
        possible = np.arange(max(0, in_group + with_outcome - n), min(in_group, with_outcome) + 1)
        chance = np.convolve(chance, stats.hypergeom(n, with_outcome, in_group).pmf(possible))
        lowest += possible[0]
    distance = abs(lowest + np.arange(len(chance)) - expected)
    found = abs(counts[0, 0].sum() - expected)
    return float(chance[distance >= found - 1e-9].sum().clip(max=1))


def cochran_armitage(chosen: np.ndarray, base: np.ndarray) -> float:
    """Return Cochran and Armitage's z for a trend in shares; positive where they rise, 0 if nothing varies.

    Parameters
    ----------
    chosen, base : array, one number per group, in the groups' order
        How many units chose the outcome, and how many answered. The groups are equally far from each other. z is
        standard normal where there is no trend.
    """
    chosen, base = np.asarray(chosen, dtype=float), np.asarray(base, dtype=float)
    n = base.sum()
    if n == 0:
        return 0.0
    share, score = chosen.sum() / n, np.arange(len(base))
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


# ---------------------------------------------------------------- what a test says


@dataclass(frozen=True)
class Test:
    """A test of whether groups of units answered differently.

    Attributes
    ----------
    outcome : str
        What was asked, and the answers that were looked at.
    question : str
        The question's id.
    by, control : str
        What the units are divided by, and what is controlled for, as printed; control "" for nothing.
    method : str
        The test's name.
    n, groups : int
        How many units answered and were compared, and in how many groups.
    statistic : float
        Chi-square.
    df : int
        Its degrees of freedom; 0 where nothing could be tested.
    p : float
        How often chance alone makes a difference as large.
    note : str
        Who was left out, and what makes the test uncertain.
    level : float
        The result is significant if p is lower.
    """

    outcome: str
    question: str
    by: str
    control: str
    method: str
    n: int
    groups: int
    statistic: float
    df: int
    p: float
    note: str = ""
    level: float = LEVEL

    @property
    def significant(self) -> bool:
        """Whether the difference is more than chance, at the level of the test."""
        return self.p < self.level

    @property
    def conclusion(self) -> str:
        """The result in a few Norwegian words."""
        return self.either(significant="signifikant forskjell", otherwise="ingen signifikant forskjell")

    @property
    def printed_p(self) -> str:
        """The p as printed, with decimals enough to see on which side of the level it is: 0,034 or <0,001."""
        if self.p < 0.001:
            return "<0,001"
        same_side = (d for d in range(3, 14) if (float(round_half_up(self.p, d)) < self.level) == self.significant)
        return number(self.p, next(same_side, 3))

    def either(self, significant: str, otherwise: str) -> str:
        """Return the phrase that fits the result, so that a sentence reads well both ways."""
        return significant if self.significant else otherwise

    def record(self) -> dict:
        """Return the test as one row of the method appendix: the numbers unrounded, and as printed."""
        return {
            "outcome": self.outcome,
            "question": self.question,
            "by": self.by,
            "control": self.control,
            "method": self.method,
            "n": self.n,
            "groups": self.groups,
            "statistic": float(f"{self.statistic:.12g}"),
            "df": self.df,
            "p": float(f"{self.p:.12g}"),
            "printed_statistic": number(self.statistic, 2),
            "printed_p": self.printed_p,
            "level": self.level,
            "conclusion": self.conclusion,
            "note": self.note,
        }

    def __str__(self) -> str:
        control = f", kontrollert for {self.control.lower()}" if self.control else ""
        sign = "" if self.printed_p.startswith("<") else "= "
        return (
            f"{self.outcome} / {self.by}{control}: {self.conclusion} "
            f"(kjikvadrat {number(self.statistic, 2)}, frihetsgrader {self.df}, p {sign}{self.printed_p}, n = {self.n})"
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return Tests((self,))._repr_mimebundle_()


@dataclass(frozen=True)
class Trend(Test):
    """A test of whether shares rise or fall from the smallest to the largest municipalities.

    Attributes
    ----------
    direction : str
        up, down or, where the shares have no slope at all, "": what the sample shows, significant or not.
    monotone : bool
        Whether no group's share breaks the order from the smallest group to the largest. Equal shares don't.
    """

    direction: str = field(default="", kw_only=True)
    monotone: bool = field(default=False, kw_only=True)

    @property
    def systematic(self) -> bool:
        """Whether the shares rise, or fall, from each group to the next, by more than chance."""
        return self.monotone and self.significant

    @property
    def conclusion(self) -> str:
        """The result in a few Norwegian words."""
        verb = {"up": "øker", "down": "faller", "": ""}[self.direction]
        evenly = "systematisk" if self.monotone else "signifikant, men ikke fra hver gruppe til den neste"
        return self.either(significant=f"{verb} {evenly}", otherwise="ingen signifikant trend")

    @property
    def spoken(self) -> str:
        """The result as a sentence goes on after «andelen»: «øker systematisk med kommunestørrelsen»."""
        if not self.significant:
            return "verken øker eller faller signifikant med kommunestørrelsen"
        verb = "øker" if self.direction == "up" else "faller"
        if self.monotone:
            return f"{verb} systematisk med kommunestørrelsen"
        return f"{verb} med kommunestørrelsen, men ikke fra hver gruppe til den neste"


@dataclass(frozen=True)
class StandsOut(Test):
    """Tests of each group against all the others; p is the lowest of the corrected ones, statistic its chi-square.

    Attributes
    ----------
    higher, lower : list of str
        Keys of the groups whose share is significantly higher or lower than the others', in the report's order.
    contrasts : list of dict
        One per group: group (key), label, n, pct (unrounded), statistic, p, corrected (p by Holm's method),
        direction ("higher", "lower" or "" where not significant).
    """

    higher: list[str] = field(default_factory=list, kw_only=True)
    lower: list[str] = field(default_factory=list, kw_only=True)
    contrasts: list[dict] = field(default_factory=list, kw_only=True)

    @property
    def conclusion(self) -> str:
        """The result in a few Norwegian words."""
        label = {contrast["group"]: contrast["label"] for contrast in self.contrasts}
        found = (("høyere", self.higher), ("lavere", self.lower))
        parts = [f"{word}: {join(label[group] for group in groups)}" for word, groups in found if groups]
        return "; ".join(parts) or "ingen gruppe skiller seg ut"

    @property
    def spoken(self) -> str:
        """The result as a main clause after «Når vi kontrollerer for kommunestørrelse,».

        «er andelen signifikant høyere i Innlandet og lavere i Østfold enn ellers», or «skiller ingen fylker seg ut».
        """
        label = {contrast["group"]: spoken(contrast["label"]) for contrast in self.contrasts}
        found = (("høyere", self.higher), ("lavere", self.lower))
        parts = [f"{word} i {join(label[group] for group in groups)}" for word, groups in found if groups]
        if parts:
            return f"er andelen signifikant {join(parts)} enn ellers"
        return f"skiller ingen {_MANY.get(self.by, 'grupper')} seg signifikant ut"


@dataclass(frozen=True)
class Association(Test):
    """A test of whether two ordered answers go together.

    Attributes
    ----------
    strength : float
        Kendall's tau-b: 1 if the units have the same order on both, −1 the opposite, 0 no tendency.
    """

    strength: float = field(default=0.0, kw_only=True)

    @property
    def conclusion(self) -> str:
        """The result in a few Norwegian words."""
        strength = f"(Kendalls tau-b {number(self.strength, 2)})"
        return f"{self.either('signifikant sammenheng', 'ingen signifikant sammenheng')} {strength}"


@dataclass(frozen=True)
class Tests:
    """Several tests, shown together."""

    members: tuple[Test, ...]

    def records(self) -> list[dict]:
        """Return one row per test for the method appendix."""
        return [test.record() for test in self.members]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "text/plain": "\n".join(map(str, self.members)),
            MIME: {"kind": "test", "records": self.records()},
        }


def tests(*members: Test) -> Tests:
    """Return several tests as one, for the last line of a cell: `tests(by_county, by_size)`."""
    return Tests(members)


# ---------------------------------------------------------------- tests of a survey


@dataclass(frozen=True)
class _Sample:
    """Counts of units (groups × outcomes × strata), and what they are counts of."""

    outcome: str
    question: str
    by: str
    control: str
    groups: dict[str, str]  # key -> label of the groups that have units
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
        expected = _expected(self.counts)[:, self.counts.sum(axis=(0, 2)) > 0]
        few = int((expected < FEW).sum())
        return f"Forventet antall er under {FEW} i {few} av {expected.size} celler." if few else ""

    def test(self, kind: type[Test], method: str, result: Result, *notes: str, **own) -> Test:
        """Return the result with what it is a result of."""
        return kind(
            outcome=self.outcome,
            question=self.question,
            by=self.by,
            control=self.control,
            method=method,
            n=int(self.counts.sum()),
            groups=len(self.groups),
            **result._asdict(),
            note=" ".join(filter(None, [self.note, *notes])),
            **own,
        )


def difference(
    survey: Survey,
    question: str | pd.Series,
    by: str,
    answers: Collection[int] | None = None,
    control: str | None = None,
    among: pd.Series | None = None,
    without: Collection[int] = (),
) -> Test:
    """Return one joint test of whether the groups answered differently.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    question : str or Series of bool by unit code
        A question's id; or an outcome of its own, its name being what the appendix prints (`answers` is then left
        out, and `among` says which units are looked at). Of a question with several answers, the base is the units
        that ticked anything or nothing of it, and the outcome is whether they ticked one of `answers`.
    by : str
        size_group, county, trust or region.
    answers : collection of int, optional
        Codes of the options that are looked at, against all others; without them, all options one by one.
    control : str, optional
        A grouping; only units of the same group of it are compared. `size_group` removes what county or trust owe
        to the size of their municipalities. A group of it that has units of one group only leaves the test: so
        does Oslo, which is a county and a size group.
    among : Series of bool by unit code, optional
        The units to look at.
    without : collection of int
        Codes of answers that count as not answered.

    Raises
    ------
    ValueError
        If question, grouping or option isn't there, or the question has no options.
    """
    sample = _sample(survey, question, by, answers, control, among, without)
    if sample.defect:
        return sample.test(Test, _GENERALISED, UNDEFINED, sample.defect)
    result = generalised_cmh(sample.counts)
    return sample.test(Test, _GENERALISED, result, sample.few if result.df else _NOTHING_LEFT)


def trend(
    survey: Survey,
    question: str | pd.Series,
    answers: Collection[int] | None = None,
    by: str = "size_group",
    among: pd.Series | None = None,
    without: Collection[int] = (),
) -> Trend:
    """Return the test of whether a share rises or falls with the size of the municipality; Oslo is left out.

    Parameters
    ----------
    survey, question, answers, among, without
        As in `difference`.
    by : str
        `size_group`, the one grouping that has an order.
    """
    if by != "size_group":
        raise ValueError(f"the groups of {by!r} have no order; a trend is by size_group")
    ordered = survey.grouping(by).of_unit != OUTSIDE_THE_ORDER
    note = "" if ordered.all() else f"{OUTSIDE_THE_ORDER} er ikke med."
    among = ordered if among is None else ordered & _members(among, ordered.index)
    sample = _sample(survey, question, by, _two_outcomes(question, answers), None, among, without)
    if sample.defect:
        return sample.test(Trend, _TREND, UNDEFINED, note, sample.defect)
    chosen, base = sample.counts[:, 1, 0], sample.counts.sum(axis=(1, 2))
    z, steps = cochran_armitage(chosen, base), np.diff(chosen / base)
    direction = ("up" if z > 0 else "down") if abs(z) > 1e-9 else ""
    return sample.test(
        Trend,
        _TREND,
        Result(z**2, 1, float(stats.chi2.sf(z**2, 1))),
        note,
        sample.few,
        direction=direction,
        monotone=bool((steps >= 0).all() or (steps <= 0).all()),
    )


def stands_out(
    survey: Survey,
    question: str | pd.Series,
    by: str,
    answers: Collection[int] | None = None,
    control: str | None = None,
    among: pd.Series | None = None,
    without: Collection[int] = (),
) -> StandsOut:
    """Return which groups' share is higher or lower than that of all the others together.

    Every group is tested against the others (exactly, for groups are small), and the tests are corrected for their
    number by Holm's method: one false alarm in twenty questions, not in twenty groups.

    Parameters
    ----------
    survey, question, by, answers, control, among, without
        As in `difference`.
    """
    sample = _sample(survey, question, by, _two_outcomes(question, answers), control, among, without)
    if sample.defect:
        return sample.test(StandsOut, _CONTRASTS, UNDEFINED, sample.defect)
    contrasts = _contrasts(sample)
    least = min(contrasts, key=lambda contrast: (contrast["corrected"], contrast["p"]))
    return sample.test(
        StandsOut,
        _CONTRASTS,
        Result(least["statistic"], 1, least["corrected"]),
        f"p er den laveste av {len(contrasts)} etter korreksjonen.",
        higher=[contrast["group"] for contrast in contrasts if contrast["direction"] == "higher"],
        lower=[contrast["group"] for contrast in contrasts if contrast["direction"] == "lower"],
        contrasts=contrasts,
    )


def _contrasts(sample: _Sample) -> list[dict]:
    """Return the test of each group against the others, by record."""
    counts, expected = sample.counts, _expected(sample.counts)[:, 1]
    chosen, base = counts[:, 1].sum(axis=1), counts.sum(axis=(1, 2))
    pairs = [np.stack([group, counts.sum(axis=0) - group]) for group in counts]
    p = np.array([exact_cmh(pair) for pair in pairs])
    corrected = holm(p)
    return [
        {
            "group": key,
            "label": label,
            "n": int(base[i]),
            "pct": float(100 * chosen[i] / base[i]),
            "statistic": generalised_cmh(pairs[i]).statistic,
            "p": float(p[i]),
            "corrected": float(corrected[i]),
            "direction": ("higher" if chosen[i] > expected[i] else "lower") if corrected[i] < LEVEL else "",
        }
        for i, (key, label) in enumerate(sample.groups.items())
    ]


def association(
    survey: Survey,
    first: str,
    second: str,
    among: pd.Series | None = None,
    without: Collection[int] = (),
) -> Association:
    """Return the test of whether two questions' answers go together, the options of each taken as steps in order.

    Parameters
    ----------
    survey : Survey
        One edition's data.
    first, second : str
        Ids of two questions with one answer.
    among : Series of bool by unit code, optional
        The units to look at.
    without : collection of int
        Codes of answers that are no step ("Vet ikke"); they count as not answered, to both questions.
    """
    questions = [survey.responses.question(question) for question in (first, second)]
    options = [survey.responses.options(question) for question in (first, second)]
    _check_options(survey, first, [code for code in without if code not in options[1]])
    steps = pd.concat(
        [
            _codes(survey, question, among, [code for code in without if code in own]).map(list(own).index)
            for question, own in zip((first, second), options, strict=True)
        ],
        axis=1,
        join="inner",
    ).to_numpy()
    result = linear_by_linear(steps[:, 0], steps[:, 1])
    tau = stats.kendalltau(steps[:, 0], steps[:, 1], method="asymptotic").statistic if result.df else 0.0
    return Association(
        outcome=questions[0].text,
        question=f"{first}, {second}",
        by=questions[1].text,
        control="",
        method=_LINEAR,
        n=len(steps),
        groups=len(np.unique(steps[:, 1])),
        **result._asdict(),
        note="" if result.df else (_SAME_ANSWER if len(steps) else _NOBODY),
        strength=float(tau),
    )


def _sample(survey, question, by, answers, control, among, without) -> _Sample:
    """Count the units of each group, outcome and stratum; the outcomes of `answers` are no, yes."""
    if control == by:
        raise ValueError(f"the groups of {by!r} can't be compared within the groups of {by!r}; leave control out")
    outcomes = _outcomes(survey, question, answers, among, without)
    grouping, strata = survey.grouping(by), survey.grouping(control) if control else None
    units = pd.DataFrame({"outcome": outcomes, "group": grouping.of_unit.reindex(outcomes.index)})
    units["stratum"] = strata.of_unit.reindex(outcomes.index) if strata else ""
    note = ""
    if strata:
        alone = units.groupby("stratum")["group"].transform("nunique") == 1
        left_out = [strata.labels[key] for key in strata.groups if key in set(units.loc[alone, "stratum"])]
        note = f"Ikke med: {join(left_out)}, som bare har enheter i én gruppe." if left_out else ""
        units = units[~alone]
    groups = {key: label for key, label in grouping.labels.items() if key in set(units["group"])}
    axes = [
        pd.Categorical(units["group"], list(groups)),
        pd.Categorical(units["outcome"], [False, True] if outcomes.dtype == bool else sorted(set(units["outcome"]))),
        pd.Categorical(units["stratum"], strata.groups if strata else [""]),
    ]
    counts = np.zeros([len(axis.categories) for axis in axes])
    np.add.at(counts, tuple(axis.codes for axis in axes), 1)
    text = _outcome_text(survey, question, answers)
    question = "" if isinstance(question, pd.Series) else question
    return _Sample(text, question, grouping.title, strata.title if strata else "", groups, counts, note)


def _two_outcomes(question: str | pd.Series, answers: Collection[int] | None) -> list[int] | None:
    """Return the answers that make the outcome yes or no; an outcome of its own needs none."""
    if answers is None and not isinstance(question, pd.Series):
        raise ValueError(f"say in answers which options of {question} are looked at")
    return None if answers is None else list(answers)


def _outcomes(survey, question, answers, among, without) -> pd.Series:
    """Return what each unit that answered chose: one of `answers` or not, or, without them, the option's code."""
    if isinstance(question, pd.Series):
        return question[_members(among, question.index)].astype(bool)
    if answers is not None:
        _check_options(survey, question, answers)
    if survey.responses.question(question).type != "multiple":
        codes = _codes(survey, question, among, without)
        return codes if answers is None else codes.isin(answers)
    if answers is None:
        raise ValueError(f"{question} can have several answers; say in answers which of them are looked at")
    _check_options(survey, question, without)
    ticks = survey.responses.ticks(question)
    ticks = ticks[_members(among, ticks.index) & ~ticks[list(without)].any(axis=1)]
    return ticks[list(answers)].any(axis=1)


def _codes(survey, question, among, without) -> pd.Series:
    """Return the codes of the options that the units chose, without those that count as not answered."""
    _check_options(survey, question, without)
    codes = survey.responses.codes(question).dropna().astype(int)
    counted = set(survey.responses.options(question)) - set(without)
    return codes[codes.isin(counted) & _members(among, codes.index)]


def _members(among: pd.Series | None, units: pd.Index) -> pd.Series:
    """Return which of the units are to be looked at: all, if nothing was said."""
    if among is None:
        return pd.Series(True, index=units)
    return among.reindex(units).astype("boolean").fillna(False).astype(bool)


def _check_options(survey, question, codes) -> None:
    asked, options = survey.responses.question(question), survey.responses.options(question)
    if asked.type not in ("single", "scale", "multiple"):
        raise ValueError(f"{question} is of type {asked.type} and has no options; tests are of questions with options")
    unknown = [code for code in codes if code not in options]
    if unknown:
        there = ", ".join(f"{code} {label}" for code, label in options.items())
        raise ValueError(f"{question} has no option {', '.join(map(str, unknown))}; there are {there}")


def _outcome_text(survey, question, answers) -> str:
    if isinstance(question, pd.Series):
        return str(question.name)
    asked, options = survey.responses.question(question), survey.responses.options(question)
    if answers is None:
        return f"{asked.text} (alle svar)"
    return f"{asked.text} ({' eller '.join(options[code] for code in answers)})"
