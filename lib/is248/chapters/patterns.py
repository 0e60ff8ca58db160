"""What the linter lets pass, and what it stops at: every pattern stands in one of the tables below, with the reason."""

# --- what may be typed: definitions ------------------------------------------------------------------

_SPACE = "[ \u00a0\u202f]"
_SIZE = rf"(?:2000|5000|10{_SPACE}?000|20{_SPACE}?000|50{_SPACE}?000)"  # the limits of the size groups, no others
_MONTH = "(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)"
_AGE = rf"\d{{1,2}}(?:(?:[–-]|{_SPACE}(?:til|og|eller){_SPACE})\d{{1,2}})?"

DEFINITIONS = (
    # age limits: «under 18 år», «18 år og over», «13–24 år», «18-åringer»
    rf"\b(?:under|over|fra|fylt|mellom|til|≥|<){_SPACE}?{_AGE}{_SPACE}år\b",
    rf"\b{_AGE}{_SPACE}år{_SPACE}(?:og|eller){_SPACE}(?:over|eldre|yngre|mer)\b",
    rf"\b\d{{1,2}}[–-]\d{{1,2}}{_SPACE}år\b",
    r"\b\d{1,2}-åringe?r?\b",
    # size groups: «færre enn 5000 innbyggere», «2000–5000 innbyggere», «50 000 innbyggere eller flere»
    rf"(?:\b(?:færre enn|flere enn|mer enn|mindre enn|minst|under|over|fra|mellom|inntil|opptil){_SPACE})?"
    rf"\b{_SIZE}(?:(?:–|{_SPACE}(?:til|og){_SPACE}){_SIZE})?{_SPACE}innbyggere(?:{_SPACE}eller{_SPACE}flere)?\b",
    # the size groups by name, and the ten largest municipalities
    r"\b[Dd]e (?:minste|største) (?:kommunene|bydelene)\b",
    r"\b[Dd]e ti(?: største(?: kommunene)?)?\b(?! siste)",
    # classes of FTE in the questionnaire
    r"\bfærre enn fem årsverk\b|\bmer enn halvparten av årsverkene til voksne\b",
    # the unit of a rate, and what a column of percent adds up to
    rf"\bper{_SPACE}(?:100{_SPACE}000|10{_SPACE}?000|1000|100)\b",
    rf"\b(?:til|over|enn){_SPACE}100{_SPACE}prosent\b",
    # a day of the year; the year itself is computed
    rf"\b\d{{1,2}}\.{_SPACE}{_MONTH}\b",
    # periods that the questionnaire asks about, and scales
    r"\b(?:de )?siste (?:12|tolv) måned(?:er|ene)\b",
    r"\bskala(?:en)? fra (?:\d+|én|null) til (?:\d+|fem|sju|ti)\b",
    # names: the survey, pathways, services, diagnoses, opening hours round the clock
    r"\bIS-\d+(?:/\d+)?\b",
    r"\b(?:[Hh]oved)?[Ff]orløp(?:ene)? [123](?:(?:, [123])? og [123])?\b",
    r"\b(?:ICD-1[01]|DSM-5|SARA:V3|24/7|covid-19)\b",
    # the form of a table
    r"\b(?:to|tre|fire) (?:første|siste) (?:kolonnene|radene)\b",
    # laws, white papers and plans with their numbers and years, ISBN
    r"§{1,2}\s?\d+(?:[-–]\d+)?(?: ?[a-z]\b)?",
    r"\b(?:Meld\. St\.|Prop\.|Innst\.|NOU|Rundskriv)\s[\d: ]+(?: ?[LS]\b)?(?: ?\(\d{4}[–-]\d{2,4}\))?",
    r"\b(?:[Oo]pptrappingsplan|[Hh]andlingsplan|[Ss]trategi|[Pp]lan)\w*[^.,;\d\n]{0,60}\(\d{4}[–-]\d{4}\)",
    r"\bISBN[ :]*[\d-]+",
    # tables of Statistics Norway by their number
    r"\b(?:SSB|Statistisk sentralbyrå)[^.\d\n]{0,20}tabell \d{5}\b",
)

# --- what may not be typed: numbers -------------------------------------------------------------------

_UNITS_IN_WORDS = "to|tre|fire|fem|seks|sju|syv|åtte|ni"
_TENS = "tjue|tretti|førti|femti|seksti|sytti|åtti|nitti"
_CARDINAL = (
    rf"{_UNITS_IN_WORDS}|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|"
    rf"(?:{_TENS})(?:én|en|{_UNITS_IN_WORDS})?|hundre|tusen|millioner|milliarder"
)
_ORDINAL = "annen|andre|tredje|fjerde|femte|sjette|sjuende|syvende|åttende|niende|tiende"
_COUNTED = r"(?:kommuner?|bydele?r?|enhete?r?|fylker?|grupper?|team|svar|prosent|prosentpoeng)\b"

