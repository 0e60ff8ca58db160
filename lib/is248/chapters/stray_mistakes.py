"""Marks of a text that would be printed, or lost: they have no end. `mistakes.py` tells them."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from is248.chapters.conditions import closing
from is248.chapters.markdown import HIDDEN, Found, prose

_ADDRESS = re.compile(  # of a link, and what stands in braces: their signs are no marks
    r"(?:https?://|www\.|mailto:)[^\s)>]+|(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*|\{[^{}\n]*\}"
)
_TEX = re.compile(r"\$\$[^$]*\$\$|\$[^$\n]*\$|\\\[[^\n]*?\\\]|\\\([^\n]*?\\\)")  # what is a formula, or was meant to be
_FORMULA = re.compile(r"(?<![\\\w$])(\$\$?)(?=\S)[^$]*?\S\1(?!\d)")
_ALONE = re.compile(r"(?<![\\\w$])\$(?=[A-Za-z\\]\w*[\^_{\\])")
_SOURCES = re.compile(r"(?<!\\)\[([^\[\]]*@[^\[\]]*)\](?![({\[:])")
_SOURCE = re.compile(r"(?<![\w\\.])@\w")
_LABEL = re.compile(r"(?<![\w@#/:.-])#?(?:tbl|fig|sec)-[a-z0-9]+(?:-[a-z0-9]+)*(?![\w…-])")
_POINT = re.compile(r"(\d+)[.)][ \t]+\S")


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    for found in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+", text):
        yield found.start(), found[0]


def _blank(pattern: str | re.Pattern, text: str) -> str:
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _emphasis(cell: NotebookNode) -> Iterator[Found]:
    for start, text in _paragraphs(_blank(_ADDRESS, _blank(_TEX, prose(cell.source)))):
        for mark in ("**", "~~", "*", "_"):
            sign, one = re.escape(mark), re.escape(mark[0])
            opened = list(re.finditer(rf"(?<![\w{one}\\]){sign}(?=[^\W_]|[«\"(\[{HIDDEN}])", text))
            if len(opened) > len(re.findall(rf"[^\s{one}\\]{sign}(?!{one})", text)):
                told = f"the {mark} that begins here has no end, {mark}; as a sign it is"
                yield start + opened[-1].start(), f"{told} {mark.replace(mark[0], chr(92) + mark[0])}."


def _inside_words(cell: NotebookNode) -> Iterator[Found]:
    """Yield a pair of * between letters or figures: it would be taken for the marks of italics."""
    for found in re.finditer(r"(?<=[^\W_])\*[^\s*]+\*(?=[^\W_])", _blank(_ADDRESS, _blank(_TEX, prose(cell.source)))):
        yield found.start(), f"`{found[0]}` would be in italics, without its *; «times» is ×, and the sign itself \\*."


def _raised(cell: NotebookNode) -> Iterator[Found]:
    """Yield what would be set above or below the line, had it an end."""
    for start, text in _paragraphs(_blank(_ADDRESS, _blank(_TEX, prose(cell.source)))):
        for sign, right in (("^", "m^2^"), ("~", "H~2~O")):
            alone = _blank(rf"~~|\{sign}[^\s{sign}]+\{sign}", text)
            for found in re.finditer(rf"(?<=[\w)])\{sign}(?=[\w({{+−-])", alone):
                yield (
                    start + found.start(),
                    f"the {sign} that begins here has no end, {right}; as a sign it is \\{sign}.",
                )


def _labels(cell: NotebookNode) -> Iterator[Found]:
    """Yield labels that are typed as words: they would be printed."""
    for found in _LABEL.finditer(_blank(_ADDRESS, prose(cell.source))):
        yield found.start(), f"`{found[0]}` would be printed; a reference is @{found[0].lstrip('#')}."


def _code(cell: NotebookNode) -> Iterator[Found]:
    for found in re.finditer(r"(?<![`\\])`+(?!\{)", prose(cell.source)):
        yield found.start(), "this backtick has no second one; write `code`, or \\` for the sign."


def _brackets(cell: NotebookNode) -> Iterator[Found]:
    for start, text in _paragraphs(prose(cell.source)):
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
    for start in single[::2]:
        yield start, "the formula that begins here has no end, or an empty line in it: $$, the formula, $$."
    for found in _ALONE.finditer(_blank(_FORMULA, prose(cell.source))):
        yield found.start(), "the formula that begins here has no end, $; a dollar is \\$."


def _points(cell: NotebookNode) -> Iterator[Found]:
    """Yield points of numbered lists that would get another number: of a list only the first number counts."""
    lists: dict[int, list[int]] = {}  # the numbers so far, by indent; none of a list that has been told
    start, blank = 0, True
    for line in prose(cell.source).splitlines(keepends=True):
        indent, point = len(line) - len(line.lstrip()), _POINT.match(line.lstrip())
        if line.strip() and (point or blank):
            lists = {at: numbers for at, numbers in lists.items() if at < indent or (point and at == indent)}
        if point and (indent not in lists or lists[indent]):
            numbers = [*lists.get(indent, []), int(point[1])]
            counted = [numbers[0] + n for n in range(len(numbers))]
            right = numbers in (counted, [numbers[0]] * len(numbers))
            lists[indent] = numbers if right else []
            if not right:
                told = f"this would be point {counted[-1]}; write {counted[-1]}., or a sentence between two lists."
                yield start + indent, told
        start, blank = start + len(line), not line.strip()


def _sources(cell: NotebookNode) -> Iterator[Found]:
    """Yield sources in one pair of brackets without a semicolon between them: only the first would be cited."""
    for found in _SOURCES.finditer(prose(cell.source)):
        if any(len(_SOURCE.findall(part)) > 1 for part in found[1].split(";")):
            yield found.start(), f"`{found[0]}`: between sources stands a semicolon: [@skde; @ssb07459]."


RULES = (_emphasis, _inside_words, _raised, _labels, _code, _brackets, _formulas, _points, _sources)
