"""The knowledge base of an edition: searches, public documents, and the references by theme.

The documents and the hits stand in data/reference/, one file a year. The references stand in the bibliography;
their field `keywords` says which edition they belong to, how they were found, and their theme.
"""

import re
from collections.abc import Iterable
from datetime import date

import pandas as pd
from IPython.display import Markdown

from is248.analysis.tables import Column, Table, table
from is248.data.absence import Absent
from is248.data.carried import BIBLIOGRAPHY
from is248.data.core import Core
from is248.reading import read_text
from is248.wording import Origin, Quantity, norwegian_date, note

_LISTED = Origin("Referansene står i litteraturlisten.")
_EDITION = re.compile(r"is248-(\d{4})")


def white_papers(core: Core) -> Table:
    """Return the new white papers (stortingsmeldinger) and NOUs (table 1.1 of the 2024 report), a title each row."""
    listed = core.reference("white-papers")
    notes = [f"{row.number} {row.remark}." for row in listed.dropna(subset="remark").itertuples()]
    return _documents(listed, Column("number", "Nummer", decimals=None), " ".join(notes))


def plans(core: Core) -> Table:
    """Return the new action plans, strategies, evaluations and reports (table 1.2 of the 2024 report)."""
    return _documents(core.reference("plans"), Column("publisher", "Fra", decimals=None))


def _documents(listed: pd.DataFrame, column: Column, note: str = "") -> Table:
    rows = listed.set_index("title")
    source = "Arbeidsgruppens gjennomgang av nye offentlige dokumenter."
    return table(
        "Tittel",
        {column: rows[column.kind]},
        sections=rows["kind"].to_dict(),
        section_head="Type",
        note=note,
        source=source,
    )


def searches(core: Core) -> Table:
    """Return the number of hits in each database that was searched, this year and the year before.

    Kinds hits and previous; the latter is empty where the year before was not counted alike. In an edition whose
    references are not all in the bibliography also included: how many of the hits are in its knowledge base.
    """
    hits = core.reference("searches").set_index("database").drop(columns="date").astype(float)
    labels = {"hits": "Treff", "previous": "Treff året før", "included": "Tatt med"}
    return table("Database", {Column(kind, labels[kind]): hits[kind] for kind in hits.columns})


def searched(core: Core, database: str) -> str | Absent:
    """Return when a database was searched: «oktober 2024», or «21. oktober 2024» where the day is known.

    Column date of data/reference/searches-<year>.csv, `2024-10` or `2024-10-21`; absent where it is empty.
    """
    dates = core.reference("searches").set_index("database")["date"]
    if pd.isna(when := dates[database]):
        return Absent(f"the date of the search in {database} is not known")
    month_alone = len(when) == len("2024-10")
    note(Origin(f"Datoen for søket i {database}, slik arbeidsgruppen har ført den."))
    told = norwegian_date(date.fromisoformat(f"{when}-01" if month_alone else when))
    return told.removeprefix("1. ") if month_alone else told


class References(list[str]):
    """Keys of the bibliography; in either of two lists (`|`), in both (`&`), or in one and not in another (`-`)."""

    def __or__(self, other: Iterable[str]) -> "References":
        return References(dict.fromkeys([*self, *other]))

    def __and__(self, other: Iterable[str]) -> "References":
        return References(key for key in self if key in other)

    def __sub__(self, other: Iterable[str]) -> "References":
        return References(key for key in self if key not in other)

    @property
    def size(self) -> Quantity:
        """How many there are."""
        told = "Antall referanser i kunnskapsgrunnlaget, talt etter stikkordene de har i litteraturlisten."
        return Quantity(len(self), origin=Origin(told, value=len(self)))


def references(core: Core, *keywords: str) -> References:
    """Return the keys of the edition's references that have all the keywords, in the order of the bibliography.

    A year that has no references yet has those of the newest edition before it. ValueError if none has one of the
    keywords; it lists those there are.
    """
    found = {key: words for key, (words, _) in _entries(read_text(BIBLIOGRAPHY)).items()}
    edition = _edition(found.values(), core.year)
    own = {key: words for key, words in found.items() if edition in words}
    known = set().union(*own.values()) - {edition}
    for keyword in keywords:
        if keyword not in known:
            raise ValueError(f"{BIBLIOGRAPHY} has no keyword {keyword!r}; there are {', '.join(sorted(known))}")
    return References(key for key, words in own.items() if words.issuperset(keywords))


def bibliography_of(text: str, year: int, prose: str) -> str:
    """Return the entries of a bibliography (its text) that are printed in a year's book.

    These are its edition's references, and what the prose cites: laws, say, and the sources of data.
    """
    entries = _entries(text)
    edition = _edition((words for words, _ in entries.values()), year)
    cited = " ".join(set(re.findall(r"@[^\s\]};,]+", prose)))
    return "".join(
        entry
        for key, (words, entry) in entries.items()
        if edition in words or re.search(rf"@{re.escape(key)}\b", cited)
    )


def _edition(keywords: Iterable[frozenset[str]], year: int) -> str:
    """Return the keyword of the newest edition with references that is no later than the year; the year's without."""
    editions = (int(found[1]) for words in keywords for found in map(_EDITION.fullmatch, words) if found)
    return f"is248-{max((one for one in editions if one <= year), default=year)}"


def _entries(text: str) -> dict[str, tuple[frozenset[str], str]]:
    """Return the keywords and the text of every entry of a bibliography, by its key."""
    found = {}
    for entry in re.split(r"^(?=@)", text, flags=re.MULTILINE)[1:]:
        words = re.search(r"\bkeywords\s*=\s*\{([^{}]*)\}", entry)
        key = re.match(r"@\w+\{([^,\s]+)", entry)[1]
        found[key] = frozenset(word.strip() for word in words[1].split(",")) if words else frozenset(), entry
    return found


def cited(keys: Iterable[str]) -> Markdown:
    """Return one citation of all these references, for the prose."""
    note(_LISTED)
    return Markdown(f"[{'; '.join(f'@{key}' for key in keys)}]")
