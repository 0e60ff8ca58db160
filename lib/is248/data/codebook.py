"""`Codebook`: what was asked, of whom, with which answers. The typed contents of data/codebook/<year>.yml."""

import difflib
import re
import reprlib
from collections.abc import Iterator
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Literal

import pydantic
import yaml

from is248.project import ProjectError, root

OF_TYPE = {  # the keys that only questions of some types have
    "single": {"options", "scale"},
    "multiple": {"options", "scale"},
    "scale": {"options", "scale"},
    "number": set(),
    "fte": {"services", "educations", "only_education"},
    "text": set(),
}

ID, NUMBER, CHAPTER = r"^[a-z0-9]+(_[a-z0-9]+)*$", r"^\d+\.\d+$", r"^\d+$"

Id = Annotated[str, pydantic.Field(pattern=ID)]
Number = Annotated[str, pydantic.Field(pattern=NUMBER)]  # of a table or figure
Words = Annotated[str, pydantic.Field(min_length=1)]


class CodebookError(ProjectError):
    """A codebook that can't be used; the message names file, line and key."""


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


def _name_of(label: str) -> str:
    """Return the first words of a label as a name: «Vet ikke» is vet_ikke."""
    plain = re.sub(r"\([^)]*\)", "", label.lower()).translate(str.maketrans({"æ": "ae", "ø": "o", "å": "a"}))
    return "_".join(re.findall(r"[a-z0-9]+", plain)[:4]) or "x"


def in_words(label: str) -> str:
    """Return a label as it is named inside a sentence: with a small letter, unless its first word is an acronym."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


class Option(_Part):
    """One answer.

    Attributes
    ----------
    code : int
        As in the responses file.
    label : str
        As the tables print it.
    name : str
        What the chapters call it, the same in all editions however the label is worded; by default the label's
        first words.
    spoken : str, optional
        How a sentence names it, where that is not the label with a small letter.
    aliases : list of str
        Labels of other editions; the import reads them too.
    missing : bool
        Whether the answer counts as no answer. "Vet ikke" does not: it belongs to the base.
    """

    code: int
    label: Words
    name: Id = pydantic.Field(default_factory=lambda data: _name_of(data.get("label", "")))
    spoken: Words | None = None
    aliases: list[Words] = []
    missing: bool = False

    @property
    def in_words(self) -> str:
        """The answer as it is named inside a sentence."""
        return self.spoken or in_words(self.label)


class Scale(_Part):
    """Answers that several questions share."""

    id: Id
    options: list[Option]


class Break(_Part):
    """A year that can't be compared with the years before.

    Attributes
    ----------
    year : int
        The first year after the break.
    note : str
        Why, for the reader of the table.
    grouping : str, optional
        The only way of dividing the units that is concerned, for instance `county`.
    """

    year: int
    note: Words
    grouping: str | None = None


class Gate(_Part):
    """Asked of the units that gave `question` one of these answers, or ticked one of them."""

    question: Id
    options: list[int]


class OnlyEducation(Gate):
    """The units that know their FTE by education only; these count in full under `service`."""

    service: int


class Question(_Part):
    """One question, or one item of a battery.

    Attributes
    ----------
    id : str
        Stable name, the same next year.
    section : str
        The report's chapter.
    text : str
        What was asked, in short.
    label : str, optional
        The item's name as the tables and figures print it, where it is a row or column of a battery.
    spoken : str, optional
        How a sentence names the item, where that is not its label.
    type : str
        single, multiple (any number of options), scale (options in order), number, fte or text.
    target : str, optional
        adults or children, where the question is about one of them.
    options : list of Option
        The answers, unless they are those of `scale`.
    scale : str, optional
        The id of the scale the answers come from.
    gate : Gate, optional
        Who was asked; without it, everyone.
    unit : str, optional
        What a number counts: personer, årsverk, prosent.
    since : int
        The first year of the series.
    breaks : list of Break
        Breaks in the series, oldest first.
    caveat : str, optional
        What a reader has to know about the answers.
    services, educations : list of Option
        The two dimensions of an fte question.
    only_education : OnlyEducation, optional
        The rule for the small municipalities in an fte question.
    tables, figures : list of str
        The tables and figures of the report that show the answers, such as 13.1.
    battery : str, optional
        The name that the items of one question share.
    """

    id: Id
    section: Annotated[str, pydantic.Field(pattern=CHAPTER)]
    text: Words
    label: Words | None = None
    spoken: Words | None = None
    type: Literal["single", "multiple", "scale", "number", "fte", "text"]
    target: Literal["adults", "children"] | None = None
    options: list[Option] = []
    scale: Id | None = None
    gate: Gate | None = None
    unit: Words | None = None
    since: int
    breaks: list[Break] = []
    caveat: Words | None = None
    services: list[Option] = []
    educations: list[Option] = []
    only_education: OnlyEducation | None = None
    tables: list[Number] = []
    figures: list[Number] = []
    battery: Id | None = None


class Codebook(_Part):
    """One year's questionnaire, in the order of the report.

    Attributes
    ----------
    year : int
        The survey year.
    title : str
        The questionnaire's name.
    breaks : list of Break
        Breaks that concern every question.
    scales : dict of str to Scale
        Answers that several questions share, by id.
    questions : list of Question
        In the order of the report.
    """

    year: int
    title: Words
    breaks: list[Break] = []
    scales: dict[Id, Scale]
    questions: list[Question]

    @pydantic.field_validator("scales", mode="before")
    @classmethod
    def _named(cls, scales):
        """Give every scale its key as id, which the file needs not repeat."""
        if not isinstance(scales, dict):
            return scales
        return {id: {"id": id, **scale} if isinstance(scale, dict) else scale for id, scale in scales.items()}

    @cached_property
    def ids(self) -> dict[str, Question]:
        """The questions by id."""
        return {question.id: question for question in self.questions}

    def question(self, id: str) -> Question:
        """Return the question with this id.

        Raises
        ------
        ValueError
            If there is none; the message suggests ids that look like it.
        """
        if id not in self.ids:
            raise ValueError(f"the codebook of {self.year} has no question {id!r}{_alike(id, list(self.ids))}")
        return self.ids[id]

    def options(self, id: str) -> list[Option]:
        """Return the answers of a question, its own or its scale's; none for a number, FTE or text."""
        question = self.question(id)
        return self.scales[question.scale].options if question.scale else question.options

    def columns(self, id: str) -> list[str]:
        """Return a question's columns in the responses file.

        One column, named by the id. A multiple response has one for each option, `<id>__<code>`; an FTE
        question one for each service and education, `<id>__<service>__<education>`.
        """
        question = self.question(id)
        if question.type == "multiple":
            return [f"{id}__{option.code}" for option in self.options(id)]
        if question.type == "fte":
            return [f"{id}__{s.code}__{e.code}" for s in question.services for e in question.educations]
        return [id]

    def behind(self, table: str) -> list[Question]:
        """Return the questions behind a table of the report, such as "13.1"; there may be none."""
        return [question for question in self.questions if table in question.tables]


