"""What the data have to be. One small rule each, with a message that a researcher understands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from is248.project import ProjectError, root

SIZE_LIMITS = {  # inhabitants: lower limit included, upper limit not
    "<2000": (0, 2000),
    "2000-5000": (2000, 5000),
    "5000-10000": (5000, 10000),
    "10000-20000": (10000, 20000),
    "20000-50000": (20000, 50000),
    "50000 og større": (50000, float("inf")),
}


@dataclass(frozen=True)
class Problem:
    """One thing in a data file that can't be right.

    Attributes
    ----------
    file, row : str, int or None
        Where it stands.
    unit : str
        The unit's code, and its name where it is known.
    column, value, expected : str
        What stands there, and what should.
    heading : str
        What the file calls the column, where that differs.
    rule, action : str
        The rule that is broken, and what to do about it.
    """

    file: str
    row: int | None
    unit: str
    column: str
    value: str
    expected: str
    heading: str = ""
    rule: str = ""
    action: str = ""

    def __str__(self) -> str:
        where = self.file + (f", row {self.row}" if self.row else "")
        who = f" ({self.unit})" if self.unit else ""
        column = f"{self.column} (in the file: {self.heading})" if self.heading else self.column
        message = f"{where}{who}: {column} is {self.value!r}; expected {self.expected}"
        return f"{message}. {self.action}" if self.action else message

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What a person's decision is about: unit code, column, rule and value."""
        return self.unit.split(" ")[0], self.column, self.rule, self.value


