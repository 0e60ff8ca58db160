"""The pages of HTML: links between them, tables and figures in their boxes, and the search."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from is248.publish.reading.pandoc import read_book
from is248.publish.reading.staging import SYNTHETIC_NOTICE, stage
from is248.publish.site.html import write_site
from pages import book, text


@pytest.fixture(scope="module")
def site(small, read, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "html"
    write_site(small, *read, folder)
    return folder


def page(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def test_links_lead_to_the_pages_where_their_targets_stand(site):
    links = [(a.get_text().replace("\u00a0", " "), a["href"]) for a in page(site, "index").select("main > p a")]
    assert links == [("kapittel 2", "chapters/02-to.html#sec-to"), ("kapitlet", "chapters/02-to.html#sec-to-mer")]
    assert page(site, "chapters/02-to").select_one("a.xref")["href"] == "../chapters/01-en.html#fig-en"


def test_a_table_has_its_caption_inside_and_its_note_and_data_below(site):
    figure = page(site, "chapters/01-en").select_one("figure#tbl-en")
    assert " ".join(figure.table.caption.get_text().split()) == "Tabell 1.1. En tabell."
    assert figure.select_one(".table-scroll")["data-name"] == "Tabell 1.1"
    files = [(link.get_text(), link["href"]) for link in figure.find_next_sibling().select("a.data-link")]
    assert files == [
        ("Excel", "../../data/tbl-en.xlsx"),
        ("CSV", "../../data/tbl-en-norsk.csv"),
        ("uavrundet CSV for programmer", "../../data/tbl-en.csv"),
    ]


def test_what_stands_below_a_table_or_figure_names_it_to_who_hears_a_list_of_links_and_folds(site):
    for label, name in (("tbl-en", "tabell\xa01.1"), ("fig-en", "figur\xa01.1")):
        below = page(site, "chapters/01-en").select_one(f"figure#{label}").find_next_sibling()
        named = [link["aria-label"] for link in below.select("a.data-link")]
        assert named == [f"{file}, {name}" for file in ("Excel", "CSV", "uavrundet CSV for programmer")]
        assert all(name in fold.get_text() for fold in below.select("summary"))
        assert below.select_one(".cite > a").get_text() == f"Fast lenke til {name}"


def test_a_figure_is_one_picture_with_two_drawings_and_its_numbers_below(site):
    figure = page(site, "chapters/01-en").select_one("figure#fig-en")
    [drawing] = figure.select("div.drawing")
    assert (drawing["role"], drawing["aria-label"]) == ("img", 'Søylene viser "alt".')
    assert [svg["class"] for svg in drawing.select("svg[aria-hidden=true]")] == [["wide"], ["narrow"]]
    numbers = figure.find_next_sibling().select_one("details.figure-numbers")
    assert numbers.summary.get_text() == "Tallene i figuren, figur\xa01.1"
    assert numbers.select_one("th[scope=row]").get_text() == "Oslo"
    assert not list(site.rglob("*.svg"))


def test_a_table_of_the_prose_is_numbered_with_heads_for_its_rows_and_columns(site):
    figure = page(site, "chapters/02-to").select_one("figure#tbl-to")
    assert "2.1" in figure.caption.get_text()
    assert [cell["scope"] for cell in figure.select("th")] == ["col", "col", "row"]


def test_no_head_of_a_table_of_the_prose_is_empty(tmp_path):
    table = "|  | Ja | Nei |\n|---|---|---|\n| Oslo | 1 | 2 |\n|  | 3 | 4 |\n\n: Svar. {#tbl-svar}"
    made = book({"chapters/01-a.ipynb": [text(f"# A\n\n{table}")]})
    stage(made, tmp_path / "staged")
    write_site(made, *read_book(made, tmp_path / "staged"), tmp_path / "html")
    soup = page(tmp_path / "html", "chapters/01-a")
    assert [head.get_text() for head in soup.select("main th")] == ["Ja", "Nei", "Oslo"]
    assert [len(row.select("th, td")) for row in soup.select("main tr")] == [3, 3, 3]


def test_every_page_has_the_menu_its_neighbours_and_the_notice(site):
    soup = page(site, "chapters/01-en")
    menu = [a.get_text().strip() for a in soup.select(".book-nav a")]
    assert menu == ["Forord", "1 Én", "2 To", "Referanser", "A Vedlagt", "Tabeller og figurer"]
    assert soup.select_one(".book-nav a[aria-current]").get_text() == "1 Én"
    assert [a["href"] for a in soup.select(".page-turn a")] == ["../index.html", "../chapters/02-to.html"]
    assert soup.select_one("p.notice").get_text() == SYNTHETIC_NOTICE
    assert soup.title.get_text().startswith("1 Én – ")
    assert not page(site, "index").select(".page-turn .previous")
    assert not page(site, "chapters/vedlegg-x").select(".page-turn .next")


def test_the_search_has_sections_tables_and_figures_with_their_words_and_not_the_markup(site):
    script = (site / "assets" / "search-index.js").read_text(encoding="utf-8")
    index = json.loads(script.removeprefix("window.searchIndex = ").rstrip(";\n"))
    entries = {(index["pages"][page][0], id): rest for page, id, *rest in index["entries"]}
    one = {id: rest for (href, id), rest in entries.items() if href == "chapters/01-en.html"}
    assert one["sec-en"][:3] == ["p", "1", "Én"] and "Tabell 1.1 viser mer" in one["sec-en"][3].replace("\u00a0", " ")
    assert one["tbl-en"] == ["t", "1.1", "En tabell.", "Fylke 2024 Prosent Årsverk Oslo 12 –"]
    assert one["fig-en"] == ["f", "1.1", "En figur.", 'Søylene viser "alt". Kilde: Svar']
    assert entries["chapters/02-to.html", "sec-to-mer"][:3] == ["s", "2.1", "Mer"]
    assert [weight for *_, weight in index["pages"]] == [0.4, 1, 1, 0.4, 0.7]
