"""Citations are set of what they depend on, and stand in the page as if all of it had been given."""

import json

import pytest

from is248.publish.reading import citations
from is248.publish.reading.pandoc import FROM, read_book, run
from is248.publish.reading.staging import stage
from is248.steps import Memory
from pages import book, text

PARAGRAPH = "Mange ord som står langt foran her [@ssb07459], litt bak, og så *en til [@ssb07459 s. 4] her* og slutt."


def page(*paragraphs: str) -> str:
    return run(["-f", FROM, "-t", "json"], "\n\n".join(paragraphs))


def test_words_far_from_a_citation_dont_count():
    before, after = citations.citing(page(PARAGRAPH)), citations.citing(page(PARAGRAPH.replace("Mange ord", "Få tegn")))
    assert before == after
    assert "langt" not in json.dumps(before)
    beside = citations.citing(page(PARAGRAPH.replace("her [", "der [")))
    assert beside != before


@pytest.mark.parametrize(
    "paragraph",
    [
        PARAGRAPH,
        "[@ssb07459]",
        "- Et punkt med ord og ord [@ssb07459].\n- Et uten noe som helst i seg.",
        "Det står slik.^[En fotnote med mange ord og en kilde [@ssb07459].] Mer.",
        "| A | B |\n|---|---|\n| ord og flere ord [@ssb07459] | nei |\n\n: Med en kilde [@ssb07459]",
    ],
)
def test_the_words_come_back_where_they_were(paragraph):
    text = page("Uten.", paragraph, "Uten.")
    assert json.loads(citations.with_citations(text, citations.citing(text))) == json.loads(text)


def test_a_changed_sentence_sets_no_citation_anew(tmp_path, monkeypatch):
    def read(words: str) -> str:
        made = book({"chapters/01-a.ipynb": [text(f"# A\n\n{words} slik som det står å lese i den [@ssb07459].")]})
        stage(made, tmp_path / "staged")
        return read_book(made, tmp_path / "staged", memory=memory)[0][0].text

    memory, set_in = Memory(), []
    cited = citations.cited
    monkeypatch.setattr(citations, "cited", lambda *given: set_in.append(given) or cited(*given))
    first, second = read("Det er nå"), read("Det var en gang")
    assert len(set_in) == 1
    assert '"Superscript"' in first and '"Superscript"' in second and "gang" in second
