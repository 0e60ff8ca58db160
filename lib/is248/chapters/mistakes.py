"""Authors' mistakes that can be seen in a chapter's source: told before anything is executed, by cell and line.

One small rule for each kind. A rule yields where in the cell it found something, and what is wrong with what to do.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from nbformat import NotebookNode, from_dict

from is248.chapters import (
    code_mistakes,
    exhibit_mistakes,
    mark_mistakes,
    pasted_mistakes,
    python_mistakes,
    stray_mistakes,
)
from is248.chapters.inline import unresolvable
from is248.chapters.markdown import (
    FOOTNOTE,
    LABEL_RULE,
    QUOTED,
    Found,
    attributes,
    fences,
    is_label,
    prose,
    without_blocks,
    without_comments,
)
from is248.chapters.options import options

CONFLICT = (
    "a merge-conflict marker of git: two versions of the cell stand here. Keep one, and take away the lines "
    "<<<<<<<, ======= and >>>>>>>."
)
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_SHORTCODE = re.compile(r"\{\{[<%]\s*/?\s*([\w-]*)")
_HEADING = re.compile(r"^(#+)(?P<space>[ \t]*)(?P<text>[^\n]*)$", re.MULTILINE)
_NUMBERED = re.compile(r"\d+(?:\.\d+)+\.?[ \t]+(?=[^\W\d_])|\d{1,2}\.[ \t]+(?=[A-ZÆØÅ])")
_DIV = re.compile(r"^[ \t]*(:{3,})[ \t]*(.*?)[ \t]*:*$", re.MULTILINE)
_RULED = re.compile(r"(?:\A|(?<=\n\n))[ \t]*-{5,}\n(?=\S).*?\n[ \t]*-{5,}(?=\n\n|\n?\Z)", re.DOTALL)  # a table
_STARTS = {  # what Pandoc reads as more of the paragraph above, unless a line is empty between them
    "a list": re.compile(r"[ \t]{0,3}(?:[-*+]|1[.)])[ \t]+\S"),
    "a table": re.compile(r"[ \t]{0,3}\|.*\|[ \t]*$"),
    "a quotation": re.compile(r"[ \t]{0,3}>(?: |$)"),
    "a heading": re.compile(r"#{1,6}[ \t]+\S"),
}
_SHORTCODES = {
    "pagebreak": "the PDF breaks its pages itself; take it away",
    "include": "write the text here, or in a chapter of its own",
    "embed": "make the table or figure in a cell here",
    "video": "write a link to it",
    "meta": "write it as `{python} …`",
    "var": "write it as `{python} …`",
    "env": "write it as `{python} …`",
}


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a chapter, where, and what to do."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def place(cell: NotebookNode, number: int, line: int = 0) -> str:
    """Return where something is, as the author counts: cell and line from 1, or the line of a .qmd page."""
    first = cell.metadata.get("first_line")
    if first:
        return f"line {first + max(line, 1) - 1}"
    return f"cell {number}" + (f", line {line}" if line else "")


def in_chapter(notebook: NotebookNode) -> list[Mistake]:
    """Return the mistakes in a chapter as it is saved, in the order of its cells."""
    if not notebook.cells:
        return [Mistake("the notebook", "it is empty; a chapter begins with a text cell, # Title {#sec-…}.")]
    found = [
        (index, *one)
        for index, cell in enumerate(notebook.cells)
        for one in _known(cell.cell_type, cell.source, json.dumps(cell.metadata))
    ]
    found += [one for rule in _OF_CHAPTERS for one in rule(notebook)]
    told = []
    for index, start, what in sorted(set(found)):
        cell = notebook.cells[index]
        told.append(Mistake(place(cell, index + 1, cell.source.count("\n", 0, start) + 1), what))
    return told


@lru_cache(maxsize=8192)  # the preview reads chapters again in which one cell has changed
def _known(kind: str, source: str, metadata: str) -> tuple[Found, ...]:
    cell = from_dict({"cell_type": kind, "source": source, "metadata": json.loads(metadata)})
    return tuple(_in_cell(cell))


def _in_cell(cell: NotebookNode) -> Iterator[Found]:
    if conflict := _CONFLICT.search(cell.source):
        yield conflict.start(), CONFLICT
        return
    rules = {"markdown": _OF_TEXT, "code": _OF_CODE}.get(cell.cell_type, (_raw,))
    for rule in rules:
        yield from rule(cell)


def _raw(cell: NotebookNode) -> Iterator[Found]:
    if cell.source.strip():
        yield 0, f"a cell of the kind «{cell.cell_type}» isn't in the book; make it a text or code cell, or delete it."


# --- text ------------------------------------------------------------------------------------------


def _front_matter(cell: NotebookNode) -> Iterator[Found]:
    if re.match(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|$)", cell.source.lstrip()):
        yield 0, "the lines between --- and --- would not be printed: a title is # Title {#sec-…}; delete the rest."


def _code_blocks(cell: NotebookNode) -> Iterator[Found]:
    for fence in fences(cell.source):
        kind = re.match(r"\{([\w-]+)", fence.kind)
        if not fence.closed:
            yield fence.start, "the block of code that begins here has no end: a line of ``` of its own."
        elif kind and kind[1] == "python":
            yield fence.start, "code that is run stands in a code cell, or in a .qmd page between ```{python} and ```."
        elif kind:
            yield fence.start, f"```{{{kind[1]}}} isn't supported; the book runs Python alone. Paste the result in."


def _comments(cell: NotebookNode) -> Iterator[Found]:
    start = prose(cell.source).find("<!--")
    if start >= 0:
        yield start, "the comment that begins here has no end, -->."


def _shortcodes(cell: NotebookNode) -> Iterator[Found]:
    text = prose(cell.source) if cell.cell_type == "markdown" else code_mistakes.captions(cell)
    for found in _SHORTCODE.finditer(text):
        remedy = _SHORTCODES.get(found[1], "take it away, or write in words what it would show")
        yield found.start(), f"the shortcode {{{{< {found[1]} >}}}} isn't supported: {remedy}."


def _labels(cell: NotebookNode) -> Iterator[Found]:
    for start, written in attributes(cell.source):
        bare = re.sub(QUOTED, lambda found: " " * len(found[0]), written)
        for found in re.finditer(r"#([^\s}]*)", bare):
            label = found[1]
            if re.match(r"eq\b|eq[-_:]", label):
                yield start, f"{{#{label}}}: formulas have no numbers; take the label away, and say «formelen over»."
            elif not is_label(label):
                yield start, f"the label «{label}»: {LABEL_RULE}."
            elif found.start() > 0 and label.startswith(("tbl-", "fig-")):
                yield start, f"the label stands first: {{#{label} …}}."


def _headings(cell: NotebookNode) -> Iterator[Found]:
    for found in _HEADING.finditer(prose(cell.source)):
        text = re.sub(r"\{[^{}]*\}\s*$|#+\s*$", "", found["text"]).strip()
        if not text:
            yield found.start(), "the heading has no words."
        elif number := _NUMBERED.match(text):
            yield found.start(), f"the book numbers its headings; take {number[0].strip()} away."
        elif not found["space"] or len(found[1]) > 6:
            yield found.start(), "a heading is 1 to 6 # and a space; write \\# if the sign itself is meant."


def _starts(cell: NotebookNode) -> Iterator[Found]:
    """Yield what would be read as more of the paragraph above it."""
    above, listed, start = "", False, 0
    for line in prose(cell.source).splitlines(keepends=True):
        text = line.rstrip()
        kind = next((kind for kind, mark in _STARTS.items() if mark.match(text)), "")
        inside = kind and any(mark.match(above) for mark in (_STARTS[kind], _STARTS["a heading"]))
        apart = not above.strip() or above.lstrip().startswith((":::", "+")) or "+--" in above or inside
        if kind and not apart and not (kind == "a list" and listed):
            yield start, f"{kind} needs an empty line above it, or it goes on in the paragraph before."
        if text:  # a list goes on after an empty line in what is indented
            listed = kind == "a list" or (listed and (bool(above) or line[0] in " \t"))
        above, start = text, start + len(line)


def _underlined(cell: NotebookNode) -> Iterator[Found]:
    """Yield lines that a line of dashes makes a heading of."""
    text = _RULED.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), prose(cell.source))
    for found in re.finditer(r"^(?P<text>[^\n|+:>-][^\n|]*)\n(?:={2,}|-{2,})[ \t]*$", text, re.MULTILINE):
        yield (
            found.start(),
            "the line below makes a heading of this; a heading is ## and its words, a rule has an empty line above it.",
        )


def _indented(cell: NotebookNode) -> Iterator[Found]:
    """Yield lines that four spaces make code of: they go on with nothing above."""
    goes_on, blank, start = False, True, 0
    for line in prose(cell.source).splitlines(keepends=True):
        indented = re.match(r"(?: {4}|\t)", line)
        if line.strip() and not indented:
            goes_on = bool(re.match(r"[ \t]*(?:[-*+:~]|\(?(?:\d+|#|@\w*|[a-z]|[ivx]+)[.)][ \t]|\[\^)", line))
        elif line.strip() and blank and not goes_on:
            yield start, "four spaces at the start make code of this; take them away, or put it between lines of ```."
            goes_on = True
        blank, start = not line.strip(), start + len(line)


def _spaced_formulas(cell: NotebookNode) -> Iterator[Found]:
    for found in re.finditer(r"(?<![\w$])\$ [^$\n]*[\\^_=][^$\n]* ?\$(?![\w$])", prose(cell.source)):
        yield found.start(), f"`{found[0]}` is printed as it stands: a formula has no space inside its $."


def _inline(cell: NotebookNode) -> Iterator[Found]:
    yield from unresolvable(without_comments(without_blocks(cell.source)))


def _tagged_text(cell: NotebookNode) -> Iterator[Found]:
    if "parameters" in cell.metadata.get("tags", []):
        yield 0, "the tag `parameters` belongs to a code cell."


# --- the whole chapter -----------------------------------------------------------------------------


def _texts(notebook: NotebookNode) -> Iterator[tuple[int, str]]:
    """Yield the prose of every text cell with its index."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            yield index, prose(cell.source)


