"""`Codebook`: what was asked, of whom, with which answers. The typed contents of data/codebook/<year>.yml."""

import difflib
import re
from functools import cached_property
from typing import Annotated, Literal

import pydantic

from is248.wording import small

ID, NUMBER, CHAPTER = r"^[a-z0-9]+(_[a-z0-9]+)*$", r"^\d+\.\d+$", r"^\d+$"

SUM = "sum"  # in the place of a service or an education: all of them

Id = Annotated[str, pydantic.Field(pattern=ID)]
Number = Annotated[str, pydantic.Field(pattern=NUMBER)]  # of a table or figure
Words = Annotated[str, pydantic.Field(min_length=1)]
# one wording needs no brackets
Wordings = Annotated[list[Words], pydantic.BeforeValidator(lambda given: [given] if isinstance(given, str) else given)]


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


def _name_of(label: str) -> str:
    """Return the first words of a label as a name: «Vet ikke» is vet_ikke."""
    plain = re.sub(r"\([^)]*\)", "", label.lower()).translate(str.maketrans({"æ": "ae", "ø": "o", "å": "a"}))
    return "_".join(re.findall(r"[a-z0-9]+", plain)[:4]) or "x"


class Option(_Part):
    """One answer."""

    code: int  # as in the responses file
    label: Words  # as the tables print it
    # what the chapters call it, the same in all editions however the label is worded; by default the label's first
    # words
    name: Id = pydantic.Field(default_factory=lambda data: _name_of(data.get("label", "")))
    spoken: Words | None = None  # how a sentence names it, where that is not the label with a small letter
    form: Words | None = None  # the form's own words, where they are others than the label; the import reads them too
    help: Words | None = None  # what the form explains of it, such as what a service covers
    aliases: list[Words] = []  # what other forms or editions call it; the import reads that too
    missing: bool = False  # whether the answer counts as no answer. "Vet ikke" does not: it belongs to the base

    @property
    def labels(self) -> list[str]:
        """What it is called, in this edition, in its form and in others."""
        return [self.label, *([self.form] if self.form else []), *self.aliases]

    @property
    def asked(self) -> str:
        """What a unit reads."""
        return self.form or self.label

    @property
    def in_words(self) -> str:
        """The answer as it is named inside a sentence."""
        return self.spoken or small(self.label)


class Scale(_Part):
    """Answers that several questions share."""

    id: Id
    options: list[Option]


class Break(_Part):
    """A year that can't be compared with the years before."""

    year: int  # the first year after the break
    note: Words  # why, for the reader of the table
    grouping: str | None = None  # the only way of dividing the units that is concerned, for instance `county`


class Gate(_Part):
    """Asked of the units that gave `question` one of these answers, or ticked one of them."""

    question: Id
    options: list[int]


class OnlyEducation(Gate):
    """The units that know their FTE by education only; these count in full under `service`."""

    service: int


class Section(_Part):
    """A part of the form, as units see it: the questions of one chapter."""

    title: Words
    help: Words | None = None  # what stands before its questions; an empty line divides paragraphs


