"""What a codebook has to be: the types by pydantic, and rules about what its parts are to each other."""

import reprlib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from is248.data.codebook.lines import Source
from is248.data.codebook.models import (
    CHAPTER,
    ID,
    NUMBER,
    Break,
    Codebook,
    Gate,
    OnlyEducation,
    Option,
    Question,
    Section,
    alike,
)
from is248.data.problems import Problem, Rules

RULES = Rules()  # each is called with the `Source` of a codebook whose types hold

OF_TYPE = {  # the keys that only questions of some types have
    "single": {"options", "scale"},
    "multiple": {"options", "scale"},
    "scale": {"options", "scale"},
    "number": set(),
    "fte": {"services", "educations", "lists", "only_education"},
    "text": set(),
}


@RULES.rule()
def unique(source: Source) -> Iterator[Problem]:
    """Ids of questions, and codes, names and labels of answers, are not repeated."""
    lists = [(("questions",), "id", source.codebook.questions)]
    lists += [
        (where, key, options) for where, options in _option_lists(source.codebook) for key in ("code", "name", "label")
    ]
    for where, key, parts in lists:
        values = [getattr(part, key) for part in parts]
        for number, value in enumerate(values):
            if value in values[:number]:
                yield source.problem((*where, number, key), f"is {value!r} once more; it has to be unique")


def _option_lists(codebook: Codebook) -> Iterator[tuple[tuple, list[Option]]]:
    for id, scale in codebook.scales.items():
        yield ("scales", id, "options"), scale.options
    for number, question in enumerate(codebook.questions):
        for key in ("options", "services", "educations"):
            yield ("questions", number, key), getattr(question, key)


@RULES.rule()
def known_scale(source: Source) -> Iterator[Problem]:
    """A question's scale exists."""
    scales = source.codebook.scales
    for number, question in enumerate(source.codebook.questions):
        if question.scale and question.scale not in scales:
            what = f"is {question.scale!r}; there is no such scale{alike(question.scale, list(scales))}"
            yield source.problem(("questions", number, "scale"), what)


@RULES.rule()
def known_stems(source: Source) -> Iterator[Problem]:
    """A stem belongs to a battery."""
    batteries = {question.battery for question in source.codebook.questions if question.battery}
    for name in source.codebook.stems:
        if name not in batteries:
            yield source.problem(("stems", name), f"is the stem of no battery{alike(name, sorted(batteries))}")


@RULES.rule()
def known_sections(source: Source) -> Iterator[Problem]:
    """A part of the form has questions, and a gate stands in it before what follows from it."""
    codebook = source.codebook
    chapters = list(codebook.sections)
    for chapter in chapters:
        if chapter not in {question.section for question in codebook.questions}:
            yield source.problem(("sections", chapter), "is the part of no question")
    order = {chapter: place for place, chapter in enumerate(chapters)}
    places = {q.id: (order.get(q.section, len(order)), number) for number, q in enumerate(codebook.questions)}
    for number, question in enumerate(codebook.questions):
        for key in ("gate", "only_education"):
            gate = getattr(question, key)
            if chapters and gate and places.get(gate.question, (-1,)) > places[question.id]:
                what = f"is {gate.question!r}, which the form asks later than {question.id}; move it, or its part"
                yield source.problem(("questions", number, key, "question"), what)


@RULES.rule()
def fits_type(source: Source) -> Iterator[Problem]:
    """A question has what its type needs, and nothing that its type has no use for."""
    for number, question in enumerate(source.codebook.questions):
        where = ("questions", number)
        for key in sorted(set().union(*OF_TYPE.values()) - OF_TYPE[question.type]):
            if getattr(question, key):
                yield source.problem((*where, key), f"makes no sense for a question of type {question.type}")
        if "scale" in OF_TYPE[question.type] and bool(question.options) == bool(question.scale):
            yield source.problem((*where, "type"), f"is {question.type}, which needs either options or a scale")
        if question.type == "number" and not question.unit:
            yield source.problem((*where, "type"), "is number, which needs a unit")
        if question.type == "fte" and not (question.services and question.educations):
            yield source.problem((*where, "type"), "is fte, which needs services and educations")


