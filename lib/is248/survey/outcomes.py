"""What units chose, as an author asks for it: a share with its number and base, its change, and the groups.

`Answer` is one answer to a question, or several together; `Combination` is any yes or no of the units. Both have the
same words: pct, n, base, units, by; an answer also has its earlier years: before, change, since, series, development.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from is248.analysis.counts import by_group, of_units
from is248.analysis.provenance import UNITS, share_told
from is248.analysis.significance import Paired, Units, paired
from is248.analysis.significance import years as over_years
from is248.data.absence import Absent, first_absent, is_absent
from is248.data.codebook import Option
from is248.data.core import Core
from is248.data.groupings import TOTAL
from is248.survey.asked import BEFORE, COMPARABLE
from is248.survey.groups import By
from is248.wording import Change, Origin, Quantity, Series, Turn, Years, development, join, note, year_from

if TYPE_CHECKING:
    from is248.survey.questions import Question


class Outcome:
    """A yes or no of the units, with its share of those that count.

    Each kind has its `core`, and gives `numbers` by group, what is `tested`, and the `note` of a figure.
    """

    def comparable(self, by: str) -> Years:
        """Return the years whose groups can be compared with the edition's."""
        return Years([self.core.year])

    @property
    def units(self) -> pd.Series:
        """Which units chose it: true or false by unit code, for all units."""
        return self.tested.outcomes.reindex(self.core.units.index, fill_value=False)

    @cached_property
    def _whole(self) -> pd.Series:
        return self.numbers().loc[TOTAL]

    def _quantity(self, kind: str) -> Quantity | Absent:
        value, nobody = self._whole[kind], self._whole["base"] == 0 and kind != "base"
        if nobody or pd.isna(value):
            return Absent(f"nobody answered {self.id}")
        return Quantity(value, origin=self.origin(kind, self._whole))

    def origin(self, kind: str, counted: pd.Series, by: str = "", group: str = "", row: str = "") -> Origin:
        """Return where a number of this outcome comes from: its n, base or pct, of all or of a group (its `row`)."""
        n, base, pct = (float(counted[name]) for name in ("n", "base", "pct"))
        year = int(getattr(self, "year", self.core.year))
        told = share_told(n, base, pct, self.did, self.whose, group, year if year != self.core.year else None)
        asked = (self.id,) if self.id else ()
        known = {"n": None if isnan(n) else n, "of": None if isnan(base) else base}
        return Origin(told, asked, year, by, **known, value=float(counted[kind]), cell=("", row or self.row, "", ""))

    @property
    def n(self) -> Quantity:
        """How many units chose it; absent if nobody answered."""
        return self._quantity("n")

    @property
    def base(self) -> Quantity:
        """Of how many."""
        return self._quantity("base")

    @property
    def pct(self) -> Quantity:
        """The same in percent."""
        return self._quantity("pct")

    @property
    def pct_of_all(self) -> Quantity:
        """In percent of all units, whether they answered or not."""
        n, every = self.n, len(self.core.units)
        if is_absent(n):
            return n
        told = share_told(float(n), every, 100 * n / every, self.did, UNITS)
        asked = {"questions": (self.id,) if self.id else (), "year": self.core.year, "cell": ("", self.row, "", "")}
        return Quantity(
            100 * n / every, origin=Origin(told, n=float(n), of=every, value=float(100 * n / every), **asked)
        )

    def beside(self, other: Outcome) -> Paired | Absent:
        """Return the test of whether more units chose this than another; it prints «høyere enn» or «lavere enn»."""
        return other if is_absent(other) else paired(self.tested, other.tested)

    def by(self, grouping: str, years: list[int] | str | None = None) -> By:
        """Return the groups of `size_group`, `county`, `trust` or `region`, this year or in some years (or "all")."""
        return By(self, grouping, years)


