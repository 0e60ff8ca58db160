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
    "samarbeid_fact_tsb": (124, {(1, 2): 44, (6,): 33}),
    # 58, 79 and 56 percent of those for whom it applies.
    "samarbeid_fact_ung_psykisk_helsevern_voksne": (39, {(1, 2): 36, (6,): 38}),
    "samarbeid_fact_ung_psykisk_helsevern_barn": (40, {(1, 2): 78, (6,): 2}),
    "samarbeid_fact_ung_tsb": (39, {(1, 2): 23, (6,): 59}),
    "system_vold": (337, {(1,): 100 * 221 / 337}),
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
TOGETHER = [*ITEMS, "kompetansetiltak_eldre"]  # batteries whose items were answered by the same units
TEMPLATES = {  # how options divide within what is known, by number of options
    1: [100],
    2: [50, 50],
    3: [45, 40, 15],
    4: [35, 30, 20, 15],
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
    "utskrivningsklare_arsak_dognbemanning": 0.3,
    "utskrivningsklare_arsak_bolig": 0.2,
    "utskrivningsklare_arsak_onsker_ikke": 0.5,
    "utskrivningsklare_arsak_kort_varsel": 0.4,
    "utskrivningsklare_arsak_ressurser": -0.4,
    "utskrivningsklare_arsak_kontortid": -0.4,
    "kompetansetiltak_selvmord": 0.45,
    "helsefellesskap_prioritering": 0.3,
    "erfaringskonsulenter_voksne": 0.9,
    "erfaringskonsulenter_barn": 0.5,
    "oppsokende_team": 0.6,
    "oppsokende_ungdom": 0.6,
    "har_brukertall_voksne": 0.1,
    "tilskudd_voksne": 1.0,
    "tilskudd_barn": 0.7,
    "terapitilbud": 1.1,
    "kompetanseaktorer": 0.2,
    "andel_videreutdanning_voksne": 0.35,  # the smallest have most over 90 percent: the last option
    "andel_videreutdanning_barn": 0.3,
}
FOLLOWS = {"utskrivningsklare_arsaker": "utskrivningsklare_problemer"}  # battery -> who has more of it answers high
RISING = {  # question -> (options, step on the logit scale, known percent in some groups)
    "endret_ressursbruk": ((1,), 0.33, {}),
    "tverrfaglig_tjeneste_barn": ((1,), 0.28, {}),
    "tilbud_begynnende_rus": ((3,), -0.25, {}),
    "helsefellesskap_deltatt": ((1,), 0.42, {}),
    # 26 and 78 percent are printed; with 28 in all, 26 among the smallest leaves the groups between no room.
    "helsefellesskap_tiltak": ((1,), 0.22, {"50000 og større": 78, "Bydeler i Oslo": 79}),
    # All six in Vestfold have it. That they stand out, as printed, when size is controlled needs that few others of
    # their size have: 11 of 41 with 20 000–50 000 inhabitants.
    "overdose_planverk": (
        (1,),
        0.15,
        {"<2000": 16, "20000-50000": 27, "50000 og større": 94, "Bydeler i Oslo": 100},
    ),
    "frivillige_samarbeid": ((1,), 0.3, {}),
    "utskrivningsklare_arsak_forventninger": ((1, 2, 3), 0.25, {}),
    "bolig_vold": ((1, 2), -0.55, {"50000 og større": 0, "Bydeler i Oslo": 0}),
    "samarbeid_hovedforlop_3_barn_tsb": ((6,), -0.3, {}),
    "ohd_bruk": ((1, 2, 3), 0.15, {"<2000": 22, "50000 og større": 67, "Bydeler i Oslo": 67}),
}

RPH_ELSEWHERE = 39  # at most so many percent in counties that aren't named among the highest
RPH_BY_SIZE = {"Bydeler i Oslo": 93}  # the other sizes rise

