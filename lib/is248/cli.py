"""The command line: `is248 book`, `is248 preview 06`. It only speaks; the work is done in build.py."""

import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from is248.project import root
from is248.review.commands import app as review
from is248.telling import Commands, Progress, console, say

app = typer.Typer(
    cls=Commands, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__
)
app.add_typer(review, name="review")

Year = Annotated[int | None, typer.Option("--year", help="The edition; the newest params file unless given.")]
Renderer = Annotated[str, typer.Option(help="auto, quarto or pandoc. Auto is pandoc, on every machine.")]


def _begin_to_import() -> None:
    """Let the process that kernels are forked from import the library while this one does."""
    from is248.chapters import kernels

    if kernels.FORKS:
        kernels.forkserver()


@app.command()
def book(
    year: Annotated[
        list[int] | None, typer.Option("--year", help="The edition, or several; the newest params file unless given.")
    ] = None,
    renderer: Renderer = "auto",
    scheduler: Annotated[
        str, typer.Option(help="A Dask scheduler whose workers make the books, tcp://host:8786; see docs/scale.md.")
    ] = "",
) -> None:
    """Build the book: HTML, PDF and data files, in dist/<year>."""
    from is248 import current

    started = time.perf_counter()
    folders = [current.finished(one, renderer) for one in year or [None]]
    made = "nothing has changed"
    if not all(folders):
        with console.status("Building the book") as status:
            progress = Progress(status)
            folders = _built(year or [None], renderer, progress, scheduler)
        made = f"{time.perf_counter() - started:.1f} s; longest took {progress.slowest()}"
    for folder in folders:
        shown = folder.relative_to(root())
        console.print(f"The book is in [bold]{shown}[/]  [dim]{made}[/]")
        pdf = next(folder.glob("*.pdf")).relative_to(root())
        console.print(f"  {shown}/html/index.html\n  {pdf}\n  {shown}/data/tables.xlsx")


def _built(years: list[int | None], renderer: str, progress: Progress, scheduler: str) -> list[Path]:
    """Build books, one after the other on this machine, or all at once by a scheduler's workers."""
    if scheduler:
        from is248.cluster import build_all

        return build_all(years, renderer, progress, scheduler)
    _begin_to_import()
    from is248.build import build

    return [build(one, renderer, progress) for one in years]


@app.command()
def execute(year: Year = None) -> None:
    """Execute the chapters, without publishing them."""
    _begin_to_import()
    from is248.build import execute_edition

    edition = execute_edition(year, Progress()).edition
    console.print(f"The executed chapters are in [bold]build/{edition.year}/chapters[/]")


@app.command()
def stage(
    year: Year = None,
    pdf: Annotated[
        Path | None, typer.Option(help="A PDF that Quarto has made, to be given the heads of its rows.")
    ] = None,
) -> None:
    """Make the pages that Quarto renders in the project itself; it asks for them."""
    from is248 import current, files

    if pdf:
        from is248.publish.tagging import finished

        files.write(pdf, finished(pdf.read_bytes()))
    elif not current.staged(year):
        _begin_to_import()
        from is248.build import staged_book

        console.print(f"The pages for Quarto are in [bold]{staged_book(year, Progress()).relative_to(root())}[/]")


@app.command()
def preview(
    chapter: Annotated[str, typer.Argument(help="Part of a chapter's file name, such as 06.")] = "",
    year: Year = None,
    port: int = 8248,
    open_browser: Annotated[bool, typer.Option("--browser/--no-browser")] = True,
) -> None:
    """Show a chapter in the browser, and again whenever it is saved."""
    from is248.preview import serve

    serve(chapter, year, port, open_browser, console, _start_again)


def _start_again() -> None:
    """Start this command again in the same terminal: it has imported what has changed."""
    console.print("  The library or _quarto.yml has changed; starting again")
    os.execv(sys.executable, [sys.executable, *sys.argv, *([] if "--no-browser" in sys.argv else ["--no-browser"])])


