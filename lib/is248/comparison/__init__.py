"""What differs between two finished books: two folders such as dist/2024 in, a page with its data files out.

They are two editions, or two builds of one edition. Nothing is computed anew: the numbers are those of the books' data
files, the sentences those of their pages, the breaks those of their manifests. `questions` alone reads the project,
for questionnaires and groups. It imports data, publish and wording.
"""

from dataclasses import dataclass
from pathlib import Path

from is248.comparison.builds import read_build
from is248.comparison.corrections import compare_builds
from is248.comparison.editions import compare_editions
from is248.comparison.indicators import Indicator, highlights
from is248.comparison.page import write_corrections, write_editions
from is248.comparison.questions import changed_questions, group_names, group_sizes
from is248.project import ProjectError, root


@dataclass(frozen=True)
class Comparison:
    """Where a comparison was written, and what it found."""

    page: Path  # build/compare/<a>-<b>/index.html; beside it indicators.csv, and for two builds sentences.csv
    summary: str  # in one line, what was compared and what differs
    largest: list[Indicator]  # the changes to tell first, at most ten


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

    Of two editions, the earlier is taken as the old one. Two builds of one edition are compared cell by cell and
    sentence by sentence. Raises ProjectError if one of them isn't built; the message says how to build it.
    """
    first, last = read_build(old), read_build(new)
    if first.year > last.year:
        first, last = last, first
    names, sizes = group_names(), group_sizes(last.year)
    if first.year == last.year:
        folder = root() / "build" / "compare" / f"{first.folder.resolve().name}-{last.folder.resolve().name}"
        corrections = compare_builds(first, last, sizes)
        told = highlights(corrections.largest, last.shown, names)
        page = write_corrections(corrections, told, names, folder)
        summary = f"{len(corrections.cells)} cells, {len(corrections.sentences)} sentences and "
        return Comparison(page, f"{summary}{len(corrections.tests)} conclusions of tests differ", told)
    editions = compare_editions(first, last, changed_questions(first.year, last.year), sizes)
    told = highlights(editions.compared, last.shown, names)
    page = write_editions(editions, told, names, root() / "build" / "compare" / f"{first.year}-{last.year}")
    summary = f"{len(editions.compared)} numbers compared, {len(editions.broken)} with a declared break, "
    return Comparison(page, f"{summary}{len(editions.revised)} revised since {first.year}", told)
