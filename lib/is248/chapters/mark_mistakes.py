"""Mistakes in the marks that decide whether words are printed: `.only`, `.when`, `.otherwise`, `.fact` and the like.

Whoever misspells one would lose words, or print words that do not hold. `mistakes.py` tells them.
"""

import ast
import re
from collections.abc import Iterator
from difflib import get_close_matches

from nbformat import NotebookNode

from is248.chapters import trees
from is248.chapters.conditions import EDITIONS, Span, is_years, spans
from is248.chapters.markdown import Found, prose

_KEYS = {"only": "years", "fact": "years", "reading": "years", "when": "test", "otherwise": "test"}
MARKS = (*_KEYS, "follows", "interpretation")
_OF_HEADINGS = ("only", "fact", "reading")
_BESIDE = ("unnumbered", "unlisted")  # what a heading may say besides
_NEEDS = {"only": f"`.only` needs years={EDITIONS}.", "when": '`.when` needs a test: {.when test="ja.pct > 50"}.'}
_WORDS = "|".join(MARKS)
_BRACES = re.compile(r"\{(?P<inside>[^{}]*)(?P<end>\}?)")
_MEANT = re.compile(rf"\.(?:{_WORDS})(?![\w-])|(?<![\w-])(?:tests?|years?)=|^\s*(?:{_WORDS})(?:\s|$)", re.IGNORECASE)
_TOKEN = re.compile(
    r"\s*(?:#(?P<id>[\w-]+)|(?P<dot>\.?)(?P<name>[\w-]+)(?P<is>=(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"']*))?)(?=\s|$)"
)
CURLY = re.compile("[“”„‘’«»]")


def _marks(cell: NotebookNode) -> Iterator[Found]:
    """Yield marks that can't be read, or stand where they have no effect."""
    text = prose(cell.source)
    behind_words = {start + 1 + len(span.text) + 1 for start, span in _all(text)}
    for found in _BRACES.finditer(text):
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        meant = _MEANT.search(found["inside"])
        if meant and (meant[0][0] == "." or "=" in meant[0] or line.endswith("]")):
            where = "span" if found.start() in behind_words else place_of(line)
            if wrong := _wrong(found["inside"], found["end"], where):
                yield found.start(), wrong


def _all(text: str, offset: int = 0) -> Iterator[tuple[int, Span]]:
    for span in spans(text):
        yield offset + span.start, span
        yield from _all(span.text, offset + span.start + 1)


def place_of(line: str) -> str:
    """Return what the braces stand behind, by the line before them."""
    starts = {
        "heading": r"#{1,6}[ \t]",
        "div": r"[ \t]*:::",
        "table": r"[ \t]*(?:[Tt]able)?:[ \t]",
        "picture": r".*!\[.*\)$",
    }
    return next((kind for kind, start in starts.items() if re.match(start, line)), "")


def _wrong(inside: str, end: str, where: str) -> str:
    """Return what is wrong with what stands in braces; nothing if it is a mark that is understood."""
    shown = f"`{{{' '.join(inside.split())}}}`"
    if "\n" in inside or not end:
        return f"{shown} stands on one line, without {{ and }} in it; give a part of it a name in the cell above."
    if CURLY.search(re.sub(r"=\"[^\"]*\"|='[^']*'", "", inside)):
        return f'{shown} has curly quotation marks; write straight ones: years="2024", test="ja.pct > 50".'
    tokens, place = [], 0
    while token := _TOKEN.match(inside, place):
        tokens.append(token)
        place = token.end()
    if inside[place:].strip():
        return (
            f"`{inside[place:].strip()}` can't be read in {shown}; a text inside a test stands between single marks, '."
        )
    return _misplaced(tokens, shown, where) or _incomplete(tokens, shown, where)


