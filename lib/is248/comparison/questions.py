"""Questionnaires: how two differ; and what the groups of units are called."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from is248.data import checks
from is248.data.changes import FOLDER
from is248.data.codebook import Codebook, Question, load_codebook
from is248.data.groupings import REST
from is248.project import root

_COMPARED = ("type", "text", "label", "unit", "target")  # of two questions with the same id


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
class Difference:
    """What is otherwise in a question: a field of the codebook, as it was and as it is; of lists what differs."""

    key: str
    before: str
    after: str

    def __str__(self) -> str:
        if self.before and self.after:
            return f"{self.key} {self.before} → {self.after}"
        changed = f"gone {self.before}" if self.before else f"new {self.after}"
        return f"{self.key} {changed if self.before or self.after else 'in another order'}"


@dataclass(frozen=True)
class Reworded:
    """How a questionnaire differs from the one before: words of questions, and what was changed, by id."""

    added: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    replaces: dict[str, list[str]] = field(default_factory=dict)  # of added questions: whose place they take
    reworded: dict[str, list[Difference]] = field(default_factory=dict)  # of those that kept their id, or their place
    renamed: frozenset[str] = frozenset()  # the added ones that ask what another asked, in the same words
    texts: dict[str, str] = field(default_factory=dict)  # of all questions, as the later questionnaire has them

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.reworded)

    @property
    def lines(self) -> list[str]:
        """All of it, one line each."""
        places = {id: f", in the place of {', '.join(old)}" for id, old in self.replaces.items()}
        found = [f"new: {id}{places.get(id, '')}: {text}" for id, text in self.added.items()]
        found += [f"no longer asked: {id}: {text}" for id, text in self.dropped.items()]
        kept = ((id, what) for id, what in self.reworded.items() if id not in self.added)
        return found + [f"changed: {id}: {what}" for id, list_ in kept for what in list_]

    @property
    def changed(self) -> set[str]:
        """The questions of the later questionnaire whose answers are to something else than before."""
        return {*self.reworded, *(id for id in self.replaces if id not in self.renamed)}

    @property
    def divided(self) -> list[tuple[list[str], list[str]]]:
        """Questions that were split or put together: the words of those before, and of those in their place."""
        of_old: dict[str, list[str]] = {}
        for id, before in self.replaces.items():
            for one in before if len(before) == 1 else ():
                of_old.setdefault(one, []).append(id)
        found = [([old], ids) for old, ids in of_old.items() if len(ids) > 1 or old not in self.dropped]
        found += [(before, [id]) for id, before in self.replaces.items() if len(before) > 1]
        return [tuple([self.texts[id] for id in ids] for ids in pair) for pair in found]

    @property
    def only(self) -> tuple[list[str], list[str]]:
        """The words of the questions that have taken nobody's place, and of those whose place nobody has taken."""
        taken = {one for before in self.replaces.values() for one in before}
        new = [text for id, text in self.added.items() if id not in self.replaces]
        return new, [text for id, text in self.dropped.items() if id not in taken]


def changed_questions(old: int, new: int) -> Reworded:
    """Return how the questionnaires of two years differ; in nothing where one of them has no codebook."""
    if not all((root() / "data" / "codebook" / f"{year}.yml").is_file() for year in (old, new)):
        return Reworded()
    return reworded(load_codebook(old), load_codebook(new))


def reworded(old: Codebook, new: Codebook) -> Reworded:
    """Return the questions that were added, dropped and changed between two questionnaires."""
    was, now = ({question.id: question for question in codebook.questions} for codebook in (old, new))
    replaces = {id: [one for one in now[id].replaces if one in was] for id in now if id not in was}
    replaces = {id: before for id, before in replaces.items() if before}
    by_one = Counter(one for before in replaces.values() for one in before)
    pairs = {id: id for id in now if id in was}
    pairs |= {id: b[0] for id, b in replaces.items() if len(b) == 1 and by_one[b[0]] == 1 and b[0] not in now}
    found = {id: list(_differences(old, was[before], new, now[id])) for id, before in pairs.items()}
    return Reworded(
        {id: question.text for id, question in now.items() if id not in was},
        {id: question.text for id, question in was.items() if id not in now},
        replaces,
        {id: what for id, what in found.items() if what},
        frozenset(id for id in replaces if id in pairs and not found[id]),
        {id: question.text for id, question in (was | now).items()},
    )


def _differences(old: Codebook, was: Question, new: Codebook, now: Question) -> Iterator[Difference]:
    for key in _COMPARED:
        if getattr(was, key) != getattr(now, key):
            yield Difference(key, *(f"«{getattr(one, key) or ''}»" for one in (was, now)))
    lists = {"options": (old.options(was.id), new.options(now.id))}
    lists |= {key: (getattr(was, key), getattr(now, key)) for key in ("services", "educations")}
    for key, both in lists.items():
        before, after = ([f"{option.code} «{option.label}»" for option in options] for options in both)
        if before != after:
            gone = [option for option in before if option not in after]
            come = [option for option in after if option not in before]
            yield Difference(key, ", ".join(gone), ", ".join(come))
    if was.gate != now.gate:
        yield Difference("gate", _gate(was), _gate(now))


def _gate(question: Question) -> str:
    gate = question.gate
    return f"{gate.question} {', '.join(map(str, gate.options))}" if gate else "none"
