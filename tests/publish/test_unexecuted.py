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
