"""Where a person can be reached: e-mail, profiles on networks, street addresses and properties, known by their form."""

import re

from is248.data.personal.numbers import Finder

_AT_WORD = r"at|a|krøllalfa|alfakrøll|krøll-?alfa|snabel-?a|æt|ætt"
_OPEN, _CLOSE = r"[\(\[{<]", r"[\)\]}>]"
_AT = (
    rf"(?:{_OPEN}(?:{_AT_WORD}|@){_CLOSE}|\s{_OPEN}(?:{_AT_WORD}|@){_CLOSE}\s?|[@＠]|%40"
    r"|\s(?:krøllalfa|alfakrøll|krøll-?alfa|snabel-?a)\s)"
)
_DOT_WORD = r"dot|punktum|prikk"
_DOT = rf"(?:[.．]|\s\.\s?|\s?[\(\[{{<](?:{_DOT_WORD}|\.)[\)\]}}>]\s?|\s(?:{_DOT_WORD})\s)"
_TOP = r"(?:no|com|net|org|se|dk|fi|eu|io|info|online|de|uk|pl|me)"
_LOCAL = r"(?:\w+\s(?:punktum|prikk|dot|\.)\s)?[\w.+'’-]*\w"
_MAIL = r"(?:gmail|hotmail|outlook|yahoo|icloud|live|online)"
EMAIL = Finder(
    "email",
    re.compile(
        rf"{_LOCAL}{_AT}\w[\w-]*(?:{_DOT}\w[\w-]*)*(?:,(?:no|com)\b)?"
        rf"|{_LOCAL}\s?[@＠]\s?[a-zæøå][\w-]*(?:{_DOT}\w[\w-]*)*{_DOT}{_TOP}\b"
        rf"|{_LOCAL}\s(?:at|æt)\s[\w-]+(?:{_DOT}[\w-]+)*{_DOT}{_TOP}\b"
        rf"|\b{_MAIL}(?:-?adressen?|-?konto)?\s?[:=]\s?(?P<cue>[\w.-]*\w)",
        re.IGNORECASE,
    ),
)
_NETWORK = (
    r"(?:facebook|fb|instagram|linkedin|twitter|tiktok|snapchat|youtube|github|threads|pinterest|telegram|messenger|"
    r"reddit)"
)
PROFILE = Finder(
    "profile",
    re.compile(
        rf"(?:https?://)?(?:[\w-]+\.)*(?:{_NETWORK}\.com|x\.com|m\.me|t\.me|wa\.me|youtu\.be|fb\.me|instagr\.am|lnkd\.in|bsky\.app|threads\.net|twitch\.tv|vk\.com)"
        r"/(?!groups/|pages/|events/|company/|watch|share|hashtag/)[\w.@%/?=&+-]*\w"
        rf"|\b(?:{_NETWORK}|insta|snap|skype|discord|tiktok|twitch|teams|brukernavn(?:et)?|profil(?:en|navn)?|nick)"
        r"(?:-?(?:profil|bruker|konto|navn)(?:en)?)?(?:\s?(?:er|:|=)\s?|\s(?=@|\S*[\d_]))(?P<cue>@?(?=[\w.#-]*[a-zæøå])"
        r"(?:[\w-]*[\d_.#][\w.#-]*\w|@\w[\w.-]*\w|(?-i:[a-zæøå])[\w-]{5,}(?=\s*(?:[.,;)]|$))))"
        rf"|\b(?:{_NETWORK}|insta|snap)-?(?:profil|bruker|konto)(?:en)?\s(?P<cue2>(?-i:[a-zæøå])[\w.-]{{4,}}\w)"
        r"|\big\s?[:=]\s?(?P<cue3>@?[\w.-]{2,}\w)"
        r"|(?<![\w.])[@＠](?-i:[A-ZÆØÅ][a-zæøå]+\s[A-ZÆØÅ][a-zæøå]+)|(?<![\w.])[@＠][\w.-]{2,}\w",
        re.IGNORECASE,
    ),
)

