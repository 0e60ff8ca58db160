"""`Table`, and the functions that make one.

A table holds unrounded numbers. It prints them rounded, and gives them to the prose as `Quantity`.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from is248.analysis import markup
from is248.data.groupings import GROUP_TITLES, TOTAL, Grouping, spoken
from is248.wording import (
    AREA,
    COUNTY,
    GROUP,
    MUNICIPALITY,
    NBSP,
    Quantity,
    UntrueStatement,
    join,
    number,
    units,
)

MIME = "application/vnd.is248.data+json"
NOT_ANSWERED = "Ikke oppgitt"
MOST_NAMED = 5  # rows with the same number that a sentence names; more are counted
COUNTED = {"Fylke": COUNTY, "HF-område": AREA, "Kommunestørrelse": GROUP, "Kommune": MUNICIPALITY}
PER = 10_000  # rates are per 10 000 inhabitants of the target group (design of the report, chapter 6)

_UNDER, _OVER = "<18 år", ">18 år"  # as the printed tables name them; 18-year-olds are in the latter
_SHOWN = {_UNDER: "<18 år", _OVER: "≥18 år"}


Break = tuple[int, str]  # the first year of a new series, and why


@dataclass(frozen=True)
class Column:
    """One column of numbers (or, with `decimals` None, of texts).

    Attributes
    ----------
    key : str
        Short name in the chapters' code.
    measure, group : str
        Lower and upper head, as data/published names them.
    head, upper : str
        The same as the book prints them, where that differs.
    decimals : int or None
        Decimals when printed.
    """

    key: str
    measure: str
    group: str = ""
    head: str = ""
    upper: str = ""
    decimals: int | None = 0


@dataclass(frozen=True)
class Table:
    """A table of the report.

    Attributes
    ----------
    title : str
        Head of the column with the rows' labels.
    columns : tuple of Column
        What stands in each column.
    values : DataFrame of float, indexed by row key, one column per `Column.key`
        Unrounded. The total row, if there is one, is the last, or is followed by `NOT_ANSWERED`.
    labels, short : dict of str to str
        Printed and short names of the rows; a row that isn't there is printed as its key.
    sections : dict of str to str
        The heading that each row stands under, where a long table is divided.
    note : str
        What has to be known to read the numbers: base, rounding, exceptions.
    source : str
        Where the numbers come from.
    breaks : tuple of (year, reason)
        The first years that can't be compared with the years before.
    """

    title: str
    columns: tuple[Column, ...]
    values: pd.DataFrame
    labels: dict[str, str] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    note: str = ""
    source: str = ""
    breaks: tuple[Break, ...] = ()

    @property
    def rows(self) -> list[str]:
        """The rows' keys; the total row and the units without an answer are left out."""
        return [row for row in self.values.index if row not in (TOTAL, NOT_ANSWERED)]

    def column(self, key: str) -> Column:
        """Return the column with this key."""
        for column in self.columns:
            if column.key == key:
                return column
        if key in ("pct", "n", "base"):
            return self._column(key, None, "")  # the only one, or the last year's
        raise ValueError(f"there is no column {key!r}; there are {', '.join(c.key for c in self.columns)}")

    def value(self, row: str, key: str) -> Quantity:
        """Return the number of one cell.

        Raises
        ------
        ValueError
            If there is no such row or column, or the cell is empty.
        """
        column = self.column(key)
        self._has(row)
        value = self.values.at[row, column.key]
        if pd.isna(value):
            raise ValueError(f"the cell {row!r}, {key!r} is empty")
        return Quantity(value, column.decimals)

    def total(self, key: str) -> Quantity:
        """Return the number in the total row."""
        return self.value(TOTAL, key)

    def sum(self, rows: str | Iterable[str], key: str) -> Quantity:
        """Return the sum of some rows, added before rounding."""
        cells = [self.value(row, key) for row in ([rows] if isinstance(rows, str) else rows)]
        return Quantity(math.fsum(cells), self.column(key).decimals)

    def share(self, rows: str | Iterable[str], key: str, decimals: int = 0) -> Quantity:
        """Return what some rows have of the total, in percent, computed from the unrounded numbers."""
        return Quantity(100 * self.sum(rows, key) / self.total(key), decimals)

    def part(self, row: str, key: str, of: str, decimals: int = 0) -> Quantity:
        """Return one column in percent of another, in one row: children of all inhabitants, say."""
        return Quantity(100 * self.value(row, key) / self.value(row, of), decimals)

    def growth(self, key: str, first: str, last: str, decimals: int = 1) -> Quantity:
        """Return the change from one row to another, in percent of the first."""
        return Quantity(100 * (self.value(last, key) / self.value(first, key) - 1), decimals)

    def highest(self, key: str = "pct", n: int = 1) -> list[str]:
        """Return the keys of the n rows with the highest numbers, highest first."""
        return self._ranked(key).tail(n).index[::-1].to_list()

    def lowest(self, key: str = "pct", n: int = 1) -> list[str]:
        """Return the keys of the n rows with the lowest numbers, lowest first."""
        return self._ranked(key).head(n).index.to_list()

    def spread(self, key: str = "pct") -> Quantity:
        """Return the distance from the lowest to the highest number."""
        ranked = self._ranked(key)
        return Quantity(ranked.iloc[-1] - ranked.iloc[0], self.column(key).decimals)

    def all_highest(self, key: str = "pct") -> list[str]:
        """Return the keys of the rows that print the highest number: one, or several that print alike."""
        return self._all_like(self.highest(key)[0], key)

    def all_lowest(self, key: str = "pct") -> list[str]:
        """Return the keys of the rows that print the lowest number: one, or several that print alike."""
        return self._all_like(self.lowest(key)[0], key)

    def _all_like(self, row: str, key: str) -> list[str]:
        printed = self.value(row, key).rounded
        return [other for other in self._ranked(key).index if self.value(other, key).rounded == printed]

    def top(self, key: str = "pct", n: int = 1) -> str:
        """Return the n highest rows in words: «Oslo (42 prosent) og Vestfold (41 prosent)».

        Rows that print the same number as the n-th are named too; where that would make a long list, they are
        counted: «ni grupper (100 prosent)».
        """
        return self._extreme(self.highest(key, len(self.rows)), key, n)

    def bottom(self, key: str = "pct", n: int = 1) -> str:
        """Return the n lowest rows in words, as `top` does: «Lillestrøm (15)»."""
        return self._extreme(self.lowest(key, len(self.rows)), key, n)

    def _extreme(self, ranked: list[str], key: str, n: int) -> str:
        if not ranked:
            raise ValueError(f"no row has a number in the column {key!r}")
        last = self.value(ranked[min(n, len(ranked)) - 1], key).rounded
        before = [row for row in ranked[:n] if self.value(row, key).rounded != last]
        alike = [row for row in ranked if self.value(row, key).rounded == last]
        if len(alike) <= max(MOST_NAMED, n):
            return self.named([*before, *alike], key)
        counted = f"{units(len(alike), COUNTED.get(self.title, GROUP))} {self.in_brackets(alike[0], key)}"
        return join([*(self._with_number(row, key) for row in before), counted])

    def in_brackets(self, row: str, key: str) -> str:
        """Return a number behind a name: «(42 prosent)»."""
        unit = f"{NBSP}prosent" if self.column(key).measure.startswith("Prosent") else ""
        return f"({self.value(row, key)}{unit})"

    def _with_number(self, row: str, key: str) -> str:
        return f"{self.spoken(row)} {self.in_brackets(row, key)}"

    def named(self, rows: Iterable[str], key: str = "pct") -> str:
        """Return rows with their numbers in words: «Oslo (42 prosent) og Vestfold (41 prosent)»."""
        return join(self._with_number(row, key) for row in rows)

    def label(self, row: str) -> str:
        """Return the printed name of a row."""
        return self.labels.get(row, row)

    def spoken(self, row: str) -> str:
        """Return the name of a row inside a sentence: «kommuner med 2000–5000 innbyggere» for a size group."""
        return spoken(self.label(row))

    @property
    def caveats(self) -> str:
        """What the reader of the note has to know of breaks between the table's years; empty where there are none."""
        years = self.years
        between = [(year, why) for year, why in self.breaks if years and years[0] < year <= years[-1]]
        return " ".join(f"Brudd i {year}: {why}" for year, why in between)

    @property
    def printed_note(self) -> str:
        """The note as it is printed, with the breaks between the table's years."""
        return " ".join(filter(None, [self.note, self.caveats]))

    @property
    def shown(self) -> tuple[tuple[Column, ...], ...]:
        """The columns as they are printed: counts stand under the percentages of their year where no row has both."""
        shown: list[tuple[Column, ...]] = []
        for column in self.columns:
            above = [
                i
                for i, (first, *_) in enumerate(shown)
                if column.group
                and first.group == column.group
                and first.decimals is not None
                and not (self.values[first.key].notna() & self.values[column.key].notna()).any()
            ]
            if above and column.decimals is not None:
                shown[above[0]] = (*shown[above[0]], column)
            else:
                shown.append((column,))
        return tuple(shown)

    # ------------------------------------------------------------ numbers by what they are, for the prose

    @property
    def years(self) -> list[int]:
        """The years that the columns, or else the rows, stand for; oldest first."""
        found = {int(part) for column in self.columns for part in column.group.split(" / ") if _is_year(part)}
        found = found or {int(part) for row in self.values.index for part in [row.split("|")[-1]] if _is_year(part)}
        return sorted(found)

    def pct(
        self,
        rows: str | Iterable[str] = TOTAL,
        year: int | None = None,
        head: str = "",
        answers: Iterable[int] | None = None,
        decimals: int = 0,
    ) -> Quantity:
        """Return a percentage, of one row or of several together.

        Parameters
        ----------
        rows : str or list of str
            Row keys. Several are added in counts where the counts are known, before the percent is computed.
        year : int, optional
            In a table with several years; the last one if it isn't given.
        head : str, optional
            The upper head, in a table with several: "Voksne".
        answers : list of int, optional
            In a table of distributions: the options whose percent is meant, added in counts.
        decimals : int, default 0
            Decimals when printed.
        """
        if answers is not None:
            return self._of_answers(rows, year, list(answers), decimals)
        several = [rows] if isinstance(rows, str) else list(rows)
        column = self._column("pct", year, head)
        self._has(*several)
        if len(several) > 1 and self.title in GROUP_TITLES:
            return Quantity(self._of_groups(several, column), decimals)
        counts = self._beside(column, "n")
        if len(several) > 1 and counts is not None and TOTAL in self.values.index:
            return Quantity(100 * self.values.loc[several, counts].sum() / self.values.at[TOTAL, counts], decimals)
        return Quantity(math.fsum(self.value(row, column.key) for row in several), decimals)

    def n(self, rows: str | Iterable[str] = TOTAL, year: int | None = None, head: str = "", answers=None) -> Quantity:
        """Return a number of units; parameters as in `pct`."""
        if answers is not None:
            row = self._year_row(rows, year)
            return Quantity(math.fsum(self.value(row, f"n{code}") for code in answers))
        several = [rows] if isinstance(rows, str) else list(rows)
        column = self._column("n", year, head)
        return Quantity(math.fsum(self.value(row, column.key) for row in several))

    def base(self, row: str = TOTAL, year: int | None = None, head: str = "") -> Quantity:
        """Return the number of units that the percentages are shares of."""
        if any(column.key.split("_")[0] == "base" for column in self.columns):
            if any(column.key == "base" for column in self.columns):
                return self.value(self._year_row(row, year), "base")
            return self.value(row, self._column("base", year, head).key)
        if any(column.key.split("_")[0] == "total" for column in self.columns):
            return self.value(row, self._column("total", year, head).key)
        return self.value(TOTAL, self._column("n", year, head).key)

    def change(
        self,
        rows: str | Iterable[str] = TOTAL,
        since: int | None = None,
        until: int | None = None,
        head: str = "",
        answers: Iterable[int] | None = None,
        across_breaks: bool = False,
    ) -> Quantity:
        """Return the change of a percentage between two years, in percentage points.

        Both years have their own base; the difference is taken before rounding.

        Parameters
        ----------
        rows, head, answers
            As in `pct`.
        since, until : int, optional
            The years; the last but one and the last if they aren't given.
        across_breaks : bool
            Also where a break in the series is declared between the years; the sentence then has to say so.

        Raises
        ------
        UntrueStatement
            If a break in the series is declared between the two years.
        """
        if len(self.years) < 2:
            raise ValueError("a change needs a table with two years or more")
        until = until or self.years[-1]
        since = since or [year for year in self.years if year < until][-1]
        between = [reason for year, reason in self.breaks if since < year <= until]
        if between and not across_breaks:
            raise UntrueStatement(f"the years {since} and {until} can't be compared: {' '.join(between)}")
        first, last = (self.pct(rows, year, head, answers) for year in (since, until))
        return Quantity(last - first)

    def series(
        self, rows: str | Iterable[str] = TOTAL, head: str = "", answers=None, across_breaks: bool = False
    ) -> dict[int, Quantity]:
        """Return the percentage of every year that can be compared with the last, by year.

        The years before a declared break are left out unless `across_breaks`; so are years without a number.
        """
        first = max((year for year, _ in self.breaks if year <= self.years[-1]), default=0)
        found = {}
        for year in self.years:
            if year < first and not across_breaks:
                continue
            try:
                found[year] = self.pct(rows, year, head, answers)
            except ValueError:
                continue
        return found

    def increases(self, key: str = "", answers: Iterable[int] | None = None) -> bool:
        """Tell whether the numbers rise from each size group to the next larger, Oslo's districts left out."""
        return self._ordered(key, answers).is_monotonic_increasing and self._differ(key, answers)

    def decreases(self, key: str = "", answers: Iterable[int] | None = None) -> bool:
        """Tell whether the numbers fall from each size group to the next larger, Oslo's districts left out."""
        return self._ordered(key, answers).is_monotonic_decreasing and self._differ(key, answers)

    def where(self, condition, key: str = "") -> list[str]:
        """Return the keys of the rows whose number meets a condition: `where(lambda share: share == 0)`."""
        numbers = self._ranked(key or "pct")
        return [row for row in self.rows if row in numbers.index and condition(numbers[row])]

    def commonest(self, row: str = TOTAL) -> str:
        """Return the answer that most of a row's units gave, in a table of distributions; of equal ones the first."""
        shares = {column.group: self.values.at[row, column.key] for column in self.columns if column.key[:3] == "pct"}
        if all(pd.isna(share) for share in shares.values()):
            raise ValueError(f"nobody answered in the row {row!r}")
        return max(shares, key=lambda answer: -1 if pd.isna(shares[answer]) else shares[answer])

    def names(self, rows: Iterable[str]) -> str:
        """Return rows in words: «Oslo, Vestfold og Agder»."""
        return join(self.spoken(row) for row in rows)

    def _column(self, kind: str, year: int | None, head: str) -> Column:
        """Return the column of counts, percentages or bases of a year and head."""
        found = [column for column in self.columns if column.key.split("_")[0] == kind]
        years = sorted({int(p) for column in found for p in column.group.split(" / ") if _is_year(p)})
        wanted = [str(year or years[-1])] if years else []
        parts = {column: column.group.split(" / ") for column in found}
        heads = [part for part in head.split(" / ") if part]
        chosen = [c for c in found if all(part in parts[c] for part in [*wanted, *heads])]
        if year is not None and not years:
            raise ValueError(f"the table has one year only; leave {year} out")
        if len(chosen) != 1:
            there = "; ".join(column.group for column in found) or "none"
            raise ValueError(f"say which column is meant, by year and head: there are {there}")
        return chosen[0]

    def _beside(self, column: Column, kind: str) -> str | None:
        """Return the key of the counts or bases of a column of percentages, where they are known."""
        key = column.key.replace("pct", kind, 1)
        return key if key in self.values and self.values[key].notna().any() else None

    def _of_groups(self, rows: list[str], column: Column) -> float:
        """Return the percentage of several groups together: their counts by their bases."""
        base = self._beside(column, "base") or self._beside(column, "total")
        if base is None:
            raise ValueError(f"percentages of groups can't be added, and their bases aren't known: {', '.join(rows)}")
        bases = self.values.loc[rows, base]
        return float((self.values.loc[rows, column.key] * bases).sum() / bases.sum())

    def _year_row(self, row: str | Iterable[str], year: int | None) -> str:
        """Return the row of a year, in a table where years are rows."""
        if row in self.values.index:
            return row
        years = [*([str(year)] if year else []), *(str(y) for y in reversed(self.years))]
        for key in [k for y in years[:1] for k in (y, f"{row}|{y}")]:
            if key in self.values.index:
                return key
        self._has(row if year is None else f"{row}|{year}")
        return row

    def _of_answers(self, row, year: int | None, answers: list[int], decimals: int) -> Quantity:
        row = self._year_row(row, year)
        counts = [self.values.at[row, f"n{code}"] for code in answers if f"n{code}" in self.values]
        if len(counts) < len(answers) or any(pd.isna(count) for count in counts):
            return Quantity(math.fsum(self.value(row, f"pct{code}") for code in answers), decimals)
        return Quantity(100 * math.fsum(counts) / self.value(row, "base"), decimals)

    def _ordered(self, key: str, answers) -> pd.Series:
        rows = [row for row in self.rows if row != "Bydeler i Oslo"]
        if answers is not None:
            return pd.Series([float(self.pct(row, answers=answers)) for row in rows])
        return self.values.loc[rows, key or self._column("pct", None, "").key]

    def _differ(self, key: str, answers) -> bool:
        return self._ordered(key, answers).nunique() > 1

    def _ranked(self, key: str) -> pd.Series:
        key = self.column(key).key
        # Equal numbers keep the order of the table, so that the same data give the same sentence.
        return self.values.loc[self.rows, key].dropna().sort_values(kind="stable")

    def _has(self, *rows: str) -> None:
        for row in rows:
            if row not in self.values.index:
                raise ValueError(f"there is no row {row!r}; there are {', '.join(map(str, self.values.index))}")

    def records(self) -> list[dict]:
        """Return every cell: row, group, measure, value as printed, and unrounded; a text stands in both.

        A column of texts that only repeats the rows' keys, such as a unit's number, is left out.
        """
        shown = [c for c in self.columns if c.decimals is not None or not self._repeats_rows(c.key)]
        return [
            {"row": self._exported(row), "group": column.group, "measure": column.measure}
            | _as_record(self.values.at[row, column.key], column.decimals)
            for row in self.values.index
            for column in shown
        ]

    def _exported(self, row: str) -> str:
        """Return the name in the data files: the key, and as printed for the total row and the units without answer."""
        return self.label(row) if row in (TOTAL, NOT_ANSWERED) else row

    def _repeats_rows(self, key: str) -> bool:
        return all(self.values.at[row, key] in ("", row) for row in self.values.index)

    def to_html(self) -> str:
        """Return a semantic HTML table."""
        return markup.to_html(self)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        data = {"kind": "table", "note": self.printed_note, "source": self.source, "records": self.records()}
        return {
            "text/html": self.to_html(),
            "text/plain": f"Table: {self.title}, {len(self.values)} rows, {len(self.columns)} columns",
            MIME: data | {"typst": markup.to_typst(self)},
        }


