"""What the printed tables say about each question: this year's counts, and earlier years for the history."""

import itertools
from collections.abc import Iterator

import numpy as np
import pandas as pd

from demo import assumptions
from demo.fte import whole
from demo.published import TOTALS, YEAR, history_row
from demo.report_tables import TABLES
from is248.data.codebook import Codebook


def columns(number: str) -> Iterator[tuple[str, str, int]]:
    """Yield (question, upper head, year) for the columns of a table that are about one question each."""
    entry = TABLES[number]
    years = entry.options.get("years")
    if entry.form in ("frequency", "multiple_response", "mentions"):
        asked = entry.arguments[0]
        for year in years or [YEAR]:
            for head, question in ({"": asked} if isinstance(asked, str) else asked).items():
                yield question, " / ".join(filter(None, [str(year) if years else "", head])), year


def whole_row(printed: pd.DataFrame) -> str | None:
    """Return the label of the row with the number of units that answered."""
    return next((row for row in printed.index if row in TOTALS or row.startswith("Antall ")), None)


class Targets:
    """Counts of every question of this year, and the rows of the history."""

    def __init__(self, codebook: Codebook, tables: dict[str, pd.DataFrame]):
        self.codebook, self.tables = codebook, tables
        self.counts: dict[str, dict[int, int]] = {}
        self.base: dict[str, int] = {}
        self.cells: dict[str, dict[str, pd.DataFrame]] = {}  # question -> grouping -> group by code
        self.history: list[dict] = []
        for number, entry in TABLES.items():
            printed = tables[number]
            if entry.form in ("frequency", "multiple_response", "mentions"):
                self._answers(number, printed)
            elif entry.form == "percent_by_year":
                self._percentages(entry, printed)
            elif entry.form == "crosstab":
                self._crosstab(entry, printed)
            elif entry.form == "fte_by_year":
                self._fte(entry, printed)
        self._pathways()
        self._statements()

    def labels(self, question: str) -> dict[str, int]:
        """Return the code of every printed answer."""
        return {option.label: option.code for option in self.codebook.options(question)}

    def _row(self, question: str, year: int, option="", group="", count=np.nan, base=np.nan, percent=np.nan):
        self.history.append(history_row(question, year, option, group, count, base, percent))

    def _answers(self, number: str, printed: pd.DataFrame) -> None:
        form = TABLES[number].form
        total = whole_row(printed)
        percent = TABLES[number].options.get("percent", "Prosent")
        for question, head, year in columns(number):
            labels = self.labels(question)
            counts = printed[head, "Antall"]
            base = counts[total] if total else np.nan
            if year == YEAR:
                self.counts[question] = {
                    code: int(counts[label]) for label, code in labels.items() if label in counts.index
                }
                if total and form != "mentions":
                    self.base[question] = int(base)
                continue
            for label, code in labels.items():
                if label in counts.index and pd.notna(counts[label]):
                    share = printed.at[label, (head, percent)] if np.isnan(base) else 100 * counts[label] / base
                    self._row(question, year, code, count=counts[label], base=base, percent=share)
            if total:
                left = printed.get((head, "Antall")).get("Ikke oppgitt", np.nan)
                self._row(question, year, count=base, base=base + left)

    def _percentages(self, entry, printed: pd.DataFrame) -> None:
        question = entry.arguments[0]
        labels = self.labels(question)
        for year in entry.options["years"]:
            base = printed.at["Antall kommuner", (str(year), "Antall")]
            shares = printed[str(year), "Prosent"].reindex(labels)
            if year == YEAR:
                self.counts[question] = fitting(shares.to_dict(), int(base), labels)
                self.base[question] = int(base)
                continue
            for label, code in labels.items():
                self._row(question, year, code, percent=shares[label])
            self._row(question, year, count=base)

    def _crosstab(self, entry, printed: pd.DataFrame) -> None:
        question, by = entry.arguments[:2]
        labels = self.labels(question)
        for year in entry.options.get("years") or [YEAR]:
            head = str(year) if "years" in entry.options else ""
            groups = [row for row in printed.index if row not in TOTALS]
            cells = printed.loc[groups, [(head, label) for label in labels]].set_axis(list(labels.values()), axis=1)
            if year == YEAR:
                self.cells.setdefault(question, {})[by] = cells.astype(int)
                self.counts[question] = cells.sum().astype(int).to_dict()
                self.base[question] = int(cells.to_numpy().sum())
                continue
            for group, row in cells.iterrows():
                for code, count in row.items():
                    self._row(question, year, code, group, count, row.sum(), 100 * count / row.sum())
            sums = cells.sum()
            for code, count in sums.items():
                self._row(question, year, code, "", count, sums.sum(), 100 * count / sums.sum())

    def _fte(self, entry, printed: pd.DataFrame) -> None:
        for row, question in entry.arguments[0].items():
            for year in entry.options["years"]:
                if year != YEAR:
                    self._row(question, year, count=printed.at[row, (str(year), "Årsverk")])

    def _pathways(self) -> None:
        for counts, shares in (("7.2", "7.3"), ("7.4", "7.5")):
            entry = TABLES[shares]
            assert entry.form == "sums_by_year"
            rows = entry.arguments[0]
            for year in entry.options["years"]:
                percent = self.tables[shares][str(year), "Prosent"]
                head = (str(year), "Årsverk")
                if year == YEAR:
                    continue
                if head in self.tables[counts].columns:
                    sums = unrounded(
                        self.tables[counts].loc[list(rows), head],
                        self.tables[counts].at["Totalt", head],
                        percent,
                    )
                    for question, number in zip(rows.values(), sums, strict=True):
                        self._row(question, year, count=number, base=sums.sum(), percent=100 * number / sums.sum())
                else:
                    for row, question in rows.items():
                        self._row(question, year, percent=percent[row])

    def _statements(self) -> None:
        """Items with one percentage per year (12.1, 19.2): the share of those who said yes, or agree."""
        for number, battery, codes in (
            ("12.1", "rutiner_selvmord", "1"),
            ("19.2", "fastleger_pastander", "1+2"),
        ):
            printed = self.tables[number]
            items = {item.label: item.id for item in self.codebook.questions if item.battery == battery}
            years = list(dict.fromkeys(int(group) for group, _ in printed.columns))
            for row, question in items.items():
                for year in years:
                    share = printed.at[row, (str(year), "Prosent")]
                    if pd.notna(share) and year != YEAR:
                        self._row(question, year, codes, percent=share)
            if "Dekningsgrad" in printed.index:
                for year in years:
                    if year == YEAR:
                        continue
                    number_of = printed.at["Antall kommuner/bydeler", (str(year), "Antall")]
                    coverage = printed.at["Dekningsgrad", (str(year), "Prosent")]
                    first = next(iter(items.values()))
                    self._row(first, year, count=number_of, percent=coverage)


