"""Norwegian (nb-NO) numbers and words for the prose.

A number in a sentence is a `Quantity`: it keeps its full precision, and prints rounded once, half up.
A word that asserts something goes through a function that looks at the data first.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

THOUSANDS = "\u202f"  # narrow no-break space, between thousands
NBSP = "\u00a0"
MINUS = "\u2212"


class UntrueStatement(Exception):
    """The data do not bear out a statement in the prose."""


class Quantity(float):
    r"""A number that knows how it is printed.

    It calculates and compares with its full precision, and prints with `decimals` decimals.

    Parameters
    ----------
    value : float
        The unrounded value.
    decimals : int, default 0
        Decimals when printed.

    Examples
    --------
    >>> str(Quantity(12606.5)), str(Quantity(-2.94, 1))
    ('12\u202f607', '−2,9')
    """

    def __new__(cls, value: float, decimals: int = 0):
        """Make the float and remember its decimals."""
        self = super().__new__(cls, value)
        self.decimals = decimals
        return self

    def __str__(self) -> str:
        return number(self, self.decimals)

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(float(self), spec) if spec else str(self)

    def __abs__(self) -> "Quantity":
        return Quantity(super().__abs__(), self.decimals)

    @property
    def rounded(self) -> Decimal:
        """The value as printed, as an exact decimal."""
        return round_half_up(self, self.decimals)

    def _repr_markdown_(self) -> str:
        return str(self)


def round_half_up(value: float, decimals: int = 0) -> Decimal:
    """Round half away from zero, as Statistics Norway does: 2.5 becomes 3.

    The float is read as a decimal of fourteen digits first, so that the noise of binary sums doesn't decide:
    0.285 rounds to 0.29, and 48.49999999999999, a sum of hundredths, to 49.

    Raises
    ------
    ValueError
        If it is no number (the share of a total that is 0, say) or infinite.
    """
    if not math.isfinite(value):
        raise ValueError("there is no number to print")
    rounded = Decimal(f"{float(value):.14g}").quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded  # no minus zero


def number(value: float, decimals: int = 0) -> str:
    r"""Return a number in Norwegian notation.

    Examples
    --------
    >>> number(5550203), number(23.75, 1), number(-110.2)
    ('5\u202f550\u202f203', '23,8', '−110')
    """
    text = f"{round_half_up(value, decimals):,.{decimals}f}"
    return text.replace("-", MINUS).replace(",", THOUSANDS).replace(".", ",")


def thin(text: str) -> str:
    """Put the narrow no-break space between the thousands of numbers that stand in a text."""
    return re.sub(r"(?<=\d) (?=\d{3}\b)", THOUSANDS, text)


def join(items: Iterable) -> str:
    """Return a list in words: «Oslo, Bergen og Drammen».

    Raises
    ------
    ValueError
        If there is nothing to list; a sentence about nothing should not be printed.
    """
    texts = [str(item) for item in items]
    if not texts:
        raise ValueError("the list is empty: there is nothing to put into the sentence")
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} og {texts[-1]}"


def listed(items: Iterable, most: int, noun: str) -> str:
    """Return a short list in words, and a longer one as its number: «27 kommuner»."""
    texts = list(items)
    return join(texts) if len(texts) <= most else f"{number(len(texts))} {noun}"


def holds(words: str, condition: bool) -> str:
    """Return the words if the data bear them out.

    Raises
    ------
    UntrueStatement
        If the condition is not true. The build then stops, and names chapter, cell and expression.
    """
    if not bool(condition):
        raise UntrueStatement(f"«{words}» is no longer true for these data; write the sentence anew")
    return words


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


def compare(first: Quantity, second: Quantity, more: str = "høyere", less: str = "lavere", same: str = "like høy"):
    """Return the word for how the first number is to the second, judged by the numbers as printed."""
    if first.rounded == second.rounded:
        return same
    return more if first.rounded > second.rounded else less


def capital(text: str) -> str:
    """Return the text with a capital first letter, for the start of a sentence."""
    return text[:1].upper() + text[1:]


_NUMERALS = (
    *("null", "én", "to", "tre", "fire", "fem", "seks"),
    *("sju", "åtte", "ni", "ti", "elleve", "tolv"),
)


def count(value: float) -> str:
    """Return a count as prose writes it: in words up to twelve, in figures above.

    Examples
    --------
    >>> count(4), count(19)
    ('fire', '19')
    """
    whole = int(round_half_up(value))
    return _NUMERALS[whole] if 0 <= whole < len(_NUMERALS) else number(whole)


# --- the lexicon --------------------------------------------------------------------------------

# What the words of size mean, in percentage points between numbers as they are printed.
LITTLE = 5  # «litt», «liten»: less than this
MUCH = 10  # «betydelig»: this or more
STABLE = 5  # «stabil»: three years or more, with at most this from the lowest to the highest
ALIKE = 2  # «omtrent like»: less than this
SMALL_SPREAD = 10  # «små forskjeller»: less than this from the lowest to the highest group
LARGE_SPREAD = 25  # «store forskjeller»: this or more
MOST_EXCEPTIONS = 3  # «alle gruppene unntatt …»: at most this many, and fewer than half of the groups

# Phrases for shares in percent that are near a fraction; both limits included, the later row wins.
_NEAR = (
    (0, 0, "ingen {many}"),
    (9, 11, "hver tiende {one}"),
    (18.5, 21.5, "hver femte {one}"),
    (23.5, 26.5, "hver fjerde {one}"),
    (31.5, 35, "hver tredje {one}"),
    (38, 42, "fire av ti {many}"),
    (45, 49, "nesten halvparten {of}"),
    (49, 51, "halvparten {of}"),
    (58, 62, "seks av ti {many}"),
    (65, 68.5, "to av tre {many}"),
    (68.5, 71.5, "sju av ti {many}"),
    (73.5, 76.5, "tre av fire {many}"),
    (78.5, 81.5, "fire av fem {many}"),
    (88.5, 91.5, "ni av ti {many}"),
    (100, 100, "alle {all}"),
)
# Phrases for the shares between: each from above its limit to the next phrase.
_ABOVE = (
    (0, "færre enn én av ti {many}"),
    (11, "mer enn én av ti {many}"),
    (21.5, "mer enn én av fem {many}"),
    (26.5, "mer enn én av fire {many}"),
    (35, "mer enn én av tre {many}"),
    (42, "mer enn fire av ti {many}"),
    (51, "litt over halvparten {of}"),
    (55, "mer enn halvparten {of}"),
    (62, "mer enn seks av ti {many}"),
    (71.5, "mer enn sju av ti {many}"),
    (76.5, "mer enn tre av fire {many}"),
    (81.5, "mer enn fire av fem {many}"),
    (91.5, "mer enn ni av ti {many}"),
    (95, "nesten alle {all}"),
)


def lexicon() -> list[tuple[str, str]]:
    """Return the words of size with what each means, in Norwegian, for the method appendix."""
    sizes = [
        ("litt, liten", f"under {LITTLE} prosentpoeng"),
        ("økt, gått ned, uten flere ord", f"fra {LITTLE} til under {MUCH} prosentpoeng"),
        ("betydelig", f"{MUCH} prosentpoeng eller mer"),
        ("uendret", "samme tall når tallene er rundet av"),
        ("stabil", f"minst tre år, og høyst {STABLE} prosentpoeng fra laveste til høyeste år"),
        ("like mange, like høy", "samme tall når tallene er rundet av"),
        ("omtrent like", f"under {ALIKE} i forskjell"),
        ("små forskjeller", f"under {SMALL_SPREAD} prosentpoeng fra laveste til høyeste gruppe"),
        ("forskjeller", f"fra {SMALL_SPREAD} til under {LARGE_SPREAD} prosentpoeng"),
        ("store forskjeller", f"{LARGE_SPREAD} prosentpoeng eller mer"),
        ("de fleste", "over 50 prosent, også når tallet er rundet av"),
    ]
    near = [(_phrase(words), f"{_limits(low, high)} prosent") for low, high, words in _NEAR]
    begins = [low for low, *_ in (*_NEAR, *_ABOVE)]
    above = [
        (_phrase(words), f"mellom {_plain(low)} og {_plain(min(b for b in begins if b > low))} prosent")
        for low, words in _ABOVE
    ]
    return sizes + near + above


def _plain(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)


def _limits(low: float, high: float) -> str:
    return _plain(low) if low == high else f"{_plain(low)}–{_plain(high)}"


# --- shares and counts --------------------------------------------------------------------------


@dataclass(frozen=True)
class Noun:
    """A Norwegian noun in the forms that counting needs: «kommune», «kommuner», «kommunene», and «én» or «ett»."""

    one: str
    many: str
    all: str
    article: str = "én"


MUNICIPALITY = Noun("kommune", "kommuner", "kommunene")
DISTRICT = Noun("bydel", "bydeler", "bydelene")
UNIT = Noun("kommune eller bydel", "kommuner og bydeler", "kommunene og bydelene")
COUNTY = Noun("fylke", "fylker", "fylkene", "ett")
AREA = Noun("HF-område", "HF-områder", "HF-områdene", "ett")
GROUP = Noun("gruppe", "grupper", "gruppene")


def _phrase(words: str, noun: Noun | None = None) -> str:
    """Return a phrase with the noun in the form it asks for, or without a noun."""
    forms = {"one": noun.one, "many": noun.many, "all": noun.all, "of": f"av {noun.all}"} if noun else {}
    return words.format_map({"one": "", "many": "", "all": "", "of": ""} | forms).strip()


def fraction(share: float, noun: Noun | None = None) -> str:
    """Return a share in words that are true of it: «hver tredje kommune» from 31.5 to 35 percent only.

    Parameters
    ----------
    share : float
        In percent, 0 to 100; judged unrounded.
    noun : Noun, optional
        What is counted: MUNICIPALITY, DISTRICT, UNIT, COUNTY, AREA or GROUP. Without it the phrase stands alone.

    Raises
    ------
    ValueError
        If it is no share.

    Examples
    --------
    >>> fraction(33.1, MUNICIPALITY), fraction(29.1, MUNICIPALITY), fraction(46)
    ('hver tredje kommune', 'mer enn én av fire kommuner', 'nesten halvparten')
    """
    exact = round_half_up(share, 9)  # the noise of a binary sum must not make «alle» of 100 something else
    if not 0 <= exact <= 100:
        raise ValueError(f"{float(share):g} is no share in percent: give a number from 0 to 100")
    near = [words for low, high, words in _NEAR if low <= exact <= high]
    return _phrase((near or [words for low, words in _ABOVE if low < exact])[-1], noun)


def majority(
    share: Quantity, most: str = "de fleste", half: str = "halvparten", otherwise: str = "under halvparten"
) -> str:
    """Return the words for a share over, at or under one half, judged by the number as printed.

    Examples
    --------
    >>> majority(Quantity(69)), majority(Quantity(42))
    ('de fleste', 'under halvparten')
    """
    return most if share.rounded > 50 else otherwise if share.rounded < 50 else half


def units(n: float, noun: Noun = MUNICIPALITY) -> str:
    """Return a count with its noun: «én kommune», «19 kommuner», «ingen kommuner».

    Examples
    --------
    >>> units(1), units(12), units(0, COUNTY), units(1, COUNTY)
    ('én kommune', 'tolv kommuner', 'ingen fylker', 'ett fylke')
    """
    whole = int(round_half_up(n))
    numeral = {0: "ingen", 1: noun.article}.get(whole) or count(whole)
    return f"{numeral} {noun.one if whole == 1 else noun.many}"


def quantifier(n: float, of: float, noun: Noun = MUNICIPALITY) -> str:
    """Return how many of a number: «alle kommunene», «ingen av kommunene», «én av 17 kommuner», «4 av 17 kommuner».

    Raises
    ------
    UntrueStatement
        If n is negative or more than there are, or there are none.
    """
    part, whole = int(round_half_up(n)), int(round_half_up(of))
    if not 0 <= part <= whole or whole == 0:
        raise UntrueStatement(f"«{part} av {whole} {noun.many}»: that many are not among them; look at the two numbers")
    if part == whole:
        return f"alle {noun.all}" if whole > 1 else units(1, noun)
    if part == 0:
        return f"ingen av {noun.all}" if whole > 1 else f"ingen {noun.many}"
    return f"{_part(part, whole, noun)} {noun.many}"


def _part(part: int, whole: int, noun: Noun) -> str:
    """Return «fire av sju», or both in figures where one is above twelve."""
    written = count if whole < len(_NUMERALS) else number
    return f"{noun.article if part == 1 else written(part)} av {written(whole)}"


# --- differences and changes --------------------------------------------------------------------


def equal(first: Quantity, second: Quantity, words: str = "like mange") -> str:
    """Return the words if two numbers print alike, with «omtrent» before them if they differ by less than 2.

    Raises
    ------
    UntrueStatement
        If they differ by more.
    """
    apart = abs(first.rounded - second.rounded)
    if apart >= ALIKE:
        raise UntrueStatement(f"«{words}» is not true of {first} and {second}; use compare, or write the sentence anew")
    return f"omtrent {words}" if apart else words


def differences(lowest: Quantity, highest: Quantity) -> str:
    """Return «ingen forskjeller», «små forskjeller», «forskjeller» or «store forskjeller» by the lexicon.

    The numbers are shares in percent, as printed; which of them is the higher makes no difference.
    """
    apart = abs(highest.rounded - lowest.rounded)
    if apart == 0:
        return "ingen forskjeller"
    return (
        "små forskjeller" if apart < SMALL_SPREAD else "store forskjeller" if apart >= LARGE_SPREAD else "forskjeller"
    )


_CHANGED = {
    (1, "little"): ("økt litt", "en liten økning"),
    (1, ""): ("økt", "en økning"),
    (1, "much"): ("økt betydelig", "en betydelig økning"),
    (0, ""): ("vært uendret", "ingen endring"),
    (-1, "little"): ("gått litt ned", "en liten nedgang"),
    (-1, ""): ("gått ned", "en nedgang"),
    (-1, "much"): ("gått betydelig ned", "en betydelig nedgang"),
}


def _changed(points: Decimal) -> tuple[str, str]:
    """Return verb and noun for a change in percentage points, by the lexicon."""
    size = "little" if 0 < abs(points) < LITTLE else "much" if abs(points) >= MUCH else ""
    return _CHANGED[(points > 0) - (points < 0), size]


def changed(points: Quantity) -> str:
    """Return the verb for a change in percentage points, to stand after «har»: «økt litt», «gått betydelig ned».

    Judged by the number as printed; the lexicon has the limits.

    Examples
    --------
    >>> changed(Quantity(3)), changed(Quantity(-12)), changed(Quantity(0.3))
    ('økt litt', 'gått betydelig ned', 'vært uendret')
    """
    return _changed(points.rounded)[0]


def change_noun(points: Quantity) -> str:
    """Return the noun for a change in percentage points: «en liten økning», «en betydelig nedgang», «ingen endring»."""
    return _changed(points.rounded)[1]


def from_to(first: Quantity, last: Quantity, unit: str = "prosent") -> str:
    """Return a change with both numbers, to stand after «har»: «økt litt fra 41 til 44 prosent».

    Judged by the two numbers as printed, so that words and numbers can't disagree.

    Examples
    --------
    >>> from_to(Quantity(82), Quantity(73)), from_to(Quantity(40.6), Quantity(41.4))
    ('gått ned fra 82 til 73 prosent', 'vært uendret på 41 prosent')
    """
    points = last.rounded - first.rounded
    where = f"fra {first} til {last}" if points else f"på {last}"
    return f"{_changed(points)[0]} {where} {unit}"


def changed_in(changes: Mapping[str, Quantity], noun: Noun = GROUP, at: str = "i") -> str:
    """Return how groups have changed, with every exception, to stand after «har».

    Parameters
    ----------
    changes : mapping of str to Quantity
        The change of each group, by its printed name; only the sign as printed counts.
    noun : Noun
        What the groups are.
    at : str, default "i"
        The preposition before them: «økt for alle temaene».

    Returns
    -------
    str
        «økt i alle gruppene», «økt i alle gruppene unntatt Oslo», or «økt i fire av sju grupper, gått
        ned i to og vært uendret i én».

    Raises
    ------
    ValueError
        If there are no groups.
    """
    if not changes:
        raise ValueError("there are no groups: there is nothing to put into the sentence")
    names = {verb: [] for verb in ("økt", "gått ned", "vært uendret")}
    for name, quantity in changes.items():
        names[change(quantity)].append(name)
    most = max(names, key=lambda verb: len(names[verb]))
    others = [name for name in changes if name not in names[most]]
    if not others:
        return f"{most} {at} {quantifier(len(changes), len(changes), noun)}"
    if len(others) <= MOST_EXCEPTIONS and 2 * len(others) < len(changes):
        return f"{most} {at} alle {noun.all} unntatt {join(others)}"
    counts = [(verb, _part(len(found), len(changes), noun)) for verb, found in names.items() if found]
    (verb, first), rest = counts[0], counts[1:]
    return join([f"{verb} {at} {first} {noun.many}", *(f"{verb} {at} {part.split()[0]}" for verb, part in rest)])


# --- years --------------------------------------------------------------------------------------


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


def span(years: Iterable[int]) -> str:
    """Return the years that there are: «2021–2024», and with a gap «2019 og 2021–2024».

    Raises
    ------
    ValueError
        If there are none.
    """
    return join(str(first) if first == last else f"{first}–{last}" for first, last in _runs(years))


def since(years: Iterable[int]) -> str:
    """Return the first of the years: «fra 2021»."""
    return f"fra {_runs(years)[0][0]}"


def last_years(years: Iterable[int], now: int) -> str:
    """Return «de siste fire årene» for four years on end, the last of them `now`; else «i 2019 og 2021–2024»."""
    known = list(years)
    runs = _runs(known)
    first, last = runs[-1]
    if len(runs) > 1 or first == last or last != now:
        return f"i {span(known)}"
    return f"de siste {count(last - first + 1)} årene"


def stable(series: Mapping[int, Quantity]) -> bool:
    """Return whether three years or more stay within the lexicon's limit, as printed."""
    values = [quantity.rounded for quantity in series.values()]
    return len(values) >= 3 and max(values) - min(values) <= STABLE


