"""What axe finds on the pages of the book: nothing, in light, dark and forced colours, at four widths."""

import pytest

from audits import MATRIX, audited, load_axe
from is248.build import build
from is248.project import root
from is248.publish.assembly.contents import chapter_files, read_config

FILES = [str(file.with_suffix(".html")) for file, _ in chapter_files(read_config())]
LOOKED_UP = ("kommuner/eigersund-1101.html", "kommuner/index.html", "tabeller-og-figurer.html")


@pytest.fixture
def opened(chromium):
    """Open a file with axe in it."""
    context = chromium.new_context(locale="nb-NO")

    def open_file(path):
        page = context.new_page()
        page.goto(path.as_uri())
        load_axe(page)
        return page

    yield open_file
    context.close()


@pytest.mark.parametrize(("place", "file"), list(zip(MATRIX, FILES[1::2], strict=False)))
def test_a_page_has_no_fault_at_its_place_in_the_matrix(opened, dist, place, file):
    """Twelve pages, each at a place of its own; `test_browser` looks at every page for all but colours."""
    assert audited(opened(dist / "html" / file), *place) == []


@pytest.mark.parametrize(("place", "file"), list(zip(MATRIX, LOOKED_UP, strict=False)))
def test_what_is_looked_up_has_no_fault(opened, dist, place, file):
    page = opened(dist / "html" / file)
    for fold in page.locator("main details").all()[:3]:
        fold.evaluate("fold => { fold.open = true }")
    assert audited(page, *place) == []


def test_the_list_of_hits_has_no_fault(opened, dist):
    page = opened(dist / "html" / "index.html")
    page.locator("#search").fill("kommunestørrelse")
    page.wait_for_selector("#search-results a")
    page.keyboard.press("ArrowDown")
    assert audited(page, *MATRIX[0]) == []


@pytest.mark.slow
@pytest.mark.parametrize("year", [2023, 2024])
def test_no_page_of_either_year_has_a_fault_anywhere_in_the_matrix(opened, year):
    build(year, "pandoc")
    html = root() / "dist" / str(year) / "html"
    alike = set(html.glob("kommuner/*-*.html")) - {html / file for file in LOOKED_UP}  # one template's
    found = []
    for path in sorted(set(html.rglob("*.html")) - alike):
        page = opened(path)
        found += [(path.name, place, fault) for place in MATRIX for fault in audited(page, *place, whole=True)]
        page.close()
    assert found == []
