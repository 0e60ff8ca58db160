"""`datapackage.json`: what the data files hold, in the words of Frictionless Data (Tabular Data Package, version 1)."""

import json
import re
from pathlib import Path

from is248.data.codebook import Codebook
from is248.data.codebook.asking import TARGETS, answers, asked_of, worded
from is248.data.edition import Edition
from is248.publish.assembly.book import Book, Exhibit
from is248.publish.assembly.colophon import as_text
from is248.publish.assembly.shape import NORWEGIAN, plain

FILE = "datapackage.json"
FIELDS = ["table", "row", "group", "measure", "value"]
OWN_FIELDS = [*FIELDS[1:], "unrounded", "label", "section"]
TEST_FIELDS = [
    *("chapter", "question", "outcome", "by", "control", "method", "n", "groups"),
    *("statistic", "df", "p", "significant", "conclusion", "note"),
]
_TYPES = {"n": "integer", "groups": "integer", "statistic": "number", "df": "integer", "p": "number"} | {
    "significant": "boolean"
}
_TOLD = {
    "table": "The table's number in the book",
    "row": "The row's key, the same in all editions; of a unit, its number",
    "group": "The column's upper head; of several years it begins with the year",
    "measure": "The column's lower head: what is counted",
    "value": "As printed, rounded; nothing where the book has a dash",
    "unrounded": "The same before rounding",
    "label": "The row's name as printed",
    "section": "The heading that the row stands under",
    "outcome": "What was tested, in words",
    "control": "What the test is controlled for",
    "p": "The chance of a difference as large as this one if there is none",
}
_UNITS = {  # of a measure, the first that fits
    r"Prosent|prosent|%|Dekningsgrad": "percent",
    r"pr\. 10 000": "full-time equivalents per 10 000 inhabitants",
    r"[Åå]rsverk": "full-time equivalents",
    r"per innbygger": "users per inhabitant",
    r"brukere|innbyggere|personer": "persons",
    r"Antall|Kommuner": "count",
}


def write_package(book: Book, codebook: Codebook, folder: Path) -> None:
    """Write datapackage.json beside the files that it describes."""
    tables = [one for one in book.exhibits if one.kind == "table"]
    cells = [record for one in tables for record in one.data["records"]]
    resources = [
        _resource("tables", "All tables, cell by cell", _schema(FIELDS, cells)),
        _resource("tests", "Every test of difference or change that was run", _schema(TEST_FIELDS, [])),
        *(_of_exhibit(one, codebook) for one in book.exhibits),
    ]
    text = json.dumps(_package(book.edition) | {"resources": resources}, indent=1, ensure_ascii=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _package(edition: Edition) -> dict:
    """Return what is said of the whole; answers that are invented are called so."""
    name, _, path = edition.license.strip("[)").partition("](")
    licence = {"name": re.sub(r" ", "-", name), "title": name} | ({"path": path} if path else {})
    return {
        "profile": "tabular-data-package",
        "name": edition.pdf_name,
        "title": edition.title,
        "description": f"{'Synthetic answers; use none of them as facts. ' if edition.synthetic else ''}"
        "A text that a spreadsheet would run begins with an apostrophe.",
        "created": f"{edition.date.isoformat()}T00:00:00Z",
        "synthetic": edition.synthetic,
        "contributors": [{"title": name, "role": "author"} for name in edition.authors],
    } | ({"licenses": [licence]} if name else {})


def _resource(name: str, title: str, schema: dict, **more: object) -> dict:
    told = {"profile": "tabular-data-resource", "name": name, "path": f"{name}.csv", "title": title}
    file = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": schema}
    return told | more | file


def _schema(fields: list[str], records: list[dict]) -> dict:
    """Return the fields with their types: a column of numbers, unless one of its cells is a text."""
    texts = any(isinstance(record["value"], str) for record in records)
    types = _TYPES | dict.fromkeys(("value", "unrounded"), "string" if texts else "number")
    described = [
        {"name": name, "type": types.get(name, "string")}
        | ({"description": _TOLD[name]} if name in _TOLD else {})
        | ({"trueValues": ["True"], "falseValues": ["False"]} if types.get(name) == "boolean" else {})
        for name in fields
    ]
    return {"fields": described, "missingValues": [""]}


def _of_exhibit(exhibit: Exhibit, codebook: Codebook) -> dict:
    """Return the file of a table or figure, with the units of its numbers and the questions behind them."""
    data = exhibit.data
    source = {"sources": [{"title": plain(data["source"])}]} if data["source"] else {}
    measures = dict.fromkeys(record["measure"] for record in data["records"] if record["value"] is not None)
    return _resource(
        exhibit.label,
        as_text(exhibit.caption),
        _schema(OWN_FIELDS, data["records"]),
        number=exhibit.number,
        description=plain(data["note"]),
        **source,
        units={measure: unit for measure in measures if (unit := _unit(measure))},
        questions=[_question(codebook, id) for id in data["questions"]],
        breaks=[{"year": year, "reason": why} for year, why in data["breaks"]],
        alternatives=[f"{exhibit.label}.xlsx", f"{exhibit.label}{NORWEGIAN}"],
    )


def _unit(measure: str) -> str:
    return next((unit for words, unit in _UNITS.items() if re.search(words, measure)), "")


def _question(codebook: Codebook, id: str) -> dict:
    told = {"id": id, "text": worded(codebook, id), "asked_of": asked_of(codebook, id)}
    return told | {"answers": answers(codebook, id), "target": TARGETS[codebook.question(id).target]}
