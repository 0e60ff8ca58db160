"""Commands of a year: answers read and checked, an edition compared and closed, the next one begun."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from is248.commands.common import Year, begin_to_import
from is248.project import root
from is248.telling import Progress, console, say

app = typer.Typer()


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

    begin_to_import()
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
