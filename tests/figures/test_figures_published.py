"""The demo edition gives what the printed text of 2024 says of its figures, and numbers that no table has.

One row of data/published/2024/known_values.csv is one number. A figure without a table of its own is checked by
nothing else; rows without a figure are numbers that stand in the text alone. `measure` is

    percent         of those that answered
    percent_of_all  of all units
    count, base     how many gave one of the answers, and how many answered
    lowest, highest percent of the years from the first to the last
    any, none       how many answered any item of a battery, and how many of them gave the answer to none
    sum, answered   of numbers: their sum, and how many gave one
    median, mean    of a group's numbers
    per_fte         a sum in percent of all FTE
    fte             an education's percent of a service's FTE
    pathway         a pathway's percent of the FTE that are divided on pathways

Then come the differences that the text asserts, and the groups it names. Inhabitants (figures 6.1, 6.7 and 20.1)
and rates of FTE (6.2-6.6) are no answers: their tables are checked elsewhere.
"""

import csv
from pathlib import Path

import pandas as pd
import pytest

from is248.analysis import fte, significance
from is248.data.absence import is_absent
from is248.data.groupings import TOTAL
from is248.survey import open_survey
from is248.wording import round_half_up

YEAR = 2024
FILE = Path(__file__).resolve().parents[2] / f"data/published/{YEAR}/known_values.csv"
FTE = ("arsverk_voksne", "arsverk_barn")
# Place -> why the demo gives something else.
EXCEPTIONS = {
    ("22.4", "helsefellesskap_tiltak", "<2000", "2024"): (
        "table 22.2: 96 of 341 said yes; a share that rises from 26 percent to 78 needs more"
    ),
    ("3.5", "egne_arsverk_barn", "20000-50000", "2024"): "appendix B: three of this size have no FTE for children",
    ("17.1", "bolig_psykisk", "", "2023"): "table 17.1: 148 of 340 are 44 percent; the text adds 7 and 36",
}


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def place(row: dict[str, str]) -> tuple[str, ...]:
    return row["figure"], row["question"], row["group"], row["year"]


def name(row: dict[str, str]) -> str:
    return " ".join(filter(None, [row["figure"] or "text", *(row[key] for key in list(row)[1:9] if key != "by")]))


@pytest.fixture(scope="module")
def survey():
    return open_survey(YEAR)


def codes(text: str) -> list[int]:
    return [int(code) for code in text.split("+") if code]


def asked(survey, row: dict[str, str]):
    """Return the question of a row, of the units that it is about and without the answers that don't count."""
    question = survey.question(row["question"])
    if row["without"]:
        question = question.without(*named(question, codes(row["without"])))
    if row["among"]:
        gate, answers = row["among"].split("=")
        question = question.restricted(answer(survey, gate, codes(answers)).units)
    return question.of_all_units() if row["measure"] == "percent_of_all" else question


def named(question, codes: list[int]) -> list[str]:
    return [name for name, option in question.options.items() if option.code in codes]


def answer(survey, question: str, codes: list[int] | None):
    """Return one answer to a question, or several together; all of them without codes."""
    found = survey.question(question)
    return found.answer(*(named(found, codes) if codes else found.options))


def of_answers(survey, row: dict[str, str]) -> pd.Series:
    """Return n, base and pct of one answer or several together."""
    question = asked(survey, row)
    names = named(question, codes(row["answers"])) or list(question.options)
    numbers = question.answer(*names).numbers(row["by"] or None, int(row["year"]))
    return numbers.loc[row["group"] or TOTAL]


def persons_per_fte(survey, year: int) -> float:
    """Return persons who took part in the filling in, in percent of the FTE."""
    if year != YEAR:
        return survey.history.share("antall_bidratt", year)
    return 100 * survey.question("antall_bidratt").total / sum(survey.complete_fte(q).by_unit.sum() for q in FTE)


def pathway(survey, question: str) -> float:
    """Return a pathway's percent of the FTE that are divided on pathways."""
    target = question.rsplit("_", 1)[1]
    parts = {q: q for q in (f"arsverk_hovedforlop_{number}_{target}" for number in (1, 2, 3))}
    return fte.sums_by_year(survey, parts, percent=True).pct(question, year=YEAR)


def extreme(survey, row: dict[str, str]) -> float:
    """Return the lowest or highest percent of the years from the first to the last."""
    first, last = map(int, row["year"].split("-"))
    found = answer(survey, row["question"], codes(row["answers"]))
    shares = [found.at(year).pct for year in survey.years(row["question"]) if first <= year <= last]
    return min(shares) if row["measure"] == "lowest" else max(shares)


def of_battery(survey, row: dict[str, str]) -> int:
    """Return how many answered any of a battery's items, or how many of them gave an answer to none."""
    battery = survey.battery(row["question"])
    if row["measure"] == "any":
        return battery.units.sum()
    names = named(next(iter(battery)), codes(row["answers"]))
    return (battery.units & ~battery.answer(*names).units).sum()


