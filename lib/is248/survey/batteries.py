"""Several questions with the same answers, as an author asks for them: `survey.battery("tud_arsaker")`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from is248 import figures
from is248.analysis import layouts
from is248.analysis.counts import counted
from is248.analysis.layouts import in_rows
from is248.analysis.provenance import UNITS
from is248.analysis.ranking import Member, Ranking, ranking
from is248.analysis.tables import COUNT, PERCENT, Column, Table
from is248.data.absence import Absent, first_absent, is_absent
from is248.data.core import Core
from is248.figures import Figure, content
from is248.survey.asked import asked_for
from is248.survey.questions import Question, table_of, told_changes
from is248.wording import GROUP, AllYears, Change, Noun, Origin, Quantity, Series, Years, join, note, plainly

_COVERAGE, _BASE = "Dekningsgrad", "Antall kommuner/bydeler"


@dataclass(frozen=True)
class Several:
    """Members by printed label, in the order of the report, each about one question.

    They can be taken apart, `adults, children = battery`: one that only another edition asks is absent.
    """

    core: Core
    members: dict

    @cached_property
    def items(self) -> dict:
        """The members that there are."""
        return {label: item for label, item in self.members.items() if not is_absent(item)}

    def __iter__(self) -> Iterator:
        return iter(self.members.values())

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, name: str):
        """Return the member about one question, by its id or label; absent if only another edition asks it."""
        for label, item in self.items.items():
            if name in (label, item.id):
                return item
        if name in self.members:
            return self.members[name]
        if any(name in book.ids for book in self.core.other_codebooks):
            return Absent(f"{self.core.year} did not ask {name}")
        raise ValueError(f"there is no item {name!r}; there are {', '.join(self.members)}")

    def _each(self, change: Callable) -> dict:
        return {label: change(item) for label, item in self.members.items()}

    @property
    def size(self) -> Quantity:
        """How many questions there are."""
        return Quantity(len(self), origin=Origin("Spørsmålene som har de samme svarene, talt.", tuple(self.ids)))

    @property
    def _first(self):
        return next(iter(self.items.values()))

    @property
    def ids(self) -> list[str]:
        """The questions' ids."""
        return [item.id for item in self.items.values()]

    @property
    def units(self) -> pd.Series:
        """Which units answered any of the questions so: true or false by unit code."""
        return pd.concat([item.units for item in self.items.values()], axis=1).any(axis=1)


