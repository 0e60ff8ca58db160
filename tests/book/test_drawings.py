"""The drawings of the book in a browser: whole and legible on any screen, in both schemes, and once in the text."""

import re

import pytest
from playwright.sync_api import Page, expect

from is248.figures import contrast

FILES = ["chapters/21-utskrivningsklare.html", "chapters/06-arsverk-fordelt.html"]  # panels, stacked, bars, lines
SCREENS = {"wide": 1440, "window": 1000, "tablet": 768, "phone": 390}

DRAWN = """() => [...document.querySelectorAll("main .drawing")].map(drawing => {
    const shown = [...drawing.querySelectorAll("svg")].filter(svg => svg.checkVisibility());
    const [svg] = shown, paper = svg.getBoundingClientRect(), column = drawing.getBoundingClientRect();
    const scale = paper.width / svg.viewBox.baseVal.width;
    const told = [...svg.querySelectorAll("text")].map(text => {
        const {left, right, top, bottom} = text.getBoundingClientRect();
        const style = getComputedStyle(text);
        return {text: text.textContent, size: parseFloat(style.fontSize) * scale, fill: style.fill,
                on: text.closest("[class^=on-]")?.getAttribute("class") ?? "",
                font: style.fontFamily,
                box: [left - paper.left, top - paper.top, right - paper.left, bottom - paper.top]};
    });
    const bars = [...svg.querySelectorAll("path:not([fill=none]), circle")].map(bar => getComputedStyle(bar).fill);
    getSelection().selectAllChildren(drawing);
    return {shown: shown.length, narrow: svg.classList.contains("narrow"), over: paper.right - column.right,
            width: paper.width, height: paper.height, texts: told, paper: bars.shift(), bars,
            copied: getSelection().toString()};
})"""


@pytest.fixture
def drawings(chromium, dist):
    """Return what a browser shows of each drawing of a page."""
    contexts = []

    def shown(file: str, width: int, **looks) -> list[dict]:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 900}, **looks))
        page: Page = contexts[-1].new_page()
        page.goto((dist / "html" / file).as_uri())
        page.evaluate("document.fonts.ready")
        return page.evaluate(DRAWN)

    yield shown
    for context in contexts:
        context.close()


def hexed(colour: str) -> str:
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3])


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("file", FILES)
def test_a_drawing_is_whole_and_its_letters_have_eleven_pixels(drawings, file, screen):
    found = drawings(file, SCREENS[screen])
    assert len(found) > 3
    for drawing in found:
        assert drawing["shown"] == 1 and drawing["over"] < 1
        assert drawing["narrow"] == (screen == "phone" or drawing["width"] < 600)
        assert min(text["size"] for text in drawing["texts"]) >= 10.99
        for text in drawing["texts"]:
            left, top, right, bottom = text["box"]
            assert left >= -1 and right <= drawing["width"] + 1, text["text"]
            assert top >= -2 and bottom <= drawing["height"] + 2, text["text"]


def test_on_the_narrowest_screen_a_drawing_scrolls_and_its_letters_keep_their_size(chromium, dist):
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto((dist / "html" / FILES[0]).as_uri())
    assert min(text["size"] for drawing in page.evaluate(DRAWN) for text in drawing["texts"]) >= 10.99
    box = page.locator(".figure-scroll").first
    expect(box).to_have_attribute("role", "region")
    box.focus()
    page.keyboard.press("ArrowRight")
    expect(box).not_to_have_js_property("scrollLeft", 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_no_text_of_a_drawing_lies_over_another_as_a_browser_sets_it(drawings, width):
    for drawing in (drawing for file in FILES for drawing in drawings(file, width)):
        boxes = [(text["text"], *text["box"], 0.22 * text["size"]) for text in drawing["texts"]]
        for n, (one, left, top, right, bottom, air) in enumerate(boxes):
            for other, left2, top2, right2, bottom2, air2 in boxes[n + 1 :]:
                aside = right - 1 <= left2 or right2 - 1 <= left
                assert aside or bottom - air <= top2 + air2 or bottom2 - air2 <= top + air, (one, other)


def test_the_text_of_a_drawing_is_copied_once_in_the_books_typeface(drawings):
    for drawing in drawings(FILES[1], 390):
        assert all(text["font"].startswith('"Source Sans Pro"') for text in drawing["texts"])
        copied = re.sub(r"\s", "", drawing["copied"])
        assert len(copied) == sum(len(re.sub(r"\s", "", text["text"])) for text in drawing["texts"])


@pytest.mark.parametrize("looks", [{"color_scheme": "dark"}, {"color_scheme": "dark", "forced_colors": "active"}])
@pytest.mark.parametrize("file", FILES)
def test_a_drawing_is_seen_in_the_dark(drawings, file, looks):
    for drawing in drawings(file, 390, **looks):
        paper = hexed(drawing["paper"])
        assert contrast(paper, "#ffffff") > 15
        bars = [hexed(bar) for bar in drawing["bars"] if hexed(bar) != paper]  # paper lies below numbers too
        assert bars and all(contrast(bar, paper) >= 3 for bar in bars)
        for text in drawing["texts"]:
            if not text["on"]:
                assert contrast(hexed(text["fill"]), paper) >= 4.5, text["text"]


def test_a_drawing_is_one_picture_to_a_screen_reader_with_its_numbers_in_a_table_below(chromium, dist):
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto((dist / "html" / FILES[1]).as_uri())
        figure = page.locator("figure.exhibit.figure:has(.drawing)").first
        assert len(figure.get_by_role("img").get_attribute("aria-label")) > 100
        folded = figure.locator("xpath=following-sibling::*[1]").locator("details.figure-numbers")
        assert not folded.get_by_role("table").is_visible()
        folded.locator("summary").click()
        assert folded.get_by_role("rowheader").count() >= 3
        assert folded.get_by_role("cell").count() >= 3
