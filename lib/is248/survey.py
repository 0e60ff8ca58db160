"""`Survey`: the data of one edition, checked, behind one object. A chapter reads no file itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from pathlib import Path

import pandas as pd

from is248.analysis import fte_tables, inference, methods, shares, tables, tabulate, users
from is248.analysis.estimates import CompleteFte, complete_fte
from is248.analysis.tables import Table
from is248.analysis.texts import partners, quotes
from is248.analysis.texts import themes as freetext
from is248.data import checks
from is248.data.edition import Edition, gap_before, load_edition, year_before
from is248.data.groupings import FROM_UNITS, Grouping, grouping
from is248.data.history import History, load_history
from is248.data.responses import Responses, has_responses, load_last_year, load_responses, responses_folder
from is248.project import ProjectError
from is248.wording import Quantity, number


def _of_answers(form: Callable[..., Table]) -> Callable[..., Table]:
    """Return a form of tables whose tables name the units' answers as their source, where they name none."""

    @wraps(form)
    def sourced(survey: "Survey", *arguments, **options) -> Table:
        table = form(survey, *arguments, **options)
        return table if table.source else replace(table, source=survey.answers_source(table.years))

    return sourced


@dataclass(frozen=True)
class Survey:
    """One edition's units with their inhabitants and FTE.

    Attributes
    ----------
    edition : Edition
        The year and the title page.
    units : DataFrame, one row per unit, indexed by code (text)
        name, county, trust, region, size_group (text); inhabitants_under_18, inhabitants_adults,
        inhabitants (persons on 1 January); fte_children, fte_adults, fte (full-time equivalents, unrounded);
        imputed (whether the FTE are last year's); source of the inhabitants.
    names : DataFrame
        Printed names of all groups, in the order of the report.
    population : DataFrame, indexed by year
        inhabitants_under_18, inhabitants_adults, inhabitants of the whole country on 1 January.
    answers : Responses or None
        What the units answered; None for an edition of which only the FTE by unit are known.
    """

    edition: Edition
    units: pd.DataFrame
    names: pd.DataFrame
    population: pd.DataFrame
    answers: Responses | None = None

    # The forms of tables are functions of a survey; here they are its methods, and say where the numbers come from.
    frequency = _of_answers(tabulate.frequency)
    multiple_response = _of_answers(tabulate.multiple_response)
    percent_by_year = _of_answers(tabulate.percent_by_year)
    crosstab = _of_answers(tabulate.crosstab)
    battery = _of_answers(tabulate.battery)
    agreement = _of_answers(tabulate.agreement)
    mentions = _of_answers(tabulate.mentions)
    combinations = _of_answers(tabulate.combinations)
    participation = _of_answers(tabulate.participation)
    listed = tabulate.listed
    years = tabulate.all_years
    total = tabulate.total
    median_and_mean = _of_answers(tabulate.median_and_mean)
    distribution = _of_answers(shares.distribution)
    share = _of_answers(shares.share)
    share_by_year = _of_answers(shares.share_by_year)
    ticked = _of_answers(shares.ticked)
    chose = shares.chose
    both_answers = _of_answers(shares.both_answers)
    fte_by_education = _of_answers(fte_tables.fte_by_education)
    fte_by_service = _of_answers(fte_tables.fte_by_service)
    fte_by_year = _of_answers(fte_tables.fte_by_year)
    fte_against_pathways = _of_answers(fte_tables.fte_against_pathways)
    fte_matrix = _of_answers(fte_tables.fte_matrix)
    fte_change = _of_answers(fte_tables.fte_change)
    fte_rates_by_year = _of_answers(fte_tables.fte_rates_by_year)
    sums_by_year = _of_answers(fte_tables.sums_by_year)
    parts_by_year = _of_answers(fte_tables.parts_by_year)
    users_by_mean = _of_answers(users.method_a)
    users_by_rate = _of_answers(users.method_b)
    users_summary = _of_answers(users.both_methods)
    users_bought = _of_answers(users.bought)
    patients = _of_answers(users.patients)
    difference = inference.difference
    trend = inference.trend
    stands_out = inference.stands_out
    association = inference.association
    themes = _of_answers(freetext.themes)
    theme_list = freetext.theme_list
    theme_columns = _of_answers(freetext.theme_columns)
    answers_given = freetext.answers_given
    specified = freetext.specified
    quote = quotes.quote
    least_units = quotes.LEAST_UNITS
    quotes = quotes.quotes
    partner_groups = partners.partner_groups
    lexicon = methods.lexicon
    declared_breaks = methods.declared_breaks
    midpoints = users.MIDPOINTS

    def grouping(self, key: str) -> Grouping:
        """Return the grouping `size_group`, `county`, `trust`, `region` or `ten_largest`."""
        return grouping(key, self.units, self.names)

    def inhabitants(self, by: str) -> Table:
        """Return units and inhabitants (under 18, 18 and over, all) by group, in numbers and percent."""
        return tables.inhabitants(self.units, self.grouping(by))

    def fte(self, by: str) -> Table:
        """Return FTE for children, adults and both, and per 10 000 inhabitants of each, by group."""
        return tables.fte(self.units, self.grouping(by), self.fte_source)

    def composition(self, by: str, of: str) -> Table:
        """Return for each group of `by` its units' percent in each group of `of`."""
        return tables.composition(self.grouping(by), self.grouping(of))

    def members(self, by: str, group: str) -> list[str]:
        """Return the names of the units in a group, in the order of the units file."""
        of_unit = self.grouping(by).of_unit
        if group not in set(of_unit):
            raise ValueError(f"there is no {by} {group!r}; there are {', '.join(sorted(set(of_unit)))}")
        return self.units.loc[of_unit == group, "name"].to_list()

    def largest_in(self, by: str, group: str) -> str:
        """Return a group's largest unit with its inhabitants: «Ringsaker (35 612)»."""
        unit = self.units.loc[self.grouping(by).of_unit == group].nlargest(1, "inhabitants").iloc[0]
        return f"{unit['name']} ({number(unit['inhabitants'])})"

    @property
    def agencies(self) -> pd.DataFrame:
        """The units that have FTE but no inhabitants of their own: Oslo's two agencies."""
        return self.units[self.units["inhabitants"] == 0]

    def inhabitants_by_year(self) -> Table:
        """Return the country's inhabitants under 18 and 18 and over, year by year."""
        since, until = self.edition.population_since, self.edition.year
        return tables.by_year(self.population.loc[since:until])

    def inhabitants_by_age(self) -> Table:
        """Return the country's inhabitants under 20, 20 to 64, and 65 and over, year by year."""
        population = checks.read(Path("data/reference/population-by-age.csv")).astype({"year": int}).set_index("year")
        return tables.by_age(population.loc[self.edition.population_since : self.edition.year])

    @property
    def responses(self) -> Responses:
        """What the units answered.

        Raises
        ------
        ProjectError
            If the edition has no responses.
        """
        return self.answers or load_responses(self.edition.year)  # which says what to do

    @cached_property
    def history(self) -> History:
        """Aggregates of earlier editions."""
        return load_history()

    def complete_fte(self, question: str) -> CompleteFte:
        """Return FTE by service and education of all units, imputed for those that did not take part."""
        if question not in self._complete:
            self._complete[question] = _complete_fte(self.responses, self.edition.year, question)
        return self._complete[question]

    @cached_property
    def _complete(self) -> dict[str, CompleteFte]:
        return {}

    @property
    def year_before(self) -> int:
        """The year of the edition before, which changes and imputed FTE are from; mostly last year."""
        return year_before(self.edition.year)

    @property
    def imputed_share(self) -> Quantity:
        """The part of all FTE that is last year's, in percent."""
        return Quantity(100 * self.units.loc[self.units["imputed"], "fte"].sum() / self.units["fte"].sum(), 1)

    @property
    def fte_source(self) -> str:
        """Where the FTE come from, as it stands below a table."""
        year = self.edition.year
        if self.answers is None:
            return f"Årsverk: IS-24/8 {year}, rapportens vedlegg B (hele tall per kommune)."
        return f"Årsverk: {'syntetiske svar på ' if self.edition.synthetic else ''}IS-24/8 {year}."

    def answers_source(self, years: Iterable[int] = ()) -> str:
        """Return where numbers of these years come from, as it stands below a table of answers."""
        year, synthetic = self.edition.year, self.edition.synthetic
        source = f"{'Syntetiske svar' if synthetic else 'Svar'} på IS-24/8 {year}."
        if all(shown >= year for shown in years):
            return source
        invented = "; der de bare har figurer, er tallene syntetiske" if synthetic else ""
        return f"{source} Tidligere år: rapportens tidligere utgaver{invented}."

    def reference(self, name: str) -> pd.DataFrame:
        """Return the table data/reference/<name>-<year>.csv: numbers that others have counted."""
        return checks.read(Path("data/reference") / f"{name}-{self.edition.year}.csv")

    @cached_property
    def base_data(self) -> Table:
        """Every unit's FTE and FTE per 10 000 inhabitants: the report's appendix of base data."""
        return tables.base_data(self.units, self.grouping("county"), self.edition.year, self.fte_source)


