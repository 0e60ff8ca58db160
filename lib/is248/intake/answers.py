"""`Answers`: an export understood. Its columns are mapped to the codebook's, its cells to codes and numbers.

Nothing is judged here: what can't be read stays marked as unread, and the rules say what to do about it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from is248.data.codebook import SUM, Codebook, Question
from is248.data.personal import Masker
from is248.data.problems import Problem
from is248.data.responses import fte_of_margins, number_text
from is248.intake import cells as reading
from is248.intake.agreement import Remark, beside, disagreements
from is248.intake.cells import STATUSES
from is248.intake.collected import collected
from is248.intake.columns import Found, find_columns, lacking, other_columns
from is248.intake.exports import Export, Seen
from is248.intake.headings import Headings, plain
from is248.intake.mapping import Confirmed
from is248.intake.missing import drop_missing
from is248.intake.numbers import decimal_sign, numbers
from is248.intake.spellings import spelled, without_tags
from is248.intake.tools import adapt

Columns = dict[str, pd.Series]
_COUNTED = re.compile(r"\b(?:mange|mye) (\w+)")


class Nearest(NamedTuple):
    """A heading that the codebook lacks."""

    heading: str  # personal data masked
    nth: int  # which one of the columns with this heading
    words: list[tuple[str, str]]  # columns with the words that are the nearest to it, the nearest first


@dataclass(frozen=True)
class Answers:
    """What the units answered, in the order of the export.

    `frame` has one row per record: `unit` and `status` (text), then the codebook's columns: option codes, 0 and 1, and
    numbers as float; texts with personal data masked. Missing where not answered, not asked or not understood.
    """

    file: str  # the export's name, for messages
    codebook: Codebook
    units: pd.DataFrame  # the units file, by code
    frame: pd.DataFrame
    rows: pd.Series  # where each record stands in the file
    sums: pd.DataFrame  # sums of FTE by service or by education, where the export has them; not kept with the answers
    headings: dict[str, str]  # what the export calls each column of `frame` and `sums`
    unread: Columns = field(default_factory=dict)  # cells that were not understood: what stands there, by record
    ambiguous: Columns = field(default_factory=dict)  # numbers such as 1.250, which can be read in two ways
    repeated: list[tuple[str, str]] = field(default_factory=list)  # headings that hold what another one holds; why
    relabelled: list[tuple[str, float, str, str]] = field(default_factory=list)  # column, code, its two labels
    remarks: list[Remark] = field(default_factory=list)  # what was seen in the file, and what it says twice
    unknown: list[str] = field(default_factory=list)  # headings that the codebook lacks
    lacking: list[str] = field(default_factory=list)  # questions and columns that the export lacks
    dropped: Counter = field(default_factory=Counter)  # cells of columns with personal data, by (heading, kind)
    masked: Counter = field(default_factory=Counter)  # places in free texts, by kind
    margins: frozenset[str] = frozenset()  # questions on FTE of which `frame` has the sums, by service and by education
    given: Columns = field(default_factory=dict)  # the cells of each column as they stand in the export
    found: Found = field(default_factory=Found)  # how the columns were found
    nearest: list[Nearest] = field(default_factory=list)  # headings that the codebook lacks, and what they look like
    last_year: pd.DataFrame = field(default_factory=pd.DataFrame)  # its numbers as in `frame`, by unit, where known
    last_fte: pd.DataFrame = field(default_factory=pd.DataFrame)  # last year's FTE by unit and question, where known

    def columns(self, question: Question) -> list[str]:
        """Return the columns of `frame` that hold a question's answers."""
        return (self.codebook.sum_columns if question.id in self.margins else self.codebook.columns)(question.id)

    def total(self, question: Question) -> pd.Series:
        """Return each record's number, or its FTE of all services and educations; missing where none is given."""
        columns = self.columns(question)
        if question.id not in self.margins:
            return self.frame[columns].sum(axis=1, min_count=1)
        return fte_of_margins(self.frame[columns])

    def sums_of(self, question: Question) -> list[str]:
        """Return the columns of `sums` that belong to a question."""
        return [column for column in self.sums if column.startswith(f"{question.id}__")]

    def values(self, column: str) -> pd.Series:
        """Return a column of `frame` or `sums`."""
        return self.sums[column] if column in self.sums else self.frame[column]

    def over(self, *types: str, sums: bool = False) -> Iterator[tuple[Question, str, pd.Series]]:
        """Yield every column of the questions of these types, with question and values; with `sums` these too."""
        for question in self.codebook.of_type(*types):
            for column in (*self.columns(question), *(self.sums_of(question) if sums else ())):
                yield question, column, self.values(column)

    def answered(self, question: Question) -> pd.Series:
        """Return which records answer the question; FTE of 0 and a battery without a tick are no answer."""
        columns = self.frame[self.columns(question)]
        if question.type in ("fte", "multiple"):
            return columns.fillna(0).ne(0).any(axis=1)
        return columns.iloc[:, 0].notna()

    def asked(self, question: Question) -> pd.Series:
        """Return which records the gate lets through to the question; all of them where there is no gate."""
        return _asked(self.frame, self.codebook, question)

    def shown(self, question: Question, records: pd.Index) -> pd.Series:
        """Return answers as texts: the code, the codes ticked (1;3), the number, the sum of the FTE."""
        given = self.frame.loc[records, self.columns(question)]
        if question.type == "multiple":
            codes = [column.rsplit("__")[-1] for column in given]
            texts = [";".join(c for c, tick in zip(codes, row, strict=True) if tick == 1) for row in given.to_numpy()]
        elif question.type == "text":
            texts = given.iloc[:, 0].fillna("").to_list()
        else:
            texts = [number_text(number) for number in self.total(question)[records].round(6)]
        return pd.Series(texts, records, dtype=object)

    def before(self, *columns: str) -> pd.Series:
        """Return last year's number, or the sum of several, for each record's unit; missing where it is not known."""
        return self._of_units(self.last_year.reindex(columns=list(columns)).sum(axis=1, min_count=1))

    def total_before(self, question: Question) -> pd.Series:
        """Return last year's total of a question for each record's unit; missing where it is not known."""
        columns = self.columns(question)
        if question.id in self.last_fte and not set(columns) & set(self.last_year):
            return self._of_units(self.last_fte[question.id])
        if question.id in self.margins:
            return self._of_units(fte_of_margins(self.last_year.reindex(columns=columns)))
        return self.before(*columns)

    def _of_units(self, last: pd.Series) -> pd.Series:
        return self.frame["unit"].map(last).astype(float)

    def problem(self, record: int | str | None, column: str, value: str, expected: str) -> Problem:
        """Return a problem of a record; of a unit that has none, by its code; or of a column, for None."""
        without_row = record is None or isinstance(record, str)
        code = record if without_row else self.frame["unit"][record]
        unit = f"{code} {self.units['name'][code]}" if code in self.units.index else ""
        heading = self.headings.get(column, "")
        row = None if without_row else int(self.rows[record])
        return Problem(self.file, row, unit, column, value, expected, "" if heading == column else heading)

    def problems(self, column: str, found: pd.Series, expected: str | pd.Series) -> Iterator[Problem]:
        """Yield a problem of every record found: its number or text, and what is expected of all or of each."""
        for record, value in found.items():
            text = value if isinstance(value, str) else number_text(value)
            yield self.problem(record, column, text, expected if isinstance(expected, str) else expected[record])


