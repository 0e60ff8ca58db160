"""The page and the files of a comparison: build/compare/<a>-<b>/."""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from is248.comparison.builds import Build, Cell, Exhibit
from is248.comparison.corrections import ChangedCell, Corrections
from is248.comparison.editions import Editions, Missing
from is248.comparison.findings import MOST_TOLD
from is248.comparison.indicators import Indicator, Key
from is248.comparison.questions import Difference
from is248.publish.reading.staging import SYNTHETIC_NOTICE
from is248.publish.site.assets import write_assets
from is248.templates import template
from is248.wording import Noun, capital, number, units
from is248.wording.signs import inline, unrun

_NUMBER = Noun("tall", "tall", "tallene", "ett")
_ANSWER = Noun("svar", "svar", "svarene", "ett")
_CHANGE = Noun("endring", "endringer", "endringene")
_EXHIBIT = Noun("tabell eller figur", "tabeller og figurer", "tabellene og figurene")
_QUESTION = Noun("spørsmål", "spørsmål", "spørsmålene", "ett")
_UNSAID = ("Prosent", "Antall")  # measures that the numbers say themselves
_INDICATOR_FIELDS = [
    *("part", "chapter", "label", "exhibit_old", "exhibit_new", "caption", "row", "group", "measure"),
    *("old", "new", "change", "base_old", "base_new", "break"),
]
_CELL_FIELDS = [
    *("label", "exhibit", "caption", "row", "group", "measure", "old", "new", "old_unrounded", "new_unrounded"),
]


@dataclass(frozen=True)
class Names:
    """How tables, rows and numbers are named on the page of two builds."""

    old: Build
    new: Build
    folder: Path  # where the page lies
    groups: dict[str, str]  # the printed names of rows that stand for a group of units

    def indicator(self, key: Key) -> str:
        """Return a cell's name: «Oslo, I stor grad»."""
        _, row, group, measure = key
        said = measure if measure not in _UNSAID else ""
        return ", ".join(filter(None, [self.groups.get(row, row), group, said])) or "I alt"

    def link(self, build: Build, label: str, page: str) -> str:
        """Return the address of a table or figure on a page, or of the page itself, seen from the comparison."""
        path = os.path.relpath(build.folder.resolve() / "html" / page, self.folder.resolve())
        return f"{Path(path).as_posix()}#{label}" if label else Path(path).as_posix()

    def chapter(self, exhibit: Exhibit) -> str:
        """Return the title of the chapter where a table or figure stands."""
        return (self.new.titles | self.old.titles).get(exhibit.page, "Uten kapittel")


def points(indicator: Indicator) -> str:
    """Return a change between the numbers as printed, with its sign: «+6», «−12», «0»."""
    apart = float(indicator.after.rounded - indicator.before.rounded)
    return f"{'+' if apart > 0 else ''}{number(apart, indicator.decimals)}"


def bases(indicator: Indicator) -> str:
    """Return the bases of a percentage: «156 → 169», or one number where they are the same; a dash for unknown."""
    before, after = (number(v.base) if v.base is not None else "–" for v in (indicator.old, indicator.new))
    return "" if not indicator.percent else before if before == after else f"{before} → {after}"


def grouped(items: Iterable, key: Callable) -> dict[object, list]:
    """Return items by what `key` gives for them, in the order that they first come in."""
    found: dict[object, list] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


def by_exhibit(items: Iterable) -> dict[Exhibit, list]:
    """Return indicators or cells by their table or figure, in the order that they first come in."""
    return grouped(items, lambda item: item.new.exhibit if isinstance(item, Indicator) else item.exhibit)


def by_difference(missing: Iterable[Missing]) -> list[list[Missing]]:
    """Return the tables that differ in the same rows and for the same reasons together: those by county, say."""
    alike = grouped(missing, lambda one: (*map(frozenset, (one.gone, one.new, one.reworded)), one.breaks))
    return list(alike.values())


def spoken(difference: Difference) -> str:
    """Return what is otherwise in a question, in Norwegian."""
    before, after = (re.sub(r"(?<![«\w])\d+ (?=«)", "", text) for text in (difference.before, difference.after))
    match difference.key:
        case "text" | "label":
            return f"Før: {before} Nå: {after}"
        case "options":
            parts = [("Svar som er borte", before), ("Nye svar", after)]
            return (
                " ".join(f"{said}: {names}." for said, names in parts if names) or "Svarene står i en annen rekkefølge."
            )
        case "services" | "educations":
            return f"Årsverkene fordeles på andre {'tjenester' if difference.key == 'services' else 'utdanninger'}."
        case "gate":
            return "Spørsmålet stilles til andre enn før."
        case _:
            return "Svaret gis på en annen måte."


