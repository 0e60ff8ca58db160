"""What a comparison of two editions leads with: FTE, users and participation, then the tested changes that hold.

A change holds if the later book's own test of that change says so, at that book's level. Nothing is tested here: more
tests would be another family than the one whose false discoveries the book bounds.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property

from is248.comparison.builds import Build, Exhibit
from is248.comparison.indicators import own
from is248.data.groupings import TOTAL
from is248.wording import Change, Quantity, join, moved, number, percent

MOST_TOLD = 10

_FTE, _USERS, _PARTICIPATION = "tbl-arsverk-over-tid", "tbl-brukere-samlet", "tbl-oppslutning"
_EVERYONE = "Alle brukere, både med og uten vedtak"
_OUTCOME = re.compile(r"(?P<question>.+?\?) \((?P<answer>.+)\)")
_RESIDUAL = re.compile(r"(?:Vet ikke|Anne[tn])\b")
_FIRST = "Hovedfunn"  # the page whose findings the authors have put first
_LEFT, _RIGHT, _TOP, _FLOOR = 18, 142, 18, 52  # where the points of a small chart lie


@dataclass(frozen=True)
class Finding:
    """A number over the years, told in words and as a small chart."""

    what: str
    sentence: str  # what has become of it
    notes: tuple[str, ...]  # what a reader has to know with it
    series: dict[int, Quantity]  # the numbers that are known, by year
    unit: str
    exhibit: Exhibit | None  # where the later book shows it
    broken: tuple[int, ...] = ()  # years that can't be compared with those before
    question: str = ""  # its id, where it is the share of an answer
    holds: bool = False  # whether a test finds the change, and it is printed
    rank: float = 0  # the lower, the sooner it is told
    residual: bool = False  # whether the answer is «Vet ikke» or «Annet», which says nothing of the services

    @property
    def alternative(self) -> str:
        """The chart in words."""
        told = join(f"{value} i {year}" for year, value in self.series.items())
        return f"{self.what}, {self.unit}: {told}.{f' Brudd i {join(self.broken)}.' if self.broken else ''}"

    @cached_property
    def runs(self) -> list[list[tuple[int, float, float]]]:
        """The points of the chart as (year, x, y), in runs that no break divides; the floor is zero."""
        years, most = list(self.series), max(map(float, self.series.values())) or 1.0
        width, found = max(1, years[-1] - years[0]), []
        for year, value in self.series.items():
            if not found or any(found[-1][-1][0] < broken <= year for broken in self.broken):
                found.append([])
            x = _LEFT + (_RIGHT - _LEFT) * (year - years[0]) / width
            found[-1].append((year, round(x, 1), round(_FLOOR - (_FLOOR - _TOP) * float(value) / most, 1)))
        return found


def leading(old: Build, new: Build) -> list[Finding]:
    """Return total FTE with their caveat, users and participation; those that the later book has."""
    return [found for one in (_fte, _users, _participation) if (found := one(old, new))]


def _number(build: Build, label: str, row: str, group: str, measure: str) -> float | None:
    cell = own(build, label).get((label, row, group, measure))
    return cell.number if cell else None


def _both(old: Build, new: Build, label: str, *cell: str) -> dict[int, Quantity]:
    """Return a number in both years; a book without it is left out."""
    found = {build.year: _number(build, label, *cell) for build in (old, new)}
    return {year: Quantity(value) for year, value in found.items() if value is not None}


def _finding(old: Build, new: Build, label: str, what: str, unit: str, series: dict, told: str, *notes: str) -> Finding:
    """Return a number that is no share of answers, with the reasons of the breaks between the two years."""
    (last, now), *before = sorted(((y, v) for y, v in series.items() if y in (old.year, new.year)), reverse=True)
    sentence = f"{now} {unit} i {last}{''.join(f', mot {then} i {year}' for year, then in before)}. {told}".strip()
    lacking = [] if before else [f"Boken for {old.year} har ikke dette tallet."]
    caveats = (f"Forbehold: {reason}" for reason in new.breaks(label, old.year))
    broken = tuple(sorted({year for year, _ in new.shown[label].breaks if min(series) < year <= new.year}))
    known = dict(sorted(series.items()))
    return Finding(what, sentence, (*lacking, *notes, *caveats), known, unit, new.exhibits[label], broken)


def _fte(old: Build, new: Build) -> Finding | None:
    both = _both(old, new, _FTE, TOTAL, "", "Årsverk")
    if new.year not in both:
        return None
    cells = [cell for cell in new.cells[_FTE] if cell.row == TOTAL and cell.number is not None]
    years = {int(c.group): Quantity(c.number) for c in cells if c.group.isdigit() and c.measure == "Årsverk"}
    computed = {c.measure: c.number for c in cells if f"{old.year}-{new.year}" in c.group}
    told = ""
    if {"Årsverk", "Prosent"} <= computed.keys():
        apart = Quantity(computed["Årsverk"])
        same = len(both) == 2 and apart.rounded == Quantity(both[new.year] - both[old.year]).rounded
        who = "Årsverkene har" if same else "Regnet uten enheter som ikke kan sammenliknes, har årsverkene"
        told = f"{who} {moved(apart)} ({number(abs(computed['Prosent']), 1)} prosent)."
    return _finding(old, new, _FTE, "Årsverk i alt", "årsverk", years | both, told)


def _users(old: Build, new: Build) -> Finding | None:
    both = _both(old, new, _USERS, TOTAL, _EVERYONE, "Gjennomsnitt")
    if new.year not in both:
        return None
    a, b = (_number(new, _USERS, TOTAL, _EVERYONE, f"Metode {method}") for method in "AB")
    methods = f" Det er gjennomsnittet av metode A ({number(a)}) og metode B ({number(b)})." if a and b else ""
    note = f"Tallet er et anslag og gjelder året før kartleggingen.{methods} Anslag blir ikke testet."
    return _finding(old, new, _USERS, "Brukere", "brukere", both, "", note)


def _participation(old: Build, new: Build) -> Finding | None:
    known = {}
    for build in (old, new):
        everyone = _number(build, _PARTICIPATION, TOTAL, "", "Antall")
        if everyone:
            silent = _number(build, _PARTICIPATION, "Ikke deltatt", "", "Antall") or 0
            known[build.year] = (everyone - silent, everyone)
    if new.year not in known:
        return None
    series = {year: percent(n, of=of) for year, (n, of) in known.items()}
    note = join(
        f"{number(n)} av {number(of)} enheter i {year}" for year, (n, of) in sorted(known.items(), reverse=True)
    )
    note = f"Svarte på hele skjemaet eller på årsverkene: {note}."
    return _finding(old, new, _PARTICIPATION, "Deltakelse", "prosent", series, "", note)


def tested(old: Build, new: Build) -> list[Finding]:
    """Return every change between the two years that the later book has tested, in its order."""
    series: dict[tuple, dict[int, Quantity]] = {}
    found = {}
    for test in new.tests:  # those that end this year: what lies before a break was tested up to the break
        shares = test.get("shares") or [[0, 0, 0]]
        years = {year: percent(n, of=base) for year, n, base in shares if base and shares[-1][0] == new.year}
        series.setdefault((test["question"], test["outcome"]), {}).update(years)
    for test in new.tests:
        named = (test["question"], test["outcome"])
        between = test["by"] == f"År ({old.year} og {new.year})" and test["groups"] == 2  # more are groups of units
        if between and test["df"] and named not in found and {old.year, new.year} <= series[named].keys():
            found[named] = _change(old, new, test, dict(sorted(series[named].items())))
    return list(found.values())


def _change(old: Build, new: Build, test: dict, series: dict[int, Quantity]) -> Finding:
    parts = _OUTCOME.fullmatch(test["outcome"]) or {"question": test["outcome"], "answer": ""}
    who = f" som svarte «{parts['answer']}»," if parts["answer"] else ""
    change = Change(series[old.year], series[new.year], significant=test["significant"])
    answered = join(f"{number(base)} svar i {year}" for year, _, base in reversed(test["shares"]))
    chance = f"p = {test['printed_p']}".replace("= <", "< ")
    return Finding(
        parts["question"],
        f"Andelen{who} har {change}.",
        (f"{answered}. {test['method']}, n = {number(test['n'])}, {chance}. {test['note']}".strip(),),
        series,
        "prosent",
        new.of_question(test["question"]),
        question=test["question"],
        holds=bool(change.direction),
        rank=-1000 if test["chapter"] == _FIRST else -abs(float(change.points)),
        residual=bool(_RESIDUAL.match(parts["answer"])),
    )


def held(found: list[Finding], changed: Container[str]) -> list[Finding]:
    """Return the changes that hold, of questions that weren't `changed`: one of each, none of «Vet ikke» or «Annet».

    Those of the page Hovedfunn come first, in its order; then the largest, in percentage points.
    """
    told = [one for one in found if one.holds and not one.residual and one.question not in changed]
    best = {one.question: one for one in sorted(told, key=lambda one: -one.rank)}  # the last of a question stays
    return sorted((one for one in told if best[one.question] is one), key=lambda one: one.rank)