def _asked(frame: pd.DataFrame, codebook: Codebook, question: Question) -> pd.Series:
    if question.gate is None:
        return pd.Series(True, index=frame.index)
    gate = codebook.question(question.gate.question)
    if gate.type == "multiple":
        return frame[[f"{gate.id}__{code}" for code in question.gate.options]].eq(1).any(axis=1)
    return frame[gate.id].isin(question.gate.options)


def understand(
    export: Export,
    codebook: Codebook,
    units: pd.DataFrame,
    masker: Masker,
    decimal: str | None = None,
    mapping: Collection[Confirmed] = (),
) -> Answers:
    """Return the export's answers; without a decimal sign the file's numbers decide which it is.

    `mapping` has the columns that a person has confirmed.
    """
    export = collected(export, codebook)
    found = find_columns(export, codebook, mapping, units["name"])
    export = adapt(export, found, codebook)
    places = found.places
    keep = export.cells.notna().any(axis=1)
    cells = export.cells[keep].reset_index(drop=True)
    written = {column: cells[place] for column, place in places.items()}
    given = spelled(written, codebook, units)
    in_file = {column: export.value_labels.get(place, {}) for column, place in places.items()}
    labels = {c: {code: without_tags(label) for code, label in its.items()} for c, its in in_file.items()}
    seen, emptied = drop_missing(export, codebook, places, given, labels)
    unknown, dropped, names = other_columns(export, cells, found.left_out | set(places.values()), masker)
    counted, no_number, ambiguous = _numbers(codebook, given, labels, decimal)
    chosen, no_option, relabelled = _choices(codebook, given, labels, emptied)
    texts, masked = _texts(codebook, given, masker, cells[names])
    values, nothing = counted | chosen | texts, pd.Series(None, cells.index, dtype=object)
    unit = reading.unit_codes(given["unit"], units) if "unit" in given else nothing
    margins = _margins(codebook, given)
    asked = {
        c: nothing if q.type == "text" else np.nan
        for q in codebook.questions
        for c in (codebook.sum_columns(q.id) if q.id in margins else codebook.columns(q.id))
    }
    frame = pd.DataFrame({"unit": unit, "status": nothing} | {c: values.get(c, empty) for c, empty in asked.items()})
    sums = pd.DataFrame({c: values[c] for c in values if c not in asked}, index=cells.index)
    _fill_only_education(frame, sums, codebook, margins)
    _drop_empty_batteries(frame, codebook)
    frame["status"], no_status = _statuses(
        frame, codebook, given.get("status", nothing), labels.get("status", {}), margins
    )
    rows = pd.Series(export.rows[keep.to_numpy()])
    others = list(_others(export, cells, places, labels, masker))
    remarks = disagreements(others, unit, units) + beside(others, frame, units, codebook.year)
    remarks += _remarks(export.seen + seen, export, rows, places, masker)
    return Answers(
        export.file,
        codebook,
        units,
        frame,
        rows,
        sums,
        {column: export.headings[place] for column, place in places.items()},
        no_number | no_option | {"status": no_status},
        ambiguous,
        found.repeated,
        relabelled,
        remarks,
        list(unknown.values()),
        lacking(codebook, places, margins),
        dropped,
        masked,
        margins=margins,
        given=written,
        found=found,
        nearest=_nearest(export, codebook, found, unknown),
    )


