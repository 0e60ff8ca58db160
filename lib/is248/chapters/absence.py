"""What a year's book can't have goes from its executed chapters: the same notebooks make the books of all years.

The engine has seen what is absent where it happened: a table or figure, an inline value, a condition (`data/absence.py`
says what that is). Here an absent table or figure goes with its caption, a sentence with an absent value goes, and so
does a reference to what went; then paragraphs, lists, sections and chapters with nothing left. What no rule can know,
the author has marked: `[…]{.follows}` goes with the sentence before it, and `.only` belongs to some editions.
"""

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise, takewhile
from pathlib import Path

from nbformat import NotebookNode

from is248.chapters import since
from is248.chapters.conditions import LABEL_ALONE, decided, in_years, spans
from is248.chapters.engine import NOTED, absent_reason
from is248.chapters.inline import INLINE
from is248.chapters.options import options
from is248.chapters.sentences import Block, blocks, sentences, without_references
from is248.data.absence import MIME as ABSENT
from is248.steps import Memory

_REFERENCE = re.compile(r"(?<![\w.])@((?:[Tt]bl|[Ff]ig|[Ss]ec)-[\w-]*\w)")
_LABEL = re.compile(r"\{#((?:tbl|fig|sec)-[\w-]+)")
_CELL_LABEL = re.compile(r"^#\|\s*label:\s*((?:tbl|fig)-\S+)", re.MULTILINE)
_ONLY = re.compile(r"\.only years=\"([^\"]*)\"")
_LEADS_IN = re.compile(r":(?:\]\{[^{}\n]*\})?\s*\Z")  # also of a span: «[… er ikke de samme:]{.reading years="2024"}»
_SHOWS = re.compile(r"@(?:Tbl|Fig)-")  # «@Fig-x viser …»
# Says nothing of what was answered: a year, or the words of an answer that is not the highest or lowest of several.
_TRIVIAL = re.compile(
    r"(?:survey\.)?year(?:_before)?(?: - \d+)?|(?!.*(?:highest|lowest)\().*\.(?:label|spoken|quoted)(?:\(\"\w+\"\))?"
)
_BEGINS = re.compile(r"[\s\[*_(«\"]*`\{python\} (\d+)`")
_CAPTION = re.compile(r"^#\|\s*(?:tbl|fig)-cap:(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class LeftOut:
    """What a chapter lacks in a year.

    Attributes
    ----------
    labels : tuple of str
        Of the tables, figures and sections.
    sentences : tuple of str
        As the author wrote them.
    why : tuple of str
        The reasons.
    chapter : bool
        Whether the whole chapter is left out.
    """

    labels: tuple[str, ...]
    sentences: tuple[str, ...]
    why: tuple[str, ...]
    chapter: bool = False

    def told(self, path: Path, year: int) -> str:
        """Return it in one line, for the console."""
        kinds = {"tbl": "table", "fig": "figure", "sec": "section"}
        counts = [(sum(label.startswith(f"{kind}-") for label in self.labels), word) for kind, word in kinds.items()]
        counts.append((len(self.sentences), "sentence"))
        what = ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n)
        name = re.match(r"\d+|.*", path.stem)[0]
        reasons = "; ".join(self.why) or "what they refer to is not in the book"
        return f"{name}: left out {'the chapter' if self.chapter else what}: {reasons}"


@dataclass
class _Piece:
    """A block of prose or a code cell: as it was, and as it is.

    `values`: the inline results of its cell. `showed` and `data`: whether it showed data, and does now. `hurt`: whether
    data went from it; `leads`: whether it leads in what stands below; `out`: the sentences that went.
    """

    cell: int
    kind: str
    was: str
    now: str
    after: str = ""
    level: int = 0
    showed: bool = False
    data: bool = False
    hurt: bool = False
    leads: bool = False
    out: list[str] = field(default_factory=list)

    @property
    def gone(self) -> bool:
        """Whether nothing is left of what a reader saw of it."""
        return (self.showed and not self.data) if self.kind == "code" else not self.now.strip()

    def leave_out(self) -> None:
        """Leave all of it out."""
        self.out += [self.now] if self.now.strip() and self.kind not in ("heading", "fence") else []
        self.now, self.data = "", False


