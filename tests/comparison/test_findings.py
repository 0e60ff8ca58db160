"""What a comparison of two editions leads with."""

import pytest

from finished_books import number, of_change
from is248.comparison.questions import Difference, Reworded

YES = "Har dere {}? (Ja)"
FTE, USERS, PARTICIPATION = "tbl-arsverk-over-tid", "tbl-brukere-samlet", "tbl-oppslutning"


def told(found) -> list[str]:
    return [finding.what for finding in found]


def changes(editions, *tests: dict, asked: Reworded | None = None):
    return editions({"tbl-a": []}, {"tbl-a": []}, asked, tests=tests)


def test_a_change_is_told_if_its_test_in_the_book_finds_it_the_largest_first(editions):
    small, large = of_change(YES.format("en"), 10, 20, question="a"), of_change(YES.format("to"), 10, 40, question="b")
    neither = of_change(YES.format("tre"), 10, 50, question="c", significant=False)
    found = changes(editions, small, neither, large)
    assert told(found.held) == ["Har dere to?", "Har dere en?"]
    assert found.held[0].sentence == "Andelen som svarte «Ja», har økt betydelig fra 10 til 40 prosent."
    assert told(found.tested) == ["Har dere en?", "Har dere tre?", "Har dere to?"]


def test_what_stands_under_hovedfunn_is_told_before_larger_changes(editions):
    first = of_change(YES.format("en"), 10, 20, question="a", chapter="Hovedfunn")
    larger = of_change("Har dere en? (Nei)", 90, 60, question="a")
    largest = of_change(YES.format("to"), 10, 60, question="b")
    found = changes(editions, largest, larger, first).held
    assert [(one.question, one.sentence.split("»")[0]) for one in found] == [
        *(("a", "Andelen som svarte «Ja"), ("b", "Andelen som svarte «Ja")),
    ]


@pytest.mark.parametrize("answer", ["Vet ikke", "Vet ikke/ikke info.", "Annet", "Annen organisering"])
def test_the_change_of_an_answer_that_says_nothing_of_the_services_is_not_told(editions, answer):
    assert changes(editions, of_change(f"Har dere en? ({answer})", 10, 40)).held == []


def test_a_change_that_prints_the_same_number_twice_is_not_told(editions):
    assert changes(editions, of_change(YES.format("en"), 10.1, 10.4)).held == []


def test_the_change_of_a_reworded_question_is_neither_told_nor_listed(editions):
    asked = Reworded(reworded={"q": [Difference("text", "«Før?»", "«Nå?»")]})
    found = changes(editions, of_change(YES.format("en"), 10, 40), asked=asked)
    assert found.held == found.others == []
    assert len(found.tested) == 1


def test_tests_of_other_years_and_of_groups_are_no_changes_between_the_two(editions):
    other = of_change(YES.format("en"), 10, 40, by="År (2021 og 2024)")
    groups = of_change(YES.format("to"), 10, 40, groups=7)
    assert changes(editions, other, groups).tested == []


def test_the_chart_has_the_years_that_tests_compare_with_this_one_and_none_before_a_break(editions):
    longer = of_change(
        YES.format("en"), 0, 0, by="År (2022–2024)", shares=[[2022, 5, 100], [2023, 10, 100], [2024, 40, 100]]
    )
    before = of_change(YES.format("en"), 0, 0, by="År (2018 og 2020)", shares=[[2018, 1, 100], [2020, 2, 100]])
    (found,) = changes(editions, of_change(YES.format("en"), 10, 40), longer, before).held
    assert found.series == {2022: 5, 2023: 10, 2024: 40}
    assert found.alternative == "Har dere en?, prosent: 5 i 2022, 10 i 2023 og 40 i 2024."
    ((first, *_, last),) = found.runs
    assert (first[1] < last[1], first[2] > last[2]) == (True, True)  # to the right, and up


def fte(year: int, value: float) -> list[str]:
    return number("Totalt", str(year), "Årsverk", value)


def test_fte_are_told_with_the_books_own_change_and_the_caveat_and_no_line_crosses_the_break(editions):
    computed = [
        number("Totalt", "Beregnet endring 2023-2024", kind, v) for kind, v in (("Årsverk", 109), ("Prosent", 1))
    ]
    old, new = (
        {FTE: [fte(2022, 900), fte(2023, 800)]},
        {FTE: [*map(fte, (2022, 2023, 2024), (900, 800, 950)), *computed]},
    )
    found = editions(old, new, breaks={FTE: [[2024, "Bergen rettet tallene."]]})
    (one,) = found.leading
    assert one.sentence == (
        "950 årsverk i 2024, mot 800 i 2023. "
        "Regnet uten enheter som ikke kan sammenliknes, har årsverkene økt med 109 (1,0 prosent)."
    )
    assert one.notes == ("Forbehold: Bergen rettet tallene.",)
    assert [[year for year, *_ in run] for run in one.runs] == [[2022, 2023], [2024]]


def test_a_book_without_the_table_of_fte_leads_with_none(editions):
    assert editions({FTE: [fte(2023, 1000)]}, {}).leading == []


def test_a_break_in_a_year_without_a_number_divides_the_chart_too(editions):
    old, new = {FTE: [fte(2023, 800)]}, {FTE: [*map(fte, (2019, 2022, 2023, 2024), (900, 910, 800, 950))]}
    (one,) = editions(old, new, breaks={FTE: [[2021, "Nye grenser."]]}).leading
    assert [[year for year, *_ in run] for run in one.runs] == [[2019], [2022, 2023, 2024]]
    assert one.notes == ()


def users(*values: float) -> dict:
    kinds = zip(("Metode A", "Metode B", "Gjennomsnitt"), values, strict=True)
    return {USERS: [number("Totalt", "Alle brukere, både med og uten vedtak", *kind) for kind in kinds]}


def test_users_are_one_estimate_with_its_two_methods_in_a_note(editions):
    (found,) = editions(users(80, 100, 90), users(90, 110, 100)).leading
    assert found.sentence == "100 brukere i 2024, mot 90 i 2023."
    assert "metode A (90) og metode B (110)" in found.notes[0]


def test_a_number_that_the_earlier_book_lacks_is_said_to_be_lacking(editions):
    (found,) = editions({}, users(90, 110, 100)).leading
    assert (found.sentence, found.notes[0]) == ("100 brukere i 2024.", "Boken for 2023 har ikke dette tallet.")


def test_participation_counts_those_who_answered_all_of_the_form_or_a_part(editions):
    tables = [
        {PARTICIPATION: [number("Ikke deltatt", "", "Antall", n), number("Totalt", "", "Antall", 200)]}
        for n in (20, 10)
    ]
    (found,) = editions(*tables).leading
    assert found.sentence == "95 prosent i 2024, mot 90 i 2023."
    assert "190 av 200 enheter i 2024 og 180 av 200 enheter i 2023" in found.notes[0]
