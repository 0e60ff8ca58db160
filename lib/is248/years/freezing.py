"""Freezing: an edition's counts and bases become rows of the history, for the series of the editions after it."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from is248 import files
from is248.analysis.counts import counted
from is248.analysis.texts.themes import answers_given
from is248.chapters.by_groups import by_groups
from is248.chapters.source import all_there
from is248.data import checks
from is248.data.carried import SYNTHETIC
from is248.data.codebook import Question
from is248.data.groupings import FROM_UNITS, TOTAL
from is248.data.history import FILE
from is248.project import root
from is248.survey import Survey

KEY, NUMBERS = ["question", "year", "option", "group"], ["count", "base", "percent"]
COLUMNS = [*KEY, *NUMBERS, "source"]
UNKNOWN = float("nan")


@dataclass(frozen=True)
class Frozen:
    """What freezing an edition does to the history."""

    added: int  # rows that are new
    kept: int  # rows that were there already with the same numbers
    different: list[str]  # rows that were there with other numbers; the file's are kept
    written: bool  # whether the new rows were added, or only counted


def source_of(survey: Survey) -> str:
    """Return what names the responses behind frozen rows: `responses of 2024, sha256 0f3a6c1e9b20`."""
    digest = hashlib.sha256((root() / survey.responses.file).read_bytes()).hexdigest()[:12]
    kind = SYNTHETIC if survey.edition.synthetic else "responses"
    return f"{kind} of {survey.edition.year}, sha256 {digest}"


def rows_of(survey: Survey) -> pd.DataFrame:
    """Return an edition's numbers as rows of data/history.csv, in text.

    Every question has its rows for the whole country, and FTE for every unit, because next year's change may leave some
    units out. Questions with one answer also have those groups that some chapter shows them by: all groups of all
    questions would be 31 000 rows a year. In a row without option, `count` is the number of units that answered, or the
    sum of a number; `base` is how many were asked, and `percent` how many percent of all units answered.
    """
    book = survey.responses.codebook
    shown = by_groups(all_there(), [book])
    found = [row for question in book.questions for row in _rows(survey, question, shown.get(question.id, ()))]
    frame = pd.DataFrame(found, columns=["question", "option", "group", *NUMBERS])
    frame["year"], frame["source"] = str(survey.edition.year), source_of(survey)
    for column, digits in (("count", 12), ("base", 12), ("percent", 6)):
        frame[column] = ["" if pd.isna(value) else f"{float(value):.{digits}g}" for value in frame[column]]
    return frame[COLUMNS]


def freeze(survey: Survey, write: bool = True) -> Frozen:
    """Add an edition's numbers to data/history.csv, or only tell what would be added.

    Rows that are there already stay as they are.
    """
    known = checks.read(Path(FILE)).fillna("")
    new = rows_of(survey)
    both = new.merge(known, on=KEY, suffixes=("", "_known"))
    different = [_told(row) for row in both.to_dict("records") if not _agree(row)]
    is_known = pd.MultiIndex.from_frame(new[KEY]).isin(pd.MultiIndex.from_frame(known[KEY]))
    if write and not is_known.all():
        whole = pd.concat([known, new[~is_known]]).sort_values(["question", "year"], kind="stable")
        files.write(FILE, whole.to_csv(index=False, lineterminator="\n"))
    return Frozen(int((~is_known).sum()), len(both) - len(different), different, write)


def _agree(row: dict) -> bool:
    """Return whether the file's numbers, as far as it has them, are the frozen ones to the decimals that it gives."""
    given = [(row[f"{name}_known"], row[name]) for name in NUMBERS]
    return all(new and _rounds_to(float(new), known) for known, new in given if known and (new or not row["percent"]))


def _rounds_to(value: float, printed: str) -> bool:
    decimals = len(printed.partition(".")[2])
    return abs(value - float(printed)) <= 0.5 * 10**-decimals + 1e-9


def _told(row: dict) -> str:
    where = ", ".join(filter(None, [row["question"], row["year"], row["option"] and f"option {row['option']}"]))
    of = f", {row['group']}" if row["group"] else ""
    known, new = (" of ".join(filter(None, [row[f"count{end}"], row[f"base{end}"]])) for end in ("_known", ""))
    known, new = known or f"{row['percent_known']} percent", new or f"{row['percent']} percent"
    return f"{where}{of}: the history has {known} ({row['source_known']}), the responses give {new}"


# --- rows: (question, option, group, count, base, percent)


def _rows(survey: Survey, question: Question, groupings: Collection[str]) -> Iterator[tuple]:
    answers = survey.responses
    match question.type:
        case "fte":
            by_unit = survey.complete_fte(question.id).by_unit
            yield question.id, "", "", by_unit.sum(), UNKNOWN, UNKNOWN
            yield from ((question.id, "", unit, fte, UNKNOWN, UNKNOWN) for unit, fte in by_unit.items())
        case "number":
            yield question.id, "", "", answers.numbers(question.id).sum(), UNKNOWN, UNKNOWN
        case "text":
            yield _whole(survey, question, int(answers_given(survey, question.id)))
        case "multiple":
            ticks = answers.ticks(question.id)
            yield from _options(question, "", ticks.sum(), len(ticks))
            yield _whole(survey, question, len(ticks))
        case _:
            country = counted(survey, question.id)
            yield from _options(question, "", country.n.loc[TOTAL], country.base[TOTAL])
            yield _whole(survey, question, country.base[TOTAL])
            found = [counted(survey, question.id, by=by) for by in FROM_UNITS if by in groupings]
            for of_groups in found:
                for group, counts in of_groups.n.drop(TOTAL).dropna(how="all").iterrows():
                    yield from _options(question, group, counts, of_groups.base[group])


def _options(question: Question, group: str, counts, base: float) -> Iterator[tuple]:
    for code, count in counts.items():
        yield question.id, str(code), group, count, base, 100 * count / base if base else UNKNOWN


def _whole(survey: Survey, question: Question, answered: float) -> tuple:
    asked = survey.responses.asked(question.id).sum()
    return question.id, "", "", answered, asked, 100 * answered / len(survey.units)
