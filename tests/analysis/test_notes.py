"""What stands below tables and figures: bases, exceptions and sources, with numbers that are counted here."""

import pandas as pd
import pytest

from is248 import fte, population, users
from is248.analysis import estimates
from is248.data.groupings import TOTAL, Grouping
from is248.project import root
from is248.survey import Survey, open_survey
from is248.wording import number
from small_survey import UNITS, small_survey

YEAR = 2024
FTE = {"Voksne": "arsverk_voksne", "Barn og unge": "arsverk_barn"}


@pytest.fixture(scope="module")
def edition() -> Survey:
    return open_survey(YEAR)


SIZES = ["<2000", "2000-5000", "5000-10000", "10000-20000", "20000-50000", "50000 og større"]


@pytest.fixture(scope="module")
def cells() -> pd.DataFrame:
    """The responses as they stand in the file, with the units' own columns."""
    responses = pd.read_csv(root() / f"data/demo/{YEAR}/responses.csv", dtype=str).set_index("unit")
    units = pd.read_csv(root() / f"data/reference/units-{YEAR}.csv", dtype=str).set_index("code")
    people = units[["inhabitants_under_18", "inhabitants_adults"]].astype(int).sum(axis=1)
    bands = pd.cut(people, [0, 2000, 5000, 10000, 20000, 50000, 10**9], right=False, labels=SIZES).astype(object)
    return responses.join(units.assign(size_group=bands.mask(units["county"] == "Oslo", "Bydeler i Oslo")))


# ---------------------------------------------------------------- tables of answers


def test_a_table_of_shares_says_of_whom():
    survey = small_survey()
    plan, several = survey.question("plan"), survey.question("tiltak")
    assert plan.table().note == plan.percentages().note == "Prosent av dem som har svart."
    assert several.table().note == "Prosent av dem som har svart; det var mulig å gi flere svar."
    assert survey.battery("planer").answer("ja").table(years=[YEAR]).note == "Prosent av dem som har svart."
    assert plan.across(survey.question("kjent")).note == "Prosent av dem som har svart på begge spørsmålene."


def test_a_figure_says_which_answer_of_whom():
    survey = small_survey()
    plan, several, some = survey.question("plan"), survey.question("tiltak"), pd.Series(True, index=UNITS)
    whole = "Prosent av dem som har svart"
    assert plan.answer("ja", "nei").note == f"Andelen som svarte «Ja» eller «Nei». {whole}."
    assert plan.without("nei", "vet_ikke").note == f"{whole}, uten «Nei» og «Vet ikke»."
    assert plan.restricted(some).note == f"{whole}, blant kommunene og bydelene som figuren gjelder."
    assert several.note == f"{whole}; det var mulig å gi flere svar."
    assert several.of_all_units().note == "Prosent av alle enhetene i gruppen; det var mulig å gi flere svar."
    assert survey.combination("Har begge", some).note == "Har begge."


def test_a_crosstab_names_the_groups_without_an_answer():
    survey = small_survey()
    assert survey.question("kjent").answer("ja").by("size_group").table().note.endswith(" Ingen svar fra Store.")
    assert survey.question("plan").answer("ja").by("size_group").table().note == "Prosent av dem som har svart."


def test_combinations_and_participation_say_of_whom():
    survey = small_survey()
    names = {(True, True): "Begge", (True, False): "Plan", (False, True): "Kurs", (False, False): "Ingen"}
    table = survey.combinations({"plan": ["ja"], "tiltak": ["kurs"]}, names)
    assert table.note == "Prosent av dem som har svart på alle spørsmålene."
    assert {row: table.n(row) for row in table.rows} == {"Begge": 1, "Plan": 1, "Kurs": 1, "Ingen": 0}
    assert (table.pct("Begge"), table.pct("Ingen"), table.total("pct")) == pytest.approx((100 / 3, 0, 100))
    assert survey.participation().note == "Alle enheter."
    assert [survey.participation().n(row) for row in ("ikke_deltatt", "gjennomfort", "delvis")] == [1, 4, 0]
    assert [survey.participation().pct(row) for row in ("ikke_deltatt", "gjennomfort", "Totalt")] == [20, 80, 100]


def test_themes_say_of_how_many_answers(edition):
    theme = next(
        q.id for q in edition.codebook.questions if q.type == "text" and q.id in set(edition.coding["question"])
    )
    assert edition.question(theme).by(None).note == "Prosent av svarene som er gitt. Et svar kan ha flere temaer."


# ---------------------------------------------------------------- sources


