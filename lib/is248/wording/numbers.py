"""Numbers as Norwegian prose prints them: a `Quantity` keeps its full precision, and is rounded once, half up."""

import math
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from is248.wording.signs import inline

THOUSANDS = "\u202f"  # narrow no-break space, between thousands
NBSP = "\u00a0"
MINUS = "\u2212"
WHERE_SOMEONE = 'print the sentence only where someone answered: […]{.when test="… > 0"}'


class Printed:
    """What prints in a notebook as it does in a sentence."""

    def _repr_markdown_(self) -> str:
        return inline(str(self))


class Quantity(Printed, float):
    r"""A number that knows how it is printed: it calculates with its full precision, and prints with so many decimals.

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


def round_half_up(value: float, decimals: int = 0) -> Decimal:
    """Round half away from zero, as Statistics Norway does: 2.5 becomes 3.

    The float is read as a decimal of fourteen digits first, so that the noise of binary sums doesn't decide: 0.285
    rounds to 0.29, and 48.49999999999999, a sum of hundredths, to 49. ValueError if it is no number (the share of a
    total that is 0, say) or infinite.
    """
    if not math.isfinite(value):
        raise ValueError(f"there is no number to print: nobody answered what it is computed from; {WHERE_SOMEONE}")
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


def percent(part: float, of: float, decimals: int = 0) -> Quantity:
    """Return what a part is of a whole, in percent.

    Raises
    ------
    ValueError
        If the whole is 0: nobody is in the base.
    """
    if not of:
        raise ValueError(f"a percent of 0: nobody is in the base; {WHERE_SOMEONE}")
    return Quantity(100 * part / of, decimals)


def thin(text: str) -> str:
    """Put the narrow no-break space between the thousands of numbers that stand in a text."""
    return re.sub(r"(?<=\d) (?=\d{3}\b)", THOUSANDS, text)


def capital(text: str) -> str:
    """Return the text with a capital first letter, for the start of a sentence."""
    return text[:1].upper() + text[1:]


def join(items: Iterable, last: str = "og") -> str:
    """Return a list in words: «Oslo, Bergen og Drammen»; `last` stands before the last of them.

    ValueError if there is nothing to list; a sentence about nothing should not be printed.
    """
    texts = [str(item) for item in items]
    if not texts:
        raise ValueError(f"the list is empty: there is nothing to put into the sentence; {WHERE_SOMEONE}")
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
    whole = int(round_half_up(value))
    return NUMERALS[whole] if 0 <= whole < len(NUMERALS) else number(whole)