_C = "(?-i:[A-ZÆØÅÁČŠŽÖÄ])"
_STRONG = (
    r"veien|vegen|veg|vei|veien|gata|gaten|gate|gatan|(?<!na)vn\.?|vg\.?|v\.|gt\.?|alleen|alléen|allé|alle(?!\s)|geila|strete|smug|"
    r"stræde|streto"
)
_WEAK = (
    r"plass|plassen|pl\.|torg|torget|bakken|bakke|bk\.|stien|sti|svingen|kroken|lia|brygge|brygga|bryggen|tunet|tun|ringen|"
    r"haugen|åsen|jordet|løkka|tråkket|smauet|faret|kleiva|moen|vollen|terrasse|grenda|geilen|kaia|kaien|hagen|enga|skogen|"
    r"toppen|kollen|dalen|myra|marka|odden|flata|sletta|stranda|lunden|parken|neset|berget|høgda|høyden|liene|skrenten|"
    r"stubben|snarveien|vangen|holtet|viken|vika|sund|hammeren|feltet|rabben|rinden|bråten|promenaden|promenade|brinken|"
    r"åkeren|teigen|skråningen|hellinga|veita|løypa|stykket|tangen|sløyfa|knausen|ekra|trøa|jordene|kneika|rønningen|bekken"
)
_SIDE = r"(?:[HULK]\d{4},?\s)?(?:(?:Øvre|Nedre|Nordre|Søndre|Store|Lille|Gamle|Indre|Ytre|Vestre|Østre|Nye)\s)?"
_NOT_A_HOUSE = (
    r"(?!\s*(?:årsverk|plass|beboer|leilighet|prosent|%|ansatt|bruker|bolig|år\b|person|deltaker|stilling|time|dag|uke|"
    r"million|mill|kr\b|kroner|innbygger|enhet|rom\b|senger?|omsorgs|pasient|ungdom|barn|familie|kommune|i \d|-?åring|"
    r"og \d|av \d|\.\s?\w{3,}|/\d|-\d+\s?(?:år|bruker|plass)))"
)
_HOUSE = (  # no year: «Storgata 2030» is a project
    r"(?:\s?(?:nr\.?|nummer)\s?|\s?)(?!(?:19[5-9]|20[0-4])\d\b)\d{1,4}(?:\s?[A-H]\b|[a-h]\b)?"
    r"(?:\s?[-–/]\s?\d{1,4}[A-Ha-h]?\b)?(?!\d|[.,]\d)"
)
_FLOOR = r"(?:,?\s(?:H|U|L|K)\d{4}\b|,?\s\d\.\s?(?:etg?\b\.?|etasje)|,?\sleil(?:ighet)?\.?\s?\d+)?"
_TOWN = rf"(?:\s*[,–-]?\s*(?:N-|NO-)?(?<!\d)\d{{4}}\s+{_C}[\w-]+(?:\s(?:i|på|in)\s{_C}\w+|\s(?-i:N|S|Ø|V)\b)?)"
_END = rf"{_FLOOR}{_TOWN}?"
ADDRESSES = (
    Finder(
        "address",
        re.compile(
            "|".join(
                [
                    rf"\b{_SIDE}{_C}[\w.'’-]*\w(?:{_STRONG}){_HOUSE}{_NOT_A_HOUSE}{_END}",
                    rf"\b(?!\d)\w{{2,}}(?:veien|vegen|gata|gaten|gate|alléen|allé){_HOUSE}{_NOT_A_HOUSE}{_END}",
                    rf"\b{_C}[\w.'’-]+(?:\s{_C}[\w.'’]*){{0,2}}?\s(?:{_STRONG}|veien|vegen){_HOUSE}{_NOT_A_HOUSE}{_END}",
                    rf"\b{_SIDE}{_C}[\w-]+(?:{_WEAK}){_HOUSE}{_NOT_A_HOUSE}{_END}",
                    rf"\b{_C}[\w.-]+(?:\s{_C}[\w.]*){{0,2}}?\s(?:{_WEAK}){_HOUSE}{_NOT_A_HOUSE}{_END}",
                    rf"\b(?:{_SIDE}|{_C}\w+s\s){_C}[\w-]+{_HOUSE},?\s*{_TOWN}",
                    r"\b(?-i:Øvre|Nedre|Nordre|Søndre|Vestre|Østre)\s(?!Eiker|Follo|Land|Aker|Nordstrand|Toten|Slidre|Sund)"
                    rf"{_C}[\w-]+{_HOUSE}{_NOT_A_HOUSE}{_END}",
                    rf"\b{_C}\w{{1,5}}\.\s?(?:gt|gate|gata|v|vei|veien)\.?{_HOUSE}{_NOT_A_HOUSE}{_END}",
                    rf"\b\d{{1,3}}\s?(?-i:[A-H])\s{_C}\w+(?:{_STRONG}|{_WEAK})\b(?!\s?\d)",
                    rf"\b(?:Torget|Bryggen|Kaia|Strandgaten|Rådhusplassen){_HOUSE}{_NOT_A_HOUSE}{_END}",
                    rf"\b(?:postboks|postb\.?|p\.?\s?b\.?|pb|boks(?=\s\d\d)|pboks)\.?\s?(?:nr\.?\s?)?\d{{1,5}}(?:[\s,]+{_C}[\w.]+)?{_TOWN}?",
                    r"\b(?:bor|flyttet|bodde|bosatt|hjemme)\s(?:i|på|til)\s(?:adressen\s)?"
                    rf"(?P<cue>{_C}[\w.-]+(?:\s{_C}[\w.-]+){{0,2}}{_HOUSE}{_NOT_A_HOUSE}{_END})",
                ]
            ),
            re.IGNORECASE,
        ),
    ),
    Finder(
        "address",
        re.compile(
            rf"\b(?:post|besøks|gate|bo|hjemme|bosteds)?adressen?\s?(?:er|:)\s*(?P<cue>[^;\n\d]*\d+[^;\n,.]*{_TOWN}?)",
            re.IGNORECASE,
        ),
    ),
    Finder(
        "address",
        re.compile(
            r"\b(?:g|gå|gårds)\.?\s?n(?:umme)?r\.?\s?:?\s?\d+(?:\s?[,/og-]*\s?(?:b|br|bruks)\.?\s?n(?:umme)?r\.?\s?:?\s?\d+|\s?/\s?\d+)?"
            r"(?:\s?[,/]?\s?(?:f|s|fnr|snr|feste|seksjons)\.?\s?n?(?:umme)?r?\.?\s?:?\s?\d+)*"
            r"|\b(?:gnr\.?|g\.?nr\.?)\s?/\s?(?:bnr\.?|b\.?nr\.?)(?:/\S*?nr\.?)*\s?:?\s?\d+\s?/\s?\d+(?:/\d+)*"
            r"|\bg(?:/b|b)\.?-?nr\.?\s?:?\s?\d+\s?/\s?\d+(?:/\d+)*"
            r"|\bgårds-?\s(?:og|/)\s?bruksn(?:umme)?r\.?\s?:?\s?\d+\s?/\s?\d+"
            r"|\bbruks?\.?\s?n(?:umme)?r\.?\s?:?\s?\d+"
            r"|\bbnr\.?\s?:?\s?\d+"
            r"|\b(?:matrikkel(?:n(?:umme)?r|en)?|tomt(?:a|en)?|eiendom(?:men)?(?:\smed)?(?:\sn(?:umme)?r)?|gård(?:en)?\smed|seksjon)\.?\s?:?\s?(?P<cue>(?:\d{4}-)?\d{1,4}\s?/\s?\d{1,4}(?:[/-]\d+)*)"
            r"|(?<![\d/])\d{1,4}/\d{1,4}/\d{1,4}/\d{1,4}(?![\d/])",
            re.IGNORECASE,
        ),
    ),
    Finder("address", re.compile(r"\bandels?-?\s?n(?:umme)?r\.?\s?:?\s?(?P<cue>\d{1,5})(?!\d)", re.IGNORECASE)),
)
SPELLED_STREET = Finder(
    "address",
    re.compile(
        rf"\b{_C}\w+(?:veien|vegen|gata|gaten|gate)\s(?:to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|tretten|"
        r"fjorten|femten|seksten|sytten|atten|nitten|tjue)\b(?=\s*(?:[.,;:)]|$))"
    ),
)
_POSTAL = rf"(?<![\d./-])(?:N-|NO-)?(?!19[5-9]\d|20[0-4]\d)\d{{4}}\s(?P<place>{_C}[\w-]+(?:\s(?:i|på)\s{_C}\w+)?)"

# Without one of these it may be the number of a municipality.
_LIVES = re.compile(
    r"(?:\bbor|bosatt|bodde|flytt\w*|adresse\w*|hjemme|send\w*|post\w*)\W+(?:\w+\W+){0,2}$|[\w\]],\s?$", re.IGNORECASE
)


def postal(places: frozenset[str]) -> Finder:
    """Return what finds a postal code with a known place behind it, where no street stands before it."""

    def holds(found: re.Match) -> bool:
        before = found.string[max(0, found.start() - 40) : found.start()]
        return found.group("place").casefold() in places and bool(_LIVES.search(before))

    return Finder("address", re.compile(_POSTAL), holds)
