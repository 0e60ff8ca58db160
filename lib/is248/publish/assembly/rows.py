"""The rows of long tables, each with an address of its own: a municipality's name leads to its row."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONG = 40  # rows from which a table is long: its rows have addresses, and it may break over pages when it is printed
_HEAD = re.compile(r'<tr((?: (?!id=|class="total")[^>]*)?)>(<th scope="(?:row|rowgroup)"[^>]*>)(.*?)</th>', re.DOTALL)
_ROW = re.compile(r'<tr([^>]*)><th scope="(row|rowgroup)"[^>]*>(.*?)</th>(.*?)</tr>', re.DOTALL)
_ID = re.compile(r' id="([^"]*)"')
_TAG = re.compile(r"<[^>]+>")


def slug(name: str) -> str:
    """Return a name in letters that every file system and address takes: more-og-romsdal."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(str.maketrans({"æ": "ae", "ø": "o", "å": "a"})))
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f]", "", plain)).strip("-")


@dataclass(frozen=True)
class Row:
    """A row that has an address: its id, its name, the heading above it and its cells, as plain text."""

    id: str
    name: str
    section: str
    cells: tuple[str, ...]


def with_addresses(table: str, label: str) -> str:
    """Return a table's HTML with an id for every row of a long one but the total: label and name, tbl-x-valer-2."""
    if table.count("<tr") <= LONG:
        return table
    seen: dict[str, int] = {}

    def named(found: re.Match) -> str:
        kind, head, words = found.groups()
        name = slug(_text(words))
        seen[name] = seen.get(name, 0) + 1
        again = f"-{seen[name]}" if seen[name] > 1 else ""
        return f'<tr id="{label}-{name}{again}"{kind}>{head}{words}</th>'

    return _HEAD.sub(named, table)


def addressed(table: str) -> Iterator[Row]:
    """Yield the rows of a table's HTML that have addresses, the headings above rows too."""
    section = ""
    for kind, scope, name, rest in _ROW.findall(table):
        cells = tuple(map(_text, re.findall(r"<td[^>]*>(.*?)</td>", rest, re.DOTALL)))
        if id := _ID.search(kind):
            yield Row(id[1], _text(name), section if scope == "row" else "", cells)
        if scope == "rowgroup":
            section = _text(name)


def without_addressed(table: str) -> str:
    """Return a table's HTML without those rows."""
    return _ROW.sub(lambda found: "" if _ID.search(found[1]) else found[0], table)


def _text(fragment: str) -> str:
    return html.unescape(_TAG.sub("", fragment)).strip()
