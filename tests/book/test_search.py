"""The search of the HTML book: what stands first for a query, by keyboard and on a phone, and the hits on the page."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from is248.project import root

PHONE = {"width": 390, "height": 844}
with (Path(__file__).parent / "searches.csv").open(encoding="utf-8") as file:
    SEARCHES = [(row["query"], row["first"]) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def context(chromium):
    context = chromium.new_context(locale="nb-NO")
    yield context
    context.close()


@pytest.fixture
def page(context, dist):
    """The front page, with what went wrong in `page.troubles`."""
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.troubles = []
    page.on("console", lambda message: message.type in ("error", "warning") and page.troubles.append(message.text))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.goto((dist / "html" / "index.html").as_uri())
    yield page
    assert page.troubles == []
    page.close()


@pytest.fixture(scope="module")
def found(context, dist):
    """Every query's hits, as addresses."""
    page = context.new_page()
    page.goto((dist / "html" / "index.html").as_uri())
    page.locator("#search").fill("årsverk")
    page.wait_for_selector("#search-results a")
    script = """queries => {
        const book = window.bookSearch.prepare(window.searchIndex);
        return queries.map(query => [query, window.bookSearch.find(book, query).map(hit => hit.href)]);
    }"""
    hits = dict(page.evaluate(script, [query for query, _ in SEARCHES] + ["lier", "psykisk helse", "skeivt"]))
    page.close()
    return hits


def test_the_right_hit_stands_first(found):
    first = {query: found[query][0] if found[query] else "" for query, _ in SEARCHES}
    assert {query: hit for query, hit in first.items() if dict(SEARCHES)[query] not in hit} == {}


def test_a_word_is_no_part_of_another_that_only_has_its_letters(found):
    """Lier is the beginning of Lierne, and not in «familier»."""
    text = (root() / "dist" / "2024" / "html" / "chapters" / "10-parorende.html").read_text(encoding="utf-8")
    assert "familier" in text
    assert not [hit for hit in found["lier"] if "10-parorende" in hit]
    assert any(hit.endswith("-lierne") for hit in found["lier"])


def test_two_letters_that_are_a_word_are_not_the_beginning_of_others(found):
    assert 0 < len(found["KI"]) < 10  # «kilde» is below every table


def test_a_word_that_the_book_lacks_is_no_other_word_with_some_of_its_letters(found):
    assert found["skeivt"] == []


def test_the_summary_is_first_for_its_own_name_alone(found):
    assert [query for query, hits in found.items() if hits and "sammendrag" in hits[0]] == ["sammendrag"]


def test_every_hit_leads_to_something(found, dist):
    addresses = {hit for hits in found.values() for hit in hits}
    pages = {file: (dist / "html" / file).read_text(encoding="utf-8") for file in {a.split("#")[0] for a in addresses}}
    places = [address.split("#") for address in addresses if "#" in address]
    assert [id for file, id in places if f'id="{id}"' not in pages[file]] == []


def test_the_true_number_of_hits_is_told(page, found):
    page.locator("#search").fill("psykisk helse")
    expect(page.locator("#search-status")).to_have_text(f"{len(found['psykisk helse'])} treff. De 30 beste er vist.")
    assert page.locator("#search-results a").count() == 30
    page.locator("#search").fill("xyzzy")
    expect(page.locator("#search-status")).to_contain_text("Ingen treff")


def test_it_is_a_combobox_for_the_keyboard(page):
    page.keyboard.press("/")
    page.keyboard.type("helseregion")
    box = page.locator("#search")
    expect(page.locator("#search-results [role=option]").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", -1)):
        page.keyboard.press(key)
        chosen = page.locator("#search-results [role=option]").nth(at)
        expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
        expect(chosen).to_have_attribute("aria-selected", "true")
    assert page.locator("#search-results [aria-selected=true]").count() == 1
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#search-results")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("highlights", [True, False])
def test_hits_are_marked_on_the_page_until_escape(page, highlights):
    if not highlights:
        page.add_init_script("Object.defineProperty(CSS, 'highlights', { value: undefined })")
    page.locator("#search").fill("psykiks helsehjelp")
    page.wait_for_selector("#search-results a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chapters/*")
    marks = "CSS.highlights.get('search-hits')?.size" if highlights else "document.querySelectorAll('mark').length"
    expect(page.locator(".search-clear")).to_contain_text("treff på siden")
    assert page.evaluate(marks) > 5
    page.keyboard.press("Escape")
    expect(page.locator(".search-clear")).to_have_count(0)
    assert not page.evaluate(marks)


def test_a_hit_on_the_page_itself_leads_there_and_closes_the_list(page, dist):
    page.goto((dist / "html" / "chapters" / "vedlegg-b-grunnlagsdata.html").as_uri())
    page.locator("#search").fill("Eigersund")
    page.locator("#search-results a[href*='#tbl-grunnlagsdata-eigersund']").click()
    expect(page.locator("#search-results")).to_be_hidden()
    expect(page.locator("tr:target")).to_be_in_viewport()
    expect(page.locator("tr:target th")).to_contain_text("Eigersund")


def test_what_is_searched_for_is_text_and_never_run_as_markup(page):
    page.locator("#search").fill("<img src=x onerror=alert(1)>")
    expect(page.locator("#search-status")).to_contain_text("treff")
    assert page.locator("#search-results img").count() == 0


def test_the_list_fits_a_phone(page):
    page.set_viewport_size(PHONE)
    page.locator("#search").fill("kommunestørrelse")
    page.wait_for_selector("#search-results a")
    box = page.locator("#search-results").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
