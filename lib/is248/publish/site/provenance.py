"""What a reader is told who asks where a number comes from: how it was counted, the question, its table, its test.

The words are the values' own (`is248.wording.Origin`). Here they meet the book: the question in the form's words, the
cell of the table or figure that has the number, its file, and the record of its test in the method appendix.
"""

import json
import math
import re
from collections.abc import Container, Iterable
from pathlib import Path

from is248.analysis.significance import level_of
from is248.data.codebook import Codebook, codebook_years, is_worded, load_codebook, to_whom, worded
from is248.publish.assembly.book import Book, Exhibit, Page
from is248.publish.assembly.questions import ANCHOR
from is248.steps import Memory
from is248.wording import capital, join, number

_MARK = re.compile(r'<span class="value" data-value="(\w+)" title="[^"]*">(.*?)</span>(?!</span>)', re.DOTALL)
_QUOTED = re.compile(r'"(\w+)"')
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST = 4  # rows or columns that are named where a value has many
_UNTOLD = "Regnet ut i kapitlet. Koden under viser hvordan."
_KINDS = {"table": "tabell", "figure": "figur"}


class Catalogue:
    """The book as the panels of its numbers see it: exhibits by question, and where everything stands."""

    def __init__(
        self, codebook: Codebook | None, level: float, asking: Path | None, method: Path | None, exhibits: tuple
    ):
        self.codebook, self.level, self._asking, self._method = codebook, level, asking, method
        self._asked: dict[str, list[tuple[Path, Exhibit]]] = {}  # by question; without one, by ""
        for file, exhibit in exhibits:
            for id in exhibit.data.get("questions") or [""]:
                self._asked.setdefault(id, []).append((file, exhibit))

    def panels(self, values: dict[str, dict], page: Page) -> dict:
        """Return what the values of a page (by key) have behind them, with what they share told once."""
        shared = _Shared()
        values = {key: self._panel(value, page, shared) for key, value in values.items()}
        questions = {id: self._question(id) for id in shared.questions if self._knows(id)}
        method = self._method and f"{_address(self._method, page)}#tbl-tester"
        return {
            "values": values,
            "questions": questions,
            "asking": self._asking and f"{_address(self._asking, page)}#{ANCHOR}",
            "exhibits": [json.loads(exhibit) for exhibit in shared.exhibits],
            "codes": list(shared.codes),
            "tests": [self._test(json.loads(test)) for test in shared.tests],
            "method": method,
        }

    def _panel(self, value: dict, page: Page, shared: "_Shared") -> dict:
        origins, tests = [], list(value["tests"])
        if not value["origins"] and not tests:  # a list or a number of names, say: its code says what it was counted of
            named = _QUOTED.findall("\n".join([*value["code"], value["expression"]]))
            origins.append({"told": _UNTOLD, "questions": list(dict.fromkeys(filter(self._knows, named)))})
        for origin in value["origins"]:
            origins += [origin, *_parts(origin)]
            tests += [one["test"] for one in (origin, *_parts(origin)) if "test" in one]
        ids = dict.fromkeys(id for origin in origins for id in origin.get("questions", ()))
        ids |= dict.fromkeys(id for test in tests for id in test["question"].split(", ") if id)
        panel = {
            "told": list(dict.fromkeys(origin["told"] for origin in origins)),
            "questions": shared.take_questions(ids),
            "places": shared.take_places(self._places(origins, page)),
            "tests": shared.take_tests(tests),
            "code": shared.take_codes([*value["code"], value["expression"]]),
        }
        return {name: part for name, part in panel.items() if part}

    def _places(self, origins: list[dict], page: Page) -> list[dict]:
        """Return the cells that the numbers stand in, or else the first table or figure of their question."""
        found: dict[str, tuple[dict, dict]] = {}
        for origin in origins:
            if place := self._place(origin, page):
                cell = place.pop("cell", None)
                _, cells = found.setdefault(place["href"], (place, {}))
                cells |= {cell: None} if cell else {}
        in_cells = [place | {"cell": _named(cells)} for place, cells in found.values() if cells]
        return (in_cells or [place for place, _ in found.values()])[:3]

    def _place(self, origin: dict, page: Page) -> dict | None:
        asked = next(iter(origin.get("questions", ())), "")
        candidates = [(other, e) for other, e in self._asked.get(asked, ()) if _about(e, origin)]
        candidates.sort(key=lambda one: (one[0] != page.file, len(one[1].data.get("questions", ()))))
        options = {option.label for option in self.codebook.options(asked)} if self._knows(asked) else set()
        for other, exhibit in candidates:
            if cell := _cell(exhibit, origin, options):
                return self._of(other, exhibit, page) | {"cell": cell}
        return self._of(*candidates[0], page) if candidates and origin.get("questions") else None

    def _of(self, other: Path, exhibit: Exhibit, page: Page) -> dict:
        href = f"{_address(other, page)}#{exhibit.label}"
        name = f"{_KINDS[exhibit.kind]} {exhibit.number}"
        return {"href": href, "name": name, "file": f"{page.up}../data/{exhibit.label}-norsk.csv"}

    def _knows(self, id: str) -> bool:
        return self.codebook is not None and id in self.codebook.ids

    def _question(self, id: str) -> dict:
        told = {"text": worded(self.codebook, id), "of": to_whom(self.codebook, id)}
        if not is_worded(self.codebook, id):
            told["short"] = True
        return told

    def _test(self, test: dict) -> str:
        """Return a test's record in words."""
        control = f", kontrollert for {test['control'].lower()}" if test["control"] else ""
        if not test["df"]:
            return f"{test['method']}: {test['note']}"
        level = f" Signifikant er her p ≤ {number(self.level, 4)}." if self.level else ""
        said = f"{test['by']}{control}: {test['method']}, n = {number(test['n'])}, p = {test['printed_p']}."
        return f"{said.replace('p = <', 'p < ')} {capital(test['conclusion'])}.{level}"


