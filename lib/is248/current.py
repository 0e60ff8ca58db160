"""Whether a finished book is what a build would make anew: all that it is made of, and its own files, are as then.

The manifest in dist/<year> has the hashes. Nothing heavy is imported here: a build with nothing to do says so at once.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from is248.project import root
from is248.steps import data_files, digest, library, versions

MANIFEST = "manifest.json"
STAGED = "build/{}/quarto-pages.json"
_OF_QUARTO = (".html", ".typ", ".tex", ".md")  # what lies beside a chapter while Quarto renders it
_ALONE = ("_quarto.yml", "requirements.txt", "index.qmd", "hovedfunn.qmd", "forord.qmd", "referanser.qmd")


def inputs() -> list[Path]:
    """Return all files of the project that a book may be made of, in order."""
    top = root()
    folders = [
        file
        for name in ("_extensions", "chapters", "images", "params", "templates")
        for file in (top / name).rglob("*")
        if name != "chapters" or file.suffix not in _OF_QUARTO
    ]
    shown = (file for file in folders if not any(part.startswith(".") for part in file.relative_to(top).parts))
    others = (top / name for name in _ALONE)
    return sorted([*data_files(), *(file for file in [*shown, *library(""), *others] if file.is_file())])


def digests(files: Iterable[Path], top: Path) -> dict[str, str]:
    """Return the hash of each file, by its path from the top; of one that can't be read, that it can't."""
    return {file.relative_to(top).as_posix(): _hash(file) for file in files}


def _hash(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "no file"
    except OSError:
        return "unreadable"


def outputs(folder: Path) -> list[Path]:
    """Return the files of a finished book, in order, without its manifest."""
    return sorted(file for file in folder.rglob("*") if not file.is_dir() and file != folder / MANIFEST)


def read_manifest(folder: Path) -> dict | None:
    """Return the manifest of a finished book; None if there is none, or it isn't as this version writes it."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        kinds = {"year": int, "renderer": str, "inputs": dict, "outputs": dict, "versions": dict}
        return manifest if all(isinstance(manifest[key], kind) for key, kind in kinds.items()) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def differing(then: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return in words what differs between two lists of what stands for what: files and hashes, names and versions."""
    states = {name: (then.get(name), now.get(name)) for name in sorted({*then, *now})}
    words = {name: "is missing" if b is None else "is new" if a is None else "has changed"
             for name, (a, b) in states.items() if a != b}  # fmt: skip
    return [f"{name} {what}" for name, what in words.items()]


def finished(year: int | None, renderer: str) -> Path | None:
    """Return the folder of a year's book (the newest params file's) if a build would make the same; else None."""
    folder = root() / "dist" / (str(year) if year else _newest())
    manifest = read_manifest(folder)
    if manifest is None or (renderer != "pandoc" and shutil.which("quarto")):
        return None
    same = (
        renderer in ("auto", manifest["renderer"])
        and manifest["versions"] == versions()
        and manifest["inputs"] == digests(inputs(), root())
        and manifest["outputs"] == digests(outputs(folder), folder)
    )
    return folder if same else None


def _newest() -> str:
    return max((file.stem for file in (root() / "params").glob("[0-9][0-9][0-9][0-9].yml")), default="")


def staged(year: int | None) -> bool:
    """Tell whether the pages for Quarto's engine are what they would be now."""
    return read_staged(year or _newest()).get("made_of") == made_of()


def read_staged(year: int | str) -> dict:
    """Return what Quarto's engine was told of a year's pages."""
    try:
        return json.loads((root() / STAGED.format(year)).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def made_of() -> str:
    """Return the hash of all that a book may be made of."""
    return digest(json.dumps([versions(), digests(inputs(), root())]))
