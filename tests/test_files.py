"""Files are written whole, folders replaced in one step, by one process at a time, and what killed runs left goes."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from is248 import files
from is248.project import ProjectError

pytestmark = pytest.mark.skipif(not files.fcntl, reason="locks that end with their process: not on Windows")
OLD, NEW = "old " * 5000, "new " * 6000


@pytest.fixture
def top(tmp_path, monkeypatch) -> Path:
    """A project with two files that belong together."""
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    for name in ("data/2025/a.csv", "params/b.yml"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(OLD)
    return tmp_path


def there(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def run(program: str, **options) -> subprocess.Popen:
    """Start a program that has the library."""
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, **options)


def killed(program: str) -> None:
    """Run a program that kills itself where it says `die()`."""
    begin = "import os, signal\ndie = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\nfrom is248 import files\n"
    assert run(begin + program).wait() == -signal.SIGKILL


def counted(nth: int) -> str:
    """Return the lines of such a program whose `counted` lets a function run, but kills at the nth call of all."""
    return f"""
from pathlib import Path
left = {nth}
def counted(function):
    def call(*given, **named):
        global left
        left -= 1
        return die() if left < 0 else function(*given, **named)
    return call
"""


# --- files


def test_a_file_is_written_and_a_new_one_with_its_folders(top):
    assert files.write("data/2025/a.csv", "æ\r\n") == top / "data/2025/a.csv"
    files.write(top / "docs" / "ny" / "c.md", b"\xff")
    assert (top / "data/2025/a.csv").read_bytes() == "æ\r\n".encode()
    assert (top / "docs/ny/c.md").read_bytes() == b"\xff"
    assert there(top) == {"data/2025/a.csv", "params/b.yml", "docs/ny/c.md"}


def test_a_file_keeps_its_permissions_and_a_link_stays_one(top):
    (top / "data/2025/a.csv").chmod(0o640)
    (top / "link.csv").symlink_to("data/2025/a.csv")
    files.write("link.csv", NEW)
    assert (top / "link.csv").is_symlink()
    assert (top / "data/2025/a.csv").read_text() == NEW
    assert (top / "data/2025/a.csv").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("where", ["fsync", "open"])
def test_an_error_leaves_all_as_it_was_and_names_the_file_that_people_know(top, monkeypatch, code, where):
    def fails(*_, **__):
        raise OSError(code, os.strerror(code), "something")

    monkeypatch.setattr(*((os, "fsync") if where == "fsync" else (Path, "open")), fails)
    with pytest.raises(OSError, match=os.strerror(code)) as error:
        files.write_all({"params/b.yml": NEW, "data/2025/a.csv": NEW})
    assert error.value.filename == str(top / "params/b.yml")
    monkeypatch.undo()
    assert (top / "params/b.yml").read_text() == OLD
    assert there(top) == {"data/2025/a.csv", "params/b.yml"}


def test_a_folder_in_the_place_of_a_file_stops_before_anything_is_moved(top):
    (top / "params" / "c.yml").mkdir()
    with pytest.raises(IsADirectoryError):
        files.write_all({"params/b.yml": NEW, "params/c.yml": NEW})
    assert (top / "params/b.yml").read_text() == OLD


def test_a_file_that_may_not_be_written_is_not_replaced(top, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everything
    with pytest.raises(PermissionError, match="a.csv"):
        files.write("data/2025/a.csv", NEW)
    assert (top / "data/2025/a.csv").read_text() == OLD


def test_files_change_places_and_some_go(top):
    files.write_all({"data/2025/a.csv": "b", "params/b.yml": "a", "docs/c.md": "c"})
    files.write_all({"docs/c.md": None, "docs/d.md": "c"})
    assert (top / "data/2025/a.csv").read_text() + (top / "params/b.yml").read_text() == "ba"
    assert there(top) == {"data/2025/a.csv", "params/b.yml", "docs/d.md"}


CALLS = 16  # of the system in a write of three files; the kill comes before one of them


@pytest.mark.parametrize("nth", range(CALLS))
def test_a_kill_at_any_step_leaves_all_old_or_all_new_at_the_next_start(top, nth):
    """The kill comes at the nth call that reaches the disk: opening, flushing, moving or taking away."""
    killed(f"""
{counted(nth)}for owner, name in ((os, "fsync"), (Path, "open"), (Path, "replace"), (Path, "unlink")):
    setattr(owner, name, counted(getattr(owner, name)))
