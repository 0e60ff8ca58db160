"""Questions as an author asks for them: `survey.question("rph")`. The codebook's type chooses which of these it is."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

import pandas as pd

from is248 import figures
from is248.analysis import layouts
from is248.analysis.counts import Counts, counted, without_answer
from is248.analysis.layouts import ANSWERED
from is248.analysis.provenance import UNITS
from is248.analysis.ranking import Member, Ranking, ranking
from is248.analysis.significance import Association, Test, Units, association, difference
from is248.analysis.tables import NOT_ANSWERED, Table
from is248.data import codebook
from is248.data.absence import Absent, first_absent, is_absent
from is248.data.core import Core
from is248.data.groupings import TOTAL
from is248.figures import Figure, content
from is248.survey.asked import Counted, asked_for
from is248.survey.groups import Tested
from is248.survey.outcomes import Answer
from is248.wording import (
    GROUP,
    UNIT,
    Change,
    Noun,
    Origin,
    Quantity,
    capital,
    changed_in,
    join,
    note,
    plainly,
    units,
    year_from,
)


@dataclass(frozen=True)
class Question(Counted):
    """A question with options, one or several of which a unit could choose."""

    among: pd.Series | None = None  # the units that are looked at, true or false by unit code
    excluded: tuple[int, ...] = ()  # options that don't count as answers here
    of_all: bool = False  # whether all units are in the base, whether they answered or not

    # ------------------------------------------------------------ what was asked

    @property
    def _asked(self) -> codebook.Question:
        return self.core.codebook.question(self.id)

    @property
    def text(self) -> str:
        """What was asked, in short."""
        return self._asked.text

    @property
    def label(self) -> str:
        """Its name in a battery."""
        return self._asked.label or self.text

    @property
    def spoken(self) -> str:
        """Its name in a battery as a sentence names it."""
        return self._asked.spoken or self.label

    @property
    def caveat(self) -> str:
        """What a reader has to know about the answers."""
        note(Origin("Merknaden til svarene, slik den står i kodeboken.", (self.id,)))
        return self._asked.caveat or Absent(f"{self.id} has no caveat")

    @property
    def several(self) -> bool:
        """Whether a unit could give several answers."""
        return self._asked.type == "multiple"

    @cached_property
    def options(self) -> dict[str, codebook.Option]:
        """The answers by name, in the report's order, without those that don't count."""
        options = self.core.codebook.options(self.id)
        return {o.name: o for o in options if not o.missing and o.code not in self.excluded}

    @property
    def restriction(self) -> dict:
        """What `counts.counted` has to know of it."""
        return {"among": self.among, "without": self.excluded, "of_all": self.of_all}

    @property
    def whose(self) -> str:
        """What a share of its answers is of, in words."""
        if self.of_all:
            return UNITS
        some = " blant dem som er med her" if self.among is not None else ""
        left_out = [o.label for o in self.core.codebook.options(self.id) if o.code in self.excluded]
        besides = f" med noe annet enn «{'» eller «'.join(left_out)}»" if left_out else ""
        return f"{UNITS}{some} som svarte på spørsmålet{besides}"

    @property
    def note(self) -> str:
        """What the percentages are shares of, for the note of a figure."""
        if self.several:
            base = "alle enhetene i gruppen" if self.of_all else "dem som har svart"
            return f"Prosent av {base}; det var mulig å gi flere svar."
        base = ANSWERED + (", blant kommunene og bydelene som figuren gjelder" if self.among is not None else "")
        left_out = [o.label for o in self.core.codebook.options(self.id) if o.code in self.excluded]
        return f"{base}, uten «{'» og «'.join(left_out)}»." if left_out else f"{base}."

    # ------------------------------------------------------------ the answers

    def answer(self, *names: str) -> Answer | Absent:
        """Return one answer, or several together, by their names in the codebook; absent if this year lacks one.

        ValueError if no edition has such an answer, with names that look like it.
        """
        lacking = first_absent(*map(self._code, names))
        return Answer(self, names, self.core.year) if lacking is None else lacking

    def _code(self, name: str) -> int | Absent:
        if name in self.options:
            return self.options[name].code
        others = (book.options(self.id) for book in self.core.other_codebooks if self.id in book.ids)
        if any(option.name == name for options in others for option in options):
            return Absent(f"{self.core.year} did not offer the answer {name} to {self.id}")
        near = difflib.get_close_matches(name, self.options, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise ValueError(f"{self.id} has no answer {name!r}{hint}; there are {', '.join(self.options)}")

    def without(self, *names: str) -> Question | Absent:
        """Return the question with some answers not counted as answers: "Ikke aktuelt"."""
        codes = [self._code(name) for name in names]
        lacking = first_absent(*codes)
        return replace(self, excluded=tuple(codes)) if lacking is None else lacking

    def restricted(self, among: pd.Series) -> Question | Absent:
        """Return the question of some units only, true in `among`: those of an answer's `units`."""
        return among if is_absent(among) else replace(self, among=among)

    def of_all_units(self) -> Question:
        """Return the question with all units in the base, whether they answered or not."""
        return replace(self, of_all=True)

    def tally(self, year: int | None = None, by: str | None = None) -> Counts:
        """Return how many units gave each answer, by group and in all."""
        count = partial(counted, self.core, self.id, year, by, **self.restriction)
        if self.among is not None:
            return count()
        return self.core.once(("tally", self.id, year, by, self.excluded, self.of_all), count)

    @property
    def base(self) -> Quantity:
        """How many units answered, of those that are looked at."""
        base = float(self.tally().base[TOTAL])
        told = f"{plainly(base)} {self.whose}."
        return Quantity(base, origin=Origin(told, (self.id,), self.core.year, n=base, value=base))

    n = base

    @property
    def missing(self) -> Quantity:
        """How many units were asked and did not answer."""
        n = without_answer(self.core, self.id, self.core.year)
        told = f"{capital(units(n, UNIT))} fikk spørsmålet og svarte ikke."
        return Quantity(n, origin=Origin(told, (self.id,), self.core.year, n=n, value=n))

    def highest(self, n: int = 1, of: str = "pct", besides: Iterable[str] = ()) -> Ranking | Absent:
        """Return the n most frequent answers; `besides` leaves some out of the ranking."""
        return self._ranking(n, of, besides)

    def lowest(self, n: int = 1, of: str = "pct", besides: Iterable[str] = ()) -> Ranking | Absent:
        """Return the n least frequent answers."""
        return self._ranking(n, of, besides, lowest=True)

    def _ranking(self, n: int, of: str, besides: Iterable[str], lowest: bool = False) -> Ranking | Absent:
        counts = self.tally()
        numbers = (counts.n if of == "n" else counts.pct).loc[TOTAL]
        known = {name: o for name, o in self.options.items() if name not in besides and pd.notna(numbers[o.code])}
        members = [Member(name, o.in_words, self._quantity(name, o.code, of, counts)) for name, o in known.items()]
        return ranking(members, n, lowest, f"nobody answered {self.id}", unit="prosent" if of == "pct" else "")

    def _quantity(self, name: str, code: int, of: str, counts: Counts) -> Quantity:
        """Return an answer's number in a ranking."""
        chosen = counts.chosen([code]).loc[TOTAL]
        return Quantity(chosen[of], origin=self.answer(name).origin(of, chosen))

    # ------------------------------------------------------------ over the years

    @property
    def break_year(self) -> int | Absent:
        """The first year of the present series, if there is a break before it."""
        if not self.breaks:
            return Absent(f"{self.id} has no break up to {self.core.year}")
        told = "Det første året etter et brudd i serien: tall fra før kan ikke sammenliknes."
        return year_from(max(self.breaks), told, [self.id])

    @property
    def break_note(self) -> str | Absent:
        """Why the years before the last break can't be compared."""
        note(Origin("Merknaden om bruddet i serien, slik den står i kodeboken.", (self.id,)))
        return self.breaks[max(self.breaks)] if self.breaks else self.break_year

    def changed(self, noun: Noun = GROUP, at: str = "i") -> str | Absent:
        """Return how the answers have changed since the year before, to stand after «har»: «økt for alle temaene»."""
        answers = {name: self.answer(name) for name in self.options}
        known = [year for answer in answers.values() if not is_absent(year := answer.year_before)]
        found = {name: answer.since(max(known)) if known else answer.change for name, answer in answers.items()}
        told = {name: change for name, change in found.items() if name != "vet_ikke" or not is_absent(change)}
        return told_changes({self.options[name].in_words: change for name, change in told.items()}, noun, at)

    # ------------------------------------------------------------ what is shown

    def table(self, years: list[int] | str | None = None, not_answered: bool | str = False, **form) -> Table:
        """Return how many units gave each answer, and their percent, in some years (or "all") beside each other.

        `not_answered` adds a row below the total with the units that were asked and did not answer, or is its label.
        `form` is of_all, chosen_only (of `layouts.frequency`), total, of_all, percent (of `layouts.multiple`).
        """
        return table_of(self.core, {"": self}, years, not_answered, **form)

    def percentages(self) -> Table:
        """Return the percent of each answer year by year, and how many answered."""
        return layouts.percentages(self.core, self.id, list(self.years))

    def mentions(self) -> Table:
        """Return how often each answer was ticked, in percent of all ticks."""
        return layouts.mentions(self.core, self.id)

    def shown(self, years: list[int] | str | None) -> list[int]:
        """Return the years that are asked for, all of them spelt out."""
        return asked_for(years, self.years)

    def across(self, other: Question) -> Table | Absent:
        """Return how the units with each answer to another question answered this one (figure 14.5 of 2024)."""
        if is_absent(other):
            return other
        rows = {
            option.label: counted(self.core, self.id, among=other.answer(name).units)
            for name, option in other.options.items()
        }
        note = "Prosent av dem som har svart på begge spørsmålene."
        return layouts.distribution(self.core, [self.id, other.id], layouts.in_rows(rows), other.label, note=note)

    def goes_with(self, other: Question) -> Association | Absent:
        """Return the test of whether this question's answers go together with another's, each taken in order."""
        if is_absent(other):
            return other
        return association(*(Units(question.steps, question.text, question.id) for question in (self, other)))

    @property
    def steps(self) -> pd.Series:
        """The place of each unit's answer among those that count: 0 for the first."""
        places = {option.code: place for place, option in enumerate(self.options.values())}
        return self.core.responses.codes(self.id).dropna().astype(int).map(places).dropna()

    def by(self, grouping: str, most: int | None = None) -> Distribution:
        """Return how the answers divide group by group; `most`: only so many answers, the most frequent first."""
        return Distribution(self, grouping, most)

    def figure(self, years: list[int] | str | None = None) -> Figure:
        """Return the answers as a figure: parts of a whole, or bars where a unit could give several."""
        if self.several:
            table = self.table(years)
            return figures.grouped(table) if years else figures.bars(table)
        return figures.stacked(self.distribution(years))

    def distribution(self, years: list[int] | str | None = None) -> Table:
        """Return the table behind the figure: one row per year."""
        row_years = {str(year): year for year in self.shown(years)}
        parts = {row: self.tally(year) for row, year in row_years.items()} or {TOTAL: self.tally()}
        counts, rows = layouts.in_rows(parts), "År" if row_years else "Spørsmål"
        return layouts.distribution(self.core, [self.id], counts, rows, row_years=row_years, note=self.note)


