"""The book for colleagues who comment in Word: what is sent, what they do to it, and where that is told."""

import io
import re
import shutil
import subprocess
import zipfile
from copy import deepcopy
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table
from typer.testing import CliRunner

from is248.cli import app
from is248.project import ProjectError, root
from is248.publish.assembly.book import Book
from is248.publish.assembly.shape import shape_of
from is248.publish.reading.pandoc import read_book
from is248.publish.reading.staging import SYNTHETIC_NOTICE, stage_references
from is248.review.returned import read_review
from is248.review.sending import write_docx
from tiny_book import CHAPTER, PARAMETERS, TITLE, made_book, pasted, tiny_project, write_chapter

START = ["from is248 import *\nsurvey = open_survey(year)\nplan = survey.question('handlingsplan_vold')"]
PROSE = (
    "## Handlingsplan {#sec-plan}\n\n"
    "`{python} plan.answer('ja').pct` prosent av kommunene har en plan (@tbl-plan).\n"
    "I `{python} plan.answer('vet_ikke').pct` prosent vet ikke tjenestene om det finnes en[^1].\n\n"
    "[^1]: Fotnoten om `{python} year` står her.\n\n"
    "Et annet avsnitt handler om noe helt annet, og viser til @fig-plan og loven [@folkehelseloven]."
)
TABLE = ["#| label: tbl-plan\n#| tbl-cap: Om kommunen har en plan, `{python} year`.\nplan.table(not_answered=True)"]
FIGURE = ["#| label: fig-plan\n#| fig-cap: Plan etter størrelse.\nplan.answer('ja').by('size_group').figure()"]
LAST = (
    "::: {.callout-note}\n## Merk dette\n\nTallene er egne anslag.\n:::\n\nDen siste setningen står alene.\n\n"
    "| Ord | Betydning |\n|---|---|\n| Årsverk | Full stilling |\n\n: Ord som er skrevet. {#tbl-ord}"
)
PICTURE = pasted('![Et kart.](attachment:image.png){#fig-kart fig-alt="Kart."}')
CELL = f"## {CHAPTER}"


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A project of one chapter."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tiny_project(tmp_path_factory.mktemp("review"))
        patch.setenv("IS248_ROOT", str(folder))
        write_chapter(TITLE, PARAMETERS, START, PROSE, TABLE, FIGURE, PICTURE, LAST)
        yield folder


@pytest.fixture(scope="module")
def book(project) -> Book:
    return made_book()


@pytest.fixture(scope="module")
def sent(project, book) -> bytes:
    """The chapter as it is sent."""
    folder = project / "build" / "review"
    stage_references(book, folder)
    pages, _ = read_book(book, folder)
    return write_docx(book, pages, pages[:1], folder)


@pytest.fixture
def word(sent):
    return Document(io.BytesIO(sent))


@pytest.fixture
def told(tmp_path):
    """What is told of a document as it came back."""

    def read(document) -> str:
        document.save(tmp_path / "returned.docx")
        return read_review(tmp_path / "returned.docx")

    return read


def controls(word) -> dict[str, str]:
    """The texts of the locked controls by their tags."""
    found = {}
    for control in word.element.body.iter(qn("w:sdt")):
        properties = control.find(qn("w:sdtPr"))
        assert properties.find(qn("w:lock")).get(qn("w:val")) == "sdtContentLocked"
        found[properties.find(qn("w:tag")).get(qn("w:val"))] = "".join(t.text for t in control.iter(qn("w:t")))
    return found


def paragraph(word, begins: str):
    """The paragraph that begins so, also within a control."""
    return next(p for p in word.element.body.iter(qn("w:p")) if text_of(p).startswith(begins))


def tables(word) -> list[Table]:
    """The tables of the text, also those within controls."""
    return [Table(table, word) for table in word.element.body.iter(qn("w:tbl"))]


def text_of(element) -> str:
    return "".join(text.text for text in element.iter(qn("w:t")))


def changed(kind: str, *runs, author: str = "Kari Nordmann"):
    """Runs as they stand in a tracked change."""
    change = OxmlElement(f"w:{kind}")
    for name, value in {"id": "900", "author": author, "date": "2026-11-29T14:05:00Z"}.items():
        change.set(qn(f"w:{name}"), value)
    for run in runs:
        for text in run.iter(qn("w:t")) if kind == "del" else ():
            text.tag = qn("w:delText")
        change.append(run)
    return change


def new_run(text: str):
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(words)
    return run


def replace_words(paragraph, old: str, new: str) -> None:
    """Change words as Word does when it tracks changes."""
    run = next(run for run in paragraph.iter(qn("w:r")) if old in text_of(run))
    before, _, after = text_of(run).partition(old)
    for part in (new_run(before), changed("del", new_run(old)), changed("ins", new_run(new)), new_run(after)):
        run.addprevious(part)
    run.getparent().remove(run)


