"""What makes a free text fit to print: names masked, lists of lines, the Norwegian order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from is248.data.core import Core
from is248.data.personal import load_masker

UNIT_MASK = "[kommunenavn]"
_COMMON = {"Marker", "Strand", "Stranda", "Stange", "Sagene"}  # «markering», «strandtur»
_ALPHABET = str.maketrans({"æ": "{", "ø": "|", "å": "}"})  # the three signs that come behind z


def alphabetical(text: str) -> str:
    """Return a key that sorts as the Norwegian alphabet does."""
    return text.casefold().translate(_ALPHABET)


def bullets(lines: Iterable[str]) -> str:
    """Return a Markdown list of escaped lines."""
    return "\n".join(f"- {line}" for line in lines)


def mask(core: Core) -> Callable[[str], str]:
    """Return a function that masks the names of persons, municipalities and districts in a text.

    Names of six letters or more are found in small letters and inside longer words too. Shorter ones, and those
    that begin common words, are found where they stand alone and with a capital letter.
    """
    persons, names = load_masker(core.units["name"]), _names(core)
    return lambda text: names.sub(UNIT_MASK, persons(text)[0])


def _names(core: Core) -> re.Pattern:
    places = core.units["name"].drop(core.agencies.index).str.removeprefix("Bydel ")
    names = sorted(set(places), key=lambda name: (-len(name), name))
    exact = "|".join(re.escape(name) for name in names)
    anyhow = "|".join(re.escape(name) for name in names if len(name) > 5 and name not in _COMMON)
    return re.compile(rf"(?<!\w)(?:(?:{exact})s?(?!\w)|(?i:{anyhow})\w*)")
