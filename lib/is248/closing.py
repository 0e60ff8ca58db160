"""The close of a year: all is checked, and kept so that somebody can make the same book in ten years.

closed/<year>/ is an RO-Crate (https://w3id.org/ro/crate/1.1): the book, its data and workbook, the project as git has
it, lock, licence, citation and a README that says how to rebuild it. Real answers leave the project only when asked to.
"""

import hashlib
import mimetypes
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import yaml

from is248 import current, files
from is248.authoring import layout, outline
from is248.authoring.committed import check_committed, git
from is248.build import Report, build
from is248.chapters.linter import book_files, check_prose
from is248.data.edition import Edition, demonstration, load_edition, years
from is248.project import ProjectError, root
from is248.publish.assembly.colophon import DEMONSTRATION, as_text, citation
from is248.steps import KEEPS, versions
from is248.survey import open_survey
from is248.templates import template
from is248.verification import built_again
from is248.years.checklist import checklist
from is248.years.freezing import freeze

CHECKSUMS, CODE, LOCK, METADATA = "SHA256SUMS", "code.zip", "requirements.txt", "ro-crate-metadata.json"
SYNTHETIC = "SYNTHETIC-ANSWERS.txt"  # there if they are, so that whoever lists the folder sees it
_LINK = re.compile(r"\((https?://[^)\s]+)\)")
_TESTS = {  # what pytest is told: of the library and the demonstration's book; of every chapter, run again
    "the tests": ["-n", "auto", "--dist", "loadfile", "-m", "not slow", "tests"],
    "the chapters' outputs, executed again": ["-p", "no:cacheprovider", "--nbval", "build/{year}/chapters"],
}


def close(year: int, report: Report, with_responses: bool = False, with_wheels: bool = False) -> Path:
    """Check an edition, build it again from nothing, freeze its numbers, and return its folder, closed/<year>.

    Parameters
    ----------
    year, report
        As for `build`.
    with_responses : bool
        Whether files that are not in git, such as real answers, and workbooks with units' answers go into the folder.
    with_wheels : bool
        Whether the locked packages do, as they are for this system and Python.

    Raises
    ------
    ProjectError
        If the edition is a draft, something is not committed or not done, or a check finds anything. The folder is
        then as it was.
    """
    try:
        from rocrate.rocrate import ROCrate
    except ImportError:
        raise ProjectError(
            "is248 close needs what tests need: pip install --require-hashes -r requirements-dev.txt"
        ) from None
    edition = load_edition(year)
    if edition.draft:
        raise ProjectError(f"The edition of {year} is a draft. Take draft: true out of params/{year}.yml first.")
    with files.alone(f"close-{year}"):
        _stop_at_changes()
        _stop_at("still to be done", _undone(year))
        _freeze(year)
        book = build(year, report=report)
        if tested := demonstration():
            build(tested.year, report=report)
        _stop_at_changes()  # what the build writes for Quarto
        began = time.perf_counter()
        for what, found in _checks(year):
            _stop_at(what, found)
            report(Path(what), time.perf_counter() - began, "done")
            began = time.perf_counter()
        _stop_at("built from nothing, the book is another one", built_again(book, report))
        with files.replaced(root() / "closed" / str(year)) as folder:
            whole = edition.synthetic or with_responses
            shutil.copytree(book, folder / "book", ignore=None if whole else shutil.ignore_patterns("packages"))
            (folder / CODE).write_bytes(git("archive", "--format=zip", "HEAD"))
            for name in (LOCK, "LICENSE"):
                shutil.copy(root() / name, folder)
            if with_wheels:
                _take_wheels(folder / "wheels")
            _write_about(edition, folder, _not_in_git(folder / "responses" if with_responses else None), whole)
            _describe(ROCrate(version="1.1"), edition, folder)
    return root() / "closed" / str(year)


def _stop_at(what: str, found: list) -> None:
    if found:
        more = f"\n  … and {len(found) - 10} more" if len(found) > 10 else ""
        raise ProjectError(f"Not closed: {what}:\n" + "\n".join(f"  {one}" for one in found[:10]) + more)


def _stop_at_changes() -> None:
    changes = git("status", "--porcelain").decode().splitlines()
    _stop_at("not committed, so nobody could rebuild it from git. Commit it, or take it away", changes)


def _undone(year: int) -> list[str]:
    """Return the steps of `new-year --check` that are not done; the first edition has none."""
    return [] if year == years()[0] else [step.what for step in checklist(year) if not step.done]


def _freeze(year: int) -> None:
    if added := freeze(open_survey(year)).added:
        raise ProjectError(
            f"data/history.csv has got {added} rows of {year}, which later editions need. Commit it "
            f'(git commit -m "Numbers of {year}" data/history.csv), and close again.'
        )


