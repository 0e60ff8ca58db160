"""The dark scheme: the same drawing in colours that are seen on dark paper, and told apart there."""

import itertools

import pytest

from is248.figures import contrast, palette, schemes
from is248.figures.contrast import text_on
from is248.project import root
from sight import SIGHT, distance

SCALES = [
    ["Ja", "Nei, men skal etablere et slikt tilbud", "Nei", "Vet ikke"],
    ["I svært stor grad", "I stor grad", "I noen grad", "I liten grad", "I svært liten grad", "Vet ikke"],
    ["Svært godt", "Godt", "Middels", "Dårlig", "Svært dårlig", "Ikke aktuelt"],
    ["Barn og unge", "Voksne", "Alle"],
    ["<2000", "2000–5000", "5000–10 000", "10 000–20 000", "20 000–50 000", "≥50 000", "Bydeler i Oslo"],
]


@pytest.mark.parametrize("colour", sorted({*palette.colours(), palette.INK, palette.MUTED}))
def test_a_colour_has_the_contrast_to_the_dark_paper_that_it_has_to_white(colour):
    light, dark = contrast(colour, palette.PAPER), contrast(schemes.dark(colour), schemes.DARK_PAPER)
    assert dark >= min(light, 14) - 0.05 and dark >= 3
    assert contrast(text_on(schemes.dark(colour)), schemes.dark(colour)) >= 4.5


def test_white_is_the_paper_of_the_page():
    assert schemes.dark(palette.PAPER) == schemes.DARK_PAPER
    css = (root() / "templates" / "book.css").read_text(encoding="utf-8")
    assert f"--paper: light-dark({palette.PAPER}, {schemes.DARK_PAPER});" in css


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("labels", SCALES)
def test_neighbours_of_every_scale_can_be_told_apart_on_dark_paper(labels, sight):
    for one, other in itertools.pairwise(map(schemes.dark, palette.palette(labels))):
        assert distance(one, other, sight) > 7, (one, other)


def test_every_colour_of_a_drawing_has_a_rule_and_the_text_on_a_bar_follows_the_bar():
    drawing = '<g fill="#1b5e8c" stroke="#ffffff"/><text class="on-1b5e8c" fill="#ffffff">9</text>'
    css = schemes.stylesheet([drawing])
    for what, colour in (("fill", "#1b5e8c"), ("fill", "#ffffff"), ("stroke", "#ffffff")):
        assert f'.drawing [{what}="{colour}"] {{ {what}: light-dark({colour}, {schemes.dark(colour)}); }}' in css
    assert f".drawing .on-1b5e8c[fill] {{ fill: light-dark(#ffffff, {text_on(schemes.dark('#1b5e8c'))}); }}" in css
