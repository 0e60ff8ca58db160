"""Two builds of one edition: cells, sentences and conclusions that differ."""

from hypothesis import given
from hypothesis import strategies as st

from finished_books import of_change, share
from is248.comparison.builds import Page
from is248.comparison.corrections import ChangedSentence


def test_two_builds_that_say_the_same_have_no_corrections(builds):
    same = {"tables": {"fig-a": share("Ja", 10, 50)}, "prose": "<p>Andelen er 10 prosent.</p>"}
    assert builds(same, same).nothing


def test_a_corrected_cell_is_shown_as_it_was_and_as_it_is(builds):
    found = builds({"tables": {"fig-a": share("Ja", 10, 50)}}, {"tables": {"fig-a": share("Ja", 12, 50)}})
    (cell,) = found.cells
    assert (cell.exhibit.name, cell.old.value, cell.new.value, cell.printed) == ("figur 9.1", "10", "12", True)


def test_a_difference_in_decimals_that_are_not_printed_is_known_as_such(builds):
    (cell,) = builds({"tables": {"fig-a": share("Ja", 10.1, 50)}}, {"tables": {"fig-a": share("Ja", 10.2, 50)}}).cells
    assert not cell.printed


def test_a_corrected_sentence_has_its_changed_words_marked(builds):
    old = "<p>Hver kommune svarte. Andelen har økt fra 13 til 19 prosent.</p>"
    new = "<p>Hver kommune svarte. Andelen har gått ned fra 13 til 9 prosent.</p>"
    (found,) = builds({"tables": {}, "prose": old}, {"tables": {}, "prose": new}).sentences
    assert found.kind == "changed"
    assert [part for part in found.parts if part[0] != "same"] == [
        *(("del", "økt"), ("ins", "gått ned")),
        *(("del", "19"), ("ins", "9")),
    ]


def test_a_sentence_unlike_all_others_is_new_or_gone(builds):
    old, new = "<p>Ingen forskjell mellom fylkene.</p>", "<p>Signifikant høyere: Oslo, 42.</p>"
    found = builds({"tables": {}, "prose": old}, {"tables": {}, "prose": new}).sentences
    assert [(s.kind, s.old or s.new) for s in found] == [
        *(("removed", "Ingen forskjell mellom fylkene."), ("added", "Signifikant høyere: Oslo, 42.")),
    ]


def test_line_breaks_in_the_html_are_no_correction(builds):
    old, new = "<p>Andelen er\n12 prosent.</p>", "<p>Andelen er 12  prosent.</p>"
    assert builds({"tables": {}, "prose": old}, {"tables": {}, "prose": new}).nothing


@given(st.text("ab 1."), st.text("ab 1."))
def test_the_marked_words_give_both_sentences_back(old, new):
    parts = ChangedSentence(Page("x.html", "X", (), ()), old, new).parts
    assert "".join(words for kind, words in parts if kind != "ins") == old
    assert "".join(words for kind, words in parts if kind != "del") == new


def test_a_test_with_another_conclusion_has_flipped(builds):
    said = ("forskjell", "ingen signifikant forskjell")
    old, new = ({"tables": {}, "tests": [of_change("Recovery", 1, 2, conclusion=one)]} for one in said)
    (found,) = builds(old, new).tests
    assert (found.test["outcome"], found.old, found.new) == ("Recovery", "forskjell", "ingen signifikant forskjell")


def test_the_same_sentence_twice_is_paired_with_two_others(builds):
    old, new = ("".join(f"<p>{sentence}</p>" for sentence in both) for both in (
        ("Andelen er 10 prosent i år.", "Andelen er 11 prosent i år."), ("Andelen er 12 prosent i år.",) * 2
    ))  # fmt: skip
    found = builds({"tables": {}, "prose": old}, {"tables": {}, "prose": new}).sentences
    assert [s.old for s in found] == ["Andelen er 10 prosent i år.", "Andelen er 11 prosent i år."]
