"""The preview: one chapter is found by a part of its name, and shown again when a file it depends on is saved."""

from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from rich.console import Console

from is248 import files, preview
from is248.project import ProjectError, root
from is248.publish.assembly.contents import chapter_files, read_config

CHAPTER = Path("chapters/06-arsverk-fordelt.ipynb")


@pytest.mark.parametrize(("name", "found"), [("06", CHAPTER), ("arsverk-fordelt", CHAPTER), ("", Path("index.qmd"))])
def test_a_chapter_is_found_by_a_part_of_its_name_and_the_front_page_by_none(name, found):
    assert preview.find_chapter(name) == found


def test_of_several_the_one_that_begins_so_is_meant(project):
    config = project / "_quarto.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("24-overdoser", "06-og-24"), encoding="utf-8")
    assert preview.find_chapter("24") == Path("chapters/06-og-24.ipynb")
    assert preview.find_chapter("06-a") == CHAPTER


@pytest.mark.parametrize(
    "name", [CHAPTER.name, str(CHAPTER), f"./{CHAPTER}", str(CHAPTER.with_suffix("")), str(CHAPTER.absolute())]
)
def test_a_chapter_may_be_named_as_a_file(name):
    assert preview.find_chapter(name) == CHAPTER


@pytest.mark.parametrize(
    ("name", "words"), [("borte", "No chapter is called 'borte'"), ("arsverk", "More than one chapter is called")]
)
def test_no_chapter_or_several_are_told_with_those_there_are(name, words):
    with pytest.raises(ProjectError, match=words) as told:
        preview.find_chapter(name)
    assert all(str(file) in str(told.value) for file, _ in chapter_files(read_config()))


class Server:
    """Stands for livereload's."""

    def __init__(self):
        self.watched, self.served = {}, {}

    def watch(self, path: str, render) -> None:
        self.watched[path] = render

    def serve(self, **options) -> None:
        self.served = options


def test_a_second_preview_of_the_same_year_says_who_shows_it_and_writes_nothing(monkeypatch):
    monkeypatch.setattr(preview.Preview, "show", lambda self: pytest.fail("two of them write the same pages"))
    with files.alone("preview-2024"), pytest.raises(ProjectError, match=r"process \d+ on .*preview-2024\.lock"):
        preview.serve("06", 2024, 8248, False, Console(quiet=True), lambda: None)


@pytest.fixture
def served(monkeypatch):
    """Serve chapter 6 without rendering anything: the server, the renderings, what was renewed and the console."""
    server, rendered, renewed, console = Server(), [], [], Console(record=True, width=200)

    def show(year, folder, executor, memory, report):
        rendered.append((folder, memory))
        if len(rendered) > 2:
            raise ProjectError("chapter [6] is wrong")
        report(root() / CHAPTER, None, "chapters/06.ipynb, cell 2 warns: FutureWarning")
        return f"page {len(rendered)}"

    def pdf(shown, folder, executor):
        if shown == "page 2":
            raise ProjectError("the PDF can't be set: cell [7]")

    monkeypatch.setattr(preview, "_QuietServer", lambda watcher: server)
    monkeypatch.setattr(preview.build, "preview", show)
    monkeypatch.setattr(preview.build, "preview_pdf", pdf)
    monkeypatch.setattr(preview.kernels, "pool", lambda: ThreadPoolExecutor(1))
    preview.serve("06", 2024, 8300, False, console, lambda: renewed.append(True))
    return server, rendered, renewed, console


def test_the_address_of_the_chapter_is_told_and_no_browser_opened_without_being_asked(served):
    server, rendered, _, console = served
    assert "http://localhost:8300/html/chapters/06-arsverk-fordelt.html" in console.export_text()
    assert server.served["port"] == 8300 and server.served["open_url_delay"] is None
    assert [folder for folder, _ in rendered] == [root() / "build" / "preview" / "2024"]


def test_chapters_data_and_templates_are_watched_and_a_mistake_is_told_without_ending(served):
    server, rendered, _, console = served
    watched = {str(Path(path).relative_to(root())) for path in server.watched}
    assert {str(CHAPTER), "_quarto.yml", "data/history.csv", "params/2024.yml", "templates/book.css"} <= watched
    render = server.watched[str(root() / CHAPTER)]
    render()
    render()
    told = console.export_text()
    assert "shown again" in told and "Not shown: chapter [6] is wrong" in told
    assert "chapters/06.ipynb, cell 2 warns: FutureWarning" in told
    assert len({id(memory) for _, memory in rendered}) == 1  # what has not changed is remembered from save to save


def test_what_the_pdf_cannot_have_is_told_behind_the_page(served):
    server, _, _, console = served
    shown = server.watched[str(root() / CHAPTER)].__self__
    shown.show_again()
    shown.pdf_made()
    assert "The book can't have this in its PDF: the PDF can't be set: cell [7]" in console.export_text()


def test_a_change_of_the_library_starts_the_preview_again(served):
    server, rendered, renewed, _ = served
    server.watched[str(root() / "lib" / "is248" / "figures" / "style.py")]()
    server.watched[str(root() / "_quarto.yml")]()
    assert renewed == [True, True] and len(rendered) == 1


def test_a_pool_whose_process_was_ended_is_replaced_at_the_next_save(served, monkeypatch):
    server, rendered, _, _ = served
    shown = server.watched[str(root() / CHAPTER)].__self__
    broken = shown.executor

    def submit(*_):
        raise BrokenExecutor

    monkeypatch.setattr(broken, "submit", submit)
    shown.show_again()
    assert shown.executor is not broken and len(rendered) == 2
