"""Several questions with the same answers, as an author asks for them: `survey.battery("tud_arsaker")`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from is248 import figures
from is248.analysis import layouts
from is248.analysis.counts import counted
from is248.analysis.layouts import in_rows
from is248.analysis.ranking import Member, Ranking, ranking
from is248.analysis.tables import COUNT, PERCENT, Column, Table
from is248.data.absence import Absent, first_absent, is_absent
from is248.data.core import Core
from is248.figures import Figure
from is248.survey.battery_groups import BatteryBy
from is248.survey.outcomes import Answer
from is248.survey.questions import Question, not_answered_label
from is248.wording import GROUP, Change, Noun, Quantity, Series, Years, changed_in, join

_COVERAGE, _BASE = "Dekningsgrad", "Antall kommuner/bydeler"


@dataclass(frozen=True)
class Battery:
    """Questions with the same answers.

    Attributes
    ----------
    core : Core
        One edition's data.
    items : dict of str to Question
        By printed label, in the order of the report.
    """

    core: Core
    items: dict[str, Question]

    def __iter__(self) -> Iterator[Question]:
        return iter(self.items.values())

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, name: str) -> Question | Absent:
        """Return one of the questions, by id or label; absent if only another edition asks it."""
        return _found(self.core, self.items, name)

    @property
    def ids(self) -> list[str]:
        """The questions' ids."""
        return [question.id for question in self]

    @property
    def _first(self) -> Question:
        return next(iter(self))

    @property
    def years(self) -> Years:
        """The years with numbers on any of the questions, oldest first."""
        return Years(sorted({year for question in self for year in question.years}))

    @property
    def units(self) -> pd.Series:
        """Which units answered any of the questions: true or false by unit code."""
        return pd.concat([question.units for question in self], axis=1).any(axis=1)

    def coverage(self, year: int) -> tuple[float, float]:
        """Return how many units answered any of the questions in a year, and their percent of all units."""
        if year != self.core.year:
            return self.core.history.coverage(self._first.id, year)
        return float(self.units.sum()), 100 * self.units.mean()

    @property
    def coverages(self) -> Series:
        """The percent of all units that answered any of the questions, by year."""
        return Series({year: Quantity(self.coverage(year)[1]) for year in self.years})

    def names(self, ids: Iterable[str], last: str = "og") -> str:
        """Return questions in words, as sentences name them; `last` stands before the last of them."""
        return join((self[id].spoken for id in ids), last)

    def answer(self, *names: str) -> BatteryAnswer | Absent:
        """Return one answer, or several together, to all the questions."""
        found = {label: question.answer(*names) for label, question in self.items.items()}
        kept = {label: answer for label, answer in found.items() if not is_absent(answer)}
        return BatteryAnswer(self, kept) if kept else next(iter(found.values()))

    def without(self, *names: str) -> Battery | Absent:
        """Return the battery with some answers not counted as answers: "Ikke aktuelt"."""
        items = {label: question.without(*names) for label, question in self.items.items()}
        lacking = first_absent(*items.values())
        return replace(self, items=items) if lacking is None else lacking

    def restricted(self, among: pd.Series) -> Battery | Absent:
        """Return the battery for some units only, true in `among`."""
        if is_absent(among):
            return among
        return replace(self, items={label: question.restricted(among) for label, question in self.items.items()})

    def lowest_base(self) -> Quantity:
        """Return how many units answered the question that fewest answered."""
        return min(question.base for question in self)

    def table(self, years: list[int] | str | None = None, not_answered: bool | str = False, **form) -> Table:
        """Return the questions beside each other, one row per answer; parameters as of `Question.table`."""
        layout = layouts.multiple if self._first.several else layouts.frequency
        heads = {label: question.id for label, question in self.items.items()}
        shown = list(self._first.years) if years == "all" else years or [None]
        return layout(self.core, heads, shown, not_answered_label(not_answered), **form)

    def figure(self, years: list[int] | str | None = None) -> Figure:
        """Return the parts of a whole for each question, in this year or year by year."""
        parts, sections, labels, row_years = {}, {}, {}, {}
        for label, question in self.items.items():
            for year in (question.years if years == "all" else years) or [None]:
                row = f"{label}|{year}" if year else label
                parts[row] = counted(self.core, question.id, year, **question.restriction)
                if year:
                    sections[row], labels[row], row_years[row] = label, str(year), year
        return figures.stacked(
            layouts.distribution(
                self.core,
                self.ids,
                in_rows(parts),
                "Spørsmål",
                sections=sections,
                labels=labels,
                row_years=row_years,
                note=self._first.note,
            )
        )


