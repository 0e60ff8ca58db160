"""docs/accuracy.md: all contradictions of the printed edition, and what the book prints instead."""

import re
from collections import Counter

import pandas as pd
import pytest

from is248 import open_survey
from is248.project import ProjectError, root
from is248.years.accuracy import GUARDS, OUTCOMES, PLACE, document, load_entries, newest, write
from projects import edit_csv

YEAR = 2024
ENTRIES = load_entries(YEAR)
KINDS = {
    "tekst mot tabell": 34,
    "regning": 27,
    "tekst mot tekst": 25,
    "tabell- eller figurtekst": 14,
    "fjorårets tekst": 8,
    "tabell mot tabell": 8,
    "kryssreferanse": 7,
}


@pytest.fixture(scope="module")
def survey():
    return open_survey(YEAR)


def test_the_page_on_disk_is_what_the_command_writes():
    assert (root() / PLACE).read_text(encoding="utf-8") == document(YEAR), "run make accuracy"


def test_the_page_tells_how_many_small_changes_the_tests_notice():
    score = pd.read_csv(root() / "tools/mutations.csv")
    assert (score["noticed"] <= score["mutants"]).all()
    told = f"{score['noticed'].sum()} av {score['mutants'].sum()} slike endringer"
    assert told in (root() / PLACE).read_text(encoding="utf-8").replace("\n", " ")


def test_all_123_stand_there_once_and_in_order():
    assert [entry.id for entry in ENTRIES] == [f"C{number:03d}" for number in range(1, 124)]
    page = (root() / PLACE).read_text(encoding="utf-8")
    assert Counter(re.findall(r"^\| (C\d{3}) \|", page, re.MULTILINE)) == Counter(entry.id for entry in ENTRIES)


def test_kinds_certainties_and_guards_are_those_of_the_reading():
    assert Counter(entry.kind for entry in ENTRIES) == KINDS
    assert Counter(entry.certainty for entry in ENTRIES) == {"sikker": 71, "sannsynlig": 34, "mulig": 18}
    codes = Counter(code for entry in ENTRIES for code in entry.guard.split())
    assert [codes[code] for code in GUARDS] == [20, 21, 18, 15, 14, 15, 7, 19, 5, 6]
    assert set(codes) == set(GUARDS)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_entry_has_its_texts_and_says_what_the_book_prints(entry, survey):
    for field in ("place", "stated", "contradicted_by", "template", "how"):
        assert getattr(entry, field).strip()
    assert entry.outcome in OUTCOMES
    assert entry.reproduced in ("ja", "nei")
    assert 2 <= entry.chapter <= 25
    assert entry.template.count("{") == 0 if not entry.expression else "{" in entry.template
    sentence = entry.sentence(survey)
    assert not re.search(r"\d\.\d{3,}|nan|None|True|False|\[|\{", sentence), sentence


CHOOSERS = {  # words of size, and what in an expression chooses them
    "litt": (".change",),
    "betydelig": (".change",),
    "liten": (),
    "stabil": (".development", "trend("),
    "de fleste": ("majority(",),
    "like mange": ("compare(",),
    "hver tredje": ("fraction(",),
}


def test_a_word_of_size_that_is_said_to_be_chosen_is_one_that_the_expression_chooses():
    told = [(entry, word.casefold()) for entry in ENTRIES for word in re.findall("«(.+?)»", entry.how)]
    of_size = [(entry, word) for entry, word in told if word in CHOOSERS]
    assert {word for _, word in of_size} >= {"stabil", "de fleste", "like mange", "hver tredje"}
    assert [(e.id, word) for e, word in of_size if not any(name in e.expression for name in CHOOSERS[word])] == []


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.printed], ids=lambda entry: entry.id)
def test_the_book_prints_none_of_the_wrong_numbers_and_words(entry, survey):
    ours = [str(value) for value in entry.values(survey)]
    assert ours
    assert not set(entry.printed.split(";")) & set(ours)


@pytest.mark.parametrize(
    ("id", "ours"),
    [
        ("C009", ["95"]),
        ("C012", ["1,8", "−3,0", "0,7"]),
        ("C014", ["118"]),
        ("C016", ["67"]),
        ("C031", ["18", "82"]),
        ("C036", ["7"]),
        ("C045", ["26", "61", "12"]),
        ("C048", ["21", "19"]),
        ("C056", ["75"]),
        ("C060", ["5", "35", "11"]),
        ("C066", ["36"]),
        ("C070", ["45"]),
        ("C074", ["58"]),
        ("C076", ["46"]),
        ("C081", ["75"]),
        ("C084", ["19"]),
        ("C085", ["44"]),
        ("C090", ["109"]),
        ("C096", ["81"]),
        ("C098", ["29"]),
        ("C106", ["52"]),
        ("C108", ["13", "34", "47"]),
        ("C110", ["76"]),
        ("C122", ["123"]),
    ],
)
def test_the_numbers_are_those_that_the_printed_counts_give(id, ours, survey):
    entry = next(entry for entry in ENTRIES if entry.id == id)
    assert [str(value) for value in entry.values(survey)] == ours


def test_a_number_that_the_demonstration_does_not_reproduce_is_marked(survey):
    marked = [entry.id for entry in ENTRIES if entry.sentence(survey).endswith("(syntetisk)")]
    assert marked == [entry.id for entry in ENTRIES if entry.reproduced == "nei"] != []


def test_the_page_names_no_lines_of_the_text_version():
    texts = [(root() / PLACE).read_text(encoding="utf-8")]
    texts.append((root() / f"data/published/{YEAR}/contradictions.csv").read_text(encoding="utf-8"))
    for text in texts:
        assert not re.search(r"\bL\d{3,4}\b|\blinje \d", text)


def test_the_newest_printed_edition_is_taken(project):
    assert newest() == YEAR
    (project / "data/published/2024/contradictions.csv").unlink()
    with pytest.raises(ProjectError, match="No printed edition"):
        newest()


def test_an_edition_without_a_list_is_told():
    with pytest.raises(ProjectError, match="data/published/1999/contradictions.csv"):
        load_entries(1999)


def test_other_columns_are_told(project):
    path = project / "data/published/2024/contradictions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("id,place", "id,where", 1), encoding="utf-8")
    with pytest.raises(ProjectError, match="has the columns id, where"):
        load_entries(YEAR)


def test_an_expression_that_cant_be_evaluated_is_told_with_its_entry(project, survey):
    def misspell(rows):
        rows[0]["expression"] = 'survey.question("no_such_question").n'

    edit_csv(project / "data/published/2024/contradictions.csv", misspell)
    with pytest.raises(ProjectError, match="C001: .*no_such_question") as error:
        load_entries(YEAR)[0].values(survey)
    assert "ValueError: the codebook of 2024 has no question" in str(error.value)


def test_the_page_says_whether_the_responses_are_synthetic():
    assert "the demonstration's synthetic responses" in document(YEAR)


def test_the_command_writes_the_page_into_the_project(tmp_path, monkeypatch):
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr("is248.years.accuracy.document", lambda year: f"page of {year}\n")
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    assert write(YEAR) == tmp_path / PLACE
    assert (tmp_path / PLACE).read_text(encoding="utf-8") == "page of 2024\n"
