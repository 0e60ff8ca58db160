"""`Edition`: the typed contents of params/<year>.yml."""

import datetime

import pydantic
import yaml

from is248.project import ProjectError, root

FILL_IN = "FILL-IN"  # stands where `is248 new-year` could not know what to write


class Edition(pydantic.BaseModel):
    """One year's book: what is printed on its title page, and what its chapters are told."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    year: int  # the survey year; also the papermill parameter of every chapter
    title: str  # as on the title page
    subtitle: str
    author: str
    date: datetime.date  # the day of publication
    population_since: int  # first year of the time series of inhabitants
    not_comparable: list[str] = []  # units whose FTE can't be compared with the year before; no change counts them
    synthetic: bool = False  # whether the survey data are invented; the book then says so on every page
    # the notebook that takes a chapter's place this year, by the chapter's name in _quarto.yml; both without .ipynb
    chapters: dict[str, str] = {}
    # the number of a chapter in this year's book where it is another than the one its name begins with
    numbers: dict[str, int] = {}

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


def load_edition(year: int | None = None) -> Edition:
    """Read params/<year>.yml; without a year, the newest one.

    ProjectError if the year has no params file (it lists the years there are), or the file has a key that is missing,
    unknown, of the wrong type or not filled in yet.
    """
    known = years()
    if not known:
        raise ProjectError(f"There is no params file in {root() / 'params'}; it should hold for instance 2024.yml.")
    year, file = year or known[-1], f"params/{year or known[-1]}.yml"
    if year not in known:
        there_are = ", ".join(map(str, known))
        raise ProjectError(f"There is no edition {year}: {file} does not exist. Years there are: {there_are}.")
    try:
        contents = yaml.safe_load((root() / file).read_text(encoding="utf-8"))
        if isinstance(contents, dict) and (left := [key for key, value in contents.items() if value == FILL_IN]):
            raise ProjectError(f"{file}: {', '.join(left)} is still {FILL_IN}. Write what it should be.")
        edition = Edition.model_validate(contents)
    except (pydantic.ValidationError, yaml.YAMLError) as error:
        raise ProjectError(f"{file} can't be used:\n{_explain(error)}") from error
    if edition.year != year:
        raise ProjectError(f"{file} says year: {edition.year}; file name and year have to agree.")
    return edition


def _explain(error: Exception) -> str:
    if not isinstance(error, pydantic.ValidationError):
        return str(error)
    return "\n".join(f"  {'.'.join(map(str, item['loc'])) or 'the file'}: {item['msg']}" for item in error.errors())
