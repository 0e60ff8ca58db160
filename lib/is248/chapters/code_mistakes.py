"""Authors' mistakes in a code cell: its options, and calls that end the chapter. `mistakes.py` tells them."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from nbformat import NotebookNode

from is248.chapters.conditions import EDITIONS, is_years
from is248.chapters.inline import unresolvable
from is248.chapters.markdown import FOOTNOTE, LABEL_RULE, Found, is_label
from is248.chapters.options import KNOWN, option_lines, option_texts, options

_ENDINGS = re.compile(
    r"^[ \t]*(?:.*[=;:][ \t]*)?"
    r"((?:sys\.exit|exit|quit|os\._exit|input|breakpoint)(?=\()|raise SystemExit|(?:exit|quit)(?=[ \t]*$))",
    re.MULTILINE,
)
_OPTIONS = {
    "fig-alt": "a figure makes its text alternative from its data; take it away.",
    "tbl-alt": "a table is read as it is; take it away.",
    "fig-subcap": "a cell has one figure with one caption; take it away.",
    "layout-ncol": "tables and figures stand below each other; take it away.",
    "tbl-subcap": "a cell has one table with one caption; take it away.",
}
_YEARS = re.compile(r"\bfact\([^()\n]*?\byears=([\"'])(?P<years>.*?)\1")
_FLAG = {False: "", True: ""}
_VALUES = dict.fromkeys(("eval", "include", "warning", "message"), _FLAG) | {
    "echo": {False: "", True: "code isn't printed; it stands under the table or figure, «Slik er det beregnet»"},
    "output": _FLAG | {"asis": "what is printed isn't shown; give the cell the value itself"},
}


def _option_names(cell: NotebookNode) -> Iterator[Found]:
    seen = set()
    for line, key, value in option_texts(cell.source):
        start, shown = _start(cell.source, line), f"#| {key}:"
        if not key:
            yield start, f"`#| {value}` is no option; an option is `#| label: tbl-…`."
        elif key not in KNOWN:
            close = get_close_matches(key.replace("_", "-").lower(), KNOWN, 1, 0.7)
            remedy = f"did you mean {close[0]}?" if close else f"take it away; there are {', '.join(KNOWN)}."
            yield start, f"the option `{shown}` isn't supported: {_OPTIONS.get(key, remedy)}"
        elif key in seen:
            yield start, f"the option `{shown}` stands twice; keep one."
        seen.add(key)
    last = max((number for number, _ in option_lines(cell.source)), default=0)
    for number, text in enumerate(cell.source.splitlines(), 1):
        if (bare := re.match(r"#\|\s*([a-z]+-[a-z]+|label)\s+[^\s:]", text)) and bare[1] in KNOWN:
            yield _start(cell.source, number), f"`#| {bare[1]}` lacks its colon: `#| {bare[1]}: …`."
        if number > last and re.match(r"#\|\s*[\w-]+:", text):
            yield _start(cell.source, number), "options stand first in the cell, above its code."
        elif spaced := re.match(rf"#[ \t]+\|[ \t]*({'|'.join(KNOWN)}):|[ \t]+#\|[ \t]*({'|'.join(KNOWN)}):", text):
            yield (
                _start(cell.source, number),
                f"`{spaced[0].strip()}` is a remark: an option begins its line, `#| label: …`.",
            )


def _option_values(cell: NotebookNode) -> Iterator[Found]:
    chosen, lines = options(cell), {key: line for line, key, _ in option_texts(cell.source)}
    for key, known in _VALUES.items():
        value = chosen.get(key, False)
        if not isinstance(value, bool | str) or known.get(value, "x"):
            remedy = known.get(value) if isinstance(value, bool | str) else None
            yield _start(cell.source, lines[key]), f"`#| {key}: {value}`: {remedy or 'it can be true or false'}."
    label = chosen.get("label")
    if label is not None and not is_label(label):
        yield _start(cell.source, lines["label"]), f"the label «{label}»: {LABEL_RULE}."
    for kind in ("tbl", "fig"):
        key = f"{kind}-cap"
        if key not in chosen:
            if label and label.startswith(f"{kind}-") and chosen.get("eval") is not False:
                yield _start(cell.source, lines["label"]), f"{label} has no caption: `#| {key}: …`."
            continue
        start = _start(cell.source, lines[key])
        if not chosen[key].strip():
            yield start, "the caption is empty; a caption says what is counted, of whom, by what, and when."
        elif (mark := chosen[key].lstrip()[:1]) in ("'", '"') and chosen[key].count(mark) % 2:
            yield start, f"the {mark} that begins the caption has no end; write the caption without it."
        elif FOOTNOTE.search(chosen[key]):
            yield start, "a footnote can't stand in a caption; write it in the text that mentions the exhibit."
        if not (label or "").startswith(f"{kind}-"):
            yield start, f"`#| {key}:` goes with a label, `#| label: {kind}-…`."


def _years(cell: NotebookNode) -> Iterator[Found]:
    """Yield editions that can't be read: of the option `only`, and of a `fact(…)`."""
    written = [(_start(cell.source, n), text) for n, key, text in option_texts(cell.source) if key == "only"]
    if "only" in (chosen := options(cell)) and not is_years(chosen["only"]):
        yield written[0][0], f"`#| only: {written[0][1]}`: the editions are written 2024, 2023 2024, 2024- or -2023."
    for found in _YEARS.finditer(cell.source):
        if not is_years(found["years"]):
            yield found.start(), f"`{found[0]}`: the editions are written {EDITIONS}."


def _endings(cell: NotebookNode) -> Iterator[Found]:
    """Yield calls that end Python, or wait for someone."""
    for found in _ENDINGS.finditer(cell.source) if options(cell).get("eval") is not False else ():
        if found[1] in ("input", "breakpoint"):
            yield found.start(1), f"{found[1]}() waits for someone, and nobody answers while the book is made."
        else:
            yield (
                found.start(1),
                f"{found[1]} would end the chapter here; a chapter runs to its last cell. Take it away.",
            )


def _caption_values(cell: NotebookNode) -> Iterator[Found]:
    yield from unresolvable(captions(cell))


def _start(source: str, line: int) -> int:
    return sum(map(len, source.splitlines(keepends=True)[: line - 1]))


def captions(cell: NotebookNode) -> str:
    """Return a code cell with its options alone, every character in its place."""
    lines = {number for number, _ in option_lines(cell.source)}
    return "".join(
        line if number in lines else re.sub(r"[^\n]", " ", line)
        for number, line in enumerate(cell.source.splitlines(keepends=True), 1)
    )


RULES = (_option_names, _option_values, _caption_values, _years, _endings)
