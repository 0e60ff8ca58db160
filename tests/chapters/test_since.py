"""A change whose year another sentence tells has to be since that year; otherwise its own is printed."""

from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_markdown_cell, new_notebook

from is248.chapters.absence import of_year
from is248.chapters.engine import inline_text
from is248.chapters.since import untold, with_year
from is248.wording import SINCE, Change, Origin, Quantity

PATH = Path("chapters/09-plan.ipynb")


def change(since: int | None, words: str = "økt fra 20 til 41 prosent") -> dict:
    return {"text/markdown": words} | ({SINCE: {"year": since}} if since else {})


@pytest.mark.parametrize(
    ("sentences", "found"),
    [
        ([("Siden 2023 har A .", [2023]), ("B har .", [2023])], []),
        ([("Siden 2023 har A .", [2023]), ("B har .", [2022])], [2022]),
        ([("Siden 2023 har A , og B har .", [2023, 2021])], [2021]),
        ([("A har .", [2023]), ("B har .", [2023])], [2023]),  # the first sentence went
        ([("Siden 2023 har A .", [2023]), ("Siden 2019 har B .", [2019]), ("C har .", [2023])], [2023]),
        ([("I 12023 husstander har A .", [2023])], [2023]),
        ([("Andelen er 41 prosent.", [None]), ("Mot 20 prosent i 2023 har den .", [2023])], []),
    ],
)
def test_a_year_that_the_text_does_not_tell_is_found(sentences, found):
    told = [(text, {(text, n): change(year) for n, year in enumerate(years)}) for text, years in sentences]
    assert [year for _, year in untold(told)] == found


def page(*sentences: tuple[str, int | None]) -> str:
    """Return a chapter's text as its book has it: sentences with one value, its year, or no value at all."""
    values = [
        {"expression": f"x{n}", "result": {"status": "ok", "data": change(year), "metadata": {}}}
        for n, (text, year) in enumerate(sentences)
        if "{}" in text
    ]
    text = " ".join(text.replace("{}", f"`{{python}} x{n}`") for n, (text, _) in enumerate(sentences))
    cells = [new_markdown_cell("# Plan {#sec-plan}"), new_markdown_cell(text, metadata={"user_expressions": values})]
    kept, _ = of_year({PATH: new_notebook(cells=cells)}, 2024)
    cell = kept[PATH].cells[1]
    for value in cell.metadata["user_expressions"]:
        cell.source = cell.source.replace(f"`{{python}} {value['expression']}`", inline_text(value["result"], 1, ""))
    return cell.source


def test_the_year_is_printed_behind_the_change():
    told = page(("Siden 2023 har A {}.", 2023), ("B har {} (@sec-plan).", 2021), ("C har {}.", 2021))
    assert told == (
        "Siden 2023 har A økt fra 20 til 41 prosent. B har økt fra 20 til 41 prosent siden 2021 (@sec-plan). "
        "C har økt fra 20 til 41 prosent."
    )


def test_a_change_says_since_when_it_is():
    made = Change(Quantity(20, origin=Origin("", year=2021)), Quantity(41), significant=True)
    data, _ = InteractiveShell.instance().display_formatter.format(made)
    assert (data[SINCE], data["text/markdown"]) == ({"year": 2021}, "økt betydelig fra 20 til 41 prosent")
    data, _ = InteractiveShell.instance().display_formatter.format(Change(Quantity(20), Quantity(41)))
    assert SINCE not in data


@pytest.mark.parametrize(
    ("words", "turned"),
    [
        ("gått ned fra 34 til 22 prosent", ", etter å ha økt fra 23 prosent i 2022"),
        ("vært omtrent uendret (23 og 22 prosent)", ", men var 34 prosent i 2023"),
        ("økt med 3,5 årsverk", ""),
    ],
)
def test_the_year_stands_before_where_the_series_turned(words, turned):
    told = with_year({"text/markdown": words + turned, "text/plain": "x"}, 2021)
    assert told == {"text/markdown": f"{words} siden 2021{turned}", "text/plain": "x"}
