"""Change and development over the years in words, judged by tests, and by the numbers as they are printed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from is248.wording.lexicon import ABOUT, GROUP, MOST_NAMED, MUCH, STABLE, Noun, part_of, quantifier
from is248.wording.numbers import AbsentError, Printed, Quantity, count, join, plainly
from is248.wording.origins import Origin, note

SINCE = "application/vnd.is248.since+json"  # the year that a change is since, beside its words


def change(quantity: Quantity, up: str = "økt", down: str = "gått ned", same: str = "vært uendret") -> str:
    """Return the word for a change, judged by the number as it is printed.

    Examples
    --------
    >>> change(Quantity(23.8, 1)), change(Quantity(-0.04, 1))
    ('økt', 'vært uendret')
    """
    note(quantity)
    if quantity.rounded == 0:
        return same
    return up if quantity > 0 else down


def moved(quantity: Quantity, unit: str = "") -> str:
    """Return a change with its size, to stand after «har»: «økt med 219», «vært uendret»."""
    size = f" med {abs(quantity)}{f' {unit}' if unit else ''}" if quantity.rounded else ""
    return f"{change(quantity)}{size}"


def _size(points: Decimal) -> str:
    return " betydelig" if abs(points) >= MUCH else ""


@dataclass(frozen=True)
class Turn:
    """A year that makes a change only half of the story, as tests find both halves."""

    year: int
    share: Quantity
    before: bool = False  # whether it is before the change, which undoes another; else between its years


@dataclass(frozen=True)
class Change(Printed):
    """A number in two years that can be compared: a share with the verdict of its test, or a sum, which has none.

    It prints with both numbers, to stand after «har»: «økt fra 41 til 49 prosent».

    Examples
    --------
    >>> print(Change(Quantity(82), Quantity(73), significant=True))
    gått ned fra 82 til 73 prosent
    >>> print(Change(Quantity(48), Quantity(49), significant=False))
    vært omtrent uendret (48 og 49 prosent)
    >>> print(Change(Quantity(73), Quantity(62), significant=False))
    ikke endret seg signifikant (73 og 62 prosent)
    >>> print(Change(Quantity(34), Quantity(22), significant=True, turn=Turn(2022, Quantity(23), before=True)))
    gått betydelig ned fra 34 til 22 prosent, etter å ha økt fra 23 prosent i 2022
    >>> print(Change(Quantity(23), Quantity(22), significant=False, turn=Turn(2023, Quantity(34))))
    vært omtrent uendret (23 og 22 prosent), men var 34 prosent i 2023
    """

    first: Quantity  # the number in the two years
    last: Quantity
    unit: str = "prosent"  # what they are
    significant: bool | None = None  # whether a test finds the change; None for a sum, which is no sample of anything
    test: dict | None = None  # the record of that test
    turn: Turn | None = None  # where the series turns, if it does

    @property
    def points(self) -> Quantity:
        """The difference, taken before rounding."""
        return Quantity(float(self.last) - float(self.first), self.last.decimals, self.origin)

    @property
    def origin(self) -> Origin | None:
        """Where the two numbers come from, with the test of the change."""
        parts = tuple(number.origin for number in (self.first, self.last) if number.origin)
        if not parts:
            return None
        years = "" if len(parts) < 2 or not parts[0].year else f" fra {parts[0].year} til {parts[1].year}"
        difference = float(self.last) - float(self.first)
        way = "mer" if difference > 0 else "mindre"
        size = plainly(Quantity(abs(difference), max(1, self.last.decimals)))
        unit = "prosentpoeng" if self.unit == "prosent" else self.unit
        told = f"Endringen{years}: {size} {unit} {way}." if difference else f"Endringen{years}: ingen."
        asked = parts[-1]
        return Origin(told, asked.questions, asked.year, asked.by, value=difference, parts=parts, test=self.test)

    @property
    def _beside(self) -> dict:
        """The year that it is since."""
        return {SINCE: {"year": int(self.first.origin.year)}} if self.first.origin and self.first.origin.year else {}

    @property
    def direction(self) -> int:
        """1 if it has risen, −1 if it has fallen, 0 if the test finds no change or both years print the same number."""
        if self.significant is False:
            return 0
        return (self.last.rounded > self.first.rounded) - (self.last.rounded < self.first.rounded)

    @property
    def verb(self) -> str:
        """The change with its size, to stand after «har»: «økt», «gått betydelig ned», «vært omtrent uendret»."""
        note(self)
        points = self.last.rounded - self.first.rounded
        if self.direction:
            size = _size(points) if self.unit == "prosent" else ""
            return f"økt{size}" if points > 0 else f"gått{size} ned"
        if not points:
            return "vært uendret"
        return "vært omtrent uendret" if abs(points) < ABOUT else "ikke endret seg signifikant"

    @property
    def numbers(self) -> str:
        """The two numbers: «fra 41 til 49 prosent»."""
        note(self)
        return f"fra {plainly(self.first)} til {plainly(self.last)} {self.unit}"

    @property
    def _turned(self) -> str:
        """Where the series turns, to stand last: «, etter å ha økt fra 23 prosent i 2022»; nothing where it doesn't."""
        if self.turn is None:
            return ""
        note(self.turn.share)
        told = f"{plainly(self.turn.share)} {self.unit} i {self.turn.year}"
        if not self.turn.before:
            return f", men var {told}"
        return f", etter å ha {'økt' if self.turn.share.rounded < self.first.rounded else 'gått ned'} fra {told}"

    def __str__(self) -> str:
        first, last = plainly(self.first), plainly(self.last)
        if self.direction:
            return f"{self.verb} {self.numbers}{self._turned}"
        if first == last:
            return f"{self.verb} på {last} {self.unit}{self._turned}"
        return f"{self.verb} ({first} og {last} {self.unit}){self._turned}"