@dataclass(frozen=True)
class Combination(Outcome):
    """A yes or no of the author's own: of units that gave two answers, say."""

    id = row = ""  # it is no question's, and of no table
    whose = f"{UNITS} som er med i grunnlaget"
    core: Core
    text: str  # what it is, for the method appendix
    chosen: pd.Series  # whether it did, by unit code, of the units of the base

    @property
    def did(self) -> str:
        """What the units that count have in common, to stand behind their number."""
        return f"har dette: {self.text}"

    @property
    def note(self) -> str:
        """What the percentages are shares of, for the note of a figure."""
        return f"{self.text}."

    def numbers(self, by: str | None = None, year: int | None = None) -> pd.DataFrame:
        """Return columns n, base and pct by group, the country in the last row."""
        return by_group(self.tested.outcomes.to_frame(1), self.core.grouping(by) if by else None).chosen([1])

    @property
    def tested(self) -> Units:
        """The outcome of each unit of the base, as the tests take it."""
        return Units(self.chosen.astype(bool), self.text)


@dataclass(frozen=True)
class Answer(Outcome):
    """One answer to a question, or several together, in the edition's year or an earlier one."""

    question: Question
    names: tuple[str, ...]  # in the codebook, in a sentence's order; added in counts before the percent is computed
    year: int

    @property
    def core(self) -> Core:
        """One edition's data."""
        return self.question.core

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id

    @property
    def note(self) -> str:
        """What the percentages are shares of, for the note of a figure."""
        return f"Andelen som svarte «{'» eller «'.join(o.label for o in self.options)}». {self.question.note}"

    @property
    def did(self) -> str:
        """What the units did that count, to stand behind their number: «svarte «Ja»»."""
        labels = "» eller «".join(option.label for option in self.options)
        return f"{'krysset av for' if self.question.several else 'svarte'} «{labels}»"

    @property
    def whose(self) -> str:
        """What the share is of, in words."""
        return self.question.whose

    @property
    def row(self) -> str:
        """The row of a table that has it, if it is one answer."""
        return self.options[0].label if len(self.options) == 1 else ""

    def comparable(self, by: str) -> Years:
        """Return the years whose groups can be compared with the edition's."""
        return self.question.comparable(by)

    @property
    def options(self) -> list[Option]:
        """What the codebook says of them, in the report's order."""
        return [option for name, option in self.question.options.items() if name in self.names]

    @property
    def codes(self) -> tuple[int, ...]:
        """The options' codes, in the report's order."""
        return tuple(option.code for option in self.options)

    @property
    def label(self) -> str:
        """The answer as the tables print it: «Annet»."""
        note(self._wording)
        return self._label

    @property
    def _label(self) -> str:
        return " eller ".join(option.label for option in self.options)

    @property
    def _wording(self) -> Origin:
        """Where the words for the answer come from."""
        labels = join(f"«{option.label}»" for option in self.options)
        told = f"Svaret {labels}, slik det" if len(self.options) == 1 else f"Svarene {labels} til sammen, slik de"
        return Origin(f"{told} står i skjemaet.", (self.id,), self.year)

    @property
    def spoken(self) -> str:
        """The answer as a sentence names it, several in the order that was asked for: «god eller svært god»."""
        note(self._wording)
        return join((self.question.options[name].in_words for name in self.names), "eller")

    @property
    def quoted(self) -> str:
        """The same in quotation marks, each answer by itself."""
        note(self._wording)
        return join((f"«{self.question.options[name].in_words}»" for name in self.names), "eller")

    def numbers(self, by: str | None = None, year: int | None = None) -> pd.DataFrame:
        """Return columns n, base and pct by group, the country in the last row."""
        year = year or self.year
        together = self.core.history.together(self.id, year, self.codes) if year != self.core.year else None
        if together is not None and not by:
            return pd.DataFrame({"n": float("nan"), "base": float("nan"), "pct": together}, index=[TOTAL])
        return self.question.tally(year, by).chosen(self.codes)

    @property
    def tested(self) -> Units:
        """The outcome of each unit of the base, as the tests take it."""
        answered = self.question.restriction | {"of_all": False}  # who did not answer has not answered no
        chosen = of_units(self.core, self.id, **answered)[list(self.codes)].any(axis=1)
        return Units(chosen, self._text, self.id)

    @cached_property
    def share(self) -> over_years.Share:
        """How many chose it of how many, as tests over the years take it.

        Of an earlier year the history has no base where it wasn't printed. It is then taken from the year's own
        answers, if they are at hand, from count and percent, or from how many answered any question of its battery;
        else half as many as this year are assumed to have answered, which is fewer than ever did of a known base, so
        that the test finds less. That it finds nothing says nothing then.
        """
        n, base, pct = self._whole[["n", "base", "pct"]]
        chosen = self._at_hand
        if chosen is not None and pd.isna(base) and round(100 * chosen.mean()) == round(pct):
            n, base = chosen.sum(), len(chosen)
        if pd.isna(base) and n * pct > 0:
            base = round(100 * n / pct)
        taken_as = ""
        if pd.isna(base):
            covered = self.core.covered(self.id, self.year)
            taken_as = over_years.FEW if covered is None else "dem som svarte på ett eller flere av spørsmålene"
            base = replace(self, year=self.core.year)._whole["base"] // 2 if covered is None else covered[0]
        n = base * pct / 100 if pd.isna(n) else n
        same = chosen is not None and (chosen.sum(), len(chosen)) == (n, base)
        return over_years.Share(int(self.year), n, base, self._of_now(chosen) if same else None, taken_as)

    @property
    def _at_hand(self) -> pd.Series | None:
        """Which units chose it, of those that answered; None of an earlier year whose answers are lacking."""
        if self.year == self.core.year:
            return self.tested.outcomes
        return self.core.chosen_in(self.year, self.id, self.names, self.question.excluded)

    def _of_now(self, chosen: pd.Series) -> pd.Series:
        """Return what an earlier year's units chose, by the codes that they have now; of those that are the same."""
        codes = self.core.same_units.get(self.year, dict(zip(chosen.index, chosen.index, strict=True)))
        return chosen[chosen.index.isin(list(codes))].rename(codes)

    # ------------------------------------------------------------ over the years

    def at(self, year: int) -> Answer | Absent:
        """Return the same answer in another year; absent where the year has no number of it."""
        if is_absent(year):
            return year
        if year not in self.core.years(self.id):
            return Absent(f"there are no numbers of {year} on {self.id}")
        if year != self.core.year and self.question.among is not None:
            return Absent(f"it is not known which units of {year} belong to those that are looked at")
        other = replace(self, year=year)
        if pd.isna(other._whole["pct"]):
            return Absent(f"the numbers of {year} on {self.id} don't have {self._label}")
        return other

    @cached_property
    def years(self) -> Years:
        """The years that can be compared with the answer's own, oldest first: since the last break, with numbers."""
        years = self.question.comparable(until=self.year)
        known = (year for year in years if not is_absent(self.at(year)))
        return Years(known, self.core.year, Origin(COMPARABLE, (self.id,)))

    @property
    def year_before(self) -> int | Absent:
        """The last of the earlier years that can be compared."""
        if len(self.years) < 2:
            return Absent(f"{self.id} has no earlier year to compare")
        return year_from(self.years[-2], BEFORE, [self.id])

    @property
    def before(self) -> Answer | Absent:
        """The answer in the last of the earlier years that can be compared."""
        return self.at(self.year_before)

    @property
    def first(self) -> Answer | Absent:
        """The answer in the first of the years that can be compared; absent if that is the edition's own."""
        return self.at(self.years[0]) if len(self.years) > 1 else self.before

    @property
    def change(self) -> Change | Absent:
        """The change since the year before, to stand after «har»: «økt litt fra 41 til 44 prosent»."""
        return self.since(self.year_before)

    def since(self, year: int | None = None) -> Change | Absent:
        """Return the change since an earlier year as its test finds it, the first that can be compared unless given."""
        earlier = self.first if year is None else self.at(year)
        if is_absent(earlier):
            return earlier
        if earlier.year >= self.year:
            return Absent(f"{self.id}: a change from {earlier.year} to {self.year} is none")
        if earlier.year not in self.years:
            return Absent(f"{self.id} has a break between {earlier.year} and {self.year}")
        change = self._moved(earlier)
        return change if is_absent(change) else replace(change, turn=self._turn(earlier, change))

    def _moved(self, earlier: Answer) -> Change | Absent:
        """Return the change since an earlier year, whatever lies before or between."""
        lacking = first_absent(earlier.pct, self.pct)
        if lacking is not None:
            return lacking
        test = over_years.change(self._text, self.id, earlier.share, self.share)
        if earlier.share.assumed and not test.significant:
            return Absent(f"it isn't known how many answered {self.id} in {earlier.year}, so no test tells")
        return Change(earlier.pct, self.pct, significant=test.significant, test=test.record())

    def _turn(self, earlier: Answer, change: Change) -> Turn | None:
        """Return the year that a change since an earlier one leaves out, where tests find a rise and a fall.

        Between the years it is the highest or the lowest, if it differs from both ends. Else, where the change undoes
        another, it is the one before them that is furthest from it, the last of equal ones.
        """
        ends = earlier.pct.rounded, self.pct.rounded
        between = [self.at(year) for year in self.years if earlier.year < year < self.year]
        for furthest in (max, min):
            peak = furthest(between, key=lambda answer: answer.pct, default=None)
            beyond = peak and furthest(*ends, peak.pct.rounded) not in ends
            if beyond and _found(peak._moved(earlier)) and _found(self._moved(peak)):
                return Turn(peak.year, peak.pct)
        if not change.direction:
            return None
        furthest = min if change.direction < 0 else max
        earliest = [self.at(year) for year in reversed(self.years) if year < earlier.year]
        start = furthest(earliest, key=lambda answer: answer.pct.rounded, default=None)
        undone = start and furthest(start.pct.rounded, ends[0]) != ends[0] and _found(earlier._moved(start))
        return Turn(start.year, start.pct, before=True) if undone else None

    @property
    def _text(self) -> str:
        """What it is, for the method appendix."""
        return f"{self.question.text} ({self._label})"

    @property
    def series(self) -> Series | Absent:
        """The percentages of the years that can be compared; it prints as «41 prosent i 2023 og 44 prosent i 2024»."""
        if len(self.years) < 2:
            return Absent(f"{self.id} has no earlier year to compare")
        return Series({year: self.at(year).pct for year in self.years})

    @property
    def development(self) -> str | Absent:
        """How the share has gone in the years that can be compared, with its verb: «har økt hvert år», «var stabil»."""
        if len(self.years) < 2 or is_absent(self.pct):
            return first_absent(self.pct, self.series)
        if len(self.years) == 2:
            change = self.change
            return change if is_absent(change) else f"har {change.verb}"
        answers = {year: self.at(year) for year in self.years}
        note(*(answer.pct for answer in answers.values()))
        shares = [answer.share for answer in answers.values()]
        steady = over_years.trend(self._text, self.id, shares).significant
        varies = over_years.joint(self._text, self.id, shares).significant
        if not steady and not varies and any(share.assumed for share in shares):
            return Absent(f"it isn't known how many answered {self.id} in all years, so no test tells")
        return development(
            self.series,
            steady=steady,
            varies=varies,
            moved=lambda first, last: _found(answers[last]._moved(answers[first])),
            closed=self.year != self.core.year,
        )


def _found(change: Change | Absent) -> bool:
    """Tell whether a test finds a change."""
    return not is_absent(change) and change.direction != 0