files.write_all({{"data/2025/a.csv": {NEW!r}, "params/b.yml": None, "params/c.yml": {NEW!r}}})
die()
""")
    files.sweep()
    if (top / "params" / "c.yml").exists():
        assert there(top) == {"data/2025/a.csv", "params/c.yml"}
        assert {(top / name).read_text() for name in there(top)} == {NEW}
    else:
        assert there(top) == {"data/2025/a.csv", "params/b.yml"}
        assert {(top / name).read_text() for name in there(top)} == {OLD}


def test_ctrl_c_between_two_moves_brings_them_to_their_end(top, monkeypatch):
    replace, stops = Path.replace, iter([False, False, True])  # the list, the first file, the second one

    def stopped(path, target):
        if next(stops, False):
            raise KeyboardInterrupt
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        files.write_all({"data/2025/a.csv": NEW, "params/b.yml": NEW})
    assert there(top) == {"data/2025/a.csv", "params/b.yml"}
    assert {(top / name).read_text() for name in there(top)} == {NEW}


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_is_written_as_it_is(text):
    with tempfile.TemporaryDirectory() as folder:
        assert files.write(Path(folder) / "a", text).read_bytes() == text.encode()


# --- what killed runs left


def test_leftovers_go_and_nothing_else(top):
    left = (
        *("data/2025/.responses.csv.12ab34cd.is248-part", ".README.md.0.is248-part", "data/.history.csv.new"),
        *("data/2025/.responses.csv.4711.tmp", "data/2025/.responses.csv.tmp", "build/cache/.a.json.1.is248-part"),
        *("data/codebook/.2025.yml.99.is248-part", "build/2024/chapters/.01.ipynb.f.is248-part"),
    )
    kept = (
        *("data/2025/responses.csv", "data/2025/.~lock.responses.csv#", "data/2025/svar.tmp", "data/2025/.gitkeep"),
        *("data/2025/~$eksport.xlsx", "data/2025/responses.csv.is248-part", "build/2024.lock", "tests/.x.csv.tmp"),
    )
    for name in left + kept:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).touch()
    files.sweep()
    assert there(top) == {*kept, "data/2025/a.csv", "params/b.yml"}


def test_what_a_living_process_writes_is_left_alone(top):
    writing = run(
        "import os, time\nfrom is248 import files\n"
        "os.fsync = lambda _: (print('writing', flush=True), time.sleep(60))\n"
        "files.write('data/2025/a.csv', 'new')"
    )
    writing.stdout.readline()
    files.sweep()
    assert any(name.endswith(files.PART) for name in there(top))
    writing.kill()
    writing.wait()
    files.sweep()
    assert not any(name.endswith(files.PART) for name in there(top))


def test_a_list_of_moves_that_can_not_be_read_stops_nobody(top):
    (top / "data" / f".x{files.MOVES}").write_text(
        json.dumps([["../elsewhere", "2025/a.csv"], [None, "../params/b.yml"]])
    )
    (top / "data" / "2025" / "a.csv").unlink()
    files.sweep()
    assert there(top) == {"params/b.yml"}  # what is to be moved isn't there, so nothing is taken away


def test_no_folder_for_temporary_files_is_not_the_sweeps_to_tell(top, monkeypatch):
    def none():
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    files.sweep()


def test_sockets_of_dead_processes_go_and_those_of_living_ones_stay(top, monkeypatch):
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # a socket's path is short
        monkeypatch.setattr(tempfile, "tempdir", folder)
        for name in ("is248-dead-1", "other-1"):
            with socket.socket(socket.AF_UNIX) as one:
                one.bind(f"{folder}/{name}")
        (Path(folder) / "is248-file").touch()
        with socket.socket(socket.AF_UNIX) as living:
            living.bind(f"{folder}/is248-living-1")
            living.listen()
            files.sweep()
        assert there(Path(folder)) == {"other-1", "is248-file", "is248-living-1"}


# --- folders


@pytest.fixture(params=["one step", "two renames"])
def book(request, top, monkeypatch) -> Path:
    """A folder to replace, where the system can exchange two folders and where it can't."""
    if request.param == "two renames":
        monkeypatch.setattr(files, "_exchanged", lambda *_: False)
    (top / "dist" / "2024" / "html").mkdir(parents=True)
    (top / "dist" / "2024" / "html" / "a").write_text(OLD)
    return top / "dist" / "2024"


def names(book: Path) -> list[str]:
    return sorted(path.name for path in book.parent.iterdir())


def test_a_folder_is_replaced_whole(book):
    with files.replaced(book) as fresh:
        (fresh / "b").write_text(NEW)
        assert there(book) == {"html/a"}
    assert there(book) == {"b"}
    assert names(book) == ["2024"]


def test_an_error_or_a_check_that_fails_leaves_the_last_one(book):
    def refuses(fresh):
        assert there(fresh) == {"b"}
        raise ProjectError("not whole")

    for check, error in ((refuses, ProjectError), (lambda fresh: None, KeyboardInterrupt)):
        with pytest.raises(error), files.replaced(book, check) as fresh:
            (fresh / "b").write_text(NEW)
            if error is KeyboardInterrupt:
                raise KeyboardInterrupt
        assert there(book) == {"html/a"}
        assert names(book) == ["2024"]


def test_a_rename_that_fails_puts_the_last_one_back(book, monkeypatch):
    monkeypatch.setattr(files, "_exchanged", lambda *_: False)
    rename = Path.rename

    def fails(path, target):
        if path.name == ".2024.new":
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(OSError, match="No space"), files.replaced(book) as fresh:
        (fresh / "b").write_text(NEW)
    assert there(book) == {"html/a"}


