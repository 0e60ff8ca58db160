"""`is248 review`: the book as a Word document for colleagues who comment, and what they did to it."""

from pathlib import Path
from typing import Annotated

import typer

from is248.project import ProjectError, root
from is248.telling import Progress, say

app = typer.Typer(no_args_is_help=True, help=__doc__)
_Year = Annotated[int | None, typer.Option("--year", help="The edition; the newest params file unless given.")]


@app.command()
def write(
    chapters: Annotated[
        list[str] | None, typer.Argument(help="Parts of chapters' file names, such as 13; the whole book unless given.")
    ] = None,
    year: _Year = None,
    output: Annotated[Path | None, typer.Option(help="The file; in build/<year>/review unless given.")] = None,
) -> None:
    """Write chapters, or the whole book, as one Word document in which what is computed is locked."""
    from is248 import files
    from is248.build import execute_edition
    from is248.chapters import kernels
    from is248.preview import find_chapter
    from is248.publish.reading.pandoc import read_book
    from is248.publish.reading.staging import stage_references
    from is248.review.sending import write_docx

    wanted = [find_chapter(chapter).with_suffix(".qmd") for chapter in chapters or []]
    if output and output.suffix.lower() != ".docx":
        raise ProjectError(f"{output.name}: the name of a Word document ends in .docx.")
    with kernels.pool() as executor:
        book = execute_edition(year, Progress(), executor).assemble()
        folder = root() / "build" / str(book.edition.year) / "review"
        stage_references(book, folder)
        pages, _ = read_book(book, folder, executor)
    chosen = [read for read in pages if not wanted or read.page.file in wanted]
    if len(chosen) < len(set(wanted)):
        raise ProjectError(f"The book of {book.edition.year} has not all of {', '.join(chapters or [])}.")
    name = "-".join(["is-24-8", str(book.edition.year), *(file.stem for file in wanted[:3])])
    file = files.write((output or folder / f"{name}.docx").absolute(), write_docx(book, pages, chosen, folder))
    say(f"  {file.relative_to(root()) if file.is_relative_to(root()) else file}")


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="The Word document, as it came back.")],
    output: Annotated[Path | None, typer.Option(help="A Markdown file; on the screen unless given.")] = None,
) -> None:
    """List the changed sentences and the comments of a Word document beside their cells."""
    from is248 import files
    from is248.review.returned import read_review

    told = read_review(file)
    say(files.write(output.absolute(), told) if output else told)
