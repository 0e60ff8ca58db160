"""Whether a finished book is what its manifest says, and its data give it: `is248 verify dist/2024`."""

import os
from pathlib import Path

from is248 import current, files
from is248.build import Report, build
from is248.project import ProjectError, root
from is248.steps import CACHE, versions


def differences(folder: Path) -> list[str]:
    """Return what differs between a finished book, its manifest and this project; nothing is built.

    Every file is named: of the book, and of what it was made of; and every package of another version.
    """
    manifest = _manifest(folder)
    found = current.differing(manifest["outputs"], current.digests(current.outputs(folder), folder))
    made_of = current.differing(manifest["inputs"], current.digests(current.inputs(), root()))
    packages = current.differing(manifest["versions"], versions())
    return [
        *(f"{folder}/{name}" for name in found),
        *(f"{name} here" for name in made_of),
        *(f"The package {name} here" for name in packages),
    ]


def built_again(folder: Path, report: Report) -> list[str]:
    """Build a book again, taking nothing that is kept, and return which of its files come out otherwise.

    The manifest itself isn't compared: it has the seconds of each step.
    """
    manifest = _manifest(folder)
    name = f"{files.AGAIN}{manifest['year']}"
    place = root() / "build" / name
    with files.alone(name, lambda holder: report(folder, None, f"{folder}: waits for {holder}")):
        os.environ[CACHE] = str(place / "cache")
        try:
            again = build(manifest["year"], manifest["renderer"], report, target=place / "book")
            found = current.differing(manifest["outputs"], current.digests(current.outputs(again), again))
        finally:
            del os.environ[CACHE]
            files.remove(place)
    return [f"{folder}/{name} when it is built again" for name in found]


def _manifest(folder: Path) -> dict:
    manifest = current.read_manifest(folder)
    if manifest is None:
        raise ProjectError(
            f"There is no finished book in {folder}: no {current.MANIFEST} as this version writes it. "
            "Name the folder of a book, such as dist/2024."
        )
    return manifest
