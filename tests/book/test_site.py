"""The HTML book as files: links, numbers, tables, figures, and that every number is the computed one."""

import csv
import re
from collections import Counter
from urllib.parse import unquote, urlsplit

import pytest

from is248.figures import contrast
from is248.project import root
from is248.publish.assembly.contents import chapter_files, read_config
from is248.publish.site import exhibits as exhibits_page
from is248.publish.site import unit_pages
from page_values import with_expressions

# Heads of tables of all units or all answers: they end in their total.
WITH_TOTAL = {
    *("Kommunestørrelse", "Fylke", "HF-område", "Helseregion", "Kommune"),
    *("Svar", "Kommune eller bydel"),
}


def text(element) -> str:
    return " ".join(element.get_text().split())


def exhibits(page, kind: str) -> list:
    return page.main.select(f"figure.exhibit.{kind}")


# --- links --------------------------------------------------------------------------------------


def test_every_chapter_of_the_book_is_a_page_and_there_is_no_other(dist, pages):
    made = {path.relative_to(dist / "html") for path in (dist / "html").rglob("*.html")}
    made = {file for file in made if file.parent != unit_pages.LIST[0].parent} - {exhibits_page.FILE[0]}
    assert made == {page.source.with_suffix(".html") for page in pages}


def test_every_id_stands_once_on_its_page(pages):
    for page in pages:
        ids = [element["id"] for element in page.soup.find_all(id=True)]
        assert len(ids) == len(set(ids)), page.source


def test_every_link_leads_to_a_file_and_every_fragment_to_an_id(pages):
    ids = {page.path: {element["id"] for element in page.soup.find_all(id=True)} for page in pages}
    dead = []
    for page in pages:
        for element in page.soup.find_all(["a", "link", "script", "img", "source"]):
            url = urlsplit(element.get("href") or element.get("src") or "")
            if url.scheme in ("http", "https", "data", "mailto"):
                continue
            target = (page.path.parent / unquote(url.path)).resolve() if url.path else page.path
            if not target.is_file() or (url.fragment and unquote(url.fragment) not in ids.get(target, ())):
                dead.append(f"{page.source}: {element}")
    assert not dead


def test_every_cross_reference_says_the_number_of_what_it_leads_to(pages):
    by_path = {page.path: page.soup for page in pages}
    checked = 0
    for page in pages:
        for link in page.main.select("a.xref"):
            path, _, anchor = link["href"].partition("#")
            target = by_path[(page.path.parent / path).resolve() if path else page.path].find(id=anchor)
            number = target.select_one(".exhibit-number, .header-section-number")
            if number is None:  # a page without a number is called by its title
                assert text(link) == f"«{text(target)}»"
                continue
            assert text(link).split()[-1] == text(number).rstrip(".").split()[-1], link
            kind = {"tbl": "tabell", "fig": "figur"}.get(anchor.partition("-")[0])
            assert kind is None or text(link).casefold().startswith(kind)
            checked += 1
    assert checked > 250


def test_every_citation_leads_to_its_reference_by_its_number(pages):
    references = next(page for page in pages if page.source.stem == "referanser").soup
    numbers = {entry["id"]: re.match(r"\d+", text(entry)).group() for entry in references.select("#refs .csl-entry")}
    cited = [link for page in pages for link in page.main.select(".citation a")]
    assert len(cited) >= 5
    for link in cited:
        assert numbers[link["href"].partition("#")[2]] == text(link)


def test_previous_and_next_lead_through_the_whole_book(pages):
    for before, after in zip(pages, pages[1:], strict=False):
        forward, back = before.main.find("a", rel="next"), after.main.find("a", rel="prev")
        assert (before.path.parent / forward["href"]).resolve() == after.path
        assert (after.path.parent / back["href"]).resolve() == before.path
    assert pages[0].main.find("a", rel="prev") is None
    assert pages[-1].main.find("a", rel="next") is None


def test_the_sidebar_lists_every_page_in_order_and_marks_the_one_that_is_shown(dist, pages):
    looked_up = [dist / "html" / file for file, _ in (exhibits_page.FILE, unit_pages.LIST)]
    for page in pages:
        links = page.soup.select("nav.book-nav a")
        listed = [(page.path.parent / link["href"]).resolve() for link in links]
        assert listed == [*(other.path for other in pages), *looked_up]
        current = [link for link in links if link.get("aria-current") == "page"]
        assert [(page.path.parent / link["href"]).resolve() for link in current] == [page.path]


def test_the_front_page_offers_the_pdf_and_the_workbook(dist, pages, edition):
    offered = {(pages[0].path.parent / link["href"]).resolve() for link in pages[0].main.select(".title-block a")}
    assert offered == {dist / f"{edition.pdf_name}.pdf", dist / "data" / "tables.xlsx"}


