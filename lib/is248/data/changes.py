"""Values by unit on the borders of another year: municipalities get new codes, merge and split."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from is248.data import checks
from is248.project import ProjectError

FOLDER = Path("data/reference")
CHANGES_FILE = FOLDER / "municipal-changes.csv"


def on_borders_of(values: pd.Series, year_of_values: int, year_of_borders: int) -> pd.Series:
    """Return amounts by unit code on the borders of another year, forwards or back.

    Amounts of units that became one are added. The amount of a unit that became several is divided between them by
    their inhabitants of all ages, on 1 January of the first year of those borders (going back: of the last one). So the
    total stays the same. A divided amount is an estimate: `divided_units` says which they are.

    Parameters
    ----------
    values : Series of number, indexed by unit code
        Amounts that can be added, such as FTE or users; not percentages. A sum with a missing part is missing too.

    Returns
    -------
    Series of float
        All units of `year_of_borders`, in the order of their file; missing where there was no value. The values as
        they are where nothing changed between the years.

    Raises
    ------
    ProjectError
        If a code is no unit of its year, stands twice, or has no successor among the units of the other year (or such a
        unit nothing it came from): municipal-changes.csv then lacks a row. Also if a file is missing or can't be right.
    """
    if not _steps(year_of_values, year_of_borders):
        return values.astype(float)  # the same borders; an earlier year's units file need not be there
    before, after = _inhabitants(year_of_values), _inhabitants(year_of_borders)
    _each_unit_once(values, before, year_of_values)
    moved = values.astype(float).reindex(before.index)
    for year, links in _steps(year_of_values, year_of_borders):
        moved = _moved(moved, links, year)
    _all_placed(moved.index, after.index, year_of_values, year_of_borders)
    return moved.reindex(after.index).rename(values.name)


def divided_units(year_of_values: int, year_of_borders: int) -> list[str]:
    """Return the units of `year_of_borders` whose amounts `on_borders_of` divides by inhabitants, or adds from such.

    Examples
    --------
    Ålesund (1507) became two municipalities in 2024:

    >>> divided_units(2023, 2024)
    ['1508', '1580']
    >>> divided_units(2024, 2023)
    []
    """
    divided: set[str] = set()
    for _, links in _steps(year_of_values, year_of_borders):
        estimated = links["source"].isin(divided) | links["source"].duplicated(keep=False)
        divided = divided - set(links["source"]) | set(links.loc[estimated, "target"])
    return sorted(divided)


def same_units(year: int, year_of_borders: int) -> dict[str, str]:
    """Return the units of a year that neither merged nor were divided up to another: their codes then, and now.

    Examples
    --------
    Drammen got another code in 2024; Ålesund became two municipalities:

    >>> same_units(2023, 2024)["3005"], same_units(2023, 2024).get("1507")
    ('3301', None)
    """
    now = {code: code for code in units_of(year).index}
    for _, links in _steps(year, year_of_borders):
        single = links[~links["source"].duplicated(keep=False) & ~links["target"].duplicated(keep=False)]
        follows = dict(zip(single["source"], single["target"], strict=True))
        gone = set(links["source"]) - set(follows)
        now = {then: follows.get(code, code) for then, code in now.items() if code not in gone}
    return now


def successors(code: str, year: int) -> list[str]:
    """Return the codes that a unit of an earlier year has become by a year; none if nothing is known of it.

    Examples
    --------
    >>> successors("3005", 2024), successors("1507", 2024), successors("0301", 2024)
    (['3301'], ['1508', '1580'], [])
    """
    changes, now = checks.checked(CHANGES_FILE, checks.CHANGES), {code}
    for _, links in changes[changes["year"] <= year].groupby("year"):
        moved = links[links["from_code"].isin(now)]
        now = now - set(moved["from_code"]) | set(moved["to_code"])
    return sorted(now - {code})


def _steps(since: int, until: int) -> list[tuple[int, pd.DataFrame]]:
    """Return for every year of changes that lies between, in order, the year of the new borders and source and target.

    Going back the sources are the newer codes, and the new borders are those of the year before the change.
    """
    changes = checks.checked(CHANGES_FILE, checks.CHANGES)
    if problems := checks.kinds_fit(changes, str(CHANGES_FILE)):
        raise checks.DataError(problems)
    back = until < since
    crossed = changes[changes["year"].between(min(since, until) + 1, max(since, until))]
    ends = ("target", "source") if back else ("source", "target")
    links = crossed.rename(columns=dict(zip(("from_code", "to_code"), ends, strict=True)))
    return [(year - back, rows) for year, rows in links.groupby("year")][:: -1 if back else 1]


def _moved(values: pd.Series, links: pd.DataFrame, year: int) -> pd.Series:
    """Return the values one step further; codes without a link stay."""
    amounts = links["source"].map(values) * _parts(links, year)
    added = amounts.groupby(links["target"]).agg(lambda parts: parts.sum(skipna=False))
    kept = values[~values.index.isin(links["source"])]
    check_whole(links["target"], kept.index)
    return pd.concat([kept, added])


def check_whole(new: Iterable[str], kept: Iterable[str]) -> None:
    """Raise ProjectError if a unit that others become is one that stays: it is a part of itself, and has a row too."""
    if both := sorted(set(kept) & set(new)):
        raise ProjectError(
            f"{', '.join(both)}: another unit becomes this one, which stays. "
            f"Then {CHANGES_FILE} needs a row for it too, with the same code twice and the kind merged."
        )


def _parts(links: pd.DataFrame, year: int) -> pd.Series:
    """Return the part of its source's amount that every target gets: 1, or by inhabitants where there are several."""
    parts = pd.Series(1.0, index=links.index)
    several = links["source"].duplicated(keep=False)
    if several.any():
        inhabitants = links.loc[several, "target"].map(_inhabitants(year))
        parts[several] = inhabitants / inhabitants.groupby(links["source"]).transform("sum")
        if unknown := sorted(links.loc[parts.isna(), "target"]):
            raise ProjectError(
                f"{', '.join(unknown)} can't be given a part of what they came from: "
                f"{units_file(year)} has no inhabitants for them. Check the codes in {CHANGES_FILE}."
            )
    return parts