class Question(_Part):
    """One question, or one item of a battery."""

    id: Id  # stable name, the same next year
    section: Annotated[str, pydantic.Field(pattern=CHAPTER)]  # the report's chapter
    text: Words  # what was asked, in short
    # the form's own words for it, by which the import knows its column. Where the battery has a stem they are the
    # item's; those of an fte question begin the items of its lists of services and educations
    form: Wordings = []
    help: Words | None = None  # what the form explains below the question; of a battery it stands with the first item
    # the item's name as the tables and figures print it, where it is a row or column of a battery
    label: Words | None = None
    spoken: Words | None = None  # how a sentence names the item, where that is not its label
    # single, multiple (any number of options), scale (options in order), number, fte or text
    type: Literal["single", "multiple", "scale", "number", "fte", "text"]
    target: Literal["adults", "children"] | None = None  # adults or children, where the question is about one of them
    options: list[Option] = []  # the answers, unless they are those of `scale`
    scale: Id | None = None  # the id of the scale the answers come from
    gate: Gate | None = None  # who was asked; without it, everyone
    unit: Words | None = None  # what a number counts: personer, årsverk, prosent
    since: int  # the first year of the series
    # ids of earlier editions' questions that it takes the place of, under this id: see `data/replaced.py`
    replaces: list[Id] = []
    breaks: list[Break] = []  # breaks in the series, oldest first
    caveat: Words | None = None  # what a reader has to know about the answers
    services: list[Option] = []  # the two dimensions of an fte question
    educations: list[Option] = []
    lists: bool = False  # whether the form asks for FTE by service and by education apart, in two lists of one sum
    only_education: OnlyEducation | None = None  # the rule for the small municipalities in an fte question
    tables: list[Number] = []  # the tables and figures of the report that show the answers, such as 13.1
    figures: list[Number] = []
    battery: Id | None = None  # the name that the items of one question share


class Codebook(_Part):
    """One year's questionnaire, in the order of the report."""

    year: int  # the survey year
    title: Words  # the questionnaire's name
    breaks: list[Break] = []  # breaks that concern every question
    scales: dict[Id, Scale]  # answers that several questions share, by id
    guidance: list[Section] = []  # what the form says before its questions: who answers, what counts
    sections: dict[Annotated[str, pydantic.Field(pattern=CHAPTER)], Section] = {}  # the form's parts, by chapter
    stems: dict[Id, Wordings] = {}  # how the form begins the items of a battery, by the battery's name
    questions: list[Question]  # in the order of the report

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
        """Return the question with this id; ValueError if there is none, with ids that look like it."""
        if id not in self.ids:
            raise ValueError(f"the codebook of {self.year} has no question {id!r}{alike(id, list(self.ids))}")
        return self.ids[id]

    def of_type(self, *types: str) -> list[Question]:
        """Return the questions of these types, in the order of the report."""
        return [question for question in self.questions if question.type in types]

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

    def sum_columns(self, id: str) -> list[str]:
        """Return the columns of an FTE question's sums, by service and by education; none of another question.

        `<id>__<service>__sum` and `<id>__sum__<education>`. They are its answers where a form asks for these two lists
        alone; where it asks for service by education too, they are compared and not kept.
        """
        question = self.question(id)
        services = [f"{id}__{service.code}__{SUM}" for service in question.services]
        return services + [f"{id}__{SUM}__{education.code}" for education in question.educations]

    def wordings(self, id: str) -> list[str]:
        """Return how a question is worded, here and in the form; an item of a battery behind each of its stems."""
        question = self.question(id)
        own = [question.text, *([f"{question.text} {question.label}"] if question.label else [])]
        stems = self.stems.get(question.battery, [])
        items = list(dict.fromkeys([*question.form, *([question.label] if question.label else [])]))
        return own + ([f"{stem} - {item}" for stem in stems for item in items] if stems else question.form)

    def asked(self, id: str) -> str:
        """Return a question as a unit reads it: the fullest of the form's wordings, of an item the item's own."""
        question = self.question(id)
        if question.battery in self.stems and not question.form:
            return question.label or question.text
        return max(question.form, key=len, default=question.text)

    def battery(self, name: str) -> dict[str, str]:
        """Return the items of a battery, printed label -> question id; none if there is no such battery."""
        return {item.label or item.id: item.id for item in self.questions if item.battery == name}

    def behind(self, table: str) -> list[Question]:
        """Return the questions behind a table of the report, such as "13.1"; there may be none."""
        return [question for question in self.questions if table in question.tables]


def alike(word: str, known: list[str]) -> str:
    """Return a question that suggests the known words that look like a word; nothing where none does."""
    near = difflib.get_close_matches(word, known, n=3)
    return f" (did you mean {' or '.join(near)}?)" if near else ""
