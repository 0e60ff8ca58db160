"""Which chapters the book has: a new one, one under another name, other numbers, and what is wrong with `_quarto.yml`.

`_quarto.yml` and the params files are changed as text, line by line: so the comments of their authors stay.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from is248 import files
from is248.authoring.layout import tidy_notebook, written
from is248.data.edition import FILL_IN, load_edition, years
from is248.project import ProjectError, root
from is248.publish.assembly.contents import chapter_files, lacking, read_config
from is248.reading import read_text

CHAPTERS, CONFIG = Path("chapters"), Path("_quarto.yml")
_LINE = re.compile(r"^[ \t]*-[ \t]+chapters/(?P<name>(?P<number>\d+)-[\w-]+)\.ipynb\b.*\n?", re.MULTILINE)
_NUMBER = re.compile(r"(\d+)-")
_LONGEST = 40  # characters of a file's name; Jupyter takes 64 for the name of a cell


@dataclass(frozen=True)
class Misplaced:
    """Something wrong with the order or the numbers of the chapters, as `is248 check` tells it."""

    text: str
    rule: str = "outline"

    def __str__(self) -> str:
        return self.text


def slug(title: str) -> str:
    """Return a title as a file's name has it: «Vold i nære relasjoner» is vold-i-naere-relasjoner."""
    letters = title.lower().translate(str.maketrans({"æ": "ae", "ø": "o", "å": "a", "é": "e", "ö": "o", "ä": "a"}))
    words = re.findall(r"[a-z0-9]+", letters)
    while len("-".join(words)) > _LONGEST and len(words) > 1:
        words.pop()
    if not words:
        raise ProjectError(f"«{title}» has no letters that a file's name can be made of.")
    return "-".join(words)


# --- a new chapter --------------------------------------------------------------------------------


def new_chapter(number: int, title: str) -> Path:
    """Make a chapter to begin with, name it in _quarto.yml, and return its file, relative to the project.

    Parameters
    ----------
    number : int
        Its number in the book; it may be a number that is between others and free.
    title : str
        Its heading; the file's name and the labels are made of it.

    Raises
    ------
    ProjectError
        If another chapter has the number or the label. Nothing has been written then.
    """
    taken = {int(found[1]): path.name for path in _notebooks() if (found := _NUMBER.match(path.name))}
    if number < 1 or number in taken:
        has = f"{CHAPTERS / taken[number]} has the number {number} already" if number in taken else "Numbers begin at 1"
        raise ProjectError(f"{has}. The first free one is {max(taken, default=0) + 1}.")
    name = slug(title)
    label = re.compile(rf"\{{#sec-{name}\b(?!-)")
    if there := [path for path in _notebooks() if label.search(read_text(path))]:
        raise ProjectError(f"The label sec-{name} stands in {CHAPTERS / there[0].name} already; choose another title.")
    file = CHAPTERS / f"{number:02}-{name}.ipynb"
    config = _with_line(_text(CONFIG), file.stem)
    files.write_all({file: written(tidy_notebook(_template(name, title))), CONFIG: config})
    return file


def _template(name: str, title: str):
    """Return the notebook that a chapter begins as; its text tells what to write."""
    year = load_edition().year
    first, last = f"sec-{name}-forste", f"sec-{name}-oppsummering"
    names = '# Give names to what the section is about, such as\n# plan = survey.question("handlingsplan_vold")'
    opening = f"{FILL_IN}: Skriv her hva kapitlet spør om, hvem som har svart, og hvor tallene kommer fra."
    shown = f"{FILL_IN}: Skriv her hva tallene viser, og vis til tabellen før den kommer."
    answer = f"{FILL_IN}: Skriv her svaret på det kapitlet spør om. Det blir også en del av sammendraget."
    return new_notebook(
        cells=[
            new_markdown_cell(f"# {title} {{#sec-{name}}}", id=f"sec-{name}"),
            new_code_cell(f"year = {year}", id="parametre", metadata={"tags": ["parameters"]}),
            new_code_cell("from is248 import *\n\nsurvey = open_survey(year)", id="oppsett"),
            new_markdown_cell(opening, id="innledning"),
            new_markdown_cell(f"## Første avsnitt {{#{first}}}", id=first),
            new_code_cell(names, id="forste"),
            new_markdown_cell(shown, id="tekst-forste"),
            new_markdown_cell(f"## Oppsummering {{#{last}}}\n\n{answer}", id=last),
        ]
    )


def _with_line(config: str, name: str) -> str:
    """Return _quarto.yml's text with a line for a chapter, before the first one with a higher number."""
    lines = list(_LINE.finditer(config))
    if not lines:
        raise ProjectError(f"{CONFIG} has no line for a numbered chapter, such as `- chapters/01-kunnskap.ipynb`.")
    number = int(_NUMBER.match(name)[1])
    later = next((line for line in lines if int(line["number"]) > number), None)
    place = later.start() if later else lines[-1].end()
    line = f"{lines[0][0].partition('-')[0]}- {CHAPTERS}/{name}.ipynb\n"
    return config[:place] + line + config[place:]


# --- other names and numbers ----------------------------------------------------------------------