class Battery(Several):
    """Questions with the same answers."""

    @property
    def years(self) -> Years:
        """The years with numbers on any of the questions, oldest first."""
        years = sorted({year for question in self.items.values() for year in question.years})
        return AllYears(years, self.core.year, Origin("Årene det finnes tall for på spørsmålene.", tuple(self.ids)))

    @property
    def asked_since(self) -> int:
        """The year that the first of the questions was asked in, whatever years there are numbers of."""
        return min(question.asked_since for question in self.items.values())

    def coverage(self, year: int) -> tuple[float, float] | Absent:
        """Return how many units answered any of the questions in a year, and their percent of all units.

        The history has it with one of the questions; absent where it doesn't.
        """
        if year == self.core.year:
            return float(self.units.sum()), 100 * self.units.mean()
        found = self.core.covered(self._first.id, year)
        return found or Absent(f"it isn't known how many answered any of {', '.join(self.ids)} in {year}")

    @property
    def coverages(self) -> Series:
        """The percent of all units that answered any of the questions, by year."""
        return Series({year: self._covered(year) for year in self.years if not is_absent(self.coverage(year))})

    def _covered(self, year: int) -> Quantity:
        n, pct = self.coverage(year)
        share = f"{plainly(Quantity(pct, 1))} prosent av alle"
        told = f"I {year} svarte {plainly(n)} {UNITS} på ett eller flere av spørsmålene, {share}."
        return Quantity(pct, origin=Origin(told, tuple(self.ids), year, n=n, value=pct))

    def names(self, ids: Iterable[str], last: str = "og") -> str:
        """Return questions in words, as sentences name them; `last` stands before the last of them."""
        ids = list(ids)
        note(Origin("Spørsmålene slik setninger nevner dem.", tuple(ids), self.core.year))
        return join((self[id].spoken for id in ids), last)

    def answer(self, *names: str) -> BatteryAnswer | Absent:
        """Return one answer, or several together, to all the questions."""
        found = self._each(lambda question: question.answer(*names))
        return (
            next(iter(found.values())) if all(map(is_absent, found.values())) else BatteryAnswer(self.core, found, self)
        )

    def without(self, *names: str) -> Battery | Absent:
        """Return the battery with some answers not counted as answers: "Ikke aktuelt"."""
        members = self._each(lambda question: question.without(*names))
        lacking = first_absent(*(members[label] for label in self.items))
        return replace(self, members=members) if lacking is None else lacking

    def restricted(self, among: pd.Series) -> Battery | Absent:
        """Return the battery for some units only, true in `among`."""
        if is_absent(among):
            return among
        return replace(self, members=self._each(lambda question: question.restricted(among)))

    def lowest_base(self) -> Quantity | Absent:
        """Return how many units answered the question that fewest answered; absent if nobody did."""
        fewest = min(self.items.values(), key=lambda question: question.base)
        return fewest.base if fewest.base else Absent(f"nobody answered {fewest.id}")

    def table(self, years: list[int] | str | None = None, not_answered: bool | str = False, **form) -> Table:
        """Return the questions beside each other, one row per answer; parameters as of `Question.table`."""
        return table_of(self.core, self.items, years, not_answered, **form)

    def figure(self, years: list[int] | str | None = None, about: Iterable[str] = ()) -> Figure:
        """Return the parts of a whole for each question, in this year or year by year.

        `about`: the answers that the prose is about, together; the text alternative has their share of each question.
        """
        parts, looks = {}, {"sections": {}, "labels": {}, "row_years": {}, "note": self._first.note}
        for label, question in self.items.items():
            for year in question.shown(years) or [None]:
                row = f"{label}|{year}" if year else label
                parts[row] = question.tally(year)
                if year:
                    looks["sections"][row], looks["labels"][row], looks["row_years"][row] = label, str(year), year
        table = layouts.distribution(self.core, self.ids, in_rows(parts), "Spørsmål", **looks)
        return figures.stacked(table, about=self._told(years, *about) if about else ())

    def _told(self, years: list[int] | str | None, *names: str) -> list[list[str]]:
        """Return versions of a text alternative with the share of some answers to each question, in the years shown."""
        found = self.answer(*names)
        if is_absent(found):
            return []
        series = []
        for label, answer in found.items.items():
            shown = answer.question.shown(years) or [self.core.year]
            shares = {year: answer.at(year).pct for year in answer.years if year in shown}
            series.append((label, [(year, share) for year, share in shares.items() if not is_absent(share)]))
        every = [content.each_year(label, known, " prosent") for label, known in series if known]
        short = content.developments(series, " prosent")[1:] if every else []
        return [[content.answered(found.quoted), *version] for version in (every, *short) if version]


