"""What the linter lets pass, and what it stops at: every pattern stands in one of the tables below, with the reason."""

# --- what may be typed: definitions ------------------------------------------------------------------

_SPACE = "[ \u00a0\u202f]"
_SIZE = rf"(?:2000|5000|10{_SPACE}?000|20{_SPACE}?000|50{_SPACE}?000)"  # the limits of the size groups, no others
_MONTH = "(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)"
_FOUNDED = "lov|forskrift|trådte|kraft|vedt|innfør|opprett|plikt|krav"
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
    # a day of the year; the year itself is computed, but for a law's or an institution's
    rf"\b(?:{_FOUNDED})\w*[^.\d\n]{{0,80}}?(?:\d{{1,2}}\.{_SPACE}{_MONTH}|\bi){_SPACE}(?:19|20)\d\d\b",
    rf"\b\d{{1,2}}\.{_SPACE}{_MONTH}\b",
    # «to og to», «to eller flere»: no number of anything
    r"\b(?:én|en|to|tre) (?:og (?:én|en|to|tre)|eller flere)\b",
    # periods that the questionnaire asks about, and scales
    r"\b(?:de )?siste (?:12|tolv) måned(?:er|ene)\b",
    r"\bskala(?:en)? fra (?:\d+|én|null) til (?:\d+|fem|sju|ti)\b",
    # names: the survey, pathways, services, diagnoses, opening hours round the clock
    r"\bIS-\d+(?:/\d+)?\b",
    r"\b(?:[Hh]oved)?[Ff]orløp(?:ene)? [123](?:(?:, [123])? og [123])?\b",
    r"\b(?:ICD-1[01]|DSM-5|SARA:V3|24/7|covid-19|\d-(?:stegs|trinns|punkts)\w*)\b",
    r"\b(?:punkt|bokstav|ledd|nummer) \d+ i (?:skjemaet|loven|forskriften|veilederen|serien)\b",
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
    # not those of CO~2~ and m^2^, which count nothing
    r"(?<![A-Za-z)][~^])(?<![A-Za-z)][~^]\d)\d+(?:[ \u00a0\u202f]\d{3})*(?:[,.]\d+)?(?:[–/-]\d+)*",
    rf"\b(?:hver|hvert) (?:{_ORDINAL})\b",
    r"\b(?:[Nn]esten )?halvparten\b|\bhalvdelen\b",
    r"\b(?:(?:en|én|to|tre|fire)[ -])?(?:tre(?:dje)?|fjerde|fire|femte?|sjette?|ti(?:ende)?)del(?:er|en|ene)?\b",
    r"\bflertall(?:et)?\b|\bmindretall(?:et)?\b",
    r"\b\w*(?:doble[rst]?|dobling(?:en)?)\b|\b(?:dobbelt|halvparten) så\b|\bhalver(?:t|te|es|er|ing|ingen)\b",
    rf"\bfor (?:{_ORDINAL}) (?:år|gang|måling)\w*|\bpå rad\b|\b(?:første|{_ORDINAL})plass\w*",
    # «én» and «ett» are numbers when they count, «en» is an article
    rf"\b(?:én|ett|en|{_CARDINAL}) av (?:de )?(?:{_CARDINAL})\b",
    rf"\b(?:én|ett) {_COUNTED}|\bén av\b",
    rf"\b(?:{_CARDINAL})\b",
)

# --- where words assert nothing ------------------------------------------------------------------------

_CLAUSE = r"(?:(?!, (?:og|men|så)\b)[^.;:?!\n])*"  # the rest of a clause, and the clauses that depend on it

# a heading names; one with a verb asserts
HEADING = r"^#{1,6} (?!.*\b(?:er|har|får|blir|går|ligger|mangler|svarer|øker|synker|varierer|gir)\b).*$"

