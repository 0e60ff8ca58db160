"""Read an executed notebook as a page: its markdown, its tables and figures, and the tests that it ran.

The markdown has no code. Inline values are put in, each with the expression it came from; a table is a block of
HTML with the same table in Typst beside it, and a figure an image, each with its caption, source and data.
"""

import html
import re
from pathlib import Path

from nbformat import NotebookNode

from is248.analysis.tables import MIME
from is248.chapters.conditions import decided, in_years
from is248.chapters.engine import inline_text
from is248.chapters.facts import MARK, until
from is248.chapters.failures import source_number
from is248.chapters.inline import INLINE
from is248.chapters.mistakes import place
from is248.chapters.options import options
from is248.publish.assembly.book import BookError, Exhibit, Page, way_up
from is248.publish.assembly.drawings import numbers
from is248.publish.assembly.heads import with_headers
from is248.publish.assembly.outputs import shown
from is248.publish.assembly.pictures import with_pictures
from is248.publish.assembly.rows import with_addresses
from is248.publish.assembly.sources import Sources, place_of_how
from is248.wording.signs import WORD_JOINER, escaped, inline

HEADING = re.compile(r"^# (.+?)\s*(\{[^}]*\})?\s*$", re.MULTILINE)
_BRACKETED = r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"  # a text in brackets, which may hold brackets once more
_FACT = re.compile(_BRACKETED + r"\{(?=[^{}\n]*\.(?:fact|reading)\b)([^{}\n]*)\}")
_INTERPRETATION = re.compile(_BRACKETED + r"\{(?=[^{}\n]*\.interpretation\b)[^{}\n]*\}")
_FOLLOWS = re.compile(_BRACKETED + r"\{\s*\.follows\s*\}")
_BOX = re.compile(r"^::: ?\{\.interpretation\}[ ]*\n(.*?)^:::[ ]*$", re.MULTILINE | re.DOTALL)
_BRACKET_AND_REFERENCE = re.compile(r"\)(`</span>`\{=html\})? \((@[\w-]+(?:(?:,| og) @[\w-]+)*)\)")
_BRACKETS_OF_VALUE = re.compile(r"\)(`</span>`\{=html\}) \(")  # a value ends with the first one
_UNMARKED = re.compile(r"^\s*(?:#|!\[)|\]\([^()\s]*$|\{[^{}]*$")  # no mark in headings, alternatives, addresses, braces
_FORMULA = re.compile(r"\$\$[^$]+\$\$|(?<![\\\w$])\$(?=\S)[^$\n]*?\S\$(?![\d$])")
BOX_TITLE = "Slik tolker vi det"


def read_page(source: Path, file: Path, appendix: bool, notebook: NotebookNode, year: int | None = None) -> Page:
    """Return an executed notebook as a page, not numbered yet.

    Parameters
    ----------
    source, file, appendix
        As the attributes of `Page`.
    notebook : NotebookNode
        As executed.
    year : int, optional
        The edition's: what has not been found to hold for it is marked.

    Raises
    ------
    BookError
        If a table or figure lacks its label or caption, the page has no heading, or an inline expression is left.
    """
    blocks, exhibits, pictures, known = [], [], [], Sources(notebook)
    for index, cell in enumerate(notebook.cells):
        try:
            if cell.cell_type == "markdown":
                text, own = with_pictures(cell, source, way_up(file))
                pictures += own
                blocks.append(resolved(_unmarked(text, year), values(cell, index), known.marks(cell)))
            elif cell.cell_type == "code":
                known.read(cell)
                output, texts = shown(cell)
                blocks += texts
                if output:
                    exhibits.append(_exhibit(cell, output, known.code(cell)))
                    blocks.append(_exhibit_markdown(exhibits[-1], way_up(file)))
        except BookError as error:
            where = place(cell, source_number(notebook, index), error.line)
            raise BookError(f"{source}, {where}: {error}") from None
    markdown = "\n\n".join(blocks) + "\n"
    heading = _heading(markdown, source)
    left = markdown.find("`{python}")
    if left >= 0:
        raise BookError(f"{source}: an inline expression was not resolved: {markdown[left:].splitlines()[0][:80]}")
    left_out = tuple(notebook.metadata.get("left_out", ()))
    tests = tuple(map(dict, notebook.metadata.get("tests_asked", ())))
    parts = tuple(exhibits), tuple(pictures), tests, left_out
    return Page(source, file, appendix, *heading, markdown, *parts, values=known.values)