def _as_record(value: float | str, decimals: int | None) -> dict:
    if pd.isna(value):
        return {"value": None, "unrounded": None}
    if decimals is None:
        return {"value": value, "unrounded": value}
    return {"value": float(Quantity(value, decimals).rounded), "unrounded": float(f"{value:.12g}")}


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit()


def _with_total(sums: pd.DataFrame) -> pd.DataFrame:
    sums.loc[TOTAL] = sums.sum()
    return sums


def _sums(units: pd.DataFrame, grouping: Grouping, columns: list[str]) -> pd.DataFrame:
    """Return the columns' sums per group, in the report's order, with a total row."""
    return _with_total(units[columns].groupby(grouping.of_unit).sum().reindex(grouping.groups).astype(float))


def inhabitants(units: pd.DataFrame, grouping: Grouping) -> Table:
    """Return units and inhabitants by group (tables 6.1, 6.3, 6.5, 6.7 and 6.9 of the 2024 report).

    Parameters
    ----------
    units : DataFrame
        As in `Survey.units`.
    grouping : Grouping
        The rows of the table.

    Returns
    -------
    Table
        Column keys units, under_18, adults, all (numbers) and units_pct, under_18_pct, adults_pct,
        all_pct (percent of the total row).
    """
    counts = _sums(
        units.assign(units=1, under_18=units["inhabitants_under_18"], adults=units["inhabitants_adults"]),
        grouping,
        ["units", "under_18", "adults", "inhabitants"],
    ).rename(columns={"inhabitants": "all"})
    percent = (100 * counts / counts.loc[TOTAL]).add_suffix("_pct")
    heads = {
        "units": ("Kommuner", "Kommuner"),
        "under_18": (f"Innbyggere {_UNDER}", f"Innbyggere {_SHOWN[_UNDER]}"),
        "adults": (f"Innbyggere {_OVER}", f"Innbyggere {_SHOWN[_OVER]}"),
        "all": ("Alle innbyggere", "Alle innbyggere"),
    }
    columns = tuple(
        column
        for key, (group, upper) in heads.items()
        for column in (
            Column(key, "Antall", group, upper=upper),
            Column(f"{key}_pct", "Prosent", group, upper=upper),
        )
    )
    return Table(
        grouping.title,
        columns,
        counts.join(percent)[[column.key for column in columns]],
        grouping.labels,
        grouping.short,
        note=f"Prosent av alle {number(len(units))} kommuner, bydeler og etater og av alle innbyggere i aldersgruppen.",
        source=PEOPLE_SOURCE,
    )


