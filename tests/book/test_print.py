"""A page on paper: Chromium's PDF of it, with all of its rows, and dark on white."""

import io

import pytest
from pypdf import PdfReader

LONGEST = ["vedlegg-b-grunnlagsdata", "vedlegg-c-metode"]
A4 = {"width": 718, "height": 1047}  # CSS pixels between margins of 10 mm


@pytest.fixture
def printed(chromium, dist):
    """Open a chapter as it is printed, on a screen of some scheme, with a theme that the reader may have chosen."""
    contexts = []

    def open_page(chapter: str, scheme: str = "light", theme: str = ""):
        context = chromium.new_context(viewport=A4, color_scheme=scheme, locale="nb-NO")
        contexts.append(context)
        page = context.new_page()
        page.goto((dist / "html" / "chapters" / f"{chapter}.html").as_uri())
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
    page = printed(chapter)
    margins = dict.fromkeys(("left", "right", "top", "bottom"), "10mm")
    paper = PdfReader(io.BytesIO(page.pdf(format="A4", margin=margins)))
    words = "".join("".join(sheet.extract_text().split()) for sheet in paper.pages).replace("\u00ad", "")
    [source] = [page for page in pages if page.source.stem == chapter]
    rows = ["".join(row.get_text().split()) for row in source.main.select("tbody tr")]
    assert len(rows) > 100
    assert [row for row in rows if row.replace("\u00ad", "").replace("-", "") not in words.replace("-", "")] == []


@pytest.mark.parametrize(("scheme", "theme"), [("dark", ""), ("light", "dark")])
def test_paper_is_printed_dark_on_white_whatever_the_screen(printed, scheme, theme):
    page = printed("06-arsverk-fordelt", scheme, theme)
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
