"""What the report's text and figures say beyond its tables, and what is assumed where nothing is said.

Shares are percentages as printed. Where the report says that a share rises or falls with size, or that a
group is at 0 or 100 percent, the demo follows; where it says nothing, groups differ but by chance.
"""

# --- questions that only figures show: how many answered, and known shares of some options together

SHOWN = {  # question -> (answers, {options: percent})
    "endret_ressursbruk": (345, {(1,): 57, (2,): 12}),
    "brukermedvirkning_individ": (344, {(1, 2): 88, (4, 5): 1}),
    "brukermedvirkning_tjeneste": (343, {(1, 2): 31, (4, 5): 22}),
    "brukermedvirkning_system": (342, {(1, 2): 24, (4, 5): 33}),
    "brukermedvirkning_nasjonale_organisasjoner": (341, {(1, 2): 11, (4, 5): 62}),
    "brukermedvirkning_lokale_representanter": (341, {(1, 2): 14, (4, 5): 52}),
    "brukererfaringer": (345, {(1,): 49}),
    "recovery_orientering": (343, {(1, 2): 75, (4, 5): 2}),
    "parorendestrategi_identifisering": (342, {(1, 2): 52, (4, 5): 9}),
    "parorendestrategi_informasjon": (341, {(1, 2): 39, (4, 5): 13}),
    "parorendestrategi_koordinering": (341, {(1, 2): 42, (4, 5): 12}),
    "parorendestrategi_avlastning": (340, {(1, 2): 30, (4, 5): 21}),
    "parorendestrategi_familie": (340, {(1, 2): 42, (4, 5): 13}),
    "parorendestrategi_medvirkning": (340, {(1, 2): 28, (4, 5): 20}),
    "samarbeid_hovedforlop_3_voksne_psykisk_helsevern": (339, {(1, 2): 55, (4, 5): 9, (6,): 2}),
    "samarbeid_hovedforlop_3_voksne_tsb": (338, {(1, 2): 50, (4, 5): 9, (6,): 7}),
    "samarbeid_hovedforlop_3_barn_psykisk_helsevern": (331, {(1, 2): 48, (4, 5): 11, (6,): 9}),
    "samarbeid_hovedforlop_3_barn_tsb": (328, {(1, 2): 17, (4, 5): 8, (6,): 58}),
    "samarbeid_act_psykisk_helsevern_voksne": (19, {(1, 2): 74, (6,): 5}),
    "samarbeid_act_tsb": (19, {(1, 2): 53, (6,): 11}),
    "samarbeid_fact_psykisk_helsevern_voksne": (126, {(1, 2): 71, (6,): 2}),
    "samarbeid_fact_tsb": (124, {(1, 2): 44, (6,): 7}),
    # 58, 79 and 56 percent of those for whom it applies.
    "samarbeid_fact_ung_psykisk_helsevern_voksne": (39, {(1, 2): 36, (6,): 38}),
    "samarbeid_fact_ung_psykisk_helsevern_barn": (40, {(1, 2): 78, (6,): 2}),
    "samarbeid_fact_ung_tsb": (39, {(1, 2): 23, (6,): 59}),
    "system_vold": (337, {(1,): 66}),
    "tud_arsak_bolig": (250, {(1, 2): 38}),
    "tud_arsak_avviser_hjelp": (250, {(1, 2): 26}),
    "tud_arsak_medisin": (249, {(1, 2): 21}),
    "tud_arsak_lovgivning": (248, {(1, 2): 19}),
    "utskrivningsklare_arsak_forventninger": (328, {(1, 2, 3): 85}),
    "utskrivningsklare_arsak_onsker_ikke": (328, {(1, 2, 3): 76}),
    "utskrivningsklare_arsak_kort_varsel": (328, {(1, 2, 3): 67}),
    "utskrivningsklare_arsak_ressurser": (328, {(1, 2, 3): 65}),
    "utskrivningsklare_arsak_dognbemanning": (328, {(1, 2, 3): 63}),
    "utskrivningsklare_arsak_kontortid": (328, {(1, 2, 3): 63}),
    "utskrivningsklare_arsak_fredag": (328, {(1, 2, 3): 58}),
    "utskrivningsklare_arsak_bolig": (328, {(1, 2, 3): 60}),
    "helsefellesskap_prioritering": (340, {(6,): 47, (1, 2): 14}),
    "helsefellesskap_psykisk_helsevern_voksne": (340, {(6,): 42, (1, 2): 15}),
    "helsefellesskap_psykisk_helsevern_barn": (338, {(6,): 50, (1, 2): 12}),
    "helsefellesskap_tsb": (339, {(6,): 52, (1, 2): 9}),
    "flyktninger_bosetting": (340, {(1,): 59, (3,): 4}),
    "flyktninger_kontaktes": (340, {(1,): 93, (3,): 3}),
    "flyktninger_psykisk_helsetilbud": (340, {(1,): 18, (3,): 4}),
    "flyktninger_rustilbud": (340, {(1,): 3, (3,): 5}),
    "flyktninger_ansatte": (340, {(1,): 44, (3,): 5}),
    "flyktninger_veiledning": (340, {(1,): 65, (3,): 7}),
    "flyktninger_team": (340, {(1,): 53, (3,): 6}),
    "flyktninger_barn": (340, {(1,): 42, (3,): 11}),
    **{f"tilbud_hovedforlop_{i}_voksne": (341, {(1, 2): share, (4, 5): 5}) for i, share in ((1, 68), (2, 71), (3, 52))},
    **{f"tilbud_hovedforlop_{i}_barn": (332, {(1, 2): share, (4, 5): 9}) for i, share in ((1, 62), (2, 48), (3, 30))},
}
TICKED = {  # batteries that only figures show: answers, percent of each option
    "erfaringskonsulenter_voksne_rolle": (125, [86, 71, 42, 45, 62, 13]),
    "erfaringskonsulenter_barn_rolle": (32, [78, 66, 38, 34, 56, 16]),
}
# 12.1 and 19.2 print percentages without counts; how many answered each item.
ITEMS = {"rutiner_selvmord": (343, "12.1", (1,)), "fastleger_pastander": (342, "19.2", (1, 2))}
TEMPLATES = {  # how options divide within what is known, by number of options
    2: [50, 50],
    3: [45, 40, 15],
    5: [7, 27, 41, 18, 7],
    6: [9, 30, 30, 12, 4, 15],
}

