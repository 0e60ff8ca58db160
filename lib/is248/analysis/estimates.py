"""Estimates for units that gave no number: methods A and B for users, and the midpoint estimate."""

import pandas as pd

from is248.analysis.tables import COUNT, Column, Table, table, with_total
from is248.data.groupings import TOTAL, Grouping
from is248.wording import join, round_half_up

_BASIS = "Basert på de som har tall"
MEAN, MEDIAN = "Gj. snitt", "Median"


def _whole(estimates: pd.Series) -> pd.Series:
    """Return estimates as whole persons: the print averages these (docs/decisions.md has the proof)."""
    return estimates.map(lambda value: float(round_half_up(value)))


def method_a(users: pd.Series, size: Grouping, head: str = "Antall brukere") -> Table:
    """Return users estimated by method A (report, 4.1): the group's mean and median for every unit of it.

    Of the numbers that units gave; units without a number are missing or left out. Kinds mean, median (of those with
    numbers), units, by_mean, by_median and estimate (the average of the two, each a whole number of persons). The total
    row has the mean and median of all with numbers, and the sums of the groups' estimates. For a group without numbers
    they are those of the country.
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
        Column("units", COUNT, "Kommuner"),
        Column("by_mean", MEAN, head),
        Column("by_median", MEDIAN, head),
        Column("estimate", "Snitt av gj. snitt og median", head),
    )
    return _by_size(size, columns, values, _answered(users, size))


def _by_size(size: Grouping, columns: tuple[Column, ...], values: pd.DataFrame, note: str) -> Table:
    return table(size, {column: values[column.kind] for column in columns}, note=note)


def method_b(users: pd.Series, inhabitants: pd.Series, size: Grouping, head: str) -> Table:
    """Return users estimated by method B (report, 4.1): the group's users per inhabitant, times inhabitants.

    Of the numbers that units gave and all units' inhabitants in the target group. Kinds per_inhabitant (sum of users
    over sum of inhabitants, of those with numbers), inhabitants (of the group) and estimate. In the total row the rate
    is that of all with numbers, and the estimate is the sum of the groups'; it is not the product of the two other
    cells. For a group without numbers the estimate is by the country's rate.
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
        Column("inhabitants", head),
        Column("estimate", "Beregnet antall brukere"),
    )
    total = "I totalraden er brukere per innbygger regnet av enhetene med tall, og antallet er summen av gruppene."
    return _by_size(size, columns, values, f"{_answered(users, size)} {total}")


def summary(estimates: dict[tuple[str, str], tuple[Table, Table]]) -> Table:
    """Return methods A and B beside each other, with their average (table 4.11 of 2024).

    `estimates` is (upper head, row) -> (table of method A, table of method B).
    """
    totals = {which: tuple(float(one.total("estimate")) for one in pair) for which, pair in estimates.items()}
    numbers = pd.DataFrame(totals, index=["a", "b"]).T.apply(_whole)
    numbers["mean"] = (numbers["a"] + numbers["b"]) / 2
    measures, cells = {"a": "Metode A", "b": "Metode B", "mean": "Gjennomsnitt"}, {}
    for head in dict.fromkeys(head for head, _ in estimates):
        sums = with_total(numbers.loc[head])
        cells |= {Column(kind, measure, head): sums[kind] for kind, measure in measures.items()}
    return table("Målgruppe", cells)


def midpoints(answers: pd.Series, had: pd.Series, points: dict[int, float], size: Grouping, head: str) -> Table:
    """Return persons estimated from answers in bands (table 15.3 of 2024).

    Every answer, an option code by unit, counts as the midpoint (`points`) of its band. Units that belong to the base
    (`had` such persons at all) but gave no number are taken to be like those of the same size that did.
    """
    given = answers[had].dropna().astype(int)
    counts = pd.crosstab(size.of_unit.reindex(given.index), given).reindex(
        index=size.groups, columns=list(points), fill_value=0
    )
    base = had.groupby(size.of_unit).sum().reindex(size.groups)
    raised = counts.mul(base / counts.sum(axis=1), axis=0).fillna(0.0)
    values = raised.mul(pd.Series(points), axis=1)
    values["total"] = values.sum(axis=1)
    values = with_total(values)
    cells = {Column("n", f"{point:g}", head, answer=code): values[code] for code, point in points.items()}
    note = f"Basert på {len(given)} av {int(had.sum())} kommuner og bydeler som har slike pasienter."
    return table(size, cells | {Column("total", "Totalt"): values["total"]}, note=note)


def _answered(users: pd.Series, size: Grouping) -> str:
    note = f"Basert på {len(users)} av {len(size.of_unit)} kommuner og bydeler."
    silent = [label for group, label in size.labels.items() if group not in set(size.of_unit[users.index])]
    if silent:
        note += f" Ingen har oppgitt tall i {join(silent)}; der er tallene for hele landet brukt."
    return note
