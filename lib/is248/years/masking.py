"""How much of the personal data in a list of invented texts is masked: a part of docs/accuracy.md.

Each line of tests/data/personal.csv is a text with personal data in double brackets and their kind, or a harmless one.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from is248.data.personal import KINDS, Masker, load_masker
from is248.project import root

TEXTS = Path("tests/data/personal.csv")
HARMLESS = "harmless"
_ITEM = re.compile(r"\[\[(.+?)\]\]")
_MARK = re.compile("|".join(map(re.escape, KINDS.values())))
_PIECE = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Score:
    """How the masker does on some texts."""

    name: str  # of the kind
    items: int
    found: int  # items of which no word and no number is left
    harmless: int  # texts without an item
    alarms: int  # texts, of either sort, in which something harmless was masked

    @property
    def recall(self) -> float:
        """The part of the items that was masked."""
        return self.found / self.items

    @property
    def precision(self) -> float:
        """The part of what was masked that is personal data."""
        return self.found / (self.found + self.alarms)


@dataclass(frozen=True)
class Judged:
    """What the masker made of one text."""

    part: str
    kind: str
    text: str
    masked: str
    items: int
    missed: tuple[str, ...]
    alarm: bool


def _pieces(text: str) -> list[str]:
    return [piece for piece in _PIECE.findall(text) if len(piece) > 1 or piece.isdigit()]


def judged(masker: Masker) -> list[Judged]:
    """Return what the masker makes of each line of the list."""
    rows = pd.read_csv(root() / TEXTS, dtype="str")
    return [judged_line(row.part, row.kind, row.text, masker) for row in rows.itertuples()]


def judged_line(part: str, kind: str, text: str, masker: Callable[[str], tuple[str, object]]) -> Judged:
    """Return what a masker makes of one text with its items in double brackets."""
    items = _ITEM.findall(text)
    masked = masker(_ITEM.sub(r"\1", text))[0]
    left, around = _pieces(_MARK.sub(" ", masked)), _pieces(_ITEM.sub(" ", text))
    rest = list(left)
    for piece in around:
        if piece in rest:
            rest.remove(piece)
    missed = tuple(item for item in items if set(_pieces(item)) & set(rest))
    return Judged(part, kind, text, masked, len(items), missed, any(around.count(p) > left.count(p) for p in around))


def scores(results: Iterable[Judged]) -> list[Score]:
    """Return the scores of every kind, of all names, of the other items, and of all."""
    results = list(results)
    kinds = dict.fromkeys(one.kind for one in results if one.kind != HARMLESS)
    harmless = [one for one in results if one.kind == HARMLESS]

    def score(name: str, some: list[Judged], others: list[Judged]) -> Score:
        items, missed = sum(one.items for one in some), sum(len(one.missed) for one in some)
        alarms = sum(one.alarm for one in (*some, *others))
        return Score(name, items, items - missed, len(others), alarms)

    def of(test) -> list[Judged]:
        return [one for one in results if one.kind != HARMLESS and test(one.kind)]

    return [
        *(score(kind.replace("name-", "names, "), of(kind.__eq__), []) for kind in kinds),
        score("all names", of(lambda kind: kind.startswith("name")), harmless),
        score("all other items", of(lambda kind: not kind.startswith("name")), harmless),
        score("all", of(lambda kind: True), harmless),
    ]


def masker_scores(unit_names: Iterable[str]) -> dict[str, list[Score]]:
    """Return the scores by part: the rules were written with `training` in view, and without a look at `held-out`."""
    results = judged(load_masker(unit_names))
    parts = dict.fromkeys(one.part for one in results)
    return {part: scores(one for one in results if one.part == part) for part in parts}
