"""The book on a narrow screen, and without a script: its menu, the contents of a page, and wide tables."""

import re

import pytest
from playwright.sync_api import Page, expect

PHONE, SMALL, TABLET, WIDE = ((390, 844), (320, 640), (768, 1024), (1440, 900))
SIX, THREE = "chapters/06-arsverk-fordelt.html", "chapters/03-nasjonale-arsverkstall.html"


@pytest.fixture
def screen(chromium, dist):
    """Open a page on a screen of some size."""
    contexts = []

    def open_page(file: str, size: tuple[int, int] = PHONE, script: bool = True) -> Page:
        viewport = dict(zip(("width", "height"), size, strict=True))
        context = chromium.new_context(viewport=viewport, locale="nb-NO", java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto((dist / "html" / file).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


# --- the menu -----------------------------------------------------------------------------------


def test_the_menu_holds_the_keyboard_while_it_is_open_and_gives_it_back(screen):
    page = screen(SIX)
    button = page.locator("#nav-toggle")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    inside = "document.activeElement.closest('#book-nav, #nav-toggle') !== null"
    for key in ("Tab", "Shift+Tab"):
        for _ in range(page.locator("#book-nav a").count() + 3):
            page.keyboard.press(key)
            assert page.evaluate(inside)
    for behind in ("main", ".site-tools", ".skip-link", ".page-nav"):
        assert page.locator(behind).evaluate("element => element.closest('[inert]') !== null"), behind
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    assert page.locator("[inert]").count() == 0


def test_the_menu_closes_when_the_screen_grows(screen):
    page = screen(SIX)
    page.locator("#nav-toggle").click()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#nav-toggle")).to_have_attribute("aria-expanded", "false")
    assert page.locator("[inert]").count() == 0


def test_without_a_script_there_is_a_menu_and_no_button_that_needs_one(screen):
    page = screen(SIX, script=False)
    for needs_script in ("#nav-toggle", "#theme-toggle", ".search"):
        expect(page.locator(needs_script)).to_be_hidden()
    other = page.locator("#book-nav a", has_text="Hovedforløp")
    expect(other).to_be_hidden()
    page.locator(".menu-link").click()
    other.click()
    expect(page.locator("h1")).to_contain_text("Hovedforløp")


# --- what is on this page -----------------------------------------------------------------------


@pytest.mark.parametrize("size", [PHONE, TABLET])
def test_the_contents_of_a_long_page_stay_within_reach_and_lead_on(screen, size):
    page = screen(THREE, size)
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    contents = page.locator(".page-nav details")
    expect(contents.locator("a").first).to_be_hidden()
    expect(contents.locator("summary")).to_be_in_viewport()
    contents.locator("summary").click()
    last = contents.locator("a").last
    target = last.get_attribute("href")
    last.click()
    expect(last).to_be_hidden()
    page.wait_for_timeout(200)
    assert page.locator(target).evaluate(
        """heading => {
            const box = heading.getBoundingClientRect();
            return heading.contains(document.elementFromPoint(box.left + 5, box.top + box.height / 2));
        }"""
    )
    expect(contents.locator(".here")).to_contain_text("Oppsummering")


def test_escape_folds_the_contents_and_gives_the_keyboard_back(screen):
    page = screen(THREE)
    summary = page.locator(".page-nav summary")
    summary.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".page-nav a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".page-nav a").first).to_be_hidden()
    expect(summary).to_be_focused()


def test_on_a_low_screen_no_bar_stays_in_the_way(screen):
    """400 % on a usual screen leaves 320 by 256."""
    page = screen(THREE, (320, 256))
    page.evaluate("scrollTo(0, 3000)")
    for bar in (".site-header", ".page-nav"):
        expect(page.locator(bar)).not_to_be_in_viewport()


# --- tables -------------------------------------------------------------------------------------

TABLE = "#tbl-arsverk-storrelse"


@pytest.mark.parametrize("size", [PHONE, SMALL])
def test_a_wide_table_says_that_it_goes_on_and_keeps_its_first_column_in_sight(screen, size):
    page = screen(SIX, size)
    box = page.locator(f"{TABLE} .table-scroll")
    expect(page.locator(f"{TABLE} .table-tools")).to_contain_text("fortsetter mot høyre")
    expect(box).to_have_attribute("aria-label", re.compile(r"^Tabell 6\.2"))
    box.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(box).not_to_have_js_property("scrollLeft", 0)
    name = page.locator(f"{TABLE} tbody th").first.bounding_box()
    assert name["x"] >= 0
    assert name["width"] <= 0.45 * size[0]


def test_a_figure_that_is_wider_than_the_screen_says_so_and_one_that_fits_does_not(screen):
    told = ".figure .table-tools:visible"
    page = screen(SIX, SMALL)
    expect(page.locator(told).first).to_have_text("Figuren fortsetter mot høyre →")
    assert page.locator(told).count() == page.locator(".figure-scroll[tabindex]").count() > 5
    assert screen(SIX).locator(told).count() == 0


def test_a_figures_numbers_unfold_and_fold_again_and_say_where_they_go_on(screen):
    page = screen("chapters/21-utskrivningsklare.html")
    fold = page.locator(".figure-numbers").first
    for _ in range(2):
        fold.locator("summary").click()
        expect(fold.locator(".table-tools")).to_contain_text("Tabellen fortsetter mot høyre")
        expect(fold.locator("summary")).to_be_visible()
        fold.locator("summary").click()
        expect(fold.locator("table")).to_be_hidden()


def test_a_rows_name_breaks_behind_its_slash_and_not_inside_a_word(screen):
    name = screen(THREE).locator("tbody th", has_text="universitet/høyskole").first
    last = """name => {
        const text = document.createTreeWalker(name, NodeFilter.SHOW_TEXT), range = document.createRange();
        let node;
        while (text.nextNode()) node = text.currentNode;
        range.selectNodeContents(node);
        return [node.data, new Set([...range.getClientRects()].map((box) => box.top)).size];
    }"""
    assert name.evaluate(last) == ["høyskole", 1]


def test_a_table_that_fits_is_no_stop_of_the_keyboard_and_says_nothing(screen):
    page = screen(SIX, WIDE)
    expect(page.locator(f"{TABLE} .table-tools")).to_be_hidden()
    assert page.locator(f"{TABLE} .table-scroll").get_attribute("tabindex") is None


def test_a_wide_table_becomes_cards_and_is_a_table_still(screen):
    page = screen("chapters/15-tud.html")
    figure = page.locator("#tbl-tud-anslag")
    before = {role: figure.get_by_role(role).count() for role in ("table", "row", "rowheader", "cell")}
    assert before["table"] == 1 and before["cell"] > 10
    figure.get_by_role("button").click()
    expect(figure.get_by_role("button")).to_have_text("Vis som tabell")
    assert {role: figure.get_by_role(role).count() for role in before} == before
    heads = figure.locator("td").evaluate_all("cells => cells.map(cell => cell.dataset.head)")
    assert all(heads) and len(set(heads)) == figure.locator("tbody tr").first.locator("td").count()
    assert figure.locator(".table-scroll").evaluate("box => box.scrollWidth <= box.clientWidth")
    figure.get_by_role("button").click()
    assert figure.locator("[role=cell]").count() == 0


def test_a_units_answers_are_cards_on_a_phone_and_a_table_on_a_desk(screen):
    figure = ".answers[open] .exhibit"
    page = screen("kommuner/eigersund-1101.html")
    expect(page.locator(figure).get_by_role("button")).to_have_text("Vis som tabell")
    fold = page.locator(".answers:not([open])").first
    fold.locator("summary").click()
    for cell in page.locator(f"{figure} tbody :is(th, td)").all()[:40]:
        assert cell.evaluate("e => e.getBoundingClientRect().width") > 300
    assert screen("kommuner/eigersund-1101.html", WIDE).locator(f"{figure} [role=cell]").count() == 0


def test_a_units_fte_fit_a_phone(screen):
    boxes = screen("kommuner/eigersund-1101.html").locator(".table-scroll:has(.narrow-names)")
    assert boxes.evaluate_all("all => all.map(b => b.scrollWidth <= b.clientWidth)") == [True, True]


@pytest.mark.parametrize("chapter", ["10-parorende", "19-fastleger", "vedlegg-c-metode"])
def test_a_table_takes_of_the_margin_what_it_needs(screen, chapter):
    page = screen(f"chapters/{chapter}.html", (1400, 900))
    boxes = page.locator(".table-scroll")
    for width in (1400, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert boxes.evaluate_all("all => all.filter(b => b.scrollWidth > b.clientWidth + 1).length") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_total_row_has_one_tint_from_its_name_to_its_end(screen):
    page = screen(SIX)
    cells = page.locator(".report-table tr.total > *")
    tints = cells.evaluate_all("all => all.map(e => getComputedStyle(e).backgroundColor)")
    assert len(tints) > 20 and len(set(tints)) == 1 and tints[0] != "rgb(255, 255, 255)"


@pytest.mark.parametrize("file", ["forord.html", "referanser.html", "chapters/25-annet.html"])
def test_a_page_begins_at_its_top_with_and_without_contents(screen, file):
    page = screen(file, (1000, 900))  # the book's menu beside the text, the page's contents above it
    assert page.locator("h1").bounding_box()["y"] < 400
