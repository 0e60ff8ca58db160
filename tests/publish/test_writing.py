"""What an author writes comes out in HTML and PDF: the examples of the guide, and what people paste."""

import re

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from is248.project import root
from is248.publish.assembly.book import BookError
from tiny_book import TITLE, Made, made, pasted, png, tiny_project

GUIDE = (root() / "docs" / "what-works.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```markdown\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
PASTED = (
    "## Formelen $x^2$ i overskriften {#sec-formel}\n\n"
    "α Ω đ ŋ ŧ č “Word” – … ☐ → ≥ 2\u00a0300 myk\u00adbinding عربي.\n\n"
    "- [ ] gjør\n- [x] gjort\n\n| Linje én\n|   linje to\n\n```python\n# kode\nx = 1\n```\n\n"
    "Den er $0,75$.\n\n(@) Et eksempel\n\nLenke til [seg selv](01-prove.ipynb), [avsnittet](#sec-formel) og <https://www.ssb.no>.\n\n"
    "Se @sec-formel [@ssb07459] og [se @fig-limt, til venstre]."
)
BOXED = (
    '::: {.callout-tip}\n\n![I en boks.](../images/kart.png){#fig-boks fig-alt="Blått."}\n\n:::\n\n'
    '- punkt\n\n    ![I en liste.](../images/kart.png){#fig-liste fig-alt="Blått." width=50%}\n\n- et til'
)
BOXES = ["Figur 1.3. I en boks.", "Figur 1.4. I en liste."]
CODE = [
    '#| label: tbl-kode\n#| tbl-cap: # En tabell: "ja" [av to],\n'
    '#|   over to linjer i `{python} year`, $x^2$ og @sec-formel.\n'
    "import pandas as pd\nfrom is248.analysis.tables import Column, table\n"
    'table("År", {Column("n", "Antall"): pd.Series([1, 2], ["a", "b"])})'
]  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Made:
    """A book with all that works in it."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tiny_project(tmp_path_factory.mktemp("writing"))
        patch.setenv("IS248_ROOT", str(folder))
        (folder / "images" / "kart.png").write_bytes(png(900, 300))
        picture = pasted('![Et kart,\nlimt inn.](attachment:image.png){#fig-limt fig-alt="Blått." width=60%}')
        hidden = ["#| include: false\nprint('skjult')"]
        return made(
            TITLE,
            ["year = 2024"],
            "\n\n".join(EXAMPLES),
            picture,
            BOXED,
            PASTED,
            CODE,
            hidden,
            ["#| eval: false\n1 / 0"],
        )


@pytest.fixture(scope="module")
def page(book) -> BeautifulSoup:
    return BeautifulSoup(book.html, "html.parser").main


def test_every_section_of_the_guide_has_an_example():
    assert len(EXAMPLES) == 7


def test_pictures_are_numbered_in_both_formats_with_their_alternative(book, page):
    captions = [
        figure.figcaption.get_text(" ", strip=True).replace("\u00a0", " ") for figure in page.select("figure.picture")
    ]
    assert captions == ["Figur 1.1. Helseregionene etter 2003.", "Figur 1.2. Et kart, limt inn.", *BOXES]
    assert [image["alt"] for image in page.select("img")] == [
        "Kart over Norge med fire helseregioner.",
        *3 * ["Blått."],
    ]
    assert (book.folder / "html" / "figures" / "fig-limt.png").read_bytes() == png(400, 200)
    assert all(caption in " ".join(book.pdf.split()) for caption in captions)
    assert page.find("a", href="#fig-limt").get_text() == "figur\u00a01.2"


def test_formulas_are_mathml_and_have_their_text_in_the_pdf(book, page):
    assert len(page.select("math")) == 7
    assert page.select("math annotation")[0].get_text() == r"r = 10\,000 \cdot a / b"
    pages = PdfReader(book.folder / "book.pdf")
    assert page.select("math mtext")[0].get_text() == "," and "0,75" in book.pdf
    alternatives = {str(element.get("/Alt")) for element in _elements(pages.trailer["/Root"]["/StructTreeRoot"])}
    assert {r"\bar{r} = \frac{1}{n} \sum_{i=1}^{n} r_i", "x^2", "0,75"} <= alternatives


def _elements(element):
    """Yield the structure elements of a tagged PDF."""
    element = element.get_object()
    if isinstance(element, list):
        for one in element:
            yield from _elements(one)
    elif isinstance(element, dict):
        yield element
        if "/K" in element:
            yield from _elements(element["/K"])


def test_a_box_is_no_section_and_footnotes_are_letters(book, page):
    assert page.select_one(".callout.note .callout-title").get_text(strip=True) == "Merk dette"
    assert [heading.get_text() for heading in page.select("h2")] == ["1.1 Formelen x2x^2 i overskriften#"]
    assert [mark.get_text() for mark in page.select(".footnote-ref")] == ["a", "b"]
    assert page.select_one("#footnotes ol")["type"] == "a"
    assert "Merk dette" in book.pdf and "Velferdsetaten og Helseetaten" in book.pdf


def test_words_for_one_format_stand_in_that_one(book, page):
    text = page.get_text()
    assert "Pek på et tall" in text and "Pek på et tall" not in book.pdf
    assert "under hver tabell" in text and "i datafilene" not in text
    assert "i datafilene" in book.pdf and "under hver tabell" not in book.pdf


@pytest.mark.parametrize("words", ["α Ω đ ŋ ŧ č “Word” – … ☐ → ≥", "Et eksempel", "linje to", "«sitat»", "Et sitat."])
def test_what_is_pasted_stands_in_both(book, page, words):
    assert words in page.get_text()
    assert re.sub(r"\s", "", words) in re.sub(r"\s", "", book.pdf)


def test_a_caption_is_printed_as_it_is_written_and_computed(book, page):
    words = "Tabell 1.2. # En tabell: «ja» [av to], over to linjer i 2024,"
    assert page.select_one("#tbl-kode caption").get_text(" ", strip=True).replace("\u00a0", " ").startswith(words)
    assert "# En tabell: «ja» [av to], over to linjer i 2024" in re.sub(r"\s+", " ", book.pdf)


def test_what_is_hidden_or_not_run_is_not_there(book):
    assert "skjult" not in book.html and "En merknad" not in book.html and "En merknad" not in book.pdf
    assert "{{<" not in book.html and "1 / 0" not in book.html


def test_references_keep_what_stands_around_them(page):
    text = page.get_text().replace("\u00a0", " ")
    assert "Se avsnitt 1.1" in text and "og se figur 1.2, til venstre." in text


def test_no_other_host_is_asked(page):
    asked = [element.get(name, "") for element in page.find_all() for name in ("src", "srcset", "data")]
    assert not [address for address in asked if "//" in address]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Se @tbl-borte.", "@tbl-borte leads to nothing in the book"),
        ("Se [avsnittet](#sec-borte).", "the link to #sec-borte leads to nothing in the book"),
        ("Se [fila](rapport.docx).", "the link to rapport.docx leads to nothing in the book"),
        ("Se [kapitlet](09-borte.ipynb).", "the link to 09-borte.ipynb leads to nothing in the book"),
        ("Se [her]().", "the link to nothing leads to nothing in the book"),
        ("Skriv til @per.", "@per without brackets prints a number, and no name; write [@per] behind the name (\\@"),
        ("Se [@per].", "@per is not in the bibliography"),
        ("Se [fila](file:///C:/x.docx).", "the link to file:///C:/x.docx leads to nothing in the book; a link begins"),
        (
            "Se [her](javascript:x).",
            "the link to javascript:x leads to nothing in the book; a link begins with https:,",
        ),
        ("Se [her](ftp://x.no).", "the link to ftp://x.no leads to nothing in the book; a link begins"),
    ],
)
def test_what_leads_nowhere_is_told_with_its_line(tmp_path, monkeypatch, text, told):
    monkeypatch.setenv("IS248_ROOT", str(tiny_project(tmp_path)))
    with pytest.raises(BookError, match=re.escape(f"chapters/01-prove.ipynb, cell 2, line 3: {told}")):
        made(TITLE, f"Tekst.\n\n{text}")
