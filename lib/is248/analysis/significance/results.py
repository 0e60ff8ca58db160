"""What a test says, in Norwegian. "Signifikant" and "systematisk" are printed of nothing else than a `Test`.

A result records itself when it is asked what it says. The engine takes what a cell and its prose have asked for
(`take_asked`), and the method appendix prints all of it: nothing can be called significant without its row there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from is248.wording import Noun, Printed, join, number, round_half_up

LEVEL = 0.05  # the report's level of significance
_asked: list[dict] = []  # what this process has said of tests since they were taken last


def take_asked() -> list[dict]:
    """Return the records of the tests that have been asked since the last call; one can be there again."""
    fresh = _asked.copy()
    _asked.clear()
    return fresh


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
    statistic: float  # chi-square
    df: int  # its degrees of freedom; 0 where nothing could be tested
    p: float  # how often chance alone makes a difference as large
    note: str = ""  # who was left out, and what makes the test uncertain
    level: float = LEVEL  # the result is significant if p is lower

    @property
    def significant(self) -> bool:
        """Whether the difference is more than chance, at the level of the test."""
        _asked.append(self.record())
        return self._holds

    @property
    def _holds(self) -> bool:
        return self.p < self.level

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
        same_side = (d for d in range(3, 14) if (float(round_half_up(self.p, d)) < self.level) == self._holds)
        return number(self.p, next(same_side, 3))

    def either(self, significant: str, otherwise: str) -> str:
        """Return the phrase that fits the result, so that a sentence reads well both ways."""
        return significant if self.significant else otherwise

    def record(self) -> dict:
        """Return the test as one row of the method appendix: the numbers unrounded, and as printed."""
        return {field.name: getattr(self, field.name) for field in fields(Test)} | {
            "statistic": float(f"{self.statistic:.12g}"),
            "p": float(f"{self.p:.12g}"),
            "printed_statistic": number(self.statistic, 2),
            "printed_p": self.printed_p,
            "conclusion": self.conclusion,
        }

    def __str__(self) -> str:
        return self.differences


@dataclass(frozen=True)
class Trend(Test):
    """A test of whether shares rise or fall from the smallest to the largest municipalities.

    It prints as a sentence goes on after «andelen»: «øker systematisk med kommunestørrelsen».
    """

    # up, down or, where the shares have no slope at all, "": what the sample shows, significant or not
    direction: str = field(default="", kw_only=True)
    # whether no group's share breaks the order from the smallest group to the largest. Equal shares don't
    monotone: bool = field(default=False, kw_only=True)

    @property
    def rises(self) -> bool:
        """Whether the shares rise, by more than chance."""
        return self.significant and self.direction == "up"

    @property
    def falls(self) -> bool:
        """Whether the shares fall, by more than chance."""
        return self.significant and self.direction == "down"

    @property
    def conclusion(self) -> str:
        """The result in a few Norwegian words, for the method appendix."""
        if not self._holds:
            return "ingen signifikant trend"
        evenly = "systematisk" if self.monotone else "signifikant, men ikke fra hver gruppe til den neste"
        return f"{ {'up': 'øker', 'down': 'faller'}[self.direction] } {evenly}"

    def __str__(self) -> str:
        if not self.significant:
            return "verken øker eller faller signifikant med kommunestørrelsen"
        verb = "øker" if self.direction == "up" else "faller"
        if self.monotone:
            return f"{verb} systematisk med kommunestørrelsen"
        return f"{verb} med kommunestørrelsen, men ikke fra hver gruppe til den neste"


@dataclass(frozen=True)
class StandsOut(Test):
    """Tests of each group against all the others; p is the lowest of the corrected ones, statistic its chi-square.

    It prints as a main clause after «Når vi kontrollerer for kommunestørrelse,»: «er andelen signifikant høyere i
    Innlandet og lavere i Østfold enn ellers», or «skiller ingen fylker seg signifikant ut».
    """

    # one per group: group (key), label, spoken, statistic, p, corrected (p by Holm's method), direction ("higher",
    # "lower" or "" where not significant)
    contrasts: list[dict] = field(default_factory=list, kw_only=True)
    noun: Noun = field(kw_only=True)  # what the groups are

    @property
    def conclusion(self) -> str:
        """The result in a few Norwegian words, for the method appendix."""
        parts = [f"{word}: {join(names)}" for word, names in self._found("label") if names]
        return "; ".join(parts) or "ingen gruppe skiller seg ut"

    def __str__(self) -> str:
        parts = [f"{word} i {join(names)}" for word, names in self._found("spoken") if names]
        if self.significant and parts:
            return f"er andelen signifikant {join(parts)} enn ellers"
        return f"skiller ingen {self.noun.many} seg signifikant ut"

    @property
    def higher(self) -> list[str]:
        """The groups whose share is significantly higher than the others', in the report's order."""
        return self._keys("higher") if self.significant else []

    @property
    def lower(self) -> list[str]:
        """The groups whose share is significantly lower than the others', in the report's order."""
        return self._keys("lower") if self.significant else []

    def _keys(self, direction: str, kind: str = "group") -> list[str]:
        return [contrast[kind] for contrast in self.contrasts if contrast["direction"] == direction]

    def _found(self, kind: str) -> list[tuple[str, list[str]]]:
        return [(word, self._keys(direction, kind)) for word, direction in (("høyere", "higher"), ("lavere", "lower"))]


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