def test_the_source_says_which_years_the_numbers_are_of(edition):
    question = edition.question("recovery_orientering")
    assert question.table().source == "Syntetiske svar på IS-24/8 2024."
    assert question.table(years="all").source == (
        "Syntetiske svar på IS-24/8 2024. Tidligere år: rapportens tidligere utgaver; der de bare har figurer, "
        "er tallene syntetiske."
    )
    assert small_survey().question("plan").table(years="all").source == (
        "Svar på IS-24/8 2024. Tidligere år: rapportens tidligere utgaver."
    )
    assert small_survey().question("plan").table(years=[YEAR]).source == "Svar på IS-24/8 2024."


def test_the_source_of_rates_has_fte_and_inhabitants(edition):
    people = "Innbyggere 1. januar: SSB, tabell 07459 og 10826."
    assert population.fte(edition, "county").source == f"Årsverk: syntetiske svar på IS-24/8 {YEAR}. {people}"
    assert population.inhabitants(edition, "county").source == people
    assert population.composition(edition, "county", "size_group").source == "Innbyggere 1. januar: SSB, tabell 07459."
    assert users.method_b(edition, "voksne", "alle").source == f"Syntetiske svar på IS-24/8 {YEAR}. {people}"


# ---------------------------------------------------------------- inhabitants and FTE


def test_inhabitants_say_of_how_many_units(edition, cells):
    assert population.composition(edition, "county", "size_group").note == "Prosent av kommunene i gruppen."
    groups = [column.group for column in population.inhabitants(edition, "county").columns]
    assert groups[2:6:2] == ["Innbyggere <18 år", "Innbyggere ≥18 år"]
    assert population.inhabitants(edition, "size_group").note == (
        f"Prosent av alle {len(cells)} kommuner, bydeler og etater og av alle innbyggere i aldersgruppen."
    )


def test_who_did_not_take_part_is_marked_and_counted_in_words(edition, cells):
    silent = cells[cells["status"] == "ikke_deltatt"]
    table = population.base_data(edition)
    assert table.note == "– : enheten har ingen innbyggere. * : enheten svarte ikke; årsverkene er fra 2023."
    assert {row for row in table.rows if table.label(row).endswith("*")} == set(silent.index)
    numerals = {1: "én", 2: "to", 3: "tre", 4: "fire", 5: "fem"}
    districts = int((silent["county"] == "Oslo").sum())
    told = f"{len(silent) - districts} kommuner"
    told += f" og {numerals[districts]} bydel{'er' if districts > 1 else ''}" if districts else ""
    assert population.silent(edition) == told


def test_after_a_year_without_an_edition_fte_are_those_of_the_edition_before(edition, monkeypatch):
    monkeypatch.setattr("is248.data.core.year_before", lambda year: year - 3)
    assert population.base_data(edition).note.endswith(f"årsverkene er fra {YEAR - 3}.")
    assert f"fra {YEAR - 3}" in fte.change(edition, "county").note


def test_the_part_that_is_last_years_is_of_all_fte(edition, cells):
    last = pd.read_csv(root() / f"data/demo/{YEAR}/last_year.csv", dtype={"unit": str}).set_index("unit")
    silent = cells.index[cells["status"] == "ikke_deltatt"]
    of_units = {}
    for question in FTE.values():
        reported = cells.filter(regex=f"^{question}__").astype(float).sum(axis=1)
        of_units[question] = reported.where(~reported.index.isin(silent), last[question].reindex(reported.index))
        share = 100 * of_units[question][silent].sum() / of_units[question].sum()
        assert population.imputed_share(edition, question) == pytest.approx(share)
    both = sum(of_units.values())
    assert population.imputed_share(edition) == pytest.approx(100 * both[silent].sum() / both.sum())
    assert population.imputed_share(edition).decimals == 1


def test_the_largest_unit_of_a_group_stands_with_its_inhabitants(edition, cells):
    people = cells[["inhabitants_under_18", "inhabitants_adults"]].astype(int).sum(axis=1)[cells["county"] == "Agder"]
    assert population.largest_in(edition, "county", "Agder") == (
        f"{cells.at[people.idxmax(), 'name']} ({number(people.max())})"
    )


def test_tables_of_fte_say_how_they_are_summed_and_what_is_left_out(edition):
    assert population.fte(edition, "county").note == (
        "Årsverk er summert før avrunding. Raten er gruppens årsverk delt på gruppens innbyggere."
    )
    assert fte.by_education(edition, "arsverk_voksne").note == (
        "Årsverk er summert før avrunding; prosent av alle årsverkene i tabellen."
    )
    assert fte.matrix(edition, "arsverk_voksne").note == ("Årsverk er summert før avrunding.")
    assert fte.by_year(edition, FTE).note == "Endringen er regnet uten Trondheim begge år."
    change = fte.change(edition, "county").note
    assert change.startswith("Endring i årsverk fra 2023, uten Trondheim. Brudd i 2024: ")  # what stops the comparison
    assert fte.rates_by_year(edition, "arsverk_barn", "arsverk_voksne").note == (
        "Hele landets årsverk delt på innbyggerne i aldersgruppen 1. januar."
    )