_RATE_COLUMNS = (
    Column("fte_children", "Årsverk til barn og unge"),
    Column("fte_adults", "Årsverk til voksne"),
    Column("fte", "Årsverk totalt"),
    Column(
        "rate_children",
        f"Årsverk pr. 10 000 innbyggere {_UNDER}",
        head=f"Årsverk per 10{NBSP}000 innbyggere <18{NBSP}år",
    ),
    Column(
        "rate_adults",
        f"Årsverk pr. 10 000 innbyggere {_OVER}",
        head=f"Årsverk per 10{NBSP}000 innbyggere ≥18{NBSP}år",
    ),
    Column("rate", "Årsverk pr. 10 000 innbyggere", head=f"Årsverk per 10{NBSP}000 innbyggere"),
)


def rates(sums: pd.DataFrame) -> pd.DataFrame:
    """Return sums of FTE with the FTE per 10 000 inhabitants of the target group beside them.

    Parameters
    ----------
    sums : DataFrame
        Columns fte_children, fte_adults, fte, inhabitants_under_18, inhabitants_adults, inhabitants.

    Returns
    -------
    DataFrame
        Columns fte_children, fte_adults, fte, rate_children, rate_adults, rate. A rate is the ratio
        of the two sums; it is missing where there are no inhabitants (Oslo's two agencies).
    """
    out = sums[["fte_children", "fte_adults", "fte"]].astype(float)
    for rate, fte, people in (
        ("rate_children", "fte_children", "inhabitants_under_18"),
        ("rate_adults", "fte_adults", "inhabitants_adults"),
        ("rate", "fte", "inhabitants"),
    ):
        out[rate] = PER * sums[fte] / sums[people].where(sums[people] > 0)
    return out


