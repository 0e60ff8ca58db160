"""What stands on a page works in both formats or is refused by name, with the line that it stands in."""

import panflute as pf
import pytest

from is248.chapters.source import read_chapter
from is248.project import root
from is248.publish.assembly.book import BookError, Page
from is248.publish.assembly.numbering import numbers_of
from is248.publish.reading.elements import settled, shown_in
from is248.publish.reading.pandoc import FROM, _is_dead, run, to_doc
from tiny_book import CHAPTER, TITLE, tiny_project, write_chapter


@pytest.fixture(scope="module", autouse=True)
def project(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tiny_project(tmp_path_factory.mktemp("elements"))
        patch.setenv("IS248_ROOT", str(folder))
        yield folder


def page(text: str) -> pf.Doc:
    """The page that a text makes, as Pandoc reads it and both formats can have it."""
    write_chapter(TITLE + text)
    markdown = read_chapter(root() / CHAPTER).cells[0].source
    made = Page(CHAPTER, CHAPTER.with_suffix(".qmd"), False, "Prøve", "sec-prove", True, markdown, number="1")
    made = Page(**{**vars(made), "numbers": numbers_of(made)})
    return settled(to_doc(run(["-f", FROM, "-t", "json"], markdown)), made, run)


def words(text: str) -> str:
    """What stands on the page below the title, in plain words."""
    return "".join(pf.stringify(block) for block in page(text).content[1:]).strip()


REFUSED = {  # each a paragraph of one page
    "Vi skrev til <kommune> i går": "`<kommune>` is taken for an HTML tag, and no reader would see it; write \\<",
    "linje<br>skift": "`<br>` is HTML, which the PDF can't have; end the line with a backslash.",
    "10 m<sup>2</sup>": "`<sup>` is HTML, which the PDF can't have; write x^2^.",
    "`<i>`{=html}": "`<i>` is HTML, which the PDF can't have; write *italic*.",
    '<img src="kart.png">': '`<img src="kart.png">` is HTML, which the PDF can\'t have; write ![Caption.]',
    "\\newpage": "`\\newpage` is LaTeX",
    "\\textbf{fet}": "`\\textbf{fet}` is LaTeX, which the book can't have outside of formulas; write **bold**.",
    "\\begin{align}\na &= b\n\\end{align}": "`\\begin{align}` is LaTeX, which the book can't have outside of formulas; "
    "write $$, the formula, and $$.",
    "Se \\autoref{tbl-y} her": "`\\autoref{tbl-y}` is LaTeX, which the book can't have outside of formulas; write @",
    "Mappa C:\\Brukere mine": "`\\Brukere` is LaTeX, which the book can't have outside of formulas; take it away; a "
    "backslash is \\\\.",
    "| a | b |\n|---|---|\n| 1<br/>2 | 3 |\n\n: C. {#tbl-brudd}": "`<br/>` is HTML, which the PDF can't have; a cell",
    "`#x`{=typst}": "`#x` is raw typst, in one format of the book alone",
    "Takk 🙂 skal": "the PDF's typefaces have no «🙂» (slightly smiling face)",
    "Glad &#x1F600; &amp; mer": "the PDF's typefaces have no «😀» (grinning face)",
    "På kinesisk 漢字": "the PDF's typefaces have no «漢» (cjk unified ideograph-6f22), «字»",
    "Punkt \uf0b7 fra Word": "«\uf0b7» was damaged when it was pasted (the sign U+F0B7)",
    "Troms\ufffd": "«Troms\ufffd» was damaged when it was pasted",
    "Ã¥rsverk": "«Ã¥rsverk» was damaged when it was pasted",
    "Fra $100 i år og 200$": "the formula $100 i år og 200$: it has no spaces between words; write \\text{",
    "Så $antall per innbygger$": "the formula $antall per innbygger$: it has no spaces between words",
    "Så $50%$": "the formula $50%$: behind a % nothing is printed; as a sign it is \\%.",
    "Så $\\ce{CO2}$": "the formula $\\ce{CO2}$ can't be set: it knows no \\ce; write H~2~O in the text",
    "@skde viser": "@skde without brackets prints a number, and no name; write [@skde] behind the name",
    "Se [](https://www.nav.no)": "the link to https://www.nav.no has no words",
    "Trykk <kbd>F5</kbd>": "`<kbd>` is HTML, which the PDF can't have; take it away.",
    "Krav $\\frac{a$": "the formula $\\frac{a$ can't be set: ",
    "Krav $\\kravet{a}$": "the formula $\\kravet{a}$ can't be set: ",
    "Krav $🙂$": "the formula $🙂$ can't be set: ",
    "| a | b |": "this is no table: it needs a row of heads",
    "Tekst {#tbl-borte}": "`{#tbl-borte}` would be printed",
    "Tekst\n::: {.callout-note}\nx\n:::": "`:::` needs an empty line above it",
    "::: {callout-tip}\nHei\n:::": "`::: {callout-tip}`: a name in braces has a dot, ::: {.callout-tip}.",
    "[rødt]{.rod}": "`[…]{.rod}` isn't supported",
    '[farge]{style="color:red"}': "`[…]{style=…}` isn't supported",
    "::: {.callout-merk}\nx\n:::": "there is no `.callout-merk`; there are note, tip, important, warning, caution.",
    "::: {.callout-tip}\n:::": "the box is empty.",
    "::: {.boks}\nx\n:::": "`::: {.boks}` isn't supported: there are .callout-note",
    "::: {.column-margin}\nx\n:::": "`::: {.column-margin}` isn't supported: the page has no margin notes",
    "::: {layout-ncol=2}\nx\n:::": "`::: {layout-ncol=…}` isn't supported",
    '::: {.content-visible when-format="docx"}\nx\n:::': "the book has no format «docx»; there are html and pdf.",
    "::: {.content-hidden}\nx\n:::": "a part for one format is marked .content-visible when-format=",
    "> [!NOTE]\n> Merk": "a box is written ::: {.callout-note}",
    "| Uten | navn |\n|---|---|\n| 1 | 2 |": "the table with «Uten · navn · 1» needs a caption and a label",
    "| Tom | tekst |\n|---|---|\n| 1 | 2 |\n\n: {#tbl-tom}": "the table tbl-tom has no caption",
    "## Overskrift^[Note til den.]": "a footnote can't stand in a heading",
}  # fmt: skip


@pytest.fixture(scope="module")
def told(project) -> list[str]:
    with pytest.raises(BookError) as error:
        page("\n\n".join(REFUSED))
    return str(error.value).splitlines()


@pytest.mark.parametrize(("text", "what"), REFUSED.items())
def test_what_one_format_cannot_have_is_refused_by_name_with_its_line(told, text, what):
    before = (TITLE + "\n\n".join(REFUSED)).partition(text)[0].count("\n") + 1
    lines = range(before, before + text.count("\n") + 1)
    assert any(one.startswith(f"chapters/01-prove.ipynb, cell 1, line {n}: {what}") for one in told for n in lines)


def test_nothing_else_is_told(told):
    assert len(told) == len(REFUSED)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ('Han sa "ja" og \'nei\'', "Han sa «ja» og ‘nei’"),
        ("av\u200bstand\ufeff", "avstand"),
        ("a\u030a e\u0301", "å é"),
        ("α Ω đ ŋ ŧ č ž ☐ → ≥ ½ – — … “x” •", "α Ω đ ŋ ŧ č ž ☐ → ≥ ½ – — … “x” •"),
        ("2\u00a0300 myk\u00adbinding", "2\u00a0300 myk\u00adbinding"),
        ("Synlig <!-- skjult --> tekst", "Synlig  tekst"),
        ('[Bare nett]{.content-visible when-format="html"}[, ja]{.content-hidden when-format="pdf"}', "Bare nett, ja"),
        ("a &lt; b og c < d, 5 $ og US$6", "a < b og c < d, 5 $ og US$6"),
    ],
)  # fmt: skip
def test_what_is_pasted_is_printed_as_it_was_meant(text, printed):
    assert words(text) == printed


