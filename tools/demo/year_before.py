"""The demo edition of the year before: invented answers that give what the history has of that year.

What was asked then and now is answered much as now, by the same municipality. What was asked then only is invented:
plausible, and no more. FTE are those that the printed edition compares with, on the borders of that year.
"""

import csv
from functools import cached_property

import numpy as np
import pandas as pd

from demo import assumptions, published, status, texts
from demo.answers import Answers, rising
from demo.fte import STEP, whole
from demo.targets import base_of, fitting, parts, shares
from is248.data.changes import CHANGES_FILE, on_borders_of
from is248.data.codebook import Codebook, Question, load_codebook


class YearBefore:
    """All that the program makes for the year before the printed edition's.

    Parameters
    ----------
    now : Demo
        The printed edition's answers.
    """

    def __init__(self, now):
        self.now, self.year = now, published.YEAR - 1
        self.codebook: Codebook = load_codebook(self.year)
        self.tables = published.tables(self.year)
        self.units = published.units(self.year)
        last = now.last_year().set_index("unit").astype(float)
        self.fte = {
            question: (on_borders_of(last[question], published.YEAR, self.year) * STEP).round().astype(int)
            for question in last
        }
        self.part = status.participation_before(self.units, now.tables, sum(self.fte.values()))
        self.answers = Answers(self.units, self.part, self.codebook)
        self.answers.care[self.units["size_group"] == "50000 og større"] += 10  # all of these answered all tables
        self.asked_now = {question.id for question in now.codebook.questions}
        self.coding = pd.DataFrame()

    def random(self, name: str) -> np.random.Generator:
        """Return random numbers of this name and year."""
        return published.random(name, self.year)

    def sizes(self, question: str, number: int, by: str) -> pd.Series:
        """Return how many units of each group answer a question that so many answer in all."""
        return self.units.loc[self.answers.respondents(question, number), by].value_counts()

    def answer(self, history: pd.DataFrame) -> None:
        """Answer every question, as the rows of the history have it."""
        self.history = history[history["year"] == self.year]
        for question in self.codebook.questions:
            if question.type == "fte":
                self._fte(question)
            elif question.type == "number":
                self._number(question)
            elif question.type == "multiple":
                self._multiple(question)
            elif question.type != "text":
                self._single(question)
        numbers = self.history[(self.history["option"] == "") & (self.history["group"] == "")]
        self.coding = texts.write(self.answers, numbers.set_index("question")["count"].to_dict())

    # --- how many chose what

    def _known(self, question: str) -> pd.DataFrame:
        """Return the history's rows of a question's answers in the whole country, by option."""
        rows = self.history[(self.history["question"] == question) & (self.history["group"] == "")]
        return rows.assign(option=rows["option"].astype(str)).set_index("option")

    def _codes(self, question: Question) -> list[int]:
        return [option.code for option in self.codebook.options(question.id)]

    def _counts(self, question: Question) -> dict[int, int]:
        """Return how many chose each option of a question with one answer."""
        codes, known = self._codes(question), self._known(question.id)
        some = known.drop(index="", errors="ignore")
        if some.empty:
            return self._invented(question, codes)
        if some["count"].notna().all():
            return {int(code): int(number) for code, number in some["count"].items()}
        base = int(known.at["", "count"]) if "" in known.index else assumptions.ANSWERS[self.year]
        percent = {tuple(map(int, options.split("+"))): share for options, share in some["percent"].items()}
        if all(len(options) == 1 for options in percent) and len(percent) > 1:
            single = {options[0]: share for options, share in percent.items()}
            return fitting(single, base, {code: code for code in single})
        return shares(codes, base, percent, self._weight(question, codes))

    def _invented(self, question: Question, codes: list[int]) -> dict[int, int]:
        """Return counts that nobody has printed: near this year's, or what such a question usually gets."""
        asked = self.answers.asked(question.id)
        whom = question.battery or question.id
        if asked is not None:
            base = len(asked) - (round(0.02 * len(asked)) if len(asked) > 20 else 0)
        elif whom in assumptions.TOGETHER:  # as many as answered the items that are known
            base = assumptions.ANSWERS[self.year]
        else:
            base = int(self.random(f"base {whom}").integers(331, 343))
        if question.id in assumptions.BEFORE:
            return shares(codes, base, assumptions.BEFORE[question.id])
        weight = self._weight(question, codes)
        return {code: int(n) for code, n in zip(codes, whole(weight / weight.sum() * base, base), strict=True)}

    def _weight(self, question: Question, codes: list[int]) -> np.ndarray:
        if question.id not in self.asked_now:
            usual = assumptions.TEMPLATES_BEFORE.get(question.scale) or assumptions.TEMPLATES[len(codes)]
        else:
            now = self.now.answers.columns[question.id].value_counts(normalize=True)
            usual = [float(now.get(code, 0.03)) + 0.002 for code in codes]
        return np.array(usual) * self.random(f"shares {question.id}").lognormal(0, 0.12, len(codes))

    # --- questions with options

    def _single(self, question: Question) -> None:
        counts = self._counts(question)
        groups = self._groups(question.id)
        for by, cells in groups.items():
            if self._is_published(question.id):  # the printed table says how many of each size answered
                self.answers.answering[question.id] = [(by, group, int(n)) for group, n in cells.sum(axis=1).items()]
        together = self._known(question.id).empty or question.battery in assumptions.TOGETHER
        whom = question.battery if question.battery and together else question.id
        number = sum(counts.values())
        asked = self.answers.asked(question.id)
        if asked is not None and number > len(asked):
            raise ValueError(f"{question.id}: {number} answers, but {len(asked)} units were asked")
        who = self.answers.respondents(whom, number, asked)
        limits = [
            (who[self.units.loc[who, by] == group], (code,), int(count), int(count))
            for by, cells in groups.items()
            for group, row in cells.iterrows()
            for code, count in row.items()
        ]
        limits += self._known_differences(question.id, who, counts)
        if question.id in assumptions.WITH_FTE:  # nobody has a part of FTE that aren't there
            fte, least = assumptions.WITH_FTE[question.id]
            limits.append((who[self.fte[fte][who] < least * STEP], (1,), 0, 0))
        slope = assumptions.SLOPE.get(question.id, 0.0)
        self.answers.single(question.id, counts, who, slope, limits, self._as_now(question.id))

    def _known_differences(self, question: str, who: pd.Index, counts: dict[int, int]) -> list:
        """Return limits on the first option: what print says of sizes and counties without their numbers."""
        first, known, fixed = next(iter(counts)), assumptions.GROUPS_BEFORE.get(question, []), {}
        limits = []
        for by, group, share in known:
            number, inside = self.answers.near(share, {by: group}, who)
            limits.append((inside, (first,), number, number))
            fixed |= {"Bydeler i Oslo": number} if group == "Oslo" else {}
        if question in assumptions.RISING_BEFORE:
            step = assumptions.RISING_BEFORE[question]
            limits += [(u, (first,), a, b) for u, a, b in rising(who, self.units, counts[first], step, fixed)]
        return limits

    def _groups(self, question: str) -> dict[str, pd.DataFrame]:
        """Return the history's counts by group and option: grouping -> table."""
        rows = self.history[(self.history["question"] == question) & (self.history["group"] != "")]
        found = {}
        for by in ("size_group", "trust"):
            inside = rows[rows["group"].isin(set(self.units[by]))]
            if len(inside):
                found[by] = inside.pivot(index="group", columns="option", values="count")
        return found

    def _is_published(self, question: str) -> bool:
        rows = self.history[(self.history["question"] == question) & (self.history["group"] != "")]
        return (rows["source"] == "published").any()

    def _as_now(self, question: str) -> pd.Series | None:
        """Return how much each unit leans to the first options for having chosen them now."""
        if question not in self.now.answers.columns:
            return None
        now = self._of_successor(self.now.answers.columns[question].astype(float))
        return (-0.8 * (now - now.mean()) / max(now.std(), 0.1)).fillna(0.0)

    def _of_successor(self, values: pd.Series) -> pd.Series:
        """Return what a unit's first successor has: answers, which can't be added."""
        return pd.Series({unit: values.get(self._successors.get(unit, unit)) for unit in self.units.index}, dtype=float)

    @cached_property
    def _successors(self) -> dict[str, str]:
        with (published.ROOT / CHANGES_FILE).open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["year"] == str(published.YEAR)]
        return {row["from_code"]: row["to_code"] for row in reversed(rows)}

    def _multiple(self, question: Question) -> None:
        codes, known = self._codes(question), self._known(question.id)
        some = known.drop(index="", errors="ignore")
        asked = self._among(question)
        counts = {int(code): int(number) for code, number in some["count"].items()}
        if len(known):
            base = self._base(known)
        else:
            base = len(asked) if asked is not None else int(self.random(question.id).integers(320, 340))
        rng = self.random(f"ticks {question.id}")
        for code in codes:  # options that nobody has printed
            counts.setdefault(code, round(base * self._usual(question, code, rng)))
        whom = question.battery if question.battery and question.gate is None else question.id
        who = self.answers.respondents(whom, base, asked)
        alone = tuple(o.code for o in self.codebook.options(question.id) if o.label in assumptions.ALONE)
        slope = assumptions.SLOPE.get(question.id, 0.0)
        sure = {3: lambda free: texts.reporters(self.units, free)} if question.id == "ohd_tilbud" else None
        self.answers.multiple(question.id, {code: counts[code] for code in codes}, who, slope, alone, sure)

    def _base(self, known: pd.DataFrame) -> int:
        """Return how many answered a question with several answers: as the history has it, or as its percent need."""
        if "" in known.index:
            return int(known.at["", "count"])
        if known["base"].notna().all():
            return int(known["base"].iloc[0])
        return base_of(known["count"], known["percent"], int((self.part == "complete").sum()))

    def _usual(self, question: Question, code: int, rng: np.random.Generator) -> float:
        """Return the share that ticks an option."""
        label = next(o.label for o in self.codebook.options(question.id) if o.code == code)
        column = f"{question.id}__{code}"
        if column in self.now.answers.columns:
            return float(self.now.answers.columns[column].mean()) * rng.uniform(0.9, 1.1)
        if label in assumptions.ALONE:
            return assumptions.ALONE[label]
        return rng.uniform(0.04, 0.12) if label.startswith("Annet") else rng.uniform(0.12, 0.45)

    def _among(self, question: Question) -> pd.Index | None:
        """Return the units that are asked: by the gate, or as the form says of several questions together."""
        if question.id not in assumptions.ASKED_BEFORE:
            return self.answers.asked(question.id)
        battery, codes, any_of_them = assumptions.ASKED_BEFORE[question.id]
        items = [q.id for q in self.codebook.questions if q.battery == battery]
        chosen = {unit for item in items for unit in self.answers.chose(item, codes)}
        answered = self.units.index[self.answers.columns[f"{items[0]}__{codes[0]}"].notna()]
        return answered[answered.isin(chosen) == any_of_them]

    # --- numbers

    def _number(self, question: Question) -> None:
        if question.id.startswith("arsverk_hovedforlop"):
            self._pathway(question.id)
        elif question.id in assumptions.TEAMS:
            self._team(question.id)
        else:
            self._sum(question.id)

    def _sum(self, question: str) -> None:
        """Divide a sum that is known: where the unit has a number now, about as now."""
        total = float(self._known(question).at["", "count"])
        step = 1.0 if self.codebook.question(question).unit == "personer" else 0.1
        asked = self.answers.asked(question)
        number = assumptions.ANSWERS[self.year] - 2 if asked is None else len(asked) - 1
        who = self.answers.respondents(question, number, asked)
        rng = self.random(question)
        size = np.sqrt(self.units.loc[who, "inhabitants"].clip(lower=900).to_numpy())
        weight = (1 if step == 1 else size) * rng.lognormal(0, 0.4, len(who))
        weight *= total / weight.sum()
        if question in self.now.answers.columns:
            now = self._of_successor(self.now.answers.columns[question].astype(float))[who]
            weight = np.where(now > 0, now * rng.lognormal(0, 0.08, len(who)), weight)
        gate = self.codebook.question(question).gate
        if gate and gate.question in assumptions.WITH_FTE:
            fte = self.fte[assumptions.WITH_FTE[gate.question][0]][who] / STEP
            weight = np.minimum(weight, 0.5 * fte.to_numpy())
        self.answers.number(question, pd.Series(parts(total, weight, step, least=1), index=who))

    def _team(self, question: str) -> None:
        """Invent a team's FTE, and the municipality's part of them."""
        rng, (low, high) = self.random(question), assumptions.TEAMS[question]
        who = self.answers.asked(question)
        values = rng.integers(2 * low, 2 * high + 1, len(who)) / 2
        whole_team = question.removesuffix("_kommune")
        if whole_team != question:
            of_team = self.answers.columns[whole_team][who].to_numpy()
            values = np.round(2 * of_team * rng.uniform(0.3, 0.6, len(who))) / 2
        self.answers.number(question, pd.Series(values, index=who))

    def _pathway(self, question: str) -> None:
        """Divide FTE on the three pathways, about as now, so that their sums are those of the history."""
        target = question.rsplit("_", 1)[1]
        items = [f"arsverk_hovedforlop_{i}_{target}" for i in (1, 2, 3)]
        if question == items[0]:
            now = pd.concat([self._of_successor(self.now.answers.columns[item]) for item in items], axis=1)
            who = now.index[(now.sum(axis=1) > 0) & (self.part == "complete")]
            noise = self.random(f"pathways {target}").lognormal(0, 0.06, (len(who), 3))
            goals = [float(self._known(item).at["", "count"]) for item in items]
            seed = now.loc[who].fillna(0).to_numpy() * noise
            self._pathways = {}
            for i, (item, goal) in enumerate(zip(items, goals, strict=True)):
                tenths = whole(seed[:, i] / seed[:, i].sum() * goal * 10, round(goal * 10))
                self._pathways[item] = pd.Series(tenths / 10, index=who)
        self.answers.number(question, self._pathways[question])

    # --- FTE

    def _fte(self, question: Question) -> None:
        """Divide every unit's FTE on services and educations: few of them where it has few; zeros where it has none."""
        rng = self.random(question.id)
        share = np.outer(assumptions.SERVICES[question.id], assumptions.EDUCATIONS[question.id]).astype(float)
        took_part = self.units.index[self.part != "absent"]
        cells = {unit: divided(int(self.fte[question.id][unit]), share, rng) for unit in took_part}
        codes = [(s, e) for s in question.services for e in question.educations]
        has_none = sum(self.fte.values()) == 0
        for place, (service, education) in enumerate(codes):
            given = {unit: found.ravel()[place] / STEP for unit, found in cells.items()}
            values = {unit: number for unit, number in given.items() if number or has_none[unit]}
            column = f"{question.id}__{service.code}__{education.code}"
            self.answers.columns[column] = pd.Series(values, dtype=float).reindex(self.units.index)

    def last_year(self) -> pd.DataFrame:
        """Return each unit's FTE of the year before: those that did not take part have theirs carried over."""
        frame = pd.DataFrame({"unit": self.units.index})
        absent = (self.part == "absent").to_numpy()
        for question, fte in self.fte.items():
            change = np.clip(self.random(f"last year {question}").normal(0.98, 0.08, len(fte)), 0.8, 1.2)
            values = np.where(absent, fte, np.round(fte * change / 5) * 5).astype(int)
            frame[question] = [f"{value / STEP:.10g}" for value in values]
        return frame


def divided(total: int, share: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a unit's FTE, in hundredths, by service and education: in few places where there are few.

    No service has what another has, or all the others together: such numbers look like FTE that were counted twice.
    """
    while True:
        shape = share * rng.gamma(0.8, size=(len(share), 1)) * rng.gamma(1.5, size=share.shape)
        # A place is at least a fifth of a position, and one place has the most whatever happens.
        keep = (total * shape / shape.sum() >= 20) | (shape == shape.max())
        shape = np.where(keep, shape, 0)
        found = whole(shape / shape.sum() * total / 5, total // 5) * 5
        found.ravel()[shape.argmax()] += total - found.sum()
        services = found.sum(axis=1)
        several = services[services > 0]
        if len(several) < 3 or (len(set(several)) == len(several) and 2 * several.max() != total):
            same = len(several) == 2 and (found[services > 0][0] == found[services > 0][1]).all()
            if not same:
                return found