_SUMMED = ["fte_children", "fte_adults", "fte", "inhabitants_under_18", "inhabitants_adults", "inhabitants"]
PEOPLE_SOURCE = "Innbyggere 1. januar: SSB, tabell 07459 og 10826."


def fte(units: pd.DataFrame, grouping: Grouping, source: str = "") -> Table:
    """Return FTE and FTE per 10 000 inhabitants by group (tables 6.2, 6.4, 6.6, 6.8 and 6.10 of 2024).

    Returns
    -------
    Table
        Column keys fte_children, fte_adults, fte (full-time equivalents) and rate_children,
        rate_adults, rate (per 10 000 inhabitants under 18, 18 and over, and all).
    """
    return Table(
        grouping.title,
        _RATE_COLUMNS,
        rates(_sums(units, grouping, _SUMMED)),
        grouping.labels,
        grouping.short,
        note="Årsverk er summert før avrunding. Raten er gruppens årsverk delt på gruppens innbyggere.",
        source=f"{source} {PEOPLE_SOURCE}".strip(),
    )


def base_data(units: pd.DataFrame, counties: Grouping, year: int, source: str = "") -> Table:
    """Return FTE and rates of every unit, county by county (appendix B of the 2024 report).

    Units whose FTE are last year's have a star behind their name.
    """
    order = {county: rank for rank, county in enumerate(counties.groups)}
    # Within a county the units stand in the order of the file, which is the report's.
    ordered = units.assign(rank=units["county"].map(order)).sort_values("rank", kind="stable")
    values = rates(_with_total(ordered[_SUMMED].astype(float)))
    values.insert(0, "code", ["" if row == TOTAL else row for row in values.index])
    return Table(
        "Kommune eller bydel",
        (Column("code", "Nummer", decimals=None), *_RATE_COLUMNS),
        values,
        labels=(ordered["name"] + ordered["imputed"].map({True: "*", False: ""})).to_dict(),
        sections=ordered["county"].to_dict(),
        note=" ".join(
            filter(
                None,
                [
                    "– : enheten har ingen innbyggere.",
                    f"* : enheten svarte ikke; årsverkene er fra {year - 1}." if ordered["imputed"].any() else "",
                ],
            )
        ),
        source=f"{source} {PEOPLE_SOURCE}".strip(),
    )


