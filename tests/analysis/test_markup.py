"""A table fits the page: in the PDF every number stands inside the margins, however many columns there are."""

import io
import re
from pathlib import Path

import pandas as pd
import pytest
import typst
from pypdf import PdfReader

from is248.analysis.markup import to_html, to_typst
from is248.analysis.tables import Column, Table
from is248.figures import FONT_FILES
from is248.project import root

A4 = (595, 842)
LABEL = "Hovedansvarlig for utfyllingen har fylt ut hele skjemaet, uten innspill fra øvrige ansatte i kommunen"


def table(years: int, rows: int = 4) -> Table:
    """Antall and Prosent for some years; every number is another one."""
    columns = tuple(
        Column(f"{measure}{year}", measure, str(2000 + year))
        for year in range(years)
        for measure in ("Antall", "Prosent")
    )
    numbers = [[10_000 + 100 * row + place for place in range(len(columns))] for row in range(rows)]
    values = pd.DataFrame(numbers, columns=[column.key for column in columns], dtype=float)
    values.index = [f"{row}" for row in range(rows)]
    return Table("Svar", columns, values, labels={"0": LABEL})


def compiled(text: str, folder: Path) -> PdfReader:
    """The table as the book sets it, with its caption."""
    source = folder / "table.typ"
    (folder / "report.typ").write_text((root() / "templates" / "report.typ").read_text(encoding="utf-8"), "utf-8")
    head = '#import "report.typ": *\n#show: report.with(title: "T", subtitle: "S", author: "F")\n'
    source.write_text(f"{head}= Kapittel\n#figure(kind: table, caption: [Alt.], [{text}])", encoding="utf-8")
    fonts = [str(FONT_FILES[0].parent)]
    pdf = typst.compile(source, root=folder, font_paths=fonts, ignore_system_fonts=True, pdf_standards=["ua-1"])
    return PdfReader(io.BytesIO(pdf))


@pytest.mark.parametrize(("years", "setting"), [(3, None), (5, "small"), (6, "wide"), (8, "turned"), (11, "turned")])
def test_a_table_gets_the_type_and_place_that_it_needs_and_loses_no_number(tmp_path, years, setting):
    made = table(years)
    text = to_typst(made)
    assert re.findall(r"#(?!whole)(\w+)-table", text) == ([setting] if setting else [])
    pdf = compiled(text, tmp_path)
    places = []
    page = pdf.pages[-1]
    words = page.extract_text(visitor_text=lambda word, cm, tm, *_: word.strip() and places.append((tm, cm)))
    for number in made.values.to_numpy().ravel():
        assert f"{number:,.0f}".replace(",", "") in re.sub(r"\s", "", words)
    for tm, cm in places:
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        assert 20 <= x <= A4[0] - 20, words
        assert 20 <= y <= A4[1] - 20, words


def test_a_long_table_breaks_over_pages_and_repeats_its_head(tmp_path):
    pdf = compiled(to_typst(table(5, rows=120)), tmp_path)
    pages = [text for page in pdf.pages if "Prosent" in (text := page.extract_text())]
    assert len(pages) > 1
    assert all(text.count("Prosent") == 5 for text in pages)


def test_a_table_is_whole_on_a_page_until_its_lines_are_many():
    assert to_typst(table(2, rows=30)).startswith("#whole-table")
    assert not to_typst(table(2, rows=60)).startswith("#whole-table")


