"""Who made the edition, for whom, and how it is cited: on the front page, and in front of the PDF."""

import datetime

import bibtexparser
from bs4 import BeautifulSoup
from pypdf import PdfReader

from is248.data.edition import Edition, load_edition
from is248.publish.assembly.colophon import bibtex, byline, citation
from is248.publish.pdf.typst import write_pdf
from is248.publish.reading.pandoc import read_book
from is248.publish.reading.staging import stage
from is248.publish.site.html import write_site
from pages import book, text

REAL = Edition(
    year=2024,
    title="Kommunalt arbeid 2025",
    subtitle="Nasjonale tall",
    authors=["Nordmann, Kari", "Nordmann, Ola"],
    date=datetime.date(2025, 12, 1),
    client="Helsedirektoratet",
    publisher="Instituttet",
    report_number="2025:01234",
    isbn="978-82-14-07069-9",
    reference_group=["Per Hansen (KS)", "Anne Berg (A-larm)"],
    contact="post@example.no",
    license="[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)",
    population_since=2007,
)
FACTS = (
    "Kari Nordmann og Ola Nordmann",
    "Helsedirektoratet",
    "978-82-14-07069-9",
    "post@example.no",
    "1. desember 2025",
)
PAGES = {"index.qmd": [text("# Om boken {.unnumbered}\n\n::: {#kolofon}\n:::")], "chapters/01-en.ipynb": [text("# Én")]}


def published(edition: Edition, folder):
    """Return the front page, and the texts of the PDF's first two pages."""
    made = book(PAGES, edition=edition)
    stage(made, folder / "staged")
    pages, targets = read_book(made, folder / "staged")
    write_site(made, pages, targets, folder)
    write_pdf(made, pages, targets, folder / "staged", folder / "book.pdf")
    front = BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser")
    return front, *(" ".join(page.extract_text().split()) for page in PdfReader(folder / "book.pdf").pages[:2])


def test_a_real_edition_says_who_made_it_on_the_front_page_and_in_front_of_the_pdf(tmp_path):
    front, title_page, colophon = published(REAL, tmp_path)
    shown = front.select_one(".colophon").get_text(" ", strip=True)
    for words in FACTS:
        assert words in shown and words in colophon
    assert front.select_one(".book-byline").get_text() == " · ".join(byline(REAL))
    assert "På oppdrag fra Helsedirektoratet Rapport 2025:01234 1. desember 2025" in title_page
    assert front.select_one(".colophon dd a")["href"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "demonstrasjon" not in (shown + title_page + colophon).lower()


def test_a_demo_says_what_it_follows_and_leaves_out_what_it_has_not(tmp_path):
    front, _, colophon = published(load_edition(2024), tmp_path)
    shown = front.select_one(".colophon").get_text(" ", strip=True)
    for words in (shown, colophon):
        assert "Dette er en demonstrasjonsutgave" in words and "SINTEF-rapport 2024:01412" in words
    assert not {"Oppdragsgiver", "ISBN", "Rapport", "Kontakt"} & {term.get_text() for term in front.select("dt")}


def test_the_reference_to_cite_can_be_read_by_others():
    assert citation(REAL) == (
        "Nordmann, Kari og Nordmann, Ola (2025). *Kommunalt arbeid 2025: nasjonale tall*. Rapport 2025:01234. "
        "Instituttet. ISBN 978-82-14-07069-9."
    )
    (entry,) = bibtexparser.parse_string(bibtex(REAL)).entries
    assert entry.entry_type == "report" and entry["author"] == "Nordmann, Kari and Nordmann, Ola"
    assert entry["number"] == "2025:01234" and entry["date"] == "2025-12-01"
    demo = bibtex(load_edition(2024))
    assert "{{Bidragsyterne til IS-24/8-boken}}" in demo and "syntetiske svar" in demo and "number" not in demo