CONTEXTS = (
    r"\b(?:alle|ingen|hver)\b(?: \w+)? (?:skal|kan|må|bør)\b",
    r"\b(?:alle|begge|mange|noen) ble (?:\w+ )?(?:spurt|bedt)\b",
    # questions, and what is asked, looked at or tested: «vi spør om flere får hjelp», «hvor mange som …»
    r"[^.!?\n]*(?=\?)",
    rf"\b(?:spør|spørres|spurte?|tester|(?<=har )testet|undersøk(?:er|t))\b{_CLAUSE}",
    rf"(?:(?<=svart)|(?<=svarte)|(?<=svarer)) på om\b{_CLAUSE}",
    rf"\b(?:vurderer?|måler|ser på|sammenligner)\b{_CLAUSE}",
    r"(?<!\w )\b(?:hvor|hva|hvem|hvilke[nt]?|hvordan|om)\b(?= [^.;:\n]*,)[^.,;:\n]*",
    r"\b(?:hvor|hva|hvem|hvilke[nt]?|hvordan)\b[^.,;:\n]*",
    r"[^.\n]*\b(?:spørsmålet (?:gjelder|gikk|går|stilles)|(?:fikk|får) (?:\w+ ){0,2}spørsmål)\b[^.\n]*",
    # what shall, can or may be; an effect that can be is an effect
    rf"\b(?:skal|skulle|bør|burde|må|ønsker|vil at)\b{_CLAUSE}",
    rf"\b(?:kan|kunne)\b(?! (?:føre|bidra|gi|skyldes|forklares?|henge|ha effekt)\b){_CLAUSE}",
    rf"\b(?:rapporten|planen|meldingen|strategien|regjeringen|utvalget) vil\b{_CLAUSE}",
    rf"\b(?:mål|målet|formålet?|hensikten|tanken|ambisjonen) (?:er|var|med|om)\b{_CLAUSE}",
    rf"\bet mål at\b{_CLAUSE}",
    rf"\b(?:et mål|som mål|ment|tar sikte på|for|tiltak for|arbeid(?:er)? (?:for|med)) å\b{_CLAUSE}",
    # what the law says: «alle har rett til», «ingen kan tvinges»
    r"[^.\n]*\b(?:har (?:rett|plikt)|plikter|er pålagt|pålegger|kommunen har ansvar\w*)\b[^.\n]*",
    # what words mean, and how something is counted
    r"[^.\n]*\b(?:menes|mener vi|betyr her|definer\w+|kalles?|heter|føres|telles|regnes|omregnet|regnet)\b[^.\n]*",
    rf"\bvi (?:regner|teller|fordeler|deler|bruker|viser ikke|runder|summerer|har delt|har lagt|har slått){_CLAUSE}",
    r"\ber (?:delt (?:inn|etter|opp)|fordel|sorter|grupper|ordn|vekt|rund|kod|utelat|hent|innhent|summer)\w*[^.;:\n]*",
    r"\b(?:eller|og) flere\b|\bmed (?:flere|mange)\b",
)

# --- what may not be typed: words that assert ----------------------------------------------------------

_MORE = (
    "flere|færre|høyere|lavere|større|mindre|mer|oftere|sjeldnere|raskere|bedre|dårligere|vanligere|sterkere|svakere|"
    "verre|lengre|kortere|bredere|tettere|vanskeligere|lettere|tryggere|likere"
)
_UNITS = r"(?:kommune(?:r|ne)|bydel(?:er|ene)|fylke(?:r|ne)|enhete(?:r|ne)|team(?:ene)?|steder)\b"
_GROUPS = (
    r"(?:kommune(?:r|ne)|bydel(?:er|ene)|fylke(?:r|ne)|enhete(?:r|ne)|HF-område(?:r|ne)|helseregione(?:r|ne)|"
    r"\w*gruppe(?:r|ne))\b"
)
_SEVERAL = r"(?! (?:svar|nivå|alternativ|kanal|ledd|typer|enn (?:én|ett|en\b))\w*)"  # «flere svar»: more than one
_OF_THE_REPORT = r"(?! (?:\w+ )?(?:tall|tabell|figur|spørsmål|prosent|andel|kapit|not|test|sitat|sum|rate|svar\b)\w*)"
_CHANGED = (
    "økt|vokst|steget|sunket|falt|dalt|sklidd|forkortet|forlenget|"
    "avtatt|tiltatt|redusert|minket|krympet|styrket|svekket|bedret|forbedret|forverret|"
    "kuttet|utvidet|svingt|snudd|stagnert|stabilisert|holdt seg|tatt seg opp|skjedd (?:lite|mye|en)|bygd (?:opp|ut|ned)"
)

