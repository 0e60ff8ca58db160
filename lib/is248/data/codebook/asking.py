"""A question in words, for readers: as it was asked, of whom, and what could be answered."""

from is248.data.codebook.models import Codebook, Question
from is248.wording import join

_KINDS = {
    "multiple": "Flere svar er mulige",
    "number": "Et tall",
    "fte": "Årsverk etter tjeneste og utdanning",
    "text": "Fri tekst",
}
TARGETS = {"adults": "voksne", "children": "barn og unge", None: ""}


def worded(codebook: Codebook, id: str) -> str:
    """Return a question in the form's own words where the codebook has them, else in its short ones.

    An item of a battery stands behind the words that the form begins the battery with.
    """
    question = codebook.question(id)
    stem = next(iter(codebook.stems.get(question.battery, [])), "")
    item = next(iter(question.form), question.label or "")
    if stem:
        return f"{stem.rstrip(':')}: {item}"
    return item if question.form else question.text


def asked_of(codebook: Codebook, id: str) -> str:
    """Return of whom a question was asked: all, or those with some answers to another one."""
    gate = codebook.question(id).gate
    if gate is None:
        return "Alle"
    labels = {option.code: option.label for option in codebook.options(gate.question)}
    answers = join([f"«{labels[code]}»" for code in gate.options], "eller")
    return f"De som svarte {answers} på «{worded(codebook, gate.question)}»"


def to_whom(codebook: Codebook, id: str) -> str:
    """Return the same to stand behind «stilt til»."""
    told = asked_of(codebook, id)
    return f"dem{told.removeprefix('De')}" if told.startswith("De som") else told.lower()


def is_worded(codebook: Codebook, id: str) -> bool:
    """Tell whether the codebook has the form's own words for a question."""
    question = codebook.question(id)
    return bool(question.form or codebook.stems.get(question.battery))


def answers(codebook: Codebook, id: str) -> str:
    """Return what could be answered: the answers in order, or what kind of answer it is."""
    question = codebook.question(id)
    labels = "; ".join(option.label for option in codebook.options(id))
    kind = ": ".join(filter(None, [_KINDS.get(question.type, ""), _unit(question)]))
    return ". ".join(filter(None, [labels, kind])) if question.type == "multiple" else labels or kind


def _unit(question: Question) -> str:
    return question.unit or "" if question.type == "number" else ""
