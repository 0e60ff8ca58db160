"""Pictures of the authors' own: files and pasted ones, each with label, caption and text alternative."""

import io
from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell
from PIL import Image

from is248.publish.assembly.book import BookError
from is248.publish.assembly.pictures import with_pictures
from tiny_book import CHAPTER, pasted, png

SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}"></svg>'

SHAPE = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" {}>{}</svg>'
SIDES = 'width="100" height="50"'
DRAWINGS = {  # what an SVG has, and why it can't be shown
    (SIDES, "<script>x()</script>"): "it holds <script>, which the PDF can't have",
    (SIDES, '<foreignObject width="9" height="9"/>'): "it holds <foreignObject>",
    (SIDES, '<rect width="9" onclick="x()"/>'): "it runs a script (onclick)",
    (SIDES + ' onload="x()"', "<g/>"): "it runs a script (onload)",
    (SIDES, '<image x:href="kart.png" width="9" height="9"/>'): "it takes kart.png from elsewhere",
    (SIDES, '<use href="https://x.no/a.svg#b"/>'): "it takes https://x.no/a.svg#b from elsewhere",
    (SIDES, '<rect style="fill: url(https://x.no/a.svg)"/>'): "it takes url(https://x.no/a.svg from elsewhere",
    (SIDES, "<style>@import 'https://x.no/a.css';</style>"): "it takes @import from elsewhere",
    (SIDES, '<text y="9">På kinesisk: <tspan>漢</tspan></text>'): "the PDF's typefaces have no «漢»",
    ('width="0" height="50"', "<g/>"): "it has no width or height",
    ('viewBox="0 0 auto"', "<g/>"): "its viewBox is not four numbers",
}


def drawn(format: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(out, format)
    return out.getvalue()


def moving(format: str) -> bytes:
    out, frames = io.BytesIO(), [Image.new("RGB", (40, 20), colour) for colour in ("navy", "red")]
    frames[0].save(out, format, save_all=True, append_images=frames[1:], duration=90)
    return out.getvalue()


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    for file, data in {
        "images/kart.png": png(40, 20),
        "images/rot.png": png(4, 2),
        "chapters/Mitt kart (ø).svg": SVG.format(400, 200).encode(),
        "chapters/kart.webp": drawn("WEBP"),
        "images/egentlig-jpg.png": drawn("JPEG"),
        "images/tom.png": b"",
        "images/halv.png": png(400, 200)[:200],
        "images/rapport.pdf": b"%PDF-1.4",
        "images/side.svg": b"<html></html>",
        "images/ramme.bmp": drawn("BMP"),
        "images/mobil.heic": b"\0\0\0\x18ftypheic" + bytes(80),
        "images/film.gif": moving("GIF"),
        "images/film.webp": moving("WEBP"),
        "images/stor.png": png() + bytes(6_000_000),
        "../utenfor.png": png(),
    }.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(data)
    return tmp_path


def taken(target: str, attributes: str = '#fig-kart fig-alt="Et kart."', caption: str = "Kart."):
    text = f"![{caption}]({target}){{{attributes}}}" if attributes else f"![{caption}]({target})"
    return with_pictures(new_markdown_cell(f"Tekst.\n\n{text}\n"), CHAPTER, "../")


@pytest.mark.parametrize(
    ("target", "file", "size"),
    [
        ("../images/kart.png", "fig-kart.png", (30, 15)),
        ("images/kart.png", "fig-kart.png", (30, 15)),
        ("kart.png", "fig-kart.png", (30, 15)),
        ("Mitt kart (ø).svg", "fig-kart.svg", (300, 150)),
        ("<Mitt kart (ø).svg>", "fig-kart.svg", (300, 150)),
        ("Mitt%20kart%20(%C3%B8).svg", "fig-kart.svg", (300, 150)),
        ("kart.webp", "fig-kart.webp", (30, 15)),
        ("egentlig-jpg.png", "fig-kart.jpg", (30, 15)),
        ('kart.png "Tittel"', "fig-kart.png", (30, 15)),
    ],
)
def test_a_file_is_found_and_named_by_its_label_and_by_what_it_is(project, target, file, size):
    text, [picture] = taken(target)
    assert (picture.file, picture.size) == (file, size)
    assert f"![Kart.](../figures/{file}){{#fig-kart" in text


def test_a_pasted_picture_comes_from_the_cell(project):
    cell = pasted('![Kart\nover Norge.](attachment:image.png){#fig-kart fig-alt="Et kart." width=60%}')
    text, [picture] = with_pictures(cell, CHAPTER, "../")
    assert picture.data == png(400, 200)
    assert text == '![Kart\nover Norge.](../figures/fig-kart.png){#fig-kart fig-alt="Et kart." width="60%"}'


def test_a_text_alternative_may_hold_quotation_marks_and_be_called_alt(project):
    assert 'fig-alt="Et \\"kart\\"."' in taken("kart.png", "#fig-kart alt='Et \"kart\".'")[0]
    assert 'fig-alt="Et \\"kart\\"."' in taken("kart.png", r'#fig-kart fig-alt="Et \"kart\"."')[0]


def test_what_stands_in_code_is_no_picture(project):
    cell = new_markdown_cell("Skriv `![x](y.png)`.\n\n```\n![x](y.png)\n```")
    assert with_pictures(cell, CHAPTER, "../") == (cell.source, [])


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("borte.png", "there is no file borte.png; a picture lies in images/"),
        ("KART.PNG", "there is no file KART.PNG; did you mean ../images/kart.png?"),
        (r"..\images\kart.png", r"there is no file ..\images\kart.png; did you mean ../images/kart.png?"),
        ("../images/", "there is no file ../images/; a picture lies in images/"),
        ("../images/kartt.png", "there is no file ../images/kartt.png; did you mean ../images/kart.png?"),
        ("ramme.bmp", "can't be shown: not every browser shows BMP pictures; save it as PNG"),
        ("https://ssb.no/kart.png", "the picture fig-kart is on another host; save it in images/"),
        ("../../utenfor.png", "lies outside the project"),
        ("attachment:x.png", "the pasted picture x.png is not in the cell any more; paste it again"),
        ("tom.png", "the picture fig-kart (tom.png) can't be shown, it is none or broken; save it as PNG"),
        ("halv.png", "the picture fig-kart (halv.png) can't be shown, it is none or broken"),
        ("rapport.pdf", "can't be shown: a browser doesn't show a PDF as a picture; save it as PNG"),
        ("mobil.heic", "can't be shown: not every browser shows HEIC and AVIF pictures; save it as PNG"),
        ("film.gif", "can't be shown: it moves, and paper doesn't; save it as PNG"),
        ("film.webp", "can't be shown: it moves, and paper doesn't; save it as PNG"),
        ("side.svg", "can't be shown: it is XML, but no SVG"),
        ("stor.png", "takes 6.0 MB, at most 5 MB are fine; make it smaller"),
    ],
)
def test_what_cannot_be_shown_is_told_with_its_line(project, target, told):
    with pytest.raises(BookError) as error:
        taken(target)
    assert told in str(error.value) and error.value.line == 3