def _outline(notebook: NotebookNode) -> Iterator[tuple[int, int, str]]:
    """Yield headings that break the chapter's outline: one title, first, and no level left out."""
    above, inside, first = 0, [], next(_texts(notebook), (0, ""))
    titled = any(re.search(r"^#[ \t]", text, re.MULTILINE) for _, text in _texts(notebook))
    if titled and not re.match(r"\s*#[ \t]", first[1]):
        yield first[0], 0, "a chapter begins with its title, # Title {#sec-…}."
    for index, text in _texts(notebook):
        for found in re.finditer(f"{_HEADING.pattern}|{_DIV.pattern}", text, re.MULTILINE):
            if not found[1]:
                inside = [*inside, found[5]] if found[5] else inside[:-1]
                continue
            level = len(found[1])
            if not found["space"] or level > 6:
                continue
            if inside and "callout-" in inside[-1]:
                inside[-1] = "a title was here"
            elif inside:
                where = "a box below its title" if "title" in inside[-1] else f"::: {inside[-1]}"
                what = f"no heading stands in {where}"
                yield index, found.start(), f"{what}; write the words in **bold**."
            elif level == 1 and above:
                yield index, found.start(), "a chapter has one title (#); a section is ##."
            elif above and level > above + 1:
                yield index, found.start(), f"a level is left out: after {'#' * above} comes {'#' * (above + 1)}."
            else:
                above = level


