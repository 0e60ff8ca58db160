"""is248 questionnaire: the files of a year's form, in build/<year>/questionnaire/."""

from collections.abc import Callable, Iterator
from pathlib import Path

from is248 import files
from is248.data.changes import units_file, units_of
from is248.data.codebook import load_codebook
from is248.data.edition import year_before
from is248.project import ProjectError, root
from is248.questionnaire.form import Form, form_of
from is248.questionnaire.last_year import LastYear, last_year
from is248.questionnaire.page import BLANK, Filled, html_page, pdf
from is248.questionnaire.workbook import help_form, read_help_forms
from is248.questionnaire.xlsform import workbook

FORM, XLSFORM, FTE = "skjema", "xlsform.xlsx", "hjelpeskjema-arsverk.xlsx"
OF_UNITS = "enheter"  # the folder with one form per unit


def make_questionnaire(
    year: int, unit: str = "", every: bool = False, tell: Callable[[str], None] = lambda name: None
) -> list[Path]:
    """Make a year's form: blank, for a unit, or for every unit; return the files, relative to the project.

    A blank form comes as HTML, PDF, XLSForm and help form for FTE; that of a unit as HTML, PDF and help form, with last
    year's FTE filled in. A blank form that is there is made anew beside it: none is of an older codebook. Each form's
    files are written together. ProjectError if there is no such unit or codebook.
    """
    form = form_of(load_codebook(year))
    folder = Path("build") / str(year) / "questionnaire"
    blank = [] if (unit or every) and not (root() / folder / XLSFORM).is_file() else _blank(form, folder)
    if not unit and not every:
        return blank
    units, last = units_of(year), last_year(form.codebook)
    if unit and unit not in units.index:
        raise ProjectError(f"{unit} is no unit of {year}; the codes stand in {units_file(year)}.")
    made = []
    for code in units.index if every else [unit]:
        name = f"{code} {units.at[code, 'name']}"
        tell(name)
        filled = filled_for(form, last, code, name)
        made += _written(_files(form, filled, folder / OF_UNITS, f"{code}-"))
    return made


def filled_for(form: Form, last: LastYear, unit: str, name: str) -> Filled:
    """Return what the form of a unit is filled in with."""
    questions = [question.id for question in form.codebook.of_type("fte")]
    totals = {question: last.total(unit, question) for question in questions}
    known = {question: total for question, total in totals.items() if total is not None}
    return Filled(name, last.of(unit), known, year_before(form.codebook.year))


def _blank(form: Form, folder: Path) -> list[Path]:
    return _written(_files(form, BLANK, folder, "") | {folder / XLSFORM: workbook(form)})


def _files(form: Form, filled: Filled, folder: Path, before: str) -> dict[Path, str | bytes]:
    return {
        folder / f"{before}{FORM}.html": html_page(form, filled),
        folder / f"{before}{FORM}.pdf": pdf(form, filled),
        folder / f"{before}{FTE}": help_form(form, filled),
    }


def _written(contents: dict[Path, str | bytes]) -> list[Path]:
    files.write_all(contents)
    return list(contents)


def read_fte(path: Path, year: int) -> tuple[Path, int]:
    """Write the FTE of filled help forms, a file or a folder of them, into one CSV that the import reads.

    Returns
    -------
    (Path, int)
        build/<year>/questionnaire/fte.csv, relative to the project, and its number of units.
    """
    found = sorted(_workbooks(path))
    if not found:
        raise ProjectError(f"There is no workbook (.xlsx) in {path}.")
    fte = read_help_forms(found, form_of(load_codebook(year)))
    file = Path("build") / str(year) / "questionnaire" / "fte.csv"
    files.write(file, fte.to_csv(float_format="%.10g", lineterminator="\n"))
    return file, len(fte)


def _workbooks(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (file for file in path.rglob("*.xlsx") if not file.name.startswith(("~", ".")))
    elif path.is_file():
        yield path
