"""Figures: colours that everyone can tell apart, texts that say what is shown, and the numbers that are drawn."""

import itertools
import re
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colors

from is248 import figures
from is248.analysis import population
from is248.analysis.tables import MIME, NOT_ANSWERED, Column, Table
from is248.data.groupings import TOTAL
from is248.figures import palette, style
from is248.figures.contrast import contrast, legible, text_on
from is248.wording import number
from sight import SIGHT, distance, lab

GROUPINGS = ["size_group", "county", "trust", "region", "ten_largest"]
SERIES = ["rate_children", "rate_adults", "rate"]
BASE = Column("base", "Antall svar")

# --- tables made by hand, the worst that the report has --------------------------------------------

YES_NO = ["Ja", "Nei, men skal etablere et slikt tilbud", "Nei, og har foreløpig ikke planer om det", "Vet ikke"]
LONG = [
    "Ja, og vi kan fordele årsverkene på tjenester/tilbud",
    "Ja, men kun få årsverk som arbeider på tvers av tjenester/tilbud (færre enn 5 årsverk)",
    "Nei, og har foreløpig ikke planer om å etablere et slikt tilbud",
    "Nei, kommunen har ikke egne årsverk til målgruppen for psykisk helse- og rusarbeid",
    "Vet ikke",
]
GRADES = ["I svært stor grad", "I stor grad", "I noen grad", "I liten grad", "I svært liten grad", "Vet ikke"]
CHANGES = ["Stor nedgang", "Liten nedgang", "Uendret", "Liten økning", "Stor økning", "Vet ikke/ikke info."]
QUALITY = ["Svært godt", "Godt", "Middels", "Dårlig", "Svært dårlig", "Ikke aktuelt"]
EDUCATIONS = [
    "Helse- og sosialfaglig utdanning fra videregående skole",
    "Helse- og sosialfaglig utdanning fra universitet/høyskole",
    "Annen utdanning fra videregående skole",
    "Annen utdanning fra universitet/høyskole",
    "Ufaglærte",
]
CAUSES = [
    "Mangel på tilrettelagt bolig",
    "Avviser hjelp fra kommunen",
    "Lovgivningen tolkes forskjellig av kommunen og spesialisthelsetjenesten",
    "For høye forventninger fra spesialisthelsetjenesten til hva kommunen kan tilby",
    "Ønsker ikke kommunale tjenester",
    "For kort tid fra varsel om utskrivning til utskrivning",
    "Ikke døgnbemannet botilbud",
    "Varsel om utskrivning kommer på en fredag",
]
ACTORS = [*CAUSES[:1], "Spesialisthelsetjenesten", "KORUS", "RVTS", "Statsforvalteren", "NAPHA", "Helsedirektoratet"]
ACTORS += ["Nasjonalt senter for selvmordsforskning og -forebygging (NSSF)", "NKVTS"]
ITEMS = [
    "Barn og unge",
    "Eldre",
    "Flyktninger",
    "Voksne med rusmiddelproblemer",
    " ".join(["Personer med lidelser"] * 6),
]


def table(title, rows, series, total=True, base=True, counts=False, **keywords) -> Table:
    """Return a table with a column of percent per series (a year, or a head) that add up to 100; counts if wanted."""
    rows = [*rows, *([TOTAL] if total else [])]
    random = np.random.default_rng(len(rows) * len(series))
    shares = 100 * random.dirichlet(np.linspace(3, 0.6, len(series)), len(rows))
    columns = [_column("pct", "Prosent", name) for name in series]
    values = pd.DataFrame(shares, index=rows, columns=[column.key for column in columns])
    if counts:
        columns += [_column("n", "Antall", name) for name in series]
        values = values.join(pd.DataFrame(20 * shares, rows, [column.key for column in columns[len(series) :]]))
    if base:
        columns.append(BASE)
        values[BASE.key] = np.arange(len(rows)) + 3.0
    return Table(title, tuple(columns), values, source="Undersøkelsen.", note="Prosent av de svarene.", **keywords)


def _column(kind: str, measure: str, name: str) -> Column:
    return Column(kind, measure, year=int(name)) if name.isdigit() else Column(kind, measure, name)


def by_group(survey, by, series, **keywords) -> Table:
    grouping = survey.grouping(by)
    return table(grouping.title, grouping.groups, series, grouping=grouping, **keywords)


def of_years(years, series) -> Table:
    return table("År", list(map(str, years)), series, total=False, row_years={str(year): year for year in years})


