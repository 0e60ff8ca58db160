"""Rows of the history that no table of 2024 prints.

Chapter 23 of the 2023 report (published), Trondheim's FTE, which the printed change implies, and demo values
for the series that only figures show: this year's answers, moved a little further for every year back.
"""

import numpy as np
import pandas as pd

from demo import assumptions
from demo.answers import SIZE_ORDER
from demo.fte import divide, whole
from demo.published import YEAR, history_row, random

# Tables 23.1 and 23.2 of 2023; 23.3 and 23.4 are columns of 25.11 and 25.12 of 2024. What 23.2 asked, whether
# technology was in use, was not asked again: `teknologi` of 2024 asks whether its use had changed.
PUBLISHED = {
    ("flyktninger_bosetting", 2023): {1: 210, 2: 119, 3: 12},
    ("teknologi_i_bruk", 2023): {1: 194, 2: 136, 3: 9},
}


def rows(demo) -> list[dict]:
    """Return the rows, in no particular order."""
    found = [
        _row(question, year, code, count=count, base=sum(counts.values()), source="published")
        for (question, year), counts in PUBLISHED.items()
        for code, count in counts.items()
    ]
    last_year = demo.last_year().set_index("unit")
    found += [
        _row(question, YEAR - 1, group="5001", count=float(last_year.at["5001", question])) for question in last_year
    ]
    known = {(row["question"], row["year"]) for row in demo.targets.history}
    for question, years in assumptions.SERIES.items():
        found += [row for year in years if (question, year) not in known for row in _country(demo, question, year)]
    national = pd.DataFrame([*demo.targets.history, *found])
    for by, series in (("size_group", assumptions.BY_SIZE), ("trust", assumptions.BY_TRUST)):
        for question, years in series.items():
            for year in years:
                found += _by_group(demo, question, year, by, national)
    return found


def _row(question: str, year: int, option="", group="", count=np.nan, base=np.nan, source="demo") -> dict:
    percent = 100 * count / base if base else np.nan
    return history_row(question, year, option, group, count, base, percent, source)


def _this_year(demo, question: str) -> tuple[dict[int, int], int]:
    """Return this year's counts and base."""
    codes = [option.code for option in demo.codebook.options(question)]
    if demo.codebook.question(question).type == "multiple":
        ticks = [demo.answers.columns[f"{question}__{code}"] for code in codes]
        return {code: int(tick.sum()) for code, tick in zip(codes, ticks, strict=True)}, int(ticks[0].count())
    answers = demo.answers.columns[question].dropna()
    return {code: int((answers == code).sum()) for code in codes}, len(answers)


def _country(demo, question: str, year: int) -> list[dict]:
    """Return invented answers of an earlier year: near this year's, and as known where it is."""
    counts, now = _this_year(demo, question)
    codes = list(counts)
    share = np.array([counts[code] / now for code in codes])
    base = max(1, round(assumptions.ANSWERS[year] * now / 345))
    rng = random(f"series {question} {year}")
    if demo.codebook.question(question).type == "multiple":
        moved = np.clip(share * (1 - 0.02 * (YEAR - year)) + rng.normal(0, 0.01, len(codes)), 0.01, 1)
        return [
            _row(question, year, code, count=float(round(base * part)), base=base)
            for code, part in zip(codes, moved, strict=True)
        ]
    weight = share * np.exp(-0.03 * (YEAR - year) * np.linspace(1, -1, len(codes))) * rng.lognormal(0, 0.06, len(codes))
    weight = weight / weight.sum()
    for some, percent in assumptions.KNOWN_SERIES.get((question, year), {}).items():
        inside = np.isin(codes, some)
        weight[inside] *= percent / 100 / weight[inside].sum()
        weight[~inside] *= (1 - percent / 100) / weight[~inside].sum()
    numbers = whole(weight * base, base)
    return [_row(question, year, c, count=float(n), base=base) for c, n in zip(codes, numbers, strict=True)]


def _by_group(demo, question: str, year: int, by: str, national: pd.DataFrame) -> list[dict]:
    """Return a year's answers divided on groups: the groups differ as they do this year."""
    rows = national[(national["question"] == question) & (national["year"] == year)]
    rows = rows[(rows["group"] == "") & (rows["option"] != "")]
    if rows.empty:
        return []
    total = rows.set_index("option")["count"]
    answers = demo.answers.columns[question].dropna()
    of_unit = demo.units.loc[answers.index, by]
    groups = SIZE_ORDER if by == "size_group" else list(dict.fromkeys(demo.units[by]))
    seed = pd.crosstab(of_unit, answers).reindex(index=groups, columns=total.index, fill_value=0) + 0.5
    sizes = pd.Series(
        whole((seed.sum(axis=1) / seed.to_numpy().sum() * total.sum()).to_numpy(), int(total.sum())),
        index=groups,
    )
    rng = random(f"groups {question} {year} {by}")
    noisy = seed.to_numpy() * rng.lognormal(0, 0.15, seed.shape)
    cells = divide(noisy, sizes.to_numpy(), total.to_numpy().astype(int))
    return [
        _row(question, year, code, group, float(cells[i, j]), int(sizes.iloc[i]))
        for i, group in enumerate(groups)
        for j, code in enumerate(total.index)
    ]