@dataclass(frozen=True)
class BatteryAnswer(Several):
    """One answer, or several together, to all the questions of a battery."""

    battery: Battery

    @property
    def spoken(self) -> str:
        """The answer as a sentence names it."""
        return self._first.spoken

    @property
    def quoted(self) -> str:
        """The same in quotation marks."""
        return self._first.quoted

    def highest(self, n: int = 1) -> Ranking | Absent:
        """Return the n questions with the highest share."""
        return self._ranking(n)

    def lowest(self, n: int = 1) -> Ranking | Absent:
        """Return the n questions with the lowest share."""
        return self._ranking(n, lowest=True)

    def _ranking(self, n: int, lowest: bool = False) -> Ranking | Absent:
        known = [a for a in self.items.values() if not is_absent(a.pct)]
        members = [Member(answer.id, answer.question.spoken, answer.pct) for answer in known]
        return ranking(members, n, lowest, "nobody answered any of the questions")

    @property
    def year_before(self) -> int | Absent:
        """The last of the earlier years that any of the questions can be compared with."""
        years = [answer.year_before for answer in self.items.values()]
        known = [year for year in years if not is_absent(year)]
        return max(known) if known else years[0]

    def changes(self, since: int | None = None) -> dict[str, Change]:
        """Return the change of each question's share by id, since the year before or the year that is given."""
        return {id: change for id, change in self._since(since).items() if not is_absent(change)}

    def _since(self, since: int | None) -> dict[str, Change | Absent]:
        since = since or self.year_before  # one year for all, so that a sentence about them has one
        return {a.id: since if is_absent(since) else a.since(since) for a in self.items.values()}

    def changed(
        self, noun: Noun = GROUP, at: str = "i", since: int | None = None, quoted: bool = False
    ) -> str | Absent:
        """Return how the shares have changed, as tests find it, to stand after «har»: «økt for alle temaene».

        Since the year before, unless `since` says another. With `quoted` the questions' names stand in quotation marks.
        """
        found = self._since(since)
        if all(map(is_absent, found.values())):
            return Absent("there is no earlier year to compare")
        mark = "«{}»" if quoted else "{}"
        return told_changes({mark.format(self[id].question.spoken): c for id, c in found.items()}, noun, at)

    def by(self, grouping: str) -> BatteryBy:
        """Return the shares group by group."""
        return BatteryBy(self.core, self._each(lambda answer: answer.by(grouping)))

    def table(self, years: list[int] | str = "all", coverage: bool = False) -> Table:
        """Return one row per question and one column per year; `coverage` adds how many answered any of them."""
        battery, rows = self.battery, [*self.items, *([_COVERAGE, _BASE] if coverage else [])]
        percent, counts = {}, {}
        for year in asked_for(years, battery.years):
            found = {label: answer.at(year) for label, answer in self.items.items()}
            known = {label: float(answer.pct) for label, answer in found.items() if not is_absent(answer)}
            if coverage and not is_absent(covered := battery.coverage(year)):
                n, known[_COVERAGE] = covered
                counts[Column("n", COUNT, year=year)] = pd.Series({_BASE: n}, rows)
            percent[Column("pct", PERCENT, year=year)] = pd.Series(known, rows, dtype=float)
        return layouts.of_answers(self.core, battery.ids, "Spørsmål", percent | counts, note=layouts.NOTE)

    def counts(self) -> Table:
        """Return counts of every answer, their sum, and the percent of this one, one row per question (table 20.5)."""
        parts = in_rows({label: counted(self.core, a.id) for label, a in self.items.items()})
        codes, heads = self._first.codes, ("Prosent som svarer", "Totalt")
        return layouts.answers_in_columns(self.core, self.ids, {None: parts}, codes, "Spørsmål", *heads)

    def lines(self) -> Figure:
        """Return a line per question over the years."""
        found = {label: answer.series for label, answer in self.items.items()}
        cells = {
            Column("pct", PERCENT, label): pd.Series({str(year): float(pct) for year, pct in series.items()})
            for label, series in found.items()
            if not is_absent(series)
        }
        years = {str(year): year for year in sorted({year for series in found.values() for year in series})}
        looks = {"row_years": years, "note": self._first.note}
        return figures.lines(layouts.of_answers(self.core, self.battery.ids, "År", cells, **looks))


class BatteryBy(Several):
    """An answer to the questions of a battery, group by group."""

    @property
    def differing(self) -> list[str]:
        """The ids of the questions where the groups differ by more than chance."""
        return [id for id, differ in self._differ.items() if differ]

    @property
    def alike(self) -> list[str]:
        """The ids of the questions where they don't; one that nobody answered is neither."""
        return [id for id, differ in self._differ.items() if not differ]

    @property
    def _differ(self) -> dict[str, bool]:
        found = {by.id: by.differ for by in self.items.values()}
        return {id: differ for id, differ in found.items() if not is_absent(differ)}

    @property
    def rising(self) -> list[str]:
        """The ids of the questions whose share rises with the size of the municipality, by more than chance."""
        return [by.id for by in self.items.values() if by.slope.rises]

    @property
    def falling(self) -> list[str]:
        """The ids of the questions whose share falls with the size of the municipality, by more than chance."""
        return [by.id for by in self.items.values() if by.slope.falls]

    @cached_property
    def shares(self) -> Table:
        """The table behind the figure: count, base and percent of each question by group."""
        parts = {(label, None): by.numbers() for label, by in self.items.items()}
        return layouts.shares(self.core, self.ids, parts, self._first.grouping, self._first.outcome.note)

    def grouped(self) -> Figure:
        """Return bars side by side, one for each question."""
        return figures.grouped(self.shares)

    def figure(self) -> Figure:
        """Return a panel for each question."""
        return figures.panels(self.shares)


def battery_of(core: Core, items: Mapping[str, str]) -> Battery | Absent:
    """Return a battery of the questions that this edition asks, label -> id; absent if it asks none of them."""
    found = {label: core.find(id) for label, id in items.items()}
    if all(map(is_absent, found.values())):
        return next(iter(found.values()))
    return Battery(core, {label: one if is_absent(one) else Question(core, one.id) for label, one in found.items()})


def named_battery(core: Core, name: str) -> Battery | Absent:
    """Return a battery by its name in the codebook; absent if only another edition has it, ValueError if none has."""
    if core.codebook.battery(name):
        return battery_of(core, core.items_of(name))
    if any(book.battery(name) for book in core.other_codebooks):
        return Absent(f"{core.year} did not ask any of {name}")
    known = dict.fromkeys(question.battery for question in core.codebook.questions if question.battery)
    raise ValueError(f"there is no battery {name!r}; there are {', '.join(known)}")