class _Cell:
    """A cell with its conditions decided, and its inline expressions numbered: `` `{python} 17` ``."""

    def __init__(self, cell: NotebookNode, year: int):
        held = cell.metadata.get("conditions", {})
        values = cell.metadata.get("user_expressions", [])
        self.results = [(value["expression"], value["result"]) for value in values]
        self.noted = [{kind: value[kind] for kind in NOTED if kind in value} for value in values]
        self.year = year
        numbers = iter(range(len(self.results)))
        source = INLINE.sub(lambda _: f"`{{python}} {next(numbers)}`", cell.source) if self.results else cell.source
        if cell.cell_type == "markdown":
            source = decided(source, year, held.get, self._absent)
        self.source = source
        self.since: dict[int, int] = {}  # the values that are printed with the year that they are since

    def _absent(self, test: str) -> str:
        self.noted.append({})
        self.results.append((test, {"status": "absent", "data": {}, "reason": f"the condition {test}"}))
        return f"`{{python}} {len(self.results) - 1}`"

    def in_text(self, text: str) -> list[int]:
        """Return the numbers of the expressions in a part of the cell."""
        return [int(number) for number in INLINE.findall(text)] if self.results else []

    def reasons(self, text: str) -> list[str]:
        """Return why expressions in a part of the cell have no value."""
        return [reason for n in self.in_text(text) if (reason := absent_reason(self.results[n][1]))]

    def has_data(self, text: str) -> bool:
        """Tell whether a part of the cell prints something of what was asked."""
        return any(not _TRIVIAL.fullmatch(self.results[n][0]) for n in self.in_text(text))

    def as_written(self, text: str) -> str:
        """Return a part of the cell with its expressions."""
        if not self.results:
            return text
        return INLINE.sub(lambda found: f"`{{python}} {self.results[int(found[1])][0]}`", text)

    def user_expressions(self, text: str) -> list[NotebookNode]:
        """Return the results that are left, in order; one that begins a sentence begins with a capital letter."""
        begun = map(_BEGINS.match, [*_all_sentences(text), *_CAPTION.findall(text)])
        capitals = {int(found[1]) for found in begun if found}
        return [
            NotebookNode(
                {"expression": expression, "result": _capital(result) if n in capitals else result} | self.noted[n]
            )
            for n in self.in_text(text)
            for expression, result in [(self.results[n][0], self._dated(n))]
        ]

    def _dated(self, n: int) -> dict:
        result = self.results[n][1]
        return {**result, "data": since.with_year(result["data"], self.since[n])} if n in self.since else result


def _all_sentences(text: str) -> Iterator[str]:
    for block in blocks(text):
        yield from sentences(block.body) if block.kind in ("paragraph", "item") else [block.body]


def _capital(result: dict) -> dict:
    """Return an inline result with a capital first letter, also where that stands behind a quotation mark."""

    def raised(text: str) -> str:
        return re.sub(r"\A['\"«]*\w", lambda beginning: beginning[0].upper(), text)

    return NotebookNode({**result, "data": {kind: raised(text) for kind, text in result["data"].items()}})


def _references(text: str) -> set[str]:
    return {label[0].lower() + label[1:] for label in _REFERENCE.findall(text)}


def _labels(text: str) -> list[str]:
    return _LABEL.findall(text) + _CELL_LABEL.findall(text)