def _others(
    export: Export, cells: pd.DataFrame, places: dict[str, int], labels: dict[str, dict], masker: Masker
) -> Iterator[tuple[str, pd.Series]]:
    """Yield heading (masked) and cells of what the codebook lacks; and the labels of the units' codes (SPSS)."""
    for place, heading in enumerate(export.headings):
        if place not in places.values():
            words = export.value_labels.get(place, {})
            named = cells[place].map(lambda cell, words=words: words.get(cell, cell), na_action="ignore")
            yield masker(heading)[0], named
    if labels.get("unit"):
        yield "unit", cells[places["unit"]].map(labels["unit"])


def _remarks(
    seen: list[Seen], export: Export, rows: pd.Series, places: dict[str, int], masker: Masker
) -> Iterator[Remark]:
    """Yield what was seen of the file, of its headings, and of the cells that are imported."""
    records, columns = (
        {row: record for record, row in rows.items()},
        {place: column for column, place in places.items()},
    )
    for one in seen:
        if one.place is None or one.row is None or one.place in columns:
            column = "" if one.place is None else columns.get(one.place, masker(export.headings[one.place])[0])
            yield Remark(one.rule, column or "file", records.get(one.row), one.value, one.expected)


def _margins(codebook: Codebook, given: Columns) -> frozenset[str]:
    """Return the questions whose FTE the export has by service and by education apart, and not by both."""
    return frozenset(
        question.id
        for question in codebook.of_type("fte")
        if not set(codebook.columns(question.id)) & set(given) and set(codebook.sum_columns(question.id)) & set(given)
    )


def _nearest(export: Export, codebook: Codebook, found: Found, unknown: dict[int, str]) -> list[Nearest]:
    """Return the headings that the codebook lacks, each with the columns whose words are the nearest."""
    if not unknown:
        return []
    headings, seen, near = Headings(codebook), Counter(), []
    for place, heading in enumerate(map(plain, export.headings)):
        seen[heading] += 1
        if place in unknown:
            words = headings.nearest(export.labels.get(place) or heading, found.places)
            near.append(Nearest(unknown[place], seen[heading], words))
    return near


