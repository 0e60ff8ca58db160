"""Whether a finished book is what a build would make anew: all that it is made of, and its own files, are as then.

The manifest in dist/<year> has the hashes. Nothing heavy is imported here: a build with nothing to do says so at once.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from is248.project import root
from is248.steps import library

MANIFEST = "manifest.json"
_DATA = (".csv", ".yml", ".bib")
_ALONE = ("_quarto.yml", "requirements.txt", "index.qmd", "hovedfunn.qmd", "forord.qmd", "referanser.qmd")


def inputs() -> list[Path]:
    """Return all files of the project that a book may be made of, in order."""
    top = root()
    data = [file for file in (top / "data").rglob("*") if file.suffix in _DATA and "published" not in file.parts]
    folders = [file for name in ("chapters", "images", "params", "templates") for file in (top / name).rglob("*")]
    kept = (file for file in folders if ".ipynb_checkpoints" not in file.parts)
    return sorted(file for file in [*data, *kept, *library(""), *(top / name for name in _ALONE)] if file.is_file())


def digests(files: Iterable[Path], top: Path) -> dict[str, str]:
    """Return the hash of each file, by its path from the top."""
    return {str(file.relative_to(top)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def outputs(folder: Path) -> list[Path]:
    """Return the files of a finished book, in order, without its manifest."""
    return sorted(file for file in folder.rglob("*") if file.is_file() and file != folder / MANIFEST)


def finished(year: int | None, renderer: str) -> Path | None:
    """Return the folder of a year's book (the newest params file's) if a build would make the same; else None."""
    known = sorted((root() / "params").glob("[0-9][0-9][0-9][0-9].yml"))
    folder = root() / "dist" / (str(year) if year else known[-1].stem if known else "")
    if not (folder / MANIFEST).is_file() or (renderer != "pandoc" and shutil.which("quarto")):
        return None
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    same = (
        renderer in ("auto", manifest["renderer"])
        and manifest["versions"]["python"] == sys.version.split()[0]
        and manifest["inputs"] == digests(inputs(), root())
        and manifest.get("outputs") == digests(outputs(folder), folder)
    )
    return folder if same else None
