"""`Core`: the data of one edition, read and checked. What the functions of the analysis take."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pandas as pd

from is248.data import checks
from is248.data.absence import Absent, is_absent
from is248.data.carried import CHECKED
from is248.data.changes import same_units
from is248.data.codebook import Codebook, Question, codebook_years, load_codebook
from is248.data.coding import load_coding
from is248.data.disclosure import withheld
from is248.data.edition import Edition, gap_before, load_edition, year_before, years
from is248.data.estimates import CompleteFte, complete_fte, complete_margins
from is248.data.groupings import FROM_UNITS, Grouping, grouping
from is248.data.history import History, load_history
from is248.data.replaced import with_breaks, with_earlier
from is248.data.responses import Responses, has_responses, load_last_year, load_responses, responses_folder
from is248.project import ProjectError, root
from is248.steps import data_files, digest_of
from is248.wording import Origin, Quantity, join, note, year_from

T = TypeVar("T")
FOLDER = Path("data/reference")
PEOPLE_SOURCE = "Innbyggere 1. januar: SSB, tabell 07459 og 10826."


@dataclass(frozen=True)
class Core:
    """One edition's units with their inhabitants, FTE and answers, and the numbers of earlier years."""

    edition: Edition  # the year and the title page
    # by unit code (text): name, county, trust, region, size_group (text); inhabitants_under_18, inhabitants_adults,
    # inhabitants (persons on 1 January); fte_children, fte_adults, fte (full-time equivalents, unrounded); imputed
    # (whether the FTE are last year's); source of the inhabitants
    units: pd.DataFrame
    names: pd.DataFrame  # printed names of all groups, in the order of the report
    population: pd.DataFrame  # the same three numbers of inhabitants of the whole country, by year
    history: History  # aggregates of earlier editions
    answers: Responses | None = None  # None for an edition of which only the FTE by unit are known
    _complete: dict[str, CompleteFte] = field(default_factory=dict, repr=False)
    _before: dict[int, Responses | None] = field(default_factory=dict, repr=False)
    _made: dict[tuple, object] = field(default_factory=dict, init=False, repr=False)

    @property
    def year(self) -> int:
        """The edition's year."""
        return self.edition.year

    @property
    def year_before(self) -> int:
        """The year of the edition before, which imputed FTE are from; mostly last year."""
        return year_from(year_before(self.year), "Året for forrige utgave av kartleggingen.")

    @property
    def responses(self) -> Responses:
        """What the units answered; ProjectError, with what to do, if the edition has no responses."""
        return self.answers or load_responses(self.year)  # which says what to do

    @property
    def n(self) -> Quantity:
        """How many units there are."""
        told = "Kommunene, bydelene i Oslo og Oslos etater, av listen over enheter."
        return Quantity(len(self.units), origin=Origin(told, year=self.year, n=len(self.units), value=len(self.units)))

    @property
    def agencies(self) -> pd.DataFrame:
        """The units that have FTE but no inhabitants of their own: Oslo's two agencies."""
        note(Origin("Enhetene uten egne innbyggere, av listen over enheter.", year=self.year))
        return self.units[self.units["inhabitants"] == 0]

    @property
    def not_comparable(self) -> list[str]:
        """The names of the units whose FTE can't be compared with the year before."""
        note(
            Origin(
                "Enhetene som årsverkene ikke kan sammenliknes for, slik utgavens innstillinger sier.", year=self.year
            )
        )
        return self.units.loc[list(self.edition.not_comparable), "name"].to_list()

    def once(self, key: tuple, make: Callable[[], T]) -> T:
        """Return what is made of this edition's data, made at the first call with this key."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def grouping(self, key: str) -> Grouping:
        """Return the grouping `size_group`, `county`, `trust`, `region` or `ten_largest`."""
        return self.once(("grouping", key), lambda: self._grouping(key))

    def _grouping(self, key: str) -> Grouping:
        made = grouping(key, self.units, self.names)
        units = made.of_unit.value_counts().reindex(made.groups, fill_value=0)
        return replace(made, withheld=withheld(units, self.edition))

    @cached_property
    def codebook(self) -> Codebook:
        """What was asked this year."""
        return self.answers.codebook if self.answers else load_codebook(self.year)

    @cached_property
    def other_codebooks(self) -> list[Codebook]:
        """What other editions ask or asked, the newest first."""
        return [load_codebook(year) for year in codebook_years() if year != self.year]

    def find(self, id: str) -> Question | Absent:
        """Return a question of this year's codebook; absent if only another edition asks it.

        ValueError if no edition knows the question, with ids that look like it.
        """
        if id not in self.codebook.ids and any(id in other.ids for other in self.other_codebooks):
            return Absent(f"{self.year} did not ask {id}")
        return self.codebook.question(id)

    def items_of(self, name: str) -> dict[str, str]:
        """Return label -> question id of a battery's items; what only another edition asks stands in its place."""
        items = self.codebook.battery(name)
        labels = {id: label for label, id in items.items()}
        renamed = {old: question.id for question in self.codebook.questions for old in question.replaces}
        for book in self.other_codebooks:
            known = {renamed.get(id, id): label for label, id in book.battery(name).items()}
            if labels.keys() < known.keys():
                return {labels.get(id, label): id for id, label in known.items()}
        return items

    def covered(self, question: str, year: int) -> tuple[float, float] | None:
        """Return how many units answered any question of a battery in an earlier year, and their percent of all units.

        The history has it with one of the questions; None where it doesn't.
        """
        battery = self.codebook.question(question).battery
        items = self.items_of(battery).values() if battery else [question]
        known = [self.history.coverage(id, year) for id in items if self.history.has_whole(id, year)]
        return known[0] if known and known[0][0] > 0 else None

    def years(self, question: str) -> list[int]:
        """Return the years with numbers on a question: those in the history, and the edition's own if it was asked."""
        own = [self.year] if question in self.codebook.ids else []
        return self.history.years(question) + own

    def total(self, question: str, year: int) -> float:
        """Return the sum of the numbers that the units gave in this year or an earlier one; missing if none did."""
        if year != self.year:
            return self.history.number(question, year)
        return self.responses.numbers(question).sum(min_count=1)

    def breaks(self, questions: Iterable[str], by: str | None = None) -> tuple[tuple[int, str], ...]:
        """Return the breaks declared for the series of some questions, and for a grouping: (year, reason).

        Of items of a battery the reason says which of them it is about, where it is not all.
        """
        asked = [self.codebook.question(id) for id in dict.fromkeys(questions)]
        of: dict[tuple[int, str], list[Question]] = {}  # every question, of a break of all
        for breaks, about in [*((question.breaks, [question]) for question in asked), (self.codebook.breaks, asked)]:
            for b in breaks:
                if b.grouping in (None, by):
                    of.setdefault((b.year, b.note), []).extend(about)
        return tuple((year, why if len(has) >= len(asked) else _about(why, has)) for (year, why), has in of.items())

    def chosen_in(
        self, year: int, question: str, names: Collection[str], excluded: Collection[int]
    ) -> pd.Series | None:
        """Return which units gave one of some answers (by name) in an earlier year, of those that answered then.

        None where the year's answers are not at hand, or it did not ask this question in the same way.
        """
        answers = self._earlier(year)
        if answers is None or question not in answers.codebook.ids:
            return None
        codes = {option.name: option.code for option in answers.codebook.options(question)}
        if not set(names) <= set(codes):
            return None
        wanted = [codes[name] for name in names]
        if answers.codebook.question(question).type == "multiple":
            ticks = answers.ticks(question)
            left = ticks[[code for code in excluded if code in ticks]].any(axis=1)
            return ticks.loc[~left, wanted].any(axis=1)
        given = answers.codes(question).dropna().astype(int)
        return given[given.isin([code for code in answers.options(question) if code not in excluded])].isin(wanted)

    def answered_in(self, year: int, question: str) -> pd.Series | Absent:
        """Return which units answered in an earlier year: true or false by unit code of then; absent if not at hand."""
        answers = self._earlier(year)
        if answers is None or question not in answers.codebook.ids:
            return Absent(f"it is not known who answered {question} in {year}")
        return answers.answered(question)

    def _earlier(self, year: int) -> Responses | None:
        """Return the answers of an earlier year, if they are at hand."""
        if year not in self._before:
            self._before[year] = load_responses(year) if year in years() and has_responses(year) else None
        return self._before[year]

    @cached_property
    def same_units(self) -> dict[int, dict[str, str]]:
        """The codes of the units then and now, of the units that are the same, by the earlier years at hand."""
        return {year: same_units(year, self.year) for year in years() if self._earlier(year) and year < self.year}

    @cached_property
    def coding(self) -> pd.DataFrame:
        """The themes of the open answers, as `load_coding` returns them."""
        return load_coding(self.year, self.responses)

    def complete_fte(self, question: str) -> CompleteFte:
        """Return FTE by service and education of all units, imputed for those that did not take part."""
        if question not in self._complete:
            self._complete[question] = _complete_fte(self.responses, self.year, question)
        return self._complete[question]

    @property
    def fte_source(self) -> str:
        """Where the FTE come from, as it stands below a table."""
        if self.answers is None:
            return f"Årsverk: IS-24/8 {self.year}, rapportens vedlegg B (hele tall per kommune)."
        return f"Årsverk: {'syntetiske svar på ' if self.edition.synthetic else ''}IS-24/8 {self.year}."

    def answers_source(self, years: Iterable[int] = ()) -> str:
        """Return where numbers of these years come from, as it stands below a table of answers."""
        synthetic = self.edition.synthetic
        source = f"{'Syntetiske svar' if synthetic else 'Svar'} på IS-24/8 {self.year}."
        if all(shown >= self.year for shown in years):
            return source
        invented = "; der de bare har figurer, er tallene syntetiske" if synthetic else ""
        if not synthetic and self.history.has_synthetic:
            invented = "; noen av tallene er syntetiske"
        return f"{source} Tidligere år: rapportens tidligere utgaver{invented}."

    def reference(self, name: str) -> pd.DataFrame | Absent:
        """Return data/reference/<name>-<year>.csv, numbers that others have counted; absent if only other years do.

        ProjectError if no edition has such a list.
        """
        file, others = FOLDER / f"{name}-{self.year}.csv", (root() / FOLDER).glob(f"{name}-[0-9]*.csv")
        if not (root() / file).is_file() and any(others):
            return Absent(f"{self.year} has no list {name}")
        return checks.read(file).drop(columns=CHECKED, errors="ignore")