def by_year(items, years, series) -> Table:
    years_of = {f"{item}|{year}": year for item in items for year in years}
    headings = {row: row.split("|")[0] for row in years_of}
    labels = {row: str(year) for row, year in years_of.items()}
    return table("År", list(years_of), series, total=False, sections=headings, labels=labels, row_years=years_of)


def shared(given: Table) -> Table:
    """Return a table with the first of the columns of percent, spread from 0 to 100."""
    values = given.values[[given.columns[0].key, BASE.key]].copy()
    values.iloc[:, 0] = np.linspace(0, 100, len(values))
    return replace(given, columns=(given.columns[0], BASE), values=values)


def changed(given: Table, cells: dict[int, tuple]) -> Table:
    """Return a table with other values: column -> (row, value), by number."""
    values = given.values.copy()
    for column, (row, value) in cells.items():
        values.iloc[row, column] = value
    return replace(given, values=values)


def emptied(given: Table, row: int, but: str = "") -> Table:
    """Return a table where a row has no numbers, but for one column."""
    return changed(given, {i: (row, np.nan) for i, key in enumerate(given.values) if key != but})


def zeros(given: Table) -> Table:
    return replace(given, values=given.values * 0)


@pytest.fixture
def drawn(monkeypatch):
    """Return the matplotlib figure that a chart form draws at a width, kept open to be looked at."""
    kept = {}

    def keep(figure):
        kept[figure.get_figwidth()] = figure
        return "<svg></svg>"

    monkeypatch.setattr(style, "svg", keep)

    def draw(form, given, width=style.WIDE, **keywords):
        with style.style():
            form(given, **keywords)
            kept[width].canvas.draw()
        return kept[width]

    yield draw
    plt.close("all")


FORMS = {
    "befolkning": lambda s: (figures.population, population.by_year(s)),
    **{by: (lambda s, by=by: (figures.rates, population.fte(s, by))) for by in GROUPINGS},
    "sammensetning": lambda s: (figures.stacked, population.composition(s, "county", "size_group")),
    "21 foretak, lange svar": lambda s: (figures.stacked, by_group(s, "trust", LONG)),
    "15 fylker, grader": lambda s: (figures.stacked, by_group(s, "county", GRADES)),
    "5 spørsmål, 8 år": lambda s: (figures.stacked, by_year(ITEMS, range(2017, 2025), CHANGES)),
    "spørsmål": lambda s: (figures.stacked, table("Spørsmål", CAUSES, QUALITY, total=False)),
    "én rad": lambda s: (figures.stacked, table("Spørsmål", ["Alle"], YES_NO, total=False)),
    "bare nuller": lambda s: (figures.stacked, zeros(by_group(s, "region", YES_NO))),
    "utdanning": lambda s: (figures.stacked, table("Tjeneste", CAUSES, EDUCATIONS, base=False)),
    "søyler, fylke": lambda s: (figures.bars, shared(by_group(s, "county", YES_NO))),
    "søyler, foretak": lambda s: (figures.bars, shared(by_group(s, "trust", YES_NO))),
    "søyler, svar": lambda s: (figures.bars, shared(table("Svar", CAUSES, YES_NO))),
    "søyler, nuller": lambda s: (figures.bars, zeros(shared(by_group(s, "size_group", YES_NO)))),
    "søyler, én rad": lambda s: (figures.bars, shared(table("Svar", ["Annet"], YES_NO))),
    "år, stående": lambda s: (figures.grouped, by_group(s, "size_group", ["2022", "2023", "2024"], base=False)),
    "år, liggende": lambda s: (figures.grouped, by_group(s, "trust", ["2023", "2024"])),
    "sju år": lambda s: (figures.grouped, by_group(s, "size_group", [str(y) for y in range(2018, 2025)])),
    "åtte årsaker": lambda s: (figures.grouped, by_group(s, "size_group", CAUSES)),
    "målgrupper": lambda s: (figures.grouped, by_group(s, "county", ["Voksne", "Barn og unge"])),
    "roller": lambda s: (figures.grouped, table("Svar", CAUSES, ["2019", "2020", "2023", "2024"])),
    "9 aktører, 15 fylker": lambda s: (figures.panels, by_group(s, "county", ACTORS)),
    "8 årsaker, 21 foretak": lambda s: (figures.panels, by_group(s, "trust", CAUSES)),
    "3 tilbud": lambda s: (figures.panels, by_group(s, "county", CAUSES[:3])),
    "linjer": lambda s: (figures.lines, of_years(range(2017, 2025), GRADES)),
}


