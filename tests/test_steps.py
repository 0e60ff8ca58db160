"""What is kept is believed only when it is as it was written; whatever is in its place is made anew and replaced."""

import json
import os
import re
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248 import steps
from is248.figures import style
from is248.project import ProjectError
from is248.steps import all_made, keep, kept

KEY = steps.digest("a step")
RESULT = {"pct": 69.27, "n": [251, None, True], "html": "<td>69</td> «æ»"}


@pytest.fixture
def entry(tmp_path, monkeypatch) -> Path:
    """The file of a result that is kept."""
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    keep(KEY, RESULT)
    [file] = (tmp_path / "build" / "cache").iterdir()
    return file


@pytest.mark.parametrize(
    "result", [RESULT, None, [], "", "\ud800 \0 \u2028", 0.1 + 0.2, float("inf"), {"a": {"b": [1]}}]
)
def test_a_result_comes_back_as_it_was(entry, result):
    keep(KEY, result)
    assert kept(KEY) == result
    assert json.loads(entry.read_text(encoding="utf-8"))["result"] == result


positions = st.floats(0, 1, exclude_max=True)
damages = st.one_of(
    st.tuples(st.just("cut"), positions),
    st.tuples(st.just("digit"), positions, st.integers(1, 9)),
    st.tuples(st.just("bit"), positions, st.integers(0, 7)),
    st.tuples(st.just("inserted"), positions, st.binary(min_size=1, max_size=4)),
    st.tuples(st.just("taken out"), positions),
    st.tuples(st.just("zeros"), positions),
    st.tuples(st.just("other"), st.binary(max_size=40)),
    st.tuples(st.just("json"), st.recursive(st.none() | st.integers() | st.text(max_size=5), st.lists, max_leaves=5)),
    st.tuples(st.just("own shape"), st.integers()),
)


def damaged(whole: bytes, damage: tuple) -> bytes:
    """Return an entry with one fault."""
    kind, *how = damage
    place = int(how[0] * len(whole)) if isinstance(how[0], float) else 0
    match kind:
        case "cut":
            return whole[:place]
        case "digit":  # of the first number behind the place
            found = re.search(rb"\d", whole[place:])
            at = place + found.start() if found else re.search(rb"\d", whole).start()
            return whole[:at] + b"%d" % ((whole[at] - 48 + how[1]) % 10) + whole[at + 1 :]
        case "bit":
            return whole[:place] + bytes([whole[place] ^ 1 << how[1]]) + whole[place + 1 :]
        case "inserted":
            return whole[:place] + how[1] + whole[place:]
        case "taken out":
            return whole[:place] + whole[place + 1 :]
        case "zeros":
            return whole[:place] + bytes(len(whole) - place)  # as a disk leaves what was never flushed
        case "other":
            return how[0]
        case "json":
            return json.dumps(how[0]).encode()
        case _:
            return json.dumps({**json.loads(whole), "result": how[0]}).encode()


@given(damages)
def test_an_entry_with_any_fault_is_none_and_is_replaced(damage):
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("IS248_ROOT", folder)
        patch.setattr(os, "fsync", lambda _: None)
        keep(KEY, RESULT)
        [file] = (Path(folder) / "build" / "cache").iterdir()
        file.write_bytes(damaged(file.read_bytes(), damage))
        assert kept(KEY) is None
        keep(KEY, RESULT)
        assert kept(KEY) == RESULT


def as_folder(file: Path) -> None:
    file.unlink()
    (file / "more").mkdir(parents=True)
    (file / "more" / "a").touch()


def as_link(file: Path) -> None:
    file.rename(file.with_suffix(".away"))
    file.symlink_to(file.with_name("nowhere"))


def as_circle(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.name)


def as_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def of_another_key(file: Path) -> None:
    other = steps.digest("another step")
    keep(other, {"pct": 12})
    file.with_name(f"{other}.json").replace(file)


