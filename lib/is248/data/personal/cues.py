"""What tells a name: endings of family names, and the words around a person. And what tells that it is none."""

import re

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")

PATRONYMIC = re.compile(r"^\w{2,}(?:(?<!el)(?<!s)sen|ssen|sson|sdatter|sdotter|sdóttir|datter|rson)s?$")
NO_PATRONYMIC = re.compile(
    r"(?:else|asse|isse|osse|usse|yss?e|resse|krise|reise|prise|rise|pause|vise|base|fase|dose|case|house|analyse|"
    r"pleie?se|mas?se|klasse|mose|nese|rose|bølse|"
    r"kasse|messe|tresse|presse|hilse)n$|^(?:grensen|passasjen|versen|kursen|prosessen|hensen|sansen|balansen|dansen|sjansen|"
    r"influensen|ambulansen|instansen|kompetansen|personen|perrson|person|parkinson|hodgkinson|nansen|ibsen|amundsen-?senteret|"
    r"laksen|voksen|ungvoksen|bussen|kursen|prisen|polisen|julaftensen|heisen|risen|vissen|larssen)s?$"
)
# Family names that are names of farms, and foreign ones: known by their ending, where another name stands before
FARM = re.compile(
    r"^\w{2,}(?:land|stad|heim|vik|viken|vika|rud|seth|set|sæter|sæther|sether|dal|dalen|dahl|berg|berget|bergh|haug|haugen|li|lie|lien|ås|aas|"
    r"åsen|nes|næs|ness|moen|mo|bø|vold|voll|vollen|eng|engen|hus|hagen|gård|gaard|gard|tveit|tveito|tvedt|tveiten|øy|øen|holm|holmen|lund|"
    r"strøm|strand|fjell|fjeld|våg|sund|bakk|bakken|bakke|løkken|myr|myhr|stuen|brekk|brekke|eide|skog|foss|fossen|by|rønning|hovde|mark|"
    r"vatn|elv|botn|botten|tun|torp|sveen|ødegård|røed|kjær|bråten|støl|quist|kvist|qvist|gren|ager|aker|felt|hjem|kleiv|kleiva|nakken|"
    r"rem|um|vang|berge|hammer|lid|lo|løs|rød|stein|steen|svik|sjø|tangen|teig|teigen|ski|ska|wicz|vić|vic|vitch|enko|chuk|czyk|"
    r"czak|oğlu|oglu|zadeh|pour|idis|poulos|inen|escu|auskas|iene|ienė|aite|aitė|shvili|dze|yan|ian|ova|eva|ov|ev|ez|oz|"
    r"mariam|selassie|medhin|michael|ullah|uddin)s?$"
)
PARTICLES = {
    "van",
    "von",
    "de",
    "der",
    "den",
    "al",
    "el",
    "bin",
    "bint",
    "ibn",
    "da",
    "dos",
    "del",
    "di",
    "la",
    "le",
    "du",
    "af",
    "av",
    "ter",
    "ten",
    "y",
    "zu",
}
# Endings of common words that may have a capital: a service, a body, a form of a noun
COMMON = re.compile(
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
STRONG_BEFORE = (
    r"(?:kontaktperson(?:en|ar|er)?|kontakt(?!e)|hilsen|helsing|mvh|m\.v\.h|vh|navn(?:et)?|namn(?:et)?|fornavn|etternavn|heter|heiter|het|kalt|kalles|"
    r"(?:fylt\sut|utfylt|besvart|skrevet|svart|levert|underskrevet|signert|sendt(?:\sinn)?|innsendt|ført|registrert|godkjent)(?:\s\d[\d.]*)?\sav|"
    r"saksbehandler(?:en)?|v/|att|c/o|p\.?v\.?|ansvarlig(?:\s(?:er|for\s\w+))?|respondent|utfyller|avsender|sign)"
)
TITLE = (
    r"(?:herr|fru|frk|frøken|hr|dr|prof|(?:[a-zæøå]+)?(?:leder|rådgiver|koordinator|konsulent|veileder|terapeut|sykepleier|vernepleier|psykolog|"
    r"lege|sjef|direktør|ordfører|rådmann|lærer|rektor|styrer|inspektør|mester|sekretær|jordmor|sosionom|fysioterapeut|"
    r"ergoterapeut|pedagog|barnevernspedagog|advokat|prest|diakon|overlege|psykiater|kontakt|arbeider|spesialist|ansvarlig|kurator|miljøterapeut|utvikler|forvalter|planlegger|assistent|representant|leiar)(?:en|a)?|"
    r"kommuneoverlegen?|professor|kollega(?:en)?|pasienten?|brukeren?|klienten?|beboeren?|datteren?|dattera|sønnen?|"
    r"moren?|mora|faren?|far|mor|bestemor|bestefar|tante|onkel|søsteren?|broren?|bror|søster|kona|mannen|ektefelle[n]?|samboeren?|kjæresten?|gutten|jenta|"
    r"kvinnen|ungdommen|eleven|verge[n]?|pårørende)"
)
VERBS = (
    r"(?:ring(?:e|er|te|es)?|kontakt(?:e|er|es)?|spør(?:re)?|spurt|snakk(?:e|er|et)?\smed|prat(?:e|er|et)?\smed|takk(?:\stil)?|"
    r"møte\smed|møter|møtte|ta(?:r|tt)?\skontakt\smed|tok\skontakt\smed|hør(?:e|er)?\smed|avtal(?:t|e|er)\smed|e-?post\stil|mail\stil|send(?:es|t|e)?\stil|meldt\stil|meldes\stil|"
    r"på\svegne\sav|erstatt(?:et|es)\sav|etterfulgt\sav|avløst\sav|ledet\sav|ledes\sav|drevet\sav|ansatte|ansatt|følges\sopp\sav|fulgt\sopp\sav|"
    r"oppfølging\sav|samtale(?:r)?\smed|hjemmebesøk\shos|besøk\shos|hils|kjære|hei|hallo|vedrørende|angående|gjelder|bistand\sfra|hjelp\sfra|"
    r"innspill\sfra|svar\sfra|tilbakemelding\sfra|epost\sfra|e-post\sfra|kollegaen|sammen\smed|foresatte\stil|mor\stil|far\stil|foreldrene\stil|barna\stil|verge\sfor)"
)
JOINED = r"\[navn\]\s?(?:,|og|eller|/|&|samt)"
IS = r"\s?[:;,–-]?\.?\s*(?:\(\s?)?(?:er\s+|heter\s+|vår\s+)?"
CUED = re.compile(rf"(?:(?<!\w)(?:{STRONG_BEFORE}|{TITLE}|{VERBS})|{JOINED}){IS}$", re.IGNORECASE)
THING_IS_CALLED = re.compile(
    r"(?:tilbud|grupp|prosjekt|tiltak|program|modell|kurs|team|hus|avdeling|enhet|tjeneste|metode|plan|senter|kafe|app|ordning|"
    r"verktøy|system|bolig|sted|\bdet|\bden|som)\w*\s+(?:vårt?\s+)?(?:heter|heiter|het|kalles|kalt)\s$",
    re.IGNORECASE,
)
STREET = re.compile(
    r"^\s(?:gate|gata|gt|vei|veg|plass|allé|hus|stiftelse|skole|minne|hospital|kirke|verden)\b", re.IGNORECASE
)
STRONG = re.compile(rf"(?<!\w)(?:{STRONG_BEFORE}){IS}$", re.IGNORECASE)
NAMED = re.compile(
    r"(?<!\w)(?:(?:kontaktperson(?:en)?|kontakt|navn(?:et)?|namn|saksbehandler|respondent|utfyller|sign|att|ansvarlig|[a-zæøå]*leder)\s?:\s*|"
    r"heter\s+|heiter\s+|(?:utfylt|besvart|skrevet|svart|fylt\sut)(?:\s\d[\d.]*)?\sav:?\s+|(?:mvh|hilsen|helsing)[.,:]?\s+|v/\s?)$",
    re.IGNORECASE,
)
ANY_CUE = re.compile(rf"(?<!\w)(?:{STRONG_BEFORE}|{TITLE}|{VERBS})", re.IGNORECASE)
BEHIND = re.compile(
    r"^\s?(?:[,(–/-]+\s?)?(?:\[(?:telefon|e-post|personnummer|fødselsdato)\]|(?:tlf|mob|mobil|telefon|e-?post|epost|mail|født)\b\.?:?)"
    rf"|^\s?[,(–]\s?(?:vår\s|som\ser\s)?{TITLE}\b"
    rf"|^\s(?:er|som\ser|var|blir)\s(?:vår\s|ny\s|tidligere\s|nå\s)?(?:{TITLE}|kontaktperson|saksbehandler)\b",
    re.IGNORECASE,
)
STARTS = re.compile(r"(?:^|[.!?:;•*«\"“(\n]|\d\)|^\s*[-–])\s*$")
# What is named after a person, behind the name, or behind the first part of it
NAMED_AFTER = re.compile(
    r"^(?:\s\w+-(?=kurs|pris|hus|akademi|undertøy|metod|modell|senter|stipend|fond|skole)|"
    r"\s(?=høyskole|høgskole|akademi|museum|legat|kommunedel|institutt|universitet)"
    r"|\s(?:videregående\s|ungdoms-?\s?og\s)?(?=\w*skolen?\b)|\s(?=dag\s(?:markeres|feires)))"
)
A_THING = re.compile(
    r"^\s(?:er|var)\s(?:også\s|bare\s)?(?:et|en|ei)\s(?:\w+\s)?(?:dyr|plante|blomst|fugl|fisk|tre|sted|bygd|by|øy|elv|fjell|"
    r"gård|metode|modell|program|tiltak|app|kafe|bydel|kommune)\b"
)
PARTED = re.compile(r"_|[ \u00a0]*\n[ \u00a0]*|\s*(?:</?[a-z]\w*(?:\s[^<>]*)?>\s*)+")  # between the parts of a name
TAG = re.compile(r"</?[A-Za-z]\w*(?:\s[^<>]*)?>")
JOINED_NAME = re.compile(r"([A-ZÆØÅ][a-zæøå]+)([A-ZÆØÅ][a-zæøå]+)")
SAINT = re.compile(r"\b(?:st|sankt|santa|san)\.?\s$", re.IGNORECASE)
CAPITALS = re.compile(r"\b[^\W\d_a-zæøå][\w'’-]*[\s\u00a0]+(?:[a-z]{1,3}\s)?[^\W\d_a-zæøå]")
IS_TITLE = re.compile(TITLE, re.IGNORECASE)
NAME_BEHIND = re.compile(r"\s(?:\[navn\]|[A-ZÆØÅ])")
SON = re.compile(r"(?P<base>\w{2,}?)s?(?:sen|son|datter|dotter|dóttir)s?")
LETTERS = re.compile(r"[^\W\d_]+")
MAYBE_PATRONYMIC = re.compile(r"(?:sen|sson|datter|dotter|rson)s?\b")
DEFINITE = re.compile(r"^\w{4,}(?:en|et|ene|a)$")
SAID_OF_PERSONS = re.compile(
    r"^\s(?:svarer|svarte|mener|sier|slutter|sluttet|jobber|jobbet|begynner|begynte|ringte|skrev|fortalte|fortell?er|tolker|kan\s(?:svare|utdype)|"
    r"har\s(?:svart|fylt|sluttet|permisjon|laget|skrevet|ansvar|begynt|jobbet|tallene|oversikten|sagt)|"
    r"er\s(?:ansatt|sykmeldt|pensjon\w*|ny|vikar|lege|psykolog|tolk|leder|syk|født))\b"
)
REACHED = re.compile(r"^\s?(?:[,(–/-]+\s?)?(?:tlf\.?\s?|mob\.?\s?|mobil\s?)?\[(?:telefon|personnummer)\]")
VERB_BEHIND = re.compile(r"^\s(?:er|har|kan|vil|jobber|sier|mener|leder|svarer|sluttet|slutter|begynte|og\s[A-ZÆØÅ])\b")


def is_cued(before: str) -> bool:
    """Return whether what stands before a word says that a person comes: «Ring», «leder»."""
    return bool(CUED.search(before)) and not THING_IS_CALLED.search(before)


def ends_as_patronymic(word: str) -> bool:
    """Return whether a word, or a part of it, ends as «Hansen» does and is no common word such as «prosessen»."""
    folded = word.casefold()
    return any(
        len(part) > 4 and bool(PATRONYMIC.search(part)) and not NO_PATRONYMIC.search(part.removesuffix("s"))
        for part in folded.split("-")
    )


def is_initial(word: str) -> bool:
    """Return whether a word can be the short form of a given name: «K.», «Chr.»."""
    return len(word) == 1 or word in {"Aa", "Chr", "Th", "Kr", "Fr", "Joh"}


def near(text: str, words: list[re.Match], at: int) -> bool:
    """Return whether only a blank, or the point of an initial, stands between a word and the next."""
    gap = text[words[at].end() : words[at + 1].start()]
    initial = is_initial(words[at].group())
    return gap in (" ", "\u00a0", "  ", "\u202f") or (initial and gap.strip(" \u00a0") == "." and len(gap) < 3)


def in_url(text: str, word: re.Match) -> bool:
    """Return whether a word is a part of the address of a page."""
    start = max(text.rfind(" ", 0, word.start()), text.rfind("\n", 0, word.start())) + 1
    return "/" in text[start : word.start()] or "www." in text[start : word.start()]
