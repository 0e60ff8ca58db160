"""`Origin`: where a number comes from, in words. A value carries it from where it is computed, and notes it in print.

The engine takes what an inline expression has noted (`take_noted`); the publisher shows it to who asks.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """What was counted, of how many, in the answers to which questions."""

    told: str  # a Norwegian sentence: «239 av 345 kommuner og bydeler som svarte på spørsmålet, svarte «Ja».»
    questions: tuple[str, ...] = ()  # their ids in the codebook
    year: int | None = None  # of the answers
    by: str = ""  # the key of the grouping, where the number is a group's or several groups'
    n: float | None = None  # how many were counted, or the sum of what was given
    of: float | None = None  # of how many, or divided by how much
    value: float | None = None  # the number itself, unrounded
    cell: tuple[str, str, str, str] | None = None  # of a table: its title, the row, the upper and the lower head
    parts: tuple[Origin, ...] = ()  # of numbers that this one was computed from
    test: dict | None = None  # the record of the test that the words rest on

    def record(self) -> dict:
        """Return it as JSON can hold it: without what is not known."""
        known = {"told": self.told, "questions": list(self.questions), "year": self.year and int(self.year)}
        known |= {"by": self.by, "cell": list(self.cell or ()), "test": self.test}
        known |= {"value": None if self.value is None else float(self.value)}
        known |= {"counted": [float(self.n), float(self.of)] if self.n is not None and self.of else []}
        known |= {"parts": [part.record() for part in self.parts]}
        return {key: value for key, value in known.items() if value or key == "value" and value is not None}


_noted: list[Origin] = []  # what this process has printed the origins of since they were taken last


def note(*values: object) -> None:
    """Note the origins of values that are printed, or of which words are; what has none is passed over."""
    for value in values:
        if origin := origin_of(value):
            _noted.append(origin)


def origin_of(value: object) -> Origin | None:
    """Return the origin that a value has, or is."""
    origin = value if isinstance(value, Origin) else getattr(value, "origin", None)
    return origin if isinstance(origin, Origin) else None  # what is absent has an absent one


def take_noted() -> list[dict]:
    """Return the records of the origins that were noted since the last call, each once."""
    fresh = _noted.copy()
    _noted.clear()
    records = [origin.record() for origin in fresh]
    return [record for place, record in enumerate(records) if record not in records[:place]]