def _checks(year: int) -> Iterator[tuple[str, list]]:
    """Yield what is checked, and what was found; the build and the checklist have checked the data."""
    yield "the prose (is248 check)", [*outline.misplaced(), *check_prose()]
    yield "the form of the chapters (is248 format --check)", list(layout.untidy(book_files()))
    yield "real answers in git (is248 check-committed)", check_committed()
    for what, options in _TESTS.items():
        command = [sys.executable, "-m", "pytest", "-q", *(option.format(year=year) for option in options)]
        around = os.environ | ({KEEPS: "1"} if "--nbval" in options else {})  # a test of figures looks at new ones
        done = subprocess.run(command, cwd=root(), env=around, capture_output=True, text=True)
        yield f"{what} ({' '.join(command[1:])})", done.stdout.splitlines()[-10:] if done.returncode else []


def _not_in_git(folder: Path | None) -> dict[str, str]:
    """Return the files that the book is made of and git doesn't have, with their hashes; copy them into a folder."""
    known = set(git("ls-files", "-z").decode().split("\0"))
    loose = {name: sha for name, sha in current.digests(current.inputs(), root()).items() if name not in known}
    for name in loose if folder else ():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root() / name, folder / name)
    return loose


def _take_wheels(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "-q", "--require-hashes", "-r", str(root() / LOCK)]
    done = subprocess.run([*command, "-d", str(folder)], capture_output=True, text=True)
    if done.returncode:
        raise ProjectError(f"The locked packages could not be fetched: {done.stderr.strip().splitlines()[-1]}")


# --- what the folder says of itself


def _write_about(edition: Edition, folder: Path, loose: dict[str, str], whole: bool) -> None:
    """Write the edition's CITATION.cff, the README, and a file that says so if the answers are synthetic."""
    told = {
        "edition": edition,
        "title": _title(edition),
        "citation": as_text(citation(edition)),
        "license": as_text(edition.license),
        "commit": git("rev-parse", "HEAD").decode().strip(),
        "python": versions()["python"],
        "platform": sys.platform,
        "loose": loose,
        "whole": whole,
        "there": {path.name for path in folder.iterdir()},
    }
    (folder / "README.md").write_text(template("closed.md.jinja").render(told), encoding="utf-8")
    cited = {
        "cff-version": "1.2.0",
        "message": "To cite this edition, use these fields.",
        "type": "dataset",
        "title": _title(edition),
        "authors": [_cited(name) for name in edition.authors],
        "version": edition.version or "1",
        "date-released": edition.date,
        "commit": told["commit"],
        "license-url": next(iter(_LINK.findall(edition.license)), None),
        "url": edition.address or None,
    }
    known = {key: value for key, value in cited.items() if value}
    text = yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=120)
    (folder / "CITATION.cff").write_text(text, encoding="utf-8")
    if edition.synthetic:
        (folder / SYNTHETIC).write_text(f"{DEMONSTRATION}. The answers are invented; no number is of a real unit.\n")


def _title(edition: Edition) -> str:
    return f"{edition.title}: {edition.subtitle}" + (f" [{DEMONSTRATION}]" if edition.synthetic else "")


def _cited(name: str) -> dict[str, str]:
    """Return an author of CITATION.cff: a person is written with a comma, an organisation without."""
    family, comma, given = name.partition(", ")
    return {"family-names": family, "given-names": given} if comma else {"name": name}


def _named(name: str) -> dict[str, str]:
    """Return an author of the crate."""
    return {"@type": "Person" if ", " in name else "Organization", "name": name}


def _describe(crate, edition: Edition, folder: Path) -> None:
    """Write the checksums and the crate's metadata, which names every file of the folder."""
    from rocrate.model.contextentity import ContextEntity

    kept = sorted(path for path in folder.rglob("*") if path.is_file())
    hashes = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}
    (folder / CHECKSUMS).write_text("".join(f"{sha}  {name}\n" for name, sha in hashes.items()), encoding="utf-8")
    crate.name, crate.description = _title(edition), as_text(citation(edition))
    crate.datePublished = edition.date
    crate.license = next(iter(_LINK.findall(edition.license)), as_text(edition.license))
    crate.root_dataset["author"] = [
        crate.add(ContextEntity(crate, f"#{name}", _named(name))) for name in edition.authors
    ]
    for name, sha in {**hashes, CHECKSUMS: ""}.items():
        about = {"contentSize": str((folder / name).stat().st_size), "sha256": sha, "encodingFormat": _kind(name)}
        if name == CODE:
            about |= {"@type": ["File", "SoftwareSourceCode"], "version": git("rev-parse", "HEAD").decode().strip()}
        crate.add_file(folder / name, name, properties={key: value for key, value in about.items() if value})
    crate.metadata.write(folder)


def _kind(name: str) -> str | None:
    return mimetypes.guess_type(name)[0]
