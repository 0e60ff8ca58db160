"""What a test says, in Norwegian. "Signifikant" and "systematisk" are printed of nothing else than a `Test`.

A result records itself when it is asked what it says. The engine takes what a cell and its prose have asked for
(`take_asked`), and the method appendix prints all of it: nothing can be called significant without its row there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from math import isnan

import numpy as np
from scipy import stats

from is248.wording import FEW_ANSWERS, Noun, Printed, Quantity, join, number, round_half_up, share_of

FALSE_DISCOVERIES = 0.05  # how much of what the book calls significant may be chance
# The level that a chapter is executed with at first, near where the last book's ended; see `level_of`.
FIRST_LEVEL = 0.02

_asked: list[dict] = []  # what this process has said of tests since they were taken last
_level = FIRST_LEVEL  # the highest p that is significant in the book that this process works for


def use_level(level: float) -> None:
    """Let this process call significant what has this p or a lower one."""
    global _level
    _level = level


def level_of(tests: Iterable[dict]) -> float:
    """Return the highest p that is significant when the false discoveries among all these tests are controlled.

    By Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57: of what is called significant,
    at most `FALSE_DISCOVERIES` is expected to be chance. The family is every test that the book has asked, each once,
    whatever came of it. 0 if none is significant.
    """
    p = np.array(sorted(test["p"] for test in each_once(tests) if test["df"]))
    significant = p[stats.false_discovery_control(p) <= FALSE_DISCOVERIES] if p.size else p
    return float(significant.max(initial=0))


def each_once(tests: Iterable[dict]) -> list[dict]:
    """Return the tests, those that several chapters have asked only once."""
    parts = ("question", "outcome", "by", "control", "method", "n", "p")
    return list({tuple(test[part] for part in parts): test for test in tests}.values())


def take_asked() -> list[dict]:
    """Return the records of the tests that have been asked since the last call; one can be there again."""
    fresh = _asked.copy()
    _asked.clear()
    return fresh


def found(p: float) -> bool:
    """Return whether a test with this p finds something, at the level of the book."""
    return _rounded(p) <= _level


def _rounded(value: float) -> float:
    """Return a number without the last digits, which differ between machines."""
    return float(f"{value:.12g}")


@dataclass(frozen=True)
class Test(Printed):
    """A test of whether groups of units answered differently."""

    outcome: str  # what was asked, and the answers that were looked at
    question: str  # the question's id
    by: str  # what the units are divided by, as printed
    control: str  # what is controlled for, as printed; "" for nothing
    method: str  # the test's name
    n: int  # how many units answered and were compared
    groups: int  # and in how many groups
    statistic: float  # chi-square; nan of an exact test, which has none
    df: int  # its degrees of freedom; 0 where nothing could be tested
    p: float  # how often chance alone makes a difference as large
    note: str = ""  # who was left out, and what makes the test uncertain

    @property
    def significant(self) -> bool:
        """Whether the difference is more than chance, at the level of the book."""
        _asked.append(self.record())
        return self._holds

    @property
    def _holds(self) -> bool:
        return found(self.p)

    @property
    def differences(self) -> str:
        """The result as a sentence goes on after «det er»: «signifikante forskjeller»."""
        return self.either("signifikante forskjeller", "ingen signifikante forskjeller")

    @property
    def conclusion(self) -> str:
        """The result in a few Norwegian words, for the method appendix."""
        return "signifikant forskjell" if self._holds else "ingen signifikant forskjell"

    @property
    def printed_p(self) -> str:
        """The p as printed, with decimals enough to see on which side of the level it is: 0,034 or <0,001."""
        if self.p < 0.001:
            return "<0,001"
        same_side = (d for d in range(3, 14) if (float(round_half_up(self.p, d)) <= _level) == self._holds)
        return number(self.p, next(same_side, 3))

    def either(self, significant: str, otherwise: str) -> str:
        """Return the phrase that fits the result, so that a sentence reads well both ways."""
        return significant if self.significant else otherwise

    def record(self) -> dict:
        """Return the test as one row of the method appendix: the numbers unrounded, and as printed."""
        exact = isnan(self.statistic)
        return {field.name: getattr(self, field.name) for field in fields(Test)} | {
            "statistic": None if exact else _rounded(self.statistic),
            "p": _rounded(self.p),
            "printed_statistic": "" if exact else number(self.statistic, 2),
            "printed_p": self.printed_p,
            "significant": self._holds,
            "conclusion": self.conclusion,
        }

    def __str__(self) -> str:
        return self.differences


@dataclass(frozen=True)
class Trend(Test):
    """A test of whether shares rise or fall from the smallest to the largest municipalities.

    It prints as a sentence goes on after «Utenfor Oslo»: «øker andelen systematisk med kommunestørrelsen (fra 20
    prosent i de minste til 61 prosent i de største)».
    """

    # up, down or, where the shares have no slope at all, "": what the sample shows, significant or not
    direction: str = field(default="", kw_only=True)
    # whether no group's share breaks the order from the smallest group to the largest. Equal shares don't
    monotone: bool = field(default=False, kw_only=True)
    ends: tuple[float, float] = field(default=(0.0, 0.0), kw_only=True)  # percent of the first and the last group
    bases: tuple[float, float] = field(default=(FEW_ANSWERS, FEW_ANSWERS), kw_only=True)  # answers of these

    @property
    def rises(self) -> bool:
        """Whether the shares rise, by more than chance, and are higher in the largest municipalities too."""
        return self.significant and self.direction == "up" and self._rise > 0

    @property
    def falls(self) -> bool:
        """Whether the shares fall, by more than chance, and are lower in the largest municipalities too."""
        return self.significant and self.direction == "down" and self._rise < 0

    @property
    def _rise(self) -> float:
        """How much higher the last group's share is than the first's, as they are printed."""
        first, last = map(Quantity, self.ends)
        return last.rounded - first.rounded

    @property
    def conclusion(self) -> str:
        """The result in a few Norwegian words, for the method appendix."""
        if not self._holds:
            return "ingen signifikant trend"
        evenly = "systematisk" if self.monotone else "signifikant, men ikke fra hver gruppe til den neste"
        return f"{ {'up': 'øker', 'down': 'faller'}[self.direction] } {evenly}"

    def __str__(self) -> str:
        return self.of("andelen")

    def of(self, share: str) -> str:
        """The same with a name for the share, where the text before tells of another: «andelen uten planer»."""
        if not self.significant:
            return f"verken øker eller faller {share} signifikant med kommunestørrelsen"
        verb = "øker" if self.direction == "up" else "faller"
        first, last = (share_of(round(pct * base / 100), base) for pct, base in zip(self.ends, self.bases, strict=True))
        if not (self.rises or self.falls):  # the groups between are many, or the ends have few answers
            return f"{verb} {share} med kommunestørrelsen, men ikke fra de minste ({first}) til de største ({last})"
        how = "systematisk med kommunestørrelsen" if self.monotone else "med kommunestørrelsen, men ikke jevnt"
        return f"{verb} {share} {how} (fra {first} i de minste til {last} i de største)"


@dataclass(frozen=True)
class StandsOut(Test):
    """Tests of each group against all the others; p is the lowest of the corrected ones, statistic its chi-square.

    It prints as a main clause after «Når vi kontrollerer for kommunestørrelse,»: «er andelen signifikant høyere i
    Innlandet (62 prosent) og lavere i Østfold (1 av 6) enn ellers», or «skiller ingen fylker seg signifikant ut».
    """

    # one per group: group (key), label, told (its name with its share, in a sentence), p, corrected (p by Holm's
    # method), direction ("higher" or "lower", significant or not)
    contrasts: list[dict] = field(default_factory=list, kw_only=True)
    noun: Noun = field(kw_only=True)  # what the groups are

    @property
    def conclusion(self) -> str:
        """The result in a few Norwegian words, for the method appendix."""
        parts = [f"{word}: {join(names)}" for word, names in self._found("label") if names]
        return "; ".join(parts) or "ingen gruppe skiller seg ut"

    def __str__(self) -> str:
        parts = [f"{word} i {join(names)}" for word, names in self._found("told") if names]
        if self.significant and parts:
            return f"er andelen signifikant {join(parts)} enn ellers"
        return f"skiller ingen {self.noun.many} seg signifikant ut"

    def _keys(self, direction: str, kind: str = "group") -> list[str]:
        significant = [contrast for contrast in self.contrasts if found(contrast["corrected"])]
        return [contrast[kind] for contrast in significant if contrast["direction"] == direction]

    def _found(self, kind: str) -> list[tuple[str, list[str]]]:
        return [(word, self._keys(direction, kind)) for word, direction in (("høyere", "higher"), ("lavere", "lower"))]


@dataclass(frozen=True)
class OverYears(Test):
    """A test of whether a share has changed from one year to another, or over several."""

    direction: str = field(default="", kw_only=True)  # up or down from the first year to the last; "" for neither
    # of each year: the year, how many units chose it, and of how many
    shares: list[tuple[int, float, float]] = field(default_factory=list, kw_only=True)

    @property
    def conclusion(self) -> str:
        """The result in a few Norwegian words, for the method appendix."""
        if not self._holds:
            return "ingen signifikant endring"
        return {"up": "økt", "down": "gått ned", "": "endret"}[self.direction]

    def record(self) -> dict:
        """Return the test as one row of the method appendix, with the shares that it is of."""
        return super().record() | {"shares": self.shares}


@dataclass(frozen=True)
class Paired(Test):
    """A test of whether more units gave one answer than another; it prints «høyere enn» or «lavere enn»."""

    direction: str = field(default="", kw_only=True)  # of the first share beside the second: up, down, or "" for equal

    @property
    def conclusion(self) -> str:
        """The result in a few Norwegian words, for the method appendix."""
        return {"up": "høyere", "down": "lavere"}[self.direction] if self._holds else "ingen signifikant forskjell"

    @property
    def more(self) -> bool:
        """Whether more units chose the first, by more than chance."""
        return self.significant and self.direction == "up"

    def __str__(self) -> str:
        if not self.significant:
            return "ikke signifikant ulik"
        return "høyere enn" if self.direction == "up" else "lavere enn"


@dataclass(frozen=True)
class Association(Test):
    """A test of whether two ordered answers go together; it prints «en signifikant sammenheng» or «ingen …»."""

    # Kendall's tau-b: 1 if the units have the same order on both, −1 the opposite, 0 no tendency
    strength: float = field(default=0.0, kw_only=True)

    @property
    def conclusion(self) -> str:
        """The result in a few Norwegian words, for the method appendix."""
        found = "signifikant sammenheng" if self._holds else "ingen signifikant sammenheng"
        return f"{found} (Kendalls tau-b {number(self.strength, 2)})"

    def __str__(self) -> str:
        return self.either("en signifikant sammenheng", "ingen signifikant sammenheng")