def _divs(notebook: NotebookNode) -> Iterator[tuple[int, int, str]]:
    """Yield each `:::` that ends nothing, or has no end, and what can't stand between two."""
    opened: list[tuple[int, int]] = []
    for index, cell in enumerate(notebook.cells):
        if opened and cell.cell_type == "code" and str(options(cell).get("label", "")).startswith(("tbl-", "fig-")):
            yield index, 0, "the table or figure of a cell can't stand in a box; end the ::: above it."
        text = prose(cell.source) if cell.cell_type == "markdown" else ""
        for found in _DIV.finditer(text):
            if found[2]:
                opened.append((index, found.start()))
            elif opened:
                opened.pop()
            else:
                yield index, found.start(), "this ::: ends nothing; take it away."
    for index, start in opened:
        yield index, start, "the ::: that begins here has no end: a line of ::: of its own."


def _footnotes(notebook: NotebookNode) -> Iterator[tuple[int, int, str]]:
    """Yield footnotes without a text, texts without a mark, and names that stand twice."""
    marks: dict[str, tuple[int, int]] = {}
    texts: dict[str, tuple[int, int]] = {}
    for index, text in _texts(notebook):
        for found in FOOTNOTE.finditer(text):
            name, at = found[1], found.start()
            starts_line = text[:at].rpartition("\n")[2].strip() == ""
            if not name:
                continue
            if found[2] and starts_line:
                if name in texts:
                    yield index, at, f"the footnote [^{name}] has two texts; give one of them another name."
                texts[name] = (index, at)
            else:
                marks.setdefault(name, (index, at))
    for name in marks.keys() - texts.keys():
        yield *marks[name], f"the footnote [^{name}] leads nowhere; its text is a paragraph of its own, [^{name}]: …"
    for name in texts.keys() - marks.keys():
        yield *texts[name], f"no text has the mark [^{name}] of this footnote; write it there, or delete the footnote."


def _parameters(notebook: NotebookNode) -> Iterator[tuple[int, int, str]]:
    """Yield every cell tagged `parameters` but the first."""
    tagged = [i for i, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
    for index in tagged[1:]:
        yield index, 0, f"cell {tagged[0] + 1} has the tag `parameters` already; one cell has it."


def _labels_twice(notebook: NotebookNode) -> Iterator[tuple[int, int, str]]:
    """Yield labels that stand in the chapter already."""
    seen: dict[str, int] = {}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            found = [(0, label)] if (label := options(cell).get("label")) else []
        else:
            named = [(start, re.match(r"#([\w-]+)", text)) for start, text in attributes(cell.source)]
            found = [(start, label[1]) for start, label in named if label]
        for start, label in found:
            if label in seen:
                yield index, start, f"the label {label} stands in cell {seen[label]} already; every label is used once."
            seen.setdefault(label, index + 1)


Rule = Callable[[NotebookNode], Iterator[Found]]
_OF_TEXT: tuple[Rule, ...] = (
    *(_front_matter, _code_blocks, _comments, _shortcodes, _labels, _headings, _starts),
    *(_underlined, _indented, _spaced_formulas, _inline, _tagged_text),
    *(*mark_mistakes.RULES, *exhibit_mistakes.RULES, *stray_mistakes.RULES, *pasted_mistakes.RULES),
)
_OF_CODE: tuple[Rule, ...] = (*code_mistakes.RULES, _shortcodes)
_OF_CHAPTERS = (
    _outline,
    _divs,
    _footnotes,
    _parameters,
    _labels_twice,
    pasted_mistakes.dead_brackets,
    python_mistakes.unreadable,
)
