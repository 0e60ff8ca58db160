"""Answers that differ between two builds of one edition, as the county governors' workbooks have them."""

from finished_books import package
from is248.comparison.answers import CorrectedAnswer, corrected_answers


def test_an_answer_and_fte_that_were_corrected_are_told_unit_by_unit_as_they_were_and_are(tmp_path):
    asked = [["q1", "Om noe?"], ["q2", "Om noe?"]]  # two questions in the same words
    old = package(
        tmp_path / "old", "agder", [[*asked[0], "Ja", "Nei"], [*asked[1], "Ja", "Nei"]], [["1", "Lund", "", 3, 9]]
    )
    new = package(
        tmp_path / "new",
        "agder",
        [[*asked[0], "Ja", "Nei"], [*asked[1], "Ja", "Vet ikke"]],
        [["1", "Lund*", "", 3, 8], ["", "Hele landet", "", 30, 80]],
    )
    assert list(corrected_answers(old, new)) == [
        CorrectedAnswer("Lund", "Årsverk til voksne", 9, 8),
        CorrectedAnswer("Bø", "Om noe?", "Nei", "Vet ikke"),
    ]


def test_books_without_workbooks_have_no_corrected_answers(tmp_path):
    assert list(corrected_answers(tmp_path, tmp_path)) == []