# words that only a test allows
SIGNIFICANT = (
    r"\bsignifikante?\b|\bstatistisk sikre?\w*",
    r"\bsystematisk\w* (?:forskjell|variasjon|økning|nedgang|sammenheng|høyere|lavere|mer|mindre|flere|færre)\w*",
    r"\b(?:øker?|økte|økende|faller|fallende|stiger|synker|avtar|varierer) systematisk\b",
    r"\b(?:er|var) (?:\w+ )?systematiske?(?=[.,;])",
    r"\bsystematisk (?:med|etter) (?:kommune)?størrelse\w*",
)

# a sentence about what is measured, or whom it is measured of, without a value
_SUBJECTS = (
    r"Andele(?:n|ne)|Antallet|Dekningen|Bemanningen|Tilgangen|Tilbud(?:et|ene)|Bruken|Ventetide(?:n|ne)|Kapasiteten|"
    r"Kompetansen|Etterspørselen|Behovet|Nivået|Utgiftene|Samarbeidet|Årsverkene|Resultate(?:t|ne)|Bolig\w*en|"
    r"Kommunene|(?:De \w+|Små|Store) kommune(?:r|ne)|Bydelene|Fylkene|Byene|Distriktene|Regionene|Helseregionene|"
    r"Teamene|Oslo|Bergen|Trondheim|Stavanger|Vestfold|Telemark|Agder|Rogaland|Vestland|Trøndelag|Møre og Romsdal|"
    r"Nordland|Troms|Finnmark|Innlandet|Østfold|Akershus|Buskerud|Nord-Norge|Helse \w+|Sør-Øst"
)
_VERBS = (
    "er|var|har|hadde|ligger|går|gikk|mangler|bruker|tilbyr|samarbeider|savner|opplever|betyr|får|gir|blir|kommer|"
    "finnes|kjøper|prioriterer|ansetter|satser|sliter|klarer|strekker"
)
_PROCESS = (  # what is done with a survey
    r"(?:skal|kan|kunne|må|bør|ble|fikk|skulle|som|svar|anslå|vurder|rapporter|oppgitt|levert|meldt|krysset|fordel|"
    r"teller|med\b|de (?:samme|med)|kommuner|antallet|summen|tall|sammenlik|regnet)"
)
_START = r"(?:(?m:^)|(?<=[.!?:] )|(?<=- ))"

