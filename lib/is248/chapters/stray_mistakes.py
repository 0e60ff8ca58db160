"""Mistakes in a text that would be printed as they are typed: marks without an end, links and lists of other programs.

`mistakes.py` tells them.
"""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from is248.chapters.conditions import closing
from is248.chapters.markdown import Found, fences, prose

_MONTHS = "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
_URL = r"(?:https?://|www\.|mailto:)"
_DIAGRAMS = ("mermaid", "dot", "graphviz", "plantuml")
_TABS = "rows with tabs are no table; a table is | A | B |, below it |---|---|, and its rows."
_NUMBER = "a number with a full stop begins a list; write 17\\. mai, or begin with a word."
_DOLLAR = "this would be set as a formula; a dollar is \\$."
_STRAY = {  # what nobody means to print, and what to do
    rf"\][ \t]+\({_URL}": "a link has no space between its words and its address: [SSB](https://www.ssb.no).",
    rf"\)\[{_URL}": "a link has its words in brackets, its address in parentheses: [SSB](https://www.ssb.no).",
    r"(?<!\S)(?:\*\*|__|~~)[ ][^*_~\n]+[ ](?:\*\*|__|~~)(?!\S)": "no space stands inside these marks: **bold**.",
    r"\\@ref\([^()\n]*\)": "`\\@ref(…)` is bookdown's; write @tbl-….",
    r"(?<![\w=])==(?=[^\s=])[^=\n]*[^\s=]==(?![\w=])": "text is marked so: [text]{.mark}.",
    r"(?<!\\)\[\[[^\[\]@^\n]+\]\](?![({\[])": "a link to a section is @sec-…, to a page of the web [SSB](https://www.ssb.no).",
    r"(?<![\w:]):(?:[a-z]\w+|[+-]1):(?![\w:])": "an emoji can't be printed; write it in words.",
    r"(?:^[ \t]*[•●▪◦‣·][ \t\u00a0].*(?:\n|\Z))+": "a point of a list is a hyphen and a space: - punkt.",
    r"(?:^[ \t]*[-*+]\u00a0.*(?:\n|\Z))+": "the space behind the sign is no plain one: type it anew, - punkt.",
    r"(?:^[ \t]*–[ \t\u00a0].*(?:\n|\Z)){2,}": "a point of a list is a hyphen and a space: - punkt.",
    r"(?:^(?![ \t]*(?:[-*+•●▪◦‣·]|\d+[.)])\s)[^|\t\n]*[^|\s]\t+[^|\s].*(?:\n|\Z)){2,}": _TABS,
    r"^[ \t]+#{1,6}[ \t]+\S": "a heading begins its line; take the spaces before it away.",
    r"^[ \t]*(?:>|[-*+]|\d+[.)])[ \t]+#{1,6}[ \t]+\S": "no heading stands in a list or quotation; write **bold**.",
    rf"(?<![^\n]\n)^ {{0,3}}(?:\d{{4}}\.|\d+\. (?={_MONTHS}))[ \t]*\S": _NUMBER,
    r"\\\([^()\n]*?[\\^_=<>+][^\n]*?\\\)|\\\(\s*\w\s*\\\)": "a formula stands between dollars: $x^2$.",
    r"\\\[[^\[\]\n]*?[\\^_=<>+][^\n]*?\\\]": "a formula of its own stands between double dollars: $$x^2$$.",
    r"(?<![\\\w$])\$\d[\d., ]*[ ][^\W\d]{2,}[^$\n\\^_=+<>{}]*\$(?!\d)": _DOLLAR,
    r"\\(?:tag\*?|label|eqref|color|textcolor|nonumber|notag)(?![a-zA-Z])": "formulas have no numbers, labels or "
    "colours; take it away.",
}
_STRAYS = [(re.compile(pattern, re.MULTILINE), remedy) for pattern, remedy in _STRAY.items()]
_REFERENCE = re.compile(r"(?<![!\\\]])\[([^\[\]\n^@][^\[\]\n]*)\]\[((?![\^@-])[^\[\]\n]*)\](?![({\[:])")
_TARGET = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:|^#{1,6}[ \t]+(.*?)[ \t]*(?:\{[^{}\n]*\})?$", re.MULTILINE)
_FORMULA = re.compile(r"(?<![\\\w$])(\$\$?)(?=\S)[^$]*?\S\1(?!\d)")
_ALONE = re.compile(r"(?<![\\\w$])\$(?=[A-Za-z\\]\w*[\^_{\\])")
_SOURCES = re.compile(r"(?<!\\)\[([^\[\]]*@[^\[\]]*)\](?![({\[:])")
_SOURCE = re.compile(r"(?<![\w\\.])@\w")


