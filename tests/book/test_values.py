"""Every number of the prose tells where it comes from: to the mouse, the keyboard, a finger and a screen reader."""

import re

import pytest

from page_values import panels, with_expressions

VIOLENCE, FTE = "chapters/13-vold-i-naere-relasjoner.html", "chapters/03-nasjonale-arsverkstall.html"
PANEL, PHONE = "#value-panel", {"width": 390, "height": 844}


def test_nearly_all_values_say_in_words_where_they_come_from(pages):
    """The others are numbers and names that the chapters' authors have made themselves; their code is there."""
    without, all_of_them = [], 0
    for page in pages:
        known = panels(page.soup, page.path)["values"]
        for expression, value in with_expressions(page.soup, page.path):
            all_of_them += 1
            found = known[value["data-value"]]
            if not found.get("told") and not found.get("tests"):
                without.append(f"{page.source.name}: {expression}")
    told = all_of_them - len(without)
    print(f"{told} of {all_of_them} values have an origin in words; these have none:\n  " + "\n  ".join(without))
    assert all_of_them >= 2000
    assert told >= 0.98 * all_of_them, without


def test_a_number_in_its_panel_is_the_number_in_the_text(pages):
    """«239 av 345 … (69,3 prosent)» stands behind 69."""
    checked = 0
    for page in pages:
        known = panels(page.soup, page.path)["values"]
        for value in page.main.select(".value"):
            told = known[value["data-value"]].get("told", [""])
            share = re.match(r"(?:I \d{4}: )?[\d\u202f,]+ av [\d\u202f,]+ .*?\(([\d,]+) prosent\)", told[0])
            if share and len(told) == 1 and re.fullmatch(r"\d{1,2}|100", value.get_text()):
                exact = float(share[1].replace(",", "."))
                n = float(re.search(r"([\d\u202f,]+) av", told[0])[1].replace("\u202f", "").replace(",", "."))
                of = float(re.search(r"av ([\d\u202f,]+)", told[0])[1].replace("\u202f", "").replace(",", "."))
                printed = int(value.get_text())
                assert abs(exact - printed) <= 0.55 or printed in (n, of), (value, told)
                checked += 1
    assert checked > 300


def test_links_of_values_and_panels_lead_to_what_is_there(pages, dist):
    ids = {page.path: {element["id"] for element in page.soup.select("[id]")} for page in pages}
    for page in pages:
        known = panels(page.soup, page.path)
        hrefs = {value["href"] for value in page.main.select("a.value")}
        exhibits = known.get("exhibits", [])
        hrefs |= {known["asking"] + id for id in known.get("questions", ())}
        for href in hrefs | {exhibit["href"] for exhibit in exhibits}:
            file, _, anchor = href.partition("#")
            target = (page.path.parent / file).resolve() if file else page.path
            assert anchor in ids[target], (page.path.name, href)
        assert all((page.path.parent / exhibit["file"]).resolve().is_file() for exhibit in exhibits)


def test_pages_stay_light(pages):
    """Chapter 25 has 13 figures, many of them with panels, each drawn twice: it is heavier than others may be."""
    sizes = {page.source.stem: page.path.stat().st_size for page in pages}
    assert sizes.pop("25-annet") < 450_000
    assert max(sizes.values()) < 300_000


def test_every_question_is_listed_with_what_uses_it(pages):
    page = next(page for page in pages if "sporsmalene" in page.source.name)
    listed = page.main.select("[id^=sporsmal-]")
    assert len(listed) > 200
    for question in listed:
        text = question.get_text()
        assert all(word in text for word in ("Svar: ", "Stilt til ", "rukt i")), text
        assert re.search(r"\d (svarte|deltok)\.", text), text  # FTE are left empty by those who have none
    [plan] = [question for question in listed if question["id"] == "sporsmal-handlingsplan_vold"]
    assert {link["href"].partition("#")[2] for link in plan.select("a")} >= {"tbl-handlingsplan-vold"}


def test_it_is_said_below_each_table_how_it_was_computed_with_the_code_that_defines_it(pages):
    for page in pages:
        for how in page.main.select("details.how"):
            [code] = how.select("details code")
            assert "(" in code.get_text(), code  # more than a bare name
            assert len(how.get_text().replace(code.get_text(), "")) > 60


def test_ten_numbers_by_the_keyboard(site):
    page = site(VIOLENCE)
    first = page.locator("main .value").first
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main .value')"):
            break
    assert page.evaluate("document.activeElement === document.querySelector('main .value')")
    for place in range(10):
        value = page.locator("main .value").nth(place)
        assert value.evaluate("e => e === document.activeElement && e.getAttribute('aria-expanded') === 'true'")
        assert page.locator(PANEL).is_visible()
        assert value.text_content() in page.locator(f"{PANEL} .value-title").text_content()
        page.keyboard.press("Escape")
        assert page.locator(PANEL).is_hidden()
        assert value.evaluate("e => e === document.activeElement")
        page.keyboard.press("ArrowRight")
    page.locator("main .value").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(f"document.activeElement.matches('{PANEL}')")
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.querySelector('{PANEL}').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert first.evaluate("e => e === document.activeElement")
    assert page.locator(PANEL).is_hidden()
    assert page.troubles == []


