"""Figures: colours that everyone can tell apart, texts that say what is shown, and the numbers that are drawn."""

import itertools
import re
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib import colors

from is248 import figures
from is248.groupings import TOTAL
from is248.tables import MIME
from is248.wording import number

GROUPINGS = ["size_group", "county", "trust", "region", "ten_largest"]
SERIES = ["rate_children", "rate_adults", "rate"]

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array([
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]),
    "deuteranopia": np.array([
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]),
}  # fmt: skip


def lab(colour: str, sight: str = "normal") -> np.ndarray:
    """Return a colour as CIELAB (D65), as it is seen."""
    rgb = np.array(colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(SIGHT[sight] @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: str, other: str, sight: str) -> float:
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


@pytest.fixture
def drawn(monkeypatch):
    """Return the matplotlib figure that a chart form draws, kept open to be looked at."""
    kept = []

    def keep(figure):
        kept.append(figure)
        return "<svg></svg>"

    monkeypatch.setattr(figures, "_svg", keep)

    def draw(form, table):
        with figures._style():
            form(table)
            kept[-1].canvas.draw()
        return kept[-1]

    yield draw
    plt.close("all")


def all_figures(survey):
    yield figures.lines(survey.inhabitants_by_year())
    for by in GROUPINGS:
        yield figures.rates(survey.fte(by))
    yield figures.stacked_shares(survey.composition("county", "size_group"))


# --- colours ------------------------------------------------------------------------------------


def test_contrast_is_that_of_the_guidelines():
    assert figures.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert figures.contrast("#ffffff", "#ffffff") == 1
    assert figures.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", figures.colours())
def test_every_colour_that_carries_meaning_has_three_to_one_against_the_paper(colour):
    assert figures.contrast(colour, "#ffffff") >= 3


@pytest.mark.parametrize("colour", [figures.INK, figures.MUTED, *figures.COLOURS.values()])
def test_every_colour_of_text_has_four_and_a_half_to_one(colour):
    assert figures.contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(figures.COLOURS, 2)))
def test_the_three_target_groups_can_be_told_apart_by_everyone(sight, one, other):
    """A distance of 10 in CIELAB is seen at a glance; 2 is hardly seen side by side."""
    assert distance(figures.COLOURS[one], figures.COLOURS[other], sight) > 20


@pytest.mark.parametrize("sight", SIGHT)
def test_neighbours_in_a_stacked_bar_can_be_told_apart_by_everyone(sight):
    palette = [*figures.SEQUENCE, figures.OSLO]
    for one, other in itertools.pairwise(palette):
        assert distance(one, other, sight) > 7, (one, other)


@pytest.mark.parametrize("sight", SIGHT)
def test_ordered_groups_go_from_light_to_dark(sight):
    light = [lab(colour, sight)[0] for colour in figures.SEQUENCE]
    assert light == sorted(light, reverse=True)


def test_a_colour_blind_reader_would_not_tell_red_from_green():
    """The simulation itself: it must be able to fail."""
    assert distance("#c0504d", "#7f7f3f", "deuteranopia") < 15 < distance("#c0504d", "#7f7f3f", "normal")


@pytest.mark.parametrize("colour", [*figures.SEQUENCE, figures.OSLO])
def test_numbers_inside_bars_are_legible(colour):
    assert figures.contrast(figures._on(colour), colour) >= 4.5


# --- the file -----------------------------------------------------------------------------------


def test_the_same_data_give_the_same_drawing_byte_for_byte(survey):
    for one, other in zip(all_figures(survey), all_figures(survey), strict=True):
        assert one.svg == other.svg


def test_other_data_give_another_drawing(survey):
    table = survey.fte("region")
    values = table.values.copy()
    values.loc["Helse Vest RHF", "rate"] += 1
    assert figures.rates(replace(table, values=values)).svg != figures.rates(table).svg


