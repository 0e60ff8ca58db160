"""What a figure consists of besides the drawing: its numbers, and the text that says what it shows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from is248.analysis import markup
from is248.analysis.tables import COUNT, MIME, Column, Table
from is248.data.absence import AbsentError
from is248.data.groupings import TOTAL
from is248.figures.style import Drawings
from is248.wording import FEW_ANSWERS, Quantity, Years, capital, count, join, small

COUNTRY = "Hele landet"
_LONGEST = 600  # characters of a text alternative


@dataclass(frozen=True)
class Figure:
    """A finished figure."""

    drawings: Drawings
    alt: str  # what it shows, for those who don't see it
    table: Table  # the numbers that are drawn

    @property
    def svg(self) -> str:
        """The wide drawing, in SVG."""
        return self.drawings.wide

    @property
    def records(self) -> list[dict]:
        """The numbers that are drawn, as in `Table`."""
        return self.table.records()

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        told = self.table.told | {"kind": "figure", "alt": self.alt, "narrow": self.drawings.narrow}
        told["html"] = markup.to_html(self.table, "figure-table")
        return {"image/svg+xml": self.svg, "text/plain": self.alt, MIME: told}


def finished(drawings: Drawings, table: Table, shown: Table, head: str, *versions: Iterable[str]) -> Figure:
    """Return the figure of a table, of which `shown` is drawn and nothing else.

    The text alternative says what is drawn, of how many answers, with which breaks, and what the numbers are: in the
    first of the versions that is short enough, or else in the last. A version is whole sentences that tell the numbers
    as they are; none calls them different or changed, for that takes a test.
    """
    breaks = break_years(shown)
    about = [head, based(table), f"Det er brudd i tidsserien i {join(breaks)}." if breaks else ""]
    texts = [" ".join(filter(None, [*about, *version])) for version in versions]
    alt = next((text for text in texts if len(text) <= _LONGEST), texts[-1])
    return Figure(drawings, alt, replace(shown, note=" ".join(filter(None, [shown.note, _few(table)]))))


def based(table: Table) -> str:
    """Return a sentence with the number of answers behind the figure, and of groups also of each; or nothing."""
    bases = [c.key for c in table.columns if c.kind == "base" and c.measure.startswith("Antall")]
    if bases:
        told, of_rows = table.values[bases], table.values.loc[table.rows, bases]
        whole = told.loc[[TOTAL]] if TOTAL in told.index else told
    else:  # a table of answers has the units that answered in its total row
        counts = [c.key for c in table.columns if c.kind == "n" and c.measure == COUNT]
        whole, of_rows = table.values.loc[table.values.index == TOTAL, counts], table.values.iloc[:0]
    if not (known := whole.stack()).size:
        return ""
    each = f", {_span(of_rows.stack())} i hver gruppe" if table.grouping and TOTAL in table.values.index else ""
    return f"Grunnlaget er {_span(known)} svar{each}."


def _few(table: Table) -> str:
    """Return for the note which groups have so few answers that each makes much of a percentage, with how many."""
    bases = [c.key for c in table.columns if c.kind == "base" and c.measure.startswith("Antall")]
    if not table.grouping or not bases:
        return ""
    least = table.values.loc[table.rows, bases].min(axis=1)
    few = least[(least > 0) & (least < FEW_ANSWERS)]
    if few.empty:
        return ""
    told = join(f"{label(table, row)} ({Quantity(answers)})" for row, answers in few.items())
    when = " minst ett av årene" if len({c.year for c in table.columns if c.key in bases}) > 1 else ""
    return f"Færre enn {count(FEW_ANSWERS)} svar{when}: {told}."


def _span(numbers: pd.Series) -> str:
    low, high = Quantity(numbers.min()), Quantity(numbers.max())
    return str(low) if low == high else f"{low}–{high}"


def break_years(table: Table) -> list[int]:
    """Return the years that can't be compared with those before, of the table's."""
    years = table.years
    return sorted({year for year, _ in table.breaks if years and years[0] < year <= years[-1]})


def since(table: Table, years: Iterable[int]) -> list[int]:
    """Return the years that can be compared with the last one: those since the last break between them."""
    years = sorted(years)
    start = max((year for year in break_years(table) if year <= years[-1]), default=years[0])
    return [year for year in years if year >= start]


def percents(table: Table) -> list[Column]:
    """Return the table's columns of percent."""
    return [column for column in table.columns if column.kind == "pct"]


