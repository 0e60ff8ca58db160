"""The page and the files of a comparison: build/compare/<a>-<b>/."""

import csv
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import jinja2

from is248.comparison.builds import Build, Exhibit
from is248.comparison.corrections import ChangedCell, ChangedSentence, Corrections
from is248.comparison.editions import Editions, Missing
from is248.comparison.indicators import LEAST_ERROR, NOTABLE, UNKNOWN_BASE, Indicator
from is248.project import root
from is248.publish.book import DEMO_NOTICE
from is248.publish.html import fonts
from is248.wording import Noun, Quantity, capital, number, units

MOST_NOTABLE = 20  # rows of a chapter that are shown without being asked for

_NUMBER = Noun("tall", "tall", "tallene", "ett")
_EXHIBIT = Noun("tabell eller figur", "tabeller og figurer", "tabellene og figurene")
_QUESTION = Noun("spørsmål", "spørsmål", "spørsmålene", "ett")
_UNSAID = ("Prosent", "Antall")  # measures that the numbers say themselves
_INDICATOR_FIELDS = [
    *("part", "chapter", "label", "exhibit_old", "exhibit_new", "caption", "row", "group", "measure"),
    *("old", "new", "change", "change_percent", "base_old", "base_new", "score", "break"),
]
_CELL_FIELDS = ["label", "exhibit", "caption", "row", "group", "measure", "old", "new"]
_CELL_FIELDS += ["old_unrounded", "new_unrounded"]


class Names:
    """How tables, rows and numbers are named on the page.

    Parameters
    ----------
    old, new : Build
        What is compared.
    folder : Path
        Where the page lies.
    groups : dict of str to str
        The printed names of rows that stand for a group of units.
    """

    def __init__(self, old: Build, new: Build, folder: Path, groups: dict[str, str]):
        self.old, self.new, self.folder, self.groups = old, new, folder, groups

    def indicator(self, key: tuple[str, str, str, str]) -> str:
        """Return a cell's name: «Oslo, I stor grad»."""
        _, row, group, measure = key
        said = measure if measure not in _UNSAID else ""
        return ", ".join(filter(None, [self.groups.get(row, row), group, said])) or "I alt"

    def link(self, build: Build, label: str, page: str = "") -> str:
        """Return the address of a table or figure, or of a page, seen from the comparison."""
        page = page or (build.exhibits[label].page if label in build.exhibits else "")
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


def notable(rows: list[Indicator]) -> list[Indicator]:
    """Return the changes that are shown without being asked for; the same number in several tables once."""
    found = {}
    for indicator in rows:
        if indicator.score >= NOTABLE and indicator.before.rounded != indicator.after.rounded:
            found.setdefault((*indicator.key[1:], str(indicator.before), str(indicator.after)), indicator)
    return list(found.values())[:MOST_NOTABLE]


def by_chapter(items: Iterable, names: Names, order: Iterable[str]) -> dict[str, list]:
    """Return items by the title of their chapter, in the order of the book; each has a label first in its key."""
    found: dict[str, list] = {title: [] for title in order}
    for item in items:
        found.setdefault(names.chapter(names.new.exhibits[item.key[0]]), []).append(item)
    return {title: rows for title, rows in found.items() if rows}


def by_exhibit(items: Iterable) -> dict[Exhibit, list]:
    """Return indicators or cells by their table or figure, in the order that they first come in."""
    found: dict[Exhibit, list] = {}
    for item in items:
        found.setdefault(item.new.exhibit if isinstance(item, Indicator) else item.exhibit, []).append(item)
    return found


def by_difference(missing: Iterable[Missing]) -> list[list[Missing]]:
    """Return the tables that differ in the same rows and for the same reasons together: those by county, say."""
    found: dict[tuple, list[Missing]] = {}
    for one in missing:
        key = (frozenset(one.gone), frozenset(one.new), frozenset(one.reworded), one.breaks)
        found.setdefault(key, []).append(one)
    return list(found.values())


def write_editions(found: Editions, told: list[Indicator], groups: dict[str, str], folder: Path) -> Path:
    """Write index.html and indicators.csv of two editions, and return the page."""
    names = Names(found.old, found.new, _emptied(folder), groups)
    titles = list(found.new.titles.values())
    _write_csv(folder / "indicators.csv", _INDICATOR_FIELDS, _indicator_rows(found, names))
    return _write_page(
        folder,
        names,
        kind="editions",
        found=found,
        told=told,
        chapters=by_chapter(found.compared, names, titles),
        broken=_by_reason(found.broken),
        revised=by_exhibit(found.revised),
        least=NOTABLE,
        most=MOST_NOTABLE,
        least_error=Quantity(LEAST_ERROR),
        unknown_base=UNKNOWN_BASE,
    )