def changed_in(changes: Mapping[str, Change], noun: Noun = GROUP, at: str = "i") -> str:
    """Return how groups have changed, to stand after «har»: those with a change that a test finds, with their numbers.

    «økt i alle gruppene», «økt i Oslo (fra 20 til 41 prosent), men ikke endret seg signifikant i de andre gruppene»,
    «ikke endret seg signifikant i noen av gruppene»; where many have changed, they are counted. `at` is the preposition
    before the groups: «økt for alle temaene». AbsentError if there are no groups.
    """
    if not changes:
        raise AbsentError("there are no groups: there is nothing to put into the sentence")
    note(*changes.values())
    found = {way: [name for name, told in changes.items() if told.direction == way] for way in (1, -1)}
    verbs = {1: "økt", -1: "gått ned"}
    for way, names in found.items():
        if len(names) == len(changes):
            return f"{verbs[way]} {at} {quantifier(len(changes), len(changes), noun)}"
    if not any(found.values()):
        return f"ikke endret seg signifikant {at} {f'noen av {noun.all}' if len(changes) > 1 else next(iter(changes))}"

    def told(names: list[str]) -> str:
        if len(names) > MOST_NAMED:
            return f"{part_of(len(names), len(changes), noun)} {noun.many}"
        return join(f"{name} ({changes[name].numbers})" for name in names)

    parts = join(f"{verbs[way]} {at} {told(names)}" for way, names in found.items() if names)
    rest = len(changes) - sum(map(len, found.values()))
    if not rest:
        return parts
    others = next(name for name, change in changes.items() if not change.direction)
    return f"{parts}, men ikke endret seg signifikant {at} {others if rest == 1 else f'de andre {noun.all}'}"


def _runs(years: Iterable[int]) -> list[tuple[int, int]]:
    """Return the unbroken runs of years as first and last year."""
    runs: list[tuple[int, int]] = []
    for year in sorted({int(year) for year in years}):
        if runs and year == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], year)
        else:
            runs.append((year, year))
    if not runs:
        raise AbsentError("there are no years: there is nothing to put into the sentence")
    return runs


class Year(int):
    """A year of a series, with where it comes from."""

    origin: Origin | None = None

    def __repr__(self) -> str:
        note(self)
        return super().__repr__()

    __str__ = __repr__


def year_from(year: int, told: str, questions: Iterable[str] = ()) -> Year:
    """Return a year with where it comes from, in words."""
    made = Year(year)
    made.origin = Origin(told, tuple(questions), int(year))
    return made


class Years(Printed, tuple):
    """Years in order, which print as they are told: «2021–2024», and with a gap «2019 og 2021–2024».

    Examples
    --------
    >>> str(Years([2019, 2021, 2022, 2023])), Years([2022, 2023, 2024], now=2024).lately
    ('2019 og 2021–2023', 'de siste tre årene')
    """

    def __new__(cls, years: Iterable[int] = (), now: int | None = None, origin: Origin | None = None):
        """Make the tuple and remember the edition's year, without which no years are the last ones."""
        self = super().__new__(cls, years)
        self.now, self.origin = now, origin
        return self

    def __getitem__(self, place):
        """Return one of the years, or some of them as a tuple; AbsentError if there are not so many."""
        if isinstance(place, int) and not -len(self) <= place < len(self):
            raise AbsentError(f"the years are {', '.join(map(str, self)) or 'none'}: there is no such one among them")
        found = super().__getitem__(place)
        if self.origin is None or isinstance(place, slice):
            return found
        return year_from(found, self.origin.told, self.origin.questions)

    def before(self, year: int) -> "Years":
        """Return those before a year."""
        return type(self)((one for one in self if one < year), self.now, self.origin)

    def __str__(self) -> str:
        note(self)
        return join(str(first) if first == last else f"{first}–{last}" for first, last in _runs(self))

    @property
    def lately(self) -> str:
        """The same as it goes on in a sentence: «de siste fire årene», or with gaps «i 2019 og 2021–2024»."""
        note(self)
        runs = _runs(self)
        first, last = runs[-1]
        if len(runs) > 1 or first == last or last != self.now:
            return f"i {self}"
        return f"de siste {count(last - first + 1)} årene"


