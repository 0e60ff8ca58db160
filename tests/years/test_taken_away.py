"""Answers, questions, earlier years and counties are taken away by a seed: the book is made, and what is left reads."""

import csv
import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from is248.chapters import conditions
from is248.chapters.absence import of_year
from is248.chapters.execution import Run
from is248.chapters.inline import INLINE
from is248.chapters.sentences import blocks, sentences
from is248.chapters.source import read_chapter
from is248.data.codebook import load_codebook
from is248.data.edition import load_edition
from is248.project import root
from is248.publish.assembly import contents
from is248.publish.assembly.book import Book
from is248.publish.assembly.numbering import assemble
from is248.survey import open_survey
from nothing_drawn import nothing_is_drawn
from projects import YEAR, copy_project, edit_csv
from without_kernel import execute_here

__all__ = ["nothing_is_drawn"]
CORE = {"arsverk_voksne", "arsverk_barn", "egne_arsverk_voksne", "egne_arsverk_barn"}  # no book without them
NUMBER = r"(\d[\d\u202f]*(?:,\d+)?)"
SILLY = {
    "a change from a number to itself": rf"\bfra {NUMBER} til \1(?![\d,\u202f])",
    "a range without any width": rf"\bmellom {NUMBER} og \1(?![\d,\u202f])",
    "a rise that falls": rf"\bøk(?:t|te|er)\b(?: betydelig)? fra {NUMBER} til {NUMBER}",
    "a fall that rises": rf"\bned fra {NUMBER} til {NUMBER}",
    "a number of none": r"\bav 0\b",
    "all of none or one": r"\balle (?:0|1|null|én|ingen)\b",
    "one with a plural": r"\b(?:1|én|ett) (?:kommuner|bydeler|fylker|enheter|grupper|HF-områder)\b",
    "a change since the year itself": rf"\b[Ss]iden {YEAR}\b|\bfra {YEAR} til {YEAR}\b",
    "a space or sign too many": r"[^\s:] [,.;](?:\s|$)|,,|\(\s*\)|«\s*»|\bfor for\b",
    "a value of the code": r"\bnan\b|\bNone\b|\{python\}|\bAbsent\b|\.(?:when|otherwise|follows)\b",
}
LEANING = re.compile(  # words that lean on the sentence before
    r"(?:Samtidig|Men|Derfor|Likevel|Også|Da|Disse|Endringen|Forskjellen|Av disse|Den andelen"
    r"|Det (?:kan|tallet|er ofte)|(?:Siden|For|I) [^.]{,60}? (?:har|er|var) den)\b"
)


