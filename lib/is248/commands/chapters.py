"""Commands for authors: prose checked, files in their one form, chapters and references made, git set up."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from is248.telling import console, say

app = typer.Typer()


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Chapters or pages; the whole book unless given.")] = None,
) -> None:
    """Check the prose: typed numbers, words that assert something unchecked, tables that no text mentions.

    And what no page can have: it is told here before anything is executed.
    """
    from is248.authoring.outline import misplaced
    from is248.chapters.linter import book_files, check_prose
    from is248.publish.reading.unexecuted import unprintable

    findings = [*([] if files else misplaced()), *check_prose(files or []), *unprintable(files or book_files())]
    for finding in findings:
        say(finding)
    if not findings:
        console.print("[green]✓[/] Nothing found: no typed numbers, and every asserting word is checked.")
        return
    counts = Counter(finding.rule for finding in findings)
    summary = ", ".join(f"{rule} {n}" for rule, n in counts.most_common())
    console.print(f"[bold red]{len(findings)} found[/] ({summary}).")
    raise typer.Exit(1)


@app.command("format")
def format_(
    files: Annotated[list[Path] | None, typer.Argument(help="Chapters or pages; the whole book unless given.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing, and fail if there is anything to do.")] = False,
) -> None:
    """Put the chapters in their one form: without outputs, one sentence on a line, as JupyterLab saves them."""
    from is248.authoring import layout
    from is248.chapters.linter import book_files
    from is248.chapters.source import relative

    untidy = layout.untidy([file.resolve() for file in files or book_files()])
    for path, form in untidy.items():
        say(f"  {relative(path)}")
        if not check:
            layout.write(form, path)
    if untidy and check:
        console.print(f"[bold red]{len(untidy)} not in their one form.[/] To mend it: make format")
        raise typer.Exit(1)
    console.print(f"[green]✓[/] {len(untidy)} put in their one form" if untidy else "[green]✓[/] All are in it")


@app.command("new-chapter")
def new_chapter(
    number: Annotated[int, typer.Argument(help="Its number in the book.")],
    title: Annotated[str, typer.Argument(help="Its heading.")],
) -> None:
    """Make a chapter to begin with, and name it in _quarto.yml."""
    from is248.authoring import outline

    say(f"  + {outline.new_chapter(number, title)}, and its line in _quarto.yml")
    say(f"See it: is248 preview {number:02}")


@app.command("add-table")
def add_table(
    question: Annotated[str, typer.Argument(help="The id of a question in the codebook.")],
    chapter: Annotated[
        str, typer.Option("--chapter", help="Part of the chapter's file name; else the codebook's.")
    ] = "",
) -> None:
    """Put a section with a question's table into a chapter: label, caption, and sentences to write on."""
    from is248.authoring import exhibits

    file = exhibits.add_table(question, chapter)
    say(f"  + {question} in {file}, before its Oppsummering")
    say(f"See it: is248 preview {file.stem}")


@app.command("rename-chapter")
def rename_chapter(
    chapter: Annotated[str, typer.Argument(help="Part of the chapter's file name, such as 06.")],
    name: Annotated[str, typer.Argument(help="The new name; with another number in front, the chapter moves.")],
) -> None:
    """Give a chapter's file another name or number, in _quarto.yml and params/ too."""
    from is248.authoring import outline
    from is248.preview import find_chapter

    old = find_chapter(chapter).stem
    _tell_renamed({old: outline.rename_chapter(old, name)})


@app.command("renumber-chapters")
def renumber_chapters() -> None:
    """Give the chapters' files the numbers of their places in _quarto.yml."""
    from is248.authoring import outline

    _tell_renamed(outline.renumber_chapters())


def _tell_renamed(names: dict[str, str]) -> None:
    """Print what chapters' files are called now, and where the old names still stand."""
    from is248.authoring import outline

    for old, new in names.items():
        say(f"  {old} → {new}")
    if not names:
        console.print("Every chapter has the number of its place")
    elif still := outline.naming(names):
        say(f"The old names still stand in {', '.join(map(str, still))}")


@app.command("add-reference")
def add_reference(
    reference: Annotated[str, typer.Argument(help="A DOI, or a .bib file that Zotero has exported.")],
) -> None:
    """Add a reference to data/references.bib, by its DOI or from Zotero's file."""
    from is248.authoring import bibliography

    by_doi = bibliography.is_doi(reference)
    found = [bibliography.by_doi(reference)] if by_doi else bibliography.from_file(Path(reference))
    added = bibliography.add_references(found)
    for new in added.new:
        say(f"  + {new.key}: {new.fields['title'].strip('{}')}")
    for key, same in added.there.items():
        say(f"  = {key} is there already: @{same}")
    if added.new:
        say(f"Cite it in the text: [@{added.new[-1].key}]")


@app.command("merge", hidden=True)
def merge_(base: Path, ours: Path, theirs: Path) -> None:
    """Merge two versions of a chapter, sentence by sentence; git calls it when `setup-git` has told it to."""
    from is248.authoring import merging

    if not merging.merge(base, ours, theirs):
        raise typer.Exit(1)


@app.command("setup-git")
def setup_git() -> None:
    """Let git merge chapters sentence by sentence, and show them cell by cell, in this copy of the project."""
    from is248.authoring import merging

    merging.set_up_git()
    console.print("[green]✓[/] git merges chapters sentence by sentence here, and shows them cell by cell")
    merging.set_up_hook()
    console.print("[green]✓[/] Before each commit git looks for real answers in it")


@app.command("check-committed")
def check_committed(
    staged: Annotated[bool, typer.Option("--staged", help="Look at what is about to be committed alone.")] = False,
) -> None:
    """Refuse files with real answers among those that git has, by what is in them; `setup-git` lets git ask this."""
    from is248.authoring import committed

    if refused := committed.check_committed(staged):
        for line in refused:
            say(f"  {line}")
        console.print(f"[bold red]{len(refused)} can't be committed.[/] To take one out of git: git rm --cached FILE")
        raise typer.Exit(1)
    console.print("[green]✓[/] No real answers in git")
