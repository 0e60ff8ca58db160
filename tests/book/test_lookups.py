"""What is looked up in the HTML book: the pages of the units, the list of tables and figures, how they are cited."""

import csv

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from is248.data.codebook import load_codebook
from is248.data.codebook.asking import worded
from is248.project import root
from is248.publish.reading.staging import SYNTHETIC_NOTICE


@pytest.fixture(scope="module")
def responses() -> pd.DataFrame:
    return pd.read_csv(root() / "data/demo/2024/responses.csv", dtype="str", index_col="unit")


@pytest.fixture(scope="module")
def unit(dist):
    """Return a unit's page, by its number."""

    def read(code: str) -> BeautifulSoup:
        (file,) = (dist / "html" / "kommuner").glob(f"*-{code}.html")
        return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")

    return read


def rows(soup) -> dict[str, list[str]]:
    return {row.th.get_text(): [cell.get_text() for cell in row.select("td")] for row in soup.select("tbody tr")}


def test_every_unit_has_a_page_and_its_row_in_appendix_b_leads_there(dist, pages):
    (appendix,) = (page for page in pages if page.source.stem == "vedlegg-b-grunnlagsdata")
    links = [a["href"] for a in appendix.soup.select("#tbl-grunnlagsdata th a")]
    made = {path.name for path in (dist / "html" / "kommuner").glob("*.html")}
    assert {link.rpartition("/")[2] for link in links} == made - {"index.html"}
    assert len(links) == len(set(links)) == len(pd.read_csv(root() / "data/reference/units-2024.csv"))


@pytest.mark.parametrize("code", ["1101", "3419", "30101"])
def test_a_page_has_what_the_unit_answered_and_no_words_of_its_own(unit, responses, code):
    page, given, codebook = unit(code), responses.loc[code], load_codebook(2024)
    assert page.select_one("p.notice").get_text() == SYNTHETIC_NOTICE
    shown = {(row.th.get_text(), row.td.get_text()) for row in page.select(".answers tbody tr")}
    singles = [q for q in codebook.of_type("single", "scale") if not q.label]
    answers = {worded(codebook, q.id): option.label for q in singles for option in codebook.options(q.id)
               if not option.missing and given[q.id] == str(option.code)}  # fmt: skip
    assert len(answers) > 20 and set(answers.items()) <= shown
    own = [text for q in codebook.of_type("text") if len(text := str(given[q.id])) > 12]
    assert own and not [text for text in own if text in page.get_text()]


def test_a_page_has_the_numbers_of_appendix_b_and_of_the_tables_by_group(unit, dist):
    def cells(file: str) -> dict[tuple, str]:
        with (dist / "data" / file).open(encoding="utf-8-sig", newline="") as lines:
            return {(row["row"], row["measure"]): row["value"] for row in csv.DictReader(lines)}

    page = rows(unit("1101"))
    printed, by_county = cells("tbl-grunnlagsdata.csv"), cells("tbl-arsverk-fylke.csv")
    measures = [measure for row, measure in by_county if row == "Rogaland" and "pr. 10 000" in measure]
    assert page["Rogaland"][:3] == [f"{float(by_county['Rogaland', measure]):.0f}" for measure in measures]
    assert page["Hele landet"][:3] == [f"{float(by_county['Totalt', measure]):.0f}" for measure in measures]
    fte = {measure: value for (row, measure), value in printed.items() if row in ("Eigersund", "1101")}
    assert float(page["2024"][2]) == float(fte["Årsverk totalt"])


def test_the_lists_are_narrowed_by_name_and_county_and_fit_a_phone(chromium, dist):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto((dist / "html" / "kommuner" / "index.html").as_uri())
    page.locator("#filter").fill("valer innl")
    expect(page.locator(".filter-count")).to_have_text("1 treff")
    page.locator("#units li:visible a").click()
    expect(page.locator("h1")).to_have_text("Våler")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_every_table_and_figure_is_in_the_list_in_the_books_order(dist, pages):
    soup = BeautifulSoup((dist / "html" / "tabeller-og-figurer.html").read_text(encoding="utf-8"), "html.parser")
    listed = [item.a["href"] for item in soup.select(".exhibit-list li")]
    there = [
        f"{page.source.with_suffix('.html').as_posix()}#{exhibit['id']}"
        for page in pages
        for exhibit in page.main.select("figure.exhibit")
    ]
    assert listed == there
    files = [dist / "html" / link["href"] for link in soup.select("a.data")]
    assert len(files) > 200 and all(file.is_file() for file in files)


@pytest.mark.parametrize("width", [320, 1440])
def test_the_files_in_the_list_are_large_enough_for_a_finger(chromium, dist, width):
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto((dist / "html" / "tabeller-og-figurer.html").as_uri())
    sizes = "all => all.map(link => link.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"
    assert min(page.locator(".exhibit-list .data").evaluate_all(sizes)) >= 24
    context.close()


def test_a_table_is_cited_with_its_number_caption_and_book(chapter_6, edition):
    note = chapter_6.main.select_one("#tbl-arsverk-storrelse").find_next_sibling()
    cite = note.select_one("details.cite")
    assert cite.summary.get_text() == "Siter tabell\u00a06.2"
    said = " ".join(cite.div.get_text().split())
    assert "Tabell 6.2: Årsverk og årsverk per 10 000 innbyggere etter kommunestørrelse, 2024. I " in said
    assert edition.title in said and edition.author in said
    assert cite.code.get_text().startswith("@incollection{is-24-8-2024-tbl-arsverk-storrelse,\n")
    assert cite.a["href"] == "#tbl-arsverk-storrelse"
