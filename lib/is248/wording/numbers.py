"""Numbers as Norwegian prose prints them: a `Quantity` keeps its full precision, and is rounded once, half up."""

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import SupportsFloat

from is248.wording.origins import Origin, note, origin_of
from is248.wording.signs import inline

THOUSANDS = "\u202f"  # narrow no-break space, between thousands
NBSP = "\u00a0"
MINUS = "\u2212"

ABSENT = "application/vnd.is248.absent+json"  # the reason why there is nothing to print


class AbsentError(Exception):
    """What is absent was asked for a yes or no, a number or a text; the message is the reason.

    So was what nobody's answers give: a share of none, a list of nothing. The sentence about it goes.
    """


def absent_bundle(reason: str) -> dict:
    """Return what a notebook shows of something absent."""
    return {"text/plain": f"Not in this edition: {reason}", ABSENT: {"reason": reason}}


class Printed:
    """What prints in a notebook as it does in a sentence; absent if its words are."""

    def _repr_markdown_(self) -> str:
        return inline(str(self))

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        try:
            return {"text/markdown": self._repr_markdown_()} | self._beside
        except AbsentError as error:
            return absent_bundle(str(error))

    _beside = property(lambda self: {})  # data for programs, beside the words


class Traced(float):
    """A float that remembers where it comes from, and so does what is computed from it; it prints as floats do."""

    origin: Origin | None = None

    def __add__(self, other):
        """Add, with the origins of both."""
        return _traced(super().__add__(other), "{} pluss {}.", self, other)

    __radd__ = __add__

    def __sub__(self, other):
        """Subtract, with the origins of both."""
        return _traced(super().__sub__(other), "{} minus {}.", self, other)

    def __rsub__(self, other):
        """Subtract from another number, with the origins of both."""
        return _traced(super().__rsub__(other), "{} minus {}.", other, self)

    def __mul__(self, other):
        """Multiply, with the origins of both."""
        return _traced(super().__mul__(other), "{} ganger {}.", self, other)

    __rmul__ = __mul__

    def __truediv__(self, other):
        """Divide, with the origins of both; AbsentError if the other is 0: there is nothing to divide by."""
        if isinstance(other, float | int) and not other:
            raise AbsentError(f"{plainly(self)} divided by 0: there is nothing in the base")
        return _traced(super().__truediv__(other), "{} delt på {}.", self, other)

    def __rtruediv__(self, other):
        """Divide another number, with the origins of both; AbsentError if this one is 0."""
        if not self:
            raise AbsentError(f"{plainly(other)} divided by 0: there is nothing in the base")
        return _traced(super().__rtruediv__(other), "{} delt på {}.", other, self)

    def __round__(self, digits: int | None = None):
        """Round, with the origin; to a whole number without digits, as a float does."""
        rounded = super().__round__(digits)
        return rounded if digits is None else _from(rounded, self.origin)


def _from(value: float, origin: Origin | None) -> Traced:
    made = Traced(value)
    made.origin = origin
    return made


def _traced(value: float, how: str, *terms: object) -> Traced:
    return value if value is NotImplemented else _from(value, computed(how, *terms, value=float(value)))


def computed(how: str, *terms: object, value: float | None = None) -> Origin | None:
    """Return the origin of what is computed from some numbers: `how` has a {} for each of them.

    A number without an origin is an author's factor; with one of the others, the origin is that one's.
    """
    origins = [origin for term in terms if (origin := origin_of(term))]
    if len(origins) < 2:
        return replace(origins[0], value=value) if origins else None
    questions = tuple(dict.fromkeys(id for origin in origins for id in origin.questions))
    told = how.format(*map(plainly, terms))
    return Origin(told, questions, origins[0].year, origins[0].by, value=value, parts=tuple(origins))


def plainly(value: float) -> str:
    """Return a number for the words of an origin: with its own decimals, or else one where it isn't whole."""
    if not math.isfinite(value):
        return "ukjent"
    return _printed(value, getattr(value, "decimals", 0 if value == int(value) else 1))


