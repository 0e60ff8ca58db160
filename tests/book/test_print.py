"""A page on paper: Chromium's PDF of it, with all of its rows, and dark on white."""

import pytest
from bs4 import BeautifulSoup

from pdf_text import page_texts

LONGEST = ["vedlegg-b-grunnlagsdata", "vedlegg-c-metode"]
A4 = {"width": 718, "height": 1047}  # CSS pixels between margins of 10 mm


@pytest.fixture
def printed(chromium, dist):
    """Open a page as it is printed, on a screen of some scheme, with a theme that the reader may have chosen."""
    contexts = []

    def open_page(file: str, scheme: str = "light", theme: str = ""):
        context = chromium.new_context(viewport=A4, color_scheme=scheme, locale="nb-NO")
        contexts.append(context)
        page = context.new_page()
        page.goto((dist / "html" / file).as_uri())
        if theme:
            page.evaluate("theme => localStorage.setItem('theme', theme)", theme)
            page.reload()
        page.emulate_media(media="print")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("chapter", LONGEST)
def test_every_row_of_the_longest_tables_is_printed(printed, pages, chapter):
    [source] = [page for page in pages if page.source.stem == chapter]
    rows = source.main.select("tbody tr")
    assert len(rows) > 100
    assert _lost(rows, printed(f"chapters/{chapter}.html")) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_answer_of_a_unit_is_printed_folded_or_not(printed, dist, scheme):
    file = "kommuner/eigersund-1101.html"
    rows = BeautifulSoup((dist / "html" / file).read_text("utf-8"), "html.parser").select("tbody tr")
    assert len(rows) > 150
    assert _lost(rows, printed(file, scheme)) == []


@pytest.mark.parametrize(
    "file", ["kommuner/eigersund-1101.html", "chapters/14-oyeblikkelig-hjelp.html", "hovedfunn.html"]
)
def test_nothing_is_printed_that_only_a_screen_can_use(printed, file):
    page = printed(file)
    used = "main :is(button, input, .page-links, .exhibit-tools, .on-screen, .anchor)"
    assert page.locator(used).count() > 0 and page.locator(used).filter(visible=True).count() == 0
    for fold in page.locator(".answers summary").all():
        assert fold.evaluate("e => getComputedStyle(e).listStyleType") == "none"


@pytest.mark.parametrize(
    ("file", "begins", "goes_on"),
    [
        ("kommuner/eigersund-1101.html", ".answers summary", ".answers tbody tr:first-child th"),
        ("chapters/vedlegg-d-sporsmalene.html", "[id^=sporsmal-] strong", "[id^=sporsmal-]"),
    ],
)
def test_what_belongs_together_is_printed_on_one_page(printed, file, begins, goes_on):
    page = printed(file)
    first, then = (page.locator(some).all_inner_texts() for some in (begins, goes_on))
    told = [_plain(text) for text in page_texts(page.pdf(format="A4"))]
    parted = [
        (one, other) for one, other in zip(first, then, strict=True)
        if not any(_plain(one) in text and _plain(other)[-40:] in text[text.index(_plain(one)):] for text in told)
    ]  # fmt: skip
    assert len(first) > 10 and parted == []


def _lost(rows: list, page) -> list[str]:
    """Return the rows of tables that the page's PDF doesn't have."""
    margins = dict.fromkeys(("left", "right", "top", "bottom"), "10mm")
    words = _plain("".join(page_texts(page.pdf(format="A4", margin=margins))))
    return [row.get_text() for row in rows if _plain(row.get_text()) not in words]


def _plain(text: str) -> str:
    return "".join(text.split()).replace("\u00ad", "").replace("-", "")


@pytest.mark.parametrize(("scheme", "theme"), [("dark", ""), ("light", "dark")])
def test_paper_is_printed_dark_on_white_whatever_the_screen(printed, scheme, theme):
    page = printed("chapters/06-arsverk-fordelt.html", scheme, theme)
    found = page.evaluate(
        """() => [...document.querySelectorAll("main :is(p, h2, td, th, figcaption, a), .notice")]
            .filter(element => element.checkVisibility())
            .map(element => getComputedStyle(element))
            .map(({color, backgroundColor}) => `${color} on ${backgroundColor}`)"""
    )
    light = [pair for pair in set(found) if not _is_dark_on_light(pair)]
    assert found and light == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"


def _is_dark_on_light(pair: str) -> bool:
    ink, paper = (
        [float(part) for part in colour.split("(")[1].rstrip(")").split(",")] for colour in pair.split(" on ")
    )
    return max(ink[:3]) < 96 and (paper[3:] == [0] or min(paper[:3]) > 230)