def load_codebook(year: int) -> Codebook:
    """Read and check data/codebook/<year>.yml.

    Raises
    ------
    CodebookError
        If there is no such file, or something in it can't be right. The message names file, line and key of
        everything that is wrong: keys that are missing, unknown, repeated or of the wrong type; ids and codes
        that are repeated; scales, gates and options that don't exist; gates that lead back to themselves.
    """
    name = f"data/codebook/{year}.yml"
    tree, contents = _read(name)
    problems = [*_repeated_keys(tree)]
    codebook = None
    try:
        codebook = Codebook.model_validate(contents)
    except pydantic.ValidationError as error:
        problems += [(item["loc"], _explain(item)) for item in error.errors()]
    if codebook:
        for rule in RULES:
            problems += rule(codebook)
        if codebook.year != year:
            problems.append((("year",), f"is {codebook.year}; file name and year have to agree"))
    if problems:
        found = {(_line(tree, where), _name(contents, where), what) for where, what in problems}
        raise CodebookError("\n".join(f"{name}, line {line}: {key} {what}" for line, key, what in sorted(found)))
    return codebook


def _read(name: str) -> tuple[yaml.Node | None, object]:
    """Return a YAML file twice: as the tree that knows the lines, and as plain contents."""
    path = root() / name
    if not path.is_file():
        raise CodebookError(f"The questionnaire {name} does not exist.")
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(path.read_text(encoding="utf-8-sig"))
        tree = loader.get_single_node()
        return tree, loader.construct_document(tree) if tree else None
    except UnicodeDecodeError as error:
        raise CodebookError(f"{name} can't be read as UTF-8: {error}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise CodebookError(f"{name}, line {mark.line + 1}: this is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise CodebookError(f"{name} is not YAML: {error}") from error


# --- rules: each yields (where, what is wrong), where being the path of keys and list positions

Problem = tuple[tuple, str]


def _unique(codebook: Codebook) -> Iterator[Problem]:
    """Ids of questions, and codes and labels of answers, are not repeated."""
    yield from _repeats(("questions",), "id", codebook.questions)
    for where, options in _option_lists(codebook):
        for key in ("code", "name", "label"):
            yield from _repeats(where, key, options)


def _known_scale(codebook: Codebook) -> Iterator[Problem]:
    """A question's scale exists."""
    for number, question in enumerate(codebook.questions):
        if question.scale and question.scale not in codebook.scales:
            near = _alike(question.scale, list(codebook.scales))
            yield ("questions", number, "scale"), f"is {question.scale!r}; there is no such scale{near}"


def _fits_type(codebook: Codebook) -> Iterator[Problem]:
    """A question has what its type needs, and nothing that its type has no use for."""
    for number, question in enumerate(codebook.questions):
        where = ("questions", number)
        for key in sorted(set().union(*OF_TYPE.values()) - OF_TYPE[question.type]):
            if getattr(question, key):
                yield (*where, key), f"makes no sense for a question of type {question.type}"
        if "scale" in OF_TYPE[question.type] and bool(question.options) == bool(question.scale):
            yield (*where, "type"), f"is {question.type}, which needs either options or a scale"
        if question.type == "number" and not question.unit:
            yield (*where, "type"), "is number, which needs a unit"
        if question.type == "fte" and not (question.services and question.educations):
            yield (*where, "type"), "is fte, which needs services and educations"


def _known_gates(codebook: Codebook) -> Iterator[Problem]:
    """A gate names an existing question and some of its answers; so does the rule for the small."""
    for number, question in enumerate(codebook.questions):
        for key in ("gate", "only_education"):
            gate = getattr(question, key)
            if gate:
                for place, what in _gate(codebook, gate):
                    yield ("questions", number, key, *place), what
        rule, services = question.only_education, [option.code for option in question.services]
        if rule and rule.service not in services:
            there_are = f"there are {', '.join(map(str, services))}"
            yield ("questions", number, "only_education", "service"), f"is {rule.service}; {there_are}"


def _gate(codebook: Codebook, gate: Gate) -> Iterator[Problem]:
    questions = {question.id: question for question in codebook.questions}
    if gate.question not in questions:
        near = _alike(gate.question, list(questions))
        yield ("question",), f"is {gate.question!r}; there is no such question{near}"
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


def _no_circles(codebook: Codebook) -> Iterator[Problem]:
    """No question depends on itself, by way of other gates or not."""
    gates = {question.id: {question.gate.question} for question in codebook.questions if question.gate}
    try:
        TopologicalSorter(gates).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        number = [question.id for question in codebook.questions].index(circle[0])
        yield ("questions", number, "gate"), f"leads back to itself: {' → '.join(circle)}"


RULES = (_unique, _known_scale, _fits_type, _known_gates, _no_circles)


def _option_lists(codebook: Codebook) -> Iterator[tuple[tuple, list[Option]]]:
    for id, scale in codebook.scales.items():
        yield ("scales", id, "options"), scale.options
    for number, question in enumerate(codebook.questions):
        for key in ("options", "services", "educations"):
            yield ("questions", number, key), getattr(question, key)


def _repeats(where: tuple, key: str, parts: list) -> Iterator[Problem]:
    seen = set()
    for number, part in enumerate(parts):
        value = getattr(part, key)
        if value in seen:
            yield (*where, number, key), f"is {value!r} once more; it has to be unique"
        seen.add(value)


# --- where it is: line and name of a path of keys and list positions


def _repeated_keys(node: yaml.Node | None, where: tuple = ()) -> Iterator[Problem]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield (*where, key.value), "stands twice; the first one would be lost"
            seen.add(key.value)
            yield from _repeated_keys(value, (*where, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _repeated_keys(item, (*where, number))


def _line(node: yaml.Node | None, where: tuple) -> int:
    """Return the line, counted from 1, of the last key on the path that the file has."""
    line = node.start_mark.line + 1 if node else 1
    for step in where:
        if isinstance(node, yaml.MappingNode):
            pairs = [(key, value) for key, value in node.value if key.value == step]
            if not pairs:
                break
            key, node = pairs[-1]  # the last one, if a key is repeated
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _name(contents, where: tuple) -> str:
    """Return the path as a reader says it: `handlingsplan_vold: gate.question`."""
    owner, keys = "", []
    for step in where:
        try:
            contents = contents[step]
        except (LookupError, TypeError):
            contents = None
        if isinstance(step, int) and isinstance(contents, dict) and isinstance(contents.get("id"), str):
            owner, keys = f"{contents['id']}: ", []
        else:
            keys.append(f"[{step + 1}]" if isinstance(step, int) else f".{step}")
    return owner + ("".join(keys).lstrip(".") or "the file")


def _explain(item: dict) -> str:
    value = item["input"]
    if item["type"] == "missing":
        return "is missing"
    if item["type"] == "extra_forbidden":
        known = {key for part in (Option, Break, OnlyEducation, Question, Codebook) for key in part.model_fields}
        return f"is not a key of the codebook{_alike(str(item['loc'][-1]), sorted(known))}"
    if item["type"] == "string_type" and not isinstance(value, list | dict | None):
        return f"is read as {value}, which is no text; write it in quotation marks"
    if item["type"] == "string_pattern_mismatch":
        return f"is {value!r}; {_PATTERNS[item['ctx']['pattern']]}"
    return f"is {reprlib.repr(value)}: {item['msg'][0].lower()}{item['msg'][1:]}"


_PATTERNS = {
    ID: "an id has small letters a–z, digits and single underscores",
    NUMBER: "a table or figure is named by chapter and number, such as 13.1",
    CHAPTER: "a section is the number of a chapter, such as 13",
}


def _alike(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=3)
    return f" (did you mean {' or '.join(near)}?)" if near else ""
