"""Conditions that stand in the prose: `[…]{.when test="size.differ"} […]{.otherwise}`, and `[…]{.only years="2024"}`.

A span with `.when` is printed if its test, a Python expression, holds; the span with `.otherwise` right behind it is
printed if not, and may have a test of its own. A span with `.only` belongs to some editions: `2024`, `2023 2024`,
`2024-` or `-2023`. What is printed loses its brackets.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_CODE = re.compile(r"`[^`\n]*`")
_ATTRIBUTES = re.compile(r"\{([^{}\n]*)\}")
_KEY = re.compile(r"""\b(test|years)=(?:"([^"]*)"|'([^']*)')""")
EDITIONS = '"2024", "2023 2024", "2024-" or "-2023"'
_YEARS = r"(?:\d{4}-?|-\d{4}|\d{4}-\d{4})"
_OF_SECTION = re.compile(r"(?<!\])\{[^{}]*\.only years=\"([^\"]*)\"[^{}]*\}\s*\Z")  # not that of words in the heading
_ENDS = re.compile(r"[.!?:]?\s*\Z")  # what a sentence ends with, if it does
# «**Bedre.** »: the label of a paragraph, before what stands under conditions, and when nothing is left of that.
_LABEL = re.compile(r"(?:\A|\n\s*\n)(\*\*[^*\n]+[.:]\*\*)\s*\[")
LABEL_ALONE = re.compile(r"\A\*\*[^*\n]+[.:]\*\*\Z")
_AFTER = re.compile(r"[ .,;:)]|$", re.MULTILINE)  # what follows brings its own space, or needs none


@dataclass(frozen=True)
class Span:
    """A piece of prose in brackets with attributes: where it stands, and what is in it."""

    start: int
    end: int
    text: str
    attributes: str

    def has(self, name: str) -> bool:
        """Tell whether it has a class: `when`, `otherwise`, `only`, `follows`."""
        return re.search(rf"\.{name}\b", self.attributes) is not None

    def value(self, key: str) -> str:
        """Return the value of `test` or `years`; empty if it has none."""
        return next((double or single for name, double, single in _KEY.findall(self.attributes) if name == key), "")


def spans(text: str) -> Iterator[Span]:
    """Yield the outermost spans of a text, in order; brackets inside code are none."""
    hidden = _CODE.sub(lambda code: "\ue000" * len(code[0]), text)
    place = 0
    while (start := hidden.find("[", place)) >= 0:
        end = closing(hidden, start)
        attributes = _ATTRIBUTES.match(text, end + 1) if end else None
        if attributes:
            yield Span(start, attributes.end(), text[start + 1 : end], attributes[1])
        place = attributes.end() if attributes else start + 1


def closing(hidden: str, start: int, brackets: str = "[]") -> int:
    """Return the place of the bracket that closes the one at a place; 0 if there is none."""
    depth = 0
    for place in range(start, len(hidden)):
        depth += {brackets[0]: 1, brackets[1]: -1}.get(hidden[place], 0)
        if not depth:
            return place
    return 0


def tests(text: str, year: int | None = None) -> list[str]:
    """Return the tests of a text's conditions, in order; of a year's edition, if one is named."""
    return [span.value("test") for span in _all(text, year) if span.value("test")]


def _all(text: str, year: int | None) -> Iterator[Span]:
    for span in spans(text):
        if year is None or not span.has("only") or in_years(span.value("years"), year):
            yield span
            yield from _all(span.text, year)


def decided(text: str, year: int, holds: Callable[[str], bool | None], absent: Callable[[str], str]) -> str:
    """Return a text with its conditions decided.

    Parameters
    ----------
    text : str
        Markdown.
    year : int
        The edition's.
    holds : callable
        Tells whether a test holds; None where what it asks about is absent.
    absent : callable
        Gives what stands in the place of a span whose test is absent, so that its sentence goes; where the span is
        whole sentences, these alone.
    """
    done, place, wants_other = [], 0, False
    for span in spans(text):
        between, place = text[place : span.start], span.end
        verdict: bool | None = True
        if span.has("only"):
            verdict = in_years(span.value("years"), year)
        elif span.has("when") or (span.has("otherwise") and wants_other):
            verdict = holds(span.value("test")) if span.value("test") else True
        elif span.has("otherwise"):
            verdict = False
        done = ["".join([*done, between])]
        if verdict is not None:  # other spans may have gone just before it
            done = [_closed_up(done[0], text[span.end :] if verdict is False else span.text)]
        if verdict is None:
            done.append(absent(span.value("test")) + _ENDS.search(span.text)[0])  # and not the next sentence with it
        elif verdict and any(map(span.has, ("only", "when", "otherwise"))):
            done.append(decided(span.text, year, holds, absent))
        elif verdict:
            done.append(f"[{decided(span.text, year, holds, absent)}]{{{span.attributes}}}")
        if span.has("when") or span.has("otherwise"):
            wants_other = verdict is False and (wants_other or span.has("when"))
    whole = "".join([*done, text[place:]])
    for label in set(_LABEL.findall(text)):  # what it labels has gone
        whole = re.sub(rf"(\A|\n\s*\n){re.escape(label)}[ \t]*(?=\n\s*\n|\s*\Z)", r"\1", whole)
    return re.sub(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]*(?:\n|$)", "", whole, flags=re.MULTILINE) if place else whole


def _closed_up(before: str, after: str) -> str:
    """Return what stands before a span that goes, without the space or line break that was between."""
    if not _AFTER.match(after):
        return before
    return re.sub(r"(?<!\n) *\n? *\Z" if after[:1] in ("", "\n") else r" *\Z", "", before)


def outside(sources: list[str], year: int) -> set[int]:
    """Return which cells belong to a section of other editions, of the cells' markdown (empty for code)."""
    found, excluded = set(), 0  # the level of the heading that excludes; 0 for none
    for number, source in enumerate(sources):
        for marks, heading in re.findall(r"^(#{1,6}) (.*)$", source, re.MULTILINE):
            if excluded and len(marks) > excluded:
                continue
            only = _OF_SECTION.search(heading)
            excluded = len(marks) if only and not in_years(only[1], year) else 0
        found |= {number} if excluded else set()
    return found


def in_years(years: str, year: int) -> bool:
    """Tell whether a year is among some: `2024`, `2023 2024`, `2024-` or `-2023`."""
    for part in years.split():
        first, dash, last = part.partition("-")
        if int(first or 0) <= year <= (int(last or 9999) if dash else int(first)):
            return True
    return False


def is_years(text: str) -> bool:
    """Tell whether a text names editions as `in_years` has them, none before the one that it begins with."""
    pairs = re.findall(r"(\d+)-(\d+)", text)
    return bool(re.fullmatch(f"{_YEARS}(?: +{_YEARS})*", text)) and all(first <= last for first, last in pairs)
