"""The chapters of the book: new ones, other names and numbers, and what is wrong with _quarto.yml."""

import re

import nbformat
import pytest
import yaml

from is248.authoring import layout, outline
from is248.authoring.outline import misplaced, new_chapter, rename_chapter, renumber_chapters
from is248.chapters.linter import check_prose
from is248.chapters.source import read_chapter
from is248.data.edition import load_edition
from is248.project import ProjectError
from is248.publish.assembly.contents import chapter_files, read_config, sources
from is248.publish.assembly.draft import read_page


@pytest.fixture
def project(project):
    """A copy of the project whose year takes another notebook for chapter 1, as 2023 does."""
    add_params(project, "chapters:\n  01-kunnskapsgrunnlag: 01-kunnskapsgrunnlag-2023   # the other\n")
    return project


def add_params(project, text: str) -> None:
    path = project / "params/2024.yml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def named() -> list[str]:
    """Return the names of the numbered chapters in _quarto.yml, in order."""
    return [file.stem for file, _ in chapter_files(read_config()) if re.match(r"\d", file.stem)]


def in_config(project, old: str, new: str) -> None:
    path = project / "_quarto.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- a new chapter --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Vold i nære relasjoner", "vold-i-naere-relasjoner"),
        ("Øyeblikkelig hjelp: årsverk (24/7)", "oyeblikkelig-hjelp-arsverk-24-7"),
        ("Et ganske langt navn på et kapittel om brukermedvirkning", "et-ganske-langt-navn-pa-et-kapittel-om"),
    ],
)
def test_a_title_becomes_a_file_name(title, name):
    assert outline.slug(title) == name


def test_a_new_chapter_stands_in_its_place_and_nothing_else_is_changed(project):
    before = (project / "_quarto.yml").read_text(encoding="utf-8")
    assert str(new_chapter(26, "Digital oppfølging")) == "chapters/26-digital-oppfolging.ipynb"
    after = (project / "_quarto.yml").read_text(encoding="utf-8")
    line = "    - chapters/26-digital-oppfolging.ipynb\n"
    assert after.replace(line, "") == before
    assert yaml.safe_load(after)["book"]["chapters"][-2:] == ["chapters/26-digital-oppfolging.ipynb", "referanser.qmd"]
    assert misplaced() == []


def test_a_free_number_between_others_gets_its_line_between_them(project):
    (project / "chapters/13-vold-i-naere-relasjoner.ipynb").unlink()
    in_config(project, "    - chapters/13-vold-i-naere-relasjoner.ipynb\n", "")
    new_chapter(13, "Trusler")
    assert named()[11:14] == ["12-selvmordsforebygging", "13-trusler", "14-oyeblikkelig-hjelp"]


def test_a_new_chapter_runs_passes_the_checks_and_is_a_page_of_the_book(project):
    file = project / new_chapter(26, "Digital oppfølging")
    assert {finding.rule for finding in check_prose([file])} == {"fill-in"} and layout.untidy([file]) == {}
    notebook = read_chapter(file)
    known: dict = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            exec(cell.source, known)
    assert known["survey"].year == known["year"] == 2024
    page = read_page(file, file.relative_to(project), False, notebook)
    assert (page.title, page.label, page.numbered) == ("Digital oppfølging", "sec-digital-oppfolging", True)
    assert "## Oppsummering {#sec-digital-oppfolging-oppsummering}" in page.markdown
    nbformat.validate(nbformat.read(file, 4))


@pytest.mark.parametrize(
    ("number", "title", "words"),
    [
        (
            13,
            "Noe nytt",
            "chapters/13-vold-i-naere-relasjoner.ipynb has the number 13 already. The first free one is 26",
        ),
        (0, "Noe nytt", "Numbers begin at 1"),
        (26, "Vold", "The label sec-vold stands in chapters/13-vold-i-naere-relasjoner.ipynb already"),
        (26, "?!", "has no letters"),
    ],
)
def test_a_number_or_label_that_is_taken_is_refused_and_nothing_written(project, number, title, words):
    before = {path: path.read_bytes() for path in [project / "_quarto.yml", *(project / "chapters").glob("*.ipynb")]}
    with pytest.raises(ProjectError, match=re.escape(words)):
        new_chapter(number, title)
    assert before == {
        path: path.read_bytes() for path in [project / "_quarto.yml", *(project / "chapters").glob("*.ipynb")]
    }


# --- other names and numbers ----------------------------------------------------------------------


def test_a_chapter_keeps_its_number_and_its_text_under_another_name(project):
    before = (project / "chapters/13-vold-i-naere-relasjoner.ipynb").read_bytes()
    assert rename_chapter("13-vold-i-naere-relasjoner", "Vold og trusler") == "13-vold-og-trusler"
    assert (project / "chapters/13-vold-og-trusler.ipynb").read_bytes() == before
    assert named()[12] == "13-vold-og-trusler" and misplaced() == []


