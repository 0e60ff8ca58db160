"""Every text that people type is printed as itself: in the pages, the PDF, the workbook, the CSV and the figures."""

import csv
import warnings

import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from hostile import ALL, EMPTY, LONG, letters
from is248 import figures
from is248.analysis.tables import Column, table
from is248.analysis.texts.quotes import Quote, Quotes
from is248.analysis.texts.themes import ThemeList
from is248.project import root
from is248.publish.files.data import write_data
from is248.publish.pdf.typst import write_pdf
from is248.publish.reading.pandoc import read_book
from is248.publish.reading.staging import stage
from is248.publish.site.html import write_site
from is248.wording import Quantity
from is248.wording.signs import as_read, escaped, one_line, settable, typed, unrun
from pages import book, edition_with, shown, text

TEXTS = [as_read(f"{written} q{number}q") for number, written in enumerate(ALL)]
SHORT = [one for one in TEXTS if len(one) < 100]
CLEAN = [one_line(one) for one in TEXTS]


def cell(value: object, label: str = ""):
    """A code cell that shows an object of the library, as Jupyter keeps it."""
    if hasattr(value, "_repr_mimebundle_"):
        data = value._repr_mimebundle_()
        mime = next(kind for kind in data if kind.startswith("application/"))
        kind = "tbl" if "typst" in data[mime] else "fig"
        source = f"#| label: {kind}-{label}\n#| {kind}-cap: Om det.\nx"
        return shown(data[mime], source, **{key: one for key, one in data.items() if key != mime})
    made = shown({}, "x")
    made.outputs[0]["data"] = {"text/markdown": value._repr_markdown_()}
    return made


def of_texts():
    """A table whose rows, heads, sections and cells are the texts."""
    texts = [one for one in TEXTS if len(one) < 1000]
    rows = [f"r{number}" for number in range(len(texts))]
    heads = {Column(f"k{n}", one, head=one): pd.Series(1.0, rows) for n, one in enumerate(SHORT[:3])}
    words = {Column("t", "Tekst", decimals=None): pd.Series(texts, rows)}
    labels = dict(zip(rows, texts, strict=True))
    return table("Svar", words | heads, labels=labels, sections=dict(zip(rows, SHORT[::-1], strict=False)))


