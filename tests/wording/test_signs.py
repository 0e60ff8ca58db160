"""What holds of every text, whatever is in it."""

import json
import re

import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hostile import ALL
from is248.publish.files.workbooks import columns_named
from is248.wording.signs import (
    clean,
    escaped,
    html_text,
    inline,
    lost,
    named,
    one_line,
    settable,
    typed,
    typst_string,
    unescaped,
    unrun,
    unset,
)

ANY = st.text(st.characters())  # lone surrogates too
NASTY = st.one_of(ANY, st.sampled_from(ALL), st.text("=+-@'\t 1.e,a{}`#\\\"\u2060", max_size=8))


@given(NASTY)
def test_a_clean_text_is_clean_and_every_file_can_have_it(text):
    once = clean(text)
    assert clean(once) == once
    assert once.encode("utf-8").decode("utf-8") == once
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u206f\ue000-\uf8ff\ufffe\uffff]", once)


@given(NASTY)
def test_one_line_is_one_line_without_blanks_around_it(text):
    assert not re.search("[\n\r\t\u2028\u2029]|^ | $|  ", one_line(text))


@given(NASTY)
def test_what_is_set_has_no_sign_that_no_typeface_has(text):
    assert not unset(settable(clean(text)))


@given(NASTY)
@example("'=1")
@example("''=1")
def test_a_spreadsheet_runs_no_text_and_the_text_can_be_had_back(text):
    cell = unrun(one_line(text))
    assert typed(cell) == one_line(text)
    assert not re.match("[=@+＝＋－＠-]", cell) or float(cell) == float(cell)


@settings(max_examples=20)
@given(st.lists(NASTY.filter(lambda text: len(text) < 1000), min_size=20, max_size=60))
@example([text for text in ALL if len(text) < 1000])
def test_typst_reads_the_text_that_was_written(texts):
    page = "".join(f"#metadata({typst_string(text)})\n" for text in texts)
    values = json.loads(typst.query(page.encode(), "metadata", field="value"))
    assert [value.replace("\u200b", "") for value in values] == [settable(clean(text)) for text in texts]


@given(NASTY)
def test_html_in_markdown_has_no_sign_that_a_page_is_searched_for(text):
    assert not re.search("[`{}@<>\"']|#(?!\\d+;)", html_text(one_line(text)))


@given(NASTY)
def test_escapes_can_be_taken_away_again(text):
    assert unescaped(escaped(text)) == one_line(text)


@given(st.lists(NASTY, max_size=6))
def test_heads_of_a_workbook_are_different_in_small_letters_and_short(names):
    made = columns_named(names)
    assert len({head.casefold() for head in made}) == len(names)
    assert all(0 < len(head.encode("utf-16-le")) <= 510 for head in made)


@pytest.mark.parametrize(
    "words", ["76 kommuner", "Oslo (42\u00a0prosent) og Vestfold (1 av 6)", "−2,9", "5000–10\u202f000", "«Ja»"]
)
def test_ordinary_words_of_a_sentence_stay_as_they_are(words):
    assert inline(words) == words


@pytest.mark.parametrize(
    "words", ["a) x", "1. x", "x -- y", "x...", "*x*", "漢", "- x", "(1) x", "i. x", "x `y`", "{x}", ":::"]
)
def test_words_that_mean_something_are_escaped(words):
    assert inline(words) == escaped(words) != words


def test_signs_are_named():
    assert [named(sign) for sign in lost("a 👍 \ue000 é ✓")] == ["«👍» (U+1F44D, thumbs up sign)", "(U+E000)"]