def rename_chapter(old: str, new: str) -> str:
    """Give a chapter's file another name, in _quarto.yml and params/ too, and return the new name.

    Parameters
    ----------
    old : str
        The file's name as _quarto.yml has it, without .ipynb.
    new : str
        The new one, or words to make it of. Without a number in front the chapter keeps its own; with another number,
        its line moves to where that belongs.

    Raises
    ------
    ProjectError
        If there is such a file, or another chapter has the number.
    """
    number, given = _NUMBER.match(old), _NUMBER.match(new)
    name = slug(new)
    if given:
        name = f"{int(given[1]):02}-{slug(new[given.end() :])}"
    elif number:
        name = number[0] + name
    moved = given and (not number or int(number[1]) != int(given[1]))
    if moved:
        taken = [line["name"] for line in _LINE.finditer(_text(CONFIG)) if int(line["number"]) == int(given[1])]
        if taken:
            raise ProjectError(f"{CHAPTERS}/{taken[0]}.ipynb has the number {int(given[1])} already.")
    renamed = _renamed({old: name})
    if moved:
        config = re.sub(rf"(?m)^.*\bchapters/{name}\.ipynb\b.*\n", "", renamed[CONFIG])
        renamed[CONFIG] = _with_line(config, name)
    files.write_all(renamed)
    return name


def renumber_chapters() -> dict[str, str]:
    """Give the numbered chapters' files the numbers of their places in _quarto.yml; return old and new names.

    A notebook that takes a chapter's place in one year's book gets the same number.
    """
    names = {}
    for place, line in enumerate(_LINE.finditer(_text(CONFIG)), start=1):
        names[line["name"]] = _NUMBER.sub(f"{place:02}-", line["name"], count=1)
    for year in years():
        for chapter, other in load_edition(year).chapters.items():
            if chapter in names and _NUMBER.match(other):
                names[other] = _NUMBER.sub(_NUMBER.match(names[chapter])[0], other, count=1)
    changed = {old: new for old, new in names.items() if old != new}
    files.write_all(_renamed(changed))
    return changed


def _renamed(names: dict[str, str]) -> dict[Path, str | bytes | None]:
    """Return what all files are that change when chapters are renamed, old name -> new name; None is one that goes.

    They belong together: a chapter may get the name that another one gives up, and _quarto.yml and params/ name them.
    """
    there = {path.stem for path in _notebooks()}
    for old, new in names.items():
        if old not in there:
            raise ProjectError(f"There is no {CHAPTERS}/{old}.ipynb.")
        if new in there and new not in names:
            raise ProjectError(f"There is a {CHAPTERS}/{new}.ipynb already.")
    gone = {CHAPTERS / f"{old}.ipynb": None for old in names}
    made = {CHAPTERS / f"{new}.ipynb": (root() / CHAPTERS / f"{old}.ipynb").read_bytes() for old, new in names.items()}
    known = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names)) or '$.'})(?![\w-])")
    naming = [CONFIG, *(path.relative_to(root()) for path in (root() / "params").glob("*.yml"))]
    return gone | made | {path: known.sub(lambda found: names[found[0]], _text(path)) for path in naming}


def naming(names: Iterable[str]) -> list[Path]:
    """Return the files of the project beside chapters/ that have one of these names of chapters in them."""
    known = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")
    kinds = {".py", ".md", ".csv", ".yml"}
    places = [path for folder in ("lib", "tests", "tools", "docs", "data") for path in (root() / folder).rglob("*")]
    texts = [path for path in [*places, root() / "README.md"] if path.suffix in kinds and path.is_file()]
    return sorted(path.relative_to(root()) for path in texts if known.search(read_text(path)))


# --- what is wrong --------------------------------------------------------------------------------


def misplaced() -> list[Misplaced]:
    """Return what is wrong with the chapters that _quarto.yml names: missing, twice, out of order, forgotten."""
    config = read_config()
    named = [file.stem for file, _ in chapter_files(config) if file.parent == CHAPTERS]
    numbers = [(int(found[1]), name) for name in named if (found := _NUMBER.match(name))]
    there = {path.stem for path in _notebooks()}
    texts = "\n".join([_text(CONFIG), *(read_text(path) for path in (root() / "params").glob("*.yml"))])
    mentioned = set(re.findall(r"[\w-]+", texts))
    found = lacking(config)
    found += [f"{CONFIG}: {CHAPTERS}/{name}.ipynb stands twice" for name, n in Counter(named).items() if n > 1]
    found += [
        f"{CONFIG}: {CHAPTERS}/{later} stands behind {CHAPTERS}/{name}: move its line, or give the files the numbers "
        "of their places: is248 renumber-chapters"
        for (number, name), (next_number, later) in zip(numbers, numbers[1:], strict=False)
        if next_number <= number and later != name
    ]
    found += [
        f"{CHAPTERS}/{name}.ipynb is in no book: name it in {CONFIG}, behind a # if it is left out"
        for name in sorted(there - mentioned)
    ]
    return [Misplaced(text) for text in found]


def _notebooks() -> list[Path]:
    return sorted((root() / CHAPTERS).glob("*.ipynb"))


def _text(file: Path) -> str:
    return read_text(file)
