"""Two people edit one chapter in git: what they changed in different sentences is in the merged chapter."""

import itertools
import json
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from is248.authoring import layout, merging
from is248.project import ProjectError, root

SENTENCES = (
    "Andelen av kommunene som har en plan, er `{python} plan.pct` prosent.",
    "Mellom fylkene er det forskjeller.",
    "Høyest er andelen i Oslo.",
    "Vi vet ikke hvorfor.",
)


def chapter(*sentences: str, ahead: str = "", code: str = "year = 2024"):
    """Return a chapter whose paragraph has these sentences, as it is committed."""
    prose = " ".join(sentences)
    cells = [new_markdown_cell("# Planer", id="a"), new_code_cell(code, id="b"), new_markdown_cell(prose, id="c")]
    cells[:0] = [new_markdown_cell(ahead, id="d")] if ahead else []
    return layout.tidy_notebook(new_notebook(cells=cells))


def changed(*numbers: int) -> list[str]:
    """Return the sentences with some of them changed."""
    return [f"Nå er det slik {n}." if n in numbers else sentence for n, sentence in enumerate(SENTENCES)]


@pytest.fixture
def merged(tmp_path):
    """Merge two versions of a chapter as git's driver does; return whether it went well, and the result."""

    def merged(ours, theirs, base=chapter(*SENTENCES)):  # noqa: B008
        paths = [tmp_path / name for name in ("base", "ours", "theirs")]
        for path, notebook in zip(paths, (base, ours, theirs), strict=True):
            path.write_text(layout.written(notebook) if notebook else "", encoding="utf-8")
        well = merging.merge(*paths)
        return well, nbformat.read(paths[1], 4)

    return merged


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(range(4), 2)))
def test_two_sentences_of_a_paragraph_are_merged_also_neighbours(merged, one, other):
    well, notebook = merged(chapter(*changed(one)), chapter(*changed(other)))
    assert well and notebook == chapter(*changed(one, other))


def test_a_new_sentence_and_a_changed_one_are_merged(merged):
    well, notebook = merged(chapter(*SENTENCES, "En ny."), chapter(*changed(1)))
    assert well and notebook == chapter(*changed(1), "En ny.")


def test_a_new_cell_a_changed_code_and_a_changed_sentence_are_merged(merged):
    well, notebook = merged(chapter(*SENTENCES, ahead="Nytt."), chapter(*changed(0), code="year = 2025"))
    assert well and notebook == chapter(*changed(0), ahead="Nytt.", code="year = 2025")


def test_versions_that_are_not_in_the_one_form_are_put_in_it_first(merged):
    def typed(*sentences: str):
        notebook = chapter()
        notebook.cells[2].source = " ".join(sentences)
        return notebook

    well, notebook = merged(chapter(*changed(0)), typed(*changed(1)), base=typed(*SENTENCES))
    assert well and notebook == chapter(*changed(0, 1))


PLACES = {"a": "# Planer", "b": "En. To.", "c": "Tre.", "d": "Fire.", "e": "Slutt."}


def placed(order: str, **texts: str):
    """Return a chapter with some cells in an order, some with other texts."""
    cells = [new_markdown_cell((PLACES | texts)[id], id=id) for id in order]
    return layout.tidy_notebook(new_notebook(cells=cells))


@pytest.mark.parametrize(
    ("ours", "theirs", "result"),
    [
        (("acdbe", {}), ("abcde", {"b": "En. Ny."}), ("acdbe", {"b": "En. Ny."})),  # one moves what the other edits
        (("abcde", {"b": "En. Ny."}), ("acdbe", {}), ("acdbe", {"b": "En. Ny."})),
        (("acdbe", {"c": "3."}), ("abced", {"b": "To."}), ("acdbe", {"b": "To.", "c": "3."})),  # both move, and edit
        (("abxcde", {"x": "X."}), ("abycde", {"y": "Y."}), ("abxycde", {"x": "X.", "y": "Y."})),  # both put one there
        (("xabcde", {"x": "X."}), ("abcdey", {"y": "Y."}), ("xabcdey", {"x": "X.", "y": "Y."})),
        (("acdbxe", {"x": "X."}), ("abycde", {"y": "Y."}), ("acdbxye", {"x": "X.", "y": "Y."})),
        (("abde", {}), ("abcde", {"d": "4."}), ("abde", {"d": "4."})),  # one deletes beside what the other edits
        (("abce", {}), ("acbe", {}), ("acbe", {})),  # both delete, one moves
    ],
)
def test_cells_that_are_moved_and_new_ones_in_the_same_place_stand_there_once(merged, ours, theirs, result):
    versions = [placed(order, **texts) for order, texts in (ours, theirs)]
    well, notebook = merged(*versions, base=placed("abcde"))
    assert well and [cell.id for cell in notebook.cells] == list(result[0])
    assert notebook == placed(result[0], **result[1])


