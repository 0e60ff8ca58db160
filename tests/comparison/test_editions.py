"""Two editions beside each other: breaks, revisions, and what only one of them has."""

from finished_books import number, share


def test_a_number_that_the_later_book_gives_otherwise_for_the_earlier_year_is_revised(editions):
    old = {"tbl-a": [number("Ja", "2023", "Prosent", 20), number("Nei", "2023", "Prosent", 80)]}
    now = [number("Ja", "2023", "Prosent", 22), number("Nei", "2023", "Prosent", 80)]
    (revision,) = editions(old, {"tbl-a": [*now, number("Ja", "2024", "Prosent", 25)]}).revised
    assert (revision.key[1], str(revision.said), str(revision.now)) == ("Ja", "20", "22")


def test_a_declared_break_of_the_question_stands_apart_with_its_reason(editions):
    breaks = {"fig-a": [[2024, "Ny skala."]], "fig-b": [[2023, "Ny tekst."]]}  # the latter lies before
    old, new = ({label: share("Ja", percent, 300) for label in breaks} for percent in (20.0, 40.0))
    found = editions(old, new, breaks=breaks)
    assert [i.key[0] for i in found.compared] == ["fig-b"]
    assert [i.key[0] for i in found.broken] == ["fig-a"]
    assert found.broken[0].breaks == ("Ny skala.",)


def test_rows_of_one_edition_are_named_and_reworded_ones_paired(editions):
    old = share("I svært stor grad", 5, 90) + share("Viken", 5, 90) + share("Ja", 5, 90)
    new = share("I meget stor grad", 5, 90) + share("Akershus", 5, 90) + share("Ja", 5, 90)
    (found,) = editions({"fig-a": old}, {"fig-a": new}).missing
    assert found.reworded == (("I svært stor grad", "I meget stor grad"),)
    assert (found.gone, found.new) == (("Viken",), ("Akershus",))


def test_lists_of_texts_have_other_rows_every_year_and_are_not_compared_row_by_row(editions):
    old, new = ([[title, "", "Nummer", title, title]] for title in ("Meld. St. 23", "Meld. St. 5"))
    assert editions({"tbl-a": old}, {"tbl-a": new}).missing == []


def test_tables_of_one_edition_are_listed(editions):
    found = editions({"fig-a": [], "tbl-gone": []}, {"fig-a": [], "tbl-added": []})
    assert ([e.label for e in found.gone], [e.label for e in found.added]) == (["tbl-gone"], ["tbl-added"])