def write_editions(found: Editions, groups: dict[str, str], folder: Path) -> Path:
    """Write index.html, summary.md and indicators.csv of two editions, and return the page."""
    names = Names(found.old, found.new, _emptied(folder), groups)
    _write_csv(folder / "indicators.csv", _INDICATOR_FIELDS, [*_indicators(found, names), *_one_sided(found, names)])
    chapters = grouped(found.compared, lambda indicator: names.chapter(indicator.new.exhibit))
    broken = grouped(found.broken, lambda indicator: " ".join(indicator.breaks))
    revised = by_exhibit(found.revised)
    return _write_page(names, "editions", found, chapters=chapters, broken=broken, revised=revised)


def write_corrections(found: Corrections, groups: dict[str, str], folder: Path) -> Path:
    """Write index.html, summary.md, indicators.csv and sentences.csv of two builds, and return the page."""
    names = Names(found.old, found.new, _emptied(folder), groups)
    _write_csv(folder / "indicators.csv", _CELL_FIELDS, map(_cell_row, found.cells))
    lines = ([s.page.file, s.page.title, s.kind, s.old, s.new] for s in found.sentences)
    _write_csv(folder / "sentences.csv", ["page", "title", "kind", "old", "new"], lines)
    pages = grouped(found.sentences, lambda sentence: sentence.page.title)
    return _write_page(names, "corrections", found, cells=by_exhibit(found.printed), pages=pages)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _indicators(found: Editions, names: Names) -> Iterator[dict]:
    """Yield the rows of indicators.csv that have numbers of both editions."""
    for i in found.indicators:
        part = "break" if i.breaks else "compared"
        numbers = {"old": repr(i.old.number), "new": repr(i.new.number), "change": f"{i.new.number - i.old.number:.6g}"}
        bases = {"base_old": _plain(i.old.base), "base_new": _plain(i.new.base)}
        why = {"exhibit_old": i.old.exhibit.number, "break": " ".join(i.breaks)}
        yield _row(part, i.new.exhibit, names, i.key) | numbers | bases | why
    for r in found.revised:
        said, now = float(r.said), float(r.now)
        numbers = {"old": repr(said), "new": repr(now), "change": f"{now - said:.6g}"}
        yield _row("revised", r.exhibit, names, r.key) | numbers


def _one_sided(found: Editions, names: Names) -> Iterator[dict]:
    """Yield the rows of indicators.csv about what only one of the editions has."""
    for exhibit in found.gone:
        yield _row("only in the old", exhibit, names) | {"exhibit_old": exhibit.number, "exhibit_new": ""}
    for exhibit in found.added:
        yield _row("only in the new", exhibit, names)
    for missing in found.missing:
        for part, rows in (("row only in the old", missing.gone), ("row only in the new", missing.new)):
            yield from (_row(part, missing.exhibit, names) | {"row": row} for row in rows)
    for part, texts in zip(("new", "old"), found.questions.only, strict=True):
        yield from ({"part": f"question only in the {part}", "caption": text} for text in texts)


def _row(part: str, exhibit: Exhibit, names: Names, key: Key | tuple = ()) -> dict:
    placed = {"chapter": names.chapter(exhibit), "exhibit_new": exhibit.number, "caption": exhibit.caption}
    cell = dict(zip(("row", "group", "measure"), key[1:], strict=False))
    return {"part": part, "label": exhibit.label} | placed | cell


def _plain(value: float | None) -> str:
    """Return a number for machines; nothing where it isn't known."""
    return "" if value is None else f"{value:.6g}"


def _cell_row(changed: ChangedCell) -> list[str]:
    e, cell, sides = changed.exhibit, changed.cell, (changed.old, changed.new)
    printed_, unrounded = ([getattr(side, name, "") for side in sides] for name in ("value", "unrounded"))
    return [e.label, e.number, e.caption, cell.row, cell.group, cell.measure, *printed_, *unrounded]


def _write_csv(path: Path, head: list[str], rows: Iterable[list | dict]) -> None:
    pd.DataFrame(rows, columns=head).map(unrun, na_action="ignore").to_csv(path, index=False, lineterminator="\n")


def printed(cell: Cell | None, decimals: int) -> str:
    """Return a cell of a data file as the book prints it: «16 236», «1,8»."""
    try:
        return number(float(cell.value), decimals) if cell else "ikke med"
    except ValueError:
        return cell.value or "tom"


def _write_page(names: Names, kind: str, found: Editions | Corrections, **grouped: dict) -> Path:
    filters = (points, bases, printed, spoken, by_exhibit, by_difference, number, capital, inline)
    said = dict(
        names=names,
        old=names.old,
        new=names.new,
        kind=kind,
        found=found,
        units=lambda n, noun: capital(units(n, noun)),
        few=units,
        nouns={"number": _NUMBER, "exhibit": _EXHIBIT, "question": _QUESTION, "change": _CHANGE, "answer": _ANSWER},
        most=MOST_TOLD,
        notice=SYNTHETIC_NOTICE if names.old.synthetic or names.new.synthetic else "",
        **grouped,
    )
    for file, form in (("index.html", "compare.html"), ("summary.md", "compare.md.jinja")):
        (names.folder / file).write_text(template(form, *filters).render(said), encoding="utf-8")
    write_assets(names.folder, "book.css", "site.css", "compare.css")
    return names.folder / "index.html"
