"""`Grouping`: a way to divide the units, by size, county, trust, region or the ten largest municipalities."""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from is248.wording import AREA, COUNTY, GROUP, MUNICIPALITY, Noun, thin

REST = "Resten av landet"
TOTAL = "Totalt"


class _Kind(NamedTuple):
    """What is the same of a grouping in all editions."""

    title: str  # the head of the column with the groups' names
    noun: Noun  # what the groups are
    ranked: bool = False  # groups without an order of their own: a figure shows the highest first
    control: str | None = None  # what tests of it are controlled for


_KINDS = {
    "size_group": _Kind("Kommunestørrelse", GROUP),
    "county": _Kind("Fylke", COUNTY, ranked=True, control="size_group"),
    "trust": _Kind("HF-område", AREA, ranked=True, control="size_group"),
    "region": _Kind("Helseregion", Noun("helseregion", "helseregioner", "helseregionene"), control="size_group"),
    "ten_largest": _Kind("Kommune", MUNICIPALITY),
}
GROUPINGS = tuple(_KINDS)
FROM_UNITS = tuple(key for key in GROUPINGS if key != "ten_largest")  # a column of the units file names the group


@dataclass(frozen=True)
class Grouping:
    """A division of all units into groups that neither overlap nor leave a unit out."""

    key: str  # `size_group`, `county`, `trust`, `region` or `ten_largest`
    labels: dict[str, str]  # printed name of every group, in the order of the report
    short: dict[str, str]  # short name of every group
    of_unit: pd.Series  # the group of every unit, by unit code
    withheld: frozenset[str] = frozenset()  # groups of so few units that their answers are not shown

    title = property(lambda self: _KINDS[self.key].title)
    noun = property(lambda self: _KINDS[self.key].noun)
    ranked = property(lambda self: _KINDS[self.key].ranked)
    control = property(lambda self: _KINDS[self.key].control)

    def spoken(self, group: str) -> str:
        """Return a group's name as it stands inside a sentence; only the size groups' names change."""
        return spoken(self.labels[group])

    @property
    def groups(self) -> list[str]:
        """The groups' keys, in the order of the report."""
        return list(self.labels)


def grouping(key: str, units: pd.DataFrame, names: pd.DataFrame) -> Grouping:
    """Return the grouping with this key of the survey's units; `names` is groups.csv. ValueError if there is none."""
    if key not in GROUPINGS:
        raise ValueError(f"there is no grouping {key!r}; there are {', '.join(GROUPINGS)}")
    if key == "ten_largest":
        return _ten_largest(units)
    rows = names[names["grouping"] == key].set_index("group")
    return Grouping(key, rows["label"].map(thin).to_dict(), rows["short"].map(thin).to_dict(), units[key])


def _ten_largest(units: pd.DataFrame, number: int = 10) -> Grouping:
    """Return the largest municipalities one by one, Oslo's units as one, and the rest of the country."""
    municipality = units["name"].where(units["county"] != "Oslo", "Oslo")
    # Two pairs of municipalities share a name; they are kept apart by their code.
    identity = municipality.where(municipality == "Oslo", units.index.to_series() + " " + municipality)
    largest = units["inhabitants"].groupby(identity).sum().sort_values(ascending=False).head(number).index
    name_of = dict(zip(identity, municipality, strict=True))
    labels = {REST: REST} | {name_of[i]: name_of[i] for i in largest}
    return Grouping("ten_largest", labels, labels, municipality.where(identity.isin(largest), REST))


def spoken(label: str) -> str:
    """Return a group's name as it stands inside a sentence; only the size groups' names change.

    Examples
    --------
    >>> spoken("<2000"), spoken("50000 og større"), spoken("Agder")
    ('kommuner med færre enn 2000 innbyggere', 'kommuner med minst 50000 innbyggere', 'Agder')
    """
    if label[:1] == "<" and label.lstrip("< ")[:1].isdigit():
        return f"kommuner med færre enn {label.lstrip('< ')} innbyggere"
    if label.endswith(" og større"):
        return f"kommuner med minst {label.removesuffix(' og større')} innbyggere"
    if label[:1].isdigit():
        return f"kommuner med {label} innbyggere"
    return label[:1].lower() + label[1:] if label.startswith("Bydeler") else label
