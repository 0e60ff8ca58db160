"""Change and development over the years in words, judged by the numbers as they are printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from is248.wording.lexicon import GROUP, LITTLE, MOST_EXCEPTIONS, MUCH, STABLE, Noun, part_of, quantifier
from is248.wording.numbers import Printed, Quantity, count, join

_VERBS = {1: "økt{}", -1: "gått{} ned", 0: "vært uendret"}  # by direction; a word of size goes into the gap


def change(quantity: Quantity, up: str = "økt", down: str = "gått ned", same: str = "vært uendret") -> str:
    """Return the word for a change, judged by the number as it is printed.

    Examples
    --------
    >>> change(Quantity(23.8, 1)), change(Quantity(-0.04, 1))
    ('økt', 'vært uendret')
    """
    if quantity.rounded == 0:
        return same
    return up if quantity > 0 else down


def moved(quantity: Quantity, unit: str = "") -> str:
    """Return a change with its size, to stand after «har»: «økt med 219», «vært uendret»."""
    size = f" med {abs(quantity)}{f' {unit}' if unit else ''}" if quantity.rounded else ""
    return f"{change(quantity)}{size}"


def _changed(points: Decimal) -> str:
    """Return the verb for a change in percentage points, by the lexicon."""
    size = " litt" if abs(points) < LITTLE else " betydelig" if abs(points) >= MUCH else ""
    return _VERBS[(points > 0) - (points < 0)].format(size)


@dataclass(frozen=True)
class Change(Printed):
    """A number in two years that can be compared. One judge for words and numbers alike: the numbers as printed.

    It prints with both numbers, to stand after «har»: «økt litt fra 41 til 44 prosent».

    Examples
    --------
    >>> str(Change(Quantity(82), Quantity(73))), str(Change(Quantity(40.6), Quantity(41.4)))
    ('gått ned fra 82 til 73 prosent', 'vært uendret på 41 prosent')
    """

    first: Quantity  # the number in the two years
    last: Quantity
    unit: str = "prosent"  # what they are

    @property
    def points(self) -> Quantity:
        """The difference, taken before rounding."""
        return Quantity(self.last - self.first, self.last.decimals)

    @property
    def direction(self) -> int:
        """1 if it has risen, −1 if it has fallen, 0 if both years print the same number."""
        return (self.last.rounded > self.first.rounded) - (self.last.rounded < self.first.rounded)

    @property
    def verb(self) -> str:
        """The change with its size, to stand after «har»: «økt litt», «gått betydelig ned»."""
        return _changed(self.last.rounded - self.first.rounded)

    def __str__(self) -> str:
        where = f"fra {self.first} til {self.last}" if self.direction else f"på {self.last}"
        return f"{self.verb} {where} {self.unit}"


def changed_in(changes: Mapping[str, Change], noun: Noun = GROUP, at: str = "i") -> str:
    """Return how groups have changed, with every exception, to stand after «har»; only the direction counts.

    «økt i alle gruppene», «økt i alle gruppene unntatt Oslo», or «økt i fire av sju grupper, gått ned i to og vært
    uendret i én»; `at` is the preposition before the groups: «økt for alle temaene». ValueError if there are no groups.
    """
    if not changes:
        raise ValueError("there are no groups: there is nothing to put into the sentence")
    names = {
        verb.format(""): [name for name, change in changes.items() if change.direction == way]
        for way, verb in _VERBS.items()
    }
    most = max(names, key=lambda verb: len(names[verb]))
    others = [name for name in changes if name not in names[most]]
    if not others:
        return f"{most} {at} {quantifier(len(changes), len(changes), noun)}"
    if len(others) <= MOST_EXCEPTIONS and 2 * len(others) < len(changes):
        return f"{most} {at} alle {noun.all} unntatt {join(others)}"
    counts = [(verb, part_of(len(found), len(changes), noun)) for verb, found in names.items() if found]
    (verb, first), rest = counts[0], counts[1:]
    return join([f"{verb} {at} {first} {noun.many}", *(f"{verb} {at} {part.split()[0]}" for verb, part in rest)])


def _runs(years: Iterable[int]) -> list[tuple[int, int]]:
    """Return the unbroken runs of years as first and last year."""
    runs: list[tuple[int, int]] = []
    for year in sorted({int(year) for year in years}):
        if runs and year == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], year)
        else:
            runs.append((year, year))
    if not runs:
        raise ValueError("there are no years: there is nothing to put into the sentence")
    return runs


class Years(Printed, tuple):
    """Years in order, which print as they are told: «2021–2024», and with a gap «2019 og 2021–2024».

    Examples
    --------
    >>> str(Years([2019, 2021, 2022, 2023])), Years([2022, 2023, 2024], now=2024).lately
    ('2019 og 2021–2023', 'de siste tre årene')
    """

    def __new__(cls, years: Iterable[int] = (), now: int | None = None):
        """Make the tuple and remember the edition's year, without which no years are the last ones."""
        self = super().__new__(cls, years)
        self.now = now
        return self

    def __str__(self) -> str:
        return join(str(first) if first == last else f"{first}–{last}" for first, last in _runs(self))

    @property
    def lately(self) -> str:
        """The same as it goes on in a sentence: «de siste fire årene», or with gaps «i 2019 og 2021–2024»."""
        runs = _runs(self)
        first, last = runs[-1]
        if len(runs) > 1 or first == last or last != self.now:
            return f"i {self}"
        return f"de siste {count(last - first + 1)} årene"