def test_a_drawing_has_no_date_no_program_and_fetches_nothing(survey):
    for figure in all_figures(survey):
        assert not re.search(r"<dc:date>|Matplotlib v|<script|<image|href=\"(?!#)", figure.svg)
        assert figure.svg.count("<svg") == 1


def test_a_figure_displays_its_drawing_its_text_and_its_data(survey):
    figure = figures.rates(survey.fte("region"))
    shown = figure._repr_mimebundle_()
    assert set(shown) == {"image/svg+xml", "text/plain", MIME}
    assert shown["text/plain"] == shown[MIME]["alt"] == figure.alt
    assert shown[MIME]["kind"] == "figure"
    assert "SSB" in shown[MIME]["source"]


def test_no_figure_is_left_open(survey):
    before = plt.get_fignums()
    list(all_figures(survey))
    assert plt.get_fignums() == before


# --- what is drawn ------------------------------------------------------------------------------


@pytest.mark.parametrize("by", GROUPINGS)
def test_bars_are_as_long_as_the_numbers_and_labelled_with_them(survey, drawn, by):
    table = survey.fte(by)
    [axes] = drawn(figures.rates, table).axes
    upright = len(table.values) <= 8
    values = table.values[SERIES].to_numpy().T
    lengths = [[bar.get_height() if upright else bar.get_width() for bar in bars] for bars in axes.containers]
    assert lengths == pytest.approx(values)
    labels = [text.get_text() for text in axes.texts]
    assert labels == [number(value) for value in values.ravel()]


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_row_of_the_table_is_named_at_its_bars_with_the_country_last(survey, drawn, by):
    table = survey.fte(by)
    [axes] = drawn(figures.rates, table).axes
    ticks = axes.get_xticklabels() if len(table.values) <= 8 else axes.get_yticklabels()
    shown = [re.sub(r"\s", "", tick.get_text()) for tick in ticks]
    expected = [table.short.get(row, row) for row in table.rows] + ["Hele landet"]
    assert shown == [re.sub(r"\s", "", name) for name in expected]


@pytest.mark.parametrize("by", GROUPINGS)
def test_the_data_of_a_figure_are_the_numbers_it_draws(survey, by):
    table = survey.fte(by)
    records = figures.rates(table).records
    rates = [record for record in table.records() if "pr. 10 000" in record["measure"]]
    assert records == rates
    assert len(records) == 3 * len(table.values)


def test_lines_go_through_the_countrys_inhabitants_in_millions(survey, drawn):
    table = survey.inhabitants_by_year()
    [axes] = drawn(figures.lines, table).axes
    for line, key in zip(axes.lines, ("adults", "under_18"), strict=True):
        assert list(line.get_xdata()) == list(range(2007, 2025))
        assert list(line.get_ydata()) == pytest.approx(table.values[key] / 1e6)
    assert axes.get_ylim()[0] == 0
    assert len(figures.lines(table).records) == 36


def test_parts_of_a_bar_lie_end_to_end_and_fill_it(survey, drawn):
    table = survey.composition("county", "size_group")
    [axes] = drawn(figures.stacked_shares, table).axes
    for row in range(len(table.rows)):
        bars = [container[row] for container in axes.containers]
        assert [bar.get_width() for bar in bars] == pytest.approx(table.values.iloc[row].to_list())
        assert bars[-1].get_x() + bars[-1].get_width() == pytest.approx(100)
        for before, after in itertools.pairwise(bars):
            assert after.get_x() == pytest.approx(before.get_x() + before.get_width())
    printed = [text.get_text() for text in axes.texts]
    assert sorted(printed) == sorted(number(value) for value in table.values.to_numpy().ravel() if value >= 6)
    assert len(figures.stacked_shares(table).records) == table.values.size


def test_parts_have_the_colours_of_the_order_and_oslo_its_own(survey, drawn):
    table = survey.composition("county", "size_group")
    [axes] = drawn(figures.stacked_shares, table).axes
    shown = [colors.to_hex(container[0].get_facecolor()) for container in axes.containers]
    assert shown == [*figures.SEQUENCE, figures.OSLO]