def all_figures(survey):
    for form in FORMS.values():
        draw, given = form(survey)
        yield draw(given)


# --- colours ------------------------------------------------------------------------------------


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == 1
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", palette.colours())
def test_every_colour_that_carries_meaning_has_three_to_one_against_the_paper(colour):
    assert contrast(colour, "#ffffff") >= 3


@pytest.mark.parametrize("colour", [style.INK, style.MUTED, *palette.COLOURS.values()])
def test_every_colour_of_text_has_four_and_a_half_to_one(colour):
    assert contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(palette.COLOURS, 2)))
def test_the_three_target_groups_can_be_told_apart_by_everyone(sight, one, other):
    """A distance of 10 in CIELAB is seen at a glance; 2 is hardly seen side by side."""
    assert distance(palette.COLOURS[one], palette.COLOURS[other], sight) > 20


@pytest.mark.parametrize("sight", SIGHT)
def test_neighbours_in_a_stacked_bar_can_be_told_apart_by_everyone(sight):
    row = [*palette.SEQUENCE, palette.OSLO]
    for one, other in itertools.pairwise(row):
        assert distance(one, other, sight) > 7, (one, other)


@pytest.mark.parametrize("sight", SIGHT)
def test_ordered_groups_go_from_light_to_dark(sight):
    light = [lab(colour, sight)[0] for colour in palette.SEQUENCE]
    assert light == sorted(light, reverse=True)


def test_a_colour_blind_reader_would_not_tell_red_from_green():
    """The simulation itself: it must be able to fail."""
    assert distance("#c0504d", "#7f7f3f", "deuteranopia") < 15 < distance("#c0504d", "#7f7f3f", "normal")


@pytest.mark.parametrize("colour", [*palette.SEQUENCE, palette.OSLO])
def test_numbers_inside_bars_are_legible(colour):
    assert contrast(text_on(colour), colour) >= 4.5


# --- the file -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_data_give_the_same_drawing_byte_for_byte(survey):
    for one, other in zip(all_figures(survey), all_figures(survey), strict=True):
        assert one.svg == other.svg


def test_other_data_give_another_drawing(survey):
    table = population.fte(survey, "region")
    values = table.values.copy()
    values.loc["Helse Vest RHF", table.column("rate").key] += 1
    assert figures.rates(replace(table, values=values)).svg != figures.rates(table).svg


@pytest.mark.slow
def test_a_drawing_has_no_date_no_program_and_fetches_nothing(survey):
    for figure in all_figures(survey):
        assert not re.search(r"<dc:date>|Matplotlib v|<script|<image|href=\"(?!#)", figure.svg)
        assert figure.svg.count("<svg") == 1


def test_a_figure_displays_its_drawing_its_text_and_its_data(survey):
    figure = figures.rates(population.fte(survey, "region"))
    shown = figure._repr_mimebundle_()
    assert set(shown) == {"image/svg+xml", "text/plain", MIME}
    assert shown["text/plain"] == shown[MIME]["alt"] == figure.alt
    assert shown[MIME]["kind"] == "figure"
    assert "SSB" in shown[MIME]["source"]


@pytest.mark.slow
def test_no_figure_is_left_open(survey):
    before = plt.get_fignums()
    list(all_figures(survey))
    assert plt.get_fignums() == before


# --- what is drawn ------------------------------------------------------------------------------


@pytest.mark.parametrize("by", GROUPINGS)
def test_bars_are_as_long_as_the_numbers_and_labelled_with_them(survey, drawn, by):
    table = population.fte(survey, by)
    [axes] = drawn(figures.rates, table).axes
    upright = len(table.values) <= 8
    values = table.values[[table.column(kind).key for kind in SERIES]].to_numpy().T
    lengths = [[bar.get_height() if upright else bar.get_width() for bar in bars] for bars in axes.containers]
    assert lengths == pytest.approx(values)
    assert numbers_in(axes) == [number(value) for value in values.ravel()]


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_row_of_the_table_is_named_at_its_bars_with_the_country_last(survey, drawn, by):
    table = population.fte(survey, by)
    [axes] = drawn(figures.rates, table).axes
    upright = [tick.get_text() for tick in axes.get_xticklabels()]
    shown = [re.sub(r"\s", "", text) for text in (upright if len(table.values) <= 8 else row_labels(axes))]
    expected = [table.short.get(row, row) for row in table.rows] + ["Hele landet"]
    assert shown == [re.sub(r"\s", "", name) for name in expected]


