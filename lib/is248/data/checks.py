"""What the data have to be. One small rule each, with a message that a researcher understands."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from is248.data.problems import DataError, Problem, Rules
from is248.project import ProjectError, root
from is248.wording.signs import as_read, is_clean

SIZE_LIMITS = {  # inhabitants: lower limit included, upper limit not
    "<2000": (0, 2000),
    "2000-5000": (2000, 5000),
    "5000-10000": (5000, 10000),
    "10000-20000": (10000, 20000),
    "20000-50000": (20000, 50000),
    "50000 og større": (50000, float("inf")),
}
OSLO_DISTRICTS = "Bydeler i Oslo"  # the size group of all units of Oslo


def _count(**options) -> pa.Column:
    return pa.Column(int, pa.Check.ge(0, error="a whole number, 0 or more"), coerce=True, nullable=False, **options)


_FTE = pa.Column(
    float, pa.Check.in_range(0, 1e6, include_max=False, error="a number, 0 or more"), coerce=True, nullable=False
)
TEXT = pa.Column(str, pa.Check.str_length(min_value=1, error="a text"), nullable=False)
NOTE = pa.Column(str, nullable=True)

UNITS = pa.DataFrameSchema(
    {
        "code": pa.Column(
            str, pa.Check.str_matches(r"^\d{4,5}$", error="a code of four or five digits, zeros in front kept")
        ),
        "name": TEXT,
        "county": TEXT,
        "trust": TEXT,
        "region": TEXT,
        # follows from the inhabitants (`with_size_groups`); where the file has it, it is checked
        "size_group": pa.Column(str, nullable=True, required=False),
        "inhabitants_under_18": _count(),
        "inhabitants_adults": _count(),
        "source": TEXT,
    },
    strict=True,
)

FTE = pa.DataFrameSchema({"code": UNITS.columns["code"], "fte_adults": _FTE, "fte_children": _FTE}, strict=True)

POPULATION = pa.DataFrameSchema(
    {
        "year": pa.Column(int, coerce=True, unique=True),
        "inhabitants_under_18": _count(),
        "inhabitants_adults": _count(),
        "source": TEXT,
    },
    strict=True,
)

DATE = pa.Column(str, pa.Check.str_matches(r"^\d{4}-\d\d-\d\d$", error="a date such as 2025-09-01"), nullable=False)

_EDITION = pa.Column("Int64", coerce=True, nullable=True)  # empty: no limit

GROUPS = pa.DataFrameSchema(
    {"grouping": TEXT, "group": TEXT, "label": TEXT, "short": TEXT, "since": _EDITION, "until": _EDITION},
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


def read(file: Path | str) -> pd.DataFrame:
    """Return the clean text of a CSV file of the project, one row per line, row 0 being line 2 of it.

    ProjectError if the file is missing, or is no CSV in UTF-8.
    """
    path = root() / file
    if not path.is_file():
        raise ProjectError(f"The data file {file} is missing.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        frame = pd.read_csv(io.StringIO(text.replace("\0", " ")), dtype="str", keep_default_na=False, na_values=[""])
    except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise ProjectError(f"The data file {file} can't be read as CSV in UTF-8: {error}") from error
    if is_clean(text):
        return frame
    cells = frame.map(as_read, na_action="ignore")
    return cells.mask(cells == "").rename(columns=as_read)


_checked: dict[Path, tuple[bytes, pa.DataFrameSchema, pd.DataFrame]] = {}  # what was found right, as it was then


def checked(file: Path | str, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Return what `read` does, with the types of a schema; DataError, with a problem for every value that breaks it."""
    path = root() / file
    content = path.read_bytes() if path.is_file() else b""
    if path not in _checked or _checked[path][0] != content or _checked[path][1] is not schema:
        frame = read(file)
        try:
            _checked[path] = content, schema, schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as errors:
            raise DataError(list(_problems(errors.failure_cases, frame, schema, str(file)))) from None
    return _checked[path][2].copy()


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
        named = ["code"] if "code" in frame else ["question", "year"] if "question" in frame else []
        code = ", ".join(_shown(frame[column].iloc[row]) for column in named)
        expected = _expected(failure.check, schema.columns[failure.column])
        yield Problem(file, row + 2, code, failure.column, _shown(frame[failure.column].iloc[row]), expected)


def _shown(value) -> str:
    return "" if pd.isna(value) else str(value)


def _expected(check: str, column: pa.Column) -> str:
    if check.startswith(("coerce_dtype", "dtype")):
        return _TYPES.get(str(column.dtype), "a value")
    return {"field_uniqueness": "each only once", "not_nullable": "a value"}.get(check, check)


RULES = Rules()  # between the rows of a file, and between files; each is called with what it compares


@RULES.rule()
def unique_codes(frame: pd.DataFrame, file: str) -> Iterator[Problem]:
    """No unit stands twice."""
    for row, code in frame.loc[frame["code"].duplicated(), "code"].items():
        yield Problem(file, row + 2, code, "code", code, "each unit once; it stands further up too")