ASSERTIONS = {
    "effect": (
        r"\b(?:fører|førte|føre|har ført) til\b|\b(?:medfør|resulter)(?:er|te?)\b|\bbidr?(?:ar|a|o|att) til\b",
        rf"\b(?:gir|gav?|gi|gitt) (?:\w+ )?(?:{_MORE}|effekt|resultater|gevinst)\b{_SEVERAL}",
        r"\b(?:har|hadde|hatt|ha|uten) (?:\w+ ){0,2}(?:effekt|virkning|innvirkning)\w*",
        r"\bvirker\b(?! (?:som|å|det|til å|inn))|\bvirker inn\b",
        r"\bskyldes\b|\b(?:grunnen|årsaken|forklaringen|hovedårsaken?) (?:til|er)\b|\bforklares (?:av|med|ved)\b",
        r"\b(?:gjør|gjort|gjorde) at\b|\bgjør (?:\w+ ){1,3}\w+ere\b|\bsom følge av\b|\ben følge av\b|\btakket være\b",
        r"\b(?:forebygger|styrker|svekker|forbedrer|bedrer|forverrer|reduserer|fremmer|letter|lønner seg|påvirker)\b",
    ),
    "quantifier": (
        r"\bde(?: aller)? (?:fleste|færreste)\b",
        r"\b(?:kun|utelukkende|samtlige)\b",
        # «av alle kommuner» names a base; «alle 373» has a computed number behind it
        rf"(?<!av )(?<!blant )(?<!for )\balle (?:{_GROUPS}|årene\b)",
        r"\balle (?:har|er|svar(?:er|te)|tilbyr|bruker|mangler|får|oppgir)\b",
        rf"\bingen (?:(?:av )?{_GROUPS}|forskjell\w*|endring\w*|betydning|tilbud)",
        rf"(?<!av )(?<!mellom )\b(?:mange|flere|noen|enkelte) (?:av )?(?:\w+ )?{_UNITS}",
        r"\b(?:bare|ytterst|svært|så godt som|nær sagt|nesten|knapt|tilnærmet) "
        r"(?:noen|få|alle|ingen|enkelte|alltid|aldri|overalt)\b",
        r"\bnoen få\b|\bdet er (?:\w+ )?(?:mange|få)\b",
        r"\ben (?:rekke|god del|stor del|håndfull)\b|\bet (?:par|fåtall|knippe|stort antall)\b|\bhver eneste\b",
        r"\b\w*(?:flesteparten|mesteparten|størsteparten|størstedelen|hovedparten|brorparten|storparten|majoriteten)\b",
        r"\b(?:ofte|hyppig|sjelden|som regel|som oftest|vanligvis|stort sett)\b",
        r"\b(?:gjennomgående|unntaksvis|gjerne|(?<!som )hovedsakelig|overalt)\b",
        r"\b(?:u?vanlig å|u?vanlig med|(?:lite |mye |mest |godt )?utbredt)\b|\bdet mangler\b",
        # with a capital, where a sentence begins
        rf"(?-i:\b(?:Alle|Ingen|Flere|Færre|Mange|Enkelte|Begge)\b)(?! skal\b){_OF_THE_REPORT}",
        r"(?-i:\b(?:Svært (?:få|mange)|Noen (?:har|oppgir|svarer|skriver|mangler|bruker|tilbyr|nevner|sier|mener)|"
        r"Få (?:av|har|er|\w+r))\b)",
    ),
    "change": (
        r"\b(?:økning|nedgang|oppgang|vekst|reduksjon|(?:for)?bedring|forverring|fr[ae]mgang|tilbakegang|stigning|"
        r"svekkelse|styrking)(?:en|er|ene)?\b",
        r"\bøkte(?= (?:fra|til|med|i|også|litt|andelen|tallet)\b|[.,])",  # «økte utgifter» is no change over years
        r"\b(?:øker|økende|stiger|stigende|faller|falt|fallende|synker|sank|avtar|avtok|tiltar|vokser|vokste|minker)\b",
        rf"\b(?:har|er|blitt|ble)\b (?!fått|gitt|bidratt|ført)[^.;:,\ue000]{{0,40}}?\b(?:{_CHANGED})\b",
        rf"\bblitt (?:\w+ ){{0,2}}(?:{_MORE})\b|\bfått (?:\w+ )?(?:{_MORE})\b",
        r"\b(?:gått|går|gikk) (?:\w+ )?(?:ned|opp|tilbake|fr[ae]m|(?:riktig|rett|feil) vei)\b",
        r"\bu(?:endret|forandret)\b|\bstabilt?e?\b|\bflatet ut\b|\butflating\w*",
        r"\b(?:stadig|gradvis|(?-i:Hvert år))\b|\bfra år til år\b|\btilbake på nivået\b",
        rf"\b({_MORE}) og \1\b|\b(?:trend|tendens)(?:en|er)?\b|\btegn (?:til|på) \w+ing\b",
        r"\butviklingen (?:er|har|fortsetter|går)\b|\benn (?:i fjor|før|sist)\b",
        r"\b(?:kommet|kom) til (?:nye|flere)\b",
    ),
    "size": (
        r"\b(?:betydelig|vesentlig|markant|markert|marginal|kraftig)\w*",
        r"\b(?:stor|store|små|liten|sterke?|svake?|klare?|tydelige?|noen|ingen) "
        r"(?:forskjell|variasjon|endring|avstand|sammenheng)\w*",
        rf"\b(?:litt|noe|mye|langt|klart|svært mye) (?:{_MORE})\b",
        r"\b(?:nesten|drøyt|knapt|i underkant av|i overkant av|godt over|litt over|litt under)(?= [\ue000])",
        r"\ber (?:\w+ )?(?:lavt?e?|høyt?e?|gode?t?|dårlige?|liten|små|"
        r"positivt?e?|negativt?e?|bra|svake?t?|sterke?t?|utfordrende|krevende)\b"
        r"(?=[.,;]| (?:i|for|blant|og|mellom|på)\b)",
    ),
    "comparison": (
        rf"\b(?:{_MORE}|\w{{3,}}ere|(?:mer|mindre) \w+)\b(?=[^.;:,?]*\benn\b(?! (?:én|en|ett)\b))",
        rf"\b(?:er|har|får|ligger|bruker|brukes|gis) (?:(?!på|i|av|med|for|til)\w+ ){{0,2}}?(?:{_MORE})\b{_SEVERAL}",
        r"\b(?:omtrent |nesten |tilnærmet )?like (?:mange|stor\w*|høy\w*|lav\w*|mye|ofte|vanlig\w*)\b",
        r"\bomtrent (?:som|uendret|det samme)\b|\bdet samme som\b|\bdet motsatte\b|\bpå linje med\b",
        r"\bganger (?:så|flere|mer)\b|\bjo [^.]*\b(?:desto|jo|dess)\b",
        r"\bligger (?:\w+ )?(?:etter|foran|over|under|høyt|lavt|likt|likere|nær|på (?:topp\w*|bunn\w*|samme|linje))\b",
    ),
    "difference": (
        r"\b(?:skiller|skilte) seg\b|\b(?:avviker|varierer|variere[rs]|spriker|er delt i|"
        r"avhenger av|henger sammen med)\b",
        r"\b(?:er|var|finnes|viser|finner|ser)(?: det)? (?:\w+ ){0,2}"
        r"(?:forskjell(?!en)|variasjon|ulikhet|sammenheng)\w*",
        r"\b(?:u?jevnt|skjevt|likt|ulikt) fordelt\b|\b(?:svarer|svarte) (?:u?likt|forskjellig)\b",
        r"\bgap(?:et)? mellom\b|\bbetyr (?:\w+ )?(?:lite|mye|mest|ingenting|noe)\b",
        r"\bfølger (?:folketallet|kommunestørrelsen|størrelsen)\b",
    ),
    "superlative": (
        r"\b(?:aller |nest )?(?:flest|færrest|høyest|lavest|størst|vanligst|oftest|sjeldnest|best|dårligst|svakest|"
        r"sterkest|raskest|lengst|tettest)e?\b(?! mulig)|\b(?<!det )viktigste\b",
        r"\bminste?\b(?! (?:mulig|[\ue000]|én|ett|\d))(?<!det minste)(?<!ikke minst)",
        r"\bmest\b(?! mulig)",
        r"\bpå (?:topp(?:en)?|bunn(?:en)?)\b|\b(?:topper|leder an|troner|"
        r"(?:er|ligger|kommer|havner) (?:øverst|nederst))\b",
        r"\b(?:over|under|på) (?:lands)?gjennomsnittet\b",
    ),
    "measure": (  # last: any value checks these
        r"\bi (?:snitt|gjennomsnitt)\b|\b(?:gjennomsnittet|snittet) (?:er|ligger)\b",
        rf"{_START}(?-i:(?:{_SUBJECTS})\b)(?: (?!{_PROCESS})\w+){{0,5}}? (?:{_VERBS})\b"
        rf"(?! (?:også |ikke |alle )*{_PROCESS})",
        r"\bsiden (?:sist|i fjor|forrige \w+)\b",
    ),
}