def write_corrections(found: Corrections, told: list[Indicator], groups: dict[str, str], folder: Path) -> Path:
    """Write index.html, indicators.csv and sentences.csv of two builds, and return the page."""
    names = Names(found.old, found.new, _emptied(folder), groups)
    _write_csv(folder / "indicators.csv", _CELL_FIELDS, map(_cell_row, found.cells))
    lines = [[s.page.file, s.page.title, s.kind, s.old, s.new] for s in found.sentences]
    _write_csv(folder / "sentences.csv", ["page", "title", "kind", "old", "new"], lines)
    pages: dict[str, list[ChangedSentence]] = {}
    for sentence in found.sentences:
        pages.setdefault(sentence.page.title, []).append(sentence)
    return _write_page(
        folder, names, kind="corrections", found=found, told=told, cells=by_exhibit(found.printed), pages=pages
    )


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _by_reason(broken: list[Indicator]) -> dict[str, list[Indicator]]:
    found: dict[str, list[Indicator]] = {}
    for indicator in broken:
        found.setdefault(" ".join(indicator.breaks), []).append(indicator)
    return found


def _indicator_rows(found: Editions, names: Names) -> Iterable[list]:
    for i in found.indicators:
        part = "behind a percentage" if i.behind else "break" if i.breaks else "compared"
        old, new = i.old.exhibit, i.new.exhibit
        base = [number_or_empty(value.base) for value in (i.old, i.new)]
        yield [
            *(part, names.chapter(new), new.label, old.number, new.number, new.caption, *i.key[1:]),
            *(repr(i.old.number), repr(i.new.number), f"{float(i.change):.6g}"),
            *(number_or_empty(i.relative), *base, f"{i.score:.3f}", " ".join(i.breaks)),
        ]
    for r in found.revised:
        e = r.exhibit
        said, now = float(r.said), float(r.now)
        yield [
            *("revised", names.chapter(e), e.label, "", e.number, e.caption, *r.key[1:], repr(said), repr(now)),
            *(f"{now - said:.6g}", *[""] * 5),
        ]
    for part, exhibits in (("only in the old", found.gone), ("only in the new", found.added)):
        for e in exhibits:
            yield [part, names.chapter(e), e.label, *_sides(part, e.number), e.caption, *[""] * 11]
    for missing in found.missing:
        e = missing.exhibit
        for part, rows in (("row only in the old", missing.gone), ("row only in the new", missing.new)):
            for row in rows:
                yield [part, names.chapter(e), e.label, "", e.number, e.caption, row, *[""] * 10]
    for part, texts in (
        ("question only in the old", found.questions_gone),
        ("question only in the new", found.questions_added),
    ):
        for text in texts:
            yield [part, *[""] * 4, text, *[""] * 11]


def _sides(part: str, text: str) -> tuple[str, str]:
    return (text, "") if part.endswith("old") else ("", text)


def number_or_empty(value: float | None) -> str:
    """Return a number for machines; nothing where it isn't known."""
    return "" if value is None else f"{value:.6g}"


def _cell_row(changed: ChangedCell) -> list[str]:
    e, cell, old, new = changed.exhibit, changed.cell, changed.old, changed.new
    shown = [side.value if side else "" for side in (old, new)] + [
        side.unrounded if side else "" for side in (old, new)
    ]
    return [e.label, e.number, e.caption, cell.row, cell.group, cell.measure, *shown]


def _write_csv(path: Path, head: list[str], rows: Iterable[list]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def printed(value: str) -> str:
    """Return a cell of a data file as the book prints it: «16 236», «1,8»."""
    try:
        return number(float(value), len(value.partition(".")[2]))
    except ValueError:
        return value or "tom"


def _write_page(folder: Path, names: Names, **context) -> Path:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(root() / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    filters = (points, bases, printed, by_exhibit, by_difference, notable, number, capital)
    environment.filters |= {function.__name__: function for function in filters}
    page = environment.get_template("compare.html").render(
        names=names,
        old=names.old,
        new=names.new,
        units=lambda n, noun: capital(units(n, noun)),
        few=units,
        nouns={"number": _NUMBER, "exhibit": _EXHIBIT, "question": _QUESTION},
        demo=DEMO_NOTICE if names.old.synthetic or names.new.synthetic else "",
        **context,
    )
    path = folder / "index.html"
    path.write_text(page, encoding="utf-8")
    assets = folder / "assets"
    (assets / "fonts").mkdir(parents=True)
    for name in ("book.css", "site.css"):
        shutil.copy(root() / "templates" / name, assets / name)
    for font in fonts():
        shutil.copy(font, assets / "fonts" / font.name)
    return path