def test_fte_per_10_000_inhabitants_are_what_the_files_give(edition, cells):
    agder = cells.index[cells["county"] == "Agder"]
    adults = edition.complete_fte("arsverk_voksne").by_unit[agder].sum()
    people = cells.loc[agder, "inhabitants_adults"].astype(int).sum()
    assert population.fte(edition, "county").value("Agder", "rate_adults") == pytest.approx(10_000 * adults / people)


def test_median_and_mean_are_of_those_that_gave_a_number(edition, cells):
    given = cells["rph_arsverk"].astype(float).dropna()[cells["size_group"] == "2000-5000"]
    table = edition.question("rph_arsverk").by("size_group")
    assert [column.name for column in table.columns] == ["Basert på median", "Basert på gjennomsnitt", "Antall svar"]
    assert [column.measure for column in table.columns][:2] == ["Årsverk", "Årsverk"]  # the question's unit
    found = [table.value("2000-5000", kind) for kind in ("median", "mean", "n")]
    assert found == pytest.approx([given.median(), given.mean(), len(given)]) and given.median() != given.mean()


# ---------------------------------------------------------------- estimates of persons

SIZE = Grouping(
    "size_group", {"small": "Små", "large": "Store"}, {}, pd.Series(dict.fromkeys("abcd", "small") | {"e": "large"})
)


def test_method_a_says_how_many_gave_a_number_and_which_groups_none():
    given = pd.Series({"a": 1.0, "b": 4.0, "c": None, "d": 7.0, "e": None})
    assert estimates.method_a(given, SIZE).note == (
        "Basert på 3 av 5 kommuner og bydeler. Ingen har oppgitt tall i Store; der er tallene for hele landet brukt."
    )
    assert estimates.method_a(given.fillna(2), SIZE).note == "Basert på 5 av 5 kommuner og bydeler."


def test_method_b_says_what_its_total_row_is():
    given, people = pd.Series(3.0, index=list("abcde")), pd.Series(100, index=list("abcde"))
    table = estimates.method_b(given, people, SIZE, "Antall innbyggere fra 18 år")
    assert table.note == (
        "Basert på 5 av 5 kommuner og bydeler. "
        "I totalraden er brukere per innbygger regnet av enhetene med tall, og antallet er summen av gruppene."
    )
    assert table.column("inhabitants").lower == "Antall innbyggere fra 18 år"


def test_the_midpoints_say_how_many_of_those_with_patients_answered():
    had = pd.Series({"a": True, "b": True, "c": False, "d": True, "e": True})
    answers = pd.Series({"a": 1, "b": 2, "c": 2, "d": None, "e": 2}, dtype="Int64")
    table = estimates.midpoints(answers, had, {1: 2, 2: 5}, SIZE, "Pasienter")
    assert table.note == "Basert på 3 av 4 kommuner og bydeler som har slike pasienter."


@pytest.mark.parametrize(("target", "people"), [("voksne", "inhabitants_adults"), ("barn", "inhabitants_under_18")])
@pytest.mark.parametrize("includes", ["alle", "med_vedtak"])
def test_the_editions_users_are_those_whose_numbers_include_them(edition, cells, target, people, includes):
    options = edition.codebook.options(f"brukertall_omfatter_{target}")
    code = next(str(option.code) for option in options if option.name == includes)
    given = cells.loc[cells[f"brukertall_omfatter_{target}"] == code, f"antall_brukere_{target}"].dropna().astype(float)
    a, b = users.method_a(edition, target, includes), users.method_b(edition, target, includes)
    told = f"Basert på {len(given)} av {len(cells)} kommuner og bydeler."
    assert a.note.startswith(told) and b.note.startswith(told)
    assert (a.value(TOTAL, "mean"), a.value(TOTAL, "median")) == pytest.approx((given.mean(), given.median()))
    assert b.value(TOTAL, "inhabitants") == cells[people].astype(int).sum()
    assert b.column("inhabitants").measure == f"Antall innbyggere {'fra' if target == 'voksne' else 'under'} 18 år"


def test_patients_are_the_middles_of_their_bands(edition, cells):
    middles = {"1_3": 2, "4_6": 5, "7_9": 8, "10_20": 15, "20_30": 25, "over_30": 35}
    points = {str(o.code): middles[o.name] for o in edition.codebook.options("tud_antall")}
    had = cells[cells["tud_erfaring"] == "1"]
    given = had.dropna(subset="tud_antall")
    sizes = given.groupby("size_group")["tud_antall"].apply(lambda codes: codes.map(points).mean())
    table = users.patients(edition)
    assert table.total("total") == pytest.approx((sizes * had["size_group"].value_counts()).sum())
    assert table.note == f"Basert på {len(given)} av {len(had)} kommuner og bydeler som har slike pasienter."