@pytest.mark.parametrize("exchanged", [True, False])
@pytest.mark.parametrize("nth", range(5))
def test_a_kill_while_a_folder_is_replaced_leaves_the_last_or_the_new_one(top, exchanged, nth):
    book = top / "dist" / "2024"
    book.mkdir(parents=True)
    (book / "a").write_text(OLD)
    killed(f"""
{counted(nth)}exchanged = files._exchanged if {exchanged} else lambda *_: False
files._exchanged, files._put_in_place = counted(exchanged), counted(files._put_in_place)
Path.rename, files.shutil.rmtree = counted(Path.rename), counted(files.shutil.rmtree)
with files.replaced(Path({str(book)!r})) as fresh:
    (fresh / "b").write_text({NEW!r})
    (fresh / "c").write_text({NEW!r})
die()
""")
    files.sweep()
    assert there(book) in ({"a"}, {"b", "c"})
    assert names(book) == ["2024"]


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ({".2024.old": "whole", ".2024.new": "whole"}, "whole"),  # killed between the two renames
        ({"2024": "whole", ".2024.old": "earlier"}, "whole"),  # behind them
        ({"2024": "whole", ".2024.new": "half"}, "whole"),  # before them, or behind an exchange
        ({".2024.new": "half"}, None),  # the first book of a year
    ],
)
def test_the_next_start_mends_what_a_kill_left(top, found, left):
    for name, state in found.items():
        (top / "dist" / name).mkdir(parents=True)
        (top / "dist" / name / "index.html").write_text(state)
    files.sweep()
    assert [path.read_text() for path in (top / "dist").rglob("index.html")] == ([left] if left else [])
    assert [path.name for path in (top / "dist").iterdir()] == (["2024"] if left else [])


def test_a_book_that_was_built_again_to_verify_is_swept_unless_it_still_is(top):
    (top / "build" / "verify-2024" / "book").mkdir(parents=True)
    with files.alone("verify-2024"):
        files.sweep()
        assert (top / "build" / "verify-2024" / "book").exists()
    files.sweep()
    assert not (top / "build" / "verify-2024").exists()


def test_a_book_that_a_living_process_is_making_is_not_swept(top):
    (top / "dist" / ".2024.new").mkdir(parents=True)
    with files.alone("2024"):
        files.sweep()
        assert (top / "dist" / ".2024.new").exists()
    files.sweep()
    assert not (top / "dist" / ".2024.new").exists()


# --- one process at a time


def test_the_second_waits_and_says_for_whom_or_stops_and_says_it(top):
    told, held = [], threading.Event()

    def wait():
        with files.alone("2024", lambda holder: (told.append(holder), held.set())) as waited:
            told.append(waited)

    with files.alone("2024") as waited, files.alone("2023"):  # another year runs beside it
        assert not waited
        second = threading.Thread(target=wait)
        second.start()
        assert held.wait(60)
        with pytest.raises(ProjectError, match=rf"process {os.getpid()} on .*, since \d\d:\d\d.*build/2024\.lock"):
            files.alone("2024").__enter__()
    second.join()
    [holder, waited] = told
    assert holder.startswith(f"process {os.getpid()} on ")
    assert waited


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_lock_of_a_dead_process_is_taken_over(top, number):
    """Its forked children die with it or not: the lock is none of theirs."""
    holding = run(
        "import time, subprocess, sys\nfrom is248 import files\n"
        "with files.alone('2024'):\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "    print(child.pid, flush=True)\n    time.sleep(60)"
    )
    child = int(holding.stdout.readline())
    try:
        with pytest.raises(ProjectError, match=f"process {holding.pid} "):
            files.alone("2024").__enter__()
        holding.send_signal(number)
        holding.wait()
        with files.alone("2024") as waited:
            assert not waited
    finally:
        os.kill(child, signal.SIGKILL)


def test_a_lock_whose_file_was_deleted_is_taken_anew(top):
    with files.alone("2024"):
        (top / "build" / "2024.lock").unlink()  # make clean
    with files.alone("2024"), pytest.raises(ProjectError):
        files.alone("2024").__enter__()


def test_a_disk_without_locks_is_told(top, monkeypatch):
    def none(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(files.fcntl, "flock", none)
    with pytest.raises(ProjectError, match="build/2024.lock can't be locked"):
        files.alone("2024").__enter__()
    files.write("data/2025/a.csv", NEW)  # whole all the same
    assert (top / "data/2025/a.csv").read_text() == NEW


def test_no_reader_sees_a_half_file_while_it_is_written_again_and_again(top):
    writing = run(
        "from is248 import files\nprint(1, flush=True)\n"
        "while True:\n    files.write('data/2025/a.csv', 'x' * 200000)\n    files.write('data/2025/a.csv', 'y' * 100)"
    )
    writing.stdout.readline()
    seen, end = set(), time.monotonic() + 1
    while time.monotonic() < end:
        seen.add((top / "data/2025/a.csv").read_text()[:1] + str(len((top / "data/2025/a.csv").read_text())))
    writing.kill()
    writing.wait()
    assert {state[1:] for state in seen} <= {str(len(OLD)), "200000", "100"}