def test_who_leaves_a_panel_with_tab_goes_on_from_its_number(site):
    page = site(VIOLENCE)
    stops = "() => [...document.querySelectorAll('main :is(a, button, summary, .value)')].filter(e => e.tabIndex >= 0)"
    place = page.evaluate(f"() => ({stops})().indexOf(document.querySelector('main .value'))")
    here = f"() => ({stops})().indexOf(document.activeElement)"
    page.locator("main .value").first.press("Enter")
    page.get_by_role("button", name="Lukk").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(here) == place + 1
    page.locator("main .value").first.press("Enter")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(here) == place


def test_each_paragraph_is_one_tab_stop(site):
    page = site(FTE)
    stops = page.evaluate(
        """() => [...document.querySelectorAll("main p")].map(p => [...p.querySelectorAll(".value")])
            .filter(values => values.length).map(values => values.filter(value => value.tabIndex === 0).length)"""
    )
    assert set(stops) == {1}


def test_ten_numbers_in_the_accessibility_tree(site):
    page = site(VIOLENCE)
    snapshot = page.locator("main").aria_snapshot()
    buttons = re.findall(r'- button "([^"]+)"', snapshot)
    shown = [" ".join(text.split()) for text in page.locator("main .value").all_text_contents()[:10]]
    assert [text for text in shown if text not in buttons] == []
    described = page.locator("main .value").first.evaluate(
        "e => document.getElementById(e.getAttribute('aria-describedby')).textContent"
    )
    assert described == "Vis hvor tallet kommer fra. Piltastene går til de andre tallene."


def test_pointing_at_a_number_shows_its_panel_and_leaving_hides_it(site):
    page = site(VIOLENCE)
    page.locator("main .value").first.hover()
    page.locator(PANEL).wait_for(state="visible")
    assert "av 345 kommuner og bydeler" in page.locator(PANEL).text_content()
    assert "Stilt til alle" in page.locator(PANEL).text_content()
    page.locator(PANEL).hover()
    page.locator("h1").hover()
    page.locator(PANEL).wait_for(state="hidden")


def test_a_tap_on_a_phone_opens_it_in_sight_and_another_closes_it(chromium, dist):
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto((dist / "html" / VIOLENCE).as_uri())
    value = page.locator("main .value").nth(3)
    value.tap()
    box = page.locator(PANEL).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] + 1
    assert box["y"] + box["height"] <= PHONE["height"] + 1
    page.get_by_role("button", name="Lukk").tap()
    assert page.locator(PANEL).is_hidden()
    context.close()


@pytest.mark.parametrize("place", [3, -1])
def test_on_a_phone_the_number_stands_above_the_panel_that_explains_it(chromium, dist, place):
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto((dist / "html" / VIOLENCE).as_uri())
    value = page.locator("main .value").nth(place)
    for ask in (value.tap, value.focus):
        value.evaluate("e => scrollTo(0, e.getBoundingClientRect().bottom + scrollY - innerHeight + 60)")
        ask()
        page.locator(PANEL).wait_for(state="visible")
        number, panel = value.bounding_box(), page.locator(PANEL).bounding_box()
        assert number["y"] > 60 and number["y"] + number["height"] <= panel["y"]
        page.keyboard.press("Escape")
        value.evaluate("e => e.blur()")
    context.close()


def test_a_number_can_be_seen_to_be_one_where_nobody_can_point(chromium, dist):
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto((dist / "html" / VIOLENCE).as_uri())
    colour = "e => getComputedStyle(e).textDecorationColor"
    assert page.locator("main .value").nth(3).evaluate(colour) != "rgba(0, 0, 0, 0)"
    context.close()


def test_a_paragraph_copies_as_its_words_alone(site):
    page = site(VIOLENCE)
    copied = page.evaluate(
        """() => {
            const value = document.querySelector("main p .value"), paragraph = value.closest("p");
            getSelection().selectAllChildren(paragraph);
            const data = new DataTransfer();
            const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true });
            paragraph.dispatchEvent(event);
            return [data.getData("text/html"), data.getData("text/plain"), paragraph.innerText];
        }"""
    )
    in_html, plain, shown = copied
    assert "value" not in in_html and "role=" not in in_html
    assert plain.strip() == shown.strip()


def test_without_scripts_a_number_leads_to_its_table(chromium, dist):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((dist / "html" / VIOLENCE).as_uri())
    page.locator("main a.value").first.click()
    assert page.url.endswith("#tbl-handlingsplan-vold")
    context.close()


@pytest.mark.parametrize("file", [VIOLENCE, FTE])
def test_values_break_lines_as_text_does_and_print_as_text(site, file):
    page = site(file)
    displays = page.evaluate("[...document.querySelectorAll('main .value')].map(e => getComputedStyle(e).display)")
    assert set(displays) == {"inline"}
    page.emulate_media(media="print")
    style = page.locator("main .value").first.evaluate(
        "e => [getComputedStyle(e).textDecorationLine, getComputedStyle(e).backgroundColor]"
    )
    assert style == ["none", "rgba(0, 0, 0, 0)"]