def _strays(cell: NotebookNode) -> Iterator[Found]:
    text = prose(cell.source)
    for pattern, remedy in _STRAYS:
        for found in pattern.finditer(text):
            shown = " ".join(cell.source[found.start() : found.end()].split())
            yield found.start() + len(found[0]) - len(found[0].lstrip()), f"`{shown[:40]}`: {remedy}"


def _unended(cell: NotebookNode) -> Iterator[Found]:
    """Yield marks whose end is missing in their paragraph."""
    for start, text in _paragraphs(prose(cell.source)):
        for mark in ("**", "~~"):
            sign, last = re.escape(mark), re.escape(mark[0])
            opened = list(re.finditer(rf"(?<![\w{last}\\]){sign}(?=[^\s{last}])", text))
            if len(opened) > len(re.findall(rf"[^\s{last}]{sign}", text)):
                told = f"the {mark} that begins here has no end, {mark}; the signs are \\{mark[0]}\\{mark[0]}."
                yield start + opened[-1].start(), told
        for found in re.finditer(r"(?<![`\\])`+(?!\{)", text):
            yield start + found.start(), "this backtick has no second one; write `code`, or \\` for the sign."
        for found in re.finditer(r"(?<!\\)\^(?=\[)", text):
            if not closing(text, found.end()):
                yield start + found.start(), "the footnote that begins here has no end, ]."
        for found in re.finditer(r"\](?=\()", text):
            if not closing(text, found.end(), "()"):
                yield start + found.start(), "the link that begins here has no end, ): [SSB](https://www.ssb.no)."


def _formulas(cell: NotebookNode) -> Iterator[Found]:
    """Yield the first of two marks of a formula that an empty line parts, and one that has no end."""
    single = [
        start + (list(re.finditer(r"(?<!\\)\$\$", text))[-1]).start()
        for start, text in _paragraphs(prose(cell.source))
        if len(re.findall(r"(?<!\\)\$\$", text)) % 2
    ]
    for found in _ALONE.finditer(_FORMULA.sub(lambda formula: " " * len(formula[0]), prose(cell.source))):
        yield found.start(), "the formula that begins here has no end, $; a dollar is \\$."
    for start in single[::2]:
        yield start, "the formula that begins here has no end, or an empty line in it: $$, the formula, $$."


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    for found in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+", text):
        yield found.start(), found[0]


def _sources(cell: NotebookNode) -> Iterator[Found]:
    """Yield sources in one pair of brackets without a semicolon between them: only the first would be cited."""
    for found in _SOURCES.finditer(prose(cell.source)):
        if any(len(_SOURCE.findall(part)) > 1 for part in found[1].split(";")):
            yield found.start(), f"`{found[0]}`: between sources stands a semicolon: [@skde; @ssb07459]."


def _diagrams(cell: NotebookNode) -> Iterator[Found]:
    for fence in fences(cell.source):
        kind = fence.kind.strip("{}. ").lower()
        if kind in _DIAGRAMS and fence.closed and not fence.kind.startswith(f"{{{kind}"):
            yield fence.start, f"```{kind} would be printed as code; save the drawing as a picture in images/."


def dead_references(notebook: NotebookNode) -> Iterator[tuple[int, int, str]]:
    """Yield links by a name, [SSB][1], that no line of the chapter gives an address."""
    texts = [prose(cell.source) if cell.cell_type == "markdown" else "" for cell in notebook.cells]
    known = {_plain(one or other) for text in texts for one, other in _TARGET.findall(text)}
    for index, text in enumerate(texts):
        for found in _REFERENCE.finditer(text):
            if _plain(found[2] or found[1]) not in known:
                yield index, found.start(), f"`{found[0]}` leads nowhere; a link is [SSB](https://www.ssb.no)."


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


RULES = (_strays, _unended, _formulas, _sources, _diagrams)
