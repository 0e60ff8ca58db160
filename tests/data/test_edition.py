"""params/<year>.yml: what an edition is, which chapters it has, and what is said when a file can't be used."""

import datetime
from pathlib import Path

import nbformat
import pytest

from is248.chapters.execution import Run
from is248.data.edition import Edition, load_edition, years
from is248.project import ProjectError
from is248.publish.book import Book, BookError
from is248.publish.contents import read_config, sources
from is248.publish.numbering import assemble
from is248.publish.staging import stage
from pages import table, text


def copy_year(project, year: int, **changes: str):
    text = (project / "params" / "2024.yml").read_text(encoding="utf-8").replace("year: 2024", f"year: {year}")
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    (project / "params" / f"{year}.yml").write_text(text, encoding="utf-8")


def test_the_edition_of_2024_is_what_its_file_says():
    edition = load_edition(2024)
    assert edition.title == "Kommunalt psykisk helse- og rusarbeid 2024"
    assert edition.date == datetime.date(2024, 12, 11)
    assert edition.parameters == {"year": 2024}
    assert edition.pdf_name == "is-24-8-2024"
    assert edition.synthetic


def test_without_a_year_the_newest_is_taken(project):
    copy_year(project, 2026)
    copy_year(project, 2025)
    assert years() == [2024, 2025, 2026]
    assert load_edition().year == 2026


def test_an_unknown_year_lists_the_years_there_are(project):
    copy_year(project, 2025)
    with pytest.raises(
        ProjectError, match=r"no edition 2031: params/2031.yml does not exist. Years there are: 2024, 2025"
    ):
        load_edition(2031)


def test_no_params_file_at_all_says_where_it_should_be(project):
    (project / "params" / "2024.yml").unlink()
    with pytest.raises(ProjectError, match="no params file in .*params; it should hold for instance 2024.yml"):
        load_edition()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("author:", "autor:", ["author: Field required", "autor: Extra inputs are not permitted"]),
        ("date: 2024-12-11", "date: desember", ["date: ", "valid date"]),
        ("population_since: 2007", "population_since: lenge", ["population_since: ", "integer"]),
        ("synthetic: false", "synthetic: kanskje", ["synthetic: ", "boolean"]),
        ("title: Kommunalt", "title: [Kommunalt", ["2024.yml can't be used"]),
    ],
)
def test_a_wrong_key_is_named_with_its_file_and_what_is_expected(project, old, new, words):
    path = project / "params" / "2024.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProjectError) as error:
        load_edition(2024)
    assert str(error.value).startswith("params/2024.yml can't be used")
    assert all(word in str(error.value) for word in words)


def test_an_empty_file_is_an_error_a_researcher_understands(project):
    (project / "params" / "2024.yml").write_text("")
    with pytest.raises(ProjectError, match="params/2024.yml can't be used"):
        load_edition(2024)


def test_the_year_in_the_file_has_to_be_the_one_in_its_name(project):
    copy_year(project, 2025)
    (project / "params" / "2024.yml").write_text((project / "params" / "2025.yml").read_text(encoding="utf-8"))
    with pytest.raises(ProjectError, match="says year: 2025; file name and year have to agree"):
        load_edition(2024)


def test_an_edition_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        load_edition(2024).year = 2025


# --- chapters that are others in one year, and their numbers

KNOWLEDGE, ANNEX = Path("chapters/01-kunnskapsgrunnlag.ipynb"), Path("chapters/25-annet.ipynb")
OTHER = "01-kunnskapsgrunnlag-2023"


def edition_with(**changes: dict) -> Edition:
    return Edition.model_validate(load_edition(2024).model_dump() | changes)


def small_book(edition: Edition) -> Book:
    """The book of an edition that has three chapters and an appendix, as Quarto's file names them."""
    config = read_config()
    chapters = [str(KNOWLEDGE), "chapters/22-helsefellesskap.ipynb", str(ANNEX)]
    config["book"] |= {"chapters": chapters, "appendices": ["chapters/vedlegg-c-metode.ipynb"]}
    runs = {
        file: Run(file, nbformat.v4.new_notebook(cells=[text(f"# {file.stem} {{#sec-{i}}}"), table(f"tbl-{i}"),
                  text(f"Se @sec-2.\n\n## Oppsummering {{#sec-{i}-oppsummering}}\n\nKort.")]), 0.0, False, "")
        for i, file in enumerate(map(Path, [*chapters, "chapters/vedlegg-c-metode.ipynb"]))
    }  # fmt: skip
    return assemble(edition, config, runs)


def test_an_edition_that_says_nothing_has_the_chapters_and_numbers_of_the_files():
    book = small_book(load_edition(2024))
    assert [page.number for page in book.pages] == ["1", "22", "25", "A"]
    assert all(page.source.stem == page.file.stem for page in book.pages)


def test_another_notebook_takes_a_chapters_place_and_keeps_its_number_and_its_page():
    edition = edition_with(chapters={KNOWLEDGE.stem: OTHER})
    assert sources(read_config(), edition)[KNOWLEDGE] == Path(f"chapters/{OTHER}.ipynb")
    first = small_book(edition).pages[0]
    assert (first.source, first.file, first.number) == (
        Path(f"chapters/{OTHER}.ipynb"),
        KNOWLEDGE.with_suffix(".qmd"),
        "1",
    )


def test_another_number_is_that_of_the_chapter_its_tables_and_references_to_it(tmp_path):
    book = small_book(edition_with(numbers={ANNEX.stem: 23}))
    assert book.pages[2].number == "23"
    assert book.pages[2].numbers == {"tbl-2": "23.1"}
    stage(book, tmp_path / "staged")
    staged = (tmp_path / "staged" / "chapters/25-annet.qmd").read_text(encoding="utf-8")
    assert 'report-number="23"' in staged
    assert "[kapittel 23](../chapters/25-annet.qmd#sec-2)" in staged


def test_a_staged_book_has_the_references_of_its_edition_alone(tmp_path):
    def keys(year: int) -> str:
        stage(small_book(edition_with(year=year)), tmp_path / str(year))
        return (tmp_path / str(year) / "data/references.bib").read_text(encoding="utf-8")

    of_2023, of_2024 = keys(2023), keys(2024)
    assert "{solstad2021boligsosialt," in of_2023 and "{solstad2021boligsosialt," not in of_2024
    assert "{hem2023relasjonens," in of_2024 and "{hem2023relasjonens," not in of_2023
    assert "{ssb07459," in of_2023 and "{ssb07459," in of_2024


def test_two_chapters_cannot_have_the_same_number():
    with pytest.raises(BookError, match=r"25-annet.* and .*22-helsefellesskap.* are both chapter 22 of 2024; correct"):
        small_book(edition_with(numbers={ANNEX.stem: 22}))


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
