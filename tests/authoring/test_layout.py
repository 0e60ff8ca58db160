"""The form of the authors' files: a sentence on a line, and the bytes that JupyterLab saves."""

import json
import re

import nbformat
import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jupyter_server.services.contents.filemanager import FileContentsManager
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from is248.authoring import layout
from is248.authoring.layout import sentence_lines
from is248.chapters import conditions
from is248.chapters.engine import INLINE
from is248.chapters.linter import book_files
from is248.project import ProjectError

# --- sentences on lines ---------------------------------------------------------------------------


def test_each_sentence_of_a_paragraph_gets_a_line():
    assert sentence_lines("Én setning. To setninger! Tre?\n\nNytt avsnitt. Slutt.") == (
        "Én setning.\nTo setninger!\nTre?\n\nNytt avsnitt.\nSlutt."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Det gjelder bl.a. Oslo, jf. kap. 3, fra 1. januar.",
        "De sa «Ja. Nei. Vet ikke.» i intervjuet.",
        "Verdien er `{python} f('A. B')` prosent.",
        "Formelen $a. B + c$ er kjent.",
        'Se [nettsiden](https://a.no "Her. Der") nå.',
        '[Ett tall]{.when test="r. B"} er kjent.',
        '[En [to [tre]{.when test="x. Y"}]{.follows}]{.when test="a. B"} er kjent.',
        'Her er <span title="A. B">noe</span>.',
    ],
)
def test_no_line_ends_within_a_sentence(text):
    assert sentence_lines(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "# Tittel. Med punktum {#sec-a}",
        "- Ett punkt. Med to setninger.\n- Et til. Og mer.",
        "1. Først. Så.",
        "> Sitert. Mer.",
        "| A. B | C. D |\n|---|---|\n| E. F | G. H |",
        "A. B | C. D\n--- | ---\nE. F | G. H",
        "::: {.note}\n:::",
        "```python\na. B\n```",
        "    kode. Mer kode.",
        "<p>HTML. Mer.</p>",
        "![Bildet. Mer.](bilde.png)",
        "[^1]: En fotnote. Med mer.",
        ": Tabelltekst. Mer.",
        "Tittel. Mer\n===",
    ],
)
def test_what_is_no_paragraph_stays_as_it_is(text):
    assert sentence_lines(text) == text


@pytest.mark.parametrize(
    "start", ["1. januar kom det", "– og så", "- og så", "> enn", "# av", "[@ose2024] sier", "B. Ås"]
)
def test_no_line_begins_as_something_else(start):
    lines = sentence_lines(f"Ja. {start} mer. Slutt.").split("\n")
    assert lines[-1] == "Slutt." and not any(re.match(r"[-#>]|\d+\.|\[@|B\.", line) for line in lines)


def test_sentences_within_marks_get_lines_too_and_the_marks_hold():
    text = 'Før. [Den øker. Mye er uklart.]{.when test="a. B"} [Nei. Aldri.]{.otherwise} Etter.'
    lines = sentence_lines(text)
    assert lines == text.replace(". ", ".\n").replace("a.\nB", "a. B").replace("} ", "}\n")
    assert [span.attributes for span in conditions.spans(lines)] == ['.when test="a. B"', ".otherwise"]


def test_an_authors_own_line_breaks_stay():
    text = "Her slutter\nlinjen. Og  \nhard. Slutt.\\\nMer."
    assert sentence_lines(text) == "Her slutter\nlinjen.\nOg  \nhard.\nSlutt.\\\nMer."


PIECES = st.sampled_from(
    [
        *(
            "Andelen øker.",
            "Er den høy?",
            "Nei!",
            "Se @tbl-a.",
            "`{python} x.pct` svarte.",
            "1. mai var det.",
            "- minus",
        ),
        *('[Den øker. Mye.]{.when test="a"}', "[Nei.]{.otherwise}", '[Tall]{.kilde name="A. B"}.', "*Kursiv. Mer.*"),
        *("(jf. kap. 2).", "«Ja. Nei»", "`kode. Mer`", "**Fet.**", "\n\n", "\n", "\n\n- punkt", "\n\n# Tittel\n\n"),
    ]
)
PROSE = st.lists(PIECES, min_size=1, max_size=9).map(" ".join)


@given(PROSE)
def test_only_spaces_become_line_breaks_and_twice_is_once(text):
    lines = sentence_lines(text)
    assert lines.split() == text.split() and lines.count("\n\n") == text.count("\n\n")
    assert sentence_lines(lines) == lines


@given(PROSE, st.sampled_from([True, False]))
def test_the_library_reads_the_same_in_lines(text, holds):
    lines = sentence_lines(text)
    assert INLINE.findall(lines) == INLINE.findall(text) and conditions.tests(lines) == conditions.tests(text)
    one, other = (conditions.decided(each, 2024, lambda _: holds, str) for each in (text, lines))
    assert paragraphs(one) == paragraphs(other)


def paragraphs(text: str) -> list[list[str]]:
    return [words for part in re.split(r"\n\s*\n", text) if (words := part.split())]


@settings(max_examples=3)
@given(st.lists(PROSE, min_size=30, max_size=30))
def test_to_pandoc_a_text_in_lines_is_the_same(texts):
    assert as_pandoc_reads(map(sentence_lines, texts)) == as_pandoc_reads(texts)