# How many of a group answered, where a printed percentage needs it: 6 of 11, 14 of 18, 5 of 37.
ANSWERING = {
    "lavterskel": [("county", "Østfold", 11)],
    "helsefellesskap_tiltak": [("size_group", "50000 og større", 18)],
    "barnevern_samarbeid": [("county", "Innlandet", 37)],
    "bolig_rop": [("size_group", "5000-10000", 65)],
}

# --- known shares of single groups: question -> [(grouping, group, options, percent)]
#
# Where the report names a group without a number (as highest, lowest, significantly different), the percentage
# is invented.

GROUPS = {
    "egne_arsverk_voksne": [],
    "bolig_rop": [
        ("size_group", "<2000", (1, 2), 57),
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
    "overdose_planverk": [
        ("county", "Vestfold", (1,), 100),
        ("county", "Østfold", (1,), 67),  # 8 of 12, two of them large: the one way to 25 percent with KORUS
        ("county/size_group", "Østfold/50000 og større", (1,), 67),
    ],
    "overdose_korus": [
        ("county", "Østfold", (1,), 25),
        ("size_group", "<2000", (1,), 36),
        ("size_group", "50000 og større", (1,), 100),
        ("size_group", "Bydeler i Oslo", (1,), 100),
    ],
    "barnevern_samarbeid": [("county", "Innlandet", (1, 2), 14), ("county", "Rogaland", (1, 2), 68)],
    "barnevern_kvalitet": [
        ("size_group", "<2000", (4, 5), 13),
        ("county", "Rogaland", (1, 2), 86),
        ("county", "Nordland", (1, 2), 80),
        ("county", "Innlandet", (1, 2), 35),
        ("county", "Finnmark", (1, 2), 35),
    ],
    "frivillige_samarbeid": [("county", "Innlandet", (1,), 92), ("county", "Trøndelag", (1,), 91)],
    "ohd_bruk": [
        ("county", "Møre og Romsdal", (1, 2, 3), 10),
        ("county", "Innlandet", (1, 2, 3), 54),
        ("county", "Trøndelag", (1, 2, 3), 48),
        ("county", "Buskerud", (1, 2, 3), 13),
        ("county", "Rogaland", (1, 2, 3), 12),
    ],
    "rekrutteringsvansker": [
        ("size_group", "50000 og større", (1,), 67),
        ("county", "Finnmark", (1,), 71),
        ("county", "Vestfold", (1,), 67),
        ("county", "Buskerud", (1,), 65),
        ("county", "Nordland", (1,), 61),
        ("county", "Troms", (1,), 57),
        ("county", "Møre og Romsdal", (1,), 27),
    ],
    "andel_videreutdanning_barn": [  # 11–30 percent is the commonest answer of larger municipalities
        ("size_group", "10000-20000", (1,), 20),
        ("size_group", "10000-20000", (2,), 34),
        ("size_group", "20000-50000", (1,), 22),
        ("size_group", "20000-50000", (2,), 38),
        ("size_group", "50000 og større", (1,), 21),
        ("size_group", "50000 og større", (2,), 42),
        ("size_group", "Bydeler i Oslo", (1,), 25),
        ("size_group", "Bydeler i Oslo", (2,), 42),
    ],
    "eldre_hjemmebesok": [("size_group", "50000 og større", (1,), 74)],
    "brukermedvirkning_system": [("size_group", "50000 og større", (1, 2), 56)],
    "brukermedvirkning_nasjonale_organisasjoner": [("size_group", "50000 og større", (1, 2), 37)],
    "brukermedvirkning_lokale_representanter": [("size_group", "10000-20000", (1, 2), 32)],
    "handlingsplan_vold": [("county", "Vestfold", (1,), 100), ("county", "Møre og Romsdal", (1,), 88)],
    "tverrfaglig_tjeneste_barn": [("size_group", "<2000", (3,), 30), ("size_group", "2000-5000", (3,), 23)],
    "plan_barn_psykisk_helse": [("county", "Troms", (1,), 5), ("county", "Finnmark", (1,), 0)],
    "utskrivningsklare_arsak_onsker_ikke": [
        ("trust", "Helse Bergen HF", (1, 2, 3), 94),
        ("trust", "Finnmarkssykehuset HF", (1, 2, 3), 94),
        ("trust", "Lovisenberg Diakonale Sykehus AS", (1, 2, 3), 100),
        ("trust", "Diakonhjemmet Sykehus AS", (1, 2, 3), 100),
        ("trust", "Oslo universitetssykehus HF", (1, 2, 3), 100),
        ("trust", "St. Olavs hospital HF", (1, 2, 3), 47),
        ("trust", "Sørlandet sykehus HF", (1, 2, 3), 50),
        ("trust", "Helgelandssykehuset HF", (1, 2, 3), 50),
    ],
    "utskrivningsklare_arsak_dognbemanning": [
        ("size_group", "<2000", (1, 2, 3), 45),
        ("size_group", "Bydeler i Oslo", (1, 2, 3), 93),
    ],
    "utskrivningsklare_arsak_bolig": [
        ("size_group", "<2000", (1, 2, 3), 46),
        ("size_group", "Bydeler i Oslo", (1, 2, 3), 93),
    ],
    "utskrivningsklare_arsak_kort_varsel": [
        ("size_group", "<2000", (1, 2, 3), 51),
        ("size_group", "50000 og større", (1, 2, 3), 89),
    ],
    "utskrivningsklare_arsak_kontortid": [("size_group", "Bydeler i Oslo", (1, 2, 3), 86)],
    "utskrivningsklare_arsak_fredag": [("size_group", "Bydeler i Oslo", (1, 2, 3), 29)],
    "teknologi": [
        ("size_group", "<2000", (1,), 25),
        ("size_group", "5000-10000", (1,), 46),
        ("size_group", "10000-20000", (1,), 27),
        ("size_group", "20000-50000", (1,), 51),
    ],
    "selvhjelpsverktoy": [
        ("size_group", "<2000", (1,), 62),
        ("size_group", "10000-20000", (1,), 90),
        ("size_group", "50000 og større", (1,), 61),
    ],
}
# All groups that are not named above: question -> [(grouping, options, least percent, most percent)].
OTHERS = {
    "rekrutteringsvansker": [("county", (1,), 30, 55)],
    "handlingsplan_vold": [("county", (1,), 0, 82)],
    "plan_barn_psykisk_helse": [("county", (1,), 30, 100)],
    "overdose_korus": [("size_group", (1,), 50, 100), ("county", (1,), 40, 100)],
    "brukermedvirkning_system": [("size_group", (1, 2), 0, 50)],
    "brukermedvirkning_nasjonale_organisasjoner": [("size_group", (1, 2), 0, 30)],
    "utskrivningsklare_arsak_onsker_ikke": [("trust", (1, 2, 3), 60, 90)],
    "utskrivningsklare_arsak_kort_varsel": [("size_group", (1, 2, 3), 52, 85)],
    "utskrivningsklare_arsak_dognbemanning": [("size_group", (1, 2, 3), 50, 85)],
    "utskrivningsklare_arsak_bolig": [("size_group", (1, 2, 3), 50, 80), ("trust", (1, 2, 3), 44, 100)],
    "utskrivningsklare_arsak_fredag": [("trust", (1, 2, 3), 25, 76), ("size_group", (1, 2, 3), 50, 100)],
}
TICKS = {  # (question with several answers, option) -> [(grouping, group, percent of those that answered)]
    ("terapitilbud", 1): [("county", "Oslo", 64), ("county", "Rogaland", 40), ("county", "Vestfold", 17)],
    ("terapitilbud", 4): [("county", "Oslo", 50), ("county", "Trøndelag", 41), ("county", "Agder", 47)],
    ("terapitilbud", 6): [("county", "Vestfold", 80), ("county", "Akershus", 75), ("county", "Oslo", 67)],
    ("terapitilbud", 8): [("county", "Vestfold", 100), ("county", "Rogaland", 100)],
    ("kompetanseaktorer", 10): [("county", "Vestfold", 83), ("county", "Finnmark", 75), ("county", "Telemark", 38)],
    ("kompetanseaktorer", 11): [("county", "Vestfold", 83), ("county", "Finnmark", 75), ("county", "Agder", 77)],
}
BOTH = {"barn_parorende_tiltak": (1, 2, 2)}  # two options, and how many units ticked both
MEASURES_ASKED, MEASURES_NONE = 337, 176  # older people: units that answered, and those without any measure
USED_AND_ADAPTED = 77  # beds for emergencies: to some degree or more, both
NOBODY_AMONG_LARGE = 2000  # adults: all without FTE of their own have fewer inhabitants (figure 3.1)

# --- sums of numbers (report's text): question -> (units that gave one, sum, step)

SUMS = {
    "antall_bidratt": (345, 2029, 1),
    "erfaringskonsulenter_voksne_arsverk": (124, 210, 0.1),
    "erfaringskonsulenter_barn_arsverk": (31, 32, 0.1),
    "rph_arsverk": (105, 368, 0.1),
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
        for which in ("barn_psykisk", "barn_rus", "voksne_psykisk", "voksne_rus")  # ROP: asked from 2024
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
# (question, year) -> {options: percent}. Where the report says only that a share rose, fell or was as before,
# the percentages are invented.
KNOWN_SERIES = {
    ("henvendelser_barn_psykisk", 2023): {(5,): 34},
    ("henvendelser_voksne_psykisk", 2023): {(5,): 36},
    ("brukererfaringer", 2018): {(1,): 42},
    ("brukererfaringer", 2021): {(1,): 51},
    ("brukererfaringer", 2023): {(1,): 45},
    **{("system_vold", year): {(1,): share} for year, share in ((2020, 66), (2021, 68), (2022, 70), (2023, 73))},
    **{
        ("recovery_orientering", 2017 + i): {(1, 2): share, (4, 5): low}
        for i, (share, low) in enumerate(((58, 7), (62, 6), (66, 5), (71, 4), (77, 3), (75, 3), (75, 3)))
    },
    # Fewer to a small degree every year, and the largest rise to a large degree for services with the family in mind.
    **{
        (f"parorendestrategi_{item}", year): {(1, 2): large - step * (2024 - year), (4, 5): small + more}
        for item, large, step, small in (
            ("identifisering", 52, 1.3, 9),
            ("informasjon", 39, 1.0, 13),
            ("koordinering", 42, 1.5, 12),
            ("avlastning", 30, 1.0, 21),
            ("familie", 42, 3.0, 13),
            ("medvirkning", 28, 1.0, 20),
        )
        for year, more in ((2021, 8), (2022, 5), (2023, 2))
    },
    **{
        (f"tilbud_hovedforlop_{i}_voksne", year): {(1, 2): now - 1.7 * (2024 - year)}
        for i, now in ((1, 68), (2, 71), (3, 52))
        for year in range(2018, 2024)
    },
    **{
        (f"tilbud_hovedforlop_{i}_barn", year): {(1, 2): now - step * (2024 - year)}
        for i, now, step in ((1, 62, 1.5), (2, 48, 1.2), (3, 30, 0.1))
        for year in range(2018, 2024)
    },
    ("oppsokende_team_type", 2021): {(2,): 63, (3,): 16, (6,): 29, (7,): 21},
    ("oppsokende_team_type", 2022): {(2,): 66, (3,): 18, (6,): 25, (7,): 18},
    ("oppsokende_team_type", 2023): {(2,): 69, (3,): 21, (6,): 21, (7,): 15},
    # «I stor grad» rose for all four, and fewer don't know but for TSB.
    ("helsefellesskap_prioritering", 2023): {(2,): 9, (6,): 53},
    ("helsefellesskap_psykisk_helsevern_voksne", 2023): {(2,): 9, (6,): 46},
    ("helsefellesskap_psykisk_helsevern_barn", 2023): {(2,): 7, (6,): 52},
    ("helsefellesskap_tsb", 2023): {(2,): 5, (6,): 50},
    ("erfaringskonsulenter_voksne_rolle", 2019): {(5,): 47},
    ("erfaringskonsulenter_voksne_rolle", 2020): {(5,): 52},
    ("erfaringskonsulenter_voksne_rolle", 2023): {(5,): 58},
}
# Earlier years by group: (question, year, grouping) -> {group: percent of the first option}.
KNOWN_GROUPS = {
    ("tud_erfaring", 2023, "size_group"): {  # the smallest as printed; "over 90" above 10 000
        "<2000": 39,
        "10000-20000": 93,
        "20000-50000": 95,
        "50000 og større": 95,
        "Bydeler i Oslo": 93,
    },
    ("helsefellesskap_tiltak", 2023, "size_group"): {"50000 og større": 58},
    ("kompetansetiltak_selvmord", 2023, "size_group"): {"50000 og større": 58},  # it rose in all groups
}
# Percentage points that the first option has risen since, by group; it rose in no other group.
RISEN = {
    ("helsefellesskap_deltatt", 2023, "trust"): {
        "Sykehuset Østfold HF": 15,
        "Helse Bergen HF": 15,
        "Helse Førde HF": 6,
        "Finnmarkssykehuset HF": 6,
        "Sykehuset Telemark HF": 6,
    },
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
    "tud_erfaring": [2023],
}
BY_TRUST = {"helsefellesskap_deltatt": [2023], "helsefellesskap_tiltak": [2023]}

# --- earlier years that the text alone has

# (question, year) -> (number, percent or None). Questions that aren't in the codebook were asked that year only.
NUMBERS = {
    ("erfaringskonsulenter_voksne_arsverk", 2023): (254, None),
    ("erfaringskonsulenter_barn_arsverk", 2023): (48, None),
    ("rph_arsverk", 2023): (383, None),  # 15 more than in 2024
    ("lavterskel_arsverk", 2023): (666, None),  # one number for mental health and substance use
    ("tud_utfordringer_hva", 2023): (149, None),  # texts
    ("tud_oppfolging_hva", 2023): (166, None),
    ("flyktninger_bosetting_hvordan", 2023): (193, None),
    ("bolig_utfordringer_hva", 2021): (264, 71),  # percent of all units
    ("fastleger_bidrag_hva", 2011): (385, 90),
    ("anslag_brukere_barn", 2007): (40000, 3.4),  # estimates; percent of the inhabitants
    ("anslag_brukere_voksne", 2007): (60000, 1.7),
}
PERSONS_2023 = 1815
PERSONS_PER_FTE = {2019: 14, 2021: 10, 2022: 10}  # persons who took part in the filling in, in percent of the FTE
PERCENT = {  # (question, year) -> percent of the first option
    ("erfaringskonsulenter_voksne", 2022): 42,
    ("erfaringskonsulenter_voksne", 2023): 40,
    ("utskrivningsklare_melding_voksne", 2023): 97,
    ("utskrivningsklare_melding_barn", 2023): 66,
    ("utskrivningsklare_melding_tsb", 2023): 76,
}
# How many answered a question in an earlier year; the others as many as ANSWERS has.
BASES = {
    ("brukererfaringer", 2023): 347,  # 45 percent with the 156 that table 9.1 has methods of
    ("oppsokende_team_type", 2023): 167,  # as many as have such teams (table 11.4)
}
ANSWERS = {2017: 410, 2018: 422, 2019: 418, 2020: 291, 2021: 325, 2022: 315, 2023: 340}

# --- the year before, where the history has nothing: invented

# FTE by service and education (weights, in the order of the codebook).
SERVICES = {"arsverk_voksne": [40, 30, 17, 7, 3, 3], "arsverk_barn": [55, 38, 7]}
EDUCATIONS = {
    "arsverk_voksne": [15, 10, 22, 30, 1, 2, 5, 4, 11],
    "arsverk_barn": [3, 2, 28, 42, 4, 7, 7, 4, 3],
}
BEFORE = {  # question -> {options: percent}
    "godkjent_av_ledelsen": {(1,): 55, (2,): 37},
    "arsverk_voksne_stemmer": {(1,): 96},
    "arsverk_barn_stemmer": {(1,): 95},
    "arsverk_voksne_utdanning_stemmer": {(1,): 100},
    "heldogn_egne": {(1,): 41},
    "heldogn_kommuner": {(1,): 7, (2,): 5, (3,): 8},
    "heldogn_kvinner": {(1,): 6},
    "erfaringskonsulenter_barn": {(1,): 10, (2,): 4, (3,): 70},
    "rekruttering_tjenester": {(1,): 18, (2,): 31, (3,): 9},
    "lavterskel": {(1,): 58, (2,): 6, (5,): 8},
    "utskrivningsklare_melding_andre": {(1,): 19},
    "overdosedodsfall": {(1,): 33, (2,): 58},
    "overdose_etterlatte_barn": {(1,): 62, (2,): 13, (3,): 4},
    "overdose_etterlatte_voksne": {(1,): 55, (2,): 18, (3,): 6},
    # 23.5: «26 prosent svarer ja», and many don't know; how many is invented.
    "kompetansetiltak_utviklingshemming": {(1,): 26, (2,): 46},
    "kompetansetiltak_voldsutovere": {(1,): 26, (2,): 44},
}
# As RISING, for the year before. Print has the differences and the order of 23.2 and 23.3, no number of a size; that
# 23.1 rises is invented.
RISING_BEFORE = {"flyktninger_bosetting": 0.3, "teknologi_i_bruk": 0.35, "digitale_verktoy": 0.25}
# As GROUPS, for the first option. Of 23.3 print names Oslo and Rogaland as highest; the numbers are invented. In 23.2
# counties don't differ: chance had Innlandet far below its size.
GROUPS_BEFORE = {
    "teknologi_i_bruk": [("county", "Innlandet", 48), ("county", "Rogaland", 55)],
    "digitale_verktoy": [("county", "Oslo", 93), ("county", "Rogaland", 91), ("county", "Innlandet", 34)],
}
TEMPLATES_BEFORE = {  # how options of a scale divide
    "utfordrende": [12, 20, 30, 26, 4, 8],
    "antall_heldogn": [12, 28, 38, 12, 6, 4],
    "antall_heldogn_privat": [12, 28, 38, 12, 6, 4],
    "grad_har_ikke_tilbud": [5, 18, 33, 20, 8, 16],
    "kjennskap_senter": [12, 40, 48],
    "meldinger": [46, 25, 29],
    "fornoyd": [22, 52, 21, 4, 1],
}
ALONE = {"Nei": 0.55, "Vet ikke": 0.04}  # options of several that exclude the others, and who ticks them
# Questions without a gate that the form asks of some: (battery, options, whether of those that chose one of them).
ASKED_BEFORE = {
    "heldogn_privat_tjenester": ("heldogn_privat", (1, 2), True),
    "heldogn_privat_hvorfor_ikke": ("heldogn_privat", (1, 2), False),
}
WITH_FTE = {  # whose first answer needs FTE: at least so many
    "erfaringskonsulenter_voksne": ("arsverk_voksne", 2),
    "erfaringskonsulenter_barn": ("arsverk_barn", 4),
}
TEAMS = {  # FTE of a team, from and to; the municipality's part follows
    "act_arsverk": (8, 14),
    "act_arsverk_kommune": (8, 14),
    "fact_arsverk": (5, 12),
    "fact_arsverk_kommune": (5, 12),
    "fact_ung_arsverk": (4, 9),
    "fact_ung_arsverk_kommune": (4, 9),
}
