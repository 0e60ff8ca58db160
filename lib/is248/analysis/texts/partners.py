"""Groups of municipalities that run 24-hour units together, from what each of them wrote about its partners.

A group is what one municipality reported: the partners it named, and itself. Nothing is inferred beyond that: groups
that overlap are not joined to one that nobody reported. Equal groups are one. A county's list is what its own
municipalities reported, and there a group within another is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz, process

from is248.analysis.texts.printable import alphabetical
from is248.analysis.texts.quotes import OSLO
from is248.analysis.texts.themes import given
from is248.data.core import Core
from is248.wording import Origin, Quantity, join
from is248.wording.signs import escaped

CUTOFF = 80  # rapidfuzz ratio from which a word is the name of a unit: one wrong letter of five
SHORTEST = 5  # letters; a shorter word is a name only if it is spelt right
UNKNOWN, SEVERAL = "no unit of this name", "several units of this name"

_HARD = re.compile(r"[,;/&+\n•:()]|\s[-–]\s|\.(?:\s|$)|\b(?:samt|pluss)\b", re.IGNORECASE)
_AND = re.compile(r"\s+og\s+|^og\s+|\s+og$", re.IGNORECASE)
_ASIDE = re.compile(r"\(([^()]*)\)")
_ADDED = re.compile(
    r"\b(?:kommune[nr]?|kommunene|kommunar|m\.?\s?fl\.?)(?!\w)|^.*\bmed\s+|\bdeler av\s+", re.IGNORECASE
)
_FOLDED = str.maketrans({"ø": "o", "å": "a", "æ": "e", "á": "a"})


@dataclass(frozen=True)
class PartnerGroups:
    """Municipalities that said that they run a unit together."""

    groups: list[tuple[str, ...]]  # names, in alphabetical order; the groups by county, in the report's order
    counties: list[str]  # the county that each group is listed in, of a municipality that reported it
    elsewhere: list[dict[str, str]]  # for each group its members from other counties: name -> county
    unmatched: pd.DataFrame  # unit, name (who wrote it), text, reason: for a person to read, and to correct the answer
    questions: tuple[str, ...] = ()  # the ids of the questions that they answered

    def _counted(self, n: int, what: str) -> Quantity:
        told = f"{n} {what}, av det kommunene har skrevet om hvem de samarbeider med."
        return Quantity(n, origin=Origin(told, self.questions, n=n, value=n))

    @property
    def n(self) -> Quantity:
        """How many groups there are."""
        return self._counted(len(self.groups), "grupper av kommuner")

    @property
    def pairs(self) -> Quantity:
        """How many of them are two municipalities."""
        return self._counted(sum(len(group) == 2 for group in self.groups), "grupper er to kommuner")

    @property
    def inside(self) -> Quantity:
        """How many lie wholly within a group that another county's municipalities reported."""
        return self._counted(
            sum(any(set(group) < set(other) for other in self.groups) for group in self.groups),
            "grupper ligger helt inne i en annen",
        )

    @property
    def largest(self) -> Quantity:
        """How many municipalities the largest group has; 0 if there are no groups."""
        return self._counted(max(map(len, self.groups), default=0), "kommuner er med i den største gruppen")

    def _repr_markdown_(self) -> str:
        parts = []
        for county in dict.fromkeys(self.counties):
            lines = [
                "- " + join(escaped(f"{n} ({away[n]})" if n in away else n) for n in group)
                for group, where, away in zip(self.groups, self.counties, self.elsewhere, strict=True)
                if where == county
            ]
            parts.append(f"**{escaped(county)}**\n\n" + "\n".join(lines))
        return "\n\n".join(parts)


def partner_groups(core: Core, question: str) -> PartnerGroups:
    """Return the groups of municipalities that an open question about partners gives.

    Names are matched with a tolerance for spelling: signs and capitals don't count, ø is o and å is a or aa, and of
    words of five letters or more one may be wrong (rapidfuzz ratio of at least 80, no other name as near). A name
    that two municipalities have is the one in the county of who wrote it. Oslo's units are in no group.
    """
    answers = given(core, question)
    names = _Names(core.units[core.units["county"] != OSLO])
    reported: dict[str, set[frozenset[str]]] = {}
    unmatched = []
    for unit, text in answers[answers.index.isin(names.units.index)].items():
        county = names.units.at[unit, "county"]
        partners, unknown = names.found(text, county)
        reported.setdefault(county, set()).add(frozenset({unit, *partners}))
        unmatched += [(unit, names.units.at[unit, "name"], part, why) for part, why in unknown]
    counties: dict[frozenset[str], list[str]] = {}
    for county in core.grouping("county").groups:
        for group in merged(reported.get(county, set())):
            counties.setdefault(group, []).append(county)
    order = {county: rank for rank, county in enumerate(core.grouping("county").groups)}
    listed = (_row(group, where, names.units, order) for group, where in counties.items())
    rows = sorted(listed, key=lambda row: (*row[:3], sorted(row[3])))
    return PartnerGroups(
        [members for _, members, _, _ in rows],
        [county for _, _, county, _ in rows],
        [away for _, _, _, away in rows],
        pd.DataFrame(unmatched, columns=["unit", "name", "text", "reason"]),
        (question,),
    )


