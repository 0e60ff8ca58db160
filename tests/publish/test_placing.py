"""Figures in the PDF stand where pages come out full, and nothing is split by them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from is248.publish.pdf.placing import PAGE, Piece, arranged

LINE = Piece("text", "a paragraph", 60)
FIGURE = Piece("figure", "a figure", 300)


def heading(level: int = 2, text: str = "") -> Piece:
    return Piece("heading", text, 40, level)


def test_a_figure_that_has_no_room_leaves_its_place_to_the_text_behind_it():
    start = [heading(1), *[LINE] * 7]
    text = [Piece("text", str(number), 60) for number in range(6)]
    placed = arranged([*start, FIGURE, *text])
    assert [piece for piece in placed if piece != FIGURE] == [*start, *text]
    assert 2 <= placed.index(FIGURE) - len(start) <= 4


def test_a_figure_stays_where_it_fits():
    chapter = [heading(1), LINE, FIGURE, LINE, heading(), LINE]
    assert arranged(chapter) == chapter


def test_a_figure_stands_neither_above_its_heading_nor_behind_that_of_the_summary():
    full = Piece("text", "nearly a page", PAGE - 150)
    summary = heading(2, "== Oppsummering\n<sec-vold-oppsummering>\n")
    chapter = [heading(1), full, heading(), LINE, FIGURE, summary, LINE, LINE]
    placed = arranged(chapter)
    assert placed.index(chapter[2]) < placed.index(FIGURE) < placed.index(summary)


def test_a_figure_moves_rather_than_leave_a_chapters_last_page_all_but_empty():
    last, full = Piece("text", "what leads to the figure", 30), Piece("whole", "most of a page", 480)
    figure, summary = Piece("figure", "a figure", 100), heading(2, "<sec-vold-oppsummering>")
    start = [heading(1), *[LINE] * 7]
    for box, before in ((80, [figure, last]), (300, [last, figure])):  # the high one has its own page, come what may
        end = [summary, full, Piece("whole", "a box", box)]
        assert arranged([*start, last, figure, *end]) == [*start, *before, *end]


def test_the_space_between_two_blocks_is_that_of_both():
    """Above a figure is more than above a paragraph, and what is empty has none."""
    text, behind = Piece("text", "text", 400), [Piece("text", str(number), 40) for number in range(8)]
    high, low = Piece("figure", "a figure", 285), Piece("figure", "a figure", 275)
    assert 2 <= arranged([text, high, *behind]).index(high) <= 8
    assert arranged([text, *[Piece("text", "")] * 5, low, *behind]).index(low) == 6


def test_a_list_stays_behind_what_leads_to_it():
    lead, items = Piece("lead", "It is known:", 20), Piece("text", "- this\n- that", 200)
    placed = arranged([heading(1), *[LINE] * 8, FIGURE, lead, items, LINE])
    assert placed[placed.index(lead) + 1] == items


kinds = st.sampled_from(["heading", "text", "lead", "table", "figure"])
blocks = st.tuples(kinds, st.integers(10, 650)).map(lambda block: (block[0], float(block[1])))


@settings(max_examples=30, deadline=None)
@given(st.lists(blocks, min_size=1, max_size=9))
def test_every_block_is_there_once_and_text_and_figures_keep_their_order(chapter):
    pieces = [Piece(kind, str(number), height, 2) for number, (kind, height) in enumerate(chapter)]
    placed = arranged(pieces)
    for figures in (True, False):
        one_kind = [piece for piece in placed if (piece.kind == "figure") == figures]
        assert one_kind == [piece for piece in pieces if (piece.kind == "figure") == figures]
