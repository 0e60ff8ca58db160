"""Questionnaires: how two differ; and the groups of a year's units."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from is248.data import checks
from is248.data.changes import FOLDER, units_file, units_of
from is248.data.codebook import Codebook, Question, load_codebook
from is248.data.groupings import FROM_UNITS, REST
from is248.project import root

_COMPARED = ("type", "text", "label", "unit", "target")  # of two questions with the same id


def group_sizes(year: int) -> dict[str, int]:
    """Return the number of units in every size group, county, trust and region, and 1 for every unit, by key."""
    if not (root() / units_file(year)).is_file():
        return {}
    units = units_of(year).reset_index()
    return pd.concat([units[column] for column in ("code", "name", *FROM_UNITS)]).value_counts().to_dict()


def group_names() -> dict[str, str]:
    """Return the printed names of the rows that stand for a part of the units: of groups by key, of units by code."""
    names = {REST: REST}
    for path in sorted((root() / FOLDER).glob("units-*.csv")):
        units = checks.read(FOLDER / path.name)
        names |= dict(zip(units["code"], units["name"], strict=True)) | {name: name for name in units["name"]}
    if (root() / FOLDER / "groups.csv").is_file():
        groups = checks.read(FOLDER / "groups.csv")
        names |= dict(zip(groups["group"], groups["label"], strict=True))
    return names


@dataclass(frozen=True)
class Reworded:
    """How a questionnaire differs from the one before: words of questions, and what was changed, by id."""

    added: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    replaces: dict[str, str] = field(default_factory=dict)  # of added questions: whose place they take
    reworded: dict[str, list[str]] = field(default_factory=dict)  # of questions that have kept their id

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.reworded)

    @property
    def lines(self) -> list[str]:
        """All of it, one line each."""
        found = [
            f"new: {id}{f', in the place of {self.replaces[id]}' if id in self.replaces else ''}: {text}"
            for id, text in self.added.items()
        ]
        found += [f"no longer asked: {id}: {text}" for id, text in self.dropped.items()]
        return found + [f"changed: {id}: {what}" for id, list_ in self.reworded.items() for what in list_]


def changed_questions(old: int, new: int) -> Reworded:
    """Return how the questionnaires of two years differ; in nothing where one of them has no codebook."""
    if not all((root() / "data" / "codebook" / f"{year}.yml").is_file() for year in (old, new)):
        return Reworded()
    return reworded(load_codebook(old), load_codebook(new))


def reworded(old: Codebook, new: Codebook) -> Reworded:
    """Return the questions that were added, dropped and changed between two questionnaires."""
    was, now = ({question.id: question for question in codebook.questions} for codebook in (old, new))
    found = {id: list(_differences(old, was[id], new, now[id])) for id in now if id in was}
    return Reworded(
        {id: question.text for id, question in now.items() if id not in was},
        {id: question.text for id, question in was.items() if id not in now},
        {id: ", ".join(question.replaces) for id, question in now.items() if id not in was and question.replaces},
        {id: what for id, what in found.items() if what},
    )


def _differences(old: Codebook, was: Question, new: Codebook, now: Question) -> Iterator[str]:
    for key in _COMPARED:
        if getattr(was, key) != getattr(now, key):
            yield f"{key} «{getattr(was, key) or ''}» → «{getattr(now, key) or ''}»"
    lists = {"options": (old.options(was.id), new.options(now.id))}
    lists |= {key: (getattr(was, key), getattr(now, key)) for key in ("services", "educations")}
    for key, (before, after) in lists.items():
        if before != after:
            gone = [f"{option.code} «{option.label}»" for option in before if option not in after]
            come = [f"{option.code} «{option.label}»" for option in after if option not in before]
            yield f"{key} {', '.join(gone) or 'in another order'} → {', '.join(come)}".rstrip(" →")
    if was.gate != now.gate:
        yield f"gate {_gate(was)} → {_gate(now)}"


def _gate(question: Question) -> str:
    gate = question.gate
    return f"{gate.question} {', '.join(map(str, gate.options))}" if gate else "none"
