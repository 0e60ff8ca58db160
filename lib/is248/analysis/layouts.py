"""The few layouts of the tables of answers. Each puts counts into columns; none counts itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from is248.analysis.counts import Counts, counted, of_units, without_answer
from is248.analysis.provenance import UNITS
from is248.analysis.tables import COUNT, NOT_ANSWERED, PERCENT, Column, Table, table
from is248.data.core import Core
from is248.data.groupings import TOTAL, Grouping
from is248.wording import join, number

BASE = "Antall svar"
ANSWERED = "Prosent av dem som har svart"
NOTE = f"{ANSWERED}."
SEVERAL = f"{ANSWERED}; det var mulig å gi flere svar."
WITHHELD = "Svarene i {} er ikke vist, fordi så få enheter hører til."
_COUNTRY, _ANSWERED = "Antall kommuner", "Antall som har svart"


def labelled(core: Core, question: str, cells: pd.Series) -> pd.Series:
    """Return numbers by option code with the options' labels."""
    return cells.rename(core.responses.options(question))


def answers_in_rows(
    core: Core, heads: Mapping[str, str], years: Iterable[int | None], not_answered: str = "", of_all: bool = False
) -> dict[Column, pd.Series]:
    """Return counts and percent of every answer: one pair of columns per year and question.

    `heads` is upper head -> question; all have the same answers. Of the `years`, None is the edition's own, told by no
    head. `not_answered` is the label of a row below the total with the units that were asked and did not answer, or
    with all that did not (`of_all`).
    """
    cells = {}
    for year in years:
        for head, question in heads.items():
            counts = counted(core, question, year)
            n, pct = (labelled(core, question, frame.loc[TOTAL]) for frame in (counts.n, counts.pct))
            known = n.notna().any() or core.codebook.question(question).type == "multiple"
            n[TOTAL], pct[TOTAL] = counts.base[TOTAL], 100.0 if known and counts.base[TOTAL] != 0 else float("nan")
            if not_answered:
                n[NOT_ANSWERED] = without_answer(core, question, year or core.year, asked_only=not of_all)
            cells[Column("n", COUNT, head, year)] = n
            cells[Column("pct", PERCENT, head, year)] = pct.reindex(n.index)
    return cells


def frequency(core: Core, heads: Mapping[str, str], years, not_answered="", of_all=False, chosen_only=False) -> Table:
    """Return how many units chose each answer; parameters as in `answers_in_rows`.

    `chosen_only` leaves out answers that nobody chose.
    """
    cells = answers_in_rows(core, heads, years, not_answered, of_all)
    if chosen_only:
        chosen = sum(column.fillna(0) for head, column in cells.items() if head.kind == "n") > 0
        keep = chosen | chosen.index.isin([TOTAL, NOT_ANSWERED])
        cells = {head: column[keep] for head, column in cells.items()}
    return _with_answers(core, heads, cells, {NOT_ANSWERED: not_answered}, NOTE)


def multiple(
    core: Core, heads: Mapping[str, str], years, not_answered="", total=_ANSWERED, of_all=False, percent=PERCENT
) -> Table:
    """Return how many units ticked each answer of a question with several.

    Parameters are those of `answers_in_rows`. `total` is what the last row is called: the number of units that
    answered, not the sum of the rows; empty for no such row. `of_all` is whether there is a column with percent of all
    units, whether they answered or not. `percent` is the head of the percentages.
    """
    cells: dict[Column, pd.Series] = {}
    for column, numbers in answers_in_rows(core, heads, years, not_answered).items():
        kept = numbers if total else numbers.drop(TOTAL)
        if column.kind == "n":
            cells[column] = counts = kept
            continue
        cells[Column("pct", percent, column.head, column.year)] = kept
        if of_all:
            cells[Column("all", "Prosent av alle", column.head, column.year)] = 100 * counts / len(core.units)
    return _with_answers(core, heads, cells, {TOTAL: total, NOT_ANSWERED: not_answered}, SEVERAL)


def _with_answers(core: Core, heads: Mapping[str, str], cells, labels: dict[str, str], note: str) -> Table:
    spoken = {option.label: option.in_words for option in core.codebook.options(next(iter(heads.values())))}
    return of_answers(core, heads.values(), "Svar", cells, labels=labels, spoken=spoken, note=note)