def merged(groups: set[frozenset[str]]) -> set[frozenset[str]]:
    """Return the groups of two or more that lie in no other group."""
    several = {group for group in groups if len(group) > 1}
    return {group for group in several if not any(group < other for other in several)}


def _row(group: frozenset[str], where: list[str], units: pd.DataFrame, order: dict[str, int]) -> tuple:
    """Return (key to sort by, names, county, members from elsewhere) of a group that was reported in some counties.

    It is listed in the one of them that most members are from.
    """
    members = units.loc[sorted(group), ["name", "county"]]
    number = Counter(members["county"])
    county = min(where, key=lambda county: (-number[county], order[county]))
    names = tuple(sorted(members["name"], key=alphabetical))
    away = dict(members[members["county"] != county].itertuples(index=False, name=None))
    return (order[county], [alphabetical(name) for name in names]), names, county, away


class _Names:
    """The municipalities' names, to be found in what people write."""

    def __init__(self, units: pd.DataFrame):
        self.units = units
        self.codes: dict[str, list[str]] = {}
        for code, name in units["name"].items():
            self.codes.setdefault(_folded(name), []).append(code)
        self.counties = {_folded(county): county for county in units["county"]}
        any_county = "|".join(map(re.escape, self.counties.values()))
        self.in_county = re.compile(rf"\(\s*(?:i\s+)?({any_county})\s*\)|\bi\s+({any_county})\b", re.IGNORECASE)
        self.doubles = {name for name in self.codes if " og " in name}

    def found(self, text: str, county: str) -> tuple[set[str], list[tuple[str, str]]]:
        """Return the units that a text names, and the parts that name none, each with the reason."""
        text = self.in_county.sub(lambda found: f" i {(found[1] or found[2]).replace(' ', '-')}", text)
        asides = {part for aside in _ASIDE.findall(text) for part in self._split(aside)}
        codes, unknown = set(), []
        for part in self._split(text):
            code, why = self._match(part, county)
            if code:
                codes.add(code)
            elif part not in asides and not self._county(part):  # what stands in brackets need not be a name
                unknown.append((part, why))
        return codes, unknown

    def _split(self, text: str) -> list[str]:
        """Return the parts between the signs, and between the «og» that belong to no name."""
        parts = []
        for chunk in _HARD.split(text):
            pieces = [piece for piece in _AND.split(_ADDED.sub(" ", chunk)) if piece.strip()]
            while pieces:
                double = " og ".join(pieces[:2])
                taken = 2 if len(pieces) > 1 and self._nearest(_folded(double), self.doubles) else 1
                parts.append((double if taken == 2 else pieces[0]).strip(" .-–*\"'"))
                pieces = pieces[taken:]
        return [part for part in parts if part]

    def _match(self, part: str, county: str) -> tuple[str | None, str]:
        """Return the code of the unit that is meant, or None and why there is none."""
        name, _, place = part.partition(" i ")  # «Os i Østerdalen», «Våler i Østfold»
        for words, where in ((part, county), (name, self._county(place) or county)):
            nearest = self._nearest(_folded(words), self.codes)
            codes = [code for name in nearest for code in self.codes[name]]
            inside = [code for code in codes if self.units.at[code, "county"] == where]
            for choice in (codes, inside):
                if len(choice) == 1:
                    return choice[0], ""
            if codes:
                return None, SEVERAL
        return None, UNKNOWN

    def _nearest(self, word: str, names) -> list[str]:
        """Return the name that a word is, or all that are equally near within the tolerance."""
        if word in names or len(word) < SHORTEST:
            return [word] if word in names else []
        near = process.extract(word, list(names), scorer=fuzz.ratio, score_cutoff=CUTOFF, limit=None)
        return [name for name, score, _ in near if score == near[0][1]]

    def _county(self, written: str) -> str:
        """Return the county of this name, or nothing."""
        return self.counties.get(_folded(written), "")


def _folded(text: str) -> str:
    """Return a text in small letters of a to z and figures, with single blanks."""
    plain = text.casefold().replace("aa", "a").translate(_FOLDED)
    return " ".join(re.findall(r"[^\W_]+", plain))
