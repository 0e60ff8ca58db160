"""Questionnaires: how two differ, and which questions a table or figure shows, read from its chapter's code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from is248.chapters.engine import options
from is248.chapters.execution import read_chapter
from is248.data.codebook import Codebook, Question, load_codebook
from is248.data.groupings import FROM_UNITS, GROUPINGS, REST
from is248.project import root

_FTE_QUESTIONS = {"arsverk_voksne", "arsverk_barn"}
_FTE_OF_UNITS = {"fte", "base_data", "fte_change"}  # the survey's tables that name no question: they add up these two
_COMPARED = ("type", "text", "label", "unit", "target")  # of two questions with the same id


@dataclass(frozen=True)
class Shown:
    """What a table or figure shows: the ids of its questions, and the groupings that it divides the units by."""

    questions: frozenset[str] = frozenset()
    groupings: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Questionnaire:
    """The questionnaire of a year, with what each label of the book shows of it.

    Attributes
    ----------
    codebook : Codebook or None
        None where the year has none.
    shown : dict of str to Shown
        By label.
    sizes : dict of str to int
        The number of units in every group, by the group's key.
    """

    codebook: Codebook | None = None
    shown: dict[str, Shown] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def breaks(self, label: str, since: int) -> list[str]:
        """Return the reasons why a label's numbers can't be compared with those of the year `since`."""
        if self.codebook is None or label not in self.shown:
            return []
        seen = self.shown[label]
        declared = [b for q in self.codebook.questions if q.id in seen.questions for b in q.breaks]
        declared += [b for b in self.codebook.breaks if b.grouping or seen.questions]
        concerned = {None, *seen.groupings}
        found = [b.note for b in declared if since < b.year <= self.codebook.year and b.grouping in concerned]
        return list(dict.fromkeys(found))


def read_questionnaire(year: int) -> Questionnaire:
    """Return the questionnaire of a year; an empty one where the year has no codebook."""
    if not (root() / "data" / "codebook" / f"{year}.yml").is_file():
        return Questionnaire()
    codebook = load_codebook(year)
    shown = shown_by_label({question.id for question in codebook.questions})
    return Questionnaire(codebook, shown, group_sizes(year))


def shown_by_label(known: set[str]) -> dict[str, Shown]:
    """Return what every labelled cell of the project's chapters shows, by label.

    Parameters
    ----------
    known : set of str
        The ids of all questions.
    """
    found = {}
    for path in sorted((root() / "chapters").glob("*.ipynb")):
        texts_of: dict[str, set[str]] = {}  # the texts that a variable depends on
        for cell in read_chapter(path).cells:
            if cell.cell_type != "code":
                continue
            texts = _texts(cell.source, texts_of)
            label = str(options(cell).get("label", ""))
            if label:
                found[label] = Shown(frozenset(texts & known), frozenset(texts & set(GROUPINGS)))
    return found


def _texts(source: str, texts_of: dict[str, set[str]]) -> set[str]:
    """Return the texts that a cell's last statement depends on, and remember those of the variables it assigns."""
    texts: set[str] = set()
    for statement in ast.parse(source).body:
        texts = set()
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                texts |= texts_of.get(node.id, set())
            elif isinstance(node, ast.Attribute) and node.attr in _FTE_OF_UNITS:
                texts |= _FTE_QUESTIONS
        if isinstance(statement, ast.Assign):
            for node in (name for target in statement.targets for name in ast.walk(target)):
                if isinstance(node, ast.Name):
                    texts_of[node.id] = texts
    return texts


def group_sizes(year: int) -> dict[str, int]:
    """Return the number of units in every size group, county, trust and region, and 1 for every unit, by key."""
    path = root() / "data" / "reference" / f"units-{year}.csv"
    if not path.is_file():
        return {}
    units = pd.read_csv(path, dtype=str)
    keys = pd.concat([units[column] for column in ("code", "name", *FROM_UNITS)])
    return keys.value_counts().to_dict()


def group_names() -> dict[str, str]:
    """Return the printed names of the rows that stand for a part of the units: of groups by key, of units by code."""
    folder = root() / "data" / "reference"
    names = {REST: REST}
    for path in sorted(folder.glob("units-*.csv")):
        units = pd.read_csv(path, dtype=str)
        names |= dict(zip(units["code"], units["name"], strict=True)) | {name: name for name in units["name"]}
    if (folder / "groups.csv").is_file():
        groups = pd.read_csv(folder / "groups.csv", dtype=str)
        names |= dict(zip(groups["group"], groups["label"], strict=True))
    return names


@dataclass(frozen=True)
class Reworded:
    """How a questionnaire differs from the one before.

    Attributes
    ----------
    added, dropped : dict of str to str
        Ids and words of questions that are new, or no longer asked.
    reworded : dict of str to list of str
        What was changed in questions that have kept their id.
    """

    added: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    reworded: dict[str, list[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.reworded)

    @property
    def lines(self) -> list[str]:
        """All of it, one line each."""
        found = [f"new: {id}: {text}" for id, text in self.added.items()]
        found += [f"no longer asked: {id}: {text}" for id, text in self.dropped.items()]
        return found + [f"changed: {id}: {what}" for id, list_ in self.reworded.items() for what in list_]


def reworded(old: Codebook, new: Codebook) -> Reworded:
    """Return the questions that were added, dropped and changed between two questionnaires."""
    was, now = ({question.id: question for question in codebook.questions} for codebook in (old, new))
    found = {id: list(_differences(old, was[id], new, now[id])) for id in now if id in was}
    return Reworded(
        {id: question.text for id, question in now.items() if id not in was},
        {id: question.text for id, question in was.items() if id not in now},
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
