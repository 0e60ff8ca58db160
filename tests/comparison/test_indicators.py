"""Numbers that two editions both have."""

from finished_books import number, share
from is248.comparison.indicators import CHANGED
from is248.comparison.questions import Difference, Reworded


def test_a_share_has_both_bases(editions):
    (found,) = editions({"fig-a": share("Ja", 13.2, 340)}, {"fig-a": share("Ja", 19.4, 350)}).compared
    assert (found.old.base, found.new.base) == (340, 350)


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


def test_a_count_beside_its_percentage_is_no_indicator_but_fte_are(editions):
    cells = [number("Ja", "", "Antall", 34), number("Ja", "", "Prosent", 10.0)]
    fte = [number("Ufaglærte", "", "Antall", 34.5), number("Ufaglærte", "", "Prosent", 10.0)]
    found = editions({"tbl-a": cells, "tbl-b": fte}, {"tbl-a": cells, "tbl-b": fte})
    assert [i.key for i in found.indicators if i.key[3] == "Antall"] == [("tbl-b", "Ufaglærte", "", "Antall")]
    assert next(i for i in found.compared if i.key[0] == "tbl-a").new.base == 340


def test_the_numbers_of_a_question_that_was_changed_stand_with_the_breaks(editions):
    changed = Reworded(reworded={"q": [Difference("text", "«Før?»", "«Nå?»")]})
    old, new = ({"fig-a": share("Ja", n, 300), "fig-b": share("Ja", n, 300)} for n in (20.0, 40.0))
    found = editions(old, new, changed, questions={"fig-a": ["q"]})
    assert [i.key[0] for i in found.compared] == ["fig-b"]
    assert found.broken[0].breaks == (CHANGED,)
