"""Names of persons in a text: by the lists of names, by their endings, and by what stands around them."""

import re
from dataclasses import dataclass, field
from functools import cached_property

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")

_PATRONYMIC = re.compile(r"^\w{2,}(?:(?<!el)(?<!s)sen|ssen|sson|sdatter|sdotter|sdóttir|datter|rson)s?$")
_NO_PATRONYMIC = re.compile(
    r"(?:else|asse|isse|osse|usse|yss?e|resse|krise|reise|prise|rise|pause|vise|base|fase|dose|case|house|analyse|"
    r"pleie?se|mas?se|klasse|mose|nese|rose|bølse|"
    r"kasse|messe|tresse|presse|hilse)n$|^(?:grensen|passasjen|versen|kursen|prosessen|hensen|sansen|balansen|dansen|sjansen|"
    r"influensen|ambulansen|instansen|kompetansen|personen|perrson|person|parkinson|hodgkinson|nansen|ibsen|amundsen-?senteret|"
    r"laksen|voksen|ungvoksen|bussen|kursen|prisen|polisen|julaftensen|heisen|risen|vissen|larssen)s?$"
)
# Family names that are names of farms, and foreign ones: known by their ending where a capital and another name are there
_FARM = re.compile(
    r"^\w{2,}(?:land|stad|heim|vik|viken|vika|rud|seth|set|sæter|sæther|sether|dal|dalen|dahl|berg|berget|bergh|haug|haugen|li|lie|lien|ås|aas|"
    r"åsen|nes|næs|ness|moen|mo|bø|vold|voll|vollen|eng|engen|hus|hagen|gård|gaard|gard|tveit|tvedt|tveiten|øy|øen|holm|holmen|lund|"
    r"strøm|strand|fjell|fjeld|våg|sund|bakk|bakken|bakke|løkken|myr|myhr|stuen|brekk|brekke|eide|skog|foss|fossen|by|rønning|hovde|mark|"
    r"vatn|elv|botn|tun|torp|sveen|ødegård|røed|kjær|bråten|støl|quist|kvist|qvist|gren|ager|aker|felt|hjem|kleiv|kleiva|nakken|"
    r"rem|um|vang|berge|hammer|lid|lo|løs|rød|stein|steen|svik|sjø|tangen|teig|teigen|ski|ska|wicz|vić|vic|vitch|enko|chuk|czyk|"
    r"czak|oğlu|oglu|zadeh|pour|idis|poulos|inen|escu|auskas|iene|ienė|aite|aitė|shvili|dze|yan|ian|ova|eva|ov|ev|ez|oz|"
    r"mariam|selassie|medhin|michael|ullah|uddin)s?$"
)
_PARTICLES = {"van", "von", "de", "der", "den", "al", "el", "bin", "bint", "ibn", "da", "dos", "del", "di", "la", "le", "du", "af", "av", "ter", "ten", "y", "zu"}
# Endings of common words that may have a capital: a service, a body, a form of a noun
_COMMON = re.compile(
    r"(?:tjeneste[nr]?|tjenestene|senter|senteret|sentrene|team|teamet|kommune[nr]?|kommunene|plan|planen|heten?|ninge?n?|inga|ingen|ing|else[nr]?|"
    r"skap|skapet|skole[nr]?|skolen|gruppe[nr]?|gruppa|tilbud|tilbudet|helse|helsa|hjelp|hjelpen|arbeid|arbeidet|arbeider|"
    r"psykiatri|psykiatrien|klinikk|klinikken|sykehus|sykehuset|bolig|boliger|boligen|boligene|fellesskap|kollektiv|kollektivet|"
    r"forbund|forbundet|forening|foreningen|stiftelsen?|direktorat|direktoratet|departement|departementet|etat|etaten|"
    r"avdeling|avdelingen|enhet|enheten|seksjon|seksjonen|program|programmet|prosjekt|prosjektet|modell|modellen|metode|metoden|"
    r"kurs|kurset|kafe|kafeen|kafé|verksted|verkstedet|huset|heimen|hjemmet|gården|garden|kirken?|kirka|"
    r"leder|lederen|rådgiver|konsulent|konsulenten|terapeut|terapeuten|veileder|veilederen|pleier|pleieren|lege|legen|sjef|sjefen|direktør|direktøren|"
    r"sekretær|sekretæren|ansvarlig|ansvarlege|medarbeider|koordinator|koordinatoren|psykolog|psykologen|lærer|læreren|"
    r"logi|logisk|log|isk|iske|ske|isme|tet|teten|sjon|sjonen|sjoner|ering|ment|"
    r"lig|lige|som|somme|løs|løse|bar|bare|full|fulle|"
    r"tid|tiden|dag|dagen|uke|uka|måned|året|møte|møtet|system|systemet|verktøy|verktøyet|ordning|ordningen|midler|midlene|tilskudd|penger)$"
)
_STRONG_BEFORE = (
    r"(?:kontaktperson(?:en|ar|er)?|kontakt(?!e)|hilsen|helsing|mvh|m\.v\.h|vh|navn(?:et)?|namn(?:et)?|fornavn|etternavn|heter|heiter|het|kalt|kalles|"
    r"(?:fylt\sut|utfylt|besvart|skrevet|svart|levert|underskrevet|signert|sendt(?:\sinn)?|innsendt|ført|registrert|godkjent)\sav|"
    r"saksbehandler(?:en)?|v/|att|c/o|p\.?v\.?|ansvarlig(?:\s(?:er|for\s\w+))?|respondent|utfyller|avsender|sign)"
)
_TITLE = (
    r"(?:herr|fru|frk|frøken|hr|dr|prof|(?:[a-zæøå]+)?(?:leder|rådgiver|koordinator|konsulent|veileder|terapeut|sykepleier|vernepleier|psykolog|"
    r"lege|sjef|direktør|ordfører|rådmann|lærer|rektor|styrer|inspektør|mester|sekretær|jordmor|sosionom|fysioterapeut|"
    r"ergoterapeut|pedagog|barnevernspedagog|advokat|prest|diakon|overlege|psykiater|kontakt|arbeider|spesialist|ansvarlig|kurator|miljøterapeut)(?:en|a)?|"
    r"kommuneoverlegen?|professor|kollega(?:en)?|pasienten?|brukeren?|klienten?|beboeren?|datteren?|dattera|sønnen?|"
    r"moren?|mora|faren?|far|mor|bestemor|bestefar|tante|onkel|søsteren?|broren?|bror|søster|kona|mannen|ektefelle[n]?|samboeren?|kjæresten?|gutten|jenta|"
    r"kvinnen|ungdommen|eleven|verge[n]?|pårørende)"
)
_VERBS = (
    r"(?:ring(?:e|er|te|es)?|kontakt(?:e|er|es)?|spør(?:re)?|spurt|snakk(?:e|er|et)?\smed|prat(?:e|er|et)?\smed|takk(?:\stil)?|"
    r"møte\smed|møter|møtte|ta(?:r|tt)?\skontakt\smed|tok\skontakt\smed|hør(?:e|er)?\smed|avtal(?:t|e|er)\smed|e-?post\stil|mail\stil|send(?:es|t|e)?\stil|meldt\stil|meldes\stil|"
    r"på\svegne\sav|erstatt(?:et|es)\sav|etterfulgt\sav|avløst\sav|ledet\sav|ledes\sav|drevet\sav|ansatte|ansatt|følges\sopp\sav|fulgt\sopp\sav|"
    r"oppfølging\sav|samtale(?:r)?\smed|hjemmebesøk\shos|besøk\shos|hils|kjære|hei|hallo|vedrørende|angående|gjelder|bistand\sfra|hjelp\sfra|"
    r"innspill\sfra|svar\sfra|tilbakemelding\sfra|epost\sfra|e-post\sfra|kollegaen|sammen\smed|foresatte\stil|mor\stil|far\stil|foreldrene\stil|barna\stil|verge\sfor)"
)
_JOINED = r"\[navn\]\s?(?:,|og|eller|/|&|samt)"
_IS = r"\s?[:;,–-]?\.?\s*(?:\(\s?)?(?:er\s+|heter\s+|vår\s+)?"
_CUED = re.compile(rf"(?:(?<!\w)(?:{_STRONG_BEFORE}|{_TITLE}|{_VERBS})|{_JOINED}){_IS}$", re.IGNORECASE)
_THING_IS_CALLED = re.compile(
    r"(?:tilbud|grupp|prosjekt|tiltak|program|modell|kurs|team|hus|avdeling|enhet|tjeneste|metode|plan|senter|kafe|app|ordning|"
    r"verktøy|system|bolig|sted|\bdet|\bden|som)\w*\s+(?:vårt?\s+)?(?:heter|heiter|het|kalles|kalt)\s$",
    re.IGNORECASE,
)
_STREET = re.compile(r"^\s(?:gate|gata|gt|vei|veg|plass|allé|hus|stiftelse|skole|minne|hospital|kirke|verden)\b", re.IGNORECASE)
_STRONG = re.compile(rf"(?<!\w)(?:{_STRONG_BEFORE}){_IS}$", re.IGNORECASE)
_NAMED = re.compile(
    rf"(?<!\w)(?:(?:kontaktperson(?:en)?|kontakt|navn(?:et)?|namn|saksbehandler|respondent|utfyller|sign|att|ansvarlig|[a-zæøå]*leder)\s?:\s*|"
    r"heter\s+|heiter\s+|(?:utfylt|besvart|skrevet|svart|fylt\sut)\sav:?\s+|(?:mvh|hilsen|helsing)[.,:]?\s+|v/\s?)$",
    re.IGNORECASE,
)
_ANY_CUE = re.compile(rf"(?<!\w)(?:{_STRONG_BEFORE}|{_TITLE}|{_VERBS})", re.IGNORECASE)
_BEHIND = re.compile(
    r"^\s?(?:[,(–/-]+\s?)?(?:\[(?:telefon|e-post|personnummer|fødselsdato)\]|(?:tlf|mob|mobil|telefon|e-?post|epost|mail|født)\b\.?:?)"
    rf"|^\s?[,(–]\s?(?:vår\s|som\ser\s)?{_TITLE}\b"
    rf"|^\s(?:er|som\ser|var|blir)\s(?:vår\s|ny\s|tidligere\s|nå\s)?(?:{_TITLE}|kontaktperson|saksbehandler)\b",
    re.IGNORECASE,
)
_STARTS = re.compile(r"(?:^|[.!?:;•*«\"“(\n]|\d\)|^\s*[-–])\s*$")
_SAINT = re.compile(r"\b(?:st|sankt|santa|san)\.?\s$", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[^\W\d_a-zæøå][\w'’-]*[\s\u00a0]+(?:[a-z]{1,3}\s)?[^\W\d_a-zæøå]")


@dataclass(frozen=True)
class Names:
    """Finds names of persons.

    The lists are in lower case: given names; those that are also words («Tone»), which are names inside a sentence; those
    that are words or rare («Dag») and need a family name or a cue;
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

    # --- what a word can be

    @cached_property
    def _known(self) -> frozenset[str]:
        return self._first | self._last

    @cached_property
    def _alone(self) -> frozenset[str]:
        return self.given - self.places - self.ambiguous

    @cached_property
    def _first(self) -> frozenset[str]:
        return self.given | self.given_or_word | self.ambiguous

    @cached_property
    def _last(self) -> frozenset[str]:
        return self.family | self.family_or_word

    @cached_property
    def _hints(self) -> frozenset[str]:
        return self._known | {f"{name}s" for name in self._known}

    @cached_property
    def _phrases(self) -> re.Pattern:
        longest_first = sorted(map(re.escape, self.phrases), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})s?(?!\w)", re.IGNORECASE)

    def _stem(self, word: str) -> str:
        """Return the word in lower case without genitive, and of a double name the first part that is known."""
        if word not in self._stems:
            self._stems[word] = self._find_stem(word.casefold())
        return self._stems[word]

    def _find_stem(self, folded: str) -> str:
        if folded in self._known:
            return folded
        bare = re.sub(r"['’]s?$|(?<=\w\w)s$", "", folded)
        if bare in self._known:
            return bare
        parts = bare.split("-")
        known = [part for part in parts if len(parts) > 1 and part in self._known]
        return min(known, key=lambda part: part not in self.given, default=folded)

    def _patronymic(self, word: str) -> bool:
        """Return whether a word is a given name with an ending that only family names have: «Hansen», «Olavsdatter»."""
        for part in word.casefold().split("-"):
            found = _SON.fullmatch(part)
            if found and part not in self.words:
                base = found["base"]
                if part in self.family or len(base) > 3 and {base, f"{base}s", base.removesuffix("s")} & self.given:
                    return True
        return False

    def _is_family(self, word: str) -> bool:
        return self._stem(word) in self.family or self._patronymic(word)

    def _perhaps_family(self, word: str) -> bool:
        folded = self._stem(word)
        return (
            self._is_family(word)
            or folded in self.family_or_word
            or _ends_as_patronymic(word)
            or bool(_FARM.search(folded))
        )

    def _blocked(self, word: str) -> bool:
        """Return whether a word belongs to the name of a place, body or service, or is a common word."""
        folded = word.casefold()
        bare = folded.removesuffix("s")
        if folded in self.words or bare in self.words or folded in self.openers:
            return True
        last = word.rpartition("-")[2]
        if last != word and last[:1].islower() and last not in self._known:  # «Ida-gruppen»
            return True
        if self._stem(word) in self._known or self._patronymic(word):
            return False
        of_a_place = folded in self.places or bare in self.places
        return of_a_place or bool(_COMMON.search(folded)) or bool(_IS_TITLE.fullmatch(folded))

    # --- the names in a text

    def without_names(self, text: str, mark: str) -> tuple[str, int]:
        """Return a text with the names of persons masked, and how many there were."""
        if not self._worth_a_look(text):
            return text, 0
        words = list(WORD.finditer(text))
        protected = [found.span() for found in self._phrases.finditer(text)]
        spans, at, last = [], 0, 0
        while at < len(words):
            start = words[at].start()
            if words[at].group()[0].islower() and words[at].group() not in self._hints and "-" not in words[at].group() and not _MAYBE_PATRONYMIC.search(words[at].group()):
                at += 1
                continue
            kept = any(begin <= start < stop for begin, stop in protected) or text[start - 1 : start] == "["
            before = f"{mark}{text[last:start]}" if last and start - last < 9 else text[max(0, start - 60) : start]
            end = None if kept else self._person(text, words, at, before)
            if end:
                last = words[end - 1].end()
                spans.append((start, last))
            at = end or at + 1
        for start, stop in reversed(spans):
            text = text[:start] + mark + text[stop:]
        return text, len(spans)

    def _worth_a_look(self, text: str) -> bool:
        folded = text.casefold()
        if not self._hints.isdisjoint(_LETTERS.findall(folded)) or _MAYBE_PATRONYMIC.search(folded):
            return True
        return bool(_CAPITALS.search(text) or (_ANY_CUE.search(text) and any(c.isupper() for c in text)))

    def _person(self, text: str, words: list[re.Match], at: int, before: str) -> int | None:
        """Return the index behind the last word of the person's name that begins here, if one does."""
        word = words[at].group()
        if word[0].islower():
            return self._in_small_letters(text, words, at, before)
        if self._blocked(word) or _SAINT.search(before[-8:]):
            return None
        end = self._run(text, words, at)
        if word.isupper() and len(word) > 1:
            return self._in_capitals(text, words, at, end, before)
        behind = text[words[end - 1].end() :][:60]
        if _STREET.search(behind) and words[end - 1].group().endswith("s"):
            return None
        rest = [w.group() for w in words[at + 1 : end] if w.group().casefold() not in _PARTICLES]
        return self._titled(text, words, at, end, rest, before, behind)

    def _titled(
        self, text: str, words: list[re.Match], at: int, end: int, rest: list[str], before: str, behind: str
    ) -> int | None:
        """Return the same for a word that begins with a capital, given the words that follow and what is around."""
        word, stem = words[at].group(), self._stem(words[at].group())
        if _is_initial(word):
            return self._initial(text, words, at, end, rest, before)
        if self._is_reversed(text, words, at):
            return self._run(text, words, at + 1)
        if stem in self._alone:
            return None if not rest and self._of_a_house(before) else end
        starts = bool(_STARTS.search(before))
        if stem in self._first:
            if not rest:
                meant = stem in self.given_or_word and (not starts or _VERB_BEHIND.search(behind))
                known = _is_cued(before) or self._answers(behind, starts) or (meant and stem not in self.places)
                return end if known and not self._of_a_house(before) else None
            follows = rest[0]
            if self._perhaps_family(rest[-1]) or self._perhaps_family(follows) or self._stem(follows) in self.given or len(follows) == 1:
                return end
            return end if not starts and len(follows) > 2 and stem not in self.places else None
        if not rest:
            return self._single(word, end, before, behind, starts)
        if _ends_as_patronymic(rest[-1]) or _BEHIND.search(behind) or _is_cued(before):
            return end
        if self._is_family(rest[-1]) and not (starts and stem in self.family_or_word):
            return end
        if _SAID_OF_PERSONS.search(behind) and not any(_DEFINITE.search(w) for w in (word, *rest)):
            return end
        if stem in self.family and stem not in self.places and len(rest) == 1:  # Chen Xiaoling
            return end
        if not starts and (self._stem(rest[0]) in self._alone or end - at - 1 > len(rest)):  # Abdi bin Xu
            return end
        if self._perhaps_family(rest[-1]) and not starts and not _DEFINITE.search(stem) and stem not in self.places:
            return end
        return None

    def _single(self, word: str, end: int, before: str, behind: str, starts: bool) -> int | None:
        """Return the same for a single word that is no given name."""
        stem = self._stem(word)
        if self._patronymic(word):
            return end if not self._of_a_house(before) else None
        if stem in self._last and stem not in self.places and _is_cued(before):
            return end
        if _NAMED.search(before) and not _THING_IS_CALLED.search(before) and stem not in self.places and len(word) > 2:
            return end
        return end if not starts and _REACHED.search(behind) and stem not in self.places else None

    def _initial(
        self, text: str, words: list[re.Match], at: int, end: int, rest: list[str], before: str
    ) -> int | None:
        """Return the same for an initial: «K. Nordmann», «K.N.» behind a cue."""
        point = text[words[at].end() : words[at].end() + 1] == "."
        long = [w for w in rest if not _is_initial(w)]
        if long and (self._perhaps_family(long[-1]) or self._stem(long[0]) in self.given):
            return end if point or self._is_family(long[-1]) else None
        if point and _STRONG.search(before):
            return end
        return None

    def _is_reversed(self, text: str, words: list[re.Match], at: int) -> bool:
        """Return whether here stands «Nordmann, Kari»."""
        if at + 1 == len(words):
            return False
        word, following = words[at].group(), words[at + 1].group()
        gap = text[words[at].end() : words[at + 1].start()]
        if not re.fullmatch(r",\s?|\s", gap) or not following[0].isupper() or self._stem(word) in self._alone:
            return False
        if self._blocked(following) or self._stem(following) not in self._first:
            return False
        if gap.strip():
            known = self._is_family(word) or (self._perhaps_family(word) and self._stem(word) not in self.places)
            return known
        return self._is_family(word) and self._stem(following) in self._alone and self._stem(word) not in self.ambiguous

    def _in_capitals(self, text: str, words: list[re.Match], at: int, end: int, before: str) -> int | None:
        """Return the same for a word in capitals, which may be an abbreviation, or all of the text may be in capitals."""
        stem, rest = self._stem(words[at].group()), [w.group() for w in words[at + 1 : end]]
        known = [n for n, w in enumerate(rest, start=at + 2) if self._perhaps_family(w) or self._stem(w) in self._alone]
        if stem in self._first and known:
            contiguous = at + 1
            for index in range(at + 1, end):
                w = words[index].group()
                if not (self._perhaps_family(w) or self._stem(w) in self._first or len(w) == 1):
                    break
                contiguous = index + 1
            if contiguous > at + 1:
                return contiguous
        if self._patronymic(words[at].group()) and len(stem) > 5:
            return at + 1
        if self._is_reversed(text, words, at):
            return at + 2
        if stem in self._alone and rest and _NAMED.search(before):
            return end
        if stem in self._alone and len(stem) > 3 and (_is_cued(before) or text.isupper()):
            return at + 1
        if rest and not text.isupper() and len(stem) > 3 and (self._is_family(rest[-1]) or _NAMED.search(before)):
            return end
        if text.isupper() and len(rest) > 0 and self._patronymic(rest[0]):
            return at + 2
        return None

    def _in_small_letters(self, text: str, words: list[re.Match], at: int, before: str) -> int | None:
        """Return the same for a name in small letters, where only listed names are sure enough."""
        word = words[at].group()
        folded = word.casefold()
        given, _, family = word.partition("-")
        if given in self._alone and (self._is_family(family) or family in self.family_or_word):  # as in the address of a page
            return at + 1
        bare = self._stem(word)
        gap = text[words[at].end() : words[at + 1].start()] if at + 1 < len(words) else ""
        following = words[at + 1].group() if gap in (" ", "\u00a0", "_", ".") or (gap == "-" and _in_url(text, words[at])) else ""
        if following and following[0].islower() and bare in self._first:
            sure = self._patronymic(following) or (bare in self._alone and self._stem(following) in self.family)
            place = bare in self._alone and self._stem(following) in self.family_or_word and len(following) > 3
            if sure or (place and not _COMMON.search(following)):
                return at + 2
        if bare in self._alone and len(word) > 2 and _is_cued(before) and not folded.endswith("s" * (bare != folded)):
            return at + 1
        if bare in self._first and self._stem(following) in self._alone and _NAMED.search(before):
            end = at + 2
            while end < len(words) and _near(text, words, end - 1) and self._stem(words[end].group()) in self._last:
                end += 1
            return end
        ends = at + 1 == len(words)
        if (bare in self._alone or (bare in self._first and ends)) and _NAMED.search(before):
            return at + 1
        return at + 1 if self._patronymic(word) and re.search(r"\b(?:fru|herr|hr|frk|dr)\.?\s$", before, re.IGNORECASE) else None

    def has_first_name(self, text: str) -> bool:
        """Return whether one of the words, in whatever letters, is a given name or a family name made of one."""
        return any(self._stem(word) in self._alone or self._patronymic(word) for word in WORD.findall(text))

    # --- what stands around a word

    def _of_a_house(self, before: str) -> bool:
        """Return whether the word before opens the name of a house or a service: «Villa Sana»."""
        last = WORD.findall(before)[-1:]
        return bool(last) and last[0].casefold() in self.openers and before.endswith((" ", "\u00a0"))

    def _answers(self, behind: str, starts: bool) -> bool:
        """Return whether what follows can only be said of a person."""
        return bool(_BEHIND.search(behind)) and not starts

    def _run(self, text: str, words: list[re.Match], at: int) -> int:
        """Return the index behind the capitalised words, initials and particles that follow here."""
        end, probe = at + 1, at + 1
        while probe < len(words) and probe < at + 6 and _near(text, words, probe - 1):
            word = words[probe].group()
            following = words[probe + 1].group() if probe + 1 < len(words) else ""
            if word in _PARTICLES and (following[:1].isupper() or following in _PARTICLES):
                if word not in {"av", "den", "de", "la", "le", "y"} or self._stem(words[at].group()) in self._alone:
                    probe += 1
                    continue
            stem = self._stem(word)
            behind_a_name = self._stem(words[at].group()) in self._first and (  # Berit Os, Liv Strand
                stem in self._last or (probe == at + 1 and self._stem(words[at].group()) in self._alone)
            )
            a_place = stem in self.places and stem not in self.family
            abbreviation = word.isupper() and len(word) > 1 and not words[at].group().isupper()
            if not word[0].isupper() or self._blocked_behind(word, behind_a_name) or (a_place and not behind_a_name):
                break
            if abbreviation and not (self._is_family(word) and len(word) > 4):
                break
            probe += 1
            end = probe
        return end

    def _blocked_behind(self, word: str, behind_a_name: bool) -> bool:
        if behind_a_name and word.casefold() in self.places and word.casefold() not in self.words:
            return False
        return self._blocked(word)

    # --- the names of a record's own columns

    def without_person(self, text: str, person: str, mark: str) -> tuple[str, int]:
        """Return a text without the names in a cell that tells of a person, and how many there were.

        The cell may have more than the name: «Enhetsleder for psykisk helse, Kari Vik». Only words that are or may be
        names count, and those that are also words («Dag», «Berg») only where they have a capital inside a sentence.
        """
        count = 0
        for name, alone in self._names_in(person):

            def replace(found: re.Match, name: str = name, alone: bool = alone) -> str:
                nonlocal count
                if not self._is_meant(name, found, alone):
                    return found.group()
                count += 1
                return mark

            pattern = rf"(?<![\w\[]){re.escape(name)}(?:['’]?s)?(?![\w\]])"
            text = re.sub(pattern, replace, text, flags=re.IGNORECASE)
        return text, count

    def _names_in(self, cell: str) -> list[tuple[str, bool]]:
        """Return the words of a cell that may be names, and whether nothing but names stands there."""
        words = [word for word in WORD.findall(cell) if len(word) > 1 and word.casefold() not in _PARTICLES]
        if not any(word[0].isupper() for word in words):
            return [(word, False) for word in words if self._stem(word) in self._known and len(word) > 2]
        names = [word for word in words if word[0].isupper() and len(word) > 2 and not self._blocked(word)]
        names = [word for word in names if not _IS_TITLE.fullmatch(word) and word.casefold() not in self.places]
        alone = len(names) == len(words) < 5
        first = next((n for n, word in enumerate(names) if self._stem(word) in self._alone), 0)
        if not alone or first:  # what stands before the first name is a title
            names = [word for n, word in enumerate(names) if n >= first or self._stem(word) in self._known]
        return [(word, alone) for word in dict.fromkeys(names)]

    def _is_meant(self, name: str, found: re.Match, alone: bool) -> bool:
        """Return whether a word that is a name in the record's own column is one where it was found in a text."""
        there, stem = found.group(), self._stem(name)
        rare = alone and stem not in self._known and not _COMMON.search(stem) and len(stem) > 5
        if rare or stem in self._alone or self._patronymic(name) or (stem in self.family and stem not in self.places):
            return True
        if there[0].islower():
            return False
        before, behind = found.string[: found.start()], found.string[found.end() :][:60]
        if there.isupper() and not found.string.isupper() and not name.isupper():
            return False  # an abbreviation
        near_name = before.rstrip().endswith("[navn]") or bool(_NAME_BEHIND.match(behind))
        person = bool(_BEHIND.search(behind)) or bool(_VERB_BEHIND.search(behind))
        return near_name or person or not _STARTS.search(before[-60:])


_IS_TITLE = re.compile(_TITLE, re.IGNORECASE)
_NAME_BEHIND = re.compile(r"\s(?:\[navn\]|[A-ZÆØÅ])")
_SON = re.compile(r"(?P<base>\w{2,}?)s?(?:sen|son|datter|dotter|dóttir)s?")
_LETTERS = re.compile(r"[^\W\d_]+")
_MAYBE_PATRONYMIC = re.compile(r"(?:sen|sson|datter|dotter|rson)s?\b")
_DEFINITE = re.compile(r"^\w{4,}(?:en|et|ene|a)$")
_SAID_OF_PERSONS = re.compile(
    r"^\s(?:svarer|svarte|mener|sier|slutter|sluttet|jobber|jobbet|begynner|begynte|ringte|skrev|fortalte|fortell?er|tolker|kan\s(?:svare|utdype)|"
    r"har\s(?:svart|fylt|sluttet|permisjon|laget|skrevet|ansvar|begynt|jobbet|tallene|oversikten|sagt)|"
    r"er\s(?:ansatt|sykmeldt|pensjon\w*|ny|vikar|lege|psykolog|tolk|leder|syk|født))\b"
)
_REACHED = re.compile(r"^\s?(?:[,(–/-]+\s?)?(?:tlf\.?\s?|mob\.?\s?|mobil\s?)?\[(?:telefon|personnummer)\]")
_VERB_BEHIND = re.compile(r"^\s(?:er|har|kan|vil|jobber|sier|mener|leder|svarer|sluttet|slutter|begynte|og\s[A-ZÆØÅ])\b")


def _is_cued(before: str) -> bool:
    return bool(_CUED.search(before)) and not _THING_IS_CALLED.search(before)


def _ends_as_patronymic(word: str) -> bool:
    folded = word.casefold()
    return any(
        len(part) > 4 and bool(_PATRONYMIC.search(part)) and not _NO_PATRONYMIC.search(part.removesuffix("s"))
        for part in folded.split("-")
    )


def _is_initial(word: str) -> bool:
    return len(word) == 1 or word in {"Aa", "Chr", "Th", "Kr", "Fr", "Joh"}


def _near(text: str, words: list[re.Match], at: int) -> bool:
    """Return whether only a blank, or the point of an initial, stands between a word and the next."""
    gap = text[words[at].end() : words[at + 1].start()]
    initial = _is_initial(words[at].group())
    return gap in (" ", "\u00a0", "  ", "\u202f") or (initial and gap.strip(" \u00a0") == "." and len(gap) < 3)


def _in_url(text: str, word: re.Match) -> bool:
    start = max(text.rfind(" ", 0, word.start()), text.rfind("\n", 0, word.start())) + 1
    return "/" in text[start : word.start()] or "www." in text[start : word.start()]
