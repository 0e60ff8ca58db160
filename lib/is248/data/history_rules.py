"""What data/history.csv has to be: the rules of its numbers, which every reader needs, and those of its names."""

from collections.abc import Iterable, Iterator

import pandas as pd
import pandera.pandas as pa

from is248.data import checks
from is248.data.codebook import Codebook, codebook_years, load_codebook
from is248.data.codebook.models import alike
from is248.data.problems import DataError, Problem, Rules
from is248.project import root

FILE = "data/history.csv"
GROUPS = "data/reference/groups.csv"
KEY = ["question", "year", "option", "group"]

_ID, _CODE = pa.Column(str, nullable=False), pa.Column(str, nullable=True)
_COUNT = pa.Column(float, pa.Check.ge(0, error="a number, 0 or more, or nothing"), coerce=True, nullable=True)
_PERCENT = pa.Column(float, pa.Check.in_range(0, 100, error="a percent, 0 to 100"), coerce=True, nullable=True)
_SCHEMA = pa.DataFrameSchema(
    {
        "question": _ID,
        "year": pa.Column(int, coerce=True, nullable=False),
        "option": _CODE,
        "group": _CODE,
        "count": _COUNT,
        "base": _COUNT,
        "percent": _PERCENT,
        "source": _CODE,
    },
    strict=True,
)

NUMBERS = Rules()  # called with the rows
NAMES = Rules()  # called with the rows, the codebooks, and the names of groups and units


def read_history() -> pd.DataFrame:
    """Return the rows of data/history.csv, row 0 being line 2; DataError if their numbers can't be right."""
    rows = checks.checked(FILE, _SCHEMA).fillna({"option": "", "group": "", "source": ""})
    if problems := NUMBERS.problems(rows):
        raise DataError(problems)
    return rows


def check_history() -> None:
    """Raise DataError, with every problem of data/history.csv, if its numbers or its names can't be right."""
    rows, groups = read_history(), checks.checked(GROUPS, checks.GROUPS)
    books = [load_codebook(year) for year in codebook_years()]
    if problems := NAMES.problems(rows, books, groups):
        raise DataError(problems)


def _problem(row, column: str, expected: str, action: str = "") -> Problem:
    """Return what is wrong in a column of one row, an item of `DataFrame.itertuples`."""
    where = [row.question, str(row.year), row.option and f"option {row.option}", row.group]
    value = getattr(row, column)
    shown = value if isinstance(value, str) else f"{value:g}"
    return Problem(FILE, row.Index + 2, ", ".join(filter(None, where)), column, shown, expected, action=action)


@NUMBERS.rule(action="Delete the one that is wrong.")
def each_once(rows: pd.DataFrame) -> Iterator[Problem]:
    """No question has two rows for the same year, option and group."""
    for row in rows[rows.duplicated(KEY)].itertuples():
        yield _problem(row, "question", "one row for a year, option and group; it stands further up too")


@NUMBERS.rule(action="Correct it from the source.")
def count_within_base(rows: pd.DataFrame) -> Iterator[Problem]:
    """No count of an answer exceeds its base; that of all who answered may, where a gate let fewer through."""
    for row in rows[(rows["option"] != "") & (rows["count"] > rows["base"])].itertuples():
        yield _problem(row, "count", f"at most {row.base:g}, its base")


@NUMBERS.rule(action="Correct count, base or percent; without percent it is computed.")
def percent_of_base(rows: pd.DataFrame) -> Iterator[Problem]:
    """The percent of an answer is its count of its base, to the decimals that the file gives."""
    answers = rows[rows["option"] != ""]
    percent, computed = answers["percent"], 100 * answers["count"] / answers["base"]
    half = pd.Series(0.5e-6, index=answers.index)
    for decimals in range(5, -1, -1):
        half = half.mask(percent == percent.round(decimals), 0.5 * 10.0**-decimals)
    for row in answers[(percent - computed).abs() > half + 1e-9].itertuples():
        yield _problem(row, "percent", f"{computed[row.Index]:.6g}, {row.count:g} of {row.base:g}")


@NAMES.rule(action="Correct the id, or add the question to the codebook of the year.")
def known_questions(rows: pd.DataFrame, books: list[Codebook], groups: pd.DataFrame) -> Iterator[Problem]:
    """A codebook has the question; one from before the first codebook may have a row about all, and no others."""
    known = sorted({id for book in books for id in book.ids})
    former = ~rows["year"].isin([book.year for book in books]) & (rows["option"] == "") & (rows["group"] == "")
    for row in rows[~rows["question"].isin(known) & ~former].itertuples():
        yield _problem(row, "question", f"a question that some codebook has{alike(row.question, known)}")


@NAMES.rule(action="Correct the code; codes known together are written 1+2.")
def known_options(rows: pd.DataFrame, books: list[Codebook], groups: pd.DataFrame) -> Iterator[Problem]:
    """A codebook has the option of its question."""
    known = pd.MultiIndex.from_tuples(
        {(id, str(option.code)) for book in books for id in book.ids for option in book.options(id)}
    )
    ids = {id for book in books for id in book.ids}
    answers = rows.loc[(rows["option"] != "") & rows["question"].isin(ids), ["question", "option"]]
    codes = answers.assign(option=answers["option"].str.split("+")).explode("option")
    unknown = codes.index[~pd.MultiIndex.from_frame(codes).isin(known)]
    for row in rows.loc[unknown.unique()].itertuples():
        yield _problem(row, "option", "a code that some codebook gives an answer to the question")


@NAMES.rule(action="Correct the name.")
def known_history_groups(rows: pd.DataFrame, books: list[Codebook], groups: pd.DataFrame) -> Iterator[Problem]:
    """The group is one of some year's, or the code of a unit in a row without option."""
    known = rows["group"].isin(["", *groups["group"]]) | ((rows["option"] == "") & rows["group"].isin(_unit_codes()))
    names = sorted(groups["group"])
    for row in rows[~known].itertuples():
        yield _problem(row, "group", f"a group of {GROUPS}, or a unit's code{alike(row.group, names)}")


def _unit_codes() -> Iterable[str]:
    files = sorted((root() / "data/reference").glob("units-[0-9]*.csv"))
    return pd.concat(checks.read(file)["code"] for file in files).unique()


@NAMES.rule(action="Correct the group that is wrong, or the row without group.")
def groups_add_up(rows: pd.DataFrame, books: list[Codebook], groups: pd.DataFrame) -> Iterator[Problem]:
    """The groups of a grouping, where all of the year's are there, have the country's count and base."""
    answers = rows[rows["option"] != ""].dropna(subset=["count", "base"])
    country = answers[answers["group"] == ""].set_index(["question", "year", "option"])
    of_groups = answers[answers["group"] != ""]
    for year, found in of_groups.groupby("year"):
        names = checks.groups_of(groups, int(year))
        sizes = names.groupby("grouping").size()
        cells = found.merge(names[["grouping", "group"]], on="group").groupby(
            ["question", "year", "option", "grouping"]
        )
        sums = cells[["count", "base"]].sum().assign(n=cells.size()).reset_index("grouping")
        sums = sums[sums["n"] == sums["grouping"].map(sizes)].join(
            country[["count", "base"]].add_suffix("_country"), how="inner"
        )
        for column in ("count", "base"):
            for key, wrong in sums[sums[column] != sums[f"{column}_country"]].iterrows():
                row = rows[(rows[KEY[:3]] == list(key)).all(axis=1) & (rows["group"] == "")]
                expected = f"{wrong[column]:g}, the sum of all groups of {wrong['grouping']}"
                yield _problem(next(row.itertuples()), column, expected)