@pytest.mark.parametrize(("parts", "told"), DRAWINGS.items())
def test_a_drawing_that_one_format_would_show_otherwise_is_refused(project, parts, told):
    (project / "images" / "egen.svg").write_text(SHAPE.format(*parts), encoding="utf-8")
    with pytest.raises(BookError) as error:
        taken("egen.svg")
    assert f"the picture fig-kart (egen.svg) can't be shown: {told}" in str(error.value) and error.value.line == 3


@pytest.mark.parametrize(
    ("sides", "size"),
    [
        ('width="100mm" height="5cm"', (283, 142)),
        ('width="2in" height="72pt"', (144, 72)),
        ('width="100%" height="100%" viewBox="0 0 400, 200"', (300, 150)),
        ('width="100" height="50"', (75, 38)),
    ],
)
def test_a_drawing_is_as_large_as_it_says_in_any_unit(project, sides, size):
    inside = '<a href="https://x.no"><text y="9">Æøå ≥ «ja»</text></a><defs><g id="b"/></defs><use href="#b"/>'
    (project / "images" / "egen.svg").write_text(SHAPE.format(sides, inside), encoding="utf-8")
    assert taken("egen.svg")[1][0].size == size


def test_a_file_is_found_whichever_way_its_letters_are_written(project):
    (project / "images" / "bla\u030ab\u00e6r.png").write_bytes(png(4, 2))
    assert taken("../images/bl\u00e5b\u00e6r.png")[1]


@pytest.mark.parametrize(
    ("size", "asked", "width"),
    [((600, 4000), "", "112px"), ((600, 4000), " width=100%", "112px"), ((600, 4000), " width=10%", "10%")]
    + [((600, 900), " width=90%", "497px"), ((600, 800), "", "560px"), ((600, 700), "", "600px")],
)
def test_a_picture_is_no_taller_than_a_page(project, size, asked, width):
    (project / "images" / "egen.png").write_bytes(png(*size))
    assert f'width="{width}"' in taken("egen.png", f'#fig-kart fig-alt="Et kart."{asked}')[0]


@pytest.mark.parametrize(
    ("attributes", "caption", "told"),
    [
        ("", "Kart.", "the picture kart.png has no label; write ![Caption.]"),
        (".lightbox", "Kart.", "the picture kart.png has no label"),
        ("#fig-kart", "Kart.", "the picture kart.png has no text alternative for those who can't see it"),
        ('#fig-kart fig-alt=" "', "Kart.", "has no text alternative"),
        ('#fig-kart fig-alt="x"', "", "the picture kart.png has no caption"),
        ('#fig-kart fig-alt="x" width=300', "Kart.", "its width is in percent of the text's"),
    ],
)
def test_a_picture_without_label_caption_or_alternative_is_refused(project, attributes, caption, told):
    with pytest.raises(BookError, match=".") as error:
        taken("kart.png", attributes, caption)
    assert told in str(error.value)


def test_a_picture_inside_a_sentence_is_refused(project):
    cell = new_markdown_cell('Se ![Kart.](kart.png){#fig-kart fig-alt="x"} her.')
    with pytest.raises(BookError, match="the picture fig-kart stands alone"):
        with_pictures(cell, CHAPTER, "../")


@pytest.mark.parametrize("times", [0.4, 0.8])  # what Pillow refuses, and what it only warns of
def test_a_picture_of_too_many_pixels_is_told_as_that(project, monkeypatch, times):
    width, height = Image.open(next(project.rglob("kart.png"))).size
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", int(times * width * height))
    cell = new_markdown_cell('![Kart.](kart.png){#fig-kart fig-alt="Et kart."}')
    with pytest.raises(BookError, match=r"fig-kart \(kart.png\) has too many pixels; make it smaller: 2000 pixels"):
        with_pictures(cell, CHAPTER, "../")