def as_pandoc_reads(texts) -> str:
    """Return what Pandoc reads, all texts in one go, a line break in a paragraph as the space that it is."""
    joined = "".join(f"{text}\n\n::: {{.end-{number}}}\n:::\n\n" for number, text in enumerate(texts))
    return pypandoc.convert_text(joined, "json", format="markdown").replace('"SoftBreak"', '"Space"')


def test_the_books_own_prose_in_lines_is_the_same_to_pandoc():
    cells = [cell for path in book_files() if path.suffix == ".ipynb" for cell in layout.read(path).cells]
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    whole = [re.sub(r"(?<=[.!?}\])*»])\n(?=[^\s#:>|+-])", " ", text) for text in prose]  # as one would type it
    lines = list(map(sentence_lines, whole))
    assert sum(one != other for one, other in zip(whole, lines, strict=True)) > 300
    assert as_pandoc_reads(lines) == as_pandoc_reads(whole)


# --- the file -------------------------------------------------------------------------------------


@pytest.fixture
def manager(tmp_path) -> FileContentsManager:
    """JupyterLab's own way to files, with the hook of `make lab`."""
    return FileContentsManager(root_dir=str(tmp_path), pre_save_hook="is248.authoring.layout.before_saving")


@pytest.fixture(params=[path for path in book_files() if path.suffix == ".ipynb"], ids=lambda path: path.stem)
def chapter(request, tmp_path):
    """A chapter of the book, tidied."""
    path = tmp_path / request.param.name
    path.write_text(layout.tidy(request.param), encoding="utf-8")
    return path


def test_saving_a_chapter_without_an_edit_changes_no_byte(tmp_path, chapter):
    before, plain = chapter.read_bytes(), FileContentsManager(root_dir=str(tmp_path))
    plain.save(plain.get(chapter.name), chapter.name)
    assert chapter.read_bytes() == before


def run_and_save(manager, path: str):
    """Save a notebook as JupyterLab does when its cells have been run."""
    model = manager.get(path)
    model["content"].metadata.language_info.version = "3.99"
    for cell in model["content"].cells:
        cell.metadata.update(trusted=True, scrolled=True, execution={"iopub.execute_input": "now"})
        if cell.cell_type == "code":
            cell.update(execution_count=7, outputs=[new_output("execute_result", {"text/plain": "1"})])
    manager.save(model, path)


def test_what_jupyterlab_adds_when_cells_are_run_is_not_saved(manager, tmp_path):
    path = tmp_path / "chapters/06-a.ipynb"
    path.parent.mkdir()
    layout.write(layout.written(layout.tidy_notebook(untidy_notebook())), path)
    before = path.read_bytes()
    run_and_save(manager, "chapters/06-a.ipynb")
    assert path.read_bytes() == before


def test_a_notebook_that_is_no_chapter_keeps_its_outputs(manager, tmp_path):
    layout.write(layout.written(untidy_notebook()), tmp_path / "own.ipynb")
    run_and_save(manager, "own.ipynb")
    assert nbformat.read(tmp_path / "own.ipynb", 4).cells[1].outputs


def untidy_notebook():
    cells = [
        new_markdown_cell("# Tittel\n\nÉn. To.", metadata={"editable": True, "tags": []}),
        new_code_cell("year = 2024", metadata={"tags": ["parameters"]}, execution_count=3),
    ]
    return new_notebook(cells=cells, metadata={"language_info": {"name": "python", "version": "3.1"}})


def test_of_a_notebook_text_code_and_tags_stay():
    tidied = layout.tidy_notebook(untidy_notebook())
    assert [cell.source for cell in tidied.cells] == ["# Tittel\n\nÉn.\nTo.", "year = 2024"]
    assert [cell.metadata for cell in tidied.cells] == [{}, {"tags": ["parameters"]}]
    assert tidied.cells[1].execution_count is None and tidied.metadata.language_info == {"name": "python"}


def test_a_cell_that_was_copied_gets_an_id_of_its_own():
    notebook = untidy_notebook()
    notebook.cells.append(nbformat.from_dict(notebook.cells[0]))
    assert len({cell.id for cell in layout.tidy_notebook(notebook).cells}) == 3


def test_an_attachment_stays():
    notebook = new_notebook(cells=[new_markdown_cell("![a](attachment:a.png)", attachments={"a.png": {"x/y": "AA=="}})])
    assert json.loads(layout.written(layout.tidy_notebook(notebook)))["cells"][0]["attachments"]


def test_a_page_keeps_its_front_matter_and_code(tmp_path):
    page = tmp_path / "index.qmd"
    page.write_text("---\ntitle: A. B\n---\n\nÉn. To.\n\n```{python}\na. B\n```\n", encoding="utf-8")
    assert layout.untidy([page]) == {page: page.read_text(encoding="utf-8").replace("Én. To.", "Én.\nTo.")}


def test_a_file_that_is_no_notebook_is_named(tmp_path):
    (tmp_path / "a.ipynb").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"a\.ipynb, line 1: merge-conflict markers"):
        layout.tidy(tmp_path / "a.ipynb")
    for name in ("b.ipynb", "b.qmd"):
        with pytest.raises(ProjectError, match=f"no file .*{name}"):
            layout.tidy(tmp_path / name)
    (tmp_path / "c.ipynb").write_bytes("år".encode("latin-1"))
    with pytest.raises(ProjectError, match=r"c\.ipynb, line 1: the file is not UTF-8"):
        layout.tidy(tmp_path / "c.ipynb")
