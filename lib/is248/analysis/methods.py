"""What the method appendix shows of the library's own rules: the words of size, and the declared breaks."""

from __future__ import annotations

import pandas as pd

from is248 import wording
from is248.analysis import significance
from is248.analysis.tables import Column, Table, table
from is248.data.core import Core

FALSE_DISCOVERIES = significance.FALSE_DISCOVERIES
MOST_LISTED = 3  # questions that a row of the breaks names


def lexicon() -> Table:
    """Return the words of size and the fractions that the prose uses, with the numbers they stand for."""
    meanings = pd.Series({word.strip(): meaning for word, meaning in wording.lexicon()})
    column = Column("meaning", "Brukes om", decimals=None)
    return table("Ord", {column: meanings}, source="Rapportens egne regler for ordvalg.")


def declared_breaks(core: Core) -> Table:
    """Return the series that can't be compared with the years before, from the codebook: since when, and why.

    Questions that share year and reason stand in one row.
    """
    codebook = core.codebook
    asked = [(q.text, b.year, b.note) for q in codebook.questions for b in q.breaks if b.grouping is None]
    whole = [(_whole(core, b.grouping), b.year, b.note) for b in codebook.breaks]
    rows = pd.DataFrame([*whole, *asked], columns=["question", "year", "note"])
    rows = rows[rows["year"] <= core.year].sort_values("year", kind="stable")
    rows = rows.groupby(["year", "note"], sort=False)["question"].agg(_listed).reset_index().astype(str)
    rows.index = [f"{question}|{rank}" for rank, question in enumerate(rows["question"], 1)]  # one can stand twice
    heads = {"year": "Fra og med", "note": "Hvorfor"}
    cells = {Column(kind, head, decimals=None): rows[kind] for kind, head in heads.items()}
    source = f"Kodeboken for IS-24/8 {core.year}."
    return table("Spørsmål", cells, labels=rows["question"].to_dict(), source=source)


def _whole(core: Core, grouping: str | None) -> str:
    """Return what a break of the whole codebook concerns: all numbers, or all by a grouping."""
    return f"Alle tall etter {wording.small(core.grouping(grouping).title)}" if grouping else "Alle tall"


def _listed(questions: pd.Series) -> str:
    """Return the questions' names, each once; of a long battery the first, and how many more."""
    names = list(dict.fromkeys(questions))
    if len(names) <= MOST_LISTED:
        return "; ".join(names)
    return f"{names[0]} (og {wording.count(len(names) - 1)} spørsmål til av samme slag)"
