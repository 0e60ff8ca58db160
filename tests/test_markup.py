"""A table fits the page: in the PDF every number stands inside the margins, however many columns there are."""

import io
import re
from pathlib import Path

import pandas as pd
import pytest
import typst
from pypdf import PdfReader

from is248.figures import FONT_FILES
from is248.markup import to_html, to_typst
from is248.project import root
from is248.tables import Column, Table

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
    head = '#import "report.typ": *\n#show: report.with(title: "T", subtitle: "S", author: "F", date: "D")\n'
    source.write_text(f"{head}= Kapittel\n#figure(kind: table, caption: [Alt.], [{text}])", encoding="utf-8")
    fonts = [str(FONT_FILES[0].parent)]
    pdf = typst.compile(source, root=folder, font_paths=fonts, ignore_system_fonts=True, pdf_standards=["ua-1"])
    return PdfReader(io.BytesIO(pdf))


@pytest.mark.parametrize(("years", "setting"), [(3, None), (5, "small"), (6, "wide"), (8, "turned"), (11, "turned")])
def test_a_table_gets_the_type_and_place_that_it_needs_and_loses_no_number(tmp_path, years, setting):
    made = table(years)
    text = to_typst(made)
    assert re.findall(r"#(\w+)-table", text) == ([setting] if setting else [])
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


def test_a_head_without_a_name_is_left_empty():
    made = table(2)
    columns = (*made.columns[:2], *(Column(c.key, c.measure) for c in made.columns[2:]))
    assert "[**]" not in to_typst(Table("", columns, made.values))


def test_the_html_of_another_kind_of_table_differs_in_its_class_alone():
    made = table(2)
    assert to_html(made, "test-table") == to_html(made).replace("report-table", "test-table")
