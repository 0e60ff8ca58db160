"""What the method appendix shows of the library's own rules: the words of size, and the declared breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248 import wording
from is248.analysis.tables import Column, Table

MOST_LISTED = 3  # questions that a row of the breaks names

if TYPE_CHECKING:
    from is248.survey import Survey


def lexicon(survey: Survey) -> Table:
    """Return the words of size and the fractions that the prose uses, with the numbers they stand for."""
    words, meanings = zip(*wording.lexicon(), strict=True)
    values = pd.DataFrame({"meaning": meanings}, index=[word.strip() for word in words])
    columns = (Column("meaning", "Brukes om", decimals=None),)
    return Table("Ord", columns, values, source="Rapportens egne regler for ordvalg.")


def declared_breaks(survey: Survey) -> Table:
    """Return the series that can't be compared with the years before, from the codebook: since when, and why.

    Questions that share year and reason stand in one row.
    """
    codebook = survey.responses.codebook
    asked = [(q.label or q.text, b.year, b.note) for q in codebook.questions for b in q.breaks if b.grouping is None]
    whole = [("Alle tall etter fylke", b.year, b.note) for b in codebook.breaks]
    rows = pd.DataFrame([*whole, *asked], columns=["question", "year", "note"])
    rows = rows[rows["year"] <= survey.edition.year].sort_values("year", kind="stable")
    rows = rows.groupby(["year", "note"], sort=False)["question"].agg(_listed).reset_index().astype(str)
    columns = (Column("year", "Fra og med", decimals=None), Column("note", "Hvorfor", decimals=None))
    keys = [f"{question}|{rank}" for rank, question in enumerate(rows["question"], 1)]  # one can stand in two rows
    source = f"Kodeboken for IS-24/8 {survey.edition.year}."
    values = rows[["year", "note"]].set_axis(keys)
    return Table("Spørsmål", columns, values, dict(zip(keys, rows["question"], strict=True)), source=source)


def _listed(questions: pd.Series) -> str:
    """Return the questions' names, each once; of a long battery the first, and how many more."""
    names = list(dict.fromkeys(questions))
    if len(names) <= MOST_LISTED:
        return "; ".join(names)
    return f"{names[0]}, og {wording.count(len(names) - 1)} spørsmål til av samme slag"
