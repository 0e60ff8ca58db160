"""Which files a book has: those of _quarto.yml, but for what an edition's params file says."""

import re
from pathlib import Path

import pytest
import yaml

from is248.data.edition import load_edition
from is248.project import ProjectError
from is248.publish.assembly.book import BookError
from is248.publish.assembly.contents import chapter_files, config_with_files, read_config, sources, with_chapters
from pages import ANNEX, KNOWLEDGE, OTHER, edition_with, small_book


def test_chapters_stand_in_order_and_appendices_last():
    config = {"book": {"appendices": ["c.ipynb"], "chapters": ["index.qmd", "b.ipynb"]}}
    assert [(str(file), appendix) for file, appendix in chapter_files(config)] == [
        *(("index.qmd", False), ("b.ipynb", False), ("c.ipynb", True)),
    ]


def test_a_book_with_fewer_chapters_has_the_others_in_their_order_and_the_config_is_not_changed():
    config = {"lang": "nb", "book": {"title": "X", "chapters": ["a.ipynb", "b.ipynb"], "appendices": ["c.ipynb"]}}
    kept = with_chapters(config, [Path("c.ipynb"), Path("b.ipynb")])
    assert kept == {"lang": "nb", "book": {"title": "X", "chapters": ["b.ipynb"], "appendices": ["c.ipynb"]}}
    assert config["book"]["chapters"] == ["a.ipynb", "b.ipynb"]


def test_a_config_that_cannot_be_read_is_told(project):
    (project / "_quarto.yml").write_text("book: [", encoding="utf-8")
    with pytest.raises(BookError, match=re.escape("_quarto.yml, line 1: this is not YAML")):
        read_config()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"book": {"chapters": []}}, "book.chapters: List should have at least 1 item"),
        ({"book": {"chapters": None}}, "book.chapters: Input should be a valid list"),
        ({"book": {"chapters": [{"part": "En", "chapters": []}]}}, "book.chapters.0: Input should be a valid string"),
        ({"book": {"chapters": ["index.qmd"], "appendices": "a"}}, "book.appendices: Input should be a valid list"),
        ({"book": {"chapters": ["index.qmd", 6]}}, "book.chapters.1: Input should be a valid string"),
        ({"book": []}, "book: Input should be a valid dictionary"),
        ({"lang": False}, "lang: Input should be a valid string"),  # `lang: no` is a yes or no in YAML
        ({"language": {}}, "crossref-fig-title"),
        ({"crossref": None}, "crossref: Input should be"),
        ({"bibliography": ["data/references.bib"]}, "bibliography: Input should be a valid string"),
        ({"csl": None}, "csl: Input should be"),
        ({"format": {"html": {}}}, "format.rapport-typst: Field required"),
    ],
)
def test_a_config_of_another_kind_is_told_with_its_key(project, change, words):
    path = project / "_quarto.yml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text("utf-8")) | change, allow_unicode=True), "utf-8")
    with pytest.raises(BookError) as told:
        read_config()
    assert words in str(told.value) and "git restore _quarto.yml" in str(told.value)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("chapters/20-eldre", "there is no file chapters/20-eldre; did you mean chapters/20-eldre.ipynb?"),
        ("chapters/20-eldre.md", "there is no file chapters/20-eldre.md; did you mean chapters/20-eldre.ipynb?"),
        ("Chapters/20-Eldre.ipynb", "there is no file Chapters/20-Eldre.ipynb; did you mean chapters/20-eldre.ipynb?"),
        ("Forord.qmd", "there is no file Forord.qmd; did you mean forord.qmd?"),
        ("helt/ukjent.txt", "there is no file helt/ukjent.txt."),
        ("{part: Del, chapters: []}", "book.chapters.0: Input should be a valid string; a chapter is its file, - chap"),
        ("{href: chapters/20-eldre.ipynb}", "book.chapters.0: Input should be a valid string; a chapter is its file"),
    ],
)
def test_a_chapter_that_is_not_there_is_told_with_its_line(project, entry, told):
    path = project / "_quarto.yml"
    text = path.read_text("utf-8")
    line = text.partition("chapters:\n")[0].count("\n") + 2
    path.write_text(text.replace("chapters:\n", f"chapters:\n    - {entry}\n", 1), "utf-8")
    with pytest.raises(BookError, match=rf"line {line}[:,] {re.escape(told)}"):
        config_with_files()


def test_a_bibliography_that_is_not_there_is_told_with_its_line(project):
    path = project / "_quarto.yml"
    path.write_text(path.read_text("utf-8").replace("data/references.bib", "data/reference.bib"), "utf-8")
    with pytest.raises(BookError, match=r"line \d+: there is no file data/reference.bib; did you mean data/references"):
        config_with_files()


@pytest.mark.parametrize("text", ["", "- a\n", "tekst", "book:\n\tchapters: []\n"])
def test_a_config_that_is_none_is_told(project, text):
    (project / "_quarto.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BookError, match=r"_quarto\.yml"):
        read_config()


def test_a_book_without_appendices_has_none(project):
    path = project / "_quarto.yml"
    config = yaml.safe_load(path.read_text("utf-8"))
    del config["book"]["appendices"]
    path.write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    assert read_config()["book"]["appendices"] == []


def test_another_notebook_takes_a_chapters_place_and_keeps_its_number_and_its_page():
    edition = edition_with(chapters={KNOWLEDGE.stem: OTHER})
    assert sources(read_config(), edition)[KNOWLEDGE] == Path(f"chapters/{OTHER}.ipynb")
    first = small_book(edition).pages[0]
    assert (first.source, first.file, first.number) == (
        Path(f"chapters/{OTHER}.ipynb"),
        KNOWLEDGE.with_suffix(".qmd"),
        "1",
    )


@pytest.mark.parametrize(
    ("key", "names"),
    [("chapters", {"01-kunnskap": OTHER}), ("chapters", {KNOWLEDGE.stem: "01-borte"}), ("numbers", {"25-anet": 23})],
)
def test_a_chapter_that_is_not_there_is_told_with_those_there_are(key, names):
    with pytest.raises(
        ProjectError, match=rf"params/2024.yml, {key}: there is no chapter [\w-]+ in chapters/"
    ) as error:
        sources(read_config(), edition_with(**{key: names}))
    assert "\n  25-annet\n" in str(error.value)


def test_the_edition_of_2023_has_its_own_knowledge_chapter_and_annex_number():
    edition = load_edition(2023)
    assert sources(read_config(), edition)[KNOWLEDGE].is_file()
    assert edition.numbers == {ANNEX.stem: 23}