class DataError(ProjectError):
    """Data that can't be used; `problems` holds them all."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        noun = "problem" if len(problems) == 1 else "problems"
        super().__init__(f"The data have {len(problems)} {noun}:\n" + "\n".join(f"  {p}" for p in problems))


def _count(**options) -> pa.Column:
    return pa.Column(int, pa.Check.ge(0, error="a whole number, 0 or more"), coerce=True, nullable=False, **options)


_FTE = pa.Column(
    float, pa.Check.in_range(0, 1e6, include_max=False, error="a number, 0 or more"), coerce=True, nullable=False
)
_TEXT = pa.Column(str, pa.Check.str_length(min_value=1, error="a text"), nullable=False)

UNITS = pa.DataFrameSchema(
    {
        "code": pa.Column(
            str,
            pa.Check.str_matches(r"^\d{4,5}$", error="a code of four or five digits, zeros in front kept"),
        ),
        "name": _TEXT,
        "county": _TEXT,
        "trust": _TEXT,
        "region": _TEXT,
        "size_group": _TEXT,
        "inhabitants_under_18": _count(),
        "inhabitants_adults": _count(),
        "source": _TEXT,
    },
    strict=True,
)

FTE = pa.DataFrameSchema(
    {
        "code": UNITS.columns["code"],
        "fte_adults": _FTE,
        "fte_children": _FTE,
    },
    strict=True,
)

POPULATION = pa.DataFrameSchema(
    {
        "year": pa.Column(int, coerce=True, unique=True),
        "inhabitants_under_18": _count(),
        "inhabitants_adults": _count(),
        "source": _TEXT,
    },
    strict=True,
)

_EDITION = pa.Column("Int64", coerce=True, nullable=True)  # empty: no limit

GROUPS = pa.DataFrameSchema(
    {"grouping": _TEXT, "group": _TEXT, "label": _TEXT, "short": _TEXT, "since": _EDITION, "until": _EDITION},
    strict=True,
)

CHANGES = pa.DataFrameSchema(
    {
        "from_code": UNITS.columns["code"],
        "to_code": UNITS.columns["code"],
        "year": pa.Column(int, coerce=True),
        "kind": pa.Column(
            str, pa.Check.isin(("renumbered", "split", "merged"), error="renumbered, split or merged"), nullable=False
        ),
    },
    strict=True,
)

_TYPES = {
    "int64": "a whole number",
    "Int64": "a whole number, or nothing",
    "float64": "a number, with a point before the decimals",
}


def read(file: Path) -> pd.DataFrame:
    """Return the text of a CSV file of the project, one row per line, row 0 being line 2 of it.

    Raises
    ------
    ProjectError
        If the file is missing, or is no CSV in UTF-8.
    """
    path = root() / file
    if not path.is_file():
        raise ProjectError(f"The data file {file} is missing.")
    try:
        return pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8-sig")
    except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise ProjectError(f"The data file {file} can't be read as CSV in UTF-8: {error}") from error


def checked(frame: pd.DataFrame, schema: pa.DataFrameSchema, file: str) -> pd.DataFrame:
    """Return the frame with the types of the schema.

    Parameters
    ----------
    frame : DataFrame of str
        As read from the file, row 0 being line 2 of it.
    schema : DataFrameSchema
        What the columns have to hold.
    file : str
        Named in the messages.

    Raises
    ------
    DataError
        With one problem for every value that breaks a rule.
    """
    try:
        return schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        raise DataError(list(_problems(errors.failure_cases, frame, schema, file))) from None


def _problems(failures: pd.DataFrame, frame: pd.DataFrame, schema: pa.DataFrameSchema, file: str) -> Iterator[Problem]:
    seen = set()
    for failure in failures.itertuples():
        if failure.schema_context == "DataFrameSchema" and pd.isna(failure.index):
            expected = {"column_in_schema": "no such column", "column_in_dataframe": "a column of this name"}
            yield Problem(file, None, "", "column", failure.failure_case, expected.get(failure.check, failure.check))
            continue
        place = (failure.index, failure.column)
        if pd.isna(failure.index) or place in seen:  # a value that isn't a number also fails the rules for numbers
            continue
        seen.add(place)
        row = int(failure.index)
        code = str(frame["code"].iloc[row]) if "code" in frame else ""
        expected = _expected(failure.check, schema.columns[failure.column])
        yield Problem(file, row + 2, code, failure.column, _shown(frame[failure.column].iloc[row]), expected)


def _shown(value) -> str:
    return "" if pd.isna(value) else str(value)


def _expected(check: str, column: pa.Column) -> str:
    if check.startswith(("coerce_dtype", "dtype")):
        return _TYPES.get(str(column.dtype), "a value")
    return {"field_uniqueness": "each only once", "not_nullable": "a value"}.get(check, check)


def unique_codes(frame: pd.DataFrame, file: str) -> list[Problem]:
    """Find units that stand twice."""
    twice = frame[frame["code"].duplicated(keep="first")]
    return [
        Problem(file, row + 2, code, "code", code, "each unit once; it stands further up too")
        for row, code in twice["code"].items()
    ]


def same_units(frame: pd.DataFrame, file: str, units: pd.DataFrame, units_file: str) -> list[Problem]:
    """Find codes that are no unit, and units that have no row."""
    known, given = set(units["code"]), set(frame["code"])
    unknown = [
        Problem(file, row + 2, code, "code", code, f"a code that is in {units_file}")
        for row, code in frame["code"].items()
        if code not in known
    ]
    missing = [
        Problem(file, None, f"{unit.code} {unit.name}", "code", "missing", "one row for every unit")
        for unit in units[["code", "name"]].itertuples(index=False)
        if unit.code not in given
    ]
    return unknown + missing


def groups_of(groups: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the groups that an edition has, with the rows' numbers in the file."""
    begun = groups["since"].fillna(year) <= year
    lasts = groups["until"].fillna(year) >= year
    return groups.loc[begun & lasts, ["grouping", "group", "label", "short"]]