NUMBERS = (
    r"\d+(?:[ \u00a0\u202f]\d{3})*(?:[,.]\d+)?(?:[–/-]\d+)*",
    rf"\b(?:hver|hvert) (?:{_ORDINAL})\b",
    r"\b(?:[Nn]esten )?halvparten\b|\bhalvdelen\b",
    r"\b(?:(?:en|én|to|tre|fire)[ -])?(?:tre(?:dje)?|fjerde|fire|femte?|sjette?|ti(?:ende)?)del(?:er|en|ene)?\b",
    r"\bflertall(?:et)?\b|\bmindretall(?:et)?\b",
    r"\b(?:doblet|doblingen?|dobbelt så|tredoblet|halvert|halvering(?:en)?)\b",
    rf"\bfor (?:{_ORDINAL}) (?:år|gang|måling)\w*|\bpå rad\b",
    # «én» and «ett» are numbers when they count, «en» is an article
    rf"\b(?:én|ett|en|{_CARDINAL}) av (?:de )?(?:{_CARDINAL})\b",
    rf"\b(?:én|ett) {_COUNTED}|\bén av\b",
    rf"\b(?:{_CARDINAL})\b",
)

# --- what may not be typed: words that assert ----------------------------------------------------------

_MORE = (
    "flere|færre|høyere|lavere|større|mindre|mer|oftere|sjeldnere|raskere|bedre|dårligere|vanligere|sterkere|svakere"
)
_GROUPS = (
    r"(?:kommune(?:r|ne)|bydel(?:er|ene)|fylke(?:r|ne)|enhete(?:r|ne)|HF-område(?:r|ne)|helseregione(?:r|ne)|"
    r"\w*gruppe(?:r|ne))\b"
)
ASSERTIONS = {
    "test": (
        r"\bsignifikan\w+",
        r"\bsystematisk\w* (?:forskjell|variasjon|økning|nedgang|sammenheng|høyere|lavere|mer|mindre|flere|færre)\w*",
        r"\b(?:øker?|økte|økende|faller|fallende|stiger|synker|avtar|varierer) systematisk\b",
        r"\bsystematisk (?:med|etter) (?:kommune)?størrelse\w*",
    ),
    "quantifier": (
        r"\bde(?: aller)? fleste\b",
        r"\b(?:kun|utelukkende|samtlige)\b",
        # «av alle kommuner» names a base; «alle 373» has a computed number behind it
        rf"(?<!av )(?<!blant )(?<!for )\balle (?:{_GROUPS}|årene\b)",
        rf"\bingen (?:(?:av )?{_GROUPS}|forskjell\w*|endring\w*)",
        r"\b(?:mesteparten|størsteparten|størstedelen)\b",
    ),
    "change": (
        r"\b(?:økning|nedgang|vekst|reduksjon|bedring)(?:en|er|ene)?\b",
        r"\bøkte(?= (?:fra|til|med|i|også|litt|andelen|tallet)\b|[.,])",  # «økte utgifter» is no change over years
        r"\b(?:øker|økende|stiger|stigende|faller|falt|fallende|synker|sank|avtar|avtok|vokser|vokste)\b",
        r"\bhar (?!fått|gitt|bidratt|ført)[^.;:,\ue000]{0,40}?\b(?:økt|vokst|steget|sunket|avtatt|redusert)\b",
        r"\b(?:gått|går|gikk) (?:\w+ )?(?:ned|opp)\b",
        r"\buendret\b|\bstabilt?e?\b|\bflatet ut\b|\butflating\w*",
    ),
    "size": (
        r"\b(?:betydelig|vesentlig|markant|marginal|kraftig)\w*",
        r"\b(?:stor|store|små|liten|klare?|tydelige?|noen) (?:forskjell|variasjon|endring)\w*",
        rf"\b(?:litt|noe|mye|langt|klart|svært mye) (?:{_MORE})\b",
        r"\b(?:nesten|drøyt|knapt|i underkant av|i overkant av|godt over|litt over|litt under)(?= [\ue000])",
    ),
    "comparison": (
        rf"\b(?:{_MORE})\b(?=[^.;:,?]*\benn\b)",
        r"\b(?:omtrent |nesten |tilnærmet )?like (?:mange|stor\w*|høy\w*|lav\w*|mye|ofte|vanlig\w*)\b",
        r"\bomtrent (?:som|uendret|det samme)\b|\bdet samme som\b",
    ),
    "superlative": (
        r"\b(?:aller )?(?:flest|færrest|høyest|lavest|størst|vanligst|oftest|sjeldnest)e?\b(?! mulig)",
        r"\bminste?\b(?! (?:mulig|[\ue000]|én|ett|\d))(?<!det minste)(?<!ikke minst)",
        r"\bmest\b(?! mulig)",
    ),
}