def rewritten(document: bytes, file: Path, old: bytes, new: bytes) -> None:
    """Write a document with something else in its parts."""
    with zipfile.ZipFile(io.BytesIO(document)) as packed, zipfile.ZipFile(file, "w") as written:
        for name in packed.namelist():
            written.writestr(name, re.sub(old, new, packed.read(name)))


def parts(report: str) -> dict[str, str]:
    """What is told under each heading."""
    pieces = re.split(r"^#+ (.*)\n", report, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


# --- what is sent ---------------------------------------------------------------------------------------


def test_every_value_of_the_prose_is_a_locked_control_and_so_is_each_table_and_figure(book, sent, word):
    page = book.pages[0]
    values = re.findall(r'data-value="(\w+)"[^>]*>`\{=html\}(.*?)`</span>', page.markdown)
    with zipfile.ZipFile(io.BytesIO(sent)) as packed:
        notes = packed.read("word/footnotes.xml").decode()
    assert len(values) == 3 and notes.count("sdtContentLocked") == 1 and f'w:val="{values[-1][0]}-' in notes
    found = controls(word)
    assert [text for tag, text in found.items() if "-" in tag and tag[:3] not in ("tbl", "fig")] == [
        text for _, text in values[:2]
    ]
    assert {tag for tag in found if tag[:3] in ("tbl", "fig")} == {"tbl-plan", "fig-plan", "fig-kart"}
    style = word.styles["Beregnet"].element
    assert style.find(f"{qn('w:rPr')}/{qn('w:shd')}").get(qn("w:fill")) == "ECECEC"


def test_a_table_has_the_cells_of_the_page_and_repeats_its_heads(book, word):
    table, written = tables(word)
    shape = shape_of(book.exhibits[0].table_html)
    rows = [tuple(getattr(cell, "digits", cell) for cell in row) for row in shape.rows]
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [shape.heads, *rows]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [[cell.text for cell in row.cells] for row in written.rows] == [
        ["Ord", "Betydning"],
        ["Årsverk", "Full stilling"],
    ]


def test_figures_are_pictures_with_their_alternatives_and_all_has_its_number_and_reference(book, word):
    alternatives = [picture.get("descr") for picture in word.element.body.iter(qn("wp:docPr"))]
    assert alternatives == [book.exhibits[1].data["alt"].replace("\u2060", ""), "Kart."]
    text = "\n".join(text_of(p) for p in word.element.body.iter(qn("w:p"))).replace("\u00a0", " ")
    assert "Tabell 1.1: Om kommunen har en plan, 2024." in text and "Figur 1.2: Et kart." in text
    assert "har en plan (tabell 1.1)" in text and "viser til figur 1.1 og loven" in text and "1.1 Handlingsplan" in text
    assert "Lov om folkehelsearbeid" in text and text.count("Merk dette") == 1
    assert "Last ned tallene" not in text and "Tallene i figuren" not in text
    anchors = {link.get(qn("w:anchor")) for link in word.element.body.iter(qn("w:hyperlink"))} - {None}
    assert anchors <= {mark.get(qn("w:name")) for mark in word.element.body.iter(qn("w:bookmarkStart"))}


def test_the_document_tracks_changes_in_norwegian_and_says_what_it_is(word):
    assert word.settings.element.find(qn("w:trackRevisions")) is not None
    assert "nb-NO" in {lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))}
    top = " ".join(text_of(p) for p in list(word.element.body.iter(qn("w:p")))[:3])
    assert "Leseutgave av «1 Prøve»" in top and "utgaven 2024" in top and SYNTHETIC_NOTICE in top


# --- what comes back ------------------------------------------------------------------------------------


def test_nothing_is_told_of_what_nobody_touched(word, told):
    assert "0 changes, 0 comments" in told(word)


def test_tracked_changes_and_comments_stand_beside_their_cells(word, told):
    replace_words(paragraph(word, "Et annet"), "annet,", "ganske annet,")
    last = paragraph(word, "Den siste")
    for run in list(last.iter(qn("w:r"))):
        run.addprevious(changed("del", deepcopy(run), author="Ola"))
        last.remove(run)
    first = word.element.body.xpath("//w:p[w:sdt]")[0]
    word.add_comment(
        [run for run in word.paragraphs if text_of(run._p) == text_of(first)][0].runs[-1],
        text="Stemmer\ndette?",
        author="Per",
    )
    report = told(word)
    found = parts(report)
    assert "2 changes, 1 comments" in report
    assert "- **Changed** (Kari Nordmann, 2026-11-29 14:05)" in found["cell 4, line 8"]
    assert "  - from: Et annet avsnitt handler om noe helt annet, og" in found["cell 4, line 8"]
    assert "  - to: Et annet avsnitt handler om noe helt ganske annet, og" in found["cell 4, line 8"]
    assert "- **Removed** (Ola, 2026-11-29 14:05)\n  - Den siste setningen står alene." in found["cell 8, line 7"]
    assert "- **Comment** (Per, " in found["cell 4, line 4"] and "  - Stemmer" in found["cell 4, line 4"]