def _misplaced(tokens: list[re.Match], shown: str, where: str) -> str:
    """Return what is wrong with the names in braces, or with where they stand."""
    for token in tokens:
        name = token["name"] or ""
        if not token["is"] and name.lower() in MARKS and (name not in MARKS or not token["dot"]):
            return f"{shown}: a mark is written .{name.lower()}, with a dot and in small letters."
    names = [token["name"] for token in tokens if token["dot"]]
    if where in ("picture", "table"):
        return f'a {where} has no {shown}: its section may, ## Words {{#sec-… .only years="2024"}}.'
    if where == "heading" and (odd := [name for name in names if name not in _OF_HEADINGS + _BESIDE]):
        return f"a heading has no `.{odd[0]}`; write ## [its words]{shown[1:-1]}."
    if where == "div" and (names != ["interpretation"] or len(tokens) > 1):
        return f"`:::` has no {shown}: mark each sentence, [words]{shown[1:-1]}, or the heading of a section."
    if not where:
        return f"{shown} would be printed: it stands straight behind words in brackets, [words]{shown[1:-1]}."
    if close := [one for name in names if name not in MARKS for one in get_close_matches(name, MARKS, 1, 0.7)]:
        return f"{shown}: did you mean .{close[0]}?"
    beside = [token for token in tokens if token["id"] or (token["dot"] and token["name"] not in MARKS)]
    if where == "span" and beside:
        return f"`{beside[0][0].strip()}` has no effect in {shown}; write one span inside the other."
    return ""


def _incomplete(tokens: list[re.Match], shown: str, where: str) -> str:
    """Return what is wrong with the values in braces."""
    names = [token["name"] for token in tokens if token["dot"] and token["name"] in MARKS]
    values = {token["name"]: token["value"] for token in tokens if token["is"]}
    known = {_KEYS[name]: name for name in names if name in _KEYS}
    for key, value in values.items():
        if key not in known:
            close = get_close_matches(key, known, 1, 0.5)
            meant = f"did you mean {close[0]}=?" if close else _NEEDS.get("".join(names[:1]), "take it away.")
            return (
                f"`{key}=` says nothing in {shown}: {meant}"
                if names
                else f"{shown} has no `.only`, `.fact` or `.when`."
            )
        if value[:1] not in ("'", '"') or (key == "years" and value[0] != '"'):
            return f'{shown}: the value stands between double quotation marks, {key}="…".'
        if not value[1:-1].strip():
            return f"{shown}: `{key}` is empty."
        if key == "test" and (odd := _odd_test(value[1:-1])):
            return f"{shown}: {odd}"
        if key == "years" and not is_years(value[1:-1]):
            return f"{shown}: `.{known[key]}` takes years={EDITIONS}."
    for name in names:
        needed = name in _NEEDS or (where == "heading" and name in _KEYS)
        if needed and _KEYS[name] not in values:
            return _NEEDS.get(name, f"`.{name}` of a heading needs years={EDITIONS}.")
        if where == "heading" and name in _KEYS and not re.search(rf"\.{name} years=", shown):
            return f'{shown}: the years stand straight behind, .{name} years="…".'
    return ""


def _odd_test(test: str) -> str:
    try:
        tree = trees.parsed(test.strip(), mode="eval")
    except SyntaxError as error:
        return f"Python can't read the test: {error.msg}."
    if any(isinstance(node, ast.Name) for node in ast.walk(tree)):
        return ""
    return "the test looks at no data, and is always the same; write what decides, ja.pct > 50."


def _others(cell: NotebookNode) -> Iterator[Found]:
    """Yield every `.otherwise` that no `.when` decides: it would never be printed."""
    yield from _undecided(prose(cell.source), 0)


def _undecided(text: str, offset: int) -> Iterator[Found]:
    decides = False
    for span in spans(text):
        if span.has("otherwise") and not decides:
            yield (
                offset + span.start,
                'this `.otherwise` is never printed: before it stands [words]{.when test="…"}, in the same cell.',
            )
        if span.has("when") or span.has("otherwise"):
            decides = span.has("when") or (decides and bool(span.value("test")))
        yield from _undecided(span.text, offset + span.start + 1)


def _printed(cell: NotebookNode) -> Iterator[Found]:
    """Yield attributes that belong to nothing: a bracket is missing before them, or a space stands there."""
    text = prose(cell.source)
    behind_words = {start + 1 + len(span.text) + 1 for start, span in _all(text)}
    for found in re.finditer(r"(?<=[\w.,;:!?»])\{\.[a-zA-Z][^{}\n]*\}|(?<=\])[ \t]*\{\.[a-zA-Z][^{}\n]*\}", text):
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if found.start() not in behind_words and not place_of(line) and not _MEANT.search(found[0][1:]):
            what = f"`{found[0].strip()}` would be printed: it stands straight behind words in brackets."
            yield found.start() + found[0].index("{"), what


RULES = (_marks, _printed, _others)
