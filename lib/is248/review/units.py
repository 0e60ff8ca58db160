"""The sentences of a Word document, and the rows of its tables: without the tracked changes, and with them."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import panflute as pf

from is248.chapters.sentences import sentences
from is248.project import ProjectError
from is248.publish.reading.pandoc import run, to_doc
from is248.wording.signs import one_line

COMPUTED, NOTE = "Beregnet", "Note"  # the styles of what is locked in the text, and below a table
_KINDS = {"insertion": "added", "deletion": "removed"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST = 500_000_000  # bytes of a file when it is unpacked
_BLOCKS = pf.Para | pf.Plain | pf.Header | pf.CodeBlock | pf.LineItem


@dataclass(frozen=True)
class Comment:
    """A comment: who made it, what it says, and its id in the document."""

    id: str
    who: str
    text: str


@dataclass(frozen=True)
class _Piece:
    """A word, or a blank; or, with an `end`, where a paragraph, row or title ends."""

    text: str = ""
    changes: frozenset[str] = frozenset()
    who: tuple[str, ...] = ()
    computed: bool = False
    comments: tuple[Comment, ...] = ()
    end: str = ""


@dataclass(frozen=True)
class Unit:
    """A sentence: its text, computed values, who changed it, the comments on it, the book's page.

    A `row` is that of a table, or what stands below one. `place` is the author's sentence's, once it is known.
    """

    text: str
    values: list[str]
    who: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    page: int = 0
    row: bool = False
    place: str = ""


class Units:
    """A document's units as it was `before` the tracked changes, and `now`; what each comment's id stands `on`."""

    def __init__(self, path: Path):
        pieces = list(_Reader().inside(_read(path)))
        self.before, self.now = _units(pieces, "added"), _units(pieces, "removed")
        self.on: dict[str, str] = {}
        for piece in pieces:
            for comment in piece.comments:
                self.on[comment.id] = one_line(self.on.get(comment.id, "") + piece.text)


def _read(path: Path) -> pf.Doc:
    """Return a document with its tracked changes and comments; ProjectError if it is none that can be read."""
    if not path.is_file():
        raise ProjectError(f"There is no file {path}.")
    with path.open("rb") as file:
        if file.read(8) == _OLE:
            raise ProjectError(f"{path.name} has a password, or is an old .doc; save it in Word as .docx without one.")
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > _LARGEST:
                raise ProjectError(f"{path.name} is larger than any book when it is unpacked; it is not read.")
        return to_doc(
            run(["-f", "docx+styles", "--track-changes=all", "--quiet", "-t", "json", str(path.absolute())], "")
        )
    except (zipfile.BadZipFile, ProjectError) as error:
        if "larger" in str(error):
            raise
        raise ProjectError(f"{path.name} is no Word document (.docx), or it is broken; ask for it anew.") from None


class _Reader:
    """Goes through a document once, in order."""

    def __init__(self):
        self.open: dict[str, Comment] = {}

    def inside(self, element: pf.Element, state: _Piece = _Piece()) -> Iterator[_Piece]:  # noqa: B008 - it is frozen
        """Yield the pieces of what an element holds; a footnote's come where its mark stands."""
        parts = getattr(element, "content", None) or ()
        if isinstance(element, pf.Table):
            bodies = [row for body in parts for row in (*body.head, *body.content)]
            parts = [element.caption, *element.head.content, *bodies, *element.foot.content]
        elif isinstance(element, pf.DefinitionItem):
            parts = [pf.Plain(*element.term), *element.definitions]
        for part in parts:
            yield from self._of(part, state)

    def _of(self, element: pf.Element, state: _Piece) -> Iterator[_Piece]:
        if isinstance(element, pf.Span):
            yield from self._span(element, state)
        elif isinstance(element, pf.Str | pf.Code | pf.Math | pf.CodeBlock | pf.Space | pf.SoftBreak | pf.LineBreak):
            yield replace(state, text=getattr(element, "text", " "), comments=tuple(self.open.values()))
        elif isinstance(element, pf.Image):
            yield replace(state, text="[picture]", comments=tuple(self.open.values()))
        elif isinstance(element, pf.Note):
            note = (replace(piece, end="") for piece in self.inside(element, state))
            yield from [replace(state, text=" ("), *note, replace(state, text=")")]
        elif isinstance(element, pf.TableRow):
            cells = [[replace(piece, end="") for piece in self.inside(cell, state)] for cell in element.content]
            for cell in cells:
                yield from [*cell, replace(state, text=" | " if cell is not cells[-1] else "")]
            yield replace(state, end="row")
        elif isinstance(element, pf.Div) and element.attributes.get("custom-style") == NOTE:
            yield from (replace(piece, end=piece.end and "row") for piece in self.inside(element, state))
        else:
            yield from self.inside(element, state)
        if isinstance(element, _BLOCKS):
            marks = [span for span in getattr(element, "content", ()) if isinstance(span, pf.Span)]
            for kind in (kind for span in marks for name in span.classes if (kind := name.partition("paragraph-")[2])):
                state = replace(state, changes=state.changes | {_KINDS[kind]})
            title = isinstance(element, pf.Header) and element.level == 1
            yield replace(state, end="title" if title else "paragraph")

    def _span(self, span: pf.Span, state: _Piece) -> Iterator[_Piece]:
        who = one_line(
            f"{span.attributes.get('author', '?')}, {span.attributes.get('date', '')[:16].replace('T', ' ')}"
        )
        if "comment-start" in span.classes:
            id = span.attributes.get("id", span.identifier)
            self.open[id] = Comment(id, who, one_line(pf.stringify(span)))
            yield replace(state, comments=(self.open[id],))
        elif "comment-end" in span.classes:
            self.open.pop(span.attributes.get("id", span.identifier), None)
        elif not any(name.startswith("paragraph-") for name in span.classes):
            for kind in (_KINDS[name] for name in span.classes if name in _KINDS):
                state = replace(state, changes=state.changes | {kind}, who=(*state.who, who))
            locked = span.attributes.get("custom-style") == COMPUTED
            yield from self.inside(span, replace(state, computed=state.computed or locked))


def _units(pieces: Iterable[_Piece], hidden: str) -> list[Unit]:
    """Return the units of what was not added, or not removed; a heading of the first level begins a page."""
    found, held, page = [], [], 0
    for piece in pieces:
        if hidden in piece.changes:
            held += [_Piece(" ")] if piece.end else []  # two paragraphs are one
            continue
        held.append(piece)
        if piece.end:
            page += piece.end == "title"
            found += _of_paragraph(held, page)
            held = []
    return found


def _of_paragraph(pieces: list[_Piece], page: int) -> Iterator[Unit]:
    text, is_row, start = "".join(piece.text for piece in pieces), pieces[-1].end == "row", 0
    for sentence in [text] if is_row else sentences(text):
        end, at, inside = start + len(sentence), 0, []
        for piece in pieces:
            if start <= at < end or at == end == len(text):  # a piece is a word
                inside.append(piece)
            at += len(piece.text)
        start, values = end, [""]
        for piece in inside:
            if piece.computed:
                values[-1] += piece.text
            elif piece.text and values[-1]:
                values.append("")
        who = tuple(dict.fromkeys(one for piece in inside for one in piece.who))
        comments = tuple(dict.fromkeys(one for piece in inside for one in piece.comments))
        if one_line(sentence):
            yield Unit(one_line(sentence), [one_line(value) for value in values if value], who, comments, page, is_row)
