"""The questionnaire of the edition as its chapter shows it: every question in order, of whom, how many answered."""

from __future__ import annotations

from dataclasses import dataclass

from is248.data.codebook import Question, answers, is_worded, to_whom, worded
from is248.data.core import Core
from is248.wording import number
from is248.wording.signs import escaped


@dataclass(frozen=True)
class Questionnaire:
    """All questions of an edition; it prints as one section for each chapter of the report.

    Each question has its anchor, and an empty div `#brukt-<id>` in which the publisher puts what uses it.
    """

    core: Core

    def _repr_markdown_(self) -> str:
        by_section: dict[str, list[Question]] = {}  # a question may stand apart from the others of its chapter
        for question in self.core.codebook.questions:
            by_section.setdefault(question.section, []).append(question)
        return "\n\n".join(self._section(section, questions) for section, questions in by_section.items())

    def _section(self, section: str, questions: list[Question]) -> str:
        told = "\n\n".join(map(self._question, questions))
        return f"## Kapittel {section} {{#sec-sporsmal-{section}}}\n\n{told}"

    def _question(self, question: Question) -> str:
        """Return a question with its answers, of whom it was asked, and how many answered."""
        codebook, id = self.core.codebook, question.id
        words = escaped(worded(codebook, id)) + ("" if is_worded(codebook, id) else r"\*")
        told = [
            f"**{words}**",
            f"Svar: {escaped(answers(codebook, id).removesuffix('.'))}.",  # «Vet ikke/ikke info.» has a stop
            f"Stilt til {escaped(to_whom(codebook, id))}.",
        ]
        if self.core.answers is not None:
            verb = "deltok" if question.type == "fte" else "svarte"  # who has no FTE leaves it empty
            told.append(f"{number(self._answered(question))} {verb}.")
        lines = "\\\n".join([told[0], told[1], " ".join(told[2:])])
        return f"::: {{#sporsmal-{id}}}\n{lines}\n\n::: {{#brukt-{id}}}\n:::\n:::"

    def _answered(self, question: Question) -> float:
        responses = self.core.responses
        if question.type == "fte":
            return float(responses.took_part.sum())
        return float(responses.answered(question.id).sum())