def composition(rows: Grouping, parts: Grouping) -> Table:
    """Return how the units of each group divide on the parts, in percent (figure 6.7 of 2024)."""
    counts = pd.crosstab(rows.of_unit, parts.of_unit).reindex(index=rows.groups, columns=parts.groups, fill_value=0)
    percent = 100 * counts.div(counts.sum(axis=1), axis=0)
    return Table(
        rows.title,
        tuple(Column(part, "Prosent", part, upper=parts.labels[part]) for part in parts.groups),
        percent,
        rows.labels,
        rows.short,
        note="Prosent av kommunene i gruppen.",
        source="Innbyggere 1. januar: SSB, tabell 07459.",
    )


def by_year(population: pd.DataFrame) -> Table:
    """Return inhabitants year by year (figure 6.1 of 2024).

    Parameters
    ----------
    population : DataFrame, indexed by year
        Columns inhabitants_under_18, inhabitants_adults and inhabitants.
    """
    values = population[["inhabitants_under_18", "inhabitants_adults", "inhabitants"]].astype(float)
    values.columns = ["under_18", "adults", "all"]
    values.index = values.index.astype(str)
    return Table(
        "År",
        (
            Column("under_18", "Antall", f"Innbyggere {_UNDER}", upper=f"Innbyggere {_SHOWN[_UNDER]}"),
            Column("adults", "Antall", f"Innbyggere {_OVER}", upper=f"Innbyggere {_SHOWN[_OVER]}"),
            Column("all", "Antall", "Alle innbyggere"),
        ),
        values,
        source="Innbyggere 1. januar: SSB, tabell 07459.",
    )


def by_age(population: pd.DataFrame) -> Table:
    """Return the country's inhabitants by age, year by year (figure 20.1 of 2024).

    Parameters
    ----------
    population : DataFrame, indexed by year
        Columns inhabitants_under_20, inhabitants_20_64 and inhabitants_65_and_over.
    """
    heads = {"under_20": "Under 20 år", "from_20": "20–64 år", "from_65": "65 år og over"}
    values = population[["inhabitants_under_20", "inhabitants_20_64", "inhabitants_65_and_over"]].astype(float)
    values = values.set_axis(list(heads), axis=1).set_axis(values.index.astype(str))
    columns = tuple(Column(key, "Antall", head) for key, head in heads.items())
    return Table("År", columns, values, source="Innbyggere 1. januar: SSB, tabell 07459.")
