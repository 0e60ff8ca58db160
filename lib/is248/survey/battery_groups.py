"""`BatteryBy`: an answer to the questions of a battery, group by group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from is248 import figures
from is248.analysis import layouts
from is248.analysis.tables import Table
from is248.data.absence import Absent, is_absent
from is248.figures import Figure
from is248.survey.groups import By

if TYPE_CHECKING:
    from is248.survey.batteries import BatteryAnswer


@dataclass(frozen=True)
class BatteryBy:
    """An answer to the questions of a battery, group by group."""

    answer: BatteryAnswer
    key: str

    @cached_property
    def parts(self) -> dict[str, By]:
        """The groups of each question, by printed label."""
        return {label: answer.by(self.key) for label, answer in self.answer.answers.items()}

    def __getitem__(self, name: str) -> By | Absent:
        """Return the groups of one of the questions, by id or label; absent if only another edition asks it."""
        answer = self.answer[name]
        return (
            answer if is_absent(answer) else self.parts[next(k for k, a in self.answer.answers.items() if a is answer)]
        )

    def __iter__(self) -> Iterator[By]:
        return iter(self.parts.values())

    def __len__(self) -> int:
        return len(self.parts)

    @property
    def differing(self) -> list[str]:
        """The ids of the questions where the groups differ by more than chance."""
        return [by.outcome.question.id for by in self if by.differ]

    @property
    def alike(self) -> list[str]:
        """The ids of the questions where they don't."""
        differing = self.differing
        return [by.outcome.question.id for by in self if by.outcome.question.id not in differing]

    @property
    def rising(self) -> list[str]:
        """The ids of the questions whose share rises with the size of the municipality, by more than chance."""
        return [by.outcome.question.id for by in self if by.slope.rises]

    @property
    def falling(self) -> list[str]:
        """The ids of the questions whose share falls with the size of the municipality, by more than chance."""
        return [by.outcome.question.id for by in self if by.slope.falls]

    @cached_property
    def shares(self) -> Table:
        """The table behind the figure: count, base and percent of each question by group."""
        first = next(iter(self))
        core = first.core
        return layouts.shares(
            core,
            [by.outcome.question.id for by in self],
            {(label, None): by.numbers() for label, by in self.parts.items()},
            first.grouping.title,
            grouping=first.grouping,
            note=first.shares.note,
        )

    def grouped(self) -> Figure:
        """Return bars side by side, one for each question."""
        return figures.grouped(self.shares)

    def figure(self) -> Figure:
        """Return a panel for each question."""
        return figures.panels(self.shares)