@pytest.mark.parametrize("by", GROUPINGS)
def test_the_data_of_a_figure_are_the_numbers_it_draws(survey, by):
    table = population.fte(survey, by)
    records = figures.rates(table).records
    rates = [record for record in table.records() if "pr. 10 000" in record["measure"]]
    assert records == rates
    assert len(records) == 3 * len(table.values)


def test_lines_go_through_the_countrys_inhabitants_in_millions(survey, drawn):
    table = population.by_year(survey)
    [axes] = drawn(figures.population, table).axes
    for line, key in zip(axes.lines, ("under_18", "adults"), strict=True):
        assert list(line.get_xdata()) == list(range(2007, 2025))
        assert list(line.get_ydata()) == pytest.approx(table.values[table.column(key).key] / 1e6)
    assert axes.get_ylim()[0] == 0
    assert len(figures.population(table).records) == 36


def test_parts_of_a_bar_lie_end_to_end_and_fill_it(survey, drawn):
    table = population.composition(survey, "county", "size_group")
    [axes] = drawn(figures.stacked, table).axes
    for row in range(len(table.rows)):
        bars = [container[row] for container in axes.containers]
        assert [bar.get_width() for bar in bars] == pytest.approx(table.values.iloc[row].to_list())
        assert bars[-1].get_x() + bars[-1].get_width() == pytest.approx(100)
        for before, after in itertools.pairwise(bars):
            assert after.get_x() == pytest.approx(before.get_x() + before.get_width())
    assert sorted(numbers_in(axes)) == sorted(number(value) for value in table.values.to_numpy().ravel() if value >= 6)
    assert len(figures.stacked(table).records) == table.values.size


def test_parts_have_the_colours_of_the_order_and_oslo_its_own(survey, drawn):
    table = population.composition(survey, "county", "size_group")
    [axes] = drawn(figures.stacked, table).axes
    shown = [colors.to_hex(container[0].get_facecolor()) for container in axes.containers]
    assert shown == [*palette.SEQUENCE, palette.OSLO]


