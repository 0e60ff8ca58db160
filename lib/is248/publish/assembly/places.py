"""Where in an author's file something stands that a renderer complains of: chapter, cell and line."""

import html
import re
from pathlib import Path

from is248.chapters.mistakes import place
from is248.chapters.source import ChapterError, as_saved
from is248.project import root


def located(source: Path, *fragments: str | re.Pattern) -> str:
    """Return the place of a piece of text, `chapters/06.ipynb, cell 4, line 2`.

    Parameters
    ----------
    source : Path
        The author's file, relative to the project.
    fragments : str or Pattern
        What to look for, the best first. Between the words of a text there may be markup.

    Returns
    -------
    str
        The file alone where the text is not found in it: it may be a computed value.
    """
    try:
        cells = as_saved(root() / source).cells
    except ChapterError:
        return str(source)
    for pattern in (pattern for fragment in fragments for pattern in _patterns(fragment)):
        for number, cell in enumerate(cells, 1):
            for text in (cell.source, html.unescape(cell.source)):  # &#229; is what it stands for to a renderer
                if found := pattern.search(text):
                    return f"{source}, {place(cell, number, text.count(chr(10), 0, found.start()) + 1)}"
    return str(source)


def _patterns(fragment: str | re.Pattern) -> list[re.Pattern]:
    """Return the fragment as it is, and its words with anything between them that is no word."""
    if isinstance(fragment, re.Pattern):
        return [fragment]
    words = re.findall(r"\w+", fragment)
    exact = [re.compile(re.escape(fragment))] if fragment.strip() else []
    return exact + ([re.compile(r"\W+".join(map(re.escape, words)))] if len(words) > 1 else [])
