"""Facts from outside the survey, and readings of open answers: for which editions each has been found to hold.

`[24 prosent]{.fact years="2023-2024"} [@npr]` holds for two editions, `years="2007-"` for all after one, since it tells
of something that is past. `[En savner tilbudet, en annen ikke:]{.reading years="2024"}` is what somebody has read in a
year's open answers. A heading may say it for all below it: `## Søket {#sec-sok .fact years="2024"}`. What has not been
found to hold for an edition is last year's until somebody has looked: a draft says so, and no other edition is built.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from is248.chapters import conditions
from is248.chapters.conditions import in_years, spans
from is248.chapters.source import read_chapter, relative
from is248.data.carried import carried
from is248.data.edition import FILL_IN, Edition
from is248.project import ProjectError
from is248.steps import Memory

KINDS = ("fact", "reading")
ALWAYS = 9999  # the last edition of what holds for all later ones
_HEADING = re.compile(r"^(#{1,6}) .*?(\{[^{}\n]*\})?[ \t]*$", re.MULTILINE)
_UNWRITTEN = re.compile(rf"^.*\b{FILL_IN}\b.*$", re.MULTILINE)  # what somebody has still to write holds for no edition
_YEARS = re.compile(r"\byears=\"([^\"]*)\"")
_COMPUTED = re.compile(r"\bfact\(([^,()]+),\s*years=\"([^\"]*)\"")
MARK = re.compile(r"\s*\.(?:fact|reading) years=\"([^\"]*)\"")  # as a heading has it


@dataclass(frozen=True)
class Fact:
    """A fact or a reading: where it stands, its words, and the editions for which it has been found to hold."""

    cell: int  # of the texts that were looked through, from 0
    start: int  # in its text
    text: str
    years: str  # as `.only` has them; empty where nobody has said it
    file: Path = Path()

    def holds(self, year: int) -> bool:
        """Tell whether it has been found to hold for an edition."""
        return in_years(self.years, year)

    @property
    def until(self) -> int:
        """The last edition that it is known to hold for: 0 where nobody has said it, `ALWAYS` where there is none."""
        return until(self.years)

    def __str__(self) -> str:
        when = "for no edition" if not self.until else "for all later ones" if self.until == ALWAYS else self.until
        cell = f", cell {self.cell + 1}" if self.file.suffix == ".ipynb" else ""
        text = " ".join(self.text.split())
        return f"{when}: {self.file}{cell}: {text if len(text) <= 100 else f'{text[:97]}…'}"


def until(years: str) -> int:
    """Return the last of some editions, as `.only` has them: 0 where there are none, `ALWAYS` where they don't end."""
    parts = [part.partition("-") for part in years.split()]
    return max((int(last or ALWAYS) if dash else int(first) for first, dash, last in parts), default=0)


def facts_in(texts: Iterable[str]) -> Iterator[Fact]:
    """Yield the facts and readings of a chapter's texts, in order; a heading is one where it says years itself.

    A line with FILL-IN is one that holds for no edition.
    """
    below: list[tuple[int, str]] = []  # the headings that a text stands under: level, and the years that it says
    for cell, text in enumerate(texts):
        headings = list(_HEADING.finditer(text))
        found = [(match.start(), match) for match in headings]
        found += [(start, span) for start, span in _marked(text)]
        found += [(match.start(), match) for match in _UNWRITTEN.finditer(text)]
        for start, one in sorted(found, key=lambda pair: pair[0]):
            if isinstance(one, re.Match) and one.re is _UNWRITTEN:
                yield Fact(cell, start, one[0], "")
            elif isinstance(one, re.Match):
                below = [(level, years) for level, years in below if level < len(one[1])]
                own = MARK.search(one[2] or "")
                if own:
                    yield Fact(cell, start, one[0].partition("{")[0].strip("# "), own[1])
                below.append((len(one[1]), own[1] if own else ""))
            else:
                said = _YEARS.search(one.attributes)
                years = said[1] if said else next((years for _, years in reversed(below) if years), "")
                yield Fact(cell, start, one.text, years)


def _marked(text: str, offset: int = 0) -> Iterator[tuple[int, conditions.Span]]:
    for span in spans(text):
        if any(map(span.has, KINDS)):
            yield offset + span.start, span
        yield from _marked(span.text, offset + span.start + 1)


def facts_of(path: Path, year: int | None = None) -> list[Fact]:
    """Return the facts and readings of a chapter or page; with a year, without those of other editions alone."""
    texts = [
        cell.source if cell.cell_type == "markdown" else _in_code(cell.source) for cell in read_chapter(path).cells
    ]
    if year is not None:
        outside = conditions.outside(texts, year)
        texts = ["" if number in outside else _of_year(text, year) for number, text in enumerate(texts)]
    return [Fact(one.cell, one.start, one.text, one.years, relative(path)) for one in facts_in(texts)]


def _in_code(source: str) -> str:
    """Return the facts that a cell computes with, `fact(2982, years="2022-")`, as the prose would have them."""
    return "\n".join(f'[{match[1].strip()}]{{.fact years="{match[2]}"}}' for match in _COMPUTED.finditer(source))


def _of_year(text: str, year: int) -> str:
    """Return a text without the spans that belong to other editions."""
    return conditions.decided(text, year, lambda test: True, lambda test: "")


def stale(paths: Iterable[Path], year: int) -> list[Fact]:
    """Return what no one has found to hold for an edition, the oldest first."""
    found = [fact for path in paths for fact in facts_of(path, year) if not fact.holds(year)]
    return sorted(found, key=lambda fact: (fact.until, fact.file, fact.cell, fact.start))


def last_years(edition: Edition, chapters: Iterable[Path], memory: Memory) -> str:
    """Return what a book that is no final one tells of things that are not known to be of its year; nothing if none is.

    ProjectError, with the first of them, if it is final: real answers, and no draft.
    """
    year = edition.year
    old = [
        fact
        for path in chapters
        for fact in memory.made(("facts", path), (path.read_bytes(), year), partial(stale, [path], year))
    ]
    left = [*carried(year), *sorted(old, key=lambda fact: fact.until)]
    if left and not (edition.draft or edition.synthetic):
        first = "\n".join(f"  {one}" for one in left[:10])
        more = f"  … and {len(left) - 10} more\n" if left[10:] else ""
        raise ProjectError(
            f"{len(left)} things are not known to be of {year}; the first ones:\n{first}\n{more}"
            f"All of them: is248 new-year {year} --check. Correct them, or write draft: true into params/{year}.yml: "
            "the book then says on every page that it is a draft."
        )
    return f"draft: {len(left)} things are not known to be of {year}, such as {left[0]}" if left else ""