class Quantity(Printed, Traced):
    r"""A number that knows how it is printed: it calculates with its full precision, and prints with so many decimals.

    Examples
    --------
    >>> str(Quantity(12606.5)), str(Quantity(-2.94, 1))
    ('12\u202f607', '−2,9')
    """

    def __new__(cls, value: float, decimals: int = 0, origin: Origin | None = None):
        """Make the float and remember its decimals, and where it comes from: of a value that knows it, that."""
        self = super().__new__(cls, value)
        self.decimals = decimals
        self.origin = origin or origin_of(value)
        return self

    def __str__(self) -> str:
        return number(self, self.decimals)

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(float(self), spec) if spec else str(self)

    def __abs__(self) -> "Quantity":
        return Quantity(super().__abs__(), self.decimals, self.origin)

    @property
    def rounded(self) -> Decimal:
        """The value as printed, as an exact decimal."""
        return round_half_up(self, self.decimals)


def fact(value: float, years: str, decimals: int = 0) -> Quantity:
    """Return a number from outside the survey that a cell computes with.

    `years` are the editions that it has been found to hold for, as in the prose: `2023-2024`, or `2023-` for something
    that is past. Another edition is no more than a draft until somebody has looked (see `chapters/facts.py`).
    """
    told = "Et tall fra en annen kilde enn undersøkelsen; teksten viser til den."
    return Quantity(value, decimals, Origin(told, value=float(value)))


def round_half_up(value: float, decimals: int = 0) -> Decimal:
    """Round half away from zero, as Statistics Norway does: 2.5 becomes 3.

    The float is read as a decimal of fourteen digits first, so that the noise of binary sums doesn't decide: 0.285
    rounds to 0.29, and 48.49999999999999, a sum of hundredths, to 49. AbsentError if it is no number (the share of a
    total that is 0, say) or infinite.
    """
    if not isinstance(value, SupportsFloat):
        raise TypeError(f"{value!r} is no number: number(…) takes one, without quotation marks")
    if not math.isfinite(value):
        raise AbsentError("there is no number to print: nobody answered what it is computed from")
    rounded = Decimal(f"{float(value):.14g}").quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded  # no minus zero


def number(value: float, decimals: int = 0) -> str:
    r"""Return a number in Norwegian notation.

    Examples
    --------
    >>> number(5550203), number(23.75, 1), number(-110.2)
    ('5\u202f550\u202f203', '23,8', '−110')
    """
    note(value)
    return _printed(value, decimals)


def _printed(value: float, decimals: int) -> str:
    """Return a number as `number` does; its origin is not noted."""
    text = f"{round_half_up(value, decimals):,.{decimals}f}"
    return text.replace("-", MINUS).replace(",", THOUSANDS).replace(".", ",")


def percent(part: float, of: float, decimals: int = 0) -> Quantity:
    """Return what a part is of a whole, in percent.

    Raises
    ------
    AbsentError
        If the whole is 0: nobody is in the base.
    ValueError
        If the part is no part of it: less than nothing, or more than all.
    """
    if not of:
        raise AbsentError("a percent of 0: nobody is in the base")
    if not -0.0 <= float(part) / float(of) <= 1 + 1e-9:
        raise ValueError(f"{part} is no part of {of}: a share lies between 0 and 100; for a change say moved(…)")
    share = 100 * float(part) / float(of)
    return Quantity(share, decimals, computed("{} i prosent av {}.", part, of, value=share))


def thin(text: str) -> str:
    """Put the narrow no-break space between the thousands of numbers that stand in a text."""
    return re.sub(r"(?<=\d) (?=\d{3}\b)", THOUSANDS, text)


def capital(text: str) -> str:
    """Return the text with a capital first letter, for the start of a sentence."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Return the text as inside a sentence: with a small first letter, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def join(items: Iterable, last: str = "og") -> str:
    """Return a list in words: «Oslo, Bergen og Drammen»; `last` stands before the last of them.

    AbsentError if there is nothing to list; a sentence about nothing is not printed.
    """
    texts = [str(item) for item in items]
    if not texts:
        raise AbsentError("the list is empty: there is nothing to put into the sentence")
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def listed(items: Iterable, most: int, noun: str) -> str:
    """Return a short list in words, and a longer one as its number: «27 kommuner»."""
    texts = list(items)
    return join(texts) if len(texts) <= most else f"{number(len(texts))} {noun}"


NUMERALS = ["null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"]


def count(value: float) -> str:
    """Return a count as prose writes it: in words up to twelve, in figures above.

    Examples
    --------
    >>> count(4), count(19)
    ('fire', '19')
    """
    note(value)
    whole = int(round_half_up(value))
    return NUMERALS[whole] if 0 <= whole < len(NUMERALS) else number(whole)