def obtained(survey, row: dict[str, str]) -> float:
    """Return what the survey has in the place of a printed number, unrounded."""
    question, measure = row["question"], row["measure"]
    if measure in ("lowest", "highest"):
        return extreme(survey, row)
    if measure in ("any", "none"):
        return of_battery(survey, row)
    if measure in ("median", "mean"):
        return survey.question(question).by(row["by"]).value(row["group"], measure)
    if measure == "sum":
        year = int(row["year"])
        known = question in survey.codebook.ids
        return (survey.question(question).at(year) if known else survey.former(question, year)).total
    if measure == "answered":
        return survey.question(question).n
    if measure == "per_fte":
        return persons_per_fte(survey, int(row["year"]))
    if measure == "pathway":
        return pathway(survey, question)
    if measure == "fte":
        return fte.matrix(survey, question).pct(row["group"], answer=int(row["answers"]))
    if question not in survey.codebook.ids:  # asked in earlier years only
        return survey.history.percent(question, int(row["year"]))[int(row["answers"])]
    return of_answers(survey, row)[{"count": "n", "base": "base"}.get(measure, "pct")]


@pytest.mark.parametrize("row", rows(), ids=name)
def test_number_is_as_printed(survey, row):
    found = round_half_up(obtained(survey, row))
    if place(row) in EXCEPTIONS:
        assert found != int(row["value"]), "no longer an exception, take it off the list"
    else:
        assert found == int(row["value"])


def test_exceptions_are_in_the_file():
    assert set(EXCEPTIONS) <= {place(row) for row in rows()}


SIZE, COUNTY, TRUST = "size_group", "county", "trust"
DIFFERENT = [  # question, answers (None: all), grouping: the text says that the groups differ
    ("brukermedvirkning_system", [1, 2], SIZE),
    ("brukermedvirkning_nasjonale_organisasjoner", [1, 2], SIZE),
    ("brukermedvirkning_lokale_representanter", [1, 2], SIZE),
    ("kompetansetiltak_selvmord", [1], SIZE),
    ("handlingsplan_vold", [1], SIZE),
    ("ohd_bruk", [1, 2, 3], SIZE),
    ("ohd_bruk", [1, 2, 3], COUNTY),
    ("tud_problemer", [1, 2, 3], SIZE),
    ("plan_barn_psykisk_helse", [1], SIZE),
    ("plan_barn_psykisk_helse", [1], COUNTY),
    ("eldre_hjemmebesok", [1], SIZE),
    ("utskrivningsklare_arsak_onsker_ikke", [1, 2, 3], TRUST),
    ("overdose_planverk", [1], SIZE),
    ("barnevern_kvalitet", [1, 2], COUNTY),
    ("teknologi", [1], SIZE),
    ("selvhjelpsverktoy", [1], SIZE),
]
ALIKE = [  # the text says that they don't
    ("egne_arsverk_voksne", None, COUNTY),
    ("egne_arsverk_barn", None, COUNTY),
    ("andel_videreutdanning_voksne", None, COUNTY),
    ("brukermedvirkning_individ", [1, 2], SIZE),
    ("brukermedvirkning_tjeneste", [1, 2], SIZE),
    ("brukermedvirkning_individ", [1, 2], COUNTY),
    ("brukermedvirkning_tjeneste", [1, 2], COUNTY),
    ("brukermedvirkning_system", [1, 2], COUNTY),
    ("brukermedvirkning_nasjonale_organisasjoner", [1, 2], COUNTY),
    ("brukermedvirkning_lokale_representanter", [1, 2], COUNTY),
    ("parorende_innvandrere_informasjon", [1], SIZE),
    ("parorende_innvandrere_informasjon", [1], COUNTY),
    ("kompetansetiltak_selvmord", [1], COUNTY),
    ("tud_erfaring", [1], TRUST),
    ("tud_problemer", [1, 2], TRUST),
    ("veileder_barn_kjent", [1], COUNTY),
    ("eldre_spurt_rus", [1], SIZE),
    ("eldre_spurt_rus", [1], COUNTY),
    *(
        (f"utskrivningsklare_arsak_{cause}", [1, 2, 3], TRUST)
        for cause in ("forventninger", "kort_varsel", "ressurser", "dognbemanning", "kontortid", "fredag", "bolig")
    ),
    ("overdose_skal_lage_plan", [2], SIZE),
    ("overdose_skal_lage_plan", [2], COUNTY),
    ("barnevern_samarbeid", [1, 2], SIZE),
    ("teknologi", [1], COUNTY),
    ("selvhjelpsverktoy", [1], COUNTY),
]