def percentages(core: Core, question: str, years: list[int]) -> Table:
    """Return the percent of each answer year by year, and below them how many answered (table 10.3 of 2024)."""
    percent, bases = {}, {}
    for year in years:
        counts = counted(core, question, year)
        numbers = percent[Column("pct", PERCENT, year=year)] = labelled(core, question, counts.pct.loc[TOTAL])
        numbers[TOTAL], bases[Column("n", COUNT, year=year)] = 100.0, pd.Series({_COUNTRY: counts.base[TOTAL]})
    rows = [*numbers.index, _COUNTRY]
    cells = {column: numbers.reindex(rows) for column, numbers in (percent | bases).items()}
    return of_answers(core, [question], "Svar", cells, note=NOTE)


def mentions(core: Core, question: str) -> Table:
    """Return how often each answer was ticked, in percent of all ticks (table 16.3 of 2024)."""
    counts = counted(core, question)
    n = labelled(core, question, counts.n.loc[TOTAL])
    n[TOTAL] = n.sum()
    gave = int(of_units(core, question).any(axis=1).sum())  # some of the base ticked nothing
    note = f"Prosent av alle svarene; {number(gave)} kommuner og bydeler har gitt ett eller flere."
    cells = {Column("n", COUNT): n, Column("pct", PERCENT): 100 * n / n[TOTAL]}
    return of_answers(core, [question], "Svar", cells, note=note)


def answers_in_columns(
    core: Core,
    questions: list[str],
    parts: Mapping[int | None, Counts],
    codes: tuple[int, ...],
    rows: str | Grouping,
    percent: str = "Prosent",
    total: str = "Total",
) -> Table:
    """Return counts of every answer, their sum and the percent of some, one row per group or item (table 18.6 of 2024).

    The columns are the answers of the questions, which all have those of the first. `parts` are by year, None where it
    is told by no head, and have the same rows. `codes` are the answers whose percent is printed. `percent` and `total`
    are the heads of the last two columns; the answers' names follow the former.
    """
    labels = core.responses.options(questions[0])
    percent = f"{percent} {' eller '.join(labels[code] for code in codes).lower()}"
    cells: dict[Column, pd.Series] = {}
    for year, counts in parts.items():
        for code, label in labels.items():
            cells[Column("n", label, year=year, answer=code)] = counts.n[code]
        cells[Column("base", total, year=year)] = counts.base
        cells[Column("pct", percent, year=year)] = counts.chosen(codes)["pct"]
    return of_answers(core, questions, rows, cells, note=NOTE)


def shares(
    core: Core, questions: list[str], parts: Mapping[tuple[str, int | None], pd.DataFrame], rows: Grouping, note: str
) -> Table:
    """Return count, base and percent: what bars show. `parts` has them by (head, year); all have the same rows."""
    cells = {
        Column(kind, measure, head, year): numbers[kind]
        for (head, year), numbers in parts.items()
        for kind, measure in (("n", COUNT), ("base", BASE), ("pct", PERCENT))
    }
    return of_answers(core, questions, rows, cells, note=note)


def distribution(core: Core, questions: list[str], counts: Counts, rows: str | Grouping, **looks) -> Table:
    """Return how the answers of each row divide, in counts and percent, with the base: what stacked bars show."""
    options = core.responses.options(questions[0])
    labels = {code: options[code] for code in counts.n if code in options}
    cells = {
        Column(kind, measure, label, answer=code): frame[code]
        for kind, measure, frame in (("n", COUNT, counts.n), ("pct", PERCENT, counts.pct))
        for code, label in labels.items()
    }
    return of_answers(core, questions, rows, cells | {Column("base", BASE): counts.base}, **looks)


def in_rows(parts: Mapping[str, Counts]) -> Counts:
    """Return the country's counts of several questions or years, one row each."""
    n, pct = (
        pd.DataFrame({row: getattr(counts, kind).loc[TOTAL] for row, counts in parts.items()}).T
        for kind in ("n", "pct")
    )
    return Counts(n, pd.Series({row: counts.base[TOTAL] for row, counts in parts.items()}), pct)