class _Chapter:
    """An executed chapter in pieces, each as this year has it."""

    def __init__(self, notebook: NotebookNode, year: int, gone: frozenset[str]):
        self.notebook, self.year, self.gone = notebook, year, gone
        self.cells = [_Cell(cell, year) for cell in notebook.cells]
        self.why: list[str] = []
        self.pieces = list(self._read())
        _leave_out_sections(self.pieces, year)
        _without_lead_ins(self.pieces, self.cells)
        _without_remnants(self.pieces)
        _without_empty_sections(self.pieces)
        self._date_changes()

    def _date_changes(self) -> None:
        """See to it that every change is told with the year that it is since, in its sentence or one before."""
        begun = [place for place, piece in enumerate(self.pieces) if piece.kind == "heading"]
        for first, last in pairwise([0, *begun, len(self.pieces)]):
            told = [
                (INLINE.sub("", sentence), {(piece.cell, n): own.results[n][1]["data"] for n in own.in_text(sentence)})
                for piece, own in ((piece, self.cells[piece.cell]) for piece in self.pieces[first:last])
                for sentence in (sentences(piece.now) if piece.kind in ("paragraph", "item") else ())
            ]
            for (cell, n), year in since.untold(told):
                self.cells[cell].since[n] = year

    def _read(self) -> Iterator[_Piece]:
        for number, (cell, own) in enumerate(zip(self.notebook.cells, self.cells, strict=True)):
            if cell.cell_type == "code":
                yield self._code(number, cell, own)
            elif cell.cell_type == "markdown":
                for block in blocks(own.source):
                    yield self._prose(number, block, own)

    def _code(self, number: int, cell: NotebookNode, own: _Cell) -> _Piece:
        outputs = [output.get("data", {}) for output in cell.outputs]
        reasons = [data[ABSENT]["reason"] for data in outputs if ABSENT in data] + own.reasons(own.source)
        shown = any(data for data in outputs)
        only = str(options(cell).get("only", ""))
        kept = not reasons and (not only or in_years(only, self.year))
        self.why += reasons
        return _Piece(
            number, "code", own.source, own.source if kept or not shown else "", showed=shown, data=shown and kept
        )

    def _prose(self, number: int, block: Block, own: _Cell) -> _Piece:
        piece = _Piece(number, block.kind, block.text, block.text, block.after, block.level)
        kept, went = [], False
        for sentence in sentences(block.body) if block.kind in ("paragraph", "item") else [block.body]:
            span = next(iter(spans(sentence.strip())), None)
            follows = span is not None and span.start == 0 and span.has("follows")
            left = "" if follows and went else self._sentence(sentence, own)
            if follows and left:
                left = sentence.replace(f"[{span.text}]{{{span.attributes}}}", span.text)
            went = not left.strip()
            piece.out += [own.as_written(sentence)] if went else []
            shown = any(not label.startswith("sec-") for label in _references(sentence))
            piece.hurt |= went and (own.has_data(sentence) or shown)
            piece.data |= not went and (own.has_data(left) or bool(_SHOWS.match(left.strip())))
            kept.append(left)
        if "".join(kept) != block.body:
            text = LABEL_ALONE.sub("", "".join(kept).rstrip())
            piece.now = block.start + text if text else ""
        return piece

    def _sentence(self, sentence: str, own: _Cell) -> str:
        """Return a sentence as this year has it; empty if it goes."""
        reasons = own.reasons(sentence)
        self.why += reasons
        if reasons:
            return ""
        if not _references(sentence) & self.gone:
            return sentence
        left = without_references(sentence, self.gone)
        return left if not _references(left) & self.gone and (_references(left) or own.has_data(left)) else ""

    @property
    def gone_labels(self) -> frozenset[str]:
        """The labels that went from it."""
        return frozenset(
            label for piece in self.pieces for label in _labels(piece.was) if label not in _labels(piece.now)
        )

    def finished(self) -> NotebookNode:
        """Return the notebook with the pieces as they are now; cells that went stay as empty ones."""
        done = copy.deepcopy(self.notebook)
        for number, (cell, own) in enumerate(zip(done.cells, self.cells, strict=True)):
            pieces = [piece for piece in self.pieces if piece.cell == number]
            if cell.cell_type not in ("code", "markdown"):
                continue
            text = "".join(piece.now + piece.after for piece in pieces if piece.now).rstrip()
            if own.results:
                cell.metadata["user_expressions"] = own.user_expressions(text)
            cell.source = own.as_written(text)
            if cell.cell_type == "code" and not text:
                cell.outputs = []
        done.metadata["left_out"] = sorted(self.gone_labels)  # for the publisher
        return done

    @property
    def left_out(self) -> LeftOut | None:
        """What it lacks; None if that is nothing."""
        lost = tuple(sentence.strip() for piece in self.pieces if piece.kind != "code" for sentence in piece.out)
        if not lost and not self.gone_labels:
            return None
        showed, data = (any(piece.showed for piece in self.pieces), any(piece.data for piece in self.pieces))
        whole = (showed and not data) or not any(piece.now.strip() for piece in self.pieces)
        return LeftOut(tuple(sorted(self.gone_labels)), lost, tuple(dict.fromkeys(self.why)), whole)


def _section(pieces: list[_Piece], place: int) -> list[_Piece]:
    """Return the pieces below a heading, with its subsections."""
    level = pieces[place].level
    return list(takewhile(lambda one: one.kind != "heading" or one.level > level, pieces[place + 1 :]))


