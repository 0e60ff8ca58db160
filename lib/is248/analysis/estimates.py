"""Estimates for units that gave no number: imputed FTE, methods A and B for users, and the midpoint estimate.

An estimate of people is a whole number of persons; two estimates are averaged as such.
"""

from dataclasses import dataclass

import pandas as pd

from is248.analysis.tables import Column, Table
from is248.data.groupings import TOTAL, Grouping
from is248.wording import join, round_half_up

_BASIS = "Basert på de som har tall"
MEAN, MEDIAN = "Gj. snitt", "Median"


@dataclass(frozen=True)
class CompleteFte:
    """FTE of all units, those that did not take part included.

    Attributes
    ----------
    fte : DataFrame, one row per unit
        Columns are pairs (service code, education code); unrounded.
    imputed : Series of bool, indexed by unit
        Whether the unit's FTE are last year's, split by this year's key.
    """

    fte: pd.DataFrame
    imputed: pd.Series

    @property
    def by_unit(self) -> pd.Series:
        """Every unit's FTE."""
        return self.fte.sum(axis=1)

    @property
    def imputed_share(self) -> float:
        """The imputed part of all FTE, in percent."""
        return 100 * self.by_unit[self.imputed].sum() / self.by_unit.sum()


def complete_fte(fte: pd.DataFrame, took_part: pd.Series, last_year: pd.Series) -> CompleteFte:
    """Give units that did not take part last year's FTE, split by the year's key (report, chapter 2).

    The key is how the FTE of all units that took part divide on services and educations this year.

    Parameters
    ----------
    fte : DataFrame, one row per unit
        As reported; columns are pairs (service code, education code).
    took_part : Series of bool, indexed by unit
        The units that reported FTE, 0 included.
    last_year : Series of float, indexed by unit
        FTE of the year before; needed only for the units that did not take part.

    Raises
    ------
    ValueError
        If a unit that did not take part has no FTE last year either.
    """
    absent = took_part.index[~took_part]
    unknown = [unit for unit in absent if pd.isna(last_year.get(unit))]
    if unknown:
        raise ValueError(f"units without answers and without last year's FTE: {', '.join(unknown)}")
    reported = fte[took_part]
    key = reported.sum() / reported.sum().sum()
    complete = fte.copy()
    for unit in absent:
        complete.loc[unit] = last_year[unit] * key
    return CompleteFte(complete, ~took_part)


def _whole(estimates: pd.Series) -> pd.Series:
    return estimates.map(lambda value: float(round_half_up(value)))


def method_a(users: pd.Series, size: Grouping, head: str = "Antall brukere") -> Table:
    """Return users estimated by method A (report, 4.1): the group's mean and median for every unit of it.

    Parameters
    ----------
    users : Series of float, indexed by unit
        The numbers that units gave; units without a number are missing or left out.
    size : Grouping
        All units by size of municipality.
    head : str
        The printed head of the estimates.

    Returns
    -------
    Table
        Column keys mean, median (of those with numbers), units, by_mean, by_median and estimate (the average
        of the two, each a whole number of persons). The total row has the mean and median of all with
        numbers, and the sums of the groups' estimates. For a group without numbers they are those of the country.
    """
    users = users.dropna()
    groups = users.groupby(size.of_unit.reindex(users.index))
    values = pd.DataFrame({"mean": groups.mean(), "median": groups.median()}).reindex(size.groups)
    values["units"] = size.of_unit.value_counts().reindex(size.groups).astype(float)
    values["by_mean"] = values["mean"].fillna(users.mean()) * values["units"]
    values["by_median"] = values["median"].fillna(users.median()) * values["units"]
    values["estimate"] = (_whole(values["by_mean"]) + _whole(values["by_median"])) / 2
    sums = values[["units", "by_mean", "by_median", "estimate"]].sum()
    values.loc[TOTAL] = {"mean": users.mean(), "median": users.median(), **sums}
    columns = (
        Column("mean", MEAN, _BASIS),
        Column("median", MEDIAN, _BASIS),
        Column("units", "Antall", "Kommuner"),
        Column("by_mean", MEAN, head),
        Column("by_median", MEDIAN, head),
        Column("estimate", "Snitt av gj. snitt og median", head),
    )
    return Table(size.title, columns, values, size.labels, size.short, note=_answered(users, size))


