"""`Masker`: masks personal data in free texts."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from is248.data import checks
from is248.data.personal.contact_cells import without_person
from is248.data.personal.contacts import ADDRESSES, EMAIL, PROFILE, SPELLED_STREET, postal
from is248.data.personal.cues import WORD
from is248.data.personal.names import Names
from is248.data.personal.numbers import INITIALS, NICKNAME, SPELLED_PHONE, Finder, born_behind_name, finders

NAMES_FILE = "data/reference/person-names.csv"
OTHER_NAMES_FILE = "data/reference/other-names.csv"
KINDS = {
    "name": "[navn]",
    "email": "[e-post]",
    "phone": "[telefon]",
    "address": "[adresse]",
    "number": "[personnummer]",
    "date": "[fødselsdato]",
    "profile": "[profil]",
    "reference": "[nummer]",
}
_FIGURE = re.compile(r"\d|\bfød[td]\b|bursdag|fødselsda", re.IGNORECASE)  # or a date of birth in words
_PERHAPS_CONTACT = re.compile(
    r"[@＠]|%40|\b(?:at|æt)\b|alfa|snabel|[(\[{<](?:a|æ)|\.com|mail|\bx\.|lnkd|gr\.am|\big\b|outlook|yahoo|icloud|\.me|face|insta|snap|skype|discord|profil|brukernavn|"
    r"twitter|tiktok|\bfb\b|linkedin|teams|nick|messenger|threads|telegram|youtu",
    re.IGNORECASE,
)
_ONE_NAME = re.compile(r"\[navn\](?:\s\[navn\]|\s[A-ZÆØÅ]\.(?=[\s,;)]|$))+")  # parts of one, an initial among them
_BORN = born_behind_name(KINDS["name"])


@dataclass(frozen=True)
class Masker:
    """Masks personal data in free texts."""

    names: Names
    _seen: dict[str, tuple[str, Counter]] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, text: str, persons: Iterable[str] = ()) -> tuple[str, Counter]:
        """Return a text with personal data masked, and how much of each kind there was.

        `persons` are what stands in the same record in columns of persons' names; the names in it are looked for too.
        """
        counts: Counter = Counter()
        for person in persons:
            text, found = without_person(self.names, text, person, KINDS["name"])
            counts["name"] += found
        if text not in self._seen:
            self._seen[text] = self._masked(text)
        masked, more = self._seen[text]
        return masked, counts + more if counts else more

    @cached_property
    def _of_figures(self) -> tuple[Finder, ...]:
        return (*finders(), *ADDRESSES, postal(self.names.places))

    def _masked(self, text: str) -> tuple[str, Counter]:
        counts: Counter = Counter()

        def mask(finder: Finder) -> None:
            nonlocal text
            text, found = finder.mask(text, KINDS[finder.kind])
            counts[finder.kind] += found

        if _PERHAPS_CONTACT.search(text):
            mask(PROFILE)
            mask(EMAIL)
        mask(SPELLED_PHONE)
        mask(SPELLED_STREET)
        has_figures = _FIGURE.search(text)
        if has_figures:
            for finder in self._of_figures:
                mask(finder)
        mask(INITIALS)
        text, found = self.names.without_names(text, KINDS["name"])
        mask(NICKNAME)
        counts["name"] += found
        if has_figures and found:
            mask(_BORN)
        return _ONE_NAME.sub(KINDS["name"], text), +counts

    def file_name(self, name: str) -> str:
        """Return what a file is called in messages: with a person's name in it, its ending alone."""
        stem, point, ending = name.rpartition(".")
        stem = stem if point else name
        apart = re.sub(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])", " ", stem)
        words = " ".join(re.split(r"[_+ .]+|-(?![^\W\d_]+(?:[_. -]|$))", apart))
        readings = [words] + [words.title()] * self.names.has_first_name(words)
        if any(self(reading)[1]["name"] for reading in readings):
            stem = KINDS["name"]
        return self(stem)[0] + point + (ending if point else "")


def load_masker(unit_names: Iterable[str]) -> Masker:
    """Read the lists of names; ProjectError if one is missing: without it, names would pass."""
    persons, others = checks.read(NAMES_FILE), checks.read(OTHER_NAMES_FILE)
    of = {kind: frozenset(rows["name"].str.casefold()) for kind, rows in persons.groupby("kind")}
    other = {kind: frozenset(rows["name"].str.casefold()) for kind, rows in others.groupby("kind")}
    places = {word.casefold() for name in unit_names for word in WORD.findall(name) if len(word) > 1}
    return Masker(
        Names(
            of["given"],
            of["given_or_word"],
            of["given_with_family"],
            of["family"],
            of["family_or_word"],
            frozenset(places) | other["place"],
            other["word"],
            other["opener"],
            other["phrase"],
        )
    )