def units_file(year: int) -> Path:
    """Return where a year's units stand, relative to the project."""
    return FOLDER / f"units-{year}.csv"


def units_of(year: int) -> pd.DataFrame:
    """Return a year's units file, checked, by code; DataError if something in it can't be right."""
    file = str(units_file(year))
    units = checks.checked(units_file(year), checks.UNITS)
    if problems := checks.unique_codes(units, file):
        raise checks.DataError(problems)
    return checks.with_size_groups(units).set_index("code")


def _inhabitants(year: int) -> pd.Series:
    """Return every unit's inhabitants of all ages, in the order of the units file."""
    return units_of(year)[["inhabitants_under_18", "inhabitants_adults"]].sum(axis=1)


def _each_unit_once(values: pd.Series, units: pd.Series, year: int) -> None:
    if unknown := values.index.difference(units.index).to_list():
        raise ProjectError(f"{', '.join(unknown)}: no units of {year}; expected the codes of {units_file(year)}.")
    if twice := values.index[values.index.duplicated()].unique().to_list():
        raise ProjectError(f"{', '.join(twice)}: more than one value of {year}; expected one for every unit.")


def _all_placed(moved: pd.Index, units: pd.Index, year_of_values: int, year_of_borders: int) -> None:
    found = ""
    if lost := moved.difference(units).to_list():
        found = f"Units of {year_of_values} that lead to no unit of {year_of_borders}: {', '.join(lost)}. "
    if empty := units.difference(moved).to_list():
        found += f"Units of {year_of_borders} that no unit of {year_of_values} leads to: {', '.join(empty)}. "
    if found:
        raise ProjectError(f"{found}Add what happened to them to {CHANGES_FILE}.")