def taken_away(project: Path, seed: int) -> Path:
    """Take questions, answers, rows of the history and two counties away from a copy of the project."""
    chance, book = random.Random(seed), load_codebook(YEAR)
    others = [question.id for question in book.questions if question.id not in CORE]
    gone = set(chance.sample(others, 8))
    while more := {q.id for q in book.questions if q.id not in gone and q.gate and q.gate.question in gone}:
        gone |= more
    lost = {column for id in gone for column in book.columns(id)}
    blank = {column for id in chance.sample(others, 8) for column in book.columns(id)}
    county = open_survey(YEAR).units["county"]
    silent = set(chance.sample(sorted(county.unique()), 2))
    folder, codebooks = project / "data" / "demo" / str(YEAR), project / "data" / "codebook"

    def answers(rows: list[dict]) -> list[dict]:
        for row in rows:
            away = county[row["unit"]] in silent
            row["status"] = "ikke_deltatt" if away else row["status"]
            row |= {column: "" for column in row if column in blank or (away and column not in ("unit", "status"))}
        return [{column: row[column] for column in row if column not in lost} for row in rows]

    file = codebooks / f"{YEAR}.yml"
    tree = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    before = yaml.dump(tree | {"year": YEAR - 2}, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    (codebooks / f"{YEAR - 2}.yml").write_text(before, encoding="utf-8")  # what is gone was asked by another edition
    tree["questions"] = [question for question in tree["questions"] if question["id"] not in gone]
    kept = {question["section"] for question in tree["questions"]}
    tree["sections"] = {chapter: part for chapter, part in tree.get("sections", {}).items() if chapter in kept}
    file.write_text(yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), encoding="utf-8")
    responses = folder / "responses.csv"
    rows = answers(list(csv.DictReader(responses.open(encoding="utf-8", newline=""))))
    with responses.open("w", encoding="utf-8", newline="") as written:
        writer = csv.DictWriter(written, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    given = {row["unit"]: row for row in rows}
    edit_csv(folder / "coding.csv", lambda rows: [r for r in rows if given[r["unit"]].get(r["question"])])
    edit_csv(project / "data" / "history.csv", lambda rows: [row for row in rows if chance.random() > 0.2])
    return project


def made() -> tuple[Book, dict[Path, dict[str, str]]]:
    """Return the book of the project, without drawings, and the printed cells of prose of each chapter, by id."""
    edition, config = load_edition(YEAR), contents.config_with_files()
    places = {root() / source: file for file, source in contents.sources(config, edition).items()}
    kept, _ = of_year({path: execute_here(read_chapter(path), YEAR) for path in places}, YEAR)
    runs = {places[path]: Run(path, notebook, 0.0, False, "") for path, notebook in kept.items()}
    return assemble(edition, contents.with_chapters(config, list(runs)), runs), {
        path: {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "markdown"}
        for path, notebook in kept.items()
    }


def prose(text: str) -> str:
    """Return what readers see of a page's markdown: no marks, tables or drawings."""
    text = re.sub(r"`<[^`]*`\{=html\}|`[^`]*`\{=typst\}|\\(?=\W)|\u2060|<!--.*?-->", "", text)
    text = re.sub(r"^(`{3,}|~{3,}).*?^\1 *$", "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join(
        line for line in text.replace("\u00a0", " ").splitlines() if not line.startswith(("|", "!", ":::"))
    )


def silly(text: str) -> Iterator[str]:
    """Yield what no sentence may say, whatever the data."""
    for name, pattern in SILLY.items():
        for found in re.finditer(pattern, text):
            if not name.startswith(("a rise", "a fall")) or _wrong_way(name, *found.groups()):
                yield f"{name}: …{text[max(0, found.start() - 80) : found.end() + 40]}…"
    for block in blocks(text):
        bare = block.kind == "item" and not block.body or re.fullmatch(r"\*\*[^*]+[.:]\*\*", block.text)
        if bare:
            yield f"nothing but a mark or a label: {block.text!r}"


def _wrong_way(name: str, first: str, last: str) -> bool:
    before, after = (float(number.replace("\u202f", "").replace(",", ".")) for number in (first, last))
    return before >= after if name.startswith("a rise") else before <= after


def opening(text: str) -> str:
    """Return the first words of a text without its marks."""
    return " ".join(re.sub(r"^[\s\[*>-]+", "", INLINE.sub("#", text)).split()[:4])


def dangling(cells: dict[str, str], path: Path) -> Iterator[str]:
    """Yield the paragraphs that begin with a word that leans, where the authors' paragraph does not."""
    sources = [cell.source for cell in read_chapter(path).cells if cell.cell_type == "markdown"]
    own = {opening(block.body) for source in sources for block in blocks(source) if block.body}
    for block in (block for cell in cells.values() for block in blocks(cell) if block.kind in ("paragraph", "item")):
        if LEANING.match(opening(block.body)) and opening(block.body) not in own:
            yield f"{path.name}: nothing stands before «{sentences(block.body)[0][:80]}»"


def both(cells: dict[str, str], path: Path) -> Iterator[str]:
    """Yield the alternatives of which both are printed: a span under a condition and the one for otherwise."""
    for cell in read_chapter(path).cells:
        found = list(conditions.spans(cell.source)) if cell.cell_type == "markdown" else []
        for first, second in pairwise(found):
            texts = [max(INLINE.sub("\n", span.text).split("\n"), key=len) for span in (first, second)]
            alike = texts[0] in second.text or texts[1] in first.text or min(map(len, texts)) < 25
            pair = first.has("when") and second.has("otherwise") and not alike
            if pair and all(text in cells.get(cell.id, "") for text in texts):
                yield f"{path.name}: both «{texts[0]}» and «{texts[1]}»"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_a_book_of_which_much_is_taken_away_is_made_and_reads(tmp_path, monkeypatch, seed):
    project = taken_away(copy_project(tmp_path / "project", responses=True), seed)
    monkeypatch.setenv("IS248_ROOT", str(project))
    book, cells = made()
    assert len(book.pages) > 25
    captions = [exhibit.caption for page in book.pages for exhibit in page.exhibits]
    found = [f"{page.file}: {wrong}" for page in book.pages for wrong in silly(prose(page.markdown))]
    found += [wrong for caption in captions for wrong in silly(caption)]
    found += [wrong for path, own in cells.items() for look in (dangling, both) for wrong in look(own, path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "Andelen går fra 50 til 50 prosent.",
        "Andelen har økt betydelig fra 40 til 30 prosent.",
        "Andelen har gått ned fra 9,5 til 10 prosent.",
        "Den lå mellom 7 og 7 prosent.",
        "Det gjelder 0 av 0 kommuner.",
        "Det gjelder alle 0 kommunene.",
        "Det gjelder én kommuner.",
        f"Siden {YEAR} har andelen vært uendret.",
        "Andelen er høy , og øker.",
        "Andelen er nan prosent.",
        "Før.\n\n**Bedre.**\n\nEtter.",
    ],
)
def test_what_is_silly_is_found(text):
    assert len(list(silly(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Andelen har økt fra 50 til 500 prosent, og gått ned fra 1\u202f000 til 999.",
        "Den lå mellom 7 og 70 prosent, siden 2021. **Bedre.** Det øker.",
    ],
)
def test_what_is_plain_is_not(text):
    assert list(silly(text)) == []


def test_a_paragraph_that_lost_its_beginning_and_both_of_two_alternatives_are_found():
    path = root() / "chapters" / "22-helsefellesskap.ipynb"
    sources = {cell.id: cell.source for cell in read_chapter(path).cells if cell.cell_type == "markdown"}
    assert [*dangling(sources, path)] == []
    assert len([*dangling({"a": "Samtidig er det flere."}, path)]) == 1
    assert [*both(sources, path)]  # as written, both stand there
    held = {id: conditions.decided(source, YEAR, lambda test: True, str) for id, source in sources.items()}
    assert [*both(held, path)] == []
