"""Numbers and dates that belong to a person, known by their form, their check digits and the words before them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_MONTHS = (
    "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|jan|feb|mar|apr|jun|jul|aug|"
    "sept?|okt|nov|des"
)
_ORDINAL = r"\w*(?:første|andre|tredje|fjerde|femte|sjette|ellevte|tolvte|ende)"
_S = r"[\s./‐‑–-]"
_A_DATE = (
    rf"(?:(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?\s?[./‐‑–-]\s?\d\d?\s?[./‐‑–-]\s?['’]?(?:\d{{4}}|\d\d)|\d\d?[./-]\d\d?\s(?:(?:19|20)\d\d|['’]?\d\d(?!\d))|\d\d\s\d\d\s(?:\d{{4}}|\d\d)"
    rf"|\d{{8}}|\d{{6}}|\d\d?\.?\s?(?:{_MONTHS})\b\.?(?:\s?,?\s?['’]?(?:\d{{4}}|\d\d))?"
    rf"|(?:{_MONTHS})\s(?:19|20)\d\d|{_ORDINAL}\s(?:{_MONTHS})\b(?:\s(?:\d{{2,4}}|nitten\s?\w+|to\s?tusen(?:\s?og)?(?:\s?\w+)?))?)(?!\d)"
)
# of one person: «født i 2010» may be said of many
_YEAR_OF_BIRTH = (
    r"\b(?:(?:fødsels|føde)år(?:et)?\s?(?:er|:|=)?|(?:han|hun|hen|bruker(?:en)?|pasient(?:en)?|klient(?:en)?|beboer(?:en)?|"
    r"mannen?|kvinnen?|kvinna|gutt(?:en)?|jenten?|jenta|sønn(?:en)?|datter(?:en)?)(?:\ser|\svar|,|\ssom\ser)?\s(?:født|fødd|f\.)"
    r"(?:\si)?)\s*(?P<cue>(?:19|20)\d\d)(?!\d|[./-]\d)"
)
_WEEKDAY = r"(?:(?:mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag)\s+(?:den\s+)?)?"
# Numbers of other things, and what is counted
_OTHER_NUMBER = re.compile(
    r"(?:org(?:anisasjons)?\.?\s?(?:n(?:umme)?r)?|prosjekt\w*|faktura\w*|ordre\w*|artikkel\w*|bestilling\w*|isbn|issn|ean|"
    r"kid|ref(?:eranse)?\w*|budsjett\w*|versjon|løpen\w+|varen\w+|kr|kroner|nok|avtale\w*|tilskudd\w*|anskaffelse\w*|"
    r"saks?\w*|arkiv\w*|doffin\w*|lisens\w*|serie\w*|telle\w*|kunde\w*|postjournal\w*|journalpost\w*|søknad\w*)"
    r"\s?(?:nr|nummer|id|nummeret|no)?\.?\s?(?:er|på|:|#)?\s*$",
    re.IGNORECASE,
)
_COUNTED = (
    r"(?!\s*(?:kr\b|kroner|nok\b|mill|mrd|tusen|innbygger|person|bruker|årsverk|stk|%|prosent|timer|døgn|år\b|ansatte|"
    r"pasient|plass|deltaker|besøk|-?åring))"
)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _check(digits: str, weights: str) -> bool:
    return sum(int(d) * int(w) for d, w in zip(digits, weights, strict=False)) % 11 == 0


def is_identity(digits: str) -> bool:
    """Return whether eleven digits have the two check digits of a national identity number.

    From 2032 the first one may leave a rest of 0 to 3, and no longer 0 alone.
    """
    first = sum(int(d) * w for d, w in zip(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), strict=False)) % 11
    return first <= 3 and _check(digits, "54327654321")


def is_account(digits: str) -> bool:
    """Return whether eleven digits have the check digit of a Norwegian bank account."""
    return _check(digits, "54327654321")


def begins_with_date(digits: str) -> bool:
    """Return whether a number begins with a date of birth.

    The day of a D-number has 40 added. So has the month of an H-number and of NAV's synthetic persons; that of the tax
    administration's has 80; 60 and 65 are used too.
    """
    day, month = int(digits[:2]), int(digits[2:4])
    day -= 40 if day > 40 else 0
    month -= next((extra for extra in (80, 65, 60, 40) if month > extra), 0)
    return 1 <= day <= 31 and 1 <= month <= 12


@dataclass(frozen=True)
class Finder:
    """What finds one kind of personal data in a text; a group `cue`, where there is one, is what is masked."""

    kind: str
    pattern: re.Pattern
    holds: Callable[[re.Match], bool] | None = None

    def mask(self, text: str, mark: str) -> tuple[str, int]:
        """Return a text with `mark` instead of what was found, and how often."""
        count = 0

        def replace(found: re.Match) -> str:
            nonlocal count
            if self.holds and not self.holds(found):
                return found.group()
            count += 1
            cue = next((name for name, said in found.groupdict().items() if name.startswith("cue") and said), 0)
            start, stop = found.span(cue)
            return found.string[found.start() : start] + mark + found.string[stop : found.end()]

        return self.pattern.sub(replace, text), count


def _before(found: re.Match, length: int = 40) -> str:
    return found.string[max(0, found.start() - length) : found.start()]


def _of_other(found: re.Match) -> bool:
    return bool(_OTHER_NUMBER.search(_before(found)))


def _identity(found: re.Match) -> bool:
    text = found.group()
    digits = _digits(text)
    if len(digits) == 13:  # the year has four digits
        return begins_with_date(digits) and digits[4:6] in ("18", "19", "20")
    if len(digits) != 11:  # the last five are hidden
        return begins_with_date(digits)
    if digits[0] in "89" and is_identity(digits):  # a common number of the health services, for those without another
        return True
    return begins_with_date(digits) and (is_identity(digits) or not _of_other(found))


def _account(found: re.Match) -> bool:
    text = found.group()
    named = re.search(r"konto|bank|vipps|utbetal", _before(found), re.IGNORECASE)
    return bool(named) or "." in text or (is_account(_digits(text)) and not _of_other(found))


_AMOUNTS = re.compile(
    r"\b(?:tall|tallene|fordel\w+|antall|sum|poeng|hhv|henholdsvis|svarene|verdie?r?|timer|budsjett\w*|skala\w*|skår\w*|uke)\b[^.]{0,20}$",
    re.IGNORECASE,
)


def _phone(found: re.Match) -> bool:
    digits = _digits(found.group())[-8:]
    whole = re.fullmatch(r"\d{8}", found.group())
    is_date = whole and re.fullmatch(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d", digits)
    is_year_pair = re.fullmatch(r"(?:19|20)\d\d(?:19|20)\d\d", digits)
    tens = re.fullmatch(r"\d0\s\d0\s\d0\s\d0", found.group())
    return not (is_date or is_year_pair or tens or _of_other(found) or _AMOUNTS.search(_before(found)))


_POLITICS = re.compile(r"kommunestyre|formannskap|utvalg|politisk|vedta|styre|plan|\bps\b|rådet|bystyre", re.IGNORECASE)


def _case(found: re.Match) -> bool:
    around = _before(found) + found.string[found.end() : found.end() + 30]
    return not (_POLITICS.search(around) or re.search(r"i\s$", _before(found)))


def _ip(found: re.Match) -> bool:
    parts = found.group("cue").split(".")
    return all(int(part) < 256 for part in parts) and (
        found.group()[:2].casefold() == "ip"
        or (sum(map(len, parts)) > 6 and {len(part) for part in parts} != {2})  # 22.33.44.55 is a telephone number
    )


_PLATE_NOT = {
    "NR",
    "NO",
    "SE",
    "DK",
    "KR",
    "PB",
    "ID",
    "TV",
    "EU",
    "FN",
    "PC",
    "IS",
    "LG",
    "LB",
    "SA",
    "PS",
    "RS",
    "KS",
    "NS",
    "EN",
    "OK",
}


def _plate(found: re.Match) -> bool:
    return found.group()[:2] not in _PLATE_NOT and not _of_other(found)


_NR = r"[\s-]?(?:id|n(?:umme)?r|nummeret|no|kode|sak)"
_REFERENCE = (
    rf"\b(?:(?:pasient|journal|klient|bruker|medlems|helsekort|pass|førerkort|førerkorts|ansatt|personal|polise|forsikrings|"
    rf"rekvisisjons|henvisnings|resept|anmeldelses|helsepersonell|barnevernssak|elev|student|beboer|deltaker){_NR}"
    rf"|(?:hpr|duf|dips|npr|nav|cosdoc|gerica|profil|vilma)(?:{_NR})|duf|hpr|pasient(?=\s\d{{5}})|(?:nav|barneverns?|politi)-?sak(?:s?n(?:umme)?r)?)"
    r"\.?\s?(?:er|:|#|=)?\s*(?P<cue>[A-ZÆØÅ]{0,4}[-/ ]?\d(?:[\s./-]?\d){3,})"
)

NUMBERS = (
    Finder("reference", re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d[ -](?:19|20))(?:\d{4}[ -]){3}\d{4}(?![\d.,]\d|\d)")),
    Finder(
        "reference",
        re.compile(r"\bvipps\s?(?:nr\.?|nummer|til)?\s?:?\s?(?P<cue>#\s?\d{3,6}|\d{4,6})(?!\d|\s\d|\s?kr)", re.I),
    ),
    Finder(
        "reference",
        re.compile(
            r"\b(?i:(?:nav|barneverns?|politi)-?sak(?:s?n(?:umme)?r)?|saks?-?n(?:umme)?r)\.?\s?(?:er|:|#)?\s*"
            r"(?P<cue>(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z\d-]{5,})\b"
        ),
    ),
    Finder("reference", re.compile(r"\b[A-Z]{2}\d\d(?:\s?\d{4}){2,6}(?:\s?\d{1,4})?\b")),
    Finder(
        "number",
        re.compile(
            rf"(?<![\d+])(?<!\d[.,])\d\d{_S}?\d\d{_S}?(?:(?:18|19|20)\d\d|\d\d){_S}{{0,3}}(?:\d{{3}}{_S}?\d\d|[x*•]{{5}})(?![\dx*])"
            rf"|(?<!\d)\d{{6}}\s?,?\s?\(?(?:p(?:erson)?\.?n(?:umme)?r\.?|personnummer)\s?:?\s?\d{{5}}(?!\d)"
            r"|(?<!\d )(?<!\d)(?:\d\s){10}\d(?!\s?\d)|(?<!\d)\d(?:[\s.]?\d){10}(?!\d)",
            re.IGNORECASE,
        ),
        _identity,
    ),
    Finder(
        "number",
        re.compile(
            r"\b(?:fødsels-?\s?(?:og personn|n)(?:umme)?re?t?|fodselsn(?:umme)?r|personn(?:umme)?re?t?|person-?id|"
            r"fnr|pnr|p\.\s?nr|[dh]-?n(?:umme)?r|ssn)\.?\s?(?:er|:|=)?\s*(?P<cue>[\dx*]{2}(?:[\s./-]?[\dx*]){3,10})(?!\d)",
            re.IGNORECASE,
        ),
    ),
    Finder(
        "reference",
        re.compile(
            r"(?<![\d.])\d{4}[.\s]\d\d[.\s]\d{5}(?![\d.]\d)"
            r"|\bkonto(?:n(?:umme)?re?t?)?\.?\s?(?:er|:|i \w+)?\s*(?P<cue>\d{11})(?!\d)",
            re.IGNORECASE,
        ),
        _account,
    ),
    Finder("reference", re.compile(_REFERENCE, re.IGNORECASE)),
    Finder(
        "reference",
        re.compile(
            r"\bsaks?-?\s?(?:n(?:umme)?r|nummeret|id)\.?\s?(?:er|:|#)?\s*(?P<cue>\d[\d/-]{3,})"
            r"|\b(?:(?:arkiv)?sak(?:en)?|e?phorte|elements|websak|esa|j\.?nr\.?)\s?:?\s*(?P<cue2>(?:(?:19|20)\d\d|\d\d)/\d{3,6}(?:-\d+)?)(?![\d/])",
            re.IGNORECASE,
        ),
        _case,
    ),
    Finder(
        "reference",
        re.compile(r"(?:\bIP\S*\s*:?\s*)?(?P<cue>(?<![\d.])\d{1,3}(?:\.\d{1,3}){3})(?![\d.]*\d)", re.IGNORECASE),
        _ip,
    ),
    Finder(
        "reference",
        re.compile(
            r"(?<![\w:])(?!\d\d?:\d\d:\d\d(?![\w:]))(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4})+(?![\w:])",
            re.IGNORECASE,
        ),
    ),
    Finder("reference", re.compile(rf"(?<![\w-])[A-HJ-NPR-Z]{{2}}\s?[1-9]\d{{4}}(?![\d.,:-]){_COUNTED}"), _plate),
    Finder(
        "date",
        re.compile(
            rf"(?:\b(?:født|fødd|f[øo]dsels-?dato(?:en)?|fødselsår\s(?:og|/)\s?-?dato|dato\sfor\sfødsel|fødselsdag(?:en)?|f\.?\s?dato|f\.?d\.|bursdag(?:en)?|dob|født\sdato|fyller\s(?:\d+\s)?år)"
            rf"\b|\bf\.\s?d\.|\bf\.|\bf:|\(f|\bf(?=\s\d\d?\.\d|\s\d{{6}}(?!\d)))(?:\s?\([^()]{{1,14}}\))?\s*(?:er|den|på|i|:|,|–|-)?\s*(?:den\s)?{_WEEKDAY}(?P<cue>{_A_DATE})",
            re.IGNORECASE,
        ),
        lambda found: (
            not re.search(r"(?i:tilbud|prosjekt|tiltak|plan|team|idé?|modell)\w*,?\W+(?:\w+\W+){0,2}$", _before(found))
        ),
    ),
    Finder("date", re.compile(_YEAR_OF_BIRTH, re.IGNORECASE)),
    Finder("date", re.compile(rf"(?<![\d.])(?P<cue>{_A_DATE})\s*[(,]?\s*(?=fødselsdato|født\b|fødd\b)", re.IGNORECASE)),
)

_PREFIX = r"(?:tel:)?(?:\(?(?:\+|(?<!\d)(?<!\d[.,])00)\s?47\)?|\(47\))[\s.-]*"
_PUBLIC = r"(?!11[036](?:\D|$)|116\s?1\d\d|116\s?006|0\d{4}(?!\s?\d))"  # emergency and help lines belong to no person
_PHONE_CUE = (
    r"\b(?:tlf|tel|\w*telefon(?:en)?|mobil(?:en)?|mob|phone|sms(?:\stil)?|vakttelefon(?:en)?|direkte(?:n(?:umme)?r)?|whats\s?app|"
    r"nås\spå|ringe?s?(?:\s(?:meg|henne|ham|oss|dem|han|hun))?(?:\s(?:på|til))?|t|m|telefonn(?:umme)?re?t?|mobiln(?:umme)?re?t?)"
)
PHONES = (
    Finder(
        "phone",
        re.compile(
            rf"{_PREFIX}\(?(?:\d[\s.)-]{{0,2}}){{7}}\d(?!\d)"
            r"|(?:\+|(?<!\d)(?<!\d[.,])00)\d{1,3}[\s.-]?\(?\d\)?(?:[\s.-]?\d){6,12}"
            rf"|{_PHONE_CUE}\.?(?:\s?(?:nr|nummer))?\.?\s?(?:er|:|=)?\s*{_PUBLIC}(?P<cue>\(?\d(?:[\s.‐‑–/-]{{0,2}}\d){{5,13}})(?!\d){_COUNTED}",
            re.IGNORECASE,
        ),
    ),
    Finder(
        "phone",
        re.compile(
            r"(?<![\d+,])(?<!\d[.,\s‐‑–-])(?:"
            r"\d\d(?P<a>[\s.‐‑–/-])\d\d(?P=a)\d\d(?P=a)\d\d|(?!800)[2-9]\d\d(?P<b>[\s.‐‑–-])\d\d(?P=b)\d{3}|1\d\d\s\d\d\s\d{3}"
            r"|(?!20)[2-9]\d{7}|47[49]\d{7}|[49]\d{3}[\s.]\d{4}|[49]\d\s\d{6}|[49]\d\d\s\d{5}|[49]\d{4}\s\d{3}|[49]\s\d\d\s\d\d\s\d{3}"
            r"|[49]\d{3}\s\d\d\s\d\d|[49]\d\d\s\d{3}\s\d\d|(?:\d\s){7}\d"
            rf")(?!\d|[.,]\d|\s\d\d\b|[‐‑–/-]\d\d?\b){_COUNTED}",
            re.IGNORECASE,
        ),
        _phone,
    ),
)


_FIGURE_WORDS = r"(?:null|en|ein|ett|to|tre|fire|fem|seks|sju|syv|åtte|ni)"
SPELLED_PHONE = Finder("phone", re.compile(rf"\b(?:{_FIGURE_WORDS}[\s,-]+){{7}}{_FIGURE_WORDS}\b", re.IGNORECASE))


def born_behind_name(mark: str) -> Finder:
    """Return what finds a full date of birth right behind a masked name."""
    pattern = (
        rf"{re.escape(mark)}\s?[,(–-]?\s?\(?"
        r"(?P<cue>\d\d?[./-]\d\d?[./-](?:19\d\d|200\d|201[0-5]|[3-9]\d)|\d{6})(?!\d)"
    )
    return Finder("date", re.compile(pattern), lambda found: begins_with_date(_padded(found.group("cue"))))


# A person's initials, and what someone is called by others
INITIALS = Finder(
    "name",
    re.compile(
        r"\b(?:(?i:initialer|signatur|sign\.)\s?(?:er|:)?\s*(?P<cue>[A-ZÆØÅ]{2,4})"
        r"|(?i:(?:ut|inn)?fylt|besvart|svart|ført|registrert)\s(?i:inn\s)?av\s?:?\s(?!KS|RO|HR|IT|PP|SU)(?P<cue2>[A-ZÆØÅ]{2}))\b(?![-/]|\.\w)"
    ),
)
NICKNAME = Finder(
    "name",
    re.compile(
        r"\b(?i:kallenavn(?:et)?|oppnavn(?:et)?|klengenavn(?:et)?)(?:\s(?:hans|hennes|mitt|er|var|på\s\w+))*\s?:?\s?[«\"“']?"
        r"(?P<cue>[A-ZÆØÅ][a-zæøå]+)"
        r"|\[navn\]\s?(?:\(?(?:også\s)?(?:kalt|kalles|alias|«|\"|“)\s?)[«\"“']?(?P<cue2>[A-ZÆØÅ][a-zæøå]+)"
    ),
)


def _padded(date: str) -> str:
    return "".join(part.zfill(2) for part in re.split(r"\D", date))


def finders() -> Iterator[Finder]:
    """Yield what finds numbers, in the order in which they are masked."""
    yield from NUMBERS
    yield from PHONES
