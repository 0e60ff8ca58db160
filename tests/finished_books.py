"""Small finished books, written by hand, for tests of the comparison."""

import csv
import json
from html import escape
from pathlib import Path

from openpyxl import Workbook

HEAD = ["row", "group", "measure", "value", "unrounded"]


def number(row: str, group: str, measure: str, value: float) -> list[str]:
    return [row, group, measure, f"{value:.0f}", repr(value)]


def share(row: str, percent: float, base: int, group: str = "") -> list[list[str]]:
    """A row with its percentage and base, as a figure has them."""
    return [number(row, group, "Prosent", percent), number(row, group, "Antall svar", base)]


def book(
    folder: Path,
    year: int,
    tables: dict[str, list[list[str]]],
    prose: str = "<p>Ingenting.</p>",
    tests=(),
    breaks: dict[str, list] | None = None,
    questions: dict[str, list] | None = None,
) -> Path:
    """Write a finished book of one chapter; its tables are numbered as they stand, with their breaks and questions."""
    (folder / "data").mkdir(parents=True)
    (folder / "html" / "chapters").mkdir(parents=True)
    shown = {
        label: {"questions": (questions or {}).get(label, []), "breaks": (breaks or {}).get(label, [])}
        for label in tables
    }
    chapters = {"index.qmd": {}, "chapters/09-medvirkning.ipynb": {}}
    manifest = {"year": year, "chapters": chapters, "exhibits": shown, "tests": list(tests)}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    captions = "".join(
        f'<figure class="exhibit table" id="{label}"><table><caption><span class="caption-text">'
        f'<span class="exhibit-number">Tabell\u00a09.{place}.</span> Om {escape(label)}.</span></caption>'
        "<tr><td>12</td></tr></table></figure>"
        for place, label in enumerate(tables, 1)
    )
    heading = '<h1><span class="header-section-number">9</span> Medvirkning</h1>'
    page = f"<html><body><nav><p>Meny</p></nav><main>{heading}{prose}{captions}</main></body></html>"
    (folder / "html" / "chapters" / "09-medvirkning.html").write_text(page, "utf-8")
    (folder / "html" / "index.html").write_text("<main><h1>Om boken</h1></main>", "utf-8")
    for label, cells in tables.items():
        write_csv(folder / "data" / f"{label}.csv", [HEAD, *cells])
    return folder


def of_change(outcome: str, before: float, after: float, significant: bool = True, question: str = "q", **more) -> dict:
    """The record of a test of change from 2023 to 2024, of 100 answers each year."""
    said = {"chapter": "9", "question": question, "outcome": outcome, "by": "År (2023 og 2024)", "control": ""}
    said |= {"method": "Fisher, eksakt", "n": 100, "groups": 2, "df": 1, "printed_p": "<0,001", "note": ""}
    shares = [[2023, before, 100.0], [2024, after, 100.0]]
    return said | {"significant": significant, "conclusion": "økt", "shares": shares} | more


def package(folder: Path, county: str, answers: list[list], fte: list[list]) -> Path:
    """Write a county governor's workbook with the sheets that the comparison reads."""
    (folder / "packages").mkdir(parents=True, exist_ok=True)
    made = Workbook()
    for name, heads, rows in (
        ("Svar", ["Kode", "Spørsmål", "Lund", "Bø*"], answers),
        ("Årsverk", ["Nummer", "Enhet", "Størrelse", "Årsverk til barn og unge", "Årsverk til voksne"], fte),
    ):
        sheet = made.create_sheet(name)
        for row in (["Tittel"], heads, *rows):
            sheet.append(row)
    made.save(folder / "packages" / f"{county}.xlsx")
    return folder


def write_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def rows_of(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
