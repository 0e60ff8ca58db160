"""Assemble the book: the executed chapters become pages, and the pages, their tables and figures get numbers."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from is248.chapters.execution import Run
from is248.data.edition import Edition
from is248.publish.assembly.book import Book, BookError, Page
from is248.publish.assembly.colophon import with_colophon
from is248.publish.assembly.contents import chapter_files, sources
from is248.publish.assembly.draft import read_page
from is248.publish.assembly.packages_listed import with_packages
from is248.publish.assembly.places import located
from is248.publish.assembly.questions import with_questions
from is248.publish.assembly.summary import with_summaries
from is248.publish.assembly.tests_run import with_tests
from is248.steps import Memory

_EXHIBIT = re.compile(r"\{#((tbl|fig)-[\w-]+)")
_VERBATIM = re.compile(r"^(`{3,}|~{3,}).*?^\1 *$", re.MULTILINE | re.DOTALL)


def assemble(edition: Edition, config: dict, runs: dict[Path, Run], memory: Memory | None = None) -> Book:
    """Return the book made of executed chapters.

    Parameters
    ----------
    edition : Edition
        For title, date and year.
    config : dict
        From `read_config`.
    runs : dict of Path to Run
        Executed chapters, by the file that _quarto.yml names.
    memory : Memory, optional
        What is known of chapters that have not changed.

    Raises
    ------
    BookError
        If a label or a chapter's number stands twice, an inline expression is left unresolved, or a chapter lacks
        its Oppsummering.
    """
    memory, source = memory or Memory(), sources(config, edition)
    given = [
        (source[file], file.with_suffix(".qmd"), appendix, runs[file].notebook, edition.year)
        for file, appendix in chapter_files(config)
    ]
    read = [memory.made(("page", one[0]), one, partial(read_page, *one)) for one in given]
    numbered = with_numbers(read, edition)
    tests = tuple({"chapter": page.number or page.title} | test for page in numbered for test in page.tests)
    pages, seen = [], {}
    gathered = with_colophon(with_tests(with_summaries(numbered), tests), edition)
    for page in with_packages(gathered, edition):
        numbers = numbers_of(page)
        for label in numbers:
            if label in seen:
                here, there = (place_of(label, source) for source in (page.source, seen[label]))
                raise BookError(f"{here}: the label {label} stands in {there} already; every label is used once.")
            seen[label] = page.source
        exhibits = tuple(replace(exhibit, number=numbers[exhibit.label]) for exhibit in page.exhibits)
        pages.append(replace(page, numbers=numbers, exhibits=exhibits))
    return Book(edition, config, tuple(with_questions(pages, edition)), tests)


def place_of(label: str, source: Path) -> str:
    """Return where a label is given: file, cell and line."""
    return located(source, re.compile(rf"\{{#{label}(?![\w-])|^#\| *label: *{label} *$", re.MULTILINE))


def with_numbers(pages: Iterable[Page], edition: Edition) -> list[Page]:
    """Return the pages with their numbers: chapters by their files in _quarto.yml, appendices by letters, in order.

    Parameters
    ----------
    pages : iterable of Page
        All pages of the book.
    edition : Edition
        It may give chapters other numbers.

    Raises
    ------
    BookError
        If two chapters have the same number, or a chapter's file name has none.
    """
    found, by_number = [], {}
    for page in pages:
        if page.numbered:
            number = _letter(by_number) if page.appendix else _number(page, edition)
            if number in by_number:
                raise BookError(
                    f"{page.source} and {by_number[number]} are both chapter {number} of {edition.year}; "
                    f"correct numbers in params/{edition.year}.yml, or the file's name."
                )
            by_number[number] = page.source
            page = replace(page, number=number)
        found.append(page)
    return found


def _letter(taken: Iterable[str]) -> str:
    """Return the letter of the next appendix."""
    return chr(ord("A") + sum(number.isalpha() for number in taken))


def _number(page: Page, edition: Edition) -> str:
    """Return a chapter's number: the one that the params file gives it, else the one its file name begins with."""
    if page.file.stem in edition.numbers:
        return str(edition.numbers[page.file.stem])
    digits = re.match(r"\d+", page.file.name)
    if not digits:
        name = page.source.name
        raise BookError(f"{page.source}: a chapter's file name begins with its number, as in 06-{name}.")
    return str(int(digits[0]))


def numbers_of(page: Page) -> dict[str, str]:
    """Return the numbers of a page's tables and figures by label, in the order they stand in.

    Raises
    ------
    BookError
        If a label stands twice.
    """
    numbers, counts = {}, {"tbl": 0, "fig": 0}
    for label, kind in _EXHIBIT.findall(_VERBATIM.sub("", page.markdown)):
        if label in numbers:
            raise BookError(f"{page.source}: the label {label} stands twice; every label is used once.")
        counts[kind] += 1
        numbers[label] = f"{page.number}.{counts[kind]}" if page.number else str(counts[kind])
    return numbers