# --- how answers go with size: slope of the leaning towards the first options

SLOPE = {
    "handlingsplan_vold": 0.35,
    "veileder_barn_kjent": 0.3,
    "rekrutteringsvansker": 0.25,
    "plan_barn_psykisk_helse": 0.45,
    "tud_problemer": 0.7,
    "bolig_psykisk": -0.5,
    "bolig_rus": -0.8,
    "brukermedvirkning_system": 0.4,
    "brukermedvirkning_nasjonale_organisasjoner": 0.4,
    "eldre_hjemmebesok": 0.15,
    "utskrivningsklare_arsak_dognbemanning": 0.7,
    "utskrivningsklare_arsak_bolig": 0.6,
    "utskrivningsklare_arsak_fredag": -0.3,
    "helsefellesskap_prioritering": 0.3,
    "erfaringskonsulenter_voksne": 0.9,
    "erfaringskonsulenter_barn": 0.5,
    "oppsokende_team": 0.6,
    "oppsokende_ungdom": 0.6,
    "har_brukertall_voksne": 0.1,
    "tilskudd_voksne": 1.0,
    "tilskudd_barn": 0.7,
    "terapitilbud": 0.6,
    "kompetanseaktorer": 0.2,
    "andel_videreutdanning_voksne": 0.35,  # the smallest have most over 90 percent: the last option
    "andel_videreutdanning_barn": 0.3,
    "samarbeid_hovedforlop_3_barn_tsb": 0.3,
}
RISING = {  # question -> (options, step on the logit scale, known percent in some groups)
    "endret_ressursbruk": ((1,), 0.33, {}),
    "tverrfaglig_tjeneste_barn": ((1,), 0.28, {}),
    "tilbud_begynnende_rus": ((3,), -0.25, {}),
    "helsefellesskap_deltatt": ((1,), 0.42, {}),
    # 26 and 78 percent are printed; with 28 in all, 26 among the smallest leaves the groups between no room.
    "helsefellesskap_tiltak": ((1,), 0.22, {"50000 og større": 78, "Bydeler i Oslo": 79}),
    "overdose_planverk": ((1,), 0.5, {"<2000": 16, "50000 og større": 94, "Bydeler i Oslo": 100}),
    "frivillige_samarbeid": ((1,), 0.3, {}),
    "bolig_vold": ((1, 2), -0.55, {"50000 og større": 0, "Bydeler i Oslo": 0}),
}

# --- known shares of single groups: question -> [(grouping, group, options, percent)]

