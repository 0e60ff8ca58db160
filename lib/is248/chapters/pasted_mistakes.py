"""Marks of other programs in a text: they would be printed as they stand. `mistakes.py` tells them."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from is248.chapters.markdown import Found, fences, prose

_MONTHS = "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
_URL = r"(?:https?://|www\.|mailto:)"
_DIAGRAMS = ("mermaid", "dot", "graphviz", "plantuml")
_PATTERNS = {  # what to do, and what nobody means to print
    "a link has no space between its words and its address: [SSB](https://www.ssb.no).": rf"\][ \t]+\({_URL}",
    "a link has its words in brackets, its address in parentheses: [SSB](https://www.ssb.no).": rf"\)\[{_URL}",
    "a link to a section is @sec-…, to a page of the web [SSB](https://www.ssb.no).": (
        r"(?<!\\)\[\[[^\[\]@^\n]+\]\](?![({\[])"
    ),
    "no space stands inside these marks: **bold**.": r"(?<!\S)(?:\*\*|__|~~)[ ][^*_~\n]+[ ](?:\*\*|__|~~)(?!\S)",
    "text is marked so: [text]{.mark}.": r"(?<![\w=])==(?=[^\s=])[^=\n]*[^\s=]==(?![\w=])",
    "an emoji can't be printed; write it in words.": r"(?<![\w:]):(?:[a-z]\w+|[+-]1):(?![\w:])",
    # lists, tables and headings
    "a point of a list is a hyphen and a space: - punkt.": (
        r"(?:^[ \t]*[•●▪◦‣·][ \t\u00a0].*(?:\n|\Z))+|"
        r"(?:^[ \t]*(?:[–—→⇒➔➢➤►▶✓✔■□▪☐☑]|-(?=[^\W\d_])|o(?=[ \t]))[ \t\u00a0]?.*(?:\n|\Z)){2,}"
    ),
    "the space behind the sign is no plain one: type it anew, - punkt.": r"(?:^[ \t]*[-*+]\u00a0.*(?:\n|\Z))+",
    "a number with a full stop begins a list; write 17\\. mai, or begin with a word.": (
        rf"(?<![^\n]\n)^ {{0,3}}(?:\d{{4}}\.|\d+\. (?={_MONTHS}))[ \t]*\S"
    ),
    "rows with tabs are no table; a table is | A | B |, below it |---|---|, and its rows.": (
        r"(?:^(?![ \t]*(?:[-*+•●▪◦‣·o]|\d+[.)])\s)[^|\t\n]*[^|\s]\t+[^|\s].*(?:\n|\Z)){2,}"
    ),
    "rows of a CSV file are no table; a table is | A | B |, below it |---|---|, and its rows.": (
        r"(?:^[^;\n]*[^;\s](?:;[^;\s][^;\n]*){2,}(?:\n|\Z)){2,}"
    ),
    "a heading begins its line; take the spaces before it away.": r"^[ \t]+#{1,6}[ \t]+\S",
    "no heading stands in a list or quotation; write **bold**.": r"^[ \t]*(?:>|[-*+]|\d+[.)])[ \t]+#{1,6}[ \t]+\S",
    "a box is written ::: {.callout-note}, its text, and ::: on lines of their own.": r"^!!![ ]+\w+",
    "the book makes its table of contents itself; take it away.": r"^[ \t]*\[(?:TOC|toc|_TOC_)\][ \t]*$",
    # formulas
    "a formula stands between dollars: $x^2$.": r"\\\([^()\n]*?[\\^_=<>+][^\n]*?\\\)|\\\(\s*\w\s*\\\)",
    "a formula of its own stands between double dollars: $$x^2$$.": r"\\\[[^\[\]\n]*?[\\^_=<>+][^\n]*?\\\]",
    "this would be set as a formula; a dollar is \\$.": (
        r"(?<![\\\w$])\$\d[\d., ]*[ ][^\W\d]{2,}[^$\n\\^_=+<>{}]*\$(?!\d)"
    ),
    "formulas have no numbers, labels or colours; take it away.": (
        r"\\(?:tag\*?|label|eqref|color|textcolor|nonumber|notag)(?![a-zA-Z])"
    ),
    # what is left of fields, changes, comments and line ends
    "`\\@ref(…)` is bookdown's; write @tbl-….": r"\\@ref\([^()\n]*\)",
    "Word lost a reference here; write @tbl-…, @fig-… or @sec-….": r"(?:Feil!|Error!) [^.!?\n]*\b(?:ikke|not)\b",
    "a field of Word was pasted; a citation is [@ssb07459].": (
        r"\{[ ]?ADDIN\b|\\\* MERGEFORMAT|\bREF _Ref\w+|HYPERLINK \"|"
        r"(?:Klikk|Trykk|Click|Tap) [^.\n]{0,20}\b(?:her for å|here to) \w+"
    ),
    "these are marks of changes; keep one version.": r"\{(?:\+\+|--|~~|>>)",
    "this note would be printed; a note to those who write is <!-- kilde? -->.": (
        r"(?<!\w)(?:TODO|FIXME|XXX+|TBD)(?!\w)|(?<!\?)\?{2,}"
    ),
    "a word was divided where it was pasted from; put it together.": (
        r"(?<=[a-zæøå])-\n[ \t]*(?!(?:og|eller|samt|til|men)\b)[a-zæøå]"
    ),
}
_PASTED = {re.compile(pattern, re.MULTILINE): remedy for remedy, pattern in _PATTERNS.items()}
_REFERENCE = re.compile(r"(?<![!\\\]])\[([^\[\]\n^@][^\[\]\n]*)\]\[((?![\^@-])[^\[\]\n]*)\](?![({\[:])")
_BRACKETED = re.compile(  # a source of a paper, [1, 2]; a comment of Word or Docs, [MH1], [a]; a note, [kilde?]
    r"(?<![!\\\]\[\"=])\[(\d+(?:\s*[,;–-]\s*\d+)*|[A-ZÆØÅ]{2,3}\d+|[a-wyz]|[^\[\]\n@`]*\?|"
    r"(?i:kilde|ref|referanse|sitat|tall|sjekk|sett inn|fyll inn|citation needed)(?:[ :][^\[\]\n]*)?)\]"
    r"(?![\w(\[:\]]|[ ]?\{)"
)
_TARGET = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:|^#{1,6}[ \t]+(.*?)[ \t]*(?:\{[^{}\n]*\})?$", re.MULTILINE)


def _pasted(cell: NotebookNode) -> Iterator[Found]:
    text = prose(cell.source)
    for pattern, remedy in _PASTED.items():
        for found in pattern.finditer(text):
            shown = " ".join(cell.source[found.start() : found.end()].split())
            yield found.start() + len(found[0]) - len(found[0].lstrip()), f"`{shown[:40]}`: {remedy}"


def _diagrams(cell: NotebookNode) -> Iterator[Found]:
    for fence in fences(cell.source):
        kind = fence.kind.strip("{}. ").lower()
        if kind in _DIAGRAMS and fence.closed and not fence.kind.startswith(f"{{{kind}"):
            yield fence.start, f"```{kind} would be printed as code; save the drawing as a picture in images/."


def dead_brackets(notebook: NotebookNode) -> Iterator[tuple[int, int, str]]:
    """Yield words in brackets that no line of the chapter gives an address: [SSB][1], [2], [kilde?]."""
    texts = [prose(cell.source) if cell.cell_type == "markdown" else "" for cell in notebook.cells]
    known = {_plain(one or other) for text in texts for one, other in _TARGET.findall(text)}
    for index, text in enumerate(texts):
        for found in _REFERENCE.finditer(text):
            if _plain(found[2] or found[1]) not in known:
                yield index, found.start(), f"`{found[0]}` leads nowhere; a link is [SSB](https://www.ssb.no)."
        for found in _BRACKETED.finditer(re.sub(r"(?<=\{)[^{}\n]*(?=\})", lambda found: " " * len(found[0]), text)):
            if _plain(found[1]) not in known:
                told = "would be printed; a citation is [@ssb07459], a note to those who write <!-- kilde? -->."
                yield index, found.start(), f"`{found[0]}` {told}"


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


RULES = (_pasted, _diagrams)
