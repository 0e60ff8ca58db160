"""The questionnaire in the book: the page that lists it, and what is told below each table of how it was computed.

The page is a chapter that asks the survey for its questions (`survey.questionnaire()`). Each of them has an empty div
`::: {#brukt-<id>}`; here the tables and figures that use it take its place.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from is248.data.codebook import Codebook, codebook_years, load_codebook, to_whom, worded
from is248.data.edition import Edition
from is248.publish.assembly.book import Exhibit, Page
from is248.publish.assembly.sources import place_of_how
from is248.wording import NBSP, join
from is248.wording.signs import html_text

ANCHOR = "sporsmal-"
_USED = re.compile(r"\n\n::: \{#brukt-(\w+)\}\n:::$", re.MULTILINE)
_ANSWERS = re.compile(r"^(Svar: .*\\\n)", re.MULTILINE)
_CHAPTER = re.compile(r"^## Kapittel (\w+)(?= \{)", re.MULTILINE)
_COUNTED = {
    "svar": "De åpne svarene er lest og kodet av en person, og temaene er telt.",
    "årsverk": "Årsverk er summert over enhetene før avrunding. "
    "En enhet som ikke har svart, er med med årsverkene fra året før.",
    "kommuner og bydeler": "Tabellen teller kommuner og bydeler etter hva de svarte. "
    "Alle teller likt: svarene er ikke vektet.",
}
_NUMBERS = "Regnet av tallene som kommunene og bydelene har oppgitt. Alle teller likt: svarene er ikke vektet."
_OUTSIDE = "Tallene er ikke svar på spørsmål i skjemaet; kilden står under tabellen eller figuren."


def with_questions(pages: list[Page], edition: Edition) -> list[Page]:
    """Return the pages with what uses each question, and with how each table and figure was computed."""
    uses: dict[str, list[str]] = {}
    for page in pages:
        for exhibit in page.exhibits:
            for id in exhibit.data.get("questions", ()):
                uses.setdefault(id, []).append(f"@{exhibit.label}")
    asking = next((page for page in pages if f"{{#{ANCHOR}" in page.markdown), None)
    titles = {page.number: page.title for page in pages if page.number}
    codebook = load_codebook(edition.year) if uses and edition.year in codebook_years() else None
    return [_told(page, uses, titles, asking, codebook) for page in pages]


def _told(
    page: Page, uses: dict[str, list[str]], titles: dict[str, str], asking: Page | None, codebook: Codebook | None
) -> Page:
    text = page.markdown
    if page is asking:
        parts = {chapter: part.title for chapter, part in codebook.sections.items()} if codebook else {}
        text = _CHAPTER.sub(lambda found: f"## {(parts | titles).get(found[1], found[0][3:])}", text)
        text = _USED.sub(lambda found: f"\\\n{_used(uses.get(found[1], []))}", text)
        text = _ANSWERS.sub(r'[\1]{.content-visible when-format="html"}', text)  # half of the page, in print
    for exhibit in page.exhibits:
        text = text.replace(place_of_how(exhibit.label), how(exhibit, page, asking, codebook), 1)
    return replace(page, markdown=text)


def _used(labels: list[str]) -> str:
    return f"Brukt i {join(labels)}." if labels else "Ikke brukt i noen tabell eller figur."


def how(exhibit: Exhibit, page: Page, asking: Page | None, codebook: Codebook | None) -> str:
    """Return how a table or figure was computed, as HTML that is folded, with its code folded in it."""
    data = exhibit.data
    parts = [
        *_asked(data.get("questions", ()), page, asking, codebook),
        f"<p>{' '.join(map(html_text, _how(data)))}</p>",
    ]
    parts += [f"<p>{html_text(told)}</p>" for told in _tests(data, page.tests)]
    code = f"<details><summary>Koden</summary><pre><code>{html_text(data['code'])}</code></pre></details>"
    inside = "".join([*parts, code])
    return f'<details class="how"><summary>Slik er det beregnet</summary><div>{inside}</div></details>'


def _asked(ids: Iterable[str], page: Page, asking: Page | None, codebook: Codebook | None) -> list[str]:
    """Return the questions as asked, of whom, each with its link."""
    items = []
    for id in (id for id in ids if codebook and id in codebook.ids):
        text = f"«{html_text(worded(codebook, id))}»"
        if asking:
            there = "" if asking.file == page.file else page.up + asking.file.with_suffix(".html").as_posix()
            text = f'<a href="{there}#{ANCHOR}{id}">{text}</a>'
        items.append(f"<li>{text} Stilt til {html_text(to_whom(codebook, id))}.</li>")
    return ["<p>Spørsmål i skjemaet:</p>", f"<ul>{''.join(items)}</ul>"] if items else []


def _how(data: dict) -> list[str]:
    """Return what is counted, of what, by what and in which years."""
    counted = _COUNTED.get(data.get("counted", ""), _NUMBERS) if data.get("questions", ()) else _OUTSIDE
    told = [counted, data["note"]]
    if by := data.get("by", {}).get("title"):
        told.append(f"Enhetene er delt etter {by.lower().replace('hf', 'HF')}.")
    years = data.get("years") or []
    told += [f"År: {join(years)}."] if len(years) > 1 else []
    return [part for part in told if part]


def _tests(data: dict, tests: tuple[dict, ...]) -> list[str]:
    """Return the tests that the chapter has asked of the same question and grouping, each once."""
    by = data.get("by", {}).get("title")
    fitting = [test for test in tests if by and test["question"] in data.get("questions", ()) and test["by"] == by]
    told = {
        f"Test: {test['outcome']}, {test['method']}, n{NBSP}={NBSP}{test['n']}, p: {test['printed_p']}, "
        f"{test['conclusion']}.": None
        for test in fitting
        if test["df"]
    }
    return list(told)
