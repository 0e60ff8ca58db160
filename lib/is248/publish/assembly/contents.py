"""Which files a book has, and in which order: what _quarto.yml says, and what an edition's params file says of it."""

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import pydantic
import yaml
from pydantic import Field

from is248.chapters.source import all_there
from is248.data.edition import Edition
from is248.project import ProjectError, root
from is248.publish.assembly.book import BookError
from is248.reading import read_yaml

_KEYS = ("chapters", "appendices")
_CONFIG = "_quarto.yml"
_WORDS = [f"crossref-{kind}-title" for kind in ("fig", "tbl")]
_WORDS += [f"crossref-{kind}-prefix" for kind in ("fig", "tbl", "ch", "sec", "apx")] + ["section-title-appendices"]


class _Named(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow", strict=True)


class _Files(_Named):
    chapters: Annotated[list[str], Field(min_length=1)]
    appendices: list[str] | None = None


class _Crossref(_Named):
    lof_title: str = Field(alias="lof-title")
    lot_title: str = Field(alias="lot-title")


class _Pdf(_Named):
    toc_title: str = Field(alias="toc-title")


class _Formats(_Named):
    html: dict
    pdf: _Pdf = Field(alias="rapport-typst")


class _Config(_Named):
    """What the build takes from _quarto.yml; Quarto reads more of it."""

    book: _Files
    lang: str
    language: dict[str, str]
    crossref: _Crossref
    bibliography: str
    csl: str
    format: _Formats

    @pydantic.field_validator("language")
    @classmethod
    def _has_words(cls, language: dict[str, str]) -> dict[str, str]:
        if lacking := [word for word in _WORDS if word not in language]:
            raise ValueError(f"{', '.join(lacking)} is missing")
        return language


def read_config() -> dict:
    """Read _quarto.yml.

    Raises
    ------
    BookError
        If it can't be read, or what the build takes from it is missing or of another kind; it tells all of that.
    """
    config = read_yaml(_CONFIG, BookError)
    try:
        _Config.model_validate(config)
    except pydantic.ValidationError as error:
        wrong = [_told(one["loc"], one["msg"]) for one in error.errors()]
        raise BookError(
            f"{_CONFIG} can't be used; mend it, or get the committed one with git restore {_CONFIG}:\n"
            + "\n".join(wrong)
        ) from None
    return config | {"book": config["book"] | {"appendices": config["book"].get("appendices") or []}}


def config_with_files() -> dict:
    """Read _quarto.yml; BookError also if a file that it names is not there."""
    config = read_config()
    if lacks := lacking(config):
        raise BookError("\n".join(lacks))
    return config


def lacking(config: dict) -> list[str]:
    """Return what _quarto.yml names and is not there, each with its line and the file that may be meant."""
    named = [(("book", key, place), file) for key in _KEYS for place, file in enumerate(config["book"].get(key, []))]
    return [_lacks(*one) for one in [*named, (("bibliography",), config["bibliography"])] if not _there(one[1])]


def _told(key: tuple, what: str) -> str:
    """Return what is wrong with a value of _quarto.yml, with its line."""
    name = ".".join(map(str, key)) or "the file"
    remedy = "; a chapter is its file, - chapters/20-eldre.ipynb, and parts aren't supported" if len(key) == 3 else ""
    return f"  {_line(key)}{name}: {what}{remedy if key[-1:] and isinstance(key[-1], int) else ''}"


def _line(key: tuple) -> str:
    """Return the line of _quarto.yml that a value stands in, «line 12, »; nothing if it isn't there."""
    node = yaml.compose((root() / _CONFIG).read_text(encoding="utf-8"), yaml.CSafeLoader)
    for part in key:
        below = node.value if isinstance(node, yaml.CollectionNode) else []
        pairs = enumerate(below) if isinstance(node, yaml.SequenceNode) else [(k.value, v) for k, v in below]
        node = dict(pairs).get(part)
    return f"line {node.start_mark.line + 1}, " if node else ""


def _there(file: str) -> bool:
    """Tell whether a file is there under this very name: a Mac doesn't tell capitals from small letters."""
    path = root() / file
    return path.is_file() and path.name in (one.name for one in path.parent.iterdir())


def _lacks(key: tuple, file: str) -> str:
    """Return that _quarto.yml names a file that isn't there, its line, and the file that may be meant."""
    known = [*all_there(), *root().glob("*.qmd"), *(root() / "data").glob("*.bib")]
    names, stem = {path.stem.lower(): path.relative_to(root()) for path in known}, Path(file).stem.lower()
    close = [name for name in names if name.startswith(stem)] or get_close_matches(stem, names, 1, 0.7)
    meant = f"; did you mean {names[close[0]]}?" if close else "."
    return f"{_CONFIG}, {_line(key).replace(', ', ': ')}there is no file {file}{meant}"


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
    known = [path.stem for path in all_there()]
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