class AllYears(Years):
    """Years on both sides of breaks: the one before the last need not be one to compare with."""

    def __getitem__(self, place):
        """Return one of the years; ValueError if it is counted from the end, but for the last one."""
        if isinstance(place, int) and place < -1:
            raise ValueError("there may be a break between these years; the one to compare with is .year_before")
        return super().__getitem__(place)


class Series(Printed, dict):
    """Quantities by year, oldest first, which print as «41 prosent i 2022, 43 prosent i 2023 og 44 prosent i 2024»."""

    unit = "prosent"

    def __str__(self) -> str:
        return join(f"{quantity} {self.unit} i {year}" for year, quantity in self.items())

    @property
    def lowest(self) -> Quantity:
        """The lowest of the numbers."""
        return min(self.values())

    @property
    def highest(self) -> Quantity:
        """The highest of the numbers."""
        return max(self.values())


def development(
    series: Series, steady: bool, varies: bool, moved: Callable[[int, int], bool], closed: bool = False
) -> str:
    """Return the shape of a series of shares with its verb, to stand after its subject: «har økt hvert år».

    The first of these that is true of the percentages as printed and of the tests: «har økt hvert år» (with gaps
    between the years: «ved hver måling») for a series with a trend of which each step is found, and «har økt betydelig»
    for any other that never falls and has a trend; «har vært stabil» or «har ligget mellom 42 og 51 prosent» where
    nothing is found; «økte fram til 2021 og har siden gått ned» for one that turns once, if both changes are found, and
    «… har siden vært omtrent uendret» if there is none after the first; «har økt, men ikke jevnt»; «har variert mellom
    42 og 51 prosent». Likewise downwards. ValueError if there are fewer than two years.

    Parameters
    ----------
    series : Series
        Percentages by year.
    steady, varies : bool
        Whether tests find a trend over the years, and a difference between them at all.
    moved : callable
        Whether a test finds a change from one year to another.
    closed : bool
        Whether the years are past, so that the verbs are too: «økte hvert år».
    """
    years = sorted(series)
    if len(years) < 2:
        raise ValueError("a development needs two years or more")
    values = [series[year].rounded for year in years]
    points = values[-1] - values[0]

    def has(perfect: str, past: str) -> str:
        return past if closed else f"har {perfect}"

    between = f"mellom {series.lowest} og {series.highest} prosent"
    if (_rises(values) or _rises(values[::-1])) and points and steady:
        if len(set(values)) < len(values) or not all(moved(*two) for two in pairwise(years)):
            return has(*_verb(points))
        each = "hvert år" if len(_runs(years)) == 1 else "ved hver måling"
        return has(*(f"{word} {each}" for word in _verb(Decimal(points > 0) * 2 - 1)))
    if not varies and not steady:
        if len(set(values)) == 1:
            return has(f"vært uendret på {series.lowest} prosent", f"var uendret på {series.lowest} prosent")
        if max(values) - min(values) <= STABLE:
            return has("vært stabil", "var stabil")
        return has(f"ligget {between}", f"lå {between}")
    at = _turn(values)
    if at is not None and moved(years[0], years[at]) and moved(years[at], years[-1]):
        (_, first), (perfect, past) = _verb(values[at] - values[0]), _verb(values[-1] - values[at])
        return f"{first} fram til {years[at]} og {f'{past} deretter' if closed else f'har siden {perfect}'}"
    for at in range(1, len(years) - 1):
        rest = values[at:]
        straight = _rises(values[: at + 1]) or _rises(values[at::-1])
        still = (
            straight and max(rest) - min(rest) < ABOUT and not any(moved(years[at], year) for year in years[at + 1 :])
        )
        if still and moved(years[0], years[at]):
            after = "var omtrent uendret deretter" if closed else "har siden vært omtrent uendret"
            return f"{_verb(values[at] - values[0])[1]} fram til {years[at]} og {after}"
    if points and moved(years[0], years[-1]):
        return has(*(f"{word}, men ikke jevnt" for word in _verb(points)))
    return has(f"variert {between}", f"varierte {between}")


def _verb(points: Decimal) -> tuple[str, str]:
    """Return the verb for a change, as perfect and as past: «økt betydelig», «økte betydelig»."""
    size = _size(points)
    return (f"økt{size}", f"økte{size}") if points > 0 else (f"gått{size} ned", f"gikk{size} ned")


def _rises(values: list[Decimal]) -> bool:
    """Return whether no value is lower than the one before."""
    return values == sorted(values)


def _turn(values: list[Decimal]) -> int | None:
    """Return where a series turns, if it does so just once; the last of equal highest or lowest values."""
    for extreme, order in ((max(values), 1), (min(values), -1)):
        at = len(values) - 1 - values[::-1].index(extreme)
        before, after = values[: at + 1][::order], values[at:][::-order]
        if extreme not in (values[0], values[-1]) and _rises(before) and _rises(after):
            return at
    return None
