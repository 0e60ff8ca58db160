"""Numbers that two editions both have, and how much their change matters."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from finished_books import number, share
from is248.comparison.builds import Exhibit, Shown
from is248.comparison.indicators import Indicator, Value, highlights

SETTING = Exhibit("tbl-x", "9.1", "Om noe.", "chapters/09-x.html")


def test_a_share_is_told_in_words_with_both_bases(editions):
    (found,) = editions({"fig-a": share("Ja", 13.2, 340)}, {"fig-a": share("Ja", 19.4, 350)}).compared
    assert found.sentence == "Andelen har økt fra 13 til 19 prosent."
    assert (found.old.base, found.new.base) == (340, 350)


def test_other_numbers_are_told_with_their_change_in_percent(editions):
    old, new = ([number("Totalt", "", "Årsverk", value)] for value in (200.4, 210.2))
    (found,) = editions({"tbl-a": old}, {"tbl-a": new}).compared
    assert found.sentence == "Tallet har økt fra 200 til 210 (4,9 prosent)."


def test_the_own_year_of_both_books_is_compared_whether_it_is_a_column_a_row_or_not_named(editions):
    old = {
        "tbl-a": [number("Ja", "2022", "Prosent", 1), number("Ja", "2023", "Prosent", 20)],
        "fig-b": [number("2022", "I stor grad", "Prosent", 2), number("2023", "I stor grad", "Prosent", 30)],
        "fig-c": [number("Individ|2023", "", "Prosent", 40)],
    }
    new = {
        "tbl-a": [number("Ja", "2023", "Prosent", 20), number("Ja", "2024", "Prosent", 21)],
        "fig-b": [number("2023", "I stor grad", "Prosent", 30), number("2024", "I stor grad", "Prosent", 31)],
        "fig-c": [number("Individ|2024", "", "Prosent", 41)],
    }
    found = {i.key: (i.old.number, i.new.number) for i in editions(old, new).compared}
    assert found == {
        ("tbl-a", "Ja", "", "Prosent"): (20, 21),
        ("fig-b", "", "I stor grad", "Prosent"): (30, 31),
        ("fig-c", "Individ", "", "Prosent"): (40, 41),
    }


def test_columns_of_changes_and_the_100_percent_of_a_total_are_no_indicators(editions):
    cells = [number("Ja", "Beregnet endring 2023-2024", "Prosent", 3), number("Totalt", "", "Prosent", 100)]
    answer = number("Totalt", "Ingen endring", "Prosent", 44)
    found = editions({"tbl-a": [*cells, answer]}, {"tbl-a": [*cells, answer]}).indicators
    assert [i.key[2] for i in found] == ["Ingen endring"]


def test_a_count_beside_its_percentage_is_left_to_the_file_but_fte_are_not(editions):
    cells = [number("Ja", "", "Antall", 34), number("Ja", "", "Prosent", 10.0)]
    fte = [number("Ufaglærte", "", "Antall", 34.5), number("Ufaglærte", "", "Prosent", 10.0)]
    found = editions({"tbl-a": cells, "tbl-b": fte}, {"tbl-a": cells, "tbl-b": fte})
    assert [i.key for i in found.indicators if i.behind] == [("tbl-a", "Ja", "", "Antall")]
    assert next(i for i in found.compared if i.key[0] == "tbl-a").new.base == 340


def percentage(before: float, after: float, base: float | None, key=("tbl-x", "Ja", "", "Prosent")) -> Indicator:
    return Indicator(key, Value(before, base, SETTING), Value(after, base, SETTING), 0)


@given(st.floats(0, 100), st.floats(0, 100), st.integers(1, 5000), st.integers(1, 5000))
def test_a_smaller_base_never_makes_a_change_matter_more(before, after, base, other):
    few, many = sorted((base, other))
    assert percentage(before, after, few).score <= percentage(before, after, many).score + 1e-9


def test_a_base_that_is_not_known_counts_as_fifty():
    assert percentage(20, 40, None).score == percentage(20, 40, 50).score


def test_a_base_that_is_not_known_is_no_larger_than_the_group(editions):
    row = [number("Diakonhjemmet", "", "Prosent", value) for value in (33.3, 66.7)]
    (found,) = editions({"fig-a": [row[0]]}, {"fig-a": [row[1]]}, {"Diakonhjemmet": 3}).compared
    assert found.score < 1 < replace(found, assumed_base=50).score


def test_fte_matter_by_the_rows_part_of_the_total(editions):
    def column(large, small):
        return [
            number("Boliger", "", "Årsverk", large),
            number("Arbeid", "", "Årsverk", small),
            number("Totalt", "", "Årsverk", large + small),
        ]

    found = editions({"tbl-a": column(900.5, 100.5)}, {"tbl-a": column(990.5, 110.5)}).compared
    scores = {i.key[1]: round(i.score) for i in found}
    assert scores == {"Totalt": 10, "Boliger": 9, "Arbeid": 1}


def test_indicators_that_matter_alike_keep_the_order_of_the_book(editions):
    tables = [{f"fig-{name}": share("Ja", percent, 300) for name in "cab"} for percent in (20.0, 30.0)]
    assert [i.key[0] for i in editions(*tables).compared] == ["fig-c", "fig-a", "fig-b"]


def test_the_changes_told_first_are_one_of_each_question_and_the_whole_country_before_groups():
    of_group = percentage(10, 90, 100, ("fig-fylke", "Oslo", "", "Prosent"))
    first = percentage(10, 40, 100, ("tbl-a", "Ja", "", "Prosent"))
    same_question = percentage(90, 60, 100, ("fig-a", "Nei", "", "Prosent"))
    unchanged = percentage(10, 10.2, 100, ("tbl-b", "Ja", "", "Prosent"))
    shown = {label: Shown(frozenset({"q"})) for label in ("tbl-a", "fig-a")}
    found = highlights([of_group, first, same_question, unchanged], shown, {"Oslo"})
    assert found == [first, of_group]
