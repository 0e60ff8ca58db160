"""The units of a year from Statistics Norway: is248 fetch-units. Files are written together, or none is.

What Statistics Norway doesn't say is carried from the year before, by what the municipalities became: trust and region
(KLASS 629 has areas of hospitals by basic statistical unit, and a municipality may lie in several), the names in use,
and the agencies of Oslo.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from is248 import files
from is248.data import changes, checks
from is248.data.edition import years
from is248.data.responses import responses_anywhere
from is248.project import ProjectError, root
from is248.years import statistics_norway as ssb
from is248.years.start import BY_AGE, POPULATION, contents_of
from is248.years.units import PEOPLE, start_text

BY_MUNICIPALITY, BY_DISTRICT = "07459", "10826"
OSLO = "0301"
_DISTRICTS = range(1, 16)  # 030101 to 030115; the others of the table live in Sentrum, Marka or no district
_ADULT = 18
_AGES = ((0, 19), (20, 64), (65, 105))  # the columns of population-by-age.csv
_NAMES = " - "  # between a municipality's names in several languages


@dataclass
class Fetched:
    """What `fetch_units` did."""

    units: pd.DataFrame = field(default_factory=pd.DataFrame)
    municipalities: list[str] = field(default_factory=list)  # codes, Oslo too
    written: list[Path] = field(default_factory=list)
    different: list[str] = field(default_factory=list)  # what files that were there say otherwise
    told: list[str] = field(default_factory=list)  # what a person has to see to


def fetch_units(year: int, again: bool = False) -> Fetched:
    """Fetch a year's units, their inhabitants and the municipal changes into data/reference/.

    Written are units-<year>.csv, and the year's rows of population.csv, population-by-age.csv and
    municipal-changes.csv. If one of them is there already and says otherwise, nothing is written and it is told, unless
    `again`. A units file that is just what `new-year` made is no such file. Rows of other years are never changed.

    Raises
    ------
    ProjectError
        If the year is closed, has no earlier units to start from, Statistics Norway can't be reached or answers
        otherwise than documented, or its municipalities don't come of those before by its changes.
    """
    _open(year)
    before = _units_before(year)
    klass, names = ssb.municipalities(year), ssb.counties(year)
    found = _changes(before, year, klass)
    people = ssb.inhabitants(BY_MUNICIPALITY, "????", year)
    districts = ssb.inhabitants(BY_DISTRICT, f"{OSLO}*", year)
    done = Fetched(municipalities=list(klass))
    rows = _rows(before, klass, names, found, people, districts, done.told)
    done.units = _checked(pd.DataFrame(rows), year, done.told)
    _write(_contents(done, found, year, people), done, start_text(before, year), again)
    return done


def _open(year: int) -> None:
    known = years()
    if later := [one for one in known if one > year]:
        raise ProjectError(f"{year} is closed: there is an edition of {later[0]}. Its units are as they were printed.")
    if responses_anywhere(year):
        raise ProjectError(
            f"{year} is closed: its responses are there, and were read with its units. To see to one of them, edit "
            f"{changes.units_file(year)}."
        )


def _units_before(year: int) -> int:
    found = [int(path.stem[-4:]) for path in (root() / changes.FOLDER).glob("units-[0-9][0-9][0-9][0-9].csv")]
    if not (earlier := [one for one in found if one < year]):
        raise ProjectError(f"There are no units before {year} in {changes.FOLDER}; trusts and regions are theirs.")
    return max(earlier)


# --- which units


def _changes(before: int, year: int, klass: dict[str, str]) -> pd.DataFrame:
    """Return the rows of municipal-changes.csv between two years: those of KLASS and those that a person wrote."""
    old = set(checks.read(changes.units_file(before))["code"])
    given = checks.checked(changes.CHANGES_FILE, checks.CHANGES)
    given = given[given["year"].between(before + 1, year)]
    pairs = {(when, a, b) for a, b, when in ssb.code_changes(before, year)}
    pairs |= set(given[["year", "from_code", "to_code"]].itertuples(index=False, name=None))
    # a unit that stays, and gives a part away or takes another in, is a row of its own too
    pairs |= {(when, code, code) for when, *codes in pairs for code in codes if code in old and code in klass}
    rows = pd.DataFrame(sorted(pairs), columns=["year", "from_code", "to_code"]).assign(kind="renumbered")
    expected = {problem.row - 2: problem.expected for problem in checks.kinds_fit(rows, "")}
    rows["kind"] = pd.Series(expected, dtype=str).reindex(rows.index).fillna("renumbered")
    return rows[list(checks.CHANGES.columns)]


def _came_from(old: dict[str, dict], found: pd.DataFrame, klass: dict[str, str]) -> dict[str, list[str]]:
    """Return the units before that each unit now came from."""
    became = {code: {code} for code in old}
    for _, links in found.groupby("year"):
        moved = links.groupby("from_code")["to_code"].agg(set)
        became = {code: set().union(*(moved.get(one, {one}) for one in now)) for code, now in became.items()}
    came = {code: [one for one, now in became.items() if code in now] for code in klass}
    lost = [f"{code} {old[code]['name']}" for code, now in became.items() if len(code) == 4 and not now & set(klass)]
    empty = [f"{code} {klass[code]}" for code, sources in came.items() if not sources and code != OSLO]
    if lost or empty:
        said = [f"gone without a successor: {', '.join(lost)}"] * bool(lost)
        said += [f"new without a predecessor: {', '.join(empty)}"] * bool(empty)
        raise ProjectError(
            f"KLASS {ssb.MUNICIPALITIES}: municipalities {'; '.join(said)}. Nothing was written. Write what became of "
            f"them into {changes.CHANGES_FILE}, and run it again."
        )
    return came


def _rows(
    before: int,
    klass: dict[str, str],
    names: dict[str, str],
    found: pd.DataFrame,
    people: ssb.Inhabitants,
    districts: ssb.Inhabitants,
    told: list[str],
) -> Iterator[dict]:
    """Yield the rows of a year's units file: municipalities by code, then the units of Oslo in their order."""
    old = {row["code"]: row for row in checks.read(changes.units_file(before)).fillna("").to_dict("records")}
    came = _came_from({code: row for code, row in old.items() if row["county"] != "Oslo"}, found, klass)
    for code in sorted(klass.keys() - {OSLO}):
        sources = [old[one] for one in came[code]]
        row = sources[0] | {"code": code, "source": people.source}
        row["name"] = _name(klass[code], [one["name"] for one in sources], told)
        row["county"] = _name(_known(names, code[:2]), [one["county"] for one in sources], told)
        if code not in old or len(sources) > 1:
            several = len({(one["trust"], one["region"]) for one in sources}) > 1
            told.append(
                f"{code} {row['name']}: trust and region are those of {sources[0]['code']} {sources[0]['name']} in "
                f"{before}" + ("; the others it came of had other ones: choose" if several else "")
            )
        yield row | _people(people, code, f"{code} {klass[code]}")
    yield from _oslo([row for row in old.values() if row["county"] == "Oslo"], people, districts, told)


