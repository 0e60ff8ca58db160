"""What no page can have is told by `is248 check` too, with its place, before anything is executed."""

from is248.chapters.linter import book_files
from is248.project import root
from is248.publish.reading.unexecuted import unprintable
from tiny_book import CHAPTER, TITLE, png, tiny_project, write_chapter


def test_nothing_in_the_book_is_unprintable():
    assert unprintable(book_files()) == []


def test_what_html_and_pdf_cannot_have_is_told_with_its_place(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(tiny_project(tmp_path)))
    (tmp_path / "images" / "kart.png").write_bytes(png())
    write_chapter(
        TITLE + '10 m<sup>2</sup> [er `{python} x`.]{.when test="x"} [Og så.]{.follows} [24]{.fact}',
        ["1 / 0"],
        'Tekst.\n\n![Kart.](../images/borte.png){#fig-a fig-alt="Et kart."}',
        '![Kart.](../images/kart.png){#fig-b fig-alt="Et kart."}\n\nTakk 🙂 skal',
    )
    told = [str(one).removeprefix(f"{CHAPTER}, ") for one in unprintable([root() / CHAPTER])]
    assert [one.partition(": ")[0] for one in told] == ["cell 3, line 3", "cell 1, line 3", "cell 4, line 3"]
    assert "there is no file ../images/borte.png" in told[0] and "`<sup>` is HTML" in told[1] and "«🙂»" in told[2]


def test_what_leads_nowhere_and_labels_of_two_files_are_told_too(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(tiny_project(tmp_path)))
    write_chapter(
        TITLE + "[a](#sec-borte), [b](borte.pdf), [c](99-nei.ipynb), [@ssb0].\n\n## A {#sec-a}",
        ["#| label: tbl-x\n#| tbl-cap: A.\n1"],
        "[a](#sec-a), [x](#tbl-x), [p](#prøve-to), [r](referanser.qmd), [r](#refs), https://x.no/a.ipynb.",
        "## Prøve to",
    )
    (tmp_path / "referanser.qmd").write_text("# Referanser {#sec-a}\n\n::: {#refs}\n:::\n", encoding="utf-8")
    told = [str(one).removeprefix(f"{CHAPTER}, ") for one in unprintable([root() / CHAPTER])]
    twice = f"the label sec-a stands in {CHAPTER}, cell 1, line 5 already; every label is used once."
    assert told == [
        "cell 1, line 3: @ssb0 is not in the bibliography (write \\@ for the sign)",
        "cell 1, line 3: the link to #sec-borte leads to nothing in the book",
        "cell 1, line 3: the link to borte.pdf leads to nothing in the book",
        "cell 1, line 3: the link to 99-nei.ipynb leads to nothing in the book",
        f"referanser.qmd, line 1: {twice}",
    ]