def test_an_edit_that_was_not_tracked_is_found(word, told):
    paragraph(word, "Den siste").xpath("./w:r/w:t")[-1].text += " Og en til."
    found = parts(told(word))["cell 8, line 7"]
    assert "- **Added** (not tracked)\n  - Og en til." in found


def test_a_number_that_was_changed_in_spite_of_its_lock_is_told(word, told):
    for text in word.element.body.xpath("//w:p/w:sdt//w:t")[:1]:
        text.text = "99"
    cell = tables(word)[0].rows[1].cells[1]._tc.xpath(".//w:t")[0]
    cell.text = "1000"
    found = parts(told(word))
    assert "changed in spite of their locks" in found["cell 4, line 3"] and "  - to: «99»" in found["cell 4, line 3"]
    assert "| 1000 |" in found["cell 5, line 2"]


def test_paragraphs_that_are_moved_split_and_joined_are_not_lost(word, told):
    moved, after = paragraph(word, "Den siste"), paragraph(word, "1.1 Handlingsplan")
    after.addnext(moved)
    first = word.element.body.xpath("//w:p[w:sdt]")[0]
    split = deepcopy(first)
    for run in [run for run in list(first)[2:] if "prosent vet" not in text_of(run)][4:]:
        first.remove(run)
    first.addnext(split)
    report = told(word)
    assert "- **Moved** (not tracked)\n  - Den siste setningen står alene.\n  - now behind: 1.1 Handlingsplan" in report
    assert "- **Added** (not tracked)" in report and "**Removed**" not in report


def test_a_comment_on_no_text_and_hostile_words_come_out_plain(word, told):
    paragraph(word, "Den siste").xpath("./w:r/w:t")[
        -1
    ].text = "Den siste setningen står <script>alert(1)</script> | `a`."
    comment = word.add_comment(word.paragraphs[0].runs[0], text="# <b>\u202ehei</b>\x85", author="<i>X</i>")
    for mark in word.element.body.xpath(f"//*[@w:id='{comment.comment_id}'][contains(name(), 'omment')]"):
        mark.getparent().remove(mark)
    report = told(word)
    assert re.search(r"(?<!\\)<", report) is None and "\u202e" not in report
    assert parts(report)["Not placed"].startswith("\n- **Comment** (\\<i>X\\</i>")


def test_without_the_locks_it_is_said(sent, tmp_path):
    rewritten(sent, tmp_path / "a.docx", rb'<w:rStyle w:val="Beregnet" ?/>', b"")
    assert "The locks are gone" in read_review(tmp_path / "a.docx")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no Word document"),
        (b"PK\x03\x04 broken", "no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "has a password, or is an old .doc"),
    ],
)
def test_what_is_no_document_is_told_in_a_sentence(content, words, tmp_path):
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(ProjectError, match=words):
        read_review(tmp_path / "a.docx")


def test_a_document_of_somebody_else_is_told(tmp_path):
    Document().save(tmp_path / "a.docx")
    with pytest.raises(ProjectError, match="a.docx is no document of `is248 review write`"):
        read_review(tmp_path / "a.docx")


def test_what_was_sent_may_be_spoilt_in_the_document(sent, tmp_path):
    rewritten(sent, tmp_path / "a.docx", b"&quot;units&quot;", b"&quot;unit&quot;")
    with pytest.raises(ProjectError, match="is no document"):
        read_review(tmp_path / "a.docx")


def test_the_commands_write_and_read(project, tmp_path):
    params = root() / "params"
    edition = (params / "2024.yml").read_text(encoding="utf-8").replace("unit_pages: true", "unit_pages: false")
    params.unlink()
    params.mkdir()
    (params / "2024.yml").write_text(edition, encoding="utf-8")
    done = CliRunner().invoke(app, ["review", "write", "01", "--year", "2024", "--output", str(tmp_path / "a.docx")])
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(app, ["review", "read", str(tmp_path / "a.docx"), "--output", str(tmp_path / "a.md")])
    assert done.exit_code == 0 and "0 changes" in (tmp_path / "a.md").read_text(encoding="utf-8")
    done = CliRunner().invoke(app, ["review", "write", "01", "--output", str(tmp_path / "a.pdf")])
    assert done.exit_code == 1 and "ends in .docx" in done.output


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.slow
def test_libreoffice_opens_it_and_keeps_what_was_sent(sent, tmp_path):
    (tmp_path / "a.docx").write_bytes(sent)
    for kind in ("pdf", "docx:MS Word 2007 XML"):
        command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", kind]
        subprocess.run([*command, "--outdir", tmp_path / "saved", tmp_path / "a.docx"], check=True, capture_output=True)
    assert (tmp_path / "saved" / "a.pdf").read_bytes().startswith(b"%PDF")
    assert "0 changes, 0 comments" in read_review(tmp_path / "saved" / "a.docx")
