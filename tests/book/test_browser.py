"""The HTML book in a browser: headless Chromium, from the files, as a reader opens them."""

import pytest
from playwright.sync_api import Page, expect

from audits import audited_but_for_colours
from is248.figures import contrast
from is248.publish.assembly.contents import chapter_files, read_config

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
FILES = [str(file.with_suffix(".html")) for file, _ in chapter_files(read_config())]


# What scrolls sideways and the keyboard can't scroll
UNREACHED = """() => [...document.querySelectorAll("main *")]
    .filter(e => ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
    .filter(e => e.scrollWidth > e.clientWidth + 1)
    .filter(e => e.checkVisibility({contentVisibilityAuto: true}))
    .filter(e => e.tabIndex < 0 || e.getAttribute("role") !== "region" || !e.getAttribute("aria-label"))
    .map(e => e.outerHTML.slice(0, 100))"""
CUT = """() => [...document.querySelectorAll("main :is(table, th, td, pre, img, svg)")]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 100))"""
# The spaces that WCAG 1.4.12 lets a reader set
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important;" +
        " word-spacing: .16em !important }");
    document.adoptedStyleSheets = [sheet];
}"""


def fits_a_small_phone(page: Page) -> None:
    assert audited_but_for_colours(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_timeout(50)
    assert page.evaluate(UNREACHED) == []
    page.evaluate(SPACED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def fits_the_paper(page: Page) -> None:
    """A4 between margins of 10 mm."""
    page.set_viewport_size({"width": 718, "height": 1047})
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == []


def colour(page: Page, selector: str, what: str) -> str:
    """Return a computed colour as #rrggbb."""
    script = f"e => getComputedStyle(e).{what}.match(/\\d+/g).slice(0, 3).map(c => (+c).toString(16).padStart(2, '0'))"
    return "#" + "".join(page.locator(selector).first.evaluate(script))


@pytest.mark.parametrize(
    ("file", "viewport"),
    [
        pytest.param(file, viewport, marks=[pytest.mark.slow] * ((place + (viewport is WIDE)) % 3 > 0))
        for place, file in enumerate(FILES)
        for viewport in (WIDE, PHONE)
    ],
)
def test_every_page_loads_without_error_asks_no_other_host_and_fits_the_screen(site, file, viewport):
    page = site(file, viewport)
    images = page.evaluate(
        """() => Promise.all([...document.images].map(async image => {
            image.loading = "eager";
            await image.decode();
            return image.naturalWidth;
        }))"""
    )
    assert all(width > 0 for width in images)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert page.evaluate("document.fonts.ready.then(() => [...document.fonts].map(f => f.status))").count("error") == 0
    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    if viewport is PHONE:
        fits_a_small_phone(page)
    else:
        fits_the_paper(page)
    assert page.troubles == []


def test_tables_of_a_chapter_are_cut_off_nowhere_on_a_phone(site):
    """Every cell lies inside a box that scrolls, or inside the screen."""
    page = site("chapters/06-arsverk-fordelt.html", PHONE)
    lost = page.evaluate(
        """() => [...document.querySelectorAll("main td, main th, main p, main figcaption, main li")].filter(e => {
            let box = e.parentElement;
            while (box && !["auto", "scroll"].includes(getComputedStyle(box).overflowX)) box = box.parentElement;
            return e.getBoundingClientRect().width > 0 && !box && e.getBoundingClientRect().right > innerWidth + 1;
        }).length"""
    )
    assert lost == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_until_the_reader_chooses_and_the_choice_stays(site, scheme):
    page = site("index.html", scheme=scheme)
    other = "dark" if scheme == "light" else "light"
    assert page.locator("html").get_attribute("data-theme") == scheme
    before = colour(page, "body", "backgroundColor")
    page.locator("#theme-toggle").click()
    assert page.locator("html").get_attribute("data-theme") == other
    assert colour(page, "body", "backgroundColor") != before
    page.locator("a[rel=next]").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("data-theme") == other
    assert page.troubles == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "selector",
    ["main p", "main h2", "main td", "tr.total td", "figcaption", ".exhibit-note", ".book-nav a", "main a.xref"],
)
def test_text_is_legible_in_both_themes(site, scheme, selector):
    page = site("chapters/06-arsverk-fordelt.html", scheme=scheme)
    background = page.locator(selector).first.evaluate(
        """e => {
            while (e.parentElement && getComputedStyle(e).backgroundColor === "rgba(0, 0, 0, 0)") e = e.parentElement;
            return getComputedStyle(e).backgroundColor;
        }"""
    )
    paper = "#" + "".join(f"{int(c):02x}" for c in background.strip("rgba()").split(",")[:3])
    assert contrast(colour(page, selector, "color"), paper) >= 4.5


def test_the_first_stop_of_the_keyboard_is_the_link_past_the_contents(site):
    page = site("chapters/06-arsverk-fordelt.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innhold"


def test_the_calculation_of_a_table_unfolds(site):
    page = site("chapters/06-arsverk-fordelt.html")
    details = page.locator("#tbl-arsverk-storrelse + .exhibit-note .exhibit-tools details")
    expect(details.locator("code")).to_be_hidden()
    for summary in (details.locator("summary").first, details.locator("summary", has_text="Koden")):
        summary.click()
    expect(details.locator("code")).to_be_visible()
    expect(details.locator("code")).to_contain_text("size_fte")


def test_the_head_of_a_section_is_not_hidden_under_the_bar_when_a_link_leads_to_it(site):
    page = site(["chapters/06-arsverk-fordelt.html", "sec-arsverk-fylke"][0])
    page.locator("nav.page-nav a[href='#sec-arsverk-fylke']").click()
    page.wait_for_timeout(200)
    assert page.evaluate(
        """() => {
            const box = document.getElementById("sec-arsverk-fylke").getBoundingClientRect();
            const seen = document.elementFromPoint(box.left + 5, box.top + box.height / 2);
            return !!seen && !!seen.closest("#sec-arsverk-fylke");
        }"""
    )


def test_the_page_can_be_printed_without_its_navigation(site):
    page = site("chapters/06-arsverk-fordelt.html")
    page.emulate_media(media="print")
    for part in (".site-header", ".book-nav", ".page-nav", ".page-turn"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator("main h1").is_visible()
