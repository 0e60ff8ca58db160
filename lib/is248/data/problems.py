"""`Problem` and `Rule`: what can be wrong with data, and what finds it. Every check of the project is made of these."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from is248.project import ProjectError

_NAMED = 6  # values, columns and rows in one line


@dataclass(frozen=True)
class Problem:
    """One thing in a data file that can't be right, or that a person has to look at."""

    file: str  # where it stands; in a YAML file the row is a line
    row: int | None
    unit: str  # the unit's code, and its name where it is known
    column: str  # what stands there, and what should. Without a value (None) `expected` says in words what is wrong
    value: str | None
    expected: str
    heading: str = ""  # what the file calls the column, where that differs
    rule: str = ""  # the rule that is broken, and what to do about it
    action: str = ""

    def __str__(self) -> str:
        row = "line" if self.file.endswith(".yml") else "row"
        where = self.file + (f", {row} {self.row}" if self.row else "") + (f" ({self.unit})" if self.unit else "")
        column = f"{self.column} (in the file: {self.heading})" if self.heading else self.column
        wrong = self.expected if self.value is None else f"is {self.value!r}; expected {self.expected}"
        message = f"{where}: {column} {wrong}" if column else f"{where}: {wrong}"
        return f"{message}. {self.action}" if self.action else message

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What a person's decision is about: unit code, column, rule and value."""
        return self.unit.split(" ")[0], self.column, self.rule, self.value


class DataError(ProjectError):
    """Data that can't be used; `problems` holds them all."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        noun = "problem" if len(problems) == 1 else "problems"
        lines = "\n".join(f"  {one_line(alike)}" for alike in grouped(problems))
        super().__init__(f"The data have {len(problems)} {noun}:\n{lines}")


def grouped(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Return the problems that are told in one line: of one rule, with the same value, or else in the same column.

    Where a column's problems expect few different things, each of these has its line.
    """
    problems = list(problems)
    same = Counter((p.rule, p.value, p.expected) for p in problems)
    kinds = Counter((rule, column) for rule, column, _ in {(p.rule, p.column, p.expected) for p in problems})
    groups: dict[object, list[Problem]] = {}
    for place, p in enumerate(problems):
        by_value = same[p.rule, p.value, p.expected] > 1
        in_column = (p.rule, p.column, *([p.expected] if kinds[p.rule, p.column] <= _NAMED else []))
        key = (p.rule, p.value, p.expected) if by_value else in_column
        groups.setdefault(key if p.rule and p.value is not None else place, []).append(p)
    return list(groups.values())


def one_line(alike: list[Problem]) -> str:
    """Return what problems of one group say: the first, and how many cells of which columns have the same fault."""
    first = alike[0]
    if len(alike) == 1:
        return str(first)
    values, columns = (several(getattr(p, name) for p in alike) for name in ("value", "column"))
    places = several(f"row {p.row}" if p.row else p.unit for p in alike)
    where = f"{first.file}: {columns}, {len(alike)} cells{f' ({places})' if places else ''}"
    others = " and the like" if len({p.expected for p in alike}) > 1 else ""
    return f"{where}: {values}; expected {first.expected}{others}. {first.action}".rstrip()


def several(things: Iterable[object]) -> str:
    """Return the first different ones of some things, and how many more there are."""
    different = list(dict.fromkeys(str(thing) for thing in things if thing not in (None, "")))
    more = f" and {len(different) - _NAMED} more" if len(different) > _NAMED else ""
    return ", ".join(different[:_NAMED]) + more


@dataclass(frozen=True)
class Rule:
    """One rule; called with the data that it is about, it returns the problems it finds."""

    name: str  # as in the decisions file
    find: Callable[..., Iterable[Problem]]  # its docstring says what has to hold
    severity: Literal["error", "warning"] = "error"  # an error stops; a person decides on a warning
    title: str = ""  # heading of its table in the report
    action: str = ""  # what a researcher does about it, unless the problem says so itself
    # `export`: looks at what is not kept with the answers, so that only the import can check it; `last_year`: needs
    # last year's answers, or last year's FTE; `last_answers`: needs the answers
    needs: Literal["", "export", "last_year", "last_answers"] = ""

    def __call__(self, *data) -> list[Problem]:
        """Return everything that breaks the rule."""
        return [replace(p, rule=self.name, action=p.action or self.action) for p in self.find(*data)]


class Rules(dict[str, Rule]):
    """Rules by name, in the order in which their problems are told."""

    def rule(self, *texts: str, **options: str) -> Callable[[Callable], Rule]:
        """Return a decorator that makes a function a rule of its own name; see `Rule` for the arguments."""

        def add(find: Callable) -> Rule:
            self[find.__name__] = rule = Rule(find.__name__, find, *texts, **options)
            return rule

        return add

    def problems(self, *data) -> list[Problem]:
        """Return everything in the data that breaks one of the rules."""
        return [problem for rule in self.values() for problem in rule(*data)]
