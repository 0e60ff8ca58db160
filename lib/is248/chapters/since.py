"""A change is told with the year that it is since, in its own sentence or in one before it.

«Andelen A har økt fra 20 til 41 prosent siden 2023. Andelen B har gått ned fra 48 til 29 prosent.» The second sentence
tells of the same year as the first. In an edition where B has no number of 2023, or the first sentence went, its own
year is printed behind it.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from is248.wording import SINCE

K = TypeVar("K", bound=Hashable)
_TURNED = re.compile(r"^(.*?)((?:, (?:etter å ha|men var) .*)?)$", re.DOTALL)  # as a `Change` is printed
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def untold(sentences: Iterable[tuple[str, Mapping[K, dict]]]) -> Iterator[tuple[K, int]]:
    """Yield the changes of a section whose year has to be printed: the key of the value, and the year.

    Parameters
    ----------
    sentences : iterable of (str, mapping to dict)
        In order: the text without its inline values, and the data of each of them by its key.
    """
    told = None
    for text, values in sentences:
        printed = set(map(int, _YEAR.findall(" ".join([text, *map(_plain, values.values())]))))
        for key, data in values.items():
            year = data.get(SINCE, {}).get("year")
            if year is None:
                continue
            if year not in printed and year != told:
                yield key, year
            told = year


def with_year(data: Mapping[str, object], year: int) -> dict[str, object]:
    """Return the data of a change with the year that it is since behind its words, before where its series turned."""
    since = rf"\1 siden {year}\2"
    return {kind: _TURNED.sub(since, text) if kind == "text/markdown" else text for kind, text in data.items()}


def _plain(data: Mapping[str, object]) -> str:
    return str(data.get("text/markdown", data.get("text/plain", "")))