def test_nothing_is_fetched_from_another_host(dist):
    for file in (dist / "html").rglob("*"):
        if file.suffix in (".html", ".css", ".svg"):
            source = file.read_text(encoding="utf-8")
            loaded = re.findall(r"""(?:src|srcset|<link[^>]*href)\s*=\s*["'](?:https?:)?//[^"']+""", source)
            loaded += re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)\"']+", source)
            assert not loaded, file


# --- the language and structure of a page -------------------------------------------------------


def test_every_page_is_in_bokmal_and_has_one_heading_of_the_first_level(pages, edition):
    for page in pages:
        assert page.soup.html["lang"] == "nb"
        [heading] = page.soup.find_all("h1")
        assert edition.title in page.soup.title.get_text()
        assert page is pages[0] or text(heading) in text(page.soup.title)


def test_headings_skip_no_level(pages):
    for page in pages:
        levels = [int(heading.name[1]) for heading in page.main.find_all(re.compile("^h[1-6]$"))]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), page.source


def test_the_skip_link_comes_first_and_leads_to_the_content(pages):
    for page in pages:
        first = page.soup.body.find(["a", "button", "input"])
        assert "skip-link" in first["class"]
        assert page.soup.find(id=first["href"].removeprefix("#")).name == "main"


def test_no_label_for_screen_readers_holds_markup(pages):
    for page in pages:
        for attribute in ("aria-label", "alt", "title"):
            for element in page.soup.find_all(attrs={attribute: True}):
                if "value" in element.get("class", []):
                    continue  # an expression may compare
                assert not re.search(r"</?[a-z]+[ >]", element[attribute]), element


def test_no_inline_expression_and_no_markdown_is_left_on_a_page(dist, pages):
    for file in dist.rglob("*"):
        if file.suffix in (".html", ".js", ".csv", ".svg"):  # the manifest quotes the sentences that went
            assert "{python}" not in file.read_text(encoding="utf-8"), file
    for page in pages:
        for element in page.main.find_all(["p", "figcaption", "caption", "th", "td", "li"]):
            if element.find("code") is None:
                assert not re.search(r"\*\*|\]\(|\{#|:::|^#+ |@(tbl|fig|sec)-", element.get_text()), element
    assert "Quantity(" not in pages[0].main.get_text()


# --- numbering ----------------------------------------------------------------------------------


def test_tables_and_figures_of_chapter_6_are_numbered_as_in_the_printed_report(chapter_6):
    def numbered(kind):
        return [(figure["id"], text(figure.select_one(".exhibit-number"))) for figure in exhibits(chapter_6, kind)]

    by = ["storrelse", "fylke", "hf", "region", "ti-storste"]
    tables = [f"tbl-{what}-{key}" for key in by for what in ("innbyggere", "arsverk")]
    assert numbered("table") == [(label, f"Tabell 6.{n}.") for n, label in enumerate(tables, 1)]
    figures = ["fig-befolkning", *(f"fig-arsverk-{key}" for key in by), "fig-storrelse-fylke"]
    assert numbered("figure") == [(label, f"Figur 6.{n}.") for n, label in enumerate(figures, 1)]


def test_sections_are_numbered_one_by_one_under_their_chapters_number(pages):
    for page in pages:
        number = page.soup.h1.select_one(".header-section-number")
        sections = [text(heading.select_one(".header-section-number")) for heading in page.main.select(
            "h2:has(> .header-section-number)")]  # fmt: skip
        if number is None:
            assert sections == []
        else:
            assert sections == [f"{text(number)}.{n}" for n in range(1, len(sections) + 1)]
            assert len(sections) == len(page.main.find_all("h2"))


def test_chapters_and_appendices_have_the_reports_numbers(pages):
    appendices = iter("ABCDEFGH")
    appended = {file for file, appendix in chapter_files(read_config()) if appendix}
    for page in pages:
        number = page.soup.h1.select_one(".header-section-number")
        digits = re.match(r"\d+", page.source.stem)
        expected = next(appendices) if page.source in appended else digits and str(int(digits.group()))
        assert (number and text(number)) == expected, page.source


def test_numbers_in_the_contents_are_those_of_the_headings(pages):
    for page in pages:
        for link in page.soup.select("nav.page-nav a"):
            heading = page.soup.find(id=link["href"].removeprefix("#"))
            anchor = heading.select_one(".anchor")
            anchor and anchor.extract()
            assert text(link) == text(heading)
            anchor and heading.append(anchor)


# --- tables and figures -------------------------------------------------------------------------


def folded(table) -> bool:
    return table.find_parent("details", class_="figure-numbers") is not None


