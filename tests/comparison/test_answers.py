"""Answers that differ between two builds of one edition, as the county governors' workbooks have them."""

from openpyxl import Workbook

from is248.comparison.answers import CorrectedAnswer, corrected_answers


def package(folder, county: str, answers: list[list], fte: list[list]):
    """Write a county's workbook with the sheets that are read."""
    (folder / "packages").mkdir(parents=True, exist_ok=True)
    made = Workbook()
    for name, heads, rows in (
        ("Svar", ["Kode", "Spørsmål", "Lund", "Bø*"], answers),
        ("Årsverk", ["Nummer", "Enhet", "Størrelse", "Årsverk til barn og unge", "Årsverk til voksne"], fte),
    ):
        sheet = made.create_sheet(name)
        for row in (["Tittel"], heads, *rows):
            sheet.append(row)
    made.save(folder / "packages" / f"{county}.xlsx")
    return folder


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
