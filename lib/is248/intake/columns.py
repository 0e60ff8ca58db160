"""Finding columns: which column of an export holds what, by the codebook's names or by the questions' words."""

import itertools
import re
import unicodedata
from collections import Counter

import pandas as pd

from is248.data.codebook import Codebook, Question
from is248.data.personal import KINDS, Masker, heading_kind
from is248.intake.exports import Export

SUM = "sum"  # `<fte question>__<service>__sum`, `<fte question>__sum__<education>`: sums that the unit gave
UNIT_HEADINGS = "unit code kommunenummer kommunenr kommune_nr knr kommunekode enhetskode enhetsnummer enhetsnr bydelsnr"
_HEADINGS = {
    "unit": UNIT_HEADINGS,
    "status": "status svarstatus statoverall statoverall_4",
}


def normal(text: str) -> str:
    """Return a heading or label in ASCII letters, digits and underscores, to compare it with another."""
    folded = text.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def sum_columns(question: Question) -> list[str]:
    """Return the columns that an export may have for the sums of an FTE question; none for another question."""
    services = [f"{question.id}__{service.code}__{SUM}" for service in question.services]
    return services + [f"{question.id}__{SUM}__{education.code}" for education in question.educations]


def find_columns(export: Export, codebook: Codebook) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Return where in the export each column of the codebook stands, and the headings that repeat another."""
    names = _names(codebook)
    exact = {c for q in codebook.questions for c in (*codebook.columns(q.id), *sum_columns(q))}
    places: dict[str, int] = {}
    repeated = []
    wanted = [normal(heading) for heading in export.headings]
    for place, heading in enumerate(wanted):
        column = export.headings[place].casefold()
        if column not in exact:
            column = names.get(heading) or names.get(normal(export.labels.get(place, "")))
        if column in places:
            repeated.append((export.headings[place], export.headings[places[column]]))
        elif column is not None:
            places[column] = place
    for column, headings in _HEADINGS.items():
        found = next((heading for heading in headings.split() if heading in wanted), None)
        if found:
            first, *others = (place for place, heading in enumerate(wanted) if heading == found)
            places[column] = first
            repeated += [(export.headings[place], export.headings[first]) for place in others]
    return places, repeated


def _names(codebook: Codebook) -> dict[str, str]:
    """Return the codebook's column for every heading that names it: its own name, or the question's words.

    A heading that two columns could have, once it is in plain letters, names neither of them.
    """
    own: dict[str, set[str]] = {}
    words: dict[str, set[str]] = {}
    for question in codebook.questions:
        for column in sum_columns(question):
            own.setdefault(normal(column), set()).add(column)
        for column, labels in zip(codebook.columns(question.id), _labels(codebook, question), strict=True):
            own.setdefault(normal(column), set()).add(column)
            for text, label in itertools.product((question.text, f"{question.text} {question.label or ''}"), labels):
                words.setdefault(normal(f"{text} {label}"), set()).add(column)
    both = (*words.items(), *own.items())
    return {name: min(columns) for name, columns in both if len(columns) == 1}


def _labels(codebook: Codebook, question: Question) -> list[list[str]]:
    """Return for each column of a question the names of what it holds besides: the option, or service and education."""
    if question.type == "multiple":
        return [option.labels for option in codebook.options(question.id)]
    if question.type == "fte":
        return [[f"{s.label} {e.label}"] for s in question.services for e in question.educations]
    return [[""]]


def lacking(codebook: Codebook, places: dict[str, int]) -> list[str]:
    """Return the questions of which the export has no column, and the columns that other questions lack."""
    found = {column.split("__")[0] for column in places}
    names = []
    for question in codebook.questions:
        columns = codebook.columns(question.id)
        there = any(column in places for column in columns)
        names += [column for column in columns if there and column not in places]
        names += [] if question.id in found else [question.id]
    return names


def other_columns(
    export: Export, cells: pd.DataFrame, places: dict[str, int], masker: Masker
) -> tuple[list[str], Counter, list[int]]:
    """Return headings that the codebook lacks, cells of personal data by kind, and the columns with persons' names."""
    unknown, dropped, names = [], Counter(), []
    for place, heading in enumerate(export.headings):
        if place in places.values():
            continue
        filled = cells[place].dropna()
        kind = (
            heading_kind(normal(heading).split("_"))
            or heading_kind(normal(export.labels.get(place, "")).split("_"))
            or _kind_of_content(filled, masker)
        )
        if kind:
            dropped[kind] += len(filled)
            names += [place] if kind == "name" else []
        elif heading or len(filled):
            unknown.append(masker(heading or f"(column {place + 1}, no heading)")[0])
    return unknown, dropped, names


def _kind_of_content(filled: pd.Series, masker: Masker) -> str | None:
    """Return the kind of personal data that most cells of a column consist of."""
    texts = [cell for cell in filled.head(200) if isinstance(cell, str)]
    kinds = Counter(kind for text in texts for kind, mark in KINDS.items() if masker(text)[0] == mark)
    kind, count = kinds.most_common(1)[0] if kinds else (None, 0)
    return kind if count > len(texts) / 2 else None