class Series(Printed, dict):
    """Quantities by year, oldest first, which print as «41 prosent i 2022, 43 prosent i 2023 og 44 prosent i 2024»."""

    unit = "prosent"

    def __str__(self) -> str:
        return join(f"{quantity} {self.unit} i {year}" for year, quantity in self.items())

    @property
    def earlier(self) -> "Series":
        """The same without the last year."""
        return Series(list(self.items())[:-1])

    def beside(self, other: "Series") -> str:
        """Return two series in one: «53 og 16 prosent i 2022 og 44 og 19 prosent i 2023»."""
        return join(f"{number} og {other[year]} {self.unit} i {year}" for year, number in self.items())

    @property
    def lowest(self) -> Quantity:
        """The lowest of the numbers."""
        return min(self.values())

    @property
    def highest(self) -> Quantity:
        """The highest of the numbers."""
        return max(self.values())

    @property
    def development(self) -> str:
        """The shape of the series, to stand after «har» (see `trend`)."""
        return trend(self)


def stable(series: Mapping[int, Quantity]) -> bool:
    """Return whether three years or more stay within the lexicon's limit, as printed."""
    values = [quantity.rounded for quantity in series.values()]
    return len(values) >= 3 and max(values) - min(values) <= STABLE


def trend(series: Mapping[int, Quantity]) -> str:
    """Return the shape of a series of shares, to stand after «har».

    The first of these that is true of the percentages as printed: «vært uendret», «vært stabil», «økt hvert år» (with
    gaps between the years: «økt ved hver måling»), «økt betydelig» for a series that never falls, «økt fram til 2021 og
    deretter gått litt ned» for one that turns once, «variert mellom 42 og 51 prosent». Likewise downwards. ValueError
    if there are fewer than two years.

    Examples
    --------
    >>> trend({2022: Quantity(82), 2023: Quantity(88), 2024: Quantity(81)})
    'økt fram til 2023 og deretter gått ned'
    """
    years = sorted(series)
    values = [series[year].rounded for year in years]
    if len(years) < 2:
        raise ValueError("a trend needs two years or more")
    net = _changed(values[-1] - values[0])
    if stable(series) and len(set(values)) > 1:
        return "vært stabil"
    if _rises(values) or _rises(values[::-1]):
        if len(values) == 2 or len(set(values)) < len(values):
            return net
        verb = "økt" if values[-1] > values[0] else "gått ned"
        return f"{verb} {'hvert år' if len(_runs(years)) == 1 else 'ved hver måling'}"
    at = _turn(values)
    if at is None:
        return f"variert mellom {min(series.values())} og {max(series.values())} prosent"
    before, after = (_changed(points) for points in (values[at] - values[0], values[-1] - values[at]))
    return f"{before} fram til {years[at]} og deretter {after}"


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
