"""The units that a new year starts with: those of the edition before, after the municipal changes in between."""

import pandas as pd

from is248.data import changes, checks
from is248.data.edition import FILL_IN
from is248.project import ProjectError

PEOPLE = ["inhabitants_under_18", "inhabitants_adults"]


def mark(before: int) -> str:
    """Return what `source` says in the row of a unit whose inhabitants are still those of the edition before."""
    return f"{FILL_IN}: still {before}"


def units_start(before: int, year: int) -> pd.DataFrame:
    """Return the units that a year starts with, as text in the columns of units-<year>.csv.

    They are those before, after the municipal changes in between. Inhabitants are carried over; those of units that
    became one are added, and those of units that were divided are empty. `source` marks them all. Raises ProjectError
    if a change is about a code that is no unit then, or into a unit that stays without a row of its own.
    """
    units = checks.read(changes.units_file(before)).fillna("").assign(source=mark(before))
    units = units.drop(columns="size_group", errors="ignore")  # it follows the inhabitants
    file = changes.CHANGES_FILE
    found = checks.checked(file, checks.CHANGES)
    for when, links in found[found["year"].between(before + 1, year)].groupby("year"):
        if unknown := sorted(set(links["from_code"]) - set(units["code"])):
            raise ProjectError(f"{file} has changes of {when} for {', '.join(unknown)}: no unit before it.")
        changes.check_whole(links["to_code"], set(units["code"]) - set(links["from_code"]))
        units = _after(units, links, before)
    return units


def start_text(before: int, year: int) -> str:
    """Return units-<year>.csv as a year starts with it."""
    return units_start(before, year).to_csv(index=False, lineterminator="\n")


def _after(units: pd.DataFrame, links: pd.DataFrame, before: int) -> pd.DataFrame:
    """Return the units after the changes of one year; a new unit stands where the first that it came from stood."""
    old, rows, made = units.set_index("code", drop=False), [], set()
    for code, unit in old.iterrows():
        targets = links.loc[links["from_code"] == code, "to_code"]
        rows += [unit.to_dict()] if targets.empty else []
        for target in targets[~targets.isin(made)]:
            made.add(target)
            of_target = links[links["to_code"] == target]
            rows.append(_changed(old.loc[of_target["from_code"]], of_target.iloc[0], before))
    return pd.DataFrame(rows, columns=units.columns)


def _changed(sources: pd.DataFrame, link: pd.Series, before: int) -> dict:
    """Return the row of a unit with a new code: names and groups are those of the first that it came from."""
    came_from = f"{'+'.join(sources['code'])} {link['kind']} {link['year']}"
    row = sources.iloc[0].to_dict() | dict.fromkeys(PEOPLE, "")
    row |= {"code": link["to_code"], "source": f"{mark(before)}; {came_from}: see to name and groups too"}
    if link["kind"] == "split" or (sources[PEOPLE] == "").any(axis=None):
        return row
    return row | sources[PEOPLE].astype(int).sum().astype(str).to_dict()
