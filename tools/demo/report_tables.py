"""The numbered tables of the printed 2024 report: which form each has, and which questions are behind it.

The demo generator needs them, to go from a printed table back to the questions. The book's own tables stand in the
chapters.

One entry per table: the name of its form, and what it is about.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """How one table is made: its form, what it shows, and how."""

    form: str
    arguments: tuple
    options: dict


def _as(form: str, *arguments, **options) -> Entry:
    return Entry(form, arguments, options)


_TARGETS = {"Voksne": "voksne", "Barn og unge": "barn"}


def _both(pattern: str) -> dict[str, str]:
    """Return upper head -> question id, for adults and for children."""
    return {head: pattern.format(target) for head, target in _TARGETS.items()}


_PATHWAYS = {
    target: {f"Hovedforløp {i}": f"arsverk_hovedforlop_{i}_{target}" for i in (1, 2, 3)}
    for target in ("voksne", "barn")
}
_SINCE = {year: list(range(year, 2025)) for year in range(2017, 2025)}
_COMBINATIONS = {  # has RPH, other low-threshold mental health, other low-threshold substance use
    (False, False, False): "Har ingen av tjenestene",
    (False, True, True): "Har ikke RPH, men lavterskeltiltak både innen psykisk helse og rus",
    (True, True, True): "Har både RPH, lavterskel psykisk helse og lavterskel rus",
    (False, True, False): "Har kun lavterskel psykisk helse",
    (True, True, False): "Har RPH og lavterskel psykisk helse",
    (True, False, False): "Har kun RPH",
    (False, False, True): "Har kun lavterskel rus",
    (True, False, True): "Har RPH og lavterskel rus",
}
_STATUS = {"ikke_deltatt": "Ikke deltatt", "gjennomfort": "Gjennomført", "delvis": "Delvis utfyllt"}
_REQUESTS = {
    "Barn og unge / psykiske helseproblemer": "henvendelser_barn_psykisk",
    "Barn og unge / rusmiddelproblemer": "henvendelser_barn_rus",
    "Voksne / psykiske helseproblemer": "henvendelser_voksne_psykisk",
    "Voksne / rusmiddelproblemer": "henvendelser_voksne_rus",
    "Voksne / ROP-lidelser": "henvendelser_voksne_rop",
}


def _where(target: str) -> dict[str, str]:
    return {
        "Psykiske plager/lidelser": f"stor_okning_{target}_psykisk_hvor",
        "Rusmiddelproblemer": f"stor_okning_{target}_rus_hvor",
    }


def _service(target: str, code: int) -> Entry:
    return _as("fte_by_education", f"arsverk_{target}", service=code)


TABLES: dict[str, Entry] = {
    "2.1": _as("participation", _STATUS),
    "2.2": _as("multiple_response", "organisering_utfylling", years=[2019, 2021, 2022, 2023, 2024]),
    "3.1": _as(
        "fte_by_year",
        _both("arsverk_{}"),
        years=[2016, 2019, 2020, 2023, 2024],
        change_since=2023,
        without=["5001"],
    ),
    "3.2": _as("fte_by_education", _both("arsverk_{}")),
    "3.3": _as("frequency", _both("andel_videreutdanning_{}"), not_answered="Ikke gitt anslag", of_all=True),
    "3.4": _as("frequency", "egne_arsverk_voksne"),
    "3.5": _as("fte_by_education", "arsverk_voksne", among=("egne_arsverk_voksne", 2)),
    "3.6": _as("fte_by_service", "arsverk_voksne"),
    **{f"3.{6 + code}": _service("voksne", code) for code in range(1, 8)},
    "3.14": _as("frequency", "andel_videreutdanning_voksne"),
    "3.15": _as("frequency", "egne_arsverk_barn"),
    "3.16": _as("fte_by_education", "arsverk_barn", among=("egne_arsverk_barn", 2)),
    "3.17": _as("fte_by_service", "arsverk_barn"),
    **{f"3.{17 + code}": _service("barn", code) for code in range(1, 6)},
    # 3.23 repeats the caption of 3.22 over numbers of no known category; it is 3.22 once more here.
    "3.23": _service("barn", 5),
    "3.24": _service("barn", 6),
    "3.25": _as("frequency", "andel_videreutdanning_barn"),
    "4.1": _as("frequency", _both("har_brukertall_{}"), not_answered="Ikke oppgitt"),
    "4.2": _as("frequency", _both("brukertall_omfatter_{}")),
    "4.3": _as("method_a", "voksne", 1),
    "4.4": _as("method_a", "voksne", 2),
    "4.5": _as("method_b", "voksne", 1),
    "4.6": _as("method_b", "voksne", 2),
    "4.7": _as("method_a", "barn", 1),
    "4.8": _as("method_a", "barn", 2),
    "4.9": _as("method_b", "barn", 1),
    "4.10": _as("method_b", "barn", 2),
    "4.11": _as("both_methods"),
    "4.12": _as("frequency", _both("har_kjopstall_{}"), not_answered="Ikke oppgitt"),
    "4.13": _as("bought", "voksne", "Antall voksne brukere"),
    "4.14": _as("bought", "barn", "Antall brukere"),
    "4.15": _as("multiple_response", "kjopte_tilbud"),
    "4.16": _as("frequency", _both("tilskudd_{}"), not_answered="Ikke oppgitt"),
    "5.1": _as("frequency", _both("erfaringskonsulenter_{}"), not_answered="Ikke oppgitt"),
    "5.2": _as("frequency", "rekrutteringsvansker", not_answered="Ikke oppgitt"),
    "5.3": _as("multiple_response", "rekrutteringsvansker_tiltak"),
    **{
        f"6.{2 * rank + 1 + shift}": _as(form, key)
        for rank, key in enumerate(["size_group", "county", "trust", "region", "ten_largest"])
        for shift, form in enumerate(["inhabitants", "fte"])
    },
    "7.1": _as(
        "fte_against_pathways",
        {
            "Voksne": ("arsverk_voksne", list(_PATHWAYS["voksne"].values())),
            "Barn/unge": ("arsverk_barn", list(_PATHWAYS["barn"].values())),
        },
    ),
    "7.2": _as("sums_by_year", _PATHWAYS["voksne"], years=[2017, 2018, 2019, *_SINCE[2021]]),
    "7.3": _as("sums_by_year", _PATHWAYS["voksne"], years=_SINCE[2017], percent=True),
    "7.4": _as("sums_by_year", _PATHWAYS["barn"], years=_SINCE[2017]),
    "7.5": _as("sums_by_year", _PATHWAYS["barn"], years=_SINCE[2017], percent=True),
    "8.1": _as("frequency", _REQUESTS),
    "8.2": _as("multiple_response", _where("barn")),
    "8.3": _as("multiple_response", _where("voksne")),
    "8.4": _as("multiple_response", "stor_okning_voksne_rop_hvor"),
    "9.1": _as("multiple_response", "brukererfaringer_metode", years=[2019, 2021, 2023, 2024]),
    "9.2": _as("multiple_response", "tilbakemeldingsverktoy", years=[2019, 2022, 2023, 2024]),
    "10.1": _as("multiple_response", "barn_parorende_ansvar", years=_SINCE[2021]),
    "10.2": _as("multiple_response", "barn_parorende_tiltak", years=_SINCE[2021]),
    "10.3": _as("percent_by_year", "barn_parorende_samarbeid", years=_SINCE[2019]),
    "10.4": _as("frequency", "parorende_innvandrere_informasjon"),
    "11.1": _as("frequency", "oppsokende_ungdom", years=_SINCE[2023], not_answered="Ikke oppgitt"),
    "11.2": _as("multiple_response", "oppsokende_ungdom_malgruppe"),
    "11.3": _as("frequency", "ungdomstiltak", not_answered="Ikke oppgitt"),
    "11.4": _as("frequency", "oppsokende_team", years=_SINCE[2023], not_answered="Ikke oppgitt"),
    "11.5": _as(
        "multiple_response",
        "oppsokende_team_type",
        percent="Prosent av de som har slike team",
        of_all=True,
    ),
    "11.6": _as("listed", "act-fact-teams", "Antall team", "Team"),
    "12.1": _as("agreement", "rutiner_selvmord", [1], years=_SINCE[2018]),
    "12.2": _as("frequency", "kompetansetiltak_selvmord", years=_SINCE[2021]),
    "12.3": _as("multiple_response", "kompetansetiltak_selvmord_type", years=_SINCE[2021]),
    "13.1": _as("frequency", "handlingsplan_vold", not_answered="Ikke oppgitt"),
    "13.2": _as("frequency", "handlingsplan_vold_kjent"),
    "13.3": _as("frequency", "forebygging_vold", not_answered="Ikke oppgitt"),
    "13.4": _as("frequency", "avdekking_vold", years=_SINCE[2021]),
    "13.5": _as("frequency", "proaktiv_oppfolging_vold", years=_SINCE[2021]),
    "13.6": _as("frequency", "rutiner_utskrivning_vold", years=_SINCE[2023]),
    "13.7": _as("frequency", "rutiner_voldsutsatte", years=_SINCE[2023]),
    "13.8": _as("frequency", "rutiner_voldsutovere", years=_SINCE[2023]),
    "13.9": _as("frequency", "rutiner_voldsrisikovurdering", years=_SINCE[2023]),
    "14.1": _as("multiple_response", "ohd_tilbud", years=[2019, *_SINCE[2021]], total=False),
    "14.2": _as("frequency", "ohd_bruk"),
    "14.3": _as("frequency", "ohd_tilpasset"),
    "15.1": _as("frequency", "tud_erfaring", years=_SINCE[2023]),
    "15.2": _as("frequency", "tud_antall"),
    "15.3": _as("patients"),
    "15.4": _as("frequency", "tud_fact", not_answered="Ikke oppgitt"),
    "15.5": _as("frequency", "tud_fact_kvalitet", not_answered="Ikke oppgitt", chosen_only=True),
    "15.6": _as("frequency", "tud_problemer", years=_SINCE[2023]),
    "16.1": _as("frequency", "veileder_barn_kjent", not_answered="Ikke oppgitt"),
    "16.2": _as("frequency", "tverrfaglig_tjeneste_barn", not_answered="Ikke oppgitt"),
    "16.3": _as("mentions", "tverrfaglig_tjeneste_barn_kompetanse"),
    "16.4": _as("frequency", "tilbud_begynnende_rus", not_answered="Ikke oppgitt"),
    "16.5": _as("frequency", "plan_barn_psykisk_helse"),
    "17.1": _as("frequency", "bolig_psykisk", years=_SINCE[2022]),
    "17.2": _as("frequency", "bolig_rus", years=_SINCE[2022]),
    "17.3": _as("frequency", "bolig_rop"),
    "17.4": _as("frequency", "bolig_vold"),
    "18.1": _as("frequency", "rph", years=_SINCE[2022]),
    "18.2": _as("frequency", "lavterskel_psykisk", years=[2024]),
    "18.3": _as("frequency", "lavterskel_rus"),
    # A unit that buys the service from another does not count as having it: so the printed rows add up.
    "18.5": _as("combinations", ["rph", "lavterskel_psykisk", "lavterskel_rus"], [1, 2], _COMBINATIONS),
    "18.6": _as("crosstab", "akuttilbud", "size_group", years=_SINCE[2023]),
    "18.7": _as("crosstab", "tilbud_kveld", "size_group", years=_SINCE[2023]),
    "18.8": _as("crosstab", "tilbud_kveld", "county"),
    "18.9": _as("crosstab", "tilbud_helg", "size_group", years=_SINCE[2023]),
    "18.10": _as("crosstab", "tilbud_helg", "county"),
    "18.11": _as("crosstab", "nettsider", "size_group", years=_SINCE[2023]),
    "18.12": _as("crosstab", "nettsider", "county", total=False),
    "19.1": _as(
        "frequency",
        {"Voksne": "fastleger_henviser_voksne", "Barn/unge": "fastleger_henviser_barn"},
        years=_SINCE[2022],
    ),
    "19.2": _as("agreement", "fastleger_pastander", [1, 2], years=[2012, 2018, *_SINCE[2022]], coverage=True),
    "20.1": _as("frequency", "eldre_kartlagt", years=_SINCE[2020]),
    "20.2": _as("frequency", "eldre_spurt_rus", years=_SINCE[2020]),
    "20.3": _as("frequency", "eldre_hjemmebesok", years=_SINCE[2020]),
    "20.4": _as("multiple_response", "eldre_hjemmebesok_tema", years=_SINCE[2020]),
    "20.5": _as("battery", "kompetansetiltak_eldre"),
    "21.1": _as("frequency", "utskrivningsklare_problemer", years=_SINCE[2022]),
    "22.1": _as("frequency", "helsefellesskap_deltatt", years=_SINCE[2023]),
    "22.2": _as("frequency", "helsefellesskap_tiltak", years=_SINCE[2023]),
    "24.1": _as("frequency", "overdose_planverk"),
    "24.2": _as("frequency", "overdose_korus"),
    "24.3": _as("frequency", "overdose_skal_lage_plan"),
    "25.1": _as(
        "frequency",
        {
            "Befolkningsnivå": "forebygging_befolkning",
            "Gruppenivå": "forebygging_gruppe",
            "Individnivå": "forebygging_individ",
        },
        not_answered="Ikke oppgitt",
    ),
    "25.3": _as("multiple_response", "flyktninger_tilbud", not_answered="Ikke oppgitt"),
    "25.4": _as("frequency", "barnevern_samarbeid", years=_SINCE[2021]),
    "25.5": _as("frequency", "barnevern_kvalitet", not_answered="Ikke oppgitt", of_all=True),
    "25.6": _as("frequency", "barnevernsforlop", not_answered="Ikke oppgitt"),
    "25.7": _as("frequency", "interkommunalt_samarbeid", not_answered="Ikke oppgitt"),
    "25.8": _as("frequency", "frivillige_samarbeid", not_answered="Ikke oppgitt"),
    "25.9": _as("multiple_response", "terapitilbud", percent="Prosent av de som har svart", of_all=True),
    "25.10": _as("frequency", "teknologi", not_answered="Ikke oppgitt"),
    "25.11": _as("frequency", "digitale_verktoy", years=_SINCE[2023]),
    "25.12": _as("frequency", "selvhjelpsverktoy", years=_SINCE[2023]),
    "25.13": _as("multiple_response", "kompetanseaktorer"),
}