@pytest.fixture(scope="module", autouse=True)
def level_of_the_printed_text():
    """The printed text judges each test alone, at 5 percent; the book all of them together."""
    significance.use_level(0.05)
    yield
    significance.use_level(significance.FIRST_LEVEL)


def differ(survey, question: str, answers: list[int] | None, by: str) -> bool:
    asked = survey.question(question) if answers is None else answer(survey, question, answers)
    return asked.by(by).test.significant


@pytest.mark.parametrize(("question", "answers", "by"), DIFFERENT)
def test_groups_differ_where_the_text_says_so(survey, question, answers, by):
    assert differ(survey, question, answers, by)


@pytest.mark.parametrize(("question", "answers", "by"), ALIKE)
def test_groups_do_not_differ_where_the_text_says_so(survey, question, answers, by):
    assert not differ(survey, question, answers, by)


@pytest.fixture(scope="module")
def used_and_adapted(survey):
    """Which units use their emergency beds and have adapted them, to some degree or more; of those that answered."""
    both = [survey.question(question) for question in ("ohd_bruk", "ohd_tilpasset")]
    use, adapted = (answer(survey, question.id, [1, 2, 3]).units for question in both)
    answered = both[0].units & both[1].units
    return survey.combination("Bruker og har tilpasset plassene", (use & adapted)[answered])


def test_use_of_adapted_beds_rises_with_size_and_is_low_in_one_county(survey, used_and_adapted):
    slope = used_and_adapted.by(SIZE).slope
    assert slope.rises and slope.monotone
    counties = used_and_adapted.by(COUNTY).stands_out
    assert (counties.higher, counties.lower) == ([], ["Møre og Romsdal"])


STANDS_OUT = [  # question, answers, counties that are higher, and lower, than the others of the same size
    ("overdose_planverk", [1], ["Vestfold"], []),
    ("overdose_korus", [1], [], ["Østfold"]),
    ("frivillige_samarbeid", [1], ["Innlandet", "Trøndelag"], []),
]


@pytest.mark.parametrize(("question", "answers", "higher", "lower"), STANDS_OUT)
def test_named_counties_stand_out(survey, question, answers, higher, lower):
    counties = answer(survey, question, answers).by(COUNTY).stands_out
    assert (counties.higher, counties.lower) == (higher, lower)


RISING = [  # question, answers, whether the share falls: from the smallest to the largest municipalities
    ("endret_ressursbruk", [1], False),
    ("tverrfaglig_tjeneste_barn", [1], False),
    ("tilbud_begynnende_rus", [3], True),
    ("bolig_vold", [1, 2], True),
    ("helsefellesskap_deltatt", [1], False),
    ("helsefellesskap_tiltak", [1], False),
    ("utskrivningsklare_arsak_forventninger", [1, 2, 3], False),
    ("frivillige_samarbeid", [1], False),
]


@pytest.mark.parametrize(("question", "answers", "falls"), RISING)
def test_shares_rise_or_fall_systematically_with_size(survey, question, answers, falls):
    trend = answer(survey, question, answers).by(SIZE).slope
    assert trend.monotone and (trend.falls if falls else trend.rises)


HIGHEST = [  # question, answers, grouping, groups in the order of their shares; the lowest if reversed
    ("rekrutteringsvansker", [1], COUNTY, ["Finnmark", "Vestfold", "Buskerud", "Nordland", "Troms"], False),
    ("rekrutteringsvansker", [1], COUNTY, ["Møre og Romsdal"], True),
    ("handlingsplan_vold", [1], COUNTY, ["Vestfold", "Møre og Romsdal"], False),
    ("ohd_bruk", [1, 2, 3], COUNTY, ["Møre og Romsdal"], True),
    ("plan_barn_psykisk_helse", [1], COUNTY, ["Finnmark", "Troms"], True),
    ("rph", [1, 2], COUNTY, ["Oslo", "Østfold", "Telemark", "Akershus"], False),
    ("rph", [3], COUNTY, ["Finnmark", "Innlandet", "Møre og Romsdal"], False),
    ("bolig_rop", [1, 2], SIZE, ["<2000"], False),
    ("andel_videreutdanning_voksne", [6], SIZE, ["<2000"], False),
    ("utskrivningsklare_arsak_fredag", [1, 2, 3], SIZE, ["Bydeler i Oslo"], True),
    ("barnevern_samarbeid", [1, 2], COUNTY, ["Rogaland"], False),
    ("barnevern_samarbeid", [1, 2], COUNTY, ["Innlandet"], True),
    ("barnevern_kvalitet", [4, 5], SIZE, ["<2000"], False),
    ("frivillige_samarbeid", [1], COUNTY, ["Innlandet", "Trøndelag"], False),
    ("overdose_korus", [1], SIZE, ["<2000"], True),
    ("overdose_korus", [1], COUNTY, ["Østfold"], True),
    ("eldre_hjemmebesok", [1], SIZE, ["50000 og større"], False),
]


