"""Rows of the history that no table of 2024 prints.

Chapter 23 of the 2023 report and numbers of the text (published), Trondheim's FTE, which the printed change
implies, and demo values for the series that only figures show: this year's answers, moved a little further for
every year back. The year before has demo responses of its own: in its groups are the units that answer there.
"""

import numpy as np
import pandas as pd

from demo import assumptions
from demo.answers import SIZE_ORDER
from demo.fte import divide, whole
from demo.published import YEAR, history_row, random

# Tables of 2023. 23.3 and 23.4 are columns of 25.11 and 25.12 of 2024. What 23.2 asked, whether technology was in use,
# was not asked again: `teknologi` of 2024 asks whether its use had changed.
PUBLISHED = {"23.1": "flyktninger_bosetting", "23.2": "teknologi_i_bruk"}


def rows(demo, before) -> list[dict]:
    """Return the rows, in no particular order, from the demo of this year and of the year before."""
    found = []
    for table, question in PUBLISHED.items():
        counts = before.tables[table]["", "Antall"]
        labels = {option.label: option.code for option in before.codebook.options(question)}
        base = counts.pop("Total")
        found += [
            _row(question, before.year, labels[label], count=count, base=base, source="published")
            for label, count in counts.items()
        ]
    found += _told(demo)
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
                if year != before.year or _is_known(question, year, by):
                    found += _by_group(demo, before, question, year, by, national)
    return found


def rows_of_groups(before) -> list[dict]:
    """Return the year before by group, where nothing is known of the groups: as its demo responses have it."""
    found = []
    for by, asked in (("size_group", assumptions.BY_SIZE), ("trust", assumptions.BY_TRUST)):
        for question, years in asked.items():
            if before.year not in years or _is_known(question, before.year, by):
                continue
            answers = before.answers.columns[question].dropna().astype(int)
            codes = [option.code for option in before.codebook.options(question)]
            cells = pd.crosstab(before.units.loc[answers.index, by], answers).reindex(columns=codes, fill_value=0)
            found += [
                _row(question, before.year, code, group, float(n), int(row.sum()))
                for group, row in cells.iterrows()
                for code, n in row.items()
            ]
    return found


def _is_known(question: str, year: int, by: str) -> bool:
    """Return whether the report says something of a group."""
    return (question, year, by) in assumptions.KNOWN_GROUPS or (question, year, by) in assumptions.RISEN


def _told(demo) -> list[dict]:
    """Return the sums and percentages that the text alone has."""
    persons, fte = "antall_bidratt", demo.tables["3.1"]["2023", "Årsverk"].drop("Totalt", errors="ignore").sum()
    told = assumptions.NUMBERS.items()
    rows = [history_row(question, year, count=number, percent=share) for (question, year), (number, share) in told]
    rows += [history_row(persons, year, percent=share) for year, share in assumptions.PERSONS_PER_FTE.items()]
    rows.append(
        history_row(persons, 2023, count=assumptions.PERSONS_2023, percent=100 * assumptions.PERSONS_2023 / fte)
    )
    for (question, year), share in assumptions.PERCENT.items():
        rows.append(history_row(question, year, 1, percent=share))
        if question in demo.answers.columns:  # the other options divide the rest as they do this year
            others = {code: n for code, n in _this_year(demo, question)[0].items() if code != 1}
            rest = (100 - share) / sum(others.values())
            rows += [history_row(question, year, code, percent=rest * n, source="demo") for code, n in others.items()]
    return rows


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
    base = assumptions.BASES.get((question, year), max(1, round(assumptions.ANSWERS[year] * now / 345)))
    known = assumptions.KNOWN_SERIES.get((question, year), {})
    rng = random(f"series {question} {year}")
    if demo.codebook.question(question).type == "multiple":
        moved = np.clip(share * (1 - 0.02 * (YEAR - year)) + rng.normal(0, 0.01, len(codes)), 0.01, 1)
        moved = [known.get((code,), 100 * part) / 100 for code, part in zip(codes, moved, strict=True)]
        return [
            _row(question, year, code, count=float(round(base * part)), base=base)
            for code, part in zip(codes, moved, strict=True)
        ]
    weight = share * np.exp(-0.03 * (YEAR - year) * np.linspace(1, -1, len(codes))) * rng.lognormal(0, 0.06, len(codes))
    rest = ~np.isin(codes, [code for some in known for code in some])
    for some, percent in [*known.items(), (np.array(codes)[rest], 100 - sum(known.values()))]:
        inside = np.isin(codes, some)
        weight[inside] *= percent / 100 / weight[inside].sum()
    numbers = whole(weight * base, base)
    return [_row(question, year, c, count=float(n), base=base) for c, n in zip(codes, numbers, strict=True)]