FORMS = {
    "befolkning": lambda survey: (figures.lines, survey.inhabitants_by_year()),
    **{by: (lambda survey, by=by: (figures.rates, survey.fte(by))) for by in GROUPINGS},
    "sammensetning": lambda survey: (figures.stacked_shares, survey.composition("county", "size_group")),
}


@pytest.mark.parametrize("name", FORMS)
def test_no_text_lies_over_another(survey, drawn, name):
    """Boxes of texts include air above and below the letters; a fifth of the height may overlap."""
    figure = drawn(*FORMS[name](survey))
    renderer = figure.canvas.get_renderer()
    boxes = [
        (text.get_text(), text.get_window_extent(renderer).padded(-0.1 * text.get_fontsize() * figure.dpi / 72))
        for text in figure.findobj(plt.Text)
        if text.get_visible() and text.get_text().strip()
    ]
    assert len(boxes) > 10
    over = [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(boxes, 2)
        if a.overlaps(b) and (one, a) != (other, b)
    ]
    assert not over


@pytest.mark.parametrize("name", FORMS)
def test_a_figure_is_as_wide_as_the_page_and_its_letters_stay_legible(survey, drawn, name):
    figure = drawn(*FORMS[name](survey))
    assert figure.get_figwidth() == figures.WIDTH
    box = figure.get_tightbbox()
    assert box.x1 - box.x0 <= figures.WIDTH * 1.05, "what sticks out makes the whole drawing smaller on the page"
    assert figure.get_figheight() <= 9.7  # an A4 page with its margins
    sizes = {text.get_fontsize() for text in figure.findobj(plt.Text) if text.get_text().strip() and text.get_visible()}
    assert min(sizes) >= 7.5


# --- the text alternative -----------------------------------------------------------------------


@pytest.mark.parametrize("by", GROUPINGS)
def test_the_text_alternative_tells_the_extremes_and_the_country(survey, by):
    table = survey.fte(by)
    alt = figures.rates(table).alt
    assert f"({len(table.rows)} grupper)" in alt
    for key, name in zip(SERIES, ("Barn og unge (<18 år)", "Voksne (≥18 år)", "Alle"), strict=True):
        values = table.values[key].drop(TOTAL)
        high, low = values.idxmax(), values.idxmin()
        assert (
            f"{name}: høyest {table.label(high)} ({number(values[high])}), "
            f"lavest {table.label(low)} ({number(values[low])}), hele landet {number(table.values.at[TOTAL, key])}."
        ) in alt


def test_the_text_alternative_follows_the_data(survey):
    table = survey.fte("region")
    values = table.values.copy()
    values.loc["Helse Nord RHF", "rate_adults"] = 1234.5
    assert "høyest Helse Nord RHF (1\u202f235)" in figures.rates(replace(table, values=values)).alt


def test_the_text_alternative_of_the_lines_tells_both_ends_and_the_growth(survey):
    alt = figures.lines(survey.inhabitants_by_year()).alt
    assert "fra 3\u202f585\u202f131 i 2007 til 4\u202f437\u202f350 i 2024 (+23,8 prosent)" in alt
    assert "fra 1\u202f096\u202f003 i 2007 til 1\u202f112\u202f853 i 2024 (+1,5 prosent)" in alt


def test_a_decline_is_told_with_a_minus(survey):
    table = survey.inhabitants_by_year()
    turned = pd.DataFrame(table.values.to_numpy()[::-1], table.values.index, table.values.columns)
    assert "(−19,2 prosent)" in figures.lines(replace(table, values=turned)).alt


def test_the_text_alternative_of_the_parts_tells_where_each_is_largest(survey):
    table = survey.composition("county", "size_group")
    alt = figures.stacked_shares(table).alt
    for column in table.columns:
        row = table.values[column.key].idxmax()
        assert f"høyest i {row} ({number(table.values.at[row, column.key])} prosent)" in alt