def test_a_deleted_cell_that_the_other_edits_is_a_conflict_and_is_not_lost(merged):
    well, notebook = merged(placed("acde"), placed("abcde", b="En. Ny."), base=placed("abcde"))
    assert not well and "Ny." in notebook.cells[1].source


def test_one_sentence_changed_by_both_is_a_conflict_in_a_notebook(merged):
    well, notebook = merged(chapter(*changed(1)), chapter(SENTENCES[0], "Annerledes.", *SENTENCES[2:]))
    assert not well and [cell.id for cell in notebook.cells] == ["a", "b", "c"]
    assert notebook.cells[2].source.split("\n") == [
        *(SENTENCES[0], "<<<<<<< local", "Nå er det slik 1.", "=======", "Annerledes.", ">>>>>>> remote"),
        *SENTENCES[2:],
    ]


def test_a_chapter_that_both_have_made_is_merged_from_nothing(merged):
    well, notebook = merged(chapter("Ja."), chapter("Ja."), base=None)
    assert well and notebook == chapter("Ja.")


def test_a_version_that_is_no_notebook_stops_the_merge(tmp_path):
    for name in ("base", "ours", "theirs"):
        (tmp_path / name).write_text("<<<<<<<", encoding="utf-8")
    with pytest.raises(ProjectError, match="merge-conflict markers"):
        merging.merge(tmp_path / "base", tmp_path / "ours", tmp_path / "theirs")


# --- in git ---------------------------------------------------------------------------------------


@pytest.fixture
def git(tmp_path):
    """Run git in a repository with the project's attributes, and a chapter."""

    def git(*arguments: str) -> subprocess.CompletedProcess:
        names = ("-c", "user.name=A", "-c", "user.email=a@b.no", "-c", "init.defaultBranch=main")
        return subprocess.run(["git", *names, *arguments], cwd=tmp_path, capture_output=True, text=True)

    git("init")
    (tmp_path / ".gitattributes").write_bytes((root() / ".gitattributes").read_bytes())
    commit(git, tmp_path, chapter(*SENTENCES))
    return git


def commit(git, folder, notebook) -> None:
    (folder / "13-planer.ipynb").write_text(layout.written(notebook), encoding="utf-8")
    git("add", ".")
    git("commit", "-m", "x")


def branches_merged(git, folder, one, other) -> subprocess.CompletedProcess:
    git("checkout", "-b", "theirs")
    commit(git, folder, chapter(*changed(other)))
    git("checkout", "main")
    commit(git, folder, chapter(*changed(one)))
    return git("merge", "theirs", "-m", "x")


def test_plain_git_merges_two_sentences_of_a_paragraph_with_one_between(git, tmp_path):
    done = branches_merged(git, tmp_path, 0, 2)
    assert done.returncode == 0, done.stdout
    merged = json.loads((tmp_path / "13-planer.ipynb").read_text(encoding="utf-8"))
    assert "".join(merged["cells"][2]["source"]).split("\n") == changed(0, 2)


def test_git_that_is_set_up_merges_neighbours_too(git, tmp_path, programs):
    done = branches_merged(git, tmp_path, 1, 2)
    assert done.returncode == 0, done.stdout + done.stderr
    assert nbformat.read(tmp_path / "13-planer.ipynb", 4) == chapter(*changed(1, 2))


def test_git_shows_the_sentences_that_were_changed(git, tmp_path, programs):
    (tmp_path / "13-planer.ipynb").write_text(layout.written(chapter(*changed(1))), encoding="utf-8")
    shown = git("diff").stdout
    assert "-Mellom fylkene er det forskjeller." in shown and "Nå er det slik 1." in shown
    assert '\\n"' not in shown


@pytest.mark.parametrize("programs", ["gone"], indirect=True)
def test_without_the_environment_git_does_as_with_any_text(git, tmp_path, programs):
    assert branches_merged(git, tmp_path, 0, 2).returncode == 0
    (tmp_path / "13-planer.ipynb").write_text(layout.written(chapter(*changed(1))), encoding="utf-8")
    assert '+    "Nå er det slik 1.' in git("diff").stdout


@pytest.fixture
def programs(request, git, tmp_path, monkeypatch):
    """Set git up, once and once more, in the test's repository; the programs may be gone."""
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    if hasattr(request, "param"):
        monkeypatch.setattr(sys, "executable", "/gone/bin/python")
    merging.set_up_git()
    merging.set_up_git()


def test_a_folder_without_git_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    with pytest.raises(ProjectError, match="git clone"):
        merging.set_up_git()
