"""`Table`: typed columns of unrounded numbers. It prints them rounded, and gives them to the prose as `Quantity`."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pandas as pd

from is248.analysis import markup
from is248.analysis.provenance import UNITS, origin
from is248.analysis.ranking import Member, Ranking, ranking
from is248.data.absence import Absent, AbsentError, is_absent
from is248.data.groupings import REST, TOTAL, Grouping
from is248.wording import Origin, Quantity, Years, computed, join, note, percent

MIME = "application/vnd.is248.data+json"
NOT_ANSWERED = "Ikke oppgitt"
COUNT, PERCENT = "Antall", "Prosent"
ROUNDED = "Summen kan avvike fra 100 på grunn av avrunding."

Break = tuple[int, str]  # the first year of a new series, and why


@dataclass(frozen=True)
class Column:
    """One column of numbers (or, with `decimals` None, of texts)."""

    kind: str  # what its cells are: n (counts), pct, base, total, mean, fte …
    measure: str  # the lower head, as data/published names it
    head: str = ""  # the upper head: a target group, an answer, a group
    year: int | None = None  # of its numbers, where a table has several
    answer: int | None = None  # the code of the one answer that it is about
    measured: str = ""  # the lower head as the book prints it, where that differs
    headed: str = ""  # the upper head as the book prints it, where that differs
    decimals: int | None = 0  # decimals when printed
    written: bool = False  # whether its texts are numbers that are written already, such as «<0,001»

    @property
    def is_text(self) -> bool:
        """Whether it has texts that are no numbers: they begin at the left."""
        return self.decimals is None and not self.written

    @property
    def key(self) -> str:
        """Its name in `Table.values`."""
        return f"{self.kind}·{self.measure}·{self.head}·{self.year or ''}·{'' if self.answer is None else self.answer}"

    @property
    def group(self) -> str:
        """The upper head with its year, as data/published and the data files name it: `2024 / Voksne`."""
        return " / ".join(filter(None, [str(self.year or ""), self.head]))

    @property
    def lower(self) -> str:
        """The lower head as printed."""
        return self.measured or self.measure

    @property
    def upper(self) -> str:
        """The upper head as printed."""
        return self.headed or self.group

    @property
    def name(self) -> str:
        """What a series or a part of a figure is called."""
        return self.upper or self.lower


@dataclass(frozen=True)
class Table:
    """A table of the report."""

    title: str  # head of the column with the rows' labels
    columns: tuple[Column, ...]  # what stands in each column
    # unrounded, by row key and `Column.key`; the total row, if there is one, is the last, or followed by `NOT_ANSWERED`
    values: pd.DataFrame
    grouping: Grouping | None = None  # where the rows are groups of units; the total row is then the country
    # printed and short names of the rows, where they differ from the keys; the grouping's, if there is one
    labels: dict[str, str] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)  # the rows' names in a sentence, where that is not the label
    aliases: dict[str, str] = field(default_factory=dict)  # the rows' keys by the names that chapters may call them
    heads: dict[str, str] = field(default_factory=dict)  # the same of the columns' upper heads
    lacking: dict[str, str] = field(default_factory=dict)  # rows and heads of other editions: why not of this one
    sections: dict[str, str] = field(default_factory=dict)  # the heading that each row of a long table stands under
    section_head: str = "Gruppe"  # what these headings are; files have them in a column of this name
    row_years: dict[str, int] = field(default_factory=dict)  # the years that rows stand for, where years are rows
    note: str = ""  # what has to be known to read the numbers: base, rounding, exceptions
    source: str = ""  # where the numbers come from
    breaks: tuple[Break, ...] = ()  # the years that can't be compared with those before
    questions: tuple[str, ...] = ()  # the ids of the questions whose answers are counted
    counted: str = UNITS  # what is counted or summed, in words
    units: int = 0  # how many units the sums are over, where that is known
    # of rates, by kind and row: FTE, and the inhabitants that they are divided by
    people: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)

    def __post_init__(self):
        if self.grouping:
            object.__setattr__(self, "labels", self.grouping.labels | self.labels)
            object.__setattr__(self, "short", self.grouping.short | self.short)

    @property
    def rows(self) -> list[str]:
        """The rows' keys; the total row and the units without an answer are left out."""
        return [row for row in self.values.index if row not in (TOTAL, NOT_ANSWERED)]

    @property
    def size(self) -> Quantity:
        """How many rows it has, without the total row."""
        return Quantity(
            len(self.rows), origin=Origin(f"Radene i tabellen ({self.title.lower()}), talt.", self.questions)
        )

    @property
    def years(self) -> Years:
        """The years that the columns, or else the rows, stand for; oldest first."""
        found = {column.year for column in self.columns if column.year} or set(self.row_years.values())
        return Years(sorted(found), origin=Origin(f"Årene med tall i tabellen «{self.title}».", self.questions))

    # ------------------------------------------------------------ numbers, for the prose

    def column(self, kind: str, head: str = "", year: int | None = None, answer: int | None = None) -> Column:
        """Return the column of a kind: with a head, a year (the last one by default) or an answer where it takes them.

        ValueError if there is none or several; it lists what there is.
        """
        if head in self.lacking:
            raise AbsentError(self.lacking[head])
        head = self.heads.get(head, head)
        found = [c for c in self.columns if c.kind == kind and (c.answer == answer or (head and answer is None))]
        if head or not all(c.head for c in found):
            found = [c for c in found if c.head == head]
        newest = max((c.year for c in found if c.year), default=None)
        if year and newest and year not in [c.year for c in found]:
            raise AbsentError(f"the table «{self.title}» has no numbers of {year}")
        chosen = [c for c in found if c.year == (year or newest)]
        if len(chosen) != 1:
            there = "; ".join(dict.fromkeys(" ".join(filter(None, [c.kind, c.group])) for c in self.columns))
            raise ValueError(f"say which column is meant, by kind, head and year: there are {there}")
        return chosen[0]

    def value(self, row: str, kind: str, **which) -> Quantity:
        """Return the number of one cell; absent if it is empty, ValueError if there is no such row or `column`."""
        column, row = self.column(kind, **which), self._key(row)
        if is_absent(row):
            return row
        value = self.values.at[row, column.key]
        if pd.isna(value):
            return Absent(f"the cell {row!r}, {column.group or kind} of the table «{self.title}» is empty")
        return self._quantity(row, column, value)

    def _quantity(self, row: str, column: Column, value: float) -> Quantity:
        return Quantity(value, column.decimals, origin(self, row, column, value))

    def _key(self, row: str | int) -> str | Absent:
        row = format(row, "d") if isinstance(row, int) else self.aliases.get(row, row)  # a year is the name of its row
        if row in self.lacking:
            return Absent(self.lacking[row])
        if row not in self.values.index:
            raise ValueError(f"there is no row {row!r}; there are {', '.join(map(str, self.values.index))}")
        return row

    def total(self, kind: str = "n", **which) -> Quantity:
        """Return the number in the total row."""
        return self.value(TOTAL, kind, **which)

    def pct(self, rows: str | Iterable[str] = TOTAL, decimals: int = 0, **which) -> Quantity:
        """Return a percentage, of one row or of several together: added in counts before the percent is computed."""
        if isinstance(rows, str):
            value = self.value(rows, "pct", **which)
            return Quantity(value, decimals) if decimals else value
        return self.share(rows, "n", decimals, **which)

    def n(self, row: str = TOTAL, **which) -> Quantity:
        """Return a number of units, or of FTE."""
        return self.value(row, "n", **which)

    def sum(self, rows: str | Iterable[str], kind: str, **which) -> Quantity:
        """Return the sum of some rows, added before rounding."""
        cells = [self.value(row, kind, **which) for row in ([rows] if isinstance(rows, str) else rows)]
        total = math.fsum(cells)
        how = " pluss ".join("{}" for _ in cells) + "."
        return Quantity(total, self.column(kind, **which).decimals, computed(how, *cells, value=total))

    def share(self, rows: str | Iterable[str], kind: str, decimals: int = 0, **which) -> Quantity:
        """Return what some rows have of the total, in percent, computed from the unrounded numbers."""
        return percent(self.sum(rows, kind, **which), self.total(kind, **which), decimals)

    def part(self, row: str, kind: str, of: str, decimals: int = 0) -> Quantity:
        """Return one column in percent of another, in one row: children of all inhabitants, say."""
        return percent(self.value(row, kind), self.value(row, of), decimals)

    def growth(self, kind: str, first: str, last: str, decimals: int = 1) -> Quantity | Absent:
        """Return the change from one row to another, in percent of the first; absent across a break between years."""
        first, last = self._key(first), self._key(last)
        if {first, last} <= set(self.row_years) and last not in self._run(first):
            return Absent(f"there is a break between {first} and {last}")
        now, before = self.value(last, kind), self.value(first, kind)
        if not before:
            return Absent("there is no growth in percent from nothing")
        grown = 100 * (float(now) / float(before) - 1)
        return Quantity(grown, decimals, computed("Endringen i prosent til {} fra {}.", now, before, value=grown))

    def unbroken(self, until: int) -> Years:
        """Return the longest run of years (rows) up to one that no break divides; of equally long ones the newest."""
        runs = [self._run(row, until) for row in self.row_years]
        told = f"Årene i tabellen «{self.title}» som kan sammenliknes."
        return Years(map(int, max(reversed(runs), key=len)), origin=Origin(told, self.questions))

    def _run(self, row: str, until: int | None = None) -> list[str]:
        """Return the rows, from one on, whose years can be compared with its year."""
        start = self.row_years[row]
        end = min((year for year, _ in self.breaks if year > start), default=(until or max(self.years)) + 1)
        return [other for other, year in self.row_years.items() if start <= year < end and year <= (until or year)]

    def highest(self, kind: str = "pct", n: int = 1, besides: Iterable[str] = (), **which) -> Ranking:
        """Return the n rows with the highest numbers, highest first; `besides` leaves some out of the ranking."""
        return self._ranking(self.column(kind, **which), n, besides)

    def lowest(self, kind: str = "pct", n: int = 1, besides: Iterable[str] = (), **which) -> Ranking:
        """Return the n rows with the lowest numbers, lowest first; `besides` leaves some out of the ranking."""
        return self._ranking(self.column(kind, **which), n, besides, lowest=True)

    def spread(self, kind: str = "pct", **which) -> Quantity:
        """Return the distance from the lowest to the highest number."""
        column = self.column(kind, **which)
        known = self._known(column)
        ends = [self._quantity(row, column, known[row]) for row in (known.idxmax(), known.idxmin())]
        apart = known.max() - known.min()
        return Quantity(apart, column.decimals, computed("{} minus {}.", *ends, value=apart))

    def where(self, condition: Callable[[float], bool], kind: str = "pct", **which) -> list[str]:
        """Return the keys of the rows whose number meets a condition: `where(lambda share: share == 0)`."""
        known = self._known(self.column(kind, **which))
        return [row for row in known.index if condition(known[row])]

    def names(self, rows: Iterable[str]) -> str:
        """Return rows in words: «Oslo, Vestfold og Agder»."""
        return join(self.in_words(row) for row in rows)

    def _known(self, column: Column) -> pd.Series:
        return self.values.loc[self.rows, column.key].dropna()

    def _ranking(self, column: Column, n: int, besides: Iterable[str], lowest: bool = False) -> Ranking:
        besides = [REST, *(self.aliases.get(row, row) for row in besides)]  # the others together are no group
        known = self._known(column).drop(besides, errors="ignore")
        members = [Member(row, self.in_words(row), self._quantity(row, column, value)) for row, value in known.items()]
        unit = "prosent" if column.measure.startswith(PERCENT) else ""
        noun = self.grouping.noun if self.grouping else None
        return ranking(members, n, lowest, f"no row of «{self.title}» has a number", unit=unit, noun=noun)

    # ------------------------------------------------------------ what is printed

    def label(self, row: str) -> str | Absent:
        """Return the printed name of a row."""
        key = self._key(row)
        note(Origin(f"Navnet på en rad i tabellen ({self.title.lower()}).", self.questions))
        return key if is_absent(key) else self.labels.get(key, key)

    def in_words(self, row: str) -> str:
        """Return the name of a row inside a sentence: «kommuner med 2000–5000 innbyggere» for a size group."""
        if row in self.spoken:
            return self.spoken[row]
        return self.grouping.spoken(row) if self.grouping and row in self.grouping.labels else self.label(row)

    @property
    def caveats(self) -> str:
        """What the reader of the note has to know of breaks between the table's years; empty where there are none."""
        years = self.years
        between = [(year, why) for year, why in self.breaks if years and years[0] < year <= years[-1]]
        told = {year: " ".join(why for other, why in between if other == year) for year, _ in between}
        return " ".join(f"Brudd i {year}: {why}" for year, why in told.items())

    @property
    def printed_note(self) -> str:
        """The note as it is printed, with what the rounding does to sums, and the breaks between the table's years."""
        return " ".join(filter(None, [self.note, ROUNDED if self._sums_differ else "", self.caveats]))

    @property
    def _sums_differ(self) -> bool:
        """Whether the printed percentages of a column don't add up to the printed total that they are the parts of.

        Of earlier years some are known as they were printed, rounded.
        """
        if TOTAL not in self.values.index:
            return False
        for column in self.columns:
            if not column.measure.startswith(PERCENT) or column.decimals is None:
                continue
            parts, total = self.values.loc[self.rows, column.key].dropna(), self.values.at[TOTAL, column.key]
            rounding = 0.5 * len(parts) * 10.0**-column.decimals
            whole = pd.notna(total) and len(parts) > 1 and math.isclose(parts.sum(), total, abs_tol=rounding)
            printed = (Quantity(part, column.decimals).rounded for part in parts)
            if whole and sum(printed) != Quantity(total, column.decimals).rounded:
                return True
        return False

    @property
    def shown(self) -> tuple[tuple[Column, ...], ...]:
        """The columns as they are printed: counts stand under the percentages of their year where no row has both."""
        shown: list[tuple[Column, ...]] = []
        for column in self.columns:
            above = next((i for i, (first, *_) in enumerate(shown) if self._takes_turns(first, column)), None)
            if above is None:
                shown.append((column,))
            else:
                shown[above] = (*shown[above], column)
        return tuple(shown)

    def _takes_turns(self, first: Column, other: Column) -> bool:
        """Return whether two columns of numbers have the same upper head, and no row has both."""
        if None in (first.decimals, other.decimals) or not other.group or first.group != other.group:
            return False
        return not (self.values[first.key].notna() & self.values[other.key].notna()).any()

    def records(self) -> list[dict]:
        """Return every cell: row, group, measure, value as printed, and unrounded; a text stands in both.

        A column of texts that only repeats the rows' keys, such as a unit's number, is left out.
        """
        shown = [c for c in self.columns if c.decimals is not None or not self._repeats_rows(c.key)]
        cells = {column.key: self.values[column.key].tolist() for column in shown}
        return [
            {"row": self._exported(row), "group": column.group, "measure": column.measure}
            | _as_record(cells[column.key][place], column.decimals)
            for place, row in enumerate(self.values.index)
            for column in shown
        ]

    def _exported(self, row: str) -> str:
        """Return the name in the data files: the key, and as printed for the total row and the units without answer."""
        return self.label(row) if row in (TOTAL, NOT_ANSWERED) else row

    def _repeats_rows(self, key: str) -> bool:
        return all(value in ("", row) for row, value in self.values[key].items())

    @property
    def about(self) -> dict:
        """What its numbers are, for whoever asks where they come from."""
        by = {"key": self.grouping.key, "title": self.grouping.title} if self.grouping else {}
        known = {"title": self.title, "by": by, "years": list(map(int, self.years)), "counted": self.counted}
        printed = {"labels": self.labels, "sections": self.sections}
        known |= {name: {row: of[row] for row in self.rows if row in of} for name, of in printed.items()}
        heads = [pair for c in self.columns for pair in ((c.group, c.upper), (c.measure, c.lower))]
        return known | {"heads": {key: head for key, head in heads if key != head}}

    @property
    def told(self) -> dict:
        """What is told of it beside what is printed: note, source, every cell, questions and breaks."""
        told = {"note": self.printed_note, "source": self.source, "records": self.records()}
        told |= self.about
        return told | {"questions": list(self.questions), "breaks": list(map(list, self.breaks))}

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "text/html": markup.to_html(self),
            "text/plain": f"Table: {self.title}, {len(self.values)} rows, {len(self.columns)} columns",
            MIME: self.told | {"kind": "table", "typst": markup.to_typst(self)},
        }


def _as_record(value: float | str, decimals: int | None) -> dict:
    if pd.isna(value):
        return {"value": None, "unrounded": None}
    if decimals is None:
        return {"value": value, "unrounded": value}
    return {"value": float(Quantity(value, decimals).rounded), "unrounded": float(f"{value:.12g}")}


def table(rows: str | Grouping, cells: dict[Column, pd.Series], **options) -> Table:
    """Return a table of columns with their cells; all have the same rows, in the order of the first.

    `rows` is what they are: a grouping, or the head of the column with their labels.
    """
    values = pd.DataFrame({column.key: series for column, series in cells.items()})
    title, grouping = (rows, None) if isinstance(rows, str) else (rows.title, rows)
    return Table(title, tuple(cells), values, grouping, **options)


def with_total(sums: pd.DataFrame) -> pd.DataFrame:
    """Return sums of groups with their total as the last row."""
    return pd.concat([sums, sums.sum().to_frame(TOTAL).T])