@pytest.mark.parametrize(("question", "answers", "by", "groups", "lowest"), HIGHEST)
def test_named_groups_are_the_highest_or_lowest(survey, question, answers, by, groups, lowest):
    shares = answer(survey, question, answers).by(by)
    pct = shares.numbers().drop(TOTAL)["pct"].dropna().map(lambda share: round_half_up(share))
    assert pct.sort_values(ascending=lowest, kind="stable").index[: len(groups)].to_list() == groups


def test_participation_in_the_health_communities_rose_in_the_named_trusts_only(survey):
    changes = answer(survey, "helsefellesskap_deltatt", [1]).by(TRUST).changes
    rose = [trust for trust, change in changes.items() if change.points > 1e-9]
    names = ["Østfold", "Bergen", "Førde", "Finnmark", "Telemark"]
    assert len(rose) == len(names)
    assert all(any(name in trust for trust in rose) for name in names)


def test_measures_on_suicide_rose_in_all_sizes(survey):
    changes = answer(survey, "kompetansetiltak_selvmord", [1]).by(SIZE).changes
    assert len(changes) == 7 and all(change.points > 0 for change in changes.values())


def test_services_with_the_family_in_mind_rose_most_of_what_the_strategy_for_next_of_kin_asks_for(survey):
    items = [question.id for question in survey.battery("parorendestrategi")]
    rise = {item: (s := over_the_years(survey, item, [1, 2]))[2024] - s[2021] for item in items}
    first, second = sorted(rise.values(), reverse=True)[:2]
    assert rise["parorendestrategi_familie"] == first > second + 1


@pytest.mark.parametrize("size", ["10000-20000", "20000-50000", "50000 og større"])
def test_eleven_to_thirty_percent_is_the_commonest_answer_of_larger_municipalities(survey, size):
    shares = survey.question("andel_videreutdanning_barn").answer("11_30").by(SIZE)
    others = survey.question("andel_videreutdanning_barn").options
    assert all(
        shares[size].n > survey.question("andel_videreutdanning_barn").answer(name).by(SIZE)[size].n
        for name in others
        if name != "11_30"
    )


def test_recovery_rises_until_2021_and_levels_out(survey):
    shares = over_the_years(survey, "recovery_orientering", [1, 2])
    assert shares.loc[:2021].is_monotonic_increasing and shares.idxmax() == 2021
    assert (shares.loc[2022:] - shares[2022]).abs().max() < 1


def over_the_years(survey, question: str, answers: list[int]) -> pd.Series:
    """Return the percent of all years that have one, on both sides of breaks."""
    found = answer(survey, question, answers)
    years = {year: found.at(year) for year in survey.years(question)}
    return pd.Series({year: float(one.pct) for year, one in years.items() if not is_absent(one)})


BETTER = ("prioritering", "psykisk_helsevern_voksne", "psykisk_helsevern_barn")
COURSES = [  # question, answers, whether the share falls from year to year
    *((f"tilbud_hovedforlop_{number}_voksne", [1, 2], False) for number in (1, 2, 3)),
    *(
        (f"parorendestrategi_{item}", [4, 5], True)
        for item in ("identifisering", "informasjon", "koordinering", "avlastning", "familie", "medvirkning")
    ),
    *((f"helsefellesskap_{what}", [2], False) for what in (*BETTER, "tsb")),
    *((f"helsefellesskap_{what}", [6], True) for what in BETTER),
    ("helsefellesskap_tsb", [6], False),
]


@pytest.mark.parametrize(("question", "answers", "falls"), COURSES)
def test_shares_rise_or_fall_from_year_to_year(survey, question, answers, falls):
    shares = over_the_years(survey, question, answers)
    assert shares.is_monotonic_decreasing if falls else shares.is_monotonic_increasing


@pytest.mark.parametrize(("option", "falls"), [(2, False), (3, False), (6, True), (7, True)])
def test_teams_rise_or_fall_from_year_to_year(survey, option, falls):
    shares = over_the_years(survey, "oppsokende_team_type", [option])
    assert shares.is_monotonic_decreasing if falls else shares.is_monotonic_increasing


@pytest.mark.parametrize("cause", ["forventninger", "onsker_ikke", "kort_varsel", "ressurser", "fredag", "bolig"])
def test_causes_are_named_more_often_by_units_with_problems(survey, cause):
    problems = answer(survey, "utskrivningsklare_problemer", [1, 2, 3])
    everyone = answer(survey, f"utskrivningsklare_arsak_{cause}", [1, 2, 3])
    names = named(everyone.question, [1, 2, 3])
    assert everyone.question.restricted(problems.units).answer(*names).pct > everyone.pct