def _leave_out_sections(pieces: list[_Piece], year: int) -> None:
    """Leave out the sections of other editions: their heading says `.only years="2023"`."""
    for place, piece in enumerate(pieces):
        only = _ONLY.search(piece.was) if piece.kind == "heading" else None
        if only and not in_years(only[1], year):
            for one in [piece, *_section(pieces, place)]:
                one.leave_out()
        elif only:
            piece.now = re.sub(r"\s*" + _ONLY.pattern, "", piece.now)


def _without_lead_ins(pieces: list[_Piece], cells: list[_Cell]) -> None:
    """Leave out the sentence that leads in («… handler om:») what is no longer there, and keep the one that does."""
    for place, piece in enumerate(pieces):
        if piece.kind not in ("paragraph", "item") or not _LEADS_IN.search(piece.now):
            continue
        after = [one for one in pieces[place + 1 :] if one.kind != "code" or one.showed]
        led = after[:1]
        if led and led[0].kind == "item":
            led = list(takewhile(lambda one: one.kind == "item", after))
        if not led or led[0].kind not in ("item", "code"):
            continue
        if all(one.gone for one in led):
            *others, last = sentences(piece.now)
            piece.now = "".join(others).rstrip()
            piece.out.append(last)
            piece.hurt, piece.data = True, cells[piece.cell].has_data(piece.now)
        else:
            piece.leads = True


def _without_remnants(pieces: list[_Piece]) -> None:
    """Leave out a paragraph that lost its data and has only words left, and divs with nothing in them."""
    thought = False  # what the authors think is words from the start, and stays
    for piece in pieces:
        if piece.kind == "fence":
            thought = ".interpretation" in piece.was
        elif not thought and piece.kind in ("paragraph", "item") and piece.hurt and not (piece.data or piece.leads):
            piece.leave_out()
    for place, piece in enumerate(pieces[:-1]):
        closing = next((i for i, one in enumerate(pieces) if i > place and one.kind == "fence"), None)
        if piece.kind == "fence" and piece.was.strip(" :") and closing and closing > place + 1:
            inside = pieces[place + 1 : closing]
            if all(one.gone for one in inside if one.was):
                piece.now = pieces[closing].now = ""


def _without_empty_sections(pieces: list[_Piece]) -> None:
    """Leave out sections that lost something and have no data left, with their headings; the deepest first."""
    headings = [(one.level, place) for place, one in enumerate(pieces) if one.kind == "heading" and one.level > 1]
    for _, place in sorted(headings, reverse=True):
        section = _section(pieces, place)
        prose = [piece for piece in section if piece.kind != "code"]
        lost = any(piece.out or (piece.kind == "code" and piece.gone) for piece in section)
        hurt = any(piece.hurt or (piece.kind == "code" and piece.gone) for piece in section)
        nothing = hurt or (lost and not any(piece.now.strip() for piece in prose))
        if nothing and not any(piece.data for piece in section):
            for piece in [pieces[place], *prose]:
                piece.leave_out()


def of_year(
    chapters: Mapping[Path, NotebookNode], year: int, memory: Memory | None = None
) -> tuple[dict[Path, NotebookNode], dict[Path, LeftOut]]:
    """Return a year's executed chapters as its book has them, and what they lack.

    Parameters
    ----------
    chapters : mapping of Path to NotebookNode
        All pages of the book, as executed; they are not changed.
    year : int
        The edition's.
    memory : Memory, optional
        What is known of chapters that have not changed.

    Returns
    -------
    dict of Path to NotebookNode
        Without the chapters that have nothing left but their title and words without data.
    dict of Path to LeftOut
        For the chapters that lack something.
    """
    memory, gone = memory or Memory(), frozenset()
    while True:  # a table that goes takes sentences along, and these perhaps a section that others refer to
        read = {
            path: memory.made(("year", path, gone), (notebook, year), partial(_Chapter, notebook, year, gone))
            for path, notebook in chapters.items()
        }
        left_out = {path: lacks for path, one in read.items() if (lacks := one.left_out)}
        more = gone.union(*(one.gone_labels for one in read.values()))
        more = more.union(*(_all_labels(chapters[path]) for path, lacks in left_out.items() if lacks.chapter))
        if more == gone:
            break
        gone = more
    whole = {path: one for path, one in read.items() if not (path in left_out and left_out[path].chapter)}
    kept = {path: memory.made(("finished", path), (one,), one.finished) for path, one in whole.items()}
    return kept, left_out


def _all_labels(notebook: NotebookNode) -> Iterable[str]:
    return [label for cell in notebook.cells for label in _labels(cell.source)]