def fitting(percent: dict[str, float], base: int, labels: dict[str, int]) -> dict[int, int]:
    """Return counts with these rounded percentages and this sum."""
    counts = {label: round(base * share / 100) for label, share in percent.items()}
    while gap := base - sum(counts.values()):
        step = int(np.sign(gap))
        label = min(counts, key=lambda name: abs(100 * (counts[name] + step) / base - percent[name]))
        counts[label] += step
    return {labels[label]: count for label, count in counts.items()}


def shares(
    codes: list[int], base: int, known: dict[tuple[int, ...], float], weight: np.ndarray | None = None
) -> dict[int, int]:
    """Return counts of options with known percentages of some of them together; within these as the weights are."""
    template = dict(zip(codes, assumptions.TEMPLATES[len(codes)] if weight is None else weight, strict=True))
    parts = dict(known)
    rest = tuple(code for code in codes if not any(code in some for some in known))
    if rest:
        parts[rest] = 100 - sum(known.values())
    counts = {}
    left = base
    for i, (some, share) in enumerate(parts.items()):
        number = left if i == len(parts) - 1 else int(np.floor(base * share / 100 + 0.5))
        left -= number
        weight = np.array([template[code] for code in some], float)
        for code, count in zip(some, whole(weight / weight.sum() * number, number), strict=True):
            counts[code] = int(count)
    return {code: counts[code] for code in codes}


def base_of(counts: pd.Series, percent: pd.Series, most: int) -> int:
    """Return the largest base, of at most the units that took part, that gives these percentages."""
    for base in range(most, 0, -1):
        if (np.floor(100 * counts / base + 0.5) == percent).all():
            return base
    raise ValueError("no base gives these percentages")


def parts(total: float, weight: np.ndarray, step: float, least: int) -> np.ndarray:
    """Return numbers with this sum, in whole steps and each of at least so many, about as the weights are."""
    steps = round(total / step)
    left = steps - least * len(weight)
    return np.round((least + whole(weight / weight.sum() * left, left)) * step, 2)


def unrounded(sums: pd.Series, total: float, percent: pd.Series) -> np.ndarray:
    """Return numbers near the printed ones that round to them, to their printed total and to the percentages.

    A total that is one off the sum of its rows, or a percentage that the rounded numbers don't give, is the
    work of rounding; the history keeps numbers with one decimal that explain it.
    """
    tenths = (0, -0.1, 0.1, -0.2, 0.2, -0.3, 0.3, -0.4, 0.4)
    printed, wanted = sums.to_numpy(), percent[sums.index].to_numpy()
    steps = np.array(list(itertools.product(tenths, repeat=len(sums))))
    numbers = printed + steps
    every = numbers.sum(axis=1, keepdims=True)
    wrong = (np.floor(100 * numbers / every + 0.5) != wanted).sum(axis=1)
    rank = 100 * (np.floor(every[:, 0] + 0.5) != total) + 10 * wrong + np.abs(steps).sum(axis=1)
    return numbers[rank.argmin()].round(1)