@pytest.mark.parametrize("width", [style.WIDE, style.NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", FORMS)
def test_all_text_is_inside_legible_and_apart(survey, drawn, name, width):
    """Boxes of texts include air above and below the letters; a fifth of the height may overlap."""
    draw, given = FORMS[name](survey)
    figure = drawn(draw, given, width)
    written = [text for text in figure.findobj(plt.Text) if text.get_visible() and text.get_text().strip()]
    renderer, paper = figure.canvas.get_renderer(), figure.bbox
    air = 0.1 * figure.dpi / 72
    boxes = [(t.get_text(), t.get_window_extent(renderer).padded(-air * t.get_fontsize())) for t in written]
    assert len(boxes) > 3
    for text, box in boxes:
        assert paper.x0 <= box.x0 and box.x1 <= paper.x1 and paper.y0 <= box.y0 and box.y1 <= paper.y1, text
    over = [(one, other) for (one, a), (other, b) in itertools.combinations(boxes, 2) if a.overlaps(b)]
    assert not over
    assert min(text.get_fontsize() for text in written) >= style.SMALLEST
    assert width == style.NARROW or figure.get_figheight() <= style.HEIGHT


@pytest.mark.parametrize("name", ["21 foretak, lange svar", "åtte årsaker", "linjer"])
def test_a_narrow_drawing_has_every_word_and_number_of_the_wide_one(survey, name):
    """But for numbers inside parts of a bar that are too small for them there, and the ticks."""
    draw, given = FORMS[name](survey)
    wide, narrow = (sorted(words(svg)) for svg in draw(given).drawings)
    lacking = set(wide) - set(narrow) - {f"{name}:" for name in wide}
    assert all(word.isdigit() or word == "(n" for word in lacking), lacking


def words(svg: str) -> list[str]:
    """Return the words of a drawing, undivided."""
    told = " ".join(text for _, text in re.findall(r"<text([^>]*)>(.*?)</text>", svg))
    return re.sub(r"(?<=\w)-(?=[a-zæøå])|<[^>]+>|:", "", told).split()


# --- the text alternative -----------------------------------------------------------------------


@pytest.mark.parametrize("by", GROUPINGS)
def test_the_text_alternative_tells_the_extremes_and_the_country(survey, by):
    table = population.fte(survey, by)
    alt = figures.rates(table).alt
    assert f"({len(table.rows)} grupper)" in alt
    for key, name in zip(SERIES, ("Barn og unge (<18 år)", "Voksne (≥18 år)", "Alle"), strict=True):
        values = table.values[table.column(key).key].drop(TOTAL)
        high, low = values.idxmax(), values.idxmin()
        assert (
            f"For «{name}» er tallet høyest i {table.in_words(high)} ({number(values[high])}) "
            f"og lavest i {table.in_words(low)} ({number(values[low])}); i hele landet er det {table.total(key)}."
        ) in alt


def test_the_text_alternative_follows_the_data(survey):
    table = population.fte(survey, "region")
    values = table.values.copy()
    values.loc["Helse Nord RHF", table.column("rate_adults").key] = 1234.5
    assert "høyest i Helse Nord RHF (1\u202f235)" in figures.rates(replace(table, values=values)).alt


def test_the_text_alternative_of_the_lines_tells_both_ends_and_the_growth(survey):
    alt = figures.population(population.by_year(survey)).alt
    assert "fra 3\u202f585\u202f131 i 2007 til 4\u202f437\u202f350 i 2024 (+23,8 prosent)" in alt
    assert "fra 1\u202f096\u202f003 i 2007 til 1\u202f112\u202f853 i 2024 (+1,5 prosent)" in alt


def test_a_decline_is_told_with_a_minus(survey):
    table = population.by_year(survey)
    turned = pd.DataFrame(table.values.to_numpy()[::-1], table.values.index, table.values.columns)
    assert "(−19,2 prosent)" in figures.population(replace(table, values=turned)).alt


def test_the_text_alternative_of_the_parts_tells_the_ends_of_each_or_of_all(survey):
    table = population.composition(survey, "county", "size_group")
    numbers = table.values.loc[table.rows, [column.key for column in table.columns]].stack()
    assert f" mellom {number(numbers.min())} og {number(numbers.max())} prosent" in figures.stacked(table).alt


# --- the forms of percent -----------------------------------------------------------------------


def row_labels(axes) -> list[str]:
    """Return what stands before the bars, from the top."""
    return [t.get_text() for t in axes.texts if (t.get_ha(), t.get_va()) == ("right", "center_baseline")]


def numbers_in(axes) -> list[str]:
    """Return what stands in or behind the bars."""
    return [t.get_text() for t in axes.texts if t.get_ha() != "right"]


def texts(figure) -> list[str]:
    """Return what is written in a figure, lines joined."""
    return [t.get_text().replace("\n", " ") for t in figure.findobj(plt.Text) if t.get_visible() and t.get_text()]


@pytest.mark.parametrize("name", FORMS)
def test_a_text_alternative_is_whole_sentences_and_not_too_long(survey, name):
    draw, given = FORMS[name](survey)
    figure = draw(given)
    assert 60 < len(figure.alt) <= 600
    assert figure.alt.endswith(".") and not figure.alt.endswith(" til.")
    assert "nan" not in figure.alt
    note = figure._repr_mimebundle_()[MIME]["note"]
    assert re.fullmatch(r"( ?Færre enn ti svar( minst ett av årene)?: \S.*\.)?", note.removeprefix(given.note))


def test_a_drawing_is_text_on_white_paper_and_no_attribute_is_a_style(survey):
    for drawing in figures.stacked(by_group(survey, "region", YES_NO)).drawings:
        paper = re.search(r'<path d="M0 0h([\d.]+)v[\d.]+h-[\d.]+z" fill="#ffffff"/>', drawing)
        assert f'viewBox="0 0 {paper[1]} ' in drawing
        assert not re.search(r"style=|\bid=|<style|<defs|clip-path|<metadata", drawing)
        assert ">Nei, men skal etablere et slikt tilbud</text>" in drawing


def test_what_people_wrote_is_text_in_a_drawing():
    given = shared(table("Svar", ["<b>Fete & raske</b>", 'Med "hermetegn"'], YES_NO))
    wide, narrow = figures.bars(given).drawings
    assert "&lt;b&gt;Fete &amp; raske&lt;/b&gt;" in wide and "<b>" not in wide + narrow


def test_a_text_of_several_lines_is_one_text_with_a_space_between_its_words():
    wide, _ = figures.stacked(table("Spørsmål", CAUSES, QUALITY, total=False)).drawings
    whole = [re.sub(r"<[^>]+>", "", text) for text in re.findall(r"<text[^>]*>(.*?)</text>", wide)]
    assert {cause for cause in CAUSES if len(cause) < 70} <= {text.split(" (n")[0] for text in whole}


@pytest.mark.parametrize("options", [LONG, YES_NO, EDUCATIONS, CAUSES, CHANGES])
def test_every_option_stands_whole_in_the_legend(survey, drawn, options):
    figure = drawn(figures.stacked, by_group(survey, "region", options))
    written = "".join(text.get_text() for text in figure.texts)
    assert re.sub(r"\s", "", written) == re.sub(r"\s", "", "".join(options))


def test_the_country_is_last_and_units_without_answer_are_left_out(survey, drawn):
    given = by_group(survey, "region", YES_NO)
    rows = given.values.copy()
    rows.loc[NOT_ANSWERED] = 5.0
    [axes] = drawn(figures.stacked, replace(given, values=rows)).axes
    labels = [label.replace("\n", " ") for label in row_labels(axes)]
    assert labels == [*given.grouping.short.values(), "Hele landet"]
    assert NOT_ANSWERED not in {record["row"] for record in figures.stacked(replace(given, values=rows)).records}


def test_the_number_of_units_stands_behind_each_label(survey, drawn):
    shown = texts(drawn(figures.bars, shared(by_group(survey, "region", YES_NO))))
    assert [text for text in shown if text.startswith("(n")] == [f"(n\u00a0=\u00a0{n})" for n in (3, 4, 5, 6, 7)]


def test_years_of_several_questions_stand_below_their_headings(drawn):
    given = by_year(["Voksne", "Barn"], [2023, 2024], QUALITY)
    [axes] = drawn(figures.stacked, given).axes
    assert row_labels(axes) == ["2023", "2024"] * 2
    assert {"Voksne", "Barn"} <= set(texts(axes.figure))
    assert "for «Voksne: Svært godt»" in figures.stacked(given).alt


def test_all_parts_of_a_few_questions_are_told_and_of_many_the_largest():
    few, many = (
        by_year(["Voksne"], [2023, 2024], QUALITY),
        by_year([f"Gruppe {i}" for i in range(6)], [2023, 2024], QUALITY),
    )
    assert all(f"«Voksne: {part}»" in figures.stacked(few).alt for part in QUALITY)
    assert "For «Gruppe 5» er «Godt» størst i 2024" in figures.stacked(many).alt


def test_a_year_without_the_question_says_so_and_one_of_unknown_answers_is_empty(drawn):
    given = by_year(["Voksne"], [2021, 2022, 2023, 2024], QUALITY)
    given = emptied(emptied(given, 0), 1, but=BASE.key)
    [axes] = drawn(figures.stacked, given).axes
    assert [sum(bars[row].get_width() for bars in axes.containers) for row in range(4)] == pytest.approx(
        [0, 0, 100, 100]
    )
    assert texts(axes.figure).count("ikke spurt") == 1
    assert "I 2024 er andelen" in figures.stacked(given).alt and "2022" not in figures.stacked(given).alt


def test_an_option_that_was_not_there_one_year_leaves_the_others(drawn):
    given = by_year(["Voksne"], [2023, 2024], ["Ja", "Nei", "Vet ikke"])
    given = changed(given, {0: (0, 60.0), 1: (0, 40.0), 2: (0, np.nan)})
    [axes] = drawn(figures.stacked, given).axes
    assert [bars[0].get_width() for bars in axes.containers] == [60, 40, 0]


def test_a_part_too_small_for_its_number_goes_without(drawn):
    given = changed(table("Svar", ["A"], ["Ja", "Nei"], total=False), {0: (0, 97.0), 1: (0, 3.0)})
    assert "97" in texts(drawn(figures.stacked, given)) and "3" not in texts(drawn(figures.stacked, given))


def test_counts_end_with_their_sum_and_leave_the_total_row_out(drawn):
    given = table("Tjeneste", ["Boliger", "Ambulant"], EDUCATIONS, counts=True)
    [axes] = drawn(figures.stacked, given, of="counts").axes
    assert len(row_labels(axes)) == 2
    assert texts(axes.figure).count(number(2000)) >= 2
    assert {record["measure"] for record in figures.stacked(given, of="counts").records} == {"Antall", "Antall svar"}


def test_counties_are_ranked_and_sizes_keep_their_order(survey, drawn):
    def rows(by):
        [axes] = drawn(figures.bars, shared(by_group(survey, by, YES_NO))).axes
        return row_labels(axes)

    counties = list(survey.grouping("county").short.values())
    assert rows("county") == [*counties[::-1], "Hele landet"]
    assert rows("size_group") == [*survey.grouping("size_group").short.values(), "Hele landet"]


def test_the_countrys_line_stands_at_its_number(survey, drawn):
    given = shared(by_group(survey, "county", YES_NO))
    [axes] = drawn(figures.bars, given).axes
    [line] = axes.lines
    assert set(line.get_xdata()) == {given.values.at[TOTAL, given.columns[0].key]}


def test_the_countrys_line_goes_behind_the_numbers_with_a_gap(survey, drawn):
    [axes] = drawn(figures.bars, shared(by_group(survey, "county", YES_NO))).axes
    numbers = [text for text in axes.texts if text.get_text().isdigit()]
    assert len(numbers) == len(survey.grouping("county").groups) + 1  # and the country
    assert all(text.get_zorder() > axes.lines[0].get_zorder() for text in numbers)


@pytest.mark.parametrize(("form", "by"), [(figures.bars, "county"), (figures.panels, "size_group")])
@pytest.mark.parametrize("width", range(2))
def test_a_number_that_the_countrys_line_goes_through_lies_on_paper(form, by, width, survey):
    given = shared(by_group(survey, by, YES_NO))
    for row, value in ((-1, 55.0), (2, 50.0), (3, 53.0)):
        given = changed(given, {0: (row, value)})
    drawing = form(given).drawings[width]
    [line] = re.findall(r'd="M([\d.]+) [^"]*" fill="none" stroke="#1f2933"[^>]*stroke-dasharray', drawing)
    paper = drawing[: drawing.rindex('fill="#ffffff"')].rpartition('d="')[2]
    boxes = [tuple(map(float, box)) for box in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)", paper)]
    inked = re.sub(rf'<g[^>]* fill="{style.MUTED}".*?</g>', "", drawing)  # without what stands below the axis
    texts = re.findall(r'<text x="([\d.]+)" y="([\d.]+)">(\d+)</text>', inked)
    crossed = [(float(x), float(y)) for x, y, text in texts if 0 < float(line) - float(x) < 4 * len(text)]
    assert crossed and len(boxes) < len(texts) / 2
    assert all(any(left <= x and top < y < top + high for left, top, _, high in boxes) for x, y in crossed)
    assert drawing.index("stroke-dasharray") < drawing.index(paper)
    assert "paint-order" not in drawing  # Typst paints a letter's halo over the letter before it


def test_bars_have_the_length_of_their_percent_and_say_it(survey, drawn):
    given = changed(shared(by_group(survey, "region", YES_NO)), {0: (1, np.nan)})
    [axes] = drawn(figures.bars, given).axes
    assert [bar.get_width() for bar in axes.containers[0]] == pytest.approx(given.values.iloc[:, 0].fillna(0))
    assert [text.get_text() for text in axes.texts if text.get_text()[:1] in "–0123456789"][1] == "–"


def test_bars_of_several_percents_say_what_to_use(survey):
    with pytest.raises(ValueError, match="use grouped, panels or stacked"):
        figures.bars(by_group(survey, "region", YES_NO))


@pytest.mark.parametrize("form", [figures.stacked, figures.grouped, figures.panels, figures.bars, figures.lines])
def test_a_table_without_percent_says_what_it_has(form, survey):
    given = population.by_year(survey)
    with pytest.raises(ValueError, match="columns are under_18, adults, all"):
        form(given)


def test_what_is_higher_than_a_page_is_refused():
    with pytest.raises(ValueError, match="higher than a page"):
        figures.stacked(by_year([f"Spørsmål {i}" for i in range(10)], range(2015, 2025), QUALITY))


def test_years_go_from_light_to_dark_and_tell_the_change(survey, drawn):
    given = by_group(survey, "size_group", ["2022", "2023", "2024"], base=False)
    [axes] = drawn(figures.grouped, given).axes
    light = [lab(colors.to_hex(bars[0].get_facecolor()))[0] for bars in axes.containers]
    assert light == sorted(light, reverse=True)
    first, _, last = (number(percent) for percent in given.values.loc[TOTAL])
    assert (
        f"Andelen for hele landet går fra {first} prosent i 2022 til {last} prosent i 2024."
        in figures.grouped(given).alt
    )


def test_many_bars_side_by_side_leave_room_for_text_on_the_page(drawn):
    rows = [f"Et av flere tilbud, nummer {i}" for i in range(8)]
    figure = drawn(figures.grouped, table("Tilbud", rows, ["2020", "2021", "2022", "2023", "2024"], base=False))
    assert len(figure.axes[0].patches) >= 40
    assert figure.get_figheight() < 0.8 * style.HEIGHT


def test_a_table_of_answers_is_drawn_without_its_total(drawn):
    given = table("Svar", CAUSES, ["2023", "2024"], base=False)
    [axes] = drawn(figures.grouped, given).axes
    assert len(row_labels(axes)) == len(CAUSES)


def test_there_is_a_panel_for_each_series_with_all_its_numbers(survey, drawn):
    given = by_group(survey, "county", ACTORS)
    shown = [axes for axes in drawn(figures.panels, given).axes if axes.axison]
    assert len(shown) == len(ACTORS)
    for axes, key in zip(shown, given.values, strict=False):
        assert [bar.get_width() for bar in axes.containers[0]] == pytest.approx(given.values[key])
        assert numbers_in(axes) == [number(value) for value in given.values[key]]


def test_lines_of_percent_have_names_and_ends(drawn):
    given = of_years([2019, 2022, 2024], GRADES)
    [axes] = drawn(figures.lines, given).axes
    assert [list(line.get_xdata()) for line in axes.lines] == [[2019, 2022, 2024]] * len(GRADES)
    last = given.values.loc["2024"]
    assert {f"{name}: {number(percent)}" for name, percent in zip(GRADES, last, strict=False)} <= set(
        texts(axes.figure)
    )


def test_lines_of_what_is_no_year_are_refused(survey):
    with pytest.raises(ValueError, match="a row per year"):
        figures.lines(by_group(survey, "region", YES_NO))


# --- palettes -----------------------------------------------------------------------------------

SCALES = [YES_NO, LONG, GRADES, CHANGES, QUALITY, EDUCATIONS, ["1-3 pasienter", "4-6 pasienter", "Over 30 pasienter"]]


def test_answers_have_the_colours_of_their_meaning():
    assert palette.palette(["Ja", "Nei", "Vet ikke"]) == [palette.YES[0], palette.NO[0], palette.UNKNOWN[0]]
    assert palette.palette(["Ja", "Nei, men har planer", "Nei"]) == [palette.YES[0], palette.PLANNED, palette.NO[0]]
    assert palette.palette(QUALITY) == [*palette.DIVERGING, palette.UNKNOWN[0]]
    assert palette.palette(["Barn og unge", "Voksne"]) == [palette.COLOURS["children"], palette.COLOURS["adults"]]


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("labels", SCALES)
def test_neighbours_of_every_scale_can_be_told_apart_by_everyone(labels, sight):
    for one, other in itertools.pairwise(palette.palette(labels)):
        assert distance(one, other, sight) > 7, (one, other)


@pytest.mark.parametrize("labels", SCALES)
def test_numbers_inside_the_parts_of_every_scale_are_legible(labels):
    for colour in palette.palette(labels):
        assert contrast(text_on(colour), colour) >= 4.5
        assert contrast(legible(colour), "#ffffff") >= 4.5


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=12, unique=True))
def test_any_labels_get_a_colour_each_that_is_seen_on_paper(labels):
    chosen = palette.palette(labels)
    assert len(chosen) == len(labels)
    assert all(contrast(colour, "#ffffff") >= 3 for colour in chosen)


@given(st.lists(st.text("abcdefghijk æøå/–", min_size=1, max_size=12), min_size=1, max_size=8))
def test_wrapping_loses_no_letter(words):
    text = " ".join(" ".join(words).split())
    assert re.sub(r"\s", "", style.wrapped(text, 1.0)) == re.sub(r"\s", "", text)


def test_a_text_is_as_wide_after_a_drawing_as_before():
    before = style.text_width.__wrapped__("Spesialisthelsetjenesten", 10)
    style._font("regular").set_size(7, 300)  # as drawing does with matplotlib's font, which is this one
    assert style.text_width.__wrapped__("Spesialisthelsetjenesten", 10) == before


def test_a_word_wider_than_its_place_is_divided_between_its_parts():
    assert style.wrapped("Spesialisthelsetjenesten", 1.2) == "Spesialisthelse-\ntjenesten"
    assert style.wrapped("Ambulante/mobile", 0.8) == "Ambulante/\nmobile"


def test_ticks_are_round_whole_and_within_the_axis():
    assert style.ticks(112, 5) == [0, 25, 50, 75, 100]
    assert style.ticks(2.2, 5) == [0, 1, 2]
    assert style.ticks(2.2, 5, integer=False) == [0, 0.5, 1, 1.5, 2]
