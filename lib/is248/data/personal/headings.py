"""Headings of columns that hold personal data."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HEADINGS = {
    "name": "navn namn fornavn fornamn etternamn "
    "etternavn mellomnavn name kontaktperson kontaktpersonen kontakt respondent respondentnavn "
    "respondenten utfyller utfylleren utfylt fylt besvart besvarer svart svarer svarperson svargiver innsender "
    "innsendt levert saksbehandler saksbehandleren radgiver konsulent koordinator ansvarlig hovedansvarlig "
    "skjemaansvarlig kontaktinformasjon kontaktinfo kontaktopplysninger firstname lastname fullname initialer "
    "signatur underskrift leder enhetsleder avdelingsleder virksomhetsleder kommunalsjef attestert godkjent opprettet",
    "email": "epost epostadresse eposten email mail emailadresse mailadresse epostkontakt jobbepost",
    "phone": "telefon telefonnummer telefonnr tlf tlfnr tel mobil mobilnr mobilnummer mobiltelefon mob phone "
    "direktenummer kontakttelefon arbeidstelefon jobbtelefon",
    "address": "adresse postadresse gateadresse besoksadresse hjemmeadresse address postnummer postnr poststed "
    "postboks ipadresse ipaddress ipaddresse ipnummer ipnr remoteaddr",
    "number": "fodselsnummer fodselsnr fnr personnummer personnr personid dnummer dnr",
    "date": "fodselsdato fodselsar fodt bursdag",
    "profile": "facebook instagram linkedin twitter snapchat brukernavn username profil",
    "reference": "kontonummer kontonr bankkonto hprnummer hprnr ansattnummer ansattnr",
}
_KIND_OF = {word: kind for kind, words in _HEADINGS.items() for word in words.split()}
_OF_A_UNIT = {"kommune", "kommunenavn", "bydel", "enhet", "enhetsnavn", "fylke", "unit", "county", "avdeling"}
# Words that name a person only in a heading of their own: «Utfylt av», but not «Er planen utfylt og besvart?»
_ONLY_SHORT = _words(
    """
    kontakt fylt besvart svart levert innsendt utfylt attestert godkjent ansvarlig leder koordinator konsulent
    kommunalsjef radgiver enhetsleder avdelingsleder virksomhetsleder profil facebook fodt saksbehandler
    """
)
_ASKS = {"har", "er", "hvor", "hvilke", "hvilken", "hvordan", "finnes", "antall", "andel", "brukes", "bruker"}
_PERSON = {"den", "deg", "person", "ansvarlig", "hovedansvarlig", "kontaktperson", "leder", "respondent", "utfyller"}
_DONE = {"fylt", "svart", "besvart", "utfylt", "innsendt", "levert", "godkjent", "attestert", "opprettet"}


def heading_kind(words: list[str]) -> str | None:
    """Return the kind of personal data that a heading announces, given its words in ASCII.

    «Navn» in a long question, or beside «kommune», asks for the name of something else; «besvart» without «av» is a
    status, and a question («Har dere IP?») is about a service.
    """
    joined = [a + b for a, b in zip(words, words[1:], strict=False)]  # «e post» is «epost»
    if words == ["ip"]:
        return "address"
    if words in (["bruker"], ["user"]) or (words[:1] == ["hvem"] and _DONE & {*words}):  # «Hvem har svart?»
        return "name"
    for word in [*joined, *words]:
        kind = _KIND_OF.get(word)
        if kind and not (kind == "name" and _of_something_else(word, words)) and not _ASKS & {*words[:1]}:
            return kind
    return None


def _of_something_else(word: str, words: list[str]) -> bool:
    if word in _DONE and "av" not in words:
        return True
    if words[0] == "navn" and _PERSON & {*words}:  # «Navn på den som har fylt ut skjemaet»
        return False
    most = 3 if word in _ONLY_SHORT else 5
    return len(words) > most or bool(_OF_A_UNIT & {*words})
