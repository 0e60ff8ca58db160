"""Quotes from open answers, and who is named as having written them: never so precisely that it gives the unit away."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from is248.analysis.texts.printable import mask
from is248.analysis.texts.themes import coded, given
from is248.data.absence import Absent, is_absent
from is248.data.core import Core
from is248.data.disclosure import identifies
from is248.wording.signs import escaped

MOST = 600  # letters; a longer answer is no quote while there are shorter ones
ANYWHERE = "kommune"
_TWO_STOPS = re.compile(r"(?<=\w)\.\.$")  # a slip of the finger at the end; three say that something is left out
OSLO, DISTRICT = "Oslo", "bydel i Oslo"


@dataclass(frozen=True)
class Quote:
    """One answer as it is printed."""

    id: str  # `question:unit code`
    text: str  # the answer, names of persons and units masked
    attribution: str  # who wrote it: «2000–5000 innbyggere»

    def _repr_markdown_(self) -> str:
        return f"> {escaped(self.text)}\n>\n> ({escaped(self.attribution)})"


@dataclass(frozen=True)
class Quotes:
    """Quotes below each other."""

    quotes: tuple[Quote, ...]

    def _repr_markdown_(self) -> str:
        # An empty comment keeps two block quotes from growing into one.
        return "\n\n<!-- -->\n\n".join(quote._repr_markdown_() for quote in self.quotes)


def quote(core: Core, question: str, unit: str) -> Quote:
    """Return a unit's answer to an open question, ready to print."""
    masked, named = core.once(("mask",), partial(mask, core)), core.once(("attributions",), partial(attributions, core))
    text = _TWO_STOPS.sub(".", masked(given(core, question)[unit]))
    return Quote(f"{question}:{unit}", text, named[unit])


def quotes(core: Core, question: str, themes: Sequence[str], n: int = 1) -> Quotes | Absent:
    """Return at most n of the answers that coding.csv gives each theme, as quotes below each other.

    The fullest answers come first, and none comes twice. ValueError if no answer has such a theme; it lists those
    there are.
    """
    rows = coded(core, question)
    if is_absent(rows):
        return rows
    texts, chosen = given(core, question), {}
    for theme in themes:
        units = rows.loc[rows["theme"] == theme, "unit"]
        if units.empty:
            there_are = "; ".join(sorted(set(rows["theme"])))
            raise ValueError(f"no answer to {question} has the theme {theme!r}; there are: {there_are}")
        # Equally long ones in an order of their own: by code, all quotes would come from the first counties.
        ordered = sorted(
            units,
            key=lambda unit: (len(texts[unit]) > MOST, -len(texts[unit]), zlib.crc32(f"{question}{unit}".encode())),
        )
        new = {texts[unit]: unit for unit in reversed(ordered) if texts[unit] not in chosen}
        chosen |= dict(list(reversed(new.items()))[:n])
    return Quotes(tuple(quote(core, question, unit) for unit in chosen.values()))


def attributions(core: Core) -> pd.Series:
    """Return how each unit is named below a quote, by unit code: its size, and nothing that tells more of who it is.

    A size that too few units have is just «kommune» (`disclosure.identifies`). What counts is how many units are named
    in the same way, so that the rule itself gives nobody away either.
    """
    sizes, counties = core.grouping("size_group"), core.grouping("county")
    size = sizes.of_unit.map({group: _inhabitants(label) for group, label in sizes.labels.items()})
    named = size.mask(counties.of_unit == OSLO, DISTRICT).fillna(ANYWHERE)
    while identifies("quote", (number := named.value_counts()).min(), core.edition) and len(number) > 1:
        # The smallest group joins those without a name.
        smallest = number.drop(ANYWHERE, errors="ignore").sort_index().idxmin()
        named = named.replace(smallest, ANYWHERE)
    return named


def _inhabitants(size: str) -> str:
    """Return a size group in words: «2000–5000 innbyggere», «færre enn 2000 innbyggere», «minst 50 000 innbyggere»."""
    if size.startswith("<"):
        return f"færre enn {size[1:]} innbyggere"
    least, largest, _ = size.partition(" og større")
    return f"minst {least} innbyggere" if largest else f"{size} innbyggere"