@RULES.rule()
def known_gates(source: Source) -> Iterator[Problem]:
    """A gate names an existing question and some of its answers; so does the rule for the small."""
    for number, question in enumerate(source.codebook.questions):
        for key in ("gate", "only_education"):
            if gate := getattr(question, key):
                for place, what in _gate(source.codebook, gate):
                    yield source.problem(("questions", number, key, *place), what)
        rule, services = question.only_education, [option.code for option in question.services]
        if rule and rule.service not in services:
            what = f"is {rule.service}; there are {', '.join(map(str, services))}"
            yield source.problem(("questions", number, "only_education", "service"), what)


def _gate(codebook: Codebook, gate: Gate) -> Iterator[tuple[tuple, str]]:
    questions = {question.id: question for question in codebook.questions}
    if gate.question not in questions:
        yield ("question",), f"is {gate.question!r}; there is no such question{alike(gate.question, list(questions))}"
        return
    asked = questions[gate.question]
    if asked.scale and asked.scale not in codebook.scales:
        return  # another rule's business
    codes = [option.code for option in codebook.options(gate.question)]
    if not gate.options:
        yield ("options",), "is empty; a gate needs at least one answer"
    for place, code in enumerate(gate.options):
        if code not in codes:
            has = f"has {', '.join(map(str, codes))}" if codes else "has no options"
            yield ("options", place), f"is {code}, but {gate.question} {has}"


@RULES.rule()
def no_circles(source: Source) -> Iterator[Problem]:
    """No question depends on itself, by way of other gates or not."""
    questions = source.codebook.questions
    try:
        TopologicalSorter({q.id: {q.gate.question} for q in questions if q.gate}).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        number = [question.id for question in questions].index(circle[0])
        yield source.problem(("questions", number, "gate"), f"leads back to itself: {' → '.join(circle)}")


@RULES.rule()
def replaced_is_gone(source: Source) -> Iterator[Problem]:
    """A question that another one replaces is no longer asked."""
    for number, question in enumerate(source.codebook.questions):
        for old in question.replaces:
            if old in source.codebook.ids:
                yield source.problem(("questions", number, "replaces"), f"is {old}, which is asked too")


@RULES.rule()
def year_of_file(source: Source) -> Iterator[Problem]:
    """The year is the one that the file is named by."""
    if str(source.codebook.year) != Path(source.file).stem:
        yield source.problem(("year",), f"is {source.codebook.year}; file name and year have to agree")


def explain(item: dict) -> str:
    """Return what is wrong with a key whose type does not hold, given pydantic's error."""
    value = item["input"]
    if item["type"] == "missing":
        return "is missing"
    if item["type"] == "extra_forbidden":
        known = {
            key for part in (Option, Break, OnlyEducation, Section, Question, Codebook) for key in part.model_fields
        }
        return f"is not a key of the codebook{alike(str(item['loc'][-1]), sorted(known))}"
    if item["type"] == "string_type" and not isinstance(value, list | dict | None):
        return f"is read as {value}, which is no text; write it in quotation marks"
    if item["type"] == "string_pattern_mismatch":
        return f"is {value!r}; {_PATTERNS[item['ctx']['pattern']]}"
    if item["type"] == "model_type" and (form := _PARTS.get(item["ctx"]["class_name"])):
        return f"is {reprlib.repr(value)}; write it as {form}"
    return f"is {reprlib.repr(value)}: {item['msg'][0].lower()}{item['msg'][1:]}"


_PARTS = {
    "Break": '{year: 2025, note: "why the years before can\'t be compared"}',
    "Gate": "{question: its_id, options: [1, 2]}",
    "OnlyEducation": "{question: its_id, options: [1], service: 1}",
    "Option": '{code: 1, label: "Ja"}',
    "Section": '{title: "…"}',
}
_PATTERNS = {
    ID: "an id has small letters a–z, digits and single underscores",
    NUMBER: "a table or figure is named by chapter and number, such as 13.1",
    CHAPTER: "a section is the number of a chapter, such as 13",
}