class _Shared:
    """What several panels of a page have in common: they name it by its place."""

    def __init__(self):
        self.questions: dict[str, None] = {}
        self.tests: dict[str, int] = {}
        self.codes: dict[str, int] = {}
        self.exhibits: dict[str, int] = {}

    def take_questions(self, ids: Iterable[str]) -> list[str]:
        """Return the questions that a panel names."""
        self.questions |= dict.fromkeys(ids)
        return list(ids)

    def take_tests(self, tests: Iterable[dict]) -> list[int]:
        """Return the places of some tests, each once."""
        texts = dict.fromkeys(json.dumps(test, sort_keys=True) for test in tests)
        return [self.tests.setdefault(text, len(self.tests)) for text in texts]

    def take_places(self, places: Iterable[dict]) -> list[list]:
        """Return the place of each table or figure, and the name of the cell in it, if it is one."""
        taken = []
        for place in places:
            exhibit = json.dumps({key: part for key, part in place.items() if key != "cell"}, ensure_ascii=False)
            taken.append([self.exhibits.setdefault(exhibit, len(self.exhibits)), place.get("cell", "")])
        return taken

    def take_codes(self, codes: Iterable[str]) -> list[int]:
        """Return the places of some pieces of code."""
        return [self.codes.setdefault(code, len(self.codes)) for code in codes]


def catalogue_of(book: Book, memory: Memory) -> Catalogue:
    """Return the book's catalogue: the one of before, while no table, figure or test has changed."""
    exhibits = tuple((page.file, exhibit) for page in book.pages for exhibit in page.exhibits)
    marked = (f"{{#{ANCHOR}", "{#tbl-tester}")
    files = (next((page.file for page in book.pages if mark in page.markdown), None) for mark in marked)
    year = book.edition.year
    of = (load_codebook(year) if year in codebook_years() else None, level_of(book.tests), *files, exhibits)
    return memory.made("catalogue", of, lambda: Catalogue(*of))


def marked_in(body: str, values: dict[str, dict]) -> dict[str, dict]:
    """Return the values that a page's HTML has marks of, in order."""
    return {key: values[key] for key in dict.fromkeys(key for key, _ in _MARK.findall(body)) if key in values}


def as_script(panels: dict) -> str:
    """Return data as the script that a page loads when somebody asks for it."""
    known = {name: part for name, part in panels.items() if part}
    return f"window.valuePanels = {json.dumps(known, ensure_ascii=False, separators=(',', ':'))};\n"


def linked(body: str, panels: dict) -> str:
    """Return a page's HTML with its values as links to where they come from; the script opens a panel in their place.

    What stands in a link already, or leads nowhere, stays as it is, for the script.
    """

    def link(found: re.Match) -> str:
        key, text = found.groups()
        if key not in panels["values"]:
            return text
        before = body[: found.start()]
        href = "" if "<a " in text or before.rfind("<a ") > before.rfind("</a>") else _href(panels, key)
        if not href:
            return f'<span class="value" data-value="{key}">{text}</span>'
        return f'<a class="value" data-value="{key}" href="{href}">{text}</a>'

    return _MARK.sub(link, body)


