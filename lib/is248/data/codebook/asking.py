"""A question as the form has it, and of whom it is asked, in Norwegian."""

from __future__ import annotations

from is248.data.codebook.models import Codebook, Question

ALL = "alle"


def as_asked(codebook: Codebook, id: str) -> str:
    """Return the question in the form's own words; where the codebook doesn't have them, in its short ones."""
    question = codebook.question(id)
    stem = codebook.stems.get(question.battery, [""])[0] if question.battery else ""
    item = question.form[0] if question.form else question.label if stem else question.text
    return f"{stem} – {item}" if stem else item


def is_as_asked(codebook: Codebook, id: str) -> bool:
    """Tell whether the codebook has the form's own words for a question."""
    question = codebook.question(id)
    return bool(question.form or codebook.stems.get(question.battery))


def asked_of(codebook: Codebook, id: str) -> str:
    """Return who was asked: «alle», or «dem som svarte «Ja» på «Har kommunen …?»»."""
    gate = codebook.question(id).gate
    if gate is None:
        return ALL
    labels = {option.code: option.label for option in codebook.options(gate.question)}
    answers = "» eller «".join(labels[code] for code in gate.options if code in labels)
    verb = "krysset av for" if codebook.question(gate.question).type == "multiple" else "svarte"
    return f"dem som {verb} «{answers}» på «{codebook.question(gate.question).text}»"


def answers(codebook: Codebook, id: str) -> str:
    """Return the answers in the order of the form, or what is given in their place."""
    question: Question = codebook.question(id)
    if question.type == "number":
        return f"et tall ({question.unit or 'antall'})"
    if question.type in ("text", "fte"):
        return "fritekst" if question.type == "text" else "årsverk i hver tjeneste, etter utdanning"
    labels = " · ".join(option.label for option in codebook.options(id))
    return f"{labels} (flere svar mulig)" if question.type == "multiple" else labels
