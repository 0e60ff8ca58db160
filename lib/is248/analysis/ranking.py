"""`Ranking`: the highest or the lowest of some groups, answers or themes, in words; ties are told once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from is248.data.absence import Absent, AbsentError
from is248.wording import (
    FEW_ANSWERS,
    MOST_NAMED,
    NBSP,
    Noun,
    Printed,
    Quantity,
    join,
    note,
    share_of,
    small,
    units,
)


@dataclass(frozen=True)
class Member:
    """One of what is ranked."""

    key: str  # its name in the chapters' code
    name: str  # its name inside a sentence
    number: Quantity  # what it is ranked by
    counts: tuple[float, float] | None = None  # of a share: how many of how many units


@dataclass(frozen=True)
class Ranking(Printed):
    """The first of a ranking; it prints with numbers: «Oslo (42 prosent) og Vestfold (1 av 6)».

    Members that print the same number stand in the report's order. All that print like the last one asked for are
    there; where they would make a long list, they are counted: «ni fylker (100 prosent)». Without a noun for them they
    are not printed, nor are they where all of what is ranked is alike: none is the highest or lowest then.
    """

    members: tuple[Member, ...]
    most: int = MOST_NAMED  # how many with the same number are named rather than counted
    unit: str = "prosent"  # printed behind the numbers: prosent, svar, or nothing
    noun: Noun | None = None  # what the members are, where they are counted
    unnamed: str = ""  # why the members can't be printed, where they can't

    def __iter__(self) -> Iterator[str]:
        return (member.key for member in self.members)

    def __len__(self) -> int:
        return len(self.members)

    def __str__(self) -> str:
        return join(f"{name} ({self._number(member)})" for name, member in self._told)

    def _number(self, member: Member) -> str:
        if member.counts and member.counts[1] < FEW_ANSWERS:
            note(member.number)
            return share_of(*member.counts)
        return f"{member.number}{NBSP}{self.unit}" if self.unit else str(member.number)

    @property
    def keys(self) -> list[str]:
        """The members' keys."""
        return list(self)

    @property
    def names(self) -> str:
        """The members without numbers: «Oslo, Vestfold og Agder»."""
        note(*(member.number for member in self.members))
        return join(name for name, _ in self._told)

    @property
    def pct(self) -> Quantity:
        """The number of the first member."""
        return self.members[0].number

    number = pct

    @property
    def counted(self) -> str:
        """The members with their numbers as counts of units: «helsestasjonen (ti kommuner)»."""
        return join(f"{name} ({units(member.number)})" for name, member in self._told)

    @property
    def quoted(self) -> "Ranking":
        """The same with the names in quotation marks."""
        return self._renamed(lambda name: f"«{name}»")

    @property
    def small(self) -> "Ranking":
        """The same with names that begin in small letters, as inside a sentence."""
        return self._renamed(small)

    def _renamed(self, rename) -> "Ranking":
        return replace(self, members=tuple(replace(member, name=rename(member.name)) for member in self.members))

    @property
    def _told(self) -> list[tuple[str, Member]]:
        if self.unnamed:
            raise AbsentError(self.unnamed)
        told = [(member.name, member) for member in self.members]
        last = self.members[-1] if self.members else None
        alike = sum(member.number.rounded == last.number.rounded for member in self.members)
        if alike <= self.most:
            return told
        if self.noun is None:
            raise AbsentError(f"{alike} have the same number: too many to name")
        return [*told[:-alike], (units(alike, self.noun), last)]


def ranking(
    members: Iterable[Member], n: int = 1, lowest: bool = False, lacking: str = "nobody answered", **looks
) -> Ranking | Absent:
    """Return the n highest members (or lowest), with all that print the same number as the last of them.

    Members are in the report's order, and have a number; `lacking` is the reason where there is none. What nobody chose
    is not among the highest. `looks` are unit and noun of the `Ranking`.
    """
    if not isinstance(n, int) or n < 1:
        raise ValueError(f"highest({n!r}) or lowest({n!r}): how many is a whole number from 1")
    sign = 1 if lowest else -1
    ranked = sorted(members, key=lambda member: sign * member.number.rounded)
    if not ranked:
        return Absent(lacking)
    if ranked[0].number.rounded == ranked[-1].number.rounded:
        looks["unnamed"] = "all that is ranked is alike"
    elif not lowest and ranked[-1].number.rounded == 0:
        ranked = [member for member in ranked if member.number.rounded]
    last = ranked[:n][-1].number.rounded
    kept = [member for place, member in enumerate(ranked) if place < n or member.number.rounded == last]
    return Ranking(tuple(kept), max(MOST_NAMED, n), **looks)