def sourced(core: Core, made: Table, questions: Iterable[str] = (), by: str | None = None) -> Table:
    """Return a table of the units' answers with its source, its questions, and the breaks that are declared for it.

    `by` is the grouping where the rows are no groups.
    """
    questions, by = tuple(questions), made.grouping.key if made.grouping else by
    breaks = core.breaks(questions, by)
    note = made.note
    if hidden := _hidden(made):
        note = f"{note} {WITHHELD.format(join(hidden))}".strip()
    about = {"questions": questions, "breaks": breaks, "counted": _counted(core, questions), "units": len(core.units)}
    return replace(made, note=note, source=core.answers_source(made.years), **about)


def _counted(core: Core, questions: tuple[str, ...]) -> str:
    """Return what a table of some questions counts: units, or what the numbers of the first question are."""
    asked = core.codebook.question(questions[0]) if questions else None
    if asked is None or asked.type not in ("number", "fte", "text"):
        return UNITS
    return "svar" if asked.type == "text" else asked.unit or "årsverk"


def _hidden(made: Table) -> list[str]:
    """Return the names of the groups whose answers the table does not show; those of FTE it does."""
    if not made.grouping:
        return []
    empty = made.values.isna().all(axis=1)
    return [label for group, label in made.grouping.labels.items() if group in made.grouping.withheld and empty[group]]


def of_answers(core: Core, questions: Iterable[str], rows: str | Grouping, cells: dict[Column, pd.Series], **looks):
    """Return the `Table` of such cells (see `tables.table`) with what `sourced` adds."""
    return sourced(core, table(rows, cells, **looks), questions)


def median_and_mean(core: Core, question: str, grouping: Grouping) -> Table:
    """Return the median and the mean of the numbers that each group's units gave, and how many gave one."""
    numbers = core.responses.numbers(question).dropna()
    groups = numbers.groupby(grouping.of_unit.reindex(numbers.index))
    unit = (core.codebook.question(question).unit or "antall").capitalize()
    cells = {
        Column("median", unit, "Basert på median"): groups.median(),
        Column("mean", unit, "Basert på gjennomsnitt"): groups.mean(),
        Column("n", BASE): groups.size(),
    }
    cells = {column: numbers.reindex(grouping.groups).astype(float) for column, numbers in cells.items()}
    cells = {column: numbers.mask(numbers.index.isin(grouping.withheld)) for column, numbers in cells.items()}
    return of_answers(core, [question], grouping, cells)


def combinations(core: Core, offers: Mapping[str, pd.Series], names: Mapping[tuple[bool, ...], str]) -> Table:
    """Return how many units have each combination of offers, of those that answered about all of them."""
    both = pd.concat(offers.values(), axis=1, join="inner")
    note = "Prosent av dem som har svart på alle spørsmålene."
    return _of_units(core, "Tilbud", both.apply(tuple, axis=1).map(names), names, note, offers)


def participation(core: Core) -> Table:
    """Return how many units took part."""
    names = {"ikke_deltatt": "Ikke deltatt", "gjennomfort": "Gjennomført", "delvis": "Delvis utfylt"}
    return replace(
        _of_units(core, "Status", core.responses.frame["status"].map(names), names, "Alle enheter."), aliases=names
    )


def _of_units(core: Core, title: str, named: pd.Series, names: Mapping, note: str, questions: Iterable[str] = ()):
    """Return how many units there are of each name, and their percent of all these units."""
    n = named.value_counts().reindex(list(names.values()), fill_value=0).astype(float)
    n[TOTAL] = len(named)
    return of_answers(
        core, questions, title, {Column("n", COUNT): n, Column("pct", PERCENT): 100 * n / n[TOTAL]}, note=note
    )


def listed(numbers: pd.DataFrame, measure: str, title: str, source: str) -> Table:
    """Return numbers that others have counted, with their sum."""
    n = numbers.set_index("row")["count"].astype(float)
    return table(title, {Column("n", measure): pd.concat([n, pd.Series({TOTAL: n.sum()})])}, source=source)