def _about(why: str, questions: Iterable[Question]) -> str:
    """Return the reason of a break, and which of a table's questions it is about."""
    named = join(f"«{question.label or question.text}»" for question in questions)
    return f"{why} Det gjelder {named}."


_KEPT: dict[tuple[Path, int], tuple[str, Core]] = {}  # in a process that others are forked from


def keep_open(year: int) -> None:
    """Open an edition, so that `open_core` gives it to this process and its forks while no file of it has changed."""
    core = open_core(year)
    assert core.codebook and core.other_codebooks is not None and (core.answers is None or core.coding is not None)
    assert core.same_units is not None
    _KEPT[root(), year] = _state(), core


def _state() -> str:
    """Return the hash of the files that editions are read from."""
    return digest_of([*data_files(), *(root() / "params").glob("*.yml")])


def open_core(year: int) -> Core:
    """Read and check the data of an edition; errors as of `open_survey`."""
    kept, core = _KEPT.get((root(), year), ("", None))
    if core is not None and kept == _state():
        return core
    edition, answers = load_edition(year), load_responses(year) if year in years() and has_responses(year) else None
    units_file, fte_file = f"{FOLDER}/units-{year}.csv", f"{FOLDER}/fte-{year}.csv"
    groups_file, population_file = f"{FOLDER}/groups.csv", f"{FOLDER}/population.csv"

    units = checks.checked(units_file, checks.UNITS)
    if answers is None:
        fte = checks.checked(fte_file, checks.FTE)
    else:
        fte_file, fte = str(answers.file), answers.frame.rename_axis("code").reset_index()[["code"]]
    names = checks.groups_of(checks.checked(groups_file, checks.GROUPS), year)
    population = checks.checked(population_file, checks.POPULATION)

    problems = [
        *checks.unique_codes(units, units_file),
        *checks.unique_codes(fte, fte_file),
        *checks.same_units(fte, fte_file, units, units_file),
        *checks.whole_groups(names, groups_file, FROM_UNITS),
        *checks.size_fits(units, units_file),
        *checks.known_groups(checks.with_size_groups(units), units_file, names, groups_file, year),
        *checks.trust_in_one_region(units, units_file),
        *checks.years_agree(population, population_file, units, edition.population_since, year, gap_before(year)),
    ]
    if problems:
        raise checks.DataError(problems)

    units = checks.with_size_groups(units).merge(fte, on="code", validate="one_to_one").set_index("code")
    units["imputed"] = False
    if answers is not None:
        for column, question in (("fte_adults", "arsverk_voksne"), ("fte_children", "arsverk_barn")):
            complete = _complete_fte(answers, year, question)
            units[column], units["imputed"] = complete.by_unit, complete.imputed
    units["inhabitants"] = units["inhabitants_under_18"] + units["inhabitants_adults"]
    units["fte"] = units["fte_adults"] + units["fte_children"]
    counts = ["inhabitants_under_18", "inhabitants_adults"]
    population = population[population["year"] < year].set_index("year").sort_index()[counts]
    population.loc[year] = units[counts].sum()  # the edition's own year
    population["inhabitants"] = population["inhabitants_under_18"] + population["inhabitants_adults"]
    core = Core(edition, units, names.reset_index(drop=True), population, load_history(year), answers)
    if answers is None or not any(question.replaces for question in core.codebook.questions):
        return core
    book, others = core.codebook, core.other_codebooks
    answers = replace(answers, codebook=with_breaks(book, others))
    return replace(core, answers=answers, history=with_earlier(core.history, book, others))


def _complete_fte(answers: Responses, year: int, question: str) -> CompleteFte:
    fte, last_year = answers.fte(question), load_last_year(year, question)
    try:
        if is_absent(fte):
            margins = {level: answers.margin(question, level) for level in ("service", "education")}
            return complete_margins(margins, answers.fte_by_unit(question), answers.took_part, last_year, fte)
        return complete_fte(fte, answers.took_part, last_year)
    except ValueError as error:
        place = responses_folder(year) / "last_year.csv"
        raise ProjectError(
            f"{error}. Put their FTE of {year_before(year)} into {place} (unit, arsverk_voksne, arsverk_barn), or "
            f"make it of the edition before: is248 new-year {year} --again {place}"
        ) from error