def _by_group(demo, before, question: str, year: int, by: str, national: pd.DataFrame) -> list[dict]:
    """Return a year's answers divided on groups: the groups differ as they do this year."""
    rows = national[(national["question"] == question) & (national["year"] == year)]
    rows = rows[(rows["group"] == "") & (rows["option"] != "")]
    if rows.empty:
        return []
    total = rows.set_index("option")["count"]
    answers = demo.answers.columns[question].dropna()
    of_unit = demo.units.loc[answers.index, by]
    groups = SIZE_ORDER if by == "size_group" else list(dict.fromkeys(demo.units[by]))
    now = pd.crosstab(of_unit, answers).reindex(index=groups, columns=total.index, fill_value=0)
    seed = now + 0.5
    if year == before.year:
        sizes = before.sizes(question, int(total.sum()), by).reindex(groups)
    else:
        of_group = seed.sum(axis=1) / seed.to_numpy().sum() * total.sum()
        sizes = pd.Series(whole(of_group.to_numpy(), int(total.sum())), index=groups)
    rng = random(f"groups {question} {year} {by}")
    noisy = seed.to_numpy() * rng.lognormal(0, 0.15, seed.shape)
    for group, share in assumptions.KNOWN_GROUPS.get((question, year, by), {}).items():
        while not _reached(share, int(sizes[group])):  # take a unit from the largest group
            if year == before.year:
                raise ValueError(f"{question}: no number of {sizes[group]} units is {share} percent ({group})")
            sizes[sizes.idxmax()] -= 1
            sizes[group] += 1
    wanted, cells = total.to_numpy().astype(int), np.zeros(seed.shape, int)
    first = _first_option((question, year, by), now, sizes, wanted[0]).reindex(groups)
    fixed = first.notna().to_numpy()
    if fixed.any():  # their first option, then their others, then the other groups
        cells[fixed, 0] = first[fixed]
        left = (sizes - first)[fixed].to_numpy().astype(int)
        among = whole(wanted[1:] / wanted[1:].sum() * left.sum(), int(left.sum()))
        cells[fixed, 1:] = divide(noisy[fixed][:, 1:], left, among)
    if not fixed.all():
        cells[~fixed] = divide(noisy[~fixed], sizes[~fixed].to_numpy(), wanted - cells.sum(axis=0))
    return [
        _row(question, year, code, group, float(cells[i, j]), int(sizes.iloc[i]))
        for i, group in enumerate(groups)
        for j, code in enumerate(total.index)
    ]


def _reached(share: float, n: int) -> bool:
    """Return whether some number of n units is this percentage, rounded."""
    return np.floor(100 * np.floor(share * n / 100 + 0.5) / n + 0.5) == share


def _first_option(place: tuple[str, int, str], now: pd.DataFrame, sizes: pd.Series, total: int) -> pd.Series:
    """Return how many of a group's units chose the first option, for the groups of which it is known.

    Parameters
    ----------
    place : (str, int, str)
        Question, year and grouping.
    now : DataFrame
        This year's answers by group and option.
    sizes : Series
        How many units of each group answered that year.
    total : int
        How many of them chose the first option.
    """
    if place not in assumptions.RISEN:
        share = pd.Series(assumptions.KNOWN_GROUPS.get(place, {}), dtype=float)
        return np.floor(share * sizes[share.index] / 100 + 0.5).astype(int)
    share = now.iloc[:, 0] / now.sum(axis=1)
    risen = pd.Series(assumptions.RISEN[place]) / 100
    others = sizes.index.difference(risen.index, sort=False)
    counts = pd.Series(0, index=sizes.index)
    counts[risen.index] = np.floor((share - risen)[risen.index].clip(lower=0) * sizes[risen.index]).astype(int)
    counts[others] = np.ceil(share[others] * sizes[others] - 1e-9).astype(int)
    room, left = (sizes - counts)[others], total - int(counts.sum())
    counts[others] += whole((room / room.sum() * left).to_numpy(), left)
    return counts
