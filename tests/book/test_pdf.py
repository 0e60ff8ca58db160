"""The PDF book: tagged (PDF/UA-1), with bookmarks, and with the same text as the HTML book, in the same order."""

import re
import unicodedata

import pytest

from is248.publish.pdf.behind import TITLE as BEHIND
from is248.publish.reading.staging import SYNTHETIC_NOTICE
from pdf_text import page_texts

TITLE_PAGES = 2  # and the colophon behind it


def squashed(text: str) -> str:
    """Return a text without white space and hyphens: lines break differently in a PDF, within words too.

    A raised ² is read from the PDF as 2.
    """
    return re.sub(r"[\s\u00ad-]+", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module")
def running(pages) -> set[str]:
    """The chapters' titles as they stand at the top of the pages."""
    return {squashed(page.soup.h1.get_text()) for page in pages} | {squashed(BEHIND)}


@pytest.fixture(scope="module")
def body(pdf, dist, edition, running) -> list[str]:
    """The text of every page without running heads and page numbers, squashed."""
    found, openings = [], _openings(pdf)
    for number, printed in enumerate(page_texts(dist / f"{edition.pdf_name}.pdf"), 1):
        text = squashed(printed)
        foot = squashed(SYNTHETIC_NOTICE if edition.synthetic else edition.title) + str(number)
        if number > TITLE_PAGES:
            assert text.endswith(foot), f"page {number} has no page number"
            text = text.removesuffix(foot)
        head = next((title for title in running if text.startswith(title)), "")
        found.append(text.removeprefix(head) if number - 1 not in openings else text)
    return found


def _openings(pdf) -> set[int]:
    return {pdf.get_destination_page_number(item) for item in pdf.outline if not isinstance(item, list)}


@pytest.fixture(scope="module")
def text(pdf, body) -> str:
    """The book's text from its first chapter on, without contents, lists and the numbers behind the figures."""
    return "".join(body[min(_openings(pdf)) : max(_openings(pdf))])


def structure(element) -> list:
    """Return all elements of the structure tree, in reading order."""
    found = []
    waiting = [element.get_object()]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            continue
        found.append(node)
        children = node.get("/K", [])
        children = children.get_object() if hasattr(children, "get_object") else children
        children = children if isinstance(children, list) else [children]
        waiting += [child.get_object() for child in reversed(children) if not isinstance(child, int)]
    return [node for node in found if "/S" in node]


@pytest.fixture(scope="module")
def tags(pdf) -> list:
    return structure(pdf.trailer["/Root"]["/StructTreeRoot"])


# --- what a reader's program is told ------------------------------------------------------------


def test_the_pdf_is_a_book_of_more_than_200_a4_pages(pdf):
    assert len(pdf.pages) > 200
    assert {(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in pdf.pages} == {(595, 842)}


def test_the_pdf_is_tagged_in_norwegian_and_shows_its_title(pdf, edition):
    catalog = pdf.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert re.fullmatch("nb(-NO)?", catalog["/Lang"])
    assert pdf.metadata.title == edition.title
    assert pdf.metadata.author == edition.author
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_pdf_declares_pdf_ua_1(pdf):
    metadata = pdf.trailer["/Root"]["/Metadata"].get_object().get_data().decode("utf-8")
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_the_pdf_carries_the_date_of_publication_and_not_of_the_build(pdf, edition):
    assert pdf.metadata.creation_date.date() == edition.date


def test_all_fonts_are_embedded(pdf):
    for page in pdf.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            described = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described["/FontDescriptor"])


def test_bookmarks_are_the_chapters_with_their_sections(pdf, pages):
    def titles(items):
        return [(squashed(item.title), pdf.get_destination_page_number(item)) for item in items]

    chapters = [item for item in pdf.outline if not isinstance(item, list)]
    wanted = [squashed(page.soup.h1.get_text()) for page in pages]
    assert [title for title, _ in titles(chapters)] == [*wanted, squashed(BEHIND)]
    parts = [part for part in pdf.outline if isinstance(part, list)][:-1]  # the last one is that of the numbers
    sections = [item for part in parts for item in part if not isinstance(item, list)]
    headings = [heading for page in pages for heading in page.main.find_all("h2")]
    assert [title for title, _ in titles(sections)] == [
        squashed(heading.get_text()).removesuffix("#") for heading in headings
    ]
    at = [number for _, number in titles(chapters)]
    assert at == sorted(set(at)), "every chapter opens on a page of its own"


def test_every_figure_has_the_text_alternative_of_the_html_book(tags, pages):
    given = [squashed(str(tag["/Alt"])) for tag in tags if tag["/S"] == "/Figure" and "/Alt" in tag]
    drawn = [drawing for page in pages for drawing in page.main.select("[role=img], img")]
    shown = [squashed(drawing.get("aria-label") or drawing["alt"]) for drawing in drawn]
    assert len(given) > 100 and given == shown
    assert all("/Alt" in tag for tag in tags if tag["/S"] == "/Figure")


def test_every_table_is_tagged_with_headers_and_as_many_rows_as_in_the_html_book(tags, pages):
    shown = [table for page in pages for table in page.main.select("table") if in_both(table)]
    tables = [tag for tag in tags if tag["/S"] == "/Table"][: len(shown)]
    assert len(tables) == len(shown)
    for tag, table in zip(tables, shown, strict=True):
        inside = structure(tag)
        kinds = [node["/S"] for node in inside]
        assert kinds.count("/TR") == len(table.find_all("tr"))
        assert kinds.count("/TH") >= len(table.thead.find_all("th"))


def test_headings_are_tagged_at_their_levels(tags, pages):
    kinds = [tag["/S"] for tag in tags]
    assert kinds.count("/H1") >= len(pages)
    assert kinds.count("/H2") > len([heading for page in pages for heading in page.main.find_all("h2")])


# --- what is written ----------------------------------------------------------------------------


def test_the_title_page_says_what_and_when(body, edition):
    for words in (edition.title, edition.subtitle, edition.author, edition.published):
        assert squashed(words) in body[0]


def test_contents_and_lists_name_every_chapter_figure_and_table(pdf, body, pages):
    lists = "".join(body[TITLE_PAGES : min(_openings(pdf))])
    for page in pages:
        assert squashed(page.soup.h1.get_text()) in lists
        for figure in page.main.select("figure.exhibit"):
            number = figure.select_one(".exhibit-number").get_text()
            assert squashed(number).removesuffix(".") in lists
            caption = figure.select_one("caption, figcaption").get_text().replace(number, "", 1)
            assert squashed(caption) in lists


def in_both(element) -> bool:
    """Whether an element of the HTML book is one of the PDF too, where it stands.

    A figure's numbers are at the end of the PDF; what a reader unfolds or takes home, and the text that the author
    keeps for the browser, are not in it.
    """
    return not element.find_parent(class_=["figure-numbers", "exhibit-tools", "only-html"])


def printed(element) -> str:
    """Return the text of an element without what the author keeps for the browser."""
    return "".join(text for text in element.find_all(string=True) if not text.find_parent(class_="only-html"))


def floating(element) -> bool:
    """Whether an element of the HTML book belongs to a figure, which the PDF moves to where it has room."""
    note = element.find_parent(class_="exhibit-note")
    exhibit = element.find_parent("figure", class_="figure") if note is None else note.find_previous_sibling()
    return exhibit is not None and "figure" in exhibit.get("class", [])


@pytest.mark.parametrize("kind", ["table", "figure"])
def test_captions_stand_in_the_order_and_with_the_numbers_of_the_html_book(text, pages, labels_of_code, kind):
    at, found_labels = 0, []
    for page in pages:
        for figure in page.main.select(f"figure.exhibit.{kind}"):
            caption = squashed(figure.select_one("caption, figcaption").get_text())
            found = text.find(caption, at)
            assert found >= 0, f"{caption} is not in the PDF after the one before it"
            at = found + 1
            found_labels.append(figure["id"])
    wanted = [label for label in labels_of_code if label.startswith({"table": "tbl-", "figure": "fig-"}[kind])]
    assert [label for label in found_labels if label in set(wanted)] == wanted


@pytest.fixture(scope="module")
def still(text, pages) -> str:
    """The book's text without what floats: the figures' captions and notes, which stand between a page's lines."""
    for page in pages:
        for figure in page.main.select("figure.exhibit.figure"):
            note = figure.find_next_sibling()
            below = note.find_all("p", recursive=False) if "exhibit-note" in note.get("class", []) else []
            floats = squashed("".join(element.get_text() for element in (figure.figcaption, *below)))
            assert floats in text, "a figure's note follows its caption"
            text = text.replace(floats, "", 1)
    return re.sub(rf"Tallene:(tabell\d+(\.\d+)?|{squashed(BEHIND)}),side\d+\.", "", text)


def test_all_text_and_every_row_of_every_table_stands_in_the_pdf_in_reading_order(still, pages):
    """Prose, headings, tables and their notes, one after the other, as a screen reader meets them."""
    at, lost = 0, []
    for page in pages:
        for element in page.main.find_all(["h1", "h2", "h3", "p", "caption", "tr"]):
            if (
                element.find_parent(class_=["title-block", "page-turn", "site-footer"])
                or floating(element)
                or not in_both(element)
            ):
                continue
            if element.name == "tr" and element.find_parent("thead"):
                continue  # column heads break into lines
            wanted = squashed(printed(element)).removesuffix("#" if element.name in ("h2", "h3") else "\0")
            found = still.find(wanted, at)
            if found < 0:
                lost.append(f"{page.source.stem}: {element.get_text()[:80]}")
            else:
                at = found
    assert not lost
    assert at > 0.95 * len(still)


def test_a_note_stands_on_the_page_of_its_caption(body, pages):
    """The note of a table that breaks may stand on a later one."""
    for page in pages:
        for note in page.main.select(".exhibit-note"):
            exhibit = note.find_previous_sibling()
            caption = squashed(exhibit.select_one("caption, figcaption").get_text())
            first = squashed(note.p.get_text())
            if len(exhibit.find_all("tr")) <= 20 and len(exhibit.get_text()) < 2000:
                assert any(first in leaf for leaf in body if caption in leaf), caption


def test_a_figure_stands_in_the_chapter_that_tells_of_it(pdf, body, pages):
    starts = sorted(_openings(pdf))
    for page, first, after in zip(pages, starts[:-1], starts[1:], strict=True):
        leaves = "".join(body[first:after])
        for caption in page.main.select("figure.figure figcaption"):
            assert squashed(caption.get_text()) in leaves


def test_no_markup_of_any_kind_is_left_in_the_pdf(text):
    for markup in ("{python}", "```", "**", "@tbl-", "@fig-", "@sec-", "{#", ":::", "#figure", "#raw", "<<", ">>"):
        assert markup not in text, markup


def test_every_computed_number_of_the_prose_is_printed_in_the_same_form(still, pages):
    """The HTML book's, which test_site.py computes anew; in the same order."""
    at, count = 0, 0
    for page in pages:
        for span in page.main.select(".value"):
            if floating(span):
                continue  # it went with its caption
            at = still.find(squashed(span.get_text()), at)
            assert at >= 0, span["title"]
            count += 1
    assert count >= 2000


def test_there_is_one_pdf(dist, edition):
    assert [file.name for file in dist.glob("*.pdf")] == [f"{edition.pdf_name}.pdf"]


# --- the numbers behind the figures ---------------------------------------------------------------


def test_every_figure_says_where_its_numbers_are_and_they_are_there(pdf, body, text, pages, edition):
    found = re.findall(rf"Tallene:(tabell\d+(?:\.\d+)?|{squashed(BEHIND)}),side(\d+)\.", text)
    figures = [figure for page in pages for figure in page.main.select("figure.exhibit.figure")]
    assert len(found) >= 100
    for figure, (name, page) in zip(figures, found, strict=True):
        if name == squashed(BEHIND):
            assert squashed(figure.figcaption.get_text()) in body[int(page) - 1]


# --- how it is set --------------------------------------------------------------------------------


def test_nothing_is_set_below_eight_points(pdf):
    sizes = set()

    def visit(text, matrix, at, font, size):
        if text.strip():
            scale = (
                abs(at[0] * at[3] - at[1] * at[2]) ** 0.5 * abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
            )
            sizes.add(round(size * scale, 1))

    for page in pdf.pages[::7]:
        page.extract_text(visitor_text=visit)
    assert min(sizes) >= 7.99