def open_survey(year: int) -> Survey:
    """Read and check the data of an edition.

    Parameters
    ----------
    year : int
        The edition's year; it has a file in params/.

    Raises
    ------
    ProjectError
        If the year has no params file, or a data file is missing.
    DataError
        If something in the data can't be right: which file, row, unit and value, and what was expected.
    """
    edition = load_edition(year)
    folder = Path("data/reference")
    units_file, fte_file = folder / f"units-{year}.csv", folder / f"fte-{year}.csv"
    groups_file, population_file = folder / "groups.csv", folder / "population.csv"

    units = checks.checked(checks.read(units_file), checks.UNITS, str(units_file))
    answers = load_responses(year) if has_responses(year) else None
    if answers is None:
        fte = checks.checked(checks.read(fte_file), checks.FTE, str(fte_file))
    else:
        fte_file, fte = (
            responses_folder(year) / "responses.csv",
            answers.frame.rename_axis("code").reset_index()[["code"]],
        )
    names = checks.groups_of(checks.checked(checks.read(groups_file), checks.GROUPS, str(groups_file)), year)
    population = checks.checked(checks.read(population_file), checks.POPULATION, str(population_file))

    problems = [
        *checks.unique_codes(units, str(units_file)),
        *checks.unique_codes(fte, str(fte_file)),
        *checks.same_units(fte, str(fte_file), units, str(units_file)),
        *checks.whole_groups(names, str(groups_file), FROM_UNITS),
        *checks.known_groups(units, str(units_file), names, str(groups_file), year),
        *checks.size_fits(units, str(units_file)),
        *checks.trust_in_one_region(units, str(units_file)),
        *checks.years_agree(population, str(population_file), units, edition.population_since, year, gap_before(year)),
    ]
    if problems:
        raise checks.DataError(problems)

    units = units.merge(fte, on="code", validate="one_to_one").set_index("code")
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
    return Survey(edition, units, names.reset_index(drop=True), population, answers)


def _complete_fte(answers: Responses, year: int, question: str) -> CompleteFte:
    try:
        return complete_fte(answers.fte(question), answers.took_part, load_last_year(year, question))
    except ValueError as error:
        place = responses_folder(year) / "last_year.csv"
        raise ProjectError(
            f"{error}. Put their FTE of {year - 1} into {place} (unit, arsverk_voksne, arsverk_barn)."
        ) from error