@RULES.rule()
def same_units(frame: pd.DataFrame, file: str, units: pd.DataFrame, units_file: str) -> Iterator[Problem]:
    """Every code is a unit's, and every unit has a row."""
    for row, code in frame.loc[~frame["code"].isin(units["code"]), "code"].items():
        yield Problem(file, row + 2, code, "code", code, f"a code that is in {units_file}")
    for unit in units[~units["code"].isin(frame["code"])].itertuples():
        yield Problem(file, None, f"{unit.code} {unit.name}", "code", "missing", "one row for every unit")


def groups_of(groups: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the groups that an edition has, with the rows' numbers in the file."""
    begun = groups["since"].fillna(year) <= year
    lasts = groups["until"].fillna(year) >= year
    return groups.loc[begun & lasts, ["grouping", "group", "label", "short"]]


@RULES.rule()
def whole_groups(groups: pd.DataFrame, file: str, groupings: Iterable[str]) -> Iterator[Problem]:
    """No group stands twice, and every grouping has groups."""
    for row, group in groups.loc[groups.duplicated(["grouping", "group"]), "group"].items():
        yield Problem(file, row + 2, "", "group", group, "each group once in a grouping; it stands further up too")
    for grouping in groupings:
        if grouping not in set(groups["grouping"]):
            yield Problem(file, None, "", "grouping", "missing", f"the groups of {grouping}")


@RULES.rule()
def known_groups(
    units: pd.DataFrame, file: str, groups: pd.DataFrame, groups_file: str, year: int
) -> Iterator[Problem]:
    """Every unit's group is one of the edition's groups, and every group has a unit."""
    for key, rows in groups.groupby("grouping", sort=False):
        for row, group in units.loc[~units[key].isin(rows["group"]), key].items():
            expected = f"a {key} that {groups_file} has for {year}"
            yield Problem(file, row + 2, _named(units.loc[row]), key, group, expected)
        for row, group in rows.loc[~rows["group"].isin(units[key]), "group"].items():
            yield Problem(groups_file, row + 2, "", key, group, f"a group that some unit of {year} belongs to")


def with_size_groups(units: pd.DataFrame) -> pd.DataFrame:
    """Return units with the size group of each, which its inhabitants and Oslo decide; in the column's usual place."""
    people = units["inhabitants_under_18"] + units["inhabitants_adults"]
    edges = [low for low, _ in SIZE_LIMITS.values()]
    groups = pd.cut(people, [*edges, float("inf")], right=False, labels=list(SIZE_LIMITS)).astype(object)
    groups = groups.mask(units["county"] == "Oslo", OSLO_DISTRICTS).astype(units["region"].dtype)
    others = units.drop(columns="size_group", errors="ignore")
    others.insert(others.columns.get_loc("region") + 1, "size_group", groups)
    return others


@RULES.rule()
def size_fits(units: pd.DataFrame, file: str) -> Iterator[Problem]:
    """A size group that the file has holds the unit's number of inhabitants."""
    if "size_group" not in units:
        return
    own = with_size_groups(units)["size_group"]
    for row, given in units["size_group"][units["size_group"].notna() & (units["size_group"] != own)].items():
        people = units.loc[row, ["inhabitants_under_18", "inhabitants_adults"]].sum()
        expected = f"{own[row]}, by its {people} inhabitants; the column can be left out, as it follows from them"
        if own[row] == OSLO_DISTRICTS or given == OSLO_DISTRICTS:
            expected = f"{own[row]}: «{OSLO_DISTRICTS}» is for the units of Oslo, and for no others"
        yield Problem(file, row + 2, _named(units.loc[row]), "size_group", given, expected)


@RULES.rule()
def trust_in_one_region(units: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Every unit's trust belongs to the health region that it has in most other rows."""
    usual = units["trust"].map(units.groupby("trust")["region"].agg(lambda regions: regions.mode()[0]))
    for row, unit in units[units["region"] != usual].iterrows():
        expected = f"{usual[row]}, as for the rest of {unit['trust']}"
        yield Problem(file, row + 2, _named(unit), "region", unit["region"], expected)


def _named(unit: pd.Series) -> str:
    return f"{unit['code']} {unit['name']}"


@RULES.rule()
def years_agree(
    population: pd.DataFrame, file: str, units: pd.DataFrame, first: int, last: int, gap: Iterable[int] = ()
) -> Iterator[Problem]:
    """The time series has all years but those of `gap`; its last one, if it is there, is the sum of the units."""
    for year in sorted(set(range(first, last)) - set(population["year"]) - set(gap)):
        yield Problem(file, None, "", "year", "missing", f"a row for {year}")
    for row, given in population[population["year"] == last].iterrows():
        for column in ("inhabitants_under_18", "inhabitants_adults"):
            total = units[column].sum()
            if given[column] != total:
                expected = f"{total}, the sum of the units of {last}"
                yield Problem(file, row + 2, "", column, str(given[column]), expected)


@RULES.rule()
def kinds_fit(changes: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Every change of units is of the kind that its codes show."""
    into = changes.groupby(["year", "from_code"])["to_code"].transform("size")
    out_of = changes.groupby(["year", "to_code"])["from_code"].transform("size")
    kinds = pd.Series("renumbered", index=changes.index).mask(out_of > 1, "merged").mask(into > 1, "split")
    for row, change in changes[changes["kind"] != kinds].iterrows():
        yield Problem(file, row + 2, change["from_code"], "kind", change["kind"], kinds[row])