def _found(core: Core, items: Mapping[str, Question | Answer], name: str) -> Question | Answer | Absent:
    """Return the item that is named by its id or its label; absent if only another edition asks it."""
    for label, item in items.items():
        if name in (label, item.id if isinstance(item, Question) else item.question.id):
            return item
    if any(name in book.ids for book in core.other_codebooks):
        return Absent(f"{core.year} did not ask {name}")
    raise ValueError(f"there is no item {name!r}; there are {', '.join(items)}")


@dataclass(frozen=True)
class BatteryAnswer:
    """One answer, or several together, to all the questions of a battery.

    Attributes
    ----------
    battery : Battery
        The questions.
    answers : dict of str to Answer
        By printed label.
    """

    battery: Battery
    answers: dict[str, Answer]

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.answers.values())

    def __len__(self) -> int:
        return len(self.answers)

    def __getitem__(self, name: str) -> Answer | Absent:
        """Return the answer to one of the questions, by id or label; absent if only another edition asks it."""
        return _found(self.battery.core, self.answers, name)

    @property
    def spoken(self) -> str:
        """The answer as a sentence names it."""
        return next(iter(self)).spoken

    @property
    def quoted(self) -> str:
        """The same in quotation marks."""
        return next(iter(self)).quoted

    @property
    def units(self) -> pd.Series:
        """Which units gave this answer to any of the questions: true or false by unit code."""
        return pd.concat([answer.units for answer in self], axis=1).any(axis=1)

    def highest(self, n: int = 1) -> Ranking | Absent:
        """Return the n questions with the highest share."""
        return self._ranking(n)

    def lowest(self, n: int = 1) -> Ranking | Absent:
        """Return the n questions with the lowest share."""
        return self._ranking(n, lowest=True)

    def _ranking(self, n: int, lowest: bool = False) -> Ranking | Absent:
        known = [a for a in self if not is_absent(a.pct)]
        members = [Member(answer.question.id, answer.question.spoken, answer.pct) for answer in known]
        return ranking(members, n, lowest, "nobody answered any of the questions")

    @property
    def year_before(self) -> int | Absent:
        """The last of the earlier years that any of the questions can be compared with."""
        years = [answer.year_before for answer in self]
        known = [year for year in years if not is_absent(year)]
        return max(known) if known else years[0]

    def changes(self, since: int | None = None, across_breaks: bool = False) -> dict[str, Change]:
        """Return the change of each question's share by id, since the year before or the year that is given."""
        found = {a.question.id: a.since(since, across_breaks) if since else a.change for a in self}
        return {id: change for id, change in found.items() if not is_absent(change)}

    def changed(
        self,
        noun: Noun = GROUP,
        at: str = "i",
        since: int | None = None,
        quoted: bool = False,
        across_breaks: bool = False,
    ) -> str | Absent:
        """Return how the shares have changed, with every exception, to stand after «har»: «økt for alle temaene».

        Parameters
        ----------
        noun : Noun
            What the questions are about.
        at : str
            The preposition before them.
        since : int, optional
            The year of the first number; the year before unless given.
        quoted : bool
            Whether the questions' names stand in quotation marks.
        across_breaks : bool
            Also where a break in the series is declared between the years; the sentence then has to say so.
        """
        changes = self.changes(since, across_breaks)
        if not changes:
            return Absent("there is no earlier year to compare")
        names = {id: self[id].question.spoken for id in changes}
        return changed_in({f"«{names[id]}»" if quoted else names[id]: c for id, c in changes.items()}, noun, at)

    def most_changed(self, n: int, since: int | None = None, across_breaks: bool = False) -> MostChanged | Absent:
        """Return the n questions whose share has changed most, up or down; parameters as of `changed`."""
        changes = self.changes(since, across_breaks)
        ranked = sorted(changes, key=lambda id: abs(changes[id].points), reverse=True)
        if not ranked:
            return Absent("there is no earlier year to compare")
        told = [(self[id].question.spoken, changes[id]) for id in ranked]
        return MostChanged(tuple(told[:n]), tuple(told[n:]))

    def by(self, grouping: str) -> BatteryBy:
        """Return the shares group by group."""
        return BatteryBy(self, grouping)

    def table(self, years: list[int] | str = "all", coverage: bool = False) -> Table:
        """Return one row per question and one column per year; `coverage` adds how many answered any of them."""
        battery, core = self.battery, self.battery.core
        shown = battery.years if years == "all" else years
        cells = {Column("pct", PERCENT, year=year): self._percent(year) for year in shown}
        if coverage:
            told = {year: battery.coverage(year) for year in shown}
            rows = [*self.answers, _BASE, _COVERAGE]
            cells = {
                column: pd.concat([numbers, pd.Series({_COVERAGE: told[column.year][1]})]).reindex(rows)
                for column, numbers in cells.items()
            }
            cells |= {
                Column("n", COUNT, year=year): pd.Series({_BASE: n}).reindex(rows) for year, (n, _) in told.items()
            }
        return layouts.sourced(
            core,
            layouts.table("Spørsmål", cells, note=layouts.NOTE),
            battery.ids,
        )

    def _percent(self, year: int) -> pd.Series:
        found = {label: answer.at(year) for label, answer in self.answers.items()}
        return pd.Series({label: float("nan") if is_absent(a) else float(a.pct) for label, a in found.items()})

    def counts(self) -> Table:
        """Return counts of every answer, their sum, and the percent of this one, one row per question (table 20.5)."""
        parts = in_rows({label: counted(self.battery.core, a.question.id) for label, a in self.answers.items()})
        first = next(iter(self))
        return layouts.answers_in_columns(
            self.battery.core,
            [answer.question.id for answer in self],
            {None: parts},
            first.codes,
            "Spørsmål",
            total="Totalt",
            percent=f"Prosent som svarer {first.label.lower()}",
        )

    def lines(self) -> Figure:
        """Return a line per question over the years."""
        found = {label: answer.series for label, answer in self.answers.items()}
        cells = {
            Column("pct", PERCENT, label): pd.Series({str(year): float(pct) for year, pct in series.items()})
            for label, series in found.items()
            if not is_absent(series)
        }
        years = sorted({year for series in found.values() for year in series})
        first = next(iter(self))
        return figures.lines(
            layouts.sourced(
                self.battery.core,
                layouts.table(
                    "År",
                    cells,
                    row_years={str(year): year for year in years},
                    note=first.note,
                ),
                self.battery.ids,
            )
        )