def _heading(markdown: str, source: Path) -> tuple[str, str, bool]:
    """Return the heading of a page, its label, and whether it has a number."""
    found = HEADING.search(markdown)
    if found is None:
        raise BookError(f"{source}: the page has no heading of the first level (# Title).")
    attributes = found[2] or ""
    label = re.search(r"#(sec-[\w-]+)", attributes)
    return found[1], label[1] if label else "", ".unnumbered" not in attributes


def _unmarked(source: str, year: int | None) -> str:
    """Return the prose without the marks that are for the linter alone, and what the authors think in a box.

    There is no box if this year's data leave nothing in it. A fact that nobody has found to hold for the year gets a
    mark of another kind, which readers of the draft see.
    """
    source = _BOX.sub(lambda found: _box(found[1]), source)
    source = "\n".join(_heading_of(line, year) if line.startswith("#") else line for line in source.split("\n"))
    return _INTERPRETATION.sub(r"\1", _FACT.sub(lambda found: found[1] + _old(found[2], year), source))


def as_prose(source: str, year: int) -> str:
    """Return a cell's text without its marks, as an edition has it where every test holds."""
    text = decided(source, year, lambda test: True, lambda test: "")
    return _unmarked(_FOLLOWS.sub(r"\1", text), None)


def _heading_of(line: str, year: int | None) -> str:
    """Return a heading without its years; below it a line where what it stands over is of other years."""
    if not (said := MARK.search(line)):
        return line
    old = _old(said[0], year)
    below = f"\n\n*{old.strip('^')} Teksten her er ikke gått gjennom for {year}.*\n" if old else ""
    return MARK.sub("", line) + below


def _old(attributes: str, year: int | None) -> str:
    """Return what stands behind a fact of other editions, «[2024?]» above the line; nothing behind one of this one."""
    said = re.search(r"\byears=\"([^\"]*)\"", attributes)
    if year is None or said is None or in_years(said[1], year):
        return ""
    return f"^\\[{until(said[1])}?\\]^"


def _box(text: str) -> str:
    return f"::: {{.callout-note}}\n[{BOX_TITLE}]{{.callout-title}}\n\n{text.strip()}\n:::" if text.strip() else ""


def values(cell: NotebookNode, index: int) -> list[tuple[str, str]]:
    """Return the inline values of a cell, the index-th of its notebook, as (expression, markdown)."""
    found = []
    for item in cell.metadata.get("user_expressions", []):
        text = inline_text(item["result"], index, item["expression"])
        plain = "text/markdown" not in item["result"]["data"]
        found.append((item["expression"], inline(text) if plain else text))
    return found


def resolved(source: str, values: list[tuple[str, str]], marks: list[tuple[str, str]] | None = None) -> str:
    """Return the source with its inline expressions replaced by their values.

    Parameters
    ----------
    source : str
        Markdown.
    values : list of (expression, text)
        One for each inline expression, in order.
    marks : list of (str, str), optional
        For each of them its key among the page's values and where it comes from in words. A value outside headings is
        marked in the HTML with them.
    """
    remaining = iter(zip(values, marks or [None] * len(values), strict=True))
    bare = INLINE.sub(lambda found: "0" * len(found[0]), source)
    formulas = [found.span() for found in _FORMULA.finditer(bare)]

    def put(found: re.Match) -> str:
        value, mark = next(remaining)
        if any(start < found.start() < end for start, end in formulas):
            return _in_formula(value[1])
        line = bare[bare.rfind("\n", 0, found.start()) + 1 : found.start()]
        return _value(value, mark, not _UNMARKED.search(line))

    return _with_one_bracket(INLINE.sub(put, source))


def _in_formula(value: str) -> str:
    """Return a value as TeX has it: a number with its narrow spaces, or words."""
    value = value.replace(WORD_JOINER, "").replace("−", "-")
    return re.sub(r"\s", r"\\,", value) if re.fullmatch(r"-?\d[\d\s]*(?:,\d+)?", value) else rf"\text{{{value}}}"


