"""The prose of a chapter in pieces: blocks of a cell, sentences of a block, references of a sentence.

Put together again, the pieces are the text they were made of.
"""

import re
from dataclasses import dataclass

_HIDDEN = "\ue000"  # a private character, for all that no sentence ends in

# What is never broken: code and inline expressions, spans and links, quotations, parentheses.
_WHOLE = (
    re.compile(r"`[^`\n]+`(?:\{[^{}\n]*\})?"),
    re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\{[^{}\n]*\}|\([^()\s]*\))?"),
    re.compile(r"«[^»\n]*»"),
    re.compile(r"\([^()\n]*\)"),
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\ue000/])(?:bl\.a|f\.eks|m\.a\.o|d\.v\.s|dvs|jf|jfr|ca|nr|kap|pkt|pst|kl|dr|prof|evt|ev|inkl|ekskl|"
    r"maks|min|gj\.sn|fig|tab|red|mill|mrd|Meld|St|Prop|Innst|[A-ZÆØÅ])\.$"
)
_END = re.compile(r"[.!?][*_»”\"']*\s+(?=[\"“*_]*(?:[A-ZÆØÅ\d–-]|@[A-Z]|\ue000))")
_HEADING = re.compile(r"(#{1,6}) ")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+")
_QUOTED = re.compile(r"[ \t]*> ?")


@dataclass(frozen=True)
class Block:
    """A paragraph, an item of a list, a heading, a row of a table, a fence of a div, or a piece of code.

    Attributes
    ----------
    kind : str
        paragraph, item, heading, row, fence or code.
    start : str
        The mark that it begins with, `- ` say.
    body : str
        The text after it.
    after : str
        The line breaks behind it.
    level : int
        Of a heading.
    """

    kind: str
    start: str
    body: str
    after: str
    level: int = 0

    @property
    def text(self) -> str:
        """The block without the line breaks behind it."""
        return self.start + self.body


def blocks(text: str) -> list[Block]:
    """Return the blocks of a markdown text, in order."""
    found: list[tuple[str, str]] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        ticks = re.match(r"\s*(```+|~~~+)", line)
        if fence:
            found[-1] = ("code", found[-1][1] + line)
            fence = "" if ticks and ticks[1] == fence else fence
        elif ticks:
            fence = ticks[1]
            found.append(("code", line))
        else:
            _add(found, _kind(line), line)
    return [_block(kind, piece) for kind, piece in found]


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    marks = {"heading": _HEADING, "fence": re.compile(r":::"), "item": _ITEM, "row": re.compile(r"\s*\|")}
    return next((kind for kind, mark in marks.items() if mark.match(line)), "paragraph")


def _add(found: list[tuple[str, str]], kind: str, line: str) -> None:
    """Add a line to the block before if it goes on there, or as a block of its own."""
    if found:
        before, text = found[-1]
        goes_on = kind == "paragraph" and before in ("paragraph", "item") and not text.endswith("\n\n")
        if kind == "blank" or goes_on:
            found[-1] = (before, text + line)
            return
    found.append(("paragraph" if kind == "blank" else kind, line))


def _block(kind: str, piece: str) -> Block:
    text = piece.rstrip()
    mark = {"item": _ITEM, "paragraph": _QUOTED}.get(kind)
    start = mark.match(text) if mark else None
    start = start[0] if start else ""
    heading = _HEADING.match(text) if kind == "heading" else None
    return Block(kind, start, text[len(start) :], piece[len(text) :], len(heading[1]) if heading else 0)


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph, each with the space behind it.

    Inline expressions, spans, quotations and parentheses are never broken. An abbreviation such as «f.eks.», and the
    number of a day («1. januar»), don't end a sentence. Where it can't be told, there is no end.
    """
    hidden = _hidden(text)
    ends = [found.end() for found in _END.finditer(hidden) if _is_end(hidden, found)]
    places = [0, *(end for end in ends if end < len(text)), len(text)]
    return [text[start:end] for start, end in zip(places, places[1:], strict=False) if text[start:end]]


def _is_end(hidden: str, found: re.Match) -> bool:
    stop = hidden[: found.start() + 1]
    return not _ABBREVIATION.search(stop)


def _hidden(text: str) -> str:
    """Return the text with all that is never broken hidden; a full stop at its very end stays one."""
    for pattern in _WHOLE:
        text = pattern.sub(_hide, text)
    return text


def _hide(found: re.Match) -> str:
    whole = found.group()
    inner = re.sub(r"(?<=\])(?:\{[^{}]*\}|\([^()\s]*\))$", "", whole).rstrip("])").rstrip()
    whole_sentence = whole[0] in "[("  # a quotation may stand in the middle of a sentence
    ends = (whole_sentence and inner[-1:] in (".", "!", "?")) or whole.endswith(('."`', ".'`"))
    return _HIDDEN * (len(whole) - ends) + "." * ends


# --- references --------------------------------------------------------------------------------------

_REFERENCE = re.compile(r"@((?:[Tt]bl|[Ff]ig|[Ss]ec)-[\w-]*\w)")
_PARENTHESIS = re.compile(r"[ \u00a0]?\(((?:[^()`\[\]]|`[^`]*`)*)\)")
_BETWEEN = re.compile(r"(\s*[,;]\s+(?:og\s+)?|\s+(?:og|samt|eller)\s+)")


def without_references(sentence: str, gone: frozenset[str]) -> str:
    """Return a sentence with the references to missing labels taken out of its parentheses.

    `(@tbl-a, @tbl-b og @fig-c)` without `fig-c` is `(@tbl-a og @tbl-b)`; without all three there is no parenthesis.
    A parenthesis stays as it is if more than «se også» stands by the reference.
    """
    return _PARENTHESIS.sub(lambda found: _smaller(found, gone), sentence)


def _smaller(found: re.Match, gone: frozenset[str]) -> str:
    pieces = _BETWEEN.split(found[1])
    items, between = pieces[::2], pieces[1::2]
    kept = [place for place, item in enumerate(items) if not _leads_nowhere(item, gone)]
    if len(kept) == len(items):
        return found[0]
    if not kept:
        return ""
    last = between[-1] if len(kept) > 1 else ""
    texts = [items[place] for place in kept]
    text = texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + last + texts[-1]
    return found[0][: found[0].index("(") + 1] + text + ")"


def _leads_nowhere(item: str, gone: frozenset[str]) -> bool:
    labels = [label[0].lower() + label[1:] for label in _REFERENCE.findall(item)]
    words = _REFERENCE.sub("", item).strip()
    return (
        bool(labels) and set(labels) <= gone and re.fullmatch(r"(?:(?:se|jf\.|også|og|i|med)\s*)*", words) is not None
    )
