"""The markdown of a cell as the rules see it: code and comments are hidden, and every character keeps its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

Found = tuple[int, str]  # where in a cell's source something is wrong, and what
LABEL_RULE = "a label is sec-, tbl- or fig- and words of the letters a–z, digits and hyphens: tbl-arsverk-fylke"
FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\](:?)|\^\[")
QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'[^']*'"  # a value in braces
HIDDEN = "\ue000"  # a private character in the place of code inside a line
_LABEL = re.compile(r"(?:sec|tbl|fig)(?:-[a-z0-9]+)+")
_OWN_ID = re.compile(r"[a-z][a-z0-9-]*")  # of what is no section, table or figure
_FENCE = re.compile(r"^[ \t]*(?:>[ \t]?)*(?P<ticks>`{3,}|~{3,})[ \t]*(?P<kind>[^\n`]*)$")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATTRIBUTES = re.compile(r"\{([^{}\n]*)\}")
_EMPTY_COMMENT = "<!-- -->"  # it keeps apart what stands around it: two lists, two quotations


@dataclass(frozen=True)
class Fence:
    """A block of code between fences: where it stands, what is written behind its first fence, and whether it ends."""

    start: int
    end: int
    kind: str
    closed: bool


def fences(text: str) -> Iterator[Fence]:
    """Yield the fenced blocks of code of a text, in order."""
    place, opened = 0, None
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line.rstrip("\n"))
        if opened is None and found:
            opened = (place, found["ticks"], found["kind"].strip())
        elif opened and found and found["ticks"].startswith(opened[1]) and not found["kind"].strip():
            yield Fence(opened[0], place + len(line), opened[2], True)
            opened = None
        place += len(line)
    if opened:
        yield Fence(opened[0], len(text), opened[2], False)


def without_blocks(text: str) -> str:
    """Return the text with its fenced code blank."""
    for fence in fences(text):
        text = text[: fence.start] + re.sub(r"[^\n]", " ", text[fence.start : fence.end]) + text[fence.end :]
    return text


@lru_cache(maxsize=4096)  # several rules ask for the same cell
def prose(text: str) -> str:
    """Return the text with code and comments hidden, every other character in its place."""
    return _COMMENT.sub(_hidden, _CODE.sub(_hidden, without_blocks(text)))


def code_spans(text: str) -> Iterator[tuple[int, str]]:
    """Yield the pieces of code inside lines, each with its place."""
    for found in _CODE.finditer(text):
        yield found.start(), found[0]


def attributes(text: str) -> Iterator[tuple[int, str]]:
    """Yield what stands in braces, `{#sec-x .only}`, each with its place; braces inside code are none."""
    for found in _ATTRIBUTES.finditer(prose(text)):
        yield found.start(), found[1]


def is_label(label: str) -> bool:
    """Tell whether a label is as the rule has it; what is no section, table or figure may be one word."""
    numbered = re.match(r"(?:sec|tbl|fig|lst|thm|lem|tab|table|figur|figure|section)(?![a-z])", label, re.IGNORECASE)
    return bool(_LABEL.fullmatch(label) if numbered else _OWN_ID.fullmatch(label))


def without_comments(text: str) -> str:
    """Return the text without what stands in its HTML comments: no reader shall find it. Lines keep their numbers."""
    if "<!--" not in text:
        return text
    for found in reversed(list(_COMMENT.finditer(_CODE.sub(_hidden, without_blocks(text))))):
        inner = "\n·" * found[0].count("\n")
        kept = f"<!--·{inner}-->" if found[0] != _EMPTY_COMMENT else _EMPTY_COMMENT
        text = text[: found.start()] + kept + text[found.end() :]
    return text


def _hidden(found: re.Match) -> str:
    return re.sub(r"[^\n]", HIDDEN, found[0])
