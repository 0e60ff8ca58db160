"""The lexicon: which words stand for which shares, counts and differences. Printed in the method appendix."""

import re
from dataclasses import dataclass

from is248.wording.numbers import NBSP, NUMERALS, AbsentError, Quantity, count, number, round_half_up
from is248.wording.origins import note

# What the words of size mean, in percentage points between numbers as they are printed.
ABOUT = 5  # «omtrent uendret»: less than this, where the test finds no change
MUCH = 10  # «betydelig»: this or more
STABLE = 5  # «stabil»: three years or more, with at most this from the lowest to the highest
FEW_ANSWERS = 10  # a group with fewer is told as «1 av 6», not in percent
MOST_NAMED = 5  # groups that a sentence names; more are counted

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
        ("økt, gått ned", f"signifikant endring, under {MUCH} prosentpoeng"),
        ("økt betydelig, gått betydelig ned", f"signifikant endring, {MUCH} prosentpoeng eller mer"),
        ("omtrent uendret", f"ingen signifikant endring, og under {ABOUT} prosentpoeng mellom årene"),
        ("ikke endret seg signifikant", f"ingen signifikant endring, {ABOUT} prosentpoeng eller mer"),
        ("uendret, like mange, like høy", "samme tall når tallene er rundet av"),
        ("økt hvert år", "minst tre år, signifikant trend, og signifikant økning fra hvert år til det neste"),
        ("stabil", f"minst tre år, ingen signifikant endring, og høyst {STABLE} prosentpoeng mellom årene"),
        ("1 av 6", f"andelen i en gruppe der færre enn {FEW_ANSWERS} har svart"),
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

    The share is in percent, and judged unrounded; ValueError if it is none. Without a noun the phrase stands alone.

    Examples
    --------
    >>> fraction(33.1, MUNICIPALITY), fraction(29.1, MUNICIPALITY), fraction(46)
    ('hver tredje kommune', 'mer enn én av fire kommuner', 'nesten halvparten')
    """
    note(share)
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
    note(share)
    return most if share.rounded > 50 else otherwise if share.rounded < 50 else half


def units(n: float, noun: Noun = MUNICIPALITY) -> str:
    """Return a count with its noun: «én kommune», «19 kommuner», «ingen kommuner».

    Examples
    --------
    >>> units(1), units(12), units(0, COUNTY), units(1, COUNTY)
    ('én kommune', 'tolv kommuner', 'ingen fylker', 'ett fylke')
    """
    note(n)
    whole = int(round_half_up(n))
    numeral = {0: "ingen", 1: noun.article}.get(whole) or count(whole)
    return f"{numeral} {noun.one if whole == 1 else noun.many}"


def quantifier(n: float, of: float, noun: Noun = MUNICIPALITY) -> str:
    """Return how many of a number: «alle kommunene», «ingen av kommunene», «én av 17 kommuner», «4 av 17 kommuner».

    UntrueStatement if n is negative or more than there are; AbsentError if there are none.
    """
    note(n, of)
    part, whole = int(round_half_up(n)), int(round_half_up(of))
    if part == whole == 0:
        raise AbsentError(f"there are no {noun.many} to count among")
    if not 0 <= part <= whole or whole == 0:
        raise UntrueStatement(f"«{part} av {whole} {noun.many}»: that many are not among them; look at the two numbers")
    if part == whole:
        return f"alle {noun.all}" if whole > 1 else units(1, noun)
    if part == 0:
        return f"ingen av {noun.all}" if whole > 1 else f"ingen {noun.many}"
    return f"{part_of(part, whole, noun)} {noun.many}"


def part_of(part: int, whole: int, noun: Noun) -> str:
    """Return «fire av sju», or both in figures where one is above twelve."""
    written = count if whole < len(NUMERALS) else number
    return f"{noun.article if part == 1 else written(part)} av {written(whole)}"


def compare(first: Quantity, second: Quantity, more: str = "høyere", less: str = "lavere", same: str = "like høy"):
    """Return the word for how the first number is to the second, judged by the numbers as printed."""
    note(first, second)
    if first.rounded == second.rounded:
        return same
    return more if first.rounded > second.rounded else less


def share_of(n: float, base: float) -> str:
    r"""Return the share of a group as it is told: «42 prosent», or of few answers «1 av 6».

    Examples
    --------
    >>> share_of(5, 12), share_of(1, 6)
    ('42\xa0prosent', '1 av 6')
    """
    note(n)
    n, base = float(n), float(base)
    return f"{n:.0f} av {base:.0f}" if base < FEW_ANSWERS else f"{Quantity(100 * n / base)}{NBSP}prosent"


class UntrueStatement(Exception):
    """The data do not bear out a statement in the prose."""


class NoTruthValue(TypeError):
    """A test that is neither true nor false."""


def truth(value: object, test: str = "the condition") -> bool:
    """Return whether a test is true; of a list, whether something is in it.

    Parameters
    ----------
    value : object
        What the test gave.
    test : str
        As it is written, for the message.

    Raises
    ------
    NoTruthValue
        If it gave anything else: a number that isn't 0, or a text, would always be true.
    """
    known = bool(value)  # what is absent says so here
    if not (isinstance(value, list) or re.fullmatch(r"bool_?", type(value).__name__)):
        shown = " ".join(str(value).split())
        compare = f"compare it: {test} > 50" if isinstance(value, float | int | Quantity) else "write a comparison"
        raise NoTruthValue(f"`{test}` is {shown[:60] or 'empty'}, not true or false; {compare}")
    return known


def holds(words: str, condition: bool) -> str:
    """Return the words if the data bear them out.

    Otherwise UntrueStatement: the build stops, and names chapter, cell and expression.
    """
    if not truth(condition):
        raise UntrueStatement(f"«{words}» is no longer true for these data; write the sentence anew")
    return words
