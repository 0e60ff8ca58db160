"""No answer can break the book, and none names a municipality."""

import html
import re

import pypandoc
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from is248.analysis.texts.printable import alphabetical, bullets, mask
from is248.wording.signs import WORD_JOINER, escaped, one_line
from text_world import project_with, text_survey

NASTY = [
    "1. først\n2. så",
    "- punkt\n\n# Overskrift",
    "<script>alert(1)</script> &amp; <!-- --> <br>",
    "*kursiv* _strek_ `kode` ~~ut~~ ^opp^ $x^2$ | tabell |",
    "[lenke](https://example.org) ![bilde](x.png) [^1] @ref",
    "{{< include x >}} `{python} 1+1` ::: {.callout} :::",
    '#set text(red) $ #sym.arrow \\ "sitat" -- --- ...',
    "(1) a. i) +  -  ===  > sitat",
    "=== \t --- \x07 ***",
]


@pytest.fixture
def masked(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(project_with(tmp_path, None)))
    return mask(text_survey())


def shown(markdown: str) -> str:
    """Return the text of the one list item that a list of one line becomes."""
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(bullets([markdown]))
    found = re.fullmatch(r"<ul>\n<li>([^<]*)</li>\n</ul>\n", page)
    assert found, f"became markup: {page}"
    return html.unescape(found[1]).replace(WORD_JOINER, "")


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1).filter(lambda text: text.split()))
def test_an_escaped_text_is_shown_as_it_is(text):
    if one_line(text).split():
        assert shown(escaped(text)).split() == one_line(text).split()


@given(st.text(alphabet="*_`#<>[](){}!-+.:|~^$@&\\\"'1a \n=", min_size=1).filter(lambda text: text.split()))
def test_an_escaped_text_of_signs_is_shown_as_it_is(text):
    assert shown(escaped(text)) == " ".join(text.split())


@pytest.mark.parametrize("markdown", [bullets(map(escaped, NASTY)), "\n\n".join(f"> {escaped(t)}" for t in NASTY)])
def test_pandoc_shows_an_escaped_text_as_it_is(markdown):
    page = pypandoc.convert_text(markdown, "html", "markdown", extra_args=["--wrap=none"])
    assert set(re.findall(r"<(\w+)", page)) <= {"ul", "li", "blockquote", "p"}
    words = html.unescape(re.sub(r"<[^>]*>", " ", page)).replace(WORD_JOINER, "").split()
    assert words == " ".join(NASTY).replace("\x07", " ").split()


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("line", ["- {}", "> {}"])
def test_the_pdf_shows_an_escaped_text_as_it_is(text, line):
    markdown = bullets([escaped(text)]) if line.startswith("-") else line.format(escaped(text))
    page = pypandoc.convert_text(markdown, "typst", "markdown", extra_args=["--wrap=none"])
    for element in ("heading", "strong", "emph", "raw", "ref", "link", "math.equation", "metadata"):
        assert typst.query(page.encode(), element) == "[]", f"{element} in {page}"
    assert not re.search(r"^(?:[=+/-]|\d+\.) ", page.replace("- ", "", 1), re.MULTILINE), page


def test_names_of_municipalities_are_masked(masked):
    assert masked("Vi i Moss og Karmøy kommune") == "Vi i [kommunenavn] og [kommunenavn] kommune"


def test_long_names_are_masked_in_small_letters_and_in_compounds(masked):
    assert masked("holmestrand og Holmestrandsmodellen") == "[kommunenavn] og [kommunenavn]"


def test_short_names_in_small_letters_are_words(masked):
    assert masked("en time i uka") == "en time i uka"


def test_districts_are_masked_and_agencies_are_not(masked):
    assert masked("Bydel Grünerløkka og Velferdsetaten") == "Bydel [kommunenavn] og Velferdsetaten"


def test_names_of_persons_are_masked(masked):
    assert masked("Spør Kari Hansen") == "Spør [navn]"


def test_the_alphabet_is_norwegian():
    assert sorted(["Åmot", "Øyer", "Ærfugl", "Zebra", "alta"], key=alphabetical) == [
        "alta",
        "Zebra",
        "Ærfugl",
        "Øyer",
        "Åmot",
    ]
