"""Read an executed notebook as a page: its markdown, its tables and figures, and the tests that it ran.

The markdown has no code. Inline values are put in, each with the expression it came from; a table is a block of
HTML with the same table in Typst beside it, and a figure an image, each with its caption, source and data.
"""

import html
import re
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from is248.analysis.tables import MIME
from is248.chapters.engine import INLINE, inline_text, options
from is248.chapters.execution import source_number
from is248.project import ProjectError

HEADING = re.compile(r"^# (.+?)\s*(\{[^}]*\})?\s*$", re.MULTILINE)
_MARKDOWN = re.compile(r"([\\`*_\[\]<>@$~^#|])")
_BRACKETED = r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"  # a text in brackets, which may hold brackets once more
_FACT = re.compile(_BRACKETED + r"""\{(?=[^{}\n]*\.fact\b)[^{}\n]*\bsource=(["'])(.*?)\2[^{}\n]*\}""")
_INTERPRETATION = re.compile(_BRACKETED + r"\{(?=[^{}\n]*\.interpretation\b)[^{}\n]*\}")
_KEY = re.compile(r"@\w(?:[\w:./-]*\w)?")  # of the bibliography, as Pandoc reads it


class BookError(ProjectError):
    """A book that can't be put together: which page, and why."""


@dataclass(frozen=True)
class Draft:
    """A page before the book is numbered.

    Attributes
    ----------
    file : Path
        The author's file, relative to the project.
    appendix : bool
        Whether it is an appendix.
    markdown : str
        Its contents, without code.
    found : tuple of dict
        Its tables and figures: label, caption, data, body.
    tests : tuple of dict
        The records of the tests of difference that it ran, in order.
    number : str
        `6` for a chapter, `B` for an appendix, empty for a page without a number.
    left_out : tuple of str
        Labels that it has in other years, and not in this one.
    """

    file: Path
    appendix: bool
    markdown: str
    found: tuple[dict, ...]
    tests: tuple[dict, ...]
    number: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The heading of the page."""
        return HEADING.search(self.markdown)[1]

    @property
    def numbered(self) -> bool:
        """Whether the page has a number."""
        return ".unnumbered" not in (HEADING.search(self.markdown)[2] or "")

    @property
    def label(self) -> str:
        """The label of its heading, `sec-…`; empty without one."""
        found = re.search(r"#(sec-[\w-]+)", HEADING.search(self.markdown)[2] or "")
        return found[1] if found else ""


def read_page(file: Path, appendix: bool, notebook: NotebookNode) -> Draft:
    """Return an executed notebook as a page.

    Parameters
    ----------
    file : Path
        The author's file, relative to the project.
    appendix : bool
        Whether it is an appendix.
    notebook : NotebookNode
        As executed.

    Raises
    ------
    BookError
        If a table or figure lacks its label or caption, the page has no heading, or an inline expression is left.
    """
    up = "../" * (len(file.parts) - 1)  # from the page to the top folder of the book
    blocks, found = [], []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            blocks.append(resolved(_marked_up(cell.source), _values(cell, index), marked=True))
        elif cell.cell_type == "code":
            try:
                exhibit = _exhibit(cell, source_number(notebook, index))
            except BookError as error:
                raise BookError(f"{file}, {error}") from None
            if exhibit:
                found.append(exhibit)
                blocks.append(_exhibit_markdown(exhibit, _code(cell), up))
            else:
                blocks += _other_outputs(cell)
    markdown = "\n\n".join(blocks) + "\n"
    if not HEADING.search(markdown):
        raise BookError(f"{file}: the page has no heading of the first level (# Title).")
    left = markdown.find("`{python}")
    if left >= 0:
        raise BookError(f"{file}: an inline expression was not resolved: {markdown[left:].splitlines()[0][:80]}")
    left_out = tuple(notebook.metadata.get("left_out", ()))
    return Draft(
        file,
        appendix,
        markdown,
        tuple(found),
        tuple(map(dict, notebook.metadata.get("tests_asked", ()))),
        left_out=left_out,
    )


def _marked_up(source: str) -> str:
    """Return the prose with the authors' marks as either publisher understands them.

    A number from outside the survey carries its source in the HTML; a source of the bibliography is cited too.
    """
    return _INTERPRETATION.sub(r"\1", _FACT.sub(lambda found: _fact(found[1], found[3], source[found.end() :]), source))


def _fact(text: str, source: str, behind: str) -> str:
    """Return a fact with its source; what the author cites right behind it is not cited twice."""
    keys = _KEY.findall(source) if source.startswith("@") else []
    cited = _KEY.findall(behind.partition("]")[0]) if behind.lstrip(" .,").startswith("[@") else []
    citation = f" [{'; '.join(keys)}]" if keys and not set(keys) <= set(cited) else ""
    if keys:
        source = _KEY.sub("", source).strip(" ,;") or "se referansen"
    name = html.escape(f"Kilde: {source}", quote=True)
    opening = f'<span class="fact" title="{name}">'
    closing = f'<span class="visually-hidden"> ({name[0].lower()}{name[1:]})</span></span>'
    return f"`{opening}`{{=html}}{text}`{closing}`{{=html}}{citation}"


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


def _own(cell: NotebookNode) -> list[dict]:
    """Return the outputs of a cell that the library made: tables and figures."""
    return [output.data for output in cell.outputs if MIME in output.get("data", {})]


def _exhibit(cell: NotebookNode, number: int) -> dict | None:
    """Return a labelled table or figure of a cell, if it has one."""
    outputs = _own(cell)
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
    outputs = [output.data for output in cell.outputs if MIME not in output.get("data", {MIME: None})]
    return [data["text/markdown"] for data in outputs if "text/markdown" in data]
