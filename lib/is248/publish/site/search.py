"""The index of the search, for templates/search-engine.js: pages, sections, tables, figures, rows with an address."""

import html
import json
import re
from collections.abc import Iterator

import panflute as pf

from is248.data import checks
from is248.publish.assembly.book import Page
from is248.publish.assembly.rows import addressed, without_addressed
from is248.publish.reading.elements import shown_in
from is248.publish.reading.pandoc import caption_text
from is248.reading import read_yaml

# id, kind (p: page, s: section, t: table, f: figure, r: row), number, title and text
Entry = tuple[str, str, str, str, str]

_SPACE = re.compile(r"[ \t\r\n]+")  # a no-break blank stays: it holds a number together
_TAG = re.compile(r"<[^>]+>")
_SUMMARY, _APPENDIX = 0.4, 0.7  # what a page counts that repeats the chapters, and one that tells how they were made


def entries(doc: pf.Doc, numbers: dict[str, str]) -> list[Entry]:
    """Return what the search finds on a page, in the order it stands.

    Parameters
    ----------
    doc : Doc
        The page, as `pandoc.read_book` gives it.
    numbers : dict of str to str
        Of its headings, tables and figures, by id.
    """
    found: list[tuple[str, str, str, str, list[str]]] = []
    section: list[str] = []
    for block in doc.content:
        if isinstance(block, pf.Header) and block.level <= 3:
            section = []
            kind = "p" if block.level == 1 else "s"
            found.append((block.identifier, kind, numbers[block.identifier], pf.stringify(block).strip(), section))
        elif getattr(block, "identifier", "") in numbers and not isinstance(block, pf.Header):
            found += _exhibit(block, numbers[block.identifier])
        elif "exhibit-note" in getattr(block, "classes", ()) and found:
            next(texts for _, kind, *_, texts in reversed(found) if kind != "r").append(_plain(block))
        else:
            section.append(_plain(block))
    return [(*named, _SPACE.sub(" ", " ".join(texts)).strip()) for *named, texts in found]


def _exhibit(block: pf.Element, number: str) -> Iterator[tuple[str, str, str, str, list[str]]]:
    """Yield a table or figure, and the rows that have addresses."""
    tables = [raw.text for raw in getattr(block, "content", ()) if isinstance(raw, pf.RawBlock)]
    kind = "f" if isinstance(block, pf.Figure) else "t"
    yield block.identifier, kind, number, caption_text(block), [_plain(block, captioned=False)]
    for row in (row for table in tables for row in addressed(table)):
        yield row.id, "r", number, row.name, [" · ".join(filter(None, [row.section, *row.cells]))]


def _plain(block: pf.Element, captioned: bool = True) -> str:
    if isinstance(block, pf.RawBlock):
        unread = block.format != "html" or "exhibit-tools" in block.text
        return "" if unread else html.unescape(_TAG.sub(" ", without_addressed(block.text)))
    if isinstance(block, pf.Div):
        blocks = block.content if captioned else list(block.content)[:-1]
        return " ".join(map(_plain, blocks)) if shown_in(block, "html") else ""
    if isinstance(block, pf.Figure):
        image = next(inline for inline in block.content[0].content if isinstance(inline, pf.Image))
        return f"{caption_text(block) if captioned else ''} {image.attributes.get('fig-alt', '')}"
    return _words(block)


def _words(block: pf.Element) -> str:
    """Return the block's words, without the markup of HTML that stands between them."""
    found: list[str] = []

    def visit(element, doc):
        found.append(element.text if isinstance(element, pf.Str | pf.Code | pf.Math) else "")
        if isinstance(element, pf.Space | pf.SoftBreak | pf.LineBreak | pf.Block):
            found.append(" ")

    block.walk(visit)
    return "".join(found)


def weight(page: Page) -> float:
    """Return what a page counts among the hits: a chapter more than a summary, the front page or the references."""
    return _APPENDIX if page.appendix else 1 if page.number else _SUMMARY


def index(pages: list[tuple[str, str, float, list[Entry]]], words: dict[str, str]) -> str:
    """Return the script that holds the index.

    Parameters
    ----------
    pages : list of tuple
        Every page's address, name, weight and entries. An entry's id may be an address in itself.
    words : dict of str to str
        What stands before the number of a `table` and of a `figure`: «Tabell».
    """
    known = {
        "pages": [page[:3] for page in pages],
        "entries": [[place, *entry] for place, (*_, found) in enumerate(pages) for entry in found],
        "words": {"t": words["table"], "f": words["figure"]},
        "synonyms": _synonyms(),
    }
    return f"window.searchIndex = {json.dumps(known, ensure_ascii=False, separators=(',', ':'))};\n"


def _synonyms() -> list[list[str]]:
    """Return what is searched for besides a typed word: other words, and other names of municipalities."""
    words = [[key, *others.split(", ")] for key, others in read_yaml("templates/search-words.yml").items()]
    return words + checks.read("data/reference/municipality-names.csv")[["name", "municipality"]].to_numpy().tolist()
