"""JupyterLab beside the preview: which page stands where, when it starts, and that it ends with the preview."""

import json
import socket
import time

import pytest
from rich.console import Console
from traitlets.utils.importstring import import_item

from is248 import lab
from is248.authoring import layout
from is248.lab import lab_options, open_lab
from is248.project import ProjectError

CHAPTER = "chapters/13-vold-i-naere-relasjoner"


class Process:
    """Stands for JupyterLab's; `told` has what it was started with, and that it was ended."""

    told: list

    def __init__(self, module, options):
        self.told += [module, *options]

    def terminate(self):
        self.told.append("ended")

    def wait(self):
        if self.told[-1] != "ended":
            self.told.append("waited for")


@pytest.fixture
def jupyter(monkeypatch, project):
    """Start no JupyterLab; return what it was told."""
    monkeypatch.setattr(Process, "told", [], raising=False)
    monkeypatch.setattr(lab, "start_following", Process)
    with socket.socket() as free:
        free.bind(("localhost", 0))
        monkeypatch.setattr(lab, "_PORT", free.getsockname()[1])
    return Process.told


def serving(monkeypatch, told, answers: bool) -> None:
    """Let the preview be served for a moment; it answers at its address, or not yet."""

    def serve(chapter, year, port, open_browser, console, renew):
        assert (chapter, year, open_browser, told) == ("13", 2024, False, [])
        with socket.socket() as server:
            if answers:
                server.bind(("localhost", port))
                server.listen()
            until = time.monotonic() + (5 if answers else 0.5)
            while not told and time.monotonic() < until:
                time.sleep(0.02)

    monkeypatch.setattr(lab, "serve", serve)


def test_jupyterlab_opens_the_chapter_and_its_page_side_by_side_and_ends_with_the_preview(
    jupyter, monkeypatch, project
):
    serving(monkeypatch, jupyter, answers=True)
    open_lab("13", 2024, True, Console())
    assert jupyter[0] == "jupyterlab" and jupyter[-1] == "ended"
    assert f"--ServerApp.root_dir={project}" in jupyter and "--no-browser" not in jupyter
    [written] = (project / "build/lab").iterdir()
    data = json.loads(written.read_text(encoding="utf-8"))["data"]
    left, right = (side["widgets"][0] for side in data["layout-restorer:data"]["main"]["dock"]["children"])
    assert (left, data[left]["data"]["path"]) == (f"notebook:{CHAPTER}.ipynb", f"{CHAPTER}.ipynb")
    assert data[right]["data"]["url"] == f"http://localhost:{lab._PORT}/html/{CHAPTER}.html"


def test_jupyterlab_is_not_started_before_there_is_a_page(jupyter, monkeypatch):
    serving(monkeypatch, jupyter, answers=False)
    open_lab("13", 2024, False, Console())
    assert jupyter == []


def test_a_chapter_that_cannot_be_shown_is_opened_all_the_same(jupyter, monkeypatch):
    def serve(*_):
        raise ProjectError("cell [4] is wrong")

    monkeypatch.setattr(lab, "serve", serve)
    console = Console(record=True, width=200)
    open_lab("13", None, True, console)
    assert "Not shown: cell [4] is wrong" in console.export_text() and jupyter[-2:] == ["waited for", "ended"]


def test_without_a_chapter_there_is_no_preview(jupyter):
    open_lab("", None, False, Console())
    assert jupyter[-4:] == ["--LabApp.default_url=/lab/tree/chapters", "--no-browser", "waited for", "ended"]


@pytest.mark.parametrize(("name", "words"), [("index", "index.qmd is no notebook"), ("borte", "No chapter is called")])
def test_what_is_no_chapter_is_told(jupyter, name, words):
    with pytest.raises(ProjectError, match=words):
        open_lab(name, None, True, Console())


def test_what_jupyterlab_saves_is_in_the_chapters_one_form():
    [hook] = [option for option in lab_options([]) if "pre_save_hook" in option]
    assert import_item(hook.partition("=")[2]) is layout.before_saving
