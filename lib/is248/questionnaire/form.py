"""`Form`: a codebook as units see it. Parts, questions with their numbers, who is asked, answers and explanations."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from is248.data.codebook import SUM, Codebook, Option, Question
from is248.wording import capital, join

_BY_SERVICE, _BY_EDUCATION = "Årsverk etter tjeneste", "Årsverk etter utdanning"
_GRID = "Årsverk etter tjeneste og utdanning"
ODD_ENDS = "Andre spørsmål"  # the part of questions whose chapter the codebook gives no title


@dataclass(frozen=True)
class Item:
    """What has an answer of its own: a question, or a row of a battery."""

    question: Question
    number: str  # 3.2, and 3.2 b for a row
    text: str  # as the form asks

    @property
    def letter(self) -> str:
        """The row's letter."""
        return self.number.rpartition(" ")[2]


@dataclass(frozen=True)
class Cells:
    """A table of FTE: who is asked for it, and the codebook's column of each cell."""

    title: str
    asked: str  # who is asked for it, in words; empty for all
    gate: tuple[str, tuple[int, ...]] | None  # the same: question and its answers
    rows: list[Option]
    columns: list[Option]  # of a list: one, without a label
    names: list[list[str]]  # the codebook's columns, row by row


@dataclass(frozen=True)
class Block:
    """A question, a battery whose rows share their answers, or a question of FTE."""

    kind: str  # single, multiple, scale, number, text, fte
    number: str
    text: str
    help: str
    asked: str  # who is asked, in words; empty for all
    options: list[Option]
    items: list[Item]
    cells: list[Cells] = field(default_factory=list)

    @property
    def is_battery(self) -> bool:
        """Whether it has rows."""
        return len(self.items) > 1


@dataclass(frozen=True)
class Part:
    """A part of the form."""

    number: str
    title: str
    help: str
    blocks: list[Block]


@dataclass(frozen=True)
class Form:
    """A year's questionnaire."""

    codebook: Codebook
    parts: list[Part]

    @property
    def blocks(self) -> Iterator[Block]:
        """Every block, part by part."""
        return (block for part in self.parts for block in part.blocks)


def form_of(codebook: Codebook) -> Form:
    """Return a codebook as units see it.

    The parts stand in the order of `sections`; chapters that it lacks come last, together. Inside a part the order is
    the codebook's.
    """
    others = [question for question in codebook.questions if question.section not in codebook.sections]
    named = [
        (part.title, part.help or "", [question for question in codebook.questions if question.section == chapter])
        for chapter, part in codebook.sections.items()
    ]
    named += [(ODD_ENDS, "", others)] if others else []
    grouped = [list(_together(codebook, questions)) for _, _, questions in named]
    numbers = {
        question.id: f"{part}.{place}" + (f" {_letter(row)}" if len(block) > 1 else "")
        for part, blocks in enumerate(grouped, start=1)
        for place, block in enumerate(blocks, start=1)
        for row, question in enumerate(block)
    }
    parts = [
        Part(str(place), title, help, [_block(codebook, block, numbers) for block in blocks])
        for place, ((title, help, _), blocks) in enumerate(zip(named, grouped, strict=True), start=1)
    ]
    return Form(codebook, parts)


def _together(codebook: Codebook, questions: list[Question]) -> Iterator[list[Question]]:
    """Yield what stands under one number: a question, or the rows of a battery that follow each other."""
    for _, group in groupby(questions, key=lambda question: _alike(codebook, question)):
        yield list(group)


def _alike(codebook: Codebook, question: Question) -> tuple:
    """Return what rows of one table share; a question that is no row shares nothing."""
    if question.battery not in codebook.stems:
        return (question.id,)
    options = [(option.code, option.asked) for option in codebook.options(question.id)]
    return question.battery, question.type, str(options), question.unit, str(question.gate)


def _block(codebook: Codebook, questions: list[Question], numbers: dict[str, str]) -> Block:
    first = questions[0]
    items = [Item(question, numbers[question.id], codebook.asked(question.id)) for question in questions]
    stem = max(codebook.stems.get(first.battery, [""]), key=len)
    text = stem if len(questions) > 1 else f"{stem} {items[0].text}".strip()
    if first.type == "fte":
        text = first.text  # its other words begin the lists
    gate = first.gate
    cells = list(_cells(codebook, first, numbers)) if first.type == "fte" else []
    said = any(table.asked for table in cells)  # with each table
    asked = _if(codebook, gate.question, gate.options, numbers) if gate and not said else ""
    number = items[0].number.split(" ")[0]
    return Block(first.type, number, text, first.help or "", asked, codebook.options(first.id), items, cells)


def _letter(place: int) -> str:
    return chr(ord("a") + place) if place < 26 else f"a{chr(ord('a') + place - 26)}"


def _if(codebook: Codebook, gate: str, codes: list[int], numbers: dict[str, str]) -> str:
    """Return in words who is asked: «Besvares hvis dere svarte «Ja» på spørsmål 3.1.»."""
    asked = codebook.question(gate)
    labels = join([f"«{option.asked}»" for option in codebook.options(gate) if option.code in codes], "eller")
    if asked.type == "multiple":
        return f"Besvares hvis dere krysset av for {labels} i spørsmål {numbers[gate]}."
    return f"Besvares hvis dere svarte {labels} på spørsmål {numbers[gate]}."


# --- FTE


def _cells(codebook: Codebook, question: Question, numbers: dict[str, str]) -> Iterator[Cells]:
    """Yield the tables of a question of FTE: two lists, or one table, and a list for those who know less."""
    if question.lists:
        titles = [f"{words} …" for words in question.form] if len(question.form) == 2 else [_BY_SERVICE, _BY_EDUCATION]
        yield _list(question, question.services, titles[0], by_service=True)
        yield _list(question, question.educations, titles[1], by_service=False)
        return
    names = [[f"{question.id}__{s.code}__{e.code}" for e in question.educations] for s in question.services]
    rule, gate, asked = question.only_education, question.gate, ""
    if rule:
        codes = [code for code in (gate.options if gate else ()) if code not in rule.options]
        gate_of_table = (rule.question, tuple(codes)) if codes else None
        asked = _if(codebook, rule.question, codes, numbers) if codes else ""
        yield Cells(_GRID, asked, gate_of_table, question.services, question.educations, names)
        few = _if(codebook, rule.question, rule.options, numbers)
        yield _list(question, question.educations, _BY_EDUCATION, False, few, (rule.question, tuple(rule.options)))
        return
    yield Cells(_GRID, "", None, question.services, question.educations, names)


def _list(
    question: Question,
    options: list[Option],
    title: str,
    by_service: bool,
    asked: str = "",
    gate: tuple[str, tuple[int, ...]] | None = None,
) -> Cells:
    names = [
        [f"{question.id}__{option.code}__{SUM}" if by_service else f"{question.id}__{SUM}__{option.code}"]
        for option in options
    ]
    return Cells(capital(title), asked, gate, options, [], names)