def test_a_box_has_its_title_or_the_words_of_its_kind_and_is_no_section():
    text = (
        "::: {.callout-note}\n## Merk *dette*\nTekst.\n:::\n\n::: {.callout-warning}\nTekst.\n:::\n\n"
        '::: {.callout-tip title="Et råd"}\nTekst.\n:::\n\n::: callout-caution\nTekst.\n:::'
    )
    made = page(text)
    titles = [pf.stringify(box.content[0]).strip() for box in made.content[1:]]
    assert titles == ["Merk dette", "Advarsel", "Et råd", "Forsiktig"]
    assert all("Tekst." in pf.stringify(box) for box in made.content[1:])
    assert [block for block in made.content if isinstance(block, pf.Header)] == [made.content[0]]


@pytest.mark.parametrize(
    ("mark", "formats"),
    [
        ('.content-visible when-format="html"', ["html"]),
        ('.content-visible when-format="typst"', ["pdf"]),
        ('.content-hidden when-format="html"', ["pdf"]),
        ('.content-visible unless-format="pdf"', ["html"]),
    ],
)
def test_a_part_for_one_format_stands_in_that_one(mark, formats):
    part = page(f"::: {{{mark}}}\nTekst.\n:::").content[1]
    assert [format for format in ("html", "pdf") if shown_in(part, format)] == formats


def test_a_table_of_dashes_fills_the_line():
    table = page("+---+-------+\n| a | b     |\n+===+=======+\n| 1 | 2     |\n+---+-------+\n\n: C. {#tbl-x}").content[
        1
    ]
    assert sum(width for _, width in table.colspec) == pytest.approx(1)


@pytest.mark.parametrize("marks", ["(1) (2)", "1) 2)", "a) b)", "(iv) (v)", "A.  B. ", "1. 2."])
def test_the_numbers_of_a_list_have_a_full_stop_in_both_formats(marks):
    first, second = marks.split()
    [numbered] = page(f"{first}  en\n{second}  to").content[1:]
    assert numbered.delimiter == "Period"


@pytest.mark.parametrize(
    "address", ["https://x.no", "HTTP://x.no", "mailto:kari@x.no", "tel:+4722225555", "https://x.no/a.ipynb"]
)
def test_a_link_out_of_the_book_leads_to_the_web_or_to_somebody(address):
    assert not _is_dead(address, {})


def test_a_decimal_comma_has_no_space_behind_it_and_any_other_has():
    formulas = []
    page("$0,5$, $3{,}5$, $f(1, 2)$ og $10\\,000$").walk(
        lambda element, doc: formulas.append(element.text) if isinstance(element, pf.Math) else None
    )
    assert formulas == [r"0\text{,}5", r"3\text{,}5", "f(1, 2)", r"10\,000"]
