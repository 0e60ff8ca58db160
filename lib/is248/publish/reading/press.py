"""The main findings as plain text, for an e-mail: those of the page Hovedfunn, word for word."""

import re
from pathlib import Path

import pypandoc

from is248.publish.assembly.book import Book
from is248.wording.signs import WORD_JOINER

FILE = "hovedfunn.txt"
_FINDINGS = re.compile(r"^::: \{#funn\}[ ]*\n(.*?)^:::[ ]*$", re.MULTILINE | re.DOTALL)


def write_findings(book: Book, folder: Path) -> None:
    """Write the findings beside the pages; nothing if no page has them, in a div `::: {#funn}`."""
    for page in book.pages:
        if found := _FINDINGS.search(page.markdown):
            told = pypandoc.convert_text(found[1], "plain", "markdown", ["--wrap=none"])
            demo = "Svarene i denne utgaven er syntetiske.\n\n" if book.edition.synthetic else ""
            text = f"{book.edition.title}: {page.title.lower()}\n\n{demo}{told.replace(WORD_JOINER, '')}"
            (folder / FILE).write_text(text, encoding="utf-8", newline="\n")