@app.command()
def lab(
    chapter: Annotated[str, typer.Argument(help="Part of a chapter's file name, such as 06.")] = "",
    year: Year = None,
    open_browser: Annotated[bool, typer.Option("--browser/--no-browser")] = True,
) -> None:
    """Open a chapter in JupyterLab, with its live preview beside it."""
    from is248.lab import open_lab

    open_lab(chapter, year, open_browser, console)


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Chapters or pages; the whole book unless given.")] = None,
) -> None:
    """Check the prose: typed numbers, words that assert something unchecked, tables that no text mentions."""
    from is248.authoring.outline import misplaced
    from is248.chapters.linter import check_prose

    findings = [*([] if files else misplaced()), *check_prose(files or [])]
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


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The survey export: .sav, .csv or .xlsx.")],
    year: Annotated[int, typer.Option("--year", help="The survey year; it has a codebook and a units file.")],
) -> None:
    """Import a survey export into data/<year>/responses.csv, checked, whole or not at all."""
    from is248.intake.importing import import_command

    import_command(file, year)


@app.command("check-data")
def check_data(year: Year = None) -> None:
    """Check an edition's responses; writes a page with one table per rule for a person to decide on."""
    from is248.data.edition import load_edition
    from is248.data.history_rules import check_history
    from is248.intake.importing import check_data_command

    year = load_edition(year).year
    check_data_command(year)
    check_history()
    _tell_inconsistencies(year)


def _tell_inconsistencies(year: int) -> None:
    """Print what doesn't fit between questions, tables or years; it stops nothing."""
    from is248.survey import open_survey
    from is248.years.consistency import still_open

    left, decided, lines = still_open(open_survey(year))
    for problem in left:
        say(f"  {problem}")
    told = f"{len(left)} places where questions, tables or years don't fit each other"
    say(f"{told}, {decided} decided: {lines.relative_to(root())}")


@app.command()
def accuracy(
    year: Annotated[int | None, typer.Option("--year", help="The printed edition; the newest unless given.")] = None,
) -> None:
    """Write docs/accuracy.md: the contradictions of a printed edition, and what this book prints instead."""
    from is248.years.accuracy import newest, write

    say(f"Written: {write(year or newest()).relative_to(root())}")


@app.command()
def compare(
    old: Annotated[str, typer.Argument(help="A year, or the folder of a finished book.")],
    new: Annotated[str, typer.Argument(help="Another year; or the folder of another build of the same edition.")],
) -> None:
    """Write a page with what differs between two editions, or between two builds of one edition."""
    from is248 import comparison

    found = comparison.compare(comparison.book_folder(old), comparison.book_folder(new))
    say(f"{found.summary}.")
    say(f"  {found.page.relative_to(root())}, and summary.md beside it")


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="The folder of a finished book, such as dist/2024.")],
    quick: Annotated[bool, typer.Option("--quick", help="Compare with the manifest alone; build nothing.")] = False,
) -> None:
    """Prove that a book is what its manifest says, and that this project's data give it, byte by byte."""
    from is248 import verification

    found = verification.differences(folder)
    if not found and not quick:
        _begin_to_import()
        found = verification.built_again(folder, Progress())
    for difference in found:
        say(f"  {difference}")
    if found:
        console.print(f"[bold red]{len(found)} differ.[/]")
        raise typer.Exit(1)
    say(f"✓ {folder} is what its manifest says" + ("." if quick else ", and the data here give every byte of it."))


@app.command()
def close(
    year: Annotated[int, typer.Argument(help="The edition that is done.")],
    with_responses: Annotated[
        bool,
        typer.Option("--with-responses", help="Put the units' answers into it; it is then no public one."),
    ] = False,
    with_wheels: Annotated[
        bool, typer.Option("--with-wheels", help="Fetch the locked packages into it, for when no registry has them.")
    ] = False,
) -> None:
    """Close a year: check all, build from nothing, freeze its numbers, and write closed/<year> to rebuild it from."""
    from is248.closing import close

    _begin_to_import()
    folder = close(year, Progress(), with_responses, with_wheels)
    say(f"✓ {year} is closed: {folder.relative_to(root())}. Begin with its README.md.")


@app.command("new-year")
def new_year(
    year: Annotated[int, typer.Argument(help="The survey year of the new edition.")],
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing but the checklist: what is left to do.")
    ] = False,
    again: Annotated[
        Path | None,
        typer.Option("--again", help="Make the units file, or last_year.csv, anew; keep what was filled in."),
    ] = None,
) -> None:
    """Make the files that a new edition starts from, and tell what to do next; overwrites nothing that was written."""
    from is248.years import checklist, start

    if again:
        start.again(again, year)
        say(f"Made anew: {again}")
    elif check:
        _tell_carried(checklist.compare_history(year))
    else:
        _tell_made(start.new_year(year))
    _tell_questions(checklist.questionnaires(year), year)
    _tell_first(checklist.coverage(year), year)
    _tell_first(checklist.old_facts(year), year)
    path, steps = checklist.write_checklist(year)
    for number, step in enumerate(steps, start=1):
        state = "[green]✓[/]" if step.done else "[yellow]·[/]"
        console.print(f"{number:>3} {state} {escape(step.what)}")
    say(f"This list: {path.relative_to(root())}")