def test_every_table_has_a_caption_and_scope_in_every_head(pages):
    tables = [table for page in pages for table in page.main.find_all("table")]
    assert len(tables) >= 12
    for table in tables:
        assert text(table.caption).startswith("Tallene i figur" if folded(table) else "Tabell"), table
        heads = table.find_all("th")
        assert heads
        assert all(head.get("scope") in ("col", "row", "colgroup", "rowgroup") for head in heads), text(table.caption)


def test_every_row_of_a_report_table_begins_with_its_header_and_has_a_cell_for_every_column(pages):
    for page in pages:
        for table in page.main.select("table.report-table"):
            width = sum(int(cell.get("colspan", 1)) for cell in table.thead.tr.find_all("th"))
            for row in table.tbody.find_all("tr"):
                cells = row.find_all(["th", "td"])
                assert cells[0].name == "th"
                assert sum(int(cell.get("colspan", 1)) for cell in cells) == width


# Tables of groups or answers that have no sum, as in the printed report.
NO_TOTAL = {
    "tbl-lavterskel-gruppetilbud": "medians and means",
    "tbl-nettsider-fylke": "counties without the country",
    "tbl-ohd-tilbud": "answers that a unit may give several of, with the base of each year in its own table",
}
BELOW_THE_TOTAL = {"Ikke oppgitt", "Ikke gitt anslag", "Antall kommuner"}


def test_every_table_of_groups_or_answers_and_the_base_data_end_with_one_total_row(pages):
    """Below it stand at most the units without an answer, or the number of units."""
    lacking = set()
    for page in pages:
        for figure in page.main.select("figure.exhibit:has(.report-table)"):
            rows = figure.tbody.find_all("tr")
            totals = [number for number, row in enumerate(rows) if "total" in row.get("class", [])]
            if totals:
                assert len(totals) == 1
                assert text(rows[totals[0]].th) in ("Totalt", "Antall som har svart", "Antall kommuner"), figure["id"]
                below = [text(row.th) for row in rows[totals[0] + 1 :] if "section" not in row.get("class", [])]
                assert len(below) <= 1 and BELOW_THE_TOTAL.issuperset(below), figure["id"]
            elif text(figure.thead.th) in WITH_TOTAL:
                lacking.add(figure["id"])
    assert lacking == set(NO_TOTAL)


def test_numbers_in_tables_are_right_aligned_and_written_in_norwegian(pages):
    shown = re.compile(r"–|−?\d{1,3}(\u202f\d{3})*(,\d+)?")
    for page in pages:
        for cell in page.main.select("table.report-table td.text-align-right"):
            assert shown.fullmatch(cell.get_text()), cell


def test_nothing_without_a_role_carries_a_label(pages):
    """A label on a plain div or span is not read (ARIA 1.2 prohibits it)."""
    for page in pages:
        for element in page.soup.select("div[aria-label], span[aria-label]"):
            assert element.get("role"), element


def test_every_figure_says_what_it_shows_with_numbers(pages, labels_of_code):
    drawn = [figure for page in pages for figure in page.main.select("figure.exhibit:has(.drawing)")]
    assert [figure["id"] for figure in drawn] == [x for x in labels_of_code if x.startswith("fig-")]
    alts = [figure.select_one(".drawing")["aria-label"] for figure in drawn]
    for alt in alts:
        assert 100 < len(alt) <= 600, alt
        assert alt.endswith("."), alt
        assert len(re.findall(r"\d+", alt)) >= 3, alt  # how many, the highest and the lowest
    assert len(set(alts)) == len(alts)


def test_the_main_findings_are_eight_to_ten_in_at_most_250_words(pages):
    (page,) = (page for page in pages if page.path.name == "hovedfunn.html")
    findings = page.main.select("#funn li")
    assert 8 <= len(findings) <= 10
    assert sum(len(text(finding).split()) for finding in findings) <= 250


# «høyest i Agder (31)», «fra 12 prosent i 2023», «mellom 12 og 31 prosent i gruppene», «12 prosent i Agder»
_NUMBER = r"(−?[\d\u202f]+(?:,\d+)?)(?:[\s\u00a0]prosent)?"
ALT_NUMBER = re.compile(rf"\({_NUMBER}\)|(?:fra|til|er) {_NUMBER} i \d{{4}}|{_NUMBER} for «"
                        rf"|mellom {_NUMBER} og|([\d\u202f]+(?:,\d+)?)[\s\u00a0]prosent i [^\W\d]")  # fmt: skip
# «er andelen 58, 59 og 61 prosent i 2022–2024», of what «andelen som svarer «godt» eller «svært godt»» says
ALT_YEARS = re.compile(r"(?:andelen|tallet) ((?:[\d\u202f,]+(?:, | og )?)+) prosent i \d{4}")
ALT_ANSWERS = re.compile(r"andelen som svarer (.*?»)\.")