def test_with_another_number_it_moves_to_where_that_belongs(project):
    assert rename_chapter("13-vold-i-naere-relasjoner", "26-vold") == "26-vold"
    assert named()[-2:] == ["25-annet", "26-vold"] and named()[11:13] == [
        "12-selvmordsforebygging",
        "14-oyeblikkelig-hjelp",
    ]
    assert "    - chapters/26-vold.ipynb\n    - referanser.qmd\n" in (project / "_quarto.yml").read_text(
        encoding="utf-8"
    )


def test_what_a_year_says_of_a_chapter_follows_it(project):
    add_params(project, "numbers:   # so\n  25-annet: 23\n")
    rename_chapter("25-annet", "Til slutt")
    rename_chapter("01-kunnskapsgrunnlag", "kunnskap")
    edition = load_edition(2024)
    assert edition.numbers == {"25-til-slutt": 23} and edition.chapters == {"01-kunnskap": "01-kunnskapsgrunnlag-2023"}
    assert "numbers:   # so\n" in (project / "params/2024.yml").read_text(encoding="utf-8")
    assert len(sources(read_config(), edition)) == len(chapter_files(read_config()))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("13-vold-i-naere-relasjoner", "14-vold", "chapters/14-oyeblikkelig-hjelp.ipynb has the number 14 already"),
        ("13-borte", "vold", "There is no chapters/13-borte.ipynb"),
        ("sammendrag", "vedlegg-c-metode", "There is a chapters/vedlegg-c-metode.ipynb already"),
    ],
)
def test_a_name_that_is_taken_is_refused(project, old, new, words):
    with pytest.raises(ProjectError, match=re.escape(words)):
        rename_chapter(old, new)


def test_chapters_get_the_numbers_of_their_places(project):
    line = "    - chapters/03-nasjonale-arsverkstall.ipynb\n"
    in_config(project, line, "")
    in_config(
        project, "    - chapters/01-kunnskapsgrunnlag.ipynb\n", line + "    - chapters/01-kunnskapsgrunnlag.ipynb\n"
    )
    contents = (project / "chapters/02-datagrunnlag.ipynb").read_bytes()
    assert renumber_chapters() == {
        "03-nasjonale-arsverkstall": "01-nasjonale-arsverkstall",
        "01-kunnskapsgrunnlag": "02-kunnskapsgrunnlag",
        "02-datagrunnlag": "03-datagrunnlag",
        "01-kunnskapsgrunnlag-2023": "02-kunnskapsgrunnlag-2023",
    }
    assert named()[:4] == ["01-nasjonale-arsverkstall", "02-kunnskapsgrunnlag", "03-datagrunnlag", "04-antall-brukere"]
    assert (project / "chapters/03-datagrunnlag.ipynb").read_bytes() == contents
    assert load_edition(2024).chapters == {"02-kunnskapsgrunnlag": "02-kunnskapsgrunnlag-2023"}
    assert misplaced() == [] and renumber_chapters() == {}


def test_files_that_still_have_the_old_name_are_found(project):
    (project / "docs").mkdir()
    (project / "docs/a.md").write_text("Open chapters/13-vold.ipynb", encoding="utf-8")
    (project / "docs/b.md").write_text("Open chapters/13-vold-og-mer.ipynb", encoding="utf-8")
    assert [str(path) for path in outline.naming(["13-vold"])] == ["docs/a.md"]


# --- what is wrong --------------------------------------------------------------------------------


def test_the_books_own_outline_has_nothing_wrong():
    assert misplaced() == []


def test_a_chapter_that_is_left_out_on_purpose_is_not_told(project):
    in_config(project, "    - chapters/13-vold", "    # - chapters/13-vold")
    assert misplaced() == [] and "13-vold-i-naere-relasjoner" not in named()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "13-vold-i-naere-relasjoner",
            "13-vold",
            ["there is no file chapters/13-vold.ipynb; did you mean", "is in no book"],
        ),
        (
            "    - chapters/13-vold-i-naere-relasjoner.ipynb\n",
            "",
            ["chapters/13-vold-i-naere-relasjoner.ipynb is in no"],
        ),
        ("- chapters/25-annet.ipynb", "- chapters/25-annet.ipynb\n    - chapters/25-annet.ipynb", ["stands twice"]),
        (
            "- chapters/02-datagrunnlag.ipynb\n    - chapters/03-nasjonale-arsverkstall.ipynb",
            "- chapters/03-nasjonale-arsverkstall.ipynb\n    - chapters/02-datagrunnlag.ipynb",
            ["chapters/02-datagrunnlag stands behind chapters/03-nasjonale-arsverkstall"],
        ),
    ],
)
def test_what_is_wrong_is_told_with_the_file(project, old, new, words):
    in_config(project, old, new)
    found = list(map(str, misplaced()))
    assert len(found) == len(words) and all(word in one for word, one in zip(words, found, strict=True))
