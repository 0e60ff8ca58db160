"""What the cells of a chapter show: the one place where outputs are taken. What readers would not see is refused."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from is248.analysis.tables import MIME
from is248.chapters.options import options
from is248.data.absence import MIME as ABSENT
from is248.publish.assembly.book import BookError

_MARKDOWN = "text/markdown"
_OWN_PICTURE = 'a picture of your own is a file: ![Caption.](../images/kart.png){#fig-kart fig-alt="…"}'
_KINDS = {  # what other libraries show, the first that fits
    "plotly": "a plotly figure, which needs a browser; draw it with one of `figures`",
    "vega": "an altair figure, which needs a browser; draw it with one of `figures`",
    "bokeh": "a bokeh figure, which needs a browser; draw it with one of `figures`",
    "widget-view": "a widget, which needs a kernel; make it a table or figure of the survey",
    "image/": f"a drawing without data and text alternative; draw it with one of `figures`. {_OWN_PICTURE}",
    "text/latex": "a formula; write it in a text cell, $…$",
    "application/pdf": f"a PDF. {_OWN_PICTURE}",
    "javascript": "a script, which the PDF can't run; take it away",
    "application/json": "data; write what a reader shall know of them as a table or in the text",
}
_LONGEST = 60


def shown(cell: NotebookNode) -> tuple[dict | None, list[str]]:
    """Return what a code cell shows: a table or figure of the library, and markdown.

    Parameters
    ----------
    cell : NotebookNode
        A code cell as executed.

    Returns
    -------
    dict or None
        The output of the one table or figure, by kind of data.
    list of str
        Lists and quotes, as markdown.

    Raises
    ------
    BookError
        If it shows anything else, or more than one table or figure, or has a label and shows nothing.
    """
    chosen = options(cell)
    label = chosen.get("label", "")
    hidden = chosen.get("include") is False or chosen.get("output") is False
    if hidden and label.startswith(("tbl-", "fig-")):
        raise BookError(f"{label} is hidden by `#| include: false` or `#| output: false`; take that line away.")
    if hidden:
        return None, []
    outputs = [data for data in _data(cell) if ABSENT not in data]
    exhibits = [data for data in outputs if MIME in data]
    texts = [data[_MARKDOWN] for data in outputs if MIME not in data and _MARKDOWN in data]
    if odd := [data for data in outputs if MIME not in data and _MARKDOWN not in data]:
        raise BookError(f"the cell shows {_kind(max(odd, key=len))}.")  # what is drawn says more than its name
    if len(exhibits) > 1 or (exhibits and texts):
        raise BookError("the cell shows more than one table, figure or list; give each a cell of its own.")
    absent = any(ABSENT in output.get("data", {}) for output in cell.outputs)
    if label.startswith(("tbl-", "fig-")) and not exhibits and not absent:
        instead = "a list or quotes, which have neither label nor caption" if texts else "nothing"
        raise BookError(f"{label} shows {instead}; the last line of its cell has to be a table or figure.")
    return (exhibits[0] if exhibits else None), texts


def _data(cell: NotebookNode) -> Iterator[dict]:
    """Yield what each output of a cell carries, by kind of data; what is printed is refused, warnings are told."""
    for output in cell.outputs:
        if output.output_type == "error":
            raise BookError(f"the cell ends with {output.ename}: {output.evalue}")
        if output.output_type == "stream" and output.name == "stdout" and output.text.strip():
            raise BookError(
                f"the cell prints «{_short(output.text)}», which no reader sees; "
                "write it in the text with `{python} …`, or take the print away."
            )
        if output.output_type != "stream":
            yield output.get("data", {})


def _kind(data: dict) -> str:
    """Return in words what an output is, and what to do."""
    for mark, words in _KINDS.items():
        if any(mark in kind for kind in data):
            return words
    plain = data.get("text/plain", "")
    if method := re.match(r"<(?:bound method|function) (?:\w+\.)*(\w+)", plain):
        return f"the method {method[1]} itself; a pair of parentheses calls it, .{method[1]}()"
    if asked := re.match(r"(\w+)\((?:\w+=)?(?:core|outcome|question|questions|answer|survey)\b", plain):
        return f"the {asked[1]} itself; a table of it is .table(), a number .pct in the text"
    html = data.get("text/html", "")
    if "dataframe" in html or re.match(r"(?:Empty )?DataFrame|\w+ +\S+\n", data.get("text/plain", "")):
        return (
            "a DataFrame; show a table of the survey (`.table()`), which has base, note and source, "
            "or take the line away"
        )
    if html:
        return "HTML, which the PDF can't have; make it a table, a figure or text"
    return (
        f"the value «{_short(data.get('text/plain', ''))}», which no reader sees; write it in the text with "
        "`{python} …`, or take the line away"
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