def by_texts():
    """A table whose rows' keys are the texts, as the data files name them."""
    return table(
        "Svar",
        {Column("n", "Antall"): pd.Series(1.0, TEXTS), Column("t", "Ord", decimals=None): pd.Series(TEXTS, TEXTS)},
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The book of all texts, and the folder that it is written to."""
    folder = tmp_path_factory.mktemp("texts")
    said = Quotes(tuple(Quote(f"q:{n}", one, one if len(one) < 200 else "kommune") for n, one in enumerate(TEXTS)))
    values = {f"v{n}": one for n, one in enumerate(TEXTS)}
    drawn = table("Svar", {Column("pct", "Prosent"): pd.Series(50.0, SHORT[:20])})
    captioned = cell(by_texts(), "keys")
    captioned.source = "#| label: tbl-keys\n#| tbl-cap: '`{python} v`'\nx"
    captioned.metadata["user_expressions"] = text("", v="= a *b* {#tbl-x} 🙂")["metadata"]["user_expressions"]
    few = {column: cells for column, cells in values.items() if len(cells) < 1000}
    prose = "\n\n".join(f"`{{python}} {name}`" for name in few)
    cells = [
        text("# Prøve {#sec-en}\n\nAlt som er skrevet."),
        text("## Sitater {#sec-sitater}"), cell(said),
        text("## Temaer {#sec-temaer}"), cell(ThemeList({one: Quantity(2) for one in TEXTS if len(one) < 1000})),
        text("## Verdier {#sec-verdier}"), text(prose, **few),
        text("## Om `{python} v` {#sec-om}\n\nSe @tbl-keys.", v="# <b> {.x} 🙂 漢"),
        cell(of_texts(), "labels"), captioned, cell(figures.bars(drawn), "bars"),
    ]  # fmt: skip
    hostile = {"title": "= T $x$ <b> 🙂", "subtitle": "- *u* @sec-en", "authors": ["# A {#tbl-x} `b`", "漢, 字"]}
    front = [text("# Om {.unnumbered}\n\n::: {#kolofon}\n:::")]
    one = book({"index.qmd": front, "chapters/01-en.ipynb": cells}, edition=edition_with(**hostile))
    stage(one, folder / "staged")
    pages, targets = read_book(one, folder / "staged")
    write_site(one, pages, targets, folder / "html")
    write_pdf(one, pages, targets, folder / "staged", folder / "book.pdf")
    write_data(one, folder / "data")
    return folder


@pytest.fixture(scope="module")
def page(made):
    return BeautifulSoup((made / "html/chapters/01-en.html").read_text(encoding="utf-8"), "html.parser")


def same(found: list[str], behind: str = "", longest: int = 1000) -> None:
    """Assert that these are the texts, but for how blanks are set."""
    texts = [one for one in CLEAN if len(one) < longest]
    assert [" ".join(one.split()) for one in found] == [" ".join(f"{one}{behind}".split()) for one in texts]


def unhyphenated(told: str) -> str:
    return letters(told).replace("-", "")


def test_quotes_are_what_was_written(page):
    same([block.find("p").get_text() for block in page.select("blockquote")], longest=50_000)


def test_themes_are_what_was_written(page):
    same([item.get_text() for item in page.select("#temaer li, #sec-temaer ~ ul li")][: len(TEXTS)], behind=" (2)")


def test_values_of_sentences_are_what_they_are(page):
    same([span.get_text() for span in page.select("p > span.value")])


def test_rows_and_cells_of_tables_are_what_was_written(page):
    labels, keys = page.select("table.report-table")
    same([row.find("th").get_text() for row in labels.select("tbody tr:not(.section)")])
    same([row.find("td").get_text() for row in labels.select("tbody tr:not(.section)")])
    same([row.find("th").get_text() for row in keys.select("tbody tr")], longest=50_000)


def test_heads_sections_headings_and_captions_are_what_was_written(page):
    heads = [head.get_text() for head in page.select("table.report-table")[0].select("thead th")]
    assert [" ".join(one.split()) for one in heads[1:4]] == ["", *CLEAN[:2]] or set(CLEAN[:3]) <= set(heads)
    sections = [head.get_text() for head in page.select("tr.section th")]
    assert sections[: len(SHORT)] == [one_line(one) for one in SHORT[::-1]]
    assert "Om # <b> {.x} 🙂 漢" in page.select_one("#sec-om").get_text()
    assert "= a *b* {#tbl-x} 🙂" in page.select("caption")[1].get_text()


def test_no_text_becomes_markup_or_a_script(made, page):
    assert not page.select("main script, main img[src=x], main iframe, main h1 ~ h1, main b, main [onerror]")
    ours = {f"../assets/{file.name}" for file in (root() / "templates").glob("*.js")}
    assert {found.get("src") for found in page.select("script")} <= ours
    assert "\u202e" not in str(page) and "\x00" not in str(page)
    front = BeautifulSoup((made / "html/index.html").read_text(encoding="utf-8"), "html.parser")
    assert front.select_one(".book-title").get_text() == "= T $x$ <b> 🙂"
    assert "# A {#tbl-x} `b` og 字 漢" in front.select_one(".colophon dd").get_text()


def test_the_pdf_has_every_text_with_a_box_for_what_no_typeface_has(made):
    told = unhyphenated("".join(one.extract_text() for one in PdfReader(made / "book.pdf").pages))
    backwards = ("العربية", "עברית")
    lacking = [
        one
        for one in CLEAN
        if not any(word in one for word in backwards) and unhyphenated(settable(one))[:400] not in told
    ]
    assert not [one[:60] for one in lacking]
    assert unhyphenated("= T $x$ <b> □") in told and unhyphenated("# A {#tbl-x} `b` og □ □") in told


def test_the_workbook_has_every_text_and_no_formula(made):
    sheets = openpyxl.load_workbook(made / "data/tables.xlsx")
    own = openpyxl.load_workbook(made / "data/tbl-keys.xlsx")
    cells = [one for file in (sheets, own) for sheet in file for row in sheet.iter_rows() for one in row if one.value]
    assert {one.data_type for one in cells} == {"s", "n"}
    assert all(one.quotePrefix for one in cells if one.data_type == "s" and one.value[0] in "=+-@")
    for sheet in (sheets["Tabell 1.2"], own["Tabell 1.2"]):
        [table] = sheet.tables.values()
        rows = [row[0].value for row in sheet[table.ref][1:]]
        assert [" ".join(one.split()) for one in rows] == [" ".join(one[:32_767].split()) for one in CLEAN]
    assert sheets["Innhold"]["B4"].value == "= a *b* {#tbl-x} 🙂"
    assert not sheets.defined_names


def test_a_data_file_has_every_text_and_runs_none_in_a_spreadsheet(made):
    csv.field_size_limit(1_000_000)
    with (made / "data/tbl-keys.csv").open(encoding="utf-8", newline="") as file:
        rows = [row["row"] for row in csv.DictReader(file) if row["measure"] == "Antall"]
    assert [typed(row) for row in rows] == CLEAN
    assert not [row for row in rows if row[0] in "=+-@＝"]


def test_norwegian_csv_has_every_text_and_runs_none_in_a_spreadsheet(made):
    csv.field_size_limit(1_000_000)
    with (made / "data/tbl-keys-norsk.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row[0] for row in list(csv.reader(file, delimiter=";"))[1 : len(CLEAN) + 1]]
    same([typed(row) for row in rows], longest=50_000)
    assert not [row for row in rows if row[0] in "=+-@＝"]


def test_figures_draw_every_text_without_a_warning():
    rows = [one_line(one) for one in SHORT] + [one[:400] for one in LONG]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for start in range(0, len(rows), 24):
            some = rows[start : start + 24]
            drawn = table("Svar", {Column("pct", "Prosent", head=one): pd.Series(50.0, some) for one in some[:2]})
            assert "<svg" in figures.stacked(drawn).svg


@pytest.mark.parametrize("blank", EMPTY)
def test_a_text_of_blanks_is_empty(blank):
    assert not one_line(blank).strip() and not escaped(blank).strip()


def test_numbers_of_a_data_file_stay_numbers():
    assert [unrun(one) for one in ("-110", "-1.5e-05", "+3", "12", "- 12", "-12 %")] == [
        "-110",
        "-1.5e-05",
        "+3",
        "12",
        "'- 12",
        "'-12 %",
    ]
