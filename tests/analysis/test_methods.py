"""What the method appendix shows of the library's own rules."""

import pandas as pd
import pytest

from is248 import wording
from is248.analysis import methods
from is248.data.codebook import Codebook
from is248.survey import open_survey
from small_survey import CODEBOOK, FRAME, UNITS, made_survey, small_survey

LABELS = {"size_group": {"small": "Små", "large": "Store"}}
SIZES = pd.DataFrame({"size_group": ["small", "small", "small", "large", "large"]}, index=UNITS)


@pytest.fixture(scope="module")
def edition():
    return open_survey(2024)


def texts(table, kind: str) -> dict[str, str]:
    return {table.label(row): table.values.at[row, table.column(kind).key] for row in table.rows}


def breaks_of(*notes: str, year: int = 2023) -> dict[str, str]:
    """Return the rows for a codebook of as many questions as notes, each with a break of that year."""
    question = CODEBOOK.model_dump()["questions"][2]
    asked = [
        question | {"id": f"q{i}", "text": f"Q{i}", "breaks": [{"year": year, "note": note}]}
        for i, note in enumerate(notes)
    ]
    codebook = Codebook.model_validate(CODEBOOK.model_dump() | {"questions": asked})
    return texts(methods.declared_breaks(made_survey(codebook, FRAME, FRAME, {})), "note")


def test_the_lexicon_is_printed_whole():
    table = methods.lexicon()
    assert texts(table, "meaning") == dict(wording.lexicon())
    assert (table.title, [column.name for column in table.columns]) == ("Ord", ["Brukes om"])


def test_a_declared_break_is_told_with_its_year_and_reason():
    table = methods.declared_breaks(small_survey())
    assert (texts(table, "year"), texts(table, "note")) == ({"Plan?": "2023"}, {"Plan?": "Nytt skjema."})
    assert table.source == "Kodeboken for IS-24/8 2024."


@pytest.mark.parametrize(
    ("questions", "named"),
    [
        (1, "Q0"),
        (3, "Q0; Q1; Q2"),
        (4, "Q0 (og tre spørsmål til av samme slag)"),
    ],
)
def test_questions_that_share_year_and_reason_stand_in_one_row(questions, named):
    assert breaks_of(*["Ny skala."] * questions) == {named: "Ny skala."}


def test_questions_of_batteries_with_the_same_names_are_told_by_what_was_asked(edition):
    rows = list(methods.declared_breaks(edition).labels.values())
    assert len(set(rows)) == len(rows)
    assert not any("Hovedforløp 1" in row for row in rows)


def test_a_question_with_another_reason_has_its_own_row():
    assert breaks_of("Ny skala.", "Ny tekst.", "Ny skala.") == {"Q0; Q2": "Ny skala.", "Q1": "Ny tekst."}


def test_a_break_after_the_edition_is_not_told():
    assert breaks_of("Ny skala.", year=2025) == {}
    assert breaks_of("Ny skala.", year=2024) == {"Q0": "Ny skala."}


def test_every_break_of_the_edition_is_told_once(edition):
    table = methods.declared_breaks(edition)
    rows = list(zip(table.values[table.column("year").key], table.values[table.column("note").key], strict=True))
    declared = [b for q in edition.codebook.questions for b in q.breaks] + edition.codebook.breaks
    assert len(set(rows)) == len(rows)
    assert set(rows) == {(str(b.year), b.note) for b in declared if b.year <= 2024}
    assert [year for year, _ in rows] == sorted(year for year, _ in rows)


def test_the_new_counties_concern_all_numbers_by_county(edition):
    told = texts(methods.declared_breaks(edition), "note")
    [borders] = edition.codebook.breaks
    assert (borders.grouping, told["Alle tall etter fylke"]) == ("county", borders.note)


@pytest.mark.parametrize(
    ("grouping", "named"), [(None, "Alle tall"), ("size_group", "Alle tall etter kommunestørrelse")]
)
def test_a_break_of_the_whole_codebook_names_the_groups_it_concerns(grouping, named):
    own = [{"year": 2024, "note": "Ny inndeling.", "grouping": grouping}]
    codebook = Codebook.model_validate(CODEBOOK.model_dump() | {"breaks": own})
    table = methods.declared_breaks(made_survey(codebook, FRAME, SIZES, LABELS))
    assert texts(table, "note")[named] == "Ny inndeling."
