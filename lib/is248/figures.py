"""The chart forms of the report. Each figure carries its data and a text that says what it shows.

One style for all: drawn by seaborn, at the width of the page, in colours that colour-blind readers can
tell apart and that have a contrast of at least 3:1 to the white paper (the ratios stand beside them).
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import font_source_sans_pro
import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib import font_manager

from is248.groupings import TOTAL
from is248.tables import MIME, Table
from is248.wording import Quantity, number, thin

WIDTH = 6.3  # inches: the text width of an A4 page
INK = "#1f2933"  # 14.8:1
MUTED = "#52606d"  # 6.4:1
GRID = "#d9dee3"

# One colour per target group, the same in the whole book.
COLOURS = {
    "children": "#c2570c",  # 4.6:1
    "adults": "#1b5e8c",  # 6.9:1
    "all": "#6b7280",  # 4.8:1
}
# Ordered groups, light to dark, each at least 3:1 to white; Oslo, outside the order, in another hue.
SEQUENCE = ["#4d9e80", "#2b8a92", "#2472a0", "#2f569c", "#383c85", "#251a52"]  # 3.3:1 to 15:1
OSLO = "#c2570c"

_FONTS = Path(font_source_sans_pro.__file__).parent / "files"
FONT_FILES = tuple(_FONTS / f"SourceSansPro-{style}.ttf" for style in ("Regular", "It", "Semibold", "Bold"))
_STYLE = {
    "font.family": "Source Sans Pro",
    "font.size": 10,
    "axes.labelsize": 10,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": GRID,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "svg.hashsalt": "is248",  # the same figure gives the same file
    "svg.fonttype": "path",
}


@dataclass(frozen=True)
class Figure:
    """A finished figure.

    Attributes
    ----------
    svg : str
        The drawing.
    alt : str
        What the figure shows, for those who don't see it.
    records : list of dict
        The numbers that are drawn, as in `Table.records`.
    source : str
        Where the numbers come from.
    """

    svg: str
    alt: str
    records: list[dict]
    source: str = ""

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "image/svg+xml": self.svg,
            "text/plain": self.alt,
            MIME: {
                "kind": "figure",
                "alt": self.alt,
                "note": "",
                "source": self.source,
                "records": self.records,
            },
        }


def rates(table: Table) -> Figure:
    """Draw FTE per 10 000 inhabitants by group: one bar for children, one for adults, one for all.

    Parameters
    ----------
    table : Table
        From `Survey.fte`. The total row is drawn last, as «Hele landet».
    """
    series = {
        "rate_children": ("Barn og unge (<18 år)", COLOURS["children"]),
        "rate_adults": ("Voksne (≥18 år)", COLOURS["adults"]),
        "rate": ("Alle", COLOURS["all"]),
    }
    return _grouped_bars(table, series, "Årsverk per 10 000 innbyggere")


def lines(table: Table, names: dict[str, str] | None = None) -> Figure:
    """Draw numbers of inhabitants over the years, one line per age group, each with its name at its end.

    Parameters
    ----------
    table : Table
        From `Survey.inhabitants_by_year`.
    names : dict of column key to str, optional
        The lines to draw and their names.
    """
    names = names or {"adults": "Voksne (≥18 år)", "under_18": "Barn og unge (<18 år)"}
    colours = {"adults": COLOURS["adults"], "under_18": COLOURS["children"]}
    years = [int(row) for row in table.rows]
    with _style():
        figure, axes = plt.subplots(figsize=(WIDTH, 3.4))
        for key, name in names.items():
            values = table.values[key].to_numpy() / 1e6
            sns.lineplot(x=years, y=values, ax=axes, color=colours[key], linewidth=2.2, marker="o", markersize=4)
            first, last = table.value(str(years[0]), key), table.value(str(years[-1]), key)
            for year, value, shown, align in (
                (years[0], values[0], first, "left"),
                (years[-1], values[-1], last, "right"),
            ):
                axes.annotate(
                    str(shown),
                    (year, value),
                    (0, 8),
                    textcoords="offset points",
                    ha=align,
                    color=colours[key],
                    fontweight="semibold",
                )
            axes.annotate(
                name,
                (years[len(years) // 2], values[len(years) // 2]),
                (0, -17),
                textcoords="offset points",
                ha="center",
                color=colours[key],
                fontweight="semibold",
            )
        axes.set(ylim=(0, None), ylabel="Millioner innbyggere", xlabel="")
        axes.set_xticks(years)
        axes.tick_params(axis="x", labelsize=8.5 if len(years) > 9 else 10)
        axes.yaxis.set_major_formatter(lambda value, _: number(value, 0))
        axes.grid(axis="x", visible=False)
        svg = _svg(figure)
    parts = []
    for key, name in names.items():
        first, last = table.value(str(years[0]), key), table.value(str(years[-1]), key)
        growth = Quantity(100 * (last - first) / first, 1)
        parts.append(f"{name}: fra {first} i {years[0]} til {last} i {years[-1]} ({_signed(growth)} prosent).")
    alt = f"Linjediagram over antall innbyggere hvert år fra {years[0]} til {years[-1]}. " + " ".join(parts)
    records = [r for r in table.records() if r["group"] in {table.column(key).group for key in names}]
    return Figure(svg, alt, records, table.source)


def stacked_shares(table: Table, shown_from: float = 6) -> Figure:
    """Draw what each row is made of, as one bar of 100 percent per row.

    Parameters
    ----------
    table : Table
        From `Survey.composition`: percent, one column per part.
    shown_from : float, default 6
        Smallest part, in percent, that gets its number printed inside.
    """
    parts = [column.key for column in table.columns]
    ordered = [part for part in parts if part != "Bydeler i Oslo"]
    colours = dict(zip(ordered, SEQUENCE, strict=False)) | {"Bydeler i Oslo": OSLO}
    labels = [table.short.get(row, table.label(row)) for row in table.rows]
    with _style():
        figure, axes = plt.subplots(figsize=(WIDTH, 0.31 * len(labels) + 1.1))
        left = pd.Series(0.0, index=table.rows)
        for column in table.columns:
            values = table.values.loc[table.rows, column.key]
            bars = axes.barh(
                labels,
                values,
                left=left,
                color=colours[column.key],
                edgecolor="white",
                linewidth=1.2,
                height=0.78,
                label=column.upper or column.group,
            )
            for bar, value in zip(bars, values, strict=True):
                if value >= shown_from:
                    axes.text(
                        bar.get_x() + value / 2,
                        bar.get_y() + bar.get_height() / 2 - 0.02,
                        number(value),
                        ha="center",
                        va="center",
                        color=_on(colours[column.key]),
                        fontsize=9.5,
                        fontweight="semibold",
                    )
            left += values
        axes.set(xlim=(0, 100), xlabel=f"Prosent av kommunene, etter {table.title.lower()}")
        axes.set_ylim(len(labels) - 0.5, -0.5)
        axes.grid(visible=False)
        axes.tick_params(axis="y", length=0)
        sns.despine(ax=axes, left=True, bottom=True)
        axes.tick_params(axis="x", length=0, colors=MUTED)
        figure.legend(
            *axes.get_legend_handles_labels(),
            loc="upper center",
            ncols=4,
            bbox_to_anchor=(0.5, 1.0),
            handlelength=1,
            handleheight=1,
            columnspacing=1.2,
        )
        figure.tight_layout(rect=(0, 0, 1, 1 - 0.5 / figure.get_figheight()))
        svg = _svg(figure)
    sentences = []
    for column in table.columns:
        row = table.highest(column.key)[0]
        sentences.append(
            f"{column.upper or column.group}: høyest i {table.label(row)} ({table.value(row, column.key)} prosent)."
        )
    alt = (
        f"Stablet søylediagram: prosent av kommunene i hver størrelsesgruppe, etter {table.title.lower()} "
        f"({len(labels)} søyler). " + " ".join(sentences)
    )
    return Figure(svg, alt, table.records(), table.source)


def _grouped_bars(table: Table, series: dict[str, tuple[str, str]], axis: str) -> Figure:
    """Draw several numbers per row side by side: upright where there are few rows, lying where there are many."""
    rows = list(table.values.index)
    labels = ["Hele landet" if row == TOTAL else table.short.get(row, table.label(row)) for row in rows]
    values = table.values.loc[rows, list(series)]
    long = pd.DataFrame(
        [
            {"row": label, "series": name, "value": value}
            for key, (name, _) in series.items()
            for label, value in zip(labels, values[key], strict=True)
        ]
    )
    palette = dict(series.values())
    upright = len(rows) <= 8
    with _style():
        if upright:
            figure, axes = plt.subplots(figsize=(WIDTH, 3.6))
            sns.barplot(
                long,
                x="row",
                y="value",
                hue="series",
                palette=palette,
                saturation=1,
                ax=axes,
                width=0.84,
                errorbar=None,
            )
            axes.set(xlabel="", ylabel=thin(axis))
            axes.set_xticks(range(len(labels)), [_wrapped(label) for label in labels])
        else:
            figure, axes = plt.subplots(figsize=(WIDTH, 0.36 * len(rows) + 0.9))
            sns.barplot(
                long,
                y="row",
                x="value",
                hue="series",
                palette=palette,
                saturation=1,
                ax=axes,
                width=0.84,
                errorbar=None,
            )
            axes.set(ylabel="", xlabel=thin(axis))
        for bars in axes.containers:
            axes.bar_label(bars, fmt=number, padding=1.5, fontsize=8.5 if upright else 7.8, color=INK)
        axes.margins(**{"y" if upright else "x": 0.08})
        axes.tick_params(axis="x" if upright else "y", length=0)
        axes.grid(axis="x" if upright else "y", visible=False)
        axes.get_legend().remove()
        handles, names = axes.get_legend_handles_labels()
        figure.legend(handles, names, loc="upper center", ncols=len(series), handlelength=1, handleheight=1)
        figure.tight_layout(rect=(0, 0, 1, 1 - 0.32 / figure.get_figheight()))
        svg = _svg(figure)
    sentences = []
    for key, (name, _) in series.items():
        highest, lowest = table.highest(key)[0], table.lowest(key)[0]
        sentences.append(
            f"{name}: høyest {table.label(highest)} ({table.value(highest, key)}), "
            f"lavest {table.label(lowest)} ({table.value(lowest, key)}), hele landet {table.total(key)}."
        )
    alt = f"Søylediagram: {thin(axis).lower()}, etter {table.title.lower()} ({len(table.rows)} grupper). " + " ".join(
        sentences
    )
    measures = {table.column(key).measure for key in series}
    return Figure(svg, alt, [r for r in table.records() if r["measure"] in measures], table.source)


def _wrapped(label: str) -> str:
    """Break a long label into lines, after the dash of an interval or between words."""
    if len(label) <= 9:
        return label
    return label.replace("–", "–\n") if "–" in label else label.replace(" ", "\n")


def _signed(quantity: Quantity) -> str:
    return f"+{quantity}" if quantity > 0 else str(quantity)


def _on(colour: str) -> str:
    """Return the text colour, dark or white, that has the higher contrast to a background."""
    return "#ffffff" if contrast(colour, "#ffffff") >= 4.5 else "#000000"


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in matplotlib.colors.to_rgb(colour))
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True))


def _style():
    for file in FONT_FILES:
        if file.name not in {Path(font.fname).name for font in font_manager.fontManager.ttflist}:
            font_manager.fontManager.addfont(file)
    return plt.rc_context({**sns.axes_style("whitegrid"), **_STYLE})


def _svg(figure: plt.Figure) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", bbox_inches="tight", pad_inches=0.04, metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return buffer.getvalue()


def colours() -> Iterable[str]:
    """Return every colour that carries meaning in a figure."""
    return (*COLOURS.values(), *SEQUENCE, OSLO)
