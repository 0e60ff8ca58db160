"""The executive summary: the chapters' own summaries in one place, told once.

The Sammendrag has a marker, an empty div `::: {#oppsummeringer}`. Here the section Oppsummering of every numbered
chapter takes its place, word for word and with the same values; that of `last="sec-…"` stands at the end.
"""

import re
from dataclasses import replace

from is248.publish.assembly.book import BookError, Page
from is248.publish.assembly.draft import BOX_TITLE
from is248.publish.assembly.places import located

MARKER = re.compile(r"^::::* *\{#oppsummeringer(?: last=\"(sec-[\w-]+)\")?\}\s*^::::*[ ]*$", re.MULTILINE)
_SUMMARY = re.compile(r"^## Oppsummering[ ]*\{#sec-[\w-]+-oppsummering\}[ ]*$", re.MULTILINE)
_BOX = re.compile(rf"^::: \{{\.callout-note\}}\n\[{BOX_TITLE}\].*?^:::[ ]*$", re.MULTILINE | re.DOTALL)
_EXHIBIT = re.compile(r"\{#((?:tbl|fig)-[\w-]+)")
_SUBHEADING = re.compile(r"^(#{2,6}) (.+?)[ ]*(\{[^}]*\})?[ ]*$", re.MULTILINE)


def with_summaries(pages: list[Page]) -> list[Page]:
    """Return the pages with the chapters' summaries in the place of the marker.

    Parameters
    ----------
    pages : list of Page
        All pages of the book; without a marker they are returned as they are. A chapter whose Oppsummering this year
        can't have, has no part in the Sammendrag.

    Raises
    ------
    BookError
        If a chapter has no Oppsummering, or it holds more than prose, or the chapter's heading has no label.
    """
    marker = next(filter(None, (MARKER.search(page.markdown) for page in pages)), None)
    if marker is None:
        return pages
    summed_up = [page for page in pages if not any(label.endswith("-oppsummering") for label in page.left_out)]
    chapters = [page for page in summed_up if page.number and not page.appendix]
    chapters.sort(key=lambda chapter: chapter.label == marker[1])
    text = "\n\n".join(_in_summary(chapter) for chapter in chapters)
    return [replace(page, markdown=MARKER.sub(lambda _: text, page.markdown)) for page in pages]


def _in_summary(chapter: Page) -> str:
    """Return a chapter's part of the executive summary."""
    if not chapter.label:
        raise BookError(
            f"{chapter.source}: the heading needs a label for the Sammendrag: # {chapter.title} {{#sec-…}}."
        )
    label = chapter.label.replace("sec-", "sec-sammendrag-", 1)
    return f"## {chapter.title} {{#{label} .unnumbered}}\n\n{_own_words(chapter)}\n\nLes mer i @{chapter.label}."


def _own_words(chapter: Page) -> str:
    """Return a chapter's summary without its heading, and without what its authors think of it."""
    heading = _SUMMARY.search(chapter.markdown)
    if heading is None:
        raise BookError(
            f"{chapter.source}: the chapter has no section for the Sammendrag. Its last section is headed "
            f"`## Oppsummering {{#sec-…-oppsummering}}`."
        )
    words = _BOX.sub("", chapter.markdown[heading.end() :]).strip()
    if not words:
        raise BookError(f"{chapter.source}: the section Oppsummering is empty.")
    exhibits = _EXHIBIT.findall(words)
    if exhibits:
        where = located(chapter.source, re.compile(rf"(?:\{{#|label:\s*){exhibits[0]}\b"))
        raise BookError(
            f"{where}: an Oppsummering holds prose only; move {', '.join(exhibits)} to a section before it."
        )
    headings = _SUBHEADING.findall(words)
    if any(level == "##" for level, *_ in headings):
        behind = next(title for level, title, _ in headings if level == "##")
        where = located(chapter.source, f"## {behind}")
        raise BookError(f"{where}: the Oppsummering is the last section; «{behind}» stands after it.")
    return _SUBHEADING.sub(r"\1 \2 {.unnumbered}", words)
