"""What makes a free text fit to print: Markdown that nobody's words can break, names masked, the Norwegian order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from is248.data.core import Core
from is248.data.personal import load_masker

WORD_JOINER = "\u2060"
UNIT_MASK = "[kommunenavn]"
_MARKUP = re.compile(r"([!\"#$%&'()*+\-./:<=>@\[\\\]^_`{|}~])")  # ASCII signs that may mean something in Markdown
_STARTS = re.compile(r"\\[=+\-/]|\d+\\\.")
_COMMON = {"Marker", "Strand", "Stranda", "Stange", "Sagene"}  # «markering», «strandtur»
_ALPHABET = str.maketrans({"æ": "{", "ø": "|", "å": "}"})  # the three signs that come behind z


def alphabetical(text: str) -> str:
    """Return a key that sorts as the Norwegian alphabet does."""
    return text.casefold().translate(_ALPHABET)


def escaped(text: str) -> str:
    r"""Return a text as one line of Markdown that shows it as it is, whatever it contains.

    Examples
    --------
    >>> escaped("1. <b>FACT</b>")
    '1\\. \\<b\\>FACT\\<\\/b\\>'
    """
    blanks = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text)
    return _MARKUP.sub(r"\\\1", " ".join(blanks.split()))


def bullets(lines: Iterable[str]) -> str:
    """Return a Markdown list of escaped lines.

    Pandoc lets the signs that begin a heading or an item in Typst pass at the start of an item; an invisible
    sign before them keeps them from doing so.
    """
    return "\n".join(f"- {WORD_JOINER if _STARTS.match(line) else ''}{line}" for line in lines)


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
