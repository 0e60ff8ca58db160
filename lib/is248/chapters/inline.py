"""Inline expressions of the prose, `` `{python} expr` ``: how they are written, and what only looks like one."""

import re
from collections.abc import Iterator

from is248.chapters.markdown import code_spans, fences, without_blocks
from is248.wording.signs import WORD_JOINER

INLINE = re.compile(r"`\{python\}\s+([^`]+?)\s*`")
_MARKED = re.compile(r"\{+\s*(?P<language>[\w.-]+)[^}]*\}+(?P<rest>.*)", re.DOTALL)
_LANGUAGES = ("python", "python3", "py", "r", "julia", "ojs", "js", "sql")
_OLD = re.compile(r"(?P<language>r|py|python)\s+\S", re.IGNORECASE)  # as R Markdown has it
_WRITE = "write `{python} …`"


def shielded(text: str) -> str:
    """Return a text in which an expression that other code shows is none: a sign that is never printed stands in it."""
    spans = [(start, start + len(code)) for start, code in code_spans(without_blocks(text)) if code.startswith("``")]
    for start, end in sorted([*spans, *((fence.start, fence.end) for fence in fences(text))], reverse=True):
        text = text[:start] + text[start:end].replace("`{python}", f"`{WORD_JOINER}{{python}}") + text[end:]
    return text


def unresolvable(text: str) -> Iterator[tuple[int, str]]:
    """Yield place and message of every expression that would be printed as it stands, or can't be computed."""
    rest = text
    for start, code in code_spans(text):
        rest = rest[:start] + " " * len(code) + rest[start + len(code) :]
        if re.match(r"``+[ ]*\{python\}", code):
            yield start, "an expression has one backtick before it and one behind it; write `{python} …`."
        elif not code.startswith("``") and (wrong := _wrong(code)):
            yield start, wrong
    for found in re.finditer(r"`?\{python\}", rest):
        yield found.start(), "the expression has no backtick at its end; write `{python} …`, on one line."


def _wrong(code: str) -> str:
    """Return what is wrong with a piece of code as an expression; nothing if it is one, or is no expression."""
    if INLINE.fullmatch(code):
        return "an expression stands on one line; give a part of it a name in the cell above." if "\n" in code else ""
    inner = code.strip("`")
    marked, old = _MARKED.match(inner), _OLD.match(inner)
    if marked and marked["language"].lower() in _LANGUAGES:
        if "{python}" not in inner[:8]:
            return f"`{inner.partition('}')[0]}}}` isn't computed; {_WRITE}."
        return "put a space after {python}." if marked["rest"].strip() else f"it computes nothing; {_WRITE}."
    if old and not marked:
        return f"`{' '.join(inner.split())[:40]}` isn't computed; {_WRITE}."
    return ""