def _known(names: dict[str, str], county: str) -> str:
    if county not in names:
        raise ProjectError(f"KLASS {ssb.COUNTIES} has no county {county}. Nothing was written. Run it again later.")
    return names[county]


def _name(klass: str, before: list[str], told: list[str]) -> str:
    """Return the name in use: last year's where KLASS has it among its names, else the first of these."""
    spellings = [klass, *klass.split(_NAMES)]
    kept = next((name for name in before if name in spellings), None)
    if kept is None:
        kept = spellings[1]
        line = f"{kept}: so named in KLASS («{klass}»); before it was {' and '.join(dict.fromkeys(before))}"
        told += [line] if line not in told else []
    return kept


def _people(table: ssb.Inhabitants, region: str, named: str) -> dict[str, int]:
    """Return the inhabitants of a region under 18, and of 18 and over."""
    if region not in table.counts.index:
        raise _missing(table, f"lacks {named}")
    counts = table.counts.loc[region]
    if counts.isna().any() or counts.sum() == 0:
        raise _missing(table, f"has no number for {named}")
    children = int(counts.loc[: _ADULT - 1].sum())
    return dict(zip(PEOPLE, (children, int(counts.sum()) - children), strict=True))


def _missing(table: ssb.Inhabitants, what: str) -> ProjectError:
    return ProjectError(
        f"table {table.table} {what}. Nothing was written. See at ssb.no/statbank/table/{table.table} whether the year "
        f"is published in full, and run it again; {ssb.BY_HAND}."
    )


# --- Oslo


def _oslo(rows: list[dict], people: ssb.Inhabitants, districts: ssb.Inhabitants, told: list[str]) -> Iterator[dict]:
    """Yield the units of Oslo: districts with all inhabitants of the town, and the agencies as they were."""
    ours = [row for row in rows if row["code"] in {f"301{number:02}" for number in _DISTRICTS}]
    given = [_people(districts, _region(districts, row["code"]), f"{row['code']} {row['name']}") for row in ours]
    town = _people(people, OSLO, f"{OSLO} Oslo")
    shares = {key: spread(town[key], [one[key] for one in given]) for key in PEOPLE}
    for key in PEOPLE:
        told.append(
            f"Oslo, {key}: the {town[key]} of table {people.table} are spread over the districts "
            f"(factor {town[key] / sum(one[key] for one in given):.6f}, for the table in {changes.FOLDER}/README.md)"
        )
    numbers = {row["code"]: {key: shares[key][place] for key in PEOPLE} for place, row in enumerate(ours)}
    for row in rows:
        yield row | (numbers[row["code"]] | {"source": f"{districts.source} scaled"} if row["code"] in numbers else {})


