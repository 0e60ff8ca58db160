"""What stands at the heads of tables and in front of their rows, word for word."""

import pytest

from is248 import fte, population, users
from is248.survey import Survey, open_survey
from small_survey import small_survey

FTE = {"Voksne": "arsverk_voksne", "Barn og unge": "arsverk_barn"}
PATHWAYS = {
    who: (f"arsverk_{key}", f"arsverk_hovedforlop_{key}") for who, key in (("Voksne", "voksne"), ("Barn", "barn"))
}
RATE = "Årsverk per 10\xa0000 innbyggere"
ESTIMATED = [
    *("Basert på de som har tall: Gj. snitt", "Basert på de som har tall: Median", "Kommuner: Antall"),
    *("Antall brukere: Gj. snitt", "Antall brukere: Median", "Antall brukere: Snitt av gj. snitt og median"),
]
HEADS = {
    "inhabitants": (
        lambda s: population.inhabitants(s, "region"),
        ["Helseregion"]
        + [
            f"{who}: {what}"
            for who in ("Kommuner", "Innbyggere <18 år", "Innbyggere ≥18 år", "Alle innbyggere")
            for what in ("Antall", "Prosent")
        ],
    ),
    "fte": (
        lambda s: population.fte(s, "county"),
        [
            *("Fylke", "Årsverk til barn og unge", "Årsverk til voksne", "Årsverk totalt"),
            *(f"{RATE} <18\xa0år", f"{RATE} ≥18\xa0år", RATE),
        ],
    ),
    "by age": (population.by_age, ["År", "Under 20 år: Antall", "20–64 år: Antall", "65 år og over: Antall"]),
    "education": (lambda s: fte.by_education(s, "arsverk_voksne"), ["Utdanning", "Antall", "Prosent"]),
    "service": (lambda s: fte.by_service(s, "arsverk_voksne"), ["Tjeneste", "Antall", "Prosent"]),
    "years": (
        lambda s: fte.by_year(s, FTE),
        ["Målgruppe", *(f"{year}: Årsverk" for year in (2016, 2019, 2020, 2023, 2024))]
        + [f"Beregnet endring 2023-2024: {what}" for what in ("Årsverk", "Prosent")],
    ),
    "rates": (
        lambda s: fte.rates_by_year(s, "arsverk_barn", "arsverk_voksne"),
        ["År", *(f"{who}: Årsverk pr. 10 000 innbyggere" for who in ("Barn og unge", "Voksne", "Alle"))],
    ),
    "change": (
        lambda s: fte.change(s, "trust"),
        ["HF-område", "Barn og unge: Årsverk", "Voksne: Årsverk", "Alle: Årsverk"],
    ),
    "pathways": (
        lambda s: fte.against_pathways(s, PATHWAYS),
        ["Årsverk"] + [f"{who}: {what}" for what in ("Årsverk", "Prosent") for who in ("Voksne", "Barn", "Totalt")],
    ),
    "method a": (lambda s: users.method_a(s, "barn", "alle"), ["Kommunestørrelse", *ESTIMATED]),
    "method b": (
        lambda s: users.method_b(s, "barn", "alle"),
        ["Kommunestørrelse", "Brukere per innbygger", "Antall innbyggere under 18 år", "Beregnet antall brukere"],
    ),
    "both": (
        users.both_methods,
        ["Målgruppe"]
        + [
            f"{who}: {what}"
            for who in ("Kun brukere med vedtak", "Alle brukere, både med og uten vedtak")
            for what in ("Metode A", "Metode B", "Gjennomsnitt")
        ],
    ),
    "patients": (
        users.patients,
        [
            "Kommunestørrelse",
            *(f"Antall pasienter på TUD som har fått kommunale tjenester: {n}" for n in (2, 5, 8, 15, 25, 35)),
            "Totalt",
        ],
    ),
    "participation": (lambda s: s.participation(), ["Status", "Antall", "Prosent"]),
}


@pytest.fixture(scope="module")
def edition() -> Survey:
    return open_survey(2024)


def heads(table) -> list[str]:
    return [table.title, *(": ".join(filter(None, [column.upper, column.lower])) for column in table.columns)]


@pytest.mark.parametrize("name", HEADS)
def test_a_table_has_its_heads(edition, name):
    make, expected = HEADS[name]
    assert heads(make(edition)) == expected


def test_rows_have_their_names(edition):
    assert edition.participation().rows == ["Ikke deltatt", "Gjennomført", "Delvis utfylt"]
    table = fte.against_pathways(edition, PATHWAYS)
    assert table.rows == ["Årsverk rapportert", "Årsverk hovedforløp", "Prosent av årsverkene fordelt på hovedforløp"]
    reported, divided = (table.value(row, "fte", head="Voksne") for row in table.rows[:2])
    assert reported == edition.complete_fte("arsverk_voksne").by_unit.sum()
    assert table.value("share", "pct", head="Voksne") == pytest.approx(100 * divided / reported)
    assert users.both_methods(edition).rows == ["Voksne", "Barn og unge"]


def test_tables_of_answers_have_their_heads_and_rows():
    survey = small_survey()
    plan, several, ja = survey.question("plan"), survey.question("tiltak"), survey.battery("planer").answer("ja")
    assert heads(plan.table(years=[2023, 2024])) == [
        *("Svar", "2023: Antall", "2023: Prosent", "2024: Antall", "2024: Prosent"),
    ]
    assert heads(several.table(of_all=True)) == ["Svar", "Antall", "Prosent", "Prosent av alle"]
    assert heads(several.table(percent="Andel")) == ["Svar", "Antall", "Andel"]
    assert several.table().label("Totalt") == "Antall som har svart"
    assert heads(plan.answer("ja", "nei").by("size_group").table()) == [
        *("Kommunestørrelse", "Ja", "Nei", "Vet ikke", "Total", "Prosent ja eller nei"),
    ]
    assert heads(ja.counts()) == ["Spørsmål", "Ja", "Nei", "Vet ikke", "Totalt", "Prosent som svarer ja"]
    covered = ja.table(years=[2024], coverage=True)
    assert covered.rows == ["Plan", "Kjent", "Dekningsgrad", "Antall kommuner/bydeler"]
    assert [covered.n("Antall kommuner/bydeler"), covered.pct("Dekningsgrad")] == [4, 80]  # of five units
    assert plan.percentages().rows == ["Ja", "Nei", "Vet ikke", "Antall kommuner"]
    crossed = survey.question("kjent").across(plan)
    assert (heads(crossed)[0], crossed.rows) == ("Plan", ["Ja", "Nei", "Vet ikke"])


def test_a_battery_stands_under_its_questions_year_by_year():
    figure = small_survey().battery("planer").figure(years="all")
    shown = {
        (record["row"], record["group"]): record["value"] for record in figure.records if record["measure"] == "Prosent"
    }
    assert {row for row, _ in shown} == {"Plan|2022", "Plan|2023", "Plan|2024", "Kjent|2024"}
    assert [shown[f"Plan|{year}", "Ja"] for year in (2022, 2023, 2024)] == [31, 25, 50]
    assert {record["row"] for record in small_survey().battery("planer").figure().records} == {"Plan", "Kjent"}
