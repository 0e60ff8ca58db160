"""Which files a book has, and in which order: what _quarto.yml says, and what an edition's params file says of it."""

from pathlib import Path

import yaml

from is248.data.edition import Edition
from is248.project import ProjectError, root
from is248.publish.book import BookError

_KEYS = ("chapters", "appendices")


def read_config() -> dict:
    """Read _quarto.yml."""
    path = root() / "_quarto.yml"
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BookError(f"_quarto.yml can't be read: {error}") from error


def chapter_files(config: dict) -> list[tuple[Path, bool]]:
    """Return the book's files in order, relative to the project, and whether each is an appendix."""
    return [(Path(file), key == "appendices") for key in _KEYS for file in config["book"].get(key, [])]


def sources(config: dict, edition: Edition) -> dict[Path, Path]:
    """Return the author's file of every page of a year's book, by the file that _quarto.yml names in its place.

    They are the same but for the chapters that the params file gives another notebook.

    Raises
    ------
    ProjectError
        If the params file names a chapter, or a notebook in its place, that is not in chapters/.
    """
    known = sorted(path.stem for path in (root() / "chapters").glob("*.ipynb"))
    for key, names in {"chapters": {*edition.chapters, *edition.chapters.values()}, "numbers": edition.numbers}.items():
        if wrong := [name for name in names if name not in known]:
            raise ProjectError(
                f"params/{edition.year}.yml, {key}: there is no chapter {', '.join(wrong)} in chapters/. There are:\n  "
                + "\n  ".join(known)
            )
    files = [file for file, _ in chapter_files(config)]
    return {file: file.with_stem(edition.chapters.get(file.stem, file.stem)) for file in files}


def with_chapters(config: dict, files: list[Path]) -> dict:
    """Return _quarto.yml's contents with these files alone: a year's book may lack a chapter."""
    book = config["book"]
    return config | {"book": book | {key: [file for file in book.get(key, []) if Path(file) in files] for key in _KEYS}}
