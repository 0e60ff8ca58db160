"""Conditions in the prose: which span is printed, which sentence goes, and which section belongs to other editions."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.chapters import conditions

SPAN = '[Den øker.]{.when test="a.differ"}'


def decided(text: str, year: int = 2024, **held: bool | None) -> str:
    """Return a text where the test `a` holds, and so on; ABSENT stands where one is absent."""
    return conditions.decided(text, year, held.get, lambda test: f"ABSENT {test}")


# --- where spans stand ----------------------------------------------------------------------------


def test_a_span_has_its_text_its_classes_and_its_test():
    [span] = conditions.spans(f"Først. {SPAN} Så.")
    assert (span.text, span.value("test"), span.value("years")) == ("Den øker.", "a.differ", "")
    assert span.has("when") and not span.has("otherwise")


def test_a_test_may_have_quotation_marks_of_the_other_kind():
    [span] = conditions.spans("""[x]{.when test='size["<2000"].pct > 5'}""")
    assert span.value("test") == 'size["<2000"].pct > 5'


@pytest.mark.parametrize("text", ["`x[0]`{.when}", "Se [nettsiden](https://a.no).", "Som vist [@ose2024].", "[ ] {.x}"])
def test_brackets_in_code_links_and_citations_are_no_spans(text):
    assert list(conditions.spans(text)) == []
    assert decided(text) == text


def test_a_span_may_hold_code_brackets_and_other_spans():
    inner = "[tre]{.fact}"
    [span] = conditions.spans(f'[I `{{python}} x["]"]` og {inner}]{{.when test="a"}}')
    assert span.text == f'I `{{python}} x["]"]` og {inner}'


def test_tests_are_found_inside_other_spans_too():
    assert conditions.tests('[Ja [veldig]{.when test="b"}.]{.when test="a"} [Nei.]{.otherwise test="c"}') == list("abc")


# --- what is printed ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "printed"), [({"a": True}, "Før. Ja. Etter."), ({"a": False}, "Før. Nei. Etter."), ({}, "ABSENT")]
)
def test_one_of_two_spans_is_printed_without_its_brackets(held, printed):
    found = decided('Før. [Ja.]{.when test="a"} [Nei.]{.otherwise} Etter.', **held)
    assert found == (printed if held else "Før. ABSENT a. Etter.")


@pytest.mark.parametrize(
    ("held", "printed"),
    [
        ({"a": True, "b": True}, "Én."),
        ({"a": False, "b": True}, "To."),
        ({"a": False, "b": False}, "Tre."),
        ({"a": True, "b": False}, "Én."),
    ],
)
def test_of_several_only_the_first_that_holds_is_printed(held, printed):
    chain = '[Én.]{.when test="a"} [To.]{.otherwise test="b"} [Tre.]{.otherwise}'
    assert decided(chain, **held).strip() == printed


@pytest.mark.parametrize(
    ("held", "printed"),
    [
        ((True, False), "Flere har plan."),
        ((False, False), "Færre har plan."),
        ((True, True), "Flere har plan, men ny."),
    ],
)
def test_no_space_is_left_where_several_spans_go(held, printed):
    text = '[Flere har plan]{.when test="a"} [Færre har plan]{.otherwise}[, men ny]{.when test="b"}.'
    assert decided(text, **dict(zip("ab", held, strict=True))).strip() == printed


def test_two_conditions_after_each_other_are_decided_each_by_itself():
    text = '[A.]{.when test="a"} [Ikke A.]{.otherwise} [B.]{.when test="b"} [Ikke B.]{.otherwise}'
    assert decided(text, a=False, b=True).lstrip() == "Ikke A. B."
    assert decided(text, a=True, b=False) == "A. Ikke B."


def test_a_condition_may_be_a_part_of_a_sentence():
    text = 'Det er [forskjeller]{.when test="a"}[ingen forskjeller]{.otherwise} i landet[, og store]{.when test="b"}.'
    assert decided(text, a=True, b=True) == "Det er forskjeller i landet, og store."
    assert decided(text, a=False, b=False) == "Det er ingen forskjeller i landet."


def test_a_condition_inside_another_is_not_asked_where_the_outer_one_does_not_hold():
    text = 'X. [A [også B]{.when test="b"}.]{.when test="a"}'
    assert decided(text, a=True, b=False) == "X. A."
    assert decided(text, a=False) == "X."  # b is absent, and nobody sees it


def test_an_item_without_text_goes():
    assert decided('- én\n- [to]{.when test="a"}\n- tre\n', a=False) == "- én\n- tre\n"


@pytest.mark.parametrize(
    ("a", "b", "printed"),
    [
        (True, True, "Før.\n\n**Bedre.** Én. To.\n\n**Uten:**\n\nEtter."),
        (False, True, "Før.\n\n**Bedre.** To.\n\n**Uten:**\n\nEtter."),
        (False, False, "Før.\n\n**Uten:**\n\nEtter."),
    ],
)
def test_the_label_of_a_paragraph_goes_with_the_last_of_it(a, b, printed):
    text = 'Før.\n\n**Bedre.** [Én.]{.when test="a"} [To.]{.when test="b"}\n\n**Uten:**\n\nEtter.'
    assert re.sub("\n{3,}", "\n\n", decided(text, a=a, b=b)) == printed


@pytest.mark.parametrize("between", [" ", "\n"])
def test_bold_words_inside_a_paragraph_are_no_label(between):
    text = between.join(["Den øker.", "**Mye.**", '[Den faller.]{.when test="a"}'])
    assert decided(text, a=False) == between.join(["Den øker.", "**Mye.**"])


@given(st.text(st.characters(exclude_characters="[]{}`", exclude_categories=["Cs"])), st.booleans())
def test_a_text_without_spans_is_as_it_was(text, held):
    assert decided(text, a=held) == text


@given(st.lists(st.tuples(st.text("ab æ.,", min_size=1), st.booleans()), max_size=6))
def test_what_holds_is_printed_and_no_bracket_is_left(parts):
    text = " ".join(f'[{words}]{{.when test="t{n}"}}' for n, (words, _) in enumerate(parts))
    found = decided(text, **{f"t{n}": held for n, (_, held) in enumerate(parts)})
    assert "".join(found.split()) == "".join("".join(words for words, held in parts if held).split())


def test_other_spans_stay_and_what_is_in_them_is_decided():
    text = '[Tolkning [A]{.when test="a"}.]{.interpretation}'
    assert decided(text, a=True) == "[Tolkning A.]{.interpretation}"


# --- editions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "those"),
    [
        ("2024", {2024}),
        ("2022 2024", {2022, 2024}),
        ("2023-", {2023, 2024}),
        ("-2022", {2021, 2022}),
        ("2022-2023", {2022, 2023}),
    ],
)
def test_years_are_single_ones_or_with_all_before_or_after(years, those):
    assert {year for year in range(2021, 2025) if conditions.in_years(years, year)} == those


def test_a_span_of_other_editions_goes_and_asks_nothing():
    text = 'Alle. [Bare nå [A]{.when test="a"}.]{.only years="2024-"} [Bare før.]{.only years="-2023"}'
    assert decided(text, 2023) == "Alle. Bare før."
    assert decided(text, 2024, a=True) == "Alle. Bare nå A."


def test_a_section_of_other_editions_has_its_subsections_and_ends_with_it():
    cells = ["# T", '## Før {#sec-a .only years="-2023"}', "", "### Under", "tekst", "## Nå", ""]
    assert conditions.outside(cells, 2024) == {1, 2, 3, 4}
    assert conditions.outside(cells, 2023) == set()


def test_words_of_other_editions_in_a_heading_leave_its_section_be():
    heading = '# Bolig[, helg]{.only years="2025-"} og arbeid {#sec-b}'
    assert conditions.outside([heading, "", '## Bolig[ nå]{.only years="2025-"}', "tekst"], 2024) == set()
    assert (decided(heading, 2024), decided(heading, 2025)) == (
        "# Bolig og arbeid {#sec-b}",
        "# Bolig, helg og arbeid {#sec-b}",
    )


@pytest.mark.parametrize(("held", "printed"), [(True, "Før.\nJa.\nEtter."), (False, "Før.\nNei.\nEtter.")])
def test_a_line_that_goes_leaves_no_empty_one(held, printed):
    text = 'Før.\n[Ja.]{.when test="a"}\n[Nei.]{.otherwise}\nEtter.'
    assert decided(text, a=held) == printed
    assert decided("\n\n".join(["Over.", text]), a=held) == f"Over.\n\n{printed}"


def test_a_paragraph_that_begins_with_what_goes_stays_one():
    assert decided('Over.\n\n[Ja.]{.when test="a"}\nEtter.', a=False).split("\n\n", 1)[1].strip() == "Etter."