def drawn(table: Table, columns: Iterable[Column], total: bool | None = None) -> Table:
    """Return the part of a table that a figure draws: some columns and the base, without units that didn't answer.

    The total row is drawn of groups, unless it is said. Raises AbsentError if nobody answered the questions, ValueError
    if the table has nothing of what is drawn.
    """
    total = table.grouping is not None if total is None else total
    columns = tuple(columns)
    if table.questions and (
        not table.columns or (columns and table.values[[c.key for c in columns]].isna().all(axis=None))
    ):
        raise AbsentError(f"nobody answered {', '.join(table.questions)}")
    rows = [*table.rows, *([TOTAL] if total and TOTAL in table.values.index else [])]
    if not columns or not rows:
        what = "column of the kind that this figure draws" if not columns else "row"
        raise ValueError(
            f"the table «{table.title}» has no {what}; its columns are {', '.join(c.kind for c in table.columns)}"
        )
    base = [c for c in table.columns if c.kind == "base" and not c.group and c not in columns]
    values = table.values.loc[rows, [c.key for c in (*columns, *base)]]
    return replace(table, columns=(*columns, *base), values=values)


def label(table: Table, row: str) -> str:
    """Return what a row is called beside its bar."""
    if row == TOTAL:
        return COUNTRY if table.grouping else TOTAL
    return table.short.get(row) or table.label(row)


def many(count: int, one: str, several: str) -> str:
    """Return a number with its noun."""
    return f"{count} {one if count == 1 else several}"


def number_of(table: Table, row: str, column: Column) -> Quantity:
    """Return the number of a cell, as it prints."""
    return Quantity(table.values.at[row, column.key], column.decimals)


def _what(unit: str) -> str:
    """Return what numbers are called in a sentence."""
    return "andelen" if unit else "tallet"


def _among(table: Table, row: str) -> str:
    """Return where or for what a number is: «i Oslo», «i kommuner med 2000–5000 innbyggere», «for «Andre tiltak»»."""
    if row == TOTAL:
        return "i hele landet"
    if not table.grouping and any(column.name == table.label(row) for column in table.columns):
        return f"blant dem som svarer «{table.label(row)}» om {small(table.title)}"  # both have the same answers
    return f"i {table.in_words(row)}" if table.grouping else f"for «{table.label(row)}»"


def extremes(table: Table, column: Column, unit: str = "", called: str | None = None) -> str:
    """Return a sentence with the ends of a column's numbers, and the country's number.

    `unit` is written behind the numbers, with its space. `called` is the column's name, unless something else is given;
    an empty text where there is nothing. Of groups' shares it has the numbers alone: to name the highest group takes a
    test, which a figure has none of. Sums and rates of FTE aren't tested, and name their rows as the prose does.
    """
    known = table.values.loc[table.rows, column.key].dropna()
    if known.empty:
        return ""
    called = column.name if called is None else called
    high, low = known.idxmax(), known.idxmin()
    most, least = number_of(table, high, column), number_of(table, low, column)
    if len(known) == 1:
        told = "er", f"{most}{unit} {_among(table, high)}"
    elif most.rounded == least.rounded:
        told = "er", f"{most}{unit} i alle"
    elif table.grouping and unit:
        told = "ligger", f"mellom {least} og {most}{unit} i gruppene"
    else:
        told = "er", f"høyest {_among(table, high)} ({most}{unit}) og lavest {_among(table, low)} ({least}{unit})"
    return _with_country(table, column, unit, called, *told)


def each_group(table: Table, column: Column, unit: str = "", called: str = "") -> str:
    """Return a sentence with the number of every row in the table's order, and the country's."""
    known = table.values.loc[table.rows, column.key].dropna().index
    if known.empty:
        return ""
    numbers = join(f"{number_of(table, row, column)}{unit} {_among(table, row)}" for row in known)
    return _with_country(table, column, unit, called, "er", numbers)


def _with_country(table: Table, column: Column, unit: str, called: str, verb: str, rest: str) -> str:
    """Return a sentence of a column: what is told of its rows, and the country's number."""
    what, where = _what(unit), f"i {called}" if column.year and called == str(column.year) else f"for «{called}»"
    told = f"{where} {verb} {what} {rest}" if called else f"{what} {verb} {rest}"
    if table.grouping and TOTAL in table.values.index and pd.notna(table.values.at[TOTAL, column.key]):
        told += f"; i hele landet er {'den' if unit else 'det'} {number_of(table, TOTAL, column)}{unit}"
    return f"{capital(told)}."


