"""The lists of names, and what a word can be by them: a given name, a family name, a place or a common word."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from is248.data.personal.cues import COMMON, FARM, IS_TITLE, SON, ends_as_patronymic


@dataclass(frozen=True)
class NameLists:
    """What a word can be.

    The lists are in lower case: given names; those that are also words («Tone»), which are names inside a sentence;
    those that are words or rare («Dag») and need a family name or a cue;
    family names; those that are also words or places («Berg»); places; words of the names of bodies and services; words
    that open the name of a house or a service («Villa», «Stiftelsen»); and whole names that are no persons'.
    """

    given: frozenset[str]
    given_or_word: frozenset[str]
    ambiguous: frozenset[str]
    family: frozenset[str]
    family_or_word: frozenset[str]
    places: frozenset[str]
    words: frozenset[str]
    openers: frozenset[str]
    phrases: frozenset[str]
    _stems: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def known(self) -> frozenset[str]:
        """All names of the lists."""
        return self._first | self._last

    @cached_property
    def alone(self) -> frozenset[str]:
        """The given names that need nothing beside them."""
        return self.given - self.places - self.ambiguous

    @cached_property
    def _first(self) -> frozenset[str]:
        return self.given | self.given_or_word | self.ambiguous

    @cached_property
    def _well_known(self) -> frozenset[str]:
        return self.given | self.given_or_word

    @cached_property
    def _last(self) -> frozenset[str]:
        return self.family | self.family_or_word

    @cached_property
    def _hints(self) -> frozenset[str]:
        return self.known | {f"{name}s" for name in self.known}

    @cached_property
    def _phrases(self) -> re.Pattern:
        longest_first = sorted(map(re.escape, self.phrases), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})s?(?!\w)", re.IGNORECASE)

    def stem(self, word: str) -> str:
        """Return the word in lower case without genitive, and of a double name the first part that is known."""
        if word not in self._stems:
            self._stems[word] = self._find_stem(word.casefold())
        return self._stems[word]

    def _find_stem(self, folded: str) -> str:
        if folded in self.known:
            return folded
        bare = re.sub(r"['’]s?$|(?<=\w\w)s$", "", folded)
        if bare in self.known:
            return bare
        parts = bare.split("-")
        known = [part for part in parts if len(parts) > 1 and part in self.known]
        return min(known, key=lambda part: part not in self.given, default=folded)

    def patronymic(self, word: str) -> bool:
        """Return whether a word is a given name with an ending that only family names have: «Hansen», «Olavsdatter»."""
        for part in word.casefold().split("-"):
            found = SON.fullmatch(part)
            if found and part not in self.words:
                base = found["base"]
                if part in self.family or len(base) > 3 and {base, f"{base}s", base.removesuffix("s")} & self.given:
                    return True
        return False

    def _is_family(self, word: str) -> bool:
        return self.stem(word) in self.family or self.patronymic(word)

    def _perhaps_family(self, word: str) -> bool:
        folded = self.stem(word)
        return (
            self._is_family(word)
            or folded in self.family_or_word
            or ends_as_patronymic(word)
            or bool(FARM.search(folded))
        )

    def blocked(self, word: str) -> bool:
        """Return whether a word belongs to the name of a place, body or service, or is a common word."""
        folded = word.casefold()
        bare = folded.removesuffix("s")
        if folded in self.words or bare in self.words or folded in self.openers:
            return True
        last = word.rpartition("-")[2]
        if last != word and last[:1].islower() and last not in self.known:  # «Ida-gruppen»
            return True
        if self.stem(word) in self.known or self.patronymic(word):
            return False
        of_a_place = folded in self.places or bare in self.places
        return of_a_place or bool(COMMON.search(folded)) or bool(IS_TITLE.fullmatch(folded))
