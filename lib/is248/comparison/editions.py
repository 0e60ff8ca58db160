"""Two editions beside each other: the indicators of both, numbers that were revised, and what only one has."""

from dataclasses import dataclass

from is248.comparison.builds import Build, Exhibit
from is248.comparison.corrections import alike
from is248.comparison.findings import MOST_TOLD, Finding, held, leading, tested
from is248.comparison.indicators import Indicator, Key, common, decimals_of, own
from is248.comparison.questions import Reworded
from is248.wording import Quantity

ALIKE = 70  # percent of the signs that two names share, to be taken for one that was reworded


@dataclass(frozen=True)
class Revision:
    """What the later edition says about the earlier year, where it isn't what the earlier edition said."""

    key: Key
    said: Quantity
    now: Quantity
    exhibit: Exhibit


@dataclass(frozen=True)
class Missing:
    """Rows or columns of a table that only one edition has, and pairs that look like one, reworded."""

    exhibit: Exhibit
    gone: tuple[str, ...]
    new: tuple[str, ...]
    reworded: tuple[tuple[str, str], ...]
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Editions:
    """Everything that two editions have in common, and what they haven't."""

    old: Build  # the earlier edition
    new: Build
    indicators: list[Indicator]  # as `common` returns them
    revised: list[Revision]  # in the order of the later book
    missing: list[Missing]  # tables and figures that both have, with rows or columns that only one has
    gone: list[Exhibit]  # only the earlier edition has them
    added: list[Exhibit]
    questions: Reworded  # how the questionnaires differ
    leading: list[Finding]  # total FTE, users, participation
    tested: list[Finding]  # every change between the two years that the later book has tested

    @property
    def compared(self) -> list[Indicator]:
        """The indicators that can be compared."""
        return [i for i in self.indicators if not i.breaks]

    @property
    def broken(self) -> list[Indicator]:
        """The indicators with a break, or of a question that was changed."""
        return [i for i in self.indicators if i.breaks]

    @property
    def held(self) -> list[Finding]:
        """The tested changes that hold, as they are told."""
        return held(self.tested, self.questions.changed)

    @property
    def others(self) -> list[Finding]:
        """The other tested changes; none of questions that were changed."""
        told, changed = self.held[:MOST_TOLD], self.questions.changed
        return [one for one in self.tested if one not in told and one.question not in changed]


def compare_editions(old: Build, new: Build, questions: Reworded) -> Editions:
    """Compare two editions by what stands in their data files and manifests."""
    both = [label for label in new.exhibits if label in old.exhibits]
    return Editions(
        old,
        new,
        common(old, new, questions.changed),
        [revision for label in both for revision in _revised(old, new, label)],
        [found for label in both if (found := _missing(old, new, label))],
        [exhibit for label, exhibit in old.exhibits.items() if label not in new.exhibits],
        [exhibit for label, exhibit in new.exhibits.items() if label not in old.exhibits],
        questions,
        leading(old, new),
        tested(old, new),
    )


def _revised(old: Build, new: Build, label: str) -> list[Revision]:
    said, now = own(old, label), own(new, label, explicit=old.year)
    decimals = decimals_of(said, now)
    found = []
    for key, cell in now.items():
        if key in said and None not in (cell.number, said[key].number):
            first, last = (Quantity(c.number, decimals[key[2:]]) for c in (said[key], cell))
            if first.rounded != last.rounded:
                found.append(Revision(key, first, last, new.exhibits[label]))
    return found


def _missing(old: Build, new: Build, label: str) -> Missing | None:
    # Of numbers alone: a list of documents or examples has other rows every year.
    before, now = ([key for key, cell in own(build, label).items() if cell.number is not None] for build in (old, new))
    names = [[dict.fromkeys(filter(None, (key[place] for key in keys))) for keys in (before, now)] for place in (1, 2)]
    gone = [name for first, last in names for name in first if name not in last]  # rows, and then upper heads
    added = [name for first, last in names for name in last if name not in first]
    if not before or not now or not (gone or added):
        return None
    partners, new_names = alike(gone, added, ALIKE)
    pairs = list(zip(gone, partners, strict=True))
    return Missing(
        new.exhibits[label],
        tuple(name for name, partner in pairs if not partner),
        tuple(new_names),
        tuple(pair for pair in pairs if pair[1]),
        new.breaks(label, old.year),
    )
