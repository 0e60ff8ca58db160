"""Where the figures of a chapter stand in the PDF: between its paragraphs, near their place, so that pages are full."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

PAGE = 700.0  # points of a page that text can have
_SLACK = 1.0  # points that a whole block may come out higher than it is reckoned here
_FIRST_LINES = 24.0  # points that have to follow a heading on its page
_SPACE = 13.2  # points above and below a block of text; of others see report.typ
_ABOVE = {"heading1": 0.0, "heading2": 29.0, "heading3": 17.3, "figure": 16.8, "table": 16.8}
_BELOW = {"heading1": 26.4, "heading3": 9.0, "figure": 18.9, "table": 18.9}
_WHOLE = ("whole", "table")  # what has no break and stands behind a heading or a lead-in
_TWO_LINES = 24.0  # points of a paragraph that have to stand on a page, above and below its break
_EMPTY = 200.0  # what an empty page costs; half a page costs a quarter of it
_MOVED = 1.0  # what it costs to stand one block from its place,
_SECTION = 4.0  # behind the next heading,
_EARLIER = 4.0  # or before what leads to it;
_FAR = 30.0  # what nothing is moved for
_STUB = 20.0  # what it costs when a chapter's last page is all but empty,
_QUARTER = PAGE / 4  # with less than this


@dataclass(frozen=True)
class Piece:
    """A block of a chapter, with what stands above it and can't be parted from it.

    Attributes
    ----------
    kind : str
        `heading`, `text`, `lead` (of a list or box), `whole` (a box), `table` (one that can't break) or `figure`.
    text : str
        What it is in Typst.
    height : float
        In points.
    level : int
        Of a heading.
    """

    kind: str
    text: str
    height: float = 0.0
    level: int = 0


def arranged(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a chapter with its figures where pages come out full.

    Text and tables keep their order, and so do figures. A figure stands between two blocks, never above the heading
    of its section and never behind that of the chapter's summary; each block that it is moved by, each heading and
    the empty foot of a page have a price, and the cheapest order is taken.
    """
    still = [piece for piece in pieces if piece.kind != "figure"]
    figures = [(sum(p.kind != "figure" for p in pieces[:at]), piece) for at, piece in enumerate(pieces)]
    figures = [(at, piece) for at, piece in figures if piece.kind == "figure"]
    if not figures:
        return list(pieces)
    prices = [_prices(still, at) for at, _ in figures]
    # by how many blocks and figures stand, about how far down the page, and the space that belongs below the last one:
    # the price so far, how far down, and how it came about
    states: dict[tuple, tuple[float, float, tuple]] = {(0, 0, 0, 0.0): (0.0, 0.0, ())}
    for _ in pieces:
        following: dict[tuple, tuple[float, float, tuple]] = {}
        for (i, j, _, below), (price, y, way) in states.items():
            for piece, cost, where in _next(still, figures, prices, i, j):
                after = still[where[0]] if where[0] < len(still) else None
                low, empty = _set(piece, after, y, below)
                state = (*where, round(low), _below(piece) if piece.height else below)
                total = price + cost + empty
                if total < following.get(state, (inf,))[0]:
                    following[state] = (total, low, (way, piece))
        states = following or states
    _, _, way = min(states.values(), key=lambda found: found[0] + _STUB * (found[1] < _QUARTER))
    found = []
    while way:
        way, piece = way
        found.append(piece)
    return found[::-1]


def _next(still: list, figures: list, prices: list, i: int, j: int) -> Iterator[tuple[Piece, float, tuple[int, int]]]:
    """Yield what may come next, a block or a figure, with the price of its place."""
    if j < len(figures) and i in prices[j]:
        yield figures[j][1], prices[j][i], (i, j + 1)
    if i < len(still) and (j == len(figures) or any(at > i for at in prices[j])):
        yield still[i], 0.0, (i + 1, j)


def _prices(still: list[Piece], at: int) -> dict[int, float]:
    """Return the price of each place that a figure may stand in, by the number of blocks before it."""
    prices, price = {at: 0.0}, 0.0
    for place in range(at, len(still)):
        if "-oppsummering>" in still[place].text and still[place].kind == "heading":
            break
        price += _SECTION * (4 - still[place].level) if still[place].kind == "heading" else _MOVED
        if price > _FAR:
            break
        if still[place].kind not in ("heading", "lead"):
            prices[place + 1] = price
    price = 0.0
    for place in range(at - 1, 0, -1):
        if still[place].kind == "heading":
            break
        price += _EARLIER
        if still[place - 1].kind not in ("heading", "lead"):
            prices[place] = price
    return prices


def _set(piece: Piece, after: Piece | None, y: float, below: float) -> tuple[float, float]:
    """Return where a piece ends that stands below what ends at y, and the price of what is left empty above it."""
    if not piece.height:
        return y, 0.0
    top = y and y + max(below, _above(piece))  # at the top of a page is no space
    needed, room = piece.height, PAGE - top
    if after and piece.kind in ("heading", "lead"):
        needed += max(_below(piece), _above(after)) + (after.height if after.kind in _WHOLE else _FIRST_LINES)
    breaks = piece.kind == "text" and needed > 2 * _TWO_LINES and room > _TWO_LINES
    if breaks and needed > room:
        return (needed - room) % PAGE, 0.0
    if y == 0 or breaks or needed + _SLACK <= room:
        return min(top + piece.height, PAGE), 0.0
    return piece.height, _EMPTY * (max(PAGE - y, 0) / PAGE) ** 2


def _above(piece: Piece) -> float:
    return _ABOVE.get(_name(piece), _SPACE)


def _below(piece: Piece) -> float:
    return _BELOW.get(_name(piece), _SPACE)


def _name(piece: Piece) -> str:
    return f"{piece.kind}{piece.level or ''}"
