"""Next year's form words every answer otherwise: no sentence and no caption has an old label left."""

import re
from pathlib import Path

import pytest
import yaml
from nbformat import NotebookNode

from is248.chapters.absence import of_year
from is248.chapters.engine import inline_text
from is248.chapters.source import read_chapter
from is248.data.codebook import Codebook, load_codebook
from is248.project import root
from is248.publish.assembly.draft import resolved
from projects import copy_project
from without_kernel import execute_here

YEAR = 2024
WITH_MANY_LABELS = ("08-henvendelser", "15-tud", "17-boligsituasjonen")
CAPTION = re.compile(r"^#\| (?:tbl|fig)-cap: (.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def reworded(tmp_path_factory) -> Path:
    """A copy of the project whose codebook calls the answers «ordlyd 0», «ordlyd 1» …, and knows their old labels."""
    project = copy_project(tmp_path_factory.mktemp("reworded") / "project", responses=True)
    file = project / "data" / "codebook" / f"{YEAR}.yml"
    book = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    options = [option for scale in book["scales"].values() for option in scale["options"]]
    options += [option for question in book["questions"] for option in question.get("options", [])]
    for number, option in enumerate(options):
        option["aliases"] = [option["label"]]
        option["label"] = option["spoken"] = f"ordlyd {number}"
    file.write_text(yaml.dump(book, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return project


def with_captions_as_prose(notebook: NotebookNode) -> NotebookNode:
    """Show captions in the place of tables and figures, which take long to make."""
    for cell in notebook.cells:
        if caption := CAPTION.search(cell.source):
            cell.update(cell_type="markdown", source=caption[1])
    return notebook


def prose(notebook: NotebookNode) -> str:
    """Return what readers see of an executed chapter's text."""
    kept, _ = of_year({Path("chapter"): notebook}, YEAR)
    texts = []
    for number, cell in enumerate(kept[Path("chapter")].cells):
        values = cell.metadata.get("user_expressions", [])
        told = [(value["expression"], inline_text(value["result"], number, value["expression"])) for value in values]
        texts += [resolved(cell.source, told)] if cell.cell_type == "markdown" else []
    return "\n\n".join(texts)


def labels_of(codebook: Codebook, code: str) -> set[str]:
    """Return what the answers to the questions that stand in some code are called, in sentences and in tables."""
    asked = [
        question for question in codebook.questions if f'"{question.id}"' in code or f'"{question.battery}"' in code
    ]
    found = {words for question in asked for o in codebook.options(question.id) for words in (o.label, o.in_words)}
    return {words.lower().replace("–", "-") for words in found}


@pytest.mark.parametrize("chapter", WITH_MANY_LABELS)
def test_no_old_label_is_left_in_the_prose(reworded, monkeypatch, chapter):
    notebook = read_chapter(root() / "chapters" / f"{chapter}.ipynb")
    old = labels_of(load_codebook(YEAR), "\n".join(cell.source for cell in notebook.cells))
    monkeypatch.setenv("IS248_ROOT", str(reworded))
    text = prose(execute_here(with_captions_as_prose(notebook), YEAR)).lower().replace("–", "-")
    quoted = set(re.findall("«([^»]+)»", text))
    assert len(old) >= 5 and any(words.startswith("ordlyd") for words in quoted)
    assert quoted & old == set()
    assert [words for words in old if re.search(rf"\b(?:svarer|svarte|svart) {re.escape(words)}\b", text)] == []