def overviews(table: Table, columns: Sequence[Column], unit: str = "") -> list[list[str]]:
    """Return what many series have in short, in some versions.

    The longest has the country's number of each series, of groups' shares with the lowest and the highest of the groups
    behind it; then there is less and less of it, and at last the ends of the country's numbers alone. Where there is no
    country, as where the rows are questions, it is the highest row of each series.
    """
    values = table.values[[column.key for column in columns]].set_axis(columns, axis=1)
    groups = values.loc[table.rows].stack()
    what = _what(unit)

    def told(row: str, column: Column) -> str:
        place = _among(table, row) if table.grouping else f"i raden «{table.label(row)}»"
        return f"for «{column.name}» {place} ({number_of(table, row, column)}{unit})"

    if table.grouping and unit:  # to name the highest of the groups takes a test
        lowest, highest = (number_of(table, *groups.agg(end)) for end in ("idxmin", "idxmax"))
        ends = f"I gruppene ligger andelene mellom {lowest} og {highest}{unit}."
    else:
        ends = f"Av alle er {what} høyest {told(*groups.idxmax())} og lavest {told(*groups.idxmin())}."
    if TOTAL not in values.index:
        tops = groups.unstack(fill_value=-1).idxmax()
        each = [
            f"For «{c.name}» er {what} høyest {_among(table, row)} ({number_of(table, row, c)}{unit})."
            for c, row in tops.items()
        ]
        return [each, [ends]]
    country = values.loc[TOTAL].dropna()
    of_groups = {column: _span(values.loc[table.rows, column]) for column in country.index}
    spans = join(
        f"{number_of(table, TOTAL, column)}{unit} for «{column.name}» ({span} i gruppene)"
        for column, span in of_groups.items()
    )
    each = join(f"{number_of(table, TOTAL, column)}{unit} for «{column.name}»" for column in country.index)
    ends_of = [(column.name, number_of(table, TOTAL, column)) for column in (country.idxmax(), country.idxmin())]
    high, low = (f"for «{name}» ({quantity}{unit})" for name, quantity in ends_of)
    span = f"I hele landet er {what} høyest {high} og lavest {low}."
    versions = [[f"I hele landet er {what} {each}.", ends], [span, ends], [span]]
    return [[f"I hele landet er {what} {spans}."], *versions] if table.grouping and unit else versions


def largest(table: Table, parts: Sequence[Column], last: Mapping[str, str], unit: str = "") -> list[list[str]]:
    """Return which part is the largest in some rows (section -> row), in two versions: of each section, and counted."""
    each, sections = [], Counter()
    for section, row in last.items():
        known = {part: number_of(table, row, part) for part in parts if pd.notna(table.values.at[row, part.key])}
        if known:
            most = max(known.values(), key=lambda quantity: quantity.rounded)
            names = join(f"«{part.name}»" for part, quantity in known.items() if quantity.rounded == most.rounded)
            each.append(f"For «{section}» er {names} størst i {table.row_years[row]} ({most}{unit}).")
            sections[names] += 1
    counted = join(f"{names} størst i {n} av {len(last)} grupper" for names, n in sections.items())
    return [each, [f"I den siste søylen er {counted}."] if each else []]


def numbers_of(table: Table, column: Column, rows: Iterable[str]) -> list[tuple[int, Quantity]]:
    """Return a column's numbers since the last break, each with its year; the years that have none are left out."""
    known = [row for row in rows if pd.notna(table.values.at[row, column.key])]
    kept = since(table, (table.row_years[row] for row in known)) if known else []
    return [(table.row_years[row], number_of(table, row, column)) for row in known if table.row_years[row] in kept]


def development(called: str, known: list[tuple[object, Quantity]], unit: str = "") -> str:
    """Return a sentence with the numbers of the first and the last year; nothing where there are none."""
    told = [f"{quantity}{unit} i {year}" for year, quantity in known]
    what = f"{capital(_what(unit))} for {'hele landet' if called == COUNTRY else f'«{called}»'}"
    if len(told) > 1 and known[0][1].rounded == known[-1][1].rounded:
        return f"{what} er {known[0][1]}{unit} både i {known[0][0]} og i {known[-1][0]}."
    if len(told) > 1:
        return f"{what} går fra {told[0]} til {told[-1]}."
    return f"{what} er {told[0]}." if told else ""


def each_year(called: str, known: list[tuple[int, Quantity]], unit: str = "") -> str:
    """Return a sentence with the numbers of all years: «For «Voksne» er andelen 35 og 36 prosent i 2022–2023»."""
    years, numbers = zip(*known, strict=True)
    return f"For «{called}» er {_what(unit)} {join(map(str, numbers))}{unit} i {Years(years, years[-1])}."


def answered(quoted: str) -> str:
    """Return a sentence that says which answers, in quotation marks, the shares of a text alternative are of."""
    return f"Tallene er andelen som svarer {quoted}."


def developments(series: Iterable[tuple[str, list]], unit: str = "") -> list[list[str]]:
    """Return series over the years in three versions.

    The first has the first and the last year of each, the second the last year alone, the third its ends.
    """
    told = [(called, known) for called, known in series if known]
    both = [development(called, known, unit) for called, known in told]
    if not told:
        return [both]
    last = max(known[-1][0] for _, known in told)
    now = {called: known[-1][1] for called, known in told if known[-1][0] == last}
    each = join(f"{quantity}{unit} for «{called}»" for called, quantity in now.items())
    high, low = (f"for «{called}» ({now[called]}{unit})" for called in (max(now, key=now.get), min(now, key=now.get)))
    start = f"I {last} er {_what(unit)}"
    return [both, [f"{start} {each}."], [f"{start} høyest {high} og lavest {low}."]]


def signed(quantity: Quantity) -> str:
    """Return a number with its sign, plus or minus."""
    return f"+{quantity}" if quantity > 0 else str(quantity)