def _with_one_bracket(text: str) -> str:
    """Return a text with one bracket for two: «(39 prosent), se tabell 3.19», «(70 og 73 prosent; 68 i 2021)»."""
    return _BRACKETS_OF_VALUE.sub(r"\1; ", _BRACKET_AND_REFERENCE.sub(r")\1, se \2", text))


def _value(value: tuple[str, str], source: tuple[str, str] | None, mark: bool) -> str:
    if not mark or source is None:
        return value[1]
    key, told = source
    title = html.escape(told, quote=True)
    return f'`<span class="value" data-value="{key}" title="{title}">`{{=html}}{value[1]}`</span>`{{=html}}'


def _exhibit(cell: NotebookNode, output: dict, code: str) -> Exhibit:
    """Return the labelled table or figure of a cell, with the code that made it."""
    chosen, kind = options(cell), output[MIME]["kind"]
    prefix, caption_key = ("tbl", "tbl-cap") if kind == "table" else ("fig", "fig-cap")
    label = chosen.get("label", "")
    if not label.startswith(f"{prefix}-") or caption_key not in chosen:
        raise BookError(f"a {kind} needs the options `#| label: {prefix}-…` and `#| {caption_key}: …`")
    caption = as_paragraph(resolved(chosen[caption_key], values(cell, 0)))
    body = output["image/svg+xml" if kind == "figure" else "text/html"]
    return Exhibit(label, caption, dict(output[MIME]) | {"code": code}, body)


def as_paragraph(caption: str) -> str:
    """Return a caption or a fact so that its first sign begins no list, heading or code, and no bracket ends it."""
    caption = re.sub(r"\\+\Z", lambda found: 2 * found[0], caption.strip())
    caption = re.sub(r"^(?=[#>+*:|~-])|^(\(?(?:\w+|#|@[\w-]+))(?=[.)](?:\s|\Z))", r"\1\\", caption)
    balanced = caption.count("[") == caption.count("]")
    return caption if balanced else re.sub(r"(?<!\\)([\[\]])", r"\\\1", caption)


def _exhibit_markdown(exhibit: Exhibit, up: str) -> str:
    """Return a table or figure as both publishers read it, with its note, its data and its code."""
    label, caption, data = exhibit.label, exhibit.caption, exhibit.data
    if exhibit.kind == "table":
        block = table_block(label, with_addresses(exhibit.body, label), data["typst"], caption)
    else:
        alt = escaped(data["alt"]).replace(WORD_JOINER, "")
        block = f'![{caption}]({up}figures/{label}.svg){{#{label} fig-alt="{alt}"}}'
    note = " ".join(filter(None, [data["note"], f"Kilde: {data['source']}" if data["source"] else ""]))
    note = inline(note)
    how = (numbers(exhibit) if exhibit.kind == "figure" else "") + place_of_how(label)
    return f"{block}\n\n{note_block(note, f'{up}../data/{label}', how)}"


def table_block(label: str, in_html: str, in_typst: str, caption: str) -> str:
    """Return a labelled table as a block of markdown that either publisher renders."""
    in_html = with_headers(in_html, label)
    return f"::: {{#{label}}}\n\n```{{=html}}\n{in_html}\n```\n\n```{{=typst}}\n{in_typst}\n```\n\n{caption}\n\n:::"


def note_block(note: str, data: str, how: str = "", unrounded: str = "") -> str:
    """Return what stands below a table or figure: its note, and in HTML the links to its files and how it was made.

    `data` is the way to the files, without what their names end in; `unrounded` that of another file for programs.
    """
    files = {"Excel": f"{data}.xlsx", "CSV": f"{data}-norsk.csv"}
    files["uavrundet CSV for programmer"] = unrounded or f"{data}.csv"
    links = [f'<a class="data-link" href="{file}" download>{words}</a>' for words, file in files.items()]
    tools = f"<span>Last ned tallene: {', '.join(links)}</span>{how}"
    return f'::: {{.exhibit-note}}\n{note}\n\n```{{=html}}\n<div class="exhibit-tools">{tools}</div>\n```\n:::'