def told_changes(found: Mapping[str, Change | Absent], noun: Noun, at: str) -> str | Absent:
    """Return changes in words, by what has changed; what has no year to compare with is named, and is not of «alle»."""
    changes = {name: change for name, change in found.items() if not is_absent(change)}
    if not changes:
        return next(iter(found.values()))
    lacking = [name for name in found if name not in changes]
    told = changed_in(changes, noun, at)
    return f"{told} (uten tall å sammenlikne med: {join(lacking)})" if lacking else told


def table_of(
    core: Core, questions: Mapping[str, Question], years: list[int] | str | None, not_answered: bool | str, **form
) -> Table:
    """Return questions beside each other, by upper head, one row per answer; see `Question.table`."""
    first, heads = next(iter(questions.values())), {head: question.id for head, question in questions.items()}
    layout = layouts.multiple if first.several else layouts.frequency
    label = NOT_ANSWERED if not_answered is True else not_answered or ""
    return layout(core, heads, first.shown(years) or [None], label, **form)


@dataclass(frozen=True)
class Distribution(Tested):
    """How the answers to a question divide, group by group."""

    question: Question
    key: str
    most: int | None = None

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id

    @property
    def core(self) -> Core:
        """One edition's data."""
        return self.question.core

    @cached_property
    def shares(self) -> Table:
        """The table behind the figure: counts, percent and base of every answer, one row per group."""
        question, counts = self.question, self.question.tally(by=self.key)
        if self.most is not None:
            chosen = counts.n.loc[TOTAL].sort_values(ascending=False, kind="stable").index[: self.most]
            counts = replace(counts, n=counts.n[chosen], pct=counts.pct[chosen])
        return layouts.distribution(self.core, [question.id], counts, self.grouping, note=question.note)

    @cached_property
    def test(self) -> Test:
        """The joint test of whether the groups gave different answers, all answers one by one."""
        question = self.question
        codes = self.core.responses.codes(question.id).dropna().astype(int)
        codes = codes[codes.isin([option.code for option in question.options.values()])]
        return difference(Units(codes, f"{question.text} (alle svar)", question.id), self.grouping, self._control)

    @property
    def rising(self) -> list[str]:
        """The names of the answers whose share rises with the size of the municipality, by more than chance."""
        return [name for name in self.question.options if self.question.answer(name).by(self.key).slope.rises]

    def figure(self, about: Iterable[str] = ()) -> Figure:
        """Return parts of a whole by group, or a panel for each answer where a unit could give several.

        `about`: the answers that the prose is about, together; the text alternative has their share in each group.
        """
        if self.question.several:
            return figures.panels(self.shares)
        chosen = self.question.answer(*about) if about else None
        if chosen is None or is_absent(chosen):
            return figures.stacked(self.shares)
        shares = chosen.by(self.key).shares
        long, short = (
            [content.answered(chosen.quoted), told(shares, content.percents(shares)[0], " prosent", called="")]
            for told in (content.each_group, content.extremes)
        )
        return figures.stacked(self.shares, about=[long, short])