def trend(series: Mapping[int, Quantity], unit: str = "prosent") -> str:
    """Return the shape of a series of shares, to stand after «har».

    Parameters
    ----------
    series : mapping of int to Quantity
        Percent by year; judged as printed.
    unit : str
        What the numbers are, for «variert mellom 42 og 51 prosent».

    Returns
    -------
    str
        The first of these that is true: «vært uendret», «vært stabil», «økt hvert år» (with gaps between the
        years: «økt ved hver måling»), «økt betydelig» for a series that never falls, «økt fram til 2021 og deretter
        gått litt ned» for one that turns once, «variert mellom 42 og 51 prosent». Likewise downwards.

    Raises
    ------
    ValueError
        If there are fewer than two years.

    Examples
    --------
    >>> trend({2022: Quantity(82), 2023: Quantity(88), 2024: Quantity(81)})
    'økt fram til 2023 og deretter gått ned'
    """
    years = sorted(series)
    values = [series[year].rounded for year in years]
    if len(years) < 2:
        raise ValueError("a trend needs two years or more")
    net = _changed(values[-1] - values[0])[0]
    if stable(series) and len(set(values)) > 1:
        return "vært stabil"
    if _rises(values) or _rises(values[::-1]):
        if len(values) == 2 or len(set(values)) < len(values):
            return net
        verb = "økt" if values[-1] > values[0] else "gått ned"
        return f"{verb} {'hvert år' if len(_runs(years)) == 1 else 'ved hver måling'}"
    at = _turn(values)
    if at is None:
        return f"variert mellom {min(series.values())} og {max(series.values())} {unit}"
    before, after = (_changed(points)[0] for points in (values[at] - values[0], values[-1] - values[at]))
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
