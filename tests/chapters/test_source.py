"""A chapter's file: what is read as if nothing were odd, and what is told in words instead of a traceback."""

import json
from pathlib import Path

import pytest
import yaml

from is248.chapters.inline import INLINE
from is248.chapters.source import ChapterError, as_saved, read_chapter, read_chapters
from is248.project import root
from is248.wording.signs import WORD_JOINER

NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Prøve {#sec-prove}\n", "\n", "Tekst."]},
        {
            "cell_type": "code", "id": "b", "metadata": {}, "source": "x = 1", "execution_count": 7,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": "gammelt"}],
        },
    ],
}  # fmt: skip


@pytest.fixture
def chapters(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    (tmp_path / "chapters").mkdir()
    return tmp_path / "chapters"


def saved(folder: Path, name: str = "01-a.ipynb", **changed: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(NOTEBOOK | changed, ensure_ascii=False), encoding="utf-8")
    return path


def cell(kind: str, source: str, **others: object) -> dict:
    return {"cell_type": kind, "id": "a", "metadata": {}, "source": source} | others


def message(path: Path) -> str:
    with pytest.raises(ChapterError) as error:
        read_chapter(path)
    return str(error.value)


# --- what is read ----------------------------------------------------------------------------------


def test_a_notebook_without_kernelspec_is_in_python(chapters):
    notebook = read_chapter(saved(chapters))
    assert notebook.metadata.kernelspec == {"name": "python3", "display_name": "Python 3", "language": "python"}
    assert notebook.cells[1].outputs == [] and notebook.cells[1].execution_count is None


def test_cells_without_an_id_and_two_with_one_get_the_same_ids_each_time(chapters):
    cells = [{k: v for k, v in cell("markdown", "# A").items() if k != "id"}, cell("raw", ""), cell("raw", "")]
    path = saved(chapters, cells=cells, nbformat_minor=2)
    assert [one.id for one in read_chapter(path).cells] == ["cell-0", "a", "cell-2"]


def test_windows_line_ends_and_a_byte_order_mark_make_no_difference(chapters):
    plain, odd = chapters / "a.qmd", chapters / "b.qmd"
    text = "# Å {#sec-a}\n\n```{python}\nx = 1\n```\n\nTekst.\n"
    plain.write_bytes(text.encode())
    odd.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert [one.source for one in read_chapter(odd).cells] == ["# Å {#sec-a}", "x = 1", "Tekst."]
    assert read_chapter(odd) == read_chapter(plain)


def test_what_an_author_hides_in_a_comment_is_not_in_the_book(chapters):
    text = "# A\n\nFør<!-- hemmelig\nogså -->etter `<!-- kode -->`.\n\n```\n<!-- kode -->\n```"
    source = read_chapter(saved(chapters, cells=[cell("markdown", text)])).cells[0].source
    assert "hemmelig" not in source and "også" not in source
    assert source.count("<!-- kode -->") == 2
    assert source.count("\n") == text.count("\n")


@pytest.mark.parametrize("text", ["```\n`{python} a`\n```", "Slik: `` `{python} a` `` her", "~~~ r\n`{python} a`\n~~~"])
def test_an_expression_that_other_code_shows_is_none(chapters, text):
    source = read_chapter(saved(chapters, cells=[cell("markdown", f"# A\n\n`{{python}} b`\n\n{text}")])).cells[0].source
    assert INLINE.findall(source) == ["b"]
    assert source.replace(WORD_JOINER, "").endswith(text)  # Pandoc's reader takes the sign away again


def test_a_cell_that_is_not_to_be_run_is_not(chapters):
    one = cell("code", "#| eval: false\n1 / 0", outputs=[], execution_count=None)
    assert read_chapter(saved(chapters, cells=[cell("markdown", "# A"), one])).cells[1].cell_type == "raw"


# --- what is told ----------------------------------------------------------------------------------


def test_a_missing_file_and_a_folder_are_told(chapters):
    assert message(chapters / "02-b.ipynb").startswith("chapters/02-b.ipynb: _quarto.yml names this chapter")
    (chapters / "03-c.ipynb").mkdir()
    assert message(chapters / "03-c.ipynb").startswith("chapters/03-c.ipynb is a folder")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty; git restore chapters/01-a.ipynb gets the last one"),
        (b"{ no notebook", "is not a readable notebook: line 1 is no JSON"),
        (b"[1, 2]", "is not a readable notebook: it is JSON of another kind"),
        (b"null", "is not a readable notebook: it is JSON of another kind"),
        (b"{}", "is not a readable notebook: it is JSON of another kind"),
        ("{\n\"å\": 1}".encode("latin-1"), ", line 2: the file is not UTF-8"),
        ('{"å": 1}'.encode("utf-16"), ", line 1: the file is not UTF-8"),
        (b'{\n<<<<<<< HEAD\n"a": 1\n=======\n>>>>>>> b\n}', ", line 2: merge-conflict markers."),
        (b'{"nbformat": 3, "worksheets": []}', "is saved as version 3 of the notebook format; open it in JupyterLab"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "is not a readable notebook: it has no cells"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_notebook_is_told_with_what_to_do(chapters, content, told):
    path = chapters / "01-a.ipynb"
    path.write_bytes(content)
    assert message(path).removeprefix("chapters/01-a.ipynb").strip().startswith(told.strip())


@pytest.mark.parametrize("odd", [{"cell_type": "heading", "source": "x"}, {"cell_type": "code"}, "x", None])
def test_a_cell_of_an_odd_shape_is_told_by_its_number(chapters, odd):
    path = saved(chapters, cells=[cell("markdown", "# A"), odd])
    assert message(path).startswith("chapters/01-a.ipynb is not a readable notebook: cell 2 is none; open it in")


def test_a_notebook_of_another_language_is_refused(chapters):
    path = saved(chapters, metadata={"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}})
    assert message(path) == "chapters/01-a.ipynb is written in R; the chapters are in Python."


def test_an_empty_notebook_is_told(chapters):
    assert message(saved(chapters, cells=[])).startswith("chapters/01-a.ipynb, the notebook: it is empty")


def test_a_page_tells_the_line_of_its_file_and_a_notebook_cell_and_line(chapters):
    page = chapters / "a.qmd"
    page.write_text("# A {#sec-a}\n\n```{python}\nx = 1\n#| label: tbl-x\n```\n\nTekst[^1].\n", encoding="utf-8")
    assert message(page).splitlines() == [
        "chapters/a.qmd, line 5: options stand first in the cell, above its code.",
        "chapters/a.qmd, line 8: the footnote [^1] leads nowhere; its text is a paragraph of its own, [^1]: …",
    ]
    path = saved(chapters, cells=[cell("markdown", "# A"), cell("markdown", "Tekst.\n\n# B")])
    assert message(path) == "chapters/01-a.ipynb, cell 2, line 3: a chapter has one title (#); a section is ##."


def test_the_mistakes_of_all_chapters_are_told_at_once(chapters):
    wrong = [saved(chapters, f"0{n}.ipynb", cells=[cell("markdown", "# A\n\n# B")]) for n in (1, 2)]
    with pytest.raises(ChapterError) as error:
        read_chapters([saved(chapters), *wrong])
    assert str(error.value).count("a chapter has one title") == 2


def test_the_options_of_all_cells_are_yaml_so_that_quarto_convert_keeps_every_label():
    chapters = sorted((root() / "chapters").rglob("*.ipynb"))
    cells = [cell for path in chapters for cell in as_saved(path).cells if cell.cell_type == "code"]
    labels = 0
    for cell in cells:
        written = [line[2:].removeprefix(" ") for line in cell.source.splitlines() if line.startswith("#|")]
        options = yaml.safe_load("\n".join(written)) or {}
        assert len(options) == len([line for line in written if not line.startswith(" ")])
        labels += "label" in options
    assert labels > 100


def test_settings_at_the_top_of_a_page_are_quartos_and_lines_are_counted_with_them(chapters):
    page = chapters / "a.qmd"
    page.write_text("---\njupyter: python3\n---\n\n# A {#sec-a}\n\n```{python}\nx = 1\n```\n", encoding="utf-8")
    heading, code = read_chapter(page).cells
    assert (heading.source, heading.metadata.first_line, code.metadata.first_line) == ("# A {#sec-a}", 5, 8)
    page.write_text("---\njupyter: python3\ntitle: A\n---\n\ntext\n", encoding="utf-8")
    with pytest.raises(ChapterError, match=r"a\.qmd, line 3: a chapter's title is its first heading"):
        read_chapter(page)
