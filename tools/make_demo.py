"""Make the demo responses: invented answers of all units of 2024, and of 2023, that give the published tables.

    python tools/make_demo.py                writes data/demo/2024/*.csv, data/demo/2023/*.csv and data/history.csv
    python tools/make_demo.py --year 2023    writes only that year's; the history comes with 2024
    python tools/make_demo.py FOLDER         writes into another folder

The program reads the published tables (data/published), the reference data and the codebooks, and is not
part of the library. It is deterministic: the same files, packages and seed give the same bytes. Its parts:

    demo/status.py       who took part
    demo/fte.py          FTE by unit, service and education
    demo/users.py        numbers of users (methods A and B)
    demo/tud.py          patients under compulsory care outside hospital
    demo/targets.py      what the tables say about each question, now and in earlier years
    demo/assumptions.py  what text and figures say beyond the tables, and what is assumed
    demo/answers.py      who answered what
    demo/texts.py        free texts and what they are about
    demo/series.py       earlier years that only figures show
    demo/year_before.py  the responses of 2023, from the history and this year's
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]

from demo import assumptions, fte, published, series, status, targets, texts, tud, users  # noqa: E402
from demo.answers import Answers, plain, rising  # noqa: E402
from demo.published import YEAR, random  # noqa: E402
from demo.year_before import YearBefore  # noqa: E402
from is248 import files  # noqa: E402
from is248.data.codebook import Codebook, load_codebook  # noqa: E402

TARGETS = {"voksne": "adults", "barn": "children"}


class Demo:
    """All that the program makes."""

    def __init__(self):
        self.codebook: Codebook = load_codebook(YEAR)
        self.tables = published.tables()
        self.units = published.units()
        self.part = status.participation(self.units, self.tables)
        self.totals = fte.Totals(self.units, self.tables, self.part != "absent")
        self.targets = targets.Targets(self.codebook, self.tables)
        self.answers = Answers(self.units, self.part, self.codebook)
        self.fte: dict[str, pd.DataFrame] = {}
        for question in self.codebook.questions:
            if question.type != "text":
                self._answer(question)
        self.coding = texts.write(self.answers)

    def _answer(self, question) -> None:
        special = {
            "egne_arsverk_voksne": self._own_fte,
            "egne_arsverk_barn": self._own_fte,
            "arsverk_voksne": self._fte,
            "arsverk_barn": self._fte,
            "tud_erfaring": self._tud,
            "tud_antall": self._tud,
            "rph": self._low_threshold,
            "lavterskel_psykisk": self._low_threshold,
            "lavterskel_rus": self._low_threshold,
            "ohd_tilpasset": self._adapted,
            "lavterskel_andel_gruppe": self._group_work,
        }
        if question.id in special:
            special[question.id](question.id)
        elif question.id.startswith("arsverk_hovedforlop"):
            self._pathways(question.id)
        elif question.id.startswith(("antall_brukere", "antall_kjop")) or question.id.startswith(
            ("har_brukertall", "brukertall_omfatter", "har_kjopstall")
        ):
            self._users(question.id)
        elif question.type == "number":
            self._sum(question.id)
        elif question.type == "multiple":
            self._multiple(question.id)
        else:
            self._single(question.id)

    # --- questions with options

    def _counts(self, question: str) -> dict[int, int]:
        """Return how many chose each option: as printed, or as the figures and assumptions have it."""
        if question in self.targets.counts:
            return self.targets.counts[question]
        item = self.codebook.question(question)
        codes = [option.code for option in self.codebook.options(question)]
        if item.battery in assumptions.ITEMS:
            base, table, some = assumptions.ITEMS[item.battery]
            share = self.tables[table].at[item.label, (str(YEAR), "Prosent")]
            return targets.shares(codes, base, {some: share})
        if item.battery == "kompetansetiltak_eldre":
            row = self.tables["20.5"].loc[item.label]
            return {o.code: int(row["", o.label]) for o in self.codebook.options(question)}
        return targets.shares(codes, *assumptions.SHOWN[question])

    def _single(self, question: str) -> None:
        counts = self._counts(question)
        battery = self.codebook.question(question).battery
        whom = battery if battery in assumptions.TOGETHER else question  # the same units answered all items
        who = self.answers.respondents(whom, sum(counts.values()), self.answers.asked(question))
        limits = []
        for by, cells in self.targets.cells.get(question, {}).items():
            # The printed crosstabs say who answered: all that took part in full but one.
            who = self.part.index[self.part == "complete"]
            for group, row in cells.iterrows():
                inside = self.units.index[self.units[by] == group]
                limits += [(inside, (code,), number, number) for code, number in row.items()]
        if question in assumptions.RISING:
            codes, step, known = assumptions.RISING[question]
            fixed = {g: self.answers.near(share, {"size_group": g}, who)[0] for g, share in known.items()}
            total = sum(counts[code] for code in codes)
            limits += [(u, codes, a, b) for u, a, b in rising(who, self.units, total, step, fixed)]
        limits += self._known_groups(question, who)
        if battery == "kompetansetiltak_eldre":
            limits += self._some_measure(question, battery, who)
        tilt = None
        if battery in assumptions.FOLLOWS:
            tilt = -0.5 * self.answers.columns[assumptions.FOLLOWS[battery]].astype(float).fillna(4)
        self.answers.single(question, counts, who, assumptions.SLOPE.get(question, 0.0), limits, tilt)

    def _known_groups(self, question: str, who: pd.Index) -> list:
        """Return limits: the printed share of some groups, and at most or least so many percent of each other group."""
        limits = []
        named = {group for _, group, _, _ in assumptions.GROUPS.get(question, [])}
        for by, group, codes, share in assumptions.GROUPS.get(question, []):
            number, inside = self.answers.near(share, self._groups(by, group), who)
            limits.append((inside, codes, number, number))
        for by, codes, least, most in assumptions.OTHERS.get(question, []):
            for group in dict.fromkeys(self.units[by]):
                inside = who[self.units.loc[who, by] == group]
                if group not in named:
                    n = len(inside)
                    limits.append((inside, codes, int(np.ceil(least * n / 100)), int(np.floor(most * n / 100))))
        return limits

    def _groups(self, by: str, group: str) -> dict[str, str]:
        """Return grouping -> group; two of each are written with a slash."""
        return dict(zip(by.split("/"), group.split("/"), strict=True))

    def _some_measure(self, question: str, battery: str, who: pd.Index) -> list:
        """Return limits so that 176 units had none of the measures for older people, and all others some."""
        everyone = self.answers.respondents(battery, assumptions.MEASURES_ASKED)
        order = pd.Series(random(battery).random(len(everyone)), index=everyone).sort_values()
        none = order.index[: assumptions.MEASURES_NONE]
        items = [q.id for q in self.codebook.questions if q.battery == battery]
        rank = items.index(question)
        had = [unit for item in items[:rank] for unit in self.answers.chose(item, [1])]
        waiting = who[~who.isin(none) & ~who.isin(had)]
        n = len(waiting)
        # The fourth item was answered by everyone: those that still have none get it.
        least = n if rank == 3 else n // 2 if rank in (1, 2) else 0
        return [(none, (1,), 0, 0), (waiting, (1,), least, n)]

    def _multiple(self, question: str) -> None:
        codes = [option.code for option in self.codebook.options(question)]
        if question in assumptions.TICKED:
            base, percent = assumptions.TICKED[question]
            counts = {code: round(base * share / 100) for code, share in zip(codes, percent, strict=True)}
        else:
            counts, base = self.targets.counts[question], self.targets.base.get(question)
        if question == "tverrfaglig_tjeneste_barn_kompetanse":
            base = 170  # the table counts mentions; the text has the number of units
        if question == "ohd_tilbud":
            base = targets.base_of(*(self.tables["14.1"][str(YEAR), measure] for measure in ("Antall", "Prosent")), 345)
        who = self.answers.respondents(question, base, self.answers.asked(question))
        alone = {"kjopte_tilbud": (10,), "ohd_tilbud": (1,)}.get(question, ())
        sure = {3: lambda free: texts.reporters(self.units, free)} if question == "ohd_tilbud" else None
        self.answers.multiple(question, counts, who, assumptions.SLOPE.get(question, 0.0), alone, sure)

    # --- FTE

    def _own_fte(self, question: str) -> None:
        self.answers.columns[question] = self.totals.has[TARGETS[question.rsplit("_", 1)[1]]]

    def _fte(self, question: str) -> None:
        kind = TARGETS[question.rsplit("_", 1)[1]]
        cells = fte.responses(self.tables, self.units, self.totals, kind)
        for (service, education), values in cells.items():
            values = values.where(values > 0)
            self.answers.columns[f"{question}__{service}__{education}"] = values.reindex(self.units.index)

    def _pathways(self, question: str) -> None:
        target, number = question.rsplit("_", 1)[1], int(question.split("_")[2])
        if target not in self.fte:
            self.fte[target] = fte.pathways(self.tables, self.totals, TARGETS[target])
        self.answers.number(question, self.fte[target][number])

    # --- users and patients

    def _users(self, question: str) -> None:
        if "users" not in self.__dict__:
            self.users = users.numbers(self.tables, self.units, self.answers)
        self.answers.columns[question] = self.users[question].reindex(self.units.index)

    def _tud(self, question: str) -> None:
        if "patients" not in self.__dict__:
            self.patients = tud.patients(self.tables)
        bands, yes = self.patients
        counts = self.targets.counts[question]
        who = self.answers.respondents(question, sum(counts.values()), self.answers.asked(question))
        limits = []
        if question == "tud_erfaring":
            who = self._covering(question, who, yes)
            limits = [(who[self.units.loc[who, "size_group"] == g], (1,), n, n) for g, n in yes.items()]
        else:
            silent = yes - bands.sum(axis=1)
            asked = self.answers.asked(question)
            order = pd.Series(random("tud silent").random(len(asked)), index=asked)
            out = [
                unit
                for group, number in silent.items()
                for unit in order[self.units.loc[asked, "size_group"] == group].sort_values().index[:number]
            ]
            who = asked[~asked.isin(out)]
            limits = [
                (who[self.units.loc[who, "size_group"] == g], (code,), n, n)
                for g, row in bands.iterrows()
                for code, n in row.items()
            ]
        self.answers.single(question, counts, who, 0.3 if question == "tud_erfaring" else 0.0, limits)

    def _covering(self, question: str, who: pd.Index, least: pd.Series) -> pd.Index:
        """Exchange respondents until every size has as many as are needed."""
        here = self.part.index[self.part.isin(["complete", "skipped", "partial"])]
        size = self.units["size_group"]
        chosen, rest = list(who), [unit for unit in here if unit not in set(who)]
        for group, number in least.items():
            while sum(size[unit] == group for unit in chosen) < number:
                newcomer = next(unit for unit in rest if size[unit] == group)
                spare = next(
                    unit
                    for unit in sorted(chosen, key=lambda u: self.answers.care[u])
                    if sum(size[u] == size[unit] for u in chosen) > least[size[unit]]
                )
                chosen[chosen.index(spare)] = newcomer
                rest[rest.index(newcomer)] = spare
        return self.units.index[self.units.index.isin(chosen)]

    # --- low-threshold services: three questions whose combinations are printed

    def _low_threshold(self, question: str) -> None:
        if "offers" not in self.__dict__:
            self.offers = self._combinations()
        counts = self.targets.counts[question]
        has = self.offers[question]
        who = has.dropna().index
        limits = [
            (who[has[who] == 1], (1, 2), int(has.sum()), int(has.sum())),
            *self._known_groups(question, who),
        ]
        self.answers.single(question, counts, who, 0.0 if question == "rph" else 0.2, limits)

    def _combinations(self) -> pd.DataFrame:
        """Return which units have which of the three offers, so that table 18.5 comes out."""
        from demo.report_tables import TABLES

        questions, _, names = TABLES["18.5"].arguments
        printed = self.tables["18.5"]["", "Antall"]
        who = self.answers.respondents("lavterskel", 346)
        combos = {combo: int(printed[name]) for combo, name in names.items()}
        number = {i + 1: count for i, count in enumerate(combos.values())}
        rph = [i + 1 for i, combo in enumerate(combos) if combo[0]]
        limits = []
        sizes = {g: self.answers.near(p, {"size_group": g}, who)[0] for g, p in assumptions.RPH_BY_SIZE.items()}
        total = sum(count for combo, count in combos.items() if combo[0])
        limits += [(units, rph, n, n) for units, n, _ in rising(who, self.units, total, 0.3, sizes)]
        for by, group, codes, share in assumptions.GROUPS["rph"]:
            near, inside = self.answers.near(share, {by: group}, who)
            if codes == (1, 2):
                limits.append((inside, rph, near, near))
            elif codes == (3,):  # so many have none; some of the others plan to
                limits.append((inside, rph, 0, len(inside) - near))
        named = {group for _, group, _, _ in assumptions.GROUPS["rph"]}
        for county, of in self.units.loc[who].groupby("county"):
            if county not in named:
                limits.append((of.index, rph, 0, int(np.floor(assumptions.RPH_ELSEWHERE * len(of) / 100))))
        have = self.answers.combined("rph", number, who, 0.5, limits)
        frame = pd.DataFrame(index=self.units.index, columns=questions, dtype=float)
        for i, question in enumerate(questions):
            frame.loc[who, question] = [float(list(combos)[code - 1][i]) for code in have]
        # One more unit answered the first two questions: without RPH, with other offers in mental health.
        extra = self.answers.respondents("lavterskel", 347)
        one = extra[~extra.isin(who)][0]
        frame.loc[one, questions[:2]] = [0.0, 1.0]
        return frame

    # --- other special cases

    def _adapted(self, question: str) -> None:
        """Adapted beds are used: six of the seven that use them most (figure 14.5), and 77 to some degree or more.

        Among the 77, the share rises with size, and is low in Møre og Romsdal.
        """
        counts = self.targets.counts[question]
        who = self.answers.respondents(question, sum(counts.values()), self.answers.asked(question))
        much = self.answers.chose("ohd_bruk", [1])
        inside = who[who.isin(much)]
        number = int(np.floor(0.86 * len(inside) + 0.5))
        limits = [(inside, (1, 2), number, number)]
        used = who[who.isin(self.answers.chose("ohd_bruk", [1, 2, 3]))]
        limits += [(u, (1, 2, 3), a, b) for u, a, b in rising(used, self.units, assumptions.USED_AND_ADAPTED, 0.3)]
        low = used[self.units.loc[used, "county"] == "Møre og Romsdal"]
        limits.append((low, (1, 2, 3), 0, 0))
        use = self.answers.columns["ohd_bruk"].astype(float)
        self.answers.single(question, counts, who, 0.0, limits, tilt=-1.5 * use.where(use < 6, 4))

    def _group_work(self, question: str) -> None:
        """Percent of low-threshold FTE that go to groups: the median and mean of every size (table 18.4)."""
        rng = random(question)
        has = self.answers.asked("lavterskel_psykisk_arsverk")
        who = self.answers.respondents(question, 214, has)
        values = pd.Series(index=who, dtype=float)
        for group, (median, mean) in assumptions.GROUP_WORK.items():
            inside = who[self.units.loc[who, "size_group"] == group]
            values[inside] = around(rng, len(inside), median, mean)
        self.answers.number(question, values)

    def _sum(self, question: str) -> None:
        number, total, step = assumptions.SUMS[question]
        who = self.answers.respondents(question, number, self.answers.asked(question))
        rng = random(question)
        size = np.sqrt(self.units.loc[who, "inhabitants"].clip(lower=900).to_numpy())
        weight = (1 if step == 1 else size) * rng.lognormal(0, 0.6, len(who))
        values = targets.parts(total, weight, step, least=1 if step == 1 else 2)
        self.answers.number(question, pd.Series(values, index=who))

    # --- files

    def last_year(self) -> pd.DataFrame:
        """Return each unit's FTE of the year before.

        Units that did not take part have theirs carried over. Trondheim's follow from the printed change.
        The others differ so that the country's sums are those of 2023.
        """
        frame = pd.DataFrame({"unit": self.units.index})
        absent = (self.part == "absent").to_numpy()
        for question, row in (("arsverk_voksne", "Voksne"), ("arsverk_barn", "Barn og unge")):
            now = getattr(self.totals, TARGETS[question.rsplit("_", 1)[1]])
            printed = self.tables["3.1"].loc[row]
            total = round(100 * printed["2023", "Årsverk"])
            trondheim = (self.units.index == "5001").astype(bool)
            change = printed["Beregnet endring 2023-2024", "Årsverk"]
            without = int(now[~trondheim].sum()) - round(100 * change)
            fixed = absent | trondheim
            rng = random(f"last year {question}")
            wish = now.to_numpy() * np.clip(rng.normal(1, 0.1, len(now)), 0.8, 1.25)
            free = without - int(now[absent].sum())
            values = now.to_numpy().astype(int)
            values[~fixed] = fte.whole(wish[~fixed] / wish[~fixed].sum() * free, free)
            values[trondheim] = total - without
            frame[question] = [plain(value / 100) for value in values]
        return frame


def around(rng: np.random.Generator, n: int, median: float, mean: float) -> np.ndarray:
    """Return n percentages, mostly round ones, with this median and about this mean."""
    low = rng.choice([0, 5, 10, 20], size=n // 2)
    low = np.minimum(low, median)
    if n % 2 == 0:  # both in the middle
        low[0] = median
    high = np.full(n - n // 2, float(median))
    high[1:] = median + rng.choice([0, 5, 10, 20, 40], size=len(high) - 1)
    values = np.sort(np.concatenate([low, high]))
    for _ in range(1000):
        gap = mean * n - values.sum()
        if abs(gap) < 5:
            break
        place = rng.integers(n // 2 + 1, n) if n > 2 else n - 1
        values[place] = np.clip(values[place] + 5 * np.sign(gap), median, 100)
    return values[rng.permutation(n)]


def made() -> dict[str, pd.DataFrame]:
    """Return all that the program makes: file -> table."""
    demo = Demo()
    before = YearBefore(demo)
    rows = pd.DataFrame(demo.targets.history + series.rows(demo, before))
    before.answer(rows)
    rows = pd.concat([rows, pd.DataFrame(series.rows_of_groups(before))], ignore_index=True)
    files = {}
    for edition in (demo, before):
        place = f"data/demo/{edition.codebook.year}"
        files[f"{place}/responses.csv"] = edition.answers.responses()
        files[f"{place}/last_year.csv"] = edition.last_year()
        files[f"{place}/coding.csv"] = edition.coding
    rows = rows.sort_values(["question", "year"], kind="stable")
    for column in ("count", "base"):
        rows[column] = [plain(value) for value in rows[column]]
    rows["percent"] = ["" if pd.isna(v) else f"{float(f'{v:.4f}'):.10g}" for v in rows["percent"]]
    return files | {"data/history.csv": rows}


def frozen(file: Path) -> pd.DataFrame:
    """Return the rows of the history that a year's close has frozen: they are none of the demo's, and stay."""
    if not file.is_file():
        return pd.DataFrame()
    rows = pd.read_csv(file, dtype=str, keep_default_na=False)
    return rows[~rows["source"].isin(["published", "demo"])]


def write(folder: Path, year: int | None = None) -> None:
    """Write the files of the demo editions, or of one of them, into data/ below this folder."""
    of_year = {YEAR: (f"data/demo/{YEAR}/", "data/history.csv"), YEAR - 1: (f"data/demo/{YEAR - 1}/",)}
    frames = {name: frame for name, frame in made().items() if year is None or name.startswith(of_year[year])}
    if (history := "data/history.csv") in frames:
        rows = pd.concat([frames[history], frozen(folder / history)], ignore_index=True).astype({"year": int})
        frames[history] = rows.sort_values(["question", "year"], kind="stable")
    texts = {name: frame.to_csv(index=False, lineterminator="\n") for name, frame in frames.items()}
    files.write_all({folder.absolute() / name: text for name, text in texts.items()})


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="Make the demo responses.")
    options.add_argument("folder", nargs="?", type=Path, default=HERE.parent, help="where data/ is written")
    options.add_argument("--year", type=int, choices=(YEAR - 1, YEAR), help="only this year's files")
    chosen = vars(options.parse_args())
    files.sweep()
    write(**chosen)