def _region(table: ssb.Inhabitants, code: str) -> str:
    """Return what table 10826 calls a district: 030101a since its borders of 2004, or 030101."""
    return next((one for one in (f"0{code}a", f"0{code}") if one in table.counts.index), f"0{code}a")


def spread(total: int, counts: list[int]) -> list[int]:
    """Return counts in proportion that add up to a total, rounded to whole persons by the largest remainder.

    Examples
    --------
    >>> spread(11, [3, 3, 4])
    [3, 3, 5]
    """
    exact = np.array(counts, dtype=float) * total / sum(counts)
    whole = np.floor(exact + 1e-9).astype(int)
    largest = np.argsort(-(exact - whole), kind="stable")[: total - whole.sum()]
    whole[largest] += 1
    return whole.tolist()


# --- the files


def _checked(units: pd.DataFrame, year: int, told: list[str]) -> pd.DataFrame:
    """Return the units, checked as the build checks them; what a person can mend in another file is told."""
    file = str(changes.units_file(year))
    units = checks.UNITS.validate(units[[name for name in checks.UNITS.columns if name != "size_group"]])
    groups = checks.checked(changes.FOLDER / "groups.csv", checks.GROUPS)
    ours = checks.groups_of(groups[groups["grouping"].isin(["county", "trust", "region"])], year)
    problems = [*checks.unique_codes(units, file), *checks.trust_in_one_region(units, file)]
    problems += checks.known_groups(units, file, ours, str(changes.FOLDER / "groups.csv"), year)
    told += [str(problem) for problem in problems]
    return units


def _contents(done: Fetched, found: pd.DataFrame, year: int, people: ssb.Inhabitants) -> dict[Path, str]:
    """Return the files as they will be."""
    ages = people.counts.drop(index=people.counts.index.difference(done.municipalities)).sum()
    by_age = [int(ages.loc[first:last].sum()) for first, last in _AGES]
    return {
        changes.units_file(year): done.units.to_csv(index=False, lineterminator="\n"),
        POPULATION: _with_row(POPULATION, [year, *done.units[PEOPLE].sum(), people.source]),
        BY_AGE: _with_row(BY_AGE, [year, *by_age, people.source]),
        changes.CHANGES_FILE: _with_changes(found),
    }


def _with_row(file: Path, row: list) -> str:
    """Return a series of years with a year's row in its place."""
    head, *lines = contents_of(file).splitlines()
    kept = [line for line in lines if not line.startswith(f"{row[0]},")]
    rows = sorted([*kept, ",".join(map(str, row))], key=lambda line: int(line.split(",")[0]))
    return "\n".join([head, *rows]) + "\n"


def _with_changes(found: pd.DataFrame) -> str:
    """Return municipal-changes.csv with the rows that it lacks; none is taken away, and kinds are made right."""
    given = checks.checked(changes.CHANGES_FILE, checks.CHANGES)
    both = pd.concat([given, found]).drop_duplicates(["from_code", "to_code", "year"], keep="last")
    return both.sort_values(["year", "from_code", "to_code"]).to_csv(index=False, lineterminator="\n")


def _write(contents: dict[Path, str], done: Fetched, start: str, again: bool) -> None:
    """Write the files that are to be others; none, if one of them says otherwise and that wasn't asked for."""
    there = {file: contents_of(file) if (root() / file).is_file() else "" for file in contents}
    changed = {file: text for file, text in contents.items() if text != there[file]}
    done.different = [
        line for file in changed if there[file] != start for line in _apart(file, there[file], changed[file])
    ]
    if done.different and not again:
        return
    files.write_all(changed)
    done.written = list(changed)


def _apart(file: Path, there: str, new: str) -> Iterator[str]:
    """Yield the rows of a file that are to be others, but for their source; a row that it lacks is none of them."""
    if not there:
        return
    was, now = (pd.read_csv(io.StringIO(text), dtype=str).fillna("") for text in (there, new))
    keys = ["code"] if "code" in was else ["year"] if "kind" not in was else ["year", "from_code", "to_code"]
    was, now = (frame.set_index(keys).drop(columns=["source", "size_group"], errors="ignore") for frame in (was, now))
    for key, row in was.iterrows():
        named = f"{file}, {' '.join(key) if isinstance(key, tuple) else key}"
        if key not in now.index:
            yield f"{named} {row.iloc[0]}: no unit of Statistics Norway's"
            continue
        yield from (
            f"{named}: {name} {cell} → {now.loc[key][name]}" for name, cell in row.items() if cell != now.loc[key][name]
        )
