"""Assemble the book: the executed chapters become pages, and the pages, their tables and figures get numbers."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from is248.chapters.execution import Run
from is248.data.edition import Edition
from is248.publish.book import Book, BookError, Page
from is248.publish.contents import chapter_files, sources
from is248.publish.draft import Draft, read_page
from is248.publish.summary import with_summaries
from is248.publish.tests_run import with_tests

_EXHIBIT = re.compile(r"\{#((tbl|fig)-[\w-]+)")


def assemble(edition: Edition, config: dict, runs: dict[Path, Run]) -> Book:
    """Return the book made of executed chapters.

    Parameters
    ----------
    edition : Edition
        For title, date and year.
    config : dict
        From `read_config`.
    runs : dict of Path to Run
        Executed chapters, by the file that _quarto.yml names.

    Raises
    ------
    BookError
        If a label or a chapter's number stands twice, an inline expression is left unresolved, or a chapter lacks
        its Oppsummering.
    """
    source = sources(config, edition)
    places = {author: file for file, author in source.items()}
    executed = [read_page(source[file], appendix, runs[file].notebook) for file, appendix in chapter_files(config)]
    drafts = numbered(executed, places, edition)
    tests = tuple({"chapter": draft.number or draft.title} | test for draft in drafts for test in draft.tests)
    pages, seen = [], {}
    for draft in with_tests(with_summaries(drafts), tests):
        numbers = numbers_of(draft)
        for label in numbers:
            if label in seen:
                raise BookError(
                    f"{draft.file}: the label {label} stands in {seen[label]} already; every label is used once."
                )
            seen[label] = draft.file
        pages.append(_page(draft, places[draft.file], numbers))
    return Book(edition, config, tuple(pages), tests)


def numbered(drafts: Iterable[Draft], places: dict[Path, Path], edition: Edition) -> list[Draft]:
    """Return the pages with their numbers: chapters by their files in _quarto.yml, appendices by letters, in order.

    Parameters
    ----------
    drafts : iterable of Draft
        All pages of the book.
    places : dict of Path to Path
        The file that _quarto.yml names, by the author's file.
    edition : Edition
        It may give chapters other numbers.

    Raises
    ------
    BookError
        If two chapters have the same number, or a chapter's file name has none.
    """
    found, by_number = [], {}
    for draft in drafts:
        if draft.numbered:
            number = _letter(by_number) if draft.appendix else _number(places[draft.file], edition)
            if number in by_number:
                raise BookError(
                    f"{draft.file} and {by_number[number]} are both chapter {number} of {edition.year}; "
                    f"correct numbers in params/{edition.year}.yml, or the file's name."
                )
            by_number[number] = draft.file
            draft = replace(draft, number=number)
        found.append(draft)
    return found


def _page(draft: Draft, place: Path, numbers: dict[str, str]) -> Page:
    """Return a page with its tables and figures numbered, named by its place in _quarto.yml."""
    exhibits = tuple(replace(exhibit, number=numbers[exhibit.label]) for exhibit in draft.exhibits)
    file, heading = place.with_suffix(".qmd"), (draft.title, draft.label)
    return Page(file, draft.file, *heading, draft.number, draft.appendix, draft.markdown, numbers, exhibits)


def _letter(taken: Iterable[str]) -> str:
    """Return the letter of the next appendix."""
    return chr(ord("A") + sum(number.isalpha() for number in taken))


def _number(file: Path, edition: Edition) -> str:
    """Return a chapter's number: the one that the params file gives it, else the one its file name begins with."""
    if file.stem in edition.numbers:
        return str(edition.numbers[file.stem])
    digits = re.match(r"\d+", file.name)
    if not digits:
        raise BookError(f"{file}: a chapter's file name begins with its number, as in 06-{file.name}.")
    return str(int(digits.group()))


def numbers_of(draft: Draft) -> dict[str, str]:
    """Return the numbers of a page's tables and figures by label, in the order they stand in.

    Raises
    ------
    BookError
        If a label stands twice.
    """
    numbers, counts = {}, {"tbl": 0, "fig": 0}
    for label, kind in _EXHIBIT.findall(draft.markdown):
        if label in numbers:
            raise BookError(f"{draft.file}: the label {label} stands twice; every label is used once.")
        counts[kind] += 1
        numbers[label] = f"{draft.number}.{counts[kind]}" if draft.number else str(counts[kind])
    return numbers
