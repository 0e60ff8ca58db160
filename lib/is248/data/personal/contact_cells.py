"""The names in a record's own columns, found again in its texts."""

import re

from is248.data.personal.cues import BEHIND, COMMON, IS_TITLE, NAME_BEHIND, PARTICLES, STARTS, VERB_BEHIND, WORD
from is248.data.personal.names import Names


def without_person(names: Names, text: str, person: str, mark: str) -> tuple[str, int]:
    """Return a text without the names in a cell that tells of a person, and how many there were.

    The cell may have more than the name: «Enhetsleder for psykisk helse, Kari Vik». Only words that are or may be
    names count, and those that are also words («Dag», «Berg») only where they have a capital inside a sentence.
    """
    count = 0
    for name, alone in _names_in(names, person):

        def replace(found: re.Match, name: str = name, alone: bool = alone) -> str:
            nonlocal count
            if not _is_meant(names, name, found, alone):
                return found.group()
            count += 1
            return mark

        pattern = rf"(?<![\w\[]){re.escape(name)}(?:['’]?s)?(?![\w\]])"
        text = re.sub(pattern, replace, text, flags=re.IGNORECASE)
    return text, count


def _names_in(names: Names, cell: str) -> list[tuple[str, bool]]:
    """Return the words of a cell that may be names, and whether nothing but names stands there."""
    words = [word for word in WORD.findall(cell) if len(word) > 1 and word.casefold() not in PARTICLES]
    if not any(word[0].isupper() for word in words):
        return [(word, False) for word in words if names.stem(word) in names.known and len(word) > 2]
    found = [word for word in words if word[0].isupper() and len(word) > 2 and not names.blocked(word)]
    found = [word for word in found if not IS_TITLE.fullmatch(word) and word.casefold() not in names.places]
    alone = len(found) == len(words) < 5
    first = next((n for n, word in enumerate(found) if names.stem(word) in names.alone), 0)
    if not alone or first:  # what stands before the first name is a title
        found = [word for n, word in enumerate(found) if n >= first or names.stem(word) in names.known]
    return [(word, alone) for word in dict.fromkeys(found)]


def _is_meant(names: Names, name: str, found: re.Match, alone: bool) -> bool:
    """Return whether a word that is a name in the record's own column is one where it was found in a text."""
    there, stem = found.group(), names.stem(name)
    rare = alone and stem not in names.known and not COMMON.search(stem) and len(stem) > 5
    if rare or stem in names.alone or names.patronymic(name) or (stem in names.family and stem not in names.places):
        return True
    if there[0].islower():
        return False
    before, behind = found.string[: found.start()], found.string[found.end() :][:60]
    if there.isupper() and not found.string.isupper() and not name.isupper():
        return False  # an abbreviation
    near_name = before.rstrip().endswith("[navn]") or bool(NAME_BEHIND.match(behind))
    person = bool(BEHIND.search(behind)) or bool(VERB_BEHIND.search(behind))
    return near_name or person or not STARTS.search(before[-60:])