def test_numbers_in_a_figures_text_alternative_are_in_its_data_file(dist, pages):
    for figure in (figure for page in pages for figure in page.main.select("figure.exhibit:has(.drawing)")):
        with (dist / "data" / f"{figure['id']}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        alt = figure.select_one(".drawing")["aria-label"]
        values, together = {row["value"] for row in rows}, Counter()
        answers = re.findall("«(.*?)»", " ".join(ALT_ANSWERS.findall(alt)))
        for row in rows:
            if row["group"].lower() in answers and row["measure"] == "Prosent":
                together[row["row"]] += float(row["unrounded"] or "nan")
        values |= {f"{share:.0f}" for share in together.values()}
        given = [*map("".join, ALT_NUMBER.findall(alt)), *re.findall(_NUMBER, " ".join(ALT_YEARS.findall(alt)))]
        assert given, alt
        for number in given:
            assert number.replace("\u202f", "").replace("−", "-").replace(",", ".") in values, alt


def test_every_exhibit_of_code_has_its_source_its_data_and_its_calculation(dist, pages):
    for page in pages:
        for figure in page.main.select("figure.exhibit:has(.report-table), figure.exhibit.figure"):
            note = figure.find_next_sibling()
            assert "exhibit-note" in note["class"], figure["id"]
            assert "Kilde: " in text(note)
            files = [(page.path.parent / link["href"]).resolve() for link in note.select("a.data-link")]
            assert files == [dist / "data" / f"{figure['id']}{ending}" for ending in (".xlsx", "-norsk.csv", ".csv")]
            assert all(file.is_file() for file in files)
            assert note.select_one("details code").get_text().strip()


def test_every_caption_ends_the_sentence_and_names_the_year(pages, edition):
    """The last year it names is the edition's; the users were counted for the year before."""
    for page in pages:
        for figure in page.main.select("figure.exhibit:has(.report-table), figure.exhibit.figure"):
            caption = text(figure.select_one("caption, figcaption"))
            assert caption.endswith("."), caption
            if figure["id"] == "tbl-ord":
                continue  # the report's own rules, of no year
            years = {edition.year, edition.year - 1} if figure["id"].startswith("tbl-brukere-") else {edition.year}
            assert int(re.findall(r"\b(?:19|20)\d\d\b", caption)[-1]) in years, caption


# --- every number -------------------------------------------------------------------------------


def test_every_number_in_the_prose_is_the_value_of_its_expression(pages, prose_values):
    """Computed anew from the data by the chapter's own expressions, without the engine that made the book."""
    for page in pages:
        shown = [
            (expression, value.get_text().replace("\u00a0", " "))  # «St. Hanshaugen»
            for expression, value in with_expressions(page.soup, page.path)
        ]
        assert shown == [(expression, value.replace("\u00a0", " ")) for expression, value in prose_values[page.source]]
    assert sum(map(len, prose_values.values())) >= 2000


def test_text_has_a_contrast_of_four_and_a_half_in_both_themes_and_the_style_sheet_says_it_right():
    css = (root() / "templates" / "book.css").read_text(encoding="utf-8")
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", css)
    ratios = re.findall(r"--([\w-]+): light-dark\(.*\);\s*/\* ([\d.]+):1, ([\d.]+):1 \*/\n", css)
    for theme in (1, 2):
        colours = {name: colours[theme - 1] for name, *colours in pairs}
        stated = {name: both[theme - 1] for name, *both in ratios if name != "kind"}
        assert set(stated) == {"ink", "muted", "accent"}
        for name, ratio in stated.items():
            assert contrast(colours[name], colours["paper"]) == pytest.approx(float(ratio), abs=0.06)
            assert contrast(colours[name], colours["tint"]) >= 4.5


@pytest.mark.parametrize("name", ["book.css", "site.css"])
def test_the_page_uses_the_style_sheets_of_the_templates(dist, name):
    assert (dist / "html" / "assets" / name).read_bytes() == (root() / "templates" / name).read_bytes()


def test_references_in_another_language_say_so_to_a_screen_reader(pages):
    bibliography = (root() / "data" / "references.bib").read_text(encoding="utf-8")
    names = {"english": "en", "danish": "da", "swedish": "sv", "nynorsk": "nn"}
    spoken = {}
    for entry in bibliography.split("\n@")[1:]:
        key, language = re.match(r"\w+\{([^,]+),", entry)[1], re.search(r"langid\s*=\s*\{(\w+)\}", entry)[1]
        spoken[f"ref-{key}"] = names.get(language)
    listed = next(page for page in pages if page.source.stem == "referanser").soup.select("#refs .csl-entry")
    assert sum(entry.get("lang") == "en" for entry in listed) > 50
    assert {entry["id"]: entry.get("lang") for entry in listed} == {e["id"]: spoken[e["id"]] for e in listed}