def texts(length: int, rows: int = 8) -> Table:
    """Texts of some length beside their labels."""
    why = Column("why", "Hvorfor", decimals=None)
    values = pd.DataFrame({why.key: ["Ord og " * (length // 7)] * rows}, index=[f"{row}" for row in range(rows)])
    return Table("Svar", (why,), values)


def test_a_table_of_long_texts_may_break_and_so_may_its_tallest_rows():
    assert to_typst(texts(40)).startswith("#whole-table")
    assert not to_typst(texts(700)).startswith("#whole-table")
    assert "breakable" not in to_typst(texts(700))
    assert "breakable: true" in to_typst(texts(3000))


def test_a_table_of_texts_higher_than_a_page_loses_none_of_them(tmp_path):
    pdf = compiled(to_typst(texts(9000, rows=2)), tmp_path)
    assert len(pdf.pages) > 2
    assert sum(re.sub(r"[\s-]", "", page.extract_text()).count("Ordog") for page in pdf.pages) == 2 * (9000 // 7)


def widths(made: Table) -> list[float]:
    return [float(width) for width in re.findall(r"([\d.]+)fr", to_typst(made))]


def test_a_head_of_several_words_gets_what_the_others_can_spare():
    """The number's column is as wide as its head, for the labels have all that they need."""
    columns = (Column("a", "Antall"), Column("b", "Antall innbyggere fra 18 år"))
    keys = [column.key for column in columns]
    values = pd.DataFrame([[1.0, 3.0], [2.0, 4.0]], index=["<2000", "2000–5000"], columns=keys)
    label, short, long = widths(Table("Kommunestørrelse", columns, values))
    assert long - short == len("Antall innbyggere fra 18 år") - len("Antall")
    assert label > len("Kommunestørrelse")


def test_no_word_of_a_head_is_divided_where_the_page_is_full(tmp_path):
    heads = ("Årsverk totalt", "Beregnet antall brukere", "Årsverk per innbygger")
    columns = tuple(Column(f"{place}", heads[place % 3]) for place in range(9))
    values = pd.DataFrame([[1.0] * 9], columns=[column.key for column in columns], index=["<2000"])
    [page] = compiled(to_typst(Table("Kommunestørrelse", columns, values)), tmp_path).pages[-1:]
    words = page.extract_text().split()
    assert {word: words.count(word) for word in ("totalt", "Beregnet", "brukere", "innbygger")} == dict.fromkeys(
        ("totalt", "Beregnet", "brukere", "innbygger"), 3
    )


def test_the_heading_of_a_section_does_not_stand_last_on_a_page(tmp_path):
    made = table(2, rows=150)
    sections = {row: f"Kapittel {int(row) // 3}." for row in made.values.index}
    pdf = compiled(to_typst(Table("Svar", made.columns, made.values, sections=sections)), tmp_path)
    pages = [lines for page in pdf.pages if "Prosent" in (text := page.extract_text()) if (lines := text.split("\n"))]
    assert len(pages) > 2
    for lines in pages:
        assert not re.match(r"Kapittel \d+\.", lines[-2]), lines[-3:]


def test_a_head_without_a_name_is_left_empty():
    made = table(2)
    columns = (*made.columns[:2], *(Column(c.kind, c.measure) for c in made.columns[2:]))
    values = made.values.set_axis([column.key for column in columns], axis=1)
    assert "[**]" not in to_typst(Table("", columns, values))


def test_no_head_is_empty_and_a_column_without_an_upper_one_stands_beside_both_lines():
    columns = (Column("a", "Andel", "Lavt anslag"), Column("b", "Antall"), Column("c", "Høyeste"))
    values = pd.DataFrame([[1.0, 2.0, 3.0]], columns=[column.key for column in columns], index=["Ja"])
    heads = to_html(Table("Svar", columns, values)).partition("</thead>")[0].split("<tr>")[1:]
    texts = [re.findall(r"<th scope=.col(?:group)?.( [^>]*)?>([^<]+)</th>", line) for line in heads]
    assert [text for _, text in texts[0]] == ["Svar", "Lavt anslag", "Antall", "Høyeste"]
    assert [text for _, text in texts[1]] == ["Andel"]
    assert ['rowspan="2"' in style for style, _ in texts[0]] == [True, False, True, True]
    corner = to_html(Table("", columns, values))
    assert '<td rowspan="2"></td>' in corner and not re.search(r"<th[^>]*></th>", corner)


def test_the_html_of_another_kind_of_table_differs_in_its_class_alone():
    made = table(2)
    assert to_html(made, "test-table") == to_html(made).replace("report-table", "test-table")


def test_rows_of_two_kinds_of_numbers_stand_under_their_units_and_a_column_has_one_head():
    years = (2023, 2024)
    kinds = {"pct": "Prosent", "n": "Antall"}
    columns = [Column(kind, measure, year=year) for kind, measure in kinds.items() for year in years]
    cells = [[69.0, 61.0, None, None], [31.0, None, None, None], [None, None, 341.0, 339.0], [None, None, 12.0, None]]
    rows = ["Ja", "Nei", "Antall kommuner", "Ikke svart"]
    made = Table("Svar", tuple(columns), pd.DataFrame(cells, rows, [c.key for c in columns]))
    page = to_html(made)
    assert re.findall(r"<th scope=.col[^>]*>([^<]+)</th>", page) == ["Svar", "2023", "2024"]
    lines = [re.findall(r">([^<>]+)</", line) for line in page.split("<tbody>")[1].splitlines()]
    assert [line for line in lines if line] == [
        ["Prosent"], ["Ja", "69", "61"], ["Nei", "31", "–"], ["Antall"], ["Antall kommuner", "341", "339"],
        ["Ikke svart", "12", "–"],
    ]  # fmt: skip
    printed = to_typst(made)
    assert "Prosent eller" not in printed
    assert [printed.index(word) for word in ("Prosent", "Ja", "Antall", "341")] == sorted(
        printed.index(word) for word in ("Prosent", "Ja", "Antall", "341")
    )


def test_columns_that_cannot_have_one_head_each_name_both_units():
    columns = [Column("pct", "Prosent", year=2024), Column("n", "Antall", year=2024), Column("base", "Svar", year=2024)]
    cells = [[69.0, None, 5.0], [None, 341.0, 6.0]]
    made = Table("Svar", tuple(columns), pd.DataFrame(cells, ["Ja", "Kommuner"], [c.key for c in columns]))
    for text in (to_html(made), to_typst(made)):
        assert "Prosent eller antall" in text
