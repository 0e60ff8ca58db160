"""All tests of difference of the book in one table: what was tested, how, and what came of it.

The appendix on method has a marker, an empty div `::: {#tester}`. Here the table takes its place.
"""

import json
import re
from dataclasses import replace
from functools import lru_cache

import pandas as pd

from is248.analysis import markup
from is248.analysis.significance import each_once, level_of
from is248.analysis.tables import Column, Table, table
from is248.publish.assembly.book import Page
from is248.publish.assembly.draft import note_block, table_block
from is248.wording import Noun, capital, join, number, units

_MARKER = re.compile(r"^::::* *\{#tester\}\s*^::::*[ ]*$", re.MULTILINE)
_TEST = Noun("test", "tester", "testene")
_CHAPTER = Noun("kapittel", "kapitler", "kapitlene", "ett")
_COLUMNS = (
    Column("by", "Gruppering og kontroll", decimals=None),
    Column("method", "Test", decimals=None),
    Column("n", "n"),
    Column("statistic", "χ²", decimals=2),
    Column("df", "df"),
    Column("p", "p", decimals=None, written=True),
    Column("conclusion", "Konklusjon", decimals=None),
)


def with_tests(pages: list[Page], tests: tuple[dict, ...]) -> list[Page]:
    """Return the pages with the table of all tests in the place of the marker.

    Parameters
    ----------
    pages : list of Page
        All pages of the book.
    tests : tuple of dict
        The records of all tests, each with its `chapter`.
    """
    return [
        replace(page, markdown=_MARKER.sub(lambda _, page=page: _told(page, tests), page.markdown)) for page in pages
    ]


def _told(page: Page, tests: tuple[dict, ...]) -> str:
    """Return how many tests were run, and the table of them."""
    if not tests:
        return "Det er ikke kjørt noen tester av forskjeller i denne utgaven."
    in_html, in_typst, note = _printed(json.dumps(tests))
    data = f"{page.up}../data/"
    chapters = {test["chapter"] for test in tests}
    numbered = {chapter for chapter in chapters if chapter.isdigit()}
    others = [_section(chapter) for chapter in sorted(chapters - numbered)]
    places = join([*([units(len(numbered), _CHAPTER)] if numbered else []), *others])
    once = each_once(tests)
    level, found = level_of(tests), sum(test["significant"] for test in once)
    shows = "den." if len(tests) == 1 else "alle, også dem som ikke fant noe"
    if len(tests) > 1:
        shows += "." if len(once) == len(tests) else "; en test som flere kapitler bruker, står der under hvert av dem."
    many = f"{capital(units(len(once), _TEST))} er kjørt i {places}. @Tbl-tester viser {shows}"
    limit = "Ingen av dem er signifikante."
    if level:
        limit = f"En test er her signifikant når p er {number(level, 4)} eller lavere. Det er {units(found, _TEST)}."
    block = table_block("tbl-tester", in_html, in_typst, "Tester av forskjeller og endringer, i bokens rekkefølge.")
    return f"{many} {limit}\n\n{block}\n\n{note_block(note, f'{data}tbl-tester', unrounded=f'{data}tests.csv')}"


@lru_cache(1)
def _printed(tests: str) -> tuple[str, str, str]:
    """Return the table as HTML and Typst, and its note, of the records as JSON: the preview asks at every save."""
    shown = table_of(tuple(json.loads(tests)))
    return markup.to_html(shown, "test-table"), markup.to_typst(shown), shown.note


def table_of(tests: tuple[dict, ...]) -> Table:
    """Return a table with one row per test, chapter by chapter."""
    rows = [f"{place}" for place in range(len(tests))]
    values = pd.DataFrame([_cells(test) for test in tests], index=rows, dtype=object)
    return table(
        "Utfall",
        {column: values[column.kind] for column in _COLUMNS},
        labels={row: test["outcome"] for row, test in zip(rows, tests, strict=True)},
        section_head="Kapittel",
        sections={row: _section(test["chapter"]) for row, test in zip(rows, tests, strict=True)},
        note="n: antall enheter i testen. χ²: kjikvadrat, tallet som testen regner ut. df: frihetsgrader. p: "
        "sannsynligheten for å se en minst så stor forskjell hvis det i virkeligheten ikke er noen.",
    )


def _section(chapter: str) -> str:
    return f"Kapittel {chapter}" if chapter.isdigit() else f"Vedlegg {chapter}" if len(chapter) == 1 else chapter


def _cells(test: dict) -> dict:
    """Return a row of the table; a test that could not be done says why."""
    done = test["df"] > 0
    return {
        "by": test["by"] + (f", kontrollert for {test['control'].lower()}" if test["control"] else ""),
        "method": test["method"],
        "n": test["n"],
        "statistic": test["statistic"] if done else None,
        "df": test["df"] if done else None,
        "p": test["printed_p"] if done else "",
        "conclusion": test["conclusion"] if done else test["note"],
    }
