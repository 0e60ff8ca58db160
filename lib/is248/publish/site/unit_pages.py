"""«Finn min kommune»: a page per unit of the HTML book, from one notebook that is executed once for all of them.

The params file decides whether there are any (`unit_pages`). They are in no PDF, and Quarto's book has none.
"""

import re
from collections.abc import Callable
from pathlib import Path

from is248.analysis.tables import MIME
from is248.analysis.unit_answers import KIND
from is248.chapters.execution import Run
from is248.data.groupings import TOTAL, spoken
from is248.publish.assembly.book import BookError
from is248.publish.assembly.rows import slug
from is248.publish.reading.pandoc import ReadPage
from is248.publish.site.search import Entry
from is248.templates import template
from is248.wording import capital, number

NOTEBOOK = Path("chapters/units/min-kommune.ipynb")
OSLO = "Bydeler i Oslo"
LIST = (Path("kommuner/index.html"), "Finn min kommune")


def results(runs: dict[Path, Run]) -> dict | None:
    """Return what the executed notebook has of all units (see `UnitAnswers`); None if it was not executed."""
    if NOTEBOOK not in runs:
        return None
    cells = runs[NOTEBOOK].notebook.cells
    shown = [output.get("data", {}).get(MIME, {}) for cell in cells for output in cell.get("outputs", [])]
    found = next((data for data in shown if data.get("kind") == KIND), None)
    if found is None:
        raise BookError(f"{NOTEBOOK}: no cell shows survey.unit_answers()")
    return found


def address(unit: dict) -> Path:
    """Return where a unit's page lies in the site: two municipalities have the same name, none has another's number."""
    return LIST[0].parent / f"{slug(unit['name'])}-{unit['code']}.html"


def pages_of(data: dict, pages: list[ReadPage], framed: Callable[[Path, str, str], str]) -> dict:
    """Return a page for each unit and the list of them (`pages`, by address), and what the search has (`indexed`).

    Parameters
    ----------
    data : dict
        From `results`.
    pages : list of ReadPage
        The book's, which the answers lead to.
    framed : callable
        Makes a page of the site of its address, title and contents.
    """
    of_unit, of_list = template("unit.html", number), template("units.html")
    chapters = {read.page.number: read for read in pages if read.page.number}
    entries: list[Entry] = []
    made = {}
    for unit in data["units"]:
        file = address(unit)
        made[file.as_posix()] = framed(file, unit["name"], of_unit.render(_told(data, unit, chapters)))
        county = data["labels"]["county"][unit["county"]]
        entries.append((file.as_posix(), "p", "", unit["name"], f"{county} · Årsverk og svar {data['years'][-1]}"))
    by_county = {
        county: [(unit, address(unit).name) for unit in data["units"] if unit["county"] == county]
        for county in data["labels"]["county"]
    }
    listed, title = LIST[0].as_posix(), LIST[1]
    made[listed] = framed(*LIST, of_list.render(title=title, counties=by_county, total=len(data["units"])))
    entries.append((listed, "p", "", title, "En side for hver kommune, bydel og etat"))
    return {"pages": made, "indexed": [(listed, title, 1, entries)]}


def linked(body: str, data: dict, up: str) -> str:
    """Return a page with links to the units' pages where a row has a unit's name and number, as in appendix B."""
    units = {unit["code"]: unit for unit in data["units"]}

    def link(found: re.Match) -> str:
        head, name, code = found.groups()
        if code not in units:
            return found[0]
        return f'{head}<a href="{up}{address(units[code]).as_posix()}">{name}</a></th><td>{code}</td>'

    return re.sub(r'(<th scope="row">)([^<]+)</th><td>(\d{4,5})</td>', link, body)


def _told(data: dict, unit: dict, chapters: dict[str, ReadPage]) -> dict:
    """Return what a unit's page is told: its numbers and answers, each with those of the groups beside it."""
    size, county = unit["size_group"], unit["county"]
    labels = {"size_group": data["labels"]["size_group"][size], "county": data["labels"]["county"][county]}
    size_name = capital(spoken(labels["size_group"]))
    beside = [
        (
            size_name,
            data["shares"]["size_group"][size],
            data["rates"]["size_group"][size],
        ),
        (labels["county"], data["shares"]["county"][county], data["rates"]["county"][county]),
        ("Hele landet", data["shares"]["country"][TOTAL], data["rates"]["county"][TOTAL]),
    ]
    if size == OSLO:  # the county is nearly the same units
        beside = [beside[0], beside[2]]
    places = [n for n, answer in enumerate(unit["answers"]) if answer is not None]
    rows = [
        {
            "chapter": data["questions"][n]["chapter"],
            "question": data["questions"][n]["text"],
            "answers": [
                (data["questions"][n]["options"][one], [shares[n][one] for _, shares, _ in beside])
                for one in unit["answers"][n]
            ],
        }
        for n in places
    ]
    return {
        "unit": unit,
        "labels": labels,
        "beside": [name for name, *_ in beside],
        "rates": [(unit["name"], data["rates"]["unit"][unit["code"]]), *((name, rates) for name, _, rates in beside)],
        "years": list(zip(data["years"], unit["fte"], strict=True)),
        "most": max([n for row in unit["fte"] for n in row if n is not None], default=0) or 1,
        "chapters": [
            (chapters.get(chapter), [row for row in rows if row["chapter"] == chapter])
            for chapter in dict.fromkeys(row["chapter"] for row in rows)
        ],
        "asked": len(data["questions"]),
        "answered": len(rows),
        "source": data["source"],
    }
