"""What colleagues did to a Word document that was sent to them: sentence by sentence, beside the authors' cells."""

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path
from xml.etree import ElementTree

from rapidfuzz import fuzz, process

from is248.project import ProjectError
from is248.review.sending import NAMESPACE
from is248.review.units import Comment, Unit, Units
from is248.wording.signs import one_line

_LEAST, _MOVED = 50, 80  # of a hundred: how alike two texts are at least, if one became the other; if it was moved
_UNTRACKED = "not tracked"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_review(path: Path) -> str:
    """Return as Markdown what was done to a document that `sending` made, by chapter and cell.

    Raises
    ------
    ProjectError
        If the file is none that can be read, or does not have the text in it that was sent.
    """
    units = Units(path)
    try:
        kept = _kept(path)
        sent = [Unit(one["text"], one["values"], place=one["place"]) for one in kept["units"]]
        of = ", ".join(filter(None, (f"edition {int(kept['year'])}", one_line(kept["version"]))))
    except (KeyError, TypeError, ValueError, ElementTree.ParseError):
        raise ProjectError(
            f"{path.name} is no document of `is248 review write`, or another program than Word and LibreOffice has "
            "dropped what was sent from it; ask for it as one of these saves it."
        ) from None
    compared = _Compared(sent, units, _comments(path))
    parts, chapter = [f"# {path.name}\n\n{of}: {compared.changes} changes, {compared.comments} comments"], ""
    for place, told in sorted(compared.told.items(), key=lambda item: not item[0]):
        source, _, cell = place.partition(", ")
        parts += [f"## {source or 'Not placed'}"] if source != chapter or not source else []
        parts += [f"### {cell}"] if cell else []
        parts.append("\n".join(told))
        chapter = source
    return "\n\n".join(parts) + "\n"


def _kept(path: Path) -> dict:
    """Return what `sending` put into the document; programs may have given the part another name."""
    with zipfile.ZipFile(path) as packed:
        for name in (name for name in packed.namelist() if name.startswith("customXml/item")):
            part = ElementTree.fromstring(packed.read(name))
            if part.tag == f"{{{NAMESPACE}}}sent":
                return json.loads(part.text)
    return {}


def _comments(path: Path) -> list[Comment]:
    """Return all comments of a document, also those that stand on no text."""
    with zipfile.ZipFile(path) as packed:
        if "word/comments.xml" not in packed.namelist():
            return []
        found = ElementTree.fromstring(packed.read("word/comments.xml")).iter(f"{_WORD}comment")
        return [
            Comment(
                one.get(f"{_WORD}id", ""), one_line(one.get(f"{_WORD}author", "?")), one_line("".join(one.itertext()))
            )
            for one in found
        ]


class _Compared:
    """The sentences that were sent beside those that came back: `told` has what differs, by place; "" is none."""

    def __init__(self, sent: list[Unit], units: Units, comments: list[Comment]):
        self.sent, self.units = sent, units
        self.told: dict[str, list[str]] = defaultdict(list)
        self.changes = self.comments = 0
        self.original, _ = _aligned(sent, units.before)
        self.after, self.moved = _aligned(sent, units.now)
        self.locks = any(unit.values for unit in units.now)
        self._sentences()
        self._all_comments(comments)

    def _sentences(self) -> None:
        """Tell what became of each sentence, and of new ones behind the one that stands before them."""
        where = {j: i for i, j in self.after.items()}
        new, last = defaultdict(list), -1
        for j in range(len(self.units.now)):
            last = where.get(j, last)
            if j not in where:
                new[last].append(j)
        for i in range(-1, len(self.sent)):
            if i >= 0:
                self._sentence(i, self.sent[i])
            for j in new[i]:
                unit = self.units.now[j]
                self._change(self._place(i), "Added", unit.who or (_UNTRACKED,), unit.text)
        if not self.locks and any(one.values for one in self.sent):
            self.told[""].append("- **The locks are gone**: a program has dropped them. Look at the numbers yourself.")

    def _place(self, i: int) -> str:
        return self.sent[i].place if i >= 0 else ""

    def _sentence(self, i: int, one: Unit) -> None:
        before = self.units.before[self.original[i]] if i in self.original else None
        now = self.units.now[self.after[i]] if i in self.after else None
        who = dict.fromkeys([*(now.who if now else ()), *(before.who if before else ())])
        if not who or before is None or before.text != one.text:
            who[_UNTRACKED] = None
        if now is None:
            self._change(one.place, "Removed", who, one.text)
            return
        if i in self.moved:
            j = self.after[i]
            behind = self.units.now[j - 1].text if j else "nothing"
            self._change(one.place, "Moved", who, one.text, f"now behind: {behind}")
        if now.text != one.text:
            self._change(one.place, "Changed", who, f"from: {one.text}", f"to: {now.text}")
        if self.locks and now.values != one.values:
            numbers = (", ".join(f"«{value}»" for value in unit.values) or "nothing" for unit in (one, now))
            what = "Computed words or numbers changed in spite of their locks"
            self._change(one.place, what, who, f"from: {next(numbers)}", f"to: {next(numbers)}")

    def _all_comments(self, comments: list[Comment]) -> None:
        """Tell the comments beside their sentences; those on what was removed, where it stood."""
        waiting, last = {comment.id: comment for comment in comments}, ""
        for units, pairs in ((self.units.now, self.after), (self.units.before, self.original)):
            where = {j: i for i, j in pairs.items()}
            for j, unit in enumerate(units):
                last = self._place(where[j]) if j in where else last
                for comment in (one for one in unit.comments if waiting.pop(one.id, None)):
                    self._comment(comment, last, unit.text)
        for comment in waiting.values():
            self._comment(comment, "", "")

    def _comment(self, comment: Comment, place: str, sentence: str) -> None:
        on = self.units.on.get(comment.id, "")
        lines = [f"on: {on}"] if on and on != sentence else []
        self._tell(place, "Comment", [comment.who], comment.text, *lines, *([f"in: {sentence}"] if sentence else []))
        self.comments += 1

    def _change(self, place: str, what: str, who: Iterable[str], *lines: str) -> None:
        self._tell(place, what, who, *lines)
        self.changes += 1

    def _tell(self, place: str, what: str, who: Iterable[str], *lines: str) -> None:
        text = "\n".join([f"- **{what}** ({'; '.join(who)})", *(f"  - {line}" for line in lines)])
        self.told[place].append(text.replace("<", r"\<"))  # somebody's words can be no HTML


def _aligned(sent: list[Unit], now: list[Unit]) -> tuple[dict[int, int], set[int]]:
    """Return which sentence is which: equal ones, alike ones between these, and alike ones that have moved."""
    one, other = [unit.text for unit in sent], [unit.text for unit in now]
    pairs = {}
    left = dict(enumerate(other))
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs |= dict(zip(range(i1, i2), range(j1, j2), strict=True))
        elif kind == "replace":
            pairs |= _alike(range(i1, i2), one, {j: other[j] for j in range(j1, j2)}, _LEAST)
    for j in pairs.values():
        left.pop(j, None)
    moved = _alike([i for i in range(len(one)) if i not in pairs], one, left, _MOVED)
    return pairs | moved, set(moved)


def _alike(places: Iterable[int], one: list[str], left: dict[int, str], least: int) -> dict[int, int]:
    """Return the most alike of the texts that are left for each of the places, each once."""
    pairs = {}
    for i in places:
        if found := process.extractOne(one[i], left, scorer=fuzz.ratio, score_cutoff=least):
            pairs[i] = found[2]
            del left[found[2]]
    return pairs
