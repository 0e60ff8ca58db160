"""Mistakes in the pictures, written tables and headings of a text: cells that would be lost, attributes without effect.

`mistakes.py` tells them.
"""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from is248.chapters.mark_mistakes import CURLY, MARKS, place_of
from is248.chapters.markdown import QUOTED, Found, attributes, prose

_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_WHOLE = re.compile(r"\\.|</?[a-zA-Z][^>\n]*>|\$(?=\S)[^$\n]*\S\$")  # a | in these parts no cells
_REFERRED = re.compile(r"!\[(?![\^@])(?:[^\[\]]|\[[^\[\]]*\])*\](?=\[|\{#)")
_SPACED = re.compile(r"!\[(?:[^\[\]]|\[[^\[\]]*\])*\]\([^()\n]*\)[ \t]+(?=\{#)")
_TOKEN = re.compile(r"([#.]?)([\w:-]+)(=(?:" + QUOTED + r"|\S*))?")
_LABEL = {"table": "tbl-", "picture": "fig-", "heading": "sec-"}
_KNOWN = {"table": (), "picture": ("fig-alt", "alt", "width"), "heading": (".unnumbered", "-")}
_INSTEAD = {
    "tbl-colwidths": "the dashes of the line below the heads say how wide columns are, |----|--------|",
    "height": "a picture keeps its shape; say width=60%",
    "link": "write the link in a sentence, [words](https://…)",
    ".unlisted": "every heading is in the table of contents",
}


def _rows(cell: NotebookNode) -> Iterator[Found]:
    """Yield rows of written tables that have more cells than the table has columns: these would be lost."""
    lines, columns, start = prose(cell.source).splitlines(keepends=True), 0, 0
    for above, line in zip(["", *lines], lines, strict=False):
        text = line.strip()
        if not columns and "|" in text and "|" in above and _DELIMITER.fullmatch(text):
            columns = _count(text)
            if _count(above) != columns:
                yield start - len(above), f"the table has {_cells(above)} here, and the line below it {_cells(text)}."
        elif columns and "|" in text and _count(text) > columns:
            yield start, f"this row has {_cells(text)}, the table has {columns} columns; a | in the text is \\|."
        columns = columns if text else 0
        start += len(line)


def _grids(cell: NotebookNode) -> Iterator[Found]:
    """Yield rows of a table drawn with + and | that end elsewhere than the lines above: the cells would be others."""
    width, start = 0, 0
    for line in prose(cell.source).splitlines(keepends=True):
        text = line.rstrip()
        if not width and re.fullmatch(r"[ \t]*\+(?:[-=:]+\+)+", text):
            width = len(text)
        width = width if text.lstrip().startswith(("+", "|")) else 0
        if width and "`{python}" in cell.source[start : start + len(line)]:
            yield (
                start,
                "a value has another width than its expression; write the table as | A | B |, |---|---|.",
            )
            width = 0
        elif width and (len(text) != width or text[-1] not in "+|"):
            yield start, "this row of the table ends elsewhere than the line +---+ above; each | stands below a +."
            width = 0
        start += len(line)


def _count(row: str) -> int:
    row = _WHOLE.sub("", row.strip())
    return row.removeprefix("|").removesuffix("|").count("|") + 1


def _cells(row: str) -> str:
    return f"{_count(row)} cell{'s' * (_count(row) != 1)}"


def _attributes(cell: NotebookNode) -> Iterator[Found]:
    """Yield labels of another kind than what they stand behind, and attributes that would have no effect."""
    text = prose(cell.source)
    for start, written in attributes(cell.source):
        kind = place_of(text[text.rfind("\n", 0, start) + 1 : start])
        ends_line = not text[start + len(written) + 2 :].partition("\n")[0].strip()
        if kind not in _KNOWN or not ends_line or text[start - 1] == "]":
            continue
        tokens = _TOKEN.findall(written)
        if any(sign == "." and name in MARKS for sign, name, _ in tokens):
            continue  # mark_mistakes.py reads these
        if CURLY.search(re.sub(f"=(?:{QUOTED})", "", written)):
            yield start, f'`{{{written}}}` has curly quotation marks; write straight ones: fig-alt="What it shows."'
            continue
        for sign, name, value in tokens:
            known = f"{sign}{name}"
            if sign == "#" and name.startswith(tuple(_LABEL.values())) and not name.startswith(_LABEL[kind]):
                yield start, f"the label {name}: a {kind}'s label begins with {_LABEL[kind]}."
            elif sign != "#" and known not in _KNOWN[kind]:
                remedy = _INSTEAD.get(known, "take it away")
                yield start, f"`{known}{'=' if value else ''}` has no effect on a {kind}: {remedy}."


def _spaced(cell: NotebookNode) -> Iterator[Found]:
    """Yield pictures that a space parts from their label."""
    for found in _SPACED.finditer(prose(cell.source)):
        yield (
            found.start(),
            "no space stands between a picture and its braces: ![Caption.](../images/kart.png){#fig-kart}.",
        )


def _referred(cell: NotebookNode) -> Iterator[Found]:
    """Yield pictures whose file doesn't stand behind their caption."""
    for found in _REFERRED.finditer(prose(cell.source)):
        yield (
            found.start(),
            "a picture's file stands in parentheses behind its caption: ![Caption.](../images/kart.png){#fig-kart}.",
        )


RULES = (_rows, _grids, _attributes, _referred, _spaced)
