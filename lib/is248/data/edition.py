"""`Edition`: the typed contents of params/<year>.yml."""

import datetime
import re
from typing import Annotated

import pydantic
from pydantic import Field

from is248.project import ProjectError, root
from is248.reading import read_yaml
from is248.wording import join, norwegian_date
from is248.wording.signs import cleaned

_ADDRESS = r"^(https?://\S+)?$"
FILL_IN = "FILL-IN"  # stands where `is248 new-year` could not know what to write


class LeastUnits(pydantic.BaseModel):
    """How many units something is about at least: of fewer it may identify one of them (see `data/disclosure.py`)."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    theme: int = Field(2, ge=1)  # units that wrote of a theme, or of an «Annet»
    quote: int = Field(5, ge=1)  # units with the attribution that is printed below a quote
    group: int = Field(3, ge=1)  # units of a county, trust or size group whose answers are shown


class Edition(pydantic.BaseModel):
    """One year's book: what is printed on its title page, and what its chapters are told."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    year: int  # the survey year; also the papermill parameter of every chapter
    title: str  # as on the title page
    subtitle: str
    # an organisation is written without a comma
    authors: Annotated[list[str], Field(min_length=1, examples=['["Nordmann, Kari", "Nordmann, Ola"]'])]
    date: datetime.date = Field(examples=["2025-12-10"])  # the day of publication
    client: str = Field("", examples=["Helsedirektoratet"])  # who commissioned the report
    publisher: str = Field("", examples=["Instituttet"])
    report_number: str = Field("", examples=['"2025:01234"'])
    isbn: str = Field("", examples=['"978-82-14-07069-9"'])
    version: str = Field("", examples=['"2"'])
    reference_group: list[str] = Field([], examples=['["Kari Nordmann (KS)"]'])
    contact: str = Field("", examples=["post@instituttet.no"])  # whom a reader can ask
    # where the HTML book is published; a citation of a table or figure then has its link
    address: str = Field("", examples=["https://instituttet.no/is-24-8/2025/"])
    # where the chapters' files can be read, as far as the project's top; each page then has a link to its source
    repository: str = Field("", pattern=_ADDRESS, examples=["https://instituttet.no/git/is-24-8/blob/main/"])
    # where readers tell of mistakes; each page then has a link to it
    issues: str = Field("", pattern=_ADDRESS, examples=["https://instituttet.no/git/is-24-8/issues/new"])
    # of the text; it may be a link
    license: str = Field("", examples=['"[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/deed.no)"'])
    population_since: int  # first year of the time series of inhabitants
    not_comparable: list[str] = []  # units whose FTE can't be compared with the year before; no change counts them
    synthetic: bool = False  # whether the survey data are invented; the book then says so on every page
    draft: bool = False  # whether something may still be last year's; the book then says so on every page
    follows: str = ""  # what synthetic answers were made from, as it stands after «laget etter»
    printed_report: str = ""  # the year's printed report, which they follow: its key in the bibliography
    cell_seconds: Annotated[float, Field(gt=0)] = 300  # of work or sleep that a chapter's cell may take
    cell_gigabytes: Annotated[float, Field(gt=0)] = 1.5  # of memory that a chapter's cells may take
    # what is told of fewer units may identify them: least_units: {theme: 2, quote: 5, group: 3}
    least_units: LeastUnits = LeastUnits()
    # whether the HTML book has a page per unit with its answers; they are the units' own, so it is a decision
    unit_pages: bool = False
    # the notebook that takes a chapter's place this year, by the chapter's name in _quarto.yml; both without .ipynb
    chapters: dict[str, str] = {}
    # the number of a chapter in this year's book where it is another than the one its name begins with
    numbers: dict[str, int] = {}

    @pydantic.field_validator("isbn")
    @classmethod
    def _is_isbn(cls, isbn: str) -> str:
        digits = [int(digit) for digit in re.sub("[ -]", "", isbn) if digit.isdecimal()]
        if isbn and (len(digits) != 13 or (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10):
            raise ValueError(f"{isbn} is no ISBN: it has 13 digits, and the last one checks the others")
        return isbn

    @pydantic.model_validator(mode="after")
    def _is_commissioned(self) -> "Edition":
        if not self.synthetic and not self.client:
            raise ValueError(
                "client is missing: a real edition (synthetic: false) says who commissioned it, as in "
                "client: Helsedirektoratet"
            )
        return self

    @property
    def author(self) -> str:
        """The authors in one line: «Kari Nordmann og Ola Nordmann»."""
        return join(" ".join(reversed(name.split(", ", 1))) for name in self.authors)

    @property
    def published(self) -> str:
        """The day of publication: «10. desember 2025»."""
        return norwegian_date(self.date)

    @property
    def parameters(self) -> dict:
        """The parameters that papermill gives every chapter."""
        return {"year": self.year}

    @property
    def pdf_name(self) -> str:
        """File name of the PDF book, without its ending."""
        return f"is-24-8-{self.year}"


def years() -> list[int]:
    """Return the years that have a params file, oldest first."""
    return sorted(int(path.stem) for path in (root() / "params").glob("[0-9][0-9][0-9][0-9].yml"))


def year_before(year: int) -> int:
    """Return the year of the edition before, which this year's changes are from; the year before for the first one."""
    return max((one for one in years() if one < year), default=year - 1)


def gap_before(year: int) -> range:
    """Return the years without an edition between a year and the edition before it."""
    return range(year_before(year) + 1, year)


def demonstration() -> Edition | None:
    """Return the newest edition of synthetic answers: git has them, so its book can be built and tested anywhere."""
    return next((edition for edition in map(load_edition, reversed(years())) if edition.synthetic), None)


def load_edition(year: int | None = None) -> Edition:
    """Read params/<year>.yml; without a year, the newest one.

    ProjectError if the year has no params file (it lists the years there are), or the file has a key that is missing,
    unknown, of the wrong type or not filled in yet.
    """
    known = years()
    if not known:
        raise ProjectError(f"There is no params file in {root() / 'params'}; it should hold for instance 2024.yml.")
    year, file = year or known[-1], f"params/{year or known[-1]}.yml"
    if isinstance(year, str) and year.isdecimal():
        raise ProjectError(f"The year {year!r} is a text; a number is wanted: {year}.")
    if year not in known:
        there_are = ", ".join(map(str, known))
        raise ProjectError(f"There is no edition {year}: {file} does not exist. Years there are: {there_are}.")
    try:
        contents = cleaned(read_yaml(file))
        if isinstance(contents, dict):
            if left := [key for key, value in contents.items() if value == FILL_IN]:
                raise ProjectError(
                    f"{file}: {', '.join(left)} {'are' if left[1:] else 'is'} still {FILL_IN}. Write what it should be."
                )
            contents = {key: value for key, value in contents.items() if value is not None}
        edition = Edition.model_validate(contents)
    except pydantic.ValidationError as error:
        raise ProjectError(f"{file} can't be used:\n{_explain(error)}") from error
    if edition.year != year:
        raise ProjectError(f"{file} says year: {edition.year}; file name and year have to agree.")
    return edition


def _explain(error: pydantic.ValidationError) -> str:
    return "\n".join(
        f"  {'.'.join(map(str, item['loc'])) or 'the file'}: {item['msg']}{_example(item['loc'])}"
        for item in error.errors()
    )


def _example(place: tuple) -> str:
    """Return how the field of a mistake is written, where it has an example."""
    field = Edition.model_fields.get(place[0]) if place else None
    return f". Write it as {place[0]}: {field.examples[0]}" if field and field.examples else ""