def _href(panels: dict, key: str) -> str:
    panel = panels["values"][key]
    places = [panels["exhibits"][place]["href"] for place, _ in panel.get("places", ())]
    asked = [
        f"{panels['asking']}{id}" for id in panel.get("questions", ()) if panels["asking"] and id in panels["questions"]
    ]
    tested = [panels["method"] or ""] if panel.get("tests") else []
    return next(filter(None, [*places, *asked, *tested]), "")


def _address(other: Path, page: Page) -> str:
    return "" if other == page.file else page.up + other.with_suffix(".html").as_posix()


def _parts(origin: dict) -> list[dict]:
    return [one for part in origin.get("parts", ()) for one in (part, *_parts(part))]


def _about(exhibit: Exhibit, origin: dict) -> bool:
    """Tell whether a table or figure has numbers of the same questions, divided in the same way."""
    asked, shown = set(origin.get("questions", ())), set(exhibit.data.get("questions", ()))
    title = origin.get("cell", [""])[0]
    same = asked <= shown if asked else bool(title) and not shown and exhibit.data.get("title") == title
    return same and origin.get("by", "") == exhibit.data.get("by", {}).get("key", "")


def _cell(exhibit: Exhibit, origin: dict, options: Container[str]) -> tuple[str, str] | None:
    """Return the row and the column of the cell that has the number, if it is known which; of several, the likeliest.

    `options` are the answers to the question: a number of several answers is in none of their cells.
    """
    fitting = [record for record in exhibit.data["records"] if _fits(record, origin, options)]
    if not fitting or (len(fitting) > 1 and not _row_of(origin)):
        return None
    found = max(fitting, key=lambda record: sum(f"«{head}»" in origin["told"] for head in _heads(record)))
    heads = filter(None, [found["group"], found["measure"]])
    return _row(exhibit, found["row"]), ", ".join(exhibit.data["heads"].get(head, head) for head in heads)


def _fits(record: dict, origin: dict, options: Container[str]) -> bool:
    """Tell whether a cell has the number, in its row and year; a percentage is no count that happens to be as large."""
    value, known = origin.get("value"), record["unrounded"]
    if None in (value, known) or isinstance(known, str) or not math.isclose(known, value, rel_tol=1e-9, abs_tol=1e-12):
        return False
    _, row, group, measure = origin.get("cell", ["", "", "", ""])
    if measure:
        return (record["row"], record["group"], record["measure"]) == (row, group, measure)
    heads = _heads(record)
    if row not in heads if row else "parts" in origin or any(head in options for head in heads):
        return False  # a change and a sum are made of cells
    years = [head for head in heads if _YEAR.fullmatch(head)]
    n, of = origin.get("counted") or (0, 0)
    share = math.isclose(100 * n / of, value, rel_tol=1e-9) if of else "prosent" in origin["told"]
    return (not years or str(origin.get("year")) in years) and share == any("rosent" in head for head in heads)


def _row_of(origin: dict) -> str:
    return origin.get("cell", ["", ""])[1]


def _heads(record: dict) -> list[str]:
    return [record["row"], *record["group"].split(" / "), record["measure"]]


def _row(exhibit: Exhibit, key: str) -> str:
    """Return a row's printed name, behind the heading that it stands under."""
    label, section = (exhibit.data[name].get(key, "") for name in ("labels", "sections"))
    return ", ".join(filter(None, [section, label or key]))


def _named(cells: Iterable[tuple[str, str]]) -> str:
    """Return cells in words: «rad «Nei», kolonnene «2021» og «2024»»."""
    columns: dict[str, list[str]] = {}
    for row, column in cells:
        columns.setdefault(row, []).append(column)
    same: dict[frozenset[str], tuple[list[str], list[str]]] = {}
    for row, heads in columns.items():
        same.setdefault(frozenset(heads), ([], heads))[0].append(row)
    return "; ".join(f"{_quoted('rad', rows)}, {_quoted('kolonne', heads)}" for rows, heads in same.values())


def _quoted(noun: str, names: list[str]) -> str:
    """Return a few names in quotation marks, behind what they are the names of; of many, the first."""
    few = names if len(names) <= _MOST else names[: _MOST - 1]
    texts = [f"«{name}»" for name in few] + [f"{len(names) - len(few)} til"] * (len(few) < len(names))
    return f"{noun if len(names) == 1 else noun.removesuffix('e') + 'ene'} {join(texts)}"