def _tell_made(done) -> None:
    """Print what a new year was made of, file by file."""
    console.print(f"The edition of {done.year}, made from that of {done.before}.")
    for path in done.made:
        console.print(f"  [green]+[/] {path}")
    for path in done.kept:
        say(f"  = {path} was there already and is left as it is")
    if done.later:
        say(f"  Not made yet: data/{done.year}/last_year.csv. {done.later}")
        say(f"  Then again: is248 new-year {done.year}")
    if done.gap:
        say(f"No edition of {done.gap}: the series have no numbers for it.")
    if done.synthetic:
        say(
            f"The responses of {done.before} are synthetic, and so are the numbers carried forward; "
            "`source` in data/history.csv says so."
        )
    _tell_carried(done.frozen)


def _tell_carried(frozen) -> None:
    """Print what became of the numbers of the edition before in the history."""
    say(
        f"data/history.csv: {frozen.added} rows {'added' if frozen.written else 'lacking'}, "
        f"{frozen.kept} there already, {len(frozen.different)} there with other numbers"
    )
    for line in frozen.different[:10]:
        say(f"  {line}")
    if len(frozen.different) > 10:
        console.print(f"  … and {len(frozen.different) - 10} more")
    if frozen.different:
        say("  The file's numbers are kept. To take those of the responses, delete these rows and run it again.")


def _tell_questions(found, year: int) -> None:
    """Print how the questionnaire differs from the one before."""
    for line in found.lines:
        say(f"  {line}")
    if not found:
        console.print(f"data/codebook/{year}.yml still has the questions of the edition before, word for word.")


@app.command("fetch-units")
def fetch_units_(
    year: Annotated[int, typer.Argument(help="The survey year, such as 2025.")],
    again: Annotated[
        bool, typer.Option("--again", help="Replace what is there already and says otherwise; what differs is told.")
    ] = False,
) -> None:
    """Fetch a year's units, inhabitants and municipal changes from Statistics Norway, all or nothing."""
    from is248.years.fetching import fetch_units

    done = fetch_units(year, again)
    for path in done.written:
        say(f"  + {path}")
    for line in done.different:
        say(f"  ≠ {line}")
    for line in done.told:
        say(f"  See to it: {line}")
    if done.different and not done.written:
        say("Nothing was written: these files say otherwise than Statistics Norway. To take its numbers: --again")
        raise typer.Exit(1)
    say(f"{len(done.units)} units of {year}" + ("" if done.written else "; everything was there already"))


@app.command()
def questionnaire(
    year: Annotated[int, typer.Argument(help="The survey year; it has a codebook and a units file.")],
    unit: Annotated[str, typer.Option(help="A unit's code, such as 1103: its form, with last year's FTE.")] = "",
    every: Annotated[bool, typer.Option("--all", help="A form for every unit, with last year's FTE.")] = False,
) -> None:
    """Make the form of a year from its codebook: HTML, PDF, XLSForm, and the help form for counting FTE."""
    from is248.questionnaire.making import make_questionnaire

    with console.status("Making the form") as status:
        made = make_questionnaire(year, unit, every, lambda name: status.update(f"The form of {escape(name)}"))
    for path in made[:4]:
        say(f"  {path}")
    if len(made) > 4:
        say(f"  … and {len(made) - 4} more files in {made[0].parent}")


@app.command("read-fte")
def read_fte_(
    path: Annotated[Path, typer.Argument(help="A filled help form for FTE, or a folder of them.")],
    year: Annotated[int, typer.Option("--year", help="The survey year of the help forms.")],
) -> None:
    """Read the help forms for FTE that units have filled in, into one CSV with the codebook's columns."""
    from is248.questionnaire.making import read_fte

    file, units = read_fte(path, year)
    say(f"  {file}: {units} units")


def _tell_first(found, year: int) -> None:
    """Print the first of what has to be looked at; all of it stands in the checklist."""
    for one in found[:10]:
        say(f"  {one}")
    if len(found) > 10:
        say(f"  … and {len(found) - 10} more, in build/{year}/checklist.md")


@app.command()
def years() -> None:
    """List the editions there are."""
    from is248.data.edition import years as known

    for year in known():
        console.print(year)