def _numbers(
    codebook: Codebook, given: Columns, labels: dict[str, dict], decimal: str | None
) -> tuple[Columns, Columns, Columns]:
    """Return the columns of numbers, sums too; their cells not understood; and those that can be read in two ways."""
    of = codebook.of_type("number", "fte")
    columns = {q.id: (*codebook.sum_columns(q.id), *codebook.columns(q.id)) for q in of}
    question_of = {column: q for q in of for column in columns[q.id] if column in given}
    sign = decimal or decimal_sign([given[column] for column in question_of])
    read = {}
    for column, question in question_of.items():
        cells = reading.with_labels(given[column], labels[column], _counted(question))
        # A file that was written here has one decimal sign, and no thousands.
        read[column] = numbers(cells, None if decimal else question.unit, sign)
    return tuple({column: parts[place] for column, parts in read.items()} for place in range(3))


def _counted(question: Question) -> str:
    """Return the words for what a question counts: its unit, and «brukere» of «Hvor mange brukere?»."""
    return " ".join([question.unit or "", *_COUNTED.findall(question.text)])


def _choices(
    codebook: Codebook, given: Columns, labels: dict[str, dict], emptied: Columns
) -> tuple[Columns, Columns, list[tuple]]:
    """Return the columns of closed questions, their cells not understood, and the options that are named otherwise."""
    values, unread, relabelled = {}, {}, []
    for question in codebook.of_type("single", "scale", "multiple"):
        options = codebook.options(question.id)
        columns = {column: given[column] for column in codebook.columns(question.id) if column in given}
        if question.type == "multiple":
            names = {f"{question.id}__{option.code}": option.labels for option in options}
            boxes, not_read, named = reading.ticks(columns, names, labels, emptied)
            values, unread = values | boxes, unread | not_read
            relabelled += named
        else:
            for column, cells in columns.items():
                values[column], unread[column], named = reading.codes(cells, options, labels[column])
                relabelled += [(column, *names) for names in named]
    return values, unread, relabelled


def _texts(codebook: Codebook, given: Columns, masker: Masker, names: pd.DataFrame) -> tuple[Columns, Counter]:
    """Return the free texts, masked, and how much was. Names in columns of their own are found again in the texts."""
    persons = [tuple(cell for cell in record if isinstance(cell, str)) for record in names.to_numpy()]
    values, masked = {}, Counter()
    for question in codebook.of_type("text"):
        if question.id in given:
            values[question.id], counts = reading.masked_texts(given[question.id], masker, persons)
            masked.update(counts)
    return values, masked


# --- the whole record


def _fill_only_education(frame: pd.DataFrame, sums: pd.DataFrame, codebook: Codebook, margins: Collection[str]) -> None:
    """Put FTE of which only the education is known under the service that the codebook names."""
    for question in codebook.questions:
        if (rule := question.only_education) and question.id not in margins:
            empty = frame[codebook.columns(question.id)].fillna(0).eq(0).all(axis=1)
            rows = frame[rule.question].isin(rule.options) & empty
            for education in question.educations:
                given = f"{question.id}__{SUM}__{education.code}"
                if given in sums:
                    frame.loc[rows, f"{question.id}__{rule.service}__{education.code}"] = sums.loc[rows, given]


def _drop_empty_batteries(frame: pd.DataFrame, codebook: Codebook) -> None:
    """Take a battery of zeros that the unit was not asked as not answered; some tools write it out."""
    for question in codebook.of_type("multiple"):
        if question.gate:
            columns = codebook.columns(question.id)
            empty = ~frame[columns].eq(1).any(axis=1)
            frame.loc[empty & ~_asked(frame, codebook, question), columns] = np.nan


def _statuses(
    frame: pd.DataFrame, codebook: Codebook, given: pd.Series, labels: dict, margins: Collection[str]
) -> tuple[pd.Series, pd.Series]:
    """Return each record's status, as the export says or by what it answered, and the cells not understood.

    Where nothing is answered it is ikke_deltatt, and where nothing but FTE is, delvis.
    """
    fte = {question.id for question in codebook.of_type("fte")}
    fte |= {q.gate.question for q in codebook.questions if q.id in fte and q.gate}
    of_fte = [c for id in fte for c in (codebook.sum_columns(id) if id in margins else codebook.columns(id))]
    conditions = [
        frame.drop(columns=["unit", "status", *of_fte]).notna().any(axis=1),
        frame[of_fte].notna().any(axis=1),
    ]
    derived = pd.Series(np.select(conditions, STATUSES[:2], STATUSES[2]), frame.index, dtype=object)
    known, unread = reading.statuses(given, labels)
    return known.where(given.notna(), derived), unread
