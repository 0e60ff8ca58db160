"""What differs between two finished books: two folders such as dist/2024 in, a page, a summary and data files out.

They are two editions, or two builds of one edition. Nothing is computed anew: the numbers are those of the books' data
files, the sentences those of their pages, the breaks and tests those of their manifests, the answers those of their
workbooks. `questions` alone reads the project, for questionnaires and groups. It imports data, publish and wording.
"""

from dataclasses import dataclass
from pathlib import Path

from is248.comparison.builds import read_build
from is248.comparison.corrections import compare_builds
from is248.comparison.editions import compare_editions
from is248.comparison.page import write_corrections, write_editions
from is248.comparison.questions import changed_questions, group_names
from is248.project import ProjectError, root


@dataclass(frozen=True)
class Comparison:
    """Where a comparison was written, and what it found."""

    page: Path  # build/compare/<a>-<b>/index.html; beside it summary.md and the data files
    summary: str  # in one line, what was compared and what differs


def book_folder(name: str) -> Path:
    """Return the folder that a word on the command line means: dist/2023 for `2023`, else the folder itself.

    Raises ProjectError if there is no word, as when `make compare` is called without its two.
    """
    if not name:
        raise ProjectError(
            "Name two books: make compare OLD=2023 NEW=2024, or two folders such as OLD=kept NEW=dist/2024."
        )
    return root() / "dist" / name if name.isdigit() and not Path(name).is_dir() else Path(name)


def compare(old: Path, new: Path) -> Comparison:
    """Compare two finished books, dist/<year> or copies of it, and write what was found to build/compare/.

    Of two editions, the earlier is taken as the old one. Two builds of one edition are compared answer by answer,
    cell by cell and sentence by sentence. Raises ProjectError, which says how to build it, if one of them isn't built.
    """
    first, last = read_build(old), read_build(new)
    if first.year > last.year:
        first, last = last, first
    names = group_names()
    if first.year == last.year:
        folder = root() / "build" / "compare" / f"{first.folder.resolve().name}-{last.folder.resolve().name}"
        found = compare_builds(first, last)
        summary = (
            f"{len(found.answers)} answers, {len(found.cells)} cells, {len(found.tests)} conclusions of tests and "
        )
        return Comparison(write_corrections(found, names, folder), f"{summary}{len(found.sentences)} sentences differ")
    editions = compare_editions(first, last, changed_questions(first.year, last.year))
    page = write_editions(editions, names, root() / "build" / "compare" / f"{first.year}-{last.year}")
    summary = f"{len(editions.held)} of {len(editions.tested)} tested changes hold, {len(editions.compared)} numbers "
    summary += f"compared, {len(editions.broken)} that can't be, {len(editions.revised)} revised since {first.year}"
    return Comparison(page, summary)
