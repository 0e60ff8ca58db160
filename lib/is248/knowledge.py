"""The knowledge base of an edition: searches, public documents, and the references by theme.

The documents and the hits stand in data/reference/, one file a year. The references stand in the bibliography;
their field `keywords` says which edition they belong to, how they were found, and their theme.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pypandoc
from IPython.display import Markdown

from is248.project import root
from is248.tables import Column, Table

if TYPE_CHECKING:
    from is248.survey import Survey

BIBLIOGRAPHY = Path("data/references.bib")


def white_papers(survey: "Survey") -> Table:
    """Return the new white papers (stortingsmeldinger) and NOUs (table 1.1 of the 2024 report).

    Returns
    -------
    Table
        One row per title, under its kind; column number, a text.

    Raises
    ------
    ProjectError
        If data/reference/white-papers-<year>.csv is missing.
    """
    listed = survey.reference("white-papers")
    notes = [f"{row.number} {row.remark}." for row in listed.dropna(subset="remark").itertuples()]
    return _documents(listed, Column("number", "Nummer", decimals=None), " ".join(notes))


def plans(survey: "Survey") -> Table:
    """Return the new action plans, strategies, evaluations and reports (table 1.2 of the 2024 report).

    Returns
    -------
    Table
        One row per title, under its kind; column publisher, a text.

    Raises
    ------
    ProjectError
        If data/reference/plans-<year>.csv is missing.
    """
    return _documents(survey.reference("plans"), Column("publisher", "Fra", decimals=None))


def _documents(listed: pd.DataFrame, column: Column, note: str = "") -> Table:
    rows = listed.set_index("title")
    source = "Arbeidsgruppens gjennomgang av nye offentlige dokumenter."
    return Table("Tittel", (column,), rows[[column.key]], sections=rows["kind"].to_dict(), note=note, source=source)


def searches(survey: "Survey") -> Table:
    """Return the number of hits in each database that was searched, this year and the year before.

    Returns
    -------
    Table
        Columns hits and previous; the latter is empty where the year before was not counted alike.

    Raises
    ------
    ProjectError
        If data/reference/searches-<year>.csv is missing.
    """
    hits = survey.reference("searches").set_index("database").astype(float)
    return Table("Database", (Column("hits", "Treff"), Column("previous", "Treff året før")), hits)


def references(survey: "Survey", *keywords: str) -> list[str]:
    """Return the keys of the edition's references that have all the keywords, in the order of the bibliography.

    Raises
    ------
    ValueError
        If none of the edition's references has one of the keywords; the message lists those there are.
    """
    edition = f"is248-{survey.edition.year}"
    own = {key: words for key, words in _keywords(root() / BIBLIOGRAPHY).items() if edition in words}
    known = set().union(*own.values()) - {edition}
    for keyword in keywords:
        if keyword not in known:
            raise ValueError(f"{BIBLIOGRAPHY} has no keyword {keyword!r}; there are {', '.join(sorted(known))}")
    return [key for key, words in own.items() if words.issuperset(keywords)]


def cited(keys: Iterable[str]) -> Markdown:
    """Return one citation of all these references, for the prose."""
    return Markdown(f"[{'; '.join(f'@{key}' for key in keys)}]")


@cache
def _keywords(file: Path) -> dict[str, frozenset[str]]:
    """Return the keywords of every reference, by its key."""
    entries = json.loads(pypandoc.convert_file(str(file), "csljson", format="biblatex"))
    return {
        entry["id"]: frozenset(word.strip() for word in entry.get("keyword", "").split(",") if word.strip())
        for entry in entries
    }