@pytest.mark.parametrize("fault", [as_folder, as_link, as_circle, as_pipe, of_another_key, Path.unlink])
def test_whatever_is_in_its_place_is_none_and_is_replaced(entry, fault):
    fault(entry)
    assert kept(KEY) is None
    keep(KEY, RESULT)
    assert kept(KEY) == RESULT
    assert entry.is_file() and not entry.is_symlink()


def test_an_entry_that_may_not_be_read_is_none_and_is_replaced(entry, monkeypatch):
    def refused(self, *_, **__):
        raise PermissionError(13, "Permission denied", str(self))

    entry.chmod(0)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", refused)  # root reads everything
        assert kept(KEY) is None
    keep(KEY, RESULT)
    assert kept(KEY) == RESULT


def test_a_folder_that_can_not_be_written_is_told_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    (tmp_path / "build").write_text("a file where a folder should be")
    assert kept(KEY) is None
    with pytest.raises(ProjectError, match=r"Results can't be kept in .*build/cache: .*\. Let it be written"):
        keep(KEY, RESULT)


made = []


def doubled(number: int) -> int:
    """A step."""
    made.append(number)
    return 2 * number


def test_a_step_whose_result_is_damaged_is_made_again_and_the_others_are_not(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    made.clear()
    assert all_made(doubled, [(1,), (2,), (3,)], "around") == [2, 4, 6]
    [file] = [file for file in (tmp_path / "build" / "cache").iterdir() if '"result": 4}' in file.read_text()]
    file.write_text(file.read_text().replace('"result": 4}', '"result": 5}'))
    assert all_made(doubled, [(1,), (2,), (3,)], "around") == [2, 4, 6]
    assert sorted(made) == [1, 2, 2, 3]


def test_a_damaged_figure_is_drawn_again(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    monkeypatch.setenv(steps.KEEPS, "1")
    drawn = []
    draw = style.kept_drawing(lambda number: drawn.append(number) or f"<svg>{number}</svg>")
    assert draw(69) == draw(69) == "<svg>69</svg>"
    [file] = (tmp_path / "build" / "cache").iterdir()
    file.write_text(file.read_text().replace("<svg>69", "<svg>96"))
    assert draw(69) == "<svg>69</svg>"
    assert drawn == [69, 69]


# --- what a key holds


def test_the_version_of_an_installed_package_is_in_every_key(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    site = tmp_path / "site-packages"
    (site / "Some_Package-1.2.0.dist-info").mkdir(parents=True)
    before = steps.digest_of([])
    assert steps.digest_of([]) == before
    monkeypatch.syspath_prepend(str(site))
    assert steps.versions()["some-package"] == "1.2.0"
    installed = steps.digest_of([])
    (site / "Some_Package-1.2.0.dist-info").rename(site / "Some_Package-1.2.1.dist-info")
    assert len({before, installed, steps.digest_of([])}) == 3


def test_the_versions_are_those_that_python_knows():
    from importlib.metadata import version

    found = steps.versions()
    assert found.pop("python") == sys.version.split()[0]
    for name in ("pandas", "matplotlib", "pypandoc-binary", "typst", "pyyaml", "jinja2"):
        assert found[name] == version(name)


def test_all_of_the_data_is_what_a_book_may_be_made_of_but_published_and_hidden_files(tmp_path, monkeypatch):
    project = tmp_path / "published" / "project"  # the name of a folder above says nothing
    monkeypatch.setenv("IS248_ROOT", str(project))
    of_book = ["2024/x.json", "a.xlsx", "demo/published/c.csv", "history.csv", "reference/uten-endelse", "x.YML"]
    others = ["published/2024/t.csv", ".DS_Store", "2024/.responses.csv.1a.is248-part", "2024/~$x.xlsx", ".git/config"]
    for name in of_book + others:
        (project / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (project / "data" / name).touch()
    assert [file.relative_to(project / "data").as_posix() for file in steps.data_files()] == of_book