def whole_groups(groups: pd.DataFrame, file: str, groupings: Iterable[str]) -> list[Problem]:
    """Find groups that stand twice, and groupings that have no groups."""
    twice = groups[groups.duplicated(["grouping", "group"], keep="first")]
    found = [
        Problem(file, row + 2, "", "group", group, "each group once in a grouping; it stands further up too")
        for row, group in twice["group"].items()
    ]
    return found + [
        Problem(file, None, "", "grouping", "missing", f"the groups of {grouping}")
        for grouping in groupings
        if grouping not in set(groups["grouping"])
    ]


def known_groups(units: pd.DataFrame, file: str, groups: pd.DataFrame, groups_file: str, year: int) -> list[Problem]:
    """Find units whose group is none of the edition's groups, and groups that have no unit."""
    found = []
    for key, rows in groups.groupby("grouping", sort=False):
        known = set(rows["group"])
        for row, group in units[key].items():
            if group not in known:
                unit = f"{units['code'][row]} {units['name'][row]}"
                found.append(Problem(file, row + 2, unit, key, group, f"a {key} that {groups_file} has for {year}"))
        found += [
            Problem(groups_file, rank + 2, "", key, group, f"a group that some unit of {year} belongs to")
            for rank, group in rows["group"].items()
            if group not in set(units[key])
        ]
    return found


def size_fits(units: pd.DataFrame, file: str) -> list[Problem]:
    """Find units whose size group does not hold their number of inhabitants."""
    found = []
    for row, unit in units.iterrows():
        inhabitants = unit["inhabitants_under_18"] + unit["inhabitants_adults"]
        in_oslo = unit["county"] == "Oslo"
        low, high = SIZE_LIMITS.get(unit["size_group"], (0, float("inf")))
        if in_oslo != (unit["size_group"] == "Bydeler i Oslo"):
            expected = "«Bydeler i Oslo» for the units of Oslo, and for no others"
        elif not low <= inhabitants < high:
            expected = f"the group of a municipality with {inhabitants} inhabitants"
        else:
            continue
        name = f"{unit['code']} {unit['name']}"
        found.append(Problem(file, row + 2, name, "size_group", unit["size_group"], expected))
    return found


def trust_in_one_region(units: pd.DataFrame, file: str) -> list[Problem]:
    """Find units whose trust belongs to another health region in most other rows."""
    usual = units.groupby("trust")["region"].agg(lambda regions: regions.mode()[0])
    return [
        Problem(
            file,
            row + 2,
            f"{unit.code} {unit.name}",
            "region",
            unit.region,
            f"{usual[unit.trust]}, as for the rest of {unit.trust}",
        )
        for row, unit in zip(units.index, units.itertuples(index=False), strict=True)
        if unit.region != usual[unit.trust]
    ]


def years_agree(
    population: pd.DataFrame, file: str, units: pd.DataFrame, first: int, last: int, gap: Iterable[int] = ()
) -> list[Problem]:
    """Find years that the time series lacks, and a last year that is not the sum of the units; `gap` may be lacking."""
    lacking = sorted(set(range(first, last)) - set(population["year"]) - set(gap))
    found = [Problem(file, None, "", "year", "missing", f"a row for {year}") for year in lacking]
    for row, given in population[population["year"] == last].iterrows():
        for column in ("inhabitants_under_18", "inhabitants_adults"):
            total = units[column].sum()
            if given[column] != total:
                expected = f"{total}, the sum of the units of {last}"
                found.append(Problem(file, row + 2, "", column, str(given[column]), expected))
    return found


def kinds_fit(changes: pd.DataFrame, file: str) -> list[Problem]:
    """Find changes of units whose kind is another one than the codes show."""
    into = changes.groupby(["year", "from_code"])["to_code"].transform("size")
    out_of = changes.groupby(["year", "to_code"])["from_code"].transform("size")
    kinds = pd.Series("renumbered", index=changes.index).mask(out_of > 1, "merged").mask(into > 1, "split")
    return [
        Problem(file, row + 2, changes.at[row, "from_code"], "kind", changes.at[row, "kind"], kind)
        for row, kind in kinds.items()
        if kind != changes.at[row, "kind"]
    ]