@dataclass(frozen=True)
class MostChanged:
    """Questions with their change; it prints «hjelpen (fra 84 til 75 prosent) og samarbeidet (fra …)»."""

    first: tuple[tuple[str, Change], ...]
    rest: tuple[tuple[str, Change], ...]

    def __str__(self) -> str:
        return join(f"{name} (fra {change.first} til {change.last} {change.unit})" for name, change in self.first)

    def _repr_markdown_(self) -> str:
        return str(self)

    @property
    def others(self) -> Quantity | Absent:
        """The largest change of the other questions, up or down, in percentage points."""
        points = [abs(change.points) for _, change in self.rest]
        return max(points) if points else Absent("there are no other questions")


def battery_of(core: Core, items: Mapping[str, str]) -> Battery | Absent:
    """Return a battery of the questions that this edition asks; absent if it asks none of them.

    Parameters
    ----------
    core : Core
        One edition's data.
    items : mapping of str to str
        Label -> question id.
    """
    found = {label: core.find(id) for label, id in items.items()}
    kept = {label: Question(core, asked.id) for label, asked in found.items() if not is_absent(asked)}
    return Battery(core, kept) if kept else next(iter(found.values()))


def named_battery(core: Core, name: str) -> Battery | Absent:
    """Return a battery by its name in the codebook; absent if only another edition has it.

    Raises
    ------
    ValueError
        If no edition has a battery of this name.
    """
    items = {
        question.label or question.id: question.id for question in core.codebook.questions if question.battery == name
    }
    if items:
        return battery_of(core, items)
    if any(question.battery == name for book in core.other_codebooks for question in book.questions):
        return Absent(f"{core.year} did not ask any of {name}")
    known = dict.fromkeys(question.battery for question in core.codebook.questions if question.battery)
    raise ValueError(f"there is no battery {name!r}; there are {', '.join(known)}")
