"""What identifies a person: columns that hold it, and the places in a free text where it stands.

A name is known by the list data/reference/person-names.csv, by what stands before it («kontaktperson:»),
or by an ending that only family names have. A rare name with none of these is not found: the free texts are
read by a person before anything of them is printed.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from is248.data import checks


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMES_FILE = "data/reference/person-names.csv"
KINDS = {
    "name": "[navn]",
    "email": "[e-post]",
    "phone": "[telefon]",
    "address": "[adresse]",
    "number": "[personnummer]",
}

_HEADINGS = {
    "name": "navn fornavn etternavn mellomnavn name kontaktperson respondent respondentnavn utfyller utfylt "
    "besvart saksbehandler firstname lastname initialer signatur underskrift",
    "email": "epost epostadresse email mail emailadresse mailadresse",
    "phone": "telefon telefonnummer telefonnr tlf tlfnr mobil mobilnr mobilnummer mobiltelefon phone",
    "address": "adresse postadresse gateadresse besoksadresse hjemmeadresse address postnummer postnr "
    "poststed postboks ip ipadresse",
    "number": "fodselsnummer fodselsnr fnr personnummer personnr fodselsdato kontonummer",
}
_KIND_OF = {word: kind for kind, words in _HEADINGS.items() for word in words.split()}
_OF_A_UNIT = {"kommune", "kommunenavn", "bydel", "enhet", "enhetsnavn", "fylke", "unit", "county", "avdeling"}


def heading_kind(words: list[str]) -> str | None:
    """Return the kind of personal data that a heading announces, given its words in ASCII.

    «Navn» in a long question, or beside «kommune», asks for the name of something else.
    """
    joined = [a + b for a, b in zip(words, words[1:], strict=False)]  # «e post» is «epost»
    for word in [*joined, *words]:
        kind = _KIND_OF.get(word)
        if kind and not (kind == "name" and (len(words) > 4 or _OF_A_UNIT & {*words})):
            return kind
    return None


_AT = r"(?:\s?(?:@|＠|[\(\[{](?:at|a|krøllalfa|alfakrøll)[\)\]}])\s?|\s(?:krøllalfa|alfakrøll)\s)"
_DOT = r"(?:\.|\s\.\s|\s?[\(\[{](?:dot|punktum|prikk)[\)\]}]\s?|\s(?:dot|punktum|prikk)\s)"
_EMAIL = re.compile(
    rf"[\w.+'’-]*\w{_AT}\w[\w-]*(?:{_DOT}\w[\w-]*)*"
    r"|(?<!\w)@[\w.]{2,}\w"  # a name on some network
    r"|\b\w+[._]\w+\sat\s[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b",
    re.IGNORECASE,
)
_STRONG = "veien|vegen|gata|gaten|gate|alleen|alléen|allé"
_WEAK = (
    "vei|veg|gt|plass|plassen|torg|torget|bakken|bakke|stien|sti|svingen|kroken|lia|brygge|brygga|tunet|ringen|"
    "haugen|åsen|jordet|løkka|tråkket|smauet|faret|kleiva|moen|vollen|terrasse|grenda|geilen|alle"
)
_NOT_A_HOUSE = r"(?!\s*(?:årsverk|plass|beboer|leilighet|prosent|%|ansatt|bruker|bolig|år\b|person|deltaker))"
_HOUSE = r"\s?\d{1,4}(?:\s?[A-H]\b|[a-h]\b)?(?!\d)"
_CAPITAL = "(?-i:[A-ZÆØÅ])"
_PLACE = rf"(?:\s*,?\s*(?:N-|NO-)?\d{{4}}\s+{_CAPITAL}[\w-]+(?:\s(?:i|på)\s{_CAPITAL}\w+)?)?"
_ADDRESS = re.compile(
    "|".join(
        [
            rf"\b\w[\w-]+(?:{_STRONG}){_HOUSE}{_PLACE}",
            rf"\b{_CAPITAL}[\w-]+(?:{_WEAK}){_HOUSE}{_NOT_A_HOUSE}{_PLACE}",
            rf"\b{_CAPITAL}[\w.-]+(?:\s[\w.]+){{0,2}}?\s(?:{_STRONG}|{_WEAK})\.?{_HOUSE}{_NOT_A_HOUSE}{_PLACE}",
            rf"\b(?:postboks|p\.?\s?b\.?|boks)\s\d{{1,5}}(?:\s{_CAPITAL}\w+)?{_PLACE}",
            rf"\b(?:post|besøks|gate|bo|hjemme)?adressen?(?:\ser|\s?:)\s*[^;\n\d]*\d+[^;\n,.]*{_PLACE}",
        ]
    ),
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<!\d)(?:[0-7]\d[01]\d{3}[ .-]?\d{5}|\d{4}[ .]\d\d[ .]\d{5})(?!\d)"
    r"|\bfødt\s+(?:den\s+)?(?P<cue>\d{1,2}\.\s?\d{1,2}\.?\s?\d{2,4})",
    re.IGNORECASE,
)
_PUBLIC = r"(?!11[036](?:\D|$)|116\s?1\d\d|116\s?006)"  # emergency and help lines belong to no person
_PHONE = re.compile(
    r"(?<![\d.,+])(?:\(?(?:\+|00)\s?47\)?[\s.-]?)?(?!20)(?:[2-9]\d{7}|[2-9]\d(?P<a>[\s.-])\d\d(?P=a)\d\d(?P=a)\d\d"
    r"|[2-9]\d\d(?P<b>[\s.-])\d\d(?P=b)\d{3}|[49]\d{3}\s\d{4})(?!\d|[.,]\d|\s*(?:kr\b|kroner|nok\b|mill))"
    r"|(?:\+|(?<!\d)00)\d{1,3}[\s.-]?\(?\d\)?(?:[\s.-]?\d){6,12}"
    rf"|\b(?:tlf|telefon|mobil|mob|phone|ring)\.?(?:\s?(?:nr|nummer))?\.?\s?:?\s*{_PUBLIC}"
    r"(?P<cue>\d(?:[\s.-]?\d){4,11})(?!\d)",
    re.IGNORECASE,
)

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_FAMILY_ENDING = re.compile(r"\w{2,}(?:(?<!el)(?<!s)sen|ssen|sson|sdatter|sdotter|datter)$")
_NO_FAMILY = re.compile(r"(?:else|asse|isse|osse|usse|yss?e|resse)n$")
_ENDING = re.compile(r"(?:sen|sson|datter|dotter)s?\b", re.IGNORECASE)
_TWO_CAPITALS = re.compile(r"\b[^\W\d_a-zæøå][\w-]* +[^\W\d_a-zæøå]")
_LETTERS = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"\d")
_PERHAPS_EMAIL = re.compile(r"[@＠]|\bat\b|alfa|[(\[{]a", re.IGNORECASE)
_WORDS_BEFORE = (
    r"(?:kontaktperson(?:en)?|kontakt|hilsen|mvh|vh|navn(?:et)?|heter|(?:utfylt|besvart|skrevet|svart)\s+av|"
    r"saksbehandler|v/|herr|fru|frk|hr|dr|(?:team|enhets|avdelings|fag|tjeneste)?leder(?:en)?|rådmann(?:en)?|"
    r"kommunedirektør(?:en)?|kommunalsjef(?:en)?|koordinator(?:en)?|fastlege(?:n)?|lege(?:n)?|psykolog(?:en)?|"
    r"ordfører(?:en)?|helsesykepleier(?:en)?|sykepleier(?:en)?|ruskonsulent(?:en)?)\s*[:.,-]?\s*(?:er\s+|heter\s+)?"
)
_ANY_CUE = re.compile(_WORDS_BEFORE, re.IGNORECASE)
_CUE = re.compile(_WORDS_BEFORE + "$", re.IGNORECASE)
_SAINT = re.compile(r"\b(?:st|sankt)\.?\s$", re.IGNORECASE)
# Words that open the names of places, bodies and methods, and so are no part of a person's name.
_NOT_A_PERSON = _words(
    """
    helse sykehus sykehuset kors bymisjon bymisjonen kirkens blå frelsesarmeen rask psykisk psykiske
    rus kommune kommunen bydel team teamet dps bup nav act fact ung arena senter senteret hus huset
    stiftelsen legevakt legevakten distriktspsykiatrisk barne ungdoms akutt ambulant ambulante
    fontenehuset nord sør øst vest midt norge norsk norske statens statsforvalteren direktoratet
    helsedirektoratet universitetet høgskolen avdeling enhet enheten tjeneste tjenesten den det de vi
    ja nei ikke interkommunal interkommunalt samarbeid indre ytre nedre øvre store lille nordre søndre
    østre vestre st sankt regionen region felles poliklinikk klinikk hf rhf ring kontakt spør hilsen
    leder lege psykolog thon hospital
    """
)


@dataclass(frozen=True)
class Masker:
    """Masks personal data in free texts."""

    # names in lower case: given names; those that are also words («Dag») and need a family name behind them; family
    # names
    given: frozenset[str]
    ambiguous: frozenset[str]
    family: frozenset[str]
    places: frozenset[str]  # words of the units' names, in lower case: «Strand» alone is a municipality
    _seen: dict[str, tuple[str, Counter]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _alone(self) -> frozenset[str]:
        return self.given - self.places - self.ambiguous

    def __call__(self, text: str, persons: Iterable[str] = ()) -> tuple[str, Counter]:
        """Return a text with personal data masked, and how much of each kind there was.

        `persons` are names that stand in the same record, in columns of their own.
        """
        counts: Counter = Counter()
        for person in persons:
            for word in _WORD.findall(person):
                if len(word) > 2 and word.casefold() not in self.places | _NOT_A_PERSON:
                    text, n = re.subn(rf"(?<!\w){re.escape(word)}s?(?!\w)", KINDS["name"], text, flags=re.I)
                    counts["name"] += n
        if text not in self._seen:
            self._seen[text] = self._masked(text)
        masked, more = self._seen[text]
        return re.sub(r"\[navn\](?:\s\[navn\])+", KINDS["name"], masked), counts + more

    def _masked(self, text: str) -> tuple[str, Counter]:
        counts: Counter = Counter()

        def replace(kind: str, pattern: re.Pattern) -> None:
            nonlocal text
            text, counts[kind] = pattern.subn(lambda found: _kept_cue(found) + KINDS[kind], text)

        if _PERHAPS_EMAIL.search(text):
            replace("email", _EMAIL)
        if _FIGURE.search(text):
            replace("number", _NUMBER)
            replace("phone", _PHONE)
            replace("address", _ADDRESS)
        if self._perhaps_names(text):
            text, counts["name"] = self._without_names(text)
        return text, +counts

    def _perhaps_names(self, text: str) -> bool:
        """Return whether a text is worth a closer look: most are not, and the look takes its time."""
        if not self._hints.isdisjoint(_LETTERS.findall(text.casefold())):
            return True
        return bool(_ENDING.search(text) or (_TWO_CAPITALS.search(text) and _ANY_CUE.search(text)))

    @cached_property
    def _hints(self) -> frozenset[str]:
        names = self.given | self.ambiguous | self.family
        return names | {f"{name}s" for name in names}

    def _without_names(self, text: str) -> tuple[str, int]:
        words = list(_WORD.finditer(text))
        spans, at = [], 0
        while at < len(words):
            end = self._person(text, words, at)
            if end:
                spans.append((words[at].start(), words[end - 1].end()))
            at = end or at + 1
        for start, stop in reversed(spans):
            text = text[:start] + KINDS["name"] + text[stop:]
        return text, len(spans)

    def _person(self, text: str, words: list[re.Match], at: int) -> int | None:
        """Return the index behind the last word of the person's name that begins here, if one does."""
        word = words[at].group()
        if word[0].islower():
            return self._in_small_letters(text, words, at)
        before, behind = text[: words[at].start()], text[words[at].end() :]
        if _SAINT.search(before) or behind.startswith(" Meo"):  # St. Olavs hospital, Marte Meo
            return None
        bare, end = self._stem(word), self._run(text, words, at)
        if bare in _NOT_A_PERSON:
            return None
        rest = [self._stem(w.group()) for w in words[at + 1 : end]]
        has_family_name = bool(rest) and self._is_family(rest[-1])
        given = self.given | self.ambiguous
        if bare in self._alone:
            return end if has_family_name or not word.isupper() else None  # SARA is a tool
        if bare in given | self.places and (has_family_name or (rest and rest[0] in self._alone)):
            return end
        if bare in self.family:
            following = words[at + 1].group() if behind.startswith(", ") and at + 1 < len(words) else ""
            if following[:1].isupper() and self._stem(following) in given:
                return at + 2
            if rest and rest[0] in given:
                return end
        if not rest:
            return end if bare in (self.family | given) - self.places and self._cued(before) else None
        if len(word) == 1:  # an initial
            return end if has_family_name else None
        if bare in self.places:
            return None
        return end if _family_ending(rest[-1]) or (not word.isupper() and self._cued(before)) else None

    def _in_small_letters(self, text: str, words: list[re.Match], at: int) -> int | None:
        """Return the same for a name in small letters, where only listed names are sure enough."""
        word = words[at].group()
        given, _, family = word.partition("-")
        if given in self._alone and family in self.family:  # as in the address of a page
            return at + 1
        bare = self._stem(word)
        following = words[at + 1].group() if at + 1 < len(words) and self._near(text, words, at) else ""
        if bare in self.given | self.ambiguous and self._stem(following) in self.family:
            return at + 2 if bare in self._alone or _family_ending(following.casefold()) else None
        return at + 1 if bare in self._alone and self._cued(text[: words[at].start()]) else None

    def _run(self, text: str, words: list[re.Match], at: int) -> int:
        """Return the index behind the capitalised words, initials and particles that follow here."""
        end, probe = at + 1, at + 1
        while probe < len(words) and probe < at + 5 and self._near(text, words, probe - 1):
            word = words[probe].group()
            folded = self._stem(word)
            if word.casefold() in {"van", "von", "de", "der", "al", "el", "bin", "da"} and word[0].islower():
                probe += 1
                continue
            a_place = folded in self.places and folded not in self.family
            behind_a_name = probe == at + 1 and self._stem(words[at].group()) in self._alone  # Berit Os
            stops = folded in _NOT_A_PERSON or (a_place and not behind_a_name)
            abbreviation = word.isupper() and len(word) > 1 and not words[at].group().isupper()
            if not word[0].isupper() or stops or abbreviation:
                break
            probe += 1
            end = probe
        return end

    def _near(self, text: str, words: list[re.Match], at: int) -> bool:
        """Return whether only a blank, or the point of an initial, stands between a word and the next."""
        gap = text[words[at].end() : words[at + 1].start()]
        initial = len(words[at].group()) == 1
        return gap.strip(" \u00a0") == "" or (initial and gap.strip(" \u00a0") == ".")

    def _cued(self, before: str) -> bool:
        return bool(_CUE.search(before[-40:]))

    def _is_family(self, stem: str) -> bool:
        return _family_ending(stem) or any(part in self.family for part in (stem, *stem.split("-")))

    def _stem(self, word: str) -> str:
        """Return the word in lower case without genitive, and of a double name the first part."""
        folded = word.casefold()
        known = self.given | self.ambiguous | self.family if folded[-1:] == "s" or "-" in folded else ()
        if folded in known or not known:
            return folded
        bare = re.sub(r"['’]?s$", "", folded)
        first = bare.split("-")[0]
        return bare if bare in known else first if first in known else folded


def _family_ending(stem: str) -> bool:
    return bool(_FAMILY_ENDING.search(stem)) and not _NO_FAMILY.search(stem)


def _kept_cue(found: re.Match) -> str:
    """Return what a pattern found before the number itself: «tlf. »."""
    cue = found.groupdict().get("cue")
    return found.group()[: -len(cue)] if cue else ""


def load_masker(unit_names: Iterable[str]) -> Masker:
    """Read the list of names; ProjectError if it is missing: without it, names would pass."""
    names = checks.read(NAMES_FILE)
    of = {kind: frozenset(rows["name"].str.casefold()) for kind, rows in names.groupby("kind")}
    places = {word.casefold() for name in unit_names for word in _WORD.findall(name) if len(word) > 1}
    return Masker(of["given"], of["given_with_family"], of["family"], frozenset(places))