def method_b(users: pd.Series, inhabitants: pd.Series, size: Grouping, head: str) -> Table:
    """Return users estimated by method B (report, 4.1): the group's users per inhabitant, times inhabitants.

    Parameters
    ----------
    users : Series of float, indexed by unit
        The numbers that units gave.
    inhabitants : Series of int, indexed by unit
        Inhabitants in the target group, all units.
    size : Grouping
        All units by size of municipality.
    head : str
        The printed head of the inhabitants.

    Returns
    -------
    Table
        Column keys per_inhabitant (sum of users over sum of inhabitants, of those with numbers),
        inhabitants (of the group) and estimate. In the total row the rate is that of all with numbers, and
        the estimate is the sum of the groups'; it is not the product of the two other cells. For a group without
        numbers the estimate is by the country's rate.
    """
    users = users.dropna()
    theirs = inhabitants.reindex(users.index)
    group = size.of_unit.reindex(users.index)
    values = pd.DataFrame(
        {
            "per_inhabitant": (users.groupby(group).sum() / theirs.groupby(group).sum()).reindex(size.groups),
            "inhabitants": inhabitants.groupby(size.of_unit).sum().reindex(size.groups).astype(float),
        }
    )
    values["estimate"] = values["per_inhabitant"].fillna(users.sum() / theirs.sum()) * values["inhabitants"]
    sums = values[["inhabitants", "estimate"]].sum()
    values.loc[TOTAL] = {"per_inhabitant": users.sum() / theirs.sum(), **sums}
    columns = (
        Column("per_inhabitant", "Brukere per innbygger", decimals=6),
        Column("inhabitants", head, head=head.replace("over 18 år", "fra 18 år")),  # they are 18 and over
        Column("estimate", "Beregnet antall brukere"),
    )
    total = "I totalraden er brukere per innbygger regnet av enhetene med tall, og antallet er summen av gruppene."
    return Table(size.title, columns, values, size.labels, size.short, note=f"{_answered(users, size)} {total}")


def summary(estimates: dict[str, dict[str, tuple[Table, Table]]]) -> Table:
    """Return methods A and B beside each other, with their average (table 4.11 of 2024).

    Parameters
    ----------
    estimates : dict
        Upper head -> row -> (table of method A, table of method B).
    """
    columns, values = [], {}
    for rank, (head, rows) in enumerate(estimates.items()):
        a, b = (
            _whole(pd.Series({row: float(pair[which].total("estimate")) for row, pair in rows.items()}))
            for which in (0, 1)
        )
        for key, measure, numbers in (
            ("a", "Metode A", a),
            ("b", "Metode B", b),
            ("mean", "Gjennomsnitt", (a + b) / 2),
        ):
            columns.append(Column(f"{key}_{rank}", measure, head))
            values[f"{key}_{rank}"] = numbers
    frame = pd.DataFrame(values)
    frame.loc[TOTAL] = frame.sum()
    return Table("Målgruppe", tuple(columns), frame)


def midpoints(answers: pd.Series, had: pd.Series, points: dict[int, float], size: Grouping, head: str) -> Table:
    """Return persons estimated from answers in bands (table 15.3 of 2024).

    Every answer counts as the midpoint of its band. Units that belong to the base but gave no number are
    taken to be like those of the same size that did.

    Parameters
    ----------
    answers : Series of int, indexed by unit
        The band's option code; missing where no number was given.
    had : Series of bool, indexed by unit
        The base: units that had such persons at all.
    points : dict of int to float
        Each band's midpoint, by option code.
    size : Grouping
        All units by size of municipality.
    head : str
        The upper head of the bands' columns.
    """
    given = answers[had].dropna().astype(int)
    counts = pd.crosstab(size.of_unit.reindex(given.index), given).reindex(
        index=size.groups, columns=list(points), fill_value=0
    )
    base = had.groupby(size.of_unit).sum().reindex(size.groups)
    raised = counts.mul(base / counts.sum(axis=1), axis=0).fillna(0.0)
    values = raised.mul(pd.Series(points), axis=1)
    values.columns = [str(code) for code in points]
    values["total"] = values.sum(axis=1)
    values.loc[TOTAL] = values.sum()
    columns = (
        *(Column(str(code), f"{point:g}", head) for code, point in points.items()),
        Column("total", "Totalt"),
    )
    note = f"Basert på {len(given)} av {int(had.sum())} kommuner og bydeler som har slike pasienter."
    return Table(size.title, columns, values, size.labels, size.short, note=note)


def _answered(users: pd.Series, size: Grouping) -> str:
    note = f"Basert på {len(users)} av {len(size.of_unit)} kommuner og bydeler."
    silent = [label for group, label in size.labels.items() if group not in set(size.of_unit[users.index])]
    if silent:
        note += f" Ingen har oppgitt tall i {join(silent)}; der er tallene for hele landet brukt."
    return note