GROUPS = {
    "egne_arsverk_voksne": [],
    "bolig_rop": [
        ("size_group", "5000-10000", (1, 2), 22),
        ("size_group", "10000-20000", (1, 2), 22),
        ("size_group", "20000-50000", (1, 2), 22),
        ("size_group", "50000 og større", (1, 2), 0),
        ("size_group", "Bydeler i Oslo", (1, 2), 7),
    ],
    "bolig_vold": [("county", "Østfold", (1, 2), 0)],
    "rph": [
        ("size_group", "20000-50000", (2,), 0),
        ("size_group", "50000 og større", (2,), 0),
        ("size_group", "Bydeler i Oslo", (2,), 0),
        ("county", "Østfold", (1, 2), 55),
        ("county", "Telemark", (1, 2), 44),
        ("county", "Akershus", (1, 2), 40),
        ("county", "Oslo", (1, 2), 93),
        ("county", "Finnmark", (3,), 88),
        ("county", "Innlandet", (3,), 83),
        ("county", "Møre og Romsdal", (3,), 77),
    ],
    "overdose_planverk": [("county", "Vestfold", (1,), 100)],
    "overdose_korus": [
        ("size_group", "50000 og større", (1,), 100),
        ("size_group", "Bydeler i Oslo", (1,), 100),
    ],
    "barnevern_samarbeid": [("county", "Innlandet", (1, 2), 14), ("county", "Rogaland", (1, 2), 68)],
    "barnevern_kvalitet": [("size_group", "<2000", (4, 5), 13)],
    "frivillige_samarbeid": [("county", "Innlandet", (1,), 80), ("county", "Trøndelag", (1,), 79)],
    "ohd_bruk": [("county", "Møre og Romsdal", (1, 2, 3), 12), ("size_group", "<2000", (1, 2, 3), 22)],
    "rekrutteringsvansker": [("size_group", "50000 og større", (1,), 67)],
    "eldre_hjemmebesok": [("size_group", "50000 og større", (1,), 67)],
}
NOBODY_AMONG_LARGE = 2000  # adults: all without FTE of their own have fewer inhabitants (figure 3.1)

# --- sums of numbers (report's text): question -> (units that gave one, sum, step)

SUMS = {
    "antall_bidratt": (345, 2029, 1),
    "erfaringskonsulenter_voksne_arsverk": (124, 210, 0.1),
    "erfaringskonsulenter_barn_arsverk": (31, 32, 0.1),
    "rph_arsverk": (105, 398, 0.1),  # not printed
    "lavterskel_psykisk_arsverk": (203, 776, 0.1),
    "lavterskel_rus_arsverk": (163, 603, 0.1),
}
# Percent of FTE in low-threshold services for groups: (median, mean) by size (table 18.4).
GROUP_WORK = {
    "<2000": (0, 8),
    "2000-5000": (10, 20),
    "5000-10000": (10, 20),
    "10000-20000": (10, 25),
    "20000-50000": (20, 25),
    "50000 og større": (25, 35),
    "Bydeler i Oslo": (20, 25),
}

# --- earlier years that only figures show: question -> years (demo values, marked as such)

SERIES = {
    **{f"tilbud_hovedforlop_{i}_{target}": range(2018, 2024) for i in (1, 2, 3) for target in ("voksne", "barn")},
    **{
        f"henvendelser_{which}": range(2021, 2024)
        for which in ("barn_psykisk", "barn_rus", "voksne_psykisk", "voksne_rus", "voksne_rop")
    },
    "brukererfaringer": range(2018, 2024),
    "recovery_orientering": range(2017, 2024),
    **{
        f"parorendestrategi_{item}": range(2021, 2024)
        for item in ("identifisering", "informasjon", "koordinering", "avlastning", "familie", "medvirkning")
    },
    "oppsokende_team_type": range(2021, 2024),
    "system_vold": range(2020, 2024),
    "ohd_bruk": [2019, 2021, 2022, 2023],
    "erfaringskonsulenter_voksne_rolle": [2019, 2020, 2023],
    "erfaringskonsulenter_barn_rolle": [2023],
    **{
        f"helsefellesskap_{item}": [2023]
        for item in ("prioritering", "psykisk_helsevern_voksne", "psykisk_helsevern_barn", "tsb")
    },
}
KNOWN_SERIES = {  # (question, year) -> {options: percent}
    ("henvendelser_barn_psykisk", 2023): {(5,): 34},
    ("henvendelser_voksne_psykisk", 2023): {(5,): 36},
    ("brukererfaringer", 2018): {(1,): 42},
    ("brukererfaringer", 2021): {(1,): 51},
    ("brukererfaringer", 2023): {(1,): 45},
    ("system_vold", 2020): {(1,): 66},
    ("recovery_orientering", 2021): {(1, 2): 77},
}
BY_SIZE = {  # years beside each other by size: question -> years (the country's numbers are published)
    "brukererfaringer": range(2018, 2024),
    "recovery_orientering": [2023],
    "kompetansetiltak_selvmord": [2023],
    "system_vold": range(2020, 2024),
    "bolig_psykisk": [2022, 2023],
    "bolig_rus": [2022, 2023],
    "helsefellesskap_deltatt": [2023],
    "helsefellesskap_tiltak": [2023],
}
BY_TRUST = {"helsefellesskap_deltatt": [2023], "helsefellesskap_tiltak": [2023]}
ANSWERS = {2017: 410, 2018: 422, 2019: 418, 2020: 291, 2021: 325, 2022: 315, 2023: 340}
